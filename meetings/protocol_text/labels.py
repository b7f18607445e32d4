"""Lines that tell by their words what they are about: "Ort: Stadtteilladen", "Tagesordnung", "Vielen Dank"."""

import re

from .source import in_any_spelling, remember_answers

_WORDS = {
    "date": "datum|tag|termin|sitzungstag|sitzungsdatum|sitzungstermin|wann|zeit|uhrzeit|zeitpunkt|zeitraum|tagungszeit"
    "|datum und uhrzeit|datum, uhrzeit|datum und zeit|tag und zeit|am|treffen am|sitzung|sitzung am|datum der sitzung",
    "start": "um|dauer|sitzungsdauer|beginn|anfang|start|startzeit|sitzungsbeginn|eröffnung der sitzung",
    "end": "ende|schluss|endzeit|sitzungsende|sitzungsschluss",
    "place": "ort|in|wo|raum|treffpunkt|lokal|lokalität|location",
    "chair": "leitung|moderation|moderiert|es moderiert|wer moderiert|wer leitet|mod|redeleitung|sitzungsleitung|gesprächsleitung|versammlungsleitung|vorsitz"
    "|moderator|moderatorin|leitung der sitzung|versammlungsleiter|versammlungsleiterin|sitzungsleiter|sitzungsleiterin"
    "|tagungsleitung|diskussionsleitung|vorsitzender|vorsitzende|vorsitzende/r|gesprächsführung|tagespräsident|tagespräsidentin|redner:innenliste",
    "minute_taker": "protokoll|proto"
    "|für das protokoll|protokollierung|mitschrift"
    "|protokollierende|protokoll führt|protokoll führte|niederschrift|verfasser|verfasserin|protokoll durch"
    "|schreibt|wer schreibt|wer schreibt mit|wer protokolliert|schreibt mit|protokoll schreibt",
    "attendance": "gewählte|gewählte mitglieder|stimmberechtigte|stimmberechtigt|beratend|vertreten|leute|da|da waren|tn|dabei|mit dabei|dabei waren|wer|wer war da|wer war dabei|wer war anwesend|wer ist dabei|wer da|wer ist da|gekommen sind|gekommen waren|es waren da|präsent",
    "apologies": "abwesend|nicht vertreten|fehlend|nicht da|nicht dabei|verhindert|abgemeldet|abgesagt|abgesagt haben|abgemeldet haben",
    "topics": "schlagwörter|schlagworte|tags|themen|kategorien|kategorie|stichwörter|rubrik",
    "published": "veröffentlicht|veröffentlicht am|publiziert am",
}
_FIELDS = {word: name for name, words in _WORDS.items() for word in words.split("|")}
_MEETING = r"(?:sitzung|versammlung|treffens?|veranstaltung|plenums?|besprechung)"
_GATHERING = (
    r"(?:treff|sitzung|termin|versammlung|plenum|runde|konferenz|besprechung|zusammenkunft|forum|abend"
    r"|probe|stammtisch|tisch|kreis|beirat|meeting|call|telko)\w*"
)
_SHAPES = {
    "next_meeting": rf"(?:(?:das|die|der|unser|unsere) )?(?:nächste[rns]?|kommende[rns]?|weitere) (?:\w+ )?"
    rf"[\w-]*{_GATHERING}(?: (?:am|ist|ist am))?"
    rf"|termin (?:der |des |für das |für die )?nächste[nrs]? [\w-]*{_GATHERING}|folge(?:termin|treffen|sitzung)",
    "attendance": r"(?:es (?:sind|waren) )?(?:außerdem |ferner |weiter |weiterhin |sonstige |weitere |stimmberechtigt\w* |beratend\w* )?"
    r"(?:anwesen\w+|gekommen(?: sind| waren)?|teilnehm\w+|teilgenommen|erschienen\w*|(?:als )?(?:gast|gäste))(?: .*)?",
    "apologies": r"(?:es )?(?:nicht anwesend|(?:un)?entschuldig\w*|abwesen\w*|fehl(?:t|te|ten|en|ende)\b)(?: .*)?",
    "start": rf"(?:beginn|anfang|start|dauer)(?: de[rs] {_MEETING})?(?: um)?|{_MEETING}s?beginn|eröffnung de[rs] {_MEETING}",
    "end": rf"(?:ende|schluss)(?: de[rs] {_MEETING})?(?: um)?|{_MEETING}s?ende",
    "place": rf"(?:ort|raum) de[rs] {_MEETING}|(?:{_MEETING}s?|tagungs|plenar)(?:ort|raum|lokal|saal)",
    "chair": rf"(?:leitung|leiter(?:in)?|moderation|vorsitz) de[rs] (?:{_MEETING}|abends)|durch den abend führte?"
    r"|(?:versammlungs|sitzungs|gesprächs|diskussions|tagungs|rede)(?:leit|führ)\w{2,6}",
    "minute_taker": r"(?:schrift|protokoll)führ\w{1,6}|aktuar(?:in)?|protokoll(?:ant\w{0,6}|erstellung|fee)|(?:protokoll|mitschrift|niederschrift) von"
    r"|(?:(?:protokoll|mitschrift|niederschrift) )?(?:ge(?:führt|schrieben)|(?:mit|auf)ge(?:schrieben|zeichnet)|erstellt|verfasst|protokolliert) (?:von|durch)",
}
# "Anw.", "Entsch.", "Prot."
_SHORT = re.compile(
    r"(?:(?P<attendance>anw\w*|teiln\w*)|(?P<apologies>entsch\w*|abw\w*)|(?P<minute_taker>prot\w*|schriftf\w*)"
    r"|(?P<chair>mod\w*|vors\w*|ltg)|(?P<start>beg\w*)|(?P<date>dat))(?:\.|(?<=^anw)|(?<=^entsch)|(?<=^prot)|(?<=^mod)|(?<=^ltg))"
)
_SHAPE = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES.items()))
_SYMBOL = re.compile(r"^(?::[a-z_]{2,30}:|[^\x00-\u20ff]\ufe0f?)\s+")  # ":wave: Anwesende"


