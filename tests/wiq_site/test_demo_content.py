"""The demo content: repeatable, never mixed with real content, and all that a site can show."""

import datetime
import re
import tempfile
from io import StringIO
from itertools import pairwise
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from blog.models import Post, Topic
from comments.models import Comment, CommentStep
from meetings.agenda import AgendaItem, ItemSpeaker, Outcome
from meetings.models import Meeting
from wiq_site.management.commands.demo_content import (
    parse_day,
    parse_moment,
    read_meetings,
    read_posts,
    read_toml,
)
from wiq_site.pages.models import Page
from wiq_site.pages.views import dead_links

COUNTED = (Post, Topic, Meeting, AgendaItem, ItemSpeaker, Outcome, Comment, CommentStep, Page, User)


def run(name="demo_content", *options):
    """Return what the command prints."""
    out = StringIO()
    call_command(name, *options, stdout=out)
    return out.getvalue()


def stored_files():
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


class MediaTestCase(TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.enterClassContext(override_settings(MEDIA_ROOT=folder.name, DEVELOPMENT=True))
        cls.enterClassContext(mock.patch("wiq_site.kit.images.WIDTHS", (40,)))  # quick to encode
        super().setUpClass()


class LoadedTests(MediaTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.output = run()

    def test_second_run_doubles_nothing_renews_texts_and_leaves_what_an_editor_decided(self):
        Post.objects.filter(slug="die-lange-tafel").update(body="alt", body_html="alt")
        Comment.objects.waiting().first().move_to(Comment.State.APPROVED)
        before = [model.objects.count() for model in COUNTED], stored_files()
        run()
        self.assertEqual(([model.objects.count() for model in COUNTED], stored_files()), before)
        self.assertIn("<table>", Post.objects.get(slug="die-lange-tafel").body_html)
        self.assertEqual(Comment.objects.waiting().count(), 1)

    def test_says_in_two_lines_what_was_loaded_and_how_to_log_in(self):
        self.assertEqual(len(self.output.splitlines()), 2)
        self.assertIn("8 Treffen", self.output)
        self.assertTrue(self.client.login(username="redaktion", password="redaktion"))

    def test_there_is_an_account_of_each_role_and_no_superuser(self):
        accounts = User.objects.filter(is_staff=True, is_superuser=False)
        roles = {
            account.username: [*account.groups.values_list("name", flat=True)]
            for account in accounts
        }
        self.assertEqual(
            roles,
            {
                "redaktion": ["Redaktion"],
                "autorin": ["Autorin/Autor"],
                "moderation": ["Moderation"],
                "verwaltung": ["Verwaltung"],
            },
        )
        self.assertEqual(len(roles), User.objects.count())

    def test_every_state_exists(self):
        for model, field, choices in (
            (Comment, "state", Comment.State),
            (Topic, "kind", Topic.Kind),
            (Topic, "state", Topic.State),
            (Outcome, "kind", Outcome.Kind),
        ):
            with self.subTest(model=model.__name__, field=field):
                found = set(model.objects.values_list(field, flat=True)) - {""}
                self.assertEqual(found, set(choices.values))

    def test_posts_are_published_scheduled_draft_withdrawn_and_corrected(self):
        posts = Post.objects
        self.assertGreaterEqual(posts.published().count(), 30)
        self.assertEqual(posts.filter(published_at=None).count(), 1)
        self.assertEqual(posts.filter(published_at__gt=timezone.now()).count(), 1)
        self.assertEqual(posts.withdrawn().count(), 1)
        self.assertEqual(posts.exclude(corrected_at=None).exclude(correction_note="").count(), 1)

    def test_posts_and_agenda_items_carry_no_topic_that_is_not_described(self):
        self.assertEqual(
            sorted(Topic.objects.values_list("slug", flat=True)), sorted(read_toml("topics"))
        )

    def test_meetings_past_and_coming_in_two_series(self):
        meetings = Meeting.objects
        self.assertEqual(meetings.values("series").distinct().order_by("series").count(), 2)
        self.assertEqual(meetings.published().coming().count(), 3)
        self.assertEqual(meetings.published().coming().exclude(cancelled_at=None).count(), 1)
        self.assertEqual(meetings.with_protocol().count(), 4)
        self.assertEqual(meetings.past().filter(protocol_published_at=None).count(), 1)
        self.assertEqual(AgendaItem.objects.filter(public=False).count(), 1)

    def test_meeting_of_december_2020_carries_what_the_reference_page_carries(self):
        meeting = Meeting.objects.get(date="2020-12-10")
        lines = [
            f"{slot.item.number} {slot.item.who} {timezone.localtime(slot.ends_at):%H:%M}"
            for slot in meeting.slots
        ]
        self.assertEqual(
            lines,
            [
                "1 Thorsten 17:08",
                "2 Thorsten 17:15",
                "3 Andreas 17:25",
                "4 Raphaela 18:00",
                "5 Elisa 18:05",
                "6 Andreas 18:30",
                "7 Hannes/Kristina/Thorsten 18:45",
                "8 Kristina 18:55",
                "9 7 Teilnehmende 19:30",
            ],
        )
        self.assertEqual(
            meeting.report.title, "WiQ-Gesamttreffen am 10.12. - Ergebnisse im Überblick"
        )
        self.assertEqual(timezone.localdate(meeting.report.published_at).isoformat(), "2020-12-12")
        self.assertIn("11. März 2021", meeting.closing)

    def test_texts_of_meetings_are_read_without_a_rest(self):
        for meeting in Meeting.objects.all():
            with self.subTest(meeting=meeting.slug):
                self.assertTrue(meeting.intro)
                self.assertNotIn("Top ", meeting.intro + meeting.closing)
                self.assertGreater(meeting.items.count(), 2)
                self.assertFalse(meeting.items.filter(planned_minutes=None).exists())

    def test_no_comment_is_older_than_what_it_stands_under_or_than_what_it_answers(self):
        for comment in Comment.objects.all():
            target = comment.target
            since = getattr(target, "published_at", None) or target.agenda_published_at
            if comment.parent:
                since = comment.parent.created_at
            with self.subTest(comment=str(comment)):
                self.assertGreater(comment.created_at, since)
                self.assertLess(comment.created_at, timezone.now())

    def test_links_in_texts_lead_to_pages_that_are_there(self):
        texts = [*Post.objects.values_list("body_html", flat=True)]
        texts += AgendaItem.objects.values_list("protocol_html", flat=True)
        texts += Topic.objects.values_list("description_html", flat=True)
        texts += Page.objects.values_list("body_html", flat=True)
        links = {link for text in texts for link in re.findall(r'href="(/[^"]*)"', text)}
        self.assertGreater(len(links), 12)
        for link in links:
            with self.subTest(link=link):
                self.assertEqual(self.client.get(link).status_code, 200)

    def test_pictures_have_a_description_and_a_source(self):
        posts = Post.objects.exclude(image="")
        self.assertEqual(posts.count(), len(read_toml("pictures")))
        self.assertFalse(posts.filter(image_alt="").exists())
        self.assertFalse(posts.filter(image_credit="").exists())


class CommandTests(MediaTestCase):
    """What the command does beside loading; posts stand for all that it loads."""

    def setUp(self):
        for name in ("attach_picture", "load_topic_picture", "load_meeting", "load_comment"):
            self.enterContext(mock.patch(f"wiq_site.management.commands.demo_content.{name}"))

    def test_refuses_on_real_content(self):
        Post.objects.create(title="Ein echter Beitrag")
        with self.assertRaisesMessage(CommandError, "schon eigene Beiträge oder Treffen"):
            run()
        self.assertEqual((Post.objects.count(), User.objects.count()), (1, 0))

    def test_refuses_on_a_real_meeting(self):
        Meeting.objects.create(title="Ein echtes Treffen", date="2026-01-01")
        with self.assertRaises(CommandError):
            run()

    def test_force_leaves_real_content_as_it_is(self):
        real = Post.objects.create(title="Tafel", slug="die-lange-tafel", body="Meins")
        topic = Topic.objects.create(name="Gesamttreffen", slug="gesamttreffen", kind="reihe")
        run("demo_content", "--force")
        real.refresh_from_db()
        topic.refresh_from_db()
        self.assertEqual((real.body, real.slug, topic.summary), ("Meins", "die-lange-tafel", ""))

    def test_once_does_nothing_where_there_is_an_account(self):
        User.objects.create(username="jemand")
        self.assertEqual(run("demo_content", "--once"), "")
        self.assertFalse(Post.objects.exists())

    def test_once_loads_where_there_is_none(self):
        run("demo_content", "--once")
        self.assertTrue(Post.objects.exists())

    @override_settings(DEVELOPMENT=False)
    def test_makes_no_account_outside_development(self):
        self.assertIn("kein Konto angelegt", run())
        self.assertFalse(User.objects.exists())

    def test_initial_pages_are_drafts_and_come_once(self):
        self.assertIn("Impressum", run("initial_pages"))
        self.assertEqual(
            list(Page.objects.order_by("slug").values_list("slug", "menu", "published_at")),
            [
                ("barrierefreiheit", "fuss", None),
                ("datenschutz", "fuss", None),
                ("impressum", "fuss", None),
                ("ueber-uns", "kopf", None),
            ],
        )
        self.assertIn("nichts wurde geändert", run("initial_pages", "--publish"))

    def test_initial_pages_can_be_published_at_once(self):
        run("initial_pages", "--publish")
        self.assertEqual(Page.objects.published().count(), 4)
        request = RequestFactory().get("/")
        dead = [link for p in Page.objects.all() for link in dead_links(p.body_html, request)]
        self.assertEqual(dead, [])


class DayTests(MediaTestCase):
    """The content is the same story seen from any day."""

    def test_loads_on_a_leap_day_and_on_a_day_that_the_texts_name(self):
        for today in ("2028-02-29", "2027-06-24"):
            at = timezone.make_aware(datetime.datetime.fromisoformat(today + "T12:00"))
            day, meetings = at.date(), read_meetings()
            posts = read_posts(meetings, day).values()
            corrected = [parse_moment(fields.get("corrected"), day) for fields in posts]
            dates = [parse_day(fields["date"], day) for fields in meetings.values()]
            with self.subTest(today=today):
                self.assertEqual([moment for moment in corrected if moment and moment > at], [])
                self.assertEqual(sum(date > day for date in dates), 3)

    def test_its_years_have_no_hole(self):
        day = datetime.date(2026, 11, 28)
        posts = read_posts(read_meetings(), day).values()
        days = sorted(parse_day(post["published"], day) for post in posts if "published" in post)
        longest = max(after - before for before, after in pairwise(days))
        self.assertLess(longest.days, 240)

    def test_a_leap_day_reaches_the_database(self):
        at = timezone.make_aware(datetime.datetime(2028, 2, 29, 12))
        self.enterContext(mock.patch("wiq_site.management.commands.demo_content.attach_picture"))
        self.enterContext(mock.patch("django.utils.timezone.now", return_value=at))
        run()
        self.assertEqual(Post.objects.withdrawn().count(), 1)
        self.assertEqual(Post.objects.filter(corrected_at__gt=at).count(), 0)
        self.assertEqual(Meeting.objects.coming().count(), 3)


class DatesTests(SimpleTestCase):
    def test_days_seen_from_today(self):
        today = datetime.date(2026, 11, 22)
        for text, expected in {
            "2020-12-10": "2020-12-10",
            "heute -22": "2026-10-31",
            "letzter 06-24": "2026-06-24",
            "letzter 06-24 07:00 -2": "2026-06-22",
            "letzter 11-22": "2025-11-22",
            "vorletzter 06-24": "2025-06-24",
            "heute +12 do": "2026-12-03",
            "heute -6 sa": "2026-11-14",
        }.items():
            with self.subTest(text=text):
                self.assertEqual(parse_day(text, today).isoformat(), expected)

    def test_unknown_words_are_refused(self):
        with self.assertRaises(ValueError):
            parse_day("gestern", datetime.date(2026, 11, 22))
