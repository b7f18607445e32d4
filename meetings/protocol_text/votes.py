"""How minutes tell a vote: its labels, its numbers and words, what it was on."""

import re

from .model import DECISION, OutcomeDraft
from .source import closed

_OF_VOTE = (  # "Abstimmung", "Geheime Abstimmung", "Votum (offen)"
    r"(?:(?:geheime|offene|namentliche|schriftliche)\s)?"
    r"(?:Abstimm(?:ung)?s?(?:ergebnis|verhältnis)?|Beschlussergebnis|Abgestimmt|(?:Aus)?[Gg]ezählt(?:\swurden)?|Auszählung|Abst\.|Votum|Stimm(?:en)?(?:verhältnis|ergebnis)?"
    r"|Ergebnis der Abstimmung)(?:\s\([^()]{1,40}\))?"
)
_COUNT = (
    r"\d{1,4}\s?(?:zu|gegen|:)\s?\d{1,4}\sStimmen\b|(?<=[(\[])\d{1,4}\s(?:zu|gegen)\s\d{1,4}(?=[)\]])"
    r"|(?:\d{1,4}/)?\d{1,4}\s?(?:x\s)?(?:(?:Ja|Nein|Gegen)(?:-(?=[\s,])|(?:-?\s?Stimmen?)?\b)|(?:(?:waren|sind|stimmt?en)\s)?(?:dafür|dagegen)\b|Enth(?:alt\w+)?\b)"
    r"|\d{1,4}\sfür\s(?:d[aei]\w|eine?n?)\s[\w-]+(?=,\s\d{1,4}\s(?:da)?gegen\b)"
    r"|\b(?:Ja|Nein|dafür|dagegen|Enth(?:\.|alt\w+))(?:-?Stimmen)?\s?(?::|waren\s|sind\s|stimmt?en\s)?\s?\d{1,4}\b(?!\s?(?:€|Euro|EUR))"
    r"|\b(?:keine[rs]?|niemand|eine?r?|zwei|drei|vier|fünf|\d{1,4})\s(?:Person(?:en)?\s)?(?:enthielt(?:en)?\ssich|enthält\ssich|ha(?:t|ben)\ssich\senthalten|dagegen(?=\W*(?:[.,;!)\]]|$)))"
    r"|bei \w+ (?:Enthaltung(?:en)?|Gegenstimmen?)"
)
VOTE = re.compile(
    rf"[*_]*(?:Ergebnis(?=[*_]*\s?:[*_]*\s+(?:\d{{1,4}}\s?[/:]\s?\d|(?:mit\s)?(?:{_COUNT})|(?:einstimm|mehrheit|angenomm|abgelehn)\w+))|{_OF_VOTE})[*_]*\s?:[*_]*\s+",
    re.I,
)
_VOTE_WITHIN = re.compile(
    rf"[\s(\[][*_]*(?:{_OF_VOTE}|Ergebnis)[*_]*"
    r"(?:\s?:[*_]*\s*(?=.*(?:\d|einstimmig|mehrheitlich|angenommen|abgelehnt|dafür|dagegen|enthaltung))"
    r"|\s+(?=\d{1,4}\s?(?:[/:]\s?\d|(?:x\s)?(?:ja|dafür)\b)|einstimmig[.)\]]*$|mehrheitlich[.)\]]*$))(?P<votes>.{1,300})$",
    re.I,
)
_BEHIND_VOTES = re.compile(  # "30/0/2. Danach gab es Kaffee."
    r"[.!]\s+(?!(?:Ja|Nein|Dafür|Dagegen|Gegen|Enth|Angenommen|Abgelehnt|Einstimmig|Mehrheitlich))[A-ZÄÖÜ].*"
)
MOTION = re.compile(
    r"[*_]*(?:Antrag|Beschlussvorschlag|Beschlussantrag)(?:\s\d{1,3})?[*_]*\s?:[*_]*\s+", re.I
)
OF_MOTION = re.compile(r"(?:Der|Dieser) (?:Antrag|Vorschlag)\b")
_NUMBERS = r"(?!\d{4}[/-]\d\d[/-]\d)\d{1,4}(?:\s?[/:]\s?|\||[–-](?=\d+[–-]))\d{1,4}(?:\s?[/:]\s?|[|–-])\d{1,4}"
_IN_WORDS = (
    r"(?:einstimmig|mehrheitlich)(?:\s(?:so\s)?(?:angenommen|beschlossen))?(?:,?\s(?:(?:bei|mit)\s)?\w+\sEnthaltung(?:en)?)?"
    r"|\d{1,4}\s?(?:x\s)?(?:ja|dafür)\b(?:[\w\s,;/:-]|(?<=enth)\.){0,60}"
    r"|(?:ja|dafür)(?:-?stimmen)?\s?:?\s?\d{1,4}(?:\s?[,;/|]\s?|\s)(?:nein|dagegen|gegen|enth)(?:[\w\s,;/|:-]|(?<=enth)\.){0,60}"
)
_IN_BRACKETS = (  # "(einstimmig, 2 Enthaltungen)", but not "(angenommen, es regnet nicht)"
    r"(?:(?:einstimmig|mehrheitlich|(?:im\s)?Konsens|alle\s(?:dafür|einverstanden)|ohne\s(?:Gegenstimm|Enthaltung)\w*|(?:bei|mit)\s\w+\s(?:\w+-?stimmen?|Enthaltung(?:en)?))\b"
    r"|(?:angenommen|abgelehnt)(?=[])]|[,:]?\s(?:bei|mit|\d)))[^()[\]]{0,80}"
)
_SENTENCE_OF_VOTES = (
    rf"(?:im\s)?Konsens|alle\s(?:dafür|einverstanden)|(?:angenommen|abgelehnt)(?:\s\({_NUMBERS}\))?"
)
# At the end of a sentence two numbers are a time, a house, a year; a vote has three, or brackets around it.
_VOTES = re.compile(
    rf"(?:(?<![\w/])(?:(?:mit|bei)\s)?(?P<votes>{_NUMBERS}|{_IN_WORDS})|(?<=[.!;–]\s)(?P<alone>{_SENTENCE_OF_VOTES})"
    rf"|[\[(](?:(?:angenommen|beschlossen)[:,]\s)?(?P<inside>{_NUMBERS}|\d{{1,4}}\s?[/:]\s?\d{{1,4}}|{_IN_WORDS}|{_IN_BRACKETS})[\])]"
    r"(?:\.\s+(?-i:[A-ZÄÖÜ]).*)?)\.?$",  # what is said behind them is no part of what was decided
    re.I,
)
_LABELLED_VOTES = re.compile(
    rf"[\[(]?(?:{_NUMBERS}|\d{{1,4}}\s?[/:]\s?\d{{1,4}}|{_IN_WORDS})[\])]?\.?", re.I
)
_VOTE_ALONE = re.compile(
    r"(?:Der Antrag (?:wird|wurde|ist) )?(?P<how>(?:einstimmig|mehrheitlich)(?: (?:so )?(?:angenommen|beschlossen"
    r"|abgelehnt|dafür))?(?: \(?bei \w+ Enthaltung(?:en)?\)?)?|angenommen|abgelehnt)\.?$",
    re.I,
)
_COUNTS = re.compile(rf"{_COUNT}|{_NUMBERS}", re.I)
_RESULT = re.compile(r"(?:einstimmig |mehrheitlich )?(?:angenommen|abgelehnt|beschlossen)", re.I)
COUNTED = re.compile(r"(?:Ja|Dafür)(?:-?Stimmen)?\s?:?\s?\d{1,4}\b.{0,90}$", re.I)
_LONGEST_VOTE = 100
_MERE_VOTE = re.compile(
    r"\b(?:Ergebnis|Abstimm\w*|Abgestimmt|Zustimmung|Votum|Stimmen?|angenommen|beschlossen|wird|wurden?|ist|sind|waren?|gezählt|erfolgte?|fällt|fiel|damit|somit|hiermit|mit|bei|der|die|das|dieser|es|und|gefasst|verkündet|festgestellt"
    r"|Antrag|Vorschlag|Beschluss)\b|\bAbst\.",
    re.I,
)
ONE_COUNT = re.compile(rf"(?:{_COUNT})[.,;]?$", re.I)
PAIR = re.compile(r"(?P<votes>\d{1,4}\s?[/:]\s?\d{1,4})\W*$")
CAST = re.compile(
    rf"[(\[]?(?:\bmit\s)?(?P<votes>\b(?:{_COUNT})(?:[\s,;/|.]*(?:und|gegen|zu|bei)?\s*(?:{_COUNT}))*"
    rf"|(?<=[(\[])\d{{1,4}}\s?/\s?\d{{1,4}}(?=[)\]])|(?<![\w.:/]){_NUMBERS}(?![\w:/])|\b(?:einstimmig|mehrheitlich|(?:im )?Konsens"
    r"|alle (?:dafür|einverstanden))\b)[)\]]?",
    re.I,
)


