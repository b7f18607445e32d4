"""Decisions and tasks in the body of a TOP. Their text stays in the body as well."""

import re

from .model import DECISION, OutcomeDraft
from .tasks import read_arrow, read_task

_BOX = r"(?:(?:→|=>|⇒|->|☐|☑|✓|\[[ xX]?\])\s*)?"
_DECISION = re.compile(
    rf"{_BOX}[*_]*(?:Beschluss(?:fassung|text)?|Beschluß|Entscheidung|Beschlossen|Ergebnis und Beschluss)"
    r"(?:\s(?:Nr\.?\s?)?[\d/.-]{1,12})?(?:\s\((?P<votes>[^()]{1,60})\))?[*_]*\s?:[*_]*(?:\s+|$)",
    re.I,
)
_TASK = re.compile(
    rf"(?:{_BOX}[*_]*(?:Aufgabe|To[- ]?Do|Todo|Auftrag|Arbeitsauftrag|Action)(?:\s\d{{1,3}})?"
    r"(?:[*_]*\s?:[*_]*(?:\s+|$)|\s+(?:(?:an|für)\s)?(?=(?-i:[A-ZÄÖÜ]))(?=(?:(?:Dr|Hr|Fr|Prof)\.|[^:.]){1,60}:\s))|(?:☐|\[ ?\])\s+|(?=@[^\W\d_]))",
    re.I,
)
_LIST = re.compile(
    r"[*_]*(?:(?P<task>Aufgaben|To-?Dos)|Beschlüsse|Entscheidungen)[*_]*\s?:[*_]*$", re.I
)
_VOTE = re.compile(
    r"[*_]*(?:Abstimmung|Abstimmungsergebnis|Abgestimmt|Abst\.|Votum|Ergebnis der Abstimmung)"
    r"[*_]*\s?:[*_]*\s+",
    re.I,
)
_MOTION = re.compile(r"[*_]*(?:Antrag|Beschlussvorschlag|Beschlussantrag)[*_]*\s?:[*_]*\s+", re.I)
_VOTES = re.compile(
    r"[\[(]?(?P<votes>\d{1,4}\s?[/:]\s?\d{1,4}(?:\s?[/:]\s?\d{1,4})?|einstimmig(?:\sangenommen)?"
    r"|mehrheitlich(?:\sangenommen)?"
    r"|\d{1,4}\s?(?:x\s)?(?:Ja|Dafür|dafür|ja)[\w\s,;/:-]{0,60})[\])]?\.?$"
)
_VOTE_ALONE = re.compile(
    r"(?:Der Antrag (?:wird|wurde|ist) )?(?:(?:einstimmig|mehrheitlich)(?: (?:so )?(?:angenommen|beschlossen"
    r"|abgelehnt|dafür))?(?: \(?bei \w+ Enthaltung(?:en)?\)?)?|angenommen|abgelehnt)\.?$",
    re.I,
)
_COUNTED = re.compile(r"(?:Ja|Dafür)(?:-?Stimmen)?\s?:?\s?\d{1,4}\b.{0,90}$", re.I)
_DECIDED = re.compile(
    r"(?=.*\b(?P<votes>einstimmig|mehrheitlich|(?:mit|bei) \d+ (?:Ja-?|Nein-?|Gegen)?[Ss]timmen?\b[^.]{0,60}))"
    r".{0,200}\b(?:beschließ\w+|beschloss\w*|beschlossen|verabschiedet)\b",
    re.I,
)
_DECIDES = re.compile(r"beschl[iou]|verabschiedet", re.I)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ])")
_LONGEST_VOTE = 100
_LONGEST_SENTENCE = 400


def is_outcome_line(text):
    """Whether a line opens with "Beschluss:", "Abstimmung:", "Aufgabe:" and their likes."""
    text = text[:200]
    if ":" not in text and "☐" not in text and "[" not in text:
        return False
    return any(label.match(text) for label in (_DECISION, _TASK, _VOTE, _LIST, _MOTION, _COUNTED))


def find_outcomes(blocks, near):
    """The outcomes in ``blocks``; a deadline without a year is the first on or after ``near``."""
    if not blocks:
        return []
    outcomes, listed, before = [], None, ""
    for block in blocks:
        heads_list = _LIST.match(block.text)
        found = None if heads_list else _outcome(block.text, near)
        if found is None and _DECISION.fullmatch(before) and block.level < 0:
            found = _decision(block.text, near)
        if found is None and listed and block.level >= 0:
            found = listed(block.text, near)
        elif block.level < 0 or found:
            listed = None
        if heads_list:
            listed = read_task if heads_list["task"] else _decision
        if found:
            outcomes.append(found)
        else:
            _add_votes(outcomes, _votes_of(block.text), before)
        before = block.text
    return outcomes


def _votes_of(text):
    vote = _VOTE.match(text)
    if vote:
        return text[vote.end() :]
    alone = _VOTE_ALONE.match(text[:_LONGEST_VOTE]) or _COUNTED.match(text[:_LONGEST_VOTE])
    return text.rstrip(".") if alone else ""


def _outcome(text, near):
    labelled = ":" in text or "☐" in text or "[" in text or text[0] == "@"
    for pattern, read in ((_DECISION, _decision), (_TASK, read_task)) if labelled else ():
        match = pattern.match(text)
        if match and len(text) > match.end():
            found = read(text[match.end() :], near)
            found.votes = found.votes or match.groupdict().get("votes") or ""
            return found
    for sentence in _SENTENCE_ENDS.split(text) if _DECIDES.search(text) else ():
        decided = _DECIDED.match(sentence) if len(sentence) < _LONGEST_SENTENCE else None
        if decided:
            return OutcomeDraft(DECISION, sentence, decided["votes"].strip())
    return read_arrow(text, near)


def _add_votes(outcomes, votes, before):
    """Give a vote to the decision it follows, or make one of the motion it follows."""
    if not votes or len(votes) > _LONGEST_VOTE:
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
            DECISION, text[: match.start()].rstrip(" ,;–-(["), match["votes"].strip()
        )
    return OutcomeDraft(DECISION, text)
