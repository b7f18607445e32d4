"""Which parts of minutes are not for everybody: what lines say of it, and which TOPs that is about.

A line is about nothing else where each of its words is known ("Der öffentliche Teil endet um 20 Uhr."): then it counts how
often its words turn "public" into "not public".
"""

import re
from collections import Counter
from itertools import product
from typing import NamedTuple

from .labels import read_labels
from .source import ends_sentence, remember_answers, strip_marks
from .when import find_dates, read_time
from .who import looks_like_people

# Who is meant by "nur für …" and who stays outside, where a text can be shown, and by which verbs people leave and words get around.
_GUESTS = r"(?:gäste\w*|(?:zu)?hörer\w*|zuschauer\w*|besucher\w*|einwohner\w*|bürger\w*|publikum|presse\w*|nichtmitglieder\w*)"
_INSIDERS = (
    r"(?:\w*mitglied\w*|\w*vorst[aä]nd\w*|[\w-]*team|\w*eltern|bewohner\w*|\w*beirat\w*|aufsichtsrat|genoss\w+|geschäftsführ\w*|gf|orga\w*"
    r"|lehrkräfte\w*|anwesende|aktiven?|beteiligte\w*)"
)
_WEB = r"(?:internet|netz|web\b|web-?seite|website|homepage|seite|blog)\w*"
_PLACES = (
    rf"(?:{_WEB}|\w*protokolls?|hp|newsletter|\w*aushang|verteiler|facebook|insta(?:gram)?|\w*chat|\w*whatsapp\S*|presse|öffentlichkeit"
    r"|fassung)"
)
_LEAVE = r"(?:verlassen|verlässt|verliessen|verabschied\w*|hinaus\w*|gehen|gegangen)"
_TELL = (
    r"(?:\w*protokollier\w+|(?:auf|mit)(?:zu)?(?:ge)?schr[ei]+ben|weiter(?:zu)?(?:ge)?(?:sagen|sagt|geben|leiten|leitet|erzähl\w+)|herumerzähl\w+"
    r"|kommunizier\w+|bekannt (?:zu)?(?:ge|mach|werd)\w*|publik\w*|spruchreif|veröff\w*|hochladen|hochgeladen|posten|gepostet|zitier\w+"
    r"|nach (?:außen|draußen)|offiziell\b(?! \w)|zur (?:weitergabe|veröffentlichung))"
)
_IN_USE = (
    r"(?:zugänglich|sichtbar|einsehbar|nutzbar|genutzt|bekannt)"  # tells of a place, not of minutes
)
# What closes or opens in other words, as told below in those of ``_WORD``.
_IN_WEB = rf"(?:(?:in|im|auf|für) (?:die |das |der )?|ins ){_WEB}"
_SPELLED = [
    (re.compile(pattern), spelled)
    for spelled, pattern in (
        ("bis", r"\bbis (?:zum )?(?:ende|schluss)\b"),
        ("öffentlich", r"(?:ö|oe)ff(?:entl)?\.|oeffentlich"),
        ("nicht ", r"\bnicht\W{0,3}(?=öffentlich)"),
        (r"\1 ", r"(öffentlich(?:er)?)(?=teil|sitzung)"),
        (
            "intern",
            r"^\W*(?:geschlossen|schweigepflicht|verschwiegenheit)\W*$|hinter (?:ge|ver)schlossenen türen",
        ),
        (
            "vertraulich",
            r"\bnicht (?:zur weitergabe|weiter(?:zu)?(?:geben|leiten|sagen)|für (?:dritte|den aushang|alle)|aushängen|online\w*)\b"
            rf"|\bnicht {_IN_WEB}(?: veröffentlich\w*)?|\bunterlieg\w+ (?:der |einer )?(?:verschwiegenheit|schweigepflicht|vertraulichkeit)\w*"
            rf"|\bnur (?:für |zu[mr] )?(?:den |die |das )?(?:interne[nr]? \w+|dienstgebrauch|{_INSIDERS})|\bohne (?:die |unsere )?{_GUESTS}"
            r"|\bnur für (?:\S+ ){0,2}\S+(?=:\W*$)|^\W*(?:d(?:ie|er|as) )?\S+ allein(?=:\W*$)",
        ),
        ("wieder öffentlich", rf"\bwieder (?:{_IN_WEB}|für alle\b)"),
        (r"\1öffentlich", rf"(^\W*|\bwieder )mit (?:den |unseren )?{_GUESTS}(?=\W*$)"),
        (
            "vertraulich hinaus",
            rf"\b{_GUESTS}(?=(?:(?!\bkomm).)*\b{_LEAVE}\b)|(?<=\bverabschiedet die ){_GUESTS}",
        ),
        (r"\1vertraulich hinaus", rf"\b({_LEAVE} (?:\w+ ){{0,2}}){_GUESTS}"),
        ("öffentlichkeit", rf"\b{_GUESTS}(?=.*\b(?:wieder|zurück\w*|herein\w*)\b)"),
        ("wieder", r"\bwieder (?:da|dabei|anwesend|zugegen)\b"),
        (
            "",
            r"^(?:\S+ ){1,6}?(?=(?:schliesst|schloss|beendete?|stellte?|eröffnete?|verabschiedet die)\b.*(?:öffentlich|vertraulich|intern|gäste))",
        ),
    )
]
_SPACED = re.compile(r"\b(?:[^\W\d_]\s{1,3}){5,}[^\W\d_]\b")  # "N i c h t"
_WORD = re.compile(
    r"(?P<public>öffentlich(?:e[rnsm]?|keit)?|veröffentlich(?:t|en|ung))"
    r"|(?P<private>vertraulich(?:e[rnsm]?)?|nö|(?!ver)\w{3,}öffentlich(?:e[rnsm]?)?)"
    r"|(?P<weak>\w*intern(?:a|e[rnsm]?)?|privat(?:e[rnsm]?)?|geschlossene[rnsm]?)"
    r"|(?P<turn>nicht|keine?|ohne|nein|ausschluss)"
    r"|(?P<ends>ende[tn]?|endete|beende\w+|schluss|schliesst|schloss|geschlossen|ausgeschlossen|aus(?:zu)?schliessen|aufgehoben|aufhebung)"
    rf"|(?P<follows>(?:sitzungs)?teil(?:e?s)?|sitzung|beratung|versammlung|punkte|tops|themen|tagesordnungspunkte|(?:nach)?folgend\w*|folg(?:t|en)|weiter\w*"
    rf"|fort(?:ge)?(?:setz|führ|fahr)\w*|ab|anschluss|danach|nächste\w*|restliche\w*|zurück\w*|herein\w*|beginn\w*|anfang|eröffn\w+|nun|jetzt|anschliessend|hinaus\w*|her|(?:wieder)?(?:hergestellt|zugelassen)|wieder)"
    r"|(?P<item>top|punkt|tagesordnungspunkt)"
    r"|(?P<beside>[ivx]+|[a-d]|de[rsmn]|die|das|es|dies\w*|hierzu|dazu|ist|war|sind|waren|w[ieu]rde?n?|um|von|vom|bis|uhr|h|im|am|in|zu[mr]?|für|aus|unter"
    r"|mit|nach|hier|nur|und|sich|uns(?:er\w*)?|antrag|soll(?:en)?|daraufhin|damit|alle[rsn]?|rest|treffens?|tagesordnung|protokolls?|angelegenheiten?|status|hinweis|achtung|bitte|siehe"
    r"|gesondert\w*|behandel\w+|beraten|besprochen|diskutiert|protokolliert|bestimmt|gebeten|ja|den|raum|saal|sitzungssaal|stell(?:en?|te?n?)|setzen|vorsitzende[rn]?|gebrauch|kreis\w*|runde|rahmen|streng|absolut|komm(?:en|t)|kehr(?:en|t)|betreten|betritt|datenschutz\w*|gründen|ff?)"
    rf"|(?P<leave>{_LEAVE})"
)
_CLAUSES = re.compile(r"[,;.()\[\]/|–—]|\s-\s|\bund\b")
_MAY_TELL = re.compile(
    r"ö\s{0,3}f\s{0,3}f|oeff|\bn[./\s-]{0,3}ö|ver\s?traul|v\se\sr\st|geschl|intern|privat|i\sn\st|verschl|verschwieg|schweigepf|\bnur\s|ohne\s|allein\b|wieder\s(?:in|im|auf|für)|nicht\s(?:ins?|im|auf|fürs?|zur|weiter|online|aushän)|ausschl"
    rf"|{_GUESTS}",
    re.I,
)
_HEADS = re.compile(
    r"\W*(?:(?:[a-d]|[ivx]+|\d+)\W+)?(?:nicht öffentlich|vertraulich|intern|geschlossen)(?:e[rnsm]?)?\W*(?:teil(?:e?s)?|sitzung)\b(?P<rest>.*[^.])?"
)
_TELLS = re.compile(
    r"\b(?:w[iau]rd?e?n?|war(?:en)?|ist|sind|hat(?:te)?|haben|entf[aä]ll[te]n?|entfiel|kein\w*|fand|steht|gab|offen)\b"
)
_ELSEWHERE = re.compile(  # it is told of another meeting
    r"\b(?:(?:über)?nächste|letzte|vorige|vergangene|kommende)[nrsm]? \w*(?:sitzung|treffen|versammlung)\b"
    r"|\bin (?:der |einer )?nicht öffentliche[nr] (?:sitzung|versammlung)\b.*\b(?:am|vom) \d{1,2}\."
)
_TITLED = re.compile(
    r"(?:\w*protokoll|niederschrift|mitschrift|auszug|notizen)\b.*\bnicht öffentlich\w* \w*(?:teil|sitzung|beratung|versammlung)"
    r"|\W*(?:vertrauliche|interne|nicht öffentliche)s? \w*protokoll\b"
)
_NAMED = re.compile(
    r"(?:\b(?:tops?|(?:tagesordnungs)?punkte?|ziffern?)\W{0,3}|(?<=öffentlich: )|(?<=vertraulich: ))(?P<numbers>\d{1,3}[a-z]?\b(?:(?:\W|und|bis)*\d{1,3}[a-z]?\b)*)"
)
_CLOSED = re.compile(
    rf"(?<![^\W_])(?:nicht[\s-]?(?:ö|oe)ff(?:entlich(?![^\W_])|entl\.|\.)(?!\s{_IN_USE})"
    r"|vertraulich(?![^\W_])"
    r"|unter Ausschluss der Öffentlichkeit)",
    re.I,
)
_REMARK = re.compile(r"\W*[(\[][^()\[\]]*[)\]]\W*")
_GUESTS_LEAVE = re.compile(
    r"\bvertraulich hinaus\b[^.]*\b\w*(?:raum|saal|sitzung|versammlung|treffen|runde)\b"
)
_SAYS_SO = re.compile(
    rf"[\W_]*?(?:Hinweis:\s|D(?:er|ies|ieser) (?:\w*punkt|TOP) (?:ist|war|wird|wurde) )?(?:{_CLOSED.pattern})|(?:Nur )?intern:\s",
    re.I,
)
_SEGMENTS = re.compile(r"[()\[\]{}|:;,/–—]|(?<!\S)-(?!\S)")
_INTERN = re.compile(r"(?:^|\d[.:)]*\s+)(?:intern|nö)\s+(?=[A-ZÄÖÜ])|\s(?:[Ii]ntern|NÖ)\W*$")
_TITLE_HIDES = re.compile(
    r"(?<![^\W_])(?:(?:nicht[\s-]?(?:ö|oe)ffentlich|vertraulich|intern)e[rnsm]?|nö) \w*(?:personal|angelegenheit|sache|them|punkt|frage)\w*"
    r"|\bin nicht[\s-]?(?:ö|oe)ffentlicher sitzung\W*$|\((?:\w+[ -])?(?:geheim|privat|vertr\.|n\.\s?oe\.?|intern)\)"
    r"|\bbleib\w* (?:unter uns|im raum)\b|;\s+n\.\s?ö\b",
    re.I,
)
# Because of which one asks: they close nothing by themselves, and stand anywhere in a text.
_HINTS = (
    # however it is spelled: without dots, with letters lost or turned
    rf"nicht?\W{{0,3}}(?:ö|oe|o|\ufffd|Ã¶)f(?!fens)\w{{3,9}}ich\w*(?! {_IN_USE})|\bno[nt][ -]public\b|\boff the record\b"
    r"|\bclosed (?:session|meeting)\b|\(closed\)|\bconfidential\b|\binternal\b|\b\w+ only\b|(?-i:\bINTERN\b|\bNÖ\b|\bINT:)|\(int\.?\)|[🔒🔐]",
    r"\bvertraulich\w*|verschlusssache|unter (?:ausschluss|verschluss)|öffentlichkeit (?:\w+ )?(?:ausgeschlossen|verlässt)|\(öffentlich ?\?\)"
    r"|\b(?:kein\w* fall|dass (?:das|es|dies)) (?:\w+ ){0,2}öffentlich\b",
    # where it is not to stand
    rf"\b(?:nicht|nichts davon|kein\w*|ohne|weder) (?:\w+ )?(?:ins?|im|fürs?|aufs?|an|zum|f\.) (?:d\. |\w+ ){{0,3}}?{_PLACES}\b"
    rf"|\b(?:kein|ohne) protokoll\b|\b(?:nicht|nichts) \w+ (?:ins|im|fürs|aufs|auf die|an die) {_PLACES}\b",
    rf"\b(?:nicht|nie|kein\w*|nichts) (?:(?:zu|noch|so|mehr|bitte|das|davon|groß) ){{0,2}}{_TELL}",
    r"\bsag\w* (?:\w+ ){1,2}nicht weiter\b|\bnicht übernehmen:|\b(?:soll|darf|dürf|muss)\w* .{0,40}\b(?:nicht|nichts) (?:\w+ )?erfahren\b"
    r"|\bnamen? (?:\w+ ){0,2}(?:nicht|schwärzen|weglassen)\b|\bkeine namen (?:\w+ ){0,3}nennen\b|\bnicht genannt werden|\banonym (?:bleiben|bitte)|\binoffiziell",
    r"\b(?:bevor \w+ online|vor (?:dem |der )?(?:veröffentlich|hochlad|aushang|aushäng)\w*|erst nach .{1,40} (?:bekannt|öffentlich|veröffentlich\w*)"
    r"|nur mit zustimmung|sperrfrist)\b",
    # what is to be done with it first
    r"\b(?:ohne|außer|bis auf) (?:(?:den|die) )?tops?\b",
    r"\b(?:weg|r?aus|heraus)(?:zu)?lassen\b|\bmuss (?:noch )?(?:wieder )?raus\b|\banonymisier\w*|\bschwärzen\b|\bgeschwärzt\w*|\bbitte löschen\b"
    rf"|\bfür (?:die |eine )?(?:\w+ )?{_PLACES} (?:streichen|kürzen|löschen)",
    # for whom it is
    rf"\bnur (?:noch )?(?:(?:für|an|unter|zu[mr]) )?(?:(?:den|die|das|der|dem|unsere[nr]?|den unsere[nr]?) )?(?:internen gebrauch|{_INSIDERS}\b(?! (?:d[aü]rf|könn|hab|k[oa]))"
    r"|uns\b|euch\b)|\b(?:nur für|unter) uns\b|\bab hier nur\b|[(]nur (?:für [^()]{1,60}|[\w*]+(?:innen|rat))\b"
    rf"|\bnicht für (?:{_GUESTS}|außenstehende|dritte)|\b(?:tagt|berät|trifft)\b.{{1,40}} unter sich\b|\bohne (?:die |unsere )?(?:{_GUESTS}|öffentlichkeit)"
    rf"|\b{_INSIDERS} (?:allein|unter sich)\b|\b{_GUESTS}\b[^.]{{0,40}} (?:draußen|heimweg|nach ?hause)\b",
    rf"\b{_GUESTS} (?:\w+ ){{0,4}}(?:gebeten|draußen|raus|hinaus|verabschied\w*|verlass\w*)\b|\blehrkräfte verlassen\b",
    r"\b[\w-]*(?:passwort|kennwort|türcode|zugangscode|zahlencode)\b\W{0,3}(?:\w+ )?\W?\w*\d",
    # what is said of it
    r"\b(?:stillschweigen|diskretion|diskret|verschwiegenheit\w*|schweigepflicht|geheimhalt\w*|privatsache)\b|\bstreng persönlich\b|\b(?:status|stufe|vermerk)\W{1,3}intern\b|\b(?:noch|streng|bleib\w*) geheim\b(?! (?:ge|ab))"
    r"|[(,]\s?(?:streng )?(?:geheim|privat)\b|\bunter der hand\b|\bgroße glocke\b|\bnach außen (?:dring|trag)\w*|\bwas (?:hier|wir) .{1,30} bleibt\b",
    r"\b(?:das|dies|alles) bleibt (?:\w+ ){0,2}(?:im|in|hier|unter)\b|\bbleibt (?:bitte )?(?:hier\b(?! \w)|unter uns|im raum|in (?:der|dieser) (?:runde|gruppe)|in diesem kreis)|\bin diesem kreis (?:\w+ )?bleiben\b"
    r"|\b(?:behaltet|behält|behalten) .{0,20}für (?:euch|sich|uns)\b|\bfür sich (?:zu )?behalten\b",
    r"\b(?:nur|rein|streng|ist|sind|bleib\w*|bitte) (?:\w+ )?intern\b|<!--\W*intern\b|(?<!\[)[#*+(\[]intern\b(?!:\w)|\bintern\b\W?(?::|\)|$)|\bintern (?:zu )?(?:behand|halt|klär|besprech|bleib)\w*"
    r"|\b(?:behandeln|klären|besprechen|regeln) (?:\w+ ){0,2}intern\b"
    r"|\bintern(?:e[nrms]?)? (?:\w*protokoll|noti[zt]\w*|vermerk|teil|info\w*|ergänzung|bemerkung|anmerkung|nachtrag|hinweis|verwendung|gebrauch|fassung|absprache)\w*",
)
_HINT = re.compile("|".join(_HINTS), re.I)
# In a heading or an agenda.
_HEAD_HINT = re.compile(
    r"[(\[,;:–-]\s*(?:bitte )?(?:nicht f(?:ür)?\b|(?:nur|ohne) (?:mündlich|wir\b|(?!(?i:info|bericht|rück|aussprache|beschl|abstimmung|diskussion|debatte|anmeldung|termin|zeit|\w*plätze))[A-ZÄÖÜ][\w-]*))"
    r"|\b(?i:intern(?:e[rnsm]?|a)?(?! (?:links?|verweise?)\b)|privat(?:es)?|geheim\w*|geschützt|geschlossene[rnms]?|(?:vs-)?nfd|vier augen|(?:kleine|enge|engste)[nmr] (?:kreis|runde))\b"
    r"|^\W*(?:TOP\s?)?[\d.]*\W*(?i:personalia|personelles|personal(?:angelegenheit|frage|sache|them)\w*|(?:miet)?rückstände)\b"
    r"|[(\[]Vorstand[)\]]|[(\[/–-]\s?N(?:OE)?\s?[)\]]?$|^\s*\d+\s+N\s{2,}"  # as councils mark it, beside "Ö"
)


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


