import html
import io
import json
import re
from datetime import date, time

from django.template.loader import render_to_string
from django.test import TestCase, override_settings
from django.utils import timezone
from pypdf import PdfReader

from meetings.agenda import AgendaItem, ItemSpeaker, Outcome, Speaker
from meetings.models import Meeting
from meetings.protocol_text import ItemDraft, parse, read_people, write_outcome
from meetings.text import public_draft
from meetings.views import event
from tests.build import days_ago, make_meeting, make_post, make_report, make_topic
from wiq_site.mailing.sending import news_entry

NAMES = "Ada Bo Carla Dora Emil Fritz Gerda Hannes Ines".split()
NINE = [(f"Punkt {n}", 5, name, f"- Text {n}") for n, name in enumerate(NAMES, 1)]
SUFFIXES = (".ics", ".txt", ".json", ".pdf", "/aushang.pdf")
SECRET = "GEHEIMNIS"


def edit(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def with_secret_item(**fields):
    """Return a meeting whose second item is not public and full of what must not leave the site."""
    items = [("Offen", 5, "Ada", "Text"), (SECRET, 7, SECRET, SECRET), ("Schluss", 5, "Bo", "Ende")]
    meeting = make_meeting(items=items, title="Treffen", **fields)
    item = meeting.items.get(number="2")
    edit(item, public=False, speakers_note=SECRET)
    item.topics.set([SECRET])
    item.outcomes.create(kind=Outcome.Kind.DECISION, text=SECRET, votes=SECRET)
    return meeting


def grow(meeting, count):
    """Add items to ``meeting`` up to ``count``, each with a speaker, at once."""
    speaker = Speaker.objects.get(name="Ada")
    new = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, position=n, number=str(n), anchor=f"top-{n}", name=f"Punkt {n}")
        for n in range(meeting.items.count() + 1, count + 1)
    )
    ItemSpeaker.objects.bulk_create(ItemSpeaker(item=item, speaker=speaker) for item in new)


