"""A meeting as data, shaped like a Meeting of OParl 1.1; what OParl has no word for begins with "wiq:".

Source: https://schema.oparl.org/1.1/Meeting and its neighbours. Ids are absolute addresses; the
uuids that never change stand beside them.
"""

import mimetypes
from pathlib import PurePath

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.calendar import end_of, revision_of
from meetings.protocol_text import people_words
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
            "wiq:speakerNote": people_words([], item.speakers_note),
            "wiq:who": item.who,
        }
        if with_minutes:
            page, outcomes = absolute(item.meeting.get_absolute_url(), request), item.valid_outcomes
            decisions = [one for one in outcomes if one.kind == one.Kind.DECISION]
            texts = [absolute_links(one.text, page) for one in decisions]
            end = item.actual_end and moment(item.meeting.date, item.actual_end, slot.starts_at)
            fields |= {
                "result": item.postponed_words or result_of(decisions),
                "resolutionText": "\n\n".join(texts),
                "wiq:actualEnd": in_zone(end),
                "wiq:protocol": absolute_links(item.protocol, page),
                "wiq:outcome": [
                    without_empty(
                        {
                            "wiq:uuid": str(one.uuid),
                            "wiq:kind": one.kind,
                            "wiq:text": absolute_links(one.text, page),
                            "wiq:votes": one.votes,
                            "wiq:who": one.who,
                            "wiq:due": one.due and one.due.isoformat(),
                            "wiq:isDone": one.is_done or None,
                            "wiq:done": one.done_at and one.done_at.isoformat(),
                        }
                    )
                    for one in outcomes
                ],
            }
    return without_empty(fields)


def result_of(decisions):
    """Return the outcome of the deliberation in OParl's words, "" without ``decisions``."""
    results = sorted({one.result for one in decisions}, key=lambda result: result[0] != "b")
    if len(results) < 2:
        return "".join(results)
    return ", ".join(_("teils %(result)s") % {"result": result} for result in results)


def without_empty(fields):
    """Return ``fields`` without what is not known: OParl wants no empty values."""
    return {key: value for key, value in fields.items() if value not in (None, "", [])}


def meeting_data(meeting, request):
    """Return what a visitor may know of ``meeting`` as data that JSON can hold."""
    with_minutes = meeting.has_public_protocol()
    own = absolute(reverse("meetings:json", args=[meeting.slug]), request)
    page = absolute(meeting.get_absolute_url(), request)
    organization = f"{absolute('/', request)}#organisation"
    items = [item_data(slot, own, request, with_minutes) for slot in meeting.slots]
    keywords = {name for item in items for name in item.get("keyword", [])}
    took_place = with_minutes or (meeting.is_over() and not meeting.cancelled_at)
    fields = {
        "id": own,
        "type": f"{SCHEMA}Meeting",
        "name": meeting.title,
        "meetingState": "durchgeführt" if took_place else "eingeladen",
        "cancelled": bool(meeting.cancelled_at),
        "start": in_zone(meeting.starts_at),
        "end": in_zone(end_of(meeting)),
        "location": meeting.place
        and {"id": f"{own}#ort", "type": f"{SCHEMA}Location", "description": meeting.place},
        "organization": [organization],
        "auxiliaryFile": [
            _file(absolute(each.file.url, request), each.title, each.file.name, each.file_size)
            for each in meeting.attachments.all()
        ],
        "agendaItem": items,
        "keyword": sorted(keywords | ({meeting.series.name} if meeting.series else set())),
        "modified": in_zone(revision_of(meeting).modified_at),
        "web": page,
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
        "wiq:online": meeting.online_words,
        "wiq:chair": meeting.chair,
        "wiq:minuteTaker": meeting.minute_taker,
        "wiq:cancelReason": meeting.cancel_reason,
        "wiq:movedFrom": in_zone(meeting.moved_from),
        "wiq:formerPlace": meeting.former_place,
        "wiq:state": meeting.state_words,
        "wiq:intro": absolute_links(meeting.intro, page) if meeting.shows_intro else "",
    }
    if with_minutes:
        pdf = absolute(reverse("meetings:pdf", args=[meeting.slug]), request)
        fields |= {
            "resultsProtocol": _file(pdf, _("Protokoll"), f"{meeting.slug}.pdf"),
            "wiq:attendance": meeting.attendance,
            "wiq:apologies": meeting.apologies,
            "wiq:closing": absolute_links(meeting.closing, page),
            "wiq:corrected": in_zone(meeting.corrected_at),
            "wiq:correctionNote": meeting.correction_note,
            "wiq:approved": meeting.approved_at and meeting.approved_at.isoformat(),
        }
    return without_empty(fields)


def _file(address, title, path, size=None):
    return without_empty(
        {
            "id": address,
            "type": f"{SCHEMA}File",
            "name": title,
            "fileName": PurePath(path).name,
            "mimeType": mimetypes.guess_type(path)[0] or "application/octet-stream",
            "accessUrl": address,
            "size": size,
        }
    )
