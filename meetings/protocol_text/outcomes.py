"""Decisions and tasks in the body of a TOP. Their text stays in the body as well."""

import re
from collections import namedtuple
from dataclasses import replace
from itertools import groupby, takewhile

from wiq_site.kit.escaping import (
    LINK,
    WIDTH,
    ends_early,
    goes_on,
    opens_small,
    plain_words,
    widths_of,
)

from .model import DECISION, TASK, OutcomeDraft
from .source import bullet, closed, collapse, without_struck, without_tags
from .votes import (
    CAST,
    COUNTED,
    MOTION,
    NOT_DECIDED,
    OF_MOTION,
    ONE_COUNT,
    PAIR,
    POLL,
    SAYS_VOTE,
    SENTENCES,
    VOTE,
    add_votes,
    counts_things,
    decision_of,
    is_poll,
    is_put_off,
    is_vote,
    mere_vote,
    without_head,
    without_votes_first,
)
from .when import find_dates
from .who import has_first_name, is_clause, is_team, looks_like_people, split_people

_ARROW = re.compile(r"\s*(?:→|=>|⇒|->|➔|➜|➡\ufe0f?)\s*")
_BEHIND_PEOPLE = re.compile(r"[:,;]\s|\s[–-]\s|\s?(?=\()")
_ACTS = (
    r"(?!(?:berichtet|erklärt|erzählt|hat|ist|mit|samt|seit|statt|nicht|(?:zu)?erst|zuletzt|jetzt|selbst|sonst|fast"
    r"|direkt|bereit|bekannt|ge(?!stalt)\w+)\b)[a-zäöüß]+t\b"
)
_WHO_ACTS = re.compile(
    rf"(?P<who>[A-ZÄÖÜ][^,;:()–]{{1,40}}?)\s(?:{_ACTS}|(?:soll|will|muss)\b(?!.*\bwerden\b))"
)
_DUE = re.compile(
    r"[,;([–-]?\s{0,3}(?:[Bb]is:?|Frist:?|Termin:?|fällig:?|📅|:calendar:)\s{1,3}(?:spätestens\s|zum\s|am\s)*"
)
_BY = re.compile(r"Bis\s{1,3}(?:spätestens\s|zum\s|am\s)*", re.I)
_BY_WITHIN = re.compile(rf"(?<!\w){_BY.pattern}", re.I)
_OTHER_CLAUSE = re.compile(r"[,;:!?(]|\w{3}\.\s|\d\.?\s?$|\b(?:vom|von|ab|seit|zwischen)\b", re.I)
_LASTS = re.compile(
    r"verläng|verschieb|befrist|\bg[ei]lt|gültig|öffne|offen|geschlossen|\bmiet|leih|reservier|sperr|bleib|\bl[aä]uf|dauer",
    re.I,
)
_IS_DONE = r"(?:erledigt|erl\.)"
_DONE = re.compile(rf"[,;([–-]?\s{{0,3}}{_IS_DONE}\s(?:am\s)?", re.I)
_DONE_APART = re.compile(rf"\s?[,;(–-]\s{{0,3}}{_IS_DONE}\s(?:am\s)?", re.I)  # from a sentence
_TICKED = re.compile(r"(?:\[[xX]\]|☑)\s+(?=\S)")
_MARK = r"(?:\[[xX]\]|[☑✓✔✅]\ufe0f?)"
_DONE_MARK = re.compile(rf"(?:{_MARK}|Erledigt\s?:)\s+(?=\S)")
_DONE_WORD = re.compile(
    rf"(?:\s*(?:[.,;([→–-]|(?<=[)\]])\s)\s{{0,3}}(?:ist\s|schon\s|bereits\s)?(?:{_IS_DONE}(?:\s?{_MARK})?|{_MARK})|\s{_MARK})"
    r"(?P<end>[)\]]?)\.?$",
    re.I,
)
_SAYS_WHO = r"(?:(?i:wer|verantwortlich|zuständig)\s?:\s)?"
_BRACKET = re.compile(  # "(Ina, bis Ende Mai)", "(wer: Jost)", "(Minh; 5.1.2027)", "[Ina bis Ende Mai]"
    rf"\s*[(\[]{_SAYS_WHO}(?P<who>[^()\[\]]{{1,80}}?)"
    r"(?:(?P<parted>[,;:]|\s[–-])?\s+(?:(?P<until>bis\s[^()\[\]]{1,60})|(?P<day>\d[\d.]{2,9})))?[)\]]\.?$"
)
_DAY_FIRST = re.compile(r"\((?P<until>bis\s[^(),;]{1,60})[,;]\s+(?P<who>[^()]{1,80})\)\.?$")
_DAY_BEFORE = re.compile(r"(?P<who>[^:()]{1,80})\s\((?P<until>bis\s[^():]{1,60})\):\s+(?P<what>.+)")
_PARTED = re.compile(
    rf"\s*(?:[,;]|\s[–/-])\s+{_SAYS_WHO}(?P<who>(?:(?!\s-\s)[^,;–/()]){{1,80}}?)(?:\s[–/-])?$"
)
_SAID_BEHIND = re.compile(r"\.?\s+(?:Wer|Verantwortlich|Zuständig)\s?:\s+(?P<who>[^.:]{1,100})\.?$")
_NO_NAME = re.compile(
    r"[()\[\]]|[a-zäöüß]{3}\. |(?:Termin|Frist|Thema|Hinweis|Wichtig|Info|Idee|Liste|Notiz|Achtung)$"
)
_NAME = r"[^\W\d_](?:[\w-]|\.(?=\w)){0,40}"
_MENTION = re.compile(
    rf"@(?P<who>{_NAME}(?:(?:\s?[/&+]\s?|,\s|\sund\s)@{_NAME}|/{_NAME})*)[:,]?\s+(?=\S)"
)
_MENTION_BEHIND = re.compile(rf"\s+\(?@(?P<who>{_NAME})\)?\.?$")
_OWN_TEAM = re.compile(r"(?:AG|Team)\b")
_NO_TASK = re.compile(r"@(?:alle?\b|\S+\s(?:vielen\s)?dank|.*\?$)", re.I)
# Said where words would be read otherwise: who it is, or that it is nobody.
_WHO = re.compile(r"\(Wer:\s(?P<who>.{1,150}?)\):\s+")
NOTHING, NOBODY = "–", "offen"


