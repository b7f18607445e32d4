"""Markdown of editors: mended before, brought into its final form after, cleaned at the end."""

import re
from contextlib import suppress
from itertools import count
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

import markdown
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from wiq_site.kit.escaping import escape_number
from wiq_site.kit.markup.allowed import (
    EDITORS,
    EDITORS_DRAFT,
    MarkupError,
    address,
    clean,
    clean_with_nh3,
    own_picture,
)
from wiq_site.kit.markup.blocks import LESS_THAN, AsTyped, mend
from wiq_site.kit.markup.lexer import (
    INSIDE_WORDS,
    VOID,
    decode,
    escape,
    printable,
    start_tag,
    tokens,
)
from wiq_site.kit.markup.linkify import WEB_START, WHOLE_MAIL, address_end, is_told, linkify
from wiq_site.kit.text import german_slug

MAX_MARKDOWN_LENGTH = 200_000
MAX_LINES = 10_000
MAX_PARAGRAPH_LENGTH = 20_000
# Python-Markdown takes quadratic time for long runs of one sign, for many open brackets and for
# quotes in quotes in quotes.
_PARTS = re.compile(r"\n(?=[^\S\n]*(?:$|\||(?:[-*+•]|[0-9]++[.)])[ \t]))", re.M)
_MAY_FORMAT = re.compile(r"[*~`<\[\\&@]|__|://|\bwww\.", re.I)
_LONG_RUN = re.compile(r"([^\w\n]|_)\1{200}")
_NESTED = re.compile(r"^(?:[ \t]*+(?:>|(?:[-*+]|[0-9]++\.)(?=[ \t]))){40}", re.M)

_RENAMED = {
    "b": "strong",
    "i": "em",
    "s": "del",
    "strike": "del",
    **dict.fromkeys(("article", "aside", "center", "footer", "header", "main", "section"), "div"),
}
# Python-Markdown sees no further than the next element, and knows one sign for "closing" and "apostrophe".
_QUOTES = re.compile("[„“‚‘]")
_CLOSING = {"„": "“", "‚": "‘"}
_OPENING = {"“": "„", "‘": "‚"}
_OPENED_BY = {closing: opening for opening, closing in _CLOSING.items()}
_TYPED = {"„": '"', "“": '"', "‚": "'", "‘": "'"}
_MEASURED = "0123456789°'"  # what stands before signs of minutes, seconds and inches
_ENDS_QUOTE = re.compile(r"(?<!‚[^\W\d_])‘(?!\w)")  # but not the one of "Rock 'n' Roll"
_SHORT_WORD = re.compile(
    r"(?:s|ne?|ne[mnrs])(?![\w‚‘'’])", re.I
)  # "'ne Idee", but not "'ne', sagt sie"
_BEFORE_OPENING = re.compile(r"[\s([{–—„‚/]|$")
_HOST_WITH_PORT = re.compile(r'(?<= href=")(?=\w[\w-]{0,62}\.[\w.-]{1,200}:[0-9])')
_DRAWN = r"[+|](?:[-=:]{2,}[+|])+"
_WORD_OR_SIGN = re.compile(r"&#?\w{1,10};|[^\W_]+")
_NOT_EXPLAINED = {"a", "abbr", "code", "pre", *(f"h{level}" for level in range(1, 7))}
_ROWS = {"ul", "ol", "dl"}  # hold items alone: a style around some of these goes inside each
_STYLES = {"del", "em", "ins", "strong"}
_AROUND = "around "
_STRUCK_BLOCKS = {"p", "li", "dt", "dd", "td", "th", *(f"h{level}" for level in range(1, 7))}


def render_markdown(
    text: str,
    *,
    id_prefix: str = "",
    heading_base: int = 2,
    meanings: dict[str, str] | None = None,
) -> SafeString:
    """Return the safe HTML of editors' Markdown.

    ``#`` becomes a heading of level ``heading_base`` (2 to 6), the others follow, none beyond h6 and
    none more than one below the heading above it, whatever was written.
    ``id_prefix`` is put before the ids of headings and footnotes and before links to them, so that
    several texts stand on one page. ``meanings`` explain abbreviations, each where it first stands in running text. Raises MarkupError, a ValueError with a German message, for a
    text longer than MAX_MARKDOWN_LENGTH or with more than 200 equal signs in a row.
    """
    text = printable(text)
    _refuse_costly(text)
    try:
        html = _parser().convert(mend(text)).replace(LESS_THAN, "&lt;")
    except RecursionError as error:
        raise _too_deep() from error
    html = _HOST_WITH_PORT.sub("https://", html)  # nh3 would take the host for a scheme
    # As <s> it goes on in the next paragraph where it was not closed in one, as browsers do with it.
    draft = clean_with_nh3(re.sub(r"(</?)del\b", r"\1s", html), EDITORS_DRAFT)
    final = FinalForm(id_prefix, heading_base, meanings)
    return mark_safe(clean(final.convert(draft), EDITORS))


