"""How to hear of what is new: by a feed reader, by a list of feeds to import, by mail of a neighbour."""

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView

from blog.models import Post, Topic
from meetings.models import Meeting
from wiq_site.context_processors import site
from wiq_site.feeds import feed_title
from wiq_site.http import absolute
from wiq_site.slugs import german_slug
from wiq_site.subscribe.forms import SITE_FEEDS, FeedChoiceForm
from wiq_site.subscribe.opml import write_opml

POSTS_IN_CIRCULAR = 5
SHOWN_OF_POST = ("title", "slug", "teaser", "published_at")


class SubscribeView(TemplateView):
    """What a feed is, how to take it, and the newest as a text to pass on by mail."""

    template_name = "subscribe/subscribe.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            site_feeds=SITE_FEEDS.items(),
            topics=Topic.objects.published().with_post_count(),
            feed_url=absolute(reverse("blog:feed"), self.request),
            circular=circular(self.request),
            **kwargs,
        )


def circular(request):
    """Give the newest posts and the next meeting as plain text for a mail."""
    coming = Meeting.objects.published().coming().filter(cancelled_at=None)
    told = {
        "posts": Post.objects.published().only(*SHOWN_OF_POST)[:POSTS_IN_CIRCULAR],
        "meeting": coming.prefetch_related("items").first(),
    }
    return render_to_string("subscribe/circular.txt", told | site(request)).strip() + "\n"


def opml(request):
    """The chosen feeds as an OPML file. Raises FilterError."""
    form = FeedChoiceForm(request.GET)
    moved = form.moved_query()
    if moved:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    outlines = [
        (title, absolute(feed, request), absolute(page, request))
        for title, feed, page in outlines_of(form)
    ]
    text = write_opml(settings.SITE_NAME, absolute("/", request), outlines)
    name = german_slug(settings.SITE_NAME) or "feeds"
    return HttpResponse(
        text,
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.opml"'},
    )


def outlines_of(form):
    """Give ``[(title, path of the feed, path of its page)]`` of what ``form`` chose."""
    feed, page = reverse("blog:feed"), reverse("blog:posts")
    site_feeds = {
        "beitraege": (feed_title(), feed, page),
        "protokolle": (
            feed_title(gettext("Protokolle")),
            reverse("meetings:protocols"),
            reverse("meetings:meetings"),
        ),
    }
    topics = [
        (
            feed_title(gettext("Beiträge zu %(topic)s"), topic=topic.name),
            f"{feed}?thema={topic.slug}",
            topic.get_absolute_url(),
        )
        for topic in form.topics
    ]
    return [site_feeds[word] for word in form.chosen["feed"]] + topics
