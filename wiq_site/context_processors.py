"""What every template may use."""

from functools import cache

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from wiq_site.kit.caches import remembered_now
from wiq_site.kit.http import absolute
from wiq_site.kit.prepared import prepared
from wiq_site.kit.share_picture import site_picture
from wiq_site.kit.site import site
from wiq_site.pages.models import Page


def around(request):
    """Return what the site says of itself, its menus, and the page's own absolute address."""
    own = site()
    menu_links = [
        (name, address, current(address, request.path if request else ""))
        for name, address in own.menu
    ]
    site_now = own._asdict() | {
        "share_picture": site_picture(),
        "drawing": f"img/{settings.SITE_DRAWING}.svg",
        "key": str(own),
    }
    page_url = absolute(request.path, request) if request else ""

    menu = SimpleLazyObject(menu_pages)

    @cache
    def frame():
        """All that header and footer are made of."""
        pages = tuple((page.slug, page.title, page.menu) for page in menu)
        return page_url, pages

    return {
        "site": site_now,
        "menu_links": menu_links,
        "page_url": page_url,
        "root_url": absolute("/", request)[:-1],
        "menu_pages": menu,
        "frame": frame if request else None,
    }


def current(address, path):
    """Return what aria-current says of a link to ``address`` on the page at ``path``, "" for nothing."""
    if path == address:
        return "page"
    return "true" if address.endswith("/") and len(address) > 1 and path.startswith(address) else ""


def menu_pages():
    """Return the pages of the menus."""

    def build(at):
        pages = Page.objects.published(at).exclude(menu=Page.Menu.NONE)
        return pages.only("slug", "title", "menu")

    return remembered_now(("menu",), lambda: prepared(("menu",), build, at=timezone.now()))
