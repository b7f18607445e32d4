"""One table of what is found, run on whichever database is configured: the hits are the same."""

from django.test import TestCase

from blog.models import Post
from meetings.models import Meeting
from tests.build import berlin, make_meeting, make_post, make_report
from wiq_site.search.query import parse
from wiq_site.search.results import pks_matching

POSTS = {  # title: topics, teaser and text, day
    "Ein Garten für alle": (["Klima"], "Gärten in der Stadt. Hochbeete!", "2020-05-01 10:00"),
    "Straßenfest": (["Feste"], "Das große Fest in der Karl-Heine-Straße.", "2021-06-01 10:00"),
    "Sommerfeste": ([], "Musik, Kuchen, ein Garten.", "2022-07-01 10:00"),
    "Lastenrad Westwind": (["Verkehr", "Klima"], "Kaputt. Café repariert.", "2022-08-01 10:00"),
    "Café am Kanal": (["Feste"], "Kuchen in der Stadt", "2023-01-01 00:30"),
    "Прогулянка": ([], "Сад і місто, 100 % بيت", "2023-02-01 10:00"),
}
GARDEN, STREET, SUMMER, BIKE, CAFE, WALK = POSTS

FOUND = {  # what is typed: what is found, in this order
    # the order: title, then topics, then text, each with the newest first
    "garten": [GARDEN, SUMMER],
    "feste": ["Feste", CAFE, STREET],
    "klima": ["Klima", BIKE, GARDEN],
    "kuchen": [CAFE, SUMMER],
    # spelling: capitals, umlauts, ß, accents, other scripts
    "GARTEN": [GARDEN, SUMMER],
    "Gärten": [GARDEN, SUMMER],
    "gaerten": [GARDEN, SUMMER],
    "strassenfest": [STREET],
    "Straßenfest": [STREET],
    "STRASSENFEST": [STREET],
    "cafe": [CAFE, BIKE],
    "café": [CAFE, BIKE],
    "прогулянка": [WALK],
    "بيت": [WALK],
    "100": [WALK],
    # forms of a word, and the last word as a beginning
    "gartens": [GARDEN, SUMMER],
    "Sommerfest": [SUMMER],
    "lasten": [BIKE],
    "lasten kaputt": [],
    "hochb": [GARDEN],
    "la": [],
    # several words must all be there, wherever they stand
    "garten musik": [SUMMER],
    "klima kaputt": [BIKE],
    "klima garten": [GARDEN],
    "garten garten": [GARDEN, SUMMER],
    "garten lastenrad": [],
    # phrases are exact and do not reach from one field into the next
    '"in der stadt"': [CAFE, GARDEN],
    '"der stadt" kuchen': [CAFE],
    '"Garten"': [GARDEN, SUMMER],
    '"Gärten"': [GARDEN],
    '"gart"': [],
    '"stadt der"': [],
    '"alle klima"': [],
    "„in der Stadt“": [CAFE, GARDEN],
    '"in der': [CAFE, STREET, GARDEN],
    "karl-heine-straße": [STREET],
    # without
    "garten -musik": [GARDEN],
    "-musik garten": [GARDEN],
    'kuchen -"in der"': [SUMMER],
    "kuchen -gärten": [CAFE],
    "kuchen - garten": [SUMMER],
    "fest -karl-heine": ["Feste", CAFE],
    "garten -ga": [GARDEN, SUMMER],
    # nothing to look for, and what a database would understand otherwise
    "": [],
    "-garten": [],
    '""': [],
    "- - --": [],
    "* ^ : ( ) & | !": [],
    "garten AND musik": [],
    "garten OR musik": [],
    "NEAR(garten musik)": [],
    "title:garten": [],
    "gar*": [GARDEN, SUMMER],
    "_gart": [GARDEN, SUMMER],
    "garten:*": [GARDEN, SUMMER],
    "garten'": [GARDEN, SUMMER],
    "garten\\": [GARDEN, SUMMER],
    "100%": [WALK],
    "%": [],
    "'; DROP TABLE search_searchentry; --": [],
    "🌻": [],
    "🌻 garten": [GARDEN, SUMMER],
    "\u202egarten\u202c": [GARDEN, SUMMER],
    "\x00garten\x1b": [GARDEN, SUMMER],
}


class FoundTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for title, (topics, text, day) in POSTS.items():
            teaser, _, body = text.partition(".")
            make_post(title, topics, teaser=teaser, body=body, published_at=berlin(day))

    def titles(self, q, **more):
        answer = self.client.get("/suche/", {"q": q, **more}, follow=True)
        self.assertEqual(answer.status_code, 200)
        return [hit.entry.title for hit in answer.context["hits"]]

    def test_each_query_finds_exactly_its_hits_in_their_order(self):
        for typed, titles in FOUND.items():
            with self.subTest(typed=typed):
                self.assertEqual(self.titles(typed), titles)

    def test_a_kind_and_a_year_narrow(self):
        for more, titles in (
            ({"art": "thema"}, ["Feste"]),
            ({"art": "beitrag"}, [CAFE, STREET]),
            ({"jahr": "2023"}, [CAFE]),  # half past midnight in Berlin is still 2022 in UTC
            ({"jahr": "2021", "art": "beitrag"}, [STREET]),
            ({"jahr": "1999"}, []),
        ):
            with self.subTest(more=more):
                self.assertEqual(self.titles("feste", **more), titles)

    def test_the_counts_of_kinds_and_years_are_those_under_the_other_choice(self):
        page = self.client.get("/suche/?q=feste&jahr=2021").context["results"]
        self.assertEqual(page.kinds, [("beitrag", "Beitrag", 1)])
        self.assertEqual(page.years, [(2023, 1), (2021, 1)])
        self.assertEqual(page.all_count, 3)


class WordFilterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        items = [("Ulmen", 5, "Ada", "Die Gärten"), ("Linden", 5, "", "Der Kanal")]
        cls.report = make_report("Ergebnisse", items=items, topics=["Klima"])
        cls.post = make_post("Ulmen am Kanal")

    def objects_matching(self, words, model=Post):
        return set(model.objects.filter(pk__in=pks_matching(model, parse(words))))

    def test_words_may_stand_spread_over_a_post_and_its_tops(self):
        self.assertEqual(self.objects_matching("ergebnisse garten kan"), {self.report})
        self.assertEqual(self.objects_matching("klima linden ulmen"), {self.report})
        self.assertEqual(self.objects_matching("ulmen kanal"), {self.report, self.post})

    def test_a_phrase_and_what_is_not_wanted_count_for_the_whole_page(self):
        self.assertEqual(self.objects_matching('"am kanal"'), {self.post})
        self.assertEqual(self.objects_matching("ulmen -linden"), {self.post})
        self.assertEqual(self.objects_matching('kanal -"am kanal"'), {self.report})

    def test_minutes_without_a_report_belong_to_their_meeting(self):
        meeting = make_meeting(items=[("Ulmen", 5, "", "Der Kanal")])
        self.assertEqual(self.objects_matching("ulmen kanal", Meeting), {meeting})

    def test_nothing_to_look_for_finds_nothing(self):
        for words in ("", "!!", "-ulmen", '""'):
            with self.subTest(words=words):
                self.assertEqual(self.objects_matching(words), set())
