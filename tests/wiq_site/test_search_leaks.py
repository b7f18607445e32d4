"""Nothing is found, counted or offered that a visitor may not read at that moment."""

from django.test import TestCase
from django.utils import timezone

from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_post, make_topic
from wiq_site.pages.models import Page
from wiq_site.search.models import SearchEntry
from wiq_site.search.query import parse
from wiq_site.search.results import entries_matching, pks_matching

SECRET = "Geheimnis"
HIDDEN = {
    "draft": {"published_at": None},
    "scheduled": {"published_at": days_ago(-1)},
    "withdrawn": {"published_at": days_ago(3), "withdrawn_at": days_ago(1)},
}


class SearchLeakTests(TestCase):
    def titles(self, q=SECRET, at=None):
        return sorted(entries_matching(parse(q), at).values_list("title", flat=True))

    def make_hidden(self):
        text = {"teaser": SECRET, "body": SECRET}
        items = [(SECRET, 5, SECRET, SECRET)]
        for name, moments in HIDDEN.items():
            make_post(f"{SECRET} {name}", [f"{SECRET} {name}"], **text, **moments)
            report = make_post(f"{SECRET} Bericht {name}", **text, **moments)
            make_meeting(
                items=items,
                report=report,
                title="x",
                closing=SECRET,
                attendance=SECRET,
                agenda_published_at=None,
            )
        for moment in (None, days_ago(-1)):
            fields = {"agenda_published_at": moment, "protocol_published_at": moment}
            make_meeting(items=items, title=SECRET, place=SECRET, intro=SECRET, **fields)
        meeting = make_meeting(items=items, report=make_post("Offen"))
        for item in [*meeting.items.all(), *make_meeting("2099-01-01 17:00", items).items.all()]:
            item.public = False
            item.save()
        make_topic(SECRET)
        Page.objects.create(title=SECRET, body=SECRET)

    def test_nothing_hidden_is_found(self):
        self.make_hidden()
        self.assertEqual(self.titles(), [])
        self.assertGreater(SearchEntry.objects.filter(title__contains=SECRET).count(), 0)

    def test_the_page_says_nothing_of_it(self):
        self.make_hidden()
        for typed in (
            "geheimnis",
            "geheim",
            "heimnis",
            "gehiemnis",
            "geheimnisse bericht",
            '"geheimnis"',
        ):
            with self.subTest(typed=typed):
                page = self.client.get("/suche/", {"q": typed})
                self.assertEqual(page.context["results"].all_count, 0)
                self.assertNotContains(page, SECRET)
                self.assertFalse(page.context["suggestion"])
                self.assertNotIn("geheimnis", dict(page.context["single_words"]))

    def test_a_draft_has_no_entry_at_all(self):
        make_post(SECRET, published_at=None)
        self.assertEqual(SearchEntry.objects.count(), 0)

    def test_a_scheduled_report_is_found_whole_at_its_minute_and_not_before(self):
        moment = days_ago(-1)
        report = make_post(SECRET, [SECRET], published_at=moment)
        make_meeting(items=[(SECRET, 5, "", "")], report=report, agenda_published_at=None)
        before = moment - timezone.timedelta(seconds=1)
        self.assertEqual(self.titles(at=before), [])
        minutes = ["Protokoll vom 10. Dezember 2020", f"TOP 1 {SECRET}"]
        self.assertEqual(self.titles(at=moment), [SECRET, SECRET, *minutes])

    def test_a_withdrawn_report_takes_its_minutes_along(self):
        report = make_post(SECRET)
        make_meeting(items=[(SECRET, 5, "", "")], report=report, agenda_published_at=None)
        self.assertEqual(len(self.titles()), 3)
        report.withdrawn_at = timezone.now()
        report.save()
        self.assertEqual(self.titles(), [])

    def test_the_minutes_of_a_scheduled_report_leave_the_agenda_to_be_found(self):
        make_meeting(
            items=[("Ulmen", 5, "", SECRET)], report=make_post("Später", published_at=days_ago(-1))
        )
        hits = entries_matching(parse("ulmen"))
        self.assertEqual([hit.path for hit in hits], ["/treffen/gesamttreffen/"])
        self.assertEqual(self.titles(), [])
        self.assertEqual(self.titles(at=days_ago(-2)), ["TOP 1 Ulmen"])

    def test_text_of_an_exchanged_report_stays_with_the_meeting(self):
        first, second = make_post("Erster"), make_post("Zweiter")
        meeting = make_meeting(items=[("a", 5, "", SECRET)], closing=SECRET, report=first)
        meeting.report = second
        meeting.save()
        paths = {hit.path for hit in entries_matching(parse(SECRET))}
        self.assertEqual(paths, {"/beitraege/zweiter/", "/beitraege/zweiter/#top-1"})

    def test_a_deleted_report_gives_its_minutes_back_to_the_meeting(self):
        report = make_post("Bericht")
        make_meeting(items=[("a", 5, "", SECRET)], report=report)
        report.delete()
        paths = {hit.path for hit in entries_matching(parse(SECRET))}
        self.assertEqual(paths, {"/treffen/gesamttreffen/#top-1"})
        self.assertTrue(Meeting.objects.exists())

    def test_the_filter_of_posts_finds_nothing_hidden(self):
        self.make_hidden()
        self.assertEqual(list(pks_matching(Meeting, parse(SECRET))), [])
        self.assertEqual(list(pks_matching(type(make_post()), parse(SECRET))), [])
