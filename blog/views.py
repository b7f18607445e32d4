"""The pages of posts, topics and teams, and what stands around a post on its own."""

from collections import Counter
from functools import partial

from django.db.models import Count, Q
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from blog import filters
from blog.models import IDEA_TOPIC, Post, PostCount, TaggedPost, Topic
from blog.topics import with_last_signs
from wiq_site.kit.caches import remembered, remembered_now
from wiq_site.kit.markup import plain_text
from wiq_site.kit.models import in_any
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import announcing, days_told, post_parts, topic_parts, words_now
from wiq_site.kit.share_picture import picture_response
from wiq_site.kit.text import german_slug
from wiq_site.pages.views import PublishedView
from wiq_site.search.models import SearchEntry
from wiq_site.search.spelling import alternatives

RELATED = 3
CANDIDATES = 50  # the newest posts of each topic among which related ones are looked for


def post_context(post):
    """Return what the template of ``post`` shows around it; its preview shows the same."""
    parts = post_parts.collect([post], on_page=True)[post.pk]
    texts = (post.teaser, post.body_html, *parts)
    teaser, minutes, summary = remembered(
        ("text of a post", *texts),
        lambda: (
            post.teaser_above(parts),
            reading_minutes(texts),
            post.summary(parts),
        ),
    )
    return {
        "parts": parts,
        "teaser": teaser,
        "minutes": minutes,
        "description": summary,
        "signature": (*post.signature, teaser, minutes, *parts),
        **remembered_now(("around", post.pk), lambda: posts_around(post)),
    }


def reading_minutes(texts):
    """Return how long ``texts`` (safe HTML) take to read, in minutes, at least one; 0 without a word."""
    words = sum(len(plain_text(text).split()) for text in texts)
    return words and max(1, round(words / 200))  # unhurried reading of German prose


def posts_around(post):
    """Return ``older``, ``newer``, ``series`` (topic, number, total, earlier, later; or None) and ``related`` posts.

    At most four queries for any number of posts. A draft has no neighbours; what only announces a part of the series has
    no place in it, and one that stands alone neither.
    """
    values = {"at": timezone.now(), "related": _related(post)}
    series = next((t for t in post.topic_list if t.kind == Topic.Kind.SERIES), None)
    in_order = _in_series(series) if series and post.published_at else []
    number = in_order.index(post.pk) if post.pk in in_order and len(in_order) > 1 else None
    if post.published_at:
        values |= {"moment": post.published_at, "pk": post.pk}
    if number is not None:
        values["beside"] = [*in_order[max(number - 1, 0) : number], *in_order[number + 1 :][:1]]

    def build(at, related, moment=None, pk=None, beside=()):
        brief = Post.objects.published(at).only("title", "slug", "published_at", "meeting_state")
        wanted = [related, *([beside] if beside else [])]
        return in_any(brief, *wanted, *(_beside(at, moment, pk) if moment else ()))

    posts = {other.pk: other for other in prepared(("around", *values), build, **values)}
    now = words_now()
    for other in posts.values():
        told = now.get(other.get_absolute_url()), other.meeting_state
        other.state_words = list(filter(None, told))
    older, newer = _neighbours(post, posts.values())
    place = None
    if number is not None:
        earlier = posts.get(in_order[number - 1]) if number else None
        later = posts.get(next(iter(in_order[number + 1 :]), None))
        place = {"topic": series, "number": number + 1, "total": len(in_order)}
        place |= {"earlier": earlier, "later": later}
    related = [posts[pk] for pk in values["related"] if pk in posts]
    return {"older": older, "newer": newer, "series": place, "related": related}


