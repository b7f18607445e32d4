"""Which parts of minutes are not for everybody: what lines say of it, and which TOPs that is about.

A line is about nothing else where each of its words is known ("Der öffentliche Teil endet um 20 Uhr."): then it counts how
often its words turn "public" into "not public".
"""

import re
from itertools import pairwise
from typing import NamedTuple

from .labels import read_labels
from .source import Line, bullet, ends_sentence, remember_answers, strip_marks
from .when import find_dates, read_time
from .who import looks_like_people

_GUESTS = r"(?:gäste\w*|(?:zu)?hörer\w*|zuschauer\w*|besucher\w*|einwohner\w*|bürger\w*|publikum|presse\w*|nichtmitglieder\w*)"
_LEAVE = r"(?:verlassen|verlässt|verliessen|verabschiede\w*|hinaus\w*|gehen|gegangen)"
_INSIDERS = (
    r"(?:den |die |das )?(?:\w*mitglied\w*|\w*vorst[aä]nd\w*|interne[nr]? \w+|dienstgebrauch|team|\w+-?team|aktiven?|\w*beirat"
    r"|aufsichtsrat|genoss\w+|beteiligte\w*)"
)
_SPELLED = [
    (re.compile(pattern), spelled)
    for pattern, spelled in (
        (
            r"\bnicht (?:zur weitergabe|weiter(?:zu)?(?:geben|leiten|sagen)|für (?:dritte|den aushang|alle)|aushängen|online\w*)\b",
            "vertraulich",
        ),
        (r"\bbis (?:zum )?(?:ende|schluss)\b", "bis"),
        (r"\bn\.\s?ö\b\.?", "nö"),
        (r"(?:ö|oe)ff(?:entl)?\.|oeffentlich", "öffentlich"),
        (r"\bnicht\W{0,3}(?=öffentlich)", "nicht "),
        (r"(öffentlich(?:er)?)(?=teil|sitzung)", r"\1 "),
        (
            r"^\W*(?:geschlossen|schweigepflicht|verschwiegenheit)\W*$|hinter (?:ge|ver)schlossenen türen",
            "intern",
        ),
        (
            r"\bunterlieg\w+ (?:der |einer )?(?:verschwiegenheit|schweigepflicht|vertraulichkeit)\w*",
            "vertraulich",
        ),
        (
            r"\bnicht (?:(?:in|im|auf|für) (?:die |das |der )?|ins )(?:internet|netz|web\b|web-?seite|website|homepage|seite|blog)\w*(?: veröffentlich\w*)?",
            "vertraulich",
        ),
        (rf"\bnur (?:für |zu[mr] )?{_INSIDERS}|\bohne {_GUESTS}", "vertraulich"),
        (
            rf"\b{_GUESTS}(?=.*\b{_LEAVE}\b)|(?<=\bverabschiedet die ){_GUESTS}",
            "vertraulich hinaus",
        ),
        (rf"\b{_GUESTS}(?=.*\b(?:wieder|zurück\w*|herein\w*)\b)", "öffentlichkeit"),
        (r"\bwieder (?:da|dabei|anwesend|zugegen)\b", "wieder"),
        (
            r"^(?:\S+ ){1,6}?(?=(?:schliesst|schloss|beendete?|eröffnete?|verabschiedet die)\b.*(?:öffentlich|vertraulich|intern|gäste))",
            "",
        ),
    )
]
_SPACED = re.compile(r"\b(?:[^\W\d_]\s{1,3}){5,}[^\W\d_]\b")  # "N i c h t"
_WORD = re.compile(
    r"(?P<public>öffentlich(?:e[rnsm]?|keit)?|veröffentlich(?:t|en|ung))"
    r"|(?P<private>vertraulich(?:e[rnsm]?)?|nö|(?!ver)\w{3,}öffentlich(?:e[rnsm]?)?)"
    r"|(?P<weak>\w*intern(?:a|e[rnsm]?)?|geschlossene[rnsm]?)"
    r"|(?P<turn>nicht|keine?|ohne|nein|ausschluss)"
    r"|(?P<ends>ende[tn]?|endete|beende\w+|schluss|schliesst|schloss|geschlossen|ausgeschlossen|aus(?:zu)?schliessen|aufgehoben|aufhebung)"
    rf"|(?P<follows>(?:sitzungs)?teil(?:e?s)?|sitzung|beratung|versammlung|punkte|tops|themen|tagesordnungspunkte|(?:nach)?folgend\w*|folg(?:t|en)|weiter\w*"
    rf"|fort\w+|ab|anschluss|danach|nächste\w*|restliche\w*|zurück\w*|herein\w*|beginn\w*|eröffn\w+|nun|jetzt|anschliessend|hinaus\w*|(?:wieder)?(?:hergestellt|zugelassen)|wieder)"
    r"|(?P<item>top|punkt|tagesordnungspunkt)"
    r"|(?P<beside>[ivx]+|[a-d]|de[rsmn]|die|das|es|dies\w*|hierzu|dazu|ist|war|sind|waren|w[ieu]rde?n?|um|von|vom|bis|uhr|h|im|am|in|zu[mr]?|für|aus|unter"
    r"|mit|nach|hier|nur|und|antrag|soll(?:en)?|daraufhin|damit|alle[rsn]?|rest|treffens?|tagesordnung|protokolls?|angelegenheiten?|status|hinweis|achtung|bitte|siehe"
    r"|gesondert\w*|behandel\w+|beraten|besprochen|diskutiert|protokolliert|bestimmt|gebeten|ja|den|raum|saal|sitzungssaal|stelle\w*|setzen|vorsitzende[rn]?|gebrauch|kreis\w*|runde|rahmen|streng|absolut|komm(?:en|t)|kehr(?:en|t)|betreten|betritt|datenschutz\w*|gründen|ff?)"
    rf"|(?P<leave>{_LEAVE})"
)
_CLAUSES = re.compile(r"[,;.()\[\]/|–—]|\s-\s|\bund\b")
_MAY_TELL = re.compile(
    r"ö\s{0,3}f\s{0,3}f|oeff|\bn\.?\s?ö|ver\s?traul|v\se\sr\st|geschl|intern|i\sn\st|verschl|verschwieg|schweigepf|\bnur\s|ohne\s|nicht\s(?:ins?|im|auf|fürs?|zur|weiter|online|aushän)|ausschl"
    rf"|{_GUESTS}",
    re.I,
)
_HEADS = re.compile(
    r"\W*(?:(?:[a-d]|[ivx]+|\d+)\W+)?(?:nicht öffentlich|vertraulich|intern|geschlossen)(?:e[rnsm]?)?\W*(?:teil(?:e?s)?|sitzung)\b(?P<rest>.*[^.])?"
)
_TELLS = re.compile(
    r"\b(?:w[iau]rd?e?n?|war(?:en)?|ist|sind|hat(?:te)?|haben|entf[aä]ll[te]n?|entfiel|kein\w*|fand|steht|gab|offen)\b"
)
_TITLED = re.compile(
    r"(?:\w*protokoll|niederschrift|mitschrift|auszug|notizen)\b.*\bnicht öffentlich\w* \w*(?:teil|sitzung|beratung|versammlung)"
)
_NAMED = re.compile(
    r"\b(?:tops?|(?:tagesordnungs)?punkte?|ziffern?)\W{0,3}(?P<numbers>\d{1,3}[a-z]?\b(?:(?:\W|und|bis)*\d{1,3}[a-z]?\b)*)"
)
_CLOSED = re.compile(
    r"(?<![^\W_])(?:nicht[\s-]?(?:ö|oe)ff(?:entlich(?![^\W_])|entl\.|\.)(?!\s(?:zugänglich|sichtbar|einsehbar|nutzbar|genutzt|bekannt))"
    r"|vertraulich(?![^\W_])"
    r"|unter Ausschluss der Öffentlichkeit)",
    re.I,
)
_REMARK = re.compile(r"\W*[(\[][^()\[\]]*[)\]]\W*")
_GUESTS_LEAVE = re.compile(
    r"\bvertraulich hinaus\b[^.]*\b\w*(?:raum|saal|sitzung|versammlung|treffen|runde)\b"
)
_SAYS_SO = re.compile(
    rf"[\W_]*?(?:Hinweis:\s|D(?:er|ies|ieser) (?:\w*punkt|TOP) (?:ist|war|wird|wurde) )?(?:{_CLOSED.pattern})|Intern:\s",
    re.I,
)
_ENTRIES = re.compile(r"[,;|]\s+(?=(?:TOP\s)?\d{1,2}[.):])")
_COUNTED = re.compile(
    r"\W*(?:(?:Tagesordnungsp|P)unkt|TOP)?\W{0,3}(\d{1,3}(?:\.\d{1,2})*[a-z]?)\b", re.I
)
_SEGMENTS = re.compile(r"[()\[\]{}|:;,/–—]|(?<!\S)-(?!\S)")
_INTERN = re.compile(r"(?:^|\d[.:)]*\s+)(?:intern|nö)\s+(?=[A-ZÄÖÜ])|\s(?:[Ii]ntern|NÖ)\W*$")
_TITLE_HIDES = re.compile(
    r"(?<![^\W_])(?:(?:nicht[\s-]?(?:ö|oe)ffentlich|vertraulich|intern)e[rnsm]?|nö) \w*(?:personal|angelegenheit|sache|them|punkt|frage)\w*"
    r"|\bin nicht[\s-]?(?:ö|oe)ffentlicher sitzung\W*$|\((?:\w+[ -])?(?:geheim|privat|vertr\.|n\.\s?oe\.?|intern)\)"
    r"|\bbleib\w* (?:unter uns|im raum)\b|;\s+n\.\s?ö\b",
    re.I,
)
_WAITS = re.compile(r"[\w,–-]\s*$")
_NO = re.compile(r"\W*?[Nn]ö[.!?]*")  # it answers
_NUMBER = re.compile(r"NÖ?\s?\d")  # as councils count them beside "Ö 1"


