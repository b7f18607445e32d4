"""Pages kept ready at the door: the same bytes as fresh ones, until something changes."""

import gzip
import random
from datetime import datetime, timedelta
from threading import Barrier, Event, Thread
from unittest import mock

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory, SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from blog.models import Post, Topic
from blog.templatetags import post_cards
from comments.models import Comment
from meetings.agenda import AgendaItem, Speaker
from meetings.models import Meeting
from tests.build import (
    berlin,
    days_ago,
    make_comment,
    make_meeting,
    make_page,
    make_post,
    make_topic,
)
from wiq_site.kit import caches, prepared
from wiq_site.kit.caches import Shelf
from wiq_site.kit.kept import KeptPages, Page, accepts_gzip
from wiq_site.search.results import MOST
from wiq_site.wsgi import django as application
from wiq_site.wsgi import known_version, next_change

PACKED = {"HTTP_ACCEPT_ENCODING": "gzip, br"}
HEADERS = [("Content-Type", "text/html"), ("Cache-Control", "public"), ("ETag", '"a"')]


class Answer:
    """What one WSGI call brought."""

    def __init__(self, application, path, method="GET", **environ):
        environ = {"HTTP_HOST": "testserver"} | environ
        request = RequestFactory().generic(method, path, **environ)
        told = []
        for signal in (
            request_started,
            request_finished,
        ):  # as Django's client: the connection stays
            signal.disconnect(close_old_connections)
        try:
            parts = application(request.environ, lambda *args: told.append(args))
            self.content = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        finally:
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        self.status, self.headers = int(told[0][0][:3]), dict(told[0][1])


def made_afresh(path):
    """Return the answer of Django, of which no piece was remembered and no query built before."""
    with (
        mock.patch.object(caches, "shelf", Shelf(1_000_000)),
        mock.patch.object(prepared, "shelf", Shelf(1_000_000)),
    ):
        return Answer(application, path)


class Door:
    """A process with kept pages over Django, or over ``application``; counts what was asked of that."""

    def __init__(
        self, application=application, version=known_version, until=next_change, room=2_000_000
    ):
        self.asked = []

        def counted(environ, start_response):
            self.asked.append(environ["PATH_INFO"])
            return application(environ, start_response)

        self.kept = KeptPages(counted, version, until, room, "sessionid")

    def get(self, path, method="GET", **environ):
        return Answer(self.kept, path, method, **environ)


def site():
    """Make a little of everything; return the addresses of its pages."""
    post = make_post("Fest am Kanal", topics=["Klima", "Chor"], body="Ein langer Text. " * 200)
    make_post("Zweiter", topics=["Klima"])
    make_comment(post, name="Ada")
    make_page(title="Impressum", menu="fuss")
    make_topic("Werkstatt", kind="team")
    meeting = make_meeting(title="Treffen im Hof", items=[("Eins", 5, "Ada"), ("Zwei", 10, "Bela")])
    own, theirs = post.get_absolute_url(), meeting.get_absolute_url()
    return ["/", "/beitraege/", "/beitraege/?thema=klima", "/beitraege/feed.atom", own, f"{own}kommentare.rss", "/themen/", "/themen/klima/",
            "/teams/", "/treffen/", theirs, f"{theirs[:-1]}.ics", f"{theirs[:-1]}.txt", f"{theirs[:-1]}.json", "/treffen/kalender.ics",
            "/treffen/aufgaben/", "/abonnieren/", "/abonnieren/feeds.opml", "/impressum/", "/suche/?q=fest", "/sitemap.xml", "/sitemap-beitraege.xml", "/sitemap-themen.xml", "/robots.txt"]  # fmt: skip


