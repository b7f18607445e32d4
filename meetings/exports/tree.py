"""Stored safe HTML as a tree of plain data, which a document template can walk without parsing.

A text is a list of runs ``{"text", "styles", "href"}``; a block is a dict with ``kind``: p, heading,
list, terms, quote, code, table or rule. Pictures become their alternative text. Depth is bounded,
so that no text can exhaust the stack of whoever walks the tree.
"""

import re
from urllib.parse import urljoin

from .elements import Element, read_html
from .runs import runs_of

DEEPEST = 6  # blocks in blocks; what is deeper becomes paragraphs
MOST_COLUMNS = 12
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table hr div figure figcaption details "
    "summary".split()
)


def blocks_of(html, page_url, level):
    """Give the blocks of stored ``html`` whose addresses are seen from ``page_url``.

    The highest of its headings becomes one of ``level``, and none leaves a level out (PDF/UA-1).
    """
    return _Blocks(page_url, level).of(read_html(html).children)


class _Blocks:
    def __init__(self, page_url, level):
        self._page_url = page_url
        self._level = self._last_level = level
        self._first = None  # the level of the first heading in HTML

    def of(self, children, depth=0):
        """Give blocks: text between blocks becomes paragraphs."""
        blocks, inline = [], []
        for child in [*children, Element("p")]:
            if isinstance(child, Element) and child.name in _BLOCKS:
                blocks += self._paragraph(inline)
                inline = []
                blocks += self._block(child, depth)
            else:
                inline.append(child)
        return blocks

    def _block(self, element, depth):
        if depth > DEEPEST:
            return self._paragraph([" ".join(element.raw_text().split())])
        if element.name in ("p", "summary", "figcaption", "dt"):
            return self._paragraph(element.children)
        if re.fullmatch("h[1-6]", element.name):
            return self._heading(element)
        make = getattr(self, f"_{element.name}", None)
        return make(element, depth) if make else self.of(element.children, depth + 1)

    def _runs(self, children):
        return runs_of(children, lambda href: urljoin(self._page_url, href))

    def _paragraph(self, children):
        runs = self._runs(children)
        return [{"kind": "p", "runs": runs}] if runs else []

    def _heading(self, element):
        runs = self._runs(element.children)
        if not runs:
            return []
        level = int(element.name[1])
        self._first = level if self._first is None else min(self._first, level)
        wanted = self._level + level - self._first
        self._last_level = min(wanted, self._last_level + 1, 6)
        return [{"kind": "heading", "level": self._last_level, "runs": runs}]

    def _list(self, element, depth):
        items = [self.of(item.children, depth + 1) for item in element.find("li")]
        start = element.attributes.get("start", "1")
        number = int(start) if re.fullmatch("[0-9]{1,4}", start) else 1
        ordered = element.name == "ol"
        return [{"kind": "list", "ordered": ordered, "start": number, "items": items}]

    _ul = _ol = _list

    def _dl(self, element, depth):
        pairs = []
        for part in element.find("dt", "dd"):
            if part.name == "dt" or not pairs:
                pairs.append({"term": [], "blocks": []})
            if part.name == "dt":
                pairs[-1]["term"] = self._runs(part.children)
            else:
                pairs[-1]["blocks"] += self.of(part.children, depth + 1)
        return [{"kind": "terms", "items": pairs}]

    def _blockquote(self, element, depth):
        return [{"kind": "quote", "blocks": self.of(element.children, depth + 1)}]

    def _pre(self, element, depth):
        return [{"kind": "code", "text": element.raw_text().strip("\n")}]

    def _hr(self, element, depth):
        return [{"kind": "rule"}]

    def _table(self, element, depth):
        rows = [list(row.find("th", "td")) for row in element.find("tr")]
        rows = [row[:MOST_COLUMNS] for row in rows if row]
        if not rows:
            return []
        has_head = len(rows) > 1 and all(cell.name == "th" for cell in rows[0])
        width = max(len(row) for row in rows)
        cells = [[self._runs(cell.children) for cell in row] for row in rows]
        cells = [row + [[]] * (width - len(row)) for row in cells]
        head = cells.pop(0) if has_head else []
        return [{"kind": "table", "columns": width, "head": head, "rows": cells}]
