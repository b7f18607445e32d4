import re
from datetime import time, timedelta
from html import unescape
from urllib.parse import unquote

from django.test import TestCase
from django.utils import timezone

from tests.build import days_ago, make_meeting, make_post, make_report, make_topic
from wiq_site.kit import caches

NINE = [(f"Punkt {n}", 5, f"Person {n}", f"- Text {n}") for n in range(1, 10)]


class MeetingPageTests(TestCase):
    def test_start_end_and_length_of_every_item(self):
        meeting = make_meeting(items=[("Begrüßung", 8, "Thorsten"), ("Stand", 7, "Andreas")])
        page = self.client.get(meeting.get_absolute_url())
        for part in ("17:00–17:08", "8\xa0Min.", "17:08–17:15", "7\xa0Min."):
            self.assertContains(page, part)

    def test_the_day_is_told_as_people_write_it(self):
        meeting = make_meeting(end=time(19, 30))
        page = self.client.get(meeting.get_absolute_url()).content.decode()
        words = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
        self.assertIn("Donnerstag, 10. Dezember 2020, 17:00–19:30 Uhr", words)

    def test_tabs_and_bookmarks_tell_those_of_one_name_by_their_day(self):
        for title, told in (
            ("Runde", "Runde, 10. Dezember 2020"),
            ("Runde am 10. Dezember 2020", "Runde am 10. Dezember 2020"),
        ):
            page = self.client.get(make_meeting(title=title).get_absolute_url())
            self.assertContains(page, f"<title>{told} – Wir im Quartier</title>")

    def test_an_end_without_a_start_is_told(self):
        meeting = make_meeting("2099-01-01 17:00", end=time(19))
        meeting.start = None
        meeting.save()
        for path in (meeting.get_absolute_url(), "/treffen/", "/"):
            page = self.client.get(path).content.decode()
            words = " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())
            self.assertIn("Donnerstag, 1. Januar 2099, bis 19:00 Uhr", words)

    def test_before_the_minutes_only_the_agenda_is_shown(self):
        meeting = make_meeting(
            items=[("Stand", 8, "Ada", "Geheimtext")], protocol_published_at=None
        )
        page = self.client.get(meeting.get_absolute_url())
        self.assertContains(page, "Stand")
        self.assertNotContains(page, "Geheimtext")

    def test_the_introduction_of_minutes_waits_for_them(self):
        meeting = make_meeting(
            "2099-01-01 17:00",
            [("Stand", 8, "Ada")],
            intro="Geheimtext",
            report=make_post("Bericht", published_at=None),
        )
        for path in (
            meeting.get_absolute_url(),
            "/suche/?q=geheimtext",
            meeting.get_absolute_url()[:-1] + ".json",
        ):
            with self.subTest(path=path):
                page = self.client.get(path).content.decode()
                self.assertNotIn("Geheimtext", page)

    def test_a_proposal_is_a_mail_that_names_the_meeting(self):
        meeting = make_meeting("2099-01-01 17:00", title="Bau & Boden", protocol_published_at=None)
        page = self.client.get(meeting.get_absolute_url()).content.decode()
        self.assertNotIn("mailto:kontakt@example.org?", page)
        self.assertIn(
            "mailto:kontakt@example.org?subject=Vorschlag für einen TOP: "
            "Bau & Boden am 1. Januar 2099",
            [unquote(href) for href in re.findall(r'href="(.+?)"', unescape(page))],
        )

    def test_once_it_runs_there_is_nothing_to_propose(self):
        begun = timezone.localtime() - timedelta(minutes=5)
        for when, count in ((begun, 0), (begun + timedelta(days=1), 1)):
            meeting = make_meeting(f"{when:%Y-%m-%d %H:%M}", title=f"{when}", place="Hof")
            page = self.client.get(meeting.get_absolute_url())
            with self.subTest(count=count):
                self.assertContains(page, "Einen TOP vorschlagen", count=count)

    def test_outcomes_are_found(self):
        report = make_report(items=[("Bank", 5, "Ada", "Text")])
        report.reports_on.items.get().outcomes.create(kind="aufgabe", text="Lindenholz bestellen")
        self.assertContains(self.client.get("/suche/?q=lindenholz"), "/beitraege/ergebnisse/#top-1")

    def test_an_agenda_that_is_not_public_has_no_page(self):
        meeting = make_meeting(agenda_published_at=None, protocol_published_at=days_ago(-1))
        self.assertEqual(self.client.get(meeting.get_absolute_url()).status_code, 404)

    def test_an_item_that_is_not_public_is_a_stub(self):
        report = make_report(items=[("Personalsache", 8, "Ada", "Geheimtext"), ("Stand", 5, "Bo")])
        meeting = report.reports_on
        item = meeting.items.first()
        item.public = False
        item.save()
        for path in (report.get_absolute_url(), meeting.get_absolute_url(), "/beitraege/feed.rss"):
            page = self.client.get(path)
            with self.subTest(path=path):
                self.assertContains(page, "nicht öffentlich")
                for hidden in ("Personalsache", "Geheimtext", "Ada"):
                    self.assertNotContains(page, hidden)

    def test_a_link_on_request_is_in_no_output(self):
        meeting = make_meeting(online_url="https://raum.example/geheim", online_on_request=True)
        self.assertNotContains(self.client.get(meeting.get_absolute_url()), "raum.example")

    def test_canonical_and_discussion_are_the_reports_once_it_is_public(self):
        report = make_report("Bericht")
        page = self.client.get(report.reports_on.get_absolute_url())
        self.assertContains(page, 'rel="canonical" href="http://testserver/beitraege/bericht/"')
        self.assertContains(page, f'href="/kommentare/beitrag/{report.pk}/"')
        self.assertNotContains(page, "/kommentare/treffen/")

    def test_before_that_they_are_its_own(self):
        meeting = make_meeting(report=make_post(published_at=None), title="Treffen")
        page = self.client.get(meeting.get_absolute_url())
        self.assertContains(page, 'rel="canonical" href="http://testserver/treffen/treffen/"')
        self.assertContains(page, "Kommentar schreiben")

    def test_two_and_twenty_items_cost_the_same(self):
        for count in (2, 20):
            items = (NINE * 3)[:count]
            meeting = make_meeting(items=items, title=f"Treffen {count}")
            report = make_report(f"Bericht {count}", items)
            for path, anew, again in (
                (meeting.get_absolute_url(), 7, 3),
                (report.get_absolute_url(), 11, 7),
            ):
                with self.subTest(items=count, path=path):
                    with self.assertNumQueries(anew):
                        self.client.get(path)
                    with self.assertNumQueries(again):  # its pieces are remembered
                        self.client.get(path)

    def test_its_calendar_entry_stands_with_the_ways_to_come_until_it_begins(self):
        way = "In den Kalender eintragen"
        coming = make_meeting("2099-03-11 17:00", protocol_published_at=None).get_absolute_url()
        text = self.client.get(coming).content.decode()
        self.assertLess(text.index("Dabei sein"), text.index(way))
        self.assertLess(text.rindex(way), text.index("Zum Mitnehmen"))
        text = self.client.get(make_meeting().get_absolute_url()).content.decode()
        self.assertLess(text.index("Zum Mitnehmen"), text.index(way))

    def test_a_line_of_the_plan_may_end_between_two_names_and_in_none(self):
        meeting = make_meeting("2099-03-11 17:00", [("Eins", 5, "Hannes/<b>Kristina")])
        page = self.client.get(meeting.get_absolute_url())
        self.assertContains(page, '<td class="timetable-who">Hannes/<wbr>&lt;b&gt;Kristina</td>')


