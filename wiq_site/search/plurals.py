"""German nouns whose plural has an umlaut: "Häuser" is a form of "Haus", "Küche" none of "Kuchen".

No rule tells the two apart, and hardly a new noun joins the first kind, so this is their list. Source: Duden,
Die Grammatik, "Der Umlaut im Plural".
"""

from wiq_site.kit.slugs import fold

# Ends of stems: "räum" stands in "Räume" and "Freiräumen", "gärt" in "Gärten", as "gart" is the stem of "Garten".
_STEMS = """
ängst ärzt äst äxt öf öfen
bäch bäll bänd bänk bärt bäss bäuch bäum blöck böck böd bög bränd bräuch bräut brüch brüd brüst bünd büsch
chör dämm därm düft dünst ausdrück eindrück abdrück
fäd fäll fäng fäust flöh flöss flüch flüg flüss frösch fröst frücht füchs füss
gäng gärt gäns gräb gründ grüss güss hähn häf häls hämm händ häng häut höf hüt
kähn kämm kämpf kanäl käst käuf kläng klöss klöst klötz klüft knöpf köch köpf körb kräft kräg krän kränz
krämpf krüg küh künft künst küss läd läuf läus löhn lüft lüst
mächt mäg mängel mäntel märkt mäus mütt näbel nächt nägel näht nöt nüss
äpfel päss pfähl pflöck pflüg plän plätz räng rät räum räusch röck rümpf
säck säft säng särg sättel sätz säum schächt schäd schäft schätz schäum schläg schläuch schlüss schnäbel schnür
schöss schränk schüb schüss schwämm schwän schwänz schwäg schwüng schwür söhn späss sprüch sprüng
stäb städt ställ stämm ständ stöck störch stöss sträuss stränd ström strümpf stühl stürm stürz
tänz töcht tön töpf träum tröpf türm
anträg aufträg beiträg beträg einträg erträg nachträg verträg vorträg
vät vögel wäll wänd wölf wünsch würf würst zäun zähn zöll zöpf züg zünft zwäng
altär bischöf choräl generäl
"""
# Ends of whole plurals: without "er" they would be ends of other words, as "güt" of "Güte".
_PLURALS = """
ämter bäder bänder blätter bücher dächer dörfer fächer fässer gläser götter gräber gräser güter häupter häuser
hölzer hörner hühner kälber kräuter lämmer länder löcher mäler männer mäuler münder pfänder räder ränder
schlösser spitäler sträucher täler tücher tümer völker wälder wörter würmer
"""
_PLAIN = str.maketrans("äöü", "aou")
_SINGULARS = {fold(end): end.translate(_PLAIN) for end in _STEMS.split()}
_WITH_ER = {
    fold(end): end.translate(_PLAIN)
    for end in (plural.removesuffix("er") for plural in _PLURALS.split())
}
_LONGEST = max(map(len, [*_SINGULARS, *_WITH_ER]))


def singular(stem, token):
    """Return the stem of the singular where ``token`` with its ``stem`` is such a plural, else ``stem``."""
    for length in range(_LONGEST, 1, -1):
        end = stem[-length:]
        plain = _SINGULARS.get(end) or (token.endswith(("er", "ern")) and _WITH_ER.get(end))
        if plain:
            return stem[:-length] + plain
    return stem
