import feedparser
from django.test import TestCase, override_settings

from tests.build import berlin, days_ago, make_comment, make_post, make_report, make_topic
from wiq_site.kit.http import absolute


class FeedTests(TestCase):
    path = "/beitraege/feed.rss"

    def feed(self, query=""):
        answer = self.client.get(self.path + query)
        parsed = feedparser.parse(answer.content)
        self.assertFalse(parsed.bozo, parsed.get("bozo_exception"))
        return parsed

    def test_names_the_same_posts_as_the_list(self):
        make_post("a", ["Klima", "Lindenau"], published_at=days_ago(2))
        make_post("b", ["Klima"])
        make_post("Entwurf", ["Klima"], published_at=None)
        make_post("morgen", ["Klima"], published_at=days_ago(-1))
        for query in ("", "?thema=klima", "?thema=klima&thema=lindenau", "?jahr=1999", "?q=b"):
            listed = [
                post.title for post in self.client.get(f"/beitraege/{query}").context["post_list"]
            ]
            with self.subTest(query=query):
                self.assertEqual([entry.title for entry in self.feed(query).entries], listed)

    def test_holds_thirty_posts(self):
        for number in range(31):
            make_post(f"Nummer {number}", published_at=days_ago(number + 1))
        self.assertEqual(len(self.feed().entries), 30)

    def test_carries_the_minutes_in_full_with_absolute_addresses(self):
        make_report(body="[Teams](/teams/)", items=[("Stand", 8, "Ada", "Siehe [oben](#top-1).")])
        content = self.feed().entries[0].content[0].value
        self.assertIn("Ada, bis 17:08 Uhr", content)
        self.assertIn('href="http://testserver/teams/"', content)
        self.assertIn('href="http://testserver/beitraege/ergebnisse/#top-1"', content)

    def test_the_id_stays_whatever_else_changes(self):
        post = make_post("Vorher", ["Alt"])
        before = self.feed().entries[0].id
        post.slug, post.title = "nachher", "Nachher"
        post.save()
        post.topics.set(["Neu"])
        with override_settings(SITE_URL="https://anderswo.example"):
            after = self.feed().entries[0]
        self.assertEqual(
            (after.id, after.link), (before, "https://anderswo.example/beitraege/nachher/")
        )
        self.assertEqual(before, f"urn:uuid:{post.uuid}")

    def test_tells_date_author_and_topics(self):
        make_post("a", ["Klima", "Lindenau"], published_at=berlin("2020-12-12 10:00"), author="Ada")
        entry = self.feed().entries[0]
        self.assertEqual(entry.published, "Sat, 12 Dec 2020 10:00:00 +0100")
        self.assertEqual(entry.author, "Ada")
        self.assertEqual(sorted(tag.term for tag in entry.tags), ["Klima", "Lindenau"])

    def test_names_its_own_address_with_its_filter(self):
        make_post(topics=["Klima"])
        links = {link.rel: link.href for link in self.feed("?thema=klima").feed.links}
        self.assertEqual(links["self"], "http://testserver/beitraege/feed.rss?thema=klima")
        self.assertEqual(links["alternate"], "http://testserver/beitraege/?thema=klima")

    def test_the_list_names_the_feed_of_exactly_its_filter(self):
        make_post(topics=["Klima", "Lindenau"])
        page = self.client.get("/beitraege/?thema=klima&thema=lindenau")
        self.assertContains(
            page, 'href="/beitraege/feed.rss?thema=klima&amp;thema=lindenau"', count=2
        )

    def test_another_order_is_redirected(self):
        make_post(topics=["Klima", "Lindenau"])
        answer = self.client.get(self.path + "?thema=lindenau&thema=klima")
        self.assertRedirects(answer, self.path + "?thema=klima&thema=lindenau", 301)

    def test_control_characters_never_make_it_ill_formed(self):
        make_post("Titel\x0b mit \x1b", teaser="\x08", body="Text\x0c\x01", author="A\x02")
        self.assertEqual(len(self.feed().entries), 1)

    def test_queries_do_not_grow_with_the_posts(self):
        for count in (1, 9):
            for number in range(count):
                make_report(f"{count} {number}", topics=["Klima", f"T{number}"])
            with self.subTest(posts=count), self.assertNumQueries(8):
                self.client.get(self.path)