class TextTests(TestCase):
    def text(self, meeting):
        answer = self.client.get(f"/treffen/{meeting.slug}.txt")
        self.assertEqual(answer["Content-Type"], "text/plain; charset=utf-8")
        return answer.content.decode()

    def test_is_the_notation_of_the_reference_page_and_reads_back(self):
        report = make_report("Treffen", items=NINE, topics=["Wir im Quartier"])
        meeting = report.reports_on
        edit(meeting, closing="Bis bald.", intro="Schön war es.", place="Rathaus")
        text = self.text(meeting)
        self.assertIn("Top 3  Punkt 3 (Carla, bis 17:15 h)\n\n  • Text 3\n", text)
        draft = parse(text)
        self.assertEqual(draft.other, ["[Vorläufiges Protokoll, noch nicht genehmigt]"])
        draft.other = []
        self.assertEqual(draft, meeting.to_draft())

    def test_the_signs_of_word_stand_as_a_list_in_a_list(self):
        text = self.text(make_meeting(items=[("Stand", 5, None, "- a\n  ◦ b")], title="Treffen"))
        self.assertIn("  • a\n    • b\n", text)

    def test_links_lead_to_the_site_from_a_mail(self):
        items = [
            (
                "Stand",
                5,
                None,
                "Siehe [Teams](/teams/), [oben](#top-1), [dort](//x.de/y), [Themen](themen/).",
            )
        ]
        text = self.text(make_meeting(items=items, title="Treffen"))
        self.assertIn("[Teams](http://testserver/teams/)", text)
        self.assertIn("[oben](http://testserver/treffen/treffen/#top-1)", text)
        self.assertIn("[Themen](http://testserver/themen/)", text)
        self.assertNotIn("testserver//x.de", text)

    def test_links_lead_where_those_of_the_page_do(self):
        for typed, path in (
            ("[x](../themen/)", "/themen/"),
            ("[x](../../themen/#a)", "/themen/#a"),
            ("[x](./themen/)", "/themen/"),
            ("[x](..)", "/"),
            ("[x]( /teams/ )", "/teams/"),
            ('[x]( /teams/ "Titel" )', "/teams/"),
            ("[x](</a b/>)", "/a%20b/"),
            ("[x](/a(b)/)", "/a(b)/"),
            ("[x][g]\n\n[g]: ../h/", "/h/"),
        ):
            Meeting.objects.all().delete()
            text = self.text(make_meeting(items=[("Stand", 5, None, typed)], title="T"))
            data = self.client.get("/treffen/t.json").json()["agendaItem"][0]["wiq:protocol"]
            with self.subTest(typed):
                self.assertContains(self.client.get("/treffen/t/"), f'<a href="{path}"')
                self.assertIn(f"http://testserver{path}", text)
                self.assertIn(f"http://testserver{path}", data)

    def test_a_link_with_brackets_in_its_words_is_one_everywhere(self):
        typed = "[Protokoll [PDF]](https://example.org/x.pdf)"
        protocol = parse(f"TOP 1 Stand\n\n{typed}").items[0].protocol
        meeting = make_report("Treffen", items=[("Stand", 5, None, protocol)]).reports_on
        link = '<a href="https://example.org/x.pdf">Protokoll [PDF]</a>'
        for path in (meeting.get_absolute_url(), meeting.report.get_absolute_url()):
            self.assertContains(self.client.get(path), link)
        told = html.escape(link, quote=False)
        self.assertContains(self.client.get("/treffen/protokolle.rss"), told)
        self.assertIn(typed, self.text(meeting))
        data = self.client.get("/treffen/treffen.json").json()
        self.assertEqual(data["agendaItem"][0]["wiq:protocol"], typed)
        pdf = PdfReader(io.BytesIO(self.client.get("/treffen/treffen.pdf").content)).pages[0]
        self.assertIn("Protokoll [PDF] (", pdf.extract_text())
        targets = [each.get_object()["/A"].get("/URI") for each in pdf["/Annots"]]
        self.assertIn("https://example.org/x.pdf", targets)

    def test_code_stays_as_typed(self):
        span, fenced = "`[a](/b/) &amp;`", "~~~\n- [a](/b/)\n\n\n* \\* [c]\n[d]: /e/\n~~~"
        typed = f"Siehe [`x`](/x/), {span}.\n{fenced}\n- [y](/y/)"
        text = self.text(make_meeting(items=[("Stand", 5, None, typed)], title="T"))
        told = typed.replace("](/x/)", "](http://testserver/x/)").replace(
            "(/y/)", "(http://testserver/y/)"
        )
        self.assertIn(
            told.replace("\n~~~", "\n\n~~~", 1).replace("~~~\n- [y]", "~~~\n\n  • [y]"), text
        )
        data = self.client.get("/treffen/t.json").json()
        self.assertEqual(data["agendaItem"][0]["wiq:protocol"], told)

    def test_what_is_no_link_on_the_page_stays_as_typed(self):
        typed = " ".join(
            f"[x]({address})"
            for address in ("http:/v.de", "https//v.de/plan", "http:v.de", "http://", "http://[", "//[v.de")
        )  # fmt: skip
        self.assertIn(typed, self.text(make_meeting(items=[("Stand", 5, None, typed)], title="T")))
        data = self.client.get("/treffen/t.json").json()
        self.assertEqual(data["agendaItem"][0]["wiq:protocol"], typed)
        self.assertContains(self.client.get("/treffen/t/"), "<a>x</a>", 6)
        self.assertEqual(self.client.get("/treffen/t.pdf").status_code, 200)

    def test_before_the_minutes_it_is_the_agenda(self):
        report = make_report("Treffen", items=[("Stand", 5, "Ada", SECRET)], published_at=None)
        meeting = report.reports_on
        told = {"intro": SECRET, "attendance": SECRET, "apologies": SECRET}
        closing = f"{SECRET} Das nächste Treffen ist am 11. März 2021."
        edit(meeting, closing=closing, **told)
        report.topics.set([SECRET])
        text = self.text(meeting)
        self.assertIn("Top 1  Stand (Ada, bis 17:05 h)", text)
        for hidden in (SECRET, "März", "Veröffentlicht"):
            self.assertNotIn(hidden, text)

    def test_an_item_that_is_not_public_is_a_number_with_its_end(self):
        meeting = with_secret_item()
        self.assertIn("Top 2  nicht öffentlich (bis 17:12 h)\n\n\nTop 3", self.text(meeting))
        stub = public_draft(meeting, "http://x/").items[1]
        self.assertEqual(stub, ItemDraft("2", "nicht öffentlich", end=time(17, 12), public=False))


