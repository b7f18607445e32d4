"""Lists, tables, rules and signs of editors' Markdown as people write them, in linear time.

Python-Markdown nests a list only by four blanks, counts on from whatever number begins a line, and
looks through the whole rest of a block at each line. Here a list nests by two blanks or more, is
numbered only where its numbers run on, and lines that stand alone are blocks of their own.
"""

import re
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from xml.etree.ElementTree import SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import SimpleTagInlineProcessor, SimpleTextInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from wiq_site.kit.escaping import (
    AMOUNT,
    BULLETS,
    HARD_BREAK,
    MONTH,
    RULE,
    STAR_IN_A_WORD,
    STRUCK,
    UNDERLINE,
    as_read,
    columns_of,
    ends_early,
    escaped,
    fences_of,
    outside_code,
    signs_of_numbers,
    underlines,
    widths_of,
    with_typed_breaks,
)
from wiq_site.kit.markup.lexer import tags_in
from wiq_site.kit.markup.stress import Stress

# A "<" that opens no tag, while Python-Markdown works; ``printable`` takes it out of every text.
LESS_THAN = "\U0010fff7"
_DEEPEST = 4  # slanted and bold words in each other
_AUTOLINK = re.compile(r"<(?:(?:ht|f)tps?://|[^\s<>@]{1,64}@)[^\s<>]{1,2000}>", re.I)

_EMPTY = re.compile(r"^[^\S\n]+$", re.M)  # a no-break space, as mail programs set it
_BRACKETED = re.compile(r"(?<=\]\()<[^<>\n]{1,2000}>")  # the address of [text](<a b>)
_HASHTAG = re.compile(
    rf"^( {{0,3}}(?:>[ \t]?|[{BULLETS}][ \t]+|[0-9]+\.[ \t]+)*)#(?=[^#\s]|#*[ \t]*$)"
)
_QUOTED = re.compile(r"(?: {0,3}>)*")
_HEADING = re.compile(r"#{1,6}\s")
_UNDERLINED = re.compile(rf".*\n{UNDERLINE.pattern}", re.M)
_TOO_SHORT = re.compile(r"(?:=+|-+) *$")  # to underline: "-- " begins the signature of a mail
_DEFINITION = re.compile(r" {0,3}\*?\[[^\[\]]{1,200}\]:")
_MEANING = re.compile(r" {0,3}:[ \t]+\S")
_DELIMITERS = re.compile(r" *\|?(?: *:?-+:? *(?:\||$))++ *$")
_ITEM = re.compile(
    rf"(?P<indent> *)(?:(?P<sign>[{BULLETS}])|(?P<dash>–)|(?P<number>[0-9]{{1,9}})(?P<mark>\.\)?|\)))[ \t]+(?=\S)"
)
_NO_ITEM = re.compile(rf"\s*[{BULLETS}–]\s*")  # of a list, but for its mark
_PLAIN = re.compile(r"(?:[^\W_]|[ ,;:%]|\.(?!\.)|-(?!-))*+")
_BETWEEN_BLOCKS = re.compile(
    rf"(\n[ \t]*\n|\n(?=[ \t]*(?:[{BULLETS}–>|]|#{{1,6}}[ \t]|[0-9]{{1,9}}[.)])))"
)
_MARKS = rf"\s*(?:(?:[{BULLETS}–>]|#{{1,6}}|[0-9]{{1,9}}[.)])[ \t]+)*"
_BLOCK_MARKS = re.compile(rf"{_MARKS}(?:\[[ xX]\][ \t]+)?")
_BOX = re.compile(rf"^({_MARKS})\[([ xX]?)\](?=\s+\S)")
_BOXES = re.compile(rf"{_BOX.pattern}|(?<=\S)(\s+)\[([ xX])\](?=\s+\S)")  # "[ ] ja [ ] nein"
_BREAK_AT_END = re.compile(r"(?<=\S)[ \t]*<br[ ]?/?>[ \t]*$", re.I)


