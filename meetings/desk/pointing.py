"""Where a pasted text is cut into TOPs: what a person decides by pointing at its lines, and every step of it.

No database: a Cut and a text give a Reading, whose rows are what the fields of the preview hold. Steps keep, beside
the cuts, only what was typed otherwise than the text says, so that a form carries them and each can be undone.
"""

import json
import logging
import re
from bisect import bisect
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from django.core import signing
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetings import protocol_text
from meetings.models import Meeting
from meetings.protocol_text import ProtocolDraft, ProtocolTextError, SourceLine
from meetings.publishing import teaser_of
from wiq_site.kit.dates import day_digits
from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import MarkupError, render_markdown

TOOLS = {
    "top": _("TOP beginnt / beginnt nicht"),
    "body": _("gehört zum TOP davor"),
    "intro": _("Einleitung endet hier"),
    "closing": _("Schluss beginnt hier"),
    "out": _("auslassen / doch nicht"),
}
MOST_STEPS = 40
CLOSE = 1.0  # the score by which a second reading is hardly worse
logger = logging.getLogger(__name__)


class Cut(NamedTuple):
    """The numbers of the lines that begin a TOP, in order, and where other lines go (``cuts`` of ``parse``)."""

    headings: tuple = ()
    cuts: dict = {}


@dataclass
class ShownLine:
    """A line of the source as the page shows it; ``field`` names the fields it went to ("items-0", "date")."""

    number: int
    text: str
    field: str
    label: str
    bar: str
    is_heading: bool
    is_first: bool


def as_typed(value):
    """Return a text, a date, a time, a number or a tick as the fields hold it, "" for None."""
    if isinstance(value, bool):
        return "on" if value else ""
    if hasattr(value, "hour"):
        return f"{value:%H:%M}"
    if hasattr(value, "year"):
        return day_digits(value)
    return "" if value is None else f"{value}"


def passage(text):
    """Return the blocks of ``text``, a passage of minutes."""
    with protocol_text.keep_answers():
        lines = protocol_text.with_whole_words(protocol_text.read_lines(text))
        protocol_text.mark_tables(lines)
        return protocol_text.read_blocks(lines, None)


def stamp(text):
    """Return what tells ``text`` from a changed one, whatever line ends a browser makes of it."""
    return etag_of("\n".join(line.rstrip() for line in text.strip().splitlines())).strip('"')


def whatever_happens(ask, *args, otherwise=None, **options):
    """Return what the reader of minutes answers, or ``otherwise`` where it fails. Raises ProtocolTextError for what it refuses."""
    try:
        return ask(*args, **options)
    except ProtocolTextError:
        raise
    except Exception:
        logger.exception("Reading pasted minutes failed")
        return otherwise


def proposals(text, shape=""):
    """Return the readings to choose from, that of the remembered ``shape`` first."""
    return whatever_happens(protocol_text.propose, text, shape=shape or None, otherwise=[])


def read(text, cut=None):
    """Return the draft of ``text``. Whatever happens, all of it is in there. Raises ProtocolTextError for what is refused."""
    chosen = {"headings": cut.headings, "cuts": cut.cuts} if cut else {}
    if draft := whatever_happens(protocol_text.parse, text, **chosen):
        return draft
    lines = [SourceLine(n, t, "intro") for n, t in enumerate(text.splitlines(), 1) if t.strip()]
    sentence = gettext("Der Text ließ sich nicht einteilen; er steht ganz in der Einleitung.")
    return ProtocolDraft(intro=text.replace("<", "&lt;"), lines=lines, warnings=[sentence])


def ends_of(items):
    """Return when each of ``items`` of a draft ends; where only starts are told, as in a schedule, each as the next begins."""
    ends = [item.end for item in items]
    if any(ends):
        return ends
    return [item.start and below.start for item, below in pairwise(items)] + ends[-1:]


