"""Reporting a comment, the desk's numbers and feed."""

from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import TestCase, override_settings

from comments import links, mails, moderation
from comments.models import Comment, CommentReport
from tests.build import make_comment, make_editor, make_post, stopped_clock

State = Comment.State


class ReportingTests(TestCase):
    def setUp(self):
        cache.clear()
        self.comment = make_comment(make_post())
        self.address = f"/kommentare/melden/{self.comment.pk}/"

    def test_a_report_reaches_the_team(self):
        response = self.client.post(self.address, {"reason": "werbung", "text": "Sehen Sie!"})
        self.assertRedirects(response, f"/kommentare/gemeldet/{self.comment.pk}/")
        reports = CommentReport.objects.values_list("comment", "reason", "text", "decided_at")
        self.assertEqual(list(reports), [(self.comment.pk, "werbung", "Sehen Sie!", None)])

    def test_the_thanks_do_not_tell_which_comments_wait(self):
        waiting = make_comment(make_post(), state=State.WAITING)
        pages = [self.client.get(f"/kommentare/gemeldet/{pk}/") for pk in (waiting.pk, 9999)]
        texts = [page.content.decode().replace(f"/{waiting.pk}/", "/9999/") for page in pages]
        self.assertEqual(([page.status_code for page in pages], texts[0]), ([200, 200], texts[1]))

    def test_without_a_reason_it_comes_back_with_what_was_typed(self):
        page = self.client.post(self.address, {"text": "Sehen Sie!"})
        self.assertContains(page, "Sehen Sie!", count=1, status_code=422)
        self.assertEqual(CommentReport.objects.count(), 0)

    def test_what_was_typed_on_what_is_gone_comes_back_to_be_copied(self):
        Comment.objects.update(state=State.REMOVED)
        page = self.client.post(self.address, {"reason": "werbung", "text": "Sehen Sie!"})
        self.assertContains(page, "Sehen Sie!", count=1, status_code=404)

    def report(self, **typed):
        typed = {"reason": "gesetzwidrig", "text": "Verrät eine Adresse."} | typed
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address, typed)

    def sent_to(self, address):
        return [sent for sent in mail.outbox if sent.to == [address]]

    def test_who_leaves_an_address_is_told_that_it_came_and_how_it_was_decided(self):
        self.report(email="bo@example.org")
        self.report()
        [received] = self.sent_to("bo@example.org")
        self.assertIn("Ihre Meldung ist angekommen", received.body)
        self.assertIn("Grund: gesetzwidrig", received.body)
        self.assertNotIn("Verrät", received.message().as_string() + received.body)
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(self.comment, State.REMOVED, reason="nennt private Daten anderer")
        decided = self.sent_to("bo@example.org")[1]
        self.assertIn("entfernt: nennt private Daten anderer", decided.body)
        self.assertIn("Schreiben Sie an kontakt@example.org", decided.body)
        self.assertEqual(len(mail.outbox), 4)  # two of them to the team

    def test_what_stays_or_was_taken_back_is_told_too(self):
        self.report(email="bo@example.org")
        with self.captureOnCommitCallbacks(execute=True):
            moderation.keep_standing(self.comment, "ist Satire")
        self.assertIn("bleibt stehen: ist Satire", self.sent_to("bo@example.org")[1].body)
        self.report(email="bo@example.org")
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(links.own_address("withdraw", self.comment))
        last = self.sent_to("bo@example.org")[-1].body
        self.assertIn("von der Person zurückgezogen", last)
        self.assertNotIn("aus der Redaktion", last)

    def test_against_the_law_needs_a_why(self):
        page = self.report(text=" ", email="bo@example.org")
        self.assertContains(page, "warum das gesetzwidrig ist", status_code=422)
        self.assertContains(page, 'value="bo@example.org"', status_code=422)
        self.assertEqual((CommentReport.objects.count(), mail.outbox), (0, []))

    def test_an_address_with_another_line_is_refused(self):
        page = self.report(email="bo@example.org\nBcc: alle@example.org")
        self.assertEqual((page.status_code, mail.outbox), (422, []))

    def test_a_stranger_s_mailbox_is_not_filled(self):
        for _ in range(5):
            self.report(email="bo@example.org")
        self.assertEqual(len(self.sent_to("bo@example.org")), mails.WRITER_MAILS_A_DAY)

    def test_what_is_not_shown_cannot_be_reported(self):
        hidden = make_post(published_at=None)
        self.comment.move_to(State.REMOVED)
        others = [
            self.comment,
            make_comment(hidden),
            make_comment(make_post(), state=State.WAITING),
        ]
        for comment in others:
            page = self.client.post(f"/kommentare/melden/{comment.pk}/", {"reason": "werbung"})
            self.assertEqual(page.status_code, 404)
        self.assertEqual(CommentReport.objects.count(), 0)

    @stopped_clock
    @override_settings(COMMENT_REPORT_LIMITS=[(2, 600)])
    def test_too_many_are_refused_with_the_text_kept(self):
        for _ in range(2):
            self.client.post(self.address, {"reason": "werbung"})
        page = self.client.post(self.address, {"reason": "werbung", "text": "Sehen Sie!"})
        self.assertContains(page, "Sehen Sie!", count=1, status_code=429)
        self.assertEqual(CommentReport.objects.count(), 2)


class DeskFeedTests(TestCase):
    def setUp(self):
        self.editor = make_editor()
        for state in State:
            make_comment(make_post(), f"Text {state}", state=state, email="x@example.org")
        self.address = links.desk_feed_address(self.editor)

    def test_tells_of_waiting_and_approved_ones_alone(self):
        page = self.client.get(self.address)
        self.assertEqual(page.content.decode().count("<item>"), 2)
        self.assertContains(page, "Text wartet")
        self.assertNotContains(page, "x@example.org")
        self.assertIn("no-store", page["Cache-Control"])

    def test_ends_with_a_new_password_a_lost_right_or_a_closed_account(self):
        self.editor.set_password("neu")
        self.editor.save()
        self.assertEqual(self.client.get(self.address).status_code, 404)
        for fields in ({"is_active": False}, {"is_staff": False}):
            other = make_editor(f"wer{len(fields)}{next(iter(fields))}")
            address = links.desk_feed_address(other)
            User.objects.filter(pk=other.pk).update(**fields)
            self.assertEqual(self.client.get(address).status_code, 404)
        guest = User.objects.create_user("gast", is_staff=True)
        self.assertEqual(self.client.get(links.desk_feed_address(guest)).status_code, 404)
        self.assertEqual(self.client.get("/kommentare/redaktion/x.rss").status_code, 404)


class NumberTests(TestCase):
    def test_the_first_page_of_the_desk_says_what_waits_and_what_is_reported(self):
        self.client.force_login(make_editor())
        for _ in range(2):
            make_comment(make_post(), state=State.WAITING)
        comment = make_comment(make_post())
        for _ in range(2):
            comment.reports.create(reason="werbung")
        page = self.client.get("/admin/")
        self.assertContains(page, "2 Kommentare warten auf Freigabe", count=1)
        self.assertContains(page, "1 gemeldeter Kommentar", count=1)