# Ahead of what it is on: "9/0/0. Der Hof wird begrünt.", "(einstimmig) Der Hof wird begrünt."
_VOTES_FIRST = re.compile(
    rf"(?>{CAST.pattern})(?:\s(?:so\s)?(?:angenommen|beschlossen))?(?:[.,:;]|\s[–-]|(?<=[)\]\d]))\s+(?=\w)",
    re.I,
)

# A vote in brackets stands for itself: "Wir zahlen die Fahrt. (alle dafür) Ute sagt Bescheid."
SENTENCES = re.compile(
    r"(?:(?<=\w{3}[.!?])|(?<=[)\]“”\"»€%][.!?])|(?<=\s(?:an|ab|zu|um|da|so|ja)[.!?]))"
    r"(?<!\b(?:bzw|Fam|geb|ggf|max|min|Str|Tel)\.)(?<!\b(?:evtl|inkl|Prof|zzgl)\.)(?<!str\.)\s+(?:(\([^()]{1,80}\))\s+(?=[A-ZÄÖÜ])|(?=[A-ZÄÖÜ\d(]))"
)
# Asks what people think.
POLL = re.compile(
    r"\b(?:(?:Meinungs|Stimmungs)bild|(?:Probe|Test|Trend)-?(?:abstimmung|votum))\b[*_]*(?:\s?:[*_]*\s+)?",
    re.I,
)
NOT_DECIDED = re.compile(
    r"\b(?:nicht (?:gefasst|beschlossen)|vertagt|verschoben|zurückgestellt|zurückgezogen|abgesetzt|ausgesetzt)\b",
    re.I,
)
# Of the motion itself: "auf Januar vertagt", "Der Antrag wird einstimmig verschoben", but not "Das Fest wird auf Mai verschoben".
_PUT_OFF = re.compile(
    r"(?:(?:de[rn]|die|das|dieser?|dieses|es)\s)?(?:(?:Antrag|Vorschlag|(?:Tagesordnungs)?punkt|TOP(?:\s\d\w*)?|Thema"
    r"|Beschluss(?:fassung)?|Entscheidung|Abstimmung|Vorlage)\s)?"
    r"(?:(?:wird|wurde|ist|kein\w*|noch|erst\s?mal|zunächst|vorerst|erneut|wieder|einstimmig|mehrheitlich)[,;:]?\s)*"
    r"(?:(?:auf|bis|in|ins|zu[mr]?)\s(?:[^\s.,;:()]+\s){1,4})?"
    rf"(?:{NOT_DECIDED.pattern}|Vertagung\b)(?!\s(?:wird|werden)\b)",
    re.I,
)
SAYS_VOTE = re.compile(
    r"\d|einstimmig|mehrheitlich|konsens|alle\b|stimm|dafür|dagegen|enth|angenommen|abgelehnt|^–$"
    rf"|{NOT_DECIDED.pattern}",
    re.I,
)
_DASHED_HEAD = re.compile(r"Beschlu(?:ss|ß)\s[–-]\s")


