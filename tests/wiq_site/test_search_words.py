"""What is understood of odd input, where it is marked, and what is offered instead."""

from django.test import TestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from tests.build import make_post, make_report, make_topic
from wiq_site.search.lexemes import dates_in, lexemes_of, stem_of, token_of, tokens_of
from wiq_site.search.models import SearchEntry
from wiq_site.search.query import Term, parse
from wiq_site.search.results import highlighted, snippet
from wiq_site.search.spelling import distance, nearest_spellings

ODD = st.text(
    st.sampled_from("\"„“-*:^()&|!<>'%_\\;,.#@ \t\n\r\x00\x1b\u202e🌻ßäÄé½İﬁabgGn1")
    | st.characters(codec="utf-8"),
    max_size=300,
)


class OddInputTests(PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        make_report("Ein Garten", items=[("Ulmen", 5, "Ada", "Linden & <b> Gärten")])

    @settings(max_examples=60, deadline=None)
    @given(ODD)
    @example("\"'-*:^()&|!<>%_\\;")
    @example("-Garten -\x00\u202e -")
    @example('"Garten Linden" NOT OR AND * NEAR(a, 2)')
    @example("🌻ßäÄé½İﬁ" * 30)
    def test_any_words_are_answered_with_a_page(self, typed):
        answer = self.client.get("/suche/", {"q": typed}, follow=True)
        self.assertEqual(answer.status_code, 200)

    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(st.sampled_from(["q", "art", "jahr", "seite", "x"]), ODD, max_size=4))
    def test_any_query_string_is_answered_and_never_with_an_error(self, values):
        answer = self.client.get("/suche/", values, follow=True)
        self.assertIn(answer.status_code, (200, 404))

    @settings(max_examples=100, deadline=None)
    @given(ODD, ODD)
    def test_a_text_is_found_by_its_own_words_and_marked_without_losing_a_letter(self, text, typed):
        query = parse(f"{typed} {text}")
        self.assertEqual("".join(piece for piece, _ in highlighted(text, query)), text)
        snippet(text, query)

    @settings(max_examples=100, deadline=None)
    @given(ODD)
    def test_what_is_stored_holds_nothing_but_words(self, text):
        self.assertTrue(all(token.isalnum() for token in tokens_of(text)))
        self.assertTrue(lexemes_of(text).startswith(" "))

    def test_ten_thousand_bytes_of_words_are_answered(self):
        for typed in ("wort " * 2000, '"' * 10_000, "-" * 10_000, "ä" * 10_000, "( " * 5000):
            answer = self.client.get("/suche/", {"q": typed}, follow=True)
            self.assertEqual(answer.status_code, 200)


