"""Which lines are the headings of TOPs: the text's own style is learnt and held to."""

from .agenda import find_repeated_entries, words_of
from .heading_families import (
    find_between,
    find_family,
    find_opening_names,
    find_topics,
    score_to_beat,
)
from .heading_parts import LONGEST_NAME
from .heading_rules import (
    Candidate,
    find_bold,
    find_counted,
    find_marked,
    find_numbered,
    find_timed,
    find_tops,
    find_underlined,
    split_number,
)
from .source import ends_sentence, inline_body, strip_marks
from .tables import find_agenda_table
from .when import find_dates


def find_headings(lines):
    """The headings among ``lines`` as Candidates, in order: lines of their own, as the agenda above
    announces them or in one style, and the rows of an agenda's table."""
    free = [
        (index, line)
        for index, line in enumerate(lines)
        if line.text and not line.place and line.cells is None
    ]
    found = _find_style(lines, free)
    announced = find_repeated_entries(lines, found)
    known = {top.index for top in found}
    if any(top.index not in known for top in announced):
        found = announced
    found = with_sub_points(free, found)
    rows = find_agenda_table(lines)
    if not rows:
        return found
    if any(row.body for row in rows):
        # Rows that mostly come again below as headings only announce them.
        below = {words_of(top.rest) for top in found if top.index > rows[-1].index}
        texts = [" ".join([row.rest, *(line.text for line in row.body)]) for row in rows]
        if 3 * sum(words_of(text) in below for text in texts) >= 2 * len(rows):
            return found
    numbered = [top for top in found if top.strong and top.number]
    if numbered and numbered[0].index < rows[0].index:
        return found
    # The words above the columns say nothing of their own, nor does the rule below them.
    index = rows[0].index - 1
    while index >= 0 and (lines[index].cells is not None or lines[index].place):
        lines[index].place = "ignored"
        index -= 1
    for line in lines[rows[0].index : rows[-1].index + 3]:
        if line.cells == []:
            line.place = "ignored"
    return rows + [top for top in found if top.index > rows[-1].index]


def _find_style(lines, free):
    """The headings that share one style."""
    tops = find_tops(lines, free)
    if tops:
        return tops
    marked = find_marked(free)
    if len(marked) > 1:
        return marked
    styles = (
        find_numbered(lines, free),
        find_timed(free),
        find_counted(free),
        find_underlined(lines, free),
    )
    best = max(styles, key=len) or find_bold(free)
    known = score_to_beat(best, lines, free)
    score, family = find_family(lines, free) if known < 1 else (0, [])
    if score > known:
        return family
    return (
        best
        or find_topics(lines, free)
        or find_between(lines, free)
        or find_opening_names(lines, free)
    )


def with_sub_points(free, tops):
    """``tops`` and, below each, the ``free`` lines that carry its number and one of their own."""
    by_index = {top.index: top for top in tops}
    if not any(top.number.isdigit() for top in tops):
        return tops
    found, group, counts = [], [], {}
    for index, line in free:
        if index in by_index:
            found += _without_lone_day(group)
            group, counts = [], {by_index[index].number: 0}
        elif line.text[0].isdigit() or line.text[0] in "*#_":
            point = _sub_point(index, line, counts)
            group += [point] if point else []
    return sorted([*tops, *found, *_without_lone_day(group)], key=lambda top: top.index)


def _sub_point(index, line, counts):
    """The Candidate of a line whose number is the next below one that is open."""
    marks, text = strip_marks(line.text)
    number, rest = split_number(text)
    parent, _, own = number.rpartition(".")
    if parent not in counts or int(own) != counts[parent] + 1 or line.indent >= 12:
        return None
    if rest[0].islower() or len(rest) > LONGEST_NAME:
        return None
    if ends_sentence(rest) and not inline_body(rest):
        return None
    counts[parent] += 1
    counts[number] = 0
    day = bool((dates := find_dates(text[:20])) and dates[0].start == 0)
    return Candidate(index, number, rest, line.indent, marks, strong=not day)


def _without_lone_day(group):
    """``group`` unless it is a lone day: "3.1. Neujahrsempfang"."""
    return group if len(group) > 1 or any(point.strong for point in group) else []
