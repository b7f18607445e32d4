"""The tables: a database of before the migrations were joined still starts, and all run both ways."""

import json
from datetime import date
from importlib import import_module
from unittest import mock

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.test import TestCase, TransactionTestCase
from reversion.models import Revision, Version

from blog.counts import recount
from blog.models import Post, PostCount, Topic
from meetings.agenda import Outcome, Speaker
from tests.build import make_meeting, make_page, make_post, make_topic
from wiq_site.pages.migrations._mending import mend_slugs
from wiq_site.pages.models import Page, Redirect

OURS = ("pages", "search", "blog", "meetings", "comments")


class GraphTests(TestCase):
    def test_each_app_has_one_last_migration(self):
        leaves = MigrationLoader(None).graph.leaf_nodes()
        self.assertEqual(sorted(app for app, _name in leaves if app in OURS), sorted(OURS))

    def test_no_change_of_a_model_lacks_a_migration(self):
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)

    def test_what_was_applied_in_pieces_counts_as_applied_whole(self):
        executor = MigrationExecutor(connection)
        recorder = executor.recorder
        joined = {key: m for key, m in executor.loader.disk_migrations.items() if m.replaces}
        self.assertEqual(sorted({app for app, _name in joined}), sorted(OURS))
        for (app, name), migration in joined.items():
            recorder.record_unapplied(app, name)
            for old_app, old_name in migration.replaces:
                recorder.record_applied(old_app, old_name)
        fresh = MigrationExecutor(connection)
        self.assertEqual(fresh.migration_plan(fresh.loader.graph.leaf_nodes()), [])


class BothWaysTests(TransactionTestCase):
    def test_back_to_nothing_and_forward_again(self):
        before = sorted(connection.introspection.table_names())
        for app in reversed(OURS):
            call_command("migrate", app, "zero", verbosity=0)
        # The index beside the tables, which no migration makes, is emptied with them and stays.
        ours = tuple(f"{app}_" for app in OURS)
        left = [
            name
            for name in connection.introspection.table_names()
            if name.startswith(ours) and "_fts" not in name
        ]
        call_command("migrate", verbosity=0)
        self.assertEqual((left, sorted(connection.introspection.table_names())), ([], before))


class MendedSlugsTests(TestCase):
    def test_odd_slugs_become_slugs_and_old_addresses_lead_on(self):
        odd, even = make_post("Odd"), make_post("garten-fest")
        Post.objects.filter(pk=odd.pk).update(slug="Garten_Fest")
        Redirect.objects.create(old_path="/node/1", new_path="/beitraege/Garten_Fest/")
        mend_slugs(Post.objects, Redirect.objects, "/beitraege/")
        odd.refresh_from_db()
        self.assertEqual((even.slug, odd.slug), ("garten-fest", "garten-fest-2"))
        for path in ("/node/1", "/beitraege/Garten_Fest/"):
            self.assertRedirects(
                self.client.get(path), "/beitraege/garten-fest-2/", 301, msg_prefix=path
            )

    def test_an_old_slug_in_a_filter_leads_to_the_filter_of_today(self):
        topic = make_post(topics=["Reden"]).topics.get()
        Topic.objects.filter(pk=topic.pk).update(slug="Reden_X")
        mend_slugs(Topic.objects, Redirect.objects, "/themen/")
        for path in ("/beitraege/", "/beitraege/feed.rss"):
            response = self.client.get(f"{path}?thema=Reden_X")
            self.assertRedirects(response, f"{path}?thema=reden-x", 301)

    def test_commas_in_names_of_topics_go(self):
        topics = [make_post(topics=[name]).topics.get() for name in ("A", "B", "C", "D")]
        stored = ("Wir, Wohnen", "Wir ,Wohnen", "Wir – Wohnen", ",Rad, Bus,, ,Bahn, ")
        for topic, name in zip(topics, stored, strict=True):
            Topic.objects.filter(pk=topic.pk).update(name=name)
        migration = import_module("blog.migrations.0003_mend_slugs_and_names")
        migration.mend(apps, mock.Mock(connection=connection))
        names = Topic.objects.order_by("slug").values_list("name", flat=True)
        mended = ["Wir – Wohnen (2)", "Wir – Wohnen (3)", "Wir – Wohnen", "Rad – Bus – Bahn"]
        self.assertEqual(list(names), mended)


