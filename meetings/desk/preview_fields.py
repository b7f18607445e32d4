"""The fields of the preview, as a browser sends them: made from a draft, changed by the buttons of the page.

All state of the preview is in these fields, a QueryDict that may be changed, so that each button keeps what was
typed, also without JavaScript.
"""

import re
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext

from blog.models import Topic, known_topics
from meetings.desk.preview_forms import MOST_ROWS, ItemForm, as_typed
from meetings.imports import FACTS, Times, best_guess, candidates, match
from meetings.models import Meeting
from meetings.protocol_text import parse
from meetings.publishing import teaser_of
from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import MarkupError, render_markdown
from wiq_site.kit.slugs import fold


def fields_of(draft, text):
    """Return the fields of the preview for ``draft``, a ProtocolDraft read from ``text``."""
    all_series = Topic.objects.filter(kind=Topic.Kind.SERIES)
    series = next(iter(known_topics(all_series, draft.topics).values()), None) or next(
        (topic for topic in all_series if fold(topic.name) in fold(draft.title)), None
    )
    start, doubt = likely_start(draft, series)
    try:
        teaser = teaser_of(render_markdown(draft.intro))
    except MarkupError:
        teaser = ""  # the field of the intro says what is wrong
    coming = draft.next_meeting
    fields = QueryDict(mutable=True)
    fields.update(
        {
            "text": text,
            "seen": stamp(text),
            **{name: as_typed(getattr(draft, name)) for name in [*FACTS, "title", "closing"]},
            "start": as_typed(start),
            "series": str(series.pk) if series else "",
            "topics": ", ".join(draft.topics),
            "published": as_typed(draft.published),
            "other": "\n".join(draft.other),
            "teaser": teaser,
            "next_date": as_typed(coming and coming.date),
            "next_start": as_typed(coming and coming.start),
            "next_end": as_typed(coming and coming.end),
        }
    )
    fields.setlist("warning", [*draft.warnings, *([doubt] if doubt else [])])
    rows = [
        {
            "number": item.number,
            "name": item.name,
            "who": ", ".join(filter(None, ["/".join(item.speakers), item.speakers_note])),
            "minutes": "" if item.planned_minutes is None else str(item.planned_minutes),
            "end": as_typed(item.end),
            "protocol": item.protocol,
        }
        for item in draft.items
    ]
    set_rows(fields, rows)
    fields.update(left_out_fields(draft))
    meeting = best_guess(candidates(draft.date, series), draft.date, series)
    fields["into"] = str(meeting.pk) if meeting else ""
    compare(fields)
    return fields


def likely_start(draft, series):
    """Return the start, like that of other meetings where the text lacks it, and a sentence that says so or ""."""
    start = draft.start or (draft.items[0].start if draft.items else None)
    if start:
        return start, ""
    known = Meeting.objects.filter(series=series, start__isnull=False)
    planned = known.filter(date=draft.date).first() if draft.date else None
    last = known.filter(date__lt=draft.date).first() if draft.date else known.first()
    model = planned or last or (known.last() if series else None)
    if model is None:
        return None, gettext("Beginn fehlt: Ohne ihn stehen nur die Endzeiten im Protokoll.")
    text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim Treffen am %(day)s.")
    if model == planned:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie geplant.")
    elif model == last:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim letzten Treffen am %(day)s.")
    words = {"start": as_typed(model.start), "day": date_format(model.date, "j. F Y")}
    return model.start, text % words


def stamp(text):
    """Return what tells ``text`` from a changed one, whatever line ends a browser makes of it."""
    return etag_of("\n".join(line.rstrip() for line in text.strip().splitlines())).strip('"')


def number_in(fields, name):
    """Return the whole number, of nine digits at most, in the field ``name``, or None."""
    typed = fields.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def row_count(fields):
    """Return how many rows of TOPs ``fields`` have."""
    return min(number_in(fields, "items-TOTAL_FORMS") or 0, MOST_ROWS)


def text_names(fields):
    """Return the names of the fields that hold text in which a link may be missing."""
    return ["intro", "closing", *(f"items-{i}-protocol" for i in range(row_count(fields)))]


# The rows of the TOPs.


def rows_in(fields):
    """Return the rows in ``fields``, dicts of what was typed."""
    return [
        {
            name: fields[f"items-{index}-{name}"]
            for name in ItemForm.base_fields
            if f"items-{index}-{name}" in fields
        }
        for index in range(row_count(fields))
    ]


def set_rows(fields, rows):
    """Let ``rows`` stand in ``fields`` instead of those that were there."""
    names = "|".join(ItemForm.base_fields)
    for key in [key for key in fields if re.fullmatch(rf"items-\d+-(?:{names})", key)]:
        del fields[key]
    fields.update({"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0"})
    for index, row in enumerate(rows):
        fields.update({f"items-{index}-{name}": value for name, value in row.items()})


