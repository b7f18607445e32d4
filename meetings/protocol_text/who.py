"""Who speaks: names, or words such as "7 Teilnehmende"."""

import re

FIRST_NAMES = frozenset(
    """
    achim adam agnes ahmet aisha albert alexander alexandra ali alina amelie amir ana andi andrea andreas
    angela angelika anja anke anna anne annegret annette anni anton antje arne arno astrid axel aylin ayse ayşe
    barbara bärbel bastian beate bernd bernhard bert bettina birgit birte björn bodo boris brigitte britta
    burkhard can carla carmen carola carolin carsten caspar cem christa christian christiane christina christine
    christoph clara claudia claus conny cornelia dagmar dani daniel daniela david denise dennis detlef diana
    dieter dietmar dietrich dirk doris dorothea eckhard edith ela elena eli elias elif elisa elisabeth elke ella
    ellen elsa emil emine emma emre enno erich erik erika erna ernst esra esther eva fabian fatma felix ferdinand
    finn florian franz franziska frank fred frida friedel friedrich frieda fritz gabi gabriele georg gerd gerda
    gerhard gesa gisela gitta gregor greta gudrun günter günther gunnar hanna hannah hannelore hannes hanno hans
    harald hasan heide heidi heike heiko heiner heinrich heinz helen helena helga helmut henning henrik henry
    herbert hermann hilde holger horst ida ilona ilse imke ina ines inga inge ingo ingrid irene iris irma isabel
    isabell jakob jan jana janina janine jannik jannis jasmin jens joachim jochen johann johanna johannes jonas
    jonathan jörg jörn josef judith julia julian juliane julius jürgen jutta kai kalle karin karl karla karolin
    karsten katharina kathrin kati katja katrin kerstin kevin kim kira kirsten klara klaus konrad konstantin
    kristin kristina kurt lara lars laura lea leila lena leni leo leon leonie liam lili lina linda linus lisa
    lothar lotta lotte louis louisa lucas lucia ludwig luis luisa lukas lutz lydia maik maike malte mandy manfred
    manuel manuela mara marc marcel marco marcus maren margarete margit margot maria marianne marie marina mario
    marion marius mark markus marlene marlies marta martha martin martina mascha mathias mathilde matthias maximilian
    max maya mehmet meike melanie merle mia micha michael michaela michel mikael milan mina mirjam mohammed monika
    moritz murat mustafa nadine nadja natalie nele nico nicola nicole niklas niko nils nina noah nora norbert nour
    noor ole olaf olga oliver olli oskar otto pascal patricia patrick paul paula pauline peer peggy peter petra
    philipp pia rahel rainer ralf ralph ramona raphael raphaela regina regine reiner reinhard renate rené ricarda
    richard rita robert robin roland rolf roman romy ronja ronny rosa rosemarie rudi rudolf ruth sabine sabrina
    samira samuel sandra sarah sara sascha saskia sebastian selim selma semra sibylle sigrid silke silvia simon
    simone sina sofia sofie sonja sophia sophie stefan stefanie steffen steffi stephan stephanie sue susanne
    svea sven svenja sylvia tamara tanja tarek tatjana thea theo theresa theresia thilo thomas thorsten tilman
    tim timo tina tobias tom toni torben torsten udo ulf uli ulla ulrich ulrike ulli ünal ursula uschi uta ute
    uwe valentin vanessa vera verena veronika viktor viktoria vincent volker walter waltraud wanda werner wiebke
    wilfried wilhelm willi wolf wolfgang yannick yasemin yasmin yusuf yvonne zeynep
    """.split()
)


def has_first_name(part):
    """Whether a word of ``part`` is a common first name, or a title stands before it."""
    words = part.replace("-", " ").split()
    titled = words[:1] and words[0] in ("Frau", "Herr", "Herrn", "Dr.", "Prof.", "Fr.", "Hr.")
    return bool(titled) or any(word.casefold().strip(".,") in FIRST_NAMES for word in words[:3])


