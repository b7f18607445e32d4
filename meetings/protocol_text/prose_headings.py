"""Headings told by the prose around them alone: short lines between paragraphs, names that open them."""

import re

from .bullets import bullet
from .dates import find_dates
from .first_names import has_first_name
from .inline_bodies import flat
from .labels import read_labels
from .marks import Candidate
from .other_headings import names_topic
from .people import looks_like_people
from .sentences import ends_sentence
from .signals import is_signal
from .title import GREETING

_FEWEST = 3
_LONGEST = 75  # characters of a short line
_PROSE = 60  # characters from which a line is prose whatever it ends with
_TWO_SENTENCES = re.compile(r"[a-zäöüß]{3}[.!?] [A-ZÄÖÜ]")
_RUN_IN = re.compile(
    r"(?P<name>[A-ZÄÖÜ][^:.!?–—;]{2,60}?)(?:\s?:\s+|\s[=>→⇒–—-]{1,3}\s+|\s{2,})(?P<body>\S.*)$"
)
_MOST_WORDS = 6


def find_between(lines, free):
    """Short lines, each above prose and below the end of a sentence: nearly all short lines are."""
    filled = [line for _, line in free]
    short = [place for place in range(1, len(free)) if _is_short(filled[place])]
    found = [
        place
        for place in short
        if place + 1 < len(free) and _is_prose(filled[place + 1]) and _is_free(lines, free, place)
    ]
    if found and find_dates(filled[found[0]].text):
        found = found[1:]
    among = sum(found[0] <= place <= found[-1] for place in short) if found else 0
    if len(found) < _FEWEST or 4 * len(found) < 3 * among:
        return []
    return [
        Candidate(free[place][0], "", filled[place].text.rstrip(" :"), guessed=True)
        for place in found
    ]


def _is_short(line):
    text = line.text
    fit = len(text) <= _LONGEST and line.indent < 4 and not text[0].islower() and not bullet(text)
    fit = fit and not _TWO_SENTENCES.search(text)
    return (
        fit
        and names_topic(text.rstrip(" :"))
        and not (is_signal(text) or GREETING.match(text))
        and text[0].isalnum()
    )


def _is_prose(line):
    return bool(bullet(line.text)) or len(line.text) > _PROSE or _ends(line.text)


def _ends(text):
    return text.endswith(("!", "?")) or ends_sentence(text)


def _is_free(lines, free, place):
    """Whether what stands above a line has come to its end."""
    index = free[place][0]
    above = free[place - 1][1].text
    return not lines[index - 1].text or _ends(above) or bool(bullet(above)) or len(above) < _PROSE


def find_run_in(lines, free):
    """Names that open their minutes: "Heizung: Haus 4 ist kalt." in most paragraphs, or most lines
    of a text without paragraphs; the names of people are none."""
    found = [(index, match) for index, line in free if (match := _run_in(line))]
    apart = [pair for pair in found if not lines[pair[0] - 1].text]
    opening = sum(1 for index, _ in free if index and not lines[index - 1].text)
    if len(apart) >= _FEWEST and 3 * len(apart) >= 2 * opening:
        found = apart
    elif len(found) < _FEWEST or 3 * len(found) < 2 * sum(i >= found[0][0] for i, _ in free):
        return []
    names = [match["name"] for _, match in found]
    if 3 * sum(looks_like_people(match["body"]) for _, match in found) >= len(found):
        return []
    if 3 * sum(map(has_first_name, names)) >= len(names) or len(set(names)) < len(names):
        return []
    return [
        Candidate(index, "", match["name"].strip(), said=match["body"], guessed=True)
        for index, match in found
    ]


def _run_in(line):
    match = _RUN_IN.match(flat(line.text)) if line.indent < 4 else None
    if not match or read_labels(line.text) or match["name"].count(" ") >= _MOST_WORDS:
        return None
    return match if names_topic(match["name"]) and not find_dates(match["name"]) else None
