"""How long comments of 4,000 characters take: typical 10 ms, anything 60 ms, twice the text 2.5 times that."""

import sys

from bench import best_of, start

LENGTH = 4000

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


def filled(piece, length=LENGTH):
    """Return ``piece`` as often as makes a text of ``length`` characters."""
    return (piece * (length // len(piece) + 1))[:length]


def main():
    start()
    from wiq_site.kit.markup import render_comment

    def seconds(text):
        return best_of(25, render_comment, text)[0]

    targets, failed = {"typical": 0.010, "hostile": 0.060}, False  # seconds
    pieces = {"typical": TYPICAL, "hostile": {repr(piece): piece for piece in HOSTILE}}
    for kind, named in pieces.items():
        for name, piece in named.items():
            whole = seconds(filled(piece))
            factor = whole / max(seconds(filled(piece, LENGTH // 2)), 1e-4)
            bad = whole > targets[kind] or (factor > 2.5 and whole > 0.005)
            failed = failed or bad
            print(f"{'!' if bad else ' '} {whole * 1000:6.1f} ms  ×{factor:.1f}  {kind}: {name}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
