"""How much is read from protocols in many notations: ``protocols/*.txt`` beside what is to be read.

The JSON files were written from reading the texts; what they do not name is not measured.
"""

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import pytest

from meetings.protocol_text import OutcomeDraft, parse, propose, render
from wiq_site.kit.markup import from_html

SAMPLES = sorted((Path(__file__).parent / "protocols").glob("*.txt"))
LEAST = 0.99
TIMES = ("start", "end", "planned_minutes")
FACTS = ("place", "chair", "minute_taker", "attendance", "apologies", "next_meeting")
OUTCOME = asdict(OutcomeDraft("", ""))
# Words of headings and of agenda columns that are told by a field's meaning.
NOTATION = set(
    "top zu ad tops tagesordnungspunkt punkt bis ab uhr h min minuten ca und von um ende schluss wer dauer zeit"
    " wann sitzungsende eine halbe stunde viertelstunde 1 2 std betreff der tagesordnung thema fwd wg aw re title pkt ziffer"
    " erstens zweitens drittens viertens eins zwei drei vier".split()
)


def source_of(path):
    return path.read_bytes().decode("utf-8")


def load(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    today = dt.date.fromisoformat(expected.pop("today"))
    return parse(source_of(path), today), expected, today


def plain(value):
    """A value of a draft as it stands in the JSON file."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:%H:%M}" if isinstance(value, dt.time) else value


def outcomes(thing):
    return [{key: plain(value) for key, value in asdict(one).items()} for one in thing.outcomes]


def pairs(draft, expected):
    """What is measured: (kind, found, expected), item by item and fact by fact."""
    keys = [(one.number, one.name) for one in draft.items]
    free = list(range(len(keys)))
    for wanted in expected["items"]:
        key = wanted["number"], wanted["name"]
        match = next((i for i in free if keys[i] == key), None)
        yield "items", key if match is not None else keys, key
        if match is None:
            continue
        free.remove(match)
        yield from item_pairs(draft.items[match], wanted)
    for extra in free:
        yield "items", keys[extra], None
    yield "titles", draft.title, expected["title"]
    for name in ("date", "start", "end"):
        yield "times", plain(getattr(draft, name)), expected.get(name)
    facts = ("place", "chair", "minute_taker", "attendance", "apologies")
    for name in facts:
        yield "facts", getattr(draft, name), expected.get(name, "")
    for name in {"published", "topics", "intro", "closing", "ignored", "warnings"} & set(expected):
        yield "facts", plain(getattr(draft, name)), expected[name]
    if "next_meeting" in expected:
        coming = draft.next_meeting
        found = coming and {name: plain(getattr(coming, name)) for name in ("date", "start", "end")}
        yield "facts", found, expected["next_meeting"]


def item_pairs(item, wanted):
    yield "titles", item.name, wanted["name"]
    who = wanted.get("speakers", []), wanted.get("speakers_note", "")
    yield "speakers", (item.speakers, item.speakers_note), who
    for name in TIMES:
        yield "times", plain(getattr(item, name)), wanted.get(name)
    yield "outcomes", outcomes(item), [OUTCOME | one for one in wanted.get("outcomes", [])]
    if "protocol" in wanted:
        yield "bodies", item.protocol, wanted["protocol"]


def test_shares_of_what_is_found():
    right, total, wrong = Counter(), Counter(), []
    for path in SAMPLES:
        draft, expected, _ = load(path)
        for kind, found, wanted in pairs(draft, expected):
            # A time that is not there and not found is no merit.
            counts = bool(found or wanted)
            total[kind] += counts
            right[kind] += counts and found == wanted
            if found != wanted:
                wrong.append(f"{path.stem} {kind}: {found!r} instead of {wanted!r}")
    shares = {kind: right[kind] / total[kind] for kind in total}
    shown = ", ".join(f"{kind} {share:.1%} of {total[kind]}" for kind, share in shares.items())
    print(f"\n{len(SAMPLES)} protocols: {shown}", *wrong, sep="\n")  # noqa: T201
    low = [kind for kind, share in shares.items() if share < LEAST]
    assert (low, len(SAMPLES) >= 154) == ([], True), "\n".join([shown, *wrong])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
class TestEachProtocol:
    def test_no_line_is_lost(self, path):
        draft, _, _ = load(path)
        source = source_of(path)
        text = from_html(source) if source.startswith("<") else source
        filled = [line for line in text.splitlines() if re.search(r"[^\W_]", line)]
        shown = [line for line in draft.lines if re.search(r"[^\W_]", line.text)]
        assert len(shown) == len(filled)
        assert missing_words(draft) == []

    def test_what_is_proposed_first_is_what_is_read(self, path):
        draft, _, today = load(path)
        chosen = [one.lines for one in propose(source_of(path), today)] or [()]
        again = parse(source_of(path), today, headings=chosen[0])
        assert (again, again.lines) == (draft, draft.lines)

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
        return draft.next_meeting.text if draft.next_meeting else ""
    held = getattr(draft, place)
    return " ".join(held) if isinstance(held, list) else str(held)


def missing_words(draft):
    """Words of source lines that the place of their line does not hold; labels, dates and times
    of headings aside."""
    lost = []
    for line in draft.lines:
        text = re.sub(r"^:[a-z_]+:", "", line.text.removeprefix("o "))
        if line.place in ("date", "start", "end", "published"):
            continue
        held = set(words(values(draft, line.place)))
        if line.place in FACTS:
            # A line may tell several facts; its labels are told by where their values went.
            text = re.sub(r"^\|[^|]*\|", " ", text)
            text = re.sub(
                r"[^\W\d_][^:?,;|–]{0,60}[*_]*[:?][*_]*(?=\s|$)|^[#\w ]+$| anwesend$", " ", text
            )
            held.update(word for name in FACTS for word in words(values(draft, name)))
        heading = re.fullmatch(r"items\.\d+|title", line.place)
        lost += [
            (line.number, word)
            for word in words(text)
            if word not in held and not (heading and is_notation(word))
        ]
    return lost


def is_notation(word):
    return word.lower() in NOTATION or bool(
        re.fullmatch(r"\d+(?:h\d+|h|min)?|t(?:op)?\d+", word.lower())
    )
