"""Headings whose parts stand between bars: "18:00 | Eröffnung | Ute"."""

import re

from .people import is_group, looks_like_people, read_people
from .times import merge_when, take_when

_BAR = re.compile(r"\s+\|\s+")


def take_bars(rest, heading):
    """Fill who and when from the parts of ``rest`` and give its name; where no part is a time the
    bars belong to the name."""
    parts = [part.strip() for part in _BAR.split(rest)]
    whens = [(part, _only_time(part)) for part in parts]
    words = [part for part, when in whens if not when and part]
    people = words[1:]
    if len(words) == len(parts) or not words or len(people) > 1 or not all(map(_who, people)):
        return rest
    for _, when in whens:
        if when:
            merge_when(heading.when, when)
    if people:
        heading.speakers, heading.note = read_people(people[0])
    return words[0]


def _only_time(part):
    taken = take_when(part)
    return taken[1] if taken and not taken[0] and not taken[1].impossible else None


def _who(part):
    return looks_like_people(part) or is_group(part)
