"""What search engines may find, with the moment of its last change. Source: sitemaps.org 0.9."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse

from blog.models import Post, Topic
from meetings.models import Meeting
from wiq_site.pages.models import Page


class OwnSitemap(Sitemap):
    """Objects with ``lastmod``, at addresses by SITE_URL alone; in development by the request."""

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0] or super().get_protocol(protocol)

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2] or super().get_domain(site)

    def lastmod(self, item):
        return item.lastmod


class PostSitemap(OwnSitemap):
    def items(self):
        moment = Greatest("changed_at", "published_at")
        return Post.objects.published().only("slug").annotate(lastmod=moment)


class MeetingSitemap(OwnSitemap):
    """Meetings whose own page is canonical: those without a public report."""

    def items(self):
        own = Q(report=None) | ~Q(pk__in=Meeting.objects.with_protocol())
        return (
            Meeting.objects.published().filter(own).only("slug").annotate(lastmod=F("changed_at"))
        )


class TopicSitemap(OwnSitemap):
    """The page of a topic changes with each of its posts."""

    def items(self):
        carrying = Post.objects.published().filter(topics=OuterRef("pk"))
        moments = carrying.annotate(moment=Greatest("changed_at", "published_at"))
        newest = Subquery(moments.order_by("-moment").values("moment")[:1])
        return Topic.objects.published().only("slug").annotate(lastmod=newest)


class PageSitemap(OwnSitemap):
    def items(self):
        return Page.objects.published().only("slug").annotate(lastmod=F("changed_at"))


class ListSitemap(OwnSitemap):
    """The pages that lead to all others; when they last changed is not known."""

    lastmod = None

    def items(self):
        return [
            "home",
            "blog:posts",
            "meetings:meetings",
            "blog:topics",
            "blog:teams",
            "subscribe:subscribe",
        ]

    def location(self, name):
        return reverse(name)


SITEMAPS = {
    "lists": ListSitemap,
    "posts": PostSitemap,
    "meetings": MeetingSitemap,
    "topics": TopicSitemap,
    "pages": PageSitemap,
}
