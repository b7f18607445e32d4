"""Notations of minutes that need no corpus text of their own: one rule, one example."""

import datetime as dt
import re

import pytest

from meetings.protocol_text import OutcomeDraft, parse, render

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

    @pytest.mark.parametrize(
        "form",
        [
            "TOP {n} - {a} - {t} (Jost)",
            "TOP {n}, {a} - {b} Uhr: {t}",
            "TOP {n} um {a} Uhr: {t}",
            "TOP {n} [{a}] {t}",
            "TOP {n} {t} Beginn: {a} Ende: {b}",
            "TOP {n} / {a} / {t} / Jost",
            "TOP {n} // {t} // {a} Uhr",
            "{n}. {a} {t}",
            "{n}. {a} - {b} Uhr {t}",
            "{n}. {t} – {a} Uhr",
            "{n}. {t} {a}-{b}",
            "{n}) {t} / {a} – {b}",
            "{a} TOP {n}: {t}",
            "{a} {t}",
            "{a} – {b} {t}",
            "**TOP {n}** – {a} – **{t}**",
            "## {t} ({a})",
        ],
    )
    @pytest.mark.parametrize("sign", [":", "."])
    def test_a_time_may_stand_before_or_behind_the_name(self, form, sign):
        times = [("18:00", "18:10"), ("18:10", "18:30"), ("18:30", "19:00")]
        lines = []
        for n, (name, (a, b)) in enumerate(zip(["Rad", "Bank", "Hoffest"], times, strict=True), 1):
            start, end = a.replace(":", sign), b.replace(":", sign)
            lines += ["", form.format(n=n, t=name, a=start, b=end), "Wir reden lange.", ""]
        items = read("Treffen im Hof", "", *lines).items
        assert [item.name for item in items] == ["Rad", "Bank", "Hoffest"]
        assert [item.number for item in items] == (["1", "2", "3"] if "{n}" in form else [""] * 3)
        assert [f"{item.start:%H:%M}" for item in items] == [a for a, _ in times]
        if "{b}" in form:
            assert [f"{item.end:%H:%M}" for item in items] == [b for _, b in times]

    def test_a_length_may_stand_before_or_behind_the_name(self):
        for form in "TOP {n}: 15 Min.: {t}", "{n}. 15' – {t}", "{n}. 15 min {t}":
            lines = [form.format(n=n, t=name) for n, name in ((1, "Rad"), (2, "Bank"))]
            items = read("Treffen im Hof", "", lines[0], "- x", "", lines[1], "- y").items
            assert [(item.name, item.planned_minutes) for item in items] == [
                ("Rad", 15),
                ("Bank", 15),
            ]

    def test_days_numbers_and_a_lone_time_stay_in_the_name(self):
        known = ["Sommerfest 12.07.", "Herbstfest 10.10", "Kerzen 11.12", "Kuchen, 15 Uhr"]
        lines = [line for n, name in enumerate(known, 1) for line in (f"{n}. {name}", "- x", "")]
        assert names(*lines) == [(str(n), name) for n, name in enumerate(known, 1)]
        known = [("10.9", "Rad"), ("10.10", "Bank"), ("10.13", "Hof")]
        lines = [line for n, name in known for line in (f"TOP {n} {name}", "- x", "")]
        assert names(*lines) == known

    def test_the_word_top_without_a_number_is_no_part_of_the_name(self):
        draft = read(
            "Treffen im Hof", "", "TOP Rad", "- x", "", "TOP Bank am Hang", "TOP Bach war zu kurz."
        )
        assert [(item.number, item.name) for item in draft.items] == [
            ("", "Rad"),
            ("", "Bank am Hang"),
        ]
        assert "TOP Bach war zu kurz." in draft.items[1].protocol

    def test_a_sentence_about_a_top_is_none(self):
        rad = ["Rad", "Ute fährt jetzt viel.", "TOP Bank wird vertagt", ""]
        hof = ["Hof", "Karl kehrt jeden Tag.", "TOP Tor entfällt", ""]
        found = names(*rad, *hof, "Baum", "Der Baum wächst.")
        assert found == [("", "Rad"), ("", "Hof"), ("", "Baum")]

    def test_a_numbered_top_keeps_lines_that_say_top_without_a_number(self):
        found = names("TOP 1: Rad", "TOP Bank", "x", "TOP 2: Bank", "y", "TOP 3: Hof", "z")
        assert found == [("1", "Rad"), ("2", "Bank"), ("3", "Hof")]

    @pytest.mark.parametrize(
        "line",
        [
            "Folgende Punkte sind bisher geplant:",
            "Für den Abend vorgesehen sind diese Punkte:",
            "Diese Punkte wollen wir besprechen:",
        ],
    )
    def test_a_sentence_announces_the_agenda(self, line):
        mail = ["Liebe Leute,", "", "wir laden ein.", "", line, ""]
        agenda = ["1. Rad", "2. Bank", "3. Baum: Rückschnitt"]
        found = names(*mail, *agenda, "", "Viele Grüße", "Ute")
        assert found == [("1", "Rad"), ("2", "Bank"), ("3", "Baum: Rückschnitt")]

    def test_a_sentence_that_looks_back_announces_none(self):
        assert names("Ute bemängelt folgende Punkte:", "1. Rad", "2. Bank", "3. Baum") == []

    def test_a_name_below_its_top_among_numbers_of_pages(self):
        tops = [
            [
                f"Tagesordnungspunkt {number}:",
                name,
                "",
                "Ute berichtet davon.",
                f"Alle loben: {name}.",
                "",
            ]
            for number, name in ((4, "Rad"), (5, "Bank"), (6, "Baum"), (7, "Hof"))
        ]
        lines = [*tops[0], *tops[1], "8", "", *tops[2], "9", "", *tops[3]]
        draft = parse("\n".join(lines), TODAY)
        assert [(item.number, item.name) for item in draft.items] == [
            ("4", "Rad"),
            ("5", "Bank"),
            ("6", "Baum"),
            ("7", "Hof"),
        ]
        assert (draft.title, draft.ignored) == ("", ["8", "9"])

    def test_numbers_that_do_not_stand_free_are_counted_votes(self):
        filled = [f"Satz {number} steht hier." for number in range(20)]
        draft = read("TOP 1: Wahl", "Ja", "8", "Nein", "9", *filled, "TOP 2: Hof", "x")
        assert draft.ignored == []

    @pytest.mark.parametrize(
        "foot",
        [
            "Protokoll vom 3.4.2025 – Seite {}/3",
            "Protokoll – Seite {} von 3 – Stand 5.4.2025",
            "Protokoll vom 3.4.2025 ({}/3)",
            "{}/3",
            "{} / 3",
            "{} von 3",
            "- {}/3 -",
            "S. {}",
            "S. {} von 3",
            "Page {} of 3",
            "SEITE {}",
            "Seite | {}",
            "{} | Seite",
            "Protokoll vom 3.4.2025, Blatt {}",
            "Garten Nord e. V.   {}",
            "Garten Nord e. V. | Protokoll | {}",
            "Garten Nord e. V. · Am Weg 3 · 04109 Leipzig",
            "Versammlung am 3.4.2025",  # which opens the text as well
            "Seite {} von 3\nGarten Nord e. V.\nProtokoll vom 3.4.2025",
        ],
    )
    def test_what_stands_again_on_each_page_is_left_out(self, foot):
        lines = ["Versammlung am 3.4.2025"]
        for page, name in enumerate(["Rad", "Hof", "Bank"], 1):
            body = [f"{name} hat Satz {number}." for number in range(12)]
            lines += ["", f"TOP {page}: {name}", *body, foot.format(page)]
        draft = read(*lines)
        assert "\n".join(draft.ignored) == "\n".join(map(foot.format, [1, 2, 3]))
        assert [item.name for item in draft.items] == ["Rad", "Hof", "Bank"]
        assert all(item.protocol.endswith("hat Satz 11.") for item in draft.items)

    @pytest.mark.parametrize("page", ["Seite 2 von 3", "\n- 2 -\n", "Seite 2/3\n\f"])
    def test_a_sentence_goes_on_over_a_page(self, page):
        draft = read("TOP 1: Fest", "Wir haben lange über das Fest", page, "im Hof gesprochen.")
        assert draft.items[0].protocol == "Wir haben lange über das Fest im Hof gesprochen."

    def test_bare_numbers_of_tops_count_no_pages(self):
        body = [f"Satz {number} steht hier." for number in range(12)]
        parts = (["", f"TOP   {number}", name] for number, name in enumerate(["Rad", "Hof"], 1))
        lines = [line for part in parts for line in [*part, *body]]
        assert read("Treffen im Hof", *lines, "", "TOP   3", "Bank", *body).ignored == []

    def test_what_stands_beside_numbers_of_rows_stays(self):
        rows = [("Rad", "Auskunft"), ("Hof", "Auskunft"), ("Bank", "Beschluss")]
        cells = [cell for number, row in enumerate(rows, 1) for cell in (f"{number}", *row)]
        draft = read("Treffen im Hof", "", "TOP", "Thema", "Art", *cells)
        assert [item.protocol for item in draft.items] == ["Auskunft", "Auskunft", "Beschluss"]

    @pytest.mark.parametrize(
        "contents",
        [
            ["Inhaltsverzeichnis [Verbergen]", "1 Gäste", "2 Rad", "3 Hof"],
            ["## Inhaltsverzeichnis", "- [Gäste](#g)", "- [Rad](#rad)", "- [Hof](#hof)"],
            ["Inhalt", "Gäste . . . . . 1", "Rad . . . . . 1", "Hof . . . . . 2"],
        ],
    )
    def test_contents_stand_neither_in_the_intro_nor_among_the_tops(self, contents):
        body = ["Gäste", "", "Ute", "", "## Rad", "fährt", "", "## Hof", "grünt"]
        draft = read("Plenum im Hof", "", *contents, "", *body)
        assert [item.name for item in draft.items] == ["Rad", "Hof"]
        assert (draft.title, draft.intro) == ("Plenum im Hof", "Gäste\n\nUte")
        assert draft.other == contents[:1]

    @pytest.mark.parametrize(
        "link", ["[Bearbeiten]", "[Bearbeiten | Quelltext bearbeiten]", " [ edit | edit source ]"]
    )
    def test_the_link_to_edit_a_page_of_a_wiki_marks_its_headings(self, link):
        above = ["Plenum", "Aus Hof 7 Wiki", "", "Inhaltsverzeichnis"]
        contents = ["1 Rahmendaten", "2 Rad", "2.1 Luft", "2.2 Licht", "3 Bank", ""]
        facts = [f"Rahmendaten{link}", "Datum: 3.2.2023", "Moderation: Ute", ""]
        rad = [f"Rad{link}", "fährt", "", f"Luft{link}", "fehlt", "", f"Licht{link}", "geht", ""]
        foot = ["Abgerufen von „https://hof7.example/Plenum“", "Kategorie: Plenum"]
        lines = [*above, *contents, *facts, *rad, f"Bank{link}", "steht", "", *foot]
        draft = parse("\n".join(lines), TODAY)
        assert [(item.number, item.name, item.protocol) for item in draft.items[1:]] == [
            ("2", "Rad", "fährt"),
            ("2.1", "Luft", "fehlt"),
            ("2.2", "Licht", "geht"),
            ("3", "Bank", "steht"),
        ]
        assert (draft.date, draft.chair, draft.ignored) == (dt.date(2023, 2, 3), "Ute", foot)

    def test_so_it_does_without_contents(self):
        found = names("Rad[Bearbeiten]", "x", "", "Bank[Bearbeiten]", "y", "Baum", "z")
        assert found == [("", "Rad"), ("", "Bank")]

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

    @pytest.mark.parametrize("sign", "=-~*`")
    def test_rows_of_signs_below_words_underline_headings(self, sign):
        found = names(*(f"\n{name}\n{sign * len(name)}\nText." for name in ("Rad", "Hof", "Bank")))
        assert found == [("", "Rad"), ("", "Hof"), ("", "Bank")]

    @pytest.mark.parametrize(
        ("stop", "amount"),
        [
            (".", "8.210,50 €. Der Rest von 1.269,50"),
            (".", "7.250 €. Die Umlage beträgt 150 € je Parzelle."),
            (".", "11.936,20 €. Der Überschuss"),
            (".", "3.000 Besuche"),
            ("", "3 € je Kind"),
            ("", "3 Prozent mehr"),
        ],
    )
    def test_an_amount_is_no_number_of_a_top(self, stop, amount):
        rad = [f"1{stop} Rad", "Ute lobt.", "", f"2{stop} Kasse", "Das waren am Ende", amount, ""]
        hof = [f"3{stop} Hof", "Karl kehrt.", "", f"4{stop} Bank", "Ute malt."]
        assert names(*rad, *hof) == [("1", "Rad"), ("2", "Kasse"), ("3", "Hof"), ("4", "Bank")]

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

    @pytest.mark.parametrize("mark", ["*", "_", "**"])
    def test_pictures_end_headings(self, mark):
        heads = enumerate(("Rad", "Hof", "Bank"), 1)
        rad, hof, bank = (f"{mark}{n}. {name}{mark}" for n, name in heads)
        found = names(rad, "Text.", "", f"{hof} 🏖", "Text.", "", f"{bank} 🛠️", "Text.")
        assert found == [("1", "Rad"), ("2", "Hof 🏖"), ("3", "Bank 🛠️")]

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
            ("TOP 1: Rad (max. 10')", 10),
            ("TOP 1: Rad (bis zu 10 min)", 10),
            ("TOP 1: Rad (5 bis 10 Minuten)", 10),
            ("TOP 1: Rad (insgesamt 10 min)", 10),
            ("TOP 1: Rad (2x5 min)", 10),
            ("TOP 1: Rad (Ute/Karl, je 5 min)", 10),
        ],
    )
    def test_lengths(self, heading, minutes):
        (item,) = read("Treffen", "", heading).items
        assert (item.name, item.planned_minutes) == ("Rad", minutes)

    @pytest.mark.parametrize("each", ["je 5 Min", "je AG 5 min", "5 Min pro Person", "alle, je 2'"])
    def test_a_length_for_each_is_none_of_the_whole(self, each):
        (item,) = read("Treffen", "", f"TOP 1: Rad ({each})").items
        assert (item.name, item.who, item.planned_minutes) == (f"Rad ({each})", "", None)

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
            ("Prot.: Ute", "minute_taker", "Ute"),
            ("Anw.: Ute, Karl", "attendance", "Ute, Karl"),
            ("Entsch.: Ute", "apologies", "Ute"),
            ("**Ort:** Aula **Zeit:** 18.30-20.00", "end", dt.time(20)),
            ("12.02.2023 im Treff, Anwesend: Olga, Tarek", "attendance", "Olga, Tarek"),
            ("12.02.2023 im Treff, Anwesend: Olga, Tarek", "place", "im Treff"),
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
            ("10. Feb. 21", (2021, 2, 10)),
            ("10. Februar 21, 19 Uhr", (2021, 2, 10)),
            ("10. Feb. 21 um 19 Uhr", (2021, 2, 10)),
        ],
    )
    def test_days(self, words, day):
        assert read("Treffen", f"Datum: {words}", "", "TOP 1: Rad").date == dt.date(*day)

    @pytest.mark.parametrize("after", ["19 Uhr", "19-21 Uhr", "19:30", "12 Leute", "19h", ""])
    def test_not_every_number_behind_a_month_is_its_year(self, after):
        draft = parse(f"Treffen am 10. Februar {after}\n\nTOP 1: Rad", dt.date(2023, 2, 12))
        assert draft.date == dt.date(2023, 2, 10)
        assert "Das Jahr fehlt; als Tag gelesen wurde 10. Februar 2023." in draft.warnings

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

    @pytest.mark.parametrize(
        ("told", "day"),
        [
            ("TOP 2: Nächste Termine|- 24. Februar: Orgarunde|- 8.3. nächstes Plenum 9:30", 8),
            ("TOP 2: Nächste Termine|- 24. Februar: Orgarunde|- 8. März, 19 Uhr: Plenum", 8),
            ("TOP 2: Nächste Termine|- 24. Februar: Orgarunde|- 26. Februar: Putztag", None),
            ("TOP 2: Termine|Nächste Termine: 24.2. Orgarunde, 26.2. Feier", None),
            (
                "TOP 2: Nächste Treffen|- Mi 8.3., 19 Uhr, Stadtteilladen|- Mi 12.4., 19 Uhr, Café",
                8,
            ),
            (
                "TOP 2: Sonstiges|Bis zur nächsten Versammlung prüft Ute alles, Fest ist am 24.2.",
                None,
            ),
            ("TOP 2: Sonstiges|Nächstes Treffen noch offen. Am 24.2. ist Fest.", None),
            ("TOP 2: Sonstiges|Zur nächsten Sitzung am 8.3. bringt Ute alles mit.", 8),
            ("TOP 2: Sonstiges|Der nächste Stammtisch ist am 4.3., das nächste Plenum am 8.3.", 8),
            ("TOP 2: Sonstiges|Der nächste Stammtisch ist am 8.3.", 8),
            (
                "TOP 2: Sonstiges|Nächstes Treffen der AG Rad: 4.3.|Wir treffen uns wieder am 8.3.",
                8,
            ),
            ("TOP 2: Sonstiges|Am 4.3. ist die nächste Sitzung der AG Rad.", None),
            ("TOP 2: Sonstiges|Die nächste Rate ist am 4.3. fällig.", None),
            ("TOP 2: Sonstiges|Nächster Jour fixe: 08.03.2023, 10 Uhr", 8),
        ],
    )
    def test_the_next_meeting_is_what_is_called_so(self, told, day):
        head = ["Protokoll Plenum 1.2.2023", "", "TOP 1: Rad", "x", ""]
        coming = read(*head, *told.split("|")).next_meeting
        assert (coming and coming.date) == (day and dt.date(2023, 3, day))

    def test_the_next_meeting_comes_behind_a_day_that_is_read_later(self):
        draft = read(
            "Beirat", "3.6.21, 17 h", "", "Der Hof ist schön.", "", "Nächstes Treffen: 1.7. 17 h"
        )
        assert (draft.date, draft.next_meeting.date) == (dt.date(2021, 6, 3), dt.date(2021, 7, 1))

    def test_a_year_that_stands_anywhere_above_is_not_missed(self):
        head = ["Protokoll Treffen vom 2.2.", "AG Grün, 2. Februar 2023, 17:30 Uhr"]
        tops = ["", "TOP 1: Rad", "- x"]
        assert not any("Jahr" in one for one in read(*head, *tops).warnings)
        assert any("Jahr" in one for one in read(*head[:1], *tops).warnings)

    def test_days_below_each_other_are_no_numbers_of_tops(self):
        draft = read("Treffen 3.6.2022", "", "Hof", "10.6. Putztag", "17.6. Grillen", "24.6. Feier")
        assert draft.items == []
        assert "10.6. Putztag" in draft.intro
        found = names("10.6. Putztag", "Viel Müll.", "17.6. Grillen", "Viel Rauch.")
        assert found == [("", "10.6. Putztag"), ("", "17.6. Grillen")]
        found = names("3.1. Kasse", "Stimmt.", "3.2. Haus", "Steht.")
        assert found == [("3.1", "Kasse"), ("3.2", "Haus")]

    def test_a_roman_number_below_a_list_of_others_is_a_top(self):
        lines = "I. Eröffnung|x|II. Anträge|1. Flur|2. Weg|III. Anfragen|y|IV. Ende|z".split("|")
        assert [number for number, _ in names(*lines)] == ["I", "II", "III", "IV"]

    def test_a_number_of_things_counts_no_tops(self):
        lines = "1 Fest|x|2 Getränke|3 Kästen Wasser|5 Minuten Pause|3 Sonstiges|y".split("|")
        draft = read("Rat", "", *lines)
        assert [item.name for item in draft.items] == ["Fest", "Getränke", "Sonstiges"]
        assert "3 Kästen Wasser" in draft.items[1].protocol

    def test_the_number_of_a_class_counts_no_tops(self):
        draft = read(
            "Rat", "", "1. Rückblick", "x", "2. Sonstiges", "6. Klasse fährt weg", "5. Klasse auch"
        )
        assert [item.number for item in draft.items] == ["1", "2"]
        assert "6\\. Klasse fährt weg" in draft.items[1].protocol

    def test_a_number_with_a_letter_leaves_no_gap(self):
        draft = read(
            "Rat", "", "TOP 2 Rad", "x", "TOP 3a Hof", "x", "TOP 3b Tor", "x", "TOP 4 Weg", "x"
        )
        assert not any("folgt" in one for one in draft.warnings)

    def test_the_next_meeting_may_be_called_as_only_the_title_calls_it(self):
        draft = read("Kita-Elternrat 1.2.2023", "", "TOP 1: Rad", "Nächster Elternrat: 8.3., 19.30")
        assert (draft.next_meeting.date, draft.next_meeting.start) == (
            dt.date(2023, 3, 8),
            dt.time(19, 30),
        )

    def test_the_day_is_no_day_by_which_something_is_decided(self):
        head = "Kurz zusammengefasst von gestern (Vorstand, 1.2.2023):"
        assert read(head, "* Beschluss: Vertrag gekündigt zum 1.4.").date == dt.date(2023, 2, 1)
        assert read("Kurz:", "* Beschluss: Vertrag gekündigt zum 1.4.").date is None

    def test_a_column_of_decisions_and_tasks_tells_which_is_which(self):
        draft = read(
            "Treffen 1.2.2023",
            "| TOP | Inhalt | Beschluss/Aufgabe | Wer | Bis |",
            "|---|---|---|---|---|",
            "| 1 | Paten | Schilder holen | Ute | 3.4. |",
            "| 2 | Linde | Beschluss: Antrag stellen (6/1/0) | | |",
            "| 3 | Hof | – | – | – |",
        )
        task, decision = (item.outcomes[0] for item in draft.items[:2])
        assert (task.text, task.who, task.due) == ("Schilder holen", "Ute", dt.date(2023, 4, 3))
        assert (decision.text, decision.votes) == ("Antrag stellen", "6/1/0")
        assert draft.items[2].outcomes == []

    def test_what_may_be_of_the_whole_meeting_is_asked_about_in_a_closed_top(self):
        head = ["Treffen am 1.2.2023", "", "TOP 1: Rad", "x", "", "TOP 2 (nichtöffentlich): Lohn"]
        told = "nächstes Treffen im März, Termin per WhatsApp"
        draft = read(*head, "Wir reden über Geld.", "", told)
        assert told in draft.items[1].protocol
        assert any(told in warning for warning in draft.warnings)
        alone = read(*head, "Wir reden über Geld.", "", "Wir reden weiter.")
        assert len(draft.warnings) == len(alone.warnings) + 1

    @pytest.mark.parametrize(
        ("line", "start", "place", "heads"),
        [
            ("18 Uhr, Waschküche, 14 Leute", 18, "Waschküche", "14 Leute"),
            ("Gemeindesaal, 18:00-20:00, 12 Teilnehmende", 18, "Gemeindesaal", "12 Teilnehmende"),
            ("18:00 Uhr Gemeindesaal", 18, "Gemeindesaal", ""),
            ("im Hof, 18 Uhr", 18, "im Hof", ""),
            ("1.2.2023, 18 Uhr, Waschküche, 14 Leute", 18, "Waschküche", "14 Leute"),
            ("18 Uhr, 14 Leute", 18, "", "14 Leute"),
        ],
    )
    def test_time_place_and_number_of_people_stand_below_the_day(self, line, start, place, heads):
        draft = read("Mieterrat 1.2.2023", line, "", "TOP 1: Rad", "- x")
        assert (draft.start, draft.place, draft.attendance) == (dt.time(start), place, heads)
        assert draft.intro == ""

    @pytest.mark.parametrize(
        "typed",
        [
            "[[https://a.de/x|Entwurf]]",
            "[[https://a.de/x][Entwurf]]",
            "[Entwurf|https://a.de/x]",
            "<https://a.de/x|Entwurf>",
            "[https://a.de/x Entwurf]",
            "[url=https://a.de/x]Entwurf[/url]",
            "[Entwurf](https://a.de/x)",
        ],
    )
    def test_links_of_other_languages_lead_where_they_led(self, typed):
        draft = read("Treffen", "", "TOP 1: Rad", f"Siehe {typed}, {typed}.", f"| {typed} | b |")
        link = "[Entwurf](https://a.de/x)"
        assert draft.items[0].protocol.startswith(f"Siehe {link}, {link}.")

    def test_a_title_of_its_kind_alone_goes_on_with_a_name_before_a_day(self):
        head = ["PROTOKOLL", "AG Presse", "Mittwoch, 1. Februar 2023", "18:00 – 19:45 Uhr"]
        draft = read(*head, "", "TOP 1: Rad", "- x")
        assert (draft.title, draft.date) == ("PROTOKOLL: AG Presse", dt.date(2023, 2, 1))

    def test_a_label_of_nothing_tells_nobody(self):
        draft = read(
            "Rat 1.2.2023", "Entschuldigt: Ute", "Unentschuldigt: -", "", "TOP 1: Rad", "- x"
        )
        assert (draft.apologies, draft.intro) == ("Ute", "")

    def test_who_voted_against_does_not_speak(self):
        found = read(
            "Treffen", "", "1. Preis: 8 € -> 4 dafür, 1 dagegen (Olli)", "x", "2. Kuchen (Ute)", "y"
        ).items
        assert [item.who for item in found] == ["", "Ute"]

    def test_who_was_elected_does_not_speak(self):
        lines = [
            "* Begrüßung",
            "* Wahl: Ada Kern (17 Ja, 2 Enthaltungen)",
            "* Kasse: 10 Euro für alle",
            "* Feste: im Mai",
        ]
        draft = read("Elternabend 1.2.2023", "", *lines)
        assert [item.who for item in draft.items] == [""] * 4
        assert draft.items[1].protocol == "Ada Kern (17 Ja, 2 Enthaltungen)"

    def test_an_address_alone_in_its_line_joins_no_other(self):
        text = "Der Hausmeister ist von Montag bis Freitag zu erreichen"
        lines = [
            text,
            "hof@example.org",
            "www.hof.example.org",
            "",
            f"{text} unter",
            "www.a.example.org",
        ]
        (item,) = read("Treffen", "", "TOP 1: Rad", *lines).items
        parts = [text, "hof@example.org", "www.hof.example.org", f"{text} unter www.a.example.org"]
        assert item.protocol.split("\n\n") == parts

    def test_two_tabs_between_columns_make_no_third(self):
        rows = ["Beiträge\t\t1.240,00 €", "Spenden\t\t350,50 €", "Summe\t\t1.590,50 €"]
        (item,) = read("Treffen", "", "TOP 1: Rad", *rows).items
        assert "| Spenden | 350,50 € |" in item.protocol

    def test_a_link_of_nothing_shows_its_address_and_a_page_of_a_wiki_its_words(self):
        text = "[](https://a.de/x), [[Seite|Plan]], [[Seite]], [1], [a|b]"
        (item,) = read("Treffen", "", "TOP 1: Rad", text).items
        assert item.protocol == "https://a.de/x, Plan, [[Seite]], [1], [a|b]"


