"""The page "Protokoll einfügen": paste, look, save, then publish and plan; nothing is saved unseen or lost."""

import re

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.models import Meeting
from tests.build import REFERENCE_PAGE, days_ago, make_meeting, make_topic
from tests.desk import DeskForm, errors_of
from tests.meetings.pasting import BACKWARDS, PASTE, PROTOCOL, Paste, shown_lines


class FirstLookTests(Paste):
    def test_opens_empty(self):
        self.assertEqual(
            list(DeskForm(self.client.get(PASTE)).fields), ["csrfmiddlewaretoken", "text"]
        )

    def test_takes_files(self):
        self.assertContains(self.client.get(PASTE), 'type="file" name="file"', count=1)

    def test_is_found_from_the_list_of_meetings(self):
        self.assertContains(self.client.get("/admin/meetings/meeting/"), f'href="{PASTE}"', count=1)

    def test_is_refused_to_visitors(self):
        self.client.logout()
        self.assertRedirects(self.client.get(PASTE), f"/admin/login/?next={PASTE}")

    def test_is_refused_to_who_may_only_look(self):
        looker = User.objects.create_user("gast", is_staff=True)
        looker.user_permissions.set(
            self.editor.groups.get().permissions.filter(codename="view_meeting")
        )
        self.client.force_login(looker)
        self.assertEqual((self.client.get(PASTE).status_code, self.look().status_code), (403, 403))

    def test_an_empty_paste_is_refused_with_a_sentence(self):
        for text in ("", " \n\t "):
            with self.subTest(repr(text)):
                page = self.look(text)
                self.assertEqual((page.status_code, len(errors_of(page))), (200, 1))

    def test_saving_an_empty_paste_stores_nothing(self):
        self.client.post(PASTE, {"text": "", "save": "Speichern"})
        self.assertEqual(self.counts(), (0, 0, 0))


