"""The words of a heading after its number: name, who, and when."""

import re
from dataclasses import dataclass, field

from .blanks import collapse
from .dates import find_dates
from .model import ItemDraft
from .people import looks_like_people, read_people, split_people
from .times import When, find_when, take_when

LONGEST_NAME = 200
_BY = re.compile(r"(?:wer|mit|von|durch|Referent(?:in)?|Bericht)\s*:\s*", re.I)
_HABIT = re.compile(r"(?:täglich|jeweils|immer|geöffnet|\w+tags)\b")
_COUNTED = re.compile(r"(?:(?:ca|etwa|rund|über)\.?\s)?\d+\s[^\W\d]|[^\d(]+\(")
_DIGIT = re.compile(r"\d")
_UNTIL = re.compile(r"[\s,;|–—-]+(?=(?:von\s)?\d|bis\s)", re.I)


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


def read_heading(number, rest):
    """Take the words after a number apart. What is neither who nor when stays in the name."""
    heading = Heading(number)
    name, meta = _split_bracket(rest) if len(rest) <= 3 * LONGEST_NAME else (rest, None)
    if meta is not None and _read_meta(meta, heading):
        heading.name = _tidy(name)
    else:
        heading.name = _tidy(_without_final_time(rest, heading))
    if len(heading.name) > LONGEST_NAME:
        heading.name, heading.overflow = "", heading.name
    return heading


def is_meta(text):
    """Whether ``text`` is a bracket that tells when (and who) and nothing else."""
    before, meta = _split_bracket(text)
    heading = Heading("")
    return meta is not None and not before and _read_meta(meta, heading) and heading.when != When()


def _split_bracket(text):
    """``text`` and the content of the bracket it ends with; nested brackets stay inside."""
    stripped = text.rstrip(" .:")
    pairs = {")": "(", "]": "["}
    opening = pairs.get(stripped[-1:])
    depth = 0
    for index in range(len(stripped) - 1, -1, -1) if opening else ():
        depth += (stripped[index] == stripped[-1]) - (stripped[index] == opening)
        if depth == 0:
            return stripped[:index].rstrip(), stripped[index + 1 : -1].strip()
    return text, None


def _read_meta(meta, heading):
    """Fill who and when from a bracket's content; False when the bracket belongs to the name."""
    people, when = [], When()
    for part in split_commas(meta):
        taken = take_when(part)
        if taken and taken[1].impossible:
            heading.when.impossible = taken[1].impossible
            return False
        if taken:
            part, found = taken
            merge_when(when, found)
        people.append(part)
    who = collapse(", ".join(part for part in people if part))
    forced = _BY.match(who)
    if when == When() and not forced and not looks_like_people(who):
        return False
    if who and not forced and not _plausible(who):
        return False
    heading.when = when
    heading.speakers, heading.note = _forced(who[forced.end() :]) if forced else read_people(who)
    return True


def _plausible(who):
    """Beside a time stand people in few words; a day or another number belongs to the title."""
    if len(who) > LONGEST_NAME or find_dates(who) or _HABIT.match(who):
        return False
    return all(_COUNTED.match(part) or not _DIGIT.search(part) for part in split_people(who))


def _forced(who):
    """People announced as such ("Wer: …"): names, or else the words as they are."""
    speakers, note = read_people(who)
    return ([], who) if note and "/" not in who else (speakers, note)


def split_commas(text):
    """The parts between commas, semicolons and bars; what stands in brackets stays together."""
    parts = [""]
    depth = 0
    for index, char in enumerate(text):
        depth += (char in "([") - (char in ")]")
        decimal = char == "," and text[index + 1 : index + 2].isdigit() and parts[-1][-1:].isdigit()
        if char in ",;|" and depth <= 0 and not decimal:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def merge_when(when, found):
    """Take over from ``found`` what ``when`` does not say."""
    for key in ("start", "end", "bare", "minutes"):
        value = getattr(found, key)
        if value is not None and getattr(when, key) is None:
            setattr(when, key, value)


def _without_final_time(rest, heading):
    """Take ", bis 17:08 Uhr" or " – 17:00–17:15" off the end; other times belong to the title."""
    if heading.when.impossible or len(rest) > LONGEST_NAME:
        return rest
    for match in _UNTIL.finditer(rest):
        if match[0].isspace() and len(match[0]) < 2:
            continue
        found = find_when(rest[match.end() :])
        if found and found[:2] == (0, len(rest) - match.end()) and found[2].end:
            heading.when = found[2]
            return rest[: match.start()]
    return rest


def _tidy(name):
    return collapse(name).strip().removesuffix(":").rstrip()
