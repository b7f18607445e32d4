"""The text cut into TOPs."""

from dataclasses import dataclass, field

from .agenda_entries import words_of
from .details import take_all_details
from .headings import joined_rest
from .inline_bodies import inline_body
from .source import Line
from .times import merge_when
from .title_parts import Heading, read_heading


@dataclass(eq=False)
class Section:
    """A TOP as it stands in the text: its heading taken apart, the heading's lines, its body;
    ``row_body`` is what of the body stood in the row of a table, None where there is none;
    ``borrowed`` says that the name stands below a bare "TOP 3", ``announced`` that an agenda above
    has told it as well, ``guessed`` that only the layout tells it is a TOP."""

    heading: Heading
    head: list[Line]
    body: list[Line] = field(default_factory=list)
    gap_above: int = 0
    row_body: list[Line] | None = None
    borrowed: bool = False
    announced: bool = False
    guessed: bool = False

    @property
    def filled(self):
        """The lines of the body that hold something."""
        return [line for line in self.body if line.text and not line.place]

    def take_agenda(self, heading, lines):
        """Take over what the agenda said of this TOP in ``lines``. Its name wins over a borrowed
        one, whose line goes back to the body."""
        same = words_of(heading.name) == words_of(self.heading.name)
        if self.borrowed and heading.name and not same:
            self.heading.name = heading.name
            self.body.insert(0, self.head.pop())
        self.heading.fill(heading)
        self.head = [*self.head, *lines]
        self.announced = True

    def overflow_line(self):
        """What was too long for a name, as a line of the body."""
        return [Line(self.head[0].number, self.heading.overflow, 0)]


def cut_sections(lines, headings):
    """One Section per heading."""
    if not headings:
        return []
    ends = [heading.index for heading in headings[1:]] + [len(lines)]
    pairs = zip(headings, ends, strict=True)
    sections = [_section(lines, heading, end) for heading, end in pairs]
    take_all_details(sections)
    return sections


def _section(lines, found, end):
    if found.heading:
        body = found.body + lines[found.index + 1 : end]
        return Section(found.heading, [lines[found.index]], body, 1, found.body)
    rest, extra = joined_rest(lines, found)
    body = found.index + 1 + extra
    borrowed = not rest and body < end and _is_title(lines[body])
    if borrowed:
        rest, body = lines[body].text, body + 1
    inline = inline_body(rest)
    heading = read_heading(found.number, inline[0] if inline else rest)
    if found.when:
        merge_when(heading.when, found.when)
    told = [text for text in (inline and inline[1], found.said) if text]
    said = [Line(lines[found.index].number, text, 0) for text in told]
    section = Section(heading, lines[found.index : body], lines[body:end], gap(lines, found.index))
    section.body, section.borrowed = said + section.body, borrowed
    section.guessed = found.guessed
    return section


def _is_title(line):
    short = 0 < len(line.text) < 100 and not line.place
    return short and line.text[0].isalpha() and not line.text.endswith((".", "!", "?", ",", ":"))


def gap(lines, index):
    """How many empty or left-out lines stand directly above ``index``."""
    above = index
    while above and (not lines[above - 1].text or lines[above - 1].place):
        above -= 1
    return index - above
