"""The editors' desk of topics: rename, merge, see where one is used, delete, type with suggestions."""

from unittest.mock import patch

import feedparser
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog.models import Post, TaggedPost, Topic, text_from_names
from meetings.agenda import Outcome, Speaker, TaggedAgendaItem
from meetings.models import Meeting
from tests.blog.test_topics import make_tagged
from tests.build import days_ago, make_meeting, make_post, make_topic
from tests.desk import DeskForm, DeskTestCase, errors_of, send
from wiq_site.pages.models import Redirect
from wiq_site.pages.redirects import keep_address
from wiq_site.search.query import parse
from wiq_site.search.results import pks_matching

FEED = "/beitraege/feed.rss"


def change_of(topic):
    return reverse("admin:blog_topic_change", args=[topic.pk])


def told(query):
    """Return the titles in the feed of decisions and tasks."""
    items = Client().get(f"/treffen/aufgaben/feed.json{query}").json()["items"]
    return [item["title"] for item in items]


def merge_of(topic, other=None):
    address = reverse("admin:blog_topic_merge", args=[topic.pk])
    return f"{address}?ziel={other.pk}" if other else address


def posts_matching(words):
    """Return the posts on whose page ``words`` are found."""
    return list(Post.objects.filter(pk__in=pks_matching(Post, parse(words))))


class Desk(DeskTestCase):
    def messages_after(self, answer):
        """Return the messages on the page that ``answer`` leads to."""
        page = self.client.get(answer["Location"])
        return [str(message) for message in page.context["messages"]]

    def entries(self, query=""):
        """Return of the items of a feed what a reader takes for new or changed."""
        parsed = feedparser.parse(self.client.get("/beitraege/feed.atom" + query).content)
        return [(entry.id, entry.published, entry.updated) for entry in parsed.entries]


class RenameTests(Desk):
    def setUp(self):
        super().setUp()
        self.post = make_post(topics=["Klima"])
        self.topic = Topic.objects.get()

    def rename(self, name, **typed):
        return send(self.client, change_of(self.topic), name=name, **typed)

    def slug(self):
        self.topic.refresh_from_db()
        return self.topic.slug

    def test_the_address_stays_unless_asked(self):
        self.rename("Klimaschutz")
        self.assertEqual(self.slug(), "klima")

    def test_that_the_address_stays_is_said(self):
        self.assertTrue(
            self.messages_after(self.rename("Klimaschutz"))[0].startswith(
                "Die Adresse bleibt /themen/klima/."
            )
        )

    def test_the_address_follows_on_request(self):
        self.rename("Klimaschutz", follow_name="on")
        self.assertEqual(self.slug(), "klimaschutz")

    def test_where_the_old_address_leads_is_said(self):
        self.assertEqual(
            self.messages_after(self.rename("Klimaschutz", follow_name="on"))[0],
            "Die Adresse ist jetzt /themen/klimaschutz/. "
            "Die alte, /themen/klima/, leitet dorthin weiter.",
        )

    def test_an_address_that_is_typed_goes_before_the_name(self):
        self.rename("Klimaschutz", follow_name="on", slug="klima-und-wir")
        self.assertEqual(self.slug(), "klima-und-wir")

    def test_the_old_address_leads_on_for_ever(self):
        self.rename("Klimaschutz", follow_name="on")
        self.assertRedirects(self.client.get("/themen/klima/"), "/themen/klimaschutz/", 301)

    def test_the_old_filter_leads_on(self):
        self.rename("Klimaschutz", follow_name="on")
        for path in ("/beitraege/", FEED):
            with self.subTest(path):
                answer = self.client.get(f"{path}?thema=klima")
                self.assertRedirects(answer, f"{path}?thema=klimaschutz", 301)

    def test_nothing_comes_up_as_new_in_the_feed(self):
        before = self.entries("?thema=klima")
        self.rename("Klimaschutz", follow_name="on")
        self.assertEqual(self.entries("?thema=klimaschutz"), before)

    def test_posts_can_be_saved_though_the_address_stayed(self):
        self.rename("Klimaschutz")
        send(self.client, reverse("admin:blog_post_change", args=[self.post.pk]))
        self.assertEqual(list(self.post.topics.all()), [self.topic])

    def test_case_and_umlauts_of_a_name_may_change(self):
        topic = make_topic("oeffentliche raeume")
        for name in ("Öffentliche Räume", "ÖFFENTLICHE RÄUME", "Oeffentliche Räume"):
            with self.subTest(name):
                answer = send(self.client, change_of(topic), name=name, follow_name="on")
                self.assertEqual(answer.status_code, 302)
                topic.refresh_from_db()
                self.assertEqual((topic.name, topic.slug), (name, "oeffentliche-raeume"))

    def test_the_name_of_another_topic_is_refused(self):
        make_topic("Öffentliche Räume")
        page = self.rename("öffentliche raeume")
        self.assertEqual(
            errors_of(page)[0],
            "Dieses Thema gibt es schon: „Öffentliche Räume“ unter /themen/oeffentliche-raeume/. Bitte wählen Sie einen anderen Namen.",
        )

    def test_a_new_topic_has_no_address_to_follow(self):
        page = self.client.get("/admin/blog/topic/add/")
        self.assertNotContains(page, "follow_name")


