"""For every combination of topics, time and author that leads to a post of the demo content, list
and feeds name the same posts in the same order, page by page."""

from io import StringIO
from itertools import chain, combinations, product
from unittest import mock
from urllib.parse import urlencode

from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from blog.filters import PostFilterForm
from blog.models import Post
from blog.views import PostListView
from tests.reading import xml_of
from tests.wiq_site.test_demo_content import MediaTestCase
from wiq_site.kit.http import reading

LINK = "{http://www.w3.org/2005/Atom}link"


def choices_of(posts):
    """Give the query of every choice of facets that leaves at least one of ``posts``."""
    found = set()
    for post in posts:
        day = timezone.localtime(post.published_at)
        slugs = sorted(topic.slug for topic in post.topics.all())
        subsets = chain.from_iterable(combinations(slugs, n) for n in range(len(slugs) + 1))
        times = ([], [("jahr", day.year)], [("jahr", day.year), ("monat", day.month)])
        authors = ([], [("autor", post.author)] if post.author else [])
        for topics, time, author in product(subsets, times, authors):
            found.add(urlencode([("thema", slug) for slug in topics] + time + author))
    return sorted(found)


def page_of(query, number):
    """Give the query string of one page of the list."""
    return "&".join(part for part in (query, f"seite={number}" if number > 1 else "") if part)


class DemoFilterTests(MediaTestCase):
    view = staticmethod(reading(PostListView.as_view(), PostFilterForm))

    @classmethod
    def setUpTestData(cls):
        call_command("demo_content", stdout=StringIO())

    def test_list_rss_atom_and_json_name_the_same_posts_in_the_same_order(self):
        choices = choices_of(Post.objects.published().prefetch_related("topics"))
        self.assertGreater(len(choices), 100)
        with mock.patch("blog.feeds.render_to_string", return_value=""):  # which posts, not what
            for query in choices:
                listed = self.listed(query)
                self.assertTrue(listed, query)
                for suffix in ("rss", "atom", "json"):
                    with self.subTest(query=query, suffix=suffix):
                        self.assertEqual(self.told(suffix, query), listed)

    def listed(self, query):
        """Give the ids on all pages of the list; it is not written, which takes longest."""
        ids, number = [], 1
        while number:
            request = RequestFactory().get(f"/beitraege/?{page_of(query, number)}")
            context = self.view(request).context_data
            ids += [post.urn for post in context["post_list"]]
            number = number + 1 if context["page_obj"].has_next() else 0
        return ids

    def told(self, suffix, query):
        """Give the ids on all pages of a feed."""
        ids, path = [], f"/beitraege/feed.{suffix}?{query}".rstrip("?")
        while path:
            answer = self.client.get(path)
            if suffix == "json":
                ids += [item["id"] for item in answer.json()["items"]]
                path = answer.json().get("next_url")
            else:
                root = xml_of(answer)
                ids += [
                    e.text for e in (*root.iterfind(".//guid"), *root.iterfind("{*}entry/{*}id"))
                ]
                path = next(
                    (e.get("href") for e in root.iter(LINK) if e.get("rel") == "next"), None
                )
        return ids
