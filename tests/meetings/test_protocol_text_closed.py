"""What of pasted minutes is not for everybody is closed, or asked about in the preview: nothing of it is silently public."""

import datetime as dt

import pytest

from meetings.doubts import asked_about
from meetings.models import Meeting
from meetings.protocol_text import closing_words, heading_words, parse

TODAY = dt.date(2026, 6, 1)
HEAD = "Protokoll vom 5.5.2026\nAnwesend: Ute, Jost, Ina\n\n"
TOPS = (
    "TOP 1: Rasen\nUte fragt die Gärtnerei.\n\n"
    "TOP 2: Kündigung Krumm (nicht öffentlich)\nJost schreibt den Brief, Abfindung 9.400 Euro.\n\n"
    "TOP 3: Fest\nIna besorgt Bänke.\n"
)


def questions(text):
    """What of ``text`` is public, {where: (its words, the question asked there or "")}, and what is asked about all of it."""
    draft = parse(text, TODAY)
    facts = {name: str(getattr(draft, name, "")) for name in Meeting.text_fields()}
    items = {index: item for index, item in enumerate(draft.items) if item.public}
    asked = asked_about(facts, items, [item for item in draft.items if not item.public])
    asked = {index: item.notice for index, item in items.items() if item.notice} | asked
    texts = facts | {n: f"{item.name}\n{item.who}\n{item.protocol}" for n, item in items.items()}
    general = [one for one in draft.warnings if "Als nicht öffentlich gelesen, aber" in one]
    return {where: (words, asked.get(where, "")) for where, words in texts.items()}, general


class TestRetelling:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ("Wer macht was\n- Ute: Gärtnerei\n- Jost: Brief", "Wer macht was"),
            ("Merkliste:\n- Ute: Gärtnerei\n- Jost: Brief", "Brief"),
            ("| Wer | Was |\n| --- | --- |\n| Jost | Anruf bei Krumm |", "Krumm"),
            ("TOP 4: Ausblick\nIm Mai Gärtnerei, 9.400 Euro für den Hausmeister.", "9.400"),
            ("TOP 4: Geld\nHerr K. bekommt seine Abfindung.", "Abfindung"),
            ("TOP 4: Kasse\nSiehe TOP 2.", "TOP 2"),
        ],
    )
    @pytest.mark.parametrize("is_above", [False, True])
    def test_what_tells_of_a_closed_top_elsewhere_is_asked_about(self, told, words, is_above):
        if is_above and "TOP" in told:
            return
        text = f"{HEAD}{told}\n\n{TOPS}" if is_above else f"{HEAD}{TOPS}\n{told}\n"
        public, _ = questions(text)
        assert [asked for _, asked in public.values() if asked] == [words]

    def test_its_people_and_what_many_tops_tell_of_are_not(self):
        more = (
            "\nTOP 4: Rad\nUte und Jost pumpen Reifen auf.\n\nTOP 5: Kasse\nIna zählt 412 Euro.\n"
        )
        public, _ = questions(HEAD + TOPS.replace("Jost", "Jost im Hof mit Ute") + more)
        assert [asked for _, asked in public.values() if asked] == []

    def test_the_line_that_begins_a_closed_part_is_not(self):
        tops = TOPS.replace(" (nicht öffentlich)", "").replace(
            "TOP 2", "Nichtöffentlicher Teil\n\nTOP 2"
        )
        public, _ = questions(HEAD + tops.replace("TOP 3", "Öffentlicher Teil\n\nTOP 3"))
        assert [asked for _, asked in public.values() if asked] == []

    def test_people_of_a_closed_top_in_the_roll_are_asked_about(self):
        public, _ = questions(
            f"Protokoll vom 5.5.2026\nAnwesend: Ute, Ada Kern (nur zu TOP 2)\n\n{TOPS}"
        )
        assert public["attendance"] == ("Ute, Ada Kern (nur zu TOP 2)", "TOP 2")


def top(number, name, text="Ja."):
    return f"{number}. {name}\n{text}\n"


BODY = [top(1, "Laternen"), top(2, "Personal", "Zapf geht."), top(3, "Fest", "Juli.")]


def minutes(above, body=BODY, between="\n"):
    return f"Protokoll vom 5.5.2026\n\n{above}\n\n{between.join(body)}"


def silent(text):
    """Where "Zapf" stands in public and nothing is asked, neither there nor about a fact or all of ``text``."""
    public, general = questions(text)
    told = general or any(asked for where, (_, asked) in public.items() if isinstance(where, str))
    return (
        [] if told else [n for n, (words, asked) in public.items() if "Zapf" in words and not asked]
    )


