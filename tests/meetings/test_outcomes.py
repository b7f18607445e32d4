from datetime import date

from django.test import TestCase

from tests.build import days_ago, make_meeting, make_report, make_topic


def make_outcome(meeting, text, kind="aufgabe", item=0, **fields):
    return meeting.items.all()[item].outcomes.create(kind=kind, text=text, **fields)


class OutcomeListTests(TestCase):
    path = "/treffen/aufgaben/"

    def setUp(self):
        self.meeting = make_meeting(items=[("Bank", 5, "Ada"), ("Baum", 5, "Bo")])

    def test_open_tasks_stand_under_their_team_the_most_urgent_first(self):
        make_topic("Quartierpflege", kind="team", state="laeuft")
        self.meeting.items.first().topics.set(["Quartierpflege", "Klima"])
        make_outcome(self.meeting, "ohne Frist")
        make_outcome(self.meeting, "später", due=date(2099, 2, 1))
        make_outcome(self.meeting, "bald", due=date(2099, 1, 1))
        make_outcome(self.meeting, "ohne Team", item=1)
        make_outcome(self.meeting, "erledigt", done_at=date(2021, 1, 1))
        teams = self.client.get(self.path).context["teams"]
        self.assertEqual(
            [(team and team.name, [task.text for task in tasks]) for team, tasks in teams],
            [("Quartierpflege", ["bald", "später", "ohne Frist"]), (None, ["ohne Team"])],
        )

    def test_each_leads_to_its_place_in_the_minutes(self):
        make_outcome(self.meeting, "Bank bestellen", item=1)
        report = make_report("Bericht", items=[("x", 5, "y")])
        make_outcome(report.reports_on, "Ja", kind="beschluss")
        page = self.client.get(self.path)
        self.assertContains(page, 'href="/treffen/gesamttreffen/#top-2"')
        self.assertContains(page, 'href="/beitraege/bericht/#top-1"')

    def test_says_what_is_overdue(self):
        make_outcome(self.meeting, "alt", due=date(2020, 1, 1))
        self.assertContains(self.client.get(self.path), "überfällig", count=1)

    def test_hides_what_is_not_public(self):
        item = self.meeting.items.last()
        make_outcome(self.meeting, "GEHEIM", item=1)
        item.public = False
        item.save()
        for moment in (None, days_ago(-1)):
            hidden = make_meeting(
                items=[("x", 5, "y")], title=f"{moment}", protocol_published_at=moment
            )
            make_outcome(hidden, "GEHEIM")
            make_outcome(hidden, "GEHEIM", kind="beschluss")
        self.assertNotContains(self.client.get(self.path), "GEHEIM")

    def test_an_empty_list_says_so(self):
        self.assertContains(self.client.get(self.path), "Zurzeit ist nichts offen.")

    def test_queries_do_not_grow(self):
        for count in (1, 9):
            for number in range(count):
                meeting = make_meeting(items=[("x", 5, "y")], title=f"{count}-{number}")
                make_outcome(meeting, "a")
                make_outcome(meeting, "b", kind="beschluss")
                make_outcome(meeting, "c", done_at=date(2021, 1, 1))
            with self.subTest(count=count), self.assertNumQueries(8):
                self.client.get(self.path)

    def test_a_meeting_cannot_take_its_address(self):
        self.assertEqual(make_meeting(title="Aufgaben").slug, "aufgaben-2")


class OutcomesInMinutesTests(TestCase):
    def test_are_marked_below_their_item(self):
        report = make_report(items=[("Bank", 5, "Ada", "Text")])
        make_outcome(report.reports_on, "Die Bank kommt.", kind="beschluss", votes="12/0/1")
        for path in (
            report.get_absolute_url(),
            report.reports_on.get_absolute_url(),
            "/beitraege/feed.rss",
        ):
            with self.subTest(path=path):
                self.assertContains(self.client.get(path), "Abstimmung 12/0/1")
