"""The rules of our time zone as calendars read them (VTIMEZONE, RFC 5545, section 3.6.5).

Written out instead of generated: what icalendar 7 generates lists single days, of which ical.js
(Thunderbird) reads only the first, ends in 2038 and names onsets in the new time instead of the
old one. Source of the rules: directive 2000/84/EC, in force in Germany alike since 1996.
"""

from datetime import UTC, datetime, timedelta

from meetings.timetable import ZONE

FIRST_YEAR = 1997  # the first whole year under these rules
WINTER, SUMMER = timedelta(hours=1), timedelta(hours=2)


def zone_component():
    """Give the VTIMEZONE of Europe/Berlin, valid from FIRST_YEAR on without end."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", ZONE.key)
    summer = (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), WINTER, SUMMER)
    winter = (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), SUMMER, WINTER)
    for part, name, onset, before, after in (summer, winter):
        part.add("tzname", name)
        part.add("dtstart", onset)  # on the clock as it was before the change
        part.add("rrule", {"freq": "yearly", "bymonth": onset.month, "byday": "-1SU"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone


def written(moment):
    """Give the aware ``moment`` as a calendar can write it without doubt.

    On the clock of Berlin; in UTC within the hour that the clock shows twice in October, and for
    years before these rules. RFC 5545, section 3.3.5, takes such a local time for its first one;
    ical.js (Thunderbird) takes it for the second.
    """
    local = moment.astimezone(ZONE)
    is_shown_twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return moment.astimezone(UTC) if is_shown_twice or local.year < FIRST_YEAR else local
