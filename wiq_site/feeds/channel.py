"""What a feed tells of itself and of each item, before any format."""

import mimetypes
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.feedgenerator import Enclosure
from django.utils.text import Truncator
from django.utils.translation import gettext

from wiq_site.http import absolute
from wiq_site.markup import absolute_html
from wiq_site.slugs import readable

from .formats import FORMATS

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
