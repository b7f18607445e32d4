"""Who speaks: names, or words such as "7 Teilnehmende"."""

import re
from functools import cache
from pathlib import Path


@cache
def first_names():
    """Return common first names; read when first asked for, so that without the file only minutes have to wait."""
    return frozenset(Path(__file__).with_name("first_names.txt").read_text("utf-8").split())


_TITLED = ("Frau", "Herr", "Herrn", "Dr.", "Prof.", "Fr.", "Hr.")


def has_first_name(part):
    """Whether a word of ``part`` is a common first name, or a title stands before it."""
    words = part.replace("-", " ").split()
    titled = words[:1] and words[0].title() in _TITLED
    return bool(titled) or any(word.casefold().strip(".,") in first_names() for word in words[:3])


_NOT_NAMED = re.compile(r"N\.?\s?N\.?$")
_PARTICLES = {"von", "van", "de", "del", "der", "den", "zu", "zur", "da", "di", "la", "le", "al"}
_HEADCOUNT = re.compile(
    r"(?:(?:ca|etwa|rund)\.?\s)?\d+\s(?=[^\W\d])(?!min|std|stunde).*(?:teiln|person|leute|menschen|gäste|anwes|mitgl|TN\b|stimm"
    r"|grupp|famil|kinder|jugend|nachbar)|(?:alle|plenum|jede\*?r?|gemeinsam)$",
    re.I,
)
_TITLES = re.compile(r"(?:(?:Frau\b|Herrn?\b|Fr\.|Hr\.|Dr\.|Prof\.|Dipl\.-\w+\.?)\s*)+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+$")
_GROUP = re.compile(
    r"(?:.*(?:teams?|gruppen?|vorstand|amt|beirat|rat|verein|kreis|runde|teilnehmer\w*|leute|betriebe|werke|schule|universität|gesellschaft|gmbh|stiftung|büro|agentur|zentrum|kirche|gemeinde|stadt|verwaltung|ministerium|institut|polizei|feuerwehr|verband|verbund|caf[eé]|werkstatt|initiative|bündnis|netzwerk|kollektiv|bibliothek|redaktion|genossenschaft|fraktion|ausschuss))$"
    r"|(?:stadt|gemeinde|landkreis|universität|institut|referat|verein|firma|fa\.)\s.+$"
    r"|(?:alle|plenum|jede\*?r?|gemeinsam|offen|ag|teilnehmende|anwesende|mitglieder|gäste|gast|vortrag|input|moderation|leitung)$",
    re.I,
)
# Words that open a bracket of the title, not of a person: "(Entwurf 2021)", "(Fortsetzung)".
_THING = re.compile(
    r"(?:.{2,}(?:ung|ungen|heit|keit|schaft|tion|tionen|plan|bericht|antrag|entwurf|beschluss|stand"
    r"|thema|themen|idee|ideen|teil|punkt|fest|markt|treffen|projekt|konzept|sitzung)s?$)"
    r"|(?:bericht|antrag|entwurf|beschluss|info|infos|information|informationen|input|teil|stand|idee"
    r"|ideen|plan|neu|alt|intern|online|hybrid|digital|pause|sonstiges|optional|vertraulich|beraten"
    r"|öffentlich|nichtöffentlich|vertagt|entfällt|abgesetzt|diskussion|version|thema|themen|ergebnis"
    r"|ergebnisse|rückblick|ausblick|kurz|januar|februar|märz|april|mai|juni|juli|august"
    r"|september|oktober|november|dezember|frühjahr|frühling|sommer|herbst|winter)$",
    re.I,
)
PLACE = "◌"  # in a note: where the next of the people stands


def read_people(text):
    """``text`` of a bracket as (speakers, note): names, and in words what is not a name; where such words stand before a
    name, the note is the whole with a PLACE for each."""
    text = text.strip(" ,;")
    parts = [part for part in split_people(text) if part]
    names = [part for part in parts if is_name(part)]
    if not names:
        return [], text
    if parts[: len(names)] == names:
        return names, ", ".join(parts[len(names) :])
    note, end = "", 0
    for part in parts:
        start, before = text.index(part, end), end
        end = start + len(part)
        note += text[before:start] + (PLACE if part in names else part)
    return names, note + text[end:]


