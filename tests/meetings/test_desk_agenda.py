"""A whole agenda on one page, entered as people write it."""

import re

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.models import Meeting
from tests.build import make_meeting, make_post, make_topic
from tests.desk import DeskForm, DeskTestCase, admin_address, errors_of, send
from wiq_site.kit import changes
from wiq_site.pages.version import current_version

LIST = "/admin/meetings/meeting/"
ADD = f"{LIST}add/"
MEETING = {"title": "Gesamttreffen", "date": "10.12.2020", "start": "17:00"}


def rows(*items):
    """Return the fields of inline rows, each a dictionary of what is typed into one."""
    fields = {"items-TOTAL_FORMS": str(len(items))}
    for number, item in enumerate(items):
        empty = {"name": "", "public": "on"}
        fields |= {f"items-{number}-{name}": value for name, value in (empty | item).items()}
    return fields


class Agenda(DeskTestCase):
    def add(self, *items, **meeting):
        return send(self.client, ADD, **(MEETING | meeting | rows(*items)))

    def change(self, meeting, **typed):
        path = reverse("admin:meetings_meeting_change", args=[meeting.pk])
        return send(self.client, path, **typed)

    def plan(self):
        items = AgendaItem.objects.order_by("position")
        return [
            (item.name, item.planned_minutes, item.planned_end and f"{item.planned_end:%H:%M}")
            for item in items
        ]


class WhoTests(Agenda):
    def who(self, typed):
        """Return who leads the item after ``typed``: names in their order, and words."""
        Meeting.objects.all().delete()
        self.assertEqual(self.add({"name": "Begrüßung", "who": typed}).status_code, 302)
        item = AgendaItem.objects.get()
        return [link.speaker.name for link in item.item_speakers.all()], item.speakers_note

    def test_is_read_as_people_write_it(self):
        cases = {
            "Hannes/Kristina": (["Hannes", "Kristina"], ""),
            "Kristina / Hannes": (["Kristina", "Hannes"], ""),
            "Thorsten": (["Thorsten"], ""),
            "7 Teilnehmende": ([], "7 Teilnehmende"),
            "": ([], ""),
        }
        for typed, expected in cases.items():
            with self.subTest(typed):
                self.assertEqual(self.who(typed), expected)

    def test_is_shown_again_as_it_was_typed(self):
        people = ("Hannes/Kristina", "7 Teilnehmende", "Ada/Bo, Wohnbau GmbH", "Vorstand, Ada & Bo")
        for typed in people:
            self.who(typed)
            path = reverse("admin:meetings_meeting_change", args=[Meeting.objects.get().pk])
            with self.subTest(typed):
                self.assertEqual(DeskForm(self.client.get(path)).fields["items-0-who"], typed)

    def test_can_be_changed_from_names_to_words_and_back(self):
        self.who("Hannes/Kristina")
        meeting = Meeting.objects.get()
        for typed in ("7 Teilnehmende", "Kristina"):
            self.change(meeting, **{"items-0-who": typed})
            with self.subTest(typed):
                self.assertEqual(AgendaItem.objects.get().who, typed)

    def test_somebody_added_to_a_role_stays_the_same_person(self):
        meeting = make_meeting(items=[("Begrüßung", 8, "Thorsten")])
        Speaker.objects.filter(name="Thorsten").update(agreed=False, role="eine Anwohnerin")
        self.change(meeting, **{"items-0-who": "eine Anwohnerin/Ada"})
        names = [link.speaker.name for link in AgendaItem.objects.get().item_speakers.all()]
        self.assertEqual(names, ["Thorsten", "Ada"])

    def test_two_who_appear_alike_stay_two(self):
        meeting = make_meeting(items=[("Garten", 8, "")])
        meeting.items.get().set_who(["Hannes", "Kristina"], agreed=False)
        self.change(meeting, **{"items-0-who": "eine Person/eine Person/Ada"})
        names = [link.speaker.name for link in AgendaItem.objects.get().item_speakers.all()]
        self.assertEqual(names, ["Hannes", "Kristina", "Ada"])


