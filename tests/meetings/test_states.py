"""Cancelled, provisional, approved: told in the same words wherever a meeting is named."""

import re
from datetime import date, time
from unittest import mock

from django.db.models import QuerySet
from django.test import TestCase
from django.utils import timezone

from blog.models import Post
from meetings.models import Meeting, Revision
from meetings.views import event
from tests.build import berlin, days_ago, make_meeting, make_post, make_topic
from tests.desk import DeskTestCase, admin_address, errors_of, run_action, send
from tests.reading import read_by_people
from wiq_site.search.models import SearchEntry

WORDS = "Abgesagt: Sturm"


def text_of(client, path):
    """Return what stands at ``path``, its tags left out."""
    return re.sub("<[^>]+>", "", read_by_people(client.get(path)))


class CancelledTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.series = make_topic("Gesamttreffen", kind="reihe")
        cls.invitation = make_post("Einladung", [cls.series])
        cls.meeting = make_meeting(
            "2099-03-11 17:00",
            [("Eins", 5, "Ada")],
            series=cls.series,
            invitation=cls.invitation,
            protocol_published_at=None,
            cancelled_at=timezone.now(),
            cancel_reason="Sturm",
        )
        cls.other = make_meeting("2099-04-11 17:00", series=cls.series, protocol_published_at=None)

    def test_it_is_told_wherever_the_meeting_is_named(self):
        own = self.meeting.get_absolute_url()
        for path in (
            own,
            "/treffen/",
            self.invitation.get_absolute_url(),
            "/",
            "/beitraege/",
            "/beitraege/feed.rss",
            "/beitraege/feed.json",
            self.series.get_absolute_url(),
            self.other.get_absolute_url(),
            own.removesuffix("/") + ".txt",
            own.removesuffix("/") + ".json",
            own.removesuffix("/") + ".ics",
            "/suche/?q=einladung",
        ):
            with self.subTest(path):
                self.assertIn(WORDS, text_of(self.client, path))

    def test_feeds_tell_it_in_the_title_under_the_same_id(self):
        for suffix in ("rss", "atom", "json"):
            with self.subTest(suffix):
                feed = text_of(self.client, f"/beitraege/feed.{suffix}")
                self.assertIn("Abgesagt: Einladung", feed)
                self.assertIn(self.invitation.urn, feed)
        self.assertContains(self.client.get("/abonnieren/"), "Abgesagt: Einladung (")

    def test_it_is_told_where_only_a_summary_is_read(self):
        for thing in (self.meeting, self.invitation):
            page = self.client.get(thing.get_absolute_url()).content.decode()
            for key in ('name="description"', 'property="og:description"'):
                with self.subTest(thing, key=key):
                    [said] = re.findall(f'<meta {key} content="([^"]*)"', page)
                    self.assertIn(WORDS, said)
        feed = self.client.get("/beitraege/feed.rss").content.decode()
        self.assertIn(f"<description>{WORDS}", feed)

    def test_a_reason_that_says_it_too_says_it_once(self):
        for reason, told in [
            ("Abgesagt: Sturmwarnung", "Abgesagt: Sturmwarnung"),
            ("abgesagt wegen Krankheit", "Abgesagt wegen Krankheit"),
            ("Die Halle hat abgesagt", "Abgesagt: Die Halle hat abgesagt"),
        ]:
            with self.subTest(reason):
                self.assertEqual(
                    Meeting(cancelled_at=1, cancel_reason=reason).cancelled_words, told
                )

    def test_its_word_is_marked_in_lists_and_the_reason_stands_beside_it(self):
        colon = '<span class="visually-hidden">:</span>'
        mark = f'<p class="change"><strong class="meeting-state">Abgesagt{colon}</strong> Sturm</p>'
        self.assertContains(self.client.get("/beitraege/"), mark, html=True)

    def test_nothing_invites_to_it_any_more_but_its_calendar_entry_stays(self):
        page = text_of(self.client, self.meeting.get_absolute_url())
        self.assertNotIn("In den Kalender eintragen", page)
        self.assertNotIn("Aushang", page)
        entry = text_of(self.client, self.meeting.get_absolute_url().removesuffix("/") + ".ics")
        self.assertIn("STATUS:CANCELLED", entry)

    def test_taken_back_the_invitation_says_nothing(self):
        self.meeting.cancelled_at, self.meeting.cancel_reason = None, ""
        self.meeting.save()
        self.invitation.refresh_from_db()
        self.assertEqual(
            (self.invitation.meeting_state, self.invitation.told_title), ("", "Einladung")
        )

    def test_an_invitation_that_belongs_to_it_no_more_says_nothing(self):
        self.meeting.invitation = None
        self.meeting.save()
        self.invitation.refresh_from_db()
        self.assertEqual(self.invitation.meeting_state, "")


