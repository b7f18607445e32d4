"""A meeting of the database as the plain draft that ``protocol_text`` writes: the way out as text."""

import re
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import Post
from meetings.protocol_text import (
    ItemDraft,
    NextMeeting,
    ProtocolDraft,
)
from meetings.protocol_text.body import plain_text
from meetings.protocol_text.when import find_next_meeting, german_date
from meetings.timetable import ZONE
from wiq_site.kit.dates import clock, hours
from wiq_site.kit.markup import address
from wiq_site.kit.slugs import readable


def one_line(text):
    """Return ``text`` on one line and without control characters."""
    return " ".join(readable(text.replace("\r", " ")).split())


_LINK = re.compile(  # in Markdown; of definitions only those to this site or this page
    r"(?:(?<=\]\()|(?<=\]\(<))[^\s()<>]++(?=[)>]|\s+[\"'])|(?<=\]:\s)(?:\.{0,2}/(?!/)|#|\?)[^\s>]*"
)


def absolute_links(text, url):
    """Return ``text`` (Markdown) with links that are whole also away from the page at ``url``."""
    return _LINK.sub(lambda link: urljoin(url, address(link[0]) or link[0]), text)


def slot_time(slot):
    """Return when the item of ``slot`` takes place: "17:00–17:08", "bis 17:08 Uhr", "ab 17:00 Uhr" or ""."""
    if slot.starts_at and slot.ends_at:  # such ranges stand below each other
        return "–".join(clock(moment) for moment in (slot.starts_at, slot.ends_at))
    if slot.ends_at:
        return hours(None, slot.ends_at)
    return _("ab %(start)s") % {"start": hours(slot.starts_at)} if slot.starts_at else ""


def when_and_where(meeting):
    """Return one line: "Donnerstag, 11. März 2021, 17:00–19:00 Uhr, Stadtteilbibliothek"."""
    times = meeting.start and hours(meeting.start, meeting.end)
    parts = [date_format(meeting.date, "l, j. F Y"), times, meeting.place]
    return ", ".join(part for part in parts if part)


def invitation_words(meeting):
    """Return title and teaser that an invitation to ``meeting`` has as long as nobody wrote others."""
    names = {"meeting": meeting.title, "date": date_format(meeting.date, "j. F Y")}
    words = {"title": _("Einladung: %(meeting)s am %(date)s") % names}
    words["teaser"] = when_and_where(meeting)
    return {name: text[: Post._meta.get_field(name).max_length] for name, text in words.items()}


def agenda_lines(meeting):
    """Return a line for each item: "17:00–17:08 TOP 1 Begrüßung (Thorsten)"; of private ones number and time."""
    lines = []
    for slot in meeting.slots:
        who = slot.item.public_who and f"({one_line(slot.item.public_who)})"
        lines.append(
            " ".join(filter(None, [slot_time(slot), one_line(slot.item.public_title), who]))
        )
    return lines


def full_draft(meeting, include_private=False):
    """Return ``meeting`` as a ProtocolDraft, as ``Meeting.to_draft`` says."""
    items = [_item(slot) for slot in meeting.slots if slot.item.public or include_private]
    return _draft(meeting, items, with_minutes=True)


def public_draft(meeting, url):
    """Return what a visitor may read now: the agenda, with minutes once they are public.

    Items that are not public are stubs with their number and their end. Links lead to absolute
    addresses, seen from ``url``, since a mail has no page around it.
    """
    with_minutes = meeting.has_public_protocol()
    items = [
        _item(slot, with_minutes)
        if slot.item.public
        else ItemDraft(number=slot.item.number, name=slot.item.public_name, end=_end(slot))
        for slot in meeting.slots
    ]
    draft = _draft(meeting, items, with_minutes)
    for part, name in [
        (draft, "intro"),
        (draft, "closing"),
        *((item, "protocol") for item in items),
    ]:
        setattr(part, name, absolute_links(getattr(part, name), url))
    return draft


def _draft(meeting, items, with_minutes):
    fields = ["title", "date", "start", "end", "place", "chair", "minute_taker"]
    if with_minutes:
        fields += ["attendance", "apologies", "intro", "closing"]
    draft = ProtocolDraft(**{name: getattr(meeting, name) for name in fields}, items=items)
    draft.topics = [meeting.series.name] if meeting.series else []
    if with_minutes:
        moment = meeting.protocol_published_at
        draft.published = moment and timezone.localdate(moment)
        if meeting.report:
            draft.topics = [topic.name for topic in meeting.report.topics.all()]
    draft.next_meeting = _next_of_series(meeting, draft) or _next_named(draft)
    return draft


def _item(slot, with_minutes=True):
    """One TOP with its end; its length only where no end says the same."""
    item = slot.item
    known = slot.starts_at is not None and slot.ends_at is not None
    return ItemDraft(
        number=item.number,
        name=item.name,
        speakers=[link.speaker.shown_name for link in item.item_speakers.all()],
        speakers_note=item.speakers_note,
        end=_end(slot),
        planned_minutes=None if known else item.planned_minutes,
        protocol=item.protocol if with_minutes else "",
        outcomes=[each.to_draft() for each in (item.outcomes.all() if with_minutes else ())],
    )


def _end(slot):
    return slot.ends_at and slot.ends_at.astimezone(ZONE).time()


def _next_named(draft):
    """The next meeting as the text itself names it, in the order in which ``parse`` looks."""
    bodies = [item.protocol for item in draft.items[-1:]]
    texts = (plain_text(text) for text in [draft.closing, *bodies, draft.intro])
    return next(filter(None, (find_next_meeting(text, draft.date) for text in texts)), None)


def _next_of_series(meeting, draft):
    """The next published meeting of the series, in the words of the text where it names the same."""
    if meeting.series_id is None:
        return None
    later = (
        type(meeting)
        .objects.published()
        .filter(series=meeting.series_id, cancelled_at=None, date__gt=meeting.date)
    )
    other = later.order_by("date", "start", "pk").only("date", "start", "end").first()
    if other is None:
        return None
    named = _next_named(draft)
    if named and (named.date, named.start, named.end) == (other.date, other.start, other.end):
        return named
    words = german_date(other.date)
    if other.start:
        words += f", {hours(other.start, other.end)}"
    return NextMeeting(words, other.date, other.start, other.start and other.end)
