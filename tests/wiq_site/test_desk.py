"""What every kind of content has at the desk: a preview, the way to the website, an address made anew."""

import re

from django.contrib.auth.models import User
from django.test import TestCase

from tests.build import days_ago, make_comment, make_editor, make_meeting, make_page, make_post
from tests.desk import DeskTestCase, admin_address, errors_of, send
from wiq_site.pages.models import Page


def make_drafts():
    """Return a post, a meeting and a page that nobody may read yet."""
    meeting = make_meeting(
        title="Frühjahrstreffen",
        items=[("Begrüßung", 8, "Thorsten", "Noch geheim.")],
        agenda_published_at=None,
        protocol_published_at=None,
    )
    page = Page.objects.create(title="Satzung", body="Noch geheim.")
    return [make_post("Sommerfest", published_at=None, body="Noch geheim."), meeting, page]


class PreviewTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.drafts = make_drafts()
        cls.editor = make_editor()

    def test_drafts_have_no_public_address(self):
        for draft in self.drafts:
            with self.subTest(draft.title):
                self.assertEqual(self.client.get(draft.get_absolute_url()).status_code, 404)

    def test_shows_the_draft_to_an_editor(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(admin_address("preview", draft))
                self.assertContains(page, "<p>Noch geheim.</p>", count=1)
                self.assertContains(page, f"<h1>{draft.title}</h1>", count=1)

    def test_says_that_it_is_a_preview(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(admin_address("preview", draft))
                self.assertContains(page, "Sehen kann das nur die Redaktion.", count=1)

    def test_is_stored_nowhere(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                self.assertEqual(
                    self.client.get(admin_address("preview", draft))["Cache-Control"],
                    "max-age=0, no-cache, no-store, must-revalidate, private",
                )

    def test_sends_visitors_to_the_login(self):
        for draft in self.drafts:
            path = admin_address("preview", draft)
            with self.subTest(draft.title):
                self.assertRedirects(self.client.get(path), f"/admin/login/?next={path}")

    def test_is_refused_to_an_account_without_rights(self):
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(admin_address("preview", draft))
                self.assertNotIn("Noch geheim.", page.content.decode())

    def test_a_draft_that_does_not_exist_is_not_found(self):
        self.client.force_login(self.editor)
        self.assertEqual(self.client.get("/admin/blog/post/4711/vorschau/").status_code, 404)

    def test_the_way_to_the_website_of_a_draft_is_its_preview(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(admin_address("change", draft))
                self.assertContains(
                    page,
                    f'<a href="{admin_address("preview", draft)}" class="viewsitelink">',
                    count=1,
                )

    def test_the_way_to_the_website_of_what_is_public_is_its_address(self):
        self.client.force_login(self.editor)
        public = [
            make_post("Da"),
            make_meeting(title="Da"),
            make_page(title="Da"),
        ]
        for thing in public:
            with self.subTest(thing._meta.label):
                page = self.client.get(admin_address("change", thing))
                link = f'<a href="{thing.get_absolute_url()}" class="viewsitelink">'
                self.assertContains(page, link, count=1)

    def test_the_way_to_the_website_of_a_scheduled_post_is_its_preview(self):
        self.client.force_login(self.editor)
        post = make_post("Morgen", published_at=days_ago(-1))
        self.assertContains(
            self.client.get(admin_address("change", post)), admin_address("preview", post), count=1
        )


class EmptiedAddressTests(TestCase):
    def test_beside_another_mistake_the_form_comes_back_with_that_mistake(self):
        self.client.force_login(make_editor())
        post = make_post("Fest", topics=["Klima"])
        page = make_page(title="Impressum")
        for thing in (post, post.topics.get(), make_meeting(), page):
            with self.subTest(thing._meta.label):
                change = admin_address("change", thing)
                typed = {"slug": "", "title": "", "name": ""}
                answer = send(self.client, change, **typed)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(errors_of(answer), ["Dieses Feld wird benötigt."])


class TitleTests(DeskTestCase):
    def test_a_page_about_one_thing_names_it_once_in_its_title(self):
        post = make_post("Sommerfest")
        meeting = make_meeting(title="Frühjahrstreffen", protocol_published_at=None)
        comment = make_comment(post, "Gut.")
        names = ["delete", "change", "history"]
        of_meeting = ["take_over", "take_minutes", "publish_protocol", "carry_on", "plan_ahead"]
        for thing, pages in (
            (post, names),
            (meeting, [*names, *of_meeting]),
            (comment, ["edit", "answer"]),
        ):
            for name in pages:
                with self.subTest(thing, page=name):
                    page = self.client.get(admin_address(name, thing))
                    [title] = re.findall("<title>(.*?)</title>", page.content.decode(), re.S)
                    self.assertEqual(title.count(str(thing)), 1, title)
