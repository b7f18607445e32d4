"""Building an agenda of what there is, and carrying its TOPs on."""

from datetime import date

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from blog.models import Post
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from tests.build import make_meeting, make_topic
from tests.desk import DeskTestCase
from wiq_site.kit import changes


def address(name, meeting):
    return reverse(f"admin:meetings_meeting_{name}", args=[meeting.pk])


class Desk(DeskTestCase):
    """Two meetings of one series, in December with minutes and in March without."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.series = make_topic("Gesamttreffen", kind="reihe")
        items = [("Begrüßung", 8, "Thorsten", "Hallo."), ("Finanzen", 20, "Kristina", "Geheim.")]
        cls.december = make_meeting(items=items, series=cls.series)
        unseen = {"agenda_published_at": None, "protocol_published_at": None}
        cls.march = make_meeting("2021-03-11 17:00", series=cls.series, title="März", **unseen)
        cls.welcome, cls.money = cls.december.items.all()
        cls.money.public = False
        cls.money.save()
        cls.welcome.topics.set(["Klima"])

    def names(self, meeting=None):
        items = (meeting or self.march).items.order_by("position")
        return list(items.values_list("number", "name"))

    def offered(self, **query):
        groups = self.client.get(address("take_over", self.march), query).context["groups"]
        return [[(p.name, p.chosen) for p in proposals] for _heading, proposals in groups]

    def take_over(self, *keys, **typed):
        return self.client.post(
            address("take_over", self.march), {"top": keys, **typed}, follow=True
        )


class ItemRightsTests(Desk):
    def test_whoever_may_not_add_tops_adds_none_by_postponing_or_taking_over(self):
        self.editor.groups.clear()
        rights = Permission.objects.filter(codename__in=["view_meeting", "change_meeting"])
        self.editor.user_permissions.set(rights)
        self.assertEqual(self.take_over(f"top-{self.welcome.pk}").status_code, 403)
        answer = self.client.post(address("postpone", self.december), {"top": self.welcome.pk})
        self.assertEqual((answer.status_code, self.names()), (403, []))


class OfferTests(Desk):
    def test_the_last_meeting_of_the_series_is_offered_and_ticked_once_it_is_chosen(self):
        self.assertEqual(self.offered()[0], [("Begrüßung", False), ("Finanzen", False)])
        chosen = self.offered(von=self.december.pk)[0]
        self.assertEqual(chosen, [("Begrüßung", True), ("Finanzen", True)])

    def test_an_earlier_meeting_can_be_chosen(self):
        june = make_meeting("2020-06-01 17:00", [("Sommerfest", 5, "")], series=self.series)
        self.assertEqual(self.offered(von=june.pk)[0], [("Sommerfest", True)])

    def test_an_unknown_choice_shows_the_last_meeting(self):
        for choice in ("0", "x", "9" * 30, "²"):
            with self.subTest(choice):
                self.assertEqual(self.offered(von=choice)[0][0], ("Begrüßung", True))

    def test_the_template_is_what_recurs(self):
        make_meeting(
            "2020-09-10 17:00", [("BEGRÜSSUNG", 5, ""), ("Ernte", 5, "")], series=self.series
        )
        self.assertEqual(self.offered(von="wiederkehrend")[0], [("Begrüßung", True)])

    def test_one_meeting_makes_no_template(self):
        self.assertEqual(self.offered(von="wiederkehrend")[0], [])

    def test_unfinished_tasks_of_the_series_are_offered_unticked(self):
        self.welcome.outcomes.create(kind=Outcome.Kind.TASK, text="Plakate drucken")
        self.welcome.outcomes.create(kind="aufgabe", text="Fertig", done_at=date(2021, 1, 1))
        self.welcome.outcomes.create(kind=Outcome.Kind.DECISION, text="Wir machen das")
        other = make_meeting(items=[("Fremd", 5, "")], title="andere Reihe").items.get()
        other.outcomes.create(kind=Outcome.Kind.TASK, text="Fremde Aufgabe")
        self.assertEqual(self.offered()[2], [("Plakate drucken", False)])

    def test_a_postponed_item_is_offered_once(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(postponed=True)
        self.assertEqual(self.offered()[:2], [[("Begrüßung", False)], [("Finanzen", True)]])

    def test_what_stands_on_the_agenda_already_is_not_ticked(self):
        AgendaItem.objects.create(meeting=self.march, name="begrüssung")
        chosen = self.offered(von=self.december.pk)[0]
        self.assertEqual(chosen, [("Begrüßung", False), ("Finanzen", True)])

    def test_queries_do_not_grow_with_what_is_offered(self):
        self.offered()
        for count in (1, 9):
            for number in range(count):
                self.welcome.outcomes.create(kind="aufgabe", text=f"Aufgabe {number}")
            with self.subTest(count), self.assertNumQueries(17):
                self.offered()


class TakeOverTests(Desk):
    def test_what_is_ticked_comes_below_and_counts_on(self):
        AgendaItem.objects.create(meeting=self.march, name="Vorab", number="4", position=1)
        self.take_over(f"top-{self.money.pk}", f"top-{self.welcome.pk}")
        self.assertEqual(self.names(), [("4", "Vorab"), ("5", "Begrüßung"), ("6", "Finanzen")])

    def test_an_agenda_without_numbers_stays_without(self):
        AgendaItem.objects.create(meeting=self.march, name="Vorab", position=1)
        self.take_over(f"top-{self.welcome.pk}")
        self.assertEqual(self.names(), [("", "Vorab"), ("", "Begrüßung")])

    def test_name_minutes_who_topics_come_along_and_no_minutes_text(self):
        AgendaItem.objects.filter(pk=self.welcome.pk).update(actual_end="17:30")
        self.take_over(f"top-{self.welcome.pk}")
        item = self.march.items.get()
        copied = (item.planned_minutes, f"{item.planned_end:%H:%M}", item.who, item.protocol)
        self.assertEqual(copied, (8, "17:08", "Thorsten", ""))
        self.assertEqual((list(item.topics.names()), item.actual_end), (["Klima"], None))

    def test_what_was_not_public_stays_so(self):
        task = self.money.outcomes.create(kind="aufgabe", text="Konto prüfen", who="Kristina")
        self.take_over(f"top-{self.money.pk}", f"aufgabe-{task.pk}")
        self.assertEqual(list(self.march.items.values_list("public", flat=True)), [False, False])

    def test_a_task_becomes_an_item_with_who_has_it(self):
        kinds = (
            "Kristina",
            "Jost, Reparaturcafé",
            "Jost und die Kinder",
            "Jost, 3 Freiwillige",
            "",
        )
        for number, who in enumerate(kinds):
            with self.subTest(who=who):
                text = f"Plakate\ndrucken {number}"
                task = self.welcome.outcomes.create(kind="aufgabe", text=text, who=who)
                self.take_over(f"aufgabe-{task.pk}")
                item = self.march.items.get(name=f"Plakate drucken {number}")
                self.assertEqual(item.who, who)

    def test_a_postponed_item_is_postponed_no_more_and_says_to_when(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(postponed=True)
        self.take_over(f"top-{self.money.pk}")
        self.money.refresh_from_db()
        expected = (False, "Geheim.\n\nVertagt auf das Treffen am 11. März 2021.")
        self.assertEqual((self.money.postponed, self.money.protocol), expected)

    def test_lengths_known_from_ends_alone_come_along(self):
        AgendaItem.objects.all().update(planned_minutes=None)
        Meeting.objects.filter(pk=self.december.pk).update(start=None)
        self.take_over(f"top-{self.money.pk}")
        self.assertEqual(self.march.items.get().planned_minutes, 20)

    def test_nothing_ticked_and_odd_ticks_change_nothing(self):
        for keys in ([], ["x"], ["top-"], ["top-0"], ["top-" + "9" * 40]):
            with self.subTest(keys):
                page = self.take_over(*keys)
                self.assertContains(
                    page, "Bitte kreuzen Sie zuerst an, was Sie übernehmen möchten."
                )
        self.assertEqual(self.names(), [])

    def test_where_the_agenda_is_public_it_says_what_visitors_read_at_once(self):
        keys = [f"top-{self.welcome.pk}", f"top-{self.money.pk}"]
        for moment, said in ((None, []), (timezone.now(), ["TOP 1 Begrüßung."])):
            self.march.items.all().delete()
            Meeting.objects.filter(pk=self.march.pk).update(agenda_published_at=moment)
            asked = self.client.get(address("take_over", self.march))
            told = [str(message) for message in self.take_over(*keys).context["messages"]]
            with self.subTest(moment):
                seen = "Sofort öffentlich, denn die Tagesordnung ist es schon: "
                self.assertEqual(told, ["2 TOPs übernommen.", *(seen + text for text in said)])
                count = asked.content.decode().count("Die Tagesordnung ist schon öffentlich")
                self.assertEqual(count, len(said))

    def test_it_is_logged(self):
        self.take_over(f"top-{self.welcome.pk}")
        self.assertEqual(LogEntry.objects.get().get_change_message(), "1 TOP übernommen.")


class CarryOnTests(Desk):
    def do(self, name, item=None, meeting=None, **typed):
        data = {"item": item.pk} if isinstance(item, AgendaItem) else {"item": item or ""}
        path = address(name, meeting or self.december)
        return self.client.post(path, data | typed, follow=True)

    def test_a_postponed_item_stands_on_the_next_agenda(self):
        self.do("postpone", self.welcome)
        self.assertEqual(self.names(), [("1", "Begrüßung")])

    def test_the_old_item_says_to_when(self):
        self.do("postpone", self.welcome)
        self.welcome.refresh_from_db()
        note = "Vertagt auf das Treffen am 11. März 2021."
        self.assertEqual(self.welcome.protocol, f"Hallo.\n\n{note}")

    def test_pressing_twice_postpones_once(self):
        for _ in range(2):
            self.do("postpone", self.welcome)
        self.assertEqual(len(self.names()), 1)

    def test_what_was_taken_over_already_is_not_offered_and_not_put_there_again(self):
        self.take_over(f"top-{self.welcome.pk}")
        page = self.client.get(address("carry_on", self.december))
        self.assertContains(page, "steht schon auf der Tagesordnung vom 11. März 2021", count=1)
        page = self.do("postpone", self.welcome)
        self.assertContains(page, "„Begrüßung“ steht dort schon auf der Tagesordnung.")
        self.assertEqual(self.names(), [("1", "Begrüßung")])

    def test_postponed_to_a_public_agenda_it_says_that_visitors_read_it(self):
        Meeting.objects.filter(pk=self.march.pk).update(agenda_published_at=timezone.now())
        told = [str(message) for message in self.do("postpone", self.welcome).context["messages"]]
        self.assertIn("Sofort öffentlich", told[-1])

    def test_a_cancelled_meeting_and_one_with_minutes_take_nothing(self):
        for field in ("cancelled_at", "protocol_published_at"):
            Meeting.objects.filter(pk=self.march.pk).update(**{field: "2021-03-12T12:00Z"})
            with self.subTest(field):
                page = self.client.get(address("carry_on", self.december))
                self.assertIsNone(page.context["target"])
            Meeting.objects.filter(pk=self.march.pk).update(**{field: None})

    def test_odd_items_change_nothing(self):
        foreign = make_meeting(items=[("Fremd", 5, "")]).items.get()
        for item in (foreign, "x", "9" * 40, ""):
            with self.subTest(item):
                self.assertEqual(self.do("postpone", item).status_code, 200)
        self.assertEqual(self.names(), [])

    def test_without_a_next_meeting_one_can_be_created(self):
        page = self.client.get(address("carry_on", self.march))
        self.assertEqual(page.context["form"]["date"].initial, date(2021, 6, 10))
        for _press in range(2):
            self.do(
                "create_next", meeting=self.march, title="Juni", date="2021-06-10", start="18:00"
            )
        new = Meeting.objects.get(title="Juni")
        self.assertEqual((new.series, new.is_published()), (self.series, False))

    def test_a_next_meeting_without_a_day_is_refused_with_the_typing_kept(self):
        page = self.do("create_next", meeting=self.march, title="Juni", date="", start="18:00")
        self.assertContains(page, 'value="Juni"')

    def test_a_draft_quotes_the_minutes_and_links_back(self):
        self.do("draft_post", self.welcome, idee="on")
        post = Post.objects.get()
        link = "[TOP 1 Begrüßung, Gesamttreffen vom 10. Dezember 2020]"
        target = self.welcome.get_absolute_url()
        self.assertEqual(post.body, f"> Hallo.\n\nAus dem Protokoll: {link}({target})")

    def test_a_draft_has_the_topics_and_the_idea_if_ticked(self):
        for typed, topics in (({}, {"Klima"}), ({"idee": "on"}, {"Klima", "Idee sucht Team"})):
            self.do("draft_post", self.welcome, **typed)
            with self.subTest(typed):
                self.assertEqual(set(Post.objects.first().topics.names()), topics)
            Post.objects.all().delete()

    def test_a_draft_is_not_public_and_opens(self):
        page = self.do("draft_post", self.welcome)
        post = Post.objects.get()
        self.assertIsNone(post.published_at)
        path = reverse("admin:blog_post_change", args=[post.pk])
        self.assertEqual(page.redirect_chain[-1][0], path)

    def test_two_who_press_come_to_one_draft(self):
        for _press in range(2):
            page = self.do("draft_post", self.welcome)
        post = Post.objects.get()
        path = reverse("admin:blog_post_change", args=[post.pk])
        self.assertEqual(page.redirect_chain[-1][0], path)
        self.assertContains(page, "Diesen Entwurf aus dem TOP gibt es schon")

    def test_no_draft_is_made_of_what_is_not_public(self):
        self.do("draft_post", self.money)
        self.assertEqual(Post.objects.count(), 0)

    def test_brackets_in_a_title_do_not_break_the_link(self):
        AgendaItem.objects.filter(pk=self.welcome.pk).update(name="[Neu](x) *Idee*")
        self.do("draft_post", self.welcome)
        self.assertIn(f'<a href="{self.welcome.get_absolute_url()}">', Post.objects.get().body_html)

    def test_minutes_too_long_for_a_note_stay_as_they_are(self):
        self.welcome.protocol = "x" * 5_000_000  # from before there was a limit
        changes.store(self.welcome, "protocol")
        page = self.do("postpone", self.welcome)
        self.assertEqual((page.status_code, self.names()), (200, []))

    def test_only_a_post_changes_something(self):
        for name in ("postpone", "draft_post", "create_next"):
            self.client.get(address(name, self.december), {"item": self.welcome.pk})
        self.assertEqual((self.names(), Post.objects.count(), Meeting.objects.count()), ([], 0, 2))


class RightsTests(Desk):
    def test_whoever_may_not_change_meetings_is_refused(self):
        self.editor.groups.clear()
        self.client.force_login(self.editor)
        names = ["take_over", "carry_on", "postpone", "draft_post", "create_next"]
        names += ["publish_protocol", "publish_invitation", "take_minutes"]
        for name in names:
            for send in (self.client.get, self.client.post):
                with self.subTest(name):
                    self.assertEqual(send(address(name, self.december)).status_code, 403)

    def test_visitors_are_asked_to_sign_in(self):
        self.client.logout()
        answer = self.client.get(address("take_over", self.march))
        self.assertIn("/admin/login/", answer["Location"])

    def test_an_unknown_meeting_is_not_found(self):
        for number in ("0", "9" * 30):
            path = f"/admin/meetings/meeting/{number}/tagesordnung-uebernehmen/"
            with self.subTest(number):
                self.assertEqual(self.client.get(path).status_code, 404)
