"""Headings that nothing marks: short lines above a list or a paragraph."""

import unicodedata
from itertools import zip_longest

from .bullets import bullet
from .marks import Candidate
from .numbered_headings import NUMBERED
from .other_headings import names_topic
from .signals import is_signal
from .title import GREETING

_LONGEST = 60
_FEWEST = 3
_PICTURES, _VARIANTS = (
    "\u2190",
    "\ufe0e\ufe0f\u200d \U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff",
)


def find_bare(lines, free):
    """Short lines, each apart from the text above and directly above a list: at least three."""
    found = []
    for index, line in free:
        above = index > 0 and (not lines[index - 1].text or bullet(lines[index - 1].text))
        below = lines[index + 1] if index + 1 < len(lines) else None
        if above and below and below.text and bullet(below.text) and not bullet(line.text):
            name = line.text.rstrip(" :")
            if (
                line.indent < 4
                and len(line.text) < 80
                and line.text[0].isupper()
                and names_topic(name)
            ):
                found.append(Candidate(index, "", name))
    return found if len(found) >= _FEWEST else []


def find_topics(lines, free):
    """The items of a list that have items below them: "* Kasse" above "    * Stand: 20 €"."""
    styles = {}
    for index, line in free:
        mark = bullet(line.text)
        if mark and mark[1] != line.text and names_topic(mark[1]):
            styles.setdefault((line.indent, mark[0]), []).append((index, mark[1]))
    outer = min(styles, key=lambda style: style[0], default=None)
    items = styles.get(outer, [])
    with_items = [at for at, _ in items if at + 1 < len(lines) and _is_below(lines[at + 1], outer)]
    if len(items) < _FEWEST or 3 * len(with_items) < 2 * len(items):
        return []
    return [Candidate(index, "", name, outer[0], bullet=True) for index, name in items]


def _is_below(line, style):
    return line.indent > style[0] + 1 and bool(bullet(line.text))


def find_symbols(lines, free):
    """Lines that open with a picture, each below an empty line and directly above its text."""
    found = []
    for index, line in free:
        if line.text[0] < _PICTURES or unicodedata.category(line.text[0]) != "So":
            continue
        apart = index > 0 and not lines[index - 1].text
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        name = line.text.lstrip(line.text[0] + _VARIANTS).strip(" :")
        if apart and below and below[0] != line.text[0] and name and names_topic(name):
            match = NUMBERED.match(name)
            number, name = (match["number"], match["rest"]) if match else ("", name)
            found.append(Candidate(index, number, name))
    return found if len(found) >= _FEWEST else []


def find_titled(lines, free):
    """Short lines that open a paragraph or stand alone above one: in most paragraphs of the text."""
    blocks = _blocks(lines, free)[1:]
    found = [
        Candidate(block[0][0], "", block[0][1].text.rstrip(" :"))
        for block, below in zip_longest(blocks, blocks[1:], fillvalue=[])
        if _is_titled(block, below)
    ]
    if len(found) < _FEWEST:
        return []
    first = next(n for n, block in enumerate(blocks) if block[0][0] == found[0].index)
    return found if 2 * len(found) > len(blocks) - first or _alternate(found, blocks) else []


def _alternate(found, blocks):
    """Whether each heading is a paragraph of its own above one or more of prose."""
    alone = {block[0][0] for block in blocks if len(block) == 1}
    return all(top.index in alone for top in found) and 3 * len(found) > len(blocks)


def _blocks(lines, free):
    """The free lines in groups with no empty line inside."""
    blocks = []
    for index, line in free:
        if blocks and blocks[-1][-1][0] == index - 1 and not lines[index - 1].place:
            blocks[-1].append((index, line))
        else:
            blocks.append([(index, line)])
    return blocks


def _is_titled(block, below):
    line = block[0][1]
    rest = [one for _, one in block[1:] or below[:1]]
    if not rest or len(line.text) > _LONGEST or line.indent >= 4 or bullet(line.text):
        return False
    opens = line.text[0].isupper() and names_topic(line.text.rstrip(" :"))
    speaks = GREETING.match(line.text) or is_signal(line.text)
    return opens and not speaks and _is_prose(rest[0], line)


def _is_prose(below, line):
    text = below.text
    return bool(bullet(text)) or len(text) > _LONGEST or text.endswith((".", "!", "?"))