@remember_answers
@in_any_spelling
def fields_of(label):
    """The fields that the words ``label`` tell, such as ("place",) for "Ort", ("chair", "minute_taker")
    for "Moderation/Protokoll"; () for words that tell none."""
    words = re.sub(
        r"(?<=\w)\s?[*:_/]-?(?=in(?:nen)?\b)|(?<=r)\(in(?:nen)?\)",
        "",
        " ".join(_SYMBOL.sub("", label).casefold().split()).strip(" *_"),
    )
    if not words or words.count(" ") >= 6:
        return ()
    alone = _field(words) or _field(words.partition("(")[0].strip())
    if alone:
        return (alone,)
    parts = [_field(part) for part in re.split(r"\s*(?:[/&,|+]|\bund\b)\s*", words)]
    if len(parts) < 2 or not all(parts):
        return ()
    return ("date",) if "date" in parts else tuple(dict.fromkeys(parts))


def _field(words):
    if words in _FIELDS:
        return _FIELDS[words]
    if short := _SHORT.fullmatch(words):
        return short.lastgroup
    match = _SHAPE.fullmatch(words)
    return match.lastgroup if match else ""


_BELOW = {"date", "end", "minute_taker", "chair", "attendance", "apologies"}
_LABEL = re.compile(
    r"(?:[*_•\s>-]|:(?![a-z_]+:\s)|[^\x00-\u20ff]|:[a-z_]{2,30}:\s)*(?P<label>[^\W\d_][^:?\n]{1,60}(?::in(?:nen)?)?)(?<=\S)[*_]*\s?::?[*_]*(?:\s+|$)"
)
_BETWEEN = re.compile(
    r"(?P<gap>\s{2,}|\s*[|;,/·•]\s*|\s+[–-]\s+|\.\s+|\s)[*_]{0,2}(?P<label>[^\W\d_][\w/*-]*\.?(?:\s[\w/*().-]+){0,3}?)\s?:[*_]*\s"
)
_HEADS = re.compile(r"(?P<heads>(?:ca\. )?\d{1,4} [\w ]{3,40}) (?:anwesend|waren da)")
_AGENDA = re.compile(
    r"(?:(?:Vorläufige|Geplante|Unsere) )?(?:Tagesordnung(?:spunkte)?|Traktanden(?:liste)?|TOPs?|TO|Agenda|Ablauf|Programm|Themen|Worum geht es"
    r"|Tagesordnung / Agenda)(?: \(Entwurf\))?\s?[:?]?",
    re.I,
)
_NEEDS_NO_COLON = re.compile(r"beginn|anfang|start|ende|schlu|anwesend|von |bis ", re.I)
_ASKED = re.compile(
    r"^([*_]*(?:Wann|Wo|Wer(?:\s(?:war|ist)\s(?:da|dabei|anwesend)|\s(?:schreibt|protokolliert|moderiert|leitet)(?:\smit)?)?)[*_]*)\s?\?(?=\s)",
    re.I,
)
_WITHOUT_COLON = re.compile(
    r"(?P<label>(?:Beginn|Anfang|Start|Ende|Schlu(?:ss|ß))(?: de[rs] \w+)?(?=\s+(?:um\s|ca\.?\s|gegen\s)?\d{1,2}(?!\d))"
    r"|Anwesende?(?=\s+\d{1,4}\s)|Datum(?=\s+\S*\d.*\bBeginn\b))\s+",
    re.I,
)
_CLOCK = r"\d{1,2}(?:[:.]\d{2})?(?:\s?(?:Uhr|h))?"
_FROM_TO = re.compile(rf"(?:von\s+(?=\d)|(?=.*Uhr)){_CLOCK}\s+bis\s+{_CLOCK}\.?", re.I)
_SPAN_WITHOUT_COLON = re.compile(
    r"(?:\s*[/,;|–-]\s*|\s+)(?=(?:Beginn|Ende|Schluss)\s+(?:um\s|ca\.?\s)?\d)", re.I
)
_AT_LAST = re.compile(
    r"(?P<at>\d{1,2}(?:[:.]\d{2})?\s?(?:Uhr|h)?)\s*[:–-]?\s+(?:\*\*)?"
    r"(?P<label>(?:Beginn|Eröffnung|Ende)(?: (?:der|des) [A-ZÄÖÜ]\w+)?|Schluss)(?:\*\*)?\.?",
    re.I,
)
# "Ort:Mumble"
_TIGHT = re.compile(r"(?P<label>[^\W\d_][\w/.-]{1,25}):(?=[^\s:/*])(?!in(?:nen)?\b)")


