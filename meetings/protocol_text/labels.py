"""Lines such as "Ort: Stadtteilladen" and what they are about."""

import re

_WORDS = {
    "date": "Datum|Tag|Termin|Sitzungstag|Sitzungsdatum|Wann|Zeit|Uhrzeit|Datum und Uhrzeit"
    "|Datum/Uhrzeit|Datum, Uhrzeit|Datum und Zeit|Datum/Zeit|Tag und Zeit|Treffen am|Sitzung am",
    "start": "Beginn|Anfang|Start|Sitzungsbeginn|Beginn der Sitzung",
    "end": "Ende|Schluss|Sitzungsende|Ende der Sitzung|Schluss der Sitzung|Ende des Treffens",
    "place": "Ort|Wo|Veranstaltungsort|Sitzungsort|Raum|Tagungsort|Treffpunkt",
    "chair": "Leitung|Moderation|Mod|Redeleitung|Sitzungsleitung|Gesprächsleitung|Versammlungsleitung|Vorsitz"
    "|Moderator|Moderatorin|Moderator*in|Moderator:in|Leitung/Moderation|Leitung der Sitzung"
    "|Versammlungsleiter|Versammlungsleiterin|Sitzungsleiter|Sitzungsleiterin",
    "minute_taker": "Protokoll|Protokollführung|Protokollführer|Protokollführerin|Protokollant"
    "|Protokollantin|Protokollant*in|Protokollant:in|Protokollant/in|Schriftführung|Schriftführer"
    "|Schriftführerin|Schriftführung|Protokoll geführt von|Für das Protokoll|Protokollierung|Mitschrift",
    "attendance": "Anwesend|Da|Anwesende|Anwesenheit|Teilnehmende|Teilnehmer|Teilnehmerinnen|TN"
    "|Teilnehmer*innen|Teilnehmer:innen|Teilnehmer/innen|TeilnehmerInnen|Teilnehmer_innen"
    "|Teilnehmerinnen und Teilnehmer|Anwesend waren|Anwesende Mitglieder|Anwesend/Teilnehmende"
    "|Es waren anwesend|Dabei|Mit dabei|Dabei waren|Wer|Wer war da|Anwesend sind|Gäste",
    "apologies": "Entschuldigt|Abwesend|Abwesende|Entschuldigte|Entschuldigt fehlten|Es fehlten"
    "|Es fehlen|Es fehlten entschuldigt|Nicht anwesend|Entschuldigungen|Fehlend",
    "topics": "Schlagwörter|Schlagworte|Tags|Themen|Kategorien|Kategorie|Stichwörter|Rubrik",
    "published": "Veröffentlicht|Veröffentlicht am|Publiziert am",
    "next_meeting": "Nächstes Treffen|Nächster Termin|Nächste Sitzung|Nächstes Gesamttreffen"
    "|Nächster Sitzungstermin|Nächste Termine|Das nächste Treffen|Die nächste Sitzung"
    "|Termin nächste Sitzung|Termin nächstes Treffen|Nächste Versammlung",
}
_BELOW = {"end", "minute_taker", "chair", "attendance", "apologies"}
_FIELDS = {word.casefold(): name for name, words in _WORDS.items() for word in words.split("|")}
_ALTERNATIVES = "|".join(re.escape(word) for word in sorted(_FIELDS, key=len, reverse=True))
_LABEL = re.compile(rf"(?P<marks>[*_•\s-]*)(?P<label>{_ALTERNATIVES})[*_]*\s?:[*_]*(?:\s+|$)", re.I)
_NEXT_LABEL = re.compile(
    rf"(?:\s{{2,}}|\s*[|;,]\s*|\s+[–-]\s+)(?=(?:{_ALTERNATIVES})\s?:\s)"
    r"|\s*[/,;|–-]\s*(?=(?:Beginn|Ende)\s+(?:um\s|ca\.?\s)?\d)"
    r"|\s(?=(?-i:Zeit|Uhrzeit|Datum|Beginn|Ende|Ort|Moderation|Leitung|Protokoll):\s)",
    re.I,
)
_WITHOUT_COLON = re.compile(r"(?P<label>Beginn|Ende)\s+(?=(?:um\s|ca\.?\s)?\d)", re.I)


_AGENDA = re.compile(
    r"(?:(?:Vorläufige|Geplante|Unsere) )?(?:Tagesordnung(?:spunkte)?|TOPs?|TO|Agenda|Ablauf"
    r"|Tagesordnung / Agenda)(?: \(Entwurf\))?\s?:?",
    re.I,
)
_ASKED = re.compile(r"^([*_]*(?:Wann|Wo|Wer)[*_]*)\s?\?(?=\s)", re.I)
_DIGIT = re.compile(r"\d")
_AT_LAST = re.compile(
    r"(?P<at>\d{1,2}(?:[:.]\d{2})?\s?(?:Uhr|h)?)\s*[:–-]?\s+(?:\*\*)?"
    r"(?P<label>Ende(?: (?:der|des) [A-ZÄÖÜ]\w+)?|Schluss)(?:\*\*)?\.?",
    re.I,
)


def read_labels(text):
    """The (field, label, value) triples a line consists of; none when it is no labelled line."""
    text = text.lstrip("•*-– ") if text[:2] in ("• ", "- ", "* ", "– ") else text
    text = _ASKED.sub(r"\1:", text)
    if ":" not in text and not _DIGIT.search(text[:30]):
        return []
    last = _AT_LAST.fullmatch(text) if text[:1].isdigit() else None
    if last:
        return [("end", last["label"], f"um {last['at']}")]
    if len(text) > 2000 or not (_LABEL.match(text) or _WITHOUT_COLON.match(text)):
        return []
    parts = _NEXT_LABEL.split(text)
    read = [_one(part) for part in parts]
    return read if all(read) else [_one(text)]


def is_closing_fact(text):
    """Whether a line tells the end, the minute taker and so on, as they stand below the TOPs."""
    triples = read_labels(text)
    return bool(triples) and all(name in _BELOW for name, _, value in triples if value)


def _one(part):
    match = _LABEL.match(part) or _WITHOUT_COLON.match(part)
    if not match:
        return None
    label = match["label"]
    return _FIELDS[label.casefold()], label, part[match.end() :].strip().rstrip("*_")


def is_label_word(text):
    """Whether a heading such as "Anwesend", "Tagesordnung" or "Nächstes Treffen:" is about the
    meeting as such."""
    return text.casefold().strip(" :") in _FIELDS or is_agenda_word(text)


def is_agenda_word(text):
    """Whether a line says "Tagesordnung" or the like and nothing else."""
    return bool(_AGENDA.fullmatch(text))