def insert_row(fields):
    """Put an empty row at the place in the field "insert"; what belongs to later rows moves on."""
    rows, place = rows_in(fields), number_in(fields, "insert")
    place = len(rows) if place is None else min(place, len(rows))

    def moved(text):
        return re.sub(
            r"\bitems-(\d{1,4})-protocol",
            lambda match: f"items-{int(match[1]) + (int(match[1]) >= place)}-protocol",
            text,
        )

    for key in list(fields):
        if key.startswith("left-"):
            fields[key] = moved(fields[key])
    answers = {key: fields.pop(key)[-1] for key in list(fields) if key.startswith("ask-items-")}
    fields.update({moved(key): value for key, value in answers.items()})
    set_rows(fields, [*rows[:place], {}, *rows[place:]])


# Lines of the page frame that were left out, each to be brought back with one press.


@dataclass
class LeftOutLine:
    """A line that was left out and the text field of the preview it stood ``behind``."""

    text: str
    behind: str

    @property
    def way_back(self):
        """What the button says that puts it back where it stood."""
        item = re.fullmatch(r"items-(\d+)-protocol", self.behind)
        if item:
            return gettext("zurück in den %s. TOP") % (int(item[1]) + 1)
        return gettext("in die Einleitung")


def left_out_fields(draft):
    """Return the fields for the lines of ``draft`` that are no part of the minutes, each with its place."""
    fields, behind, index = {}, "intro", 0
    for line in draft.lines:
        item = re.match(r"items\.(\d+)", line.place)
        if line.place == "ignored":
            fields |= {f"left-{index}-text": line.text, f"left-{index}-behind": behind}
            index += 1
        elif item:
            behind = f"items-{item[1]}-protocol"
        elif line.place in ("intro", "closing"):
            behind = line.place
    return fields | {"left-count": str(index)}


def left_out_lines(fields):
    """Return the LeftOutLines that are still in ``fields``."""
    return [
        LeftOutLine(fields[f"left-{index}-text"], fields.get(f"left-{index}-behind", "closing"))
        for index in range(min(number_in(fields, "left-count") or 0, 5000))
        if fields.get(f"left-{index}-text")
    ]


def bring_back(fields):
    """Move a left-out line into a text; the field "recover" says "3:closing" or "3:items-8-protocol"."""
    index, _, field = fields["recover"].partition(":")
    line = fields.get(f"left-{index}-text", "")
    if not line or field not in fields:
        return
    paragraphs = [item.protocol for item in items_of_passage(line) if item.protocol]
    markdown = "\n\n".join(paragraphs) or line.replace("<", "&lt;")
    fields[field] = f"{fields[field].rstrip()}\n\n{markdown}".strip()
    del fields[f"left-{index}-text"]


def items_of_passage(passage, day=None):
    """Return the ItemDrafts that the parser makes of one ``passage`` by its rules for whole minutes.

    ``day`` is that of the meeting, near which days in the passage lie.
    """
    head = f"Datum: {day:%d.%m.%Y}\n\n" if day else ""
    return parse(f"{head}TOP 1 Anfang\n\n{passage}\n\nTOP 2 Ende").items


# The meeting that the minutes go into: a new one or one planned before.


def offered_meetings(fields):
    """Return the planned meetings to choose from; one that is chosen stays, as long as it may."""
    try:
        day = forms.DateField(required=False).clean(fields.get("date", ""))
    except forms.ValidationError:
        day = None
    series = Topic.objects.filter(pk=number_in(fields, "series")).first()
    meetings = candidates(day, series)
    chosen = number_in(fields, "into")
    if chosen and chosen not in {meeting.pk for meeting in meetings}:
        meetings += Meeting.objects.filter(pk=chosen, protocol_published_at=None)
    return meetings


def chosen_meeting(fields, meetings):
    """Return the one of ``meetings`` that ``fields`` choose, or None for a new one."""
    return next((meeting for meeting in meetings if str(meeting.pk) == fields.get("into")), None)


def compare(fields):
    """Let ``fields`` follow the choice of another meeting: its items, what only its plan knows."""
    meeting = chosen_meeting(fields, offered_meetings(fields))
    fields["into"] = fields["compared"] = str(meeting.pk) if meeting else ""
    rows, plan = rows_in(fields), list(meeting.items.all()) if meeting else []
    matches = match([(row.get("number", ""), row.get("name", "")) for row in rows], plan)
    for row, item in zip(rows, matches, strict=True):
        row["planned"] = str(item.pk) if item else ""
    set_rows(fields, rows)
    if meeting is None:
        return
    fields["times"] = Times.ACTUAL if meeting.agenda_published_at else Times.PLAN
    for name in FACTS:
        if name not in ("date", "intro"):
            fields[name] = fields.get(name) or as_typed(getattr(meeting, name))
    if not fields.get("series") and meeting.series_id:
        fields["series"] = str(meeting.series_id)
