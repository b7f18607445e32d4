"""The forms of content at the desk with every field sent in an odd way: refused or taken, never an error."""

import re
from unittest import mock

from django.contrib import admin
from django.urls import reverse

from blog.models import Topic
from meetings.agenda import Outcome, Speaker
from tests.build import make_comment, make_meeting, make_page, make_post, make_topic
from tests.desk import DeskForm, DeskTestCase, admin_address
from wiq_site.pages.models import Page, Picture, Redirect

ODD = ("abc", "99999999999999999999", "-1", "", "\x00", "2026-13-45 §", "é" * 5000)
ITEMS = [("Eins", 5, "Ada", "Gut."), ("Zwei", 5, "Bo")]


# Of a form that says it has any number of rows thousands would be drawn; ten and ten more tell the same.
@mock.patch("django.forms.formsets.DEFAULT_MAX_NUM", 10)
class OddFormTests(DeskTestCase):
    def setUp(self):
        self.editor.is_superuser = True
        self.editor.save()
        super().setUp()

    def check_form(self, path, part=slice(None)):
        """Send the form at ``path`` with each of its fields replaced by something odd, by turns, and with all.

        Where it has many fields, on request only a ``part`` of what is to be sent.
        """
        page = self.client.get(path)
        shown = DeskForm(page).fields
        fields = {name: value for name, value in shown.items() if "__prefix__" not in name}
        lists = set(re.findall(r'<select name="([\w-]+)"', page.content.decode()))
        names = sorted(
            name for name in {*fields, *lists} if not re.search("csrf|__prefix__|_FORMS", name)
        )
        self.assertGreater(len(names), 1, path)
        sent = [{name: odd} for name in sorted(lists & {*names}) for odd in ODD[:2]]
        sent += [{name: ODD[at % len(ODD)]} for at, name in enumerate(names) if "-" not in name]
        sent += [dict.fromkeys(names, odd) for odd in ODD]
        sent += [{name: "9" * 25} for name in fields if name.endswith("-TOTAL_FORMS")]
        for odd in sent[part]:
            response = self.client.post(path, fields | odd)
            self.assertLess(response.status_code, 500, (path, odd))

    def test_nothing_is_copied(self):
        topic = make_topic("Garten")
        forms = [reverse(f"admin:{name}_add") for name in ("blog_topic", "meetings_speaker")]
        for path in (*forms, admin_address("change", topic)):
            sent = DeskForm(self.client.get(path)).fields | {"_saveasnew": "1"}
            for fields in (sent, {"_saveasnew": "1"}):
                self.assertEqual(self.client.post(path, fields).status_code, 404, path)
        self.assertEqual(Topic.objects.count(), 1)

    def test_what_stands_in_the_address(self):
        make_post("A")
        make_meeting()
        for address, query in (
            ("admin:blog_post_changelist", "published_at__year=0"),
            ("admin:blog_post_changelist", "published_at__year=99999"),
            ("admin:meetings_meeting_changelist", "date__year=-1"),
            ("admin:blog_post_changelist", "title__regex=("),
            ("admin:blog_post_changelist", "report__title__iregex=["),
            ("admin:mailing_subscription_changelist", "email__regex=("),
            ("admin:meetings_meeting_changelist", "id=99999999999999999999"),
            ("admin:blog_post_add", "published_at=gestern&topics=999"),
        ):
            with self.subTest(query=query):
                page = self.client.get(f"{reverse(address)}?{query}", follow=True)
                self.assertEqual(page.status_code, 200)

    def test_what_the_choice_of_related_things_is_asked(self):
        for desk in admin.site._registry.values():
            names = {"app_label": desk.opts.app_label, "model_name": desk.opts.model_name}
            for field in [field.name for field in desk.opts.get_fields()] + ["", "\x00"]:
                asked = names | {"field_name": field, "term": "a", "page": "x"}
                with self.subTest(names, field=field):
                    answer = self.client.get(reverse("admin:autocomplete"), asked)
                    self.assertLess(answer.status_code, 500)

    def test_a_search_of_more_words_than_a_database_takes(self):
        for desk in admin.site._registry.values():
            path = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
            for number in (1500, 250):
                with self.subTest(path, number=number):
                    answer = self.client.get(path, {"q": "a " * number})
                    self.assertIn(answer.status_code, (200, 302))

    def test_by_which_field_a_window_is_to_answer(self):
        for field in ("", "+", "comments", "x", "\x00"):
            for path in map(reverse, ("admin:pages_picture_changelist", "admin:blog_post_add")):
                with self.subTest(path, field=field):
                    asked = self.client.get(path, {"_to_field": field})
                    sent = self.client.post(path, {"_to_field": field, "_popup": "1"})
                    self.assertEqual((asked.status_code, sent.status_code), (404, 404))

    def test_what_is_chosen_in_lists(self):
        make_comment(make_post("A"))
        for desk in admin.site._registry.values():
            path = reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
            for action in ("delete_selected", "mark_as_spam"):
                chosen = {"action": action, "_selected_action": ODD, "index": "0"}
                with self.subTest(path, action=action):
                    self.assertLess(self.client.post(path, chosen).status_code, 500)

    def test_posts(self):
        self.check_form(admin_address("change", make_post("A", topics=["Klima"])))

    def test_meetings(self):
        self.check_form(admin_address("change", make_meeting(items=ITEMS[:1])), slice(0, None, 2))

    def test_meetings_and_their_other_fields(self):
        self.check_form(admin_address("change", make_meeting(items=ITEMS[:1])), slice(1, None, 2))

    def test_outcomes(self):
        item = make_meeting(items=ITEMS[:1]).items.get()
        outcome = Outcome.objects.create(item=item, kind="beschluss", text="Ja")
        self.check_form(admin_address("change", outcome))

    def test_pages_and_topics(self):
        for thing in (make_page("Seite"), Topic.objects.create(name="Garten", slug="garten")):
            self.check_form(admin_address("change", thing))

    def test_what_is_smaller(self):
        things = (
            Speaker.objects.create(name="Ada"),
            Redirect.objects.create(old_path="/a", new_path="/b"),
            make_comment(make_post("A")),
        )
        for thing in things:
            self.check_form(admin_address("change", thing))

    def test_forms_for_something_new(self):
        for model in (Page, Picture, Topic):
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
            self.check_form(reverse(name))
