"""The text cut into TOPs, an agenda that is repeated as minutes below merged into them."""

from dataclasses import dataclass, field

from .headings import joined_rest
from .source import Line
from .times import When
from .title_parts import Heading, read_heading


@dataclass
class Section:
    """A TOP as it stands in the text: its heading taken apart, the heading's lines, its body;
    ``row_body`` is what of the body stood in the row of a table, None where there is none."""

    heading: Heading
    head: list[Line]
    body: list[Line] = field(default_factory=list)
    gap_above: int = 0
    row_body: list[Line] | None = None

    @property
    def filled(self):
        """The lines of the body that hold something."""
        return [line for line in self.body if line.text and not line.place]

    def overflow_line(self):
        """What was too long for a name, as a line of the body."""
        return [Line(self.head[0].number, self.heading.overflow, 0)]


def cut_sections(lines, headings):
    """One Section per heading."""
    if not headings:
        return []
    ends = [heading.index for heading in headings[1:]] + [len(lines)]
    return [_section(lines, heading, end) for heading, end in zip(headings, ends, strict=True)]


def _section(lines, found, end):
    if found.heading:
        body = found.body + lines[found.index + 1 : end]
        return Section(found.heading, [lines[found.index]], body, 1, found.body)
    rest, extra = joined_rest(lines, found)
    body = found.index + 1 + extra
    if not rest and body < end and _is_title(lines[body]):
        rest, body = lines[body].text, body + 1
    heading = read_heading(found.number, rest)
    return Section(heading, lines[found.index : body], lines[body:end], gap(lines, found.index))


def _is_title(line):
    short = 0 < len(line.text) < 100 and not line.place
    return short and line.text[0].isalpha() and not line.text.endswith((".", "!", "?", ","))


def gap(lines, index):
    """How many empty or left-out lines stand directly above ``index``."""
    above = index
    while above and (not lines[above - 1].text or lines[above - 1].place):
        above -= 1
    return index - above


def merge_agenda(sections):
    """Without the agenda at the top where each of its TOPs comes again with its minutes below.

    Gives the sections and the lines between agenda and minutes, which are of no TOP.
    """
    again = _start_of_minutes(sections) if sections else 0
    if not again:
        return sections, []
    minutes = sections[again:]
    partners = [_partner(agenda, minutes) for agenda in sections[:again]]
    if not all(partners):
        return sections, []
    for agenda, section in zip(sections[:again], partners, strict=True):
        _fill(section.heading, agenda.heading)
        section.head += agenda.head
    return minutes, sections[again - 1].body


def _start_of_minutes(sections):
    """The index of the section that repeats the first one, after a run of TOPs without a body."""
    for index, section in enumerate(sections[1:], 1):
        if section.heading.number and section.heading.number == sections[0].heading.number:
            return index if index > 1 else 0
        if sections[index - 1].filled:
            return 0
    return 0


def _partner(agenda, minutes):
    for section in minutes:
        if section.heading.number == agenda.heading.number and _agree(agenda, section):
            return section
    return None


def _agree(agenda, section):
    """Whether nothing is lost when the agenda's line goes: each fact is equal or stands once."""
    one, other = agenda.heading, section.heading
    pairs = [
        (one.name.casefold(), other.name.casefold()),
        (one.speakers, other.speakers),
        (one.note, other.note),
    ]
    times = [(getattr(one.when, k), getattr(other.when, k)) for k in vars(one.when)]
    return all(not a or not b or a == b for a, b in pairs + times) and not one.overflow


def _fill(heading, agenda):
    heading.name = heading.name or agenda.name
    heading.speakers = heading.speakers or agenda.speakers
    heading.note = heading.note or agenda.note
    heading.when = When(
        *(mine or theirs for mine, theirs in zip(*map(_values, (heading, agenda)), strict=True))
    )


def _values(heading):
    return vars(heading.when).values()
