"""Mails go out after commit, outlive a broken server, hold no word of a visitor, and not too many go."""

import re
from smtplib import SMTPRecipientsRefused
from unittest import mock

from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import TestCase, override_settings

from comments import links, mails, moderation
from comments.models import Comment, CommentStep, OutgoingMail
from tests.build import days_ago, make_comment, make_editor, make_post
from tests.comments.filling import send

State = Comment.State
BROKEN = mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError("down"))


class TeamMailTests(TestCase):
    def write(self, **typed):
        with self.captureOnCommitCallbacks(execute=True):
            send(self.client, make_post("Sommer\nfest"), **typed)

    @override_settings(MODERATION_EMAILS=["a@example.org", "b@example.org"])
    def test_the_team_hears_of_a_new_comment_without_a_word_of_it(self):
        self.write(name="Ada Geheim", text="Geheimer Text", email="geheim@example.org")
        [sent] = mail.outbox
        self.assertEqual(sent.to, ["a@example.org", "b@example.org"])
        self.assertEqual(sent.subject, "Neuer Kommentar zu „Sommer fest“")
        self.assertNotIn("eheim", sent.message().as_string() + sent.body)
        self.assertEqual(sent.body.count("/kommentare/entscheiden/"), 3)

    def test_without_addresses_of_its_own_the_contact_of_now_hears(self):
        with override_settings(CONTACT_EMAIL="buero@kiez.example"):
            self.write()
        with override_settings(MODERATION_EMAILS=[]):
            self.write(text="Noch einer")
        self.assertEqual([sent.to for sent in mail.outbox], [["buero@kiez.example"]])

    def test_nothing_goes_when_the_comment_is_refused(self):
        self.write(text="")
        self.assertEqual((mail.outbox, OutgoingMail.objects.count()), ([], 0))

    def test_a_broken_server_costs_no_comment_and_the_mail_goes_later(self):
        with BROKEN, self.assertLogs("comments.mails", "WARNING"):
            self.write()
        self.assertEqual((Comment.objects.count(), len(mail.outbox)), (1, 0))
        call_command("send_mail_outbox", verbosity=0)
        call_command("send_mail_outbox", verbosity=0)
        self.assertEqual(len(mail.outbox), 1)

    def test_a_server_that_just_failed_is_not_waited_for(self):
        with BROKEN as server, self.assertLogs("comments.mails", "WARNING"):
            self.write()
            self.write(text="Noch einer")
        self.assertEqual(server.call_count, 1)

    def test_only_so_many_go_in_an_hour(self):
        for number in range(mails.MAILS_AN_HOUR[OutgoingMail.Kind.NEW] + 3):
            comment = make_comment(make_post(), f"Nr. {number}", state=State.WAITING)
            mails.queue(comment, OutgoingMail.Kind.NEW)
        self.assertEqual(mails.send_unsent(), (mails.MAILS_AN_HOUR[OutgoingMail.Kind.NEW], 3))

    def test_what_was_taken_back_meanwhile_is_not_mailed(self):
        comment = make_comment(make_post(), state=State.WAITING)
        mails.queue(comment, OutgoingMail.Kind.NEW)
        comment.withdraw()
        self.assertEqual((mails.send_unsent(), mail.outbox), ((0, 0), []))


