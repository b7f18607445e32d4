"""Lengths of time: "10 min", "1,5 Std.", "Viertelstunde"."""

import re

ABOUT = r"(?:(?:ca|circa|etwa|ungefähr|gegen|spätestens|max|maximal|voraussichtlich|genau|rund)\.?\s{1,3}|~\s?)?"
_FRACTIONS = {"1/2": 0.5, "3/4": 0.75, "1/4": 0.25, "½": 0.5, "¾": 0.75, "¼": 0.25}
_LENGTH = re.compile(
    rf"(?<![\w.:,]){ABOUT}(?:\d{{1,3}}\s?[–-]\s?)?(?P<count>\d{{1,3}}(?:[.,]\d)?|1/2|3/4|1/4|1?\s?[½¼¾])"
    r"\s{0,3}(?P<unit>min(?:uten?|\.)?|['′’]|Std\.?|Stunden?|h)$",
    re.I,
)
_HOURS = re.compile(
    rf"(?<![\w.:,]){ABOUT}(?P<hours>[0-4])(?:\s?h\s?|:|\s?Std\.?\s)(?P<minutes>[0-5]\d)(?:\s?(?:h|Std\.?|min\.?))?$",
    re.I,
)
_WORDS = {"viertelstunde": 15, "halbe stunde": 30, "dreiviertelstunde": 45, "stunde": 60}
_WORDS |= {"anderthalb stunden": 90, "eineinhalb stunden": 90, "zwei stunden": 120}
_WORD = re.compile(rf"(?:{ABOUT})(?:(?:eine|1)\s)?\b(?P<word>{'|'.join(_WORDS)})$", re.I)


def take_length(text):
    """Split a length off the end of ``text``: the rest and the minutes, or None without one. Of "10–15
    min" the longer counts; "18 h" is a clock time."""
    match = _HOURS.search(text)
    if match:
        return _before(text, match), 60 * int(match["hours"]) + int(match["minutes"])
    match = _LENGTH.search(text)
    if match:
        count = _count(match["count"])
        hours = match["unit"][0].lower() in "sh"
        if not hours or match["unit"].lower() != "h" or count < 7:
            return _before(text, match), round(count * 60 if hours else count)
    match = _WORD.search(text) if "tunde" in text[-8:] else None
    return (_before(text, match), _WORDS[match["word"].lower()]) if match else None


def _before(text, match):
    return text[: match.start()].rstrip(" ,;–—-")


def _count(words):
    """The number in "10", "1,5", "1/2", "1½"."""
    for part, value in _FRACTIONS.items():
        if words.endswith(part):
            return float(words.removesuffix(part).strip() or 0) + value
    return float(words.replace(",", "."))
