"""Which lines are the headings of TOPs: the text's own style is learnt and held to.

Of headings that no rule knows, lines of one shape are a family, and the family that explains the text best is its
headings; else short lines between prose, or names that open their paragraphs.
"""

import re
import string
import unicodedata
from collections import Counter
from functools import cached_property
from itertools import pairwise, zip_longest
from typing import NamedTuple

from .agenda import split_entry, words_of
from .families import MOST, Family, Text, alike_families, look_of, measure, score
from .frame import leave_out_rules, read_mail_head
from .heading_parts import LONGEST_NAME, Heading, read_bracket, split_bracket
from .heading_rules import (
    ROMANS,
    Candidate,
    find_numbered,
    find_timed,
    find_tops,
    is_topic_name,
    runs_on_below,
    split_number,
)
from .labels import GREETING, opens_closing, read_labels
from .source import (
    STRUCK,
    bullet,
    ends_sentence,
    inline_body,
    is_list_line,
    remember_answers,
    strip_marks,
    unfold_run_in,
)
from .tables import find_agenda_table, mark_tables
from .when import When, find_dates
from .who import has_first_name, looks_like_people

_WORDS = {
    word: rank
    for rank, words in enumerate(
        "eins erstens|zwei zweitens|drei drittens|vier viertens|fünf fünftens|sechs sechstens"
        "|sieben siebtens siebentens|acht achtens|neun neuntens|zehn zehntens|elf|zwölf".split("|"),
        1,
    )
    for word in words.split()
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
_NAME_BEFORE_TEXT = re.compile(
    r"(?P<name>[^:.!?–—;]{2,60}?)(?:\s?:|\s[=>→⇒–—-]{1,3})\s+(?P<body>\S.*)$"
)
_SAME = str.maketrans("–—", "--")
# What stands before a number and says no more than "TOP".
_ORDER = set("pkt p nr t ziff ziffer tp ap tap tpkt programmpunkt no punkt top thema".split())


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


@remember_answers
def shapes(text):
    """The Shapes of ``text``, the counting ones first; () for most lines."""
    if len(text) > 240:
        return ()
    marks, inner = strip_marks(text)
    if "\u20e3" in text or not inner:
        return ()
    return (*_counting(marks, inner), *_marking(marks, inner))


def _counting(marks, text):
    match = _COUNTED.match(text)
    if not match or match["opening"] in ("•", "-", "–", "*", "+"):
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
        end = _CLOSING.search(name)  # marks close a name as others opened it: "Kasse ---"
        name = name[: end.start()] if end and end.start() else name
        yield Shape(style, kind, rank, number, name)


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
    """The Shape of a line between or behind marks: ">> Kasse", "[Kasse] Ute", "Kasse:", "-- Kasse --"."""
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
        listed = bullet(text)
        style = (marks, opening if not listed else listed[0], closing, "list" if listed else "")
        yield Shape(style, name=name, said=said.strip(" :-–"))


FAR = 12  # columns from which a line may stand in the middle of a page
_QUOTED = re.compile(r"[\"„“»'‚](?P<name>[^\"„“”»«‘]{2,80})[\"“”«'‘]$")


def layout_shapes(line, below):
    """The Shapes of ``line``, which the line ``below`` follows (None at the end)."""
    text, shapes = line.text, []
    left = below and below.indent >= line.indent + 2 and not is_list_line(below)
    if not (left or line.indent >= FAR or text[-1] in ")]" or text[0] in "\"„“»'‚"):
        return shapes
    if len(text) > 160 or bullet(text):
        return shapes
    if line.indent >= FAR:
        shapes.append(Shape(("", "far", "", ""), name=text))
    elif left:
        shapes.append(Shape(("", "left", "", ""), name=text.rstrip(" :")))
    if text[-1] in ")]":
        meta, heading = split_bracket(text)[1], Heading("")
        if meta is not None and read_bracket(meta, heading) and heading.when != When():
            shapes.append(Shape(("", "", "time", ""), name=text))
    if _QUOTED.fullmatch(text):
        shapes.append(Shape(("", "quoted", "", ""), name=text))
    return shapes


_FEWEST = 3  # headings of one kind


def find_shapes(text):
    """The families among the lines of ``text`` that no notation names, as lists of Candidates."""
    if len(text.free) > MOST:
        return
    styles, below = {}, [line for _, line in text.free[1:]]
    for (index, line), after in zip_longest(text.free, below):
        look = look_of(line.text)
        if look and look[0][2]:
            continue  # "TOP" tells more than any shape
        found = shapes(line.text) if line.indent < FAR else ()
        for shape in (*found, *layout_shapes(line, after)):
            styles.setdefault((min(line.indent, FAR), shape.style), []).append((index, shape))
    for members in styles.values():
        taken = (_counted if members[0][1].kind else _uncounted)(members, text)
        if len(taken) >= _FEWEST and not _opens_list(text.lines, taken[0][0]):
            yield [_candidate(*member) for member in taken]


def _candidate(index, shape):
    name, said = shape.name, shape.said
    if said and looks_like_people(said):
        name, said = f"{name} ({said})", ""
    return Candidate(index, shape.number, name, marks=shape.style[0], said=said, guessed=True)


def _counted(members, text):
    """Those of ``members`` that count up one by one, lone gaps aside; what counts anew inside is no member."""
    taken, last = [], 0
    for index, shape in members:
        if last < shape.rank <= last + 2:
            taken.append((index, shape))
            last = shape.rank
    return taken if all(shape.name or text.has_name_below(index) for index, shape in taken) else []


def _uncounted(members, text):
    """``members`` that share marks only, where nearly all are short names with text below or behind."""
    while members and text.names_meeting(*members[0]):
        members = members[1:]
    if len(members) < _FEWEST:
        return []
    listed = members[0][1].style[3]
    places = [text.place[index] for index, _ in members] + [len(text.free)]
    spread = sum(below - above > 1 for above, below in pairwise(places)) / len(members)
    if spread < 0.5:
        # What follows a colon or a dash is no name: "Heizung: Haus 4 ist kalt".
        for place, (index, shape) in enumerate(members):
            if not shape.said and (match := _NAME_BEFORE_TEXT.match(shape.name)):
                cut = shape._replace(name=match["name"], said=match["body"])
                members[place] = index, cut
        spread = _share(lambda shape: bool(shape.said), members)
        if 3 * _share(lambda shape: has_first_name(shape.name), members) > 1:
            return []
    fit = _share(text.names_topic, members)
    if min(fit, spread) < (0.99 if listed else 0.7):
        return []
    if listed and not members[0][1].said:
        # Each item has to be short, and the line below it to begin anew and be no item.
        below = [text.lines[index + 1 : index + 2] for index, _ in members]
        above = all(one and one[0].text[:1].isupper() for one in below)
        if not above or any(len(shape.name) > 45 for _, shape in members):
            return []
    return members


def _share(test, members):
    return sum(test(shape) for _, shape in members) / len(members)


def _opens_list(lines, index):
    """Whether the line above announces a list: "Ideen:"."""
    return index > 0 and lines[index - 1].text.endswith(":")


_PROSE = 60  # characters from which a line is prose whatever it ends with
_RUN_IN = re.compile(
    r"(?P<name>[A-ZÄÖÜ][^:.!?–—;]{2,60}?)(?:\s?:\s+|\s[=>→⇒–—-]{1,3}\s+|\s{2,})(?P<body>\S.*)$"
)


def find_between(lines, free):
    """Short lines, each above prose and below the end of a sentence: nearly all short lines are."""
    filled = [line for _, line in free]
    short, found = [], []
    for place, line in enumerate(filled):
        text = line.text
        if not place or len(text) > 75 or line.indent >= 4:
            continue
        if not text[0].isalnum() or text[0].islower() or bullet(text):
            continue
        if re.search(r"[a-zäöüß]{3}[.!?] [A-ZÄÖÜ]", text) or not is_topic_name(text.rstrip(" :")):
            continue
        if not (opens_closing(text) or GREETING.match(text)):
            short.append(place)
    for place in short:
        above, below = filled[place - 1].text, filled[place + 1 : place + 2]
        prose = below and (bullet(below[0].text) or len(below[0].text) > _PROSE)
        prose = prose or (below and _ends(below[0].text))
        ended = not lines[free[place][0] - 1].text or _ends(above) or bullet(above)
        if prose and (ended or len(above) < _PROSE):
            found.append(place)
    if found and find_dates(filled[found[0]].text):
        found = found[1:]
    among = sum(found[0] <= place <= found[-1] for place in short) if found else 0
    if len(found) < _FEWEST or 4 * len(found) < 3 * among:
        return []
    return [
        Candidate(free[place][0], "", filled[place].text.rstrip(" :"), guessed=True)
        for place in found
    ]


def _ends(text):
    return text.endswith(("!", "?")) or ends_sentence(text)


def find_opening_names(lines, free):
    """Names that open their minutes: "Heizung: Haus 4 ist kalt." in most paragraphs, or most lines
    of a text without paragraphs; the names of people are none."""
    found = []
    for index, line in free:
        match = _RUN_IN.match(unfold_run_in(line.text)) if line.indent < 4 else None
        if not match or read_labels(line.text) or match["name"].count(" ") >= 6:
            continue
        if is_topic_name(match["name"]) and not find_dates(match["name"]):
            found.append((index, match))
    apart = [pair for pair in found if not lines[pair[0] - 1].text]
    opening = sum(1 for index, _ in free if index and not lines[index - 1].text)
    if len(apart) >= _FEWEST and 3 * len(apart) >= 2 * opening:
        found = apart
    elif len(found) < _FEWEST or 3 * len(found) < 2 * sum(i >= found[0][0] for i, _ in free):
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


def prepare(lines):
    """Leave out of ``lines`` what is no text and tell their tables; the days that mails were sent."""
    leave_out_rules(lines)
    sent = read_mail_head(lines)
    mark_tables(lines)
    return sent


def free_lines(lines):
    """The (index, line) pairs that may be headings: no row of a table, not struck out, not left out."""
    return [
        (index, line)
        for index, line in enumerate(lines)
        if line.text and not line.place and line.cells is None and not _is_struck(line.text)
    ]


def families_of(lines):
    """The Families of ``lines``, the best first."""
    free = free_lines(lines)
    return collect(lines, free) if free else []


def chosen_headings(lines, numbers):
    """The headings in the lines that a person has chosen by their ``numbers``, each read as the family does
    that has most of them."""
    families, found = families_of(lines), {}
    wanted = {index for index, line in enumerate(lines) if line.number in numbers and line.text}
    families.sort(key=lambda one: len(wanted.symmetric_difference(one.indexes)))
    if families and set(families[0].indexes) == wanted:
        return families[0].tops
    for top in (top for family in families for top in family.tops if top.index in wanted):
        if top.index not in found or (top.number and not found[top.index].number):
            found[top.index] = top
    for index in wanted.difference(found):
        lines[index].place = ""
        number, name, when = split_entry(lines[index])
        found[index] = Candidate(index, number, name, lines[index].indent, when=when)
    return [found[index] for index in sorted(found)]


def find_headings(lines):
    """The headings among ``lines`` as Candidates, in order: those of the best family, and the rows of an
    agenda's table."""
    families = families_of(lines)
    found = families[0].tops if families and families[0].score > 0 else []
    rows = find_agenda_table(lines)
    if not rows:
        return found
    if any(row.body for row in rows):
        # Rows that mostly come again below as headings only announce them.
        below = {words_of(top.rest) for top in found if top.index > rows[-1].index}
        texts = [" ".join([row.rest, *(line.text for line in row.body)]) for row in rows]
        if 3 * sum(words_of(text) in below for text in texts) >= 2 * len(rows):
            return found
    numbered = [top for top in found if top.strong and top.number]
    if numbered and numbered[0].index < rows[0].index:
        return found
    # The words above the columns say nothing of their own, nor does the rule below them.
    index = rows[0].index - 1
    while index >= 0 and (lines[index].cells is not None or lines[index].place):
        lines[index].place = "ignored"
        index -= 1
    for line in lines[rows[0].index : rows[-1].index + 3]:
        if line.cells == []:
            line.place = "ignored"
    return rows + [top for top in found if top.index > rows[-1].index]


_BEFORE_NAME = re.compile(
    r"\A[\W_]*(?:TOP|T\.O\.P\.|Tagesordnungspunkt|Punkt)?[\s.#:]*"
    r"(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Z])?(?![^\W_])",
    re.I,
)


def _is_struck(text):
    """Whether all words of a heading are struck out; its number and a bracket behind it are none."""
    if not STRUCK.search(text):
        return False
    left = re.sub(r"\([^()]*\)\W*$", "", STRUCK.sub("", text))
    return not re.search(r"[^\W\d_]", _BEFORE_NAME.sub("", left, count=1))


def collect(lines, free):
    """All Families of the text, the best first."""
    text = Text(lines, free)
    named = list(alike_families(text)) if len(free) <= MOST else []
    named = [
        ("TOP", find_tops(lines, free)),
        *(("in order", tops) for tops in find_numbered(lines, free)),
        ("timed", find_timed(free)),
        *(one for one in named if not one[1][:1] or not is_vague(one[1][0])),
        *(("shape", tops) for tops in find_shapes(text)),
        ("between", find_between(lines, free)),
        ("opening", find_opening_names(lines, free)),
        *(one for one in named if one[1][:1] and is_vague(one[1][0])),
    ]
    families, says_top = {}, {top.index for top in named[0][1]}
    for kind, tops in named:
        # What leaves out some of the lines that say "TOP 3" and has no others is no reading of its own.
        if not tops or {top.index for top in tops} < says_top:
            continue
        family = Family(kind, with_sub_points(lines, free, tops, kind in ("TOP", "word")))
        if family.indexes not in families:
            families[family.indexes] = family
            family.features = measure(Family(kind, tops), text)
            family.score = score(family.features)
            if is_mere_list(family):
                del families[family.indexes]
    whole = [set(one.indexes) for one in families.values() if one.features["counts on"] == 1]
    kept = [
        one
        for one in families.values()
        if one.kind != "number" or not any(set(one.indexes) < other for other in whole)
    ]
    return sorted(kept, key=lambda one: -one.score)


def is_mere_list(family):
    """Whether ``family`` lists things one below the other, and no agenda is announced above."""
    told = family.features
    listed = told["list above"] or told["list unannounced"] or told["bare numbers"]
    if family.kind in ("TOP", "timed") or told["text between"] or told["agenda above"]:
        return False
    return bool(listed) or (told["alone"] and told["nameless"])


def is_vague(top):
    """Whether other notations than its own look tell better what is the name of ``top``."""
    return top.guessed or top.marks.endswith("…")


def with_sub_points(lines, free, tops, says_top):
    """``tops`` and, below each, the ``free`` lines that carry its number and one of their own."""
    by_index = {top.index: top for top in tops}
    if not any(top.number.isdigit() for top in tops):
        return tops
    found, group, counts = [], [], {}
    for index, line in free:
        if index in by_index:
            found += _points(lines, group)
            group, counts = [], {by_index[index].number: 0}
        elif line.text[0].isdigit() or line.text[0] in "*#_":
            point = _sub_point(index, line, counts)
            group += [point] if point else []
    found = sorted([*tops, *found, *_points(lines, group)], key=lambda top: top.index)
    if says_top:
        return found
    family = Counter(map(parent, found))  # a point alone is no TOP of its own
    return [
        top
        for top in found
        if family[parent(top)] > 1 or not parent(top) or top.number[-2:] != ".1"
    ]


def parent(top):
    """The number above that of ``top``: "2" of "2.1"."""
    return top.number.rpartition(".")[0]


def _sub_point(index, line, counts):
    """The Candidate of a line whose number is the next below one that is open."""
    marks, text = strip_marks(line.text)
    number, rest = split_number(text)
    parent, _, own = number.rpartition(".")
    if not parent or parent not in counts or int(own) != counts[parent] + 1 or line.indent >= 12:
        return None
    prose = ends_sentence(rest) and not inline_body(rest)
    if prose or rest[0].islower() or len(rest) > LONGEST_NAME:
        return None
    counts[parent] += 1
    counts[number] = 0
    day = bool((dates := find_dates(text[:20])) and dates[0].start == 0)
    return Candidate(index, number, rest, line.indent, marks, strong=not day)


def _points(lines, group):
    """``group`` unless it is one alone, or sentences: "2.1 Der Rat hat einen Brief verfasst, der in die neue"."""
    long = [point for point in group if len(point.rest) > 30]
    sentences = sum(runs_on_below(lines, point.index) for point in long)
    return group if len(group) > 1 and 3 * sentences < len(group) else []