def _may_hold_tops(text):
    """Whether some of the Markdown ``text`` may be a TOP: a name above a list or a long paragraph, or three of these."""
    blocks = list(filter(None, text.split("\n\n")))
    long = [len(block) > _LONGEST_NAME for block in blocks]
    told = [is_long or block.startswith("- ") for is_long, block in zip(long, blocks, strict=True)]
    names = [
        not (one or ": " in block or block[-1] in ".,;:!?")
        for one, block in zip(told, blocks, strict=True)
    ]
    return sum(long) > 2 or any(map(all, zip(names, told[1:], strict=False)))


_LONGEST_NAME = 80  # characters


class Reading:
    """A text and how it is cut: the draft, its fields by key, and the lines as the page shows them.

    The key of a TOP is the number of the line that begins it; "" is that of the meeting. ``begins`` are the numbers of
    all lines that begin one: where an agenda is joined with its minutes, each TOP has two.
    """

    def __init__(self, text, cut):
        self.text, self.cut, self.draft = text, cut, read(text, cut)
        self._part_names()
        self._take_in_again()
        self.places = {line.number: line.place for line in self.draft.lines}
        self.texts = {line.number: line.text for line in self.draft.lines}
        self.begins = {n for n in cut.headings if self.places.get(n, "").startswith("items.")}
        by_place = {}
        for number, place in self.places.items():
            if place not in by_place or number in cut.headings:
                by_place[place] = number
        items = range(len(self.draft.items))
        self.keys = [str(by_place.get(f"items.{index}", f"x{index}")) for index in items]

    def _part_names(self):
        """Read the text with an empty line above those that a person has pointed at and that went into a name all the same."""
        lines, apart, name = self.text.split("\n"), [], ""
        for number, text, place in self.draft.lines:
            is_top = number in self.cut.headings
            inside = place == name and (is_top or self.cut.cuts.get(number) == "body")
            if inside and lines[number - 1 : number] and lines[number - 1].split() == text.split():
                apart.append(number)
            name = place if re.fullmatch(r"items\.\d+", place) and (is_top or place == name) else ""
        if not apart:
            return
        for number in reversed(apart):
            lines.insert(number - 1, "")
        below = {n: n + bisect(apart, n) for n in range(1, len(lines) + 1)}
        above = {there: n for n, there in below.items()}
        cuts = {below[n]: to for n, to in self.cut.cuts.items() if n in below}
        headings = tuple(below[n] for n in self.cut.headings if n in below)
        self.draft = read("\n".join(lines), Cut(headings, cuts))
        self.draft.lines = [x._replace(number=above[x.number]) for x in self.draft.lines]

    def _take_in_again(self):
        """Put lines that were left out as the frame of a page to where a person has said that they belong."""
        above, region, taken = "intro", "", {}
        for index, line in enumerate(self.draft.lines):
            cut = self.cut.cuts.get(line.number)
            region = cut if cut and cut != "out" else region
            region = "" if line.number in self.cut.headings else region
            if line.place != "ignored":
                inside = line.place in ("intro", "closing") or line.place.startswith("items.")
                above = line.place.removesuffix(".protocol") if inside else above
            elif cut == "body" or (region in ("intro", "closing") and cut != "out"):
                place = region if region in ("intro", "closing") else above
                is_item = place.startswith("items.")
                shown = f"{place}.protocol" if is_item else place
                self.draft.lines[index] = line._replace(place=shown)
                taken.setdefault(place, []).append(line)
        for place, lines in taken.items():
            thing = self.draft.items[int(place[6:])] if place.startswith("items.") else self.draft
            name = "protocol" if thing is not self.draft else place
            gaps = ["\n" * (1 + (b.number > a.number + 1)) for a, b in pairwise(lines)]
            words = "".join(line.text + gap for line, gap in zip(lines, [*gaps, ""], strict=True))
            text = f"{getattr(thing, name)}\n\n{protocol_text.to_markdown(passage(words), False)}"
            setattr(thing, name, text.strip())

    @cached_property
    def rows(self):
        """What the fields hold: a dict of texts for the meeting, then one for each TOP, by key."""
        draft, coming = self.draft, self.draft.next_meeting
        names = ["title", "date", "end", "place", "chair", "minute_taker", "attendance"]
        names += ["apologies", "intro", "closing", "published"]
        start = draft.start or (draft.items[0].start if draft.items else None)
        try:
            teaser = teaser_of(render_markdown(draft.intro))
        except MarkupError:
            teaser = ""  # the field of the intro says what is wrong
        facts = {name: as_typed(getattr(draft, name)) for name in names} | {
            "start": as_typed(start),
            "teaser": teaser,
            "topics": ", ".join(draft.topics),
            "other": "\n".join(text for text in draft.other if not protocol_text.is_frame(text)),
            **{
                f"next_{n}": as_typed(coming and getattr(coming, n))
                for n in ("date", "start", "end")
            },
        }
        items = {
            key: {
                "number": item.number,
                "name": item.name,
                "who": item.who,
                "minutes": as_typed(item.planned_minutes),
                "end": as_typed(end),
                "actual_end": as_typed(item.actual_end),
                "protocol": item.protocol,
                "private": "" if item.public else "on",
            }
            for key, item, end in zip(self.keys, draft.items, ends_of(draft.items), strict=True)
        }
        return {"": facts, **items}

    def key_at(self, line):
        """Return the key of what holds the ``line``, and the name of the field."""
        item = re.match(r"items\.(\d+)", self.places.get(line, ""))
        if item:
            return self.keys[int(item[1])], "protocol"
        return "", "closing" if self.places.get(line) == "closing" else "intro"

    def shown_lines(self, rows):
        """Return the source as the page shows it, beside the typed ``rows`` of the TOPs."""
        index_of = {row["key"]: index for index, row in enumerate(rows)}
        names = {f.name: f.verbose_name for f in Meeting._meta.fields}
        names |= {"title": _("Titel"), "topics": _("Themen"), "published": _("Veröffentlicht")}
        names |= {"ignored": _("ausgelassen"), "other": _("ohne Platz")}
        names |= {"next_meeting": _("nächstes Treffen"), "intro": _("Einleitung")}
        shown, before = [], None
        for line in self.draft.lines:
            if line.place == "other" and protocol_text.is_frame(line.text):
                line = line._replace(place="ignored")  # a wiki's own words come to no page
            item = re.match(r"items\.(\d+)", line.place)
            field, label, bar = line.place, names.get(line.place, _("Angabe")), line.place
            if item and (index := index_of.get(self.keys[int(item[1])])) is not None:
                row = rows[index]
                field, bar = f"items-{index}", f"{index % 6}"
                label = f"TOP {row['number']}" if row["number"] else f"{index + 1}. TOP"
            elif bar not in ("intro", "closing", "ignored", "other"):
                bar = "fact"
            heads = line.number in self.begins
            first = field != before or heads
            shown.append(ShownLine(line.number, line.text, field, str(label), bar, heads, first))
            before = field
        return shown

    def doubts(self, proposals):
        """Return sentences on what may be cut wrongly; ``proposals`` come best first."""
        items = self.draft.items
        sizes = {"intro": 0, "closing": 0, "": 1}
        for line in self.draft.lines:
            sizes[line.place if line.place in sizes else ""] += len(line.text)
        whole, sentences = sum(sizes.values()), []
        begun = {n for n, place in self.places.items() if re.fullmatch(r"items\.\d+", place)}
        first, second = (*proposals, None, None)[:2]
        untouched = items and second and self.cut.headings == first.lines
        close = untouched and first.score - second.score < CLOSE
        if close and 2 * len({*second.lines} - begun) >= len(items):  # else they are much alike
            sentences.append(
                gettext("Der Text lässt sich auch anders einteilen: bitte die Vorschläge ansehen.")
            )
        for place, name in (("intro", _("in der Einleitung")), ("closing", _("im Schluss"))):
            if items and 4 * sizes[place] > whole and _may_hold_tops(getattr(self.draft, place)):
                text = gettext(
                    "Mehr als ein Viertel des Textes steht %(place)s. Ist dort noch ein TOP?"
                ) % {"place": name}
                sentences.append(text)
        agenda = any(
            re.match(r"\W*(?:tagesordnung|agenda)\b", line.text, re.I) for line in self.draft.lines
        )
        if agenda and not items:
            sentences.append(gettext("Im Text steht „Tagesordnung“, aber kein TOP ist erkannt."))
        empty = [f"TOP {i.number}" if i.number else f"„{i.name}“" for i in items if not i.protocol]
        most = max((len(item.protocol) for item in items), default=0)
        is_agenda = 2 * len(empty) > len(items) and 3 * most < whole  # a remark here and there
        if empty and not is_agenda:
            text = ngettext("Ohne Text ist %(items)s.", "Ohne Text sind %(items)s.", len(empty))
            more = " …" if empty[8:] else ""
            sentences.append(text % {"items": ", ".join(empty[:8]) + more})
        for item in items:
            if not (item.public or item.protocol or item.name.casefold() == "nicht öffentlich"):
                text = gettext(
                    "„%s“ ist nicht öffentlich und ohne Text: Steht er bei einem anderen TOP?"
                )
                sentences.append(text % item.name)
        return sentences

    def alike_begun(self, line):
        """Return the lines that begin the same TOP as ``line``, itself too; none where it begins none."""
        return {
            n for n in self.begins if line in self.begins and self.places[n] == self.places[line]
        }

    def pointed(self, line, tool):
        """Return the Cut after a person has pointed at the number of a ``line`` with one of TOOLS."""
        headings, cuts = set(self.cut.headings), dict(self.cut.cuts)
        taken_in = tool == "body" or (tool == "out" and self.places[line] == "ignored")
        gone = {line} if tool == "out" and not taken_in else self.alike_begun(line)
        if tool == "body" and self.places[line].endswith(".protocol"):
            return self.cut
        if tool == "top" and not gone:
            cuts.pop(line, None)
            return self._cut(headings | {line}, cuts, self.begins | {line})
        if tool == "top":
            return self._cut(headings - gone, cuts, self.begins - gone)
        if taken_in:
            cuts[line] = "body"
            later = [n for n, place in self.places.items() if place == "closing" and n > line]
            if later and self.places[line] != "closing" and "closing" not in cuts.values():
                cuts[later[0]] = "closing"
            return self._cut(headings - gone, cuts, self.begins - gone)
        if tool == "out":
            return self._cut(headings - gone, cuts | {line: "out"}, self.begins - gone)
        if tool == "intro":
            following = next((number for number in self.places if number > line), None)
            headings = {number for number in headings if number > line} | {following} - {None}
            cuts = {n: to for n, to in cuts.items() if n > line or to == "out"}
        else:
            headings = {number for number in headings if number < line}
            cuts = {n: to for n, to in cuts.items() if n < line or to == "out"} | {line: "closing"}
        return Cut(tuple(sorted(headings)), cuts)

    def _cut(self, headings, cuts, wanted):
        """Return the Cut by ``headings`` after which the lines ``wanted`` begin TOPs.

        An agenda that is not joined with its minutes any more is left out, so that the other TOPs stay as they are.
        """
        keys = {int(key) for key in self.keys if key.isdigit()}
        cut = Cut(tuple(sorted(headings)), cuts)
        joined = {*self.cut.headings} != self.begins or not self.begins <= keys
        if not joined or Reading(self.text, cut).begins == wanted:
            return cut
        joined = self.begins - keys & wanted
        return Cut(tuple(sorted(wanted - joined)), cuts | dict.fromkeys(joined, "out"))

    def lines_like(self, line):
        """Return the other lines that look like ``line`` and are not, as it is, a heading (or none, or left out)."""
        states = {n: (n in self.begins, place == "ignored") for n, place in self.places.items()}
        lines = whatever_happens(protocol_text.alike, self.text, line, otherwise=[])
        return [n for n in lines if n in states and states[n] != states[line]]


