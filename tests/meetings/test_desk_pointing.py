"""Pointing at the lines of a pasted text: where TOPs begin, what stays typed, steps back, what a series remembers."""

import re
from unittest import mock

from django.test import SimpleTestCase

from blog.models import Topic
from meetings.agenda import AgendaItem, Outcome
from meetings.desk.pointing import Cut, Reading, Steps, carry, patched
from meetings.models import Meeting
from meetings.protocol_text import Proposal
from tests.build import make_meeting
from tests.desk import DeskForm, admin_address
from tests.meetings.pasting import PASTE, PROTOCOL, Paste, shown_lines

MIXED = """Treffen am 8. April 2021

TOP 1 Kasse

- Es ist Geld da.
Garten
- Die Tonne kommt.
Werkzeug
- Die Säge ist stumpf.

TOP 2 Ende

- Alle gehen heim.

TOP 3 Heimweg

- Es ist dunkel.
"""


TABLE = """Treffen am 8. April 2021

Nr.\tThema\tWas\tWer

1.\tWinterplan\tnur Dienstag offen\tAda schreibt ihn
\t\tSonntag zu
- am Feiertag auch zu
- Aushang an die Tür\t
2.\tKuchen\tzu viele Nusskuchen
- Liste hängt am Schrank
- wer bäckt trägt sich ein\tJost
3.\tKasse\tes fehlt ein Schlüssel
- Ersatz liegt bereit
"""


class Pointing(Paste):
    def names(self, page):
        fields = DeskForm(page).fields
        return [value for name, value in fields.items() if name.endswith("-name")]

    def bodies(self, page):
        fields = DeskForm(page).fields
        return [value for name, value in fields.items() if name.endswith("-protocol")]


