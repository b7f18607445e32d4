"""Every page of the demo content: no link leads nowhere, nothing is foreign or inline, all is valid."""

import json
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from unittest import mock
from urllib.parse import parse_qsl, quote, urldefrag, urlsplit

import pytest
from django.http import HttpResponse
from django.test import SimpleTestCase, TestCase, override_settings

from tests.conftest import JAVA, VNU_JAR
from tests.wiq_site.crawl import HOST, Page, crawl, is_ours, kind_of
from wiq_site.management.commands.demo_content import load_demo

# Quick to start instead of fast in the long run: half the work for as many pages as there are here.
SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m")
REPORT = ("--errors-only", "--format", "json", "--stdout")


class PageTests(SimpleTestCase):
    def test_all_that_is_asked_of_a_page_is_seen(self):
        page = Page(
            f"{HOST}/a/",
            HttpResponse(
                """<head><title> Ein Titel </title><meta name="description" content="Wozu.">
                <meta name="robots" content="noindex"><link rel="canonical" href="/b/">
                <link rel="stylesheet" href="//css.example/x.css"><script>1</script></head>
                <script type="application/ld+json">{}</script><svg><title>Bild</title><use href="/m.svg#m"/></svg>
                <h1 id="x">A</h1><div class="comment-text prose"><h2>B</h2><br></div><h3 style="">C</h3>
                <a href="?c#d" onclick="">D</a><img src="e.png" srcset="f.png 1x, /g.png 2x">"""
            ),
        )
        self.assertEqual(
            (page.title, page.description, page.indexed, page.canonical, page.ids),
            ("Ein Titel", "Wozu.", False, "/b/", ["x"]),
        )
        self.assertEqual(page.links, [f"{HOST}/b/", f"{HOST}/a/?c#d"])
        self.assertEqual(
            page.loads,
            ["http://css.example/x.css"]
            + [f"{HOST}/{path}" for path in ("m.svg#m", "a/e.png", "a/f.png", "g.png")],
        )
        self.assertEqual(
            (page.headings, page.inline), ([1, 3], ["script", "h3 style", "a onclick"])
        )

    def test_only_addresses_that_differ_in_what_they_are_about_are_of_one_kind(self):
        for path, kind in {
            "/beitraege/die-lange-tafel/": None,
            "/treffen/gesamttreffen.pdf": None,
            "/beitraege/?thema=klima": ("/beitraege/", "thema"),
            "/beitraege/die-lange-tafel/kommentare.rss": ("/beitraege/*/kommentare.rss", ""),
            "/kommentare/beitrag/12/?top=3": ("/kommentare/beitrag/*/", "top"),
            f"/captcha/bild/{'0a' * 20}/": ("/captcha/bild/*/", ""),
            f"/captcha/ton/{'0a' * 20}.wav": ("/captcha/ton/*.wav", ""),
        }.items():
            with self.subTest(path=path):
                expected = kind and (HOST + kind[0], kind[1])
                self.assertEqual(kind_of(HOST + path), expected)


