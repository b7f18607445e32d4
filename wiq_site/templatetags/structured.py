"""Data blocks of pages: ``{% organization_data %}``, ``{% breadcrumbs_data "Beiträge" "/beitraege/" … %}``."""

from django import template

from wiq_site import structured
from wiq_site.markup import data_block

register = template.Library()


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
