"""What machines and paper are told about pages: titles, descriptions, dates, addresses."""

import re

from django.conf import settings
from django.test import SimpleTestCase, TestCase, override_settings

from tests.build import days_ago, make_comment, make_post, make_report, make_topic
from wiq_site.kit.http import absolute


def told(page, name):
    """Return the title of ``page``, or its description."""
    text = page.content.decode()
    pattern = r"<title>(.*?)</title>" if name == "title" else r'name="description" content="(.*?)"'
    return re.search(pattern, text, re.S)[1]


class HeadTests(TestCase):
    def test_forms_about_comments_are_told_apart(self):
        post = make_post("Fest")
        first, second = make_comment(post), make_comment(post)
        pages = [f"/kommentare/beitrag/{post.pk}/"]
        pages += [f"/kommentare/beitrag/{post.pk}/?antwort={each.pk}" for each in (first, second)]
        pages += [f"/kommentare/melden/{each.pk}/" for each in (first, second)]
        for name in ("title", "description"):
            texts = [told(self.client.get(path), name) for path in pages]
            self.assertEqual(len(set(texts)), len(pages), texts)

    def test_lists_are_described_as_they_are_narrowed(self):
        for path in ("/beitraege/", "/treffen/", "/treffen/aufgaben/", "/suche/"):
            queries = {"", "?q=Garten"} if path == "/suche/" else {"", "?jahr=2020", "?jahr=2021"}
            with self.subTest(path):
                pages = [self.client.get(f"{path}{query}") for query in queries]
                self.assertEqual(len({told(page, "description") for page in pages}), len(queries))

    @override_settings(SITE_NAME="Wir im Quartier")
    def test_the_topic_called_like_the_site_says_what_it_is(self):
        topic = make_topic("Wir im Quartier")
        make_post(topics=[topic])
        page = self.client.get(topic.get_absolute_url())
        self.assertEqual(told(page, "title"), "Thema „Wir im Quartier“ – Wir im Quartier")

    def test_a_report_without_teaser_is_described_by_its_minutes(self):
        report = make_report(items=[("Kasse", 8, "", "Sie stimmt.")])
        page = self.client.get(report.get_absolute_url())
        self.assertContains(
            page, told(page, "description"), 3
        )  # for link cards and search engines too
        feeds = [
            self.client.get(path) for path in ("/beitraege/feed.rss", "/treffen/protokolle.rss")
        ]
        summaries = [re.findall("<description>(.*?)<", feed.content.decode())[-1] for feed in feeds]
        for words in (told(page, "description"), *summaries):
            self.assertRegex(
                words, "^Vorläufiges Protokoll, noch nicht genehmigt.*Kasse.*Sie stimmt"
            )

    def test_a_post_without_teaser_and_text_is_described_by_its_title(self):
        page = self.client.get(make_post("Fest am Kanal").get_absolute_url())
        self.assertEqual(told(page, "description"), "Fest am Kanal")


class AnswerTests(TestCase):
    def test_not_modified_claims_no_length(self):
        for path in ("/", "/beitraege/feed.rss", "/sitemap.xml"):
            etag = self.client.get(path)["ETag"]
            answer = self.client.get(path, headers={"If-None-Match": etag})
            self.assertEqual((answer.status_code, "Content-Length" in answer), (304, False), path)

    def test_a_feed_without_items_is_as_old_as_what_it_is_about(self):
        post = make_post("Fest", published_at=days_ago(3))
        year = str(post.first_published_at.year)
        feed = self.client.get(f"{post.get_absolute_url()}kommentare.rss").content.decode()
        self.assertIn(year, re.search("<lastBuildDate>(.*?)</lastBuildDate>", feed)[1])
        for path in ("/beitraege/feed.rss", "/beitraege/feed.atom", "/treffen/protokolle.rss"):
            self.assertNotIn("1970", self.client.get(f"{path}?jahr=2001").content.decode())

    def test_paper_shows_whole_addresses(self):
        page = self.client.get(make_post(body="[a](/x)").get_absolute_url())
        self.assertContains(page, 'media="print" href="/druck.css"')
        style = self.client.get("/druck.css")
        self.assertContains(style, '" (http://testserver" attr(href) ")"')
        self.assertContains(style, """a[href^="/"]:not([href^="//"])::after""")
        self.assertEqual(style["Cache-Control"], "public, max-age=86400")


class AddressTests(SimpleTestCase):
    @override_settings(SITE_URL="", LOCAL_URL="http://127.0.0.1:8001")
    def test_without_a_request_an_address_in_development_is_that_of_the_server(self):
        self.assertEqual(absolute("/x/"), "http://127.0.0.1:8001/x/")


def test_every_rule_of_a_style_sheet_is_closed():
    """An open one takes all behind it along, and no browser says a word."""
    sheets = list((settings.BASE_DIR / "static/css").glob("*.css"))
    texts = {
        path.name: re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        for path in sheets
    }
    assert len(texts) > 5
    assert [name for name, text in texts.items() if text.count("{") != text.count("}")] == []
