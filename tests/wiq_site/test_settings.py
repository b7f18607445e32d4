import os
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase

PRODUCTION = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "wiq.example",
    "SITE_URL": "https://wiq.example",
}


def start(**environment):
    """Import the settings in a process of its own with ``environment`` alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    code = "import wiq_site.settings as s; print(s.SECURE_SSL_REDIRECT, s.DATABASES['default']['ENGINE'])"
    return subprocess.run(
        [sys.executable, "-c", code],
        env=kept | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


class StartTests(SimpleTestCase):
    def test_production_starts_with_the_three_that_are_needed(self):
        self.assertEqual(start(**PRODUCTION).stdout, "True django.db.backends.sqlite3\n")

    def test_production_says_which_one_is_missing(self):
        for name in PRODUCTION:
            rest = {key: value for key, value in PRODUCTION.items() if key != name}
            with self.subTest(missing=name):
                self.assertIn(f"Es fehlt in der Umgebung: {name}.", start(**rest).stderr)

    def test_an_address_without_scheme_is_refused(self):
        self.assertIn("SITE_URL muss", start(**PRODUCTION | {"SITE_URL": "wiq.example"}).stderr)

    def test_development_needs_nothing(self):
        self.assertEqual(start(DEVELOPMENT="true").returncode, 0)

    def test_a_database_address_switches_to_postgresql(self):
        given = PRODUCTION | {"DATABASE_URL": "postgres://wiq:x@127.0.0.1/wiq"}
        self.assertIn("postgresql", start(**given).stdout)

    def test_a_bucket_is_given_whole_or_not_at_all(self):
        names = ("S3_ENDPOINT_URL", "S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY")
        bucket = dict.fromkeys(names, "https://s3.example")
        self.assertEqual(start(**PRODUCTION | bucket).returncode, 0)
        for name in names:
            rest = {key: value for key, value in bucket.items() if key != name}
            with self.subTest(missing=name):
                self.assertIn(f"fehlt in der Umgebung: {name}.", start(**PRODUCTION | rest).stderr)
