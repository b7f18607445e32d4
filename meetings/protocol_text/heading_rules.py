"""What one line shows that may be the heading of a TOP: its marks, "TOP", a time, how it counts, its name."""

import re
import string
import unicodedata
from typing import NamedTuple

from .heading_parts import LONGEST_NAME, Heading, read_bracket, read_heading, split_bracket
from .labels import is_label_word, read_labels
from .source import (
    bullet,
    collapse,
    ends_sentence,
    is_list_line,
    remember_answers,
    strip_marks,
    unfold_run_in,
)
from .when import When, find_dates, merge_when, take_leading_time

ROMANS = {
    numeral: value
    for value, numeral in enumerate(
        tens + ones
        for tens in ("", "X", "XX")
        for ones in ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    )
    if numeral
}
_WORDS = {
    word: rank
    for rank, words in enumerate(
        "eins erstens|zwei zweitens|drei drittens|vier viertens|fünf fünftens|sechs sechstens"
        "|sieben siebtens siebentens|acht achtens|neun neuntens|zehn zehntens|elf|zwölf".split("|"),
        1,
    )
    for word in words.split()
}


class Style(NamedTuple):
    """What lines of one notation share: their marks, the sign of a list or another that opens them, the word before the
    number ("top"), how that counts ("digit", "roman", …), its depth, what ends it, and whether a colon ends the line."""

    marks: str = ""
    sign: str = ""
    word: str = ""
    kind: str = ""
    depth: int = 0
    stop: str = ""
    colon: bool = False


class Candidate(NamedTuple):
    """A line that may be a heading. ``rank`` is the place in the count that ``number`` tells, ``said`` what follows the
    name on the same line, ``when`` the time it opens with. It is not ``strong`` where its number may be a day
    or its words go on as a sentence, ``guessed`` where only the layout tells. A row of a table brings its
    ``heading`` taken apart and the lines of its ``body``."""

    style: Style = Style()
    number: str = ""
    name: str = ""
    rank: tuple = ()
    said: str = ""
    when: When | None = None
    strong: bool = True
    guessed: bool = False
    index: int = -1
    indent: int = 0
    heading: Heading | None = None
    body: tuple = ()


_SAYS_TOP = re.compile(
    r"[\W_]*(?:\d.{0,40}?)?(?:top|t\.o\.p|tages|agendap|to-p|punkt|thema|zu|ad\s)", re.I
)
_NUMBER = (
    r"(?:[ÖN]\s?)?\d{1,3}(?:\.\d{1,3}){0,3}(?:[a-z]|\s[a-z](?=\s?[:)]))?(?!\w)|[IVX]{1,5}(?!\w)"
    r"|[A-Z](?=\s{2}|\s?[:.)]|\s[–—-]\s)"
)
_DELIMITER = r"\s{0,3}(?:\.?[:)|]{1,2}|[/;](?=\s))\s{0,3}[–—-]?\s*|\s{0,3}[–—-]{1,2}\s+|\.:?\s+|\s{2,}|\s+|\.?$"
_TOP = re.compile(
    r"(?:(?:zu[mr]?|ad)\s{1,3})?(?P<word>TOP|T\.O\.P\.|Tagesordnungspunkt|Agendapunkt|TO-Punkt|Punkt|Thema"
    r"|(?<=zu )(?=\d)|(?<=ad )(?=\d))s?(?![^\W\d]|_)[ #.]{0,4}"
    rf"(?:(?:Nr\.?|Nummer)\s)?(?P<number>{_NUMBER})?(?:\s(?:der|auf der)\s(?:Tagesordnung|TO))?"
    rf"(?P<delimiter>{_DELIMITER})(?P<rest>.*)$",
    re.I,
)
_AFTER_NUMBER = re.compile(
    rf"(?P<number>{_NUMBER})[.)]?\s?(?:TOP|Tagesordnungspunkt)(?P<rest>\s?:?\s+\S.*)$", re.I
)
_VERB = re.compile(
    r"(?:ist|war|sind|wird|werden|wurden?|gab|gibt|hat|haben|hatten|soll|sollte|kann|muss|entfällt|entfiel|folgt|bleibt"
    r"|geht|ging|kommt|kam|steht|stand|liegt|lag|dauert|hieß|heißt|des|der|vom|im|beim|am|und|oder|bis)\b"
)


def is_topic_name(text):
    """Whether ``text`` can be the name of a TOP: short, no sentence, nothing about the meeting."""
    short = 0 < len(text) <= LONGEST_NAME and not ends_sentence(text)
    return short and not is_label_word(text) and not read_labels(text)


def runs_on_below(lines, index):
    """Whether the line at ``index`` is the beginning of a sentence that the next one goes on with."""
    below = lines[index + 1] if index + 1 < len(lines) else None
    return bool(below and below.text and (below.goes_on or below.text[0].islower()))


