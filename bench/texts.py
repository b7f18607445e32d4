"""How long texts take to be read, and that twice the text takes about twice the time.

Comments of 4,000 characters: typical 10 ms, anything 60 ms. Minutes of 100 kB: 200 ms.
"""

import datetime as dt
import sys

from bench import best_of, start
from meetings.protocol_text import parse, render

COMMENT = 4000

TYPICAL = {
    "a letter": "Lieber Thorsten, danke für das Protokoll! Ich komme am 11. März gern dazu und bringe "
    "noch zwei Leute aus dem Haus mit.\n\n",
    "with links": "Mehr dazu steht unter https://example.org/fest und bei uns im Hausflur; fragt "
    "einfach nach Ada.\nBis bald, wir freuen uns <em>sehr</em> auf alle!\n\n",
    "with a list": "Was fehlt:\n<ul><li>Bänke und Tische für den Hof</li><li>Strom</li></ul>\n"
    "Wer kann helfen? Bitte bei mir melden.\n\n",
}
HOSTILE = [
    *("<", ">", "&", "(", "[", '"', "a@b.de ", "a\n", "a\n\n", "http://a.de ", "www.a.de/", "a."),
    *("<em>", "<em>a", "<em>a</em>", "<ul><li>a", "<li>a\n", "<blockquote>a", "<code>a</code>"),
    *("<dl><dt>a<dd>b", "<h2 id=a>a</h2>", "<a href=x>a</a>", "<a ", "<!--", "</p>", "<script>"),
    *("&amp;", "&#60;", "<a href='", "<p>", "<br>", "\u0301", "<strong><em>a</em></strong> "),
]


