"""Decisions and tasks in the body of a TOP. Their text stays in the body as well."""

import re

from .dates import find_dates
from .model import DECISION, TASK, OutcomeDraft
from .people import looks_like_people

_BOX = r"(?:(?:→|=>|⇒|->|☐|☑|✓|\[[ xX]?\])\s*)?"
_DECISION = re.compile(
    rf"{_BOX}[*_]*(?:Beschluss|Beschluß|Entscheidung|Beschlossen)(?:\s(?:Nr\.?\s?)?[\d/.-]{{1,12}})?"
    r"[*_]*\s?:[*_]*(?:\s+|$)",
    re.I,
)
_TASK = re.compile(
    rf"(?:{_BOX}[*_]*(?:Aufgabe|To[- ]?Do|Todo|Auftrag|Arbeitsauftrag|Action)(?:\s\d{{1,3}})?"
    r"[*_]*\s?:[*_]*(?:\s+|$)|(?:☐|\[ ?\])\s+)",
    re.I,
)
_LIST = re.compile(
    r"[*_]*(?:(?P<task>Aufgaben|To-?Dos)|Beschlüsse|Entscheidungen)[*_]*\s?:[*_]*$", re.I
)
_VOTE = re.compile(
    r"[*_]*(?:Abstimmung|Abstimmungsergebnis|Abgestimmt|Votum|Ergebnis der Abstimmung)"
    r"[*_]*\s?:[*_]*\s+",
    re.I,
)
_MOTION = re.compile(r"[*_]*(?:Antrag|Beschlussvorschlag|Beschlussantrag)[*_]*\s?:[*_]*\s+", re.I)
_VOTES = re.compile(
    r"\(?(?P<votes>\d{1,4}\s?[/:]\s?\d{1,4}(?:\s?[/:]\s?\d{1,4})?|einstimmig(?:\sangenommen)?"
    r"|mehrheitlich(?:\sangenommen)?"
    r"|\d{1,4}\s?(?:x\s)?(?:Ja|Dafür|dafür|ja)[\w\s,;/:-]{0,60})\)?\.?$"
)
_DUE = re.compile(r"[,;(–-]?\s{0,3}(?:bis|Frist:?|fällig:?)\s{1,3}(?:spätestens\s|zum\s|am\s)*")
_LONGEST_VOTE = 100


def is_outcome_line(text):
    """Whether a line opens with "Beschluss:", "Abstimmung:", "Aufgabe:" and their likes."""
    text = text[:200]
    return any(label.match(text) for label in (_DECISION, _TASK, _VOTE, _LIST, _MOTION))


def find_outcomes(blocks, near):
    """The outcomes in ``blocks``; a deadline without a year is the first on or after ``near``."""
    outcomes, listed, before = [], None, ""
    for block in blocks:
        heads_list = _LIST.match(block.text)
        found = None if heads_list else _outcome(block.text, near)
        if found is None and listed and block.level >= 0:
            found = listed(block.text, near)
        elif block.level < 0 or found:
            listed = None
        if heads_list:
            listed = _task if heads_list["task"] else _decision
        if found:
            outcomes.append(found)
        elif _VOTE.match(block.text):
            _add_votes(outcomes, block.text[_VOTE.match(block.text).end() :], before)
        before = block.text
    return outcomes


def _outcome(text, near):
    for pattern, read in ((_DECISION, _decision), (_TASK, _task)):
        match = pattern.match(text)
        if match and len(text) > match.end():
            return read(text[match.end() :], near)
    return None


def _add_votes(outcomes, votes, before):
    """Give a vote to the decision it follows, or make one of the motion it follows."""
    if len(votes) > _LONGEST_VOTE:
        return
    motion = _MOTION.match(before)
    if motion and len(before) > motion.end():
        outcomes.append(OutcomeDraft(DECISION, before[motion.end() :], votes))
    elif outcomes and outcomes[-1].kind == DECISION and not outcomes[-1].votes:
        outcomes[-1].votes = votes


def _decision(text, _near):
    match = _VOTES.search(text, max(0, len(text) - 120))
    if match and match.start():
        return OutcomeDraft(
            DECISION, text[: match.start()].rstrip(" ,;–-("), match["votes"].strip()
        )
    return OutcomeDraft(DECISION, text)


def _task(text, near):
    """ "Hannes, Flyer drucken, bis 15. Januar" in its three parts, as far as they are there."""
    rest, due = _take_due(text, near)
    bracket = re.search(r"\s*\(([^()]{1,80})\)\.?$", rest[-100:])
    if bracket and looks_like_people(bracket[1]):
        return OutcomeDraft(TASK, rest[: len(rest) - len(bracket[0])], who=bracket[1], due=due)
    who, separator, what = _partition(rest)
    if separator and what.strip() and looks_like_people(who):
        return OutcomeDraft(TASK, what.strip(), who=who.strip(), due=due)
    return OutcomeDraft(TASK, rest or text, due=due)


def _partition(text):
    """``text`` around the first ":" or ",", whichever comes first."""
    match = re.search(r"\s*(:|,|\s[–-])\s+", text[:120])
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
