"""Markdown of editors: mended before, brought into its final form after, cleaned at the end."""

import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import markdown
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from wiq_site.kit.markup import gate
from wiq_site.kit.markup.lexer import (
    HTML_ELEMENTS,
    VOID,
    decode,
    escape,
    printable,
    start_tag,
    tokens,
)
from wiq_site.kit.markup.links import WEB_START, address_end, linked
from wiq_site.kit.markup.tables import EDITORS, EDITORS_DRAFT, MarkupError, address, own_picture
from wiq_site.kit.slugs import german_slug

# The last form of editors' HTML: prefixed ids, own pictures, tables that scroll, links.


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


MAX_MARKDOWN_LENGTH = 40_000
# Python-Markdown takes quadratic time for long runs of one mark and for many open brackets
# and for quotes in quotes in quotes.
_LONG_RUN = re.compile(r"([^\w\n]|_)\1{200}")
_MOST_OPEN_BRACKETS = 50
_NESTED = re.compile(r"^(?:[ \t]*+(?:>|(?:[-*+]|[0-9]++\.)(?=[ \t]))){40}", re.M)

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HASHTAG = re.compile(r"( {0,3}(?:>[ \t]?|[-*+][ \t]+|[0-9]+\.[ \t]+)*)#(?=[^#\s])")
_LIST_LINE = re.compile(r" {0,3}(?:[-*+]|[0-9]+\.)[ \t]+\S")
# "12. Dezember" inside a paragraph begins no list; "1." does, as in CommonMark.
_LIST_START = re.compile(r" {0,3}(?:[-*+]|1\.)[ \t]+\S")

_EXTENSION_CONFIGS = {
    "smarty": {
        "substitutions": {
            "left-single-quote": "‚",
            "right-single-quote": "‘",
            "left-double-quote": "„",
            "right-double-quote": "“",
            "ndash": "–",
            "mdash": "—",
            "ellipsis": "…",
        }
    },
    "toc": {
        "marker": "",
        "slugify": lambda title, separator: german_slug(title) or "abschnitt",
    },
}


def render_markdown(text: str, *, id_prefix: str = "", heading_base: int = 2) -> SafeString:
    """Give the safe HTML of editors' Markdown.

    ``#`` becomes a heading of level ``heading_base`` (2 to 6), the others follow, none beyond h6 and
    none more than one below the heading above it, whatever was written.
    ``id_prefix`` is put before the ids of headings and footnotes and before links to them, so that
    several texts stand on one page. Raises MarkupError, a ValueError with a German message, for a
    text longer than MAX_MARKDOWN_LENGTH or with more than 200 equal marks in a row.
    """
    text = printable(re.sub(r"\r\n?", "\n", text))
    _refuse_costly(text)
    try:
        html = _markdown().convert(mend(text))
    except RecursionError as error:
        raise MarkupError(
            _(
                "Der Text ist zu tief verschachtelt. Bitte setzen Sie weniger Zitate und Listen ineinander."
            )
        ) from error
    draft = gate.with_nh3(html, EDITORS_DRAFT)
    return mark_safe(gate.clean(FinalForm(id_prefix, heading_base).of(draft), EDITORS))


def clean_editors(html: str) -> SafeString:
    """Give ``html`` with nothing but what may come out of ``render_markdown``."""
    return mark_safe(gate.clean(html, EDITORS))


def _refuse_costly(text):
    if len(text) > MAX_MARKDOWN_LENGTH:
        raise MarkupError(
            _("Der Text ist zu lang: höchstens %(limit)s Zeichen sind möglich.")
            % {"limit": MAX_MARKDOWN_LENGTH}
        )
    if run := _LONG_RUN.search(text):
        raise MarkupError(
            _(
                "Im Text steht mehr als 200-mal hintereinander das Zeichen „%(mark)s“. Bitte kürzen Sie die Reihe."
            )
            % {"mark": run[1]}
        )
    if _NESTED.search(text):
        raise MarkupError(
            _(
                "Der Text ist zu tief verschachtelt. Bitte setzen Sie weniger Zitate und Listen ineinander."
            )
        )
    if max(_open_brackets(text, "[]"), _open_brackets(text, "()")) > _MOST_OPEN_BRACKETS:
        raise MarkupError(_("Im Text sind zu viele Klammern offen. Bitte schließen Sie sie."))


def _open_brackets(text, pair):
    """Give how many brackets of a pair such as "()" are open at once at most."""
    now = most = 0
    for bracket in re.findall(f"[{re.escape(pair)}]", text):
        now = now + 1 if bracket == pair[0] else max(now - 1, 0)
        most = max(most, now)
    return most


def mend(text):
    """Give Markdown in which "#WiQ" is text and a list may follow its paragraph directly.

    Python-Markdown takes the first for a heading and the second for text. Code stays as it is.
    """
    lines, fence, in_list = [], "", False
    for line in text.split("\n"):
        marks = _FENCE.match(line)
        if fence:
            if marks and marks[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
        elif marks:
            fence = marks[1]
        else:
            line = _HASHTAG.sub(r"\1\\#", line, count=1)
            if lines and lines[-1].strip() and not in_list and _LIST_START.match(line):
                lines.append("")
            in_list = bool(line.strip()) and (in_list or bool(_LIST_LINE.match(line)))
        lines.append(line)
    return "\n".join(lines)


class _AddressAsTyped(InlineProcessor):
    """Keeps bare web addresses from emphasis, dashes and quotes; the final form links them."""

    def handleMatch(self, m, data):  # noqa: N802
        end = address_end(data, m.start())
        element = Element("span")
        element.text = AtomicString(decode(data[m.start() : end]))
        return element, m.start(), end


class _LessThan(InlineProcessor):
    """Keeps "x<y und y>z" readable: without the name of an element there is no tag."""

    def handleMatch(self, m, data):  # noqa: N802
        return self.md.htmlStash.store("&lt;"), m.start(), m.end()


class _OurInlines(Extension):
    def extendMarkdown(self, md):  # noqa: N802
        names = "|".join(sorted(HTML_ELEMENTS))
        less_than = rf"<(?=/?[A-Za-z])(?!/?(?:{names}|[A-Za-z][\w]*[:-][A-Za-z][\w.-]*)[\s/>])"
        md.inlinePatterns.register(_LessThan(f"(?i:{less_than})", md), "wiq-less-than", 95)
        md.inlinePatterns.register(_AddressAsTyped(f"(?i:{WEB_START})", md), "wiq-address", 85)


def _markdown():
    extra = {
        "footnotes": {"BACKLINK_TITLE": _("Zurück zu Fußnote {} im Text")},
        "tables": {"use_align_attribute": True},
    }
    return markdown.Markdown(
        extensions=["extra", "sane_lists", "toc", "smarty", _OurInlines()],
        extension_configs={**_EXTENSION_CONFIGS, "extra": extra},
    )