class DemoPagesTests(TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.enterClassContext(override_settings(MEDIA_ROOT=folder))
        cls.enterClassContext(mock.patch("wiq_site.kit.images.WIDTHS", (40,)))  # quick to encode
        super().setUpClass()
        load_demo()

    def setUp(self):
        """Walk once for all tests."""
        cls = type(self)
        if hasattr(cls, "pages"):
            return
        found = crawl(self.client_class())
        cls.files = [address for address, page in found.items() if page is None]
        cls.pages = {address: page for address, page in found.items() if page}
        cls.html = [page for page in cls.pages.values() if page.is_html]
        cls.indexed = [
            page
            for page in cls.html
            if page.indexed and page.canonical in ("", page.address) and "?" not in page.address
        ]

    def test_the_walk_meets_every_kind_of_page(self):
        paths = {page.address.removeprefix(HOST).split("/")[1] for page in self.html}
        self.assertLessEqual(
            {"", "beitraege", "themen", "teams", "treffen", "suche", "abonnieren", "kommentare"}
            | {"impressum", "datenschutz", "barrierefreiheit", "ueber-uns"},
            paths,
        )
        self.assertGreater(len(self.indexed), 50)

    def test_every_address_answers(self):
        self.assertEqual(
            [(page.address, page.status) for page in self.pages.values() if page.status != 200], []
        )

    def test_every_file_answers(self):
        self.assertGreater(len(self.files), 50)
        answers = {path: self.client.get(path.removeprefix(HOST)) for path in self.files}
        self.assertEqual({p: a.status_code for p, a in answers.items() if a.status_code != 200}, {})

    def test_no_link_leads_nowhere(self):
        empty = {page.address: page.leads_nowhere for page in self.html if page.leads_nowhere}
        self.assertEqual(empty, {})

    def test_links_with_a_query_are_in_the_form_that_answers_at_once(self):
        kinds = {}
        for page in self.html:
            for link in page.links:
                url = urlsplit(urldefrag(link).url)
                if is_ours(link) and url.query and urldefrag(link).url not in self.pages:
                    keys = tuple(sorted({key for key, _value in parse_qsl(url.query)}))
                    kinds.setdefault((url.path, keys), {})[f"{url.path}?{url.query}"] = None
        self.assertGreater(len(kinds), 10)
        asked = [address for links in kinds.values() for address in list(links)[:2]]
        moved = {path: self.client.get(path).status_code for path in asked}
        self.assertEqual({path: status for path, status in moved.items() if status != 200}, {})

    def test_every_fragment_is_there(self):
        broken = set()
        for page in self.html:
            for link in [*page.links, *page.loads]:
                address, fragment = urldefrag(link)
                if fragment and address in self.pages and fragment not in self.pages[address].ids:
                    broken.add((page.address, link))
        self.assertEqual(sorted(broken), [])

    def test_no_id_is_given_twice(self):
        twice = {
            page.address: [name for name, count in Counter(page.ids).items() if count > 1]
            for page in self.html
        }
        self.assertEqual({address: names for address, names in twice.items() if names}, {})

    def test_nothing_is_loaded_from_another_host(self):
        foreign = {load for page in self.html for load in page.loads if not is_ours(load)}
        self.assertEqual(foreign, set())

    def test_nothing_runs_or_styles_inline(self):
        self.assertEqual({what for page in self.html for what in page.inline}, set())

    def test_a_page_has_one_heading_of_the_first_level_and_skips_none(self):
        bad = {}
        for page in self.html:
            before = [0, *page.headings]
            skips = [
                pair for pair in zip(before, page.headings, strict=False) if pair[1] > pair[0] + 1
            ]
            if page.headings.count(1) != 1 or page.headings[0] != 1 or skips:
                bad[page.address] = page.headings
        self.assertEqual(bad, {})

    def assert_unique(self, name):
        pages = {}
        for page in self.indexed:
            pages.setdefault(getattr(page, name), []).append(page.address)
        self.assertNotIn("", pages)
        self.assertEqual({text: found for text, found in pages.items() if len(found) > 1}, {})

    def test_no_two_pages_have_the_same_title(self):
        self.assert_unique("title")

    def test_no_two_pages_have_the_same_description(self):
        self.assert_unique("description")

    @pytest.mark.w3c
    def test_the_w3c_checker_finds_no_error(self):
        with tempfile.TemporaryDirectory() as folder:
            for page in self.html:
                name = quote(page.address.removeprefix(HOST), safe="") + ".html"
                Path(folder, name).write_bytes(page.body)
            done = subprocess.run(
                [JAVA, *SHORT_RUN, "-jar", VNU_JAR, *REPORT, folder],
                capture_output=True,
                check=False,
            )
        found = json.loads(done.stdout)["messages"]
        messages = {(each["message"], each.get("extract", "")): each["url"] for each in found}
        self.assertEqual(messages, {}, done.stderr)
