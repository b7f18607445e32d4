"""Notations of minutes that need no corpus text of their own: one rule, one example."""

import datetime as dt

import pytest

from meetings.protocol_text import OutcomeDraft, parse

TODAY = dt.date(2023, 3, 1)


def read(*lines):
    return parse("\n".join(lines), TODAY)


def names(*lines):
    return [(item.number, item.name) for item in read("Treffen im Hof", "", *lines).items]


class TestHeadings:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("A) Rad", "B) Bank"),
            ("A. Rad", "B. Bank"),
            ("i. Rad", "ii. Bank"),
            ("--- TOP 1: Rad ---", "--- TOP 2: Bank ---"),
            ("*1. Rad*", "*2. Bank*"),
            ("Ad 1) Rad", "Ad 2) Bank"),
            ("1. TOP: Rad", "2. TOP: Bank"),
            ("Zu Punkt 1 der Tagesordnung: Rad", "Zu Punkt 2 der Tagesordnung: Bank"),
            ("Thema 1: Rad", "Thema 2: Bank"),
            ("1\ufe0f\u20e3 Rad", "2\ufe0f\u20e3 Bank"),
            ("(1) Rad", "(2) Bank"),
            ("TOP A: Rad", "TOP B: Bank"),
        ],
    )
    def test_notations(self, first, second):
        found = names(first, "Text.", "", second, "Text.")
        assert [name for _, name in found] == ["Rad", "Bank"]

    def test_headings_of_one_level_with_and_without_numbers(self):
        found = names("## 1. Rad", "x", "## Bank", "y", "## 2. Baum", "z")
        assert [one for one in found if one[0]] == [("1", "Rad"), ("2", "Baum")]

    def test_a_table_of_empty_cells_below_a_heading_is_no_fault(self):
        assert names("TOP 1: Rad", "|  |  |", "|--|--|", "|  |  |", "TOP 2: Bank") == [
            ("1", "Rad"),
            ("2", "Bank"),
        ]

    def test_an_agenda_tells_the_headings_below(self):
        agenda = ["Tagesordnung", "- Rad", "- Bank", "- Hof", ""]
        minutes = ["Rad", "", "Text.", "", "Bank", "Text.", "Hof", "- x"]
        assert [name for _, name in names(*agenda, *minutes)] == ["Rad", "Bank", "Hof"]

    def test_an_agenda_gives_numbers_and_people_to_headings_without(self):
        agenda = ["## Agenda", "1. Rad `5 min` *Ute*", "2. Bank", ""]
        draft = read("# Treffen", *agenda, "## Rad", "a", "## Bank", "b")
        first = draft.items[0]
        assert (first.number, first.speakers, first.planned_minutes) == ("1", ["Ute"], 5)

    def test_the_agenda_names_a_bare_top(self):
        draft = read("Tagesordnung", "1. Rad", "2. Bank", "", "TOP 1", "Ute lobt", "TOP 2", "Karl")
        assert [(i.name, i.protocol) for i in draft.items] == [
            ("Rad", "Ute lobt"),
            ("Bank", "Karl"),
        ]

    def test_sub_points_count_on_from_their_top(self):
        lines = ["TOP 1: Rad", "1.1 Kauf", "x", "1.2 Pflege", "TOP 2: Bank"]
        assert [number for number, _ in names(*lines)] == ["1", "1.1", "1.2", "2"]

    def test_a_day_is_no_sub_point(self):
        lines = ["1. Rad", "Text.", "2. Termine", "2.1. Neujahrsempfang", "3. Bank", "Text."]
        assert [number for number, _ in names(*lines)] == ["1", "2", "3"]

    def test_sub_points_that_could_be_days_count_on(self):
        lines = ["2. Termine", "2.1. Fest", "x", "2.2. Markt", "y", "3. Bank", "Text."]
        assert ("2.2", "Markt") in names("1. Rad", "Text.", *lines)

    def test_minutes_on_the_line_of_their_heading(self):
        lines = [
            "1. Rad: Die Gruppe kauft ein neues Rad.",
            "2. Bank: Die Bank wird blau gestrichen.",
        ]
        first, second = read("Treffen", "", *lines).items
        assert (first.name, first.protocol) == ("Rad", "Die Gruppe kauft ein neues Rad.")
        assert second.name == "Bank"

    def test_short_lines_above_paragraphs(self):
        body = "Darüber haben wir lange gesprochen und nichts beschlossen."
        lines = [line for name in ("Rad:", "Bank:", "Hof:") for line in (name, body, "")]
        assert [name for _, name in names(*lines)] == ["Rad", "Bank", "Hof"]

    def test_a_list_with_lists_below_is_one_of_tops(self):
        lines = ["* Rad", "    * kaufen", "* Bank", "    * streichen", "* Hof", "    * fegen"]
        assert [name for _, name in names(*lines)] == ["Rad", "Bank", "Hof"]

    def test_a_list_without_lists_below_is_none(self):
        assert names("* Rad", "* Bank", "* Hof") == []

    def test_a_bold_name_runs_in_to_its_minutes(self):
        lines = [
            "**1. Rad.** Die Gruppe kauft ein neues Rad.",
            "",
            "**2. Bank.** Sie wird blau gestrichen.",
        ]
        first, _ = read("Treffen", "", *lines).items
        assert (first.name, first.protocol) == ("Rad", "Die Gruppe kauft ein neues Rad.")

    def test_parts_between_bars(self):
        lines = ["TOP 1 | 18:00 | Rad | Ute", "Text.", "", "TOP 2 | 18:10 | Bank | Vorstand"]
        first, second = read("Treffen", "", *lines).items
        assert (first.name, first.speakers, first.start) == ("Rad", ["Ute"], dt.time(18))
        assert (second.name, second.speakers_note) == ("Bank", "Vorstand")

    def test_pictures_open_headings(self):
        lines = [line for name in ("Rad", "Bank", "Hof") for line in (f"🌳 {name}", "Text.", "")]
        assert [name for _, name in names(*lines)] == ["Rad", "Bank", "Hof"]

    def test_bare_numbers_are_headings_where_they_stand_free(self):
        assert len(names("1 Rad", "Text.", "", "2 Bank", "Text.", "", "3 Hof", "Text.")) == 3

    def test_bare_numbers_one_below_the_other_are_none(self):
        assert names("1 Kuchen", "2 Tische", "3 Bänke") == []

    def test_a_title_may_ask_or_end_with_a_day(self):
        assert names("TOP 1 Fest am 22.6.", "", "TOP 2 Wer hilft?") == [
            ("1", "Fest am 22.6."),
            ("2", "Wer hilft?"),
        ]