# "n. ö.", "n.öff."
_ABBREVIATED = re.compile(r"(?<!\w)(?:n(?:\.[\s-]?|[/-])ö(?:ff)?|nicht\W?öff)(?!\w)\.?", re.I)
_NEUTRAL = re.compile(  # a kind of minutes, a column's words and what it says no to
    r"öffentlich\w{0,2}\W+(?:und |oder )?nicht\W?öffentlich\w*|\bö ?/ ?nö?\b"
    r"|\b(?:vertraulich|intern|nicht\W?öffentlich)\w{0,2}:\W{0,2}nein\b",
    re.I,
)


def _unspaced(text):
    text = _ABBREVIATED.sub("nö", _NEUTRAL.sub("", text))
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
    if _ELSEWHERE.search(plain):
        return Told()
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
    one = "item" in seen and not (numbers or since or _NEXT.search(plain))
    weak = "weak" in seen and not {"public", "private", "follows"} & seen
    if kind == "open" and not (follows or re.search(r":\W*$", text)):
        return Told()
    return Told(kind, follows, one, weak, numbers, since)


_NEXT = re.compile(r"\b(?:folgend|nächst)\w*")


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
_TAKES_LEAVE = re.compile(r"verabschied|verl(?:ass|äss|ieß|iess)|hinaus|\braus", re.I)
_MOST_UNKNOWN = 4  # words of a line that nevertheless parts what stands above from what follows


