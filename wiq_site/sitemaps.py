"""What search engines may find, with the moment of its last change. Source: sitemaps.org 0.9."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse

from blog.models import Post, Topic
from meetings.models import Meeting
from wiq_site.pages.models import Page


class OwnSitemap(Sitemap):
    """Addresses by SITE_URL alone; in development by the request."""

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0] or super().get_protocol(protocol)

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2] or super().get_domain(site)


class PostSitemap(OwnSitemap):
    def items(self):
        moment = Greatest("changed_at", "published_at")
        return Post.objects.published().only("slug").annotate(lastmod=moment)

    def lastmod(self, post):
        return post.lastmod


class MeetingSitemap(OwnSitemap):
    """Meetings whose own page is canonical: those without a public report."""

    def items(self):
        own = Q(report=None) | ~Q(pk__in=Meeting.objects.with_protocol())
        return Meeting.objects.published().filter(own).only("slug", "changed_at")

    def lastmod(self, meeting):
        return meeting.changed_at


class TopicSitemap(OwnSitemap):
    """The page of a topic changes with each of its posts."""

    def items(self):
        carrying = Post.objects.published().filter(topics=OuterRef("pk"))
        moments = carrying.annotate(moment=Greatest("changed_at", "published_at"))
        newest = Subquery(moments.order_by("-moment").values("moment")[:1])
        return Topic.objects.published().only("slug").annotate(lastmod=newest)

    def lastmod(self, topic):
        return topic.lastmod


class PageSitemap(OwnSitemap):
    def items(self):
        return Page.objects.published().only("slug", "changed_at")

    def lastmod(self, page):
        return page.changed_at


class ListSitemap(OwnSitemap):
    """The pages that lead to all others."""

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
