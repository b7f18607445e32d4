"""Building an agenda of what there is: earlier agendas, what recurs, what was left open.

Source of the rules: docs/decisions/2026-11-22-planning.md.
"""

import re
from dataclasses import dataclass, field
from itertools import count, repeat

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from meetings.agenda import AgendaItem, ItemSpeaker, Outcome
from meetings.models import Meeting
from meetings.protocol_text import read_people
from meetings.timetable import MINUTE, bar_parts
from wiq_site.kit import changes
from wiq_site.kit.slugs import fold


def siblings(meeting):
    """The other meetings of its series; for one without a series those that have none either."""
    return Meeting.objects.filter(series=meeting.series_id).exclude(pk=meeting.pk)


def next_meeting(meeting):
    """Return the next meeting of the series that can still take a TOP, or None.

    It may be over already, as long as its minutes are not public: minutes are often typed late.
    """
    later = siblings(meeting).filter(date__gt=meeting.date, cancelled_at=None)
    open_ones = later.exclude(protocol_published_at__lte=timezone.now())
    return open_ones.order_by("date", "start", "pk").first()


def meeting_before(meeting):
    """Return the meeting of the series before ``meeting``, or None."""
    return siblings(meeting).filter(date__lt=meeting.date).order_by("-date").first()


def title_on(series, day):
    """Return the title of a meeting of ``series`` (or of none) on ``day`` that nobody named yet."""
    name = series.name if series else gettext("Treffen")
    return gettext("%(series)s am %(date)s") % {"series": name, "date": date_format(day, "j. F Y")}


def title_after(meeting, day):
    """Return the title of the meeting of its series on ``day``: the same, unless it names a day."""
    is_dated = any(map(str.isdigit, meeting.title))
    return title_on(meeting.series, day) if is_dated else meeting.title


def create_next(meeting, **facts):
    """Return a new meeting of the series, not public, like ``meeting`` but for ``facts``."""
    names = ("title", "series", "start", "end", "place", "online_url", "online_on_request")
    return Meeting.objects.create(**{name: getattr(meeting, name) for name in names} | facts)


@changes.unit()
def add_items(meeting, proposals):
    """Add ``proposals`` (Proposal) to the agenda, below what stands there; give the new items."""
    present = list(meeting.items.all())
    place = max((item.position for item in present), default=0)
    digits = [re.match(r"[0-9]{1,4}", item.number) for item in present]
    numbers = map(str, count(1 + max((int(match[0]) for match in digits if match), default=0)))
    if present and not any(item.number for item in present):
        numbers = repeat("")  # an agenda that numbers nothing
    numbered, new = zip(numbers, proposals, strict=False), []
    for position, (number, proposal) in enumerate(numbered, place + 1):
        item = AgendaItem.objects.create(
            meeting=meeting,
            position=position,
            number=number,
            name=proposal.name,
            planned_minutes=proposal.minutes,
            public=proposal.source.public,
            speakers_note=proposal.note,
        )
        for link in proposal.links:
            ItemSpeaker.objects.create(item=item, speaker=link.speaker, position=link.position)
        item.topics.set(proposal.source.topics.all())
        new.append(item)
    meeting.settle()
    return new


@changes.unit()
def take_over(meeting, proposals, carried=False):
    """Add ``proposals`` to the agenda; a postponed item that is among them is postponed no more.

    That ``meeting`` takes it up is noted in its minutes, and in those of all that are ``carried`` over. Returns the
    new items. Raises MarkupError where old minutes have no room for the note.
    """
    for old in (proposal.source for proposal in proposals if carried or proposal.is_postponed):
        old.protocol = "\n\n".join(filter(None, [old.protocol.rstrip(), note_of(meeting)]))
        old.postponed = False
        old.save()
    return add_items(meeting, proposals)


def note_of(target):
    """Return the sentence by which the minutes of an item say that ``target`` takes it up."""
    day = date_format(target.date, "j. F Y")
    return gettext("Vertagt auf das Treffen am %(date)s.") % {"date": day}


RECURRING = "wiederkehrend"


