"""The text that headings are to explain: what stands above, below and between them."""

from functools import cached_property
from itertools import pairwise

from .dates import find_dates
from .inline_bodies import inline_body
from .labels import read_labels
from .other_headings import names_topic
from .signals import is_signal
from .title import GREETING

_NAME = 90  # characters; longer lines of a shape are text
_ABOVE = 6  # lines of a head that count as nothing
_LABELS = 60  # lines at the top that labels are looked for in
_HEAD = 4  # lines at the top that may be the title


class Ground:
    """Filled lines by their place; ``indexes`` are those of headings, in order."""

    def __init__(self, lines, free):
        self.lines = lines
        self.free = free
        self.place = {index: place for place, (index, _) in enumerate(free)}
        self.size = len(free)

    @cached_property
    def small(self):
        """Whether the text is written in small letters throughout."""
        opening = sum(line.text.lstrip("-*• ")[:1].islower() for _, line in self.free)
        return 2 * opening > self.size

    def coverage(self, indexes):
        """The share of the text below the first heading, labels and a few lines above it aside."""
        place = self.place[indexes[0]]
        told = sum(bool(read_labels(line.text)) for _, line in self.free[: min(place, _LABELS)])
        above = max(0, place - told - _ABOVE)
        return 1 - above / self.size

    def bodies(self, indexes):
        """For each heading, how many lines stand below it before the next."""
        places = [self.place[index] for index in indexes] + [self.size]
        return [b - a - 1 for a, b in pairwise(places)]

    def spread(self, indexes):
        """The share of headings with text below."""
        return sum(map(bool, self.bodies(indexes))) / len(indexes)

    def apart(self, indexes):
        """The share of headings that stand below an empty line."""
        free = sum(not index or not self.lines[index - 1].text for index in indexes)
        return free / len(indexes)

    def names_meeting(self, index, shape):
        """Whether a line at the top is the title: the very first one, or one with a day."""
        place = self.place[index]
        return place < _HEAD and bool((place == 0 and not shape.style[0]) or find_dates(shape.name))

    def names_item(self, shape):
        """Whether the name of ``shape`` can be one of a TOP."""
        inline = inline_body(shape.name) if shape.name else None
        name = inline[0] if inline else shape.name
        if not name:
            return bool(shape.number)
        capital = self.small or not name[0].islower()
        names = len(name) <= _NAME and capital and names_topic(name)
        return names and not is_signal(name) and not GREETING.match(name)

    def has_name_below(self, index):
        """Whether a short line stands directly below a number alone."""
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        return 0 < len(below) <= _NAME and below[0].isalpha() and names_topic(below)
