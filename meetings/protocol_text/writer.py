"""A draft in the notation of the reference page, ready for a mail."""

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise, takewhile

from .body import find_announced_meeting, plain_lines
from .closed import tells_closed
from .frame import is_frame
from .head import is_topics
from .heading_lines import is_detail, is_who_and_when, read_heading
from .labels import is_closing_fact, opens_closing, read_labels
from .model import DECISION
from .outcomes import (
    NOBODY,
    NOTHING,
    begin_of,
    count_told,
    find_untold,
    plain,
    read_outcome,
    unwrapped,
    with_title,
    without_done,
)
from .source import collapse
from .when import find_dates, german_date
from .who import has_first_name


def render(draft):
    """Return ``draft`` as text: title, publication, facts, intro, "Top N  Titel (wer, bis HH:MM h)"
    with its body, closing. ``parse`` reads all of it back."""
    return "\n\n\n".join(part for part in _parts(draft) if part) + "\n"


def places(draft):
    """Return where its parts stand in the rendered ``draft``, as ``parse`` takes it: the numbers of the lines that begin a
    TOP, and {that of the first line of the closing: "closing"}."""
    head, *parts = _parts(draft)
    begins, line = [], head.count("\n") + 4 if head else 1
    for part in parts:
        begins.append(line)
        line += part.count("\n") + 3
    return begins[:-1], {begins[-1]: "closing"} if parts[-1] else {}


def _parts(draft):
    """Head, TOPs and closing of ``draft``."""
    published = []
    if draft.published:
        published.append(f"Veröffentlicht am {german_date(draft.published)}")
    if topics := ", ".join(draft.topics):
        published.append(topics if published and is_topics(topics) else f"Themen: {topics}")
    intro = plain_lines(draft.intro, is_frame, read_labels)
    head = [[collapse(draft.title)], published, _facts(draft), intro]
    near = draft.date or draft.published or dt.date.today()
    opened = _with_openings(draft.items)
    items = [_item(item, near, is_who_and_when) for item in opened[:-1]]
    last = (is_who_and_when,) if draft.closing else (is_who_and_when, opens_closing, read_labels)
    items += [_item(item, near, *last) for item in opened[-1:]]
    closing = "\n".join(plain_lines(draft.closing, is_frame, is_closing_fact))
    return ["\n\n".join("\n".join(lines) for lines in head if any(lines)), *items, closing]


def _with_openings(items):
    """``items`` with a line that opens the minutes again below a private one without its text, in which they were: above, it may
    still stand that they were closed."""
    opened = [*items]
    for at, (item, below) in enumerate(pairwise(items)):
        is_stub = below.public and not (item.public or item.protocol)
        if is_stub and any(tells_closed(one.protocol) for one in items[:at] if one.public):
            opened[at] = replace(item, protocol=_OPENING)
    return opened


_OPENING = "Öffentlicher Teil"


def _facts(draft):
    times = _span(draft.start, draft.end, "Uhr")
    moment = ", ".join(filter(None, [draft.date and german_date(draft.date), times]))
    lines = [f"{'Datum' if draft.date else 'Zeit'}: {moment}"] if moment else []
    facts = {
        "Ort": draft.place,
        "Online": draft.online,
        "Leitung": draft.chair,
        "Protokoll": draft.minute_taker,
        "Anwesend": draft.attendance,
        "Nicht anwesend": draft.apologies,
    }
    lines += [f"{label}: {collapse(value)}" for label, value in facts.items() if collapse(value)]
    coming, near = draft.next_meeting, draft.date or draft.published or dt.date.today()
    if coming and coming != find_announced_meeting(draft, near):  # else the text names it
        words = filter(None, [german_date(coming.date), _span(coming.start, coming.end, "Uhr")])
        lines.append(f"Nächstes Treffen: {coming.text or ', '.join(words)}")
    return lines


def _span(start, end, unit):
    if start and end:
        return f"{start:%H:%M}–{end:%H:%M} {unit}"
    if start:
        return f"ab {start:%H:%M} {unit}"
    return f"bis {end:%H:%M} {unit}" if end else ""


def untold(protocol, outcomes, near, *, in_full=False):
    """Those of ``outcomes`` that the text ``protocol`` (Markdown) does not tell, so that each stands once in every output;
    ``in_full``: it may say no more of one than that says itself."""
    return find_untold(plain_lines(unwrapped(protocol)), outcomes, near, in_full=in_full)


