"""What stands below a post, and what does not."""

import re
from html import unescape

from captcha.models import CaptchaStore
from django.contrib.contenttypes.models import ContentType
from django.test import TestCase

from comments.models import Comment, CommentReport, CommentStep
from tests.build import berlin, days_ago, make_comment, make_meeting, make_post, make_report
from wiq_site.kit import caches

State = Comment.State


def texts_of(page):
    """Return the texts of the comments in ``page``, a reply with an arrow before it."""
    html = page.content.decode()
    found = []
    for match in re.finditer(
        r'<div class="replies">|<div class="comment-text[^>]*><p>(.*?)</p>', html
    ):
        found.append(match[1] or "→")
    return found


class DisplayTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def page(self):
        return self.client.get(self.post.get_absolute_url())

    def test_comments_stand_below_their_post_the_oldest_first_each_with_its_replies(self):
        first = make_comment(self.post, "eins")
        make_comment(self.post, "zwei")
        make_comment(self.post, "Antwort", parent=first)
        make_comment(make_post("Anderer"), "woanders")
        make_comment(make_meeting(pk=self.post.pk), "beim Treffen derselben Nummer")
        self.assertEqual(texts_of(self.page()), ["eins", "→", "Antwort", "zwei"])

    def test_moments_are_told_as_html_takes_them(self):
        make_comment(self.post, created_at=berlin("2020-12-13 18:05").replace(microsecond=123456))
        html = self.page().content.decode() + self.client.get("/beitraege/").content.decode()
        self.assertIn('datetime="2020-12-13T18:05:00+0100"', html)
        moments = re.findall(r'<time datetime="([^"]*T[^"]*)"', html)
        self.assertEqual([moment for moment in moments if "." in moment], [])
        self.assertEqual(len(moments), 3)

    def test_only_approved_ones_are_shown_anywhere(self):
        parent = make_comment(self.post, "sichtbar")
        for state in set(State) - {State.APPROVED}:
            make_comment(self.post, f"geheim {state}", state=state)
            make_comment(self.post, f"geheime Antwort {state}", state=state, parent=parent)
        self.assertEqual(texts_of(self.page()), ["sichtbar"])
        for path in ("/", "/beitraege/", "/beitraege/feed.rss", "/beitraege/?q=geheim"):
            with self.subTest(path):
                self.assertNotIn("geheim wartet", self.client.get(path).content.decode())

    def test_a_removed_comment_stays_where_it_was_answered_without_a_word_of_it(self):
        for state in (State.REMOVED, State.SPAM, State.REJECTED):
            Comment.objects.all().delete()
            answered = make_comment(self.post, "Geheimes", name="Grace")
            make_comment(self.post, "Antwort", parent=answered)
            make_comment(self.post, "unbeantwortet", state=state)
            self.page()
            answered.move_to(state)
            with self.subTest(state):
                page = self.page()
                self.assertEqual(texts_of(page), ["→", "Antwort"])
                self.assertContains(page, "Kommentar entfernt", count=1)
                self.assertContains(page, '<h2 id="kommentare-titel">1 Kommentar</h2>', count=1)
                for gone in ("Geheimes", "Grace", "unbeantwortet", f"antwort={answered.pk}"):
                    self.assertNotContains(page, gone)

    def test_counts_what_is_shown(self):
        parent = make_comment(self.post)
        make_comment(self.post, parent=parent)
        make_comment(self.post, state=State.WAITING)
        make_comment(self.post, state=State.SPAM)
        self.assertContains(self.page(), '<h2 id="kommentare-titel">2 Kommentare</h2>', count=1)

    def test_one_comment_is_not_two(self):
        make_comment(self.post)
        self.assertContains(self.page(), '<h2 id="kommentare-titel">1 Kommentar</h2>', count=1)

    def test_only_comments_of_the_first_level_can_be_answered(self):
        parent = make_comment(self.post)
        make_comment(self.post, parent=parent)
        self.assertEqual(
            re.findall(r'href="[^"]*antwort=(\d+)"', self.page().content.decode()), [str(parent.pk)]
        )

    def test_a_closed_post_shows_comments_and_no_way_to_write(self):
        make_comment(self.post, "von früher")
        self.post.comments_open_until = days_ago(0)
        self.post.save()
        page = self.page()
        self.assertEqual(texts_of(page), ["von früher"])
        self.assertNotContains(page, "/kommentare/beitrag/")

    def test_a_withdrawn_post_shows_no_comments(self):
        make_comment(self.post, "eins")
        self.post.withdrawn_at = days_ago(0)
        self.post.save()
        self.assertEqual(texts_of(self.page()), [])

    def test_a_meeting_shows_its_comments(self):
        meeting = make_meeting(protocol_published_at=None)
        make_comment(meeting, "Ich komme.")
        self.assertEqual(texts_of(self.client.get(meeting.get_absolute_url())), ["Ich komme."])

    def test_a_meeting_and_its_report_show_one_thread(self):
        post = make_report("Ergebnisse")
        before = make_comment(post.reports_on, "vor dem Bericht")
        make_comment(post, "zum Bericht")
        make_comment(post, "Antwort", parent=before)
        for path in (post.get_absolute_url(), post.reports_on.get_absolute_url()):
            with self.subTest(path):
                page = self.client.get(path)
                self.assertEqual(texts_of(page), ["vor dem Bericht", "→", "Antwort", "zum Bericht"])
                self.assertContains(page, f'href="/kommentare/beitrag/{post.pk}/"', count=1)

    def test_a_report_that_is_not_public_takes_nothing_from_its_meeting(self):
        post = make_report("Ergebnisse", published_at=days_ago(-1))
        make_comment(post.reports_on, "vorher")
        make_comment(post, "geheim")
        page = self.client.get(post.reports_on.get_absolute_url())
        self.assertEqual(texts_of(page), ["vorher"])

    def test_a_withdrawn_comment_stays_where_it_was_answered_without_a_word_of_it(self):
        answered = make_comment(self.post, "Geheimes", name="Grace")
        make_comment(self.post, "Antwort", parent=answered)
        make_comment(self.post, "unbeantwortet", state=State.WITHDRAWN)
        answered.move_to(State.WITHDRAWN)
        page = self.page()
        self.assertEqual(texts_of(page), ["→", "Antwort"])
        self.assertContains(page, "Kommentar zurückgezogen", count=1)
        self.assertContains(page, '<h2 id="kommentare-titel">1 Kommentar</h2>', count=1)
        for gone in ("Geheimes", "Grace", "unbeantwortet", f"antwort={answered.pk}"):
            self.assertNotContains(page, gone)

    def test_a_changed_comment_keeps_its_replies_while_it_is_checked(self):
        answered = make_comment(self.post, "Vorher", name="Grace")
        reply = make_comment(self.post, "Antwort", parent=answered)
        answered.text = "Nachher"
        answered.move_to(State.WAITING)
        page = self.page()
        self.assertEqual(texts_of(page), ["→", "Antwort"])
        self.assertContains(page, "die neue Fassung wird noch geprüft", count=1)
        for hidden in ("Vorher", "Nachher", "Grace", f"antwort={answered.pk}"):
            self.assertNotContains(page, hidden)
        self.assertContains(
            self.client.get(f"{self.post.get_absolute_url()}kommentare.rss"), reply.uuid
        )
        answered.move_to(State.REJECTED)
        self.assertContains(self.page(), "Kommentar entfernt", count=1)

    def test_says_which_place_of_the_page_a_comment_is_about(self):
        post = make_report("Ergebnisse")
        make_comment(post, "dazu", about="top-1")
        make_comment(post, "zu einem, der gestrichen ist", about="top-9")
        page = self.client.get(post.get_absolute_url())
        self.assertContains(
            page, '<a class="meta" href="#top-1">zu TOP\xa01 Begrüßung</a>', count=1
        )
        self.assertNotContains(page, "#top-9")
        self.assertContains(page, "zu einem TOP, der hier nicht mehr steht", count=1)

    def test_paper_prints_no_address_after_words_that_tell_it(self):
        make_comment(self.post, 'www.a.de, x@b.de, <a href="https://c.de/">c.de</a>')
        make_comment(self.post, '<a href="https://d.de">dort</a> <a href="mailto:y@e.de">Mail</a>')
        html = unescape(self.page().content.decode())
        told = re.findall(r'<a class="told" href="([^"]+)"', html)
        self.assertEqual(told, ["https://www.a.de", "mailto:x@b.de", "https://c.de/"])
        self.assertIn('<a href="https://d.de"', html)

    def test_ids_typed_in_two_comments_do_not_meet(self):
        for _ in range(2):
            make_comment(self.post, '<h2 id="ort">Ort</h2>')
        ids = re.findall(r' id="([^"]+)"', self.page().content.decode())
        self.assertEqual(len(ids), len(set(ids)))