def told_at_end(text):
    """As ``told`` for a line set apart at the end of a TOP's text, where a few other words may stand beside, in no sentence
    but one of what is done: "Auf Antrag wird die Öffentlichkeit ausgeschlossen.", "Übergang in den nichtöffentlichen Teil".
    Where guests take their leave, what follows is to be "asked" about."""
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
    if _ELSEWHERE.search(plain):
        return Told()
    if says and (is_short or _DOES.search(plain)):
        return Told("closed", follows=True)
    leaves = "vertraulich hinaus" in plain and _TAKES_LEAVE.search(text)
    return Told("asked", follows=True) if leaves else Told()


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
    sentences = [told(one) for one in re.split(r"(?<=[^\d][.!?])\s+|;\s+", text)]
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


def calls_whole(text):
    """Whether the heading of minutes calls them all closed: "Protokoll der nichtöffentlichen Sitzung vom 3.3.2026"."""
    return bool(len(text) <= 200 and _TITLED.match(_spelled(strip_marks(text)[1])))


_LEGEND = re.compile(
    r"\W*?(?:(?:die )?mit )?(?P<mark>\*{1,3}|[†¹²³]|[(\[][\w*+#°]{1,2}[)\]]|\w{1,2}(?=\s*=))\)?\s*"
    r"(?:[=:–-]|gekennzeichnet\w*|markiert\w*|versehen\w*|bedeutet|steht für)?\s*(?P<said>\w.*)",
    re.I,
)