class Told(NamedTuple):
    """What a line says and nothing else: ``kind`` is "closed", "open" or "" for neither. It ``follows`` where it speaks of
    a part or of what comes then, is of ``one`` TOP where it names one, else of what stands around it; ``numbers`` are
    those it names, ``since`` tells that it is so from there on, ``weak`` that its words alone may mean something else ("Intern")."""

    kind: str = ""
    follows: bool = False
    one: bool = False
    weak: bool = False
    numbers: tuple = ()
    since: bool = False


def _unspaced(text):
    return _SPACED.sub(lambda match: re.sub(r"\s", "", match[0]), text)


def _spelled(text):
    text = _unspaced(text.replace("_", " ").casefold())
    for pattern, spelled in _SPELLED:
        text = pattern.sub(spelled, text)
    return text


@remember_answers
def told(text):
    """What ``text`` says, as Told: "II. Nichtöffentlicher Teil (ab 19 Uhr)", "N i c h t ö f f e n t l i c h",
    "Ab hier nicht öffentlich", "Ende des öffentlichen Teils", "Gäste verlassen den Raum."."""
    if len(text) > 200 or not _MAY_TELL.search(text):
        return Told()
    plain, signs, seen = _spelled(text), set(), set()
    for clause in _CLAUSES.split(plain):
        found = [_WORD.fullmatch(word) for word in re.findall(r"[^\W\d_]+", clause)]
        if not all(found):
            return Told()
        groups = [match.lastgroup for match in found]
        seen.update(groups)
        if {"public", "private", "weak"} & set(groups):
            turns = sum(group in ("turn", "ends") for group in groups)
            signs.add("closed" if (turns + ("public" not in groups)) % 2 else "open")
    if len(signs) != 1:
        return Told()
    kind = signs.pop()
    numbers = _numbers(" ".join(match["numbers"] for match in _NAMED.finditer(plain)))
    since = bool(re.search(r"\b(?:ab|ff)\b", plain))
    follows = bool(seen & {"follows", "ends"}) or since or len(numbers) > 1
    one = "item" in seen and not (numbers or since)
    weak = "weak" in seen and not {"public", "private", "follows"} & seen
    if kind == "open" and not (follows or re.search(r":\W*$", text)):
        return Told()
    return Told(kind, follows, one, weak, numbers, since)


