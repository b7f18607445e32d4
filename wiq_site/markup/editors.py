"""Markdown of editors: mended before, brought into its final form after, cleaned at the end."""

import re
from xml.etree.ElementTree import Element  # builds only, reads nothing

import markdown
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from wiq_site.slugs import german_slug

from . import gate
from .errors import MarkupError
from .final_form import FinalForm
from .lexer import HTML_ELEMENTS, decode, printable
from .links import WEB_START, address_end
from .tables import EDITORS, EDITORS_DRAFT

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
