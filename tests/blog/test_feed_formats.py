"""What each format demands, checked element by element. Sources: RSS 2.0, RFC 4287, JSON Feed 1.1."""

import re
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from PIL import Image

from tests.build import berlin, days_ago, make_post, make_report
from tests.reading import entries_of, xml_of
from wiq_site.kit.images import encoded
from wiq_site.pages.models import Attachment

ATOM = "{http://www.w3.org/2005/Atom}"
SUFFIXES = ("rss", "atom", "json")


def path(suffix, query=""):
    return f"/beitraege/feed.{suffix}{query}"


def make_full_post():
    """Return a post that has everything a feed can tell."""
    picture = SimpleUploadedFile("fest.png", encoded(Image.new("RGB", (40, 30)), "png").read())
    post = make_post(
        "Fest & <Markt>",
        ["Ä & Ö", "Klima"],
        published_at=berlin("2026-07-01 12:00"),
        corrected_at=berlin("2026-12-02 12:00"),
        correction_note="Der Ort ist neu.",
        author="Ada & Bo",
        teaser="Kurz: 3 < 5 & so.",
        body="Mehr [hier](/teams/).\n\n![Ein Baum](/media/baum.jpg)",
        image=picture,
        image_alt="Bunte Stände",
    )
    for name in ("Plan", "Liste"):
        file = SimpleUploadedFile(f"{name}.pdf", b"%PDF-" + name.encode())
        Attachment.objects.create(owner=post, title=name, file=file)
    post.save()
    return post


class EveryFormatTests(TestCase):
    """What all three tell alike."""

    @classmethod
    def setUpTestData(cls):
        cls.post = make_full_post()

    def test_feedparser_takes_both_xml_formats(self):
        make_report("Bericht")
        for suffix in ("rss", "atom"):
            for query in ("", "?thema=klima", "?jahr=1999"):
                with self.subTest(suffix=suffix, query=query):
                    entries_of(self.client.get(path(suffix, query)))

    def test_says_what_it_is(self):
        for suffix, kind in (("rss", "rss+xml"), ("atom", "atom+xml"), ("json", "feed+json")):
            answer = self.client.get(path(suffix))
            self.assertEqual(answer["Content-Type"], f"application/{kind}; charset=utf-8")

    def test_every_address_is_absolute_and_texts_for_the_blind_are_kept(self):
        contents = [
            entries_of(self.client.get(path("rss"))).entries[0].content[0].value,
            entries_of(self.client.get(path("atom"))).entries[0].content[0].value,
            self.client.get(path("json")).json()["items"][0]["content_html"],
        ]
        for content in contents:
            addresses = re.findall(r'(?:href|src)="([^"]+)"', content)
            self.assertTrue(addresses)
            for address in addresses:
                self.assertTrue(address.startswith("http://testserver/"), address)
            self.assertIn('alt="Bunte Stände"', content)
            self.assertIn("Der Ort ist neu.", content)
            self.assertIn("Zum Herunterladen", content)

    def test_an_empty_feed_says_the_same_whenever_it_is_written(self):
        for suffix in SUFFIXES:
            first = self.client.get(path(suffix, "?jahr=1999")).content
            with self.settings(
                CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
            ):
                self.assertEqual(self.client.get(path(suffix, "?jahr=1999")).content, first)

    def test_each_format_has_its_own_etag(self):
        etags = {self.client.get(path(suffix))["ETag"] for suffix in SUFFIXES}
        self.assertEqual(len(etags), 3)

    def test_control_characters_never_make_it_ill_formed(self):
        make_post(
            "Titel\x0b\x1b", ["Th\x01ema"], teaser="\x08", body="Text\x0c\x01", author="A\x02"
        )
        for suffix in ("rss", "atom"):
            self.assertEqual(len(entries_of(self.client.get(path(suffix))).entries), 2)
        self.assertEqual(len(self.client.get(path("json")).json()["items"]), 2)

    def test_mail_addresses_are_as_hard_to_harvest_as_on_pages(self):
        make_post("Post", body="An ute@example.org oder [Bo](mailto:bo@example.org).")
        for suffix in SUFFIXES:
            self.assertNotIn("@", self.client.get(path(suffix)).text, suffix)
        link = '<a [^>]*href="mailto:ute@example.org"[^>]*>ute@example.org</a>'
        item = self.client.get(path("json")).json()["items"][0]
        self.assertRegex(item["content_html"], link)
        self.assertIn("ute@example.org", item["summary"])
        for suffix in ("rss", "atom"):
            self.assertRegex(
                entries_of(self.client.get(path(suffix))).entries[0].content[0].value, link
            )

    def test_a_missing_file_is_still_named_with_its_size(self):
        Attachment.objects.first().file.storage.delete(Attachment.objects.first().file.name)
        item = self.client.get(path("json")).json()["items"][0]
        self.assertEqual([f["size_in_bytes"] for f in item["attachments"]], [9, 10])


