"""A backup holds all of a site, and restoring it gives the same site, on every database."""

import io
import itertools
import json
import os
import tarfile
import tempfile
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import SimpleTestCase, TransactionTestCase, override_settings
from django.utils import timezone

from blog.models import Post
from tests.build import make_comment, make_editor, make_post, make_report
from wiq_site import backups
from wiq_site.pages.models import ContentVersion, Picture, TimerRun

AGE = """#!/bin/sh
# Stands in for age: what it makes nobody reads by chance.
if [ "$1" = -d ]; then for file; do :; done; base64 -d "$file"; else base64; fi
"""


def whole_site():
    """Return all rows and all uploads, to be compared."""
    rows = {
        model._meta.label: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in apps.get_models()
        if model not in (TimerRun, ContentVersion) and not model._meta.proxy
    }
    files = {}
    for name in backups.uploads():
        with default_storage.open(name) as file:
            files[name] = file.read()
    return rows, files


class Backups(TransactionTestCase):
    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        own = {"DATA_DIR": self.root, "MEDIA_ROOT": self.root / "media"}
        self.enterContext(override_settings(**own))
        self.folder = self.root / "backups"

    def fill(self):
        make_editor()
        report = make_report("Bericht", items=[("Bank", 5, "Ada", "~~Alt~~ neu.")])
        make_comment(report, text="Größe & „Zeichen“")
        default_storage.save("picture/abc/bild.jpg", ContentFile(bytes(range(256)) * 300))
        default_storage.save("kept/2026-01-01/x", ContentFile(b"kept"))

    def call(self, name, *args, **options):
        out = StringIO()
        call_command(name, *args, stdout=out, **options)
        return out.getvalue()

    def backup(self, **options):
        self.call("backup", str(self.folder), **options)
        return backups.made(self.folder)[-1]


