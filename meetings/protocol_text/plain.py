"""Markdown as the lines of a mail: list marks as "•", escapes gone, nothing taken for a heading."""

import re

from .bullets import bullet
from .closing import is_signal
from .frame import is_frame
from .headings import looks_like_top
from .inline import unescape
from .labels import read_labels
from .source import collapse
from .title_parts import is_meta

_LIST_LINE = re.compile(r"(?P<indent> *)(?P<mark>[-*+]|\d{1,9}\.) +(?P<text>.*)$")
_ASIDE = "    "


def plain_lines(markdown):
    """``markdown`` as lines of text, with single empty lines between its blocks."""
    lines = []
    for row in markdown.split("\n"):
        line = _plain(row.rstrip())
        if line or (lines and lines[-1]):
            lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def plain_text(markdown):
    """``markdown`` as one line of text without marks of lists."""
    return collapse(" ".join(line.strip().removeprefix("• ") for line in plain_lines(markdown)))


def _plain(row):
    item = _LIST_LINE.match(row)
    if item:
        mark = "•" if item["mark"] in "-*+" else item["mark"]
        return f"  {item['indent']}{mark} {unescape(item['text'])}"
    text = unescape(row.strip())
    if bullet(text):
        return row.strip()
    return _ASIDE + text if _misleading(text) else text


def _misleading(text):
    """Whether a paragraph would be read as something else; indented it is not."""
    tests = (looks_like_top, read_labels, is_signal, is_frame, is_meta)
    return bool(text) and any(test(text) for test in tests)