class LexemeTests(TestCase):
    def test_forms_of_a_word_share_a_stem_and_other_words_do_not(self):
        for same in (
            ("Haus", "Hauses", "Häuser", "Häusern", "HAEUSER"),
            ("Garten", "Gartens", "Gärten"),
            ("Kuchen", "Kuchens"),
            ("Küche", "Küchen"),
            ("Bürgerrat", "Bürgerräte", "Bürgerräten"),
            ("Gerät", "Geräte", "Geräten"),
            ("Vorschlag", "Vorschläge"),
            ("Mutter", "Mütter"),
            ("Werkstatt", "Werkstätten"),
            ("Anwalt", "Anwälte"),
            ("Spielplatz", "Spielplätze"),
            ("Beschluss", "Beschlüsse", "Beschlüssen"),
            ("Fahrrad", "Fahrräder"),
            ("Frau", "Frauen"),
            ("neu", "neue", "neuer"),
            ("Israel", "Israels"),
            ("Kanne", "Kannen"),
            ("Seite", "Seiten"),
        ):
            with self.subTest(same=same):
                self.assertEqual(len({stem_of(token_of(word)) for word in same}), 1)
        for different in (
            ("Kuchen", "Küche"),
            ("Kuchen", "Küchen"),
            ("Burg", "Bürger"),
            ("Blut", "Blüte"),
            ("schon", "schön"),
            ("zahlen", "zählen"),
            ("fordern", "fördern"),
            ("drucken", "drücken"),
            ("gut", "Güte"),
            ("Mucke", "Mücke"),
            ("Burger", "Bürger"),
            ("Kanne", "kann"),
            ("Kannen", "kann"),
            ("Seiten", "seit"),
            ("Wiese", "wies"),
            ("Nichte", "nicht"),
        ):
            with self.subTest(different=different):
                self.assertEqual(len({stem_of(token_of(word)) for word in different}), 2)

    def test_a_date_is_the_same_however_it_is_spelled(self):
        for text, spelled, lexeme in (
            ("am 10.12.2020.", "10.12.2020", "__2020_12_10"),
            ("10. 12. 2020", "10. 12. 2020", "__2020_12_10"),
            ("10.12.20", "10.12.20", "__2020_12_10"),
            ("10. Dezember 2020", "10. Dezember 2020", "__2020_12_10"),
            ("10 Dez. 2020", "10 Dez. 2020", "__2020_12_10"),
            ("2020-12-10T17:00", "2020-12-10", "__2020_12_10"),
            ("01.03.2020", "01.03.2020", "__2020_3_1"),
            ("1. MÄRZ 2020", "1. MÄRZ 2020", "__2020_3_1"),
            ("(10.12.)", "10.12.", "__12_10"),
            ("10.12., 17 Uhr", "10.12.", "__12_10"),
            ("10.12. 17 Uhr", "10.12.", "__12_10"),
            ("29.2.", "29.2.", "__2_29"),
            ("10.Dez.2020", "10.Dez.2020", "__2020_12_10"),
            ("am Do 10.12.2020", "Do 10.12.2020", "__2020_12_10"),
            ("Do., 10.12.", "Do., 10.12.", "__12_10"),
            (
                "Donnerstag, den 10. Dezember 2020",
                "Donnerstag, den 10. Dezember 2020",
                "__2020_12_10",
            ),
            ("Mond 10.12.", "10.12.", "__12_10"),
            ("12/2020", "12/2020", "__2020_12"),
            ("TOP 4 10.12.2020", "10.12.2020", "__2020_12_10"),
            ("TOP 10. Dezember 2020", "10. Dezember 2020", "__2020_12_10"),
        ):
            with self.subTest(text=text):
                found = [(text[start:end], dates[0]) for start, end, dates in dates_in(text)]
                self.assertEqual(found, [(spelled, lexeme)])

    def test_what_only_looks_like_a_date_is_none(self):
        for text in (
            "31.02.2020",
            "17.30 Uhr",
            "192.168.1.10",
            "3,5",
            "1234-56-78",
            "10. Treffen",
            "Top 4 Dezember 2020",
            "TOP 4.1 Dach",
            "Punkt 3 März 2021",
        ):
            with self.subTest(text=text):
                self.assertEqual(list(dates_in(text)), [])

    def test_signs_that_nobody_sees_belong_to_the_word_they_stand_in(self):
        for text in (
            "Grün\u00adflächen",
            "Grün\u200bflächen",
            "\ufeffGrün\u2060flä\u200dchen\u00ad",
        ):
            with self.subTest(text=text):
                self.assertEqual(tokens_of(text), ["gruenflaechen"])
        self.assertEqual(
            highlighted("die Grün\u00adflächen dort", parse("grünfläche")),
            [("die ", False), ("Grün\u00adflächen", True), (" dort", False)],
        )


class ParseTests(TestCase):
    def test_understands_words_phrases_and_what_is_not_wanted(self):
        query = parse('Idee "Sucht Team" -Klima -"in der" Gar')
        self.assertEqual(
            query.terms,
            (
                Term(("idee",), prefix=True, suffix=True),
                Term(("sucht", "team"), exact=True),
                Term(("gar",), prefix=True),
            ),
        )
        self.assertEqual(query.without, (Term(("klima",)), Term(("in", "der"), exact=True)))

    def test_small_words_beside_others_need_not_occur(self):
        def words(typed):
            return [term.tokens for term in parse(typed).terms]

        self.assertEqual(words("die Pumpe in Plagwitz"), words("Pumpe Plagwitz"))
        self.assertEqual(words("Brücken über für"), words("Brücken"))
        self.assertEqual(words("Wann ist in Plagwitz Putztag?"), words("Plagwitz Putztag"))
        self.assertEqual(words("Wer macht was"), words("macht"))
        self.assertEqual(words("der die"), [("der",), ("die",)])
        self.assertEqual(words('"die Pumpe" in'), words('"die Pumpe"'))

    def test_a_date_is_one_word_also_within_others_and_in_quotes(self):
        date = Term(("__2020_12_10",), exact=True)
        for typed in ("10.12.2020", "(10. Dezember 2020)", '"10.12.2020"', "„10. Dez. 2020“"):
            with self.subTest(typed=typed):
                self.assertEqual(parse(typed).terms, (date,))
        self.assertEqual(parse("-10.12.2020 x").without, (date,))
        self.assertEqual(len(parse('"am 10.12.2020 abends"').terms[0].tokens), 5)
        tokens = [term.tokens for term in parse("vom10 10.12.2020bis 2020-12-10/TOP 3").terms]
        self.assertEqual(
            tokens,
            [
                ("vom", "10"),
                ("10",),
                ("12",),
                ("2020", "bis"),
                ("__2020_12_10",),
                ("top",),
                ("3",),
            ],
        )

    def test_a_word_is_a_beginning_wherever_it_stands_unquoted_and_long_enough(self):
        for typed, prefix in (
            ("a gar", True),
            ("gar a", True),
            ("gar-a", True),
            ("a ga", False),
            ("gart", True),
            ('"gar"', False),
            ("gar -x", True),
        ):
            with self.subTest(typed=typed):
                (first, *_) = (term for term in parse(typed).terms if term.tokens[0] != "a")
                self.assertEqual(first.prefix, prefix)


