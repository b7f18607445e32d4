"""The feed of published minutes."""

from django.test import TestCase

from tests.build import berlin, days_ago, make_meeting, make_post, make_report, make_topic
from tests.reading import entries_of, xml_of

PATH = "/treffen/protokolle.rss"


class ProtocolFeedTests(TestCase):
    def titles(self, query=""):
        return [entry.title for entry in entries_of(self.client.get(PATH + query)).entries]

    def test_names_the_minutes_published_last_first(self):
        make_meeting("2026-01-10 17:00", title="Alt", protocol_published_at=days_ago(1))
        make_meeting("2026-03-10 17:00", title="Neu", protocol_published_at=days_ago(2))
        make_meeting("2026-02-10 17:00", title="Nur Tagesordnung", protocol_published_at=None)
        make_meeting("2026-02-11 17:00", title="Morgen", protocol_published_at=days_ago(-1))
        self.assertEqual(
            self.titles(),
            ["Protokoll vom 10. Januar 2026 – Alt", "Protokoll vom 10. März 2026 – Neu"],
        )

    def test_obeys_the_query_string_of_the_list(self):
        series = make_topic("Stammtisch", kind="reihe")
        make_topic("Leer", kind="reihe")
        make_post(topics=["Leer"])
        make_meeting("2025-01-10 17:00", title="A", series=series)
        make_meeting(
            "2026-01-10 17:00", title="B", series=series, protocol_published_at=days_ago(1)
        )
        make_meeting("2026-02-10 17:00", title="C", protocol_published_at=days_ago(3))
        for query, names in (
            ("", "BAC"),
            ("?reihe=stammtisch", "BA"),
            ("?jahr=2026", "BC"),
            ("?reihe=stammtisch&jahr=2026", "B"),
            ("?reihe=leer", ""),
        ):
            with self.subTest(query):
                self.assertEqual("".join(title[-1] for title in self.titles(query)), names)
                listed = self.client.get(f"/treffen/{query}").context["past"]
                self.assertEqual({m.title for m in listed}, set(names))

    def test_an_unknown_series_is_no_feed_and_a_renamed_one_is_found(self):
        series = make_topic("Stammtisch", kind="reihe")
        make_post(topics=["Stammtisch", "Klima"])
        series.slug = "runde"
        series.save()
        for slug in ("nie", "klima"):
            self.assertEqual(self.client.get(f"{PATH}?reihe={slug}").status_code, 404)
        for path in (PATH, "/treffen/"):
            answer = self.client.get(f"{path}?reihe=stammtisch")
            self.assertRedirects(answer, f"{path}?reihe=runde", 301)

    def test_tells_the_minutes_in_full_and_nothing_that_is_not_public(self):
        meeting = make_meeting(
            items=[("Offen", 5, "Ada", "Siehe [oben](#top-1)."), ("Geheim", 5, "Bo", "Geheim!")],
            minute_taker="Kim",
            intro="Willkommen.",
            protocol_published_at=berlin("2026-07-01 12:00"),
        )
        meeting.items.filter(name="Geheim").update(public=False)
        entry = entries_of(self.client.get(PATH)).entries[0]
        self.assertEqual(entry.id, meeting.urn)
        self.assertEqual(entry.author, "Kim")
        self.assertEqual(entry.published, "Wed, 01 Jul 2026 12:00:00 +0200")
        self.assertEqual(entry.link, "http://testserver/treffen/gesamttreffen/")
        content = entry.content[0].value
        self.assertIn('href="http://testserver/treffen/gesamttreffen/#top-1"', content)
        self.assertNotIn("Geheim", content)

    def test_a_reported_meeting_leads_to_its_report(self):
        report = make_report("Bericht", topics=["Klima"], teaser="Kurz.", corrected_at=days_ago(0))
        feed = xml_of(self.client.get("/treffen/protokolle.atom"))
        entry = feed.find("{*}entry")
        self.assertEqual(entry.find("{*}link").get("href"), "http://testserver/beitraege/bericht/")
        self.assertTrue(entry.findtext("{*}summary").endswith("\xa0· Kurz."))
        self.assertEqual(entry.findtext("{*}id"), report.reports_on.urn)
        self.assertEqual([c.get("term") for c in entry.findall("{*}category")], ["Klima"])
        self.assertNotEqual(entry.findtext("{*}updated"), entry.findtext("{*}published"))


class ConditionalTests(TestCase):
    def setUp(self):
        self.series = make_topic("Stammtisch", kind="reihe")
        self.meeting = make_meeting(items=[("Eins", 5, "Ada", "Text")], series=self.series)

    def etag(self, query=""):
        return self.client.get(PATH + query)["ETag"]

    def test_a_reader_that_is_up_to_date_costs_one_query(self):
        make_topic("Leer", kind="reihe")
        make_post(topics=["Leer"])
        for query in ("", "?reihe=stammtisch", "?reihe=leer", "?reihe=stammtisch&jahr=1999"):
            etag = self.etag(query)
            with self.subTest(query), self.assertNumQueries(1):
                answer = self.client.get(PATH + query, headers={"if-none-match": etag})
                self.assertEqual((answer.status_code, answer.content), (304, b""))

    def test_queries_do_not_grow_with_the_meetings(self):
        for count in (1, 9):
            for number in range(count):
                make_report(f"{count} {number}", topics=[f"T{count}{number}"])
            with self.subTest(count), self.assertNumQueries(7):
                self.client.get(PATH)

    def test_every_visible_change_changes_the_etag(self):
        item = self.meeting.items.get()
        for name, thing, fields in (
            ("title", self.meeting, {"title": "Neu"}),
            ("minutes", item, {"protocol": "Neu"}),
            ("private", item, {"public": False}),
            ("series", self.series, {"name": "Runde"}),
            ("closing", self.meeting, {"closing": "Tschüss"}),
        ):
            before = self.etag()
            thing.refresh_from_db()
            for field, value in fields.items():
                setattr(thing, field, value)
            thing.save()
            with self.subTest(name):
                self.assertNotEqual(self.etag(), before)

    def test_another_meeting_changes_nothing(self):
        before = self.etag("?reihe=stammtisch")
        other = make_meeting(items=[("Eins", 5, "Ada", "Text")], title="Anderes")
        other.closing = "Neu"
        other.save()
        self.assertEqual(self.etag("?reihe=stammtisch"), before)

    def test_a_withdrawn_report_takes_its_minutes_along(self):
        report = make_report("Bericht")
        for model in (type(report), type(self.meeting)):
            model.objects.update(changed_at=days_ago(5))
        since = self.client.get(PATH)["Last-Modified"]
        report.withdrawn_at = days_ago(0)
        report.save()
        answer = self.client.get(PATH, headers={"if-modified-since": since})
        self.assertEqual(len(entries_of(answer).entries), 1)
