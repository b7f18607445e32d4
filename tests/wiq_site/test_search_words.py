"""What is understood of odd input, where it is marked, and what is offered instead."""

from django.test import TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from tests.build import make_post, make_report, make_topic
from wiq_site.search.query import Term, lexemes_of, parse, tokens_of
from wiq_site.search.results import marked, snippet
from wiq_site.search.spelling import distance, nearest

ODD = st.text(
    st.sampled_from("\"„“-*:^()&|!<>'%_\\;,.#@ \t\n\r\x00\x1b\u202e🌻ßäÄé½İﬁabgGn1")
    | st.characters(codec="utf-8"),
    max_size=300,
)


class OddInputTests(PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        make_report("Ein Garten", items=[("Ulmen", 5, "Ada", "Linden & <b> Gärten")])

    @settings(max_examples=150, deadline=None)
    @given(ODD)
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
        self.assertEqual("".join(piece for piece, _ in marked(text, query)), text)
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


class ParseTests(TestCase):
    def test_understands_words_phrases_and_what_is_not_wanted(self):
        query = parse('Idee "Sucht Team" -Klima -"in der" Gar')
        self.assertEqual(
            query.terms,
            (Term(("idee",)), Term(("sucht", "team"), exact=True), Term(("gar",), prefix=True)),
        )
        self.assertEqual(query.without, (Term(("klima",)), Term(("in", "der"), exact=True)))

    def test_the_last_word_is_a_beginning_only_where_it_is_wanted_unquoted_and_long_enough(self):
        for typed, prefix in (
            ("a gar", True),
            ("a ga", False),
            ('"gar"', False),
            ("gar -x", False),
        ):
            with self.subTest(typed=typed):
                self.assertEqual(parse(typed).terms[-1].prefix, prefix)


class SnippetTests(TestCase):
    def test_marks_every_form_of_a_word_and_whole_phrases(self):
        pieces = marked(
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
    def test_the_distance_counts_letters_and_halves_what_sounds_alike(self):
        for other, far in (
            ("garten", 0),
            ("gartem", 1),
            ("garen", 1),
            ("garteen", 0.5),
            ("gatren", 1),
            ("karten", 0.5),
            ("gaten", 1),
        ):
            with self.subTest(other=other):
                self.assertEqual(distance("garten", other), far)

    def test_offers_the_nearest_word_as_the_site_spells_it(self):
        make_post("Gärten, Gerten und Straßenfest")
        self.assertEqual(
            nearest(["gaertn", "strassenfset", "ytrassenfest", "xyz", "unauffindbar"]),
            {
                "gaertn": "Gärten",
                "strassenfset": "Straßenfest",
                "ytrassenfest": "Straßenfest",
            },
        )

    def test_of_two_equally_near_the_more_frequent_is_offered(self):
        make_post("Garten")
        make_post("Karten")
        make_post("Karten legen")
        self.assertEqual(nearest(["zarten"]), {"zarten": "Karten"})

    def test_a_topic_that_nobody_sees_is_not_offered(self):
        make_topic("Nachbarschaft")
        self.assertEqual(nearest(["nachbarschfat"]), {})
