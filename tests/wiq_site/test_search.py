"""One table of what is found, run on whichever database is configured: the hits are the same."""

from unittest import mock

from django.test import TestCase

from blog.models import Post
from meetings.models import Meeting
from tests.build import berlin, make_meeting, make_post, make_report, make_topic
from wiq_site.search.query import parse
from wiq_site.search.results import best_first, entries_matching, pks_matching, texts_of

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
    # and last where it is only a part of a longer word
    "feste": ["Feste", CAFE, STREET, SUMMER],
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
    # forms of a word, and words as beginnings, in any order
    "gartens": [GARDEN, SUMMER],
    "Sommerfest": [SUMMER],
    "lasten": [BIKE],
    "lasten kaputt": [BIKE],
    "hochb": [GARDEN],
    "la": [],
    # parts of compounds from four letters on, in any form, at the beginning or the end
    "beete": [GARDEN],
    "hochbeet kanal": [],
    "straße fest": [STREET],
    "ahrt": [],
    "rad": [],
    "somm": [SUMMER],
    "somm kuchen": [SUMMER],
    "som kuchen": [SUMMER],
    "kuchen som": [SUMMER],
    "mmerf": [],
    '"sommer"': [],
    "kuchen -sommer": [CAFE, SUMMER],
    # an umlaut makes another word, unless it is that of a plural
    "küchen": [],
    "Kuche": [CAFE, SUMMER],
    "städte": [CAFE, GARDEN],
    "grosse": [STREET],
    # signs that nobody sees
    "gar\u00adten": [GARDEN, SUMMER],
    "stra\u200bßen\u2060fest\ufeff": [STREET],
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
    "fest -karl-heine": ["Feste", CAFE, SUMMER],
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

    def test_letters_of_neighbours_are_found_as_germans_spell_them(self):
        title = make_post("Gäste aus Łódź, Tromsø und Iğdır").title
        for typed in ("Lodz", "lódź", "ŁÓDŹ", "Tromsö", "tromsoe", "Igdir", '"aus Lodz"'):
            with self.subTest(typed):
                self.assertEqual(self.titles(typed), [title])

    def test_each_query_finds_exactly_its_hits_in_their_order(self):
        for typed, titles in FOUND.items():
            with self.subTest(typed=typed):
                self.assertEqual(self.titles(typed), titles)

    def test_a_kind_and_a_year_narrow(self):
        for more, titles in (
            ({"art": "thema"}, ["Feste"]),
            ({"art": "beitrag"}, [CAFE, STREET, SUMMER]),
            ({"jahr": "2023"}, [CAFE]),  # half past midnight in Berlin is still 2022 in UTC
            ({"jahr": "2021", "art": "beitrag"}, [STREET]),
            ({"jahr": "1999"}, []),
        ):
            with self.subTest(more=more):
                self.assertEqual(self.titles("feste", **more), titles)

    def test_the_counts_of_kinds_and_years_are_those_under_the_other_choice(self):
        page = self.client.get("/suche/?q=feste&jahr=2021").context["results"]
        self.assertEqual(page.kinds, [("beitrag", "Beitrag", 1)])
        self.assertEqual(page.years, [(2023, 1), (2022, 1), (2021, 1)])
        self.assertEqual(page.all_count, 4)


