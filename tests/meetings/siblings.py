"""Minutes woven from parts of real notations: how the head, the agenda, the TOPs and their bodies look is mixed anew for
each number, so that no text is known to the reader. The content is invented, what is to be read is told beside it."""

import random

NAMES = (
    "Begrüßung|Protokoll der letzten Sitzung|Bericht aus dem Vorstand|Kassenlage|Sommerfest|Spielplatz am Weiher|Neue Bänke"
    "|Radweg Lindenstraße|Mitgliederwerbung|Anschaffung Häcksler|Termine|Sonstiges|Heizung im Laden (Altbau)|Wasser & Strom"
    "|Wie geht es weiter mit dem Garten?|Beratung über den Antrag der Nachbarn|Öffentlichkeitsarbeit|Wahl der Kassenprüfung"
    "|Raumfrage|Werkzeugausleihe|Verschiedenes|Stand der Planung für das Jahr 2025|Baumpflege|Mülleimer an der Haltestelle"
).split("|")
SENTENCES = (
    "Die Mauer bekommt im Mai einen neuen Anstrich.|Wenke holt bis zum Herbst drei Angebote ein.|Der Antrag wird einstimmig angenommen."
    "|Es gab Fragen zum Preis und zur Dauer der Arbeiten.|Alle sind einverstanden.|Die Stadt hat noch nicht geantwortet."
    "|Im letzten Jahr kamen 23 Leute, heuer waren es mehr als doppelt so viele.|Nichts Neues."
    "|Tilo berichtet, dass der Schlüssel wieder da ist und im Büro hängt.|Wer mithelfen will, meldet sich bei Marei."
    "|Ende 2023 waren noch acht Beete frei, inzwischen sind alle vergeben.|Vielen Dank an alle, die beim Aufräumen dabei waren!"
).split("|")
PEOPLE = "Enno Palm|Rike Sund|Frau Lorenz|Ayla Nord|Bo Kern|Jost Amt|Hedda|Mick Bauer".split("|")
BULLETS = ("- {}", "* {}", "  • {}", "– {}", "    - {}")
TOPS = {
    "hash": "### {name}",
    "hash number": "## {n}. {name}",
    "hash TOP": "## TOP {n}: {name}",
    "TOP": "TOP {n}: {name}",
    "Top blank": "Top {n}  {name}",
    "TOP dash": "TOP {n} – {name}",
    "zu TOP": "Zu TOP {n}: {name}",
    "zu": "zu {n}. {name}",
    "number": "{n}. {name}",
    "number bracket": "{n}) {name}",
    "bold": "**{name}**",
    "bold number": "**{n}. {name}**",
    "wiki": "== {name} ==",
    "roman": "{roman}. {name}",
    "plain": "{name}",
    "underlined": "{name}\n{line}",
    "ruled": "<hr>\n\n{name}",
    "colon": "{name}:",
    "bare TOP": "TOP {n}",
    "alone": "{n}.\n{name}",
    "ones": "1. {name}",
    "star": "* {name}",
    "TOP hash bare": "### TOP{n}\n{name}",
    "bold TOP": "**TOP {n} {name}**",
}
ROMAN = "I II III IV V VI VII VIII".split()


def body(chance, style):
    """The lines below one heading."""
    lines = chance.sample(SENTENCES, chance.randint(1, 4))
    kind = chance.choice(["prose", "prose", "bullets", "apart", "list", "wrapped"])
    if style in ("star", "ones"):
        return [f"    * {line}" for line in lines]
    if kind == "bullets":
        mark = chance.choice(BULLETS)
        return [mark.format(line) for line in lines]
    if kind == "apart":
        return [part for line in lines for part in (line, "")][:-1]
    if kind == "list" and style not in ("number", "ones", "alone", "number bracket"):
        return ["Das ist zu tun:", *(f"{n}. {line[:-1]}" for n, line in enumerate(lines, 1))]
    if kind == "wrapped":
        words, rows = " ".join(lines).split(), [""]
        for word in words:
            if len(rows[-1]) + len(word) > 60:
                rows.append("")
            rows[-1] = f"{rows[-1]} {word}".strip()
        return rows
    return lines


