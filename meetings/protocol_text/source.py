"""From whatever was pasted to clean lines that know their number, indent and place, and what one line
shows to every later stage: its list mark, the marks of a heading, whether it is a sentence.
"""

import re
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, wraps
from itertools import pairwise

from wiq_site.kit.escaping import (
    HOLDS_HTML,
    MAY_HOLD_HTML,
    STRUCK,
    WAITS,
    columns_of,
    fences_of,
    without_hard_breaks,
    without_references,
)

from .model import MAX_CHARACTERS, ProtocolTextError
from .who import has_first_name

_KEPT = []


def remember_answers(function):
    """``function`` of strings, which answers the same question once; the answers are shared and must
    not be changed."""
    kept = lru_cache(maxsize=16384)(function)
    _KEPT.append(kept)
    return kept


_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_SPELLED_OUT = re.compile(r"(?<![aeuq])(?:ae|oe|ue)", re.I)  # not in "neue", "Frauen", "Quelle"


def in_any_spelling(function):
    """``function`` of strings, asked again with "ä" for "ae" where it has no answer, as people without such keys write."""

    def ask(text):
        answer = function(text)
        spelled = answer or _SPELLED_OUT.sub(lambda two: _UMLAUTS[two[0].lower()], text)
        return answer if answer or spelled == text else function(spelled)

    return wraps(function)(ask)


@contextmanager
def keep_answers():
    """While a text is read, answers are kept; after it no answer and so no text stays in memory."""
    try:
        yield
    finally:
        for kept in _KEPT:
            kept.cache_clear()


_STRUCK = STRUCK.pattern.replace("?P<words>", "?:")
_STRUCK_ALONE = rf"[ \t]*{_STRUCK}(?:[ \t,;/·]*{_STRUCK})*[ \t]*"
# With the brackets, and the address, of what is struck out as a whole.
_INVALID = re.compile(
    rf"([ \t])?(?:\({_STRUCK_ALONE}\)|\[{_STRUCK_ALONE}\](?:\([^()\s]*\))?|{_STRUCK})(?(1)(?=[\s.,;:!?)]|$))"
)


def without_struck(text):
    """``text`` as it is valid: without what is struck out, and the brackets and commas around it."""
    if "~~" not in text or (left := _INVALID.sub("", text)) == text:
        return text
    return re.sub(r"(?<=[,:])[ \t]*,|,\s*(?=\))|(?<=\()[\s,]+", "", left).strip(" ,")


_STRUCK_IN_FORUMS = re.compile(r"\[(s|del|strike)\]\s*(.{1,2000}?)\s*\[/\1\]", re.I | re.S)
_STRUCK_LINE = re.compile(r"^(\s*(?:[-*+•–>]\s+)*)(\S.*?)(\s*)$")
_STRUCK_LINES = re.compile(r"^(\s*(?:(?:[-*+•–>]|\d{1,3}[.)])\s+)*)(\S.*?)(\s*)$", re.M)


def struck_line_by_line(text):
    """``text`` with ~~ around what is struck out in each line, behind the mark of a list; a number is one where several
    lines are struck out together, else it is struck out as well."""
    text = _STRUCK_IN_FORUMS.sub(r"~~\2~~", text)
    return STRUCK.sub(_struck_lines, text)


def _struck_lines(passage):
    words = passage["words"]
    return (_STRUCK_LINES if "\n" in words else _STRUCK_LINE).sub(r"\1~~\2~~\3", words)


def without_tags(text):
    """``text`` of Markdown with what its HTML shows told in Markdown, struck out line by line."""
    if MAY_HOLD_HTML.search(text):
        from wiq_site.kit.markup import lines_from_html

        text = lines_from_html(text)
    return struck_line_by_line(text)


def unstruck(text):
    """``text`` of Markdown as if nothing in it were struck out, that on lines of its own."""
    return without_tags(text).replace("~~", "\n")


def collapse(text):
    """``text`` with single blanks."""
    return " ".join(text.split())


def closed(text):
    """``text`` with its last bracket closed, out of which something was taken."""
    opened = re.search(r"[(\[](?=[^()\[\]]*$)", text)
    return text + (")" if opened[0] == "(" else "]") if opened else text


_MARKS = re.compile(
    r"(?P<marks>#{1,6}(?!#)\s*|=(?!\s+\d+(?:[.,]\d+)*(?:[\s€%][^=]*)?$)={0,5}(?:\s+|(?=[^=\s].*=$))|\*\*(?=\S)|__(?=\S))(?P<text>.*)$"
)
_FRAMED = re.compile(r"(?P<marks>[~*+_–—-])\1{1,20}\s+(?P<text>\S.{0,300}?)\s+\1{2,20}$")
_SLANTED = re.compile(
    r"(?P<marks>[*_])(?P<text>[^\s*_][^*_]{0,200}?)\1(?P<rest>\s*\(.*\)|\s*:|\s+[^\w\s.,;:!?]+)?$"
)
_ANCHOR = re.compile(r"\s*\{[#.][^{}]{1,60}\}$")  # "## Geld {#geld}"
_OPENING = "#=*_-–—~+"


