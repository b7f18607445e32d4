"""Minutes read from text and written back: the reference page and one fact at a time."""

import datetime as dt
import html
import re
import subprocess
import sys
from urllib.parse import unquote

import pytest
from django.conf import settings

from meetings.protocol_text import (
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
    ProtocolTextError,
    parse,
    plain_lines,
    propose,
    read_people,
    render,
)
from tests.build import REFERENCE_PAGE
from wiq_site.kit.markup import from_html, render_markdown

from .test_protocol_corpus import missing_words

TODAY = dt.date(2021, 1, 5)


def at(text):
    return dt.time.fromisoformat(text)


def read_item(heading, *body):
    """The only item of a protocol with this heading."""
    (item,) = parse("\n".join(["Treffen am 10.12.2020", "", heading, *body]), TODAY).items
    return item


def body(*lines):
    return read_item("TOP 1: Thema", "", *lines).protocol


def test_text_is_read_without_django():
    """Whoever measures or reuses the reader of minutes needs nothing but Python."""
    script = "import sys; sys.modules['django'] = None; from meetings.protocol_text import parse; print(len(parse(sys.stdin.read()).items))"
    command, folder = [sys.executable, "-c", script], settings.BASE_DIR
    read = subprocess.run(command, input=REFERENCE_PAGE, cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
    assert (read.stdout.strip(), read.stderr) == ("9", "")


@pytest.fixture
def reference():
    return parse(REFERENCE_PAGE, dt.date(2024, 6, 1))


class TestReferencePage:
    def test_numbers_and_titles(self, reference):
        assert [(item.number, item.name) for item in reference.items] == [
            ("1", "Begrüßung und Organisatorisches"),
            ("2", "WiQ - aktueller Stand"),
            ("3", "Vorstellung neuer Lösungsteams"),
            ("4", "WiQ-Wichteln, Mehr neue Lösungsteams"),
            ("5", "Wissenschaftliche Begleitung WiQ"),
            ("6", "Wünsche für mein bestehendes Team"),
            ("7", "WiQ in weiteren Stadtteilen"),
            ("8", "Offene Runde"),
            ("9", "Klärung von Einzelfragen"),
        ]

    def test_who(self, reference):
        assert [(item.speakers, item.speakers_note) for item in reference.items] == [
            (["Thorsten"], ""),
            (["Thorsten"], ""),
            (["Andreas"], ""),
            (["Raphaela"], ""),
            (["Elisa"], ""),
            (["Andreas"], ""),
            (["Hannes", "Kristina", "Thorsten"], ""),
            (["Kristina"], ""),
            ([], "7 Teilnehmende"),
        ]

    def test_ends_are_read_and_starts_not_invented(self, reference):
        ends = ["17:08", "17:15", "17:25", "18:00", "18:05", "18:30", "18:45", "18:55", "19:30"]
        assert [f"{item.end:%H:%M}" for item in reference.items] == ends
        assert {item.start for item in reference.items} == {None}
        assert (reference.start, reference.end) == (None, None)

    def test_facts(self, reference):
        assert reference.title.startswith("WiQ-Gesamttreffen am 10.12. - ")
        assert reference.date == dt.date(2020, 12, 10)
        assert reference.published == dt.date(2020, 12, 12)
        assert reference.topics == ["Wir im Quartier", "Gesamttreffen"]
        assert reference.next_meeting == NextMeeting(
            "11. März 2021, 17-19:00 Uhr", dt.date(2021, 3, 11), at("17:00"), at("19:00")
        )

    def test_every_line_has_its_place(self, reference):
        places = [line.place for line in reference.lines if not line.place.startswith("items.")]
        assert places == ["ignored", "title", "published", "topics", "intro", "closing"] + 8 * [
            "ignored"
        ]
        heads = [line.text[:5] for line in reference.lines if line.place == "items.8"]
        assert heads == ["Top 9"]
        assert (reference.other, reference.warnings) == ([], [])

    def test_bodies(self, reference):
        assert [item.protocol.count("\n") + 1 for item in reference.items] == [
            *(2, 2, 2, 2, 1, 2, 3, 1, 1)
        ]
        starts = [item.protocol[:2] == "- " for item in reference.items]
        assert starts == [True] * 7 + [False, True]

    def test_the_texts_stand_where_they_belong(self, reference):
        assert reference.intro.startswith("Zum Jahresausklang saßen vorgestern am Abend")
        assert reference.items[7].protocol == (
            "Jetzt durfte alles auf den Tisch, was anderswo keinen Platz fand: "
            "Lob, Ärger, Einfälle, Fragen, Grüße ... nichts war verboten."
        )
        assert reference.closing == (
            "Tja, das wär's. Zum nächsten Treffen sehen wir uns am 11. März 2021, 17-19:00 Uhr - "
            "hoffentlich wieder an einem Tisch!"
        )

    def test_no_word_is_lost(self, reference):
        filled = [line for line in REFERENCE_PAGE.split("\n") if line.strip()]
        assert len(reference.lines) == len(filled)
        assert missing_words(reference) == []

    def test_written_and_read_again_it_is_the_same(self, reference):
        again = parse(render(reference), TODAY)
        reference.ignored = []
        assert again == reference


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "number"),
        [
            ("Top 7  Titel", "7"),
            ("TOP 7: Titel", "7"),
            ("TOP 7 - Titel", "7"),
            ("Top 7\tTitel", "7"),
            ("Top 7\u00a0\u00a0Titel", "7"),
            ("T\u00adOP\u200b 7: Titel", "7"),
            ("top 7) Titel", "7"),
            ("TOP7: Titel", "7"),
            ("TOP 7a: Titel", "7a"),
            ("TOP 2.1 – Titel", "2.1"),
            ("Zu TOP 5: Titel", "5"),
            ("Tagesordnungspunkt 4: Titel", "4"),
            ("## TOP 3 Titel", "3"),
            ("**TOP 3: Titel**", "3"),
            ("== TOP 3: Titel ==", "3"),
            ("• TOP 3: Titel", "3"),
            ("TOP Ö 3: Titel", "Ö 3"),
            ("TOP IV: Titel", "IV"),
            ("TOP: Titel", ""),
            ("TOP 3\nTitel", "3"),
        ],
    )
    def test_notations(self, heading, number):
        item = read_item(heading)
        assert (item.number, item.name) == (number, "Titel")

    def test_numbers_stay_as_they_are(self):
        text = "Treffen\n\nTOP 1: A\n\nTOP 4: B\n\nTOP 4: C\n\nTOP: D\n\nTOP 2: E"
        assert [item.number for item in parse(text).items] == ["1", "4", "4", "", "2"]

    @pytest.mark.parametrize(
        "sentence",
        [
            "Top 3 wird auf das nächste Mal verschoben.",
            "TOP 4 ist erledigt",
            "zu TOP 1 gab es keine Fragen",
            "Top 3 Ideen wurden prämiert.",
            "    TOP 9: steht eingerückt",
        ],
    )
    def test_a_sentence_is_no_heading(self, sentence):
        text = f"Treffen\n\nTOP 1: A\n\n{sentence}\n\nTOP 2: B"
        assert [item.name for item in parse(text).items] == ["A", "B"]

    def test_a_numbered_list_inside_is_no_agenda(self):
        text = "Treffen\n\nTOP 1: A\n1. Eins\n2. Zwei\n\nTOP 2: B"
        assert [item.protocol for item in parse(text).items] == ["1. Eins\n2. Zwei", ""]

    def test_numbers_are_headings_where_nothing_else_is(self):
        text = "Treffen\n\n1. Lage\nGut.\n\n1. Dezember ist Schluss.\n\n2. Geld\nWenig.\n"
        items = parse(text).items
        assert [(item.number, item.name) for item in items] == [("1", "Lage"), ("2", "Geld")]
        assert items[0].protocol == "Gut.\n\n1\\. Dezember ist Schluss."

    def test_an_inner_list_that_starts_anew_is_no_agenda(self):
        text = "Treffen\n\n1. Lage\n\n1. eng\n2. laut\n3. Bunt\n\n2. Geld\n\nkeins"
        assert [item.name for item in parse(text).items] == ["Lage", "Geld"]

    def test_sub_points_follow_their_point(self):
        text = "Treffen\n\n1. Lage\na\n\n1.1 Nord\nb\n\n1.2 Süd\nc\n\n2. Geld\nd"
        assert [item.number for item in parse(text).items] == ["1", "1.1", "1.2", "2"]

    def test_an_agenda_that_comes_again_as_minutes_is_merged(self):
        text = "Treffen\n\nTOP 1: A (Ute, 10 min)\nTOP 2: B\n\nTOP 1: A\nGut.\n\nTOP 2: B\nSchön."
        items = parse(text).items
        assert [(i.name, i.speakers, i.planned_minutes, i.protocol) for i in items] == [
            ("A", ["Ute"], 10, "Gut."),
            ("B", [], None, "Schön."),
        ]

    def test_a_heading_runs_on_to_the_next_line(self):
        item = read_item("TOP 1: Ein Titel (Ute/", "Karl, bis 18:00 h)")
        assert (item.name, item.speakers, item.end) == ("Ein Titel", ["Ute", "Karl"], at("18:00"))


class TestStruckHeadings:
    """What is struck out as a whole is no TOP; it stays, struck out, in the text above it."""

    @pytest.mark.parametrize(
        "heading",
        [
            "~~TOP 2 Haus~~",
            "TOP 2: ~~Haus~~",
            "TOP 2b ~~Haus~~ (Bo, bis 18:10 h)",
            "~~TOP 2~~ ~~Haus~~",
            "**TOP 2 ~~Haus~~**",
            "## ~~TOP 2 Haus~~",
            "~~Haus~~",
            "~~TOP 2 Haus~~ entfällt",
            "TOP 2: ~~Haus~~ – verschoben auf Mai",
        ],
    )
    def test_is_no_item(self, heading):
        draft = parse(f"TOP 1 Kasse\n\nGut.\n\n{heading}\n\nDazu.\n\nTOP 3 Ende\n\nSchluss.")
        assert [(item.number, item.name) for item in draft.items] == [("1", "Kasse"), ("3", "Ende")]
        assert draft.items[0].protocol == f"Gut.\n\n{heading}\n\nDazu."
        assert not draft.ignored

    def test_nor_in_a_style_without_numbers(self):
        draft = parse("## Kasse\n\nGut.\n\n## ~~Haus~~\n\nDazu.\n\n## Garten\n\nSchön.")
        assert [item.name for item in draft.items] == ["Kasse", "Garten"]

    def test_struck_out_in_part_it_is_one(self):
        draft = parse("TOP 1 ~~Kasse~~ Haus\n\nGut.\n\nTOP 2 Ende\n\nSchluss.")
        assert [item.name for item in draft.items] == ["Haus", "Ende"]

    @pytest.mark.parametrize(
        "heading", ["~~TOP 2~~ TOP 3 Haus", "~~TOP 2 Hof~~ TOP 3 Haus", "**~~TOP 2~~ TOP 3 Haus**"]
    )
    def test_a_number_that_is_struck_out_before_another_one_is_gone(self, heading):
        draft = parse(f"TOP 1 Kasse\n\nGut.\n\n{heading}\n\nDazu.\n\nTOP 4 Ende\n\nSchluss.")
        found = [(item.number, item.name, item.protocol) for item in draft.items]
        assert found == [("1", "Kasse", "Gut."), ("3", "Haus", "Dazu."), ("4", "Ende", "Schluss.")]

    def test_what_is_struck_out_of_names_and_facts_is_gone(self):
        draft = parse(
            "Treffen ~~der Alten~~ am 3. April 2022\n\nOrt: ~~Garten~~ Büro\nAnwesend: Ina, ~~Ole~~, Eva\n\n"
            "TOP 1: Kasse (~~Jens Kurz~~, Mia Lang, bis 19:30 h)\nGut, ~~schlecht~~.\n\nTOP 2: Ende\nSchluss."
        )
        item = draft.items[0]
        assert (draft.title, draft.place) == ("Treffen am 3. April 2022", "Büro")
        assert draft.attendance == "Ina, Eva"
        assert (item.name, item.speakers, item.speakers_note) == ("Kasse", ["Mia Lang"], "")
        assert item.protocol == "Gut, ~~schlecht~~."
        for heading in (
            "A ~~Hof ~~",
            "A (~~bis 18:10~~)",
            "A [~~Ben~~, ~~bis 18:10 h~~]",
            "A ~~(Ben)~~",
            "A",
        ):
            assert read_item(f"TOP 1 {heading}").name == "A"
        assert read_item("TOP 1 A (~~Ute~~ Ben, bis ~~18:00~~ 18:10 h)").speakers == ["Ben"]
        table = parse(
            "| TOP | Thema | Wer |\n|---|---|---|\n| 1 | ~~Bau~~ Hof | ~~Jens~~ Mia |\n| 2 | Haus | Ute |"
        )
        assert (table.items[0].name, table.items[0].speakers) == ("Hof", ["Mia"])

    @pytest.mark.parametrize(
        "head",
        [
            "~~Treffen am 14.10.2020~~\n\nTreffen am 15.10.2020",
            "~~Protokoll des Treffens am 14.10.2020~~\nTreffen am 15.10.2020\nOrt: Hof",
            "Treffen am 15.10.2020\n~~Ort: Saal~~\nOrt: Hof",
            "Treffen\n~~14.10.2020~~\n15.10.2020",
            "Treffen\n~~Veröffentlicht am 1.9.2020~~\n~~Beginn: 17 Uhr~~ Beginn: 18 Uhr\nAm ~~14.10.~~ 15.10.2020 traf man sich.",
            "Treffen\nDas Treffen ~~am 14.10.2020~~ am 15.10.2020 eröffnet Ute um ~~17~~ 18 Uhr.",
        ],
    )
    def test_a_line_that_is_struck_out_gives_no_title_nor_fact_and_stays(self, head):
        draft = parse(f"{head}\n\nTOP 1 A\n\nGut.", TODAY)
        assert (draft.title.split()[0], draft.date) == ("Treffen", dt.date(2020, 10, 15))
        assert draft.published is None
        assert draft.place in ("", "Hof")
        assert draft.start in (None, at("18:00"))
        for words in re.findall("^~~[^~]*~~$", head, re.M):
            assert words in draft.intro

    @pytest.mark.parametrize(
        "words",
        [
            "Nächstes Treffen: ~~3.12.2020~~ 10.12.2020, ~~17~~ 18 Uhr",
            "Das nächste Treffen findet ~~am 3. Dezember~~ am 10.12.2020, 18 Uhr statt.",
            "~~Nächstes Treffen: 3.12.2020~~\n\nNächstes Treffen: 10.12.2020, 18 Uhr",
        ],
    )
    def test_the_next_meeting_is_on_the_day_that_is_valid(self, words):
        draft = parse(f"Treffen am 15.10.2020\n\nTOP 1 A\n\nGut.\n\nTOP 2 Termine\n\n{words}")
        coming = NextMeeting("10.12.2020, 18 Uhr", dt.date(2020, 12, 10), at("18:00"))
        assert draft.next_meeting == parse(render(draft)).next_meeting == coming
        struck = parse(
            "Treffen am 15.10.2020\n\nTOP 1 A\n\nGut.\n\n~~Nächstes Treffen: 3.12.2020~~"
        )
        assert struck.next_meeting is None


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "meeting", ["12. Sitzung des Rats", "3. öffentliche Mitgliederversammlung"]
)
def test_a_counted_meeting_below_the_kind_of_text_is_the_title(gap, meeting):
    draft = parse(f"Protokoll{gap}{meeting}{gap}am 5. Mai 2026, 18 Uhr\n\n1. A\n2. B\n", TODAY)
    assert (draft.title, draft.date) == (f"Protokoll: {meeting}", dt.date(2026, 5, 5))
    assert [item.number for item in draft.items] == ["1", "2"]


class TestOtherHeadings:
    """Where nothing says TOP: one style per text, learnt from it."""

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("17:00 A\nText", "17:15 B"),
            ("17:00–17:15 Uhr: A", "17:15–18:00 Uhr: B"),
            ("**A**\nText", "**B**\nText"),
            ("I. A", "II. B"),
            ("zu 1. A", "zu 2. B"),
            ("Punkt 1: A", "Punkt 2: B"),
            ("Traktandum 1 A\nText", "Traktandum 2 B"),
            ("Trakt. 1: A", "Trakt. 2: B"),
            ("Traktanden:\n1. A\n2. B\n\nZu Traktandum 1: A", "Zu Traktandum 2: B"),
            ("1.) A", "2.) B"),
            ("## A", "## B"),
            ("== A ==", "== B =="),
            ("1.0 A", "2.0 B"),
        ],
    )
    def test_notations(self, first, second):
        names = [
            item.name for item in parse(f"Treffen im Hof\n\n{first}\n\n{second}\n", TODAY).items
        ]
        assert names == ["A", "B"]

    def test_bare_lines_above_lists(self):
        text = "Treffen im Hof\n\nRad\n- a\n\nBank\n- b\n\nHecke\n- c"
        assert [item.name for item in parse(text, TODAY).items] == ["Rad", "Bank", "Hecke"]

    def test_an_agenda_in_other_words_is_merged_too(self):
        text = "Treffen\n\nTagesordnung:\n- Rad (Ute)\n- Bank\n\nTOP 1: Rad\nx\n\nTOP 2: Bank\ny"
        draft = parse(text, TODAY)
        assert [(item.number, item.name, item.speakers) for item in draft.items] == [
            ("1", "Rad", ["Ute"]),
            ("2", "Bank", []),
        ]
        assert (draft.intro, draft.ignored) == ("", ["Tagesordnung:"])

    def test_a_planned_top_that_did_not_come_stays_in_the_intro(self):
        agenda = "TOP 1: Rad\nTOP 2: Bank\nTOP 3: Topf"
        draft = parse(f"Treffen\n\n{agenda}\n\nTOP 1: Rad\nx\n\nTOP 2: Bank\ny", TODAY)
        assert [item.protocol for item in draft.items] == ["x", "y"]
        assert draft.intro == "TOP 3: Topf"


