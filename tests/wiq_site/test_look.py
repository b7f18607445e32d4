"""Seeing a text as visitors will, as it stands in the form, before anything of it is stored."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from blog.models import Post, Topic
from meetings.models import Meeting
from tests.build import make_page, make_post, make_topic
from tests.desk import DeskForm, DeskTestCase, admin_address
from tests.images import file_of
from wiq_site.kit.uploads import keep_upload
from wiq_site.pages.models import Page


def uploaded(content=None):
    return SimpleUploadedFile("hof.jpg", content or file_of("JPEG"), "image/jpeg")


class LookTests(DeskTestCase):
    def look(self, item=None, path="/admin/blog/post/ansehen/", **typed):
        form = admin_address("change", item) if item else path.replace("ansehen/", "add/")
        fields = DeskForm(self.client.get(form)).fields | typed
        return self.client.post(admin_address("look", item) if item else path, fields)

    def test_it_shows_what_is_typed_and_stores_nothing(self):
        make_topic("Klima")
        post = make_post("Alt", body="Alter Text", topics=["Wohnen"])
        public = self.client.get(post.get_absolute_url()).content
        page = self.look(post, title="Neu", body="**Neuer** Text", topics="Klima, Unbekanntes")
        for words in ("<h1>Neu</h1>", "<strong>Neuer</strong> Text", "/themen/klima/"):
            self.assertContains(page, words)
        for words in ("Alter Text", "/themen/wohnen/"):
            self.assertNotContains(page, words)
        post.refresh_from_db()
        self.assertEqual((post.title, post.body), ("Alt", "Alter Text"))
        self.assertEqual(self.client.get(post.get_absolute_url()).content, public)

    def test_a_new_post_and_a_page_are_shown_too(self):
        self.assertContains(self.look(title="Ganz neu", body="- eins"), "<li>eins</li>")
        self.assertFalse(Post.objects.exists())
        page = make_page(title="Über uns", slug="ueber-uns", body="Alt")
        self.assertContains(self.look(page, body="Frisch"), "Frisch")

    def test_a_topic_is_shown_with_what_stands_around_it(self):
        post = make_post("Der Hof", topics=["Klima"])
        topic = post.topics.get()
        page = self.look(topic, name="Klima und Luft", description="**Frisch**", kind="team")
        for words in (
            "<h1>Klima und Luft</h1>",
            "<strong>Frisch</strong>",
            "Der Hof",
            "Lösungsteam",
        ):
            self.assertContains(page, words)
        self.assertNotContains(self.client.get(topic.get_absolute_url()), "Frisch")
        new = self.look(path="/admin/blog/topic/ansehen/", name="Wohnen", summary="Dach")
        self.assertContains(new, "Dach")
        self.assertEqual([topic.name for topic in Topic.objects.all()], ["Klima"])

    def test_every_kind_with_a_page_can_be_looked_at(self):
        desks = admin.site._registry.items()
        with_page = {
            model: hasattr(desk, "look") for model, desk in desks if hasattr(model, "is_published")
        }
        self.assertEqual(with_page, dict.fromkeys([Meeting, Page, Post, Topic], True))

    def test_a_picture_just_chosen_is_shown_and_stored_nowhere(self):
        shown = 'src="data:image/jpeg;base64,'
        chosen = {"image": uploaded(), "image_alt": "Ein Hof"}
        self.assertContains(self.look(title="Fest", **chosen), shown, 1)
        kept = keep_upload(uploaded(), self.editor).token
        typed = {"title": "Fest", "image-kept": kept, "image_alt": "Ein Hof"}
        self.assertContains(self.look(**typed), shown, 1)
        self.assertNotContains(self.look(title="Fest", image=uploaded(b"kein Bild")), shown)

    def test_a_field_that_is_wrong_leaves_the_others_to_be_seen(self):
        post = make_post("Alt")
        page = self.look(post, title="", body="Neuer Text", published_at_0="bald")
        self.assertContains(page, "Neuer Text")

    def test_a_text_that_cannot_be_shown_is_no_error_of_the_server(self):
        self.assertEqual(self.look(make_post("Alt"), body="=" * 300).status_code, 200)

    def test_a_button_of_the_form_leads_there_and_who_may_not_sees_nothing(self):
        post = make_post("Alt", published_at=None)
        address = admin_address("look", post)
        self.assertContains(
            self.client.get(admin_address("change", post)), f'formaction="{address}"'
        )
        self.assertEqual(self.client.get(address).status_code, 405)
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        self.assertEqual(self.client.post(address, {}).status_code, 403)