@remember_answers
def strip_marks(text):
    """The marks of a Markdown or wiki heading ("##", "==", "**", "---", "*") and the text between
    them."""
    if not text or text[0] not in _OPENING:
        return "", text
    if text[-1:] == text[:1] and (framed := _FRAMED.match(text)):
        return 3 * framed["marks"], framed["text"]
    match = _MARKS.match(text) if text[0] not in "-–—~+" else None
    if not match:
        slanted = _SLANTED.match(text)
        return (
            (slanted["marks"], slanted["text"] + (slanted["rest"] or "")) if slanted else ("", text)
        )
    marks, inner = match["marks"].strip(), match["text"].strip()
    if marks in ("**", "__"):
        closed = inner.find(marks)
        return (marks, inner.replace(marks, "", 1)) if closed > 0 else ("", text)
    inner = _ANCHOR.sub("", inner) if inner[-1:] == "}" else inner
    return marks, inner.rstrip("#=").rstrip() or inner


_BULLET = re.compile(r"(?P<glyph>[•●○◦▪■□‣⁃∙·►▸➢➤\uf0b7\uf0a7*+–—-]|o(?=\s)|§(?=\s+\D))\s+(?=\S)")
_TIGHT = re.compile(r"(?P<glyph>[•●▪■‣►▸➢➤\uf0b7\uf0a7])(?=\w)")
_BETWEEN_DASHES = re.compile(r"([–—-])\s[^–—-]*\s\1")  # "– keine –"
_NUMBER = re.compile(r"(?P<number>(?!0\d)\d{1,3})[.)]\s+(?=\S)")
_LETTER = re.compile(r"[a-h]\)\s+(?=\S)")
_DEEPER = "o○◦▪■□§\uf0a7"
_STARS = re.compile(r"\*{2,5}\s+(?=\S)")


@remember_answers
def bullet(text):
    """The glyph that opens ``text`` and the text after it, or None. Dashes count as one glyph."""
    if text[:1].isalnum() and text[1:2] not in (")", " ", "\t"):
        return None
    if _BETWEEN_DASHES.fullmatch(text):
        return None
    match = _BULLET.match(text) or _TIGHT.match(text)
    stars = _STARS.match(text)
    if stars:
        return stars[0].strip(), text[stars.end() :]
    if match:
        return "-" if match["glyph"] in "–—-" else match["glyph"], text[match.end() :]
    return ("-", text) if _LETTER.match(text) else None


@remember_answers
def numbered(text):
    """The number that opens ``text`` ("1." or "1)") and the text after it, or None."""
    match = _NUMBER.match(text)
    return (int(match["number"]), text[match.end() :]) if match else None


def is_list_line(line):
    """Whether a line opens an item of a list."""
    return bool(bullet(line.text) or numbered(line.text))


class Levels:
    """The level of each list item, from its indent and, where all are alike, from its glyph."""

    def __init__(self):
        self.open = []

    def of(self, indent, glyph):
        """The level, from 0, of an item at ``indent`` columns with ``glyph`` ("**": one deeper)."""
        indent, glyph = indent + 4 * (len(glyph) - 1), glyph[0]
        while self.open and self.open[-1][0] > indent + 1:
            self.open.pop()
        same = [place for place, (at, sign) in enumerate(self.open) if sign == glyph]
        if self.open and abs(self.open[-1][0] - indent) < 2:
            if same and abs(self.open[same[-1]][0] - indent) < 2:
                del self.open[same[-1] + 1 :]
            elif glyph in _DEEPER and self.open[-1][1] not in _DEEPER[1:]:
                self.open.append((indent, glyph))
            else:
                self.open[-1] = (indent, glyph)
        else:
            self.open.append((indent, glyph))
        del self.open[5:]
        return len(self.open) - 1

    def inside(self, indent):
        """How many items a line at ``indent`` columns that is none stands inside of; the others end."""
        while self.open and self.open[-1][0] + 2 > indent:
            self.open.pop()
        return len(self.open)


# A day or an abbreviation closes with a dot as well: "Demo am 22.6.", "Heimatverein e. V."
_SHORT = re.compile(
    r"(?:\b\d{1,2}\.\s?\d{1,2}|\b(?:[A-Za-zÄÖÜ]|usw|etc|ca|bzw|Nr|Str|str|St|Co|gem|ff|sog|Std|Min|min)|\w\wstr)\.$"
)