class RssTests(TestCase):
    def setUp(self):
        self.post = make_full_post()
        self.channel = xml_of(self.client.get(path("rss"))).find("channel")

    def test_the_channel_has_what_rss_demands(self):
        told = {name: self.channel.findtext(name) for name in ("title", "link", "language")}
        self.assertEqual(
            told,
            {
                "title": "Wir im Quartier",
                "link": "http://testserver/beitraege/",
                "language": "de",
            },
        )
        self.assertTrue(self.channel.findtext("description"))
        image = {child.tag: child.text for child in self.channel.find("image")}
        self.assertEqual((image["title"], image["link"]), (told["title"], told["link"]))
        self.assertRegex(image["url"], r"^http://testserver/static/img/mark.*\.png$")

    def test_an_item_tells_everything(self):
        item = self.channel.find("item")
        self.assertEqual(item.findtext("title"), "Fest & <Markt>")
        self.assertEqual(
            item.findtext("description"),
            "Berichtigt am 2. Dezember 2026\xa0· Kurz: 3 &lt; 5 &amp; so.",
        )
        self.assertEqual(item.findtext("pubDate"), "Wed, 01 Jul 2026 12:00:00 +0200")
        self.assertEqual(item.find("guid").get("isPermaLink"), "false")
        self.assertEqual(item.findtext("guid"), self.post.urn)
        self.assertEqual([c.text for c in item.findall("category")], ["Ä & Ö", "Klima"])
        self.assertEqual(item.findtext("{http://purl.org/dc/elements/1.1/}creator"), "Ada & Bo")

    def test_only_the_first_file_is_an_enclosure_as_readers_take_one(self):
        enclosures = [e.attrib for e in self.channel.find("item").findall("enclosure")]
        file = self.post.attachments.first().file
        self.assertEqual(
            enclosures,
            [{"url": f"http://testserver{file.url}", "length": "9", "type": "application/pdf"}],
        )

    def test_names_its_own_address_with_its_filter(self):
        for suffix in ("rss", "atom"):
            parsed = entries_of(self.client.get(path(suffix, "?thema=klima&jahr=2026")))
            links = {link.rel: link.href for link in parsed.feed.links}
            self.assertEqual(
                links["self"], f"http://testserver{path(suffix, '?thema=klima&jahr=2026')}"
            )
            self.assertEqual(
                links["alternate"], "http://testserver/beitraege/?thema=klima&jahr=2026"
            )


