"""Cancelled, provisional, approved: told in the same words wherever a meeting is named."""

from datetime import date

from django.test import TestCase
from django.utils import timezone

from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_post, make_topic
from tests.desk import DeskTestCase, admin_address, errors_of, run_action, send
from wiq_site.search.models import SearchEntry

WORDS = "Abgesagt: Sturm"


def text_of(client, path):
    return client.get(path).content.decode()


class CancelledTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.series = make_topic("Gesamttreffen", kind="reihe")
        cls.invitation = make_post("Einladung", [cls.series])
        cls.meeting = make_meeting(
            "2099-03-11 17:00",
            [("Eins", 5, "Ada")],
            series=cls.series,
            invitation=cls.invitation,
            protocol_published_at=None,
            cancelled_at=timezone.now(),
            cancel_reason="Sturm",
        )
        cls.other = make_meeting("2099-04-11 17:00", series=cls.series, protocol_published_at=None)

    def test_it_is_told_wherever_the_meeting_is_named(self):
        own = self.meeting.get_absolute_url()
        for path in (
            own,
            "/treffen/",
            self.invitation.get_absolute_url(),
            "/",
            "/beitraege/",
            "/beitraege/feed.rss",
            "/beitraege/feed.json",
            self.series.get_absolute_url(),
            self.other.get_absolute_url(),
            own.removesuffix("/") + ".txt",
            own.removesuffix("/") + ".json",
            own.removesuffix("/") + ".ics",
            "/suche/?q=einladung",
        ):
            with self.subTest(path):
                self.assertIn(WORDS, text_of(self.client, path))

    def test_nothing_invites_to_it_any_more_but_its_calendar_entry_stays(self):
        page = text_of(self.client, self.meeting.get_absolute_url())
        self.assertNotIn("In den Kalender eintragen", page)
        self.assertNotIn("Aushang", page)
        entry = text_of(self.client, self.meeting.get_absolute_url().removesuffix("/") + ".ics")
        self.assertIn("STATUS:CANCELLED", entry)

    def test_taken_back_the_invitation_says_nothing(self):
        self.meeting.cancelled_at, self.meeting.cancel_reason = None, ""
        self.meeting.save()
        self.invitation.refresh_from_db()
        self.assertEqual(self.invitation.meeting_state, "")

    def test_an_invitation_that_belongs_to_it_no_more_says_nothing(self):
        self.meeting.invitation = None
        self.meeting.save()
        self.invitation.refresh_from_db()
        self.assertEqual(self.invitation.meeting_state, "")


class MinutesTests(TestCase):
    def test_how_far_they_are_is_told_with_the_report_and_the_meeting(self):
        report = make_post("Bericht")
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Gut.")], report=report)
        paths = [
            meeting.get_absolute_url(),
            report.get_absolute_url(),
            "/beitraege/",
            "/beitraege/feed.rss",
            "/treffen/protokolle.rss",
            "/treffen/",
            meeting.get_absolute_url().removesuffix("/") + ".txt",
        ]
        for approved, words in (
            (None, "Vorläufiges Protokoll, noch nicht genehmigt"),
            (date(2021, 3, 4), "Protokoll genehmigt am 4. März 2021"),
        ):
            meeting.approved_at = approved
            meeting.save()
            for path in paths:
                with self.subTest(words, path=path):
                    self.assertIn(words, text_of(self.client, path))

    def test_the_report_is_found_with_it(self):
        report = make_post("Bericht")
        make_meeting(items=[("Eins", 5, "Ada", "Gut.")], report=report)
        entry = SearchEntry.objects.get(owner_label="blog.post", owner_id=report.pk)
        self.assertIn("Vorläufiges Protokoll", entry.context)


class DeskTests(DeskTestCase):
    def test_cancelling_asks_for_the_reason(self):
        meeting = make_meeting(protocol_published_at=None)
        path = admin_address("change", meeting)
        typed = {"cancelled_at_0": "2026-01-02", "cancelled_at_1": "10:00"}
        [sentence] = errors_of(send(self.client, path, **typed))
        self.assertTrue(sentence.startswith("Bitte sagen Sie in wenigen Worten, warum"))
        send(self.client, path, **typed, cancel_reason="Sturm")
        self.assertEqual(Meeting.objects.get().cancelled_words, WORDS)

    def test_the_selected_minutes_are_approved_where_they_are_public(self):
        public = make_meeting(items=[("Eins", 5, "Ada", "Gut.")])
        waiting = make_meeting(title="Später", protocol_published_at=days_ago(-2))
        page = run_action(self.client, "approve_minutes", public, waiting)
        self.assertContains(page, "1 Protokoll ist genehmigt")
        approved = Meeting.objects.order_by("pk").values_list("approved_at", flat=True)
        self.assertEqual(list(approved), [timezone.localdate(), None])
