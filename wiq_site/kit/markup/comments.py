"""Restricted HTML of comments: what was typed becomes paragraphs, blocks and links.

Source: section 6 of the design, the behaviour of Drupal's format of this name without its faults.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wiq_site.kit.markup.allowed import (
    COMMENTS,
    TYPED_IN_COMMENTS,
    MarkupError,
    clean,
    clean_with_bleach,
    struck,
)
from wiq_site.kit.markup.lexer import (
    INSIDE_WORDS,
    VOID,
    Tag,
    escape,
    printable,
    shifted,
    start_tag,
    tokens,
)
from wiq_site.kit.markup.linkify import linkify
from wiq_site.kit.text import TURNING

MAX_COMMENT_LENGTH = 4000
MAX_DEPTH = 20
HEADINGS = frozenset(f"h{level}" for level in range(2, 7))
# What a browser shows of tags that are not allowed: without it another text would be read.
_SHOWN_AS = {"s": ("~~", "~~"), "q": ("„", "“"), "sup": ("", ""), "sub": ("", "")}
_RENAMED = {"b": "strong", "i": "em", "del": "s", "strike": "s"}
_INLINE = frozenset({"a", "em", "strong", "cite", "code", *_SHOWN_AS})
_PHRASING = HEADINGS | {"dt"}
_PARENTS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",)}
_ITEMS = {"ul": "li", "ol": "li", "dl": "dd"}
_BLANK = " \t"
# What a tag that is not allowed leaves behind, so that words are never glued: a new paragraph (2),
# a new line (1) or a blank (0). All others (span, font, u, Word's o:p …) stand inside words.
_SEPARATED_BY = {
    **dict.fromkeys(
        "address article aside body caption center details dialog dir div fieldset figcaption "
        "figure footer form h1 header hgroup hr html main menu nav p pre section summary table "
        "tbody tfoot thead title".split(),
        2,
    ),
    **dict.fromkeys("br tr legend option optgroup".split(), 1),
    **dict.fromkeys(
        "td th script style img image svg math video audio iframe object embed applet canvas input "
        "button textarea select datalist map area meter progress frame marquee label output rt rp "
        "template noscript".split(),
        0,
    ),
}


def render_comment(text: str, id_prefix: str = "kt-") -> SafeString:
    """Return the safe HTML of a comment as typed.

    ``id_prefix`` is put before every id the comment brings and before links to these ids, so that
    none meets an id of the page or of another comment. Takes time in proportion to the text.
    Raises MarkupError, a ValueError, for more than MAX_COMMENT_LENGTH characters (CRLF is one).
    """
    text = re.sub(r"\r\n?", "\n", text)
    if len(text) > MAX_COMMENT_LENGTH:
        raise MarkupError(
            _("Der Kommentar ist zu lang: höchstens %(limit)s Zeichen sind möglich.")
            % {"limit": MAX_COMMENT_LENGTH}
        )
    return clean_comment(Builder(printable(text), id_prefix).build().to_html())


def clean_comment(html: str) -> SafeString:
    """Return ``html`` with nothing but what may come out of ``render_comment``."""
    return mark_safe(clean(clean_with_bleach(html), COMMENTS))


@dataclass(slots=True, eq=False)
class Node:
    """An element with its children, nodes and texts.

    An ``is_filler`` is written although empty; an ``is_implied`` list nobody opened ends with its items. What was
    ``typed`` holds attributes that are not written as such.
    """

    name: str = ""
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)
    typed: dict = field(default_factory=dict)
    is_filler: bool = False
    is_implied: bool = False

    def has_text(self):
        """Return whether anything in it is to be read."""
        return self.is_filler or any(
            child.strip() if isinstance(child, str) else child.has_text() for child in self.children
        )

    def edge(self, at):
        """Return the first (0) or last (-1) sign that is read in it, "" at the border of a block."""
        if self.name and self.name not in INSIDE_WORDS:
            return ""
        texts = [child for child in self.children if isinstance(child, Node) or child]
        if not texts:
            return ""
        return texts[at][at] if isinstance(texts[at], str) else texts[at].edge(at)

    def to_html(self, *, plain=False, before="", after=""):
        """Return the HTML; ``plain`` means inside a link or code, where no links are made.

        What holds no text is left out: there are no empty paragraphs, links or headings. ``before``
        and ``after`` are the signs that stand beside it in the same word.
        """
        if self.name == "br":
            return "<br>"
        if not self.has_text():
            return " " if self.name in ("code", "a") else ""
        plain = plain or self.name in ("a", "code")
        children = []
        for is_text, group in groupby(self.valid_children(), lambda c: isinstance(c, str)):
            group = list(group)
            children += ["".join(group)] if is_text else group
        before, after = (before, after) if self.name in INSIDE_WORDS else ("", "")
        pieces = []
        for left, child, right in zip(
            [None, *children], children, [*children[1:], None], strict=False
        ):
            sides = (
                before if left is None else left[-1:] if isinstance(left, str) else left.edge(-1),
                after if right is None else right[:1] if isinstance(right, str) else right.edge(0),
            )
            if not isinstance(child, str):
                pieces.append(child.to_html(plain=plain, before=sides[0], after=sides[1]))
            else:
                pieces.append(escape(child) if plain else linkify(child, *sides))
        if self.name == "ol":
            return self.counted([item for item in zip(children, pieces, strict=True) if item[1]])
        inner = "".join(pieces)
        if not self.name:
            return inner
        if self.name in _SHOWN_AS:
            first, last = _SHOWN_AS[self.name]
            inner = shifted(inner, self.name)
            return f"{first}{inner}{last}"
        return f"{start_tag(self.name, self.attributes)}{inner}</{self.name}>"

    def counted(self, items):
        """Return the HTML of an ordered list with ``items``, pairs of a node and its HTML.

        A number of an item's own, or one after which it counts down, begins another list, since ``start`` alone may tell it.
        """
        first, is_down = int(self.attributes.get("start", 1)), "reversed" in self.typed
        number = len(items) if is_down and "start" not in self.attributes else first
        lists, following = [], None
        for item, html in items:
            own = TYPED_IN_COMMENTS["ol"]["start"](item.typed.get("value", ""))
            number = int(own or number)
            if number != following:
                start = {} if number == first else {"start": str(number)}
                lists.append(start_tag("ol", self.attributes | start))
            lists[-1] += html
            following = number + 1
            number += -1 if is_down else 1
        return "".join(f"{each}</ol>" for each in lists)

    def valid_children(self):
        """Return the children as they are written.

        The single paragraph of a list item is written bare. In a dl no term stands without its
        description or the other way round, as HTML demands.
        """
        if self.name in ("li", "dd"):
            paragraphs = [each for each in self.children if each.name == "p" and each.has_text()]
            if len(paragraphs) == 1:
                at = self.children.index(paragraphs[0])
                return [*self.children[:at], *paragraphs[0].children, *self.children[at + 1 :]]
        if self.name != "dl":
            return self.children
        children, last = [], None
        for child in (child for child in self.children if child.has_text()):
            if last is None and child.name == "dd":
                children.append(Node("dt", is_filler=True))
            children.append(child)
            last = child.name
        return [*children, Node("dd", is_filler=True)] if last == "dt" else children


class Builder:
    """Builds the tree of the comment ``text``; use each only once.

    Three things are kept: the open blocks, the paragraph that is being written (the run), and the
    formatting that is to hold for the next text. Formatting becomes elements only when text comes, so
    whatever the order of the tags the tree is well nested and holds no empty elements.
    """

    def __init__(self, text, id_prefix):
        if not re.fullmatch(r"[\w.:-]*", id_prefix):
            raise ValueError(f"not a prefix for ids: {id_prefix!r}")
        self._root = Node()
        self._blocks = [self._root]
        self._run = None
        self._open = []  # (tag, node) of the formatting around the end of the run
        self._wanted = []  # tags of the formatting that the next text is to have
        self._skipped = Counter()
        self._breaks = 0
        self._gap = ""
        self._id_prefix = id_prefix
        self._known_ids, self._used_ids = set(), set()
        self._closed = set()  # start tags that an end tag of the same name follows
        self._row = []
        waiting = defaultdict(list)
        for tag in tokens(text):
            if isinstance(tag, str):
                self._row.append(tag)
                continue
            tag.name = _RENAMED.get(tag.name, tag.name)
            if tag.name in HEADINGS and "id" in tag.attributes:
                self._known_ids.add(tag.attributes["id"])
            if not tag.closing:
                strikes = tag.name not in VOID and struck(tag.attributes.get("style", ""))
                opened = [tag, Tag("s")] if strikes else [tag]
                waiting[tag.name].append(opened)
                self._row += opened
                continue
            if waiting[tag.name]:
                opened = waiting[tag.name].pop()
                self._closed.update(opened)
                self._row += [Tag("s", closing=True)] * (len(opened) - 1)
            self._row.append(tag)

    def build(self):
        """Return the root of the tree."""
        for token in self._row:
            if isinstance(token, str):
                self.add_text(token.translate(TURNING))
            elif token.name not in TYPED_IN_COMMENTS and token.name not in _SHOWN_AS:
                if token.name in _SEPARATED_BY:
                    self.separate(_SEPARATED_BY[token.name])
            elif token.closing:
                self.close(token.name)
            elif token.name in _INLINE:
                self.format(token)
            else:
                self.open_block(token)
        return self._root

    def add_text(self, text):
        """Add text; outside code one line end is a ``br``, an empty line ends the paragraph."""
        if self._in_code():
            self._write(text)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.separate(1 if self._breaks == 0 else 2)
            words = line.strip(_BLANK)
            self._gap = self._gap or line[: len(line) - len(line.lstrip(_BLANK))]
            if words:
                self._write(words)
                self._gap = line[len(line.rstrip(_BLANK)) :]

    def separate(self, breaks):
        """Keep what follows apart: by a blank (0), a line end (1) or a paragraph (2)."""
        if self._in_code():
            if self._run:
                self._write("\n" if breaks else " ")
        elif breaks:
            self._breaks = max(self._breaks, breaks)
            self._gap = ""
        elif not self._gap:
            self._gap = " "

    def format(self, tag):
        """Let the next text have the formatting ``tag``, as long as it is not too deep."""
        if self._breaks >= 2:  # the paragraph before it takes its own along
            self._end_run()
        if tag.name == "a":
            self._wanted = [other for other in self._wanted if other.name != "a"]
        is_told = tag.name in _SHOWN_AS and any(other.name == tag.name for other in self._wanted)
        if len(self._wanted) >= MAX_DEPTH or is_told:
            self._skipped[tag.name] += 1
        else:
            self._wanted.append(tag)

    def open_block(self, tag):
        """Open a block where it may stand, with the list it needs around it."""
        self._end_run()
        parents = _PARENTS.get(tag.name)
        # Headings and terms hold no block, and an item ends before the next.
        while self._blocks[-1].name in _PHRASING:
            self._blocks.pop()
        if parents and self._blocks[-1].name in _PARENTS and self._blocks[-2].name in parents:
            self._blocks.pop()
        in_list = parents and self._blocks[-1].name in parents
        # Room for an item, its paragraph and one more inside the innermost block.
        if len(self._blocks) > MAX_DEPTH - 3 and not in_list:
            self._skipped[tag.name] += 1
            return
        if not in_list:
            top = self._blocks[-1]
            item = _ITEMS.get(top.name)  # a list holds other blocks in its last item
            if item and top.children and top.children[-1].name == item:
                self._blocks.append(top.children[-1])
            elif item:
                self._push(Node(item))
            if parents:
                self._push(Node(parents[0], is_implied=True))
        self._push(Node(tag.name, self._attributes(tag), typed=tag.attributes))

    def close(self, name):
        """Close the innermost open element ``name``, a heading of any level for a heading."""
        if self._skipped[name]:
            self._skipped[name] -= 1
        elif name in _INLINE:
            for at in range(len(self._wanted) - 1, -1, -1):
                if self._wanted[at].name == name:
                    del self._wanted[at]
                    return
        else:
            same = HEADINGS if name in HEADINGS else {name}
            for at in range(len(self._blocks) - 1, 0, -1):
                if self._blocks[at].name in same:
                    self._end_run()
                    del self._blocks[at:]
                    break
        if name not in _INLINE:
            self._end_run()

    def _in_code(self):
        return any(tag.name == "code" and tag in self._closed for tag in self._wanted)

    def _write(self, text):
        """Put ``text`` into the run with the formatting wanted, after the breaks due before it."""
        if self._breaks >= 2:
            self._end_run()
        if self._run is None:
            while self._blocks[-1].is_implied:
                self._blocks.pop()
            top = self._blocks[-1]
            if top.name in _ITEMS:
                top = self._push(Node(_ITEMS[top.name]))
            self._run = top if top.name in _PHRASING else Node("p")
            if self._run is not top:
                top.children.append(self._run)
        # Close what is open but no longer wanted, and all inside it.
        same = 0
        for (tag, _node), wanted in zip(self._open, self._wanted, strict=False):
            if tag is not wanted:
                break
            same += 1
        del self._open[same:]
        inside = self._open[-1][1] if self._open else self._run
        if self._run.children:
            inside.children.append(Node("br") if self._breaks else self._gap)
        self._breaks, self._gap = 0, ""
        # Open what is wanted and not yet open, as deep as allowed.
        for tag in self._wanted[len(self._open) : MAX_DEPTH - len(self._blocks)]:
            node = Node(tag.name, self._attributes(tag))
            inside.children.append(node)
            self._open.append((tag, node))
            inside = node
        inside.children.append(text)

    def _end_run(self):
        """End the paragraph; formatting that nothing closes ends with it."""
        if self._run is not None and self._run is self._blocks[-1] and self._run.children:
            self._blocks.pop()
        if self._run is None or self._run.children:
            self._wanted = [tag for tag in self._wanted if tag in self._closed]
            self._run = None
        self._open, self._breaks, self._gap = [], 0, ""

    def _push(self, node):
        self._blocks[-1].children.append(node)
        self._blocks.append(node)
        return node

    def _attributes(self, tag):
        """Return the attributes to keep: each id once and with its prefix, links to it alike."""
        values = {}
        for name, check in TYPED_IN_COMMENTS.get(tag.name, {}).items():
            value = check(tag.attributes.get(name, ""))
            if not value or (name == "id" and value in self._used_ids):
                continue
            if name == "id":
                self._used_ids.add(value)
                value = self._id_prefix + value
            elif name == "href" and value[0] == "#" and value[1:] in self._known_ids:
                value = f"#{self._id_prefix}{value[1:]}"
            values[name] = value
        return values