class JsonTests(TestCase):
    def data(self, meeting):
        answer = self.client.get(f"/treffen/{meeting.slug}.json")
        self.assertEqual(answer["Content-Type"], "application/json")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        return answer.json()

    def test_is_a_meeting_of_oparl(self):
        series = make_topic("Stammtisch", kind="reihe")
        meeting = make_meeting(
            "2020-12-10 17:00",
            [("Garten", 8, "Ada", "<p>Text <a href=teams/>b</a></p>")],
            title="Treffen",
            place="Rathaus",
            end=time(19),
            series=series,
            approved_at=date(2021, 3, 11),
        )
        item = meeting.items.get()
        item.topics.set(["Klima"])
        item.outcomes.create(kind="beschluss", text="Wir pflanzen.", votes="12/0/1")
        data = self.data(meeting)
        own = "http://testserver/treffen/treffen.json"
        modified = timezone.localtime(meeting.revision.modified_at)
        self.assertEqual(modified.tzinfo.key, "Europe/Berlin")
        expected = {
            "id": own,
            "type": "https://schema.oparl.org/1.1/Meeting",
            "name": "Treffen",
            "meetingState": "durchgeführt",
            "cancelled": False,
            "start": "2020-12-10T17:00:00+01:00",
            "end": "2020-12-10T19:00:00+01:00",
            "location": {
                "id": f"{own}#ort",
                "type": "https://schema.oparl.org/1.1/Location",
                "description": "Rathaus",
            },
            "organization": ["http://testserver/#organisation"],
            "keyword": ["Klima", "Stammtisch"],
            "web": "http://testserver/treffen/treffen/",
            "deleted": False,
            "wiq:uuid": str(meeting.uuid),
            "wiq:date": "2020-12-10",
            "wiq:approved": "2021-03-11",
        }
        self.assertEqual({key: data[key] for key in expected}, expected)
        self.assertEqual(data["wiq:organization"]["id"], data["organization"][0])
        self.assertEqual(data["resultsProtocol"]["accessUrl"], own.replace("json", "pdf"))
        outcome = item.outcomes.get()
        self.assertEqual(
            data["agendaItem"],
            [
                {
                    "id": f"{own}#top-1",
                    "type": "https://schema.oparl.org/1.1/AgendaItem",
                    "meeting": own,
                    "number": "1",
                    "order": 1,
                    "name": "Garten",
                    "public": True,
                    "start": "2020-12-10T17:00:00+01:00",
                    "end": "2020-12-10T17:08:00+01:00",
                    "web": "http://testserver/treffen/treffen/#top-1",
                    "keyword": ["Klima"],
                    "wiq:uuid": str(item.uuid),
                    "wiq:plannedMinutes": 8,
                    "wiq:speaker": ["Ada"],
                    "wiq:who": "Ada",
                    "result": "beschlossen",
                    "resolutionText": "Wir pflanzen.",
                    "wiq:protocol": "Text [b](http://testserver/teams/)",
                    "wiq:outcome": [
                        {
                            "wiq:uuid": str(outcome.uuid),
                            "wiq:kind": "beschluss",
                            "wiq:text": "Wir pflanzen.",
                            "wiq:votes": "12/0/1",
                        }
                    ],
                }
            ],
        )

    def test_a_motion_that_was_refused_is_not_called_decided(self):
        meeting = make_meeting(title="Treffen", items=[("Bänke", 5, "Ada")])
        for told, result in (
            ([("Wir bauen", "")], "beschlossen"),
            ([("Wir bauen", "14/2/1")], "beschlossen"),
            ([("Wir bauen", "14 dafür, 2 dagegen")], "beschlossen"),
            ([("Der Antrag ist nicht abgelehnt", "")], "beschlossen"),
            ([("Der Antrag „Bänke“ ist abgelehnt", "2 dafür, 14 dagegen")], "abgelehnt"),
            ([("Abgelehnt.", "2/14/1")], "abgelehnt"),
            ([("Wir bauen", "2/14/1")], "abgelehnt"),
            ([("Wir bauen", "7/7/0")], "abgelehnt"),
            ([("vertagt", "9/3/2")], "vertagt"),
            ([("Der Antrag wird auf Januar vertagt", "9/3/2")], "vertagt"),
            ([("Der Hof wird begrünt. Vertagt", "9/3/2")], "vertagt"),
            ([("Das Fest wird auf Mai verschoben", "9/3/2")], "beschlossen"),
            ([("Wir bauen", ""), ("vertagt", "9/3/2")], "teils beschlossen, teils vertagt"),
            ([("Wir bauen", "Ja: 2, Nein: 14")], "abgelehnt"),
            ([("Wir bauen", "mehrheitlich abgelehnt")], "abgelehnt"),
            ([("Wir lehnen den Antrag ab", "")], "abgelehnt"),
            ([("Wir bauen", ""), ("Abgelehnt.", "")], "teils beschlossen, teils abgelehnt"),
        ):
            outcomes = meeting.items.get().outcomes
            outcomes.all().delete()
            for text, votes in told:
                outcomes.create(kind="beschluss", text=text, votes=votes)
            with self.subTest(told):
                data = self.client.get("/treffen/treffen.json").json()
                self.assertEqual(data["agendaItem"][0]["result"], result)

    def test_mail_addresses_are_hidden_from_simple_harvesters(self):
        meeting = make_meeting("2021-03-11 17:00", [("A", 5, "")], place="Saal, saal@example.org")
        answer = self.client.get(f"/treffen/{meeting.slug}.json")
        self.assertNotContains(answer, "@")
        self.assertIn("saal@example.org", json.dumps(answer.json()))

    def test_a_meeting_that_is_over_took_place_unless_it_was_cancelled(self):
        meeting = make_meeting(protocol_published_at=None)
        self.assertEqual(self.data(meeting)["meetingState"], "durchgeführt")
        meeting.cancelled_at = days_ago(1)
        meeting.save()
        self.assertEqual(self.data(meeting)["meetingState"], "eingeladen")

    def test_before_the_minutes_it_is_the_agenda(self):
        meeting = make_meeting(
            "2099-03-11 17:00",
            items=[("Stand", 5, "Ada", SECRET)],
            title="Treffen",
            protocol_published_at=None,
            **dict.fromkeys(["closing", "attendance", "apologies"], SECRET),
        )
        meeting.items.get().outcomes.create(kind="aufgabe", text=SECRET, who=SECRET)
        data = self.data(meeting)
        self.assertEqual(data["meetingState"], "eingeladen")
        self.assertEqual(data["agendaItem"][0]["wiq:speaker"], ["Ada"])
        self.assertNotIn("resultsProtocol", data)
        self.assertNotIn(SECRET, json.dumps(data))

    def test_a_stub_has_number_place_and_time_alone(self):
        stub = self.data(with_secret_item())["agendaItem"][1]
        self.assertEqual(
            sorted(stub),
            ["end", "id", "meeting", "name", "number", "order", "public", "start", "type"],
        )
        self.assertEqual((stub["name"], stub["public"]), ("TOP 2 (nicht öffentlich)", False))

    def test_modified_follows_what_a_calendar_does_not_show(self):
        meeting = make_meeting(items=[("Stand", 5, "Ada")])
        item = meeting.items.get()
        for name, change in [
            ("protocol", lambda: edit(item, protocol="Neu")),
            ("outcome", lambda: item.outcomes.create(kind="aufgabe", text="Neu")),
            ("approved", lambda: edit(meeting, approved_at=date(2021, 1, 1))),
        ]:
            before = self.data(meeting)["modified"]
            change()
            with self.subTest(change=name):
                self.assertGreater(self.data(meeting)["modified"], before)

    def test_the_day_is_told_where_the_start_is_unknown(self):
        meeting = make_meeting()
        edit(meeting, start=None)
        data = self.data(meeting)
        self.assertEqual((data["wiq:date"], "start" in data), ("2020-12-10", False))