def mend(text):
    """Return Markdown in which "#WiQ" and "3 < 5" are text and single lines are blocks of their own.

    A heading, a rule, a definition and the head of a table need no empty line before them. A line that
    ends before it had to is one of its own: "Ort: Saal". An item without words is none. Code stays as it is.
    """
    lines = []
    text = _with_tables(text) if "\t" in text or "   " in text else text
    text = _EMPTY.sub("", _struck_on(with_typed_breaks(as_read(text))))
    source = _without_stray_signs(text).split("\n")
    widths, signs = widths_of(source), signs_of_numbers(source)
    code = {at for first, last in fences_of(source) for at in range(first, last + 1)}
    above = ""  # what the line above is, "" for an empty one
    for index, (line, below) in enumerate(zip(source, [*source[1:], ""], strict=True)):
        if index not in code:
            if _NO_ITEM.fullmatch(line) and "item" in (above, _kind(below, "", "")):
                continue
            at = signs.get(index, 0)
            if index in signs and line[at - 1 : at] != "\\":
                line = f"{line[:at]}{escaped(line[at])}{line[at + 1 :]}"
            line = _HASHTAG.sub(r"\1\\#", line, count=1)
            if _BOX.match(line):
                line = _BOXES.sub(_drawn, line)
            if below.strip():  # which is a line of its own without it, too
                line = _BREAK_AT_END.sub("", line)
            kind = _kind(line, above, below)
            is_sum = index > 1 and RULE.match(source[index - 2])  # between rules, as in a bill
            if above == "first" and underlines(line, lines[-1]) and not is_sum:
                kind = "underline"
            if above and kind and kind != "underline":
                ends = above in ("alone", "underline") or (above == "row" and kind != "row")
                ended = kind in ("text", "perhaps") and ends_early(lines[-1], line, widths[index])
                if (
                    ends
                    or kind in ("alone", "definition", "table")
                    or (ended and _answers(line, lines[-1]))
                    or (kind == "perhaps" and above != "item" and _counts_on(source, index))
                ):
                    lines.append("")
                elif ended:
                    lines[-1] = HARD_BREAK.sub(r"\1", lines[-1]).rstrip() + "  "
            if (above, kind) != ("item", "text"):  # which goes on
                above = "row" if kind == "table" else kind
            marks = _QUOTED.match(line)[0]
            if lines and _answers_within(line, marks, lines[-1]):
                lines.append(marks)
        lines.append(line)
    return "\n".join(lines)


_LEVELS = {"o": "  - ", "§": "    - "}  # of a list that Word copies as text, below its "•"


def _with_tables(text):
    """Return ``text`` with tables for lines below each other that tabs part into as many columns, as a spreadsheet copies them, or
    blanks do, and with lists for those of Word."""
    lines = text.split("\n")
    code = {at for first, last in fences_of(lines) for at in range(first, last + 1)}
    set_apart = (at in code or line[:4].isspace() or "\t" in line for at, line in enumerate(lines))
    columns = columns_of(
        ["" if apart else line for apart, line in zip(set_apart, lines, strict=True)]
    )
    lines = [
        "\t".join(columns.get(at) or [line])
        for at, line in enumerate(lines)
        if columns.get(at) != []
    ]
    code = {at for first, last in fences_of(lines) for at in range(first, last + 1)}
    rows = [[] if at in code else _cells(line) for at, line in enumerate(lines)]
    done = []
    for count, group in groupby(range(len(lines)), key=lambda at: len(rows[at])):
        run = list(group)
        table = [rows[at] for at in run]
        if count < 2 or len(run) < 2 or all(row[0].endswith(":") for row in table):
            for at in run:
                above = done[-1] if done else ""
                done.append(lines[at] if at in code else _listed(lines[at], above))
            continue
        columns = [column for column in zip(*table, strict=True) if any(column)]  # two tabs for one
        table = list(zip(*columns, strict=True))
        table.insert(1, ["---"] * len(columns))
        done += [""] * bool(done and done[-1].strip())
        done += [*(f"| {' | '.join(row)} |" for row in table), ""]
    return "\n".join(done)


