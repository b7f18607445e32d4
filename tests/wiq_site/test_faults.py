"""The disk is full, the database away or locked: reading goes on, writing says so and returns what was typed."""

import json
import os
import runpy
import sqlite3
import subprocess
import sys
from contextlib import closing
from errno import EACCES, ENOSPC
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from unittest import mock

import pytest
from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    ConnectionHandler,
    DatabaseError,
    DataError,
    IntegrityError,
    InternalError,
    OperationalError,
    connection,
)
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.http import HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.templatetags.static import static
from django.test import (
    RequestFactory,
    SimpleTestCase,
    TestCase,
    TransactionTestCase,
    override_settings,
)
from django.urls import reverse
from django.utils.html import escape

from blog.models import Post
from comments import captcha
from meetings.protocol_text.who import first_names, has_first_name
from tests.build import make_editor, make_post
from tests.desk import DeskForm, DeskTestCase
from tests.images import file_of
from tests.reading import head_of
from tests.wiq_site.test_attachments import STORAGES
from wiq_site import wsgi
from wiq_site.kit import share_picture
from wiq_site.pages.models import Picture
from wiq_site.views import is_out_of_order, server_error

FULL = OSError(ENOSPC, "No space left on device")
TYPED = "Eine Zeile\r\nund noch eine <b>"


def call(application, path="/", method="GET"):
    """Ask a WSGI application; return status line, headers and body."""
    told = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    }
    body = b"".join(application(environ, lambda *args: told.append(args)))
    return told[-1][0], dict(told[-1][1]), body.decode()


class OutOfOrderTests(TestCase):
    def test_what_may_pass_is_told_from_an_error_of_ours(self):
        damaged = DatabaseError("database disk image is malformed")
        read_only = InternalError("cannot execute INSERT in a read-only transaction")
        closed = PermissionError(EACCES, "Permission denied")
        passing = [OperationalError("database is locked"), FULL, damaged, read_only, closed]
        passing += [OperationalError("no such table: x"), OSError(2, "No such file")]
        passing += [TemplateDoesNotExist("home.html"), ValueError("Missing staticfiles manifest")]
        ours = [IntegrityError("UNIQUE constraint failed"), DataError("too long"), ValueError()]
        self.assertEqual([is_out_of_order(error) for error in passing], [True] * 9)
        self.assertEqual([is_out_of_order(error) for error in ours], [False] * 3)

    def test_an_error_of_ours_returns_what_was_typed_too(self):
        self.client.raise_request_exception = False
        with self.settings(ROOT_URLCONF="tests.wiq_site.broken_urls"):
            page = self.client.post("/kaputt/", {"body": TYPED})
        self.assertContains(page, escape(TYPED), status_code=500)


class CommandTests(SimpleTestCase):
    def test_what_no_command_can_mend_is_said_in_german(self):
        for error, start in (
            (OperationalError("connection refused"), "Die Datenbank antwortet nicht"),
            (InconsistentMigrationHistory("blog.0011"), "In der Liste der Schritte an der"),
        ):
            command = "django.core.management.execute_from_command_line"
            with mock.patch(command, side_effect=error), self.assertRaises(SystemExit) as ended:
                runpy.run_path(str(settings.BASE_DIR / "manage.py"), run_name="__main__")
            self.assertTrue(ended.exception.code.startswith(start))

    def test_a_program_of_which_a_part_is_missing_says_which(self):
        lost = ModuleNotFoundError("No module named 'csp'")
        command = "django.core.management.execute_from_command_line"
        self.enterContext(mock.patch.dict("sys.modules", {"wiq_site.health": None}))
        with mock.patch(command, side_effect=lost), self.assertRaises(SystemExit) as ended:
            runpy.run_path(str(settings.BASE_DIR / "manage.py"), run_name="__main__")
        self.assertIn("Dem Programm fehlt etwas: No module named 'csp'.", ended.exception.code)