class UsesTests(Desk):
    """Where a topic is used."""

    def shown(self, topic):
        page = self.client.get(change_of(topic)).content.decode()
        return page[page.index('<div class="uses">') :]

    def test_names_posts_of_every_state(self):
        make_post("Da", ["Klima"])
        make_post("Später", ["Klima"], published_at=days_ago(-1))
        make_post("Bald", ["Klima"], published_at=None)
        make_post("Weg", ["Klima"], withdrawn_at=days_ago(0))
        shown = self.shown(Topic.objects.get())
        for post, state in {
            "Da": "öffentlich",
            "Später": "geplant",
            "Bald": "Entwurf",
            "Weg": "zurückgezogen",
        }.items():
            pk = Post.objects.get(title=post).pk
            with self.subTest(post):
                self.assertIn(
                    f'<a href="/admin/blog/post/{pk}/change/">{post}</a> ({state})', shown
                )

    def test_names_agenda_items(self):
        make_tagged("Bäume", ["Klima"])
        make_tagged("Wasser", ["Klima"], public=False)
        shown = self.shown(Topic.objects.get())
        self.assertIn(
            "TOP 1 Bäume, Treffen Bäume, 10. Dezember 2020</a> (Protokoll öffentlich)", shown
        )
        self.assertIn(
            "TOP 1 Wasser, Treffen Wasser, 10. Dezember 2020</a> (nicht öffentlicher TOP)", shown
        )

    def test_names_the_meetings_of_a_series(self):
        series = make_topic("Stammtisch", kind="reihe")
        make_meeting(series=series, protocol_published_at=None)
        make_meeting(
            "2021-12-10 17:00", series=series, agenda_published_at=None, protocol_published_at=None
        )
        shown = self.shown(series)
        self.assertIn("Gesamttreffen, 10. Dezember 2020</a> (Tagesordnung öffentlich)", shown)
        self.assertIn("Gesamttreffen, 10. Dezember 2021</a> (nicht öffentlich)", shown)

    def test_says_where_it_is_not_used(self):
        self.assertIn("Tagesordnungspunkte: keine", self.shown(make_topic()))

    def test_queries_do_not_grow_with_the_uses(self):
        topic = make_topic("Klima", kind="reihe")
        self.client.get(change_of(topic))
        for count in (1, 9):
            for number in range(count):
                make_post(f"{count} {number}", ["Klima"])
                make_tagged(
                    f"{count} {number}", ["Klima"], series=topic, report=make_post("Bericht")
                )
            with self.subTest(count=count), self.assertNumQueries(10):
                self.client.get(change_of(topic))