class EventDataTests(TestCase):
    def test_is_an_event_of_schema_org(self):
        meeting = make_meeting(items=NINE[:1], title="Treffen", place="Rathaus", end=time(19))
        told = event("https://wiq.example", meeting)
        self.assertEqual(told["startDate"], "2020-12-10T17:00:00+01:00")
        self.assertEqual(told["location"][0]["name"], "Rathaus")
        self.assertEqual(told["eventStatus"], "https://schema.org/EventScheduled")
        self.assertEqual(
            told["eventAttendanceMode"], "https://schema.org/OfflineEventAttendanceMode"
        )
        self.assertEqual(told["url"], "https://wiq.example/treffen/treffen/")

    def test_says_cancelled_online_and_the_bare_day(self):
        meeting = make_meeting(
            cancelled_at=days_ago(1), online_url="https://raum.example/x", online_on_request=True
        )
        edit(meeting, start=None)
        told = event("https://wiq.example", meeting)
        self.assertEqual(told["startDate"], "2020-12-10")
        self.assertEqual(told["eventStatus"], "https://schema.org/EventCancelled")
        self.assertNotIn("raum.example", json.dumps(told))
        edit(meeting, online_on_request=False)
        mode = event("https://wiq.example", meeting)["eventAttendanceMode"]
        self.assertEqual(mode, "https://schema.org/OnlineEventAttendanceMode")


