"""The feed of the comments on one post or meeting."""

import feedparser
from django.test import TestCase
from django.utils import timezone
from django.utils.formats import date_format

from comments import moderation
from comments.models import Comment
from tests.build import berlin, days_ago, make_comment, make_meeting, make_post, make_report

State = Comment.State


class CommentFeedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")
        cls.path = f"{cls.post.get_absolute_url()}kommentare.rss"

    def feed(self, path=None):
        answer = self.client.get(path or self.path)
        self.assertEqual(answer.status_code, 200)
        parsed = feedparser.parse(answer.content)
        self.assertFalse(parsed.bozo, parsed.get("bozo_exception"))
        return parsed

    def test_names_the_approved_comments_the_newest_first(self):
        first = make_comment(self.post, "eins")
        make_comment(self.post, "Antwort", parent=first, name="Bo")
        make_comment(make_post("Anderer"), "woanders")
        make_comment(make_meeting(pk=self.post.pk), "beim Treffen derselben Nummer")
        entries = self.feed().entries
        self.assertEqual(
            [entry.content[0].value for entry in entries], ["<p>Antwort</p>", "<p>eins</p>"]
        )
        self.assertEqual(
            [entry.title for entry in entries], ["Bo zu „Sommerfest“", "Ada zu „Sommerfest“"]
        )

    def test_only_what_the_page_shows(self):
        gone = make_comment(self.post, "weg", State.REMOVED)
        make_comment(self.post, "Antwort auf Entferntes", name="Bo", parent=gone)
        for state in set(State) - {State.APPROVED}:
            make_comment(self.post, f"geheim {state}", state)
        self.assertEqual([entry.title for entry in self.feed().entries], ["Bo zu „Sommerfest“"])

    def test_tells_id_date_author_and_the_place_in_the_page(self):
        comment = make_comment(self.post, name="Ada", created_at=berlin("2026-07-01 12:00"))
        entry = self.feed().entries[0]
        self.assertEqual(entry.id, comment.uuid.urn)
        self.assertEqual(entry.published, "Wed, 01 Jul 2026 12:00:00 +0200")
        self.assertEqual(entry.author, "Ada")
        self.assertEqual(
            entry.link, f"http://testserver{self.post.get_absolute_url()}#k-{comment.pk}"
        )

    def test_marks_what_the_team_has_edited_and_brings_it_up_as_changed(self):
        comment = make_comment(self.post, "vorher")
        etag = self.client.get(self.path)["ETag"]
        moderation.edit(comment, "nachher", None, "Nummer <entfernt>")
        day = date_format(timezone.localdate(), "j. F Y")
        entry = self.feed(self.path.replace(".rss", ".atom")).entries[0]
        self.assertEqual(
            entry.content[0].value,
            "<p>nachher</p><p>von der Redaktion bearbeitet am "
            f"{day}, Grund: Nummer &lt;entfernt&gt;</p>",
        )
        self.assertGreater(entry.updated, entry.published)
        self.assertNotEqual(self.client.get(self.path)["ETag"], etag)

    def test_every_format_tells_the_same_comments(self):
        ids = [make_comment(self.post, text).uuid.urn for text in ("a", "b")][::-1]
        stem = self.path.removesuffix("rss")
        self.assertEqual([entry.id for entry in self.feed(f"{stem}rss").entries], ids)
        self.assertEqual([entry.id for entry in self.feed(f"{stem}atom").entries], ids)
        self.assertEqual([i["id"] for i in self.client.get(f"{stem}json").json()["items"]], ids)

    def test_hostile_names_and_texts_stay_text(self):
        make_comment(self.post, "<script>x</script> ]]> \x0b &", name="<b>A</b> & \x01")
        entry = self.feed().entries[0]
        self.assertNotIn("<script", entry.content[0].value)
        self.assertEqual(entry.author, "<b>A</b> &")

    def test_what_is_not_public_has_none(self):
        for name, fields in {
            "Entwurf": {"published_at": None},
            "morgen": {"published_at": days_ago(-1)},
        }.items():
            post = make_post(name, **fields)
            make_comment(post)
            answer = self.client.get(f"{post.get_absolute_url()}kommentare.rss")
            self.assertEqual(answer.status_code, 404, name)

    def test_a_withdrawn_post_says_so_to_readers(self):
        post = make_post(published_at=days_ago(2), withdrawn_at=days_ago(1))
        answer = self.client.get(f"{post.get_absolute_url()}kommentare.rss")
        self.assertEqual(answer.status_code, 410)

    def test_follows_its_post_to_a_new_address(self):
        self.post.slug = "herbstfest"
        self.post.save()
        answer = self.client.get(self.path)
        self.assertRedirects(answer, "/beitraege/herbstfest/kommentare.rss", 301)


