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
    # A withdrawn post keeps its place, else an old one would come back as new to some readers.
    window = form.apply(Post.objects.released())[:FEED_LENGTH]
    posts = Post.objects.published().filter(pk__in=window.values("pk"))
    withdrawn = form.apply(Post.objects.withdrawn()).order_by("-withdrawn_at")[:1]
    marks, known = marks_and_topics(
        sliced(posts).values_list("digest", "changed_at", "published_at"),
        end_of(withdrawn, "withdrawn_at"),
        Topic.objects.filter(slug__in=form.chosen["thema"]),
    )
    moved = form.moved_query() if known != form.chosen["thema"] else None
    if moved is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    return feed_response(request, suffix, marks, lambda: channel_of(form, posts, request))


def sliced(items):
    """Give a sliced queryset as one that can be part of a union on any database."""
    return items.model.objects.order_by().filter(pk__in=items.values("pk"))


def end_of(items, field):
    """Give marks that say only when ``items`` were withdrawn, for readers that ask by date."""
    return sliced(items).annotate(told=Value("")).values_list("told", field, field)


def marks_and_topics(shown, withdrawn, topics):
    """Give the marks of all items, ``[(text, moment, moment)]``, and the slugs of ``topics``, sorted.

    ``shown`` and ``withdrawn`` are querysets of such marks, where no moment is None. One query asks
    for everything, so that an unchanged feed costs one even where its topic has no item yet.
    """
    never = Value(None, DateTimeField())
    named = topics.order_by().annotate(changed=never, shown=never)
    rows = list(shown.union(withdrawn, named.values_list("slug", "changed", "shown"), all=True))
    known = sorted(slug for slug, changed, _ in rows if changed is None)
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
        title=f"{form.title()} – {name}" if query else name,  # readers cut the end
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