class RoundTripTests(Backups):
    def test_a_database_that_cannot_be_read_any_more_goes_aside_whole(self):
        names = ["db.sqlite3", "db.sqlite3-shm", "db.sqlite3-wal"]
        for name in names:
            (self.root / name).write_bytes(b"x")
        broken = mock.Mock(vendor="sqlite", settings_dict={"NAME": self.root / "db.sqlite3"})
        broken.cursor.side_effect = DatabaseError("database disk image is malformed")
        broken.introspection.table_names.side_effect = broken.cursor.side_effect
        aside = self.root / "aside"
        aside.mkdir()
        with mock.patch("wiq_site.backups.connection", broken):
            self.assertFalse(backups.is_empty())
            self.assertTrue(backups.set_damaged_aside(aside))
        self.assertEqual(sorted(path.name for path in aside.iterdir()), names)
        self.assertFalse(backups.set_damaged_aside(aside))

    def test_a_folder_of_others_is_named(self):
        for step in ("pathlib.Path.mkdir", "wiq_site.backups.TemporaryDirectory"):
            with (
                self.subTest(step),
                mock.patch(step, side_effect=PermissionError),
                self.assertRaisesMessage(CommandError, "Gehört er dem Konto der Website?"),
            ):
                self.call("backup")

    def test_one_without_an_upload_that_a_row_names_is_made_says_so_and_leaves_the_oldest(self):
        self.fill()
        Picture.objects.create(image="picture/abc/bild.jpg", image_alt="Ein Bild")
        oldest = self.backup()
        default_storage.delete("picture/abc/bild.jpg")
        for number in (1, 2, 3):
            moment = timezone.now() + timedelta(days=number)
            with (
                mock.patch("django.utils.timezone.now", return_value=moment),
                self.assertRaisesMessage(CommandError, "Es fehlt die Datei picture/abc/bild.jpg."),
            ):
                self.backup(keep=2)
        there = backups.made(self.folder)
        self.assertEqual((len(there), there[0]), (3, oldest))
        self.assertEqual(TimerRun.objects.get(name="backup").note, str(there[-1]))
        for whole in (False, True):
            with self.assertRaisesMessage(CommandError, "Es fehlt die Datei picture/abc/bild.jpg."):
                self.call("export_site", str(self.root / f"out-{whole}"), whole=whole)

    def test_restoring_gives_the_same_site_and_keeps_aside_what_was_there(self):
        self.fill()
        before, path = whole_site(), self.backup()
        Post.objects.all().delete()
        make_post("Später")
        default_storage.save("picture/neu/neu.jpg", ContentFile(b"later"))
        said = self.call("restore", str(path), replace=True)
        self.assertEqual(whole_site(), before)
        [aside] = self.root.glob("aside-*")
        self.assertIn(str(aside), said)
        self.assertTrue((aside / "media/picture/neu/neu.jpg").exists())
        self.assertGreater((aside / backups.DATABASES[self.vendor()]).stat().st_size, 1000)

    def test_at_no_moment_are_there_no_uploads(self):
        self.fill()
        path, seen, rename = self.backup(), [], Path.rename

        def watched(source, target):
            rename(source, target)
            seen.append(bool(list(backups.uploads())))

        with mock.patch("pathlib.Path.rename", watched):
            self.call("restore", str(path), replace=True)
        self.assertEqual(seen, [True])

    def test_killed_before_the_uploads_are_exchanged_both_databases_have_theirs(self):
        self.fill()
        before, path = whole_site(), self.backup()
        Post.objects.all().delete()
        default_storage.delete("picture/abc/bild.jpg")
        default_storage.save("picture/neu/neu.jpg", ContentFile(b"later"))
        later = whole_site()[1]
        with (
            mock.patch("os.link", side_effect=OSError),  # on a disk that knows no second names
            mock.patch.object(backups, "_exchange", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.call("restore", str(path), replace=True)
        self.assertEqual(whole_site(), (before[0], before[1] | later))
        [aside] = self.root.glob("aside-*")
        aside.rename(self.root / "first")  # the second may come within the same second
        self.call("restore", str(path), replace=True)
        self.assertEqual(whole_site(), before)

    def test_a_disk_that_cannot_exchange_folders_gets_them_one_after_the_other(self):
        for name in ("one", "other"):
            (self.root / name).mkdir()
            (self.root / name / f"of-{name}").touch()
        with mock.patch("wiq_site.backups.ctypes.CDLL", return_value=object()):
            backups._exchange(self.root / "one", self.root / "other")
        names = sorted(str(path.relative_to(self.root)) for path in self.root.rglob("of-*"))
        self.assertEqual(names, ["one/of-other", "other/of-one"])

    @pytest.mark.postgres
    def test_a_dump_that_breaks_off_leaves_the_database_as_it_was(self):
        self.fill()
        before, path, run = whole_site(), self.root / "db.dump", backups._run_postgres

        def spoilt(program, *arguments):
            run(program, *arguments)
            if program == "pg_restore":
                with path.with_suffix(".sql").open("a") as script:
                    script.write("SELECT 1 / 0;")

        backups.dump_database(path)
        with (
            mock.patch("wiq_site.backups._run_postgres", spoilt),
            self.assertRaisesMessage(backups.BackupError, "division by zero"),
        ):
            backups._fill_postgres(path)
        self.assertEqual(whole_site(), before)

    @staticmethod
    def vendor():
        return backups.connection.vendor

    def test_where_something_is_it_needs_a_word(self):
        self.fill()
        path, before = self.backup(), whole_site()
        with self.assertRaisesMessage(
            CommandError, "Hier sind schon Inhalte; nichts wurde geändert."
        ):
            self.call("restore", str(path))
        self.assertEqual(whole_site(), before)

    def test_encrypted_it_holds_the_secret_settings_and_reads_as_nothing_else(self):
        (self.root / "age").write_text(AGE)
        (self.root / "age").chmod(0o700)
        own = {
            "PATH": f"{self.root}:{os.environ['PATH']}",
            "SECRET_KEY": "geheim",
            "SITE_NAME": "Unser Viertel",
        }
        with mock.patch.dict(os.environ, own):
            path = self.backup(recipient="age1xyz")
            self.assertEqual(path.suffix, ".age")
            self.assertFalse(tarfile.is_tarfile(path))
            with backups.unpacked(path) as (folder, manifest):
                self.assertIn("SECRET_KEY=geheim\n", (folder / backups.SETTINGS).read_text())
            self.assertTrue(manifest["has_secrets"])

    def test_a_key_that_is_none_is_said_to_be_in_the_words_of_the_program(self):
        default_storage.save("picture/a/a.jpg", ContentFile(os.urandom(400_000)))
        (self.root / "age").write_text("#!/bin/sh\necho unknown recipient >&2\nexit 1\n")
        (self.root / "age").chmod(0o700)
        with (
            mock.patch.dict(os.environ, PATH=f"{self.root}:{os.environ['PATH']}"),
            self.assertRaisesMessage(CommandError, "age meldet: unknown recipient"),
        ):
            self.backup(recipient="age1xyz")
        self.assertEqual([*self.folder.iterdir()], [])

    def test_plain_it_holds_the_settings_but_the_secret_ones_and_says_so(self):
        with mock.patch.dict(os.environ, {"SECRET_KEY": "geheim", "SITE_NAME": "Unser Viertel"}):
            said = self.call("backup", str(self.folder))
            with backups.unpacked(backups.made(self.folder)[-1]) as (folder, _manifest):
                text = (folder / backups.SETTINGS).read_text()
        self.assertIn("SITE_NAME='Unser Viertel'\n", text)
        self.assertNotIn("geheim", text)
        self.assertIn("Ohne SECRET_KEY", said)

    def test_only_the_newest_stay_and_only_its_owner_reads_them(self):
        self.folder.mkdir()
        for day in range(1, 5):
            (self.folder / f"wiq-2026-01-0{day}-120000.tar.gz").touch()
        (self.folder / "wiq-notizen.txt").touch()
        path = self.backup(keep=2)
        self.assertEqual(
            sorted(other.name for other in self.folder.iterdir()),
            ["wiq-2026-01-04-120000.tar.gz", path.name, "wiq-notizen.txt"],
        )
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)

    def test_what_was_killed_leaves_no_copies_for_longer_than_a_day(self):
        self.folder.mkdir()
        names = [".wiq-2026-01-01-031500.tar.gz.part", ".backup-abc", ".restore-abc", ".other"]
        for folder, name in itertools.product((self.folder, self.root), names):
            (folder / name).mkdir()
            (folder / name / "db.sqlite3").touch()
            os.utime(folder / name, (0, 0))
        (self.root / ".restore-now").mkdir()
        self.backup()
        left = [path.name for folder in (self.folder, self.root) for path in folder.glob(".*")]
        self.assertEqual(sorted(left), [".other", ".other", ".restore-now"])

    def test_what_fails_leaves_nothing_half_written(self):
        message = "Die Sicherung ist nicht gelungen: kein Platz"
        full = mock.patch.object(backups, "dump_database", side_effect=OSError("kein Platz"))
        with full, self.assertRaisesMessage(CommandError, message):
            self.call("backup", str(self.folder))
        self.assertEqual(list(self.folder.iterdir()), [])


class RefusedTests(Backups):
    def refused(self, path, message, **options):
        with self.assertRaisesMessage(CommandError, message):
            self.call("restore", str(path), check=True, **options)

    def changed(self, path, change):
        """Return a copy of the backup at ``path`` in which ``change`` was done to ``{name: data}``."""
        with tarfile.open(path) as tar:
            parts = {member.name: tar.extractfile(member).read() for member in tar}
        change(parts)
        copy = self.root / "copy.tar.gz"
        with closing(tarfile.open(copy, "w:gz")) as tar:
            for name, data in parts.items():
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
        return copy

    def test_a_whole_one_is_said_to_be(self):
        self.assertIn(
            "Die Sicherung ist ganz: ", self.call("restore", str(self.backup()), check=True)
        )

    def test_one_that_belongs_to_another_account_is_not_called_damaged(self):
        with mock.patch.object(Path, "open", side_effect=PermissionError):
            self.refused(self.root / "wiq.tar.gz", "ist dem Konto der Website verschlossen")

    def test_no_file_another_file_and_half_a_file(self):
        self.refused(self.root / "nichts", "Diese Datei gibt es nicht")
        other = self.root / "other.tar.gz"
        other.write_bytes(b"something else")
        self.refused(other, "Das ist keine ganze Sicherung")
        path = self.backup()
        other.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        self.refused(other, "Das ist keine ganze Sicherung")
        self.refused(path, "Diese Datei gibt es nicht: /nirgends", identity="/nirgends")

    def test_a_part_that_is_another_or_is_missing(self):
        self.fill()
        path = self.backup()
        picture = "media/picture/abc/bild.jpg"
        self.refused(self.changed(path, lambda parts: parts.update({picture: b"x"})), picture)
        self.refused(self.changed(path, lambda parts: parts.pop(picture)), picture)
        self.refused(
            self.changed(path, lambda parts: parts.update({"media/mehr": b"x"})), "media/mehr"
        )

    def test_a_part_that_would_land_elsewhere(self):
        path = self.backup()
        for name in ("../fremd", "media/../../fremd", "/tmp/fremd"):  # noqa: S108
            with self.subTest(name):
                copy = self.changed(path, lambda parts, name=name: parts.update({name: b"x"}))
                self.refused(copy, "Das ist keine ganze Sicherung")
        self.assertFalse((self.root.parent / "fremd").exists())

    def test_one_of_another_database_or_of_a_newer_program(self):
        path = self.backup()

        def with_manifest(**values):
            def change(parts):
                manifest = json.loads(parts[backups.MANIFEST]) | values
                parts[backups.MANIFEST] = json.dumps(manifest).encode()

            return self.changed(path, change)

        self.refused(with_manifest(database="oracle"), "Bitte DATABASE_URL anpassen")
        self.refused(with_manifest(migrations=[["blog", "9999_future"]]), "neueren Fassung")
        self.refused(with_manifest(format=2), "anderes Format")


class SettingsTextTests(SimpleTestCase):
    def test_every_secret_setting_is_one_that_is_read(self):
        source = (settings.BASE_DIR / "wiq_site" / "settings.py").read_text()
        for name in backups.SECRETS - {"SECRET_KEY_FALLBACKS"}:
            with self.subTest(name):
                self.assertIn(f'"{name}"', source)