def _numbers(text):
    """The numbers of "3, 5 bis 7"."""
    found = re.findall(r"(\d{1,3})([a-z]?)(?:\W*(?:bis|–|-)\W*(\d{1,3}))?", text)
    return tuple(
        f"{number}{letter}"
        for first, letter, last in found
        for number in range(int(first), int(last or first) + 1)
    )


_DOES = re.compile(
    r"\b(?:aus(?:ge|zu)?schl(?:o|ie)ssen|(?:her(?:ge|zu)?stell\w*|stell\w* .*\bher)|über(?:ge|zu)?g[ae]ngen|be(?:e|zue)nd\w+|endet\w*|folg\w+|anschl\w+)\b"
)
_MOST_UNKNOWN = 4  # words of a line that nevertheless parts what stands above from what follows


def told_at_end(text):
    """As ``told`` for a line set apart at the end of a TOP's text, where a few other words may stand beside, in no sentence
    but one of what is done: "Auf Antrag wird die Öffentlichkeit ausgeschlossen.", "Übergang in den nichtöffentlichen Teil"."""
    if len(text) > 120 or not _MAY_TELL.search(text):
        return Told()
    plain = _spelled(text)
    words = re.findall(r"[^\W\d_]+", plain)
    groups = [match and match.lastgroup for match in map(_WORD.fullmatch, words)]
    turns = groups.count("turn") + ("public" not in groups)
    turns += len(re.findall(r"\b(?:aus(?:ge|zu)?schl(?:ie|o)ssen|beendet)\b", plain))
    says = {"public", "private", "weak"} & set(groups) and turns % 2
    is_short = groups.count(None) <= _MOST_UNKNOWN and not (
        ends_sentence(text) or _TELLS.search(plain)
    )
    return Told("closed", follows=True) if says and (is_short or _DOES.search(plain)) else Told()