class TestNothingIsSilent:
    @pytest.mark.parametrize(
        "mark",
        "nur Rat|nur mündlich|nur Eltern|nur Bewohner*innen|ohne Protokoll|ohne Eltern|nur wir|im kleinen Kreis"
        "|unter vier Augen|nicht f. d. Öffentlichkeit|nich öffentlich|nicht für Gäste|geschlossene Runde|bitte nicht weitersagen|intern, Ute|confidential|nur Orga-Team|Ute, nur Hauskreis".split(
            "|"
        ),
    )
    def test_a_remark_in_a_heading_or_an_agenda(self, mark):
        agenda = f"Tagesordnung\n1. Laternen\n2. Personal ({mark})\n3. Fest"
        assert silent(minutes(agenda)) == []
        body = [one.replace("Personal", f"Personal ({mark})") for one in BODY]
        assert silent(minutes("", body)) == []

    @pytest.mark.parametrize(
        "agenda",
        [
            "1. Laternen, 2. Personal (nicht\nöffentlich), 3. Fest und was\nsonst noch ansteht",
            "1. Laternen, 2. Personal\n(nicht öffentlich), 3. Fest",
            "1. Laternen,\n2. Personal, nicht öffentlich, 3. Fest",
            "Laternen; Personal (nicht\nöffentlich); Fest",
            "1 Laternen 2 Personal (nicht öffentlich) 3 Fest",
            "öffentlich: 1, 3; nichtöffentlich: 2",
        ],
    )
    def test_an_agenda_in_one_paragraph(self, agenda):
        draft = parse(minutes(f"Tagesordnung: {agenda}"), TODAY)
        assert [item.public for item in draft.items] == [True, False, True]
        assert "Personal" not in draft.intro

    def test_a_label_of_several(self):
        body = [*BODY, top(4, "Miete", "Zapf zahlt.")]
        draft = parse(minutes("Öffentlich: Laternen, Fest\nNichtöffentlich: Personal, Miete", body))
        assert [item.public for item in draft.items] == [True, False, True, False]

    def test_the_second_part_where_the_first_is_public(self):
        text = minutes("Teil 1: öffentlich", [BODY[0], "Teil 2: Mitglieder\n", *BODY[1:]])
        assert silent(text) == []
        assert not any(asked for _, asked in questions(minutes("Teil 1: Haus"))[0].values())

    def test_what_an_agenda_calls_closed_and_the_minutes_call_otherwise(self):
        agenda = "Tagesordnung\n1. Laternen\n2. Zaun\n3. Trainer (nicht öffentlich)\n4. Fest"
        names = ["Laternen", "Kasse", "Zaun", "Stelle", "Fest"]
        body = [top(n, name, "Zapf geht." if n == 4 else "Ja.") for n, name in enumerate(names, 1)]
        public, _ = questions(minutes(agenda, body))
        asked = [where for where, (_, asked) in public.items() if asked]
        assert asked == [1, 3]

    def test_a_closed_part_of_an_agenda_whose_points_are_called_otherwise(self):
        agenda = "Tagesordnung\nÖffentlicher Teil\n1. Laternen\n2. Fest\nNichtöffentlicher Teil\n1. Stelle\n\nProtokoll"
        draft = parse(minutes(agenda, [BODY[0], top(2, "Fest"), top(3, "Personal", "Zapf geht.")]))
        assert [(item.name, bool(item.notice)) for item in draft.items] == [
            ("Laternen", False),
            ("Fest", False),
            ("Personal", True),
        ]

    @pytest.mark.parametrize(
        "above",
        [
            "Anwesend im nichtöffentlichen Teil: Zapf",
            "Anwesend: Ute, Zapf (nur im vertraulichen Teil)",
            "Anwesende nichtöffentlicher Teil:\nZapf, Ina",
            "Protokoll_intern_NICHT_OEFFENTLICH.docx",
            "Ort: Bitte TOP 2 vor dem Hochladen streichen",
            "Kursive Punkte sind nicht öffentlich.",
        ],
    )
    def test_a_word_in_the_facts(self, above):
        body = [one.replace("Personal", "*Personal*") for one in BODY]
        assert silent(minutes(above, body)) == []

    @pytest.mark.parametrize("mark", ["(+)", "¹", "(°)", "**"])
    def test_a_legend_below(self, mark):
        body = [BODY[0], BODY[1].replace("Personal", f"Personal {mark}"), BODY[2]]
        draft = parse(minutes("", [*body, f"{mark} nicht öffentlich"]))
        assert [item.public for item in draft.items] == [True, False, True]

    @pytest.mark.parametrize(
        "said",
        [
            "Zapf geht. (Bitte nur an die Ratsmitglieder verschicken.)",
            "> Dieser Abschnitt ist nur für Mitglieder sichtbar.\nZapf geht.",
            "Die Gäste werden gebeten, draußen zu warten.\nZapf geht.",
            "Zapf geht. Davon soll nichts nach außen dringen.",
            "Streng persönlich: Zapf geht.",
            "Zapf geht. Bleibt in der Gruppe.",
            "Zapf geht, team only.",
            "Zapf geht. [nicht fürs Protokoll der Website]",
            "Zapf geht. (Diesen Absatz vor Aushang entfernen)",
            "Auf Wunsch von Jost wird ohne die Besucher weiter beraten. Zapf geht.",
            "Alle Gäste gingen nach Hause. Zapf geht.",
            "Nur noch Mitglieder anwesend. Zapf geht.",
            "Der Vorstand unter sich: Zapf geht.",
        ],
    )
    def test_a_word_in_its_text(self, said):
        body = [BODY[0], top(2, "Personal", said), BODY[2]]
        public, _ = questions(minutes("", body))
        assert [where for where, (_, asked) in public.items() if asked] == [1]

    @pytest.mark.parametrize(
        "above", ["Status: intern bis zur Freigabe", "ENTWURF, nicht zur Veröffentlichung"]
    )
    def test_a_word_about_all_of_it(self, above):
        assert silent(minutes(above)) == []

    def test_what_is_not_called_public_beside_what_is(self):
        body = [BODY[0].replace("Laternen", "Laternen (Ute) - öffentlich"), *BODY[1:]]
        public, _ = questions(minutes("", body))
        assert [where for where, (_, asked) in public.items() if asked] == [1, 2]

    @pytest.mark.parametrize(
        ("above", "asked"),
        [
            ("Öffentlich: TOP 1 und 3", [1]),
            ("Öffentliche TOPs: 1, 3", [1]),
            ("Öffentlicher Teil: TOP 1-3", []),
        ],
    )
    def test_a_line_that_names_the_public_ones(self, above, asked):
        public, _ = questions(minutes(above))
        assert [where for where, (_, asked) in public.items() if asked] == asked

    @pytest.mark.parametrize(
        "said",
        [
            "Die Gäste werden verabschiedet, es geht intern weiter.",
            "Damit verabschieden wir die\nGäste.",
            "Verabschiedung der Gäste.",
            "Ab hier ohne Gäste.",
        ],
    )
    def test_guests_who_take_their_leave_at_the_end_of_the_top_above(self, said):
        assert silent(minutes("", [top(1, "Laternen", f"Ja.\n{said}"), *BODY[1:]])) == []

    @pytest.mark.parametrize("comment", ["<!-- nicht öffentlich -->", "<!--intern-->"])
    def test_a_comment_of_html(self, comment):
        body = [BODY[0], top(2, "Personal", f"{comment}\nZapf geht."), BODY[2]]
        assert silent(minutes("", body)) == []
        assert silent(minutes("", [BODY[0], top(2, f"Personal {comment}", "Zapf geht.")])) == []
        assert closing_words(f"Zapf geht. {comment}")
        page = f"<h2>1. Rad</h2><p>Ja.</p><h2>2. Haus</h2>{comment}<p>Zapf geht.</p>"
        assert silent(f"<h1>Protokoll vom 5.5.2026</h1>{page}") == []

    @pytest.mark.parametrize("mark", ["(Vorstand)", "[Vorstand]", "(VS-NfD)", "[intern]"])
    def test_a_bracket_of_a_heading(self, mark):
        assert silent(minutes("", [BODY[0], top(2, f"Personal {mark}", "Zapf geht.")])) == []

    def test_what_only_an_agenda_says_stays_to_be_asked_about(self):
        draft = parse(minutes("Tagesordnung\n1. Laternen\n2. Personal (nur Rat)\n3. Fest"))
        assert [item.name for item in draft.items] == ["Laternen", "Personal (nur Rat)", "Fest"]

    @pytest.mark.parametrize(
        "roll",
        [
            "Ute, Jost (0171 2345678)",
            "Ute, Tel. 0341/123456",
            "Ute, Zoom-ID 812 345",
            "Ute (Kenncode: x7F2q)",
        ],
    )
    def test_a_telephone_number_or_a_code_in_the_roll(self, roll):
        assert questions(minutes(f"Anwesend: {roll}"))[0]["attendance"][1]

    def test_private_alone(self):
        draft = parse(minutes("", [BODY[0], "Privat\n", *BODY[1:]]), TODAY)
        assert [item.public for item in draft.items[1:]] == [False, False]


