"""What search engines may find, with the moment of its last change. Source: sitemaps.org 0.9.

An index names the parts, each of at most ``LIMIT`` addresses, so that none grows with the site.
"""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.db.models import Case, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from blog.models import Post, TaggedPost, Topic
from meetings.agenda import TaggedAgendaItem
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


def _last_change(*moments):
    """Return when something changed last, itself or by one of the ``moments`` that has come."""
    now = timezone.now()
    came = [When(**{f"{name}__lte": now}, then=name) for name in moments]
    return Greatest("changed_at", *(Case(each, default="changed_at") for each in came))


def _newest(rows):
    """Return the last change of ``rows``, for another query; that one's own where there are none."""
    newest = rows.order_by("-lastmod").values("lastmod")[:1]
    return Coalesce(Subquery(newest), "changed_at")


def _posts():
    posts = Post.objects.published().annotate(lastmod=_last_change("published_at"))
    return posts.order_by("published_at", "pk").only("slug")


def _all_meetings():
    moments = ("agenda_published_at", "protocol_published_at", "protocol_withdrawn_at")
    return Meeting.objects.published().annotate(lastmod=_last_change(*moments))


def _meetings():
    """Meetings whose own page is canonical: those without a public report."""
    own = Q(report=None) | ~Q(pk__in=Meeting.objects.with_protocol())
    return _all_meetings().filter(own).order_by("date", "pk").only("slug")


def _topics():
    """The page of a topic changes with its own text, with each of the posts and of the meetings that it shows."""
    carried = TaggedPost.objects.published().filter(tag=OuterRef(OuterRef("pk")))
    shown = carried.order_by("-published_at", "-content_object_id").values("content_object_id")
    items = TaggedAgendaItem.objects.filter(
        tag=OuterRef(OuterRef("pk")), content_object__public=True
    )
    meetings = _all_meetings()
    parts = [
        _posts().filter(pk__in=shown[:SHOWN]),
        meetings.filter(series=OuterRef("pk")),
        meetings.filter(pk__in=items.values("content_object__meeting")),
    ]
    topics = Topic.objects.published()
    return topics.annotate(lastmod=Greatest("changed_at", *map(_newest, parts))).only("slug")


def _pages():
    pages = Page.objects.published().annotate(lastmod=_last_change("published_at"))
    return pages.order_by("pk").only("slug")


def _lists():
    """The pages that lead to others, as pairs (path, moment): they change with the newest of these."""
    posts = Post.objects.published()
    moments = [
        *posts.order_by("-changed_at").values_list("changed_at", flat=True)[:1],
        *posts.order_by("-published_at", "-pk").values_list("published_at", flat=True)[:1],
    ]
    of_posts, newest = max(moments, default=None), {"newest": Max("lastmod")}
    others = [kind().aggregate(**newest)["newest"] for kind in (_all_meetings, _topics)]
    of_meetings, of_topics = others
    lists = {
        "home": max(filter(None, [of_posts, *others]), default=None),
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
