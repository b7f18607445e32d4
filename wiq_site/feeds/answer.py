"""Answers a feed reader: 304 where nothing changed, else the feed, written once for all readers."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from wiq_site.http import absolute, etag_of

from .formats import FORMATS

FEED_FORMAT = 5  # raise it when the same items are written differently
KEPT_SECONDS = 24 * 3600  # a written feed stands in the cache under its ETag


def feed_response(request, suffix, page, marks, channel):
    """Answer ``request`` with one ``page`` of a feed in the format of ``suffix``, or 304 (RFC 9110).

    ``marks`` stand for all that it tells: for each item a text that makes the ETag, then the aware
    datetimes at which it changed; what is no longer told has a moment but no text. ``channel()``
    gives the Channel and is called only when it must be written.
    """
    names = ("NAME", "SHORT_NAME", "TOWN", "SENTENCE")
    site = [getattr(settings, f"SITE_{name}") for name in names]
    address = absolute(request.get_full_path(), request)
    etag = etag_of(FEED_FORMAT, address, page.last, *site, *(text for text, *_ in marks if text))
    moments = [moment for _, *moments in marks for moment in moments]
    modified = int(max(moments).timestamp()) if moments else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        text = _written(request, suffix, page, channel, etag)
        response = HttpResponse(text, content_type=FORMATS[suffix].content_type)
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    return response


def _written(request, suffix, page, channel, etag):
    """Give the text of the feed; the first page, which every reader asks for, is kept."""
    text = cache.get(f"feed:{etag}") if page.number == 1 else None
    if text is None:
        text = channel().written(suffix, request, page)
        if page.number == 1:
            cache.set(f"feed:{etag}", text, KEPT_SECONDS)
    return text