def retold(protocol, before, after, near, others=0):
    """``protocol`` (Markdown) with the lines that tell the outcome ``before`` telling ``after``, all but as many as are of
    ``others`` in the same words; None where none do alone."""
    begin, text = begin_of(before), None
    pair = [replace(one, text=collapse(one.text)) for one in (before, after)]
    counts = _count(protocol, pair, near) if begin else (0, 0)
    while counts[0] > others:
        text, counts = _retold_once(protocol, begin, pair, counts, near)
        if text is None:
            break
        protocol = text
    return text


def _count(protocol, outcomes, near):
    return count_told(plain_lines(unwrapped(protocol)), outcomes, near)


def _retold_once(protocol, begin, pair, counts, near):
    """``protocol``, which tells ``pair`` so often as ``counts`` say, with the second at one place of the first; and the new counts."""
    lines, tried = protocol.split("\n"), set()
    written = [at for at, line in enumerate(lines) if line.strip()]
    in_one = [n for n, at in enumerate(written) if begin in plain(lines[at])]
    pairs = enumerate(pairwise(lines[at] for at in written))
    places = in_one or [n for n, two in pairs if begin in plain(" ".join(two))]
    for place in places[:3]:
        for above, below in _AROUND:
            block = written[max(place - above, 0) : place + below]
            first, last = block[0], block[-1] + 1
            for changed in _retellings("\n".join(lines[first:last]), *pair, near):
                text = "\n".join([*lines[:first], changed, *lines[last:]])
                if text in tried:
                    continue
                tried.add(text)
                now = _count(text, pair, near)
                if now[0] < counts[0] and now[1] > counts[1]:
                    return text, now
    return None, counts


# A label may stand lines above what was decided, its votes below.
_AROUND = ((0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 1), (2, 1), (1, 2), (2, 3), (1, 4))


def _retellings(block, before, after, near):
    """What may tell ``after`` in place of ``block``, lines that tell ``before``: themselves with other words, with or without a day,
    or one line written anew."""
    told = [name for name in ("text", "votes", "who") if getattr(before, name)]
    said = plain(_MARKS.sub("", block)).replace(",", "")  # which lines of a vote lack
    if not all(getattr(before, name).replace(",", "") in said for name in told[1:]):
        return
    if all(getattr(after, name) for name in told):  # else a label of nothing would be left
        changed = _reworded(block, before.text, after.text)
        for name in told[1:]:
            changed = changed.replace(getattr(before, name), getattr(after, name), 1)
        is_moved = before.due and after.due and before.due != after.due
        days = find_dates(changed) if is_moved else ()
        for day in [day for day in days if day.resolve(near, coming=True) == before.due][:1]:
            changed = changed[: day.start] + german_date(after.due) + changed[day.end :]
        yield changed
        if after.votes and not before.votes and "\n" not in block:
            yield f"{changed.rstrip()} ({after.votes})"
        changed = _DONE_AT_END.sub("", changed)
        for box in ("[ ]", "[x]"), ("☐", "☑"):
            changed = changed.replace(*box[:: 1 if after.is_done else -1], 1)
        if before.is_done and not after.is_done:
            changed = without_done(changed)
        if not after.done:
            yield changed
        if after.is_done:
            yield f"{without_done(changed).rstrip(' .')}{_done_words(after)}"
    said = f"{write_outcome(before)} Abstimmung Votum Stimmen Wer Frist Termin Todo"
    if block[:1] != "|" and _words(block) <= _words(said):  # else something would be lost
        yield _MARKS.match(block)[0] + write_outcome(after)


def _reworded(block, before, after):
    """``block`` with the text ``after`` in place of ``before``; where a link or marks part that, with the words that differ."""
    if before in block:
        return block.replace(before, after, 1)
    old, new = plain(before).split(), plain(after).split()
    ahead = _shared(old, new)
    old, new = old[len(ahead) :], new[len(ahead) :]
    behind = _shared(old[::-1], new[::-1])[::-1]
    old, new = old[: len(old) - len(behind)], new[: len(new) - len(behind)]
    for first, last in (([], behind[:1]), (ahead[-1:], [])):
        said = " ".join([*first, *old, *last])
        if said and said in block:
            return block.replace(said, " ".join([*first, *new, *last]), 1)
    return block


