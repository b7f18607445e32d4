"""List and feeds obey one query string: the same posts in the same order for every choice."""

from itertools import chain, combinations, product
from urllib.parse import urlencode

from django.test import TestCase

from tests.build import berlin, days_ago, make_post, make_report
from tests.reading import xml_of

TOPICS = ("klima", "lindenau", "idee-sucht-team")
TIMES = ((), (("jahr", 2024),), (("jahr", 2025),), (("jahr", 2024), ("monat", 12)))
WORDS = ((), (("q", "baum"),))
AUTHORS = ((), (("autor", "Ada"),))
LINK = "{http://www.w3.org/2005/Atom}link"


def sampled_choices():
    """Return an eleventh of all combinations of facets as queries, the one without any among them.

    The step shares no divisor with the number of values of a facet, so that each meets the others.
    """
    subsets = chain.from_iterable(combinations(sorted(TOPICS), n) for n in range(len(TOPICS) + 1))
    choices = [
        urlencode([("thema", slug) for slug in topics] + [pair for pairs in rest for pair in pairs])
        for topics, *rest in product(subsets, TIMES, WORDS, AUTHORS)
    ]
    return choices[::11]


class SamePostsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        """More posts than a page of a feed holds; every topic, month, word and author meets the others."""
        names = ("Klima", "Lindenau", "Idee sucht Team")
        moments = ("2024-12-31 23:30", "2024-12-31 23:30", "2025-01-01 00:30", "2025-06-01 12:00")
        for number in range(33):
            make = make_report if number % 16 == 0 else make_post
            make(
                f"Nummer {number}",
                topics=[name for bit, name in enumerate(names) if (number + 5) >> bit & 1],
                published_at=berlin(moments[number % 4]),
                author="Ada" if number % 2 else "Bo",
                body="Ein Baum." if number % 5 < 3 else "",
            )
        make_post("Entwurf", names, published_at=None)
        make_post("Morgen", names, published_at=days_ago(-1))
        make_post("Weg", names, withdrawn_at=days_ago(0))

    def ids_of_list(self, query):
        """Return the ids on all pages of the list."""
        ids, number = [], 1
        while number:
            page = f"seite={number}" if number > 1 else ""
            path = f"/beitraege/?{'&'.join(filter(None, (query, page)))}".rstrip("?")
            context = self.client.get(path).context
            ids += [post.urn for post in context["post_list"]]
            number = number + 1 if context["page_obj"].has_next() else 0
        return ids

    def ids_of_feed(self, suffix, query):
        """Return the ids on all pages of a feed."""
        ids, path = [], f"/beitraege/feed.{suffix}?{query}".rstrip("?")
        while path:
            answer = self.client.get(path)
            if suffix == "json":
                ids += [item["id"] for item in answer.json()["items"]]
                path = answer.json().get("next_url")
            else:
                root = xml_of(answer)
                tags = (*root.iterfind(".//guid"), *root.iterfind("{*}entry/{*}id"))
                ids += [tag.text for tag in tags]
                following = [
                    link.get("href") for link in root.iter(LINK) if link.get("rel") == "next"
                ]
                path = following[0] if following else None
        return ids

    def test_list_rss_atom_and_json_name_the_same_posts_in_the_same_order(self):
        lengths = []
        for query in sampled_choices():
            expected = self.ids_of_list(query)
            lengths.append(len(expected))
            for suffix in ("rss", "atom", "json"):
                with self.subTest(query=query, suffix=suffix):
                    self.assertEqual(self.ids_of_feed(suffix, query), expected)
        self.assertEqual(lengths[0], 33)
        self.assertGreater(sum(map(bool, lengths)), 5)  # the content is such that choices find some


