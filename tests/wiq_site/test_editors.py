"""The group "Redaktion": what an editor reaches, and that the group is kept in step."""

import io

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from comments.models import BlockedWord, Comment
from meetings.agenda import Outcome
from tests.build import make_comment, make_editor, make_meeting, make_post
from wiq_site.colleagues import GROUP, ROLES, grant_roles
from wiq_site.pages.models import Abbreviation, Page, Picture, Redirect


def a_picture():
    file = io.BytesIO()
    Image.new("RGB", (20, 10)).save(file, "JPEG")
    return Picture.objects.create(
        image=SimpleUploadedFile("fest.jpg", file.getvalue()), image_alt="Ein Fest"
    )


class ReachTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()
        post = make_post(topics=["Klima"])
        meeting = make_meeting(items=[("Begrüßung", 8, "Thorsten")])
        item = meeting.items.get()
        things = [
            *(post, post.topics.get(), meeting, item, item.speakers.get()),
            Outcome.objects.create(item=item, kind=Outcome.Kind.TASK, text="Aufräumen"),
            make_comment(post),
            BlockedWord.objects.create(word="Kredit"),
            Page.objects.create(title="Über uns"),
            Redirect.objects.create(old_path="/node/1", new_path="/"),
            a_picture(),
            Abbreviation.objects.create(short="AWS", meaning="Anlaufstelle"),
        ]
        cls.things = {type(thing): thing for thing in things}

    def setUp(self):
        self.client.force_login(self.editor)

    def status(self, model, page, *args):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
        return self.client.get(reverse(name, args=args)).status_code

    def mine(self):
        rights = ROLES[GROUP]
        return [
            m
            for m in admin.site._registry
            if m._meta.model_name in rights.get(m._meta.app_label, ())
        ]

    def test_every_model_of_the_desk_is_looked_at_here(self):
        self.assertEqual(set(self.mine()), set(self.things))

    def test_opens_every_list(self):
        for model in self.mine():
            with self.subTest(model._meta.label):
                self.assertEqual(self.status(model, "changelist"), 200)

    def test_opens_everything_to_change_it(self):
        for model, thing in self.things.items():
            with self.subTest(model._meta.label):
                self.assertEqual(self.status(model, "change", thing.pk), 200)

    def test_adds_everything_but_comments(self):
        refused = [model._meta.label for model in self.mine() if self.status(model, "add") != 200]
        self.assertEqual(refused, ["comments.Comment"])

    def test_searches_every_list_that_has_a_search(self):
        for model in self.mine():
            if admin.site._registry[model].search_fields:
                path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                with self.subTest(model._meta.label):
                    self.assertEqual(self.client.get(path, {"q": "e"}).status_code, 200)

    def test_sees_the_history_of_everything(self):
        for model, thing in self.things.items():
            with self.subTest(model._meta.label):
                self.assertEqual(self.status(model, "history", thing.pk), 200)

    def test_queries_of_the_list_of_comments_do_not_grow(self):
        parent = self.things[Comment]
        for count in (1, 20):
            for _ in range(count):
                make_comment(make_post(), parent=parent)
            with self.subTest(comments=count), self.assertNumQueries(10):
                self.status(Comment, "changelist")

    def test_reaches_no_accounts_and_no_groups(self):
        others = [model for model in admin.site._registry if model not in self.mine()]
        reached = [model._meta.label for model in others if self.status(model, "changelist") != 403]
        self.assertEqual(reached, [])

    def test_cannot_change_the_own_account(self):
        path = reverse("admin:auth_user_change", args=[self.editor.pk])
        self.assertEqual(self.client.get(path).status_code, 403)

    def test_may_change_the_own_password(self):
        self.assertEqual(self.client.get("/admin/password_change/").status_code, 200)

    def test_the_desk_names_exactly_these_things(self):
        index = self.client.get("/admin/").context["app_list"]
        named = {
            app["app_label"]: [model["object_name"] for model in app["models"]] for app in index
        }
        self.assertEqual(
            named,
            {
                "blog": ["Post", "Topic"],
                "comments": ["BlockedWord", "Comment"],
                "meetings": ["Outcome", "Speaker", "Meeting"],
                "pages": ["Abbreviation", "Picture", "Page", "Redirect"],
            },
        )


class KeptInStepTests(TestCase):
    def rights(self, app):
        group = Group.objects.get(name=GROUP)
        named = group.permissions.filter(content_type__app_label=app)
        return sorted(named.values_list("codename", flat=True))

    def grant(self, app):
        grant_roles(apps.get_app_config(app), using="default")

    def test_rights_on_comments_are_these(self):
        self.assertEqual(
            self.rights("comments"),
            [
                *("add_blockedword", "change_blockedword", "change_comment"),
                *("change_commentreport", "delete_blockedword", "view_blockedword"),
                *("view_comment", "view_commentreport", "view_commentstep"),
            ],
        )

    def test_rights_stay_within_the_apps_of_the_table(self):
        group = Group.objects.get(name=GROUP)
        named = group.permissions.values_list("content_type__app_label", flat=True)
        self.assertEqual(set(named), set(ROLES[GROUP]))

    def test_a_lost_right_comes_back(self):
        before = self.rights("blog")
        Group.objects.get(name=GROUP).permissions.clear()
        self.grant("blog")
        self.assertEqual((self.rights("blog"), self.rights("meetings")), (before, []))

    def test_a_right_too_many_goes(self):
        group = Group.objects.get(name=GROUP)
        group.permissions.add(Permission.objects.get(codename="delete_comment"))
        self.grant("comments")
        self.assertNotIn("delete_comment", self.rights("comments"))

    def test_a_right_of_another_app_stays(self):
        group = Group.objects.get(name=GROUP)
        group.permissions.add(Permission.objects.get(codename="view_user"))
        self.grant("blog")
        self.assertEqual(self.rights("auth"), ["view_user"])

    def test_a_deleted_group_comes_back_with_the_next_migration(self):
        before = {app: self.rights(app) for app in ROLES[GROUP]}
        Group.objects.get(name=GROUP).delete()
        call_command("migrate", verbosity=0)
        self.assertEqual({app: self.rights(app) for app in ROLES[GROUP]}, before)

    def test_a_deleted_group_comes_back_with_flush(self):
        Group.objects.get(name=GROUP).delete()
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        self.assertEqual(len(self.rights("comments")), 9)