def read_arrow(text, near):
    """The task in "Flyer drucken → Ute bis 12.3." or "→ Ute: Flyer", None where people are unsure."""
    parts = _ARROW.split(text[-300:])
    if len(parts) < 2:
        return None
    rest, due = _take_due(parts[-1], near)
    if mention := _MENTION.match(rest.strip(" .")):
        return _mentioned(rest.strip(" ."), mention, due)
    rest, before = rest.strip(), text[: text.rindex(parts[-1])].rstrip(" →=>⇒-➔➜")
    who = rest.rstrip(" .")
    if _are_people(who, due) and "(bis " not in who:
        before, due = (before, due) if due else _take_due(before, near)
        return OutcomeDraft(TASK, before or parts[-1].strip(), who=who, due=due)
    for gap in reversed([*_BEHIND_PEOPLE.finditer(rest[:160])]):
        who, more = rest[: gap.start()].strip(), rest[gap.end() :].strip(" ()")
        if not (more.strip(".") and _are_people(who, due)):
            continue
        # when or how, where what is to be done stands before the arrow
        by = "" if due or more[:3] == "am " else f", bis {more}"
        task, day = _take_due(before + by, near)
        more = more if more[-2:-1].isdigit() else more.rstrip(".")
        if gap[0].strip() == ":" or not before:
            is_time = day or more.startswith("bis ")
            return None if is_time else OutcomeDraft(TASK, more, who=who, due=due)
        return OutcomeDraft(TASK, task if day else f"{before} ({more})", who=who, due=day or due)
    return None


def _mentioned(text, mention, due):
    """The task of whom a ``mention`` at the start or the end of ``text`` names."""
    task = text[mention.end() :] or text[: mention.start()]
    return OutcomeDraft(TASK, task, who=mention["who"].replace("@", ""), due=due)


def _asks_others(text):
    """Whether ``text`` begins with a mention of what is neither a known first name nor a team: "@Rathaus: bitte Licht reparieren"."""
    mention = _MENTION.match(text)
    names = split_people(mention["who"].replace("@", "")) if mention else ()
    return not all(_are_clear(name) or _OWN_TEAM.match(name) for name in names)


def _are_people(words, due):
    is_sure = due is not None or _are_known(words)
    are_names = len(words) < 80 and not re.search(r"\d", words) and looks_like_people(words)
    return bool(words) and are_names and is_sure


def _are_known(words):
    return all(has_first_name(part) and not is_clause(part) for part in split_people(words))


def _are_clear(words):
    """Whether ``words`` name nobody but people with a known first name and teams."""
    parts = split_people(words)
    return all(is_team(p) or (has_first_name(p) and looks_like_people(p)) for p in parts)


def without_done(text):
    """``text`` without an "erledigt" at its end that names no day."""
    word = _DONE_WORD.search(text, max(0, len(text) - 80))
    if not word:
        return text
    return closed(text[: word.start()])


def read_task(text, near):
    """ "Hannes, Flyer drucken, bis 15. Januar, erledigt am 12. Januar" in its parts, as far as they are there; what is ticked or
    "erledigt" may be done on a day that nobody tells."""
    text, *said = _take_done(text, near)
    task = _read_open_task(text, near)
    task.text, *said_within = _take_done(task.text, near)  # "Flyer drucken ✓ (Hannes)"
    task = _with_done(_with_done(task, *said), *said_within)
    if not _WHO.match(text):
        task.who = task.who or _who_acts(task.text)
        task.due = task.due or _due_within(task.text, near)
    return task


def _who_acts(task):
    """Whoever a ``task`` says does it, "Frau Abdi fragt beim Amt nach", "Ole soll Farbe holen", "Ada bucht und Ole druckt"; "" where
    that may be something else."""
    people = []
    for clause in _CLAUSES.split(task):
        acts = _WHO_ACTS.match(clause)
        first = acts["who"].split()[0] if acts else ""
        if has_first_name(first.rpartition("-")[2]) and looks_like_people(acts["who"]):
            people.append(acts["who"])
        elif not people:
            break
    return ", ".join(dict.fromkeys(people))


_CLAUSES = re.compile(r"[,;]\s+|\s+und\s+(?=[A-ZÄÖÜ][\w.-]*\s(?:[A-ZÄÖÜ]\w*\.?\s)?[a-zäöüß]+t\b)")


def _due_within(task, near):
    """The calendar day until which a ``task`` says it is to be done, in its first clause; None where that may be how long
    something lasts."""
    days = []
    for by in _BY_WITHIN.finditer(task):
        dates = find_dates(task[by.end() : by.end() + 40])
        days += [(by.start(), dates[0])] if dates and dates[0].start == 0 else []
    before = task[: days[0][0]] if len(days) == 1 else ","
    if _OTHER_CLAUSE.search(before) or _LASTS.search(task):
        return None
    day = days[0][1].resolve(near, coming=True)
    return day if day and day.year in YEARS else None


def _take_done(text, near):
    """``text`` without what says that it is done, the day of that, and whether it is."""
    text, done = _take_day(_DONE, text, near, coming=False)
    if mark := _DONE_MARK.match(text):
        return text[mark.end() :], done, True
    if done:
        return text, done, True
    open_task = without_done(text)
    return open_task, None, open_task != text


def _with_done(outcome, done, is_done):
    return replace(outcome, done=done or outcome.done, is_done=is_done or outcome.is_done)


def _read_open_task(text, near):
    turned = _DAY_FIRST.search(text[-150:])
    if turned and looks_like_people(turned["who"]):
        text = f"{text[: -len(turned[0])]}({turned['who']}, {turned['until']})"
    elif (before := _DAY_BEFORE.fullmatch(text)) and _take_due(before["until"], near)[1]:
        text = f"{before['who']}: {before['what'].rstrip(' .')}, {before['until']}"
    named = _WHO.match(text)
    rest, due = _take_due(text[named.end() :] if named else text, near)
    if named:
        return OutcomeDraft(
            TASK, rest, who="" if named["who"] in (NOTHING, NOBODY) else named["who"], due=due
        )
    arrow = read_arrow(text, near)
    if arrow and arrow.who:
        return arrow
    if mention := _MENTION.match(rest) or _MENTION_BEHIND.search(rest):
        return _mentioned(rest, mention, due)
    bracket = _BRACKET.search(rest[-150:])
    if bracket and _bracket_names(bracket, rest):
        until = f" ({bracket['until']})" if bracket["until"] else ""
        what = rest[: len(rest) - len(bracket[0])] + until
        if due is None:
            day = f" bis {bracket['day']}" if bracket["day"] else ""
            what, due = _take_due(what + day, near)
        return OutcomeDraft(TASK, what, who=bracket["who"], due=due)
    named = _PARTED.search(rest[-150:])
    # "Kabel kaufen – Omar", but not "Gespräch Nele – Omar" nor "Brot für Nele, Omar"
    before = [*rest[: -len(named[0])].split(), ""] if named else [""]
    is_apart = named and named[0].lstrip()[0] in "–-" and not _are_known(before[-2:][0])
    if named and (due or is_apart) and _are_known(named["who"]):
        return OutcomeDraft(TASK, rest[: len(rest) - len(named[0])], who=named["who"], due=due)
    behind = _SAID_BEHIND.search(rest[-150:])
    if behind:
        what = rest[: len(rest) - len(behind[0])]
        if due is None:
            what, due = _take_due(what, near)
        return OutcomeDraft(TASK, what, who=behind["who"].strip(), due=due)
    what, colon, who = rest[-150:].rpartition(": ")  # "Tür reparieren: Bert"
    if colon and looks_like_people(who) and _are_known(who):
        return OutcomeDraft(TASK, rest[: len(rest) - len(who) - 2], who=who, due=due)
    who, colon, what = rest[:120].partition(": ")
    if colon and what.strip() and _is_named(who):  # "Jost, Reparaturcafé: Antrieb einbauen"
        return OutcomeDraft(TASK, rest[len(who) + 2 :].strip(), who=who.strip(), due=due)
    who, separator, what = _partition(rest)
    # "Kuchen, Kaffee und Tee besorgen" names nobody.
    is_sure = separator != "," or due is not None or _are_known(who)
    is_sure = is_sure and not (separator.strip() in ("–", "-") and looks_like_people(what))
    if separator and what.strip() and is_sure and _is_named(who):
        return OutcomeDraft(TASK, what.strip(), who=who.strip(), due=due)
    return OutcomeDraft(TASK, rest or text, due=due)


