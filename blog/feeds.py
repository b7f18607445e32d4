"""Feeds: the first posts of any filter, in full. Source: RSS 2.0 and its content module."""

from django.core.cache import cache
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date

from blog.forms import PostFilterForm
from blog.models import Post
from wiq_site.contents import post_parts
from wiq_site.context_processors import site
from wiq_site.http import absolute, etag_of
from wiq_site.markup import absolute_html
from wiq_site.slugs import readable

FEED_LENGTH = 30  # posts
FEED_FORMAT = 1  # raise it when the same posts are written differently
KEPT_SECONDS = 24 * 3600  # a written feed stands in the cache under its ETag


class FullTextRss(Rss201rev2Feed):
    """RSS 2.0 with a summary in ``description`` and the whole post in ``content:encoded``."""

    def root_attributes(self):
        return super().root_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/"
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


def post_feed(request):
    """The first posts of the filter in the query string. Raises FilterError."""
    form = PostFilterForm(request.GET)
    posts = form.apply(Post.objects.published())[:FEED_LENGTH]
    marks = list(posts.values_list("digest", "changed_at", "published_at"))
    moved = None if marks else form.moved_query()
    if moved is not None:
        return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
    etag = etag_of(FEED_FORMAT, absolute("/", request), form.query(), *marks)
    modified = max((int(max(moments).timestamp()) for _, *moments in marks), default=None)
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        text = cache.get(f"feed:{etag}")
        if text is None:
            text = write_rss(form, list(posts.prefetch_related("topics")), request)
            cache.set(f"feed:{etag}", text, KEPT_SECONDS)
        response = HttpResponse(text, content_type="application/rss+xml; charset=utf-8")
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    return response


def write_rss(form, posts, request):
    """Give the feed of ``posts``, the choice of ``form``, as RSS."""
    names = site(request)["site"]
    query = f"?{form.query()}" if form.query() else ""
    title = f"{names['name']}: {form.title()}" if query else names["name"]
    feed = FullTextRss(
        title=readable(title),
        link=absolute(reverse("blog:posts") + query, request),
        description=names["sentence"],
        language="de",
        feed_url=absolute(reverse("blog:feed") + query, request),
    )
    parts = post_parts.collect(posts)
    for post in posts:
        feed.add_item(**feed_item(post, parts[post.pk], request))
    return feed.writeString("utf-8")


def feed_item(post, parts, request):
    """Give what a feed says of ``post``, whose full content ends with ``parts``."""
    address = absolute(post.get_absolute_url(), request)
    html = render_to_string("blog/_feed_content.html", {"post": post, "parts": parts})
    return {
        "title": readable(post.title),
        "link": address,
        "description": readable(post.summary),
        "unique_id": post.urn,
        "unique_id_is_permalink": False,
        "pubdate": timezone.localtime(post.published_at),
        "updateddate": timezone.localtime(post.updated_at),
        "author_name": readable(post.author) or None,
        "categories": [topic.name for topic in post.topics.all()],
        "content": absolute_html(html, address),
    }