def read_labels(text):
    """The (field, label, value) triples a line consists of; none when it is no labelled line."""
    if ":" not in text and "?" not in text[:24] and not _NEEDS_NO_COLON.search(text[:30]):
        return ()
    if len(text) >= 2000:
        return ()
    text = text[2:].lstrip("•-– ") if text[:2] in ("• ", "- ", "* ", "– ") else text
    text = _ASKED.sub(r"\1:", text) if "?" in text[:24] else text
    last = _AT_LAST.fullmatch(text) if text[:1].isdigit() else None
    if last:
        field = "start" if re.match("beginn|eröffnung", last["label"], re.I) else "end"
        return ((field, last["label"], f"um {last['at']}"),)
    tight = _TIGHT.match(text)
    if tight and fields_of(tight["label"]):
        text = f"{tight[0]} {text[tight.end() :]}"
    whole = _one(text)
    if not whole:
        return ()
    parts = [_one(part) for part in _parts(text)]
    return tuple(one for part in parts for one in part) if all(parts) else tuple(whole)


def read_labels_within(text):
    """The triples, two or more, that stand behind a few words: "Sondertreffen Ort: Hof Uhrzeit: 19 Uhr"."""
    for match in re.finditer(r"(?<=[\w-] )(?=[^\W\d_]\w*:\s)", text[:120]):
        triples = read_labels(text[match.end() :])
        if len(triples) > 1:
            return triples
    return ()


