"""The unit of work: what is made of content is made once, and what visitors see moves the version."""

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from blog.models import Post, Topic
from comments.models import Comment
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.imports import save_draft
from meetings.models import Meeting
from meetings.protocol_text import parse
from tests.build import (
    REFERENCE_PAGE,
    days_ago,
    make_comment,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from wiq_site.kit import changes
from wiq_site.pages.models import Redirect
from wiq_site.pages.version import FolderCopy, compare_copy, current_version, stored_version
from wiq_site.search.models import SearchEntry


def fresh(item):
    """Return ``item`` as the database holds it."""
    return type(item).objects.get(pk=item.pk)


def queries(write):
    """Return how many queries ``write()`` takes, without savepoints and the locks that only one database needs."""
    with CaptureQueriesContext(connection) as captured:
        write()
    noise = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")
    statements = [query["sql"] for query in captured if "FOR UPDATE" not in query["sql"]]
    return sum(not sql.startswith(noise) for sql in statements)


class QueryTests(TestCase):
    """Counted at the level of models; literal, so that a query more is seen.

    Two of each are the version that is kept, one of the topics is the count of posts that lists show.
    """

    def test_ticking_a_task_of_published_minutes(self):
        report = make_report(items=[("Eins", 5, "Ada", "Text"), ("Zwei", 5, "Bo", "Text")])
        task = report.reports_on.items.first().outcomes.create(kind="aufgabe", text="Tische")
        task = Outcome.objects.get(pk=task.pk)
        task.done_at = dt.date(2021, 1, 7)
        self.assertEqual(queries(task.save), 17)

    def test_two_topics_on_a_post_one_of_them_new(self):
        make_topic("Klima")
        post = fresh(make_post("Fest"))
        self.assertEqual(queries(lambda: post.topics.add("Klima", "Verkehr")), 28)

    def test_saving_a_plain_post(self):
        post = fresh(make_post("Fest", ["Klima"]))
        post.body = "Ein anderer Text."
        self.assertEqual(queries(post.save), 12)

    def test_building_a_meeting_of_nine_items_from_pasted_text(self):
        draft = parse(REFERENCE_PAGE, dt.date(2020, 12, 12))
        self.assertEqual(len(draft.items), 9)
        self.assertEqual(queries(lambda: save_draft(draft)), 121)


class OnceTests(TestCase):
    def test_many_saves_in_one_unit_write_each_digest_once(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada"), ("Zwei", 5, "Bo")])
        with CaptureQueriesContext(connection) as captured, changes.unit():
            for item in meeting.items.all():
                item.name += "!"
                item.save()
        digests = [
            q["sql"] for q in captured if 'UPDATE "meetings_meeting" SET "digest"' in q["sql"]
        ]
        self.assertEqual(len(digests), 1)

    def test_saving_again_what_is_stored_changes_no_digest(self):
        for item in (make_post("Fest", ["Klima"]), make_meeting(items=[("Eins", 5, "Ada")])):
            before = fresh(item).digest
            fresh(item).save()
            self.assertEqual(fresh(item).digest, before)

    def test_a_foreign_transaction_is_complete_when_it_commits(self):
        """Somebody's own transaction inside a unit that is not open yet: all is made before it ends."""
        with changes.prepare_unit():
            with transaction.atomic():
                post = make_post("Fest")
            self.assertTrue(SearchEntry.objects.filter(owner_id=post.pk).exists())

    def test_what_fails_inside_leaves_the_rest_of_the_unit(self):
        with changes.unit():
            make_post("Bleibt")
            with self.assertRaises(ValueError), changes.unit():
                make_post("Geht")
                raise ValueError
        self.assertEqual([post.title for post in Post.objects.all()], ["Bleibt"])
        self.assertEqual([entry.title for entry in SearchEntry.objects.all()], ["Bleibt"])

    def test_bulk_writes_are_noted_too(self):
        posts = [make_post("Eins"), make_post("Zwei")]
        Post.objects.filter(pk__in=[post.pk for post in posts]).update(title="Neu")
        self.assertEqual({e.title for e in SearchEntry.objects.all()}, {"Neu"})
        for post in posts:
            post.title = f"Ganz neu {post.pk}"
        Post.objects.bulk_update(posts, ["title"])
        self.assertEqual(
            {e.title for e in SearchEntry.objects.all()}, {post.title for post in posts}
        )
        Post.objects.bulk_create([Post(title="Drei", slug="drei", published_at=days_ago(1))])
        self.assertTrue(SearchEntry.objects.filter(title="Drei").exists())


class UndoneTests(TestCase):
    """What is undone inside a unit leaves the rest of it right."""

    def undo(self, write):
        with self.assertRaises(ValueError), changes.unit():
            write()
            raise ValueError

    def test_an_undone_deletion_does_not_hide_a_later_change(self):
        post = make_post("Fest", ["Klima"])
        before = fresh(post)
        with changes.unit():
            self.undo(fresh(post).delete)
            topic = Topic.objects.get()
            topic.name = "Wetter"
            topic.save()
        self.assertNotEqual(fresh(post).digest, before.digest)

    def test_an_undone_change_is_in_no_digest_and_not_in_the_index(self):
        post = make_post("Fest")
        before = fresh(post)
        with changes.unit():
            post.teaser = "Bleibt."
            post.save()

            def spoil():
                post.title = "Geht"
                post.save()

            self.undo(spoil)
        self.assertEqual(SearchEntry.objects.get().title, "Fest")
        stored = fresh(post)
        stored.save()
        self.assertEqual((fresh(post).digest, stored.teaser), (stored.digest, "Bleibt."))
        self.assertNotEqual(stored.digest, before.digest)

    def test_the_row_of_a_deleted_address_goes_all_the_same(self):
        make_post("Fest").delete()
        with changes.unit():
            make_post("Fest")
            self.undo(lambda: None)
        self.assertEqual(Redirect.objects.count(), 0)


class UpdateTests(TestCase):
    """An update of a queryset makes what a save makes."""

    def test_makes_html_and_remembers_what_was_public(self):
        post = make_post("Fest", published_at=None, body="Alt")
        rows = Post.objects.filter(pk=post.pk)
        rows.update(body="Neu", published_at=days_ago(1))
        self.assertIn("Neu", fresh(post).body_html)
        rows.update(published_at=None)
        self.assertEqual(self.client.get(post.get_absolute_url()).status_code, 410)

    def test_takes_expressions(self):
        post = make_post("Fest")
        moment = F("published_at") - dt.timedelta(hours=1)
        Post.objects.filter(pk=post.pk).update(published_at=moment)
        self.assertEqual(fresh(post).published_at, post.published_at - dt.timedelta(hours=1))
        self.assertEqual(SearchEntry.objects.get().moment, fresh(post).published_at)


class DeletionTests(TestCase):
    def test_a_meeting_goes_with_all_it_holds(self):
        make_meeting(items=[("Eins", 5, "Ada"), ("Zwei", 5, "Bo")])
        Meeting.objects.get().delete()
        self.assertEqual((Meeting.objects.count(), AgendaItem.objects.count()), (0, 0))
        self.assertEqual(SearchEntry.objects.count(), 0)

    def test_meetings_go_by_the_query_too(self):
        for number in (1, 2):
            make_meeting(items=[("Eins", 5, "Ada")], title=f"{number}")
        Meeting.objects.all().delete()
        self.assertEqual((Meeting.objects.count(), SearchEntry.objects.count()), (0, 0))

    def test_a_deleted_speaker_leaves_what_is_kept_of_the_report(self):
        before = fresh(make_report(items=[("Eins", 5, "Ada")]))
        Speaker.objects.get().delete()
        self.assertNotEqual(fresh(before).digest, before.digest)

    def test_a_deleted_topic_leaves_what_is_kept_of_its_posts(self):
        before = fresh(make_post("Fest", ["Klima"]))
        Topic.objects.get().delete()
        self.assertNotEqual(fresh(before).digest, before.digest)


class MoveTests(TestCase):
    def test_only_what_was_public_leaves_its_address_behind(self):
        draft, public = make_post("Entwurf", published_at=None), make_post("Da")
        for post in (draft, public):
            post.slug = f"neu-{post.slug}"
            post.save()
        self.assertEqual(
            list(Redirect.objects.values_list("old_path", "new_path")),
            [("/beitraege/da/", "/beitraege/neu-da/")],
        )


class VersionTests(TestCase):
    def moves(self, write):
        before = stored_version()
        write()
        return stored_version() - before

    def test_what_a_visitor_may_see_moves_it_once_for_each_unit(self):
        post, meeting = make_post("Fest"), make_meeting(items=[("Eins", 5, "Ada")])
        waiting = make_comment(post, state=Comment.State.WAITING)
        changed = make_comment(post, state=Comment.State.WAITING)
        make_comment(post, parent=changed)
        for write in (
            lambda: make_post("Morgen", published_at=days_ago(-1)),
            lambda: make_page("Impressum"),
            fresh(post).save,
            lambda: post.topics.add("Klima"),
            fresh(meeting.items.first()).save,
            lambda: waiting.move_to(Comment.State.APPROVED),
            lambda: waiting.move_to(Comment.State.REMOVED),
            lambda: changed.move_to(Comment.State.REJECTED),
            post.delete,
        ):
            self.assertEqual(self.moves(write), 1)

    def test_what_nobody_sees_does_not(self):
        draft = make_post("Entwurf", published_at=None)
        meeting = make_meeting(items=[("Eins", 5, "Ada")], protocol_published_at=None)
        item = fresh(meeting.items.first())
        item.protocol = "Wird gerade mitgeschrieben."
        post = make_post("Fest")
        for write in (
            fresh(draft).save,
            lambda: draft.topics.add("Klima") if Topic.objects.exists() else None,
            item.save,
            lambda: item.outcomes.create(kind="beschluss", text="So sei es."),
            lambda: make_comment(post, state=Comment.State.WAITING),
        ):
            self.assertEqual(self.moves(write), 0)

    def test_minutes_being_taken_move_it_as_soon_as_the_agenda_changes(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada")], protocol_published_at=None)
        item = fresh(meeting.items.first())
        item.name = "Anders"
        self.assertEqual(self.moves(item.save), 1)


class CopyTests(TransactionTestCase):
    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.copy = FolderCopy(Path(folder) / "version")
        self.enterContext(mock.patch("wiq_site.pages.version.copy", return_value=self.copy))
        compare_copy.cache_clear()
        self.addCleanup(compare_copy.cache_clear)

    def test_is_set_after_the_commit_and_dirty_before(self):
        with changes.unit():
            make_post("Fest")
            self.assertEqual(self.copy.tokens(), {})
        self.assertEqual((self.copy.read(), self.copy.tokens()), (stored_version(), {}))

    def test_a_dirty_copy_is_not_believed(self):
        make_post("Fest")
        self.copy.add_token("writer")
        self.assertIsNone(self.copy.read())
        self.assertEqual(current_version(), stored_version())
        self.assertEqual(list(self.copy.tokens()), ["writer"])

    def test_a_token_that_is_old_is_settled_by_the_row(self):
        """Its writer died between commit and copy."""
        make_post("Fest")
        self.copy.add_token("dead")
        with mock.patch("wiq_site.pages.version.OLD_SECONDS", -1):
            self.assertEqual(current_version(), stored_version())
        self.assertEqual((self.copy.read(), self.copy.tokens()), (stored_version(), {}))

    def test_setting_only_ever_raises_it(self):
        self.copy.raise_to(7)
        self.copy.raise_to(5)
        self.assertEqual(self.copy.read(), 7)

    def test_an_older_database_that_came_back_gets_a_number_of_its_own(self):
        make_post("Fest")
        self.copy.raise_to(stored_version() + 5)
        ahead = self.copy.read()
        self.assertEqual((current_version(), stored_version()), (ahead + 1, ahead + 1))

    def test_what_is_rolled_back_moves_nothing(self):
        make_post("Fest")
        before = current_version()
        with self.assertRaises(ValueError), changes.unit():
            make_post("Geht")
            raise ValueError
        self.assertEqual((current_version(), stored_version()), (before, before))


class RequestTests(TransactionTestCase):
    def test_a_request_that_fails_leaves_nothing_behind(self):
        def view(request):
            make_post("Halb")
            raise ValueError

        middleware = changes.UnitMiddleware(view)
        request = mock.Mock(method="POST")
        with self.assertRaises(ValueError):
            middleware(request)
        self.assertEqual(Post.objects.count(), 0)

    def test_an_answer_of_an_exception_undoes_what_was_written(self):
        """Django turns what a view raises into an answer before a middleware sees it."""

        def handler(request):
            make_post("Halb")
            middleware.process_exception(request, ValueError())
            return mock.Mock(status_code=404)

        middleware = changes.UnitMiddleware(handler)
        middleware(mock.Mock(method="POST"))
        self.assertEqual(Post.objects.count(), 0)

    def test_nothing_is_opened_for_a_request_that_writes_no_content(self):
        middleware = changes.UnitMiddleware(lambda request: mock.Mock(status_code=200))
        with CaptureQueriesContext(connection) as captured:
            middleware(mock.Mock(method="POST"))
        self.assertEqual(len(captured), 0)

    def test_the_index_can_be_made_anew(self):
        make_report()
        kept = sorted(SearchEntry.objects.values_list("path", "digest"))
        call_command("search_rebuild", verbosity=0)
        self.assertEqual(sorted(SearchEntry.objects.values_list("path", "digest")), kept)