class AtomTests(TestCase):
    def setUp(self):
        self.post = make_full_post()
        self.feed = xml_of(self.client.get(path("atom")))

    def test_the_feed_has_what_the_rfc_demands(self):
        self.assertEqual(self.feed.tag, f"{ATOM}feed")
        self.assertEqual(self.feed.get("{http://www.w3.org/XML/1998/namespace}lang"), "de")
        self.assertRegex(self.feed.findtext(f"{ATOM}id"), r"^urn:uuid:[0-9a-f-]{36}$")
        self.assertEqual(self.feed.findtext(f"{ATOM}title"), "Wir im Quartier")
        self.assertEqual(self.feed.findtext(f"{ATOM}author/{ATOM}name"), "Wir im Quartier")
        self.assertEqual(self.feed.findtext(f"{ATOM}updated"), "2026-12-02T12:00:00+01:00")
        self.assertTrue(self.feed.findtext(f"{ATOM}icon").startswith("http://testserver/"))

    def test_an_entry_tells_everything(self):
        entry = self.feed.find(f"{ATOM}entry")
        told = {
            name: entry.findtext(f"{ATOM}{name}")
            for name in ("id", "title", "published", "updated", "summary")
        }
        self.assertEqual(
            told,
            {
                "id": self.post.urn,
                "title": "Fest & <Markt>",
                "published": "2026-07-01T12:00:00+02:00",
                "updated": "2026-12-02T12:00:00+01:00",
                "summary": "Berichtigt am 2. Dezember 2026\xa0· Kurz: 3 < 5 & so.",
            },
        )
        self.assertEqual(entry.find(f"{ATOM}summary").get("type"), "text")
        self.assertEqual(entry.find(f"{ATOM}content").get("type"), "html")
        self.assertEqual(entry.findtext(f"{ATOM}author/{ATOM}name"), "Ada & Bo")
        self.assertEqual(
            [c.get("term") for c in entry.findall(f"{ATOM}category")], ["Ä & Ö", "Klima"]
        )

    def test_every_file_is_an_enclosure(self):
        links = self.feed.find(f"{ATOM}entry").findall(f"{ATOM}link")
        files = [
            (link.get("length"), link.get("type"))
            for link in links
            if link.get("rel") == "enclosure"
        ]
        self.assertEqual(files, [("9", "application/pdf"), ("10", "application/pdf")])

    def test_the_id_of_a_feed_outlives_address_and_name_of_its_topic(self):
        def feed_id():
            return xml_of(self.client.get(path("atom", f"?thema={topic.slug}"))).findtext(
                f"{ATOM}id"
            )

        topic = self.post.topics.get(slug="klima")
        before = feed_id()
        topic.slug, topic.name = "klimaschutz", "Klimaschutz"
        topic.save()
        with override_settings(SITE_URL="https://anderswo.example"):
            self.assertEqual(feed_id(), before)
        self.assertNotEqual(self.feed.findtext(f"{ATOM}id"), before)


class JsonTests(TestCase):
    def test_tells_everything(self):
        post = make_full_post()
        feed = self.client.get(path("json", "?thema=klima")).json()
        self.assertEqual(feed["version"], "https://jsonfeed.org/version/1.1")
        self.assertEqual(feed["title"], "Beiträge zu Klima – Wir im Quartier")
        self.assertEqual(feed["home_page_url"], "http://testserver/beitraege/?thema=klima")
        self.assertEqual(feed["feed_url"], "http://testserver/beitraege/feed.json?thema=klima")
        self.assertEqual(feed["language"], "de")
        self.assertEqual(
            feed["authors"], [{"name": "Wir im Quartier", "url": "http://testserver/"}]
        )
        item = feed["items"][0]
        self.assertIn("<p>Mehr", item.pop("content_html"))
        files = [file.file.url for file in post.attachments.all()]
        self.assertEqual(
            item,
            {
                "id": post.urn,
                "url": "http://testserver/beitraege/fest-markt/",
                "title": "Fest & <Markt>",
                "summary": "Berichtigt am 2. Dezember 2026\xa0· Kurz: 3 < 5 & so.",
                "image": f"http://testserver{post.image.url}",
                "date_published": "2026-07-01T12:00:00+02:00",
                "date_modified": "2026-12-02T12:00:00+01:00",
                "authors": [{"name": "Ada & Bo"}],
                "tags": ["Ä & Ö", "Klima"],
                "attachments": [
                    {
                        "url": f"http://testserver{url}",
                        "mime_type": "application/pdf",
                        "title": title,
                        "size_in_bytes": size,
                    }
                    for url, title, size in zip(files, ("Plan", "Liste"), (9, 10), strict=True)
                ],
            },
        )

    def test_an_empty_one_has_no_items(self):
        self.assertEqual(self.client.get(path("json")).json()["items"], [])


class DateTests(TestCase):
    def test_only_a_marked_correction_moves_updated(self):
        post = make_post(published_at=days_ago(9))

        def dates_in_feed():
            item = self.client.get(path("json")).json()["items"][0]
            return [
                datetime.fromisoformat(item[f"date_{name}"]) for name in ("published", "modified")
            ]

        self.assertEqual(dates_in_feed(), [post.published_at] * 2)
        post.title, post.body, post.slug = "Neu", "Neu", "neu"
        post.save()
        post.topics.set(["Neu"])
        self.assertEqual(dates_in_feed(), [post.published_at] * 2)
        post.corrected_at = days_ago(1)
        post.save()
        self.assertEqual(dates_in_feed(), [post.published_at, post.corrected_at])
