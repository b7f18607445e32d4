"""A browser is known by a cookie fetched from a mail, never by an address that anybody can type."""

import re
from unittest import mock

from django.core import mail
from django.test import Client, TestCase, override_settings

from comments import links, moderation, privacy
from comments.models import Comment
from tests.build import make_comment, make_post
from tests.comments.filling import send

State = Comment.State
WHO = "ada@example.org"


@override_settings(COMMENT_MODERATION="neue")
class KnownWriterTests(TestCase):
    def setUp(self):
        self.post = make_post()
        self.comment = make_comment(self.post, "Geheim", email=WHO)
        self.path = links.own_address("remember", self.comment)

    def state_of_next(self, **typed):
        send(self.client, self.post, text="Noch etwas", **typed)
        return Comment.objects.latest("pk").state

    def test_the_mail_on_approval_leads_to_the_page(self):
        waiting = make_comment(self.post, "Eins", state=State.WAITING, email=WHO)
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(waiting, State.APPROVED)
        path = re.search(r"/kommentare/merken/\S+/", mail.outbox[0].body)[0]
        self.assertContains(self.client.get(path), "Hier merken", count=1)

    @override_settings(COMMENT_MODERATION="alle")
    def test_where_all_wait_the_mail_does_not_offer_it(self):
        waiting = make_comment(self.post, "Eins", state=State.WAITING, email=WHO)
        with self.captureOnCommitCallbacks(execute=True):
            moderation.decide(waiting, State.APPROVED)
        self.assertNotIn("/merken/", mail.outbox[0].body)

    def test_who_knows_the_address_alone_waits(self):
        self.assertEqual(self.state_of_next(), "wartet")

    def test_opening_the_link_leaves_no_cookie(self):
        page = self.client.get(self.path)
        self.assertNotIn(links.WRITER_COOKIE, page.cookies)
        self.assertEqual(self.state_of_next(), "wartet")

    def test_the_button_leaves_a_cookie_for_this_address_alone(self):
        self.client.post(self.path)
        self.assertEqual(self.state_of_next(), "frei")
        make_comment(self.post, email="bo@example.org")
        self.assertEqual(self.state_of_next(email="bo@example.org", name="Bo"), "wartet")

    def test_the_cookie_goes_to_comment_forms_alone_and_holds_no_address(self):
        cookie = self.client.post(self.path).cookies[links.WRITER_COOKIE]
        self.assertEqual(
            (cookie["path"], cookie["httponly"], cookie["samesite"]), ("/kommentare/", True, "Lax")
        )
        self.assertNotIn("example", cookie.value.lower())

    def test_an_invented_cookie_is_none(self):
        self.client.cookies[links.WRITER_COOKIE] = links.WRITER.keyed_hash(WHO)
        self.assertEqual(self.state_of_next(), "wartet")

    def test_the_cookie_ends_with_its_time(self):
        with mock.patch("django.core.signing.time.time", return_value=1_600_000_000):
            self.client.post(links.own_address("remember", self.comment))
        self.assertEqual(self.state_of_next(), "wartet")

    def test_links_and_words_wait_even_so(self):
        self.client.post(self.path)
        send(self.client, self.post, text="Siehe www.example.org")
        self.assertEqual(Comment.objects.latest("pk").state, "wartet")

    def test_nothing_is_known_of_who_was_made_anonymous(self):
        self.client.post(self.path)
        privacy.make_anonymous(privacy.of_person(WHO))
        self.assertEqual(self.state_of_next(), "wartet")

    def test_the_link_ends_with_the_comment_and_is_no_key_to_another_door(self):
        token = self.path.split("/")[-2]
        self.assertEqual(self.client.get(f"/kommentare/zuruecknehmen/{token}/").status_code, 404)
        self.comment.move_to(State.REMOVED)
        self.assertEqual(self.client.post(self.path).status_code, 410)

    def test_a_foreign_site_cannot_leave_a_cookie(self):
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(client.post(self.path).status_code, 403)
