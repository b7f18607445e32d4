"""Pasted HTML as Markdown: headings, paragraphs, lists, tables, links, bold and struck-out words; the rest as text.

Reads what browsers, Word, LibreOffice, Google Docs, pads and mail programs put on the clipboard. First the row of
tags becomes a tree that knows nothing but blocks and the four styles, well nested and never deep, whatever was
closed or not (``_Tree``); of that markdownify makes the lines (``_Lines``).
"""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from wiq_site.kit.escaping import ENDS_ADDRESS, STAR, code_in, escape_inside, escape_references
from wiq_site.kit.markup.allowed import STRUCK, address, address_from_root
from wiq_site.kit.markup.lexer import INSIDE_WORDS, VOID, shifted, tags_in, tokens

_HEADINGS = {f"h{level}" for level in range(1, 7)}
_LISTS = {"ul", "ol", "menu", "dir"}
_CELLS = {"td", "th"}
_CONTAINERS = {*_LISTS, *_CELLS, "li", "table", "tr", "caption"}
_PARAGRAPHS = {
    *("p", "dl", "table", "blockquote", "pre", "figure", "article", "section", "hr", "caption"),
    *_LISTS,
    *_HEADINGS,
}
_BLOCKS = {*_PARAGRAPHS, *_CONTAINERS} | set(
    "div tbody thead tfoot dt dd main header footer nav aside form fieldset address option label "
    "legend details summary figcaption title body html head button center textarea".split()
)
# An element ends where the next of its kind begins, but not across these borders.
_CELL_BORDERS = {"table", *_CELLS, "caption"}
_ENDS = {
    "li": ({"li"}, {*_LISTS, *_CELL_BORDERS}),
    "dt": ({"dt", "dd"}, {"dl", *_CELL_BORDERS}),
    "dd": ({"dt", "dd"}, {"dl", *_CELL_BORDERS}),
    **dict.fromkeys(_CELLS, (_CELLS, {"table", "tr"})),
    **dict.fromkeys(("tr", "tbody", "thead", "tfoot"), ({"tr"}, {"table"})),
    **dict.fromkeys(_HEADINGS, (_HEADINGS, _BLOCKS - _HEADINGS)),
}
_END_BORDERS = {
    "table": set(),
    "caption": {"table"},
    **{name: {"table"} for name in ("tr", "tbody", "thead", "tfoot", *_CELLS)},
}
# Of these a browser goes on with the style although the block around them ended.
_FORMATTING = {"b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"}
_MOST_RULES = 20  # of a style sheet for one name
_FURTHEST = 300  # elements looked at for the one that an end tag means
_DEEPEST = 60  # elements of the tree inside each other; what stands deeper keeps its lines
_LONGEST_CELL, _WIDEST_TABLE = 1500, 40  # signs, columns; beyond, a table only lays out a page

_MOST_SPANNED = 12  # columns, further to the right each cell counts as one

_SILENT = {"template", "noscript", "svg", "select", "head", "rp"}
# With the remarks that Word writes at the edge of a text, and the signs that lead there.
_HIDDEN = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|mso-element\s*:\s*comment-list|mso-special-character\s*:\s*comment)"
)
_SHOWN_AS_BLOCK = re.compile(
    r"(?<![\w-])display\s*:\s*(?:block|flex|grid|table|list-item)(?![\w-])"
)
_SHIFTED = re.compile(r"(?<![\w-])vertical-align\s*:\s*(sub|super|baseline)")
_HEAVY = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|(?<![\w-])font\s*:[^;:]{0,200}\bbold")
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)")
_SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)")
_UPRIGHT = re.compile(r"font-style\s*:\s*normal")
_NOT_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:\s*none")
_VERBATIM = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
_WORD_LIST = re.compile(r"mso-list\s*:[^;:]{0,200}\blevel([1-9])")
_COUNTED = re.compile(
    r"list-style(?:-type)?\s*:[^;:]{0,200}?\b(none|disc|circle|square|decimal|(?:low|upp)er-(?:alpha|latin|roman))"
)
_COUNTERS = {"decimal": "1", **dict.fromkeys(("none", "disc", "circle", "square"), "")} | {
    f"{size}er-{name}": first.upper() if size == "upp" else first
    for size in ("low", "upp")
    for name, first in {"alpha": "a", "latin": "a", "roman": "i"}.items()
}
_ROMAN_ONES = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore")
_TARGET = re.compile(r"(?:https?://|mailto:|tel:|/|#)[^\s()<>]{1,500}$", re.I)
_NAMES_PLACE = re.compile(
    r"(?!javascript|vbscript|data|about|blob|cid|file|x-)[a-z][a-z\d+.-]*:\S*\w", re.I
)
_MARKS_IN_LINK = re.compile(
    r"(\\.|\[(?:[^\[\]\\]|\\.)*+\])|[\[\]\\]"
)  # but for pairs without one inside