class LastResortTests(TestCase):
    def answer_to(self, error):
        with mock.patch.object(wsgi, "pages", side_effect=error), self.assertLogs("wiq_site.wsgi"):
            return call(wsgi.application)

    def test_where_no_page_can_be_made_a_file_answers_in_german(self):
        status, headers, body = self.answer_to(ValueError("broken"))
        self.assertEqual(status, "500 Internal Server Error")
        self.assertIn("<h1>Das geht gerade nicht</h1>", body)
        self.assertEqual(headers["Retry-After"], "60")

    def test_a_database_that_is_away_is_503(self):
        status, _headers, _body = self.answer_to(OperationalError("connection refused"))
        self.assertEqual(status, "503 Service Unavailable")


class PutBackTests(SimpleTestCase):
    """What was not there is looked for again after the request that missed it."""

    def answer(self):
        try:
            return get_template("fehlt.html").render() + static("css/base.css")
        except (TemplateDoesNotExist, ValueError):
            return server_error(RequestFactory().get("/")).status_code

    def test_a_template_and_the_list_of_static_files(self):
        folder = Path(self.enterContext(TemporaryDirectory()))
        [own] = settings.TEMPLATES
        filesystem = ("django.template.loaders.filesystem.Loader", [folder, *own["DIRS"]])
        apps = "django.template.loaders.app_directories.Loader"
        cached = ("django.template.loaders.cached.Loader", [filesystem, apps])
        options = own["OPTIONS"] | {"loaders": [cached]}
        templates = [own | {"APP_DIRS": False, "OPTIONS": options}]
        storage = ManifestStaticFilesStorage(folder, "/static/")
        self.enterContext(override_settings(TEMPLATES=templates, DEBUG=False))
        self.enterContext(mock.patch.object(staticfiles_storage, "_wrapped", storage))
        with mock.patch("wiq_site.views.plain_page", return_value=HttpResponse(status=503)):
            self.assertEqual(self.answer(), 503)
            (folder / "fehlt.html").write_text("da: ")
            self.assertEqual(self.answer(), 503)
            paths = {"css/base.css": "css/base.1.css"}
            (folder / "staticfiles.json").write_text(json.dumps({"version": "1.1", "paths": paths}))
            self.assertEqual(self.answer(), 503)
            self.assertEqual(self.answer(), "da: /static/css/base.1.css")


class MissingFileTests(TestCase):
    """Letters to draw with are gone: pages are read without the picture, and the captcha does with those left."""

    def setUp(self):
        folder = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(mock.patch.object(share_picture, "STATIC", folder))
        fonts = (captcha.FONTS[0], folder / "fehlt.woff2")
        self.enterContext(mock.patch.object(captcha, "FONTS", fonts))
        for known in (share_picture.style_digest_of, share_picture.font, share_picture.has_letter):
            known.cache_clear()
        self.client.raise_request_exception = False

    def test_pages_are_read_on_and_their_picture_may_come_back(self):
        page = self.client.get(make_post().get_absolute_url())
        self.assertEqual(page.status_code, 200)
        answer = self.client.get(head_of(page)["og:image"])
        self.assertEqual((answer.status_code, answer["Retry-After"]), (503, "60"))

    def test_a_captcha_is_drawn_in_the_letters_that_are_left(self):
        answer = self.client.get(captcha.addresses(CaptchaStore.generate_key())["image"])
        self.assertEqual(answer["Content-Type"], "image/png")


class StartTests(SimpleTestCase):
    def test_the_site_starts_whichever_file_beside_its_code_is_gone(self):
        start = """
import sys
def refuse(event, arguments):
    name = str(arguments[0]) if event == "open" else ""
    if name.startswith(sys.argv[1]) and "/.venv/" not in name and not name.endswith((".py", ".pyc", "/")):
        raise FileNotFoundError(2, "No such file", name)
sys.addaudithook(refuse)
import wiq_site.wsgi
"""
        root = str(settings.BASE_DIR)
        environment = os.environ | {"DEVELOPMENT": "true", "DATA_DIR": gettempdir()}
        command = [sys.executable, "-c", start, root]
        subprocess.run(command, cwd=root, env=environment, check=True, timeout=60)

    def test_minutes_are_read_again_as_soon_as_the_list_of_names_is_back(self):
        first_names.cache_clear()
        with mock.patch("pathlib.Path.read_text", side_effect=FileNotFoundError) as gone:
            self.assertRaises(FileNotFoundError, has_first_name, "Ada")
            gone.side_effect = ["ada\n"]
            self.assertTrue(has_first_name("Ada"))
        first_names.cache_clear()