PASTED = {
    "messages of a chat": (
        "[30.01.25, 21:14:02] Jule: Hier das Protokoll von heute:|[30.01.25, 21:14:40] Jule: *Treffen Kiezgarten 30.1.*"
        "|[30.01.25, 21:15:11] Jule: *1. Beete*|Vergabe ist durch|[30.01.25, 21:16:30] Jule: *2. Wasser*|Ole fragt."
        "|[30.01.25, 21:20:12] Ole: Danke!",
        ["1 Beete", "2 Wasser"],
        {"date": dt.date(2025, 1, 30)},
    ),
    "a mail with words above what it quotes": (
        "Liebe alle, anbei mit Ergänzungen.|LG Karin||> Protokoll Ortsgruppe 14.05.2022|> Ort: Café Kanapee, 19:30 bis 21:15"
        "|> Protokoll: Karin|>|> TOP 1 Plakate|> Sind da.|>|> TOP 2 Infostand|> Am Markt.||--|Karin Moos",
        ["1 Plakate", "2 Infostand"],
        {"place": "Café Kanapee", "start": dt.time(19, 30), "minute_taker": "Karin"},
    ),
    "stars of Org": (
        "#+TITLE: Plenum Werkstatt|#+DATE: 2022-08-01||* Anwesend|  juno, pax, Hilde|* Kasse|  - 12 EUR|* CNC-Fräse|** TODO Spindel"
        "|   Hilde bis September|* Hausrecht|  Ein Schlüssel.",
        [" Kasse", " CNC-Fräse", " Hausrecht"],
        {"title": "Plenum Werkstatt", "attendance": "juno, pax, Hilde"},
    ),
    "escaped and bold twice, as a word processor exports it": (
        "**Protokoll Stammtisch**||Datum: 2\\. Juli 2022||### **1\\. Rückblick**||* ca. 300||### **2\\. Antrag**||* 31\\. Juli",
        ["1 Rückblick", "2 Antrag"],
        {"date": dt.date(2022, 7, 2)},
    ),
    "anchors behind names": (
        "# Orga 6.5.2022||## Stände {#staende}|- 14 Anmeldungen||## Geld {#geld}|- 10 Euro",
        [" Stände", " Geld"],
        {},
    ),
    "numbers in brackets, agenda above": (
        "Protokoll 25.11.2022|Tagesordnung|[1] Rückblick (5 min)|[2] Werkzeug (15 min)|[3] Termine (5 min)||[1] Rückblick|22 Geräte."
        "||[2] Werkzeug|Lötstation.||[3] Termine|Januar.",
        ["1 Rückblick", "2 Werkzeug", "3 Termine"],
        {},
    ),
    "paragraphs, heads of pages": (
        "Gartenverein e.V.      Seite 1|Protokoll vom 14. Mai 2022||zu § 1 Eröffnung|Alle da.||Gartenverein e.V.      Seite 2|"
        "|zu § 2 Bericht|11 Gärten.||Gartenverein e.V.      Seite 3||zu § 3 Wassergeld|Steigt.",
        ["1 Eröffnung", "2 Bericht", "3 Wassergeld"],
        {},
    ),
    "numbers of a council, the names below": (
        "Ratsinformationssystem|Ortsrat Westheim|Sitzung: Do, 01.09.2022 18:00 - 19:50 Uhr||Ö 1|Eröffnung||Ö 2|Fragestunde||Ö 3|Kapelle",
        ["Ö 1 Eröffnung", "Ö 2 Fragestunde", "Ö 3 Kapelle"],
        {"title": "Ortsrat Westheim", "start": dt.time(18), "date": dt.date(2022, 9, 1)},
    ),
    "names that a full stop ends": (
        "Protokoll der Versammlung am 09.06.2022 im Haus, Beginn 20 Uhr, Ende 22.30 Uhr. Anwesend 48. Schriftführer: A. Pichler."
        "||ad 1) Begrüßung. Meister Hölzl begrüßt alle.||ad 2) Gedenken. Alle erheben sich.||ad 3) Neuwahlen. Der Vorstand bleibt.",
        ["1 Begrüßung", "2 Gedenken", "3 Neuwahlen"],
        {"title": "Protokoll der Versammlung am 09.06.2022 im Haus", "minute_taker": "A. Pichler"},
    ),
    "a number before each fifth line": (
        "Protokoll vom 27. Januar 2022|Ort: Rathaus|Es war voll.|Alle kamen.|5 Leitung: Ada Kern|TOP 1 Kasse|Sie stimmt.|Ute fragt|nach|10 TOP 2 Garten"
        "|Der Zaun|ist|jetzt|wieder|15 heil.|TOP 3 Fest|Wir|feiern|im|20 Mai.",
        ["1 Kasse", "2 Garten", "3 Fest"],
        {"chair": "Ada Kern"},
    ),
    "capitals": (
        "Konferenz Westheim|Ergebnisprotokoll vom 9. Juni 2021, 14.00 – 16.30 Uhr||KASSE|Sie stimmt.|Ute: alles da||NEUES VOM GARTEN|Der Zaun ist heil.|Karl: er war es"
        "||TERMINE|Im Mai ist Fest.",
        [" KASSE", " NEUES VOM GARTEN", " TERMINE"],
        {"title": "Konferenz Westheim"},
    ),
    "a number, an empty line, the name": (
        "Niederschrift vom 12. März 2019|Anwesend:|Eder Quirin|Nagl Ute||Entschuldigt:|Wimmer Georg||1.||Neuer Zaun||Er wird rot.||2.||Feuerwehr Westheim;|neue Pumpe||Sie wird gekauft."
        "||3.||Anfragen||Es gibt keine.",
        ["1 Neuer Zaun", "2 Feuerwehr Westheim; neue Pumpe", "3 Anfragen"],
        {"attendance": "Eder Quirin, Nagl Ute", "apologies": "Wimmer Georg"},
    ),
    "what a list says behind the names": (
        "Vorstand, 3.9.2019||- Wasser: die Leitung zu Beet 40 verliert Druck|- Beet 17: seit Mai nicht gemäht, zwei Briefe|- Fest: am 21.9. ab 15 Uhr, Musik macht Kurt"
        "|- Sonstiges: die Schubkarre hat einen Platten",
        [" Wasser", " Beet 17", " Fest", " Sonstiges"],
        {},
    ),
    "labels with nothing behind the colon": (
        "Vorstand Westheim|Datum:31.05.2011|Ort:Saal|Protokollant:Ute|20:08 Eröffnung der Sitzung|20:10 TOP1:Kasse|Sie stimmt.|20:20 TOP2:Garten|Der Zaun steht."
        "|20:30 TOP3:Fest|Im Mai.|21:09 Ende der Sitzung",
        ["1 Kasse", "2 Garten", "3 Fest"],
        {"place": "Saal", "minute_taker": "Ute", "start": dt.time(20, 8), "end": dt.time(21, 9)},
    ),
    "a Monday above a report of what was before is the meeting's own": (
        "Elternrat Westheim||Montag, 11. November 2024||Beim Treffen am 4. November 2024 fehlte Ute.||## Kasse|Sie stimmt.||## Garten|Der Zaun steht.||## Fest|Im Mai.",
        [" Kasse", " Garten", " Fest"],
        {"date": dt.date(2024, 11, 11), "published": None},
    ),
    "small letters behind TOP, in a list": (
        "plenum 7.11.2017||* TOP strom|    * zähler 4811|* TOP putzen|    * niemand will|* TOP drucker im flur|    * druckt nur rosa",
        [" strom", " putzen", " drucker im flur"],
        {},
    ),
    "the day of a post is that of writing": (
        "---|layout: post|title: Netztreffen|date: 2016-09-22 23:12|---||Das Treffen fand am Mittwoch, 21.09.2016 ab 19:30 statt.||## Router|Zwei fehlen.||## Kabel|Es reicht.||## Geld|500 €.",
        [" Router", " Kabel", " Geld"],
        {"date": dt.date(2016, 9, 21), "published": dt.date(2016, 9, 22), "start": dt.time(19, 30)},
    ),
    "sentences behind numbers, the names in one line above": (
        "Niederschrift Bürgerbus e.V., 12. Juni 2022, Rathaus. Tagesordnung: 1. Bericht, 2. Kasse, 3. Fahrplan. Einwände keine."
        "||Punkt 1: Im letzten Jahr fuhren 4.900 Gäste mit, das sind 300 mehr als im Jahr davor."
        "|Punkt 2: Der Kassenwart Horst Lutz berichtet von einem Überschuss, der dem neuen Bus zugutekommt."
        "|Punkt 3: Ab August hält der Bus auch am Freibad, das hat die Stadt so gewünscht.",
        ["1 Bericht", "2 Kasse", "3 Fahrplan"],
        {},
    ),
    "a table of two columns": (
        "Kulturausschuss\t23.05.2022|Anwesend\tKrey, Peters|Protokoll\tLohmann||Thema\tErgebnis|Kinonacht\tFilm steht fest"
        "|\tHelfer: 6 gesucht|Ausstellung\tPeters lädt ein",
        [" Kinonacht", " Ausstellung"],
        {"minute_taker": "Lohmann", "attendance": "Krey, Peters"},
    ),
    "an underlined number, the name below": (
        "Ortsbeirat Mühlenberg|Protokoll Nr. 19|der Sitzung am Dienstag, dem 14. November 2022, um 19.00 Uhr|im Gerätehaus"
        "||TOP 1|=====|Fragestunde|Raser.||TOP 2|=====|Dorfplatz|Entwürfe.",
        ["1 Fragestunde", "2 Dorfplatz"],
        {"place": "im Gerätehaus", "date": dt.date(2022, 11, 14)},
    ),
    "votes as lists inside": (
        "Sitzung 17.01.2022||1. Zaun|Abstimmung:|1. dafür 5|2. dagegen 1|2. Tor|Abstimmung:|1. dafür 2|2. dagegen 4",
        ["1 Zaun", "2 Tor"],
        {},
    ),
    "rules around names": (
        "Protokoll 18.01.2022|____|Kasse|____|Bestand 40 €.|____|Garten|____|Der Zaun steht.|____|Fest|____|Im Mai.",
        [" Kasse", " Garten", " Fest"],
        {},
    ),
    "bare numbers below the agenda": (
        "Sitzung 19.01.2022|Tagesordnung:|1. Kasse|2. Garten||zu 1.|Bestand 30 €.|zu 2.|Der Zaun steht.",
        ["1 Kasse", "2 Garten"],
        {},
    ),
    "a line for each, parted by semicolons": (
        "Protokoll OV-Sitzung 04.10.2022, Jitsi, 19:00-20:10||TOP 1 (19:02): Formalia; Protokoll vom September angenommen"
        "|TOP 2 (19:10): Wahlkampf; Marko stellt Plan vor; 3 Teams|TOP 3 (20:00): Termine; nächste Sitzung 01.11.2022",
        ["1 Formalia", "2 Wahlkampf", "3 Termine"],
        {"place": "Jitsi", "start": dt.time(19), "end": dt.time(20, 10)},
    ),
    "a table with semicolons": (
        "Nr;Thema;Notiz;Wer|1;Lager;Zelte sind trocken;Mika|2;Kasse;Zuschuss kommt;Jo|3;Werbung;Plakat;Lina",
        ["1 Lager", "2 Kasse", "3 Werbung"],
        {},
    ),
    "numbers as small words": (
        "treffen der initiative am 18.3.2022|anwesend waren yasmin, torben und frau wolter||punkt eins: bericht|sie messen"
        "||punkt zwei: elterntaxis|ein brief||punkt drei: bus mit füßen|nach ostern",
        ["1 bericht", "2 elterntaxis", "3 bus mit füßen"],
        {"attendance": "yasmin, torben und frau wolter"},
    ),
    "contents with leaders, the same names below without empty lines": (
        "Versammlung am 20. April 2022||Tagesordnung|1. Bericht ........ 1|2. Kasse ......... 2|3. Sonstiges ..... 3|"
        "|1. Bericht|Die Leitung ist neu.|2. Kasse|Sie stimmt.|3. Sonstiges|Nichts.|Ende der Versammlung 11:45 Uhr",
        ["1 Bericht", "2 Kasse", "3 Sonstiges"],
        {"end": dt.time(11, 45)},
    ),
    "facts between bars and tabs": (
        "Imkerabend\n22. März 2022 | Gasthof Linde | Protokoll: Rudi\nAnwesend\t:\tRudi, Ida\n\nThema: Varroa\nSammelbestellung."
        "\n\nThema: Schleuder\nWird verkauft.\n\nThema: Ausflug\nAm 8. Juni.",
        [" Varroa", " Schleuder", " Ausflug"],
        {
            "title": "Imkerabend",
            "place": "Gasthof Linde",
            "minute_taker": "Rudi",
            "attendance": "Rudi, Ida",
        },
    ),
    "notes at the foot": (
        "Protokoll 2.3.2022||TOP 1: Kasse (Jost)|Bestand 2020-|2021 gut.[1](#footnote-2)||1. Note eins [↑](#footnote-ref-2)"
        "|2. Note zwei [↑](#footnote-ref-3)",
        ["1 Kasse"],
        {},
    ),
    "who was absent below the last": (
        'Ein Wort zuvor: "Dient einander" (1. Petr 4,10)|Rat vom 3.4.2022||TOP 1 Kasse|Stimmt.||TOP 2 Sonstiges|Nichts.||Entschuldigt: Polizei, AWO'
        "||Nächste KMV am 14.12.2022.",
        ["1 Kasse", "2 Sonstiges"],
        {"apologies": "Polizei, AWO"},
    ),
    "a DokuWiki counts its headings down": (
        "====== Plenum vom 12.9.2023 ======||  * **Protokoll:** Clo \\\\|  * **Beginn:** 19:42 \\\\||===== Berichte =====|==== Kasse ====|  * 1.204 €"
        "|==== Räume ====|  * Lüftung klappert||===== TOP 1: Nähmaschine =====|angenommen||===== Termine =====|  * 10.10.",
        [" Berichte", "1 Nähmaschine", " Termine"],
        {"minute_taker": "Clo", "start": dt.time(19, 42)},
    ),
    "what the first TOP tells of people and times": (
        "Protokoll vom 14.11.2023||## Top 0: Regularia||- Redeleitung: Anna|- Protokoll: wird verlesen|- Startzeit: 18:34|- Endzeit: 20:10||## Top 1: Post||Nichts.",
        ["0 Regularia", "1 Post"],
        {"chair": "Anna", "minute_taker": "", "start": dt.time(18, 34), "end": dt.time(20, 10)},
    ),
    "who does what stands behind the names": (
        "Vorstandssitzung|Tag: 8.6.2023|Teilnehmende: Albers (Vorsitz), Böhm, Conrad (Protokoll)||TOP 1 Kasse|Stimmt.||TOP 2 Kurse|Voll.",
        ["1 Kasse", "2 Kurse"],
        {"chair": "Albers", "minute_taker": "Conrad"},
    ),
    "labels and values in turn in a list": (
        "Offener Abend|- Datum|- 7.6.2017|- Anwesende|- Gesa, Micha, Peer|- Ort|Projekthaus||# Kasse|350 €||# Schlüssel|Drei neue.",
        [" Kasse", " Schlüssel"],
        {"place": "Projekthaus", "attendance": "Gesa, Micha, Peer"},
    ),
    "a page head beside each number": (
        "Niederschrift der Sitzung vom 7.3.2006|Zu TOP 1.|Genehmigung der Tagesordnung für den öffentlichen|Teil|Kein Widerspruch."
        "|Rat Eschbach vom 7.3.2006|2|Zu TOP 2.|Bericht|Der Bagger ist da.|Rat Eschbach vom 7.3.2006|3|Zu TOP 3.|Verschiedenes|Nichts.",
        [
            "1 Genehmigung der Tagesordnung für den öffentlichen Teil",
            "2 Bericht",
            "3 Verschiedenes",
        ],
        {},
    ),
    "our own paper, TOPs without numbers": (
        "Wann  Mittwoch, 3. April 2024, 18:00–19:30 Uhr|Leitung  Ada Lind||Ein kurzer Abend.||Begrüßung|Ada Lind · bis 18:10 Uhr|Alle sind da."
        "||Garten am Fluss|Ute Berg · bis 18:40 Uhr · tatsächlich bis 18:44 Uhr|Drei Bäume.||Sonstiges|bis 19:30 Uhr|Nichts weiter.",
        [" Begrüßung", " Garten am Fluss", " Sonstiges"],
        {"chair": "Ada Lind"},
    ),
    "the number in a bracket behind the name": (
        "# Treffen 3.4.2024||## Kasse (TOP 1)|Stimmt.||## Garten (TOP 2)|Ute pflanzt.",
        ["1 Kasse", "2 Garten"],
        {},
    ),
    "small words above cells, times in the bracket of the title": (
        "Elternbeirat vom 14.5.2024 (Beginn: 20 Uhr, Ende: 22 Uhr)||um:\t\t20:00 Uhr|in:\t\tMusikraum|Leiter der Sitzung:\t\tUdo Kern||TOP 1: Kasse|Stimmt.||TOP 2: Fest|Juni.",
        ["1 Kasse", "2 Fest"],
        {"start": dt.time(20), "end": dt.time(22), "place": "Musikraum", "chair": "Udo Kern"},
    ),
    "front matter that only says it is minutes, a roll that folds": (
        '---|title: "Protokoll vom 14.11.2023"|---||<details>|<summary>Wer da war</summary>||#### Anwesende|- Anna|- Ben||</details>||## Top 1: Post|Nichts.||## Top 2: Kaffee|Ja.',
        ["1 Post", "2 Kaffee"],
        {"title": "Protokoll vom 14.11.2023", "attendance": "Anna, Ben"},
    ),
    "a comma between day and place, a last TOP that closes": (
        "9. Sitzung des Rates|am Dienstag, 6. Februar 2018,|Aula der Grundschule||TOP 1 Lampe|Protokoll:||Herr Hase fragt.||"
        "|TOP 2 Schließung der Sitzung|Protokoll:||Der Vorsitzende Bartels schließt die Sitzung um 19:10 Uhr.",
        ["1 Lampe", "2 Schließung der Sitzung"],
        {"place": "Aula der Grundschule", "end": dt.time(19, 10), "closing": ""},
    ),
    "numbered headings underlined, the title as well": (
        "Schachclub|=========||Sitzung vom 3.4.2022||1. Turnier|----------|17 Anmeldungen, also zwei Gruppen.||2. Jugend|---------|Es kommen viele."
        "||3. Beitrag|----------|Er bleibt.||4. Fest|-------|Es ist im Juni.||5. Sonstiges|------------|Der Schrank muss weg.",
        ["1 Turnier", "2 Jugend", "3 Beitrag", "4 Fest", "5 Sonstiges"],
        {"date": dt.date(2022, 4, 3)},
    ),
    "a chat that says what is coming up": (
        "Weitergeleitet|Moin! Am Samstag 9.4.2022 um 10.30 Uhr ist Gartentreff, bei Regen im Bauwagen. Das steht an:||👉 Wasser – wer baut mit?"
        "|👉 Kompost riecht!|👉 Tauschen am 23.4.|👉 was ihr sonst habt",
        [
            " Wasser – wer baut mit?",
            " Kompost riecht!",
            " Tauschen am 23.4.",
            " was ihr sonst habt",
        ],
        {"title": "", "date": dt.date(2022, 4, 9), "start": dt.time(10, 30)},
    ),
    "an invitation with letters, one name a question": (
        "Elternbeirat||Wir treffen uns am 8.4.2022 um 19 Uhr. Folgende Themen stehen an:||a) Begrüßung|b) Pausenverkauf: Wer macht mit, was gibt es?"
        "|c) Wünsche||Mit freundlichen Grüßen",
        ["a Begrüßung", "b Pausenverkauf: Wer macht mit, was gibt es?", "c Wünsche"],
        {"date": dt.date(2022, 4, 8)},
    ),
    "cells of several lines, the last says who does it until when": (
        "Plenum 3.4.2022\n\nTOP\tThema\tErgebnis\tWer / bis wann\n1\tKasse\tStimmt.\t\n2\tDach\tDie Bank verlängert.\nZiel sind:\n"
        "- 40.000 Euro\n- bis März\tAG Geld\n3\tFest\tIm Juni.\nUte fragt nach.\t\n\nNächstes Plenum: 8.5.2022",
        ["1 Kasse", "2 Dach", "3 Fest"],
        {"closing": "Nächstes Plenum: 8.5.2022"},
    ),
    "cells of several lines, the name above what was said": (
        "Gartenrat 3.4.2022\n\nNr.\tThema und Ergebnis\tWer\n1\tTor\nSchloss klemmt\t\n2\tBeete\nZwei sind frei.\n- eins am Zaun\n"
        "- eins am Bach\tUte\n3\tFest\nwird verschoben\t\n\nNächster Gartenrat: 8.5.2022",
        ["1 Tor", "2 Beete", "3 Fest"],
        {"closing": "Nächster Gartenrat: 8.5.2022"},
    ),
    "the two parts of a council in one table, facts in columns": (
        "Einladung||Gremium:\tOrtsrat\tBezirk:\tNord|Datum:\tMo, 4.4.2022 \tStatus:\töffentlich|Zeit:\t18:30\tAnlass:\tSitzung|Raum:\tAlter Saal|Ort:\tHauptstraße 1"
        "||TOP\t \tBetreff\tVorlage||Öffentlicher Teil:||Ö 1\t \tEröffnung\tV/11/2022|Ö 2\t \tBrunnen am Markt\tV/12/2022||Nichtöffentlicher Teil:||N 3\t \tPacht\tV/13/2022",
        ["Ö 1 Eröffnung", "Ö 2 Brunnen am Markt", "N 3 Pacht"],
        {
            "date": dt.date(2022, 4, 4),
            "start": dt.time(18, 30),
            "place": "Alter Saal, Hauptstraße 1",
            "other": [
                "Datum:  Mo, 4.4.2022   Status:  öffentlich",
                "Zeit:  18:30  Anlass:  Sitzung",
            ],
        },
    ),
    "sentences behind the names go on below": (
        "Versammlung vom 10.4.2022\n\nTOP 1 – Bericht der Vorsitzenden: Der Umsatz im Jahr 2021 betrug\n412.000 €, erstmals ein kleines Plus. Der Mittagstisch läuft."
        "\nTOP 2 – Kassenbericht: Georg Stadler trägt die Zahlen vor. Das Guthaben\nist 18.322 €. Keine Fragen.\nTOP 3 – Wünsche: Vor der Tür fehlt ein Briefkasten."
        "\nTOP 4 – Neue Theke: Die alte Theke braucht so viel Strom wie vier\nganze Haushalte.",
        [
            "1 Bericht der Vorsitzenden",
            "2 Kassenbericht",
            "3 Wünsche",
            "4 Neue Theke",
        ],
        {},
    ),
    "a name that goes on below itself": (
        "Niederschrift vom 3.4.2022\n\n1      Genehmigung der Niederschrift\n       vom 12.03.2022\n\nEinwände gibt es nicht.\n\n2      Anfragen\n\nKeine.",
        ["1 Genehmigung der Niederschrift vom 12.03.2022", "2 Anfragen"],
        {},
    ),
    "an agenda of links to what is below": (
        "# Plenum 27.1.2022||:clock7: 19:00–21:00|:round_pushpin: Treff, Raum 2|:busts_in_silhouette: Ute, Karl||### Agenda|- [TOP 1 – Rad](#TOP-1)"
        "|- [TOP 2 – Hof](#TOP-2)||### TOP 1 – Rad|Neu.||### TOP 2 – Hof|Alt.",
        ["1 Rad", "2 Hof"],
        {"intro": "", "place": "Treff, Raum 2", "attendance": "Ute, Karl", "end": dt.time(21)},
    ),
    "pictures for labels, short labels in one line": (
        "Liebe Eltern!||*Elternabend 3b*|📅 Montag, 25.04.2022|🕖 19:00 Uhr|📍 Raum 204|Ltg.: Evi Moos    Prot.: Georg Stadler||TOP 1: Rad|ja||TOP 2: Hof|nein",
        ["1 Rad", "2 Hof"],
        {
            "title": "Elternabend 3b",
            "start": dt.time(19),
            "place": "Raum 204",
            "chair": "Evi Moos",
            "minute_taker": "Georg Stadler",
        },
    ),
    "facts in a template above the title": (
        "{{Protokoll|Gremium=StuRa|Status=vorläufig}}|= 18. Sitzung vom 1.4.2022 =||Beginn 19.35, Gasthof Post|Proto: Ole||== TOP 1: Rad ==|ja||== TOP 2: Hof ==|nein",
        ["1 Rad", "2 Hof"],
        {"title": "18. Sitzung vom 1.4.2022", "start": dt.time(19, 35), "minute_taker": "Ole"},
    ),
    "a moment of a chat is not when it began": (
        "[15.11.22, 18:42] Ute: *Kurzprotokoll vom Orgatreffen heute (15.11.22)*|Da waren: Ute, Karl|Los gings 16 Uhr im Keller||1. Rad|ja||2. Hof|nein|[15.11.22, 18:55] Karl: Danke",
        ["1 Rad", "2 Hof"],
        {"start": dt.time(16)},
    ),
    "a place behind the day, a roll that goes on below": (
        "Protokoll der Sitzung vom 5. April 2022 im Gemeindehaus||Anwesend: Ute Bruns, Karl Janssen, Petra|Albers, Jan Saathoff, ein Gast||TOP 1 Rad|ja||TOP 2 Hof|nein",
        ["1 Rad", "2 Hof"],
        {
            "place": "im Gemeindehaus",
            "attendance": "Ute Bruns, Karl Janssen, Petra Albers, Jan Saathoff, ein Gast",
        },
    ),
    "the roll of a council, a word broken at the end of a page": (
        "Beirat Nord|Sitzungstermin: 5.4.2022|Anwesend|Vorsitz: Ute Wend|Mitglieder: Jan Prehn, Kerstin Dumke|Verwaltung: Herr Jahn||TOP 1 Rad"
        "|Es fehlt ein Zebra-|Beirat Nord, 5.4.2022|Seite 1 von 2|streifen.||TOP 2 Hof|nein|Beirat Nord, 5.4.2022|Seite 2 von 2",
        ["1 Rad", "2 Hof"],
        {"chair": "Ute Wend", "attendance": "Jan Prehn, Kerstin Dumke; Verwaltung: Herr Jahn"},
    ),
    "a day above a table": (
        "# Kerngruppentreffen SoLaWi Distelhof\n\n06.02.2022, 18:30–20:45, Hofküche\n\n| TOP | Wer | Ergebnis |\n|-----|-----|----------|\n"
        "| 1. Rückblick | Doro | 112 von 115 Anteilen sind vergeben. |\n| 2. Anbauplan | Clemens | Weniger Kohl, mehr Lauch. |",
        ["1 Rückblick", "2 Anbauplan"],
        {"date": dt.date(2022, 2, 6), "start": dt.time(18, 30)},
    ),
    "a broken word above, two lines that close": (
        "Treffen am 3.4.2022||Wir trafen uns in der Ver-|sammlungshalle.||TOP 1: Rad|ja||TOP 2: Hof|nein||Vielen Dank an alle.|Bis bald.",
        ["1 Rad", "2 Hof"],
        {"closing": "Vielen Dank an alle.\n\nBis bald."},
    ),
}


