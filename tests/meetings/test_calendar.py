from datetime import UTC, date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.test import TestCase, override_settings
from icalendar import Calendar

from meetings.models import Meeting
from meetings.timetable import ZONE
from tests.build import berlin, days_ago, make_meeting, make_topic

NINE = [(f"Punkt {n}", 5, f"Person {n}", f"- Text {n}") for n in range(1, 10)]


def edit(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


class CalendarCase(TestCase):
    def calendar(self, path="/treffen/kalender.ics"):
        answer = self.client.get(path)
        self.assertEqual(answer.status_code, 200)
        return Calendar.from_ical(answer.content)

    def event(self, meeting):
        return self.calendar(f"/treffen/{meeting.slug}.ics").events[0]

    def names(self, query=""):
        return [str(e["summary"]) for e in self.calendar(f"/treffen/kalender.ics{query}").events]


class EventTests(CalendarCase):
    def test_tells_title_time_place_page_and_agenda(self):
        meeting = make_meeting(
            items=[("Begrüßung, kurz; gut", 8, "Thorsten"), ("Stand", 7, None)],
            title="Gesamttreffen",
            end=time(19, 30),
            place="Rathaus, Zimmer 4",
            series=make_topic("Gesamttreffen", kind="reihe"),
        )
        event = self.event(meeting)
        url = "http://testserver/treffen/gesamttreffen/"
        self.assertEqual(str(event["summary"]), "Gesamttreffen")
        self.assertEqual(event["dtstart"].dt, berlin("2020-12-10 17:00"))
        self.assertEqual(event["dtstart"].params["TZID"], "Europe/Berlin")
        self.assertEqual(event["dtend"].dt, berlin("2020-12-10 19:30"))
        self.assertEqual(str(event["location"]), "Rathaus, Zimmer 4")
        self.assertEqual(str(event["url"]), url)
        self.assertEqual(str(event["status"]), "CONFIRMED")
        self.assertEqual(event["categories"].cats, ["Gesamttreffen"])
        self.assertEqual(
            str(event["description"]).splitlines(),
            [
                "Vorläufiges Protokoll, noch nicht genehmigt",
                "",
                "Tagesordnung:",
                "17:00–17:08 TOP 1 Begrüßung, kurz; gut (Thorsten)",
                "17:08–17:15 TOP 2 Stand",
                "",
                f"Alles zum Treffen: {url}",
            ],
        )

    def test_says_that_a_meeting_is_cancelled(self):
        event = self.event(make_meeting(cancelled_at=days_ago(1), title="Rundgang"))
        self.assertEqual(str(event["status"]), "CANCELLED")
        self.assertEqual(str(event["summary"]), "Abgesagt: Rundgang")
        self.assertIn("Abgesagt", event["description"])

    def test_without_a_start_it_fills_the_day_and_blocks_nobody(self):
        meeting = make_meeting(end=None)
        edit(meeting, start=None)
        event = self.event(meeting)
        self.assertEqual(
            (event["dtstart"].dt, event["dtend"].dt), (date(2020, 12, 10), date(2020, 12, 11))
        )
        self.assertEqual(str(event["transp"]), "TRANSPARENT")

    def test_without_an_end_that_of_the_last_item_counts_and_none_is_made_up(self):
        planned = make_meeting(items=[("a", 30, None), ("b", 15, None)], title="geplant")
        self.assertEqual(self.event(planned)["dtend"].dt, berlin("2020-12-10 17:45"))
        self.assertNotIn("dtend", self.event(make_meeting(title="offen")))

    def test_past_midnight_it_ends_on_the_next_day(self):
        event = self.event(make_meeting("2020-12-31 22:00", end=time(0, 30)))
        self.assertEqual(event["dtend"].dt, berlin("2021-01-01 00:30"))

    def test_a_link_on_request_stays_out_and_a_public_one_is_told(self):
        url, when = "https://raum.example/x", "2099-12-10 17:00"
        hidden = make_meeting(when, online_url=url, online_on_request=True, title="a")
        shown = make_meeting(when, online_url=url, title="b")
        answer = self.client.get(f"/treffen/{hidden.slug}.ics")
        self.assertNotContains(answer, "raum.example")
        self.assertContains(answer, "Link auf Anfrage")
        self.assertEqual(str(self.event(shown)["location"]), "https://raum.example/x")

    def test_an_item_that_is_not_public_is_a_number(self):
        meeting = make_meeting(items=[("Personalsache", 8, "Ada"), ("Stand", 5, None)])
        edit(meeting.items.first(), public=False)
        lines = str(self.event(meeting)["description"]).splitlines()
        self.assertIn("17:00–17:08 TOP 1 (nicht öffentlich)", lines)

    def test_hostile_text_stays_text(self):
        name = "a\r\nEND:VEVENT\\n;,\x07\u2028b" + "ü" * 100
        meeting = make_meeting(items=[(name, 5, None)], title=name[:60], place=name)
        event = self.event(meeting)
        self.assertEqual(str(event["location"]), f"a END:VEVENT\\n;, b{'ü' * 100}")
        self.assertEqual(str(event["summary"])[:20], "a END:VEVENT\\n;, büü")

    def test_lines_are_folded_at_75_octets(self):
        make_meeting(items=[("ü" * 200, 5, None)])
        lines = self.client.get("/treffen/kalender.ics").content.split(b"\r\n")
        self.assertLessEqual(max(map(len, lines)), 75)


class ChangeTests(CalendarCase):
    def test_the_id_stays_and_the_sequence_grows_with_every_visible_change(self):
        meeting = make_meeting(items=[("Stand", 5, "Ada")], title="Treffen")
        item, speaker = meeting.items.get(), meeting.items.get().speakers.get()
        before = self.event(meeting)
        for name, change in [
            ("date", lambda: edit(meeting, date=date(2020, 12, 11))),
            ("start", lambda: edit(meeting, start=time(18))),
            ("end", lambda: edit(meeting, end=time(21))),
            ("place", lambda: edit(meeting, place="Garten")),
            ("title", lambda: edit(meeting, title="Anders")),
            ("address", lambda: edit(meeting, slug="anders")),
            ("cancelled", lambda: edit(meeting, cancelled_at=days_ago(0))),
            ("item", lambda: edit(item, name="Neu")),
            ("hidden", lambda: edit(item, public=False)),
            ("shown", lambda: edit(item, public=True)),
            ("speaker", lambda: edit(speaker, agreed=False)),
            ("item gone", item.delete),
        ]:
            change()
            after = self.event(meeting)
            with self.subTest(change=name):
                self.assertEqual(after["uid"], before["uid"])
                self.assertGreater(after["sequence"], before["sequence"])
                self.assertGreaterEqual(after["last-modified"].dt, before["last-modified"].dt)
            before = after
        self.assertEqual(str(before["uid"]), f"urn:uuid:{meeting.uuid}")

    def test_how_far_the_minutes_are_is_told_and_counted(self):
        meeting = make_meeting(items=[("Stand", 5, "Ada")], title="a", protocol_published_at=None)
        tag, before = self.client.get("/treffen/kalender.ics")["ETag"], self.event(meeting)
        for change, *words in [
            ({"protocol_published_at": days_ago(3)}, "Vorläufiges Protokoll, noch nicht genehmigt"),
            ({"approved_at": date(2021, 1, 14)}, "Protokoll genehmigt am 14. Januar 2021"),
        ]:
            edit(meeting, **change)
            after, new = self.event(meeting), self.client.get("/treffen/kalender.ics")["ETag"]
            with self.subTest(words):
                said = str(after["description"]).splitlines()
                self.assertEqual(said[:3], [*words, "", "Tagesordnung:"])
                self.assertGreater(after["sequence"], before["sequence"])
                self.assertGreaterEqual(after["dtstamp"].dt, before["dtstamp"].dt)
                self.assertNotEqual(new, tag)
            tag, before = new, after

    def test_what_a_calendar_does_not_show_changes_nothing_in_it(self):
        meeting = make_meeting(items=[("Stand", 5, "Ada")])
        before = self.client.get("/treffen/kalender.ics")
        edit(meeting.items.get(), protocol="Neuer Text")
        edit(meeting, closing="Tschüss", minute_taker="Bo")
        after = self.client.get("/treffen/kalender.ics")
        self.assertEqual((after["ETag"], after.content), (before["ETag"], before.content))

    def test_a_meeting_saved_from_an_old_form_does_not_turn_the_sequence_back(self):
        meeting = make_meeting(place="A")
        old = Meeting.objects.get(pk=meeting.pk)
        edit(meeting, place="B")
        edit(meeting, place="C")
        between = self.event(meeting)["sequence"]
        edit(old, title="Anders")
        self.assertGreater(self.event(meeting)["sequence"], between)

    def test_a_meeting_without_a_revision_is_the_first_one(self):
        meeting = make_meeting()
        meeting.revision.delete()
        self.assertEqual(self.event(meeting)["sequence"], 0)
        edit(Meeting.objects.get(), place="Garten")
        self.assertGreater(self.event(meeting)["sequence"], 0)


class ZoneTests(CalendarCase):
    """The two nights in which the clock changes; what the VTIMEZONE says, not only the library."""

    def onsets(self, part, years):
        """Return the moments in UTC at which ``part`` of a VTIMEZONE begins, as RFC 5545 reads it."""
        rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=part["dtstart"].dt)
        first, last = (datetime(year, 1, 1) for year in (years[0], years[-1] + 1))
        found = rule.between(first, last)
        return [(day - part["tzoffsetfrom"].td).replace(tzinfo=UTC) for day in found]

    def test_the_rules_change_the_clock_at_the_very_second_for_two_centuries(self):
        make_meeting()
        (zone,) = self.calendar().timezones
        years = range(1997, 2199)
        for part in zone.subcomponents:
            onsets = self.onsets(part, years)
            self.assertEqual(len(onsets), len(years))
            for onset in onsets:
                before = (onset - timedelta(seconds=1)).astimezone(ZONE).utcoffset()
                after = onset.astimezone(ZONE).utcoffset()
                self.assertEqual(
                    (before, after), (part["tzoffsetfrom"].td, part["tzoffsetto"].td), onset
                )

    def test_the_two_nights_are_named_by_the_clock_before_the_change(self):
        make_meeting()
        parts = {part.name: part for part in self.calendar().timezones[0].subcomponents}
        for name, onset in (
            ("DAYLIGHT", datetime(2021, 3, 28, 1, tzinfo=UTC)),
            ("STANDARD", datetime(2020, 10, 25, 1, tzinfo=UTC)),
        ):
            with self.subTest(part=name):
                self.assertIn(onset, self.onsets(parts[name], range(2020, 2022)))
        self.assertEqual(parts["DAYLIGHT"]["dtstart"].dt.hour, 2)
        self.assertEqual(parts["STANDARD"]["dtstart"].dt.hour, 3)

    def test_no_list_of_days_that_ical_js_would_read_in_part(self):
        make_meeting()
        self.assertNotContains(self.client.get("/treffen/kalender.ics"), "RDATE")

    def test_years_before_these_rules_are_told_in_utc(self):
        meeting = make_meeting("1985-07-01 17:00")
        answer = self.client.get(f"/treffen/{meeting.slug}.ics")
        self.assertContains(answer, "DTSTART:19850701T150000Z")

    def test_a_meeting_through_the_night_has_its_true_length(self):
        for day, end, hours in (("2020-10-24", "04:00", 7), ("2021-03-27", "04:00", 5)):
            meeting = make_meeting(f"{day} 22:00", end=time.fromisoformat(end), title=day)
            event = self.event(meeting)
            length = event["dtend"].dt.astimezone(UTC) - event["dtstart"].dt.astimezone(UTC)
            with self.subTest(day=day):
                self.assertEqual(length, timedelta(hours=hours))

    def test_the_hour_that_the_clock_shows_twice_is_told_apart(self):
        first, second = ("bis zum ersten halb drei", 150, None), ("noch eine Stunde", 60, None)
        for items, end in (([first], "003000Z"), ([first, second], "013000Z")):
            meeting = make_meeting("2020-10-25 00:00", items, title=end)
            answer = self.client.get(f"/treffen/{meeting.slug}.ics")
            with self.subTest(end=end):
                self.assertContains(answer, f"DTEND:20201025T{end}")


