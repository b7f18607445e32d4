"""What a person chooses stands: headings and cuts given to ``parse``, what ``propose`` and ``alike`` offer."""

import datetime as dt
import random
from pathlib import Path

import pytest

from meetings.protocol_text import ProtocolTextError, alike, parse, propose

from .test_protocol_corpus import missing_words

TODAY = dt.date(2024, 5, 1)
TEXT = (
    "Treffen am 3.4.2024\n\n1. Rad\nAlle fahren.\n\n2. Bank\nSie ist blau.\n\nGarten\nUte gießt.\n"
)


def names(text, **chosen):
    return [(item.number, item.name) for item in parse(text, TODAY, **chosen).items]


def test_the_chosen_lines_begin_the_tops():
    assert names(TEXT, headings=[3, 9]) == [("1", "Rad"), ("", "Garten")]


TABLE = [
    ["TOP", "Thema", "Ergebnis", "Verantwortlich"],
    ["1", "Rad", "Alle fahren.", "Ute"],
    ["2", "Bank", "Sie ist blau.", "Karl"],
    ["3", "Hof", "Er ist leer.", "Ute"],
]


@pytest.mark.parametrize(
    "row", ["{0}\t{1}\t{2}\t{3}", "| {0} | {1} | {2} | {3} |", "{0};{1};{2};{3}"]
)
class TestRowsOfATable:
    def test_chosen_as_proposed_they_are_read_by_their_columns(self, row):
        text = "Treffen 3.4.2024\n\n" + "\n".join(row.format(*cells) for cells in TABLE)
        items = parse(text, TODAY, headings=propose(text, TODAY)[0].lines).items
        found = [(item.number, item.name, item.protocol, *item.speakers) for item in items]
        assert found == [(n, name, said, who) for n, name, said, who in TABLE[1:]]

    @pytest.mark.parametrize(
        ("chosen", "expected"), [([4, 6], ["1 Rad", "3 Hof"]), ([5, 6], ["2 Bank", "3 Hof"])]
    )
    def test_one_that_is_not_chosen_is_text(self, row, chosen, expected):
        text = "Treffen 3.4.2024\n\n" + "\n".join(row.format(*cells) for cells in TABLE)
        draft = parse(text, TODAY, headings=chosen)
        assert [f"{item.number} {item.name}" for item in draft.items] == expected
        assert missing_words(draft) == []


def test_no_line_chosen_is_no_top():
    draft = parse(TEXT, TODAY, headings=[])
    assert draft.items == []
    assert "Alle fahren" in draft.intro


@pytest.mark.parametrize(
    ("cut", "place"), [("intro", "intro"), ("closing", "closing"), ("out", "ignored")]
)
def test_a_cut_says_where_a_line_goes(cut, place):
    draft = parse(TEXT, TODAY, headings=[3, 6, 9], cuts={7: cut})
    assert next(line.place for line in draft.lines if line.number == 7) == place
    assert "blau" not in draft.items[1].protocol


def test_what_belongs_to_the_top_is_no_closing():
    text = "TOP 1: Rad\nAlle fahren.\n\nTOP 2: Bank\nBlau.\n\nVielen Dank an alle!"
    assert parse(text, TODAY).closing
    assert "Dank" in parse(text, TODAY, cuts={7: "body"}).items[1].protocol


def test_the_first_proposal_is_what_is_read_and_there_are_four_at_most():
    found = propose(TEXT, TODAY)
    assert 1 < len(found) <= 4
    assert found[0].lines == (3, 6)
    assert found[0].label == "1. …"


def test_a_remembered_shape_comes_first():
    other = next(one for one in propose(TEXT, TODAY) if one.lines != (3, 6))
    assert propose(TEXT, TODAY, shape=other.shape)[0].shape == other.shape


def test_lines_that_look_alike():
    assert alike(TEXT, 3) == [3, 6]
    assert alike(TEXT, 4000) == []


def test_tops_with_and_without_numbers_in_one_list():
    text = (
        "Treffen\n\n## Tagesordnung\n1. Zelt\n  * Kabel\n2. Strom\n  * offene Fragen z.B. zur Liste"
    )
    assert names(text) == [("1", "Zelt"), ("2", "Strom")]


def test_a_dash_alone_between_tops_is_no_body():
    agenda = "Tagesordnung\n-\nTOP 1 – Rad\n-\nTOP 2 – Bank\n"
    assert names(agenda + "TOP 1 – Rad\nJa.\nTOP 2 – Bank\nNein.") == [("1", "Rad"), ("2", "Bank")]


def test_front_matter_is_read_for_its_facts():
    front = "---\ntitle: Runde Mai\nevent: 2022-05-17 19:30:00\nlocation: Saal, Hof\nauthor: mw\n---\n\n"
    draft = parse(front + "### Rad\nJa.\n\n### Bank\nNein.\n", TODAY)
    assert (draft.title, draft.place) == ("Runde Mai", "Saal, Hof")
    assert (draft.date, draft.start) == (dt.date(2022, 5, 17), dt.time(19, 30))


def test_a_length_is_a_span_of_the_clock_or_nothing():
    draft = parse("Treffen am 3.4.2024\nDauer: 19 - ca. 21:15\n\nTOP 1: Rad\nJa.", TODAY)
    assert (draft.start, draft.end) == (dt.time(19), dt.time(21, 15))
    assert parse("Treffen am 3.4.2024\nDauer: 2 Stunden\n\nTOP 1: Rad", TODAY).start is None


def woven(seed):
    """Lines of two texts of the corpus, some of them dropped, doubled, indented or in another place."""
    chance = random.Random(seed)  # noqa: S311
    texts = sorted((Path(__file__).parent / "protocols").glob("*.txt"))
    lines = [row for path in chance.sample(texts, 2) for row in path.read_text("utf-8").split("\n")]
    lines = [row for row in lines for _ in range(chance.choice((0, 1, 1, 1, 1, 2)))][:150]
    for _ in range(20):
        if lines:
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = "    " + lines[other], lines[one]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(40))
def test_woven_texts_are_read_or_refused(seed):
    text = woven(seed)
    try:
        draft = parse(text, TODAY)
    except ProtocolTextError:
        return
    assert all(line.place for line in draft.lines)
    for proposal in propose(text, TODAY):
        parse(text, TODAY, headings=proposal.lines)
