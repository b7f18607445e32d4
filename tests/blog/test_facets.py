from itertools import product
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from tests.build import berlin, days_ago, make_post, make_report, make_topic


class FacetTests(TestCase):
    def setUp(self):
        make_topic("Stammtisch", kind="reihe")
        make_topic("Quartierpflege", kind="team", state="sucht")
        make_topic("Idee sucht Team", featured=True)
        make_post("a", ["Klima", "Lindenau"], published_at=berlin("2024-03-02 10:00"), author="Ada")
        make_post(
            "b", ["Klima", "Stammtisch"], published_at=berlin("2024-05-02 10:00"), author="Bo"
        )
        make_post("c", ["Idee sucht Team"], published_at=berlin("2023-03-02 10:00"), author="Ada")
        make_post("morgen", ["Klima"], published_at=days_ago(-1), author="Ada")
        make_post("Entwurf", ["Klima", "Geheim"], published_at=None, author="Cem")

    def context(self, query=""):
        answer = self.client.get(f"/beitraege/{query}")
        self.assertEqual(answer.status_code, 200, answer.get("Location"))
        return answer.context

    def topics(self, query=""):
        choices = self.context(query)["topic_choices"]
        return {kind: {choice.name: choice.count for choice in found} for kind, found in choices}

    def test_topics_stand_under_their_kind_with_the_posts_they_would_leave(self):
        self.assertEqual(
            self.topics(),
            {
                "Thema": {"Idee sucht Team": 1, "Klima": 2, "Lindenau": 1},
                "Reihe": {"Stammtisch": 1},
            },
        )

    def test_counts_are_those_under_the_current_selection(self):
        self.assertEqual(
            self.topics("?thema=klima&jahr=2024&monat=3")["Thema"],
            {"Klima": 1, "Lindenau": 1},
        )

    def test_what_would_give_nothing_is_left_out_but_what_is_chosen_stays(self):
        self.assertEqual(
            self.topics("?thema=klima"),
            {"Thema": {"Klima": 2, "Lindenau": 1}, "Reihe": {"Stammtisch": 1}},
        )
        self.assertEqual(self.topics("?thema=lindenau&jahr=2023"), {"Thema": {"Lindenau": 0}})

    def test_the_archive_counts_years_and_months_without_their_own_condition(self):
        years = self.context("?thema=klima&jahr=2024&monat=3")["year_choices"]
        self.assertEqual(
            [(y.name, y.count, [(m.name, m.count) for m in y.within]) for y in years],
            [("2024", 2, [("März", 1), ("Mai", 1)])],
        )

    def test_those_who_wrote_most_come_first(self):
        make_post("d", author="Bo", published_at=berlin("2023-03-03 10:00"))
        make_post("e", author="Bo", published_at=berlin("2023-03-03 10:00"))
        for query in ("", "?jahr=2023"):
            authors = self.context(query)["author_choices"]
            self.assertEqual([author.name for author in authors], ["Bo", "Ada"])

    def test_authors_count_without_their_own_condition(self):
        authors = self.context("?thema=klima&autor=Ada")["author_choices"]
        self.assertEqual(
            [(a.name, a.count, a.chosen) for a in authors], [("Ada", 1, True), ("Bo", 1, False)]
        )

    def test_what_is_chosen_stays_a_choice_without_posts_and_beyond_the_busiest_authors(self):
        for number in range(16):
            make_post("x", author=f"Viel {number:02}", published_at=berlin("2023-03-03 10:00"))
            make_post("y", author=f"Viel {number:02}", published_at=berlin("2023-03-03 10:00"))
        authors = self.context("?autor=Bo")["author_choices"]
        self.assertEqual((len(authors), authors[-1].name, authors[-1].chosen), (16, "Bo", True))
        years = self.context("?jahr=1999&monat=2")["year_choices"]
        self.assertEqual([year.name for year in years], ["2024", "2023", "1999"])
        self.assertEqual(
            [(m.name, m.count, m.chosen) for m in years[-1].within], [("Februar", 0, True)]
        )
        self.assertContains(
            self.client.get("/beitraege/?jahr=1999"), '<option value="1999" selected>'
        )

    def test_ready_filters_are_those_that_editors_mark(self):
        self.assertEqual([c.name for c in self.context()["ready_choices"]], ["Idee sucht Team"])

    def test_every_link_of_a_facet_leads_to_as_many_posts_as_it_says(self):
        queries = ["", "?jahr=2024", "?thema=klima&autor=Ada", "?q=a", "?thema=klima&q=b"]
        for query, many in product(queries, (0, 5000)):  # the keys that words find, few or many
            self.enterContext(mock.patch("wiq_site.search.results.MANY", many))
            context = self.context(query)
            choices = [c for _, found in context["topic_choices"] for c in found]
            choices += [*context["year_choices"], *context["author_choices"]]
            choices += [month for year in context["year_choices"] for month in year.within]
            for choice in choices:
                with self.subTest(query=query, many=many, choice=choice.name):
                    found = self.context("?" + choice.query)["paginator"].count
                    self.assertEqual(found, choice.count)

    def test_words_are_looked_for_once_for_list_and_facets(self):
        make_report("a")
        for path, looks in (("/beitraege/?q=a", 1), ("/treffen/?q=a", 2)):  # in reports and minutes
            with self.subTest(path), CaptureQueriesContext(connection) as queries:
                self.client.get(path)
            searched = ("search_fts", "search_matching")
            asked = [q["sql"] for q in queries if any(name in q["sql"] for name in searched)]
            self.assertEqual(len(asked), looks)

    def test_chips_remove_one_condition_each_and_a_month_goes_with_its_year(self):
        conditions = self.context("?thema=klima&jahr=2024&monat=3&q=a")["conditions"]
        self.assertEqual(
            conditions,
            [
                ("Klima", "jahr=2024&monat=3&q=a"),
                ("2024", "thema=klima&q=a"),
                ("März", "thema=klima&jahr=2024&q=a"),
                ("mit „a“", "thema=klima&jahr=2024&monat=3"),
            ],
        )

    def test_pages_of_more_than_two_facets_are_not_for_search_engines(self):
        for query, hidden in [
            ("?thema=klima&jahr=2024", False),
            ("?thema=klima&jahr=2024&monat=3", True),
        ]:
            with self.subTest(query=query):
                page = self.client.get(f"/beitraege/{query}").content.decode()
                self.assertEqual("noindex" in page, hidden)

    def test_every_combination_takes_the_same_few_queries(self):
        for topic, year, author, words in product(
            ("", "thema=klima"), ("", "jahr=2024"), ("", "autor=Ada"), ("", "q=a")
        ):
            query = "&".join(part for part in (topic, year, words, author) if part)
            with self.subTest(query=query), CaptureQueriesContext(connection) as queries:
                self.client.get(f"/beitraege/?{query}".rstrip("?"))
                self.assertLessEqual(len(queries), 9)