def closing_mark(text):
    """The mark that closed TOPs bear as a line tells, "*" of "* nicht öffentlich" and "(n)" of "(n) = nichtöffentlich", as a
    pattern; "" without one."""
    for part in re.split(r"[,;]\s+", text) if _MAY_TELL.search(text) else ():
        match = _LEGEND.fullmatch(part)
        if match and told(match["said"]).kind == "closed":
            is_star = "*" in match["mark"]  # that of "Nachbar*innen" is none
            sign = match["mark"].casefold()
            bracketed = re.escape(sign) if sign[0] in "([†¹²³" else rf"[(\[]{sign}[)\]]"
            star = re.escape(sign)
            return rf"(?<![\w*]){star}(?!\*)|(?<!\*){star}(?![\w*])" if is_star else bracketed
    return ""


def says_so(text):
    """Whether a line of a TOP's text begins with the words that it is closed."""
    return bool(_SAYS_SO.match(_NEUTRAL.sub("", text)))


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
        or any(
            one.kind == "closed" and not (one.weak and "extern" in text.casefold())
            for one in map(told, [text, *_SEGMENTS.split(text)])
        )
        or any(one.kind == "closed" and not (one.follows or one.weak) for one in ends)
    )


@remember_answers
def words_of(text):
    """The words of ``text`` in lower case, to compare names by: without those that call its TOP closed or public, which an
    agenda may say alone."""
    if _MAY_TELL.search(text):
        text = " ".join(part for part in _SEGMENTS.split(text) if not told(f"{part}:").kind) or text
    return tuple(re.findall(r"[^\W_]+", text.casefold()))


