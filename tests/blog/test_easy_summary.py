"""The summary of a post in Leichte Sprache, wherever the post is read or found."""

from django.test import TestCase

from tests.build import make_editor, make_post
from tests.reading import entries_of

EASY = "Wir feiern ein Fest.\nAlle sind eingeladen.\n\nDas Fest ist im **Park**."


class EasySummaryTests(TestCase):
    def test_every_line_stays_a_line(self):
        post = make_post(easy_summary=EASY.replace("\n", "\r\n"))
        self.assertHTMLEqual(
            post.easy_summary_html,
            "<p>Wir feiern ein Fest.<br>Alle sind eingeladen.</p>"
            "<p>Das Fest ist im <strong>Park</strong>.</p>",
        )

    def test_stands_above_the_text_in_a_section_of_its_own(self):
        post = make_post(body="Es gibt Kuchen.", teaser="Kurz.", easy_summary=EASY)
        page = self.client.get(post.get_absolute_url())
        self.assertContains(page, '<h2 id="leichte-sprache">In Leichter Sprache</h2>')
        text = page.content.decode()
        places = [text.index(part) for part in ("Wir feiern", "Der ganze Text", "Es gibt Kuchen")]
        self.assertEqual(places, sorted(places))

    def test_its_headings_are_below_the_one_of_its_section(self):
        html = make_post(easy_summary="# Wann?\n\nMorgen.").easy_summary_html
        self.assertIn('<h3 id="leicht-wann">Wann?</h3>', html)

    def test_a_post_without_one_says_nothing_of_it(self):
        page = self.client.get(make_post(body="Text").get_absolute_url())
        self.assertNotContains(page, "Leichter Sprache")
        self.assertNotContains(page, "Der ganze Text")

    def test_feeds_tell_it_before_the_text(self):
        make_post(body="Es gibt Kuchen.", easy_summary=EASY)
        for suffix in ("rss", "atom"):
            entry = entries_of(self.client.get(f"/beitraege/feed.{suffix}")).entries[0]
            html = entry.content[0].value
            with self.subTest(suffix):
                self.assertIn("<h2>In Leichter Sprache</h2>", html)
                self.assertLess(html.index("Wir feiern"), html.index("Es gibt Kuchen"))

    def test_a_feed_is_another_one_once_it_changes(self):
        post = make_post(body="Text")
        before = self.client.get("/beitraege/feed.rss")["ETag"]
        post.easy_summary = EASY
        post.save()
        answer = self.client.get("/beitraege/feed.rss", headers={"if-none-match": before})
        self.assertEqual(answer.status_code, 200)

    def test_search_finds_its_words(self):
        make_post("Sommer", easy_summary=EASY)
        self.assertContains(self.client.get("/suche/?q=eingeladen"), "Sommer")

    def test_lists_ask_for_none_of_it(self):
        make_post(easy_summary=EASY)
        post = self.client.get("/beitraege/").context["post_list"][0]
        self.assertLessEqual({"easy_summary", "easy_summary_html"}, post.get_deferred_fields())

    def test_an_editor_reads_the_rules_beside_the_field(self):
        self.client.force_login(make_editor())
        page = self.client.get("/admin/blog/post/add/")
        self.assertContains(page, "Schreiben Sie kurze Sätze und jeden in eine neue Zeile.")
        self.assertContains(page, 'name="easy_summary"')