class MovedTests(TestCase):
    """A public meeting that gets another day or hour."""

    @classmethod
    def setUpTestData(cls):
        cls.series = make_topic("Gesamttreffen", kind="reihe")
        cls.invitation = make_post("Einladung", [cls.series])
        cls.meeting = make_meeting(
            "2099-03-11 17:00", series=cls.series, invitation=cls.invitation, protocol_published_at=None,
        )  # fmt: skip
        cls.other = make_meeting("2099-04-11 17:00", series=cls.series, protocol_published_at=None)

    def move(self, **fields):
        for name, value in fields.items():
            setattr(self.meeting, name, value)
        self.meeting.save()
        return str(Meeting.objects.get(pk=self.meeting.pk).change_words)

    def test_it_is_told_wherever_the_meeting_is_named(self):
        self.move(date=date(2099, 3, 18))
        own = self.meeting.get_absolute_url()
        paths = ["/treffen/", self.invitation.get_absolute_url(), "/", "/beitraege/"]
        paths += ["/beitraege/feed.rss", "/beitraege/feed.json", self.other.get_absolute_url()]
        paths += [f"{own[:-1]}.{suffix}" for suffix in ("txt", "json")]
        for path in (own, *paths, self.series.get_absolute_url(), "/suche/?q=einladung"):
            with self.subTest(path):
                words = "Verlegt vom 11. März 2099 auf den 18. März 2099"
                self.assertIn(words, text_of(self.client, path))

    def test_its_calendar_entry_is_a_new_one(self):
        before = self.meeting.revision.sequence
        self.move(date=date(2099, 3, 18))
        entry = text_of(self.client, self.meeting.get_absolute_url()[:-1] + ".ics")
        self.assertIn("Verlegt vom 11. März 2099", entry)
        self.assertIn(f"SEQUENCE:{before + 1}", entry)

    def test_after_it_was_deleted_and_came_back_calendars_hold_no_higher_one(self):
        for hour in (18, 19, 17):
            self.move(start=time(hour))
        before = Revision.objects.get(meeting=self.meeting).sequence
        Revision.objects.all().delete()
        with mock.patch("django.utils.timezone.now", return_value=days_ago(-1)):
            Meeting.objects.get(pk=self.meeting.pk).save()
        self.assertGreater(Revision.objects.get(meeting=self.meeting).sequence, before)

    def test_another_hour_is_told_as_such(self):
        self.assertEqual(self.move(start=time(18)), "Verlegt von 17:00 auf 18:00 Uhr")

    def test_another_day_and_hour_are_both_told(self):
        words = "Verlegt vom 11. März 2099, 17:00 Uhr, auf den 18. März 2099, 18:30 Uhr"
        self.assertEqual(self.move(date=date(2099, 3, 18), start=time(18, 30)), words)

    def test_one_that_is_cancelled_then_tells_both(self):
        self.move(date=date(2099, 3, 18))
        words = "Abgesagt: Sturm\xa0· Verlegt vom 11. März 2099 auf den 18. März 2099"
        told = self.move(cancelled_at=timezone.now(), cancel_reason="Sturm")
        self.assertEqual(told, words)
        self.assertEqual(Post.objects.get().meeting_state, words)
        self.assertEqual(event("", self.meeting)["eventStatus"][-9:], "Cancelled")

    def test_the_day_first_announced_stays(self):
        self.move(date=date(2099, 3, 18))
        words = "Verlegt vom 11. März 2099 auf den 25. März 2099"
        self.assertEqual(self.move(date=date(2099, 3, 25)), words)

    def test_back_at_its_day_nothing_is_told(self):
        self.move(date=date(2099, 3, 18))
        self.assertEqual(self.move(date=date(2099, 3, 11)), "")

    def test_a_start_that_was_not_known_is_no_move(self):
        self.move(start=None)
        self.assertEqual(self.move(start=time(19)), "")

    def test_one_that_nobody_knew_of_does_not_move(self):
        self.move(agenda_published_at=None)
        self.assertEqual(self.move(date=date(2099, 3, 18)), "")

    def test_the_mended_date_of_a_past_one_is_no_move(self):
        past = make_meeting()
        past.date = date(2020, 12, 11)
        past.save()
        self.assertIsNone(past.moved_from)

    def test_many_at_once_move_too(self):
        Meeting.objects.filter(pk=self.meeting.pk).update(date=date(2099, 3, 18))
        self.meeting.refresh_from_db()
        self.assertTrue(self.meeting.moved_words)


