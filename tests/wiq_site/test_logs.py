"""What the site says of itself: lines without people in them, a log of what concerns safety, one mail an hour."""

import logging
import re
import sys
from io import StringIO
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, SimpleTestCase, TestCase
from django.urls import resolve, reverse

from tests.build import make_comment, make_editor, make_post
from tests.desk import DeskForm
from wiq_site.kit import logs


def line_of(text, *args, **extra):
    """Return the line that is written for a warning ``text``."""
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, text, args, None)
    vars(record).update(extra)
    logs.HidePaths().filter(record)
    return logs.LineFormatter().format(record)


class LineTests(SimpleTestCase):
    def test_a_line_begins_with_time_level_request_and_source(self):
        token = logs.number.set("1a2b3c4d")
        self.addCleanup(logs.number.reset, token)
        start = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d WARNING 1a2b3c4d django.request Ja$"
        self.assertRegex(line_of("Ja"), start)

    def test_addresses_of_people_and_computers_go(self):
        for address in ("ada@example.org", "192.0.2.17", "2001:db8::1:2", "2001:db8:0:1:2:3:4:5"):
            with self.subTest(address):
                self.assertTrue(line_of(f"Von {address} kam").endswith("Von … kam"))

    def test_times_and_versions_stay(self):
        for text in ("um 12:34:56 Uhr", "Django 5.2.19", "Zeile a:1:2"):
            with self.subTest(text):
                self.assertTrue(line_of(text).endswith(text))

    def test_what_postgresql_quotes_of_a_row_goes(self):
        self.assertNotIn("Ada", line_of("duplicate key\nDETAIL:  Key (name)=(Ada) already exists."))

    def test_tokens_in_addresses_go(self):
        request = RequestFactory().get("/kommentare/aendern/geheim/")
        request.resolver_match = resolve(request.path)
        text = line_of("%s: %s", "Not Found", request.path, request=request)
        self.assertTrue(text.endswith("Not Found: /kommentare/aendern/…/"))

    def test_of_an_address_that_leads_nowhere_the_first_part_stays(self):
        for address in ("/kommentare/aendern/geheim", "/kommentare/geheim\nä"):
            with self.subTest(address):
                request = RequestFactory().get(address)
                path = request.path.encode("unicode_escape").decode()  # as Django gives it
                text = line_of("%s: %s", "Not Found", path, request=request)
                self.assertTrue(text.endswith("Not Found: /kommentare/…"))


