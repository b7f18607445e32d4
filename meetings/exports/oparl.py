"""A meeting as data, shaped like a Meeting of OParl 1.1; what OParl has no word for begins with "wiq:".

Source: https://schema.oparl.org/1.1/Meeting and its neighbours. Ids are absolute addresses; the
uuids that never change stand beside them.
"""

import mimetypes
from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from meetings.calendar import end_of, revision_of
from meetings.exports.addresses import export_url, page_url
from meetings.exports.oparl_items import SCHEMA, in_zone, item_data, known
from wiq_site.http import absolute


def meeting_data(meeting, request):
    """Give what a visitor may know of ``meeting`` as data that JSON can hold."""
    with_minutes = meeting.has_public_protocol()
    own = export_url(meeting, "json", request)
    items = [item_data(slot, own, request, with_minutes) for slot in meeting.slots]
    keywords = {name for item in items for name in item.get("keyword", [])}
    told = {
        "id": own,
        "type": f"{SCHEMA}Meeting",
        "name": meeting.title,
        "meetingState": "durchgeführt" if with_minutes else "eingeladen",
        "cancelled": bool(meeting.cancelled_at),
        "start": in_zone(meeting.starts_at),
        "end": in_zone(end_of(meeting)),
        "location": _location(meeting, own),
        "organization": [_organization_id(request)],
        "resultsProtocol": _protocol(meeting, request) if with_minutes else None,
        "auxiliaryFile": [_file(file, request) for file in meeting.attachments.all()],
        "agendaItem": items,
        "keyword": sorted(keywords | ({meeting.series.name} if meeting.series else set())),
        "modified": in_zone(revision_of(meeting).modified_at),
        "web": page_url(meeting, request),
        "deleted": False,
        **_own_fields(meeting, request, with_minutes),
    }
    return known(told)


def _own_fields(meeting, request, with_minutes):
    told = {
        "wiq:uuid": str(meeting.uuid),
        "wiq:date": meeting.date.isoformat(),
        "wiq:organization": _organization(request),
        "wiq:series": meeting.series and meeting.series.name,
        "wiq:online": "" if meeting.online_on_request else meeting.online_url,
        "wiq:chair": meeting.chair,
        "wiq:minuteTaker": meeting.minute_taker,
    }
    if with_minutes:
        told |= {
            "wiq:attendance": meeting.attendance,
            "wiq:apologies": meeting.apologies,
            "wiq:intro": meeting.intro,
            "wiq:closing": meeting.closing,
            "wiq:approved": meeting.approved_at and meeting.approved_at.isoformat(),
        }
    return told


def _location(meeting, own):
    if not meeting.place:
        return None
    return {"id": f"{own}#ort", "type": f"{SCHEMA}Location", "description": meeting.place}


def _organization_id(request):
    return absolute("/", request) + "#organisation"


def _organization(request):
    return {
        "id": _organization_id(request),
        "type": f"{SCHEMA}Organization",
        "name": settings.SITE_NAME,
        "shortName": settings.SITE_SHORT_NAME,
        "organizationType": "Sonstiges",
        "website": absolute("/", request),
    }


def _protocol(meeting, request):
    address = export_url(meeting, "pdf", request)
    return {
        "id": address,
        "type": f"{SCHEMA}File",
        "name": _("Protokoll"),
        "fileName": f"{meeting.slug}.pdf",
        "mimeType": "application/pdf",
        "accessUrl": address,
    }


def _file(attachment, request):
    name = attachment.file.name
    url = attachment.file.url
    address = url if "://" in url else absolute(url, request)
    return {
        "id": address,
        "type": f"{SCHEMA}File",
        "name": attachment.title,
        "fileName": PurePath(name).name,
        "mimeType": mimetypes.guess_type(name)[0] or "application/octet-stream",
        "accessUrl": address,
    }