class MeetingListTests(TestCase):
    def test_coming_first_then_past_by_date(self):
        for day, title in [
            ("2020-12-10", "alt"),
            ("2021-03-11", "neuer"),
            ("2099-01-01", "bald"),
            ("2099-02-01", "später"),
        ]:
            make_meeting(f"{day} 17:00", title=title)
        context = self.client.get("/treffen/").context
        self.assertEqual([meeting.title for meeting in context["coming"]], ["bald", "später"])
        self.assertEqual([meeting.title for meeting in context["past"]], ["neuer", "alt"])

    def test_filter_by_series_and_year(self):
        series = make_topic("Stammtisch", kind="reihe")
        make_meeting("2020-12-10 17:00", title="a", series=series)
        make_meeting("2021-12-10 17:00", title="b", series=series)
        make_meeting("2020-12-10 17:00", title="c")
        page = self.client.get("/treffen/?reihe=stammtisch&jahr=2020")
        self.assertEqual([meeting.title for meeting in page.context["past"]], ["a"])

    def test_a_topic_that_is_no_series_is_unknown_here(self):
        make_topic("Klima")
        self.assertEqual(self.client.get("/treffen/?reihe=klima").status_code, 404)

    def test_cancelled_is_said(self):
        make_meeting("2099-01-01 17:00", cancelled_at=days_ago(1))
        self.assertContains(self.client.get("/treffen/"), "Abgesagt")

    def test_past_ones_stand_page_by_page_and_coming_ones_on_the_first(self):
        make_meeting("2099-01-01 17:00", title="Bald")
        for number in range(21):
            make_meeting(f"2020-01-{number + 1:02} 17:00", title=f"Nr {number + 1:02}")
        first, second = (self.client.get(f"/treffen/{page}") for page in ("", "?seite=2"))
        for page, seen in ((first, "Nr 21"), (first, "Bald"), (second, "Nr 01"), (second, '</span>2</strong>')):  # fmt: skip
            self.assertContains(page, seen)
        for page, unseen in ((first, "Nr 01"), (second, "Nr 21"), (second, "Bald")):
            self.assertNotContains(page, unseen)
        self.assertContains(second, "Seite 2 – Wir im Quartier</title>")
        self.assertContains(first, 'rel="next" href="?seite=2"')
        self.assertEqual(self.client.get("/treffen/?seite=3").status_code, 404)
        self.assertEqual(self.client.get("/treffen/kalender.ics?seite=2").status_code, 301)

    def test_queries_do_not_grow_with_the_meetings(self):
        for count in (1, 9):
            for number in range(count):
                series = make_topic(f"Reihe {count}-{number}", kind="reihe")
                make_meeting(items=NINE[:1], title=f"{count}-{number}", series=series)
            with self.subTest(meetings=count), self.assertNumQueries(8):
                self.client.get("/treffen/")


class HomeTests(TestCase):
    def test_shows_the_next_meeting_that_is_not_cancelled_with_its_agenda(self):
        make_meeting("2099-01-01 17:00", title="abgesagt", cancelled_at=days_ago(1))
        make_meeting("2099-02-01 17:00", NINE, title="findet statt")
        page = self.client.get("/")
        self.assertEqual(page.context["next_meeting"].title, "findet statt")
        self.assertContains(page, "Punkt 3")

    def test_an_empty_site_has_a_home_page(self):
        self.assertContains(self.client.get("/"), "Zurzeit ist kein Treffen angekündigt.")

    def test_queries_do_not_grow(self):
        for count in (1, 4):
            for number in range(count):
                make_report(f"{count}-{number}", topics=[f"T{number}"])
                make_meeting("2099-02-01 17:00", NINE[: 2 * count], title=f"bald {count}-{number}")
            caches.shelf.clear()
            with self.subTest(count=count), self.assertNumQueries(16):
                self.client.get("/")
