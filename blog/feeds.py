"""Feeds of posts: the first of any filter, in full, as RSS, Atom or JSON Feed."""

from django.db.models import DateTimeField, Value
from django.http import HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from blog.forms import PostFilterForm
from blog.models import Post, Topic
from wiq_site.contents import post_parts
from wiq_site.context_processors import site
from wiq_site.feeds import Channel, feed_item, feed_response, feed_urn

FEED_LENGTH = 30  # posts


def post_feed(request, suffix):
    """The first posts of the filter in the query string. Raises FilterError."""
    form = PostFilterForm(request.GET)
    posts = form.apply(Post.objects.published())[:FEED_LENGTH]
    marks, known = marks_of(posts, form.chosen["thema"])
    moved = form.moved_query() if known != form.chosen["thema"] else None
    if moved is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    return feed_response(
        request,
        suffix,
        told=marks,
        moments=[moment for _, *moments in marks for moment in moments],
        channel=lambda: channel_of(form, posts, request),
    )


def marks_of(posts, slugs):
    """Give what stands for ``posts``, ``[(digest, changed, published)]``, and which topics exist.

    ``slugs`` name the topics; those that exist come back sorted. One query asks for both, so that
    an unchanged feed costs one even where a topic has no post yet.
    """
    marks = Post.objects.filter(pk__in=posts.values("pk")).values_list(
        "digest", "changed_at", "published_at"
    )
    if not slugs:
        return sorted(marks.order_by()), []
    never = Value(None, DateTimeField())
    topics = Topic.objects.filter(slug__in=slugs).annotate(changed=never, published=never)
    rows = list(
        marks.order_by().union(
            topics.order_by().values_list("slug", "changed", "published"), all=True
        )
    )
    known = sorted(name for name, changed, _ in rows if changed is None)
    return sorted(row for row in rows if row[1] is not None), known


def channel_of(form, posts, request):
    """Give the feed of ``posts``, the choice of ``form``."""
    name = site(request)["site"]["name"]
    query = f"?{form.query()}" if form.query() else ""
    topics = [topic.pk for topic in form.topics]
    rest = [pair for pair in form.pairs() if pair[0] != "thema"]
    posts = list(posts.prefetch_related("topics", "attachments"))
    parts = post_parts.collect(posts)
    return Channel(
        urn=feed_urn("beitraege", topics, rest),
        title=f"{name}: {form.title()}" if query else name,
        page_path=reverse("blog:posts") + query,
        items=[item_of(post, parts[post.pk], request) for post in posts],
    )


def item_of(post, parts, request):
    """Give what a feed tells of ``post``, whose full content ends with ``parts``."""
    return feed_item(
        request,
        urn=post.urn,
        title=post.title,
        path=post.get_absolute_url(),
        summary=post.summary,
        html=render_to_string("blog/_feed_content.html", {"post": post, "parts": parts}),
        published=post.published_at,
        updated=post.updated_at,
        author=post.author,
        categories=sorted(topic.name for topic in post.topics.all()),
        attachments=post.attachments.all(),
        image=post.image.url if post.image else "",
    )
