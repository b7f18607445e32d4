"""Words because of which one asks whether a text is for everybody: they close nothing by themselves, and stand anywhere in it."""

import re

# Who is meant by "nur für …", who stays outside, where a text can be shown, and by which verbs it gets around.
GUESTS = r"(?:gäste\w*|(?:zu)?hörer\w*|zuschauer\w*|besucher\w*|einwohner\w*|bürger\w*|publikum|presse\w*|nichtmitglieder\w*)"
_INSIDERS = (
    r"(?:\w*mitglied\w*|\w*vorst[aä]nd\w*|\w*team|\w*eltern|bewohner\w*|\w*beirat\w*|aufsichtsrat|genoss\w+|geschäftsführ\w*|gf|orga\w*"
    r"|lehrkräfte\w*|anwesende|beteiligte\w*)"
)
_PLACES = (
    r"(?:\w*protokolls?|internet|netz|web|web-?seite|website|homepage|hp|blog|newsletter|\w*aushang|verteiler|facebook|insta(?:gram)?"
    r"|\w*chat|\w*whatsapp\S*|presse|öffentlichkeit|fassung)"
)
_TELL = (
    r"(?:\w*protokollier\w+|(?:auf|mit)(?:zu)?(?:ge)?schr[ei]+ben|weiter(?:zu)?(?:ge)?(?:sagen|sagt|geben|leiten|leitet|erzähl\w+)|herumerzähl\w+"
    r"|kommunizier\w+|bekannt (?:zu)?(?:ge|mach|werd)\w*|publik\w*|spruchreif|veröff\w*|hochladen|hochgeladen|posten|gepostet|zitier\w+"
    r"|nach (?:außen|draußen)|offiziell\b(?! \w)|zur (?:weitergabe|veröffentlichung))"
)
IN_USE = (
    r"(?:zugänglich|sichtbar|einsehbar|nutzbar|genutzt|bekannt)"  # tells of a place, not of minutes
)

_HINTS = (
    # however it is spelled: without dots, with letters lost or turned
    rf"nicht?\W{{0,3}}(?:ö|oe|o|\ufffd|Ã¶)f(?!fens)\w{{3,9}}ich\w*(?! {IN_USE})|\bno[nt][ -]public\b|\boff the record\b"
    r"|\bclosed (?:session|meeting)\b|\bconfidential\b|\binternal\b|\b\w+ only\b|(?-i:\bINTERN\b|\bNÖ\b|\bINT:)|\(int\.?\)|[🔒🔐]",
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
    rf"|\bnicht für (?:{GUESTS}|außenstehende|dritte)|\b(?:tagt|berät|trifft)\b.{{1,40}} unter sich\b|\bohne (?:die |unsere )?(?:{GUESTS}|öffentlichkeit)"
    rf"|\b{_INSIDERS} (?:allein|unter sich)\b|\b{GUESTS}\b[^.]{{0,40}} (?:draußen|heimweg|nach ?hause)\b",
    rf"\b{GUESTS} (?:\w+ ){{0,4}}(?:gebeten|draußen|raus|hinaus|verabschied\w*|verlass\w*)\b|\blehrkräfte verlassen\b",
    # what is said of it
    r"\b(?:stillschweigen|diskretion|diskret|verschwiegenheit\w*|schweigepflicht|geheimhalt\w*|privatsache)\b|\bstreng persönlich\b|\b(?:status|stufe|vermerk)\W{1,3}intern\b|\b(?:noch|streng|bleib\w*) geheim\b(?! (?:ge|ab))"
    r"|[(,]\s?(?:streng )?(?:geheim|privat)\b|\bunter der hand\b|\bgroße glocke\b|\bnach außen (?:dring|trag)\w*|\bwas (?:hier|wir) .{1,30} bleibt\b",
    r"\b(?:das|dies|alles) bleibt (?:\w+ ){0,2}(?:im|in|hier|unter)\b|\bbleibt (?:bitte )?(?:hier\b(?! \w)|unter uns|im raum|in (?:der|dieser) (?:runde|gruppe)|in diesem kreis)|\bin diesem kreis (?:\w+ )?bleiben\b"
    r"|\b(?:behaltet|behält|behalten) .{0,20}für (?:euch|sich|uns)\b|\bfür sich (?:zu )?behalten\b",
    r"\b(?:nur|rein|streng|ist|sind|bleib\w*|bitte) (?:\w+ )?intern\b|(?<!\[)[#*+(\[]intern\b(?!:\w)|\bintern\b\W?(?::|\)|$)|\bintern (?:zu )?(?:behand|halt|klär|besprech|bleib)\w*"
    r"|\b(?:behandeln|klären|besprechen|regeln) (?:\w+ ){0,2}intern\b"
    r"|\bintern(?:e[nrms]?)? (?:\w*protokoll|noti[zt]\w*|vermerk|teil|info\w*|ergänzung|bemerkung|anmerkung|nachtrag|hinweis|verwendung|gebrauch|fassung|absprache)\w*",
)
_HINT = re.compile("|".join(_HINTS), re.I)

# In a heading or an agenda.
_HEAD_HINT = re.compile(
    r"[(\[,;:–-]\s*(?:bitte )?(?:nicht f(?:ür)?\b|(?:nur|ohne) (?:mündlich|wir\b|(?!(?i:info|bericht|rück|aussprache|beschl|abstimmung|diskussion|debatte|anmeldung|termin|zeit))[A-ZÄÖÜ][\w-]*))"
    r"|\b(?i:intern(?:e[rnsm]?|a)?|privat(?:es)?|geheim\w*|geschützt|geschlossene[rnms]?|vier augen|(?:kleine|enge|engste)[nmr] (?:kreis|runde))\b"
    r"|^\W*(?:TOP\s?)?[\d.]*\W*(?i:personalia|personelles|personal(?:angelegenheit|frage|sache|them)\w*|(?:miet)?rückstände)\b"
    r"|[(\[/–-]\s?N(?:OE)?\s?[)\]]?$|^\s*\d+\s+N\s{2,}"  # as councils mark it, beside "Ö"
)


def hint_in(flat):
    """The first words in a text without line ends, ``flat``, that make one ask, "" without such."""
    hint = _HINT.search(flat)
    return hint[0].strip("()[],;:–- ") if hint else ""


def hint_in_heading(text):
    """The same for a heading, or the line of an agenda, beside what makes one ask anywhere."""
    hint = _HEAD_HINT.search(text)
    return hint[0].strip("()[],;:–- ") if hint else ""