def _bracket_names(bracket, task):
    """Whether ``bracket`` at the end of ``task`` says who is to do it, and not the words before a colon: "Ada: Kaffee (Bohne)"."""
    is_known = _are_known(bracket["who"]) and not re.search(r"\d", bracket["who"])  # "max. 60 €"
    front, colon, _what = task[:120].partition(": ")
    if colon and _is_named(front):
        return is_known and not any(map(has_first_name, split_people(front)))
    is_clear = not bracket["day"] and (bracket["parted"] or not bracket["until"])
    return is_known or bool(is_clear and looks_like_people(bracket["who"]))


def _is_named(words):
    """Whether ``words`` before a task are whoever is to do it: "Jost", "Karl (VielHaus)", "der Vorstand", "eine Nachbarin"."""
    bare = words.partition(" (")[0] if words[-1:] == ")" and has_first_name(words) else words
    is_people = looks_like_people(bare) or _are_clear(bare)
    return is_people and not _NO_NAME.search(bare)


def _partition(text):
    """``text`` around the first ":", "," or arrow, whichever comes first."""
    match = re.search(r"\s*(:|,|\s[–-]|\s?(?:→|=>|⇒|->|➔|➜))\s+", text[:120])
    return (text[: match.start()], match[1], text[match.end() :]) if match else (text, "", "")


def _take_due(text, near):
    """Take a deadline that is a calendar day off the end or the start; any other stays in the text."""
    rest, due = _take_day(_DUE, text, near, coming=True)
    opened = _BY.match(rest) if due is None else None
    dates = find_dates(rest[opened.end() : opened.end() + 40]) if opened else []
    if dates and dates[0].start == 0 and (day := dates[0].resolve(near, coming=True)):
        what = rest[opened.end() + dates[0].end :].lstrip(" :,.–-")
        return (what, day) if what and day.year in YEARS else (rest, due)
    return rest, due


YEARS = range(1900, 2200)  # those of kit.dates, which needs Django; minutes are read without


def _take_day(words, text, near, coming):
    """Take a calendar day that ``words`` open off the end of ``text``; return what is left, and the day."""
    tail = max(0, len(text) - 80)
    for match in words.finditer(text, tail):
        dates = find_dates(text[match.end() :])
        if dates and dates[0].start == 0:
            after = text[match.end() + dates[0].end :].strip(" .)]")
            day = None if after else dates[0].resolve(near, coming=coming)
            if day and day.year in YEARS:
                return closed(text[: match.start()].rstrip(" ,;:|–-")), day
    return text, None


_COLON = r"\s?:[*_]*(?:\s+|$|(?=(?-i:[A-ZÄÖÜ])|(?<!\d:)\d))"
_BOX = r"(?:(?:→|=>|⇒|->|☐|☑|✓|✅|\[[ xX]?\])\s*)?"
_OF_NUMBER = (  # "Beschluss Nr. 7/2026", "Beschluss (2026-7)", "Beschluss B-12 vom 3.5.2026"
    r"(?:(?:-|\s)?(?:(?:zu\s)?TOP\s|Nr\.?\s?|Nummer\s|#)|\s)(?:[A-ZÄÖÜ]{1,3}[ /-]?)?\d[\d/.-]{0,12}(?:\svom\s\d[\d.]{3,9})?"
    r"|\s\((?:Nr\.?\s?\d[\d/.-]{0,12}|\d{4}[/-]\d{1,3}|\d{1,3}[/-]\d{4})\)"
)
_DECISION = re.compile(
    rf"(?:\d{{1,3}}\s+)?{_BOX}[*_]*(?:(?P<how>einstimmig|mehrheitlich)er\s|Mehrheits)?"
    r"(?:Beschluss(?:fassung|text)?|Beschluß|Beschl\.|Beschlüsse|Entscheidung(?:en)?|Beschlossen|Ergebnis und Beschluss)"
    rf"(?:\sgefasst|\sum\s\d\d?[.:]\d\d(?:\sUhr)?|{_OF_NUMBER})?"
    rf"(?:\s(?:(?P<votes>\((?:[^()]|\([^()]*\)){{1,120}}\)|abgelehnt|angenommen)|(?:mit\s)?(?P<counted>\d{{1,4}}(?:[/:]\d{{1,4}}){{1,2}}(?:\sStimmen)?)"
    rf"(?:(?=\s?:\s)|(?P<dash>\s[–-]\s+))))?[*_]*(?(dash)|{_COLON})",
    re.I,
)
_TASK = re.compile(
    rf"(?:{_BOX}[*_]*(?:Aufgaben?|To[- ]?Dos?|Auftrag|Arbeitsauftrag|Action(?:[ -]?Items?)?)(?:\s\d{{1,3}})?(?:\s(?P<who>\([^()]{{1,60}}\)|erledigt|{_MARK})(?=\s?:))?"
    rf"(?:[*_]*{_COLON}(?:(?:☐|\[ ?\])\s+)?|(?:[*_]+\s+|\s+(?:(?P<to>an|für)\s(?:d(?:as|e[mnr]|ie)\s)?)?(?=@|(?-i:[A-ZÄÖÜ])))(?=(?:(?:Dr|Hr|Fr|Prof)\.|\([^()]{{1,40}}\)|[^:.()]){{1,60}}:\s)"
    r"|(?<=(?-i:TODO))\s+(?![–-]))|(?:☐|\[ ?\])\s+|(?=@[^\W\d_]))",
    re.I,
)
# Where somebody known is named, who is to do it: "AP Ute: …", "TODO – Ute kauft Farbe".
_SHORT_TASK = re.compile(
    r"[*_]*(?:(?:A[PI]|Arbeitspaket|Aktion)(?:\s?:)?|(?:Aufgabe|AUFGABE|T[Oo][- ]?[Dd][Oo])\s[–-])[*_]*\s+(?=@?[A-ZÄÖÜ])"
)
_LIST_BEGINS = re.compile(
    r"[*_]*(?:(?P<task>Aufgaben?|To-?Dos?)|Beschlüsse|Beschlu(?:ss|ß)|Entscheidung(?:en)?)[*_]*\s?:[*_]*",
    re.I,
)
_LIST = re.compile(f"{_LIST_BEGINS.pattern}$", re.I)
_DECIDED = re.compile(
    r"(?=.*\b(?P<votes>einstimmig|mehrheitlich|(?:mit|bei) \d+ (?:Ja-?|Nein-?|Gegen)?[Ss]timmen?\b[^.]{0,60}))"
    r".{0,200}\b(?:beschließ\w+|beschloss\w*|beschlossen|verabschiedet)\b"
    r"|.{8,300}: (?P<counted>\d+ Ja-?Stimmen?, \d+ (?:Nein|Gegen|Enthaltung)[\w\s,-]{0,60})\.?$"
    r"|(?:\w+ )?(?:Antrag|Vorschlag)\b.{0,80}\b(?:wird|wurde|ist) (?P<how>(?:(?!nicht\b)[\w\s]){0,40})\bangenommen\b",
    re.I,
)
_DECIDES = re.compile(r"beschl[iou]|verabschiedet|Ja-?Stimme|angenommen", re.I)


