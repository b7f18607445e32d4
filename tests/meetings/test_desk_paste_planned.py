"""Pasted minutes of a meeting that was planned before: filled, not doubled, differences shown."""

from datetime import time

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from tests.build import days_ago, make_meeting
from tests.desk import DeskForm, errors_of, send
from tests.meetings.pasting import PROTOCOL, Paste

ITEMS = [
    ("Begrüßung", 10, "Thorsten"),
    ("Kasse", 10, "Ada"),
    ("Hofgarten Wasser und Werkzeug", 30, ""),
]


class Planned(Paste):
    agenda_public = False

    def setUp(self):
        super().setUp()
        public = days_ago(3) if self.agenda_public else None
        fields = {"agenda_published_at": public, "protocol_published_at": None}
        self.meeting = make_meeting("2021-04-08 18:00", ITEMS, title="Frühjahr", **fields)

    def times(self, name):
        item = AgendaItem.objects.get(name__startswith=name)
        return [clock and f"{clock:%H:%M}" for clock in (item.planned_end, item.actual_end)]


class ReplacedTests(Planned):
    def test_another_point_under_a_planned_number_takes_nobody_along(self):
        text = "Protokoll vom 8.4.2021\n\nTOP 1 Begrüßung\nHallo.\n\nTOP 2 Spielplatz\nNeu."
        self.press(self.look(text), "save")
        who = {item.name: item.who for item in self.meeting.items.all()}
        self.assertEqual((who["Begrüßung"], who["Spielplatz"]), ("Thorsten", ""))


class ChoiceTests(Planned):
    def test_the_meeting_of_that_day_is_chosen(self):
        self.assertEqual(DeskForm(self.look()).fields["into"], str(self.meeting.pk))

    def test_a_new_meeting_can_be_chosen_instead(self):
        self.press(self.press(self.look(), "compare", into=""), "save")
        self.assertEqual(Meeting.objects.count(), 2)

    def test_meetings_of_the_series_without_minutes_are_offered_too(self):
        series = Topic.objects.create(name="Nachbarschaftstreffen", kind=Topic.Kind.SERIES)
        hidden = {"series": series, "agenda_published_at": None, "protocol_published_at": None}
        make_meeting("2021-05-08 18:00", title="Später", **hidden)
        make_meeting("2021-03-08 18:00", [("a", 5, "", "Protokoll")], title="Fertig", **hidden)
        page = self.look()
        self.assertContains(page, "in „Später“ vom 8. Mai 2021", count=1)
        self.assertNotContains(page, "in „Fertig“")

    def test_a_meeting_whose_minutes_are_public_is_not_offered(self):
        Meeting.objects.update(protocol_published_at=days_ago(1))
        self.assertNotContains(self.look(), 'name="into"')

    def test_nor_one_whose_minutes_will_be(self):
        Meeting.objects.update(protocol_published_at=days_ago(-1))
        self.assertNotContains(self.look(), 'name="into"')

    def test_nor_can_it_be_chosen_by_hand(self):
        page = self.look()
        Meeting.objects.update(protocol_published_at=days_ago(1))
        self.press(self.press(page, "save"), "save")
        self.assertEqual(self.meeting.items.exclude(protocol="").count(), 0)

    def test_nothing_is_saved_into_a_meeting_not_compared_yet(self):
        page = self.press(self.press(self.look(), "compare", into=""), "save", into=self.meeting.pk)
        self.assertContains(page, "Die Vorschau zeigt jetzt, was sich an diesem Treffen ändert.")
        self.assertEqual(self.meeting.items.exclude(protocol="").count(), 0)

    def test_a_meeting_that_was_deleted_meanwhile_is_named_and_no_other_made(self):
        send(self.client, f"/admin/meetings/meeting/{self.meeting.pk}/change/", chair="Ada")
        page = self.look()
        self.meeting.delete()
        page = self.press(page, "save")
        self.assertContains(page, "„Frühjahr“ wurde inzwischen gelöscht; gespeichert ist nichts.")
        self.assertFalse(Meeting.objects.exists())

    def test_what_the_text_lacks_comes_from_the_plan(self):
        self.assertEqual(DeskForm(self.look()).fields["start"], "18:00")

    def test_says_that_the_start_comes_from_the_plan(self):
        sentence = "Beginn fehlt: vorgeschlagen 18:00 wie geplant."
        self.assertContains(self.look(), f'<li class="warning">{sentence}</li>', count=1)

    def test_odd_choices_are_a_new_meeting(self):
        for odd in ("x", "0", "9" * 30, "²"):
            with self.subTest(odd):
                self.assertEqual(self.press(self.look(), "refresh", into=odd).status_code, 200)


