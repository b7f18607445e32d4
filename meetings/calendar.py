"""Meetings as a calendar (RFC 5545): one of them, or all of a filter to subscribe to."""

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from meetings.models import Revision
from meetings.text import agenda_lines, one_line
from meetings.timetable import ZONE
from wiq_site.kit.http import absolute
from wiq_site.kit.markup import plain_text
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
    title, location, lines = _words(meeting)
    times = (meeting.date, meeting.starts_at, end_of(meeting))
    return (*times, title, meeting.slug, location, *lines)


def meeting_entry(meeting, request):
    """Return the properties of the event of ``meeting``. UID is its own id, so that it stays whatever moves."""
    revision, url = revision_of(meeting), absolute(meeting.get_absolute_url(), request)
    title, location, lines = _words(meeting)
    start, end = meeting.starts_at, end_of(meeting)
    more = _("Alles zum Treffen: %(url)s") % {"url": url}
    return {
        "uid": meeting.urn,
        "sequence": revision.sequence,
        "dtstamp": revision.changed_at,
        "last-modified": revision.changed_at,
        "dtstart": written(start) if start else meeting.date,
        "dtend": (end and written(end)) if start else meeting.date + timedelta(days=1),
        "transp": None if start else "TRANSPARENT",  # a day without an hour blocks nobody's day
        "summary": title,
        "location": location,
        "description": "\n".join([*lines, more]),
        "url": url,
        "status": "CANCELLED" if meeting.cancelled_at else "CONFIRMED",
        "categories": meeting.series and [one_line(meeting.series.name)],
        "class": "PUBLIC",
    }


def due_entry(task, request):
    """Return the properties of the day on which ``task`` is due, with its place in the minutes."""
    revision, url = revision_of(task.item.meeting), absolute(task.get_absolute_url(), request)
    lines = [task.words, task.who and _("Wer: %(who)s") % {"who": task.who}]
    lines.append(_("Im Protokoll: %(url)s") % {"url": url})
    return {
        "uid": task.urn,
        "sequence": revision.sequence,
        "dtstamp": revision.modified_at,
        "dtstart": task.due,
        "dtend": task.due + timedelta(days=1),
        "transp": "TRANSPARENT",
        "summary": _("Frist: %(task)s") % {"task": one_line(str(task))},
        "description": "\n".join(filter(None, lines)),
        "url": url,
        "class": "PUBLIC",
    }


def calendar_bytes(entries, name, request):
    """Return the calendar ``name`` of ``entries``, the properties of events; what is empty is left out."""
    from icalendar import Calendar, Event

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
    for entry in entries:
        event = Event()
        for key, value in entry.items():
            if value not in (None, ""):
                event.add(key, value)
        calendar.add_component(event)
    return calendar.to_ical()


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


def _words(meeting):
    """Return the title, the place and lines of what an entry says: its state, how to take part, the introduction unless
    it is that of a report, the agenda; no link on request."""
    url, title = one_line(meeting.public_online_url), one_line(meeting.title)
    if meeting.cancelled_at:
        title = _("Abgesagt: %(title)s") % {"title": title}
    lines = [*words, ""] if (words := meeting.lasting_words) else []
    if online := one_line(meeting.online_words):
        lines += [_("Online dabei sein: %(online)s") % {"online": online}, ""]
    if intro := "" if meeting.report_id else plain_text(meeting.intro_html):
        lines += [intro, ""]
    if agenda := agenda_lines(meeting):
        lines += [_("Tagesordnung:"), *agenda, ""]
    return title, one_line(meeting.place) or url, lines