class KeptPagesTests(TestCase):
    def test_the_second_visit_renders_nothing_asks_nothing_and_brings_the_same(self):
        addresses, door = site(), Door(version=lambda: 1)
        for address in addresses:
            with self.subTest(address):
                first = door.get(address, **PACKED)
                self.assertEqual(first.status, 200)
                asked = len(door.asked)
                with CaptureQueriesContext(connection) as queries:
                    again = door.get(address, **PACKED)
                self.assertEqual((len(door.asked), len(queries)), (asked, 0))
                self.assertEqual(vars(first), vars(again))

    def check_changes(self, part):
        """Compare each page after each change of a ``part`` of them."""
        everywhere, doors = site(), [Door(), Door(room=0)]
        addresses = [*everywhere[:5], *everywhere[6:12], *(a for a in everywhere if "suche" in a)]
        post, meeting, topic = Post.objects.get(title="Zweiter"), Meeting.objects.get(), Topic.objects.get(name="Klima")  # fmt: skip
        comment = make_comment(post, name="Cem", state=Comment.State.WAITING)

        def rename(item, field="title", name="Umbenannt"):
            setattr(item, field, f"{name} {item._meta.model_name}")
            item.save()

        changes = [
            lambda: rename(post),
            lambda: rename(meeting),
            lambda: rename(meeting.items.first(), "name"),
            lambda: rename(topic, "name"),
            lambda: Topic.objects.filter(pk=topic.pk).update(kind="team", state="sucht"),
            lambda: Topic.objects.filter(pk=topic.pk).update(slug="anders"),
            lambda: Speaker.objects.filter(name="Ada").update(agreed=False, role="eine Anwohnerin"),
            lambda: meeting.items.first().outcomes.create(kind="beschluss", text="Wir feiern.", votes="3/0/1"),
            lambda: AgendaItem.objects.filter(pk=meeting.items.last().pk).update(actual_end="17:40"),
            lambda: Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=timezone.now(), cancel_reason="Sturm"),
            lambda: Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=None, cancel_reason=""),
            lambda: rename(make_page(title="Datenschutz", menu="kopf")),
            lambda: Post.objects.filter(pk=post.pk).update(teaser="Neuer Anriss"),
            lambda: comment.move_to(Comment.State.APPROVED),
            lambda: comment.move_to(Comment.State.REMOVED, reason="so"),
            lambda: post.topics.set([]),
            lambda: Post.objects.filter(pk=post.pk).update(withdrawn_at=timezone.now()),
            lambda: meeting.delete(),
            lambda: post.delete(),
        ]  # fmt: skip
        stale = [(-1, a) for a in addresses for door in doors if door.get(a).status != 200]
        for number, change in enumerate(changes[part]):  # to doors that have every page of before
            change()
            for address in addresses:
                fresh = made_afresh(address)
                answers = [door.get(address) for door in doors]
                if any((a.status, a.content) != (fresh.status, fresh.content) for a in answers):
                    stale.append((number, address))
        self.assertEqual(stale, [])

    def test_every_change_is_seen_by_every_process_on_every_page(self):
        self.check_changes(slice(11))

    def test_so_is_every_change_of_pages_comments_and_what_goes(self):
        self.check_changes(slice(11, None))

    def test_a_text_that_comes_back_brings_no_piece_of_another_time_back(self):
        before = make_post("Fest").signature
        post = Post.objects.get()
        for title in ("Feier", "Fest"):
            post.title = title
            post.save()
        self.assertEqual(post.digest, before[1])
        self.assertNotEqual(post.signature, before)

    def test_a_post_deleted_since_the_list_was_read_leaves_out_its_card(self):
        post = make_post("Fest")
        [brief] = Post.objects.brief()
        brief.comment_count = 0
        post.delete()
        self.assertEqual(post_cards([brief], "h2"), "")

    def test_what_no_visitor_sees_leaves_pages_kept(self):
        [address, *_], door = site(), Door()
        post = Post.objects.first()
        door.get(address)
        make_post("Ein Entwurf", published_at=None)
        make_comment(post, state=Comment.State.WAITING)
        self.client.get(f"/kommentare/beitrag/{post.pk}/")  # a captcha
        self.client.force_login(User.objects.create_superuser("redaktion"))
        door.get(address)
        self.assertEqual(door.asked, [address])

    def test_what_comes_or_goes_by_itself_does_so_on_kept_pages_at_its_minute(self):
        door, now = Door(), timezone.now()
        make_post("Kommt bald", published_at=now + timedelta(minutes=5))
        make_post("Geht dann", published_at=days_ago(2), withdrawn_at=now + timedelta(minutes=9))
        for minutes, seen in ((0, (False, True)), (6, (True, True)), (10, (True, False))):
            with at(now + timedelta(minutes=minutes)):
                text = door.get("/beitraege/").content.decode()
                self.assertEqual(("Kommt bald" in text, "Geht dann" in text), seen)

    def test_the_next_change_without_an_edit_is_never_missed(self):
        self.assertEqual(self._next("2026-03-01 12:00"), berlin("2026-03-02 00:00"))
        make_meeting("2026-03-01 17:00", end="19:00", items=[("Eins", 30, "")])
        self.assertEqual(self._next("2026-03-01 12:00"), berlin("2026-03-01 17:00"))
        self.assertEqual(self._next("2026-03-01 17:10"), berlin("2026-03-01 17:30"))
        self.assertEqual(self._next("2026-03-01 18:10"), berlin("2026-03-01 19:00"))
        make_post(published_at=berlin("2026-02-01 11:30"))
        with self.settings(COMMENT_CLOSE_AFTER_DAYS=28):
            self.assertEqual(self._next("2026-03-01 11:00"), berlin("2026-03-01 11:30"))

    def _next(self, text):
        with at(berlin(text)):
            return datetime.fromtimestamp(next_change(), timezone.get_current_timezone())

    def test_random_edits_visits_and_passing_time_never_show_what_a_fresh_page_would_not(self):
        addresses, chance, now = site(), random.Random(11), timezone.now()  # noqa: S311
        doors = [Door(), Door(room=0)]  # the second makes every page of remembered pieces
        posts, visits = list(Post.objects.all()), 0
        for _ in range(80):
            now += timedelta(seconds=chance.choice([0, 1, 600, 7200]))
            with at(now):
                step, post = chance.random(), chance.choice(posts)
                if step < 0.1:
                    post.title = f"Titel {chance.random()}"
                    post.save()
                elif step < 0.2:
                    moment = now + timedelta(seconds=chance.choice([-9000, 300, 3600]))
                    posts.append(make_post(f"Neu {chance.random()}", published_at=moment))
                elif step < 0.25:
                    make_comment(post, name=f"Name {chance.random()}")
                address, door = chance.choice(addresses), chance.choice(doors)
                visits += door is doors[0]
                kept, fresh = door.get(address), made_afresh(address)
                self.assertEqual(
                    (kept.status, kept.content), (fresh.status, fresh.content), address
                )
        self.assertLess(len(doors[0].asked), visits)  # some were kept

    def test_forms_sessions_errors_and_files_are_never_kept(self):
        [_, *_], door = site(), Door()
        post = Post.objects.first()
        form = f"/kommentare/beitrag/{post.pk}/"
        for address in (
            form,
            "/gibt-es-nicht/",
            "/beitraege/?thema=unbekannt",
            "/beitraege/?x=1",
            "/admin/login/",
        ):
            with self.subTest(address):
                door.get(address)
                asked = len(door.asked)
                door.get(address)
                self.assertEqual(len(door.asked), asked + 1)
        door.get("/", HTTP_COOKIE="sessionid=abc")
        door.get("/", HTTP_COOKIE="sessionid=abc")
        self.assertEqual(door.asked[-2:], ["/", "/"])

    def test_head_brings_the_headers_of_get_and_no_body(self):
        site()
        door = Door()
        for _ in range(2):
            head, get = door.get("/", "HEAD", **PACKED), door.get("/", **PACKED)
            self.assertEqual((head.headers, head.content), (get.headers, b""))
        self.assertEqual(door.get("/gibt-es-nicht/", "HEAD").content, b"")