class ClockTests(Agenda):
    def test_typed_minutes_make_the_end(self):
        self.add({"name": "Begrüßung", "planned_minutes": "8"})
        self.assertEqual(self.plan(), [("Begrüßung", 8, "17:08")])

    def test_a_typed_end_makes_the_minutes(self):
        self.add({"name": "Begrüßung", "planned_end": "17:08"})
        self.assertEqual(self.plan(), [("Begrüßung", 8, "17:08")])

    def test_a_changed_end_changes_the_minutes(self):
        meeting = make_meeting(items=[("Begrüßung", 8, ""), ("Rückblick", 7, "")])
        self.change(meeting, **{"items-0-planned_end": "17:10"})
        self.assertEqual(self.plan(), [("Begrüßung", 10, "17:10"), ("Rückblick", 7, "17:17")])

    def test_changed_minutes_change_the_end(self):
        meeting = make_meeting(items=[("Begrüßung", 8, ""), ("Rückblick", 7, "")])
        self.change(meeting, **{"items-0-planned_minutes": "20"})
        self.assertEqual(self.plan(), [("Begrüßung", 20, "17:20"), ("Rückblick", 7, "17:27")])

    def test_a_later_start_moves_every_end(self):
        meeting = make_meeting(items=[("Begrüßung", 8, ""), ("Rückblick", 7, "")])
        self.change(meeting, start="18:00")
        self.assertEqual(self.plan(), [("Begrüßung", 8, "18:08"), ("Rückblick", 7, "18:15")])

    def test_the_same_is_said_once_of_all_rows(self):
        rows = [{"name": "Fest", "planned_minutes": "20", "planned_end": "17:01"}] * 4
        [(_id, label, said)] = self.add(*rows).context["errors_at_fields"]
        self.assertEqual(label, "Tagesordnungspunkt 1, 2, 3, 4: Bis")
        self.assertIn("Dauer und „bis“ passen nicht zueinander.", str(said[0]))

    def test_rows_that_are_gone_do_not_contradict_themselves(self):
        meeting = make_meeting(items=[(f"Fest {n}", 5, "") for n in range(4)])
        path = admin_address("change", meeting)
        fields = DeskForm(self.client.get(path)).fields
        meeting.items.all().delete()
        for number in range(4):
            fields |= {f"items-{number}-planned_minutes": "9", f"items-{number}-protocol": "Neu"}
        page = self.client.post(path, {n: v for n, v in fields.items() if "__prefix__" not in n})
        self.assertEqual(page.context["errors_at_fields"], [])
        self.assertIn("Inzwischen gelöscht wurde „TOP 1 Fest 0“", " ".join(errors_of(page)))
        fields = DeskForm(page).fields
        self.client.post(path, {n: v for n, v in fields.items() if "__prefix__" not in n})
        self.assertEqual([minutes for _name, minutes, _end in self.plan()], [9] * 4)

    def test_a_row_made_again_stands_where_it_stood_however_many_are_gone(self):
        meeting = make_meeting(items=[(name, 5, "") for name in ("Eins", "Zwei", "Drei", "Vier")])
        path = admin_address("change", meeting)
        fields = DeskForm(self.client.get(path)).fields | {"items-1-protocol": "- neu"}
        for name in ("Eins", "Zwei"):  # what the places of the others follow
            meeting.items.get(name=name).delete()
            meeting.settle()
        for _again in range(2):
            sent = {n: v for n, v in fields.items() if "__prefix__" not in n}
            page = self.client.post(path, sent)
            fields = page.context and DeskForm(page).fields
        names = [item.name for item in meeting.items.all()]
        self.assertEqual(names, ["Zwei", "Drei", "Vier"])

    def test_a_typed_length_and_end_that_contradict_are_refused_and_come_back(self):
        typed = {"name": "Begrüßung", "planned_minutes": "20", "planned_end": "17:30"}
        page = self.add(typed, {"name": "Fest", "planned_minutes": "10"})
        self.assertEqual(
            errors_of(page),
            [
                "Das passt nicht zur Dauer: 20 Minuten reichen bis 17:20 Uhr. Bitte ändern oder leeren Sie eines von beiden."
            ],
        )
        fields = DeskForm(page).fields
        self.assertEqual({name: fields[f"items-0-{name}"] for name in typed}, typed)
        self.assertEqual(AgendaItem.objects.count(), 0)
        self.add(typed | {"planned_end": "17:20"})
        self.assertEqual(self.plan(), [("Begrüßung", 20, "17:20")])

    def test_a_typed_length_that_the_ends_contradict_is_refused(self):
        self.add({"name": "Eins", "planned_end": "17:08"}, {"name": "Zwei"}, start="")
        page = self.change(
            Meeting.objects.get(),
            **{"items-1-planned_end": "17:15", "items-1-planned_minutes": "20"},
        )
        self.assertEqual(
            errors_of(page),
            [
                "Das passt nicht zu „bis“: Bis 17:15 Uhr sind es 7 Minuten. Bitte ändern oder leeren Sie eines von beiden."
            ],
        )

    def test_without_a_start_ends_alone_are_kept(self):
        self.add({"name": "Begrüßung", "planned_end": "17:08"}, start="")
        self.assertEqual(self.plan(), [("Begrüßung", None, "17:08")])

    def test_midnight_may_pass(self):
        self.add(
            {"name": "Fest", "planned_end": "23:50"},
            {"name": "Abbau", "planned_end": "00:20"},
            start="22:00",
        )
        self.assertEqual(self.plan(), [("Fest", 110, "23:50"), ("Abbau", 30, "00:20")])

    def test_the_first_field_of_a_new_meeting_is_its_title(self):
        page = self.client.get(ADD).content.decode()
        self.assertEqual(re.findall(r'name="(\w+)"[^>]* autofocus', page), ["title"])


