"""The picture that others show when they link here: drawn once, of public things only."""

import shutil
from datetime import date
from io import BytesIO
from unittest.mock import patch

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import SimpleTestCase, TestCase, override_settings
from PIL import Image

from tests.build import days_ago, make_meeting, make_post
from tests.reading import head_of
from wiq_site.kit import share_picture
from wiq_site.kit.images import encoded
from wiq_site.kit.share_picture import SharePicture, draw, drawable, fit, site_picture, width_of

LONG = "Stadtbezirksbeiratssitzungsprotokolle der vergangenen Jahre: was wir aus ihnen über Wege, Bäume und Bänke lernen"


def stored(owner):
    """Return the names of the files kept for ``owner``."""
    folder = f"teilen/{owner}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


class AddressTests(TestCase):
    def setUp(self):
        shutil.rmtree(settings.MEDIA_ROOT / "teilen", ignore_errors=True)

    def test_each_page_names_a_picture_that_is_there(self):
        pages = ["/", make_post().get_absolute_url(), make_meeting().get_absolute_url()]
        for page in pages:
            head = head_of(self.client.get(page))
            answer = self.client.get(head["og:image"])
            with self.subTest(page), Image.open(BytesIO(answer.content)) as picture:
                self.assertEqual(answer["Content-Type"], "image/png")
                self.assertEqual((picture.format, picture.size), ("PNG", (1200, 630)))
                self.assertEqual(head["og:image:width"], "1200")
                self.assertEqual(head["og:image:height"], "630")
                self.assertEqual(head["twitter:card"], "summary_large_image")
                self.assertLess(len(answer.content), 100_000)

    def test_it_may_be_kept_for_a_day(self):
        answer = self.client.get(site_picture().url)
        self.assertEqual(answer["Cache-Control"], "public, max-age=86400")
        self.assertFalse(answer.cookies)

    def test_reading_a_page_draws_nothing_and_asking_again_neither(self):
        post = make_post()
        with patch.object(share_picture, "draw", wraps=draw) as drawing:
            self.client.get(post.get_absolute_url())
            self.assertEqual(drawing.call_count, 0)
            first = self.client.get(post.share_picture.url).content
            again = self.client.get(post.share_picture.url).content
            self.assertEqual(drawing.call_count, 1)
        self.assertEqual(first, again)

    def test_asks_the_database_for_the_post_alone(self):
        url = make_post().share_picture.url
        with self.assertNumQueries(1):
            self.client.get(url)

    def test_an_edit_makes_another_picture_and_takes_the_old_one_away(self):
        post = make_post("Vorher")
        owner, before = post.share_picture.owner, post.share_picture.url
        self.client.get(before)
        kept = stored(owner)
        post.title = "Nachher"
        post.save()
        self.assertEqual(self.client.get(before).status_code, 404)
        self.assertEqual(self.client.get(post.share_picture.url).status_code, 200)
        self.assertEqual(len(stored(owner)), 1)
        self.assertNotEqual(stored(owner), kept)

    def test_what_it_does_not_show_keeps_its_address(self):
        post = make_post(body="Vorher")
        before = post.share_picture.url
        post.body, post.slug = "Nachher", post.slug
        post.save()
        self.assertEqual(post.share_picture.url, before)

    def test_half_a_file_is_drawn_anew(self):
        picture = make_post().share_picture
        whole = picture.png()
        name = f"teilen/{picture.owner}/{stored(picture.owner)[0]}"
        with default_storage.open(name, "wb") as file:
            file.write(whole[:500])
        self.assertEqual(picture.png(), whole)
        with default_storage.open(name) as file:
            self.assertEqual(file.read(), whole)

    def test_without_room_it_is_still_shown(self):
        picture = make_post().share_picture
        full = patch.object(default_storage, "save", side_effect=OSError("voll"))
        with full, self.assertLogs("wiq_site.kit.share_picture", "WARNING"):
            answer = self.client.get(picture.url)
        self.assertEqual(answer.status_code, 200)

    def test_a_wrong_digest_is_not_found_and_stores_nothing(self):
        make_post("Fest")
        for address in ("/teilen-0.png", "/beitraege/fest/teilen-0123456789abcdef.png"):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(stored("website"), [])

    def test_what_is_hidden_has_none(self):
        hidden = [
            make_post("Entwurf", published_at=None),
            make_post("Morgen", published_at=days_ago(-1)),
            make_post("Weg", withdrawn_at=days_ago(0)),
            make_meeting(agenda_published_at=None, protocol_published_at=None),
        ]
        for item in hidden:
            with self.subTest(str(item)):
                self.assertEqual(self.client.get(item.share_picture.url).status_code, 404)
                self.assertEqual(stored(item.share_picture.owner), [])

    def test_the_stored_name_does_not_follow_from_the_address(self):
        picture = make_post().share_picture
        self.client.get(picture.url)
        self.assertNotIn(picture.digest, stored(picture.owner)[0])

    def test_a_picture_of_its_own_goes_before(self):
        file = SimpleUploadedFile("a.png", encoded(Image.new("RGB", (40, 30)), "png").read())
        post = make_post(image=file, image_alt="Bunt & schön")
        head = head_of(self.client.get(post.get_absolute_url()))
        self.assertEqual(head["og:image"], f"http://testserver{post.image.url}")
        self.assertEqual((head["og:image:width"], head["og:image:height"]), ("40", "30"))
        self.assertEqual(head["og:image:alt"], "Bunt &amp; schön")