def tells_closed(text):
    """Whether it stands anywhere in ``text`` that something is not for everybody."""
    text = _NEUTRAL.sub("", text)
    return bool(_CLOSED.search(text)) or any(
        told_below(line).kind == "closed" or (names_closed(line) and not ends_sentence(line))
        for line in text.splitlines()
        if _MAY_TELL.search(line)
    )


_SENTENCES = re.compile(r"(?<=[.!?;:,])\s+|[()\[\]]")
# Where decisions and tasks of all TOPs are told again.
_OVERVIEW = re.compile(
    r"\b(?:beschluss|beschlüsse|aufgaben)\w*[\s-](?:im )?(?:überblick|übersicht|liste)\b|\b(?:beschluss|aufgaben)\w*(?:übersicht|liste)\b"
    r"|\boffene (?:punkte|aufgaben)\b|\bto-?dos\b|\b(?:kurzfassung|zusammenfassung|in kürze|auf einen blick|wer macht was|tl;?dr)\b|\b(?:beschlüsse|aufgaben):",
    re.I,
)
# Capital letters make nouns and names of words, also where only a sentence begins; three digits a sum.
_NOUN = re.compile(r"\b[A-ZÄÖÜ][^\W_]{3,}(?:-[^\W_]+)*|\b\d[\d.,]+\d\b")
_OF_ALL_MINUTES = re.compile(  # they tell of no TOP
    r"(?:19|20)\d\d|\d\d?[.,]\d\d?|\d\d?\.\d\d?\.\d+|\d\d|euro|nein|all?e[rns]?|diese[rmns]?|(?:frau|herr|leute|kinder|mitglied|vorst[aä]nd|vorsitzend|verein"
    r"|verwaltung|gemeinde|gruppe|abend|jahr|woche|monat|minute|termin|antr[aä]g|beschl|\w*stimm(?:e|ung)|enthaltung|frage|vorschl[aä]g|vorlage|drucksache"
    r"|sachverhalt|niederschrift|diskussion|punkt|bericht|thema|aufgabe|todo|liste|\w*beirat)\w*"
    r"|\w*(?:treffen|sitzung|versammlung|runde|plenum|protokoll|januar|februar|märz|april|juni|juli|august|ember|oktober|woch|tag)\w{0,2}"
)


