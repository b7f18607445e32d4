"""Labelled lines of the head, with the lines below that belong to their value."""

import re

from .label_words import fields_of
from .labels import is_agenda_word, is_label_word, read_labels
from .marks import undecorated
from .people import is_name


def read_labelled(lines, facts):
    """Take labelled lines; a label without a value takes the lines below it."""
    stacked = _stacked(lines)
    for index, line in enumerate(lines):
        if line.place or not line.text or line.indent >= 4:
            continue
        if index in stacked:
            _take_pair(line, lines[index + 1], facts)
            continue
        marks, text = undecorated(line.text)
        triples = read_labels(line.text) or read_labels(text) or _read_cells(line)
        if not triples and marks and is_label_word(text):
            triples = read_labels(text.rstrip(":") + ":")
        triples = list(triples)
        if not triples:
            continue
        taken = [line, *_complete(triples, lines, index)]
        places = [facts.take(*triple) for triple in triples]
        if all(places):
            for taken_line in taken:
                taken_line.place = places[0]
        elif any(places):
            line.place = "other"


def _stacked(lines):
    """The indexes of labels without a colon that stand above their value, as the cells of a table
    do one below the other: two or more labels."""
    found, at = [], 0
    while at + 1 < len(lines):
        label, value = lines[at].text, lines[at + 1].text
        if fields_of(label) and value and not (fields_of(value) or read_labels(value)):
            found.append(at)
            at += 1
        at += 1
    return found if len(found) > 1 else []


def _take_pair(label, value, facts):
    """Take the line ``value`` as what the line ``label`` above it tells."""
    places = [facts.take(field, label.text, value.text) for field in fields_of(label.text)]
    if all(places):
        label.place = value.place = places[0]


def _read_cells(line):
    """The triples of "Ort  Musikraum", a label and its value in two columns."""
    if line.cells is None and "  " not in line.text:
        return []
    cells = line.cells if line.cells is not None else re.split(r"\s{2,}", line.text, maxsplit=1)
    label, value = cells if len(cells) == 2 else ("", "")
    label = label.strip("*_: ")
    return [(field, label, value.strip("*_ ")) for field in fields_of(label)] if value else []


def _complete(triples, lines, index):
    """The lines below a label that belong to its value, which they are added to."""
    if not triples or (triples[-1][2] and not triples[-1][2].endswith(",")):
        return []
    name, label, value = triples[-1]
    below = _value_lines(lines, index, name in ("attendance", "apologies"))
    more = ", ".join(line.text.lstrip("•*-– ").rstrip(",") for line in below)
    triples[-1] = name, label, f"{value.rstrip(',')}, {more}" if value and more else value or more
    return below


def _value_lines(lines, index, people):
    """The lines below a label that hold its value: up to another label or an empty line, a roll of
    ``people`` also over empty lines."""
    below = []
    for at, line in enumerate(lines[index + 1 : index + 80], index + 1):
        if line.place or len(line.text) > 200 or _opens_other(line.text):
            break
        if line.text:
            below.append(line)
        elif people and _is_roll(lines, at + 1, bool(below)):
            continue
        elif below or not lines[index].text.startswith("#"):
            break
    return below


def _opens_other(text):
    """Whether a line is a label, a heading or "Tagesordnung"."""
    return bool(read_labels(text) or undecorated(text)[0] or is_agenda_word(text))


def _is_roll(lines, start, goes_on):
    """Whether the lines from ``start`` to the next empty one name people, more than one where a
    roll ``goes_on``."""
    names = []
    for line in lines[start : start + 80]:
        if not line.text:
            break
        if line.place or len(line.text) > 80 or line.text.endswith((".", "!", "?")):
            return False
        if _opens_other(line.text):
            return bool(names) and all(names)
        names.append(is_name(re.split(r"[,(]", line.text.lstrip("•*-– "))[0].strip()))
    return 2 * sum(names) >= len(names) > goes_on
