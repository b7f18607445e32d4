"""How a line opens and closes, whatever its marks are: what lines of one notation have in common."""

import re
import string
import unicodedata
from typing import NamedTuple

from .bullets import bullet
from .marks import undecorated
from .memory import remembered

_ONES = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"
_FIRSTS = "erstens zweitens drittens viertens fünftens sechstens siebtens achtens neuntens zehntens"
_WORDS = {word: n for words in (_ONES, _FIRSTS) for n, word in enumerate(words.split(), 1)} | {
    "siebentens": 7
}
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
_RUN_IN = re.compile(r"(?P<name>[^:.!?–—;]{2,60}?)(?:\s?:|\s[=>→⇒–—-]{1,3})\s+(?P<body>\S.*)$")
_SAME = str.maketrans("–—", "--")
# What stands before a number and says no more than "TOP".
_ORDER = {"pkt", "p", "nr", "t", "ziff", "ziffer", "tp", "ap", "tap", "tpkt", "programmpunkt", "no"}
_ORDER |= {"punkt", "top", "thema"}
_LISTS = ("•", "-", "–", "*", "+")  # open an item of a list, whatever counts behind them
_LONGEST = 240
_ROMANS = {
    numeral: n
    for n, numeral in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV".split(), 1)
}


class Shape(NamedTuple):
    """A line that may be a heading: ``style`` is what its likes share, ``kind`` how it counts ("digit",
    "letter", …; "" where it does not), ``rank`` its place in the count, ``number`` as text, its
    ``name``, and in ``said`` what follows the name on the same line."""

    style: tuple
    kind: str = ""
    rank: int = 0
    number: str = ""
    name: str = ""
    said: str = ""


@remembered
def shapes(text):
    """The Shapes of ``text``, the counting ones first; () for most lines."""
    if len(text) > _LONGEST:
        return ()
    marks, inner = undecorated(text)
    if "\u20e3" in text or not inner:
        return ()
    return (*_counting(marks, inner), *_marking(marks, inner))


def _counting(marks, text):
    match = _COUNTED.match(text)
    if not match or match["opening"] in _LISTS:
        return
    opening = (match["opening"] or "").translate(_SAME)
    word, delimiter = match["word"] or "", match["delimiter"].strip().translate(_SAME)
    order = not word or word.strip(" .-").casefold() in _ORDER
    plain = not (opening or word or marks) and (delimiter in ("", ".", ")", ".)"))
    for kind, rank, number in _ranks(match["counter"]):
        if (plain and match["rest"] and kind == "digit") or (kind != "digit" and not delimiter):
            continue
        rest = match["rest"].strip()
        name, number = (rest, number) if order else (text, "")
        style = (marks, opening, word.strip().casefold(), kind, delimiter)
        yield Shape(style, kind, rank, number, _open(name) if name else name)


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
        if counter in _ROMANS:
            yield "roman", _ROMANS[counter], counter
        if len(counter) == 1 and counter in string.ascii_letters:
            yield "upper" if counter.isupper() else "lower", ord(counter.lower()) - 96, counter


def _marking(marks, text):
    """The Shape of a line between or behind marks: ">> Kasse", "[Kasse] Ute", "Kasse:", "-- Kasse --"."""
    match = _MARKED.match(text)
    opening = match["opening"].translate(_SAME) if match else ""
    rest = undecorated(match["rest"])[1] if match else text
    name, pair, said = rest.partition(_PAIRS[opening]) if opening in _PAIRS else (rest, "", "")
    closing = pair
    if not pair:
        name, said = rest, ""
        end = _CLOSING.search(rest)
        closing, name = (end["closing"][0], rest[: end.start()]) if end else ("", rest)
    name = name.strip()
    if (opening or closing or marks) and name:
        listed = bullet(text)
        style = (marks, opening if not listed else listed[0], closing, "list" if listed else "")
        yield Shape(style, name=name, said=said.strip(" :-–"))


def run_in(shape):
    """``shape`` with its name cut off what follows a colon or a dash: "Heizung: Haus 4 ist kalt"."""
    match = _RUN_IN.match(shape.name) if not shape.said else None
    return shape._replace(name=match["name"], said=match["body"]) if match else shape


def _open(name):
    """``name`` without the marks that close it as others opened it: "Kasse ---"."""
    end = _CLOSING.search(name)
    return name[: end.start()] if end and end.start() else name