def _nouns(text):
    """The nouns, names and sums in ``text``, {in lower case and without the "s" of a genitive: as it is written}."""
    words = {word.casefold(): word for word in _NOUN.findall(text)}
    return {
        key.removesuffix("s"): word
        for key, word in words.items()
        if not _OF_ALL_MINUTES.fullmatch(key)
    }


_NAME_WORD = re.compile(r"[^\W_]+")


class Retold:
    """What the ``closed`` TOPs, triples of number, name and text, may be told by in what is public: by "TOP 3" and their names,
    but for "nicht öffentlich", and by nouns that at most two of the ``texts`` of public TOPs hold and that name no ``people``."""

    def __init__(self, closed, texts, people=""):
        self.closed = closed
        names = [name.partition(" (")[0].strip() for _, name, _ in closed if not told(name).kind]
        known = [name for name in names if len(name) > 4]
        known += [f"TOP {number}" for number, _, _ in closed if number]
        self.names = {tuple(_NAME_WORD.findall(name.casefold())): name for name in known}
        self.lengths = {*map(len, self.names)} - {0}
        counts = Counter(noun for text in texts for noun in _nouns(text)) if closed else {}
        everywhere = {noun for noun in counts if counts[noun] > 2} | {*_nouns(people)}
        nouns = _nouns("\n".join([*names, *(text for _, _, text in closed)]))
        self.nouns = {*nouns} - everywhere

    def __bool__(self):
        return bool(self.closed)

    def found_in(self, text):
        """The first words in ``text`` that may tell of the closed TOPs, "" without such."""
        words = _NAME_WORD.findall(text.casefold()) if self.names else []
        for at, length in product(range(len(words)), self.lengths):
            *first, last = words[at : at + length]
            for end in (last, last.removesuffix("s")):
                if name := self.names.get((*first, end)):
                    return name
        overview = _OVERVIEW.search(" ".join(text.split()))
        nouns = _nouns(text) if self.nouns and not overview else {}
        shared = (nouns[key] for key in nouns if key in self.nouns)
        return overview[0] if overview else next(shared, "")