# Before the first tag stands Windows' head of its clipboard.
_WINDOWS = re.compile(r"[\s\ufeff]*Version:[\d.]+\s[\w:\s./-]{0,300}(?=<)")
_DECLARATION = re.compile(r"<!(?!--)[^<>]{0,500}>|<\?[^<>]{0,500}>")
_COMMENT_END = re.compile(r"--!?>|(?<=<!--)-?>")
_STYLE_SHEET = re.compile(r"<style\b[^<>]{0,500}>", re.I)
_NO_RULE = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.S)
_RULE = re.compile(r"([^{}]*+)\{([^{}]*+)\}")
_COMPOUND = re.compile(r"([\w-]*|\*)((?:[.#][\w-]+)*)")
_NAME = re.compile(r"[.#][\w-]+")


def from_html(html, emphasised=False):
    """Return the text of ``html`` as Markdown, with nothing of what was readable lost; quotes and slanted words stay told apart
    where it is ``emphasised``."""
    shown = _without_comments(_WINDOWS.sub("", html, count=1)).replace("<!--", "")
    shown = _DECLARATION.sub("", shown)
    return _Lines().convert_soup(_Tree(_Sheet(html), emphasised).read(shown))


def _without_comments(html):
    """Return ``html`` without its comments, as a browser takes them (WHATWG HTML 13.2.5.43); one that nobody ends stays."""
    pieces, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := _COMMENT_END.search(html, start + 4)):
        pieces.append(html[at:start])
        at = end.end()
    return "".join([*pieces, html[at:]])


# Whose words are one line, however many they take, in a text of others up to an empty one; and who ends where the next begins.
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")
_WRAPPED = {"p", "li", "dt", "dd", "caption", *_CELLS, *_HEADINGS}
_BARE = {"br", "hr", "wbr"}  # of what has no end, the ones that need no attribute
_ROW = re.compile(r"^(?P<indent>[ \t]*)(?:\||(?:[-*+•]|\d{1,3}[.)])[ \t]).*<br.*", re.M | re.I)
_BREAK = re.compile(r"<br\s{0,5}/?>", re.I)
_LINE_START = re.compile(r"(?:[ \t]|[-*+•>]\s)*")


def lines_from_html(text, spoken_of=False):
    """Return ``text`` with the lines in which HTML stands told in Markdown, as a browser shows them; all others stay.

    With ``spoken_of`` a tag is text where nobody closes it inside a line, in code, and in a line that names HTML.
    """
    text = _ROW.sub(
        partial(_with_breaks_inside, _KEPT if spoken_of else " "), _without_comments(text)
    )
    meant, spans = _meant_tags(text, spoken_of)
    pieces, done = [], 0
    for first, last in _whole_lines(text, spans):
        tags = meant[bisect_left(meant, first) : bisect_left(meant, last)]
        passage = _escaped_but(text[first:last], [at - first for at in tags])
        soup = _Tree(_Sheet(passage), emphasised=False, is_mixed=True, is_own=not spoken_of).read(
            passage
        )
        shown = _Lines().convert_soup(soup).rstrip("\n")
        gaps = [bool(soup.contents) and soup.contents[at].name == "hr" for at in (0, -1)]
        above = gaps[0] and first and not text.endswith("\n\n", 0, first)
        below = gaps[1] and last < len(text) and not text.startswith("\n\n", last)
        pieces += [text[done:first], "\n" * bool(above), shown, "\n" * bool(below)]
        done = last
    return "".join([*pieces, text[done:]]).replace(_KEPT, "<br>")


_KEPT = "\ue0f1"  # a break in a cell, which ends no line; no text holds it


def _with_breaks_inside(in_cell, row):
    """Return the line of a match with its breaks as ``in_cell`` in a row of a table, in an item with what follows inside it."""
    is_item = not row[0].lstrip().startswith("|")
    return _BREAK.sub(f"<br>{row['indent']}    " if is_item else in_cell, row[0])


def is_html(text):
    """Whether hardly a line of ``text`` stands outside its elements, so that their ends alone are those of lines."""
    rows, done = [], 0
    for first, last in _whole_lines(text, _meant_tags(text, spoken_of=True)[1]):
        rows += text[done:first].split("\n")
        done = last
    outside = [row for row in [*rows, *text[done:].split("\n")] if row.strip()]
    return 5 * len(outside) <= len(text.strip().split("\n"))