class TestWhoAndWhen:
    @pytest.mark.parametrize(
        ("heading", "minutes"),
        [
            ("TOP 1: (10 min) Rad", 10),
            ("TOP 1: Rad – 10 min", 10),
            ("TOP 1: Rad, ca. 10 Min.", 10),
            ("TOP 1: Rad (~10 min)", 10),
            ("TOP 1: Rad (5–10 min)", 10),
            ("TOP 1: Rad (anderthalb Stunden)", 90),
            ("TOP 1: Rad (eine Viertelstunde)", 15),
            ("TOP 1: Rad (Dauer: 10 min)", 10),
            ("TOP 1: Rad (1:30 h)", 90),
            ("TOP 1: Rad (1h30)", 90),
            ("TOP 1: Rad `10 min`", 10),
        ],
    )
    def test_lengths(self, heading, minutes):
        (item,) = read("Treffen", "", heading).items
        assert (item.name, item.planned_minutes) == ("Rad", minutes)

    def test_people_before_a_length_after_a_dash(self):
        (item,) = read("Treffen", "", "TOP 1: Rad – Ute, 10 min").items
        assert (item.name, item.speakers, item.planned_minutes) == ("Rad", ["Ute"], 10)

    def test_a_guest_is_named_as_one(self):
        (item,) = read("Treffen", "", "TOP 1: Rad (Gast: Ute Berg)").items
        assert (item.speakers, item.speakers_note) == (["Ute Berg"], "Gast")


