"""What an editor marks as a correction of minutes is told with them, and of changes the desk asks whether it is one."""

from io import BytesIO

from django.test import TestCase
from pypdf import PdfReader

from meetings.models import Meeting
from tests.build import berlin, days_ago, make_meeting, make_post, make_report
from tests.desk import DeskTestCase, admin_address, send
from tests.reading import read_by_people

NOTE = "Die Zahl war falsch."
WORDS = "Berichtigt am 5. Januar 2021"
CORRECTED = {"corrected_at": berlin("2021-01-05 12:00"), "correction_note": NOTE}
ITEMS = [("Eins", 5, "Ada", "Gut.")]


def published(**fields):
    return make_meeting(items=ITEMS, protocol_published_at=berlin("2020-12-12 12:00"), **fields)


class ToldTests(TestCase):
    def text(self, path):
        return read_by_people(self.client.get(path))

    def test_every_output_of_the_minutes_tells_when_and_what(self):
        own = published(**CORRECTED).get_absolute_url()
        for path in (own, f"{own[:-1]}.txt", f"{own[:-1]}.json", "/treffen/protokolle.json"):
            with self.subTest(path):
                self.assertIn("5. Januar 2021", self.text(path))
                self.assertIn(NOTE, self.text(path))
        pdf = PdfReader(BytesIO(self.client.get(f"{own[:-1]}.pdf").content))
        self.assertIn(f"{WORDS}: {NOTE}", " ".join(pdf.pages[0].extract_text().split()))

    def test_lists_tell_that_it_was(self):
        published(**CORRECTED)
        for path in ("/", "/treffen/", "/suche/?q=eins"):
            with self.subTest(path):
                self.assertIn(WORDS, self.text(path))

    def test_it_alone_dates_the_item_of_the_feed_anew(self):
        meeting = published()
        dates = []
        for fields in ({"attendance": "viele"}, CORRECTED):
            Meeting.objects.update(**fields)
            [item] = self.client.get("/treffen/protokolle.json").json()["items"]
            self.assertEqual(item["id"], meeting.urn)
            dates.append(item["date_modified"])
        self.assertEqual(dates, ["2020-12-12T12:00:00+01:00", "2021-01-05T12:00:00+01:00"])

    def test_nothing_tells_of_minutes_that_are_not_public(self):
        own = make_meeting(items=ITEMS, protocol_published_at=None, **CORRECTED).get_absolute_url()
        for path in (own, f"{own[:-1]}.txt", f"{own[:-1]}.json", "/treffen/"):
            with self.subTest(path):
                self.assertNotIn("5. Januar", self.text(path))

    def test_minutes_with_a_report_are_corrected_with_it(self):
        report = make_report("Bericht", items=ITEMS, published_at=berlin("2020-12-12 12:00"))
        for name, value in CORRECTED.items():
            setattr(report, name, value)
        report.save()
        meeting = Meeting.objects.get()
        self.assertEqual(meeting.correction_words, f"{WORDS}: {NOTE}")
        for path in (report.get_absolute_url(), meeting.get_absolute_url()):
            self.assertEqual(self.text(path).count(NOTE), 1)

    def test_a_report_and_a_post_say_it_on_their_cards(self):
        make_post("Beitrag", published_at=berlin("2020-12-12 12:00"), **CORRECTED)
        for path in ("/beitraege/", "/suche/?q=beitrag"):
            self.assertIn(WORDS, self.text(path))


class AskedTests(DeskTestCase):
    def asked(self, item, **typed):
        """Return where the question leads that follows saving ``typed``, or None."""
        answer = send(self.client, admin_address("change", item), **typed)
        page = self.client.get(answer["Location"]).content.decode()
        return page.partition("Berichtigung eintragen")[0].rpartition('href="')[2].partition("#")[0] if "Berichtigung eintragen" in page else None  # fmt: skip

    def test_changed_texts_that_are_public_are_asked_about(self):
        meeting, post = published(), make_post("Beitrag")
        for item, typed in ((meeting, {"attendance": "viele"}), (meeting, {"items-0-protocol": "Besser."}), (post, {"body": "Anders."})):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.asked(item, **typed), admin_address("change", item))

    def test_minutes_with_a_report_lead_to_it(self):
        report = make_report("Bericht", items=ITEMS)
        asked = self.asked(report.reports_on, attendance="viele")
        self.assertEqual(asked, admin_address("change", report))

    def test_what_has_a_page_of_its_own_is_asked_about_unless_a_task_is_done(self):
        meeting = published()
        task = meeting.items.first().outcomes.create(kind="aufgabe", text="Flyer")
        change = admin_address("change", meeting)
        self.assertIsNone(self.asked(task, done_at="2026-01-05"))
        self.assertEqual(self.asked(task, text="Plakate"), change)
        self.assertEqual(self.asked(meeting.items.first(), name="Zwei"), change)

    def test_nobody_asks_about_drafts_agendas_other_fields_and_what_is_marked(self):
        agenda = make_meeting(items=ITEMS, protocol_published_at=None)
        corrected = {
            "corrected_at_0": "2026-01-05",
            "corrected_at_1": "12:00",
            "correction_note": NOTE,
        }
        for item, typed in (
            (make_post("Entwurf", published_at=None), {"body": "Anders."}),
            (agenda, {"items-0-name": "Zwei"}),
            (published(title="Nichts geändert"), {}),
            (published(title="Berichtigt"), {"closing": "Ende.", **corrected}),
            (make_post("Verschoben", published_at=days_ago(1)), {"published_at_0": "2026-01-05", "body": "x"}),
        ):  # fmt: skip
            with self.subTest(str(item)):
                self.assertIsNone(self.asked(item, **typed))