class WriterMailTests(TestCase):
    def approve(self, **fields):
        comment = make_comment(make_post(), "Geheimer Text", state=State.WAITING, **fields)
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(comment, State.APPROVED)
        return comment

    def test_whoever_left_an_address_hears_of_the_approval(self):
        comment = self.approve(email="ada@example.org", name="Ada Geheim")
        [sent] = mail.outbox
        self.assertEqual(sent.to, ["ada@example.org"])
        self.assertIn(comment.get_absolute_url(), sent.body)
        self.assertNotIn("Geheim", sent.message().as_string() + sent.body)

    def test_an_answer_to_what_was_removed_is_there_when_its_writer_hears_so(self):
        gone = make_comment(make_post(), state=State.REMOVED)
        reply = make_comment(gone.target, parent=gone, state=State.WAITING, email="bo@example.org")
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(reply, State.APPROVED)
        path, anchor = reply.get_absolute_url().split("#")
        self.assertIn(f"{path}#{anchor}", mail.outbox[0].body)
        self.assertContains(self.client.get(path), f'id="{anchor}"', count=1)

    def refuse(self, to, reason="", **fields):
        comment = make_comment(make_post(), "Geheimer Text", email="ada@example.org", **fields)
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(comment, to, reason=reason)

    def test_who_was_refused_is_told_why_and_how_to_object(self):
        for to, before, words in (
            (
                State.REJECTED,
                State.WAITING,
                "haben wir nicht freigegeben. Der Grund: wirbt für etwas.",
            ),
            (State.REMOVED, State.APPROVED, "haben wir entfernt. Der Grund: wirbt für etwas."),
        ):
            mail.outbox.clear()
            self.refuse(to, "wirbt für etwas.", state=before)
            [sent] = mail.outbox
            self.assertEqual(sent.to, ["ada@example.org"])
            self.assertIn(words, sent.body)
            self.assertIn("Sehen Sie das anders? Schreiben Sie an kontakt@example.org", sent.body)
            self.assertNotIn("Geheim", sent.message().as_string() + sent.body)

    def test_a_late_mail_tells_the_reason_it_was_refused_for(self):
        with BROKEN, self.assertLogs("comments.mails", "WARNING"):
            self.refuse(State.REMOVED, "nennt private Daten anderer")
        comment = Comment.objects.get()
        moderation.edit(comment, "Ohne Nummer", make_editor(), "Nummer entfernt")
        self.assertEqual(mails.send_unsent(), (1, 0))
        self.assertIn("Der Grund: nennt private Daten anderer.", mail.outbox[0].body)

    def test_how_it_was_decided_is_no_reason_to_tell(self):
        self.refuse(State.REJECTED, str(CommentStep.BY_LINK), state=State.WAITING)
        self.assertNotIn("über den Link", mail.outbox[0].body)

    def test_the_way_back_stands_in_the_mail(self):
        comment = self.approve(email="ada@example.org")
        for purpose, word in (("withdraw", "zuruecknehmen"), ("change", "aendern")):
            [token] = re.findall(rf"/kommentare/{word}/(\S+)/", mail.outbox[0].body)
            self.assertEqual(links.own_comment(purpose, token), comment)
        mail.outbox.clear()
        self.approve(email="bo@example.org", created_at=days_ago(1))
        self.assertIn("/kommentare/zuruecknehmen/", mail.outbox[0].body)
        self.assertNotIn("/kommentare/aendern/", mail.outbox[0].body)

    def test_an_address_that_is_refused_keeps_no_other_mail_waiting(self):
        real, gone = EmailMessage.send, {"ada@example.org": (550, b"no such user")}
        for name in ("Ada", "Bo"):
            comment = make_comment(make_post(), name=name, email=f"{name.lower()}@example.org")
            mails.queue(comment, OutgoingMail.Kind.APPROVED)

        def refuse_ada(message, *args):
            if message.to == ["ada@example.org"]:
                raise SMTPRecipientsRefused(gone)
            return real(message, *args)

        with (
            mock.patch("django.core.mail.EmailMessage.send", refuse_ada),
            self.assertLogs("comments.mails", "WARNING"),
        ):
            self.assertEqual(mails.send_unsent(), (1, 0))
        self.assertEqual([sent.to for sent in mail.outbox], [["bo@example.org"]])

    def test_what_is_refused_for_now_or_to_the_team_waits_and_keeps_no_other_waiting(self):
        comment = make_comment(make_post(), email="ada@example.org")
        for kind in (OutgoingMail.Kind.NEW, OutgoingMail.Kind.APPROVED):
            mails.queue(comment, kind)
        for code, left in ((450, 2), (550, 1)):
            refusal = SMTPRecipientsRefused({"x@example.org": (code, b"")})
            with (
                mock.patch("django.core.mail.EmailMessage.send", side_effect=refusal) as server,
                self.assertLogs("comments.mails", "WARNING"),
            ):
                self.assertEqual(mails.send_unsent(), (0, left))
            self.assertEqual(server.call_count, 2)
        kinds = OutgoingMail.objects.values_list("kind", flat=True)
        self.assertEqual(list(kinds), [OutgoingMail.Kind.NEW])

    def test_without_an_address_and_of_spam_nobody_hears(self):
        self.approve()
        self.refuse(State.SPAM, state=State.WAITING)
        self.assertEqual(mail.outbox, [])

    @override_settings(
        CONTACT_EMAIL="buero@kiez.example", DEFAULT_FROM_EMAIL="noreply@kiez.example"
    )
    def test_who_answers_a_mail_reaches_the_team(self):
        self.approve(email="ada@example.org")
        self.refuse(State.REJECTED, state=State.WAITING)
        self.assertEqual([sent.from_email for sent in mail.outbox], ["noreply@kiez.example"] * 2)
        self.assertEqual([sent.reply_to for sent in mail.outbox], [["buero@kiez.example"]] * 2)

    def test_a_second_approval_mails_nothing(self):
        comment = self.approve(email="ada@example.org")
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(comment, State.REMOVED)
            moderation.decide(comment, State.APPROVED)
        self.assertEqual(len(mail.outbox), 1)

    def test_each_refusal_is_told_with_its_reason_and_each_approval_after_one(self):
        comment = make_comment(make_post(), email="ada@example.org", state=State.WAITING)
        for state, reason in (
            (State.REJECTED, "Grund eins"),
            (State.APPROVED, ""),
            (State.REMOVED, "Grund zwei"),
            (State.APPROVED, ""),
            (State.WAITING, ""),  # as its writer has put it in other words
            (State.APPROVED, ""),
            (State.REMOVED, "Grund drei"),
            (State.REJECTED, "Grund vier"),
        ):
            comment.refresh_from_db()
            with self.captureOnCommitCallbacks(execute=True):
                if state == State.WAITING:
                    comment.move_to(state)
                else:
                    moderation.decide(comment, state, reason=reason)
        told = [
            re.search("Der Grund: (.*?)[.]|ist jetzt zu lesen", sent.body) for sent in mail.outbox
        ]
        self.assertEqual(
            [found[1] for found in told],
            ["Grund eins", None, "Grund zwei", None, "Grund drei", "Grund vier"],
        )

    def test_one_address_gets_only_so_many_a_day(self):
        for _ in range(mails.WRITER_MAILS_A_DAY + 2):
            self.approve(email="fremd@example.org")
        self.assertEqual(len(mail.outbox), mails.WRITER_MAILS_A_DAY)

    @override_settings(COMMENT_MODERATION="keine")
    def test_what_nobody_looked_at_mails_no_writer(self):
        with self.captureOnCommitCallbacks(execute=True):
            send(self.client, make_post())
        self.assertEqual([sent.to for sent in mail.outbox], [["kontakt@example.org"]])
