"""What feeds, mails and the search make of HTML that is already safe."""

import json
import re
from collections import Counter
from urllib.parse import urljoin

from django.utils.safestring import SafeString, mark_safe

from wiq_site.kit.markup.lexer import VOID, escape, printable, start_tag, tokens

_ADDRESSES = frozenset({"href", "src", "cite", "poster"})
_CANDIDATE = re.compile(r"[\s,]*+(?P<url>\S++)(?P<size>[^,]*+)")
# All others end a word or a line.
_INSIDE_WORDS = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
_FOOTNOTE_MARKS = frozenset({"footnote-ref", "footnote-backref"})


def absolute_html(html: str, page_url: str) -> SafeString:
    """Give stored safe HTML for a feed: every address absolute, seen from ``page_url``.

    "#top-4" becomes an address on that page, "/x" one on its host. The result is well nested and
    well-formed XML as well ("<br />", no named entities but XML's own). It is not cleaned again.
    """
    pieces, nesting = [], _Nesting()
    for token in tokens(printable(html)):
        if isinstance(token, str):
            pieces.append(escape(token))
        elif token.closing:
            pieces += nesting.close(token.name)
        else:
            values = _absolute(token.attributes, page_url)
            pieces.append(start_tag(token.name, values, nesting.open(token.name)))
    return mark_safe("".join([*pieces, *nesting.close_all()]))


def plain_text(html: str) -> str:
    """Give the text of stored HTML on one line: words not glued, entities as characters.

    Footnote marks, soft hyphens and pictures are left out.
    """
    pieces, in_mark = [], False
    for token in tokens(printable(html)):
        if isinstance(token, str):
            pieces.append("" if in_mark else token)
        elif token.name not in _INSIDE_WORDS:
            pieces.append(" ")
        elif token.name == "a":
            in_mark = token.attributes.get("class") in _FOOTNOTE_MARKS
    return " ".join("".join(pieces).replace("\xad", "").split())


class _Nesting:
    """The open elements, counted by name so that no end tag has to be searched for."""

    def __init__(self):
        self._names, self._count = [], Counter()

    def open(self, name):
        """Give how the start tag ends."""
        if name in VOID:
            return " />"
        self._names.append(name)
        self._count[name] += 1
        return ">"

    def close(self, name):
        """Give the end tags up to that of ``name``; none when it is not open."""
        while self._count[name]:
            last = self._names.pop()
            self._count[last] -= 1
            yield f"</{last}>"
            if last == name:
                return

    def close_all(self):
        """Give the end tags of all that is open."""
        return [f"</{name}>" for name in reversed(self._names)]


def _absolute(attributes, page_url):
    return {
        name: _join(page_url, value)
        if name in _ADDRESSES
        else _candidates(page_url, value)
        if name == "srcset"
        else value
        for name, value in attributes.items()
    }


def _join(page_url, address):
    try:
        return urljoin(page_url, address)
    except ValueError:  # "http://[" is no address anywhere
        return address


def _candidates(page_url, srcset):
    """Give a srcset with its addresses absolute: "a.webp 400w, b.webp 800w"."""
    found = []
    for candidate in _CANDIDATE.finditer(srcset):
        url, size = candidate["url"], candidate["size"].strip()
        if url.endswith(","):
            url, size = url.rstrip(","), ""
        found.append(f"{_join(page_url, url)} {size}".strip())
    return ", ".join(found)


# Data inside a page, for machines that read it.


# Nothing of these can end or open an element, wherever in the JSON it stands.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def data_block(data) -> SafeString:
    """Give ``data`` as JSON-LD in a data block, which browsers neither run nor show (HTML 4.12.1)."""
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