def render_line(text: str) -> SafeString:
    """Return the safe HTML of editors' Markdown that stands within a line: no block is made of it, whatever it begins with."""
    line = " ".join(printable(text).split())
    html = ""
    if _MAY_FORMAT.search(line):
        with suppress(MarkupError):
            html = render_markdown(escape_number(line)).strip()
    inner = re.fullmatch(r"<p>((?:(?!<p\b).)+)</p>", html)
    return mark_safe(inner[1] if inner else escape(line))


def clean_editors(html: str) -> SafeString:
    """Return ``html`` with nothing but what may come out of ``render_markdown``."""
    return mark_safe(clean(html, EDITORS))


def _refuse_costly(text):
    """Raise MarkupError for what would take the server too long."""
    sentence, limit = "", 0
    if len(text) > MAX_MARKDOWN_LENGTH:
        sentence = _("Der Text ist zu lang: höchstens %(limit)s Zeichen sind möglich.")
        limit = MAX_MARKDOWN_LENGTH
    elif text.count("\n") > MAX_LINES:
        sentence = _("Der Text hat zu viele Zeilen: höchstens %(limit)s sind möglich.")
        limit = MAX_LINES
    elif max(map(len, _PARTS.split(text))) > MAX_PARAGRAPH_LENGTH:
        sentence = _(
            "Ein Absatz ist länger als %(limit)s Zeichen. Bitte teilen Sie ihn durch leere Zeilen."
        )
        limit = MAX_PARAGRAPH_LENGTH
    if sentence:
        raise MarkupError(sentence % {"limit": limit})
    if run := _LONG_RUN.search(text):
        sentence = _(
            "Im Text steht mehr als 200-mal hintereinander das Zeichen „%(mark)s“. Bitte kürzen Sie die Reihe."
        )
        raise MarkupError(sentence % {"mark": run[1]})
    if _NESTED.search(text):
        raise _too_deep()
    for pair in ("[]", "()"):
        count = 0
        for bracket in re.findall(f"[{re.escape(pair)}]", text):
            count = count + 1 if bracket == pair[0] else max(count - 1, 0)
            if count > 50:
                raise MarkupError(
                    _("Im Text sind zu viele Klammern offen. Bitte schließen Sie sie.")
                )


def _too_deep():
    return MarkupError(
        _(
            "Der Text ist zu tief verschachtelt. Bitte setzen Sie weniger Zitate und Listen ineinander."
        )
    )


class _AsTyped(InlineProcessor):
    """Keeps bare addresses and drawn lines ("+---+") from emphasis, dashes and quotes; the final form links addresses."""

    def handleMatch(self, m, data):  # noqa: N802
        end = address_end(data, m.start()) if m["web"] else m.start() + len(m[0].rstrip("_"))
        element = Element("span")
        element.text = AtomicString(decode(data[m.start() : end]))
        return element, m.start(), end


class _Footnotes(FootnoteExtension):
    """Keeps all texts of one number that was given twice."""

    def setFootnote(self, id, text):  # noqa: N802
        super().setFootnote(id, "\n\n".join(filter(None, [self.footnotes.get(id), text])))


class _TypedNumbers(Treeprocessor):
    """Gives footnotes the numbers that were typed; those with names count on with the numbers that are left."""

    def __init__(self, md, footnotes):
        super().__init__(md)
        self._footnotes = footnotes

    def run(self, root):
        labels = self._footnotes.footnotes
        typed = {label for label in labels if re.search("[0-9]", label)}
        free = (str(n) for n in count(1) if str(n) not in typed)
        shown = {label: label if label in typed else next(free) for label in labels}
        for link in root.iter("a"):
            label = link.get("href", "").partition(":")[2]
            if link.get("class") == "footnote-ref" and label in shown:
                link.text = AtomicString(shown[label])
        for div in root.iter("div"):
            if div.get("class") == "footnote" and (items := div.find("ol")) is not None:
                div.remove(items)
                self._list(div, zip(items, shown.values(), strict=True))

    def _list(self, div, items):
        """Put the ``items`` of footnotes into ``div``, each with its number: in lists that count from it, else before its text."""
        row, last = None, None
        for item, shown in items:
            number = int(shown) if re.fullmatch(r"0|[1-9][0-9]{0,8}", shown) else None
            if row is None or last is None or number != last + 1:
                row = SubElement(div, "ul" if number is None else "ol", start=shown)
            row.append(item)
            last = number
            if number is None:
                del row.attrib["start"]
                item[0].text = AtomicString(f"{shown}: {item[0].text or ''}")
            for link in item.iter("a"):
                if link.get("class") == "footnote-backref":
                    link.set("title", _("Zurück zu Fußnote {} im Text").format(shown))


