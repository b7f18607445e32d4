"""A series planned a year ahead: the sentence, the days, the page of the desk."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from meetings.models import Meeting
from meetings.planning import likely_rule, occasions, read_rule
from tests.build import days_ago, make_editor, make_meeting, make_topic

AFTER = date(2026, 12, 10)  # a Thursday


def planned(text, taken=()):
    return [(str(o.day), o.obstacle) for o in occasions(read_rule(text), AFTER, taken)]


@pytest.mark.parametrize(
    ("text", "first", "second", "count"),
    [
        ("jeden zweiten Donnerstag, 17 Uhr", "2026-12-24", "2027-01-07", 26),
        ("jeden zweiten Donnerstag im Monat, 17 Uhr", "2027-01-14", "2027-02-11", 12),
        ("donnerstags 17:00-19:30 Uhr", "2026-12-17", "2026-12-24", 52),
        ("14-tägig dienstags 19 Uhr", "2026-12-22", "2027-01-05", 26),
        ("Alle drei Wochen am Fr.", "2026-12-11", "2027-01-01", 18),
        ("alle 14 Tage dienstags, 19 Uhr", "2026-12-22", "2027-01-05", 26),
        ("am ersten Mittwoch jedes zweiten Monats", "2027-02-03", "2027-04-07", 6),
        ("am letzten Freitag im Monat", "2026-12-25", "2027-01-29", 12),
        ("alle 2 Monate am 1. Mittwoch, 18.30 Uhr", "2027-02-03", "2027-04-07", 6),
        ("jeden ersten und dritten Montag im Monat", "2026-12-21", "2027-01-04", 24),
        ("jeden Sonnabend", "2026-12-12", "2026-12-19", 53),
        ("am ersten Dienstag im Quartal, 18 Uhr", "2027-03-02", "2027-06-01", 4),
        ("vierteljährlich am letzten Freitag", "2026-12-25", "2027-03-26", 4),
        ("alle zwei Wochen die Donnerstage", "2026-12-24", "2027-01-07", 26),
    ],
)
def test_the_days_of_a_sentence(text, first, second, count):
    days = [day for day, _ in planned(text)]
    assert (days[:2], len(days)) == ([first, second], count)


class RuleTests(SimpleTestCase):
    def test_is_read_back_in_words(self):
        for text, words in (
            ("jeden zweiten Donnerstag, 17 Uhr", "alle 2 Wochen am Donnerstag, 17:00 Uhr"),
            ("am 1. und letzten Mo im Monat von 18 bis 20 Uhr", "am 1. und letzten Montag in jedem Monat, 18:00–20:00 Uhr"),
        ):  # fmt: skip
            self.assertEqual(read_rule(text).words, words)
            self.assertEqual(read_rule(words).words, words)
        self.assertEqual(read_rule("montags 18-20 Uhr").end, time(20))

    def test_what_names_no_day_two_days_or_no_time_is_refused(self):
        for text in ("", "täglich", "dienstags und donnerstags", "montags 25 Uhr", "montags um acht Uhr", "montags um halb acht", "alle 10 Tage montags", "am ersten Montag im Jahr", "halbjährlich montags", "am 15. im Monat", "jeden ersten und zweiten Montag", "x" * 5000):  # fmt: skip
            with self.subTest(text[:40]), pytest.raises(ValidationError):
                read_rule(text)

    def test_holidays_of_the_land_and_what_there_is_stand_against_a_day(self):
        days = dict(planned("mittwochs", taken={date(2026, 12, 16)}))
        self.assertEqual(days["2026-12-16"], "gibt es schon")
        self.assertEqual(days["2027-11-17"], "Buß- und Bettag")
        with self.settings(SITE_LAND="BE"):
            self.assertEqual(dict(planned("mittwochs"))["2027-11-17"], "")
        self.assertEqual(dict(planned("donnerstags"))["2026-12-24"], "Heiligabend")

    def test_the_likely_rhythm_is_that_of_the_last_two(self):
        one, other = (Meeting(date=date(2026, 12, day), start=time(17)) for day in (10, 24))
        self.assertEqual(likely_rule(other, one), "alle zwei Wochen am Donnerstag, 17:00 Uhr")
        self.assertEqual(likely_rule(one, None), "jeden zweiten Donnerstag im Monat, 17:00 Uhr")


class PageTests(TestCase):
    def setUp(self):
        series = make_topic("Gesamttreffen", kind="reihe")
        self.meeting = make_meeting("2026-12-10 17:00", series=series, title="Treffen am 10.12.2026", place="Saal")  # fmt: skip
        self.address = reverse("admin:meetings_meeting_plan_ahead", args=[self.meeting.pk])
        self.client.force_login(make_editor())

    def test_ticked_days_become_meetings_that_nobody_sees(self):
        rule = {"rhythmus": "jeden zweiten Donnerstag im Monat, 18–20 Uhr"}
        days = [o.day for o in self.client.get(self.address, rule).context["days"]]
        sent = rule | {"tag": [str(days[0]), str(days[2]), "2027-01-01", "x"]}
        self.client.post(self.address, sent)
        new = Meeting.objects.exclude(pk=self.meeting.pk).order_by("date")
        self.assertEqual([m.date for m in new], [days[0], days[2]])
        first = new[0]
        self.assertEqual((first.start, first.end, first.place), (time(18), time(20), "Saal"))
        self.assertIn(str(days[0].year), first.title)
        self.assertIsNone(first.agenda_published_at)
        self.client.logout()
        self.assertEqual(self.client.get(first.get_absolute_url()).status_code, 404)

    def test_a_second_time_offers_them_no_more(self):
        for left in (12, 11):
            days = self.client.get(self.address, {"rhythmus": "am 2. Do im Monat"}).context["days"]
            free = [str(o.day) for o in days if not o.obstacle]
            self.assertEqual(len(free), left)
            self.client.post(self.address, {"rhythmus": "am 2. Do im Monat", "tag": free[:1]})

    def test_sent_twice_the_days_become_one_meeting_each(self):
        page = self.client.get(self.address, {"rhythmus": "am 2. Do im Monat"})
        days = [str(o.day) for o in page.context["days"][:3]]
        for _press in range(2):
            self.client.post(self.address, {"rhythmus": "am 2. Do im Monat", "tag": days})
        self.assertEqual(Meeting.objects.exclude(pk=self.meeting.pk).count(), 3)
        page = self.client.get(self.address, {"rhythmus": "am 2. Do im Monat"})
        self.assertContains(page, f'value="{days[0]}" disabled', count=1)

    def test_bad_input_is_told_and_stores_nothing(self):
        for sent in ({"rhythmus": "nie"}, {"rhythmus": "montags"}, {"rhythmus": "montags", "tag": "x"}):  # fmt: skip
            self.assertEqual(self.client.post(self.address, sent).status_code, 200)
        self.assertEqual(Meeting.objects.count(), 1)
        page = self.client.get(self.address, {"rhythmus": "nie"})
        self.assertContains(page, "Bitte nennen Sie einen Wochentag")
        self.assertContains(page, 'value="nie"')

    def test_who_may_not_add_meetings_is_refused(self):
        editor = make_editor("andere")
        editor.groups.clear()
        self.client.force_login(editor)
        self.assertEqual(self.client.get(self.address).status_code, 403)

    def test_a_year_of_meetings_is_not_told_by_past_days(self):
        self.assertTrue(all(o.day > days_ago(0).date() for o in self.client.get(self.address).context["days"]))  # fmt: skip