class PiecesOfThePageTests(TestCase):
    def rendered(self, name, meeting, **more):
        told = {"meeting": meeting, "root_url": "http://testserver", **more}
        return render_to_string(f"meetings/{name}.html", told)

    def test_the_links_to_all_other_forms_lead_somewhere(self):
        series = make_topic("Stammtisch", kind="reihe")
        meeting = make_meeting("2099-01-01 17:00", title="Treffen", series=series)
        html = self.rendered("_elsewhere", meeting, show_protocol=False)
        links = re.findall(r'href="([^"]+)"', html)
        self.assertEqual(
            links,
            [
                "webcal://testserver/treffen/kalender.ics?reihe=stammtisch",
                "/treffen/treffen.pdf",
                "/treffen/treffen/aushang.pdf",
                "/treffen/treffen.txt",
                "/treffen/treffen.json",
            ],
        )
        for link in links:
            path = link.removeprefix("webcal://testserver")
            with self.subTest(link=link):
                self.assertEqual(self.client.get(path).status_code, 200)

    def test_a_data_block_cannot_be_left(self):
        meeting = make_meeting(title="</script><script>alert(1)</script>")
        html = self.rendered("_json_ld", meeting)
        self.assertEqual(html.count("</script>"), 1)
        self.assertIn('"@type": "Event"', html)


class OnlineTests(TestCase):
    """How to take part from elsewhere is told by all outputs alike, as long as one can."""

    url = "https://raum.example/x"

    def told(self, **fields):
        """Return what each output tells of such a meeting."""
        Meeting.objects.all().delete()
        post = make_post("Einladung", body="Kommt.")
        fields = {"protocol_published_at": None, "when": "2099-03-11 17:00"} | fields
        meeting = make_meeting(invitation=post, online_url=self.url, title="Treffen", **fields)
        told = {
            "mail": news_entry(meeting, "").summary,
            "page": self.read(meeting.get_absolute_url()),
        }
        told |= {"invitation": self.read(post.get_absolute_url())}
        told |= {"feed": self.read("/beitraege/feed.json")}
        told |= {suffix: self.read(f"/treffen/treffen{suffix}") for suffix in SUFFIXES}
        return told

    def read(self, path):
        answer = self.client.get(path)
        if path.endswith(".pdf"):
            pages = PdfReader(io.BytesIO(answer.content)).pages
            return "".join(page.extract_text() for page in pages).replace("\n", "")
        return answer.content.decode().replace("\r\n ", "")

    def test_a_public_link_is_told_by_all(self):
        for name, text in self.told().items():
            with self.subTest(name):
                self.assertIn(self.url, text.replace("\u200b", ""))

    def test_that_it_is_given_on_request_is_told_by_all(self):
        for name, text in self.told(online_on_request=True).items():
            with self.subTest(name):
                self.assertNotIn("raum.example", text)
                said = "Den Link schicken wir Ihnen gern" if name == "page" else "Link auf Anfrage"
                self.assertIn(said, text)

    def test_when_nobody_can_take_part_none_tells_it(self):
        for fields in ({"when": "2020-03-11 17:00"}, {"cancelled_at": days_ago(1)}):
            for on_request in (False, True):
                for name, text in self.told(online_on_request=on_request, **fields).items():
                    with self.subTest(name, **fields):
                        self.assertNotIn("raum.example", text)
                        self.assertNotIn("auf Anfrage", text)