def _cells(line):
    """Return what tabs part in ``line``, [] for an item of a list or a line without."""
    if (
        "\t" not in line.strip()
        or _ITEM.match(line.lstrip())
        or line.lstrip()[:2] in ("o\t", "§\t")
    ):
        return []
    return [cell.strip().replace("|", "\\|") for cell in line.lstrip().split("\t")]


def _listed(line, above):
    sign, _tab, words = line.lstrip().partition("\t")
    is_item = sign in _LEVELS and words.strip() and _ITEM.match(above)
    return f"{_LEVELS[sign]}{words}" if is_item else line


def _drawn(box):
    before, tick = box[1] or box[3] or "", box[2] or box[4] or ""
    return f"{before}{'☑' if tick.strip() else '☐'}"


def _counts_on(lines, at):
    """Whether the line at ``at`` stands alone and the next number stands below the empty lines: a list whose items are apart."""
    item, below = _item(lines[at]), at + 1
    if not (item and item["number"]) or "".join(lines[below : below + 1]).strip():
        return False
    while below < len(lines) and not lines[below].strip():
        below += 1
    following = _item(lines[below]) if below < len(lines) else None
    return bool(following and following["number"] == str(int(item["number"]) + 1))


def _answers_within(line, marks, above):
    """Whether ``line`` behind its ``marks`` of a quotation answers what is quoted in it ``above``, as mails do."""
    depth = marks.count(">")
    return 0 < depth < _QUOTED.match(above)[0].count(">") and not _ITEM.match(line, len(marks))


def _answers(line, above):
    """Whether ``line`` stands below a quotation and is none, as in a mail that answers point by point."""
    return above.lstrip().startswith(">") and not line.lstrip().startswith(">")


def _kind(line, above, below):
    """Return what ``line`` is: "" for an empty one, "table" for the head of one, "first" in a block, "perhaps" an item
    where a number or a dash begins it, which may as well be text."""
    if not line.strip():
        return ""
    if _HEADING.match(line) or RULE.match(line) or _TOO_SHORT.match(line):
        return "alone"
    if _DEFINITION.match(line):
        return "definition"
    if "|" in line and "|" in below and _DELIMITERS.match(below):
        return "table"
    if above == "row" and "|" in line:
        return "row"
    if item := _ITEM.match(line):
        return "item" if item["sign"] else "perhaps"
    if _MEANING.match(below) and not _MEANING.match(line):
        return "definition"  # of the word that stands here alone
    is_first = above in ("", "alone", "underline", "row") and not line.lstrip().startswith(">")
    return "first" if is_first else "text"


def _without_stray_signs(text):
    """Return ``text`` with LESS_THAN for every "<" that begins no tag, comment or address."""
    pieces, done, ends = [], 0, {start: end for start, end, _tag in tags_in(text)}
    at = text.find("<")
    while at >= 0:
        end = ends.get(at, at)
        if at and text[at - 1].isalnum() and _AUTOLINK.match(text, at):
            pieces += [text[done:at], " "]  # "Jana<jana@example.org>"
            done = at
        elif end == at and not (_AUTOLINK.match(text, at) or _BRACKETED.match(text, at)):
            pieces += [text[done:at], LESS_THAN]
            done = at + 1
        at = text.find("<", max(end, at + 1))
    return "".join([*pieces, text[done:]])


def _struck_on(text):
    """Return ``text`` with tags for the ~~ of a passage that goes on beyond a line, inside each of its blocks: the
    inline pattern ends with its block."""
    return outside_code(text, partial(STRUCK.sub, _struck_passage), only_fenced=True)


def _struck_passage(passage):
    text, at = passage.string, passage.start()
    is_code = text.count("`", text.rfind("\n", 0, at) + 1, at) % 2
    if "\n" not in passage["words"] or is_code:
        return passage[0]
    return "".join(map(_struck_part, _BETWEEN_BLOCKS.split(passage["words"])))


def _struck_part(part):
    """Return a block, or what stands between two, struck out behind its marks, a row of a table cell by cell."""
    if part.lstrip().startswith("|"):
        return re.sub(r"(?<=\|)[^|\n]*[^|\s:-][^|\n]*", r"<s>\g<0></s>", part)
    marks = _BLOCK_MARKS.match(part)[0]
    return f"{marks}<s>{part[len(marks) :]}</s>" if part.strip() and marks != part else part


