"""Which lines are the headings of TOPs: the text's own style is learnt and held to."""

from collections import defaultdict

from .agenda_entries import words_of
from .agenda_table import find_agenda_table
from .announced_headings import find_announced
from .brackets import LONGEST_NAME
from .heading_families import find_family, worth
from .hints import BOLD, COUNTED, MARKED, TIMED, TOP, hints
from .hints import NUMBERED as NUMBERED_LINE
from .marked_headings import learn_marked
from .numbered_headings import find_numbered
from .other_headings import (
    find_bold,
    find_counted,
    find_timed,
)
from .paragraph_headings import find_topics
from .prose_headings import find_between, find_run_in
from .sub_points import with_sub_points
from .title_parts import is_meta
from .top_headings import find_tops


def find_headings(lines):
    """The headings among ``lines`` as Candidates, in order."""
    found = _find_lines(lines)
    rows = find_agenda_table(lines)
    if not rows or (any(row.body for row in rows) and _repeats(found, rows)):
        return found
    known = [top for top in found if top.strong and top.number]
    if known and known[0].index < rows[0].index:
        return found
    _leave_out_header(lines, rows)
    return rows + [top for top in found if top.index > rows[-1].index]


def _leave_out_header(lines, rows):
    """The words above the columns say nothing of their own, nor does the rule below them."""
    index = rows[0].index - 1
    while index >= 0 and (lines[index].cells is not None or lines[index].place):
        lines[index].place = "ignored"
        index -= 1
    for line in lines[rows[0].index : rows[-1].index + 3]:
        if line.cells == []:
            line.place = "ignored"


def _repeats(found, rows):
    """Whether most rows only announce what comes again below as headings."""
    below = {words_of(top.rest) for top in found if top.index > rows[-1].index}
    told = [" ".join([row.rest, *(line.text for line in row.body)]) for row in rows]
    return 3 * sum(words_of(text) in below for text in told) >= 2 * len(rows)


def _find_lines(lines):
    """Headings that are lines of their own and no rows of a table."""
    free = [
        (index, line)
        for index, line in enumerate(lines)
        if line.text and not line.place and line.cells is None
    ]
    found = _find_style(lines, free)
    announced = find_announced(lines, found)
    known = {top.index for top in found}
    if any(top.index not in known for top in announced):
        found = announced
    return with_sub_points(free, found)


def _find_style(lines, free):
    """The headings that share one style."""
    may_be = _sorted_by_hint(free)
    tops = find_tops(lines, may_be[TOP])
    if tops:
        return tops
    marked = learn_marked(may_be[MARKED])
    if len(marked) > 1:
        return marked
    styles = (
        find_numbered(lines, may_be[NUMBERED_LINE]),
        find_timed(may_be[TIMED]),
        find_counted(may_be[COUNTED]),
    )
    best = max(styles, key=len)
    best = best or find_bold(may_be[BOLD], free)
    known = worth(best, lines, free)
    family = find_family(lines, free) if known < 1 else None
    if best:
        return family.candidates() if family and family.score > known else best
    if family:
        return family.candidates()
    return find_topics(lines, free) or find_between(lines, free) or find_run_in(lines, free)


def _sorted_by_hint(free):
    """The free lines that each kind of heading may be found among."""
    may_be = defaultdict(list)
    for pair in free:
        for kind in hints(pair[1].text):
            may_be[kind].append(pair)
    return may_be


def joined_rest(lines, heading):
    """The words of a heading together with the lines they run on into, and how many those are."""
    rest, extra = heading.rest, 0
    for line in lines[heading.index + 1 : heading.index + 3]:
        if not line.text or line.place:
            break
        open_bracket = rest.count("(") > rest.count(")")
        closes = open_bracket and ")" in line.text
        if not (closes or is_meta(line.text)) or len(rest) + len(line.text) > LONGEST_NAME + 100:
            break
        rest, extra = f"{rest} {line.text}", extra + 1
    return rest, extra