class RequestTests(TestCase):
    def test_a_wrong_host_writes_nothing(self):
        with self.assertNoLogs(level="WARNING"):
            self.client.get("/", headers={"host": "anderswo.example"})

    def test_what_django_refuses_is_one_line_and_no_error_for_the_mail(self):
        fields = {f"a{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
        handler = next(h for h in logging.getLogger("django.security").handlers)
        with mock.patch.object(handler, "stream", StringIO()) as lines, self.assertNoLogs():
            answer = self.client.post("/admin/passwort/", fields)
        self.assertEqual(answer.status_code, 400)
        [line] = lines.getvalue().splitlines()
        end = "WARNING [0-9a-f]{8} django.security.TooManyFieldsSent Refused: /admin/passwort/$"
        self.assertRegex(line, end)

    def test_a_refusal_is_one_line(self):
        self.client.force_login(make_editor())
        console = next(h for h in logging.getLogger().handlers if h.name == "console")
        with mock.patch.object(console, "stream", StringIO()) as lines:
            self.client.get(reverse("admin:move"))
        [line] = lines.getvalue().splitlines()
        self.assertTrue(line.endswith("Forbidden (Permission denied): /admin/umziehen/"), line)

    def test_the_page_of_an_error_names_the_number_of_its_line(self):
        self.client.raise_request_exception = False
        with (
            self.settings(ROOT_URLCONF="tests.wiq_site.broken_urls"),
            mock.patch("wiq_site.kit.logs.secrets.token_hex", return_value="1a2b3c4d"),
        ):
            answer = self.client.get("/kaputt/")
        self.assertContains(answer, "die Nummer 1a2b3c4d.", status_code=500)


class SecurityLogTests(TestCase):
    """Each event by its word and the account's number; never a name or an address."""

    def events(self, logged):
        return [re.sub(r"\b[0-9a-f]{16}\b", "…", record.getMessage()) for record in logged.records]

    def test_logins(self):
        editor = make_editor()
        with self.assertLogs("wiq_site.security") as logged:
            for password in ("falsch", "geheim"):
                self.client.post("/admin/login/", {"username": "redaktion", "password": password})
        told = ["login-failed account=- name=…", f"login account={editor.pk}"]
        self.assertEqual(self.events(logged), told)

    def test_rights(self):
        boss = User.objects.create_superuser("leitung", password="geheim")
        person = User.objects.create_user("neu")
        self.client.force_login(boss)
        address = reverse("admin:auth_user_change", args=[person.pk])
        fields = DeskForm(self.client.get(address)).fields | {"is_staff": "on"}
        with self.assertLogs("wiq_site.security") as logged:
            self.client.post(address, fields | {"groups": [Group.objects.get(name="Redaktion").pk]})
        [event] = self.events(logged)
        self.assertRegex(event, rf"account-changed account={boss.pk} of=user-{person.pk} fields=.+")

    def test_exports_and_erasures(self):
        editor = make_editor()
        make_comment(make_post(), email="ada@example.org")
        self.client.force_login(editor)
        asked = {"mail": "ada@example.org", "sure": "on"}
        with self.assertLogs("wiq_site.security") as logged:
            for wanted in ("export", "erase"):
                self.client.post(reverse("admin:comments_comment_data"), asked | {"wanted": wanted})
        told = [f"{word} account={editor.pk} comments=1" for word in ("export", "erase")]
        self.assertEqual(self.events(logged), told)

    def test_refused_uploads(self):
        self.client.force_login(make_editor())
        fields = {"image": SimpleUploadedFile("a.jpg", b"x"), "image_alt": "x"}
        with self.assertLogs("wiq_site.security") as logged:
            self.client.post(reverse("admin:pages_picture_add"), fields)
        self.assertEqual(self.events(logged)[0].split()[0], "upload-refused")

    def test_they_stand_in_a_file_of_their_own(self):
        token = logs.number.set("-")
        self.addCleanup(logs.number.reset, token)
        logs.audit("test-event", number=7)
        text = Path(settings.DATA_DIR, "log", "security.log").read_text()
        self.assertIn("INFO - wiq_site.security test-event account=- number=7\n", text)

    def test_what_that_file_does_not_take_stands_in_the_log_of_the_site(self):
        handler = logs.LogFile(settings.DATA_DIR / "full" / "security.log")
        full = mock.patch.object(logs.Path, "mkdir", side_effect=OSError(28, "full"))
        with full, self.assertLogs("wiq_site.kit.logs") as logged:
            handler.emit(logging.makeLogRecord({"msg": "login account=1"}))
        self.assertRegex(logged.output[0], "Not taken by .*/security.log: login account=1")


@mock.patch.object(
    logs, "Thread", lambda target, args, daemon: mock.Mock(start=lambda: target(*args))
)
class ErrorMailTests(TestCase):
    def setUp(self):
        cache.clear()
        self.handler = logs.HourlyMail()
        self.handler.setFormatter(logs.LineFormatter())

    def fail(self, error=ValueError, times=1):
        for _ in range(times):
            try:
                raise error("ada@example.org")
            except error:
                record = logging.makeLogRecord(
                    {"msg": "Fehler", "levelname": "ERROR", "exc_info": sys.exc_info()}
                )
            self.handler.emit(record)

    def test_the_first_goes_at_once_to_the_operator(self):
        self.fail()
        self.assertEqual(mail.outbox[0].to, settings.ERROR_EMAILS)

    def test_a_thousand_in_an_hour_are_two_mails_that_count_them_by_kind(self):
        self.fail(times=5)
        self.fail(KeyError)
        self.assertEqual(len(mail.outbox), 1)
        cache.delete("errors-mailed")  # an hour later
        logs.mail_errors()
        self.assertEqual(
            re.findall(r"^(\d) × (\w+)", mail.outbox[1].body, re.M),
            [("4", "ValueError"), ("1", "KeyError")],
        )

    def test_no_address_is_in_it(self):
        self.fail()
        self.assertNotIn("ada@example.org", mail.outbox[0].body)

    def test_a_mail_server_that_is_away_costs_nothing(self):
        with (
            mock.patch.object(logs, "send_mail", side_effect=OSError),
            self.assertLogs("wiq_site.kit.logs", "WARNING"),
        ):
            self.fail()
