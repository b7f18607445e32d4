"""A post that invites to a meeting shows its agenda as it is now; what an editor wrote there stays."""

import re
from datetime import date
from importlib import import_module
from unittest import mock

from django.apps import apps
from django.db import connection
from django.test import TestCase
from django.urls import reverse

from blog.models import Post
from meetings.agenda import AgendaItem
from meetings.doubts import hints_on_text
from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_post, make_report
from tests.desk import DeskTestCase
from tests.reading import read_by_people

FEED = "/beitraege/feed.json"


class Invited(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Einladung", body="Es gibt Suppe.", published_at=days_ago(3))
        cls.meeting = make_meeting(
            "2099-03-11 17:00", [("Begrüßung", 8, "Ada"), ("Garten", 10, "Bo")], invitation=cls.post,
            place="Rathaus", agenda_published_at=days_ago(3), protocol_published_at=None,
        )  # fmt: skip
        cls.path = cls.post.get_absolute_url()

    def page(self):
        return read_by_people(self.client.get(self.path))

    def item(self):
        [item] = self.client.get(FEED).json()["items"]
        return item


class AgendaTests(Invited):
    def test_page_and_feed_show_the_agenda_of_now(self):
        AgendaItem.objects.filter(name="Garten").update(name="Park")
        for text in (self.page(), self.item()["content_html"]):
            for words in ("Es gibt Suppe.", "Begrüßung", "Park", "17:08–17:18", "11. März 2099"):
                self.assertIn(words, text)
            self.assertNotIn("Garten", text)

    def test_page_feed_and_calendar_show_its_introduction_unless_the_text_says_it_or_it_is_of_minutes(
        self,
    ):
        self.meeting.intro = "Bitte **Taschenlampe** mitbringen.\n\nBis dann!"
        self.meeting.save()
        calendar = f"{self.meeting.get_absolute_url()[:-1]}.ics"

        def shown():
            texts = (self.page().partition("<article")[2], self.item()["content_html"])
            counts = [re.sub("<.*?>", "", text).count("Taschenlampe mitbringen") for text in texts]
            return [
                *counts,
                self.client.get(calendar).content.count(b"Taschenlampe mitbringen. Bis dann!"),
            ]

        self.assertEqual(shown(), [1, 1, 1])
        self.post.body = "Es gibt Suppe. Bitte Taschenlampe mitbringen. Bis dann!"
        self.post.save()
        self.assertEqual(shown(), [1, 1, 1])
        self.post.body = ""
        self.post.save()
        Meeting.objects.update(report=make_post("Bericht", published_at=None))
        self.assertEqual(shown(), [0, 0, 0])

    def test_of_what_is_not_public_only_number_and_time(self):
        AgendaItem.objects.filter(name="Garten").update(public=False)
        for text in (self.page(), self.item()["content_html"]):
            self.assertNotIn("Garten", text)
            self.assertIn("nicht öffentlich", text)

    def test_an_agenda_that_is_not_public_is_told_by_nothing(self):
        Meeting.objects.update(agenda_published_at=days_ago(-1))
        for path in (self.path, FEED, "/beitraege/?q=garten", "/suche/?q=garten"):
            with self.subTest(path):
                self.assertNotIn("Begrüßung", self.client.get(path).content.decode())

    def test_published_before_its_time_it_brings_the_agenda_along(self):
        for moment in (days_ago(-4), days_ago(-2), days_ago(2)):
            self.post.published_at = moment
            self.post.save()
            Meeting.objects.update(agenda_published_at=days_ago(-3))
            with self.subTest(moment):
                self.post.published_at = days_ago(1)
                self.post.save()
                self.assertIn("Begrüßung", self.page())
                self.assertEqual(self.client.get(self.meeting.get_absolute_url()).status_code, 200)
        for earlier in (days_ago(3), None):  # what an editor set otherwise stays
            Meeting.objects.update(agenda_published_at=earlier)
            self.post.published_at = days_ago(2)
            self.post.save()
            self.assertEqual(Meeting.objects.get().agenda_published_at, earlier)

    def move(self, moment, path="save"):
        self.post.published_at = moment
        if path == "save":
            self.post.save()
        else:
            Post.objects.filter(pk=self.post.pk).update(published_at=moment)
        return Meeting.objects.get().agenda_published_at

    def test_an_agenda_that_came_with_it_goes_where_it_goes(self):
        for path in ("save", "update"):
            for planned, later in ((days_ago(-1), days_ago(-9)), (days_ago(-2), None)):
                self.move(planned, path)  # forms know no parts of a second
                Meeting.objects.update(agenda_published_at=planned.replace(microsecond=0))
                with self.subTest(path, later=later):
                    self.assertEqual(self.move(further := days_ago(-3), path), further)
                    self.assertEqual(self.move(early := days_ago(1), path), early)
                    self.assertEqual(self.move(later, path), later)
                    answer = self.client.get(self.meeting.get_absolute_url())
                    self.assertEqual(answer.status_code, 404 if later else 410)

    def test_one_that_was_public_by_itself_stays_so(self):
        Meeting.objects.update(agenda_published_at=days_ago(4))
        before = Meeting.objects.get().agenda_published_at
        for moment in (days_ago(-1), days_ago(5), days_ago(-2), None):
            with self.subTest(moment):
                self.assertEqual(self.move(moment), before)

    def test_that_the_agenda_will_be_missing_is_said_where_it_will_not_come_along(self):
        for published_at, public_at, count in (
            (None, days_ago(-3), 0),
            (None, None, 1),
            (days_ago(1), days_ago(-3), 1),
            (days_ago(1), days_ago(2), 0),
        ):
            Post.objects.filter(pk=self.post.pk).update(published_at=published_at)
            Meeting.objects.update(agenda_published_at=public_at)
            with self.subTest(post=published_at, agenda=public_at):
                self.assertEqual(len(hints_on_text(Post.objects.get(pk=self.post.pk))), count)

    def test_at_the_minute_it_appears_the_feed_is_another_one(self):
        Meeting.objects.update(agenda_published_at=days_ago(-1))
        before = self.client.get(FEED)["ETag"]
        with mock.patch("django.utils.timezone.now", return_value=days_ago(-2)):
            answer = self.client.get(FEED, headers={"If-None-Match": before})
        self.assertContains(answer, "Garten")

    def test_a_change_of_the_agenda_changes_the_etag_and_brings_nothing_up(self):
        before, item = self.client.get(FEED)["ETag"], self.item()
        AgendaItem.objects.filter(name="Garten").update(name="Park")
        self.assertNotEqual(self.client.get(FEED)["ETag"], before)
        for key in ("id", "date_published", "date_modified"):
            self.assertEqual(self.item()[key], item[key])

    def test_it_is_found_in_the_list_of_posts(self):
        self.assertContains(self.client.get("/beitraege/?q=garten"), "1 Beitrag")

    def test_saving_the_post_alone_forgets_no_agenda(self):
        digest = Post.objects.get().digest
        post = Post.objects.get()
        post.author = "Ada"
        post.save()
        post.author = ""
        post.save()
        self.assertEqual(Post.objects.get().digest, digest)

    def test_queries_do_not_grow_with_the_agenda(self):
        for count in (1, 9):
            post = make_post(f"Einladung {count}")
            make_meeting("2099-03-11 17:00", [("Eins", 5, "Ada")] * count, invitation=post)
            for queries in (11, 7):  # again its pieces are remembered
                with self.subTest(items=count), self.assertNumQueries(queries):
                    self.client.get(post.get_absolute_url())


class TeaserTests(Invited):
    def teasers(self, text):
        Post.objects.update(teaser=text)
        return [self.page().count(f'<p class="teaser">{text}'), self.item()["content_html"].count(f"<strong>{text}")]  # fmt: skip

    def test_other_words_are_shown(self):
        self.assertEqual(self.teasers("Kommen Sie!"), [1, 1])

    def test_the_date_is_not_said_twice(self):
        self.assertEqual(self.teasers("Mittwoch, 11. März 2099, 17:00 Uhr, Rathaus"), [0, 0])

    def test_nor_the_beginning_of_the_minutes(self):
        report = make_report("Bericht", teaser="Wir waren viele. Es war …")
        Meeting.objects.filter(report=report).update(intro="Wir waren **viele**.\n\nEs war schön.")
        self.assertNotContains(self.client.get(report.get_absolute_url()), '<p class="teaser">')


class FollowingTests(Invited):
    def move(self, **typed):
        Post.objects.update(**typed)
        meeting = Meeting.objects.get()
        meeting.date = date(2099, 3, 18)
        meeting.save()
        post = Post.objects.get()
        return post.title, post.teaser

    def test_title_and_teaser_that_nobody_changed_follow_the_meeting(self):
        title, teaser = "Einladung: Gesamttreffen am 1%d. März 2099", "Mittwoch, 1%d. März 2099, 17:00 Uhr, Rathaus"  # fmt: skip
        moved = self.move(title=title % 1, teaser=teaser % 1)
        self.assertEqual(moved, (title % 8, teaser % 8))

    def test_other_words_stay(self):
        self.assertEqual(self.move(teaser="Am 11. März!"), ("Einladung", "Am 11. März!"))


class PreviewTests(DeskTestCase):
    def preview(self, meeting):
        path = reverse("admin:meetings_meeting_preview", args=[meeting.pk])
        return self.client.get(path).content.decode()

    def test_a_meeting_to_come_is_no_minutes(self):
        page = self.preview(make_meeting("2099-03-11 17:00", [("Eins", 5, "Ada", "Notiz")], protocol_published_at=None))  # fmt: skip
        self.assertNotIn("Protokoll vom", page)
        self.assertNotIn("Vorläufiges Protokoll", page)
        self.assertIn("Tagesordnung", page)

    def test_one_without_any_minutes_says_that_they_will_come(self):
        page = self.preview(make_meeting(items=[("Eins", 5, "Ada")], protocol_published_at=None))
        self.assertIn("das Protokoll erscheint hier", page)

    def test_minutes_that_wait_are_shown(self):
        page = self.preview(make_meeting(items=[("Eins", 5, "Ada", "Gut.")], protocol_published_at=None))  # fmt: skip
        self.assertIn("Vorläufiges Protokoll", page)

    def test_a_draft_that_invites_shows_the_agenda_that_it_makes_public(self):
        post = make_post("Einladung", published_at=None)
        make_meeting("2099-03-11 17:00", [("Eins", 5, "Ada")], invitation=post, agenda_published_at=None, protocol_published_at=None)  # fmt: skip
        page = self.client.get(reverse("admin:blog_post_preview", args=[post.pk]))
        self.assertContains(page, "Eins")


class StaleCopyTests(Invited):
    """What earlier versions wrote into invitations goes; what anybody typed stays."""

    COPY = (
        "**Donnerstag, 4. März 2099, 17:00 Uhr, Rathaus**\r\n\r\n## Tagesordnung\r\n\r\n"
        "- TOP 1 Begrüßung (Ada, bis 17:05 Uhr)\r\n- TOP 2 Garten (Bo)\r\n\r\n"
        "[Zur Seite des Treffens, mit Kalendereintrag](/treffen/gesamttreffen/)"
    )

    def after(self, text):
        Post.objects.update(body=text)
        migration = import_module("meetings.migrations.0008_agenda_told_once")
        migration.forget_copies(apps, mock.Mock(connection=connection))
        post = Post.objects.get()
        return post.body, post.body_html == ""

    def test_an_untouched_copy_goes(self):
        self.assertEqual(self.after(self.COPY), ("", True))

    def test_a_changed_one_stays(self):
        for old, new in (("Garten", "Garten am Kanal"), ("(Bo)", "(Bo, mit Kuchen)"), ("\r\n\r\n## ", "\r\n\r\nBitte kommen!\r\n\r\n## "), ("/)", "/)\r\n\r\nBis dann!")):  # fmt: skip
            with self.subTest(new):
                text = self.COPY.replace(old, new)
                self.assertEqual(self.after(text), (text, False))