class LineTests(Pointing):
    def test_every_line_says_where_it_went(self):
        places = [(number, label) for number, label, _text in shown_lines(self.look())]
        self.assertEqual(
            places,
            [
                *((1, "ausgelassen"), (3, "Titel"), (5, "Veröffentlicht"), (6, "Themen")),
                *((8, "Einleitung"), (10, "TOP 1"), (12, "TOP 1"), (14, "TOP 2"), (16, "TOP 2")),
                *((17, "TOP 2"), (19, "TOP 3"), (21, "TOP 3"), (23, "Schluss")),
            ],
        )

    def test_pointing_at_a_line_begins_a_top_there(self):
        page = self.press(self.look(MIXED), "point", "6")
        self.assertEqual(self.names(page), ["Kasse", "Garten", "Ende", "Heimweg"])
        self.assertContains(page, "„Garten“ beginnt jetzt einen TOP. 4 TOPs.", count=1)

    def test_a_top_of_the_agenda_that_the_minutes_do_not_reach_is_begun_and_the_others_stay(self):
        agenda = "Treffen am 8. April 2021\n\nTagesordnung\n\nTOP 1 – Kasse\n\nTOP 2 – Garten\n\nTOP 3 – Fest\n\n"
        minutes = "TOP 1 – Kasse\n\nEs ist Geld da.\n\nTOP 2 – Garten\n\nDie Tonne kommt.\n"
        page = self.look(agenda + minutes)
        self.assertEqual(self.names(page), ["Kasse", "Garten"])
        page = self.press(page, "point", "9")
        self.assertEqual(self.names(page), ["Fest", "Kasse", "Garten"])
        self.assertEqual(self.bodies(page), ["", "Es ist Geld da.", "Die Tonne kommt."])

    def test_pointing_again_takes_it_back(self):
        page = self.press(self.press(self.look(MIXED), "point", "6"), "point", "6")
        self.assertEqual(self.names(page), ["Kasse", "Ende", "Heimweg"])
        self.assertIn("Garten", self.bodies(page)[0])

    def marked(self, page):
        """Return the numbers of the lines that are shown as beginning a TOP."""
        shown = re.findall(r'is-heading" id="zeile-(\d+)"', page.content.decode())
        return list(map(int, shown))

    def test_a_top_begun_above_agenda_and_minutes_leaves_them_joined(self):
        agenda = "Treffen am 8. April 2021\n\nAda begrüßt alle\n\nTOP 1: Kasse\nTOP 2: Garten\nTOP 3: Fest\n\n"
        minutes = "TOP 1: Kasse\n- gut\n\nTOP 2: Garten\n- grün\n\nTOP 3: Fest\n- schön\n"
        page = self.press(self.look(agenda + minutes), "point", "3")
        self.assertEqual(self.names(page), ["Ada begrüßt alle", "Kasse", "Garten", "Fest"])
        self.assertEqual(self.bodies(page), ["", "- gut", "- grün", "- schön"])
        self.assertNotContains(page, "ausgelassen")

    def test_both_lines_of_a_top_of_agenda_and_minutes_are_one_decision(self):
        agenda = "Abend am 8. April 2021\n\n### TOP 1:\nKasse prüfen\nbis März\n\n### TOP 2:\n\n### TOP 3:\n\n"
        minutes = "\n\n".join(f"### TOP {n}:\n\nDas {n}. haben wir besprochen." for n in (1, 2, 3))
        page = self.look(agenda + "# Mitschrift\n\n" + minutes)
        if self.marked(page) != [3, 7, 9, 13, 17, 21]:
            page = self.press(page, "choose", reading="3,7,9,13,17,21")
        names, bodies = self.names(page), self.bodies(page)
        self.assertEqual((len(names), self.marked(page)), (3, [3, 7, 9, 13, 17, 21]))
        for line, rest in [(3, [7, 9, 17, 21]), (17, [3, 9, 13, 21]), (9, [3, 7, 13, 17])]:
            with self.subTest(line):
                off = self.press(page, "point", str(line))
                self.assertContains(
                    off, f"“ beginnt keinen TOP mehr. {len(rest) // 2} TOPs.", count=1
                )
                self.assertEqual(self.marked(off), rest)
                self.assertEqual([p for _, p, _ in shown_lines(off) if p == "ausgelassen"], [])
                on = self.press(off, "point", str(line))
                self.assertEqual(
                    (self.names(on), self.bodies(on), self.marked(on)),
                    (names, bodies, [3, 7, 9, 13, 17, 21]),
                )

    def test_a_line_that_went_into_a_name_goes_to_the_text(self):
        page = self.look(
            "Treffen am 8. April 2021\n\nTOP 1: Winterplan für den\nSonntag zu\nAda schreibt ihn.\n\n"
            "TOP 2: Kuchen\nEs gibt zu viele.\n\nTOP 3: Kasse\nEs fehlt ein Schlüssel."
        )
        self.assertIn("Sonntag zu", self.names(page)[0])
        taken = self.press(page, "point", "4", tool="body")
        self.assertContains(taken, "„Sonntag zu“ gehört jetzt zum Text davor. 3 TOPs.", count=1)
        self.assertNotIn("Sonntag zu", self.names(taken)[0])
        self.assertIn("Sonntag zu", self.bodies(taken)[0])

    def test_a_row_of_a_table_is_pointed_at_like_any_other_line(self):
        page = self.look(TABLE)
        names, bodies, marked = self.names(page), self.bodies(page), self.marked(page)
        self.assertEqual(names, ["Winterplan", "Kuchen", "Kasse"])
        for line in range(5, 14):
            with self.subTest(line):
                on = self.press(page, "point", str(line))
                self.assertEqual(set(self.marked(on)) ^ set(marked), {line})
                off = self.press(on, "point", str(line))
                self.assertEqual(
                    (self.names(off), self.bodies(off), self.marked(off)), (names, bodies, marked)
                )

    def test_what_changes_nothing_says_so_and_is_no_step(self):
        page = self.press(self.look(), "point", "16", tool="body")
        self.assertContains(page, "“: Das ändert hier nichts.", count=1)
        self.assertContains(page, 'name="undo" value="1" data-swap disabled', count=1)

    def test_all_lines_that_look_alike_follow_with_one_press(self):
        page = self.press(self.look(MIXED), "point", "6")
        self.assertContains(page, "1 Zeile sieht genauso aus: alle als TOP", count=1)
        page = self.press(page, "all", "6")
        self.assertEqual(self.names(page)[1:3], ["Garten", "Werkzeug"])
        self.assertEqual(len(self.names(page)), 5)

    def test_and_none_of_them_any_more(self):
        page = self.press(self.press(self.look(MIXED), "point", "6"), "all", "6")
        page = self.press(page, "point", "6")
        self.assertContains(page, "keine mehr als TOP", count=1)
        self.assertEqual(self.names(self.press(page, "all", "6")), ["Kasse", "Ende", "Heimweg"])

    def test_a_line_belongs_to_the_top_before(self):
        page = self.press(self.look(), "point", "23", tool="body")
        self.assertEqual(
            self.bodies(page)[2],
            "Wir haben Ideen gesammelt.\n\nDas nächste Treffen ist am 10. Juni 2021, 18-20:00 Uhr.",
        )
        self.assertEqual(DeskForm(page).fields["closing"], "")

    def test_the_intro_ends_at_a_line(self):
        page = self.press(self.look(), "point", "14", tool="intro")
        fields = DeskForm(page).fields
        self.assertIn("Thorsten begrüßt alle.", fields["intro"])
        self.assertEqual(self.names(page)[0], "Die Regentonne kommt im Mai.")

    def test_the_closing_begins_at_a_line(self):
        page = self.press(self.look(), "point", "19", tool="closing")
        self.assertEqual(len(self.names(page)), 2)
        self.assertIn("Ideenrunde", DeskForm(page).fields["closing"])

    def test_a_line_is_left_out_and_taken_in_again(self):
        page = self.press(self.look(), "point", "17", tool="out")
        self.assertEqual(self.bodies(page)[1], "- Die Regentonne kommt im Mai.")
        page = self.press(page, "point", "17", tool="out")
        self.assertIn("Wer gießt", self.bodies(page)[1])

    def test_a_line_of_the_frame_is_taken_in_where_it_stood_and_the_closing_stays(self):
        text = PROTOCOL.replace("Top 3", "Seite 1 von 2\n\nTop 3")
        page = self.press(self.look(text), "point", "19", tool="body")
        self.assertEqual(
            self.bodies(page)[1],
            "- Die Regentonne kommt im Mai.\n- Wer gießt, trägt sich ein.\n\nSeite 1 von 2",
        )
        self.assertEqual(DeskForm(page).fields["closing"][:12], "Das nächste ")

    def test_marks_of_html_that_are_taken_in_stay_readable(self):
        page = self.look(PROTOCOL + "\nNeuen Kommentar schreiben\n\nErlaubte HTML-Tags: <a href>")
        self.press(self.press(page, "point", "27", tool="body"), "save")
        self.assertIn("HTML-Tags: &lt;a href", AgendaItem.objects.get(number="3").protocol_html)

    def test_odd_presses_change_nothing(self):
        before = self.names(self.look())
        for button, odd in (
            *(("point", "2"), ("point", "x"), ("point", "9" * 30), ("all", "99"), ("undo", "1")),
            *(("redo", "1"), ("join", "9"), ("up", "0"), ("split", "0"), ("down", "x")),
            *(("insert", "99"), ("add-outcome", "9"), ("join", "²")),
        ):
            with self.subTest(f"{button} {odd}"):
                page = self.press(self.look(), button, odd)
                self.assertEqual(self.names(page), before)

    def test_odd_steps_are_none(self):
        for odd in ("", "x", "[]", '{"at":5,"states":[]}', '{"at":0,"states":[[["a"],{},[]]]}'):
            with self.subTest(odd):
                page = self.press(self.look(), "refresh", steps=odd)
                self.assertEqual(page.status_code, 200)


