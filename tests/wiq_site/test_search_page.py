from urllib.parse import quote_plus

from django.test import TestCase

from tests.build import days_ago, make_meeting, make_page, make_post, make_report, make_topic


class SearchPageTests(TestCase):
    def page(self, query=""):
        return self.client.get(f"/suche/{query}")

    def test_without_words_it_shows_the_form_and_a_hint(self):
        page = self.page()
        self.assertContains(page, 'role="search"', count=1)  # none in the header beside it
        self.assertContains(page, "Die Suche findet Beiträge, Protokolle")
        self.assertContains(page, "<title>Suche – Wir im Quartier</title>")

    def test_the_page_itself_may_be_found_elsewhere_and_its_lists_of_hits_may_not(self):
        self.assertContains(self.page(), '<link rel="canonical" href="http://testserver/suche/">')
        self.assertNotContains(self.page(), "noindex")
        for query in ("?q=garten", "?jahr=2024"):
            self.assertContains(self.page(query), "noindex")

    def test_says_what_was_looked_for_and_how_much_was_found(self):
        make_post("Garten", body="<b>")
        page = self.page("?q=garten")
        self.assertContains(page, "<title>Suche nach „garten“ – Wir im Quartier</title>")
        self.assertContains(page, "<h1>Suche nach „garten“</h1>", html=True)
        self.assertContains(page, "1 Treffer")
        self.assertContains(page, 'value="garten"')

    def test_a_hit_by_its_topic_says_so(self):
        make_post("Fest", ["Öffentliche Räume", "Klima", "Räume <b>"], body="Musik")
        page = self.page("?q=r%C3%A4ume")
        self.assertContains(
            page,
            '<p class="meta">Themen: Öffentliche <mark>Räume</mark>, <mark>Räume</mark> &lt;b&gt;</p>',
            html=True,
        )
        self.assertContains(
            self.page("?q=klima+musik"), '<p class="meta">Thema: <mark>Klima</mark></p>', html=True
        )
        self.assertNotContains(self.page("?q=musik"), "Thema:")

    def test_shows_ten_hits_on_a_page(self):
        for number in range(11):
            make_post(f"Garten {number}")
        first, second = self.page("?q=garten"), self.page("?q=garten&seite=2")
        self.assertEqual((len(first.context["hits"]), len(second.context["hits"])), (10, 1))
        self.assertContains(first, 'href="?q=garten&amp;seite=2">Nächste Seite</a>')
        self.assertContains(second, 'href="/suche/?q=garten">Vorige Seite</a>')
        self.assertContains(second, '<ol class="hits" start="11">')

    def test_nothing_found_offers_the_nearest_spelling(self):
        make_post("Nachbarschaft im Garten")
        page = self.page("?q=nachbarschfat")
        self.assertContains(page, '<a href="/suche/?q=Nachbarschaft">')

    def test_what_is_offered_is_found_also_for_a_number_written_at_a_word(self):
        make_post("Spielplatz im Park")
        for typed, offered in [
            ("Spielplaz7", "Spielplatz"),
            ("PARK3 Spielplaz", "PARK Spielplatz"),
            ("Park-Spielplaz7", "Park Spielplatz"),
            ("spielplaz park", "Spielplatz park"),
        ]:
            with self.subTest(typed):
                suggestion = self.page(f"?q={quote_plus(typed)}").context["suggestion"]
                self.assertEqual(suggestion and suggestion[0], offered)
                if suggestion:
                    self.assertTrue(self.page(f"?{suggestion[1]}").context["hits"])

    def test_words_that_never_stand_together_are_offered_alone(self):
        make_post("Garten")
        make_post("Grünflächen")
        self.assertEqual(
            self.page("?q=garten+Gr%C3%BCnfl%C3%A4chen").context["single_words"],
            [("garten", "q=garten"), ("Grünflächen", "q=Gr%C3%BCnfl%C3%A4chen")],
        )

    def test_nothing_in_the_selection_leads_to_all_hits(self):
        make_post("Garten")
        page = self.page("?q=garten&art=seite")
        self.assertContains(page, "In dieser Auswahl gibt es keinen Treffer.")
        self.assertContains(page, '<a class="more" href="/suche/?q=garten">')

    def test_too_long_a_text_is_answered_with_a_sentence_and_kept(self):
        page = self.client.get("/suche/", {"q": "wort " * 2000}, follow=True)
        self.assertContains(page, "Bitte kürzen Sie Ihre Suche auf höchstens 200 Zeichen.")
        self.assertContains(page, "wort wort wort")

    def test_more_words_than_a_database_likes_are_refused_in_a_sentence(self):
        told = "Bitte suchen Sie nach höchstens 20 Wörtern auf einmal."
        words = [chr(number) for number in range(ord("a"), ord("a") + 21)]
        self.assertContains(self.page(f"?q={'+'.join(words)}"), told)
        self.assertNotContains(self.page(f"?q={'+'.join(words[1:])}"), told)
        self.assertNotContains(self.page(f"?q=%22{'+'.join(words)}%22"), told)
        refused = self.client.get(f"/beitraege/?q={'+'.join(words)}")
        self.assertContains(refused, told, status_code=404)

    def test_what_cannot_be_looked_for_is_answered_with_a_sentence(self):
        self.assertContains(self.page("?q=-garten"), "Bitte nennen Sie auch ein Wort")
        self.assertContains(self.page("?q=%21%21"), "mindestens einen Buchstaben")

    def test_has_one_address(self):
        for asked, canonical in {
            "?art=&q=garten&jahr=": "?q=garten",
            "?jahr=2020&art=beitrag&q=garten": "?q=garten&art=beitrag&jahr=2020",
            "?q=garten&fbclid=1": "?q=garten",
            "?q=garten&seite=1": "?q=garten",
            "?q=++Zwei+++W%C3%B6rter+": "?q=Zwei+W%C3%B6rter",
            "?q=&seite=2": "",
        }.items():
            with self.subTest(asked=asked):
                self.assertRedirects(
                    self.page(asked), f"/suche/{canonical}", 301, fetch_redirect_response=False
                )

    def test_what_does_not_exist_is_404_with_a_sentence(self):
        for asked in ("?q=a&art=bild", "?q=a&jahr=99999", "?q=a&jahr=x", "?q=a&seite=x"):
            with self.subTest(asked=asked):
                self.assertEqual(self.page(asked).status_code, 404)

    def test_is_kept_by_anyone_sets_no_cookie_and_is_not_indexed(self):
        page = self.page("?q=garten")
        self.assertEqual(page["Cache-Control"], "public, no-cache")
        self.assertFalse(page.cookies)
        self.assertContains(page, '<meta name="robots" content="noindex, follow">')

    def test_typed_html_and_stored_html_are_shown_as_text(self):
        make_post("<i>Garten</i>", teaser="<script>alert(1)</script> Garten")
        page = self.page("?q=garten+%3Cscript%3E")
        self.assertContains(page, "&lt;i&gt;<mark>Garten</mark>&lt;/i&gt;")
        self.assertNotContains(page, "<script>")

    def test_every_page_leads_here(self):
        self.assertContains(
            self.client.get("/"), '<form method="get" action="/suche/" role="search"'
        )

    def test_queries_do_not_grow_with_the_hits(self):
        for count in (1, 9):
            for number in range(count):
                make_report(f"Garten {count} {number}", topics=["Garten"])
            with self.subTest(posts=count), self.assertNumQueries(6):
                self.page("?q=garten")

    def test_finding_nothing_takes_a_fixed_number_of_queries(self):
        for count in (1, 30):
            for number in range(count):
                make_post(f"Nachbarschaft{chr(97 + number)}")
            with self.subTest(posts=count), self.assertNumQueries(13):
                self.page("?q=nachbarschfat+gartn+xyz")


