"""Since when a post is public, changed and open for comments."""

from django.utils import timezone

from wiq_site.discussions import still_open


class Publication:
    """For a model with the moments of publication, withdrawal and correction."""

    def is_published(self, at=None):
        """Whether a visitor may read it at ``at``; the same rule as ``PostQuerySet.published``."""
        at = at or timezone.now()
        withdrawn = self.withdrawn_at is not None and self.withdrawn_at <= at
        return self.published_at is not None and self.published_at <= at and not withdrawn

    def accepts_comments(self):
        """Whether a visitor may write a comment now; a date set here goes before the settings."""
        until = self.comments_open_until
        open_now = timezone.now() < until if until else still_open(self.published_at)
        return self.is_published() and open_now

    @property
    def updated_at(self):
        """When feeds say it last changed: only a marked correction moves it (DESIGN, rules)."""
        return self.corrected_at or self.published_at