class SameInAllTests(TestCase):
    """What the page says is said by the other outputs as well."""

    def read(self, path):
        answer = self.client.get(path)
        if path.endswith(".pdf"):
            pages = PdfReader(io.BytesIO(answer.content)).pages
            return " ".join(page.extract_text() for page in pages)
        text = answer.content.decode()
        return text.partition("</head>")[2] or text  # whose description may say it once more

    def outputs(self, meeting):
        paths = [meeting.get_absolute_url()]
        paths += [f"/treffen/{meeting.slug}{suffix}" for suffix in (".txt", ".json", ".pdf")]
        return {path: self.read(path) for path in paths}

    def test_the_introduction_of_a_meeting_that_is_still_to_come(self):
        fields = {"intro": "Bitte Becher mitbringen.", "protocol_published_at": None}
        meeting = make_meeting("2099-03-11 17:00", title="Treffen", **fields)
        for path, text in self.outputs(meeting).items():
            with self.subTest(path):
                self.assertIn("Bitte Becher mitbringen.", text)
        edit(meeting, report=make_post(published_at=None))
        for path, text in self.outputs(meeting).items():
            with self.subTest(path, report=True):
                self.assertNotIn("Becher", text)

    def test_that_an_item_was_postponed(self):
        items = [("Bank", 5, "Ada", "Text"), ("Tor", 5, "Bo")]
        report = make_report(
            "Bericht", items, teaser="Kurz."
        )  # else feeds say it in their summary too
        meeting = report.reports_on
        outputs = ["/beitraege/bericht/", "/treffen/protokolle.rss", "/beitraege/feed.rss"]
        for postponed in (False, True):
            for item in meeting.items.all():
                edit(item, postponed=postponed)
            texts = self.outputs(meeting) | {path: self.read(path) for path in outputs}
            for path, text in texts.items():
                with self.subTest(path):
                    self.assertEqual(text.count("vertagt"), 2 * postponed)
        edit(meeting.items.first(), public=False)
        report.published_at = days_ago(-1)
        report.save()
        for path, text in self.outputs(meeting).items():
            with self.subTest(path, hidden=True):
                self.assertNotIn("vertagt", text)

    def test_who_leads_an_item_in_the_order_in_which_it_was_typed(self):
        meeting = make_meeting(items=[("Bank", 5, None)], title="Treffen")
        meeting.items.get().set_who(*read_people("Vorstand/Ada"))
        for path, text in self.outputs(meeting).items():
            with self.subTest(path):
                self.assertIn("Vorstand/Ada", text)
                self.assertNotIn("◌", text)

    def test_an_actual_end_without_a_planned_one(self):
        for who in (None, "Ada"):
            Meeting.objects.all().delete()
            meeting = make_meeting(items=[("Bank", None, who)], title="Treffen")
            edit(meeting, start=None)
            edit(meeting.items.get(), actual_end=time(20))
            texts = self.outputs(meeting) | {"rss": self.read("/treffen/protokolle.rss")}
            for path, text in texts.items():
                with self.subTest(path, who=who):
                    words = "20:00:00" if path.endswith("json") else "tatsächlich bis 20:00"
                    self.assertIn(words, text.partition("Protokoll vom")[2] or text)
            about = f"{who}, tatsächlich" if who else "tatsächlich"
            self.assertIn(f'<p class="meta">{about}', texts[meeting.get_absolute_url()])

    def test_an_outcome_of_which_the_text_says_only_a_part(self):
        due = date(2027, 2, 1)
        task, decision = "aufgabe", "beschluss"
        for body, kind, fields in (
            ("Wir reden über das Aufräumen im Hof.", task, {"text": "Aufräumen", "who": "Kim"}),
            ("Jemand soll die Kasse prüfen.", task, {"text": "Kasse prüfen", "due": due}),
            ("Wir kaufen das Rad nicht.", decision, {"text": "Wir kaufen das Rad"}),
            ("Antrag: Der Saal bleibt.\n\nStreit.", decision, {"text": "Der Saal bleibt."}),
            ("~~Wir bauen.~~", decision, {"text": "Wir bauen."}),
            ("- Beschluss: ~~Wir bauen.~~", decision, {"text": "Wir bauen."}),
            ("Beschluss: Wir bauen (3/0/0)", decision, {"text": "Wir bauen", "votes": "4/0/0"}),
            ("Aufgabe: Ben: Rad holen", task, {"text": "Rad holen", "who": "Kim"}),
            ("Aufgabe: Rad holen", task, {"text": "Rad holen", "who": "Kim", "due": due}),
            ("Aufgabe: Ben: Rad holen", task, {"text": "Rad holen", "who": "Ben", "due": due}),
            ("Aufgabe: Rad holen, bis 1.1.2027", task, {"text": "Rad holen", "due": due}),
            ("Aufgabe: Rad holen, bis 1. Februar", task, {"text": "Rad holen", "due": due}),
            ("- [x] Rad holen", task, {"text": "Rad holen", "done_at": date(2020, 12, 20)}),
        ):
            Meeting.objects.all().delete()
            meeting = make_meeting(title="Treffen", items=[("Rad", 5, "Ada", body)])
            outcome = meeting.items.get().outcomes.create(kind=kind, **fields)
            with self.subTest(body, **fields):
                line = f"• {write_outcome(outcome.to_draft())}"
                outputs = self.outputs(meeting)
                self.assertIn('class="outcome"', outputs["/treffen/treffen/"])
                printed = " ".join(outputs["/treffen/treffen.pdf"].split())
                self.assertEqual(printed.count(outcome.text), 2)
                if outcome.done_at:  # the line says the rest
                    line = "• [x] Rad holen, erledigt am 20. Dezember 2020"
                text = outputs["/treffen/treffen.txt"]
                self.assertIn(line, text)
                (*_others, back) = parse(text).items[0].outcomes or [None]
                self.assertEqual(back and back.due, outcome.due)

    def test_the_next_meeting_is_one_that_is_still_to_come(self):
        series = make_topic("Gesamttreffen", kind="reihe")
        meetings = [
            make_meeting(f"{year}-03-11 17:00", title=f"T {year}", series=series)
            for year in (2020, 2021, 2099, 2100)
        ]
        for path in (meetings[0].get_absolute_url(), "/treffen/t-2020.txt"):
            with self.subTest(path):
                text = self.read(path).replace("\xa0", " ")
                self.assertRegex(text, "Nächstes Treffen:.*11. März 2099")
                self.assertNotRegex(text, "Nächstes Treffen:.*11. März 2021")


