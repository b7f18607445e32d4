"""Clock times and lengths as German agendas write them."""

import datetime as dt
import re
from dataclasses import dataclass

from .lengths import ABOUT, take_length
from .memory import remembered

_UNIT = r"(?:\s{0,3}(?:Uhr|h)\b\.?)"


def _clock(name):
    return rf"(?P<{name}>\d{{1,2}}(?:[:.]\d{{2}}|\s?h\s?\d{{2}})?)(?![\d:])"


_FORMS = [
    rf"(?:von\s{{1,3}})?{ABOUT}{_clock('start')}(?P<unit1>{_UNIT})?\s{{0,3}}(?:-|–|—|bis)\s{{0,3}}"
    rf"{ABOUT}{_clock('end')}(?P<unit>{_UNIT})?",
    rf"bis\s{{1,3}}(?:um\s{{1,3}})?{ABOUT}{_clock('end')}(?P<unit>{_UNIT})?",
    rf"(?:ab|von|seit|um|Beginn:?|Start:?)\s{{1,3}}{ABOUT}{_clock('start')}(?P<unit>{_UNIT})?",
    rf"{ABOUT}{_clock('bare')}(?P<unit>{_UNIT})?",
]
_AT_END = [re.compile(rf"(?<![\w.:]){form}$", re.I) for form in _FORMS]
_ANYWHERE = [re.compile(rf"(?<![\w.:]){form}(?!\w)", re.I) for form in _FORMS]
_EARLIEST = 7  # o'clock, written with an "h" and nothing before it
_DIGIT = re.compile(r"[\d½¼¾]")
_LEADING = [re.compile(rf"{form}(?!\w)\s*[:|–—-]?\s*", re.I) for form in _FORMS]


@dataclass
class When:
    """What a phrase says about time; ``bare`` is a clock time without "bis" or "ab"."""

    start: dt.time | None = None
    end: dt.time | None = None
    bare: dt.time | None = None
    minutes: int | None = None
    impossible: str = ""


def take_when(text):
    """Split a time phrase off the end of ``text``: the rest and its When, or None without one."""
    if not _DIGIT.search(text):
        return _length(text) if "tunde" in text[-9:] else None
    for pattern in _AT_END:
        match = pattern.search(text)
        if match and _is_time(match):
            when = _when(match)
            if not when.impossible or not _length(text):
                return text[: match.start()].rstrip(" ,;–—-"), when
    return _length(text)


def _length(text):
    found = take_length(text)
    return (found[0], When(minutes=found[1])) if found else None


def find_when(text):
    """The first time phrase inside ``text`` as (start, end, When), or None."""
    for pattern in _ANYWHERE:
        for match in pattern.finditer(text):
            if _is_time(match) and not _when(match).impossible:
                return match.start(), match.end(), _when(match)
    return None


@remembered
def take_lead(text):
    """Split a time phrase off the beginning of ``text``: its When, a bare time being the start,
    and the rest; None without one."""
    for pattern in _LEADING:
        match = pattern.match(text)
        if match and _is_time(match) and not _when(match).impossible:
            when = _when(match)
            when.start, when.bare = when.start or when.bare, None
            return when, text[match.end() :]
    return None


def _is_time(match):
    """Whether digits are meant as a time: "17:08", "bis 17.08", "18 Uhr", but not "12" or "1-2"."""
    groups = match.groupdict()
    values = [groups[name] for name in ("start", "end", "bare") if groups.get(name)]
    if "bare" not in groups and len(values) == 1 and "." in values[0]:
        return True
    unit = groups.get("unit") or groups.get("unit1")
    hours = re.match(r"\d+", values[0])[0] if "bare" in groups else ""
    if hours and ("h" in values[0].lower() or (unit and unit.strip().lower() == "h")):
        return int(hours) >= _EARLIEST  # "1 h" and "1:30 h" are lengths
    return bool(unit) or any(":" in value or "h" in value.lower() for value in values)


def _when(match):
    when = When()
    for name in ("start", "end", "bare"):
        digits = match.groupdict().get(name)
        if digits:
            moment = read_clock(digits)
            if moment is None:
                return When(impossible=match[0])
            setattr(when, name, moment)
    return when


def read_clock(digits):
    """The time in "17:08", "17.08", "17h30" or "17"; None when there is no such time."""
    hour, _, minute = re.sub(r"[:.hH\s]+", ":", digits).partition(":")
    hour, minute = int(hour), int(minute or 0)
    if (hour, minute) == (24, 0):
        return dt.time(0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def merge_when(when, found):
    """Take over from ``found`` what ``when`` does not say."""
    for key in ("start", "end", "bare", "minutes"):
        value = getattr(found, key)
        if value is not None and getattr(when, key) is None:
            setattr(when, key, value)
