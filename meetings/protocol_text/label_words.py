"""The words before a colon that tell a fact about a meeting, and which fact they tell."""

import re

from .memory import remembered

_WORDS = {
    "date": "datum|tag|termin|sitzungstag|sitzungsdatum|sitzungstermin|wann|zeit|uhrzeit|zeitpunkt|zeitraum|tagungszeit"
    "|datum und uhrzeit|datum, uhrzeit|datum und zeit|tag und zeit|treffen am|sitzung am|datum der sitzung",
    "start": "beginn|anfang|start|sitzungsbeginn|eröffnung der sitzung",
    "end": "ende|schluss|sitzungsende|sitzungsschluss",
    "place": "ort|wo|veranstaltungsort|sitzungsort|raum|tagungsort|treffpunkt|versammlungsort|sitzungsraum|lokal",
    "chair": "leitung|moderation|mod|redeleitung|sitzungsleitung|gesprächsleitung|versammlungsleitung|vorsitz"
    "|moderator|moderatorin|leitung der sitzung|versammlungsleiter|versammlungsleiterin|sitzungsleiter|sitzungsleiterin"
    "|tagungsleitung|diskussionsleitung|vorsitzender|vorsitzende|vorsitzende/r|gesprächsführung|redner:innenliste",
    "minute_taker": "protokoll|protokollführung|protokollführer|protokollführerin|protokollant|protokollantin"
    "|schriftführung|schriftführer|schriftführerin|protokoll geführt von|für das protokoll|protokollierung|mitschrift"
    "|protokollierende|protokoll führt|protokoll führte|niederschrift|verfasser|verfasserin|protokoll durch",
    "attendance": "da|da waren|tn|dabei|mit dabei|dabei waren|wer|wer war da|gekommen sind|gekommen waren|es waren da|präsent",
    "apologies": "abwesend|fehlend|nicht dabei|verhindert",
    "topics": "schlagwörter|schlagworte|tags|themen|kategorien|kategorie|stichwörter|rubrik",
    "published": "veröffentlicht|veröffentlicht am|publiziert am",
}
_FIELDS = {word: name for name, words in _WORDS.items() for word in words.split("|")}
_MEETING = r"(?:sitzung|versammlung|treffens?|veranstaltung|plenums?|besprechung)"
_GATHERING = (
    r"(?:treff|sitzung|termin|versammlung|plenum|runde|konferenz|besprechung|zusammenkunft|forum|abend"
    r"|probe|stammtisch|tisch|kreis|beirat|meeting|call|telko)\w*"
)
_SHAPES = [
    (
        "next_meeting",
        rf"(?:(?:das|die|der|unser|unsere) )?(?:nächste[rns]?|kommende[rns]?|weitere) (?:\w+ )?[\w-]*{_GATHERING}(?: (?:am|ist|ist am))?"
        rf"|termin (?:der |des |für das |für die )?nächste[nrs]? [\w-]*{_GATHERING}",
    ),
    (
        "attendance",
        r"(?:es (?:sind|waren) )?(?:außerdem |ferner |weiter |weiterhin |sonstige |weitere )?"
        r"(?:anwesen\w+|teilnehm\w+|teilgenommen|erschienen\w*|gäste?|gast|als gäste?)(?: .*)?",
    ),
    (
        "apologies",
        r"(?:es )?(?:nicht anwesend|(?:un)?entschuldig\w*|abwesen\w*|fehl(?:t|te|ten|en|ende)\b)(?: .*)?",
    ),
    (
        "start",
        rf"(?:beginn|anfang|start)(?: de[rs] {_MEETING})?(?: um)?|{_MEETING}s?beginn",
    ),
    ("end", rf"(?:ende|schluss)(?: de[rs] {_MEETING})?(?: um)?|{_MEETING}s?ende"),
    ("place", rf"(?:ort|raum) de[rs] {_MEETING}"),
    ("chair", rf"(?:leitung|moderation|vorsitz) de[rs] {_MEETING}"),
]
_SHAPE = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES))
_GENDER = re.compile(r"(?<=\w)\s?[*:_/]-?(?=in(?:nen)?\b)|(?<=r)\(in(?:nen)?\)")
_BOUND = re.compile(r"\s*(?:[/&,|+]|\bund\b)\s*")
_MOST_WORDS = 6


@remembered
def fields_of(label):
    """The fields that the words ``label`` tell, such as ("place",) for "Ort", ("chair", "minute_taker")
    for "Moderation/Protokoll"; () for words that tell none."""
    words = _GENDER.sub("", " ".join(label.casefold().split()).strip(" *_"))
    if not words or words.count(" ") >= _MOST_WORDS:
        return ()
    alone = _field(words) or _field(words.partition("(")[0].strip())
    if alone:
        return (alone,)
    parts = [_field(part) for part in _BOUND.split(words)]
    if len(parts) < 2 or not all(parts):
        return ()
    return ("date",) if "date" in parts else tuple(dict.fromkeys(parts))


def _field(words):
    if words in _FIELDS:
        return _FIELDS[words]
    match = _SHAPE.fullmatch(words)
    return match.lastgroup if match else ""
