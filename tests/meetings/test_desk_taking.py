"""Minutes taken while the meeting is on: saved as a draft, merged with what others write, looked at before all else."""

import re
from unittest import mock

from django.urls import reverse
from reversion.models import Revision, Version

from meetings.agenda import AgendaItem
from meetings.models import Meeting
from tests.build import berlin, make_editor, make_meeting
from tests.desk import DeskForm, DeskTestCase, admin_address, log_entries
from wiq_site.kit import changes
from wiq_site.pages.version import stored_version

AGENDA = [("Begrüßung", 8, "Thorsten"), ("Haushalt", 10, "Ada"), ("Fest", 15, "Jost")]
NOW = berlin("2020-12-10 17:12")


class Taking(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.meeting = make_meeting(items=AGENDA, protocol_published_at=None)
        cls.path = admin_address("take_minutes", cls.meeting)
        cls.first, cls.second, cls.third = cls.meeting.items.all()

    def opened(self, client=None):
        return DeskForm((client or self.client).get(self.path)).fields

    def save(self, fields, client=None, **typed):
        """Send ``fields`` as the script does; return what it is told."""
        client = client or self.client
        names = {name.replace("items_", "items-"): text for name, text in typed.items()}
        fields |= {
            name.replace("_p", "-p", 1) if "items" in name else name: t for name, t in names.items()
        }
        answer = client.post(self.path, fields, headers={"Accept": "application/json"})
        told = answer.json()
        fields["merge-base"] = told["base"]
        return told

    def texts(self):
        return list(self.meeting.items.values_list("protocol", flat=True))


class SavingTests(Taking):
    def test_what_is_sent_is_stored_and_nothing_is_asked(self):
        fields = self.opened()
        told = self.save(fields, items_1_protocol="- Alles klar", closing="Bis bald.")
        self.assertEqual([told["taken"], told["asked"], told["errors"]], [[], [], []])
        self.assertEqual(self.texts(), ["", "- Alles klar", ""])
        self.assertEqual(Meeting.objects.get().closing, "Bis bald.")

    def test_the_content_version_stays_and_visitors_read_what_they_read_before(self):
        address, version = self.meeting.get_absolute_url(), stored_version()
        pages = ["/", address, *(f"{address[:-1]}{kind}" for kind in (".txt", ".json", ".ics"))]

        def read():
            told = [self.client.get(page).content.decode() for page in pages]
            return [re.sub(r'"modified": ".*"', "", text) for text in told]  # when it was saved

        before = read()
        fields = self.opened()
        self.save(fields, items_0_protocol="- geheim", attendance="20", closing="geheim")
        self.save(fields, **{"items-0-actual_end": "17:12"})
        self.assertEqual(stored_version(), version)
        self.assertEqual(read(), before)

    def test_one_sitting_is_one_version_and_the_one_before_it_stays(self):
        Revision.objects.all().delete()
        self.first.number = "1a"
        self.first.save()
        fields = self.opened()
        for text in ("- a", "- ab", "- abc"):
            self.save(fields, items_0_protocol=text)
        self.save(fields)
        told = list(Revision.objects.order_by("pk").values_list("comment", flat=True))
        self.assertEqual(told, ["", "Protokoll geführt"])
        self.assertIn("- abc", Version.objects.get_for_object(self.first).first().serialized_data)
        self.assertEqual([entry[1] for entry in log_entries()], ["Protokoll geführt"])

    def test_a_save_for_something_else_ends_the_sitting(self):
        fields = self.opened()
        self.save(fields, items_0_protocol="- a")
        with changes.unit():
            changes.explain("Anderes")
            self.third.name = "Großes Fest"
            self.third.save()
        self.save(fields, items_0_protocol="- ab")
        told = list(Revision.objects.order_by("pk").values_list("comment", flat=True))
        self.assertEqual(told[-3:], ["Protokoll geführt", "Anderes", "Protokoll geführt"])

    def test_what_is_refused_holds_up_nothing_else(self):
        fields = self.opened()
        told = self.save(fields, items_0_protocol="[" * 300, items_1_protocol="- gut")
        self.assertEqual(
            [(e["item"], e["field"]) for e in told["errors"]], [(str(self.first.pk), "protocol")]
        )
        self.assertEqual(self.texts(), ["", "- gut", ""])

    def test_queries_do_not_grow_with_the_agenda(self):
        for count in (1, 9):
            meeting = make_meeting(items=AGENDA[:1] * count, protocol_published_at=None)
            path = admin_address("take_minutes", meeting)
            fields = DeskForm(self.client.get(path)).fields
            with self.subTest(count), self.assertNumQueries(11):
                self.client.get(path)
            with self.subTest(saving=count), self.assertNumQueries(37):
                self.client.post(
                    path,
                    fields | {"items-0-protocol": "- x"},
                    headers={"Accept": "application/json"},
                )


class AtOnceTests(Taking):
    def setUp(self):
        super().setUp()
        self.other = self.client_class()
        self.other.force_login(make_editor("zweite"))
        self.mine, self.theirs = self.opened(), self.opened(self.other)

    def test_different_items_are_merged_and_the_other_text_comes_in(self):
        self.save(self.theirs, self.other, items_1_protocol="- ihrs")
        told = self.save(self.mine, items_0_protocol="- meins")
        self.assertEqual(self.texts(), ["- meins", "- ihrs", ""])
        taken = [{"item": str(self.second.pk), "field": "protocol", "text": "- ihrs"}]
        self.assertEqual((told["taken"], told["asked"]), (taken, []))

    def test_the_same_item_is_asked_about_until_somebody_decides(self):
        self.save(self.theirs, self.other, items_1_protocol="- ihrs")
        told = self.save(self.mine, items_0_protocol="- meins", items_1_protocol="- auch meins")
        [question] = told["asked"]
        self.assertEqual((question["item"], question["theirs"]), (str(self.second.pk), "- ihrs"))
        self.assertEqual(self.texts(), ["- meins", "- ihrs", ""])
        self.assertEqual(self.save(self.mine)["asked"], [question])
        choice = {"merge-choice-items-1-protocol": f"mine:{question['digest']}"}
        self.assertEqual(self.save(self.mine | choice)["asked"], [])
        self.assertEqual(self.texts(), ["- meins", "- auch meins", ""])

    def test_each_of_them_has_one_version(self):
        Revision.objects.all().delete()
        for text in ("- a", "- ab"):
            self.save(self.mine, items_0_protocol=text)
            self.save(self.theirs, self.other, items_1_protocol=text)
        names = Revision.objects.order_by("pk").values_list("user__username", flat=True)
        self.assertEqual(list(names), ["redaktion", "zweite"])

    def test_what_was_written_at_an_item_that_is_gone_stays_and_is_not_public(self):
        gone = str(self.second.pk)
        self.second.delete()
        told = self.save(self.mine, items_1_protocol="- zum Haushalt")
        saved = AgendaItem.objects.get(protocol="- zum Haushalt")
        called = (saved.number, saved.name, saved.public)
        self.assertEqual(called, ("2", "Haushalt", False))
        self.assertEqual(
            told["items"], [str(pk) for pk in (self.first.pk, self.third.pk, saved.pk)]
        )
        [moved] = told["moved"]
        self.assertEqual((moved["item"], moved["to"]), (gone, str(saved.pk)))
        self.assertIn("„TOP 2 Haushalt“ steht nicht mehr auf der Tagesordnung", moved["sentence"])

    def test_without_the_script_it_is_named_and_pressed_again_goes_on_where_it_stands(self):
        gone = self.second.pk
        self.second.delete()
        for text in ("- zum", "- zum Haushalt"):
            fields = self.mine | {"items-1-protocol": text, "save": ""}
            page = self.client.post(self.path, fields, follow=True)
            self.assertContains(page, "„TOP 2 Haushalt“ steht nicht mehr auf der Tagesordnung")
        self.assertEqual(self.texts(), ["", "", "- zum Haushalt"])
        fields = self.mine | {"add": f"{gone}:Beschluss"}
        page = self.client.post(self.path, fields, follow=True)
        self.assertContains(page, "Inzwischen gelöscht: „TOP 2 Haushalt“")

    def test_without_the_script_both_texts_stand_beside_each_other(self):
        self.save(self.theirs, self.other, items_1_protocol="- ihrs")
        page = self.client.post(self.path, self.mine | {"items-1-protocol": "- meins", "save": ""})
        self.assertEqual([c.theirs for c in page.context["conflicts"]], ["- ihrs"])
        self.assertContains(page, "Soll beides bleiben, ergänzen Sie es", count=1)
        fields = DeskForm(page).fields
        self.assertEqual(fields["items-1-protocol"], "- meins")
        choice = {c.name: c.digest for c in page.context["conflicts"]}["items-1-protocol"]
        fields["merge-choice-items-1-protocol"] = f"mine:{choice}"
        self.assertEqual(self.client.post(self.path, fields).status_code, 302)
        self.assertEqual(self.texts()[1], "- meins")

    def test_minutes_that_were_published_meanwhile_take_nothing_and_show_it_again(self):
        Meeting.objects.update(protocol_published_at=NOW)
        page = self.client.post(self.path, self.mine | {"items-1-protocol": "- zu spät"})
        self.assertContains(page, "- zu spät")
        self.assertContains(page, "Das Protokoll hat inzwischen einen Zeitpunkt")
        self.assertEqual(self.texts(), ["", "", ""])


class DeletedTests(Taking):
    def test_of_what_was_typed_one_press_makes_the_meeting_again_as_it_was_planned(self):
        fields = self.opened() | {"items-1-protocol": "- zum Haushalt"}
        self.meeting.place = "Rathaus"
        self.meeting.save()
        self.second.public = False
        self.second.save()
        self.meeting.delete()
        page = self.client.post(self.path, fields)
        self.assertEqual(page.status_code, 410)
        told = dict(page.context["typed"])
        self.assertEqual((told["Datum"], told["Beginn"]), ("10.12.2020", "17:00"))
        self.client.post(reverse("admin:meetings_meeting_add"), DeskForm(page).fields)
        [meeting] = Meeting.objects.all()
        told = (meeting.title, f"{meeting.start:%H:%M}", meeting.place, meeting.is_published())
        self.assertEqual(told, ("Gesamttreffen", "17:00", "Rathaus", False))
        items = [
            (item.number, item.name, item.who, item.planned_minutes, item.public, item.protocol)
            for item in meeting.items.all()
        ]
        expected = [
            ("1", "Begrüßung", "Thorsten", 8, True, ""),
            ("2", "Haushalt", "Ada", 10, False, "- zum Haushalt"),
            ("3", "Fest", "Jost", 15, True, ""),
        ]
        self.assertEqual(items, expected)


class ButtonTests(Taking):
    """Without the script."""

    def press(self, **typed):
        with mock.patch("meetings.desk.taking.timezone.now", return_value=NOW):
            return self.client.post(self.path, self.opened() | typed, follow=True)

    def current(self, page):
        return [row.instance.pk for row in page.context["rows"] if row.is_current]

    def test_the_next_item_follows_and_the_end_of_this_one_is_noted(self):
        page = self.press(next=self.first.pk)
        self.first.refresh_from_db()
        self.assertEqual(f"{self.first.actual_end:%H:%M}", "17:12")
        self.assertEqual(self.current(page), [self.second.pk])

    def test_before_its_day_no_end_is_told_by_the_clock(self):
        page = self.client.get(self.path)  # years after, as well
        self.client.post(self.path, self.opened() | {"next": self.first.pk})
        self.first.refresh_from_db()
        self.assertIsNone(self.first.actual_end)
        self.assertContains(page, "Das Treffen ist am 10. Dezember 2020.")
        self.assertNotContains(page, "Min.</span>")

    def test_an_end_that_is_known_stays(self):
        self.press(next=self.first.pk, **{"items-0-actual_end": "17:05"})
        self.first.refresh_from_db()
        self.assertEqual(f"{self.first.actual_end:%H:%M}", "17:05")

    def test_a_line_of_each_kind_begins(self):
        self.press(add=f"{self.second.pk}:Beschluss", **{"items-1-protocol": "- Bericht"})
        page = self.press(add=f"{self.second.pk}:Zu Gast")
        self.assertEqual(self.texts()[1], "- Bericht\n- Beschluss:\n- Zu Gast:")
        self.assertContains(
            page, 'autofocus id="id_items-1-protocol"', count=1
        )  # where one goes on typing
        self.assertEqual(self.current(page), [self.second.pk])

    def test_the_clock_says_how_long_the_item_still_has_and_by_how_much_it_is_over(self):
        for moment, words in (("17:05", "noch 3 Min."), ("17:12", "4 Min. über der Zeit")):
            with mock.patch(
                "meetings.desk.taking.timezone.now", return_value=berlin(f"2020-12-10 {moment}")
            ):
                self.assertContains(self.client.get(self.path), words)

    def test_the_page_opens_at_the_first_item_that_has_no_end(self):
        AgendaItem.objects.filter(pk=self.first.pk).update(actual_end="17:08")
        self.assertEqual(self.current(self.client.get(self.path)), [self.second.pk])

    def test_an_agenda_without_items_shows_the_way_to_some(self):
        AgendaItem.objects.all().delete()
        self.assertContains(self.client.get(self.path), admin_address("take_over", self.meeting))

    def test_public_minutes_are_changed_elsewhere(self):
        Meeting.objects.update(protocol_published_at=NOW)
        answer = self.client.get(self.path)
        self.assertRedirects(answer, admin_address("change", self.meeting))


class CheckingTests(Taking):
    def check(self):
        fields = self.opened() | {"items-0-protocol": "- Beschluss: Wir feiern.", "check": "1"}
        return self.client.post(self.path, fields, follow=True)

    def test_the_preview_of_pasted_minutes_shows_what_was_written(self):
        page = self.check()
        self.assertEqual(
            page.redirect_chain[0][0],
            f"{reverse('admin:meetings_meeting_paste')}?treffen={self.meeting.pk}",
        )
        self.assertContains(page, "Wir feiern.")
        self.assertEqual(page.context["preview"].target, self.meeting)

    def test_its_end_is_that_of_the_last_item_and_a_guest_is_not_all_who_came(self):
        fields = self.opened()
        self.save(
            fields, items_0_protocol="- Zu Gast: Frau Meier", **{"items-2-actual_end": "19:05"}
        )
        page = self.client.get(
            f"{reverse('admin:meetings_meeting_paste')}?treffen={self.meeting.pk}"
        )
        shown = DeskForm(page).fields
        self.assertEqual((shown["end"], shown["attendance"]), ("19:05", ""))
        self.assertIn("Frau Meier", shown["items-0-protocol"])

    def test_saved_there_it_fills_the_same_items_and_private_ones_stay_private(self):
        AgendaItem.objects.filter(pk=self.second.pk).update(public=False, protocol="- vertraulich")
        page = self.check()
        fields = DeskForm(page).fields | {"save": "1"}
        self.client.post(page.redirect_chain[0][0], fields)
        items = [(item.pk, item.public) for item in self.meeting.items.all()]
        self.assertEqual(
            items, [(self.first.pk, True), (self.second.pk, False), (self.third.pk, True)]
        )
        self.assertEqual(Meeting.objects.count(), 1)

    def test_what_was_typed_into_a_top_stays_there_whatever_it_looks_like(self):
        names = [f"Punkt {n}" for n in range(1, 9)]
        items = [(name, 5, "", "- x") for name in names]
        meeting = make_meeting(items=items, protocol_published_at=None)
        closed = meeting.items.first()
        closed.public, closed.protocol = False, "- Wir reden.\nTOP 2: Frau Meier geht\n\nPunkt 3"
        closed.save()
        page = self.client.get(f"{reverse('admin:meetings_meeting_paste')}?treffen={meeting.pk}")
        shown = DeskForm(page).fields
        rows = [shown.get(f"items-{n}-name") for n in range(9)]
        self.assertEqual(rows, [*names, None])
        self.assertIn("Frau Meier", shown["items-0-protocol"])
        self.assertNotIn("items-0-public", shown)

    def test_public_minutes_are_not_handed_on(self):
        Meeting.objects.update(protocol_published_at=NOW)
        path = f"{reverse('admin:meetings_meeting_paste')}?treffen={self.meeting.pk}"
        self.assertEqual(self.client.get(path).status_code, 404)