@pytest.mark.parametrize(("text", "items", "facts"), PASTED.values(), ids=PASTED)
def test_what_is_pasted(text, items, facts):
    draft = parse(text if "\n" in text else text.replace("|", "\n"), TODAY)
    assert [f"{item.number} {item.name}" for item in draft.items] == items
    assert {name: getattr(draft, name) for name in facts} == facts
    assert sum(bool(item.protocol) for item in draft.items) in (0, len(items))


# What a sentence or a line of the head tells, and what one of the last words tells.
TOLD = {
    "chair": (
        "Gesa Blum",
        "Die Sitzung leitet Gesa Blum.|Gesa Blum leitete die Sitzung.|Gesa Blum moderiert.|Moderiert hat Gesa Blum."
        "|Die Leitung hat Gesa Blum.|Durch den Abend führte Gesa Blum.|Die Sitzung wird von Gesa Blum geleitet."
        "|Zur Versammlungsleiterin wurde Gesa Blum gewählt.|Moderation – Gesa Blum|:Moderation: Gesa Blum|> Leitung: Gesa Blum"
        "|Moderation des Abends: Gesa Blum|Gremium: Rat \\| Moderation: Gesa Blum",
    ),
    "minute_taker": (
        "Ines",
        "Ines schreibt das Protokoll.|Die Protokollführung übernimmt Ines.|Das Protokoll wird von Ines geführt."
        "|Protokollantin ist Ines.|Zur Protokollführerin wurde Ines bestimmt.|Mitgeschrieben hat Ines.|Das Protokoll schreibt heute Ines.|Ines protokolliert."
        "|Protokollerstellung: Ines|Protokoll geschrieben von: Ines|Aufgezeichnet von: Ines",
    ),
    "attendance": (
        "14 Leute",
        "Es waren 14 Leute gekommen.|14 Leute waren da.|Wir waren 14 Leute.|Anwesend sind 14 Leute.",
    ),
    "start": (
        dt.time(19),
        "Um 19:00 Uhr eröffnet Frau Blum die Sitzung.|Wir beginnen um 19 Uhr.|Wir fangen um 19 Uhr an.|Dauer der Sitzung: von 19 Uhr bis 21 Uhr",
    ),
    "place": (
        "Hof",
        "Wir haben uns am 3. April 2022 im Hof getroffen.|Lokalität: Hof|Tagungsort – Hof",
    ),
    "end": (
        dt.time(21, 15),
        "Um 21:15 Uhr wird die Sitzung geschlossen.|Gegen 21:15 Uhr endete das Treffen.|Schluss war um 21:15 Uhr."
        "|Das Treffen war um 21:15 Uhr zu Ende.|Um 20:40 Uhr ist Pause, um 21:15 Uhr schließt die Sitzung.",
    ),
    "apologies": ("Ute", "Es fehlt Ute (entschuldigt).|Ute fehlt entschuldigt.|- Es fehlt Ute"),
    "next_meeting": (
        dt.date(2022, 5, 8),
        "Folgetermin: 8.5.2022, 19 Uhr|Nächste Sitzung: 8.5.2022",
    ),
}
TOLD_LINES = [
    (name, line) for name, (_, lines) in TOLD.items() for line in re.split(r"(?<!\\)\|", lines)
]