class ProposalTests(Pointing):
    TEXT = """Treffen am 8. April 2021

### Kasse
1. Es ist Geld da.
2. Alle freuen sich.
### Garten
1. Die Tonne kommt.
2. Sie ist grün.
"""

    def test_another_reading_is_chosen(self):
        page = self.look(self.TEXT)
        self.assertContains(page, 'name="reading" value="3,6" data-choose checked', count=1)
        page = self.press(page, "choose", reading="4,5,7,8")
        self.assertEqual(len(self.names(page)), 4)

    def test_at_most_four_are_offered(self):
        self.assertLessEqual(self.look(self.TEXT).content.count(b'name="reading"'), 4)

    def test_the_shape_that_was_saved_is_read_first_in_the_next_text_of_the_series(self):
        series = Topic.objects.create(name="Gartentreffen", kind=Topic.Kind.SERIES)
        text = self.TEXT.replace("Treffen am", "Gartentreffen am")
        page = self.press(self.look(text), "choose", reading="4,5,7,8")
        self.press(page, "save")
        series.refresh_from_db()
        self.assertNotEqual(series.heading_shape, "")
        self.assertEqual(len(self.names(self.look(text))), 4)


class TypedTests(Pointing):
    def test_what_was_typed_stays_with_its_top(self):
        page = self.press(self.look(MIXED), "point", "6", **{"items-1-name": "Schluss jetzt"})
        self.assertEqual(self.names(page), ["Kasse", "Garten", "Schluss jetzt", "Heimweg"])

    def test_a_body_that_was_changed_gives_its_lines_and_keeps_its_words(self):
        body = "- Es ist viel Geld da.\n\nGarten\n\n- Die Tonne kommt.\n\nWerkzeug\n\n- Die Säge ist stumpf."
        page = self.press(self.look(MIXED), "point", "6", **{"items-0-protocol": body})
        self.assertEqual(self.bodies(page)[0], "- Es ist viel Geld da.")

    def test_words_typed_into_a_top_that_is_none_any_more_go_on_with_its_lines(self):
        page = self.press(
            self.look(), "point", "14", **{"items-1-protocol": "- Die Tonne kommt im Juni."}
        )
        self.assertIn("Die Tonne kommt im Juni.", self.bodies(page)[0])

    def test_undo_brings_the_step_back_and_keeps_what_was_typed_since(self):
        page = self.press(self.look(MIXED), "point", "6")
        page = self.press(page, "undo", **{"items-2-name": "Heim"})
        self.assertEqual(self.names(page), ["Kasse", "Heim", "Heimweg"])

    def test_undo_brings_back_what_was_typed_into_a_top_before_it_went(self):
        page = self.press(self.look(), "point", "14", **{"items-1-name": "Mein Garten"})
        page = self.press(page, "undo")
        self.assertEqual(self.names(page), ["Begrüßung", "Mein Garten", "Ideenrunde"])

    def test_another_reading_and_back_brings_what_was_typed_back_to_its_top(self):
        typed = {
            "items-1-name": "Mein Garten",
            "items-1-who": "Ada",
            "items-1-protocol": "- Die Tonne kommt im Juni.\n- Wer gießt, trägt sich ein.",
            "items-1-private": "on",
        }
        page = self.look()
        whole = self.bodies(page)
        page = self.press(page, "choose", reading="10,19", **typed)
        self.assertIn("Mein Garten", self.bodies(page)[0])
        page = self.press(page, "choose", reading="10,14,19")
        fields = DeskForm(page).fields
        self.assertEqual({name: fields[name] for name in typed}, typed)
        self.assertEqual(self.bodies(page), [whole[0], typed["items-1-protocol"], whole[2]])

    def test_what_is_not_public_stays_so_in_whatever_top_it_goes_to(self):
        private = {"items-0-private": "on"}
        body = "- Es ist Geld da.\n\nGarten\n\n- Meine Zeile.\n- Noch eine."
        for number, (button, value, more, expected) in enumerate(
            [
                ("point", "6", {}, [True, True, False, False]),
                ("choose", "1", {"reading": "6,8,11,15"}, [True, True, False, False]),
                (
                    "split",
                    "0",
                    {"items-0-protocol": body, "cursor": "45"},
                    [True, True, False, False],
                ),
            ]
        ):
            with self.subTest(number):
                page = self.press(self.look(MIXED), button, value, **private, **more)
                fields = DeskForm(page).fields
                found = [f"items-{row}-private" in fields for row in range(len(expected))]
                self.assertEqual(found, expected)
        page = self.press(self.look(), "join", "1", **{"items-1-private": "on"})
        self.assertIn("items-0-private", DeskForm(page).fields)

    def test_reading_anew_is_a_step_back_and_forth_with_text_cut_and_fields(self):
        page = self.press(self.look(MIXED), "point", "6")
        before = DeskForm(page).fields | {"title": "Mein Titel", "items-1-name": "Mein Garten"}
        typed = {"title": "Mein Titel", "items-1-name": "Mein Garten", "text": PROTOCOL}
        anew = self.press(page, "read", **typed)
        self.assertContains(anew, "Neu erkannt: 3 TOPs.", count=1)
        self.assertEqual(self.names(anew)[0], "Begrüßung")
        back = self.press(anew, "undo", **{"items-0-name": "Hallo"})
        fields = DeskForm(back).fields
        shown = [name for name in before if name not in ("steps", "seen", "csrfmiddlewaretoken")]
        self.assertEqual({n: fields.get(n) for n in shown}, {n: before[n] for n in shown})
        self.assertEqual(self.names(self.press(back, "undo")), ["Kasse", "Ende", "Heimweg"])
        forth = self.press(back, "redo")
        self.assertEqual(self.names(forth)[0], "Hallo")
        self.assertEqual(DeskForm(forth).fields["text"].strip(), PROTOCOL.strip())

    def test_a_start_that_was_suggested_gives_way_to_one_that_is_read_and_one_typed_stays(self):
        series = Topic.objects.create(name="Gartentreffen", kind=Topic.Kind.SERIES)
        make_meeting("2021-03-08 17:00", series=series)
        text = MIXED.replace("Treffen am", "Gartentreffen am")
        text = text.replace("Garten\n", "Garten (17:30 – 18:00 Uhr)\n", 1)
        text = "\n".join(line for line in text.split("\n") if "TOP 1" not in line)
        page = self.look(text)
        page = self.press(page, "choose", reading="")
        self.assertEqual(DeskForm(page).fields["start"], "17:00")
        read = self.press(page, "point", "5")
        self.assertEqual(DeskForm(read).fields["start"], "17:30")
        self.assertEqual(DeskForm(self.press(read, "undo")).fields["start"], "17:00")
        read = self.press(page, "point", "5", start="18:00")
        self.assertEqual(DeskForm(read).fields["start"], "18:00")

    def test_redo_does_it_again(self):
        page = self.press(self.press(self.look(MIXED), "point", "6"), "undo")
        self.assertEqual(
            self.names(self.press(page, "redo")), ["Kasse", "Garten", "Ende", "Heimweg"]
        )

    def test_a_new_step_leaves_nothing_to_redo(self):
        page = self.press(self.press(self.look(MIXED), "point", "6"), "undo")
        page = self.press(page, "point", "8")
        self.assertEqual(
            self.names(self.press(page, "redo")), ["Kasse", "Werkzeug", "Ende", "Heimweg"]
        )