class ListTests(CalendarCase):
    def setUp(self):
        self.series = make_topic("Stammtisch", kind="reihe")
        make_meeting("2020-12-10 17:00", title="a", series=self.series)
        make_meeting("2021-12-10 17:00", title="b", series=self.series)
        make_meeting("2020-11-10 17:00", title="c")

    def test_holds_the_meetings_of_the_list_with_the_same_query(self):
        for query, names in [
            ("", ["c", "a", "b"]),
            ("?reihe=stammtisch", ["a", "b"]),
            ("?jahr=2020", ["c", "a"]),
            ("?reihe=stammtisch&jahr=2020", ["a"]),
            ("?jahr=1999", []),  # still a calendar
        ]:
            with self.subTest(query=query):
                self.assertEqual(self.names(query), names)

    def test_is_named_after_the_choice(self):
        calendar = self.calendar("/treffen/kalender.ics?reihe=stammtisch")
        self.assertEqual(str(calendar["name"]), "Wir im Quartier – Treffen: Stammtisch")

    def test_another_order_an_unknown_key_and_an_old_name_are_redirected(self):
        self.assertRedirects(
            self.client.get("/treffen/kalender.ics?jahr=2020&reihe=stammtisch&fbclid=x"),
            "/treffen/kalender.ics?reihe=stammtisch&jahr=2020",
            301,
        )
        edit(self.series, slug="runde")
        self.assertRedirects(
            self.client.get("/treffen/kalender.ics?reihe=stammtisch"),
            "/treffen/kalender.ics?reihe=runde",
            301,
        )

    def test_what_does_not_exist_answers_404(self):
        for path in ("kalender.ics?reihe=x", "kalender.ics?jahr=x", "gibts-nicht.ics"):
            with self.subTest(path=path):
                self.assertEqual(self.client.get(f"/treffen/{path}").status_code, 404)

    def test_no_meeting_can_take_the_address_of_the_calendar(self):
        self.assertEqual(make_meeting(title="Kalender").slug, "kalender-2")

    def test_a_moved_meeting_is_found_at_its_old_address(self):
        edit(Meeting.objects.get(title="a"), slug="neu")
        self.assertRedirects(self.client.get("/treffen/a.ics"), "/treffen/neu.ics", 301)

    def test_hidden_and_later_meetings_stay_out(self):
        for moment in (None, days_ago(-1)):
            meeting = make_meeting(
                title=f"x {moment}", agenda_published_at=moment, protocol_published_at=moment
            )
            self.assertEqual(self.client.get(f"/treffen/{meeting.slug}.ics").status_code, 404)
        self.assertEqual(self.names(), ["c", "a", "b"])


