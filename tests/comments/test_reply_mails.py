"""Mails on approved answers: who gets them, what they hold, how they end and how long a wish is kept."""

from unittest import mock

from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings

from comments import mails, moderation, privacy
from comments.models import Comment, ReplyRequest
from tests.build import days_ago, make_comment
from tests.comments.filling import send
from tests.comments.test_replies import WHO, ReplyTestCase, path_in

State = Comment.State


class RecipientTests(ReplyTestCase):
    def test_an_approved_answer_is_mailed_without_a_word_of_it(self):
        reply = self.answer(
            self.comment_with_request(), text="Geheime Antwort", name="Grace Geheim"
        )
        sent = mail.outbox[0]
        self.assertEqual((sent.to, sent.subject), ([WHO], "Neue Antwort zu „Sommerfest“"))
        self.assertIn(f"{self.post.get_absolute_url()}#k-{reply.pk}", sent.body)
        self.assertNotIn("Geheim", sent.message().as_string() + sent.body)

    def test_an_answer_that_waits_or_is_refused_is_not_mailed(self):
        comment = self.comment_with_request()
        self.answer(comment, approve=False)
        refused = self.answer(comment, approve=False)
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(refused, State.SPAM)
        self.assertEqual((self.recipients(), mails.send_unsent()), ([], (0, 0)))

    def test_an_answer_taken_away_before_the_mail_went_is_not_mailed(self):
        comment, other = (
            self.comment_with_request(),
            self.comment_with_request(email="bo@example.org"),
        )
        for parent in (comment, other):
            with self.captureOnCommitCallbacks():
                reply = self.answer(parent, approve=False)
                moderation.decide(reply, State.APPROVED)
            if parent == comment:
                moderation.decide(Comment.objects.get(pk=reply.pk), State.REMOVED)
        mails.send_unsent()
        self.assertEqual(self.recipients(), ["bo@example.org"])

    def test_approved_again_it_is_not_mailed_again(self):
        reply = self.answer(self.comment_with_request())
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(Comment.objects.get(pk=reply.pk), State.REMOVED)
        self.approve(Comment.objects.get(pk=reply.pk))
        self.assertEqual(self.recipients(), [WHO])

    @override_settings(COMMENT_MODERATION="keine")
    def test_an_answer_published_at_once_is_mailed_too(self):
        comment = self.comment_with_request()
        with self.captureOnCommitCallbacks(execute=True):
            send(self.client, self.post, reply_to=comment.pk, email="")
        self.assertEqual(self.recipients(), [WHO])

    def test_all_in_the_thread_hear_of_it_once_each_but_not_its_writer(self):
        first = self.comment_with_request()
        self.comment_with_request(parent=first, text="Noch etwas", email="Ada@Example.org")
        self.comment_with_request(parent=first, email="bo@example.org", name="Bo")
        self.comment_with_request(email="woanders@example.org")
        self.answer(first, email="BO@example.org")
        self.assertEqual([to.lower() for to in self.recipients()], [WHO])

    def test_who_withdrew_or_was_refused_hears_nothing(self):
        for state in set(State) - {State.APPROVED, State.WAITING}:
            first = make_comment(self.post, email="")
            comment = self.comment_with_request(parent=first)
            comment.move_to(state)
            self.answer(first)
        self.assertEqual(self.recipients(), [])

    def test_one_mail_never_names_another_who_gets_it(self):
        first = self.comment_with_request()
        self.comment_with_request(parent=first, email="bo@example.org", name="Bo")
        self.answer(first)
        self.assertEqual(sorted(self.recipients()), [WHO, "bo@example.org"])
        self.assertEqual([len(sent.recipients()) for sent in mail.outbox[:2]], [1, 1])

    def test_a_broken_server_only_delays_it(self):
        comment = self.comment_with_request()
        broken = mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError("down"))
        with broken, self.assertLogs("comments.mails", "WARNING"):
            self.answer(comment, email="")
        call_command("send_mail_outbox", verbosity=0)
        self.assertEqual(self.recipients(), [WHO])

    def test_one_address_gets_only_so_many_a_day(self):
        comment = self.comment_with_request()
        for number in range(mails.REPLY_MAILS_A_DAY + 2):
            self.answer(comment, text=f"Nummer {number}", email="")
        self.assertEqual(len(self.recipients()), mails.REPLY_MAILS_A_DAY)