class ShownClockTests(Agenda):
    def clocks(self, meeting):
        path = reverse("admin:meetings_meeting_change", args=[meeting.pk])
        formset = self.client.get(path).context["inline_admin_formsets"][0]
        model_admin = formset.opts
        return [model_admin.clock(form.original) for form in formset if form.original]

    def test_start_and_end_of_each_item_are_shown(self):
        meeting = make_meeting(items=[("Begrüßung", 8, ""), ("Rückblick", 7, "")])
        self.assertEqual(self.clocks(meeting), ["17:00–17:08", "17:08–17:15"])

    def test_what_is_not_known_is_a_question(self):
        meeting = make_meeting(items=[("Begrüßung", None, ""), ("Rückblick", 7, "")])
        self.assertEqual(self.clocks(meeting), ["17:00–?", "?–?"])


class QueryTests(Agenda):
    """However long an agenda is, it is shown at one price and what is made of it is made once."""

    @changes.unit()
    def long_meeting(self, count):
        items = [(f"Punkt {n}", 8, "Thorsten") for n in range(count)]
        meeting = make_meeting(items=items, report=make_post(f"Bericht über {count}"))
        for item in meeting.items.all():
            item.topics.add("Klima")
        return meeting, reverse("admin:meetings_meeting_change", args=[meeting.pk])

    def test_a_top_is_offered_with_its_meeting(self):
        make_meeting("2020-12-10 17:00", [("Begrüßung", 8, "Ada")], title="Winter")
        make_meeting("2021-03-11 17:00", [("Begrüßung", 8, "Ada")], title="Frühjahr")
        query = {"app_label": "meetings", "model_name": "outcome", "field_name": "item"}
        with self.assertNumQueries(6):
            found = self.client.get("/admin/autocomplete/", query | {"term": "egr"}).json()
        self.assertEqual(
            [each["text"] for each in found["results"]],
            [
                f"TOP 1 Begrüßung ({when})"
                for when in ("Winter, 10. Dezember 2020", "Frühjahr, 11. März 2021")
            ],
        )

    def test_the_chosen_top_stands_with_its_meeting(self):
        [item] = make_meeting("2020-12-10 17:00", [("Fest", 8, "Ada")], title="Winter").items.all()
        task = Outcome.objects.create(item=item, kind="aufgabe", text="Karten")
        page = self.client.get(reverse("admin:meetings_outcome_change", args=[task.pk]))
        self.assertContains(page, "selected>TOP 1 Fest (Winter, 10. Dezember 2020)</option>")

    def test_the_list_asks_no_meeting_for_its_series(self):
        for count in (2, 9):
            for n in range(count):
                make_meeting(series=make_topic(f"Reihe {count}-{n}", kind="reihe"))
            self.client.get(LIST)
            with self.subTest(count), self.assertNumQueries(8):
                self.client.get(LIST)

    def test_two_and_twenty_items_are_shown_with_fifteen_queries(self):
        for count in (2, 20):
            _, path = self.long_meeting(count)
            self.client.get(path)
            with self.subTest(items=count), self.assertNumQueries(15):
                self.client.get(path)

    def test_saving_sixty_items_with_one_of_them_changed(self):
        _meeting, path = self.long_meeting(60)
        fields = DeskForm(self.client.get(path)).fields
        kept = {name: value for name, value in fields.items() if "__prefix__" not in name}
        with CaptureQueriesContext(connection) as queries:
            self.client.post(path, kept | {"items-3-name": "Anders"})
        noise = ("SAVEPOINT", "RELEASE", "BEGIN")
        others = ("django_session", "auth_", "django_admin_log", "django_content_type")
        sql = [query["sql"] for query in queries]
        own = [line for line in sql if not line.startswith(noise)]
        own = [line for line in own if not any(table in line for table in others)]
        # Seventeen read what is stored: the last version, then to merge, and once more when nobody else can write.
        self.assertEqual(len(own), 55)

    def test_minutes_and_index_are_made_anew_once_however_many_items_change(self):
        made = []
        for count in (2, 20):
            meeting, path = self.long_meeting(count)
            names = {f"items-{n}-name": f"Anders {n}" for n in range(count)}
            with CaptureQueriesContext(connection) as queries:
                send(self.client, path, **names)
            sql = [query["sql"] for query in queries]
            self.assertEqual(meeting.items.filter(name__startswith="Anders").count(), count)
            made.append(
                [
                    sum(line.startswith(start) for line in sql)
                    for start in (
                        'UPDATE "blog_post" SET "digest"',
                        'UPDATE "search_searchentry"',
                    )
                ]
            )
        self.assertEqual(made, [[1, 1], [1, 1]])