@pytest.mark.parametrize("above", ["# Treffen am 3.8.2026", "## Hofverein\n## Treffen am 3.8.2026"])
def test_a_heading_with_a_day_is_a_title_above_the_tops_alone(above):
    names = ["Fest am 5.9.", "Kasse", "Markt am 6.9."]
    for tops in (names, names[1:] + names[:1]):
        text = "\n\n".join([above, *(f"## {name}\nText." for name in tops)])
        assert [item.name for item in parse(text, TODAY).items] == tops


@pytest.mark.parametrize("more", ["", " Alle hören lange zu und fragen viel." * 10])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("begin", ["Zu {n}: ", "TOP {n}: ", "zu TOP {n}) ", "ad {n}: ", "{n}. "])
@pytest.mark.parametrize("entry", ["{n}. {name}", "TOP {n} {name}", "{n}) {name}"])
def test_sentences_behind_numbers_are_the_text_of_the_tops_above(entry, begin, gap, more):
    names = ["Begrüßung", "Bericht", "Spenden (nicht öffentlich)", "Wahlen"]
    texts = [f"Dazu sagt der Vorstand etwas, das {n} heißt.{more}" for n in "abcd"]
    agenda = "\n".join(entry.format(n=n, name=name) for n, name in enumerate(names, 1))
    told = gap.join(begin.format(n=n) + text for n, text in enumerate(texts, 1))
    draft = parse(f"Protokoll 3.8.2026\n\nTagesordnung:\n{agenda}\n\n{told}\n", TODAY)
    assert [item.name for item in draft.items] == names
    assert [item.protocol for item in draft.items] == texts
    assert [item.public for item in draft.items] == [True, True, False, True]


class TestTables:
    @pytest.mark.parametrize(
        "rows",
        [
            "Zeit\tThema\tWer\n17:00\tRad\tUte\n17:30\tBank\tKarl/Ida",
            "| Zeit | TOP | Wer |\n|---|:-:|---|\n| 17:00 | Rad | Ute |\n| 17:30 | Bank | Karl, Ida |",
            "Zeit | Thema | Wer\n--- | --- | ---\n17:00 | Rad | Ute\n17:30 | Bank | Karl und Ida",
            "||Zeit||TOP||Wer||\n|17:00|Rad|Ute|\n|17:30|Bank|Karl & Ida|",
            "^ Zeit ^ TOP ^ Wer ^\n| 17:00 | Rad | Ute |\n| 17:30 | Bank | Karl/Ida |",
            "{|\n! Zeit !! TOP !! Wer\n|-\n| 17:00 || Rad || Ute\n|-\n| 17:30 || Bank || Karl/Ida\n|}",
            "17:00\tRad\tUte\n17:30\tBank\tKarl/Ida",
        ],
    )
    def test_an_agenda(self, rows):
        draft = parse(f"Treffen im Hof\n\n{rows}\n\nBis bald!", TODAY)
        assert [(item.name, item.speakers, item.start) for item in draft.items] == [
            ("Rad", ["Ute"], at("17:00")),
            ("Bank", ["Karl", "Ida"], at("17:30")),
        ]
        assert (draft.title, draft.closing) == ("Treffen im Hof", "Bis bald!")

    @pytest.mark.parametrize("heading", ["{n}. {name}", "TOP {n}: {name}", "## {name}", "{name}:"])
    @pytest.mark.parametrize(
        "row",
        [
            "{n}.\t{name}\t{who}",
            "TOP {n}\t{who}\t{name}",
            "{n}\t{name}\t{who}\t10",
            "{n}\t{name}\tInfo\t{who}",
            "{n}\t{name}",
        ],
    )
    @pytest.mark.parametrize("gap", ["\n", "\n\n"])
    def test_an_agenda_above_the_minutes_doubles_no_top(self, gap, row, heading):
        names = ["Rad", "Fest am 5.9.", "Neue Bank"]
        told = [
            {"n": n, "name": name, "who": f"Ute {n * 'A'}bel"} for n, name in enumerate(names, 1)
        ]
        agenda = gap.join(row.format(**one) for one in told)
        minutes = [f"{heading}\n{{name}} ist da.".format(**one) for one in told]
        text = "\n\n".join(["Treffen 3.8.2026", f"Tagesordnung:\n{agenda}", *minutes])
        wanted = [(name, f"{name} ist da.") for name in names]
        assert [(item.name, item.protocol) for item in parse(text, TODAY).items] == wanted

    def test_cells_with_minutes_are_bodies(self):
        table = "| Nr | Thema | Ergebnis | Beschluss |\n|-|-|-|-|\n| 1 | Rad | gut | Ja (3/0) |"
        (item,) = parse(f"Treffen\n\n{table}\n| 2 | Bank | | |", TODAY).items[:1]
        assert item.protocol == "gut\n\nBeschluss: Ja (3/0)"
        assert item.outcomes == [OutcomeDraft("decision", "Ja", "3/0")]

    def test_a_table_in_a_body_is_a_table(self):
        table = "| Art | Preis |\n| --- | --- |\n| Bank | 3 € |"
        assert body("Art\tPreis\tx\nBank\t3 €\ty").startswith("| Art | Preis | x |\n| --- |")
        assert body(table) == table

    @pytest.mark.parametrize(
        "agenda", ["TOP 1: Rad\nTOP 2: Hof", "TO:\n1. Rad\n2. Hof", "Tagesordnung\n- Rad\n- Hof"]
    )
    @pytest.mark.parametrize("label", ["Zu TOP {}: ", "zu {}.: ", "ad {}) ", "Punkt {}: "])
    @pytest.mark.parametrize(
        "said",
        [
            ("31 Räder sind heil.", "Wir überlegen noch."),
            ("Siehe Anlage 3", "Keine."),
            ("Es regnet.", "Beschluss: Wir kaufen das Haus (5 ja, 1 nein)."),
        ],
    )
    @pytest.mark.parametrize(
        "last", ["Ende: 20 Uhr", "Viele Grüße, Uwe", "Nächste Besprechung: 12.9., 18 Uhr"]
    )
    def test_text_behind_the_numbers_of_an_agenda_stands_once_under_its_names(
        self, agenda, label, said, last
    ):
        minutes = "\n\n".join(f"{label.format(n)}{text}" for n, text in enumerate(said, 1))
        draft = parse(f"Treffen 8.8.2024\n\n{agenda}\n\n{minutes}\n\n{last}", TODAY)
        told = [(each.number, each.name, each.protocol) for each in draft.items]
        assert told == [("1", "Rad", said[0]), ("2", "Hof", said[1])]

    @pytest.mark.parametrize("agenda", ["TOP 1: Rad\nTOP 2: Hof", "Tagesordnung\n- Rad\n- Hof"])
    def test_names_with_text_below_are_no_text(self, agenda):
        minutes = "TOP 1: Geld\nEs reicht.\n\nTOP 2: Fest\nIm Mai."
        draft = parse(f"Treffen 8.8.2024\n\n{agenda}\n\n{minutes}", TODAY)
        told = [(item.name, item.protocol) for item in draft.items[-2:]]
        assert told == [("Geld", "Es reicht."), ("Fest", "Im Mai.")]

    @pytest.mark.parametrize("gap", ["", "\n"])
    def test_names_of_an_agenda_head_its_minutes(self, gap):
        minutes = f"Rad\n31 Räder sind heil.\n{gap}Hof\nSiehe Anlage 3"
        draft = parse(f"Treffen 8.8.2024\n\nTOP 1: Rad\nTOP 2: Hof\n\n{minutes}", TODAY)
        assert [one.protocol for one in draft.items] == ["31 Räder sind heil.", "Siehe Anlage 3"]

    def test_points_below_a_point_are_found_again_under_their_names(self):
        agenda = "1. Haushalt\n   1.1 Rutsche\n   1.2 Bänke\n2. Sonstiges"
        minutes = "Zu TOP 1\n1.1 Rutsche\nPetra will sie rot.\n1.2 Bänke\nUwe fragt an.\n\nZu TOP 2\nEs regnet."
        items = parse(f"Sitzung 3.8.2026\n\nTAGESORDNUNG\n{agenda}\n\n{minutes}", TODAY).items
        told = ["", "Petra will sie rot.", "Uwe fragt an.", "Es regnet."]
        assert [item.number for item in items] == ["1", "1.1", "1.2", "2"]
        assert [item.protocol for item in items] == told

    def test_columns_made_with_blanks_are_a_table(self):
        rows = (
            "Posten      Plan      Ist\nMiete     300,00   287,45\n---\nGesamt             287,45"
        )
        cells = "| Posten | Plan | Ist |\n| --- | --- | --- |\n| Miete | 300,00 | 287,45 |\n| Gesamt |  | 287,45 |"
        assert body(f"Der Stand:\n{rows}\nDas reicht.") == f"Der Stand:\n\n{cells}\n\nDas reicht."
        agenda = (
            "Tagesordnung\nBegrüßung    Ute    10\nKasse        Jan    15\nHof          Ina    20"
        )
        names = [item.name for item in parse(f"Treffen 3.8.2026\n\n{agenda}", TODAY).items]
        assert names == ["Begrüßung", "Kasse", "Hof"]

    def test_tasks_in_columns_are_no_agenda(self):
        rows = "Was | Wer | Bis wann\n--- | --- | ---\nFlyer | Ute | 3.5."
        assert len(parse(f"Treffen\n\n## A\n\n## B\n{rows}", TODAY).items) == 2

    @pytest.mark.parametrize("above", ["TOP 1 Kasse", "## Kasse\n\nRuht.\n\n## Feier"])
    def test_a_table_below_the_heading_of_a_top_stands_in_its_text(self, above):
        rows = "| Wer | Was |\n| --- | --- |\n| Anna | Kuchen |"
        below = above.split()[0].replace("TOP", "TOP 2")
        draft = parse(f"Treffen\n\n{above}\n\n{rows}\n\n{below} Rad\n\nText", TODAY)
        assert (draft.items[-2].protocol, draft.items[-1].name) == (rows, "Rad")


def table(*rows):
    """HTML of a table; cells are parted by "|", one alone spans all columns."""
    html = ""
    for row in rows:
        cells = row.split("|")
        span = "" if cells[1:] else " colspan=3"
        html += "<tr>" + "".join(f"<td{span}>{cell}</td>" for cell in cells) + "</tr>"
    return f"<table>{html}</table>"


def test_items_that_count_on_are_none_of_the_headings_of_a_level():
    lines = [
        "## 1. Rad",
        "Gut.",
        "",
        "1. rot",
        "2. blau",
        "",
        "## 2. Hof",
        "Nass.",
        "",
        "3. Laub",
        "4. Eis",
    ]
    text = "\n".join(["Treffen am 3.4.2026", "", *lines])
    assert [item.name for item in parse(text, TODAY).items] == ["Rad", "Hof"]


class TestTablesOfMinutes:
    """A cell holds a title and its text, or a row the title of those below."""

    WANTED = (
        ("1", "Kasse", ["Ute"], "300 Euro sind da.\n\nDas reicht."),
        ("2", "Garten", ["Ben"], "Es fehlen:\n\n- Latten\n    - kurze\n- Nägel"),
    )

    @pytest.mark.parametrize(
        "html",
        [
            table(
                "TOP|Inhalt|Wer",
                "1|<p><b>Kasse</b></p><p>300 Euro sind da.</p><p>Das reicht.</p>|Ute",
                "2|<b>Garten</b><br>Es fehlen:<ul><li>Latten<ul><li>kurze</ul><li>Nägel</ul>|Ben",
            ),
            table(
                "Nr.|Thema|Ergebnis|Wer",
                "1|Kasse|<div>300 Euro sind da.</div><div>Das reicht.</div>|Ute",
                "2|Garten|Es fehlen:<ul><li>Latten<ul><li>kurze</ul><li>Nägel</ul>|Ben",
            ),
            table(
                "Inhalt|Wer|Bis",
                "<b>TOP 1: Kasse</b>",
                "<p>300 Euro sind da.</p><p>Das reicht.</p>|Ute|",
                "<b>TOP 2: Garten</b>",
                "Es fehlen:<ul><li>Latten<ul><li>kurze</ul><li>Nägel</ul>|Ben|",
            ),
            table(
                "1|<b>Kasse</b>|",
                "|<p>300 Euro sind da.</p><p>Das reicht.</p>|Ute",
                "2|<b>Garten</b>|",
                "|Es fehlen:<ul><li>Latten<ul><li>kurze</ul><li>Nägel</ul>|Ben",
            ),
            table("TOP 1|Kasse|", "<p>300 Euro sind da.</p><p>Das reicht.</p>||Ute")
            + table(
                "TOP 2|Garten|", "Es fehlen:<ul><li>Latten<ul><li>kurze</ul><li>Nägel</ul>||Ben"
            ),
        ],
    )
    def test_are_read_with_their_paragraphs_and_lists(self, html):
        items = parse(from_html(html), TODAY).items
        found = [(one.number, one.name, one.speakers, one.protocol) for one in items]
        assert found == [*self.WANTED]

    def test_who_and_until_when_stand_behind_the_task_of_their_row(self):
        rows = (
            "<b>Kasse</b>",
            "Gut.",
            "Aufgabe: Kassette kaufen|Ute|3.5.2026",
            "<b>Hof</b>",
            "Nass.",
        )
        item, _ = parse(from_html(table("Inhalt|Wer|Bis wann", *rows)), TODAY).items
        assert item.protocol == "Gut.\n\nAufgabe: Kassette kaufen (Ute, bis 3.5.2026)"
        task = OutcomeDraft("task", "Kassette kaufen", who="Ute", due=dt.date(2026, 5, 3))
        assert item.outcomes == [task]

    def test_labels_in_the_first_column_stand_before_their_text(self):
        rows = (
            "Diskussion|<p>Es zieht.</p><p>Sehr.</p>",
            "Beschluss|Wir dämmen. (5/0)",
            "Aufgaben|Ute: Saal buchen",
        )
        html = table("TOP 1|Dach", *rows) + table("TOP 2|Hof", *rows)
        draft = parse(from_html(html), TODAY)
        assert [(one.number, one.name) for one in draft.items] == [("1", "Dach"), ("2", "Hof")]
        assert draft.items[0].protocol == (
            "Diskussion:\n\nEs zieht.\n\nSehr.\n\nBeschluss: Wir dämmen. (5/0)\n\nAufgaben: Ute: Saal buchen"
        )
        assert [one.kind for one in draft.items[1].outcomes] == ["decision", "task"]

    @pytest.mark.parametrize(
        ("head", "rows"),
        [
            (
                "TOP|Besprechungspunkte|Wer",
                ("1|<b>Kasse</b><ol><li>a<li>b</ol>|", "2|<b>Hof</b><p>Nass.</p>|Ben"),
            ),
            (
                "Tagesordnungspunkt|Gesprächsergebnis",
                ("TOP 1: Kasse|<ol><li>a<li>b</ol>", "TOP 2: Hof (Ben)|Nass."),
            ),
            ("TOP / Thema|Ergebnis", ("1 Kasse|<ol><li>a<li>b</ol>", "2 Hof (Ben)|Nass.")),
            ("Agenda|Notizen", ("1. Kasse|<ol><li>a<li>b</ol>", "2. Hof (Ben)|Nass.")),
        ],
    )
    def test_words_above_columns_are_known_by_what_stands_below(self, head, rows):
        items = parse(from_html(table(head, *rows)), TODAY).items
        assert [(one.number, one.name, one.who, one.protocol) for one in items] == [
            ("1", "Kasse", "", "1. a\n2. b"),
            ("2", "Hof", "Ben", "Nass."),
        ]

    def test_who_and_links_of_a_title_are_kept_beside_a_column(self):
        title = '<a href="https://a.example/x">Kasse</a> (Ute)'
        html = table("TOP|Thema|Wer|Ergebnis", f"1|{title}|Ben|Gut.", "2|Hof|Ina|Nass.")
        items = parse(from_html(html), TODAY).items
        assert [(one.name, one.who, one.protocol) for one in items] == [
            ("Kasse", "Ute", "[Kasse](https://a.example/x)\n\nWer: Ben\n\nGut."),
            ("Hof", "Ina", "Nass."),
        ]

    def test_a_title_that_is_struck_out_stays_in_the_text(self):
        html = table("TOP|Inhalt", "1|<b>Kasse</b><br>Gut.", "2|<s><b>Hof</b></s><br>entfällt")
        items = parse(from_html(html), TODAY).items
        assert [(one.name, one.protocol) for one in items] == [
            ("Kasse", "Gut."),
            ("", "~~**Hof**~~\n\nentfällt"),
        ]

    def test_facts_above_the_words_of_the_columns_are_read(self):
        rows = (
            "Ort:|Hof",
            "Anwesend|Ute, Ben",
            "TOP|Inhalt|Wer",
            "1|Kasse<br>(Ute)|",
            "2|Hof<br>Nass.|Ben",
        )
        draft = parse(from_html(table(*rows)), TODAY)
        assert (draft.place, draft.attendance) == ("Hof", "Ute, Ben")
        assert [(one.name, one.who, one.protocol) for one in draft.items] == [
            ("Kasse", "Ute", ""),
            ("Hof", "Ben", "Nass."),
        ]

    @pytest.mark.parametrize(
        "html", ["<table></table>", "<table><tr><td></table>", "<table><tr></table>"]
    )
    def test_an_empty_one_is_nothing(self, html):
        assert from_html(f"<p>a</p>{html}<p>b</p>") == "a\n\nb\n"

    def test_bold_rows_of_sums_are_no_tops(self):
        html = table("<b>Einnahmen</b>|", "Beitrag|3", "<b>Ausgaben</b>|", "Miete im Mai.|2")
        assert parse(from_html(html), TODAY).items == []