def _shared(words, others):
    """The words with which both begin."""
    pairs = zip(words, others, strict=False)
    return [word for word, _other in takewhile(lambda pair: pair[0] == pair[1], pairs)]


_DONE_AT_END = re.compile(r",? erledigt am [^,;()]{1,30}$")
_MARKS = re.compile(r"^\s*(?:(?:[-*+>]|\d{1,9}[.)])\s+)*", re.M)


def _words(text):
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))


def _item(item, near, *misleading):
    """Heading and body of one TOP, with those outcomes its body does not tell."""
    heading = f"Top {item.number}  {_title(item)}" if item.number else f"Top: {_title(item)}"
    lines, rest = plain_lines(item.protocol, is_detail, *misleading), []
    for outcome in item.outcomes:
        dated = outcome.done and _dated(lines, outcome, near)
        lines, rest = (dated, rest) if dated else (lines, [*rest, outcome])
    missing = untold(with_title(item.name, item.protocol), rest, near)
    lines += [f"  • {write_outcome(outcome, near)}" for outcome in missing]
    return "\n".join([heading.strip(), "", *lines]).rstrip()


def _dated(lines, outcome, near):
    """``lines`` with the day on which ``outcome`` was done at the one that tells it without; None where none does, or where
    they tell it."""
    if not find_untold(lines, [outcome], near):
        return None
    done, begin = _done_words(outcome), begin_of(outcome)
    places = [at for at, line in enumerate(lines) if begin in plain(line)]
    for at in places[:_MOST_PLACES]:
        before, line, behind = lines[:at], lines[at], lines[at + 1 :]
        if "erledigt am" in line:
            continue
        cells = re.split(r"(?<!\\)(?=\|)", line) if line[:1] == "|" else [without_done(line)]
        told = next((n for n, cell in enumerate(cells) if begin in plain(cell)), 0)
        cells[told] = f"{cells[told].rstrip(' .')}{done}{' ' * (len(cells) > 1)}"
        dated = [*before, "".join(cells), *behind]
        if not find_untold(dated, [outcome], near):
            return dated
    return None


def _done_words(outcome):
    """That ``outcome`` is done, and when."""
    return f", erledigt am {german_date(outcome.done)}" if outcome.done else ", erledigt"


_MOST_PLACES = 9  # in which the words of a task are looked at


def write_outcome(outcome, near=None):
    """Decision or task with its label, as ``read_outcome`` takes it back, with days ``near``; votes and "Wer:" are said in a
    bracket of their own where they would not be found without it."""
    text, votes, who = collapse(outcome.text), outcome.votes, outcome.who
    done = _done_words(outcome) if outcome.is_done else ""
    near, tells_all = near or outcome.due or dt.date.today(), []
    if outcome.kind == DECISION:
        lines = [f"Beschluss: {text} ({votes})" if votes else f"Beschluss: {text}"]
        lines.append(f"Beschluss ({votes or NOTHING}): {text}")
        lines.append(f"Beschluss (Abstimmung: {votes}): {text}")
    else:
        tells_all = [f"Aufgabe: {text}"]  # "Ole fragt bis 30.9. beim Amt nach"
        task = text + (f", bis {german_date(outcome.due)}" if outcome.due else "")
        lines = [f"Aufgabe: {who}: {task}" if who else f"Aufgabe: {task}"]
        lines.append(f"Aufgabe: (Wer: {who or NOBODY}): {task}")
    for line in [*tells_all, *lines]:
        read = read_outcome(line + done, near)
        if read and (read.text, read.votes, read.who, read.due) == (text, votes, who, outcome.due):
            return line + done
    return lines[bool(votes or who)] + done


def _title(item):
    """Name and bracket; "Wer:" is said where words would not be read as people without it."""
    who = item.who
    minutes = f"{item.planned_minutes} min" if item.planned_minutes is not None else ""
    actual = f"tatsächlich bis {item.actual_end:%H:%M} h" if item.actual_end else ""
    when = ", ".join(filter(None, [_span(item.start, item.end, "h"), minutes, actual]))
    name = collapse(item.name)
    bracket = ", ".join(filter(None, [collapse(who), when]))
    plain = f"{name} ({bracket})" if bracket else name
    read = read_heading("", plain)
    same = (read.speakers, read.note) == (item.speakers, item.speakers_note)
    known = when or len(item.speakers) != 1 or has_first_name(item.speakers[0])
    if not who or (same and known):
        return plain
    return f"{name} (Wer: {bracket})"