class SeriesTests(TestCase):
    def test_tells_the_place_and_the_neighbours_in_the_series(self):
        make_topic("Gesamttreffen", kind="reihe")
        posts = [
            make_report(f"Nr. {n}", topics=["Gesamttreffen"], published_at=days_ago(9 - n))
            for n in (1, 2, 3)
        ]
        make_post("dazwischen", published_at=days_ago(7.5))
        make_post("Entwurf", ["Gesamttreffen"], published_at=None)
        page = self.client.get(posts[1].get_absolute_url())
        series = page.context["series"]
        self.assertEqual((series["number"], series["total"]), (2, 3))
        self.assertEqual((series["earlier"], series["later"]), (posts[0], posts[2]))
        self.assertContains(page, "2 von 3")

    def test_a_neighbour_of_the_series_is_not_named_again_as_one_in_time(self):
        make_topic("Gesamttreffen", kind="reihe")
        posts = [
            make_report(f"Nr. {n}", topics=["Gesamttreffen"], published_at=days_ago(9 - n))
            for n in (1, 2, 3)
        ]
        page = self.client.get(posts[1].get_absolute_url()).content.decode()
        ways = page[page.index('class="read-on"') : page.index('class="related"')]
        self.assertEqual([ways.count(p.get_absolute_url()) for p in posts], [1, 0, 1])
        self.assertNotIn("Früherer Beitrag", ways)

    def test_a_single_post_is_no_series(self):
        make_topic("Gesamttreffen", kind="reihe")
        page = self.client.get(make_post(topics=["Gesamttreffen"]).get_absolute_url())
        self.assertIsNone(page.context["series"])


