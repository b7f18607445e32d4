"""From the draft that was read from a text to a meeting, its agenda and its report in the database."""

from dataclasses import dataclass

from django.db import models, transaction
from django.template.defaultfilters import truncatewords
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from meetings.matching import in_order
from meetings.models import AgendaItem, Meeting, Outcome
from meetings.protocol_text import DECISION, ItemDraft
from wiq_site import changes
from wiq_site.markup import plain_text, render_markdown

TEASER_WORDS = 60
FACTS = [
    *("date", "start", "end", "place", "chair", "minute_taker", "attendance", "apologies"),
    "intro",
]


class Times(models.TextChoices):
    """What becomes of a "bis" in the text that differs from the plan of the meeting."""

    ACTUAL = "tatsaechlich", _("Der Plan bleibt; die Zeit im Text ist das tatsächliche Ende.")
    PLAN = "plan", _("Die Zeit im Text ersetzt den Plan.")
    KEEP = "bleibt", _("Der Plan bleibt; die andere Zeit im Text entfällt.")


@dataclass
class Entry:
    """A TOP of the text and what the text does not say: is it public, which planned item is it."""

    draft: ItemDraft
    public: bool = True
    planned: AgendaItem | None = None


@transaction.atomic
def save_draft(draft, series=None, into=None, entries=None, times=Times.PLAN, teaser=None):
    """Save ``draft`` (a ProtocolDraft with a date) as a meeting and its report; publishes nothing.

    Without ``into``, a Meeting planned before, both are new. ``entries`` stand for the items of
    ``draft`` where more is known of them; without ``teaser`` it is made of the intro. Lines that found
    no place come at the end, so that nothing is lost. Gives the meeting. Raises
    timetable.BackwardsError where a TOP would end before the one above.
    """
    entries = [Entry(item) for item in draft.items] if entries is None else entries
    meeting = into or Meeting(title=draft.title)
    plan = list(meeting.items.all()) if into else []
    times = times if plan else Times.PLAN
    meeting.series = meeting.series or series
    _tell_facts(meeting, draft)
    meeting.report = _save_report(meeting, draft, series, teaser)
    meeting.save()
    with changes.told_by_owner():
        filled = [_save_item(meeting, entry, times) for entry in entries]
    _number_through(in_order(plan, filled))
    meeting.settle()
    return meeting


def _tell_facts(meeting, draft):
    """What the text tells counts; what it does not tell stays as planned."""
    for name in FACTS:
        setattr(meeting, name, getattr(draft, name) or getattr(meeting, name))
    parts = [part for part in [draft.closing, *draft.other] if part]
    meeting.closing = "\n\n".join(parts) or meeting.closing


def _save_report(meeting, draft, series, teaser):
    report = meeting.report or Post(title=draft.title)
    report.teaser = teaser_of(draft.intro) if teaser is None else teaser
    report.save()
    report.topics.add(*draft.topics, *([series] if series else []))
    return report


def teaser_of(intro):
    """Give the beginning of ``intro`` (Markdown) as plain text for cards and feeds."""
    return truncatewords(plain_text(render_markdown(intro)), TEASER_WORDS)[:800]


def _save_item(meeting, entry, times):
    draft, item = entry.draft, entry.planned or AgendaItem(meeting=meeting, public=entry.public)
    item.number, item.name = draft.number or item.number, draft.name
    item.public = entry.public
    item.protocol = draft.protocol or item.protocol
    _tell_times(item, draft, times)
    item.save()
    if draft.speakers or draft.speakers_note:
        item.set_who(draft.speakers, draft.speakers_note)
    for outcome in draft.outcomes:
        kind = Outcome.Kind.DECISION if outcome.kind == DECISION else Outcome.Kind.TASK
        told = {"votes": outcome.votes, "who": outcome.who, "due": outcome.due}
        item.outcomes.get_or_create(kind=kind, text=outcome.text, defaults=told)
    return item


def _tell_times(item, draft, times):
    """Give ``item`` the times of the text; a plan that shall stay is left alone (Times)."""
    if times == Times.PLAN:
        if draft.end or draft.planned_minutes is not None:
            item.planned_end, item.planned_minutes = draft.end, draft.planned_minutes
    elif times == Times.ACTUAL and draft.end and draft.end != item.planned_end:
        item.actual_end = draft.end


def _number_through(items):
    for position, item in enumerate(items, 1):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
