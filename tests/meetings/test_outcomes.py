import re
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import permutations

from django.test import TestCase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from reversion.models import Version

from blog.models import Topic
from meetings.agenda import Outcome
from meetings.desk.offers import offers, outcomes_in
from meetings.exports.paper import minutes_data
from meetings.models import Meeting
from meetings.protocol_text import (
    ItemDraft,
    OutcomeDraft,
    ProtocolDraft,
    german_date,
    parse,
    read_outcome,
    render,
    retold,
    untold,
)
from tests.build import days_ago, make_meeting, make_report, make_topic
from tests.desk import DeskForm, DeskTestCase, admin_address, errors_of, send
from tests.reading import read_by_people
from wiq_site.search.models import SearchEntry


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
        teams = self.client.get(self.path).context["tasks"]
        self.assertEqual(
            [(team and team.name, [task.text for task in tasks]) for team, tasks in teams],
            [("Quartierpflege", ["bald", "später", "ohne Frist"]), (None, ["ohne Team"])],
        )

    def test_decisions_stand_under_their_team_as_tasks_do(self):
        make_topic("Quartierpflege", kind="team", state="laeuft")
        self.meeting.items.first().topics.set(["Quartierpflege"])
        make_outcome(self.meeting, "Baum", kind="beschluss", item=1)
        make_outcome(self.meeting, "Bank", kind="beschluss")
        decisions = self.client.get(self.path).context["listed"]
        self.assertEqual(
            [(team and team.name, [each.text for each in some]) for team, some in decisions],
            [("Quartierpflege", ["Bank"]), (None, ["Baum"])],
        )

    def test_a_team_that_people_or_title_name_is_the_team_of_an_item_without_one(self):
        make_topic("Baum", kind="team", state="laeuft")
        make_topic("Bau", kind="team", state="laeuft")
        make_topic("Radwerkstatt Westwind", kind="team", state="laeuft")
        make_topic("Jost hilft", kind="team", state="laeuft")
        make_outcome(self.meeting, "pflanzen", item=1)
        make_outcome(self.meeting, "prüfen", who="Jost, RADWERKSTATT")
        make_outcome(self.meeting, "leeren", who="Jost")
        teams = self.client.get(self.path).context["tasks"]
        self.assertEqual(
            [(team and team.name, [task.text for task in tasks]) for team, tasks in teams],
            [("Baum", ["pflanzen"]), ("Radwerkstatt Westwind", ["prüfen"]), (None, ["leeren"])],
        )
        chosen = self.client.get(f"{self.path}?team=radwerkstatt-westwind").context["tasks"]
        self.assertEqual([task.text for _team, tasks in chosen for task in tasks], ["prüfen"])

    def test_a_team_that_led_the_item_is_the_team_of_what_it_led_to(self):
        make_topic("Wandbild Lützner Straße", kind="team", state="laeuft")
        first = self.meeting.items.first()
        first.set_who(["Jost"], "AG Wandbild")
        make_outcome(self.meeting, "malen", kind="beschluss")
        make_outcome(self.meeting, "Farbe holen", who="Mia")
        make_outcome(self.meeting, "gießen", item=1, who="Jost, Team Wandbild")
        make_outcome(self.meeting, "leeren", item=1, who="Wandbild")
        page = self.client.get(self.path)
        told = [
            [(team and team.name[:8], [each.text for each in some]) for team, some in groups]
            for groups in (page.context["tasks"], page.context["listed"])
        ]
        tasks = [("Wandbild", ["Farbe holen", "gießen"]), (None, ["leeren"])]
        self.assertEqual(told, [tasks, [("Wandbild", ["malen"])]])
        page = self.client.get(f"{self.path}?team=wandbild-luetzner-strasse")
        self.assertContains(page, "Farbe holen")
        self.assertNotContains(page, "leeren")

    def test_a_team_is_named_with_a_hyphen_or_without(self):
        make_topic("Reparaturcafé", kind="team", state="laeuft")
        for who in ("Reparatur-Café", "Jost, Reparatur Café", "AG Reparatur-Café"):
            with self.subTest(who=who):
                task = make_outcome(self.meeting, "löten", who=who)
                page = self.client.get(f"{self.path}?team=reparaturcafe")
                told = [(team and team.name, some) for team, some in page.context["tasks"]]
                self.assertEqual(told, [("Reparaturcafé", [task])])
                task.delete()
        make_outcome(self.meeting, "fegen", who="Repa")
        self.assertEqual(self.client.get(f"{self.path}?team=reparaturcafe").context["tasks"], [])

    def test_a_team_is_named_without_what_it_is(self):
        for name in ("Lastenrad-AG", "Team Garten", "AG Garten"):
            make_topic(name, kind="team", state="laeuft")
        for who in ("Lastenrad", "AG Lastenrad", "Ada, Lastenrad", "Lastenrad-Team"):
            with self.subTest(who=who):
                task = make_outcome(self.meeting, "aufpumpen", who=who)
                page = self.client.get(f"{self.path}?team=lastenrad-ag")
                told = [(team and team.name, some) for team, some in page.context["tasks"]]
                self.assertEqual(told, [("Lastenrad-AG", [task])])
                task.delete()
        make_outcome(self.meeting, "gießen", who="Garten")  # of either
        [(team, _tasks)] = self.client.get(self.path).context["tasks"]
        self.assertIsNone(team)

    def test_of_several_teams_the_chosen_one_heads_what_they_share(self):
        for name in ("Quartierpflege", "Vielhaus"):
            make_topic(name, kind="team", state="laeuft")
        make_outcome(self.meeting, "tragen", who="Vielhaus & Quartierpflege")
        page = self.client.get(f"{self.path}?team=vielhaus")
        self.assertEqual([team.name for team, _tasks in page.context["tasks"]], ["Vielhaus"])

    def test_what_no_team_does_is_named_so_beside_what_one_does(self):
        make_outcome(self.meeting, "leeren")
        self.assertNotContains(self.client.get(self.path), "Ohne Team")
        make_topic("Baum", kind="team")
        make_outcome(self.meeting, "pflanzen", who="Team Baum")
        self.assertContains(self.client.get(self.path), "<h3>Ohne Team</h3>", count=1)

    def test_each_leads_to_its_place_in_the_minutes(self):
        make_outcome(self.meeting, "Bank bestellen", item=1)
        report = make_report("Bericht", items=[("x", 5, "y")])
        make_outcome(report.reports_on, "Ja", kind="beschluss")
        page = self.client.get(self.path)
        self.assertContains(page, 'href="/treffen/gesamttreffen/#top-2"')
        self.assertContains(page, 'href="/beitraege/bericht/#top-1"')

    def test_tells_how_far_the_minutes_are(self):
        make_outcome(self.meeting, "Bank bestellen", kind="beschluss")
        self.assertContains(self.client.get(self.path), "Vorläufiges Protokoll")

    def test_says_what_is_overdue(self):
        make_outcome(self.meeting, "alt", due=date(2020, 1, 1))
        self.assertContains(self.client.get(self.path), '<strong class="overdue">', count=1)

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

    def test_of_many_tasks_the_most_urgent_stand_there_and_the_way_to_all(self):
        for number in range(21):
            make_outcome(self.meeting, f"Nr. {number}", due=date(2099, 1, 31 - number))
            make_outcome(self.meeting, f"Fertig {number}", done_at=date(2021, 1, 1 + number))
        page = self.client.get(self.path, {"jahr": 2020})
        [(_team, tasks)] = page.context["tasks"]
        self.assertEqual((len(tasks), tasks[0].text), (20, "Nr. 20"))
        self.assertEqual(len(page.context["done"]), 20)
        for state in ("offen", "erledigt"):
            self.assertContains(page, f'href="{self.path}?jahr=2020&amp;stand={state}"')
        self.meeting.items.first().outcomes.filter(text__in=["Nr. 0", "Fertig 0"]).delete()
        self.assertNotContains(self.client.get(self.path), "stand=")

    def test_queries_do_not_grow(self):
        for count in (1, 9):
            for number in range(count):
                meeting = make_meeting(items=[("x", 5, "y")], title=f"{count}-{number}")
                make_outcome(meeting, "a")
                make_outcome(meeting, "b", kind="beschluss")
                make_outcome(meeting, "c", done_at=date(2021, 1, 1))
            with self.subTest(count=count), self.assertNumQueries(10):
                self.client.get(self.path)

    def test_a_meeting_cannot_take_its_address(self):
        self.assertEqual(make_meeting(title="Aufgaben").slug, "aufgaben-2")


class OutcomeFilterTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        series = make_topic("Gesamttreffen", kind="reihe")
        make_topic("Radwege", kind="team", state="laeuft")
        old = make_meeting("2019-05-01 17:00", [("Radwege", 5, "Ada")], title="Rundgang")
        new = make_meeting("2020-12-10 17:00", [("Bäume", 5, "Bo")], series=series)
        make_outcome(old, "Der Bügel kommt.", kind="beschluss", votes="47/1/4")
        make_outcome(old, "Bügel bestellen", due=date(2020, 1, 1))
        make_outcome(new, "Linden gießen", due=date(2099, 1, 1))
        make_outcome(new, "Linden pflanzen", done_at=date(2021, 1, 1))
        make_outcome(new, "Die Linde bleibt.", kind="beschluss")

    def found(self, query):
        text = self.client.get(f"/treffen/aufgaben/feed.json?{query}").json()
        return sorted(item["title"].partition(": ")[2] for item in text["items"])

    def test_narrows_by_series_team_year_words_and_state(self):
        for query, texts in (
            ("reihe=gesamttreffen", ["Die Linde bleibt.", "Linden gießen", "Linden pflanzen"]),
            ("team=radwege", ["Bügel bestellen", "Der Bügel kommt."]),
            ("jahr=2019", ["Bügel bestellen", "Der Bügel kommt."]),
            ("q=linde", ["Die Linde bleibt.", "Linden gießen", "Linden pflanzen"]),
            ("stand=beschlossen", ["Der Bügel kommt.", "Die Linde bleibt."]),
            ("stand=offen", ["Bügel bestellen", "Linden gießen"]),
            ("stand=ueberfaellig", ["Bügel bestellen"]),
            ("stand=erledigt", ["Linden pflanzen"]),
            ("jahr=2019&stand=offen", ["Bügel bestellen"]),
        ):
            with self.subTest(query=query):
                self.assertEqual(self.found(query), texts)

    def test_a_day_alone_tells_that_a_task_is_done_as_in_archives_of_before(self):
        Outcome.objects.filter(text="Bügel bestellen").update(done_at=date(2020, 1, 5))
        self.assertEqual(self.found("stand=ueberfaellig"), [])
        self.assertIn("Bügel bestellen", self.found("stand=erledigt"))
        page = self.client.get("/treffen/aufgaben/?stand=erledigt")
        self.assertContains(page, "erledigt am 5.\xa0Januar 2020")

    def test_a_chosen_state_stands_alone_on_the_page(self):
        page = self.client.get("/treffen/aufgaben/?stand=erledigt")
        self.assertContains(page, "Linden pflanzen", count=1)
        self.assertNotContains(page, "Noch zu tun")

    def test_what_does_not_exist_is_not_found(self):
        for query in ("reihe=radwege", "team=gesamttreffen", "team=fehlt", "stand=fehlt"):
            for ending in ("", "feed.rss", "fristen.ics"):
                with self.subTest(query=query, ending=ending):
                    page = self.client.get(f"/treffen/aufgaben/{ending}?{query}")
                    self.assertEqual(page.status_code, 404)

    def test_a_renamed_team_is_led_on(self):
        team = Topic.objects.get(slug="radwege")
        team.slug = "rad"
        team.save()
        for ending in ("", "feed.rss", "fristen.ics"):
            with self.subTest(ending=ending):
                old, new = (
                    f"/treffen/aufgaben/{ending}?team={slug}" for slug in ("radwege", "rad")
                )
                answer = self.client.get(old)
                self.assertEqual((answer.status_code, answer["Location"]), (301, new))

    def test_votes_are_told_in_words(self):
        page = self.client.get("/treffen/aufgaben/")
        self.assertContains(page, "Abstimmung: 47\xa0Ja, 1\xa0Nein, 4 Enthaltungen")

    def test_what_most_voted_against_is_rejected(self):
        for votes, words in (
            ("2/14/1", "abgelehnt, 2 Ja, 14 Nein, 1 Enthaltung"),
            ("4 Ja, 11 Nein", "abgelehnt, 4 Ja, 11 Nein"),
            ("Ja: 3, Nein: 9", "abgelehnt, Ja: 3, Nein: 9"),
            ("abgelehnt, 2/14", "abgelehnt, 2/14"),
            ("11 Ja, 4 Nein", "11 Ja, 4 Nein"),
            ("Ja: 3 Nein: 0 Enthaltung: 1", "Ja: 3 Nein: 0 Enthaltung: 1"),
            ("Ja 5 Nein 0 Enthaltung 1", "Ja 5 Nein 0 Enthaltung 1"),
            ("dafür: 6 dagegen: 1", "dafür: 6 dagegen: 1"),
            ("Ja-Stimmen: 2 Nein-Stimmen: 8", "abgelehnt, Ja-Stimmen: 2 Nein-Stimmen: 8"),
            ("5/5/0, angenommen", "5/5/0, angenommen"),
            ("", ""),
        ):
            with self.subTest(votes):
                outcome = Outcome(kind="beschluss", text="Tempo 30", votes=votes)
                self.assertEqual(outcome.vote_words, words)

    def test_the_calendar_holds_the_days_on_which_open_tasks_are_due(self):
        text = self.client.get("/treffen/aufgaben/fristen.ics").content.decode()
        events = [line for line in text.splitlines() if line.startswith(("DTSTART;V", "SUMMARY"))]
        self.assertEqual(
            events,
            [
                "SUMMARY:Frist: Bügel bestellen",
                "DTSTART;VALUE=DATE:20200101",
                "SUMMARY:Frist: Linden gießen",
                "DTSTART;VALUE=DATE:20990101",
            ],
        )

    def test_the_feed_is_known_until_an_outcome_changes(self):
        path = "/treffen/aufgaben/feed.atom"
        etag = self.client.get(path)["ETag"]
        self.assertEqual(self.client.get(path, HTTP_IF_NONE_MATCH=etag).status_code, 304)
        task = Outcome.objects.get(text="Linden gießen")
        task.done_at = date(2021, 2, 1)
        task.save()
        self.assertEqual(self.client.get(path, HTTP_IF_NONE_MATCH=etag).status_code, 200)

    def test_a_title_that_is_cut_says_so(self):
        Outcome.objects.filter(text="Linden gießen").update(text="Linden " * 12 + "gießen")
        Outcome.objects.filter(text="Linden pflanzen").update(text="Linden " * 30 + "pflanzen")
        feed = self.client.get("/treffen/aufgaben/feed.json").json()
        titles = [item["title"] for item in feed["items"]]
        self.assertIn("Aufgabe: " + "Linden " * 12 + "gießen", titles)
        self.assertIn("Aufgabe: " + ("Linden " * 30)[:149].rstrip() + "…", titles)

    def test_the_search_tells_decisions_and_tasks_apart(self):
        for kind, titles in (
            ("beschluss", ["Die Linde bleibt."]),
            ("aufgabe", ["Linden gießen", "Linden pflanzen"]),
        ):
            with self.subTest(kind=kind):
                hits = self.client.get(f"/suche/?q=linde&art={kind}").context["hits"]
                self.assertEqual(sorted(hit.entry.title for hit in hits), titles)

    def test_the_search_finds_a_task_by_its_day(self):
        Outcome.objects.filter(text="Linden gießen").update(due=date(2027, 1, 3))
        for words in ("Linden+Januar+2027", "Linden+3.1.2027", "Linden+3.+Januar"):
            with self.subTest(words):
                hits = self.client.get(f"/suche/?q={words}&art=aufgabe").context["hits"]
                self.assertEqual([hit.entry.title for hit in hits], ["Linden gießen"])

    def test_cards_of_past_meetings_say_how_much_was_decided(self):
        page = self.client.get("/treffen/?jahr=2019")
        self.assertContains(page, "1 Beschluss&nbsp;· Protokoll lesen")

    def test_every_page_leads_to_them(self):
        self.assertContains(self.client.get("/suche/"), 'href="/treffen/aufgaben/"')


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
                text = read_by_people(self.client.get(path))
                self.assertIn("Abstimmung: 12 Ja, 0 Nein, 1 Enthaltung", text)

    def test_a_task_that_minutes_tick_without_a_day_was_done_on_none(self):
        meeting = make_report(items=[("Bank", 5, "Ada", "Gut.")]).reports_on
        for done, words in (
            (None, "erledigt"),
            (meeting.date, "erledigt am 10. Dezember 2020"),
            (date(2019, 12, 5), "erledigt am 5. Dezember 2019"),
        ):
            meeting.items.get().outcomes.all().delete()
            outcome = make_outcome(meeting, "Tor ölen", who="Ole", is_done=True, done_at=done)
            address = meeting.get_absolute_url()
            with self.subTest(words):
                page = self.client.get("/treffen/aufgaben/?stand=erledigt")
                text = " ".join(strip_tags(unescape(page.content.decode())).split())
                self.assertIn(f"Ole · {words} · Ergebnisse", text)
                self.assertIn(f"Ole ({words})", read_by_people(self.client.get(address)))
                told = self.client.get(f"{address.rstrip('/')}.json").json()["agendaItem"][0]
                told = told["wiq:outcome"][0]
                self.assertEqual(
                    (told["wiq:isDone"], told.get("wiq:done")), (True, done and str(done))
                )
                details = minutes_data(meeting, None)["items"][0]["outcomes"][0]["details"]
                self.assertIn(words, details)
                (back,) = parse(render(meeting.to_draft())).items[0].outcomes
                self.assertEqual(back, outcome.to_draft())
                self.assertEqual((back.is_done, back.done), (True, done))
                self.assertEqual(list(Outcome.objects.in_state("offen")), [])


