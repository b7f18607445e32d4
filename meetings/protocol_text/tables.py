"""Rows of tables as pads, wikis, Word and browsers leave them: with pipes or with tabs."""

import re

from .bullets import bullet, numbered
from .columns import known_columns
from .labels import read_labels

_RULE = re.compile(r"[|^:+\s-]{2,}|\{\|.*|\|\}|\|-.*")
_DOUBLE = re.compile(r"\s*(?:\|\||!!|\^\^)\s*")
_SINGLE = re.compile(r"\s*(?<!\\)[|^]\s*")
_LOOSE = re.compile(r"\s+\|\s+")
_LONGEST_ROW = 3000


def mark_tables(lines):
    """Set ``cells`` of the lines that are rows of a table and take those of all others away."""
    for run in _runs(lines):
        rows = [line for line in run if line.cells]
        if not _is_table(rows):
            for line in run:
                line.cells = None


def _runs(lines):
    """Lines with cells of one kind, one below the other."""
    run, kind = [], ""
    for line in lines:
        if line.place and line.text:
            line.cells = None
            continue
        now = _read(line, bool(run))
        if now != kind and run:
            yield run
            run = []
        kind = now
        if now:
            run.append(line)
    if run:
        yield run


def _read(line, inside):
    """Give the kind of a row ("pipe", "tab") and set its cells; "" for what is no row."""
    text = line.text
    if len(text) > _LONGEST_ROW:
        line.cells = None
    elif "|" in text or (text[:1] in "!^" and text[1:]):
        line.cells = _pipes(text, inside)
        return "pipe" if line.cells is not None else ""
    elif line.cells and _is_tabbed(line):
        return "tab"
    line.cells = None
    return ""


def _pipes(text, inside):
    if _RULE.fullmatch(text):
        return [] if inside or text.startswith(("{|", "|")) else None
    if text.startswith(("|", "^")) or (text.startswith("!") and "!!" in text):
        inner = text.strip("|^! \t") if text.startswith("!") else text[1:]
        double = _DOUBLE.search(inner.rstrip("|^ "))
        inner = inner.lstrip("|^") if double else inner
        closed = re.sub(r"\s*(?<!\\)[|^]+\s*$", "", inner) if double else _without_last(inner)
        cells = (_DOUBLE if double else _SINGLE).split(closed)
        return [cell.strip() for cell in cells] if len(cells) > 1 else None
    cells = _LOOSE.split(text)
    return cells if len(cells) > 1 else None


def _without_last(inner):
    return re.sub(r"\s*(?<!\\)[|^]\s*$", "", inner, count=1)


def _is_tabbed(line):
    """Whether tabs part columns and not a list mark or a label from its words."""
    if bullet(line.text) or read_labels(line.text):
        return False
    return len(line.cells) > 2 or not (numbered(line.text) or line.cells[0].endswith(":"))


def _is_table(rows):
    if len(rows) < 2:
        return False
    if known_columns(rows[0].cells):
        return True
    widths = [len(row.cells) for row in rows]
    tabs = not any("|" in row.text or "^" in row.text for row in rows)
    if tabs or min(widths) > 1 < max(widths) - 1:
        return max(widths) > 2
    return len(set(widths)) == 1 or rows[0].text[0] in "|^!"
