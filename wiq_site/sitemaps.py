"""What search engines may find, with the moment of its last change. Source: sitemaps.org 0.9."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse

from blog.models import Post, Topic
from meetings.models import Meeting
from wiq_site.pages.models import Page


class SiteSitemap(Sitemap):
    """All that is public, as (path, moment); addresses by SITE_URL alone, in development by the request."""

    def items(self):
        moment = Greatest("changed_at", "published_at")
        posts = Post.objects.published().annotate(lastmod=moment)
        # Meetings whose own page is canonical: those without a public report.
        own = Q(report=None) | ~Q(pk__in=Meeting.objects.with_protocol())
        meetings = Meeting.objects.published().filter(own).annotate(lastmod=F("changed_at"))
        # The page of a topic changes with each of its posts.
        carrying = posts.filter(topics=OuterRef("pk")).order_by("-lastmod")
        newest = Subquery(carrying.values("lastmod")[:1])
        topics = Topic.objects.published().annotate(lastmod=newest)
        pages = Page.objects.published().annotate(lastmod=F("changed_at"))
        # The pages that lead to all others; when they last changed is not known.
        lists = ["home", "blog:posts", "meetings:meetings", "blog:topics", "blog:teams"]
        return [(reverse(name), None) for name in [*lists, "subscribe:subscribe"]] + [
            (item.get_absolute_url(), item.lastmod)
            for items in (posts, meetings, topics, pages)
            for item in items.only("slug")
        ]

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0] or super().get_protocol(protocol)

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2] or super().get_domain(site)
