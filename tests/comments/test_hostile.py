"""Bytes no browser sends, and text that wants to be more than text."""

from unittest import mock

from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory, TestCase

from comments.models import Comment
from tests.build import make_comment, make_editor, make_post
from tests.comments.filling import TYPED, address, filled, send
from wiq_site.views import bad_request
from wiq_site.wsgi import Request

URLENCODED = "application/x-www-form-urlencoded"
CODECS = [
    "hex",
    "utf-7",
    "utf-16",
    "unicode_escape",
    "undefined",
    "idna",
    "punycode",
    "no-such",
    "base64",
]
MULTIPART = (
    b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA- \\ud800 \xff\r\n--B--\r\n'
)


class BytesTests(TestCase):
    """None of it is answered by 500, and none stored."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post()

    def setUp(self):
        self.client = Client(raise_request_exception=False)

    def post_bytes(self, body, content_type=URLENCODED):
        response = self.client.generic("POST", address(self.post), body, content_type=content_type)
        self.assertEqual(Comment.objects.count(), 0)
        return response

    def test_null_bytes_are_named_at_their_fields(self):
        page = send(self.client, self.post, name="A\0da", text="Ja\0", captcha_1="1\0")
        self.assertContains(page, 'class="field-error"', count=3, status_code=422)

    def test_a_null_byte_as_parent_is_refused(self):
        self.assertEqual(send(self.client, self.post, parent="1\0").status_code, 422)

    def test_invalid_utf_8_comes_back_as_a_form(self):
        page = self.post_bytes(b"name=\xff\xfe&text=%ff%ed%a0%80&captcha_0=%ff&parent=%ff")
        self.assertContains(page, "Noch nicht abgesendet.", count=1, status_code=422)

    @mock.patch("django.test.client.WSGIRequest", Request)
    def test_the_codec_named_in_the_header_changes_nothing(self):
        for codec in CODECS:
            bodies = {
                f"{URLENCODED}; charset={codec}": b"text=%2B2AA-&name=%5Cud800",
                f"multipart/form-data; boundary=B; charset={codec}": MULTIPART,
            }
            for content_type, body in bodies.items():
                with self.subTest(content_type):
                    page = self.post_bytes(body, content_type)
                    self.assertContains(page, "Noch nicht abgesendet.", count=1, status_code=422)
                    query = {"QUERY_STRING": "q=%C3%A4%FF", "CONTENT_TYPE": content_type}
                    self.assertEqual(self.client.get("/suche/", **query).status_code, 301)

    def test_what_is_no_form_is_refused_in_german(self):
        broken = "Diese Anfrage war nicht zu verstehen"
        too_large = "Mit der Zurück-Taste kommen Sie zu Ihrem Text"
        unsent = "Noch nicht abgesendet."
        cases = {
            "ten megabytes": (b"text=" + b"a" * 10_000_000, URLENCODED, 413, too_large),
            "ten thousand fields and one": (b"&".join([b"a=1"] * 10_001), URLENCODED, 400, broken),
            "parts without a boundary": (b"x", "multipart/form-data", 400, broken),
            "JSON": (b'{"text": "Ja"}', "application/json", 422, unsent),
            "nothing": (b"", URLENCODED, 422, unsent),
        }
        for name, (body, content_type, status, sentence) in cases.items():
            with self.subTest(name):
                page = self.post_bytes(body, content_type)
                self.assertContains(page, sentence, status_code=status)

    def test_what_is_too_large_is_read_to_its_end_so_that_the_answer_is_seen(self):
        request = RequestFactory().post("/", b"a" * 10_000_000, content_type=URLENCODED)
        self.assertEqual(bad_request(request, RequestDataTooBig()).status_code, 413)
        self.assertEqual(request.read(), b"")

    def test_a_file_instead_of_the_text_is_refused(self):
        sent = filled(self.client, self.post)
        del sent["text"]
        with open(__file__, "rb") as file:  # noqa: PTH123
            page = self.client.post(address(self.post), sent | {"text": file})
        self.assertContains(page, "Bitte schreiben Sie etwas.", status_code=422)

    def test_letters_of_every_kind_are_kept(self):
        text = "Ümläüte ß 👩‍👩‍👧 עברית \u200f(ab)\u200e 中文"
        send(self.client, self.post, text=text)
        self.assertEqual(Comment.objects.get().text, text)

    def test_marks_that_turn_the_words_around_them_go(self):
        send(self.client, self.post, text="Wir \u202ekommen\u2067 &#x202e;alle &#8297;mit")
        comment = Comment.objects.get()
        self.assertEqual(comment.text, "Wir kommen &#x202e;alle &#8297;mit")
        self.assertEqual(comment.text_html, "<p>Wir kommen alle mit</p>")


class ScriptTests(TestCase):
    """A hostile comment is harmless wherever it is shown."""

    name = '<script src="//evil.example"></script>'
    text = (
        "Hallo <script>alert(1)</script><img src=x onerror=alert(2)>"
        "<a href='javascript:alert(3)' onclick=alert(4)>klick</a>"
        '<a href="data:text/html,x">daten</a><style>*{display:none}</style>'
        '<iframe src="https://evil.example"></iframe><h2 id="inhalt">Ort</h2>'
        "</div></article><form action=https://evil.example><textarea>"
    )

    @classmethod
    def setUpTestData(cls):
        cls.post = make_post("Sommerfest")
        cls.comment = make_comment(cls.post, text=cls.text, name=cls.name)

    def check_harmless(self, page, shown=True):
        text = page.content.decode()
        self.assertEqual("Hallo" in text and "klick" in text, shown)
        for piece in (
            *(
                "<script>alert",
                '<script src="//',
                "<img src=x",
                "<iframe",
                "<form action=https",
                "<style",
            ),
            *(
                'href="javascript',
                "href='javascript",
                'href="data:',
                " onclick=",
                'id="inhalt">Ort',
            ),
        ):
            with self.subTest(piece):
                self.assertNotIn(piece, text.replace("&#x27;", "~"))

    def test_in_the_page_of_the_post(self):
        self.check_harmless(self.client.get(self.post.get_absolute_url()))

    def test_on_the_thank_you_page(self):
        response = send(self.client, make_post(), name=self.name, text=self.text)
        self.check_harmless(self.client.get(response.url))

    def test_in_the_form_that_comes_back(self):
        page = send(self.client, self.post, name=self.name, text=self.text, captcha_1="")
        self.assertNotIn("<script>", page.content.decode())
        self.assertNotIn("</textarea><", page.content.decode().split("Hallo")[0])

    def test_in_the_form_of_a_reply(self):
        page = self.client.get(address(self.post), {"antwort": self.comment.pk})
        self.assertContains(page, "&lt;script src=&quot;//evil.example&quot;&gt;", count=4)

    def test_on_the_editors_desk(self):
        self.client.force_login(make_editor())
        for path in (
            "/admin/comments/comment/",
            f"/admin/comments/comment/{self.comment.pk}/change/",
        ):
            with self.subTest(path):
                text = self.client.get(path).content.decode()
                for piece in (
                    "<script>alert",
                    '<script src="//',
                    "<img src=x",
                    'href="javascript',
                    "<iframe",
                ):
                    self.assertNotIn(piece, text)

    def test_not_in_the_feed_of_posts(self):
        self.check_harmless(self.client.get("/beitraege/feed.rss"), shown=False)

    def test_the_whole_page_stays_well_nested(self):
        page = self.client.get(self.post.get_absolute_url()).content.decode()
        for tag in ("div", "article", "section", "main", "form", "textarea"):
            with self.subTest(tag):
                self.assertEqual(page.count(f"<{tag}"), page.count(f"</{tag}>"))


class TypedTests(TestCase):
    def test_the_mail_address_is_shown_at_no_public_address(self):
        post = make_post()
        response = send(self.client, post)
        Comment.objects.get().move_to(Comment.State.APPROVED)
        for path in (post.get_absolute_url(), response.url, "/beitraege/feed.rss", "/"):
            with self.subTest(path):
                self.assertNotContains(self.client.get(path), TYPED["email"])