class TestLinesOfTheirOwn:
    def test_lines_above_a_label_do_not_make_a_text_a_wrapped_one(self):
        lines = [
            "Der Antrag auf neue Stühle ist auf den Januar vertagt.",
            "3 Stühle fehlen",
            "Beschluss: 50 € für Farbe. Ja 7, Nein 2, Enthaltung 1",
            "Aufgabe: Søren kauft Farbe",
        ]
        head = "Treffen am 3.11.2026\nAnwesend: Søren Ærø, Đorđe Petrović, Ada\nLeitung: Ada"
        (item,) = parse("\n".join([head, "", "TOP 1 Kasse", *lines]), TODAY).items
        assert item.protocol.split("\n\n") == lines

    @pytest.mark.parametrize(
        "days",
        [
            ["9. Februar: Fest", "16. Februar: Putztag", "23. Februar: Ende"],
            ["9. Februar Fest", "Putztag danach"],
            ["09.02. Fest", "16.2.: Putztag"],
        ],
    )
    def test_a_day_begins_a_line_below_a_sentence_of_a_wrapped_text(self, days):
        wrapped = ["Der Ofen wird bei der Genossenschaft bestellt und", "kommt im Mai."]
        told = "Wir haben lange über das Fest gesprochen."
        text = body(*wrapped, "", told, *days).replace("\\", "")
        assert text.split("\n\n") == [" ".join(wrapped), told, *days]

    @pytest.mark.parametrize(
        "above",
        ["Gefeiert wird mit allen am Montag, den", "Gefeiert wird mit allen anderen am Mo."],
    )
    def test_a_day_within_a_sentence_goes_on(self, above):
        wrapped = ["Der Ofen wird bei der Genossenschaft bestellt", "und kommt im Mai."]
        assert body(*wrapped, "", above, "9. Februar im Hof").endswith(f"{above} 9. Februar im Hof")

    def test_half_a_word_waits_for_the_next_line(self):
        assert body("Wir fragen das Bau- und", "Gartenamt.") == "Wir fragen das Bau- und Gartenamt."


class TestBoxes:
    def test_a_box_begins_a_line_in_a_text_that_is_wrapped(self):
        told = "Der Ofen wird bei der Genossenschaft bestellt und kommt im Mai"
        rest = "[X] Lou: Preise verglichen, erledigt am 20.11.2026\n☑ Jo: Filter getauscht"
        (item,) = parse(f"Treffen am 3.11.2026\n\nTOP 1 Ofen\n{told}\n{rest}", TODAY).items
        assert item.protocol.split("\n\n") == [told, *rest.split("\n")]
        assert [(one.text, one.who) for one in item.outcomes] == [("Preise verglichen", "Lou")]


class TestStruck:
    @pytest.mark.parametrize(
        "text",
        [
            "<del>Beschluss: Kauf. 5/0/0</del>\n<S>Aufgabe: Ute fragt</S>",
            '<strike class="x">Beschluss: Kauf. 5/0/0\nAufgabe: Ute fragt</strike>',
            '<span style="text-decoration: line-through">Beschluss: Kauf. 5/0/0\nAufgabe: Ute fragt</span>',
            "[s]Beschluss: Kauf. 5/0/0[/s]\n[s]Aufgabe: Ute fragt[/s]",
            "~~Beschluss: Kauf. 5/0/0\nAufgabe: Ute fragt~~",
        ],
    )
    def test_what_wikis_and_forums_strike_out_is_read_as_struck_out(self, text):
        draft = parse(f"Treffen am 3.11.2026\n\nTOP 1 Kasse\n{text}\nBeschluss: Bleibt", TODAY)
        assert [outcome.text for outcome in draft.items[0].outcomes] == ["Bleibt"]
        for words in ("Beschluss: Kauf. 5/0/0", "Aufgabe: Ute fragt"):
            assert f"~~{words}~~" in draft.items[0].protocol
            assert f"„{words}“" in draft.warnings[-1]

    def test_what_is_put_in_stays_without_its_tags(self):
        text = '<span style="text-decoration: line-through">drei</span> <ins class="x">vier</ins>'
        assert body(text) == "~~drei~~ vier"
        assert body(f"HTML: {text}") == f"HTML: {text}".replace("<", "&lt;")

    def test_behind_the_mark_of_a_list_and_nothing_else(self):
        text = "- <s>a\n- b</s>\n~~50 Leute und ~~30 Euro, in HTML <s>so</s>"
        assert body(text) == "- ~~a~~\n- ~~b~~\n\n~~50 Leute und ~~30 Euro, in HTML &lt;s>so&lt;/s>"


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("# Titel|Text", "## Titel||Text"),
        ("#1 Titel", "\\#1 Titel"),
        (">> a", "> > a"),
        (">5 Leute", "\\>5 Leute"),
        (">Text", "> Text"),
        ("a||b||c||d||e||> f|>|> g", "a||b||c||d||e||> f|>|> g"),
        ("# A|Text||## B|Text", "## A||Text||### B||Text"),
        ("A|===|Text||B|-----|Text", "## A||Text||### B||Text"),
        ("Text endet hier.|-----|Text", "Text endet hier.||Text"),
        ("Ute begrüßt alle|-----|", "Ute begrüßt alle"),
    ],
)
def test_headings_and_quotations_stay_such(typed, markdown):
    protocol = body(*typed.split("|"))
    assert protocol == markdown.replace("|", "\n")
    assert body(*plain_lines(protocol)) == protocol


@pytest.mark.parametrize(
    "markdown",
    [
        "- a/    - b//    c/- d",
        "- a/    - b/        - c//        zu b/    - d//    zu a/- e",
        "1. a/2. b/    - c//    zu b/3. d",
        "- a//    b//    c/- d//e",
        "- a//    > b/- c",
        "- a//    | b | c |/    | --- | --- |/    | 1 | 2 |/- d",
        "- a//TOP 3 wurde vertagt.",
        "> - a/>     - b/>         - c/> - d",
        "> 1. a/> 2. b",
        "> a/>/> > b/>/> c",
        "```/if a:/    b//# c/---/- d | e/TOP 3: f/```//g",
        "a//~~~/b/~~~//c//~~~/TOP 3: d/~~~",
        "~~1. Kauf der Bank~~",
    ],
)
def test_what_is_written_as_text_is_read_again_as_it_was(markdown):
    markdown = markdown.replace("/", "\n")
    bodies = [markdown, *(f"{n} Leute kamen." for n in range(9))]
    items = [ItemDraft(str(n), "Kasse", protocol=one) for n, one in enumerate(bodies, 1)]
    again = parse(render(ProtocolDraft(items=items)), TODAY).items
    assert [item.protocol for item in again] == bodies


def test_columns_of_a_table_stand_as_they_were_told_to():
    table = "| Was | Wer | Preis |\n| :--- | :---: | ---: |\n| Kuchen | Ute | 3 |"
    assert body(*table.split("\n")) == table


def test_a_sign_before_a_number_is_no_mark_of_a_list():
    typed = ["+ 5 Grad im Saal", "", "> 20 Personen"]
    item = read_item("TOP 1: A", "", *typed, "", "+ Ja", "+ 2 Nein")
    assert item.protocol == "\\+ 5 Grad im Saal\n\n> 20 Personen\n\n- Ja\n- 2 Nein"
    assert plain_lines(item.protocol)[:3] == plain_lines("\n".join(typed)) == typed


@pytest.mark.parametrize(
    "below",
    [
        ["a. x", "b. y"],
        ["(1) x", "(2) y"],
        ["I. x", "II. y"],
        ["A. x", "B. y"],
        ["aa) x", "bb) y"],
        ["a. x", "   i. y", "   ii. z", "b. w"],
        ["17 Uhr x", "18 Uhr y"],
        ["Mo 17:00 x", "Di., 24.12.: y", "Mittwoch, 18 Uhr z"],
        ["24.12. zu", "25.12.2021 zu"],
        ["17:00 Uhr: x", "18:00–19:00 y"],
        ["https://a.example/x", "b@c.example"],
        ["→ x"],
        ["-> x"],
    ],
)
def test_marked_lines_in_an_item_stay_lines(below):
    for mark in ("-", "1."):
        protocol = body(f"{mark} eins", *(f"   {line}" for line in below), "2. zwei", "3. drei")
        assert protocol.split("\n")[: len(below) + 1] == [
            f"{mark} eins  ",
            *(f"  {line.strip()}  " for line in below[:-1]),
            f"  {below[-1]}",
        ]
        assert body(*plain_lines(protocol)) == protocol


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        (
            "1. a|   1. b|   2. c|2. d|   1. e|   2. f|3. g",
            "1. a|    1. b|    2. c|2. d|    1. e|    2. f|3. g",
        ),
        ("1. a||    1. b|    2. c||2. d", "1. a|    1. b|    2. c|2. d"),
        ("  9. a| 10. b", "9. a|10. b"),
        ("1. a|   1. b|2. c", "1. a  |  1\\. b|2. c"),
        ("1. a|   am|   1. Mai|2. b", "1. a am 1. Mai|2. b"),
    ],
)
def test_numbers_within_numbers_count_by_themselves(typed, markdown):
    protocol = body(*typed.split("|"))
    assert protocol == markdown.replace("|", "\n")
    assert body(*plain_lines(protocol)) == protocol


def test_a_list_of_ones_counts_on():
    assert body("1. a", "1. b", "1. c") == "1. a\n1. b\n1. c"
    assert body("1. Mai", "1. Juni") == "1\\. Mai\n\n1\\. Juni"


def test_a_single_lettered_line_is_one_beside_others():
    typed = ["1. eins", "   a. x", "   b. y", "2. zwei", "   a. z"]
    assert body(*typed).endswith("2. zwei  \n  a. z")
    assert body("1. Frankfurt", "   a. Main", "2. zwei") == "1. Frankfurt a. Main\n2. zwei"


def test_a_wrapped_line_that_begins_with_a_short_word_goes_on():
    typed = ["- wir nehmen,", "  z. B. morgens und", "  d. h. um 9, am", "  24.12. frei"]
    assert body(*typed) == "- wir nehmen, z. B. morgens und d. h. um 9, am 24.12. frei"


@pytest.mark.parametrize(
    ("typed", "markdown"),
    [
        ("+ 500 €|- 200 €|+ 30 €", "\\+ 500 €||\\- 200 €||\\+ 30 €"),
        ("+ 3 Grad||- 5 Grad", "\\+ 3 Grad||\\- 5 Grad"),
        ("+ 10 %|– 20 %", "\\+ 10 %||– 20 %"),
        ("Bar 90 €|- 20 € Miete|= 70 €", "Bar 90 €||\\- 20 € Miete||= 70 €"),
        ("+ hell|- laut|- 5 Treppen", "\\+ hell||\\- laut||\\- 5 Treppen"),
        ("- Kasse:|  + 500 €|  - 200 €|- Hof", "- Kasse:  |  \\+ 500 €  |  \\- 200 €|- Hof"),
        ("- 200 €|- 300 €", "- 200 €|- 300 €"),
        ("- a|    + b", "- a|    - b"),
        ("– keine –", "– keine –"),
        ("= 70,50 € Rest", "= 70,50 € Rest"),
        ("* a|- b|+ c", "* a||\\- b||\\+ c"),
    ],
)
def test_the_signs_of_a_bill_stay(typed, markdown):
    protocol = body(*typed.split("|"))
    assert protocol == markdown.replace("|", "\n")
    assert body(*plain_lines(protocol)) == protocol


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("- a||    b||- c|  d", "  • a||      b||  • c|    d"),
        ("- a|    1. b||       c||    d||e", "  • a|      1. b||         c||      d||e"),
        ("- a||  – b|  TOP 3 c", "  • a||    – b|    TOP 3 c"),
        ("a||  b", "a||b"),
        ("– a|– b|  – c|  – d|    - e", "– a|– b|  – c|  – d|      • e"),
        ("a||* * *||- - -|- b|  – c|  – d", "a||* * *||- - -|  • b|    – c|    – d"),
    ],
)
def test_what_stands_inside_an_item_keeps_its_place(markdown, lines):
    assert plain_lines(markdown.replace("|", "\n")) == lines.split("|")


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("1. a|1. b|    1. c|    1. d|1. e", "12123"),
        ("1. a||   b||1. c", "12"),
        ("1. a|b|1. c||d||1. e|1. f", "1212"),
        ("- a|    1. b|- c|    1. d|    1. 1 e", "112"),
        ("1. a|1. b|2. c", "112"),
        ("1. a|- b|1. c", "11"),
        ("1. Mai|1. Juni", "11"),
        ("7. a|8. b", "78"),
        ("Haus 5:|1. a||1. b", "11"),
        ("Text|1. a||1. b||1. c", "112"),
        ("Text|1. a|   b|1. c", "12"),
        ("1) a|1) b|1) c", "123"),
    ],
)
def test_lists_count_as_on_the_page(typed, digits):
    text = "\n".join(line.removeprefix("  ") for line in plain_lines(typed.replace("|", "\n")))
    assert re.findall(r"(\d)[.)]", text) == [*digits]
    assert render_markdown(text) == render_markdown(typed.replace("|", "\n"))


class TestHtmlBetweenLines:
    @pytest.mark.parametrize(
        ("typed", "markdown"),
        [
            ("<p>Der <b>Stand</b>\nist gut.</p>\nDanach", "Der **Stand** ist gut.\n\nDanach"),
            ("<ul>\n<li>a</li>\n<li>b &amp; c</li>\n</ul>", "- a\n- b & c"),
            ("<p>a\n<P>b\n- <em>c</em>\n  - <strong>d</strong>", "a\n\nb\n\n- c\n    - **d**"),
            (
                '<div>\n<a href="https://a.example/x">Plan</a>\n</div>',
                "[Plan](https://a.example/x)",
            ),
            ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
            ("a\n<hr>\nb", "a\n\nb"),
            ("a <!-- nein --> b<script>c()</script>", "a b"),
            ("An <E-Mail> und <Name>, a < b, c > d", "An &lt;E-Mail> und &lt;Name>, a < b, c > d"),
            ("Statt <p> und <b> <i>so</i>", "Statt &lt;p> und &lt;b> so"),
            ("<p>a &lt;b> <E-Mail></p>", "a &lt;b> &lt;E-Mail>"),
            ("- a<br>b\n- c", "- a b\n- c"),
            ("<div>\nB&auml;nke &amp; mehr\n</section>", "Bänke & mehr"),
            ("In HTML: <b>so</b>", "In HTML: &lt;b>so&lt;/b>"),
        ],
    )
    def test_is_read_and_what_only_speaks_of_it_stays(self, typed, markdown):
        assert body(typed) == markdown

    def test_the_first_tag_does_not_make_html_of_all_lines(self):
        draft = parse("<b>Treffen am 3.11.2026</b>\n\nTOP 1 Kasse\nDer Stand\n\nTOP 2 Hof", TODAY)
        assert [(item.name, item.protocol) for item in draft.items] == [
            ("Kasse", "Der Stand"),
            ("Hof", ""),
        ]

    @pytest.mark.parametrize("name", ["p", "h4", "td", "b"])
    def test_an_empty_line_inside_an_element_parts_its_lines(self, name):
        text = (
            f"TOP 1 Kasse\n<{name}>Es\nwar\n\nTOP 2 Hof\nGut</{name}>\n\nTOP 3 Rad\n<p>Ja\nwohl</p>"
        )
        draft = parse(f"Treffen am 3.11.2026\n\n{text}", TODAY)
        assert [item.name for item in draft.items] == ["Kasse", "Hof", "Rad"]
        assert draft.items[2].protocol == "Ja wohl"

    def test_a_heading_may_be_html(self):
        draft = parse("Treffen am 3.11.2026\n<h2>TOP 1 Kasse</h2>\n<p>Gut</p>", TODAY)
        assert [(item.name, item.protocol) for item in draft.items] == [("Kasse", "Gut")]

    def test_a_name_is_told_in_signs(self):
        assert read_item("TOP 1: B&auml;nke &amp; Tische").name == "Bänke & Tische"


class TestAgendaWithRemarks:
    """What an agenda says behind a name stands nowhere above the text of that TOP."""

    @pytest.mark.parametrize("mark", ["**{}**", "## {}", "{}", "{}:"])
    @pytest.mark.parametrize(
        ("remark", "public"),
        [
            ("nicht öffentlich", False),
            ("n. ö.", False),
            ("Ute, nicht öffentlich", False),
            ("Ute, 10 min", True),
        ],
    )
    @pytest.mark.parametrize("of_others", ["", " (öffentlich)"])
    def test_names_are_found_without_them(self, mark, remark, public, of_others):
        names = ["Rückblick", "Kasse", "Personal", "Verschiedenes"]
        agenda = [f"{n}. {name}{of_others}" for n, name in enumerate(names, 1)]
        agenda[2] = f"3. Personal ({remark})"
        body = [line for name in names for line in ("", mark.format(name), f"Es ging um {name}.")]
        text = "\n".join(["Treffen am 3.11.2026", "Tagesordnung:", *agenda, *body])
        draft = parse(text, TODAY, headings=propose(text, TODAY)[0].lines)
        assert [item.name.partition(" (")[0] for item in draft.items] == names
        assert [item.protocol for item in draft.items] == [f"Es ging um {name}." for name in names]
        assert [item.public for item in draft.items] == [True, True, public, True]
        assert "Personal" not in draft.intro + draft.closing


