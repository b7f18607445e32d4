"""Topics: which have a page, what it shows, the teams, and which two names are one."""

import re
from html import unescape
from unittest import mock

from django.test import SimpleTestCase, TestCase

from blog.models import Post, Topic, known_topics
from blog.topics import TEXTS, describe_names, merge, suggestions
from tests.build import berlin, days_ago, make_meeting, make_post, make_topic
from tests.reading import read_by_people
from wiq_site.kit import changes
from wiq_site.kit.markup import mail_link
from wiq_site.kit.models import role_of
from wiq_site.transfer.public import TOPIC_FIELDS

SECRET = "GEHEIMNIS"


def tag(meeting, *topics, **fields):
    """Set ``topics`` and other ``fields`` of the first item of ``meeting``."""
    item = meeting.items.first()
    for name, value in fields.items():
        setattr(item, name, value)
    item.save()
    item.topics.set(topics)
    return item


def make_tagged(name, topics, when="2020-12-10 17:00", public=True, **fields):
    """Make an item ``name`` that carries ``topics``, the only one of its meeting."""
    return tag(
        make_meeting(when, [(name, 5, "")], title=f"Treffen {name}", **fields),
        *topics,
        public=public,
    )


def make_hidden_items(*topics):
    """Make items with the name SECRET that no visitor may see."""
    hidden = {"agenda_published_at": None, "protocol_published_at": None}
    coming = {"agenda_published_at": days_ago(-1), "protocol_published_at": days_ago(-1)}
    draft = make_post("Bericht", published_at=None)
    return [
        make_tagged(SECRET, topics, public=False),
        make_tagged(SECRET, topics, **hidden),
        make_tagged(SECRET, topics, **coming),
        make_tagged(SECRET, topics, agenda_published_at=None, report=draft),
    ]


class PublishedTests(TestCase):
    """A topic has a page when a visitor may read something of it."""

    def listed(self):
        return [topic.name for topic in self.client.get("/themen/").context["topics"]]

    def test_by_a_post(self):
        make_post(topics=["Klima"])
        self.assertEqual(self.listed(), ["Klima"])

    def test_by_an_agenda_item_alone(self):
        make_tagged("Radwege", ["Verkehr"])
        self.assertEqual(self.listed(), ["Verkehr"])
        self.assertContains(self.client.get("/themen/verkehr/"), "Radwege")

    def test_by_a_meeting_of_the_series(self):
        make_meeting(series=make_topic("Stammtisch", kind="reihe"))
        self.assertContains(self.client.get("/themen/stammtisch/"), "Ein Treffen dieser Reihe")

    def test_teams_always(self):
        make_topic("Plauderbank", kind="team")
        self.assertEqual(self.client.get("/themen/plauderbank/").status_code, 200)

    def test_not_by_what_is_hidden(self):
        make_hidden_items("Verborgen")
        make_post(topics=["Verborgen"], published_at=None)
        make_meeting(
            series=make_topic("Reihe", kind="reihe"),
            agenda_published_at=None,
            protocol_published_at=None,
        )
        self.assertEqual(self.listed(), [])
        for path in ("/themen/verborgen/", "/themen/reihe/"):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)


