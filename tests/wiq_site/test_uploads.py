"""A file chosen in a form of the desk stays chosen while the form comes back with an error."""

from unittest import mock

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from blog.models import Post
from meetings.models import Meeting
from tests.build import days_ago, make_editor, make_meeting, make_post
from tests.desk import DeskForm, DeskTestCase, admin_address, errors_of, send
from tests.images import file_of
from tests.wiq_site.test_attachments import NEW, STORAGES
from wiq_site.pages.models import Attachment, Picture

ADD_POST = "/admin/blog/post/add/"
STILL_THERE = "ist noch da und muss nicht noch einmal ausgewählt werden."


def photo(name="bild.jpg", size=(60, 40)):
    return SimpleUploadedFile(name, file_of("jpeg", size))


def kept_files():
    """Return the paths of all that is kept."""
    try:
        days, _ = default_storage.listdir("kept")
    except FileNotFoundError:
        return []
    return [
        f"kept/{day}/{name}" for day in days for name in default_storage.listdir(f"kept/{day}")[1]
    ]


class KeptUploadTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(override_settings(STORAGES=STORAGES))

    def refused(self, **typed):
        """Send a new post without its title; return the page that comes back."""
        fields = {"image": photo(), "image_alt": "Ein Fest", "title": ""} | typed
        page = send(self.client, ADD_POST, **fields)
        self.assertEqual(page.status_code, 200)
        return page

    def send_again(self, page, **typed):
        """Send what ``page`` shows, with the fields in ``typed`` changed, as a browser would."""
        fields = DeskForm(page).fields
        return self.client.post(ADD_POST, fields | typed)

    def test_the_picture_of_a_post_is_there_again_and_stored_with_it(self):
        page = self.refused()
        self.assertContains(page, f"„bild.jpg“ {STILL_THERE}")
        self.assertEqual(self.send_again(page, title="Fest").status_code, 302)
        post = Post.objects.get()
        self.assertEqual((post.image_width, post.image.name[-9:]), (60, "/bild.jpg"))

    def test_it_outlasts_several_errors(self):
        page = self.send_again(self.refused(), slug="Kein Wort")
        self.assertContains(page, f"„bild.jpg“ {STILL_THERE}")
        self.assertEqual(len(kept_files()), 1)
        self.send_again(page, title="Fest", slug="fest")
        self.assertEqual(Post.objects.get().image_width, 60)

    def test_it_is_deleted_once_it_is_stored(self):
        page = self.refused()
        self.assertEqual(len(kept_files()), 1)
        with self.captureOnCommitCallbacks(execute=True):
            self.send_again(page, title="Fest")
        self.assertEqual(kept_files(), [])

    def test_another_file_takes_its_place(self):
        page = self.send_again(self.refused(), image=photo("anders.jpg", (80, 50)))
        self.assertContains(page, f"„anders.jpg“ {STILL_THERE}")
        self.assertEqual(len(kept_files()), 1)
        self.send_again(page, title="Fest")
        self.assertEqual(Post.objects.get().image_width, 80)

    def test_it_can_be_left_out(self):
        left_out = {"image-kept-drop": "on", "image_alt": ""}
        self.send_again(self.refused(), title="Fest", **left_out)
        self.assertEqual((Post.objects.get().image.name, kept_files()), ("", []))

    def test_one_that_is_refused_itself_is_not_kept(self):
        half = SimpleUploadedFile("halb.jpg", file_of("jpeg", (400, 300))[:9000])
        self.assertNotContains(self.refused(image=half), STILL_THERE)
        self.assertEqual(kept_files(), [])

    def test_nobody_else_can_take_it(self):
        page = self.refused()
        self.client.force_login(make_editor("andere"))
        answer = self.send_again(page, title="Fest", image_alt="")
        self.assertEqual(Post.objects.get().image.name, "")
        self.assertContains(self.client.get(answer.url), "ist nicht mehr da")

    def test_a_token_that_was_changed_stands_for_nothing(self):
        default_storage.save("db.sqlite3", ContentFile(b"x"))
        self.client.post(ADD_POST, {"image-kept": "WyJkYi5zcWxpdGUzIiwiYSJd:x:y"})
        self.assertEqual(kept_files(), [])
        self.assertTrue(default_storage.exists("db.sqlite3"))

    def test_what_nobody_sent_on_goes_after_a_day(self):
        with mock.patch("wiq_site.kit.uploads.timezone.now", return_value=days_ago(3)):
            self.refused()
        [old] = kept_files()
        self.refused()
        self.assertNotIn(old, kept_files())
        self.assertEqual(len(kept_files()), 1)

    def test_a_change_of_a_post_keeps_the_new_picture_and_shows_the_old(self):
        post = make_post(image=photo("alt.jpg"), image_alt="Alt")
        address = admin_address("change", post)
        page = send(self.client, address, title="", image=photo("neu.jpg", (80, 50)))
        self.assertContains(page, f"„neu.jpg“ {STILL_THERE}")
        self.assertContains(page, post.image.url)
        self.client.post(address, DeskForm(page).fields | {"title": "Fest"})
        self.assertEqual(Post.objects.get().image_width, 80)

    def test_a_new_picture_counts_although_the_box_to_empty_the_field_is_ticked(self):
        post = make_post(image=photo("alt.jpg"), image_alt="Alt")
        typed = {"image": photo("neu.jpg", (80, 50)), "image-clear": "on"}
        self.assertEqual(send(self.client, admin_address("change", post), **typed).status_code, 302)
        self.assertEqual(Post.objects.get().image_width, 80)

    def test_a_picture_in_a_folded_part_of_the_form_is_told_of_above(self):
        page = send(self.client, "/admin/blog/topic/add/", name="", image=photo(), image_alt="x")
        self.assertContains(
            page, '<a href="#id_image">Bild</a>: „bild.jpg“ ist noch da.', html=True
        )

    def test_the_file_of_a_picture_without_description_is_kept(self):
        address = reverse("admin:pages_picture_add")
        page = send(self.client, address, image=photo())
        self.assertEqual(errors_of(page), ["Bitte beschreiben Sie das Bild in einem kurzen Satz."])
        self.client.post(address, DeskForm(page).fields | {"image_alt": "Ein Fest"})
        self.assertEqual(Picture.objects.get().image_width, 60)

    def test_attachments_of_posts_and_meetings_are_kept_row_by_row(self):
        for owner, count in ((make_post(), 1), (make_meeting(), 2)):
            address = admin_address("change", owner)
            rows = {
                f"{NEW[:-2]}-TOTAL_FORMS": "2",
                f"{NEW}-file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7"),
                f"{NEW[:-1]}1-title": "Liste",
                f"{NEW[:-1]}1-file": SimpleUploadedFile("liste.pdf", b"%PDF-1.7 Liste"),
            }
            page = send(self.client, address, title="", **rows)
            self.assertContains(page, f"„plan.pdf“ {STILL_THERE}")
            fields = DeskForm(page).fields | {"title": "Fest", f"{NEW}-title": "Plan"}
            self.assertEqual(self.client.post(address, fields).status_code, 302)
            stored = list(Attachment.objects.values_list("title", "file_size")[2 * (count - 1) :])
            self.assertEqual(stored, [("Plan", 8), ("Liste", 14)])
            self.assertEqual(Attachment.objects.count(), 2 * count)
        self.assertEqual(Meeting.objects.get().title, "Fest")


@override_settings(STORAGES=STORAGES)
class SummaryTests(DeskTestCase):
    """Above a form that comes back stands what is to be mended, with links to the fields."""

    def test_it_names_the_fields_and_leads_to_them(self):
        typed = {"title": "", "published_at_0": "gestern", "image": photo()}
        typed |= {f"{NEW[:-2]}-TOTAL_FORMS": "1", f"{NEW}-title": "Plan"}
        page = send(self.client, ADD_POST, **typed)
        for id, label in (
            ("id_title", "Titel"),
            ("id_published_at_0", "Veröffentlicht am"),
            ("id_image_alt", "Bildbeschreibung"),
            (f"id_{NEW}-file", "Anhang 1: Datei"),
        ):
            with self.subTest(label):
                self.assertContains(page, f'<li><a href="#{id}">{label}</a>:')
                self.assertContains(page, f'id="{id}"')

    def test_a_form_without_errors_has_none(self):
        self.assertNotContains(self.client.get(ADD_POST), "error-summary")
