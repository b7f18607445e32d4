"""Headings of notations that no rule knows, and texts in which nothing is a heading."""

import datetime as dt

import pytest

from meetings.protocol_text import parse
from meetings.protocol_text.families import Text, find_families
from meetings.protocol_text.headings import free_lines
from meetings.protocol_text.source import keep_answers, read_lines

TODAY = dt.date(2024, 5, 1)
DOUBT = "Die TOPs sind nur am Aufbau des Textes erkannt; bitte prüfen Sie die Einteilung."


def names(text):
    return [(item.number, item.name) for item in parse(text, TODAY).items]


def minutes(*headings):
    bodies = ["Alle waren einverstanden.", "Ute fragt nach.", "Das dauert noch.", "Karl hilft."]
    lines = [f"{head}\n{body}" for head, body in zip(headings, bodies, strict=False)]
    return "\n".join(["Treffen am 3.4.2024", *lines])


@pytest.mark.parametrize("mark", [">>", "→", "§§", "»", "///", "—", "❖", ":pushpin:"])
def test_lines_behind_the_same_mark_are_headings(mark):
    text = minutes(f"{mark} Garten", f"{mark} Kasse", f"{mark} Wahl")
    assert names(text) == [("", "Garten"), ("", "Kasse"), ("", "Wahl")]


@pytest.mark.parametrize("count", ["{}/", "Pkt. {}", "T{} -", "Zu Pkt. {}.)", "Ziffer {}:", "<{}>"])
def test_lines_that_count_up_behind_any_mark_are_headings(count):
    text = minutes(
        *(f"{count.format(n)} {name}" for n, name in enumerate(["Rad", "Weg", "Tor"], 1))
    )
    assert names(text) == [("1", "Rad"), ("2", "Weg"), ("3", "Tor")]


def test_a_word_of_its_own_before_the_number_stays_in_the_name():
    text = minutes("Antrag 1: Rad", "Antrag 2: Weg", "Antrag 3: Tor")
    assert names(text)[0] == ("", "Antrag 1: Rad")


def test_headings_told_by_the_layout_alone_are_doubted():
    assert DOUBT in parse(minutes(">> Garten", ">> Kasse", ">> Wahl"), TODAY).warnings


def test_headings_of_a_known_notation_are_not_doubted():
    assert DOUBT not in parse(minutes("TOP 1: Garten", "TOP 2: Kasse"), TODAY).warnings


def test_an_inner_list_between_marks_of_headings_is_no_heading():
    text = minutes(">> Garten", ">> Kasse", ">> Wahl") + "\n1. Ute\n2. Karl"
    assert [name for _, name in names(text)] == ["Garten", "Kasse", "Wahl"]


def test_known_headings_win_over_marks_inside_one_of_them():
    text = "TOP 1: Fest\n>> Bank\nja\n>> Zelt\nja\n>> Grill\nja\nTOP 2: Kasse\nstimmt"
    assert names(text) == [("1", "Fest"), ("2", "Kasse")]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_lines_that_say_top_win_over_numbers_inside_one_of_them(gap):
    points = "1. Zelt|Ute fragt.|2. Grill|Karl fragt.|3. Musik|Ida singt."
    text = f"Top 1 Fest|{points}|Top 2 Kasse|Stimmt."
    assert names(text.replace("|", gap)) == [("1", "Fest"), ("2", "Kasse")]


def test_lines_that_say_top_are_an_agenda_above_numbers_with_text():
    text = "Top 1 Fest|Top 2 Kasse||1. Fest|Ute fragt.||2. Kasse|Karl fragt."
    (fest, kasse) = parse(text.replace("|", "\n"), TODAY).items
    assert (fest.protocol, kasse.protocol) == ("Ute fragt.", "Karl fragt.")


@pytest.mark.parametrize(
    "text",
    [
        "Bitte bringt mit:\n- Handschuhe\n- Eimer\n- gute Laune\n\nTreffpunkt ist um 10 Uhr.",
        "Zuständigkeiten\n\nKasse: Petra Maler\nPresse: Ina Wolf\nGarten: Jens Roth\nTechnik: Ali",
        "Sommerfest\n\nSabine: Brot, Butter\nHolger: Grill und Kohle\nUte: Salate\nKarl: Bier",
        "Vorstand\nPetra Maler\nTel. 0123 456\n\nKasse\nJens Roth\nTel. 0123 457\n\nPresse\nIna Wolf\nTel. 1",
        "[12.03.24, 18:02] Ute: Wer kommt?\n[12.03.24, 18:03] Karl: Ich!\n[12.03.24, 18:10] Ali: Ich",
    ],
    ids=["things", "offices", "people", "addresses", "chat"],
)
def test_lists_of_things_and_people_are_no_headings(text):
    assert names(text) == []


def test_long_texts_are_looked_through_by_their_notations_only():
    with keep_answers():
        lines = read_lines("".join(f"## {n}. Thema\nEin Satz.\n" for n in range(1, 600)))
        assert {kind for kind, _ in find_families(Text(lines, free_lines(lines)))} == {
            "TOP",
            "in order",
        }
