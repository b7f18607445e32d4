"""What is counted of posts is kept by the change that moves it, and no page reads all posts to count them."""

import random
import re
from collections import Counter
from datetime import timedelta
from unittest import skipUnless

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.auth.models import User
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.counts import KeptCounts, recount, released_number
from blog.models import Post, PostCount, TaggedPost, Topic
from blog.topics import merge, remove
from meetings.models import Meeting
from tests.build import berlin, days_ago, make_comment, make_post, make_report, make_topic
from wiq_site.management.commands import bench_content
from wiq_site.pages.models import Site
from wiq_site.pages.version import first_moments


def counted():
    """Count what a visitor finds now, one post after the other."""
    topics, months, authors = Counter(), Counter(), Counter()
    for post in Post.objects.published():
        topics.update(topic.pk for topic in post.topics.all())
        day = timezone.localdate(post.published_at)
        months[day.year * 100 + day.month] += 1
        authors.update([post.author] if post.author else [])
    return topics, months, authors


class KeptCountsTests(TestCase):
    def assert_right(self):
        kept = KeptCounts()
        self.assertEqual((+kept.topics, +kept.months, +kept.authors), counted())
        self.assertEqual(sum(kept.months.values()), Post.objects.published().count())
        found = {topic.pk: topic.post_count for topic in Topic.objects.with_post_count()}
        self.assertEqual(+Counter(found), counted()[0])
        rows = set(PostCount.objects.filter(count__gt=0).values_list("kind", "value", "count"))
        recount()
        self.assertEqual(rows, set(PostCount.objects.values_list("kind", "value", "count")))
        for row in TaggedPost.objects.select_related("content_object"):
            for name in TaggedPost.OF_POST:
                self.assertEqual(getattr(row, name), getattr(row.content_object, name))

    def test_follow_every_kind_of_change(self):
        post = make_post(
            "a", ["Klima", "Chor"], author="Ada", published_at=berlin("2024-03-02 10:00")
        )
        make_post("b", ["Klima"], author="Bo")
        make_post("Entwurf", ["Klima"], author="Bo", published_at=None)
        bald = make_post("bald", ["Klima", "Neu"], author="Cem", published_at=days_ago(-1))
        make_post("geht", ["Chor"], author="Ada", withdrawn_at=days_ago(-1))
        make_post("ging", ["Chor"], author="Ada", withdrawn_at=days_ago(0.1))
        klima, chor = Topic.objects.get(name="Klima"), Topic.objects.get(name="Chor")

        def set_and_save(**fields):
            for name, value in fields.items():
                setattr(post, name, value)
            post.save()

        steps = [
            lambda: None,
            lambda: set_and_save(author="Dora"),
            lambda: set_and_save(published_at=berlin("2023-12-31 23:30")),
            lambda: set_and_save(published_at=None),
            lambda: set_and_save(published_at=berlin("2024-01-01 00:10"), author=""),
            lambda: post.topics.set(["Chor", "Radwege"]),
            lambda: set_and_save(withdrawn_at=days_ago(0.01)),
            lambda: set_and_save(withdrawn_at=None),
            lambda: Post.objects.filter(pk=bald.pk).update(published_at=days_ago(1)),
            lambda: merge(chor, klima),
            lambda: remove(Topic.objects.get(name="Radwege")),
            lambda: Post.objects.get(pk=bald.pk).delete(),
            lambda: Post.objects.filter(title="b").delete(),
        ]  # fmt: skip
        for number, step in enumerate(steps):
            with self.subTest(number):
                step()
                self.assert_right()

    def test_what_comes_or_goes_by_itself_is_counted_at_its_minute(self):
        make_post(topics=["Klima"], author="Ada", published_at=days_ago(-1))
        make_post(topics=["Klima"], author="Ada", withdrawn_at=days_ago(-2))
        klima = Topic.objects.get()
        for days, number in ((0, 1), (1.5, 2), (3, 1)):
            at = timezone.now() + timedelta(days=days)
            with self.subTest(days=days):
                self.assertEqual(KeptCounts(at).topics[klima.pk], number)
                self.assertEqual(sum(KeptCounts(at).months.values()), number)
                self.assertEqual(Topic.objects.with_post_count(at).get().post_count, number)
                self.assertEqual(released_at(at), Post.objects.released(at).count())


def released_at(at):
    return PostCount.objects.annotate(number=released_number(at)).first().number