class TestHtml:
    def test_what_is_kept(self):
        html = '<p>Ein <b>fetter</b> <a href="https://a.example/x">Link</a>, <i>schräg</i> &amp; 3*4*5</p>'
        assert from_html(html) == "Ein **fetter** [Link](https://a.example/x), schräg & 3*4*5\n"

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<b>Wich</b>tig", "Wichtig"),
            ("Haus<b>tür</b>", "Haustür"),
            ("<b>Ort:</b>Haus", "Ort:Haus"),
            ("<b>Ort:</b> Haus", "**Ort:** Haus"),
            ("<b>- Kasse:</b> 10 €", "**- Kasse:** 10 €"),
            ("<b>Fest -</b> am 3. Mai", "**Fest -** am 3. Mai"),
            ("<b>&gt; 5</b> <b>→</b> Anna <b>&amp;</b> Bert", "**> 5** → Anna & Bert"),
            ("<a href=/x><b>A</b></a> <a href=/y><b>B</b></a>", "**[A](/x)** **[B](/y)**"),
            ("<a href=/x><s>A</s></a> <s>b</s>", "~~[A](/x)~~ ~~b~~"),
            ("<a href=/x>Wo &lt;b> steht, 5*</a>", "[Wo &lt;b> steht, 5*](/x)"),
            ("10<b>Haus </b>Tor", "10Haus Tor"),
            ("Haus<b> Tor </b>Weg", "Haus **Tor** Weg"),
        ],
    )
    def test_bold_inside_a_word_leaves_no_signs(self, html, text):
        assert from_html(f"<p>{html}</p>") == f"{text}\n"

    @pytest.mark.parametrize("empty", ["<br>", "&nbsp;", "<span>&nbsp; </span>"])
    def test_an_empty_line_of_a_mail_is_one(self, empty):
        assert (
            from_html(f"<div>a</div><div>{empty}</div><div>b&nbsp;<b>c</b></div>")
            == "a\n\nb **c**\n"
        )

    def test_lists(self):
        html = "<ul><li>a<ol start=3><li>b<br>c</ol><li><p>d</p></ul><p>e"
        assert from_html(html) == "- a\n    3. b\n        c\n- d\n\ne\n"

    def test_a_list_that_counts_down_does_so(self):
        html = "<ol reversed><li>c<ol><li>x<li>y</ol><li>b<li>a</ol>"
        assert from_html(html) == "3. c\n    1. x\n    2. y\n2. b\n1. a\n"
        html = "<ol reversed start=5 items=x><li>c</li><li>b</li><li value=9>a</li><li>z</li></ol>"
        assert from_html(html) == "5. c\n4. b\n9. a\n8. z\n"

    def test_a_list_that_counts_from_below_zero_keeps_its_digits(self):
        assert from_html("<ol start=-1><li>a<li>b<li>c</ol>") == "- -1. a\n0. b\n1. c\n"
        html = "<ol reversed start=0><li>a<li>b<li value=-9>c</ol>"
        assert from_html(html) == "0. a\n- -1. b\n- -9. c\n"

    def test_an_item_without_words_is_none(self):
        assert from_html("<ul><li>a<li><li>b<ul><li><br></ul></ul>") == "- a\n- b\n"
        assert from_html("<ol><li>a<li> <li>b</ol>") == "1. a\n3. b\n"

    def test_lists_by_letters_keep_them(self):
        html = (
            '<ol type=A start=2><li>b<ol><li style="list-style-type:lower-alpha">a<li>2</ol></ol>'
        )
        assert from_html(html) == "- B) b\n    - a) a\n    2. 2\n"
        assert from_html("<ol type=a><li><h2>Kasse</h2></ol>") == "## a) Kasse\n"
        assert from_html("<ol start=4><li>Geld<h2>Kasse</h2></ol>") == "4. Geld\n## Kasse\n"

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<ol type=I start=3><li>x<li>y</ol>", "- III. x\n- IV. y\n"),
            ('<ol style="list-style-type:lower-roman"><li>x</ol>', "- i. x\n"),
            ("<style>ol.l{list-style:upper-latin}</style><ol class=l><li>x</ol>", "- A) x\n"),
            ('<ul style="list-style-type: decimal"><li>x<li>y</ul>', "1. x\n2. y\n"),
            ('<ol style="list-style-type: disc"><li>x</ol>', "- x\n"),
            ('<ol style="list-style: none"><li>x</ol>', "- x\n"),
            ("<ul type=square><li>x</ul>", "- x\n"),
        ],
    )
    def test_lists_keep_the_signs_they_count_by(self, html, text):
        assert from_html(html) == text

    def test_words_below_an_inner_list_are_none_of_its_last_item(self):
        html = "<ul><li>a<ul><li>b<br>c<ul><li>d</ul>e<li>f</ul>g<p>h<li>i</ul>"
        assert from_html(html) == (
            "- a\n    - b\n        c\n        - d\n\n        e\n    - f\n\n    g\n    h\n- i\n"
        )

    def test_raised_and_lowered_digits_do_not_join_those_beside_them(self):
        html = "10<sup>2</sup> m<sup>12</sup>, CO<sub>2</sub>, 1<sup>st</sup>"
        assert from_html(html) == "10² m¹², CO₂, 1st\n"

    def test_a_star_inside_a_bold_word_stays(self):
        assert from_html("<b>Nachbar*innen</b> <b>3 * 4</b>") == "**Nachbar*innen** 3 * 4\n"

    def test_headings_and_tables(self):
        html = "<h2>TOP 1: A</h2><table><tr><th>a<th>b<tr><td>1|2<td><p>x<p>y</table>"
        assert from_html(html) == "## TOP 1: A\n\n| a | b |\n| --- | --- |\n| 1\\|2 | x<br>y |\n"

    @pytest.mark.parametrize(
        "html",
        [
            "<p><s>Der Kauf</s> gilt</p>",
            "<p><del>Der Kauf</del> gilt</p>",
            "<p><strike>Der Kauf</strike> gilt</p>",
            '<p><span style="text-decoration: underline line-through">Der Kauf</span> gilt</p>',
            '<p><s>Der</s><span style="text-decoration-line:line-through"> Kauf</span> gilt</p>',
            *(
                f"<style>{sheet}</style><p class=a>gestern<p class=b id=c><i class='C2 weg'>Der Kauf</i> gilt"
                for sheet in (
                    "p .x, .weg { text-decoration: line-through }",
                    "i.C2{text-decoration:line-through}",
                    "<!-- .C2{text-decoration:line-through} -->",
                    "/* {} */ @media screen { .C2 { text-decoration: line-through } }",
                    "@import url(a); body p.b > .weg{text-decoration:line-through} p.a i{font-weight:bold}",
                    "#c I {text-decoration:line-through} p:hover, p + p, .c2 {font-weight:bold}",
                )
            ),
        ],
    )
    def test_what_is_struck_out_stays_so(self, html):
        assert from_html(html).removeprefix("gestern\n\n") == "~~Der Kauf~~ gilt\n"

    def test_what_is_shown_as_signs_of_html_or_markdown_stays_such(self):
        shown = "&copy; und &lt;br&gt; und &#65; und ~~x~~ und ~~~ und a & b"
        text = from_html(f"<p>{html.escape(shown)} <s>~~y</s></p>")
        draft = parse(f"TOP 1 Kasse\n\n{text}", TODAY)
        expected = f"<p>{html.escape(shown)} <del>~~y</del></p>"
        for markdown in (text, draft.items[0].protocol, parse(render(draft)).items[0].protocol):
            assert render_markdown(markdown) == expected

    def test_struck_out_blocks_are_struck_line_by_line(self):
        html = "<s><p>a<br>b</p><ul><li><b>c</b> d</ul></s><p>e"
        assert from_html(html) == "~~a~~\n~~b~~\n\n- ~~**c** d~~\n\ne\n"

    def test_an_item_of_word_has_its_level_and_its_number(self):
        ignored = "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp;</span></span><![endif]>"
        html = "".join(
            f"<p class=MsoListParagraph style='mso-list:l0 level{level} lfo1'>{ignored.format(mark)}{text}</p>"
            for level, mark, text in ((1, "3.", "a"), (2, "o", "b"), (1, "4.", "c"))
        )
        assert from_html(html) == "3. a\n    - b\n4. c\n"

    def test_numbers_and_ticks_of_lists(self):
        html = (
            "<ol start=3><li>a<li value=7>b</ol><ul><li><input type=checkbox checked> c<li>☐ d</ul>"
        )
        assert from_html(html) == "3. a\n7. b\n\n- [x] c\n- [ ] d\n"

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            # Google Docs
            ("<li role=checkbox aria-checked=false><img alt=unchecked><p>a", "- [ ] a"),
            # Nextcloud and other editors
            (
                "<li data-checked=true><label><input type=checkbox checked></label><div><p>a",
                "- [x] a",
            ),
            ("<li><label><input type=checkbox></label><p>a", "- [ ] a"),
        ],
    )
    def test_a_tick_stands_before_its_words_once(self, html, text):
        assert from_html(f"<ul>{html}") == f"{text}\n"

    def test_what_a_style_shows_otherwise_is_taken_so(self):
        html = "<span style='display:block'>a</span><span style='display: block'>b</span>"
        assert from_html(f"<p>{html}") == "a\nb\n"
        html = "18<span style='vertical-align:super'>30</span> H<span style='vertical-align:sub'>2</span>O"
        assert from_html(html) == "18³⁰ H₂O\n"

    def test_a_star_beside_bold_words_stays_one(self):
        assert from_html("<b>5 €</b>*, <b>„a“</b>*") == "**5 €**\\*, **„a“**\\*\n"

    def test_a_list_between_items_belongs_to_the_item_above(self):
        html = "<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>"
        assert from_html(html) == "- a\n    - b\n- c\n"

    def test_a_cell_over_two_rows_leaves_the_one_below_empty(self):
        html = "<table><tr><td rowspan=2>a<td>b<tr><td>c</table>"
        assert from_html(html) == "| a | b |\n| --- | --- |\n|  | c |\n"

    def test_verbatim_lines_keep_their_indent(self):
        assert from_html("<pre>- a\n  - b\n\nc</pre>") == "- a\n  - b\n\nc\n"

    def test_what_is_hidden_goes_and_what_follows_stays(self):
        html = "<p>a<span style='display:none'>x</span>b<p hidden>y</p><p>c<span style='mso-hide:all'>z</span>"
        assert from_html(html) == "ab\n\nc\n"

    def test_what_word_writes_at_the_edge_goes(self):
        html = (
            "<p>200 €<span style='mso-special-character:comment'><a href='#_msocom_1'>[A1]</a></span>.</p>"
            "<div style='mso-element:comment-list'><p class=MsoCommentText>[A1] nicht schreiben</p></div>"
        )
        assert from_html(html) == "200 €.\n"

    def test_a_link_with_brackets_in_its_address_stays_a_link(self):
        html = '<a href="https://de.example.org/Park_(Hof)">Park</a>'
        assert from_html(html) == "[Park](https://de.example.org/Park_%28Hof%29)\n"

    @pytest.mark.parametrize("sign", "()<>\"'`")
    def test_no_sign_in_an_address_ends_it(self, sign):
        address = f"https://a.example/x{sign}y{sign}"
        text = from_html(f'<p><a href="{html.escape(address)}">Plan</a>')
        (shown,) = re.findall('href="([^"]*)"', render_markdown(text))
        assert unquote(html.unescape(shown)) == address

    @pytest.mark.parametrize(
        ("words", "markdown"),
        [
            ("Plan [PDF]", "Plan [PDF]"),
            ("[PDF] [neu]", "[PDF] [neu]"),
            ("[Plan [PDF]]", "\\[Plan [PDF]\\]"),
            ("Plan [PDF", "Plan \\[PDF"),
            ("Plan] [PDF", "Plan\\] \\[PDF"),
            ("C:\\", "C:\\\\"),
        ],
    )
    def test_brackets_in_the_words_of_a_link_stay(self, words, markdown):
        text = from_html(f'<p>Neu: <a href="https://a.example/x">{words}</a>')
        assert text == f"Neu: [{markdown}](https://a.example/x)\n"
        assert body(text) == text.strip()
        assert f">{words}</a>" in render_markdown(text)

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("Neu!{}", "Neu\\!{}"),
            ("<b>Neu!</b>{}", "Neu\\!{}"),
            ("Neu<em>!</em><span>{}</span>", "Neu\\!{}"),
            ("Neu!<b>{}</b>", "Neu!**{}**"),
            ("Neu! {}", "Neu! {}"),
        ],
    )
    def test_a_link_behind_an_exclamation_mark_is_no_picture(self, html, text):
        link, told = (
            "<a href='/plan/'>Plan</a>",
            "<a href='https://a.example/'>https://a.example/</a>",
        )
        assert from_html(html.format(link)) == text.format("[Plan](/plan/)") + "\n"
        assert "!" in render_markdown(text.format("[Plan](/plan/)"))
        assert from_html(f"Neu!{told}") == "Neu!https://a.example/\n"

    def test_a_link_to_a_place_that_is_lost_is_none(self):
        note = '<a href="#_ftn1" name="_ref1">[1]</a> <a href="#top-4">TOP 4</a>'
        html = f'<p>a{note}</p><p><a href="#_ref1" name="_ftn1">[1]</a> b</p>'
        assert from_html(html) == "a[1] [TOP 4](#top-4)\n\n[1] b\n"
        elsewhere = '<p>a<a href="#_ftn1">[1]</a> und <a href="#_Toc12">Kasse</a></p>'
        assert from_html(elsewhere) == "a[1] und Kasse\n"

    def test_how_a_word_is_read_stands_behind_it(self):
        for ruby in ("<rp>(</rp><rt>hon</rt><rp>)</rp>", "<rt>hon</rt>"):
            html = f"<p>Das <ruby>本{ruby}</ruby> ist da.</p>"
            assert from_html(html) == "Das 本 (hon) ist da.\n"

    def test_quoted_words_keep_their_marks(self):
        assert from_html("<p>a <q>b <i>c</i></q>, d</q></p>") == "a „b c“, d\n"

    @pytest.mark.parametrize(
        "opened", ["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<font>", "<h2>"]
    )
    def test_what_is_nested_deeply_loses_no_word(self, opened):
        text = from_html(f"{opened * 5000}eins<p>zwei")
        assert re.findall("[a-z]+", text) == ["eins", "zwei"]

    def test_what_was_not_to_be_seen_goes(self):
        html = "<style>p {}</style><script>if (a<b) x()</script><!-- nein --><p>ja</p>"
        assert from_html(html) == "ja\n"

    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("S. <!--[if supportFields]><span style='x'></span> PAGEREF <![endif]-->3", "S. 3"),
            ("<![if !vml]>a<![endif]><!--[if gte vml 1]><v:shape id=x><![endif]-->b", "ab"),
            ("a<!-- <!-- b -->c<!---->d<!-->e<!--->f<!--x--!>g", "acdefg"),
            ("a <!-- b <b>c</b>", "a b **c**"),
        ],
    )
    def test_a_comment_ends_where_it_does_for_a_browser(self, html, text):
        assert from_html(html) == f"{text}\n"

    @pytest.mark.parametrize(
        "html", ["<b><ul><li>a", "<table><td>a", "a < b", "<p a", "</ul>a", "<a <p>a"]
    )
    def test_broken_html_loses_no_word(self, html):
        assert "a" in from_html(html)

    def test_text_that_speaks_of_html_is_text(self):
        assert parse("Treffen\n\nErlaubt: <a href> <em> </em>", TODAY).intro.startswith("Erlaubt: ")

    def test_brackets_in_the_words_of_a_link_that_was_typed_stay(self):
        for words in ("Protokoll [PDF]", r"Protokoll \[PDF", r"[PDF] \] [neu]"):
            link = f"[{words}](https://a.example/x.pdf)"
            assert body(link) == link
            assert read_item(f"TOP 1: {link} (Ute)", "Text").protocol == f"{link}\n\nText"
        assert read_item("TOP 1: [Plan [PDF]](https://a.example) (Ute)").name == "Plan [PDF]"

    @pytest.mark.parametrize(
        "target",
        ["https://a.example/Linde_(Baum)", "/teams/", '/teams/ "Alle Teams"', "?seite=2", "#top-2"],
    )
    def test_a_link_that_was_typed_is_one_whatever_it_leads_to(self, target):
        assert body(f"Siehe [Teams]({target}) dort.") == f"Siehe [Teams]({target}) dort."

    def test_a_bracket_behind_one_is_no_link(self):
        assert body("Jede[r](sie/er) und [1](Anlage)") == r"Jede[r\](sie/er) und [1\](Anlage)"

    def test_a_link_of_a_heading_opens_the_body(self):
        item = read_item("TOP 1: [Plan](https://a.example) (Ute)", "Text")
        assert (item.name, item.speakers) == ("Plan", ["Ute"])
        assert item.protocol == "[Plan](https://a.example)\n\nText"