def ends_sentence(text):
    """Whether ``text`` closes like a sentence and not like a name."""
    last = text[-1:]
    if last in ("!", "?"):
        return text.count(" ") >= 8
    return last in (",", ";", "…") or (last == "." and not _SHORT.search(text[-12:]))


_INLINE = re.compile(
    r"(?P<name>[^\W\d_](?:[^:.!?]|(?<=\d)\.|\.(?!\s[A-ZÄÖÜ])){1,90}?(?:\s\([^()]{1,80}\))?)\s*(?::|\s[–—-])\s+(?P<body>[^\W_].{20,}[.!]|[^\W_].{20,}[.!]\s.*\?)$"
)
_RUN_IN = re.compile(r"(?:\*\*|__)(?P<name>[^*_]{2,90}?)[.:]?(?:\*\*|__)[.:]?\s+(?=[^\s(])(?=.*\w)")


def unfold_run_in(text):
    """ "**1. Kasse.** Der Stand ist gut." as "1. Kasse: Der Stand ist gut."; other texts as they are."""
    match = _RUN_IN.match(text) if text[:2] in ("**", "__") else None
    return f"{match['name']}: {text[match.end() :]}" if match else text


def inline_body(rest):
    """Name and sentence of ``rest``, None where no whole sentence follows a name."""
    match = _INLINE.match(rest) if rest.endswith((".", "!", "?")) else None
    if not match or len(match["body"].split()) < 4:
        return None
    return match["name"], match["body"]


_LEADERS = re.compile(r"\s?\.{4,} ?\d{1,3}$")  # of a table of contents
_PARTED = re.compile(r"(?<=\w)\t+:\s+")  # a label, a tab, a colon, the value
_WIDE = re.compile("(?<![> ]) {5,}| {41,}")  # says no more than four, and takes patterns long
_JUSTIFIED = re.compile(r"[^\W\d_]+(?: {2,}[^\W\d_]+){3,}")  # no columns: each gap is wide
# "N i e d e r s c h r i f t"
_SPACED = re.compile(
    "|".join(
        r"(?<!\S)" + r"\s?".join(word) + r"\b"
        for word in ("protokoll", "niederschrift", "tagesordnung", "einladung")
    ),
    re.I,
)
# What a line may need to be made plain: an indent, tabs, many blanks, keys, spaced letters.
_UNUSUAL = re.compile(r"^[ \t]|\t|   |\.{4}|\u20e3|^\w \w ")
_KEYCAP = re.compile("(\\d)\ufe0f?\u20e3")  # a number drawn as a key
_FOREIGN = re.compile(
    r"\bh\d\. |\\[a-zA-Z]|\[/\w|\[\*\]|#\+\w|\{\{|\[\[|\[\s?\]\(|\[http|<https?://[^\s|]{1,500}\||\|https?://"
)  # Textile, LaTeX, …
# Soft hyphens, zero-width marks, directional overrides, placeholders of pasted pictures.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\ufffc"
_BLANKS = [0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]
_CLEAN = (
    dict.fromkeys(map(ord, _INVISIBLE))
    | dict.fromkeys([*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)])
    | dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xD800, 0xE000)])
    | dict.fromkeys([0xFFFE, 0xFFFF])
    | dict.fromkeys(_BLANKS, " ")
    # of fonts of symbols
    | dict(zip(map(ord, "\uf0d8\uf0fc\uf02d\uf06f\uf0e0"), "➢✓-□→", strict=True))
)
# Joiners mean something inside emoji and in some scripts, next to Latin text they are dirt.
_JOINERS = re.compile("(?<=[\x00-\u024f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u024f]|$)", re.M)


@dataclass(slots=True, eq=False)
class Line:
    """One line: ``text`` has no outer blanks, tabs are two spaces; ``place`` is where it went;
    ``cells`` are those of a row of a table, empty for the rule below its first row, ``columns`` what blanks part in it as in
    the lines around; ``goes_on`` where a word, a sentence or a cell was broken between the line above and this one, ``begins``
    where it opens a message of a chat, ``is_code`` where it stands in a fence."""

    number: int
    text: str
    indent: int
    place: str = ""
    cells: list[str] | None = None
    columns: list[str] | None = None
    goes_on: bool = False
    begins: bool = False
    is_code: bool = False


_OPENS = re.compile(
    r"[\s\ufeff]*(?:Version:[\d.]+\s[\w:\s.-]{0,300})?<(?:(?P<whole>!doctype|html|head|body|meta|title|style)"
    r"|!--|div|p|h[1-6]|ul|ol|dl|table|article|section|main|header|nav|span|font|b|strong|s|del|strike|a|br)\b",
    re.I,
)
_CLOSES = re.compile(
    r"</(?:p|div|li|ul|ol|h[1-6]|td|tr|table|span|b|strong|s|del|strike|a|body|html)\s*>", re.I
)


