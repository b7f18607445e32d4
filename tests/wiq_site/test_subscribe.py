"""The page that tells how to subscribe, and the list of feeds to take away."""

import re
from html import unescape
from urllib.parse import urlencode, urlsplit

from django.test import TestCase, override_settings

from tests.build import days_ago, make_meeting, make_post, make_report, make_topic
from tests.reading import xml_of

OPML = "/abonnieren/feeds.opml"


class OpmlTests(TestCase):
    def outlines(self, query=""):
        return list(xml_of(self.client.get(OPML + query)).iter("outline"))

    def addresses(self, query=""):
        return [outline.get("xmlUrl") for outline in self.outlines(query)]

    def test_the_preset_tells_nothing_twice(self):
        make_report("Ergebnisse")
        make_post("Fest", ["Klima"])
        page = self.client.get("/abonnieren/").content.decode()
        boxes = re.findall(r'name="(\w+)" value="([\w-]+)" id="[\w-]+" checked', page)
        links = [
            entry.findtext("link")
            for address in self.addresses("?" + urlencode(boxes))
            for entry in xml_of(self.client.get(urlsplit(address).path)).iter("item")
        ]
        self.assertEqual(len(links), 2)
        self.assertEqual(len(set(links)), 2)

    def test_who_chose_nothing_gets_the_empty_choice_with_a_sentence(self):
        make_post(topics=["Klima"])
        answer = self.client.get(OPML)
        self.assertContains(answer, "Noch ist nichts ausgewählt.", count=1)
        self.assertNotContains(answer, " checked>")
        self.assertContains(
            answer, '<link rel="canonical" href="http://testserver/abonnieren/">', count=1
        )

    def test_holds_what_was_chosen(self):
        make_post(topics=["Klima", "Lindenau", "Anderes"])
        self.assertEqual(
            self.addresses("?feed=protokolle&thema=klima&thema=lindenau"),
            [
                "http://testserver/treffen/protokolle.rss",
                "http://testserver/beitraege/feed.rss?thema=klima",
                "http://testserver/beitraege/feed.rss?thema=lindenau",
            ],
        )

    def test_every_outline_says_what_an_import_needs(self):
        make_post(topics=["Öffentliche Räume & mehr"])
        outline = self.outlines("?thema=oeffentliche-raeume-mehr")[0]
        self.assertEqual(
            outline.attrib,
            {
                "type": "rss",
                "text": "Beiträge zu Öffentliche Räume & mehr – WiQ",
                "title": "Beiträge zu Öffentliche Räume & mehr – WiQ",
                "xmlUrl": "http://testserver/beitraege/feed.rss?thema=oeffentliche-raeume-mehr",
                "htmlUrl": "http://testserver/themen/oeffentliche-raeume-mehr/",
                "language": "de",
            },
        )

    def test_every_named_feed_answers_at_its_one_address(self):
        make_post(topics=["Klima", "Lindenau"])
        addresses = self.addresses("?feed=beitraege&feed=protokolle&thema=klima")
        self.assertGreaterEqual(len(addresses), 2)
        for address in addresses:
            parts = urlsplit(address)
            answer = self.client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
            self.assertEqual(answer.status_code, 200, address)

    def test_is_a_file_with_a_name(self):
        answer = self.client.get(OPML + "?feed=beitraege")
        self.assertEqual(answer["Content-Type"], "text/x-opml; charset=utf-8")
        self.assertEqual(
            answer["Content-Disposition"], 'attachment; filename="wir-im-quartier.opml"'
        )
        root = xml_of(answer)
        self.assertEqual((root.tag, root.get("version")), ("opml", "2.0"))
        self.assertEqual(root.findtext("head/title"), "Wir im Quartier")

    def test_one_choice_has_one_address(self):
        make_post(topics=["Klima", "Lindenau"])
        for query, canonical in (
            ("?feed=protokolle&feed=beitraege&x=1", "?feed=beitraege&feed=protokolle"),
            ("?x=1", ""),
            ("?thema=lindenau&thema=klima", "?thema=klima&thema=lindenau"),
            ("?thema=klima&feed=protokolle", "?feed=protokolle&thema=klima"),
        ):
            with self.subTest(query):
                self.assertRedirects(self.client.get(OPML + query), OPML + canonical, 301)

    def test_a_renamed_topic_is_found(self):
        make_post(topics=["Klima"])
        topic = make_post(topics=["Klima"]).topics.get()
        topic.slug = "klimaschutz"
        topic.save()
        self.assertRedirects(
            self.client.get(f"{OPML}?feed=beitraege&thema=klima"),
            f"{OPML}?feed=beitraege&thema=klimaschutz",
            301,
        )

    def test_unknown_feeds_and_topics_and_those_of_drafts_are_no_page(self):
        make_post(topics=["Geheim"], published_at=None)
        for query in ("?feed=alles", "?thema=gibt-es-nicht", "?thema=geheim", "?thema=%00"):
            with self.subTest(query):
                self.assertEqual(self.client.get(OPML + query).status_code, 404)

    @override_settings(SITE_URL="https://wiq.example")
    def test_addresses_come_from_the_setting_alone(self):
        self.assertEqual(
            self.addresses("?feed=beitraege")[0], "https://wiq.example/beitraege/feed.rss"
        )


