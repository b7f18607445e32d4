"""From the draft that was read from a text to a meeting, its agenda and its report in the database."""

from django.db import transaction
from django.template.defaultfilters import truncatewords

from blog.models import Post
from meetings.models import AgendaItem, Meeting, Outcome
from meetings.protocol_text import DECISION
from wiq_site.markup import plain_text, render_markdown

TEASER_WORDS = 60


@transaction.atomic
def save_draft(draft, series=None):
    """Save ``draft`` (a ProtocolDraft with a date) as a new meeting and its report, both unpublished.

    Lines that found no place come at the end, so that nothing is lost. Gives the meeting. Raises timetable.BackwardsError where a TOP would end before the one above.
    """
    report = Post.objects.create(title=draft.title, teaser=_teaser(draft))
    report.topics.set([*draft.topics, *([series] if series else [])])
    meeting = Meeting.objects.create(
        title=draft.title,
        series=series,
        report=report,
        date=draft.date,
        start=draft.start,
        end=draft.end,
        place=draft.place,
        chair=draft.chair,
        minute_taker=draft.minute_taker,
        attendance=draft.attendance,
        apologies=draft.apologies,
        intro=draft.intro,
        closing="\n\n".join(part for part in [draft.closing, *draft.other] if part),
    )
    for position, item in enumerate(draft.items, 1):
        _save_item(meeting, position, item)
    meeting.settle()
    return meeting


def _teaser(draft):
    return truncatewords(plain_text(render_markdown(draft.intro)), TEASER_WORDS)[:800]


def _save_item(meeting, position, draft):
    item = AgendaItem.objects.create(
        meeting=meeting,
        position=position,
        number=draft.number,
        name=draft.name,
        planned_minutes=draft.planned_minutes,
        planned_end=draft.end,
        speakers_note=draft.speakers_note,
        protocol=draft.protocol,
    )
    item.set_who(draft.speakers, draft.speakers_note)
    for outcome in draft.outcomes:
        kind = Outcome.Kind.DECISION if outcome.kind == DECISION else Outcome.Kind.TASK
        item.outcomes.create(
            kind=kind, text=outcome.text, votes=outcome.votes, who=outcome.who, due=outcome.due
        )
