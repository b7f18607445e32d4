"""Old addresses: asked for by visitors, kept one by one or read from a list by editors."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from blog.models import Topic
from tests.build import make_editor, make_meeting, make_page, make_post, make_topic
from tests.desk import DeskTestCase, admin_address, errors_of, send
from wiq_site.pages.models import Redirect
from wiq_site.pages.redirects import keep_address

IMPORT = "/admin/pages/redirect/einlesen/"
LIVE = "Unter der alten Adresse steht eine Seite"


def stored():
    return dict(Redirect.objects.values_list("old_path", "new_path"))


class AskingTests(TestCase):
    """What a visitor with an old address gets."""

    def test_every_spelling_of_an_old_address_leads_on(self):
        for old, asked in [
            ("/node/42", "/node/42"),
            ("/node/42", "/node/42/"),
            ("/node/42/", "/node/42"),
            ("/node/42", "/node/42?page=1"),
            ("/kontakt", "/kontakt"),
            ("/kontakt", "/kontakt/"),
            ("/?q=node/42", "/?q=node/42"),
            ("/?q=node/42", "/?q=node%2F42"),
            ("/index.php?q=node/42", "/index.php?q=node/42"),
            ("/beitraege/?tid=7", "/beitraege/?tid=7"),
            ("/dateien/Protokoll%20März.pdf", "/dateien/Protokoll%20M%C3%A4rz.pdf"),
        ]:
            Redirect.objects.all().delete()
            Redirect.objects.create(old_path=old, new_path="/teams/")
            with self.subTest(old=old, asked=asked):
                self.assertRedirects(self.client.get(asked), "/teams/", 301)

    def test_the_address_with_its_query_goes_before_the_one_without(self):
        Redirect.objects.create(old_path="/archiv", new_path="/beitraege/")
        Redirect.objects.create(old_path="/archiv?art=treffen", new_path="/treffen/")
        self.assertRedirects(self.client.get("/archiv?art=treffen"), "/treffen/", 301)

    def test_a_page_that_is_there_goes_before_its_redirect(self):
        Redirect.objects.create(old_path="/teams/", new_path="/themen/")
        self.assertEqual(self.client.get("/teams/").status_code, 200)

    def test_an_unknown_query_still_leads_to_the_page_without_it(self):
        Redirect.objects.create(old_path="/?q=node/42", new_path="/teams/")
        self.assertRedirects(self.client.get("/?q=node/43"), "/", 301)

    def test_an_umlaut_in_the_new_address_is_sent_in_ascii(self):
        Redirect.objects.create(old_path="/alt", new_path="/beitraege/?q=müll#top-4")
        self.assertEqual(self.client.get("/alt")["Location"], "/beitraege/?q=m%C3%BCll#top-4")

    def test_a_plus_for_a_blank_in_the_new_address_stays_one(self):
        Redirect.objects.create(old_path="/alt", new_path="/suche/?q=kleiner+saal")
        self.assertEqual(self.client.get("/alt")["Location"], "/suche/?q=kleiner+saal")

    def test_an_address_copied_from_a_document_or_typed_from_paper_leads_to_the_page_that_is_meant(
        self,
    ):
        make_meeting(slug="maerz")
        make_page(title="Über uns", slug="ueber-uns")
        Redirect.objects.create(old_path="/alter-name", new_path="/treffen/maerz/")
        for path, led in (
            ("/treffen/\u200bmaerz/", "/treffen/maerz/"),
            ("/Treffen/", "/treffen/"),
            ("/Treffen/?jahr=2020&q=alt%26neu+gut", "/treffen/?jahr=2020&q=alt%26neu+gut"),
            ("/Treffen/M%C3%A4rz/", "/treffen/maerz/"),
            ("/%C3%9Cber-uns/", "/ueber-uns/"),
            ("/treffen/maerz/).", "/treffen/maerz/"),
            ("/treffen)", "/treffen/"),
            ("/Treffen/maerz.ICS", "/treffen/maerz.ics"),
            ("/Alter-Name/", "/treffen/maerz/"),
            ("/Admin/", None),
            ("/Treffen/april/", None),
            ("/\u200b/boese.example/", None),
        ):
            with self.subTest(path):
                page = self.client.get(path)
                self.assertEqual(page.get("Location"), led)
                self.assertEqual(page.status_code, 301 if led else 404)

    def test_a_null_character_is_only_not_found(self):
        self.assertEqual(self.client.get("/alt%00").status_code, 404)

    def test_what_is_sent_by_post_is_not_led_on(self):
        Redirect.objects.create(old_path="/alt/1", new_path="/teams/")
        self.assertEqual(self.client.post("/alt/1").status_code, 404)

    def test_looking_takes_one_query(self):
        with self.assertNumQueries(3):  # a page of this slug, the menu, the redirect
            self.client.get("/alt/")

    def test_a_page_that_answers_is_not_looked_up(self):
        with self.assertNumQueries(0):
            self.client.get("/robots.txt")


class KeepingTests(TestCase):
    """A moved page."""

    def test_old_addresses_lead_on_in_one_step(self):
        keep_address("/a/", "/b/")
        keep_address("/b/", "/c/")
        self.assertEqual(stored(), {"/a/": "/c/", "/b/": "/c/"})

    def test_moving_back_makes_no_circle(self):
        keep_address("/a/", "/b/")
        keep_address("/b/", "/a/")
        self.assertEqual(stored(), {"/b/": "/a/"})

    def test_a_moved_post_is_found(self):
        post = make_post("Sommerfest")
        post.slug = "fest"
        post.save()
        self.assertRedirects(self.client.get("/beitraege/sommerfest/"), "/beitraege/fest/", 301)


class FreedTests(DeskTestCase):
    """An old address is for the thing that had it."""

    def test_no_other_thing_takes_it(self):
        for make in (make_post, make_page, make_meeting):
            with self.subTest(make=make.__name__):
                first = make(title="Sommerfest")
                first.slug = "sommerfest-2026"
                first.save()
                second = make(title="Sommerfest")
                self.assertEqual(second.slug, "sommerfest-2")
                page = send(self.client, admin_address("change", second), slug="sommerfest")
                told = f"Alte Links mit dieser Adresse führen zu {first.get_absolute_url()}. Bitte wählen Sie eine andere."
                self.assertEqual(errors_of(page), [told])

    def test_no_topic_takes_it_by_its_new_name_or_as_one_that_is_typed(self):
        first, second = make_topic("Wohnen"), make_topic("Bauen")
        first.slug = "wohnen-im-viertel"
        first.name = "Wohnen im Viertel"
        first.save()
        led = f"Alte Links mit dieser Adresse führen zu {first.get_absolute_url()}. Bitte wählen Sie eine andere."
        path = admin_address("change", second)
        for typed in ({"slug": "wohnen"}, {"name": "Wohnen", "follow_name": "on"}):
            self.assertEqual(errors_of(send(self.client, path, **typed)), [led])
        added = send(self.client, reverse("admin:blog_topic_add"), name="Wohnen", kind="thema")
        self.assertEqual(errors_of(added), [led])
        send(self.client, path, name="Bauen und Wohnen", follow_name="on")
        send(self.client, path, name="Bauen", follow_name="on")  # its own
        page = make_page(title="Klima")
        Redirect.objects.create(old_path="/themen/klima/", new_path=page.get_absolute_url())
        make_post("Hitze").topics.add("Klima")
        self.assertEqual(
            [*Topic.objects.order_by("name").values_list("name", "slug")],
            [("Bauen", "bauen"), ("Klima", "klima-2"), ("Wohnen im Viertel", "wohnen-im-viertel")],
        )
        make_post("Dürre").topics.add("Klima")
        self.assertEqual(Topic.objects.count(), 3)

    def test_the_thing_itself_takes_it_back(self):
        for typed in ("sommerfest", ""):
            with self.subTest(typed=typed):
                post = make_post("Sommerfest")
                for slug in ("sommerfest-2026", typed):
                    send(self.client, admin_address("change", post), slug=slug)
                post.refresh_from_db()
                self.assertEqual(post.slug, "sommerfest")
                post.delete()


class Desk(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client.force_login(self.editor)


class OneByOneTests(Desk):
    """The form of one redirect."""

    def add(self, old, new):
        return send(self.client, "/admin/pages/redirect/add/", old_path=old, new_path=new)

    def test_a_full_old_address_loses_its_host(self):
        self.add("https://alt.example/node/42?a=1#mitte", "/teams/")
        self.assertEqual(stored(), {"/node/42?a=1": "/teams/"})

    @override_settings(SITE_URL="https://www.quartier.example")
    def test_a_full_new_address_of_this_site_loses_its_host(self):
        self.add("/node/42", "https://quartier.example/teams/")
        self.assertEqual(stored(), {"/node/42": "/teams/"})

    def test_a_new_address_elsewhere_is_refused(self):
        page = self.add("/node/42", "https://anderswo.example/")
        self.assertEqual(errors_of(page), ["Eine Adresse dieser Website beginnt mit einem /."])

    def test_two_steps_become_one(self):
        keep_address("/b", "/teams/")
        self.add("/a", "/b")
        self.assertEqual(stored(), {"/a": "/teams/", "/b": "/teams/"})

    def test_what_led_to_the_old_address_leads_on(self):
        keep_address("/a", "/b")
        self.add("/b/", "/teams/")
        self.assertEqual(stored(), {"/a": "/teams/", "/b/": "/teams/"})

    def test_what_leads_to_a_page_that_is_there_stays(self):
        keep_address("/a", "/teams/")
        self.add("/teams/", "/themen/")
        self.assertEqual(stored(), {"/a": "/teams/", "/teams/": "/themen/"})

    def test_a_circle_is_refused(self):
        keep_address("/a", "/b")
        page = self.add("/b", "/a")
        self.assertEqual(
            errors_of(page),
            ["Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an."],
        )

    def test_a_redirect_to_itself_is_refused(self):
        page = self.add("/a", "/a/")
        self.assertEqual(
            errors_of(page),
            ["Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an."],
        )

    def test_a_page_at_the_old_address_is_warned_of(self):
        make_post("Sommerfest")
        answer = self.add("/beitraege/sommerfest/", "/teams/")
        self.assertContains(self.client.get(answer["Location"]), LIVE, count=1)

    def test_a_draft_at_the_old_address_is_not_warned_of(self):
        make_post("Sommerfest", published_at=None)
        answer = self.add("/beitraege/sommerfest/", "/teams/")
        self.assertNotContains(self.client.get(answer["Location"]), LIVE)


class ImportTests(Desk):
    """A whole list."""

    def look(self, text="", **more):
        return self.client.post(IMPORT, {"text": text, "look": "1"} | more)

    def save(self, text):
        seen = self.look(text).context["seen"]
        return self.client.post(IMPORT, {"text": text, "seen": seen, "save": "1"})

    def rows(self, text, **more):
        return [(row.old, row.new) for row in self.look(text, **more).context["rows"]]

    def errors(self, text):
        rows = self.look(text).context["rows"]
        return [(row.number, error) for row in rows for error in row.errors]

    def test_the_list_leads_to_it(self):
        self.assertContains(self.client.get("/admin/pages/redirect/"), f'href="{IMPORT}"', count=1)

    def test_saves_what_was_shown(self):
        self.assertRedirects(self.save("/a;/teams/\n/b;/themen/"), "/admin/pages/redirect/")
        self.assertEqual(stored(), {"/a": "/teams/", "/b": "/themen/"})

    def test_saves_nothing_unseen(self):
        self.look("/a;/teams/")
        self.client.post(IMPORT, {"text": "/a;/teams/", "seen": "", "save": "1"})
        self.assertEqual(stored(), {})

    def test_reads_every_way_of_writing_it(self):
        expected = [("/node/1", "/teams/"), ("/größe", "/themen/")]
        for name, text in {
            "semicolons": "/node/1;/teams/\n/größe;/themen/",
            "commas": "/node/1,/teams/\n/größe,/themen/",
            "tabs": "/node/1\t/teams/\n/größe\t/themen/",
            "quoted": '"/node/1";"/teams/"\n"/größe";"/themen/"',
            "headed": "alte Adresse;neue Adresse\n/node/1;/teams/\n/größe;/themen/",
            "blanks": " /node/1 ; /teams/ \n\n/größe;/themen/;\n",
            "full": "http://alt.example/node/1;/teams/\n"
            "https://www.alt.example/gr%C3%B6%C3%9Fe;http://alt.example/themen/",
        }.items():
            with self.subTest(name):
                self.assertEqual(self.rows(text), expected)

    def test_reads_files_in_every_usual_encoding(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
            content = "alt;neu\r\n/größe;/teams/\r\n".encode(encoding)
            with self.subTest(encoding):
                file = SimpleUploadedFile("liste.csv", content)
                self.assertEqual(self.rows("", file=file), [("/größe", "/teams/")])

    def test_text_beside_a_file_is_not_lost_to_it(self):
        page = self.look("/a/;/teams/", file=SimpleUploadedFile("liste.csv", b"/b/;/teams/"))
        self.assertContains(page, "Bitte nur eines.")
        self.assertContains(page, "/a/;/teams/</textarea>")

    def test_what_was_read_from_a_file_is_saved_from_the_page(self):
        file = SimpleUploadedFile("liste.csv", b"\xef\xbb\xbfalt;neu\r\n/a;/teams/\r\n\r\n")
        page = self.look(file=file)
        text = page.context["form"].initial["text"].replace("\n", "\r\n")
        self.client.post(IMPORT, {"text": text, "seen": page.context["seen"], "save": "1"})
        self.assertEqual(stored(), {"/a": "/teams/"})

    def test_says_of_each_line_what_is_wrong(self):
        circle = "Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an."
        own = "Eine Adresse dieser Website beginnt mit einem /."
        for text, errors in [
            ("/a", [(1, "Es braucht zwei Spalten: alte Adresse und neue Adresse.")]),
            ("/a;/b;/c", [(1, "Es braucht zwei Spalten: alte Adresse und neue Adresse.")]),
            ("/x;/y\nnode/1;/b", [(2, f"alte Adresse: {own}")]),
            ("/a;teams", [(1, f"neue Adresse: {own}")]),
            ("/a;", [(1, "Es fehlt die neue Adresse.")]),
            (
                "/a;https://anderswo.example/",
                [
                    (
                        1,
                        "Die neue Adresse liegt auf einer anderen Website. Möglich ist nur eine auf dieser.",
                    )
                ],
            ),
            ("http://[;/b", [(1, f"alte Adresse: {own}")]),
            ("/a;/a/", [(1, "Alte und neue Adresse sind dieselbe.")]),
            ("/a;/b\n/b;/c\n/c;/a", [(1, circle), (2, circle), (3, circle)]),
            ("/a;/x\n/a/;/y", [(2, "Zeile 1 leitet diese Adresse nach /x.")]),
        ]:
            with self.subTest(text):
                self.assertEqual(self.errors(text), errors)

    def test_a_forgotten_quote_costs_no_other_line(self):
        expected = [("/a", "/teams/"), ("/c", "/themen/")]
        self.assertEqual(self.rows('/a;"/teams/\n/c;/themen/'), expected)

    def test_a_line_without_end_is_refused(self):
        endless = "/" + "a" * 140_000
        self.assertEqual([number for number, _ in self.errors(f"{endless};/teams/")], [1])

    def test_a_circle_through_what_is_stored_is_refused(self):
        keep_address("/a", "/b")
        self.assertEqual(
            self.errors("/b;/a"),
            [(1, "Die Weiterleitung führt im Kreis. Bitte geben Sie eine andere neue Adresse an.")],
        )

    def test_several_steps_become_one(self):
        keep_address("/c", "/teams/")
        keep_address("/vorher", "/a")
        self.save("/a;/b\n/b;/c/")
        self.assertEqual(
            stored(), {"/a": "/teams/", "/b": "/teams/", "/c": "/teams/", "/vorher": "/teams/"}
        )

    def test_a_page_that_is_there_is_the_end_of_the_way(self):
        self.save("/a;/teams/\n/teams/;/themen/")
        self.assertEqual(stored(), {"/a": "/teams/", "/teams/": "/themen/"})

    def test_existing_ones_are_changed_whatever_their_last_slash(self):
        keep_address("/a/", "/teams/")
        page = self.look("/a;/themen/")
        self.assertContains(page, "geändert, bisher: /teams/", count=1)
        self.save("/a;/themen/")
        self.assertEqual(stored(), {"/a": "/themen/"})

    def test_a_line_that_stands_twice_is_said_and_saved_once(self):
        page = self.look("/a;/teams/\n/a;/teams/")
        self.assertContains(page, "steht schon in Zeile 1", count=1)
        self.assertContains(page, "1 Weiterleitung speichern", count=1)

    def test_a_page_at_the_old_address_is_warned_of(self):
        make_post("Sommerfest")
        page = self.look(
            "/beitraege/sommerfest/;/teams/\n/beitraege/gibtsnicht/;/teams/\n/?q=1;/x\n/;/x"
        )
        warned = [row.old for row in page.context["rows"] if row.live]
        self.assertEqual(warned, ["/beitraege/sommerfest/", "/"])

    def test_the_desk_is_no_page_for_visitors(self):
        page = self.look("/admin/;/teams/")
        self.assertEqual([row.live for row in page.context["rows"]], [False])

    def test_lines_with_faults_stay_to_be_mended(self):
        page = self.save("/a;/teams/\nnode/1;/themen/")
        self.assertEqual(stored(), {"/a": "/teams/"})
        self.assertEqual(page.context["form"].initial["text"], "node/1;/themen/")

    def test_nothing_at_all_is_said(self):
        self.assertContains(self.look(), "Bitte wählen Sie eine Datei oder fügen Sie Text ein.")

    def test_a_list_without_end_is_refused(self):
        page = self.look("/a;/b\n" * 5001)
        self.assertContains(page, "Bitte höchstens 5000 Zeilen auf einmal.", count=1)

    def test_queries_do_not_grow_with_the_lines(self):
        for lines in (1, 50):
            text = "\n".join(f"/node/{n};/teams/" for n in range(lines))
            # session, account, its own rights and those of its group, all redirects
            with self.subTest(lines=lines), self.assertNumQueries(5):
                self.look(text)

    def test_is_refused_to_an_account_without_rights(self):
        self.editor.groups.clear()
        self.assertEqual(self.client.get(IMPORT).status_code, 403)
