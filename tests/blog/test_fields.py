"""A field that visitors read is on the page, in every feed, in the index and at the desk of a post."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.template.loader import render_to_string
from django.test import TestCase
from PIL import Image

from blog.models import Post
from tests.build import days_ago
from tests.desk import DeskForm, DeskTestCase
from wiq_site.kit.images import encoded
from wiq_site.search.models import SearchEntry


def texts():
    """Return ``{name: value}`` with a word of its own for every text of a post that visitors read."""
    words = {
        name: f"Wort{number}von{name.replace('_', '')}"
        for number, name in enumerate(Post.text_fields())
    }
    return words | {"life": "11.3.2021 im Betrieb"}  # a notation; READ is what it is read as


READ = {"life": "im Betrieb"}
ON_THE_PAGE_ALONE = ["correction_note", "image_credit", "body", "easy_summary", "life"]


def make_full_post():
    """Make a post with every text field filled, and with what some of them need beside them."""
    image = SimpleUploadedFile("bild.png", encoded(Image.new("RGB", (40, 30)), "png").read())
    return Post.objects.create(
        published_at=days_ago(3), corrected_at=days_ago(1), image=image, **texts()
    )


class ShownFieldTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.post = make_full_post()

    def missing(self, text, fields=None):
        return [
            name
            for name, word in texts().items()
            if READ.get(name, word) not in text and name in (fields or texts())
        ]

    def test_every_text_is_on_the_page(self):
        page = self.client.get(self.post.get_absolute_url()).content.decode()
        self.assertEqual(self.missing(page), [])

    def test_every_text_is_in_every_feed(self):
        for suffix in ("rss", "atom", "json"):
            with self.subTest(suffix):
                feed = self.client.get(f"/beitraege/feed.{suffix}").content.decode()
                self.assertEqual(self.missing(feed), [])

    def test_every_text_is_on_the_card_but_for_what_only_its_page_shows(self):
        """A new one is to be shown there, or named here."""
        card = render_to_string("blog/_post_card.html", {"post": self.post, "heading": "h2"})
        self.assertEqual(self.missing(card), ON_THE_PAGE_ALONE)

    def test_every_text_marked_for_it_is_found(self):
        entry = SearchEntry.objects.select_related("content").get(owner_label="blog.post")
        indexed = [name for name in texts() if Post._meta.get_field(name).indexed]
        self.assertEqual(self.missing(f"{entry.title} {entry.content.text}", indexed), [])
        self.assertIn("body", indexed)

    def test_every_field_that_visitors_read_changes_the_digest(self):
        for name, word in texts().items():
            with self.subTest(name):
                before = Post.objects.get()
                setattr(before, name, f"{word} anders")
                before.save()
                self.assertNotEqual(Post.objects.get().digest, self.post.digest)
                self.post = Post.objects.get()


class DeskTests(DeskTestCase):
    def test_every_field_can_be_edited(self):
        post = make_full_post()
        form = DeskForm(self.client.get(f"/admin/blog/post/{post.pk}/change/"))
        editable = [
            field.name
            for field in Post._meta.concrete_fields
            if field.editable
            and not isinstance(field, models.DateTimeField | models.AutoField | models.FileField)
        ]
        self.assertEqual([name for name in editable if name not in form.fields], [])