class NeighbourTests(TestCase):
    """What is found by words that stand beside it, later than by its own."""

    @classmethod
    def setUpTestData(cls):
        items = [
            ("Wichteln", 5, "Ada", "Wir losen."),
            ("Fonds", 5, "", "Reparaturcafé, Kommission"),
        ]
        post = make_post("Ergebnisse im Winter", published_at=berlin("2021-01-02 10:00"))
        series = make_topic("Plenum", kind="reihe")
        make_meeting("2020-12-10 17:00", items, report=post, series=series, place="Westwerk")
        make_meeting("2020-10-12 17:00", [("Laube", 5, "", "")], title="Stammtisch")
        cls.author = make_post(
            "Baum am Kanal", author="Grace Hopper", published_at=berlin("2022-03-01 10:00")
        )
        make_post("Wort", body="Am 10. Dezember 2020 gab es Protokoll und Stammtisch.")

    def titles(self, q):
        answer = self.client.get("/suche/", {"q": q}, follow=True)
        return [hit.entry.title for hit in answer.context["hits"]]

    def test_a_top_is_found_by_what_belongs_to_its_meeting(self):
        for typed in (
            "gesamttreffen wichteln",
            "Wichteln Plenum",
            "Protokoll Wichteln",
            "Wichteln Ergebnisse Winter",
            "wichteln 10.12.2020",
            "wichteln 10.12.20",
            "10. Dezember 2020 wichteln",
            "wichteln 10. Dez. 2020",
            "wichteln 2020-12-10",
            "wichteln 10.12.",
            "wichteln 10. Dezember",
            "wichteln Dezember 2020",
            "wichteln 12/2020",
            "wichteln Dez 2020",
            "wichteln Donnerstag",
            "wichteln 2020 ada",
            '"10.12.2020" wichteln',
            '"Ergebnisse im Winter" wichteln',
            "wichteln -laube -2021",
            "wichteln Westwerk",
            "Protokoll Wichteln vom 10.12.2020",
            "Wichteln im Dezember 2020",
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self.titles(typed), ["TOP 1 Wichteln"])

    def test_a_date_is_found_however_it_is_spelled_and_is_no_other_one(self):
        minutes = ["Protokoll vom 10. Dezember 2020", "Wort", "TOP 1 Wichteln", "TOP 2 Fonds"]
        for typed in (
            *("10.12.2020", "10. Dezember 2020", "10.12.", "2020-12-10", "Do 10.12.2020"),
            *("Donnerstag, den 10.12.", "am Do., 10. Dez. 2020", "10.Dez.2020"),
            *(
                "Donnerstag, 10. Dezember 2020, 17:00–19:00 Uhr",
                "10.12.2020 ab 17 Uhr",
                "10.12. 17:00",
            ),
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self.titles(typed), minutes)
        self.assertEqual(self.titles("12.10.2020"), ["TOP 1 Laube", "Stammtisch"])
        self.assertEqual(self.titles("wichteln -10.12.2020"), [])
        self.assertEqual(self.titles("top 10"), [])

    def test_a_meeting_is_found_by_who_led_it_and_who_was_there(self):
        people = {"chair": "Kristina Rot", "minute_taker": "Ludwig", "apologies": "Klaus"}
        people |= {"attendance": "Paula und 30 andere"}
        planned = make_meeting(
            "2031-12-10 17:00", title="Advent", protocol_published_at=None, **people
        )
        for typed in ("Kristina", "Ludwig", "Leitung: Kristina Rot"):
            with self.subTest(typed=typed):
                self.assertEqual(self.titles(typed), ["Advent"])
        self.assertEqual(self.titles("Klaus") + self.titles("Paula"), [])
        planned.report = make_post("Ergebnisse im Advent")
        planned.save()
        for typed in ("Kristina", "Ludwig", "Klaus", "Paula"):
            with self.subTest(typed=typed, minutes=True):
                self.assertEqual(self.titles(typed), ["Protokoll vom 10. Dezember 2031"])

    def test_a_post_is_found_by_its_author_and_its_month(self):
        for typed in (
            "Hopper",
            "grace hopper kanal",
            '"Grace Hopper"',
            "von hopp",
            "kanal März 2022",
        ):
            with self.subTest(typed=typed):
                self.assertEqual(self.titles(typed), ["Baum am Kanal"])
        self.author.author = "Ada"
        self.author.save()
        self.assertEqual(self.titles("hopper"), [])

    def test_a_word_beside_counts_less_than_one_in_the_text_and_more_than_a_part(self):
        make_post("Stammtischrunde", published_at=berlin("2023-01-01 10:00"))
        self.assertEqual(
            self.titles("stammtisch"), ["Stammtisch", "Wort", "TOP 1 Laube", "Stammtischrunde"]
        )

    def test_the_page_shows_by_what_it_was_found(self):
        page = self.client.get("/suche/?q=hopper")
        self.assertContains(page, "Grace <mark>Hopper</mark>&nbsp;· <time")
        page = self.client.get("/suche/?q=10.12.2020")
        self.assertContains(page, "Am <mark>10.\xa0Dezember 2020</mark> gab")
        page = self.client.get("/suche/?q=caf%C3%A9+misskommission")
        self.assertEqual(page.context["results"].all_count, 0)
        page = self.client.get("/suche/?q=caf%C3%A9")
        self.assertContains(page, "<mark>Reparaturcafé</mark>, Kommission")


