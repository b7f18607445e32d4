"""Protocols in many notations, each beside what is to be read from it."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from meetings.protocol_text import ItemDraft, OutcomeDraft, parse, render

SAMPLES = sorted((Path(__file__).parent / "protocols").glob("*.txt"))
NOTATION = {
    "top",
    "zu",
    "tagesordnungspunkt",
    "bis",
    "ab",
    "uhr",
    "h",
    "min",
    "minuten",
    "ca",
    "und",
}


def load(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    today = dt.date.fromisoformat(expected.pop("today"))
    return parse(path.read_text(encoding="utf-8"), today), expected, today


def plain(value):
    """A value of a draft as it stands in the JSON file."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, dt.time) else value


def facts(thing, names):
    return {name: plain(getattr(thing, name)) for name in names}


OUTCOME = {"kind": "", "text": "", "votes": "", "who": "", "due": None}
ITEM = {"number": "", "name": "", "speakers": [], "speakers_note": ""}
ITEM |= {"start": None, "end": None, "planned_minutes": None}


def outcome(thing: OutcomeDraft):
    return facts(thing, OUTCOME)


def item(thing: ItemDraft):
    return facts(thing, ITEM)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
class TestSamples:
    def test_items_have_numbers_names_people_and_times(self, path):
        draft, expected, _ = load(path)
        wanted = [ITEM | {key: one[key] for key in ITEM if key in one} for one in expected["items"]]
        assert [item(one) for one in draft.items] == wanted

    def test_bodies_are_clean_markdown(self, path):
        draft, expected, _ = load(path)
        pairs = [
            (one.protocol, wanted["protocol"])
            for one, wanted in zip(draft.items, expected["items"], strict=True)
            if "protocol" in wanted
        ]
        assert [one for one, _ in pairs] == [wanted for _, wanted in pairs]

    def test_outcomes_are_found(self, path):
        draft, expected, _ = load(path)
        wanted = [[OUTCOME | o for o in one.get("outcomes", [])] for one in expected["items"]]
        assert [[outcome(o) for o in one.outcomes] for one in draft.items] == wanted

    def test_facts_of_the_meeting(self, path):
        draft, expected, _ = load(path)
        names = [name for name in expected if name not in ("items", "next_meeting")]
        assert facts(draft, names) == {name: expected[name] for name in names}

    def test_next_meeting(self, path):
        draft, expected, _ = load(path)
        coming = draft.next_meeting
        found = coming and facts(coming, ("date", "start", "end"))
        assert found == expected.get("next_meeting")

    def test_no_line_is_lost(self, path):
        draft, _, _ = load(path)
        source = path.read_text(encoding="utf-8").splitlines()
        assert len(draft.lines) == sum(bool(line.strip("> ")) for line in source)
        assert missing_words(draft) == []

    def test_written_and_read_again_it_is_the_same(self, path):
        draft, _, today = load(path)
        again = parse(render(draft), today)
        draft.other = draft.ignored = []
        assert again == draft


def words(text):
    return re.findall(r"[^\W_]+", text)


def values(draft, place):
    """All that the draft holds at a place, as text."""
    if place.startswith("items."):
        number, _, body = place.removeprefix("items.").partition(".")
        one = draft.items[int(number)]
        people = " ".join([one.number, one.name, *one.speakers, one.speakers_note])
        return one.protocol if body else f"{people} {one.protocol}"
    if place == "next_meeting":
        return draft.next_meeting.text
    held = getattr(draft, place)
    return " ".join(held) if isinstance(held, list) else str(held)


def missing_words(draft):
    """Words of source lines that the place of their line does not hold; labels, dates and times
    of headings aside."""
    lost = []
    for line in draft.lines:
        text = line.text.removeprefix("o ")
        if line.place in ("date", "start", "end", "published"):
            continue
        if line.place in ("place", "chair", "minute_taker", "attendance", "apologies"):
            text = text.partition(":")[2] if ":" in text else text
        held = set(words(values(draft, line.place)))
        heading = re.fullmatch(r"items\.\d+", line.place)
        lost += [
            (line.number, word)
            for word in words(text)
            if word not in held and not (heading and (word.isdigit() or word.lower() in NOTATION))
        ]
    return lost
