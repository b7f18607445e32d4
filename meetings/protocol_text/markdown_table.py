"""Tables as Markdown writes them."""

import re

from .inline import escape_inside


def markdown_table(rows, keep_marks=False):
    """Rows of cells as a Markdown table, the first as its header."""
    width = max(map(len, rows), default=0)
    shown = [
        [cell if keep_marks else escape_inside(cell) for cell in row] + [""] * (width - len(row))
        for row in rows
    ]
    if not rows:
        return ""
    first, *rest = ["| " + " | ".join(map(_bar, row)) + " |" for row in shown]
    return "\n".join([first, "|" + " --- |" * width, *rest])


def _bar(cell):
    return re.sub(r"(?<!\\)\|", r"\\|", cell)