class OutcomeTextTests(TestCase):
    near = date(2020, 12, 10)

    def read(self, body):
        text = f"Treffen am 10.12.2020\n\nTop 1  Bank (Ada, bis 17:08 h)\n\n{body}\n"
        return parse(text).items[0].outcomes

    def test_a_vote_behind_a_decision_is_no_part_of_its_text(self):
        for line, text, votes in (
            ("X. Abstimmung: 30/0/2", "X.", "30/0/2"),
            ("Die Bank kommt. Abstimmung: einstimmig.", "Die Bank kommt.", "einstimmig"),
            ("Die Bank kommt (Abstimmung: 12/0/1)", "Die Bank kommt", "12/0/1"),
            ("Die Bank kommt, Abstimmung 12/0/1", "Die Bank kommt", "12/0/1"),
            ("Die Bank kommt. Votum: 5 Ja, 2 Nein", "Die Bank kommt.", "5 Ja, 2 Nein"),
            ("Die Bank kommt. Abstimmung 5 ja, 2 nein", "Die Bank kommt.", "5 ja, 2 nein"),
            ("X. Abstimmung: 30/0/2. Danach gab es Kaffee.", "X.", "30/0/2"),
            ("X. Abstimmung: Ja: 5. Nein: 2. Danach Kaffee.", "X.", "Ja: 5. Nein: 2"),
            ("9/0/0. Der Hof wird begrünt.", "Der Hof wird begrünt.", "9/0/0"),
            ("(9/0/0) Der Hof wird begrünt.", "Der Hof wird begrünt.", "9/0/0"),
            ("einstimmig: Der Hof bleibt.", "Der Hof bleibt.", "einstimmig"),
            ("9 Ja, 1 Nein – Der Hof bleibt.", "Der Hof bleibt.", "9 Ja, 1 Nein"),
            ("Einstimmig wird gebaut.", "Einstimmig wird gebaut.", ""),
            ("5/2026 wird gestrichen.", "5/2026 wird gestrichen.", ""),
            ("X. Abstimmung (geheim): 30/0/2", "X.", "30/0/2"),
            ("X. Geheime Abstimmung: 30/0/2", "X.", "30/0/2"),
            ("X am 3.4. Abstimmung: einstimmig", "X am 3.4.", "einstimmig"),
            ("Die Bank bleibt 5 Jahre", "Die Bank bleibt 5 Jahre", ""),
            (
                "Wir nennen das Ergebnis: 3 Bänke kommen",
                "Wir nennen das Ergebnis: 3 Bänke kommen",
                "",
            ),
            (
                "Wir bereiten die Abstimmung: Bank oder Baum vor.",
                "Wir bereiten die Abstimmung: Bank oder Baum vor.",
                "",
            ),
        ):
            with self.subTest(line=line):
                (found,) = self.read(f"- Beschluss: {line}")
                self.assertEqual((found.kind, found.text, found.votes), ("decision", text, votes))

    def test_two_numbers_at_the_end_of_a_decision_are_no_vote(self):
        for line in (
            "Beginn ist um 17:30",
            "Wir mieten Karl-Heine-Str. 12/14",
            "Haushalt 2026/27",
            "Raum 3/4",
        ):
            with self.subTest(line=line):
                (found,) = self.read(f"- Beschluss: {line}")
                self.assertEqual((found.text, found.votes), (line, ""))

    def test_votes_in_words_are_no_part_of_the_text(self):
        for line, text, votes in (
            ("Wir fahren. Stimmen: 30/0/2", "Wir fahren.", "30/0/2"),
            ("Wir fahren mit 30:0:2", "Wir fahren", "30:0:2"),
            ("Wir fahren (7/0)", "Wir fahren", "7/0"),
            (
                "Wir fahren. Ja: 30, Nein: 0, Enthaltung: 2",
                "Wir fahren.",
                "Ja: 30, Nein: 0, Enthaltung: 2",
            ),
            ("Wir fahren. Einstimmig.", "Wir fahren.", "Einstimmig"),
            ("Wir fahren (einstimmig, 2 Enth.)", "Wir fahren", "einstimmig, 2 Enth."),
            ("Wir fahren (mehrheitlich abgelehnt).", "Wir fahren", "mehrheitlich abgelehnt"),
            ("Wir fahren (im Konsens)", "Wir fahren", "im Konsens"),
            ("Wir fahren (alle dafür)", "Wir fahren", "alle dafür"),
            ("Wir fahren (ohne Gegenstimme)", "Wir fahren", "ohne Gegenstimme"),
            ("Wir fahren (bei zwei Enthaltungen)", "Wir fahren", "bei zwei Enthaltungen"),
            ("Wir fahren (angenommen mit 3 Ja)", "Wir fahren", "angenommen mit 3 Ja"),
            ("Wir fahren, einstimmig, 2 Enthaltungen.", "Wir fahren", "einstimmig, 2 Enthaltungen"),
            ("Wir fahren (angenommen: 30/0/2)", "Wir fahren", "30/0/2"),
            ("Wir fahren (beschlossen, einstimmig).", "Wir fahren", "einstimmig"),
            ("Wir fahren (abgelehnt: 3/9/1)", "Wir fahren", "abgelehnt: 3/9/1"),
            ("Wir fahren. Konsens", "Wir fahren.", "Konsens"),
            ("Wir fahren. Abgelehnt (3/9/1).", "Wir fahren.", "Abgelehnt (3/9/1)"),
            ("Wir fahren – angenommen", "Wir fahren", "angenommen"),
            ("Wir fahren im Konsens", "Wir fahren im Konsens", ""),
            ("Wir grillen (angenommen, es ist warm)", "Wir grillen (angenommen, es ist warm)", ""),
            ("Ein Zelt (mit 3 Stangen)", "Ein Zelt (mit 3 Stangen)", ""),
        ):
            with self.subTest(line=line):
                (found,) = self.read(f"- Beschluss: {line}")
                self.assertEqual((found.text, found.votes), (text, votes))

    def test_who_does_a_task_is_a_person_and_not_its_first_word(self):
        for line, text, who in (
            ("Kuchen, Kaffee und Tee besorgen", "Kuchen, Kaffee und Tee besorgen", ""),
            ("Termin: Ina fragt", "Termin: Ina fragt", ""),
            ("Liste (Jost; Ina, bis Ende des Jahres)", "Liste (bis Ende des Jahres)", "Jost; Ina"),
            ("Liste. Wer: Jost", "Liste", "Jost"),
            ("Liste (Jost – bis Ende Mai)", "Liste (bis Ende Mai)", "Jost"),
            ("Liste (Jost; Reparaturcafé; bis Mai)", "Liste (bis Mai)", "Jost; Reparaturcafé"),
            ("Kisten (Lager bis Ende Mai)", "Kisten (Lager bis Ende Mai)", ""),
            ("Kisten (grün bis 1.5.2027)", "Kisten (grün)", ""),
            ("Ada: Kaffee (Bohne)", "Kaffee (Bohne)", "Ada"),
            ("Jost: Kaffee (Ina)", "Kaffee (Ina)", "Jost"),
            ("Küche: Herd putzen (Ina)", "Küche: Herd putzen", "Ina"),
            ("Hannes, Flyer drucken", "Flyer drucken", "Hannes"),
            ("Ada, Nachbarschaftsladen: Liste", "Liste", "Ada, Nachbarschaftsladen"),
            ("Ada, Zeitungskiosk: Liste", "Liste", "Ada, Zeitungskiosk"),
        ):
            with self.subTest(line=line):
                (found,) = self.read(f"- Aufgabe: {line}")
                self.assertEqual((found.text, found.who), (text, who))
        (found,) = self.read("- Aufgabe (Jost): Liste")
        self.assertEqual((found.text, found.who), ("Liste", "Jost"))

    def test_a_deadline_of_no_time_of_ours_stays_text(self):
        (found,) = self.read("- Aufgabe: Alte Liste (Ina, bis 1.12.0026)")
        self.assertEqual((found.text, found.due), ("Alte Liste (bis 1.12.0026)", None))

    def test_an_outcome_is_plain_text_without_what_is_struck_out(self):
        for line, text in (
            ("[Plan](https://a.de) prüfen", "Plan prüfen"),
            ("Kein **Gift** im *Beet*", "Kein Gift im Beet"),
            ("~~A~~ B gilt", "B gilt"),
        ):
            with self.subTest(line=line):
                (found,) = self.read(f"- Beschluss: {line}")
                self.assertEqual(found.text, text)

    def test_bold_and_slanted_words_say_what_plain_ones_do(self):
        day = date(2021, 5, 1)
        decision, task = ("Wir bauen.", "7/1/0", "", None), ("Hof fegen", "", "Ben", day)
        for line, told in (
            ("**Beschluss: Wir bauen. (7/1/0)**", decision),
            ("_Beschluss: Wir bauen. (7/1/0)_", decision),
            ("***Beschluss: Wir bauen. (7/1/0)***", decision),
            ("**Beschluss: Wir bauen.** (7/1/0)", decision),
            ("**Beschluss:** Wir bauen. **(7/1/0)**", decision),
            ("Beschluss: Wir bauen. Abstimmung: **7/1/0**", decision),
            ("> **Beschluss: Wir bauen. (7/1/0)**", decision),
            ("**Aufgabe: Hof fegen (Ben, bis 1.5.2021)**", task),
            ("*Aufgabe:* Hof fegen *(Ben, bis 1.5.2021)*", task),
            ("**Aufgabe**: Hof fegen (**Ben**, bis **1.5.2021**)", task),
            ("_Aufgabe Ben_: Hof fegen, bis 1.5.2021", task),
        ):
            found = [each for each, _sure in outcomes_in(line, self.near)]
            for each in (*found, *([] if line[0] == ">" else [read_outcome(line, self.near)])):
                with self.subTest(line):
                    self.assertEqual((each.text, each.votes, each.who, each.due), told)
            self.assertEqual(len(found), 1, line)
            meeting = make_meeting(items=[("Bank", 5, "Ada", line)], title=line.strip("*_> "))
            item = meeting.items.get()
            kind = "beschluss" if told[1] else "aufgabe"
            make_outcome(meeting, told[0], kind, votes=told[1], who=told[2], due=told[3])
            self.assertEqual(item.untold_outcomes(), [], line)
        (found,) = self.read("**Alle kamen.** **Beschluss: Wir bauen. (7/1/0)**")
        self.assertEqual((found.text, found.votes), ("Wir bauen.", "7/1/0"))

    def test_what_stands_around_a_decision_or_over_it_is_no_part_of_it(self):
        for text in (
            "„Beschluss: Der Hof bleibt. (7/1/0)“",
            "(Beschluss: Der Hof bleibt., 7/1/0)",
            "[Beschluss: Der Hof bleibt. Abstimmung: 7/1/0]",
            "> Beschluss: Der Hof bleibt. (7/1/0)",
            "### Beschluss: Der Hof bleibt. (7/1/0)",
            "## Beschluss\n\nDer Hof bleibt. (7/1/0)",
            "**Beschluss**\n\nDer Hof bleibt.\n\nAbstimmung: 7/1/0",
            "1 Beschluss: Der Hof bleibt. Abstimmung: 7/1/0",
        ):
            with self.subTest(text):
                ((found, is_sure),) = outcomes_in(text, self.near)
                said = (found.text, found.votes, is_sure)
                self.assertEqual(said, ("Der Hof bleibt.", "7/1/0", True))

    def test_what_was_rejected_is_offered_as_that(self):
        texts = [
            (
                "Antrag Karl: Kies. Mehrheitlich abgelehnt.",
                "Antrag Karl: Kies.",
                "Mehrheitlich abgelehnt",
            ),
            ("b) Malen, 230 € – abgelehnt (3:6:1)", "b) Malen, 230 €", "abgelehnt, 3:6:1"),
            (
                "Antrag 1: Kies. Abgelehnt mit 1 Ja, 2 Nein.",
                "Antrag 1: Kies.",
                "abgelehnt, 1 Ja, 2 Nein",
            ),
        ]
        for text, said, votes in texts:
            with self.subTest(text):
                ((found, is_sure),) = outcomes_in(text, self.near)
                self.assertEqual((found.text, found.votes, is_sure), (said, votes, False))
                self.assertEqual(untold(text, [found], self.near), [])

    def test_what_was_not_decided_is_none_and_what_was_refused_says_so(self):
        for how in ("nicht gefasst", "vertagt", "auf Mai verschoben"):
            self.assertEqual(outcomes_in(f"Beschluss ({how}): Der Hof weicht.", self.near), [])
        for how in ("(abgelehnt)", "abgelehnt"):
            (found,) = self.read(f"Beschluss {how}: Der Hof weicht.")
            self.assertEqual((found.text, found.votes), ("Der Hof weicht.", "abgelehnt"))

    def test_a_label_behind_which_nothing_was_decided_tells_no_decision(self):
        for words in (
            "vertagt",
            "vertagt auf Januar",
            "vertagt auf das nächste Treffen (einstimmig)",
            "vertagt, Kai fragt nach.",
            "auf Januar vertagt",
            "Der Antrag wird einstimmig auf das nächste Treffen verschoben.",
            "Das Thema wird zurückgestellt.",
            "Vertagung",
            "zurückgezogen",
            "keiner, vertagt",
            "nicht gefasst, da nicht beschlussfähig",
        ):
            for text in (
                f"Beschluss: {words}",
                f"Beschluss:\n\n{words}",
                f"Beschlüsse:\n\n- {words}",
            ):
                with self.subTest(text):
                    self.assertEqual(outcomes_in(text, self.near), [])
        for words in ("Das Fest wird auf Mai verschoben.", "Abgesetzte Bänke werden gestrichen."):
            (found,) = self.read(f"Beschluss: {words}")
            self.assertEqual(found.text, words)
        for voted in ("Beschluss: vertagt (9/3/2)", "Beschluss: vertagt\n\nAbstimmung: 9/3/2"):
            (found,) = self.read(voted)
            self.assertEqual((found.text, found.votes), ("vertagt", "9/3/2"))

    def test_who_and_when_on_lines_of_their_own_are_those_of_the_task_above(self):
        for apart in ("\n", "\n\n", "\n- "):
            for said in (["Wer: Mia", "Bis: 1.5.2021"], ["Frist: 1.5.2021", "Zuständig: Mia"]):
                with self.subTest(apart=apart, said=said):
                    text = apart.join(["Aufgabe: Saal mieten", *said])
                    ((found, _is_sure),) = outcomes_in(text, self.near)
                    told = (found.text, found.who, found.due)
                    self.assertEqual(told, ("Saal mieten", "Mia", date(2021, 5, 1)))
        for rest in ("Ute kam.\n\nWer: Mia", "Termin: Sommerfest am 3.5.", "Wer: kommt mit?"):
            ((found, _is_sure),) = outcomes_in(f"Aufgabe: Saal mieten\n\n{rest}", self.near)
            self.assertEqual((found.text, found.who), ("Saal mieten", ""))

    def test_what_is_struck_out_is_no_vote_no_name_and_no_day(self):
        due = date(2027, 1, 8)
        for line, told in (
            ("Beschluss: Wir bauen. Abstimmung: ~~7/0/0~~ 6/1/0", ("Wir bauen.", "6/1/0", "")),
            ("Beschluss: Wir bauen (~~7/0/0~~, 6/1/0)", ("Wir bauen", "6/1/0", "")),
            ("Beschluss (~~7/0/0~~ 6/1/0): Wir bauen", ("Wir bauen", "6/1/0", "")),
            ("Aufgabe (~~Anna~~ Ben): Hof fegen", ("Hof fegen", "", "Ben")),
            ("Aufgabe: ~~Anna~~, Ben: Hof fegen", ("Hof fegen", "", "Ben")),
            ("Aufgabe: Hof fegen (~~Anna~~ Ben, bis ~~1.1.~~ 8.1.2027)", ("Hof fegen", "", "Ben")),
            ("Aufgabe: Hof fegen, bis ~~1.1.~~ 8.1.2027", ("Hof fegen", "", "")),
        ):
            for found in (read_outcome(line, self.near), *self.read(f"- {line}")):
                with self.subTest(line):
                    self.assertEqual((found.text, found.votes, found.who), told)
                    self.assertEqual(found.due, due if "bis" in line else None)
        self.assertEqual(self.read("Beschluss: ~~Wir bauen~~\n\nAnna lacht."), [])

    def test_a_line_that_goes_on_below_is_read_whole(self):
        found = outcomes_in(
            "Beschluss: Wir gehen\nzusammen weiter.\nAufgabe: Ina: Karten", self.near
        )
        self.assertEqual(
            [one.text for one, _sure in found], ["Wir gehen zusammen weiter.", "Karten"]
        )
        long = "Der Verein kauft für das Sommerfest im Hof ein großes, neues"
        for vote, told in (("", f"{long} Zelt für alle."), (" (7/0/1)", long)):
            found, *_others = outcomes_in(f"Beschluss: {long}{vote}\nZelt für alle.", self.near)
            self.assertEqual(found[0].text, told)

    def test_each_line_tells_its_own_vote_and_no_other(self):
        for lines in (
            (
                "Haushalt 2027: einstimmig angenommen – einstimmig",
                "Beitragsordnung: mit 3 Gegenstimmen angenommen – 3 Gegenstimmen",
                "Umbenennung: abgelehnt",
            ),
            ("Zaun rot (7/2/1) – 7/2/1", "Zaun blau (2/7/1) – 2/7/1"),
            ("Zaun rot? ja 7, nein 2 – ja 7, nein 2", "Zaun blau? ja 2, nein 7 – ja 2, nein 7"),
            ("Wahl: Anna (12 Ja, 1 Nein) – 12 Ja, 1 Nein", "Wahl: Ben (13 Ja) – 13 Ja"),
            ("Zaun rot", "Ja: 7, Nein: 2 – Ja: 7, Nein: 2", "Kaffee", "2/7/1 – 2/7/1"),
            ("Beschluss", "Der Zaun wird rot.", "Einstimmig angenommen. – Einstimmig angenommen"),
            ("Beschlossen: Fest am 4. Juli", "Nicht beschlossen: Winterfest"),
        ):
            with self.subTest(lines):
                text = "\n".join(line.partition(" – ")[0] for line in lines)
                found = [each for each, _sure in outcomes_in(text, self.near)]
                votes = [line.partition(" – ")[2] for line in lines if " – " in line]
                self.assertEqual([each.votes for each in found], votes or [""])
                for each in found:
                    words = each.text.removesuffix(".")
                    self.assertTrue(any(words in line for line in lines), words)
                self.assertEqual(untold(text, found, self.near, in_full=True), [])

    def test_a_decision_and_the_list_below_it_are_one(self):
        things = "3 Bänke; 2 Tische"
        for text, *told in (
            ("Beschluss: Wir kaufen:\n- 3 Bänke\n- 2 Tische", f"Wir kaufen: {things}"),
            ("Beschluss\nWir kaufen:\n1. 3 Bänke\n2. 2 Tische", f"Wir kaufen: {things}"),
            (
                "Beschluss: Wir kaufen:\n- 3 Bänke,\n- 2 Tische\nfür 500 €.\nAbstimmung: 7/0/1",
                f"Wir kaufen: {things} für 500 €. 7/0/1",
            ),
            (
                "- Beschluss: Wir kaufen:\n  - 3 Bänke\n  - 2 Tische\n- Aufgabe: Ada: Tor ölen",
                f"Wir kaufen: {things}",
                "Tor ölen",
            ),
            ("Aufgabe: Ada kauft:\n- 3 Bänke\n- 2 Tische", f"Ada kauft: {things}"),
            ("Wir beschließen:\n- 3 Bänke\n- 2 Tische", f"Wir beschließen: {things}"),
            (
                "Antrag: Wir kaufen:\n- 3 Bänke\n- 2 Tische\nErgebnis: 7/0/1",
                f"Wir kaufen: {things} 7/0/1",
            ),
            (
                "Beschluss: Wir kaufen:\n- 3 Bänke (7/0/1)\n- 2 Tische (5/3/0)",
                "3 Bänke 7/0/1",
                "2 Tische 5/3/0",
            ),
            ("Beschluss: Wir kaufen:\n3 Bänke\n2 Tische",),
        ):
            with self.subTest(text):
                found = [each for each, _sure in outcomes_in(text, self.near)]
                self.assertEqual([f"{one.text} {one.votes}".strip() for one in found], told)
                self.assertEqual(untold(text, found, self.near, in_full=True), [])

    def test_a_poll_is_no_decision_and_no_vote_on_one(self):
        motion = "Antrag: Tempo 30"
        for text, *told in (
            ("Meinungsbild: 12 dafür, 3 dagegen. Ein Beschluss folgt im Januar.",),
            ("Meinungsbild: 12 Ja-Stimmen, 3 Nein-Stimmen",),
            ("Probeabstimmung\n9 Ja, 3 Nein",),
            ("Wir machen ein Meinungsbild.\n12 dafür, 3 dagegen",),
            ("Der Zaun wird rot (Stimmungsbild: 7/2/1)",),
            (f"{motion}\nMeinungsbild\nJa: 12\nNein: 3",),
            (f"{motion}\nMeinungsbild: 12:3:0\nAbstimmung: 7/2/1", "Tempo 30 7/2/1"),
            ("Beschluss: Tempo 30. Meinungsbild: 7/2/1", "Tempo 30. Meinungsbild: 7/2/1"),
            ("Beschluss: Ein Meinungsbild folgt. (7/2/1)", "Ein Meinungsbild folgt. 7/2/1"),
        ):
            with self.subTest(text):
                found = [each for each, _sure in outcomes_in(text, self.near)]
                self.assertEqual([f"{one.text} {one.votes}".strip() for one in found], told)

    def test_votes_and_promises_in_any_words_are_offered(self):
        for text, kind, said, votes, who in (
            (
                "Alle kamen. Der Plan wird (4 Ja, 1 Enthaltung) angenommen.",
                "decision",
                "Der Plan wird (4 Ja, 1 Enthaltung) angenommen.",
                "4 Ja, 1 Enthaltung",
                "",
            ),
            (
                "Wir kaufen Bänke. Ja: 24, Nein: 2.",
                "decision",
                "Wir kaufen Bänke.",
                "Ja: 24, Nein: 2",
                "",
            ),
            (
                "Wir kaufen Bänke.\n\nJa-Stimmen: 4\n\nEnthaltungen: 0",
                "decision",
                "Wir kaufen Bänke.",
                "Ja-Stimmen: 4, Enthaltungen: 0",
                "",
            ),
            (
                "> Der Rat beschließt den Plan.\n\n**Abstimmung:** (4/0/1) – angenommen",
                "decision",
                "Der Rat beschließt den Plan.",
                "4/0/1",
                "",
            ),
            (
                "Beide werden einstimmig gewählt.",
                "decision",
                "Beide werden einstimmig gewählt.",
                "einstimmig",
                "",
            ),
            (
                "Das Amt stimmt dem Antrag zu (3 dafür, 0 dagegen).",
                "decision",
                "Das Amt stimmt dem Antrag zu",
                "3 dafür, 0 dagegen",
                "",
            ),
            (
                "Alles gut. Ute holt Angebote bis Ende Mai.",
                "task",
                "Ute holt Angebote bis Ende Mai.",
                "",
                "Ute",
            ),
            ("- Zettel aufhängen (Ute)", "task", "Zettel aufhängen", "", "Ute"),
            ("- [x] Tür reparieren: Bert", "task", "Tür reparieren", "", "Bert"),
            (
                "Kasse 212 €, wir kaufen Saatgut (alle dafür)",
                "decision",
                "Kasse 212 €, wir kaufen Saatgut (alle dafür)",
                "alle dafür",
                "",
            ),
            (
                "- wer hat einen Sprinter?\n-> kim fragt bei ebay",
                "task",
                "kim fragt bei ebay",
                "",
                "kim",
            ),
            ("Umfrage ➡️ Ute fragt alle", "task", "Ute fragt alle", "", "Ute"),
            (
                "Ute hört zu.\nEs wurde beschlossen, fünf neue Bretter und drei Uhren zu kaufen.",
                "decision",
                "Es wurde beschlossen, fünf neue Bretter und drei Uhren zu kaufen.",
                "",
                "",
            ),
            ("Der Vorstand ist entlastet.", "decision", "Der Vorstand ist entlastet.", "", ""),
            (
                "Ute Bruns holt zwei Angebote ein.",
                "task",
                "Ute Bruns holt zwei Angebote ein.",
                "",
                "Ute Bruns",
            ),
            (
                "Ute sagt der Herberge bis Ende der Woche zu.",
                "task",
                "Ute sagt der Herberge bis Ende der Woche zu.",
                "",
                "Ute",
            ),
            ("Ute ruft die Neuen an.", "task", "Ute ruft die Neuen an.", "", "Ute"),
            (
                "Anna und Ben übernehmen den Aufbau.",
                "task",
                "Anna und Ben übernehmen den Aufbau.",
                "",
                "Anna und Ben",
            ),
            (
                "Beschluss – Der Zaun wird rot (5/1/0)",
                "decision",
                "Der Zaun wird rot",
                "5/1/0",
                "",
            ),
            (
                "Wir zahlen die Fahrt. (alle dafür) Das Wetter war gut.",
                "decision",
                "Wir zahlen die Fahrt.",
                "alle dafür",
                "",
            ),
        ):
            with self.subTest(text=text):
                ((found, is_sure),) = outcomes_in(text, self.near)
                self.assertEqual(
                    (found.kind, found.text, found.votes, found.who, is_sure),
                    (kind, said, votes, who, False),
                )
        for text in (
            "Heiko möchte dafür 120 € haben.",
            "Herr Sauer berichtet, was bis Ende Mai geschah.",
            "Der Antrag wird nicht angenommen.",
            "Ute hat drei Bänke (Ute)",
            "Der neue Beirat wird am 4.10. gewählt.",
            "Ute fragt nach dem Stand.",
            "Ute fährt mit dem Rad. Der Vorstand prüft das bis zum Herbst.",
        ):
            with self.subTest(text=text):
                self.assertEqual(outcomes_in(text, self.near), [])

    def test_how_it_was_voted_before_a_decision_is_no_part_of_its_text(self):
        for head, votes in (
            ("Einstimmig beschlossen", "Einstimmig"),
            ("Beschlossen mit 12 Ja, 3 Nein", "12 Ja, 3 Nein"),
            ("Beschluss mit 9 zu 4 Stimmen", "9 zu 4 Stimmen"),
            ("Der Antrag wird bei 2 Enthaltungen angenommen", "bei 2 Enthaltungen"),
        ):
            with self.subTest(head):
                ((found, _is_sure),) = outcomes_in(f"{head}: Die Hecke bleibt.", self.near)
                self.assertEqual((found.text, found.votes), ("Die Hecke bleibt.", votes))
        ((found, _is_sure),) = outcomes_in(
            "Mehrheitlich beschlossen für das Fest: Wir kaufen Tische.", self.near
        )
        self.assertIn("für das Fest", found.text)

    def test_a_sentence_that_is_only_a_vote_is_that_on_the_motion_above(self):
        for how, votes in (
            ("angenommen (Abstimmung: 7/1/0).", "7/1/0"),
            ("angenommen (Abstimmung: einstimmig)", "einstimmig"),
            ("mit 7/1/0 angenommen.", "7/1/0"),
            ("bei 2 Enthaltungen angenommen.", "bei 2 Enthaltungen"),
            ("abgelehnt (1/7/0).", "1/7/0"),
            ("abgelehnt.", "abgelehnt"),
        ):
            with self.subTest(how):
                motion = "Antrag: Der Zaun kommt weg.\n\nLange Aussprache."
                ((found, is_sure),) = outcomes_in(f"{motion}\n\nDer Antrag wird {how}", self.near)
                said = (found.text, found.votes, is_sure)
                self.assertEqual(said, ("Der Zaun kommt weg.", votes, True))
        motion = "Beschlussvorschlag: Der Zaun kommt weg."
        long = "9 Ja-Stimmen, 6 Nein-Stimmen, 4 Enthaltungen (der Vorstand, die Kassenprüfer und zwei Gäste)"
        text = f"{motion}\n\nAbstimmung: {long}\n\nErgebnis: abgelehnt"
        self.assertEqual([each.votes for each, _sure in outcomes_in(text, self.near)], [long])
        for vote in (
            "9 Ja / 6 Nein / 1 Enthaltung",
            "19 Ja-Stimmen, 0 Nein-Stimmen (Rat)",
            "9/6/1",
        ):
            for how in ("Ergebnis: abgelehnt", "Der Antrag ist abgelehnt."):
                with self.subTest(vote, how=how):
                    text = f"{motion}\n\nAbstimmung: {vote}\n\n{how}"
                    ((found, _is_sure),) = outcomes_in(text, self.near)
                    said = (found.text, found.votes)
                    self.assertEqual(said, ("Der Zaun kommt weg.", f"{vote}, abgelehnt"))
        vote, before = "Der Antrag wird angenommen (7/1/0).", "Es wird beschlossen, zu feiern."
        for text, told in (
            (vote, [("Der Antrag wird angenommen", "7/1/0")]),
            (f"Ute möchte eine Bank. {vote}", [("Ute möchte eine Bank.", "7/1/0")]),
            (
                f"{before} Abstimmung: 7/1/0\n\n{vote}",
                [(before, "7/1/0"), ("Der Antrag wird angenommen", "7/1/0")],
            ),
        ):
            with self.subTest(text):
                found = outcomes_in(text, self.near)
                self.assertEqual([(each.text, each.votes) for each, _sure in found], told)
                self.assertFalse(any(is_sure for _each, is_sure in found))

    def test_votes_at_the_end_leave_no_label_and_no_open_bracket(self):
        for text, said in (
            ("Beschlossen wird: Sperrmüll am 3.4. Abstimmung: 7/1/0", "Sperrmüll am 3.4."),
            ("Kaffee wird fair (beschlossen, 7/1/0)", "Kaffee wird fair"),
            ("Der Verein beschließt es (angenommen: 7/1/0).", "Der Verein beschließt es"),
            ("Wir beschließen es (nach Utes Rede, 7/1/0)", "Wir beschließen es (nach Utes Rede)"),
        ):
            with self.subTest(text):
                ((found, _is_sure),) = outcomes_in(text, self.near)
                self.assertEqual((found.text, found.votes), (said, "7/1/0"))

    def test_a_vote_is_offered_once_with_what_it_was_on(self):
        for vote in (
            "8 ja / 2 nein / 0 enth.",
            "alle dafür",
            "einstimmig angenommen",
            "30/0/2. Ute dankt.",
        ):
            with self.subTest(vote):
                text = f"Beschluss: Die Bank zieht um. Abstimmung: {vote}"
                ((found, is_sure),) = outcomes_in(text, self.near)
                self.assertEqual(
                    (found.text, found.votes, is_sure),
                    ("Die Bank zieht um.", vote.partition(". ")[0].strip("."), True),
                )

    def test_no_decision_ends_at_the_dot_of_a_day_or_of_a_short_word(self):
        for told in (
            "Das Treffen ist am 14. Januar 2027.",
            "Treffen am 3. Dienstag im Monat.",
            "Fam. Dr. Meier e. V. erhält ca. 50 €.",
            "Prof. Kunz kommt.",
        ):
            with self.subTest(told):
                text = f"Einstimmig beschlossen wurde: {told} Ute freut sich."
                (found,) = self.read(text)
                self.assertEqual((found.text, found.votes), (told, "Einstimmig"))

    def test_a_vote_counts_whole_however_it_is_told(self):
        bank, gate = "Die Bank kommt.", "Das Tor kommt."
        for text, *told in (
            (
                "Mit 10 Ja- zu 2 Nein-Stimmen beschlossen: Die Bank kommt.",
                "10 Ja- zu 2 Nein-Stimmen",
            ),
            ("Dafür 9, dagegen 2, enthalten 1: Die Bank kommt.", "Dafür 9, dagegen 2, enthalten 1"),
            (
                f"Beschluss: {bank}\nJa: 14\nNein: 15\nEnthaltungen: 2",
                "Ja: 14, Nein: 15, Enthaltungen: 2",
            ),
            (f"Beschluss: {bank}\nAbstimmung: 14 Ja\n15 Nein", "14 Ja, 15 Nein"),
            (f"Beschluss: {bank}\n(einstimmig)", "einstimmig"),
            (f"Beschluss: {bank}\n14:0:2", "14:0:2"),
            (f"Beschluss: {bank}\nErgebnis: einstimmig angenommen", "einstimmig angenommen"),
            (f"Beschluss: {bank} Der Beschluss erfolgt einstimmig.", "einstimmig"),
            (f"Beschluss: {bank} (5/0/0). Jost kümmert sich.", "5/0/0"),
            (f"Einstimmiger Beschluss: {bank}", "Einstimmig"),
            (f"Mehrheitsbeschluss: {bank} (8:3)", "8:3"),
            (f"Beschluss zu TOP 3: {bank} (8:3)", "8:3"),
            (f"a) Beschluss: {bank}", ""),
            (f"Beschluss gefasst: {bank}", ""),
            (f"Beschl.: {bank} Abst.: 5/0/0", "5/0/0"),
            (
                f"Beschluss: {bank} Dafür: 20 Dagegen: 1 Enthalten: 3",
                "Dafür: 20 Dagegen: 1 Enthalten: 3",
            ),
            (f"Beschluss: {bank} (Ja 10 | Nein 0 | Enth. 1)", "Ja 10 | Nein 0 | Enth. 1"),
            (f"Beschluss (VielHaus): {bank}", ""),
        ):
            with self.subTest(text):
                found = parse(f"Treffen am 3.12.2020\n\nTOP 1 Bank\n\n{text}").items[0].outcomes
                found = found or [each for each, _sure in outcomes_in(text, self.near)]
                self.assertEqual([(each.text, each.votes) for each in found], [(bank, *told)])
        for text, votes in (
            (
                f"Beschluss: {bank} Abstimmung: 5/0/0 Beschluss: {gate} Abstimmung: 4/1/0",
                ["5/0/0", "4/1/0"],
            ),
            (f"Beschluss:\n\n- {bank}\n- {gate}\n\nAbstimmung: einstimmig", ["", "einstimmig"]),
        ):
            with self.subTest(text):
                found = [(each.text, each.votes) for each in self.read(text)]
                self.assertEqual(found, list(zip([bank, gate], votes, strict=True)))

        found = self.read("Aufgabe: Ute: Zettel; Aufgabe: Karl: Kuchen, ToDo: Ina: Tee")
        self.assertEqual([each.text for each in found], ["Zettel", "Kuchen", "Tee"])

    def test_points_within_a_line_are_each_told_apart_and_stand_once(self):
        for line, told in (
            ("Beschlüsse: 1. Bank kaufen. 2. Tor ölen.", ["Bank kaufen.", "Tor ölen."]),
            ("**Beschluss:** 1) Bank (7/0/1), 2) Tor (6/1/1)", ["Bank 7/0/1", "Tor 6/1/1"]),
            ("Beschlüsse: a) Bank kaufen, b) Tor ölen", ["Bank kaufen", "Tor ölen"]),
            ("Aufgaben: 1. Ada: Bank 2. Bo: Tor", ["Bank Ada", "Tor Bo"]),
            ("Beschlüsse: Wir kaufen eine Bank.", ["Wir kaufen eine Bank."]),
            ("Beschluss: 1. Mai und 2. Juni frei.", ["1. Mai und 2. Juni frei."]),
            ("Beschlüsse: 1. Fest am 2. Mai. 2. Tor ölen.", ["Fest am 2. Mai.", "Tor ölen."]),
            ("Aufgaben: Ute: Bank; Kai und Ina: Tor", ["Bank Ute", "Tor Kai und Ina"]),
            ("Aufgaben: Ada: Bank; Farbe; Pinsel", ["Bank; Farbe; Pinsel Ada"]),
            ("Beschlüsse: keine", []),
            ("Aufgaben: siehe oben", []),
            ("Beschluss: Keine Autos im Hof.", ["Keine Autos im Hof."]),
        ):
            with self.subTest(line):
                found = [outcome for outcome, _sure in outcomes_in(line, self.near)]
                said = [f"{one.text} {one.votes}{one.who}".strip() for one in found]
                self.assertEqual((said, untold(line, found, self.near)), (told, []))

    def test_a_label_of_nothing_tells_nothing(self):
        for label in ("Beschluss", "Aufgaben", "Beschlüsse"):
            for words in (
                *("keiner", "Es wurde kein Beschluss gefasst.", "(keine)", "nicht erforderlich"),
                *("---", "–", "…", "____", "./.", "n/a", "entfällt", "keine offenen"),
                *("siehe TOP 3", "wie TOP 3", "liegt nicht vor"),
            ):
                with self.subTest(label=label, words=words):
                    self.assertEqual(outcomes_in(f"{label}: {words}", self.near), [])
        (found,) = outcomes_in("Beschluss: Es gibt keine neuen Bänke.", self.near)
        self.assertEqual(found[0].text, "Es gibt keine neuen Bänke.")

    def test_votes_stand_below_under_any_label(self):
        counted = "5 Ja, 2 Nein, 1 Enthaltung"
        for label in ("Ergebnis", "Abstimmungsergebnis", "Stimmergebnis", "Beschlussergebnis"):
            (found,) = outcomes_in(f"Beschluss: Der Weg bleibt.\n{label}: {counted}", self.near)
            self.assertEqual((found[0].text, found[0].votes), ("Der Weg bleibt.", counted), label)

    def test_a_day_in_brackets_before_the_colon_and_a_box_there_are_read(self):
        for line, said in (
            (
                "Aufgabe an Ada und Bo (bis 15.1.2021): Plakate kleben",
                ("Plakate kleben", "Ada und Bo", date(2021, 1, 15)),
            ),
            ("Aufgabe: Ada (bis 15.1.2021): Plakate", ("Plakate", "Ada", date(2021, 1, 15))),
            ("ToDo: [ ] Ada: Saal", ("Saal", "Ada", None)),
            ("Aufgabe: Ada (bis Sommer): Saal", ("Ada (bis Sommer): Saal", "", None)),
        ):
            (found,) = outcomes_in(line, self.near)
            self.assertEqual((found[0].text, found[0].who, found[0].due), said)
            self.assertEqual(untold(line, [found[0]], self.near), [])

    def test_a_ticked_line_is_one_of_its_own(self):
        text = "Wir sprachen.\n[x] Tisch holen (Ada)\n[x] Tor ölen"
        found = [
            (each.text, each.is_done, each.done) for each, _sure in outcomes_in(text, self.near)
        ]
        self.assertEqual(found, [("Tisch holen", True, None), ("Tor ölen", True, None)])

    def test_whoever_a_label_or_a_colon_names_is_to_do_it(self):
        for before, who in (
            ("Auftrag an den Vorstand", "Vorstand"),
            ("TODO an Stadt Neustadt", "Stadt Neustadt"),
            ("Aufgabe an das Wandbild-Team", "Wandbild-Team"),
            ("Aufgabe für das Reparaturcafé", "Reparaturcafé"),
            ("Aufgabe: Reparaturcafé", "Reparaturcafé"),
            ("Aufgabe: der Vorstand", "der Vorstand"),
            ("Aufgabe: eine Nachbarin", "eine Nachbarin"),
            ("Aufgabe: Karl (VielHaus)", "Karl (VielHaus)"),
            ("Aufgabe: eine Nachbarin, Karl", "eine Nachbarin, Karl"),
            ("Aufgabe: Karl und eine Nachbarin", "Karl und eine Nachbarin"),
        ):
            with self.subTest(before):
                ((found, is_sure),) = outcomes_in(f"{before}: Tür ölen", self.near)
                self.assertEqual((found.who, found.text, is_sure), (who, "Tür ölen", True))
        for text in ("- [x] ~~Aufgabe: Keller~~ (Karl)", "| **Beschluss** | Bank | 7/0/0 |"):
            self.assertEqual(outcomes_in(text, self.near), [])
        (found,) = self.read("Aufgabe: Merle sammelt Orte, an denen es trocken ist")
        self.assertEqual((found.who, found.text[:12]), ("Merle", "Merle sammel"))
        (found,) = self.read("Aufgabe für das Sommerfest: Zelte holen")
        self.assertEqual((found.who, found.text), ("", "Sommerfest: Zelte holen"))

    def test_what_who_and_when_may_stand_behind_words_of_their_own_in_any_order(self):
        day = date(2020, 12, 14)
        for line, who, due in (
            ("Verantwortlich: Anna, Termin: 14.12., Aufgabe: Kuchen holen", "Anna", day),
            ("Aufgabe: Kuchen holen | Wer: Anna (AG Fest) | Bis: 14.12.", "Anna (AG Fest)", day),
            ("Wer: Jost, Reparaturcafé; Was: Kuchen holen; Bis wann: 14.12.", None, day),
            ("**Wer:** Anna **Aufgabe:** Kuchen holen **Frist:** 14.12.2020", "Anna", day),
            ("Aufgabe: Kuchen holen. Zuständig: Anna.", "Anna", None),
            ("Aufgabe: Kuchen holen\nVerantwortlich: Anna (AG Fest)\nTermin: 14.12.", None, day),
        ):
            with self.subTest(line):
                text = f"- {line}" if "\n" not in line else line
                ((found, is_sure),) = outcomes_in(text, self.near)
                who = who or ("Anna (AG Fest)" if "AG" in line else "Jost, Reparaturcafé")
                self.assertEqual((found.text, found.who, found.due), ("Kuchen holen", who, due))
                self.assertTrue(is_sure)
                self.assertEqual(untold(text, [found], self.near), [])
                self.assertEqual(self.read(f"{text}\n\nDann Pause."), [found])
        for text in ("Was: Putztag, Wann: Samstag, Wo: Hof", "Termin: 14.12., Ort: Hof"):
            self.assertEqual(outcomes_in(text, self.near), [])

    def test_no_clause_is_somebody(self):
        for text, who in (
            ("Frau K. bucht, Leyla macht Liste (bis 14.12.)", "Frau K., Leyla"),
            ("Jonas fragt nach und Mia ruft an, bis 14.12.", "Jonas, Mia"),
            ("Anna und Karl kochen, Ole backt, bis 14.12.", ""),
            ("Kabel kaufen, Omar, bis 14.12.", "Omar"),
        ):
            with self.subTest(text):
                ((found, _sure),) = outcomes_in(f"Aufgabe: {text}", self.near)
                self.assertEqual((found.who, found.due), (who, date(2020, 12, 14)))

    def test_a_vote_within_a_sentence_does_not_tear_it(self):
        for vote, votes in (
            (
                "Der Kauf wird mit 5 Ja, 1 Nein, 0 Enthaltungen beschlossen.",
                "5 Ja, 1 Nein, 0 Enthaltungen",
            ),
            (
                "Der Antrag wird mit 5 Ja-Stimmen bei 2 Enthaltungen angenommen.",
                "5 Ja-Stimmen bei 2 Enthaltungen",
            ),
            ("Der Kauf wurde mit 2 Ja, 9 Nein abgelehnt.", "2 Ja, 9 Nein"),
            ("Frau Ott ist mit 12 Ja-Stimmen gewählt.", "12 Ja-Stimmen"),
        ):
            with self.subTest(vote):
                ((found, is_sure),) = outcomes_in(f"Beschluss: {vote}", self.near)
                self.assertEqual((found.text, found.votes, is_sure), (vote, votes, True))
                self.assertEqual(untold(f"Beschluss: {vote}", [found], self.near), [])
        for count in (
            "Gezählt wurden: 8/1/0",
            "Das Ergebnis im Rat: 8/1/0",
            "Es waren 8 dafür.",
            "8/1/0",
        ):
            (found,) = self.read(f"Beschluss: Der Spielplatz wird erneuert. {count}")
            votes = "8 dafür" if "dafür" in count else "8/1/0"
            self.assertEqual((found.text, found.votes), ("Der Spielplatz wird erneuert.", votes))
        for sign, vote, votes in (
            (": ", "8/1/0", "8/1/0"),
            (": ", "Abstimmung: 8/1/0", "8/1/0"),
            (" – ", "Gezählt: 8/1/0", "8/1/0"),
            (", ", "bei 1 Ja-Stimme abgelehnt", "1 Ja-Stimme abgelehnt"),
            (" wird nun begonnen ", "einstimmig angenommen", "einstimmig angenommen"),
        ):
            (found,) = self.read(f"Beschluss: Spielplatz erneuern{sign}{vote}")
            said = f"Spielplatz erneuern{sign}".rstrip(" :–,")
            self.assertEqual((found.text, found.votes), (said, votes))
        (found,) = self.read("Beschluss: Wir kaufen eine Bank. 5 Ja, 1 Nein, angenommen")
        self.assertEqual(
            (found.text, found.votes), ("Wir kaufen eine Bank.", "5 Ja, 1 Nein, angenommen")
        )
        self.assertTrue(
            Outcome(kind="beschluss", text="Der Kauf wurde mit 2 Ja, 9 Nein abgelehnt.").is_refused
        )

    def test_a_day_may_stand_before_what_leads_to_whom(self):
        ((found, is_sure),) = outcomes_in("bis 14.12. einreichen -> Anna", self.near)
        self.assertEqual(
            (found.text, found.who, found.due), ("einreichen", "Anna", date(2020, 12, 14))
        )
        self.assertTrue(is_sure)

    def test_labels_below_a_sentence_say_who_is_to_do_what_it_says(self):
        for text, *told in (
            (
                "Es regnet rein. Der Zaun wackelt.\n\nVerantw.: Ute, Termin: 5.1.",
                "Der Zaun wackelt",
                "Ute",
                date(2021, 1, 5),
            ),
            (
                "Der Zaun wackelt. Zuständig: Frau Abdi. Termin: 5.1.",
                "Der Zaun wackelt",
                "Frau Abdi",
                date(2021, 1, 5),
            ),
            ("- Der Zaun wackelt.\n- Zuständig: Ute", "Der Zaun wackelt", "Ute", None),
            (
                "Der Zaun wackelt. Zuständig: Ute, Frist: 5.1.2021",
                "Der Zaun wackelt",
                "Ute",
                date(2021, 1, 5),
            ),
        ):
            with self.subTest(text):
                ((found, is_sure),) = outcomes_in(text, self.near)
                self.assertEqual([found.text, found.who, found.due, is_sure], [*told, False])
                self.assertEqual(untold(text, [found], self.near, in_full=True), [])
        ((found, is_sure),) = outcomes_in("Aufgabe: Zaun\n\nWer: Ute, Frist: 5.1.", self.near)
        self.assertEqual((found.text, found.who, is_sure), ("Zaun", "Ute", True))
        self.assertEqual(outcomes_in("Wer: Ute", self.near), [])

    def test_a_line_in_small_letters_is_one_of_its_own(self):
        text = "ab jetzt strichliste, beschlossen einstimmig\nschluss für heute"
        ((found, _is_sure),) = outcomes_in(text, self.near)
        self.assertEqual(found.text, "ab jetzt strichliste, beschlossen einstimmig")
        ((found, _is_sure),) = outcomes_in("beschluss: wir kaufen\neine bank", self.near)
        self.assertEqual(found.text, "wir kaufen eine bank")

    def test_numbers_of_things_and_days_are_no_votes(self):
        for words in (
            "Die Feier ist am 2024-12-02",
            "Wir spielen 4-4-2",
            "Notruf ist 555-01-22",
            "Wir mieten Wohnung 3/5/1",
            "Wir klagen, Az. 12/3/24",
        ):
            with self.subTest(words):
                ((found, _is_sure),) = outcomes_in(f"Beschluss: {words}", self.near)
                self.assertEqual((found.text, found.votes), (words, ""))
                self.assertEqual(outcomes_in(words, self.near), [])
        for said in ("Der Hof bleibt 8/1/0", "Der Hof bleibt. 8-1-0", "Der Hof bleibt (8:1:0)"):
            ((found, _is_sure),) = outcomes_in(f"Beschluss: {said}", self.near)
            self.assertEqual(found.text.rstrip("."), "Der Hof bleibt")

    def test_the_colon_of_a_number_ends_no_label(self):
        for text, votes in (
            ("Beschluss mit 5:3 Stimmen: Der Hof bleibt.", "5:3 Stimmen"),
            ("Beschluss 7:0 – Der Hof bleibt.", "7:0"),
            ("Beschluss um 19:15: Der Hof bleibt.", ""),
            ("Beschluss (5:3): Der Hof bleibt.", "5:3"),
        ):
            with self.subTest(text):
                ((found, is_sure),) = outcomes_in(text, self.near)
                said = (found.text, found.votes, is_sure)
                self.assertEqual(said, ("Der Hof bleibt.", votes, True))

    def test_votes_in_sentences_are_offered_whole(self):
        for votes in (
            "Dafür waren 17, dagegen 3, einer hat sich enthalten",
            "Dafür stimmten 17, dagegen 3, zwei enthielten sich",
            "17 waren dafür, 3 dagegen, einer enthielt sich",
            "5 dafür, keiner dagegen, 1 Enthaltung",
            "4/4 dafür",
        ):
            with self.subTest(votes):
                ((found, is_sure),) = outcomes_in(f"Wir nehmen das Rad. {votes}.", self.near)
                said = (found.text, found.votes, is_sure)
                self.assertEqual(said, ("Wir nehmen das Rad.", votes, False))
        ((found, _is_sure),) = outcomes_in("Wir feiern. 5 Ja, 1 Enthaltung (Enno).", self.near)
        self.assertEqual((found.text, found.votes), ("Wir feiern.", "5 Ja, 1 Enthaltung"))
        for text in ("Herr Maier ist dagegen.", "Eine Bank statt zwei dagegen kostet 5 €."):
            self.assertEqual(outcomes_in(text, self.near), [])

    def test_a_bracket_that_names_nobody_leaves_the_task_to_who_does_it(self):
        for text in ("Horst besorgt einen Besen (max. 60 €).", "Uwe bringt Kuchen mit (Apfel)."):
            ((found, _is_sure),) = outcomes_in(text, self.near)
            self.assertEqual((found.text, found.who), (text, text.split()[0]))

    def test_that_a_decision_is_announced_is_none(self):
        for said in (
            "Der Beschluss ist damit angenommen und verkündet.",
            "Damit ist der Beschluss gefasst.",
        ):
            text = f"Beschluss: Der Plan gilt.\n\nJa: 8 Nein: 0\n\n{said}"
            ((found, _is_sure),) = outcomes_in(text, self.near)
            self.assertEqual((found.text, found.votes), ("Der Plan gilt.", "Ja: 8 Nein: 0"))

    def test_whoever_stands_before_a_colon_and_a_day_is_offered_the_task(self):
        def offered(text):
            return [
                (each.text, each.who)
                for each, is_sure in outcomes_in(text, self.near)
                if not is_sure
            ]

        tasks = [("Flyer drucken", "Anna"), ("Bänke holen", "Ben + Cem")]
        self.assertEqual(
            offered("Anna: Flyer drucken bis 5.1.\nBen + Cem: Bänke holen (bis Fr., 8.1.)"), tasks
        )
        self.assertEqual(offered("To-dos:\nAnna: Flyer drucken\nBen + Cem: Bänke holen"), tasks)
        for text in (
            "Anna: finde ich gut.",
            "Hinweis: Anmeldung bis 5.1.",
            "Anna: Das dauert bis Mai.",
        ):
            self.assertEqual(offered(text), [])

    def test_a_vote_ahead_is_that_on_the_sentence_behind_it(self):
        ((found, is_sure),) = outcomes_in("Abstimmung: 5/0/1. Der Hof wird grün.", self.near)
        self.assertEqual((found.text, found.votes), ("Der Hof wird grün.", "5/0/1"))
        self.assertFalse(is_sure)

    def test_a_vote_on_a_motion_makes_no_decision_of_what_was_said_of_it(self):
        for vote in ("4 dafür, 9 dagegen", "11 dafür, 2 dagegen, 1 enth."):
            with self.subTest(vote):
                text = f"Antrag: Die Winde kommt weg.\n\nLange Aussprache.\n\nAbstimmung: {vote}"
                ((found, is_sure),) = outcomes_in(text, self.near)
                said = (found.text, found.votes, is_sure)
                self.assertEqual(said, ("Die Winde kommt weg.", vote, True))

    def test_who_stands_behind_a_dash_and_a_day_in_front(self):
        def read(text):
            found = outcomes_in(text, date(2026, 11, 3))
            return [(each.text, each.who, each.due) for each, _sure in found]

        day = date(2026, 12, 4)
        for typed, *said in (
            ("Todo: Kabel kaufen – Omar", "Kabel kaufen", "Omar", None),
            ("☐ Tisch - Brett - Omar und Nele", "Tisch - Brett", "Omar und Nele", None),
            ("Todo: Gespräch Nele – Omar", "Gespräch Nele – Omar", "", None),
            ("Todo: Weg Nord – Süd", "Weg Nord – Süd", "", None),
            ("Bis 4.12. Zettel drucken (Nele)", "Zettel drucken", "Nele", day),
            ("Bis zum 4. Dezember: Nele: Zettel drucken", "Zettel drucken", "Nele", day),
            ("Aufgabe: Bis 4.12. Zettel drucken", "Zettel drucken", "", day),
        ):
            with self.subTest(typed):
                self.assertEqual(read(typed), [tuple(said)])
        for typed in ("Bis 4.12. ist Markt (Sachsen)", "Bis 4.12. geht die Anmeldung"):
            self.assertEqual(read(typed), [])

    def test_below_a_heading_of_tasks_a_name_before_a_task_is_enough(self):
        text = "To-dos:\n\n- Klaus: Anzeige schreiben, Termin: 1.3.2027\n- Kaffee und Kuchen"
        found = [(each.text, each.who, each.due) for each, _sure in outcomes_in(text, self.near)]
        self.assertIn(("Anzeige schreiben", "Klaus", date(2027, 3, 1)), found)
        text = text.replace("To-dos:", "## Wer macht was")
        found = [(each.text, each.who, each.due) for each, _sure in outcomes_in(text, self.near)]
        self.assertEqual(found, [("Anzeige schreiben", "Klaus", date(2027, 3, 1))])

    def test_a_label_alone_is_that_of_the_paragraph_below(self):
        (found,) = self.read("Beschlussvorschlag:\n\nBank kaufen\n\nAbstimmung:\n\n3 Ja, 0 Nein")
        self.assertEqual((found.text, found.votes), ("Bank kaufen", "3 Ja, 0 Nein"))
        self.assertEqual(outcomes_in("~~Beschluss: Der Hof weicht (3/0/0)~~", self.near), [])
        (found,) = self.read("Aufgabe: ~~Ina~~ Ole: Fräse holen")
        self.assertEqual((found.who, found.text), ("Ole", "Fräse holen"))
        (found,) = self.read("Wir sprachen lange. Beschluss: Der Hof bleibt. Abstimmung: 10/0/1")
        self.assertEqual((found.text, found.votes), ("Der Hof bleibt.", "10/0/1"))
        (found,) = self.read("Alle kamen. Beschluss: X. Abstimmung: 30/0/2")
        self.assertEqual((found.text, found.votes), ("X.", "30/0/2"))
        (found,) = self.read("**TODO** karo: Pfand")
        self.assertEqual((found.kind, found.text), ("task", "karo: Pfand"))

    def test_what_is_only_ticked_tells_a_task_that_is_done(self):
        meeting = make_meeting(items=[("Bank", 5, "Ada", "- [x] Uwe: Farbe gekauft")])
        item, day = meeting.items.get(), date(2020, 12, 10)
        item.outcomes.create(kind="aufgabe", text="Farbe gekauft", who="Uwe", is_done=True)
        self.assertEqual(item.untold_outcomes(), [])
        text = render(meeting.to_draft())
        self.assertIn("• [x] Uwe: Farbe gekauft\n", text)  # nobody typed a day
        ((back, is_sure),) = outcomes_in(parse(text).items[0].protocol, day)
        self.assertEqual((back.text, back.who, back.is_done), ("Farbe gekauft", "Uwe", True))
        self.assertIsNone(back.done)
        self.assertFalse(is_sure)

    def test_a_task_whose_parts_stand_behind_labels_is_read_in_any_order(self):
        day, parts = (
            date(2020, 12, 13),
            ("Verantwortlich: Anna", "Termin: 13.12.", "Aufgabe: Eis holen"),
        )
        questions = ("Was: Eis holen", "Wer: Anna", "Bis wann: 13.12.")
        ways = [
            separator.join(order)
            for order in [*permutations(parts), *permutations(questions)]
            for separator in (", ", "; ", " | ", " – ", "\n", "\n- ")
        ]
        ways += ["Maßnahme: Eis holen. Verantwortlich: Anna. Frist: 13.12.2020"]
        for way in [*ways, *(f"Kurz geredet.\n\n{way}" for way in ways)]:
            with self.subTest(way):
                (task,) = self.read(way)
                self.assertEqual((task.text, task.who, task.due), ("Eis holen", "Anna", day))
                draft = parse(f"Treffen am 10.12.2020\n\nTop 1  Bank (Ada)\n\n{way}\n")
                self.assertEqual(parse(render(draft)).items[0].outcomes, [task])
        (task,) = self.read("**Wer:** Anna (AG Fest)\n**Was:** Eis holen\n**Frist:** 13.12.")
        self.assertEqual((task.text, task.who), ("Eis holen", "Anna (AG Fest)"))
        (task,) = self.read(
            "Aufgabe: Eis holen, Verantwortlich: Frau K., Bis: zum Sommer, Status: erledigt"
        )
        self.assertEqual((task.text, task.who), ("Eis holen (zum Sommer)", "Frau K."))
        for event in ("Was: Lesung\nWer: Anna\nWann: 13.12.", "Was: Lesung, Wer: Anna, Wo: Hof"):
            self.assertEqual(self.read(f"Kurz geredet.\n\n{event}"), [])

    def test_a_clause_is_nobody(self):
        for words, text, who in (
            ("Frau K. bucht, Leyla macht Liste (bis 17.12.)", None, "Frau K., Leyla"),
            ("Jonas fragt nach und Mia ruft an (bis 17.12.)", None, "Jonas, Mia"),
            ("Kuchen backen, Anna fragt Ben (bis 17.12.)", None, ""),
            ("wir kümmern uns: Eis holen (bis 17.12.)", None, ""),
            ("Eis holen (Anna bringt Geld, bis 17.12.)", None, ""),
            ("Eis holen – Anna bringt Geld mit, bis 17.12.", None, ""),
            ("Eis holen (Anna aus der AG Fest, bis 17.12.)", "Eis holen", "Anna aus der AG Fest"),
            ("Eis holen (anna, bis 17.12.)", "Eis holen", "anna"),
        ):
            with self.subTest(words):
                (task,) = self.read(f"Aufgabe: {words}")
                whole = re.sub(r",? ?\(?bis 17.12.\)?", "", words)
                self.assertEqual((task.text.rstrip(")"), task.who), (text or whole, who))

    def test_what_is_asked_of_others_is_no_sure_task(self):
        for name, is_sure in (
            ("Anna", True),
            ("Redaktion", True),
            ("Rathaus", False),
            ("Vermieter", False),
        ):
            with self.subTest(name):
                ((task, sure),) = outcomes_in(f"@{name}: bitte Licht reparieren", self.near)
                self.assertEqual((task.who, sure), (name, is_sure))

    def test_a_decision_behind_its_labelled_vote_is_offered(self):
        for votes in ("einstimmig", "9/0/0", "9 Ja, 0 Nein"):
            for above in ("", "Lange geredet.\n\n"):
                with self.subTest(votes + above):
                    text = f"{above}Abstimmung: {votes}. Der Hof wird begrünt."
                    ((found, is_sure),) = outcomes_in(text, self.near)
                    said = (found.text, found.votes, is_sure)
                    self.assertEqual(said, ("Der Hof wird begrünt.", votes, False))
        motion = "Antrag: Wir kaufen Bänke.\n\nAbstimmung: einstimmig. Danach gibt es Kaffee."
        self.assertEqual(
            [one.text for one, _sure in outcomes_in(motion, self.near)], ["Wir kaufen Bänke."]
        )

    def test_who_and_when_in_a_bracket_or_parted_at_the_end_of_a_task(self):
        day = date(2027, 1, 5)
        for end, due, done in (
            (" (Minh, 05.01.2027)", day, False),
            (" (wer: Minh, bis: 5.1.2027)", day, False),
            (" (verantwortlich: Minh)", None, False),
            (" bis 5.1.2027 (Minh)", day, False),
            (", Minh, bis 5.1.2027", day, False),
            (" – Minh – bis Dienstag, 5.1.2027", day, False),
            ("; zuständig: Minh; Termin: 5.1.2027", day, False),
            (" (Minh, bis 5.1.27) erledigt", day, True),
            (" (Minh; bis 5.1.2027)", day, False),
            (" (bis 5.1.2027, Minh)", day, False),
            (" (Minh – bis 5.1.2027)", day, False),
            (" (Minh: bis 5.1.2027)", day, False),
            (" (Minh bis 5.1.2027)", day, False),
            (" (Minh; 5.1.2027)", day, False),
            (" [Minh, bis 5.1.2027]", day, False),
            (" (Minh; bis 5.1.2027) ✓", day, True),
        ):
            with self.subTest(end):
                (task,) = self.read(f"Aufgabe: Schlüssel holen{end}")
                said = (task.text, task.who, task.due, task.is_done)
                self.assertEqual(said, ("Schlüssel holen", "Minh", due, done))
        for words in (
            "Kuchen, Kaffee",
            "Fest vorbereiten (Stadtplatz, 5.6.2027)",
            "Es ist nicht erledigt",
        ):
            with self.subTest(words):
                (task,) = self.read(f"Aufgabe: {words}")
                self.assertEqual((task.text, task.who, task.done), (words, "", None))

    def test_what_is_to_be_done_stands_before_an_arrow_who_and_when_behind_it(self):
        day = date(2021, 12, 3)
        for line, *told in (
            ("- Raum buchen -> Ben, 3.12.2021", "Raum buchen", "Ben", day),
            ("Aufgabe: Raum buchen => Ben (3.12.2021)", "Raum buchen", "Ben", day),
            ("☐ Raum buchen → Ben – 3. Dezember 2021", "Raum buchen", "Ben", day),
            ("Raum buchen → Ben, bis 3.12.2021", "Raum buchen", "Ben", day),
            ("Raum buchen → Ben, Anna", "Raum buchen", "Ben, Anna", None),
            ("Raum buchen → Ben, Anna, 3.12.2021", "Raum buchen", "Ben, Anna", day),
            ("Todo: Raum buchen → Ben, bis Freitag", "Raum buchen (bis Freitag)", "Ben", None),
            ("Raum buchen → Ben (bis Freitag)", "Raum buchen (bis Freitag)", "Ben", None),
            ("Raum buchen → Ben, sofort.", "Raum buchen (sofort)", "Ben", None),
            ("Raum buchen → Ben, am 3.12.", "Raum buchen (am 3.12.)", "Ben", None),
            ("Lärm → Ben: Raum buchen", "Raum buchen", "Ben", None),
            ("→ Ben, Raum buchen, bis 3.12.2021", "Raum buchen", "Ben", day),
            ("Raum buchen\n→ Ben, 3.12.2021", "Raum buchen", "Ben", day),
            ("Es ist laut. Alle klagen. Raum buchen → Ben", "Raum buchen", "Ben", None),
            ("Todo: Es ist laut. Raum buchen → Ben", "Es ist laut. Raum buchen", "Ben", None),
        ):
            with self.subTest(line):
                ((found, _is_sure),) = outcomes_in(line, self.near)
                self.assertEqual([found.text, found.who, found.due], told)
                self.assertEqual(untold(line, [found], self.near, in_full=True), [])
        self.assertEqual(outcomes_in("→ Ben, 3.12.2021", self.near), [])

    def test_who_and_when_in_a_bracket_behind_the_label(self):
        for said in ("Uwe, bis 1.12.2026", "Wer: Uwe, bis 1.12.2026"):
            (found,) = self.read(f"Aufgabe ({said}): Plakat")
            self.assertEqual(
                (found.text, found.who, found.due), ("Plakat", "Uwe", date(2026, 12, 1))
            )

    def test_votes_with_enthaltungen_cut_short(self):
        (found,) = self.read("Beschluss: Der Zaun kommt weg (12 Ja, 1 Nein, 0 Enth.).")
        self.assertEqual(
            (found.text, found.votes), ("Der Zaun kommt weg", "12 Ja, 1 Nein, 0 Enth.")
        )

    def test_what_an_outcome_lacks_its_line_may_tell_but_nothing_else(self):
        vote, task = "- Beschluss: Tor ölen (7/0/1)", "- Aufgabe: Ada: Tor ölen, bis 3.5.2021"
        own = {"who": "Ada", "due": date(2021, 5, 3)}
        for line, kind, fields, is_told in (
            (vote, "decision", {}, True),
            (vote, "decision", {"votes": "6/0/1"}, False),
            (vote, "decision", {"done": date(2021, 1, 3)}, False),
            (vote, "task", {}, False),
            (task, "task", {}, True),
            (task, "task", {"who": "Ada"}, True),
            (task, "task", {"due": date(2021, 5, 3)}, True),
            (task, "task", {"who": "Bo"}, False),
            (task, "task", {"who": "Ada", "due": date(2021, 5, 4)}, False),
            (f"{task}, erledigt am 4.1.2021", "task", {}, False),
        ):
            with self.subTest(line=line, kind=kind, **fields):
                outcome = OutcomeDraft(kind, "Tor ölen", **fields)
                self.assertEqual(untold(line, [outcome], self.near) == [], is_told)
                is_whole = untold(line, [outcome], self.near, in_full=True) == []
                self.assertFalse(is_whole)
        # a line that tells another one in full is the line of that one
        ada, nobody = OutcomeDraft("task", "Tor ölen", **own), OutcomeDraft("task", "Tor ölen")
        self.assertEqual(untold(task, [ada, nobody], self.near), [nobody])
        self.assertEqual(untold(f"{task}\n- Aufgabe: Bo: Tor ölen", [ada, nobody], self.near), [])

    def test_an_outcome_with_less_than_its_line_stands_once_in_every_form(self):
        body = "- Beschluss: Tor ölen (7/0/1)\n- Aufgabe: Ada: Bank streichen, bis 3.5.2021"
        meeting = make_meeting(items=[("Bank", 5, "Ada", body)])
        make_outcome(meeting, "Tor ölen", kind="beschluss")
        make_outcome(meeting, "Bank streichen")
        for end in ("/", ".txt"):
            text = read_by_people(self.client.get(f"/treffen/gesamttreffen{end}"))
            self.assertEqual([text.count(word) for word in ("Tor", "Bank str")], [1, 1], end)
        (item,) = minutes_data(Meeting.objects.whole().get(), None)["items"]
        self.assertEqual(item["outcomes"], [])
        (back,) = parse(render(meeting.to_draft())).items
        told = [(one.text, one.votes, one.who) for one in back.outcomes]
        self.assertEqual(told, [("Tor ölen", "7/0/1", ""), ("Bank streichen", "", "Ada")])

    def test_a_sentence_says_who_does_a_task_and_until_when_and_stays_whole(self):
        day = date(2021, 3, 5)
        for text, who, due in (
            ("Frau Abdi fragt bis 5.3. beim Amt nach", "Frau Abdi", day),
            ("Anna-Lena Groß gießt bis Freitag, 5.3. die Beete", "Anna-Lena Groß", day),
            ("Dr. Kunz soll bis zum 5. März Angebote einholen.", "Dr. Kunz", day),
            ("Ole kümmert sich bis Freitag um Farbe", "Ole", None),
            ("Farbe bis 5.3.2021 holen, dann streichen", "", day),
            ("Ole und Ute fragen bis 5.3. beim Amt", "", day),  # or are they to be asked?
            ("Ole nicht vergessen", "", None),
            ("Ole muss bis 5.3. angerufen werden", "", day),
            ("Karl-Heine-Straße braucht ein Schild", "", None),
            ("Ute sperrt die Straße vom 3.3. bis 5.3. für das Fest", "Ute", None),
            ("Ute bucht den Hof 3. bis 5.3. für das Fest", "Ute", None),
            ("Ute schreibt allen, die bis 5.3. zahlen müssen", "Ute", None),
            ("Ute fragt bis 5.3. das Amt und bis 6.3. die Stadt", "Ute", None),
            ("Vertrag bis 5.3. verlängern", "", None),
        ):
            with self.subTest(text):
                (found,) = self.read(f"- Aufgabe: {text}")
                self.assertEqual((found.text, found.who, found.due), (text, who, due))
                for changed in (
                    {},
                    {"who": ""},
                    {"who": "Bo"},
                    {"due": None},
                    {"due": date(2023, 3, 5)},
                ):
                    task = replace(found, **changed)
                    item = ItemDraft("1", "Bank", outcomes=[task])
                    draft = ProtocolDraft(title="Treffen", date=self.near, items=[item])
                    self.assertEqual(parse(render(draft)).items[0].outcomes, [task])
        (found,) = self.read("- Aufgabe (Jost): Ole holt bis 5.3. Farbe")
        self.assertEqual((found.who, found.due), ("Jost", day))
        (found,) = self.read("- Aufgabe: Ole: Farbe bis 5.3. holen")
        self.assertEqual((found.text, found.who, found.due), ("Farbe bis 5.3. holen", "Ole", day))

    def test_a_vote_on_the_line_above_is_on_the_decision_below_it(self):
        bank, gate, vote, other = (
            "Beschluss: Die Bank kommt.",
            "Beschluss Nr. 8: Das Tor kommt.",
            "Abstimmung: 7:3:1",
            "**Abstimmung:** 5:0:1",
        )
        for lines, votes in (
            ([vote, bank], ["7:3:1"]),
            ([vote, bank, other, gate], ["7:3:1", "5:0:1"]),
            ([bank, vote, gate, other], ["7:3:1", "5:0:1"]),
            ([bank, vote, gate], ["7:3:1", ""]),
            ([vote, bank, other], ["5:0:1"]),
            ([vote, bank, other, gate, vote], ["5:0:1", "7:3:1"]),
            ([vote, "Ute dankt.", bank], [""]),
            (["Antrag: Ein Baum kommt.", vote, bank], ["7:3:1", ""]),
            ([vote, "Beschluss: Die Bank kommt (einstimmig)"], ["einstimmig"]),
        ):
            with self.subTest(lines):
                text = "\n\n".join(lines)
                found = [each for each, _sure in outcomes_in(text, self.near)]
                self.assertEqual([each.votes for each in found], votes)
                self.assertEqual(untold(text, found, self.near, in_full=True), [])
        before = replace(found[0], text="Die Bank kommt.", votes="7:3:1")
        told = retold(f"{vote}\n{bank}", before, replace(before, votes="8:2:1"), self.near)
        self.assertEqual(told, f"Abstimmung: 8:2:1\n{bank}")

    def test_the_number_of_a_decision_is_none_of_its_words_votes_and_days(self):
        for number in (
            *(" 2026-7", " 7/2026", " Nr. 7/2026", "-Nr. 7/2026", " B-12", " #7"),
            *(" Nr. 7 vom 3.5.2026", " (2026-7)", " (7/2026)", " (Nr. 7)"),
        ):
            for line, votes in (
                (f"Beschluss{number}: Die Bank kommt.", ""),
                (f"**Beschluss{number}:** Die Bank kommt. (7/0/1)", "7/0/1"),
                (f"Beschluss{number} (7/0/1): Die Bank kommt.", "7/0/1"),
                (f"## Beschluss{number}\n\nDie Bank kommt.", ""),
            ):
                with self.subTest(line):
                    ((found, is_sure),) = outcomes_in(line, self.near)
                    said = (found.text, found.votes, is_sure)
                    self.assertEqual(said, ("Die Bank kommt.", votes, True))
        (found,) = self.read("Beschluss (7/0/1): Die Bank kommt.")
        self.assertEqual(found.votes, "7/0/1")

    def test_the_rows_of_a_table_of_tasks_are_tasks(self):
        day = date(2021, 3, 5)
        told = [
            ("Farbe (rot) holen", "Ole, Ute", day, False),
            ("Fest planen (Sommer)", "alle", None, False),
            ("Amt: Frage stellen", "", None, True),
        ]
        for head in (
            "Was | Wer | Bis | Status",
            "**Aufgabe** | Zuständig | Frist | Erledigt?",
            "To-do | Verantwortlich: | Bis wann? | Stand",
        ):
            rows = (
                head,
                "Farbe (rot) holen | Ole, Ute | bis 5.3. | offen",
                "Fest planen | alle | Sommer | ",
                "Amt: Frage stellen | – | – | ✓",
                "~~Tor ölen~~ | Bo | 6.3. | ",
                " | | | ",
            )
            table = "\n".join(f"| {row} |" for row in (head, "---|---|---|---", *rows[1:]))
            for body in (table, "\n".join(row.replace(" | ", "\t").strip() for row in rows)):
                with self.subTest(body):
                    found = self.read(body)
                    self.assertEqual([(o.text, o.who, o.due, o.is_done) for o in found], told)
            with self.subTest(table):
                found = outcomes_in(table, self.near)
                said = [(o.text, o.who, o.due, o.is_done) for o, is_sure in found if is_sure]
                self.assertEqual((said, len(found)), (told, len(told)))
                drafts = [one for one, _sure in found]
                self.assertEqual(untold(table, drafts, self.near, in_full=True), [])
                before, later = drafts[0], replace(drafts[0], who="Bo", due=date(2021, 3, 9))
                changed = table.replace("Ole, Ute | bis 5.3.", "Bo | bis 9. März 2021")
                self.assertEqual(retold(table, before, later, self.near), changed)
                gone = replace(drafts[1], who="")
                self.assertIsNone(retold(table, drafts[1], gone, self.near))
        for rows in (
            ("Was | Wer | Bis", "Begrüßung | Ole | 17:10"),
            ("Was | Wer | Wo", "Kuchen | Ole | Hof"),
            ("Was | Wer | Wann", "Sommerfest | Kita | 5.6."),
            ("Wer | Bis", "Ole | 5.3."),
        ):
            with self.subTest(rows):
                lines = f"| {rows[0]} |", "|".join(["", *["---"] * 3, ""]), f"| {rows[1]} |"
                self.assertEqual(outcomes_in("\n".join(lines), self.near), [])

    def test_the_day_on_which_a_task_was_done_stands_within_its_row_where_that_does_not_tell_it(
        self,
    ):
        for head, row in (
            ("Was | Wer | Bis | Status", "Raum | Ben | 3.5. | erledigt"),
            ("Wer | Was | Bis", "Ben | Raum | 3.5."),
        ):
            table = f"| {head} |\n|---|---|---|\n| {row} |"
            (task,) = self.read(table)
            for day in (self.near, date(2021, 1, 3)):
                with self.subTest(head, day=day):
                    done = replace(task, done=day)
                    item = ItemDraft("1", "Bank", protocol=table, outcomes=[done])
                    draft = ProtocolDraft(title="Treffen", date=self.near, items=[item])
                    text = render(draft)
                    done_at = f", erledigt am {date_format(day, 'j. F Y')}" if done != task else ""
                    said = row.replace("Raum", f"Raum{done_at}")
                    self.assertIn(f"| {said} |\n", text)
                    self.assertEqual(parse(text).items[0].outcomes, [done])

    def test_a_top_below_a_table_of_tasks_is_no_row_of_it(self):
        text = "TOP 1 Bank\n\nWas\tWer\tBis\nHolz\tOle\t5.3.\nFarbe\tUte\n\nTOP 2 Hof\n\nEnde."
        first, second = parse(f"Treffen am 10.12.2020\n\n{text}").items
        self.assertEqual((second.name, second.protocol), ("Hof", "Ende."))
        self.assertEqual([each.who for each in first.outcomes], ["Ole", "Ute"])

    def test_a_title_tells_a_decision_with_its_votes_or_is_the_label_of_what_stands_below(self):
        for title, body, told in (
            ("Beschluss: Die Bank kommt. 7/0/1", "", ("Die Bank kommt.", "7/0/1", "")),
            ("Beschluss: Die Bank kommt", "Abstimmung: 7/0/1", ("Die Bank kommt", "7/0/1", "")),
            ("Beschluss Nr. 7", "Die Bank kommt. 7/0/1", ("Die Bank kommt.", "7/0/1", "")),
            ("Aufgabe: Ole: Farbe holen, bis 3.1.", "", ("Farbe holen", "", "Ole")),
            ("Beschluss: Satzung", "Wir reden im Mai weiter.", None),
        ):
            points = (
                f"3.1. Holz\nGut.\n3.2. Farbe\nRot.\n3.3. {title}\n{body}\n\nTOP 4 Hof\n\nEnde."
            )
            draft = parse(f"Treffen am 10.12.2020\n\nTOP 3 Bank\n\n{points}")
            with self.subTest(title):
                found = [(o.text, o.votes, o.who) for each in draft.items for o in each.outcomes]
                self.assertEqual(found, [told] if told else [])
                self.assertEqual(parse(render(draft)).items, draft.items)
                if told:
                    self.assertEqual(render(draft).count(told[0]), 1)
                (item,) = [each for each in draft.items if each.number == "3.3"]
                meeting = make_meeting(title=title, items=[(item.name, 5, "Ada", item.protocol)])
                for one in item.outcomes:
                    who = {"kind": "beschluss"} if one.kind == "decision" else {"who": one.who}
                    make_outcome(meeting, one.text, **who)
                    self.assertEqual(meeting.items.get().untold_outcomes(), [])
                self.assertEqual(offers(meeting), [])

    def test_what_is_struck_out_beside_it_does_not_make_it_stand_twice(self):
        meeting = make_meeting(items=[("Bank", 5, "Ada", "Beschluss: ~~A~~ B gilt")])
        item = meeting.items.get()
        item.outcomes.create(kind="beschluss", text="B gilt")
        self.assertEqual(item.untold_outcomes(), [])

    def test_a_decision_that_is_only_a_vote_is_that_on_the_motion_above(self):
        for vote, votes in (
            ("Abstimmung: 7/0/0", "7/0/0"),
            ("(7/0/0)", "(7/0/0)"),
            ("einstimmig", "einstimmig"),
        ):
            with self.subTest(vote=vote):
                (found,) = self.read(f"Antrag: Bank kaufen\n\nBeschluss: {vote}")
                self.assertEqual((found.text, found.votes), ("Bank kaufen", votes))

    def test_a_vote_below_the_sentence_it_was_on_makes_that_a_decision(self):
        (found,) = self.read("Abstimmung: Der Rat nimmt den Plan an.\n\nErgebnis: 6/0/2")
        self.assertEqual((found.text, found.votes), ("Der Rat nimmt den Plan an.", "6/0/2"))

    def test_counted_votes_and_what_was_agreed_to_are_decisions(self):
        for text, votes in (
            (
                "Gegen den Plan spricht nichts: 71 Ja-Stimmen, 2 Enthaltungen",
                "71 Ja-Stimmen, 2 Enthaltungen",
            ),
            ("Der Vorschlag wurde mit vielen Händen angenommen.", "mit vielen Händen"),
        ):
            with self.subTest(text=text):
                (found,) = self.read(text)
                self.assertEqual((found.kind, found.text, found.votes), ("decision", text, votes))

    def test_counted_votes_on_nothing_are_no_decision(self):
        self.assertEqual(self.read("Abstimmungsergebnis: 3 Ja-Stimmen, 0 Nein-Stimmen"), [])

    def test_what_was_not_agreed_to_is_no_decision_with_votes(self):
        for how in ("nicht", "leider nicht", "mit vielen Händen nicht"):
            with self.subTest(how):
                self.assertEqual(self.read(f"Der Antrag wurde {how} angenommen."), [])

    def test_a_vote_without_a_motion_stays_as_it_was_typed(self):
        for vote in ("Abstimmung: 7/0/0", "angenommen"):
            with self.subTest(vote=vote):
                (found,) = self.read(f"Beschluss: {vote}")
                self.assertEqual((found.text, found.votes), (vote, ""))

    def test_a_time_below_a_decision_is_no_vote(self):
        (found,) = self.read("Beschluss: Wir treffen uns\n\n17:30")
        self.assertEqual(found.votes, "")

    def test_what_is_ticked_or_done_without_a_day_is_done_on_none(self):
        for line, text, who in (
            (": [x] Kai: Flyer", "Flyer", "Kai"),
            (": ☑ Flyer (Kai)", "Flyer", "Kai"),
            (": Flyer drucken (Kai, erledigt)", "Flyer drucken", "Kai"),
            (": Flyer drucken (Kai), erledigt.", "Flyer drucken", "Kai"),
            (": Flyer drucken (erledigt)", "Flyer drucken", ""),
            (": Flyer drucken (Kai) ✓", "Flyer drucken", "Kai"),
            (": Flyer drucken (Kai, ✅)", "Flyer drucken", "Kai"),
            (": Flyer drucken ✓ (Kai)", "Flyer drucken", "Kai"),
            (": Flyer drucken (Kai) [x]", "Flyer drucken", "Kai"),
            (": Flyer drucken (Kai) [erledigt]", "Flyer drucken", "Kai"),
            (": Flyer drucken (Kai) – erledigt ✓", "Flyer drucken", "Kai"),
            (" (erledigt): Flyer drucken (Kai)", "Flyer drucken", "Kai"),
            (" erledigt: Flyer drucken (Kai)", "Flyer drucken", "Kai"),
            (" (Kai, erledigt): Flyer drucken", "Flyer drucken", "Kai"),
        ):
            with self.subTest(line=line):
                (found,) = self.read(f"- Aufgabe{line}")
                self.assertEqual((found.text, found.who, found.is_done), (text, who, True))
                self.assertIsNone(found.done)
        for line in ("→ Kai: Flyer drucken, erl.", "Aufgabe: Flyer drucken (Kai), erledigt"):
            ((found, _is_sure),) = outcomes_in(line, self.near)
            self.assertEqual((found.text, found.who, found.is_done), ("Flyer drucken", "Kai", True))
        ((found, _is_sure),) = outcomes_in("→ Kai: Flyer drucken, erl. am 3.12.2020", self.near)
        self.assertEqual((found.text, found.done), ("Flyer drucken", date(2020, 12, 3)))
        ((found, _is_sure),) = outcomes_in("- Erledigt: Flyer drucken (Kai)", self.near)
        self.assertEqual((found.text, found.who, found.is_done), ("Flyer drucken", "Kai", True))

    def test_a_task_that_is_not_done_yet_stays_open(self):
        (found,) = self.read("- Aufgabe: Kai: noch nicht erledigt")
        self.assertIsNone(found.done)

    def test_tasks_come_back_from_text_as_they_were(self):
        for who, done in (
            ("Jost, Reparaturcafé", None),
            ("Jost, Reparaturcafé", date(2020, 12, 20)),
            ("drei von der Kita (vormittags)", None),
            ("Reparaturcafé", date(2020, 12, 11)),
            ("", date(2020, 12, 11)),
        ):
            with self.subTest(who=who, done=done):
                task = OutcomeDraft(
                    "task", "Antrieb einbauen", who=who, due=date(2021, 1, 3), done=done
                )
                item = ItemDraft("1", "Rad", outcomes=[task])
                draft = ProtocolDraft(title="Treffen", date=self.near, items=[item])
                self.assertEqual(parse(render(draft)).items[0].outcomes, [task])

    def test_decisions_come_back_from_text_as_they_were(self):
        for text in ("Bänke kaufen", "Wir nehmen Raum (3/4)"):
            for votes in ("", "9/1/0", "per Handzeichen", "einstimmig (bei 2 Enthaltungen)"):
                for done in (None, date(2020, 12, 20)):
                    with self.subTest(text=text, votes=votes, done=done):
                        decision = OutcomeDraft("decision", text, votes, done=done)
                        item = ItemDraft("1", "Bank", outcomes=[decision])
                        draft = ProtocolDraft(title="Treffen", date=self.near, items=[item])
                        self.assertEqual(parse(render(draft)).items[0].outcomes, [decision])

    def test_the_text_says_of_a_task_in_the_body_that_it_is_done(self):
        line = "- Aufgabe: Hannes, Flyer drucken, bis 15. Januar 2021"
        task = OutcomeDraft(
            "task",
            "Flyer drucken",
            who="Hannes",
            due=date(2021, 1, 15),
            done=date(2021, 1, 12),
        )
        item = ItemDraft("1", "Flyer", protocol=line, outcomes=[task])
        text = render(ProtocolDraft(title="Treffen", date=self.near, items=[item]))
        self.assertEqual(text.count("Flyer drucken"), 1)
        self.assertEqual(parse(text).items[0].outcomes, [task])