def patched(base, mine, theirs):
    """Return the text ``mine``, typed from ``base``, with the lines gone and come between ``base`` and ``theirs``.

    A line that was typed otherwise stays, whatever became of the one it was made of.
    """
    old, typed, new = (text.split("\n") for text in (base, mine, theirs))
    at = {}  # the line of ``base`` → where it stands in ``mine``
    for block in SequenceMatcher(None, old, typed, autojunk=False).get_matching_blocks():
        at |= {block.a + step: block.b + step for step in range(block.size)}
    gone, come = set(), {}
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _tag, start, end, from_, to in matcher.get_opcodes():
        if _tag == "equal":
            continue
        instead = [at[index] for index in range(start, end) if index in at]
        before = [at[index] + 1 for index in range(start) if index in at]
        gone |= set(instead)
        place = len(typed) if start >= len(old) else [*instead[:1], *before[-1:], 0][0]
        come.setdefault(place, []).extend(new[from_:to])
    lines = []
    for index in range(len(typed) + 1):
        lines += come.get(index, [])
        lines += typed[index : index + 1] if index not in gone else []
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def suggested_in(facts):
    """Return what of the meeting's fields was suggested and not read: {name: text}."""
    try:
        return dict(json.loads(facts.get("suggested") or "{}"))
    except (TypeError, ValueError):
        return {}