class TestMail:
    HEAD = "Von: Ute <ute@a.example>\nAn: alle@a.example\nDatum: Fri, 1 Jan 2016 10:00\nBetreff: AW: Treffen 3.5."

    def test_its_head_is_left_out_and_tells_the_year(self):
        draft = parse(f"{self.HEAD}\n\nTOP 1: A", TODAY)
        assert (draft.title, draft.date) == ("Treffen 3.5.", dt.date(2015, 5, 3))
        assert len(draft.ignored) == 3

    def test_a_quoted_protocol_below_an_answer(self):
        text = "Danke!\n\nAm 4.5.2020 schrieb Ute:\n> TOP 1: A\n> Text\n>\n> TOP 2: B"
        assert [item.protocol for item in parse(text, TODAY).items] == ["Text", ""]

    def test_a_mail_quoted_in_minutes_stays_a_quotation(self):
        quoted = ["Am 3.11.2020 schrieb Amt <amt@a.example>:", "> Nein.", "> Ihr Amt"]
        tops = [f"TOP {number}: Thema\nText\n" for number in (2, 3, 4)]
        draft = parse("\n".join(["TOP 1: Post", *quoted, "- Widerspruch", "", *tops]), TODAY)
        expected = f"{quoted[0]}\n\n> Nein.\n>\n> Ihr Amt\n\n- Widerspruch"
        assert (draft.items[0].protocol, draft.date) == (expected, None)

    @pytest.mark.parametrize(
        "older",
        [
            "Von: Ben\nGesendet: Montag, 9. November 2026 10:00\nAn: Ute\nBetreff: AW: Rad",
            "**From:** Ben\n**Sent:** Monday, November 9, 2026\n**Subject:** Rad",
            "Am 9.11.2026 um 10:00 schrieb Ben <ben@example.org>:\n> Ja.",
            "Am Mo., 9. Nov. 2026 um 10:00 Uhr schrieb Ben Maier <\nben@example.org>:",
            "Ben Maier <ben@example.org> schrieb am Mo., 9. Nov. 2026, 10:00:",
            "Gesendet von meinem iPhone\n\nAnfang der weitergeleiteten Nachricht:\n\nBetreff: AW",
            "-----Ursprüngliche Nachricht-----\nBetreff: AW: Rad\n\nTOP 3: Ben",
        ],
    )
    def test_an_older_mail_below_the_minutes_is_left_out(self, older):
        tops = "Rad vom 3.11.2026\n\nTOP 1: Post\n\nText\n\nTOP 2: Bank\n\nMehr"
        quoted = "> " if "\n> " in older else ""
        text = f"{tops}\n\n{older}\n\n{quoted}Nur für dich."
        draft = parse(text, TODAY)
        assert [item.protocol for item in draft.items] == ["Text", "Mehr"]
        assert (draft.intro, draft.closing) == ("", "")
        assert f"{quoted}Nur für dich." in draft.ignored
        assert parse(text, TODAY, headings=propose(text, TODAY)[0].lines) == draft
        (line,) = (line.number for line in draft.lines if "Nur für" in line.text)
        kept = parse(text, TODAY, cuts={line: "body"})
        assert kept.items[1].protocol == f"Mehr\n\n{quoted}Nur für dich."

    def test_minutes_below_an_answer_are_read(self):
        mail = (
            "Danke!\n\n1. gut\n\n2. ja\n\nVon: Ben\nGesendet: Montag, 9.11.2026\nBetreff: Rad\n\n"
        )
        tops = "TOP 1: Post\n\nText\n\nTOP 2: Bank\n\nMehr\n\nTOP 3: Rad\n\nText"
        assert [item.name for item in parse(mail + tops, TODAY).items] == ["Post", "Bank", "Rad"]

    @pytest.mark.parametrize("line", ["Frau Krause schrieb:", "Von: Ute\nAn: Karl\nBetreff: Rad"])
    def test_a_letter_in_a_body_is_no_mail(self, line):
        item = read_item("TOP 1: A", "", "Post", line)
        assert item.protocol.split() == ["Post", *line.split()]

    def test_a_quotation_inside_stays_one(self):
        assert body("Ute sagt:", "", "> So ist es.", "> Immer.").endswith(
            "> So ist es.\n>\n> Immer."
        )


class TestWhoAndWhen:
    def test_lines_below_the_heading(self):
        text = "Treffen\n\n1. A\nWer: Ute und Karl\nDauer: 10 min\n\nText\n\n2. B\n**Zeit:** 17:00–17:15 | Wer: Ida"
        first, second = parse(text, TODAY).items
        assert (first.speakers, first.planned_minutes, first.protocol) == (
            ["Ute", "Karl"],
            10,
            "Text",
        )
        assert second.protocol.startswith("**Zeit:**") or second.speakers == ["Ida"]

    def test_people_after_a_dash_where_that_is_the_habit(self):
        items = parse(
            "Treffen\n\nTOP 1 – Rad – Ute\n\nTOP 2 – Bank – Karl/Ida\n\nTOP 3 – Ende", TODAY
        ).items
        assert [(item.name, item.speakers) for item in items] == [
            ("Rad", ["Ute"]),
            ("Bank", ["Karl", "Ida"]),
            ("Ende", []),
        ]

    def test_a_dash_inside_a_title_stays(self):
        items = parse(
            "Treffen\n\nTOP 1: Rad - Stand\n\nTOP 2: Bank - Ideen\n\nTOP 3: Ute", TODAY
        ).items
        assert [item.name for item in items] == ["Rad - Stand", "Bank - Ideen", "Ute"]

    @pytest.mark.parametrize(
        ("words", "start", "end", "minutes"),
        [
            ("bis 17:08 h", None, "17:08", None),
            ("bis 17.08 Uhr", None, "17:08", None),
            ("bis 17:08", None, "17:08", None),
            ("bis 18 Uhr", None, "18:00", None),
            ("bis ca. 18 h", None, "18:00", None),
            ("bis 17h30", None, "17:30", None),
            ("18 Uhr 30 bis 20 Uhr 15", "18:30", "20:15", None),
            ("bis 24:00 Uhr", None, "00:00", None),
            ("ab 17 Uhr", "17:00", None, None),
            ("17:00–17:15", "17:00", "17:15", None),
            ("17-19:00 Uhr", "17:00", "19:00", None),
            ("von 17:00 bis 17:15 Uhr", "17:00", "17:15", None),
            ("10 min", None, None, 10),
            ("ca. 10 Minuten", None, None, 10),
            ("10'", None, None, 10),
            ("1,5 Std.", None, None, 90),
            ("Viertelstunde", None, None, 15),
            ("10 min, bis 17:08 h", None, "17:08", 10),
        ],
    )
    def test_times_in_the_bracket(self, words, start, end, minutes):
        item = read_item(f"TOP 1: Titel (Ute, {words})")
        wanted = (start and at(start), end and at(end), minutes)
        assert (item.name, item.speakers) == ("Titel", ["Ute"])
        assert (item.start, item.end, item.planned_minutes) == wanted

    @pytest.mark.parametrize(
        ("words", "speakers", "note"),
        [
            ("Ute", ["Ute"], ""),
            ("Ute/Karl", ["Ute", "Karl"], ""),
            ("Ute, Karl und Ida", ["Ute", "Karl", "Ida"], ""),
            ("Ute & Karl", ["Ute", "Karl"], ""),
            ("Frau Dr. von Berg", ["Frau Dr. von Berg"], ""),
            ("Ute Groß (Stadt Leipzig)/Karl", ["Ute Groß (Stadt Leipzig)", "Karl"], ""),
            ("N. N.", ["N. N."], ""),
            ("Ute/N.N.", ["Ute", "N.N."], ""),
            ("7 Teilnehmende", [], "7 Teilnehmende"),
            ("ca. 20 Personen", [], "ca. 20 Personen"),
            ("alle", [], "alle"),
            ("Ute, 7 Teilnehmende", ["Ute"], "7 Teilnehmende"),
            ("Vorstand/Ute", ["Ute"], "Vorstand/◌"),
            ("Ute, Vorstand und Karl", ["Ute", "Karl"], "◌, Vorstand und ◌"),
            ("", [], ""),
        ],
    )
    def test_people(self, words, speakers, note):
        bracket = ", ".join(filter(None, [words, "bis 18:00 h"]))
        item = read_item(f"TOP 1: Titel ({bracket})")
        assert (item.name, item.speakers, item.speakers_note) == ("Titel", speakers, note)
        assert read_people(words) == (speakers, note)

    @pytest.mark.parametrize(
        "name",
        [
            "Haushalt (Entwurf 2021)",
            "Fest (Samstag, 3. Juli, ab 15 Uhr)",
            "Bericht (Fortsetzung)",
            "Termin am 3.7.",
            "Sommerfest am Samstag ab 15 Uhr",
            "Bank (bis 25:61 h)",
            "Bäume, Bänke, Beete",
            "Ferien (täglich bis 18 Uhr)",
            "Öffnung ab 1. Dezember",
        ],
    )
    def test_what_belongs_to_the_title_stays(self, name):
        item = read_item(f"TOP 1: {name}")
        found = (item.name, item.speakers, item.speakers_note, item.start, item.end)
        assert found == (name, [], "", None, None)

    @pytest.mark.parametrize("numbers", [("1", "2", "3"), ("", "", "")])
    def test_marks_of_headings_of_two_levels_are_no_part_of_a_name(self, numbers):
        heads = ("## {}Kasse (Ada, bis 18:05 h)", "## {}Hof (Bo, bis 18:15 h)", "### {}Beet (Ina, bis 18:25 h)")  # fmt: skip
        filled = [head.format(n and f"{n}. ") for head, n in zip(heads, numbers, strict=True)]
        draft = parse("Treffen am 4. September 2026\n\n" + "\n\nText.\n\n".join([*filled, ""]))
        names = [(item.number, item.name) for item in draft.items]
        assert names == list(zip(numbers, ("Kasse", "Hof", "Beet"), strict=True))

    def test_both_brackets(self):
        item = read_item("TOP 1: Haushalt (Entwurf 2021) (Ute, bis 18:00 h)")
        assert (item.name, item.speakers) == ("Haushalt (Entwurf 2021)", ["Ute"])

    def test_a_time_without_bracket(self):
        item = read_item("TOP 1: Begrüßung, bis 17.08 Uhr")
        assert (item.name, item.end) == ("Begrüßung", at("17:08"))

    def test_an_impossible_time_is_warned_of(self):
        draft = parse("Treffen am 1.1.2021\n\nTOP 1: A (Ute, bis 25:61 h)", TODAY)
        assert draft.warnings == ["TOP 1: „bis 25:61 h“ ist keine Uhrzeit."]
        assert draft.items[0].name == "A (Ute, bis 25:61 h)"

    def test_a_deadline_in_the_body_is_no_end(self):
        item = read_item("TOP 1: A", "", "Anmeldung bis 18 Uhr (Ute, bis 19:00 h)")
        assert (item.end, item.speakers) == (None, [])

    def test_steps_back_are_warned_of_but_not_midnight(self):
        heads = [("1", "23:50"), ("2", "00:10"), ("3", "00:05")]
        text = "\n\n".join(f"TOP {number}: A (bis {end} h)" for number, end in heads)
        draft = parse(f"Treffen am 1.1.2021\n\n{text}", TODAY)
        assert draft.warnings == ["TOP 3 endet vor TOP 2 (00:05 nach 00:10)."]


class TestBodies:
    @pytest.mark.parametrize("glyph", ["•", "–", "-", "o", "▪", "*", "·", "§", "\uf0b7", "+"])
    def test_bullets(self, glyph):
        assert body(f"  {glyph} eins", f"  {glyph}\tzwei") == "- eins\n- zwei"

    def test_levels_by_indent(self):
        lines = ["• a", "   • b", "      • c", "• d"]
        assert body(*lines) == "- a\n    - b\n        - c\n- d"

    def test_levels_by_glyph_when_word_lost_the_indent(self):
        assert body("• a", "o b", "▪ c", "o d", "• e").split("\n") == [
            "- a",
            "    - b",
            "        - c",
            "    - d",
            "- e",
        ]

    def test_paragraphs_and_lists_are_apart(self):
        assert body("Vorher:", "- a", "- b", "", "Nachher.") == "Vorher:\n\n- a\n- b\n\nNachher."

    def test_hard_wraps_are_joined(self):
        lines = [
            "Die Gruppe traf sich im Hof und sprach über Regenwasser, das bisher",
            "ungenutzt in den Kanal läuft. Zwei Tonnen stehen schon, drei weitere",
            "fehlen.",
        ]
        assert body(*lines) == " ".join(lines)

    def test_short_lines_are_paragraphs(self):
        assert body("Es war schön.", "Alle kamen.") == "Es war schön.\n\nAlle kamen."

    @pytest.mark.parametrize(
        ("plain", "markdown"),
        [
            ("#WiQ ist überall", "\\#WiQ ist überall"),
            ("1. Dezember ist Schluss", "1\\. Dezember ist Schluss"),
            ("Nachbar*innen und Freund*innen", "Nachbar*innen und Freund*innen"),
            ("Nachbar*innen", "Nachbar*innen"),
            ("3 * 4 * 5", "3 * 4 * 5"),
            ("foto_vom_fest.jpg", "foto_vom_fest.jpg"),
            ("Kuchen* und Saft*", "Kuchen* und Saft*"),
            ("Anna *so und *so* da", "Anna \\*so und *so* da"),
            ("Kuchen*: *) bei Regen, Saft*", "Kuchen*: *) bei Regen, Saft*"),
            ("Anna (*1950), Bernd (*1960)", "Anna (*1950), Bernd (*1960)"),
            ("Leser_ und Autor_", "Leser_ und Autor_"),
            ('"*.txt" und "*.pdf"', '"\\*.txt" und "\\*.pdf"'),
            ("ein `Code` nicht", "ein \\`Code\\` nicht"),
            ("x <b> fett y", "x &lt;b> fett y"),
            ("3 < 5 & 4", "3 < 5 & 4"),
            ("[x](javascript:alert)", "[x\\](javascript:alert)"),
            ("[x](mailto:)", "[x\\](mailto:)"),
            ("**wichtig**", "**wichtig**"),
            ("[Blog](https://a.example/_x_)", "[Blog](https://a.example/_x_)"),
            ("[Quelle]: https://a.example", "\\[Quelle]: https://a.example"),
            (
                "am 3. Mai, 10.12.2020, z. B. (a) & [b] - c",
                "am 3. Mai, 10.12.2020, z. B. (a) & [b] - c",
            ),
        ],
    )
    def test_plain_text_formats_nothing_by_accident(self, plain, markdown):
        assert body(plain) == markdown
        assert body("- " + plain) == "- " + markdown

    @pytest.mark.parametrize(
        ("plain", "markdown"),
        [
            ("Das ist *sehr wichtig*, _wirklich_.", ""),
            ("*Anmerkung:* (**nur so**) __gesagt__", ""),
            ("***Beides***: *„Nein!“* – **die *gute* Idee**", ""),
            ("*Die Bewohner*innen* kommen", ""),
            ("Das *alte* Haus*", "Das *alte* Haus\\*"),
            ("Ein *halb _verschränktes* Wort_", "Ein *halb \\_verschränktes* Wort\\_"),
            (f"*a{'b ' * 150}* c* d*", f"\\*a{'b ' * 150}* c\\* d\\*"),
        ],
    )
    def test_words_between_stars_or_underscores_are_stressed(self, plain, markdown):
        assert body(plain) == (markdown or plain)
        assert body("- " + plain) == "- " + (markdown or plain)
        assert body(f"| {plain} | a |", "| - | - |", "| b | c |").startswith(
            f"| {markdown or plain} | a |"
        )

    @pytest.mark.parametrize(
        ("facts", "attendance"),
        [
            ("Gäste: Frau Meier (Bauamt)", ""),
            ("Als Gast: Ina", ""),
            ("Gäste:\n- Ina\n- Uli", "Gäste: Ina, Uli"),
            ("Gast: Ina\nAnwesend: Ada, Jost", "Gast: Ina; Anwesend: Ada, Jost"),
            ("Anwesend: Ada\nGäste: Ina, Uli", "Ada; Gäste: Ina, Uli"),
        ],
    )
    def test_a_guest_is_called_one(self, facts, attendance):
        draft = parse(f"Treffen am 3. Mai 2021\n{facts}\n\nTOP 1: Rad\nja")
        assert draft.attendance == (attendance or facts)
        assert parse(render(draft)).attendance == draft.attendance

    def test_names_and_facts_are_plain(self):
        facts = "Ort: *Hof* der _Schule_\n**Leitung**: **Ada**\n- **Protokoll: Ida**\nAnwesend: Ada, Jost*"
        draft = parse(f"Treffen am 3. Mai 2021\n{facts}\n\nTOP 1: Die *neue* __Kasse__ (Ada)")
        assert (draft.place, draft.items[0].name) == ("Hof der Schule", "Die neue Kasse")
        assert (draft.chair, draft.minute_taker, draft.attendance) == ("Ada", "Ida", "Ada, Jost*")

    def test_a_number_that_begins_with_nought_is_no_list(self):
        assert body("01. Mai", "02. Mai") == "01\\. Mai\n\n02\\. Mai"

    def test_a_backslash_that_ends_a_line_goes(self):
        assert body("Es war schön.\\", "Alle kamen.\\") == "Es war schön.\n\nAlle kamen.\\"

    def test_escaped_once_is_enough(self):
        once = body("Nachbar*innen und _Freund*innen_ # <b>")
        assert body(once) == once

    def test_rules_are_left_out_and_listed(self):
        draft = parse("Treffen\n=======\n\nTOP 1: A\n-----\nText\n\nSeite 1 von 2", TODAY)
        assert draft.items[0].protocol == "Text"
        assert draft.ignored == ["=======", "-----", "Seite 1 von 2"]


def test_an_hour_is_no_number_of_a_top():
    draft = parse("Treffen\n\n1. Antrag\n- Ja.\n\n2. Fest\n- x\n\n17:00 Uhr da\n- y\n", TODAY)
    assert [item.number for item in draft.items] == ["1", "2"]