class PreviewTests(Paste):
    def test_shows_the_items(self):
        fields = DeskForm(self.look()).fields
        shown = [
            [fields[f"items-{n}-{name}"] for name in ("number", "name", "who", "end")]
            for n in range(3)
        ]
        self.assertEqual(
            shown,
            [
                ["1", "Begrüßung", "Thorsten", "18:05"],
                ["2", "Hofgarten, Wasser und Werkzeug", "Hannes/Kristina", "18:30"],
                ["3", "Ideenrunde", "7 Teilnehmende", "19:00"],
            ],
        )

    def test_shows_the_texts(self):
        fields = DeskForm(self.look()).fields
        self.assertEqual(
            [fields[name] for name in ("intro", "items-1-protocol", "items-2-protocol", "closing")],
            [
                "Am 8. April 2021 haben wir uns im Hof getroffen. Das kam dabei heraus.",
                "- Die Regentonne kommt im Mai.\n- Wer gießt, trägt sich ein.",
                "Wir haben Ideen gesammelt.",
                "Das nächste Treffen ist am 10. Juni 2021, 18-20:00 Uhr.",
            ],
        )

    def test_shows_what_the_report_will_say(self):
        fields = DeskForm(self.look()).fields
        self.assertEqual(
            [fields[name] for name in ("teaser", "topics", "published")],
            [
                "Am 8. April 2021 haben wir uns im Hof getroffen. Das kam dabei heraus.",
                "Nachbarschaftstreffen, Klima",
                "09.04.2021",
            ],
        )

    def test_shows_the_next_meeting(self):
        fields = DeskForm(self.look()).fields
        self.assertEqual(
            [fields[name] for name in ("next_date", "next_start", "next_end")],
            ["10.06.2021", "18:00", "20:00"],
        )

    def test_says_when_an_item_runs(self):
        self.assertContains(self.look(), "18:05–18:30 Uhr, 25 Minuten", count=1)

    def test_marks_people_who_are_new(self):
        Speaker.objects.create(name="Hannes")
        self.assertContains(self.look(), '<span class="paste-new">neu</span>', count=2)

    def test_says_how_a_person_appears_who_does_not_want_to_be_named(self):
        Speaker.objects.create(name="Hannes", agreed=False, role="ein Gärtner")
        self.assertContains(self.look(), "Hannes (erscheint als „ein Gärtner“)", count=1)

    def test_shows_decisions_and_tasks(self):
        text = PROTOCOL.replace("Wir haben Ideen", "Beschluss: Es gibt Kaffee. 12/0/1\n\nWir haben")
        page = self.look(text).content.decode().replace("\xa0", " ")
        told = "<strong>Beschluss:</strong> Es gibt Kaffee. (12 Ja, 0 Nein, 1 Enthaltung)"
        self.assertIn(told, page)

    def test_says_that_the_start_is_missing(self):
        self.assertContains(self.look(), '<li class="warning">Beginn fehlt', count=1)

    def test_warns_of_times_that_run_backwards(self):
        self.assertContains(self.look(BACKWARDS), "TOP 2 endet vor TOP 1", count=1)

    def test_counts_items_with_mistakes_and_none_that_is_left_out(self):
        page = self.press(self.look(), "refresh", **{"items-0-end": "kurz", "items-1-drop": "on"})
        self.assertContains(page, "<h2>2 Tagesordnungspunkte</h2>", count=1, html=True)

    def test_warns_of_minutes_that_contradict_the_end(self):
        page = self.press(self.look(), "refresh", **{"start": "18:00", "items-0-minutes": "9"})
        self.assertContains(page, "9 Minuten reichen bis 18:09 Uhr, nicht bis 18:05", count=1)

    def test_warns_of_a_number_that_comes_twice(self):
        page = self.press(self.look(), "refresh", **{"items-1-number": "1"})
        self.assertContains(page, "Die Nummer TOP 1 kommt mehrfach vor.", count=1)

    def test_warns_of_minutes_that_are_public_already(self):
        make_meeting("2021-04-08 18:00")
        self.assertContains(self.look(), "gibt es schon ein veröffentlichtes Protokoll", count=1)

    def test_shows_what_was_left_out(self):
        self.assertIn((1, "ausgelassen", "Direkt zum Inhalt"), shown_lines(self.look()))

    def test_proposes_title_and_date(self):
        fields = DeskForm(self.look()).fields
        self.assertEqual(
            (fields["title"], fields["date"], fields["start"]),
            ("Ergebnisse des Frühjahrstreffens am 8. April 2021", "08.04.2021", ""),
        )

    def test_proposes_a_title_where_the_text_has_none(self):
        fields = DeskForm(self.look("Datum: 8. April 2021\n\nTOP 1 Kasse\n\n- leer")).fields
        self.assertEqual(fields["title"], "Treffen am 8. April 2021")

    def test_proposes_the_series_that_is_a_topic_of_the_text_and_its_usual_start(self):
        series = Topic.objects.create(name="Nachbarschaftstreffen", kind=Topic.Kind.SERIES)
        make_meeting("2021-01-14 17:30", series=series)
        fields = DeskForm(self.look()).fields
        self.assertEqual((fields["series"], fields["start"]), (str(series.pk), "17:30"))

    def test_says_where_the_proposed_start_comes_from(self):
        series = Topic.objects.create(name="Nachbarschaftstreffen", kind=Topic.Kind.SERIES)
        make_meeting("2021-01-14 17:30", series=series)
        sentence = "Beginn fehlt: vorgeschlagen 17:30 wie beim letzten Treffen am 14. Januar 2021."
        self.assertContains(self.look(), f'<li class="warning">{sentence}</li>', count=1)

    def test_meetings_of_no_series_propose_no_start_but_one_that_is_planned_for_the_day(self):
        make_meeting("2021-01-14 17:30")
        make_meeting("2021-04-08 17:45", protocol_published_at=days_ago(1))
        self.assertEqual(DeskForm(self.look()).fields["start"], "")
        make_meeting("2021-04-08 17:50", protocol_published_at=None)
        self.assertEqual(DeskForm(self.look()).fields["start"], "17:50")

    def test_finds_the_series_in_the_title(self):
        series = Topic.objects.create(name="Frühjahrstreffen", kind=Topic.Kind.SERIES)
        self.assertEqual(DeskForm(self.look()).fields["series"], str(series.pk))

    def test_what_a_wiki_puts_around_its_pages_is_left_out(self):
        page = self.look("Aus Hofwiki\nZur Navigation springen\n\n" + PROTOCOL)
        self.assertIn((1, "ausgelassen", "Aus Hofwiki"), shown_lines(page))
        self.assertNotIn("other", DeskForm(page).fields)

    def test_keeps_the_text(self):
        typed = DeskForm(self.look()).fields["text"].replace("\r\n", "\n")
        self.assertEqual(typed.strip(), PROTOCOL.strip())

    def test_saves_nothing(self):
        self.look()
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_hostile_text_stays_text(self):
        page = self.look(PROTOCOL.replace("Hofgarten", "<script>alert(1)</script>"))
        self.assertNotIn("<script>alert", page.content.decode())

    def test_a_team_is_no_new_person(self):
        make_topic("Lastenrad Westwind", kind="team")
        text = PROTOCOL.replace("(Hannes/Kristina,", "(Lastenrad Westwind/Jost,")
        page = self.look(text)
        self.assertEqual(page.context["preview"].newcomers, ["Jost", "Thorsten"])
        self.assertContains(page, ">neu<", count=2)


