"""The pages of posts, topics and teams."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from blog import filters
from blog.around import posts_around
from blog.models import IDEA_TOPIC, Post, TaggedPost, Topic
from blog.topics import with_last_signs
from wiq_site.kit.fragments import remembered, remembered_now
from wiq_site.kit.markup import plain_text
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import post_parts, topic_parts
from wiq_site.kit.share_picture import picture_response
from wiq_site.kit.slugs import german_slug
from wiq_site.pages.views import PublishedView
from wiq_site.search.models import SearchEntry
from wiq_site.search.spelling import alternatives


def post_context(post):
    """Return what the template of ``post`` shows around it; its preview shows the same."""
    parts = post_parts.collect([post], on_page=True)[post.pk]
    texts = (post.teaser, post.body_html, *parts)
    teaser, minutes = remembered(
        ("text of a post", *texts), lambda: (post.teaser_above(parts), reading_minutes(texts))
    )
    signature = (*post.signature, teaser, minutes, *parts)
    around = remembered_now(("around", post.pk), lambda: posts_around(post))
    return {"parts": parts, "teaser": teaser, "minutes": minutes, "signature": signature, **around}


def reading_minutes(texts):
    """Return how long ``texts`` (safe HTML) take to read, in minutes, at least one; 0 without a word."""
    words = sum(len(plain_text(text).split()) for text in texts)
    return words and max(1, round(words / 200))  # unhurried reading of German prose


class PostListView(ListView):
    """All posts or those of a filter, the newest first, with what it can be narrowed to."""

    template_name = "blog/post_list.html"
    context_object_name = "post_list"
    paginate_by = 10
    page_kwarg = "seite"

    def get_queryset(self):
        return filters.Selection(self.request.filter_form)

    def get_context_data(self, **kwargs):
        form, selection = self.request.filter_form, self.object_list
        choices = {  # made only where what they show is not remembered
            name: SimpleLazyObject(partial(getattr(filters, name), selection))
            for name in ("topic_choices", "ready_choices", "year_choices", "author_choices")
        }
        context = super().get_context_data(
            selection=selection,
            conditions=form.conditions(),
            query=form.query(),
            **choices,
            **kwargs,
        )
        if form.words.terms and not context["paginator"].count:
            rows, column = form.rows(without=("q",))
            others = Post.objects.filter(pk__in=rows.published().order_by().values(column))
            context |= alternatives(form, SearchEntry.objects.visible().on_pages_of(others))
        return context


class PostView(PublishedView):
    """One post in full, with what other apps add to it."""

    def get_queryset(self):
        return Post.objects.for_page()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**post_context(self.object), **kwargs)


@require_safe
def share_picture(request, slug, digest):
    """The picture that others show when they link to the published post ``slug``."""
    post = get_object_or_404(Post.objects.published(), slug=slug)
    return picture_response(post.share_picture, digest)


class TopicListView(ListView):
    """All topics with their kind, number of posts and last sign of life."""

    template_name = "blog/topic_list.html"
    context_object_name = "topics"

    def get_queryset(self):
        return with_last_signs(Topic.objects.published().with_post_count())

    def get_context_data(self, **kwargs):
        kind, names = Topic.Kind, (_("Themen"), _("Reihen"), _("Lösungsteams"), _("Ortsteile"))
        titles = zip((kind.THEME, kind.SERIES, kind.TEAM, kind.DISTRICT), names, strict=True)
        kinds = [(title, [t for t in self.object_list if t.kind == one]) for one, title in titles]
        return super().get_context_data(
            kinds=[(title, topics) for title, topics in kinds if topics], **kwargs
        )


class TeamListView(ListView):
    """The newest ideas that look for a team, then the teams, those that look for people first."""

    template_name = "blog/team_list.html"
    context_object_name = "teams"

    def get_queryset(self):
        return with_last_signs(Topic.objects.teams())

    def get_context_data(self, **kwargs):
        slug = german_slug(str(IDEA_TOPIC))
        ideas = newest_on(Topic.objects.filter(slug=slug).values("pk")[:1], 6)
        return super().get_context_data(
            ideas=ideas.only("title", "slug", "teaser", "published_at"), idea_slug=slug, **kwargs
        )


def newest_on(topic, number, at=None):
    """Return so many of the newest published posts that carry the ``topic``."""
    newest = TaggedPost.objects.published(at).filter(tag=topic)
    newest = newest.order_by("-published_at", "-content_object_id").values("content_object_id")
    return Post.objects.filter(pk__in=newest[:number])


class TopicView(DetailView):
    """One topic: what it is, where meetings deal with it, its newest posts, its feed."""

    def get_object(self, queryset=None):
        slug = self.kwargs["slug"]

        def build(at, slug):
            return Topic.objects.published(at).with_post_count(at).filter(slug=slug)

        def read():
            found = prepared(("topic",), build, at=timezone.now(), slug=slug)
            if not found:
                raise Http404
            return found[0]

        return remembered_now(("topic", slug), read)

    def get_context_data(self, **kwargs):
        topic = self.object

        def build(at, topic):
            return newest_on(topic, 10, at).brief()

        def read():
            posts = prepared(("posts of a topic",), build, at=timezone.now(), topic=topic.pk)
            return posts, topic_parts.collect([topic])[topic.pk]

        posts, parts = remembered_now(("posts and parts of a topic", topic.pk), read)
        return super().get_context_data(posts=posts, parts=parts, **kwargs)