class LinksInDataTests(TestCase):
    def test_links_in_the_minutes_lead_somewhere_away_from_the_site(self):
        body = "[a](/b/) [c](#top-1) [d](https://d.de/) [e](</f/>)\n\n[g]: /h/\n\n[l](m/) [n](www.n.de)"
        make_meeting(items=[("Bank", 5, "Ada", body)], closing="[i](/j/)", intro="[k](?l=1)")
        data = self.client.get("/treffen/gesamttreffen.json").json()
        page = "http://testserver/treffen/gesamttreffen/"
        self.assertEqual(
            data["agendaItem"][0]["wiq:protocol"],
            f"[a](http://testserver/b/) [c]({page}#top-1) [d](https://d.de/) "
            "[e](<http://testserver/f/>)\n\n[g]: http://testserver/h/\n\n"
            f"[l](http://testserver/m/) [n](https://www.n.de)",
        )
        self.assertEqual(data["wiq:closing"], "[i](http://testserver/j/)")
        self.assertEqual(data["wiq:intro"], "[k](http://testserver/?l=1)")


class OfferTests(DeskTestCase):
    body = (
        "Text.\n\n- Beschluss: Die Bank kommt. Abstimmung: 30/0/2\n- Aufgabe: Hannes: Flyer drucken"
    )
    odd = "- To-do: Beete gießen (Ina, bis Ende Mai)\n- [x] Aufgabe: Tisch holen"

    def setUp(self):
        super().setUp()
        self.meeting = make_meeting(items=[("Bank", 5, "Ada")])
        self.item = self.meeting.items.get()

    def type(self):
        path = admin_address("change", self.meeting)
        return send(self.client, path, **{"items-0-protocol": self.body, "_save": "1"})

    def test_what_most_voted_against_is_offered_as_rejected(self):
        self.body = "Antrag: Tempo 30\nAbstimmung: 4 Ja, 11 Nein"
        page = self.client.get(self.type().url)
        self.assertContains(page, "Abstimmung abgelehnt, 4 Ja, 11 Nein ·")

    def test_what_is_typed_by_hand_is_offered_after_saving(self):
        page = admin_address("take_outcomes", self.meeting)
        self.assertRedirects(self.type(), page)
        self.assertEqual(self.item.outcomes.count(), 0)
        self.assertContains(self.client.get(page), "Dieses übernehmen", count=2)

    def test_one_press_takes_all(self):
        self.type()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        self.assertEqual(
            list(self.item.outcomes.values_list("kind", "text", "votes", "who")),
            [
                ("beschluss", "Die Bank kommt.", "30/0/2", ""),
                ("aufgabe", "Flyer drucken", "", "Hannes"),
            ],
        )

    def test_one_press_takes_one_and_the_other_is_still_offered(self):
        self.type()
        path = admin_address("take_outcomes", self.meeting)
        key = self.client.get(path).context["found"][1][0]
        for _press in range(2):
            page = self.client.post(path, {"take": key}, follow=True)
        self.assertEqual([each.text for each in self.item.outcomes.all()], ["Flyer drucken"])
        self.assertContains(page, "Dieses übernehmen", count=1)

    def test_what_is_taken_is_not_offered_again(self):
        self.type()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        self.body += "\n\nMehr."
        self.assertRedirects(self.type(), "/admin/meetings/meeting/")

    def test_each_of_the_same_words_has_buttons_of_its_own(self):
        self.body = "\n".join(f"- Aufgabe: {who}: Flyer drucken" for who in ("Ina", "Jost", "Ute"))
        self.type()
        path = admin_address("change", self.meeting)
        page = self.client.get(path).content.decode()
        keys = re.findall(r'name="_take" value="(.+?)">(.+?)<', page)
        texts = [f"Aufgabe übernehmen: {who}: Flyer drucken" for who in ("Ina", "Jost", "Ute")]
        self.assertEqual([text for _key, text in keys], texts)
        page = admin_address("take_outcomes", self.meeting)
        self.client.post(page, {"take": keys[1][0]})
        self.assertEqual([each.who for each in self.item.outcomes.all()], ["Jost"])
        self.client.post(page, {"refuse": keys[0][0]})
        self.assertContains(self.client.get(page), 'name="take"', count=2)  # of one, and of all
        self.client.post(page, {"take": "all"})
        self.assertEqual([each.who for each in self.item.outcomes.all()], ["Jost", "Ute"])

    def test_the_history_says_what_a_button_in_the_form_decided(self):
        self.type()
        path = admin_address("change", self.meeting)
        for typed, name, said in (
            ({}, "_take", "1 Ergebnis übernommen."),
            ({"place": "Hof"}, "_refuse", "Ort geändert. 1 Vorschlag abgelehnt."),
        ):
            key = re.search(rf'name="{name}" value="(.+?)"', self.client.get(path).content.decode())
            send(self.client, path, **typed, **{name: key[1]})
            self.assertEqual(Version.objects.first().revision.comment, said)

    def test_what_is_refused_is_not_offered_again(self):
        self.type()
        path = admin_address("take_outcomes", self.meeting)
        key = self.client.get(path).context["found"][0][0]
        page = self.client.post(path, {"refuse": key}, follow=True)
        self.assertContains(page, "1 Vorschlag abgelehnt.")
        self.assertContains(page, "Dieses übernehmen", count=1)
        self.client.post(path, {"refuse": "all"})
        self.body += "\n\nMehr."
        self.assertRedirects(self.type(), "/admin/meetings/meeting/")
        self.assertEqual(self.item.outcomes.count(), 0)

    def test_what_was_taken_stands_once_in_every_form(self):
        self.type()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        for end in ("/", ".txt"):
            with self.subTest(end=end):
                page = self.client.get(f"/treffen/gesamttreffen{end}")
                self.assertContains(page, "Flyer drucken", count=1)
                self.assertContains(page, "30/0/2", count=1)

    def test_what_is_told_in_other_words_and_over_several_lines_stands_once_too(self):
        self.body = (
            "Beschluss: Der Zaun wird\ngestrichen. Abstimmung: 9/1/0\n\n"
            "Beschluss: Das Tor bleibt.\n\nAbstimmung: 8/2/0\n\n"
            "Beschlossen mit 12 Ja, 3 Nein, 1 Enthaltung: Die Laterne kommt.\n\n"
            "Der Vorschlag wird mit 7 Ja-Stimmen angenommen: Ein Baum wird gepflanzt.\n\n"
            "Aufgaben:\n\n- Flyer falten (Ute)\n- Ina: Beete gießen bis 1. Mai 2021"
        )
        self.type()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        taken = [(each.text, each.votes or each.who) for each in self.item.outcomes.all()]
        self.assertCountEqual(
            taken,
            [
                ("Der Zaun wird gestrichen.", "9/1/0"),
                ("Das Tor bleibt.", "8/2/0"),
                ("Die Laterne kommt.", "12 Ja, 3 Nein, 1 Enthaltung"),
                ("Ein Baum wird gepflanzt.", "7 Ja-Stimmen"),
                ("Flyer falten", "Ute"),
                ("Beete gießen", "Ina"),
            ],
        )
        page = self.client.get("/treffen/gesamttreffen/")
        for words in ("Zaun", "Tor", "Laterne", "Baum", "Flyer", "Beete"):
            with self.subTest(words):
                self.assertContains(page, words, count=1)

    def test_what_was_taken_apart_or_ticked_stands_once_too(self):
        self.body = self.odd
        self.type()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        self.assertEqual(
            [(each.text, each.who, each.is_done) for each in self.item.outcomes.all()],
            [
                ("Beete gießen (bis Ende Mai)", "Ina", False),
                ("Tisch holen", "", True),
            ],
        )
        for end in ("/", ".txt"):
            with self.subTest(end=end):
                page = self.client.get(f"/treffen/gesamttreffen{end}")
                self.assertContains(page, "Beete gießen", count=1)
                self.assertContains(page, "Tisch holen", count=1)


