"""Mail addresses on pages."""

from django import template

from wiq_site import markup

register = template.Library()


@register.filter
def mail_link(address):
    """Give ``address`` as a mail link that simple harvesters do not see."""
    return markup.mail_link(address)


@register.filter
def mail_href(address, subject=""):
    """Give where a link with words of its own leads: to a mail to ``address`` about ``subject``."""
    return markup.mail_href(address, subject)
