"""Coming back to one's own comment: another wording for a while, taking it back at any time."""

import re
from datetime import timedelta
from unittest import mock

from django.test import Client, TestCase
from django.utils import timezone

from comments import links, moderation
from comments.models import Comment
from tests.build import days_ago, make_comment, make_post
from tests.comments.filling import TYPED, Form, answer, send

State = Comment.State


class OwnComment(TestCase):
    def setUp(self):
        self.post = make_post("Sommerfest")
        self.thanks = send(self.client, self.post).url
        self.comment = Comment.objects.get()

    def link(self, word):
        found = re.search(rf'href="(/kommentare/{word}/[^"]+)"', self.page(self.thanks))
        return found and found[1]

    def page(self, path):
        return self.client.get(path).content.decode()

    def state(self):
        self.comment.refresh_from_db()
        return self.comment.state


class ChangeTests(OwnComment):
    def change(self, path=None, **typed):
        path = path or self.link("aendern")
        form = Form(self.client.get(path))
        sent = form.fields | {"captcha_1": answer(form.key)} | typed
        return self.client.post(path, sent)

    def test_the_form_holds_what_was_written_but_not_the_mail_address(self):
        form = Form(self.client.get(self.link("aendern")))
        self.assertEqual(
            {name: form.fields.get(name) for name in ("name", "email", "text")},
            {"name": "Ada", "email": None, "text": TYPED["text"]},
        )

    def test_the_form_shows_no_more_of_an_answered_comment_than_the_page(self):
        answered = make_comment(self.post, "Geheimes", name="Grace")
        Comment.objects.filter(pk=self.comment.pk).update(parent=answered)
        self.assertIn("Geheimes", self.page(self.link("aendern")))
        answered.move_to(State.REMOVED)
        self.assertNotRegex(self.page(self.link("aendern")), "Geheimes|Grace")

    def test_what_the_team_edited_is_not_changed_over_it(self):
        self.comment.move_to(State.APPROVED)
        path = self.link("aendern")
        form = Form(self.client.get(path))
        moderation.edit(self.comment, "Vom Team gekürzt.", None, "Länge")
        page = self.client.post(
            path, form.fields | {"captcha_1": answer(form.key), "text": "Ganz anders."}
        )
        self.assertContains(page, "lässt sich nicht mehr ändern", status_code=403)
        self.assertContains(page, "Ganz anders.", status_code=403)
        self.assertEqual(Comment.objects.get().text, "Vom Team gekürzt.")
        self.assertIsNone(self.link("aendern"))

    def test_a_changed_comment_is_the_same_one_and_waits_again(self):
        self.comment.move_to(State.APPROVED)
        uuid = self.comment.uuid
        page = self.change(text="Ganz anders.")
        self.assertEqual(page.status_code, 302)
        stored = Comment.objects.get()
        self.assertEqual(
            (stored.text, stored.text_html, stored.state, stored.uuid, stored.email),
            ("Ganz anders.", "<p>Ganz anders.</p>", State.WAITING, uuid, TYPED["email"]),
        )
        self.assertEqual(stored.steps.last().reason, "neu gefasst")

    def test_a_changed_text_goes_through_the_same_checks(self):
        for typed in (
            {"text": ""},
            {"text": "x" * 4001},
            {"captcha_1": ""},
            {"text": "www.a.de " * 9},
        ):
            with self.subTest(str(typed)[:20]):
                self.assertEqual(self.change(**typed).status_code, 422)
        self.comment.refresh_from_db()
        self.assertEqual(self.comment.text, TYPED["text"])

    def test_sent_unchanged_it_is_no_duplicate_of_itself(self):
        self.assertEqual(self.change().status_code, 302)

    def test_the_change_is_previewed(self):
        page = self.change(text="Ganz <em>anders</em>.", preview="1")
        self.assertContains(page, "<p>Ganz <em>anders</em>.</p>", count=1)
        self.comment.refresh_from_db()
        self.assertEqual(self.comment.text, TYPED["text"])

    def test_after_half_an_hour_the_text_comes_back_unsaved(self):
        path = self.link("aendern")
        form = Form(self.client.get(path))
        Comment.objects.update(created_at=timezone.now() - timedelta(minutes=31))
        page = self.client.post(path, form.fields | {"text": "Zu spät"})
        self.assertEqual((page.status_code, Form(page).fields["text"]), (403, "Zu spät"))
        self.comment.refresh_from_db()
        self.assertEqual(self.comment.text, TYPED["text"])
        self.assertContains(self.client.get(path), "lässt sich nicht mehr ändern", count=1)
        self.assertIsNone(self.link("aendern"))

    def test_what_the_team_took_away_cannot_be_changed(self):
        path = self.link("aendern")
        form = Form(self.client.get(path))
        for state in (State.REJECTED, State.SPAM, State.REMOVED, State.WITHDRAWN):
            self.comment.move_to(state)
            page = self.client.post(path, form.fields | {"text": "Doch!"})
            self.assertEqual((page.status_code, self.state()), (403, state))

    def test_a_refused_token_keeps_the_text(self):
        self.client = Client(enforce_csrf_checks=True)
        page = self.change(text="Ganz anders.", csrfmiddlewaretoken="")
        self.assertEqual((page.status_code, Form(page).fields["text"]), (403, "Ganz anders."))

    def test_below_a_closed_post_nothing_is_changed(self):
        path = self.link("aendern")
        form = Form(self.client.get(path))
        self.post.comments_open_until = days_ago(0)
        self.post.save()
        page = self.client.post(path, form.fields | {"text": "Doch!"})
        self.assertEqual((page.status_code, Form(page).fields["text"]), (403, "Doch!"))


