from datetime import date, time

from django.test import TestCase

from meetings.imports import save_draft
from meetings.models import Meeting
from meetings.protocol_text import NextMeeting, parse, render
from tests.build import berlin, days_ago, make_meeting, make_topic
from tests.meetings.test_exports import SECRET, edit, with_secret_item


class ToDraftTests(TestCase):
    def test_items_that_are_not_public_stay_out_unless_asked_for(self):
        meeting = with_secret_item()
        self.assertEqual([item.number for item in meeting.to_draft().items], ["1", "3"])
        self.assertNotIn(SECRET, render(meeting.to_draft()))
        private = meeting.to_draft(include_private=True)
        self.assertEqual([item.number for item in private.items], ["1", "2", "3"])
        self.assertEqual(private.items[1].outcomes[0].text, SECRET)

    def test_an_imported_protocol_comes_back(self):
        text = (
            "Gesamttreffen\n\nDatum: 10. Dezember 2020, 17:00–19:30 Uhr\nOrt: Rathaus\n"
            "Leitung: Ada\n\nSchön war es.\n\n\n"
            "Top 1  Begrüßung (Thorsten, bis 17:08 h, tatsächlich bis 17:12 h)\n\n  • Hallo\n\n\n"
            "Top 2  Garten (Hannes/Kristina, bis 19:30 h)\n\n  • Beschluss: Wir pflanzen (12/0/1)\n\n\n"
            "Das nächste Treffen ist am 11. März 2021, 17-19:00 Uhr.\n"
        )
        draft = parse(text)
        back = save_draft(draft, agreed=True).to_draft()
        self.assertEqual(back, draft)
        self.assertEqual(parse(render(back)), draft)

    def test_what_became_of_it_stands_below_the_title_and_is_no_text_of_the_minutes(self):
        for title in ("Gesamttreffen", "Protokoll vom 10. Dezember 2020", "Treffen der Bäume"):
            fields = {"title": title, "place": "Rathaus", "intro": "[Team](/teams/) kam.\n\n[x] da"}
            meeting = make_meeting(items=[("Stand", 5, "Ada", "Gut.")], **fields)
            plain = self.client.get(f"{meeting.get_absolute_url()[:-1]}.txt").content.decode()
            edit(
                meeting,
                moved_from=berlin("2020-12-09 18:00"),
                former_place="Vorläufiges Zelt, Wiese 3",
                cancelled_at=days_ago(1),
                cancel_reason="[Sturm]: Protokoll: keines",
                approved_at=date(2021, 3, 11),
                corrected_at=berlin("2021-01-05 12:00"),
                correction_note="TOP 1: 900, nicht 800 Euro (Ort: Rathaus)",
            )
            text = self.client.get(f"{meeting.get_absolute_url()[:-1]}.txt").content.decode()
            notes = [
                "[Abgesagt: (Sturm): Protokoll: keines]",
                "[Verlegt vom 9. Dezember 2020, 18:00 Uhr, auf den 10. Dezember 2020, 17:00 Uhr]",
                "[Protokoll genehmigt am 11. März 2021]",
                "[Berichtigt am 5. Januar 2021: TOP 1: 900, nicht 800 Euro (Ort: Rathaus)]",
            ]
            with self.subTest(title):
                self.assertEqual(text.splitlines()[:6], [title, *notes, ""])
                back, wanted = parse(text), parse(plain)
                self.assertEqual(back.other, notes)
                wrapped = parse(text.replace(", auf den", ",\nauf den"))
                self.assertEqual(len(wrapped.other), len(notes) + 1)
                back.other = back.lines = wanted.other = wanted.lines = []
                self.assertEqual(back, wanted)
            meeting.delete()

    def test_nobody_is_told_as_excused_who_was_only_not_there(self):
        meeting = make_meeting(items=[("Stand", 5, "Ada", "Gut.")])
        edit(meeting, apologies=parse("Treffen\n\nFehlt: Karl\n\nTOP 1: Rad\n- x").apologies)
        page = self.client.get(meeting.get_absolute_url())
        self.assertContains(page, "<dt>Nicht dabei</dt><dd>Karl</dd>")
        self.assertNotContains(page, "ntschuldigt")
        text = render(Meeting.objects.get().to_draft())
        self.assertIn("Nicht anwesend: Karl", text)
        self.assertEqual(parse(text).apologies, "Karl")

    def test_tells_who_agreed_to_be_named(self):
        meeting = make_meeting(items=[("Stand", 5, "Ada")])
        edit(meeting.items.get().speakers.get(), agreed=False, role="eine Anwohnerin")
        self.assertEqual(Meeting.objects.get().to_draft().items[0].speakers, ["eine Anwohnerin"])

    def test_names_the_next_published_meeting_of_the_series_that_is_still_to_come(self):
        series = make_topic("Stammtisch", kind="reihe")
        meeting = make_meeting(series=series)
        hidden = {"agenda_published_at": None, "protocol_published_at": None}
        make_meeting("2099-01-10 17:00", series=series, title="verborgen", **hidden)
        make_meeting("2099-02-10 17:00", series=series, title="fällt aus", cancelled_at=days_ago(1))
        make_meeting("2099-02-20 17:00", title="andere Reihe")
        make_meeting("2021-02-20 17:00", title="vorbei", series=series)
        self.assertIsNone(meeting.to_draft().next_meeting)
        make_meeting("2099-03-11 17:00", series=series, title="nächstes", end=time(19))
        words = "11. März 2099, 17:00–19:00 Uhr"
        self.assertEqual(
            meeting.to_draft().next_meeting,
            NextMeeting(words, date(2099, 3, 11), time(17), time(19)),
        )

    def test_keeps_the_words_of_the_text_where_it_names_the_same(self):
        series = make_topic("Stammtisch", kind="reihe")
        closing = "Das nächste Treffen ist am 11. März 2021, 17-19:00 Uhr."
        meeting = make_meeting(series=series, closing=closing)
        make_meeting("2021-03-11 17:00", series=series, title="nächstes", end=time(19))
        self.assertIn("17-19:00 Uhr", meeting.to_draft().next_meeting.text)
        self.assertEqual(render(meeting.to_draft()).count("11. März 2021"), 1)

    def test_minutes_are_told_only_where_no_end_says_the_same(self):
        meeting = make_meeting(items=[("a", 8, None), ("b", 5, None)])
        told = [(item.end, item.planned_minutes) for item in meeting.to_draft().items]
        self.assertEqual(told, [(time(17, 8), None), (time(17, 13), None)])
        edit(meeting, start=None)
        meeting.items.update(planned_end=None)
        draft = Meeting.objects.get().to_draft()
        self.assertEqual([(i.end, i.planned_minutes) for i in draft.items], [(None, 8), (None, 5)])

    def test_what_tags_strike_out_is_struck_out(self):
        typed = "- <s>Der Kauf</s> gilt\n\n<del>Alt\nund weg</del>"
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        self.assertIn("• ~~Der Kauf~~ gilt\n\n~~Alt~~\n~~und weg~~", text)

    def test_html_is_told_as_the_page_shows_it(self):
        typed = "<b>Neu</b>: A&lt;br>B <a href='https://a.example/x'>Plan</a>\n\n<ul><li><a href=teams/>eins</a></li></ul>\n<script>x()</script>\n`<i>`"
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        self.assertIn(
            "\n**Neu**: A\nB [Plan](https://a.example/x)\n\n  • [eins](/teams/)\n\n`<i>`", text
        )

    def test_signs_that_were_typed_as_references_are_shown_as_the_page_shows_them(self):
        typed = "Müller &amp; S&ouml;hne\\*innen, 3 &lt; 5, &amp;lt; &#42;x&#42;\n\n| a &amp; b | c |\n| - | - |"
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        self.assertIn("\nMüller & Söhne*innen, 3 < 5, &amp;lt; &#42;x&#42;\n\n| a & b | c |", text)

    def test_stressed_words_come_back_as_such_and_typed_stars_as_stars(self):
        typed = "Das ist *schräg*, **fett**, _auch_ \\*nicht\\* Kuchen\\*.\n\n- __a__ ***b***"
        meeting = make_meeting(items=[("Stand", 5, "Ada", typed)])
        self.assertEqual(parse(render(meeting.to_draft())).items[0].protocol, typed)

    def test_stars_that_were_escaped_without_need_are_stars(self):
        typed = "Kuchen\\* und Saft\\*, C:\\Haus\\*.doc\n\nWurst\\* und Brot\\*"
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        self.assertIn("\nWurst* und Brot*\n", text)

    def test_signs_in_code_are_shown_as_the_page_shows_them(self):
        typed = "`a &amp; b` c &amp; d\n\n\\`e &amp; f\\`\n\nA ` b &amp; c"
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        self.assertIn("\n`a &amp; b` c & d\n\n`e & f`\n\nA ` b & c", text)

    def test_backslashes_go_from_addresses_and_stay_in_paths_as_on_the_page(self):
        typed = (
            r"https://a\.de/b\_c\(d\), e\_f@g\.de, (C:\h\*.doc, D:\i\*.k), \\NAS\_l, `www.a.de/\_`"
        )
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        shown = r"https://a.de/b_c(d), e_f@g.de, (C:\h\*.doc, D:\i\*.k), \\NAS\_l, `www.a.de/\_`"
        self.assertIn(f"\n{shown}\n", text)

    def test_a_backslash_that_ends_a_line_is_no_sign(self):
        typed = "Ende\\\nund C:\\Daten\\\nweiter\\"
        text = render(make_meeting(items=[("Stand", 5, "Ada", typed)]).to_draft())
        self.assertIn("\nEnde\nund C:\\Daten\\\nweiter\\\n", text)

    def test_a_task_that_the_text_calls_done_comes_back_as_typed_without_a_day_that_nobody_typed(
        self,
    ):
        for line in (
            "Aufgabe: Ada: Farbe kaufen, erledigt",
            "Aufgabe: Ada: Farbe kaufen (erledigt)",
            "Aufgabe: Ada: Farbe kaufen (bis 1. Mai, erledigt)",
            "Aufgabe: Farbe kaufen (Ada) – erledigt",
        ):
            draft = parse(f"Treffen am 3. Mai 2021\n\nTOP 1 Bericht\n\n{line}")
            text = render(draft)
            with self.subTest(line):
                (task,) = draft.items[0].outcomes
                self.assertEqual((task.is_done, task.done), (True, None))
                self.assertIn(f"\n{line}\n", text)
                self.assertNotIn("erledigt am", text)
                back = parse(text)
                self.assertEqual(back.items[0].outcomes, draft.items[0].outcomes)