def filled(piece, length=COMMENT):
    """Return ``piece`` as often as makes a text of ``length`` characters."""
    return (piece * (length // len(piece) + 1))[:length]


TARGET = 0.2  # seconds for 100 kB of ordinary minutes
CEILING = 0.8  # seconds for 100 kB of any shape: tens of thousands of lines, which nobody writes
STEEPEST = 3  # times as long for twice the text; a square would be 4
NOISE = 0.1  # seconds below which a ratio says nothing
MINUTES = 100_000
TOP = """Top {n}  Hofbegrünung, Abschnitt {n} (Ute/Karl, bis 17:08 h)

  • Die Gruppe traf sich im Hof und sprach über Regenwasser, das bisher ungenutzt in den Kanal läuft.
  • Aufgabe: Ute, Tonne kaufen, bis 15.1.

Es gab *Kuchen* und einen [Plan](https://hof.example/plan).
Beschluss: Die Tonnen kommen an die Südwand. (12/0/1)

"""
HTML = "<h2>TOP {n}: Hof (Ute, bis 18 Uhr)</h2><ul><li>eins <b>zwei</b></li></ul><table><tr><td>a<td>b<tr><td>c<td>d</table>"
TABLE = "| 1{n} | Hof {n} | Ute/Karl | 10 min | • gegossen • gepflanzt |\n"


def repeated(pattern, head="Treffen am 1.1.2021\n\n"):
    """Return a function from a size to that many characters of ``pattern``, ``{n}`` counted up."""

    def text(size):
        count = size // len(pattern) + 1
        parts = (pattern.replace("{n}", str(n)) for n in range(1, count))
        return head + "".join(parts) if "{n}" in pattern else head + pattern * count

    return text


SHAPES = {
    "minutes": repeated(TOP),
    "minutes as HTML": repeated(HTML, "<h1>Treffen am 1.1.2021</h1>"),
    "an agenda in a table": repeated(TABLE, "| Nr | Thema | Wer | Zeit | Notizen |\n"),
    "12,500 TOPs of one line": repeated("TOP {n}\n"),
    "TOPs of one number": repeated("TOP 1: A\n"),
    "50,000 lines of one letter": repeated("a\n"),
    "paragraphs of one letter": repeated("a\n\n"),
    "numbers": repeated("{n}. A\n"),
    "times": repeated("17:00 A\n"),
    "bullets": repeated("- a\n"),
    "headings": repeated("# A\n"),
    "bold lines": repeated("**A**\n"),
    "underlined lines": repeated("Abc\n---\n\n"),
    "rows of tables": repeated("|a|b|\n"),
    "pipes": repeated("|", "TOP 1: A\n"),
    "wide rows of tables": repeated("|a" + " " * 2900 + "b|\n"),
    "wide labels": repeated("Anwesend: a" + " " * 1900 + "b\n"),
    "wide headings": repeated("TOP 1: a" + " " * 190 + "b (c" + " " * 190 + ")\n"),
    "tabs": repeated("a\tb\tc\n"),
    "labels": repeated("Ort: a\n"),
    "labels without words": repeated("Anwesend:\n"),
    "dates": repeated("1.1.\n"),
    "announcements": repeated("nächste "),
    "publications": repeated("Veröffentlicht am 1.1.\n"),
    "quotation": repeated("> "),
    "quoted lines": repeated("> a\n"),
    "rules": repeated("---\n"),
    "heads of mails": repeated("Von: a\nBetreff: b\n"),
    "brackets": repeated("(", "TOP 1: A\n"),
    "links": repeated("[a](", "TOP 1: A\n"),
    "marks": repeated("\\*_`[", "TOP 1: A\n"),
    "one line of words": repeated("a ", "TOP 1: A\n"),
    "arrows": repeated("→ Ute ", "TOP 1: A\n"),
    "sentences of meetings": repeated("Die Sitzung endet um ", "TOP 1: A\n"),
    "tasks": repeated("Aufgabe: x bis 1.1.\n", "TOP 1: A\n"),
    "open tags": repeated("<b>", "<p>a</p>"),
    "stray tags": repeated("<a ", "<p>a</p>"),
    "open comments": repeated("<!--", "<p>a</p>"),
    "nested lists": repeated("<ul><li>a", "<p>a</p>"),
    "nested tables": repeated("<table><tr><td>a", "<p>a</p>"),
}


def comments():
    """Print how long comments take; return those that take too long."""
    from wiq_site.kit.markup import render_comment

    def seconds(text):
        return best_of(25, render_comment, text)[0]

    targets, slow = {"typical": 0.010, "hostile": 0.060}, []  # seconds
    pieces = {"typical": TYPICAL, "hostile": {repr(piece): piece for piece in HOSTILE}}
    for kind, named in pieces.items():
        for name, piece in named.items():
            whole = seconds(filled(piece))
            factor = whole / max(seconds(filled(piece, COMMENT // 2)), 1e-4)
            bad = whole > targets[kind] or (factor > 2.5 and whole > 0.005)
            slow += [name] if bad else []
            print(f"{'!' if bad else ' '} {whole * 1000:6.1f} ms  ×{factor:.1f}  {kind}: {name}")
    return slow


def minutes():
    """Print how long minutes take; return those that take too long or grow too steep."""
    slow, today = [], dt.date(2021, 1, 5)
    print("100 kB   200 kB  ratio")
    for name, text in SHAPES.items():
        once, draft = best_of(3, parse, text(MINUTES), today)
        twice, _ = best_of(3, parse, text(2 * MINUTES), today)
        ratio = twice / max(once, 0.001)
        late = once > (TARGET if name == "minutes" else CEILING)
        slow += [name] if late or (ratio > STEEPEST and twice > NOISE) else []
        print(f"{once * 1000:4.0f} ms  {twice * 1000:4.0f} ms  {ratio:5.2f}  {name}")
        if name == "minutes":
            written, _ = best_of(1, render, draft)
            print(f"{written * 1000:4.0f} ms                 written again")
    return slow


def main():
    start()
    slow = comments() + minutes()
    sys.exit(f"too slow or too steep: {', '.join(slow)}" if slow else 0)


if __name__ == "__main__":
    main()
