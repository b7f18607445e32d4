"""``pks_matching``, by which the list of posts is narrowed."""

from django.test import TestCase

from blog.models import Post
from meetings.models import Meeting
from tests.build import make_meeting, make_post, make_report
from wiq_site.search.query import parse
from wiq_site.search.results import pks_matching


class WordFilterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        items = [("Ulmen", 5, "Ada", "Die Gärten"), ("Linden", 5, "", "Der Kanal")]
        cls.report = make_report("Ergebnisse", items=items, topics=["Klima"])
        cls.post = make_post("Ulmen am Kanal")

    def found(self, words, model=Post):
        return set(model.objects.filter(pk__in=pks_matching(model, parse(words))))

    def test_words_may_stand_spread_over_a_post_and_its_tops(self):
        self.assertEqual(self.found("ergebnisse garten kan"), {self.report})
        self.assertEqual(self.found("klima linden ulmen"), {self.report})
        self.assertEqual(self.found("ulmen kanal"), {self.report, self.post})

    def test_a_phrase_and_what_is_not_wanted_count_for_the_whole_page(self):
        self.assertEqual(self.found('"am kanal"'), {self.post})
        self.assertEqual(self.found("ulmen -linden"), {self.post})
        self.assertEqual(self.found('kanal -"am kanal"'), {self.report})

    def test_minutes_without_a_report_belong_to_their_meeting(self):
        meeting = make_meeting(items=[("Ulmen", 5, "", "Der Kanal")])
        self.assertEqual(self.found("ulmen kanal", Meeting), {meeting})

    def test_nothing_to_look_for_finds_nothing(self):
        for words in ("", "!!", "-ulmen", '""'):
            with self.subTest(words=words):
                self.assertEqual(self.found(words), set())