class MergeTests(Desk):
    def setUp(self):
        super().setUp()
        self.old = make_topic("Klimaschutz", summary="Satz", contact="alt@quartier.example")
        self.new = make_topic("Klima", contact="neu@quartier.example")
        self.both = make_post("beide", ["Klimaschutz", "Klima"])
        self.one = make_post("eins", ["Klimaschutz"], published_at=None)
        make_tagged("Bäume", ["Klimaschutz"])
        make_tagged("Wasser", ["Klimaschutz", "Klima"])

    def merge(self):
        return self.client.post(merge_of(self.old), {"ziel": self.new.pk})

    def state(self):
        return (
            sorted(Topic.objects.values_list("name", "summary")),
            sorted(TaggedPost.objects.values_list("tag__name", "content_object__title")),
            sorted(TaggedAgendaItem.objects.values_list("tag__name", "content_object__name")),
            sorted(Redirect.objects.values_list("old_path", "new_path")),
            LogEntry.objects.count(),
        )

    def test_looking_changes_nothing(self):
        before = self.state()
        self.client.get(merge_of(self.old, self.new))
        self.assertEqual(self.state(), before)

    def test_the_look_counts_what_changes(self):
        plan = self.client.get(merge_of(self.old, self.new)).context["plan"]
        self.assertEqual(
            [(str(label), count, shared) for label, count, shared in plan["moves"]],
            [("Beiträge", 2, 1), ("Tagesordnungspunkte", 2, 1), ("Treffen der Reihe", 0, 0)],
        )

    def test_the_look_names_the_addresses(self):
        keep_address("/themen/ganz-alt/", "/themen/klimaschutz/")
        plan = self.client.get(merge_of(self.old, self.new)).context["plan"]
        self.assertEqual(plan["addresses"], ["/themen/klimaschutz/", "/themen/ganz-alt/"])

    def test_the_look_names_what_is_lost_and_what_is_taken_over(self):
        page = self.client.get(merge_of(self.old, self.new))
        lost = [(str(label), text) for label, text in page.context["plan"]["lost"]]
        self.assertEqual(lost, [("Kontaktadresse", "alt@quartier.example")])
        self.assertEqual(list(map(str, page.context["plan"]["taken"])), ["in einem Satz"])
        self.assertContains(page, "<pre>alt@quartier.example</pre>", count=1)

    def test_the_look_offers_the_other_way_round(self):
        page = self.client.get(merge_of(self.old, self.new))
        self.assertContains(page, f'href="{merge_of(self.new, self.old)}"', count=1)

    def test_posts_carry_the_new_topic_once(self):
        self.merge()
        self.assertEqual(self.state()[1], [("Klima", "beide"), ("Klima", "eins")])

    def test_agenda_items_carry_the_new_topic_once(self):
        self.merge()
        self.assertEqual(self.state()[2], [("Klima", "Bäume"), ("Klima", "Wasser")])

    def test_the_old_topic_is_gone_and_what_the_new_one_lacked_stays(self):
        self.merge()
        self.assertEqual(self.state()[0], [("Klima", "Satz")])
        self.assertEqual(Topic.objects.get().contact, "neu@quartier.example")

    def test_every_old_address_leads_on_in_one_step(self):
        keep_address("/themen/ganz-alt/", "/themen/klimaschutz/")
        self.merge()
        for path in ("/themen/klimaschutz/", "/themen/ganz-alt/"):
            with self.subTest(path):
                self.assertRedirects(self.client.get(path), "/themen/klima/", 301)

    def test_old_filters_and_feeds_lead_on(self):
        self.merge()
        for path in ("/beitraege/", FEED):
            with self.subTest(path):
                answer = self.client.get(f"{path}?thema=klimaschutz")
                self.assertRedirects(answer, f"{path}?thema=klima", 301)

    def test_nothing_comes_up_as_new_in_the_feed(self):
        before = self.entries("?thema=klimaschutz")
        self.assertEqual(len(before), 1)
        self.merge()
        self.assertEqual(self.entries("?thema=klima"), before)

    def test_posts_are_found_by_the_new_topic_alone(self):
        self.merge()
        self.assertNotIn(self.both, posts_matching("klimaschutz"))
        self.assertIn(self.both, posts_matching("klima"))

    def test_typing_the_old_name_gives_the_new_topic(self):
        self.merge()
        self.assertEqual(text_from_names(make_post(topics=["Klimaschutz"]).topics.all()), "Klima")

    def test_stands_in_the_history(self):
        self.merge()
        self.assertEqual(
            sorted(LogEntry.objects.values_list("action_flag", "object_repr", "change_message")),
            [
                (CHANGE, "Klima", "„Klimaschutz“ (/themen/klimaschutz/) hierher zusammengeführt"),
                (DELETION, "Klimaschutz", ""),
            ],
        )

    def test_leads_to_the_topic_that_stays_and_says_so(self):
        answer = self.merge()
        self.assertEqual(answer["Location"], change_of(self.new))
        self.assertEqual(
            self.messages_after(answer),
            ["„Klimaschutz“ ist jetzt in „Klima“ aufgegangen."],
        )

    def test_is_whole_or_not_at_all(self):
        before = self.state()
        with patch.object(Topic, "delete", side_effect=RuntimeError):
            self.assertRaises(RuntimeError, self.merge)
        self.assertEqual(self.state(), before)

    def test_with_itself_is_refused(self):
        answer = self.client.post(merge_of(self.old), {"ziel": self.old.pk})
        self.assertContains(
            answer, "Dieses Thema gibt es nicht mehr. Bitte wählen Sie ein anderes.", count=1
        )

    def test_needs_the_right_to_delete(self):
        group = self.editor.groups.get()
        group.permissions.remove(Permission.objects.get(codename="delete_topic"))
        self.assertEqual(self.merge().status_code, 403)


