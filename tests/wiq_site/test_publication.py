"""What "published" means, once: from a moment until another, and what its address says afterwards."""

from datetime import timedelta
from unittest import mock

from django.test import TestCase
from django.utils import timezone

from blog.models import Post, Topic
from meetings.agenda import Outcome
from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_page, make_post, make_report
from tests.desk import DeskForm, DeskTestCase, admin_address, errors_of, send
from wiq_site.pages.models import Page, Redirect

WITHDRAWN = "Dieser Beitrag wurde zurückgezogen"


class RuleTests(TestCase):
    """The rule in Python and the one of the queryset are the same, at any moment."""

    MOMENTS = (None, days_ago(3), days_ago(-3))

    def same(self, model, method, items):
        for at in (None, days_ago(4), days_ago(2), days_ago(-4)):
            queryset = {"is_published": "published", "has_public_protocol": "with_protocol"}[method]
            by_query = set(getattr(model.objects, queryset)(at).values_list("pk", flat=True))
            by_python = {item.pk for item in items if getattr(item, method)(at)}
            self.assertEqual(by_query, by_python, at)

    def test_of_posts_and_pages(self):
        for model, make in ((Post, make_post), (Page, make_page)):
            items = [
                make(f"Nr. {n} {m}", published_at=since, withdrawn_at=until)
                for n, since in enumerate(self.MOMENTS)
                for m, until in enumerate(self.MOMENTS)
            ]
            self.same(model, "is_published", items)
            self.assertTrue(any(item.is_published() for item in items))

    def test_of_meetings_by_agenda_and_minutes(self):
        items = []
        for agenda in self.MOMENTS:
            for protocol in self.MOMENTS:
                for until in self.MOMENTS:
                    moments = {
                        "agenda_published_at": agenda,
                        "protocol_published_at": protocol,
                        "withdrawn_at": until,
                    }
                    items.append(make_meeting(title="Nr.", **moments))
        self.same(Meeting, "is_published", items)
        self.same(Meeting, "has_public_protocol", items)

    def test_of_meetings_with_a_report(self):
        items = []
        for since in self.MOMENTS:
            for until in self.MOMENTS:
                post = make_report("Nr.", published_at=since, withdrawn_at=until)
                items.append(Meeting.objects.get(report=post))
        self.same(Meeting, "has_public_protocol", items)


class WithdrawalAheadTests(TestCase):
    """A withdrawal set for next week hides nothing today, and everything from its moment on."""

    @classmethod
    def setUpTestData(cls):
        items = [("Ulmen", 5, "Ada", "Die Ulmen bleiben stehen.")]
        cls.post = make_report("Ergebnisse", items=items, withdrawn_at=days_ago(-7))
        cls.meeting = Meeting.objects.get(report=cls.post)
        item = cls.meeting.items.get()
        Outcome.objects.create(item=item, kind="aufgabe", text="Ulmen gießen")

    def seen(self):
        """Return where the minutes are read now."""
        slug = self.meeting.slug
        addresses = {
            "post": self.post.get_absolute_url(),
            "posts": "/beitraege/feed.rss",
            "minutes": "/treffen/protokolle.rss",
            "text": f"/treffen/{slug}.txt",
            "data": f"/treffen/{slug}.json",
            "tasks": "/treffen/aufgaben/",
            "search": "/suche/?q=stehen",
            "meeting": f"/treffen/{slug}/",
        }
        pages = {name: self.client.get(path).content.decode() for name, path in addresses.items()}
        marks = {"tasks": "Ulmen gießen", "search": "ergebnisse/#top-1"}
        return {name for name, page in pages.items() if marks.get(name, "bleiben stehen") in page}

    def test_today_everything_is_there(self):
        everywhere = {"post", "posts", "minutes", "text", "data", "tasks", "search", "meeting"}
        self.assertEqual(self.seen(), everywhere)

    def test_from_its_moment_on_nothing_is_and_the_agenda_stays(self):
        later = timezone.now() + timedelta(days=8)
        with mock.patch("django.utils.timezone.now", return_value=later):
            self.assertEqual(self.seen(), set())
            self.assertContains(self.client.get(self.meeting.get_absolute_url()), "Ulmen")
            self.assertEqual(self.client.get(self.post.get_absolute_url()).status_code, 410)


