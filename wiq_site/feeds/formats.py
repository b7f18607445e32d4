"""The three formats, written by Django's generators where those say enough.

Sources: RSS 2.0 with the RSS Advisory Board's best practices, RFC 4287 (Atom), JSON Feed 1.1.
Each takes the same items: ``description`` is plain text, ``content`` absolute HTML in full. ``pages``
are the addresses of other pages of the feed by their relation (RFC 5005, section 3).
"""

import json
from datetime import UTC, datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without any item last changed


class DatedFeed(SyndicationFeed):
    """A feed that says the same whenever it is written, also without items."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else NEVER


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
