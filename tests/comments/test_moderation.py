"""How a comment begins, what the team decides, and links in mails that decide only when confirmed."""

from time import time
from unittest import mock

from django.core import signing
from django.test import TestCase, override_settings

from comments import links, moderation
from comments.models import BlockedWord, Comment
from tests.build import days_ago, make_comment, make_editor, make_meeting, make_post
from tests.comments.filling import address, send
from wiq_site.kit.markup import mail_href

State = Comment.State


class BeginningTests(TestCase):
    """The setting COMMENT_MODERATION."""

    def setUp(self):
        self.post = make_post()

    def state_of(self, **typed):
        send(self.client, self.post, **typed)
        return Comment.objects.first().state

    def remember(self, comment):
        self.client.post(links.own_address("remember", comment))

    def test_all_are_held_unless_told_otherwise(self):
        make_comment(self.post, email="ada@example.org")
        self.assertEqual(self.state_of(text="Noch einer"), "wartet")

    @override_settings(COMMENT_MODERATION="neue")
    def test_first_timers_and_links_may_be_held_alone(self):
        self.assertEqual(self.state_of(text="Zum ersten Mal"), "wartet")
        make_comment(self.post, email="Ada@Example.org")
        self.assertEqual(self.state_of(text="Mit ihrer Adresse"), "wartet")
        self.remember(make_comment(self.post, "Noch eins", email="ada@example.org"))
        self.assertEqual(self.state_of(text="Zum zweiten Mal"), "frei")
        self.assertEqual(self.state_of(text="Andere", email="bo@example.org"), "wartet")
        self.assertEqual(self.state_of(text="Mit www.example.org"), "wartet")
        self.assertEqual(self.state_of(text="Ohne Adresse", email=""), "wartet")

    @override_settings(COMMENT_MODERATION="neue")
    def test_what_was_never_approved_makes_nobody_known(self):
        for state in set(State) - {State.APPROVED}:
            make_comment(self.post, state=state, email="ada@example.org")
        self.assertEqual(self.state_of(text="Wieder ich"), "wartet")

    @override_settings(COMMENT_MODERATION="keine")
    def test_all_may_be_published_at_once_but_those_with_a_word_to_look_out_for(self):
        BlockedWord.objects.create(word="Kredit")
        self.assertEqual(self.state_of(text="Gute Idee"), "frei")
        self.assertEqual(self.state_of(text="Billiger Kredit"), "wartet")


class ClosingTests(TestCase):
    def is_open(self, target):
        return self.client.get(address(target)).context["target"].accepts_comments()

    @override_settings(COMMENT_CLOSE_AFTER_DAYS=30)
    def test_comments_close_so_many_days_after_publication(self):
        new, old = make_post("neu", published_at=days_ago(29)), make_post(published_at=days_ago(31))
        self.assertEqual([self.is_open(new), self.is_open(old)], [True, False])

    @override_settings(COMMENT_CLOSE_AFTER_DAYS=30)
    def test_a_date_at_the_post_goes_before_the_setting(self):
        until = days_ago(-1)
        post = make_post(published_at=days_ago(99), comments_open_until=until)
        self.assertTrue(self.is_open(post))

    @override_settings(COMMENT_CLOSE_AFTER_DAYS=30)
    def test_a_meeting_is_open_before_and_so_many_days_after(self):
        held = make_meeting("2020-12-10 17:00", protocol_published_at=days_ago(31))
        held.agenda_published_at = days_ago(60)
        held.save()
        coming = make_meeting("2099-12-10 17:00", agenda_published_at=days_ago(60))
        coming.protocol_published_at = None
        coming.save()
        self.assertEqual([self.is_open(held), self.is_open(coming)], [False, True])

    def test_without_the_setting_they_never_close(self):
        self.assertTrue(self.is_open(make_post(published_at=days_ago(9999))))

    def test_a_closed_page_says_how_to_reach_the_team(self):
        post = make_post(comments_open_until=days_ago(0))
        page = self.client.get(post.get_absolute_url())
        link = f'<a href="{mail_href("kontakt@example.org")}">Schreiben Sie uns gern eine Mail.</a>'
        self.assertContains(page, link, count=1)