def is_outcome_line(text):
    """Whether a line opens with "Beschluss:", "Abstimmung:", "Aufgabe:" and their likes."""
    text = text[:200]
    if not re.search(r"[:☐☑[]", text):
        return False
    labels = (_DECISION, _TASK, _TICKED, VOTE, _LIST, MOTION, COUNTED)
    return any(label.match(text) for label in labels)


def plain(text):
    """``text`` of Markdown as it is read: without marks, and without what is struck out, for that holds no more."""
    return collapse(plain_words(LINK.sub(r"\1", without_struck(text))))


def find_untold(lines, outcomes, near, *, in_full=False):
    """Those of ``outcomes`` that ``lines`` of plain text do not tell, in the words of an outcome; days lie near ``near``.

    Votes, people and a day that an outcome lacks may stand in its line, unless it has to be told ``in_full``.
    """
    said = _read_told(lines, outcomes, near)
    ways = [_as_told(outcome) for outcome in outcomes]
    of_none = [one for one in said if not any(one in own for own in ways)]
    return [
        outcome
        for outcome, own in zip(outcomes, ways, strict=True)
        if not any(one in said for one in own)
        and (in_full or not any(_adds(one, to) for to in own[:1] for one in of_none))
    ]


def count_told(lines, outcomes, near):
    """How often ``lines`` say each of ``outcomes`` in full."""
    said = _read_told(lines, outcomes, near)
    return [sum(map(said.count, _as_told(each))) for each in outcomes]


def _read_told(lines, outcomes, near):
    """What ``lines`` tell, where that may be any of ``outcomes``."""
    begins = [begin_of(outcome) for outcome in outcomes]
    depths = [len(line) - len(line.lstrip()) for line in lines]
    lines = [(line, depth) for line, depth in zip(map(plain, lines), depths, strict=True) if line]
    if not any(begin and begin in line for line, _depth in lines for begin in begins):
        return []
    blocks = [
        _Line(_BULLET.sub("", line), depth if _BULLET.match(line) else -1) for line, depth in lines
    ]
    tables = groupby(blocks, lambda line: line.text[:1] == "|")
    blocks = [
        block for is_table, group in tables for block in ([_table(group)] if is_table else group)
    ]
    told = find_outcomes(blocks, near)
    told += find_likely_outcomes(blocks, near, told)
    told += [read_task(block.text, near) for block in blocks if _DONE_MARK.match(block.text)]
    return [replace(each, text=collapse(each.text).rstrip(" .")) for each in told]


def _adds(told, outcome):
    """Whether ``told`` says what ``outcome`` does and, at most, what that lacks."""
    lacking = [name for name in ("votes", "who", "due") if not getattr(outcome, name)]
    return told == replace(outcome, **{name: getattr(told, name) for name in lacking})


def _as_told(outcome):
    """``outcome`` as a text may tell it; some were taken as a whole sentence: "Einstimmig beschlossen: Der Hof bleibt.".

    Who is responsible may be words that are read as no one's name: "die ältere Dame von nebenan".
    """
    text = plain(outcome.text)
    texts = (each.rstrip(" .") for each in (text, text.partition(": ")[2]))
    told = [replace(outcome, text=each) for each in texts if each]
    in_words = f"{outcome.who}: {text}".rstrip(" .")
    return [*told, replace(outcome, text=in_words, who="")] if outcome.who else told


def begin_of(outcome):
    """The words with which ``outcome`` begins in any text that tells it; who may stand in the bracket behind them, a list below."""
    return re.split(r" \(|: ", plain(outcome.text))[0].rstrip(" .")


_Line = namedtuple("_Line", "text level rows", defaults=[None])


def _table(lines):
    """The block of a table that stands in ``lines`` of Markdown."""
    rows = [re.split(r"(?<!\\)\|", line.text.strip()[1:].removesuffix("|")) for line in lines]
    rows = [[cell.strip() for cell in row] for row in rows if not {*"".join(row)} <= {*"-: "}]
    return _Line(collapse(" ".join(cell for row in rows for cell in row)), -1, rows)


_BULLET = re.compile(r"^[\s>]*(?:[•*+-]|\d{1,3}[.)])\s+")
_ENDS = re.compile(r"^\s*[#|>]|  $")
_STOPS = re.compile(r"[.!?:;)\]]$")
_OWN_LINE = re.compile(r"\s*(?:$|[-*+#>|•]|\d{1,9}[.)]\s|TOP\b)")


def unwrapped(text):
    """``text`` of Markdown with lines joined where a sentence goes on, but for those that open with a label."""
    rows, lines = without_tags(text).split("\n"), []
    for over, row, width in zip(["", *rows], rows, widths_of(rows), strict=False):
        above = lines[-1] if lines else ""
        may_join = above.strip() and not (_ENDS.search(above) or _OWN_LINE.match(row))
        is_arrow = _ARROW.match(row) and not _ARROW.search(above)
        is_told = is_outcome_line(above.strip())
        if is_told and not (_STOPS.search(over) or CAST.search(over)):
            width = min(width, WIDTH)  # a noun may begin the next line of a sentence
        is_small = opens_small(above) and not is_told
        runs_on = is_arrow or goes_on(over, row, is_small) or not ends_early(over, row, width)
        if may_join and runs_on and not is_outcome_line(row.strip()):
            lines[-1] = f"{above} {row.strip()}"
        else:
            lines.append(row)
    return "\n".join(lines)


_LONGEST = 2000  # characters in which marks and what is likely are looked for


