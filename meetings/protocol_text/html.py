"""Pasted HTML as Markdown: headings, paragraphs, lists, bold, links and tables; the rest as text.

Reads what browsers, Word, LibreOffice, Google Docs, pads and mail programs put on the clipboard.
"""

import re
from html.parser import HTMLParser

from .html_inline import Inline
from .html_lists import Lists
from .html_table import Tables

_OPENS = re.compile(
    r"[\s\ufeff]*(?:Version:[\d.]+\s[\w:\s.-]{0,300})?<(?:!doctype|!--|html|head|body|meta|title|style"
    r"|div|p|h[1-6]|ul|ol|dl|table|article|section|main|header|nav|span|font|b|strong|a|br)\b",
    re.I,
)
_CLOSES = re.compile(r"</(?:p|div|li|ul|ol|h[1-6]|td|tr|table|span|b|strong|a|body|html)\s*>", re.I)
# A "<" that opens no tag is text; the parser would look for its end again and again.
_STRAY = re.compile(r"<(?!/?[a-zA-Z][^<>]{0,4000}>)")
_DECLARATION = re.compile(r"<!doctype[^<>]{0,500}>|<!\[[^<>]{0,100}\]>", re.I)
_PARAGRAPHS = {"p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "article", "section"}
_LINES = _PARAGRAPHS | set(
    "div li br hr tr td th dt dd main header footer nav aside form fieldset address option label "
    "legend details summary figcaption title body button".split()
)
_SILENT = {"script", "style", "template", "noscript", "svg", "select", "head"}
_HEADING = re.compile(r"h[1-6]$")


def looks_like_html(text):
    """Whether ``text`` is HTML and not text that speaks of it."""
    return bool(_OPENS.match(text) and _CLOSES.search(text))


def from_html(html):
    """The text of ``html`` as Markdown, with nothing of what was readable lost."""
    reader = _Reader()
    reader.feed(_STRAY.sub("&lt;", _without_comments(html)))
    reader.close()
    return reader.text()


def _without_comments(html):
    """Also without what stands before the first tag, Windows' head of its clipboard."""
    first, *rest = _DECLARATION.sub("", html).split("<!--")
    shown = [part.partition("-->")[2] if "-->" in part else part for part in rest]
    return _OPENS.sub(lambda m: m[0][m[0].index("<") :], "".join([first, *shown]), count=1)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines = []
        self.inline = Inline()
        self.tables = Tables()
        self.lists = Lists()
        self.heading = ""
        self.silent = []
        self.verbatim = 0

    def handle_starttag(self, tag, attrs):
        if tag in _SILENT:
            self.silent.append(tag)
        if self.silent:
            return
        if tag == "br" and not self.inline.runs and not self.lists.inside:
            self._put("")
        self._block(tag)
        self.inline.open(tag, dict(attrs))
        self.lists.open(tag, dict(attrs))
        if _HEADING.match(tag):
            self.heading = "#" * int(tag[1]) + " "
        elif tag == "input" and dict(attrs).get("type") == "checkbox":
            self.inline.add("[x] " if "checked" in dict(attrs) else "[ ] ")
        elif tag == "img":
            self.inline.add(dict(attrs).get("alt") or "")
        self.verbatim += tag == "pre"
        self.tables.open(tag)

    def handle_endtag(self, tag):
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if self.lists.ends(tag):
            self._flush()
            self.lists.close()
        self._block(tag)
        self.inline.close(tag)
        if _HEADING.match(tag):
            self.heading = ""
        self.verbatim = max(0, self.verbatim - (tag == "pre"))
        for line in self.tables.close(tag):
            self._put(line)

    def handle_data(self, data):
        if self.silent:
            return
        if not self.verbatim:
            self.inline.add(data)
            return
        for row in data.splitlines():
            self.inline.add(row)
            self._flush()

    def _block(self, tag):
        """End the line at the border of a block, the paragraph at that of a larger one."""
        if tag in _LINES or _HEADING.match(tag):
            self._flush()
            if (tag in _PARAGRAPHS and not self.lists.inside) or _HEADING.match(tag):
                self._put("")

    def _flush(self):
        text = self.inline.take(bold=not self.heading)
        if not text:
            return
        self._put(f"{self.heading or self.lists.take_mark()}{text}")

    def _put(self, line):
        if self.tables.depth:
            self.tables.add(line)
        elif line or (self.lines and self.lines[-1]):
            self.lines.append(line)

    def text(self):
        """All lines, also those of what was never closed."""
        self._flush()
        self.tables.deeper = 0
        while self.tables.depth:
            for line in self.tables.close("table"):
                self._put(line)
        return "\n".join(self.lines).strip("\n") + "\n"
