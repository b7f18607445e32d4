"""Where hits of each kind lead."""

from django.test import TestCase

from tests.build import days_ago, make_meeting, make_post, make_topic
from wiq_site.pages.models import Page


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