@pytest.mark.parametrize(("name", "line"), TOLD_LINES, ids=[line for _, line in TOLD_LINES])
def test_what_a_line_tells(name, line):
    head, last = (line, "") if name not in ("end", "next_meeting") else ("", line)
    text = f"Treffen am 3. April 2022\n\n{head}\n\nTOP 1: Rad\nja\n\nTOP 2: Hof\nnein\n\n{last}\n"
    told = getattr(parse(text.replace("\\|", "|"), TODAY), name)
    assert getattr(told, "date", told) == TOLD[name][0]


@pytest.mark.parametrize(
    "stamp",
    [
        "[03.08.26, 19:02] Ole: ",
        "[3.8.2026, 19:02:33] ~ Ole Müller: ",
        "[19:02, 3.8.2026] +49 170 1234567: ",
        "03.08.26, 19:02 - Ole: ",
    ],
)
@pytest.mark.parametrize("answer", ["", "{0}Danke!\n"])
def test_a_moment_of_a_chat_is_no_fact(stamp, answer):
    text = f"{stamp}Protokoll von gestern\n\n1. Rad\nFährt.\n\n2. Hof\n{answer.format(stamp)}"
    draft = parse(text, dt.date(2026, 8, 10))
    assert (draft.title, draft.date) == ("Protokoll von gestern", dt.date(2026, 8, 2))
    assert (draft.place, draft.start, draft.intro, draft.other) == ("", None, "", [])
    assert [item.protocol for item in draft.items] == ["Fährt.", "Danke!" * bool(answer)]