class LastUseTests(TestCase):
    """What had a page keeps it when nothing public carries it any more; lists name it no longer."""

    def answers(self):
        paths = ("/themen/klima/", "/beitraege/?thema=klima", "/beitraege/feed.rss?thema=klima")
        return [self.client.get(path).status_code for path in paths]

    def test_whatever_made_it_public_goes(self):
        ways = {
            "emptied": lambda post: Post.objects.update(published_at=None),
            "moved ahead": lambda post: Post.objects.update(published_at=days_ago(-1)),
            "without the topic": lambda post: post.topics.set([]),
            "deleted": lambda post: post.delete(),
        }
        for name, go in ways.items():
            Post.objects.all().delete()
            Topic.objects.all().delete()
            go(make_post(topics=["Klima"]))
            with self.subTest(name):
                self.assertEqual(self.answers(), [200, 200, 200])
                self.assertNotContains(self.client.get("/themen/"), "Klima")
                self.assertContains(self.client.get("/themen/klima/"), "zurzeit kein Beitrag")

    def test_what_came_by_itself_at_its_minute(self):
        post = make_post(topics=["Klima"], published_at=days_ago(-1))
        self.assertEqual(self.answers(), [404, 404, 404])
        with mock.patch("django.utils.timezone.now", return_value=days_ago(-2)):
            self.assertEqual(self.answers(), [200, 200, 200])
            post.delete()
            self.assertEqual(self.answers(), [200, 200, 200])

    def test_what_never_came_leaves_nothing(self):
        make_post(topics=["Klima"], published_at=days_ago(-1)).delete()
        with mock.patch("django.utils.timezone.now", return_value=days_ago(-2)):
            self.assertEqual(self.answers(), [404, 404, 404])

    def test_what_was_taken_off_the_website_takes_its_topic_along(self):
        post = make_post(topics=["Klima"], withdrawn_at=days_ago(0))
        self.assertEqual(self.answers(), [404, 404, 404])
        post.delete()
        tag(make_tagged("Radwege", ["Klima"]).meeting, Topic.objects.get(), public=False)
        self.assertEqual(self.answers(), [404, 404, 404])

    def test_a_series_without_its_meeting(self):
        meeting = make_meeting(series=make_topic("Stammtisch", kind="reihe"))
        meeting.series = None
        meeting.save()
        for path in ("/themen/stammtisch/", "/treffen/protokolle.rss?reihe=stammtisch"):
            self.assertEqual(self.client.get(path).status_code, 200, path)
        self.assertNotContains(self.client.get("/treffen/"), "Stammtisch")

    def test_a_team_that_became_a_topic(self):
        team = make_topic(kind="team")
        team.kind = "thema"
        team.save()
        self.assertEqual(self.answers(), [200, 200, 200])

    def test_a_new_address_of_it_leads_on_and_a_deleted_one_is_gone(self):
        make_post(topics=["Klima"]).delete()
        topic = Topic.objects.get()
        topic.slug = "wetter"
        topic.save()
        self.assertRedirects(self.client.get("/themen/klima/"), "/themen/wetter/", 301)
        topic.delete()
        self.assertEqual(self.client.get("/themen/wetter/").status_code, 410)


class MergeTests(TestCase):
    def test_an_address_of_its_own_did_not_lead_to_a_topic(self):
        topic, other = make_topic("Rad"), make_topic("Verkehr")
        topic.name, key = "Fahrrad", (Topic, topic.pk)
        topic.save()
        with changes.unit() as unit:
            merge(topic, other)
            self.assertEqual(unit.led_here[key], ["/themen/fahrrad/"])


