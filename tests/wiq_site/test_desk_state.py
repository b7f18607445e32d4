"""How far something is public stands on top of its form, with the buttons that fit and what to look at before."""

import re
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.db import models
from django.utils import timezone
from django.utils.html import strip_tags

from blog.models import Post
from meetings.agenda import AgendaItem, Speaker
from meetings.models import Meeting
from tests.build import berlin, days_ago, make_meeting, make_page, make_post, make_topic
from tests.desk import DeskTestCase, admin_address, errors_of, run_action, send
from wiq_site.pages.models import Redirect

AGENDA = [("Fest", 15, "Jost")]


class StateTests(DeskTestCase):
    def state(self, item):
        return self.client.get(admin_address("change", item)).context["state"]

    def press(self, item, button, **typed):
        path = admin_address("change", item)
        return send(self.client, path, **{button: "1"}, **typed)

    def buttons(self, item):
        return [name for name, _label in self.state(item)["buttons"]]

    def test_each_state_is_a_sentence(self):
        coming = berlin("2031-12-05 18:00")
        for fields, sentence, buttons in (
            ({"published_at": None}, "Entwurf, noch nicht öffentlich", ["_publish"]),
            (
                {"published_at": coming},
                "Erscheint am Freitag, 5. Dezember 2031, 18:00 Uhr",
                ["_publish"],
            ),
            (
                {"published_at": berlin("2020-12-12 09:05")},
                "Öffentlich seit Samstag, 12. Dezember 2020, 09:05 Uhr",
                ["_withdraw"],
            ),
            (
                {"published_at": berlin("2020-12-12 09:05"), "withdrawn_at": coming},
                "Öffentlich, bis zum Freitag, 5. Dezember 2031, 18:00 Uhr",
                ["_withdraw"],
            ),
            (
                {"withdrawn_at": berlin("2021-12-12 09:05")},
                "Zurückgezogen am Sonntag, 12. Dezember 2021, 09:05 Uhr",
                ["_restore"],
            ),
        ):
            with self.subTest(sentence):
                post = make_post(**{"published_at": berlin("2020-12-01 09:00")} | fields)
                self.assertEqual(self.state(post)["sentences"], [sentence])
                self.assertEqual(self.buttons(post), buttons)

    def test_what_is_not_public_yet_leads_to_the_field_for_its_date(self):
        coming = berlin("2031-12-05 18:00")
        for item, name in (
            (make_post(published_at=None), "published_at"),
            (make_page(published_at=coming), "published_at"),
            (make_meeting(agenda_published_at=None), "agenda_published_at"),
            (make_post(), ""),
            (make_post(withdrawn_at=days_ago(1)), ""),
        ):
            page = self.client.get(admin_address("change", item))
            with self.subTest(item):
                leads = [f'href="#id_{name}_0"', f'id="id_{name}_0"'] if name else []
                for part in leads:
                    self.assertContains(page, part, 1)
                self.assertEqual("Planen" in page.content.decode(), bool(name))
                self.assertContains(page, f'action="{admin_address("change", item)}"')

    def test_the_enter_key_saves_and_publishes_nothing(self):
        for path in ("/admin/blog/post/add/", admin_address("change", make_meeting())):
            page = self.client.get(path).content.decode()
            form = page[page.index('method="post" id="') :]
            first = re.search(r'<(?:input|button) type="submit"[^>]* name="(\w+)"', form)
            with self.subTest(path):
                self.assertEqual(first[1], "_save")
                self.assertNotIn("visually-hidden", first[0])

    def test_other_line_ends_are_no_change(self):
        for body in ("eins\nzwei\n", "eins\r\nzwei"):
            post = make_post("Alt")
            models.QuerySet.update(Post.objects.filter(pk=post.pk), body=body)
            send(self.client, admin_address("change", post), title="Neu")
            with self.subTest(body):
                said = LogEntry.objects.first().get_change_message()
                self.assertEqual(said, "Titel geändert.")

    def test_after_saving_it_says_how_the_thing_stands(self):
        for button in ("_save", "_continue", "_addanother"):
            answer = send(self.client, "/admin/blog/post/add/", title="Fest", **{button: "1"})
            page = self.client.get(answer.url)
            [bar] = re.findall(r'<li class="success">(.*?)</li>', page.content.decode(), re.S)
            with self.subTest(button):
                said = "„Fest“ ist gesichert: Entwurf, noch nicht öffentlich. Rückgängig"
                self.assertEqual(" ".join(strip_tags(bar).split()), said)

    def test_a_meeting_tells_what_it_waits_for(self):
        written = [("Fest", 15, "Jost", "Wir feiern.")]
        unseen = {"agenda_published_at": None, "protocol_published_at": None}
        for day, items, fields, waited in (
            ("2090-01-01", [], unseen, ["Tagesordnung übernehmen"]),
            ("2090-01-01", AGENDA, unseen, ["Einladung veröffentlichen"]),
            ("2090-01-01", AGENDA, {"protocol_published_at": None}, []),
            ("2020-01-01", AGENDA, {"protocol_published_at": None}, ["Protokoll einfügen"]),
            ("2020-01-01", written, {"protocol_published_at": None}, ["Protokoll veröffentlichen"]),
            ("2020-01-01", written, {}, []),
            ("2090-01-01", AGENDA, unseen | {"cancelled_at": days_ago(1)}, []),
        ):
            meeting = make_meeting(f"{day} 17:00", items, **fields)
            page = self.client.get(admin_address("change", meeting))
            with self.subTest(day, items=items, fields=fields):
                steps = page.context["steps"]
                self.assertEqual([str(label) for _at, label, waits in steps if waits], waited)
                for address, _label, _waits in steps:
                    self.assertEqual(self.client.get(address).status_code, 200, address)

    def test_a_meeting_tells_both_of_its_sides(self):
        meeting = make_meeting(
            agenda_published_at=berlin("2020-12-01 09:00"), protocol_published_at=None
        )
        expected = [
            "Tagesordnung: öffentlich seit Dienstag, 1. Dezember 2020, 09:00 Uhr",
            "Protokoll: Entwurf, noch nicht öffentlich",
        ]
        self.assertEqual(self.state(meeting)["sentences"], expected)

    def test_a_report_that_is_chosen_says_that_the_introduction_waits_for_it(self):
        draft = make_post("Bericht", published_at=None)
        meeting = make_meeting(intro="Wir fangen an.", protocol_published_at=None)
        waits = "Einleitung: noch nicht öffentlich, erscheint mit dem Protokoll"
        self.assertNotIn(waits, self.state(meeting)["sentences"])
        self.press(meeting, "_continue", report=str(draft.pk))
        page = self.client.get(admin_address("change", meeting))
        [told] = [str(one) for one in page.context["messages"]]
        self.assertIn(waits, told)
        self.assertIn(waits, page.context["state"]["sentences"])
        self.press(draft, "_publish")
        self.assertNotIn(waits, self.state(meeting)["sentences"])

    def test_something_new_is_a_draft(self):
        state = self.client.get("/admin/blog/post/add/").context["state"]
        self.assertEqual(state["sentences"], ["Entwurf, noch nicht öffentlich"])

    def test_one_press_publishes_with_what_was_typed_and_stays_at_the_form(self):
        post = make_post("Fest", published_at=None)
        answer = self.press(post, "_publish", title="Großes Fest")
        self.assertRedirects(answer, admin_address("change", post))
        post = Post.objects.get()
        self.assertEqual((post.title, post.is_published()), ("Großes Fest", True))
        told = self.client.get(admin_address("history", post))
        self.assertContains(told, "Titel und Veröffentlicht am geändert")

    def test_one_press_withdraws_and_another_shows_it_again(self):
        for item in (make_post("Fest"), make_page(), make_meeting(items=AGENDA)):
            with self.subTest(item):
                self.press(item, "_withdraw")
                item = type(item).objects.get(pk=item.pk)
                self.assertFalse(item.is_published())
                self.press(item, "_restore")
                self.assertTrue(type(item).objects.get(pk=item.pk).is_published())

    def test_a_report_stays_withdrawn_with_its_meeting_and_so_it_is_told(self):
        report = make_post("Bericht")
        make_meeting(items=AGENDA, report=report, withdrawn_at=timezone.now())
        self.press(report, "_restore")
        page = self.client.get(admin_address("change", report))
        [told] = [str(one) for one in page.context["messages"]]
        self.assertIn("ist gesichert: Zurückgezogen am", told)
        report = Post.objects.get()
        report.published_at = None
        report.save()
        page = run_action(self.client, "publish_now", report)
        told = [
            "0 Beiträge sind jetzt öffentlich.",
            "„Bericht“ ist nicht öffentlich: zurückgezogen.",
        ]
        self.assertEqual([str(one) for one in page.context["messages"]], told)

    def test_the_agenda_is_published_and_its_minutes_are_not(self):
        meeting = make_meeting(items=AGENDA, agenda_published_at=None, protocol_published_at=None)
        self.press(meeting, "_publish")
        meeting = Meeting.objects.get()
        self.assertEqual((meeting.is_published(), meeting.has_public_protocol()), (True, False))

    def test_a_moment_typed_beside_a_button_that_sets_one_is_asked_about(self):
        draft, public = make_post("Fest", published_at=None), make_post("Hof")
        for post, button, name in (
            (draft, "_publish", "published_at"),
            (public, "_withdraw", "withdrawn_at"),
        ):
            with self.subTest(button):
                page = self.press(post, button, **{f"{name}_0": "5.1.2031", f"{name}_1": "18:00"})
                [told] = errors_of(page)
                self.assertIn("Hier steht ein Zeitpunkt", told)
                self.assertContains(page, "5.1.2031")
                stored = Post.objects.get(pk=post.pk)
                self.assertEqual(getattr(stored, name), getattr(post, name))

    def test_a_form_that_is_refused_publishes_nothing(self):
        post = make_post("Fest", published_at=None)
        page = self.press(post, "_publish", title="")
        self.assertEqual(page.status_code, 200)
        self.assertIsNone(Post.objects.get().published_at)


