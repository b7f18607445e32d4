"""What stands above the first TOP: title, publication, topics, labelled facts, intro."""

import re

from .blanks import collapse
from .dates import find_dates
from .facts import Facts
from .labelled import read_labelled
from .labels import read_labels
from .marks import undecorated
from .title import GREETING, MAIL_HEAD, SEARCHED, find_title, more_lines

_PUBLISHED = re.compile(
    r"(?:Veröffentlicht|Publiziert|Gepostet|Eingestellt|Geschrieben|Erstellt|Verfasst)\b"
    r"(?:\svon\s[\w .-]{1,60}?)?(?:\s(?:am|:))*\s",
    re.I,
)
_PLACE = re.compile(
    r"^(?:im|in der|in den|bei|auf dem)\s(?!\w+ \w+ \w+ \w+ \w+ )|\b(?:aula|online|zoom|jitsi|bbb|videokonferenz)\b"
    r"|(?:saal|raum|haus|schule|heim|zentrum|büro|halle|laden|café|kirche|treff|bibliothek|gaststätte|küche|zimmer)\b"
    r"(?![^,(]*\b(?:eV|e\.))",
    re.I,
)
_OF_DAY = re.compile(
    r"(?:Sitzung|Treffen|Versammlung|Plenum|Besprechung)\s+(?=am\s|vom\s|[MDFS]|\d)"
)
_DAY_ALONE = re.compile(
    r"(?:(?:am|vom)\s)?\|(?:\s*(?:[,|(·•–-]|\d|um |von |ab |im |in |bei ).*)?", re.I
)


def read_head(lines, facts):
    """Give the title and place every line of the head; what remains is marked "intro"."""
    filled = [line for line in lines if line.text and not line.place]
    _read_published(filled, facts)
    read_labelled(lines, facts)
    title = find_title(filled)
    more = more_lines(title, filled)
    _read_day(filled, title, facts)
    for line in filled:
        if not line.place:
            above = title and line.number < title.number and not _belongs_to_intro(line.text)
            line.place = "title" if line in (title, *more) else "other" if above else "intro"
    if not title:
        return ""
    text = MAIL_HEAD.sub("", undecorated(undecorated(title.text)[1])[1], count=1)
    if more:
        text += f"{'' if more[0].text[0].islower() else ':'} {' '.join(line.text for line in more)}"
    return collapse(text)


def _read_published(filled, facts: Facts):
    """The line "Veröffentlicht am …" and, directly below it, the line of topics."""
    for line, below in zip(filled, [*filled[1:], None], strict=False):
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


def _belongs_to_intro(text):
    return bool(GREETING.match(text)) or len(text) > 60 or text.endswith((".", "!", "?"))


def _read_day(filled, title, facts):
    """A line that is only a day, perhaps with times and a place, near the title; below it a place."""
    before = None
    for line in filled[: SEARCHED + 4]:
        free = not line.place and line.indent < 4 and line is not title
        if free and len(line.text) <= 120 and not facts.draft.date and _is_day(line.text):
            line.place = "date" if facts.take("date", "", _day_words(line.text)) else ""
        elif free and before and before.place == "date" and before.number == line.number - 1:
            line.place = _take_place(line.text, facts)
        before = line


def _take_place(text, facts):
    if len(text) > 80 or not _PLACE.search(text) or GREETING.match(text):
        return ""
    return facts.take("place", "", text.rstrip(". *_"))


def _day_words(text):
    """``text`` without marks and without "Sitzung" in front of the day."""
    return _OF_DAY.sub("", undecorated(text)[1], count=1)


def _is_day(text):
    text = _day_words(text)
    dates = find_dates(text)
    if not dates or text.endswith((".", "!", "?", ":")):
        return False
    around = text[: dates[0].start] + "|" + text[dates[0].end :]
    return bool(_DAY_ALONE.fullmatch(around))