def people_words(names, note):
    """``names``, each in its place in ``note``, as ``read_people`` parts them; before it where it has other places or none."""
    if note.count(PLACE) == len(names) > 0:
        before, *behind = note.split(PLACE)
        return before + "".join(map("".join, zip(names, behind, strict=True)))
    note = ", ".join(p for p in split_people(note) if p != PLACE) if PLACE in note else note
    return ", ".join(filter(None, ["/".join(names), note]))


# "Wahl: Ada (17 Ja, 2 Enthaltungen)"
_ELECTED = re.compile(
    r"\([^()]*(?:\d\s?(?:x\s)?(?:ja|dafür|stimm)|einstimmig|mehrheitlich|gewählt)", re.I
)


def looks_like_people(text):
    """Whether ``text`` alone, without a time beside it, can only be people."""
    if _ELECTED.search(text):
        return False
    parts = split_people(text)
    names = [part for part in parts if is_name(part) and not _is_thing(part)]
    others = [part for part in parts if part not in names]
    return bool(parts) and all(
        _HEADCOUNT.match(part) or (names and is_group(part)) for part in others
    )


def _is_thing(part):
    """Whether a word of ``part`` is one of things: "Entwurf" or "Sommer" is a family name only beside a first one."""
    words = part.split()
    of_thing = any(map(_THING.match, words))
    return of_thing and not (has_first_name(part) or any(map(_INITIAL.match, words)))


def is_headcount(part):
    """Whether ``part`` says how many were there: "14 Leute", "ca. 20 Anwesende"."""
    return bool(re.search(r"\d", part) and _HEADCOUNT.match(part))


def is_group(part):
    """Whether ``part`` names a group or an organisation: "Stadt Neustadt", "Vorstand"."""
    return bool(_GROUP.match(part))


_TEAM = re.compile(
    r"(?:d(?:as|e[mnr]|ie)\s)?(?=[A-ZÄÖÜ])[\w-]*(?i:teams?|gruppen?|vorstand|beirat|verein|kreis|runde|caf[eé]|werkstatt"
    r"|initiative|bündnis|netzwerk|kollektiv|redaktion)|d(?:er|ie) (?:AG|Team) .{2,40}|eine? [A-ZÄÖÜ][\w-]+"
)


def is_team(part):
    """Whether ``part`` in front of a task is a group of one's own, "Reparaturcafé", "der Vorstand", or somebody, "eine Nachbarin"."""
    return bool(_TEAM.fullmatch(part))


_BESIDE_NAMES = _PARTICLES | set(
    "und oder vom dem das die aus mit bei beim im in am ins zum für evtl. ggf. ca. plus samt sowie".split()
)


def is_clause(part):
    """Whether ``part`` says more than names do: a word in small letters that is no name and stands beside none, "Leyla macht Liste"."""
    words = part.partition("(")[0].split()
    return any(
        word[:1].islower()
        and word not in _BESIDE_NAMES
        and word.casefold().strip(".,") not in first_names()
        for word in words
    )


_BETWEEN_PEOPLE = re.compile(r"[(\[]|[)\]]|\s*[/;&+,]\s*|\s+(?:und|u\.|sowie)\s+")


def split_people(text):
    """The parts between "/", ",", "und", "&"; what stands in brackets stays together."""
    return split_outside(text, _BETWEEN_PEOPLE)


def split_outside(text, pattern):
    """The parts of ``text`` between what ``pattern``, which finds brackets as well, finds outside of these."""
    parts, depth, start = [], 0, 0
    for match in pattern.finditer(text):
        if match[0] in "([":
            depth += 1
        elif match[0] in ")]":
            depth -= 1
        elif depth <= 0:
            parts.append(text[start : match.start()].strip())
            start = match.end()
    return [*parts, text[start:].strip()]


def is_name(part):
    """Whether ``part`` has the shape of a name: up to five capitalised words, no digit outside a
    bracket, no group, no sentence."""
    part = part.split("(", 1)[0].strip()
    if _NOT_NAMED.match(part):
        return True
    words = _TITLES.sub("", part, count=1).split() if part else []
    if not part or len(part) > 100 or len(words) > 5 or any(char.isdigit() for char in part):
        return False
    if words and any(map(_GROUP.match, {part, words[-1]})):
        return False
    return all(
        word in _PARTICLES
        or _INITIAL.match(word)
        or (word[0].isupper() and all(char.isalpha() or char in "-'’." for char in word))
        for word in words
    )