@dataclass(frozen=True)
class Proposal:
    """One possible TOP; ``source`` is the item whose topics and publicity it takes over."""

    key: str
    name: str
    source: AgendaItem
    minutes: int | None = None
    note: str = ""  # who, in words
    links: list = field(default_factory=list)  # who, as ItemSpeaker
    hint: str = ""
    chosen: bool = True

    @property
    def is_postponed(self):
        """Whether it is an earlier item that waits for a meeting to take it up."""
        return self.source.postponed and not self.key.startswith("aufgabe-")

    @property
    def who(self):
        """Who speaks, as visitors will read it."""
        return "/".join(link.speaker.shown_name for link in self.links) or self.note


def of_item(item, minutes=None, **more):
    """Return the Proposal to take ``item`` up again: without its minutes and its actual end."""
    return Proposal(
        key=f"top-{item.pk}",
        name=item.name,
        source=item,
        minutes=item.planned_minutes if minutes is None else minutes,
        note=item.speakers_note,
        links=list(item.item_speakers.all()),
        **more,
    )


def sources(meeting):
    """Return the meetings whose agendas can be taken over, the latest first.

    Earlier ones of the series; where it has none, any other meeting with an agenda.
    """
    earlier = siblings(meeting).filter(date__lte=meeting.date, items__isnull=False)
    if not earlier.exists():
        earlier = Meeting.objects.exclude(pk=meeting.pk).filter(items__isnull=False)
    return list(earlier.order_by("-date", "-start", "-pk").distinct().brief()[:50])


def agenda_of(source):
    """Return the Proposals of the agenda of the meeting ``source``."""
    source = Meeting.objects.for_minutes().get(pk=source.pk)
    return [of_item(slot.item, slot.minutes) for slot in source.slots]


def recurring(meetings):
    """Return Proposals of the series' template: what of the latest agenda stood on one of the two before.

    ``meetings`` are the earlier ones, the latest first. Nobody has to look after such a template.
    """
    if len(meetings) < 2:
        return []
    before = AgendaItem.objects.filter(meeting__in=[other.pk for other in meetings[1:3]])
    names = {fold(name) for name in before.values_list("name", flat=True)}
    return [proposal for proposal in agenda_of(meetings[0]) if fold(proposal.name) in names]


def left_open(meeting):
    """Return ``(postponed, tasks)`` as Proposals: what the series has not finished until ``meeting``."""
    series = siblings(meeting).filter(date__lte=meeting.date)
    items = AgendaItem.objects.filter(meeting__in=series, postponed=True)
    tasks = Outcome.objects.filter(item__meeting__in=series, kind=Outcome.Kind.TASK, done_at=None)
    items = items.select_related("meeting").order_by("meeting__date", "position")
    postponed = [
        of_item(item, hint=_place(item))
        for item in items.prefetch_related("item_speakers__speaker")
    ]
    unfinished, longest = [], AgendaItem._meta.get_field("name").max_length
    for task in tasks.select_related("item__meeting"):
        due = task.due and gettext("bis %(date)s") % {"date": date_format(task.due, "j. F Y")}
        names, note = read_people(task.who)
        unfinished.append(
            Proposal(
                key=f"aufgabe-{task.pk}",
                name=" ".join(task.text.split())[:longest],
                source=task.item,
                note="/".join(names) or note,  # who has it speaks, in words
                hint=", ".join(str(p) for p in (due, task.item, _place(task.item)) if p),
            )
        )
    return postponed, unfinished


def _place(item):
    day = date_format(item.meeting.date, "j. F Y")
    return gettext("aus %(meeting)s vom %(date)s") % {"meeting": item.meeting, "date": day}


def bars_of(series):
    """Return the newest past meetings of ``series`` whose times are known, oldest first, each with its parts and length.

    Needs at least two: one bar alone compares nothing. Asks the same queries for any number.
    """
    meetings = Meeting.objects.published().filter(series=series, cancelled_at=None).past()
    items = Prefetch("items", AgendaItem.objects.defer("protocol", "protocol_html"))
    newest = meetings.prefetch_related(items).for_list().order_by("-date", "-start")[:8]
    drawn = []
    for meeting in newest:
        parts, _ = bar_parts(meeting.slots)
        if parts:
            minutes = (meeting.slots[-1].ends_at - meeting.slots[0].starts_at) // MINUTE
            drawn.append((meeting, parts, minutes))
    if len(drawn) < 2:
        return []
    longest = max(minutes for _, _, minutes in drawn)
    return [
        {
            "meeting": meeting,
            "parts": parts,
            "minutes": minutes,
            "share": round(minutes * 100 / longest, 2),
        }
        for meeting, parts, minutes in reversed(drawn)
    ]
