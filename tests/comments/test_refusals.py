"""What is refused comes back as typed, with the reason at its field."""

from datetime import timedelta

from captcha.models import CaptchaStore
from django.core import mail
from django.test import Client, TestCase
from django.test.utils import override_settings
from django.utils import timezone

from comments.models import BlockedWord, Comment
from tests.build import make_comment, make_post
from tests.comments.filling import TYPED, Form, address, answer, filled, open_form, send

WRONG_PICTURE = "Das waren nicht die Zeichen im Bild. Bitte versuchen Sie es mit dem neuen Bild."
OLD_PICTURE = (
    "Dieses Bild galt nicht mehr: Jedes gilt eine halbe Stunde und für einen Versuch. "
    "Bitte nehmen Sie das neue."
)


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

    def tearDown(self):
        self.assertEqual(mail.outbox, [])

    def check_typed(self, page, typed):
        form = Form(page)
        self.assertEqual({name: form.fields[name] for name in typed}, typed)


class FieldTests(Refused):
    no_letter = "Bitte schreiben Sie mindestens einen Buchstaben oder eine Ziffer."

    def test_reasons_stand_at_their_fields(self):
        empty = "Bitte schreiben Sie etwas."
        cases = [
            ({"text": ""}, {"text": empty}),
            ({"text": " \r\n\t\u00a0"}, {"text": empty}),
            ({"text": "\u200b"}, {"text": empty}),
            ({"text": "\u3164\u2800"}, {"text": empty}),
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
            ({"name": "\u200b"}, {"name": "Bitte geben Sie einen Namen an; ein Spitzname genügt."}),
            ({"name": "\u3164"}, {"name": "Bitte geben Sie einen Namen an; ein Spitzname genügt."}),
            ({"name": "***"}, {"name": self.no_letter}),
            ({"name": "…\u200b"}, {"name": self.no_letter}),
            ({"name": "_\u3164\u115f"}, {"name": self.no_letter}),
            ({"email": "ada@"}, {"email": "Bitte gültige E-Mail-Adresse eingeben."}),
            (
                {"email": "ada@example.org\nBcc: x@y.de"},
                {"email": "Bitte gültige E-Mail-Adresse eingeben."},
            ),
            (
                {"email": "ada@example.org,x@y.de"},
                {"email": "Bitte gültige E-Mail-Adresse eingeben."},
            ),
            ({"text": "www.a.de " * 6}, {"text": "Bitte höchstens 5 Links; es sind 6."}),
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
        self.check_refused(page, {"captcha": OLD_PICTURE})

    def test_a_picture_answered_rightly_is_used_up(self):
        sent = filled(self.client, self.post)
        self.client.post(address(self.post), sent)
        self.client.post(address(self.post), sent)
        self.assertEqual(Comment.objects.count(), 1)

    def test_an_expired_picture_is_refused(self):
        sent = filled(self.client, self.post)
        CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
        page = self.client.post(address(self.post), sent)
        self.check_refused(page, {"captcha": OLD_PICTURE})

    def test_an_unknown_picture_is_refused(self):
        page = send(self.client, self.post, captcha_0="x" * 5000)
        self.check_refused(page, {"captcha": OLD_PICTURE})

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


class WholeFormTests(Refused):
    """Reasons that belong to no field stand above the form, and all that was typed is kept."""

    def check_said(self, page, sentence, status=422):
        self.assertContains(page, sentence, count=1, status_code=status)
        self.check_typed(page, TYPED)
        self.assertEqual(Comment.objects.count(), 0)
        return Form(page)

    def send_again(self, form):
        self.client.post(address(self.post), form.fields)
        self.assertEqual(Comment.objects.count(), 1)

    def test_a_field_that_only_programs_fill_in(self):
        page = send(self.client, self.post, homepage="https://spam.example")
        form = self.check_said(page, "Ein verborgenes Feld war ausgefüllt")
        self.assertEqual(form.fields["homepage"], "")
        self.send_again(form)

    def test_that_field_is_reached_by_neither_key_nor_screen_reader(self):
        page = self.client.get(address(self.post))
        attrs = Form(page).attrs["homepage"]
        self.assertEqual((attrs["tabindex"], attrs["autocomplete"]), ("-1", "off"))
        self.assertContains(page, '<div class="visually-hidden" aria-hidden="true"><label', count=1)

    @override_settings(COMMENT_MIN_SECONDS=3)
    def test_sent_faster_than_anybody_writes(self):
        self.check_said(send(self.client, self.post), "Das ging sehr schnell.")

    def test_a_form_open_for_more_than_a_day(self):
        sent = filled(self.client, self.post)
        with override_settings(COMMENT_MAX_SECONDS=-1):
            page = self.client.post(address(self.post), sent)
        form = self.check_said(page, "Das Formular war sehr lange offen")
        self.assertNotEqual(form.fields["ticket"], sent["ticket"])
        self.send_again(form)

    def test_tickets_that_are_none_for_this_form(self):
        other = open_form(self.client, make_post("Anderer")).fields["ticket"]
        for ticket in ("", "x", "::", "ü" * 99, other, "x" * 5000):
            with self.subTest(ticket[:9]):
                page = send(self.client, self.post, ticket=ticket)
                self.check_said(page, "Das Formular war sehr lange offen")

    def test_all_of_it_is_said_at_once(self):
        page = send(self.client, self.post, ticket="", name="", text="", captcha_1="1")
        self.assertEqual(len(Form(page).errors), 3)
        self.assertContains(page, "Das Formular war sehr lange offen", status_code=422)

    def test_the_summary_has_the_focus(self):
        page = send(self.client, self.post, text="")
        self.assertContains(page, 'role="alert" tabindex="-1" autofocus', count=1, status_code=422)


class SameTextTests(Refused):
    said = "Genau dieser Text ist hier heute schon angekommen;"
    text = "Das ist ein längerer Text, den niemand zufällig zweimal schreibt."

    def check(self, count, **typed):
        send(self.client, self.post, **({"text": self.text} | typed))
        self.assertEqual(Comment.objects.count(), count)

    def test_the_same_again_is_refused_whoever_signs(self):
        make_comment(self.post, self.text, state=Comment.State.WAITING)
        page = send(self.client, self.post, text=f" {self.text.upper()}\r\n", name="Bo")
        self.assertIn(self.said, Form(page).errors["id_text_error"])
        self.assertEqual(Comment.objects.count(), 1)

    def test_elsewhere_or_another_day_it_is_taken(self):
        make_comment(make_post("Anderer"), self.text)
        make_comment(self.post, self.text, created_at=timezone.now() - timedelta(days=1, hours=1))
        self.check(3)

    def test_two_people_may_say_thanks(self):
        make_comment(self.post, "Danke!", name="Bo")
        self.check(2, text="Danke!")
        self.check(2, text="danke!", name="bo")

    def test_what_was_taken_back_may_come_again(self):
        make_comment(self.post, self.text, state=Comment.State.WITHDRAWN)
        self.check(2)


class WordTests(Refused):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for word, action in (
            ("Casino", "ablehnen"),
            ("billig*", "ablehnen"),
            ("Umzug", "zurueckhalten"),
        ):
            BlockedWord.objects.create(word=word, action=action)

    def test_refused_words_are_named_at_the_text(self):
        for typed in (
            {"text": "Ins CASINO!"},
            {"text": "<em>Billigste</em> Reifen"},
            {"name": "Casino"},
        ):
            with self.subTest(typed):
                page = send(self.client, self.post, **typed)
                self.assertIn("nehmen wir keinen Kommentar an", Form(page).errors["id_text_error"])
                self.assertEqual(Comment.objects.count(), 0)

    def test_parts_of_words_and_held_words_are_taken(self):
        send(self.client, self.post, text="Die Casinogasse beim Umzug, unbilligerweise.")
        self.assertEqual(Comment.objects.count(), 1)

    def test_signs_in_the_list_are_no_patterns(self):
        BlockedWord.objects.create(word="a(b.*[", action="ablehnen")
        send(self.client, self.post, text="axb")
        self.assertEqual(Comment.objects.count(), 1)


class GoneTests(Refused):
    def test_what_was_written_on_something_gone_comes_back_to_be_copied(self):
        sent = filled(self.client, self.post, text="</textarea><b>Mein\nText")
        type(self.post).objects.update(withdrawn_at=timezone.now())
        page = self.client.post(address(self.post), sent)
        self.assertContains(
            page, "\n&lt;/textarea&gt;&lt;b&gt;Mein\nText</textarea>", count=1, status_code=404
        )
        self.assertEqual(Comment.objects.count(), 0)


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
