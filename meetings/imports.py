"""From the draft that was read from a text to a meeting, its agenda and its report in the database."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from meetings import protocol_text
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from meetings.protocol_text import DECISION, TASK, ItemDraft
from meetings.publishing import teaser_of
from wiq_site.kit import changes
from wiq_site.kit.markup import render_markdown
from wiq_site.kit.text import fold, words_of


def candidates(day, series):
    """Return planned meetings that a text about ``day`` of ``series`` may be the minutes of.

    Those of that day, then those of the series without minutes, the nearest day first and none that
    is far off. Meetings whose minutes are public, now or at a set moment, are none: saving publishes
    nothing.
    """
    open_ones = Meeting.objects.filter(protocol_published_at=None, cancelled_at=None)
    same_day = list(open_ones.filter(date=day)) if day else []
    others = open_ones.filter(series=series, approved_at=None) if series else open_ones.none()
    others = others.exclude(items__protocol__gt="").exclude(date=day).distinct()
    if day:
        moved = timedelta(days=60)  # what is further off is another meeting
        near = [meeting for meeting in others if abs(meeting.date - day) <= moved]
        others = sorted(near, key=lambda meeting: abs(meeting.date - day))
    return [*same_day, *others][:6]


def best_guess(meetings, day, series):
    """Return the one of ``meetings`` that the text is surely about, or None."""
    same_day = [meeting for meeting in meetings if meeting.date == day]
    of_series = [meeting for meeting in same_day if series and meeting.series_id == series.pk]
    return next(iter(of_series or same_day), None)


def match(rows, plan):
    """Return for each of ``rows``, pairs (number, title), the item of ``plan`` it is, or None.

    A title is worth more than a number: when a TOP is put in between, numbers shift and titles stay.
    """

    def alike(row, item, part):
        """Whether number (part 0) or title (1) of a row are known and those of ``item``, but for spelling."""
        if part == 0:
            return row[0] and fold(row[0]) == fold(item.number)
        words = ["".join(filter(str.isalnum, fold(title))) for title in (row[1], item.name)]
        return row[1] and words[0] == words[1]

    left, matches = list(plan), [None] * len(rows)
    for parts in ((0, 1), (1,), (0,)):  # number and title, title, number
        for index, row in enumerate(rows):
            if matches[index] is None:
                same = (item for item in left if all(alike(row, item, part) for part in parts))
                if item := next(same, None):
                    matches[index] = item
                    left.remove(item)
    return matches


def in_order(plan, filled):
    """Return ``filled`` in the order of the text, items of ``plan`` that it lacks behind those they
    stood behind."""
    result = list(filled)
    for index, item in enumerate(plan):
        if item not in result:
            before = plan[index - 1] if index else None
            result.insert(result.index(before) + 1 if before else 0, item)
    return result


KINDS = {DECISION: Outcome.Kind.DECISION, TASK: Outcome.Kind.TASK}
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
    refused: tuple = ()  # outcomes that the text suggests, as AgendaItem.refuse takes them

    def shows_more(self, times):
        """Whether an agenda that is public tells more or other of it once it is saved with ``times``."""
        draft, item = self.draft, self.planned
        if not self.public:
            return bool(item and item.public)
        if item is None or not item.public:
            return True
        said = [(draft.name, item.name), (draft.number, item.number), (draft.who, item.who)]
        if times == Times.PLAN:
            said += [(draft.end, item.planned_end), (draft.planned_minutes, item.planned_minutes)]
        return any(new not in ("", None, old) for new, old in said)


@changes.unit()
def save_draft(
    draft,
    series=None,
    into=None,
    entries=None,
    times=Times.PLAN,
    teaser=None,
    agreed=False,
    title="",
):
    """Save ``draft`` (a ProtocolDraft with a date) as a meeting and its report; publishes nothing.

    Without ``into``, a Meeting planned before, both are new; what is there keeps its title but for one that a person
    typed (``title``). ``entries`` stand for the items of
    ``draft`` where more is known of them; without ``teaser`` it is made of the intro. Who is new is shown
    by name only where somebody says that they ``agreed`` to it. Lines that found no place come at the end,
    so that nothing is lost. Returns the meeting. Raises timetable.BackwardsError where a TOP would end
    before the one above.
    """
    entries = [Entry(item, item.public) for item in draft.items] if entries is None else entries
    meeting = into or Meeting(title=draft.title)
    plan = list(meeting.items.all()) if into else []
    times = times if plan else Times.PLAN
    meeting.series = series or meeting.series
    # What the text says counts; what it does not say stays as planned.
    for name in FACTS:
        setattr(meeting, name, getattr(draft, name) or getattr(meeting, name))
    parts = [part for part in [draft.closing, *draft.other] if part]
    meeting.closing = "\n\n".join(parts) or meeting.closing
    report = meeting.report = meeting.report or Post(title=draft.title)
    meeting.title, report.title = title or meeting.title, title or report.title
    report.teaser = teaser_of(render_markdown(draft.intro)) if teaser is None else teaser
    report.save()
    report.topics.add(*draft.topics, *([series] if series else []))
    meeting.save()
    filled = []
    for entry in entries:
        read, item = entry.draft, entry.planned or AgendaItem(meeting=meeting)
        is_kept = {*words_of(item.name).split()} & {*words_of(read.name).split()}
        item.number, item.name, item.public = read.number or item.number, read.name, entry.public
        item.protocol = read.protocol or item.protocol
        item.actual_end = read.actual_end or item.actual_end
        if times == Times.PLAN and (read.end or read.planned_minutes is not None):
            item.planned_end, item.planned_minutes = read.end, read.planned_minutes
        elif times == Times.ACTUAL and read.end and read.end != item.planned_end:
            item.actual_end = read.end
        item.save()
        replaces = entry.planned and not is_kept  # another point, with its people
        if read.speakers or read.speakers_note or replaces:
            item.set_who(read.speakers, read.speakers_note, agreed)
        for outcome in untaken(item, read.outcomes):
            take_outcome(item, outcome)
        for refusal in entry.refused:
            item.refuse(refusal)
        filled.append(item)
    items = in_order(plan, filled)
    for position, item in enumerate(items, 1):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    meeting.settle()
    return meeting


def untaken(item, outcomes):
    """Return those of ``outcomes`` (OutcomeDraft) that ``item`` has not, each once.

    Of those in the same words as many are known as it has, the most alike first: what it has may have been changed.
    """
    left = {repr(one): (one, _facts(one)) for one in outcomes}
    known = [_facts(each.to_draft()) for each in item.outcomes.all()] if left else []
    for count in (7, 3, 2):
        for key, (_one, facts) in list(left.items()):
            same = next((each for each in known if each[:count] == facts[:count]), None)
            if same:
                known.remove(same)
                del left[key]
    of_roles = {(kind, f"{who}: {text}") for kind, text, who, *_rest in known}
    return [one for one, facts in left.values() if facts[:2] not in of_roles]


def _facts(draft):
    text = protocol_text.plain(draft.text)
    return draft.kind, text, draft.who, draft.due, draft.votes, draft.done, draft.is_done


def take_outcome(item, draft):
    """Store ``draft``, an OutcomeDraft, at ``item``."""
    store_outcome(Outcome(item=item, kind=KINDS[draft.kind]), draft)


def store_outcome(outcome, draft):
    """Let ``outcome`` say what the OutcomeDraft ``draft`` does."""
    for name in ("text", "votes", "who", "due", "is_done"):
        setattr(outcome, name, getattr(draft, name))
    outcome.done_at = draft.done
    outcome.save()
