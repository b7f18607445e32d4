import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver

from tests.build import make_comment, make_meeting, make_page, make_post, make_topic
from tests.wiq_site.test_attachments import STORAGES, attach, photo
from tests.wiq_site.test_settings import PRODUCTION, start
from wiq_site.pages.models import Redirect


class ReadingPageTests(TestCase):
    def addresses(self):
        post = make_post(topics=["Klima"])
        make_comment(post)
        make_topic("Team", kind="team")
        make_page(title="Impressum")
        meeting = make_meeting(items=[("Eins", 5, "Ada")])
        return ["/", "/beitraege/", "/beitraege/?thema=klima", "/beitraege/feed.rss", "/treffen/", "/themen/",
                "/beitraege/feed.atom", "/beitraege/feed.json", "/treffen/protokolle.rss", "/abonnieren/",
                "/abonnieren/feeds.opml", "/sitemap.xml", "/sitemap-beitraege.xml", "/.well-known/security.txt",
                f"{post.get_absolute_url()}kommentare.rss", f"{meeting.get_absolute_url()}kommentare.rss",
                "/themen/klima/", "/teams/", "/impressum/", "/robots.txt", post.get_absolute_url(), meeting.get_absolute_url()]  # fmt: skip

    def test_set_no_cookie_and_write_nothing(self):
        for address in self.addresses():
            with self.subTest(address=address), CaptureQueriesContext(connection) as captured:
                answer = self.client.get(address)
                self.assertEqual(answer.status_code, 200)
                self.assertFalse(answer.cookies)
                self.assertNotIn("Cookie", answer.get("Vary", ""))
            writes = [q["sql"] for q in captured if not q["sql"].lstrip("(").startswith("SELECT")]
            self.assertEqual(writes, [])

    def test_may_be_kept_and_answer_304_to_whoever_has_them(self):
        for address in self.addresses():
            with self.subTest(address=address):
                answer = self.client.get(address)
                self.assertEqual(answer["Cache-Control"], "public, no-cache")
                again = self.client.get(address, headers={"if-none-match": answer["ETag"]})
                self.assertEqual((again.status_code, again.content), (304, b""))

    def test_a_change_is_visible_on_the_next_request(self):
        post = make_post("Vorher")
        before = self.client.get(post.get_absolute_url())["ETag"]
        post.title = "Nachher"
        post.save()
        answer = self.client.get(post.get_absolute_url(), headers={"if-none-match": before})
        self.assertContains(answer, "Nachher")

    @override_settings(PAGE_MAX_AGE=60)
    def test_an_operator_may_trade_age_for_load(self):
        self.assertEqual(self.client.get("/")["Cache-Control"], "public, max-age=60")

    def test_no_line_ends_between_day_and_month_or_number_and_unit(self):
        typed = "Um 17 Uhr: TOP 4, Nr. 3, § 5, z. B. 20 %. `TOP 4`, 10. Dezemberabend"
        post = make_post("Am 1. Mai - heute – ja · nein", body=typed)
        page = self.client.get(post.get_absolute_url())
        self.assertContains(page, "<h1>Am 1.\xa0Mai\xa0- heute\xa0– ja\xa0· nein</h1>")
        kept = "Um 17\xa0Uhr: TOP\xa04, Nr.\xa03, §\xa05, z.\xa0B. 20\xa0%. <code>TOP 4</code>, 10. Dezemberabend"
        self.assertContains(page, kept)
        for of_machines in (
            "<title>Am 1. Mai",
            'content="Um 17 Uhr: TOP 4',
            '"headline": "Am 1. Mai',
        ):
            self.assertContains(page, of_machines)
        self.assertContains(self.client.get("/beitraege/feed.rss"), "Um 17 Uhr: TOP 4")

    def test_a_long_word_breaks_behind_its_hyphen(self):
        """Firefox cuts what is longer than a line at each of its syllables where it does not know of the hyphen."""
        title = "Stadtteilentwicklungskonzept-Runde im Süd-Ost-Saal"
        post = make_post(title, body="Die `Stadtteilentwicklungskonzept-Runde`.")
        page = self.client.get(post.get_absolute_url())
        cut = "Stadtteilentwicklungskonzept-<wbr>Runde im Süd-Ost-Saal"
        self.assertContains(page, f"<h1>{cut}</h1>")
        self.assertContains(page, f"<title>{title}")
        self.assertContains(page, "<code>Stadtteilentwicklungskonzept-Runde</code>")
        self.assertNotContains(self.client.get("/beitraege/feed.rss"), "wbr")

    def test_everything_else_is_private(self):
        for address in ("/admin/login/", "/gibt-es-nicht/", "/healthz"):
            with self.subTest(address=address):
                self.assertIn("no-store", self.client.get(address)["Cache-Control"])

    def test_nothing_comes_from_another_host(self):
        policy = self.client.get("/")["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotIn("http", policy)


class HeaderTests(TestCase):
    def test_pages_belong_to_no_other_site_and_what_web_readers_show_to_all(self):
        post = make_post()
        with self.settings(STORAGES=STORAGES):
            file = attach(photo(), "Foto.jpeg").file
            shared = ["/beitraege/feed.rss", "/beitraege/feed.json", file.url]
            pages = [
                "/",
                post.get_absolute_url(),
                f"/kommentare/beitrag/{post.pk}/",
                "/admin/login/",
            ]
            for address in shared + pages:
                with self.subTest(address):
                    wanted = "cross-origin" if address in shared else "same-origin"
                    answer = self.client.get(address)
                    self.assertEqual(answer["Cross-Origin-Resource-Policy"], wanted)

    def test_no_page_asks_for_a_camera_or_a_place(self):
        policy = self.client.get("/")["Permissions-Policy"]
        for feature in ("camera", "geolocation", "microphone", "payment"):
            self.assertIn(f"{feature}=()", policy)

    def test_unknown_methods_are_refused_as_such(self):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            for address in ("/", "/admin/", "/gibt-es-nicht/"):
                with self.subTest(method=method, address=address):
                    answer = Client(enforce_csrf_checks=True).generic(method, address)
                    self.assertEqual(answer.status_code, 405)
                    self.assertEqual(answer["Allow"], "GET, HEAD, POST, OPTIONS")

    def test_only_under_https_have_cookies_the_names_that_need_it(self):
        self.assertEqual(
            (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME), ("sessionid", "csrftoken")
        )
        code = "import wiq_site.settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS)"
        self.assertEqual(
            start(code, **PRODUCTION).stdout, "__Host-sessionid __Host-csrftoken 31536000\n"
        )

    def test_a_monitor_on_the_same_machine_is_answered(self):
        for host in ("127.0.0.1:8000", "localhost", "[::1]"):
            with (
                self.subTest(host),
                self.settings(ALLOWED_HOSTS=["wiq.example", *settings.LOCAL_HOSTS]),
            ):
                self.assertEqual(
                    self.client.get("/healthz", headers={"host": host}).status_code, 200
                )


class ForgedTests(TestCase):
    """Another site lets the browser of an editor send something."""

    def test_no_address_takes_anything_without_the_token(self):
        post = make_post()
        client = Client(enforce_csrf_checks=True)
        client.force_login(User.objects.create_superuser("chefin"))
        unguarded = {*unguarded_by_django(post.pk)}
        self.assertIn(f"/kommentare/beitrag/{post.pk}/", unguarded)  # looks for itself
        for address in [*unguarded, "/idee/", "/admin/blog/post/add/"]:
            with self.subTest(address):
                is_taken = client.post(address, {"a": "b"}).status_code < 400
                # Whoever asks gets a picture to read.
                self.assertEqual(is_taken, address == "/captcha/neu/")


def unguarded_by_django(pk, patterns=None, start="/"):
    """Yield the address, with ``pk`` in it, of each view at which Django looks for no token."""
    for pattern in patterns or get_resolver().url_patterns:
        part = re.sub("<slug:word>", "beitrag", str(pattern.pattern))
        route = start + re.sub(r"<[^>]+>", str(pk), part)
        if isinstance(pattern, URLResolver):
            yield from unguarded_by_django(pk, pattern.url_patterns, route)
        elif getattr(pattern.callback, "csrf_exempt", False):
            yield route


class ErrorPageTests(TestCase):
    def test_a_wrong_host_is_refused_in_german(self):
        answer = self.client.get("/", headers={"host": "anderswo.example"})
        self.assertContains(answer, "Diese Anfrage war nicht zu verstehen", status_code=400)

    def test_an_error_of_ours_is_said_in_german_without_the_database(self):
        self.client.raise_request_exception = False
        with self.settings(ROOT_URLCONF="tests.wiq_site.broken_urls"), self.assertNumQueries(0):
            answer = self.client.get("/kaputt/")
        self.assertContains(answer, "Das geht gerade nicht", status_code=500)

    def test_odd_addresses_never_break(self):
        for address in (
            "/%00/",
            "/beitraege/%ff/",
            "/themen/" + "a" * 3000 + "/",
            "/treffen/%F0%9F%8C%B3/",
            "/media/../settings.py",
        ):
            with self.subTest(address=address):
                self.assertIn(self.client.get(address).status_code, (400, 404))


class RedirectTests(TestCase):
    def test_an_old_address_leads_to_the_new_one_for_ever(self):
        Redirect.objects.create(old_path="/node/42", new_path="/beitraege/")
        answer = self.client.get("/node/42")
        self.assertEqual((answer.status_code, answer["Location"]), (301, "/beitraege/"))

    def test_something_that_lives_at_an_address_wins(self):
        Redirect.objects.create(old_path="/themen/", new_path="/teams/")
        self.assertEqual(self.client.get("/themen/").status_code, 200)


@pytest.mark.redis
def test_the_shared_cache_keeps_what_it_is_given():
    cache.set("gruß", {"wert": 1}, 60)
    assert cache.get("gruß") == {"wert": 1}
    assert cache.add("gruß", 2) is False


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_database_is_postgresql():
    assert connection.vendor == "postgresql"
