"""One table of what is found, run on whichever database is configured: the hits are the same."""

from django.test import TestCase

from tests.build import berlin, days_ago, make_meeting, make_post, make_topic
from wiq_site.pages.models import Page

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


class KindsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.series = make_topic("Stammtisch", kind="reihe")
        items = [
            ("Begrüßung", 8, "Thorsten", "Hallo."),
            ("Ulmen", 7, "Ada", "Die **Linden** blühen."),
        ]
        cls.report = make_post("Ergebnisse", published_at=days_ago(2))
        cls.reported = make_meeting(
            items=items, report=cls.report, intro="Vorab", closing="Danke", series=cls.series
        )
        cls.alone = make_meeting("2019-12-10 17:00", items[1:], title="Runde", closing="Tschüss")
        cls.coming = make_meeting(
            "2099-01-01 17:00", items, title="Demnächst", intro="Kommt", protocol_published_at=None
        )
        Page.objects.create(title="Über uns", body="Wer wir sind", public=True)

    def hits(self, q):
        answer = self.client.get("/suche/", {"q": q}, follow=True)
        return [(hit.entry.kind, hit.entry.path) for hit in answer.context["hits"]]

    def test_a_hit_in_minutes_leads_to_its_top_on_the_main_page(self):
        tops = [
            ("protokoll", "/beitraege/ergebnisse/#top-2"),
            ("protokoll", "/treffen/runde/#top-1"),
        ]
        self.assertEqual(self.hits("linden"), tops)

    def test_a_top_is_named_with_the_page_it_stands_on(self):
        page = self.client.get("/suche/?q=linden")
        self.assertContains(page, '<a href="/beitraege/ergebnisse/#top-2">TOP 2 Ulmen</a>')
        self.assertContains(page, "Ergebnisse, 10. Dezember 2020")
        self.assertContains(page, "Ada: Die <mark>Linden</mark> blühen.")

    def test_a_published_agenda_is_found_as_the_meeting(self):
        self.assertEqual(self.hits("ulmen")[2:], [("treffen", "/treffen/demnaechst/")])
        self.assertEqual(self.hits("kommt"), [("treffen", "/treffen/demnaechst/")])

    def test_intro_and_closing_are_found_where_the_minutes_stand(self):
        self.assertEqual(self.hits("vorab"), [("protokoll", "/beitraege/ergebnisse/")])
        self.assertEqual(self.hits("danke"), [("protokoll", "/beitraege/ergebnisse/")])
        self.assertEqual(self.hits("tschüss"), [("treffen", "/treffen/runde/")])

    def test_a_page_is_found(self):
        self.assertEqual(self.hits("sind"), [("seite", "/ueber-uns/")])

    def test_every_hit_leads_to_a_page_that_has_its_anchor(self):
        for word in ("ulmen", "vorab", "tschüss", "kommt", "sind", "stammtisch"):
            for _, path in self.hits(word):
                with self.subTest(path=path):
                    page = self.client.get(path.partition("#")[0])
                    self.assertContains(page, f'id="{path.partition("#")[2] or "inhalt"}"')