def carry(rows, old, new, left):
    """Return typed ``rows``, the meeting's first, for the Reading ``new`` instead of ``old``.

    What was typed stays with its TOP, a suggestion gives way to what is read, text goes where its lines went; of a TOP that is none any more the changed
    words go to what holds its lines now, and come back with it (``left``, as Steps tell).
    """
    before, after = old.rows, new.rows
    rows = [dict(row) for row in rows]
    by_key = {row["key"]: row for row in rows}
    for key, (was, typed) in left.items():
        holder, name = old.key_at(int(key))
        holder, then = by_key[holder], was | typed
        holder[name] = patched(then["protocol"], holder[name], was["protocol"])
        if then["name"]:
            holder[name] = holder[name].replace(then["name"], was["name"], 1)
        theirs = holder.get("outcomes") or []
        holder["outcomes"] = [one for one in theirs if one not in then.get("outcomes", [])]
    result = [row for row in rows if row["key"] in after or row["key"] not in before]
    for row in result:
        was, becomes = before.get(row["key"]), after.get(row["key"])
        suggested = suggested_in(row)
        for name in becomes if was and becomes else ():
            is_suggested = becomes[name] and row[name] == suggested.get(name)
            if row[name] == was[name] or is_suggested:
                row[name] = becomes[name]
            elif name in ("protocol", "intro", "closing", "other") and was[name] != becomes[name]:
                row[name] = patched(was[name], row[name], becomes[name])
    for previous, key in zip(after, list(after)[1:], strict=False):
        if key not in before:
            place = next(index for index, row in enumerate(result) if row["key"] == previous)
            row = after[key] | {"key": key}
            if key in left:
                was, typed = left[key]
                words = patched(was["protocol"], (was | typed)["protocol"], row["protocol"])
                row |= typed | {"protocol": words}
            result.insert(place + 1, row)
    by_key = {row["key"]: row for row in result}
    hidden = {row["key"] for row in rows if row.get("private")}
    for line in new.places if hidden else ():  # what is not public stays so, wherever it goes
        taker = by_key.get(new.key_at(line)[0])
        if taker and taker["key"] and old.key_at(line)[0] in hidden:
            taker["private"] = "on"
    for row in rows:
        if row["key"] in before and row["key"] not in after:
            key, name = new.key_at(int(row["key"])) if row["key"].isdigit() else ("", "intro")
            taker, was = by_key[key], before[row["key"]]
            if row["protocol"] != was["protocol"]:
                taker[name] = patched(was["protocol"], taker[name], row["protocol"])
            if row["name"] != was["name"] and was["name"]:
                taker[name] = taker[name].replace(was["name"], row["name"], 1)
            if key and row.get("outcomes"):
                taker["outcomes"] = [*taker.get("outcomes", []), *row["outcomes"]]
    return result


