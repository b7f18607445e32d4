"""Plain text as Markdown that looks the same: only marks that would format are escaped.

Slanted and bold words ("*so*", "**so**") and links ("[Text](https://…)") are meant and stay. ``escape`` leaves alone what is
escaped already, so it can be applied twice. Source: what Python-Markdown with "extra" acts on.
"""

import html
import math
import re
from itertools import accumulate, groupby, pairwise
from urllib.parse import quote

STAR_IN_A_WORD = r"(?<=[^\W_])\*(?=[^\W_])"
STAR = re.compile(rf"(?!{STAR_IN_A_WORD})\*")  # that can be a mark
# Words struck out, also beyond the end of a line. One of the two marks stands at its words; none is one of the words beside
# it alone: "~~20 kamen, ~~30 blieben" and "a ~~ b ~~ c" hold none.
STRUCK = re.compile(
    r"(?<!\\)~~(?!~|\s*~~|(?<=[^\s(\[„*_|]~~)\s|\s(?:[^~]|~(?!~))*+(?<=\s)~~)"
    r"(?P<words>(?:\\~|~(?!~)|[^~]){1,2000}+)"
    r"~~(?!~(?!~[^\s~])|(?<=[\s(\[„]~~)[^\s.,;:!?)\]“*_|])"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+.!|~-])")
