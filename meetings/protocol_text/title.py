"""Which line of the head names the meeting."""

import re

_TITLE_WORD = re.compile(
    r"protokoll|treffen|sitzung|versammlung|ergebnis|niederschrift|besprechung|plenum|runde|notizen"
    r"|minutes|workshop|beirat|vorstand",
    re.I,
)
_SENTENCES = re.compile(r"[a-zäöüß]{3}[.!?]\s[A-ZÄÖÜ]")
_LONGEST_TITLE = 200
_LONGEST_HEADLINE = 120  # of two sentences: "Was nun? Ergebnisse der Runde"
MAIL_HEAD = re.compile(r"(?:Betreff|Subject)\s?:\s+(?:(?:AW|WG|Re|Fwd?|Antwort)\s?:\s+)*", re.I)
SEARCHED = 12
GREETING = re.compile(r"(?:hallo|(?:ihr )?liebe[nr]?|moin|guten|sehr geehrte|hi)\b", re.I)


def find_title(filled):
    """The line that names the meeting among the first ones, or the first; None without one."""
    lines = _title_lines(filled)
    fit = [line for line in lines[:SEARCHED] if _fits(line.text) and _opens(line, lines)]
    for line in fit:
        if line.text.startswith("# ") or MAIL_HEAD.match(line.text):
            return line
    if not fit or (fit[0] is not lines[0] and len(lines[0].text) > 60):
        return None
    named = next((line for line in fit if _TITLE_WORD.search(line.text)), None)
    if named is None and GREETING.match(lines[0].text):
        return None
    named = named or fit[0]
    above = [line for line in fit if line.number < named.number]
    return fit[0] if any(len(line.text) > 40 for line in above) else named


def second_line(title, filled):
    """The line that says what "Protokoll" or "Niederschrift" alone above it is about, or None."""
    if title is None or len(title.text.split()) > 1 or not _TITLE_WORD.search(title.text):
        return None
    below = next((line for line in filled if line.number == title.number + 1), None)
    return below if below and not below.place and _fits(below.text) else None


def _title_lines(filled):
    """The free lines above the publication and the labelled lines; without any, those below."""
    first = next((i for i, line in enumerate(filled) if line.place), len(filled))
    free = [line for line in filled[:first] if line.indent < 4]
    return free or [line for line in filled if not line.place and line.indent < 4]


def _opens(line, lines):
    """Whether a line begins something and is not the middle of a paragraph."""
    above = next((other for other in lines if other.number == line.number - 1), None)
    return line is lines[0] or not (line.text[0].islower() or (above and len(above.text) > 40))


def _fits(text):
    closes = text.endswith((".", "!", "?", ",", ":")) and len(text.split()[-1]) > 2
    prose = _SENTENCES.search(text) and (closes or len(text) > _LONGEST_HEADLINE)
    sentence = (closes and len(text.split()) > 6) or bool(prose)
    marked = text[:2] in ("• ", "- ", "* ", "– ")
    return len(text) <= _LONGEST_TITLE and not (sentence or marked or GREETING.match(text))
