"""Passwort vergessen: a link in a mail, and no word about who has an account."""

import re
from threading import Thread
from unittest import mock

from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client, TestCase, override_settings

from tests.build import make_editor

ASK = "/admin/passwort/"
NEW = {"new_password1": "Linde-Ahorn-7", "new_password2": "Linde-Ahorn-7"}


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
        self.assertRedirects(self.choose(self.link()), f"{ASK}fertig/")
        self.assertTrue(User.objects.get().check_password("Linde-Ahorn-7"))
        self.assertEqual(elsewhere.get("/admin/").status_code, 302)

    def test_the_link_is_good_once_and_for_an_hour(self):
        link = self.link()
        with mock.patch(
            "django.contrib.auth.tokens.PasswordResetTokenGenerator._num_seconds"
        ) as now:
            now.return_value = 2_000_000_000
            self.assertNotContains(self.client.get(link), "new_password1")
        self.choose(link)
        self.assertNotContains(self.client.get(link), "new_password1")

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

    def test_one_mailbox_gets_five_mails_in_an_hour_and_the_page_does_not_tell(self):
        pages = [self.ask(email) for email in ["ada@example.org", "ADA@example.org"] * 4]
        self.assertEqual(({page.status_code for page in pages}, len(mail.outbox)), ({302}, 5))

    def test_one_network_may_ask_thirty_times(self):
        codes = [self.ask(f"a{number}@example.org").status_code for number in range(31)]
        self.assertEqual(codes, [302] * 30 + [429])

    def test_header_injection_is_refused_at_the_field(self):
        self.ask("ada@example.org\nBcc: alle@example.org")
        self.assertEqual([sent.recipients() for sent in mail.outbox], [])

    def test_its_pages_are_kept_nowhere_and_not_indexed(self):
        for path in (ASK, f"{ASK}unterwegs/", f"{ASK}fertig/", f"{ASK}MQ/x-y/"):
            page = self.client.get(path)
            self.assertIn("no-store", page["Cache-Control"])
            self.assertNotContains(page, "nav-sidebar")
            self.assertContains(page, '<meta name="robots" content="NONE,NOARCHIVE">')
