"""Headings in a notation that no other rule knows: lines of one shape are a family, and the family
that explains the text best is its headings.
"""

import re
import string
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, zip_longest
from typing import NamedTuple

from .heading_parts import Heading, read_bracket, split_bracket
from .heading_rules import Candidate, names_topic
from .labels import GREETING, is_signal, read_labels
from .source import bullet, ends_sentence, flat, inline_body, is_list_line, remembered, undecorated
from .when import When, find_dates
from .who import has_first_name, looks_like_people

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
_LINE_SHAPES_RUN_IN = re.compile(
    r"(?P<name>[^:.!?–—;]{2,60}?)(?:\s?:|\s[=>→⇒–—-]{1,3})\s+(?P<body>\S.*)$"
)
_SAME = str.maketrans("–—", "--")
# What stands before a number and says no more than "TOP".
_ORDER = {"pkt", "p", "nr", "t", "ziff", "ziffer", "tp", "ap", "tap", "tpkt", "programmpunkt", "no"}
_ORDER |= {"punkt", "top", "thema"}
_LISTS = ("•", "-", "–", "*", "+")  # open an item of a list, whatever counts behind them
_LINE_SHAPES_LONGEST = 240
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
    if len(text) > _LINE_SHAPES_LONGEST:
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
    match = _LINE_SHAPES_RUN_IN.match(shape.name) if not shape.said else None
    return shape._replace(name=match["name"], said=match["body"]) if match else shape


def _open(name):
    """``name`` without the marks that close it as others opened it: "Kasse ---"."""
    end = _CLOSING.search(name)
    return name[: end.start()] if end and end.start() else name


FAR = 12  # columns from which a line may stand in the middle of a page
_DEEPER = 2  # columns from which text stands to the right of its heading
_LAYOUT_SHAPES_LONGEST = 160
_CLOSED, _QUOTES = ")]", "\"„“»'‚"
_QUOTED = re.compile(r"[\"„“»'‚](?P<name>[^\"„“”»«‘]{2,80})[\"“”«'‘]$")


def layout_shapes(line, below):
    """The Shapes of ``line``, which the line ``below`` follows (None at the end)."""
    text = line.text
    left = below is not None and below.indent >= line.indent + _DEEPER
    left = left and not is_list_line(below)
    if not (left or line.indent >= FAR or text[-1] in _CLOSED or text[0] in _QUOTES):
        return ()
    return () if len(text) > _LAYOUT_SHAPES_LONGEST or bullet(text) else tuple(_shapes(line, left))


def _shapes(line, left):
    text = line.text
    if line.indent >= FAR:
        yield Shape(("", "far", "", ""), name=text)
    elif left:
        yield Shape(("", "left", "", ""), name=text.rstrip(" :"))
    if text[-1] in _CLOSED and _tells_time(text):
        yield Shape(("", "", "time", ""), name=text)
    if text[0] in _QUOTES and _QUOTED.fullmatch(text):
        yield Shape(("", "quoted", "", ""), name=text)


def _tells_time(text):
    """Whether ``text`` ends with a bracket that says when and no more than who."""
    meta, heading = split_bracket(text)[1], Heading("")
    return meta is not None and read_bracket(meta, heading) and heading.when != When()


_NAME = 90  # characters; longer lines of a shape are text
_ABOVE = 6  # lines of a head that count as nothing
_LABELS = 60  # lines at the top that labels are looked for in
_HEAD = 4  # lines at the top that may be the title


class Ground:
    """Filled lines by their place; ``indexes`` are those of headings, in order."""

    def __init__(self, lines, free):
        self.lines = lines
        self.free = free
        self.place = {index: place for place, (index, _) in enumerate(free)}
        self.size = len(free)

    @cached_property
    def small(self):
        """Whether the text is written in small letters throughout."""
        opening = sum(line.text.lstrip("-*• ")[:1].islower() for _, line in self.free)
        return 2 * opening > self.size

    def coverage(self, indexes):
        """The share of the text below the first heading, labels and a few lines above it aside."""
        place = self.place[indexes[0]]
        told = sum(bool(read_labels(line.text)) for _, line in self.free[: min(place, _LABELS)])
        above = max(0, place - told - _ABOVE)
        return 1 - above / self.size

    def bodies(self, indexes):
        """For each heading, how many lines stand below it before the next."""
        places = [self.place[index] for index in indexes] + [self.size]
        return [b - a - 1 for a, b in pairwise(places)]

    def spread(self, indexes):
        """The share of headings with text below."""
        return sum(map(bool, self.bodies(indexes))) / len(indexes)

    def apart(self, indexes):
        """The share of headings that stand below an empty line."""
        free = sum(not index or not self.lines[index - 1].text for index in indexes)
        return free / len(indexes)

    def names_meeting(self, index, shape):
        """Whether a line at the top is the title: the very first one, or one with a day."""
        place = self.place[index]
        return place < _HEAD and bool((place == 0 and not shape.style[0]) or find_dates(shape.name))

    def names_item(self, shape):
        """Whether the name of ``shape`` can be one of a TOP."""
        inline = inline_body(shape.name) if shape.name else None
        name = inline[0] if inline else shape.name
        if not name:
            return bool(shape.number)
        capital = self.small or not name[0].islower()
        names = len(name) <= _NAME and capital and names_topic(name)
        return names and not is_signal(name) and not GREETING.match(name)

    def has_name_below(self, index):
        """Whether a short line stands directly below a number alone."""
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        return 0 < len(below) <= _NAME and below[0].isalpha() and names_topic(below)


