"""The text that invites to a meeting: when, where and what about, as Markdown."""

from django.utils.formats import date_format
from django.utils.translation import gettext

from meetings.protocol_text.inline import escape
from wiq_site.hours import hours


def when_and_where(meeting):
    """Give one line: "Donnerstag, 11. März 2021, 17–19 Uhr, Stadtteilbibliothek"."""
    times = meeting.start and hours(meeting.start, meeting.end)
    parts = [date_format(meeting.date, "l, j. F Y"), times, meeting.place]
    return ", ".join(part for part in parts if part)


def invitation_text(meeting):
    """Give date, place, link and agenda of ``meeting``; of what is not public only the number."""
    online = "" if meeting.online_on_request else meeting.online_url
    rows = [f"- {_row(slot)}" for slot in meeting.slots]
    parts = [
        f"**{escape(when_and_where(meeting))}**",
        gettext("Online dabei sein: <%(link)s>") % {"link": online} if online else "",
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
    bracket = ", ".join(part for part in [item.who, hours(None, slot.ends_at)] if part)
    name = f"{item.name} ({bracket})" if bracket else item.name
    return escape(" ".join(f"{number} {name}".split()))
