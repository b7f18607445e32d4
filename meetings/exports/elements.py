"""Stored safe HTML as elements, read by the lexer that the gate reads with."""

from dataclasses import dataclass, field

from wiq_site.markup.lexer import VOID, printable, tokens


@dataclass(slots=True, eq=False)
class Element:
    """An element with its children: elements and texts."""

    name: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def find(self, *names):
        """Give the nearest elements called one of ``names`` below this one, in order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names:
                    yield child
                else:
                    yield from child.find(*names)

    def raw_text(self):
        """Give all text in it as it stands."""
        return "".join(
            child.raw_text() if isinstance(child, Element) else child for child in self.children
        )


def read_html(html):
    """Give an Element without a name that holds all of ``html``."""
    root = Element("")
    stack = [root]
    for token in tokens(printable(html)):
        if isinstance(token, str):
            stack[-1].children.append(token)
        elif token.closing:
            if any(element.name == token.name for element in stack[1:]):
                while stack.pop().name != token.name:
                    pass
        else:
            element = Element(token.name, token.attributes)
            stack[-1].children.append(element)
            if token.name not in VOID:
                stack.append(element)
    return root
