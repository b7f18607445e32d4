"""The facts about a meeting that labelled lines give, each kept once."""

import re

from .blanks import collapse
from .dates import find_dates
from .next_meeting import read_next_meeting
from .times import find_when

# Longer values are prose and stay in the intro.
_WORDS = {"place": 200, "chair": 150, "minute_taker": 150, "attendance": 500, "apologies": 500}
_EMPTY = re.compile(
    r"[\s.,;|/()·•–-]*(?:von|um|ab|am|den|der|Uhr|h|Beginn:?)?[\s,;|/()·•–-]*$", re.I
)
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß]{3})\.$")  # "Moderation: Gesa. Protokoll: Fynn."


class Facts:
    """Fills the head of a draft; ``today`` is the day missing years are inferred from, ``sent``
    that of a mail around the minutes."""

    def __init__(self, draft, today):
        self.draft = draft
        self.today = today
        self.sent = None
        self.undated = []

    def take_sent(self, sent, index):
        """Take the day of the mail that stands closest above the line ``index``, else the first."""
        above = [day for number, day in sent if number <= index]
        self.sent = above[-1] if above else next((day for _, day in sent), None)
        self.today = self.sent or self.today

    @property
    def near(self):
        """The day closest to the meeting that is known."""
        return self.draft.date or self.draft.published or self.today

    def take(self, name, label, value):
        """Set the field ``name`` from ``value``; where it went, or "" when it did not fit."""
        value = collapse(value)
        if not value:
            return ""
        if name in _WORDS:
            return self._words(name, label, value)
        return getattr(self, f"_take_{name}")(value)

    def _words(self, name, label, value):
        before = getattr(self.draft, name)
        if name == "minute_taker" and find_dates(value):
            return ""  # "Protokoll: Treffen am 3.4." is a title
        if name in ("chair", "minute_taker", "place") and before:
            return ""
        if name in ("chair", "minute_taker"):
            value = _SENTENCE_END.sub("", value)
        if before and value not in before:
            value = f"{before}; {label}: {value}"
        if len(value) > _WORDS[name]:
            return ""
        setattr(self.draft, name, value)
        return name

    def _take_date(self, value):
        """ "Donnerstag, 10. Dezember 2020, 17:00–19:30 Uhr, Stadtteilladen"."""
        dates = find_dates(value)
        date = dates[0].resolve(self.draft.published or self.today) if dates else None
        if date and self.draft.date:
            return ""
        rest = value
        if date:
            rest = f"{value[: dates[0].start]},{value[dates[0].end :]}"
        found = find_when(rest)
        if not (date or found):
            return ""
        if found:
            rest = f"{rest[: found[0]]},{rest[found[1] :]}"
        place = collapse(re.sub(r"^(?:vom|am)?[\s,;|·•–-]+|[\s,;|·•–-]+$", "", rest))
        if not _EMPTY.match(place) and (self.draft.place or len(place) > 80):
            return ""
        self._keep(date, dates, found, place)
        return "date"

    def _keep(self, date, dates, found, place):
        if date:
            self.draft.date = date
            self.undated += [dates[0]] if dates[0].year is None else []
        if found:
            when = found[2]
            self.draft.start = self.draft.start or when.start or when.bare
            self.draft.end = self.draft.end or when.end
        if not _EMPTY.match(place):
            self.draft.place = place

    def take_times_beside(self, words):
        """Take the times that follow a day at once: ", 17 Uhr", " von 17 bis 19 Uhr"."""
        found = find_when(words[:40])
        if found and _EMPTY.match(words[: found[0]]) and not (self.draft.start or self.draft.end):
            self.draft.start = found[2].start or found[2].bare
            self.draft.end = found[2].end

    def _take_start(self, value):
        return self._clock("start", value)

    def _take_end(self, value):
        return self._clock("end", value)

    def _clock(self, name, value):
        found = find_when(value)
        if not found or found[0] > 8 or getattr(self.draft, name):
            return ""
        when = found[2]
        own = when.bare or getattr(when, name) or when.start or when.end
        setattr(self.draft, name, own)
        if name == "start" and when.end and when.start:
            self.draft.end = self.draft.end or when.end
        rest = value[: found[0]] + value[found[1] :]
        return name if _EMPTY.match(rest) or not rest.strip(" .,()") else "other"

    def _take_topics(self, value):
        if self.draft.topics or len(value) > 300:
            return ""
        self.draft.topics = [topic for part in value.split(",") if (topic := collapse(part))]
        return "topics"

    def _take_published(self, value):
        dates = find_dates(value)
        if not dates or self.draft.published:
            return ""
        self.draft.published = dates[0].resolve(self.today)
        return "published"

    def _take_next_meeting(self, value):
        if self.draft.next_meeting:
            return ""
        coming = read_next_meeting(value, self.near)
        if coming and len(value) <= _WORDS["place"]:
            coming.text = value
        self.draft.next_meeting = coming
        return "next_meeting" if coming else ""