class LookTests(SimpleTestCase):
    def test_the_same_is_drawn_to_the_same_bytes(self):
        once, again = (draw(LONG, date(2020, 12, 10), True) for _ in range(2))
        self.assertEqual(once.tobytes(), again.tobytes())

    def test_wall_and_plate_have_the_colours_of_the_town(self):
        roles = share_picture.colors()
        picture = draw("Fest", date(2020, 12, 10)).convert("RGB")
        seen = {color for _, color in picture.getcolors(1 << 20)}
        for role in ("surface", "wall", "wall-joint", "text-on-wall", "sign", "surface-strong"):
            with self.subTest(role):
                self.assertIn(roles[role], seen)

    def test_a_cancelled_meeting_says_so(self):
        told = [
            SharePicture("Fest", "/", "x", date(2020, 12, 10), cancelled) for cancelled in (0, 1)
        ]
        self.assertNotEqual(told[0].digest, told[1].digest)
        self.assertIn("abgesagt", told[1].alt)
        self.assertNotEqual(*(draw(p.words, p.day, p.cancelled).tobytes() for p in told))

    @override_settings(SITE_NAME="Unser Kiez")
    def test_another_name_makes_another_picture(self):
        with override_settings(SITE_NAME="Wir im Quartier"):
            digest = SharePicture("Fest", "/", "x").digest
        self.assertNotEqual(SharePicture("Fest", "/", "x").digest, digest)

    def test_colours_said_in_a_way_it_cannot_read_leave_a_plain_picture(self):
        self.addCleanup(share_picture.plain_colors.cache_clear)
        for css in (":root { --wall: oklch(50% 0.2 30); }", ":root { --wall: #8d3a23; }"):
            share_picture.plain_colors.cache_clear()
            with self.subTest(css), patch("pathlib.Path.read_text", return_value=css):
                self.assertEqual(share_picture.colors()["wall"], (68, 68, 68))

    def test_our_own_colours_can_be_read(self):
        self.assertEqual(share_picture.colors()["wall"], (141, 58, 35))


class LetteringTests(SimpleTestCase):
    def assert_fits(self, text, width, height, largest=104, smallest=38):
        size, lines = fit(text, width, height, largest, smallest)
        self.assertLessEqual(max(width_of(line, size) for line in lines), width)
        self.assertLessEqual(len(lines) * size * 1.04, height)
        return size, lines

    def test_a_short_title_is_large(self):
        self.assertEqual(self.assert_fits("Fest", 1056, 360), (104, ["Fest"]))

    def test_a_long_german_word_stays_whole(self):
        lines = self.assert_fits(LONG, 818, 360)[1]
        self.assertEqual(lines[0], "Stadtbezirksbeiratssitzungsprotokolle")
        self.assertEqual(" ".join(lines), LONG)

    def test_what_a_hyphen_joins_stays_together_while_it_is_large(self):
        lines = self.assert_fits("WiQ-Gesamttreffen: Nächste Schritte", 818, 360)[1]
        self.assertEqual(lines, ["WiQ-Gesamttreffen:", "Nächste Schritte"])

    def test_small_lines_end_after_hyphens_too(self):
        lines = self.assert_fits("Gesamttreffen-Nachbesprechung", 500, 360)[1]
        self.assertEqual(lines, ["Gesamttreffen-", "Nachbesprechung"])

    def test_lines_are_about_equally_long(self):
        lines = self.assert_fits("eins zwei drei vier fünf sechs", 1000, 360)[1]
        self.assertEqual(lines, ["eins zwei drei", "vier fünf sechs"])

    def test_a_word_without_an_end_is_cut_with_a_hyphen(self):
        lines = self.assert_fits("W" * 120, 818, 360)[1]
        self.assertEqual("".join(lines).replace("-", ""), "W" * 120)

    def test_what_is_too_much_ends_in_dots(self):
        lines = fit("W" * 1000, 818, 360, 104, 38)[1]
        self.assertEqual(len(lines), 9)
        self.assertTrue(lines[-1].endswith("…"))

    def test_signs_without_a_drawing_are_left_out(self):
        self.assertEqual(drawable("Fest 🎉 am\u00ad Kanal\n"), "Fest am Kanal")

    def test_a_title_in_letters_it_lacks_gives_way_to_the_claim(self):
        self.assertEqual(drawable("Праздник"), "")
        self.assertEqual(
            SharePicture("Праздник", "/", "x").words, "Nachbarschaft, die etwas bewegt"
        )
