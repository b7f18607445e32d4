from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import TestCase

from blog.models import Post
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.models import Meeting
from meetings.protocol_text import read_people
from tests.build import berlin, days_ago, make_meeting, make_post, make_report, make_topic


class OneMomentTests(TestCase):
    """A report and its minutes are public at one moment; DESIGN, rules."""

    def test_publishing_the_report_publishes_the_minutes(self):
        report = make_report(published_at=None)
        self.assertIsNone(Meeting.objects.get().protocol_published_at)
        report.published_at = berlin("2020-12-12 10:00")
        report.save()
        self.assertEqual(Meeting.objects.get().protocol_published_at, report.published_at)

    def test_withdrawing_the_report_hides_the_minutes(self):
        report = make_report()
        report.withdrawn_at = days_ago(0)
        report.save()
        self.assertEqual(list(Meeting.objects.with_protocol()), [])

    def test_withdrawing_the_meeting_hides_its_report_which_comes_back_with_it(self):
        report = make_report(items=[("Eins", 5, "Ada", "Ganz geheim.")])
        meeting = report.reports_on
        for moment, status in ((days_ago(0), 410), (None, 200)):
            meeting.withdrawn_at = moment
            meeting.save()
            with self.subTest(moment):
                self.assertEqual(self.client.get(report.get_absolute_url()).status_code, status)
                feed = self.client.get("/beitraege/feed.rss").content.decode()
                self.assertEqual("Ganz geheim." in feed, status == 200)

    def test_no_report_is_public_while_its_meeting_is_withdrawn(self):
        report = make_report()
        until = days_ago(0)
        Meeting.objects.update(withdrawn_at=until)
        report.refresh_from_db()
        self.assertEqual(report.withdrawn_at, until)
        report.withdrawn_at = None
        report.save()
        late = make_post("Nachgereicht")
        meeting = make_meeting(withdrawn_at=until)
        meeting.report = late
        meeting.save()
        self.assertEqual(list(Post.objects.published()), [])

    def test_a_report_withdrawn_before_its_meeting_stays_so(self):
        until = days_ago(2)
        report = make_report(withdrawn_at=until)
        for moment in (days_ago(1), None):
            Meeting.objects.update(withdrawn_at=moment)
        report.refresh_from_db()
        self.assertEqual(report.withdrawn_at, until)

    def test_a_meeting_cannot_have_a_moment_of_its_own_beside_its_report(self):
        meeting = make_meeting(report=make_post(published_at=None))
        meeting.protocol_published_at = days_ago(1)
        meeting.save()
        self.assertIsNone(Meeting.objects.get().protocol_published_at)

    def test_a_deleted_report_leaves_the_meeting(self):
        make_report().delete()
        self.assertIsNone(Meeting.objects.get().report)


class TimeTests(TestCase):
    def test_coming_and_past_agree_with_is_over_at_every_moment(self):
        evening = make_meeting("2020-12-10 17:00", end=time(19, 30), title="Abend")
        night = make_meeting("2020-12-10 22:00", end=time(0, 30), title="Nacht")
        open_end = make_meeting("2020-12-10 17:00", title="offen")
        for moment, coming in [
            ("2020-12-09 12:00", [evening, open_end, night]),
            ("2020-12-10 19:29", [evening, open_end, night]),
            ("2020-12-10 19:30", [open_end, night]),
            ("2020-12-11 00:29", [night]),
            ("2020-12-11 00:30", []),
        ]:
            at = berlin(moment)
            with self.subTest(moment=moment):
                self.assertEqual(list(Meeting.objects.coming(at)), coming)
                self.assertEqual(
                    [m for m in (evening, open_end, night) if not m.is_over(at)], coming
                )
                self.assertEqual(Meeting.objects.past(at).count(), 3 - len(coming))


