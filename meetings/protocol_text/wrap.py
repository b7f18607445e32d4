"""Hard-wrapped lines: which line ends were made by a mail program and not by the writer."""

from itertools import pairwise

from .bullets import is_list_line

_NARROWEST, _WIDEST = 40, 120
_SENTENCE_ENDS = (".", "!", "?", ":", ";")


def wrap_width(lines):
    """The width the text is wrapped at, or None when each line is a paragraph of its own."""
    wrapped = [
        line.text
        for line, following in pairwise(lines)
        if _NARROWEST <= len(line.text) <= _WIDEST and following.text and not line.place
        if line.cells is None and not is_list_line(following)
    ]
    open_ended = sum(not text.endswith(_SENTENCE_ENDS) for text in wrapped)
    if not wrapped or 2 * open_ended < len(wrapped):
        return None
    return max(map(len, wrapped))


def runs_on(text, following, width):
    """Whether ``following`` continues ``text``: its first word did not fit on the line above."""
    if width is None or len(text) > _WIDEST:
        return False
    return len(text) + 1 + len(following.split(None, 1)[0]) > width - 8
