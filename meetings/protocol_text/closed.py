"""Which TOPs a text says to be closed: what it tells of them is not for everybody."""

import re

from .labels import PART

_CLOSED = re.compile(
    r"\b(?:nicht[\s-]?öffentlich|vertraulich|unter Ausschluss der Öffentlichkeit)\b", re.I
)
_SITTING = re.compile(
    r"(?P<closed>nicht[\s-]?)?öffentliche (?:Sitzung|Beratung|Tagesordnungspunkte|TOPs)\W*", re.I
)
_NUMBER = re.compile(r"N\s?\d")  # as councils count them beside "Ö 1"


def part_of(line):
    """Return "closed" or "open" for a ``line`` that begins such a part of the meeting, "" for any other."""
    begins = PART.fullmatch(line.strip()) or _SITTING.fullmatch(line.strip())
    return ("closed" if begins["closed"] else "open") if begins else ""


def tells_closed(text):
    """Whether it stands anywhere in ``text`` that something is not for everybody."""
    lines = text.splitlines()
    return bool(_CLOSED.search(text)) or any(part_of(line) == "closed" for line in lines)


def find_closed(draft):
    """Take the public from each item of ``draft`` that is called closed, says so where a line begins, or stands in
    a part that is; a list that begins anew begins open."""
    part, last = "open", -1
    for line in draft.lines:
        at = re.fullmatch(r"items\.(\d+)", line.place)
        item = at and draft.items[int(at[1])]
        if item and int(at[1]) < last:
            part = "open"
        last = int(at[1]) if item else last
        part = part_of(item.name if item else line.text) or part
        if item and (part == "closed" or _says_closed(item)):
            item.public = False


def _says_closed(item):
    begins = (_CLOSED.match(line.lstrip("-*•( \t")) for line in item.protocol.splitlines())
    return bool(
        _NUMBER.match(item.number) or tells_closed(f"{item.name}\n{item.who}") or any(begins)
    )
