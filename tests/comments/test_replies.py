"""Asking for mails on answers in the form and confirming it from the mailbox."""

import re
from unittest import mock

from django.core import mail
from django.test import TestCase, override_settings

from comments import links, mails, moderation
from comments.models import Comment, OutgoingMail, ReplyRequest
from tests.build import days_ago, make_comment, make_post
from tests.comments.filling import address, filled, send

State = Comment.State
WHO = "ada@example.org"


def path_in(text, word):
    """Return the path with ``word`` that a mail with ``text`` leads to."""
    return re.search(rf"/kommentare/antworten/{word}/\S+/", text)[0]


class ReplyTestCase(TestCase):
    def setUp(self):
        self.post = make_post("Sommerfest")

    def written(self, **typed):
        """Return what somebody wrote by the form, asking for answers."""
        typed = {"wants_replies": "on", "text": "Wer macht mit?", "email": WHO} | typed
        with self.captureOnCommitCallbacks(execute=True):
            send(self.client, self.post, **typed)
        return Comment.objects.latest("pk")

    def approve(self, comment):
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(comment, State.APPROVED)

    def comment_with_request(self, confirmed=True, **fields):
        """Return an approved comment whose writer asked for answers."""
        comment = make_comment(self.post, **{"email": WHO, "name": "Ada"} | fields)
        moment = days_ago(1) if confirmed else None
        ReplyRequest.objects.create(comment=comment, confirmed_at=moment)
        return comment

    def answer(self, parent, approve=True, **fields):
        fields = {"name": "Grace", "text": "Ich mache mit!"} | fields
        reply = make_comment(self.post, parent=parent, state=State.WAITING, **fields)
        if approve:
            self.approve(reply)
        return reply

    def recipients(self):
        """Return the recipients of mails on answers."""
        return [sent.to[0] for sent in mail.outbox if sent.subject.startswith("Neue Antwort")]


class AskingTests(ReplyTestCase):
    def test_the_form_offers_it_unchecked(self):
        page = self.client.get(address(self.post))
        self.assertContains(page, '<input type="checkbox" name="wants_replies"', count=1)
        self.assertNotContains(page, "checked")

    def test_without_the_tick_nothing_is_kept(self):
        send(self.client, self.post)
        self.assertEqual(ReplyRequest.objects.count(), 0)

    def test_without_an_address_the_form_comes_back_with_the_tick(self):
        page = send(self.client, self.post, wants_replies="on", email="")
        self.assertContains(page, "wohin wir Antworten mailen", status_code=422)
        self.assertContains(page, "checked", status_code=422)
        self.assertEqual(Comment.objects.count(), 0)

    def test_a_preview_keeps_the_tick_and_stores_nothing(self):
        data = filled(self.client, self.post, wants_replies="on", preview="1")
        self.assertContains(self.client.post(address(self.post), data), "checked")
        self.assertEqual(ReplyRequest.objects.count(), 0)

    def test_nobody_is_written_to_before_the_team_has_approved(self):
        self.written()
        self.assertEqual([sent.to for sent in mail.outbox], [["kontakt@example.org"]])

    def test_the_mail_on_approval_asks_for_the_confirmation_without_a_word_of_the_comment(self):
        self.approve(self.written(name="Ada Geheim", text="Geheimer Text"))
        sent = mail.outbox[-1]
        self.assertEqual(sent.to, [WHO])
        self.assertIn("/kommentare/antworten/bestaetigen/", sent.body)
        self.assertNotIn("Geheim", sent.message().as_string() + sent.body)

    @override_settings(COMMENT_MODERATION="keine")
    def test_where_all_is_published_at_once_a_mail_of_its_own_asks(self):
        self.written(name="Ada Geheim", text="Geheimer Text")
        sent = mail.outbox[-1]
        self.assertEqual((sent.to, sent.subject[:18]), ([WHO], "Bitte bestätigen: "))
        self.assertNotIn("Geheim", sent.message().as_string() + sent.body)

    @override_settings(COMMENT_MODERATION="keine")
    def test_a_stranger_is_asked_only_so_often_a_day(self):
        for number in range(mails.WRITER_MAILS_A_DAY + 2):
            self.written(text=f"Nummer {number}", email="fremd@example.org")
        asked = [sent for sent in mail.outbox if sent.to == ["fremd@example.org"]]
        self.assertEqual(len(asked), mails.WRITER_MAILS_A_DAY)

    @override_settings(COMMENT_MODERATION="keine")
    def test_strangers_in_all_are_asked_only_so_often_an_hour(self):
        most = mails.MAILS_AN_HOUR[OutgoingMail.Kind.CONFIRM]
        for number in range(most + 2):
            self.written(text=f"Nummer {number}", email=f"fremd{number}@example.org")
        asked = [sent for sent in mail.outbox if sent.to[0].startswith("fremd")]
        self.assertEqual(len(asked), most)


class ConfirmingTests(ReplyTestCase):
    def setUp(self):
        super().setUp()
        self.comment = self.written()
        self.approve(self.comment)
        self.path = path_in(mail.outbox[-1].body, "bestaetigen")

    def confirmed(self):
        return ReplyRequest.objects.filter(confirmed_at__isnull=False).count()

    def test_opening_the_link_confirms_nothing_and_the_button_does(self):
        page = self.client.get(self.path)
        self.assertContains(page, "Ja, Antworten per Mail", count=1)
        self.assertIn("no-store", page["Cache-Control"])
        self.assertEqual(self.confirmed(), 0)
        self.assertContains(self.client.post(self.path), "jetzt per Mail")
        self.assertEqual(self.confirmed(), 1)

    def test_an_unconfirmed_wish_mails_nothing(self):
        self.answer(self.comment)
        self.assertEqual(self.recipients(), [])

    def test_after_a_week_the_link_does_nothing(self):
        with mock.patch("django.core.signing.time.time", return_value=1_600_000_000):
            path = links.own_address("replies-confirm", self.comment)
        page = self.client.post(path)
        self.assertContains(page, "gilt nicht mehr", status_code=410)
        self.assertEqual(self.confirmed(), 0)

    def test_it_is_no_key_to_anything_else(self):
        token = self.path.split("/")[-2]
        for word in ("danke", "aendern", "zuruecknehmen", "antworten/abbestellen"):
            self.assertEqual(self.client.get(f"/kommentare/{word}/{token}/").status_code, 404)

    def test_what_was_ended_is_not_confirmed_again(self):
        self.client.post(links.own_address("replies-end", self.comment))
        self.assertEqual(self.client.post(self.path).status_code, 410)
        self.assertEqual(ReplyRequest.objects.count(), 0)