def looks_like_html(text):
    """Whether ``text`` is HTML and not text that speaks of it or holds some between its lines."""
    opens = _OPENS.match(text)
    if not (opens and _CLOSES.search(text)):
        return False
    from wiq_site.kit.markup.html_to_markdown import is_html

    return bool(opens["whole"]) or is_html(text)


# A comment of HTML that may tell that something is not for everybody: it is shown, so that one asks.
_COMMENT = re.compile(
    r"<!-- ?(?=[^<>]{0,200}?(?:öff|vertraul|\bintern|\bnö\b|geheim|privat|nur für))([^<>]{2,200}?) ?-->",
    re.I,
)


def read_lines(text):
    """Return the lines of ``text``. Raises ProtocolTextError for an empty or too large one."""
    if len(text) > MAX_CHARACTERS:
        raise ProtocolTextError("too_large", {"length": len(text), "limit": MAX_CHARACTERS})
    text = _COMMENT.sub(r"(\1)", text)
    if HOLDS_HTML.search(text):  # what reads it is large, and most text is plain
        from wiq_site.kit.markup import from_html, lines_from_html

        is_whole = looks_like_html(text)
        text = from_html(text) if is_whole else lines_from_html(clean(text), spoken_of=True)
    text = struck_line_by_line(clean(text))
    text = _AGENDA_BESIDE.sub(lambda label: " " * len(label[0]), _BLANK_BEFORE_STOP.sub(".", text))
    rows = strip_quotes(without_hard_breaks(text.split("\n")))
    stamped, rows = rows, strip_stamps(rows)
    messages = [bare != row for bare, row in zip(rows, stamped, strict=True)]
    rows = _with_marks_beside(strip_line_numbers(rows))
    rows = [re.sub(r"(?<=\d)\\(?=[.)])|\s*\\\\$", "", row) if "\\" in row else row for row in rows]
    rows = _with_wiki_headings(rows)
    if any(map(_WIKI_HEADING.match, rows)):  # where "#" is the mark of a list
        rows = [_HASHED_ITEM.sub(lambda m: f"{'*' * len(m[1])} ", row) for row in rows]
    if any(map(_DOKUWIKI.match, rows)):  # it counts from "======" down, all others from "=" up
        rows = [
            _WIKI_HEADING.sub(lambda m: "#" * (7 - len(m[1])) + " " + m[2], row) for row in rows
        ]
    if "'''" in text:
        rows = [re.sub(r"'''([^'\n]{1,300})'''", r"**\1**", row) for row in rows]
    if _FOREIGN.search(text):
        is_org = any(row.startswith("#+") for row in rows)
        rows = [foreign_to_markdown(row, is_org) for row in rows]
    lines = [_line(number, row) for number, row in enumerate(rows, 1)]
    filled = [line for line in lines if line.text]
    if not filled:
        raise ProtocolTextError("empty")
    outermost = min(line.indent for line in filled)
    for line in filled:
        line.indent -= outermost
    _mark_code(rows, lines)
    for at, cells in columns_of([line.rstrip().expandtabs(3) for line in rows]).items():
        lines[at].columns = cells
    for line, begins in zip(lines, messages, strict=True):
        line.begins = begins
    return lines


def _mark_code(rows, lines):
    """Tell which of ``lines`` stand in a fence; one around most of the text says nothing of it, and what opens none is a
    row of signs as long as the words above, which it underlines."""

    def is_fence(at):
        above, row = rows[at - 1].strip() if at else "", rows[at].strip()
        return row.strip("`~") or not 0 < len(above) <= len(row)

    for first, last in fences_of(rows, is_fence):
        code = lines[first : last + 1]
        for line in code if 2 * len(code) < len(lines) else ():
            line.is_code = True


_HASHED_ITEM = re.compile(r"^(#{1,4})\s+(?=\S)")
_WIKI_HEADING = re.compile(r"^\s*(={2,6}) (.+) \1\s*$")
_DOKUWIKI = re.compile(r"\s*={5,6} .+ ={5,6}\s*$")
_TO_EDIT = r"(?:(?:Quelltext )?bearbeiten|edit(?: source)?)"
_EDITED = re.compile(
    rf"(?P<name>\S.{{0,250}}?)\s?\[\s?{_TO_EDIT}(?:\s?\|\s?{_TO_EDIT})?\s?\]", re.I
)
_CONTENTS = re.compile(r"\d{1,2}(?P<below>(?:\.\d{1,2}){0,3})\s+(?P<name>\S.*)")