class WithdrawTests(OwnComment):
    def test_asks_first(self):
        page = self.client.get(self.link("zuruecknehmen"))
        self.assertContains(page, "Jetzt zurückziehen", count=1)
        self.assertEqual(self.state(), State.WAITING)

    def test_takes_the_comment_from_the_page(self):
        self.comment.move_to(State.APPROVED)
        path = self.link("zuruecknehmen")
        page = self.client.post(path, follow=True)
        self.assertContains(page, "Ihr Kommentar ist zurückgezogen", count=1)
        self.assertNotIn("gute", self.page(self.post.get_absolute_url()))
        self.assertEqual(self.comment.steps.last().state, State.WITHDRAWN)

    def test_works_at_any_time(self):
        path = self.link("zuruecknehmen")
        with mock.patch("django.core.signing.time.time", return_value=4_000_000_000):
            self.client.post(path)
        self.assertEqual(self.state(), State.WITHDRAWN)

    def test_with_a_reply_a_sentence_stays(self):
        self.comment.move_to(State.APPROVED)
        make_comment(self.post, "Antwort", parent=self.comment)
        self.client.post(self.link("zuruecknehmen"))
        page = self.page(self.post.get_absolute_url())
        self.assertIn("Kommentar zurückgezogen", page)
        self.assertIn("Antwort", page)
        self.assertNotIn("gute", page)

    def test_what_the_team_has_taken_away_stays_as_it_is(self):
        path = self.link("zuruecknehmen")
        for state in (State.REJECTED, State.SPAM, State.REMOVED):
            self.comment.move_to(state)
            self.client.post(path)
            self.assertEqual(self.state(), state)

    def test_a_foreign_site_cannot_do_it(self):
        client = Client(enforce_csrf_checks=True)
        page = client.post(self.link("zuruecknehmen"))
        self.assertEqual((page.status_code, self.state()), (403, State.WAITING))

    def test_each_link_opens_its_own_door_only(self):
        words = {
            "danke": "thanks",
            "aendern": "change",
            "zuruecknehmen": "withdraw",
            "antworten/abbestellen": "replies-end",
        }
        tokens = {
            word: links.own_address(purpose, self.comment).split("/")[-2]
            for word, purpose in words.items()
        }
        for word in tokens:
            for other, token in tokens.items():
                expected = 200 if word == other else 404
                page = self.client.get(f"/kommentare/{word}/{token}/")
                self.assertEqual(page.status_code, expected, (word, other))

    def test_own_pages_are_stored_nowhere_and_found_by_nobody(self):
        for path in (self.thanks, self.link("zuruecknehmen"), self.link("aendern")):
            page = self.client.get(path)
            self.assertIn("no-store", page["Cache-Control"])
            self.assertContains(page, 'content="noindex"', count=1)

    def test_a_link_to_a_deleted_comment_is_not_found(self):
        path = self.link("zuruecknehmen")
        self.post.delete()
        self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_withdrawn_post_is_not_linked(self):
        self.post.withdrawn_at = days_ago(0)
        self.post.save()
        self.assertNotIn("Zurück zu", self.page(self.thanks))
