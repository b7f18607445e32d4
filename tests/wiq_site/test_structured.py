"""What the head of a page tells search engines and those who link to it."""

import html
import json
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from PIL import Image

from comments.targets import form_address
from meetings.models import Meeting
from tests.build import (
    berlin,
    make_comment,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from tests.reading import data_of, head_of
from wiq_site.kit.images import encoded
from wiq_site.kit.markup import data_block
from wiq_site.kit.share_picture import site_picture
from wiq_site.pages.views import article


def picture():
    return SimpleUploadedFile("fest.png", encoded(Image.new("RGB", (40, 30)), "png").read())


class ArticleTests(TestCase):
    def test_tells_what_a_search_engine_shows(self):
        post = make_post(
            "Fest & <Markt>",
            ["Klima"],
            published_at=berlin("2026-07-01 12:00"),
            corrected_at=berlin("2026-07-02 12:00"),
            author="Ada",
            teaser="Kurz.",
            image=picture(),
            image_alt="Bunt",
        )
        data = article("https://wiq.example", post, "Kurz.")
        self.assertEqual(data["headline"], "Fest & <Markt>")
        self.assertEqual(data["description"], "Kurz.")
        self.assertEqual(data["author"], {"@type": "Person", "name": "Ada"})
        self.assertEqual(data["datePublished"], "2026-07-01T12:00:00+02:00")
        self.assertEqual(data["dateModified"], "2026-07-02T12:00:00+02:00")
        self.assertEqual(data["keywords"], ["Klima"])
        self.assertEqual(data["url"], "https://wiq.example/beitraege/fest-markt/")
        self.assertEqual(data["image"], f"https://wiq.example{post.image.url}")
        self.assertEqual(data["publisher"]["@type"], "Organization")

    def test_without_an_author_the_initiative_wrote_it(self):
        data = article("", make_post(), "")
        self.assertEqual(data["author"]["name"], "Wir im Quartier")


class DataBlockTests(TestCase):
    def test_nothing_in_it_can_end_it(self):
        hostile = {"a": "</script><script>alert(1)</script><!-- & \u2028"}
        block = data_block(hostile)
        inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block, re.S)[1]
        self.assertNotRegex(inside, "[<>&]")
        self.assertEqual(json.loads(inside)["a"], hostile["a"])

    def test_a_mail_address_in_it_is_for_machines_that_read_json(self):
        words = 'Fragen?\npost@wiq.example! "ada@wiq.example" <bo@wiq.example>'
        data = {"email": "kontakt@example.org", "description": words}
        block = data_block(data)
        inside = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', block, re.S)[1]
        self.assertNotRegex(inside, r"kontakt|\w@|example")
        self.assertEqual(json.loads(inside), {"@context": "https://schema.org"} | data)


class ContactTests(TestCase):
    def test_no_page_tells_an_address_in_any_text_and_a_browser_reads_it(self):
        words = "Schreiben Sie an ada.lovelace@wiq.example bitte"
        topic = make_topic("Garten", summary=words, description=words)
        report = make_report(topics=["Garten"], teaser=words, body=f"{words} <b>@x</b>")
        meeting = report.reports_on
        meeting.place, meeting.intro = words, words
        meeting.save()
        meeting.items.first().outcomes.create(kind="aufgabe", text=words)
        make_comment(report, text=words)
        things = [topic, report, meeting]
        for path in ("/", "/beitraege/", "/themen/", "/treffen/", "/treffen/aufgaben/", "/suche/?q=schreiben",
                     *(thing.get_absolute_url() for thing in things)):  # fmt: skip
            with self.subTest(path):
                page = self.client.get(path).content.decode()
                self.assertNotIn("@wiq", page)
        self.assertIn(
            words, html.unescape(self.client.get(report.get_absolute_url()).content.decode())
        )

    def test_no_page_feed_or_file_tells_a_mail_address_to_harvesters(self):
        topic = make_topic("Garten", kind="team", contact="garten@wiq.example")
        report = make_report(topics=["Garten"], comments_open_until=berlin("2020-01-01 12:00"))
        meeting = Meeting.objects.get()
        page = make_page("Über uns")
        things = [topic, report, meeting, page]
        paths = [
            "/",
            "/beitraege/",
            "/themen/",
            "/teams/",
            "/treffen/",
            "/abonnieren/",
            "/suche/?q=x",
        ]
        paths += [
            "/nichts/",
            "/barrierefreiheit/rueckmeldung/",
            "/admin/login/",
            "/admin/passwort/",
        ]
        paths += [
            f"/{folder}.{suffix}"
            for folder in ("beitraege/feed", "treffen/protokolle")
            for suffix in ("rss", "atom", "json")
        ]
        paths += [
            f"{meeting.get_absolute_url()[:-1]}.{suffix}" for suffix in ("ics", "txt", "json")
        ]
        comment = make_comment(make_post("Offen"), "Schreiben Sie an kai@wiq.example!")
        form = form_address(comment.target)
        paths += [
            f"{form}?antwort={comment.pk}",
            f"/kommentare/melden/{comment.pk}/",
            form_address(report),
            "/abonnieren/feeds.opml",
            "/treffen/kalender.ics",
            "/robots.txt",
        ]
        for path in paths + [thing.get_absolute_url() for thing in things]:
            with self.subTest(path):
                text = self.client.get(path).content.decode()
                self.assertNotRegex(text, "kontakt@|garten@|kai@")


