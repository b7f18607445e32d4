"""Data blocks of pages: ``{% organization_data %}``, ``{% breadcrumbs_data "Beiträge" "/beitraege/" … %}``."""

from django import template

from wiq_site.kit import dates, markup, structured
from wiq_site.kit.feeds import feed_title
from wiq_site.kit.markup import data_block

# How a page names a feed: as the feed itself does.


register = template.Library()
register.simple_tag(feed_title)


# Clock times in words: ``{{ meeting.start|hours:meeting.end }}``, ``{{ slot.ends_at|until }}``.


register.filter("hours", dates.hours)
register.filter("day_and_hour", dates.day_and_hour)


@register.filter
def until(end):
    """Give "bis 18 Uhr", or "" where no end is known."""
    return dates.hours(None, end)


# Mail addresses on pages.


@register.filter
def mail_link(address):
    """Give ``address`` as a mail link that simple harvesters do not see."""
    return markup.mail_link(address)


@register.filter
def mail_href(address, subject=""):
    """Give where a link with words of its own leads: to a mail to ``address`` about ``subject``."""
    return markup.mail_href(address, subject)


@register.simple_tag(takes_context=True)
def full_address(context, url):
    """Give the absolute address of ``url``."""
    return structured.full_address(context["root_url"], url)


@register.simple_tag(takes_context=True)
def organization_data(context):
    return data_block(structured.organization(context["root_url"]))


@register.simple_tag(takes_context=True)
def breadcrumbs_data(context, *names_and_paths):
    """The way to the page: name and path of each step below the home page in turn."""
    steps = list(zip(names_and_paths[::2], names_and_paths[1::2], strict=True))
    return data_block(structured.breadcrumbs(context["root_url"], steps))


@register.simple_tag(takes_context=True)
def article_data(context, post):
    """The post, as soon as it has a date; a draft tells nothing."""
    if not post.published_at:
        return ""
    return data_block(structured.article(context["root_url"], post))
