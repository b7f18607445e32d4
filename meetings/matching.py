"""Which meeting a text is the minutes of, and which planned item each of its TOPs is."""

from datetime import timedelta

from meetings.models import Meeting
from wiq_site.slugs import fold

MOST = 6  # meetings offered
NEAR = timedelta(days=60)  # a meeting that was moved, not another one


def candidates(day, series):
    """Give planned meetings that a text about ``day`` of ``series`` may be the minutes of.

    Those of that day, then those of the series without minutes, the nearest day first and none that
    is far off. Meetings whose minutes are public, now or at a set moment, are none: saving publishes
    nothing.
    """
    open_ones = Meeting.objects.filter(protocol_published_at=None, cancelled_at=None)
    same_day = list(open_ones.filter(date=day)) if day else []
    others = open_ones.filter(series=series, approved_at=None) if series else open_ones.none()
    others = others.exclude(items__protocol__gt="").exclude(date=day).distinct()
    if day:
        near = [meeting for meeting in others if abs(meeting.date - day) <= NEAR]
        others = sorted(near, key=lambda meeting: abs(meeting.date - day))
    return [*same_day, *others][:MOST]


def best_guess(meetings, day, series):
    """Give the one of ``meetings`` that the text is surely about, or None."""
    same_day = [meeting for meeting in meetings if meeting.date == day]
    of_series = [meeting for meeting in same_day if series and meeting.series_id == series.pk]
    return next(iter(of_series or same_day), None)


def public_on(day):
    """Give the meetings of ``day`` whose minutes are public already or will be at a set moment."""
    return Meeting.objects.filter(date=day).exclude(protocol_published_at=None) if day else []


def match(rows, plan):
    """Give for each of ``rows``, pairs (number, title), the item of ``plan`` it is, or None.

    A title is worth more than a number: when a TOP is put in between, numbers shift and titles stay.
    """
    left, found = list(plan), [None] * len(rows)
    for same in (_same_both, _same_title, _same_number):
        for index, row in enumerate(rows):
            if found[index] is None:
                found[index] = next((item for item in left if same(row, item)), None)
                if found[index]:
                    left.remove(found[index])
    return found


def _same_title(row, item):
    return bool(row[1]) and _folded(row[1]) == _folded(item.name)


def _same_number(row, item):
    return bool(row[0]) and fold(row[0]) == fold(item.number)


def _same_both(row, item):
    return _same_number(row, item) and _same_title(row, item)


def _folded(title):
    return "".join(char for char in fold(title) if char.isalnum())


def in_order(plan, filled):
    """Give ``filled`` in the order of the text, items of ``plan`` that it lacks behind those they
    stood behind."""
    result = list(filled)
    for index, item in enumerate(plan):
        if item not in result:
            before = plan[index - 1] if index else None
            result.insert(result.index(before) + 1 if before else 0, item)
    return result