class HiddenAgainTests(Agenda):
    def test_an_item_that_an_editor_hides_is_found_no_more(self):
        meeting = make_meeting(items=[("Stadtrat", 8, "", "Laubharken"), ("Stand", 5, "")])
        found = "/suche/?q=laubharken"
        self.assertContains(self.client.get(found), f"{meeting.get_absolute_url()}#top-1")
        path = reverse("admin:meetings_meeting_change", args=[meeting.pk])
        fields = DeskForm(self.client.get(path)).fields
        del fields["items-0-public"]
        self.client.post(path, {k: v for k, v in fields.items() if "__prefix__" not in k})
        self.assertNotContains(self.client.get(found), "Stadtrat")


class BackwardsTests(Agenda):
    """Items that run backwards are refused, and nothing is lost."""

    items = [
        {"name": "Begrüßung", "planned_end": "17:30", "who": "Thorsten"},
        {"name": "Rückblick", "planned_end": "17:15", "protocol": "Viel getan."},
    ]

    def test_the_refusal_names_the_end_above(self):
        page = self.add(*self.items)
        self.assertEqual(
            errors_of(page),
            [
                "Dieser TOP endet vor dem TOP davor, der bis 17:30 Uhr geht. Bitte prüfen Sie „bis“ oder die Reihenfolge."
            ],
        )

    def test_the_refusal_stands_at_the_item(self):
        formset = self.add(*self.items).context["inline_admin_formsets"][0].formset
        self.assertEqual([list(form.errors) for form in formset], [[], ["planned_end"]])

    def test_nothing_is_stored(self):
        self.add(*self.items)
        self.assertEqual((Meeting.objects.count(), AgendaItem.objects.count()), (0, 0))

    def test_all_that_was_typed_comes_back(self):
        fields = DeskForm(self.add(*self.items)).fields
        typed = MEETING | {
            f"items-{number}-{name}": value
            for number, item in enumerate(self.items)
            for name, value in item.items()
        }
        self.assertEqual({name: fields[name] for name in typed}, typed)

    def test_a_later_start_than_the_first_end_is_refused(self):
        page = self.add({"name": "Begrüßung", "planned_end": "17:08"}, start="18:00")
        self.assertEqual(
            errors_of(page),
            [
                "Dieser TOP endet vor dem TOP davor, der bis 18:00 Uhr geht. Bitte prüfen Sie „bis“ oder die Reihenfolge."
            ],
        )

    def test_a_deleted_item_does_not_count(self):
        meeting = make_meeting(items=[("Begrüßung", 30, ""), ("Rückblick", 7, "")])
        response = self.change(meeting, **{"items-0-DELETE": "on", "items-1-planned_end": "17:05"})
        self.assertEqual((response.status_code, self.plan()), (302, [("Rückblick", 5, "17:05")]))

    def test_a_missing_date_is_only_a_missing_date(self):
        page = self.add(self.items[0], date="")
        self.assertEqual(errors_of(page), ["Dieses Feld wird benötigt."])

    def test_lengths_that_are_none_are_refused(self):
        for minutes in ("-1", "acht"):
            with self.subTest(minutes):
                page = self.add({"name": "Begrüßung", "planned_minutes": minutes})
                self.assertEqual((page.status_code, len(errors_of(page))), (200, 1))

    def test_a_length_beyond_the_database_is_refused(self):
        page = self.add({"name": "Begrüßung", "planned_minutes": "40000"})
        self.assertEqual((page.status_code, len(errors_of(page))), (200, 1))

    def test_a_length_beyond_the_calendar_is_refused(self):
        page = self.add({"name": "Begrüßung", "planned_minutes": "99999999999999"})
        self.assertEqual((page.status_code, len(errors_of(page))), (200, 1))

    def test_the_first_day_of_the_calendar_is_no_error_of_ours(self):
        item = {"name": "Fest", "planned_end": "00:20"}
        self.assertLess(self.add(item, date="01.01.0001", start="00:10").status_code, 500)

    def test_the_last_day_of_the_calendar_is_no_error_of_ours(self):
        items = {"name": "Fest", "planned_end": "23:50"}, {"name": "Abbau", "planned_end": "00:20"}
        self.assertLess(self.add(*items, date="31.12.9999").status_code, 500)


