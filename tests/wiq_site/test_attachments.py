"""Files to download: what is a picture is cleaned, what is too large is refused, type and size are told."""

import io
from importlib import import_module
from types import SimpleNamespace

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import SimpleTestCase, TestCase, override_settings
from PIL import Image, ImageCms

from tests.build import make_editor, make_post
from tests.desk import admin_address, errors_of, send
from tests.images import bytes_of, file_of
from wiq_site.kit.files import random_path, size_in_words, type_in_words
from wiq_site.kit.images import (
    HEIC,
    KINDS,
    LONGEST_ATTACHED,
    MOVING,
    CleanFileUpload,
    clean_picture,
)
from wiq_site.pages.models import Attachment, Picture, Redirect

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
NEW = "pages-attachment-content_type-object_id-0"


def photo(suffix="jpeg", size=(60, 40)):
    """Return the bytes of a photo with a place, a camera, a remark and a profile of colours."""
    exif = Image.Exif()
    exif[0x010F] = "Kamera von Adaline Lovelace"
    exif.get_ifd(0x8825)[1] = "N"
    remark = {"comment": b"Remark of Adaline Lovelace"} if suffix == "jpeg" else {}
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return file_of(
        suffix, size, exif=exif, icc_profile=profile, xmp=b"<x>Adaline Lovelace</x>", **remark
    )


def attach(data, name):
    """Store ``data`` as an attachment; return it as the database has it."""
    file = SimpleUploadedFile(name, data)
    pk = Attachment.objects.create(owner=make_post(), title="Plan", file=file).pk
    return Attachment.objects.get(pk=pk)


def left_in(name):
    """Return what the stored picture carries beside its pixels."""
    with default_storage.open(name) as file, Image.open(file) as picture:
        carried = {"exif", "comment", "icc_profile", "xmp"} & picture.info.keys()
        return carried | set(picture.getexif())


@override_settings(STORAGES=STORAGES)
class OpeningTests(TestCase):
    def test_pictures_and_pdf_are_shown_and_everything_else_is_saved(self):
        shown = {
            "Foto.jpeg": photo(),
            "Plan.pdf": b"%PDF-1.7",
            "Plan.svg": b"<svg/>",
            "Plan.html": b"<p>",
            "Liste.csv": b"=1+1",
        }
        ways = {}
        for name, data in shown.items():
            answer = self.client.get(attach(data, name).file.url)
            ways[name] = answer.get("Content-Disposition", "").split(";")[0]
        self.assertEqual(
            ways, dict.fromkeys(shown, "attachment") | {"Foto.jpeg": "inline", "Plan.pdf": "inline"}
        )


@override_settings(STORAGES=STORAGES)
class CleaningTests(TestCase):
    def test_nothing_but_its_pixels_is_kept_of_an_attached_picture(self):
        for suffix in ("jpeg", "png", "webp"):
            with self.subTest(suffix):
                stored = attach(photo(suffix), f"Foto.{suffix}").file
                self.assertEqual(left_in(stored.name), set())
                self.assertNotIn(b"Adaline", stored.read())

    def test_its_content_decides_and_names_the_type(self):
        for suffix, name, stored in (
            ("jpeg", "plan.pdf", "plan.jpg"),
            ("jpeg", "foto.JPEG", "foto.jpeg"),
            ("png", "foto.jpg", "foto.png"),
            ("webp", "foto.webp", "foto.jpg"),
        ):
            with self.subTest(name):
                file = attach(photo(suffix), name).file
                self.assertEqual(file.name.rpartition("/")[2], stored)
                self.assertEqual(left_in(file.name), set())

    def test_a_poster_keeps_its_pixels_and_stays_loss_free(self):
        file = attach(file_of("png", (2400, 1000)), "plakat.png").file
        with default_storage.open(file.name) as stored, Image.open(stored) as picture:
            self.assertEqual((picture.format, picture.size), ("PNG", (2400, 1000)))

    def test_another_file_stays_as_it_is(self):
        for name, data in (("a.pdf", b"%PDF-1.7 Ada"), ("b.txt", b"Ada\n"), ("c.gpx", b"<gpx/>")):
            self.assertEqual(attach(data, name).file.read(), data)

    def test_a_photo_inside_a_document_loses_its_position(self):
        clean = attach(b"%PDF-1.7\n" + photo(), "bericht.pdf").file.read()
        with Image.open(io.BytesIO(clean[9:])) as picture:
            self.assertEqual(dict(picture.getexif().get_ifd(0x8825)), {})

    def test_the_size_is_in_the_database(self):
        for name, data in (("a.pdf", b"%PDF-1.7"), ("foto.jpg", photo())):
            attachment = attach(data, name)
            self.assertEqual(attachment.file_size, len(attachment.file.read()))

    def test_a_new_file_has_its_own_size(self):
        attachment = attach(b"%PDF-1.7", "a.pdf")
        attachment.file = SimpleUploadedFile("b.pdf", b"%PDF-1.7 und mehr")
        attachment.save()
        self.assertEqual(Attachment.objects.get().file_size, 17)

    def test_a_long_name_fits(self):
        self.assertEqual(
            len(random_path(Attachment(), f"{'Protokoll' * 30}.pdf")), 11 + 16 + 1 + 54
        )