_SEPARATOR = re.compile(r"\s*[/;&+,]\s*|\s+(?:und|u\.|sowie)\s+")
_PARTING = re.compile(rf"[(\[]|[)\]]|{_SEPARATOR.pattern}")
_PARTICLES = {"von", "van", "de", "del", "der", "den", "zu", "zur", "da", "di", "la", "le", "al"}
_HEADS = re.compile(r"teiln|person|leute|menschen|gäste|anwes|mitgl|TN\b|stimm", re.I)
_TITLES = re.compile(r"(?:(?:Frau\b|Herrn?\b|Fr\.|Hr\.|Dr\.|Prof\.|Dipl\.-\w+\.?)\s*)+")
_INITIAL = re.compile(r"(?:[^\W\d_]\.-?)+$")
_GROUP = re.compile(
    r"(?:.*(?:teams?|gruppen?|vorstand|amt|beirat|rat|verein|kreis|runde|teilnehmer\w*|leute|betriebe|werke|schule|universität|gesellschaft|gmbh|stiftung|büro|agentur|zentrum|kirche|gemeinde|stadt|verwaltung|ministerium|institut|polizei|feuerwehr|verband|verbund))$"
    r"|(?:stadt|gemeinde|landkreis|universität|institut|referat|verein|firma|fa\.)\s.+$"
    r"|(?:alle|plenum|jede\*?r?|gemeinsam|offen|ag|teilnehmende|anwesende|mitglieder|gäste|gast|vortrag|input|moderation|leitung)$",
    re.I,
)
# Words that open a bracket of the title, not of a person: "(Entwurf 2021)", "(Fortsetzung)".
_THING = re.compile(
    r"(?:.{2,}(?:ung|ungen|heit|keit|schaft|tion|tionen|plan|bericht|antrag|entwurf|beschluss|stand"
    r"|thema|themen|idee|ideen|teil|punkt|fest|markt|treffen|projekt|konzept|sitzung))"
    r"|(?:bericht|antrag|entwurf|beschluss|info|infos|information|informationen|input|teil|stand|idee"
    r"|ideen|plan|neu|alt|intern|online|hybrid|digital|pause|sonstiges|optional|vertraulich|beraten"
    r"|öffentlich|nichtöffentlich|vertagt|entfällt|abgesetzt|diskussion|version|thema|themen|ergebnis"
    r"|ergebnisse|rückblick|ausblick|kurz|wiq|januar|februar|märz|april|mai|juni|juli|august"
    r"|september|oktober|november|dezember|frühjahr|frühling|sommer|herbst|winter)$",
    re.I,
)


def read_people(text):
    """``text`` of a bracket as (speakers, note): names, and in words what is not a name."""
    text = text.strip(" ,;")
    parts = [part for part in split_people(text) if part]
    names = [part for part in parts if is_name(part)]
    if not names:
        return [], text
    return names, ", ".join(part for part in parts if not is_name(part))


def looks_like_people(text):
    """Whether ``text`` alone, without a time beside it, can only be people."""
    parts = split_people(text)
    names = []
    for part in parts:
        # A word such as "Entwurf" or "Sommer" is a family name only beside a first one.
        words = part.split()
        personal = has_first_name(part) or any(map(_INITIAL.match, words))
        if is_name(part) and (personal or not any(map(_THING.match, words))):
            names.append(part)
    others = [part for part in parts if part not in names]
    return bool(parts) and all(is_headcount(part) or (names and is_group(part)) for part in others)


def is_group(part):
    """Whether ``part`` names a group or an organisation: "Stadt Leipzig", "Vorstand"."""
    return bool(_GROUP.match(part))


def split_people(text):
    """The parts between "/", ",", "und", "&"; what stands in brackets stays together."""
    parts, depth, start = [], 0, 0
    for match in _PARTING.finditer(text):
        if match[0] in "([":
            depth += 1
        elif match[0] in ")]":
            depth -= 1
        elif depth <= 0:
            parts.append(text[start : match.start()].strip())
            start = match.end()
    return [*parts, text[start:].strip()]


def is_headcount(part):
    """Whether ``part`` counts heads: "7 Teilnehmende", "ca. 20 Personen", "alle"."""
    if re.match(r"(?:(?:ca|etwa|rund)\.?\s)?\d+\s[^\W\d]", part):
        return bool(
            re.search(
                r"teiln|person|leute|menschen|gäste|anwes|mitgl|TN\b|stimm|grupp|famil|kinder|jugend|nachbar",
                part,
                re.I,
            )
        )
    return bool(re.match(r"(?:alle|plenum|jede\*?r?|gemeinsam)$", part, re.I))


def is_name(part):
    """Whether ``part`` has the shape of a name: up to five capitalised words, no digit outside a
    bracket, no group, no sentence."""
    part = part.split("(", 1)[0].strip()
    if re.match(r"N\.?\s?N\.?$", part):
        return True
    words = _TITLES.sub("", part, count=1).split() if part else []
    if not part or len(part) > 100 or len(words) > 5 or any(char.isdigit() for char in part):
        return False
    if words and (_GROUP.match(words[-1]) or _GROUP.match(part)):
        return False
    return all(
        word in _PARTICLES
        or _INITIAL.match(word)
        or (word[0].isupper() and all(char.isalpha() or char in "-'’." for char in word))
        for word in words
    )