class OrderTests(Agenda):
    """Visible numbers give the order."""

    def setUp(self):
        super().setUp()
        items = [("eins", 5, ""), ("zwei", 5, ""), ("drei", 5, "")]
        self.meeting = make_meeting(items=items)

    def names(self):
        return list(AgendaItem.objects.order_by("position").values_list("position", "name"))

    def test_a_changed_place_moves_an_item_and_saving_numbers_anew(self):
        self.change(self.meeting, **{"items-0-position": "7"})
        self.assertEqual(self.names(), [(1, "zwei"), (2, "drei"), (3, "eins")])

    def test_places_can_be_swapped(self):
        self.change(self.meeting, **{"items-0-position": "3", "items-2-position": "1"})
        self.assertEqual(self.names(), [(1, "drei"), (2, "zwei"), (3, "eins")])

    def test_a_place_that_another_has_is_taken_from_either_side(self):
        for number, place, names in (
            (2, "1", ["drei", "eins", "zwei"]),
            (0, "3", ["zwei", "drei", "eins"]),
            (0, "2", ["zwei", "eins", "drei"]),
        ):
            items = [(name, 5, "") for name in ("eins", "zwei", "drei")]
            meeting = make_meeting("2031-01-09 17:00", items)
            self.change(meeting, **{f"items-{number}-position": place})
            with self.subTest(number, place=place):
                stored = meeting.items.order_by("position").values_list("position", "name")
                self.assertEqual([*stored], [*enumerate(names, 1)])

    def test_a_new_item_without_a_place_goes_to_the_end(self):
        self.change(self.meeting, **{"items-3-name": "vier"})
        self.assertEqual(self.names()[-1], (4, "vier"))

    def test_a_new_item_takes_the_place_typed(self):
        self.change(self.meeting, **{"items-3-name": "null", "items-3-position": "0"})
        self.assertEqual(self.names()[0], (1, "null"))

    def test_a_place_alone_is_no_item(self):
        self.change(self.meeting, **{"items-3-position": "4"})
        self.assertEqual(len(self.names()), 3)

    def test_what_goes_with_a_top_is_said_before_and_once_more_sent_it_goes(self):
        item = self.meeting.items.first()
        item.protocol = "Beschluss: Es gibt Kaffee."
        item.save()
        item.outcomes.create(kind="beschluss", text="Es gibt Kaffee.")
        gone = {"items-0-DELETE": "on", "items-1-DELETE": "on"}
        page = self.change(self.meeting, **gone)
        said = f"Mit „{item}“ geht sein Text im Protokoll. Mit ihm geht ein Beschluss"
        self.assertContains(page, said, count=1)
        self.assertContains(page, 'name="delete_anyway"', count=1)  # the other carries nothing
        self.assertNotContains(page, "Bitte den unten aufgeführten Fehler korrigieren.")
        self.assertEqual(self.meeting.items.count(), 3)
        self.assertEqual(
            self.client.post(
                admin_address("change", self.meeting), DeskForm(page).fields
            ).status_code,
            302,
        )
        self.assertEqual(self.meeting.items.count(), 1)

    def test_a_new_item_takes_no_anchor_that_means_another_which_is_gone(self):
        first = self.meeting.items.first()
        first.number = first.number or "1"
        first.save()
        anchor = first.anchor
        self.change(self.meeting, **{"items-0-DELETE": "on"})
        self.change(
            self.meeting, **{"items-2-name": "Ganz anderes", "items-2-number": first.number}
        )
        new = self.meeting.items.get(name="Ganz anderes")
        self.assertEqual(new.anchor, f"{anchor}-2")
        self.change(self.meeting, **{"items-3-name": first.name, "items-3-number": first.number})
        self.assertEqual(self.meeting.items.get(name=first.name).anchor, anchor)  # it is back

    def test_a_moved_item_keeps_its_anchor(self):
        before = dict(AgendaItem.objects.values_list("name", "anchor"))
        self.change(self.meeting, **{"items-0-position": "7"})
        self.assertEqual(dict(AgendaItem.objects.values_list("name", "anchor")), before)

    def test_two_items_at_one_place_are_no_error(self):
        # After a swap the older item stands below; at one place the database puts it first.
        self.change(self.meeting, **{"items-0-position": "3", "items-2-position": "1"})
        ends = {
            "items-0-planned_end": "17:05",
            "items-1-planned_end": "17:10",
            "items-2-planned_end": "17:15",
        }
        places = {f"items-{number}-position": "1" for number in range(3)}
        response = self.change(self.meeting, start="", **ends, **places)
        self.assertLess(response.status_code, 500)


