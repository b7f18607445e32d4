"""What holds for every protocol: nothing is lost, nothing breaks, written text is read again."""

import datetime as dt
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.protocol_text import (
    ItemDraft,
    NextMeeting,
    OutcomeDraft,
    ProtocolDraft,
    ProtocolTextError,
    parse,
    render,
)
from wiq_site.kit.markup import from_html

from .test_protocol_corpus import missing_words

TODAY = dt.date(2021, 1, 5)
NAMES = ["Ute", "Karl", "Ida Groß", "Frau Dr. Berg", "N. N.", "Ali", "Jean-Luc", "Ünal Öz"]
THINGS = ["Bank", "Hecke", "Topf", "Rad", "Weg", "Haus", "Brunnen", "Garten", "Markt", "Kuchen"]
PLAIN = ["und", "mit", "neue", "am", "viele", "für", "3", "(bald)", "z. B.", "50 €", "a_b"]
MARKED = ["*", "_x_", "#eins", "<b>", "`c`", "2.", "[a](b)", "Freund*innen", "17:30", "bis 18 Uhr"]
SEPARATORS = ["/", ", ", " und ", " & "]


def joined(words, least=1, most=6):
    return st.lists(st.sampled_from(words), min_size=least, max_size=most).map(" ".join)


titles = st.builds("{} {}".format, st.sampled_from(THINGS), joined(THINGS, 0, 3)).map(str.strip)
sentences = st.builds("{} {}.".format, st.sampled_from(THINGS), joined(THINGS + PLAIN, 2, 12))
marked = st.builds("{} {}.".format, st.sampled_from(THINGS), joined(THINGS + MARKED, 1, 8))
clocks = st.times().map(lambda time: time.replace(second=0, microsecond=0, tzinfo=None))
days = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
people = st.lists(st.sampled_from(NAMES), max_size=3)


