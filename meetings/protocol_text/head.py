"""What stands above the first TOP: title, publication, topics, labelled facts, intro."""

import re

from .dates import find_dates
from .facts import Facts
from .headings import undecorated
from .labels import is_label_word, read_labels
from .source import collapse

_TITLE_WORD = re.compile(
    r"protokoll|treffen|sitzung|versammlung|ergebnis|niederschrift|besprechung|plenum|runde|notizen"
    r"|minutes|workshop|beirat|vorstand",
    re.I,
)
_PUBLISHED = re.compile(
    r"(?:Veröffentlicht|Publiziert|Gepostet|Eingestellt|Geschrieben|Erstellt|Verfasst)\b"
    r"(?:\svon\s[\w .-]{1,60}?)?(?:\s(?:am|:))*\s",
    re.I,
)
_GREETING = re.compile(r"(?:hallo|liebe|moin|guten|sehr geehrte|hi)\b", re.I)
_MAIL_HEAD = re.compile(r"(?:Betreff|Subject)\s?:\s+", re.I)
_LONGEST_TITLE = 200
_SEARCHED = 12


def read_head(lines, facts):
    """Give the title and place every line of the head; what remains is marked "intro"."""
    filled = [line for line in lines if line.text and not line.place]
    _read_published(filled, facts)
    _read_labelled(lines, facts)
    title = _find_title(_title_lines(filled))
    _read_day(filled, title, facts)
    for line in filled:
        if not line.place:
            above = title and line.number < title.number and not _belongs_to_intro(line.text)
            line.place = "title" if line is title else "other" if above else "intro"
    if not title:
        return ""
    text = undecorated(title.text)[1]
    return collapse(_MAIL_HEAD.sub("", text, count=1))


def _read_published(filled, facts: Facts):
    """The line "Veröffentlicht am …" and, directly below it, the line of topics."""
    for line, below in zip(filled, [*filled[1:], None], strict=True):
        match = _PUBLISHED.match(line.text) if line.indent < 4 else None
        dates = find_dates(line.text[match.end() - 1 :]) if match else []
        date = dates[0].resolve(facts.today) if dates and len(line.text) < 150 else None
        if date is None or facts.draft.published:
            continue
        facts.draft.published = date
        rest = line.text[match.end() - 1 + dates[0].end :]
        line.place = (
            "other" if re.search(r"[^\W\d]{3}", rest) or " von " in match[0] else "published"
        )
        if below and below.number == line.number + 1 and is_topics(below.text):
            facts.draft.topics = _topics(below.text)
            below.place = "topics"


def is_topics(text):
    """Whether a line below the publication can be a list of topics."""
    short = len(text) < 200 and not text.endswith((".", "!", "?", ":"))
    return short and not read_labels(text) and all(len(t.split()) < 6 for t in text.split(","))


def _topics(text):
    return [topic for part in re.split(r"[,;|]", text) if (topic := collapse(part))]


def _read_labelled(lines, facts):
    """Take labelled lines; a label without a value takes the lines below it."""
    for index, line in enumerate(lines):
        if line.place or not line.text or line.indent >= 4:
            continue
        marks, text = undecorated(line.text)
        triples = read_labels(line.text) or read_labels(text)
        if not triples and marks and is_label_word(text):
            triples = read_labels(text.rstrip(":") + ":")
        taken = [line]
        if triples and (not triples[-1][2] or triples[-1][2].endswith(",")):
            taken += _value_lines(lines, index)
            name, label, value = triples[-1]
            more = ", ".join(below.text.lstrip("•*-– ").rstrip(",") for below in taken[1:])
            joined = f"{value.rstrip(',')}, {more}" if value and more else value or more
            triples[-1] = name, label, joined
        places = [facts.take(*triple) for triple in triples]
        if places and all(places):
            for taken_line in taken:
                taken_line.place = places[0]
        elif any(places):
            line.place = "other"


def _value_lines(lines, index):
    """The lines below a label that hold its value: up to an empty line or another label."""
    below = []
    for line in lines[index + 1 : index + 80]:
        if (
            line.place
            or read_labels(line.text)
            or undecorated(line.text)[0]
            or len(line.text) > 200
        ):
            break
        if line.text:
            below.append(line)
        elif below or not lines[index].text.startswith("#"):
            break
    return below


def _title_lines(filled):
    """The free lines above the publication and the labelled lines; without any, those below."""
    first = next((i for i, line in enumerate(filled) if line.place), len(filled))
    free = [line for line in filled[:first] if line.indent < 4]
    return free or [line for line in filled if not line.place and line.indent < 4]


def _find_title(lines):
    """The line that names the meeting among the first ones, or the first; none is invented."""
    fit = [line for line in lines[:_SEARCHED] if _fits(line.text)]
    for line in fit:
        if line.text.startswith("# ") or _MAIL_HEAD.match(line.text):
            return line
    if not fit or (fit[0] is not lines[0] and len(lines[0].text) > 60):
        return None
    named = next((line for line in fit if _TITLE_WORD.search(line.text)), fit[0])
    above = [line for line in fit if line.number < named.number]
    return fit[0] if any(len(line.text) > 40 for line in above) else named


def _fits(text):
    sentence = text.endswith((".", "!", "?", ",", ":")) and len(text.split()) > 6
    marked = text[:2] in ("• ", "- ", "* ", "– ")
    return len(text) <= _LONGEST_TITLE and not (sentence or marked or _GREETING.match(text))


def _belongs_to_intro(text):
    return bool(_GREETING.match(text)) or len(text) > 60 or text.endswith((".", "!", "?"))


def _read_day(filled, title, facts):
    """A line that is only a day, perhaps with times and a place, near the title."""
    for line in filled[: _SEARCHED + 4]:
        if line.place or line is title or len(line.text) > 120 or facts.draft.date:
            continue
        dates = find_dates(line.text)
        opening = re.match(r"(?:am|vom)?\s*$", line.text[: dates[0].start], re.I) if dates else None
        if (
            opening
            and not line.text.endswith((".", "!", "?"))
            and facts.take("date", "", line.text)
        ):
            line.place = "date"
