"""Tasks: what is to be done, by whom, until when."""

import re

from .dates import find_dates
from .first_names import has_first_name
from .model import TASK, OutcomeDraft
from .people import looks_like_people, split_people

_ARROWS = re.compile("[→⇒➔➜>]")
_ARROW = re.compile(r"\s*(?:→|=>|⇒|->|➔|➜)\s*")
_MENTION = re.compile(r"@(?P<who>[^\W\d_][\w.-]{0,40})[:,]?\s+(?=\S)")
_SEPARATOR = re.compile(r"\s*(:|,|\s[–-]|\s?(?:→|=>|⇒|->|➔|➜))\s+")
_DUE = re.compile(
    r"[,;(–-]?\s{0,3}(?:bis|Frist:?|fällig:?|📅|:calendar:)\s{1,3}(?:spätestens\s|zum\s|am\s)*"
)


def read_arrow(text, near):
    """The task in "Flyer drucken → Ute bis 12.3." or "→ Ute: Flyer", None where people are unsure."""
    if not _ARROWS.search(text):
        return None
    parts = _ARROW.split(text[-300:])
    if len(parts) < 2:
        return None
    rest, due = _take_due(parts[-1], near)
    rest = rest.strip(" .")
    who, separator, what = _partition(rest)
    if separator and what.strip() and _are_people(who, due):
        return OutcomeDraft(TASK, what.strip(), who=who.strip(), due=due)
    if not _are_people(rest, due):
        return None
    what = text[: text.rindex(parts[-1])].rstrip(" →=>⇒-➔➜")
    return OutcomeDraft(TASK, what or parts[-1].strip(), who=rest, due=due)


def _are_people(words, due):
    known = all(map(has_first_name, split_people(words)))
    return (
        bool(words) and len(words) < 80 and looks_like_people(words) and (due is not None or known)
    )


def read_task(text, near):
    """ "Hannes, Flyer drucken, bis 15. Januar" in its three parts, as far as they are there."""
    rest, due = _take_due(text, near)
    arrow = read_arrow(text, near)
    if arrow and arrow.who:
        return arrow
    mention = _MENTION.match(rest)
    if mention:
        return OutcomeDraft(TASK, rest[mention.end() :], who=mention["who"], due=due)
    bracket = re.search(r"\s*\(([^()]{1,80})\)\.?$", rest[-100:])
    if bracket and looks_like_people(bracket[1]):
        return OutcomeDraft(TASK, rest[: len(rest) - len(bracket[0])], who=bracket[1], due=due)
    who, separator, what = _partition(rest)
    if separator and what.strip() and looks_like_people(who):
        return OutcomeDraft(TASK, what.strip(), who=who.strip(), due=due)
    return OutcomeDraft(TASK, rest or text, due=due)


def _partition(text):
    """``text`` around the first ":", "," or arrow, whichever comes first."""
    match = _SEPARATOR.search(text[:120])
    return (text[: match.start()], match[1], text[match.end() :]) if match else (text, "", "")


def _take_due(text, near):
    """Take a deadline that is a calendar day off the end; any other stays in the text."""
    tail = max(0, len(text) - 80)
    for match in _DUE.finditer(text, tail):
        dates = find_dates(text[match.end() :])
        if dates and dates[0].start == 0:
            after = text[match.end() + dates[0].end :].strip(" .)")
            due = None if after else dates[0].resolve(near, coming=True)
            if due:
                closing = ")" if match[0].lstrip().startswith(",") and text.endswith(")") else ""
                return text[: match.start()].rstrip(" ,;–-") + closing, due
    return text, None
