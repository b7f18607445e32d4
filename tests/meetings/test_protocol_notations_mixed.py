"""Minutes as people really paste them: more than 190 texts whose notation is real and whose content is invented (``minutes/``), small
ones that show one difficulty each (``minutes/cases``), and texts woven anew from such notations (``siblings``).

Floors, not aims: what the reader finds today, less a little.
"""

import datetime as dt
import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from meetings import protocol_text
from meetings.protocol_text import parse
from meetings.protocol_text.outcomes import YEARS
from wiq_site.kit.dates import EARLIEST_DATE, LATEST_DATE

from .siblings import sibling

MINUTES = Path(__file__).parent / "minutes"
CASES = sorted((MINUTES / "cases").glob("*.txt"))
FACTS = "title date start end place chair minute_taker attendance apologies next_meeting".split()


def read(path):
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return parse(path.read_bytes().decode(), dt.date.fromisoformat(told["today"])), told


def folded(text):
    return re.sub(r"[\W_]+", " ", str(text or "").casefold()).strip()


def value(draft, name):
    found = getattr(draft, name)
    found = found.date if name == "next_meeting" and found else found
    return f"{found:%H:%M}" if isinstance(found, dt.time) else str(found or "")


def names(draft):
    return [folded(item.name) for item in draft.items]


def right(wanted, got):
    """Whether a fact is told as it should be: one of several for a list, nothing where it says nothing."""
    if not wanted:
        return not got
    return any(
        folded(one) in folded(got) for one in ([wanted] if isinstance(wanted, str) else wanted)
    )


def test_the_names_of_the_tops_are_found():
    found = wanted = both = 0
    for path in MINUTES.glob("*.txt"):
        draft, told = read(path)
        expect = told["expect"]
        optional = tuple(folded(name)[:30] for name in expect.get("optional", []))
        got = Counter(names(draft))
        readings = [expect["items"], *expect.get("items_alternatives", [])]
        names_of = [
            {folded(n) for n in (one["name"], *one.get("alts", []))}
            for one in min(readings, key=len)
        ]
        hits = sum(any(got[name] for name in each) for each in names_of)
        extra = [
            n
            for n in got
            if not any(n in each for each in names_of) and not n.startswith(optional or "-")
        ]
        both, found, wanted = both + hits, found + hits + len(extra), wanted + len(names_of)
    assert 2 * both / (found + wanted) > 0.97


def test_facts_are_found_and_none_is_invented():
    good = false = 0
    for path in MINUTES.glob("*.txt"):
        draft, told = read(path)
        for name in FACTS:
            if name in told["expect"]:
                fits = right(told["expect"][name], value(draft, name))
                good += fits and bool(told["expect"][name])
                false += not fits and bool(value(draft, name))
    assert (good >= 1260, false <= 3) == (True, True), (good, false)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_one_difficulty(path):
    draft, told = read(path)
    assert names(draft) == [folded(item["name"]) for item in told["items"]]
    bodies = [
        folded(item.get("has")) in folded(one.protocol)
        for item, one in zip(told["items"], draft.items, strict=True)
    ]
    assert all(bodies)
    facts = {
        name: told["facts"][name]
        for name in FACTS
        if name in told["facts"] and name != "attendance"
    }
    assert [name for name, wanted in facts.items() if not right(wanted, value(draft, name))] == []


def test_woven_notations():
    wrong = []
    for number in range(200, 272):
        text, told = sibling(number)
        draft = parse(text, dt.date(2025, 1, 15))
        facts = [
            name
            for name in ("date", "chair", "minute_taker")
            if value(draft, name) != told.get(name, value(draft, name))
        ]
        if facts or names(draft) != [folded(item["name"]) for item in told["items"]]:
            wrong.append(number)
    assert len(wrong) < 9, wrong


def test_lines_woven_from_all_of_them_are_read_without_a_fault():
    rows = [
        x for path in sorted(MINUTES.rglob("*.txt")) for x in path.read_text("utf-8").splitlines()
    ]
    marked = [row for row in rows if row[:1] in tuple("#=*123T")]
    for seed in range(100):
        chance = random.Random(seed)  # noqa: S311
        text = "\n".join(
            chance.choice(marked if chance.random() < 0.6 else rows) for _ in range(14)
        )
        numbers = [line.number for line in parse(text, dt.date(2025, 1, 15)).lines]
        assert numbers == sorted(set(numbers))
        cuts = {n: chance.choice(["intro", "body", "closing", "out"]) for n in numbers[::4]}
        assert parse(text, dt.date(2025, 1, 15), numbers[1::3], cuts).lines


def test_the_reader_knows_no_town():
    folder = Path(protocol_text.__file__).parent
    texts = [path.read_text("utf-8") for path in folder.iterdir() if path.is_file()]
    assert not re.search(
        r"\b(?:Leipzig\w*|WiQ|Wir im Quartier|Lindenau|Plagwitz)\b", "\n".join(texts), re.I
    )


def test_days_of_tasks_are_those_that_forms_take():
    assert (EARLIEST_DATE.year, LATEST_DATE.year) == (YEARS[0], YEARS[-1])