class TestNothingIsAskedNeedlessly:
    @pytest.mark.parametrize(
        "text",
        [
            minutes("Verteiler: alle Mitglieder, Aushang"),
            minutes("Öffentliche Sitzung\n\nStatus: öffentlich/nichtöffentlich"),
            minutes(
                "Anwesend: Ute, Jost (nur bis 19 Uhr)",
                [one.replace("Personal", "Rad (nur kurz)") for one in BODY],
            ),
            minutes("", [one.replace("Personal", "Bericht (nur Info)") for one in BODY]),
            minutes("", [one.replace("Ja.", "Nur zwei (nur an der Straße).") for one in BODY]),
            minutes(
                "", [one.replace("Ja.", "Boote: nur Mitglieder dürfen leihen.") for one in BODY]
            ),
            minutes("", [one.replace("Personal", "Konzert (nur Stehplätze)") for one in BODY]),
            minutes("", [one.replace("Personal", "Interne Links") for one in BODY]),
            minutes("Anwesend: 12 von 30, seit 19:30 Uhr, Beschluss 2026-04-12"),
            f"{HEAD}Nr\tGegenstand\tvertraulich\tErgebnis\n1\tKasse\tnein\tgut\n2\tRad\tnein\tneu\n3\tHaus\tnein\trot",
            f"{HEAD}| Nr | ö/nö | Gegenstand | Ergebnis |\n|---|---|---|---|\n| 1 | ö | Kasse | gut |\n| 2 | ö | Rad | neu |",
            minutes("Teil 1: Kennenlernen", [BODY[0], "Teil 2: Mitglieder\n", *BODY[1:]]),
        ],
    )
    def test_plain_minutes(self, text):
        public, general = questions(text)
        assert ([asked for _, asked in public.values() if asked], general) == ([], [])

    @pytest.mark.parametrize("name", ["Interne Fortbildung", "Interne Kommunikation"])
    def test_a_name_closes_no_other_top(self, name):
        body = [one.replace("Personal", name) for one in BODY]
        draft = parse(minutes("Verteiler: Vorstand (intern)", body))
        assert [bool(item.public) for item in draft.items] == [True, True, True]
        assert [bool(item.notice) for item in draft.items] == [False, True, False]


