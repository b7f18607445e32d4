"""What search engines may find, with the moment of its last change. Source: sitemaps.org 0.9."""

from itertools import chain

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
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
        # The page of a topic changes with its own text and with each of its posts.
        carrying = posts.filter(topics=OuterRef("pk")).order_by("-lastmod")
        newest = Coalesce(Subquery(carrying.values("lastmod")[:1]), "changed_at")
        topics = Topic.objects.published().annotate(lastmod=Greatest(newest, "changed_at"))
        pages = Page.objects.published().annotate(lastmod=F("changed_at"))
        kinds = [
            [(item.get_absolute_url(), item.lastmod) for item in items.only("slug")]
            for items in (posts, meetings, topics, pages)
        ]
        # The pages that lead to others change with the newest of these.
        of_posts, of_meetings, of_topics, of_all = (
            max((moment for _path, moment in rows), default=None)
            for rows in (*kinds[:3], [*chain(*kinds)])
        )
        lists = {
            "home": of_all,
            "blog:posts": of_posts,
            "meetings:meetings": of_meetings,
            "blog:topics": of_topics,
            "blog:teams": of_topics,
            "subscribe:subscribe": of_topics,
        }
        return [(reverse(name), moment) for name, moment in lists.items()] + [*chain(*kinds)]

    def location(self, item):
        return item[0]

    def lastmod(self, item):
        return item[1]

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0] or super().get_protocol(protocol)

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2] or super().get_domain(site)
