import pytest

from wiq_site.kit.markup import printable
from wiq_site.kit.slugs import fold, german_slug, unique_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Große Straße", "grosse-strasse"),
        ("Öffentliche Räume", "oeffentliche-raeume"),
        ("O\u0308ffentliche Ra\u0308ume", "oeffentliche-raeume"),
        ("GROẞE STRAẞE", "grosse-strasse"),
        ("Treffen am 10.12. - Ergebnisse", "treffen-am-10-12-ergebnisse"),
        ("Café à la carte", "cafe-a-la-carte"),
        ("a_b", "a-b"),
        ("!?", ""),
        ("日本", ""),
    ],
)
def test_slugs_are_spelled_as_germans_do(text, slug):
    assert german_slug(text) == slug


def test_a_long_slug_ends_at_a_word():
    assert (
        german_slug("Stadtbezirksbeirat " * 9, max_length=40)
        == "stadtbezirksbeirat-stadtbezirksbeirat"
    )
    assert german_slug("x" * 90) == "x" * 80


def test_a_taken_slug_counts_on():
    assert unique_slug("Fest", {"fest", "fest-2"}.__contains__, fallback="x") == "fest-3"
    assert unique_slug("!", set().__contains__, fallback="beitrag") == "beitrag"


def test_fold_makes_one_of_all_spellings():
    assert len({fold(word) for word in ("Größe", "GRÖSSE", "groesse", "Gro\u0308ße")}) == 1


def test_printable_drops_what_xml_forbids_and_keeps_lines_apart():
    assert printable("a\x00\x0b\ufffe\uffff\ud800ä\n\t🌳") == "a\nä\n\t🌳"