_COUNT = re.compile(
    r"(?:\((?=\w{1,5}\)))?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}[a-z]?(?![\w-])"
    r"|[A-Z]\.\d{1,2}(?=[.):\s])|(?i:[IVX]{1,5}(?=[.):\s])|[A-Z](?=[.):])))(?P<stop>(?:\s(?=[.)]\s))?[.):]{0,2})(?P<gap>\s*[–—|-]\s+|\s*)(?P<rest>.*)$"
)


@remember_answers
def look_of(text):
    """The Candidate that a line shows, still without its place; None for a line that can be no heading."""
    if not text or len(text) > 310:
        return None
    mark = bullet(text)
    sign, inner = mark if mark and mark[1] != text else ("", text)
    inner = inner.rstrip(" *+~") if len(sign) > 1 else inner  # "*** Kasse ***"
    unfolded = unfold_run_in(inner)
    marks, stripped = strip_marks(inner)
    if marks in ("**", "__", "*", "_") and not re.search(r"[*_](?:\s*\(.*\))?\W*$", text):
        marks += "…"  # opens the line only
    inner = unfolded if unfolded is not inner else stripped
    when = None
    if inner[:1].isdigit() or inner[:2].lower() in ("ab", "ca", "vo"):
        lead = None if read_labels(inner) else take_leading_time(inner)
        if lead and lead[1] and not lead[1][0].islower() and not ends_sentence(lead[1]):
            when, inner = lead
    if _SAYS_TOP.match(inner) and (top := _read_top(marks, sign, inner, when)):
        return top
    match = _COUNT.match(inner)
    number = match["number"] if match else ""
    day = find_dates(inner[:20]) if number else ()
    day = bool(day and day[0].start == 0)
    if number and (
        (day and number.count(".") != 1) or not (match["stop"] or match["gap"] or not match["rest"])
    ):
        number, day = "", False
    rest = match["rest"] if number else inner
    stop = (match["stop"] or match["gap"].strip()) if number else ""
    kind = _kind(number, when)
    style = Style(marks, sign, "", kind, number.count("."), stop, rest.endswith(":") and not number)
    return Candidate(style, number, rest, _rank(number), when=when, strong=not day)


def _read_top(marks, sign, text, when):
    """The Candidate of "TOP 3: Titel" or "3. TOP: Titel" behind its marks; None where the words go on as a sentence."""
    if text[:1].isdigit() and (turned := _AFTER_NUMBER.match(text)):
        text = f"TOP {turned['number']}: {turned['rest'].lstrip(' :')}"
    match = _TOP.match(text)
    if not match:
        return None
    delimiter, rest = match["delimiter"], match["rest"].strip()
    if not match["number"] and (":" not in delimiter or not rest):
        return None
    strong = bool(delimiter.strip() or len(delimiter) > 1 or marks or not rest)
    strong = strong or bool(re.search(r"\d[^)\]]{0,9}[)\]]$", rest))
    if not strong and _VERB.match(rest):
        return None
    number = collapse(match["number"] or "")
    number = number if number[:1] in ("Ö", "N") else number.replace(" ", "")
    word = match["word"].casefold() or "zu"
    style = Style(marks, sign, word, _kind(number, when), number.count("."))
    return Candidate(style, number, rest, _rank(number), when=when, strong=strong)


def _kind(number, when):
    if when or not number:
        return "time" if when else ""
    if number[0].isdigit():
        return "digit"
    return "roman" if number[1:] or number in "IVXivx" else "letter"


def _rank(number):
    """The places in the count that the parts of ``number`` tell: (2, 1) for "2.1", (3,) for "III"."""
    return tuple(
        int(digits[0])
        if (digits := re.match(r"\d+", part))
        else ROMANS.get(part.upper(), ord(part[0]) - 64)
        for part in number.split(".")
        if part
    )


_OPENING = r":[a-z_]{2,30}:|[^\w\s\"'„“”‚‘«(]{1,8}|\((?=\w{1,4}\))"
_COUNTER = rf"\d{{1,3}}|[A-Za-z]|[IVX]{{1,5}}|(?i:{'|'.join(_WORDS)})|[\u2460-\u2473\u2776-\u277f]"
_COUNTED = re.compile(
    rf"(?P<opening>{_OPENING})?\s{{0,3}}(?:(?:[Zz]u|[Aa]d)\s)?(?P<word>[^\W\d_]{{1,14}}(?:\.\s?|\s|-|(?=\d)))?"
    rf"(?P<counter>{_COUNTER})(?P<delimiter>\.?\s?[^\w\s\"'„“(]{{1,3}}(?=\s|$)|\.\s?[–—-]|\s{{2,}}|\s|$)"
    r"\s{0,3}(?P<rest>.*)$"
)
_MARKED = re.compile(rf"(?P<opening>{_OPENING})\s{{0,3}}(?P<rest>[\w*].*)$")
_PAIRS = {"[": "]", "{": "}", "<": ">", "«": "»", "|": "|", "[[": "]]", "<<": ">>", "‹": "›"}
_CLOSING = re.compile(r"\s*(?P<closing>[^\w\s.!?,;\"'“”)\]%€…]{1,20})$")
_SAME = str.maketrans("–—", "--")
# What stands before a number and says no more than "TOP".
_ORDER = set("pkt p nr t ziff ziffer tp ap tap tpkt programmpunkt no punkt top thema".split())


