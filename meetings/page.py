"""What stands around a meeting on its page: the picture of its timetable, its place in the series."""

from dataclasses import dataclass

from blog.models import Topic
from meetings import timeline
from meetings.models import Meeting, Outcome
from meetings.timetable import MINUTE


@dataclass(frozen=True)
class Summary:
    """A meeting in numbers, for one short line."""

    items: int
    minutes: int | None
    decisions: int
    tasks: int


def meeting_context(meeting, show_protocol=None):
    """Give what the template of ``meeting`` shows; its preview shows the minutes in any case."""
    if show_protocol is None:
        show_protocol = meeting.has_public_protocol()
    planned, actual = timeline.draw(meeting.slots)
    return {
        "show_protocol": show_protocol,
        "planned": planned,
        "actual": actual if show_protocol else [],
        "summary": summary_of(meeting, show_protocol),
        **series_of(meeting),
    }


def summary_of(meeting, show_protocol):
    """Give the Summary; what was decided counts only once the minutes are shown, if public."""
    slots = meeting.slots
    outcomes = [
        outcome.kind
        for slot in slots
        if show_protocol and slot.item.public
        for outcome in slot.item.outcomes.all()
    ]
    known = slots and slots[0].starts_at and slots[-1].ends_at
    return Summary(
        items=len(slots),
        minutes=(slots[-1].ends_at - slots[0].starts_at) // MINUTE if known else None,
        decisions=outcomes.count(Outcome.Kind.DECISION),
        tasks=outcomes.count(Outcome.Kind.TASK),
    )


def series_of(meeting):
    """Give the meetings before and after this one in its series and the next one to come, in one query."""
    if meeting.series_id is None:
        return {"earlier": None, "later": None, "next_meeting": None}
    series = Meeting.objects.published().filter(series=meeting.series_id)
    in_order = list(series.order_by("date", "start", "pk").brief())
    before = [other for other in in_order if other.comes_before(meeting)]
    after = [other for other in in_order if meeting.comes_before(other)]
    coming = [other for other in after if not other.is_over() and not other.cancelled_at]
    return {
        "earlier": before[-1] if before else None,
        "later": after[0] if after else None,
        "next_meeting": coming[0] if meeting.is_over() and coming else None,
    }


def by_team(tasks):
    """Give ``[(team or None, [task])]``: under each team of its item, else under None, which is last."""
    groups = {}
    for task in tasks:
        teams = [t for t in task.item.topics.all() if t.kind == Topic.Kind.TEAM]
        for team in teams or [None]:
            groups.setdefault(team, []).append(task)
    return sorted(groups.items(), key=lambda group: (group[0] is None, group[0] and group[0].slug))