@dataclass(slots=True)
class _Item:
    """A line of a list with what stands below it; ``number`` is as typed, "" for a bullet, ``mark`` what ends it,
    ``column`` where its words begin."""

    number: str
    mark: str
    column: int
    after_gap: bool
    lines: list

    @property
    def content(self):
        """The Markdown in the item, the lines below the first brought to the left; one that stands below its own words
        again ends the list above it."""
        first, *below = self.lines
        indents = [_indent(line) for line in below if line.startswith("  ")]
        width, in_list = min(indents, default=0), False
        moved = [line[width:] if not line[:width].strip() else line.lstrip(" ") for line in below]
        lines = [first]
        for at, (line, typed) in enumerate(zip(moved, below, strict=True)):
            if (
                in_list
                and line[:1].strip()
                and not _item(line)
                and 2 <= _indent(typed) <= self.column
            ):
                lines.append("")
                in_list = False
            in_list = in_list or Lists.begins(moved, at)
            lines.append(line)
        return "\n".join(lines).rstrip()

    @property
    def holds_list(self):
        """Whether a list begins below its words; what stands below a day makes no item of it."""
        lines = self.content.split("\n")
        begins = any(Lists.begins(lines, at) for at in range(1, len(lines)))
        return begins and not MONTH.match(lines[0])

    def follows(self, other):
        """Whether the number is the next one after that of ``other``."""
        return self.number == str(int(other.number) + 1)


class Lists(BlockProcessor):
    """Reads bullets and numbers at any indent; numbered is what runs on by one or is all "1.".

    So is a single number with a list below it. Other numbers that do not run on ("11. Januar",
    "15. Februar") stay the text that they are, each on a line of its own. ``[ ]`` and ``[x]`` at the
    start of an item become ☐ and ☑.
    """

    def test(self, parent, block):
        """Whether a line of ``block`` begins a list."""
        lines = block.lstrip("\n").split("\n")
        return any(self.begins(lines, at) for at in range(len(lines)))

    def run(self, parent, blocks):
        """Build the lists of the first block, with what goes on with them in those below."""
        lines = blocks.pop(0).lstrip("\n").split("\n")
        start = next(at for at in range(len(lines)) if self.begins(lines, at))
        if start:
            self.parser.parseBlocks(parent, ["\n".join(lines[:start]).rstrip()])
        for tag, items in _lists(self._items(lines[start:], blocks)):
            if tag:
                self._add_list(SubElement(parent, tag), items)
            else:
                self.parser.parseBlocks(parent, _as_text(items).split("\n\n"))

    @staticmethod
    def begins(lines, at):
        """Whether a list begins at this line. In a paragraph a single number without bullets below begins none, nor a
        dash anywhere."""
        item = _item(lines[at])
        if not item or item["sign"] or (at == 0 and item["number"]):
            return bool(item)
        nested = item["indent"] + "  "
        below = next((line for line in lines[at + 1 :] if not line.startswith(nested)), "")
        following = _item(below)
        kind = "number" if item["number"] else "dash"
        if following and following[kind]:
            return True
        inner = _item(lines[at + 1]) if "".join(lines[at + 1 : at + 2]).startswith(nested) else None
        return bool(
            inner and inner["sign"] and item["number"] and not MONTH.match(lines[at], item.end())
        )

    @staticmethod
    def _items(lines, blocks):
        """Return the items of ``lines``, taking from ``blocks`` what belongs to them."""
        items, after_gap = [], False
        nested, is_dashed = _item(lines[0])["indent"] + "  ", bool(_item(lines[0])["dash"])
        while lines:
            for at, line in enumerate(lines):
                item = _item(line)
                if item and not (items and line.startswith(nested)):
                    signs, end = (item["number"] or "", item["mark"] or ""), item.end()
                    items.append(_Item(*signs, end, after_gap, [line[end:]]))
                elif not after_gap and _ends_list(items, lines, at):
                    blocks.insert(0, "\n".join(lines[at:]))
                    return items
                else:
                    if item and item["dash"] and is_dashed:
                        line = line.replace("–", "-", 1)
                    items[-1].lines += ["", line] if after_gap else [line]
                after_gap = False
            while blocks and not blocks[0].strip():
                blocks.pop(0)
            lines = blocks[0].lstrip("\n").split("\n") if blocks else []
            if lines and not (lines[0].startswith(nested) or _item(lines[0])):
                break
            after_gap = bool(lines and blocks.pop(0))
        return items

    def _add_list(self, parent, items):
        """Put ``items`` into the list ``parent``, in paragraphs where empty lines part them."""
        if items[0].number not in ("", "1"):
            parent.set("start", items[0].number)
        is_loose = any(item.after_gap for item in items[1:])
        for item in items:
            entry = SubElement(parent, "li")
            self.parser.parseBlocks(entry, item.content.split("\n\n"))
            tags = [child.tag for child in entry]
            if not is_loose and tags.count("p") == 1 and tags[0] == "p":
                entry.text = entry[0].text
                entry.remove(entry[0])


