"""What the team says of the site at the desk: it stands over the environment, everywhere and at once."""

import json
import re

from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.templatetags.static import static
from django.test import SimpleTestCase, TestCase, override_settings

from tests.build import make_colleague, make_editor, make_meeting, make_page, make_post
from tests.desk import DeskForm, admin_address, errors_of, send
from tests.images import file_of
from tests.wiq_site.test_kept import Door
from wiq_site.kit import site as own
from wiq_site.kit.share_picture import site_picture
from wiq_site.kit.site import contrast, doubts, lines_of, site
from wiq_site.pages.models import Picture, Site

ADD, LIST = "/admin/pages/site/add/", "/admin/pages/site/"
KIEZ = {
    "name": "Unser Kiez",
    "short_name": "UK",
    "town": "Rostock",
    "claim": "Gemeinsam an der Warnow",
    "sentence": "Seit 2027.",
    "contact": "moin@kiez.example",
}


def say(**fields):
    """Store what the site is called; as after the commit, the next question reads it."""
    row = Site.objects.first() or Site()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    own.forget_site()
    return row


class SaidEverywhereTests(TestCase):
    def test_pages_feeds_calendar_and_files_follow(self):
        meeting, post = (
            make_meeting(items=[("Eins", 5, "Ada")]),
            make_post("Fest", topics=["Klima"]),
        )
        paths = ["/", post.get_absolute_url(), meeting.get_absolute_url(), "/gibt-es-nicht/"]
        paths += [f"/beitraege/feed.{suffix}" for suffix in ("rss", "atom", "json")]
        paths += ["/treffen/kalender.ics", "/abonnieren/feeds.opml", "/.well-known/security.txt"]
        paths += [f"/treffen/{meeting.slug}.json"]
        before = {path: self.client.get(path) for path in paths}
        say(**KIEZ)
        for path in paths:
            page = self.client.get(path)
            with self.subTest(path):
                text = page.content.decode()
                self.assertNotIn("Wir im Quartier", text)
                self.assertTrue("Kiez" in text or "moin@kiez.example" in text)
                self.assertNotEqual(page.get("ETag", 1), before[path].get("ETag", 2))

    def test_a_file_that_is_kept_follows(self):
        path = f"/treffen/{make_meeting(items=[('Eins', 5, 'Ada')]).slug}.pdf"
        before = self.client.get(path)
        say(**KIEZ)
        page = self.client.get(path, headers={"if-none-match": before["ETag"]})
        self.assertEqual(page.status_code, 200)
        self.assertNotEqual(page.content, before.content)

    def test_mails_follow(self):
        say(**KIEZ)
        self.client.force_login(make_colleague("Verwaltung"))
        send(self.client, "/admin/einladen/", first_name="Ada", email="ada@example.org", roles="1")
        [sent] = mail.outbox
        self.assertIn("Unser Kiez", sent.subject + sent.body)

    def test_the_shared_picture_has_another_address(self):
        before = site_picture().url
        say(claim="Gemeinsam an der Warnow")
        claim = site_picture().url
        say(strong="#123a6b")
        self.assertEqual(len({before, claim, site_picture().url}), 3)

    def test_the_id_of_a_feed_stays(self):
        make_post()
        before = json.loads(self.client.get("/beitraege/feed.json").content)
        say(**KIEZ)
        after = json.loads(self.client.get("/beitraege/feed.json").content)
        self.assertEqual(
            [item["id"] for item in before["items"]], [item["id"] for item in after["items"]]
        )
        first, second = (
            self.client.get("/beitraege/feed.atom").content.split(b"<id>")[1] for _ in range(2)
        )
        self.assertEqual(first, second)

    def test_what_is_empty_says_the_environment(self):
        say(town="Rostock")
        with override_settings(SITE_NAME="Aus der Umgebung"):
            self.assertEqual((site().name, site().town), ("Aus der Umgebung", "Rostock"))

    def test_without_a_database_it_says_what_the_environment_does(self):
        own.forget_site()
        with self.settings(SITE_NAME="Kiez"), _broken_database():
            self.assertEqual(site().name, "Kiez")

    def test_kept_pages_are_renewed_at_once(self):
        door = Door()
        self.assertIn(b"Wir im Quartier", door.get("/").content)
        with self.captureOnCommitCallbacks(execute=True):
            row = Site(**KIEZ)
            row.save()
        self.assertIn(b"Unser Kiez", door.get("/").content)

    def test_it_costs_no_query_while_nothing_changes(self):
        say(**KIEZ)
        site()
        with self.assertNumQueries(0):
            self.assertEqual(site().name, "Unser Kiez")


def _broken_database():
    from unittest import mock

    return mock.patch(
        "wiq_site.pages.models.Site.objects.select_related", side_effect=DatabaseError
    )


