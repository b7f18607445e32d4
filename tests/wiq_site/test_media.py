"""Uploads from a folder and from an S3-compatible bucket, always under an address of the site."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.test import TestCase, override_settings

MEMORY = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as storing, reading and deleting a file needs."""

    files = {}

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT")
        self.send_header("ETag", '"x"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self):
        self.files[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_GET(self):
        signed = self.headers.get("Authorization", "").startswith(
            "AWS4-HMAC-SHA256 Credential=name/"
        )
        if not signed:
            self.answer(403)
        else:
            self.answer(200 if self.path in self.files else 404, self.files.get(self.path, b""))

    do_HEAD = do_GET  # noqa: N815

    def do_DELETE(self):
        self.files.pop(self.path, None)
        self.answer(204)

    def log_message(self, *args):
        pass


class FolderTests(TestCase):
    def setUp(self):
        self.enterContext(override_settings(STORAGES=MEMORY | STATIC))
        default_storage.save("picture/x/ein bild.png", ContentFile(b"\x89PNG"))

    def test_a_file_is_kept_for_good_and_runs_nothing(self):
        answer = self.client.get("/media/picture/x/ein%20bild.png")
        self.assertEqual(b"".join(answer), b"\x89PNG")
        self.assertEqual(answer["Content-Type"], "image/png")
        self.assertEqual(answer["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertIn("sandbox", answer["Content-Security-Policy"])

    def test_who_has_it_is_told_so(self):
        tag = self.client.get("/media/picture/x/ein%20bild.png")["ETag"]
        again = self.client.get("/media/picture/x/ein%20bild.png", headers={"if-none-match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))

    def test_what_is_no_file_is_not_found(self):
        for path in ("nichts.png", "picture/x", "picture/", "../settings.py", "%00", "x" * 5000):
            with self.subTest(path=path[:20]):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)


class RealFolderTests(FolderTests):
    def setUp(self):
        folder = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        self.enterContext(override_settings(STORAGES={"default": folder} | STATIC))
        default_storage.delete("picture/x/ein bild.png")
        default_storage.save("picture/x/ein bild.png", ContentFile(b"\x89PNG"))


class BucketTests(TestCase):
    def setUp(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        Bucket.files.clear()
        options = {
            "endpoint_url": f"http://127.0.0.1:{server.server_port}",
            "bucket_name": "wiq",
            "access_key": "name",
            "secret_key": "geheim",
            "region_name": "us-east-1",
        }
        bucket = {"BACKEND": "wiq_site.kit.bucket.BucketStorage", "OPTIONS": options}
        self.enterContext(override_settings(STORAGES={"default": bucket} | STATIC))

    def test_a_file_goes_to_the_bucket_and_comes_back_under_an_address_of_the_site(self):
        name = default_storage.save("picture/x/ein bild.png", ContentFile(b"\x89PNG"))
        self.assertEqual(Bucket.files, {"/wiq/picture/x/ein%20bild.png": b"\x89PNG"})
        address = storages["default"].url(name)
        self.assertEqual(address, "/media/picture/x/ein%20bild.png")
        answer = self.client.get(address)
        self.assertEqual((b"".join(answer), answer["Content-Type"]), (b"\x89PNG", "image/png"))

    def test_a_second_file_of_the_same_name_does_not_replace_the_first(self):
        for text in (b"1", b"2"):
            default_storage.save("a.txt", ContentFile(text))
        self.assertEqual(sorted(Bucket.files.values()), [b"1", b"2"])

    def test_what_is_not_there_is_not_found(self):
        for path in ("nichts.png", "../x", "%00"):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)