class EveryExportTests(TestCase):
    """What holds for all addresses of a meeting beside its page."""

    def addresses(self, meeting):
        return [f"/treffen/{meeting.slug}{suffix}" for suffix in SUFFIXES]

    def test_nothing_of_a_hidden_item_or_link_is_in_any_of_them(self):
        fields = {"online_url": "https://raum.example/GEHEIMNIS", "online_on_request": True}
        for moment in (None, days_ago(1)):
            meeting = with_secret_item(protocol_published_at=moment, **fields)
            for address in self.addresses(meeting):
                answer = self.client.get(address)
                with self.subTest(address=address, moment=moment):
                    self.assertEqual(answer.status_code, 200)
                    self.assertNotIn(SECRET.encode(), answer.content)

    def test_a_hidden_a_later_and_an_unknown_meeting_answer_404(self):
        for moment in (None, days_ago(-1)):
            hidden = {"agenda_published_at": moment, "protocol_published_at": moment}
            meeting = make_meeting(title=f"x {moment}", **hidden)
            for address in [*self.addresses(meeting), *(f"/treffen/nie{s}" for s in SUFFIXES)]:
                with self.subTest(address=address):
                    self.assertEqual(self.client.get(address).status_code, 404)

    def test_a_moved_meeting_leads_on(self):
        meeting = make_meeting(title="alt")
        edit(meeting, slug="neu")
        for suffix in SUFFIXES:
            with self.subTest(suffix=suffix):
                answer = self.client.get(f"/treffen/alt{suffix}")
                self.assertRedirects(answer, f"/treffen/neu{suffix}", 301)

    def test_who_is_up_to_date_gets_304(self):
        meeting = make_meeting(items=NINE, title="a")
        for address in self.addresses(meeting):
            first = self.client.get(address)
            again = self.client.get(address, headers={"if-none-match": first["ETag"]})
            head = self.client.head(address)
            with self.subTest(address=address):
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.assertEqual(head["ETag"], first["ETag"])
                self.assertEqual(first["Cache-Control"], "public, no-cache")
                self.assertFalse(first.cookies)

    def test_every_visible_change_changes_the_etag(self):
        meeting = make_meeting(items=NINE[:1], title="a")
        item = meeting.items.get()
        minutes = [f"/treffen/a{suffix}" for suffix in (".txt", ".json", ".pdf")]
        for change in (
            lambda: edit(item, protocol="Neuer Text"),
            lambda: item.outcomes.create(kind="aufgabe", text="Neues tun"),
            lambda: edit(item.speakers.get(), agreed=False),
            lambda: edit(meeting, closing="Tschüss"),
        ):
            before = [self.client.get(address)["ETag"] for address in minutes]
            change()
            after = [self.client.get(address)["ETag"] for address in minutes]
            self.assertTrue(all(a != b for a, b in zip(after, before, strict=True)))

    def test_hostile_text_breaks_none_of_them(self):
        hostile = "# $x$ *a* <b>\"'&\\ BEGIN:VEVENT\r\n\x07\x01\u2028\u202e```]( 🎉 Top 1 bis 99:99"
        words = dict.fromkeys(["title", "place", "chair", "minute_taker", "attendance"], hostile)
        texts = dict.fromkeys(["intro", "closing", "apologies"], hostile)
        series = make_topic("# <Reihe>", kind="reihe")
        meeting = make_meeting(
            "2199-12-31 23:00", [(hostile, 300, hostile, hostile)], series=series, **words, **texts
        )
        meeting.items.get().outcomes.create(kind="aufgabe", text=hostile, who=hostile)
        for address in self.addresses(meeting):
            with self.subTest(address=address):
                self.assertEqual(self.client.get(address).status_code, 200)

    def test_a_query_string_is_redirected_and_writing_refused(self):
        meeting = make_meeting(title="a")
        for address in self.addresses(meeting):
            with self.subTest(address=address):
                self.assertRedirects(self.client.get(f"{address}?fbclid=x"), address, 301)
                self.assertEqual(self.client.post(address).status_code, 405)

    @override_settings(SITE_URL="https://wiq.example")
    def test_addresses_come_from_the_setting_alone(self):
        meeting = make_meeting(title="a", items=[("Stand", 5, None, "[Teams](/teams/)")])
        for suffix in (".ics", ".txt", ".json"):
            answer = self.client.get(f"/treffen/a{suffix}", headers={"host": "localhost"})
            with self.subTest(suffix=suffix):
                self.assertContains(answer, "https://wiq.example/")
                self.assertNotContains(answer, "localhost")
        self.assertEqual(meeting.slug, "a")

    def test_queries_do_not_grow_with_the_agenda(self):
        series = make_topic("Stammtisch", kind="reihe")
        for count in (9, 60):
            report = make_post(f"Bericht {count}", ["Klima"])
            fields = {"title": f"Treffen {count}", "series": series, "report": report}
            grow(make_meeting(items=NINE, **fields), count)
            for suffix, queries in zip(SUFFIXES, (5, 8, 7, 7, 7), strict=True):
                path = f"/treffen/treffen-{count}{suffix}"
                with self.subTest(path=path), self.assertNumQueries(queries):
                    self.client.get(path)
