"""Queries that are built once answer like those built anew."""

from datetime import date, timedelta
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from blog.models import Post
from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_post
from wiq_site.kit import prepared as module
from wiq_site.kit.prepared import prepared


class PreparedTests(TestCase):
    def setUp(self):
        module.shelf.clear()

    def test_moments_keys_and_texts_are_those_of_each_call(self):
        posts = [make_post(f"P{n}", published_at=days_ago(n)) for n in range(1, 6)]

        def build(at, pks, slug):
            return Post.objects.published(at).filter(pk__in=pks).exclude(slug=slug)

        for at, chosen, slug in (
            (days_ago(0), posts[:3], "p2"),
            (days_ago(2.5), posts[:3], "p2"),
            (days_ago(2.5), posts[1:4], "p4"),
            (days_ago(0), posts, "keiner"),
        ):
            values = {"at": at, "pks": [post.pk for post in chosen], "slug": slug}
            self.assertEqual(prepared(("test",), build, **values), list(build(**values)))

    def test_days_are_those_of_each_call(self):
        meetings = [make_meeting(f"2026-11-{day:02} 17:00", []) for day in (3, 5, 7)]

        def build(first, last):
            return Meeting.objects.filter(date__gte=first, date__lte=last).order_by("date")

        for first, last, found in ((1, 5, [0, 1]), (5, 5, [1]), (6, 30, [2])):
            days = {"first": date(2026, 11, first), "last": date(2026, 11, last)}
            self.assertEqual(prepared(("test",), build, **days), [meetings[n] for n in found])

    def test_nothing_is_built_again(self):
        built = []

        def build(at):
            built.append(at)
            return Post.objects.published(at).prefetch_related("topics")

        post = make_post(topics=["Klima"])
        for _ in range(3):
            with self.assertNumQueries(2):
                self.assertEqual(prepared(("test",), build, at=timezone.now()), [post])
        self.assertEqual(len(built), 1)

    def test_a_value_that_is_not_handed_on_is_refused(self):
        with self.assertRaisesMessage(ValueError, "not handed on"):
            prepared(("test",), lambda at: Post.objects.published(), at=timezone.now())

    def test_where_nothing_can_be_found_nothing_is_asked(self):
        for _ in range(2):
            with self.assertNumQueries(0):
                found = prepared(("test",), lambda pks: Post.objects.filter(pk__in=pks), pks=[])
            self.assertEqual(found, [])


class WordsTests(TestCase):
    def test_a_list_by_words_shows_what_was_published_after_it_was_first_asked_for(self):
        module.shelf.clear()
        make_post("Garten eins")
        first = self.client.get("/beitraege/?q=garten")
        later = timezone.now() + timedelta(hours=2)
        make_post("Garten zwei", published_at=later - timedelta(hours=1))
        with mock.patch("django.utils.timezone.now", return_value=later):
            second = self.client.get("/beitraege/?q=garten")
        self.assertEqual([p.title for p in first.context["post_list"]], ["Garten eins"])
        self.assertEqual([p.title for p in second.context["post_list"]], ["Garten zwei", "Garten eins"])  # fmt: skip
