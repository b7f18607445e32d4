"""What follows "Protokoll einfügen": publish with one press, plan the next meeting."""

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from blog.models import Post, Topic
from meetings.models import Meeting
from tests.build import days_ago, make_meeting
from tests.wiq_site.desk import DeskForm
from tests.wiq_site.pasting import PROTOCOL, Paste


class After(Paste):
    def after(self, text=PROTOCOL, **typed):
        self.address = self.save(text, **typed).url
        return self.client.get(self.address)

    def send(self, page, button, **typed):
        return self.client.post(self.address, DeskForm(page).fields | typed | {button: "1"})


class PublishingTests(After):
    def test_nothing_is_public_yet(self):
        self.assertContains(self.after(), "Noch ist nichts öffentlich.", count=1)

    def test_leads_to_the_preview(self):
        page = self.after()
        self.assertContains(
            page, f'href="/admin/blog/post/{Post.objects.get().pk}/vorschau/"', count=1
        )

    def test_one_press_publishes_with_the_date_of_the_source(self):
        self.send(self.after(), "publish")
        moment = timezone.localtime(Post.objects.get().published_at)
        self.assertEqual(f"{moment:%Y-%m-%d %H:%M}", "2021-04-09 12:00")

    def test_without_a_date_it_is_public_now(self):
        self.send(self.after(), "publish", quelle="")
        self.assertLess(abs(timezone.now() - Post.objects.get().published_at).seconds, 60)

    def test_a_day_to_come_is_waited_for(self):
        self.send(self.after(), "publish", quelle=f"{days_ago(-3):%Y-%m-%d}")
        self.assertEqual(list(Post.objects.published()), [])

    def test_an_impossible_date_publishes_nothing(self):
        self.send(self.after(), "publish", quelle="31.31.2021")
        self.assertIsNone(Post.objects.get().published_at)

    def test_looking_publishes_nothing(self):
        self.after()
        self.client.get(f"{self.address}&publish=1")
        self.assertIsNone(Post.objects.get().published_at)

    def test_it_can_be_published_while_saving(self):
        page = self.after(at_once="on")
        self.assertContains(page, "Bericht und Protokoll sind öffentlich", count=1)
        self.assertEqual(list(Post.objects.published()), [Post.objects.get()])

    def test_whoever_may_not_change_posts_publishes_nothing(self):
        page = self.after()
        helper = User.objects.create_user("hilfe", is_staff=True)
        helper.user_permissions.set(Permission.objects.filter(codename="add_meeting"))
        helper.user_permissions.add(Permission.objects.get(codename="view_meeting"))
        self.client.force_login(helper)
        self.assertEqual(self.send(page, "publish").status_code, 403)

    def test_the_history_names_the_date_of_the_source(self):
        self.after()
        page = self.client.get(f"/admin/meetings/meeting/{Meeting.objects.get().pk}/history/")
        self.assertContains(page, "aus eingefügtem Text vom 9. April 2021", count=1)


class NextMeetingTests(After):
    def planned(self):
        self.send(self.after(), "plan")
        return Meeting.objects.order_by("-date").first()

    def test_it_has_the_day_and_the_times_of_the_text(self):
        coming = self.planned()
        self.assertEqual(
            f"{coming.date} {coming.start:%H:%M} {coming.end:%H:%M}", "2021-06-10 18:00 20:00"
        )

    def test_it_belongs_to_the_series(self):
        series = Topic.objects.create(name="Nachbarschaftstreffen", kind=Topic.Kind.SERIES)
        coming = self.planned()
        self.assertEqual(coming.series, series)
        self.assertEqual(coming.title, "Nachbarschaftstreffen am 10. Juni 2021")

    def test_it_is_public_for_nobody(self):
        self.planned()
        self.assertEqual(list(Meeting.objects.published()), [])

    def test_one_that_is_planned_already_is_only_named(self):
        other = make_meeting("2021-06-10 18:00", title="Im Juni")
        page = self.after()
        self.assertContains(page, "„Im Juni“ ist schon angelegt", count=1)
        self.send(page, "plan", naechstes="2021-06-10")
        self.assertEqual(Meeting.objects.filter(date="2021-06-10").get(), other)

    def test_a_text_without_one_offers_none(self):
        self.assertNotContains(self.after(PROTOCOL.partition("Das nächste")[0]), "Treffen anlegen")