class ElsewhereTests(TestCase):
    """A public meeting that gets another place, or is taken part in from elsewhere in another way."""

    NEW = "Neuer Ort: Rathaus statt Stadtteilbibliothek"

    @classmethod
    def setUpTestData(cls):
        cls.series = make_topic("Gesamttreffen", kind="reihe")
        cls.invitation = make_post("Einladung", [cls.series])
        cls.meeting = make_meeting(
            "2099-03-11 17:00", series=cls.series, invitation=cls.invitation, protocol_published_at=None,
            place="Stadtteilbibliothek",
        )  # fmt: skip
        cls.other = make_meeting("2099-04-11 17:00", series=cls.series, protocol_published_at=None)

    move = MovedTests.move

    def test_it_is_told_wherever_the_meeting_is_named(self):
        self.move(place="Rathaus")
        own = self.meeting.get_absolute_url()
        paths = ["/treffen/", self.invitation.get_absolute_url(), "/", "/beitraege/"]
        paths += ["/beitraege/feed.rss", "/beitraege/feed.json", self.other.get_absolute_url()]
        paths += [f"{own[:-1]}.{suffix}" for suffix in ("txt", "json")]
        for path in (own, *paths, self.series.get_absolute_url(), "/suche/?q=einladung"):
            with self.subTest(path):
                self.assertIn(self.NEW, text_of(self.client, path))
        self.assertContains(self.client.get("/abonnieren/"), "Neuer Ort: Einladung (")
        mark = (
            '<strong class="meeting-state">Neuer Ort<span class="visually-hidden">:</span></strong>'
        )
        self.assertContains(self.client.get(own), mark)

    def test_its_calendar_entry_is_a_new_one(self):
        before = self.meeting.revision.sequence
        self.move(place="Rathaus")
        entry = text_of(self.client, self.meeting.get_absolute_url()[:-1] + ".ics")
        for words in ("LOCATION:Rathaus", self.NEW, f"SEQUENCE:{before + 1}"):
            self.assertIn(words, entry)

    def test_the_place_first_announced_stays_until_it_is_back_there(self):
        self.move(place="Rathaus")
        told = self.move(place="Werkstatt")
        self.assertEqual(told, "Neuer Ort: Werkstatt statt Stadtteilbibliothek")
        self.assertEqual(self.move(place="Stadtteilbibliothek"), "")

    def test_another_day_and_place_are_both_told_and_of_a_cancelled_one_no_place(self):
        moved = "Verlegt vom 11. März 2099 auf den 18. März 2099"
        told = self.move(date=date(2099, 3, 18), place="Rathaus")
        self.assertEqual(told, f"{moved}\xa0· {self.NEW}")
        told = self.move(cancelled_at=timezone.now(), cancel_reason="Sturm")
        self.assertEqual(told, f"{WORDS}\xa0· {moved}")

    def test_only_what_leads_elsewhere_is_another_place(self):
        for old, new, is_other in [
            ("Stadtteilbiblothek", "Stadtteilbibliothek", False),
            ("Bibliothek", "Bibliothek, Hauptstr. 5", False),
            ("Rathaus (Raum 3)", "rathaus, Raum 3", False),
            ("Hauptstr. 5", "Hauptstraße 5", False),
            ("Haupt-Straße 5", "Hauptstraße 5", False),
            ("Rathaus Saal 1", "Rathaus, Saal 1", False),
            ("Cafe Grün", "Café Gruen", False),
            ("", "Rathaus", False),
            ("Rathaus, Raum 3", "Rathaus, Raum 5", True),
            ("Hauptstraße 3", "Hauptstraße 13", True),
            ("Hauptstraße 3", "Hauptstraße 3a", True),
            ("Westhalle", "Osthalle", True),
            ("Haus A", "Haus B", True),
            ("Rathaus", "Café am Rathaus", True),
            ("Rathaus", "Rathaus-Café", True),
            ("Rathaus", "", True),
            ("(Rathaus)", "", True),
        ]:
            with self.subTest(old, new=new):
                rows = Meeting.objects.filter(pk=self.meeting.pk)
                QuerySet.update(rows, place=old, former_place="")
                self.meeting = rows.get()
                self.assertEqual(bool(self.move(place=new)), is_other)

    def test_who_has_no_place_any_more_meets_online_or_it_is_open(self):
        self.assertEqual(self.move(place="")[:22], "Neuer Ort: noch offen ")
        told = self.move(online_url="https://video.example.org/a")
        self.assertEqual(told, "Neuer Ort: nur online statt Stadtteilbibliothek")
        self.assertEqual(event("", self.meeting)["eventStatus"][-16:], "EventMovedOnline")

    def test_another_way_to_take_part_from_elsewhere_is_told_without_the_old_link(self):
        link = "https://video.example.org/"
        for fields, told in [
            ({"online_url": f"{link}a"}, ""),
            ({"online_url": f"{link}b"}, "Neuer Link zur Teilnahme"),
            ({"online_on_request": True}, "Link zur Teilnahme jetzt auf Anfrage"),
            ({"online_url": "", "online_on_request": False}, "Teilnahme online nicht mehr möglich"),
            ({"online_url": f"{link}a"}, ""),
        ]:
            with self.subTest(fields):
                self.assertEqual(self.move(**fields), told)
                if fields != {"online_url": f"{link}a"}:
                    for suffix in (".json", ".txt", "/"):
                        said = self.client.get(self.meeting.get_absolute_url()[:-1] + suffix)
                        self.assertNotContains(said, f"{link}a")

    def test_past_or_unknown_ones_are_mended_without_a_word(self):
        past, hidden = make_meeting(place="A"), make_meeting("2099-01-01 17:00", place="A")
        hidden.agenda_published_at = hidden.protocol_published_at = None
        hidden.save()
        for meeting in (past, hidden):
            meeting.place = "B"
            meeting.save()
            self.assertEqual(meeting.former_place, "")


