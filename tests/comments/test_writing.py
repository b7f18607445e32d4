from unittest import mock

from django.core import signing
from django.test import TestCase
from django.test.utils import override_settings

from comments import links
from comments.forms import CommentForm
from comments.models import Comment, CommentStep
from tests.build import days_ago, make_comment, make_editor, make_meeting, make_post, make_report
from tests.comments.filling import TYPED, Form, address, answer, filled, send
from wiq_site.kit.markup import render_comment, with_told_links


class RenderingTests(TestCase):
    """A comment is rendered once per request, whatever is shown, checked and stored of it."""

    def setUp(self):
        self.post = make_post()

    def renderings(self, path, data):
        with mock.patch("comments.models.render_comment", wraps=render_comment) as render:
            status = self.client.post(path, data).status_code
        return status, render.call_count

    def test_stored_previewed_and_refused_ones(self):
        cases = [({}, (302, 1)), ({"preview": "1"}, (200, 1)), ({"captcha_1": "x"}, (422, 1))]
        for number, (fields, expected) in enumerate(cases):
            data = filled(self.client, self.post, text=f"Nummer {number}", **fields)
            with self.subTest(fields):
                self.assertEqual(self.renderings(address(self.post), data), expected)

    def test_another_wording_by_the_writer_and_by_the_team(self):
        path = links.own_address("change", make_comment(self.post))
        form = Form(self.client.get(path))
        data = form.fields | {"captcha_1": answer(form.key), "text": "Neu gefasst"}
        self.assertEqual(self.renderings(path, data), (302, 1))
        self.client.force_login(make_editor())
        path = f"/admin/comments/comment/{Comment.objects.get().pk}/bearbeiten/"
        data = {"text": "Ohne Nummer", "reason": "Nummer entfernt"}
        self.assertEqual(self.renderings(path, data), (302, 1))
        self.assertEqual(Comment.objects.get().text_html, "<p>Ohne Nummer</p>")

    def test_ids_of_two_comments_differ_in_what_is_stored(self):
        for text in ("<h2 id='a'>Eins</h2>", "<h2 id='a'>Zwei</h2>"):
            send(self.client, self.post, text=text)
        for comment in Comment.objects.all():
            self.assertIn(f'id="kt-{comment.uuid.hex[:8]}-a"', comment.text_html)


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
        text = "a\n" * 2000
        self.assertEqual(self.write(text=text.replace("\n", "\r\n")).text, text)

    def test_notes_the_first_step(self):
        self.write()
        self.assertEqual(list(CommentStep.objects.values_list("state", "by")), [("wartet", None)])

    def test_stores_no_address_of_the_writer(self):
        names = {field.name for field in Comment._meta.get_fields()}
        self.assertEqual(
            {name for name in names if "ip" in name.split("_") or "agent" in name}, set()
        )


class NameTests(TestCase):
    @override_settings(COMMENT_NAME_REQUIRED=False)
    def test_may_be_left_empty_where_settings_say_so(self):
        post = make_post()
        self.assertContains(self.client.get(address(post)), "Name (freiwillig)", count=1)
        send(self.client, post, name=" ")
        self.assertEqual(Comment.objects.get().name, "Anonym")

    def test_holds_no_marks_that_turn_the_words_around_it(self):
        send(self.client, make_post(), name="\u202eAda\u2066 ابن")
        self.assertEqual(Comment.objects.get().name, "Ada ابن")


class PreviewTests(TestCase):
    """The button "Vorschau"."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def preview(self, **typed):
        return send(self.client, self.post, preview="1", **typed)

    def test_shows_exactly_what_will_stand_there(self):
        page = self.preview(text="Eine <b>gute</b> <script>x</script>Idee: www.a.de")
        send(self.client, self.post, text="Eine <b>gute</b> <script>x</script>Idee: www.a.de")
        self.assertContains(page, with_told_links(Comment.objects.get().text_html), count=1)

    def test_shows_which_item_it_is_about(self):
        post = make_report("Ergebnisse")
        page = send(self.client, post, preview="1", about="top-1")
        self.assertContains(page, 'href="#top-1">zu TOP 1 Begrüßung</a>', count=1)

    def test_stores_nothing_and_keeps_all(self):
        form = Form(self.preview())
        self.assertEqual(Comment.objects.count(), 0)
        self.assertEqual({name: form.fields[name] for name in TYPED}, TYPED)

    def test_asks_for_no_captcha(self):
        page = self.preview(captcha_1="")
        self.assertContains(page, "So wird Ihr Kommentar dastehen", count=1)
        self.assertEqual(Form(page).errors, {})
        self.assertIn("captcha_0", Form(page).fields)

    def test_says_when_the_captcha_was_wrong(self):
        page = self.preview(captcha_1="1")
        self.assertEqual((page.status_code, list(Form(page).errors)), (422, ["id_captcha_error"]))

    def test_names_what_is_missing(self):
        page = self.preview(text="")
        self.assertEqual((page.status_code, list(Form(page).errors)), (422, ["id_text_error"]))


class TwiceTests(TestCase):
    """Reload, double click, back and send: one comment."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def setUp(self):
        self.sent = filled(self.client, self.post)
        self.first = self.client.post(address(self.post), self.sent)

    def test_the_same_form_sent_again_leads_to_the_same_thanks(self):
        again = self.client.post(address(self.post), self.sent)
        self.assertEqual(Comment.objects.count(), 1)
        self.assertRedirects(again, again.url)
        self.assertIn("/kommentare/danke/", again.url)

    def test_however_its_lines_end_and_its_name_is_spelled(self):
        typed = {"text": "Erste Zeile\r\nzweite", "name": "Ada  \u200bLovelace"}
        sent = filled(self.client, self.post, **typed)
        for _press in range(2):
            answered = self.client.post(address(self.post), sent)
            self.assertIn("/kommentare/danke/", answered.get("Location", ""))
        stored = Comment.objects.filter(name="Ada Lovelace").values_list("text", flat=True)
        self.assertEqual(list(stored), ["Erste Zeile\nzweite"])

    def test_even_when_the_post_was_closed_meanwhile(self):
        type(self.post).objects.update(comments_open_until=days_ago(0))
        self.assertEqual(self.client.post(address(self.post), self.sent).status_code, 302)

    def test_with_other_words_it_is_asked_whether_it_is_another_comment(self):
        page = self.client.post(address(self.post), self.sent | {"text": "Und noch etwas."})
        self.assertContains(page, "haben Sie schon einen Kommentar abgesendet", status_code=422)
        form = Form(page)
        self.assertEqual(form.fields["text"], "Und noch etwas.")
        self.client.post(address(self.post), form.fields | {"captcha_1": answer(form.key)})
        self.assertEqual(Comment.objects.count(), 2)

    def at_once(self, sent):
        """Send what was sent a moment ago by another process, too late to be seen at first."""
        with mock.patch.object(
            CommentForm, "stored", side_effect=[None, None, mock.DEFAULT]
        ) as seen:
            seen.return_value = Comment.objects.get()
            return self.client.post(address(self.post), sent)

    def test_of_two_at_once_the_second_finds_the_captcha_used_and_leads_to_the_same_thanks(self):
        page = self.at_once(self.sent)
        self.assertEqual((page.status_code, Comment.objects.count()), (302, 1))

    def test_of_two_at_once_without_captcha_the_database_takes_one(self):
        self.client.force_login(make_editor())
        Comment.objects.update(text="Ein anderer Text, damit es kein doppelter ist.")
        page = self.at_once(self.sent)
        self.assertEqual((page.status_code, Comment.objects.count()), (302, 1))


