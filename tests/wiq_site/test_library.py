"""The pictures and files of the desk in one place; what is kept aside, and how it is erased; what matters in a picture."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from PIL import Image

from tests.build import make_colleague, make_editor, make_post, make_topic
from tests.images import bytes_of, file_of
from tests.wiq_site.test_attachments import STORAGES
from tests.wiq_site.test_media import attach, picture_file
from wiq_site.pages.models import Picture, Redirect, Site

LIBRARY, KEPT = "/admin/dateien/", "/admin/dateien/aufgehoben/"


def make_picture(alt="Ein Fest", name="fest.jpg"):
    return Picture.objects.create(image=picture_file(name), image_alt=alt)


@override_settings(STORAGES=STORAGES)
class LibraryTests(TestCase):
    def setUp(self):
        self.client.force_login(make_editor())

    def names(self, **query):
        """Return {kind: names} of what is shown."""
        shown = self.client.get(LIBRARY, query).context["shown"]
        return {word: [card["name"] for card in cards] for word, *_, cards in shown if cards}

    def test_it_shows_pictures_of_texts_posts_and_topics_and_attachments(self):
        make_picture()
        post = make_post(image=picture_file(), image_alt="Ein Haus")
        make_topic("Klima", image=picture_file(), image_alt="Ein Baum")
        attach(post)
        shown = {
            "bilder": ["Ein Fest"],
            "beitraege": ["Ein Haus"],
            "themen": ["Ein Baum"],
            "anhaenge": ["Plan"],
        }
        self.assertEqual(self.names(), shown)

    def test_words_are_looked_for_in_description_source_title_and_name_of_the_file(self):
        make_picture("Ein Fest im Hof")
        make_picture("Ein Haus", "brunnen.jpg")
        make_post("Hofgeschichten", image=picture_file(), image_alt="Ein Tor")
        self.assertEqual(
            self.names(q="hof"), {"bilder": ["Ein Fest im Hof"], "beitraege": ["Ein Tor"]}
        )
        self.assertEqual(self.names(q="brunnen"), {"bilder": ["Ein Haus"]})

    def test_it_says_where_each_stands_and_leads_there(self):
        picture, unused = make_picture(), make_picture("Übrig")
        post = make_post("Sommer", body=picture.markdown)
        make_post("Herbst", body=picture.markdown, published_at=None)
        Site.objects.create(mark=picture)
        page = self.client.get(LIBRARY)
        [(_word, _label, _page, cards)] = [row for row in page.context["shown"] if row[3]]
        places = {card["item"]: card["places"] for card in cards}
        self.assertEqual((len(places[picture]), places[unused]), (3, []))
        self.assertContains(page, "steht an 3 Stellen")
        self.assertContains(page, f'<a href="/admin/blog/post/{post.pk}/change/">Sommer</a>')

    def test_an_author_sees_no_picture_of_anybody_elses_draft(self):
        make_post(published_at=None, image=picture_file(), image_alt="Geheim")
        self.client.force_login(make_colleague("Autorin/Autor"))
        self.assertEqual(self.names(), {})

    def test_an_author_reads_of_no_draft_of_anybody_else_in_which_a_picture_stands(self):
        markdown = make_picture().markdown
        make_post("Geheim", body=markdown, published_at=None)
        self.client.force_login(make_colleague("Autorin/Autor"))
        page = self.client.get(LIBRARY)
        self.assertNotContains(page, "Geheim")
        self.assertNotContains(page, "steht nirgends")
        make_post("Sommer", body=markdown)
        self.assertContains(self.client.get(LIBRARY), "Sommer</a>")

    def test_queries_do_not_grow_with_the_pictures(self):
        for count in (1, 5):
            for number in range(count):
                make_post(body=make_picture().markdown, slug=f"beitrag-{count}-{number}")
            with self.subTest(count=count), self.assertNumQueries(17):
                self.client.get(LIBRARY)


class ErasingTests(TestCase):
    def setUp(self):
        self.enterContext(override_settings(STORAGES=STORAGES))
        self.client.force_login(make_editor())

    def test_what_was_deleted_is_kept_aside_until_it_is_erased_for_good(self):
        picture = make_picture()
        folder = picture.image.name.rpartition("/")[0]
        self.assertContains(self.client.get(KEPT), "Es ist nichts aufgehoben.")
        picture.delete()
        self.assertContains(self.client.get(KEPT), "fest.jpg")
        self.client.post(KEPT, {"folder": folder})
        self.assertEqual(default_storage.listdir(folder)[1], [])
        self.assertContains(self.client.get(KEPT), "Es ist nichts aufgehoben.")

    def test_the_address_of_a_replaced_file_leads_on_and_is_gone_once_it_is_erased(self):
        picture = make_picture()
        old, folder = picture.image.url, picture.image.name.rpartition("/")[0]
        picture.image = picture_file("neu.jpg")
        picture.save()
        self.assertEqual(self.client.get(old).status_code, 301)
        self.client.post(KEPT, {"folder": folder})
        self.assertEqual(Redirect.objects.get(old_path=old).new_path, "")
        self.assertEqual(self.client.get(old).status_code, 410)

    def test_what_is_in_use_is_not_erased(self):
        picture = make_picture()
        folder = picture.image.name.rpartition("/")[0]
        answer = self.client.post(KEPT, {"folder": folder})
        self.assertEqual(answer.status_code, 404)
        self.assertTrue(default_storage.exists(picture.image.name))

    def test_a_deleted_picture_comes_back_with_its_file(self):
        picture = make_picture()
        address = picture.image.url
        self.client.post(reverse("admin:pages_picture_delete", args=[picture.pk]), {"post": "yes"})
        self.assertEqual(self.client.get(address).status_code, 410)
        [version] = self.client.get("/admin/geloescht/").context["page"]
        self.client.post("/admin/geloescht/", {"version": version.pk})
        self.assertEqual(Picture.objects.get().image_width, 60)
        self.assertEqual(self.client.get(address).status_code, 200)


def split_picture():
    """Return a file that is black on its left and white on its right, far too wide for a card."""
    picture = Image.new("RGB", (900, 100), "white")
    picture.paste((0, 0, 0), (0, 0, 450, 100))
    return SimpleUploadedFile("halb.png", bytes_of(picture, "PNG"))


@override_settings(STORAGES=STORAGES)
class FocusTests(TestCase):
    def setUp(self):
        self.client.force_login(make_editor())

    def test_what_others_show_is_cut_around_the_chosen_place(self):
        for focus, grey in (("links", 0), ("oben-rechts", 255)):
            post = make_post(
                f"Beitrag {focus}", image=split_picture(), image_alt="Halb", image_focus=focus
            )
            page = self.client.get(post.get_absolute_url()).content.decode()
            address, width, height = post.share_image
            self.assertIn(f'<meta property="og:image" content="http://testserver{address}">', page)
            answer = self.client.get(address)
            with default_storage.open(post.share_name) as file, Image.open(file) as shared:
                found = (answer.status_code, shared.size, shared.convert("L").getextrema())
            self.assertEqual(found, (200, (width, height), (grey, grey)))

    def test_the_card_says_which_place(self):
        make_post(image=split_picture(), image_alt="Halb", image_focus="unten-links")
        self.assertContains(self.client.get("/beitraege/"), 'class="focus-unten-links"')

    def test_without_a_choice_the_whole_picture_is_shared_as_before(self):
        post = make_post(image=split_picture(), image_alt="Halb")
        self.assertEqual(post.share_image, (post.image.url, 900, 100))

    def test_another_place_of_a_stored_picture_gives_another_address(self):
        picture = make_picture()
        addresses = {picture.share_image[0]}
        for focus in ("links", "rechts"):
            picture.image_focus = focus
            picture.save()
            addresses.add(picture.share_image[0])
            self.assertEqual(self.client.get(picture.share_image[0]).status_code, 200)
        self.assertEqual(len(addresses), 3)

    def test_of_a_picture_whose_file_is_missing_or_broken_another_place_is_stored_too(self):
        picture = make_picture()
        with default_storage.open(picture.image.name) as file:
            half = file.read()[:100]
        for focus, data in (("links", half), ("rechts", None)):
            default_storage.delete(picture.image.name)
            if data:
                default_storage.save(picture.image.name, ContentFile(data))
            data = {"image_alt": "Ein Fest", "image_focus": focus}
            self.client.post(reverse("admin:pages_picture_change", args=[picture.pk]), data)
            self.assertEqual(Picture.objects.get().image_focus, focus)

    def test_it_is_chosen_on_the_picture_by_nine_buttons(self):
        picture = make_picture()
        page = self.client.get(reverse("admin:pages_picture_change", args=[picture.pk]))
        self.assertContains(page, 'type="radio" name="image_focus"', count=9)
        self.assertContains(page, f'<img src="{picture.thumbnail[0]}"')


@override_settings(STORAGES=STORAGES)
class AtOnceTests(TestCase):
    """A chosen file is sent before its form."""

    def setUp(self):
        self.client.force_login(make_editor())

    def test_a_form_takes_it_by_its_token(self):
        answer = self.client.post("/admin/schreiben/datei/", {"picture": picture_file()}).json()
        self.assertEqual(answer["name"], "fest.jpg")
        data = {"image-kept": answer["token"], "image_alt": "Ein Fest"}
        self.client.post(reverse("admin:pages_picture_add"), data)
        self.assertEqual(Picture.objects.get().image_width, 60)

    def test_what_no_form_would_take_is_refused_at_once(self):
        half = SimpleUploadedFile("halb.jpg", file_of("jpeg", (400, 300))[:9000])
        program = SimpleUploadedFile("spiel.exe", b"MZ")
        for files in ({"picture": half}, {"file": program}, {}):
            answer = self.client.post("/admin/schreiben/datei/", files)
            self.assertEqual((answer.status_code, len(answer.json()["errors"])), (400, 1))