def says_top(text):
    """Whether ``text`` opens with "TOP 3" or its likes."""
    top = look_of(text)
    return bool(top and top.style.word)


def heading_of(text):
    """The Heading that an entry of an agenda tells, in a line or in the cell of a table."""
    top = look_of(text) or Candidate(name=text)
    heading = read_heading(top.number, top.name)
    if top.when:
        merge_when(heading.when, top.when)
    return heading


@remember_answers
def shapes(text):
    """What else a line shows behind signs of any kind, the counting ones first; () for most lines."""
    if len(text) > 240:
        return ()
    marks, inner = strip_marks(text)
    return (*_counting(marks, inner), *_marking(marks, inner)) if inner else ()


def _counting(marks, text):
    match = _COUNTED.match(text)
    if not match or match["opening"] in ("•", "-", "–", "*", "+"):
        return
    opening = (match["opening"] or "").translate(_SAME)
    word, stop = match["word"] or "", match["delimiter"].strip().translate(_SAME)
    order = not word or word.strip(" .-").casefold() in _ORDER
    for kind, rank, number in _ranks(match["counter"]):
        if kind != "digit" and not stop:
            continue
        rest = match["rest"].strip()
        name, number = (rest, number) if order else (text, "")
        end = _CLOSING.search(name)  # marks close a name as others opened it: "Kasse ---"
        name = name[: end.start()] if end and end.start() else name
        style = Style(marks, opening, word.strip().casefold(), kind, 0, stop)
        yield Candidate(style, number, name, (rank,), guessed=True)


def _ranks(counter):
    """The ways to read a counter: "I" is a letter and a Roman number."""
    if counter.isdecimal():
        yield "digit", int(counter), str(int(counter))
    elif counter.casefold() in _WORDS:
        rank = _WORDS[counter.casefold()]
        yield "word", rank, str(rank)
    elif len(counter) == 1 and counter.isnumeric():
        rank = int(unicodedata.numeric(counter))
        yield "circled", rank, str(rank)
    else:
        if counter in ROMANS:
            yield "roman", ROMANS[counter], counter
        if len(counter) == 1 and counter in string.ascii_letters:
            yield "upper" if counter.isupper() else "lower", ord(counter.lower()) - 96, counter


def _marking(marks, text):
    """What a line between or behind marks shows: ">> Kasse", "[Kasse] Ute", "Kasse:", "-- Kasse --"."""
    match = _MARKED.match(text)
    opening = match["opening"].translate(_SAME) if match else ""
    rest = strip_marks(match["rest"])[1] if match else text
    name, pair, said = rest.partition(_PAIRS[opening]) if opening in _PAIRS else (rest, "", "")
    closing = pair
    if not pair:
        end = _CLOSING.search(rest)
        closing, name = (end["closing"][0], rest[: end.start()]) if end else ("", rest)
    name = name.strip()
    if (opening or closing or marks) and name:
        yield Candidate(
            Style(marks, opening, stop=closing), "", name, said=said.strip(" :-–"), guessed=True
        )


FAR = 12  # columns from which a line may stand in the middle of a page


def layout_shapes(line, below):
    """The Candidates of ``line`` by its place on the page, which the line ``below`` follows (None at the end)."""
    text, kinds = line.text, []
    left = below and below.indent >= line.indent + 2 and not is_list_line(below)
    if len(text) > 160 or bullet(text):
        return []
    if line.indent >= FAR or left:
        kinds.append("far" if line.indent >= FAR else "left")
    if text[-1] in ")]":
        meta, heading = split_bracket(text)[1], Heading("")
        if meta is not None and read_bracket(meta, heading) and heading.when != When():
            kinds.append("time")
    shown = look_of(text) if kinds and text[0] in "#=" else None
    number, name = (shown.number, shown.name) if shown else ("", text)
    return [
        Candidate(
            Style(word=kind), number, name.rstrip(" :") if kind == "left" else name, guessed=True
        )
        for kind in kinds
    ]