class ReadingTests(TestCase):
    """Reading is anonymous and cheap."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post()
        ContentType.objects.get_for_model(cls.post)

    def test_queries_do_not_grow_with_the_comments(self):
        for count, queries in ((2, 8), (198, 7)):  # again its other pieces are remembered
            parents = [make_comment(self.post) for _ in range(count // 2)]
            for parent in parents:
                make_comment(self.post, parent=parent)
            with self.subTest(comments=count), self.assertNumQueries(queries):
                self.client.get(self.post.get_absolute_url())

    def test_nor_where_they_are_about_items_of_a_reported_meeting(self):
        post = make_report("Ergebnisse")
        for count in (2, 198):
            for _ in range(count // 2):
                parent = make_comment(post.reports_on, about="top-1")
                make_comment(post, parent=parent)
            caches.shelf.clear()
            with self.subTest(comments=count), self.assertNumQueries(12):
                self.client.get(post.get_absolute_url())

    def test_a_post_with_comments_sets_no_cookie(self):
        make_comment(self.post)
        self.assertEqual(dict(self.client.get(self.post.get_absolute_url()).cookies), {})

    def test_a_post_with_comments_may_be_kept_by_anyone(self):
        make_comment(self.post)
        page = self.client.get(self.post.get_absolute_url())
        self.assertEqual((page["Cache-Control"], page.get("Vary")), ("public, no-cache", None))

    def test_reading_writes_nothing(self):
        make_comment(self.post)
        with self.assertNumQueries(8) as queries:
            self.client.get(self.post.get_absolute_url())
        verbs = {query["sql"].split()[0] for query in queries.captured_queries}
        self.assertEqual((verbs, CaptchaStore.objects.count()), ({"SELECT"}, 0))

    def test_an_approved_comment_is_seen_on_the_next_request(self):
        comment = make_comment(self.post, state=State.WAITING)
        before = self.client.get(self.post.get_absolute_url())["ETag"]
        comment.move_to(State.APPROVED)
        page = self.client.get(self.post.get_absolute_url(), headers={"if-none-match": before})
        self.assertEqual(page.status_code, 200)

    def test_a_reader_that_is_up_to_date_gets_304(self):
        make_comment(self.post)
        etag = self.client.get(self.post.get_absolute_url())["ETag"]
        page = self.client.get(self.post.get_absolute_url(), headers={"if-none-match": etag})
        self.assertEqual(page.status_code, 304)


class DeletionTests(TestCase):
    def test_a_deleted_post_takes_its_comments_along(self):
        post, other = make_post(), make_post("Anderer")
        comment = make_comment(post)
        make_comment(post, parent=comment)
        comment.move_to(State.REMOVED)
        comment.reports.create(reason=CommentReport.Reason.SPAM)
        kept = make_comment(other)
        post.delete()
        self.assertEqual(list(Comment.objects.all()), [kept])
        self.assertEqual((CommentStep.objects.count(), CommentReport.objects.count()), (0, 0))

    def test_a_deleted_meeting_takes_its_comments_along(self):
        meeting = make_meeting()
        make_comment(meeting)
        meeting.delete()
        self.assertEqual(Comment.objects.count(), 0)

    def test_posts_deleted_together_take_their_comments_along(self):
        for title in ("eins", "zwei"):
            make_comment(make_post(title))
        type(make_post("drei")).objects.all().delete()
        self.assertEqual(Comment.objects.count(), 0)
