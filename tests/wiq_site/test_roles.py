"""Who may do what at the desk: every address, asked and sent to, and every action, by each role and by nobody."""

from collections import defaultdict

from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.test import Client, RequestFactory, TestCase
from django.urls import reverse
from reversion.models import Version

from blog.models import Post
from comments.models import BlockedWord
from meetings.agenda import Outcome
from tests.build import (
    make_colleague,
    make_comment,
    make_editor,
    make_meeting,
    make_page,
    make_post,
)
from tests.desk import DeskForm, admin_address, send
from tests.wiq_site.test_editors import a_picture
from wiq_site.colleagues import ROLES
from wiq_site.mailing.models import Subscription
from wiq_site.pages.models import Abbreviation, Redirect, Site

LETTERS = {"R": "Redaktion", "A": "Autorin/Autor", "M": "Moderation", "V": "Verwaltung"}


def addresses():
    """Yield (kind of thing, name of its page, address) of all that the desk answers, about what nobody owns."""
    things = {desk: model._default_manager.first() for model, desk in admin.site._registry.items()}
    for pattern in admin.site.urls[0]:
        if getattr(pattern, "name", None):
            named = {"app_label": "blog", "content_type_id": "1", "object_id": "1", "token": "x"}
            kwargs = {name: named[name] for name in pattern.pattern.converters or ()}
            kwargs = kwargs or ({"app_label": "blog"} if pattern.name == "app_list" else {})
            yield "", pattern.name, reverse(f"admin:{pattern.name}", kwargs=kwargs)
    for desk, thing in things.items():
        kind = f"{desk.opts.app_label}_{desk.opts.model_name}"
        for pattern in desk.urls:
            if pattern.name:
                kwargs = dict.fromkeys(pattern.pattern.converters, thing.pk)
                if "version_id" in kwargs:
                    kwargs["version_id"] = Version.objects.get_for_object(thing).first().pk
                page = pattern.name.removeprefix(f"{kind}_")
                yield kind, page, reverse(f"admin:{pattern.name}", kwargs=kwargs)


# kind → who gets in → pages; R Redaktion, A Autorin/Autor, M Moderation, V Verwaltung. A page named nowhere lets nobody in.
ASKED = {
    "": {
        "V": "health move invite",
        "R": "dead_links erase",
        "RAMV": "index app_list password_change password_change_done jsi18n account account_mail second_factor deleted handbook",
        "RA": "write_links write_pictures write_when library",
    },
    "pages_page": {"R": "preview changelist add history restore delete change"},
    "pages_abbreviation": {"R": "changelist add history delete change"},
    "pages_picture": {"RAV": "changelist history change", "RA": "add", "R": "delete restore"},
    "pages_redirect": {"R": "import changelist add history delete change"},
    "pages_site": {"V": "add changelist history change"},
    "auth_group": {},
    "auth_user": {"V": "password_change changelist add history delete change"},
    "blog_post": {"RA": "changelist add", "R": "preview history restore delete change"},
    "blog_topic": {"RA": "suggestions", "R": "merge changelist add history restore delete change"},
    "meetings_meeting": {
        "R": "paste pasted take_over publish_invitation publish_protocol take_minutes take_outcomes carry_on plan_ahead "
        "postpone draft_post create_next preview changelist add history restore delete change"
    },
    "meetings_speaker": {"R": "replace_by_role changelist add history delete change"},
    "meetings_agendaitem": {"R": "changelist add history delete change"},
    "meetings_outcome": {"R": "finish changelist add history delete change"},
    "comments_blockedword": {"RM": "changelist add history delete change"},
    "comments_comment": {"RM": "data edit answer changelist history change"},
    "mailing_subscription": {"V": "changelist history delete change"},
}
SENT = {
    **ASKED,
    "": {
        "V": "health move invite",
        "R": "dead_links",
        "RAMV": "index app_list login logout password_change account account_mail second_factor handbook",
        "RA": "write_as_text write_picture write_upload library",
    },
    "pages_page": {"R": "preview withdraw look changelist add history restore delete change"},
    "pages_picture": {"RAV": "changelist history", "RA": "add", "R": "delete change restore"},
    "pages_site": {"V": "add look changelist history change"},
    "blog_post": {
        "RA": "look changelist add",
        "R": "preview withdraw history restore delete change",
    },
    "blog_topic": {
        "RA": "suggestions",
        "R": "look merge changelist add history restore delete change",
    },
    "meetings_meeting": {
        "R": ASKED["meetings_meeting"]["R"] + " withdraw look",
    },
    "comments_comment": {"RM": "data decide edit answer changelist history change"},
    "mailing_subscription": {"V": "changelist history delete"},
}
ACTIONS = {
    "pages_page": {"R": "delete_selected"},
    "pages_abbreviation": {"R": "delete_selected"},
    "pages_picture": {"R": "delete_selected"},
    "pages_redirect": {"R": "delete_selected"},
    "auth_user": {"V": "delete_selected reset_second_factor"},
    "blog_post": {"R": "delete_selected publish_now"},
    "blog_topic": {"R": "delete_selected merge_selected"},
    "meetings_meeting": {"R": "delete_selected approve_minutes"},
    "meetings_speaker": {"R": "delete_selected"},
    "meetings_agendaitem": {"R": "delete_selected"},
    "meetings_outcome": {"R": "delete_selected"},
    "comments_blockedword": {"RM": "delete_selected"},
    "comments_comment": {"RM": "approve reject mark_as_spam remove keep"},
    "mailing_subscription": {"V": "delete_selected"},
}


class MatrixTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        post = make_post(topics=["Klima"])
        meeting = make_meeting(items=[("Begrüßung", 8, "Thorsten")])
        Outcome.objects.create(item=meeting.items.get(), kind=Outcome.Kind.TASK, text="Aufräumen")
        make_comment(post)
        BlockedWord.objects.create(word="Kredit")
        make_page()
        Site.objects.create()
        a_picture()
        Abbreviation.objects.create(short="ÖA", meaning="Öffentlichkeitsarbeit")
        Redirect.objects.create(old_path="/node/1", new_path="/")
        Subscription.objects.create(email="ada@example.org")
        User.objects.create_user("gast")
        cls.people = {letter: make_colleague(role, role) for letter, role in LETTERS.items()}

    def answers(self, method, kinds):
        """Return {kind: {page: who got in}} of every address of ``kinds``; nothing of it stays."""
        found = defaultdict(lambda: defaultdict(str))
        for kind, page, path in addresses():
            if kind not in kinds:
                continue
            for letter, account in self.people.items():
                self.client.force_login(account)
                with transaction.atomic():
                    answer = getattr(self.client, method)(path)
                    transaction.set_rollback(True)
                self.assertLess(answer.status_code, 500, path)
                away = answer.status_code == 302 and answer.url.split("?")[0] in (
                    "/admin/",
                    "/admin/login/",
                )
                refused = answer.status_code in (403, 404, 405) or away
                found[kind][page] += "" if refused or letter in found[kind][page] else letter
        return found

    def check(self, *kinds):
        for method, table in (("get", ASKED), ("post", SENT)):
            wanted = {
                kind: {
                    page: who
                    for who, pages in table.get(kind, {}).items()
                    for page in pages.split()
                }
                for kind in kinds
            }
            got = self.answers(method, kinds)
            for kind in kinds:
                found = {page: who for page, who in got[kind].items() if who}
                with self.subTest(kind, method=method):
                    self.assertEqual(found, wanted[kind])

    def test_around_the_things(self):
        self.check("")

    def test_pages_and_files(self):
        self.check("pages_page", "pages_picture", "pages_redirect", "pages_site")

    def test_accounts(self):
        self.check("auth_user", "auth_group", "mailing_subscription")

    def test_posts_and_topics(self):
        self.check("blog_post", "blog_topic")

    def test_meetings(self):
        self.check("meetings_meeting")

    def test_what_belongs_to_meetings(self):
        self.check("meetings_speaker", "meetings_agendaitem", "meetings_outcome")

    def test_comments(self):
        self.check("comments_blockedword", "comments_comment")

    def test_every_kind_of_thing_is_in_the_table(self):
        self.assertEqual({kind for kind, _page, _path in addresses()}, set(ASKED))

    def test_nobody_gets_in_without_a_login(self):
        for kind, page, path in addresses():
            with self.subTest(kind + page):
                asked, sent = self.client.get(path), self.client.post(path)
                if page == "login":
                    self.assertEqual((asked.status_code, sent.status_code), (200, 200))
                    continue
                self.assertTrue(asked.url.startswith(("/admin/login/", "/admin/")), path)
                self.assertIn(sent.status_code, (302, 403))

    def test_actions_of_lists(self):
        found = defaultdict(lambda: defaultdict(str))
        for letter, account in self.people.items():
            request = RequestFactory().get("/")
            request.user = User.objects.get(pk=account.pk)
            for desk in admin.site._registry.values():
                if desk.has_view_or_change_permission(request):
                    for action in desk.get_actions(request):
                        found[f"{desk.opts.app_label}_{desk.opts.model_name}"][action] += letter
        wanted = {
            kind: {action: who for who, names in rows.items() for action in names.split()}
            for kind, rows in ACTIONS.items()
        }
        self.assertEqual(found, wanted)


class AuthorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.author = make_colleague("Autorin/Autor")
        cls.foreign = make_post("Von anderen", published_at=None)

    def setUp(self):
        self.client.force_login(self.author)

    def write(self, **typed):
        send(self.client, "/admin/blog/post/add/", title="Meiner", body="Text", **typed)
        return Post.objects.get(title="Meiner")

    def test_sees_the_own_drafts_and_no_others(self):
        self.write()
        self.assertContains(self.client.get("/admin/"), "Ihr Entwurf: Meiner")
        page = self.client.get("/admin/blog/post/")
        self.assertContains(page, "Meiner")
        self.assertNotContains(page, "Von anderen")

    def test_is_told_of_a_post_of_others_that_it_is_no_own_one(self):
        page = self.client.get(admin_address("change", self.foreign), follow=True)
        self.assertContains(page, "Diesen Beitrag gibt es nicht, oder er ist nicht von Ihnen.")

    def test_is_led_back_from_what_the_role_does_not_allow(self):
        page = self.client.get(reverse("admin:invite"))
        self.assertContains(page, "Ihre Rolle erlaubt das nicht", status_code=403)
        self.assertContains(page, 'href="/admin/"', status_code=403)

    def test_works_on_the_own_draft(self):
        post = self.write()
        for page in ("change", "preview", "history", "delete"):
            with self.subTest(page):
                self.assertEqual(self.client.get(admin_address(page, post)).status_code, 200)
        send(self.client, admin_address("change", post), body="Anders")
        post.refresh_from_db()
        self.assertEqual((post.body, post.owner), ("Anders", self.author))

    def test_cannot_publish_by_button_date_or_action(self):
        post = self.write(_publish="1", published_at_0="01.12.2020", published_at_1="18:00")
        change = admin_address("change", post)
        send(self.client, change, _publish="1", _restore="1", published_at_0="01.12.2020")
        chosen = {"action": "publish_now", "_selected_action": [post.pk]}
        self.client.post("/admin/blog/post/", chosen)
        post.refresh_from_db()
        self.assertIsNone(post.published_at)
        self.assertNotContains(self.client.get(change), "Jetzt veröffentlichen")

    def test_what_is_public_is_only_to_be_seen(self):
        post = self.write()
        post.published_at = post.changed_at
        post.save()
        change = admin_address("change", post)
        fields = DeskForm(self.client.get(change)).fields
        self.assertNotIn("title", fields)
        answers = [
            self.client.post(path, {"title": "Anders", "post": "yes"})
            for path in (change, admin_address("delete", post), admin_address("withdraw", post))
        ]
        self.assertEqual([answer.status_code for answer in answers], [403, 403, 403])
        self.assertEqual(Post.objects.get(pk=post.pk).title, "Meiner")

    def test_what_is_typed_while_others_publish_it_comes_back(self):
        post = self.write()
        change = admin_address("change", post)
        fields = DeskForm(self.client.get(change)).fields | {"body": "Nach dem Druck getippt"}
        post.published_at = post.changed_at
        post.save()
        page = self.client.post(change, fields)
        self.assertContains(
            page, "„Meiner“ dürfen Sie mit diesem Konto nicht sichern", status_code=403
        )
        self.assertContains(page, "<dd>Nach dem Druck getippt</dd>", status_code=403)
        self.assertNotEqual(Post.objects.get(pk=post.pk).body, "Nach dem Druck getippt")

    def test_what_is_typed_while_the_role_is_taken_away_comes_back(self):
        fields = DeskForm(self.client.get("/admin/blog/post/add/")).fields
        self.author.groups.clear()
        page = self.client.post("/admin/blog/post/add/", fields | {"body": "Viel getippt"})
        self.assertContains(
            page, "„Beitrag“ dürfen Sie mit diesem Konto nicht sichern", status_code=403
        )
        self.assertContains(page, "<dd>Viel getippt</dd>", status_code=403)

    def test_what_is_handed_in_waits_for_the_editors(self):
        post = self.write()
        send(self.client, admin_address("change", post), _submit="1")
        page = self.client.get(admin_address("change", post))
        self.assertContains(page, "Zur Freigabe eingereicht am")
        self.assertContains(self.client.get("/admin/"), "Eingereicht: Meiner")
        self.client.force_login(make_editor())
        self.assertContains(self.client.get("/admin/"), "Zur Freigabe eingereicht: Meiner")
        send(self.client, admin_address("change", post), _publish="1")
        post.refresh_from_db()
        self.assertTrue(post.is_published())
        self.assertNotContains(self.client.get("/admin/"), "Zur Freigabe eingereicht")

    def test_what_others_deleted_is_neither_seen_nor_brought_back(self):
        other = Client()
        other.force_login(make_editor())
        other.post(admin_address("delete", self.foreign), {"post": "yes"})
        version = Version.objects.get_deleted(Post).get()
        page = self.client.get(reverse("admin:deleted"))
        self.assertNotContains(page, "Von anderen")
        answer = self.client.post(reverse("admin:deleted"), {"version": version.pk})
        self.assertEqual((answer.status_code, Post.objects.count()), (403, 0))

    def test_the_own_name_stands_at_a_new_post(self):
        User.objects.update(first_name="Ada", last_name="Lang")
        self.assertEqual(self.write().author, "Ada Lang")

    def test_a_picture_tells_no_author_where_it_is_used(self):
        picture = a_picture()
        make_post("Geheim", published_at=None, body=picture.markdown)
        self.assertNotContains(self.client.get(admin_address("change", picture)), "Geheim")


