"""No page of the desk speaks English, and the accounts are asked for in German."""

import json
import re
from html.parser import HTMLParser

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import resolve, reverse
from reversion.models import Version

from blog.models import Post
from comments.models import BlockedWord, Comment
from comments.privacy import export
from meetings.agenda import AgendaItem, Outcome
from tests.build import (
    REFERENCE_PAGE,
    days_ago,
    make_colleague,
    make_comment,
    make_meeting,
    make_page,
    make_post,
    make_report,
)
from tests.desk import DeskForm, DeskTestCase, admin_address, errors_of, send
from wiq_site.pages.models import Abbreviation, Page, Picture, Redirect, Site

ENGLISH = re.compile(
    r"\b(the|you|your|this|that|can|add|change|delete|view|select|selected|save|show|items?|tagged|speakers?|staff"
    r"|raw|passwords?|search|entry|content|version|revisions?|store|enabled?|disabled?|reset|whether|authenticat\w+"
    r"|history|date|time|with|markdown|permissions?|users?|groups?|objects?|true|false|none|unknown|yes|no|not"
    r"|reports?|reasons?|written|below|about|edited|steps|comments|posts?|meetings?|pages?|redirects|topics|logs?|sessions?|is|are|and|from|please|must)\b|geschichte"
    r"|zur (?:Änderung|Ansicht) auswählen|Modellname|Linkliste|nette Minuten",
    re.I,
)
NO_PAGES = ["blog_topic_suggestions", "write_as_text", "write_picture", "write_links", "write_when"]
STEPS = [{"added": {}}, {"changed": {"fields": ["Titel"]}}]
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


def asked_by_the_browser(page):
    """Return the forms in which a browser refuses what is typed, in its own language, before we see it."""
    forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", page.content.decode(), re.S)
    return {
        tag
        for tag, fields in forms
        if "post" in tag
        and "novalidate" not in tag
        and re.search(r'<\w+ [^>]*(\srequired\b|type="(email|url|number)")', fields)
    }


