"""The agenda items of a meeting as OParl 1.1 shapes them; see ``oparl``."""

from django.utils.translation import gettext as _

from meetings.agenda_text import item_title
from meetings.timetable import ZONE, moment
from wiq_site.http import absolute

SCHEMA = "https://schema.oparl.org/1.1/"


def item_data(slot, own, request, with_minutes):
    """One agenda item; of one that is not public only number, place and time."""
    item = slot.item
    told = {
        "id": f"{own}#{item.anchor}",
        "type": f"{SCHEMA}AgendaItem",
        "meeting": own,
        "number": item.number,
        "order": item.position,
        "name": item.name if item.public else item_title(item),
        "public": item.public,
        "start": in_zone(slot.starts_at),
        "end": in_zone(slot.ends_at),
    }
    if item.public:
        told |= {
            "web": absolute(item.get_absolute_url(), request),
            "keyword": sorted(topic.name for topic in item.topics.all()),
            "wiq:uuid": str(item.uuid),
            "wiq:plannedMinutes": slot.minutes,
            "wiq:speaker": [link.speaker.shown_name for link in item.item_speakers.all()],
            "wiq:speakerNote": item.speakers_note,
        }
        if with_minutes:
            told |= _minutes(slot)
    return known(told)


def _minutes(slot):
    item = slot.item
    outcomes = list(item.outcomes.all())
    decisions = [one for one in outcomes if one.kind == one.Kind.DECISION]
    actual_end = item.actual_end and moment(item.meeting.date, item.actual_end, slot.starts_at)
    return {
        "result": _("vertagt") if item.postponed else _("beschlossen") if decisions else "",
        "resolutionText": "\n\n".join(one.text for one in decisions),
        "wiq:actualEnd": in_zone(actual_end),
        "wiq:protocol": item.protocol,
        "wiq:outcome": [_outcome(one) for one in outcomes],
    }


def _outcome(outcome):
    return known(
        {
            "wiq:uuid": str(outcome.uuid),
            "wiq:kind": outcome.kind,
            "wiq:text": outcome.text,
            "wiq:votes": outcome.votes,
            "wiq:who": outcome.who,
            "wiq:due": outcome.due and outcome.due.isoformat(),
            "wiq:done": outcome.done_at and outcome.done_at.isoformat(),
        }
    )


def in_zone(value):
    """Give an aware datetime as OParl wants it: with the zone of the town."""
    return value and value.astimezone(ZONE).isoformat()


def known(told):
    """Give ``told`` without what is not known: OParl wants no empty values."""
    return {key: value for key, value in told.items() if value not in (None, "", [])}