_IN_LINK = r"[^\[\]\\\n]|\\."
# What a link shows: brackets in it are escaped, or pairs without one inside.
LINKED = rf"\[((?:{_IN_LINK}|\[(?:{_IN_LINK}){{0,300}}+\]){{1,300}}+)\]"
_ADDRESS = r"(?:(?:https?://|mailto:|tel:|www\.)(?=[^\s()<>])|/|#|\?)(?:[^\s()<>]|\([^\s()<>]{0,200}\)){0,500}+"
_LINK = rf"{LINKED}\(({_ADDRESS})(?:\s\"[^\"\n]{{0,200}}\")?\)"
LINK = re.compile(rf"(?<!\\){_LINK}")
ENDS_ADDRESS = {ord(sign): quote(sign) for sign in "()<>\"'`"}  # in Markdown
_MEANT = re.compile(
    rf"{_ESCAPED.pattern}|{_LINK}"
    r"|<https?://[^\s<>]{1,500}>|<[\w.+-]{1,64}@[\w.-]{1,200}>"
    r"|https?://[^\s<>()\[\]]{1,500}",
    re.I,
)
# Stars and underscores open and close at the borders of words: "*so*", "**„So!“**", no "Kuchen*" and no "*) kalt".
_OPENS_QUOTE = re.compile("[\\s(\\[][\"'“‘»]$")
_LONGEST_STRESS = 300  # characters
_RISKY = re.compile(rf"{STAR.pattern}+|_+|`+|<(?=[A-Za-z/!?])|\](?=\()|\{{(?=:)")
# No mark closes behind the former or opens before the latter.
_OPENING, _ENDING = "([{„‚", ",;:!?)]}"
_START = re.compile(
    r"(?P<sign>#(?!#{1,5}\s)|>(?![>\s]*(?:\s|$))|[-+*](?=\s|$)|\*(?=\[)|\[(?=[^\[\]]{0,500}\]:)|[-*_](?=[-*_ ]+$))"
    r"|\d{1,9}(?P<dot>\.)(?=\s|$)"
    r"|(?P<entity>:(?=\s)|~(?=~~))"
)
# That a person typed; an "&" or "<" that would be read as more than a sign is not meant.
_REFERENCE = re.compile(
    r"&(?:amp;(?!#?\w{1,31};)|lt;(?![A-Za-z/!?])|(?!amp;|lt;)(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});)",
    re.I,
)
CODE = re.compile(r"(?<![\\`])(?P<ticks>`{1,20})(?!`)[^\n]{1,1000}?(?<!`)(?P=ticks)(?!`)")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<info> *(?:\{.*\}|\.?[\w#.+-]*)) *")
MAY_HOLD_HTML = re.compile(r"<[a-z!/]|&lt;br", re.I)
# Elements that are meant and not only named: what ends, and what needs no end.
HOLDS_HTML = re.compile(
    r"</[a-z]|<(?:!--|[bhw]+r\b|img\s)|^[^\w<\n]*<(?:p|li|d[td]|t[dhr])\b|&lt;br", re.I | re.M
)
_TYPED_BREAK = re.compile(r"(?:<|&lt;)(br\s{0,5}/?)(?:>|&gt;)", re.I)
# As word processors write them, the last two from fonts of symbols.
BULLETS = r"-*+•●▪■◦○·‣►➢\uf0b7\uf0a7"
# What begins a block though ``escape`` lets it stand, and lines of marks alone: rules, underlines, the second row of a table.
_BLOCK = re.compile(rf"(?P<number>\d{{1,9}})?(?(number)(?=\.?\)\s)|(?=[#>|]|[{BULLETS}–](?:\s|$)))")
_ITEM = re.compile(rf"[ \t]*(?:(?:[{BULLETS}–]|\d{{1,9}}\.)[ \t]+)+(?=\S*\w)")
# It would only escape what follows, or break the line.
_TYPED_BACKSLASH = re.compile(rf"{_ESCAPED.pattern}|\\(?=[ \t]*$)", re.M)
_MARKS_ALONE = re.compile(r"[-*_=|:\s]+")
WIDTH, WIDEST = 60, 150  # characters that programs put into a line before they break it
_OF_ITS_OWN = re.compile(
    r"[ >]*(?:[A-ZÄÖÜ][\w-]+: |(?:https?://|www\.)\S|\S+@\S)"
)  # "Leitung: Ada"
# What no sentence ends with.
WAITS = re.compile(
    r"\s(?:und|oder|sowie|für|zu[mr]|[ai]m|ins|vo[nm]|beim?|über|durch|gegen|de[rsmn]|die|das|eine?[rnsm]?)$"
)
# A line drawn across the page, however its signs are spaced.
RULE = re.compile(r" {0,3}(?:(?:- {0,2}){3,}+|(?:_ {0,2}){3,}+|(?:\* {0,2}){3,}+) *+$")
UNDERLINE = re.compile(r"(?:={3,}|-{4,}) *$")  # "---" is a rule
# In a word with another one it is the sign of a path: "C:\Daten\".
HARD_BREAK = re.compile(r"(?<!\S)([^\s\\]*)\\[ \t]*$")
_NEEDLESS = re.compile(r"(?<=[^\W_])\\\*(?=[^\W_])")
_ESCAPED_MARK = re.compile(r"(?:(?<=[^\s\\])|(?<=\w ))\\([*_])")
# Web and mail addresses that stand for themselves, as programs escape them too; what a link leads to is its own.
_ADDRESSES = re.compile(
    r"\]\(\S*|(?:https?://|www\\?\.)[^\s<>\[\]]*"
    r"|(?<![\w.+%'\\-])(?:[\w.+%'-]|\\[_.+-]){1,99}+@[\w.\\-]{1,300}",
    re.I,
)
_ESCAPED_IN_ADDRESS = re.compile(r"\\([.()#+!-]|[*_~](?=[\w/]))")
# On a drive or in a net of Windows. One whose signs are escaped already begins otherwise.
_PATH = re.compile(r"(?<![^\s(„\"'])(?:[A-Za-z]:\\(?=[^\s\\])|\\\\(?=\w))[^\s<>|]*")
_ESCAPED_OR_PATH = re.compile(f"{_PATH.pattern}|{_ESCAPED.pattern}")
_ENTITIES = {":": "&#58;", "~": "&#126;", "<": "&lt;"}

# Behind a number it makes a day of it, no item of a list.
MONTH = re.compile(r"(?:Jan|Feb|März|Maerz|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-z]*\b")
# No day and no number of a list ("> 5. Mai"), no year, with which a quotation may begin.
_NUMBER = r"(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*(?![\d:)]|[.,]\d|\.\s)"
_SIGN = re.compile(
    rf"(?P<column>(?P<quote>(?:\s*>)*)\s*)(?P<mark>[-*•]\s+)?\\?(?P<sign>[-–−+±=>])(?=(?:[ \t]+|(?<=>)=?)(?P<number>{_NUMBER})|[ \t]+\S)"
)
_STARRED = re.compile(r"\s*\*\s+\S")
_STRESSED = re.compile(r"(?<![^\s(„])(\*{1,3})(?=\S)[^*]+\1")
_NOTED = re.compile(r"(?<=[^\s*])\*(?=[\s,;.)]|$)")


def signs_of_numbers(rows):
    """{index: where} of those of ``rows`` that begin with a sign and no mark: "+" or ">" before a number and beside no
    other line of such a list or quotation ("+ 5 Grad", ">20 Personen"), and all of a column whose signs differ, such
    as a bill ("+ 500 €", "- 200 €") or what speaks for and against; and the one star that explains another ("5 €*", "* ermäßigt")."""
    found = {}
    stars = [index for index, row in enumerate(rows) if _STARRED.match(row)]
    if len(stars) == 1 and any(_NOTED.search(_STRESSED.sub("", row)) for row in rows[: stars[0]]):
        found[stars[0]] = rows[stars[0]].index("*")
    lines = [(index, _SIGN.match(row)) for index, row in enumerate(rows) if row.strip()]
    for at, (index, match) in enumerate(lines):
        if match and match["number"] and match["sign"] in "+>":
            depth, sign = match["quote"].count(">"), re.escape(match["sign"])
            alike = re.compile(rf"(?:\s*>){{{depth}}}\s*{sign}")
            beside = lines[max(0, at - 1) : at] + lines[at + 1 : at + 2]
            if match["mark"] or not any(alike.match(rows[other]) for other, _match in beside):
                found[index] = match.start("sign")
    for column, run in groupby(lines, key=_column):
        signs = {index: match for index, match in run if column is not None}
        if len({re.sub("[–−]", "-", match["sign"]) for match in signs.values()}) > 1:
            found |= {index: match.start("sign") for index, match in signs.items()}
    return found


def underlines(row, words):
    """Whether a ``row`` of signs makes a heading of the ``words`` above it: dashes do where they are about as many."""
    is_row = bool(UNDERLINE.match(row))
    return is_row and (row[0] == "=" or 4 * len(row.rstrip()) >= 3 * len(words.strip()))


def _column(line):
    """Where the sign of a line stands that may be one of several below each other, None without one."""
    match = line[1]
    if not match or match["mark"] or match["sign"] == ">":
        return None
    return match["column"] if match["number"] or match["sign"] not in "=±" else None


def widths_of(lines):
    """Return for each of ``lines`` how many characters went into a line where it stands, as the longest of its block tells, WIDTH
    at least; endless where no sentence of the block goes on over the end of a full line, so that no program broke it."""
    widths = []
    for _is_empty, block in groupby(lines, key=lambda line: not line.strip()):
        block = list(block)
        width = max(WIDTH, *(len(line.rstrip()) for line in block))
        is_small = opens_small(block[0])
        is_broken = any(
            goes_on(line, below, is_small) and not ends_early(line, below, width)
            for line, below in pairwise(block)
        )
        widths += [width if is_broken else math.inf] * len(block)
    return widths


_WIDE_GAP = re.compile(r" {2,}")
AMOUNT = re.compile(
    r"(?:[-+−–±] ?)?(?:€ ?)?\d{1,3}(?:[.,]?\d){0,9}(?:,?[-–]{1,2})? ?"
    r"(?:€|%|EUR|Euro|kWh|m[²³]|k?g|[lhm]|Stück|Std\.?)?|[-–—]"
)
# A list, a quotation, a heading, a table with bars.
_MARKED = re.compile(rf" *(?:[{BULLETS}–] |\d{{1,9}}[.)] |[>#])|.*?(?<!\S)\|")
_RULED = re.compile(r"[ =_-]*[-=_]{3}[ =_-]*")


def columns_of(rows):
    """Return {index: cells} for those ``rows`` of text below each other in which blanks part columns, [] for a rule between them.

    A column is what begins or ends below each other in three rows, or is an amount in two. Where a row is short of cells, each
    belongs to the column it stands in.
    """
    found, run = {}, {}
    for at, row in enumerate([*rows, ""]):
        is_rule = bool(run and _RULED.fullmatch(row))
        if is_rule or ("  " in row.strip() and not _MARKED.match(row)):
            run[at] = [] if is_rule else _parted(row)
        elif run:
            last = max(at for at, parts in run.items() if parts)
            found |= _placed({at: parts for at, parts in run.items() if at <= last})
            run = {}
    return found


def _parted(row):
    """Return (start, end, words) of each piece of ``row`` that two blanks or more part from the next."""
    gaps = list(_WIDE_GAP.finditer(row.rstrip(), len(row) - len(row.lstrip())))
    starts = [len(row) - len(row.lstrip()), *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), len(row.rstrip())]
    return [(start, end, row[start:end]) for start, end in zip(starts, ends, strict=True)]


def _placed(run):
    """Return {index: cells} of ``run`` with rows that are parted, {} where they stand in no columns."""
    count = max(map(len, run.values()))
    if not 1 < count < 30:
        return {}
    full = [parts for parts in run.values() if len(parts) == count]
    spans = [tuple(zip(*column, strict=True))[:2] for column in zip(*full, strict=True)]
    reach = [(min(starts), max(ends)) for starts, ends in spans]
    placed = {at: _cells_of(parts, reach) for at, parts in run.items()}
    first, *others = zip(*filter(None, placed.values()), strict=True)
    is_below = len(full) > 2 and all(
        len(set(starts)) == 1 or len(set(ends)) == 1 for starts, ends in spans
    )
    names = all(re.search(r"[^\W\d_]", word) for word in first)
    are_labels = all(word.endswith(":") for word in first)
    is_whole = all(placed[at] or not parts for at, parts in run.items())
    is_table = is_whole and names and not are_labels
    return placed if is_table and (is_below or any(map(_counts, others))) else {}


def _cells_of(parts, reach):
    """Return the words of ``parts`` in as many cells as there are in ``reach``, [] where it is not seen which."""
    if len(parts) in (0, len(reach)):
        return [word for _start, _end, word in parts]
    cells = [""] * len(reach)
    for start, end, word in parts:
        near = [at for at, (left, right) in enumerate(reach) if start < right and left < end]
        if len(near) != 1 or cells[near[0]]:
            return []
        cells[near[0]] = word
    return cells


def _counts(column):
    """Whether there are two amounts or more in ``column``, and nothing else but for a name at the top."""
    below = list(filter(None, column[1:]))
    amounts = all(map(AMOUNT.fullmatch, below)) and len(below)
    return amounts > 1 or (amounts == 1 and bool(AMOUNT.fullmatch(column[0])))


def goes_on(line, below, is_small=False):
    """Whether a sentence in ``line`` goes on in ``below``, which in a text that ``is_small`` no small letter tells."""
    return (not is_small and below.lstrip(" >")[:1].islower()) or bool(WAITS.search(line.rstrip()))


def opens_small(text):
    """Whether the first letter of ``text`` is a small one, so that small letters below it begin lines as well."""
    letter = re.search(r"[^\W\d_]", text)
    return bool(letter) and letter[0].islower()


def ends_early(line, below, width):
    """Whether somebody ended ``line``: by a backslash, or the next word had room in it, or no program breaks lines as late, or
    ``below`` begins something of its own."""
    if HARD_BREAK.search(line) or _OF_ITS_OWN.match(below):
        return True
    length, word = len(line.rstrip()), below.lstrip(" >").split(" ", 1)[0]
    return length + 1 + len(word) <= width or length > WIDEST


def escape(text):
    """One line of plain text as Markdown."""
    return _escape_start(escape_inside(text))


def escape_lines(text):
    """Plain ``text`` as Markdown that shows it line by line: lists are lists, no other block is made of it."""
    typed = _TYPED_BREAK.sub(r"&#60;\1>", escape_references(text))
    typed = _TYPED_BACKSLASH.sub(lambda one: f"&#92;{one[0] if one[1] else ''}", typed)
    rows = zip(text.split("\n"), escape_inside(typed).split("\n"), strict=True)
    return "\n".join(_escape_line(line, row) + "  " * bool(line.strip()) for line, row in rows)


def escape_references(text):
    """Plain ``text`` in which "&copy;" is what was typed, no sign."""
    return re.sub(r"&(?=#?\w{1,31};)", "&amp;", text)


def _escape_line(line, row):
    """One ``line`` as ``escape_lines`` has it, made of the ``row`` whose marks inside are escaped."""
    if item := _ITEM.match(row):
        return item[0] + _escape_line(rest := row[item.end() :], rest)
    line, row = line.strip(), row.strip()
    if _MARKS_ALONE.fullmatch(line):
        return "".join(char if char.isspace() else escaped(char) for char in line)
    started, block = _escape_start(row), _BLOCK.match(row)
    if started != row or not block:
        return started
    return f"{block[0]}{escaped(row[block.end()])}{row[block.end() + 1 :]}"


def escaped(char):
    return f"\\{char}" if _ESCAPED.match(f"\\{char}") else f"&#{ord(char)};"


def escape_inside(text):
    """``text`` with the marks inside it escaped, those at its start as they are."""
    if not _RISKY.search(text):
        return text
    shown, pieces = [], _pieces(text)
    kept = _stresses(text, pieces) | _alone(text, pieces)
    for index, (piece, mark, _at) in enumerate(pieces):
        if mark and index not in kept:
            piece = _ENTITIES.get(mark) or "".join("\\" + char for char in piece)
        shown.append(piece)
    return "".join(shown)


def flanks(sign, before, below):
    """Whether a run of ``sign``, a star or an underscore, may begin slanted or bold words, and whether it may end them, by the
    signs ``before`` and ``below`` it, a line's end at the ends of a text (CommonMark, "delimiter runs"). It stands at its words,
    whatever signs of money or of measure people put a star behind."""
    is_word = [bool(char.strip()) and not _is_mark(char) for char in (before, below)]
    opens = bool(below.strip()) and below not in _ENDING and (is_word[1] or not is_word[0])
    closes = bool(before.strip()) and before not in _OPENING and (is_word[0] or not is_word[1])
    if sign == "_":
        return opens and not is_word[0], closes and not is_word[1]
    return opens, closes


def _is_mark(char):
    """Whether ``char`` is punctuation; a sign of money or of measure stands for a word."""
    return not char.isalnum() and char not in "€$£%‰°²³§"


def _alone(text, pieces):
    """The indexes of those of ``pieces`` that have none to pair with, so that they are no marks."""
    found = set()
    for sign in "*_`":
        sides = [
            (index, *_sides(text, at, at + len(piece)))
            for index, (piece, mark, at) in enumerate(pieces)
            if mark == sign
        ]
        first = next((index for index, opens, _closes in sides if opens), math.inf)
        last = next((index for index, _opens, closes in reversed(sides) if closes), -1)
        found |= {
            index
            for index, opens, closes in sides
            if not ((opens and index < last) or (closes and index > first))
            and not pieces[index][0].startswith("```")
        }
    return found


def _sides(text, at, end):
    """Whether the mark from ``at`` to ``end`` may begin something, and whether it may end it."""
    if text[at] == "`":
        return True, True
    return flanks(text[at], text[at - 1 : at] or "\n", text[end : end + 1] or "\n")


def _pieces(text):
    """``text`` in pieces, each with the mark it would act as ("" for none) and its place."""
    pieces, position = [], 0
    for meant in _MEANT.finditer(text):
        pieces += [*_risky(text, position, meant.start()), (meant[0], "", meant.start())]
        position = meant.end()
    return [*pieces, *_risky(text, position, len(text))]


def _stresses(text, pieces):
    """The indexes of those of ``pieces`` that make the words between them slanted or bold."""
    found, opened = set(), {}
    for index, (piece, _mark, at) in enumerate(pieces):
        if piece not in ("*", "**", "***", "_", "__", "___"):
            continue
        first, end = opened.get(piece, index), at + len(piece)
        start = pieces[first][2] + len(piece)
        words = text[start:at] if at - start <= _LONGEST_STRESS else ""
        opens, closes = _sides(text, at, end)
        if (
            closes
            and not _OPENS_QUOTE.search(words)
            and re.search(r"[^\W_]", words)
            and "\n" not in words
        ):
            found |= {first, index}
            opened = {run: place for run, place in opened.items() if place < first}
        elif opens:
            opened[piece] = index
    return found


def escape_number(text):
    """``text`` of a paragraph without the dot that would make a list of "5. Oktober"."""
    match = _START.match(text)
    return _escape_start(text) if match and match["dot"] else text


def simplified(text):
    """One line of Markdown with the signs that a person wrote as "&amp;" or escaped without need, but for those in code."""
    return outside_code(text, _simplified)


def without_references(text):
    """``text`` with the signs that a person wrote as "&auml;" or "&amp;"."""
    return _REFERENCE.sub(lambda one: html.unescape(one[0]), text) if "&" in text else text


def _simplified(text):
    text = _NEEDLESS.sub("*", _REFERENCE.sub(_sign, text))
    bare = text if _PATH.search(text) else _ESCAPED_MARK.sub(r"\1", text)
    is_needless = escape_inside(bare) == bare and plain_words(bare) == plain_words(text)
    return _plain_addresses(bare if is_needless else text)


def as_read(text):
    """Markdown ``text`` in which addresses and paths of Windows hold the signs that a person reads in them: an address
    no backslashes before others, a path all that were typed."""
    return outside_code(text, _as_read) if "\\" in text else text


def _as_read(text):
    paths = _PATH.sub(lambda path: re.sub(r"\\([*_~`]?)", _as_sign, path[0]), text)
    return _plain_addresses(paths)


def _as_sign(match):
    return r"\\" + (match[1] and f"\\{match[1]}")


def _plain_addresses(text):
    if "\\" not in text:
        return text
    return _ADDRESSES.sub(
        lambda one: one[0] if one[0][0] == "]" else _ESCAPED_IN_ADDRESS.sub(r"\1", one[0]), text
    )


def with_typed_breaks(text):
    """``text`` with "<br>" for what was typed as "&lt;br>", but in code and in a line that speaks of HTML."""
    if "&" not in text or not _TYPED_BREAK.search(text):
        return text
    rows = (row if "HTML" in row else outside_code(row, _break) for row in text.split("\n"))
    return "\n".join(rows)


def _break(text):
    return _TYPED_BREAK.sub(r"<\1>", text)


def fences_of(lines, is_fence=lambda at: True):
    """The (first, last) of those of ``lines`` that are code between two equal fences; what is not closed is text.

    ``is_fence`` says of the index of a line that looks like one whether it begins code.
    """
    found = {at: fence for at, line in enumerate(lines) if (fence := _FENCE.fullmatch(line))}
    ends, done = {}, 0
    for at in reversed(found):
        if not found[at]["info"].strip():
            ends.setdefault(found[at]["fence"], []).append(at)
    for at, fence in found.items():
        below = ends.get(fence["fence"], [])
        while below and below[-1] <= at:
            below.pop()
        if at >= done and below and is_fence(at):
            done = below[-1] + 1
            yield at, below[-1]


def fenced_in(text):
    """The (start, end) of fenced code in ``text``."""
    lines = text.split("\n") if "```" in text or "~~~" in text else []
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    return [(starts[first], starts[last + 1] - 1) for first, last in fences_of(lines)]


def code_in(text):
    """The (start, end) of all code in ``text``, fenced or within a line, in order."""
    spans, done = [], 0
    for start, end in [*fenced_in(text), (len(text), len(text))]:
        spans += [code.span() for code in CODE.finditer(text, done, start)]
        spans += [(start, end)] if start < end else []
        done = end
    return spans


def outside_code(text, change, only_fenced=False):
    """``text`` with what stands outside of code, fenced or within a line, as ``change`` returns it."""
    pieces, done = [], 0
    for start, end in fenced_in(text) if only_fenced else code_in(text):
        pieces += [change(text[done:start]), text[start:end]]
        done = end
    return "".join([*pieces, change(text[done:])])


def without_hard_breaks(rows):
    """``rows`` of Markdown without the backslash that only says that a line ends there."""
    return [
        HARD_BREAK.sub(r"\1", row) if below.strip() else row
        for row, below in zip(rows, [*rows[1:], ""], strict=True)
    ]


def _sign(reference):
    """The sign that a character reference stands for, unless it could be a mark of Markdown."""
    sign = html.unescape(reference[0])
    if sign == "<" or (sign == ">" and reference.start()):
        return sign
    return reference[0] if _ESCAPED.match(f"\\{sign}") or sign in _ENTITIES else sign


def unescape(text):
    """The plain text of one line of Markdown, as far as ``escape`` gives the line again."""
    if "\\" not in text and "&" not in text:
        return text
    plain = _ESCAPED_OR_PATH.sub(lambda one: one[1] or one[0], text)
    for char, entity in _ENTITIES.items():
        plain = plain.replace(entity, char)
    return plain if escape(plain) == text else text


def plain_words(text):
    """One line of Markdown without the marks of slanted and bold words and without escapes."""
    if not re.search(r"[*_\\]", text):
        return text
    pieces = _pieces(text)
    stresses = _stresses(text, pieces)
    shown = (piece for index, (piece, *_) in enumerate(pieces) if index not in stresses)
    return _ESCAPED.sub(r"\1", "".join(shown))


def _risky(text, position, end):
    """``text`` from ``position`` to ``end``, where nothing is meant, in such pieces."""
    for match in _RISKY.finditer(text, position, end):
        yield text[position : match.start()], "", position
        yield match[0], match[0][0], match.start()
        position = match.end()
    yield text[position:end], "", position


def _escape_start(text):
    match = _START.match(text)
    if not match:
        return text
    if match["entity"]:
        return _ENTITIES[match["entity"]] + text[1:]
    at = match.start("dot") if match["dot"] else 0
    return f"{text[:at]}\\{text[at:]}"
