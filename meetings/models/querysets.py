"""Which meetings: what is public, what is to come, what a list or a page needs of them."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from blog.models import Post
from meetings.models.items import AgendaItem
from meetings.models.speakers import ItemSpeaker
from wiq_site.search.matching import pks_matching


class MeetingQuerySet(models.QuerySet):
    def published(self, at=None):
        """Meetings a visitor may see at ``at`` (default: now): agenda or minutes are public."""
        at = at or timezone.now()
        return self.filter(Q(agenda_published_at__lte=at) | Q(protocol_published_at__lte=at))

    def with_protocol(self, at=None):
        """Meetings whose minutes a visitor may read at ``at``."""
        return self.filter(protocol_published_at__lte=at or timezone.now())

    def discussed_here(self, at=None):
        """Those below which their comments stand; the same rule as ``Meeting.discussion``."""
        return self.exclude(report__isnull=False, protocol_published_at__lte=at or timezone.now())

    def coming(self, at=None):
        """Meetings not over at ``at``, the next one first. Without an end a meeting fills its day."""
        return self.filter(_not_over(at)).order_by("date", "start", "pk")

    def past(self, at=None):
        """Meetings that are over at ``at``, the latest first."""
        return self.exclude(_not_over(at)).order_by("-date", "-start", "-pk")

    def for_minutes(self):
        """With agenda, who leads its items and what came of them, in three queries for any number."""
        links = models.Prefetch("item_speakers", ItemSpeaker.objects.select_related("speaker"))
        items = models.Prefetch("items", AgendaItem.objects.prefetch_related(links, "outcomes"))
        return self.for_list().prefetch_related(items)

    def brief(self):
        """With what a link to a meeting shows."""
        return self.only("title", "slug", "date", "start", "end", "cancelled_at")

    def with_headings(self):
        """With ``headings``, the public items in their order, in one more query."""
        public = AgendaItem.objects.filter(public=True).only("meeting", "position", "name")
        return self.prefetch_related(models.Prefetch("items", public, to_attr="headings"))

    def matching(self, words):
        """Meetings on whose page or in whose report a visitor finds ``words``; without words, all."""
        if not words:
            return self
        of_report = Q(report__in=pks_matching(Post, words))
        return self.filter(Q(pk__in=pks_matching(self.model, words)) | of_report)

    def for_list(self):
        """With what a list shows of a meeting."""
        unseen = ["intro", "closing", *(f"report__{field}" for field in Post.long_texts)]
        return self.select_related("series", "report").defer(*unseen)


def _not_over(at=None):
    now = timezone.localtime(at)
    today, clock = now.date(), now.time()
    ends_today = Q(date=today) & (Q(end__isnull=True) | Q(end__gt=clock) | Q(end__lt=F("start")))
    ends_after_midnight = Q(date=today - timedelta(days=1), end__lt=F("start"), end__gt=clock)
    return Q(date__gt=today) | ends_today | ends_after_midnight