def _parser():
    """Return a Python-Markdown that writes German quotation marks and our addresses and signs."""
    extension_configs = {
        "extra": {
            "tables": {"use_align_attribute": True},
        },
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
    parser = markdown.Markdown(
        extensions=["extra", "toc", "smarty", AsTyped()], extension_configs=extension_configs
    )
    footnotes = _Footnotes()
    footnotes.extendMarkdown(parser)  # instead of that of "extra"
    parser.treeprocessors.register(_TypedNumbers(parser, footnotes), "wiq-footnotes", 14)
    as_typed = _AsTyped(rf"(?i:(?P<web>{WEB_START})|{WHOLE_MAIL})|{_DRAWN}", parser)
    parser.inlinePatterns.register(as_typed, "wiq-as-typed", 85)
    return parser


def _with_told_links(html):
    """Return ``html`` with a mark at each link that its words tell the whole address, for paper to tell it once."""
    return re.sub('<a href="[^"]*"(?!>[^<]*…</a>)', r'\g<0> class="told"', html)


def _neighbours(row, at):
    """Return for each token the sign that the text before it in ``row`` has at ``at``, its edge.

    It is "" where a block or line ends between the two.
    """
    signs, sign = [], ""
    for token in row:
        signs.append(sign)
        if isinstance(token, str):
            sign = token[at]
        elif token.name not in INSIDE_WORDS:
            sign = ""
    return signs


class FinalForm:
    """Brings well-nested HTML (as nh3 writes it) into its final form; use each only once.

    Ids get their prefix, headings their level, only own pictures are shown, tables scroll, bare
    addresses become links, an abbreviation is explained where it first stands.
    """

    def __init__(self, id_prefix="", heading_base=2, meanings=None):
        self._meanings = dict(meanings or {})  # of words that did not stand in the text so far
        self._prefix = id_prefix
        self._base = min(max(heading_base, 2), 6)
        self._outline = []  # the headings, as they were written, that the next one may stand below
        self._open = []
        self._pieces = []
        self._ids, self._used = set(), set()
        self._quoted = ""  # the quotation marks that are open
        self._link = 0  # the piece that opened the last link

    def convert(self, html):
        """Return the final form of ``html``, still to be cleaned."""
        row = list(tokens(html))
        self._ids = {token.attributes.get("id") for token in row if not isinstance(token, str)}
        befores = _neighbours(row, -1)
        afters = _neighbours(row[::-1], 0)[::-1]
        for token, before, after in zip(row, befores, afters, strict=True):
            if isinstance(token, str):
                self.add_text(token, before, after)
            elif token.closing:
                name = self._open.pop()
                while token.name in _STRUCK_BLOCKS and name not in _STRUCK_BLOCKS:
                    self._pieces.append(f"</{name}>")
                    name = self._open.pop()
                if name == "a":
                    self.close_link()
                if not name.startswith(_AROUND):
                    self._pieces.append(f"</{name}>")
                if name == "table" and "table" not in self._open:
                    self._pieces.append("</div>")
            elif token.name == "img":
                self.add_picture(token.attributes)
            else:
                self.open(token)
        html = re.sub(r"<(del|em|ins|strong)>(\s*)</\1>", r"\2", "".join(self._pieces))
        return re.sub(r"<p>\s*</p>\n?", "", html)

    def add_text(self, text, before, after):
        """Add a text with its apostrophes and, outside of links and code, its addresses as links."""
        if not {"code", "pre"} & set(self._open):
            text = self.quoted(text, before, after)
        is_plain = {"a", "code", "pre"} & set(self._open)
        html = escape(text) if is_plain else _with_told_links(linkify(text, before, after))
        if self._meanings and not _NOT_EXPLAINED & set(self._open):
            pieces = re.split(r"(<a .*?</a>)", html, flags=re.S)
            pieces[::2] = [_WORD_OR_SIGN.sub(self.explained, piece) for piece in pieces[::2]]
            html = "".join(pieces)
        self._pieces.append(html)

    def explained(self, word):
        """Return the ``word`` of a match with what it means, where that is not told yet."""
        meaning = self._meanings.pop(word[0], None)
        if meaning is None:
            return word[0]
        return f"{start_tag('abbr', {'title': meaning})}{word[0]}</abbr>"

    def quoted(self, text, before, after):
        """Return ``text`` with its quotation marks turned the right way, and its apostrophes; minutes, seconds and inches
        keep their signs ("51° 20' 23\"", "24\"")."""
        self._quoted = self._quoted if before else ""
        pieces, done, above = [], 0, before
        for mark in _QUOTES.finditer(text):
            at, sign = mark.start(), mark[0]
            above = text[at - 1] if at > done else above
            below = text[at + 1 : at + 2]
            if sign in _CLOSING and not _BEFORE_OPENING.match(above) and not below.isalnum():
                sign = _CLOSING[sign]
            elif sign in _OPENING and _BEFORE_OPENING.match(above):
                goes_on = _QUOTES.match(below) or not (below or after in ("", " ", "\n"))
                sign = _OPENING[sign] if goes_on else sign
            left_out = _BEFORE_OPENING.match(above) and _SHORT_WORD.match(text, at + 1)
            if left_out and sign in "‚‘":
                sign = "’"
            elif above and above in _MEASURED and _OPENED_BY.get(sign, sign) not in self._quoted:
                sign = _TYPED[sign]
            elif self._leaves_out(sign, above, below, after or _ENDS_QUOTE.search(text, at)):
                sign = "’"
            elif sign in _CLOSING:
                self._quoted += sign
            else:
                self._quoted = self._quoted.replace(_OPENED_BY[sign], "")
            pieces += [text[done:at], sign]
            done, above = at + 1, sign
        return "".join([*pieces, text[done:]])

    def _leaves_out(self, sign, above, below, may_end):
        """Whether the quotation mark ``sign`` stands for letters: within a word, or none opened or (``may_end``) closes it."""
        if sign == "‘":
            return above.isalnum() and (below.isalnum() or "‚" not in self._quoted)
        return sign == "‚" and below.isalnum() and not may_end

    def open(self, tag):
        """Open an element, a table inside a box that scrolls."""
        is_struck = "style" in tag.attributes
        name = "del" if is_struck and tag.name in ("span", "font") else tag.name
        name = _RENAMED.get(name, name)
        if re.fullmatch("h[1-6]", name):
            name = self.heading(int(name[1]))
        around = self._open[-1] if self._open else ""
        if name in _STYLES and (around in _ROWS or around.startswith(_AROUND)):
            self._open.append(f"{_AROUND}{name}")
            return
        attributes = self.attributes(name, tag.attributes)
        if name == "table" and "table" not in self._open:
            label = _("Tabelle, seitlich verschiebbar")
            box = {"class": "table-scroll", "tabindex": "0", "role": "group", "aria-label": label}
            self._pieces.append(start_tag("div", box))
        if name not in VOID:
            self._open.append(name)
        if name == "a":
            self._link = len(self._pieces)
        self._pieces.append(start_tag(name, attributes))
        if name in _STRUCK_BLOCKS:
            inside = ["del"] * is_struck
            for one in reversed(self._open[:-1]):
                if not one.startswith(_AROUND):
                    break
                inside.insert(0, one.removeprefix(_AROUND))
            self._open += inside
            self._pieces += [f"<{one}>" for one in inside]

    def close_link(self):
        """Say of the open link whether its words tell its address, which an empty one shows."""
        start, *inside = self._pieces[self._link :]
        href = re.match('<a href="([^"]+)"', start)
        if href and not inside:
            self._pieces.append(href[1])
        words = decode(re.sub("<[^<>]*>", "", "".join(self._pieces[self._link + 1 :])))
        if href and is_told(decode(href[1]), words):
            self._pieces[self._link] = _with_told_links(start)

    def heading(self, level):
        """Return the name of a heading written as ``level``; none skips one (WCAG technique G141)."""
        while self._outline and self._outline[-1] >= level:
            self._outline.pop()
        self._outline.append(level)
        return f"h{min(self._base + len(self._outline) - 1, 6)}"

    def attributes(self, name, attributes):
        """Return the attributes: each id once and with its prefix, alignment as a class."""
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

    def add_picture(self, attributes):
        """Add a picture of this site; of another one a link to it, for no request leaves."""
        source = attributes.get("src", "")
        if settings.SITE_URL and source.startswith(f"{settings.SITE_URL}/"):
            source = source.removeprefix(settings.SITE_URL)
        text = attributes.get("alt", "").strip()
        if own_picture(source):
            values = {**attributes, "src": source, "alt": text}
            values.update(loading="lazy", decoding="async")
            self._pieces.append(start_tag("img", values))
            return
        if not text:
            try:
                text = urlsplit(source).path.rpartition("/")[2] or source or _("Bild")
            except ValueError:
                text = source
        if address(source) and "a" not in self._open:
            self._pieces.append(f"{start_tag('a', {'href': source})}{escape(text)}</a>")
        else:
            self._pieces.append(escape(text))
