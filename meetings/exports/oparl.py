"""A meeting as data, shaped like a Meeting of OParl 1.1; what OParl has no word for begins with "wiq:".

Source: https://schema.oparl.org/1.1/Meeting and its neighbours. Ids are absolute addresses; the
uuids that never change stand beside them.
"""

import mimetypes
from pathlib import PurePath

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.calendar import end_of, revision_of
from meetings.text import absolute_links, one_line
from meetings.timetable import in_zone, moment
from wiq_site.kit.http import absolute
from wiq_site.kit.site import site

SCHEMA = "https://schema.oparl.org/1.1/"


def item_data(slot, own, request, with_minutes):
    """One agenda item; of one that is not public only number, place and time."""
    item = slot.item
    fields = {
        "id": f"{own}#{item.anchor}",
        "type": f"{SCHEMA}AgendaItem",
        "meeting": own,
        "number": item.number,
        "order": item.position,
        "name": item.name if item.public else one_line(item.public_title),
        "public": item.public,
        "start": in_zone(slot.starts_at),
        "end": in_zone(slot.ends_at),
    }
    if item.public:
        fields |= {
            "web": absolute(item.get_absolute_url(), request),
            "keyword": [topic.name for topic in item.topics.all()],
            "wiq:uuid": str(item.uuid),
            "wiq:plannedMinutes": slot.minutes,
            "wiq:speaker": [link.speaker.shown_name for link in item.item_speakers.all()],
            "wiq:speakerNote": item.speakers_note,
        }
        if with_minutes:
            fields |= _minutes(slot, absolute(item.meeting.get_absolute_url(), request))
    return without_empty(fields)


def _minutes(slot, page):
    item = slot.item
    outcomes = list(item.outcomes.all())
    decisions = [one for one in outcomes if one.kind == one.Kind.DECISION]
    actual_end = item.actual_end and moment(item.meeting.date, item.actual_end, slot.starts_at)
    return {
        "result": _("vertagt") if item.postponed else _("beschlossen") if decisions else "",
        "resolutionText": "\n\n".join(one.text for one in decisions),
        "wiq:actualEnd": in_zone(actual_end),
        "wiq:protocol": absolute_links(item.protocol, page),
        "wiq:outcome": [_outcome(one) for one in outcomes],
    }


def _outcome(outcome):
    return without_empty(
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


def without_empty(fields):
    """Return ``fields`` without what is not known: OParl wants no empty values."""
    return {key: value for key, value in fields.items() if value not in (None, "", [])}


def meeting_data(meeting, request):
    """Return what a visitor may know of ``meeting`` as data that JSON can hold."""
    with_minutes = meeting.has_public_protocol()
    own = absolute(reverse("meetings:json", args=[meeting.slug]), request)
    organization = f"{absolute('/', request)}#organisation"
    items = [item_data(slot, own, request, with_minutes) for slot in meeting.slots]
    keywords = {name for item in items for name in item.get("keyword", [])}
    fields = {
        "id": own,
        "type": f"{SCHEMA}Meeting",
        "name": meeting.title,
        "meetingState": "durchgeführt" if with_minutes else "eingeladen",
        "cancelled": bool(meeting.cancelled_at),
        "start": in_zone(meeting.starts_at),
        "end": in_zone(end_of(meeting)),
        "location": meeting.place
        and {"id": f"{own}#ort", "type": f"{SCHEMA}Location", "description": meeting.place},
        "organization": [organization],
        "resultsProtocol": _minutes_file(meeting, request) if with_minutes else None,
        "auxiliaryFile": [_file(file, request) for file in meeting.attachments.all()],
        "agendaItem": items,
        "keyword": sorted(keywords | ({meeting.series.name} if meeting.series else set())),
        "modified": in_zone(revision_of(meeting).modified_at),
        "web": absolute(meeting.get_absolute_url(), request),
        "deleted": False,
        "wiq:uuid": str(meeting.uuid),
        "wiq:date": meeting.date.isoformat(),
        "wiq:organization": {
            "id": organization,
            "type": f"{SCHEMA}Organization",
            "name": site().name,
            "shortName": site().short_name,
            "organizationType": "Sonstiges",
            "website": absolute("/", request),
        },
        "wiq:series": meeting.series and meeting.series.name,
        "wiq:online": meeting.public_online_url,
        "wiq:chair": meeting.chair,
        "wiq:minuteTaker": meeting.minute_taker,
        "wiq:cancelReason": meeting.cancel_reason,
        "wiq:movedFrom": in_zone(meeting.moved_from),
        "wiq:state": meeting.state_words,
    }
    if with_minutes:
        page = absolute(meeting.get_absolute_url(), request)
        fields |= {
            "wiq:attendance": meeting.attendance,
            "wiq:apologies": meeting.apologies,
            "wiq:intro": absolute_links(meeting.intro, page),
            "wiq:closing": absolute_links(meeting.closing, page),
            "wiq:corrected": in_zone(meeting.corrected_at),
            "wiq:correctionNote": meeting.correction_note,
            "wiq:approved": meeting.approved_at and meeting.approved_at.isoformat(),
        }
    return without_empty(fields)


def _minutes_file(meeting, request):
    address = absolute(reverse("meetings:pdf", args=[meeting.slug]), request)
    return _file_data(address, _("Protokoll"), f"{meeting.slug}.pdf")


def _file(attachment, request):
    address = absolute(attachment.file.url, request)
    size = {"size": attachment.file_size} if attachment.file_size is not None else {}
    return _file_data(address, attachment.title, attachment.file.name) | size


def _file_data(address, title, path):
    return {
        "id": address,
        "type": f"{SCHEMA}File",
        "name": title,
        "fileName": PurePath(path).name,
        "mimeType": mimetypes.guess_type(path)[0] or "application/octet-stream",
        "accessUrl": address,
    }