class SavingTests(Paste):
    def test_stores_meeting_items_and_report(self):
        self.assertEqual((self.save().status_code, self.counts()), (302, (1, 3, 1)))

    def test_leads_to_what_can_be_done_next(self):
        address = f"/admin/meetings/meeting/{self.meeting_saved().pk}/eingefuegt/"
        self.assertEqual(self.answer.url.partition("?")[0], address)

    def meeting_saved(self, **typed):
        self.answer = self.save(**typed)
        return Meeting.objects.get()

    def test_both_are_drafts(self):
        self.save()
        self.assertEqual(
            (list(Meeting.objects.published()), list(Post.objects.published())), ([], [])
        )

    def test_what_may_tell_of_a_closed_top_elsewhere_is_asked_about(self):
        agenda = "Tagesordnung:\n1. Hof\n2. Ausschluss nach § 7 (nicht öffentlich)\n3. Fest"
        held = "Hof\nGut.\n\nAusschluss\nMeier geht.\n\nFest\nJuli."
        page = self.look(f"Treffen vom 17.11.2020\n{agenda}\n\n{held}")
        self.assertContains(page, "ist nicht öffentlich und ohne Text: Steht er bei einem anderen")
        over = "TOP 1 Hof\nGut.\nTOP 2 Personal (intern)\nMeier geht.\nTOP 3 Fest\nJuli.\n\nBeschlussübersicht\n- B1 Meier"
        page = self.look(f"Treffen vom 17.11.2020\n\n{over}")
        self.assertContains(page, "Hier steht „Beschlussübersicht“", count=1)

    def test_a_schedule_of_starts_tells_the_ends(self):
        text = "Treffen vom 17.11.2020\n\n17:00 Ankommen\n17:15 Runde\n17:30 Stand der Dinge\n"
        shown = DeskForm(self.look(text)).fields
        ends = [shown[f"items-{index}-end"] for index in range(3)]
        self.assertEqual((shown["start"], *ends), ("17:00", "17:15", "17:30", ""))

    def test_what_the_text_calls_not_public_is_stored_so_unless_somebody_takes_the_tick_off(self):
        text = PROTOCOL.replace("(Thorsten,", "(nicht öffentlich,")
        text = text.replace("Wir haben Ideen", "Der Rest ist nicht öffentlich. Wir haben Ideen")
        page = self.look(text)
        self.assertContains(page, "Als nicht öffentlich gelesen: TOP 1.")
        ask = "Hier steht „nicht öffentlich“: Soll dieser TOP öffentlich sein?"
        self.assertContains(page, ask, count=1)
        self.assertContains(page, "Nicht öffentlich wegen „Top 1", count=1)
        self.press(page, "save")
        public = AgendaItem.objects.order_by("position").values_list("public", flat=True)
        self.assertEqual([*public], [False, True, True])
        self.press(page, "save", **{"items-0-private": ""})
        self.assertEqual(AgendaItem.objects.filter(public=False).count(), 1)

    def test_introduction_and_closing_that_call_something_not_public_are_asked_about(self):
        typed = {"intro": "Spenden (nicht öffentlich)", "closing": "Ohne Gäste:\n\n- Streit"}
        page = self.press(self.look(), "refresh", **typed)
        told = [text for text in page.context["preview"].warnings if "Soll dieser Text" in text]
        self.assertEqual([text.partition(":")[0] for text in told], ["Einleitung", "Schluss"])

    def test_the_report_reports_the_meeting(self):
        self.save()
        self.assertEqual(Post.objects.get().reports_on, Meeting.objects.get())

    def test_who_is_new_is_not_named_until_somebody_says_that_they_agree(self):
        Speaker.objects.create(name="Kristina")
        page = self.look()
        self.assertContains(page, '<p class="paste-note">Hannes, Thorsten</p>', count=1)
        self.press(page, "save")
        who = [item.who for item in AgendaItem.objects.order_by("position")]
        self.assertEqual(who, ["eine Person", "eine Person/Kristina", "7 Teilnehmende"])
        self.assertNotContains(self.look(), 'name="agreed"')

    def test_items_carry_number_who_and_end(self):
        self.save(start="18:00", agreed="on")
        items = AgendaItem.objects.order_by("position")
        self.assertEqual(
            [
                (item.number, item.who, item.planned_minutes, f"{item.planned_end:%H:%M}")
                for item in items
            ],
            [
                ("1", "Thorsten", 5, "18:05"),
                ("2", "Hannes/Kristina", 25, "18:30"),
                ("3", "7 Teilnehmende", 30, "19:00"),
            ],
        )

    def test_the_minutes_stand_in_the_report_once_it_is_published(self):
        self.save()
        post = Post.objects.get()
        self.client.post(
            "/admin/blog/post/", {"action": "publish_now", "_selected_action": [post.pk]}
        )
        self.client.logout()
        page = self.client.get(post.get_absolute_url())
        self.assertContains(page, "<li>Die Regentonne kommt im Mai.</li>", count=1)

    def test_facts_corrected_in_the_preview_are_stored(self):
        self.save(title="Frühjahrstreffen", date="2021-04-09")
        meeting = Meeting.objects.get()
        self.assertEqual(
            (meeting.title, f"{meeting.date}", meeting.report.title),
            ("Frühjahrstreffen", "2021-04-09", "Frühjahrstreffen"),
        )

    def test_a_missing_date_is_asked_for_and_nothing_is_stored(self):
        page = self.save(date="")
        self.assertEqual(
            (errors_of(page), self.counts()),
            (["Dieses Feld wird benötigt."], (0, 0, 0)),
        )

    def test_text_changed_after_the_preview_is_no_surprise(self):
        changed = PROTOCOL.replace("Ideenrunde", "Ideenmarkt")
        page = self.press(self.look(), "save", text=changed)
        self.assertContains(page, "Der Text wurde nach dem Erkennen geändert", count=1)
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_after_that_warning_the_preview_is_saved_as_it_stands(self):
        changed = PROTOCOL.replace("Ideenrunde", "Ideenmarkt")
        self.press(self.press(self.look(), "save", text=changed), "save")
        self.assertEqual(AgendaItem.objects.get(number="3").name, "Ideenrunde")

    def test_the_same_text_again_leads_to_the_meeting_and_makes_a_second_one_only_when_asked(self):
        self.save(at_once="on")
        meeting = Meeting.objects.get()
        for changed in ({}, {"title": "Anders"}):  # the TOPs tell as well
            page = self.save(**changed)
            self.assertContains(page, "Dieses Protokoll ist schon öffentlich")
            self.assertContains(page, f'/{meeting.pk}/change/">', count=2)
            self.assertEqual(Meeting.objects.count(), 1)
        self.press(page, "save")
        self.assertEqual(Meeting.objects.count(), 2)

    def test_other_minutes_of_the_same_day_are_saved_at_once(self):
        make_meeting("2021-04-08 10:00", protocol_published_at=timezone.now(), title="Rundgang")
        self.save()
        self.assertEqual(Meeting.objects.count(), 2)

    def test_reading_again_replaces_what_was_changed(self):
        changed = PROTOCOL.replace("Ideenrunde", "Ideenmarkt")
        page = self.press(self.look(), "read", text=changed, title="Mein Titel")
        fields = DeskForm(page).fields
        self.assertEqual(
            (fields["items-2-name"], fields["title"]),
            ("Ideenmarkt", "Ergebnisse des Frühjahrstreffens am 8. April 2021"),
        )

    def test_a_text_that_cannot_be_read_keeps_the_preview(self):
        page = self.press(self.look(), "read", text="", title="Mein Titel")
        self.assertEqual(DeskForm(page).fields["title"], "Mein Titel")
        self.assertEqual(errors_of(page), ["Bitte fügen Sie den Text eines Protokolls ein."])

    def test_everything_typed_is_stored(self):
        self.save(
            **{
                "title": "Frühling",
                "start": "18:00",
                "end": "20:00",
                "place": "Hof",
                "chair": "Ada",
                "minute_taker": "Grace",
                "attendance": "12 Leute",
                "apologies": "Alan",
                "intro": "Neu.",
                "closing": "Ende.",
                "topics": "Hof",
                "teaser": "Kurz.",
                "items-0-number": "1a",
                "items-0-name": "Hallo",
                "items-0-who": "Ada/Grace",
                "items-0-minutes": "10",
                "items-0-end": "",
                "items-0-protocol": "Neu *geschrieben*.",
                "items-0-private": "on",
                "agreed": "on",
            }
        )
        meeting = Meeting.objects.get()
        item, report = meeting.items.first(), meeting.report
        self.assertEqual(
            [
                *(meeting.title, f"{meeting.start:%H:%M}", f"{meeting.end:%H:%M}", meeting.place),
                *(meeting.chair, meeting.minute_taker, meeting.attendance, meeting.apologies),
                *(meeting.intro, meeting.closing, [t.name for t in report.topics.all()]),
                *(report.teaser, item.number, item.name, item.who, item.planned_minutes),
                *(f"{item.planned_end:%H:%M}", item.protocol, item.public),
            ],
            [
                *("Frühling", "18:00", "20:00", "Hof", "Ada", "Grace", "12 Leute", "Alan", "Neu."),
                *("Ende.", ["Hof"], "Kurz.", "1a", "Hallo", "Ada/Grace", 10, "18:10"),
                *("Neu *geschrieben*.", False),
            ],
        )

    def test_an_item_left_out_is_not_stored(self):
        self.save(**{"items-1-drop": "on", "items-1-name": "", "items-1-end": "99:99"})
        self.assertEqual(
            list(AgendaItem.objects.values_list("name", flat=True)), ["Begrüßung", "Ideenrunde"]
        )

    def test_an_item_can_be_put_in_between(self):
        page = self.press(self.look(), "insert", "1")
        self.press(page, "save", **{"items-1-number": "1a", "items-1-name": "Dazwischen"})
        names = AgendaItem.objects.order_by("position").values_list("name", flat=True)
        self.assertEqual(
            list(names),
            ["Begrüßung", "Dazwischen", "Hofgarten, Wasser und Werkzeug", "Ideenrunde"],
        )

    def test_an_empty_row_is_no_item(self):
        self.press(self.press(self.look(), "insert", "3"), "save")
        self.assertEqual(AgendaItem.objects.count(), 3)

    def test_minutes_without_a_title_are_refused(self):
        page = self.save(**{"items-2-name": ""})
        self.assertEqual(
            errors_of(page),
            ["Bitte geben Sie diesem TOP einen Titel, oder kreuzen Sie „weglassen“ an."],
        )

    def test_decisions_follow_the_edited_text(self):
        self.save(**{"items-2-protocol": "Beschluss: Es gibt Kaffee. 12/0/1"})
        self.assertEqual(
            list(Outcome.objects.values_list("text", "votes")), [("Es gibt Kaffee.", "12/0/1")]
        )

    def test_a_task_without_its_text_is_asked_for_it_until_it_is_refused(self):
        page = self.press(self.look(), "add-outcome", "0")
        typed = {"items-0-outcomes-0-who": "Anna", "items-0-outcomes-0-due": "12.12.2026"}
        ask = "Bitte schreiben Sie, worum es geht, oder nehmen Sie das Häkchen heraus."
        self.assertEqual(errors_of(self.press(page, "save", **typed)), [ask])
        self.assertFalse(Meeting.objects.exists())
        self.press(page, "save", **typed, **{"items-0-outcomes-0-take": ""})
        self.assertEqual((Meeting.objects.count(), Outcome.objects.count()), (1, 0))

    def test_what_is_changed_in_the_preview_is_changed_in_its_line_too(self):
        typed = "- Beschluss: Der Hof bleibt. (5/0/0)\n- [ ] Aufgabe: Jost: Tor ölen bis 1.12.2021"
        page = self.press(self.look(), "refresh", **{"items-2-protocol": typed})
        changed = {
            "items-2-outcomes-0-votes": "9/0/0",
            "items-2-outcomes-1-who": "Karl",
            "items-2-outcomes-1-due": "24.12.2021",
            "items-2-outcomes-1-done": "20.10.2021",
        }
        self.press(page, "save", **changed)
        item = Outcome.objects.first().item
        told = (
            "- Beschluss: Der Hof bleibt. (9/0/0)\n"
            "- [x] Aufgabe: Karl: Tor ölen bis 24. Dezember 2021, erledigt am 20. Oktober 2021"
        )
        self.assertEqual((item.protocol, item.untold_outcomes()), (told, []))

    def test_votes_over_several_lines_are_changed_in_the_preview_too(self):
        changed = {
            "items-0-outcomes-0-text": "Antrag doch stellen.",
            "items-0-outcomes-0-votes": "13/1/2",
        }
        for sign in ("", "- "):
            votes = f"\n{sign}".join(["", "Ja: 14", "Nein: 0", "Enthaltungen: 2"])
            told = f"Vorher.\nBeschluss: Antrag stellen.{votes}\nNachher."
            page = self.look(PROTOCOL.replace("- Thorsten begrüßt alle.", told))
            self.press(page, "save", **changed)
            with self.subTest(votes):
                self.assertEqual(
                    AgendaItem.objects.order_by("pk").first().protocol,
                    "Vorher.\n\nBeschluss: Antrag doch stellen. (13/1/2)\n\nNachher.",
                )
            Meeting.objects.all().delete()

    def test_of_equal_lines_one_is_changed_in_the_preview(self):
        told = "- Beschluss: Plan gilt. (5/0/0)"
        page = self.look(PROTOCOL.replace("- Thorsten begrüßt alle.", f"{told}\n- Text.\n{told}"))
        self.press(page, "save", **{"items-0-outcomes-0-text": "Plan fällt."})
        item = AgendaItem.objects.order_by("pk").first()
        new = told.replace("gilt", "fällt")
        self.assertEqual((item.protocol, item.untold_outcomes()), (f"{new}\n- Text.\n{told}", []))

    def test_a_person_who_is_known_is_not_doubled(self):
        Speaker.objects.create(name="Thorsten", organisation="Stadt Leipzig")
        self.save()
        self.assertEqual(Speaker.objects.filter(name="Thorsten").count(), 1)

    def test_markdown_that_is_refused_is_said_at_its_field(self):
        page = self.save(**{"items-2-protocol": "[" * 500})
        self.assertEqual((len(errors_of(page)), self.counts()), (1, (0, 0, 0)))

    def test_an_end_before_the_start_is_refused(self):
        page = self.save(start="18:00", end="17:00")
        self.assertEqual(
            errors_of(page), ["Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeiten."]
        )

    def test_nothing_is_stored_that_was_not_looked_at(self):
        self.client.post(
            PASTE, {"text": PROTOCOL, "save": "Speichern", "title": "x", "date": "2021-04-08"}
        )
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_times_that_run_backwards_are_refused_with_the_item_named(self):
        page = self.save(BACKWARDS)
        self.assertEqual(
            errors_of(page),
            [
                "TOP 2 Hofgarten, Wasser und Werkzeug endet vor dem TOP davor, der bis 18:05 Uhr geht. Bitte prüfen Sie die Zeiten."
            ],
        )
        self.assertEqual(self.counts(), (0, 0, 0))

    def test_a_refusal_keeps_the_text_and_the_facts(self):
        fields = DeskForm(self.save(BACKWARDS, title="Mein Titel", date="")).fields
        self.assertEqual((fields["title"], fields["items-1-end"]), ("Mein Titel", "18:01"))
        self.assertIn("bis 18:01 h", fields["text"])

    def test_a_date_at_the_edge_of_the_calendar_is_no_error_of_ours(self):
        self.assertLess(self.save(date="0001-01-01", start="00:10").status_code, 500)

    def test_what_is_refused_is_linked_above_the_preview(self):
        page = self.save(**{"items-1-name": "", "date": "31.2.2021"})
        links = re.findall(r'<li><a href="#(.+?)">(.+?)</a></li>', page.content.decode())
        self.assertEqual(
            links, [("id_date", "Datum des Treffens"), ("id_items-1-name", "TOP 2: Titel")]
        )


