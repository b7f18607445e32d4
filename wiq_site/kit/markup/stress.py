"""Slanted and bold words of editors' Markdown: which stars and underscores are marks, and which only signs.

As in CommonMark ("delimiter runs") with a rule beside it: what is explained below by the star behind a word ("5 €*",
"*ermäßigt") stays a star. Python-Markdown's own way takes a line's end for a word and can lose the letter below it.
"""

import html
import re
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX

from wiq_site.kit.escaping import flanks

_RUN = re.compile(r"\*+|_+")
_STASHED = re.compile(rf"{STX}klzzwxh:(\d+){ETX}")
_CHARACTER = re.compile(rf"{STX}(\d+){ETX}")
_HTML = re.compile(rf"{STX}wzxhzdk:(\d+){ETX}")
_MOST_RUNS, _FARTHEST = 40, 1000  # that are looked through for one, in signs of the text


@dataclass(slots=True, eq=False)
class _Run:
    """Equal marks in a row, from ``start`` to ``end`` (those that pair no more are taken off)."""

    sign: str
    start: int
    end: int
    length: int
    opens: bool
    closes: bool

    def pairs_with(self, closing):
        """Whether ``closing`` may end what this run begins (CommonMark 0.31.2, rules 9 and 10)."""
        total = self.length + closing.length
        is_clear = not (self.closes or closing.opens) or total % 3 or not self.length % 3
        return self.sign == closing.sign and is_clear


class Stress(InlineProcessor):
    """Makes ``em`` and ``strong`` of the words between marks, in as many of both as ``depth`` tells: Python-Markdown gives what
    stands in an element to the next one registered."""

    def __init__(self, md, depth):
        super().__init__(_RUN.pattern, md)
        self._depth = depth

    def handleMatch(self, m, data):  # noqa: N802
        """Return the widest element that the run of marks begins with its start and end, no element for signs."""
        ancestors = self.md.treeprocessors["inline"].ancestors
        if ancestors.count("em") + ancestors.count("strong") != self._depth:
            return None, m.start(), len(data)
        first = self._run(m, data)
        if not first.opens or self._explains(first, data):
            return None, m.start(), m.end()
        opened, widest = [first], None
        for match in islice(_RUN.finditer(data, m.end()), _MOST_RUNS):
            run = self._run(match, data)
            while run.closes and run.start < run.end:
                at = next(
                    (at for at in reversed(range(len(opened))) if opened[at].pairs_with(run)), -1
                )
                if at < 0:
                    break
                opening, opened = opened[at], opened[: at + 1]
                size = min(2, opening.end - opening.start, run.end - run.start)
                opening.end, run.start = opening.end - size, run.start + size
                if opening is first:
                    widest = (size, opening.end, run.start)
                if opening.start == opening.end:
                    opened.pop()
            if first not in opened:
                break
            if run.opens and run.start < run.end:
                opened.append(run)
        if not widest:
            return None, m.start(), m.end()
        size, start, end = widest
        element = Element("em" if size == 1 else "strong")
        element.text = data[start + size : end - size]
        return element, start, end

    def _run(self, match, data):
        start, end = match.span()
        sides = flanks(data[start], self._before(data, start), self._below(data, end))
        return _Run(data[start], start, end, end - start, *sides)

    def _explains(self, run, data):
        """Whether ``run`` begins a line that explains one above, where as many marks stand behind a word."""
        if self._before(data, run.start) != "\n":
            return False
        above = _RUN.finditer(data, max(0, run.start - _FARTHEST), run.start)
        return any(
            len(match[0]) == run.length
            and match[0][0] == run.sign
            and self._run(match, data).closes
            for match in above
        )

    def _before(self, data, at):
        """The sign before the place ``at``, also where Python-Markdown has stashed it; a line's end at the start."""
        if data[at - 1 : at] != ETX:
            return data[at - 1 : at] or "\n"
        return self._shown(data[data.rfind(STX, 0, at) : at])[-1]

    def _below(self, data, at):
        if data[at : at + 1] != STX:
            return data[at : at + 1] or "\n"
        return self._shown(data[at : data.find(ETX, at) + 1])[0]

    def _shown(self, placeholder):
        """The text that stands for a ``placeholder``, a letter for what is no text and ends no line."""
        if match := _STASHED.fullmatch(placeholder):
            stashed = self.md.treeprocessors["inline"].stashed_nodes.get(match[1])
            if isinstance(stashed, str):
                return self._shown(stashed)
            return "\n" if stashed is not None and stashed.tag == "br" else "x"
        if match := _CHARACTER.fullmatch(placeholder):
            return chr(int(match[1]))
        if match := _HTML.fullmatch(placeholder):
            raw = self.md.htmlStash.rawHtmlBlocks[int(match[1])]
            raw = html.unescape(raw) if isinstance(raw, str) else ""
            return "\n" if raw.startswith("<br") else "x" if raw.startswith("<") else raw or "x"
        return placeholder or "x"
