"""Which lines are the headings of TOPs: lines that look alike are a family, and one function scores each.

``collect`` finds every family a text may be meant by, ``measure`` says what is seen of one in named features of
0 to 1, and ``WEIGHTS`` (fitted, not thought up) says what each feature is worth. The best family above
nothing at all (score 0) gives the headings; the others are what a person may choose from.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise, takewhile

from .closed import heads_closed, is_told, names_closed, part_of
from .frame import RULE, is_frame
from .heading_lines import (
    FAR,
    REMARK,
    Candidate,
    is_timed,
    is_topic_name,
    look_of,
    runs_on_below,
    shapes,
)
from .labels import GREETING, is_agenda_word, is_label_word, opens_closing, read_labels
from .source import (
    bullet,
    ends_sentence,
    inline_body,
    is_list_line,
    remember_answers,
    strip_marks,
    unfold_run_in,
)
from .when import find_dates
from .who import has_first_name, looks_like_people

LONGEST_LINE = 110  # characters of a line that may be a heading by its place alone
MOST = 1000  # filled lines; in a longer text only the notations that have a rule are looked for
_FEWEST = 3  # headings of one kind
_SAID = 20  # characters behind a name from which they are its text
_FULL_STOP = re.compile(r"[a-zäöüß]{3}[.!?] [A-ZÄÖÜ(]")


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
        top = [line for line in lines if line.text][:2]
        # Front matter ("---", "title: …") stands above no title.
        self.titled = any(line.place != "ignored" or RULE.fullmatch(line.text) for line in top[1:])
        announced = (at for at, (_, line) in enumerate(free[:8]) if announces_agenda(line.text))
        self.head = next(announced, 8)  # filled lines that may tell whose minutes these are
        self.small = 2 * opening > len(free)  # written in small letters throughout
        self.looks = list(self._looks())
        self.points = [top for top in self.looks if top.style.depth]
        self.shown = {top.index: top for top in self.looks}
        self.told = Counter(top.style[:5] for top in self.looks)
        self.words = {index: _words(line.text) for index, line in free}
        self.first = self.names(reversed(free))
        self.levels = Counter(_level(top) for top in self.looks if self.place[top.index])

    def names(self, lines):
        """The words of ``lines``, pairs as of ``free``, and what they are without a remark behind: to the index of the last."""
        named = {}
        for index, line in lines:
            named |= {self.words[index]: index, _words(REMARK.sub("", line.text)): index}
        return named

    def apart(self, index):
        """Whether an empty line (or one left out) stands above ``index``."""
        return not index or not self.lines[index - 1].text or bool(self.lines[index - 1].place)

    def apart_below(self, index):
        """Whether an empty line or the end stands below ``index``."""
        return index + 1 >= len(self.lines) or not self.lines[index + 1].text

    def weight(self, top, start):
        """What tells that of two lines with one number ``top`` is the heading: it is called closed, an agenda above ``start``
        names it, it stands apart, and it is a name alone, not "Quartal: 400 €"."""
        announced = self.first[self.words[top.index]] < start
        is_name = ":" not in top.name.rstrip(":")
        return names_closed(top.name), announced, self.apart(top.index), is_name

    def underline(self, index):
        """The sign of the row of dashes or the like below ``index``; "" without one."""
        row = self.lines[index + 1] if self.apart(index) and not self.apart_below(index) else None
        return row.text[0] if row and row.place and _UNDERLINE.fullmatch(row.text) else ""

    def ruled(self, index):
        """Whether a rule ("-----") stands above ``index``, with or without an empty line between."""
        above = (self.lines[at] for at in range(index - 1, -1, -1))
        line = next((line for line in above if line.text), None)
        return bool(line and line.place == "ignored" and RULE.fullmatch(line.text))

    def below(self, top):
        """The filled line below ``top``; None at the end."""
        at = self.place[top.index] + 1
        return self.free[at][1] if at < len(self.free) else None

    def layouts(self, top):
        """What tells by the place of a line on the page that it may be a heading: it stands far right or left of its text,
        or a time stands in brackets behind or below it."""
        line, below = self.lines[top.index], self.below(top)
        if bullet(line.text):
            return
        if line.indent >= FAR:
            yield "far", top.indent
        if below and below.indent >= line.indent + 2 and not is_list_line(below):
            yield "left", top.indent
        if is_timed(line.text, below.text if below else ""):
            yield "timed", top.indent

    def names_item(self, name):
        """Whether ``name`` can be that of a TOP: short, no sentence, nothing about the meeting."""
        name = (inline_body(name) or [name])[0]
        capital = name and (self.small or not name[0].islower())
        if not capital or len(name) > LONGEST_LINE or is_frame(name) or _FULL_STOP.search(name):
            return False
        return not (ends_sentence(name) or opens_closing(name) or GREETING.match(name))

    def _looks(self):
        """What each line that can be a heading shows."""
        for index, line in self.free:
            top = look_of(line.text)
            if not top:
                continue
            sign = "" if any(top.style[:2]) or ends_sentence(top.name) else self.underline(index)
            style = top.style._replace(marks=f"_{sign}") if sign else top.style
            plain, words = not any(style[:4]), top.name.rstrip(":")
            if plain and len(self.free) > MOST:
                continue
            if (plain or style.marks.endswith("…")) and read_labels(top.name):
                continue
            is_named = top.number or style.word
            if part_of(line.text) or (not is_named and is_label_word(top.name)):
                continue
            if not plain or self.names_item(words):
                indent = min(line.indent, FAR)
                yield top._replace(style=style, index=index, indent=indent, guessed=plain)


_UNDERLINE = re.compile(r"([-=~*_])\1{2,}")
_TOP, _NO_LETTERS = re.compile(r"^\W*TOPs?\b", re.I), re.compile(r"[\W\d_]+")


@remember_answers
def _words(text):
    inner = strip_marks(text)[1]
    inner = strip_marks((bullet(inner) or ("", inner))[1])[1]
    return _NO_LETTERS.sub(" ", _TOP.sub("", inner).casefold()).strip()


def _share(test, of):
    return sum(bool(test(one)) for one in of) / len(of)


def _is_bare(top):
    """Whether only a number opens the line: "1 Kasse"."""
    style = top.style
    return style.kind == "digit" and not (style.marks or style.word or style.depth or style.stop)


_ANNOUNCES_AGENDA = re.compile(
    r"tagesordnung|traktanden|\btops?\b|agenda|öffentlicher teil|\bthemen\b|\bsteh(?:t|en) an\b"
    r"|\bpunkte, über die\b|\bpunkte (?:sind|stehen|werden|sollen|wollen|möchten)\b|\b(?:geplant|vorgesehen|ansteh)\w*\b.{0,40}\bpunkte\b",
    re.I,
)


def announces_agenda(text):
    """Whether a line says that the TOPs stand below it: "Tagesordnung", "Das steht an:"."""
    words = strip_marks(text)[1]
    announces = words.endswith(":") and _ANNOUNCES_AGENDA.search(words)
    return bool(announces or is_agenda_word(words.strip(" :*_")))


def measure(family, text):
    """The features of ``family`` in ``text``, names to numbers of 0 to 1: what its words show, what stands around them and
    how they part the text, how they count, and which lines that look alike are none."""
    tops, count, size = family.tops, len(family.tops), len(text.free)
    names, texts = [top.name.strip() for top in tops], [text.lines[top.index].text for top in tops]
    places = [text.place[top.index] for top in tops]
    gaps = [below - above for above, below in pairwise([*places, size])]
    filled = [gap > 1 or len(top.said) > _SAID for gap, top in zip(gaps, tops, strict=True)]
    between = sum(filled[:-1]) / max(1, count - 1)
    above = text.free[places[0] - 1][1].text if places[0] else ""
    says_agenda = announces_agenda(above)
    labels = sum(bool(read_labels(line.text)) for _, line in text.free[: min(places[0], 60)])
    free = [top for top in tops if text.apart_below(top.index)]
    ranks, looks = _ranks(tops), [text.shown[at] for at in family.indexes if at in text.shown]
    styles = {top.style[:5] for top in looks}
    alike = sum(text.told[style] for style in styles)
    ones = sum(top.style[:5] in styles and top.number == "1" for top in text.looks)
    steps = sum(after - before in (0, 1) for before, after in pairwise(ranks))
    missed = _missed(family, {style[2:5] for style in styles}, text)
    return {
        family.kind: 1.0,
        "alone": float(count == 1),
        "pair": float(count == 2),
        "names": _share(lambda name: not name or text.names_item(name), names),
        "nameless": names.count("") / count,
        "long names": min(1, sum(map(len, names)) / count / 100),
        "different": len(set(map(_words, names))) / count,
        "people": _share(has_first_name, names),
        "listed": _share(bullet, texts),
        "guessed": _share(lambda top: top.guessed, tops),
        "bare numbers": _share(_is_bare, tops),
        "text below": sum(filled) / count,
        "text between": between,
        "text after all": gaps[-1] / sum(gaps),
        "covers": 1 - max(0, places[0] - labels - 3) / size,
        "evenly": 1 - max(gaps) / sum(gaps) if count > 1 else 0.0,
        "apart below": len(free) / count,
        "stands free": sum(text.apart(top.index) for top in free) / count,
        "agenda above": float(says_agenda),
        "list above": float(strip_marks(above)[1].endswith(":") and not says_agenda),
        "list unannounced": (1 - between) * (not says_agenda) * _share(bullet, texts),
        "title": float(text.titled and places[0] == 0 and not ranks),
        "announced": _announced(tops, text),
        "counts on": steps / (len(ranks) - 1) if len(ranks) > 1 else 0.0,
        "begins with one": float(bool(ranks) and ranks[0] < 2),
        "numbers all taken": len(ranks) / alike if alike else 0.0,
        "all alike": min(1, count / alike) if alike else 0.0,
        "restarts": min(1, max(0, ones - 2) / 2),
        "under": float(any(text.levels[level] > 1 for level in range(1, _level(tops[0])))),
        "holes": min(1, sum(at < tops[-1].index for at in missed) / 2),
        "goes on": float(len(ranks) == count and any(at > tops[-1].index for at in missed)),
    }


def _missed(family, ways, text):
    """The indexes of lines that count on from those of ``family`` in one of its ``ways`` and are no members; among headings
    of a level a line without is an item."""
    members, missed, due = set(family.indexes), [], None
    taken = {top.rank for top in family.tops}
    levels = all(map(_level, family.tops))
    for top in text.looks if not levels else filter(_level, text.looks):
        if top.index in members:
            due = top.rank[-1] + 1 if top.rank else None
        elif top.rank and top.rank[-1] == due and top.style[2:5] in ways and top.rank not in taken:
            missed.append(top.index)
            due += 1
    return missed


def _announced(tops, text):
    """The share of names, or of the lines below bare numbers, that a line above the first has told."""
    above = text.names(text.free[: text.place[tops[0].index]]).keys() - {""}
    told = [text.lines[top.index] if top.name else text.below(top) for top in tops]
    return _share(lambda line: line and _words(line.text) in above, told)


def _level(top):
    return len(top.style.marks) if top.style.marks[:1] in ("#", "=") else 0


def _ranks(tops):
    return [int(part) for top in tops if (part := top.number.partition(".")[0]).isdigit()]


# In which the families are looked through: first what tells best which words are the names.
_KINDS = ("in order", "alike", "shape", "again", "between", "opening", "ruled", "plain")


def find_families(text):
    """All that may be the headings, as pairs of a kind and Candidates: what shares one sign, place or way to count."""
    planned, told = _parted([top for top in text.looks if top.style.word])
    yield "TOP", planned + _without_sentences(_held_to_style(told), bool(planned))
    groups = defaultdict(list)
    for top in text.looks:
        style, indent = top.style, top.indent
        counts = style.kind in ("digit", "roman")
        if counts and top.strong and not (style.word or style.sign):
            groups["in order", (style.marks, style.stop, indent)].append(top)
        if len(text.free) > MOST:
            continue
        place = (text.apart(top.index), text.apart_below(top.index))
        keys = [(style, indent), (style, indent, place) if top.guessed else style[:5]]
        vague = top.guessed or (style.marks.endswith("…") and not top.number)
        for key in [*keys, style.marks] if _level(top) else keys:
            groups["plain" if vague else "alike", key].append(top)
        if top.guessed and text.ruled(top.index):
            groups["ruled", ""].append(top)
        for layout in text.layouts(top):
            groups["shape", layout].append(top._replace(rank=(), guessed=True))
    if len(text.free) <= MOST:
        for index, line in text.free:
            for top in shapes(line.text) if line.indent < FAR else ():
                groups["shape", (min(line.indent, FAR), top.style)].append(
                    top._replace(index=index)
                )
        groups["again", ""] = find_repeated(text)
        groups["between", ""] = find_between(text)
        groups["opening", ""] = find_opening_names(text)
    for (kind, _), tops in sorted(groups.items(), key=lambda group: _KINDS.index(group[0][0])):
        yield from _families_among(kind, tops, text)


def _families_among(kind, tops, text):
    """The families that lines of one ``kind`` may be."""
    if kind == "in order" or (kind == "shape" and tops[0].rank):
        tops = _counted(tops, text)
    elif kind == "shape":
        tops = _uncounted(tops, text)
    elif kind in ("alike", "plain", "ruled"):
        tops = _without_title(tops, text)
        tops = tops[:1] + [top for above, top in pairwise(tops) if not _is_amount(above, top)]
    if len(tops) < {"in order": 2, "alike": 1, "plain": 1, "ruled": 1}.get(kind, _FEWEST):
        return
    ranks = [top.rank for top in tops]
    if kind == "alike" and tops[0].style.kind == "letter" and ranks != sorted(ranks):
        return  # "L: …", "P: …", "L: …": who said it
    if len(tops) > 1 and all(top.number == "1" for top in tops):  # Markdown counts for itself
        tops = [top._replace(number=str(n)) for n, top in enumerate(tops, 1)]
    of = _kind(tops[0].style) if kind in ("alike", "plain") else kind
    yield of, tops
    if kind == "alike" and tops[0].number and of != "word":
        yield from ((of, run) for run in _runs(tops))
    # Without those directly below another: "Anträge" and then "Keine Anträge".
    parted = tops[:1]
    for above, top in pairwise(tops) if kind in ("plain", "ruled") and tops[0].guessed else ():
        if text.place[top.index] - text.place[above.index] > 1 or parted[-1] is not above:
            parted.append(top)
    if 1 < len(parted) < len(tops):
        yield of, parted


def _is_amount(above, top):
    """Whether the number of ``top`` counts things in a sentence, "31 Fahrräder sind heil.", far from that of the one ``above``."""
    is_far = len(above.rank) == len(top.rank) == 1 and top.rank[0] > above.rank[0] + 3
    return is_far and ends_sentence(top.name)


def _parted(tops):
    """The ``tops`` of an agenda and those below it that say again "TOP 1" and the like; without such none and all."""
    again = (
        at for at, top in enumerate(tops) if at and top.number and top.number == tops[0].number
    )
    begins = next(again, 0)
    begins = begins if 3 * len(tops) >= 5 * begins else 0
    return tops[:begins], tops[begins:]


def _held_to_style(tops):
    """``tops`` without what differs from the other headings: indented, in a list, in a sentence."""
    word = max(words := [top.style.word for top in tops], key=words.count, default="")
    odds = (
        lambda top: top.indent >= 4,
        lambda top: top.style.sign,
        lambda top: top.style.word != word and not top.strong,  # "Punkt 3 vertagt"
    )
    for odd in odds:
        tops = [top for top in tops if not odd(top)] or tops
    strong = [top for top in tops if top.strong]
    return strong if 2 * len(strong) >= len(tops) else tops


def _without_sentences(tops, is_again):
    """``tops`` whose words are text and no names where most are whole sentences: "TOP 1: Die Kasse stimmt bis …", shorter ones
    where an agenda above has told the names."""
    longest = 0 if is_again else _PROSE
    if 3 * sum(len(top.name) > longest and ends_sentence(top.name) for top in tops) < 2 * len(tops):
        return tops
    named = [bool(inline_body(top.name)) for top in tops]
    few = 3 * sum(named) <= len(tops)
    return [
        top._replace(name="", said=top.name) if few or not is_named else top
        for top, is_named in zip(tops, named, strict=True)
    ]


def _ascending(tops, text):
    """Those of ``tops`` that continue the numbering; a list that starts anew is an inner one."""
    taken, inner = [], None
    weight = partial(text.weight, start=tops[0].index) if tops else None
    for at, top in enumerate(tops):
        last = taken[-1].rank if taken else ()
        listed = inner and inner.index == top.index - 1 and _follows(inner.rank, top.rank)
        listed = listed and inner.style.kind == top.style.kind  # "2. Flur", "III. Anfragen"
        if (
            listed
            or ends_sentence(top.name)
            or not _follows(last, top.rank)
            or (last and top.rank != (*last[:-1], last[-1] + 1) and _ORDINAL.match(top.name))
            or (taken and _is_early(taken[-1], tops[at : at + _MOST_BELOW], weight))
        ):
            inner = top
        else:
            taken.append(top)
    return taken


_MOST_BELOW = 100
_ORDINAL = re.compile(  # "7. Klasse", below TOP 3
    r"(?:Klasse|Stunde|Etage|Stock|OG|Obergeschoss|Quartal|Halbjahr|Jahrgang|Platz|Rang|Bauabschnitt|Runde|Spieltag|Advent"
    r"|Mannschaft|Liga|Woche|Lesung|Schuljahr|Semester|\w*geburtstag|\w*jubiläum)\b"
)


def _is_early(above, tops, weight):
    """Whether the first of ``tops`` takes a number behind the one ``above`` from a line below: it skips one that comes there, and
    its own again after it ("4. Quartal" above "3. Kasse"), or that line is rather the heading. In doubt what stands in a closed
    TOP stays there."""
    (top, *below), last = tops, above.rank
    if top.rank[:-1] != last[:-1]:
        return False
    wanted, ranks = (*last[:-1], last[-1] + 1), [one.rank for one in below]
    if top.rank > wanted:
        return wanted in ranks and top.rank in ranks[ranks.index(wanted) :]
    again = (one for one in takewhile(lambda one: one.rank > last, below) if one.rank == top.rank)
    return any((weight(one), True) > (weight(top), not names_closed(above.name)) for one in again)


def _follows(last, rank):
    """Whether ``rank`` may come after ``last``: 3 or 2.1 after 2, 3.0 after 2.4, 0 or 1 first; gaps up to 3."""
    shared = 0
    while shared < min(len(last), len(rank)) and last[shared] == rank[shared]:
        shared += 1
    rest = rank[shared:]
    if shared < len(last) and rest:
        rest = rest[1:] if rest[0] > last[shared] else (9,)
    return len(rank) > shared and all(part < 2 for part in rest)


def _without_title(tops, text):
    """``tops`` below the first line of the text and below those of its head that name its day, the first of them or right
    below it; none does below a heading of a higher level."""
    first = text.titled and text.place[tops[0].index] == 0
    if first and not tops[0].number and not _level(tops[0]):
        tops = tops[1:]
    above = (top for top in text.looks if tops and top.index < tops[0].index)
    if any(0 < _level(top) < _level(tops[0]) for top in above):
        return tops
    early = [top for top in tops[:8] if text.place[top.index] < text.head and not top.number]
    for at, top in enumerate(early):
        if text.place[top.index] - text.place[early[0].index] > at:
            break
        if find_dates(top.name):
            return tops[at + 1 :]
    return tops


def _kind(style):
    if style.word:
        return "word"
    if style.marks[:1] in ("#", "=", "_") and style.marks not in ("_", "__"):
        return "level" if style.marks[0] != "_" else "underlined"
    if style.kind:
        return "letter" if style.kind in ("roman", "letter") else "number"
    return "bold" if style.marks else "list" if style.sign else "plain"


def _runs(tops):
    """The runs in which the numbers of ``tops`` go up, of two or more."""
    runs = []
    for top in tops:
        if not runs or top.rank[-1:] <= runs[-1][-1].rank[-1:]:
            runs.append([])
        runs[-1].append(top)
    return [run for run in runs if len(run) > 1][:8]


def _counted(tops, text):
    """Those of ``tops`` that count up one by one, lone gaps aside, and once more below as minutes do below
    their agenda; what counts anew inside is no member."""
    taken = _ascending(tops, text)
    again = _ascending([top for top in tops if taken and top.index > taken[-1].index], text)
    # Or the agenda ends where its first comes again, though a number more below goes on from its last.
    names = [_words(REMARK.sub("", top.name)) for top in tops]
    first = (tops[0].rank, names[0]) if tops else ()
    starts = [at for at, top in enumerate(tops) if (top.rank, names[at]) == first]
    if len(starts) == 2 and starts[1] > 1 and not again:
        taken, again = (_ascending(part, text) for part in (tops[: starts[1]], tops[starts[1] :]))
    names = {_words(top.name.partition("(")[0]) for top in taken}
    same = sum(_words(top.name.partition("(")[0]) in names for top in again)
    return taken + again if again and 2 * same >= len(again) else taken


_NAME_BEFORE_TEXT = re.compile(
    r"(?P<name>[A-ZÄÖÜ](?:[^:.!?–—;]|(?<=\d)\.){2,60}?)(?:\s?:\s+|\s[=>→⇒–—-]{1,3}\s+|\s{2,})(?P<body>\S.*)$"
)


def _uncounted(tops, text):
    """``tops`` that share signs only, where most are short names; what follows a colon or a dash is none."""
    parted = [(top, _NAME_BEFORE_TEXT.match(top.name)) for top in tops]
    if 2 * sum(bool(match) for _, match in parted) > len(tops):  # "Heizung: Haus 4 ist kalt"
        tops = [
            top._replace(name=match["name"], said=match["body"]) if match and not top.said else top
            for top, match in parted
        ]
    tops = _without_title(tops, text)
    if not tops or _share(lambda top: is_topic_name(top.name), tops) < 0.7:
        return []
    with_people = [
        f"{top.name} ({top.said})" if looks_like_people(top.said) else "" for top in tops
    ]
    return [
        top._replace(name=name, said="") if name else top
        for top, name in zip(tops, with_people, strict=True)
    ]


def find_repeated(text):
    """The lines that say again, in the same order, what a list above has told."""
    runs = {}
    for top in text.looks:
        words, place, name = text.words[top.index], text.place[top.index], top.name.rstrip(" :")
        told = text.place[text.first[words]]
        if words and told < place and text.names_item(name):
            before = (runs.get(told - step, []) for step in range(1, _FEWEST + 1))
            above = [run for run in before if run and told < text.place[run[0].index]]
            runs[told] = [*max(above, key=len, default=[]), top._replace(name=name)]
    return max(runs.values(), key=len, default=[])


_PROSE = 60  # characters from which a line is prose whatever it ends with


def find_between(text):
    """Short lines, each above prose and below the end of a sentence: nearly all short lines are."""

    def stands_above_prose(top):
        below = text.below(top).text if text.below(top) else ""
        return bullet(below) or len(below) > _PROSE or ends_sentence(below)

    short = [top for top in text.looks if top.guessed and text.place[top.index] and top.indent < 4]
    short = [top for top in short if top.name[0].isalnum()]
    between = [top._replace(name=top.name.rstrip(" :")) for top in short if stands_above_prose(top)]
    between = between[1:] if between and find_dates(between[0].name) else between
    between = [top for top in between if not top.style.colon] or between
    inside = range(between[0].index, between[-1].index + 1) if between else ()
    return between if 4 * len(between) >= 3 * sum(top.index in inside for top in short) else []


def find_opening_names(text):
    """Names that open their minutes: "Heizung: Haus 4 ist kalt."; the names of people are none."""
    names = []
    for index, line in text.free:
        match = _NAME_BEFORE_TEXT.match(unfold_run_in(line.text)) if line.indent < 4 else None
        if match and is_topic_name(match["name"]) and not read_labels(line.text):
            name = match["name"].strip()
            names.append(Candidate(name=name, said=match["body"], guessed=True, index=index))
    people = sum(looks_like_people(top.said) or has_first_name(top.name) for top in names)
    return names if len(names) >= _FEWEST and 3 * people < len(names) else []


def collect(lines, free):
    """All Families of the text, the best first."""
    text, families, says_top = Text(lines, free), {}, None
    for kind, tops in find_families(text):
        says_top = {top.index for top in tops} if says_top is None else says_top
        # What leaves out some of the lines that say "TOP 3" and has no others is no reading of its own.
        if not tops or {top.index for top in tops} < says_top:
            continue
        # Beside them, numbers alone in their lines are those of pages.
        if len(says_top) > 1 and not any(top.name or not _is_bare(top) for top in tops):
            continue
        are_days = _are_days(tops)
        if are_days:
            tops = [
                top._replace(number="", rank=(), name=f"{top.number}. {top.name}") for top in tops
            ]
        family = Family(kind, _with_closed(text, _with_last(text, _with_sub_points(text, tops))))
        if family.indexes not in families:
            family.features = measure(Family(kind, tops), text)
            family.score = score(family.features)
            families[family.indexes] = family
            if is_mere_list(family) or (are_days and not family.features["text between"]):
                del families[family.indexes]
    # What a numbering without a hole holds as well is no numbering of its own, what is numbered nothing told again.
    whole = [set(one.indexes) for one in families.values() if one.features["counts on"] == 1]
    numbered = [set(one.indexes) for one in families.values() if all(top.rank for top in one.tops)]
    for one in [one for one in families.values() if one.kind in ("number", "again")]:
        if any(set(one.indexes) < other for other in (whole if one.kind == "number" else numbered)):
            del families[one.indexes]
    # Lines that say "TOP 1" and "TOP 2" outweigh numbers alone below them, but where only these part the text.
    said = next((one for one in families.values() if one.kind == "TOP"), None)
    if said and len(said.tops) > 1 and said.tops[0].rank in ((), (0,), (1,)):
        below = (one for one in families.values() if one.indexes[0] > said.indexes[0])
        inner = (one for one in below if one.tops[0].number and not says_top & set(one.indexes))
        parted = said.features["text between"]
        weights = (one.score for one in inner if one.features["text between"] <= parted)
        said.score = max([said.score, *weights])
    return sorted(families.values(), key=lambda one: -one.score)


def _are_days(tops):
    """Whether the numbers of ``tops`` are days, each another one: "10.6. Putztag", "17.6. Grillen", but not "3.1. Kasse", "3.2. Hof"."""
    counts = {top.number.partition(".")[0] for top in tops}
    shaped = all(_DAY.fullmatch(top.number) and top.style.stop == "." for top in tops)
    return bool(1 < len(counts) == len(tops) and shaped)


_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])")


def is_mere_list(family):
    """Whether ``family`` lists things one below the other, and no agenda is announced above."""
    features = family.features
    listed = features["list above"] or features["list unannounced"] or features["bare numbers"]
    announced = features["text between"] or features["agenda above"]
    return bool(family.kind != "TOP" and listed and not announced)


_LAST = re.compile(r"(?:Sonstiges|Verschiedenes|Allfälliges|Diverses|Varia)\W*", re.I)


def _with_last(text, tops):
    """``tops`` and the line below them that is marked as well and says "Verschiedenes", in whatever way."""
    below = (top for top in text.looks if top.index > tops[-1].index and top.style.marks)
    last = next((top for top in below if _LAST.fullmatch(top.name)), None)
    return [*tops, last] if last and tops[0].style.marks else tops


def _with_closed(text, tops):
    """``tops`` and, behind the first, each line that heads a closed part and has text of its own, which is not that of the
    TOP before, or that counts on."""
    members = {top.index: top for top in tops}
    for index, line in text.free:
        if index < tops[0].index or index in members or not heads_closed(line.text):
            continue
        above, ends = members[max(at for at in members if at < index)], len(text.lines)
        below = text.lines[index + 1 : min((at for at in members if at > index), default=ends)]
        top = look_of(line.text) or Candidate(name=line.text)
        alike = any(top.style[:5] == one.style[:5] for one in tops)
        counts = alike and top.rank[:-1] == above.rank[:-1] and top.rank[-1:] > above.rank[-1:]
        is_parted = alike or any(map(is_told, text.lines[above.index + 1 : index]))
        if counts or (is_parted and any(map(is_told, below))):
            whole = top if alike else Candidate(name=strip_marks(line.text)[1])
            members[index] = whole._replace(index=index, indent=line.indent)
    return [members[index] for index in sorted(members)]


def _with_sub_points(text, tops):
    """``tops`` and, below each, the lines that carry its number and one of their own: two or more, and no sentences such
    as "2.1 Der Rat hat einen Brief verfasst, der in die neue"."""
    members, taken, group, counts = {top.index for top in tops}, [], [], {}
    points = [point for point in text.points if point.index not in members]
    for top in sorted([*tops, *points], key=lambda top: top.index):
        above = top.number.rpartition(".")[0]
        if top.index in members:
            taken += [*_points_of(group, text), top]
            group, counts = [], {top.number: 0} if top.number[:1].isdigit() else {}
        elif counts.get(above, -2) + 1 == top.rank[-1] and not _is_text(top):
            counts |= {above: counts[above] + 1, top.number: 0}
            group.append(top)
    return [*taken, *_points_of(group, text)]


def _is_text(point):
    return point.style.sign or ends_sentence(point.name) or read_labels(point.name)


def _points_of(group, text):
    """The sub-points ``group``; none where it is only one, or where many are sentences."""
    sentences = sum(
        runs_on_below(text.lines, point.index) or bool(_FULL_STOP.search(point.name))
        for point in group
        if len(point.name) > 30
    )
    return group if len(group) > max(1, 3 * sentences) else []


WEIGHTS = {
    "agenda above": 1.09,
    "all alike": 1.86,
    "alone": -1.98,
    "announced": 1.6,
    "apart below": -1.22,
    "begins with one": 1.02,
    "bold": -2.36,
    "counts on": -0.10,
    "covers": 1.79,
    "different": 1.17,
    "evenly": -1.78,
    "goes on": -3.27,
    "guessed": -3.80,
    "holes": -2.35,
    "letter": -1.71,
    "level": -1.93,
    "list": -2.95,
    "list above": -2.60,
    "listed": -1.15,
    "long names": -2.89,
    "nameless": -0.64,
    "names": 2.97,
    "number": -1.71,
    "numbers all taken": -1.75,
    "pair": -1.84,
    "people": -3.02,
    "plain": -1.87,
    "restarts": -0.89,
    "ruled": 1.40,
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
