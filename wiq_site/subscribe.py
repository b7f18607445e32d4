"""How to hear of what is new: by a feed reader, by a list of feeds to import, by mail of a neighbour."""

from django import forms
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from blog.filters import TopicFilterForm
from blog.models import Post, Topic
from meetings.models import Meeting
from wiq_site.context_processors import around
from wiq_site.kit.feeds import feed_title
from wiq_site.kit.filters import SlugsField
from wiq_site.kit.http import absolute, reading
from wiq_site.kit.markup import printable
from wiq_site.kit.site import site
from wiq_site.kit.text import german_slug

SITE_FEEDS = {"beitraege": _("alle Beiträge"), "protokolle": _("alle Protokolle")}


class FeedChoiceForm(TopicFilterForm):
    """Feeds of the whole site and of topics."""

    feed = forms.MultipleChoiceField(
        choices=SITE_FEEDS.items(),
        required=False,
        error_messages={"invalid_choice": _("Den Feed „%(value)s“ gibt es hier nicht.")},
    )
    thema = SlugsField(required=False)

    def clean(self):
        cleaned = super().clean()
        return cleaned | {"feed": [w for w in SITE_FEEDS if w in cleaned.get("feed", [])]}


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
    """Return the newest posts and the next meeting as plain text for a mail."""
    posts = Post.objects.published().defer(*Post.long_texts())
    coming = Meeting.objects.published().coming().filter(cancelled_at=None)
    context = {"posts": posts[:5], "meeting": coming.prefetch_related("items").first()}
    return render_to_string("subscribe/circular.txt", context | around(request)).strip() + "\n"


def opml(request):
    """Answer with the chosen feeds as an OPML 2.0 file ("subscription lists"). Raises FilterError.

    Who chose none gets the choice again, empty as it was sent, with a sentence.
    """
    if not request.filter_form.pairs():
        return SubscribeView.as_view()(request, nothing_chosen=True)
    name, form = german_slug(site().name) or "feeds", request.filter_form
    feed, protocols = reverse("blog:feed"), reverse("meetings:protocols")
    site_feeds = {
        "beitraege": (feed_title(), feed, reverse("blog:posts")),
        "protokolle": (feed_title(gettext("Protokolle")), protocols, reverse("meetings:meetings")),
    }
    chosen = [site_feeds[word] for word in form.chosen["feed"]]
    for topic in form.topics:
        title = feed_title(gettext("Beiträge zu %(topic)s"), topic=topic.name)
        chosen.append((title, f"{feed}?thema={topic.slug}", topic.get_absolute_url()))
    context = {
        "title": printable(site().name),
        "owner": absolute("/", request),
        "feeds": [
            (printable(title), *(absolute(path, request) for path in paths))
            for title, *paths in chosen
        ],
    }
    return HttpResponse(
        render_to_string("subscribe/feeds.opml", context),
        content_type="text/x-opml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.opml"'},
    )


urlpatterns = [
    path("", reading(SubscribeView.as_view()), name="subscribe"),
    path("feeds.opml", reading(opml, FeedChoiceForm), name="opml"),
]