@pytest.mark.parametrize(
    ("lines", "start", "end", "place"),
    [
        ("Wann: Mi, 8.5.24, 16 ct\nWo: Büro", dt.time(16, 15), None, "Büro"),
        ("Mi 8.5.24, 16 Uhr c.t., Büro", dt.time(16, 15), None, "Büro"),
        ("Datum: 8.5.24, halb acht abends\nOrt: Büro", None, None, "Büro"),
        ("Wann: 8.5.24, nach der Probe", None, None, ""),
        ("Datum: 8.5.24, 18 Uhr, Aula\nOrt: Schule am Park", dt.time(18), None, "Schule am Park"),
        ("wann: mi, 8.5.24 19.30 - 21.50\nwo: hof 8", dt.time(19, 30), dt.time(21, 50), "hof 8"),
        ("wann: mi, 8.5.24, 19 uhr", dt.time(19), None, ""),
        ("Wann: 8.5.24, 19 Uhr, Mo's Kneipe", dt.time(19), None, "Mo's Kneipe"),
        ("8.5.24\nBeginn 18:00 Ende 19:15", dt.time(18), dt.time(19, 15), ""),
        ("Datum 8.5.24 Beginn 18:00 Ende 19:15", dt.time(18), dt.time(19, 15), ""),
        ("8.5.24\nBeginn 18 Uhr Ende ca. 20 Uhr", dt.time(18), dt.time(20), ""),
        ("📅 8.5.24 ⏰ 19:00–20:40", dt.time(19), dt.time(20, 40), ""),
        ("📅 8.5.24 🕖 19:00 📍 Küche", dt.time(19), None, "Küche"),
    ],
)
def test_when_and_where_are_told_in_any_order(lines, start, end, place):
    draft = parse(f"AG Treffen\n{lines}\n\n1. Rad\nja\n\n2. Hof\nnein", TODAY)
    assert draft.date == dt.date(2024, 5, 8)
    assert (draft.start, draft.end, draft.place) == (start, end, place)