class FinishTests(DeskTestCase):
    path = "/admin/meetings/outcome/"

    def setUp(self):
        super().setUp()
        self.task = make_outcome(make_meeting(items=[("Bank", 5, "Ada")]), "Bank streichen")

    def test_a_task_is_done_by_one_press_in_the_list_which_stays_as_it_was(self):
        self.assertContains(self.client.get(self.path), f'formaction="{self.address()}"', count=1)
        referer = f"http://testserver{self.path}?kind__exact=aufgabe"
        answer = self.client.post(self.address(), HTTP_REFERER=referer)
        self.assertRedirects(answer, f"{self.path}?kind__exact=aufgabe")
        self.task.refresh_from_db()
        self.assertEqual(self.task.done_at, timezone.localdate())
        self.assertNotContains(self.client.get(self.path), "formaction=")

    def test_a_task_that_the_text_tells_stands_there_once_also_when_it_is_done(self):
        item, today = self.task.item, f"{timezone.localdate():%-d.%-m.%Y}"
        item.protocol = "- Aufgabe: Bank streichen (Mia, bis 1.12.2020)"
        item.save()
        Outcome.objects.update(who="Mia", due=date(2020, 12, 1))
        self.client.post(self.address())
        page, day = item.meeting.get_absolute_url(), date_format(timezone.localdate(), "j. F Y")
        for end in (".txt", "/"):
            text = read_by_people(self.client.get(page.rstrip("/") + end))
            with self.subTest(end=end):
                self.assertIn(f"Bank streichen (Mia, bis 1.12.2020), erledigt am {day}", text)
                self.assertEqual(text.count("Bank streichen"), 1)
        send(self.client, admin_address("change", self.task), done_at="")
        item.refresh_from_db()
        typed = "- Aufgabe: Bank streichen (Mia, bis 1.12.2020), erledigt"
        self.assertEqual(item.protocol, typed)
        send(self.client, admin_address("change", self.task), is_done="")
        item.refresh_from_db()
        self.assertEqual(item.protocol, "- Aufgabe: Bank streichen (Mia, bis 1.12.2020)")
        send(self.client, admin_address("change", self.task), done_at=today, who="Ute")
        text = read_by_people(self.client.get(page))
        self.assertIn(f"Bank streichen (Ute, bis 1.12.2020), erledigt am {day}", text)
        self.assertEqual(text.count("Bank streichen"), 1)

    def test_no_referer_breaks_it(self):
        for referer in ("http://[", "//x?", "?kind__exact=aufgabe#x", "\xff"):
            with self.subTest(referer):
                answer = self.client.post(self.address(), HTTP_REFERER=referer)
                self.assertEqual(answer.status_code, 302)

    def test_looking_or_pressing_twice_changes_nothing(self):
        self.client.get(self.address())
        self.task.refresh_from_db()
        self.assertIsNone(self.task.done_at)
        self.task.done_at = date(2021, 1, 1)
        self.task.save()
        self.client.post(self.address())
        self.task.refresh_from_db()
        self.assertEqual(self.task.done_at, date(2021, 1, 1))

    def address(self):
        return f"{self.path}{self.task.pk}/erledigt/"


