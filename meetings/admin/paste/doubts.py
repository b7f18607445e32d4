"""What the preview says about its TOPs: times that do not fit, people who are new."""

from datetime import date
from types import SimpleNamespace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from meetings import timetable
from meetings.admin.paste.draft import clock
from meetings.models import Speaker

BACKWARDS = gettext_noop("%(item)s endet vor dem TOP darüber, der bis %(end)s Uhr geht.")


def lay_out(rows, told):
    """Say at each of ``rows`` when it runs by the facts ``told``; refuse one that runs backwards."""
    plan = [
        SimpleNamespace(
            row=row,
            planned_minutes=row.entry.draft.planned_minutes,
            planned_end=row.entry.draft.end,
        )
        for row in rows
    ]
    on, start = told.get("date") or date.today(), told.get("start")
    try:
        timetable.settle(on, start, plan)
    except timetable.BackwardsError as error:
        words = {"item": _name(error.item.row), "end": clock(error.previous_end)}
        error.item.row.add_error("end", _(BACKWARDS) % words)
        return
    for slot in timetable.lay_out(on, start, plan):
        _say_when(slot)


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
        row.when = _("%(start)s–%(end)s Uhr, %(minutes)s Minuten") % words


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


def _name(row):
    draft = row.entry.draft
    return f"TOP {draft.number} {draft.name}" if draft.number else f"„{draft.name}“"
