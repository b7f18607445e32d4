"""Sub-points that count on from their TOP: "2.1 Kasse" below "TOP 2"."""

from .brackets import LONGEST_NAME
from .dates import find_dates
from .inline_bodies import inline_body
from .marks import Candidate, undecorated
from .numbered_headings import NUMBERED
from .sentences import ends_sentence

_DEEPEST_INDENT = 12


def with_sub_points(free, tops):
    """``tops`` and, below each, the ``free`` lines that carry its number and one of their own."""
    by_index = {top.index: top for top in tops}
    if not any(top.number.isdigit() for top in tops):
        return tops
    found, group, counts = [], [], {}
    for index, line in free:
        if index in by_index:
            found += _certain(group)
            group, counts = [], {by_index[index].number: 0}
        elif line.text[0].isdigit() or line.text[0] in "*#_":
            point = _sub_point(index, line, counts)
            group += [point] if point else []
    return sorted([*tops, *found, *_certain(group)], key=lambda top: top.index)


def _sub_point(index, line, counts):
    """The Candidate of a line whose number is the next below one that is open."""
    marks, text = undecorated(line.text)
    match = NUMBERED.match(text)
    parent, _, own = match["number"].rpartition(".") if match else ("", "", "")
    if parent not in counts or int(own) != counts[parent] + 1 or line.indent >= _DEEPEST_INDENT:
        return None
    rest = match["rest"]
    if rest[0].islower() or len(rest) > LONGEST_NAME:
        return None
    if ends_sentence(rest) and not inline_body(rest):
        return None
    counts[parent] += 1
    counts[match["number"]] = 0
    day = bool((dates := find_dates(text[:20])) and dates[0].start == 0)
    return Candidate(index, match["number"], rest, line.indent, marks, strong=not day)


def _certain(group):
    """``group`` unless it is a lone day: "3.1. Neujahrsempfang"."""
    return group if len(group) > 1 or any(point.strong for point in group) else []