class MenuTests(TestCase):
    def test_the_menu_is_the_one_that_was_written(self):
        make_post("Fest")
        say(
            menu="Neues: /beitraege/\nDie Stadt: https://stadt.example/",
            links="Forum: https://f.example/",
        )
        page = self.client.get("/beitraege/").content.decode()
        nav = page.split("<nav")[1].split("</nav>")[0]
        self.assertIn('<a href="/beitraege/" aria-current="page">Neues</a>', nav)
        self.assertIn('<a href="https://stadt.example/">Die Stadt</a>', nav)
        self.assertNotIn("Lösungsteams", nav)
        self.assertIn('<a href="https://f.example/" rel="me noopener">Forum</a>', page)

    def test_a_path_without_its_last_slash_costs_no_redirect(self):
        typed = "Teams: /teams\nKlima: /beitraege?thema=klima#a\nBild: /media/x.jpg\nLand: https://l.example/x"
        paths = ["/teams/", "/beitraege/?thema=klima#a", "/media/x.jpg", "https://l.example/x"]
        self.assertEqual([path for _name, path in lines_of(typed)], paths)

    def test_who_writes_a_menu_begins_with_the_one_that_is_there(self):
        make_page("Über uns", slug="ueber-uns", menu="kopf")
        nav = self.client.get("/").content.decode().split("<nav")[1].split("</nav>")[0]
        there = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', nav)
        self.client.force_login(make_colleague("Verwaltung"))
        form = self.client.get(ADD).content.decode()
        for address, name in there:
            self.assertIn(f"<br>{name}: {address}", form)
        self.assertEqual(len(there), form.count("<br>"))
        say(menu="Neues: /beitraege/")
        self.assertNotContains(self.client.get(ADD, follow=True), "zum Übernehmen")

    def test_lines_are_read_as_people_write_them(self):
        wanted = (("Über uns", "/ueber-uns/"), ("A: B", "https://a.example/x"))
        self.assertEqual(lines_of(" Über uns /ueber-uns/ \n\nA: B: https://a.example/x"), wanted)

    def test_what_is_no_entry_is_told(self):
        self.client.force_login(make_colleague("Verwaltung"))
        for text, sentence in (
            ("Nur ein Name", "„Nur ein Name“ ist kein Eintrag."),
            ("Böse: javascript:alert(1)", "ist kein Eintrag."),
            ("Fremd: //anderswo.example/", "ist kein Eintrag."),
            (": /suche/", "„: /suche/“ ist kein Eintrag."),
            ("Weg: /gibt-es-nicht/", "Zu /gibt-es-nicht/ steht auf dieser Website nichts."),
            ("\n".join(f"N{n}: /suche/" for n in range(13)), "Bitte höchstens 12 Einträge."),
        ):
            with self.subTest(text):
                [said] = errors_of(send(self.client, ADD, menu=text))
                self.assertIn(sentence, said)
        self.assertFalse(Site.objects.exists())


class ColourTests(TestCase):
    def setUp(self):
        self.client.force_login(make_colleague("Verwaltung"))

    def test_a_family_that_cannot_be_read_is_refused_at_its_field(self):
        for typed, words in (
            ({"strong": "#a0c8c0"}, "Helle Schrift auf der Grundfarbe ist nicht zu lesen"),
            ({"accent": "#333333"}, "Bitte wählen Sie die Farbe heller."),
            ({"wall": "#f0d0c0"}, "Helle Schrift auf der Wand ist nicht zu lesen"),
            ({"strong": "rot"}, "Eine Farbe sieht so aus: #0c3836."),
        ):
            with self.subTest(typed):
                self.assertIn(words, " ".join(errors_of(send(self.client, ADD, **typed))))
        self.assertFalse(Site.objects.exists())

    def test_a_good_family_colours_the_pages(self):
        send(self.client, ADD, strong="#123a6b", accent="#f2c230", wall="#6b2d5c")
        own.forget_site()
        page = self.client.get("/")
        self.assertContains(page, "/farben-123a6b-f2c230-6b2d5c.css")
        style = self.client.get("/farben-123a6b-f2c230-6b2d5c.css")
        self.assertIn("--surface-strong:#123a6b;", style.content.decode())
        self.assertEqual(style["Content-Type"], "text/css; charset=utf-8")

    def test_a_picture_of_the_collection_is_the_mark(self):
        picture = Picture.objects.create(
            image=SimpleUploadedFile("z.png", file_of("png", (80, 80))), image_alt="Zeichen"
        )
        say(mark=picture)
        self.assertContains(self.client.get("/"), f'<link rel="icon" href="{picture.image.url}">')
        picture.delete()
        own.forget_site()
        self.assertContains(self.client.get("/"), "img/mark.svg")

    def test_in_the_place_of_a_mark_whose_file_is_missing_stands_the_usual_one(self):
        file = SimpleUploadedFile("z.png", file_of("png", (80, 80)))
        mark = Picture.objects.create(image=file, image_alt="Zeichen")
        say(mark=mark)
        self.assertEqual(self.client.get(mark.image.url).status_code, 200)
        default_storage.delete(mark.image.name)
        answer = self.client.get(mark.image.url)
        self.assertRedirects(answer, static("img/mark.png"), fetch_redirect_response=False)

    def test_square_pictures_are_offered_without_a_script(self):
        for size in ((80, 80), (80, 70), (160, 90)):
            Picture.objects.create(
                image=SimpleUploadedFile("z.png", file_of("png", size)),
                image_alt=f"Zeichen {size[0]}×{size[1]}",
            )
        page = self.client.get(ADD)
        self.assertNotContains(page, "_addanother")  # there is one site
        offered = re.findall(r">(Zeichen [^<]*)</option>", page.content.decode())
        self.assertEqual(offered, ["Zeichen 80×70", "Zeichen 80×80"])