class HeadTests(TestCase):
    """Every public page names itself, describes itself and says its one address."""

    def addresses(self):
        make_topic("Stammtisch", kind="reihe")
        make_page(title="Impressum", summary="Wer das hier macht.")
        meeting = make_meeting(title="Stammtisch im Mai")
        return ["/", "/beitraege/", "/treffen/", "/treffen/?jahr=2020", "/themen/", "/teams/", "/abonnieren/",
                "/impressum/", meeting.get_absolute_url(), make_post("Fest", ["Klima"], teaser="Kurz.").get_absolute_url(),
                "/themen/klima/"]  # fmt: skip

    def test_title_description_canonical_and_feeds(self):
        titles = []
        for path in self.addresses():
            page = self.client.get(path)
            text = page.content.decode()
            with self.subTest(path):
                titles += re.findall(r"<title>(.+?)</title>", text)
                self.assertTrue(head_of(page)["description"])
                canonical = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
                self.assertEqual(canonical, [f"http://testserver{path}"])
                self.assertIn('type="application/rss+xml"', text)
        self.assertEqual(len(titles), len(set(titles)))

    def test_a_reported_meeting_leads_to_its_report(self):
        report = make_report("Bericht")
        page = self.client.get(report.reports_on.get_absolute_url())
        self.assertContains(
            page, '<link rel="canonical" href="http://testserver/beitraege/bericht/">'
        )
        self.assertEqual(head_of(page)["og:url"], "http://testserver/beitraege/bericht/")

    def test_what_others_show_when_they_link_here(self):
        make_page(title="Über & über", slug="ueber", summary="Wer wir sind.")
        told = {
            name: html.unescape(text) for name, text in head_of(self.client.get("/ueber/")).items()
        }
        self.assertEqual(
            {name: text for name, text in told.items() if name.startswith("og:")},
            {
                "og:site_name": "Wir im Quartier",
                "og:locale": "de_DE",
                "og:type": "website",
                "og:title": "Über & über",
                "og:description": "Wer wir sind.",
                "og:url": "http://testserver/ueber/",
                "og:image": f"http://testserver{site_picture().url}",
                "og:image:type": "image/png",
                "og:image:width": "1200",
                "og:image:height": "630",
                "og:image:alt": "„Nachbarschaft, die etwas bewegt“: Schrift auf einer Wand",
            },
        )

    def test_the_home_page_tells_who_we_are(self):
        data = data_of(self.client.get("/"))["Organization"]
        self.assertEqual(data["name"], "Wir im Quartier")
        self.assertEqual(data["url"], "http://testserver/")
        self.assertTrue(data["logo"].startswith("http://testserver/static/img/mark"))

    def test_pages_tell_the_way_to_them(self):
        meeting = make_meeting(title="Stammtisch")
        data = data_of(self.client.get(meeting.get_absolute_url()))["BreadcrumbList"]
        steps = [(s["position"], s["name"], s["item"]) for s in data["itemListElement"]]
        self.assertEqual(
            steps,
            [
                (1, "Wir im Quartier", "http://testserver/"),
                (2, "Treffen", "http://testserver/treffen/"),
                (3, "Stammtisch", "http://testserver/treffen/stammtisch/"),
            ],
        )
