"""Stored safe HTML as a tree of plain data, which a document template can walk without parsing.

A text is a flat list of runs ``{"text", "styles", "href"}``, of which one that breaks the line is "\n";
after a link stands its address, since paper cannot be clicked. A block is a dict with ``kind``: p,
heading, list, terms, quote, code, table or rule. Pictures become their alternative text. Depth is bounded,
so that no text can exhaust the stack of whoever walks the tree.
"""

import re
from itertools import zip_longest
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from wiq_site.kit.markup.lexer import printable


def nearest(element, *names):
    """Yield the nearest elements called one of ``names`` below ``element``, in order."""
    for child in element.find_all(True, recursive=False):
        if child.name in names:
            yield child
        else:
            yield from nearest(child, *names)


STYLES = {
    "strong": "strong",
    "em": "em",
    "cite": "em",
    "code": "code",
    "sup": "sup",
    "sub": "sub",
    "del": "strike",
    "ins": "underline",
}
BREAK = "\u200b"  # where a line may end
WIDEST_ROW = 85  # characters of the longest words of all columns; a wider table is told row by row


def shown_address(address):
    """Return ``address`` as one types it: without scheme and last slash."""
    return re.sub(r"^(https?://|mailto:|tel:)", "", address).rstrip("/")


def breakable(text):
    """Return ``text`` with places where a long word or an address may end the line."""
    longest = 30  # characters of a word; then it may break anywhere

    def split(word):
        pieces = re.sub(r"(?<=[/.?&=_-])(?=[^\s/])", BREAK, word[0]).split(BREAK)
        return BREAK.join(
            BREAK.join(piece[at : at + longest] for at in range(0, len(piece), longest))
            for piece in pieces
        )

    return re.sub(rf"\S{{{longest},}}", split, text)


def longest_word(runs):
    """Return how many characters of ``runs`` stand beside each other at least; words are hyphenated."""
    words = re.split(rf"[\s{BREAK}]", "".join(run["text"] for run in runs))
    return max(
        min(len(word), 10) if re.search(r"[^\W\d_]{6}", word) else len(word) for word in words
    )


_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table hr div figure figcaption details "
    "summary".split()
)


def blocks_of(html, page_url, level):
    """Return the blocks of stored ``html`` whose addresses are seen from ``page_url``.

    The highest of its headings becomes one of ``level``, and none leaves a level out (PDF/UA-1).
    """
    from bs4 import BeautifulSoup  # only documents need it

    soup = BeautifulSoup(printable(html), "html.parser", multi_valued_attributes=None)
    return _Blocks(page_url, level).of(soup.contents)