class InTheTopTests(DeskTestCase):
    """Decisions and tasks in the form of their meeting, below the text of their TOP."""

    def setUp(self):
        super().setUp()
        self.meeting = make_meeting(items=[("Bank", 5, "Ada", "Beschluss: Bank kaufen. 7/0/1")])
        self.task = make_outcome(self.meeting, "Bank streichen", who="Ada", due=date(2021, 5, 3))
        self.path = admin_address("change", self.meeting)
        self.public = self.meeting.get_absolute_url()

    def type(self, text, **more):
        return send(self.client, self.path, **{"items-0-results": text} | more)

    def texts(self):
        return list(self.meeting.items.get().outcomes.values_list("text", "who"))

    def test_they_stand_there_one_a_line(self):
        fields = DeskForm(self.client.get(self.path)).fields
        self.assertEqual(fields["items-0-results"], "Aufgabe: Ada: Bank streichen, bis 3. Mai 2021")

    def test_a_changed_line_changes_the_same_outcome(self):
        self.type("Aufgabe: Bo: Bank streichen, bis 3. Mai 2021\nBeschluss: Es gibt Kaffee (3/0/0)")
        self.task.refresh_from_db()
        self.assertEqual((self.task.who, self.task.due), ("Bo", date(2021, 5, 3)))
        self.assertEqual(self.texts(), [("Bank streichen", "Bo"), ("Es gibt Kaffee", "")])

    def test_a_line_with_one_word_changed_keeps_what_else_it_says(self):
        day = date(2021, 1, 20)
        for fields in (
            {"kind": "beschluss", "votes": "9/1/0", "done_at": day},
            {"kind": "beschluss", "votes": "per Handzeichen (zwei fehlten)"},
            {"kind": "beschluss", "votes": ""},
            {"who": "Ada, Nachbarschaftsladen", "due": date(2021, 1, 3), "done_at": day},
            {"who": ""},
        ):
            with self.subTest(fields):
                self.meeting.items.get().outcomes.all().delete()
                outcome = make_outcome(self.meeting, "Ina: Tische für Raum (3/4) holen", **fields)
                line = DeskForm(self.client.get(self.path)).fields["items-0-results"]
                self.type(line.replace("Tische", "Stühle"))
                changed = Outcome.objects.get(pk=outcome.pk)
                outcome.text = "Ina: Stühle für Raum (3/4) holen"
                self.assertEqual(changed.to_draft(), outcome.to_draft())

    def test_lines_keep_the_order_in_which_they_stand(self):
        other = make_outcome(self.meeting, "Tor ölen", who="Bo")
        ada, bo = DeskForm(self.client.get(self.path)).fields["items-0-results"].split("\n")
        for lines, texts in (
            ([bo, ada], ["Tor ölen", "Bank streichen"]),
            (
                ["Aufgabe: Ina: Zaun", bo, ada.replace("Bank", "Tisch")],
                ["Zaun", "Tor ölen", "Tisch streichen"],
            ),
        ):
            self.type("\n".join(lines))
            page = read_by_people(self.client.get(self.meeting.get_absolute_url()))
            with self.subTest(lines):
                self.assertEqual([text for text, _who in self.texts()], texts)
                self.assertEqual(sorted(texts, key=page.index), texts)
                fields = DeskForm(self.client.get(self.path)).fields
                self.assertEqual(fields["items-0-results"].split("\n"), lines)
        self.assertEqual(Outcome.objects.get(text="Tor ölen").uuid, other.uuid)
        self.assertEqual(Outcome.objects.get(text="Tisch streichen").uuid, self.task.uuid)
        self.type("\n".join([lines[1], lines[1]]))
        self.assertEqual(self.texts(), [("Tor ölen", "Bo")] * 2)

    def test_marks_stay_as_they_were_typed_and_appear_as_what_they_mean(self):
        link = "Aufgabe: Ada: [Plan](/plan.pdf) ansehen"
        marks = "Beschluss: **Alle** kommen, ~~Bo~~ auch *Ina* & <3 (3/0/0)"
        self.type(f"{marks}\n{link}")
        fields = DeskForm(self.client.get(self.path)).fields
        self.assertEqual(fields["items-0-results"], f"{marks}\n{link}")
        page = self.client.get(self.meeting.get_absolute_url())
        self.assertContains(page, "<strong>Alle</strong> kommen, <del>Bo</del> auch <em>Ina</em>")
        self.assertContains(page, '<a href="/plan.pdf">Plan</a> ansehen')
        outcomes = self.client.get("/treffen/aufgaben/")
        self.assertContains(outcomes, ">Plan ansehen</a>")
        self.assertContains(outcomes, ">Alle kommen, auch Ina &amp; &lt;3</a>")
        for end in (".txt", ".json"):
            text = self.client.get(f"/treffen/gesamttreffen{end}").content.decode()
            self.assertIn("[Plan](http://testserver/plan.pdf) ansehen", text)
            self.assertIn("**Alle** kommen, ~~Bo~~ auch *Ina*", text)
        self.assertEqual(self.client.get("/treffen/gesamttreffen.pdf").status_code, 200)

    def test_a_line_that_goes_takes_its_outcome_along(self):
        self.type("")
        self.assertEqual(self.texts(), [])

    def test_a_line_of_which_nothing_is_seen_is_none(self):
        self.type("\u200b\nBeschluss: Es gibt Kaffee\n \u3164")
        self.assertEqual(self.texts(), [("Es gibt Kaffee", "")])

    def test_a_line_that_is_neither_is_refused_and_kept(self):
        page = self.type("Kaffee kochen")
        sentence = "Bitte beginnen Sie mit „Beschluss:“ oder „Aufgabe:“: „Kaffee kochen“"
        self.assertIn(sentence, errors_of(page))
        self.assertEqual(DeskForm(page).fields["items-0-results"], "Kaffee kochen")

    def test_a_deadline_that_is_no_day_is_refused(self):
        days = "29.2.2027", "31.2.27", "1.1.0026", "1.1.99999", "31.4.", "30. Februar 2027"
        for day in (*days, "1. Mai 1850", "2027-02-30"):
            for end, sentence in (
                (f"bis {day}", "bis zu dem etwas getan sein kann"),
                (f"Frist: {day}", "bis zu dem etwas getan sein kann"),
                (f"bis 1.5.2027 (erledigt am {day})", "an dem etwas erledigt sein kann"),
            ):
                with self.subTest(end):
                    page = self.type(f"Aufgabe: Ada: Kasse prüfen, {end}")
                    self.assertIn(f"„{day}“ ist kein Tag, {sentence}", errors_of(page)[0])
        self.assertEqual(self.type("Aufgabe: Ada: Kasse, bis 3.5.2027, 17.30 Uhr").status_code, 302)
        done = (
            "Aufgabe: Kasse, Ada, bis 3.5.2027 (erledigt am 2.5.2021)\nAufgabe: Ada: Tor, erledigt"
        )
        self.assertEqual(self.type(done).status_code, 302)

    def test_what_is_corrected_is_corrected_in_the_text_too_and_not_offered_again(self):
        self.task.delete()
        for told, line, corrected in (
            (
                "- Beschluss: Wir mieten den Saal. (5/0/1)",
                "Beschluss: Wir mieten den großen Saal. (6/0/0)",
                "- Beschluss: Wir mieten den großen Saal. (6/0/0)",
            ),
            (
                "- Beschluss: Wir mieten den Saal. Abstimmung: 5/0/1. Danach Kaffee.",
                "Beschluss: Wir mieten den Saal. (6/0/0)",
                "- Beschluss: Wir mieten den Saal. Abstimmung: 6/0/0. Danach Kaffee.",
            ),
            (
                "- Aufgabe: Schlüssel holen (Jost, bis 1.12.2020)",
                "Aufgabe: Jost, Reparaturcafé: Schlüssel holen, bis 1.12.2020",
                "- Aufgabe: Schlüssel holen (Jost, Reparaturcafé, bis 1.12.2020)",
            ),
            (
                "- Aufgabe: Schlüssel holen (Jost, bis 1.12.2020)",
                "Aufgabe: Jost: Schlüssel holen, bis 3.12.2020",
                "- Aufgabe: Schlüssel holen (Jost, bis 3. Dezember 2020)",
            ),
            (  # nothing that it says besides gets lost
                "Alle waren da. Beschluss: Wir mieten den Saal. Ute freut sich.",
                "Aufgabe: Ute: Saal mieten",
                "Alle waren da. Beschluss: Wir mieten den Saal. Ute freut sich.",
            ),
        ):
            with self.subTest(line):
                item = self.meeting.items.get()
                item.outcomes.all().delete()
                item.protocol = told
                item.save()
                self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
                self.type(line)
                item.refresh_from_db()
                self.assertEqual((item.protocol, item.outcomes.count()), (corrected, 1))
                page = self.client.get(self.path)
                self.assertNotContains(page, 'name="_take"')
                self.assertNotIn("5/0/1", read_by_people(self.client.get(self.public)))
                if told != corrected:
                    self.assertEqual(item.untold_outcomes(), [])

    def test_votes_people_and_days_are_corrected_on_whatever_line_they_stand(self):
        day, near = date(2020, 12, 14), date(2020, 12, 10)
        vote, line = {"votes": "13/1/2"}, "Beschluss: Antrag stellen.\n"
        for told, new, corrected in (
            (f"{line}Abstimmung: 4/0/0\n\nMehr.", vote, f"{line}Abstimmung: 13/1/2\n\nMehr."),
            (f"{line}\nAbstimmung: 4/0/0\n\nMehr.", {"votes": ""}, f"{line}\nMehr."),
            (f"- {line}  - Abstimmung: 4/0/0", vote, f"- {line}  - Abstimmung: 13/1/2"),
            (
                "Beschluss:\nEin Beet kommt.\nAbstimmung: 8/0/0",
                {"text": "Zwei Beete kommen."} | vote,
                "Beschluss:\nZwei Beete kommen.\nAbstimmung: 13/1/2",
            ),
            (
                "### Beschluss\n\n5 Euro.",
                {"text": "6 Euro."} | vote,
                "### Beschluss\n\n6 Euro. (13/1/2)",
            ),
            (
                "Aufgabe: Olaf: [Liste](/teams/) pflegen bis 12.12.2020",
                {"text": "Liste gut pflegen", "who": "Ina", "due": day},
                "Aufgabe: Ina: [Liste](/teams/) gut pflegen bis 14. Dezember 2020",
            ),
            (
                "- Beschluss: Der [Plan](/plan/) **gilt** so.",
                {"text": "Unser Plan gilt so."} | vote,
                "- Beschluss: Unser [Plan](/plan/) **gilt** so. (13/1/2)",
            ),
            (
                "Beschluss: Ein langer Antrag\nan die Stadt. (4/0/0)",
                vote,
                "Beschluss: Ein langer Antrag\nan die Stadt. (13/1/2)",
            ),
            (
                "Aufgabe: Keller\nWer: Ute\nBis: 12.12.2020",
                {"who": "Ina", "due": day},
                "Aufgabe: Keller\nWer: Ina\nBis: 14. Dezember 2020",
            ),
            (
                "- [ ] Aufgabe: Dach (Karl)",
                {"done": day},
                "- [x] Aufgabe: Dach (Karl), erledigt am 14. Dezember 2020",
            ),
            (
                "☑ Keller (Ina), erledigt am 3.12.2020",
                {"done": None, "is_done": False},
                "☐ Keller (Ina)",
            ),
            ("☐ Keller (Ina)", {"is_done": True}, "☑ Keller (Ina)"),
            ("- Aufgabe: Keller", {"is_done": True}, "- Aufgabe: Keller, erledigt"),
            (
                "Karl übernimmt das Dach.",
                {"done": day},
                "Karl übernimmt das Dach, erledigt am 14. Dezember 2020",
            ),
            (
                "- Aufgabe: Keller",
                {"text": "Keller: Tor ölen"},
                "- Aufgabe: (Wer: offen): Keller: Tor ölen",
            ),
            (
                "- Aufgabe: Ute: Keller",
                {"text": "Keller\nund Dach"},
                "- Aufgabe: Ute: Keller und Dach",
            ),
            (
                "Mehr.\n\nBeschluss:\n\nEin Beet.\n\n- Ja: 14\n- Nein: 0\n- Enthaltungen: 2\n\nMehr.",
                {"text": "Zwei Beete."} | vote,
                "Mehr.\n\nBeschluss: Zwei Beete. (13/1/2)\n\nMehr.",
            ),
        ):
            with self.subTest(told):
                ((before, _sure),) = outcomes_in(told, near)
                self.assertEqual(retold(told, before, replace(before, **new), near), corrected)

    def test_equal_lines_are_corrected_together_but_for_those_of_equal_outcomes(self):
        near = date(2020, 12, 10)
        for line, new, corrected in (
            (
                "- Beschluss: Plan gilt. (5/0/0)",
                {"text": "Plan fällt."},
                "- Beschluss: Plan fällt. (5/0/0)",
            ),
            (
                "- Beschluss: Plan gilt. (5/0/0)",
                {"votes": "6/0/0"},
                "- Beschluss: Plan gilt. (6/0/0)",
            ),
            (
                "- [ ] Keller (Ina)",
                {"done": near},
                "- [x] Keller (Ina), erledigt am 10. Dezember 2020",
            ),
            (
                "Beschluss: Antrag.\nVotum: 4/0/0",
                {"text": "Kein Antrag."},
                "Beschluss: Kein Antrag.\nVotum: 4/0/0",
            ),
        ):
            for between in ("\n\nText.\n\n", "\n\n"):
                told = between.join([line] * 3)
                ((before, _sure), *_others) = outcomes_in(told, near)
                after = replace(before, **new)
                with self.subTest(told):
                    self.assertEqual(
                        retold(told, before, after, near), between.join([corrected] * 3)
                    )
                    self.assertEqual(
                        retold(told, before, after, near, others=1),
                        between.join([corrected, corrected, line]),
                    )
                    self.assertIsNone(retold(told, before, after, near, others=3))

    def test_an_outcome_follows_its_line_in_the_minutes(self):
        self.task.delete()
        item, day = self.meeting.items.get(), date(2020, 12, 15)
        item.protocol = (
            "- Aufgabe: Mareike fragt nach (bis 15.12.2020)\n- Beschluss: Gebühr 5 €. (14:2:1)\n"
            "- Beschluss: Wir pflanzen vier Bäume.\n- Aufgabe: Koffer leihen (Jost)"
        )
        item.save()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        kept = list(item.outcomes.values_list("pk", flat=True))
        corrected = item.protocol
        for old, new in (("15.12.", "18.12."), ("14:2", "15:2"), ("vier", "fünf"), ("Jost", "Ina")):
            corrected = corrected.replace(old, new)

        def told():
            return {(each.text, each.votes, each.who, each.due) for each in item.outcomes.all()}

        answer = send(self.client, self.path, **{"items-0-protocol": corrected, "_continue": "1"})
        page = self.client.get(answer.url)
        self.assertContains(page, "Das Ergebnis ist jetzt wie im Text", count=4)
        text = "Das Ergebnis ist jetzt wie im Text: Beschluss: Gebühr 5 €. (15:2:1)"
        self.assertContains(page, text, count=1)
        self.assertNotContains(page, 'name="_take"')
        said = {
            ("Mareike fragt nach", "", "Mareike", day.replace(day=18)),
            ("Gebühr 5 €.", "15:2:1", "", None),
            ("Wir pflanzen fünf Bäume.", "", "", None),
            ("Koffer leihen", "", "Ina", None),
        }
        self.assertEqual((told(), list(item.outcomes.values_list("pk", flat=True))), (said, kept))
        path = admin_address("change", item)
        again = corrected.replace("Ina", "Bo").replace("Gebühr 5 €. (15:2:1)", "Jetzt nicht.")
        page = self.client.get(send(self.client, path, protocol=again, _continue="1").url)
        text = "Das Ergebnis ist jetzt wie im Text: Aufgabe: Bo: Koffer leihen"
        self.assertContains(page, text, count=1)
        changed = {("Koffer leihen", "", "Ina", None)}
        self.assertEqual(told(), said - changed | {("Koffer leihen", "", "Bo", None)})
        self.assertContains(self.client.get(self.path), 'name="_drop"', count=1)

    def test_what_is_ticked_in_public_minutes_was_done_that_day(self):
        item = self.meeting.items.get()
        item.protocol = "- [ ] Koffer leihen (Jost)"
        item.save()
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        Meeting.objects.filter(pk=self.meeting.pk).update(protocol_published_at=timezone.now())
        send(self.client, admin_address("change", item), protocol="- [x] Koffer leihen (Jost)")
        item.refresh_from_db()
        today = timezone.localdate()
        self.assertEqual(item.outcomes.get(text="Koffer leihen").done_at, today)
        told = f"- [x] Koffer leihen (Jost), erledigt am {german_date(today)}"
        self.assertEqual(item.protocol, told)

    def test_what_is_taken_away_is_not_offered_again(self):
        self.client.post(admin_address("take_outcomes", self.meeting), {"take": "all"})
        self.type("")
        self.assertEqual(self.texts(), [])
        self.assertNotContains(self.client.get(self.path), 'name="_take"')

    def test_a_meeting_that_is_entered_with_them_has_them(self):
        items = {"items-0-name": "Bank", "items-0-results": "Beschluss: Sie kommt."}
        when = {"date": "3.5.2030", "start": "17:00"}
        send(self.client, "/admin/meetings/meeting/add/", title="Neu", **when, **items)
        outcome = Meeting.objects.get(title="Neu").items.get().outcomes.get()
        self.assertEqual(outcome.text, "Sie kommt.")

    def test_one_press_takes_what_the_text_tells(self):
        page = self.client.get(self.path)
        self.assertContains(page, "Beschluss übernehmen: Bank kaufen.", count=1)
        (key,) = re.findall(r'name="_take" value="(.+?)"', page.content.decode())
        answer = self.type("Aufgabe: Ada: Bank streichen, bis 3. Mai 2021", _take=key)
        self.assertRedirects(answer, f"{self.path}#items-0", fetch_redirect_response=False)
        self.assertEqual(self.texts(), [("Bank streichen", "Ada"), ("Bank kaufen.", "")])
        page = self.client.get(self.path)
        self.assertNotContains(page, 'name="_take"')
        self.assertContains(page, 'id="items-0"', count=1)  # where the page opens again

    def test_one_press_refuses_what_the_text_tells_for_good(self):
        (key,) = re.findall(
            r'name="_refuse" value="(.+?)"', self.client.get(self.path).content.decode()
        )
        answer = self.type("Aufgabe: Ada: Bank streichen, bis 3. Mai 2021", _refuse=key)
        self.assertRedirects(answer, f"{self.path}#items-0", fetch_redirect_response=False)
        self.assertNotContains(self.client.get(self.path), 'name="_refuse"')
        self.assertEqual(self.texts(), [("Bank streichen", "Ada")])