def at(moment):
    """Let it be ``moment`` for Django and for the door."""
    stack = mock.patch("django.utils.timezone.now", return_value=moment)
    clock = mock.patch("wiq_site.kit.kept.time.time", moment.timestamp)

    class Both:
        def __enter__(self):
            stack.start(), clock.start()

        def __exit__(self, *args):
            stack.stop(), clock.stop()

    return Both()


class FormsTests(TestCase):
    def setUp(self):
        make_post(body="Ein langer Text. " * 200)
        self.door = Door()

    def test_a_reader_that_takes_gzip_gets_the_same_bytes_packed(self):
        for path in ("/", "/beitraege/feed.rss", "/beitraege/feed.atom", "/beitraege/feed.json"):
            with self.subTest(path):
                plain = self.door.get(path)
                packed = self.door.get(path, **PACKED)
                self.assertEqual(packed.headers["Content-Encoding"], "gzip")
                self.assertEqual(gzip.decompress(packed.content), plain.content)
                for answer in (plain, packed):
                    self.assertEqual(answer.headers["Content-Length"], str(len(answer.content)))
                    self.assertIn("Accept-Encoding", answer.headers["Vary"])

    def test_the_two_forms_have_strong_etags_of_their_own(self):
        plain = self.door.get("/beitraege/feed.rss").headers["ETag"]
        packed = self.door.get("/beitraege/feed.rss", **PACKED).headers["ETag"]
        self.assertEqual(packed, f'{plain[:-1]}-gzip"')
        self.assertFalse(plain.startswith("W/"))

    def test_either_etag_brings_304_for_what_the_reader_has_kept_or_not(self):
        for path in ("/", "/beitraege/feed.rss"):
            plain = self.door.get(path).headers["ETag"]
            packed = self.door.get(path, **PACKED).headers["ETag"]
            for sent, takes, told in (
                (plain, {}, plain),
                (packed, PACKED, packed),
                (plain, PACKED, plain),
                (packed, {}, packed),
                (f"{plain}, {packed}", {}, plain),
                (f"{plain}, {packed}", PACKED, packed),
                (f'"x", W/{packed}', PACKED, packed),
                ("*", {}, plain),
            ):
                for door in (self.door, Door()):
                    with self.subTest(path=path, sent=sent, takes=takes):
                        answer = door.get(path, HTTP_IF_NONE_MATCH=sent, **takes)
                        self.assertEqual((answer.status, answer.content), (304, b""))
                        self.assertEqual(answer.headers["ETag"], told)
                        self.assertEqual(answer.headers["Cache-Control"], "public, no-cache")
                        self.assertIn("Accept-Encoding", answer.headers["Vary"])
                        self.assertLessEqual(
                            set(answer.headers), {"Cache-Control", "ETag", "Last-Modified", "Vary"}
                        )

    def test_an_unchanged_feed_is_told_by_its_date_alone(self):
        modified = self.door.get("/beitraege/feed.rss").headers["Last-Modified"]
        for door in (self.door, Door()):
            answer = door.get("/beitraege/feed.rss", HTTP_IF_MODIFIED_SINCE=modified)
            self.assertEqual((answer.status, answer.content), (304, b""))

    def test_after_a_304_the_whole_page_comes_to_whoever_has_it_not(self):
        etag = self.door.get("/").headers["ETag"]
        door = Door()
        self.assertEqual(door.get("/", HTTP_IF_NONE_MATCH=etag).status, 304)
        self.assertEqual(door.get("/").status, 200)

    def test_what_is_for_one_visitor_only_is_never_packed(self):
        for path in ("/admin/login/", "/gibt-es-nicht/"):
            self.assertNotIn("Content-Encoding", self.door.get(path, **PACKED).headers)