@pytest.mark.parametrize(
    "name",
    [
        "Nachtruhe ab 18 Uhr",
        "Licht aus um 19 Uhr",
        "Workshop am 7.12., 18 bis 20 Uhr",
        "Putztag 14.12., 17:00-19:00",
        "Kino am Freitag (18-20 Uhr)",
    ],
)
def test_when_something_else_is_stays_in_the_name(name):
    text = f"Plenum 14.11.2024, 16:30 Uhr\n\n1. Rad\nja\n\n2. {name}\nja\n\n3. Hof bis 22 Uhr\nnein"
    item = parse(text, TODAY).items[1]
    assert (item.name, item.start, item.end) == (name, None, None)


def test_lone_times_at_tops_are_asked_about_and_begin_them_below_the_first():
    text = "Plenum 14.11.2024, 18 Uhr\n\nTOP 1 Rad{}\nja\n\nTOP 2 Hof (18:31)\nnein"
    draft = parse(text.format(""), TODAY)
    assert (draft.items[1].start, draft.warnings) == (dt.time(18, 31), [])
    draft = parse(text.format(" (18:05)"), TODAY)
    assert draft.items[1].end == dt.time(18, 31)
    assert draft.warnings == [
        "Als Ende gelesen wurden die Uhrzeiten bei den TOPs (18:05 …); sind es Anfänge?"
    ]