class ReferenceTests(Paste):
    def test_two_presses_make_nine_items_with_their_ends(self):
        self.save(REFERENCE_PAGE, start="17:00")
        ends = AgendaItem.objects.order_by("position").values_list("number", "planned_end")
        self.assertEqual(
            [(number, f"{end:%H:%M}") for number, end in ends],
            [
                *(("1", "17:08"), ("2", "17:15"), ("3", "17:25"), ("4", "18:00"), ("5", "18:05")),
                *(("6", "18:30"), ("7", "18:45"), ("8", "18:55"), ("9", "19:30")),
            ],
        )

    def test_the_date_of_the_meeting_is_not_that_of_the_post(self):
        self.save(REFERENCE_PAGE)
        self.assertEqual(f"{Meeting.objects.get().date}", "2020-12-10")


class AfterPasting(Paste):
    """What follows: publish with one press, plan the next meeting."""

    def after(self, text=PROTOCOL, **typed):
        self.address = self.save(text, **typed).url
        return self.client.get(self.address)

    def send(self, page, button, **typed):
        return self.client.post(self.address, DeskForm(page).fields | typed | {button: "1"})


class PublishingTests(AfterPasting):
    def test_nothing_is_public_yet(self):
        self.assertContains(self.after(), "Noch ist nichts öffentlich.", count=1)

    def test_leads_to_the_preview(self):
        page = self.after()
        self.assertContains(
            page, f'href="/admin/blog/post/{Post.objects.get().pk}/vorschau/"', count=1
        )

    def test_one_press_publishes_with_the_date_of_the_source(self):
        self.send(self.after(), "publish")
        moment = timezone.localtime(Post.objects.get().published_at)
        self.assertEqual(f"{moment:%Y-%m-%d %H:%M}", "2021-04-09 12:00")

    def test_without_a_date_it_is_public_now(self):
        self.send(self.after(), "publish", quelle="")
        self.assertLess(abs(timezone.now() - Post.objects.get().published_at).seconds, 60)

    def test_a_day_to_come_is_waited_for(self):
        self.send(self.after(), "publish", quelle=f"{days_ago(-3):%Y-%m-%d}")
        self.assertEqual(list(Post.objects.published()), [])

    def test_an_impossible_date_publishes_nothing(self):
        self.send(self.after(), "publish", quelle="31.31.2021")
        self.assertIsNone(Post.objects.get().published_at)

    def test_looking_publishes_nothing(self):
        self.after()
        self.client.get(f"{self.address}&publish=1")
        self.assertIsNone(Post.objects.get().published_at)

    def test_it_can_be_published_while_saving(self):
        page = self.after(at_once="on")
        self.assertContains(page, "Bericht und Protokoll sind öffentlich", count=1)
        self.assertEqual(list(Post.objects.published()), [Post.objects.get()])

    def test_whoever_may_not_change_posts_publishes_nothing(self):
        page = self.after()
        helper = User.objects.create_user("hilfe", is_staff=True)
        helper.user_permissions.set(Permission.objects.filter(codename="add_meeting"))
        helper.user_permissions.add(Permission.objects.get(codename="view_meeting"))
        self.client.force_login(helper)
        self.assertEqual(self.send(page, "publish").status_code, 403)

    def test_the_history_names_the_date_of_the_source(self):
        self.after()
        page = self.client.get(f"/admin/meetings/meeting/{Meeting.objects.get().pk}/history/")
        self.assertContains(page, "aus eingefügtem Text vom 9. April 2021", count=1)