# Words that anybody may write of what is not for everybody, and such as only look like them.
ASKED = (
    "Nicht fürs Protokoll|Das nicht ins offizielle Protokoll|Bitte nicht protokollieren|Dazu kein Protokoll|Das nicht aufschreiben"
    "|Kunze zieht aus, bitte nicht weitersagen.|Kunze zieht aus, bitte intern behandeln.|Nur für den Vorstand: a|Intern (Vorstand): a"
    "|Das ist nicht zur Weitergabe bestimmt|Es gilt die Schweigepflicht.|Anbei das Protokoll, nur für den Vorstand.|Info nur an den Vorstand"
    "|TOP 3 bitte rauslassen|Für die Seite (ohne TOP 2)|[für öffentliche Fassung streichen]|Auf der Website bitte weglassen|Das soll nicht auf der Website stehen"
    "|Das muss noch raus!|// nicht übernehmen: a|Bitte anonymisieren|Namen bitte schwärzen|Name nicht nennen!|Nicht auf Instagram"
    "|Bitte noch nicht in den Newsletter.|Nicht f. d. Website|Nicht veröff.|Erst nach den Ferien veröffentlichen|Das sollte noch nicht nach außen dringen"
    "|Bitte noch nicht kommunizieren.|Noch nicht spruchreif|Das darf auf keinen Fall öffentlich werden.|Sie möchte nicht, dass das öffentlich wird."
    "|Was hier gesagt wird, bleibt im Raum.|Das bleibt im Team.|Bitte sagt das nicht weiter|Behaltet das für euch|Noch geheim!|(privat!)"
    "|Bitte diskret damit umgehen|Bleibt vorerst unter Verschluss|Das klären wir intern|Das soll sie vorher nicht erfahren.|Interne Info: a"
    "|Interner Nachtrag: a|Zur internen Verwendung|#intern|INT: a|(int.)|(closed)|Türcode ist 4711|WLAN-Passwort: Katze123|(Gäste gehen raus)|Die Lehrkräfte verlassen den Raum.|(öffentlich?)"
).split("|")
NOT_ASKED = (
    "Anna kann das nicht übernehmen.|Wir können nicht weiter warten.|Das Rad ist nicht in der Werkstatt.|Die Wahl ist geheim."
    "|Es wird geheim gewählt.|Ben bleibt im Vorstand.|Der Eintritt ist nur für Kinder frei.|Ein Privatgrundstück|Die Presse war da."
    "|Das Protokoll kommt auf die Website.|Wir müssen im Juni raus.|Nur Mitglieder dürfen abstimmen.|Ben verlässt die Sitzung um 20 Uhr."
    "|Es gibt keine Namen für die Straße.|Wir suchen Personal.|Der Termin ist noch nicht bekannt.|Es bleibt im Keller nass.|Das Passwort ist verloren.|Öffentlich? Ja."
).split("|")


