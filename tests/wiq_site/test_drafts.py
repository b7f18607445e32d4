"""The link that shows a draft: to whoever has it, for fourteen days, until it is public or somebody ends it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from blog.models import Post
from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_page, make_post, make_report
from tests.desk import DeskTestCase, admin_address, send
from wiq_site.pages import drafts
from wiq_site.pages.models import Attachment, DraftLink

NOTE = "Entwurf – nur mit diesem Link zu sehen, bis "


class DraftLinkTests(DeskTestCase):
    def link(self, item):
        """Press the button at ``item``; return the path it shows."""
        answer = send(self.client, admin_address("change", item), _link="1")
        self.assertEqual(answer.get("Location"), admin_address("change", item))
        address = self.client.get(admin_address("change", item)).context["state"]["link"]["address"]
        return address.removeprefix("http://testserver")

    def test_a_draft_of_each_kind_is_shown_to_people_without_a_login(self):
        things = [
            make_post("Neues Fest", published_at=None, body="Noch geheim."),
            make_page("Neue Seite", published_at=None, body="Noch geheim."),
            make_meeting(
                title="Neues Treffen",
                intro="Noch geheim.",
                agenda_published_at=None,
                protocol_published_at=None,
            ),
        ]
        links = {thing: self.link(thing) for thing in things}
        self.client.logout()
        for thing, path in links.items():
            with self.subTest(thing=thing):
                page = self.client.get(path)
                self.assertContains(page, "Noch geheim.")
                self.assertContains(page, NOTE)
                self.assertEqual(self.client.get(thing.get_absolute_url()).status_code, 404)
                self.assertIn("no-store", page["Cache-Control"])
                self.assertEqual(page["X-Robots-Tag"], "noindex, nofollow")
                self.assertEqual(page["Referrer-Policy"], "no-referrer")

    def test_the_button_saves_what_is_typed(self):
        post = make_post("Fest", published_at=None)
        send(self.client, admin_address("change", post), _link="1", body="Getippt")
        self.assertEqual(Post.objects.get().body, "Getippt")

    def test_it_leads_on_once_the_draft_is_public(self):
        post = make_post("Fest", published_at=None)
        path = self.link(post)
        post.published_at = days_ago(0)
        post.save()
        self.assertRedirects(self.client.get(path), post.get_absolute_url())

    def test_what_was_public_and_is_no_more_is_shown_by_a_new_link_alone(self):
        kinds = (
            ("published_at", lambda: make_post(published_at=None)),
            ("published_at", lambda: make_page(published_at=None)),
            ("agenda_published_at", lambda: make_meeting(agenda_published_at=None)),
        )
        now = timezone.now()
        for field, make in kinds:
            for gone in ({"withdrawn_at": now}, {field: None}, {field: now + timedelta(days=1)}):
                item = make()
                with self.subTest(kind=type(item).__name__, gone=gone):
                    path = self.link(item)
                    for values in ({field: days_ago(1)}, gone):
                        item.refresh_from_db()
                        for name, value in values.items():
                            setattr(item, name, value)
                        item.save()
                    self.assertEqual(self.client.get(path).status_code, 410)
                    again = self.link(item)
                    self.assertNotEqual(again, path)
                    self.assertEqual(self.client.get(path).status_code, 410)
                    self.assertEqual(self.client.get(again).status_code, 200)

    def test_that_of_minutes_ends_with_their_report(self):
        for gone in ({"withdrawn_at": timezone.now()}, {"published_at": None}):
            with self.subTest(gone=gone):
                report = make_report(published_at=None)
                path = self.link(Meeting.objects.get(report=report))
                for values in ({"published_at": days_ago(1)}, gone):
                    for name, value in values.items():
                        setattr(report, name, value)
                    report.save()
                self.assertEqual(self.client.get(path).status_code, 410)

    def test_it_ends_with_what_ends_by_its_date(self):
        post = make_post(published_at=timezone.now() + timedelta(hours=1))
        self.link(post)
        post.withdrawn_at = timezone.now() + timedelta(hours=2)
        post.save()
        self.assertEqual(DraftLink.objects.get().until, post.withdrawn_at)

    def test_it_ends_with_what_is_deleted_though_that_comes_back(self):
        post = make_post(published_at=None)
        path, pk = self.link(post), post.pk
        post.delete()
        make_post(pk=pk, published_at=None)
        self.assertEqual(self.client.get(path).status_code, 410)

    def test_minutes_are_shown_while_the_agenda_is_public_already(self):
        meeting = make_meeting(
            items=[("Fest", 15, "Jost", "Noch vertraulich.")], protocol_published_at=None
        )
        path = self.link(meeting)
        self.client.logout()
        self.assertContains(self.client.get(path), "Noch vertraulich.")
        self.assertNotContains(self.client.get(meeting.get_absolute_url()), "Noch vertraulich.")

    def test_an_ended_or_old_or_forged_link_says_so(self):
        post = make_post("Fest", published_at=None, body="Noch geheim.")
        path = self.link(post)
        self.assertEqual(self.client.get(path[:-2] + "x/").status_code, 404)
        send(self.client, admin_address("change", post), _end_link="1")
        self.assertContains(self.client.get(path), "Dieser Link gilt nicht mehr", status_code=410)
        again = self.link(post)
        self.assertEqual(self.client.get(path).status_code, 410)
        self.assertEqual(self.client.get(again).status_code, 200)
        DraftLink.objects.update(until=timezone.now() - timedelta(seconds=1))
        self.assertNotContains(self.client.get(again), "Noch geheim.", status_code=410)
        post.delete()
        self.assertEqual(self.client.get(again).status_code, 410)

    def test_it_ends_after_fourteen_days(self):
        self.link(make_post(published_at=None))
        rest = DraftLink.objects.get().until - timezone.now()
        self.assertEqual(rest.days, 13)

    def test_what_is_public_has_none(self):
        post = make_post()
        self.assertIsNone(self.client.get(admin_address("change", post)).context["state"]["link"])

    def test_its_own_files_are_shown_and_no_others(self):
        files = []
        for name in ("Eins", "Zwei"):
            file = Attachment(owner=make_post(name, published_at=None), title="Plan")
            file.file.save("plan.txt", ContentFile(b"Plan"))
            files.append(file)
        path = self.link(files[0].owner)
        self.client.logout()
        self.assertEqual(self.client.get(files[0].file.url).status_code, 404)
        self.client.get(path)
        self.assertEqual(self.client.get(files[0].file.url).status_code, 200)
        self.assertEqual(self.client.get(files[1].file.url).status_code, 404)
        drafts.links_of(files[0].owner).delete()
        self.assertEqual(self.client.get(files[0].file.url).status_code, 404)
