from datetime import date
from unittest import mock

from django.test import TestCase

from blog.models import Topic
from meetings.planning import bars_of
from meetings.templatetags import in_days
from tests.build import make_meeting, make_topic


class SeriesTimesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.series = make_topic("Gesamttreffen", kind=Topic.Kind.SERIES)

    def meet(self, when, *minutes, **fields):
        items = [(f"Punkt {n}", length, "") for n, length in enumerate(minutes, 1)]
        return make_meeting(when, items, series=self.series, **fields)

    def test_the_longest_meeting_fills_the_width(self):
        self.meet("2021-03-11 17:00", 30, 30)
        self.meet("2020-12-10 17:00", 30, 60, 30)
        self.assertEqual(
            [
                (bar["meeting"].date.year, bar["minutes"], bar["share"])
                for bar in bars_of(self.series)
            ],
            [(2020, 120, 100), (2021, 60, 50)],
        )

    def test_one_meeting_alone_compares_nothing(self):
        self.meet("2020-12-10 17:00", 30, 60)
        self.assertEqual(bars_of(self.series), [])

    def test_meetings_without_times_coming_cancelled_or_hidden_stay_out(self):
        self.meet("2020-12-10 17:00", 30)
        self.meet("2021-03-11 17:00", 30)
        self.meet("2021-04-11 17:00", 30, None)
        self.meet("2099-01-01 17:00", 30)
        self.meet("2021-05-11 17:00", 30, cancelled_at="2021-05-01T12:00Z")
        self.meet("2021-06-11 17:00", 30, agenda_published_at=None, protocol_published_at=None)
        self.assertEqual([bar["meeting"].date.month for bar in bars_of(self.series)], [12, 3])

    def test_the_name_of_a_hidden_item_stays_hidden(self):
        for when in ("2020-12-10 17:00", "2021-03-11 17:00"):
            self.meet(when, 30).items.update(name="Geheim", public=False)
        page = self.client.get(self.series.get_absolute_url())
        self.assertContains(page, "Wofür die Zeit da war")
        self.assertNotContains(page, "Geheim")

    def test_queries_do_not_grow_with_the_series(self):
        for count in (2, 6):
            self.meet(f"2021-0{count}-11 17:00", 30)
            self.meet(f"2022-0{count}-11 17:00", 30)
            with self.subTest(meetings=count), self.assertNumQueries(2):
                bars_of(self.series)


def test_a_coming_day_is_named_as_people_do():
    with mock.patch("django.utils.timezone.localdate", return_value=date(2020, 12, 1)):
        said = [in_days(date(2020, 12, day)) for day in (1, 2, 10)]
    assert said == ["heute", "morgen", "in 9 Tagen"]
