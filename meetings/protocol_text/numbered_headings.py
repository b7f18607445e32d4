"""Numbered headings without "TOP": "1. Begrüßung", "2) Berichte", "2.1 Kasse"."""

import re

from .brackets import LONGEST_NAME
from .dates import find_dates
from .inline_bodies import flat, inline_body
from .marks import Candidate, undecorated
from .sentences import ends_sentence

NUMBERED = re.compile(
    r"\(?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})"
    r"(?P<delimiter>(?:\.\)|[.)])?(?:\s+|:\s*)|\s+[–—-]\s+|[.)](?=[^\W\d]))(?P<rest>(?![–—-]\s)\S.*)$"
)
_BARE = " "
_DAY = re.compile(r"\d{1,2}\.\s?(?:\d|[^\W\d]{3})")
_AGENDA = re.compile(
    r"(?:(?:Vorläufige\s)?Tagesordnung(?:spunkte)?|TOPs?|TO|Agenda|Ablauf)\b", re.I
)


def find_numbered(lines, free):
    """ "1. Begrüßung" or "1) …": one delimiter and indent, numbers that go up, no inner lists."""
    styles = {}
    for index, line in free:
        found = _numbered(index, line)
        if found:
            styles.setdefault((found.delimiter, found.indent, found.marks), []).append(found)
    best = [
        _ascending(lines, style)
        for (delimiter, *_), style in styles.items()
        if delimiter != _BARE or _stand_free(lines, style)
    ]
    best = max(best, key=_likely, default=[])
    return best if len(best) > 1 else []


def _stand_free(lines, style):
    """Whether numbers without a dot ("1 Kasse") are three or more, each below an empty line."""
    free = all(top.fit and not lines[top.index - 1].text for top in style if top.index)
    return len(style) > 2 and free


def _likely(style):
    """Marked headings before plain ones, then more before fewer."""
    return len(style) > 1 and bool(style[0].marks), len(style)


def _numbered(index, line):
    marks, text = undecorated(flat(line.text))
    match = NUMBERED.match(text)
    if not match or line.indent >= 12 or len(match["rest"]) > LONGEST_NAME + 60:
        return None
    rest, number = match["rest"], match["number"]
    delimiter = match["delimiter"].strip() or ("." if "." in number else _BARE)
    day = bool(_DAY.match(text) and find_dates(text[:20])) if "." in text[:3] else False
    if day and number.count(".") != 1:
        return None
    fit = not rest[0].islower() and not ends_sentence(rest)
    fit = fit or inline_body(rest) is not None
    return Candidate(index, number, rest, line.indent, marks, False, False, not day, delimiter, fit)


def _ascending(lines, candidates):
    """The candidates that continue the numbering; a list that starts anew or follows a colon is an
    inner one."""
    taken, numbers = [], {candidate.number for candidate in candidates}
    inner = -2
    for candidate in candidates:
        follows = _follows(taken[-1].number if taken else "", candidate.number)
        goes_on = inner == candidate.index - 1
        if not candidate.strong and not _continues(taken, candidate, numbers):
            continue
        if not (candidate.fit and follows) or goes_on or _opens_list(lines, candidate, taken):
            inner = candidate.index
        else:
            taken.append(candidate)
    return taken


def _continues(taken, candidate, numbers):
    """Whether what could be a day ("3.1. Gebühren") counts on directly from the one before and is
    not the only one of its parent."""
    last = taken[-1].number if taken else ""
    parent, _, own = candidate.number.rpartition(".")
    first = last == parent and own == "1" and f"{parent}.2" in numbers
    return first or last == f"{parent}.{int(own) - 1}"


def _follows(last, number):
    """Whether ``number`` may come after ``last``: 3 or 2.1 after 2, 3.0 after 2.4; gaps up to 3."""
    before, now = ([int(digit) for digit in n.split(".")] if n else [0] for n in (last, number))
    if not last:
        return now[0] in (0, 1) and all(digit < 2 for digit in now[1:])
    shared = 0
    while shared < min(len(before), len(now)) and before[shared] == now[shared]:
        shared += 1
    rest = now[shared:]
    if shared < len(before) and rest:
        rest = rest[1:] if 0 < rest[0] - before[shared] <= 3 else [9]
    return len(now) > shared and all(digit < 2 for digit in rest)


def _opens_list(lines, candidate, taken):
    """Whether the line above announces a list ("Ideen:") that is not the agenda."""
    index = candidate.index
    if index == 0 or (taken and taken[-1].index == index - 1):
        return False
    bare = index + 1 < len(lines) and _numbered(index + 1, lines[index + 1])
    apart = bare and not lines[index - 1].text and index > 1
    above = lines[index - 2 if apart else index - 1].text
    return above.endswith(":") and not _AGENDA.match(above.lstrip("#*= "))
