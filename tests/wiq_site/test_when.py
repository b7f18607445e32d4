"""Days and times of day as people type them at the desk, and what the desk says it understood."""

from datetime import date, datetime, time
from unittest import mock
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase

from blog.models import Post
from tests.build import make_post
from tests.desk import DeskTestCase, admin_address, errors_of, send
from wiq_site.kit.dates import read_when, when_in_words

TODAY = date(2026, 11, 28)  # a Saturday


def on(day=TODAY):
    return mock.patch("wiq_site.kit.dates.timezone.localdate", return_value=day)


class ReadingTests(SimpleTestCase):
    def test_days_and_times_are_understood(self):
        understood = {
            "Freitag 18 Uhr": "Freitag, 4. Dezember 2026, 18:00 Uhr",
            "fr, 18:30": "Freitag, 4. Dezember 2026, 18:30 Uhr",
            "4.12.": "Freitag, 4. Dezember 2026",
            "4.12": "Freitag, 4. Dezember 2026",
            "4.12 18.00": "Freitag, 4. Dezember 2026, 18:00 Uhr",
            "4. Dezember um 18 Uhr": "Freitag, 4. Dezember 2026, 18:00 Uhr",
            "4.12.26": "Freitag, 4. Dezember 2026",
            "4.12.98": "Freitag, 4. Dezember 1998",
            "4. Dezember '68": "Dienstag, 4. Dezember 2068",
            "04.12.2026 9:05": "Freitag, 4. Dezember 2026, 09:05 Uhr",
            "2026-12-04": "Freitag, 4. Dezember 2026",
            "4.12. 24 Uhr": "Samstag, 5. Dezember 2026, 00:00 Uhr",
            "Freitag, 4.12., 18 Uhr": "Freitag, 4. Dezember 2026, 18:00 Uhr",
            "heute": "Samstag, 28. November 2026",
            "morgen 18h": "Sonntag, 29. November 2026, 18:00 Uhr",
            "übermorgen": "Montag, 30. November 2026",
            "kommenden Dienstag": "Dienstag, 1. Dezember 2026",
            "18.": "Freitag, 18. Dezember 2026",
            "10.1.": "Sonntag, 10. Januar 2027",
            "1.11.": "Sonntag, 1. November 2026",
            "4.6.": "Freitag, 4. Juni 2027",
        }
        with on():
            for typed, words in understood.items():
                with self.subTest(typed):
                    self.assertEqual(when_in_words(*read_when(typed)), words)

    def test_times_alone_are_understood_where_no_day_is_asked_for(self):
        for typed in ("18", "18.00", "18:00 Uhr", "18 Uhr", "18h", "18 h 00", "18:00:00"):
            with self.subTest(typed):
                self.assertEqual(read_when(typed, needs_day=False), (None, time(18)))

    def test_what_may_mean_two_things_is_asked(self):
        asked = {
            "18": "„18“ nennt nur eine Uhrzeit. Welcher Tag?",
            "18.00": "„18.00“ nennt nur eine Uhrzeit. Welcher Tag?",
            "Samstag": "Das kann der 28. November oder der 5. Dezember sein. Welcher Tag?",
            "nächsten Freitag": "Das kann der 4. Dezember oder der 11. Dezember sein. Welcher Tag?",
            "Montag, 4.12.2026": "Der 4. Dezember 2026 ist kein solcher Wochentag. Welcher Tag?",
            "bald": "„bald“ ist nicht verstanden.",
            "31.2.": "Den Tag „31.2.“ gibt es nicht.",
            "31.02.2026": "Den Tag „31.02.2026“ gibt es nicht.",
            "31. April 18 Uhr": "Den Tag „31. April“ gibt es nicht.",
            "4.12. 25:00": "Diesen Tag oder diese Uhrzeit gibt es nicht",
            "4.12.0026": "Bitte prüfen Sie das Jahr 0026",
            "4.12. 5.12.": "ist nicht verstanden",
            "0.": "Einen 0. gibt es nicht.",
        }
        with on():
            for typed, sentence in asked.items():
                with self.subTest(typed), self.assertRaises(ValidationError) as caught:
                    read_when(typed)
                self.assertIn(sentence, caught.exception.messages[0])


class FieldTests(DeskTestCase):
    def test_both_stand_in_the_first_field_and_come_back_written_out(self):
        post = make_post(published_at=None)
        with on():
            send(self.client, admin_address("change", post), published_at_0="Freitag 18 Uhr")
        post = Post.objects.get()
        berlin = ZoneInfo("Europe/Berlin")
        self.assertEqual(post.published_at, datetime(2026, 12, 4, 18, tzinfo=berlin))
        page = self.client.get(admin_address("change", post))
        self.assertContains(page, 'name="published_at_0" value="04.12.2026"')
        self.assertContains(page, 'name="published_at_1" value="18:00"')

    def test_what_is_missing_is_asked_and_nothing_typed_is_lost(self):
        post = make_post(published_at=None)
        cases = [
            ("", "18 Uhr", "Welcher Tag?"),
            ("4.12.", "", "Um wie viel Uhr?"),
            ("4.12. 17 Uhr", "18", "nicht zusammenpassen"),
            ("28.3.2027", "2:30", "nicht oder zweimal"),
            ("31.10.2027", "2:30", "nicht oder zweimal"),
        ]
        for day, clock, sentence in cases:
            with self.subTest(day=day, clock=clock), on():
                address = admin_address("change", post)
                page = send(self.client, address, published_at_0=day, published_at_1=clock)
                self.assertIn(sentence, errors_of(page)[0])
                self.assertContains(
                    page, f'name="published_at_1" value="{clock}"' if clock else f'value="{day}"'
                )

    def test_a_moment_with_seconds_is_not_changed_by_saving(self):
        moment = datetime(2020, 12, 12, 14, 32, 17, tzinfo=ZoneInfo("Europe/Berlin"))
        post = make_post(published_at=moment)
        send(self.client, admin_address("change", post), title="Anders")
        self.assertEqual(Post.objects.get().published_at, moment)

    def test_what_is_understood_is_answered(self):
        cases = [
            ({"tag": "Freitag 18 Uhr", "uhr": ""}, "Freitag, 4. Dezember 2026, 18:00 Uhr"),
            ({"tag": "morgen"}, "Sonntag, 29. November 2026"),
            ({"uhr": "18"}, "18:00 Uhr"),
            ({"tag": "31.12.", "uhr": "24"}, "Freitag, 1. Januar 2027, 00:00 Uhr"),
            ({"tag": "31.12. 24:00", "uhr": "24"}, "Freitag, 1. Januar 2027, 00:00 Uhr"),
        ]
        for typed, said in cases:
            with self.subTest(typed), on():
                answer = self.client.get("/admin/schreiben/wann/", typed).json()
                self.assertEqual(answer["said"], said)
                self.assertEqual({*answer} - {"said"}, {*typed})
        for odd in ({}, {"tag": "\x00"}, {"tag": "9" * 200, "uhr": "²"}, {"uhr": "99"}):
            with self.subTest(odd):
                answer = self.client.get("/admin/schreiben/wann/", odd)
                self.assertTrue(answer.json()["error"])
