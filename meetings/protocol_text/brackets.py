"""What stands in the bracket behind a name: who and when, or words that belong to the name."""

import re

from .blanks import collapse
from .dates import find_dates
from .people import looks_like_people, read_people, split_people
from .times import When, merge_when, take_when

LONGEST_NAME = 200
_BY = re.compile(
    r"(?:(?:wer|mit|von|durch|verantwortlich|zuständig|vorgestellt von|Referent(?:in)?|Bericht|Berichterstatt(?:er(?:in)?|ung))\s?:\s*"
    r"|(?P<role>Gast|Gäste|Vortrag|Input|Moderation|Leitung)(?:\s?:\s*|\s(?:von\s)?(?=(?-i:[A-ZÄÖÜ]))))",
    re.I,
)
_TIME_LABEL = re.compile(r"(?:Dauer|Zeit(?:bedarf|rahmen|ansatz)?|Uhrzeit|geplant)\s?:?", re.I)
_HABIT = re.compile(r"(?:täglich|jeweils|immer|geöffnet|\w+tags)\b")
_COUNTED = re.compile(r"(?:(?:ca|etwa|rund|über)\.?\s)?\d+\s[^\W\d]|[^\d(]+\(")
_DIGIT = re.compile(r"\d")


def split_bracket(text):
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


def read_bracket(meta, heading):
    """Fill who and when from a bracket's content; False when the bracket belongs to the name."""
    who, when = _take_times(meta)
    if when.impossible:
        heading.when.impossible = when.impossible
        return False
    forced = _BY.match(who)
    if not forced and not (_plausible(who) if when != When() else looks_like_people(who)):
        return False
    heading.when = when
    heading.speakers, heading.note = (
        read_forced(who[forced.end() :]) if forced else read_people(who)
    )
    if forced and forced["role"]:
        heading.note = ", ".join(filter(None, [heading.note, forced["role"]]))
    return True


def _take_times(meta):
    """The words of a bracket without its times, and these."""
    people, when = [], When()
    for part in split_commas(meta):
        words, found = take_when(part) or (part, When())
        if found.impossible:
            return "", found
        merge_when(when, found)
        people.append("" if _TIME_LABEL.fullmatch(words) else words)
    return collapse(", ".join(filter(None, people))), when


def _plausible(who):
    """Beside a time stand people in few words; a day or another number belongs to the title."""
    if not who:
        return True
    if len(who) > LONGEST_NAME or find_dates(who) or _HABIT.match(who):
        return False
    return all(_COUNTED.match(part) or not _DIGIT.search(part) for part in split_people(who))


def read_forced(who):
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