@remember_answers
def part_of(text):
    """Return "closed" or "open" for a line that begins such a part of a meeting and is no TOP, "" for any other."""
    said = told(text)
    is_part = said.follows or re.search(r":\W*$", text)
    is_top = said.one or (len(said.numbers) == 1 and not said.since)
    return said.kind if is_part and not is_top else ""


@remember_answers
def told_below(text):
    """As ``told`` for a line below a TOP, where other words may follow those of a closed part, if they make no sentence,
    and other sentences stand beside: what follows would be public by mistake."""
    said = told(text)
    if said.kind or len(text) > 1000 or not _MAY_TELL.search(text):
        return said
    plain = _spelled(text)
    if _REMARK.fullmatch(text) and _CLOSED.search(text):
        return Told("closed")
    heads = _HEADS.fullmatch(plain.strip()) if len(text) <= 90 else None
    if (heads and not _TELLS.search(plain)) or _GUESTS_LEAVE.search(plain):
        return Told("closed", follows=True)
    sentences = [told(one) for one in re.split(r"(?<=[^\d][.!?])\s+", text)]
    clauses = (one for one in map(told, re.split(r"[,;]\s+", text)) if one.numbers)
    said = (
        one
        for one in [*sentences, *clauses]
        if one.kind == "closed" and (one.follows or one.numbers)
    )
    return next(said, Told())


def heads_closed(text):
    """Whether ``text`` can be the heading of a closed part that is told below it: "3. Nichtöffentlicher Teil"."""
    is_part = told_below(text).kind == "closed" and _HEADS.match(_spelled(text))
    return bool(is_part and not text[:1].islower())


def is_told(line):
    """Whether a ``line`` tells something of its own, neither how public the TOPs are nor what ends minutes."""
    is_mark = told_below(line.text).kind or is_last_fact(line.text)
    return bool(line.text and not line.place and not is_mark)


def names_closed(text):
    """Whether the heading ``text`` calls its TOP closed: as a whole, in a bracket, behind a dash or with its last words."""
    text = _unspaced(text)
    words = text.split()
    ends = (told(" ".join(words[at:])) for at in range(max(1, len(words) - 6), len(words)))
    return bool(
        _CLOSED.search(text)
        or _INTERN.search(text.strip())
        or _TITLE_HIDES.search(text)
        or any(told(one).kind == "closed" for one in [text, *_SEGMENTS.split(text)])
        or any(one.kind == "closed" and not (one.follows or one.weak) for one in ends)
    )


@remember_answers
def words_of(text):
    """The words of ``text`` in lower case, to compare names by: without those that call its TOP closed, which an agenda
    may say alone."""
    if _MAY_TELL.search(text):
        text = " ".join(part for part in _SEGMENTS.split(text) if not told(part).kind) or text
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def tells_closed(text):
    """Whether it stands anywhere in ``text`` that something is not for everybody."""
    return bool(_CLOSED.search(text)) or any(
        told_below(line).kind == "closed" for line in text.splitlines()
    )