@pytest.mark.parametrize(
    "second",
    ["Plenum 24.1.2024\nda: Ada", "24.1.2024\nda: Ada, Ben", "# Plenum 24.1.2024\n\nda: Ada"],
)
def test_a_second_protocol_in_the_same_text_is_asked_about(second):
    tops = "1. Ofen\nkaputt\n\n2. Messer\nda"
    draft = parse(f"Plenum 10.1.2024\nda: Ben\n\n{tops}\n\n{second}\n\n{tops}", TODAY)
    asked = f"„{second.splitlines()[0]}“ ein zweites Protokoll?"
    assert [one for one in draft.warnings if one.endswith(asked)]
    draft = parse(
        f"Plenum 10.1.2024\nda: Ben\n\n{tops}\n\nDas Fest am 24.1.2024\nwird schön", TODAY
    )
    assert not [one for one in draft.warnings if "zweites" in one]


@pytest.mark.parametrize("roll", ["Anwesend", "Teilnehmer/-innen", "Anwesende"])
def test_a_roll_above_headings_without_numbers_is_none_of_them(roll):
    draft = parse(
        f"Treffen 3.4.2024\n\n{roll}:\n- Antje\n- Bernd\n\nRad:\nEs läuft.\n\nHof:\nNeu.\n\nSonstiges:\nNichts",
        TODAY,
    )
    assert draft.attendance == "Antje, Bernd"
    assert [item.name for item in draft.items] == ["Rad", "Hof", "Sonstiges"]


@pytest.mark.parametrize(
    "greeting",
    [
        "Ahoi ihr Lieben,",
        "Hey Leute,",
        "Huhu Nachbarschaft 👋",
        "Servus beinand,",
        "Grüß euch,",
        "Hola!",
    ],
)
def test_a_greeting_is_no_title_and_stands_where_it_stood(greeting):
    tops = "1. Rad\nja\n\n2. Hof\nnein"
    draft = parse(f"{greeting}\n\nhier das Protokoll vom 28.4.2024:\n\n{tops}", TODAY)
    assert (draft.title, draft.intro.startswith(greeting[:4])) == ("", True)
    draft = parse(f"{greeting}\n\nProtokoll Plenum 28.4.2024\n\n{tops}", TODAY)
    assert (draft.title, draft.other) == ("Protokoll Plenum 28.4.2024", [])


def test_minutes_that_a_mail_quotes_are_read_whatever_older_one_follows():
    quoted = "> Plenum\n> 3.6.2024, 20:00\n>\n> TOP1 Rad\n> läuft\n>\n> TOP2 Hof\n> neu"
    older = "Am 05.06.2024 um 08:14 schrieb Eli:\n> Gibt es ein Protokoll?"
    draft = parse(f"Hi,\nhier das Protokoll:\n\n{quoted}\n\nLG Ute\n\n{older}", TODAY)
    assert [(item.number, item.name) for item in draft.items] == [("1", "Rad"), ("2", "Hof")]
    assert (draft.title, draft.start) == ("Plenum", dt.time(20))


def test_who_leads_ends_at_the_bar():
    draft = parse(
        "Plenum 3.6.2024\n**mod:** Lou | **xy:** Mik\n\n1. Rad\nja\n\n2. Hof\nnein", TODAY
    )
    assert draft.chair == "Lou"


def test_initials_count_no_tops():
    said = "L: Wir warten auf die Antwort der Hochschule\nP: brauchen mehr Leute am Stand\nM: Flyer sind da\nL: schreibt die Mail"
    assert parse(f"Plenum 3.6.2024\n\n{said}", TODAY).items == []


def test_a_list_of_a_wiki_is_no_heading():
    text = (
        "== Plenum 3.6.2024 ==\n\n=== Rad ===\n# läuft täglich\n# wird geputzt\n\n=== Hof ===\ngut"
    )
    assert parse(text, TODAY).items[0].protocol == "- läuft täglich\n- wird geputzt"


def test_an_agenda_in_one_line_names_what_stands_below_its_numbers():
    text = "Treffen 3.6.2024\n{}\n\nzu 1.\nZählung am 1.10.: 143 Leute. Damit ist es genug!\n\nzu 2.\nEs regnet"
    for agenda in ("TOPs: 1. Rad, 2. Hof", "Tagesordnung: 1. Rad, 2. Hof"):
        items = parse(text.format(agenda), TODAY).items
        told = ["Zählung am 1.10.: 143 Leute. Damit ist es genug!", "Es regnet"]
        assert [(item.name, item.protocol) for item in items] == list(
            zip(["Rad", "Hof"], told, strict=True)
        )


def test_people_may_stand_in_a_bracket():
    draft = parse(
        "AStA – Mitschrift 15.10.26\n(Anwesend: Nele, Omar; fehlt: Quirin)\n\n# 1 Rad\nja\n\n# 2 Hof\nnein",
        TODAY,
    )
    assert (draft.attendance, draft.apologies, draft.intro) == ("Nele, Omar", "Quirin", "")


def test_a_name_below_the_last_line_does_not_join_the_others():
    rows = [
        "Einnahmen 214,50 €, Ausgaben 188,20 €, Rest 26,30 € in die Kasse des Vereins",
        "Dank an alle!",
    ]
    text = "Treffen 3.6.2024\n\n1. Fest\n{}\n\n2. Hof\nnein\n\nNächste Sitzung: 27.10.2026, 18:00 Uhr, Waschhaus\ngez. Fuchs"
    assert parse(text.format("\n".join(rows)), TODAY).items[0].protocol == "\n\n".join(rows)


def test_a_title_goes_on_below_with_whose_meeting_it_was():
    tops = "1. Rad\nja\n\n2. Hof\nnein"
    draft = parse(
        f"Protokoll der Schulkonferenz\nder 94. Oberschule\n\nTermin: 3.6.2024\n\n{tops}", TODAY
    )
    assert (draft.title, draft.intro) == ("Protokoll der Schulkonferenz der 94. Oberschule", "")


def test_who_is_asked_for_and_answered_in_one_line():
    draft = parse(
        "Runde 3.6.2024\n\nWer war da? Asli, Cem\nWer schreibt? Birte\n\n1. Rad\nja\n\n2. Hof\nnein",
        TODAY,
    )
    assert (draft.attendance, draft.minute_taker, draft.intro) == ("Asli, Cem", "Birte", "")


def test_check_in_is_a_name():
    items = parse("Plenum 3.6.2024\n\n1) Check in\nKurze Runde\n\n2) Hof\nnein", TODAY).items
    assert (items[0].name, items[0].protocol) == ("Check in", "Kurze Runde")


