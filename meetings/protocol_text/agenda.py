"""An agenda at the top whose TOPs come again below, with their minutes: both become one."""

from .agenda_entries import read_entry
from .agenda_entries import words_of as _words
from .times import When, take_when
from .title_parts import Heading

_FEWEST_TIMED = 3  # entries that end with a time until this is a habit
_FEWEST = 2  # TOPs that an agenda above and the minutes below must share


def merge_agenda(sections):
    """Without the agenda at the top where most of its TOPs come again with their minutes below.

    Gives the sections and the lines between agenda and minutes and of what was only planned.
    """
    again = _start_of_minutes(sections) if sections else 0
    if again < _FEWEST:
        return sections, []
    minutes = sections[again:]
    known = _by_words(minutes)
    partners = [_partner(agenda.heading, known) for agenda in sections[:again]]
    found = sum(map(bool, partners))
    if found < _FEWEST or 3 * found < 2 * again or not any(section.filled for section in minutes):
        return sections, []
    left = list(sections[again - 1].body)
    for agenda, section in zip(sections[:again], partners, strict=True):
        if section:
            section.take_agenda(agenda.heading, agenda.head)
        else:
            left = agenda.head + left
    return minutes, sorted(left, key=lambda line: line.number)


def merge_list(head, sections):
    """Merge the lines above the first TOP that name TOPs, as "• Kasse" or "2. Kasse (Ute)"."""
    if len(sections) < 2:
        return
    free = [(line, read_entry(line)) for line in head if line.text and not line.place]
    entries = [(line, heading) for line, heading in free if heading and heading.name]
    _take_final_times([heading for _, heading in entries if heading.number])
    known = _by_words(sections) if len(entries) >= _FEWEST else {}
    pairs = [(line, heading, _partner(heading, known)) for line, heading in entries]
    pairs = [pair for pair in pairs if pair[2]]
    if len(pairs) < 2 or 2 * len(pairs) < len(sections):
        return
    for line, heading, section in pairs:
        section.take_agenda(heading, [line])


def _start_of_minutes(sections):
    """The index of the section that repeats the first one, after a run of TOPs without a body."""
    first = sections[0].heading
    for index, section in enumerate(sections[1:], 1):
        one, other = first.number, section.heading.number
        named = not (one and other) and _words(section.heading.name) == _words(first.name)
        if (one and one == other) or named:
            return index if index > 1 else 0
        if sections[index - 1].filled:
            return 0
    return 0


def _by_words(sections):
    known = {}
    for section in sections:
        heading = section.heading
        words = _words(heading.name) or heading.number
        known.setdefault(words, []).append(section)
        if section.borrowed:
            known.setdefault(heading.number, []).append(section)
    return known


def _partner(agenda: Heading, known):
    """The section that ``agenda`` announces, when nothing is lost as its line goes."""
    for key in (_words(agenda.name), agenda.number):
        for section in known.get(key, [])[:3]:
            heading = section.heading
            numbers = not (agenda.number and heading.number) or agenda.number == heading.number
            if numbers and not section.announced and _agree(agenda, heading, section.borrowed):
                known[key].remove(section)
                return section
    return None


def _agree(one, other, borrowed=False):
    """Whether each fact is equal or stands on one side only, and the names have the same words; a
    name ``borrowed`` from the body gives way."""
    named = _words(one.name) == _words(other.name) or (
        (borrowed or not other.name) and one.number == other.number
    )
    ours, theirs = (one.speakers, one.note), (other.speakers, other.note)
    who = not any(ours) or not any(theirs) or ours == theirs
    times = [(getattr(one.when, key), getattr(other.when, key)) for key in vars(one.when)]
    same = all(not a or not b or a == b for a, b in times)
    return named and who and same and not one.overflow


def _take_final_times(headings):
    """Take a time off the end of names ("Begrüßung 17:00 Uhr") where most of them end with one."""
    ends = [(heading, take_when(heading.name)) for heading in headings if heading.when == When()]
    timed = [(heading, *taken) for heading, taken in ends if taken and taken[0]]
    if len(timed) < _FEWEST_TIMED or 2 * len(timed) <= len(headings):
        return
    for heading, name, when in timed:
        if not when.impossible:
            heading.name, heading.when = name, when
