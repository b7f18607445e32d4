"""The words of a heading after its number: name, who, and when."""

import re
from dataclasses import dataclass, field

from .bars import take_bars
from .blanks import collapse
from .brackets import LONGEST_NAME, read_bracket, split_bracket
from .inline import LINK, plain_words
from .model import ItemDraft
from .people import looks_like_people
from .times import When, merge_when, take_when

_UNTIL = re.compile(r"[\s,;|–—-]+(?=(?:von\s|ca\.?\s)?\d|bis\s)", re.I)
_PLAIN = re.compile(r"[^][()*_`\\\d]*(?<!tunde)")
_DASHED = re.compile(r"(.{1,200})(\s[–—-]\s)(.{2,80})$")
_SPAN = re.compile(r"`[^`]{1,80}`|\*[^*\s][^*]{0,80}\*|_[^_\s][^_]{0,80}_")
_SPANS = re.compile(rf"(?:\s+(?:{_SPAN.pattern}))+$")
_OPENING = re.compile(r"[(\[](?P<meta>[^()\[\]]{1,80})[)\]]\s*[:–-]?\s+(?=\S)")


@dataclass
class Heading:
    """A heading taken apart. ``when.bare`` is a time of which the text as a whole tells the sense;
    ``overflow`` is what is too long for a name and opens the body."""

    number: str
    name: str = ""
    speakers: list[str] = field(default_factory=list)
    note: str = ""
    when: When = field(default_factory=When)
    overflow: str = ""

    def item(self):
        """The ItemDraft of this heading, still without a body."""
        when = self.when
        return ItemDraft(
            self.number, self.name, self.speakers, self.note, when.start, when.end, when.minutes
        )

    def fill(self, other):
        """Take over from ``other`` what this heading does not say."""
        self.number = self.number or other.number
        self.name = self.name or other.name
        if not (self.speakers or self.note):
            self.speakers, self.note = other.speakers, other.note
        merge_when(self.when, other.when)


def read_heading(number, rest):
    """Take the words after a number apart. What is neither who nor when stays in the name."""
    heading = Heading(number)
    if _PLAIN.fullmatch(rest) and len(rest) <= LONGEST_NAME:
        heading.name = _tidy(rest)
        return heading
    rest = take_bars(rest, heading) if " | " in rest else rest
    links = LINK.findall(rest) if len(rest) <= 3 * LONGEST_NAME else []
    rest = LINK.sub(r"\1", rest) if links else rest
    name, meta = _split_meta(rest) if len(rest) <= 3 * LONGEST_NAME else (rest, None)
    if meta is not None and read_bracket(plain_words(meta), heading):
        rest = name
    else:
        rest = _without_tail(_without_opening(rest, heading), heading)
        rest = _without_final_time(rest, heading)
    heading.name = _tidy(plain_words(rest) if "*" in rest or "\\" in rest else rest)
    if len(heading.name) > LONGEST_NAME:
        heading.name, heading.overflow = "", heading.name
    shown = [f"[{words}]({target})" for words, target in links]
    heading.overflow = " ".join(filter(None, [heading.overflow, *shown]))
    return heading


def is_meta(text):
    """Whether ``text`` is a bracket that tells when (and who) and nothing else."""
    if text[:1] not in ("(", "["):
        return False
    before, meta = split_bracket(text)
    heading = Heading("")
    return (
        meta is not None and not before and read_bracket(meta, heading) and heading.when != When()
    )


def _split_meta(rest):
    """``rest`` and the bracket it ends with, or what is set off at its end: "`10 min` *Ute*"."""
    spans = _SPANS.search(rest) if rest[-1:] in "`*_" else None
    if spans and spans.start():
        parts = [part[1:-1] for part in _SPAN.findall(spans[0])]
        return rest[: spans.start()], ", ".join(parts)
    return split_bracket(rest)


def _without_opening(rest, heading):
    """Take "(10 min)" or "[Ute, 17:00–17:15]" off the beginning."""
    match = _OPENING.match(rest) if rest[:1] in ("(", "[") else None
    found = Heading("")
    if not match or not read_bracket(match["meta"], found) or found.when == When():
        return rest
    heading.fill(found)
    return rest[match.end() :]


def _without_tail(rest, heading):
    """Take " – Ute, 10 min" off the end; people without a time are a habit of the whole text."""
    name, dash, tail = _DASHED.match(rest).groups() if _DASHED.match(rest) else (rest, "", "")
    found = Heading("")
    timed = dash and read_bracket(tail, found) and found.when != When()
    if not timed or not looks_like_people(", ".join([*found.speakers, found.note]).strip(", ")):
        return rest
    heading.fill(found)
    return name


def _without_final_time(rest, heading):
    """Take ", bis 17:08 Uhr" or " – 17:00–17:15" off the end; other times belong to the title."""
    if heading.when.impossible or len(rest) > LONGEST_NAME:
        return rest
    for match in _UNTIL.finditer(rest):
        if match[0].isspace() and len(match[0]) < 2:
            continue
        taken = take_when(rest[match.end() :])
        if taken and not taken[0] and (taken[1].end or taken[1].minutes):
            merge_when(heading.when, taken[1])
            return rest[: match.start()]
    return rest


def _tidy(name):
    return collapse(name).strip().removesuffix(":").rstrip()
