"""Numbered headings without "TOP": "1. Begrüßung", "2) Berichte", "2.1 Kasse"."""

import re

from .brackets import LONGEST_NAME
from .dates import find_dates
from .marks import Candidate, undecorated

NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?P<delimiter>(?:\.\)|[.)])?(?:\s+|:\s*)|[.)](?=[^\W\d]))(?P<rest>\S.*)$"
)
_AGENDA = re.compile(
    r"(?:(?:Vorläufige\s)?Tagesordnung(?:spunkte)?|TOPs?|TO|Agenda|Ablauf)\b", re.I
)


def find_numbered(lines, free):
    """ "1. Begrüßung" or "1) …": one delimiter and indent, numbers that go up, no inner lists."""
    styles = {}
    for index, line in free:
        found = _numbered(index, line)
        if found:
            styles.setdefault((found.delimiter, found.indent), []).append(found)
    best = [_ascending(lines, style) for style in styles.values()]
    best = max(best, key=len, default=[])
    return best if len(best) > 1 else []


def _numbered(index, line):
    marks, text = undecorated(line.text)
    match = NUMBERED.match(text)
    if not match or line.indent >= 12 or len(match["rest"]) > LONGEST_NAME + 60:
        return None
    rest, number = match["rest"], match["number"]
    delimiter = match["delimiter"].strip() or ("." if "." in number else "")
    dates = find_dates(text)
    if not delimiter or (dates and dates[0].start == 0):
        return None
    fit = not rest[0].islower() and not rest.endswith((".", ";", ",", "!", "?"))
    return Candidate(index, number, rest, line.indent, marks, delimiter=delimiter, fit=fit)


def _ascending(lines, candidates):
    """The candidates that continue the numbering; a list that starts anew or follows a colon is an
    inner one."""
    taken = []
    inner = -2
    for candidate in candidates:
        follows = _follows(taken[-1].number if taken else "", candidate.number)
        goes_on = inner == candidate.index - 1
        if not (candidate.fit and follows) or goes_on or _opens_list(lines, candidate, taken):
            inner = candidate.index
        else:
            taken.append(candidate)
    return taken


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
