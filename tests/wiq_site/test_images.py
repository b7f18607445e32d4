"""What editors upload as a picture: stored clean, or refused at the field with a sentence."""

import io

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from PIL import Image

from tests.build import make_editor
from tests.desk import errors_of
from wiq_site.pages.models import Picture

BROKEN = "Diese Datei ist kein vollständiges Bild in JPEG, PNG oder WebP."
LARGE = "Das Bild ist zu groß."
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n0 0 9 9 rectfill\n%%EOF\n"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def file_of(suffix, size=(60, 40), mode="RGB", **options):
    """Return the bytes of a picture with something to be seen on it."""
    picture = Image.effect_noise(size, 60) if mode == "RGB" else Image.new(mode, size)
    buffer = io.BytesIO()
    (picture.convert("RGB") if mode == "RGB" else picture).save(buffer, suffix, **options)
    return buffer.getvalue()


@override_settings(STORAGES=STORAGES)
class UploadTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client.force_login(self.editor)

    def errors(self, data, name="fest.jpg"):
        """Send ``data`` as a new picture; give the sentences that refuse it, none once it is stored."""
        fields = {"image_alt": "Ein Fest", "image_credit": ""}
        if data:
            fields["image"] = SimpleUploadedFile(name, data)
        page = self.client.post(reverse("admin:pages_picture_add"), fields)
        return [] if page.status_code == 302 else errors_of(page)

    def test_the_three_formats_of_the_help_are_stored(self):
        for suffix in ("jpeg", "png", "webp"):
            self.assertEqual(self.errors(file_of(suffix), f"fest.{suffix}"), [])
        self.assertEqual(Picture.objects.count(), 3)

    def test_where_and_when_it_was_taken_is_not_stored(self):
        exif = Image.Exif()
        exif[0x010F] = "Kamera von Ada"
        self.errors(file_of("jpeg", exif=exif))
        stored = default_storage.open(Picture.objects.get().image.name).read()
        self.assertEqual(stored[:2], b"\xff\xd8")
        self.assertNotIn(b"Ada", stored)

    def test_half_a_picture_is_refused(self):
        data = file_of("jpeg", (400, 300))
        self.assertEqual(self.errors(data[: len(data) // 2]), [BROKEN])

    def test_a_drawing_that_would_be_handed_to_another_program_is_refused(self):
        self.assertEqual(self.errors(EPS, "fest.png"), [BROKEN])

    def test_a_small_file_that_unpacks_to_a_flood_is_refused(self):
        data = file_of("png", (8000, 5001), "P")
        self.assertLess(len(data), 100_000)
        self.assertIn(LARGE, " ".join(self.errors(data, "fest.png")))

    def test_a_large_photo_is_stored_at_1600_pixels(self):
        self.assertEqual(self.errors(file_of("jpeg", (7000, 5800), "L")), [])
        self.assertEqual(Picture.objects.get().image_width, 1600)

    def test_a_picture_without_a_file_is_refused(self):
        self.assertEqual(self.errors(None), ["Dieses Feld wird benötigt."])

    def test_one_without_a_file_from_before_does_not_stop_the_list(self):
        old = Picture.objects.create(image_alt="Ohne Datei")
        listed = self.client.get(reverse("admin:pages_picture_changelist"))
        self.assertContains(listed, "Ohne Datei")
        change = reverse("admin:pages_picture_change", args=[old.pk])
        self.assertContains(self.client.get(change), "Ohne Datei")