def without_head(sentence, votes):
    """``sentence`` without what says before its colon no more than ``votes``: "Einstimmig beschlossen: Das Plakat wird gedruckt."""
    sentence = _DASHED_HEAD.sub("", sentence)
    head, _colon, rest = sentence.partition(": ")
    is_mere = rest and closed(head) == head and not _says_more(head.replace(votes, ""))
    _votes, text = without_votes_first(rest if is_mere else sentence)
    return text


def without_votes_first(text):
    """The votes that ``text`` begins with, "" without, and what they are on."""
    first = _VOTES_FIRST.match(text)
    is_told = first and _says_more(text[first.end() :])
    return (first["votes"], text[first.end() :]) if is_told else ("", text)


def _says_more(text):
    """Whether ``text`` says more than that there was a vote."""
    return bool(re.search(r"[^\W\d_]{3}", _MERE_VOTE.sub("", text)))


def is_poll(text):
    """Whether ``text`` tells how people think and decides nothing: "Meinungsbild: 12 dafür"."""
    return bool(POLL.search(text)) and not re.search(r"\bbeschl[io]", text, re.I)


def is_put_off(text, votes):
    """Whether ``text`` says of a motion that it was not decided; counted ``votes`` make a decision of that, too."""
    return bool(_PUT_OFF.match(text)) and not re.search(r"\d", votes)