def _indent(line):
    return len(line) - len(line.lstrip(" "))


def _item(line):
    """Return the match of a line that may begin an item, None for others and for rules."""
    return None if RULE.match(line) else _ITEM.match(line)


def _lists(items):
    """Yield ``items`` in groups, each with its tag: ul, ol, or "" where numbers do not run on."""
    for is_numbered, group in groupby(items, key=lambda item: bool(item.number)):
        group = list(group)
        if not is_numbered:
            yield "ul", group
            continue
        if len(group) > 1 and _counts_itself(group):
            yield "ol", group
            continue
        for part in _split(group, lambda above, item: item.after_gap and not item.follows(above)):
            runs = _split(part, lambda above, item: not item.follows(above))
            if len(part) > 1 and _counts_itself(part):
                yield "ol", part
            elif all(len(run) > 1 or run[0].holds_list for run in runs):
                yield from (("ol", run) for run in runs)
            else:
                yield "", part


def _ends_list(items, lines, at):
    """Whether the line at ``at`` is at the margin again and of its own, and the list of ``items`` over: it does not go on
    with a sentence, and is not what stands below each number of a list."""
    line = lines[at]
    goes_on = line.startswith((" ", "</")) or (line[0].islower() and line[1:2] != ")")
    if goes_on or not items[-1].lines[-1].endswith("  "):
        return False
    if not items[-1].number:
        return True
    below = any(item["number"] for item in filter(None, map(_item, lines[at + 1 :])))
    return not below and all(len(item.lines) == 1 for item in items)


def _counts_itself(items):
    """Whether all numbers are "1.", as some write lists; "1. Mai" and "1. Juni" are days."""
    return all(item.number == "1" and not MONTH.match(item.lines[0]) for item in items)


def _split(items, is_border):
    """Return ``items`` in parts, parted where ``is_border`` says so of two neighbours."""
    parts = [[items[0]]]
    for above, item in pairwise(items):
        if is_border(above, item):
            parts.append([])
        parts[-1].append(item)
    return parts


def _as_text(items):
    """Return the Markdown of numbers that are no list: each on a line of its own."""
    pieces, above = [], ""
    for item in items:
        text = f"{item.number}\\{item.mark} {item.content}"
        is_plain = not any(not line.strip() or _item(line) for line in item.lines)
        if pieces:
            pieces.append("  \n" if above and is_plain and not item.after_gap else "\n\n")
        pieces.append(text)
        above = is_plain
    return "".join(pieces)


def _is_sum(column):
    """Whether ``column`` holds amounts alone, the first one of money or with a comma: "2025" and "1" are names."""
    return re.search("[,€%]|EUR", column[0]) and all(map(AMOUNT.fullmatch, filter(None, column)))