class MergedFeedTests(Desk):
    """The feed of a topic is told what is new, not what it got by taking another topic over."""

    def setUp(self):
        super().setUp()
        self.old, self.new = make_topic("Klimaschutz"), make_topic("Klima")
        make_post("gewonnen", ["Klimaschutz", "Lindenau"], published_at=days_ago(9))
        make_post("beide", ["Klimaschutz", "Klima", "Lindenau"], published_at=days_ago(8))
        self.draft = make_post("Entwurf", ["Klimaschutz"], published_at=None)

    def merge(self, topic, other):
        self.client.post(merge_of(topic), {"ziel": other.pk})

    def feeds(self, query):
        """Return the titles in each format of the feed, all the same, and those of the list."""
        base = f"/beitraege/feed.{{}}?{query}"
        found = [
            [entry.title for entry in feedparser.parse(self.client.get(path).content).entries]
            for path in (base.format("rss"), base.format("atom"))
        ]
        items = self.client.get(base.format("json")).json()["items"]
        self.assertEqual(found, [[item["title"] for item in items]] * 2)
        page = self.client.get(f"/beitraege/?{query}")
        return found[0], [post.title for post in page.context["post_list"]]

    def test_leaves_out_what_is_older_than_the_merge_and_the_list_does_not(self):
        self.merge(self.old, self.new)
        both = ["beide", "gewonnen"]
        self.assertEqual(self.feeds("thema=klima"), (["beide"], both))
        self.assertEqual(self.feeds("thema=klima&thema=lindenau"), (["beide"], both))
        self.assertEqual(self.feeds("thema=lindenau"), (both, both))

    def test_tells_what_appears_after_the_merge(self):
        self.merge(self.old, self.new)
        make_post("später", ["Klimaschutz"], published_at=timezone.now())
        self.draft.published_at = timezone.now()
        self.draft.save()
        self.assertEqual(self.feeds("thema=klima")[0], ["Entwurf", "später", "beide"])

    def test_a_reader_that_is_up_to_date_stays_so(self):
        Post.objects.get(title="beide").topics.set(["Klima"])
        path = FEED + "?thema=klima"
        etag = self.client.get(path)["ETag"]
        self.merge(self.old, self.new)
        answer = self.client.get(path, headers={"if-none-match": etag})
        self.assertEqual(answer.status_code, 304)
        self.draft.published_at = timezone.now()
        self.draft.save()
        answer = self.client.get(path, headers={"if-none-match": etag})
        self.assertEqual(answer.status_code, 200)

    def test_saving_a_post_later_does_not_bring_it_up(self):
        self.merge(self.old, self.new)
        post = Post.objects.get(title="gewonnen")
        send(self.client, reverse("admin:blog_post_change", args=[post.pk]), teaser="Anders")
        self.assertEqual(self.feeds("thema=klima")[0], ["beide"])

    def test_a_second_merge_leaves_out_all_that_the_topic_did_not_have(self):
        third = make_topic("Umwelt")
        self.merge(self.old, self.new)
        self.merge(self.new, third)
        self.assertEqual(self.feeds("thema=umwelt"), ([], ["beide", "gewonnen"]))

    def test_undone_by_hand_and_merged_again(self):
        self.merge(self.old, self.new)
        Redirect.objects.all().delete()
        post = Post.objects.get(title="gewonnen")
        post.topics.set(["Klimaschutz", "Lindenau"])
        self.assertEqual(self.feeds("thema=klimaschutz")[0], ["gewonnen"])
        self.assertEqual(self.feeds("thema=klima")[0], ["beide"])
        self.merge(Topic.objects.get(slug="klimaschutz"), self.new)
        self.assertEqual(self.feeds("thema=klima"), (["beide"], ["beide", "gewonnen"]))


