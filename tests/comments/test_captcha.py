"""The captcha: asked for last and once, good for one use, seen, heard or spared."""

import io
import wave
from time import time
from unittest import mock

from captcha.models import CaptchaStore
from django.core.cache import cache
from django.test import Client, TestCase
from django.test.utils import override_settings

from comments import captcha
from comments.captcha import digits, solve
from comments.models import Comment
from tests.build import make_editor, make_post, stopped_clock
from tests.comments.filling import TYPED, Form, address, answer, filled, open_form, send


class OnceTests(TestCase):
    """Once right, the captcha is not asked for again in this form."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def solved(self, **typed):
        """Return the form that comes back when all but ``typed`` is right."""
        return Form(send(self.client, self.post, **(typed or {"text": ""})))

    def test_after_another_mistake(self):
        form = self.solved()
        self.assertNotIn("captcha_0", form.fields)
        self.client.post(address(self.post), form.fields | TYPED)
        self.assertEqual(Comment.objects.count(), 1)

    def test_after_a_preview(self):
        form = self.solved(preview="1")
        self.assertNotIn("captcha_0", form.fields)
        self.client.post(address(self.post), form.fields)
        self.assertEqual(Comment.objects.count(), 1)

    def test_the_token_of_a_solved_captcha_serves_for_one_comment(self):
        sent = self.solved().fields | TYPED
        self.client.post(address(self.post), sent)
        page = self.client.post(address(self.post), sent | {"text": "Noch einer."})
        self.assertEqual((page.status_code, Comment.objects.count()), (422, 1))
        self.assertIn("captcha_0", Form(page).fields)

    def test_the_token_of_a_solved_captcha_serves_for_its_own_form_alone(self):
        token = self.solved().fields["solved"]
        for target in (self.post, make_post("Anderer")):
            form = open_form(self.client, target)
            page = self.client.post(address(target), form.fields | TYPED | {"solved": token})
            self.assertIn("id_captcha_error", Form(page).errors)
        self.assertEqual(Comment.objects.count(), 0)

    def test_the_token_of_a_solved_captcha_is_good_for_an_hour(self):
        form = self.solved()
        with self.later(3601):
            page = self.client.post(address(self.post), form.fields | TYPED)
        self.assertIn("id_captcha_error", Form(page).errors)

    def later(self, seconds):
        return mock.patch("django.core.signing.time.time", return_value=time() + seconds)

    def test_forged_tokens_are_worth_nothing(self):
        form = open_form(self.client, self.post)
        for token in ("1", "::", "ü", form.fields["ticket"], "x" * 5000):
            with self.subTest(token[:10]):
                page = self.client.post(
                    address(self.post), form.fields | TYPED | {"solved": token, "captcha_1": ""}
                )
                self.assertIn("id_captcha_error", Form(page).errors)

    def test_a_right_answer_is_used_up_by_another_mistake_as_well(self):
        sent = filled(self.client, self.post, text="")
        self.client.post(address(self.post), sent)
        other = open_form(self.client, self.post).fields | TYPED
        replayed = {name: sent[name] for name in ("captcha_0", "captcha_1")}
        page = self.client.post(address(self.post), other | replayed)
        self.assertIn("id_captcha_error", Form(page).errors)

    def test_of_two_answers_at_once_one_is_right(self):
        key = open_form(self.client, self.post).key
        right = answer(key)
        self.assertEqual((solve(key, right), solve(key, right)), (True, None))

    def test_no_digit_is_1_and_a_bent_7_may_be_taken_for_one(self):
        self.assertNotIn("1", "".join(digits()[0] for _ in range(200)))
        stored = CaptchaStore.objects.create(challenge="07724", response="07724")
        self.assertTrue(solve(stored.hashkey, "01724"))

    def test_a_refused_token_uses_no_captcha_up(self):
        client = Client(enforce_csrf_checks=True)
        sent = filled(client, self.post, csrfmiddlewaretoken="")
        client.post(address(self.post), sent)
        self.assertTrue(CaptchaStore.objects.filter(hashkey=sent["captcha_0"]).exists())


class StaffTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post()

    def setUp(self):
        self.client.force_login(make_editor())

    def test_staff_are_asked_for_no_captcha(self):
        form = open_form(self.client, self.post)
        self.assertNotIn("captcha_0", form.fields)
        self.client.post(address(self.post), form.fields | TYPED)
        self.assertEqual(Comment.objects.count(), 1)

    def test_their_form_is_kept_by_nobody_else(self):
        page = self.client.get(address(self.post))
        self.assertEqual(page["Cache-Control"], "private, no-cache")
        self.assertIn("Cookie", page["Vary"])


class AnotherTests(TestCase):
    """The address that the script asks for another picture."""

    def test_gives_a_key_that_can_be_answered_and_where_it_is_seen_and_heard(self):
        found = self.client.post("/captcha/neu/").json()
        self.assertEqual(sorted(found), ["another", "image", "key", "sound"])
        self.assertTrue(answer(found["key"]).isdecimal())
        self.assertEqual(self.client.get(found["image"])["Content-Type"], "image/png")

    def test_is_not_fetched_by_following_a_link(self):
        self.assertEqual(self.client.get("/captcha/neu/").status_code, 405)

    @stopped_clock
    @override_settings(COMMENT_ATTEMPTS=[(2, 60)])
    def test_is_limited(self):
        cache.clear()
        statuses = [self.client.post("/captcha/neu/").status_code for _ in range(3)]
        self.assertEqual((statuses, CaptchaStore.objects.count()), ([200, 200, 429], 2))

    def test_of_the_package_nothing_else_is_reachable(self):
        for path in ("refresh/", "image/x/", "image/x@2/", "audio/x.wav"):
            self.assertEqual(self.client.get(f"/captcha/{path}").status_code, 404, path)


class SoundTests(TestCase):
    def setUp(self):
        self.found = self.client.post("/captcha/neu/").json()

    def content(self, **headers):
        response = self.client.get(self.found["sound"], headers=headers)
        return response, b"".join(response.streaming_content)

    def test_reads_the_digits_in_their_order_with_pauses(self):
        response, content = self.content()
        self.assertEqual((response.status_code, response["Content-Type"]), (200, "audio/wav"))
        self.assertIn("no-store", response["Cache-Control"])
        with wave.open(io.BytesIO(content)) as file:
            seconds = file.getnframes() / file.getframerate()
        spoken = sum(len(captcha.clip(digit)) for digit in answer(self.found["key"])) / captcha.RATE
        slowest, quickest = captcha.SPEED
        self.assertGreater(seconds, spoken / quickest + 6 * 0.35 - 0.1)
        self.assertLess(seconds, spoken / slowest + 6 * 0.75)

    def test_comes_in_pieces_of_one_and_the_same_file(self):
        whole = self.content()[1]
        response, piece = self.content(range="bytes=100-199")
        self.assertEqual((response.status_code, piece), (206, whole[100:200]))
        self.assertEqual(response["Content-Range"], f"bytes 100-199/{len(whole)}")

    def test_odd_ranges_do_no_harm(self):
        for value in (
            "bytes=",
            "bytes=-",
            "bytes=9999999-",
            "bytes=5-2",
            "x",
            "bytes=--1",
            "bytes=a-b",
        ):
            self.assertIn(self.content(range=value)[0].status_code, (200, 206, 416), value)

    def test_is_gone_once_the_captcha_is_used_up(self):
        solve(self.found["key"], "0")
        self.assertEqual(self.client.get(self.found["sound"]).status_code, 410)

    def test_there_is_a_clip_of_every_digit_and_they_are_small(self):
        sizes = [path.stat().st_size for path in sorted(captcha.CLIPS.glob("*.wav"))]
        self.assertEqual((len(sizes), sum(sizes) < 100_000), (10, True))
        self.assertEqual(len({captcha.clip(digit).tobytes() for digit in "0123456789"}), 10)
