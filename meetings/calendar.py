"""Meetings as a calendar (RFC 5545): one of them, or all of a filter to subscribe to."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from meetings.models import Revision
from meetings.text import agenda_lines, one_line
from meetings.timetable import ZONE
from wiq_site.kit.http import absolute
from wiq_site.kit.site import site

FIRST_YEAR = 1997  # the first whole year under these rules


def zone_component():
    """Return the VTIMEZONE of Europe/Berlin (RFC 5545, 3.6.5), valid from FIRST_YEAR on.

    Written out instead of generated: what icalendar 7 generates lists single days, of which ical.js
    (Thunderbird) reads only the first, ends in 2038 and names onsets in the new time instead of the
    old one. Source of the rules: directive 2000/84/EC, in force in Germany alike since 1996.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", ZONE.key)
    in_winter, in_summer = timedelta(hours=1), timedelta(hours=2)
    summer = (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), in_winter, in_summer)
    winter = (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), in_summer, in_winter)
    for part, name, onset, before, after in (summer, winter):
        part.add("tzname", name)
        part.add("dtstart", onset)  # on the clock as it was before the change
        part.add("rrule", {"freq": "yearly", "bymonth": onset.month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone


def written(moment):
    """Return the aware ``moment`` as a calendar can write it without doubt.

    On the clock of Berlin; in UTC within the hour that the clock shows twice in October, and for
    years before these rules. RFC 5545, section 3.3.5, takes such a local time for its first one;
    ical.js (Thunderbird) takes it for the second.
    """
    local = moment.astimezone(ZONE)
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if is_shown_twice or local.year < FIRST_YEAR else local


def entry_parts(meeting):
    """Return all that a calendar entry of ``meeting`` says; a change in it raises SEQUENCE."""
    times = (meeting.date, meeting.starts_at, end_of(meeting))
    return (*times, _title(meeting), meeting.slug, _location(meeting), *_description(meeting))


def calendar_bytes(meetings, name, request):
    """Return the calendar ``name`` of ``meetings``, each with agenda and revision.

    UID is the meeting's own id, so that it stays whatever moves.
    """
    return _calendar_of([_event(meeting, request) for meeting in meetings], name, request)


def due_bytes(tasks, name, request):
    """Return the calendar ``name`` of the days on which ``tasks`` are due, each with its place in the minutes."""
    from icalendar import Event

    events = []
    for task in tasks:
        event, url = Event(), absolute(task.get_absolute_url(), request)
        revision = revision_of(task.item.meeting)
        lines = [task.text, task.who and _("Wer: %(who)s") % {"who": task.who}]
        lines.append(_("Im Protokoll: %(url)s") % {"url": url})
        event.add("uid", task.urn)
        event.add("sequence", revision.sequence)
        event.add("dtstamp", revision.modified_at)
        event.add("dtstart", task.due)
        event.add("dtend", task.due + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", _("Frist: %(task)s") % {"task": one_line(str(task))})
        event.add("description", "\n".join(filter(None, lines)))
        event.add("url", url)
        event.add("class", "PUBLIC")
        events.append(event)
    return _calendar_of(events, name, request)


def _calendar_of(events, name, request):
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", f"-//{one_line(site().name)}//Treffen//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, one_line(name))
    calendar.add("x-wr-timezone", ZONE.key)
    calendar.add("source", absolute(request.get_full_path(), request), {"value": "URI"})
    # How often a calendar may ask on its own.
    calendar.add("refresh-interval", timedelta(hours=6), {"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(zone_component())
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


def _event(meeting, request):
    from icalendar import Event

    event = Event()
    url = absolute(meeting.get_absolute_url(), request)
    revision = revision_of(meeting)
    event.add("uid", meeting.urn)
    event.add("sequence", revision.sequence)
    event.add("dtstamp", revision.changed_at)
    event.add("last-modified", revision.changed_at)
    if meeting.start is None:
        event.add("dtstart", meeting.date)
        event.add("dtend", meeting.date + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # a day without an hour blocks nobody's day
    else:
        event.add("dtstart", written(meeting.starts_at))
        if end_of(meeting):
            event.add("dtend", written(end_of(meeting)))
    event.add("summary", _title(meeting))
    if _location(meeting):
        event.add("location", _location(meeting))
    more = _("Alles zum Treffen: %(url)s") % {"url": url}
    event.add("description", "\n".join([*_description(meeting), more]))
    event.add("url", url)
    event.add("status", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    if meeting.series:
        event.add("categories", [one_line(meeting.series.name)])
    event.add("class", "PUBLIC")
    return event


def revision_of(meeting):
    """Return the meeting's revision; one that nobody ever saved has the first."""
    return getattr(meeting, "revision", None) or Revision(
        sequence=0, changed_at=meeting.changed_at, modified_at=meeting.changed_at
    )


def end_of(meeting):
    """Return the end as announced, else that of the last item; None where neither is known."""
    end = meeting.ends_at
    if end is None and meeting.slots:
        end = meeting.slots[-1].ends_at
    return end if end and meeting.starts_at and end > meeting.starts_at else None


def _title(meeting):
    title = one_line(meeting.title)
    return _("Abgesagt: %(title)s") % {"title": title} if meeting.cancelled_at else title


def _location(meeting):
    return one_line(meeting.place or meeting.public_online_url)


def _description(meeting):
    """The agenda as lines, with how to take part online; a link on request is not among them."""
    lines = [str(meeting.change_words), ""] if meeting.change_words else []
    if url := one_line(meeting.public_online_url):
        lines += [_("Online dabei sein: %(url)s") % {"url": url}, ""]
    elif meeting.online_on_request:
        lines += [_("Online dabei sein: Link auf Anfrage"), ""]
    agenda = agenda_lines(meeting)
    return [*lines, _("Tagesordnung:"), *agenda, ""] if agenda else lines