def says_put_off(text, votes):
    """Whether the decision ``text`` puts a motion off, "Der Hof wird begrünt. Vertagt", or its ``votes`` do."""
    parts = re.split(r"[.;,–]\s+", text)
    return bool(NOT_DECIDED.search(votes)) or any(map(_PUT_OFF.match, parts))


def mere_vote(text):
    """How a motion was voted on, where ``text`` says no more: "Der Antrag wird angenommen (7/1/0)."; else ""."""
    if alone := _VOTE_ALONE.match(text):
        return alone["how"]
    cast, label = CAST.search(text), VOTE.match(text)
    rest = text[label.end() :] if label else text
    rest = rest.replace(cast[0], "") if cast else rest
    rest = re.sub(r"\([^()]{1,60}\)\W*$", "", rest) if label or cast else rest  # who abstained
    if _says_more(rest.replace("abgelehnt", "")):
        return ""
    tells_all = cast and ("abgelehnt" not in rest or re.fullmatch(_NUMBERS, cast["votes"]))
    return cast["votes"] if tells_all else text.rstrip(" .")


def is_vote(text):
    """Whether ``text`` is no more than the vote on what stands above it."""
    label = VOTE.match(text)
    votes = text[label.end() :] if label else text
    return bool(
        _VOTES.fullmatch(votes)
        or _VOTE_ALONE.match(votes)
        or (label and len(votes) <= _LONGEST_VOTE)
    )


def add_votes(outcomes, text, before, *, labelled=False):
    """Return whether ``text`` tells a vote on the decision above it, which gets it, or makes one of the motion above."""
    start = text[:_LONGEST_VOTE]
    if vote := VOTE.match(text):
        votes = text[vote.end() :]
    else:
        is_alone = _VOTE_ALONE.match(start) or OF_MOTION.match(start)
        votes = mere_vote(text) if is_alone else text.rstrip(".") if COUNTED.match(start) else ""
    votes = votes or (text if labelled and _LABELLED_VOTES.fullmatch(start) else "")
    if outcomes and outcomes[-1].text in before and (alone := _VOTES.fullmatch(start)):
        votes = votes or alone["votes"] or alone["inside"] or ""
    if not votes or len(votes) > _LONGEST_VOTE:
        return False
    motion = MOTION.match(before) or VOTE.match(before)  # "Abstimmung: Der Rat nimmt den Plan an."
    words = before[motion.end() :].split() if motion else []
    if words and (
        motion.re is MOTION or (len(words) > 3 and not _COUNTS.match(before, motion.end()))
    ):
        outcomes.append(OutcomeDraft(DECISION, before[motion.end() :], votes))
        return True
    if not outcomes or outcomes[-1].kind != DECISION:
        return False
    said = outcomes[-1].votes
    whole = f"{said}, {votes}" if said else votes
    if said and not (_RESULT.fullmatch(votes) and said in before and len(whole) <= _LONGEST_VOTE):
        return False
    outcomes[-1].votes = whole
    return True