class LostIndexTests(TransactionTestCase):
    """What the database keeps for the search is gone: the next request finds it made again."""

    def test_lists_and_search_answer_again_by_themselves(self):
        post = make_post(title="Kaffeemaschine")
        self.client.raise_request_exception = False
        for address in ("/suche/?q=Kaffeemaschine", "/beitraege/?q=Kaffeemaschine"):
            with connection.cursor() as cursor:
                if connection.vendor == "sqlite":
                    cursor.execute("DROP TABLE search_fts")
                else:
                    cursor.execute("ALTER TABLE search_searchcontent DROP COLUMN vector")
            lost = self.client.get(address)
            self.assertEqual((lost.status_code, lost["Retry-After"]), (503, "60"))
            self.assertContains(self.client.get(address), post.title)


class ReplacedFileTests(SimpleTestCase):
    """What a process keeps open of SQLite is the file that is there, and one that takes what it is given."""

    databases = ("default",)

    def setUp(self):
        self.path = Path(self.enterContext(TemporaryDirectory())) / "db.sqlite3"
        handler = ConnectionHandler(
            {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": self.path}}
        )
        self.connection = handler["default"]
        self.enterContext(mock.patch.object(wsgi, "connection", self.connection))
        self.enterContext(mock.patch.dict(wsgi.held, file=None, connection=None))
        self.open("CREATE TABLE eins (x)")

    def open(self, statement):
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
        wsgi.note_file(self.connection)
        wsgi.follow_file()

    def test_one_put_in_its_place_is_read_from_the_next_request_on(self):
        other = self.path.with_name("other")
        with closing(sqlite3.connect(other)) as fresh:
            fresh.execute("CREATE TABLE zwei (x)")
        other.replace(self.path)
        wsgi.follow_file()
        self.assertEqual(self.connection.introspection.table_names(), ["zwei"])
        tables = wsgi.held["connection"].execute("SELECT name FROM sqlite_master")
        self.assertEqual(tables.fetchall(), [("zwei",)])

    def test_one_that_was_opened_while_it_took_nothing_is_opened_again(self):
        with mock.patch("os.access", return_value=False):
            wsgi.note_file(self.connection)
        wsgi.follow_file()
        self.assertIsNone(self.connection.connection)

    def test_one_that_stays_stays_open(self):
        wsgi.follow_file()
        self.assertIsNotNone(self.connection.connection)

    def test_where_there_is_none_none_is_made(self):
        self.path.unlink()
        with self.assertRaises(OperationalError):
            wsgi.follow_file()
        self.assertFalse(self.path.exists())


class FullDatabaseTests(DeskTestCase):
    """Writing meets a database in which nothing fits any more."""

    def setUp(self):
        super().setUp()
        self.client.raise_request_exception = False
        self.post = make_post(title="Vorher")
        self.address = reverse("admin:blog_post_change", args=[self.post.pk])
        self.fields = DeskForm(self.client.get(self.address)).fields | {"body": TYPED}

    def send(self, error, **fields):
        with mock.patch.object(Post, "save_base", side_effect=error):
            return self.client.post(self.address, self.fields | fields)

    def test_the_answer_says_when_to_come_back(self):
        answer = self.send(OperationalError("database or disk is full"))
        self.assertEqual((answer.status_code, answer["Retry-After"]), (503, "60"))

    def test_all_that_was_typed_can_be_sent_again(self):
        page = self.send(OperationalError("database is locked"))
        self.assertContains(page, escape(TYPED), status_code=503)
        self.client.post(self.address, DeskForm(page).fields)
        self.post.refresh_from_db()
        self.assertEqual(self.post.body, TYPED.replace("\r\n", "\n"))

    def test_files_are_named(self):
        file = SimpleUploadedFile("fest.jpg", file_of("jpeg"))
        page = self.send(FULL, image=file, image_alt="Ein Fest")
        self.assertContains(page, "nicht aufheben: fest.jpg", status_code=503)

    def test_passwords_are_not_in_the_page(self):
        page = self.send(FULL, password="streng-geheim")
        self.assertNotContains(page, "streng-geheim", status_code=503)

    def test_reading_asks_the_database_for_no_room(self):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA query_only = 1")
                self.addCleanup(connection.cursor().execute, "PRAGMA query_only = 0")
            for address in (
                "/",
                "/beitraege/",
                self.post.get_absolute_url(),
                "/treffen/",
                "/suche/?q=x",
            ):
                with self.subTest(address):
                    self.assertEqual(self.client.get(address).status_code, 200)


@pytest.mark.postgres
class BlockedTests(TransactionTestCase):
    """Somebody else holds the row and does not let go."""

    def test_who_writes_gets_the_text_back_instead_of_waiting(self):
        self.client.force_login(make_editor())
        self.client.raise_request_exception = False
        post = make_post(title="Vorher")
        address = reverse("admin:blog_post_change", args=[post.pk])
        fields = DeskForm(self.client.get(address)).fields | {"body": TYPED}
        other = connection.copy()
        other.set_autocommit(False)
        self.addCleanup(other.close)
        with connection.cursor() as cursor, other.cursor() as holding:
            cursor.execute("SHOW lock_timeout")
            self.assertEqual(cursor.fetchone(), ("10s",))
            cursor.execute("SET lock_timeout = '50ms'")
            self.addCleanup(connection.close)
            holding.execute("SHOW statement_timeout")  # of the server alone, see wiq_site.wsgi
            self.assertEqual(holding.fetchone(), ("30s",))
            holding.execute("SELECT 1 FROM blog_post FOR UPDATE")
            page = self.client.post(address, fields)
        self.assertContains(page, escape(TYPED), status_code=503)
        self.assertEqual(page["Retry-After"], "60")


@override_settings(STORAGES=STORAGES)
class PictureTests(DeskTestCase):
    """Of a picture that could not be saved nothing stays, neither whole nor cut off."""

    def setUp(self):
        super().setUp()
        self.client.raise_request_exception = False

    def upload(self):
        file = SimpleUploadedFile("fest.jpg", file_of("jpeg", size=(900, 600)))
        fields = {"image_alt": "Ein Fest", "image_credit": "", "image": file}
        return self.client.post(reverse("admin:pages_picture_add"), fields)

    def left(self):
        folders = default_storage.listdir("picture")[0] if default_storage.exists("picture") else []
        return [
            name for folder in folders for name in default_storage.listdir(f"picture/{folder}")[1]
        ]

    def test_a_disk_that_fills_up_meanwhile(self):
        rooms, save = iter([True, True, False]), InMemoryStorage._save

        def save_as_long_as_it_fits(storage, name, content):
            save(storage, name, content if (fits := next(rooms)) else ContentFile(b"half"))
            if not fits:
                raise FULL
            return name

        with mock.patch.object(InMemoryStorage, "_save", save_as_long_as_it_fits):
            self.assertEqual(self.upload().status_code, 503)
        self.assertEqual((Picture.objects.count(), self.left()), (0, []))

    def test_a_database_that_refuses_the_row(self):
        with mock.patch.object(
            Picture, "save_base", side_effect=OperationalError("disk I/O error")
        ):
            self.assertEqual(self.upload().status_code, 503)
        self.assertEqual((Picture.objects.count(), self.left()), (0, []))

    def test_what_was_saved_stays(self):
        self.assertEqual((self.upload().status_code, len(self.left())), (302, 7))