@override_settings(STORAGES=STORAGES)
class PageTests(TestCase):
    def test_page_and_feeds_tell_type_and_size(self):
        post = make_post(body="Text")
        file = SimpleUploadedFile("plan.pdf", b"%PDF-" + b"x" * 339_800)
        Attachment.objects.create(owner=post, title="Plan", file=file)
        for path in (post.get_absolute_url(), "/beitraege/feed.rss", "/beitraege/feed.json"):
            self.assertContains(self.client.get(path), "Plan (PDF, 340 kB)")

    def test_a_missing_file_is_named_with_what_is_known_of_it(self):
        known = attach(b"%PDF-1.7", "a.pdf")
        known.file.storage.delete(known.file.name)
        Attachment.objects.create(owner=known.owner, title="Liste", file="attachment/x/b.pdf")
        page = self.client.get(known.owner.get_absolute_url())
        self.assertContains(page, "Plan (PDF, 8 Byte)")
        self.assertContains(page, "Liste (PDF)")


class WordsTests(SimpleTestCase):
    def test_sizes_are_told_as_people_say_them(self):
        for size, words in (
            (0, "0 Byte"),
            (1, "1 Byte"),
            (999, "999 Byte"),
            (1000, "1 kB"),
            (339_501, "340 kB"),
            (999_499, "999 kB"),
            (999_500, "1,0 MB"),
            (1_000_000, "1 MB"),
            (1_449_999, "1,4 MB"),
            (25_000_000, "25 MB"),
            (123_456_789, "123 MB"),
        ):
            self.assertEqual(size_in_words(size), words)

    def test_types_are_told_as_people_say_them(self):
        for name, words in (
            ("a.pdf", "PDF"),
            ("a/b.jpg", "JPEG"),
            ("a.docx", "DOCX"),
            ("a.txt", "Text"),
        ):
            self.assertEqual(type_in_words(name), words)


@override_settings(STORAGES=STORAGES)
class RefusalTests(TestCase):
    def setUp(self):
        self.client.force_login(make_editor())
        self.post = make_post()

    def errors(self, data, name):
        """Attach ``data`` at the desk; return the sentences that refuse it, none once it is stored."""
        file = SimpleUploadedFile(name, data)
        rows = {f"{NEW}-title": "Plan", f"{NEW}-file": file}
        page = send(self.client, admin_address("change", self.post), **rows)
        return [] if page.status_code == 302 else errors_of(page)

    def test_what_may_be_attached_is_stored(self):
        for data, name in (
            (b"%PDF-1.7", "a.pdf"),
            (photo(), "b.jpg"),
            (photo("webp"), "c.webp"),
            ("Straße;Müll".encode("cp850"), "d.csv"),
            ("Straße".encode("utf-16"), "e.txt"),
            (b"ID3\4\0\0\0\0\0\0", "f.mp3"),
            (b"\0\0\xff\xfb\x90\x64\0", "g.mp3"),
        ):
            with self.subTest(name):
                self.assertEqual(self.errors(data, name), [])

    def test_a_photo_in_the_full_size_of_its_camera_is_taken(self):
        for size, stored in (((8000, 6000), (4000, 3000)), ((7952, 5304), (3976, 2652))):
            photo = io.BytesIO(file_of("jpeg", size, "L"))
            self.assertEqual(clean_picture(photo, LONGEST_ATTACHED).size, stored)

    def test_a_document_that_is_none_is_refused(self):
        for name in ("a.pdf", "b.DOCX", "c.odt", "d.xlsx"):
            for data in (b"Ada", b"PK\x03\x04 abgebrochen"):
                suffix = name[2:].upper()
                with self.subTest(name, data=data):
                    self.assertEqual(
                        self.errors(data, name),
                        [f"Diese Datei ist keine vollständige {suffix}-Datei."],
                    )

    def test_a_document_behind_a_password_is_refused_for_that(self):
        locked = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
        for name in ("a.docx", "b.xlsx", "c.pptx"):
            with self.subTest(name):
                self.assertIn("mit einem Passwort", *self.errors(locked, name))

    def test_nothing_else_goes_by_the_name_of_what_may_be_attached(self):
        """What is in it could not be cleaned: here a video."""
        video = b"\0\0\0\x14ftypisom\0\0\2\0mp41"
        for suffix in KINDS:
            with (
                self.subTest(suffix),
                self.assertRaisesMessage(ValidationError, "vollständige"),
            ):
                CleanFileUpload().clean(SimpleUploadedFile(f"a.{suffix}", video))

    def test_each_form_has_an_empty_row_that_needs_no_javascript_and_may_stay_empty(self):
        address = admin_address("change", self.post)
        for number, title in enumerate(("Plan", "Liste")):
            send(self.client, address)
            row = f"{NEW[:-1]}{number}"
            file = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
            send(self.client, address, **{f"{row}-title": title, f"{row}-file": file})
        self.assertEqual([item.title for item in Attachment.objects.all()], ["Plan", "Liste"])

    def test_one_that_is_too_large_is_refused_with_both_sizes(self):
        self.assertEqual(
            self.errors(b"%PDF" + bytes(25_300_000), "plan.pdf"),
            ["Die Datei ist mit 25,3 MB zu groß. Möglich sind höchstens 25 MB."],
        )

    def test_a_photo_that_browsers_do_not_show_is_refused_with_the_setting_of_the_phone(self):
        heic = b"\0\0\0\x24ftypheic\0\0\0\0mif1MiHEMiPrmiafheic" + bytes(50)
        for name in ("IMG_1.heic", "IMG_1.HEIF", "IMG_1.jpg", "plan.pdf"):
            with self.subTest(name):
                self.assertIn(str(HEIC), self.errors(heic, name))
        self.assertIn("Einstellungen › Kamera › Formate › „Maximale Kompatibilität“", str(HEIC))

    def test_a_picture_that_moves_is_refused_and_not_cut_to_its_first_moment(self):
        moving = file_of("png", save_all=True, append_images=[Image.new("RGB", (60, 40))])
        self.assertIn(str(MOVING), self.errors(moving, "a.png"))

    def test_what_only_calls_itself_a_picture_is_refused(self):
        tiff, gif = (bytes_of(Image.new("RGB", (9, 9)), kind) for kind in ("tiff", "gif"))
        half = photo(size=(400, 300))[:9000]
        for data, name in (
            (b"x", "a.jpg"),
            (tiff, "a.jpg"),
            (tiff, "a.pdf"),
            (gif, "a.png"),
            (half, "a.jpg"),
        ):
            with self.subTest(name):
                sentence = "Diese Datei ist kein vollständiges Bild in JPEG, PNG oder WebP."
                self.assertEqual(self.errors(data, name), [sentence])


