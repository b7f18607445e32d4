"""What the columns of an agenda's table hold, from the words above them or from their cells."""

import re

from .people import looks_like_people
from .times import take_when

_WORDS = {
    "number": "nr|no|#|ziffer|lfd nr|lfdnr|top-nr|top nr|topnr|pos|nummer",
    "name": "thema|titel|tagesordnungspunkt|tagesordnungspunkte|tagesordnung|gegenstand|programmpunkt"
    "|programm|themen|agenda|agendapunkt|diskussionspunkt|betreff|bezeichnung|beratungsgegenstand",
    "who": "wer|verantwortlich|referent|referentin|referent in|referierende|vortrag|person|moderation"
    "|zuständig|input|präsentator|moderator|berichterstattung|sprecher|sprecherin|name|durch",
    "when": "zeit|uhrzeit|zeitplan|zeitraum|wann|von-bis|von–bis|zeiten|uhr",
    "start": "beginn|von|ab|start",
    "end": "ende|bis",
    "minutes": "dauer|min|minuten|zeit min|dauer min|zeit minuten|länge|zeitbedarf|dauer minuten",
}
_EITHER = {"top": ("number", "name"), "punkt": ("number", "name"), "tops": ("number", "name")}
_EITHER |= {"was": ("name", "body"), "inhalt": ("name", "body"), "element": ("name", "body")}
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split("|")}
_TASKS = re.compile(
    r"(?:bis wann|frist|fällig|deadline|termin|aufgaben?|to-?dos?|erledigt|status)\b"
)
_TOPICS = {"thema", "tagesordnungspunkt", "top", "agendapunkt", "gegenstand"}
_FIRST = {"top", "nr", "tops", "zeit", "uhrzeit", "punkt"}
_NUMBER = re.compile(r"(?:(?:TOP|Top)\s?)?\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?[.):]?")


def known_columns(header):
    """The role of each cell of ``header`` ("number", "name", …, "body") when they are the words
    above an agenda; None when they are not, such as those above a list of tasks."""
    words = [_word(cell) for cell in header]
    if any(map(_TASKS.match, words)) and words[0] not in _FIRST and not _TOPICS & set(words):
        return None
    roles = [_ROLES.get(word) or _ROLES.get(word.partition(" ")[0], "") for word in words]
    for index, word in enumerate(words):
        if word in _EITHER:
            first, second = _EITHER[word]
            taken = "name" in roles or any(other in _EITHER for other in words[index + 1 :])
            roles[index] = (first if first == "number" else second) if taken else "name"
    if "name" not in roles or len(set(filter(None, roles))) < 2:
        return None
    plain = roles.index("name")
    return [role if role != "name" or i == plain else "body" for i, role in enumerate(roles)]


def guessed_columns(rows):
    """The roles of columns that have no words above them; None when this is no agenda."""
    width = max(map(len, rows))
    columns = [[row[i] for row in rows if i < len(row) and row[i]] for i in range(width)]
    roles = [_guess(cells) for cells in columns]
    if "" not in roles or not any(roles[: roles.index("") + 1]):
        return None
    first = roles.index("")
    roles[first] = "name"
    who = (i for i in range(first + 1, width) if not roles[i] and _are_people(columns[i]))
    for index in who:
        roles[index] = "who"
        break
    return [role if role and roles.index(role) == i else "body" for i, role in enumerate(roles)]


def _guess(cells):
    if not cells:
        return "body"
    if all(_NUMBER.fullmatch(cell) for cell in cells):
        return "number"
    times = all((taken := take_when(cell)) and not taken[0] for cell in cells)
    return "when" if times else ""


def _are_people(cells):
    return all(map(looks_like_people, cells))


def _word(cell):
    return re.sub(r"[*_():.?\[\]/]+", " ", cell.casefold()).strip().replace("  ", " ")