class KindsTests(TestCase):
    """Where hits of each kind lead."""

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
        make_page(title="Über uns", body="Wer wir sind")

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
        self.assertContains(page, '<a href="/beitraege/ergebnisse/#top-2">TOP\xa02 Ulmen</a>')
        words = 'Ergebnisse\xa0· vorläufig&nbsp;· <time datetime="2020-12-10">10.\xa0Dezember 2020</time>'
        self.assertContains(page, words)
        self.assertContains(page, "Ada: Die <mark>Linden</mark> blühen.")

    def test_a_published_agenda_is_found_as_the_meeting(self):
        self.assertEqual(self.hits("ulmen")[2:], [("treffen", "/treffen/demnaechst/")])
        self.assertEqual(self.hits("kommt"), [("treffen", "/treffen/demnaechst/")])

    def test_no_line_of_an_agenda_begins_with_a_dot_behind_a_top_that_nobody_leads(self):
        make_meeting(
            "2099-02-01 17:00", [("Eschen", 5, ""), ("Ende", 5, "")], protocol_published_at=None
        )
        page = self.client.get("/suche/", {"q": "eschen"}, follow=True)
        self.assertContains(page, "<mark>Eschen</mark>\xa0· TOP\xa02 Ende")

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


class EmptyListTests(TestCase):
    """What the lists of posts and of meetings offer where words find nothing in them."""

    @classmethod
    def setUpTestData(cls):
        make_post("Grünflächen", ["Klima"])
        make_post("Nachbarschaft", ["Feste"])
        make_page(title="Grinflachen")
        items = [("Nachbarschaftshilfe", 5, "", "")]
        make_meeting(items=items, series=make_topic("Plenum", kind="reihe"))
        round_ = make_meeting("2019-05-01 17:00", [("Ulmen", 5, "", "")], title="Runde")
        round_.items.get().outcomes.create(kind="aufgabe", text="Buchen gießen", who="Ina")

    def test_they_offer_the_nearest_spelling_of_their_own_words_under_their_other_filters(self):
        for address, link in (
            ("/beitraege/?q=grunflachen", "/beitraege/?q=Gr%C3%BCnfl%C3%A4chen"),
            (
                "/beitraege/?thema=klima&q=grunflachen",
                "/beitraege/?thema=klima&amp;q=Gr%C3%BCnfl%C3%A4chen",
            ),
            ("/beitraege/?q=grunflache", "/beitraege/?q=Gr%C3%BCnfl%C3%A4chen"),
            ("/treffen/?q=umlen", "/treffen/?q=Ulmen"),
            ("/treffen/?jahr=2019&q=umlen", "/treffen/?jahr=2019&amp;q=Ulmen"),
            ("/treffen/aufgaben/?q=bucken", "/treffen/aufgaben/?q=Buchen"),
        ):
            with self.subTest(address=address):
                page = self.client.get(address)
                self.assertContains(page, f'Meinten Sie <a href="{link}"><strong>')

    def test_they_offer_nothing_that_would_find_nothing_either(self):
        for address in (
            "/beitraege/?thema=feste&q=grunflachen",
            "/beitraege/?q=plenim",
            "/beitraege/?thema=feste&q=klima",
            "/treffen/?q=grunflachen",
            "/treffen/?jahr=2020&q=umlen",
            "/treffen/?reihe=plenum&q=ulmen",
            "/treffen/aufgaben/?q=grunflachen",
            "/treffen/aufgaben/?jahr=2020&q=bucken",
            "/treffen/aufgaben/?q=buchen&stand=beschlossen",
        ):
            with self.subTest(address=address):
                page = self.client.get(address)
                self.assertNotContains(page, "Meinten Sie")
                self.assertNotContains(page, "einzeln schon")

    def test_they_offer_words_alone_that_never_stand_together(self):
        page = self.client.get("/beitraege/?q=nachbarschaft+gruenflaechen")
        self.assertContains(page, '<a class="chip" href="/beitraege/?q=gruenflaechen">')
        page = self.client.get("/treffen/?q=ulmen+plenum")
        self.assertContains(page, '<a class="chip" href="/treffen/?q=plenum">')

    def test_they_say_why_such_words_find_nothing(self):
        for path in ("/beitraege/", "/treffen/", "/treffen/aufgaben/"):
            for typed, told in (
                ("*", "Bitte geben Sie mindestens einen Buchstaben oder eine Ziffer ein."),
                ("-Kuchen", "Bitte nennen Sie auch ein Wort, das vorkommen soll."),
            ):
                with self.subTest(path, typed=typed):
                    page = self.client.get(path, {"q": typed}, follow=True)
                    self.assertContains(page, told, count=1)

    def test_they_lead_to_the_search_over_everything_without_a_redirect(self):
        for address in (
            "/beitraege/?thema=klima&q=%22grinflachen+hier%22+%26",
            "/treffen/?jahr=2019&q=%22grinflachen+hier%22+%26",
            "/treffen/aufgaben/?jahr=2019&q=%22grinflachen+hier%22+%26",
        ):
            with self.subTest(address=address):
                page = self.client.get(address)
                self.assertContains(page, 'href="/suche/?q=%22grinflachen+hier%22+%26"')
        answer = self.client.get("/suche/?q=%22grinflachen+hier%22+%26")
        self.assertEqual(answer.status_code, 200)

    def test_a_list_with_hits_or_without_words_offers_nothing(self):
        for address in (
            "/beitraege/?q=gr%C3%BCnfl%C3%A4chen",
            "/beitraege/?thema=klima&jahr=1999",
            "/treffen/?q=ulmen",
            "/treffen/?jahr=1999",
        ):
            with self.subTest(address=address):
                page = self.client.get(address)
                self.assertNotContains(page, "/suche/?q=")
