"""Which lines are the headings of TOPs: lines that look alike are a family, and one function scores each.

``collect`` finds every family a text may be meant by, ``measure`` says what is seen of one in named features of
0 to 1, and ``WEIGHTS`` (fitted, not thought up) says what each feature is worth. The best family above
nothing at all (score 0) gives the headings; the others are what a person may choose from.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise

from .frame import RULE, is_frame
from .heading_rules import ROMANS, Candidate, is_topic_name
from .labels import GREETING, is_agenda_word, is_label_word, opens_closing, read_labels
from .source import bullet, ends_sentence, inline_body, remember_answers, strip_marks
from .when import find_dates
from .who import has_first_name

MOST = 1000  # filled lines; in a longer text only the notations that have a rule are looked for


@dataclass(eq=False)
class Family:
    """Lines that look alike, as Candidates in order: ``kind`` is what they share, ``score`` what they are worth
    as headings of the text, by ``features``."""

    kind: str
    tops: list[Candidate]
    features: dict[str, float] = field(default_factory=dict)
    score: float = 0.0

    @property
    def indexes(self):
        """Where its lines stand."""
        return tuple(top.index for top in self.tops)


class Text:
    """What of a text is asked again for each family: its filled lines in order and what stands around each."""

    def __init__(self, lines, free):
        self.lines = lines
        self.free = free
        self.place = {index: place for place, (index, _) in enumerate(free)}
        opening = sum(line.text.lstrip("-*• ")[:1].islower() for _, line in free)
        self.told = Counter()
        self.levels = Counter()
        self.looks = []
        self.small = 2 * opening > len(free)  # written in small letters throughout

    def above(self, index):
        """The last filled line above ``index``, "" at the top."""
        place = self.place[index]
        return self.free[place - 1][1].text if place else ""

    def apart(self, index):
        """Whether an empty line (or one left out) stands above ``index``."""
        return not index or not self.lines[index - 1].text or bool(self.lines[index - 1].place)

    def apart_below(self, index):
        """Whether an empty line or the end stands below ``index``."""
        return index + 1 >= len(self.lines) or not self.lines[index + 1].text

    def ones(self, looks):
        """How many lines of these ``looks`` begin to count."""
        return sum(shown[:5] in looks and top.number == "1" for shown, _, _, top in self.looks)

    def underline(self, index):
        """The sign of the row of dashes or the like below ``index``, about as long as the line; "" without one."""
        text, below = self.lines[index].text, self.lines[index + 1 : index + 2]
        alone = not index or not self.lines[index - 1].text or self.lines[index - 1].place
        if not (
            alone and below and below[0].place and re.fullmatch(r"([-=~*_])\1{2,}", below[0].text)
        ):
            return ""
        size = len(below[0].text) / len(text)
        return below[0].text[0] if 0.6 < size < max(1.7, 5 / len(text)) else ""

    def ruled(self, index):
        """Whether a rule ("-----", "<hr>") stands above ``index``, with or without an empty line between."""
        above = (line for line in reversed(self.lines[:index]) if line.text)
        line = next(above, None)
        return bool(line and line.place == "ignored" and RULE.fullmatch(line.text))

    def names_meeting(self, index, shape):
        """Whether a line at the top is the title: the very first one, or one with a day."""
        place = self.place[index]
        return place < 4 and bool((place == 0 and not shape.style[0]) or find_dates(shape.name))

    def names_topic(self, shape):
        """Whether the name of ``shape`` can be one of a TOP."""
        inline = inline_body(shape.name) if shape.name else None
        name = inline[0] if inline else shape.name
        if not name:
            return bool(shape.number)
        capital = self.small or not name[0].islower()
        names = len(name) <= 90 and capital and is_topic_name(name)
        return names and not opens_closing(name) and not GREETING.match(name)

    def has_name_below(self, index):
        """Whether a short line stands directly below a number alone."""
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        return 0 < len(below) <= 90 and below[0].isalpha() and is_topic_name(below)

    def names_item(self, name):
        """Whether ``name`` can be that of a TOP: short, no sentence, nothing about the meeting."""
        inline = inline_body(name)
        name = inline[0] if inline else name
        capital = name and (self.small or not name[0].islower())
        return bool(
            capital
            and len(name) <= _LONGEST
            and not (ends_sentence(name) or opens_closing(name) or GREETING.match(name))
            and not is_frame(name)
        )


_LONGEST = 110
_VERBS = re.compile(
    r"\s(?:ist|war|sind|wird|werden|wurden?|hat|haben|hatten?|soll|sollen|kann|muss|wir|ich)\s"
)


@remember_answers
def _words(text):
    inner = strip_marks(text)[1]
    mark = bullet(inner)
    inner = strip_marks(mark[1] if mark else inner)[1]
    return re.sub(
        r"[\W\d_]+", " ", re.sub(r"^\W*TOPs?\b", "", inner, flags=re.I).casefold()
    ).strip()


def measure(family, text):
    """The features of ``family`` in ``text``: names to numbers of 0 to 1."""
    names, places = _measure_names(family.tops, text), _measure_places(family.tops, text)
    return {family.kind: 1.0, **names, **places, **_measure_likes(family, text)}


def _share(test, of):
    return sum(bool(test(one)) for one in of) / len(of)


def _measure_names(tops, text):
    """What the words of headings show, each for itself."""
    count, names = len(tops), [top.rest.strip() for top in tops]
    texts = [text.lines[top.index].text for top in tops]
    words = [_words(name) for name in names]
    return {
        "alone": float(count == 1),
        "pair": float(count == 2),
        "names": _share(lambda name: not name or text.names_item(name), names),
        "nameless": _share(lambda name: not name, names),
        "long names": min(1, sum(map(len, names)) / count / 100),
        "sentences": _share(lambda name: ends_sentence(name) or _VERBS.search(name), names),
        "different": len(set(words)) / count,
        "people": _share(has_first_name, names),
        "listed": _share(bullet, texts),
        "indented": min(text.lines[tops[0].index].indent, 8) / 8,
        "guessed": _share(lambda top: top.guessed, tops),
        "bare numbers": _share(lambda top: top.number and top.delimiter == " ", tops),
    }


def _measure_places(tops, text):
    """What stands around the headings and how they part the text."""
    count, size = len(tops), len(text.free)
    places = [text.place[top.index] for top in tops] + [size]
    gaps = [below - above for above, below in pairwise(places)]
    between = sum(gap > 1 for gap in gaps[:-1]) / max(1, count - 1)
    above = strip_marks(text.above(tops[0].index))[1]
    listed = above.endswith(":")
    says_agenda = is_agenda_word(above.strip(" :*_")) or (
        listed and re.search(r"tagesordnung|\btops?\b|agenda|öffentlicher teil", above, re.I)
    )
    listed = float(listed and not says_agenda)
    labels = sum(bool(read_labels(line.text)) for _, line in text.free[: min(places[0], 60)])
    return {
        "text below": _share(lambda gap: gap > 1, gaps),
        "text between": between,
        "text after all": gaps[-1] / sum(gaps),
        "covers": 1 - max(0, places[0] - labels - 3) / size,
        "evenly": 1 - max(gaps) / sum(gaps) if count > 1 else 0.0,
        "apart below": _share(lambda top: text.apart_below(top.index), tops),
        "stands free": _share(
            lambda top: text.apart(top.index) and text.apart_below(top.index), tops
        ),
        "agenda above": float(bool(says_agenda)),
        "list above": listed,
        "list unannounced": (1 - between)
        * (not says_agenda)
        * _share(lambda top: bullet(text.lines[top.index].text), tops),
        "title": float(places[0] == 0 and not _ranks(tops)),
    }


def _level(top):
    return len(top.marks) if top.marks[:1] in ("#", "=") else 0


def _ranks(tops):
    return [int(part) for top in tops if (part := top.number.partition(".")[0]).isdigit()]


def _measure_likes(family, text):
    """How the headings count, and which lines that look like them are none."""
    tops, count, ranks = family.tops, len(family.tops), _ranks(family.tops)
    looks = {look[0][:5] for top in tops if (look := look_of(text.lines[top.index].text))}
    alike = sum(text.told[look] for look in looks)
    steps = sum(after - before in (0, 1) for before, after in pairwise(ranks))
    due = str(ranks[-1] + 1) if ranks and len(ranks) == count else None
    ways = {one[2:4] for one in looks}
    below = [look for look in text.looks if look[3].index > tops[-1].index]
    return {
        "counts on": steps / (len(ranks) - 1) if len(ranks) > 1 else 0.0,
        "numbered": len(ranks) / count,
        "begins with one": float(bool(ranks) and ranks[0] < 2),
        "numbers all taken": len(ranks) / alike if alike else 0.0,
        "all alike": min(1, count / alike) if alike else 0.0,
        "restarts": min(1, max(0, text.ones(looks) - 2) / 2),
        "under": float(any(text.levels[level] > 1 for level in range(1, _level(tops[0])))),
        "holes": min(1, _holes(family, text, looks) / 2),
        "goes on": float(
            any(top.number == due and shown[2:4] in ways for shown, _, _, top in below)
        ),
    }


def _holes(family, text, looks):
    """How many lines inside ``family`` have the number that is due and look like its own."""
    known, members = {look[2:5] for look in looks}, set(family.indexes)
    due, found = None, 0
    for shown, _, _, top in text.looks:
        if top.index in members:
            due = _rank(top.number) + 1 if top.number else None
        elif due and top.number and due == _rank(top.number) and shown[2:5] in known:
            found += top.index < family.tops[-1].index
            due += 1
    return found


_AFTER_MARK = re.compile(
    r"(?P<to>(?:zu[mr]?|ad)\s)?(?P<word>(?:TOPs?|Punkt|Tagesordnungspunkt|Thema)(?![^\W\d]))?[\s.#]*"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}[a-z]?(?![\w-])|[IVX]{1,5}(?=[.):\s])|[A-Z](?=[.):]))?(?P<stop>[.):]{0,2})(?P<gap>\s*[–—|-]\s+|\s*)(?P<rest>.*)$",
    re.I,
)


@remember_answers
def look_of(text):
    """What a line shows, as (marks, list glyph, word, kind of number, its depth, what ends it) and
    (number, name); None for a line that can be no heading."""
    if not text or len(text) > 300:
        return None
    mark = bullet(text)
    glyph, inner = mark if mark and mark[1] != text else ("", text)
    inner = inner.rstrip(" *+~") if len(glyph) > 1 else inner  # "*** Kasse ***"
    marks, inner = strip_marks(inner)
    if marks in ("**", "__", "*", "_") and not re.search(r"[*_](?:\s*\(.*\))?\W*$", text):
        marks += "…"  # opens the line only
    match = _AFTER_MARK.match(inner)
    number, word = match["number"] or "", (match["word"] or "").casefold()
    rest = match["rest"]
    day = number and find_dates(inner[:20])
    if number and ((day and day[0].start == 0) or not (match["stop"] or match["gap"] or not rest)):
        number, word, rest = "", "", inner
    if not number and not (word.startswith("top") and (match["stop"] or match["gap"].strip())):
        word, rest = "", inner
    kind = (
        "digit"
        if number[:1].isdigit()
        else "roman"
        if number[1:] or number in ("I", "V", "X")
        else "letter"
    )
    colon = rest.endswith(":")
    shown = (
        marks,
        glyph,
        word,
        kind if number else "",
        number.count("."),
        match["stop"] if number and not word else "",
        colon and not number,
    )
    return shown, (number, rest)


def _looks(text):
    """Each line that can be a heading with its look and, coarser, what else may part it from others."""
    for index, line in text.free:
        look = look_of(line.text)
        if look is None:
            continue
        shown, (number, name) = look
        if not shown[0] and not shown[1] and (line_below := text.underline(index)):
            shown = (f"_{line_below}", *shown[1:])
        plain = not any(shown[:4])
        if is_label_word(name) and not number:
            continue
        if plain and not (
            len(name) <= _LONGEST and text.names_item(name.rstrip(":")) and not read_labels(name)
        ):
            continue
        place = (text.apart(index), plain and text.apart_below(index))
        bare = number and not (shown[0] or shown[2] or shown[4] or shown[5])
        top = Candidate(
            index,
            number,
            name,
            line.indent,
            shown[0],
            bullet=bool(shown[1]),
            delimiter=" " if bare else "",
            guessed=plain,
        )
        yield shown, min(line.indent, 12), place, top


def alike_families(text):
    """Lines alike in what they show, with indent and emptiness around, without the one, without both."""
    found = {}
    text.looks = list(_looks(text))
    for shown, indent, place, top in text.looks:
        plain = not any(shown[:4])
        text.told[shown[:5]] += 1
        text.levels[_level(top)] += text.place[top.index] > 0
        keys = {(shown, indent), (shown[:1], shown[2:5], indent)}
        if shown[2]:
            keys = {shown[2], shown[:1] + shown[2:3], (shown[2], bool(shown[0]))}
        elif plain:
            keys = {(shown, indent, place), (shown, indent), (shown, indent, place[0])}
        else:
            keys.add((shown, indent, place))
        for key in keys:
            found.setdefault(key, []).append(top)
        if not plain and not shown[2]:
            found.setdefault(shown[:5], []).append(top)
        if shown[0][:1] in ("#", "="):
            found.setdefault(shown[0], []).append(top)
    ruled = [top for shown, _, _, top in text.looks if not any(shown[:4]) and text.ruled(top.index)]
    yield "ruled", ruled
    for tops in found.values():
        if text.place[tops[0].index] == 0 and not tops[0].number and not _level(tops[0]):
            tops = tops[1:]  # the first line of a text is its title
        early = [top for top in tops[:8] if text.place[top.index] < 8 and not top.number]
        days = [at for at, top in enumerate(early) if find_dates(top.rest)]
        tops = tops[days[-1] + 1 :] if days else tops
        if not tops:
            continue
        if len(tops) > 1 and all(top.number == "1" for top in tops):  # Markdown counts for itself
            tops = [replace(top, number=str(n)) for n, top in enumerate(tops, 1)]
        kind = _kind(look_of(text.lines[tops[0].index].text)[0])
        yield kind, tops
        if tops[0].number and kind != "word":
            counted = _count_on(tops)
            if len(counted) < len(tops):
                yield kind, counted
                yield from ((kind, run) for run in _runs(tops))
        if tops[0].guessed:
            parted = _without_names_below(tops, text)
            if 1 < len(parted) < len(tops):
                yield kind, parted


def _without_names_below(tops, text):
    """``tops`` without those directly below another: "Anträge" and then "Keine Anträge"."""
    parted = tops[:1]
    for above, top in pairwise(tops):
        if text.place[top.index] - text.place[above.index] > 1 or parted[-1] is not above:
            parted.append(top)
    return parted


def _kind(shown):
    if shown[2]:
        return "word"
    if shown[0][:1] in ("#", "=", "_") and shown[0] not in ("_", "__"):
        return "level" if shown[0][0] != "_" else "underlined"
    if shown[3]:
        return "number" if shown[3] == "digit" else "letter"
    return "bold" if shown[0] else "list" if shown[1] else "plain"


def _count_on(tops):
    """Those of ``tops`` whose numbers go up from the first, gaps of one aside."""
    taken, last = [], None
    for top in tops:
        rank = _rank(top.number)
        if last is None or last < rank <= last + 2:
            taken.append(top)
            last = rank
    return taken


def _runs(tops):
    """The runs in which the numbers of ``tops`` go up, of two or more."""
    runs = []
    for top in tops:
        if not runs or _rank(top.number) <= _rank(runs[-1][-1].number):
            runs.append([])
        runs[-1].append(top)
    return [run for run in runs if len(run) > 1][:8]


def _rank(number):
    head = number.rpartition(".")[2]
    digits = re.match(r"\d+", head)
    if digits:
        return int(digits[0])
    return ROMANS.get(head, ord(head[0]) - 64 if head else 0)


WEIGHTS = {
    "agenda above": 1.09,
    "all alike": 1.86,
    "alone": -1.98,
    "apart below": -1.22,
    "bare numbers": 0.38,
    "begins with one": 1.02,
    "bold": -2.36,
    "counts on": -0.10,
    "covers": 1.79,
    "different": 1.17,
    "evenly": -1.78,
    "goes on": -3.27,
    "guessed": -3.80,
    "holes": -2.35,
    "indented": -2.06,
    "letter": -1.71,
    "level": -1.93,
    "list": -2.95,
    "list above": -2.60,
    "list unannounced": -1.13,
    "listed": -1.15,
    "long names": -2.89,
    "nameless": -0.64,
    "names": 2.97,
    "number": -1.71,
    "numbered": 0.12,
    "numbers all taken": -1.75,
    "pair": -1.84,
    "people": -3.02,
    "plain": -1.87,
    "restarts": -0.89,
    "ruled": 1.40,
    "sentences": -0.42,
    "shape": 0.61,
    "stands free": 2.63,
    "text after all": -1.63,
    "text below": 0.30,
    "text between": 1.61,
    "title": -1.73,
    "under": -2.14,
}


def score(features):
    """What a family with these ``features`` is worth; below 0 the text has no headings."""
    return sum(WEIGHTS.get(name, 0) * value for name, value in features.items())


def lines_alike(text, index):
    """The indexes of the lines of ``text`` that look like the one at ``index``, it among them."""

    def shown(at):
        line = text.lines[at]
        look = look_of(line.text)
        plain = not look or not any(look[0][:4])
        around = (text.apart(at), text.apart_below(at), len(line.text) > _LONGEST) if plain else ()
        return look and look[0], min(line.indent, 12), around

    wanted = shown(index)
    return [at for at, _ in text.free if shown(at) == wanted]
