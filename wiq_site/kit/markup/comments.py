"""Restricted HTML of comments: what was typed becomes paragraphs, blocks and links.

Source: section 6 of the design, the behaviour of Drupal's format of this name without its faults.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wiq_site.kit.markup import gate
from wiq_site.kit.markup.lexer import Tag, escape, printable, start_tag, tokens
from wiq_site.kit.markup.links import linked
from wiq_site.kit.markup.tables import COMMENTS, TYPED_IN_COMMENTS, MarkupError

# The small tree a comment is built as, and how it is written.


@dataclass(slots=True, eq=False)
class Node:
    """An element with its children: nodes and texts."""

    name: str = ""
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def has_text(self):
        """Whether anything in it is to be read."""
        return any(
            child.strip() if isinstance(child, str) else child.has_text() for child in self.children
        )


def to_html(node, *, plain=False):
    """Give the HTML of ``node``; ``plain`` means inside a link or code, where no links are made.

    What holds no text is left out: there are no empty paragraphs, links or headings.
    """
    if node.name == "br":
        return "<br>"
    if not node.has_text():
        return " " if node.name in ("code", "a") else ""
    plain = plain or node.name in ("a", "code")
    inner = _inner(_complete(node), plain)
    return f"{start_tag(node.name, node.attributes)}{inner}</{node.name}>" if node.name else inner


def _inner(children, plain):
    pieces, texts = [], []
    for child in children:
        if isinstance(child, str):
            texts.append(child)
            continue
        pieces += [_text("".join(texts), plain), to_html(child, plain=plain)]
        texts = []
    return "".join(pieces) + _text("".join(texts), plain)


def _text(text, plain):
    return escape(text) if plain else linked(text)


def _complete(node):
    """Give the children of ``node``: a single paragraph of a list item bare, dl with its pairs."""
    if node.name in ("li", "dd"):
        paragraphs = [child for child in node.children if child.name == "p" and child.has_text()]
        if len(paragraphs) == 1:
            at = node.children.index(paragraphs[0])
            return [*node.children[:at], *paragraphs[0].children, *node.children[at + 1 :]]
    if node.name == "dl":
        return list(_pairs(child for child in node.children if child.has_text()))
    return node.children


def _pairs(children):
    """Give terms and descriptions so that neither stands without the other, as HTML demands."""
    last = None
    for child in children:
        if last is None and child.name == "dd":
            yield _Empty("dt")
        yield child
        last = child.name
    if last == "dt":
        yield _Empty("dd")


class _Empty(Node):
    """The missing half of a pair; written although it holds no text."""

    def has_text(self):
        return True


# What must be known of a comment's texts and tags before its tree is built.


HEADINGS = frozenset(f"h{level}" for level in range(2, 7))


def closed_tags(row):
    """Give the start tags that an end tag of the same name follows, innermost first."""
    waiting, closed = defaultdict(list), set()
    for token in row:
        if isinstance(token, Tag):
            if not token.closing:
                waiting[token.name].append(token)
            elif waiting[token.name]:
                closed.add(waiting[token.name].pop())
    return closed


class Ids:
    """The ids of one comment: each once and with its prefix; links inside the comment follow."""

    def __init__(self, row, prefix):
        if not re.fullmatch(r"[\w.:-]*", prefix):
            raise ValueError(f"not a prefix for ids: {prefix!r}")
        self._prefix = prefix
        self._used = set()
        self._known = {
            token.attributes["id"]
            for token in row
            if isinstance(token, Tag) and token.name in HEADINGS and "id" in token.attributes
        }

    def own(self, value):
        """Give an id of the comment with its prefix, None when it was given before."""
        if value in self._used:
            return None
        self._used.add(value)
        return self._prefix + value

    def link(self, href):
        """Give ``href``, with the prefix when it leads to an id of this comment."""
        fragment = href[1:]
        return f"#{self._prefix}{fragment}" if href[0] == "#" and fragment in self._known else href


# Building the tree of a comment from the row of its texts and tags.
#
# Three things are kept: the open blocks, the paragraph that is being written (the run), and the
# formatting that is to hold for the next text. Formatting becomes elements only when text comes, so
# whatever the order of the tags the tree is well nested and holds no empty elements.


MAX_DEPTH = 20
# Room for an item, its paragraph and one more inside the innermost block.
_MAX_BLOCKS = MAX_DEPTH - 3
_INLINE = frozenset({"a", "em", "strong", "cite", "code"})
_PHRASING = HEADINGS | {"dt"}
_PARENTS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",)}
_ITEMS = {"ul": "li", "ol": "li", "dl": "dd"}
_BLANK = " \t"


class Builder:
    """Takes texts and allowed tags in order; ``root`` holds what was built.

    ``row`` is all that will come: it tells which formatting is ever closed and which ids exist.
    """

    def __init__(self, row, id_prefix):
        self.root = Node()
        self._blocks = [self.root]
        self._run = None
        self._open = []  # (tag, node) of the formatting around the end of the run
        self._wanted = []  # tags of the formatting that the next text is to have
        self._skipped = Counter()
        self._breaks = 0
        self._gap = ""
        self._closed = closed_tags(row)
        self._ids = Ids(row, id_prefix)

    def text(self, text):
        """Add text; outside code one line end is a ``br``, an empty line ends the paragraph."""
        if self._in_code():
            self._write(text)
            return
        first, *lines = text.split("\n")
        self._words(first)
        for line in lines:
            self.separate(1 if self._breaks == 0 else 2)
            self._words(line)

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

    def tag(self, tag):
        """Open or close an allowed element."""
        if tag.closing:
            self._close(tag.name)
        elif tag.name in _INLINE:
            self._format(tag)
        else:
            self._open_block(tag)

    def _in_code(self):
        return any(tag.name == "code" and tag in self._closed for tag in self._wanted)

    def _words(self, line):
        words = line.strip(_BLANK)
        if not words:
            self._gap = self._gap or line
            return
        self._gap = self._gap or line[: len(line) - len(line.lstrip(_BLANK))]
        self._write(words)
        self._gap = line[len(line.rstrip(_BLANK)) :]

    def _write(self, text):
        """Put ``text`` into the run with the formatting wanted, after the breaks due before it."""
        if self._breaks >= 2:
            self._end_run()
        if self._run is None:
            self._begin_run()
        self._shed()
        if self._run.children:
            self._here().children.append(Node("br") if self._breaks else self._gap)
        self._breaks, self._gap = 0, ""
        self._wear()
        self._here().children.append(text)

    def _here(self):
        return self._open[-1][1] if self._open else self._run

    def _shed(self):
        """Close what is open but no longer wanted, and all inside it."""
        same = 0
        for (tag, _node), wanted in zip(self._open, self._wanted, strict=False):
            if tag is not wanted:
                break
            same += 1
        del self._open[same:]

    def _wear(self):
        """Open what is wanted and not yet open, as deep as allowed."""
        room = MAX_DEPTH - len(self._blocks)
        for tag in self._wanted[len(self._open) : room]:
            node = Node(tag.name, self._values(tag))
            self._here().children.append(node)
            self._open.append((tag, node))

    def _begin_run(self):
        top = self._blocks[-1]
        if top.name in _ITEMS:
            top = self._push(Node(_ITEMS[top.name]))
        self._run = top if top.name in _PHRASING else Node("p")
        if self._run is not top:
            top.children.append(self._run)

    def _end_run(self):
        """End the paragraph; formatting that nothing closes ends with it."""
        if self._run is not None and self._run is self._blocks[-1] and self._run.children:
            self._blocks.pop()
        if self._run is None or self._run.children:
            self._wanted = [tag for tag in self._wanted if tag in self._closed]
            self._run = None
        self._open, self._breaks, self._gap = [], 0, ""

    def _format(self, tag):
        if tag.name == "a":
            self._wanted = [other for other in self._wanted if other.name != "a"]
        if len(self._wanted) >= MAX_DEPTH:
            self._skipped[tag.name] += 1
        else:
            self._wanted.append(tag)

    def _open_block(self, tag):
        self._end_run()
        parents = _PARENTS.get(tag.name)
        self._leave(tag.name)
        if len(self._blocks) > _MAX_BLOCKS and not (parents and self._blocks[-1].name in parents):
            self._skipped[tag.name] += 1
            return
        if parents and self._blocks[-1].name not in parents:
            self._enter_flow()
            self._push(Node(parents[0]))
        elif not parents:
            self._enter_flow()
        self._push(Node(tag.name, self._values(tag)))

    def _leave(self, name):
        """Close what cannot hold a ``name``: headings and terms, and an item before the next."""
        while self._blocks[-1].name in _PHRASING:
            self._blocks.pop()
        if self._blocks[-1].name in _PARENTS and name in _PARENTS:
            above = self._blocks[-2].name
            if above in _PARENTS[name]:
                self._blocks.pop()

    def _enter_flow(self):
        """Go where a block may stand: a list holds it in its last item."""
        top = self._blocks[-1]
        item = _ITEMS.get(top.name)
        if not item:
            return
        if top.children and top.children[-1].name == item:
            self._blocks.append(top.children[-1])
        else:
            self._push(Node(item))

    def _push(self, node):
        self._blocks[-1].children.append(node)
        self._blocks.append(node)
        return node

    def _close(self, name):
        if self._skipped[name]:
            self._skipped[name] -= 1
        elif name in _INLINE:
            self._unformat(name)
            return
        elif at := self._position(name):
            self._end_run()
            del self._blocks[at:]
        if name not in _INLINE:
            self._end_run()

    def _unformat(self, name):
        for at in range(len(self._wanted) - 1, -1, -1):
            if self._wanted[at].name == name:
                del self._wanted[at]
                return

    def _position(self, name):
        """Give the place of the innermost open block of this name, 0 for none."""
        same = HEADINGS if name in HEADINGS else {name}
        for at in range(len(self._blocks) - 1, 0, -1):
            if self._blocks[at].name in same:
                return at
        return 0

    def _values(self, tag):
        """Give the attributes to keep, ids with the prefix and links to them alike."""
        values = {}
        for name, check in TYPED_IN_COMMENTS[tag.name].items():
            value = check(tag.attributes.get(name, ""))
            if value and name == "id":
                value = self._ids.own(value)
            elif value and name == "href":
                value = self._ids.link(value)
            if value:
                values[name] = value
        return values


MAX_COMMENT_LENGTH = 4000

_RENAMED = {"b": "strong", "i": "em"}
# What a tag that is not allowed leaves behind, so that words are never glued: a new paragraph,
# a new line or a blank. All others (span, font, u, sub, Word's o:p …) stand inside words.
_PARAGRAPHS = frozenset(
    "address article aside body caption center details dialog dir div fieldset figcaption figure "
    "footer form h1 header hgroup hr html main menu nav p pre section summary table tbody tfoot "
    "thead title".split()
)
_LINES = frozenset({"br", "tr", "legend", "option", "optgroup"})
_BLANKS = frozenset(
    "td th script style img image svg math video audio iframe object embed applet canvas input "
    "button textarea select datalist map area meter progress frame marquee label output rt rp "
    "template noscript".split()
)


def render_comment(text: str, id_prefix: str = "kt-") -> SafeString:
    """Give the safe HTML of a comment as typed.

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
    row = [_renamed(token) for token in tokens(printable(text))]
    builder = Builder(row, id_prefix)
    for token in row:
        _put(builder, token)
    return mark_safe(gate.clean(to_html(builder.root), COMMENTS))


def clean_comment(html: str) -> SafeString:
    """Give ``html`` with nothing but what may come out of ``render_comment``."""
    return mark_safe(gate.clean(html, COMMENTS))


def _renamed(token):
    if not isinstance(token, str):
        token.name = _RENAMED.get(token.name, token.name)
    return token


def _put(builder, token):
    if isinstance(token, str):
        builder.text(token)
    elif token.name in TYPED_IN_COMMENTS:
        builder.tag(token)
    elif token.name in _PARAGRAPHS:
        builder.separate(2)
    elif token.name in _LINES:
        builder.separate(1)
    elif token.name in _BLANKS:
        builder.separate(0)