class TopicPageTests(TestCase):
    def page(self, path="/themen/klima/"):
        return read_by_people(self.client.get(path))

    def items(self):
        found = (
            r'<a href="([^"]*)">([^<]*)</a>\s*<span class="meta">([^<]*)<time datetime="([^"]*)"'
        )
        return re.findall(found, self.page())

    def test_names_the_items_of_meetings_the_newest_first(self):
        make_tagged("Bäume", ["Klima"], when="2019-05-03 17:00")
        make_tagged("Wasser", ["Klima"], when="2020-05-03 17:00")
        self.assertEqual(
            self.items(),
            [
                (
                    "/treffen/treffen-wasser/#top-1",
                    "TOP 1 Wasser",
                    "Treffen Wasser, ",
                    "2020-05-03",
                ),
                ("/treffen/treffen-baeume/#top-1", "TOP 1 Bäume", "Treffen Bäume, ", "2019-05-03"),
            ],
        )

    def test_of_many_items_the_earlier_ones_are_folded_up(self):
        for number in range(10):
            make_tagged(f"Baum {number}", ["Klima"], when=f"20{10 + number}-05-03 17:00")
        self.assertNotIn("Weitere TOPs", self.page())
        make_tagged("Wasser", ["Klima"], when="2009-05-03 17:00")
        self.assertEqual(len(self.items()), 11)
        _newest, earlier = self.page().split("<details>\n        <summary>Weitere TOPs")
        self.assertEqual(re.findall(r"TOP 1 \w+", earlier), ["TOP 1 Wasser"])

    def test_an_item_leads_to_the_report_once_it_is_public(self):
        make_tagged("Bäume", ["Klima"], report=make_post("Ergebnisse"))
        self.assertEqual([item[0] for item in self.items()], ["/beitraege/ergebnisse/#top-1"])

    def test_an_item_of_an_agenda_leads_to_the_meeting(self):
        report = make_post("Ergebnisse", published_at=None)
        make_tagged("Bäume", ["Klima"], report=report)
        self.assertEqual([item[0] for item in self.items()], ["/treffen/treffen-baeume/#top-1"])

    def test_names_nothing_hidden(self):
        make_post(topics=["Klima"])
        make_post(SECRET, topics=["Klima"], published_at=days_ago(-1))
        items = make_hidden_items("Klima")
        self.assertEqual([item.topics.count() for item in items], [1] * 4)
        self.assertNotIn(SECRET, self.page())
        self.assertNotIn("In unseren Treffen", self.page())

    def test_counts_no_hidden_meeting_of_the_series(self):
        series = make_topic("Stammtisch", kind="reihe")
        make_meeting(series=series)
        make_meeting(series=series)
        make_meeting(series=series, agenda_published_at=None, protocol_published_at=None)
        page = self.page("/themen/stammtisch/")
        self.assertIn('<a class="more" href="/treffen/?reihe=stammtisch">Alle 2 Treffen', page)

    def test_says_the_state_of_a_team(self):
        make_topic("Plauderbank", kind="team", state="sucht")
        self.assertIn("sucht Mitmachende", self.page("/themen/plauderbank/"))

    def test_offers_its_own_feed(self):
        make_post(topics=["Klima"])
        self.assertIn('href="/beitraege/feed.rss?thema=klima"', self.page())

    def test_leads_to_the_topics_that_often_stand_beside_it(self):
        for names in (
            ["Klima", "Wasser"],
            ["Klima", "Wasser", "Bäume"],
            ["Klima", "Bäume", "Wasser"],
        ):
            make_post(topics=names)
        make_post(topics=["Klima", "Geheim"], published_at=None)
        make_post(topics=["Anderes", "Wasser"])
        chips = self.page().partition("Verwandte Themen")[2]
        self.assertEqual(re.findall(r'href="/themen/([\w-]+)/">', chips), ["wasser", "baeume"])
        make_post(topics=["Allein"])
        self.assertNotIn("Verwandte Themen", self.page("/themen/allein/"))

    def test_harvesters_do_not_see_the_contact_and_people_do(self):
        make_topic("Plauderbank", kind="team", contact="bank@quartier.example")
        page = self.page("/themen/plauderbank/")
        self.assertNotIn("bank@", page)
        self.assertIn(
            '<a href="mailto:bank@quartier.example">bank@quartier.example</a>',
            unescape(page),
        )

    def test_queries_do_not_grow_with_what_it_names(self):
        for count in (1, 9):
            for number in range(count):
                make_post(f"{count}-{number}", ["Klima"])
                make_tagged(f"{count}-{number}", ["Klima"], report=make_post("Bericht"))
            # topic, agenda items, menu, posts, topics beside it, comments counted, what is on now, for new cards the posts and their topics
            with self.subTest(count=count), self.assertNumQueries(9):
                self.page()