class PlanTests(TestCase):
    """No page that shows ten of them reads all posts, all that carries a topic, or all comments."""

    LARGE = ("blog_post", "blog_taggedpost", "comments_comment", "search_searchentry", "search_searchcontent")  # fmt: skip

    @classmethod
    def setUpTestData(cls):
        writer, topics = bench_content.Writer(3, paragraphs=20), bench_content.write_topics()
        posts = bench_content.write_posts(writer, topics, 0, 3000)
        bench_content.write_meetings(writer, topics[10], posts[::50])
        bench_content.write_comments(writer, [(post.pk, post.published_at) for post in posts], 6000)
        recount()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        cls.post = posts[100]

    def scans(self, address):
        with CaptureQueriesContext(connection) as queries:
            answer = self.client.get(address)
        self.assertEqual(answer.status_code, 200)
        with connection.cursor() as cursor:
            for query in queries:
                if connection.vendor == "sqlite":
                    cursor.execute("EXPLAIN QUERY PLAN " + query["sql"])
                    steps = [row[3] for row in cursor.fetchall()]
                    aliases = re.findall(r'"(\w+)" ([TUVW]\d+)\b', query["sql"])
                    large, small = (
                        {alias for table, alias in aliases if (table in self.LARGE) is wanted}
                        for wanted in (True, False)
                    )
                    names = {*self.LARGE, *(large - small)}
                    yield from (s for s in steps if s.removeprefix("SCAN ") in names)
                else:  # at this size a scan may be cheaper; left is the one that no index spares
                    cursor.execute("SET LOCAL enable_seqscan = off")
                    cursor.execute("EXPLAIN (ANALYZE, TIMING OFF) " + query["sql"])
                    steps = [row[0].strip(" ->") for row in cursor.fetchall()]
                    yield from (s for s in steps if any(s.startswith(f"Seq Scan on {name} ") for name in self.LARGE))  # fmt: skip
                    removed = (s.partition("Rows Removed by Filter: ")[2] for s in steps)
                    yield from (query["sql"] for number in removed if int(number or 0) > 1000)

    def test_no_page_scans_what_it_shows_ten_of(self):
        meeting = Meeting.objects.order_by("pk")[3]
        for address in ("/", "/beitraege/", "/beitraege/?thema=klima", "/beitraege/?thema=klima&jahr=2026", "/beitraege/?jahr=2026&monat=3",
                        "/beitraege/?autor=Ada+Busch", "/beitraege/?seite=200", "/beitraege/?thema=klima&thema=wohnen", "/themen/klima/", "/themen/", "/teams/",
                        self.post.get_absolute_url(), meeting.get_absolute_url(), "/beitraege/feed.atom", "/beitraege/feed.atom?thema=klima"):  # fmt: skip
            with self.subTest(address):
                self.assertEqual(list(self.scans(address)), [])

    def steps(self, ask):
        """Return what ``ask()`` returns and how many thousand steps SQLite took for it."""
        thousands = []
        connection.connection.set_progress_handler(lambda: thousands.append(1) or 0, 1000)
        try:
            return ask(), len(thousands)
        finally:
            connection.connection.set_progress_handler(None, 0)

    @skipUnless(connection.vendor == "sqlite", "counts the steps of SQLite")
    def test_a_search_for_a_rare_word_reads_no_list_of_all_posts_and_comments(self):
        make_comment(make_post("Zaunkönig"))
        page, thousands = self.steps(lambda: self.client.get("/suche/?q=zaunkoenig"))
        self.assertEqual(page.context["results"].all_count, 2)
        self.assertLess(thousands, 40)

    @skipUnless(connection.vendor == "sqlite", "counts the steps of SQLite")
    def test_what_is_read_does_not_grow_with_the_site(self):
        meeting = Meeting.objects.order_by("pk")[3]
        for address in ("/", "/beitraege/", "/beitraege/?seite=9", "/themen/klima/", "/teams/", "/abonnieren/", "/beitraege/feed.atom",
                        self.post.get_absolute_url(), meeting.get_absolute_url(), "/idee/"):  # fmt: skip
            with self.subTest(address):
                answer, thousands = self.steps(lambda address=address: self.client.get(address))
                self.assertEqual(answer.status_code, 200)
                self.assertLess(thousands, 17)

    @skipUnless(connection.vendor == "sqlite", "counts the steps of SQLite")
    def test_no_list_of_the_desk_reads_a_table_once_for_each_row(self):
        self.client.force_login(User.objects.create_superuser("root"))
        for model in {*admin.site._registry} - {Site}:  # there is one, and no list of it
            address = reverse(admin_urlname(model._meta, "changelist"))
            with self.subTest(address):
                answer, thousands = self.steps(lambda address=address: self.client.get(address))
                self.assertEqual(answer.status_code, 200)
                self.assertLess(thousands, 400)

    @skipUnless(connection.vendor == "sqlite", "counts the steps of SQLite")
    def test_the_next_change_is_found_without_reading_all_posts(self):
        _moments, thousands = self.steps(lambda: first_moments(timezone.now()))
        self.assertLess(thousands, 3)


class AroundTests(TestCase):
    def test_related_and_neighbours_take_few_queries_in_a_long_series(self):
        make_topic("Gesamttreffen", kind="reihe")
        posts = [make_report(f"Nr. {n}", topics=["Gesamttreffen"], published_at=days_ago(40 - n)) for n in range(12)]  # fmt: skip
        make_comment(posts[5])
        page = self.client.get(posts[5].get_absolute_url())
        self.assertEqual(
            (page.context["series"]["number"], page.context["series"]["total"]), (6, 12)
        )
        self.assertEqual((page.context["older"], page.context["newer"]), (posts[4], posts[6]))

    def test_random_posts_have_the_neighbours_that_the_list_has(self):
        chance = random.Random(5)  # noqa: S311
        moments = [days_ago(chance.randint(1, 9)) for _ in range(4)]
        posts = [make_post(f"P{n}", published_at=chance.choice(moments)) for n in range(12)]
        order = list(Post.objects.published())
        for post in posts:
            context = self.client.get(post.get_absolute_url()).context
            place = order.index(post)
            newer = order[place - 1] if place else None
            older = order[place + 1] if place < 11 else None
            self.assertEqual((context["newer"], context["older"]), (newer, older))