_HEADING_FAMILIES_FEWEST = 3
_HEADING_FAMILIES_LONGEST = 3000  # lines; whoever pastes more pastes no minutes of one meeting
_LISTED = 45  # characters of a name in a list
_DIFFERENT = 0.7  # of the names; what repeats itself names nothing
_LEAST = 0.35  # of 1.0
_BETTER = 1.5  # times as good as what a rule found


@dataclass
class Family:
    """Lines of one shape: ``members`` are (index, Shape), ``score`` is how well they explain the
    text as its headings, 0 to 1."""

    members: list
    score: float

    def candidates(self):
        """The headings as Candidates, marked as guessed."""
        return [_candidate(index, shape) for index, shape in self.members]


def find_family(lines, free):
    """The best Family among the ``free`` (index, line) pairs, None where none explains the text."""
    if len(free) > _HEADING_FAMILIES_LONGEST:
        return None
    styles, below = {}, [line for _, line in free[1:]]
    for (index, line), after in zip_longest(free, below):
        found = shapes(line.text) if line.indent < FAR else ()
        for shape in (*found, *layout_shapes(line, after)):
            styles.setdefault((min(line.indent, FAR), shape.style), []).append((index, shape))
    ground = Ground(lines, free)
    families = [
        _family(members, ground)
        for members in styles.values()
        if len(members) >= _HEADING_FAMILIES_FEWEST
    ]
    best = max(filter(None, families), key=lambda family: family.score, default=None)
    return best if best and best.score >= _LEAST else None


def worth(found, lines, free):
    """The score that a family needs to be taken in place of the headings ``found`` by a rule."""
    ground = Ground(lines, free)
    indexes = [top.index for top in found]
    return _BETTER * ground.coverage(indexes) * ground.spread(indexes) if found else 0


def _family(members, ground):
    if members[0][1].kind:
        return _counted(members, ground)
    return _uncounted(members, ground)


def _counted(members, ground):
    """A Family that counts up one by one, lone gaps aside; what counts anew inside is no member."""
    taken, last = [], 0
    for index, shape in members:
        if last < shape.rank <= last + 2:
            taken.append((index, shape))
            last = shape.rank
    indexes = [index for index, _ in taken]
    if len(taken) < _HEADING_FAMILIES_FEWEST or _opens_list(ground.lines, indexes[0]):
        return None
    if not all(shape.name or ground.has_name_below(index) for index, shape in taken):
        return None
    fit = _share(ground.names_item, taken)
    steady = 0.5 + 0.5 * ground.spread(indexes)
    score = fit**3 * steady * ground.coverage(indexes) * len(taken) / len(members)
    return Family(taken, score)


def _uncounted(members, ground):
    """A Family of lines that share marks only: nearly all are short names with text below or behind."""
    while members and ground.names_meeting(*members[0]):
        members = members[1:]
    indexes = [index for index, _ in members]
    if len(members) < _HEADING_FAMILIES_FEWEST or _opens_list(ground.lines, indexes[0]):
        return None
    different = len({shape.name.casefold() for _, shape in members}) / len(members)
    if different < _DIFFERENT:
        return None
    marks, opening, _, listed = members[0][1].style
    spread = ground.spread(indexes)
    if spread < 0.5:
        members = [(index, run_in(shape)) for index, shape in members]
        spread = _share(lambda shape: bool(shape.said), members)
        if 3 * _share(lambda shape: has_first_name(shape.name), members) > 1:
            return None
    fit = _share(ground.names_item, members)
    if min(fit, spread) < (0.99 if listed else 0.7):
        return None
    if listed and not (members[0][1].said or _stands_above(members, ground)):
        return None
    weight = 0.6 + 0.2 * ground.apart(indexes) + 0.2 * bool(opening or marks)
    return Family(members, fit**3 * spread**2 * different * ground.coverage(indexes) * weight)


def _stands_above(members, ground):
    """Whether each item of a list is short and the line below it begins anew and is no item."""
    below = [ground.lines[index + 1 : index + 2] for index, _ in members]
    short = all(len(shape.name) <= _LISTED for _, shape in members)
    return short and all(one and one[0].text[:1].isupper() for one in below)


def _share(test, members):
    return sum(test(shape) for _, shape in members) / len(members)


def _opens_list(lines, index):
    """Whether the line above announces a list: "Ideen:"."""
    return index > 0 and lines[index - 1].text.endswith(":")