class TestClosed:
    def closed(self, text):
        return [
            item.number for item in parse(text, today=dt.date(2026, 5, 6)).items if not item.public
        ]

    @pytest.mark.parametrize(
        ("line", "gap"),
        [
            ("\n4. Quartal: noch offen", "\n\n"),
            ("\n4. Klasse", "\n\n"),
            ("\n5. Advent: Markt", "\n\n"),
            ("\n3. Klasse", "\n\n"),
            ("\n3. Quartal: 400 €\n4. Quartal: 500 €", "\n\n"),
            ("\n\n3. Quartal: 400 €\n\nSatz 0.", "\n\n"),
            ("\n3. Quartal: 400 €\nSatz 0.", "\n"),
        ],
    )
    def test_an_ordinal_takes_no_number_from_a_top_below(self, line, gap):
        names = ["Begrüßung", "Programm", "Gäste", "Netz", "Verschiedenes"]
        tops = [f"{number}. {name}\nSatz {number}." for number, name in enumerate(names, 1)]
        tops[1] += line
        items = parse("Protokoll 12.2.2026\n\n" + gap.join(tops)).items
        assert [item.name for item in items] == names

    @pytest.mark.parametrize(
        ("heading", "line"),
        [
            ("{}. {}", "3. Klasse"),
            ("{} {}", "3 Bänke für 400 €"),
            ("{} {}", "3x geprüft"),
            ("{}) {}", "3) erledigt"),
            ("TOP {} {}", "Punkt 3 vertagt"),
        ],
    )
    @pytest.mark.parametrize("gap", ["\n", "\n\n"])
    def test_in_doubt_a_number_stays_in_a_closed_top(self, gap, heading, line):
        names = ["Begrüßung", "Spenden (vertraulich)", "Garten", "Netz"]
        tops = [f"{heading.format(n, name)}\nSatz {n}." for n, name in enumerate(names, 1)]
        tops[1] += f"{gap}{line}\nSatz 0."
        items = parse("Protokoll 12.2.2026\n\n" + gap.join(tops)).items
        assert [item.name for item in items] == names
        assert ["Satz 0." in item.protocol for item in items] == [False, True, False, False]

    PLANNED = {
        "1.": "\n".join,
        "TOP": lambda names: "\n".join(f"TOP {name.replace('.', ':', 1)}" for name in names),
        "-": lambda names: "\n".join(f"- {name.partition('. ')[2]}" for name in names),
        "in a line": ", ".join,
    }

    @pytest.mark.parametrize("mark", ["(nicht öffentlich)", "- vertraulich"])
    @pytest.mark.parametrize("planned", PLANNED.values(), ids=PLANNED)
    @pytest.mark.parametrize(
        "heading", ["zu {0}. {1}", "Zu TOP {0}: {1}", "TOP {0}: {1}", "{0}. {1}", "TOP {0}"]
    )
    def test_an_agenda_may_say_it_alone(self, heading, planned, mark):
        names = ["Lesereihe", "Website", "Spenden", "Fest"]
        agenda = [f"{n}. {name}" + f" {mark}" * (n == 3) for n, name in enumerate(names, 1)]
        minutes = [f"{heading.format(n, name)}\nSatz {n}." for n, name in enumerate(names, 1)]
        text = "\n\n".join(["Protokoll 22.2.2026", f"Tagesordnung\n{planned(agenda)}", *minutes])
        hidden = [item.protocol for item in parse(text).items if not item.public]
        assert len(hidden) == 1
        assert "Satz 3." in hidden[0]

    @pytest.mark.parametrize(
        "line",
        [
            "Antrag: TOP 3 nichtöffentlich behandeln. Angenommen.",
            "Es wird beschlossen, TOP 3 nicht öffentlich zu behandeln.",
            "Antrag: TOP 3 soll nichtöffentlich behandelt werden.",
        ],
    )
    def test_a_motion_may_close_a_top_below(self, line):
        tops = [f"TOP {n}: {name}\nSatz {n}." for n, name in enumerate(("A", "B", "C", "D"), 1)]
        tops[0] += f"\n{line}"
        assert self.closed("\n\n".join(tops)) == ["3"]

    @pytest.mark.parametrize(
        "line",
        ["Die Zuhörerinnen und Zuhörer verlassen den Sitzungsraum.", "Gäste verlassen den Saal."],
    )
    def test_who_leaves_closes_what_follows(self, line):
        tops = [f"TOP {n}: {name}\nSatz {n}." for n, name in enumerate(("A", "B", "C", "D"), 1)]
        assert self.closed("\n\n".join([*tops[:2], line, *tops[2:]])) == ["3", "4"]

    def test_what_only_the_agenda_names_and_calls_closed_is_left_out(self):
        agenda = "TOP 1: A\nTOP 2: B\nTOP 3: Meier (nicht öffentlich)\nTOP 4: D"
        tops = "\n\n".join(f"TOP {n}: {name}\nSatz." for n, name in ((1, "A"), (2, "B"), (4, "D")))
        draft = parse(f"Protokoll 22.2.2026\n\n{agenda}\n\n{tops}\n")
        assert draft.ignored == ["TOP 3: Meier (nicht öffentlich)"]
        assert "Meier" not in draft.intro

    @pytest.mark.parametrize(
        "agenda",
        [
            "Tagesordnung: 1. Hof, 2. Kasse, 3. Meier (nicht öffentlich).",
            "Auf der Tagesordnung: TOP 1 Hof, TOP 2 Kasse, TOP 3 Meier (nö)",
            "Agenda: Hof; Kasse; Fall Meier (vertraulich, bis 19 Uhr)",
            "Geplant:\nHof | Kasse\nMeier (vertraulich)",
        ],
    )
    def test_a_line_of_the_introduction_that_names_a_closed_top_is_left_out(self, agenda):
        tops = [
            f"TOP {n}: {name}\n- Ja." for n, name in enumerate(("Hof", "Kasse", "Fall Meier"), 1)
        ]
        text = "\n\n".join(["Protokoll 22.2.2026", agenda, *tops])
        draft = parse(text)
        assert "Meier" not in draft.intro
        assert self.closed(text) == ["3"]

    @pytest.mark.parametrize(
        "agenda",
        [
            "Tagesordnung: Hof, Kasse, Personal (nicht öffentlich), Fest",
            "Agenda\n\nHof\nKasse\nPersonal (nicht öffentlich)\nFest",
            "Agenda\nHof\nKasse\nPersonal (nicht öffentlich)\nFest",
        ],
    )
    @pytest.mark.parametrize("form", ["TOP {}: ", "Zu TOP {}: ", "TOP {}\n", "Ergebnis TOP {}: "])
    def test_an_agenda_without_numbers_closes_the_top_of_its_place(self, agenda, form):
        said = "Ute zählt {} von 17 und erklärt dann, wie es bis in den Herbst weitergehen soll."
        tops = (form.format(n) + said.format(n) for n in range(1, 5))
        items = parse("\n\n".join(["Protokoll 22.2.2026", agenda, *tops]), TODAY).items
        assert [item.protocol for item in items if not item.public] == [said.format(3)]

    BELOW = "Tagesordnung:\n1. Begrüßung\n2. Kasse\n3. Personal (nicht öffentlich)\n4. Fest\n\n"

    @pytest.mark.parametrize("gap", ["\n", "\n\n"])
    @pytest.mark.parametrize(
        "form",
        "TOP {n}: |zu TOP {n}: |Zu {n}. |Ad {n}: |- TOP {n}: |Top {n} – |{n}. |{n}) |- {n}: |(zu TOP {n}) |Bei TOP {n}: "
        "|**Zu TOP {n}:** |Unter TOP {n} |T{n}: |Zu Ziffer {n}: |{name}: |{n}. {name}: |- {name}: ".split(
            "|"
        ),
    )
    def test_below_an_agenda_each_line_opens_its_top(self, form, gap):
        names, said = ("Begrüßung", "Kasse", "Personal", "Fest"), "Ute zählt {} von 17 und geht."
        told = (form.format(n=n, name=one) + said.format(n) for n, one in enumerate(names, 1))
        draft = parse(f"Protokoll 22.2.2026\n\n{self.BELOW}{gap.join(told)}", TODAY)
        assert [item.name.partition(" (")[0] for item in draft.items] == [*names]
        assert [item.protocol for item in draft.items] == [said.format(n) for n in range(1, 5)]
        assert [item.public for item in draft.items] == [True, True, False, True]

    @pytest.mark.parametrize("form", ["", "- ", "Punkt {word}: ", "({word}) ", "Zu {name}: "])
    def test_what_cannot_be_told_from_a_closed_top_is_closed(self, form):
        names = [("eins", "Begrüßung"), ("zwei", "Kasse"), ("drei", "Personal"), ("vier", "Fest")]
        told = (form.format(word=word, name=name) + f"Es war {word}." for word, name in names)
        draft = parse(f"Protokoll 22.2.2026\n\n{self.BELOW}" + "\n".join(told), TODAY)
        shown = [item.protocol for item in draft.items if item.public]
        assert "drei" not in "".join([draft.intro, draft.closing, *shown])
        assert draft.items[-1].notice == "3. Personal (nicht öffentlich)"

    def test_an_agenda_opens_no_minutes_that_are_closed_as_a_whole(self):
        head = "Protokoll der nichtöffentlichen Sitzung vom 3.3.2026\n\nWir sind viele."
        agenda = "TOP 1: Hof\nTOP 2: Kasse"
        text = f"{head}\n\n{agenda}\n\nTOP 1: Hof\n- Ja.\n\nTOP 2: Kasse\n- Nein."
        assert (self.closed(text), parse(text).intro) == (["1", "2"], "")

    @pytest.mark.parametrize("first", ["", "Vorab\n\n"])
    def test_what_stands_in_a_closed_part_above_the_tops_is_left_out(self, first):
        above = (
            f"{first}Nichtöffentlicher Teil\n\nMeier geht.\n\nÖffentlicher Teil\n\nWir sind viele."
        )
        draft = parse(f"{above}\n\nTOP 1: A\nSatz.\n\nTOP 2: B\nSatz.\n")
        assert draft.ignored == ["Meier geht."]
        assert "Wir sind viele." in draft.intro
        assert all(item.public for item in draft.items)

    @pytest.mark.parametrize(
        "mark",
        [
            "(n.öff.)",
            "(n. öff.)",
            "(n.-ö.)",
            "(n/ö)",
            "– nichtöff",
            "(unter Ausschluss der Öffentlichkeit)",
        ],
    )
    def test_however_it_is_abbreviated(self, mark):
        agenda = f"1. Rasen\n2. Haus {mark}\n3. Fest"
        held = "1. Rasen\nGut.\n2. Haus\nMeier baut.\n3. Fest\nJuli."
        assert self.closed(f"Treffen am 3.11.2026\nTagesordnung:\n{agenda}\n\n{held}") == ["2"]
        assert self.closed(
            f"TOP 1 Rasen\nGut.\nTOP 2 Haus {mark}\nMeier baut.\nTOP 3 Fest\nJuli."
        ) == ["2"]

    def test_a_word_about_the_next_closes_what_follows(self):
        text = "TOP 1 Rasen\nGut. Der folgende Punkt ist vertraulich.\nTOP 2 Haus\nMeier baut."
        assert self.closed(text) == ["2"]
        assert self.closed(f"Internes Protokoll des Vorstands\n\n{text}") == ["1", "2"]

    def test_numbers_of_a_council_may_touch(self):
        draft = parse(
            "Treffen am 3.11.2026\n\nÖ1 Rasen\nGut.\nN1 Haus\nMeier baut.\nÖ2 Fest\nJuli."
        )
        assert [item.public for item in draft.items] == [True, False, True]

    def test_a_number_that_is_left_out_is_asked_about(self):
        draft = parse("TOP 1 Rasen\nGut.\nNÖ-TOP 2 Haus\nMeier baut.\nTOP 3 Fest\nJuli.")
        assert "Auf TOP 1 folgt TOP 3: Steht dort noch ein TOP?" in draft.warnings

    @pytest.mark.parametrize("label", ["", "TOP "])
    def test_a_point_put_in_moves_the_numbers_of_an_agenda(self, label):
        agenda = ["Rasen", "Streit (nicht öffentlich)", "Fest"]
        held = ["Rasen", "Teich (neu)", "Streit", "Fest"]
        lines = ["Treffen am 3.11.2026", "Tagesordnung:"]
        lines += [f"{label}{n}. {name}" for n, name in enumerate(agenda, 1)]
        for n, name in enumerate(held, 1):
            lines += [f"{label}{n}. {name}", f"Text {n}."]
        draft = parse("\n".join(lines))
        assert [(each.number, each.name, each.protocol) for each in draft.items] == [
            (str(n), name, f"Text {n}.") for n, name in enumerate(held, 1)
        ]
        assert self.closed("\n".join(lines)) == ["3"]

    def test_what_is_called_closed_and_no_top_is_named(self):
        above = "Tagesordnung: Kasse, Fest, Streit mit Meier (nicht öffentlich)"
        draft = parse(
            f"Treffen am 3.11.2026\n\n{above}\n\nTop 1  Kasse\n\n- Voll.\n\nTop 2  Fest\n\n- Im Hof.\n"
        )
        assert "Meier" not in draft.intro
        assert any(f"„{above}“: Als nicht öffentlich gelesen" in each for each in draft.warnings)

    @pytest.mark.parametrize("below", ["", "   "])
    def test_an_entry_of_an_agenda_is_read_whole(self, below):
        name = "2. Beschwerde über den Hausmeister wegen Lärm und Unfreundlichkeit"
        agenda = f"1. Heizung\n{name} (nicht\n{below}öffentlich)\n3. Fest"
        held = f"1. Heizung\nGeht.\n{name}\nMeier brüllt.\n3. Fest\nJuli."
        assert self.closed(f"Treffen am 3.11.2026\nTagesordnung:\n{agenda}\n\n{held}") == ["2"]

    def test_what_has_the_number_of_a_closed_entry_of_an_agenda_is_closed(self):
        agenda = "TOP 1 Küche\nTOP 2 Fragen der Leute zum Hof\nTOP 3 Miete im Erdgeschoss (nicht öffentlich)"
        held = "TOP 1 Küche\nPutzplan.\nTOP 2 Fragen der Leute\nKeine.\nTOP 3 Miete\nMeier zahlt."
        draft = parse(f"Treffen am 3.11.2026\nTagesordnung\n{agenda}\n\n{held}")
        assert all("Meier" not in item.protocol for item in draft.items if item.public)

    def test_a_heading_is_read_whole(self):
        tops = "Top 1  Ankommen\n\n- Hallo.\n\nTOP 2 Klage gegen die Verwaltung und Abfindung an Beschäftigte (nicht\nöﬀentlich)\n\n- Meier geht.\n"
        assert self.closed(tops) == ["2"]

    def test_minutes_of_a_closed_meeting_that_are_approved_close_nothing(self):
        said = "Das Protokoll der nichtöffentlichen Sitzung vom 3.8. wird genehmigt."
        assert self.closed(f"Top 1  Kasse\n\n{said}\n\nTop 2  Fest\n\n- Im Hof.\n") == []

    @pytest.mark.parametrize(
        "top",
        [
            "Top 2  Personalie Krause (nicht öffentlich, bis 17:30 h)",
            "Top 2  Personalie Krause (nicht-öffentlich)",
            "Top 2  Nicht öffentlich: Kündigung Meier (bis 17:30 h)",
            "Top 2  Personal (vertraulich)",
            "Top 2  Nicht öffentlicher Teil",
            "Top 2  Personal\n\n(Nicht öffentlich, siehe gesondertes Protokoll.)",
            "Top 2  Personal (n. ö.)",
            "Top 2  Personal [NÖ] (bis 17:30 h)",
            "Top 2  Personal (nicht oeffentlich)",
            "Top 2  Personal / nichtöffentlicher Teil",
            "Top 2  Personal (geschlossene Sitzung)",
            "Top 2  Personal (nur intern)",
            "Top 2  Fall K. (Schweigepflicht)",
            "Top 2  Nichtöffentliche Personalangelegenheiten",
            "Top 2  Personal in nichtöffentlicher Sitzung",
            "Top 2  Vertrauliche Personalsache",
            "Top 2  Personal (Team-intern)",
            "Top 2  Personal (geheim)",
            "Top 2  Personal (bleibt unter uns)",
            "Top 2  Personal – nö",
            "Top 2  Personal\n\n_nicht öffentlich_",
            "Top 2  Personal\n\nDieser Tagesordnungspunkt wird nicht öffentlich behandelt.",
            "Top 2  Personal\n\nEs geht los.\n\nAb hier nicht öffentlich",
        ],
    )
    def test_a_top_that_is_called_so_is_not_public(self, top):
        text = f"Top 1  Ankommen (bis 17:10 h)\n\n- Hallo.\n\n{top}\n\n- Krause hört auf.\n"
        assert self.closed(text) == ["2"]

    @pytest.mark.parametrize(
        "top",
        [
            "Top 2  Bekanntgabe nicht öffentlicher Beschlüsse",
            "Top 2  Öffentlicher Teil",
            "Top 2  Vergabe\n\n- Die Stelle wurde in nichtöffentlicher Sitzung vergeben.",
            "Top 2  Vergabe\n\nVergeben wurde sie in der\nnichtöffentlichen Sitzung.",
            "Top 2  Nicht öffentliche Toiletten",
            "Top 2  Der öffentliche Teil des Hofs",
            "Top 2  Absprachen\n\n- Intern\n- Extern",
            "Top 2  Hof\n\nNicht öffentlich zugängliche Flächen",
            "Top 2  Rat\n\n- Nichtöffentlicher Teil der letzten Sitzung wurde besprochen.",
            "Top 2  Rat\n\nNichtöffentlicher Teil: entfällt",
            "Top 2  Umgang mit Vertraulichkeit",
            "Top 2  Beschlüsse aus der nichtöffentlichen Sitzung",
            "Top 2  Fragen\n\n- Geht das? Nö.\n- Nö.",
            "Top 2  Fest\n\nGäste: keine",
            "Top 2  Ende\n\nDie Sitzung wurde um 21:05 Uhr geschlossen.",
            "Top 2  Ende\n\nDie nächste Sitzung ist nichtöffentlich.",
            "Top 2  Rat\n\nIn nichtöffentlicher Sitzung wurde am 3.8. beraten.",
            "Top 2  Stand\n\nBesucher kommen und gehen.",
            "Top 2  Intern/Extern",
        ],
    )
    def test_one_that_tells_of_such_is_public(self, top):
        assert self.closed(f"Top 1  Ankommen\n\n- Hallo.\n\n{top}\n\n- Es ging um Geld.\n") == []

    @pytest.mark.parametrize(
        "begins", ["-- Anfang vertraulich --", "Anfang nicht öffentlicher Teil"]
    )
    def test_a_part_within_a_top_closes_that(self, begins):
        ends = begins.replace("Anfang", "Ende")
        inside = f"- Hallo.\n\n{begins}\n\n- Meier geht.\n\n{ends}\n\n- Gut."
        assert self.closed(
            f"Top 1  Ankommen\n\n- Hallo.\n\nTop 2  Rad\n\n{inside}\n\nTop 3  Fest\n"
        ) == ["2"]

    @pytest.mark.parametrize(
        "part",
        [
            "II. Nichtöffentlicher Teil",
            "Nicht öffentliche Sitzung:",
            "**Nichtöffentlicher Teil**",
            "# Nichtöffentlicher Teil",
            "--- Nicht-öffentlicher Teil ---",
            "N i c h t ö f f e n t l i c h e r  T e i l",
            "B. Nichtöffentlicher Teil der Sitzung (19:00–20:00 Uhr)",
            "Teil B: nicht öffentlich",
            "Ab hier nicht öffentlich",
            "Es folgt der nicht öffentliche Teil.",
            "Ende des öffentlichen Teils",
            "Der öffentliche Teil endet um 18:30 Uhr.",
            "Vertraulicher Teil",
            "Nicht öffentlich:",
            "Vertraulich:",
            "Nichtoeffentlicher Teil",
            "Nichtöffentl. Sitzungsteil",
            "nö. Teil",
            "Tagesordnung nichtöffentlicher Teil",
            "Nichtöffentlicher Teil des Vorstands (ohne Gäste)",
            "Sitzungsteil B – nicht öffentlich",
            "NICHT ÖFFENTLICH",
        ],
    )
    def test_all_below_the_line_of_such_a_part_are_not_public_until_another_begins(self, part):
        for open_part in (
            "A. Öffentlicher Teil",
            "Ende des nichtöffentlichen Teils",
            "Wieder öffentlich",
        ):
            for body in ("", "\n\n- Ja.") if part[-1] != "H" else ["\n\n- Ja."]:
                tops = [f"Top {number}  Bäume{body}" for number in range(1, 5)]
                tops[3:3], tops[1:1] = [open_part], [part]
                for between in ("\n\n", "\n"):
                    assert self.closed(between.join(tops)) == ["2", "3"], (open_part, between)

    def test_what_stands_below_the_line_of_such_a_part_at_the_end_is_no_public_closing(self):
        text = (
            "Top 1  Fest\n\n- Ja.\n\nNichtöffentlicher Teil\n\nMeier wird gekündigt.\nDas kostet."
        )
        draft = parse(text, today=dt.date(2026, 5, 6))
        assert (draft.closing, [item.public for item in draft.items]) == ("", [True, False])

    # Alone between two TOPs they close what follows; where they do not speak of it, the TOP above as well.
    around = [
        "[nicht öffentlich]",
        "(Nicht öffentlich)",
        "- nicht öffentlich -",
        "— nichtöffentlich —",
        "~ Nichtöffentlich ~",
        "Vertraulich!",
        "n. ö.",
        "(nö)",
        "Intern",
        "V e r t r a u l i c h",
        "Nicht zur Veröffentlichung",
        "Bitte nicht veröffentlichen!",
        "Nur für den internen Gebrauch",
        "(nur für Mitglieder)",
        "Nicht für die Öffentlichkeit bestimmt",
        "(nicht ins Internet stellen)",
        "Nicht zur Weitergabe bestimmt",
        "Nicht im Blog veröffentlichen!",
        "Geschlossene Runde ohne Gäste",
        "Öffentlich: nein",
        "Status: nicht öffentlich",
    ]
    following = [
        "Unter Ausschluss der Öffentlichkeit:",
        "# Vertraulich",
        "**Nicht öffentlich**",
        "Interner Teil (nur für Mitglieder)",
        "Vereinsinterner Teil",
        "Ab jetzt nur für den Vorstand",
        "N i c h t ö f f e n t l i c h e r   T e i l",
        "Der folgende Teil ist nicht öffentlich.",
        "Die folgenden Punkte sind nicht zur Veröffentlichung bestimmt.",
        "Die Öffentlichkeit wird ausgeschlossen.",
        "Die Nichtöffentlichkeit der Sitzung wird hergestellt.",
        "Die Sitzung wird unter Ausschluss der Öffentlichkeit fortgesetzt.",
        "Die Sitzung wird ab 20 Uhr unter Ausschluss der\nÖffentlichkeit fortgesetzt.",
        "Gäste verlassen den Raum.",
        "Frau Schulz (Schule) und die Gäste verlassen um 20 Uhr die Sitzung.",
        "Frau Schulz schließt um 20:10 Uhr den öffentlichen Teil.",
        "Ende des öffentlichen Teils: 20 Uhr, Beginn des nichtöffentlichen Teils: 20:05 Uhr",
        "Die TOPs 3 und 4 sind nichtöffentlich.",
        "TOP 3 bis 4 nicht öffentlich",
        "Es folgt Vertrauliches.",
        "Öffentlicher Teil beendet 20:10 Uhr",
        "Übergang in den nichtöffentlichen Teil der Sitzung",
        "Der Rat stellt die Nichtöffentlichkeit her.",
        "Auf Antrag wird die Öffentlichkeit ausgeschlossen.",
        "Beschluss: Die Öffentlichkeit wird für die folgenden Punkte ausgeschlossen.",
        "Im Anschluss tagte der Vorstand nichtöffentlich.",
        "Anlage (nicht öffentlich)",
        "Interne Besprechung",
        "Zu TOP 3 und TOP 4: nichtöffentlich",
        "TOP 3 ff. nicht öffentlich",
        "Nur für Hauptamtliche:",
        "Die Steuerungsgruppe allein:",
        "Die Gäste verabschieden sich.",
        "Nun gehen die Gäste.",
    ]
    opening = [
        "Öffentlicher Teil wiederhergestellt",
        "Die Öffentlichkeit ist wiederhergestellt.",
        "Die Öffentlichkeit wird wieder hergestellt.",
        "Die Öffentlichkeit wird wieder zugelassen.",
        "Öffentlichkeit wiederhergestellt (19:40 Uhr)",
        "Die Gäste werden wieder hereingebeten.",
        "Gäste kommen wieder herein.",
        "Die Gäste sind wieder dabei.",
        "Die Zuhörer kehren zurück und betreten wieder den Saal.",
        "Der nichtöffentliche Teil wird um 20 Uhr beendet.",
        "Der Vorsitzende stellt die Öffentlichkeit wieder her.",
        "Mit Gästen:",
        "Ab hier wieder für die Homepage",
    ]

    @pytest.mark.parametrize("mark", [*around, *following])
    def test_a_mark_alone_between_two_tops_closes_what_follows_until_it_is_open_again(self, mark):
        for notation in ("TOP {}: ", "{}. "):
            heads = [notation.format(n) for n in range(1, 6)]
            tops = [f"{head}Bäume\n- Stand 412 Euro" for head in heads]
            for place, opening in enumerate(
                self.opening if mark == self.following[0] else self.opening[:1]
            ):
                text = "\n\n".join([*tops[:2], mark, *tops[2:4], opening, tops[4]])
                closed = ["2", "3", "4"] if mark in self.around else ["3", "4"]
                assert self.closed(text) == closed, (notation, place)

    @pytest.mark.parametrize("mark", around)
    def test_one_directly_below_a_heading_or_in_it_closes_that_top(self, mark):
        for top in (f"TOP 2: Personal\n{mark}", f"TOP 2: Personal {mark}", f"TOP 2: {mark}"):
            text = f"TOP 1: Bäume\n- Ja.\n\n{top}\n- Meier geht.\n\nTOP 3: Fest\n- Im Juli."
            assert self.closed(text) == ["2"], top

    @pytest.mark.parametrize(
        "heading",
        [
            "TOP 3 nicht öffentlich",
            "TOP 3 nichtöffentlich: Personal",
            "TOP 3 nö: Personal",
            "TOP 3 intern Personal",
            "TOP NÖ 1: Personal",
            "TOP N1 Personal",
            "TOP 7 (nichtöffentlich)",
            "TOP 7 (n. ö.) Personal",
            "TOP 3: Nichtöffentliches",
            "TOP 3: Interna",
            "TOP 3: Personal (ohne Öffentlichkeit)",
            "TOP 3: Personal (geschlossen)",
            "TOP 3: Personal (Jana, bis 18:50 h) - n. ö. -",
            "TOP 3: Personal (vereinsintern)",
            "TOP 3: Personal (im geschlossenen Kreis)",
            "TOP 3: Personal (nicht auf die Website)",
            "TOP 3: Nichtöffentlicher Teil",
            "3. Nichtöffentlicher Teil",
        ],
    )
    def test_a_closed_heading_is_one_and_its_text_is_none_of_the_top_above(self, heading):
        tops = ["TOP 1: Bäume\n- Ja.", "TOP 2: Kasse\n- 412 Euro", "TOP 4: Fest\n- Im Juli."]
        tops = (
            [top.removeprefix("TOP ").replace(":", ".", 1) for top in tops]
            if heading[0] == "3"
            else tops
        )
        text = "\n\n".join([*tops[:2], f"{heading}\n- Meier geht.", tops[2]])
        items = parse(text, today=dt.date(2026, 5, 6)).items
        assert [(item.public, item.protocol) for item in items] == [
            (True, "- Ja."),
            (True, "- 412 Euro"),
            (False, "- Meier geht."),
            (True, "- Im Juli."),
        ]

    @pytest.mark.parametrize(
        "part", ["Nichtöffentlicher Teil", "Interner Teil – nur für Mitglieder"]
    )
    def test_a_closed_part_with_text_of_its_own_is_a_top_and_what_ends_minutes_is_not_in_it(
        self, part
    ):
        for mark in ("", "# ", "## ", "**"):
            text = f"## Bäume\n\n- Ja.\n\n## Kasse\n\n412 Euro.\n\n{mark}{part}{mark * (mark == '**')}\n\nMeier geht.\n\nDas kostet."
            draft = parse(f"{text}\n\nNächstes Treffen: 10. Dezember 2026\nProtokoll: Jana", TODAY)
            closed = [(item.name, item.protocol) for item in draft.items if not item.public]
            assert closed == [(part, "Meier geht.\n\nDas kostet.")], mark
            assert (draft.minute_taker, draft.next_meeting.date) == ("Jana", dt.date(2026, 12, 10))

    def test_a_heading_of_no_more_than_that_closes_what_follows(self):
        for mark in ("(nicht öffentlich)", "Vertraulich!", "Intern", "Nichtöffentlicher Teil"):
            tops = ["Bäume\n\nJa.", "Kasse\n\n412 Euro.", mark, "Personal\n\nMeier geht."]
            items = parse("\n\n".join(f"## {top}" for top in tops), TODAY).items
            closed = {item.name for item in items if not item.public} - {mark}
            assert closed == {"Personal"}, mark
            rows = ["1 | Bäume | Ja.", "2 | Kasse | Ja.", f" | {mark} | ", "3 | Personal | Nein."]
            lines = "\n".join(f"| {row} |" for row in ["TOP | Thema | Ergebnis", *rows])
            items = parse(lines, TODAY).items
            assert [item.public for item in items if item.number] == [True, True, False], mark

    def test_no_paragraph_of_a_last_closed_top_is_public_as_the_closing(self):
        top = "TOP 3: Personal (nicht öffentlich)\n- Beratung"
        last = "Das kostet.\n\nVielen Dank an Meier.\n\nProtokoll: Meier geht."
        draft = parse(f"TOP 1: Bäume\n- Ja.\n\nTOP 2: Hof\n- Ja.\n\n{top}\n\n{last}", TODAY)
        assert (draft.closing, draft.intro, draft.items[2].public) == ("", "", False)

    @pytest.mark.parametrize(
        "head",
        [
            "Protokoll der nichtöffentlichen Vorstandssitzung vom 3.3.2026",
            "Vorstand – vertraulich",
            "NUR FÜR DEN INTERNEN GEBRAUCH",
            "Nichtöffentliche Sitzung",
        ],
    )
    def test_minutes_that_are_called_closed_as_a_whole_are(self, head):
        assert self.closed(f"{head}\n\nTOP 1: Bäume\n- Ja.\n\nTOP 2: Hof\n- Ja.") == ["1", "2"]

    @pytest.mark.parametrize(
        "text",
        [
            "Die TOPs 2 und 3 sind nicht öffentlich.\n\n{}",
            "{}\n\nHinweis: TOP 2 bis 3 nicht öffentlich.",
            "Status: öffentlich/nichtöffentlich\n\n{}\n\nTOP 2, 3: vertraulich",
        ],
    )
    def test_a_line_that_names_numbers_closes_these_wherever_it_stands(self, text):
        tops = "\n\n".join(f"TOP {n}: Bäume\n- Ja." for n in range(1, 5))
        assert self.closed(text.format(tops)) == ["2", "3"]

    @pytest.mark.parametrize("place", ["{0}\n\n{1}", "{1}\n\n{0}"])
    @pytest.mark.parametrize(
        ("mark", "legend"),
        [
            ("*", "* nicht öffentlich"),
            (" (*)", "Mit * gekennzeichnete TOPs sind nicht öffentlich."),
            (" (n)", "(n) = nichtöffentlich"),
            (" [N]", "[Ö] = öffentlich, [N] = nicht öffentlich"),
        ],
    )
    def test_a_legend_closes_the_tops_that_bear_its_mark_and_no_others(self, mark, legend, place):
        names = ["Nachbar*innen", "*Hof*", f"Personal{mark}", "Fest"]
        tops = "\n\n".join(f"TOP {n}: {name}\n- Ja." for n, name in enumerate(names, 1))
        assert self.closed(f"Protokoll 3.3.2026\n\n{place.format(legend, tops)}") == ["3"]

    def test_a_line_may_name_the_number_from_which_on_all_is_closed(self):
        tops = "\n\n".join(f"TOP {n}: Bäume\n- Ja." for n in range(1, 5))
        for line in ("Ab TOP 3 nichtöffentlich.", "Ab dem Punkt 3 ist die Sitzung vertraulich."):
            assert self.closed(f"{line}\n\n{tops}") == ["3", "4"], line
        both = "TOP 2 und 3 nichtöffentlich, ab TOP 4 wieder öffentlich"
        assert self.closed(f"{both}\n\n{tops}") == ["2", "3"]

    def test_points_of_a_closed_top_are_closed(self):
        tops = ["1 Hof", "2 Personal (nichtöffentlich)", "2.1 Meier", "2.2 Krug", "3 Fest"]
        text = "\n".join(f"TOP {top}\nEs ging um Geld." for top in tops)
        assert self.closed(text.replace("TOP 2.", "2.")) == ["2", "2.1", "2.2"]

    def test_what_a_closed_agenda_alone_names_is_nowhere(self):
        agenda = "Tagesordnung\nTOP 1 Hof\nTOP 2 Fest\nNichtöffentlicher Teil\nTOP 3 Kündigung"
        draft = parse(f"{agenda}\n\nProtokoll\nTOP 1 Hof\nJa.\nTOP 2 Fest\nNein.", TODAY)
        assert "Kündigung" not in f"{draft.intro}{draft.closing}{draft.other}{draft.items}"
        assert "TOP 3 Kündigung" in draft.ignored

    def test_each_closed_top_has_the_line_that_made_it_so_and_the_one_behind_a_closed_part_is_asked_about(
        self,
    ):
        text = "1. Hof\n- Ja.\n\n2. Nichtöffentlicher Teil\n- Geld\n\n3. Fest\n- Ja.\n\nVertraulich!\n\n4. Bau\n- Ja."
        items = parse(text, today=dt.date(2026, 5, 6)).items
        part = "2. Nichtöffentlicher Teil"
        notices = [(True, ""), (False, part), (False, "Vertraulich!"), (False, "Vertraulich!")]
        assert [(item.public, item.notice) for item in items] == notices
        assert parse(text.replace("Vertraulich!", "Ja."), TODAY).items[2].notice == part

    @pytest.mark.parametrize(
        ("closing", "opening"),
        [
            ("Nichtöffentlicher Teil", "Öffentlicher Teil"),
            ("- Gäste gehen.", "- Gäste sind wieder da."),
        ],
    )
    def test_the_public_text_of_minutes_closes_no_more_than_they_do(self, closing, opening):
        tops = [
            "TOP 1: Hof\n- Ja.",
            closing,
            "TOP 2: Meier\n- Nein.",
            opening,
            "TOP 3: Fest\n- Ja.",
        ]
        draft = parse("\n\n".join(tops), TODAY)
        draft.items[1] = ItemDraft("2", "nicht öffentlich", public=False)
        assert self.closed(render(draft)) == ["2"]

    def test_a_word_alone_is_about_the_top_whose_only_word_it_is(self):
        assert self.closed("Top 1  A\n\nNicht öffentlich\n\nTop 2  B\n\n- Ja.") == ["1"]

    def test_where_the_agenda_is_told_first_the_minutes_begin_open(self):
        agenda = "Top 1  Bäume\nTop 2  Bänke\n\nNichtöffentlicher Teil\n\nTop 3  Pacht"
        told = "\n\n".join(
            f"Top {n}  {name}\n\n- Es ging um Geld."
            for n, name in enumerate(["Bäume", "Bänke", "Pacht"], 1)
        )
        assert self.closed(f"Tagesordnung\n\n{agenda}\n\nProtokoll\n\n{told}") == ["3"]


