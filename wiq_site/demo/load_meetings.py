"""Meetings of the demo content: their texts go the way that an editor's pasted text goes."""

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from meetings.protocol_text import parse
from wiq_site.demo.dates import day, moment
from wiq_site.demo.ids import find, free_slug, keep

AS_THEY_ARE = (
    "title",
    "start",
    "end",
    "place",
    "chair",
    "minute_taker",
    "attendance",
    "apologies",
    "online_url",
    "online_on_request",
)


def load_meeting(key, fields, today):
    """Create or renew a meeting, its agenda with minutes and outcomes, and tie it to its posts."""
    date = day(fields["date"], today)
    draft = parse(fields["text"], today=date)
    old = find(Meeting, key)
    meeting = keep(
        Meeting,
        key,
        slug=old.slug if old else free_slug(Meeting, key),
        date=date,
        series=Topic.objects.get(slug=fields["series"]),
        intro=draft.intro,
        closing=draft.closing,
        agenda_published_at=moment(fields.get("agenda"), today),
        protocol_published_at=moment(fields.get("protocol"), today),
        cancelled_at=moment(fields.get("cancelled"), today),
        approved_at=_day(fields, "approved", today),
        **{name: fields[name] for name in AS_THEY_ARE if name in fields},
    )
    for position, item in enumerate(draft.items, 1):
        load_item(meeting, key, position, item, fields)
    for number, outcome in enumerate(fields.get("outcomes", []), 1):
        load_outcome(key, number, outcome, today)
    meeting.settle()
    tie(meeting, fields)


def load_item(meeting, key, position, draft, fields):
    """Create or renew one agenda item as it was read from the text."""
    item = keep(
        AgendaItem,
        f"{key}/{draft.number}",
        meeting=meeting,
        position=position,
        number=draft.number,
        name=draft.name,
        planned_minutes=draft.planned_minutes,
        planned_end=draft.end,
        actual_end=fields.get("actual_ends", {}).get(draft.number),
        protocol=draft.protocol,
        public=draft.number not in fields.get("private", []),
    )
    item.set_who(draft.speakers, draft.speakers_note)
    item.topics.set(fields.get("topics", {}).get(draft.number, []))


def load_outcome(key, number, fields, today):
    """Create or renew a decision or a task."""
    keep(
        Outcome,
        f"{key}/{number}",
        item=find(AgendaItem, f"{key}/{fields['item']}"),
        kind=fields["kind"],
        text=fields["text"],
        votes=fields.get("votes", ""),
        who=fields.get("who", ""),
        due=_day(fields, "due", today),
        done_at=_day(fields, "done", today),
    )


def tie(meeting, fields):
    """Name the posts that invite to ``meeting`` and report it; the minutes follow the report."""
    for role in ("invitation", "report"):
        if role in fields:
            setattr(meeting, role, find(Post, fields[role]))
    meeting.save()


def _day(fields, name, today):
    return day(fields[name], today) if name in fields else None