def find_outcomes(blocks, near):
    """The outcomes in ``blocks``; a deadline without a year is the first on or after ``near``."""
    if not blocks:
        return []
    outcomes, listed, before, voted_above = [], None, "", ""
    parts = list(with_labels(blocks))
    for at, (typed, level) in enumerate(parts):
        text = plain(typed) if len(typed) < _LONGEST else without_struck(typed)
        if (
            without_struck(typed) != typed
            and (whole := _outcome(typed, near))
            and not plain(whole.text)
        ):
            continue  # a vote may stand behind the decision that is struck out
        heads_list = _LIST.match(text)
        label = _DECISION.match(text)
        is_mere = bool(label) and is_vote(text[label.end() :])
        is_told = is_mere and add_votes(outcomes, text[label.end() :], before, labelled=True)
        outcome = None if heads_list or is_told else _outcome(text, near)
        if outcome is None and listed and level >= 0:
            outcome = listed(text, near)
        elif level < 0 or outcome:
            listed = None
        if heads_list:
            listed = read_task if heads_list["task"] else _decision
        if outcome:
            outcome.text = plain(outcome.text)
            is_none = not outcome.text or outcome.text[-1] == ":" or _NONE.fullmatch(outcome.text)
            valid = [] if is_none or NOT_DECIDED.search(outcome.votes) else [outcome]
            if label and voted_above and not _is_voted_below(parts[at + 1 :]):
                add_votes(valid, voted_above, "")
            outcomes += valid
        elif not is_told:
            is_told = add_votes(outcomes, text, before)
        is_vote_alone = not is_told and VOTE.match(text) and mere_vote(text)
        voted_above = text if is_vote_alone else ""
        # A motion is talked over before it is voted on.
        before = text if is_told or not MOTION.match(before) or MOTION.match(text) else before
    return [one for one in outcomes if not is_put_off(one.text, one.votes)]


def _is_voted_below(parts):
    """Whether votes stand below their decisions in ``parts``, those below a decision: the last of both is a vote."""
    is_vote = False
    for text, _level in parts:
        if not (_DECISION if is_vote else VOTE).match(plain(text)):
            break
        is_vote = not is_vote
    return is_vote


# What a label says of nothing: "Beschlüsse: keine", "Aufgaben: siehe oben", "Beschluss: ___".
_NONE = re.compile(
    r"(?=[\W_]*$|.*\b(?:kein|nicht|entf[aä]ll|offen|n/a))"
    r"(?:[\W_]*\b(?:es|wurden?|werden|wird|ist|sind|gab|gibt|liegt|liegen|vor|keine?[rns]?|nichts?|entf[aä]ll\w+"
    r"|offene?n?|noch|weiteren?|neuen?|Beschl[uü]ss\w*|Aufgaben?|To-?Dos?|Entscheidung(?:en)?|Abstimmung(?:en)?|Angaben?|n/a"
    r"|gefasst|beschlossen|getroffen|entschieden|vergeben|nötig|notwendig|erforderlich)\b)*[\W_]*"
    r"|(?:siehe|s\.|vgl\.)\s.{1,60}|wie (?:TOP|oben|bisher|zuvor)\b.{0,20}",
    re.I,
)
_POINT = re.compile(r"(?:(?<=[\s.;,!?)])|^)(\d{1,2}|[a-h])[.)]\s+(?=\S)")


def _points(text):
    """The points of a list within a line, each with its label: "Beschlüsse: 1. Bank kaufen. 2. Tor ölen.", "Aufgaben: Ute: Plakate;
    Kai: Kuchen"; else ``text`` alone."""
    label, starts = _LIST_BEGINS.match(text), []
    for point in _POINT.finditer(text, label.end()) if label else ():
        expected = str(len(starts) + 1), "abcdefgh"[len(starts) : len(starts) + 1]
        days = find_dates(text[point.start() : point.start() + 40])
        if point[1] in expected and not (days and days[0].start == 0):
            starts.append(point)
    if len(starts) < 2 or text[label.end() : starts[0].start()].strip():
        parts = re.split(r";\s+", text[label.end() :]) if label and label["task"] else ()
        tells_who = all(": " in part and _are_clear(part.partition(": ")[0]) for part in parts)
        return [f"{label[0].strip()} {part.strip()}" for part in parts if tells_who] or [text]
    ends = [*(point.start() for point in starts[1:]), len(text)]
    points = (text[point.end() : end] for point, end in zip(starts, ends, strict=True))
    return [f"{label[0].strip()} {point.rstrip(' ,;')}" for point in points]


_LABEL_WITHIN = re.compile(
    r"(?:(?<=[.!?;,)\d])|(?<=stimmig)|(?<=heitlich))[*_]{0,3}\s+(?=[*_]{0,3}(?:Beschlu(?:ss|ß)|Aufgabe|To-?Do)\s?:[*_]{0,3}\s)"
)
# What stands around a decision as a whole, or over it, and what stands below a task.
_WRAPPED = re.compile(r"[„“”\"»«(\[](.+)[“”\"«»)\]]\.?")
_HEADS = re.compile(rf"[*_]*(?:Beschlu(?:ss|ß)(?:{_OF_NUMBER})?|Aufgabe|To-?do|Auftrag)[*_]*", re.I)
_HEADS_TASK = re.compile(r"[*_]*(?:Aufgabe|To-?do|Auftrag)[*_]*\s?:[*_]*\s", re.I)
_FACT = re.compile(  # of a task, each behind its label, in any order: "Wer: Ina | Was: Kuchen | Bis wann: 3.12."
    r"(?:^|(?P<gap>[,;|/.]|\s[–—-])?\s+)[*_]*(?:(?P<what>Aufgabe|To-?Do|Auftrag|Maßnahme)|(?P<thing>Was(?: ist zu tun)?)"
    r"|(?P<who>Wer(?: macht(?:’s|'s| es| das)?)?|Verantwortlich(?:e[rn]?)?|Verantw\.|Zuständig(?:keit)?)"
    r"|(?P<due>Bis(?: wann)?|Frist|Fällig(?: am| bis)?|Deadline)|(?P<day>Termin|Wann)|(?P<state>Status|Stand|Erledigt))"
    r"[*_]*\s?:[*_]*\s*",
    re.I,
)
_OPENS_OUTCOME = re.compile(
    rf"{_DECISION.pattern}|{_TASK.pattern}|{MOTION.pattern}|.*\bbeschl[io]\w+", re.I
)
_ALONE = (_DECISION, MOTION, VOTE, POLL, _HEADS_TASK)  # labels of the paragraph below them


def is_outcome_title(title, below):
    """Whether the ``title`` of a TOP is the label of what stands ``below`` it, "Beschluss", or a decision with its votes, there or
    below; "Beschluss: Satzung" alone is what was planned."""
    decides = _DECISION.match(title)
    is_voted = decides and (decision_of(title[decides.end() :]).votes or is_vote(below))
    return bool(is_voted or _HEADS.fullmatch(title))


def with_title(title, protocol):
    """``protocol``, the text of a TOP, below its ``title`` where that tells of an outcome."""
    below = protocol.partition("\n")[0]
    return f"{title}\n\n{protocol}" if is_outcome_title(title, below) else protocol


_COLUMNS = (  # of a table of tasks: what, who, until when, how far it is
    r"was(?: ist zu tun)?|aufgaben?|to-? ?dos?|maßnahmen?|tätigkeit(?:en)?|auftrag",
    r"wer(?: macht(?:’s|'s| es| das)?)?|zuständig\w*|verantwortlich\w*",
    r"bis(?: wann)?|(?:bis )?wann|frist|termin|fällig(?: am| bis)?|deadline",
    r"status|stand|erledigt",
)
_SAYS_DONE = re.compile(rf"{_IS_DONE}|fertig|ja\b|x$|[✓✔✅]", re.I)
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\d{1,2}(?:\.\d{2})?\s?(?:Uhr|h)\b")