def _with_wiki_headings(rows):
    """``rows`` with "##" for the words that a page of a wiki has before "[Bearbeiten]"; its contents tell which are
    deeper."""
    edited = [_EDITED.fullmatch(row.strip()) if "]" in row else None for row in rows]
    if not any(edited):
        return rows
    told = filter(None, (_CONTENTS.fullmatch(row.strip()) for row in rows))
    deeper = {one["name"]: "#" * one["below"].count(".") for one in told}
    return [
        f"##{deeper.get(one['name'], '')} {one['name']}" if one else row
        for one, row in zip(edited, rows, strict=True)
    ]


_BROKEN = re.compile(r"[^\W\d_]\d{0,2}-$")
_COUNT = re.compile(r"(?<![\w.:,–-])\d{1,3}-$")  # "3-/tägig"
_RANGE, _RANGE_END = re.compile(r"\d[-–]$"), re.compile(r"\d{2,4}(?![\d.)])")
_ADDRESS = re.compile(r"(?:://|www\.|@)\S{0,300}$", re.I)  # its hyphens are its own
_TAIL = 320  # characters of a line that tell how it ends
_MAIL_END = re.compile(r"[\w.+-]{1,64}@\w")
_NEXT_WORD = re.compile(r"(?:und|oder|bzw|beziehungsweise|sowie|bis|noch|wie|statt|als|u|o)\b|&$")
# "Haus-//WG-Treffen"
_SLASH = re.compile(r"[^\W\d_][-*:]?/-?\n[^\W\d_]|[^\W\d_]/\n-[^\W\d_]|[^\W\d_]-\n/[^\W\d_]")
_NO_END_OF_WORD = re.compile(r"TOP\b|[^\W\d_]\)", re.I)


def with_whole_words(lines):
    """``lines`` with a word that the end of a line broke on the upper one, as text of a PDF has them, also over
    what stands at the end of a page and is left out.

    The hyphen stays before a capital ("Nord-/Süd"), behind an abbreviation ("EU-/weit") or digit ("3-/tägig"), in
    addresses, beside a slash, and where the rest of the word stands further on ("Ein-/und Ausgang").
    """
    whole, above, between = [], Line(0, "", 0), set()
    for line in lines:
        if not line.text or line.place:
            whole.append(line)
            between.add(line.place)
            continue
        above = above if between != {""} else Line(0, "", 0)
        between = set()
        tail = above.text[-_TAIL:]
        has_slash = _SLASH.search(f"{tail[-3:]}\n{line.text[:2]}")
        has_slash = has_slash and not _ADDRESS.search(tail)
        is_broken = (line.text[:1].isalpha() or line.text[:2] == "& ") and _BROKEN.search(tail)
        is_broken = is_broken or has_slash
        is_broken = is_broken or (line.text[:1].islower() and _COUNT.search(tail))
        is_broken = is_broken or (_RANGE.search(tail) and _RANGE_END.match(line.text))
        is_set = any(one.is_code or one.cells is not None for one in (line, above))
        if is_broken and not is_set and not (_NO_END_OF_WORD.match(line.text) or bullet(line.text)):
            end, _, line.text = line.text.partition(" ")
            keeps = (
                has_slash
                or not end[0].islower()
                or tail[-3:-1].isupper()
                or tail[-2].isdigit()
                or _ADDRESS.search(tail)
                or _MAIL_END.match(end)
            )
            if _NEXT_WORD.match(end) and not has_slash:
                end, keeps = f" {end}", True
            above.text = (above.text if keeps else above.text[:-1]) + end
            line.text, line.goes_on = line.text.strip(), True
            if not line.text:
                continue
        whole.append(line)
        above = line
    return whole


_HYPHENS = re.compile("[\u00ad\u2010\u2011\u00ac\x02\ufffe][ \t]*\r?\n(?=[ \t]*[^\\W\\d_])")
# As they stand in what is copied from a PDF.
_LIGATURES = {ord(sign): unicodedata.normalize("NFKC", sign) for sign in "ﬀﬁﬂﬃﬄﬅﬆ"}


