"""Compressed and plain are two forms of one page, each with its own ETag."""

import gzip

import pytest
from django.test import TestCase

from tests.build import make_post
from wiq_site.kit.http import accepts_gzip

PACKED = {"accept-encoding": "gzip, br"}


class CompressionTests(TestCase):
    def setUp(self):
        make_post(body="Ein langer Text. " * 200)

    def test_a_reader_that_takes_gzip_gets_the_same_bytes_packed(self):
        for path in ("/", "/beitraege/feed.rss", "/beitraege/feed.atom", "/beitraege/feed.json"):
            with self.subTest(path):
                plain = self.client.get(path)
                packed = self.client.get(path, headers=PACKED)
                self.assertEqual(packed["Content-Encoding"], "gzip")
                self.assertEqual(gzip.decompress(packed.content), plain.content)
                self.assertEqual(packed["Content-Length"], str(len(packed.content)))
                self.assertIn("Accept-Encoding", plain["Vary"])
                self.assertIn("Accept-Encoding", packed["Vary"])

    def test_the_two_forms_have_strong_etags_of_their_own(self):
        plain = self.client.get("/beitraege/feed.rss")["ETag"]
        packed = self.client.get("/beitraege/feed.rss", headers=PACKED)["ETag"]
        self.assertEqual(packed, f'{plain[:-1]}-gzip"')
        self.assertFalse(plain.startswith("W/"))

    def test_either_etag_brings_304_for_what_the_reader_has(self):
        for path in ("/", "/beitraege/feed.rss"):
            plain = self.client.get(path)["ETag"]
            packed = self.client.get(path, headers=PACKED)["ETag"]
            for sent, takes, told in (
                (plain, {}, plain),
                (packed, PACKED, packed),
                (plain, PACKED, plain),
                (packed, {}, packed),
                (f"{plain}, {packed}", {}, plain),
                (f"{plain}, {packed}", PACKED, packed),
                (f'"x", W/{packed}', PACKED, packed),
            ):
                with self.subTest(path=path, sent=sent, takes=takes):
                    answer = self.client.get(path, headers={"if-none-match": sent, **takes})
                    self.assertEqual((answer.status_code, answer.content), (304, b""))
                    self.assertEqual(answer["ETag"], told)
                    self.assertEqual(answer["Cache-Control"], "public, no-cache")
                    self.assertIn("Accept-Encoding", answer["Vary"])

    def test_what_is_for_one_visitor_only_is_never_packed(self):
        for path in ("/admin/login/", "/gibt-es-nicht/"):
            answer = self.client.get(path, headers=PACKED)
            self.assertFalse(answer.has_header("Content-Encoding"), path)


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("x-gzipped", False),
        (";;,,=", False),
    ],
)
def test_accepts_gzip(header, takes):
    assert accepts_gzip(header) is takes