def _tasks_of(rows):
    """The tasks in the ``rows`` of a table, each as a line that tells it; none where no words above it say that it is one
    of tasks: "Was", "Wer" and "Bis" are those of an agenda where a clock stands below, with "Wann" those of events."""
    head = [plain(cell).strip(" :?.").casefold() for cell in rows[0]]
    places = [
        next((at for at, word in enumerate(head) if re.fullmatch(words, word)), None)
        for words in _COLUMNS
    ]
    what, *others = places
    _who, due, _state = others
    if None in places[:3] or (head[what] == "was" and head[due] in ("wann", "termin")):
        return []
    if any(_CLOCK.search(row[due]) for row in rows if len(row) > due):
        return []
    lines = []
    for row in rows[1:]:
        cells = dict(enumerate(row))
        text, (who, day, state) = cells.get(what, ""), (cells.get(at, "") for at in others)
        named = f"(Wer: {who.strip(' –-') or NOBODY}): "
        lines += [f"Aufgabe: {named}{_task_line(text, day, state)}"] if text else []
    return lines


def _task_line(text, day, state):
    """What a task is, by when and whether it is done, as ``read_task`` reads it."""
    day = _BY.sub("", day, count=1)
    told = [text]
    told += [f", bis {day}" if _is_day(day) else f" ({day})"] if day.strip(" –-") else []
    told += [", erledigt"] if _SAYS_DONE.match(state) else []
    return "".join(told)


def _is_day(words):
    dates = find_dates(words)
    return bool(dates) and dates[0].start == 0 and not words[dates[0].end :].strip(" .")


def _facts(text):
    """What ``text`` says of a task behind labels, {label: words}; {} where it is more, or less, than that."""
    labels, facts = [], {}
    opened = _TASK.match(text)
    for label in _FACT.finditer(text, max(opened.end() - 1, 0) if opened else 0):
        before = text[: label.start()]
        is_apart = label["gap"] or label[0].lstrip(" *_")[:1].isupper()
        if is_apart and before.count("(") == before.count(")"):
            labels.append(label)
    if opened and not (labels and labels[0].start() == 0):
        facts = {"what": text[opened.end() : labels[0].start() if labels else len(text)].strip()}
        is_short = opened.end() and not any(map(opened.groupdict().get, ("to", "who")))
        labels = labels if is_short else []
    elif not labels or labels[0].start():
        return {}
    ends = [*(label.start() for label in labels), len(text)][1:]
    for label, end in zip(labels, ends, strict=False):
        if label.lastgroup in facts:
            return {}
        facts[label.lastgroup] = text[label.end() : end].strip(" ,;|*_")
    who, days = facts.get("who", ""), [facts[name] for name in ("due", "day") if name in facts]
    is_told = not re.search(r"[:?]|[a-zäöüß]{3}\. ", who) and len(who) <= 100
    is_told = is_told and all(len(day) <= 40 and (day or len(labels) > 1) for day in days)
    return (
        facts if is_told and len(days) < 2 and ("day" not in facts or _is_day(facts["day"])) else {}
    )


def _by_labels(text):
    """``text`` as a line that tells a task, where it says what and who or until when behind labels of their own; else as it is. With
    "Was" and "Wann" it may be an event."""
    facts = _facts(text)
    what = facts.get("what") or ("due" in facts and facts.get("thing"))
    if not what or not facts.keys() & {"who", "due", "day"}:
        return text
    opened = _TASK.match(text)
    who = _STOP.sub("", facts.get("who", "").strip(" –-"))
    named = f"(Wer: {who or NOBODY}): " if "who" in facts else ""
    day = facts.get("due") or facts.get("day", "")
    label = opened[0].rstrip() if opened else "Aufgabe:"
    return f"{label} {named}{_task_line(what, day, facts.get('state', ''))}"


def opens_task(lines):
    """Whether the first of ``lines`` of a source tells a task behind labels, alone or with when it is due in its paragraph."""
    paragraph = takewhile(bool, (line.text for line in lines))
    blocks = [_Line(text.lstrip("•*-– "), -1) for text in paragraph][:5]
    alone, told = _with_facts(blocks[:1])[:1], _with_facts(blocks)[:1]
    is_due = any({"due", "day"} & _facts(block.text).keys() for block in blocks)
    return any(_TASK.match(text) for text, _block in (*alone, *told * is_due))


def _with_facts(blocks):
    """Text and block of ``blocks``, what several say of one task behind labels in one line."""
    told = []
    for block in blocks:
        text = block.text.lstrip("># ")
        above, own = told[-1][0] if told else "", _facts(text)
        if above and own and not own.keys() & (facts := _facts(above)).keys() and facts:
            told[-1] = (f"{above.rstrip(' ,;')}; {text}", told[-1][1])
        else:
            told.append((text, block))
    return [(_by_labels(text), block) for text, block in told]


def _with_items(parts):
    """``parts`` with an outcome that ends with a colon and the items of the list below it in one, but for items that were each
    voted on: "Beschluss: Wir kaufen:", "- 3 Bänke", "- 2 Tische"."""
    at = 0
    while at < len(parts):
        text, level = parts[at]
        at, behind = at + 1, at + 1
        if text[-1:] == ":" and not _LIST.match(text) and _OPENS_OUTCOME.match(text):
            while at < len(parts) and parts[at][1] > level and not is_outcome_line(parts[at][0]):
                at += 1
            items = [item.rstrip(" ,;") for item, _level in parts[behind:at]]
            if items and at < len(parts) and parts[at][0][:1].islower():  # the sentence goes on
                items[-1] += f" {parts[at][0]}"
                at += 1
            if any(CAST.search(item) for item in items[:-1]):
                at = behind
            elif items:
                text = f"{text} {'; '.join(items)}"
        yield text, level


def with_labels(blocks):
    """Text and level of ``blocks``, a label alone ("Beschluss:") together with the paragraph below it, one behind a
    sentence ("Alle kamen. Beschluss: …") on its own."""
    return _with_items([*_labelled(_parts(blocks))])


def _parts(blocks):
    """Text and level of ``blocks``, of each point and label within them."""
    parts = []
    for text, block in _with_facts(blocks):
        if tasks := block.rows and _tasks_of(block.rows):
            parts += [(task, 0) for task in tasks]
            continue
        above = parts[-1][0] if parts else ""
        if ONE_COUNT.fullmatch(text) and ONE_COUNT.search(above):
            parts[-1] = (f"{above.rstrip(' ,;')}, {text}", parts[-1][1])
            continue
        wrapped = _WRAPPED.fullmatch(text)
        text = wrapped[1] if wrapped and is_outcome_line(wrapped[1]) else text
        first, *others = _LABEL_WITHIN.split(f"{text}:" if _heads(text) else text)
        # Marks that the parts shared are those of none, and what parted them.
        parts += [
            (point, block.level)
            for part in (first, *others)
            for point in _points(part.strip("*_").rstrip(",;") if others else part)
        ]
    return parts


