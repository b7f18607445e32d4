"""No page of the desk speaks English, and the accounts are asked for in German."""

import re
from html.parser import HTMLParser

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from meetings.agenda import AgendaItem, Outcome
from tests.build import days_ago, make_comment, make_post, make_report
from tests.desk import DeskTestCase, admin_address, errors_of, send
from wiq_site.pages.models import Redirect

ENGLISH = re.compile(
    r"\b(the|you|your|this|that|can|add|change|delete|view|select|selected|save|show|items?|tagged|speakers?|staff"
    r"|raw|passwords|search|entry|content|version|revisions?|store|enabled|disabled|reset|whether|authenticate"
    r"|history|date|time|with|markdown|geschichte)\b",
    re.I,
)
ODD_KEYS = ["99999999999999999999", "abc", "-1", "²", ""]


class Words(HTMLParser):
    """What is read or read out on a page."""

    def __init__(self, page):
        super().__init__()
        self.found, self._silent = [], 0
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        self._silent += tag in ("script", "style")
        attrs = dict(attrs)
        names = ["title", "placeholder", "aria-label", "alt"]
        names += ["value"] if attrs.get("type") in ("submit", "button") else []
        self.found += [attrs[name] for name in names if attrs.get(name)]

    def handle_endtag(self, tag):
        self._silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.found.append(data.strip())


class GermanDeskTests(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.editor.is_superuser = True
        cls.editor.save()
        make_comment(make_report(topics=["Klima"]))
        Outcome.objects.create(item=AgendaItem.objects.get(), kind="aufgabe", text="Karten")
        Redirect.objects.create(old_path="/a", new_path="/b")

    def pages(self):
        yield from ("/admin/", "/admin/password_change/", "/admin/password_change/done/")
        yield f"/admin/auth/user/{self.editor.pk}/password/"
        for model, desk in admin.site._registry.items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            yield reverse(f"{name}_changelist")
            if desk.has_add_permission(self.client.get("/admin/").wsgi_request):
                yield reverse(f"{name}_add")
            thing = model._default_manager.first()
            if thing:
                yield from (admin_address(page, thing) for page in ("change", "delete", "history"))

    def test_no_page_holds_an_english_word(self):
        found = {}
        for path in self.pages():
            page = self.client.get(path)
            self.assertEqual(page.status_code, 200, path)
            english = [text for text in Words(page).found if ENGLISH.search(text)]
            if english:
                found[path] = english
        self.assertEqual(found, {})

    def test_a_draft_is_looked_at_in_its_preview(self):
        page = self.client.get(admin_address("change", make_post("A", published_at=None)))
        self.assertContains(page, ">Vorschau ansehen</a>", count=1)

    def test_what_is_to_come_is_looked_at_in_its_preview(self):
        page = self.client.get(admin_address("change", make_post("A", published_at=days_ago(-1))))
        self.assertContains(page, ">Vorschau ansehen</a>", count=1)

    def test_what_is_public_is_looked_at_on_the_website(self):
        page = self.client.get(admin_address("change", make_post("A")))
        self.assertContains(page, ">Auf der Website ansehen</a>", count=1)
        self.assertNotContains(page, "Vorschau ansehen")

    def test_an_account_shows_nothing_of_its_password(self):
        self.editor.set_password("geheim")
        self.editor.save()
        self.client.force_login(self.editor)
        page = self.client.get(admin_address("change", self.editor))
        self.assertNotContains(page, "Salt")
        self.assertContains(page, ">Neues Passwort setzen</a>", count=1)

    def test_accounts_and_groups_do_without_the_script_that_speaks_english(self):
        for thing in (self.editor, Group.objects.get(name="Redaktion")):
            page = self.client.get(admin_address("change", thing))
            self.assertNotContains(page, "selectfilter")


class OddChoicesTests(DeskTestCase):
    def setUp(self):
        self.editor.is_superuser = True
        self.editor.save()
        super().setUp()

    def check(self, thing, field):
        for key in ODD_KEYS:
            with self.subTest(key=key, field=field):
                page = send(self.client, admin_address("change", thing), **{field: key})
                sentence = f"Bitte eine gültige Auswahl treffen. {key} ist keine gültige Auswahl."
                self.assertEqual(errors_of(page), [sentence])

    def test_odd_groups_and_rights_of_an_account_are_refused_with_a_sentence(self):
        user = User.objects.create_user("ada")
        self.check(user, "groups")
        self.check(user, "user_permissions")

    def test_odd_rights_of_a_group_are_refused_with_a_sentence(self):
        self.check(Group.objects.create(name="Gäste"), "permissions")

    def test_a_right_choice_is_stored(self):
        user, group = User.objects.create_user("ada"), Group.objects.create(name="Gäste")
        send(self.client, admin_address("change", user), groups=group.pk)
        self.assertEqual(list(user.groups.all()), [group])