class RowTests(Pointing):
    def test_a_top_is_split_at_the_cursor(self):
        page = self.look()
        body = DeskForm(page).fields["items-1-protocol"]
        page = self.press(page, "split", "1", cursor=str(body.index("- Wer") + 3))
        self.assertEqual(
            self.names(page),
            [
                "Begrüßung",
                "Hofgarten, Wasser und Werkzeug",
                "Wer gießt, trägt sich ein.",
                "Ideenrunde",
            ],
        )

    def test_words_that_stand_in_no_line_of_the_source_are_split_as_well(self):
        page = self.press(
            self.look(), "split", "2", cursor="12", **{"items-2-protocol": "Vorher\nNachher\nmehr"}
        )
        self.assertEqual(self.names(page)[2:], ["Ideenrunde", "Nachher"])
        self.assertEqual(self.bodies(page)[2:], ["Vorher", "mehr"])

    def test_a_top_is_joined_to_the_one_before(self):
        page = self.press(self.look(), "join", "1")
        self.assertEqual(self.names(page), ["Begrüßung", "Ideenrunde"])
        self.assertIn("Die Regentonne", self.bodies(page)[0])

    def test_one_put_in_by_hand_is_joined_with_all_its_words(self):
        page = self.press(self.look(), "insert", "1")
        page = self.press(page, "join", "1", **{"items-1-name": "Neu", "items-1-protocol": "Da."})
        self.assertEqual(self.bodies(page)[0], "- Thorsten begrüßt alle.\n\nNeu\n\nDa.")

    def test_a_top_moves_and_stays_there_when_the_text_is_cut_anew(self):
        page = self.press(self.look(MIXED), "up", "1")
        self.assertEqual(self.names(page), ["Ende", "Kasse", "Heimweg"])
        self.assertEqual(
            self.names(self.press(page, "point", "6")), ["Ende", "Kasse", "Garten", "Heimweg"]
        )

    def test_moving_is_undone(self):
        page = self.press(self.press(self.look(MIXED), "down", "0"), "undo")
        self.assertEqual(self.names(page), ["Kasse", "Ende", "Heimweg"])


