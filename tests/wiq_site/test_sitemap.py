"""What machines ask for: sitemap, robots.txt, security.txt."""

from datetime import datetime, timedelta
from unittest import mock

from django.test import TestCase, override_settings
from django.utils import timezone

from tests.build import (
    berlin,
    days_ago,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from tests.reading import xml_of
from wiq_site.kit import changes
from wiq_site.pages.models import Page

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LISTS = ["/", "/beitraege/", "/treffen/", "/themen/", "/teams/", "/abonnieren/"]


class SitemapTests(TestCase):
    def listed(self):
        """Return {path: lastmod} of all parts of the sitemap."""
        found = {}
        for part in xml_of(self.client.get("/sitemap.xml")):
            path = part.findtext(f"{NAMESPACE}loc").removeprefix("http://testserver")
            for url in xml_of(self.client.get(path)):
                address = url.findtext(f"{NAMESPACE}loc").removeprefix("http://testserver")
                found[address] = url.findtext(f"{NAMESPACE}lastmod")
        return found

    def test_no_part_grows_beyond_its_limit(self):
        for number in range(13):
            make_post(f"Nr {number}", published_at=days_ago(number + 1))
        whole = self.listed()
        with mock.patch("wiq_site.sitemaps.Part.limit", 6):
            parts = xml_of(self.client.get("/sitemap.xml"))
            addresses = [part.findtext(f"{NAMESPACE}loc") for part in parts]
            self.assertIn("http://testserver/sitemap-beitraege.xml?p=3", addresses)
            self.assertEqual(self.listed(), whole)
            for query, status in (("?p=3", 200), ("?p=4", 404), ("?p=x", 404), ("?x=1", 301)):
                answer = self.client.get(f"/sitemap-beitraege.xml{query}")
                self.assertEqual(answer.status_code, status, query)
        self.assertEqual(self.client.get("/sitemap-anderes.xml").status_code, 404)

    def test_names_the_canonical_address_of_all_that_is_public(self):
        make_post("Fest", ["Klima"])
        make_report("Bericht")
        make_meeting(title="Ohne Bericht")
        make_page(title="Impressum")
        public = ["/beitraege/bericht/", "/beitraege/fest/", "/treffen/ohne-bericht/"]
        self.assertEqual(
            sorted(self.listed()), sorted([*LISTS, *public, "/themen/klima/", "/impressum/"])
        )

    def test_leaves_out_what_is_not_public(self):
        make_post("Entwurf", ["Geheim"], published_at=None)
        make_post("Morgen", ["Geplant"], published_at=days_ago(-1))
        make_post("Weg", ["Weg"], withdrawn_at=days_ago(0))
        make_meeting(agenda_published_at=None, protocol_published_at=None)
        make_report("Bericht", published_at=days_ago(-1))
        make_topic("Unbenutzt")
        Page.objects.create(title="Entwurf einer Seite")
        self.assertEqual(sorted(self.listed()), sorted([*LISTS, "/treffen/bericht/"]))

    def test_says_when_a_post_and_its_topic_last_changed(self):
        post = make_post("Fest", ["Klima"], published_at=berlin("2021-01-01 10:00"))
        post.changed_at = berlin("2021-03-04 05:06")
        changes.store(post, "changed_at")
        topic = post.topics.get()
        for own, told in (("2021-02-01", "2021-03-04"), ("2021-04-01", "2021-04-01")):
            topic.changed_at = berlin(f"{own} 10:00")
            changes.store(topic, "changed_at")
            self.assertEqual(self.listed()["/beitraege/fest/"], "2021-03-04")
            self.assertEqual(self.listed()["/themen/klima/"], told)

    def test_every_address_says_when_it_last_changed(self):
        make_post("Fest", ["Klima"])
        make_meeting()
        make_page("Impressum")
        self.assertNotIn(None, self.listed().values())

    def test_a_scheduled_post_changes_when_it_appears(self):
        post = make_post("Fest", published_at=berlin("2021-03-04 05:06"))
        post.changed_at = berlin("2021-01-01 10:00")
        changes.store(post, "changed_at")
        self.assertEqual(self.listed()["/beitraege/fest/"], "2021-03-04")

    def test_meetings_and_pages_change_when_they_appear_and_topics_with_their_meetings(self):
        series, topic = make_topic("Runde", kind="reihe"), make_topic("Klima")
        meeting = make_meeting(title="Fest", items=[("Eins", 5, "Ada")], protocol_published_at=None)
        meeting.items.get().topics.set([topic])
        page, early = make_page("Impressum"), berlin("2021-01-01 10:00")
        for item in (series, topic, page, meeting):
            item.changed_at = early
            changes.store(item, "changed_at")
        for item, name in ((page, "published_at"), (meeting, "agenda_published_at")):
            setattr(item, name, berlin("2021-03-04 05:06"))
            changes.store(item, name)
        told = dict.fromkeys(["/treffen/fest/", "/themen/klima/", "/impressum/"], "2021-03-04")
        self.assertEqual({path: self.listed()[path] for path in told}, told)
        meeting.protocol_published_at, meeting.series = berlin("2021-03-05 05:06"), series
        changes.store(meeting, "protocol_published_at", "series")
        for path in ("/treffen/fest/", "/themen/klima/", "/themen/runde/", "/treffen/"):
            self.assertEqual(self.listed()[path], "2021-03-05", path)

    def test_the_list_of_meetings_changes_with_those_reported_too_and_home_with_no_page(self):
        meeting = make_report("Bericht").reports_on
        page = make_page("Impressum")
        for item, moment in ((page, "2090-03-05 12:00"), (meeting, "2090-03-04 12:00")):
            item.changed_at = berlin(moment)
            changes.store(item, "changed_at")
        told = {self.listed()[path] for path in ("/", "/treffen/")}
        self.assertEqual(told, {"2090-03-04"})

    @override_settings(SITE_URL="https://wiq.example")
    def test_addresses_come_from_the_setting_alone(self):
        make_post("Fest")
        for path in ("/sitemap.xml", "/sitemap-beitraege.xml"):
            for url in xml_of(self.client.get(path)):
                self.assertTrue(url.findtext(f"{NAMESPACE}loc").startswith("https://wiq.example/"))

    def test_queries_do_not_grow(self):
        for count in (1, 9):
            for number in range(count):
                make_post(f"{count} {number}", [f"T{count}{number}"])
                make_meeting(title=f"M{count}{number}")
            for part, queries in (("", 4), ("-listen", 4), ("-beitraege", 2), ("-themen", 2)):
                with self.subTest(count, part=part), self.assertNumQueries(queries):
                    self.client.get(f"/sitemap{part}.xml")


class TextFileTests(TestCase):
    def test_robots_name_the_sitemap(self):
        lines = self.client.get("/robots.txt").content.decode().splitlines()
        self.assertEqual(lines[-1], "Sitemap: http://testserver/sitemap.xml")

    def test_whom_to_tell_of_a_hole_is_said_for_less_than_a_year(self):
        answer = self.client.get("/.well-known/security.txt")
        self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")
        fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
        self.assertEqual(fields["Contact"], "mailto:kontakt@example.org")
        self.assertEqual(fields["Canonical"], "http://testserver/.well-known/security.txt")
        left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
        self.assertTrue(timedelta(days=200) < left < timedelta(days=365), left)
