"""What the desk answers while somebody writes: links to choose from, pictures, what of a clipboard is too much."""

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import Post
from tests.build import make_colleague, make_meeting, make_page, make_post
from tests.desk import DeskTestCase
from tests.images import file_of
from wiq_site import writing
from wiq_site.colleagues import AUTHORS
from wiq_site.pages.models import Attachment, Picture

LINKS, PICTURE = "/admin/schreiben/links/", "/admin/schreiben/bild/"
PICTURES = "/admin/schreiben/bilder/"


class LinkTests(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.post = make_post("Öffentliches Fest", ["Festkultur"])
        make_post("Fest im Entwurf", published_at=None)
        cls.meeting = make_meeting(
            "2021-03-11 17:00", [("Fest", 8, "Ada"), ("Fest geheim", 5, "Ada")], title="Frühjahr"
        )
        cls.meeting.items.filter(name="Fest geheim").update(public=False)
        make_page(title="Festplatz", slug="festplatz")
        Attachment.objects.create(
            content_type=ContentType.objects.get_for_model(Post),
            object_id=cls.post.pk,
            title="Festplan",
            file=ContentFile(b"1", name="plan.txt"),
        )

    def offered(self, words):
        return [
            (row["text"], row["about"])
            for row in self.client.get(LINKS, {"q": words}).json()["offered"]
        ]

    def test_all_kinds_are_found(self):
        self.assertCountEqual(
            self.offered("fest"),
            [
                ("Fest im Entwurf", "Beitrag, noch nicht öffentlich"),
                ("Öffentliches Fest", "Beitrag"),
                ("TOP 1 Fest", "TOP am 11. März 2021"),
                ("TOP 2 Fest geheim", "TOP am 11. März 2021, noch nicht öffentlich"),
                ("Festkultur", "Thema"),
                ("Festplatz", "Seite"),
                ("Festplan", "Text, 1 Byte"),
            ],
        )

    def test_every_word_counts_and_umlauts_have_no_case(self):
        self.assertEqual(self.offered("öffentliches fest"), [("Öffentliches Fest", "Beitrag")])
        self.assertEqual(self.offered("ÖFFENTLICHES"), [("Öffentliches Fest", "Beitrag")])
        self.assertEqual(self.offered("frühjahr geheim")[0][0], "TOP 2 Fest geheim")
        self.assertEqual(self.offered("Xylophon"), [])

    def test_a_top_is_found_as_it_is_called(self):
        self.assertEqual(self.offered("TOP 2 Fest")[0][0], "TOP 2 Fest geheim")

    def test_authors_find_what_is_public_and_their_own(self):
        author = make_colleague(AUTHORS, AUTHORS)
        make_post("Mein Festentwurf", published_at=None, owner=author)
        self.client.force_login(author)
        found = {text for text, _about in self.offered("fest")}
        self.assertIn("Mein Festentwurf", found)
        self.assertIn("TOP 1 Fest", found)
        self.assertFalse({"Fest im Entwurf", "TOP 2 Fest geheim"} & found)

    def test_twelve_of_many_in_as_many_queries(self):
        for count in (1, 20):
            for number in range(count):
                make_post(f"Fest {count}-{number}")
                make_meeting(items=[(f"Fest {count}-{number}", 5, "Ada")], title="Fest")
            with self.subTest(count), self.assertNumQueries(11):
                found = self.client.get(LINKS, {"q": "fest"}).json()["offered"]
        self.assertEqual(len(found), 12)

    def test_odd_words_are_no_fault(self):
        for words in ("", "\x00", "%", "ſ" * 300, "a " * 500):
            with self.subTest(words):
                self.assertEqual(self.client.get(LINKS, {"q": words}).status_code, 200)

    def test_nobody_else_is_answered(self):
        self.client.force_login(User.objects.create_user("ada", is_staff=True))
        self.assertEqual(self.client.get(LINKS, {"q": "fest"}).status_code, 403)


class PasteTests(DeskTestCase):
    def test_italics_stay_where_whole_words_are(self):
        for html, text in (
            (
                "<p>Ein <i>schräges</i> Wort, <em class=x>noch</em> eins</p>",
                "Ein *schräges* Wort, *noch* eins",
            ),
            ('<p><span style="font-style:italic">so</span> bei Google</p>', "*so* bei Google"),
            ("<p><i>Wich</i>tig, <i>a*b</i>, <i></i><i> </i>", "Wichtig, *a*b*,"),
            ("<s>Der Kauf <i>ist beschlossen. </i></s>", "~~Der Kauf *ist beschlossen.*~~"),
            ("<i>a <b>b</b></i> <i>c.</i><b>d</b>", "*a* ***b*** c.**d**"),
            ("<p><b><i>beides</i></b></p>", "***beides***"),
            ("<p>5 €* und 7 €*</p>", "5 €* und 7 €*"),
            ("<p>5 €*) und *so*</p>", "5 €*) und *so*"),
            ("<p>Anmer<em>kung ohne Ende</p>", "Anmerkung ohne Ende"),
        ):
            with self.subTest(html):
                answer = self.client.post("/admin/schreiben/als-text/", {"html": html})
                self.assertEqual(answer.content.decode().strip(), text)

    def test_quotes_stay_quotes_unless_a_mail_quoted_all_that_was_copied(self):
        for html, text in (
            ("<p>a<blockquote><p>b<br>c<p>d</blockquote>e", "a\n\n> b\n> c\n>\n> d\n\ne"),
            ("a<blockquote>b<blockquote>c", "a\n\n> b\n>\n> > c"),
            ("a<blockquote><ul><li>b<ul><li>c", "a\n\n> - b\n>     - c"),
            ("<blockquote>a</blockquote>", "> a"),
            ("a<blockquote></blockquote>", "a"),
            ("<blockquote>" * 80 + "a", "> > > > > a"),
            ("<p>Ada schrieb:<blockquote type=cite>b", "Ada schrieb:\n\n> b"),
            ("<blockquote type=cite><p>a<p>b</blockquote>", "a\n\nb"),
            ('<blockquote class="x gmail_quote">a<br>b</blockquote>', "a\nb"),
        ):
            with self.subTest(html):
                answer = self.client.post("/admin/schreiben/als-text/", {"html": html})
                self.assertEqual(answer.content.decode().strip(), text)


class PictureTests(DeskTestCase):
    def send(self, data=None, name="fest.jpg", **fields):
        file = SimpleUploadedFile(name, file_of("JPEG") if data is None else data)
        return self.client.post(PICTURE, {"image": file, **fields})

    def test_it_is_stored_with_its_source_and_logged(self):
        answer = self.send(image_alt="Ein [Fest]", image_credit="Foto: Ada")
        picture = Picture.objects.get()
        self.assertEqual(answer.json(), {"markdown": f"![Ein \\[Fest\\]]({picture.image.url})"})
        self.assertEqual(picture.image_credit, "Foto: Ada")
        self.assertEqual(
            self.client.get(f"/admin/pages/picture/{picture.pk}/history/").status_code, 200
        )

    def test_what_is_refused_is_told_and_not_stored(self):
        cases = [
            ({}, "image_alt", "Bitte beschreiben Sie das Bild in einem kurzen Satz."),
            ({"name": "IMG.HEIC", "data": b"\0\0\0\x18ftypheic", "image_alt": "x"}, "image", ""),
            ({"data": b"kein Bild", "image_decorative": "on"}, "image", ""),
            ({"data": b"", "image_alt": "x"}, "image", ""),
        ]
        for fields, name, sentence in cases:
            with self.subTest(fields):
                answer = self.send(**fields)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(sentence, answer.json()["errors"][name][0])
        self.assertFalse(Picture.objects.exists())

    def test_a_stored_one_is_offered_and_put_in_described_anew(self):
        self.send(image_alt="Ein Fest", image_credit="Foto: Ada")
        self.send(name="linie.jpg", image_decorative="on")
        fest = Picture.objects.get(image_alt="Ein Fest")
        for words, names in (
            ("", ["nur Schmuck: linie.jpg", "Ein Fest"]),
            ("ada fest", ["Ein Fest"]),
            ("linie", ["nur Schmuck: linie.jpg"]),
            ("\x00", ["nur Schmuck: linie.jpg", "Ein Fest"]),
        ):
            offered = self.client.get(PICTURES, {"q": words}).json()["offered"]
            self.assertEqual([row["text"] for row in offered], names)
        put_in = {"known": fest.pk, "image_alt": "Das Fest im Hof"}
        answer = self.client.post(PICTURE, put_in)
        self.assertEqual(answer.json(), {"markdown": f"![Das Fest im Hof]({fest.image.url})"})
        answer = self.client.post(PICTURE, put_in | {"image_alt": ""})
        self.assertEqual([*answer.json()["errors"]], ["image_alt"])
        self.assertEqual(self.client.post(PICTURE, put_in | {"known": "999"}).status_code, 404)
        fest.refresh_from_db()
        self.assertEqual((Picture.objects.count(), fest.image_alt), (2, "Ein Fest"))

    def test_stored_ones_are_shown_in_few_queries_to_who_may_see_them(self):
        for number in (1, 4):
            for _ in range(number):
                self.send(image_alt="Ein Fest")
            with self.subTest(number), self.assertNumQueries(5):
                self.client.get(PICTURES)
        known = {"known": Picture.objects.first().pk, "image_alt": "x"}
        self.client.force_login(make_colleague(AUTHORS))
        self.assertEqual(len(self.client.get(PICTURES).json()["offered"]), 5)
        self.assertEqual(self.client.post(PICTURE, known).status_code, 200)
        self.client.force_login(User.objects.create_user("ada", is_staff=True))
        self.assertEqual(self.client.get(PICTURES).status_code, 403)
        self.assertEqual(self.client.post(PICTURE, known).status_code, 403)


class ClipboardTests(DeskTestCase):
    def test_too_much_is_told(self):
        with self.settings(DATA_UPLOAD_MAX_MEMORY_SIZE=None):
            answer = self.client.post(
                "/admin/schreiben/als-text/", {"html": "x" * (writing.LARGEST + 1)}
            )
        self.assertEqual(answer.status_code, 413)
        self.assertIn("zu viel auf einmal", answer.content.decode())