class ReportTests(TestCase):
    """A meeting and its report have one thread."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_report("Ergebnisse", items=[("Eins", 5, "Ada"), ("Zwei", 5, "Bo")])
        cls.meeting = cls.post.reports_on

    def test_writing_below_the_meeting_leads_to_the_form_of_the_report(self):
        page = self.client.get(address(self.meeting), {"top": "top-1", "antwort": "4"})
        self.assertRedirects(page, f"{address(self.post)}?top=top-1&antwort=4")

    def test_a_form_opened_before_the_report_was_public_is_taken_all_the_same(self):
        type(self.post).objects.update(published_at=days_ago(-1))
        sent = filled(self.client, self.meeting)
        type(self.post).objects.update(published_at=days_ago(1))
        self.client.post(address(self.meeting), sent)
        self.assertEqual(Comment.objects.get().target, self.post)

    def test_a_comment_below_the_meeting_is_answered_below_the_report(self):
        before = make_comment(self.meeting)
        send(self.client, self.post, reply_to=before.pk)
        reply = Comment.objects.get(parent=before)
        self.assertEqual(reply.target, self.post)

    def test_a_comment_can_be_about_one_item(self):
        form = Form(self.client.get(address(self.post), {"top": "top-2"}))
        self.assertEqual(form.fields["about"], "top-2")
        send(self.client, self.post, about="top-2")
        self.assertEqual(Comment.objects.get().about, "top-2")

    def test_items_that_are_not_public_are_not_offered(self):
        self.meeting.items.filter(number="2").update(public=False)
        page = self.client.get(address(self.post), {"top": "top-2"})
        self.assertNotContains(page, "Zwei")
        send(self.client, self.post, about="top-2")
        self.assertEqual(Comment.objects.get().about, "")

    def test_odd_items_are_left_out_without_a_word(self):
        for number, about in enumerate(("top-9", "x" * 999, '"><b>', "#")):
            self.client.get(address(self.post), {"top": about})
            send(self.client, self.post, about=about, text=f"Nummer {number}")
        self.assertEqual(list(Comment.objects.values_list("about", flat=True)), [""] * 4)

    def test_thanks_lead_back_to_the_item_or_the_answered_comment(self):
        parent = make_comment(self.meeting)
        about = self.client.get(send(self.client, self.post, about="top-2").url)
        reply = self.client.get(send(self.client, self.post, parent.pk, text="Antwort").url)
        path = self.post.get_absolute_url()
        self.assertContains(about, f'href="{path}#top-2"', count=1)
        self.assertContains(reply, f'href="{path}#k-{parent.pk}"', count=1)


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
            Comment.State.WAITING: "Er erscheint, sobald ihn jemand aus der Redaktion gelesen hat.",
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
        right = signing.dumps(comment.pk, salt="comments.thanks")
        forged = {
            "number": str(comment.pk),
            "cut": right[:-1],
            "other number": f"{signing.b64_encode(b'99').decode()}:{right.split(':', 1)[1]}",
            "signed for something else": signing.dumps(comment.pk, salt="comments.withdraw"),
            "of a deleted comment": signing.dumps(4711, salt="comments.thanks"),
            "not ASCII": "ü:ü:ü",
            "colons": "::",
        }
        for name, token in forged.items():
            with self.subTest(name):
                self.assertEqual(self.client.get(f"/kommentare/danke/{token}/").status_code, 404)

    def test_an_address_older_than_a_day_is_not_found(self):
        with mock.patch("django.core.signing.time.time", return_value=1_600_000_000):
            token = signing.dumps(make_comment(self.post).pk, salt="comments.thanks")
        self.assertEqual(self.client.get(f"/kommentare/danke/{token}/").status_code, 404)