def _meant_tags(text, spoken_of):
    """Return where tags of ``text`` begin that are meant as such, and the (start, end) of their elements."""
    code = code_in(text)
    meant, spans, opened, others, row_end = set(), [], {}, [], 0
    for start, end, tag in tags_in(text):
        if tag is None:
            continue
        while code and code[0][1] <= start:
            code.pop(0)
        if start >= row_end:
            row_start, row_end = _row_of(text, start, start)
            row = text[row_start:row_end]
            names_html = spoken_of and "HTML" in row
            is_bare_row = not re.sub("<[^<>]*>", "", row).strip()
        if names_html or (code and code[0][0] < start):
            continue
        begun = opened.get(tag.name)
        if tag.closing and begun:
            first = begun.pop()
            is_bare = tag.name in INSIDE_WORDS and text[first:start].rstrip() == f"<{tag.name}>"
            if not (spoken_of and is_bare):
                spans.append((first, end))
                meant |= {first, start}
            continue
        is_alone = tag.name in VOID and (tag.name in _BARE or tag.attributes)
        begins_line = tag.name in {"p", *_ENDS} and _LINE_START.fullmatch(text, row_start, start)
        if is_alone or begins_line or is_bare_row or not spoken_of:
            spans.append((start, end))
            meant.add(start)
        elif tag.name in _ENDS:
            others.append(start)
        if not (tag.closing or tag.name in VOID):
            opened.setdefault(tag.name, []).append(start)
    spans.sort()
    ends = [0, *accumulate((end for _start, end in spans), max)]
    meant |= {at for at in others if ends[bisect_left(spans, (at,))] > at}
    return sorted(meant), spans


def _row_of(text, start, end):
    """Return where the line of ``start`` begins and that of ``end`` ends."""
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, last if last >= 0 else len(text)


def _whole_lines(text, spans):
    """Return the (start, end) of the lines of ``spans``, those that touch as one."""
    rows = []
    for start, end in spans:
        if rows and end <= rows[-1][1]:
            continue
        first, last = _row_of(text, start, end)
        if rows and first <= rows[-1][1] + 1:
            rows[-1][1] = last
        else:
            rows.append([first, last])
    return rows


def _escaped_but(passage, places):
    """Return ``passage`` with only the tags at ``places`` as such."""
    passage = [passage[start:end] for start, end in pairwise([0, *places, len(passage)])]
    first, *others = (piece.replace("&lt;", "&amp;lt;") for piece in passage)
    others = (piece[:1] + piece[1:].replace("<", "&lt;") for piece in others)
    return first.replace("<", "&lt;") + "".join(others)


class _Sheet:
    """What the style sheets in a text strike out, make bold or count: the rules for elements by their names, classes, ids and what
    they stand in (CSS Selectors 4); none that ask for more than these."""

    def __init__(self, html):
        self.rules = {}  # by one of the names of the element they are for
        for sheet in _STYLE_SHEET.split(html)[1:]:
            rules = _RULE.findall(_NO_RULE.sub(" ", sheet.partition("</")[0]))
            for selectors, css in ((selectors, css.lower()) for selectors, css in rules):
                if STRUCK.search(css) or _HEAVY.search(css) or _COUNTED.search(css):
                    for selector in selectors.rpartition(";")[2].split(","):
                        self._add(selector, css)

    def _add(self, selector, css):
        found = [_COMPOUND.fullmatch(step) for step in re.split(r"[\s>]+", selector.strip())]
        if not all(found):
            return
        parts = [(name.lower(), *_NAME.findall(rest)) for name, rest in map(re.Match.groups, found)]
        steps = tuple(frozenset(part) - {"", "*"} for part in parts)
        rules = self.rules.setdefault(next(iter(steps[-1]), "*"), {})
        if steps in rules or len(rules) < _MOST_RULES:
            rules[steps] = css

    def style_of(self, names, around):
        """Return what the rules say of the element with these ``names`` inside those ``around``, the innermost last."""
        said = []
        for name in ("*", *names):
            for (*steps, last), css in self.rules.get(name, {}).items():
                places = reversed(around)
                is_there = (any(step <= outside for outside in places) for step in reversed(steps))
                if last <= names and all(is_there):
                    said.append(css)
        return said


class _Style(NamedTuple):
    """How a text is shown; ``mark`` is the number or sign that Word puts before an item."""

    bold: bool = False
    slanted: bool = False
    struck: bool = False
    hidden: bool = False
    verbatim: bool = False
    mark: bool = False
    target: str = ""
    heading: str = ""
    shift: str = ""  # "sup" or "sub"

    def inside(self, name, attributes, css):
        """Return the style inside an element; ``css`` counts as much as its name."""
        bold = (self.bold or name in ("b", "strong")) and not _LIGHT.search(css)
        slanted = (self.slanted or name in ("i", "em")) and not _UPRIGHT.search(css)
        crosses = name in ("s", "strike", "del") and not _NOT_STRUCK.search(css)
        target = _target(attributes.get("href", "")) if name == "a" else self.target
        shift = name if name in ("sup", "sub") else self.shift
        if said := _SHIFTED.search(css):
            shift = {"super": "sup", "sub": "sub"}.get(said[1], "")
        return _Style(
            bold or bool(_HEAVY.search(css)),
            slanted or bool(_SLANTED.search(css)),
            self.struck or crosses or bool(STRUCK.search(css)),
            self.hidden or "hidden" in attributes or bool(_HIDDEN.search(css)),
            self.verbatim or name in ("pre", "textarea") or bool(_VERBATIM.search(css)),
            self.mark or bool(_WORD_MARK.search(css)),
            target,
            name if name in _HEADINGS else self.heading,
            shift,
        )


