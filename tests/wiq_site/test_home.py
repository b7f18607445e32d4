"""The first page: what it is, what comes, what was decided."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from tests.build import days_ago, make_meeting, make_post, make_report

COMING = {"protocol_published_at": None, "title": "Herbst"}


class HomeTests(TestCase):
    def page(self):
        return self.client.get("/")

    def text(self):
        return self.page().content.decode()

    def test_two_buttons_lead_on_from_one_sentence(self):
        make_meeting("2099-12-10 17:00", **COMING)
        text = self.text()
        hero = text[text.index('class="hero-ways"') : text.index('class="street-picture"')]
        self.assertEqual(
            [part.split('"')[0] for part in hero.split('href="')[1:]],
            ["/idee/", "/treffen/herbst/"],
        )

    def test_three_items_stand_below_the_calendar_button(self):
        items = [(f"Punkt {n}", 5, "Ada") for n in range(1, 6)]
        make_meeting("2099-12-10 17:00", items, **COMING)
        text = self.text()
        self.assertEqual(
            [f"Punkt {n}" in text for n in range(1, 6)], [True, True, True, False, False]
        )
        self.assertLess(text.index("In den Kalender eintragen"), text.index("Punkt 1"))
        self.assertIn("Die ganze Tagesordnung: 5 TOPs", text)

    def test_a_cancelled_meeting_before_the_next_one_is_told(self):
        cancelled = {"cancelled_at": timezone.now(), "cancel_reason": "Sturm"}
        make_meeting("2099-12-03 17:00", **COMING | {"title": "Runde"}, **cancelled)
        for title, day in (("", None), ("Herbst", "2099-12-10 17:00")):
            if day:
                make_meeting(day, **COMING)
            with self.subTest(next=title):
                board = self.text().split('class="board"')[1].split("</section>")[0]
                self.assertIn('<a href="/treffen/runde/">Runde</a>', board)
                self.assertIn("Sturm", board)
                self.assertEqual("In den Kalender eintragen" in board, bool(day))

    def test_decisions_of_the_last_meeting_lead_to_their_items(self):
        report = make_report("Bericht", items=[("Bank", 5, "Ada"), ("Baum", 5, "Bo")])
        item = report.reports_on.items.last()
        item.outcomes.create(kind="beschluss", text="Die Linde bleibt.", votes="47/1/4")
        item.outcomes.create(kind="aufgabe", text="Gießen")
        page = self.page()
        self.assertContains(page, '<a href="/beitraege/bericht/#top-2">Die Linde bleibt.</a>')
        self.assertContains(page, "47\xa0Ja, 1\xa0Nein, 4 Enthaltungen")
        self.assertNotContains(page, "Gießen")

    def test_what_is_not_public_of_the_last_meeting_is_not_told(self):
        report = make_report("Bericht", items=[("Bank", 5, "Ada"), ("GEHEIM", 5, "Bo")])
        item = report.reports_on.items.last()
        item.outcomes.create(kind="beschluss", text="GEHEIM beschlossen")
        item.public = False
        item.save()
        self.assertNotContains(self.page(), "GEHEIM")

    def test_a_pinned_post_stands_first_as_long_as_it_is_pinned(self):
        old = make_post("Alt", published_at=days_ago(90), pinned_until=days_ago(-1))
        for number in range(6):
            make_post(f"Neu {number}", published_at=days_ago(10 - number))
        page = self.page()
        self.assertEqual(
            [post.pk == old.pk for post in page.context["posts"]], [True] + [False] * 4
        )
        self.assertContains(page, "Angeheftet", 1)
        self.assertNotContains(self.client.get("/beitraege/?q=Alt"), "Angeheftet")
        feed = self.client.get("/beitraege/feed.json").json()["items"]
        self.assertEqual(feed[-1]["title"], "Alt")
        old.pinned_until = timezone.now() - timedelta(seconds=1)
        old.save()
        self.assertNotIn(old.pk, [post.pk for post in self.page().context["posts"]])
        self.assertNotContains(self.page(), "Angeheftet")

    def test_reading_follows_the_order_of_the_page(self):
        make_meeting("2099-12-10 17:00", **COMING)
        make_report("Bericht")
        text = self.text()
        places = [
            text.index(f'id="{name}"') for name in ("naechstes", "protokoll", "neues", "themen")
        ]
        self.assertEqual(places, sorted(places))


class WhereOneIsTests(TestCase):
    def test_the_menu_says_where_one_is(self):
        make_post("Fest")
        make_meeting()
        for path, link, mark in (
            ("/beitraege/", "/beitraege/", "page"),
            ("/beitraege/fest/", "/beitraege/", "true"),
            ("/treffen/gesamttreffen/", "/treffen/", "true"),
            ("/treffen/aufgaben/", "/treffen/aufgaben/", "page"),
        ):
            with self.subTest(path=path):
                page = self.client.get(path)
                self.assertContains(page, "aria-current", count=1)
                self.assertContains(page, f'<a href="{link}" aria-current="{mark}">')

    def test_what_is_not_there_can_be_searched_for(self):
        page = self.client.get("/gibt-es-nicht/")
        self.assertContains(page, 'name="q"', status_code=404)


class EmptySiteTests(TestCase):
    """Where nothing is yet, there is nothing to filter, but a way on."""

    def test_no_list_offers_a_filter(self):
        for path in ("/beitraege/", "/treffen/", "/treffen/aufgaben/"):
            with self.subTest(path):
                self.assertNotContains(self.client.get(path), "Filtern")
                self.assertContains(self.client.get(f"{path}?q=Linde"), "Filtern")

    def test_the_page_of_teams_asks_for_ideas(self):
        way = '<a class="button" href="/idee/">Idee mitbringen</a>'
        self.assertContains(self.client.get("/teams/"), way, 1, html=True)
        make_post("Bank", ["Idee sucht Team"])
        self.assertContains(self.client.get("/teams/"), way, 1, html=True)