_AUXILIARY = re.compile(r"\b(?:w(?:i|u|e)rden?|wird|ist|sind|war|waren|hat|haben|hatten?)\b", re.I)
_COMPLETE = re.compile(r"[,;:([–-]$|\b(?!w[ue]rden$|waren$)[a-zäöüß]{3,}(?:t|en)$")
_PARTICIPLE = re.compile(
    r",?\s(?:so\s)?(?:angenommen|beschlossen|genehmigt|abgelehnt|bewilligt|(?:wieder)?gewählt|bestätigt|verabschiedet|gebilligt"
    r"|zugestimmt|befürwortet|entlastet|bestellt|berufen|beauftragt|gefasst|erteilt)$",
    re.I,
)


_COUNTS_THINGS = re.compile(
    r"\b(?:Wohnung|Whg|Haus|Zimmer|Raum|Garten|Parzelle|Flurstück|Flur|Az|Aktenzeichen|Nr|Nummer|Tel|Telefon|Notruf|Art|Artikel"
    r"|Version|am|zum|bis|vom|ab|ist|sind|im|in|auf|von|heißt|lautet|spielen)\.?:?\s+$",
    re.I,
)


def counts_things(votes, before):
    """Whether the numbers ``votes`` behind the words ``before`` are that of something: "Wohnung 3/5/1", "Notruf ist 555-01-22"."""
    return bool(re.fullmatch(_NUMBERS, votes) and _COUNTS_THINGS.search(before))


def decision_of(text):
    """The decision ``text`` with its votes taken off the end, or the start."""
    if is_vote(text):
        return OutcomeDraft(DECISION, text)
    votes, rest = without_votes_first(text)
    if votes:
        return OutcomeDraft(DECISION, rest, votes)
    within = _VOTE_WITHIN.search(text, max(0, len(text) - 340))
    cast = _BEHIND_VOTES.sub("", within["votes"]) if within else ""
    before = within and text[: within.start() + 1].rstrip()
    parted = within and (before[-1:] in list(".;,!?([–-*_") or _LABELLED_VOTES.fullmatch(cast))
    # "das Ergebnis: 3 Bänke" is no vote
    if parted and within.start() and len(cast) <= _LONGEST_VOTE:
        votes = cast.rstrip(" .")
        votes = votes.rstrip("])") if text[within.start()] in "([" else votes
        return OutcomeDraft(DECISION, text[: within.start()].rstrip(" ,;:–-(["), votes.strip())
    match = _VOTES.search(text, max(0, len(text) - 120))
    if match and match.start():
        votes = match["votes"] or match["alone"] or match["inside"]
        before = text[: match.start()]
        if match["votes"] and counts_things(votes, before):
            return OutcomeDraft(DECISION, text)
        last = max([0, *(gap.end() for gap in SENTENCES.finditer(before))])
        if any(poll.end() == len(before) for poll in POLL.finditer(before)):
            return OutcomeDraft(DECISION, text)
        ends = _PARTICIPLE.search(votes)
        is_within = not _COMPLETE.search(before.rstrip())  # "Der Kauf wird mit 5 Ja beschlossen."
        if ends and is_within and _AUXILIARY.search(before, last):
            return OutcomeDraft(DECISION, text, votes[: ends.start()].strip())
        is_label = last and before.rstrip().endswith(":")  # "Gezählt wurden: 8/1/0"
        before = before if _says_more(before[last:]) and not is_label else before[:last] or before
        return OutcomeDraft(DECISION, before.rstrip(" ,;:–-(["), votes.strip())
    return OutcomeDraft(DECISION, text)