class AddressTests(TestCase):
    """What an address says once nothing is read there any more."""

    def answers(self, path):
        response = self.client.get(path)
        return response.status_code

    def test_what_never_was_public_is_a_plain_404(self):
        draft = make_post("Entwurf", published_at=None)
        ahead = make_post("Kommt", published_at=days_ago(-1))
        page = make_page("Satzung", published_at=None)
        meeting = make_meeting(agenda_published_at=None, protocol_published_at=None)
        for item in (draft, ahead, page, meeting):
            response = self.client.get(item.get_absolute_url())
            self.assertEqual(response.status_code, 404)
            self.assertNotContains(response, "später wieder", status_code=404)
            item.delete()
            self.assertEqual(self.answers(item.get_absolute_url()), 404)

    def test_withdrawn_emptied_and_deleted_are_gone(self):
        for make, title in (
            (make_post, WITHDRAWN),
            (make_page, "Diese Seite wurde zurückgezogen"),
        ):
            item = make("Da")
            path = item.get_absolute_url()
            for change in ({"withdrawn_at": days_ago(0)}, {"published_at": None}):
                item = type(item).objects.get(pk=item.pk)
                before = {name: getattr(item, name) for name in change}
                vars(item).update(change)
                item.save()
                self.assertContains(self.client.get(path), title, status_code=410)
                vars(item).update(before)
                item.save()
                self.assertEqual(self.answers(path), 200)
            item.delete()
            self.assertContains(self.client.get(path), "gibt es nicht mehr", status_code=410)

    def test_what_came_by_itself_and_was_withdrawn_ahead_is_gone(self):
        post = make_post("Da", published_at=days_ago(-1), withdrawn_at=days_ago(-2))
        later = timezone.now() + timedelta(days=3)
        with mock.patch("django.utils.timezone.now", return_value=later):
            self.assertEqual(self.answers(post.get_absolute_url()), 410)

    def test_moved_ahead_is_404_with_a_sentence(self):
        post = make_post("Da")
        post.published_at = days_ago(-1)
        post.save()
        response = self.client.get(post.get_absolute_url())
        self.assertContains(response, "Dieser Beitrag erscheint später wieder.", status_code=404)

    def test_a_withdrawn_meeting_is_gone_in_every_form(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Text")])
        meeting.withdrawn_at = days_ago(0)
        meeting.save()
        base = meeting.get_absolute_url().rstrip("/")
        for path in (f"{base}/", f"{base}.ics", f"{base}.txt", f"{base}.json", f"{base}.pdf"):
            self.assertEqual(self.answers(path), 410, path)

    def test_what_stood_beside_something_deleted_is_gone_too(self):
        meeting, post = make_meeting(items=[("Eins", 5, "Ada", "Text")]), make_post("Fest")
        base = meeting.get_absolute_url().rstrip("/")
        feeds = [f"{item.get_absolute_url()}kommentare.rss" for item in (meeting, post)]
        for item in (meeting, post):
            item.delete()
        for path in (f"{base}.ics", f"{base}.txt", f"{base}.json", f"{base}.pdf", *feeds):
            self.assertEqual(self.answers(path), 410, path)

    def test_publishing_again_takes_the_row_away(self):
        make_post("Fest").delete()
        self.assertEqual(
            list(Redirect.objects.values_list("old_path", "new_path")), [("/beitraege/fest/", "")]
        )
        draft = make_post("Fest", published_at=None)
        self.assertEqual(self.answers("/beitraege/fest/"), 410)
        draft.published_at = days_ago(0)
        draft.save()
        self.assertEqual((self.answers("/beitraege/fest/"), Redirect.objects.count()), (200, 0))

    def test_a_deleted_topic_is_gone_and_no_way_leads_into_nothing(self):
        make_post("Fest", ["Klima"])
        Topic.objects.get().delete()
        self.assertEqual(self.answers("/themen/klima/"), 410)
        self.assertEqual(self.answers("/beitraege/?thema=klima"), 410)

    def test_an_address_that_leads_on_still_does(self):
        post = make_post("Alt")
        post.slug = "neu"
        post.save()
        self.assertRedirects(
            self.client.get("/beitraege/alt/"),
            "/beitraege/neu/",
            301,
            fetch_redirect_response=False,
        )


class AskFirstTests(DeskTestCase):
    """Emptying or moving the date of something public asks first."""

    def change(self, item, **typed):
        path = f"/admin/{item._meta.app_label}/{item._meta.model_name}/{item.pk}/change/"
        return send(self.client, path, **typed)

    def test_an_emptied_date_asks_and_then_hides(self):
        post = make_post("Fest")
        typed = {"published_at_0": "", "published_at_1": "", "title": "Anders"}
        page = self.change(post, **typed)
        self.assertContains(page, "verschwindet mit dieser Änderung")
        self.assertContains(page, "dass es nicht mehr da ist")
        self.assertContains(page, 'name="hide_anyway"')
        self.assertContains(page, 'value="Anders"')
        self.assertTrue(Post.objects.get().is_published())
        self.assertEqual(self.change(post, hide_anyway="1", **typed).status_code, 302)
        self.assertFalse(Post.objects.get().is_published())

    def test_a_date_ahead_asks_too(self):
        page = make_page("Satzung")
        answer = self.change(page, published_at_0="31.12.2099", published_at_1="12:00")
        self.assertContains(answer, 'name="hide_anyway"')
        self.assertContains(answer, "dass es später wieder erscheint")
        self.assertNotContains(answer, "nicht mehr da")

    def test_nothing_is_asked_that_no_answer_would_settle(self):
        post = make_post("Fest", published_at=days_ago(3), corrected_at=days_ago(2))
        empty = {"published_at_0": "", "published_at_1": ""}
        for typed in (empty, {"published_at_0": "31.12.2099", "published_at_1": "12:00"}):
            with self.subTest(typed):
                page = self.change(post, **typed)
                self.assertNotContains(page, 'name="hide_anyway"')
                [told] = errors_of(page)
                self.assertRegex(told, "[Bb]erichtig")
        empty |= {"corrected_at_0": "", "corrected_at_1": "", "correction_note": ""}
        self.assertContains(self.change(post, **empty), 'name="hide_anyway"')
        self.change(post, hide_anyway="1", **empty)
        self.assertFalse(Post.objects.get().is_published())

    def test_an_agenda_asks_too(self):
        meeting = make_meeting(protocol_published_at=None)
        answer = self.change(meeting, agenda_published_at_0="", agenda_published_at_1="")
        self.assertContains(answer, 'name="hide_anyway"')

    def test_a_report_that_is_a_draft_asks_for_the_minutes(self):
        draft, meeting = make_post("Bericht", published_at=None), make_meeting()
        answer = self.change(meeting, report=draft.pk)
        self.assertContains(answer, 'name="hide_anyway"')
        self.assertContains(answer, "dass es nicht mehr da ist")
        self.change(meeting, report=draft.pk, hide_anyway="1")
        self.assertEqual(Meeting.objects.get().report, draft)

    def test_a_report_that_is_public_asks_whether_the_minutes_shall_stand_there(self):
        for moment in (days_ago(2), None):
            post = make_post("Bericht")
            meeting = make_meeting(protocol_published_at=moment, title=f"Treffen {moment}")
            answer = self.change(meeting, report=post.pk)
            self.assertContains(answer, "„Bericht“ ist öffentlich: Das Protokoll steht dann")
            meeting.refresh_from_db()
            self.assertIsNone(meeting.report)
            self.change(meeting, report=post.pk, report_anyway="1")
            meeting.refresh_from_db()
            self.assertEqual(meeting.report, post)
            self.assertEqual(self.change(meeting, title="Anders").status_code, 302)

    def test_withdrawing_again_keeps_the_first_moment(self):
        post = make_post("Fest")
        before = DeskForm(self.client.get(admin_address("change", post))).fields
        self.change(post, _withdraw="1")
        first = Post.objects.get().withdrawn_at.replace(microsecond=0) - timedelta(hours=3)
        Post.objects.update(withdrawn_at=first)
        self.client.post(admin_address("change", post), before | {"_withdraw": "1"})
        self.assertEqual(Post.objects.get().withdrawn_at, first)

    def test_nothing_is_asked_where_nothing_is_hidden(self):
        draft, public = make_post("Entwurf", published_at=days_ago(-1)), make_post("Da")
        for post, typed in (
            (draft, {"published_at_0": "", "published_at_1": ""}),
            (public, {"published_at_0": "01.01.2020"}),
            (public, {"title": "Anders"}),
        ):
            self.assertEqual(self.change(post, **typed).status_code, 302)