def _target(href):
    """Return where a link leads; "" for what no reader of the Markdown could follow."""
    href = address(href) or ""
    href = f"https:{href}" if href.startswith("//") else href
    href = href.translate(ENDS_ADDRESS)
    return href if _TARGET.match(href) else ""


@dataclass(slots=True, eq=False)
class _Open:
    """An element that is open: what it says of style, the style inside it, and its tag in the tree, if any."""

    name: str
    attributes: dict
    css: str
    style: _Style
    names: set = frozenset()  # by which style sheets speak of it
    tag: Tag | None = None


class _Tree:
    """Builds a tree of lists, tables, headings and lines, in which only del, em, strong and a stand inside lines."""

    def __init__(self, sheet, emphasised, is_mixed=False, is_own=False):
        self.is_mixed, self.is_own = is_mixed, is_own  # one of this site's own texts
        self.soup = BeautifulSoup("", "html.parser")
        self.emphasised = emphasised
        self.sheet = sheet
        self.open = []
        self.tags = [self.soup]  # those of ``open`` that have one
        self.count = Counter()
        self.own = set()  # places in the HTML itself, which get lost
        self.runs = []

    def read(self, html):
        """Return the tree of ``html``."""
        row = list(tokens(html))
        lists = []
        for token in row:
            if isinstance(token, str):
                continue
            self.own |= {token.attributes.get("id"), token.attributes.get("name")}
            if token.name in _LISTS and not token.closing:
                token.attributes["items"] = 0
                lists.append(token.attributes)
            elif token.name in _LISTS:
                del lists[-1:]
            elif token.name == "li" and lists and not token.closing:
                lists[-1]["items"] += 1
        # Of each tag from below: whether an empty line stands before the next end of its name, None without one.
        parted, at_end, empty_lines = [], {}, 0
        for token in reversed(row):
            if isinstance(token, str):
                parted.append(None)
                empty_lines += bool(_EMPTY_LINE.search(token))
                continue
            is_closed = token.name in at_end
            parted.append(empty_lines > at_end[token.name] if is_closed else None)
            if token.closing:
                at_end[token.name] = empty_lines
        for token, is_parted in zip(row, reversed(parted), strict=True):
            if isinstance(token, str):
                self._add(token)
            elif token.closing:
                self._end(token.name)
            else:
                self._start(token.name, token.attributes, is_parted)
        self._flush()
        shown = self.soup.find_all(lambda tag: tag.name != "hr", recursive=False)
        if len(shown) == 1 and shown[0].get("by_mail"):
            shown[0].unwrap()  # all of it was quoted, by a mail and not by its text
        return self.soup

    @property
    def style(self):
        """The style of the text at this place."""
        return self.open[-1].style if self.open else _Style(verbatim=self.is_mixed)

    def _start(self, name, attributes, is_parted):
        is_closed = is_parted is not None
        href = attributes.get("href", "").strip()
        # Places of another page, as footnotes and headings; a TOP has the same here.
        is_lost = re.match("#(?!top-)", href) and not self.is_own
        if name == "a" and (is_lost or href.removeprefix("#") in self.own):
            attributes = {**attributes, "href": ""}
        if name == "a" and self.is_own:
            attributes = {**attributes, "href": address_from_root(attributes.get("href", "")) or ""}
        classes = (f".{part}" for part in attributes.get("class", "").split())
        names = {name, *classes, f"#{attributes.get('id', '')}"}
        inside = self.open[-_FURTHEST:] if self.sheet.rules else ()
        around = [{"html"}, {"body"}, *(one.names for one in inside)]
        said = self.sheet.style_of(names, around)
        css = ";".join([*said, attributes.get("style", "").lower()])
        if name in _BLOCKS:
            self._flush()
            ended, borders = _ENDS.get(name, (set(), set()))  # what needs no end tag
            if self.count["p"]:
                self._close({"p"}, _CELL_BORDERS)
            if any(self.count[one] for one in ended):
                self._close(ended, borders)
            if name == "body":
                self._close({"head"}, set())
            if name in _PARAGRAPHS and not (name == "p" and _WORD_LIST.search(css)):
                self._gap()
        elif _SHOWN_AS_BLOCK.search(css):
            self._flush()
        begins_box = self.tags[-1].get("mark", "").endswith(("☑", "☐")) and not (
            self.tags[-1].contents or self.runs
        )
        if name == "br":
            self._break()
        elif name == "img" and not begins_box:
            self._add(f" {attributes.get('alt', '')} ")
        elif name == "input" and attributes.get("type", "").lower() == "checkbox":
            self._add("☑ " if "checked" in attributes else "☐ ")
        elif name == "q":
            self._add("„")
        elif name == "rt" and is_closed:
            self._add(" (")
        elif name == "hr" and self.is_mixed:
            self._add("---")
            self._flush()
            self._gap()
        if name in VOID:
            return
        one = _Open(name, attributes, css, self.style.inside(name, attributes, css), names)
        if one.style.hidden and not self.style.hidden and not is_closed:
            one.style = one.style._replace(hidden=False)
        if self.is_mixed and name in _WRAPPED and is_closed and (self.is_own or not is_parted):
            one.style = one.style._replace(verbatim=False)
        if name in _SILENT and is_closed:
            one.style = one.style._replace(hidden=True)
        if name in _BLOCKS and len(self.tags) < _DEEPEST and not one.style.hidden:
            one.tag = self._tag_of(one)
        if one.tag:
            self.tags[-1].append(one.tag)
            self.tags.append(one.tag)
        self.open.append(one)
        self.count[name] += 1

    def _tag_of(self, one):
        """Return a new tag for a container, in its right place; None for other blocks."""
        in_word_list = _WORD_LIST.search(one.css) if one.name == "p" else None
        if in_word_list:
            return self.soup.new_tag("li", attrs={"mark": "-", "level": in_word_list[1]})
        if one.name == "blockquote" and self.emphasised and not self.count["table"]:
            if self.count["blockquote"] > 4:
                return None
            self._into_content()
            said = [one.attributes.get("type"), *one.attributes.get("class", "").split()]
            by_mail = not {*said}.isdisjoint({"cite", "gmail_quote"})
            return self.soup.new_tag("blockquote", attrs={"by_mail": by_mail})
        if one.name not in _CONTAINERS:
            return None
        inside = self.tags[-1].name
        if one.name in ("tr", "caption") and inside != "table":
            return None
        if one.name in _CELLS and inside not in ("table", "tr"):
            return None
        if one.name in _CELLS and inside == "table":
            self._put_into("tr")
        elif one.name not in ("tr", "caption", *_CELLS):
            self._into_content(is_item=one.name == "li")
        if one.name == "li":
            return self.soup.new_tag("li", attrs={"mark": self._mark(one)})
        attributes = {}
        if one.name in _LISTS:
            start = one.attributes.get("start", "")
            is_reversed = "reversed" in one.attributes
            first = one.attributes["items"] if is_reversed else 1
            attributes["next"] = int(start) if re.fullmatch(r"-?[0-9]{1,6}", start) else first
            attributes["step"] = -1 if is_reversed else 1
            attributes["counter"] = _counter_of(one, "1" if one.name == "ol" else "")
        for name in ("colspan", "rowspan") if one.name in _CELLS else ():
            if re.fullmatch("[0-9]{1,3}", one.attributes.get(name, "")):
                attributes[name] = int(one.attributes[name])
        return self.soup.new_tag(one.name, attrs=attributes)

    def _mark(self, item):
        """Return the mark of an item: its number as it is shown, or "-"."""
        around, attributes = self.tags[-1], item.attributes
        checked = attributes.get("aria-checked", attributes.get("data-checked", ""))
        said = {"checked": "true", "unchecked": "false"}
        checked = said.get(attributes.get("data-list"), checked)
        box = {"true": " ☑", "false": " ☐"}.get(checked, "")
        counter = _counter_of(item, around.get("counter", ""))
        if not counter:
            return f"-{box}"
        value = attributes.get("value", "")
        number = int(value) if re.fullmatch(r"-?[0-9]{1,6}", value) else around.get("next", 1)
        around["next"] = number + around.get("step", 1)
        if counter in "aA" and 0 < number <= 26:
            return f"- {chr(ord(counter) + number - 1)}){box}"
        if counter in "iI" and 0 < number < 40:
            roman = "x" * (number // 10) + _ROMAN_ONES[number % 10]
            return f"- {roman if counter == 'i' else roman.upper()}.{box}"
        return f"{'- ' if number < 0 else ''}{number}.{box}"

    def _put_into(self, name, **attributes):
        """Go on inside the last child of the open tag that is called ``name``, or a new one."""
        last = self.tags[-1].contents[-1] if self.tags[-1].contents else None
        if last is None or last.name != name:
            last = self.soup.new_tag(name, attrs=attributes)
            self.tags[-1].append(last)
        self.open.append(_Open(name, {}, "", self.style, tag=last))
        self.count[name] += 1
        self.tags.append(last)

    def _into_content(self, *, is_item=False):
        """Make sure that what comes stands in an item or a cell, not between them."""
        if self.tags[-1].name == "table":
            self._put_into("tr")
        if self.tags[-1].name == "tr":
            self._put_into("td")
        if self.tags[-1].name in _LISTS and not is_item:
            self._put_into("li", mark="")

    def _end(self, name):
        if name == "q" and self.count["q"]:
            self._add("“")
        if name == "a" and self.count["a"] and not self.is_own:
            self._add(self._lost_address())
        if name == "rt" and self.count["rt"]:
            self._add(")")
        if name in _BLOCKS:
            self._flush()
        if self.count[name] and name not in VOID:
            self._close({name}, _END_BORDERS.get(name, _CELL_BORDERS))
        below = self.tags[-1].contents
        if name in _PARAGRAPHS and not (name == "p" and below and below[-1].name == "li"):
            self._gap()

    def _lost_address(self):
        """Return where the open link leads, in brackets, where neither its words nor a link of ours tell it."""
        link = next(one for one in reversed(self.open) if one.name == "a")
        href = link.attributes.get("href", "").strip()
        is_told = link.style.target or "".join(text for text, _ in self.runs).endswith(href)
        return "" if is_told or not _NAMES_PLACE.match(href) else f" ({href})"

    def _close(self, names, borders):
        """Close the innermost element called one of ``names``, with what is open inside it, up to a border."""
        for at in range(len(self.open) - 1, max(-1, len(self.open) - _FURTHEST), -1):
            if self.open[at].name in names:
                break
            if self.open[at].name in borders:
                return
        else:
            return
        inside = self.open[at + 1 :]
        is_block = self.open[at].name in _BLOCKS or _SHOWN_AS_BLOCK.search(self.open[at].css)
        if is_block:
            self._flush()
        for one in self.open[at:]:
            self.count[one.name] -= 1
            if one.tag:
                self._flush()
                self.tags.pop()
        del self.open[at:]
        # What stood around the end goes on: a block that is badly nested, or the style of a block that ended.
        goes_on = _FORMATTING if is_block else _FORMATTING | {"a", "span", "del"}
        for one in inside[-30:]:
            if one.name in goes_on:
                one.style = self.style.inside(one.name, one.attributes, one.css)
                self.open.append(one)
                self.count[one.name] += 1

    def _add(self, text):
        style = self.style
        if style.hidden or not text:
            return
        # What is shown is what a reader of the Markdown sees; of own lines the marks are meant.
        text = escape_references(text)
        if self.is_mixed:
            text = text.replace("&amp;lt;", "&lt;")
        elif not style.struck:
            text = re.sub("~(?=~)", r"\\~", text)
        text = shifted(text, style.shift)
        if not style.verbatim:
            is_empty_line = "\xa0" in text and not text.strip()
            self.runs.append(("\xa0" if is_empty_line else re.sub(r"\s+", " ", text), style))
            return
        if self.is_mixed and not self.runs and "pre" not in self.count:
            text = re.sub(r"^[ \t]*\n", "", text)  # a block or a break ended that line
        first, *lines = text.split("\n")
        self.runs.append((first, style))
        for line in lines:
            self._break()
            self.runs.append((line, style))

    def _break(self):
        """End the line; an empty one ends the paragraph. A heading is one line."""
        if self.style.heading and not self.style.verbatim:
            self.runs.append((" ", self.style))
        elif not self._flush():
            self._gap()

    def _gap(self):
        if self.tags[-1].name not in ("table", "tr", *_LISTS):
            self.tags[-1].append(self.soup.new_tag("hr"))

    def _flush(self):
        """Put the words that were collected into the tree as a line; return whether there were any. A no-break space
        alone is how programs write an empty line."""
        runs, self.runs = self.runs, []
        if not any(text.strip() for text, _style in runs):
            if any(text == "\xa0" for text, _style in runs):
                self._gap()
            return False
        runs = [(" " if text == "\xa0" else text, style) for text, style in runs]
        if self.tags[-1].name == "li":
            marks = "".join(text for text, style in runs if style.mark).strip()
            runs = [(text, style) for text, style in runs if not style.mark]
            if re.fullmatch(r"[0-9]{1,6}[.)]", marks):
                self.tags[-1]["mark"] = f"{marks[:-1]}."
            elif marks:  # what Word shows before an item
                is_sign = marks == "o" or not marks[0].isalnum()
                self.tags[-1]["mark"] = "-" if is_sign else f"- {marks}"
        depth = len(self.open)
        self._into_content()
        heading = runs[0][1].heading if runs else ""
        line = self.soup.new_tag(heading or "div")
        if runs and runs[0][1].verbatim:
            line["as_typed"] = self.is_mixed
            text = runs[0][0].expandtabs(4)
            line["indent"] = " " * min(40, len(text) - len(text.lstrip(" ")))
        self._nest(line, self._beside_words(runs), 0, is_heading=bool(heading))
        self.tags[-1].append(line)
        while len(self.open) > depth:  # an item or cell that only held a line without one
            self.count[self.open.pop().name] -= 1
            self.tags.pop()
        return True

    def _nest(self, parent, runs, at, *, is_heading):
        """Put ``runs`` into ``parent``, neighbours of one style into one element."""
        if at == 3:
            parent.append("".join(text for text, _style in runs))
            return
        keys = [
            lambda run: run[1].struck,
            lambda run: self._mark_of(run[1], is_heading=is_heading),
            lambda run: run[1].target,
        ]
        for value, some in groupby(runs, keys[at]):
            some = list(some)
            inner = parent
            if value and (at < 2 or _says_more("".join(text for text, _style in some), value)):
                attributes = [{}, {"mark": value}, {"href": value}][at]
                inner = self.soup.new_tag(("del", "strong", "a")[at], attrs=attributes)
                parent.append(inner)
            self._nest(inner, some, at + 1, is_heading=is_heading)

    def _beside_words(self, runs):
        """Return ``runs`` with none bold or slanted that begins or ends inside a word, or beside others that are, where the
        marks would be read as such."""

        def mark(run):
            return self._mark_of(run[1], is_heading=False) if run[1] else ""

        parts = [list(part) for _mark, part in groupby(runs, mark)]
        around = [[("", None)], *parts, [("", None)]]
        for before, part, after in zip(around, parts, around[2:], strict=False):
            beside = (before[-1], part[0][0][:1], -1), (after[0], part[-1][0][-1:], 0)
            for other, inside, at in beside:
                outside = other[0][at:][:1]
                is_read_on = outside.isalnum() or mark(other)
                if outside and is_read_on and not (inside.isspace() or outside.isspace()):
                    part[:] = [
                        (text, style._replace(bold=False, slanted=False)) for text, style in part
                    ]
        return [run for part in parts for run in part]

    def _mark_of(self, style, *, is_heading):
        """The stars around words of a ``style``; a heading is bold anyway."""
        stars = 2 * (style.bold and not is_heading) + (style.slanted and self.emphasised)
        return "*" * stars


def _says_more(words, target):
    """Whether the words of a link are some and say something else than where it leads."""
    words = words.strip()
    is_told = words.rstrip("/") == target.rstrip("/") or f"mailto:{words}" == target
    return 0 < len(words) <= 300 and not is_told


def _counter_of(element, default):
    """Return the first sign that a list or an item counts by ("1", "a", "I" …), "" for one with bullets."""
    styled = _COUNTED.search(element.css)
    if styled:
        return _COUNTERS[styled[1]]
    said = element.attributes.get("type", "")
    return said if default and said and said in "1aAiI" else default


class _Lines(MarkdownConverter):
    """Makes lines of the tree: a tag that is a line ends it, an empty line parts paragraphs."""

    def process_text(self, el, parent_tags=None):
        """Return the words as they are, for a line is escaped as a whole, but for a "!" that would make the link
        behind it a picture, and a star beside bold words."""
        above, below = (getattr(one, "name", "") for one in (el.previous_sibling, el.next_sibling))
        text = re.sub(r"(?<!\\)!$", r"\!", el) if below == "a" else str(el)
        text = re.sub(r"^\*", r"\*", text) if above == "strong" else text
        return re.sub(r"(?<!\\)\*$", r"\*", text) if below == "strong" else text

    def convert__document_(self, el, text, parent_tags):
        """Return all lines, with single empty ones between them."""
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"

    def convert_div(self, el, text, parent_tags):
        """Return a line."""
        if el.get("as_typed"):
            return f"\n{el['indent']}{text.strip()}\n"
        return f"\n{el.get('indent', '')}{escape_inside(' '.join(text.split()))}\n"

    def convert_hn(self, n, el, text, parent_tags):
        """Return a heading of level ``n``."""
        return f"\n{'#' * n} {escape_inside(' '.join(text.split()))}\n"

    convert_hN = convert_hn  # noqa: N815

    def convert_hr(self, el, text, parent_tags):
        """Return what parts paragraphs."""
        return "\n\n"

    def convert_blockquote(self, el, text, parent_tags):
        """Return the lines of a quote."""
        if not text.strip():
            return ""
        lines = re.sub(r"\n{2,}", "\n\n", text).strip("\n").split("\n")
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"

    def convert_strong(self, el, text, parent_tags):
        """Return bold or slanted words, where the marks of Markdown can tell it."""
        is_told = re.search(r"[^\W_]", text) and not STAR.search(text) and len(text) <= 250
        return _marked(text, el["mark"]) if is_told else text

    def convert_del(self, el, text, parent_tags):
        """Return struck-out words."""
        return _marked(re.sub(r"~(?=~)|~(?=\s*$)|(?<![^\s])~", r"\\~", text), "~~")

    def convert_a(self, el, text, parent_tags):
        """Return a link."""
        words = text.strip()
        shown = _MARKS_IN_LINK.sub(lambda one: one[1] or f"\\{one[0]}", escape_inside(words))
        return text.replace(words, f"[{shown}]({el['href']})", 1)

    def convert_list(self, el, text, parent_tags):
        """Return the items, which know their marks."""
        return f"\n\n{text.strip(chr(10))}\n\n"

    convert_ul = convert_ol = convert_menu = convert_dir = convert_list

    def convert_li(self, el, text, parent_tags):
        """Return an item: its mark, its words, and what stands below them further to the right; nothing without words."""
        if not text.strip():
            return ""
        lines = _parted(re.sub(r"\n{2,}", "\n", text).strip("\n").split("\n"))
        mark, box = el["mark"], re.match(r"[☐☑]\s*", lines[0])
        if mark.endswith((" ☐", " ☑")) or box:
            mark, sign = (mark[:-2], mark[-1]) if mark[-1] in "☐☑" else (mark, lines[0][0])
            words = lines[0][box.end() if box else 0 :]
            if not words and lines[1:]:
                words = lines.pop(1).lstrip()
            lines[0] = f"[{' ' if sign == '☐' else 'x'}] {words}"
        first = el.contents[0].name if el.contents else ""
        # a list that only counts its parts
        if any(child.name in _HEADINGS for child in el.contents):
            number = f"{mark} ".removeprefix("- ")
            lines[0] = re.sub(r"^(#+ |)", rf"\g<1>{number}", lines[0])
            return "\n\n" + "\n".join(lines) + "\n\n"
        step = "    " if len(list(el.find_parents("li"))) < 6 else ""
        if first not in _LISTS and mark:
            lines = [f"{mark} {lines[0]}", *(step + line if line else "" for line in lines[1:])]
        else:
            lines = [step + line if line else "" for line in lines]
        indent = "    " * (int(el.get("level", 1)) - 1)
        return "\n" + "\n".join(indent + line if line else "" for line in lines) + "\n"

    def convert_cell(self, el, text, parent_tags):
        """Keep the lines of a cell for its table."""
        el["lines"] = text
        return ""

    convert_td = convert_th = convert_caption = convert_cell

    def convert_tr(self, el, text, parent_tags):
        """A row is told by its table."""
        return ""

    def convert_table(self, el, text, parent_tags):
        """Return a table, what only lays out a page cell by cell."""
        titles = "".join(one["lines"] for one in el.find_all("caption", recursive=False))
        return f"{titles}\n\n{_table(_rows(el))}\n\n"


_INNER = re.compile(r"(?P<indent> *)(?P<mark>(?:-|\d+\.) )?")


def _parted(lines):
    """Return the ``lines`` of an item with an empty one before words below a list in it, which are none of its last item."""
    found = lines[:1]
    for above, line in pairwise(lines):
        last, own = _INNER.match(above), _INNER.match(line)
        inside = len(last["indent"]) + bool(last["mark"])
        if line and not own["mark"] and inside > len(own["indent"]):
            found.append("")
        found.append(line)
    return found


def _marked(text, mark):
    words = text.strip()
    if not words:
        return text
    before, after = text.split(words, 1)
    return f"{before}{mark}{words}{mark}{after}"


def _rows(table):
    """Return the rows of cells of lines; a cell that spans several leaves the others empty."""
    rows, spanned = [], Counter()
    for row in table.find_all("tr", recursive=False):
        cells = []
        for cell in row.find_all(_CELLS, recursive=False):
            while len(cells) < _MOST_SPANNED and spanned[len(cells)]:
                spanned[len(cells)] -= 1
                cells.append([])
            across = min(max(cell.get("colspan", 1), 1), max(1, _MOST_SPANNED - len(cells)))
            for column in range(len(cells), len(cells) + across):
                spanned[column] += max(cell.get("rowspan", 1), 1) - 1
            cells += [[line for line in cell["lines"].split("\n") if line.strip()]]
            cells += [[]] * (across - 1)
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
    return [row for row in rows if any(row)]


def _table(rows):
    width = max(map(len, rows), default=0)
    cells = [cell for row in rows for cell in row]
    head = [sum(map(len, cell)) for row in rows[:1] for cell in row]
    longest = _LONGEST_CELL * (10 if all(0 < length < 40 for length in head) else 1)
    lays_out = width > _WIDEST_TABLE or any(
        sum(map(len, cell)) > longest or any(line.startswith(("|", "#")) for line in cell)
        for cell in cells
    )
    if width < 2 or len(rows) < 2 or lays_out:
        return "\n\n".join("\n".join(cell) for cell in cells if cell)
    table = []
    for row in rows:
        texts = [""] * width
        for at, cell in enumerate(row):
            lines = (
                map(_line_of_cell, cell) if cell[1:] else (line.removeprefix("- ") for line in cell)
            )
            texts[at] = "<br>".join(lines)
        table.append(f"| {' | '.join(text.replace('|', chr(92) + '|') for text in texts)} |")
    return "\n".join([table[0], "|" + " --- |" * width, *table[1:]])


_IN_LIST = re.compile(r"(?P<indent>\s*)- (?:\[(?P<box>[ x])\] )?")


def _line_of_cell(line):
    """Return a ``line`` of a cell with the sign of a list that shows without Markdown, as a cell holds none."""
    if not (item := _IN_LIST.match(line)):
        return line.strip()
    box = {" ": "☐ ", "x": "☑ "}.get(item["box"], "")
    return f"{'◦' if item['indent'] else '•'} {box}{line[item.end() :]}"
