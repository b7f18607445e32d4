"""The editors' desk of posts: publish with one press, and topics entered as people write them."""

from unittest import mock

from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blog.admin import PostAdmin, TopicAdmin
from blog.models import Post, Topic
from tests.build import days_ago, make_meeting, make_post, make_topic
from tests.desk import DeskTestCase, admin_address, errors_of, log_entries, run_action, send
from wiq_site.pages.content_admin import ContentAdmin


class PublishTests(DeskTestCase):
    """The action "Jetzt veröffentlichen"."""

    def test_publishes_drafts(self):
        post = make_post("Sommerfest", published_at=None)
        page = run_action(self.client, "publish_now", post)
        self.assertContains(page, "1 Beitrag ist jetzt öffentlich.", count=1)
        self.assertEqual(list(Post.objects.published()), [post])

    def test_notes_who_did_it(self):
        run_action(self.client, "publish_now", make_post("Sommerfest", published_at=None))
        self.assertEqual(log_entries(), [("Sommerfest", "veröffentlicht", "redaktion")])

    def test_leaves_the_moment_of_all_others_alone(self):
        posts = [make_post("Da"), make_post("Morgen", published_at=days_ago(-1))]
        before = [post.published_at for post in posts]
        run_action(self.client, "publish_now", *posts)
        self.assertEqual([Post.objects.get(pk=post.pk).published_at for post in posts], before)

    def test_publishes_the_minutes_that_a_report_shows(self):
        report = make_post("Ergebnisse", published_at=None)
        meeting = make_meeting(report=report)
        run_action(self.client, "publish_now", report)
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
        run_action(self.client, "publish_now", post)
        self.assertEqual(list(Post.objects.published()), [])


class ContactTests(DeskTestCase):
    """Whoever gives an address to which nothing goes is told; nobody else costs a query for that."""

    def save(self, thing):
        return send(self.client, admin_address("change", thing), title="Neu", name="Neu")

    def test_an_address_to_which_nothing_goes_is_told(self):
        for thing, is_told in [
            (make_post(contact="a@quartier.example"), True),
            (make_post("Idee", ["Idee sucht Team"], contact="a@quartier.example"), False),
            (make_post("Ohne"), False),
            (make_topic("Klima", contact="a@quartier.example"), True),
            (make_topic("Team", kind="team", contact="a@quartier.example"), False),
        ]:
            with self.subTest(str(thing)):
                told = " ".join(map(str, get_messages(self.save(thing).wsgi_request)))
                self.assertIs("An die Kontaktadresse" in told, is_told)

    def test_without_one_nothing_is_asked(self):
        for desk, thing in [(PostAdmin, make_post()), (TopicAdmin, make_topic("Klima"))]:
            self.save(thing)
            with self.subTest(str(thing)), CaptureQueriesContext(connection) as captured:
                self.save(thing)
            with (
                mock.patch.object(desk, "tell_saved", ContentAdmin.tell_saved),
                self.assertNumQueries(len(captured)),
            ):
                self.save(thing)


class TypedTopicTests(DeskTestCase):
    """Topics are entered as people write them."""

    def save(self, post, topics):
        response = send(self.client, admin_address("change", post), topics=topics)
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

    def test_semicolons_between_new_topics_are_refused_and_part_no_known_one(self):
        post = make_post()
        page = send(self.client, admin_address("change", post), topics="Rad; Hof")
        self.assertIn("durch Kommas, nicht durch Semikolons: „Rad; Hof“", errors_of(page)[0])
        self.assertEqual(post.topics.count(), 0)
        Topic.objects.create(name="Rad; Hof", slug="rad-hof")
        self.save(post, "Rad; Hof, Klima")
        self.assertEqual(sorted(post.topics.values_list("slug", flat=True)), ["klima", "rad-hof"])

    def test_quotation_marks_around_a_name_are_no_part_of_it(self):
        post = make_post()
        self.save(post, 'Garten, "Rad, Verkehr", Garten ,, „Café“, »Offen«, Projekt "Hof"')
        names = ["Café", "Garten", "Offen", 'Projekt "Hof"', "Rad", "Verkehr"]
        self.assertEqual(sorted(post.topics.values_list("name", flat=True)), names)
        page = send(self.client, admin_address("change", post), topics='Klima, ""')
        self.assertIn("“ braucht mindestens einen Buchstaben", errors_of(page)[0])
        send(self.client, "/admin/blog/topic/add/", name='"Wohnen"')
        self.assertEqual(Topic.objects.get(slug="wohnen").name, "Wohnen")
        page = send(self.client, "/admin/blog/topic/add/", name='""')
        self.assertIn("“ braucht mindestens einen Buchstaben", errors_of(page)[0])

    def test_a_name_too_long_for_a_topic_is_refused_with_a_sentence(self):
        post = make_post()
        page = send(self.client, admin_address("change", post), topics=f"Klima, {'é' * 101}")
        self.assertIn("Ein Thema hat höchstens 100 Zeichen", errors_of(page)[0])
        self.assertEqual(post.topics.count(), 0)

    def test_a_name_that_no_topic_can_have_is_refused_and_not_dropped(self):
        post = make_post()
        for name in ("Зелёный двор", "中文", "…"):
            page = send(self.client, admin_address("change", post), topics=f"Klima, {name},")
            self.assertIn(f"„{name}“ braucht mindestens einen Buchstaben", errors_of(page)[0])
        self.assertEqual(post.topics.count(), 0)

    def test_a_topic_of_the_same_word_is_refused_with_a_sentence(self):
        make_post(topics=["Öffentliche Räume"])
        page = send(self.client, "/admin/blog/topic/add/", name="öffentliche räume")
        self.assertEqual(
            errors_of(page)[0],
            "Dieses Thema gibt es schon: „Öffentliche Räume“ unter /themen/oeffentliche-raeume/. Bitte wählen Sie einen anderen Namen.",
        )