def test_when_a_page_was_made_is_not_when_people_met():
    draft = parse(
        "Plenum Notizen\nErstellt: 18. Februar 2024 21:14\n\n## Rad\nja\n\n## Hof\nnein", TODAY
    )
    assert (draft.date, draft.start) == (None, None)


def test_each_message_of_a_chat_is_a_line_of_its_own():
    said = "TOP 1 Putz|hängt ab morgen in der küche und alle tragen sich ein|das war es|TOP 2 Geld|beschlossen einstimmig|schluss"
    rows = [f"[12.02.24, 19:0{at}:12] Nora: {each}" for at, each in enumerate(said.split("|"))]
    items = parse("\n".join(rows), TODAY).items
    told = [
        "hängt ab morgen in der küche und alle tragen sich ein\n\ndas war es",
        "beschlossen einstimmig\n\nschluss",
    ]
    assert [item.protocol for item in items] == told


def test_where_all_is_written_small_a_small_letter_goes_on_with_nothing():
    said = [
        "anna: die neue ordnung kommt zum sommer 2025",
        "frau weiß sagt dass es fristen von vier jahren gibt",
        "der rat tagt am 3.3.",
    ]
    text = "treffen 3.8.2026\n\n1 bericht\n{}\n\n2 kasse\nist leer"
    assert parse(text.format("\n".join(said)), TODAY).items[0].protocol == "\n\n".join(said)
    broken = "anna hat erzählt dass die neue ordnung zum sommer kommt und\nalle schreiben."
    assert parse(text.format(broken), TODAY).items[0].protocol == broken.replace("\n", " ")


@pytest.mark.parametrize("umlaut", ["ä ö ü ß Ö Ü", "ae oe ue ss Oe Ue"])
def test_umlauts_may_be_spelled_out(umlaut):
    text = (
        "Protokoll 3.8.2026\nProtokollführerin: Ute\nGäste: Frau Abdi\n\n1. Eröffnung\nOle begrüßt alle um 19 Uhr zur Sitzung.\n\n2. Hof\nRuht.\n\n"
        "Nächstes Treffen: 3. März 2027\n\nSchöne Grüße\nOle"
    )
    typed = text.translate(str.maketrans(dict(zip("äöüßÖÜ", umlaut.split(), strict=True))))
    draft = parse(typed, dt.date(2026, 8, 10))
    assert (draft.minute_taker, draft.start) == ("Ute", dt.time(19))
    assert "Frau Abdi" in draft.attendance
    assert draft.next_meeting.date == dt.date(2027, 3, 3)
    assert draft.items[1].protocol == "Ruht."


@pytest.mark.parametrize(
    ("head", "pages"),
    [
        ("Sitzung des Vorstands\n3.8.2026, 19:00 Uhr", 2),
        ("Hofverein\nVorstand\n3.8.2026\n19:00 Uhr", 3),
        ("Hofverein, 3.8.2026\n19:00 Uhr\nSeite {}", 2),
    ],
)
def test_the_head_of_each_page_tells_its_facts_once(head, pages):
    texts = [f"{n}. Punkt\n" + "\n".join(f"Satz {n}.{at}." for at in range(9)) for n in (1, 2, 3)]
    text = "\n".join(f"{head.format(n)}\n{text}" for n, text in enumerate(texts[:pages], 1))
    draft = parse(text, TODAY)
    assert (draft.date, draft.start, draft.intro) == (dt.date(2026, 8, 3), dt.time(19), "")
    assert all(item.protocol.endswith(".8.") for item in draft.items)


def test_what_stands_beside_the_number_of_a_page_and_at_the_top_is_its_head():
    text = "Sitzung des Beirats\nam 3.8.2026\n\nTOP 1 Rad\nFährt.\n\nSeite 1 von 2\nSitzung des Beirats\n\nTOP 2 Hof\nRuht.\nSeite 2 von 2"
    assert [item.protocol for item in parse(text, TODAY).items] == ["Fährt.", "Ruht."]


def test_a_title_in_front_matter_stands_once():
    draft = parse(
        "---\ntitle: Plenum\n---\n# Plenum\n\nSchön war es.\n\n## Rad\nja\n\n## Hof\nnein", TODAY
    )
    assert (draft.title, draft.intro) == ("Plenum", "Schön war es.")


def test_labels_may_have_no_colon_before_what_is_theirs_alone():
    head = "Plenum\n\nDatum 3.8.2026\nZeit 19:00 - 21:15\nOrt Gemeindehaus\nAnw: Ute, Karl\nModeration Ute, Protokoll Karl"
    draft = parse(f"{head}\n\n1. Rad\n\n2. Hof", TODAY)
    assert (draft.date, draft.start) == (dt.date(2026, 8, 3), dt.time(19))
    assert (draft.place, draft.attendance) == ("Gemeindehaus", "Ute, Karl")
    assert (draft.chair, draft.minute_taker, draft.intro) == ("Ute", "Karl", "")


def test_a_day_with_place_and_leader_is_no_moment_of_a_chat():
    draft = parse("3.8.2026, 19:00 - Gasthof Linde, Leitung: Ute\n\n1. Rad\n\n2. Hof", TODAY)
    assert (draft.date, draft.start) == (dt.date(2026, 8, 3), dt.time(19))


def test_facts_are_no_markdown():
    text = "# Treffen der Nachbar\\*innen\n\n**Ort:** Hof\\_2\n**Anwesend:** 30 Nachbar\\*innen\n\n## Rad\nja\n\n## Hof\nnein"
    draft = parse(text, TODAY)
    assert (draft.title, draft.place) == ("Treffen der Nachbar*innen", "Hof_2")
    assert draft.attendance == "30 Nachbar*innen"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("Ute schaut sich das am Montag einmal an|Handynummern sieht nur die Station", "\n\n"),
        ("Der Pächter will im Frühling noch einmal|kommen und zahlen", " "),
        ("Die Runde dankt heute dem alten Pächter von|Parzelle 44 am Weg", " "),
    ],
)
def test_lines_run_on_where_one_begins_inside_a_sentence(lines, wanted):
    text = f"Treffen am 3. April 2022||TOP 1: Rad|{lines}||TOP 2: Hof|nein"
    item = parse(text.replace("|", "\n"), TODAY).items[0]
    assert item.protocol == lines.replace("|", wanted)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("chair", "Wer moderiert?"),
        ("chair", "Die Moderation übernimmt im Wechsel Gesa."),
        ("chair", "Die Moderation übernimmt das nächste Mal die Gruppe Nord."),
        ("minute_taker", "Wer schreibt Protokoll"),
        ("attendance", "Es waren 14 Grad."),
        ("start", "Der Flohmarkt beginnt um 10 Uhr."),
        ("start", "Die nächste Sitzung beginnt um 18 Uhr."),
    ],
)
def test_what_a_line_does_not_tell(name, line):
    text = f"Treffen am 3. April 2022\n\n{line}\n\nTOP 1: Rad\nja\n\nTOP 2: Hof\nnein\n"
    assert not getattr(parse(text, TODAY), name)


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
            ("ToDo @Ute: Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("ToDo: Saal (@Ute)", OutcomeDraft("task", "Saal", who="Ute")),
            ("-> @Ute Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("@Ute und @Karl: Saal", OutcomeDraft("task", "Saal", who="Ute und Karl")),
            ("TODO – Ute: Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("AP Ute: Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("AI: Ute holt Eis", OutcomeDraft("task", "Ute holt Eis", who="Ute")),
            ("Action Item: Ute: Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("Auftrag an Ute: Saal", OutcomeDraft("task", "Saal", who="Ute")),
            ("@Ute: Saal bis 5.3.", OutcomeDraft("task", "Saal", "", "Ute", dt.date(2023, 3, 5))),
            ("Beschluss (einstimmig): Ja.", OutcomeDraft("decision", "Ja.", "einstimmig")),
            ("Beschluss 3/23: Ja. [4:0:1]", OutcomeDraft("decision", "Ja.", "4:0:1")),
        ],
    )
    def test_notations(self, line, wanted):
        (item,) = read("Treffen am 1.2.2023", "", "TOP 1: Rad", line).items
        assert item.outcomes == [wanted]

    @pytest.mark.parametrize(
        "line",
        [
            "@Ute danke für den Kuchen",
            "@alle: bitte lüften",
            "@Ute, kannst du Eis holen?",
            "Ute schreibt an @hof auf Instagram",
            "Post an ute@verein.example",
            "AI: Es ging um Werkzeuge.",
            "AP 3: Das Plakat hängt.",
            "Aktion Sauberer Hof: Es kamen viele.",
        ],
    )
    def test_are_none_of_what_is_said_to_somebody_or_of_other_things(self, line):
        (item,) = read("Treffen am 1.2.2023", "", "TOP 1: Rad", line).items
        assert item.outcomes == []


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["- Turm", "  2. Stock", "  9. Stock", "- Hof"], "- Turm  \n  2\\. Stock  \n  9\\. Stock\n- Hof"),
        (["- Ort", "  - Turm", "    2. Stock", "    9. Stock"], "- Ort\n    - Turm  \n      2\\. Stock  \n      9\\. Stock"),
        (["- Garten", "  11. Januar: Schnitt", "- Hof"], "- Garten  \n  11\\. Januar: Schnitt\n- Hof"),
        (["- Garten", "  11. Januar: Schnitt", "  15. Februar: Saat"], "- Garten  \n  11\\. Januar: Schnitt  \n  15\\. Februar: Saat"),
        (["- So", "  1. a", "  2. b", "  4. d", "- Hof"], "- So  \n  1\\. a  \n  2\\. b  \n  4\\. d\n- Hof"),
        (["- So", "  1. a", "  2. b", "- Hof"], "- So\n    1. a\n    2. b\n- Hof"),
    ],
)  # fmt: skip
def test_numbers_below_a_bullet_stay_in_it_each_on_its_line(lines, shown):
    draft = read("TOP 1 Haus", "", *lines, "", "TOP 2 Ende")
    assert draft.items[0].protocol == shown
    assert parse(render(draft), TODAY).items[0].protocol == shown
