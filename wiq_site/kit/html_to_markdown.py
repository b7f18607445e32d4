"""Pasted HTML as Markdown: headings, paragraphs, lists, bold, links and tables; the rest as text.

Reads what browsers, Word, LibreOffice, Google Docs, pads and mail programs put on the clipboard.
"""

import re
from html.parser import HTMLParser

from wiq_site.kit.escaping import escape_inside

_BOLD = {"b", "strong"}
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(normal|[1-5]00)", re.I)
_TARGET = re.compile(r"(?:https?://|mailto:|/|#)[^\s()<>]{1,500}$", re.I)


class Inline:
    """Collects text with its style until a block ends."""

    def __init__(self):
        self.runs = []
        self.styles = []
        self.target = ""

    def open(self, tag, attrs):
        """Begin what ``tag`` marks; a style attribute counts as much as an element."""
        if tag == "a":
            href = (attrs.get("href") or "").strip()
            self.target = href if _TARGET.match(href) else ""
        elif tag in _BOLD or tag in ("span", "font"):
            style = attrs.get("style") or ""
            bold = tag in _BOLD or bool(self.styles and self.styles[-1][1])
            bold = (bold and not _LIGHT.search(style)) or bool(_WEIGHT.search(style))
            self.styles.append((tag, bold))

    def close(self, tag):
        """End what ``tag`` marked."""
        if tag == "a":
            self.target = ""
        for index in range(len(self.styles) - 1, max(-1, len(self.styles) - 30), -1):
            if self.styles[index][0] == tag:
                del self.styles[index:]
                return

    def add(self, text):
        """Take words in the style of this moment."""
        style = bool(self.styles and self.styles[-1][1]), self.target
        if text and self.runs and self.runs[-1][0] == style:
            self.runs[-1][1].append(text)
        elif text:
            self.runs.append((style, [text]))

    def take(self, bold=True):
        """Return the line as Markdown and begin a new one."""
        runs = [(style, re.sub(r"\s+", " ", "".join(parts))) for style, parts in self.runs]
        self.runs = []
        marked = (_marked(text, style, bold) for style, text in runs)
        return escape_inside(" ".join("".join(marked).split()))


def _marked(text, style, bold):
    strong, target = style
    words = text.strip()
    if not words:
        return text
    before, after = text.split(words, 1)
    if target and words.rstrip("/") != target.rstrip("/") and f"mailto:{words}" != target:
        words = f"[{words.replace('[', '(').replace(']', ')')}]({target})"
    if strong and bold and "*" not in words and len(words) <= 250:
        words = f"**{words}**"
    return f"{before}{words}{after}"


class Lists:
    """The lists that are open, each with the number of its next item."""

    def __init__(self):
        self.open_lists = []
        self.mark = ""

    @property
    def inside(self):
        """Whether a list is open or an item waits for its words."""
        return bool(self.open_lists or self.mark)

    def open(self, tag, attrs):
        """Begin a list, or an item of the innermost one."""
        if tag in ("ul", "ol"):
            start = attrs.get("start") or ""
            number = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
            self.open_lists.append([tag, number])
        elif tag == "li":
            kind, number = self.open_lists[-1] if self.open_lists else ("ul", 0)
            if self.open_lists:
                self.open_lists[-1][1] += 1
            mark = f"{number}. " if kind == "ol" else "- "
            self.mark = self._indent(len(self.open_lists) - 1) + mark

    def ends(self, tag):
        """Whether ``tag`` ends the innermost list."""
        return tag in ("ul", "ol") and bool(self.open_lists)

    def close(self):
        """End the innermost list."""
        self.open_lists.pop()
        self.mark = ""

    def take_mark(self):
        """The mark of an item for its first line, blanks for the lines below."""
        mark, self.mark = self.mark, ""
        return mark or self._indent(len(self.open_lists))

    def _indent(self, level):
        return "    " * max(0, min(level, 6))


_LONGEST_CELL = 1500
_TABLE_DEEPEST = 5  # tables; what is nested deeper belongs to the cell it stands in


class Tables:
    """The tables that are open, the innermost last; each is a list of rows of cells of lines."""

    def __init__(self):
        self.open_tables = []
        self.deeper = 0

    @property
    def depth(self):
        """How many tables are open."""
        return len(self.open_tables)

    def open(self, tag):
        """Begin a table, a row or a cell."""
        if tag == "table" and self.depth == _TABLE_DEEPEST:
            self.deeper += 1
        elif self.deeper:
            return
        elif tag == "table":
            self.open_tables.append([])
        elif tag == "tr" and self.open_tables:
            self.open_tables[-1].append([])
        elif tag in ("td", "th") and self.open_tables:
            if not self.open_tables[-1]:
                self.open_tables[-1].append([])
            self.open_tables[-1][-1].append([])

    def add(self, line):
        """Put a line into the cell that is open, or a new one."""
        rows = self.open_tables[-1]
        if not rows or not rows[-1]:
            self.open("td")
        self.open_tables[-1][-1][-1].append(line)

    def close(self, tag):
        """The lines of a table that ends outside of any other; into that other they go else."""
        if tag != "table" or not self.open_tables or self.deeper:
            self.deeper -= tag == "table" and self.deeper > 0
            return []
        lines = _table_lines(self.open_tables.pop())
        if not self.open_tables:
            return lines
        for line in lines:
            self.add(line)
        return []


def _table_lines(rows):
    """Rows of cells of lines as a Markdown table; what only lays out a page cell by cell."""
    rows = [[[line for line in cell if line.strip()] for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    cells = [cell for row in rows for cell in row]
    lays_out = any(
        sum(map(len, cell)) > _LONGEST_CELL or any(line.startswith(("|", "#")) for line in cell)
        for cell in cells
    )
    if width < 2 or len(rows) < 2 or lays_out:
        return ["", *(line for cell in cells for line in [*cell, ""])]
    table = []
    for row in rows:
        texts = [_cell_text(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
        table.append(f"| {' | '.join(texts)} |")
    return ["", table[0], "|" + " --- |" * width, *table[1:], ""]


def _cell_text(lines):
    """The lines of a cell as one; items of a list keep a mark that an agenda can be split at."""
    if len(lines) == 1:
        return lines[0].strip().removeprefix("- ")
    shown = [line.strip() for line in lines]
    return " ".join(f"• {line[2:]}" if line.startswith("- ") else line for line in shown)


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
    """Return the text of ``html`` as Markdown, with nothing of what was readable lost."""
    first, *rest = _DECLARATION.sub("", html).split("<!--")
    shown = [part.partition("-->")[2] if "-->" in part else part for part in rest]
    html = "".join([first, *shown])
    # Before the first tag stands Windows' head of its clipboard.
    html = _OPENS.sub(lambda match: match[0][match[0].index("<") :], html, count=1)
    reader = _Reader()
    reader.feed(_STRAY.sub("&lt;", html))
    reader.close()
    return reader.text()


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
