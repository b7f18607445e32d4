"""Guessing passwords at the editors' desk comes to an end, for whoever guesses alone."""

from unittest import mock

from django.core.cache import cache
from django.test import TestCase

from tests.build import make_editor

TOO_MANY = "Das waren zu viele Versuche. Bitte versuchen Sie es in"


class LoginLimitTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        cache.clear()
        self.enterContext(mock.patch("wiq_site.kit.visitors.time.time", return_value=1_800_000_000))

    def log_in(self, typed="geheim", name="redaktion", address="192.0.2.1"):
        fields = {"username": name, "password": typed}
        return self.client.post("/admin/login/", fields, REMOTE_ADDR=address)

    def guess(self, times, **who):
        for _ in range(times):
            page = self.log_in("geraten", **who)
        return page

    def test_the_tenth_guess_is_answered_and_the_eleventh_refused(self):
        self.assertNotContains(self.guess(10), TOO_MANY)
        self.assertContains(self.guess(1), f"{TOO_MANY} 15 Minuten noch einmal.")

    def test_after_that_the_right_password_does_not_count_either(self):
        self.guess(10)
        self.assertContains(self.log_in(), TOO_MANY)
        self.assertNotIn("sessionid", self.client.cookies)

    def test_a_quarter_of_an_hour_later_it_counts_again(self):
        self.guess(11)
        with mock.patch("wiq_site.kit.visitors.time.time", return_value=1_800_000_900):
            self.assertEqual(self.log_in().status_code, 302)

    def test_the_editor_comes_in_from_elsewhere_meanwhile(self):
        self.guess(11)
        self.assertEqual(self.log_in(address="192.0.2.2").status_code, 302)

    def test_one_password_for_many_names_comes_to_an_end_too(self):
        for number in range(50):
            self.guess(1, name=f"name{number}")
        self.assertContains(self.guess(1, name="name50"), TOO_MANY)

    def test_the_login_between_two_steps_counts_as_well(self):
        self.guess(10)
        typed = {"weiter-username": "redaktion", "weiter-password": "geheim"}
        page = self.client.post("/admin/blog/topic/add/", typed, REMOTE_ADDR="192.0.2.1")
        self.assertContains(page, TOO_MANY, status_code=403)

    def test_neither_name_nor_address_is_kept(self):
        with mock.patch("wiq_site.kit.visitors.cache") as kept:
            kept.incr.return_value = 1
            self.log_in("geraten")
        names = " ".join(call.args[0] for call in kept.add.call_args_list)
        self.assertEqual(len(kept.add.call_args_list), 2)
        for told in ("redaktion", "192.0.2"):
            self.assertNotIn(told, names)