class FamilyTests(SimpleTestCase):
    def test_contrast_is_that_of_wcag(self):
        self.assertEqual(contrast("#000000", "#ffffff"), 21)
        self.assertAlmostEqual(contrast("#777777", "#ffffff"), 4.478, 3)

    def test_our_own_colours_are_good(self):
        self.assertEqual(doubts("#0c3836", "#cbd94e", "#8d3a23"), {})

    def test_what_is_made_of_a_good_family_can_be_read_too(self):
        for strong in ("#0c3836", "#123a6b", "#5a1e4d", "#333333", "#005f2f", "#6b0000"):
            light, dark = own.roles(strong, "#f2c230", "#8d3a23")
            with self.subTest(strong):
                self.assertGreaterEqual(contrast(light["link"], own.LIGHT_GROUND), 4.5)
                self.assertGreaterEqual(contrast(dark["link"], own.DARK_GROUND), 4.5)
                self.assertGreaterEqual(contrast(dark["surface-strong"], "#ebebe0"), 4.5)
                self.assertGreaterEqual(contrast(dark["wall"], own.ON_WALL), 4.5)


class OnePageTests(TestCase):
    def setUp(self):
        self.client.force_login(make_colleague("Verwaltung"))

    def test_there_is_one_row_and_the_list_shows_its_form(self):
        self.assertContains(self.client.get(LIST), f'action="{ADD}"')
        send(self.client, ADD, name="Unser Kiez")
        change = admin_address("change", Site.objects.get())
        for path in (LIST, ADD):
            page = self.client.get(path)
            self.assertContains(page, f'action="{change}"')
            self.assertContains(page, 'value="Unser Kiez"')

    def test_two_who_save_it_first_are_asked_whose_text_counts(self):
        fields = DeskForm(self.client.get(ADD)).fields
        self.client.post(ADD, fields | {"claim": "Ihrs", "town": "Ulm"})
        page = self.client.post(ADD, fields | {"claim": "Meins", "town": "Ulm"})
        asked = [(c.label, c.mine, c.theirs) for c in page.context["conflicts"]]
        self.assertEqual([each[1:] for each in asked], [("Meins", "Ihrs")])
        self.assertEqual(Site.objects.get().claim, "Ihrs")
        [choice] = re.findall(r'name="(merge-choice-claim)" value="(mine:[^"]+)"', page.text)
        page = self.client.post(ADD, DeskForm(page).fields | dict([choice]))
        self.assertEqual((page.status_code, Site.objects.get().claim), (302, "Meins"))

    def test_it_is_looked_at_before_it_is_stored(self):
        make_page("Über uns", slug="ueber-uns", menu="kopf")
        fields = DeskForm(self.client.get(ADD)).fields
        typed = {
            "name": "Unser Kiez",
            "claim": "Ahoi",
            "strong": "#123a6b",
            "menu": "Neues: /beitraege/",
        }
        page = self.client.post("/admin/pages/site/ansehen/", fields | typed)
        for words in ("Unser Kiez", "Ahoi", "farben-123a6b", ">Neues</a>"):
            self.assertContains(page, words)
        self.assertFalse(Site.objects.exists())
        self.assertNotContains(self.client.get("/"), "Ahoi")

    def test_odd_input_is_looked_at_without_an_error(self):
        for typed in ({"strong": "rot"}, {"menu": "x"}, {"mark": "99999999999999999999"}, {}):
            page = self.client.post("/admin/pages/site/ansehen/", typed)
            self.assertEqual(page.status_code, 200)

    def test_editors_may_not(self):
        self.client.force_login(make_editor())
        for path in (LIST, ADD):
            self.assertEqual(self.client.get(path).status_code, 403)