def _in_series(series):
    """Return the pks of the posts of the topic ``series`` that do not only announce a part of it, in the order of the days
    that they tell of: minutes that come late stand where their meeting does."""
    rows = TaggedPost.objects.published().filter(tag=series)
    for announces in announcing:
        rows = rows.exclude(announces("content_object_id"))
    days = (day_of("content_object_id") for day_of in days_told)
    rows = rows.annotate(day=Coalesce(*days, TruncDate("published_at")))
    rows = rows.order_by("day", "published_at", "content_object_id")
    return list(rows.values_list("content_object_id", flat=True))


def _beside(at, moment, pk):
    """Yield the pk of the nearest post that is public ``at`` before a post and of the nearest after it, each as a queryset."""
    for side, order in (("lt", "-"), ("gt", "")):
        beyond = Q(**{f"published_at__{side}": moment}) | Q(**{f"pk__{side}": pk})
        nearest = Post.objects.published(at).filter(beyond, **{f"published_at__{side}e": moment})
        yield nearest.order_by(f"{order}published_at", f"{order}pk").values("pk")[:1]


def _neighbours(post, posts):
    """Return the one of ``posts`` next before ``post`` and the one next after it; None at an end."""
    if not post.published_at:
        return None, None
    place = (post.published_at, post.pk)
    places = {(other.published_at, other.pk): other for other in posts if other.published_at}
    older = max((p for p in places if p < place), default=None)
    newer = min((p for p in places if p > place), default=None)
    return places.get(older), places.get(newer)


def _related(post):
    """Return the pks of the posts that share topics with ``post``, the rarer the shared topics the earlier."""
    topics = [topic.pk for topic in post.topic_list]
    if not topics:
        return []

    def counts(names):
        kept = PostCount.objects.filter(kind=PostCount.Kind.TOPIC, value__in=names)
        return kept.values_list("value", "count")

    def newest(at, topics, pk):
        carrying = TaggedPost.objects.published(at).order_by("-published_at", "-content_object_id")
        lists = (carrying.filter(tag=topic).values("pk")[:CANDIDATES] for topic in topics)
        rows = in_any(TaggedPost.objects.exclude(content_object=pk), *lists)
        return rows.values_list("content_object_id", "tag", "published_at")

    kept = prepared(("uses of topics",), counts, names=[str(topic) for topic in topics])
    uses = {int(value): count for value, count in kept}
    weights, places = Counter(), {}
    values = {"at": timezone.now(), "topics": topics, "pk": post.pk}
    for pk, topic, moment in prepared(("related",), newest, **values):
        weights[pk] += 1 / max(uses.get(topic, 0), 1)
        places[pk] = moment, pk
    return sorted(weights, key=lambda pk: (weights[pk], places[pk]), reverse=True)[:RELATED]


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
        if form.chosen["q"] and not context["paginator"].count:
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
            return Topic.objects.released(at).with_post_count(at).filter(slug=slug)

        def read():
            topics = prepared(("topic",), build, at=timezone.now(), slug=slug)
            if not topics:
                raise Http404
            return topics[0]

        return remembered_now(("topic", slug), read)

    def get_context_data(self, **kwargs):
        key = ("posts and parts of a topic", self.object.pk)
        context = remembered_now(key, partial(topic_context, self.object))
        return super().get_context_data(**context, **kwargs)


def topic_context(topic):
    """Return what stands around the topic on its page; of one that is not stored yet, nothing."""

    def build(at, topic):
        return newest_on(topic, 10, at).brief()

    values = {"at": timezone.now(), "topic": topic.pk}
    return {
        "posts": prepared(("posts of a topic",), build, **values),
        "related": prepared(("topics beside a topic",), beside, **values),
        "parts": topic_parts.collect([topic])[topic.pk],
    }


def beside(at, topic):
    """Return the topics that the newest posts on ``topic`` carry too, the most frequent first."""
    posts = newest_on(topic, CANDIDATES, at).order_by().values("pk")
    others = Topic.objects.filter(tagged_posts__content_object__in=posts).exclude(pk=topic)
    others = others.alias(shared=Count("pk")).order_by("-shared", "name")
    return others.only("name", "slug", "kind")[:5]
