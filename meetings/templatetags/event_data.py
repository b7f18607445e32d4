"""The data block of a meeting's page: ``{% event_data meeting %}``."""

from django import template

from meetings.json_ld import event
from wiq_site.markup import data_block

register = template.Library()


@register.simple_tag(takes_context=True)
def event_data(context, meeting):
    """Give ``meeting`` as JSON-LD; needs ``root_url`` in the context."""
    return data_block(event(context["root_url"], meeting))