class OutcomeTests(Pointing):
    TEXT = PROTOCOL.replace(
        "Wir haben Ideen",
        "Beschluss: Es gibt Kaffee. 12/0/1\n\n- -> Bogdan schreibt die Liste bis 1.12.\n\nWir haben",
    )

    def test_one_press_refuses(self):
        page = self.look(self.TEXT)
        fields = {n: v for n, v in DeskForm(page).fields.items() if n != "items-2-outcomes-0-take"}
        page = self.client.post(PASTE, fields | {"refresh": "1"})
        self.assertNotIn("items-2-outcomes-0-take", DeskForm(page).fields)
        self.client.post(PASTE, DeskForm(page).fields | {"save": "1"})
        self.assertNotIn("Es gibt Kaffee.", Outcome.objects.values_list("text", flat=True))
        meeting = Meeting.objects.get()
        self.assertNotContains(
            self.client.get(admin_address("change", meeting)), "übernehmen: Es gibt"
        )
        again = DeskForm(self.client.get(f"{PASTE}?treffen={meeting.pk}"))
        self.assertNotIn("items-2-outcomes-0-take", again.fields)

    def test_it_is_edited_in_the_top(self):
        page = self.press(self.look(self.TEXT), "refresh", **{"items-2-outcomes-0-votes": "13/0/0"})
        self.press(page, "save")
        self.assertEqual(Outcome.objects.get(kind="beschluss").votes, "13/0/0")

    def test_one_is_added_by_hand_and_moves_with_its_top(self):
        page = self.press(self.look(MIXED), "add-outcome", "1")
        typed = {"items-1-outcomes-0-text": "Tonne holen", "items-1-outcomes-0-who": "Ada"}
        self.press(self.press(page, "up", "1", **typed), "save")
        outcome = Outcome.objects.get()
        self.assertEqual(
            (outcome.text, outcome.who, outcome.item.number, outcome.kind),
            ("Tonne holen", "Ada", "2", "aufgabe"),
        )

    def test_a_vote_for_a_task_is_refused(self):
        page = self.press(self.look(), "add-outcome", "1")
        typed = {"items-1-outcomes-0-text": "Tonne", "items-1-outcomes-0-votes": "3/0/0"}
        self.assertContains(self.press(page, "save", **typed), "gehört zu einem Beschluss", count=1)
        self.assertEqual(Meeting.objects.count(), 0)

    def test_who_and_when_of_a_decision_are_refused(self):
        page = self.press(self.look(), "add-outcome", "1")
        row = {"text": "Tonne", "kind": "decision", "who": "Ada", "due": "3.5.2021"}
        typed = {f"items-1-outcomes-0-{name}": value for name, value in row.items()}
        self.assertContains(self.press(page, "save", **typed), "gehört zu einer Aufgabe", count=2)
        self.assertEqual(Meeting.objects.count(), 0)


