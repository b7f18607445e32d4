"""What editors upload as a picture: stored clean, or refused at the field with a sentence."""

from unittest import mock

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from PIL import Image, ImageCms

from tests.build import make_editor, make_post, make_topic
from tests.desk import DeskForm, admin_address, errors_of, send
from tests.images import bytes_of, file_of
from tests.wiq_site.test_attachments import STORAGES, left_in, photo
from tests.wiq_site.test_media import attach
from wiq_site.kit.images import HEIC, MOVING
from wiq_site.pages.models import Picture

BROKEN = "Diese Datei ist kein vollständiges Bild in JPEG, PNG oder WebP."
LARGE = "Das Bild ist zu groß."
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n0 0 9 9 rectfill\n%%EOF\n"


def stored_files(picture):
    """Return the names of all files of ``picture``."""
    folder = picture.image.name.rpartition("/")[0]
    return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]


def profile_with_red_for_green():
    """Return a profile (ICC) under which a red pixel is meant to be green: sRGB with two tags swapped."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"xxxx").replace(b"gXYZ", b"rXYZ").replace(b"xxxx", b"gXYZ")


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

    def test_nothing_but_its_pixels_is_stored_in_any_size_and_format(self):
        self.errors(photo(size=(900, 600)))
        names = stored_files(Picture.objects.get())
        self.assertEqual(len(names), 7)
        self.assertEqual([left_in(name) for name in names], [set()] * 7)
        self.assertNotIn(b"Adaline", b"".join(default_storage.open(name).read() for name in names))

    def test_its_size_is_in_the_database(self):
        turned = Image.Exif()
        turned[0x0112] = 6  # held upright
        for exif, size in ((Image.Exif(), (60, 40)), (turned, (40, 60))):
            self.errors(file_of("jpeg", exif=exif))
            rows = Picture.objects.values_list("image_width", "image_height")
            self.assertEqual(rows.first(), size)

    def test_a_profile_of_colours_is_applied_to_all_sizes_alike(self):
        swapped = profile_with_red_for_green()
        for suffix, mode in (("jpeg", "RGB"), ("png", "RGB"), ("png", "RGBA"), ("webp", "RGB")):
            with self.subTest(suffix=suffix, mode=mode):
                red = Image.new(mode, (60, 40), (200, 30, 30))
                self.errors(bytes_of(red, suffix, icc_profile=swapped), f"rot.{suffix}")
                for name in stored_files(Picture.objects.first()):
                    with default_storage.open(name) as file, Image.open(file) as picture:
                        r, g, *_ = picture.convert("RGB").getpixel((30, 20))
                        self.assertGreater(g, r + 100, name)

    def test_a_broken_profile_of_colours_is_passed_over(self):
        self.assertEqual(self.errors(file_of("jpeg", icc_profile=b"kein Profil")), [])
        grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        self.assertEqual(self.errors(file_of("jpeg", mode="L", icc_profile=grey)), [])

    def test_grey_of_16_bits_stays_grey(self):
        for value, expected in ((0, 0), (32768, 128), (65535, 255)):
            grey = Image.new("I;16", (60, 40), value)
            self.errors(bytes_of(grey, "png"), "grau.png")
            with default_storage.open(Picture.objects.first().image.name) as file:
                pixel = Image.open(file).convert("RGB").getpixel((30, 20))
            self.assertEqual(pixel, (expected,) * 3)

    def test_what_shows_through_still_does(self):
        for mode, colour in (("RGBA", (200, 30, 30, 0)), ("LA", (90, 0)), ("P", 0)):
            options = {"transparency": 0} if mode == "P" else {}
            self.errors(bytes_of(Image.new(mode, (60, 40), colour), "png", **options), "a.png")
            with default_storage.open(Picture.objects.first().image.name) as file:
                self.assertEqual(Image.open(file).getpixel((30, 20))[3], 0)

    def test_a_line_is_stored_in_every_size(self):
        for size in ((5000, 1), (1, 5000), (900, 2)):
            self.assertEqual(self.errors(file_of("png", size)), [])

    def test_one_for_a_printer_is_stored_for_screens(self):
        self.assertEqual(self.errors(bytes_of(Image.new("CMYK", (60, 40)), "jpeg")), [])
        with default_storage.open(Picture.objects.get().image.name) as file:
            self.assertEqual(Image.open(file).mode, "RGB")

    def test_a_photo_that_browsers_do_not_show_is_refused_with_the_setting_of_the_phone(self):
        heic = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(50)
        for name in ("IMG_1.HEIC", "IMG_1.jpg"):
            self.assertEqual(self.errors(heic, name), [str(HEIC)])

    def test_one_that_moves_is_refused_and_not_cut_to_its_first_moment(self):
        frames = {"save_all": True, "append_images": [Image.new("RGB", (60, 40))]}
        for suffix in ("png", "webp"):
            self.assertEqual(self.errors(file_of(suffix, **frames), f"a.{suffix}"), [str(MOVING)])
        self.assertEqual(self.errors(file_of("mpo", **frames), "handy.jpg"), [])

    def test_a_file_of_too_many_bytes_is_refused_with_both_sizes(self):
        self.assertEqual(
            self.errors(file_of("jpeg") + bytes(30_000_000)),
            ["Die Datei ist mit 30,0 MB zu groß. Möglich sind höchstens 30 MB."],
        )

    def test_the_field_asks_a_phone_for_what_it_takes(self):
        page = self.client.get(reverse("admin:pages_picture_add"))
        self.assertContains(page, 'accept="image/jpeg,image/png,image/webp"')

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

    def test_a_post_a_topic_and_a_picture_say_that_theirs_only_decorates(self):
        for path, name in (("blog/post", "title"), ("blog/topic", "name"), ("pages/picture", "")):
            with self.subTest(path):
                file = SimpleUploadedFile("linie.jpg", file_of("jpeg"))
                page = send(self.client, f"/admin/{path}/add/", **{name: "Linie"}, image=file)
                sentence = "Bitte beschreiben Sie das Bild in einem kurzen Satz."
                self.assertEqual(errors_of(page), [sentence])
                fields = DeskForm(page).fields | {"image_decorative": "on", "_continue": "1"}
                change = self.client.post(f"/admin/{path}/add/", fields).url
                self.assertEqual(DeskForm(self.client.get(change)).fields["image_decorative"], "on")
                self.assertEqual(send(self.client, change, image_credit="Ada").status_code, 302)
                send(self.client, change, image_alt="Eine Linie")
                self.assertNotIn("image_decorative", DeskForm(self.client.get(change)).fields)
                page = send(self.client, change, image_alt="")
                self.assertEqual(errors_of(page), [sentence])

    def test_without_a_picture_nothing_decorates_and_a_picture_that_did_can_go(self):
        sentence = "„Nur Schmuck“ gilt einem Bild, und hier ist keins. Bitte wählen Sie eins, oder nehmen Sie das Häkchen weg."
        for path, name in (("blog/post", "title"), ("blog/topic", "name")):
            with self.subTest(path):
                add, typed = f"/admin/{path}/add/", {name: "Linie", "image_decorative": "on"}
                self.assertEqual(errors_of(send(self.client, add, **typed)), [sentence])
                file = SimpleUploadedFile("linie.jpg", file_of("jpeg"))
                change = send(self.client, add, **typed, image=file, _continue="1").url
                page = send(self.client, change, **{"image-clear": "on"})
                self.assertEqual(page.status_code, 302)

    def test_one_that_decorates_goes_by_the_name_of_its_file(self):
        picture = Picture.objects.create(image=SimpleUploadedFile("linie.jpg", file_of("jpeg")))
        for path in (reverse("admin:pages_picture_changelist"), reverse("admin:library")):
            self.assertContains(self.client.get(path), "nur Schmuck: linie.jpg")
        self.assertEqual(picture.markdown, f"![]({picture.image.url})")

    def test_one_without_a_file_from_before_does_not_stop_the_list(self):
        old = Picture.objects.create(image_alt="Ohne Datei")
        listed = self.client.get(reverse("admin:pages_picture_changelist"))
        self.assertContains(listed, "Ohne Datei")
        change = reverse("admin:pages_picture_change", args=[old.pk])
        self.assertContains(self.client.get(change), "Ohne Datei")


@override_settings(STORAGES=STORAGES)
class MissingFileTests(TestCase):
    """A file that is not there leaves a gap in the layout, nothing else."""

    def test_the_desk_says_that_it_is_missing(self):
        picture = Picture.objects.create(
            image=SimpleUploadedFile("fest.jpg", file_of("jpeg")), image_alt="Ein Fest"
        )
        attachment = attach(make_post())
        self.client.force_login(make_editor())
        places = {
            reverse("admin:pages_picture_changelist"): "Datei fehlt",
            reverse("admin:library"): "Datei fehlt",
            admin_address("change", picture): "Diese Datei fehlt auf dem Server.",
            admin_address("change", attachment.owner): "Diese Datei fehlt auf dem Server.",
        }
        for path, sentence in places.items():
            self.assertNotContains(self.client.get(path), sentence)
        for file in (picture.image, attachment.file):
            default_storage.delete(file.name)
        for path, sentence in places.items():
            with self.subTest(path):
                self.assertContains(self.client.get(path), sentence)

    def test_every_page_that_shows_it_keeps_its_place(self):
        file = {"image": SimpleUploadedFile("fest.jpg", file_of("jpeg")), "image_alt": "Ein Fest"}
        team = make_topic("Garten", kind="team", **file)
        post = make_post("Fest", ["Garten"], **file)
        picture = Picture.objects.create(**file)
        for thing in (team, post, picture):
            for name in stored_files(thing):
                default_storage.delete(name)
        self.client.force_login(make_editor())
        for path in (
            "/",
            "/beitraege/",
            "/teams/",
            "/themen/",
            "/beitraege/feed.rss",
            post.get_absolute_url(),
            team.get_absolute_url(),
            reverse("admin:pages_picture_changelist"),
            *(admin_address("change", thing) for thing in (team, post, picture)),
        ):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 200)
        page = self.client.get(post.get_absolute_url())
        self.assertContains(page, f'src="{post.image.url}" alt="Ein Fest" width="60" height="40"')

    def test_nobody_is_told_of_a_picture_beside_its_page(self):
        file = {"image": SimpleUploadedFile("fest.jpg", file_of("jpeg")), "image_alt": "Ein Fest"}
        post = make_post("Fest", **file)
        for is_there in (True, False):
            if not is_there:
                default_storage.delete(post.image.name)
                type(post).objects.update(
                    teaser="Neu"
                )  # until it changes, pages are kept as they were
            page = self.client.get(post.get_absolute_url()).content.decode()
            head = page.partition("</head>")[0]
            feed = self.client.get("/beitraege/feed.json").json()["items"][0]
            told = ("/media/" in head, '"image":' in page, "image" in feed)
            self.assertEqual(told, (is_there,) * 3)

    def test_one_whose_size_nobody_knows_is_shown_without(self):
        post = make_post("Fest", image="post/x/weg.jpg", image_alt="Ein Fest")
        for path in ("/beitraege/", post.get_absolute_url()):
            page = self.client.get(path)
            self.assertContains(
                page,
                'src="/media/post/x/weg.jpg" alt="Ein Fest" loading'
                if path == "/beitraege/"
                else 'src="/media/post/x/weg.jpg" alt="Ein Fest" fetchpriority',
            )
            self.assertNotContains(page, "None")

    def test_no_list_opens_a_file(self):
        for title in ("Eins", "Zwei"):
            file = SimpleUploadedFile("fest.jpg", file_of("jpeg"))
            make_post(title, image=file, image_alt="Ein Fest")
        with mock.patch("django.core.files.storage.base.Storage.open", side_effect=AssertionError):
            self.assertEqual(self.client.get("/beitraege/").status_code, 200)