class OneQueryTests(TestCase):
    """A reader that is up to date costs one query, whatever the filter, and one more where words are looked for."""

    def test_for_topics_with_and_without_posts(self):
        make_post("a", ["Klima", "Lindenau"], body="Baum", author="Ada")
        make_post("b", ["Stadtteil"])
        for query in ("", "?thema=klima", "?thema=klima&thema=lindenau", "?thema=klima&thema=stadtteil",
                      "?jahr=1999", "?thema=klima&jahr=1999&monat=2&q=baum&autor=Ada"):  # fmt: skip
            for suffix in ("rss", "atom", "json"):
                path = f"/beitraege/feed.{suffix}{query}"
                etag = self.client.get(path)["ETag"]
                with self.subTest(path), self.assertNumQueries(2 if "q=" in query else 1):
                    answer = self.client.get(path, headers={"if-none-match": etag})
                    self.assertEqual((answer.status_code, answer.content), (304, b""))

    def test_an_unknown_topic_is_no_feed_and_a_renamed_one_is_found(self):
        post = make_post(topics=["Klima", "Lindenau"])
        self.assertEqual(self.client.get("/beitraege/feed.atom?thema=nie").status_code, 404)
        topic = post.topics.get(slug="klima")
        topic.slug = "wetter"
        topic.save()
        self.assertRedirects(
            self.client.get("/beitraege/feed.atom?thema=klima&thema=lindenau"),
            "/beitraege/feed.atom?thema=lindenau&thema=wetter",
            301,
        )


class ConditionalTests(TestCase):
    """RFC 9110, section 13: what a polite reader sends, and what it gets."""

    path = "/beitraege/feed.atom"

    def setUp(self):
        self.post = make_post("Fest", ["Klima"])
        answer = self.client.get(self.path)
        self.etag, self.modified = answer["ETag"], answer["Last-Modified"]

    def status(self, **headers):
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(self.path, headers=told).status_code

    def test_lists_stars_and_weak_marks(self):
        for header in (
            self.etag,
            f'"x", {self.etag}',
            f"W/{self.etag}",
            "*",
            f'"x",{self.etag},"y"',
        ):
            with self.subTest(header):
                self.assertEqual(self.status(if_none_match=header), 304)

    def test_another_etag_wins_over_a_date_that_matches(self):
        self.assertEqual(self.status(if_none_match='"x"', if_modified_since=self.modified), 200)
        self.assertEqual(
            self.status(if_none_match=self.etag, if_modified_since="Thu, 01 Jan 1970 00:00:01 GMT"),
            304,
        )

    def test_what_is_no_condition_is_no_obstacle(self):
        for headers in (
            {"if_none_match": "kein Etag"},
            {"if_none_match": '"' + "x" * 5000},
            {"if_modified_since": "gestern"},
            {"if_modified_since": "Thu, 01 Jan 1970 00:00:01 GMT"},
        ):
            with self.subTest(headers):
                self.assertEqual(self.status(**headers), 200)

    def test_head_answers_like_get_without_a_body(self):
        answer = self.client.head(self.path)
        self.assertEqual((answer.content, answer["ETag"]), (b"", self.etag))
        again = self.client.head(self.path, headers={"if-none-match": self.etag})
        self.assertEqual((again.status_code, again["ETag"]), (304, self.etag))

    def test_a_304_says_how_long_it_may_be_kept_as_a_200_does(self):
        answer = self.client.get(self.path, headers={"if-none-match": self.etag})
        self.assertEqual(answer["Cache-Control"], "public, no-cache")
        self.assertEqual(answer["ETag"], self.etag)

    def test_a_file_added_or_renamed_changes_it(self):
        from django.core.files.base import ContentFile

        from wiq_site.pages.models import Attachment

        file = Attachment(owner=self.post, title="Plan")
        file.file.save("plan.txt", ContentFile(b"x"))
        added = self.client.get(self.path)["ETag"]
        file.title = "Lageplan"
        file.save()
        renamed = self.client.get(self.path)["ETag"]
        file.delete()
        self.assertEqual(len({self.etag, added, renamed}), 3)
        self.assertEqual(self.client.get(self.path)["ETag"], self.etag)

    def test_a_reader_that_asks_by_date_hears_of_a_withdrawal(self):
        make_post("Bleibt", published_at=days_ago(5))
        type(self.post).objects.update(changed_at=days_ago(5))
        since = self.client.get(self.path)["Last-Modified"]
        self.assertEqual(self.status(if_modified_since=since), 304)
        self.post.withdrawn_at = days_ago(0)
        self.post.save()
        self.assertEqual(self.status(if_modified_since=since), 200)

    def test_other_methods_are_refused(self):
        self.assertEqual(self.client.post(self.path).status_code, 405)