class DecisionTests(TestCase):
    def setUp(self):
        self.comment = make_comment(make_post(), state=State.WAITING)

    def test_what_was_withdrawn_stays_withdrawn(self):
        self.comment.withdraw()
        self.assertFalse(moderation.decide(self.comment, State.APPROVED))
        self.assertEqual(Comment.objects.get().state, "zurueckgezogen")

    def test_nobody_decides_on_a_wording_not_seen(self):
        Comment.objects.update(text="Inzwischen anders")
        self.assertFalse(moderation.decide(self.comment, State.APPROVED))

    def test_a_removal_answers_the_open_reports(self):
        self.comment.reports.create(reason="werbung")
        moderation.decide(self.comment, State.REMOVED, reason="wirbt für etwas")
        report = self.comment.reports.get()
        self.assertEqual(report.decision, "entfernt: wirbt für etwas")
        self.assertIsNotNone(report.decided_at)

    def test_hints_name_links_earlier_comments_and_words(self):
        BlockedWord.objects.create(word="Kredit")
        make_comment(self.comment.target, email="ada@example.org")
        seen = make_comment(
            self.comment.target, "Kredit bei www.example.org", email="ada@example.org"
        )
        seen.reports.create(reason="werbung")
        self.assertEqual(
            moderation.hints(seen),
            [
                "enthält 1 Link",
                "unter dieser E-Mail-Adresse (ungeprüft) schon 1 Kommentar freigegeben",
                "auffälliges Wort: Kredit",
                "gemeldet: Werbung",
            ],
        )

    def test_readers_see_that_when_and_why_it_was_edited(self):
        moderation.decide(self.comment, State.APPROVED)
        moderation.edit(self.comment, "Ohne Nummer", make_editor(), "Telefonnummer entfernt")
        page = self.client.get(self.comment.target.get_absolute_url())
        self.assertContains(page, "<p>Ohne Nummer</p>", count=1)
        self.assertContains(page, "Grund: Telefonnummer entfernt", count=1)
        self.assertContains(page, "von der Redaktion bearbeitet am", count=1)


class LinkTests(TestCase):
    """The links in a moderator's mail."""

    def setUp(self):
        self.comment = make_comment(make_post(), "Zu prüfen", state=State.WAITING)
        self.address = links.decision_address(self.comment, State.APPROVED)

    def state(self):
        return Comment.objects.get().state

    def test_following_one_decides_nothing(self):
        page = self.client.get(self.address)
        self.assertContains(page, "<p>Zu prüfen</p>", count=1)
        self.assertIn("no-store", page["Cache-Control"])
        self.assertEqual(self.state(), "wartet")

    def test_confirming_decides_and_notes_how(self):
        self.client.post(self.address)
        step = self.comment.steps.get()
        self.assertEqual(
            (self.state(), step.by, step.reason), ("frei", None, "über den Link in der Mail")
        )

    def test_each_is_for_one_decision(self):
        self.client.post(links.decision_address(self.comment, State.SPAM), {"words": "immer"})
        self.assertEqual((self.state(), self.comment.steps.get().reason), ("spam", "immer"))

    def test_none_works_twice(self):
        self.client.post(self.address)
        self.comment.refresh_from_db()
        self.comment.move_to(State.REMOVED)
        self.assertEqual(self.client.post(self.address).status_code, 410)
        self.assertEqual(self.state(), "entfernt")

    def test_none_is_for_another_wording(self):
        self.comment.text = "Etwas ganz anderes"
        self.comment.save()
        page = self.client.get(self.address)
        self.assertNotContains(page, "anderes", status_code=410)

    def test_none_is_forged_or_used_for_another_purpose(self):
        other = signing.dumps([self.comment.pk, "frei", "x"], salt="comments.withdraw")
        for token in ("x", other, self.address.split("/")[-2] + "x"):
            with self.subTest(token):
                page = self.client.post(f"/kommentare/entscheiden/{token}/")
                self.assertEqual((page.status_code, self.state()), (410, "wartet"))

    def test_they_end_after_a_week(self):
        for seconds, status in ((7 * 24 * 3600 - 9, 200), (7 * 24 * 3600 + 9, 410)):
            with mock.patch("django.core.signing.time.time", return_value=time() + seconds):
                self.assertEqual(self.client.get(self.address).status_code, status)
