"""Which line of the head names the meeting."""

import re

from .sentences import ends_sentence

_KIND = re.compile(
    r"protokoll|niederschrift|verhandlungsschrift|mitschrift|notizen|minutes|ergebnis|einladung",
    re.I,
)
_MEETING = re.compile(
    r"treffen|sitzung|versammlung|besprechung|plenum|runde|workshop|beirat|vorstand", re.I
)
_KIND_FIRST = re.compile(rf"\W{{0,4}}\w{{0,20}}(?:{_KIND.pattern})", re.I)
_GOES_ON = re.compile(r"(?:über|des|der|zur|zum|vom|von|für)\s", re.I)
_CHAT = re.compile(r"\[?\d{1,2}\.\d{1,2}\.\d{2,4},? \d{1,2}:\d{2}")
_SENTENCES = re.compile(r"[a-zäöüß]{3}[.!?]\s[A-ZÄÖÜ]")
_LONGEST_TITLE = 200
_LONGEST_HEADLINE = 120  # of two sentences: "Was nun? Ergebnisse der Runde"
MAIL_HEAD = re.compile(r"(?:Betreff|Subject)\s?:\s+(?:(?:AW|WG|Re|Fwd?|Antwort)\s?:\s+)*", re.I)
SEARCHED = 12
_CENTRED = 12  # columns from which a line stands in the middle of a page
GREETING = re.compile(r"(?:hallo|(?:ihr )?liebe[nr]?|moin|guten|sehr geehrte|hi)\b", re.I)


def find_title(filled):
    """The line that names the meeting among the first ones, or the first; None without one."""
    lines = [line for line in _title_lines(filled) if not _CHAT.match(line.text)]
    fit = [line for line in lines[:SEARCHED] if _fits(line.text) and _opens(line, lines)]
    for line in fit:
        if line.text.startswith("# ") or MAIL_HEAD.match(line.text):
            return line
    if not fit or (fit[0] is not lines[0] and len(lines[0].text) > 60):
        return None
    named = _first(_KIND_FIRST, fit) or _first(_KIND, fit) or _first(_MEETING, fit)
    if named is None and GREETING.match(lines[0].text):
        return None
    named = named or fit[0]
    above = [line for line in fit if line.number < named.number]
    longest = 80 if _KIND_FIRST.match(named.text) else 40
    return fit[0] if any(len(line.text) > longest for line in above) else named


def _first(pattern, lines):
    return next((line for line in lines if pattern.search(line.text)), None)


def more_lines(title, filled):
    """The lines that say what "Protokoll" or "Niederschrift" alone above them is about."""
    if title is None or len(title.text.split()) > 1 or not _KIND.search(title.text):
        return []
    below = [line for line in filled if line.number > title.number][:3]
    apart = below[0].number - title.number - 1 if below else 9
    if apart > 2 or below[0].place or (apart and not _GOES_ON.match(below[0].text)):
        return []
    goes_on = below[0].text.endswith(",") and _GOES_ON.match(below[0].text)
    if not goes_on:
        return below[:1] if _fits(below[0].text) else []
    return [line for line in below[:2] if not line.place and len(line.text) < _LONGEST_HEADLINE]


def _title_lines(filled):
    """The free lines above the publication and the labelled lines; without any, those below."""
    first = next((i for i, line in enumerate(filled) if line.place), len(filled))
    free = [line for line in filled[:first] if not 4 <= line.indent < _CENTRED]
    return free or [line for line in filled if not line.place and line.indent < 4]


def _opens(line, lines):
    """Whether a line begins something and is not the middle of a paragraph."""
    above = next((other for other in lines if other.number == line.number - 1), None)
    runs_on = above and len(above.text) > 40 and not _KIND_FIRST.match(line.text)
    return line is lines[0] or not (line.text[0].islower() or runs_on)


def _fits(text):
    closes = text.endswith((".", "!", "?", ",", ":")) and len(text.split()[-1]) > 2
    closes = closes and (text[-1] != "." or ends_sentence(text))
    prose = _SENTENCES.search(text) and (closes or len(text) > _LONGEST_HEADLINE)
    sentence = (closes and len(text.split()) > 6) or bool(prose)
    marked = text[:2] in ("• ", "- ", "* ", "– ")
    return len(text) <= _LONGEST_TITLE and not (sentence or marked or GREETING.match(text))