def is_last_fact(text):
    """Whether a line tells what ends minutes and hides nothing: when they end, who wrote them, when one meets again."""
    facts = {name: value for name, _, value in read_labels(text)}
    is_harmless = {"end": read_time, "minute_taker": looks_like_people, "next_meeting": find_dates}
    return bool(facts) and all(
        name in is_harmless and len(value) <= 60 and is_harmless[name](value)
        for name, value in facts.items()
    )


def count_told(lines):
    """How many of ``lines`` stand above those that end minutes; below "gez." those of a name."""
    end, names = len(lines), 0
    for at in reversed(range(end)):
        text = lines[at].text
        is_signed = text.startswith("gez.")
        if is_signed or (is_last_fact(text) and not names):
            end, names = at, 0
        elif names > 1 or len(text) > 40 or ends_sentence(text):
            break
        else:
            names += 1
    return end


class _Entry(NamedTuple):
    """A line of the text: ``index`` is that of the section it belongs to, -1 for none."""

    line: Line
    index: int = -1
    is_head: bool = False


def _entries(lines, sections):
    """The ``lines`` of a text and where they belong, but for those that end minutes. What stands on one line with a
    heading is one of its own."""
    found, skipped = {}, set()
    for index, section in enumerate(sections):
        body = section.filled[: count_told(section.filled)]
        skipped.update(line.number for line in [*section.body, *section.rows])
        for line in [*section.head, *body]:
            entry = _Entry(line, index, line in section.head)
            found.setdefault(line.number, []).append(entry)
    for line in lines:
        if line.number in found or (line.text and line.number not in skipped):
            yield from found.get(line.number, [_Entry(line)])


def find_closed(lines, sections, planned):
    """Take the public from each of ``sections`` that is called closed, says so itself, or stands in a part that is; the
    ``notice`` of one is the line that did, or that makes one ask. Of the lines ``planned``, an agenda's, those of such a
    part are left out, and what stands in one above the TOPs."""
    _Closer(lines, sections, planned).run()


