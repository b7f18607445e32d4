"""Feeds of posts: those of any filter, page by page, in full, as RSS, Atom or JSON Feed."""

from django.db.models import TextField, Value
from django.http import HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse

from blog.filters import PostFilterForm
from blog.models import Post, Topic
from wiq_site.kit.feeds import (
    NEVER,
    Channel,
    FeedPage,
    ask,
    count_of,
    counted,
    feed_item,
    feed_response,
    feed_title,
    feed_urn,
    sliced,
)
from wiq_site.kit.registries import post_parts


def post_feed(request, suffix):
    """One page of the posts of the filter in the query string. Raises FilterError."""
    form = PostFilterForm(request.GET)
    page = FeedPage.asked_for(request.GET)
    # A withdrawn post keeps its place, else an old one would come back as new to some readers.
    released = form.apply(Post.objects.released())
    posts = Post.objects.published().filter(pk__in=page.part_of(released).values("pk"))
    topics = Topic.objects.published().filter(slug__in=form.chosen["thema"])
    withdrawn = form.apply(Post.objects.withdrawn()).order_by("-withdrawn_at")[:1]
    found = ask(
        items=(sliced(posts), "digest", "changed_at", "published_at"),
        ends=end_of(withdrawn, "withdrawn_at"),
        topics=(topics, "slug", NEVER, NEVER),
        all=count_of(released, "published_at"),
    )
    moved = form.moved_query() if slugs_in(found) != form.chosen["thema"] else None
    if moved is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    total, newest = counted(found["all"])
    marks = [*found["items"], *found["ends"], ("", *newest)]
    return feed_response(
        request, suffix, page.among(total), marks, lambda: channel_of(form, posts, request)
    )


def end_of(items, field):
    """Give the part of ``ask`` that says when ``items`` were withdrawn, for who asks by date."""
    return sliced(items), Value("", TextField()), field, field


def slugs_in(found):
    """Give the slugs of the topics that ``ask`` found, sorted."""
    return [slug for slug, *_ in found["topics"]]


def channel_of(form, posts, request):
    """Give the feed of ``posts``, the choice of ``form``."""
    query = f"?{form.query()}" if form.query() else ""
    topics = [topic.pk for topic in form.topics]
    rest = [pair for pair in form.pairs() if pair[0] != "thema"]
    posts = list(posts.prefetch_related("topics", "attachments"))
    parts = post_parts.collect(posts)
    return Channel(
        urn=feed_urn("beitraege", topics, rest),
        title=feed_title(form.title() if query else ""),
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