class _Tables(TableProcessor):
    """Shows also the cells that a row, or the rule below the head, has more of than the head, and "\\|" as a sign in code
    as well. A first row with a sum above sums is none of names."""

    def test(self, parent, block):
        head, rule, *_rows = [*block.split("\n", 2), ""]
        if "|" not in head or "|" not in rule or not _DELIMITERS.match(rule):
            return super().test(parent, block)
        is_table = super().test(parent, f"{head}\n{rule}") or "\n" in block
        self.separator = rule.strip(" |").split("|")
        return is_table

    def run(self, parent, blocks):
        super().run(parent, blocks)
        head, body = parent[-1]
        rows = [[(cell.text or "").strip(" *_") for cell in row] for row in (*head, *body)]
        if any(map(_is_sum, zip(*rows, strict=False))):
            for cell in head[0]:
                cell.tag = "td"
            body.insert(0, head[0])
            parent[-1].remove(head)

    def _split_row(self, row):
        return [cell.replace("\\|", "|") for cell in super()._split_row(row)]

    def _build_row(self, row, parent, align):
        cells = self._split_row(row)
        while cells and not cells[-1].strip():
            cells.pop()
        if not self.border and len(cells) > len(align) and row.startswith("|"):
            row, cells = row[1:], cells[1:]  # a frame that the head has none of
        super()._build_row(row, parent, [*align, *[None] * (len(cells) - len(align))])


def _take_used_alone(processor, is_used):
    """Let ``processor`` take only definitions of which ``is_used(match, text)``; a line that looks like one stays text."""
    take, texts = processor.run, []

    def run(parent, blocks):
        found = processor.RE.search(blocks[0])
        if found and not texts:
            texts.append("\n".join(processor.parser.md.lines).lower())
        return bool(found) and is_used(found, texts[0]) and take(parent, blocks)

    processor.run = run


def _is_meant(definition, text):
    """Whether ``definition`` of a link is one: it leads to an address, and something in ``text`` (small letters) leads there."""
    is_address = re.search("[/.:#?@]", definition[2])
    return bool(is_address) and text.count(f"[{definition[1].strip().lower()}]") > 1


def _is_mentioned(definition, text):
    """Whether the abbreviation that ``definition`` explains stands in ``text`` beside it."""
    word = re.escape(definition["abbr"].strip().lower())
    return len(re.findall(rf"(?<!\w){word}(?!\w)", text)) > 1


class _PlainTexts(Treeprocessor):
    """Spares texts in which nothing can be a sign the seventeen looks of inline patterns."""

    def run(self, root):
        """Mark them as finished; abbreviations are looked for in all texts."""
        if any(getattr(processor, "abbrs", None) for processor in self.md.treeprocessors):
            return
        for element in root.iter():
            if element.text and _PLAIN.fullmatch(element.text):
                element.text = AtomicString(element.text)


class AsTyped(Extension):
    """Puts ``Lists`` in the place of Python-Markdown's own, reads ~~struck out~~ text, and leaves the star inside a
    word alone: "Bürger*innen und Nachbar*innen"."""

    def extendMarkdown(self, md):  # noqa: N802
        """Change the parser ``md``."""
        processors = md.parser.blockprocessors
        for name in ("indent", "code", "olist", "ulist"):
            processors.deregister(name)
        processors.register(_Tables(md.parser, processors["table"].config), "table", 75)
        processors.register(Lists(md.parser), "lists", 82)
        processors["setextheader"].RE = _UNDERLINED
        _take_used_alone(processors["reference"], _is_meant)
        _take_used_alone(processors["abbr"], _is_mentioned)
        md.ESCAPED_CHARS.append("~")
        struck = SimpleTagInlineProcessor(f"(){STRUCK.pattern}", "del")
        md.inlinePatterns.register(struck, "struck", 65)
        star = SimpleTextInlineProcessor(f"({STAR_IN_A_WORD})")
        md.inlinePatterns.register(star, "star-in-a-word", 68)
        md.inlinePatterns.deregister("em_strong")
        for depth in range(_DEEPEST):
            md.inlinePatterns.register(Stress(md, depth), f"stress-{depth}", 60 - depth)
        md.treeprocessors.register(_PlainTexts(md), "plain-texts", 25)
        # After "prettify" it would look at each line end, and count the elements before it.
        smarty = md.treeprocessors["smarty"]
        md.treeprocessors.deregister("smarty")
        md.treeprocessors.register(smarty, "smarty", 15)