def clean(text):
    """``text`` in NFC with one kind of line end and blank and without invisible characters."""
    text = _HYPHENS.sub("-\n", text)  # also those that a line end alone makes visible
    text = re.sub(r"&nbsp;|</?(?:details|summary)>", " ", without_references(text))
    text = re.sub("[\x07\x1f]", " ", text)  # between cells, between units
    text = re.sub("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text).translate(_CLEAN)
    return unicodedata.normalize("NFC", _JOINERS.sub("", text).translate(_LIGATURES))


def _line(number, row):
    row = row.rstrip()
    if not _UNUSUAL.search(row):
        return Line(number, row, 0)
    row = _PARTED.sub(": ", row) if "\t:" in row else row
    text = row.lstrip()
    indent = len(row[: len(row) - len(text)].expandtabs(3))
    cells = [cell.strip() for cell in text.split("\t")] if "\t" in text else None
    text = collapse(text) if _JUSTIFIED.fullmatch(text) else text.replace("\t", "  ")
    text = _KEYCAP.sub(r"\1.", text) if "\u20e3" in text else text
    text = _LEADERS.sub("", text) if "...." in text else text
    if text[1:2] == " " and _SPACED.match(text):
        text = collapse(_SPACED.sub(lambda word: word[0].replace(" ", ""), text))
    return Line(number, _WIDE.sub("    ", text) if "     " in text else text, indent, cells=cells)


_ANSWERED = re.compile(
    r"(?:Am|On|Le) \D{0,12}\d.{4,160}(?:schrieb|wrote|geschrieben)\b.{0,160}:"
    r"|.{0,160}(?:<[^<>]{1,80}@[^<>]{1,80}>|\d{4}).{0,40} (?:schrieb|wrote):?"
    r"|.{0,160}<[^<>]{1,80}@[^<>]{1,80}> (?:schrieb|wrote) (?:am|on) .{0,60}:"
    r"|-{2,}.{0,60}(?:Nachricht|Message|Mail).{0,60}-{2,}",
    re.I,
)


_BRINGS = re.compile(r"(?:protokoll|mitschrift|notizen|niederschrift)\b.*:\s*$", re.I)


def strip_quotes(rows):
    """``rows`` without the ">" of a quoted mail; a quotation inside a protocol keeps it, even one of a mail."""
    filled = [row for row in rows if row.strip()]
    quoted = [index for index, row in enumerate(filled) if row.startswith(">")]
    if len(quoted) < 2:
        return rows
    before = filled[max(0, quoted[0] - 2) : quoted[0]]
    in_one = quoted[-1] - quoted[0] < len(quoted)
    least = (0.5 if in_one else 0.8) * len(filled)
    brings = any(map(_BRINGS.search, before[-1:]))
    # An answer is short, or stands between the lines it answers.
    if brings or any(map(announces_quotation, before)):
        least = len(filled) / 3
    if len(quoted) < least:
        return rows
    return [
        re.sub(r"(?:>[ \t]?)+", "", row, count=1) if row.startswith(">") else row for row in rows
    ]


_AT = r"\d{1,2}\.\d{1,2}\.\d{2,4},? \d{1,2}:\d{2}(?::\d\d)?"
_STAMP = re.compile(
    rf"(?P<when>\[(?:{_AT}|\d{{1,2}}:\d{{2}}, \d{{1,2}}\.\d{{1,2}}\.\d{{2,4}})\] (?=.)|{_AT} [-–] (?!Uhr\b))(?P<who>[^:]{{1,40}}):\s+(?=\S)"
)


def read_stamp(text):
    """The moment and name that a message of a chat opens ``text`` with, as a match; None without."""
    stamp = _STAMP.match(text) if text[:2].lstrip("[").isdigit() else None
    who = stamp["who"] if stamp else ""
    # "3.8.2026, 19:00 - Gasthof Linde: …" is the day of the meeting.
    is_place = " " in who and who[0].isalpha() and not has_first_name(who)
    return None if is_place and stamp["when"][0] != "[" else stamp


def strip_stamps(rows):
    """``rows`` of a chat without moment and name of whoever wrote the minutes, but for the first that tell the day."""
    stamps = [stamp for row in rows if (stamp := read_stamp(row))]
    days = {
        one.string: ("" if one["who"] == stamps[0]["who"] else f"{one['who']}: ")
        + one.string[one.end() :]
        for one in stamps[1:]
    }
    opens = read_stamp(next(filter(str.strip, rows), ""))
    return [days.get(row, row) for row in rows] if opens or len(stamps) > 2 else rows


# "1 . Kasse", as a scan is read; "Tagesordnung: 1. Kasse" above "2. Garten"
_BLANK_BEFORE_STOP = re.compile(
    r"(?<=\d)(?:(?<=^\d)|(?<=^\d\d)|(?<=[\s:] \d)|(?<=^Zu \d)|(?<=^Zu \d\d)) \.(?=\s)", re.M
)
_AGENDA_BESIDE = re.compile(r"^[ \t]*Tagesordnung ?: +(?=1[.)] .*\n[ \t]+2[.)] )", re.M | re.I)
_COUNTED_LINE = re.compile(r"\s*(\d{1,4})\s+(?=\S)")


def strip_line_numbers(rows):
    """``rows`` of a text with a number before each fifth line without these: 5, 10, 15, … at most seven lines apart."""
    plain, due, last = list(rows), 5, -1
    for at, row in enumerate(rows):
        match = _COUNTED_LINE.match(row)
        if match and int(match[1]) == due and at - last < 8:
            plain[at], due, last = row[match.end() :], due + 5, at
    return plain if due > 15 and len(rows) - last < 8 else rows


_MARK_ALONE = re.compile(r"\s*[•●○◦▪■□‣⁃∙·►▸➢➤\uf0b7\uf0a7–-]\s*")


def _with_marks_beside(rows):
    """``rows`` with the marks of a list that stand on lines of their own, as text of a PDF has them, before the words below."""
    marks = [at for at, row in enumerate(rows) if _MARK_ALONE.fullmatch(row)]
    if len(marks) < 2:
        return rows
    rows = list(rows)
    for at in marks:
        reach = 2 if rows[at].strip() in "–-" else 3  # between empty lines a dash is a rule
        below = next((n for n in range(at + 1, at + reach) if "".join(rows[n : n + 1]).strip()), at)
        if below not in (at, *marks):
            rows[at], rows[below] = "", f"{rows[at].rstrip()} {rows[below].lstrip()}"
    return rows


def announces_quotation(row):
    """Whether ``row`` says that a quoted or forwarded mail follows."""
    return len(row) < 400 and bool(_ANSWERED.fullmatch(row.strip()))


_LATEX = (
    (re.compile(r"\\(?:title|part|chapter)\*?\{([^{}]{1,300})\}"), r"# \1"),
    (re.compile(r"\\(?:section|top)\*?\{([^{}]{1,300})\}", re.I), r"## \1"),
    (re.compile(r"\\sub(?:section|top)\*?\{([^{}]{1,300})\}", re.I), r"### \1"),
    (re.compile(r"\\date\{([^{}]{1,300})\}"), r"Datum: \1"),
    (re.compile(r"\\(?:textbf|emph|textit)\{([^{}]{1,300})\}"), r"**\1**"),
    (re.compile(r"^(\s*)\\item\s+(?=\S)"), r"\1- "),
)
_FORUM = (
    (re.compile(r"\[b\](\s*)(\S[^\[\]]{0,300}?)(\s*)\[/b\]", re.I), r"\1**\2**\3"),
    (re.compile(r"\[h\d\]([^\[\]]{1,300})\[/h\d\]", re.I), r"## \1"),
    (re.compile(r"\[url=([^\[\]\s]{1,500})\]([^\[\]]{1,300})\[/url\]", re.I), r"[\2](\1)"),
    (re.compile(r"\[/?(?:u|i|s|size|color|center|font|url|li)(?:=[^\[\]]{0,40})?\]", re.I), ""),
)
_ORG = (
    (re.compile(r"^#\+title:\s+", re.I), "# "),
    (re.compile(r"^#\+date:\s+[<\[]?([\d-]+)(?: \w\w\b)?([^<>\[\]]*)[>\]]?", re.I), r"Datum: \1\2"),
    (re.compile(r"^\*\*\s+"), "### "),
    (re.compile(r"^\*\s+"), "## "),
)
_TEXTILE = tuple(
    (re.compile(rf"^h{level}\.\s+(?=\S)"), f"{'#' * level} ") for level in (1, 2, 3, 4)
)
_PARAMETER = re.compile(r"\|\s*([^\W\d_][\w -]{1,30}?)\s*=\s*([^|=]*?)\s*(?=\||\}\}|$)")
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]{1,200}\|)?([^\[\]|]{1,200})\]\]")