def closing_words(text, retold=None):
    """Words in ``text`` because of which one asks whether it is for everybody, also those that do not close it by
    themselves ("nicht ins Protokoll") or may tell of TOPs that are closed, ``retold``; "" without such. A last line that
    begins a part which is closed hides nothing."""
    above, _, last = text.rstrip().rpartition("\n")
    text = above if retold and part_of(last) == "closed" else text
    flat = _NEUTRAL.sub("", " ".join(text.replace("_", " ").split()))
    if hint := _HINT.search(flat):
        return _bare(hint[0])
    parts = _SENTENCES.split(flat) if _MAY_TELL.search(flat) else ()
    if part := next((part for part in parts if told(part).kind == "closed"), ""):
        return _bare(part)
    if tells_closed(text):
        return "nicht öffentlich"
    return retold.found_in(text) if retold else ""


_CONTACT = re.compile(
    r"(?:\b(?:tel|fon|telefon|mobil|handy)\w*\W{0,3}|(?<!\w))(?:\+|0)\d[\d\s()/–-]{5,}\d"
    r"|\b(?:\w*code|pin|passwort|kennwort|\w*einwahl\w*|(?:meeting|zoom)-?id)\W{1,3}(?=\w*\d)[\w-]+",
    re.I,
)


def contact_words(text):
    """A telephone number or a code of access in ``text``, which people gave for this meeting alone; "" without such."""
    contact = _CONTACT.search(text)
    return contact[0] if contact else ""


def heading_words(text):
    """Words in a heading ``text``, or the line of an agenda, because of which one asks whether the TOP is for everybody."""
    hint = _HEAD_HINT.search(text)
    return _bare(hint[0]) if hint else closing_words(text)


def _bare(words):
    return words.strip(" *#()[],;:.–-")


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