class RunningTests(TestCase):
    def setUp(self):
        invitation = make_post("Einladung", teaser="Kommen Sie")
        self.invitation = invitation.get_absolute_url()
        self.other = make_post("Davor", published_at=days_ago(9)).get_absolute_url()
        self.meeting = make_meeting(
            "2099-03-11 17:00", end=time(19), invitation=invitation, protocol_published_at=None
        )

    def at(self, moment):
        return mock.patch("django.utils.timezone.now", return_value=berlin(moment))

    def test_it_is_told_where_a_page_is_made_afresh_and_only_then(self):
        own = self.meeting.get_absolute_url()
        for clock, count in (("16:59", 0), ("17:00", 1), ("18:59", 1), ("19:00", 0)):
            for path, times in (
                *((path, 1) for path in (own, "/treffen/", f"{own[:-1]}.json", "/beitraege/")),
                *((path, 1) for path in (self.invitation, self.other)),
                *((path, 2) for path in ("/", "/suche/?q=einladung")),
            ):
                with self.subTest(clock, path=path), self.at(f"2099-03-11 {clock}"):
                    told = text_of(self.client, path).count("Läuft gerade")
                    self.assertEqual(told, count * times)

    def test_descriptions_are_kept_and_tell_when_and_where_instead(self):
        Post.objects.update(teaser="")
        self.meeting.place = "Rathaus"
        self.meeting.save()
        told = "Mittwoch, 11. März 2099, 17:00–19:00 Uhr, Rathaus"
        with self.at("2099-03-11 18:00"):
            page = text = self.client.get(self.invitation).content.decode()
            self.assertIn("Läuft gerade", page)
            for key in ('name="description"', 'property="og:description"'):
                [text] = re.findall(f'<meta {key} content="([^"]*)"', page)
                self.assertEqual(text, told)

    def test_feeds_and_calendars_do_not_change_by_the_clock(self):
        for path in ("/beitraege/feed.rss", "/treffen/kalender.ics"):
            with self.subTest(path):
                before = self.client.get(path)["ETag"]
                with self.at("2099-03-11 18:00"):
                    self.assertEqual(self.client.get(path)["ETag"], before)

    def test_without_an_end_nobody_knows(self):
        self.meeting.end = None
        self.meeting.save()
        with self.at("2099-03-11 18:00"):
            self.assertEqual(self.meeting.state_words, [])


