"""A role in place of a name, everywhere an editor ticks it."""

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from reversion.models import Revision, Version

from blog.models import Post
from meetings import roles
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.desk.offers import offers, outcomes_in
from meetings.imports import take_outcome
from meetings.models import Meeting
from tests.build import make_comment, make_meeting, make_post
from tests.desk import DeskTestCase


class Roles(DeskTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        text = "Thorsten grüßt. Thorstens Idee; Thorstensen nicht."
        cls.meeting = make_meeting(items=[("Begrüßung", 8, "Thorsten", text)])
        cls.item = cls.meeting.items.get()
        cls.thorsten = Speaker.objects.get(name="Thorsten")
        cls.path = reverse("admin:meetings_speaker_replace_by_role", args=[cls.thorsten.pk])

    def rows(self, **query):
        return [place for place, _, _ in self.client.get(self.path, query).context["rows"]]

    def replace(self, *places, role="eine Anwohnerin", **typed):
        data = {"role": role, "stelle": [place.key for place in places], **typed}
        return self.client.post(self.path, data, follow=True)


class FindingTests(Roles):
    def matches(self, text, *names):
        return [match[0] for match in roles.pattern_of(names).finditer(text)]

    def test_whole_words_and_the_genitive(self):
        cases = {
            "Thorsten, Thorstens, (THORSTEN) Thorsten-Team": [
                "Thorsten",
                "Thorstens",
                "THORSTEN",
                "Thorsten",
            ],
            "Thorstensen, Unthorsten, Thorsten2": [],
            "Thorsten's Idee, Thorsten’ Idee": ["Thorsten's", "Thorsten’"],
        }
        for text, expected in cases.items():
            with self.subTest(text):
                self.assertEqual(self.matches(text, "Thorsten"), expected)

    def test_the_longest_name_is_found_first(self):
        text = "Grace\nHopper und Grace"
        self.assertEqual(self.matches(text, "Grace", "Grace Hopper"), ["Grace\nHopper", "Grace"])

    def test_umlauts_are_found_however_they_are_composed(self):
        self.assertEqual(len(self.matches("Jo\u0308rg und J\u00f6rg", "J\u00f6rg")), 2)

    def test_signs_in_a_name_are_no_pattern(self):
        self.assertEqual(self.matches("aaa kommt mit (x", "a+", "(x"), ["(x"])

    def test_without_a_name_nothing_is_found(self):
        for names in ([], [" "], [""]):
            with self.subTest(names):
                self.assertEqual(self.matches("irgendein Text", *names), [])

    def test_every_kind_of_text_is_searched(self):
        Meeting.objects.update(intro="Thorsten", chair="Thorsten", apologies="Thorsten")
        Outcome.objects.create(item=self.item, kind="aufgabe", text="Thorsten", who="Thorsten")
        make_post("Thorsten", teaser="Thorsten", body="Thorsten")
        fields = {(place.item._meta.model_name, place.field) for place in self.rows()}
        expected = {
            ("meeting", "intro"), ("meeting", "chair"), ("meeting", "apologies"),
            ("agendaitem", "protocol"), ("outcome", "text"), ("outcome", "who"),
            ("post", "title"), ("post", "teaser"), ("post", "body"),
        }  # fmt: skip
        self.assertEqual(fields, expected)

    def test_places_are_shown_with_what_stands_around(self):
        place = self.rows()[1]
        self.assertEqual((place.before, place.name), ("Thorsten grüßt. ", "Thorstens"))

    def test_other_spellings_can_be_searched(self):
        self.assertEqual(
            [place.name for place in self.rows(namen="Idee, grüßt")], ["grüßt", "Idee"]
        )

    def test_comments_are_listed_and_not_offered(self):
        make_comment(make_post(), "Danke, Thorsten!")
        page = self.client.get(self.path)
        self.assertEqual([use.title for use in page.context["comments"]], ["Ada: Danke, Thorsten!"])
        self.assertEqual(len(page.context["rows"]), 2)

    def test_addresses_are_listed(self):
        make_post("Ein Gespräch mit Thorsten")
        page = self.client.get(self.path)
        self.assertEqual(page.context["addresses"], ["/beitraege/ein-gespraech-mit-thorsten/"])

    def test_queries_do_not_grow_with_what_is_searched(self):
        self.rows()
        for count in (1, 9):
            for _ in range(count):
                make_post("Thorsten")
            with self.subTest(count), self.assertNumQueries(22):
                self.rows()


class ReplacingTests(Roles):
    def test_a_task_in_the_minutes_stands_once_whatever_the_role(self):
        lines = (
            "Aufgabe: Thorsten: Flyer verteilen",
            "- Aufgabe: Karl/Thorsten: Keller bis 1.1.2021",
        )
        for role in ("eine Nachbarin", "die ältere Dame von nebenan", "Mitglied der Runde 3"):
            for line in lines:
                with self.subTest(role=role, line=line):
                    self.item.outcomes.all().delete()
                    self.item.refresh_from_db()
                    self.item.protocol = line
                    self.item.save()
                    ((draft, _sure),) = outcomes_in(line, self.meeting.date)
                    take_outcome(self.item, draft)
                    self.replace(*self.rows(), role=role)
                    item = AgendaItem.objects.get()
                    self.assertIn(role, item.outcomes.get().who)
                    self.assertEqual(item.untold_outcomes(), [])
                    self.assertEqual(offers(item.meeting), [])

    def test_the_role_shows_at_once_without_any_tick(self):
        self.replace()
        self.assertEqual(AgendaItem.objects.get().who, "eine Anwohnerin")

    def test_only_what_is_ticked_is_replaced(self):
        self.replace(self.rows()[0])
        self.item.refresh_from_db()
        expected = "eine Anwohnerin grüßt. Thorstens Idee; Thorstensen nicht."
        self.assertEqual(self.item.protocol, expected)

    def test_the_name_goes_from_versions_too(self):
        post = make_post("Gespräch", body="Mit Thorsten, ohne Thorstensen.")
        Revision.objects.update(comment="TOP 1 Rede von Thorsten geändert.")
        post.body = "Mit einem Nachbarn."  # the name stands nowhere but in an older version
        post.save()
        self.replace(self.rows()[0])
        kept = "".join(
            f"{version.object_repr} {version.serialized_data}"
            for version in Version.objects.exclude(pk=Version.objects.first().pk)
        )
        self.assertNotIn("Thorsten", set(Version.objects.values_list("object_repr", flat=True)))
        self.assertIn("Mit eine Anwohnerin, ohne Thorstensen.", kept)
        self.assertNotIn("Mit Thorsten,", kept)
        comments = "".join(Revision.objects.values_list("comment", flat=True))
        self.assertNotIn("Thorsten ", comments)
        self.assertIn("eine Anwohnerin grüßt. eine Anwohnerin Idee", kept)

    def test_parts_of_the_name_go_from_versions_where_they_were_ticked(self):
        grace = Speaker.objects.create(name="Grace Hopper")
        self.item.protocol = "Grace Hopper sprach. Hoppers Idee; Hopper dankt."
        self.item.save()
        self.path = reverse("admin:meetings_speaker_replace_by_role", args=[grace.pk])
        self.replace(*self.rows())
        kept = Version.objects.get_for_object(self.item).values_list("serialized_data", flat=True)
        self.assertIn("eine Anwohnerin Idee; eine Anwohnerin dankt", "".join(kept))
        self.assertNotIn("Hopper", "".join(kept))

    def test_each_place_takes_its_own_words(self):
        first, second = self.rows()
        self.replace(first, second, **{f"text-{second.key}": "Ihre"})
        self.item.refresh_from_db()
        expected = "eine Anwohnerin grüßt. Ihre Idee; Thorstensen nicht."
        self.assertEqual(self.item.protocol, expected)

    def test_what_visitors_read_is_made_anew(self):
        self.replace(self.rows()[0])
        self.item.refresh_from_db()
        self.assertIn("eine Anwohnerin grüßt", self.item.protocol_html)

    def test_a_text_changed_meanwhile_stays(self):
        places = self.rows()
        AgendaItem.objects.update(protocol="Thorsten kommt.")
        page = self.replace(*places)
        self.assertEqual(AgendaItem.objects.get().protocol, "Thorsten kommt.")
        self.assertContains(page, "2 angekreuzte Stellen waren inzwischen verändert")

    def test_the_log_says_what_changed_and_not_the_name(self):
        page = self.replace(self.rows()[0])
        entry = LogEntry.objects.get(content_type__model="speaker")
        expected = (
            "Rolle: eine Anwohnerin; Tagesordnungspunkt „TOP 1 Begrüßung“ (Gesamttreffen), "
            "Protokoll: eine Anwohnerin"
        )
        self.assertEqual(entry.get_change_message(), expected)
        self.assertContains(page, "eine Anwohnerin")

    def test_without_a_role_nothing_changes(self):
        self.replace(self.rows()[0], role=" ")
        self.thorsten.refresh_from_db()
        self.assertTrue(self.thorsten.agreed)

    def test_words_too_long_for_their_place_change_nothing(self):
        post = make_post("Thorsten")
        place = next(place for place in self.rows() if place.item == post)
        page = self.replace(place, **{f"text-{place.key}": "x" * 300})
        self.thorsten.refresh_from_db()
        self.assertContains(page, "Nichts geändert")
        self.assertTrue(self.thorsten.agreed)

    def test_odd_ticks_are_no_error(self):
        data = {"role": "jemand", "stelle": ["x", "", "9" * 99], "namen": "(((,*,\\"}
        self.assertEqual(self.client.post(self.path, data).status_code, 302)

    def test_texts_an_editor_may_not_change_are_not_offered(self):
        group = self.editor.groups.get()
        group.permissions.remove(*group.permissions.filter(codename="change_post"))
        make_post("Thorsten")
        self.assertEqual({type(place.item) for place in self.rows()}, {AgendaItem})

    def test_whoever_may_not_change_persons_is_refused(self):
        self.editor.groups.clear()
        for send in (self.client.get, self.client.post):
            self.assertEqual(send(self.path).status_code, 403)

    def test_posts_keep_their_address(self):
        post = make_post("Thorsten")
        self.replace(*[place for place in self.rows() if place.item == post])
        post = Post.objects.get(pk=post.pk)
        self.assertEqual((post.title, post.slug), ("eine Anwohnerin", "thorsten"))