class Steps:
    """What was decided step by step: ``states`` of (Cut, [(key, what was typed otherwise)], the text), ``at`` now."""

    def __init__(self, states, at=0):
        self.states, self.at = states, at

    @classmethod
    def load(cls, stored, source):
        """Return the Steps that a form carries beside its ``source``; fresh ones for what this site did not write."""
        try:
            stored = signing.loads(stored, salt=__name__)
        except signing.BadSignature:
            return cls([(Cut(), [], source)])
        texts = [source, *stored.get("texts", ())]
        states = [
            (
                Cut(tuple(headings), {int(n): to for n, to in cuts.items()}),
                list(map(tuple, rows)),
                texts[sum(place)],
            )
            for headings, cuts, rows, *place in stored[
                "states"
            ]  # a form opened long ago has no place
        ]
        return cls(states, stored["at"])

    def dump(self):
        """Return what a form carries: signed, so that nobody has to look whether it is what was written."""
        texts = list(dict.fromkeys([self.text, *(text for _, _, text in self.states)]))
        states = [(c.headings, c.cuts, rows, texts.index(text)) for c, rows, text in self.states]
        stored = {"at": self.at, "states": states, "texts": texts[1:]}
        return signing.dumps(stored, salt=__name__, compress=True)

    @property
    def cut(self):
        return self.states[self.at][0]

    @property
    def text(self):
        return self.states[self.at][2]

    @property
    def can_undo(self):
        return self.at > 0

    @property
    def can_redo(self):
        return self.at + 1 < len(self.states)

    def left(self, reading, keys):
        """Return what the TOPs with these ``keys``, which are none now, were when they last stood: {key: (what the
        text of the ``reading`` said, what was typed otherwise)}."""
        found = {}
        for cut, rows, text in reversed(self.states[: self.at + 1]):
            if text != reading.text:
                break
            there = {key: typed for key, typed in rows if key in keys and key not in found}
            texts = Reading(reading.text, cut).rows if any(there.values()) else {}
            found |= {key: (texts.get(key), typed) for key, typed in there.items()}
        return {key: left for key, left in found.items() if left[0] and left[1]}

    def add(self, reading, rows, new_reading, new_rows):
        """Note a step from ``rows`` of ``reading`` to new ones; what could be redone is gone."""
        self.states[self.at :] = [_state(reading, rows), _state(new_reading, new_rows)]
        self.states = self.states[-MOST_STEPS:]
        self.at = len(self.states) - 1

    def go(self, by, reading, rows):
        """Go ``by`` steps (-1 or 1) from ``rows`` of ``reading``; return the Reading and the rows there.

        What was typed since the last step stays with the TOPs that are there and here, where both are of one text.
        """
        after_step = dict(self.states[self.at][1])
        now = _state(reading, rows)
        self.states[self.at] = now
        self.at += by
        cut, typed_there, text = self.states[self.at]
        there, found = Reading(text, cut), []
        since = dict(now[1])
        if text != reading.text:
            since = after_step = {}
        for key, typed in typed_there:
            row = there.rows.get(key, {}) | typed | {"key": key}
            for name in since.get(key, {}).keys() | after_step.get(key, {}).keys():
                if key in since and since[key].get(name) != after_step.get(key, {}).get(name):
                    row[name] = since[key].get(name, there.rows.get(key, {}).get(name, ""))
            found.append(row)
        self.states[self.at] = _state(there, found)
        return there, found


def _state(reading, rows):
    """Return what the Steps keep of ``rows``: the cut, and of each row what differs from the text."""
    kept = []
    for row in rows:
        base = reading.rows.get(row["key"], {})
        differs = {
            n: v for n, v in row.items() if n not in ("key", "answers") and v != base.get(n, "")
        }
        kept.append((row["key"], {n: v for n, v in differs.items() if v or n in base}))
    return reading.cut, kept, reading.text