@pytest.mark.parametrize("text", ASKED)
def test_words_of_what_is_not_for_everybody_are_asked_about_anywhere(text):
    for whole in (text, f"Der Zaun ist rot.\n\n- {text}\n\nMehr."):
        assert closing_words(whole)


@pytest.mark.parametrize("text", NOT_ASKED)
def test_ordinary_words_are_not_asked_about(text):
    assert not closing_words(text)


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Personalia", "Personalia"),
        ("TOP 3: Personalangelegenheiten", "TOP 3: Personalangelegenheiten"),
        ("Kasse (nur GF und Vorstand)", "nur GF"),
        ("Personal: zwei Stellen", ""),
        ("2. Gelände am Kanal (N)", "N"),
        ("3  N  Vertrag", "3  N"),
    ],
)
def test_headings_are_asked_about_for_more(heading, words):
    assert heading_words(heading) == words


@pytest.mark.parametrize(
    "foot", ["Dieses Protokoll ist nur für den internen Gebrauch.", "\nNur für Mitglieder."]
)
def test_a_last_line_that_may_be_about_all_is_asked_about_at_each(foot):
    items = parse(f"{HEAD}TOP 1: Rasen\nText.\n\nTOP 2: Fest\nMehr.\n{foot}", TODAY).items
    assert [(item.public, bool(item.notice)) for item in items] == [(True, True), (False, True)]


@pytest.mark.parametrize(
    ("header", "given", "other"),
    [
        ("öff.", "x", ""),
        ("Website", "ja", "nein"),
        ("Ö/N", "Ö", "N"),
        ("Sichtbarkeit", "alle", "Vorstand"),
    ],
)
def test_a_column_for_the_public_is_asked_about_where_it_says_otherwise(header, given, other):
    rows = (("Nr", header, "Gegenstand", "Ergebnis"), ("1", given, "Eröffnung", "-"))
    rows += (("2", other, "Vertrag", "Darlehen"), ("3", given, "Anfragen", "keine"))
    items = parse(HEAD + "\n".join(map("\t".join, rows)), TODAY).items
    assert [bool(item.notice) for item in items] == [False, True, False]


@pytest.mark.parametrize("said", [("ja", "nein"), ("x", "")])
def test_a_column_that_closes_is_read_row_by_row(said):
    rows = (("Nr", "Gegenstand", "vertraulich", "Ergebnis"), ("1", "Kasse", said[1], "gut"))
    rows += (("2", "Rad", said[0], "neu"), ("3", "Haus", said[1], "rot"))
    items = parse(HEAD + "\n".join(map("\t".join, rows)), TODAY).items
    assert [item.public for item in items] == [True, False, True]


def test_a_question_closes_nothing():
    text = "Nur für Mitglieder?\nDer Eintritt ist frei."
    draft = parse(minutes("", [BODY[0], top(2, "Fest", text), BODY[2]]), TODAY)
    assert [item.public for item in draft.items] == [True] * 3


def test_a_sentence_of_the_mail_is_no_agenda():
    mail = "Hallo,\nanbei das Protokoll, bitte nicht weiterleiten!\nGruß, Tom\n\n"
    tops = f"{HEAD}TOP 1: Rasen\nText.\n\nTOP 2: Fest\nMehr.\n\nTOP 3: Rad\nMehr."
    draft = parse(mail + tops, TODAY)
    assert [item.public for item in draft.items] == [True] * 3
    assert any("nicht weiterleiten" in words for words in [draft.intro, *draft.warnings])
