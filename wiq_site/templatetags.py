"""What every template may use: what stands around each page (the context processor ``around``), data blocks, names of feeds, clock
times in words, mail addresses.

``{% breadcrumbs_data "Beiträge" "/beitraege/" … %}``, ``{{ meeting.start|hours:meeting.end }}``,
``{{ slot.ends_at|until }}``.
"""

import re
from functools import cache

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from wiq_site.kit import dates, markup
from wiq_site.kit.caches import remembered, remembered_now
from wiq_site.kit.feeds import feed_title
from wiq_site.kit.http import absolute
from wiq_site.kit.prepared import prepared
from wiq_site.kit.share_picture import site_picture
from wiq_site.kit.site import site
from wiq_site.pages import views as pages
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


register = template.Library()
register.simple_tag(feed_title)  # a page names a feed as the feed itself does
register.filter("hours", dates.hours)
register.filter("day_and_hour", dates.day_and_hour)
register.filter("mail_link", markup.mail_link)
register.filter("mail_href", markup.mail_href)


@register.filter
def until(end):
    """Return "bis 18:00 Uhr", or "" where no end is known."""
    return dates.hours(None, end)


@register.filter
def marked(words):
    """Return what became of a meeting, "Abgesagt: Hochwasser", with its first word as a mark before the rest; before a colon two."""
    word, colon, rest = re.fullmatch(r"(\w*(?: \w+(?=:))?)(:?)\s*(.*)", str(words), re.S).groups()
    colon = colon and format_html('<span class="visually-hidden">{}</span>', colon)
    return format_html('<strong class="meeting-state">{}{}</strong> {}', word, colon, rest)


@register.filter
def page_numbers(page):
    """Return the numbers of the pages around ``page`` and of the first and last, None for those left out."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in pages]


@register.simple_tag
def page_link(slug, words, css_class=""):
    """Return a link in ``words`` to the page at ``slug``; "" where there is none that visitors may read."""
    pages = Page.objects.published().filter(slug=slug)
    if not remembered_now(("page", slug), pages.exists):
        return ""
    css_class = css_class and format_html('class="{}" ', css_class)
    return format_html('<a {}href="{}">{}</a>', css_class, reverse("page", args=[slug]), words)


@register.simple_tag(takes_context=True)
def organization_data(context):
    """Return the data block of the initiative itself."""
    return markup.data_block(pages.organization(context["root_url"]))


@register.simple_tag(takes_context=True)
def breadcrumbs_data(context, *names_and_paths):
    """Return the data block of the way to the page: name and path of each step below the home page."""
    steps = list(zip(names_and_paths[::2], names_and_paths[1::2], strict=True))
    return markup.data_block(pages.breadcrumbs(context["root_url"], steps))


@register.simple_tag(takes_context=True)
def article_data(context, post):
    """Return the data block of the post, as soon as it has a date; a draft tells nothing."""
    if not post.published_at:
        return ""
    return markup.data_block(pages.article(context["root_url"], post, context["description"]))


class RememberedNode(template.Node):
    """Renders what it holds once for its values (``wiq_site.kit.caches``); always in a preview or without one."""

    def __init__(self, arguments, nodelist):
        self.arguments, self.nodelist = arguments, nodelist

    def render(self, context):
        name, *values = (argument.resolve(context) for argument in self.arguments)
        if None in values or context.get("preview"):
            return self.nodelist.render(context)
        return remembered(
            (name, context["site"]["key"], *values), lambda: self.nodelist.render(context)
        )


@register.tag("remembered")
def do_remembered(parser, token):
    """``{% remembered "name" value … %} … {% endremembered %}``: the values are all that is shown depends on."""
    arguments = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(arguments, nodelist)
