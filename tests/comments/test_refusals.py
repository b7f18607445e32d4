"""What is refused comes back as typed, with the reason at its field."""

from datetime import timedelta

from captcha.models import CaptchaStore
from django.test import Client, TestCase
from django.utils import timezone

from comments.models import Comment
from tests.build import make_comment, make_post
from tests.comments.filling import TYPED, Form, address, answer, filled, send

WRONG_PICTURE = "Das waren nicht die Zeichen im Bild. Bitte versuchen Sie es mit dem neuen Bild."


class Refused(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def check_refused(self, page, errors, status=422):
        """``page`` shows exactly ``errors`` by field id, and nothing was stored."""
        self.assertEqual(page.status_code, status)
        self.assertEqual(
            Form(page).errors, {f"id_{name}_error": text for name, text in errors.items()}
        )
        self.assertEqual(Comment.objects.count(), 0)

    def check_typed(self, page, typed):
        form = Form(page)
        self.assertEqual({name: form.fields[name] for name in typed}, typed)


class FieldTests(Refused):
    def test_reasons_stand_at_their_fields(self):
        empty = "Bitte schreiben Sie etwas."
        cases = [
            ({"text": ""}, {"text": empty}),
            ({"text": " \r\n\t\u00a0"}, {"text": empty}),
            ({"text": "\u200b"}, {"text": empty}),
            ({"text": "<script>alert(1)</script>"}, {"text": empty}),
            ({"text": "<em></em><ul><li></li></ul>"}, {"text": empty}),
            ({"text": "x" * 4001}, {"text": "Bitte kürzen Sie auf 4000 Zeichen; es sind 4001."}),
            (
                {"text": "x\r\n" * 2001},
                {"text": "Bitte kürzen Sie auf 4000 Zeichen; es sind 4002."},
            ),
            ({"name": ""}, {"name": "Bitte geben Sie einen Namen an; ein Spitzname genügt."}),
            ({"name": "  "}, {"name": "Bitte geben Sie einen Namen an; ein Spitzname genügt."}),
            (
                {"name": "x" * 61},
                {
                    "name": "Bitte sicherstellen, dass der Wert aus höchstens 60 Zeichen besteht. (Er besteht aus 61 Zeichen.)"
                },
            ),
            ({"email": "ada@"}, {"email": "Bitte gültige E-Mail-Adresse eingeben."}),
            ({"captcha_1": ""}, {"captcha": "Bitte geben Sie die Zeichen aus dem Bild ein."}),
            ({"captcha_1": "12"}, {"captcha": WRONG_PICTURE}),
        ]
        for typed, errors in cases:
            with self.subTest(str(typed)[:40]):
                self.check_refused(send(self.client, self.post, **typed), errors)

    def test_several_reasons_at_one_field_have_one_id(self):
        page = send(self.client, self.post, email="x" * 300)
        self.assertContains(page, 'id="id_email_error"', count=1, status_code=422)

    def test_the_summary_leads_to_every_field(self):
        page = send(self.client, self.post, name="", email="x", text="", captcha_1="")
        for anchor in ("id_name", "id_email", "id_text", "id_captcha_1"):
            with self.subTest(anchor):
                self.assertContains(page, f'<a href="#{anchor}">', count=1, status_code=422)
                self.assertContains(page, f'id="{anchor}"', count=1, status_code=422)

    def test_the_field_is_marked_and_names_its_error(self):
        attrs = Form(send(self.client, self.post, captcha_1="")).attrs["captcha_1"]
        self.assertEqual(
            (attrs["aria-invalid"], attrs["aria-describedby"]),
            ("true", "id_captcha_helptext id_captcha_error"),
        )

    def test_text_that_looks_like_html_comes_back_as_typed(self):
        typed = {"name": '"><b>', "text": "</textarea><script>1</script>\n &amp; <p>"}
        self.check_typed(send(self.client, self.post, **typed, captcha_1=""), typed)

    def test_a_leading_empty_line_comes_back(self):
        self.check_typed(
            send(self.client, self.post, text="\n\nHallo", name=""), {"text": "\n\nHallo"}
        )


class CaptchaTests(Refused):
    def test_a_wrong_answer_keeps_all_that_was_typed(self):
        self.check_typed(send(self.client, self.post, captcha_1="0"), TYPED)

    def test_a_wrong_answer_brings_a_new_picture(self):
        sent = filled(self.client, self.post, captcha_1="0")
        page = self.client.post(address(self.post), sent)
        self.assertNotEqual(Form(page).key, sent["captcha_0"])

    def test_the_answer_is_not_filled_in_again(self):
        self.assertEqual(Form(send(self.client, self.post, captcha_1="0")).fields["captcha_1"], "")

    def test_the_new_picture_can_be_answered(self):
        form = Form(send(self.client, self.post, captcha_1="0"))
        self.client.post(address(self.post), form.fields | {"captcha_1": answer(form.key)})
        self.assertEqual(Comment.objects.count(), 1)

    def test_a_picture_can_be_tried_once(self):
        sent = filled(self.client, self.post)
        self.client.post(address(self.post), sent | {"captcha_1": "0"})
        page = self.client.post(address(self.post), sent)
        self.check_refused(page, {"captcha": WRONG_PICTURE})

    def test_a_picture_answered_rightly_is_used_up(self):
        sent = filled(self.client, self.post)
        self.client.post(address(self.post), sent)
        self.client.post(address(self.post), sent)
        self.assertEqual(Comment.objects.count(), 1)

    def test_an_expired_picture_is_refused(self):
        sent = filled(self.client, self.post)
        CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
        page = self.client.post(address(self.post), sent)
        self.check_refused(page, {"captcha": WRONG_PICTURE})

    def test_an_unknown_picture_is_refused(self):
        page = send(self.client, self.post, captcha_0="x" * 5000)
        self.check_refused(page, {"captcha": WRONG_PICTURE})

    def test_the_word_of_the_test_mode_opens_nothing(self):
        self.check_refused(
            send(self.client, self.post, captcha_1="passed"), {"captcha": WRONG_PICTURE}
        )

    def test_blanks_around_the_answer_do_no_harm(self):
        sent = filled(self.client, self.post)
        sent["captcha_1"] = f" {sent['captcha_1']} "
        self.client.post(address(self.post), sent)
        self.assertEqual(Comment.objects.count(), 1)


class CsrfTests(Refused):
    """A lost cookie or an old token costs no typed character."""

    def setUp(self):
        self.client = Client(enforce_csrf_checks=True)

    def test_cookie_and_token_are_taken(self):
        send(self.client, self.post)
        self.assertEqual(Comment.objects.count(), 1)

    def refused(self):
        sent = filled(self.client, self.post)
        cookie = dict(self.client.cookies)
        self.client.cookies.clear()
        without_cookie = self.client.post(address(self.post), sent)
        self.client.cookies.update(cookie)
        without_token = self.client.post(address(self.post), sent | {"csrfmiddlewaretoken": ""})
        other_token = self.client.post(address(self.post), sent | {"csrfmiddlewaretoken": "x" * 64})
        foreign = self.client.post(
            address(self.post), sent, headers={"origin": "https://evil.example"}
        )
        return {
            "without cookie": without_cookie,
            "without token": without_token,
            "with another token": other_token,
            "from another site": foreign,
        }

    def test_refusals_are_said_and_store_nothing(self):
        for name, page in self.refused().items():
            with self.subTest(name):
                message = "Ihr Browser hat das Sicherheitszeichen nicht mitgeschickt"
                self.assertContains(page, message, count=1, status_code=403)
                self.assertEqual(Comment.objects.count(), 0)

    def test_refusals_keep_all_that_was_typed(self):
        for name, page in self.refused().items():
            with self.subTest(name):
                self.check_typed(page, TYPED)

    def test_the_form_that_comes_back_can_be_sent(self):
        sent = filled(self.client, self.post)
        self.client.cookies.clear()
        form = Form(self.client.post(address(self.post), sent))
        self.client.post(address(self.post), form.fields | {"captcha_1": answer(form.key)})
        self.assertEqual(Comment.objects.count(), 1)


class ReplyTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post()
        cls.comment = make_comment(cls.post, name="Grace")

    def stored(self):
        return list(Comment.objects.filter(name="Linus").values_list("parent", flat=True))

    def test_the_form_says_whom_it_answers(self):
        page = self.client.get(address(self.post), {"antwort": self.comment.pk})
        self.assertContains(page, "Antwort auf den Kommentar von Grace", count=1)

    def test_is_stored_below_its_comment(self):
        send(self.client, self.post, reply_to=self.comment.pk, name="Linus")
        self.assertEqual(self.stored(), [self.comment.pk])

    def test_a_wrong_captcha_keeps_whom_it_answers(self):
        page = send(self.client, self.post, reply_to=self.comment.pk, captcha_1="")
        self.assertEqual(Form(page).fields["parent"], str(self.comment.pk))

    def unanswerable(self):
        return {
            "a reply": make_comment(self.post, parent=self.comment).pk,
            "a waiting one": make_comment(self.post, state=Comment.State.WAITING).pk,
            "a rejected one": make_comment(self.post, state=Comment.State.REJECTED).pk,
            "one of another post": make_comment(make_post("Anderer")).pk,
            "a word": "abc",
            "a number beyond the database": 10**30,
            "a number beyond Python": "9" * 5000,
            "a negative one": "-1",
            "a small two": "²",
        }

    def test_what_cannot_be_answered_is_refused_with_a_sentence(self):
        for name, parent in self.unanswerable().items():
            with self.subTest(name):
                page = send(self.client, self.post, name="Linus", parent=parent)
                message = "Der Kommentar, auf den Sie antworten, ist nicht mehr da."
                self.assertContains(page, message, count=1, status_code=422)
                self.assertEqual(self.stored(), [])

    def test_what_cannot_be_answered_opens_a_plain_form(self):
        for name, parent in self.unanswerable().items():
            with self.subTest(name):
                page = self.client.get(address(self.post), {"antwort": parent})
                self.assertNotIn("parent", Form(page).fields)

    def test_sent_again_the_text_becomes_a_comment_of_its_own(self):
        form = Form(send(self.client, self.post, name="Linus", parent="abc"))
        self.client.post(address(self.post), form.fields)
        self.assertEqual(self.stored(), [None])