class ConditionalTests(TestCase):
    path = "/beitraege/feed.rss"

    def setUp(self):
        self.report = make_report(topics=["Treffen"])
        self.other = make_post("anderes", ["Klima"])

    def etag(self, query=""):
        return self.client.get(self.path + query)["ETag"]

    def test_a_reader_that_is_up_to_date_gets_304_without_rendering(self):
        kept = self.etag()
        with self.assertNumQueries(1):
            answer = self.client.get(self.path, headers={"if-none-match": kept})
        self.assertEqual((answer.status_code, answer.content), (304, b""))

    def test_last_modified_answers_304_too(self):
        modified = self.client.get(self.path)["Last-Modified"]
        answer = self.client.get(self.path, headers={"if-modified-since": modified})
        self.assertEqual(answer.status_code, 304)

    def test_head_tells_the_same_etag(self):
        self.assertEqual(self.client.head(self.path)["ETag"], self.etag())

    def test_every_visible_change_changes_the_etag(self):
        item = self.report.reports_on.items.get()
        speaker = item.speakers.get()

        def edit(thing, **fields):
            for name, value in fields.items():
                setattr(thing, name, value)
            thing.save()

        for name, change in [
            ("title", lambda: edit(self.report, title="Neu")),
            ("minutes", lambda: edit(item, protocol="Neuer Text")),
            ("minutes length", lambda: edit(item, planned_minutes=9)),
            ("speaker", lambda: edit(speaker, agreed=False, role="ein Anwohner")),
            ("topics", lambda: self.report.topics.set(["Anders"])),
            ("topic's name", lambda: edit(self.report.topics.get(), name="Ganz anders")),
            ("closing", lambda: edit(self.report.reports_on, closing="Tschüss")),
            ("withdrawn", lambda: edit(self.report, withdrawn_at=days_ago(0))),
        ]:
            before = self.etag()
            change()
            with self.subTest(change=name):
                self.assertNotEqual(self.etag(), before)
            self.report.refresh_from_db()

    def test_an_edit_elsewhere_changes_nothing(self):
        before = self.etag("?thema=klima")
        self.report.title = "Neu"
        self.report.save()
        make_topic("Unbenutzt")
        make_comment(self.other)
        self.assertEqual(self.etag("?thema=klima"), before)

    def test_the_host_is_part_of_what_is_told(self):
        before = self.etag()
        with override_settings(SITE_URL="https://anderswo.example"):
            self.assertNotEqual(self.etag(), before)

    def test_may_be_kept_by_anyone_who_asks_again(self):
        answer = self.client.get(self.path)
        self.assertEqual(answer["Cache-Control"], "public, no-cache")
        self.assertFalse(answer.cookies)


class AbsoluteTests(TestCase):
    @override_settings(SITE_URL="https://wiq.example")
    def test_comes_from_the_setting_alone(self):
        page = self.client.get("/", headers={"host": "localhost"})
        self.assertEqual(page.context["page_url"], "https://wiq.example/")
        self.assertEqual(absolute("/x/"), "https://wiq.example/x/")


class WithdrawnTests(TestCase):
    def test_a_withdrawal_brings_no_old_post_back(self):
        posts = [make_post(f"Nr. {n}", published_at=days_ago(n + 1)) for n in range(31)]
        posts[3].withdrawn_at = days_ago(0)
        posts[3].save()
        feed = self.client.get("/beitraege/feed.json").json()
        shown = [post.title for post in posts[:30] if post.title != "Nr. 3"]
        self.assertEqual([item["title"] for item in feed["items"]], shown)
