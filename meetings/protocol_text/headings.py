"""Which lines are the headings, which others a person may choose instead, and which lines look like one of the text."""

import re
from dataclasses import dataclass

from .agenda import words_of
from .families import LONGEST_LINE, Text, collect
from .frame import leave_out_rules, read_mail_head
from .heading_rules import FAR, Candidate, look_of
from .source import STRUCK, keep_answers, read_lines
from .tables import find_agenda_table, mark_tables


def prepare(lines):
    """Leave out of ``lines`` what is no text and tell their tables; the days that mails were sent."""
    leave_out_rules(lines)
    sent = read_mail_head(lines)
    mark_tables(lines)
    return sent


def free_lines(lines):
    """The (index, line) pairs that may be headings: no row of a table, not struck out, not left out."""
    return [
        (index, line)
        for index, line in enumerate(lines)
        if line.text and not line.place and line.cells is None and not _is_struck(line.text)
    ]


def families_of(lines):
    """The Families of ``lines``, the best first."""
    free = free_lines(lines)
    return collect(lines, free) if free else []


def chosen_headings(lines, numbers):
    """The headings in the lines that a person has chosen by their ``numbers``, each read as the family does
    that has most of them."""
    families, found = families_of(lines), {}
    wanted = {index for index, line in enumerate(lines) if line.number in numbers and line.text}
    families.sort(key=lambda one: len(wanted.symmetric_difference(one.indexes)))
    if families and set(families[0].indexes) == wanted:
        return families[0].tops
    for top in (top for family in families for top in family.tops if top.index in wanted):
        if top.index not in found or (top.number and not found[top.index].number):
            found[top.index] = top
    for index in wanted.difference(found):
        lines[index].place = ""
        top = look_of(lines[index].text) or Candidate(name=lines[index].text)
        found[index] = top._replace(index=index, indent=lines[index].indent)
    return [found[index] for index in sorted(found)]


def find_headings(lines):
    """The headings among ``lines`` as Candidates, in order: those of the best family, and the rows of an
    agenda's table."""
    families = families_of(lines)
    found = families[0].tops if families and families[0].score > 0 else []
    rows = find_agenda_table(lines)
    if not rows:
        return found
    if any(row.body for row in rows):
        # Rows that mostly come again below as headings only announce them.
        below = {words_of(top.name) for top in found if top.index > rows[-1].index}
        texts = [" ".join([row.name, *(line.text for line in row.body)]) for row in rows]
        if 3 * sum(words_of(text) in below for text in texts) >= 2 * len(rows):
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


_BEFORE_NAME = re.compile(
    r"\A[\W_]*(?:TOP|T\.O\.P\.|Tagesordnungspunkt|Punkt)?[\s.#:]*"
    r"(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Z])?(?![^\W_])",
    re.I,
)


def _is_struck(text):
    """Whether all words of a heading are struck out; its number and a bracket behind it are none."""
    if not STRUCK.search(text):
        return False
    left = re.sub(r"\([^()]*\)\W*$", "", STRUCK.sub("", text))
    return not re.search(r"[^\W\d_]", _BEFORE_NAME.sub("", left, count=1))


_MOST = 4
_SAME = 0.8  # share of lines in common from which two readings are one to a person


@dataclass(frozen=True)
class Proposal:
    """A reading of a text: ``lines`` are the numbers of the lines that begin a TOP, ``label`` shows in German
    what they look like ("### …"), ``shape`` is that as a word to remember, ``score`` how well it fits."""

    label: str
    lines: tuple[int, ...]
    score: float
    shape: str


def propose(text, today=None, shape=None):
    """At most four Proposals, the first being what ``parse`` takes, or that of the ``shape`` that is remembered
    where the text has it. ``today`` is that of ``parse``; no reading depends on it.

    Raises ProtocolTextError for what ``parse`` refuses.
    """
    with keep_answers():
        lines = read_lines(text)
        prepare(lines)
        families = families_of(lines)
        taken = [top.index for top in find_headings(lines)]
        readings = [(taken, families[0].score if families else 0.0)] if taken else []
        readings += [(list(one.indexes), one.score) for one in families]
        proposals = [_proposal(lines, indexes, score) for indexes, score in readings]
        proposals.sort(key=lambda one: one.shape != shape)
        return _different(proposals)


def _different(proposals):
    """The first few of ``proposals`` that differ for a person."""
    kept = []
    for one in proposals:
        same = any(
            len(set(one.lines) & set(other.lines)) > _SAME * len(set(one.lines) | set(other.lines))
            for other in kept
        )
        if not same:
            kept.append(one)
        if len(kept) == _MOST:
            break
    return kept


def _proposal(lines, indexes, score):
    first = lines[indexes[0]]
    style, _, name, *_ = look_of(first.text) or Candidate(name=first.text)
    opening = first.text[: first.text.find(name)].strip() if name else first.text
    kind = (
        f"{opening} …" if opening else "Zeilen mit Doppelpunkt" if style.colon else "Kurze Zeilen"
    )
    numbers = tuple(lines[index].number for index in indexes)
    return Proposal(kind, numbers, round(score, 2), " ".join(map(str, style[:6])))


def alike(text, line):
    """The numbers of the lines of ``text`` that look like the one numbered ``line``, it among them.

    Raises ProtocolTextError for what ``parse`` refuses.
    """
    with keep_answers():
        lines = read_lines(text)
        prepare(lines)
        index = next((at for at, one in enumerate(lines) if one.number == line and one.text), None)
        if index is None:
            return []
        text = Text(lines, free_lines(lines))
        around = _around(text, index)
        found = (at for at, _ in text.free if _around(text, at) == around)
        return sorted({line, *(lines[at].number for at in found)})


def _around(text, index):
    """What a line shows, and where that is nothing what stands around it."""
    line = text.lines[index]
    top = look_of(line.text)
    style, indent = top and top.style, min(line.indent, FAR)
    if style and any(style[:4]):
        return style, indent
    return style, indent, text.apart(index), text.apart_below(index), len(line.text) > LONGEST_LINE
