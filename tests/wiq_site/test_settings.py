import os
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase

from wiq_site.kit.links import TokenSigner

PRODUCTION = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "wiq.example",
    "SITE_URL": "https://wiq.example",
}


ASK = (
    "import wiq_site.settings as s; print(s.SECURE_SSL_REDIRECT, s.DATABASES['default']['ENGINE'])"
)


def start(code=ASK, **environment):
    """Run ``code``, which imports the settings, in a process of its own with ``environment`` alone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=kept | environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


SLIPS = {
    "ALLOWED_HOSTS": "https://wiq.example",
    "BEHIND_PROXY": "vielleicht",
    "CACHE_URL": "quark",
    "COMMENT_LIMITS": "5",
    "COMMENT_MODERATION": "immer",
    "CONTACT_EMAIL": "kontakt",
    "DATABASE_URL": "quark",
    "EMAIL_URL": "smtp://name:geheim@mail.example:port",
    "ERROR_EMAILS": "niemand",
    "LOG_LEVEL": "laut",
    "PAGE_MAX_AGE": "-1",
    "SECOND_FACTOR_REQUIRED": "vielleicht",
    "SITE_URL": "https://wiq.example/pfad",
    "SOCIAL_LINKS": "Instagram",
    "TRUSTED_PROXIES": "abc",
}


class StartTests(SimpleTestCase):
    def test_production_starts_with_the_three_that_are_needed(self):
        self.assertEqual(start(**PRODUCTION).stdout, "True django.db.backends.sqlite3\n")

    def test_production_says_which_one_is_missing(self):
        for name in PRODUCTION:
            rest = {key: value for key, value in PRODUCTION.items() if key != name}
            with self.subTest(missing=name):
                self.assertIn(f"Es fehlt in der Umgebung: {name}.", start(**rest).stderr)

    def test_each_slip_is_told_by_its_name_in_german(self):
        code = f"""
import importlib, os, wiq_site.settings as s
for name, text in {SLIPS!r}.items():
    before, os.environ[name] = os.environ.get(name), text
    try:
        importlib.reload(s)
        print(name, "passed")
    except Exception as error:
        print(error)
    del os.environ[name]
    if before is not None:
        os.environ[name] = before
"""
        lines = start(code, **PRODUCTION).stdout.splitlines()
        self.assertEqual([line.split(" muss ")[0] for line in lines], list(SLIPS))
        self.assertNotIn("geheim", "".join(lines))

    def test_the_command_line_says_it_in_one_line(self):
        code = "import runpy, sys; sys.argv = ['manage.py', 'check']; runpy.run_path('manage.py', run_name='__main__')"
        told = start(code, **PRODUCTION | {"SITE_URL": "wiq.example"}).stderr
        self.assertEqual((told.count("\n"), told[:14]), (1, "SITE_URL muss "))

    def test_a_file_that_windows_wrote_says_the_same(self):
        code = "import wiq_site.settings as s; print(repr((s.SECRET_KEY, s.SITE_URL, s.ALLOWED_HOSTS, str(s.DATA_DIR))))"
        unix = PRODUCTION | {"DATA_DIR": "/srv/nirgends"}
        windows = {name: f"{text}\r" for name, text in unix.items()}
        self.assertEqual(start(code, **windows).stdout, start(code, **unix).stdout)

    def test_what_was_signed_before_a_new_key_stays_good(self):
        old = TokenSigner("links").sign("x")
        with self.settings(SECRET_KEY="neu", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
            self.assertEqual(TokenSigner("links").read(old), "x")

    def test_older_keys_come_from_the_environment(self):
        code = "import wiq_site.settings as s; print(s.SECRET_KEY_FALLBACKS)"
        told = start(code, **PRODUCTION | {"SECRET_KEY_FALLBACKS": "alt,älter"}).stdout
        self.assertEqual(told, "['alt', 'älter']\n")

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
