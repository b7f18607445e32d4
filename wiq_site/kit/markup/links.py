"""Web and mail addresses in plain text, found in linear time.

Source: section 6 of the design. Works on text between tags only, never on HTML.
"""

import re
from urllib.parse import quote

from django.utils.safestring import mark_safe

from wiq_site.kit.markup.lexer import escape, start_tag

SHOWN_LENGTH = 72
_OPENERS = {")": "(", "]": "[", "}": "{"}
# The last two are what Python-Markdown puts around its placeholders.
_OUTSIDE = frozenset(' \t\n<>"“”„»«\xa0\u2028\u2029\x02\x03')
_TRAILING = frozenset(".,;:!?'‘’‚›‹…*([{")

# Nothing gives back what it took, so no character is looked at twice.
_HOST = r"[^\W_]\w*+(?:-++\w++)*+(?:\.[^\W_]\w*+(?:-++\w++)*+)*+"
WEB_START = r"(?<![^\W_])(?:https?://|www\.)"
_CANDIDATE = re.compile(
    rf"(?P<web>{WEB_START})"
    r"|(?<![\w@])[^\W_]\w*+(?:[.+%'-]++(?!https?://|www\.)\w++)*+"
    rf"(?P<domain>@{_HOST}(?![@\w]))?",
    re.IGNORECASE,
)
_MAYBE = re.compile(r"://|www\.|@", re.IGNORECASE)
_WEB = re.compile(rf"(?:https?://|www\.)(?P<host>{_HOST})(?::[0-9]{{1,5}})?(?=[/?#]|$)", re.I)
_TOP_DOMAIN = re.compile(r"\.(?:[^\W\d_]{2,}|xn--[\w-]+)$", re.IGNORECASE)


def address_end(text, start):
    """Give where the web address that begins at ``start`` ends.

    A bracket that was not opened inside ends it; closing punctuation stays outside.
    """
    unclosed = []
    end = start
    for end in range(start, len(text) + 1):
        char = text[end : end + 1]
        if not char or char in _OUTSIDE:
            break
        if char in _OPENERS.values():
            unclosed.append(char)
        elif char in _OPENERS and (not unclosed or unclosed.pop() != _OPENERS[char]):
            break
    while end > start and text[end - 1] in _TRAILING:
        end -= 1
    return end


def _href(typed):
    """Give the ``href`` of a web address as typed, or None for one that is not to be a link."""
    found = _WEB.match(typed)
    if not found:  # no host, or a name and password before it
        return None
    if typed[:4].lower() == "www.":
        return f"https://{typed}" if "." in found["host"] else None
    return typed


def _link(href, shown):
    if len(shown) > SHOWN_LENGTH:
        shown = shown[: SHOWN_LENGTH - 1] + "…"
    return f"{start_tag('a', {'href': href})}{escape(shown)}</a>"


def _found_link(text, found):
    """Give the HTML of a candidate and where it ends."""
    if found["web"]:
        end = address_end(text, found.start())
        typed = text[found.start() : end]
        href = _href(typed)
        return (_link(href, typed) if href else escape(typed)), end
    typed = found[0]
    if found["domain"] and _TOP_DOMAIN.search(found["domain"]):
        return _link(f"mailto:{typed}", typed), found.end()
    return escape(typed), found.end()


def linked(text):
    """Give ``text`` as HTML in which web and mail addresses are links (without rel)."""
    if not _MAYBE.search(text):
        return escape(text)
    pieces, at = [], 0
    while found := _CANDIDATE.search(text, at):
        html, end = _found_link(text, found)
        pieces += [escape(text[at : found.start()]), html]
        at = max(end, found.start() + 1)
    return "".join(pieces) + escape(text[at:])


# Mail addresses that people can use and simple harvesters of addresses do not see.


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
