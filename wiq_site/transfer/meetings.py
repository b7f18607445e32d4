"""Meetings of this site's own public export come in as they would from pasted text."""

import uuid
from pathlib import Path

from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _

from blog.models import Post, Topic
from meetings.imports import save_draft
from meetings.models import Meeting
from meetings.protocol_text.model import ItemDraft, OutcomeDraft, ProtocolDraft
from wiq_site.kit import changes
from wiq_site.kit.slugs import german_slug
from wiq_site.transfer.sources import read_json

PLAIN = ("title", "place", "chair", "minute_taker", "attendance", "apologies", "intro", "closing")


def save_meetings(path):
    """Save the meetings of the export at ``path`` that are not here yet; return ``{what: how many}``."""
    files = sorted(Path(path).glob("meetings/*.json"))
    count = sum(_save(read_json(file)) for file in files)
    return {_("Treffen"): count} if count else {}


@changes.unit()
def _save(data):
    own = uuid.UUID(data["uuid"])
    if Meeting.objects.filter(uuid=own).exists():
        return False
    draft = draft_of(data["draft"])
    series = (
        Topic.objects.filter(slug=german_slug(data["series"])).first() if data["series"] else None
    )
    posts = {
        role: Post.objects.filter(slug=data[role]).first() if data[role] else None
        for role in ("report", "invitation")
    }
    meeting = Meeting(title=draft.title, uuid=own, slug=data["slug"], date=draft.date)
    meeting.report = posts["report"]
    meeting.save()
    teaser = posts["report"].teaser if posts["report"] else None
    had_report = meeting.report
    meeting = save_draft(draft, series=series, into=meeting, teaser=teaser, agreed=True)
    if not had_report:  # these minutes stood on the page of the meeting alone
        made, meeting.report = meeting.report, None
        meeting.save()
        made.delete()
    meeting.invitation = posts["invitation"]
    for name in ("agenda_published_at", "protocol_published_at"):
        setattr(meeting, name, parse_datetime(data[name]) if data[name] else None)
    meeting.save()
    return True


def draft_of(data):
    """Return the ProtocolDraft that ``dataclasses.asdict`` and JSON made ``data`` of."""
    items = [
        ItemDraft(
            **{
                name: item[name]
                for name in (
                    "number",
                    "name",
                    "speakers",
                    "speakers_note",
                    "planned_minutes",
                    "protocol",
                )
            },
            start=_time(item["start"]),
            end=_time(item["end"]),
            outcomes=[
                OutcomeDraft(**{**one, "due": _date(one["due"]), "done": _date(one["done"])})
                for one in item["outcomes"]
            ],
        )
        for item in data["items"]
    ]
    return ProtocolDraft(
        **{name: data[name] for name in PLAIN},
        date=_date(data["date"]),
        start=_time(data["start"]),
        end=_time(data["end"]),
        topics=data["topics"],
        items=items,
    )


def _date(text):
    return parse_date(text) if text else None


def _time(text):
    return parse_time(text) if text else None
