"""The lines below a heading as clean Markdown: paragraphs on one line each, tight lists."""

import re
from dataclasses import dataclass, field

from .blanks import collapse
from .bullets import Levels, bullet, numbered
from .inline import escape, escape_inside, escape_number
from .labels import read_labels
from .outcomes import is_outcome_line
from .wrap import runs_on

INDENT = "    "


@dataclass
class Block:
    """A paragraph (level -1), an item of a list with its mark ("-", "1."), or the rows of a table."""

    text: str
    level: int = -1
    mark: str = ""
    indent: int = 0
    last: str = ""
    rows: list[list[str]] = field(default_factory=list)


def read_blocks(lines, width):
    """The paragraphs and list items of ``lines``; ``width`` is where the text is wrapped."""
    blocks, levels = [], Levels()
    running = False
    numbers = _inner_numbers(lines)
    for line in lines:
        if not line.text or line.place == "ignored":
            running = running and bool(line.text)
            continue
        if line.cells is not None:
            running = _add_row(blocks, line, running)
            levels = Levels()
            continue
        block = _list_block(line, levels, numbers)
        if (
            block is None
            and running
            and not blocks[-1].rows
            and _continues(blocks[-1], line, width)
        ):
            blocks[-1].text += " " + line.text
            blocks[-1].last = line.text
            continue
        if block is None:
            levels = Levels()
            block = Block(line.text, indent=line.indent, last=line.text)
        blocks.append(block)
        running = True
    for block in blocks:
        block.text = collapse(block.text)
    return blocks


def _add_row(blocks, line, running):
    """Put a row into the table directly above it or into a new one."""
    if not running or not blocks[-1].rows:
        blocks.append(Block("", rows=[]))
    if line.cells:
        blocks[-1].rows.append(line.cells)
        blocks[-1].text += " ".join(filter(None, ["", *line.cells]))
    return True


def to_markdown(blocks, keep_marks=False):
    """Blocks as Markdown; with ``keep_marks`` the text is Markdown already."""
    out = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if block.rows:
            out.append("\n\n" + table(block.rows, keep_marks))
            continue
        text = block.text if keep_marks else escape(block.text)
        if block.level < 0:
            text = escape_number(text)
            out.append(f"\n\n{text}")
            continue
        tight = before is not None and before.level >= 0
        tight = tight and (block.level > 0 or _kind(before) == _kind(block) or before.level > 0)
        out.append(f"{'' if tight else chr(10)}\n{INDENT * block.level}{block.mark} {text}")
    return "".join(out).strip("\n")


def table(rows, keep_marks=False):
    """Rows of cells as a Markdown table, the first as its header."""
    width = max(map(len, rows))
    shown = [
        [cell if keep_marks else escape_inside(cell) for cell in row] + [""] * (width - len(row))
        for row in rows
    ]
    first, *rest = ["| " + " | ".join(map(_bar, row)) + " |" for row in shown]
    return "\n".join([first, "|" + " --- |" * width, *rest])


def _bar(cell):
    return re.sub(r"(?<!\\)\|", r"\\|", cell)


def _kind(block):
    return block.mark == "-"


def _list_block(line, levels, numbers):
    found = bullet(line.text)
    if found:
        glyph, text = found
        return Block(text, levels.of(line.indent, glyph), "-", line.indent, line.text)
    if line.number in numbers:
        number, text = numbered(line.text)
        return Block(text, levels.of(line.indent, "1"), f"{number}.", line.indent, line.text)
    return None


def _continues(block, line, width):
    """Whether ``line`` runs on from ``block``, directly above it."""
    if is_outcome_line(line.text) or (read_labels(line.text) and line.indent <= block.indent):
        return False
    if block.level >= 0 and line.indent > block.indent:
        return True
    return runs_on(block.last, line.text, width)


def _inner_numbers(lines):
    """The numbers of the lines that form a list: two or more items, counted up one by one."""
    members, run = set(), []
    for line in lines:
        found = numbered(line.text) if line.place != "ignored" else None
        ends = line.text and not bullet(line.text) and run and line.indent <= run[-1][1].indent
        if (found and run and found[0] != run[-1][0] + 1) or (ends and not found):
            members |= _long_enough(run)
            run = []
        if found:
            run.append((found[0], line))
    return members | _long_enough(run)


def _long_enough(run):
    return {line.number for _, line in run} if len(run) > 1 else set()