class ShelfTests(SimpleTestCase):
    def test_keeps_to_its_room_and_to_what_is_asked_often(self):
        shelf = Shelf(400_000)
        shelf.put("home", "a page", 10_000)
        shelf.get("home")
        for number in range(200):
            shelf.put(number, "a page", 10_000)
        kept = [key for key in ["home", *range(200)] if shelf.get(key)]
        self.assertEqual(kept[0], "home")
        self.assertLess(len(kept), 12)

    def test_what_is_too_large_is_not_kept(self):
        shelf = Shelf(100_000)
        shelf.put("a", "a page", 90_000)
        self.assertIsNone(shelf.get("a"))

    def test_a_page_is_for_its_version_and_its_time(self):
        page = Page(HEADERS, b"x", 1, 100)
        for version, now, is_current in ((1, 99, True), (2, 99, False), (1, 100, False)):
            with mock.patch("wiq_site.kit.kept.time.time", return_value=now):
                self.assertEqual(page.is_current(version), is_current)


class FragmentTests(SimpleTestCase):
    def test_all_hits_of_a_common_word_are_remembered(self):
        def hits():
            return [(number, "beitrag", 2026) for number in range(MOST + 1)]

        first, again = (caches.remembered(("hits", "common"), hits) for _ in range(2))
        self.assertIs(first, again)


class StampedeTests(SimpleTestCase):
    def test_of_many_who_ask_at_once_one_renders(self):
        begin, entered, begin_rendering = Barrier(8), [], Event()

        class Response(list):
            streaming = False

            def close(self):
                pass

        def slow(environ, start_response):
            entered.append(1)
            begin_rendering.wait(5)
            start_response("200 OK", list(HEADERS))
            return Response([b"a page"])

        door, answers = Door(slow, lambda: 1, lambda: 9e9), []

        def ask():
            begin.wait(5)
            answers.append(door.get("/").content)

        threads = [Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        while not entered:
            pass
        begin_rendering.set()
        for thread in threads:
            thread.join(5)
        self.assertEqual((answers, len(entered)), ([b"a page"] * 8, 1))


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("identity", False),
        ("x-gzipped", False),
        (";;,,=", False),
    ],
)
def test_accepts_gzip(header, takes):
    assert accepts_gzip(header) is takes