class ConditionalTests(CalendarCase):
    def test_who_is_up_to_date_gets_304_for_one_query(self):
        make_meeting(items=NINE, title="a")
        for path in ("/treffen/kalender.ics", "/treffen/a.ics"):
            kept = self.client.get(path)["ETag"]
            with self.subTest(path=path), self.assertNumQueries(1):
                answer = self.client.get(path, headers={"if-none-match": kept})
            self.assertEqual((answer.status_code, answer.content), (304, b""))
            self.assertFalse(kept.startswith("W/"))

    def test_head_tells_the_same(self):
        make_meeting(title="a")
        head = self.client.head("/treffen/a.ics")
        self.assertEqual(head["ETag"], self.client.get("/treffen/a.ics")["ETag"])
        self.assertEqual(head["Content-Type"], "text/calendar; charset=utf-8")
        self.assertEqual(head["Content-Disposition"], 'attachment; filename="a.ics"')
        self.assertEqual(head["Cache-Control"], "public, no-cache")
        self.assertFalse(head.cookies)

    def test_nothing_else_than_reading_is_allowed(self):
        self.assertEqual(self.client.post("/treffen/kalender.ics").status_code, 405)

    def test_a_series_with_a_new_name_makes_it_new(self):
        series = make_topic("Stammtisch", kind="reihe")
        make_meeting(series=series)
        before = self.client.get("/treffen/kalender.ics")["ETag"]
        edit(series, name="Runde")
        self.assertNotEqual(self.client.get("/treffen/kalender.ics")["ETag"], before)

    def test_the_host_is_part_of_what_is_told(self):
        make_meeting()
        before = self.client.get("/treffen/kalender.ics")["ETag"]
        with override_settings(SITE_URL="https://anderswo.example"):
            answer = self.client.get("/treffen/kalender.ics")
        self.assertNotEqual(answer["ETag"], before)
        self.assertContains(answer, "https://anderswo.example/treffen/")

    def test_queries_do_not_grow(self):
        for count in (1, 9):
            for number in range(count):
                make_meeting(items=NINE[: 1 + count // 4], title=f"{count} {number}")
            with self.subTest(count=count), self.assertNumQueries(5):
                self.client.get("/treffen/kalender.ics")