class MailLinkTests(SimpleTestCase):
    def test_is_a_plain_mail_link_for_a_browser(self):
        self.assertEqual(
            unescape(mail_link("a@b.example")),
            '<a href="mailto:a@b.example">a@b.example</a>',
        )

    def test_shows_no_character_as_it_is(self):
        self.assertRegex(mail_link("a@b.example"), r'^<a href="(&#x?\w+;)+">(&#x?\w+;)+</a>$')

    def test_marks_in_an_address_stay_text(self):
        shown = mail_link('"><b>@b.example').removeprefix('<a href="').removesuffix("</a>")
        self.assertNotRegex(shown.replace('">', "", 1), r'[<>"]')

    def test_is_the_same_each_time(self):
        self.assertEqual(mail_link("a@b.example"), mail_link("a@b.example"))


class TeamListTests(TestCase):
    def signs(self):
        page = read_by_people(self.client.get("/teams/"))
        return re.findall(r"Letztes Lebenszeichen: ([^<]*)<|(Noch kein Lebenszeichen)", page)

    def test_groups_teams_by_what_they_need(self):
        make_topic("Alt", kind="team", state="abgeschlossen")
        make_topic("Sucht", kind="team", state="sucht", summary="Wir bauen eine Bank.")
        page = self.client.get("/teams/").content.decode()
        order = [
            "Sucht Mitmachende</h2>",
            "Sucht</a>",
            "Wir bauen eine Bank.",
            "Abgeschlossen</h2>",
            "Alt</a>",
        ]
        self.assertEqual(sorted(order, key=page.index), order)

    def test_tells_the_newest_post_or_protocol(self):
        make_topic("Bank", kind="team")
        make_post(topics=["Bank"], published_at=berlin("2026-05-03 00:30"))
        make_tagged("Bank", ["Bank"], when="2026-04-01 17:00")
        self.assertEqual(self.signs(), [("3. Mai 2026", "")])
        make_tagged("Bank", ["Bank"], when="2026-06-01 17:00")
        self.assertEqual(self.signs(), [("1. Juni 2026", "")])

    def test_takes_nothing_hidden_for_a_sign(self):
        make_topic("Bank", kind="team")
        make_hidden_items("Bank")
        make_post(topics=["Bank"], published_at=days_ago(-1))
        make_post(topics=["Bank"], published_at=days_ago(3), withdrawn_at=days_ago(1))
        self.assertEqual(self.signs(), [("", "Noch kein Lebenszeichen")])

    def test_takes_no_mere_agenda_for_a_sign(self):
        make_topic("Bank", kind="team")
        make_tagged("Bank", ["Bank"], when="2099-01-01 17:00", protocol_published_at=None)
        self.assertEqual(self.signs(), [("", "Noch kein Lebenszeichen")])

    def test_queries_do_not_grow_with_the_teams(self):
        for count in (1, 9):
            for number in range(count):
                make_topic(f"Team {count} {number}", kind="team")
                make_post(topics=[f"Team {count} {number}"])
            with self.subTest(count=count), self.assertNumQueries(5):
                self.client.get("/teams/")


class OneTopicTests(TestCase):
    """Which typed name is which topic."""

    def carried(self, *names):
        return sorted(make_post(topics=names).topics.values_list("slug", flat=True))

    def test_whatever_the_case_and_the_spelling_of_umlauts(self):
        make_topic("öffentliche räume")
        self.assertEqual(
            self.carried("Öffentliche Räume", "OEFFENTLICHE RAEUME"), ["oeffentliche-raeume"]
        )

    def test_by_its_name_where_the_address_is_another(self):
        make_topic("Klimaschutz", slug="klima")
        self.assertEqual(self.carried("Klimaschutz"), ["klima"])

    def test_by_its_address_where_the_name_is_another(self):
        make_topic("Klimaschutz", slug="klima")
        self.assertEqual(self.carried("Klima"), ["klima"])

    def test_the_name_goes_before_the_address_of_another(self):
        make_topic("Klimaschutz", slug="klima")
        make_topic("Klima", slug="klima-2")
        self.assertEqual(self.carried("Klima"), ["klima-2"])

    def test_by_the_address_it_had(self):
        make_post(topics=["Klima"])
        topic = Topic.objects.get()
        topic.name, topic.slug = "Klimaschutz", "klimaschutz"
        topic.save()
        self.assertEqual(self.carried("Klima"), ["klimaschutz"])

    def test_a_name_without_letters_is_none(self):
        self.assertEqual(self.carried("!!!"), [])

    def test_stand_in_the_order_of_the_alphabet_alone_as_in_lists(self):
        make_post(topics=["Ökostrom", "Zirkus"])
        make_post(topics=["Zirkus", "Chor", "Ökostrom"])
        Topic.objects.filter(slug="chor").update(name="Chöre")  # moves its row on PostgreSQL
        in_list = [topic.name for topic in Post.objects.for_list()[0].topics.all()]
        alone = [topic.name for topic in Post.objects.first().topics.all()]
        self.assertEqual((in_list, alone), (["Chöre", "Ökostrom", "Zirkus"],) * 2)

    def test_takes_two_queries_for_any_number_of_names(self):
        make_topic("Klima")
        for names in (["Klima", "neu"], ["Klima", *(f"neu {n}" for n in range(9))]):
            with self.subTest(len(names)), self.assertNumQueries(2):
                known_topics(Topic.objects, names)