class ConstraintTests(TestCase):
    def refused(self, create):
        with self.assertRaises(IntegrityError), transaction.atomic():
            create()

    def test_the_database_refuses_what_cannot_be(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada")])
        item = meeting.items.get()
        fields = {"date": date(2020, 12, 10), "title": "x"}
        for name, create in [
            (
                "end before start",
                lambda: Meeting.objects.create(start=time(17), end=time(16), **fields),
            ),
            ("slug twice", lambda: Meeting.objects.create(slug=meeting.slug, **fields)),
            ("negative minutes", lambda: meeting.items.update(planned_minutes=-1)),
            (
                "anchor twice",
                lambda: AgendaItem.objects.create(meeting=meeting, anchor="top-1", name="x"),
            ),
            ("unknown kind", lambda: Outcome.objects.create(item=item, kind="x", text="x")),
            (
                "votes on a task",
                lambda: Outcome.objects.create(item=item, kind="aufgabe", text="x", votes="1/0/0"),
            ),
            ("speaker twice", lambda: Speaker.objects.create(name="Ada")),
        ]:
            with self.subTest(refused=name):
                self.refused(create)

    def test_a_meeting_may_go_past_midnight(self):
        Meeting.objects.create(title="x", date=date(2020, 12, 10), start=time(22), end=time(0, 30))
        self.assertEqual(Meeting.objects.get().end, time(0, 30))


class AnchorTests(TestCase):
    def anchor(self, meeting, number):
        return AgendaItem.objects.create(meeting=meeting, number=number, name="x").anchor

    def test_is_made_of_the_number_and_unique_in_the_meeting(self):
        meeting = make_meeting()
        given = [self.anchor(meeting, number) for number in ("7", "7a", "2.1", "7", "", "")]
        self.assertEqual(given, ["top-7", "top-7a", "top-2-1", "top-7-2", "top-x", "top-x-2"])

    def test_stays_when_the_number_changes(self):
        item = make_meeting(items=[("Eins", 5, "Ada")]).items.get()
        item.number = "5"
        item.save()
        self.assertEqual(item.anchor, "top-1")


class WhoTests(TestCase):
    def test_a_name_is_one_person_however_its_blanks_were_typed(self):
        item = make_meeting(items=[("Eins", 5, None)]).items.get()
        names = ["Ilse Öz", "Ilse\u00a0Öz", "Ilse  Öz", "Ilse\u00ad Öz"]
        item.set_who(names)
        for name in names:
            person = Speaker(name=name)
            with self.assertRaises(ValidationError):
                person.full_clean()
        self.assertEqual([each.name for each in Speaker.objects.all()], ["Ilse Öz"])
        self.assertEqual(item.who, "Ilse Öz")

    def test_keeps_the_order_and_finds_people_again(self):
        item = make_meeting(items=[("Eins", 5, None)]).items.get()
        item.set_who(["Kristina", "Hannes", "Kristina"])
        item.set_who(["Kristina", "Hannes"])
        self.assertEqual(item.who, "Kristina/Hannes")
        self.assertEqual(Speaker.objects.count(), 2)

    def test_a_team_is_no_person(self):
        make_topic("Reparaturcafé Lindenau", kind="team")
        make_topic("Klima AG", kind="team")
        item = make_meeting(items=[("Eins", 5, None)]).items.get()
        for names, note, who, people in (
            (["Jost", "Reparaturcafé"], "", "Jost/Reparaturcafé", ["Jost"]),
            (["Reparaturcafé", "Jost", "Ada"], "", "Reparaturcafé/Jost/Ada", ["Jost", "Ada"]),
            (
                *read_people("Vorstand, Reparaturcafé/Jost"),
                "Vorstand, Reparaturcafé/Jost",
                ["Jost"],
            ),
            (["Reparaturcafé Lindenau"], "", "Reparaturcafé Lindenau", []),
            (["Jost", "reparaturcafé"], "7 Gäste", "Jost/reparaturcafé, 7 Gäste", ["Jost"]),
            (["Jost", "Lindenau"], "", "Jost/Lindenau", ["Jost", "Lindenau"]),
            (["Klima AG"], "", "Klima AG", []),
            (["Klima"], "", "Klima", ["Klima"]),  # may be anybody's name
        ):
            item.set_who(names, note, agreed=False)
            Speaker.objects.update(agreed=True)
            item = AgendaItem.objects.get()
            self.assertEqual(item.who, who)
            self.assertEqual([link.speaker.name for link in item.item_speakers.all()], people)

    def test_words_stand_where_they_were_typed_whatever_the_people_are_called_by_now(self):
        item = make_meeting(items=[("Eins", 5, None)]).items.get()
        item.set_who(*read_people("Vorstand/Ada, 7 Gäste und Bo"))
        self.assertEqual(item.who, "Vorstand/Ada, 7 Gäste und Bo")
        Speaker.objects.filter(name="Ada").update(name="Ida")
        Speaker.objects.filter(name="Bo").update(agreed=False, role="eine Anwohnerin")
        item = AgendaItem.objects.get()
        self.assertEqual(item.who, "Vorstand/Ida, 7 Gäste und eine Anwohnerin")
        Speaker.objects.get(name="Ida").delete()
        self.assertEqual(AgendaItem.objects.get().who, "eine Anwohnerin, Vorstand, 7 Gäste")

    def test_a_person_without_consent_is_a_role(self):
        item = make_meeting(items=[("Eins", 5, "Ada")]).items.get()
        Speaker.objects.update(agreed=False, role="eine Anwohnerin")
        self.assertEqual(item.who, "eine Anwohnerin")
