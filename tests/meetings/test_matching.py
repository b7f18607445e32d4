"""Which planned item a TOP of a text is."""

from datetime import date
from types import SimpleNamespace

from django.test import SimpleTestCase, TestCase

from blog.models import Topic
from meetings.imports import best_guess, candidates, in_order, match
from tests.build import make_meeting


def plan(*rows):
    return [SimpleNamespace(number=number, name=name) for number, name in rows]


class MatchTests(SimpleTestCase):
    def matched(self, rows, planned):
        return [item and f"{item.number} {item.name}" for item in match(rows, plan(*planned))]

    def test_by_number_and_title(self):
        rows = [("1", "Pause"), ("2", "Pause")]
        self.assertEqual(
            self.matched(rows, [("2", "Pause"), ("1", "Pause")]), ["1 Pause", "2 Pause"]
        )

    def test_a_title_is_worth_more_than_a_number(self):
        rows = [("1", "Neu"), ("2", "Kasse"), ("3", "Garten")]
        planned = [("1", "Kasse"), ("2", "Garten")]
        self.assertEqual(self.matched(rows, planned), [None, "1 Kasse", "2 Garten"])

    def test_spelling_and_signs_do_not_count(self):
        rows = [("", "öffentliche  RÄUME, Straßen")]
        self.assertEqual(
            self.matched(rows, [("4", "Öffentliche Räume & Strassen")]),
            ["4 Öffentliche Räume & Strassen"],
        )

    def test_a_number_alone_is_enough(self):
        self.assertEqual(self.matched([("7A", "Neuer Titel")], [("7a", "Alter")]), ["7a Alter"])

    def test_without_number_and_title_nothing_is_the_same(self):
        self.assertEqual(self.matched([("", "")], [("", "")]), [None])


class OrderTests(SimpleTestCase):
    def test_what_the_text_lacks_stays_behind_what_it_stood_behind(self):
        self.assertEqual(in_order(["a", "b", "c", "d"], ["n", "c", "a"]), ["n", "c", "d", "a", "b"])

    def test_what_stood_first_stays_first(self):
        self.assertEqual(in_order(["a", "b"], ["b"]), ["a", "b"])


class CandidateTests(TestCase):
    def setUp(self):
        self.series = Topic.objects.create(name="Runde", kind=Topic.Kind.SERIES)

    def make(self, when, **fields):
        return make_meeting(when, **{"protocol_published_at": None, "series": self.series} | fields)

    def test_the_same_day_first_then_the_nearest_of_the_series(self):
        far, near = self.make("2021-06-07 18:00"), self.make("2021-05-01 18:00")
        same = self.make("2021-04-08 18:00", series=None)
        self.assertEqual(candidates(date(2021, 4, 8), self.series), [same, near, far])

    def test_a_meeting_months_away_is_another_one(self):
        self.make("2021-06-08 18:00")
        self.assertEqual(candidates(date(2021, 4, 8), self.series), [])

    def test_a_cancelled_meeting_has_no_minutes(self):
        self.make("2021-04-08 18:00", cancelled_at="2021-04-01T00:00Z")
        self.assertEqual(candidates(date(2021, 4, 8), self.series), [])

    def test_only_a_meeting_of_that_day_is_a_guess(self):
        other = self.make("2021-05-01 18:00")
        self.assertIsNone(best_guess([other], date(2021, 4, 8), self.series))

    def test_of_two_that_day_the_one_of_the_series_is_the_guess(self):
        two = [self.make("2021-04-08 10:00", series=None), self.make("2021-04-08 18:00")]
        self.assertEqual(best_guess(two, date(2021, 4, 8), self.series), two[1])