class DifferenceTests(Planned):
    def test_other_times_are_shown(self):
        self.assertContains(self.look(), "geplant: bis 18:10 · im Text: bis 18:05", count=1)

    def test_other_titles_are_shown(self):
        sentence = "geplant: „Hofgarten Wasser und Werkzeug“"
        self.assertContains(self.look(), sentence, count=1)

    def test_other_facts_are_shown(self):
        Meeting.objects.update(intro="Wir laden ein.")
        self.assertContains(
            self.look(), "Einleitung: geplant: Wir laden ein. · im Text: Am 8. April"
        )

    def test_items_missing_in_the_text_are_named(self):
        self.assertContains(self.look(), "Nur im Plan, bleibt stehen: TOP 2 Kasse", count=1)

    def test_which_planned_item_it_is_can_be_changed(self):
        fields = DeskForm(self.look()).fields
        items = {item.name: str(item.pk) for item in self.meeting.items.all()}
        self.assertEqual(
            [fields[f"items-{n}-planned"] for n in range(3)],
            [items["Begrüßung"], items["Hofgarten Wasser und Werkzeug"], ""],
        )

    def test_one_planned_item_takes_one_of_the_text(self):
        pk = str(self.meeting.items.first().pk)
        page = self.save(**{"items-2-planned": pk})
        self.assertEqual(
            errors_of(page),
            [
                "Diesen geplanten TOP füllt schon ein anderer. Bitte wählen Sie einen anderen oder „neu“."
            ],
        )

    def test_an_item_of_another_meeting_is_refused(self):
        other = make_meeting("2021-05-08 18:00", ITEMS[:1])
        page = self.save(**{"items-2-planned": str(other.items.get().pk)})
        self.assertEqual((page.status_code, len(errors_of(page))), (200, 1))


class FillingTests(Planned):
    def test_items_are_filled_and_new_ones_added_in_the_order_of_the_text(self):
        self.save()
        items = self.meeting.items.values_list("name", "protocol")
        self.assertEqual(
            [(name, protocol[:12]) for name, protocol in items],
            [
                ("Begrüßung", "- Thorsten b"),
                ("Kasse", ""),
                ("Hofgarten, Wasser und Werkzeug", "- Die Regent"),
                ("Ideenrunde", "Wir haben Id"),
            ],
        )

    def test_anchors_stay(self):
        before = list(self.meeting.items.values_list("anchor", flat=True))
        self.save()
        self.assertEqual(list(self.meeting.items.values_list("anchor", flat=True))[:3], before)

    def test_the_meeting_keeps_its_title_and_the_report_takes_the_one_of_the_text(self):
        self.save()
        title = "Ergebnisse des Frühjahrstreffens am 8. April 2021"
        self.assertEqual(
            (Meeting.objects.get().title, Post.objects.get().title), ("Frühjahr", title)
        )

    def test_a_title_that_a_person_typed_wins_and_the_page_says_so(self):
        report = Post.objects.create(title="Alter Bericht", published_at=None)
        Meeting.objects.update(report=report)
        page = self.look()
        self.assertContains(page, "Das Treffen behält seinen Titel „Frühjahr“", count=1)
        page = self.press(page, "refresh", title="Frühling im Hof")
        self.assertContains(
            page, "Das Treffen heißt bisher „Frühjahr“, nach dem Speichern", count=1
        )
        self.press(page, "save")
        self.assertEqual(Meeting.objects.get().title, "Frühling im Hof")
        self.assertEqual(Post.objects.get().title, "Frühling im Hof")

    def test_what_the_plan_of_another_meeting_suggested_goes_with_it(self):
        Meeting.objects.update(minute_taker="Ada Berg", chair="Ada")
        page = self.look()
        self.assertEqual(DeskForm(page).fields["minute_taker"], "Ada Berg")
        page = self.press(page, "compare", into="", chair="Jost")
        fields = DeskForm(page).fields
        self.assertEqual((fields["minute_taker"], fields["chair"]), ("", "Jost"))

    def test_without_a_public_agenda_the_text_is_the_plan(self):
        self.save()
        self.assertEqual(self.times("Hofgarten"), ["18:30", None])

    def test_a_planned_item_that_leaves_no_time_for_the_next_is_refused(self):
        AgendaItem.objects.filter(name="Kasse").update(planned_minutes=40, planned_end=time(18, 50))
        page = self.save()
        self.assertEqual(
            errors_of(page),
            [
                "TOP 2 Hofgarten, Wasser und Werkzeug endet vor dem TOP davor, der bis 18:45 Uhr geht. Bitte prüfen Sie die Zeiten."
            ],
        )

    def test_saving_the_same_text_twice_doubles_nothing(self):
        text = PROTOCOL.replace("Wir haben", "Beschluss: Kaffee. 3/0/0\n\nWir haben")
        counts = []
        for _ in range(2):
            self.save(text)
            counts.append((*self.counts(), Outcome.objects.count()))
        self.assertEqual(counts, [(1, 4, 1, 1)] * 2)

    def test_minutes_that_were_there_are_shown_before_they_are_replaced(self):
        self.meeting.items.filter(name="Begrüßung").update(protocol="Alte Notiz")
        self.assertContains(self.look(), "wird ersetzt: Alte Notiz", count=1)

    def test_a_report_that_is_a_draft_already_is_kept(self):
        report = Post.objects.create(title="Entwurf")
        Meeting.objects.update(report=report)
        self.save()
        self.assertEqual(Post.objects.get().title, "Entwurf")