class TestOutcomes:
    @pytest.mark.parametrize(
        ("line", "outcome"),
        [
            ("Beschluss: Wir kaufen sie.", OutcomeDraft("decision", "Wir kaufen sie.")),
            ("Beschluss:Wir kaufen sie.", OutcomeDraft("decision", "Wir kaufen sie.")),
            ("- Aufgabe:Ute: Flyer drucken", OutcomeDraft("task", "Flyer drucken", who="Ute")),
            ("Beschluss 3/21: Ja. (12/0/1)", OutcomeDraft("decision", "Ja.", "12/0/1")),
            ("- Beschluss: Ja, einstimmig", OutcomeDraft("decision", "Ja", "einstimmig")),
            ("ToDo: Flyer drucken", OutcomeDraft("task", "Flyer drucken")),
            ("To-do: Ute: Flyer drucken", OutcomeDraft("task", "Flyer drucken", who="Ute")),
            ("☐ Flyer drucken (Ute)", OutcomeDraft("task", "Flyer drucken", who="Ute")),
            (
                "Aufgabe: Ute/Karl, Flyer drucken, bis 15.1.",
                OutcomeDraft("task", "Flyer drucken", who="Ute/Karl", due=dt.date(2021, 1, 15)),
            ),
            (
                "Aufgabe: Flyer drucken (Ute, bis 15. Januar 2022)",
                OutcomeDraft("task", "Flyer drucken", who="Ute", due=dt.date(2022, 1, 15)),
            ),
            ("→ Ute: Flyer drucken", OutcomeDraft("task", "Flyer drucken", who="Ute")),
            (
                "Flyer drucken → Ute bis 12.3.",
                OutcomeDraft("task", "Flyer drucken", who="Ute", due=dt.date(2021, 3, 12)),
            ),
            (
                "Es wurde einstimmig beschlossen, alles zu lassen.",
                OutcomeDraft(
                    "decision", "Es wurde einstimmig beschlossen, alles zu lassen.", "einstimmig"
                ),
            ),
            ("Aufgabe: Flyer bis zum Sommer", OutcomeDraft("task", "Flyer bis zum Sommer")),
        ],
    )
    def test_labelled_lines(self, line, outcome):
        item = read_item("TOP 1: A", "", line)
        assert item.outcomes == [outcome]
        assert item.protocol.removeprefix("- ") == line.removeprefix("- ")

    def test_a_vote_belongs_to_the_decision_above(self):
        item = read_item("TOP 1: A", "", "Beschluss: Ja.", "Abstimmung: 12/0/1")
        assert item.outcomes == [OutcomeDraft("decision", "Ja.", "12/0/1")]
        assert item.protocol == "Beschluss: Ja.\n\nAbstimmung: 12/0/1"

    def test_a_list_of_tasks(self):
        item = read_item("TOP 1: A", "", "Aufgaben:", "- Ute: Kuchen", "- Tische holen")
        assert [(one.who, one.text) for one in item.outcomes] == [
            ("Ute", "Kuchen"),
            ("", "Tische holen"),
        ]

    def test_a_list_nested_by_tabs_stays_nested(self):
        item = ItemDraft("1", "A", protocol="- a\n\t- b\n\t\t1. c")
        assert "  • a\n      • b\n          1. c\n" in render(ProtocolDraft("T", items=[item]))

    def test_what_the_body_does_not_tell_is_written_below_it(self):
        item = ItemDraft(
            "1", "A", protocol="Text", outcomes=[OutcomeDraft("decision", "Ja.", "3/0")]
        )
        assert "Text\n  • Beschluss: Ja. (3/0)\n" in render(ProtocolDraft("T", items=[item]))


