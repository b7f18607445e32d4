"""Feeds of every app: page by page, in three formats, with 304 for whoever has them already.

An app says what its feed holds: ``feed_state`` asks the database for it in one query, and where a
reader is not up to date, ``feed_response`` has a ``Channel`` of ``feed_item``s written.

Sources: RSS 2.0 with the RSS Advisory Board's best practices, RFC 4287 (Atom), JSON Feed 1.1, RFC 5005
section 3 (pages), RFC 9110 (conditional requests).
"""

import json
import mimetypes
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, DateTimeField, Max, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.templatetags.static import static
from django.urls import path
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import gettext

from wiq_site.kit.filters import PageForm, no_such_page
from wiq_site.kit.http import absolute, etag_of, reading, with_query
from wiq_site.kit.markup import absolute_html, printable
from wiq_site.kit.site import site

PAGE_LENGTH = 30  # items
FEED_FORMAT = 10  # raise it when the same items are written differently

# Thunderbird names a folder after a feed and, where that is longer than 55 characters, forgets at its
# next start that the feed was subscribed; of two feeds of one name the second gets "-2".
LONGEST_TITLE = 50  # characters


class DatedFeed(SyndicationFeed):
    """A feed that is dated also without items: by the last moment known of what it is about, or today."""

    def latest_post_date(self):
        if self.items:
            return super().latest_post_date()
        return self.feed["since"] or datetime.combine(timezone.localdate(), time(), tzinfo=UTC)


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
        changed = {"description": description, "enclosures": item["enclosures"][:1]}
        super().add_item_elements(handler, item | changed)
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
        document = {
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
            document["next_url"] = feed["pages"]["next"]
        json.dump(document, outfile, ensure_ascii=False, indent=1)

    def item(self, item):
        """Return ``item`` as JSON Feed spells it, without what is empty."""
        attachments = [
            {
                "url": file.url,
                "mime_type": file.mime_type,
                "title": file.title,
                "size_in_bytes": int(file.length),
            }
            for file in item["enclosures"]
        ]
        values = {
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
            "attachments": attachments,
        }
        return {key: value for key, value in values.items() if value}


FORMATS = {"rss": RssFeed, "atom": AtomFeed, "json": JsonFeed}  # by the ending of the address


def feed_paths(stem, view, name, filter_form=PageForm, **kwargs):
    """Return one path for each format: ``stem`` + ".rss", ".atom", ".json".

    ``view`` takes the ending as ``suffix`` and answers by ``feed_response``; ``filter_form`` is that
    of ``reading`` and has pages. The paths are called ``name``, ``name``-atom and ``name``-json.
    """
    return [
        path(
            f"{stem}.{suffix}",
            reading(view, filter_form, follows_moved=False),
            {"suffix": suffix, **kwargs},
            name=name if suffix == "rss" else f"{name}-{suffix}",
        )
        for suffix in FORMATS
    ]


@dataclass(frozen=True)
class FeedState:
    """All that must be known of one page of a feed to answer a reader that is up to date."""

    subjects: list[str]  # the names that exist of what the feed is about
    total: int  # items on all pages
    versions: list[str]  # for each item of the page a text that changes with it
    moments: list[datetime]  # at which the feed changed


def feed_rows(items, total, hidden, subjects):
    """Return the queryset of which ``feed_state`` makes a FeedState, with a row even where the feed has no item yet.

    Takes tuples of a queryset and columns (names or expressions): ``items`` of this page with their
    version and the moments of their last change and publication; ``total``, one row that tells how
    many items there are in all and the last of their moments (``counted``); ``hidden``, the same of
    whatever changes the feed by not being shown any more; and ``subjects`` with their name and, if it is known, since when they are there.
    """
    page, *columns = items
    subject, name, *since = subjects
    nothing = Value(None, DateTimeField())
    parts = {  # a part is a queryset that is not sliced, with a text and two moments
        "items": (page.model.objects.filter(pk__in=page.values("pk")), *columns),
        "total": total,
        "hidden": hidden,
        "subjects": (subject, name, *(since or [nothing]), nothing),
    }
    first, *others = (
        queryset.order_by().values_list(Value(part, TextField()), *columns)
        for part, (queryset, *columns) in parts.items()
    )
    return first.union(*others, all=True)


def feed_state(rows):
    """Return the FeedState that the ``rows`` of ``feed_rows`` tell."""
    texts, moments = {part: [] for part in ("items", "total", "hidden", "subjects")}, []
    for part, text, *changes in rows:
        texts[part].append(text)
        moments += [moment for moment in changes if moment]
    total = int(texts["total"][0]) if texts["total"] else 0
    return FeedState(sorted(texts["subjects"]), total, sorted(texts["items"]), moments)


def counted(queryset, moment):
    """Return for ``feed_rows`` how many things are in ``queryset`` and the last ``moment`` of theirs."""
    grouped = queryset.order_by().annotate(all=Value(1)).values("all")
    rows = grouped.annotate(count=Cast(Count("pk"), TextField()), newest=Max(moment))
    return rows, "count", "newest", "newest"


def feed_page(items, form):
    """Return the part of the queryset ``items`` that stands on the page that ``form`` names."""
    end = form.page_number * PAGE_LENGTH
    return items[end - PAGE_LENGTH : end]


def feed_response(request, suffix, state, channel):
    """Answer ``request`` with a page of a feed in the format of ``suffix``, 304, or a redirect.

    ``state`` is its FeedState; ``channel()`` returns the Channel and is called only when the page
    must be written. Only the first page, which every reader asks for, is kept. Raises FilterError
    for a page after the last and for what its filter names and does not exist.
    """
    form = request.filter_form
    moved = form.moved_query(state.subjects)
    if moved is not None:
        return HttpResponsePermanentRedirect(with_query(request.path, moved))
    last = max(1, -(-state.total // PAGE_LENGTH))
    if form.page_number > last:
        raise no_such_page()
    address = absolute(request.get_full_path(), request)
    etag = etag_of(FEED_FORMAT, address, last, *site(), *state.versions)
    modified = int(max(state.moments).timestamp()) if state.moments else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        text = cache.get(f"feed:{etag}") if form.page_number == 1 else None
        if text is None:
            numbers = {
                "first": 1,
                "previous": form.page_number - 1,
                "next": form.page_number + 1,
                "last": last,
            }
            path = absolute(request.path, request)
            pages = {
                relation: with_query(path, form.query_of_page(number))
                for relation, number in numbers.items()
                if 1 <= number <= last
            }
            text = channel().write(suffix, request, pages, max(state.moments, default=None))
            if form.page_number == 1:
                cache.set(f"feed:{etag}", text, 24 * 3600)
        response = HttpResponse(text, content_type=FORMATS[suffix].content_type)
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    return response


@dataclass(frozen=True)
class Channel:
    """A feed: its id for ever, its title, the path of the page it follows, its items."""

    urn: str
    title: str
    page_path: str
    items: list  # what feed_item returns

    def write(self, suffix, request, pages=None, since=None):
        """Return the feed in the format of ``suffix``; ``pages`` are its addresses by relation (RFC 5005).

        ``since`` is the moment that dates it without items.
        """
        feed = FORMATS[suffix](
            title=printable(self.title),
            link=absolute(self.page_path, request),
            description=site().sentence,
            subtitle=site().sentence,
            language="de",
            author_name=site().name,
            author_link=absolute("/", request),
            feed_url=absolute(request.get_full_path(), request),
            feed_guid=self.urn,
            icon=absolute(static("img/mark.png"), request),
            pages=pages or {},
            since=since,
        )
        for item in self.items:
            feed.add_item(**item)
        # Every reader reads "@" in it, simple harvesters of addresses do not, as on pages.
        at = r"\u0040" if suffix == "json" else "&#64;"
        return feed.writeString("utf-8").replace("@", at)


def feed_title(words="", **names):
    """Return the title of the feed of what ``words`` say, of the whole site without any.

    ``names`` fill the places of ``words``. The words go first, since readers cut the end; what would
    be too long for a reader goes with the short name of the site.
    """
    words = words % names if names else words
    if not words:
        return Truncator(site().name).chars(LONGEST_TITLE)
    title = gettext("%(words)s – %(site)s") % {"words": words, "site": site().name}
    if len(title) <= LONGEST_TITLE:
        return title
    end = gettext(" – %(site)s") % {"site": site().short_name}
    return Truncator(words).chars(LONGEST_TITLE - len(end)) + end


def feed_urn(*parts):
    """Return the id of a feed, made of what stays when address or name of its subject change."""
    # Of the environment: a site that is renamed at the desk keeps its feeds.
    own = uuid.uuid5(uuid.NAMESPACE_DNS, f"{settings.SITE_NAME}, {settings.SITE_TOWN}")
    return uuid.uuid5(own, "/".join(map(str, parts))).urn


def feed_item(
    request,
    *,
    urn,
    title,
    path,
    html,
    published,
    updated,
    summary="",
    author="",
    categories=(),
    attachments=(),
    image="",
):
    """Return one item for any format.

    Takes ``html`` stored and safe, aware datetimes, ``summary`` and ``author`` as text,
    ``categories`` as names, and the address of the file of ``image``.
    """
    address = absolute(path, request)
    return {
        "unique_id": urn,
        "unique_id_is_permalink": False,
        "link": address,
        "title": printable(title),
        "description": printable(summary),
        "content": absolute_html(html.strip(), address),
        "pubdate": timezone.localtime(published),
        "updateddate": timezone.localtime(updated),
        "author_name": printable(author) or None,
        "categories": [printable(name) for name in categories],
        "enclosures": [TitledEnclosure(attachment, request) for attachment in attachments],
        "image": absolute(image, request) if image else "",
    }


class TitledEnclosure(Enclosure):
    """An attachment as an enclosure that also has a name to show."""

    def __init__(self, attachment, request):
        file = attachment.file
        length = attachment.file_size or 0  # what RSS says of a length that nobody knows
        mime_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        super().__init__(absolute(file.url, request), str(length), mime_type)
        self.title = printable(attachment.title)