class FollowTests(DeskTestCase):
    """What was taken from the text of a TOP goes on agreeing with it, whichever of both is changed."""

    task = "- Aufgabe: Mareike fragt nach (bis 15.12.2020)"
    vote = "- Beschluss: Wir pflanzen vier Bäume. (7/1/1)"

    def setUp(self):
        super().setUp()
        texts = f"Wir sprachen.\n\n{self.task}\n{self.vote}", "Gut so."
        items = [("Baum", 5, "Ada", texts[0]), ("Bank", 5, "Bo", texts[1])]
        self.meeting = make_meeting(items=items)
        self.path = admin_address("change", self.meeting)
        self.page = admin_address("take_outcomes", self.meeting)
        self.client.post(self.page, {"take": "all"})
        self.pks = dict(Outcome.objects.values_list("kind", "pk"))

    def type(self, **typed):
        typed = {re.sub("(?<=[a-z0-9])_", "-", name): text for name, text in typed.items()}
        return send(self.client, self.path, **typed)

    def told(self):
        """Return how often page and .txt tell of trees and of asking, after checking that no TOP tells one twice."""
        return [
            tuple(
                read_by_people(self.client.get(f"/treffen/gesamttreffen{end}")).count(word)
                for word in ("Bäume", "fragt nach")
            )
            for end in ("/", ".txt")
        ]

    def row(self, kind):
        return Outcome.objects.get(kind=kind)

    def said(self, kind):
        row = Outcome.objects.get(kind=kind)
        self.assertEqual(row.pk, self.pks[kind])
        return row.item.name, row.text, row.votes or row.due

    def test_a_line_that_moves_to_another_top_takes_what_was_taken_along(self):
        text = self.meeting.items.first().protocol.replace(f"\n{self.vote}", "")
        self.type(items_0_protocol=text, items_1_protocol=f"Gut so.\n\n{self.vote}")
        self.assertEqual(self.said("beschluss")[0], "Bank")
        self.assertEqual(self.told(), [(1, 1)] * 2)
        self.assertNotContains(self.client.get(self.path), 'name="_take"')
        # cut now, put in later
        self.type(items_1_protocol="Gut so.")
        self.type(items_0_protocol=f"{text}\n{self.vote}")
        self.assertEqual(self.said("beschluss")[0], "Baum")
        self.assertFalse(Outcome.objects.filter(unsaid=True))

    def test_what_is_struck_out_or_deleted_is_asked_about_and_named_until_that_is_decided(self):
        text = self.meeting.items.first().protocol
        for gone in (
            text.replace(self.vote, f"- ~~{self.vote[2:]}~~"),
            text.replace(self.vote, ""),
        ):
            with self.subTest(gone):
                self.assertRedirects(self.type(items_0_protocol=gone), self.page)
                self.assertContains(
                    self.client.get(self.path), "Steht so nicht mehr im Text: Wir pflanzen"
                )
                for page in (admin_address("publish_protocol", self.meeting), "/admin/", self.page):
                    self.assertContains(self.client.get(page), "so nicht mehr im Text")
                self.type(items_0_protocol=text)
                self.assertNotContains(self.client.get(self.path), "so nicht mehr im Text")
                self.assertNotContains(self.client.get("/admin/"), "so nicht mehr im Text")
        self.type(items_0_protocol=gone)
        page = self.client.post(self.page, {"_keep": self.pks["beschluss"]}, follow=True)
        self.assertContains(page, "Bleibt bei den Ergebnissen: „Wir pflanzen vier Bäume.“")
        self.assertNotContains(self.client.get(self.path), "so nicht mehr im Text")
        self.type(items_0_protocol=text)
        self.type(items_0_protocol=gone)
        answer = self.type(_drop=str(self.pks["beschluss"]))
        self.assertRedirects(answer, f"{self.path}#items-0", fetch_redirect_response=False)
        self.assertEqual(Outcome.objects.get().kind, "aufgabe")
        self.assertEqual(self.told(), [(0, 1)] * 2)

    def test_what_is_struck_out_is_told_nowhere_as_valid_until_somebody_keeps_it(self):
        row, text = self.row("beschluss"), self.meeting.items.first().protocol

        def valid():
            """Return how often each page, file and list tells of the decision beside the text of the TOP."""
            page, plain, lists, feed = (
                read_by_people(self.client.get(f"/treffen/{address}"))
                for address in (
                    "gesamttreffen/",
                    "gesamttreffen.txt",
                    "aufgaben/",
                    "aufgaben/feed.atom",
                )
            )
            item = self.client.get("/treffen/gesamttreffen.json").json()["agendaItem"][0]
            return {
                "page": page.count("1 Beschluss"),
                "text": plain.count("• Beschluss: Wir pflanzen vier"),
                "lists": [told.count("Wir pflanzen vier Bäume.") > 0 for told in (lists, feed)],
                "data": [item.get("result"), len(item["wiq:outcome"])],
                "paper": len(
                    minutes_data(Meeting.objects.whole().get(), None)["items"][0]["outcomes"]
                ),
                "found": SearchEntry.objects.filter(kind="beschluss").count(),
            }

        before = valid()
        self.assertEqual(before["lists"] + before["data"], [True, True, "beschlossen", 2])
        self.type(items_0_protocol=text.replace(self.vote, f"- ~~{self.vote[2:]}~~"))
        gone = {"page": 0, "text": 0, "lists": [False, False], "data": [None, 1], "found": 0}
        self.assertEqual(valid(), before | gone)
        self.client.post(self.page, {"_keep": row.pk})
        self.assertEqual(valid(), before | {"paper": 1})
        self.type(items_0_protocol=text)
        self.assertEqual(valid(), before)

    def test_what_was_struck_out_is_not_valid_again_when_its_line_goes(self):
        text = self.meeting.items.first().protocol
        for line in (f"- <del>{self.vote[2:]}</del>", f"- Beschluss: ~~{self.vote[13:]}~~", ""):
            self.type(items_0_protocol=text.replace(self.vote, line))
            with self.subTest(line):
                self.assertEqual(list(Outcome.objects.filter(struck=True)), [self.row("beschluss")])

    def test_a_line_that_says_more_takes_the_outcome_along(self):
        more = "- Beschluss: Wir pflanzen vier Bäume im Hof, sobald das Amt zustimmt. (7/1/1)"
        item = self.meeting.items.first()
        item.protocol = item.protocol.replace(self.vote, more)
        item.save()
        text = item.protocol
        for line, said in (
            (
                more.replace("vier", "fünf"),
                "Wir pflanzen fünf Bäume im Hof, sobald das Amt zustimmt.",
            ),
            (more, "Wir pflanzen vier Bäume im Hof, sobald das Amt zustimmt."),
        ):
            self.type(items_0_protocol=text.replace(more, line))
            self.assertEqual(self.said("beschluss")[1:], (said, "7/1/1"))
            self.assertNotContains(self.client.get(self.path), 'name="_take"')
        Outcome.objects.filter(kind="beschluss").update(text="Wir pflanzen vier Bäume")
        self.type(items_0_protocol=text.replace(more, f"- ~~{more[2:]}~~"))
        self.assertTrue(self.row("beschluss").struck)

    def test_what_is_deleted_stays_in_the_text_says_so_before_and_is_not_offered_again(self):
        for kind in ("beschluss", "aufgabe"):
            outcome = Outcome.objects.get(kind=kind)
            path = admin_address("delete", outcome)
            self.assertContains(self.client.get(path), "Im Text bleibt der Satz stehen")
            if kind == "beschluss":
                self.client.post(path, {"post": "yes"})
            else:
                with_all = {
                    "action": "delete_selected",
                    "_selected_action": outcome.pk,
                    "post": "yes",
                }
                self.client.post("/admin/meetings/outcome/", with_all)
        self.assertFalse(Outcome.objects.exists())
        self.assertNotContains(self.client.get(self.path), 'name="_take"')

    def test_what_is_changed_in_the_line_and_in_the_outcome_is_joined(self):
        before = self.meeting.items.first().protocol
        text = before.replace("Bäume.", "Bäume, sobald das Amt zustimmt.")
        text = text.replace("fragt nach", "fragt zweimal nach")
        results = DeskForm(self.client.get(self.path)).fields["items-0-results"]
        results = results.replace("7/1/1", "9/0/0").replace("15. Dezember", "16. Dezember")
        self.type(items_0_protocol=text, items_0_results=results)
        words = "Wir pflanzen vier Bäume, sobald das Amt zustimmt."
        self.assertEqual(self.said("beschluss")[1:], (words, "9/0/0"))
        self.assertEqual(
            self.said("aufgabe")[1:], ("Mareike fragt zweimal nach", date(2020, 12, 16))
        )
        told = text.replace("7/1/1", "9/0/0").replace("15.12.2020", "16. Dezember 2020")
        self.assertEqual(self.meeting.items.first().protocol, told)
        self.assertNotContains(self.client.get(self.path), "so nicht mehr im Text")

    def test_where_line_and_outcome_come_to_contradict_each_other_somebody_is_asked(self):
        text = self.meeting.items.first().protocol.replace("(7/1/1)", "(8/1/0)")
        results = DeskForm(self.client.get(self.path)).fields["items-0-results"]
        answer = self.type(items_0_protocol=text, items_0_results=results.replace("7/1/1", "9/0/0"))
        self.assertRedirects(answer, self.page)
        self.assertEqual(self.said("beschluss")[2], "9/0/0")
        self.assertEqual(self.meeting.items.first().protocol, text)
        self.assertContains(self.client.get(self.path), "Steht so nicht mehr im Text: Wir pflanzen")

    def test_undoing_brings_back_both(self):
        text = self.meeting.items.first().protocol
        for changed in (text.replace("(7/1/1)", "(8/1/0)"), text.replace(self.vote, "")):
            page = self.client.get(self.type(items_0_protocol=changed).url).content.decode()
            moment = re.search(r'name="at" value="([^"]+)"', page)[1]
            self.client.post("/admin/rueckgaengig/", {"at": moment})
            self.assertEqual(self.meeting.items.first().protocol, text)
            self.assertEqual(self.said("beschluss")[2], "7/1/1")
            self.assertFalse(Outcome.objects.filter(unsaid=True))

    def test_what_is_typed_while_minutes_are_taken_is_followed_too(self):
        Meeting.objects.update(protocol_published_at=None)
        path = admin_address("take_minutes", self.meeting)
        text = self.meeting.items.first().protocol
        send(self.client, path, **{"items-0-protocol": text.replace("(7/1/1)", "(8/1/0)")})
        self.assertEqual(self.said("beschluss")[2], "8/1/0")