class GermanDeskTests(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.editor.is_superuser = True
        cls.editor.save()
        cls.editor.user_permissions.add(Permission.objects.first())
        make_comment(make_report(topics=["Klima"]))
        Outcome.objects.create(item=AgendaItem.objects.get(), kind="aufgabe", text="Karten")
        Redirect.objects.create(old_path="/a", new_path="/b")
        Abbreviation.objects.create(short="AWS", meaning="Arbeitsgruppe")
        Picture.objects.create(image="a.png", image_alt="Ein Haus")
        BlockedWord.objects.create(word="Casino")
        make_page("Impressum")
        Site.objects.create()
        for thing in (cls.editor, Group.objects.first(), Page.objects.get()):
            LogEntry.objects.log_actions(cls.editor.pk, [thing], CHANGE, STEPS)

    def pages(self, app):
        """Yield each address of ``app`` and its page, about an object of each kind.

        Of a form also what it says to odd characters, of a list what each action asks.
        """
        for model, desk in admin.site._registry.items():
            thing = model._default_manager.first()
            for pattern in desk.urls if model._meta.app_label == app else ():
                if pattern.name is None or pattern.name in NO_PAGES:
                    continue
                kwargs = dict.fromkeys(pattern.pattern.converters, thing.pk)
                if "version_id" in kwargs:
                    kwargs["version_id"] = Version.objects.get_for_object(thing).first().pk
                path = reverse(f"admin:{pattern.name}", kwargs=kwargs)
                yield path, (page := self.client.get(path))
                if pattern.name.endswith(("_add", "_change")):
                    odd = {name: "\x07" for name in DeskForm(page).fields if "_FORMS" not in name}
                    yield path, send(self.client, path, **odd)
                if pattern.name.endswith("_changelist"):
                    for action in ("delete_selected", *(desk.actions or ())):
                        chosen = {"action": action, "_selected_action": [thing.pk]}
                        yield path, self.client.post(path, chosen)

    def test_no_link_of_the_desk_costs_a_redirect(self):
        links = {}
        for thing in (self.editor, Site.objects.get(), Post.objects.get()):
            for name in ("change", "history", "delete"):
                page = self.client.get(admin_address(name, thing)).content.decode()
                for link in re.findall(r'href="(/admin/[^"#?]*)"', page):
                    links.setdefault(resolve(link).url_name, link)
        asked = {link: self.client.get(link).status_code for link in links.values()}
        self.assertGreater(len(asked), 30)
        self.assertEqual({link: status for link, status in asked.items() if status != 200}, {})

    def check(self, pages):
        found, count = {}, 0
        for path, page in pages:
            if page.status_code < 500 and page.get("Content-Type", "").startswith("text/html"):
                count += 1
                texts = [re.sub(r"https?://\S+", "", text) for text in Words(page).found]
                if english := {text for text in texts if ENGLISH.search(text)}:
                    found[path] = english
                if asking := asked_by_the_browser(page):
                    found[path] = asking
        self.assertEqual(found, {})
        return count

    def test_no_page_of_ones_own_holds_an_english_word(self):
        paths = ["konto/", "konto/zweiter-faktor/", "password_change/", "einladen/", "dateien/"]
        pages = [(path, self.client.get(f"/admin/{path}")) for path in paths]
        self.client.logout()
        pages += [(path, self.client.get(f"/admin/{path}")) for path in ("login/", "passwort/")]
        self.assertEqual(self.check(pages), len(pages))

    def test_no_page_of_accounts_holds_an_english_word(self):
        self.assertGreater(self.check(self.pages("auth")), 15)

    def test_no_page_of_pages_holds_an_english_word(self):
        self.assertGreater(self.check(self.pages("pages")), 20)

    def test_no_page_of_posts_holds_an_english_word(self):
        self.assertGreater(self.check(self.pages("blog")), 15)

    def test_no_page_of_meetings_holds_an_english_word(self):
        self.assertGreater(self.check(self.pages("meetings")), 30)

    def test_no_page_of_comments_holds_an_english_word(self):
        self.assertGreater(self.check(self.pages("comments")), 12)

    def test_no_form_that_may_only_be_looked_at_holds_an_english_word(self):
        looked_at = 0
        for role in ("Autorin/Autor", "Moderation", "Verwaltung"):
            self.client.force_login(make_colleague(role, role))
            things = [model._default_manager.first() for model in admin.site._registry]
            paths = [admin_address("change", thing) for thing in things if thing]
            pages = [(path, self.client.get(path)) for path in paths]
            looked_at += self.check([each for each in pages if each[1].status_code == 200])
        self.assertGreater(looked_at, 5)

    def test_no_page_around_them_holds_an_english_word(self):
        paths = ("/admin/", "/admin/password_change/", "/admin/password_change/done/")
        pages = [(path, self.client.get(path)) for path in paths]
        pages.append(
            ("changed", self.client.post("/admin/password_change/", {"old_password": "x"}))
        )
        typed, form = (
            {"text": REFERENCE_PAGE, "read": "1"},
            admin_address("change", Page.objects.get()),
        )
        fields = DeskForm(self.client.get(form)).fields
        for path, sent in (
            ("/admin/meetings/meeting/protokoll-einfuegen/", typed),
            ("/admin/meetings/meeting/protokoll-einfuegen/", {}),
            ("/admin/pages/redirect/einlesen/", {"text": "/alt/;/neu/\n/a;/b\nx"}),
        ):
            pages.append((path, self.client.post(path, sent)))
        planned = make_meeting(items=[("Fest", 5, "Ada")], protocol_published_at=None)
        taking = admin_address("take_minutes", planned)
        pages += [(taking, self.client.get(taking)), ("taken", self.client.post(taking))]
        Page.objects.update(title="Anders")
        pages.append(("two at one form", self.client.post(form, fields | {"title": "Meins"})))
        Page.objects.all().delete()
        pages.append(("gone meanwhile", self.client.post(form, fields)))
        pages.append(("not there", self.client.get(form)))
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.editor)
        pages.append(("no token", strict.post(form, fields)))
        pages.append(("logout", self.client.post("/admin/logout/")))
        pages.append(
            ("login", self.client.post("/admin/login/", {"username": "x", "password": "y"}))
        )
        pages.append(("login again", self.client.post(form, fields)))
        for path in ("", "unterwegs/", "MQ/x-y/"):
            pages.append((f"passwort/{path}", self.client.get(f"/admin/passwort/{path}")))
        self.assertEqual(self.check(pages), 19)

    def test_the_copy_of_all_data_of_a_person_has_german_names(self):
        comment = Comment.objects.get()
        names = set(re.findall(r'"([^"]+)":', json.dumps(export([comment]))))
        self.assertEqual({name for name in names if ENGLISH.search(name)}, set())

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

    def test_what_changed_is_told_in_german(self):
        user = User.objects.create_user("ada")
        changes = {"first_name": "Ada", "last_name": "L.", "email": "ada@example.org"}
        send(self.client, admin_address("change", user), **changes)
        told = LogEntry.objects.get(object_id=user.pk).get_change_message()
        self.assertEqual(told, "Vorname, Nachname und E-Mail-Adresse geändert.")

    def test_a_right_choice_is_stored(self):
        user, group = User.objects.create_user("ada"), Group.objects.create(name="Gäste")
        send(self.client, admin_address("change", user), groups=group.pk)
        self.assertEqual(list(user.groups.all()), [group])
