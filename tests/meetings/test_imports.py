from dataclasses import replace
from datetime import date, time

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from meetings.agenda import Outcome, Speaker
from meetings.imports import Entry, save_draft, untaken
from meetings.models import Meeting
from meetings.protocol_text import ItemDraft, OutcomeDraft, ProtocolDraft, parse
from meetings.timetable import BackwardsError
from tests.build import REFERENCE_PAGE, make_meeting


def draft(items):
    return ProtocolDraft(title="Treffen", date=date(2020, 12, 10), start=time(17), items=items)


class SaveDraftTests(TestCase):
    def test_meeting_and_report_are_drafts(self):
        meeting = save_draft(draft([ItemDraft("1", "Begrüßung", ["Thorsten"], end=time(17, 8))]))
        self.assertEqual(list(Meeting.objects.published()), [])
        self.assertIsNone(meeting.report.published_at)

    def test_an_item_that_is_not_public_is_stored_so(self):
        save_draft(draft([ItemDraft("1", "Stand"), ItemDraft("2", "Geld", public=False)]))
        self.assertEqual(Meeting.objects.get().items.get(public=False).name, "Geld")

    def test_items_keep_number_people_and_end(self):
        save_draft(
            draft(
                [
                    ItemDraft("1", "Stand", ["Hannes", "Kristina"], end=time(17, 8)),
                    ItemDraft("2.1", "Offen", [], "7 Teilnehmende", planned_minutes=10),
                ]
            ),
            agreed=True,
        )
        items = Meeting.objects.get().items.all()
        self.assertEqual(
            [(i.number, i.anchor, i.who, i.planned_minutes, str(i.planned_end)) for i in items],
            [
                ("1", "top-1", "Hannes/Kristina", 8, "17:08:00"),
                ("2.1", "top-2-1", "7 Teilnehmende", 10, "17:18:00"),
            ],
        )

    def test_outcomes_are_kept(self):
        outcomes = [
            OutcomeDraft("decision", "Die Bank kommt.", votes="12/0/1"),
            OutcomeDraft("task", "Bank bestellen", who="Ada", due=date(2021, 1, 15)),
        ]
        save_draft(draft([ItemDraft("1", "Bank", outcomes=outcomes)]))
        stored = Outcome.objects.values_list("kind", "text", "votes", "who", "due")
        self.assertEqual(
            list(stored),
            [
                ("beschluss", "Die Bank kommt.", "12/0/1", "", None),
                ("aufgabe", "Bank bestellen", "", "Ada", date(2021, 1, 15)),
            ],
        )

    def test_the_same_words_for_others_by_another_day_or_vote_are_another_outcome(self):
        karl, day = OutcomeDraft("task", "Flyer verteilen", who="Karl"), date(2020, 12, 1)
        outcomes = [
            OutcomeDraft("task", "Flyer verteilen", who="Ilse"),
            *(karl, replace(karl, due=day), replace(karl)),
            OutcomeDraft("decision", "Zuschuss 100 €.", votes="5/3/0"),
            OutcomeDraft("decision", "Zuschuss 100 €.", votes="8/0/0"),
        ]
        item = save_draft(draft([ItemDraft("1", "Bank", outcomes=outcomes)])).items.get()
        stored = list(item.outcomes.values_list("who", "due", "votes"))
        told = [("Ilse", None, ""), ("Karl", None, ""), ("Karl", day, "")]
        self.assertEqual(stored, [*told, ("", None, "5/3/0"), ("", None, "8/0/0")])
        item.outcomes.filter(who="Ilse").update(who="Ute")
        item.outcomes.get(due=day).delete()
        self.assertEqual(untaken(item, outcomes), [replace(karl, due=day)])

    def test_lines_without_a_place_come_at_the_end(self):
        lost = draft([])
        lost.other = ["Eine Zeile ohne Platz."]
        self.assertIn("Eine Zeile ohne Platz.", save_draft(lost).closing)

    def test_each_further_item_costs_the_same(self):
        Speaker.objects.create(name="Ada")
        save_draft(draft([]))  # what Django asks once, such as its content types, is asked now
        counts = []
        for length in (1, 11, 21):
            minutes = draft([ItemDraft(str(n), f"Punkt {n}", ["Ada"]) for n in range(length)])
            minutes.title = f"Treffen mit {length}"  # an address that is taken costs a query more
            with CaptureQueriesContext(connection) as queries:
                save_draft(minutes)
            counts.append(len(queries))
        self.assertEqual([counts[1] - counts[0], counts[2] - counts[1]], [70, 70])

    def test_what_is_kept_of_the_minutes_follows(self):
        planned = make_meeting(
            "2020-12-10 17:00", [("Begrüßung", 8, "")], protocol_published_at=None
        )
        before = Meeting.objects.get().digest
        item = ItemDraft("1", "Begrüßung", ["Ada"], protocol="Neu")
        save_draft(draft([item]), into=planned, entries=[Entry(item, planned=planned.items.get())])
        self.assertNotEqual(Meeting.objects.get().digest, before)

    def test_times_that_run_backwards_save_nothing(self):
        with pytest.raises(BackwardsError):
            save_draft(
                draft([ItemDraft("1", "a", end=time(18)), ItemDraft("2", "b", end=time(17, 30))])
            )
        self.assertEqual(Meeting.objects.count(), 0)


class ReferencePageTests(TestCase):
    def setUp(self):
        text = parse(REFERENCE_PAGE)
        text.start = time(17)
        self.meeting = save_draft(text, agreed=True)

    def test_nine_items_with_who_and_end(self):
        items = self.meeting.items.all()
        self.assertEqual(
            [f"{i.number} {i.who} {i.planned_end:%H:%M}" for i in items],
            [
                "1 Thorsten 17:08",
                "2 Thorsten 17:15",
                "3 Andreas 17:25",
                "4 Raphaela 18:00",
                "5 Elisa 18:05",
                "6 Andreas 18:30",
                "7 Hannes/Kristina/Thorsten 18:45",
                "8 Kristina 18:55",
                "9 7 Teilnehmende 19:30",
            ],
        )

    def test_the_published_page_carries_every_word_of_the_minutes(self):
        from blog.models import Post
        from tests.build import berlin
        from wiq_site.kit.markup import plain_text

        report = Post.objects.get()
        report.published_at = berlin("2020-12-12 10:00")
        report.save()
        shown = plain_text(self.client.get(report.get_absolute_url()).content.decode())
        for item in self.meeting.items.all():
            with self.subTest(item=item):
                self.assertIn(f"TOP {item.number} {item.name}", shown)
                self.assertIn(plain_text(item.protocol_html), shown)