class EndingTests(ReplyTestCase):
    def setUp(self):
        super().setUp()
        self.comment = self.comment_with_request()
        self.answer(self.comment)
        self.sent = mail.outbox[0]
        self.path = path_in(self.sent.body, "abbestellen")

    def test_the_mail_carries_the_way_out_for_mail_programs(self):
        headers = self.sent.message()
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertEqual(path_in(headers["List-Unsubscribe"], "abbestellen"), self.path)
        self.assertRegex(headers["List-Unsubscribe"], r"^<[^<>\s]+>$")

    def test_a_mail_program_ends_it_with_one_request_and_no_cookie(self):
        client = Client(enforce_csrf_checks=True)
        page = client.post(self.path, {"List-Unsubscribe": "One-Click"})
        self.assertEqual((page.status_code, dict(page.cookies)), (200, {}))
        self.answer(self.comment, text="Noch eine")
        self.assertEqual(self.recipients(), [WHO])

    def test_opening_the_link_ends_nothing_and_the_button_does(self):
        self.assertContains(self.client.get(self.path), "Keine Mails mehr?")
        self.assertEqual(ReplyRequest.objects.count(), 1)
        self.assertContains(self.client.post(self.path), "Sie bekommen keine Mails mehr")
        self.assertEqual(ReplyRequest.objects.count(), 0)
        self.assertContains(self.client.post(self.path), "Sie bekommen keine Mails mehr")

    def test_it_ends_all_of_this_address_in_the_thread_and_nothing_of_others(self):
        self.comment_with_request(parent=self.comment, email="Ada@Example.org")
        others = [
            self.comment_with_request(parent=self.comment, email="bo@example.org"),
            self.comment_with_request(),
        ]
        self.client.post(self.path)
        self.assertEqual(
            list(ReplyRequest.objects.values_list("comment", flat=True)),
            [comment.pk for comment in others],
        )

    def test_mails_that_had_not_gone_are_not_sent_any_more(self):
        self.answer(self.comment, approve=False, text="Später")
        with self.captureOnCommitCallbacks():
            moderation.decide(Comment.objects.latest("pk"), State.APPROVED)
        self.client.post(self.path)
        mails.send_unsent()
        self.assertEqual(self.recipients(), [WHO])

    def test_a_forged_word_ends_nothing(self):
        self.assertEqual(self.client.post(f"{self.path[:-2]}/").status_code, 404)
        self.assertEqual(ReplyRequest.objects.count(), 1)


class PrivacyOfRepliesTests(ReplyTestCase):
    def forget(self):
        privacy.delete_expired()
        return list(ReplyRequest.objects.values_list("comment", flat=True))

    def test_unconfirmed_wishes_go_two_weeks_after_the_comment_could_be_read(self):
        old, waiting, fresh = (self.comment_with_request(confirmed=False) for _ in range(3))
        Comment.objects.filter(pk=waiting.pk).update(state=State.WAITING)
        fresh.move_to(State.APPROVED)
        ReplyRequest.objects.update(asked_at=days_ago(15))
        self.assertEqual(self.forget(), [waiting.pk, fresh.pk])
        self.assertFalse(ReplyRequest.objects.filter(comment=old).exists())

    def test_confirmed_wishes_go_after_a_year(self):
        old, young = self.comment_with_request(), self.comment_with_request()
        ReplyRequest.objects.filter(comment=old).update(confirmed_at=days_ago(366))
        ReplyRequest.objects.filter(comment=young).update(confirmed_at=days_ago(364))
        self.assertEqual(self.forget(), [young.pk])

    def test_the_export_tells_of_the_wish(self):
        self.comment_with_request()
        [found] = privacy.export(privacy.of_person(WHO))
        self.assertEqual(sorted(found["Mails zu Antworten"]), ["bestätigt", "gewünscht"])

    def test_made_anonymous_or_erased_nobody_hears_any_more(self):
        by = User.objects.create_user("redaktion")
        for done in (privacy.make_anonymous, lambda found: privacy.erase(found, by=by)):
            comment = self.comment_with_request()
            make_comment(self.post, parent=comment)
            done(privacy.of_person(WHO))
            self.assertEqual(ReplyRequest.objects.count(), 0)
