"""Previews, the way to the website, and what one press decides."""

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from blog.models import Post, Topic
from comments.models import Comment, CommentStep
from tests.build import days_ago, make_comment, make_editor, make_meeting, make_post
from tests.wiq_site.desk import errors_of, send
from wiq_site.pages.models import Page


def preview_of(thing):
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_preview", args=[thing.pk])


def change_of(thing):
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[thing.pk])


def make_drafts():
    """Give a post, a meeting and a page that nobody may read yet."""
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
                page = self.client.get(preview_of(draft))
                self.assertContains(page, "<p>Noch geheim.</p>", count=1)
                self.assertContains(page, f"<h1>{draft.title}</h1>", count=1)

    def test_says_that_it_is_a_preview(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(preview_of(draft))
                self.assertContains(page, "Sehen kann das nur die Redaktion.", count=1)

    def test_is_stored_nowhere(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                self.assertEqual(
                    self.client.get(preview_of(draft))["Cache-Control"],
                    "max-age=0, no-cache, no-store, must-revalidate, private",
                )

    def test_sends_visitors_to_the_login(self):
        for draft in self.drafts:
            path = preview_of(draft)
            with self.subTest(draft.title):
                self.assertRedirects(self.client.get(path), f"/admin/login/?next={path}")

    def test_is_refused_to_an_account_without_rights(self):
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(preview_of(draft))
                self.assertNotIn("Noch geheim.", page.content.decode())

    def test_a_draft_that_does_not_exist_is_not_found(self):
        self.client.force_login(self.editor)
        self.assertEqual(self.client.get("/admin/blog/post/4711/vorschau/").status_code, 404)

    def test_the_way_to_the_website_of_a_draft_is_its_preview(self):
        self.client.force_login(self.editor)
        for draft in self.drafts:
            with self.subTest(draft.title):
                page = self.client.get(change_of(draft))
                self.assertContains(
                    page, f'<a href="{preview_of(draft)}" class="viewsitelink">', count=1
                )

    def test_the_way_to_the_website_of_what_is_public_is_its_address(self):
        self.client.force_login(self.editor)
        public = [
            make_post("Da"),
            make_meeting(title="Da"),
            Page.objects.create(title="Da", public=True),
        ]
        for thing in public:
            with self.subTest(thing._meta.label):
                page = self.client.get(change_of(thing))
                link = f'<a href="{thing.get_absolute_url()}" class="viewsitelink">'
                self.assertContains(page, link, count=1)

    def test_the_way_to_the_website_of_a_scheduled_post_is_its_preview(self):
        self.client.force_login(self.editor)
        post = make_post("Morgen", published_at=days_ago(-1))
        self.assertContains(self.client.get(change_of(post)), preview_of(post), count=1)


class Desk(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.editor = make_editor()

    def setUp(self):
        self.client.force_login(self.editor)

    def act(self, action, *things):
        opts = things[0]._meta
        return self.client.post(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
            {"action": action, "_selected_action": [thing.pk for thing in things]},
            follow=True,
        )

    def log(self):
        return list(
            LogEntry.objects.order_by("pk").values_list(
                "object_repr", "change_message", "user__username"
            )
        )


class PublishTests(Desk):
    """The action "Jetzt veröffentlichen"."""

    def test_publishes_drafts(self):
        post = make_post("Sommerfest", published_at=None)
        page = self.act("publish_now", post)
        self.assertContains(page, "1 Beitrag ist jetzt öffentlich.", count=1)
        self.assertEqual(list(Post.objects.published()), [post])

    def test_notes_who_did_it(self):
        self.act("publish_now", make_post("Sommerfest", published_at=None))
        self.assertEqual(self.log(), [("Sommerfest", "veröffentlicht", "redaktion")])

    def test_leaves_the_moment_of_all_others_alone(self):
        posts = [make_post("Da"), make_post("Morgen", published_at=days_ago(-1))]
        before = [post.published_at for post in posts]
        self.act("publish_now", *posts)
        self.assertEqual([Post.objects.get(pk=post.pk).published_at for post in posts], before)

    def test_publishes_the_minutes_that_a_report_shows(self):
        report = make_post("Ergebnisse", published_at=None)
        meeting = make_meeting(report=report)
        self.act("publish_now", report)
        meeting.refresh_from_db()
        report.refresh_from_db()
        self.assertEqual(meeting.protocol_published_at, report.published_at)

    def test_is_not_offered_to_who_may_only_look(self):
        post = make_post("Sommerfest", published_at=None)
        looker = User.objects.create_user("gast", is_staff=True)
        looker.user_permissions.set(
            self.editor.groups.get().permissions.filter(codename="view_post")
        )
        self.client.force_login(looker)
        self.act("publish_now", post)
        self.assertEqual(list(Post.objects.published()), [])


class TopicTests(Desk):
    """Topics are entered as people write them."""

    def save(self, post, topics):
        response = send(self.client, change_of(post), topics=topics)
        self.assertEqual(response.status_code, 302)

    def test_two_spellings_are_one_topic(self):
        first, second = make_post("eins"), make_post("zwei")
        self.save(first, "Öffentliche Räume")
        self.save(second, "öffentliche  räume, Öffentliche Raeume")
        self.assertEqual(
            list(Topic.objects.values_list("name", "slug")),
            [("Öffentliche Räume", "oeffentliche-raeume")],
        )

    def test_commas_part_topics_and_blanks_do_not(self):
        post = make_post()
        self.save(post, "Idee sucht Team, Klima")
        self.assertEqual(
            sorted(post.topics.values_list("slug", flat=True)), ["idee-sucht-team", "klima"]
        )

    def test_a_topic_of_the_same_word_is_refused_with_a_sentence(self):
        make_post(topics=["Öffentliche Räume"])
        page = send(self.client, "/admin/blog/topic/add/", name="öffentliche räume")
        self.assertEqual(
            errors_of(page)[0],
            "Dieses Thema gibt es schon: „Öffentliche Räume“ unter /themen/oeffentliche-raeume/. Bitte wählen Sie einen anderen Namen.",
        )


class CommentDecisionTests(Desk):
    def setUp(self):
        super().setUp()
        self.comment = make_comment(make_post(), text="Hallo", state=Comment.State.WAITING)

    def test_actions_move_the_comment(self):
        for action, state in (
            ("approve", "frei"),
            ("reject", "abgelehnt"),
            ("mark_as_spam", "spam"),
        ):
            with self.subTest(action):
                self.act(action, self.comment)
                self.comment.refresh_from_db()
                self.assertEqual(self.comment.state, state)

    def test_actions_note_the_step_and_who_took_it(self):
        self.act("approve", self.comment)
        self.assertEqual(
            list(CommentStep.objects.values_list("state", "by__username")), [("frei", "redaktion")]
        )

    def test_actions_stand_in_the_history(self):
        self.act("reject", self.comment)
        self.assertEqual(self.log(), [(f"Kommentar {self.comment.pk}", "abgelehnt", "redaktion")])

    def test_actions_say_what_was_done(self):
        other = make_comment(make_post(), state=Comment.State.SPAM)
        page = self.act("approve", self.comment, other)
        self.assertContains(page, "2 Kommentare: freigegeben.", count=1)

    def test_an_action_twice_is_one_step(self):
        for _ in range(2):
            self.act("approve", self.comment)
        self.assertEqual(CommentStep.objects.count(), 1)

    def test_saving_without_a_change_is_no_step(self):
        send(self.client, change_of(self.comment))
        self.assertEqual(CommentStep.objects.count(), 0)

    def test_what_was_typed_cannot_be_changed(self):
        send(
            self.client,
            change_of(self.comment),
            text="Anders",
            name="Eva",
            email="x@example.org",
            state="frei",
        )
        typed = Comment.objects.values_list("name", "email", "text", "state")
        self.assertEqual(list(typed), [("Ada", "", "Hallo", "wartet")])

    def test_waiting_comments_stand_first(self):
        newest = make_comment(make_post(), state=Comment.State.APPROVED)
        page = self.client.get("/admin/comments/comment/")
        self.assertEqual(list(page.context["cl"].result_list), [self.comment, newest])

    def test_the_form_shows_the_comment_as_it_will_stand_there(self):
        comment = make_comment(make_post(), text="<em>gut</em>\n<b>so</b>")
        page = self.client.get(change_of(comment))
        self.assertContains(page, "<em>gut</em><br><strong>so</strong>", count=1)
