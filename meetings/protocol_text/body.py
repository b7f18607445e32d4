"""The lines below a heading as clean Markdown (paragraphs on one line each, tight lists), and Markdown
back as the lines of a mail.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from operator import itemgetter

from wiq_site.kit.escaping import (
    MONTH,
    RULE,
    escape,
    escape_inside,
    escape_number,
    fenced_in,
    signs_of_numbers,
    simplified,
    underlines,
    unescape,
    without_hard_breaks,
)

from .heading_lines import is_detail, is_topic_name, is_who_and_when, says_top
from .labels import opens_closing, read_labels
from .outcomes import is_outcome_line
from .source import (
    Levels,
    bullet,
    collapse,
    numbered,
    runs_on,
    strip_marks,
    without_struck,
    without_tags,
)
from .when import find_next_meetings

_HINT = re.compile(
    r"n(?:ä|ae)chste|kommende|folgende|folge[tsm]|weitere|(?:treffen|sehen) uns", re.I
)


def find_announced_meeting(draft, near):
    """The meeting that the closing, the last TOP or the intro announces, called as it is itself or by any word before one that is
    called otherwise; None without one."""
    texts = _texts_about_next_meeting(draft)
    found = (pair for text in texts for pair in find_next_meetings(text, near, draft.title))
    return min(found, key=itemgetter(0), default=(False, None))[1]


def _texts_about_next_meeting(draft):
    """The texts that may announce the next meeting: the closing, the last TOPs, the intro."""
    named = [item for item in draft.items[-3:] if _HINT.search(item.name)]
    texts = [
        draft.closing,
        *(item.protocol for item in draft.items[-1:]),
        *(f"{item.name}:\n{without_struck(plain_text(item.protocol))[:160]}" for item in named),
        *(item.protocol for item in draft.items[-3:-1] if "termin" in item.name.casefold()),
        draft.intro,
    ]
    rows = (plain_lines(text) for text in texts if _HINT.search(text))
    return [
        "\n".join(without_struck(row.strip().removeprefix("• ")) for row in each) for each in rows
    ]


WITHIN = " "  # the mark of what is a line of its own within the item above it
SIGNED = "±"  # that of a paragraph whose first sign is none of a list or heading


@dataclass
class Block:
    """A paragraph (level -1), an item of a list with its mark ("-", "1.", WITHIN, SIGNED), the rows of a table, the lines
    that are ``quoted`` or those of ``code``; ``words`` are its lines, for a table its cells below an empty one; ``around``
    is the number of items that a block of its own stands inside of."""

    text: str
    level: int = -1
    mark: str = ""
    indent: int = 0
    words: list[str] = field(default_factory=list)
    rows: list[list[str]] | None = None
    signs: list[str] = field(default_factory=list)
    quoted: list | None = None
    code: list[str] | None = None
    around: int = 0


class _Blocks:
    """The blocks found so far; ``running`` while no empty line parts the last one from the next."""

    def __init__(self, lines, width):
        self.found = []
        self.levels = Levels()
        self.numbers, self.within = _inner_numbers(lines)
        self.within |= _marked(lines)
        signs = signs_of_numbers([" " * line.indent + line.text for line in lines])
        self.signed = {lines[at] for at, where in signs.items() if where == lines[at].indent}
        self.width = width
        self.running = self.is_first = False

    def add(self, line):
        """Put a line that holds something where it belongs."""
        item = None
        is_quoted = _QUOTED.match(line.text) and line not in self.signed
        if line.is_code or is_quoted or line.cells is not None or line in self.signed:
            pass
        elif item := bullet(line.text):
            glyph, text, mark = *item, "-"
        elif line in self.numbers:
            item = numbered(line.text)
            glyph, text, mark = "1", item[1], f"{item[0]}."
        if item:
            level = self.levels.of(line.indent, glyph)
            self._begin(Block(text, level, mark, line.indent, [line.text]))
        elif line.is_code:
            self._last(line, "code").code.append(" " * line.indent + line.text)
        elif is_quoted:
            self._last(line, "quoted").quoted.append(_unquoted(line))
        elif line.cells is not None:
            table = self._last(line, "rows")
            if line.cells:
                table.rows.append(line.cells)
                table.words += line.cells
            else:
                table.signs = _delimiters(line.text)
        elif self._stands_within(line):
            level = len(self.levels.open) - 1
            self.found.append(Block(line.text, level, WITHIN, line.indent, [line.text]))
        elif self._runs_on(line):
            last = self.found[-1]
            (last.quoted or last.words).append(line if last.quoted else line.text)
        else:
            mark = SIGNED * (line in self.signed)
            around = self._around(line)
            self._begin(Block(line.text, -1, mark, line.indent, [line.text], around=around))

    def _runs_on(self, line):
        goes_on = self.running or (line.goes_on and self.found)
        return goes_on and _continues(self.found[-1], line, self.width)

    def _begin(self, block):
        self.is_first, self.running = not self.running, True
        self.found.append(block)

    def _last(self, line, kind):
        """The block of this ``kind`` that ``line`` goes on with, or a new one."""
        if not self.running or getattr(self.found[-1], kind) is None:
            self._begin(Block("", words=[""], around=self._around(line), **{kind: []}))
        return self.found[-1]

    def _around(self, line):
        """How many of the open items ``line``, a block of its own, stands inside of. Below an empty line what would be
        read as something else is only set aside."""
        is_aside = not self.running and any(test(line.text) for test in _SET_ASIDE)
        return self.levels.inside(-1 if is_aside else line.indent)

    def underline(self, text):
        """Take the block above for a heading where it is a short line by itself and ``text`` a row of signs below it."""
        last = self.found[-1] if self.found and self.running and self.is_first else Block("", 0)
        is_name = last.level < 0 and len(last.words) == 1 and is_topic_name(last.text)
        if is_name and underlines(text, last.text) and not last.text.startswith("#"):
            last.text = last.words[0] = f"{'#' if text[0] == '=' else '##'} {last.text}"
            self.running = False

    def _stands_within(self, line):
        """Whether ``line`` is one of its own in the item above it, by a number that counts nothing."""
        if not (self.running and self.levels.open and line.indent > self.levels.open[0][0]):
            return False
        if line in self.within or line in self.signed:
            return True
        number = numbered(line.text)
        if not number:
            return False
        is_first = number[0] == 1 and self.found[-1].mark[:1].isdigit()  # below a number of its own
        return (is_first and not MONTH.match(number[1])) or not _continues(
            self.found[-1], line, self.width
        )


def read_blocks(lines, width):
    """The paragraphs and list items of ``lines``; ``width`` is where the text is wrapped."""
    if not lines:
        return []
    lines = [
        replace(line, cells=line.columns) if line.columns and line.cells is None else line
        for line in _with_numbers_beside(lines)
    ]
    blocks = _Blocks(lines, width)
    filled = [at for at, line in enumerate(lines) if line.text and line.place != "ignored"]
    for at, line in enumerate(lines):
        if line.is_code or (line.text and line.place != "ignored"):
            blocks.add(line)
        elif not line.text:
            blocks.running = False
        elif filled and at < filled[-1]:
            blocks.underline(line.text)
    for block in blocks.found:
        block.text = collapse(" ".join([block.text, *block.words[1:]]))
        block.quoted = block.quoted and read_blocks(block.quoted, width)
    return blocks.found


_NUMBER_ALONE = re.compile(r"\d{1,2}[.)]|[a-h]\)")


def _with_numbers_beside(lines):
    """``lines`` with the numbers of a list that stand on lines of their own, as text of a PDF has them, before the words below."""
    alone = [at for at, line in enumerate(lines) if _NUMBER_ALONE.fullmatch(line.text)]
    if len(alone) < 2:
        return lines
    lines = list(lines)
    for at in alone:
        below = next((n for n, line in enumerate(lines[at + 1 : at + 3], at + 1) if line.text), at)
        if below not in alone and not lines[at].is_code:
            mark, words = lines[at], lines[below]
            lines[below] = replace(words, text=f"{mark.text} {words.text}", indent=mark.indent)
            lines[at] = replace(mark, text="")
    return lines


def leaves(blocks):
    """``blocks`` with what a quotation holds in its place."""
    return [leaf for one in blocks for leaf in (leaves(one.quoted) if one.quoted else [one])]


_QUOTED = re.compile(r"(?!(?:>\s?){9})>(?![\d=<_^.:;])")
_SET_ASIDE = (says_top, is_detail, is_who_and_when, opens_closing, read_labels)


def _unquoted(line):
    """The line that ``line`` quotes."""
    text = line.text[1:].removeprefix(" ")
    return replace(line, text=text.lstrip(), indent=len(text) - len(text.lstrip()), place="")


def _delimiters(text):
    """What parts the head of a table from its rows: how each column stands."""
    signs = (re.sub("-+", "---", cell.strip()) for cell in text.strip(" |").split("|"))
    return [sign if set(sign) == {"-", ":"} else "---" for sign in signs]


def to_markdown(blocks, keep_marks=False):
    """Blocks as Markdown; with ``keep_marks`` the text is Markdown already."""
    out, before = [], Block("", around=-1)
    below_title = any(block.text.startswith("# ") for block in blocks if block.level < 0)
    for block, below in zip_longest(blocks, blocks[1:], fillvalue=before):
        in_list = before.level >= 0 or before.around > 0
        if block.level < 0:
            indent = "    " * block.around
            lines = _lines_of(block, keep_marks, below_title)
            out.append("\n\n" + "\n".join(f"{indent}{line}" if line else "" for line in lines))
        else:
            text = escape_number(block.text) if keep_marks else escape(block.text)
            if in_list and block.mark == WITHIN:
                out.append("  ")
            tight = in_list and (
                WITHIN in (before.mark, block.mark)
                or block.level > 0
                or before.level != 0
                or (before.mark == "-") == (block.mark == "-")
            )
            # Beside signs "-" would be read as one of them.
            signs = [one.mark == SIGNED and one.text[0] != ">" for one in (before, below)]
            is_sign = block.mark == "-" and any(signs)
            mark = "*" if is_sign else block.mark
            out.append(f"{'' if tight else chr(10)}\n{'    ' * block.level}{mark} {text}")
        before = block
    return "".join(out).strip("\n")


def _lines_of(block, keep_marks, below_title):
    """The lines of a block that is no item of a list."""
    if block.code:
        return block.code
    if block.rows is not None:
        return markdown_table(block.rows, keep_marks, block.signs).split("\n")
    if block.quoted:
        lines = to_markdown(block.quoted, keep_marks).split("\n")
        return [f"> {line}".rstrip() for line in lines]
    marks, inner = strip_marks(block.text)
    if marks[:1] == "=" and block.mark != SIGNED:
        return [f"#{'#' * len(marks)} {escape_inside(inner)}"]
    text = f"#{block.text}" if below_title and _HEADING.match(block.text) else block.text
    return [escape_number(text) if keep_marks else escape(text)]


_HEADING = re.compile(r"#{1,5} ")  # the first level is that of the page
_OPENS_ITSELF = re.compile(r"(?:\d{1,2}\.\s)?[A-ZÄÖÜ][\w-]{2,30}:\s|(?:\[[ xX]?\]|[☐☑✓✅])\s")


def _continues(block, line, width):
    """Whether ``line`` runs on from ``block``, directly above it."""
    if line.goes_on:
        return True
    if (
        line.begins
        or block.words[0] == ""
        or is_outcome_line(line.text)
        or _OPENS_ITSELF.match(line.text)
        or (read_labels(line.text) and line.indent <= block.indent)
    ):
        return False
    if block.level >= 0 and line.indent > block.indent:
        return True
    return runs_on(block.words[-1], line.text, width)


def _inner_numbers(lines):
    """The lines that form a list: two or more items, counted up one by one; and those that form none
    but stand below each other, further in than the bullet above them."""
    members, runs, inside, around = set(), [], [[]], None
    for line in lines:
        match = numbered(line.text) if line.place != "ignored" else None
        is_bullet = bool(bullet(line.text))
        ends = bool(match) or (line.text and not is_bullet)
        while ends and runs and line.indent + 2 * bool(match) <= runs[-1][-1][1].indent:
            members |= _long_enough(runs.pop())
        if match:
            is_inner = runs and line.indent > runs[-1][-1][1].indent + 1
            goes_on = runs and _goes_on(runs[-1], *match, is_inner)
            if runs and not goes_on and not is_inner:
                members |= _long_enough(runs.pop())
            if not goes_on:
                runs.append([])
            runs[-1].append((match[0], line))
        if match and around is not None and line.indent > around:
            inside[-1].append(line)
        else:
            around = line.indent if is_bullet else around if line.text and not match else None
            inside.append([])
    members = members.union(*map(_long_enough, runs))
    within = {
        line
        for group in inside
        if len(group) > 1 and not members.issuperset(group)
        for line in group
    }
    return members - within, within


_ARROW = re.compile(r"(?:[→⇒➔⟶]|[-=]>)\s")
_LETTER = r"(?!\w\.\s?\w{1,3}\.)(?:(?P<letter>[a-zA-Z])(?P=letter)?|[ivx]{1,4}|[IVX]{1,4})[.)]\s"
_LETTERED = re.compile(rf"{_LETTER}|\([\da-zIVX]{{1,4}}\)\s")
_MARKED = re.compile(
    rf"{_LETTERED.pattern}|(?:https?://|www\.)\S+$|[\w.+-]{{1,64}}@\S+$"
    r"|(?:(?:Mo|Di|Mi|Do|Fr|Sa|So)(?:[a-z]{1,7}(?:tag|woch))?[.,]{0,2}\s)?"
    r"(?:\d{1,2}\.\s?\d{1,2}\.(?:\d{2,4})?[\s:]|\d{1,2}(?:[:.]\d\d(?=[\s–-])|\sUhr\b))"
)


def _marked(lines):
    """The lines that nobody wraps there: behind an arrow, and such as stand below each other at one
    indent, but for others further in, and begin with a letter, a day or an hour, or are an address. With them the
    single lettered ones at their indent: "Frankfurt / a. Main" is no list where there is no other."""
    runs, open_runs = [], {}
    for line in lines:
        indent = line.indent if _MARKED.match(line.text) else 0
        open_runs = {width: run for width, run in open_runs.items() if width <= indent}
        if indent and indent not in open_runs:
            open_runs[indent] = []
            runs.append(open_runs[indent])
        if indent:
            open_runs[indent].append(line)
    found = [line for run in runs if len(run) > 1 for line in run]
    lettered = {line.indent for line in found if _LETTERED.match(line.text)}
    found += [run[0] for run in runs if run[0].indent in lettered and _LETTERED.match(run[0].text)]
    found += [line for line in lines if _ARROW.match(line.text)]
    return set(found)


def _goes_on(run, number, text, is_inner):
    """Whether ``number`` before ``text`` is the next one of ``run``, or all in it are "1." and begin no day."""
    last, line = run[-1]
    is_one = number == last == run[0][0] == 1 and not is_inner
    is_day = is_one and (MONTH.match(text) or MONTH.match(numbered(line.text)[1]))
    return number == last + 1 or (is_one and not is_day)


def _long_enough(run):
    return {line for _, line in run} if len(run) > 1 else set()


def markdown_table(rows, keep_marks=False, signs=()):
    """Rows of cells as a Markdown table, the first as its header; ``signs`` say how its columns stand."""
    if not rows:
        return ""
    width, lines = max(map(len, rows)), []
    for row in rows:
        cells = [cell if keep_marks else escape_inside(cell) for cell in row]
        cells = [cell.replace("\n", "<br>") for cell in cells]
        cells = [re.sub(r"(?<!\\)\|", r"\|", cell) for cell in cells]
        lines.append("| " + " | ".join(cells + [""] * (width - len(row))) + " |")
    signs = [*signs, *["---"] * width][:width]
    return "\n".join([lines[0], f"| {' | '.join(signs)} |", *lines[1:]])


def plain_lines(markdown, *misleading):
    """``markdown`` as lines of text, with single empty lines between its blocks; fenced code as it was typed.

    A paragraph that would be read as something else is set aside by four blanks: a heading always,
    and what one of the tests ``misleading`` is true for. One inside an item of a list stays there.
    """
    text, lines, done, is_in_list = without_tags(markdown), [], 0, False
    for start, end in [*fenced_in(text), (len(text), None)]:
        rows = without_hard_breaks(text[done:start].split("\n"))
        signs, numbers = signs_of_numbers([unescape(row) for row in rows]), _counted(rows)
        for at, row in enumerate(rows):
            is_signed = at in signs and not row[: signs[at]].strip(" \\")
            row = row.replace("1", numbers.get(at, "1"), 1).rstrip().expandtabs(4)
            line = _plain(row, misleading, is_in_list, is_signed)
            if line:  # those of a list stand further in than they were typed
                is_in_list = len(_indent(line)) > len(_indent(row))
            if line or (lines and lines[-1]):
                lines.append(line)
        if end is not None:
            lines += text[start:end].split("\n")
            done, is_in_list = end, False
    while lines and not lines[-1]:
        lines.pop()
    return lines


def plain_text(markdown):
    """``markdown`` as one line of text without marks of lists."""
    return collapse(" ".join(line.strip().removeprefix("• ") for line in plain_lines(markdown)))


_ITEM = re.compile(r"(?P<indent> *)(?P<mark>[-*+•●▪■◦○]|\d{1,9}[.)]) +(?P<text>.*)$")


def _counted(rows):
    """{index: number} of those of ``rows`` that begin an item of a list in which all have the number "1.", as a page
    counts them."""
    found, lists, after_gap = {}, {}, False
    for at, row in enumerate([*rows, "", "."]):
        item, indent = _ITEM.match(row), len(row) - len(row.lstrip())
        is_number = bool(item) and item["mark"][0].isdigit()
        if item or (after_gap and row.strip()):
            for width in [width for width in lists if width >= indent + is_number]:
                places, are_ones = zip(*lists.pop(width), strict=True)
                if len(places) > 1 and all(are_ones):
                    found |= {place: str(number) for number, place in enumerate(places, 1)}
        if is_number and (
            lists or at == 0 or not rows[at - 1].strip() or _has_neighbours(rows, at)
        ):
            is_one = item["mark"] in ("1.", "1)") and not MONTH.match(item["text"])
            lists.setdefault(indent, []).append((at, is_one))
        after_gap = not row.strip()
    return found


def _has_neighbours(rows, at):
    """Whether an item stands above or below the one ``at``, and what is in that: a number alone in a paragraph is text."""
    inside = _indent(rows[at]) + "  "
    below = next((row for row in rows[at + 1 :] if not row.startswith(inside)), "")
    return bool(_ITEM.match(rows[at - 1]) or _ITEM.match(below))


def _indent(row):
    return row[: len(row) - len(row.lstrip())]


def _plain(row, misleading, is_in_list, is_signed):
    row = simplified(row)
    if row.startswith("| "):
        return row
    item = None if RULE.match(row) else _ITEM.match(row)
    if item and not is_signed:
        mark = item["mark"] if item["mark"][0].isdigit() else "•"
        return f"  {item['indent']}{mark} {unescape(item['text'])}"
    text = unescape(row.strip())
    is_bullet = not is_signed and bullet(text)
    text = row.strip() if is_bullet else text
    if row.startswith("  ") and is_in_list:
        return f"  {_indent(row)}{text}"
    if is_signed or is_bullet:
        return f"{_indent(row)}{text}" if is_bullet else text
    aside = text and any(test(text) for test in (says_top, *misleading))
    return "    " + text if aside else text