class DoneTests(TestCase):
    def test_a_day_that_nobody_typed_goes_and_what_was_done_stays_done(self):
        day = date(2020, 12, 10)
        items = [("Eins", 5, "Ada", "- [x] Tor"), ("Zwei", 5, "Ada", "Tor, erledigt am 10.12.")]
        meeting = make_meeting(items=items)
        for (item, done), expected in {
            (0, day): (True, None),
            (0, date(2020, 12, 9)): (True, date(2020, 12, 9)),
            (1, day): (True, day),
            (1, None): (False, None),
        }.items():
            task = meeting.items.all()[item].outcomes.create(kind="aufgabe", text="Tor")
            Outcome.objects.filter(pk=task.pk).update(done_at=done)
            migration = import_module("meetings.migrations.0023_done_on_no_day")
            migration.tell_state(apps, mock.Mock(connection=connection))
            task.refresh_from_db()
            with self.subTest(item=item, done=done):
                self.assertEqual((task.is_done, task.done_at), expected)
                migration.tell_day(apps, mock.Mock(connection=connection))
                task.refresh_from_db()
                self.assertEqual(task.done_at, done)


class NamesTests(TestCase):
    def test_a_name_with_what_nobody_sees_in_it_becomes_that_of_its_person(self):
        state = MigrationExecutor(connection).loader.project_state(
            [("meetings", "0015_one_form_of_names")]
        )
        old = state.apps.get_model
        odd = ["Dr.\u00a0Ilse Öz", "Dr. Ilse\u00ad Öz", "Dr.  Ilse Öz"]
        posts = [make_post(author="Dr. Ilse Öz") for _name in range(4)]
        for post, name in zip(posts, odd, strict=False):
            old("blog", "Post").objects.filter(pk=post.pk).update(author=name)
        item = make_meeting(items=[("Eins", 5, "Dr. Ilse Öz")]).items.get()
        for position, name in enumerate(odd, 1):
            person = old("meetings", "Speaker").objects.create(name=name)
            old("meetings", "ItemSpeaker").objects.create(
                item_id=item.pk, speaker=person, position=position
            )
        recount()
        migration = import_module("meetings.migrations.0015_one_form_of_names")
        migration.mend(state.apps, mock.Mock(connection=connection))
        for rows in (Post.objects.values_list("author"), Speaker.objects.values_list("name")):
            self.assertEqual({*rows}, {("Dr. Ilse Öz",)})
        counts = PostCount.objects.filter(kind="autor").values_list("value", "count")
        self.assertEqual([*counts], [("Dr. Ilse Öz", 4)])
        self.assertEqual([str(each) for each in item.speakers.all()], ["Dr. Ilse Öz"])


class StruckTests(TestCase):
    def test_votes_and_people_of_outcomes_lose_what_is_struck_out_and_nothing_else(self):
        item = make_meeting(items=[("Eins", 5, "Ada")]).items.get()
        for votes, who in (
            ("~~7/0/0~~ 6/1/0", ""),
            ("", "~~Anna~~ Ben"),
            ("~7 Ja", ""),
            ("", "~~"),
        ):
            kind = "beschluss" if votes else "aufgabe"
            item.outcomes.create(kind=kind, text="~~Wir bauen~~ Wir warten", votes=votes, who=who)
        migration = import_module("meetings.migrations.0017_without_struck_votes")
        migration.mend(apps, mock.Mock(connection=connection))
        told = [(each.text, each.votes, each.who) for each in item.outcomes.order_by("pk")]
        expected = [("6/1/0", ""), ("", "Ben"), ("~7 Ja", ""), ("", "~~")]
        self.assertEqual(told, [("~~Wir bauen~~ Wir warten", *each) for each in expected])


class FirstVersionsTests(TestCase):
    def test_what_there_is_gets_the_version_that_a_save_would_keep(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Text")], series=make_topic(kind="reihe"))
        item = meeting.items.first()
        item.topics.add("Wohnen")
        item.outcomes.create(kind="beschluss", text="So sei es.")
        make_page()
        post = make_post("Fest", ["Klima"])
        things = (meeting, item, item.outcomes.first(), post, Page.objects.first())

        def kept():
            found = {each: Version.objects.get_for_object(each).first() for each in things}
            return {
                each: (v.object_repr, json.loads(v.serialized_data)) for each, v in found.items()
            }

        before = kept()
        Revision.objects.all().delete()
        migration = import_module("meetings.migrations.0010_first_versions")
        migration.keep_first(apps, mock.Mock(connection=connection))
        self.assertEqual(kept(), before)
        comments = set(Revision.objects.values_list("comment", flat=True))
        self.assertEqual(comments, {"Stand bei der Umstellung."})
