"""What is not in order, ``manage.py doctor`` names, the page of the desk and /healthz?full."""

import re
from datetime import timedelta
from errno import ENOSPC
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock
from urllib.error import HTTPError, URLError

from django.contrib.auth.models import User
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, InternalError, OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.template import TemplateDoesNotExist
from django.test import TestCase, override_settings
from django.utils import timezone
from django.utils.html import escape

from blog.models import Topic
from tests.build import days_ago, make_editor, make_page, make_post
from tests.images import file_of
from wiq_site import health
from wiq_site.kit.site import site
from wiq_site.pages.models import Page, Picture, TimerRun
from wiq_site.search.models import SearchEntry

IN_ORDER = {
    "DEVELOPMENT": False,
    "SECRET_KEY": "k" * 50,
    "HTTPS": True,
    "SITE_URL": "https://wiq.example",
    "ALLOWED_HOSTS": ["wiq.example", "127.0.0.1"],
    "CONTACT_EMAIL": "hallo@wiq.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@override_settings(**IN_ORDER)
class FindingTests(TestCase):
    def setUp(self):
        for slug in health.REQUIRED_PAGES:
            make_page(title=slug.title(), slug=slug, body="Fertig, siehe [hier](/teams/).")
        for name in health.TIMERS:
            TimerRun.keep(name, __file__)
        smtp = "django.core.mail.backends.smtp.EmailBackend.open"
        self.mail_server = self.enterContext(mock.patch(smtp))

    def wrong(self):
        """Return the sentences of what is not in order."""
        out = [found for found in health.examine() if found.level != health.GOOD]
        return [
            f"{found.level}: {found.sentence}"
            for found in out
            if found.title not in ("Ordner", "Sicherung")
        ]

    def test_of_a_site_in_order_nothing_is_said(self):
        make_post("Beitrag")
        self.assertEqual(self.wrong(), [])

    def test_each_thing_that_is_wrong_is_named(self):
        def no_impressum():
            Page.objects.filter(slug="impressum").update(published_at=None)

        def brackets():
            Page.objects.filter(slug="datenschutz").update(body="Verantwortlich: [Name]")

        def not_found():
            make_post("Beitrag")
            SearchEntry.objects.all().delete()

        def no_file():
            default_storage.delete(
                Picture.objects.create(
                    image=SimpleUploadedFile("haus.jpg", file_of("JPEG", size=(900, 600))),
                    image_alt="Haus",
                ).image.name
            )

        def no_timer():
            TimerRun.objects.filter(name="tidy").update(at=days_ago(3))

        def never_ran():
            TimerRun.objects.filter(name="send_mail_outbox").delete()

        def odd_address():
            Topic.objects.create(name="Klima", contact="klima@b\u200b.de")

        def brackets_elsewhere():
            text = "Wir[^1] sind es, [hier](/treffen/).\n\n[^1]: Stand 2026"
            Page.objects.create(title="Team", slug="team", body=text, published_at=days_ago(1))
            text = f"{text}\n\n[Name der Ansprechperson]"
            Page.objects.create(title="Wir", slug="wir", body=text, published_at=days_ago(1))

        for break_it, sentence in (
            (brackets_elsewhere, "hinweis: Auf der Seite /wir/ stehen noch eckige Klammern"),
            (
                odd_address,
                "hinweis: An diese Adressen kommt keine Mail an, bitte neu eintippen: Thema ",
            ),
            (no_impressum, "fehler: Die Seite /impressum/ ist nicht veröffentlicht"),
            (brackets, "hinweis: Auf der Seite /datenschutz/ stehen noch eckige Klammern"),
            (not_found, "fehler: 1 Beitrag ist nicht zu finden"),
            (no_file, "fehler: Es fehlt die Datei picture/"),
            (no_timer, "fehler: manage.py tidy lief zuletzt am"),
            (never_ran, "fehler: manage.py send_mail_outbox lief noch nie"),
        ):
            with self.subTest(sentence):
                break_it()
                self.assertTrue(any(one.startswith(sentence) for one in self.wrong()), self.wrong())
        self.assertNotIn("/team/", " ".join(self.wrong()))

    def test_settings_that_are_wrong_are_named(self):
        for own, sentence in (
            ({"DEBUG": True}, "DEBUG ist eingeschaltet"),
            ({"SECRET_KEY": "kurz"}, "SECRET_KEY ist kürzer als 50 Zeichen"),
            ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS enthält *"),
            (
                {"ALLOWED_HOSTS": ["www.wiq.example", "127.0.0.1"]},
                "nennt den Namen aus SITE_URL nicht",
            ),
            ({"CONTACT_EMAIL": "kontakt@example.org"}, "CONTACT_EMAIL ist noch"),
            (
                {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"},
                "Es gehen keine Mails hinaus",
            ),
            ({"MODERATION_EMAILS": []}, "MODERATION_EMAILS ist leer"),
        ):
            with self.subTest(own), override_settings(**own):
                self.assertIn(sentence, " ".join(self.wrong()))

    def test_a_full_disk_a_clock_that_is_slow_and_a_lost_backup(self):
        full = mock.Mock(free=10_000_000, total=10**12)
        slow = timezone.now() + timedelta(hours=1)
        editor = make_editor()
        editor.logentry_set.create(action_flag=1, object_repr="x", action_time=slow)
        TimerRun.keep("backup", "/nirgends/wiq.tar.gz")
        with mock.patch("wiq_site.health.shutil.disk_usage", return_value=full):
            text = " ".join(found.sentence for found in health.examine())
        for sentence in (
            "nur noch 10 MB frei",
            "Die Uhr geht nach",
            "Die letzte Sicherung ist nicht mehr da",
        ):
            with self.subTest(sentence):
                self.assertIn(sentence, text)

    def test_a_check_that_fails_itself_keeps_no_other_from_running(self):
        with mock.patch("wiq_site.health.connection.cursor", side_effect=OSError("weg")):
            findings = {found.title: found.sentence for found in health.examine()}
        self.assertEqual(findings["Datenbank"], "Das ging nicht: weg")
        self.assertIn("Uhr", findings)

    def test_one_cause_is_named_once_and_in_german(self):
        for error, start in (
            (OperationalError("connection failed"), "Die Datenbank antwortet nicht oder"),
            (InternalError("cannot execute in a read-only"), "Die Datenbank antwortet nicht oder"),
            (DatabaseError("database disk image is malformed"), "Die Datenbank ist beschädigt"),
            (OperationalError("no such table: x"), "Der Datenbank fehlt, was das Programm"),
            (ProgrammingError('relation "x" does not exist'), "Der Datenbank fehlt, was das"),
            (ValueError("Missing staticfiles manifest entry for 'x'"), "Stile und Skripte fehlen"),
            (OSError(ENOSPC, "No space left"), "Auf der Platte ist kein Platz mehr"),
            (
                FileNotFoundError(2, "No such", "/srv/x"),
                "Die Datei /srv/x fehlt",
            ),
            (TemplateDoesNotExist("home.html"), "Die Datei home.html fehlt"),
            (PermissionError(13, "denied", "/srv/x"), "/srv/x ist dem Konto der Website verschlo"),
        ):
            checks = [("Konten", mock.Mock(side_effect=error))] * 3
            with self.subTest(start), mock.patch("wiq_site.health.CHECKS", checks):
                [finding] = health.examine()
                self.assertTrue(finding.sentence.startswith(start))

    def test_a_file_of_the_program_that_is_gone_is_named_though_the_site_goes_on(self):
        known = mock.Mock(returncode=0, stdout="manage.py\0static/fehlt.woff2\0")
        with mock.patch("wiq_site.health.subprocess.run", return_value=known):
            self.assertIn("Die Datei static/fehlt.woff2 fehlt", " ".join(self.wrong()))

    def test_a_shared_cache_that_is_away_is_named_though_the_site_goes_on(self):
        away = {
            "default": {"BACKEND": "wiq_site.kit.caches.SteadyFileCache", "LOCATION": "/proc/x"}
        }
        self.enterContext(mock.patch.dict("wiq_site.kit.caches._away", logged=float("-inf")))
        with override_settings(CACHES=away), self.assertLogs("wiq_site.kit.caches"):
            self.assertEqual(
                [sentence for sentence in self.wrong() if "antwortet mit 500" in sentence], []
            )
            self.assertRegex(
                " ".join(self.wrong()), "Er sagt: .*No such file or directory: '/proc/x"
            )

    def test_a_mail_server_that_does_not_answer_is_named_at_once(self):
        self.mail_server.side_effect = TimeoutError("timed out")
        self.assertEqual(
            self.wrong(), ["fehler: Der Mailserver aus EMAIL_URL nimmt nichts an: timed out"]
        )

    def test_a_table_and_an_index_that_are_lost_are_named(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX post_newest")
            cursor.execute("ALTER TABLE django_session RENAME TO fort")
        lost = re.findall("was schon da war: (.*?)\\. Bitte", " ".join(self.wrong()))
        self.assertEqual(
            [sorted(names.split(", ")) for names in lost], [["django_session", "post_newest"]]
        )

    def test_a_log_of_another_account_is_named(self):
        log = Path(self.enterContext(TemporaryDirectory())) / "log" / "security.log"
        log.parent.mkdir()
        log.touch()
        with (
            override_settings(DATA_DIR=log.parent.parent),
            mock.patch("wiq_site.health.os.access", side_effect=lambda path, _mode: path != log),
        ):
            text = " ".join(found.sentence for found in health.examine())
        self.assertIn(f"In {log} lässt sich nicht schreiben", text)

    def test_a_step_that_is_missing_among_those_that_were_made_is_named(self):
        MigrationRecorder.Migration.objects.filter(app="blog", name="0011_counts").delete()
        self.assertIn("In der Liste der Schritte an der Datenbank fehlt", " ".join(self.wrong()))

    def test_a_lost_index_is_named_with_what_makes_it_anew(self):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TABLE search_fts")
            else:
                cursor.execute("DROP FUNCTION search_matching(tsquery, text[], text[])")
        [sentence] = self.wrong()
        self.assertIn("Der Suchindex ist beschädigt", sentence)
        self.assertIn("search_rebuild", sentence)

    def test_a_database_that_takes_nothing_is_no_damaged_index(self):
        error = OperationalError("attempt to write a readonly database")
        engine = mock.Mock(**{"examine.side_effect": error})
        with mock.patch.dict("wiq_site.health.ENGINES", {connection.vendor: engine}):
            [sentence] = self.wrong()
        self.assertIn("gehört sie dem Konto der Website", sentence)

    def test_a_page_that_fails_is_named_with_its_reason(self):
        with mock.patch("wiq_site.views.HomeView.get", side_effect=ValueError("kein Zeichen")):
            out = StringIO()
            with self.assertRaises(SystemExit), self.assertNoLogs():
                call_command("doctor", stdout=out)
        self.assertIn("/ antwortet mit 500. kein Zeichen", out.getvalue())

    def test_folders_of_another_account_are_named(self):
        with TemporaryDirectory() as root:
            Path(root, "post").mkdir()
            storage = FileSystemStorage(root)
            with (
                mock.patch("wiq_site.health.default_storage", storage),
                mock.patch("wiq_site.health.os.access", lambda path, _: path.name != "post"),
            ):
                text = " ".join(self.wrong())
        self.assertIn("post ist dem Konto der Website verschlossen", text)

    def test_a_full_disk_is_named_and_nothing_is_left_of_asking(self):
        def cut_off(file, content):
            raise OSError(ENOSPC, "No space left on device")

        with TemporaryDirectory() as root:
            storage = FileSystemStorage(root)
            with (
                mock.patch("wiq_site.health.default_storage", storage),
                mock.patch("django.core.files.storage.filesystem.locks.lock", cut_off),
            ):
                text = " ".join(self.wrong())
            self.assertEqual(list(Path(root).iterdir()), [])
        self.assertIn("Auf der Platte ist kein Platz mehr.", text)

    def test_an_empty_database_is_not_sent_to_migrate_alone(self):
        with mock.patch("wiq_site.health.MigrationExecutor") as executor:
            executor.return_value.loader.applied_migrations = {}
            self.assertIn("sonst eine Sicherung zurückholen", " ".join(self.wrong()))

    def test_the_site_is_asked_at_its_own_address(self):
        def raising(error):
            return mock.patch("wiq_site.health.urlopen", side_effect=error)

        for error, level, text in (
            (HTTPError("", 301, "endless loop", {}, None), "fehler", "Ist BEHIND_PROXY=true"),
            (HTTPError("", 502, "Bad Gateway", {}, None), "fehler", "antwortet mit 502. Läuft"),
            (URLError(ConnectionRefusedError("refused")), "fehler", "zu erreichen: refused"),
            (URLError(TimeoutError("timed out")), "hinweis", "zu erreichen: timed out"),
        ):
            with self.subTest(text), raising(error):
                found = health.ask_site()
                self.assertEqual(found.level, level)
                self.assertIn(text, found.sentence)
        for page, sentence in (
            (b"<title>Wir im Quartier</title>", "https://wiq.example/ antwortet."),
            (
                b"It works!",
                "Unter https://wiq.example/ antwortet etwas anderes als diese Website. ",
            ),
        ):
            with mock.patch("wiq_site.health.urlopen", return_value=BytesIO(page)) as asked:
                self.assertTrue(health.ask_site().sentence.startswith(sentence))
        [asked_for] = asked.call_args.args
        self.assertTrue(asked_for.startswith("https://wiq.example/"))
        path = asked_for.removeprefix("https://wiq.example")
        page = self.client.get(path, headers={"host": "wiq.example"})
        self.assertContains(page, escape(site().name))
        self.assertIn(
            "no-store", page["Cache-Control"]
        )  # else the web server answers for one that is down

    @override_settings(SITE_URL="")
    def test_the_command_ends_with_1_where_something_is_wrong(self):
        out = StringIO()
        Page.objects.filter(slug="impressum").update(published_at=None)
        with self.assertRaises(SystemExit) as ended:
            call_command("doctor", stdout=out)
        self.assertEqual(ended.exception.code, 1)
        self.assertIn("FEHLER   Seiten: Die Seite /impressum/ ist nicht", out.getvalue())

    @override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
    def test_a_mail_is_sent_on_request(self):
        from django.core import mail

        self.assertEqual(health.send_test_mail("ada@wiq.example").level, health.GOOD)
        self.assertEqual(mail.outbox[0].to, ["ada@wiq.example"])

    def test_a_mail_that_only_became_a_file_was_not_sent(self):
        backend = "django.core.mail.backends.filebased.EmailBackend"
        with (
            TemporaryDirectory() as folder,
            override_settings(EMAIL_BACKEND=backend, EMAIL_FILE_PATH=folder),
        ):
            found = health.send_test_mail("ada@wiq.example")
        self.assertEqual(found.level, health.FAULT)
        self.assertIn("EMAIL_URL nennt keinen Mailserver", found.sentence)


class WhereTests(TestCase):
    def test_the_page_is_for_those_who_look_after_the_whole_site(self):
        self.client.force_login(make_editor())
        self.assertEqual(self.client.get("/admin/zustand/").status_code, 403)
        self.assertNotContains(self.client.get("/admin/"), "/admin/zustand/")
        self.client.force_login(User.objects.create_superuser("chefin"))
        self.assertContains(self.client.get("/admin/"), "/admin/zustand/")
        self.assertContains(
            self.client.get("/admin/zustand/"), "Die Seite /impressum/ ist nicht veröffentlicht"
        )

    def test_healthz_tells_all_only_to_whoever_knows_the_token(self):
        self.assertEqual(self.client.get("/healthz").content, b"ok\n")
        self.assertEqual(self.client.get("/healthz?full=").status_code, 403)
        with override_settings(HEALTH_TOKEN="abc"):
            self.assertEqual(self.client.get("/healthz?full=abd").status_code, 403)
            told = self.client.get("/healthz?full=abc")
            self.assertContains(told, "fehler: Seiten: Die Seite /impressum/", status_code=503)