def _heads(text):
    return _HEADS.fullmatch(text) or POLL.fullmatch(text)


def _labelled(parts):
    """``parts``, a label alone together with the one below it."""
    label = ""
    for text, level in [*parts, ("", 0)]:
        if label and level >= 0:
            yield label.rstrip(), -1
            label = ""
        if ":" in text and any(one.fullmatch(f"{text} ") for one in _ALONE):
            label = f"{text} "
        elif text or label:
            yield label + text, level
            label = ""


def read_outcome(line, near):
    """The outcome that ``line``, or an item of a list, tells on its own, its text as it is typed; None without one."""
    line = without_tags(line).strip()
    line = item[1] if (item := bullet(line)) else line
    line = _by_labels(line)
    typed, seen = _outcome(line, near), plain(line)
    if not (typed and typed.text):
        return None
    if seen == line:
        return typed
    typed.votes, typed.who = map(plain, (typed.votes, typed.who))
    valid = _outcome(seen, near)
    # Marks and what is struck out stay in the text, but not where they have something misread.
    is_misread = valid and valid.text and valid != replace(typed, text=plain(typed.text))
    return valid if is_misread else typed


_MAY_BE_LABELLED = re.compile(r"[:☐☑[]|^@|^.{0,8}TODO")


def _outcome(text, near):
    labelled = _MAY_BE_LABELLED.search(text)
    for pattern, read in ((_DECISION, _decision), (_TASK, read_task)) if labelled else ():
        match = pattern.match(text)
        if match and len(text) > match.end() and not (_NO_TASK.match(text) or _asks_others(text)):
            words = text[match.end() :]
            said = match.groupdict()
            bracket = said.get("votes") or said.get("counted") or ""
            bracket = bracket.removeprefix("(").removesuffix(")")
            votes = bracket.removeprefix("Abstimmung: ")
            if votes != bracket or SAYS_VOTE.search(votes):  # no other vote is looked for
                text, done = _take_day(_DONE_APART, words, near, coming=False)
                return OutcomeDraft(DECISION, text, "" if votes == NOTHING else votes, done=done)
            outcome = read(words, near)
            if said.get("how"):
                outcome.votes = outcome.votes or said["how"]
            if said.get("to") == "an" and not outcome.who:
                outcome.who, _colon, outcome.text = outcome.text.partition(": ")
            if named := said.get("who"):
                named, *is_done = _take_done(f"({named.strip('()')})", near)
                who, due = _take_due(named.strip("()").removeprefix("Wer: "), near)
                outcome.who, outcome.due = who or outcome.who, due or outcome.due
                outcome = _with_done(outcome, *is_done)
            is_ticked = outcome.kind == TASK and bool(_DONE_MARK.match(text))
            return _with_done(outcome, None, is_ticked)
    short = _SHORT_TASK.match(text)
    if short and _are_clear((task := read_task(text[short.end() :], near)).who):
        return task
    if _DONE_MARK.match(text) and _take_day(_DONE, text, near, coming=False)[1]:
        return read_task(text, near)
    decides = _DECIDES.search(text) and not VOTE.match(text)
    for sentence in filter(None, SENTENCES.split(text)) if decides else ():
        decided = _DECIDED.match(sentence) if len(sentence) < 400 else None
        if decided and not (mere_vote(sentence) or is_poll(sentence)):
            votes = (decided["votes"] or decided["counted"] or decided["how"]).strip()
            words = without_head(sentence, votes)
            return OutcomeDraft(DECISION, words, votes) if votes else decision_of(words)
    if _DONE_MARK.match(text):
        return None
    text, *is_done = _take_done(text, near)
    *_, last = ["", *filter(None, SENTENCES.split(text))]
    # The sentences before the one with the arrow tell no task.
    arrow = read_arrow(last if re.search(rf"\w{_ARROW.pattern}", last) else text, near)
    return arrow and _with_done(arrow, *is_done)


def _decision(text, near):
    text, done = _take_day(_DONE_APART, text, near, coming=False)
    return replace(decision_of(text), done=done)


_PASSED = re.compile(
    r"\b(?:wird|wurde|werden|wurden|ist|sind|hat|haben)\b(?!.*\b(?:nicht|am \d.*gewählt)\b).*"
    r"\b(?:angenommen|beschlossen|bewilligt|genehmigt|verabschiedet|zugestimmt|entlastet|(?:wieder)?gewählt|Entlastung erteilt)\b.{0,40}$"
    r"|\b(?:wird|wurde|haben) [^.]{0,60}\bbeschlossen[,:]\s|\berteilt [^.]{0,60}\bEntlastung\b"
    r"|(?<!nicht )\b(?:angenommen|beschlossen|genehmigt|bewilligt)\W*$|\bbeschlie(?:ßt|ßen)\b|\bbewillig(?:t|en)\b|\bstimm(?:t|en|ten?) [^.]{0,80}\bzu\b",
    re.I,
)
_PERSON = r"(?P<who>(?:(?:Frau|Herr) )?[^\W\d_][\w-]+(?:(?: (?:und|&))? (?-i:[A-ZÄÖÜ])[\w-]+){0,3})"
_DOES = re.compile(rf"{_ARROW.pattern}(?P<task>{_PERSON}\s{_ACTS}.*)", re.S)
_UNTIL = re.compile(
    rf"(?:^|, ){_PERSON}\s(?:{_ACTS}(?:[^.]|\.(?! [A-ZÄÖÜ]))*\bbis (?:zu[mr]? |Ende |Anfang |Mitte |de[nmrs] |nächst\w* )*[\dA-ZÄÖÜ]"
    r"|kümmer[tn] sich|übernehmen|übernimmt|besorgt|organisiert|bestellt|klärt|kauft|(?:ver)?schickt|druckt|näht|backt|erstellt|sammelt"
    r"|holt|(?:macht|schreibt) (?:einen?|das|den|die)\b|fragt (?:beim?|in der|im)\b|spricht mit\b|meldet sich (?:beim?|in)\b"
    r"|ruft .*\ban\b|hängt .*\bauf\b|bringt .*\bmit\b|bereitet .*\bvor\b|lädt .*\b(?:ein|hoch)\b)",
    re.S,
)
_TASKS_BELOW = re.compile(
    r"\W*(?:To-?\s?do'?s?(?:-?Liste)?|Aufgaben?|Wer macht was|Offene Punkte)\W*$", re.I
)
_NAMED = re.compile(r"\((?P<who>[A-ZÄÖÜ][\w-]+(?:(?:,| und|/|\s&)\s?[A-ZÄÖÜ][\w-]+)*)[,)]")


