"""The last form of editors' HTML: prefixed ids, own pictures, tables that scroll, links."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from .lexer import VOID, escape, start_tag, tokens
from .links import linked
from .tables import address, own_picture

_RENAMED = {
    "b": "strong",
    "i": "em",
    "s": "del",
    "strike": "del",
    **dict.fromkeys(("article", "aside", "center", "footer", "header", "main", "section"), "div"),
}
_NO_LINKS = frozenset({"a", "code", "pre"})
# Python-Markdown writes the apostrophe as the closing quotation mark; German has two signs.
_CLOSING_OR_APOSTROPHE = re.compile(r"(‚[^‚‘]*+)‘|(?<=\w)‘")


class FinalForm:
    """Brings well-nested HTML (as nh3 gives it) into its final form; use each only once."""

    def __init__(self, id_prefix="", heading_base=2):
        self._prefix = id_prefix
        self._base = min(max(heading_base, 2), 6)
        self._outline = []  # the headings, as they were written, that the next one may stand below
        self._open = []
        self._pieces = []
        self._ids, self._used = set(), set()

    def of(self, html):
        """Give the final form of ``html``, still to be cleaned."""
        row = list(tokens(html))
        self._ids = {token.attributes.get("id") for token in row if not isinstance(token, str)}
        for token in row:
            if isinstance(token, str):
                self._text(token)
            elif token.closing:
                self._end()
            else:
                self._start(token)
        return re.sub(r"<p>\s*</p>\n?", "", "".join(self._pieces))

    def _text(self, text):
        if not {"code", "pre"} & set(self._open):
            text = _CLOSING_OR_APOSTROPHE.sub(lambda m: f"{m[1]}‘" if m[1] else "’", text)
        self._pieces.append(escape(text) if _NO_LINKS & set(self._open) else linked(text))

    def _end(self):
        name = self._open.pop()
        self._pieces.append(f"</{name}>")
        if name == "table" and "table" not in self._open:
            self._pieces.append("</div>")

    def _start(self, tag):
        if tag.name == "img":
            self._picture(tag.attributes)
            return
        name = self._name(tag.name)
        values = self._values(name, tag.attributes)
        if name == "table" and "table" not in self._open:
            self._pieces.append(start_tag("div", _scroll_box()))
        if name not in VOID:
            self._open.append(name)
        self._pieces.append(start_tag(name, values))

    def _name(self, name):
        if re.fullmatch("h[1-6]", name):
            return self._heading(int(name[1]))
        return _RENAMED.get(name, name)

    def _heading(self, written):
        """Give the name of a heading; none skips a level (WCAG technique G141)."""
        while self._outline and self._outline[-1] >= written:
            self._outline.pop()
        self._outline.append(written)
        return f"h{min(self._base + len(self._outline) - 1, 6)}"

    def _values(self, name, attributes):
        values = dict(attributes)
        own_id = values.pop("id", None)
        if own_id and own_id not in self._used:
            self._used.add(own_id)
            values["id"] = self._prefix + own_id
        href = values.get("href", "")
        if href.startswith("#") and href[1:] in self._ids:
            values["href"] = f"#{self._prefix}{href[1:]}"
        align = values.pop("align", "left")
        if align != "left":
            values["class"] = f"align-{align}"
        if name == "th" and "thead" in self._open:
            values.setdefault("scope", "col")
        return values

    def _picture(self, attributes):
        """Write a picture of this site; of another one a link to it, for no request leaves."""
        source = _without_own_host(attributes.get("src", ""))
        text = attributes.get("alt", "").strip()
        if own_picture(source):
            values = {**attributes, "src": source, "alt": text}
            values.update(loading="lazy", decoding="async")
            self._pieces.append(start_tag("img", values))
            return
        shown = escape(text or _file_name(source))
        if address(source) and "a" not in self._open:
            shown = f"{start_tag('a', {'href': source})}{shown}</a>"
        self._pieces.append(shown)


def _scroll_box():
    label = _("Tabelle, seitlich verschiebbar")
    return {"class": "table-scroll", "tabindex": "0", "role": "region", "aria-label": label}


def _without_own_host(source):
    own = getattr(settings, "SITE_URL", "").rstrip("/")
    return source.removeprefix(own) if own and source.startswith(f"{own}/") else source


def _file_name(source):
    try:
        return urlsplit(source).path.rpartition("/")[2] or source or _("Bild")
    except ValueError:
        return source
