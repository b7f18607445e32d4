"""Headings that say "TOP": "Top 7  Titel", "TOP 2.1 – Titel", "zu TOP 5: Titel"."""

import re

from .blanks import collapse
from .brackets import LONGEST_NAME
from .marks import Candidate, undecorated
from .sentences import ends_sentence
from .times import take_lead

_NUMBER = (
    r"(?:[ÖN]\s?)?\d{1,3}(?:\.\d{1,3}){0,3}(?:[a-z]|\s[a-z](?=\s?[:)]))?(?!\w)|[IVX]{1,5}(?!\w)"
    r"|[A-Z](?=\s{2}|\s?[:.)]|\s[–—-]\s)"
)
_DELIMITER = r"\s{0,3}(?:\.?[:)|]{1,2}|[/;](?=\s))\s{0,3}[–—-]?\s*|\s{0,3}[–—-]{1,2}\s+|\.:?\s+|\s{2,}|\s+|\.?$"
_TOP = re.compile(
    r"(?P<to>(?:zu[mr]?|ad)\s{1,3})?(?P<word>TOP|T\.O\.P\.|Tagesordnungspunkt|Agendapunkt|TO-Punkt|Punkt|Thema"
    r"|(?<=zu )(?=\d)|(?<=ad )(?=\d))s?(?![^\W\d]|_)[ #.]{0,4}"
    rf"(?:(?:Nr\.?|Nummer)\s)?(?P<number>{_NUMBER})?(?:\s(?:der|auf der)\s(?:Tagesordnung|TO))?"
    rf"(?P<delimiter>{_DELIMITER})(?P<rest>.*)$",
    re.I,
)
_AFTER_NUMBER = re.compile(
    rf"(?P<number>{_NUMBER})[.)]?\s?(?:TOP|Tagesordnungspunkt)(?P<rest>\s?:?\s+\S.*)$", re.I
)
_BULLET = re.compile(r"[•●▪■◦○*–-]\s+")
_VERB = re.compile(
    r"(?:ist|war|sind|wird|werden|wurden?|gab|gibt|hat|haben|hatten|soll|sollte|kann|muss|entfällt|entfiel|folgt|bleibt"
    r"|geht|ging|kommt|kam|steht|stand|liegt|lag|dauert|hieß|heißt|des|der|vom|im|beim|am|und|oder|bis)\b"
)


def find_tops(lines, free):
    """The headings that say "TOP" among the ``free`` (index, line) pairs."""
    tops = [top for pair in free if (top := _top(*pair))]
    alone = len(tops) == 1 and not tops[0].number and lines[tops[0].index].text.startswith("Thema")
    return [] if alone else _hold_to_style(lines, tops)


def looks_like_top(text):
    """Whether ``text`` opens with "TOP 3" or its likes."""
    text = undecorated(text)[1]
    lead = take_lead(text) if text[:1].isdigit() else None
    return bool(_match(lead[1] if lead else text))


def split_top(text):
    """Number and words of "TOP 3: Titel" or "TOP 3"; None when ``text`` does not say TOP."""
    match = _match(text)
    return (match["number"] or "", match["rest"].strip()) if match else None


def _top(index, line):
    bullet = _BULLET.match(line.text)
    marks, text = undecorated(line.text[bullet.end() :] if bullet else line.text)
    lead = take_lead(text) if text[:1].isdigit() else None
    match = _match(lead[1] if lead else text)
    if not match or not _is_heading(match, marks):
        return None
    number = collapse(match["number"] or "")
    return Candidate(
        index,
        number if number[:1] in ("Ö", "N") else number.replace(" ", ""),
        match["rest"].strip(),
        line.indent,
        marks,
        bullet=bool(bullet),
        to=bool(match["to"]),
        strong=_is_strong(match, marks),
        when=lead and lead[0],
    )


def _match(text):
    """The parts of "TOP 1: Titel", also of "1. TOP: Titel"."""
    if text[:1].isdigit() and (turned := _AFTER_NUMBER.match(text)):
        text = f"TOP {turned['number']}: {turned['rest'].lstrip(' :')}"
    return _TOP.match(text)


def _is_strong(match, marks):
    delimiter, rest = match["delimiter"], match["rest"].strip()
    strong = bool(delimiter.strip() or len(delimiter) > 1 or marks or not rest)
    return strong or bool(re.search(r"\d[^)\]]{0,9}[)\]]$", rest))


def _is_heading(match, marks):
    """Whether the words after a number do not go on as a sentence."""
    rest = match["rest"].strip()
    if not match["number"] and (":" not in match["delimiter"] or not rest):
        return False
    return _is_strong(match, marks) or not (_VERB.match(rest) or ends_sentence(rest))


def _hold_to_style(lines, tops):
    """Drop what differs from the other headings: indented, bulleted, "zu TOP 5", in a sentence."""
    for odd in (lambda top: top.indent >= 4, lambda top: top.bullet):
        tops = [top for top in tops if not odd(top)] or tops
    plain = [top for top in tops if not top.to]
    if len(tops) - len(plain) == 1 and plain:
        tops = plain
    if any(top.marks for top in tops):
        marked = [top for top in tops if top.marks]
        tops = marked if 2 * len(marked) >= len(tops) else tops
    if sum(top.strong for top in tops) * 2 < len(tops):
        return tops
    return _in_sequence(lines, tops)


def _in_sequence(lines, tops):
    """Without headings that lack a delimiter, unless they stand free where their number is due."""
    kept, due = [], 1
    for top in tops:
        free = top.index == 0 or not lines[top.index - 1].text
        if top.strong or (free and _leading(top.number) == due and len(top.rest) <= LONGEST_NAME):
            kept.append(top)
            due = _leading(top.number) + 1
    return kept


def _leading(number):
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else 0
