"""What the preview says about its TOPs: times that do not fit, people who are new."""

from datetime import date
from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from meetings import timetable
from meetings.admin.paste.draft import clock
from meetings.matching import in_order
from meetings.models import AgendaItem, Speaker

BACKWARDS = gettext_noop(
    "%(item)s endet vor dem TOP davor, der bis %(end)s Uhr geht. Bitte prüfen Sie die Zeiten."
)


def lay_out(rows, told, plan):
    """Say at each of ``rows`` when it runs by the facts ``told``; refuse one that runs backwards.

    Items of ``plan`` that no row fills take their time as well; gives a sentence where one of them
    does not fit, else "".
    """
    by_item = {row.entry.planned: row for row in rows}
    order = in_order(plan, [row.entry.planned or row for row in rows])
    steps = [_step(by_item.get(entry, entry)) for entry in order]
    on, start = told.get("date") or date.today(), told.get("start")
    try:
        timetable.settle(on, start, steps)
    except timetable.BackwardsError as error:
        return _refuse(error)
    for slot in timetable.lay_out(on, start, steps):
        if slot.item.row:
            _say_when(slot)
    return ""


def _step(entry):
    """Give a row of the preview or a planned item as what the clock arithmetic takes."""
    if isinstance(entry, AgendaItem):
        times = {"planned_minutes": entry.planned_minutes, "planned_end": entry.planned_end}
        return SimpleNamespace(row=None, name=str(entry), **times)
    draft, planned = entry.entry.draft, entry.entry.planned
    minutes, end = draft.planned_minutes, draft.end
    if planned and end is None and minutes is None:
        minutes, end = planned.planned_minutes, planned.planned_end
    name = f"TOP {draft.number} {draft.name}" if draft.number else f"„{draft.name}“"
    return SimpleNamespace(row=entry, name=name, planned_minutes=minutes, planned_end=end)


def _refuse(error):
    words = {"item": error.item.name, "end": clock(error.previous_end)}
    text = _(BACKWARDS) % words
    if error.item.row is None:
        return text
    error.item.row.add_error("end", text)
    return ""


def _say_when(slot):
    row, end = slot.item.row, slot.ends_at and slot.ends_at.astimezone(timetable.ZONE).time()
    typed = row.entry.draft.end
    if typed and end and typed.replace(second=0) != end:
        words = {"minutes": slot.item.planned_minutes, "end": clock(end), "typed": clock(typed)}
        row.notes.append(
            _(
                "%(minutes)s Minuten reichen bis %(end)s Uhr, nicht bis %(typed)s: Die Minuten gelten."
            )
            % words
        )
    elif slot.starts_at and end:
        start = clock(slot.starts_at.astimezone(timetable.ZONE))
        words = {"start": start, "end": clock(end), "minutes": slot.minutes}
        row.when = (
            ngettext(
                "%(start)s–%(end)s Uhr, %(minutes)s Minute",
                "%(start)s–%(end)s Uhr, %(minutes)s Minuten",
                slot.minutes,
            )
            % words
        )


def recognise(rows):
    """Say at each of ``rows`` which of its people the site knows and which are new."""
    names = {name for row in rows for name in row.entry.draft.speakers}
    known = {}
    for speaker in Speaker.objects.filter(name__in=names).order_by("-organisation"):
        known[speaker.name] = speaker
    for row in rows:
        row.people = [(name, known.get(name)) for name in row.entry.draft.speakers]


def doubled(rows):
    """Say at a TOP that its number was there before."""
    seen = set()
    for row in rows:
        number = row.entry.draft.number
        if number in seen:
            row.notes.append(_("Die Nummer TOP %s kommt mehrfach vor.") % number)
        seen |= {number} - {""}