class MergeSeriesTests(Desk):
    def setUp(self):
        super().setUp()
        self.old = make_topic("Gesamttreffen", kind="reihe")
        self.meeting = make_meeting(series=self.old)

    def test_meetings_move_to_the_other_series(self):
        other = make_topic("Plenum", kind="reihe")
        self.client.post(merge_of(self.old), {"ziel": other.pk})
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.series, other)

    def test_the_feed_of_minutes_tells_none_of_them_as_new(self):
        other = make_topic("Plenum", kind="reihe")
        make_meeting("2021-05-05 17:00", series=other, title="Schon da")
        self.client.post(merge_of(self.old), {"ziel": other.pk})
        make_meeting(series=other, title="Neu", protocol_published_at=timezone.now())

        def feed(query):
            items = self.client.get(f"/treffen/protokolle.json{query}").json()["items"]
            return [item["title"].partition(" – ")[2] for item in items]

        self.assertEqual(feed("?reihe=plenum"), ["Neu", "Schon da"])
        self.assertEqual(feed(""), ["Neu", "Schon da", "Gesamttreffen"])
        meeting = Meeting.objects.get(pk=self.meeting.pk)
        meeting.series = make_topic("Stammtisch", kind="reihe")
        meeting.save()
        self.assertEqual(feed("?reihe=stammtisch"), ["Gesamttreffen"])

    def test_nor_does_the_feed_of_what_they_decided(self):
        other = make_topic("Plenum", kind="reihe")
        item = make_meeting(series=self.old, items=[("Haus", 5, "")]).items.get()
        Outcome.objects.create(item=item, kind=Outcome.Kind.DECISION, text="Wir mieten")
        self.client.post(merge_of(self.old), {"ziel": other.pk})
        self.assertEqual(told("?reihe=plenum"), [])
        self.assertEqual(told(""), ["Beschluss: Wir mieten"])
        self.assertContains(self.client.get("/treffen/aufgaben/?reihe=plenum"), "Wir mieten")

    def test_the_old_filter_of_meetings_leads_on(self):
        other = make_topic("Plenum", kind="reihe")
        self.client.post(merge_of(self.old), {"ziel": other.pk})
        answer = self.client.get("/treffen/?reihe=gesamttreffen")
        self.assertRedirects(answer, "/treffen/?reihe=plenum", 301)

    def test_a_series_with_meetings_cannot_end_in_a_mere_topic(self):
        other = make_topic("Klima")
        page = self.client.post(merge_of(self.old), {"ziel": other.pk})
        self.assertContains(page, "„Klima“ ist aber keine Reihe", count=1)
        self.assertEqual(Topic.objects.count(), 2)


