"""Passwort vergessen: a link in a mail, and no word about who has an account."""

import re
from threading import Thread
from unittest import mock

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, SimpleTestCase, TestCase, override_settings

from tests.build import make_editor, stopped_clock
from wiq_site.account import EasyPasswordValidator

ASK = "/admin/passwort/"
NEW = {"new_password1": "Linde-Ahorn-7", "new_password2": "Linde-Ahorn-7"}


class EasyPasswordTests(SimpleTestCase):
    def refused(self, *passwords):
        found = []
        for password in passwords:
            try:
                EasyPasswordValidator().validate(password)
            except ValidationError:
                found.append(password)
        return found

    def test_common_words_are_refused_whatever_is_put_around_them(self):
        easy = [
            "leipzig1",
            "Leipzig2026!",
            "Passwort123",
            "P4ssw0rt!",
            "!!Schätzchen",
            "sonnen-schein",
            "Quartier77",
            "S0mmer!!2026",
        ]
        self.assertEqual(self.refused(*easy), [word for word in easy if word != "!!Schätzchen"])

    def test_what_nobody_guesses_is_taken(self):
        self.assertEqual(
            self.refused("Linde-Ahorn-7", "k7#Q9!hu", "drei gelbe Boote singen", "5!a9#b2$c"), []
        )

    def test_it_is_among_those_that_are_asked(self):
        with self.assertRaises(ValidationError):
            validate_password("Leipzig2026!")


class ForgottenPasswordTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()
        cls.editor.email = "ada@example.org"
        cls.editor.save()

    def setUp(self):
        cache.clear()
        self.enterContext(mock.patch.object(Thread, "start", Thread.run))

    def ask(self, email="ada@example.org", **headers):
        return self.client.post(ASK, {"email": email}, **headers)

    def link(self):
        self.ask()
        return re.search(r"http\S+/admin/passwort/\S+/\S+/", mail.outbox[-1].body)[0]

    def choose(self, link):
        return self.client.post(self.client.get(link, follow=True).request["PATH_INFO"], NEW)

    def test_the_login_leads_there(self):
        self.assertContains(self.client.get("/admin/login/"), f'href="{ASK}"', count=1)

    def test_the_link_sets_a_new_password_and_ends_all_sessions(self):
        elsewhere = Client()
        elsewhere.force_login(self.editor)
        answer = self.choose(self.link())
        self.assertRedirects(answer, "/admin/login/", fetch_redirect_response=False)
        sentence = f"Ihr Benutzername ist „{self.editor.get_username()}“."
        self.assertContains(self.client.get(answer.url), sentence)
        self.assertTrue(User.objects.get().check_password("Linde-Ahorn-7"))
        self.assertEqual(elsewhere.get("/admin/").status_code, 302)

    def test_whose_password_was_guessed_at_signs_in_where_the_new_one_was_set(self):
        self.choose(self.link())
        with mock.patch("wiq_site.desk.FAILURES_OF_ONE_NAME", 0):
            fields = {"username": "redaktion", "password": "Linde-Ahorn-7"}
            self.assertEqual(self.client.post("/admin/login/", fields).status_code, 302)

    def test_whoever_guessed_at_their_own_signs_in_with_the_new_one_at_once(self):
        for _attempt in range(11):
            self.client.post("/admin/login/", {"username": "redaktion", "password": "vergessen"})
        self.choose(self.link())
        fields = {"username": "redaktion", "password": "Linde-Ahorn-7"}
        self.assertEqual(self.client.post("/admin/login/", fields).status_code, 302)

    def test_the_link_is_good_once_and_for_an_hour(self):
        link = self.link()
        with mock.patch(
            "django.contrib.auth.tokens.PasswordResetTokenGenerator._num_seconds"
        ) as now:
            now.return_value = 2_000_000_000
            self.assertNotContains(self.client.get(link), "new_password1")
        self.choose(link)
        page = self.client.get(link)
        self.assertNotContains(page, "new_password1")
        self.assertContains(page, "Jeder gilt eine Stunde und ein einziges Mal", count=1)
        self.assertContains(page, f'href="{ASK}"', count=1)

    def test_the_answer_does_not_tell_who_has_an_account(self):
        User.objects.create_user("weg", "weg@example.org", "geheim", is_active=False)
        pages = [
            self.ask(email) for email in ("ada@example.org", "x@example.org", "weg@example.org")
        ]
        self.assertEqual(
            {(page.status_code, page["Location"]) for page in pages}, {(302, f"{ASK}unterwegs/")}
        )
        self.assertEqual([sent.to for sent in mail.outbox], [["ada@example.org"]])

    def test_as_many_queries_with_an_account_as_without(self):
        for email in ("ada@example.org", "x@example.org"):
            with self.assertNumQueries(1):
                self.ask(email)

    @override_settings(SITE_URL="https://wiq.example", ALLOWED_HOSTS=["*"])
    def test_the_address_in_the_mail_is_not_that_of_the_request(self):
        self.ask(headers={"host": "boese.example"})
        self.assertIn("https://wiq.example/admin/passwort/", mail.outbox[0].body)
        self.assertNotIn("boese", mail.outbox[0].message().as_string())

    @stopped_clock
    def test_one_mailbox_gets_five_mails_in_an_hour_and_the_page_does_not_tell(self):
        pages = [self.ask(email) for email in ["ada@example.org", "ADA@example.org"] * 4]
        self.assertEqual(({page.status_code for page in pages}, len(mail.outbox)), ({302}, 5))

    @stopped_clock
    def test_one_network_may_ask_thirty_times(self):
        codes = [self.ask(f"a{number}@example.org").status_code for number in range(31)]
        self.assertEqual(codes, [302] * 30 + [429])

    def test_header_injection_is_refused_at_the_field(self):
        self.ask("ada@example.org\nBcc: alle@example.org")
        self.assertEqual([sent.recipients() for sent in mail.outbox], [])

    def test_its_pages_are_kept_nowhere_and_not_indexed(self):
        for path in (ASK, f"{ASK}unterwegs/", f"{ASK}MQ/x-y/"):
            page = self.client.get(path)
            self.assertIn("no-store", page["Cache-Control"])
            self.assertNotContains(page, "nav-sidebar")
            self.assertContains(page, '<meta name="robots" content="NONE,NOARCHIVE">')
