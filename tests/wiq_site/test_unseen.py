"""What another saved since a page was opened is published by nobody who has not seen it."""

from datetime import timedelta

from django.utils import timezone

from blog.models import Post
from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_page, make_post, make_report
from tests.desk import DeskForm, admin_address, errors_of
from tests.wiq_site.test_merging import AGENDA, TwoEditors
from wiq_site.pages.models import Page

NOTHING = "Veröffentlicht ist noch nichts: Seit diese Seite geöffnet wurde"


class FormTests(TwoEditors):
    """The buttons and dates above and in the form of a post, a page, a meeting."""

    def check(self, thing, theirs, **press):
        """Let the other save ``theirs``, then ``press`` in the older form: asked once, then published."""
        fields, is_public = (
            self.open(thing),
            lambda: type(thing).objects.get(pk=thing.pk).is_published(),
        )
        self.save_as_other(thing, **theirs)
        page = self.send(thing, fields, **press)
        self.assertContains(page, NOTHING, 1)
        self.assertNotContains(page, "Bitte den unten aufgeführten Fehler korrigieren.")
        self.assertContains(page, "Zuletzt gesichert von kristina, ", 1)
        self.assertContains(page, f"<ins>{next(iter(theirs.values()))}</ins>")
        self.assertFalse(is_public())
        self.assert_saved(self.send(thing, self.fields_on(page), **press))
        return is_public()

    def test_jetzt_veroeffentlichen(self):
        for thing, theirs in [
            (make_post(body="", published_at=None), {"body": "Ihr Text."}),
            (make_page(body="", published_at=None), {"body": "Ihr Text."}),
            (
                make_meeting(items=AGENDA, agenda_published_at=None, protocol_published_at=None),
                {"items-3-name": "Ihr TOP"},
            ),
        ]:
            with self.subTest(thing._meta.label):
                self.assertTrue(self.check(thing, theirs, _publish="1"))

    def test_a_moment_that_is_set(self):
        later = timezone.localtime() + timedelta(days=2)
        moment = {"published_at_0": f"{later:%d.%m.%Y}", "published_at_1": "12:00"}
        self.assertFalse(
            self.check(make_post(body="", published_at=None), {"body": "Ihrs."}, **moment)
        )

    def test_sooner_than_it_was_planned(self):
        post = make_post(body="", published_at=days_ago(-3))
        self.assertTrue(
            self.check(post, {"body": "Ihrs."}, _publish="1", published_at_0="", published_at_1="")
        )

    def test_wieder_zeigen(self):
        post = make_post(body="", withdrawn_at=days_ago(1), published_at=days_ago(3))
        self.assertTrue(self.check(post, {"body": "Ihrs."}, _restore="1"))

    def test_two_tabs_of_one_editor(self):
        post = make_post(body="", published_at=None)
        fields = self.open(post)
        self.send(post, self.open(post), body="Im anderen Tab.")
        self.assertContains(self.send(post, fields, _publish="1"), NOTHING)
        self.assertFalse(Post.objects.get().is_published())

    def test_the_minutes_that_a_report_shows(self):
        report = make_report(items=AGENDA, published_at=None)
        fields = self.open(report)
        self.save_as_other(report.reports_on, **{"items-1-protocol": "Geheim."})
        page = self.send(report, fields, _publish="1")
        self.assertContains(page, "<ins>Geheim.</ins>")
        self.assertFalse(Post.objects.get().is_published())
        self.assert_saved(self.send(report, self.fields_on(page), _publish="1"))
        self.assertTrue(Meeting.objects.get().has_public_protocol())

    def test_a_top_that_was_deleted(self):
        meeting = make_meeting(items=AGENDA, agenda_published_at=None, protocol_published_at=None)
        fields = self.open(meeting)
        self.save_as_other(meeting, **{"items-0-DELETE": "on"})
        self.assertContains(self.send(meeting, fields, _publish="1"), "entfernt")
        self.assertFalse(Meeting.objects.get().is_published())

    def test_a_top_of_a_public_agenda_that_is_made_public(self):
        meeting = make_meeting(items=AGENDA)
        meeting.items.filter(position=1).update(public=False)
        item = meeting.items.first()
        for thing, name, text in ((meeting, "items-0-public", "Geheim."), (item, "public", "Neu.")):
            with self.subTest(name):
                fields = self.open(thing)
                self.save_as_other(meeting, **{"items-0-protocol": text})
                page = self.send(thing, fields, **{name: "on"})
                self.assertContains(page, NOTHING, 1)
                self.assertNotContains(page, "Bitte den unten aufgeführten Fehler korrigieren.")
                self.assertContains(page, f"<ins>{text}</ins>")
                item.refresh_from_db()
                self.assertFalse(item.public)
                self.assert_saved(self.send(thing, self.fields_on(page)))
                item.refresh_from_db()
                self.assertTrue(item.public)
                meeting.items.filter(position=1).update(public=False)

    def test_a_public_top_that_comes_to_a_public_agenda(self):
        item = make_meeting(
            items=AGENDA, agenda_published_at=None, protocol_published_at=None
        ).items.first()
        fields, public = self.open(item), make_meeting()
        self.save_as_other(item, protocol="[weg](/gibt-es-nicht/)")
        page = self.send(item, fields, meeting=str(public.pk))
        self.assertContains(page, NOTHING, 1)
        self.assertContains(page, "Unter „/gibt-es-nicht/“ steht auf dieser Website nichts.")
        self.assertEqual(len(errors_of(self.send(item, fields, meeting=""))), 1)

    def test_saving_a_draft_asks_nothing(self):
        post = make_post(body="", published_at=None)
        fields = self.open(post)
        self.save_as_other(post, body="Ihrs.")
        self.assert_saved(self.send(post, fields, title="Neu"))

    def test_what_is_public_meanwhile_keeps_its_moment_and_says_so(self):
        for thing in (make_post(body="", published_at=None), make_page(body="", published_at=None)):
            with self.subTest(thing._meta.label):
                fields = self.open(thing)
                self.save_as_other(thing, body="Ihrs.", _publish="1")
                moment = days_ago(1).replace(microsecond=0)
                type(thing).objects.filter(pk=thing.pk).update(published_at=moment)
                page = self.send(thing, fields, title="Meins", _publish="1")
                self.assert_saved(page)
                thing.refresh_from_db()
                self.assertEqual([thing.published_at, thing.title], [moment, "Meins"])
                self.assertIn("seit", page.text)

    def test_what_is_withdrawn_meanwhile_stays_so(self):
        page = make_page(body="", published_at=None)
        fields = self.open(page)
        self.save_as_other(page, _publish="1")
        self.save_as_other(page, _withdraw="1")
        self.send(page, fields, _publish="1")
        self.assertFalse(Page.objects.get().is_published())


