"""Building an agenda of what there is: earlier agendas, what recurs, what was left open.

Source of the rules: docs/decisions/2026-11-22-planning.md.
"""

import re
from itertools import count, repeat

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from meetings.models import AgendaItem, ItemSpeaker, Meeting
from wiq_site import changes

FACTS = ["title", "series", "start", "end", "place", "online_url", "online_on_request"]


def siblings(meeting):
    """The other meetings of its series; for one without a series those that have none either."""
    return Meeting.objects.filter(series=meeting.series_id).exclude(pk=meeting.pk)


def next_meeting(meeting):
    """Give the next meeting of the series that can still take a TOP, or None.

    It may be over already, as long as its minutes are not public: minutes are often typed late.
    """
    later = siblings(meeting).filter(date__gt=meeting.date, cancelled_at=None)
    open_ones = later.exclude(protocol_published_at__lte=timezone.now())
    return open_ones.order_by("date", "start", "pk").first()


def likely_next_date(meeting):
    """Give the day as far after ``meeting`` as the one before lies back, or None."""
    before = siblings(meeting).filter(date__lt=meeting.date).order_by("-date").first()
    return meeting.date + (meeting.date - before.date) if before else None


def title_on(series, day):
    """Give the title of a meeting of ``series`` (or of none) on ``day`` that nobody named yet."""
    name = series.name if series else gettext("Treffen")
    return gettext("%(series)s am %(date)s") % {"series": name, "date": date_format(day, "j. F Y")}


def create_next(meeting, **facts):
    """Give a new meeting of the series, not public, like ``meeting`` but for ``facts``."""
    return Meeting.objects.create(**{name: getattr(meeting, name) for name in FACTS} | facts)


@transaction.atomic
def add_items(meeting, proposals):
    """Add ``proposals`` (Proposal) to the agenda, below what stands there; give the new items."""
    present = list(meeting.items.all())
    place = max((item.position for item in present), default=0)
    numbered = zip(numbers_after(present), proposals, strict=False)
    with changes.told_by_owner():
        new = [
            _new_item(meeting, place + n, number, proposal)
            for n, (number, proposal) in enumerate(numbered, 1)
        ]
    meeting.settle()
    return new


def _new_item(meeting, position, number, proposal):
    source = proposal.source
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=position,
        number=number,
        name=proposal.name,
        planned_minutes=proposal.minutes,
        public=source.public,
        speakers_note=proposal.note,
    )
    for link in proposal.links:
        ItemSpeaker.objects.create(item=item, speaker=link.speaker, position=link.position)
    item.topics.set(source.topics.all())
    return item


def numbers_after(items):
    """Give numbers for further items: counting on, or none where the agenda numbers nothing."""
    if items and not any(item.number for item in items):
        return repeat("")
    digits = [re.match(r"[0-9]{1,4}", item.number) for item in items]
    return map(str, count(1 + max((int(found[0]) for found in digits if found), default=0)))


@transaction.atomic
def take_over(meeting, proposals):
    """Add ``proposals`` to the agenda; a postponed item that is among them is postponed no more.

    Gives the new items. Raises MarkupError where old minutes have no room for the note.
    """
    for proposal in proposals:
        if proposal.is_postponed:
            _note(proposal.source, meeting)
    return add_items(meeting, proposals)


@transaction.atomic
def carry_over(proposal, target):
    """Add the item of ``proposal`` to the agenda of ``target`` and note that in the old item.

    Gives the new item. Raises MarkupError as ``take_over`` does.
    """
    _note(proposal.source, target)
    return add_items(target, [proposal])[0]


def _note(old, target):
    parts = [old.protocol.rstrip(), note_of(target)]
    old.protocol = "\n\n".join(part for part in parts if part)
    old.postponed = False
    old.save()


def note_of(target):
    """Give the sentence by which the minutes of an item say that ``target`` takes it up."""
    day = date_format(target.date, "j. F Y")
    return gettext("Vertagt auf das Treffen am %(date)s.") % {"date": day}