class OtherMeetingTests(DeskTestCase):
    """A TOP that goes to another meeting, in its own form."""

    def test_it_stands_last_there_with_an_anchor_of_its_own_and_the_times_of_that_meeting(self):
        agenda = [("Ankommen", 10, "Ada"), ("Fest", 15, "Jost", "- Zelte leihen")]
        here, there = make_meeting(items=agenda), make_meeting("2020-12-17 19:00", agenda)
        item = here.items.get(name="Fest")
        page = send(self.client, admin_address("change", item), meeting=there.pk)
        self.assertEqual(page.status_code, 302)
        rows = [
            (slot.item.anchor, f"{timezone.localtime(slot.ends_at):%H:%M}") for slot in there.slots
        ]
        self.assertEqual(rows, [("top-1", "19:10"), ("top-2", "19:25"), ("top-2-2", "19:40")])
        self.assertEqual([each.anchor for each in here.items.all()], ["top-1"])

    def test_its_anchor_stays_where_no_other_has_it(self):
        here, there = make_meeting(items=[("Ankommen", 10, "Ada")]), make_meeting()
        item = here.items.get()
        send(self.client, admin_address("change", item), meeting=there.pk)
        self.assertEqual(there.items.get().anchor, item.anchor)


class LookTests(Agenda):
    def look(self, path, at, **typed):
        fields = DeskForm(self.client.get(path)).fields
        kept = {name: text for name, text in fields.items() if "__prefix__" not in name}
        return self.client.post(at, kept | typed)

    def test_form_and_rows_are_shown_as_visitors_will_see_them_and_nothing_is_stored(self):
        meeting = make_meeting(items=[("Haushalt", 10, "", "")])
        item = meeting.items.get()
        known = {"items-0-id": str(item.pk), "items-INITIAL_FORMS": "1"}
        typed = rows({"name": "Spielplatz"}, {"name": "Wippen"}) | known
        before = Version.objects.count(), LogEntry.objects.count(), current_version()
        page = self.look(
            admin_address("change", meeting),
            admin_address("look", meeting),
            **typed,
            intro="Wir fangen *pünktlich* an.",
        )
        self.assertTemplateUsed(page, "meetings/meeting_detail.html")
        for text in ("Spielplatz", "Wippen", "<em>pünktlich</em>"):
            self.assertContains(page, text)
        self.assertNotContains(page, "Haushalt")
        self.assertEqual([row.name for row in meeting.items.all()], ["Haushalt"])
        after = Version.objects.count(), LogEntry.objects.count(), current_version()
        self.assertEqual(after, before)
        self.assertNotContains(self.client.get("/admin/"), "ist gesichert")
        self.assertNotContains(self.client.get(meeting.get_absolute_url()), "Spielplatz")

    def test_a_new_meeting_is_shown_and_not_made(self):
        typed = MEETING | rows({"name": "Wippen"})
        page = self.look(ADD, reverse("admin:meetings_meeting_look"), **typed)
        self.assertTemplateUsed(page, "meetings/meeting_detail.html")
        self.assertContains(page, "Wippen")
        self.assertFalse(Meeting.objects.exists())

    def test_what_cannot_be_saved_comes_back_as_the_form_that_saves(self):
        meeting = make_meeting()
        change = admin_address("change", meeting)
        page = self.look(change, admin_address("look", meeting), date="quark")
        self.assertContains(page, f'action="{change}"')
        self.assertTrue(errors_of(page))