_URL, _SHOWN = r"(?P<url>https?://[^\s\[\]|<>]{1,500})", r"\s*(?P<words>[^\[\]|<>]{1,200}?)\s*"
_LINKS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"\[\[{_URL}\s?(?:\||\]\[){_SHOWN}\]\]", r"[\g<words>](\g<url>)"),  # wikis, Org
        (rf"\[\[{_URL}\]\]", r"\g<url>"),
        (rf"<{_URL}\|{_SHOWN}>", r"[\g<words>](\g<url>)"),  # Slack
        (rf"(?<!\[)\[{_SHOWN}\|{_URL}\](?!\()", r"[\g<words>](\g<url>)"),  # Jira
        (rf"(?<!\[)\[{_URL}\s+{_SHOWN}\](?!\()", r"[\g<words>](\g<url>)"),  # MediaWiki
        (rf"(?<!!)\[\s?\]\({_URL.replace('<>', '<>()')}\)", r"\g<url>"),  # of nothing but a picture
        (rf"\[\[[^\[\]|<>]{{1,200}}\|{_SHOWN}\]\]", r"\g<words>"),  # a page of the wiki itself
    )
)


def _read_template(row):
    """ "{{Sitzung|Ort=Hof|Datum=3.4.2020}}" and "| Ort = Hof" as "Ort: Hof; Datum: 3.4.2020"; others as they are."""
    row = WIKI_LINK.sub(r"\1", row) if "=" in row else row
    left = _PARAMETER.sub("", row).strip()
    if not re.fullmatch(r"(?:\{\{[\w :-]+)?(?:\}\})?", left):
        return row
    facts = "; ".join(
        value if key in ("Art", "Titel", "Typ") else f"{key}: {value}"
        for key, value in _PARAMETER.findall(row)
        if value
    )
    return facts or ("" if left else row) if not left or facts else row


