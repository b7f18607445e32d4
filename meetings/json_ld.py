"""What a meeting's page tells search engines and calendars. Source: schema.org/Event, as JSON-LD."""

from meetings.agenda_text import agenda_lines
from meetings.calendar import end_of
from meetings.timetable import ZONE
from wiq_site.structured import SCHEMA, organization

ONLINE, ON_SITE, BOTH = (
    f"{SCHEMA}/{name}EventAttendanceMode" for name in ("Online", "Offline", "Mixed")
)


def event(root, meeting):
    """Give ``meeting`` as an Event; ``root`` is the site's own address without the last slash.

    A link to take part that is given on request only is not in it.
    """
    organizer = organization(root)
    del organizer["@context"]
    url = f"{root}{meeting.get_absolute_url()}"
    state = "EventCancelled" if meeting.cancelled_at else "EventScheduled"
    told = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": meeting.urn,
        "name": meeting.title,
        "description": "\n".join(agenda_lines(meeting)),
        "url": url,
        "startDate": _moment(meeting.starts_at) or meeting.date.isoformat(),
        "endDate": _moment(end_of(meeting)),
        "eventStatus": f"{SCHEMA}/{state}",
        "inLanguage": "de",
        "organizer": organizer,
        **_where(meeting),
    }
    return {key: value for key, value in told.items() if value}


def _where(meeting):
    """The place, the public link, or both; nothing where neither is known."""
    link = "" if meeting.online_on_request else meeting.online_url
    places = []
    if meeting.place:
        places.append({"@type": "Place", "name": meeting.place, "address": meeting.place})
    if link:
        places.append({"@type": "VirtualLocation", "url": link})
    if not places:
        return {}
    online = link or meeting.online_on_request
    mode = (BOTH if meeting.place else ONLINE) if online else ON_SITE
    return {"location": places, "eventAttendanceMode": mode}


def _moment(value):
    return value and value.astimezone(ZONE).isoformat()