class MeetingTests(TestCase):
    def test_a_meeting_has_its_own_until_the_report_is_public(self):
        meeting = make_meeting(title="Treffen", protocol_published_at=None)
        make_comment(meeting, "vorher")
        path = f"{meeting.get_absolute_url()}kommentare.rss"
        self.assertContains(self.client.get(path), "vorher")
        etag = self.client.get(path)["ETag"]
        meeting.report = make_post("Bericht")
        meeting.save()
        answer = self.client.get(path, headers={"if-none-match": etag})
        self.assertRedirects(answer, "/beitraege/bericht/kommentare.rss", 302)

    def test_the_report_goes_on_with_what_was_written_below_its_meeting(self):
        report = make_report("Bericht")
        make_comment(report.reports_on, "vorher")
        make_comment(report, "zum Bericht")
        feed = feedparser.parse(self.client.get("/beitraege/bericht/kommentare.rss").content)
        self.assertEqual(
            [entry.content[0].value for entry in feed.entries],
            ["<p>zum Bericht</p>", "<p>vorher</p>"],
        )

    def test_has_the_replies_to_a_withdrawn_comment_and_not_itself(self):
        post = make_post("Fest")
        withdrawn = make_comment(post, "weg", State.WITHDRAWN)
        make_comment(post, "Antwort", parent=withdrawn)
        feed = feedparser.parse(self.client.get("/beitraege/fest/kommentare.rss").content)
        self.assertEqual([entry.content[0].value for entry in feed.entries], ["<p>Antwort</p>"])


class ConditionalTests(TestCase):
    def setUp(self):
        self.post = make_post("Fest")
        self.path = "/beitraege/fest/kommentare.atom"
        self.comment = make_comment(self.post)
        self.comment.move_to(State.APPROVED)

    def test_an_unchanged_feed_costs_one_query_also_without_comments_and_below_a_meeting(self):
        make_post("Leer")
        make_comment(make_meeting(title="Treffen", protocol_published_at=None))
        paths = (self.path, "/beitraege/leer/kommentare.rss", "/treffen/treffen/kommentare.json")
        for path in paths:
            etag = self.client.get(path)["ETag"]
            with self.subTest(path), self.assertNumQueries(1):
                answer = self.client.get(path, headers={"if-none-match": etag})
                self.assertEqual((answer.status_code, answer.content), (304, b""))

    def test_a_new_title_changes_the_etag_and_a_new_text_does_not(self):
        etag = self.client.get(self.path)["ETag"]
        self.post.body = "Neuer Text"
        self.post.save()
        self.assertEqual(self.client.get(self.path)["ETag"], etag)
        self.post.title = "Markt"
        self.post.save()
        self.assertNotEqual(self.client.get(self.path)["ETag"], etag)

    def test_a_written_feed_costs_three_queries_for_any_number(self):
        for count in (1, 9):
            for number in range(count):
                make_comment(self.post, f"{count} {number}")
            with self.subTest(comments=count), self.assertNumQueries(3):
                self.client.get(self.path)

    def test_only_what_is_shown_changes_the_etag(self):
        etag = self.client.get(self.path)["ETag"]
        waiting = make_comment(self.post, state=State.WAITING)
        make_comment(make_post("Anderswo"))
        self.assertEqual(self.client.get(self.path)["ETag"], etag)
        waiting.move_to(State.APPROVED)
        self.assertNotEqual(self.client.get(self.path)["ETag"], etag)

    def test_readers_that_ask_by_date_hear_of_a_late_approval_and_of_a_removal(self):
        since = {"if-modified-since": self.client.get(self.path)["Last-Modified"]}
        self.assertEqual(self.client.get(self.path, headers=since).status_code, 304)
        old = make_comment(self.post, created_at=days_ago(9), state=State.WAITING)
        old.move_to(State.APPROVED)
        old.steps.update(at=days_ago(-1 / 24))
        self.assertEqual(self.client.get(self.path, headers=since).status_code, 200)