@override_settings(STORAGES=STORAGES)
class MigrationTests(TestCase):
    """What was stored by the version before: pictures without sizes, attached photos as they came."""

    def migrate(self, app, name, *functions):
        module = import_module(f"{app}.migrations.{name}")
        for function in functions:
            getattr(module, function)(apps, SimpleNamespace(connection=connection))

    def store_old(self, data, name):
        default_storage.save(name, ContentFile(data))
        [old] = Attachment.objects.bulk_create(
            [Attachment(owner=make_post(), title="Foto", file=name, file_size=None)]
        )
        return old

    def test_attached_photos_are_cleaned_and_their_old_names_lead_on(self):
        kept = self.store_old(photo(), "attachment/a/foto.jpg")
        renamed = self.store_old(photo(), "attachment/b/foto.pdf")
        plan = self.store_old(b"%PDF-1.7", "attachment/c/plan.pdf")
        broken = self.store_old(photo()[:400], "attachment/d/foto.jpg")
        [lost] = Attachment.objects.bulk_create(
            [Attachment(owner=make_post(), title="Foto", file="attachment/e/weg.jpg")]
        )
        self.migrate("wiq_site.pages", "0004_clean_and_closed_files", "clean_attachments")
        for item in (kept, renamed, plan, broken, lost):
            item.refresh_from_db()
        self.assertEqual(kept.file.name, "attachment/a/foto.jpg")
        self.assertEqual(renamed.file.name, "attachment/b/foto.jpg")
        self.assertEqual(left_in(kept.file.name) | left_in(renamed.file.name), set())
        self.assertEqual((plan.file_size, broken.file_size, lost.file_size), (8, 400, None))
        self.assertRedirects(self.client.get("/media/attachment/b/foto.pdf"), renamed.file.url, 301)
        self.assertEqual(Redirect.objects.count(), 1)

    def test_sizes_of_pictures_are_filled_in_and_a_missing_file_stops_nothing(self):
        there = make_post(image=SimpleUploadedFile("a.jpg", file_of("jpeg")), image_alt="Da")
        weg = make_post(image="post/x/weg.jpg", image_alt="Weg")
        type(there).objects.update(image_width=None, image_height=None)
        self.migrate("blog", "0004_picture_sizes", "measure_pictures")
        for post, size in ((there, (60, 40)), (weg, (None, None))):
            post.refresh_from_db()
            self.assertEqual((post.image_width, post.image_height), size)

    def test_remarks_and_profiles_are_taken_out_of_stored_pictures(self):
        picture = Picture.objects.create(
            image=SimpleUploadedFile("a.jpg", file_of("jpeg")), image_alt="Da"
        )
        names = [picture.image.name, picture.image.name.replace(".jpg", "-60.avif")]
        for name, suffix in zip(names, ("jpeg", "avif"), strict=True):
            default_storage.delete(name)
            default_storage.save(name, io.BytesIO(photo(suffix)))
        self.migrate("wiq_site.pages", "0004_clean_and_closed_files", "measure_pictures")
        self.assertEqual([left_in(name) for name in names], [set(), set()])
