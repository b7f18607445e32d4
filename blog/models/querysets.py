"""Which posts: what a visitor may read, what fits a filter, what stands around one."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from blog.models.tagging import TaggedPost
from wiq_site.search.matching import pks_matching


class PostQuerySet(models.QuerySet):
    def published(self, at=None):
        """Posts a visitor may read at the aware datetime ``at`` (default: now)."""
        at = at or timezone.now()
        return self.filter(published_at__lte=at).exclude(withdrawn_at__lte=at)

    def released(self, at=None):
        """Posts that were public at ``at`` or before, withdrawn ones included."""
        return self.filter(published_at__lte=at or timezone.now())

    def withdrawn(self, at=None):
        """Posts that were public before and are not any more: their address answers 410."""
        at = at or timezone.now()
        return self.filter(published_at__lte=at, withdrawn_at__lte=at)

    def tagged(self, slugs):
        """Posts carrying every one of the topics with these slugs; without slugs, all posts."""
        if not slugs:
            return self
        chosen = TaggedPost.objects.filter(tag__slug__in=slugs).order_by().values("content_object")
        return self.filter(
            pk__in=chosen.annotate(n=models.Count("pk"))
            .filter(n=len(slugs))
            .values("content_object")
        )

    def matching(self, words):
        """Posts on whose page, minutes included, a visitor finds ``words``; without words, all."""
        return self.filter(pk__in=pks_matching(self.model, words)) if words else self

    def around(self, post, series=None):
        """The post before ``post``, the one after, and all of the topic ``series``, oldest first.

        One query; each has ``in_series``. A draft has no neighbours.
        """
        if post.published_at is None:
            return self.none()
        tagged = TaggedPost.objects.filter(tag=series, content_object=models.OuterRef("pk"))
        older = self._on_side(post, "lt").order_by("-published_at", "-pk")
        newer = self._on_side(post, "gt").order_by("published_at", "pk")
        beside = Q(pk__in=[models.Subquery(side.values("pk")[:1]) for side in (older, newer)])
        in_series = models.Exists(tagged) if series else models.Value(False)
        wanted = beside | Q(in_series=True) if series else beside
        return self.annotate(in_series=in_series).filter(wanted).order_by("published_at", "pk")

    def _on_side(self, post, side):
        same_moment = Q(published_at=post.published_at, **{f"pk__{side}": post.pk})
        return self.filter(Q(**{f"published_at__{side}": post.published_at}) | same_moment)

    def related_to(self, post):
        """Posts that share topics with ``post``, the rarer the shared topics the earlier."""
        topics = [topic.pk for topic in post.topics.all()]
        uses = TaggedPost.objects.filter(tag__in=topics).order_by().values_list("tag")
        shares = [
            models.When(taggedpost__tag=tag, then=1.0 / count)
            for tag, count in uses.annotate(models.Count("pk"))
        ]
        if not shares:
            return self.none()
        weight = models.Sum(models.Case(*shares, default=0.0))
        related = self.exclude(pk=post.pk).filter(taggedpost__tag__in=topics)
        return related.annotate(weight=weight).order_by("-weight", "-published_at", "-pk")

    def for_list(self):
        """With all that a list shows of a post, in two queries for any number."""
        return self.defer(*self.model.long_texts).prefetch_related("topics")

    def for_page(self):
        """With all that the page of a post shows of it, in three queries."""
        return self.defer("body", "easy_summary").prefetch_related("topics", "attachments")