@st.composite
def markdown(draw):
    """Paragraphs and lists in the form that ``parse`` gives."""
    blocks = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["paragraph", "list", "numbers", "table", "quotation"]))
        lines = draw(st.lists(sentences, min_size=2, max_size=4))
        if kind in ("paragraph", "quotation"):
            blocks.append("> " * (kind == "quotation") + lines[0])
        elif kind == "table" and not (blocks and blocks[-1].startswith("|")):
            rows = [f"| {line} | {draw(titles)} |" for line in lines]
            blocks.append("\n".join([rows[0], "| --- | --- |", *rows[1:]]))
        elif kind == "numbers" and not (blocks and blocks[-1].startswith(("-", "1"))):
            blocks.append("\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1)))
        elif kind == "list" and not (blocks and blocks[-1].startswith(("-", "1"))):
            deeper = draw(st.booleans())
            rest = [f"{'    ' * deeper}- {line}" for line in lines[1:]]
            blocks.append("\n".join([f"- {lines[0]}", *rest]))
    return "\n\n".join(blocks)


@st.composite
def outcomes(draw):
    """The line of a body that tells a decision or a task, and what is read from it."""
    text = draw(titles)
    if draw(st.booleans()):
        return f"Beschluss: {text} (12/0/1)", OutcomeDraft("decision", text, votes="12/0/1")
    who, due = draw(st.sampled_from(NAMES)), draw(days)
    line = f"Aufgabe: {who}, {text}, bis {due.day}.{due.month}.{due.year}"
    return line, OutcomeDraft("task", text, who=who, due=due)


@st.composite
def items(draw):
    who = draw(people)
    note = draw(st.sampled_from(["", "7 Teilnehmende", "alle"])) if not who else ""
    start, end = draw(st.none() | clocks), draw(st.none() | clocks)
    body, tasks = draw(markdown()), draw(st.lists(outcomes(), max_size=2))
    told = [f"- {line}" for line, _ in tasks]
    if tasks and body.rpartition("\n\n")[2][:1] not in ("-", "1"):
        body = "\n\n".join(filter(None, [body, "\n".join(told)]))
    else:
        tasks = []
    return ItemDraft(
        number=draw(st.sampled_from(["1", "2", "3", "3a", "4.1", "12", "Ö 2", ""])),
        name=draw(titles),
        speakers=who,
        speakers_note=note,
        start=start,
        end=end,
        planned_minutes=draw(st.none() | st.integers(1, 240)),
        protocol=body,
        outcomes=[outcome for _, outcome in tasks],
    )


@st.composite
def drafts(draw):
    date = draw(st.none() | days)
    later = dt.timedelta(days=draw(st.integers(1, 300)))
    coming = date and draw(st.booleans())
    start, end = draw(st.none() | clocks), draw(st.none() | clocks)
    return ProtocolDraft(
        title="Treffen " + draw(titles),
        date=date,
        start=start,
        end=end,
        place=draw(st.just("") | titles),
        chair=draw(st.sampled_from(["", *NAMES])),
        minute_taker=draw(st.sampled_from(["", *NAMES])),
        attendance=draw(st.sampled_from(["", "ca. 35 Personen aus dem Viertel", "Ute, Karl"])),
        apologies=draw(st.sampled_from(["", "Ida, Ali"])),
        topics=draw(st.lists(st.sampled_from(THINGS), max_size=3, unique=True)),
        published=draw(st.none() | days),
        intro=draw(markdown()),
        # What stands there again is an agenda and its minutes.
        items=draw(
            st.lists(items(), min_size=1, max_size=5, unique_by=lambda one: (one.number, one.name))
        ),
        closing=draw(markdown()),
        next_meeting=NextMeeting(words(date + later), date + later) if coming else None,
    )


def words(date):
    return f"{date.day}.{date.month}.{date.year}"


@given(drafts())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(draft):
    assert parse(render(draft), TODAY) == draft


STYLES = [
    "Top {n}  {name} ({who}, bis {end:%H:%M} h)",
    "TOP {n}: {name} ({who}, {end:%H.%M} Uhr)",
    "TOP {n} – {name} – {who}",
    "TOP {n} | {name} | {who} | 10 min",
    "TOP 1.{n} {name} [{who}; 5 Minuten]",
    "Tagesordnungspunkt {n} – {name}",
    "Zu TOP {n}: {name}",
    "zu {n}. {name}",
    "Punkt {n}: {name} ({who})",
    "## TOP {n} {name} ({who})",
    "## {name} ({who}, Viertelstunde)",
    "== {name} ({who}) ==",
    "**{name}** ({who}, 17:00–17:15)",
    "{name}\n--------",
    "{n}. {name}",
    "{n}.\t{name}\nWer: {who}\nDauer: 10 min",
    "{n}) {name} ({who}, 10 min)",
    "{n}.0 {name}",
    "{end:%H:%M} {name} ({who})",
    "• {end:%H:%M}–{end:%H:%M} Uhr: {name}",
    "TOP\u00a0{n}:\u2003{name} ({who}, bis\u202f{end:%H:%M}\u00a0Uhr)",
    "--- TOP {n}: {name} ---",
    "*{n}. {name}*",
    "{n}. TOP: {name} ({who})",
    "Ad {n}) {name}",
    "({n}) {name} `10 min` *{who}*",
    "TOP {n} | {end:%H:%M} | {name} | {who}",
    "{n}. {name}: Das ist der ganze Text dazu.",
    "**{n}. {name}.** Das ist der ganze Text dazu.",
    "{n} {name}",
    "🌳 {name}",
    ">> {name}",
    "— {name} —",
    "[{name}] {who}",
    "„{name}“",
    "§ {n} {name}",
    "Pkt. {n}  {name} ({who})",
    "T{n} - {name}",
    "{n}/ {name}",
    "①②③④⑤⑥ {name}",
    "Antrag {n}: {name}",
    "23/04{n} {name}",
    "{n}\n{name}",
    "                    {name}",
    "{name}: Das ist der ganze Text dazu.",
    "{name}\tDas ist der ganze Text dazu.",
    "[b]{name}[/b]",
    "📌{n}. {name}",
    "h2. {name}",
    "{name} -> Das ist der ganze Text dazu.",
    "**{name}** Das ist der ganze Text dazu.",
    "\\section{{{name}}}",
    "[{who}, 10 min] {name}",
    "{n}. {name} {end:%H:%M}–{end:%H:%M}",
    "{n}\t{name}\t{who}\t{end:%H:%M}",
    "| {n} | {name} | {who} | {end:%H:%M} |",
    "|{n}|{name}|{who}|",
    "<h2>TOP {n}: {name} ({who})</h2>",
    "<p><b>{n}. {name}</b> ({who}, 10 min)</p>",
    "<table><tr><td>{n}<td>{name}<tr><td>{who}<td>{end:%H:%M}</table>",
]
WORDS_ABOVE = {
    "{n}\t": "Nr\tThema\tWer\tZeit",
    "| {n}": "| TOP | Thema | Wer | Zeit |\n|---|---|---|---|",
}


@st.composite
def sources(draw, styles=tuple(STYLES)):
    """The text of a protocol in one of many notations, with a page or a mail around it or without."""
    style = draw(st.sampled_from(styles))
    glyph = draw(st.sampled_from(["  • ", "- ", "* ", "– ", "\t▪\t", "o ", "    + ", ""]))
    row = style.startswith(("|", "{n}\t{name}\t{who}"))
    gap = "" if row else draw(st.sampled_from(["\n", "\n\n", "\n \u00a0\n\n"]))
    lines = ["Direkt zum Inhalt\n"] if draw(st.booleans()) else []
    lines += ["Protokoll " + draw(titles)]
    lines += draw(
        st.lists(st.sampled_from(["Datum: 3.4.2020, 17 Uhr", "Ort: Hof", "Anwesend: Ute"]))
    )
    lines += draw(st.lists(marked, max_size=2))
    lines += [above for key, above in WORDS_ABOVE.items() if style.startswith(key)]
    names = draw(st.lists(titles, max_size=4, unique=True))
    for number, name in enumerate(names, 1):
        who = draw(st.sampled_from(SEPARATORS)).join(draw(people) or ["7 Teilnehmende"])
        head = style.format(n=number, name=name, who=who, end=draw(clocks))
        body = [] if row else [glyph + text for text in draw(st.lists(marked, max_size=4))]
        lines += [gap + head, *body]
    lines += [gap + text for text in draw(st.lists(marked, max_size=2))]
    lines += draw(
        st.sampled_from([[], ["\nNeuen Kommentar schreiben", "\nIhr Name"], ["-- ", "Ute"]])
    )
    if draw(st.booleans()) and not style.startswith("<"):
        lines = ["> " + row for line in lines for row in line.split("\n")]
    text = draw(st.sampled_from(["\n", "\r\n"])).join(lines)
    return f"<div>{text}</div>" if style.startswith("<") else text


@given(sources())
@settings(max_examples=200, deadline=None)
def test_no_line_and_no_word_is_lost(source):
    draft = parse(source, TODAY)
    text = from_html(source) if source.startswith("<") else source
    filled = [line for line in text.splitlines() if line.strip("> \u00a0\t")]
    assert len(draft.lines) == len(filled)
    assert missing_words(draft) == []


PLAIN_STYLES = tuple(
    style for style in STYLES if not style.startswith(("##", "<", "h2", "[b]", "\\"))
)


@given(sources(PLAIN_STYLES))
@settings(max_examples=100, deadline=None)
def test_reading_what_was_read_changes_nothing(source):
    # Slanted words of Markdown are not carried by the notation.
    draft = parse(source, TODAY)
    again = parse(render(draft), TODAY)
    draft.other = draft.ignored = again.other = again.ignored = []
    assert again == draft


shreds = st.lists(
    st.sampled_from(
        [
            "Top 1  A",
            "TOP",
            "1. ",
            "(",
            ")",
            "bis 25:61 h",
            "• ",
            "\n",
            "\n\n",
            ": ",
            "#",
            "\u200f",
            "Veröffentlicht am 31.2.",
            "Ort:",
            "Datum: ",
            "99.99.",
            "TOP 1.1.1.1.1",
            "0:0",
            "--\n",
            ">",
            "Nächstes Treffen: ",
            "29.2.",
            "31.12.9999",
            "0000-01-01",
            "1.1.0001",
            "Beschluss: ",
            "*",
            "\t",
        ]
    )
).map("".join)


@given(st.text() | shreds)
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_or_refused(text):
    with suppress(ProtocolTextError):
        draft = parse(text, TODAY)
        assert all(line.place for line in draft.lines)
        render(draft)