class PublicAgendaTests(Planned):
    agenda_public = True

    def save(self, text=PROTOCOL, **typed):
        return super().save(text, **{"openly": "on"} | typed)

    def test_says_what_becomes_public_at_once_and_what_does_not(self):
        page = self.look()
        self.assertContains(page, "Seine Tagesordnung ist öffentlich", count=1)
        self.assertContains(page, "bis dahin steht keine Einleitung auf der Seite", count=1)

    def test_the_plan_stays_and_the_text_tells_when_it_really_ended(self):
        self.save()
        self.assertEqual(self.times("Begrüßung"), ["18:10", "18:05"])

    def test_an_end_as_planned_is_no_actual_end(self):
        AgendaItem.objects.filter(name="Begrüßung").update(
            planned_minutes=5, planned_end=time(18, 5)
        )
        self.save()
        self.assertEqual(self.times("Begrüßung"), ["18:05", None])

    def test_the_plan_can_be_replaced(self):
        self.save(times="plan")
        self.assertEqual(self.times("Begrüßung"), ["18:05", None])

    def test_the_other_time_can_be_dropped(self):
        self.save(times="bleibt")
        self.assertEqual(self.times("Begrüßung"), ["18:10", None])

    def test_a_new_item_moves_no_planned_time(self):
        self.save()
        self.assertEqual(self.times("Kasse"), ["18:20", None])

    def test_nothing_is_saved_before_an_editor_agrees(self):
        page = self.press(self.look(), "save")
        self.assertContains(page, "Bitte stimmen Sie zu, oder speichern Sie in ein neues Treffen")
        self.assertEqual(
            [item.name for item in self.meeting.items.all()], [name for name, *_ in ITEMS]
        )

    def test_names_what_would_be_public_at_once(self):
        page = self.look()
        names = "Ort · Hofgarten, Wasser und Werkzeug · Ideenrunde"
        self.assertContains(page, f"Sofort öffentlich wäre Neues in: {names}<", count=1)

    def test_the_page_that_follows_says_what_is_public_and_what_is_not(self):
        page = self.client.get(self.save().url)
        self.assertNotContains(page, "Noch ist nichts öffentlich.")
        self.assertContains(page, "Die Tagesordnung ist es", count=1)
        names = "Ort · Hofgarten, Wasser und Werkzeug · Ideenrunde"
        told = [str(one) for one in page.context["messages"]]
        self.assertEqual(told, [f"Sofort öffentlich ist jetzt Neues in: {names}."])

    def test_another_series_is_told_asked_about_and_taken(self):
        series = [Topic.objects.create(name=name, kind="reihe") for name in ("Alt", "Hof")]
        self.meeting.series = series[0]
        self.meeting.save()
        page = self.press(self.look(), "save", series=str(series[1].pk))
        self.assertContains(page, "Reihe: geplant: Alt · im Text: Hof")
        self.assertContains(page, "Reihe · Hofgarten")
        self.press(page, "save", openly="on")
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.series, series[1])

    def test_who_changes_nothing_of_the_agenda_is_not_asked(self):
        text = "Frühjahr am 8. April 2021\n\nTop 1  Begrüßung (Thorsten)\n\n- Geheim."
        page = self.look(text)
        self.assertNotContains(page, 'name="openly"')
        self.assertEqual(self.press(page, "save").status_code, 302)

    def test_the_minutes_are_read_by_nobody_yet(self):
        self.save()
        self.client.logout()
        self.assertNotContains(self.client.get(self.meeting.get_absolute_url()), "Regentonne")
