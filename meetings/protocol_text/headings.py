"""Which lines are the headings of TOPs: the text's own style is learnt and held to."""

from .agenda_entries import words_of
from .agenda_table import find_agenda_table
from .announced_headings import find_announced
from .brackets import LONGEST_NAME
from .labels import is_label_word
from .marks import Candidate, undecorated
from .numbered_headings import NUMBERED, find_numbered
from .other_headings import (
    find_bold,
    find_capitals,
    find_counted,
    find_timed,
    find_underlined,
)
from .paragraph_headings import find_bare, find_titled
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


def _is_free(line):
    return bool(line.text) and not line.place and line.cells is None


def _find_lines(lines):
    """Headings that are lines of their own and no rows of a table."""
    free = [pair for pair in enumerate(lines) if _is_free(pair[1])]
    found = _find_style(lines, free)
    announced = find_announced(lines, found)
    known = {top.index for top in found}
    if any(top.index not in known for top in announced):
        found = announced
    return with_sub_points(free, found)


def _find_style(lines, free):
    """The headings that share one style."""
    found = find_tops(lines, free)
    if found:
        return _with_marked(free, found)
    marked = _learn_marked(free)
    if len(marked) > 1:
        return marked
    styles = (
        find_numbered(lines, free),
        find_timed(free),
        find_counted(free),
        find_underlined(lines, free),
    )
    best = max(styles, key=len)
    best = best or find_bold(free) or find_capitals(free)
    return best or find_bare(lines, free) or find_titled(lines, free)


def _with_marked(free, tops):
    """Where TOPs are Markdown headings, another heading of their level ends the TOP before it."""
    marks = tops[0].marks
    if not marks.startswith("#") or any(top.marks != marks for top in tops):
        return tops
    known = {top.index for top in tops}
    others = [
        Candidate(index, "", undecorated(line.text)[1], 0, marks)
        for index, line in free
        if index > tops[0].index
        and index not in known
        and undecorated(line.text)[0] == marks
        and not is_label_word(undecorated(line.text)[1])
    ]
    return sorted(tops + others, key=lambda top: top.index)


def _learn_marked(free):
    """Markdown or wiki headings without "TOP": the level that most headings have."""
    levels = {}
    for index, line in free:
        marks, text = undecorated(line.text)
        if marks[:1] in ("#", "=") and text and not is_label_word(text):
            levels.setdefault(marks, []).append(_marked(index, marks, text))
    for marks in sorted(levels, key=len):
        if len(levels[marks]) > 2 and any(top.number for top in levels[marks]):
            return levels[marks]
    return max(levels.values(), key=_likely, default=[])


def _likely(tops):
    """A level with numbers before one without, then the one with more headings."""
    return sum(bool(top.number) for top in tops) > 1, len(tops)


def _marked(index, marks, text):
    match = NUMBERED.match(text)
    if match:
        return Candidate(index, match["number"], match["rest"], 0, marks)
    return Candidate(index, "", text, 0, marks)


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