class SuggestionTests(TestCase):
    """What an editor who types is offered and told."""

    @classmethod
    def setUpTestData(cls):
        make_post(topics=["Öffentliche Räume", "Grüne Räume"])
        make_post(topics=["Grüne Räume", "Raumpflege", "Klima"])

    def test_beginnings_go_before_what_stands_inside(self):
        self.assertEqual(suggestions("räu", ""), ["Grüne Räume", "Öffentliche Räume"])
        self.assertEqual(suggestions("r", "")[0], "Raumpflege")

    def test_case_and_umlauts_make_no_difference(self):
        self.assertEqual(suggestions("OEFF", ""), ["Öffentliche Räume"])

    def test_what_is_typed_already_is_not_offered(self):
        self.assertEqual(suggestions("räu", "grüne räume, räu"), ["Öffentliche Räume"])

    def test_nothing_typed_is_offered_the_most_used(self):
        self.assertEqual(suggestions("", "")[0], "Grüne Räume")

    def test_offers_at_most_eight(self):
        make_post(topics=[f"Garten {n}" for n in range(9)])
        self.assertEqual(len(suggestions("garten", "")), 8)

    def test_tells_known_from_new(self):
        self.assertEqual(
            describe_names("klima, Garten, Klima, Raumpflege"),
            "Gibt es schon: „klima“ als „Klima“, „Raumpflege“. Neu: „Garten“.",
        )

    def test_what_is_being_typed_is_not_called_new(self):
        self.assertEqual(
            describe_names("Klima, räu", suggested=2, unfinished="räu"),
            "2 Vorschläge, zu wählen mit den Pfeiltasten. Gibt es schon: „Klima“.",
        )

    def test_a_new_name_is_called_new_once_nothing_is_offered(self):
        self.assertEqual(
            describe_names("Garten", suggested=0, unfinished="Garten"), "Neu: „Garten“."
        )

    def test_nothing_typed_is_told_nothing(self):
        self.assertEqual(describe_names(" , ,"), "")

    def test_takes_fixed_queries(self):
        for text in ("klima, a", "klima, a, b, c, d, e"):
            with self.subTest(text), self.assertNumQueries(5):
                describe_names(text, len(suggestions("rä", text)))


def test_no_field_of_a_topic_is_lost_in_a_merge_or_left_out_of_what_is_public():
    """A new one is to be named in both lists, or here."""
    own = {"name", "slug", "kind", "state"}  # what a topic is stays
    beside = {"image_alt", "image_credit", "image_focus"}  # go with their picture
    shown = [f for f in Topic._meta.concrete_fields if role_of(f) == "shown" and f.editable]
    assert {f.name for f in shown} - own - beside == {*TEXTS}
    assert {f.name for f in shown} - beside - {"image"} <= {*TOPIC_FIELDS}