def head(chance, told):
    """The lines above the agenda; what they say goes to ``told``."""
    day, chair, writer = (
        f"{chance.randint(1, 28)}.{chance.randint(1, 12)}.2024",
        *chance.sample(PEOPLE, 2),
    )
    number, month, year = day.split(".")
    told |= {"date": f"{year}-{int(month):02}-{int(number):02}"}
    names = chance.sample(PEOPLE, 4)
    kind = chance.choice(["labels", "bullets", "title", "yaml", "wiki", "above", "row"])
    if kind == "yaml":
        iso = f"{told['date']} 19:30:00"
        return ["---", "title: Runde im Quartier", f"event: {iso}", "location: Hofladen", "---", ""]
    lines = [
        chance.choice(
            [f"Protokoll der Sitzung vom {day}", f"# Treffen {day}", f"Vorstandssitzung am {day}"]
        )
    ]
    if kind == "wiki":
        lines = [
            f"Rat/Protokolle/{told['date']}",
            "",
            "Aus Nachbarwiki",
            "Wechseln zu: Navigation, Suche",
            "",
            lines[0],
        ]
    if kind in ("labels", "bullets", "wiki"):
        mark = {"labels": "{}", "bullets": "- {}", "wiki": "  • {}"}[kind]
        facts = [
            "Ort: Hofladen",
            f"Moderation: {chair}",
            f"Protokoll: {writer}",
            f"Anwesend: {', '.join(names)}",
        ]
        lines += ["", *map(mark.format, facts)]
        told |= {"chair": chair, "minute_taker": writer}
    elif kind == "row":
        lines += [f"Ort: Hofladen  Leitung: {chair} · Protokoll: {writer}"]
        told |= {"chair": chair, "minute_taker": writer}
    elif kind == "above":
        lines += ["", "Anwesende", "", *(f"- {name}" for name in names)]
    return [*lines, ""]


def sibling(number):
    """Return the text with this number and what is to be read from it: date, chair, minute_taker, items."""
    chance = random.Random(number)  # noqa: S311
    told = {"today": "2025-01-15"}
    rows = head(chance, told)
    names = chance.sample(NAMES, chance.randint(3, 7))
    style = list(TOPS)[number % len(TOPS)]
    agenda = (
        "numbers"
        if style == "bare TOP"
        else chance.choice(["", "", "numbers", "bullets", "TOPs", "dashes"])
    )
    if style in ("ones", "star", "colon"):
        agenda = ""
    if agenda:
        rows += [chance.choice(["Tagesordnung", "Tagesordnung:", "### Agenda"])]
        rows += [""] * chance.randint(0, 1)
        mark = {
            "numbers": "{n}. {name}",
            "bullets": "- {name}",
            "TOPs": "TOP {n}: {name}",
            "dashes": "-\nTOP {n} – {name}",
        }
        rows += [mark[agenda].format(n=n, name=name) for n, name in enumerate(names, 1)]
        rows += [""] * chance.randint(1, 2)
    gap = [""] * (
        chance.randint(1, 2)
        if style in ("plain", "ruled", "underlined", "colon", "number", "roman", "alone")
        else chance.randint(0, 2)
    )
    below = [""] * (1 if style in ("plain", "ruled") else chance.choice([0, 0, 1]))
    for n, name in enumerate(names, 1):
        shown = TOPS[style].format(n=n, name=name, roman=ROMAN[n - 1], line="-" * len(name))
        rows += [
            *(gap if style not in ("ones", "star") else []),
            shown,
            *below,
            *body(chance, style),
        ]
    told["items"] = [{"number": None, "name": name} for name in names]
    return "\n".join(rows) + "\n", told
