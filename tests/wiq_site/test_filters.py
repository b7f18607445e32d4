"""The form of a query string is built once per request, and its words are parsed once."""

from unittest import mock

from django.test import TestCase

from tests.build import make_post, make_report
from wiq_site.kit.filters import FilterForm
from wiq_site.search import query

ADDRESSES = {  # a page of each filter: how often words are parsed
    "/": 0,
    "/beitraege/?q=baum&autor=Ada": 1,
    "/beitraege/?q=baum&autor=Ada&seite=2": 1,
    "/beitraege/feed.rss?q=baum&autor=Ada": 1,
    "/beitraege/feed.json?thema=klima": 1,
    "/treffen/?jahr=2020&q=baum": 1,
    "/treffen/protokolle.atom?q=baum": 1,
    "/treffen/kalender.ics?q=baum": 1,
    "/treffen/aufgaben/": 1,
    "/treffen/aufgaben/?q=baum": 1,
    "/treffen/aufgaben/feed.rss?q=baum": 1,
    "/treffen/aufgaben/fristen.ics?q=baum": 1,
    "/beitraege/baum-1/kommentare.rss": 0,
    "/suche/?q=baum": 1,
    "/suche/?q=b%C3%A4ume&art=beitrag": 1,
    "/abonnieren/feeds.opml?thema=klima": 0,
}


class OncePerRequestTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(11):
            make_post(f"Baum {number}", ["Klima"], author="Ada")
        make_report("Baum", topics=["Klima"])

    def test_one_form_and_one_look_at_the_words(self):
        for address, times in ADDRESSES.items():
            with (
                self.subTest(address),
                mock.patch.object(
                    FilterForm, "__init__", autospec=True, side_effect=FilterForm.__init__
                ) as form,
                mock.patch.object(query, "dates_in", wraps=query.dates_in) as looks,
            ):
                answer = self.client.get(address)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual((form.call_count, looks.call_count), (1, times))
