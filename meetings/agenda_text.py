"""The agenda in plain words, as calendars and other exports show it.

An item that is not public keeps its number and its time; name, who and all else stay out.
"""

from django.utils.translation import gettext as _

from meetings.timetable import ZONE
from wiq_site.slugs import readable


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
