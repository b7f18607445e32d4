from unittest import mock

from django.core import signing
from django.test import TestCase

from comments.marks import THANKS_SALT
from comments.models import Comment, CommentStep
from tests.build import make_comment, make_meeting, make_post
from tests.comments.filling import send


class SubmissionTests(TestCase):
    """A form filled in rightly."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def write(self, **typed):
        send(self.client, self.post, **typed)
        return Comment.objects.get()

    def test_stores_one_waiting_comment_with_what_was_typed(self):
        self.write()
        stored = Comment.objects.values_list("name", "email", "text", "state", "parent")
        self.assertEqual(
            list(stored), [("Ada", "ada@example.org", "Eine <em>gute</em> Idee.", "wartet", None)]
        )

    def test_belongs_to_the_post(self):
        self.assertEqual(self.write().target, self.post)

    def test_belongs_to_a_meeting_of_the_same_number(self):
        meeting = make_meeting(pk=self.post.pk, protocol_published_at=None)
        send(self.client, meeting)
        self.assertEqual(Comment.objects.get().target, meeting)

    def test_stores_the_text_as_safe_html(self):
        comment = self.write(text="Ja!\n<script>x</script><b>Gut</b>")
        self.assertEqual(comment.text_html, "<p>Ja!<br><strong>Gut</strong></p>")

    def test_keeps_blanks_and_line_ends_as_typed(self):
        self.assertEqual(self.write(text="  a\n\n b ").text, "  a\n\n b ")

    def test_needs_no_mail_address(self):
        self.assertEqual(self.write(email="").email, "")

    def test_takes_4000_characters_with_browsers_line_ends(self):
        text = "a\r\n" * 2000
        self.assertEqual(self.write(text=text).text, text)

    def test_notes_the_first_step(self):
        self.write()
        self.assertEqual(list(CommentStep.objects.values_list("state", "by")), [("wartet", None)])

    def test_stores_no_address_of_the_writer(self):
        names = {field.name for field in Comment._meta.get_fields()}
        self.assertEqual(
            {name for name in names if "ip" in name.split("_") or "agent" in name}, set()
        )


class ThanksTests(TestCase):
    """The page after writing."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def written(self, **typed):
        return self.client.get(send(self.client, self.post, **typed).url)

    def test_follows_as_a_page_of_its_own(self):
        response = send(self.client, self.post)
        self.assertRedirects(response, response.url, status_code=302)

    def test_shows_the_text_as_it_will_stand_there(self):
        self.assertContains(self.written(), "<p>Eine <em>gute</em> Idee.</p>", count=1)

    def test_does_not_show_the_mail_address(self):
        self.assertNotContains(self.written(), "ada@example.org")

    def test_is_stored_nowhere(self):
        self.assertEqual(
            self.written()["Cache-Control"],
            "max-age=0, no-cache, no-store, must-revalidate, private",
        )

    def test_tells_search_engines_to_stay_away(self):
        self.assertContains(self.written(), '<meta name="robots" content="noindex">', count=1)

    def test_leads_back_to_the_comments_of_the_post(self):
        self.assertContains(
            self.written(), f'href="{self.post.get_absolute_url()}#kommentare"', count=1
        )

    def test_says_what_became_of_the_comment(self):
        sentences = {
            Comment.State.WAITING: "Er erscheint, sobald ihn jemand aus dem Team gelesen hat.",
            Comment.State.APPROVED: "Er ist jetzt zu lesen:",
            Comment.State.REJECTED: "Er ist nicht zu lesen.",
        }
        path = send(self.client, self.post).url
        comment = Comment.objects.get()
        for state, sentence in sentences.items():
            with self.subTest(state):
                comment.move_to(state)
                self.assertContains(self.client.get(path), sentence, count=1)

    def test_forged_addresses_are_not_found(self):
        comment = make_comment(self.post, text="Geheim", state=Comment.State.WAITING)
        right = signing.dumps(comment.pk, salt=THANKS_SALT)
        forged = {
            "number": str(comment.pk),
            "cut": right[:-1],
            "other number": f"{signing.b64_encode(b'99').decode()}:{right.split(':', 1)[1]}",
            "signed for something else": signing.dumps(comment.pk, salt="comments.withdraw"),
            "of a deleted comment": signing.dumps(4711, salt=THANKS_SALT),
            "not ASCII": "ü:ü:ü",
            "colons": "::",
        }
        for name, token in forged.items():
            with self.subTest(name):
                self.assertEqual(self.client.get(f"/kommentare/danke/{token}/").status_code, 404)

    def test_an_address_older_than_a_day_is_not_found(self):
        with mock.patch("django.core.signing.time.time", return_value=1_600_000_000):
            token = signing.dumps(make_comment(self.post).pk, salt=THANKS_SALT)
        self.assertEqual(self.client.get(f"/kommentare/danke/{token}/").status_code, 404)
