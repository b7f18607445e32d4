"""Links made of web and mail addresses in plain text, in linear time; mail links hidden from harvesters.

Source: section 6 of the design. ``linkify`` works on text between tags only, never on HTML.
"""

import re
from urllib.parse import quote

from django.utils.safestring import mark_safe

from wiq_site.kit.markup.lexer import escape, start_tag

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
# Without a host, or with a name and password before it, an address is not made a link.
_WEB = re.compile(rf"(?:https?://|www\.)(?P<host>{_HOST})(?::[0-9]{{1,5}})?(?=[/?#]|$)", re.I)


def address_end(text, start):
    """Return where the web address that begins at ``start`` ends.

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


def linkify(text):
    """Return ``text`` as HTML in which web and mail addresses are links (without rel).

    More than 72 characters of an address are not shown.
    """
    if not re.search(r"://|www\.|@", text, re.IGNORECASE):
        return escape(text)
    pieces, at = [], 0
    while candidate := _CANDIDATE.search(text, at):
        start, end, href = *candidate.span(), ""
        if candidate["web"]:
            end = address_end(text, start)
            web = _WEB.match(text[start:end])
            if web and text[start : start + 4].lower() != "www.":
                href = text[start:end]
            elif web and "." in web["host"]:
                href = f"https://{text[start:end]}"
        elif re.search(r"\.(?:[^\W\d_]{2,}|xn--[\w-]+)$", candidate["domain"] or "", re.IGNORECASE):
            href = f"mailto:{candidate[0]}"
        shown = escape(text[start:end])
        if href:
            if end - start > 72:
                shown = escape(f"{text[start : start + 71]}…")
            shown = f"{start_tag('a', {'href': href})}{shown}</a>"
        pieces += [escape(text[at:start]), shown]
        at = max(end, start + 1)
    return "".join(pieces) + escape(text[at:])


def mail_link(address):
    """Return ``address`` as a mail link of character references alone, for a browser a plain link.

    People can use it, simple harvesters of addresses do not see it. The same address always gives
    the same text, so that a page keeps its ETag.
    """
    return mark_safe(f'<a href="{mail_href(address)}">{_references(address)}</a>')


def mail_href(address, subject=""):
    """Return where a link leads that has words of its own: to a mail about ``subject``."""
    query = f"?subject={quote(subject, safe='')}" if subject else ""
    return mark_safe(_references(f"mailto:{address}{query}"))


def _references(text):
    """Return every character as a reference, by turns decimal and hexadecimal."""
    return "".join(f"&#{ord(c)};" if n % 2 else f"&#x{ord(c):x};" for n, c in enumerate(text))