class SnippetTests(TestCase):
    def test_marks_every_form_of_a_word_and_whole_phrases(self):
        pieces = highlighted(
            "Gärten, Garten und Gartenfest in der Stadt", parse('"in der stadt" garten')
        )
        self.assertEqual(
            [piece for piece, found in pieces if found],
            ["Gärten", "Garten", "Gartenfest", "in der Stadt"],
        )

    def test_shows_the_place_where_most_of_the_words_stand(self):
        text = "Ulme. " + "Lorem ipsum. " * 60 + "Eine Ulme im Garten. " + "Lorem ipsum. " * 60
        shown = "".join(piece for piece, _ in snippet(text, parse("ulme garten")))
        self.assertIn("Eine Ulme im Garten.", shown)
        self.assertTrue(shown.startswith("… ") and shown.endswith(" …"))
        self.assertLess(len(shown), 280)

    def test_shows_the_beginning_where_nothing_of_it_was_found(self):
        self.assertEqual(snippet("Kurz.", parse("ulme")), [("Kurz.", False)])
        self.assertEqual(snippet("", parse("ulme")), [])


class SpellingTests(TestCase):
    def entries(self):
        return SearchEntry.objects.visible()

    def test_the_distance_counts_letters_and_halves_what_sounds_alike(self):
        for other, far in (
            ("garten", 0),
            ("gartem", 1),
            ("garen", 1),
            ("garteen", 0.5),
            ("gatren", 1),
            ("karten", 0.5),
            ("gaten", 1),
            ("gaerten", 0.5),  # the dots of an umlaut left out
        ):
            with self.subTest(other=other):
                self.assertEqual(distance("garten", other), far)

    def test_offers_the_nearest_word_as_the_site_spells_it(self):
        make_post("Gärten, Gerten und Straßenfest")
        self.assertEqual(
            nearest_spellings(
                ["gaertn", "strassenfset", "ytrassenfest", "xyz", "unauffindbar"], self.entries()
            ),
            {
                "gaertn": "Gärten",
                "strassenfset": "Straßenfest",
                "ytrassenfest": "Straßenfest",
            },
        )

    def test_offers_what_stands_in_the_plural_or_begins_a_compound_only(self):
        make_post("Fahrräder und ein Reparaturcafé, wie es fährt")
        self.assertEqual(
            nearest_spellings(["fahrad", "reperatur", "reparturcafes", "fahrplan"], self.entries()),
            {
                "fahrad": "Fahrräder",
                "reperatur": "Reparaturcafé",
                "reparturcafes": "Reparaturcafé",
            },
        )

    def test_offers_the_longest_word_that_a_compound_begins_or_ends_with(self):
        make_post("Daten, Datenschutz, Kläre und ein Erklärung")
        self.assertEqual(
            nearest_spellings(
                ["datenschutzerklaerung", "steuererklaerung", "datum"], self.entries()
            ),
            {"datenschutzerklaerung": "Datenschutz", "steuererklaerung": "Erklärung"},
        )

    def test_of_two_equally_near_the_more_frequent_is_offered(self):
        make_post("Garten")
        make_post("Karten")
        make_post("Karten legen")
        self.assertEqual(nearest_spellings(["zarten"], self.entries()), {"zarten": "Karten"})

    def test_a_topic_that_nobody_sees_is_not_offered(self):
        make_topic("Nachbarschaft")
        self.assertEqual(nearest_spellings(["nachbarschfat"], self.entries()), {})