class _Blocks:
    def __init__(self, page_url, level):
        self._page_url = page_url
        self._level = self._last_level = level
        self._first = None  # the level of the first heading in HTML

    def of(self, children, depth=0):
        """Return blocks: text between blocks becomes paragraphs."""
        blocks, inline = [], []
        for child in children:
            if child.name in _BLOCKS:
                blocks += [*self._paragraph(inline), *self._block(child, depth)]
                inline = []
            else:
                inline.append(child)
        return [*blocks, *self._paragraph(inline)]

    def _block(self, element, depth):
        if depth > 6:  # what is deeper becomes paragraphs
            return self._paragraph([" ".join(element.get_text().split())])
        if element.name in ("p", "summary", "figcaption", "dt"):
            return self._paragraph(element.contents)
        if not re.fullmatch("h[1-6]", element.name):
            make = getattr(self, f"_{element.name}", None)
            return make(element, depth) if make else self.of(element.contents, depth + 1)
        runs = self._runs(element.contents)
        if not runs:
            return []
        level = int(element.name[1])
        self._first = level if self._first is None else min(self._first, level)
        wanted = self._level + level - self._first
        self._last_level = min(wanted, self._last_level + 1, 6)
        return [{"kind": "heading", "level": self._last_level, "runs": runs}]

    def _collect(self, children, styles, href, runs):
        for child in children:
            if isinstance(child, str):
                text = re.sub(r"\s+", " ", child)
                runs.append({"text": text, "styles": [*styles], "href": href})
            elif child.name == "br":
                runs.append({"text": "\n", "styles": [], "href": ""})
            elif child.name == "img":
                alt = child.get("alt", "")
                note = _("[Bild: %(alt)s]") % {"alt": alt} if alt else ""
                runs.append({"text": note, "styles": ["em"], "href": ""})
            elif child.name == "a" and child.get("class") != "footnote-backref":
                own = child.get("href", "")
                try:
                    address = own and urljoin(self._page_url, own)
                except ValueError:
                    address = ""
                # What no reader could follow is text, not a link; what is too long as well.
                if not re.match(r"(https?://|mailto:|tel:)\S", address) or len(address) > 2000:
                    address = ""
                first, typed = len(runs), shown_address(address)
                self._collect(child.contents, styles, address, runs)
                shown = "".join(run["text"] for run in runs[first:])
                if address and not own.startswith("#") and typed not in shown:
                    note = f" ({breakable(typed)})"
                    runs.append({"text": note, "styles": ["address"], "href": address})
            elif child.name != "a":
                style = STYLES.get(child.name)
                more = (*styles, style) if style and style not in styles else styles
                self._collect(child.contents, more, href, runs)

    def _runs(self, children):
        """Return the runs of ``children`` without blanks at the ends and doubled ones, equal neighbours joined."""
        runs, joined = [], []
        self._collect(children, (), "", runs)
        for run in runs:
            ends_blank = not joined or joined[-1]["text"][-1] in " \n"
            text = run["text"].lstrip(" ") if ends_blank else run["text"]
            if not text:
                continue
            run = run | {"text": breakable(text)}
            last = joined[-1] if joined else run
            alike = last["styles"] == run["styles"] and last["href"] == run["href"]
            if joined and text != "\n" and last["text"] != "\n" and alike:
                last["text"] += run["text"]
            else:
                joined.append(run)
        while joined and not joined[-1]["text"].strip():
            joined.pop()
        if joined:
            joined[-1]["text"] = joined[-1]["text"].rstrip()
        return joined

    def _paragraph(self, children):
        runs = self._runs(children)
        return [{"kind": "p", "runs": runs}] if runs else []

    def _list(self, element, depth):
        items = [self.of(item.contents, depth + 1) for item in nearest(element, "li")]
        start = element.get("start", "1")
        number = int(start) if re.fullmatch("[0-9]{1,9}", start) else 1
        ordered = element.name == "ol"
        return [{"kind": "list", "ordered": ordered, "start": number, "items": items}]

    _ul = _ol = _list

    def _dl(self, element, depth):
        pairs = []
        for part in nearest(element, "dt", "dd"):
            if part.name == "dt" or not pairs:
                pairs.append({"term": [], "blocks": []})
            if part.name == "dt":
                pairs[-1]["term"] = self._runs(part.contents)
            else:
                pairs[-1]["blocks"] += self.of(part.contents, depth + 1)
        return [{"kind": "terms", "items": pairs}]

    def _blockquote(self, element, depth):
        return [{"kind": "quote", "blocks": self.of(element.contents, depth + 1)}]

    def _pre(self, element, depth):
        return [{"kind": "code", "text": element.get_text().strip("\n")}]

    def _hr(self, element, depth):
        return [{"kind": "rule"}]

    def _table(self, element, depth):
        captions = [
            block
            for each in nearest(element, "caption")
            for block in self._paragraph(each.contents)
        ]
        rows = [row for tr in nearest(element, "tr") if (row := list(nearest(tr, "th", "td")))]
        if not rows:
            return captions
        head = rows.pop(0) if len(rows) > 1 and all(c.name == "th" for c in rows[0]) else []
        cells = [[self._runs(cell.contents) for cell in row] for row in [head, *rows]]
        width = max(map(len, cells))
        cells = [row + [[]] * (width - len(row)) for row in cells]
        longest = [max(map(longest_word, column)) + 2 for column in zip(*cells, strict=True)]
        if sum(longest) > WIDEST_ROW:
            items = []
            for row in rows:  # in a line, each cell behind the words that stand above it
                told = []
                for cell, above in zip_longest(row, head):
                    if cell is None or not cell.get_text().strip():
                        continue
                    parts = ["; "] if told else []
                    parts += [*above.contents, ": "] if above and above.get_text().strip() else []
                    told += [*parts, *cell.contents]
                items.append([{"kind": "p", "runs": self._runs(told)}])
            return [*captions, {"kind": "list", "ordered": False, "start": 1, "items": items}]
        first, *others = cells
        table = {"columns": width, "head": first if head else [], "rows": others}
        return [*captions, {"kind": "table", **table}]
