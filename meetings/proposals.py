"""What can become a TOP of a meeting: earlier items, what recurs, unfinished tasks, postponed TOPs."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext

from meetings.models import AgendaItem, Meeting, Outcome
from meetings.planning import siblings
from meetings.protocol_text import read_people
from wiq_site.slugs import fold

RECURRING = "wiederkehrend"
SOURCES_SHOWN = 50
NAME_LENGTH = AgendaItem._meta.get_field("name").max_length


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
    """Give the Proposal to take ``item`` up again: without its minutes and its actual end."""
    return Proposal(
        key=f"top-{item.pk}",
        name=item.name,
        source=item,
        minutes=item.planned_minutes if minutes is None else minutes,
        note=item.speakers_note,
        links=list(item.item_speakers.all()),
        **more,
    )


def of_task(task, **more):
    """Give the Proposal to put an unfinished task on the agenda; who has it speaks, in words."""
    names, note = read_people(task.who)
    return Proposal(
        key=f"aufgabe-{task.pk}",
        name=" ".join(task.text.split())[:NAME_LENGTH],
        source=task.item,
        note="/".join(names) or note,
        **more,
    )


def sources(meeting):
    """Give the meetings whose agendas can be taken over, the latest first.

    Earlier ones of the series; where it has none, any other meeting with an agenda.
    """
    earlier = siblings(meeting).filter(date__lte=meeting.date, items__isnull=False)
    if not earlier.exists():
        earlier = Meeting.objects.exclude(pk=meeting.pk).filter(items__isnull=False)
    return list(earlier.order_by("-date", "-start", "-pk").distinct().brief()[:SOURCES_SHOWN])


def agenda_of(source):
    """Give the Proposals of the agenda of the meeting ``source``."""
    source = Meeting.objects.for_minutes().get(pk=source.pk)
    return [of_item(slot.item, slot.minutes) for slot in source.slots]


def recurring(meetings):
    """Give Proposals of the series' template: what of the latest agenda stood on one of the two before.

    ``meetings`` are the earlier ones, the latest first. Nobody has to look after such a template.
    """
    if len(meetings) < 2:
        return []
    before = AgendaItem.objects.filter(meeting__in=[other.pk for other in meetings[1:3]])
    names = {fold(name) for name in before.values_list("name", flat=True)}
    return [proposal for proposal in agenda_of(meetings[0]) if fold(proposal.name) in names]


def left_open(meeting):
    """Give ``(postponed, tasks)`` as Proposals: what the series has not finished until ``meeting``."""
    series = siblings(meeting).filter(date__lte=meeting.date)
    items = AgendaItem.objects.filter(meeting__in=series, postponed=True)
    tasks = Outcome.objects.filter(item__meeting__in=series, kind=Outcome.Kind.TASK, done_at=None)
    return (
        [of_item(item, hint=_place(item)) for item in _with_people(items)],
        [of_task(task, hint=_hint(task)) for task in tasks.select_related("item__meeting")],
    )


def _with_people(items):
    in_order = items.select_related("meeting").order_by("meeting__date", "position")
    return in_order.prefetch_related("item_speakers__speaker")


def _place(item):
    day = date_format(item.meeting.date, "j. F Y")
    return gettext("aus %(meeting)s vom %(date)s") % {"meeting": item.meeting, "date": day}


def _hint(task):
    due = task.due and gettext("bis %(date)s") % {"date": date_format(task.due, "j. F Y")}
    return ", ".join(str(part) for part in (due, task.item, _place(task.item)) if part)