class PageTests(TestCase):
    def test_the_posts_are_preset_and_what_would_tell_them_twice_is_not(self):
        make_post(topics=["Klima"])
        make_post(topics=["Geheim"], published_at=None)
        boxes = re.findall(
            r'<input type="checkbox" name="(\w+)" value="([\w-]+)"[^>]*?( checked)?>',
            self.client.get("/abonnieren/").content.decode(),
        )
        self.assertEqual(
            boxes,
            [
                ("feed", "beitraege", " checked"),
                ("feed", "protokolle", ""),
                ("thema", "klima", ""),
            ],
        )

    def test_names_the_address_to_type(self):
        self.assertContains(
            self.client.get("/abonnieren/"), 'value="http://testserver/beitraege/feed.rss"'
        )

    def test_is_found_from_every_page(self):
        self.assertContains(self.client.get("/"), 'href="/abonnieren/"')

    def test_queries_do_not_grow(self):
        for count in (1, 9):
            for number in range(count):
                make_post(f"{count} {number}", [f"T{count}{number}"])
                make_meeting(f"20{50 + count}-05-0{number + 1} 17:00", [("Eins", 5, "Ada")])
            with self.subTest(count), self.assertNumQueries(5):
                self.client.get("/abonnieren/")


class CircularTests(TestCase):
    def text(self):
        return self.client.get("/abonnieren/").context["circular"]

    def test_tells_the_newest_and_the_next_meeting_in_plain_words(self):
        make_post("Fest & Markt", teaser="Am Samstag <3", published_at=days_ago(400))
        make_meeting(
            "2099-05-05 17:00", [("Begrüßung", 5, "Ada"), ("Haushalt", 9, "Bo")], place="Westwerk"
        )
        text = re.sub(r"\(\d.*?\)", "(Datum)", self.text())
        self.assertEqual(
            text,
            "Neues von Wir im Quartier\n\n"
            "Fest & Markt (Datum)\n"
            "Am Samstag <3\n"
            "http://testserver/beitraege/fest-markt/\n\n"
            "Nächstes Treffen: Gesamttreffen\n"
            "Dienstag, 5. Mai 2099, 17:00 Uhr\n"
            "Westwerk\n"
            "- TOP 1 Begrüßung\n"
            "- TOP 2 Haushalt\n"
            "http://testserver/treffen/gesamttreffen/\n\n"
            "Alle Beiträge: http://testserver/beitraege/\n"
            "Selbst abonnieren: http://testserver/abonnieren/\n",
        )

    def test_holds_five_posts_and_nothing_that_is_not_public(self):
        for number in range(6):
            make_post(f"Nummer {number}", published_at=days_ago(number + 1))
        make_post("Morgen", published_at=days_ago(-1))
        make_topic("Leer")
        self.assertEqual(
            re.findall(r"Nummer \d|Morgen", self.text()), [f"Nummer {n}" for n in range(5)]
        )

    def test_a_cancelled_meeting_is_not_the_next(self):
        make_meeting("2099-05-05 17:00", title="Fällt aus", cancelled_at=days_ago(1))
        self.assertNotIn("Fällt aus", self.text())

    def test_nothing_new_is_still_a_letter(self):
        self.assertTrue(self.text().startswith("Neues von Wir im Quartier\n\nAlle Beiträge:"))


class DiscoveryTests(TestCase):
    """The links by which readers find feeds; each must be told from the others in a reader's list."""

    def test_every_page_names_each_feed_as_the_feed_names_itself(self):
        make_topic("Stammtisch", kind="reihe")
        post = make_post("Fest & <Markt>", ["Klima & mehr", "Stammtisch"])
        meeting = make_meeting(title="Kommt & geht", protocol_published_at=None)
        found = {}
        for page in (
            *("/", "/beitraege/", "/treffen/", "/themen/", "/teams/", "/abonnieren/"),
            "/beitraege/?thema=klima-mehr&thema=stammtisch&q=fest&autor=Ada",
            "/treffen/?reihe=stammtisch&jahr=2020&q=geht",
            *(item.get_absolute_url() for item in (post, meeting, *post.topics.all())),
        ):
            html = self.client.get(page).content.decode()
            links = re.findall(r'<link rel="alternate" [^>]*title="([^"]+)" href="([^"]+)"', html)
            self.assertTrue(links, page)
            found |= {unescape(address): unescape(title) for title, address in links}
        self.assertEqual(len(found), 3 * 8)
        for address, title in found.items():
            answer = self.client.get(address)
            json = address.split("?")[0].endswith(".json")
            told = answer.json()["title"] if json else xml_title(answer)
            with self.subTest(address):
                self.assertEqual(title, told)

    def test_no_title_is_longer_than_thunderbird_can_remember(self):
        long = "Straßenbahnhaltestellenumbau in der Karl-Heine-Straße"
        post = make_post(long, [long, "Klima"])
        for path, title in (
            (
                f"{post.get_absolute_url()}kommentare.rss",
                "Kommentare zu „Straßenbahnhaltestellenumbau… – WiQ",
            ),
            (
                f"/beitraege/feed.rss?thema=klima&thema={post.topics.last().slug}",
                "Beiträge zu Klima und Straßenbahnhaltestell… – WiQ",
            ),
            (
                "/beitraege/feed.rss?thema=klima&jahr=2020",
                "Beiträge zu Klima, 2020 – Wir im Quartier",
            ),
        ):
            with self.subTest(path):
                self.assertEqual(xml_title(self.client.get(path)), title)
                self.assertLessEqual(len(title), 50)


def xml_title(answer):
    """Return the title that an RSS or Atom feed gives itself."""
    root = xml_of(answer)
    return root.findtext("channel/title") or root.findtext("{*}title")
