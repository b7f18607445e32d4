"""What every template may use."""

from functools import cache

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from wiq_site.kit.fragments import remembered_now
from wiq_site.kit.http import absolute
from wiq_site.kit.share_picture import site_picture
from wiq_site.pages.models import Page


def site(request):
    """Return the names of the initiative, its menus, and the page's own absolute address."""
    site = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_SHORT_NAME,
        "town": settings.SITE_TOWN,
        "claim": settings.SITE_CLAIM,
        "sentence": settings.SITE_SENTENCE,
        "drawing": f"img/{settings.SITE_DRAWING}.svg",
        "contact": settings.CONTACT_EMAIL,
        "social_links": settings.SOCIAL_LINKS,
        "share_picture": site_picture(),
    }
    page_url = absolute(request.path, request) if request else ""

    menu = SimpleLazyObject(menu_pages)

    @cache
    def frame():
        """All that header and footer are made of."""
        pages = tuple((page.slug, page.title, page.menu) for page in menu)
        return page_url, str(site), pages

    return {
        "site": site,
        "page_url": page_url,
        "root_url": absolute("/", request)[:-1],
        "menu_pages": menu,
        "frame": frame if request else None,
    }


def menu_pages():
    """Return the pages of the menus."""

    def read():
        pages = Page.objects.published().exclude(menu=Page.Menu.NONE)
        return list(pages.only("slug", "title", "menu"))

    return remembered_now(("menu",), read)