class PageTests(TwoEditors):
    """The pages that publish a meeting, and the list of posts."""

    def setUp(self):
        super().setUp()
        self.meeting = make_meeting(
            items=AGENDA, agenda_published_at=None, protocol_published_at=None
        )
        self.meeting.items.filter(position=3).update(public=False)

    def check(self, name, **typed):
        path = admin_address(name, self.meeting)
        page = self.client.get(path)
        self.assertContains(page, "<li>TOP 2 Bericht</li>", html=True)
        self.assertContains(page, 'TOP 3 Fest <span class="help">(nicht öffentlich')
        fields = DeskForm(page).fields | typed
        self.save_as_other(self.meeting, **{"items-1-name": "Ihr Bericht"})
        page = self.client.post(path, fields)
        self.assertContains(page, NOTHING)
        self.assertContains(page, "Zuletzt gesichert von kristina")
        self.assertEqual(Post.objects.count(), 0)
        self.assertEqual(self.client.post(path, DeskForm(page).fields | typed).status_code, 302)
        return Post.objects.get()

    def test_minutes(self):
        self.assertTrue(self.check("publish_protocol", when="jetzt").is_published())

    def test_an_invitation(self):
        self.assertTrue(self.check("publish_invitation", when="jetzt").is_published())

    def test_minutes_later(self):
        later = timezone.localtime() + timedelta(days=2)
        moment = {"moment_0": f"{later:%d.%m.%Y}", "moment_1": "12:00"}
        self.assertFalse(self.check("publish_protocol", when="zeitpunkt", **moment).is_published())

    def test_what_is_public_meanwhile_is_called_so(self):
        path = admin_address("publish_invitation", self.meeting)
        self.meeting.invitation = make_post(published_at=None)
        self.meeting.save()
        fields = DeskForm(self.client.get(path)).fields
        self.other.post(path, fields)
        moment = Post.objects.get().published_at
        page = self.client.post(path, fields | {"title": "Meins"}, follow=True)
        self.assertContains(page, "Das ist inzwischen schon veröffentlicht worden.")
        self.assertEqual(Post.objects.get().published_at, moment)

    def test_the_page_after_pasting(self):
        report = make_report(items=AGENDA, published_at=None)
        path = admin_address("pasted", report.reports_on)
        fields = {"publish": "1", "stand": DeskForm(self.client.get(path)).fields["stand"]}
        self.save_as_other(report.reports_on, **{"items-1-protocol": "Ihrs."})
        page = self.client.post(path, fields)
        self.assertContains(page, "<ins>Ihrs.</ins>")
        self.assertFalse(Post.objects.get().is_published())
        fields["stand"] = DeskForm(page).fields["stand"]
        self.client.post(path, fields)
        self.assertTrue(Post.objects.get().is_published())

    def test_the_list_of_posts(self):
        post = make_post(body="", published_at=None)
        path = "/admin/blog/post/"
        fields = {"action": "publish_now", "_selected_action": [post.pk]}
        stand = DeskForm(self.client.get(path)).fields["stand"]
        self.save_as_other(post, body="Ihrs.")
        page = self.client.post(path, fields | {"stand": stand}, follow=True)
        self.assertContains(page, "ist noch nicht öffentlich: Seit diese Liste geöffnet wurde")
        self.assertFalse(Post.objects.get().is_published())
        self.client.post(path, fields | {"stand": DeskForm(page).fields["stand"]})
        self.assertTrue(Post.objects.get().is_published())
