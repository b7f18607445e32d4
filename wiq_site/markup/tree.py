"""The small tree a comment is built as, and how it is written."""

from dataclasses import dataclass, field

from .lexer import escape, start_tag
from .links import linked


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