class TestMeetingFacts:
    @pytest.mark.parametrize(
        ("title", "today", "date"),
        [
            ("Treffen am 10.12.", "2020-12-12", "2020-12-10"),
            ("Treffen am 28.12.", "2021-01-03", "2020-12-28"),
            ("Treffen am 5.1.", "2020-12-20", "2021-01-05"),
            ("Treffen am Freitag, 10.12.", "2024-01-01", "2021-12-10"),
            ("Treffen 10.12.20", "2024-01-01", "2020-12-10"),
            ("Treffen vom 2020-12-10", "2024-01-01", "2020-12-10"),
            ("Treffen am 10. Dez. 2020", "2024-01-01", "2020-12-10"),
            ("Treffen am 31.2.2020", "2024-01-01", None),
        ],
    )
    def test_date_in_the_title(self, title, today, date):
        draft = parse(f"{title}\n\nTOP 1: A", dt.date.fromisoformat(today))
        assert draft.date == (date and dt.date.fromisoformat(date))
        assert draft.title == title

    def test_times_beside_the_day_in_the_title(self):
        draft = parse("Runde am 17.2.2021, 17 bis 19 Uhr\n\nTOP 1: A", TODAY)
        assert (draft.start, draft.end) == (at("17:00"), at("19:00"))

    @pytest.mark.parametrize(
        ("sentence", "start", "end"),
        [
            ("Ute eröffnet die Sitzung um 19:05 Uhr.", "19:05", None),
            ("Die Sitzung wird um 21.10 Uhr geschlossen.", None, "21:10"),
            ("Die Ausstellung wird um 18 Uhr eröffnet.", None, None),
            ("Die nächste Sitzung beginnt um 18 Uhr.", None, None),
        ],
    )
    def test_start_and_end_that_a_sentence_tells(self, sentence, start, end):
        draft = parse(f"Treffen\n\nTOP 1: A\n{sentence}", TODAY)
        assert (draft.start, draft.end) == (start and at(start), end and at(end))

    @pytest.mark.parametrize(
        "title", ["Was trägt uns? Ergebnisse des Treffens", "AG-Treffen: Los!"]
    )
    def test_titles(self, title):
        assert parse(f"{title}\n\nTOP 1: A", TODAY).title == title

    def test_a_title_of_two_lines(self):
        draft = parse("Protokoll\nRunde am 17.2.2021\nOrt: Hof Zeit: 17:00\n\nTOP 1: A", TODAY)
        assert (draft.title, draft.place) == ("Protokoll: Runde am 17.2.2021", "Hof")
        assert draft.start == at("17:00")

    def test_a_label_outweighs_the_title(self):
        text = "Einladung vom 1.12.2020\nDatum: 10.12.2020, 17–19:30 Uhr, Rathaus\n\nTOP 1: A"
        draft = parse(text, TODAY)
        assert (draft.date, draft.start, draft.end) == (
            dt.date(2020, 12, 10),
            at("17:00"),
            at("19:30"),
        )
        assert draft.place == "Rathaus"

    def test_labels_below_the_last_item(self):
        draft = parse("Treffen\n\nTOP 1: A\nText\n\nEnde: 20:30 Uhr\nProtokoll: Ida", TODAY)
        assert (draft.end, draft.minute_taker, draft.closing) == (at("20:30"), "Ida", "")
        assert draft.items[0].protocol == "Text"

    def test_what_a_label_cannot_hold_stays_in_the_intro(self):
        draft = parse("Treffen\n\nBeginn: später\n\nTOP 1: A", TODAY)
        assert (draft.start, draft.intro) == (None, "Beginn: später")

    @pytest.mark.parametrize(
        ("sentence", "start", "end"),
        [
            ("Nächstes Treffen: 11. März 2021, 17-19:00 Uhr", "17:00", "19:00"),
            ("Die nächste Sitzung ist am Donnerstag, 11.3., um 17 Uhr im Hof.", "17:00", None),
            ("Wir freuen uns auf das nächste Mal am 11. März!", None, None),
        ],
    )
    def test_next_meeting(self, sentence, start, end):
        draft = parse(f"Treffen am 10.12.2020\n\nTOP 1: A\n\nText\n\n\n{sentence}", TODAY)
        coming = draft.next_meeting
        assert coming.date == dt.date(2021, 3, 11)
        assert (coming.start, coming.end) == (start and at(start), end and at(end))
        assert sentence in draft.closing

    def test_without_tops_the_text_is_the_intro(self):
        draft = parse("Treffen am 1.1.2021\n\nEs gab Kuchen.", TODAY)
        assert (draft.items, draft.intro) == ([], "Es gab Kuchen.")
        assert draft.warnings == ["Es wurden keine Tagesordnungspunkte erkannt."]

    def test_lines_of_a_menu_come_back_as_other(self):
        draft = parse("Blog\nTeams\nProtokoll vom 1.1.2021\n\nTOP 1: A", TODAY)
        assert (draft.title, draft.other) == ("Protokoll vom 1.1.2021", ["Blog", "Teams"])


class TestRefused:
    @pytest.mark.parametrize("text", ["", " \n\t\u00a0\n", "\u200b\x00"])
    def test_empty(self, text):
        with pytest.raises(ProtocolTextError) as error:
            parse(text)
        assert error.value.code == "empty"
        assert str(error.value) == "Der Text ist leer. Bitte fügen Sie das Protokoll ein."

    def test_too_large(self):
        with pytest.raises(ProtocolTextError) as error:
            parse("a" * 5_000_000)
        assert (error.value.code, error.value.params["length"]) == ("too_large", 5_000_000)
        assert "5.000.000 Zeichen" in str(error.value)

    def test_three_hundred_tops(self):
        text = "\n\n".join(f"TOP {number}: Thema {number}\nText" for number in range(1, 301))
        assert len(parse(text).items) == 300


class TestRender:
    @pytest.mark.parametrize(
        "text", ["Wer: Ute", "- Wer: Ute", "17:00 TOP 3: B", "Punkt 3: B", "> Zitat"]
    )
    def test_what_looks_like_a_heading_or_a_detail_stays_in_its_body(self, text):
        items = [ItemDraft("1", "A", protocol=text), ItemDraft("2", "B", ["Ute"], protocol=text)]
        draft = ProtocolDraft("Treffen", items=items)
        assert parse(render(draft), TODAY) == draft

    def test_the_notation_of_the_reference_page(self):
        draft = ProtocolDraft(
            title="Treffen im Hof",
            date=dt.date(2020, 12, 10),
            start=at("17:00"),
            place="Hof",
            topics=["Hof", "Treffen"],
            published=dt.date(2020, 12, 12),
            intro="Es war kalt.",
            items=[
                ItemDraft("1", "Anfang", ["Ute", "Karl"], end=at("17:08"), protocol="- a\n    - b"),
                ItemDraft("2", "Rest", [], "7 Teilnehmende", protocol="Prosa\\_ mit Haken."),
            ],
            closing="Bis bald!",
        )
        assert render(draft).split("\n") == [
            *("Treffen im Hof", "", "Veröffentlicht am 12. Dezember 2020", "Hof, Treffen", ""),
            *("Datum: 10. Dezember 2020, ab 17:00 Uhr", "Ort: Hof", "", "Es war kalt.", "", ""),
            *("Top 1  Anfang (Ute/Karl, bis 17:08 h)", "", "  • a", "      • b", "", ""),
            *("Top 2  Rest (7 Teilnehmende)", "", "Prosa_ mit Haken.", "", "", "Bis bald!", ""),
        ]

    @pytest.mark.parametrize("name", ["Nächstes Treffen", "Protokoll", "Ende", "Tagesordnung"])
    def test_a_top_without_number_may_be_called_as_a_label(self, name):
        items = [ItemDraft("", one, protocol="Text.") for one in ("Rad", name, "Hof")]
        again = parse(render(ProtocolDraft("Treffen", items=items)), TODAY).items
        assert [(item.name, item.protocol) for item in again] == [
            (one.name, "Text.") for one in items
        ]


class TestBrokenLines:
    @pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u2010", "- "])
    def test_a_word_broken_at_the_end_of_a_line_is_whole(self, hyphen):
        assert body(f"Es gibt einen Quartiers{hyphen}\nfonds für alle.") == (
            "Es gibt einen Quartiersfonds für alle."
        )

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Die Nord-\nSüd-Achse", "Die Nord-Süd-Achse"),
            ("In der Karl-Heine-\nStraße: Halteverbot", "In der Karl-Heine-Straße: Halteverbot"),
            ("Das gilt EU-\nweit", "Das gilt EU-weit"),
            ("Der Haupt-\nund Nebenweg", "Der Haupt- und Nebenweg"),
            ("- Haupt-\n- neben", "- Haupt-\n- neben"),
            ("Siehe www.wir-im-\nquartier.de dort", "Siehe www.wir-im-quartier.de dort"),
            ("An info@wir-im-\nquartier.de", "An info@wir-im-quartier.de"),
            ("Der Quar-\ntiers-\nfonds", "Der Quartiersfonds"),
            ("Die CO2-\nBilanz", "Die CO2-Bilanz"),
            ("Die B2-\nbereitschaft", "Die B2-bereitschaft"),
            ("Ein 3-\ntägiges Fest", "Ein 3-tägiges Fest"),
            ("Die 2-\nund 3-Jährigen", "Die 2- und 3-Jährigen"),
            ("Ost\u2011\nWest", "Ost-West"),
            ("Das WG-/\nHausplenum", "Das WG-/Hausplenum"),
            ("Das WG-\n/Hausplenum", "Das WG-/Hausplenum"),
            ("Neue Mieter/\n-innen und/\noder Gäste", "Neue Mieter/-innen und/oder Gäste"),
            ("Neue Mieter/-\ninnen", "Neue Mieter/-innen"),
            ("Der Kinder- /\nJugendtreff", "Der Kinder- / Jugendtreff"),
            ("Das Tor klemmt ->\nUte fragt nach", "Das Tor klemmt -> Ute fragt nach"),
            ("Die Obst-\n& Gemüsekiste", "Die Obst- & Gemüsekiste"),
            ("Siehe https://a.example/\nUte fragt", "Siehe https://a.example/\n\nUte fragt"),
            ("Es fehlen Stühle für die\nTanzgruppe.", "Es fehlen Stühle für die Tanzgruppe."),
            ("Offen ab 17:00-\nspäter", "Offen ab 17:00-\n\nspäter"),
            ("An max.muster-\nmann@example.org", "An max.muster-mann@example.org"),
        ],
    )
    def test_hyphens_that_are_meant_stay(self, text, shown):
        assert body(text) == shown

    @pytest.mark.parametrize("title", ["WG-/Hausplenum 3.4.2026", "AG Bau:Protokolle/2026-04-03"])
    def test_the_title_keeps_its_signs(self, title):
        assert parse(f"{title}\n\nTOP 1: Kasse\nGut.\n\nTOP 2: Hof\nNass.", TODAY).title == title

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("•\na\n•\nb\nc", "- a\n- b\n\nc"),
            ("Text\n•\n\na\n\n•\n\nb", "Text\n\n- a\n- b"),
            ("-\na\n-\nb", "- a\n- b"),
            ("a\n\n-\n\nb\n\n-\n\nc", "a\n\nb\n\nc"),
            ("a\n•\n•", "a"),
            ("\uf0d8 a\n\uf0d8 b\n    \uf06f c", "- a\n- b\n    - c"),
            ("a \uf0e0 b \uf0fc", "a → b ✓"),
        ],
    )
    def test_bullets_on_lines_of_their_own_and_of_fonts_of_symbols_are_such(self, text, shown):
        assert body(text) == shown

    def test_a_row_that_is_short_of_cells_stays_in_its_table(self):
        table = "| A | B |\n| --- | --- |\n| 1 | 2 |\n| 3 |\n| 4 | 5 |"
        assert body(table) == table.replace("| 3 |", "| 3 |  |")

    @pytest.mark.parametrize(
        "mark", ["<br>", "<br/>", "<BR />", "&lt;br>", "&lt;br /&gt;", "\v", "\f", "\x85"]
    )
    def test_a_typed_break_ends_the_line(self, mark):
        assert body(f"Eins{mark}Zwei") == "Eins\n\nZwei"

    @pytest.mark.parametrize("sign", ["\x07", "\x1f"])
    def test_a_sign_between_cells_or_units_parts_words(self, sign):
        assert body(f"Eins{sign}Zwei") == "Eins Zwei"

    def test_a_break_inside_a_cell_stays_one(self):
        table = "| a<br>b | c |\n| --- | --- |\n| d | e |"
        draft = parse(f"TOP 1: Thema\n\n{table}")
        assert draft.items[0].protocol == table
        assert draft.lines[1].text == "| a b | c |"
        assert plain_lines(table)[0] == "| a b | c |"


def test_a_struck_out_decision_is_no_outcome():
    item = read_item(
        "TOP 1: A", "", "Beschluss: ~~Bank kaufen~~ (3/0)", "", "Beschluss: Ja ~~und nein~~"
    )
    assert [outcome.text for outcome in item.outcomes] == ["Ja"]
    assert "Beschluss: ~~Bank kaufen~~ (3/0)" in item.protocol


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        ("webcal://a.example/x.ics", "Kalender (webcal://a.example/x.ics)"),
        ("ftp://a.example/x", "Kalender (ftp://a.example/x)"),
        ("https:/a.example/x", "Kalender (https:/a.example/x)"),
        ("https://a.example/x", "[Kalender](https://a.example/x)"),
        *((href, "Kalender") for href in ("mailto:", "javascript:x", "file:///C:/x", "#x", "")),
    ],
)
def test_where_a_pasted_link_leads_that_becomes_none_stays_in_the_text(href, shown):
    assert from_html(f'<p><a href="{href}">Kalender</a></p>') == f"{shown}\n"
    assert from_html(f'<p><a href="{href}">{href}</a></p>').strip() == href


def test_numbers_of_a_list_that_stand_alone_belong_to_the_words_below():
    assert body("1.", "Zelt", "2.", "", "Grill") == "1. Zelt\n2. Grill"
