"""A meeting of the database as the plain draft that ``protocol_text`` writes: the way out as text."""

import re
from dataclasses import replace
from urllib.parse import urljoin

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.protocol_text import (
    DECISION,
    TASK,
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
)
from meetings.protocol_text.body import plain_text
from meetings.protocol_text.when import find_next_meeting, german_date
from meetings.timetable import ZONE
from wiq_site.kit.filters import SLUG
from wiq_site.kit.http import absolute
from wiq_site.kit.slugs import readable
from wiq_site.pages.redirects import new_path_of

# Where the exports of a meeting are, seen from outside.


def page_url(meeting, request):
    """Give the absolute address of the meeting's page."""
    return absolute(meeting.get_absolute_url(), request)


def export_url(meeting, name, request):
    """Give the absolute address of the export ``name`` ("json", "pdf", …) of ``meeting``."""
    return absolute(reverse(f"meetings:{name}", args=[meeting.slug]), request)


def moved(slug, view_name):
    """Lead whoever asks for an export by an old ``slug`` to the same export of today.

    Raises Http404 where no meeting ever was at ``slug``.
    """
    new_path = new_path_of(reverse("meetings:meeting", args=[slug])) or ""
    new_slug = new_path.removeprefix(reverse("meetings:meetings")).rstrip("/")
    if not new_path or not SLUG.fullmatch(new_slug):
        raise Http404
    return HttpResponsePermanentRedirect(reverse(view_name, args=[new_slug]))


# The agenda in plain words, as calendars and other exports show it.
#
# An item that is not public keeps its number and its time; name, who and all else stay out.


def one_line(text):
    """Give ``text`` on one line and without control characters."""
    return " ".join(readable(text.replace("\r", " ")).split())


def item_title(item):
    """Give number and name as every visitor may read them."""
    if item.public:
        return one_line(str(item))
    if item.number:
        return _("TOP %(number)s (nicht öffentlich)") % {"number": one_line(item.number)}
    return _("TOP (nicht öffentlich)")


def item_who(item):
    """Give who leads the item, or "" where nobody is named or the item is not public."""
    return one_line(item.who) if item.public else ""


def slot_time(slot):
    """Give when the item of ``slot`` takes place: "17:00–17:08", "bis 17:08", "ab 17:00" or ""."""
    start, end = (
        moment and f"{moment.astimezone(ZONE):%H:%M}" for moment in (slot.starts_at, slot.ends_at)
    )
    if start and end:
        return f"{start}–{end}"
    if end:
        return _("bis %(end)s") % {"end": end}
    return _("ab %(start)s") % {"start": start} if start else ""


def agenda_lines(meeting):
    """Give one line for each item: "17:00–17:08 TOP 1 Begrüßung (Thorsten)"."""
    lines = []
    for slot in meeting.slots:
        who = item_who(slot.item)
        title = item_title(slot.item) + (f" ({who})" if who else "")
        lines.append(" ".join(filter(None, [slot_time(slot), title])))
    return lines


_HEAD = ["title", "date", "start", "end", "place", "chair", "minute_taker"]
_LINK = re.compile(r"(?<=\]\()(?:/(?!/)|#)[^\s)]*")  # to this site or this page
_OF_MINUTES = ["attendance", "apologies", "intro", "closing"]


def full_draft(meeting, include_private=False):
    """Give ``meeting`` as a ProtocolDraft, as ``Meeting.to_draft`` says."""
    items = [_item(slot) for slot in meeting.slots if slot.item.public or include_private]
    return _draft(meeting, items, with_minutes=True)


def public_draft(meeting, url):
    """Give what a visitor may read now: the agenda, with minutes once they are public.

    Items that are not public are stubs with their number and their end. Links lead to absolute
    addresses, seen from ``url``, since a mail has no page around it.
    """
    items = [_item(slot) if slot.item.public else _stub(slot) for slot in meeting.slots]
    if meeting.has_public_protocol():
        draft = _draft(meeting, items, with_minutes=True)
        for item in items:
            item.protocol = _absolute(item.protocol, url)
        texts = {name: _absolute(getattr(draft, name), url) for name in ("intro", "closing")}
        return replace(draft, **texts)
    plan = [replace(item, protocol="", outcomes=[]) for item in items]
    return _draft(meeting, plan, with_minutes=False)


def _draft(meeting, items, with_minutes):
    fields = _HEAD + (_OF_MINUTES if with_minutes else [])
    draft = ProtocolDraft(**{name: getattr(meeting, name) for name in fields}, items=items)
    draft.topics = [meeting.series.name] if meeting.series else []
    if with_minutes:
        draft.published = _day(meeting.protocol_published_at)
        if meeting.report:
            draft.topics = [topic.name for topic in meeting.report.topics.all()]
    draft.next_meeting = _next_of_series(meeting, draft) or _next_named(draft)
    return draft


def _absolute(markdown, url):
    return _LINK.sub(lambda link: urljoin(url, link[0]), markdown)


def _item(slot):
    """An item with its end; its minutes only where no end says the same."""
    item = slot.item
    known = slot.starts_at is not None and slot.ends_at is not None
    return ItemDraft(
        number=item.number,
        name=item.name,
        speakers=[link.speaker.shown_name for link in item.item_speakers.all()],
        speakers_note=item.speakers_note,
        end=_clock(slot.ends_at),
        planned_minutes=None if known else item.planned_minutes,
        protocol=item.protocol,
        outcomes=[_outcome(outcome) for outcome in item.outcomes.all()],
    )


def _stub(slot):
    return ItemDraft(number=slot.item.number, name=_("nicht öffentlich"), end=_clock(slot.ends_at))


def _clock(moment):
    return moment and moment.astimezone(ZONE).time()


def _day(moment):
    return moment and timezone.localdate(moment)


def _outcome(outcome):
    kind = DECISION if outcome.kind == outcome.Kind.DECISION else TASK
    return OutcomeDraft(kind, outcome.text, outcome.votes, outcome.who, outcome.due)


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
    return NextMeeting(_when(other), other.date, other.start, other.start and other.end)


def _when(other):
    day = german_date(other.date)
    if other.start and other.end:
        return f"{day}, {other.start:%H:%M}–{other.end:%H:%M} Uhr"
    return f"{day}, {other.start:%H:%M} Uhr" if other.start else day
