"""How much may come from one address, and that no address is kept."""

import logging
from unittest import mock

from captcha.models import CaptchaStore
from django.conf import settings
from django.core.cache import cache, caches
from django.test import RequestFactory, TestCase
from django.test.utils import override_settings

from comments.models import Comment
from tests.build import make_editor, make_post, stopped_clock
from tests.comments.filling import TYPED, Form, address, answer, filled, open_form
from wiq_site.kit import visitors

ADDRESS = "203.0.113.77"


class Limited(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")

    def setUp(self):
        stopped_clock.start()
        self.addCleanup(stopped_clock.stop)

    def write(self, number, remote=ADDRESS, **headers):
        sent = filled(self.client, self.post, text=f"Kommentar Nummer {number}")
        return self.client.post(address(self.post), sent, REMOTE_ADDR=remote, headers=headers)


@override_settings(COMMENT_LIMITS=[(5, 60), (20, 3600)])
class CommentsTests(Limited):
    def test_fifty_in_a_minute_store_five_and_lose_nothing(self):
        pages = [self.write(number) for number in range(50)]
        self.assertEqual([page.status_code for page in pages], [302] * 5 + [429] * 45)
        self.assertEqual(Comment.objects.count(), 5)
        self.assertEqual(Form(pages[-1]).fields["text"], "Kommentar Nummer 49")
        self.assertContains(pages[-1], "Von Ihrem Anschluss kam", count=1, status_code=429)
        self.assertGreater(int(pages[-1]["Retry-After"]), 0)

    def test_after_the_wait_it_is_sent_without_another_captcha(self):
        form = Form([self.write(number) for number in range(6)][-1])
        self.assertNotIn("captcha_0", form.fields)
        with mock.patch("wiq_site.kit.visitors.time.time", return_value=1_800_000_061):
            page = self.client.post(address(self.post), form.fields, REMOTE_ADDR=ADDRESS)
        self.assertEqual((page.status_code, Comment.objects.count()), (302, 6))

    def test_other_addresses_are_not_concerned(self):
        for number in range(6):
            self.write(number)
        self.assertEqual(self.write(6, "203.0.113.78").status_code, 302)

    def test_what_a_reader_says_of_himself_changes_nothing(self):
        pages = [self.write(n, **{"x-forwarded-for": f"198.51.100.{n}"}) for n in range(6)]
        self.assertEqual(pages[-1].status_code, 429)

    @override_settings(TRUSTED_PROXIES=[ADDRESS])
    def test_behind_a_trusted_proxy_each_reader_counts_alone(self):
        pages = [self.write(n, **{"x-forwarded-for": f"198.51.100.{n}"}) for n in range(6)]
        self.assertEqual({page.status_code for page in pages}, {302})

    def test_one_household_shares_its_ipv6_network(self):
        pages = [self.write(n, f"2001:db8:1:2::{n}") for n in range(6)]
        self.assertEqual(pages[-1].status_code, 429)
        self.assertEqual(self.write(7, "2001:db8:1:3::1").status_code, 302)

    @override_settings(COMMENT_LIMITS=[(1, 3600)])
    def test_whoever_has_a_whole_ipv6_range_is_stopped_too(self):
        for n in range(4):
            self.assertEqual(self.write(n, f"2001:db8:7:{n}::1").status_code, 302)
        self.assertEqual(self.write(4, "2001:db8:7:99::1").status_code, 429)
        self.assertEqual(self.write(5, "2001:db8:8:1::1").status_code, 302)

    def test_staff_may_write_as_much_as_they_like(self):
        self.client.force_login(make_editor())
        for number in range(7):
            sent = open_form(self.client, self.post).fields | TYPED | {"text": f"Antwort {number}"}
            self.client.post(address(self.post), sent)
        self.assertEqual(Comment.objects.count(), 7)


@override_settings(COMMENT_ATTEMPTS=[(3, 600)])
class AttemptsTests(Limited):
    def pages(self, **typed):
        """Return the answers to a form sent again and again as it comes back."""
        form = open_form(self.client, self.post)
        for _ in range(4):
            page = self.client.post(address(self.post), form.fields | TYPED | typed)
            form = Form(page)
            yield page

    def test_guessing_the_captcha_is_limited(self):
        statuses = [page.status_code for page in self.pages(captcha_1="00000")]
        self.assertEqual(statuses, [422, 422, 422, 429])

    def test_previews_and_new_pictures_count_as_well(self):
        for button in ("preview", "new_picture"):
            with self.subTest(button):
                cache.clear()
                *_, page = self.pages(**{button: "1"})
                self.assertEqual(
                    (page.status_code, Form(page).fields["text"]), (429, TYPED["text"])
                )

    def test_opening_forms_fills_no_table_and_still_lets_one_write(self):
        for _ in range(9):
            page = self.client.get(address(self.post))
        self.assertEqual(CaptchaStore.objects.count(), 3)
        asked = Form(self.client.post(address(self.post), Form(page).fields | TYPED))
        self.assertEqual(list(asked.errors), ["id_captcha_error"])
        sent = asked.fields | {"captcha_1": answer(asked.key)}
        self.assertEqual(self.client.post(address(self.post), sent).status_code, 302)

    def test_whoever_is_refused_gets_no_captcha_to_go_on_with(self):
        sent = open_form(self.client, self.post).fields | {"captcha_1": "1"}
        for _ in range(9):
            self.client.post(address(self.post), sent)
        self.assertLessEqual(CaptchaStore.objects.count(), 4)


class CountTests(TestCase):
    @stopped_clock
    def test_counts_in_every_kind_of_cache(self):
        folder = {
            "BACKEND": "wiq_site.kit.caches.SteadyFileCache",
            "LOCATION": settings.DATA_DIR / "c",
        }
        memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "other"}
        for kind in (settings.CACHES["default"], folder, memory):
            with self.subTest(kind["BACKEND"]), self.settings(CACHES={"default": kind}):
                caches["default"].clear()
                request = RequestFactory().get("/", REMOTE_ADDR=ADDRESS)
                waits = [visitors.seconds_to_wait(request, "x", [(2, 600)]) for _ in range(4)]
                self.assertEqual([wait > 0 for wait in waits], [False, False, True, True])

    def names(self, day, remote):
        request = RequestFactory().get("/", REMOTE_ADDR=remote)
        today = mock.patch("wiq_site.kit.visitors.timezone.localdate", return_value=day)
        with (
            today,
            stopped_clock,
            mock.patch("wiq_site.kit.visitors.cache.incr", return_value=1) as incr,
        ):
            visitors.seconds_to_wait(request, "x", [(2, 600)])
        return incr.call_args[0][0]

    def test_the_name_of_a_count_tells_no_address_and_is_another_one_each_day(self):
        names = {self.names(day, remote) for day in ("1", "2") for remote in (ADDRESS, "::1")}
        self.assertEqual(len(names), 4)
        with self.settings(SECRET_KEY="another"):
            names.add(self.names("1", ADDRESS))
        self.assertEqual(len(names), 5)
        self.assertFalse([name for name in names if ADDRESS in name])


class NoAddressKeptTests(Limited):
    def test_no_log_names_the_address(self):
        with self.assertLogs(level=logging.DEBUG) as logs:
            self.write(1)
            self.write(2, text="")
            self.client.post(address(self.post), b"x" * 7_000_000, content_type="text/plain", REMOTE_ADDR=ADDRESS)  # fmt: skip
            self.client.get("/", headers={"host": "evil.example"}, REMOTE_ADDR=ADDRESS)
            self.client.get("/gibt-es-nicht/", REMOTE_ADDR=ADDRESS)
        self.assertNotIn(ADDRESS, "\n".join(logs.output))

    def test_no_table_holds_it(self):
        from django.apps import apps

        self.write(1)
        for model in apps.get_models():
            for row in model._base_manager.values():
                self.assertNotIn(ADDRESS, str(row), model._meta.label)