def _candidate(index, shape):
    name, said = shape.name, shape.said
    if said and looks_like_people(said):
        name, said = f"{name} ({said})", ""
    return Candidate(index, shape.number, name, marks=shape.style[0], said=said, guessed=True)


_PROSE_HEADINGS_FEWEST = 3
_PROSE_HEADINGS_LONGEST = 75  # characters of a short line
_PROSE = 60  # characters from which a line is prose whatever it ends with
_TWO_SENTENCES = re.compile(r"[a-zäöüß]{3}[.!?] [A-ZÄÖÜ]")
_PROSE_HEADINGS_RUN_IN = re.compile(
    r"(?P<name>[A-ZÄÖÜ][^:.!?–—;]{2,60}?)(?:\s?:\s+|\s[=>→⇒–—-]{1,3}\s+|\s{2,})(?P<body>\S.*)$"
)
_MOST_WORDS = 6


def find_between(lines, free):
    """Short lines, each above prose and below the end of a sentence: nearly all short lines are."""
    filled = [line for _, line in free]
    short = [place for place in range(1, len(free)) if _is_short(filled[place])]
    found = [
        place
        for place in short
        if place + 1 < len(free) and _is_prose(filled[place + 1]) and _is_free(lines, free, place)
    ]
    if found and find_dates(filled[found[0]].text):
        found = found[1:]
    among = sum(found[0] <= place <= found[-1] for place in short) if found else 0
    if len(found) < _PROSE_HEADINGS_FEWEST or 4 * len(found) < 3 * among:
        return []
    return [
        Candidate(free[place][0], "", filled[place].text.rstrip(" :"), guessed=True)
        for place in found
    ]


def _is_short(line):
    text = line.text
    fit = (
        len(text) <= _PROSE_HEADINGS_LONGEST
        and line.indent < 4
        and not text[0].islower()
        and not bullet(text)
    )
    fit = fit and not _TWO_SENTENCES.search(text)
    return (
        fit
        and names_topic(text.rstrip(" :"))
        and not (is_signal(text) or GREETING.match(text))
        and text[0].isalnum()
    )


def _is_prose(line):
    return bool(bullet(line.text)) or len(line.text) > _PROSE or _ends(line.text)


def _ends(text):
    return text.endswith(("!", "?")) or ends_sentence(text)


def _is_free(lines, free, place):
    """Whether what stands above a line has come to its end."""
    index = free[place][0]
    above = free[place - 1][1].text
    return not lines[index - 1].text or _ends(above) or bool(bullet(above)) or len(above) < _PROSE


def find_run_in(lines, free):
    """Names that open their minutes: "Heizung: Haus 4 ist kalt." in most paragraphs, or most lines
    of a text without paragraphs; the names of people are none."""
    found = [(index, match) for index, line in free if (match := _run_in(line))]
    apart = [pair for pair in found if not lines[pair[0] - 1].text]
    opening = sum(1 for index, _ in free if index and not lines[index - 1].text)
    if len(apart) >= _PROSE_HEADINGS_FEWEST and 3 * len(apart) >= 2 * opening:
        found = apart
    elif len(found) < _PROSE_HEADINGS_FEWEST or 3 * len(found) < 2 * sum(
        i >= found[0][0] for i, _ in free
    ):
        return []
    names = [match["name"] for _, match in found]
    if 3 * sum(looks_like_people(match["body"]) for _, match in found) >= len(found):
        return []
    if 3 * sum(map(has_first_name, names)) >= len(names) or len(set(names)) < len(names):
        return []
    return [
        Candidate(index, "", match["name"].strip(), said=match["body"], guessed=True)
        for index, match in found
    ]


def _run_in(line):
    match = _PROSE_HEADINGS_RUN_IN.match(flat(line.text)) if line.indent < 4 else None
    if not match or read_labels(line.text) or match["name"].count(" ") >= _MOST_WORDS:
        return None
    return match if names_topic(match["name"]) and not find_dates(match["name"]) else None


_PARAGRAPH_HEADINGS_FEWEST = 3


def find_topics(lines, free):
    """The items of a list that have items below them: "* Kasse" above "    * Stand: 20 €"."""
    styles = {}
    for index, line in free:
        mark = bullet(line.text)
        if mark and mark[1] != line.text and names_topic(mark[1]):
            styles.setdefault((line.indent, mark[0]), []).append((index, mark[1]))
    outer = min(styles, key=lambda style: style[0], default=None)
    items = styles.get(outer, [])
    with_items = [at for at, _ in items if at + 1 < len(lines) and _is_below(lines[at + 1], outer)]
    if len(items) < _PARAGRAPH_HEADINGS_FEWEST or 3 * len(with_items) < 2 * len(items):
        return []
    return [Candidate(index, "", name, outer[0], bullet=True) for index, name in items]


def _is_below(line, style):
    return line.indent > style[0] + 1 and bool(bullet(line.text))
