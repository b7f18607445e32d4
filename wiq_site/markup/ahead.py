"""What must be known of a comment's texts and tags before its tree is built."""

import re
from collections import defaultdict

from .lexer import Tag

HEADINGS = frozenset(f"h{level}" for level in range(2, 7))


def closed_tags(row):
    """Give the start tags that an end tag of the same name follows, innermost first."""
    waiting, closed = defaultdict(list), set()
    for token in row:
        if isinstance(token, Tag):
            if not token.closing:
                waiting[token.name].append(token)
            elif waiting[token.name]:
                closed.add(waiting[token.name].pop())
    return closed


class Ids:
    """The ids of one comment: each once and with its prefix; links inside the comment follow."""

    def __init__(self, row, prefix):
        if not re.fullmatch(r"[\w.:-]*", prefix):
            raise ValueError(f"not a prefix for ids: {prefix!r}")
        self._prefix = prefix
        self._used = set()
        self._known = {
            token.attributes["id"]
            for token in row
            if isinstance(token, Tag) and token.name in HEADINGS and "id" in token.attributes
        }

    def own(self, value):
        """Give an id of the comment with its prefix, None when it was given before."""
        if value in self._used:
            return None
        self._used.add(value)
        return self._prefix + value

    def link(self, href):
        """Give ``href``, with the prefix when it leads to an id of this comment."""
        fragment = href[1:]
        return f"#{self._prefix}{fragment}" if href[0] == "#" and fragment in self._known else href