class DoubtTests(Pointing):
    def test_a_second_reading_that_is_hardly_worse_is_named(self):
        page = self.look(
            "Treffen am 8. April 2021\n\n1. Kasse\n- da\n2. Tonne\n- grün\n\nGarten\n- x\n\nKeller\n- y\n"
        )
        self.assertIn(b'name="reading"', page.content)

    def test_tops_without_text_among_others_are_named(self):
        page = self.look(PROTOCOL.replace("- Thorsten begrüßt alle.\n", ""))
        self.assertContains(page, "Ohne Text ist TOP 1.", count=1)

    def test_an_agenda_alone_is_right_without_texts(self):
        page = self.look("Treffen am 8. April 2021\n\nTOP 1 Kasse\nTOP 2 Garten\n")
        self.assertNotContains(page, "Ohne Text")

    def test_an_agenda_with_a_remark_is_right_too(self):
        agenda = "TOP 1 Kasse\nTOP 2 Garten\nMit Gästen vom Amt.\nTOP 3 Fest im Sommer und im Herbst\nTOP 4 Ende\n"
        page = self.look(f"Einladung zum Treffen am 8. April 2021\n\n{agenda}")
        self.assertEqual(self.bodies(page)[1], "Mit Gästen vom Amt.")
        self.assertNotContains(page, "Ohne Text")

    def test_minutes_below_the_last_of_empty_tops_are_named(self):
        agenda = "TOP 1 Kasse\nTOP 2 Garten\nTOP 3 Ende\n"
        page = self.look(f"Treffen am 8. April 2021\n\n{agenda}{'Ada berichtet von allem. ' * 9}\n")
        self.assertContains(page, "Ohne Text sind TOP 1, TOP 2.", count=1)

    def test_a_second_reading_is_named_where_it_begins_other_tops_alone(self):
        text = "Treffen am 8. April 2021\n\n1. Kasse\n2. Hof\n3. Fest\n\n## zu 1. Kasse\nda\n## zu 2. Hof\nda\n## zu 3. Fest\nda\n"
        reading = Reading(text, Cut((7, 9, 11)))
        for lines, named in (((3, 4, 5), False), ((8, 10, 12), True)):
            found = [Proposal("", (7, 9, 11), 5.0, ""), Proposal("", lines, 4.5, "")]
            with self.subTest(lines=lines):
                self.assertEqual("auch anders" in " ".join(reading.doubts(found)), named)

    def test_what_a_missing_start_means_is_said_where_ends_are_known(self):
        for end, sentence in (
            ("", "Beginn fehlt.</li>"),
            (" (Ada, bis 18:00)", "Ohne ihn stehen nur die Endzeiten im Protokoll.</li>"),
        ):
            page = self.look(f"Treffen am 8. April 2021\n\nTOP 1 Kasse{end}\n- da\n")
            with self.subTest(end=end):
                self.assertContains(page, sentence, count=1)

    def test_a_long_introduction_is_named_where_it_may_hold_a_top(self):
        said = "Wir haben lange geredet und am Ende gesehen, dass das Geld bis in den Mai hinein reicht."
        for intro, named in (
            (
                "Wir waren zu fünft, Ute kam später. Danke an alle, die etwas zu essen mitgebracht haben!",
                False,
            ),
            ("Ort: Saal im Hof\n\nHallo zusammen,\n\nhier kommt das Protokoll von neulich.", False),
            (
                "Es waren da:\n- Ute\n- Ben\n- Ina\n- Mehmet\n- Familie Bode aus dem Haus nebenan",
                False,
            ),
            (f"Kasse\n\n{said}", True),
            ("Was noch war\n\n- Ute fragt nach\n- Ben backt", True),
            (f"{said}\n\n{said}\n\n{said}", True),
        ):
            page = self.look(
                f"Treffen am 8. April 2021\n\n{intro}\n\nTOP 1: Hof\n\nDa.\n\nTOP 2: Rad\n\nDa.\n"
            )
            with self.subTest(intro):
                self.assertContains(page, "Textes steht in der Einleitung.", count=int(named))

    def test_a_long_closing_is_named(self):
        page = self.press(self.look(), "point", "14", tool="closing")
        self.assertContains(
            page,
            "Mehr als ein Viertel des Textes steht im Schluss. Ist dort noch ein TOP?",
            count=1,
        )

    def test_whatever_happens_the_preview_opens_with_the_whole_text(self):
        with (
            mock.patch("meetings.protocol_text.parse", side_effect=IndexError),
            mock.patch("meetings.protocol_text.propose", side_effect=IndexError),
            self.assertLogs("meetings.desk.pointing", "ERROR"),
        ):
            fields = DeskForm(self.look(MIXED)).fields
        self.assertEqual(fields["intro"].strip(), MIXED.strip())