def _parts(text):
    """``text`` cut before each label inside it."""
    cuts, at = [0], 0
    while match := _BETWEEN.search(text, at):
        at = match.end()
        label, blank = match["label"], match["gap"].isspace() and len(match["gap"]) == 1
        value = text[cuts[-1] : match.start()].partition(":")[2].strip(" *_")
        alone = value and label[0].isupper() and " " not in label
        is_label = fields_of(label)
        if is_label and (alone or not blank):
            cuts.append(match.end("gap"))
        elif value or not is_label:  # not of "Anwesend: Als Gast: Ina": "Gast" alone cuts nothing
            at = match.start("label")
    ends = [*cuts[1:], len(text)]
    parts = [text[start:end].rstrip(" \t|;,/·•–*_-") for start, end in zip(cuts, ends, strict=True)]
    parts[-1] = text[cuts[-1] :]
    parts = [part for one in parts for part in _SPAN_WITHOUT_COLON.split(one)]
    last, bar, heads = parts[-1].rpartition(" | ")
    return [*parts[:-1], last, heads.strip()] if bar and _HEADS.fullmatch(heads.strip()) else parts


def _one(part):
    """The triples of a text with one label; two where it names two facts ("Leitung/Protokoll")."""
    if _FROM_TO.fullmatch(part):
        return [("start", "von", part)]
    match = _LABEL.match(part) or _WITHOUT_COLON.match(part)
    if not match:
        heads = _HEADS.fullmatch(part)
        return [("attendance", "anwesend", heads["heads"])] if heads else []
    value, marks = (
        part[match.end() :].strip(),
        re.search(r"[*_]*$", part[: match.start("label")])[0],
    )
    # "**Ort: Hof**", no "Leute: Ada, Jost*"
    if marks not in part[match.start("label") : match.end()]:
        value = value.removesuffix(marks)
    fields, parts = fields_of(match["label"]), re.split(r"\s/\s", value)
    # "Beginn/Ende: 19 Uhr / 21 Uhr"
    values = parts if len(parts) == len(fields) else [value] * len(fields)
    return [(field, match["label"], told) for field, told in zip(fields, values, strict=True)]


def is_closing_fact(text):
    """Whether a line tells the end, the minute taker and so on, as they stand below the TOPs."""
    triples = read_labels(text)
    return bool(triples) and all(name in _BELOW for name, _, value in triples if value)


@remember_answers
def is_label_word(text):
    """Whether a heading such as "Anwesend", "Tagesordnung" or "Nächstes Treffen:" is about the
    meeting as such."""
    words = _SYMBOL.sub("", text).strip(" :")
    return bool(fields_of(words)) or is_agenda_word(text)


@remember_answers
@in_any_spelling
def is_agenda_word(text):
    """Whether a line says "Tagesordnung" or the like and nothing else."""
    return bool(_AGENDA.fullmatch(text))


_SIGNAL = re.compile(
    r"So, das war|Das war['’]?s|(?:(?:Das|Die|Der) )?nächste[srn]? (?:\w+ )?[\w-]*"
    r"(?:treffen|sitzung|termin|versammlung|plenum|runde|konferenz|besprechung|mal)|Ende de[rs] "
    r"|Die (?:Sitzung|Versammlung) (?:ende|wurde|wird|schlie)|Das Treffen ende"
    r"|(?:[^\W_][\w.-]* ){2,4}(?:schlie(?:ß|ss)t|schloss|beendete?) (?:um [^.]{3,20})?(?:die|das) (?:Sitzung|Versammlung|Treffen|Plenum)"
    r"|Vielen Dank|Wir danken|Herzlichen Dank|Danke (?:an|euch|Ihnen|allen)\b|Wir freuen uns"
    r"|Mit freundlichen|Für die Richtigkeit|(?:Viele|Herzliche|Beste|Liebe|Schöne) Grü(?:ß|ss)e|Für das Protokoll|Bis zum n"
    r"|Wir (?:treffen|sehen) uns (?:wieder|am|das nächste)|Bis (?:bald|dann|nächste)"
    r"|gez\.|[A-ZÄÖÜ][\w. -]{2,30}, (?:den |am )?\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9})\s?\d{4}$",
    re.I,
)


@in_any_spelling
def opens_closing(text):
    """Whether words such as "Vielen Dank" open a closing paragraph."""
    return bool(_SIGNAL.match(text))


GREETING = re.compile(
    r"(?:hallo|hall(?:ö|oe)chen|hello|hey|hej|hola|ahoi|huhu|juhu|servus|gr(?:ü|ue)(?:ß|ss|ezi)\w*|salut|tach|tag\s(?=\w+[,!])|na\sihr|(?:ihr )?liebe[nrs]?"
    r"|moin|guten|sehr geehrte|hi)\b",
    re.I,
)
