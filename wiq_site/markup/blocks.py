"""Building the tree of a comment from the row of its texts and tags.

Three things are kept: the open blocks, the paragraph that is being written (the run), and the
formatting that is to hold for the next text. Formatting becomes elements only when text comes, so
whatever the order of the tags the tree is well nested and holds no empty elements.
"""

from collections import Counter

from .ahead import HEADINGS, Ids, closed_tags
from .tables import TYPED_IN_COMMENTS
from .tree import Node

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
