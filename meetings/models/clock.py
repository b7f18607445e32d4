"""When a meeting is: its hours as moments, its agenda laid out on the clock."""

from datetime import time

from django.utils import timezone
from django.utils.functional import cached_property

from meetings import timetable
from meetings.models.items import AgendaItem


class OnTheClock:
    """For a model with ``date``, ``start``, ``end`` and ``items``."""

    def is_over(self, at=None):
        """Whether it has ended at ``at``; the same rule as ``MeetingQuerySet.past``."""
        now = timezone.localtime(at)
        return self.ends_at <= now if self.end else self.date < now.date()

    def has_begun(self, at=None):
        """Whether it has started at ``at``; without a start it begins with its day."""
        opening = self.starts_at or timetable.moment(self.date, time.min)
        return opening <= (at or timezone.now())

    def comes_before(self, other):
        """Whether it is the earlier of the two; without a start a meeting opens its day."""
        places = [(m.date, m.start or time.min, m.pk) for m in (self, other)]
        return places[0] < places[1]

    @property
    def starts_at(self):
        """The opening as an aware datetime; None where the start is not known."""
        return timetable.moment(self.date, self.start) if self.start else None

    @property
    def ends_at(self):
        """The end as an aware datetime, on the next day where it is past midnight; or None."""
        return timetable.moment(self.date, self.end, after=self.starts_at) if self.end else None

    @property
    def day_end(self):
        """The last minute of its day, known even where its hours are not."""
        return timetable.moment(self.date, time.max)

    @cached_property
    def slots(self):
        """The agenda laid out on the clock: a list of ``timetable.Slot``."""
        return timetable.lay_out(self.date, self.start, self.items.all())

    def settle(self):
        """Number the items through, compute minutes from ends or ends from minutes, and store.

        Raises timetable.BackwardsError for an item that would end before its predecessor.
        """
        items = list(self.items.all())
        timetable.settle(self.date, self.start, items)
        for position, item in enumerate(items, 1):
            item.position = position
        AgendaItem.objects.bulk_update(items, ["position", "planned_minutes", "planned_end"])
        self.save()  # whoever keeps something made of the agenda hears of it
