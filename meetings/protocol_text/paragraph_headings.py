"""Headings that nothing marks but the list below each."""

from .bullets import bullet
from .marks import Candidate
from .other_headings import names_topic

_FEWEST = 3


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