class _Closer:
    """Goes through the lines of a text: ``part`` is the one that closed what follows, ``after`` a closed TOP above of which
    only its name tells that it may go on, ``named`` are the numbers that a line closed wherever it stands, ``starts``
    those from which on it closed all, ``listed`` counts the points of a list that stands outside of the TOPs."""

    def __init__(self, lines, sections, planned):
        self.sections, self.planned = sections, {line.number for line in planned}
        self.entries = [*_entries(lines, sections)]
        self.named, self.starts, self.is_closed_above = {}, {}, False
        self.part, self.after, self.last, self.read_on, self.listed = "", "", -1, None, 0
        # Whether text stands below an empty line, so that a word there is about the heading above.
        self.is_apart = any(
            head.is_head and not body.is_head and head.index == body.index and is_told(body.line)
            for head, body in pairwise(self.entries)
            if not _is_below(body.line, head.line)
        )

        self.has_below = [False] * len(self.entries)  # whether text of the same TOP stands below
        for place in reversed(range(len(self.entries) - 1)):
            below = self.below(place)
            self.has_below[place] = below and (is_told(below) or self.has_below[place + 1])

    def below(self, place):
        """The line of the same TOP's text below an entry; None without one."""
        following = [*self.entries[place + 1 : place + 2]]
        is_same = following and following[0][1:] == (self.entries[place].index, False)
        return following[0].line if is_same else None

    def run(self):
        numbers = {section.heading.number for section in self.sections} - {""}
        for place, (line, index, is_head) in enumerate(self.entries):
            said = told_below(line.text)
            if is_head:
                self.read_head(index, line.text)
            elif said.kind == "closed" and numbers & set(said.numbers):
                named = self.starts if said.since else self.named
                named |= dict.fromkeys(said.numbers, line.text)
            elif index < 0:
                self.read_around(line, said)
            else:
                self.read_body(place, said)
        closed = {}
        for section in self.sections:
            number = section.heading.number
            above = closed.get(number.rpartition(".")[0])
            if text := self.named.get(number) or above:
                _close(section, text)
            closed[number] = "" if section.public or not number else section.notice

    def read_around(self, line, said):
        """Read a line above the TOPs or between them."""
        text = line.text
        self.listed = self.listed + 1 if bullet(text) else 0
        is_whole = len(text) <= 200 and _TITLED.match(_spelled(strip_marks(text)[1]))
        is_title = is_whole or (line.place == "title" and "/" not in text and names_closed(text))
        if said.kind == "open":
            self.part, self.is_closed_above = "", False
        elif is_title or (said.kind and not said.weak):
            self.part, self.is_closed_above = text, bool(said.kind and not is_whole)
        elif self.is_closed_above and line.place == "intro":
            line.place = "ignored"
        else:
            if names_closed(text) and not ends_sentence(text):
                self.read_plan(text)
            if line.number in self.planned and (self.part or names_closed(text)):
                line.place = "ignored"

    def read_plan(self, text):
        """Close the TOPs that a line of an agenda calls so: "1. Kasse, 2. Personal (nicht öffentlich)"."""
        for entry in filter(names_closed, _ENTRIES.split(text)):
            words, match = {*words_of(entry)}, _COUNTED.match(entry)
            number = match[1] if match else str(self.listed)
            names = [{*words_of(section.heading.name)} for section in self.sections]
            named = [
                one
                for one, name in zip(self.sections, names, strict=True)
                if name and name <= words
            ]
            counted = [one for one in named or self.sections if one.heading.number == number]
            for section in counted or named:
                _close(section, text)

    def read_head(self, index, text):
        section, said = self.sections[index], told(text)
        number = section.heading.number
        if index < self.last or said.kind == "open" or number.startswith("Ö"):
            self.part = self.after = ""  # a list that begins anew begins open
        self.last, self.part = index, self.starts.get(number, self.part)
        if len(_ENTRIES.split(text)) > 2:
            self.read_plan(text)
        elif _NUMBER.match(number) or names_closed(text):
            _close(section, self.part or text)
            has_text = any(map(is_told, section.body))
            parts = said.kind and not (number or has_text)  # "# Vertraulich" above other headings
            if parts or (said.follows and not said.one):
                alone = number and has_text
                self.part, self.after = (self.part, text) if alone else (text, "")
        elif self.part:
            _close(section, self.part)
        elif section.public:
            section.notice = self.after

    def read_body(self, place, said):
        line, index, _ = self.entries[place]
        above, section = self.entries[place - 1], self.sections[index]
        below = self.below(place)
        is_inside = not above.is_head and _is_below(line, above.line)
        if line is self.read_on:
            return
        if is_inside and line.text[:1].islower() and _WAITS.search(above.line.text):
            said = Told()  # a sentence runs on
        elif (said.weak and bullet(line.text)) or _NO.fullmatch(line.text):
            said = Told()
        elif not said.kind and below and _is_below(below, line):
            both = told(f"{line.text} {below.text}")
            said = both if both.follows and not ends_sentence(line.text) else said
            self.read_on = below if said.kind else None
        elif not (said.kind or below or above.is_head or bullet(line.text)):
            said = told_at_end(line.text)
        if said.kind == "open":
            is_first = above.is_head and section.notice == self.part
            if is_first and self.has_below[place]:
                section.public, section.notice = True, ""
            self.part = self.after = ""
        elif said.kind:
            own, follows = self.reach(place, said, self.has_below[place])
            if own:
                _close(section, line.text)
            self.part = line.text if follows else self.part
        elif _SAYS_SO.match(line.text):
            _close(section, line.text)

    def reach(self, place, said, has_below):
        """Whether what a line has ``said`` is about the TOP that it stands in, and whether about what follows."""
        line, index, _ = self.entries[place]
        above, marks = self.entries[place - 1], strip_marks(line.text)[0]
        is_set_off = marks[:2] in ("**", "__", "--") or marks[:1] in ("#", "=")
        is_heading = is_set_off or line.text.isupper() or line.text.rstrip("* ").endswith(":")
        is_apart = not _is_below(line, above.line)
        if said.one:
            return True, False
        if said.follows or _level(line) < _level(self.sections[index].head[0]):
            return has_below, True
        own = has_below or not is_heading
        if above.is_head:
            return own, not has_below and (is_heading or (is_apart and not self.is_apart))
        return own, is_heading or is_apart or not has_below


def _close(section, text):
    if section.public:
        section.public, section.notice = False, text


def _level(line):
    marks = strip_marks(line.text)[0]
    return len(marks) if marks[:1] in ("#", "=") else 9


def _is_below(line, above):
    """Whether ``line`` stands directly below the one ``above``."""
    return line.number <= above.number + 1