class MergeTeamTests(Desk):
    def test_the_feed_of_what_a_team_has_to_do_tells_none_of_it_as_new(self):
        old, new = (make_topic(name, kind="team") for name in ("Bauteam", "Haus und Hof"))
        first, both = make_meeting(items=[("Dach", 5, ""), ("Hof", 5, "")]).items.all()
        first.topics.set([old])
        both.topics.set([old, new])
        later = make_meeting("2021-05-05 17:00", [("Keller", 5, "")], protocol_published_at=None)
        later.items.get().topics.set([old])
        for item in (first, both, later.items.get()):
            Outcome.objects.create(item=item, kind=Outcome.Kind.TASK, text=item.name)
        self.client.post(merge_of(old), {"ziel": new.pk})
        self.assertEqual(told("?team=haus-und-hof"), ["Aufgabe: Hof"])
        self.assertContains(self.client.get("/treffen/aufgaben/?team=haus-und-hof"), "Dach")
        later.protocol_published_at = timezone.now()
        later.save()
        self.assertEqual(told("?team=haus-und-hof"), ["Aufgabe: Keller", "Aufgabe: Hof"])

    def task(self, who, text, **fields):
        item = make_meeting(items=[("Berichte", 5, "")], **fields).items.get()
        due = timezone.localdate()
        return Outcome.objects.create(
            item=item, kind=Outcome.Kind.TASK, text=text, who=who, due=due
        )

    def tasks_of(self, slug):
        """Return the texts of the tasks of the team, the same under its name, in its choice and its calendar."""
        (*named,) = self.client.get("/treffen/aufgaben/?stand=offen").context["listed"]
        under = [each.text for team, some in named if team and team.slug == slug for each in some]
        address = f"/treffen/aufgaben/?team={slug}&stand=offen"
        chosen = self.client.get(address).context["listed"]
        self.assertEqual([each.text for _team, some in chosen for each in some], under)
        calendar = self.client.get(f"/treffen/aufgaben/fristen.ics?team={slug}").text
        self.assertEqual([text for text in under if text not in calendar], [])
        return under

    def test_what_a_team_has_to_do_under_an_old_name_stays_its_own(self):
        team = make_topic("Blühflächen-Pflege", kind="team", slug="bluehen")
        self.task("Jost, Blühflächenpflege", "jäten")
        for name, slug in (
            ("Café Grün", "bluehen"),
            ("Grünpflege", "bluehen"),
            ("Gärten", "gaerten"),
        ):
            answer = send(self.client, change_of(team), name=name, slug=slug)
            self.assertEqual(answer.status_code, 302)
        self.task("Mia, Cafe Grün", "harken")
        self.task("AG Gruenpflege", "gießen")
        self.task("Gärten", "ernten")
        self.task("Gärtner", "schlafen")
        self.assertCountEqual(self.tasks_of("gaerten"), ["jäten", "harken", "gießen", "ernten"])
        self.assertEqual(len(told("?team=gaerten")), 4)
        make_topic("Café Grün", kind="team", slug="cafe")
        self.assertEqual(self.tasks_of("cafe"), ["harken"])
        self.assertCountEqual(self.tasks_of("gaerten"), ["jäten", "gießen", "ernten"])

    def test_what_a_merged_team_has_to_do_goes_to_the_other_and_is_none_of_its_news(self):
        old = make_topic("Reparaturcafé Lindenau", kind="team", slug="reparieren")
        new = make_topic("VielHaus", kind="team")
        self.task("Jost, Reparaturcafé", "löten")
        self.task("VielHaus", "fegen")
        self.client.post(merge_of(old), {"ziel": new.pk})
        self.assertCountEqual(self.tasks_of("vielhaus"), ["löten", "fegen"])
        self.assertEqual(told("?team=vielhaus"), ["Aufgabe: fegen"])
        self.task("Reparaturcafé Lindenau", "bohren", protocol_published_at=timezone.now())
        self.assertEqual(told("?team=vielhaus"), ["Aufgabe: bohren", "Aufgabe: fegen"])
        self.assertIsNone(Speaker.objects.named("Reparaturcafé Lindenau"))


class MergeActionTests(Desk):
    def choose(self, *topics):
        chosen = {"action": "merge_selected", "_selected_action": [topic.pk for topic in topics]}
        return self.client.post("/admin/blog/topic/", chosen)

    def test_of_two_the_less_used_one_is_proposed_to_go(self):
        make_post(topics=["Klima"])
        often, seldom = Topic.objects.get(), make_topic("Klimaschutz")
        self.assertEqual(self.choose(often, seldom)["Location"], merge_of(seldom, often))

    def test_of_one_it_is_asked_where_to(self):
        topic = make_topic()
        self.assertEqual(self.choose(topic)["Location"], merge_of(topic))

    def test_of_more_nothing_happens(self):
        answer = self.choose(*(make_topic(name) for name in "ABC"))
        self.assertEqual(
            self.messages_after(answer),
            ["Bitte wählen Sie die zwei Themen aus, die eines werden sollen."],
        )