class RelatedTests(TestCase):
    def test_rare_shared_topics_weigh_more_than_many_have(self):
        post = make_post("hier", ["Häufig", "Selten"])
        for number in range(4):
            make_post(f"häufig {number}", ["Häufig"], published_at=days_ago(2 + number))
        make_post("selten", ["Selten"], published_at=days_ago(30))
        make_post("Entwurf", ["Selten", "Häufig"], published_at=None)
        related = self.client.get(post.get_absolute_url()).context["related"]
        self.assertEqual([other.title for other in related], ["selten", "häufig 0", "häufig 1"])

    def test_a_post_without_topics_has_none(self):
        make_post("anderes", ["Klima"])
        self.assertNotContains(self.client.get(make_post("hier").get_absolute_url()), "Dazu passt")


class ReadingTimeTests(TestCase):
    def test_is_told_from_two_minutes_on(self):
        for words, told in [(100, False), (600, True)]:
            page = self.client.get(make_post(f"{words}", body="Wort " * words).get_absolute_url())
            with self.subTest(words=words):
                self.assertEqual("3\xa0Minuten zu lesen" in page.content.decode(), told)


class OneOfSeveralTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        make_topic("Plagwitz", kind="ortsteil")
        make_post("Beides", ["Klima", "Plagwitz"])
        make_post("Nur Klima", ["Klima"], published_at=days_ago(2))
        make_post("Nur Plagwitz", ["Plagwitz"], published_at=days_ago(3))
        make_post("Anderes", ["Rad"], published_at=days_ago(4))

    def titles(self, query):
        return [post.title for post in self.client.get(f"/beitraege/?{query}").context["post_list"]]

    def test_one_of_the_topics_is_enough_where_that_is_said(self):
        self.assertEqual(self.titles("thema=klima&thema=plagwitz"), ["Beides"])
        both = "thema=klima&thema=plagwitz&eine=1"
        self.assertEqual(self.titles(both), ["Beides", "Nur Klima", "Nur Plagwitz"])
        feed = self.client.get(f"/beitraege/feed.json?{both}").json()["items"]
        self.assertEqual([item["title"] for item in feed], ["Beides", "Nur Klima", "Nur Plagwitz"])

    def test_the_title_says_so(self):
        page = self.client.get("/beitraege/?thema=klima&thema=plagwitz&eine=1")
        self.assertContains(page, "<h1>Beiträge zu Klima oder Plagwitz</h1>")

    def test_with_one_topic_it_has_no_address(self):
        page = self.client.get("/beitraege/?thema=klima&eine=1")
        self.assertEqual(page["Location"], "/beitraege/?thema=klima")
        page = self.client.get("/beitraege/?thema=klima&thema=plagwitz&eine=1")
        self.assertContains(page, 'href="/beitraege/?thema=klima"')

    def test_topics_outside_can_still_be_added_with_their_own_counts(self):
        page = self.client.get("/beitraege/?thema=klima&thema=plagwitz&eine=1")
        counts = {
            c.name: c.count for _kind, choices in page.context["topic_choices"] for c in choices
        }
        self.assertEqual(counts, {"Klima": 2, "Plagwitz": 2, "Rad": 1})

    def test_the_quarter_is_a_blank_of_its_own(self):
        page = self.client.get("/beitraege/")
        self.assertContains(page, '<select name="thema" id="ortsteil">')

    def test_long_lists_have_numbers(self):
        for number in range(25):
            make_post(f"P{number}", ["Viele"])
        page = self.client.get("/beitraege/?thema=viele&seite=2")
        for address in ("?thema=viele", "?thema=viele&amp;seite=3"):
            self.assertContains(page, f'href="/beitraege/{address}"')


class NameTests(TestCase):
    def test_an_author_is_one_however_the_blanks_of_the_name_were_typed(self):
        for name in ("Dr. Ilse Öz", "Dr.\u00a0Ilse Öz", "Dr. Ilse\u00ad Öz", "Dr.  Ilse  Öz"):
            post = make_post(author=name)
            with self.subTest(name):
                self.assertEqual(self.client.get(post.author_url).status_code, 200)
        authors = self.client.get("/beitraege/").context["author_choices"]
        self.assertEqual([(each.name, each.count) for each in authors], [("Dr. Ilse Öz", 4)])