def foreign_to_markdown(row, is_org=False):
    """``row`` with what it says in these languages told in Markdown; most rows as they are."""
    rules = ()
    if "[[" in row or ("://" in row and ("|" in row or "[" in row)):
        for pattern, replacement in _LINKS:
            row = pattern.sub(replacement, row)
    if ("\\" in row and "{" in row) or row.lstrip().startswith("\\item"):
        rules = _LATEX
    elif "[/" in row:
        rules = _FORUM
    elif "{{" in row or row.lstrip().startswith("|"):
        return _read_template(row)
    elif row[:2] in ("; ", ": "):  # "; Antrag" and ": Der Rat …" of a wiki, "; Ort: Hof"
        told = row[0] == ":" or ": " in row[2:].rstrip(" :")
        return row[2:] if told else f"{row[2:].rstrip(' :')}:"
    elif is_org and row[:1] in "#*":
        rules = _ORG
    elif row[:1] == "h" and row[2:3] == ".":
        rules = _TEXTILE
    for pattern, replacement in rules:
        row = pattern.sub(replacement, row)
    return re.sub(r"^(\s*)\[\*\]\s*(?=\S)", r"\1- ", row) if "[*]" in row else row


_NARROWEST, _WIDEST = 40, 120
_LABELLED = re.compile(r"[A-ZÄÖÜ][\w-]+: ")  # begins something of its own: "Leitung: Ada"


def wrap_width(lines):
    """The width the text is wrapped at, or None when each line is a paragraph of its own, as where none begins in the
    middle of a sentence."""
    wrapped = [
        (line.text, following.text)
        for line, following in pairwise(lines)
        if _NARROWEST <= len(line.text) <= _WIDEST and following.text and not line.place
        if line.cells is None
        if not (following.goes_on or following.begins or is_list_line(following))
        if not _LABELLED.match(following.text)
    ]
    open_ended = sum(not text.endswith((".", "!", "?", ":", ";")) for text, _ in wrapped)
    width = max((len(text) for text, _ in wrapped), default=0)
    is_small = _is_written_small(lines) and (
        2 * sum(len(text) > width - 12 for text, _ in wrapped) < len(wrapped) or len(wrapped) < 4
    )
    goes_on = any(
        WAITS.search(text) or (below[0].islower() and not is_small and runs_on(text, below, width))
        for text, below in wrapped
    )
    return width if goes_on and 2 * open_ended >= len(wrapped) else None


_FIRST_LETTER = re.compile(r"[^\w]*(?:\d[\d.)]*\s)?\W*([^\W\d_])")


def _is_written_small(lines):
    """Whether most of what begins in ``lines`` begins with a small letter, which then says nothing of a sentence that goes on."""
    pairs = zip([Line(0, "", 0), *lines], lines, strict=False)
    begin = [below.text for above, below in pairs if not above.text or is_list_line(below)]
    letters = [match[1] for text in begin if (match := _FIRST_LETTER.match(text))]
    return 3 * sum(map(str.islower, letters)) > 2 * len(letters)


# "das Bau- und", of the Gartenamt
_HALF = re.compile(r"[^\W\d_]- (?:und|oder|bzw\.|sowie|[/&])$|\s(?:→|⇒|[-=]>)$")
_STOPPED, _COUNTED = re.compile(r"[a-zäöüß]{3}[.!?:]$"), re.compile(r"\d{1,2}\.(?:\s|\d{1,2}\.)")


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[^\s@]+@\S+")
_LEADS_TO = re.compile(r"\b(?:unter|auf|an|von|per|via|siehe|sowie|Link|Mail|Adresse)[:,]?$")


def runs_on(text, following, width):
    """Whether ``following`` continues ``text``: half a word waits for it, or its first word did not fit on the line
    above. A number with a dot, as of a day, continues no sentence that is over."""
    if _HALF.search(text) or WAITS.search(text):
        return True
    if width is None or len(text) > _WIDEST:
        return False
    if _ADDRESS.fullmatch(following) and not _LEADS_TO.search(text):
        return False
    if _COUNTED.match(following) and _STOPPED.search(text) and ends_sentence(text):
        return False
    return len(text) + 1 + len(following.split(None, 1)[0]) > width - 8
