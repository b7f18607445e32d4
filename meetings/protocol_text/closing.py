"""Where the last TOP ends and the closing words begin."""

import re

from .bullets import bullet
from .labels import is_label_word, read_labels
from .marks import undecorated
from .sections import gap
from .signals import is_signal

_ABOUT_DATES = re.compile(r"termin|nächst|ausblick|sonstig|verschied|vorschau", re.I)
_NEXT = re.compile(r"nächste", re.I)
_LABELS = {"end", "minute_taker", "next_meeting"}


def closing_start(sections):
    """The index in the last section's body at which the closing begins, or None."""
    last = sections[-1]
    if last.row_body is not None:
        return len(last.row_body)
    apart = _gaps_separate(sections)
    first = _first_apart(last) if apart else None
    first = _first_signal(sections) if first is None else first
    if first is not None or apart:
        return first
    return _prose_after_agenda(sections) or _prose_after_list(sections)


def _first_apart(last):
    for index, line in enumerate(last.body):
        if line.text and not line.place and gap(last.body, index) > 1:
            return index
    return None


def _first_signal(sections):
    """The index of the first line of the last section that speaks like a closing, or None."""
    last = sections[-1]
    about_dates = bool(_ABOUT_DATES.search(last.heading.name))
    with_bodies = any(section.filled for section in sections[:-1])
    first = next((index for index, line in enumerate(last.body) if line.text), None)
    for index, line in enumerate(last.body):
        free = line.text and not line.place and line.indent < 4 and not bullet(line.text)
        if free and _signals(last, index, about_dates, first=index == first and with_bodies):
            return index
    return None


def _signals(section, index, about_dates, first):
    marks, text = undecorated(section.body[index].text)
    if marks[:1] in ("#", "=") and is_label_word(text):
        return True
    label = read_labels(text)
    if label and label[0][0] in _LABELS:
        apart = gap(section.body, index) or not about_dates
        return bool(apart) or label[0][0] != "next_meeting"
    if about_dates and _NEXT.search(text[:60]):
        return False
    return bool(gap(section.body, index) and not first and is_signal(text))


def _gaps_separate(sections):
    """Whether most TOPs stand apart by two empty lines or more and their paragraphs by one."""
    tops = [section.gap_above for section in sections]
    inner = [
        gap(section.body, index)
        for section in sections[:-1]
        for index, line in enumerate(section.body)
        if line.text and not line.place
    ]
    return 2 * sum(space > 1 for space in tops) > len(tops) and max(inner, default=0) < 2


def _prose_after_agenda(sections):
    """Where the first paragraph apart stands below the last TOP, in a text whose other TOPs stand
    one below the other and have no prose."""
    others = sections[:-1]
    if len(others) < 2 or any(section.gap_above for section in sections[1:]):
        return None
    prose = (line for one in others for line in one.filled if not bullet(line.text))
    if any(prose):
        return None
    body = sections[-1].body
    apart = (i for i, line in enumerate(body) if line.text and not line.place and gap(body, i))
    return next((i for i in apart if not bullet(body[i].text)), None)


def _prose_after_list(sections):
    """Where only prose follows the list of the last TOP, in a text whose other TOPs do not."""
    others = [section for section in sections[:-1] if _last_list_line(section) is not None]
    if not others or any(_tail(section) for section in others):
        return None
    return _tail(sections[-1])


def _tail(section):
    """The index of the first unindented paragraph after the last item of a list, or None."""
    item = _last_list_line(section)
    if item is None:
        return None
    for index in range(item + 1, len(section.body)):
        line = section.body[index]
        if line.text and not line.place and line.indent < 4 and gap(section.body, index):
            return index
    return None


def _last_list_line(section):
    filled = [i for i, line in enumerate(section.body) if not line.place and bullet(line.text)]
    return filled[-1] if filled else None
