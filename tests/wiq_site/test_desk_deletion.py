"""Deleting what visitors read: what is lost is said, withdrawing is offered, addresses say so."""

from django.contrib.auth.models import User
from django.urls import reverse

from blog.models import Post
from meetings.agenda import Outcome
from meetings.models import Meeting
from tests.build import (
    days_ago,
    make_comment,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from tests.desk import DeskTestCase, admin_address, run_action, send
from wiq_site.pages.models import Attachment, Redirect


class DeletionTests(DeskTestCase):
    def test_of_what_is_public_it_says_what_is_lost_and_offers_to_withdraw(self):
        for item in (
            make_post("Öffentlich"),
            make_page("Seite"),
            make_meeting(agenda_published_at=days_ago(1)),
        ):
            with self.subTest(type(item).__name__):
                page = self.client.get(admin_address("delete", item))
                self.assertContains(page, "ist öffentlich. Nach dem Löschen steht")
                self.assertContains(page, f'action="{admin_address("withdraw", item)}"')

    def test_withdrawing_is_offered_also_where_deleting_is_refused(self):
        post = make_post("Öffentlich")
        make_comment(post)
        page = self.client.get(admin_address("delete", post))
        self.assertContains(page, f'action="{admin_address("withdraw", post)}"')
        for asked in (page, run_action(self.client, "delete_selected", post)):
            self.assertContains(asked, "Daran hängt, was Sie nicht löschen dürfen: Kommentar.")
            self.assertNotContains(asked, "Das Löschen de")

    def test_comments_that_go_with_a_post_stand_below_it(self):
        self.client.force_login(User.objects.create_superuser("root"))
        post = make_post("Fest")
        first = make_comment(post, "Eins")
        make_comment(post, "Zwei", parent=first)
        page = self.client.get(admin_address("delete", post))
        self.assertContains(page, "<li>Kommentar: ", count=2)
        self.assertNotContains(page, "<li>K</li>")

    def test_files_that_go_with_it_stand_below_it(self):
        for owner in (make_post("Fest"), make_meeting()):
            Attachment.objects.create(owner=owner, title="Plan", file="attachment/x/plan.pdf")
            page = self.client.get(admin_address("delete", owner))
            with self.subTest(owner):
                self.assertContains(page, "<li>Anhang: Plan", count=1)

    def test_comments_are_counted_those_on_an_item_too(self):
        meeting = make_meeting(items=[("Eins", 5, None), ("Zwei", 5, None), ("Drei", 5, None)])
        one, two, three = meeting.items.all()
        for about in (one, one, two):
            make_comment(meeting, about=about.anchor)
        make_comment(meeting, state="wartet")
        bare = make_meeting("2020-12-11 17:00")
        for thing, sentence in (
            (meeting, "Mit ihm gehen 3 Kommentare; auch unter „Gelöschtes“"),
            (one, "2 Kommentare beziehen sich darauf. Sie bleiben stehen"),
            (two, "Ein Kommentar bezieht sich darauf. Er bleibt stehen"),
        ):
            with self.subTest(thing):
                self.assertContains(self.client.get(admin_address("delete", thing)), sentence, 1)
                self.assertContains(run_action(self.client, "delete_selected", thing), sentence, 1)
        for thing in (three, bare):
            page = self.client.get(admin_address("delete", thing))
            self.assertNotContains(page, "<p>Ein Kommentar")
            self.assertNotContains(page, "Mit ihm ge")

    def test_of_people_and_outcomes_it_says_where_they_are_read(self):
        item = make_meeting(items=[("Eins", 5, "Ada"), ("Zwei", 5, "Ada")]).items.first()
        for thing, sentence in (
            (item.speakers.get(), "„Ada“ steht öffentlich bei 2 TOPs"),
            (item.outcomes.create(kind="aufgabe", text="Kuchen"), "Das steht öffentlich im"),
        ):
            with self.subTest(type(thing).__name__):
                page = self.client.get(admin_address("delete", thing))
                self.assertContains(page, sentence)
                self.assertNotContains(page, "zurückziehen")
                page = run_action(self.client, "delete_selected", thing)
                self.assertContains(page, sentence)
                self.assertNotContains(page, "zurückziehen")
                item.meeting.withdrawn_at = days_ago(1)
                item.meeting.save()
                page = self.client.get(admin_address("delete", thing))
                self.assertNotContains(page, sentence)
                item.meeting.withdrawn_at = None
                item.meeting.save()

    def test_of_a_draft_it_says_nothing(self):
        page = self.client.get(admin_address("delete", make_post("Entwurf", published_at=None)))
        self.assertNotContains(page, "ist öffentlich")

    def test_what_somebody_saved_meanwhile_is_asked_about_again(self):
        post = make_post("Entwurf", published_at=None)
        address = admin_address("delete", post)
        data = {"post": "yes", "merge-base": self.client.get(address).context["merge_base"]}
        post.body = "Neu geschrieben"
        post.save()
        page = self.client.post(address, data)
        self.assertContains(page, "Noch nicht gelöscht: Seit Sie gefragt wurden")
        data["merge-base"] = page.context["merge_base"]
        self.assertEqual(self.client.post(address, data).status_code, 302)
        self.assertFalse(Post.objects.filter(pk=post.pk).exists())

    def test_of_several_too_and_also_of_what_is_kept_with_them(self):
        meeting, other = make_meeting(items=[("Fest", 5, None)]), make_meeting("2020-12-11 17:00")
        rows = [Redirect.objects.create(old_path=old, new_path="/teams/") for old in ("/a", "/b")]
        for things, change, kept in (
            ((meeting, other), meeting.items.get(), "protocol"),
            (rows, rows[0], "old_path"),
        ):
            page = run_action(self.client, "delete_selected", *things)
            path = page.request["PATH_INFO"]
            data = {"action": "delete_selected", "_selected_action": [one.pk for one in things]}
            data |= {"post": "yes", "merge-base": page.context["merge_base"]}
            setattr(change, kept, "/neu")
            change.save()
            page = self.client.post(path, data)
            with self.subTest(kept):
                self.assertContains(page, "Noch nicht gelöscht: Seit Sie gefragt wurden")
                data["merge-base"] = page.context["merge_base"]
                self.assertEqual(self.client.post(path, data).status_code, 302)
                self.assertFalse(type(change).objects.filter(pk=change.pk).exists())

    def test_withdrawing_instead_answers_410_and_keeps_the_text(self):
        post = make_post("Öffentlich", body="Text")
        self.client.post(admin_address("withdraw", post))
        self.assertEqual(self.client.get(post.get_absolute_url()).status_code, 410)
        post.refresh_from_db()
        self.assertEqual(post.body, "Text")

    def test_withdrawing_a_draft_or_by_a_link_does_nothing(self):
        draft = make_post("Entwurf", published_at=None)
        self.client.post(admin_address("withdraw", draft))
        draft.refresh_from_db()
        self.assertIsNone(draft.withdrawn_at)
        self.assertEqual(self.client.get(admin_address("withdraw", draft)).status_code, 405)

    def test_the_selected_ones_are_named_as_well(self):
        posts = [make_post("Eins"), make_post("Zwei", published_at=None)]
        data = {"action": "delete_selected", "_selected_action": [post.pk for post in posts]}
        page = self.client.post(reverse("admin:blog_post_changelist"), data)
        self.assertContains(page, "„Eins“ ist öffentlich")
        self.assertNotContains(page, "„Zwei“ ist öffentlich")
        self.assertContains(page, "Stattdessen zurückziehen", count=1)
        self.assertContains(page, admin_address("delete", posts[0]))


class TopicTests(DeskTestCase):
    def test_whatever_named_a_deleted_topic_says_that_it_is_gone(self):
        topic = make_topic("Reparatur", kind="team", state="laeuft")
        make_post(topics=["Reparatur"])
        paths = [
            topic.get_absolute_url(),
            "/beitraege/?thema=reparatur",
            "/beitraege/feed.rss?thema=reparatur",
            "/mitmachen/thema/reparatur/",
        ]
        self.assertEqual([self.client.get(path).status_code for path in paths], [200] * 4)
        self.client.post(admin_address("delete", topic), {"post": "yes"})
        self.assertEqual([self.client.get(path).status_code for path in paths], [410] * 4)
        self.assertEqual(self.client.get("/beitraege/?thema=nie").status_code, 404)


class RedirectTests(DeskTestCase):
    def test_what_its_address_will_say_no_more_is_told(self):
        for new_path, told in [
            ("/neu/", "kommt dann nicht mehr weiter"),
            ("", "erfährt dann nicht mehr"),
        ]:
            with self.subTest(told):
                row = Redirect.objects.create(old_path=f"/alt{new_path}", new_path=new_path)
                self.assertContains(self.client.get(admin_address("delete", row)), told, 1)


class MeetingWithReportTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.report = make_report()
        self.meeting = Meeting.objects.get(report=self.report)

    def test_the_minutes_the_report_and_the_invitation_are_named(self):
        self.meeting.invitation = make_post("Kommen Sie")
        self.meeting.save()
        page = self.client.get(admin_address("delete", self.meeting))
        self.assertContains(page, "Mit ihm geht das Protokoll mit einem TOP.")
        self.assertContains(page, f"Der Beitrag „{self.report}“ berichtet davon.")
        address = admin_address("change", self.meeting.invitation)
        self.assertContains(page, f'„<a href="{address}">Kommen Sie</a>“ lädt dazu ein. Er bleibt')

    def test_of_the_report_it_is_told_that_the_minutes_stay(self):
        said = f"Das Protokoll von „{self.meeting}“ bleibt öffentlich"
        data = {"action": "delete_selected", "_selected_action": [self.report.pk]}
        page = self.client.post(reverse("admin:blog_post_changelist"), data)
        self.assertContains(page, said)
        page = self.client.get(admin_address("delete", self.report))
        self.assertContains(page, said)
        self.assertContains(page, "Stattdessen zurückziehen")
        self.client.post(admin_address("withdraw", self.report))
        self.assertNotContains(self.client.get(admin_address("delete", self.report)), said)

    def test_an_invitation_that_stays_says_that_its_meeting_is_gone(self):
        told = "Zurückgezogen: Das Treffen steht nicht mehr auf der Website"
        for page, typed in [("withdraw", {}), ("delete", {"post": "yes"})]:
            with self.subTest(page):
                invitation = make_post("Kommen Sie")
                meeting = make_meeting(invitation=invitation)
                done = self.client.post(admin_address(page, meeting), typed, follow=True)
                if page == "withdraw":
                    self.assertContains(done, "Der Beitrag „Kommen Sie“ lädt noch dazu ein")
                invitation.refresh_from_db()
                self.assertEqual(invitation.meeting_state, told)
                self.assertEqual(invitation.told_title, "Zurückgezogen: Kommen Sie")
                self.assertContains(self.client.get("/beitraege/feed.rss"), told)
                make_meeting(report=make_post("Anderes"))
                invitation.refresh_from_db()
                self.assertEqual(invitation.meeting_state, told)

    def test_an_invitation_says_nothing_of_a_meeting_that_came_back_or_is_another(self):
        for change in ({"withdrawn_at": None}, {"invitation": None}):
            with self.subTest(change):
                invitation = make_post("Kommen Sie")
                meeting = make_meeting(invitation=invitation, withdrawn_at=days_ago(1))
                Meeting.objects.filter(pk=meeting.pk).update(**change)
                invitation.refresh_from_db()
                self.assertEqual([invitation.meeting_state, invitation.meeting_change], ["", ""])

    def test_the_form_of_a_report_says_that_its_minutes_are_deleted(self):
        self.meeting.delete()
        page = self.client.get(admin_address("change", self.report))
        self.assertContains(page, "Das Treffen, um das es geht, ist gelöscht")
        send(self.client, admin_address("change", self.report), _restore="1")
        page = self.client.get(self.report.get_absolute_url())
        self.assertContains(page, "Das Treffen steht nicht mehr auf der Website")

    def test_of_a_top_it_is_told_that_it_is_public_and_what_goes_with_it(self):
        item = self.meeting.items.get()
        Outcome.objects.create(item=item, kind="beschluss", text="Wir feiern.")
        page = self.client.get(admin_address("delete", item))
        self.assertContains(page, f"„{item}“ steht öffentlich bei „{self.meeting}“")
        self.assertContains(page, "Mit ihm geht ein Beschluss oder eine Aufgabe aus dem Protokoll.")
        data = {"action": "delete_selected", "_selected_action": [item.pk]}
        page = self.client.post(reverse("admin:meetings_agendaitem_changelist"), data)
        self.assertContains(page, f"„{item}“ steht öffentlich bei „{self.meeting}“")
        item.public = False
        item.save()
        self.assertNotContains(self.client.get(admin_address("delete", item)), "steht öffentlich")

    def test_deleted_both_addresses_say_that_nothing_is_there(self):
        paths = [self.meeting.get_absolute_url(), self.report.get_absolute_url()]
        self.client.post(admin_address("delete", self.meeting), {"post": "yes"})
        self.assertEqual([self.client.get(path).status_code for path in paths], [410, 410])

    def test_a_report_that_is_to_come_is_a_draft_again(self):
        self.report.published_at = days_ago(-3)
        self.report.save()
        self.meeting.refresh_from_db()
        self.meeting.delete()
        self.report.refresh_from_db()
        self.assertIsNone(self.report.published_at)
