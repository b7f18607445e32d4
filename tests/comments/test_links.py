"""Links that were mailed before stay good: neither salt nor content of a token may change."""

from django.core import signing
from django.test import RequestFactory, TestCase
from django.utils.crypto import salted_hmac

from comments import links
from comments.guard import Ticket
from comments.models import Comment
from tests.build import make_comment, make_editor, make_post


class MailedLinkTests(TestCase):
    def setUp(self):
        self.comment = make_comment(make_post(), "Zu prüfen", state=Comment.State.WAITING)

    def test_those_to_ones_own_comment(self):
        for purpose in links.OWN:
            token = signing.dumps(self.comment.pk, salt=f"comments.{purpose}")
            with self.subTest(purpose):
                self.assertEqual(links.own_comment(purpose, token), self.comment)
                self.assertIn(f"/{token.split(':')[0]}:", links.own_address(purpose, self.comment))

    def test_those_that_decide(self):
        token = signing.dumps([self.comment.pk, "frei", "8f2633bb216fe018"], salt="comments.decide")
        self.assertEqual(self.comment.wording_hash, "8f2633bb216fe018")
        self.assertEqual(links.read_decision(token), (self.comment, Comment.State.APPROVED))

    def test_the_feed_of_a_moderator(self):
        editor = make_editor()
        secret = salted_hmac("comments.desk-feed", editor.password, algorithm="sha256").hexdigest()
        token = signing.dumps([editor.pk, secret[:16]], salt="comments.desk-feed")
        self.assertEqual(links.moderator_of(token), editor)

    def test_the_tokens_of_an_open_form(self):
        ticket = Ticket("beitrag/1", "ab", 1_600_000_000)
        token = signing.dumps(["beitrag/1", "ab", 1_600_000_000], salt="comments.ticket")
        self.assertEqual(Ticket.read(token, "beitrag/1"), ticket)
        self.assertTrue(
            ticket.is_solved(signing.dumps(["beitrag/1", "ab"], salt="comments.solved"))
        )

    def test_the_cookie_of_who_reads_a_mailbox(self):
        text = salted_hmac("comments.known", "ada@example.org", algorithm="sha256").hexdigest()
        request = RequestFactory().get("/")
        signer = signing.get_cookie_signer(salt="kommentarecomments.known")
        request.COOKIES["kommentare"] = signer.sign(text)
        self.assertTrue(links.proves(links.writer_proof(request), "Ada@Example.org "))
        self.assertFalse(links.proves(links.writer_proof(request), "bo@example.org"))