class PureTests(SimpleTestCase):
    def test_patched_moves_lines_and_keeps_what_was_typed(self):
        for base, mine, theirs, expected in (
            ("a\nb\nc", "a\nB!\nc", "a\nb", "a\nB!"),
            ("a\nb", "a!\nb", "a\nb\nc\nd", "a!\nb\nc\nd"),
            ("a\nb\nc", "a\nb\nneu\nc", "b\nc", "b\nneu\nc"),
            ("a", "meins\na", "b", "meins\nb"),
            ("", "meins", "text", "text\nmeins"),
            ("a", "a", "", ""),
        ):
            with self.subTest(mine=mine, theirs=theirs):
                self.assertEqual(patched(base, mine, theirs), expected)

    def test_steps_survive_the_form_that_carries_them(self):
        cut = Cut((3, 6), {8: "out"})
        steps = Steps([(Cut((3,), {}), [], "alt"), (cut, [("3", {"name": "x"})], "neu")], 1)
        again = Steps.load(steps.dump(), "neu")
        self.assertEqual(
            (again.cut, again.at, again.states[1][1]), (cut, 1, [("3", {"name": "x"})])
        )

    def test_carrying_to_the_same_cut_changes_nothing(self):
        reading = Reading(MIXED, Cut((3, 11)))
        rows = [{"key": key} | row for key, row in reading.rows.items()]
        rows[1]["name"] = "anders"
        self.assertEqual(carry(rows, reading, Reading(MIXED, Cut((3, 11))), {}), rows)
