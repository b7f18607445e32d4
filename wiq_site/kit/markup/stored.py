"""What feeds, mails, the search and machines make of HTML and data that are already safe."""

import json
import re
from collections import Counter
from urllib.parse import urljoin

from django.utils.safestring import SafeString, mark_safe

from wiq_site.kit.markup.lexer import INSIDE_WORDS, VOID, escape, printable, start_tag, tokens

_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]++@[A-Za-z0-9.-]+")


def absolute_html(html: str, page_url: str) -> SafeString:
    """Return stored safe HTML for a feed: every address absolute, seen from ``page_url``.

    "#top-4" becomes an address on that page, "/x" one on its host. The result is well nested and
    well-formed XML as well ("<br />", no named entities but XML's own). It is not cleaned again.
    """
    # The open elements are counted by name, so that no end tag has to be searched for.
    pieces, open_names, count = [], [], Counter()
    for token in tokens(printable(html)):
        if isinstance(token, str):
            pieces.append(escape(token))
        elif token.closing:
            name = None
            while name != token.name and count[token.name]:
                name = open_names.pop()
                count[name] -= 1
                pieces.append(f"</{name}>")
        else:
            values = {name: _absolute(name, v, page_url) for name, v in token.attributes.items()}
            pieces.append(start_tag(token.name, values, " />" if token.name in VOID else ">"))
            if token.name not in VOID:
                open_names.append(token.name)
                count[token.name] += 1
    return mark_safe("".join(pieces) + "".join(f"</{name}>" for name in reversed(open_names)))


def _absolute(name, value, page_url):
    """Return the value of the attribute ``name``, each address in it absolute."""
    if name == "srcset":  # "a.webp 400w, b.webp 800w"
        candidates = []
        for url, size in re.findall(r"[\s,]*+(\S++)([^,]*+)", value):
            if url.endswith(","):
                url, size = url.rstrip(","), ""
            candidates.append(f"{_absolute('src', url, page_url)} {size.strip()}".strip())
        return ", ".join(candidates)
    if name in ("href", "src", "cite", "poster"):
        try:
            return urljoin(page_url, value)
        except ValueError:  # "http://[" is no address anywhere
            pass
    return value


def plain_text(html: str) -> str:
    """Return the text of stored HTML on one line: words not glued, entities as characters.

    The signs of footnotes, soft hyphens and pictures are left out, and what is struck out: without its line
    through it would read as valid.
    """
    pieces, in_footnote_link, struck = [], False, 0
    for token in tokens(printable(html)):
        if isinstance(token, str):
            pieces.append("" if in_footnote_link or struck else token)
        elif token.name == "del":
            struck += -1 if token.closing else 1
        elif token.name not in INSIDE_WORDS:
            pieces.append(" ")
        elif token.name == "a":
            in_footnote_link = token.attributes.get("class") in ("footnote-ref", "footnote-backref")
    return " ".join("".join(pieces).replace("\xad", "").split())


def data_block(data) -> SafeString:
    """Return ``data`` as JSON-LD in a data block, which browsers neither run nor show (HTML 4.12.1).

    Mail addresses in it are escapes alone, as ``mail_link`` writes them for people.
    """
    # Nothing of these can end or open an element, wherever in the JSON it stands.
    escapes = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
    text = _MAIL_ADDRESS.sub(
        lambda found: "".join(f"\\u{ord(char):04x}" for char in found[0]),
        json.dumps(data, ensure_ascii=False).translate(escapes),
    )
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
