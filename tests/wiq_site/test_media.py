"""Uploads from a folder and from an S3-compatible bucket, always under an address of the site."""

import io
import os
from unittest import mock

import boto3
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from moto import mock_aws
from PIL import Image

from tests.build import days_ago, make_editor, make_meeting, make_post, make_topic
from tests.images import file_of
from wiq_site.kit import changes
from wiq_site.pages.models import Attachment, Picture, Redirect

MEMORY = {"default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def store(name):
    """Store something under ``name`` that a picture of the editors owns; return its name."""
    name = default_storage.save(name, ContentFile(b"\x89PNG"))
    Picture.objects.create(image=name, image_alt="Ein Bild")
    return name


class FolderTests(TestCase):
    def setUp(self):
        self.enterContext(override_settings(STORAGES=MEMORY | STATIC))
        store("picture/x/ein bild.png")

    def test_a_file_is_kept_for_a_day_and_runs_nothing(self):
        answer = self.client.get("/media/picture/x/ein%20bild.png")
        self.assertEqual(b"".join(answer), b"\x89PNG")
        self.assertEqual(answer["Content-Type"], "image/png")
        self.assertEqual(answer["Cache-Control"], "public, max-age=86400")
        self.assertIn("sandbox", answer["Content-Security-Policy"])

    def test_who_has_it_is_told_so(self):
        tag = self.client.get("/media/picture/x/ein%20bild.png")["ETag"]
        again = self.client.get("/media/picture/x/ein%20bild.png", headers={"if-none-match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))

    def test_what_is_no_file_is_not_found(self):
        for path in ("nichts.png", "picture/x", "picture/", "../settings.py", "%00", "x" * 5000):
            with self.subTest(path=path[:20]):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)


class MadeAnewTests(TestCase):
    def setUp(self):
        self.enterContext(override_settings(STORAGES=MEMORY | STATIC))

    def test_what_is_made_of_a_picture_is_made_anew_where_it_is_missing(self):
        post = make_post(image=picture_file(), image_alt="Ein Fest", image_focus="oben")
        folder = post.image.name.rpartition("/")[0]
        made = [name for name in default_storage.listdir(folder)[1] if name != "fest.jpg"]
        self.assertEqual(made, ["fest-60.avif", "fest-60.webp", "fest-teilen-1.jpg"])
        for name in made:
            default_storage.delete(f"{folder}/{name}")
            answer = self.client.get(f"/media/{folder}/{name}")
            with self.subTest(name), Image.open(io.BytesIO(b"".join(answer))) as picture:
                self.assertEqual((picture.width, answer.status_code), (60, 200))
                self.assertTrue(default_storage.exists(f"{folder}/{name}"))
        for name in ("fest-61.webp", "fest-60.jpg", "fest-teilen-2.jpg", "fest-0.webp"):
            self.assertEqual(self.client.get(f"/media/{folder}/{name}").status_code, 404)

    def test_of_a_picture_that_is_missing_itself_and_on_a_full_disk_nothing_is(self):
        post = make_post(image=picture_file(), image_alt="Ein Fest")
        variant = post.image.name.replace(".jpg", "-60.webp")
        default_storage.delete(variant)
        with mock.patch.object(default_storage, "save", side_effect=OSError(28, "full")):
            self.assertEqual(self.client.get(f"/media/{variant}").status_code, 404)
        default_storage.delete(post.image.name)
        self.assertEqual(self.client.get(f"/media/{variant}").status_code, 404)
        self.assertFalse(default_storage.exists(variant))


class RealFolderTests(FolderTests):
    def setUp(self):
        folder = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
        self.enterContext(override_settings(STORAGES={"default": folder} | STATIC))
        default_storage.delete("picture/x/ein bild.png")
        store("picture/x/ein bild.png")


def attach(owner, name="plan.pdf"):
    """Attach a file to ``owner``; return the Attachment."""
    file = SimpleUploadedFile(name, b"%PDF-1.7")
    return Attachment.objects.create(owner=owner, title="Plan", file=file)


def picture_file(name="fest.jpg"):
    return SimpleUploadedFile(name, file_of("jpeg"))


class ClosedFileTests(TestCase):
    """Who may read a file: whoever may read what it is shown with."""

    def setUp(self):
        self.enterContext(override_settings(STORAGES=MEMORY | STATIC))

    def status(self, address, **headers):
        return self.client.get(address, headers=headers).status_code

    def test_a_file_is_read_as_long_as_its_post_or_meeting_is_public(self):
        withdrawn = {"withdrawn_at": days_ago(0.5)}
        hidden = {"agenda_published_at": None, "protocol_published_at": None}
        for owner, status in (
            (make_post(), 200),
            (make_post(published_at=None), 404),
            (make_post(published_at=days_ago(-1)), 404),
            (make_post(**withdrawn), 410),
            (make_meeting(), 200),
            (make_meeting(**hidden), 404),
            (make_meeting(**withdrawn), 410),
        ):
            with self.subTest(owner=owner.pk, status=status):
                self.assertEqual(self.status(attach(owner).file.url), status)

    def test_the_picture_of_a_withdrawn_post_is_gone_in_every_size(self):
        post = make_post(image=picture_file(), image_alt="Ein Fest")
        address = post.image.url
        for path in (address, address.replace(".jpg", "-60.avif")):
            self.assertEqual(self.status(path), 200)
        post.withdrawn_at = days_ago(0)
        post.save()
        for path in (address, address.replace(".jpg", "-60.avif")):
            self.assertEqual(self.status(path), 410)

    def test_whoever_has_it_is_told_that_it_is_gone(self):
        post = make_post()
        address = attach(post).file.url
        tag = self.client.get(address)["ETag"]
        self.assertEqual(self.status(address, if_none_match=tag), 304)
        post.withdrawn_at = days_ago(0)
        post.save()
        self.assertEqual(self.status(address, if_none_match=tag), 410)

    def test_an_editor_sees_the_files_of_a_draft_and_nobody_may_keep_them(self):
        address = attach(make_post(published_at=None)).file.url
        self.client.force_login(make_editor())
        answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Cache-Control"], "private, no-store")

    def test_what_no_row_names_has_no_address(self):
        default_storage.save("kept/2026-11-28/abc", ContentFile(b"x"))
        default_storage.save("attachment/abc/plan.pdf", ContentFile(b"x"))
        for path in ("kept/2026-11-28/abc", "attachment/abc/plan.pdf"):
            self.assertEqual(self.status(f"/media/{path}"), 404)

    def test_a_deleted_file_is_gone(self):
        picture = Picture.objects.create(image=picture_file(), image_alt="Ein Fest")
        post = make_post(image=picture_file(), image_alt="Ein Fest")
        things = [picture, attach(make_post()), attach(post), post]
        addresses = [
            picture.image.url,
            picture.image.url.replace(".jpg", "-60.webp"),
            things[1].file.url,
            things[2].file.url,
            post.image.url,
        ]
        for thing in (picture, things[1], post):
            thing.delete()
        self.assertEqual([self.status(address) for address in addresses], [410] * 5)

    def test_a_picture_taken_out_of_its_post_is_gone(self):
        post = make_post(image=picture_file(), image_alt="Ein Fest")
        address = post.image.url
        post.image = ""
        post.save()
        self.assertEqual(self.status(address), 410)

    def test_nothing_tells_of_the_deleted_file_of_a_draft(self):
        post = make_post(published_at=None, image=picture_file(), image_alt="Ein Fest")
        address, plan = post.image.url, attach(post)
        post.delete()
        self.assertEqual([self.status(address), self.status(plan.file.url)], [404, 404])
        self.assertEqual(Redirect.objects.count(), 0)

    def test_a_replaced_file_leads_to_the_new_one_in_one_step(self):
        picture = Picture.objects.create(image=picture_file(), image_alt="Ein Fest")
        addresses = [picture.image.url, picture.image.url.replace(".jpg", "-60.avif")]
        for name in ("zwei.jpg", "drei.jpg"):
            picture.image = picture_file(name)
            picture.save()
        for address in addresses:
            self.assertRedirects(self.client.get(address), picture.image.url, 301)
        picture.delete()
        for address in addresses:
            answer = self.client.get(address, follow=True)
            self.assertEqual(answer.status_code, 410)

    def test_a_file_that_something_else_shows_stays(self):
        post = make_post(image=picture_file(), image_alt="Ein Fest")
        address = post.image.url
        topic = make_topic(kind="team", image=post.image.name, image_alt="Ein Fest")
        self.assertEqual((topic.image_width, topic.image_height), (60, 40))
        post.delete()
        self.assertEqual(self.status(address), 200)

    def test_what_is_undone_leaves_no_address(self):
        picture = Picture.objects.create(image=picture_file(), image_alt="Ein Fest")
        with self.assertRaises(ZeroDivisionError), changes.unit():
            picture.delete()
            raise ZeroDivisionError
        self.assertEqual(self.status(Picture.objects.get().image.url), 200)
        self.assertEqual(Redirect.objects.count(), 0)

    def test_a_picture_costs_one_query_and_an_attachment_two(self):
        post = make_post(image=picture_file(), image_alt="Ein Fest")
        plan = attach(post)
        self.status(plan.file.url)  # the content types are known from here on
        for address, count in ((post.image.url, 1), (plan.file.url, 2)):
            with self.assertNumQueries(count):
                self.assertEqual(self.status(address), 200)


class DeletingTests(TestCase):
    """Before a picture is deleted the desk says which texts show it."""

    def setUp(self):
        self.enterContext(override_settings(STORAGES=MEMORY | STATIC))
        self.client.force_login(make_editor())
        self.picture = Picture.objects.create(image=picture_file(), image_alt="Ein Fest")

    def question(self):
        address = reverse("admin:pages_picture_delete", args=[self.picture.pk])
        return self.client.get(address).content.decode()

    def test_it_names_every_kind_of_text_and_drafts_too(self):
        text = self.picture.markdown
        make_post("Sommerfest", body=text, published_at=None)
        make_topic("Feste", description=text)
        make_meeting(items=[("Fest planen", 5, "Ada", text)], title="Treffen im Juni", intro=text)
        page = self.question()
        for name in ("Sommerfest", "Feste", "Treffen im Juni", "Fest planen"):
            with self.subTest(name):
                self.assertIn(f"{name}</a>", page)

    def test_a_text_that_shows_it_under_the_path_of_an_older_file_is_named(self):
        make_post("Sommerfest", body=self.picture.markdown)
        self.picture.image = picture_file("neu.jpg")
        self.picture.save()
        self.assertIn("Sommerfest</a>", self.question())

    def test_one_in_no_text_says_so(self):
        make_post("Sommerfest", body="![Anderes](/media/picture/andere/fest.jpg)")
        self.assertIn("Es steht in keinem Text.", self.question())

    def test_the_list_asks_the_same_of_several(self):
        make_post("Sommerfest", body=self.picture.markdown)
        data = {"action": "delete_selected", "_selected_action": [self.picture.pk]}
        page = self.client.post(reverse("admin:pages_picture_changelist"), data)
        self.assertContains(page, "Sommerfest</a>")


class BucketTests(TestCase):
    def setUp(self):
        self.enterContext(mock_aws())
        self.bucket = boto3.resource("s3", region_name="us-east-1").create_bucket(Bucket="wiq")
        options = {
            "endpoint_url": os.environ["MOTO_S3_CUSTOM_ENDPOINTS"],
            "bucket_name": "wiq",
            "access_key": "name",
            "secret_key": "geheim",
            "region_name": "us-east-1",
        }
        bucket = {"BACKEND": "wiq_site.kit.bucket.BucketStorage", "OPTIONS": options}
        self.enterContext(override_settings(STORAGES={"default": bucket} | STATIC))

    def stored(self):
        """Return ``{key: bytes}`` of all that lies in the bucket."""
        return {each.key: each.get()["Body"].read() for each in self.bucket.objects.all()}

    def test_a_file_goes_to_the_bucket_and_comes_back_under_an_address_of_the_site(self):
        name = store("picture/x/ein bild.png")
        self.assertEqual(self.stored(), {"picture/x/ein bild.png": b"\x89PNG"})
        address = storages["default"].url(name)
        self.assertEqual(address, "/media/picture/x/ein%20bild.png")
        answer = self.client.get(address)
        self.assertEqual((b"".join(answer), answer["Content-Type"]), (b"\x89PNG", "image/png"))

    def test_a_second_file_of_the_same_name_does_not_replace_the_first(self):
        for text in (b"1", b"2"):
            default_storage.save("a.txt", ContentFile(text))
        self.assertEqual(sorted(self.stored().values()), [b"1", b"2"])

    def test_a_file_that_is_deleted_is_gone(self):
        name = default_storage.save("a.txt", ContentFile(b"1"))
        default_storage.delete(name)
        self.assertEqual(self.stored(), {})

    def test_what_is_not_there_is_not_found(self):
        for path in ("nichts.png", "../x", "%00"):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/media/{path}").status_code, 404)
