"""Feeds of posts: those of any filter, page by page, in full, as RSS, Atom or JSON Feed."""

from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from blog.counts import released_number
from blog.models import Post
from wiq_site.kit.caches import remembered_now
from wiq_site.kit.feeds import (
    Channel,
    counted,
    feed_item,
    feed_page,
    feed_response,
    feed_rows,
    feed_state,
    feed_title,
    feed_urn,
)
from wiq_site.kit.http import with_query
from wiq_site.kit.prepared import prepared
from wiq_site.kit.registries import post_parts


def post_feed(request, suffix):
    """Answer with one page of the posts of the filter in the query string. Raises FilterError."""
    form = request.filter_form
    key = ("feed", form.query_of_page(form.page_number))
    state = remembered_now(key, lambda: post_feed_state(form))
    return feed_response(request, suffix, state, lambda: post_channel(request, posts_on_page(form)))


def newest_of(form, at):
    """Return the keys of the posts that ``form`` chooses, the newest first.

    A withdrawn post keeps its place, else an old one would come back as new to some readers.
    """
    rows, column = form.rows()
    return rows.released(at).order_by("-published_at", f"-{column}").values(column)


def posts_on_page(form, at=None):
    """Return the posts of the page that ``form`` names, as they are public at ``at``."""
    return Post.objects.published(at).filter(pk__in=feed_page(newest_of(form, at), form))


def post_feed_state(form):
    """Return the FeedState of the page that ``form`` names."""

    def build(at):
        rows, _column = form.rows()
        version = Concat("digest", Value(""), *post_parts.versions(at), output_field=TextField())
        total = counted(rows.released(at), "published_at")
        if not form.query():  # all posts: their number is kept
            newest = Post.objects.filter(pk__in=newest_of(form, at)[:1])
            number = Cast(released_number(at), TextField())
            total = (newest, number, "published_at", "published_at")
        return feed_rows(
            items=(posts_on_page(form, at), version, "changed_at", "published_at"),
            total=total,
            hidden=counted(rows.withdrawn(at), "withdrawn_at"),
            subjects=(form.chosen_topics(at), "slug"),
        )

    now = timezone.now()
    if form.chosen["q"]:  # what words find depends on a moment of its own
        return feed_state(build(now))
    return feed_state(prepared(("feed", form.query_of_page(form.page_number)), build, at=now))


def post_channel(request, posts):
    """Return the feed of ``posts``, the choice of the request's filter."""
    form = request.filter_form
    query = form.query()
    rest = [pair for pair in form.pairs() if pair[0] != "thema"]
    return Channel(
        urn=feed_urn("beitraege", [topic.pk for topic in form.topics], rest),
        title=feed_title(form.title() if query else ""),
        page_path=with_query(reverse("blog:posts"), query),
        items=post_items(request, posts),
    )


def post_items(request, posts):
    """Return the items of ``posts``; what other apps add ends a post. ``request`` is None in mails."""
    posts = list(posts.prefetch_related("topics", "attachments"))
    parts = post_parts.collect(posts)
    return [
        feed_item(
            request,
            urn=post.urn,
            title=post.told_title,
            path=post.get_absolute_url(),
            summary=post.summary(parts[post.pk]),
            html=render_to_string(
                "blog/_feed_content.html",
                {
                    "post": post,
                    "parts": parts[post.pk],
                    "teaser": post.teaser_above(parts[post.pk]),
                },
            ),
            published=post.published_at,
            updated=post.updated_at,
            author=post.author,
            categories=[topic.name for topic in post.topics.all()],
            attachments=post.attachments.all(),
            image=post.told_address,
        )
        for post in posts
    ]