class UnusedTests(DeskTestCase):
    def test_an_address_to_which_nothing_goes_is_told_when_it_is_saved(self):
        for item, is_used in (
            (make_post("Bank", contact="ada@example.org"), False),
            (make_post("Beet", ["Idee sucht Team"], contact="ada@example.org"), True),
            (make_topic("Klima", contact="ada@example.org"), False),
            (make_topic("Radwege", kind="team", contact="ada@example.org"), True),
            (make_topic("Bäume"), True),
        ):
            with self.subTest(item):
                send(self.client, admin_address("change", item))
                page = self.client.get("/admin/")
                told = " ".join(str(one) for one in page.context["messages"])
                self.assertEqual("An die Kontaktadresse geht noch nichts" in told, not is_used)

    def test_comments_end_after_the_post_begins(self):
        post = make_post("Fest", published_at=days_ago(3))
        times = {"comments_open_until_0": "1.12.2020", "comments_open_until_1": "18:00"}
        [told] = errors_of(send(self.client, admin_address("change", post), **times))
        self.assertIn("muss später sein als „veröffentlicht am“", told)


class ChecklistTests(DeskTestCase):
    def hints(self, item):
        return self.client.get(admin_address("change", item)).context["state"]["hints"]

    def test_a_post_says_what_it_lacks(self):
        bare, whole = (
            make_post(published_at=None),
            make_post("Ganz", ["Klima"], None, teaser="Kurz."),
        )
        self.assertEqual(len(self.hints(bare)), 2)
        self.assertEqual(self.hints(whole), [])

    def test_what_is_public_is_asked_nothing(self):
        self.assertEqual(self.hints(make_post(body="[x](/gibt-es-nicht/)")), [])

    def test_links_to_what_visitors_do_not_find_are_named(self):
        make_post("Da", ["Klima"], slug="da")
        make_post("Entwurf", slug="entwurf", published_at=None)
        make_post("Weg", slug="weg", withdrawn_at=days_ago(0))
        Redirect.objects.create(old_path="/node/1", new_path="/beitraege/da/")
        there = "/beitraege/da/ /beitraege/da/#top-1 /beitraege/?thema=klima /node/1 https://example.org/weg /treffen/"
        there += " #top-1 treffen/ beitraege/da/?fbclid=1"
        gone = "/beitraege/entwurf/ /beitraege/weg/ /nirgends/ plan.pdf"
        body = " ".join(f"[x]({address})" for address in f"{there} {gone}".split())
        post = make_post("Neu", ["Klima"], None, teaser="Kurz.", body=body)
        named = [re.search("„(.*?)“", hint)[1] for hint in self.hints(post)]
        self.assertEqual(named, gone.split())

    def test_with_such_a_link_nothing_is_published(self):
        post = make_post("Neu", published_at=None, body="[x](/nirgends/)")
        path = admin_address("change", post)
        for typed in ({"_publish": "1"}, {"published_at_0": "1.1.2031", "published_at_1": "9:00"}):
            page = send(self.client, path, **typed)
            self.assertIn(
                "Unter „/nirgends/“ steht auf dieser Website nichts", " ".join(errors_of(page))
            )
        page = run_action(self.client, "publish_now", post)
        self.assertContains(page, "Ein Link darin führt ins Leere.")
        self.assertIsNone(Post.objects.get().published_at)
        self.assertEqual(send(self.client, path, title="Weiter Entwurf").status_code, 302)
        new = {"title": "Ganz neu", "body": "[x](impressum/)", "_publish": "1"}
        page = send(self.client, "/admin/blog/post/add/", **new)
        self.assertIn(
            "Unter „impressum/“ steht auf dieser Website nichts", " ".join(errors_of(page))
        )

    def test_a_link_whose_address_is_none_is_named_at_its_field(self):
        body = "[Kalender](webcal://a.de/x.ics) [**T** c](https:/a.de) [ja](https://a.de) [l]() <a></a>"
        page = send(self.client, "/admin/blog/post/add/", title="Neu", body=body, _publish="1")
        named = ["Kalender", "T c", "l"]
        self.assertEqual(
            [re.search("Links „(.*?)“ ist keine", said)[1] for said in errors_of(page)], named
        )
        post = make_post("Entwurf", ["Klima"], None, teaser="Kurz.", body=body)
        told = [re.search("Muss: .*Links „(.*?)“", hint)[1] for hint in self.hints(post)]
        self.assertEqual(told, named)
        page = run_action(self.client, "publish_now", post)
        self.assertContains(page, "Ein Link darin führt ins Leere.")
        meeting = make_meeting(items=[("Stand", 5, None, body)], agenda_published_at=None, protocol_published_at=None)  # fmt: skip
        page = send(self.client, admin_address("change", meeting), _publish="1")
        self.assertEqual(len([said for said in errors_of(page) if "ist keine" in said]), 3)

    def test_a_dead_link_is_named_as_it_was_typed(self):
        body = "[1](siehe unten) [2](/für%20später/)"
        page = send(self.client, "/admin/blog/post/add/", title="Neu", body=body, _publish="1")
        typed = ["siehe unten", "/für später/"]
        self.assertEqual([re.search("„(.*?)“", said)[1] for said in errors_of(page)], typed)
        post = make_post("Entwurf", ["Klima"], None, teaser="Kurz.", body=body)
        self.assertEqual([re.search("„(.*?)“", hint)[1] for hint in self.hints(post)], typed)

    def test_with_such_a_link_in_a_top_no_agenda_is_published(self):
        meeting = make_meeting(
            items=[("Stand", 5, None, "[x](plan.pdf)")],
            agenda_published_at=None,
            protocol_published_at=None,
        )
        page = send(self.client, admin_address("change", meeting), _publish="1")
        self.assertIn("Unter „plan.pdf“ steht auf dieser Website nichts", " ".join(errors_of(page)))
        self.assertIsNone(Meeting.objects.get().agenda_published_at)
        told = "Muss: Ein Link führt zu „plan.pdf“; dort steht auf dieser Website nichts."
        self.assertEqual(self.hints(meeting)[0], told)

    def test_with_such_a_link_no_top_of_a_public_agenda_is_opened(self):
        meeting = make_meeting(
            "2099-03-11 17:00", [("Stand", 5, None, "[x](plan.pdf)")], protocol_published_at=None
        )
        meeting.items.update(public=False)
        path, told = admin_address("change", meeting), "Unter „plan.pdf“ steht auf dieser Website"
        page = send(self.client, path, **{"items-0-public": "on"})
        self.assertIn(told, " ".join(errors_of(page)))
        self.assertFalse(meeting.items.get().public)
        new = {"items-1-name": "Neu", "items-1-protocol": "[y](plan.pdf)", "items-1-public": "on"}
        page = send(self.client, path, **new, **{"items-TOTAL_FORMS": "2"})
        self.assertIn(told, " ".join(errors_of(page)))
        self.assertEqual(send(self.client, path, title="Anders").status_code, 302)

    def test_after_saving_what_is_public_dead_links_of_all_its_texts_are_told(self):
        meeting = make_meeting(items=[("Stand", 5, None, "[x](plan.pdf) [y](treffen/)")])
        for item in (make_topic("Klima", description="[x](/nirgends/)"), meeting):
            send(self.client, admin_address("change", item))
            page = self.client.get(admin_address("change", item))
            told = [str(one) for one in page.context["messages"]]
            self.assertEqual(
                [re.search("„(.*?)“; dort", one)[1] for one in told if "Ein Link" in one],
                ["/nirgends/" if item != meeting else "plan.pdf"],
            )

    def test_who_did_not_agree_to_be_named_is_told(self):
        Speaker.objects.create(name="Grace Hopper", agreed=False)
        Speaker.objects.create(name="Ada")
        post = make_post("Neu", ["Klima"], None, teaser="Mit Grace Hopper und Ada.")
        expected = ["Grace Hopper ist mit der Nennung nicht einverstanden und steht im Text."]
        self.assertEqual(self.hints(post), expected)

    def test_who_did_not_agree_is_told_wherever_minutes_are_published(self):
        Speaker.objects.create(name="Grace Hopper", agreed=False)
        told = "Grace Hopper ist mit der Nennung nicht einverstanden und steht im Text."
        for place in ("chair", "protocol", "who", "hidden"):
            text = "Grace Hopper dankt." if place in ("protocol", "hidden") else "Text"
            report = make_post(place, ["Klima"], None, teaser="Kurz.")
            meeting = make_meeting(
                items=[("Stand", 5, "Ada", text)], report=report, protocol_published_at=None, agenda_published_at=None,
                chair="Grace Hopper" if place == "chair" else "",
            )  # fmt: skip
            item = meeting.items.get()
            item.outcomes.create(
                kind="aufgabe", text="Beleg suchen", who="Grace Hopper" if place == "who" else ""
            )
            AgendaItem.objects.filter(pk=item.pk).update(public=place != "hidden")
            for page in (
                self.client.get(admin_address("change", report)),
                self.client.get(admin_address("change", meeting)),
                self.client.get(admin_address("publish_protocol", meeting)),
                self.client.get(admin_address("pasted", meeting)),
            ):
                with self.subTest(place, page=page.request["PATH_INFO"]):
                    self.assertContains(page, told, count=0 if place == "hidden" else 1)

    def test_a_post_of_a_series_asks_for_its_meeting(self):
        series = make_topic("Gesamttreffen", kind="reihe")
        post = make_post("Neu", ["Gesamttreffen"], None, teaser="Kurz.")
        self.assertIn("gehört zu keinem Treffen", self.hints(post)[0])
        make_meeting(invitation=post, series=series)
        self.assertEqual(self.hints(post), [])

    def test_an_invitation_without_its_agenda_is_told(self):
        post = make_post("Neu", ["Klima"], None, teaser="Kurz.")
        meeting = make_meeting(invitation=post, agenda_published_at=None)
        self.assertEqual(
            [hint[:30] for hint in self.hints(post)], ["Die Tagesordnung von „Gesamttr"]
        )
        meeting.agenda_published_at = timezone.now()
        meeting.save()
        self.assertEqual(self.hints(post), [])

    def test_a_copy_of_the_agenda_in_an_invitation_is_told(self):
        body = "## Tagesordnung\n\n- TOP 1 Garten (Ada)\n- TOP 2 Kasse (Bo)"
        post = make_post("Neu", ["Klima"], None, teaser="Kurz.", body=body)
        meeting = make_meeting(invitation=post)
        self.assertEqual(self.hints(post), [])
        meeting.items.create(name="Garten am Kanal", number="1")
        self.assertEqual([hint[:20] for hint in self.hints(post)], ["Im Text stehen TOPs;"])

    def test_an_agenda_says_what_it_lacks(self):
        later = timezone.localtime() + timedelta(days=3)
        meeting = make_meeting(
            f"{later:%Y-%m-%d} 17:00", agenda_published_at=None, protocol_published_at=None
        )
        self.assertEqual(
            self.hints(meeting), ["Der Ort fehlt.", "Auf der Tagesordnung steht noch nichts."]
        )
