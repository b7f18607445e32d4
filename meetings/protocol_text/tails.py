"""People after a dash at the end of a name: "Garten – Ute", "Kasse | Karl | 10 min"."""

import re

from .brackets import read_bracket
from .bullets import bullet
from .first_names import has_first_name
from .labels import read_labels
from .people import split_people
from .times import When
from .title_parts import Heading

_TAIL = re.compile(r"\s+[–—-]\s+|\s*\|\s*|\s+/\s+")
_LONGEST = 150


def take_tails(sections, head):
    """Take people off the end of names ("Garten – Ute") where most TOPs show that habit; the lines
    above the first TOP tell who is present. With a time beside them people need no habit."""
    present, tails = _present(head), {}
    for index, section in enumerate(sections):
        heading = section.heading
        parts = list(_TAIL.finditer(heading.name)) if not heading.speakers else []
        if parts and not heading.note:
            name, tail = heading.name[: parts[-1].start()], heading.name[parts[-1].end() :]
            read = Heading("")
            if name and len(tail) < _LONGEST and read_bracket(tail, read):
                tails[index] = name, tail, read
    named = sum(_is_known(tail, present) for _, tail, _ in tails.values())
    habit = len(tails) > 1 and 2 * len(tails) >= len(sections) and 2 * named >= len(tails)
    for index, (name, _, read) in tails.items():
        if habit or (read.when != When() and (read.speakers or read.note)):
            sections[index].heading.name = name
            sections[index].heading.fill(read)


def _present(head):
    """Names, and words of names, of those who lead, write or attend."""
    texts = [
        value
        for line in head
        if len(line.text) < 2000
        for name, _, value in read_labels(line.text)
        if name in ("attendance", "chair", "minute_taker", "apologies")
    ]
    texts += [mark[1] for line in head if (mark := bullet(line.text)) and len(mark[1]) < 80]
    names = {part for text in texts for part in split_people(text) if part}
    return names | {word for name in names for word in name.split() if word[0].isupper()}


def _is_known(tail, present):
    parts = split_people(tail)
    return any(has_first_name(part) or (part and part in present) for part in parts)