class DeletionTests(Desk):
    def setUp(self):
        super().setUp()
        self.post = make_post("Baumfest", ["Klima"])
        make_tagged("Bäume", ["Klima"])
        self.topic = Topic.objects.get()
        self.path = reverse("admin:blog_topic_delete", args=[self.topic.pk])

    def test_the_question_names_what_loses_the_topic(self):
        page = self.client.get(self.path)
        self.assertContains(page, "Klima – Beiträge: Baumfest (öffentlich)", count=1)
        self.assertContains(page, "Klima – Tagesordnungspunkte: TOP 1 Bäume", count=1)

    def test_the_question_offers_to_merge(self):
        self.assertContains(self.client.get(self.path), f'href="{merge_of(self.topic)}"', count=1)

    def test_posts_stay_without_the_topic(self):
        self.client.post(self.path, {"post": "yes"})
        self.post.refresh_from_db()
        self.assertEqual((self.post.topics.count(), len(posts_matching("klima"))), (0, 0))

    def test_its_address_says_that_it_is_gone(self):
        self.client.post(self.path, {"post": "yes"})
        self.assertEqual(self.client.get("/themen/klima/").status_code, 410)

    def test_several_at_once_are_asked_about_and_taken_away(self):
        chosen = {"action": "delete_selected", "_selected_action": [self.topic.pk]}
        page = self.client.post("/admin/blog/topic/", chosen)
        self.assertContains(page, "Klima – Beiträge: Baumfest (öffentlich)", count=1)
        self.client.post("/admin/blog/topic/", chosen | {"post": "yes"})
        self.post.refresh_from_db()
        self.assertEqual((Topic.objects.count(), len(posts_matching("klima"))), (0, 0))


class SuggestTests(Desk):
    path = "/admin/blog/topic/vorschlaege/"

    def test_answers_what_fits_and_what_is_known(self):
        make_post(topics=["Klima", "Klimaschutz"])
        answer = self.client.get(self.path, {"text": "Klima, klimas", "teil": "klimas"})
        self.assertEqual(
            answer.json(),
            {
                "offered": ["Klimaschutz"],
                "status": "1 Vorschlag, zu wählen mit den Pfeiltasten. Gibt es schon: „Klima“.",
            },
        )

    def test_offers_nothing_where_no_part_is_asked_for(self):
        make_topic("Klima")
        self.assertEqual(self.client.get(self.path, {"text": "Kli"}).json()["offered"], [])

    def test_is_kept_by_nobody(self):
        self.assertIn("no-store", self.client.get(self.path)["Cache-Control"])

    def test_visitors_are_sent_to_the_login(self):
        self.client.logout()
        self.assertRedirects(self.client.get(self.path), f"/admin/login/?next={self.path}")

    def test_is_refused_to_an_account_without_rights(self):
        self.editor.groups.clear()
        self.assertEqual(self.client.get(self.path).status_code, 403)


class FieldTests(Desk):
    """The field for topics, as a browser without JavaScript gets it."""

    def test_is_a_plain_text_field_with_the_topics(self):
        post = make_post(topics=["Klima", "Bäume"])
        page = self.client.get(reverse("admin:blog_post_change", args=[post.pk]))
        self.assertEqual(DeskForm(page).fields["topics"], "Bäume, Klima")

    def test_every_agenda_item_has_it_the_empty_row_too(self):
        meeting = make_meeting(items=[("Begrüßung", 5, "")])
        page = self.client.get(reverse("admin:meetings_meeting_change", args=[meeting.pk]))
        for name in ("items-0-topics", "items-1-topics", "items-__prefix__-topics"):
            with self.subTest(name):
                self.assertRegex(
                    page.content.decode(),
                    f'<input [^>]*name="{name}"[^>]*data-topic-suggest="{SuggestTests.path}"',
                )

    def test_its_script_is_a_module_of_this_site(self):
        page = self.client.get("/admin/blog/post/add/")
        self.assertContains(
            page, '<script src="/static/js/topic-suggest.js" type="module">', count=1
        )