class GivenRightsTests(TestCase):
    """Nobody gives more than they may."""

    @classmethod
    def setUpTestData(cls):
        cls.boss = make_colleague("Verwaltung")
        cls.ada = make_editor("ada")

    def setUp(self):
        self.client.force_login(self.boss)

    def test_roles_are_given_and_nothing_else(self):
        role = Group.objects.get(name="Moderation")
        right = Permission.objects.get(codename="delete_group").pk
        send(
            self.client,
            admin_address("change", self.ada),
            groups=[role.pk],
            is_superuser="on",
            user_permissions=[right],
        )
        ada = User.objects.get(pk=self.ada.pk)
        self.assertEqual(list(ada.groups.all()), [role])
        self.assertFalse(ada.is_superuser or ada.user_permissions.exists())
        listed = self.client.get(reverse("admin:auth_user_changelist"))
        self.assertContains(listed, '<td class="field-roles">Moderation</td>', 1)

    def test_the_own_roles_stay(self):
        roles = [Group.objects.get(name=role).pk for role in ROLES]
        send(self.client, admin_address("change", self.boss), groups=roles, is_superuser="on")
        boss = User.objects.get(pk=self.boss.pk)
        self.assertEqual([group.name for group in boss.groups.all()], ["Verwaltung"])
        self.assertFalse(boss.is_superuser)

    def test_a_group_of_more_rights_is_not_to_be_given(self):
        group = Group.objects.create(name="Alles")
        group.permissions.set(Permission.objects.all())
        page = send(self.client, admin_address("change", self.ada), groups=[group.pk])
        self.assertEqual(page.status_code, 200)
        self.assertFalse(self.ada.groups.filter(name="Alles").exists())

    def test_an_account_that_may_more_is_only_to_be_seen(self):
        chief = User.objects.create_superuser("chefin", "chefin@example.org", "geheim")
        answers = [
            self.client.post(path, {"email": "meine@example.org", "post": "yes"})
            for path in (
                admin_address("change", chief),
                admin_address("delete", chief),
                reverse("admin:auth_user_password_change", args=[chief.pk]),
            )
        ]
        self.assertEqual([answer.status_code for answer in answers], [403, 403, 403])
        chosen = {"action": "delete_selected", "_selected_action": [chief.pk], "post": "yes"}
        self.client.post("/admin/auth/user/", chosen)
        self.assertEqual(User.objects.get(pk=chief.pk).email, "chefin@example.org")
