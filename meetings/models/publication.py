"""What of a meeting is public, and where people talk about it."""

from django.utils import timezone

from wiq_site.discussions import still_open


class Publication:
    """For a model with the moments of agenda and minutes and the report that shows them."""

    @property
    def main_url(self):
        """The canonical address: the report's once it is public, before that the meeting's own."""
        return self.discussion().get_absolute_url()

    def discussion(self):
        """Give the object below which comments on this meeting stand: its report once it is public."""
        return self.report if self.report_id and self.has_public_protocol() else self

    @staticmethod
    def moment_of(report):
        """Since when ``report`` and with it the minutes may be read: one moment for both."""
        return None if report.withdrawn_at else report.published_at

    def follow(self, report):
        """Take over the moment of ``report`` after it was saved."""
        type(self).objects.filter(pk=self.pk).update(protocol_published_at=self.moment_of(report))

    def has_public_protocol(self, at=None):
        """Whether a visitor may read the minutes at ``at`` (default: now)."""
        return bool(self.protocol_published_at) and self.protocol_published_at <= (
            at or timezone.now()
        )

    def is_published(self, at=None):
        """Whether a visitor may see the page at all; the same rule as the queryset's."""
        moments = (self.agenda_published_at, self.protocol_published_at)
        return any(moment and moment <= (at or timezone.now()) for moment in moments)

    def accepts_comments(self):
        """Below the meeting as long as no public report takes the discussion over."""
        moments = (self.day_end, self.agenda_published_at, self.protocol_published_at)
        return self.is_published() and self.discussion() is self and still_open(*moments)
