"""Feeds of every app: written in three formats, answered with 304 to whoever has them already."""

import json
import mimetypes
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, DateTimeField, Max, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import gettext

from wiq_site.kit.filters import no_such_page, page_number, page_query
from wiq_site.kit.http import absolute, etag_of, reading
from wiq_site.kit.markup import absolute_html
from wiq_site.kit.slugs import readable

# The three formats, written by Django's generators where those say enough.
#
# Sources: RSS 2.0 with the RSS Advisory Board's best practices, RFC 4287 (Atom), JSON Feed 1.1.
# Each takes the same items: ``description`` is plain text, ``content`` absolute HTML in full. ``pages``
# are the addresses of other pages of the feed by their relation (RFC 5005, section 3).


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without any item last changed


class DatedFeed(SyndicationFeed):
    """A feed that says the same whenever it is written, also without items."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else EPOCH


class RssFeed(DatedFeed, Rss201rev2Feed):
    """RSS 2.0 with the summary in ``description`` and the whole in ``content:encoded``."""

    def root_attributes(self):
        return super().root_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/"
        }

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("atom:link", None, {"rel": relation, "href": address})
        handler.startElement("image", {})
        for name, value in (
            ("url", self.feed["icon"]),
            ("title", self.feed["title"]),
            ("link", self.feed["link"]),
            ("width", "88"),
            ("height", "88"),
        ):
            handler.addQuickElement(name, value)
        handler.endElement("image")

    def add_item_elements(self, handler, item):
        """A description is HTML to readers, and of enclosures some take only one."""
        description = escape(item["description"]) or None
        told = {"description": description, "enclosures": item["enclosures"][:1]}
        super().add_item_elements(handler, item | told)
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(DatedFeed, Atom1Feed):
    """Atom with the summary as text and the whole as HTML."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        handler.addQuickElement("icon", self.feed["icon"])
        for relation, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": relation, "href": address})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item | {"description": None})
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonFeed(SyndicationFeed):
    """JSON Feed 1.1; its ``feed_url`` is its id and that of the first page, whatever page it is."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        feed = self.feed
        told = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["pages"].get("first", feed["feed_url"]),
            "description": feed["subtitle"],
            "icon": feed["icon"],
            "authors": [{"name": feed["author_name"], "url": feed["author_link"]}],
            "language": feed["language"],
            "items": [self.item(item) for item in self.items],
        }
        if "next" in feed["pages"]:
            told["next_url"] = feed["pages"]["next"]
        json.dump(told, outfile, ensure_ascii=False, indent=1)

    def item(self, item):
        told = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["description"],
            "image": item["image"],
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "authors": [{"name": item["author_name"]}] if item["author_name"] else [],
            "tags": item["categories"],
            "attachments": [
                {
                    "url": file.url,
                    "mime_type": file.mime_type,
                    "title": file.title,
                    "size_in_bytes": int(file.length),
                }
                for file in item["enclosures"]
            ],
        }
        return {key: value for key, value in told.items() if value}


FORMATS = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}


# All that a feed must know before it is written, asked of the database at once.
#
# So a reader that is up to date costs one query, even where the feed has no item yet.


NEVER = Value(None, DateTimeField())


def ask(**parts):
    """Give ``{name: [(text, moment, moment)]}``, sorted, in one query.

    Each part is a queryset, not sliced, and three columns (names or expressions): a text and two
    moments.
    """
    found = {name: [] for name in parts}
    first, *others = (
        items.order_by().values_list(Value(name, TextField()), *columns)
        for name, (items, *columns) in parts.items()
    )
    for name, *row in first.union(*others, all=True):
        found[name].append(tuple(row))
    return {name: sorted(rows, key=lambda row: row[0]) for name, rows in found.items()}


def sliced(items):
    """Give a sliced queryset as one that can be part of ``ask`` on any database."""
    return items.model.objects.filter(pk__in=items.values("pk"))


def count_of(items, moment):
    """Give the part of ``ask`` that says how many ``items`` there are and the last ``moment``."""
    alone = items.order_by().annotate(all=Value(1)).values("all")
    counted = alone.annotate(n=Cast(Count("pk"), TextField()), newest=Max(moment))
    return counted, "n", "newest", "newest"


def counted(rows):
    """Give ``(number, [last moment])`` of what ``count_of`` found."""
    text, moment, _ = rows[0] if rows else ("0", None, None)
    return int(text), [moment] if moment else []


# The addresses of a feed: one for each format.


def feed_paths(stem, view, name, query=page_query, **kwargs):
    """Give the paths ``stem`` + ".rss", ".atom", ".json".

    ``view`` takes the ending as ``suffix``; ``query`` is that of ``reading`` and knows the pages of
    the feed; without it the feed has no filter. They are called ``name``, ``name``-atom and ``name``-json.
    """
    return [
        path(
            f"{stem}.{suffix}",
            reading(view, query),
            {"suffix": suffix, **kwargs},
            name=name if suffix == "rss" else f"{name}-{suffix}",
        )
        for suffix in FORMATS
    ]


# A long feed comes in pages that name each other. Source: RFC 5005, section 3.


PAGE_LENGTH = 30  # items


@dataclass(frozen=True)
class FeedPage:
    """The page ``number`` of ``last``, both counted from one."""

    number: int
    last: int = 1

    @classmethod
    def asked_for(cls, values):
        """Give the page that a query string asks for. Raises FilterError for what is no number."""
        return cls(page_number(values))

    def part_of(self, items):
        """Give the part of the queryset ``items`` that this page holds."""
        end = self.number * PAGE_LENGTH
        return items[end - PAGE_LENGTH : end]

    def among(self, total):
        """Give this page of ``total`` items. Raises FilterError where they end before it."""
        last = max(1, -(-total // PAGE_LENGTH))
        if self.number > last:
            raise no_such_page()
        return replace(self, last=last)

    def addresses(self, request):
        """Give ``{relation: absolute address}`` of the first page, of those around, of the last."""
        numbers = {
            "first": 1,
            "previous": self.number - 1,
            "next": self.number + 1,
            "last": self.last,
        }
        filters = [
            (key, value)
            for key, values in request.GET.lists()
            for value in values
            if key != "seite"
        ]
        return {
            relation: absolute(address_of(request.path, filters, number), request)
            for relation, number in numbers.items()
            if 1 <= number <= self.last
        }


def address_of(path, filters, number):
    """Give the canonical path and query of one page; the first is named by its filter alone."""
    query = urlencode([*filters, ("seite", number)] if number > 1 else filters)
    return f"{path}?{query}" if query else path


# What a feed tells of itself and of each item, before any format.


# Thunderbird names a folder after a feed and, where that is longer than 55 characters, forgets at its
# next start that the feed was subscribed; of two feeds of one name the second gets "-2".
LONGEST_TITLE = 50  # characters


@dataclass(frozen=True)
class Channel:
    """A feed: its id for ever, its title, the path of the page it follows, its items."""

    urn: str
    title: str
    page_path: str
    items: list  # of what feed_item gives

    def written(self, suffix, request, page=None):
        """Give the feed in the format that ``suffix`` names, on request as a FeedPage of a long one."""
        home = absolute("/", request)
        feed = FORMATS[suffix](
            title=readable(self.title),
            link=absolute(self.page_path, request),
            description=settings.SITE_SENTENCE,
            subtitle=settings.SITE_SENTENCE,
            language="de",
            author_name=settings.SITE_NAME,
            author_link=home,
            feed_url=absolute(request.get_full_path(), request),
            feed_guid=self.urn,
            icon=absolute_file(static("img/mark.png"), request),
            pages=page.addresses(request) if page else {},
        )
        for item in self.items:
            feed.add_item(**item)
        return feed.writeString("utf-8")


class TitledEnclosure(Enclosure):
    """An enclosure that also has a name to show."""

    def __init__(self, url, length, mime_type, title):
        super().__init__(url, length, mime_type)
        self.title = title


def feed_title(words="", **names):
    """Give the title of the feed of what ``words`` say, of the whole site without any.

    ``names`` fill the places of ``words``. The words go first, since readers cut the end; what would
    be too long for a reader goes with the short name of the site.
    """
    words = words % names if names else words
    if not words:
        return Truncator(settings.SITE_NAME).chars(LONGEST_TITLE)
    title = gettext("%(words)s – %(site)s") % {"words": words, "site": settings.SITE_NAME}
    if len(title) <= LONGEST_TITLE:
        return title
    end = gettext(" – %(site)s") % {"site": settings.SITE_SHORT_NAME}
    return Truncator(words).chars(LONGEST_TITLE - len(end)) + end


def feed_urn(*parts):
    """Give the id of a feed, made of what does not change with address or name of its subject."""
    site = uuid.uuid5(uuid.NAMESPACE_DNS, f"{settings.SITE_NAME}, {settings.SITE_TOWN}")
    return uuid.uuid5(site, "/".join(map(str, parts))).urn


def absolute_file(url, request):
    """Give the absolute address of a file; a storage elsewhere gives one already."""
    return url if "://" in url else absolute(url, request)


def feed_item(request, **told):
    """Give one item for any format.

    ``told``: urn, title, path, html (stored and safe), published, updated (aware datetimes); on
    demand summary and author (text), categories (names), attachments, image (a file's address).
    """
    address = absolute(told["path"], request)
    image = told.get("image")
    return {
        "unique_id": told["urn"],
        "unique_id_is_permalink": False,
        "link": address,
        "title": readable(told["title"]),
        "description": readable(told.get("summary", "")),
        "content": absolute_html(told["html"].strip(), address),
        "pubdate": timezone.localtime(told["published"]),
        "updateddate": timezone.localtime(told["updated"]),
        "author_name": readable(told.get("author", "")) or None,
        "categories": [readable(name) for name in told.get("categories", ())],
        "enclosures": [_enclosure(file, request) for file in told.get("attachments", ())],
        "image": absolute_file(image, request) if image else "",
    }


def _enclosure(attachment, request):
    file = attachment.file
    mime_type, _ = mimetypes.guess_type(file.name)
    try:
        length = file.size
    except OSError:
        length = 0  # what RSS says of a length that nobody knows
    return TitledEnclosure(
        absolute_file(file.url, request),
        str(length),
        mime_type or "application/octet-stream",
        readable(attachment.title),
    )


# Answers a feed reader: 304 where nothing changed, else the feed, written once for all readers.


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
