"""The words of one line of HTML with what is bold and where links lead."""

import re

from .blanks import collapse
from .inline import escape_inside

_BOLD = {"b", "strong"}
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.I)
_LIGHT = re.compile(r"font-weight\s*:\s*(normal|[1-5]00)", re.I)
_TARGET = re.compile(r"(?:https?://|mailto:|/|#)[^\s()<>]{1,500}$", re.I)

_LONGEST_BOLD = 250


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
        """Give the line as Markdown and begin a new one."""
        runs = [(style, re.sub(r"\s+", " ", "".join(parts))) for style, parts in self.runs]
        self.runs = []
        marked = (_marked(text, style, bold) for style, text in runs)
        return escape_inside(collapse("".join(marked)))


def _marked(text, style, bold):
    strong, target = style
    words = text.strip()
    if not words:
        return text
    before, after = text.split(words, 1)
    if target and words.rstrip("/") != target.rstrip("/") and f"mailto:{words}" != target:
        words = f"[{words.replace('[', '(').replace(']', ')')}]({target})"
    if strong and bold and "*" not in words and len(words) <= _LONGEST_BOLD:
        words = f"**{words}**"
    return f"{before}{words}{after}"
