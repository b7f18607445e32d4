"""The marks of list items in HTML: "- ", "3. ", deeper ones by four blanks a level."""

import re

_DEEPEST = 6


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
            self.open_lists.append([tag, _number(attrs.get("start"))])
        elif tag == "li":
            kind, number = self.open_lists[-1] if self.open_lists else ("ul", 0)
            if self.open_lists:
                self.open_lists[-1][1] += 1
            self.mark = _indent(len(self.open_lists) - 1) + (
                f"{number}. " if kind == "ol" else "- "
            )

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
        return mark or _indent(len(self.open_lists))


def _indent(level):
    return "    " * max(0, min(level, _DEEPEST))


def _number(start):
    return int(start) if re.fullmatch(r"\d{1,6}", start or "") else 1
