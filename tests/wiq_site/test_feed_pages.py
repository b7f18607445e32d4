"""Long feeds come in pages of thirty that name each other. Source: RFC 5005, section 3."""

from django.test import TestCase

from blog.models import Post
from tests.build import berlin, days_ago, make_comment, make_meeting, make_post, make_topic
from tests.reading import entries_of
from wiq_site.kit import changes

SUFFIXES = ("rss", "atom", "json")
HOST = "http://testserver"
STEMS = {  # of every kind of feed, each with 61 items: its query string
    "/beitraege/feed": "",
    "/beitraege/feed?": "thema=klima&jahr=2020",
    "/treffen/protokolle": "",
    "/treffen/protokolle?": "reihe=stammtisch",
    "/beitraege/fest/kommentare": "",
    "/treffen/kommt/kommentare": "",
}


def address(stem, suffix, query, number=1):
    """Return the path and query of one page."""
    parts = [part for part in (query, f"seite={number}" if number > 1 else "") if part]
    return "?".join([f"{stem.rstrip('?')}.{suffix}", *(["&".join(parts)] if parts else [])])


class PagesTests(TestCase):
    @classmethod
    @changes.unit()
    def setUpTestData(cls):
        series = make_topic("Stammtisch", kind="reihe")
        fest = make_post("Fest", ["Klima"], published_at=berlin("2020-05-05 14:00"))
        coming = make_meeting("2099-05-05 17:00", title="Kommt", protocol_published_at=None)
        for number in range(61):
            if number:
                make_post(
                    f"Nr. {number}",
                    ["Klima"],
                    published_at=berlin(f"2020-03-04 13:{number - 1:02}"),
                )
            moment = days_ago(number + 1)
            make_meeting(title=f"Nr. {number}", series=series, protocol_published_at=moment)
            make_comment(fest, f"Nr. {number}")
            make_comment(coming, f"Nr. {number}")

    def kinds(self):
        for stem, query in STEMS.items():
            for suffix in SUFFIXES:
                with self.subTest(stem=stem, suffix=suffix, query=query):
                    yield stem, suffix, query

    def read(self, path):
        """Return ``(ids, {relation: address})`` of one page; a JSON Feed names the next one alone."""
        answer = self.client.get(path)
        self.assertEqual(answer.status_code, 200, path)
        if ".json" in path:
            told = answer.json()
            links = {"next": told["next_url"]} if "next_url" in told else {}
            return [item["id"] for item in told["items"]], links
        parsed = entries_of(answer)
        links = {link["rel"]: link["href"] for link in parsed.feed.links}
        return [entry.id for entry in parsed.entries], links

    def test_following_next_brings_every_item_once(self):
        for stem, suffix, query in self.kinds():
            lengths, seen, path = [], [], address(stem, suffix, query)
            while path:
                ids, links = self.read(path)
                lengths.append(len(ids))
                seen += ids
                path = links.get("next", "").removeprefix(HOST)
            self.assertEqual(lengths, [30, 30, 1])
            self.assertEqual(len(set(seen)), 61)

    def test_each_page_names_itself_and_the_ones_around(self):
        for stem, suffix, query in self.kinds():
            if suffix == "json":
                continue

            def page(number, stem=stem, suffix=suffix, query=query):
                return HOST + address(stem, suffix, query, number)

            for number, around in (
                (1, {"next": page(2)}),
                (2, {"previous": page(1), "next": page(3)}),
                (3, {"previous": page(2)}),
            ):
                _, links = self.read(page(number).removeprefix(HOST))
                del links["alternate"]
                ends = {"self": page(number), "first": page(1), "last": page(3)}
                self.assertEqual(links, ends | around)

    def test_a_json_feed_keeps_the_address_of_its_first_page_as_its_id(self):
        for number in (1, 2, 3):
            told = self.client.get(address("/beitraege/feed", "json", "", number)).json()
            self.assertEqual(told["feed_url"], f"{HOST}/beitraege/feed.json")

    def test_the_id_and_title_of_a_feed_are_those_of_all_its_pages(self):
        told = {
            (parsed.feed.id, parsed.feed.title)
            for number in (1, 2, 3)
            for parsed in [
                entries_of(self.client.get(address("/beitraege/feed", "atom", "", number)))
            ]
        }
        self.assertEqual(len(told), 1)

    def test_the_first_page_has_one_address(self):
        for stem, suffix, query in self.kinds():
            first = address(stem, suffix, query)
            asked = f"{first}{'&' if '?' in first else '?'}seite=1"
            self.assertRedirects(self.client.get(asked), first, 301)

    def test_a_page_beyond_the_last_is_none(self):
        for stem, suffix, query in self.kinds():
            for number in (4, 99_999, 100_000):
                answer = self.client.get(address(stem, suffix, query, number))
                self.assertContains(answer, "Diese Seite der Liste gibt es nicht.", status_code=404)

    def test_an_unchanged_page_costs_one_query_and_has_an_etag_of_its_own(self):
        for stem, suffix, query in self.kinds():
            etags = set()
            for number in (1, 2, 3):
                path = address(stem, suffix, query, number)
                etag = self.client.get(path)["ETag"]
                etags.add(etag)
                with self.assertNumQueries(1):
                    answer = self.client.get(path, headers={"if-none-match": etag})
                    self.assertEqual((answer.status_code, answer.content), (304, b""))
            self.assertEqual(len(etags), 3)

    def test_readers_that_ask_by_date_hear_of_a_post_that_moves_others_to_their_page(self):
        path = address("/beitraege/feed", "rss", "", 2)
        Post.objects.update(changed_at=days_ago(9))
        since = {"if-modified-since": self.client.get(path)["Last-Modified"]}
        self.assertEqual(self.client.get(path, headers=since).status_code, 304)
        make_post("Neu")
        self.assertEqual(self.client.get(path, headers=since).status_code, 200)

    def test_a_feed_of_one_page_names_it_as_first_and_last(self):
        make_post("Allein", ["Selten"])
        _, links = self.read("/beitraege/feed.rss?thema=selten")
        here = f"{HOST}/beitraege/feed.rss?thema=selten"
        self.assertEqual((links["first"], links["last"]), (here, here))
        self.assertNotIn("next", links)

    def test_the_second_page_of_the_list_leads_to_the_first_of_its_feed(self):
        page = self.client.get("/beitraege/?thema=klima&jahr=2020&seite=2")
        self.assertContains(page, 'href="/beitraege/feed.rss?thema=klima&amp;jahr=2020"')
        self.assertNotRegex(page.content.decode(), r"feed\.\w+\?[^\"]*seite")
