"""What search engines may find, with the moment of its last change. Source: sitemaps.org 0.9.

An index names the parts, each of at most ``LIMIT`` addresses, so that none grows with the site.
"""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.shortcuts import render
from django.urls import reverse

from blog.models import Post, TaggedPost, Topic
from meetings.models import Meeting
from wiq_site.kit.filters import FilterForm
from wiq_site.kit.http import absolute
from wiq_site.pages.models import Page

LIMIT = 1000
LISTS = "listen"  # a handful
SHOWN = 10  # the newest posts, which the page of a topic shows


class PartForm(FilterForm):
    """Which page of a part, from the second on."""

    p = forms.IntegerField(required=False, min_value=2, max_value=99_999)


def _posts():
    posts = Post.objects.published().annotate(lastmod=Greatest("changed_at", "published_at"))
    return posts.order_by("published_at", "pk").only("slug")


def _meetings():
    """Meetings whose own page is canonical: those without a public report."""
    own = Q(report=None) | ~Q(pk__in=Meeting.objects.with_protocol())
    meetings = Meeting.objects.published().filter(own).annotate(lastmod=F("changed_at"))
    return meetings.order_by("date", "pk").only("slug")


def _topics():
    """The page of a topic changes with its own text and with each of the posts that it shows."""
    carried = TaggedPost.objects.published().filter(tag=OuterRef(OuterRef("pk")))
    shown = carried.order_by("-published_at", "-content_object_id").values("content_object_id")
    newest = Post.objects.filter(pk__in=shown[:SHOWN])
    newest = newest.annotate(lastmod=Greatest("changed_at", "published_at")).order_by("-lastmod")
    newest = Coalesce(Subquery(newest.values("lastmod")[:1]), "changed_at")
    topics = Topic.objects.published().annotate(lastmod=Greatest(newest, "changed_at"))
    return topics.only("slug")


def _pages():
    return Page.objects.published().annotate(lastmod=F("changed_at")).order_by("pk").only("slug")


def _lists():
    """The pages that lead to others, as pairs (path, moment): they change with the newest of these."""
    posts = Post.objects.published()
    moments = [
        *posts.order_by("-changed_at").values_list("changed_at", flat=True)[:1],
        *posts.order_by("-published_at", "-pk").values_list("published_at", flat=True)[:1],
    ]
    of_posts, newest = max(moments, default=None), {"newest": Max("lastmod")}
    others = [kind().aggregate(**newest)["newest"] for kind in (_meetings, _topics, _pages)]
    of_meetings, of_topics, _of_pages = others
    of_all = max(filter(None, [of_posts, *others]), default=None)
    lists = {
        "home": of_all,
        "blog:posts": of_posts,
        "meetings:meetings": of_meetings,
        "blog:topics": of_topics,
        "blog:teams": of_topics,
        "subscribe:subscribe": of_topics,
    }
    return [(reverse(name), moment) for name, moment in lists.items()]


class Part(Sitemap):
    """One part; addresses by SITE_URL alone, in development by the request."""

    limit = LIMIT

    def __init__(self, rows):
        self.rows = rows

    def items(self):
        return self.rows()

    def location(self, item):
        return item[0] if isinstance(item, tuple) else item.get_absolute_url()

    def lastmod(self, item):
        return item[1] if isinstance(item, tuple) else item.lastmod

    def get_protocol(self, protocol=None):
        return settings.SITE_URL.partition("://")[0] or super().get_protocol(protocol)

    def get_domain(self, site=None):
        return settings.SITE_URL.partition("://")[2] or super().get_domain(site)


parts = {
    LISTS: partial(Part, _lists),
    "beitraege": partial(Part, _posts),
    "treffen": partial(Part, _meetings),
    "themen": partial(Part, _topics),
    "seiten": partial(Part, _pages),
}


@x_robots_tag
def sitemap_index(request):
    """Answer with the addresses of all parts and of their pages."""
    addresses = []
    for name, part in parts.items():
        address = absolute(reverse("sitemap-part", args=[name]), request)
        pages = range(2, 1 if name == LISTS else part().paginator.num_pages + 1)
        addresses += [address, *(f"{address}?p={number}" for number in pages)]
    sitemaps = [{"location": address} for address in addresses]
    return render(request, "sitemap_index.xml", {"sitemaps": sitemaps}, "application/xml")
