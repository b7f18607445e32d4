"""The table of an agenda: each of its rows is the heading of a TOP, perhaps with its minutes."""

import re
from itertools import groupby

from .brackets import LONGEST_NAME
from .bullets import bullet
from .columns import guessed_columns, known_columns
from .marks import Candidate, undecorated
from .numbered_headings import NUMBERED
from .people import read_people
from .source import Line
from .times import merge_when, take_when
from .title_parts import Heading, read_heading
from .top_headings import split_top

_PLAIN = re.compile(
    r"(?:notizen|hinweise?|ergebnis(?:se)?|protokoll|bemerkung(?:en)?|diskussion|inhalte?|anmerkung(?:en)?|notes"
    r"|beschreibung|details?|was|kommentare?)?$",
    re.I,
)
_FILLED = re.compile(r"[^\s–—/.-]")
_ITEMS = re.compile(r"(?:\s|^)•\s+|<br\s?/?>")


def find_agenda_table(lines):
    """The rows of the first table that is an agenda, as Candidates; its header is left out."""
    pairs = [pair for pair in enumerate(lines) if pair[1].text and pair[1].place != "ignored"]
    for is_row, group in groupby(pairs, lambda pair: pair[1].cells is not None):
        rows = [pair for pair in group if pair[1].cells] if is_row else []
        found = _read_table(rows) if len(rows) > 1 else []
        if found:
            return found
    return []


def _read_table(rows):
    header = rows[0][1]
    roles = known_columns(header.cells)
    if roles:
        rows = rows[1:]
    else:
        roles = guessed_columns([line.cells for _, line in rows])
    labels = header.cells if len(roles or []) and rows[0][1] is not header else []
    return [_row(index, line, roles, labels) for index, line in rows] if roles else []


def _row(index, line, roles, labels):
    heading, body = Heading(""), []
    for place, cell in enumerate(line.cells):
        role = roles[place] if place < len(roles) else "body"
        cell = undecorated(cell)[1].strip()
        if not _FILLED.search(cell) or (role != "body" and _take(role, cell, heading)):
            continue
        label = labels[place].strip("* :") if place < len(labels) else ""
        body += _body(line, cell, "" if _PLAIN.match(label) else label)
    return Candidate(index, heading.number, heading.name, heading=heading, body=body)


def _take(role, cell, heading):
    """Fill the heading from a cell; False when it does not fit."""
    if role == "number":
        top = split_top(cell)
        heading.number = top[0] if top else cell.rstrip(".:)")
        heading.name = heading.name or (top[1] if top else "")
        return True
    if role == "name":
        return len(cell) <= LONGEST_NAME and _take_name(cell, heading)
    if role == "who":
        heading.speakers, heading.note = read_people(cell)
        return len(cell) <= LONGEST_NAME
    return _take_time(role, cell, heading.when)


def _take_name(cell, heading):
    top, match = split_top(cell), NUMBERED.match(cell)
    number, name = top or ((match["number"], match["rest"]) if match else ("", cell))
    if heading.number and number:
        number, name = "", cell
    read = read_heading(number or heading.number, name)
    heading.number, heading.name = read.number, read.name
    heading.speakers = heading.speakers or read.speakers
    heading.note = heading.note or read.note
    merge_when(heading.when, read.when)
    return True


def _take_time(role, cell, when):
    if role == "minutes" and cell.isdigit() and len(cell) < 4:
        when.minutes = int(cell)
        return True
    taken = take_when(cell)
    if not taken or taken[0] or taken[1].impossible:
        return False
    found = taken[1]
    if found.bare:
        setattr(found, "end" if role == "end" else "start", found.bare)
        found.bare = None
    merge_when(when, found)
    return True


def _body(line, cell, label):
    """A cell as lines of a body, one for each item of a list in it."""
    parts = [part.strip() for part in _ITEMS.split(cell) if part.strip()]
    if len(parts) < 2:
        text = (bullet(cell) or ("", cell))[1]
        return [Line(line.number, f"{label}: {text}" if label else cell, 0)]
    marks = "- " if "•" in cell else ""
    first = [] if not label else [Line(line.number, f"{label}:", 0)]
    return first + [Line(line.number, marks + part, 0) for part in parts]