class MinutesTests(TestCase):
    def test_how_far_they_are_is_told_with_the_report_and_the_meeting(self):
        report = make_post("Bericht")
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Gut.")], report=report)
        paths = [
            meeting.get_absolute_url(),
            report.get_absolute_url(),
            "/beitraege/",
            "/beitraege/feed.rss",
            "/treffen/protokolle.rss",
            "/treffen/",
            meeting.get_absolute_url().removesuffix("/") + ".txt",
        ]
        for approved, words in (
            (None, "Vorläufiges Protokoll, noch nicht genehmigt"),
            (date(2021, 3, 4), "Protokoll genehmigt am 4. März 2021"),
        ):
            meeting.approved_at = approved
            meeting.save()
            for path in paths:
                with self.subTest(words, path=path):
                    self.assertIn(words, text_of(self.client, path))

    def test_it_is_told_where_only_a_summary_is_read(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Gut.")], report=make_post("Bericht"))
        meeting.items.get().outcomes.create(kind="beschluss", text="Ja")
        for path in (
            "/beitraege/feed.rss",
            "/treffen/protokolle.rss",
            "/treffen/aufgaben/feed.rss",
        ):
            with self.subTest(path):
                feed = self.client.get(path).content.decode()
                summary = re.findall("<description>([^<]*)", feed)[-1]
                self.assertIn("Vorläufiges Protokoll, noch nicht genehmigt", summary)

    def test_that_they_were_corrected_is_told_there_too(self):
        make_meeting(
            items=[("Eins", 5, "Ada", "Gut.")],
            report=make_post("Bericht", corrected_at=timezone.now()),
        )
        for path in ("/beitraege/feed.rss", "/treffen/protokolle.rss"):
            with self.subTest(path):
                feed = self.client.get(path).content.decode()
                self.assertIn("Berichtigt am", re.findall("<description>([^<]*)", feed)[-1])

    def test_the_invitation_says_how_far_they_are_and_leads_there(self):
        invitation, report = make_post("Einladung"), make_post("Bericht")
        items = [("Eins", 5, "Ada", "Gut.")]
        make_meeting(items=items, invitation=invitation, report=report)
        page = self.client.get(invitation.get_absolute_url())
        said = '<p class="meta">Vorläufiges Protokoll, noch nicht genehmigt</p>'
        self.assertContains(page, said, 1)
        self.assertContains(page, f'href="{report.get_absolute_url()}">Protokoll lesen</a>', 1)
        report.withdrawn_at = timezone.now()
        report.save()
        page = self.client.get(invitation.get_absolute_url())
        self.assertNotContains(page, "Protokoll lesen")

    def test_the_report_is_found_with_it(self):
        report = make_post("Bericht")
        make_meeting(items=[("Eins", 5, "Ada", "Gut.")], report=report)
        entries = SearchEntry.objects.visible().exclude(owner_label="blog.topic")
        self.assertEqual(len(entries), 3)  # the post, its minutes, the TOP
        for entry in entries:
            with self.subTest(entry.owner_label):
                self.assertIn("vorläufig", entry.context.lower())

    def test_the_longest_state_fits_into_what_is_found(self):
        make_meeting(
            report=make_post("Bericht", author="A" * 100), cancelled_at=timezone.now(), cancel_reason="x" * 250,
            moved_from=berlin("2020-09-30 17:30"),
        )  # fmt: skip
        make_meeting(
            report=make_post("Zweiter", author="A" * 100), place="x" * 200, former_place="y" * 200,
            moved_from=berlin("2020-09-30 17:30"), online_url="https://a.de", former_online="https://b.de",
        )  # fmt: skip
        for post in Post.objects.all():
            post.full_clean()
        for entry in SearchEntry.objects.all():
            self.assertLessEqual(len(entry.context), 300)


class DeskTests(DeskTestCase):
    def test_cancelling_asks_for_the_reason(self):
        meeting = make_meeting(protocol_published_at=None)
        path = admin_address("change", meeting)
        typed = {"cancelled_at_0": "2026-01-02", "cancelled_at_1": "10:00"}
        [sentence] = errors_of(send(self.client, path, **typed))
        self.assertTrue(sentence.startswith("Bitte sagen Sie in wenigen Worten, warum"))
        self.assertEqual(
            len(errors_of(send(self.client, path, **typed, cancel_reason="x" * 251))), 1
        )
        send(self.client, path, **typed, cancel_reason="Sturm")
        self.assertEqual(errors_of(send(self.client, path, cancel_reason="")), [sentence])
        self.assertEqual(Meeting.objects.get().cancelled_words, WORDS)

    def test_whoever_moves_a_meeting_reads_what_is_told(self):
        meeting = make_meeting("2099-03-11 17:00", protocol_published_at=None)
        path = admin_address("change", meeting)
        page = self.client.get(send(self.client, path, date="2099-03-18")["Location"])
        self.assertContains(
            page, "„Verlegt vom 11. März 2099 auf den 18. März 2099“ steht jetzt überall"
        )
        send(self.client, path, moved_from_0="", moved_from_1="")
        self.assertEqual(Meeting.objects.get().change_words, "")

    def test_whoever_names_another_place_reads_what_is_told_and_takes_it_back(self):
        meeting = make_meeting("2099-03-11 17:00", place="Rathaus", protocol_published_at=None)
        path = admin_address("change", meeting)
        page = self.client.get(send(self.client, path, place="Werkstatt")["Location"])
        told = "„Neuer Ort: Werkstatt statt Rathaus“ steht jetzt überall"
        self.assertContains(page, told)
        self.assertContains(page, "leeren Sie „früherer Ort“")
        send(self.client, path, former_place="")
        self.assertEqual(Meeting.objects.get().change_words, "")
        page = self.client.get(send(self.client, path, place="Werkstat")["Location"])
        self.assertNotContains(page, "steht jetzt überall")

    def test_the_selected_minutes_are_approved_where_they_are_public(self):
        public = make_meeting(items=[("Eins", 5, "Ada", "Gut.")])
        waiting = make_meeting(title="Später", protocol_published_at=days_ago(-2))
        page = run_action(self.client, "approve_minutes", public, waiting)
        self.assertContains(page, "1 Protokoll ist genehmigt")
        approved = Meeting.objects.order_by("pk").values_list("approved_at", flat=True)
        self.assertEqual(list(approved), [timezone.localdate(), None])
