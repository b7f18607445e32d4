"""The text that invites to a meeting: when, where and what about, as Markdown."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from meetings.protocol_text.inline import escape


def when_and_where(meeting):
    """Give one line: "Donnerstag, 11. März 2021, 17:00–19:00 Uhr, Stadtteilbibliothek"."""
    parts = [date_format(meeting.date, "l, j. F Y"), _times(meeting), meeting.place]
    return ", ".join(part for part in parts if part)


def _times(meeting):
    if meeting.start is None:
        return ""
    clocks = [f"{clock:%H:%M}" for clock in (meeting.start, meeting.end) if clock]
    return gettext("%(times)s Uhr") % {"times": "–".join(clocks)}


def invitation_text(meeting):
    """Give date, place, link and agenda of ``meeting``; of what is not public only the number."""
    online = "" if meeting.online_on_request else meeting.online_url
    rows = [f"- {_row(slot)}" for slot in meeting.slots]
    parts = [
        f"**{escape(when_and_where(meeting))}**",
        gettext("Teilnehmen: <%(link)s>") % {"link": online} if online else "",
        "## " + gettext("Tagesordnung") if rows else "",
        "\n".join(rows),
        f"[{gettext('Zur Seite des Treffens, mit Kalendereintrag')}]({meeting.get_absolute_url()})",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(slot):
    item = slot.item
    number = f"TOP {item.number}" if item.number else ""
    if not item.public:
        return f"{number} {gettext('(nicht öffentlich)')}".strip()
    end = slot.ends_at and timezone.localtime(slot.ends_at)
    until = end and gettext("bis %(end)s Uhr") % {"end": f"{end:%H:%M}"}
    bracket = ", ".join(part for part in [item.who, until] if part)
    name = f"{item.name} ({bracket})" if bracket else item.name
    return escape(" ".join(f"{number} {name}".split()))
