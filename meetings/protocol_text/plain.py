"""Markdown as the lines of a mail: list marks as "•", escapes gone, nothing taken for a heading."""

import re

from .blanks import collapse
from .bullets import bullet
from .inline import unescape
from .top_headings import looks_like_top

_LIST_LINE = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}\.) +(?P<text>.*)$")
_ASIDE = "    "


def plain_lines(markdown, *misleading):
    """``markdown`` as lines of text, with single empty lines between its blocks.

    A paragraph that would be read as something else is set aside by four blanks: a heading always,
    and what one of the tests ``misleading`` is true for.
    """
    lines = []
    for row in markdown.split("\n"):
        line = _plain(row.rstrip(), misleading)
        if line or (lines and lines[-1]):
            lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def plain_text(markdown):
    """``markdown`` as one line of text without marks of lists."""
    return collapse(" ".join(line.strip().removeprefix("• ") for line in plain_lines(markdown)))


def _plain(row, misleading):
    if row.startswith("| "):
        return row
    item = _LIST_LINE.match(row)
    if item:
        mark = "•" if item["mark"] in "-*+" else item["mark"]
        return f"  {item['indent']}{mark} {unescape(item['text'])}"
    text = unescape(row.strip())
    if bullet(text):
        return row.strip()
    aside = text and any(test(text) for test in (looks_like_top, *misleading))
    return _ASIDE + text if aside else text
