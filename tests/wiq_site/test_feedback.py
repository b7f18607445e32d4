"""Telling the team of a barrier: mailed, kept nowhere, and nothing typed is lost."""

import re
from unittest.mock import patch

from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from tests.build import stopped_clock
from wiq_site.kit.markup import mail_link
from wiq_site.pages.models import Page, create_initial_pages

ADDRESS = "/barrierefreiheit/rueckmeldung/"
TYPED = {
    "message": "Die Karte\r\nsagt nichts.",
    "place": "Treffen & mehr",
    "email": "ada@example.org",
}


class FeedbackTests(TestCase):
    def setUp(self):
        cache.clear()

    def send(self, **changes):
        return self.client.post(ADDRESS, TYPED | changes)

    def assert_refused(self, answer, status, sentence, kept=TYPED):
        """The form is back with ``sentence`` in a summary that has the focus, and with all of ``kept``."""
        self.assertContains(answer, sentence, status_code=status)
        self.assertContains(
            answer, 'class="error-summary" role="alert" tabindex="-1" autofocus', 1, status
        )
        self.assertContains(answer, "<title>Noch nicht abgesendet:", 1, status)
        for name, value in kept.items():
            self.assertEqual(answer.context["form"][name].value(), value)
        self.assertEqual(mail.outbox, [])

    def test_a_message_reaches_the_team_and_nobody_else(self):
        answer = self.send()
        self.assertRedirects(answer, f"{ADDRESS}danke/")
        self.assertEqual(
            [message.recipients() for message in mail.outbox], [["kontakt@example.org"]]
        )
        message = mail.outbox[0]
        self.assertEqual(message.subject, "Rückmeldung zur Barrierefreiheit")
        self.assertEqual(message.reply_to, ["ada@example.org"])
        self.assertIn("Die Karte\nsagt nichts.", message.body)
        self.assertIn("Seite: Treffen & mehr", message.body)

    def test_a_message_alone_is_enough(self):
        self.assertEqual(self.send(place="", email="").status_code, 302)
        self.assertEqual(mail.outbox[0].reply_to, [])

    def test_nothing_is_stored(self):
        with CaptureQueriesContext(connection) as captured:
            self.send()
        self.assertEqual(len(mail.outbox), 1)
        writes = [q["sql"] for q in captured if not q["sql"].lstrip("(").startswith("SELECT")]
        self.assertEqual(writes, [])

    def test_an_empty_message_is_asked_for(self):
        sentence = "Bitte schreiben Sie, was Ihnen aufgefallen ist."
        self.assert_refused(
            self.send(message=" \r\n"),
            422,
            sentence,
            {"place": "Treffen & mehr", "email": "ada@example.org"},
        )

    def test_a_message_that_is_too_long_comes_back_whole(self):
        long = "ä" * 5001
        sentence = "Bitte kürzen Sie auf 5000 Zeichen; es sind 5001."
        self.assert_refused(self.send(message=long), 422, sentence, TYPED | {"message": long})

    def test_a_line_end_counts_once_as_the_browser_counts(self):
        self.assertEqual(self.send(message="a\r\n" * 2499 + "a").status_code, 302)

    def test_a_wrong_address_is_named_at_its_field(self):
        answer = self.send(email="ada@")
        self.assert_refused(answer, 422, 'href="#id_email"', TYPED | {"email": "ada@"})
        self.assertContains(answer, 'id="id_email_error"', 1, 422)

    def test_no_header_can_be_slipped_in(self):
        for name in ("email", "place"):
            hostile = "ada@example.org\r\nBcc: alle@example.org"
            answer = self.send(**{name: hostile})
            with self.subTest(name):
                if name == "email":
                    self.assert_refused(answer, 422, "id_email_error", {"email": hostile})
                else:
                    headers = mail.outbox[0].message().as_string().partition("\n\n")[0]
                    self.assertNotIn("alle@example.org", headers)
                    self.assertEqual(mail.outbox[0].recipients(), ["kontakt@example.org"])
                    self.assertNotRegex(mail.outbox[0].body, r"(?m)^Bcc:")

    def test_what_programs_fill_in_is_not_sent(self):
        self.assert_refused(self.send(homepage="https://spam.example"), 422, "Ein verborgenes Feld")

    @stopped_clock
    def test_too_many_from_one_address_are_told_to_wait(self):
        answers = [self.send() for _ in range(6)]
        self.assertEqual([answer.status_code for answer in answers], [302] * 5 + [429])
        self.assertGreater(int(answers[-1]["Retry-After"]), 0)
        mail.outbox.clear()
        self.assert_refused(answers[-1], 429, "Von Ihrem Anschluss kam gerade sehr viel.")

    def test_a_refused_token_costs_no_word(self):
        self.client = Client(enforce_csrf_checks=True)
        self.assert_refused(self.send(), 403, "Sicherheitszeichen")

    def test_a_broken_mail_server_costs_no_word(self):
        broken = patch("django.core.mail.EmailMessage.send", side_effect=OSError("Ada"))
        with broken, self.assertLogs("wiq_site.contact", "WARNING") as logs:
            answer = self.send()
        self.assert_refused(answer, 503, f"schreiben Sie an {mail_link('kontakt@example.org')}")
        self.assertNotContains(answer, "kontakt@", status_code=503)
        self.assertNotIn("Ada", logs.output[0])

    def test_the_form_is_for_one_reader_and_stays_out_of_search_engines(self):
        page = self.client.get(ADDRESS)
        self.assertEqual(page["Cache-Control"], "private, no-cache")
        self.assertContains(page, '<meta name="robots" content="noindex">')
        self.assertContains(page, 'type="email" name="email" autocomplete="email"')

    def test_other_methods_are_refused(self):
        self.assertEqual(self.client.put(ADDRESS).status_code, 405)
        self.assertEqual(self.client.post(f"{ADDRESS}danke/").status_code, 405)


class StatementTests(TestCase):
    @override_settings(SITE_NAME="Unser Kiez")
    def test_the_statement_leads_to_the_form_and_keeps_no_cookie(self):
        create_initial_pages(publish=True)
        page = self.client.get("/barrierefreiheit/")
        self.assertContains(page, f'href="{ADDRESS}"', count=2)
        self.assertFalse(page.cookies)
        self.assertEqual(self.client.get(ADDRESS).status_code, 200)

    def test_it_says_what_was_not_tested(self):
        create_initial_pages()
        text = Page.objects.get(slug="barrierefreiheit").body
        self.assertTrue(re.search(r"\*\*Nicht geprüft\*\* haben wir mit Screenreadern", text))