class NextMeetingTests(AfterPasting):
    def planned(self):
        self.send(self.after(), "plan")
        return Meeting.objects.order_by("-date").first()

    def test_it_has_the_day_and_the_times_of_the_text(self):
        coming = self.planned()
        self.assertEqual(
            f"{coming.date} {coming.start:%H:%M} {coming.end:%H:%M}", "2021-06-10 18:00 20:00"
        )

    def test_it_belongs_to_the_series(self):
        series = Topic.objects.create(name="Nachbarschaftstreffen", kind=Topic.Kind.SERIES)
        coming = self.planned()
        self.assertEqual(coming.series, series)
        self.assertEqual(coming.title, "Nachbarschaftstreffen am 10. Juni 2021")

    def test_it_is_public_for_nobody(self):
        self.planned()
        self.assertEqual(list(Meeting.objects.published()), [])

    def test_one_that_is_planned_already_is_only_named(self):
        other = make_meeting("2021-06-10 18:00", title="Im Juni")
        page = self.after()
        self.assertContains(page, "„Im Juni“ ist schon angelegt", count=1)
        self.send(page, "plan", naechstes="2021-06-10")
        self.assertEqual(Meeting.objects.filter(date="2021-06-10").get(), other)

    def test_hours_without_a_day_are_asked_for_it_before_and_after_saving(self):
        ask, day = (
            "Bitte geben Sie auch den Tag an, oder leeren Sie die Uhrzeit.",
            {"next_date": ""},
        )
        self.assertEqual(errors_of(self.save(**day)), [ask])
        self.assertEqual(errors_of(self.send(self.after(), "plan", naechstes="")), [ask])
        self.assertEqual(Meeting.objects.count(), 1)
        self.assertEqual(self.save(**day, next_start="", next_end="").status_code, 302)

    def test_a_text_without_one_offers_none(self):
        self.assertNotContains(self.after(PROTOCOL.partition("Das nächste")[0]), "Treffen anlegen")