def find_likely_outcomes(blocks, near, sure):
    """What else in ``blocks`` may be a decision or a task and is none of the ``sure`` outcomes found: for a person to look at."""
    known = [outcome.text for outcome in sure]
    told = {outcome.votes.rstrip(" .") for outcome in sure} - {""}
    counted = [outcome.votes for outcome in sure if outcome.votes[-1:].isdigit()]
    likely, before, above, heads_tasks = [], "", "", False
    blocks = [block for block in blocks if not (block.rows or block.text[:1] == "|")]
    for words, level in with_labels(blocks):
        words = plain(words) if len(words) < _LONGEST else ""
        listed = level >= 0 and _NAMED.search(words)
        who, colon, _task = words[:80].partition(": ")
        names_first = colon and who[:1].isupper() and _are_known(who)
        if _TASKS_BELOW.match(words):
            heads_tasks = True
        elif (
            (label := _DECISION.match(words) or _TASK.match(words))
            and not is_vote(words[label.end() :])
            and not _asks_others(words)
        ):
            before = above = ""  # all of it is among the sure
        elif (
            _TICKED.match(words)
            or (_asks_others(words) and not _NO_TASK.match(words))
            or (listed and (heads_tasks or _does_so(words, listed)))
            or (heads_tasks and level >= 0 and read_task(words, near).who)
            or ((_BY.match(words) or names_first) and _is_given(read_task(words, near)))
            or (heads_tasks and names_first)
        ):
            likely.append(read_task(words, near))
        elif not any(votes in words for votes in counted):
            heads_tasks = heads_tasks and level >= 0
            votes, decided, words = _voted_first(words)
            likely += [OutcomeDraft(DECISION, decided, votes)] if votes else []
            for sentence in _sentences(words):
                likely += filter(None, [_given(sentence, above, near)])
                above = sentence
                if not {VOTE.sub("", sentence).rstrip(" ."), mere_vote(sentence)} & told:
                    before = _take(sentence, before, likely, near)
    fresh = []
    for one in likely:
        one.text = plain(one.text.lstrip("> "))
        if one.text[-1:] not in ("", ":") and not any(
            one.text in text or text in one.text for text in known
        ):
            fresh.append(one)
            known.append(one.text)
    return fresh


_IS_DECISION = re.compile(
    r"(?!(?:da(?:nach|nn|mit|rauf\w*|für|gegen)|anschließend|so(?:mit|dann)|es|sie|er)\b)[^.!?]*\b(?:wird|werden|sollen?|wir|erhält|bekommt|darf|dürfen"
    r"|bleib(?:t|en)|ist|sind)\b",
    re.I,
)


def _voted_first(words):
    """The votes behind a label, the sentence behind them that says what was decided, and what else ``words`` say:
    "Abstimmung: einstimmig. Der Hof wird begrünt." """
    label = VOTE.match(words)
    votes, rest = without_votes_first(words[label.end() :]) if label else ("", "")
    if not (votes and _IS_DECISION.match(rest)):
        return "", "", words
    decided, *others = filter(None, SENTENCES.split(rest))
    return votes, decided, " ".join(others)


def _sentences(words):
    """The sentences of ``words``, such as say no more of a task than labels in one: "Zuständig: Ute. Termin: 3.5."."""
    told = []
    for sentence in filter(None, SENTENCES.split(words)):
        if told and _facts(sentence) and _facts(told[-1]):
            told[-1] = f"{told[-1]} {sentence}"
        else:
            told.append(sentence)
    return told


def _given(sentence, above, near):
    """The task that ``sentence`` gives somebody with no more than labels, "Verantwortlich: Ute, Termin: 3.5.": what is said ``above``
    it; None without one."""
    facts = _facts(sentence)
    day = facts.get("due") or facts.get("day", "")
    is_told = facts.get("who") and (day or sentence[:3].casefold() != "wer")
    if not (above and is_told) or facts.keys() & {"what", "thing"} or _facts(above):
        return None
    line = _task_line(above.rstrip(" ."), day, facts.get("state", ""))
    return read_task(f"(Wer: {_STOP.sub('', facts['who'])}): {line}", near)


_STOP = re.compile(r"(?<=\w\w)\.$")  # not that of "Frau K."


def _is_given(task):
    """Whether somebody known is to do ``task`` by a day."""
    return bool(task.due and task.who and _are_known(task.who))


def _does_so(words, named):
    """Whether a name in brackets ends what is to be done: "Zettel aufhängen (Ute)"."""
    return bool(re.search(r"[a-zäöüß]{2}n\s\($", words[: named.start() + 1])) and has_first_name(
        named["who"]
    )


_REJECTED = "abgelehnt"


def _take(sentence, before, likely, day):
    """Add to ``likely`` what ``sentence`` tells, or what its vote makes of the one ``before``; return the one that the next
    vote is on."""
    label, voted = VOTE.match(sentence), CAST.search(sentence)
    voted = None if voted and counts_things(voted["votes"], sentence[: voted.start()]) else voted
    voted = voted or (label and PAIR.search(sentence, label.end()))
    mere, passed = mere_vote(sentence), _PASSED.search(sentence)
    is_undecided = is_poll(sentence) or is_put_off(sentence, voted["votes"] if voted else "")
    if not (voted or passed) or is_undecided:
        likely += filter(None, [_promised(sentence, day)])
        return sentence[label.end() :] if label else sentence
    votes, start, end = (voted["votes"], *voted.span()) if voted else ("", 0, 0)
    text = sentence
    if (votes[:1].isdigit() or mere) and not re.search(r"\w", sentence[end:]):
        at_end = decision_of(sentence)
        text = at_end.text if at_end.votes else closed(sentence[:start].rstrip(" ,;:–-(["))
    mere = mere or text.casefold() == _REJECTED
    shown = f"{before if mere and before else text} {votes}"
    if _REJECTED in sentence.casefold() and _REJECTED not in shown.casefold():
        votes = f"{votes} {_REJECTED}" if votes[:1].isalpha() else f"{_REJECTED}, {votes}"
    if not mere:
        likely.append(OutcomeDraft(DECISION, without_head(text, votes), votes))
        return sentence
    is_other = likely and likely[-1].votes and OF_MOTION.match(sentence)
    if likely and likely[-1].text == before and not is_other:
        likely[-1].votes = ", ".join(filter(None, [likely[-1].votes, votes]))
    elif before and not (is_other or is_poll(before)):
        likely.append(OutcomeDraft(DECISION, before, votes))
    elif OF_MOTION.match(sentence):
        likely.append(OutcomeDraft(DECISION, text, votes))
    return before


def _promised(sentence, day):
    """The task that ``sentence`` tells behind an arrow or by somebody and a day; None without."""
    does = _DOES.search(sentence[-400:])
    if does and (does["who"][0].isupper() or has_first_name(does["who"])):
        words = does["task"]
    elif (does := _UNTIL.search(sentence)) and _are_known(does["who"]):
        words = sentence[does.start("who") :]
    else:
        return None
    task = read_task(words, day)
    if task.who and _are_known(does["who"]) and not _are_known(task.who):
        task = replace(task, text=words, who="")  # "Horst holt einen Besen (höchstens 60 €)."
    return replace(task, who=task.who or does["who"])
