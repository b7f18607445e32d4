"""The first page of the desk says what waits, with the way to it, to whoever may do something about it."""

import re
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import find
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format

from tests.build import days_ago, make_meeting, make_post
from tests.desk import DeskTestCase, admin_address

HANDBOOK = settings.BASE_DIR / "docs/redaktion.md"


class WaitingTests(DeskTestCase):
    def waiting(self):
        return dict(self.client.get("/admin/").context["waiting"])

    def test_with_nothing_to_do_it_says_nothing(self):
        make_post("Öffentlich")
        self.assertEqual(self.waiting(), {})

    def test_each_thing_leads_to_where_it_is_done(self):
        make_post("Entwurf", published_at=None)
        last_week = timezone.localdate() - timedelta(days=7)
        make_post("Bald", published_at=days_ago(-3))
        coming = make_meeting("2090-03-01 17:00", title="Kommt", agenda_published_at=None)
        past = make_meeting(
            f"{last_week} 17:00", [("Rad", 5, "Ada")], title="War", protocol_published_at=None
        )
        past.items.get().outcomes.create(kind="aufgabe", text="Flyer", due=date(2020, 4, 1))
        make_meeting(
            "2020-04-01 17:00",
            title="Fiel aus",
            protocol_published_at=None,
            cancelled_at=days_ago(9),
        )
        waiting = self.waiting()
        self.assertEqual(
            list(waiting),
            [
                "1 Entwurf",
                "1 Beitrag erscheint noch",
                "Ohne öffentliche Tagesordnung: Kommt am 1. März 2090",
                f"Ohne öffentliches Protokoll: War am {date_format(last_week, 'j. F Y')}",
                "1 Aufgabe ist überfällig",
            ],
        )
        addresses = list(waiting.values())
        self.assertEqual(
            addresses[2:4], [admin_address("change", coming), admin_address("change", past)]
        )
        for address in addresses:
            self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_who_may_change_nothing_is_told_nothing(self):
        make_post("Entwurf", published_at=None)
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        self.assertEqual(self.waiting(), {})


class HandbookTests(DeskTestCase):
    def test_it_is_one_click_away_and_shows_every_part_and_picture(self):
        self.assertContains(self.client.get("/admin/"), 'href="/admin/handbuch/"')
        page = self.client.get("/admin/handbuch/")
        titles = re.findall(r"^## (.*)", HANDBOOK.read_text(), flags=re.M)
        self.assertEqual([part["title"] for part in page.context["parts"]], ["", *titles])
        pictures = re.findall(r"\(\.\./static/([^()]+)\)", HANDBOOK.read_text())
        self.assertTrue(pictures)
        for picture in pictures:
            with self.subTest(picture):
                self.assertIsNotNone(find(picture))
                self.assertContains(page, static(picture))
