"""Mail addresses that people can use and simple harvesters of addresses do not see."""

from urllib.parse import quote

from django.utils.safestring import mark_safe


def mail_link(address):
    """Give ``address`` as a mail link of character references alone, for a browser a plain link.

    The same address always gives the same text, so that a page keeps its ETag.
    """
    return mark_safe(f'<a href="{mail_href(address)}">{_references(address)}</a>')


def mail_href(address, subject=""):
    """Give where a link leads that has words of its own: to a mail about ``subject``."""
    query = f"?subject={quote(subject, safe='')}" if subject else ""
    return mark_safe(_references(f"mailto:{address}{query}"))


def _references(text):
    """Write every character as a reference, by turns decimal and hexadecimal."""
    return "".join(f"&#{ord(c)};" if n % 2 else f"&#x{ord(c):x};" for n, c in enumerate(text))