class CompoundTests(TestCase):
    def test_hyphens_make_no_difference(self):
        for title, typed in (
            ("Das Reparatur-Café öffnet", "reparaturcafes"),
            ("Das Reparaturcafé öffnet", "Reparatur-Café"),
            ("Die Karl-Heine-Straße", "Karlheinestraße"),
            ("Quartiers-Fonds-Anträge", "quartiersfondsantrag"),
        ):
            with self.subTest(title=title):
                post = make_post(title)
                found = entries_matching(parse(typed)).filter(owner_id=post.pk)
                self.assertEqual([entry.title for entry in found], [title])
        page = self.client.get("/suche/?q=reparaturcaf%C3%A9")
        self.assertContains(page, "Das <mark>Reparatur-Café</mark> öffnet")

    def test_a_word_of_a_mail_address_shows_no_more_of_it_than_any_other_page(self):
        make_post("Hoffest", body="Anmeldung bei hofinfo@linden-au.example.org, Kennwort Hofinfo.")
        for typed in (
            "hofinfo",
            "linden",
            "anmeldung",
            "hofinfo linden",
            "hofinfo@linden-au.example.org",
        ):
            with self.subTest(typed):
                page = self.client.get("/suche/", {"q": typed}).content.decode()
                self.assertIn("</mark>", page)
                self.assertNotIn("@linden", page.replace("<mark>", "").replace("</mark>", ""))

    def test_letters_and_digits_beside_each_other_are_words(self):
        for title, typed in (
            ("TOP 4 Garten", "TOP4"),
            ("TOP4: Garten", "TOP 4"),
            ("Weniger CO₂", "CO2"),
            ("200 Euro", "200Euro"),
            ("Hausnummer 12a", "12 a"),
            ("1.000 Euro", "1000 Euro"),
            ("1000 Taler", "1.000 Taler"),
            ("3.472,18 Euro", "3472"),
            ("3.472,18 Euro", "3.472 Euro"),
            ("3.472,18 Euro", "3472,18"),
            ("3.472,18 Euro", "3.472,18"),
            ("4100,00 Euro", "4.100,00 Euro"),
            ("Die Freund:innen", "Freundinnen"),
            ("Nachbar_innen", "Nachbarinnen"),
            ("Jede*r Schüler/in", "Schülerin"),
        ):
            make_post(title)
            with self.subTest(typed=typed):
                self.assertContains(self.client.get("/suche/", {"q": typed}), "<mark>")
                found = [entry.title for entry in entries_matching(parse(typed))]
                self.assertIn(title, found)
        self.assertEqual([*entries_matching(parse("TOP44"))], [])
        self.assertEqual([*entries_matching(parse("4TOP"))], [])

    def test_a_very_long_word_is_found_by_what_stands_in_its_middle(self):
        make_post("Straßenbegleitgrünpflegevereinbarung unterschrieben")
        make_post("Begleitgrün", published_at=berlin("2020-01-01 10:00"))
        whole, long = "Begleitgrün", "Straßenbegleitgrünpflegevereinbarung unterschrieben"
        for typed, titles in (
            ("Begleitgrün", [whole, long]),
            ("begleitgruen", [whole, long]),
            ("Pflege", [long]),
            ("Vereinbarungen", [long]),
            ("Straßenbegleitgrün", [long]),
            ("leit", []),
            ("grün", [whole]),
        ):
            with self.subTest(typed=typed):
                query = parse(typed)
                entries = best_first(entries_matching(query), texts_of(query))
                self.assertEqual([entry.title for entry in entries], titles)
        page = self.client.get("/suche/?q=begleitgr%C3%BCn+unterschrieben")
        self.assertContains(page, "<mark>Straßenbegleitgrünpflegevereinbarung</mark>")


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


class ManyHitsTests(TestCase):
    """What is told where more is found than anybody reads, with bounds made small."""

    @classmethod
    def setUpTestData(cls):
        for year in range(2010, 2022):
            make_post(f"Chronik {year}", body="Garten", published_at=berlin(f"{year}-05-01 10:00"))
        make_post("Garten zuerst", published_at=berlin("2009-05-01 10:00"))
        make_post("Gartenlaube", published_at=berlin("2023-05-01 10:00"))

    def found(self, query, many=9):
        with (
            mock.patch("wiq_site.search.results.ENOUGH", 5),
            mock.patch("wiq_site.search.results.MOST", 8),
            mock.patch("wiq_site.search.results.MANY", many),
        ):
            page = self.client.get(f"/suche/?q={query}")
            page.years = page.context["results"].years
            return page, [hit.entry.title for hit in page.context["hits"]]

    def test_the_newest_are_told_and_before_them_what_has_the_words_in_its_title(self):
        page, titles = self.found("garten")
        self.assertEqual(
            titles, ["Garten zuerst", *(f"Chronik {n}" for n in range(2021, 2014, -1))]
        )
        self.assertContains(page, "Über 8 Treffer")

    def test_the_way_to_the_newest_changes_nothing(self):
        for query in (
            "garten",
            "garten&jahr=2010",
            "garten+-zuerst",
            "chronik+garten",
            "%22garten%22",
        ):
            with self.subTest(query):
                by_all = self.found(query, many=100)[1]
                self.assertTrue(by_all)
                self.assertEqual(self.found(query, many=9)[1], by_all)

    def test_parts_of_words_are_looked_for_only_where_few_hold_them_whole(self):
        self.assertEqual(self.found("gartenl")[1], ["Gartenlaube"])
        self.assertNotIn("Gartenlaube", self.found("garten")[1])

    def test_any_year_can_be_chosen_though_not_counted(self):
        page, _titles = self.found("garten")
        years = [(year, None) for year in range(2023, 2008, -1)]
        self.assertEqual(page.years, years)
        self.assertContains(page, '<option value="2010">2010</option>', html=True)
        self.assertEqual(self.found("garten&jahr=2010")[1], ["Chronik 2010"])
        self.assertEqual(self.found("garten&art=seite")[1], [])