class TestFacts:
    @pytest.mark.parametrize(
        ("line", "field", "value"),
        [
            ("Anwesend (Vorstand): Ute", "attendance", "Ute"),
            ("Teilnehmer:innen: Ute", "attendance", "Ute"),
            ("Teilnehmer/-innen: Ute", "attendance", "Ute"),
            ("Es fehlten entschuldigt: Ute", "apologies", "Ute"),
            ("Ort der Sitzung: Hof", "place", "Hof"),
            ("Ort\tHof", "place", "Hof"),
            ("Ort: [online](https://a.de/b)", "place", "online (https://a.de/b)"),
            ("anwesend waren ute, karl und ida", "attendance", "ute, karl und ida"),
            ("Alle kamen. Das Protokoll führte Ute Berg.", "minute_taker", "Ute Berg"),
            ("Die Moderation übernahm Ute.", "chair", "Ute"),
            ("Anwesend waren auch viele, die zum ersten Mal kamen.", "attendance", ""),
            ("Moderatorin: Ute", "chair", "Ute"),
            ("Protokollant*in: Ute", "minute_taker", "Ute"),
        ],
    )
    def test_labels(self, line, field, value):
        assert getattr(read("Protokoll vom 1.2.2023", line, "", "TOP 1: Rad"), field) == value

    @pytest.mark.parametrize(
        ("words", "day"),
        [
            ("10/2/2023", (2023, 2, 10)),
            ("10.-11.2.2023", (2023, 2, 10)),
            ("10. bis 12. Februar 2023", (2023, 2, 10)),
            ("Fr, 10.2.", (2023, 2, 10)),
            ("Mi, 10.2.", (2021, 2, 10)),
        ],
    )
    def test_days(self, words, day):
        assert read("Treffen", f"Datum: {words}", "", "TOP 1: Rad").date == dt.date(*day)

    def test_a_weekday_that_fits_no_near_year_is_doubted(self):
        draft = parse("Treffen\nDatum: Mi, 10.12.\n\nTOP 1: Rad", dt.date(2021, 1, 5))
        assert draft.date == dt.date(2020, 12, 10)
        assert "Der Wochentag im Text passt nicht zu diesem Tag." in draft.warnings

    def test_yesterday_is_the_day_before_the_mail(self):
        head = [
            "Von: Ute",
            "Gesendet: Dienstag, 5. Dezember 2023 21:14",
            "An: alle",
            "Betreff: Rad",
            "",
        ]
        draft = read(*head, "Hier das Protokoll von gestern.", "", "TOP 1: Rad")
        assert draft.date == dt.date(2023, 12, 4)

    def test_one_person_with_two_tasks(self):
        draft = read("Treffen", "Moderation & Protokoll: Ute", "", "TOP 1: Rad")
        assert (draft.chair, draft.minute_taker) == ("Ute", "Ute")

    def test_labels_in_one_line(self):
        draft = read(
            "Treffen", "Zeit: 17.00-18.30 Uhr, Ort: Hof / da: Ute / fehlt: Ida", "", "TOP 1: Rad"
        )
        assert (draft.place, draft.attendance, draft.apologies) == ("Hof", "Ute", "Ida")

    def test_a_roll_over_empty_lines(self):
        roll = [
            "Anwesend:",
            "",
            "Ute Berg",
            "Karl Lang",
            "",
            "Ida Groß",
            "Ali Öz",
            "",
            "TOP 1: Rad",
        ]
        assert (
            read("Protokoll vom 1.2.2023", *roll).attendance
            == "Ute Berg, Karl Lang, Ida Groß, Ali Öz"
        )

    def test_a_heading_of_a_wiki_stays_one_in_the_closing(self):
        draft = read("== Rad ==", "* a", "== Bank ==", "* b", "== Nächstes Treffen ==", "1.4.2023")
        assert draft.closing == "### Nächstes Treffen\n\n1.4.2023"

    def test_a_picture_stays_before_a_title_that_was_bold(self):
        assert read("📋 *Treffen im Hof*", "", "TOP 1: Rad").title == "📋 Treffen im Hof"

    def test_labels_open_lines_of_their_own(self):
        (item,) = read(
            "Treffen",
            "",
            "TOP 1: Rad",
            "Inhalt: Der Weg am Ufer ist zu schmal.",
            "Ergebnis: Das Amt wird gefragt, ob es ihn breiter macht.",
        ).items
        assert item.protocol.count("\n\nErgebnis:") == 1

    def test_spaced_letters_are_a_word(self):
        draft = read("N i e d e r s c h r i f t", "", "über die Sitzung am 1.2.2023", "TOP 1: Rad")
        assert draft.title == "Niederschrift über die Sitzung am 1.2.2023"

    @pytest.mark.parametrize("words", ["8.3., 19 Uhr", "8. März 2023, 19 Uhr"])
    def test_the_next_meeting_is_a_top(self, words):
        head = ["Treffen am 1.2.2023", "", "TOP 1: Rad", "x", ""]
        draft = read(*head, "TOP 2: Nächstes Treffen", words)
        assert (draft.next_meeting.date, draft.next_meeting.start) == (
            dt.date(2023, 3, 8),
            dt.time(19),
        )


class TestOutcomes:
    @pytest.mark.parametrize(
        ("line", "wanted"),
        [
            ("ToDo Hr. Öz: Saal", OutcomeDraft("task", "Saal", who="Hr. Öz")),
            ("To-do: Ute → Saal", OutcomeDraft("task", "Saal", who="Ute")),
            (
                "- [ ] Saal → Ute bis 5.3.",
                OutcomeDraft("task", "Saal", "", "Ute", dt.date(2023, 3, 5)),
            ),
            ("- [ ] @Ute Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("Auftrag an Ute: Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("@Ute: Saal bis 5.3.", OutcomeDraft("task", "Saal", "", "Ute", dt.date(2023, 3, 5))),
            ("Beschluss (einstimmig): Ja.", OutcomeDraft("decision", "Ja.", "einstimmig")),
            ("Beschluss 3/23: Ja. [4:0:1]", OutcomeDraft("decision", "Ja.", "4:0:1")),
        ],
    )
    def test_notations(self, line, wanted):
        (item,) = read("Treffen am 1.2.2023", "", "TOP 1: Rad", line).items
        assert item.outcomes == [wanted]
