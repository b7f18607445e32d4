"""What was read from a text, as the fields of the preview: the same as a browser sends them back."""

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import Topic
from blog.topics import known_topics
from meetings.admin.paste import left_out
from meetings.admin.paste.source import stamp
from meetings.imports import teaser_of
from meetings.models import Meeting
from wiq_site.markup import MarkupError
from wiq_site.slugs import fold

PLAIN = ["title", "place", "chair", "minute_taker", "attendance", "apologies", "intro", "closing"]


def fields_of(draft, text):
    """Give the fields of the preview (a QueryDict to be changed) for ``draft``, read from ``text``."""
    series = series_of(draft)
    start, doubt = _start(draft, series)
    fields = QueryDict(mutable=True)
    fields.update({name: getattr(draft, name) for name in PLAIN})
    fields.update({"text": text, "seen": stamp(text), "series": str(series.pk) if series else ""})
    fields.update({"date": day(draft.date), "start": clock(start), "end": clock(draft.end)})
    fields.update({"topics": ", ".join(draft.topics), "published": day(draft.published)})
    fields.update({"other": "\n".join(draft.other), "teaser": _teaser(draft)})
    if draft.next_meeting:
        coming = draft.next_meeting
        fields.update({"next_date": day(coming.date), "next_start": clock(coming.start)})
        fields.update({"next_end": clock(coming.end)})
    fields.setlist("warning", [*draft.warnings, *([doubt] if doubt else [])])
    fields.update(row_fields([_row(item) for item in draft.items]))
    fields.update(left_out.fields_of(draft))
    return fields


def row_fields(rows):
    """Give the fields of a formset for ``rows``, dicts of their own fields."""
    fields = {"items-TOTAL_FORMS": str(len(rows)), "items-INITIAL_FORMS": "0"}
    for index, row in enumerate(rows):
        fields |= {f"items-{index}-{name}": value for name, value in row.items()}
    return fields


def series_of(draft):
    """Give the series that ``draft`` names as a topic or in its title, or None."""
    all_series = Topic.objects.filter(kind=Topic.Kind.SERIES)
    named = known_topics(all_series, draft.topics)
    if named:
        return next(iter(named.values()))
    return next((topic for topic in all_series if fold(topic.name) in fold(draft.title)), None)


def day(value):
    return f"{value:%Y-%m-%d}" if value else ""


def clock(value):
    return f"{value:%H:%M}" if value else ""


def _row(item):
    who = "/".join(item.speakers)
    return {
        "number": item.number,
        "name": item.name,
        "who": ", ".join(part for part in (who, item.speakers_note) if part),
        "minutes": "" if item.planned_minutes is None else str(item.planned_minutes),
        "end": clock(item.end),
        "protocol": item.protocol,
    }


def _start(draft, series):
    """Give the start and a sentence about it where the text does not tell it."""
    told = draft.start or (draft.items[0].start if draft.items else None)
    if told:
        return told, ""
    known = Meeting.objects.filter(series=series, start__isnull=False)
    planned = known.filter(date=draft.date).first() if draft.date else None
    last = known.filter(date__lt=draft.date).first() if draft.date else known.first()
    found = planned or last or (known.last() if series else None)
    if found is None:
        return None, _("Beginn fehlt: Ohne ihn stehen nur die Endzeiten im Protokoll.")
    text = _("Beginn fehlt: vorgeschlagen %(start)s wie beim Treffen am %(day)s.")
    if found == planned:
        text = _("Beginn fehlt: vorgeschlagen %(start)s wie geplant.")
    elif found == last:
        text = _("Beginn fehlt: vorgeschlagen %(start)s wie beim letzten Treffen am %(day)s.")
    return found.start, text % {
        "start": clock(found.start),
        "day": date_format(found.date, "j. F Y"),
    }


def _teaser(draft):
    try:
        return teaser_of(draft.intro)
    except MarkupError:
        return ""  # the field of the intro says what is wrong
