"""Planning meetings: when those of a series recur, and an agenda built of what there is: earlier ones, what recurs, what was left open.

"Jeden zweiten Donnerstag im Monat, 17 Uhr" becomes days: those of RFC 5545 (dateutil.rrule), without the holidays of the Land in
``settings.SITE_LAND``. Source of the rules: docs/decisions/2026-11-22-planning.md.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, repeat

from dateutil import rrule
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings import protocol_text
from meetings.agenda import OPEN, AgendaItem, ItemSpeaker, Outcome
from meetings.models import Meeting
from meetings.timetable import MINUTE, bar_parts
from wiq_site.kit import changes
from wiq_site.kit.dates import hours
from wiq_site.kit.text import fold
from wiq_site.kit.when import WEEKDAYS

ORDINALS = ("erste", "zweite", "dritte", "vierte", "fünfte")
NUMBERS = ("eine", "zwei", "drei", "vier", "fünf", "sechs")
QUIET_DAYS = {24: "Heiligabend", 31: "Silvester"}  # of December
MOST = 60  # meetings that are planned at once
_EVERY = re.compile(
    rf"(?P<number>[0-9]{{1,2}}|{'|'.join(NUMBERS)})[\s-]*(?P<unit>tägig|tage|woche|wöch|monat)",
    re.I,
)
_WEEKDAY = re.compile(
    r"\b(mo|di|mi|do|fr|sa|so)(?:(?:ntag|enstag|ttwoch|nnerstag|eitag|mstag|nntag)(?:s|e|en)?)?\b"
)
_ORDINAL = re.compile(rf"\b({'|'.join(ORDINALS)}|letzte|[1-5]\b)")


@dataclass(frozen=True)
class Rule:
    """What a sentence says: the rrule but for its first day, the clock times or None, the sentence read back."""

    options: dict
    start: time | None
    end: time | None
    words: str

    def days(self, first, last):
        """Return the days from ``first`` to ``last``, MOST at the most; those of a rhythm of weeks count from ``first``."""
        moment, until = (datetime.combine(day, time(0)) for day in (first, last))
        days = rrule.rrule(dtstart=moment, until=until, **self.options)[:MOST]
        return [day.date() for day in days]


def read_rule(text):
    """Return the Rule in ``text``; raises ValidationError with a German sentence where it says none, or two."""
    rest, when = protocol_text.take_when(text.strip(" .")) or (text, None)
    rest = rest.casefold().replace("vierzehn", "14").replace("sonnabend", "samstag")
    # "jeden zweiten Monat"
    rest = re.sub(
        rf"\b({'|'.join(ORDINALS)}|sechste)n?\s+(?=monat)",
        lambda nth: f"{[*ORDINALS, 'sechste'].index(nth[1]) + 1} ",
        rest,
    )
    spans, rest = _EVERY.search(rest), _EVERY.sub(r"\g<unit>", rest)
    weekdays = {WEEKDAYS.index(day) for day in _WEEKDAY.findall(rest)}
    if len(weekdays) != 1:
        raise ValidationError(
            _("Bitte nennen Sie einen Wochentag, etwa „jeden zweiten Donnerstag im Monat, 17 Uhr“.")
        )
    no_clock = not when and re.search(r"\buhr\b|\bhalb\b|\d\s*h\b|:\d", rest)
    if no_clock or (when and when.impossible):
        raise ValidationError(
            _(
                "Die Uhrzeit ist nicht zu verstehen. Bitte schreiben Sie etwa „17 Uhr“ oder „17:00–19:30 Uhr“."
            )
        )
    start, end = (when.start or when.bare, when.end) if when else (None, None)
    (day,), names, every, odd_days = weekdays, ["letzte", "", *ORDINALS], 1, 0  # the last is -1
    ordinals = [int(n) if n.isdigit() else names.index(n) - 1 for n in _ORDINAL.findall(rest)]
    in_quarter = re.search(r"\b(quartal|viertelj[aä]hr)", rest)
    in_month = in_quarter or re.search(r"\bmonat", rest)
    if in_quarter:
        every = 3
    elif spans:
        number = spans["number"]
        every = int(number) if number.isdigit() else NUMBERS.index(number) + 1
        every, odd_days = divmod(every, 7) if spans["unit"] in ("tägig", "tage") else (every, 0)
    in_year = not in_quarter and re.search(r"j[aä]hr", rest)
    if (not in_month and (len(ordinals) > 1 or -1 in ordinals)) or odd_days or in_year:
        raise ValidationError(
            _("Bitte nennen Sie nur einen Rhythmus, etwa „am letzten Freitag im Monat“.")
        )
    if in_month:
        ordinals = ordinals or [1]
        options = {
            "freq": rrule.MONTHLY,
            "interval": every,
            "byweekday": [rrule.weekday(day)(n) for n in ordinals],
        }
        which = str(_(" und ")).join(str(_("letzten")) if n < 0 else f"{n}." for n in ordinals)
        name = (
            _("am %(which)s %(day)s in jedem Monat")
            if every == 1
            else _("am %(which)s %(day)s in jedem %(every)s. Monat")
        )
    else:
        every, which = ordinals[0] if ordinals else every, ""
        options = {"freq": rrule.WEEKLY, "interval": every, "byweekday": day}
        name = _("jede Woche am %(day)s") if every == 1 else _("alle %(every)s Wochen am %(day)s")
    said = name % {"which": which, "day": WEEKDAY_NAMES[day], "every": every}
    return Rule(options, start, end, ", ".join(filter(None, [str(said), hours(start, end)])))


def likely_rule(meeting, before):
    """Return the sentence that a series likely follows: as far from ``before`` as it lies back, or monthly."""
    day, clock = date_format(meeting.date, "l"), hours(meeting.start, meeting.end)
    weeks, days = divmod((meeting.date - before.date).days, 7) if before else (0, 0)
    if 0 < weeks <= 3 and not days:
        sentence = f"alle {NUMBERS[weeks - 1]} Wochen am {day}" if weeks > 1 else f"jeden {day}"
    else:
        nth = ORDINALS[min((meeting.date.day - 1) // 7, 3)]
        sentence = f"jeden {nth}n {day} im Monat"
    return ", ".join(filter(None, [sentence, clock]))


@dataclass(frozen=True)
class Occasion:
    """One day of the plan, with what speaks against it ("" where nothing does)."""

    day: date
    obstacle: str = ""

    def __str__(self):
        return date_format(self.day, "l, j. F Y")


def occasions(rule, after, taken):
    """Return the Occasions of ``rule`` in the year after the day ``after``; ``taken`` are days that have a meeting.

    Obstacles are the public holidays of the Land, too, and two days on which nobody meets.
    """
    import holidays  # a fifth of a second, for one page of the desk

    first, last = after + timedelta(days=1), after + timedelta(days=366)
    if rule.options["freq"] == rrule.WEEKLY:  # the rhythm goes on from the meeting that is there
        first = after
    years = range(first.year, last.year + 1)
    free = {date(year, 12, day): name for year in years for day, name in QUIET_DAYS.items()}
    free |= holidays.country_holidays("DE", subdiv=settings.SITE_LAND, years=years, language="de")
    return [
        Occasion(day, str(_("gibt es schon")) if day in taken else free.get(day, ""))
        for day in rule.days(first, last)
        if day > after
    ]


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


def names_on(meeting):
    """Return the folded names of the TOPs that stand on the agenda of ``meeting``."""
    return {fold(name) for name in meeting.items.values_list("name", flat=True)}


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
        return protocol_text.people_words([one.speaker.shown_name for one in self.links], self.note)


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
    tasks = Outcome.objects.valid().filter(item__meeting__in=series, kind=Outcome.Kind.TASK, **OPEN)
    items = items.select_related("meeting").order_by("meeting__date", "position")
    postponed = [
        of_item(item, hint=_place(item))
        for item in items.prefetch_related("item_speakers__speaker")
    ]
    unfinished, longest = [], AgendaItem._meta.get_field("name").max_length
    for task in tasks.select_related("item__meeting"):
        due = task.due and gettext("bis %(date)s") % {"date": date_format(task.due, "j. F Y")}
        unfinished.append(
            Proposal(
                key=f"aufgabe-{task.pk}",
                name=task.words[:longest],
                source=task.item,
                note=task.who,  # who has it speaks, in words
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
