"""Forms and buttons of the desk that do not merge: none overwrites unseen what another saved meanwhile."""

from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from blog.models import Post, Topic
from comments.models import BlockedWord, Comment
from meetings.agenda import AgendaItem, Speaker
from meetings.models import Meeting
from tests.build import (
    days_ago,
    make_comment,
    make_editor,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from tests.desk import DeskForm, DeskTestCase, admin_address, errors_of, send
from wiq_site.kit.versions import state_of
from wiq_site.pages.models import Page

AGENDA = [("Begrüßung", 8, "Thorsten"), ("Bericht", 10, "Ada")]
PASTE = "/admin/meetings/meeting/protokoll-einfuegen/"


def opened(client, path):
    """Return the fields of the form at ``path`` as a browser would send them back."""
    fields = DeskForm(client.get(path)).fields
    return {name: text for name, text in fields.items() if "__prefix__" not in name}


def warnings(page):
    return [str(message) for message in page.context["messages"]]


class StaleFormTests(DeskTestCase):
    """Both texts are shown; sent again, one's own holds."""

    def check(self, path, fields, name, stored, **typed):
        """Send ``fields`` with ``name`` typed over what ``stored()`` returns, which another just saved."""
        theirs = stored()
        page = self.client.post(path, fields | {name: "Meins"} | typed)
        self.assertIn(f"Inzwischen steht hier „{theirs}“.", " ".join(errors_of(page)))
        self.assertEqual(stored(), theirs)
        again = DeskForm(page).fields
        self.assertEqual(again[name], "Meins")
        self.assertEqual(self.client.post(path, again | typed).status_code, 302)
        self.assertEqual(stored(), "Meins")

    def test_a_comment_that_is_edited(self):
        comment = make_comment(make_post(), "Alt")
        path = admin_address("edit", comment)
        fields = opened(self.client, path)
        Comment.objects.filter(pk=comment.pk).update(text="Ihrs")
        self.check(path, fields, "text", lambda: Comment.objects.get().text, reason="Grund")

    def test_the_own_name(self):
        path, name = reverse("admin:account"), lambda: User.objects.get().first_name
        fields = opened(self.client, path) | {"names": "1"}
        User.objects.update(first_name="Ihrs", last_name="Lang")
        self.check(path, fields, "first_name", name, names="1")
        self.assertEqual(User.objects.get().last_name, "Lang")

    def test_the_page_that_publishes_minutes(self):
        meeting = make_report(items=AGENDA).reports_on
        path = admin_address("publish_protocol", meeting)
        fields = opened(self.client, path)
        Post.objects.update(teaser="Ihrs")
        self.check(path, fields, "teaser", lambda: Post.objects.get().teaser)

    def test_the_role_of_a_person(self):
        ada = Speaker.objects.create(name="Ada", role="Alt")
        path = admin_address("replace_by_role", ada)
        fields = opened(self.client, path)
        Speaker.objects.update(role="Ihrs")
        self.check(path, fields, "role", lambda: Speaker.objects.get().role)

    def test_what_only_the_other_changed_stays(self):
        meeting = make_report(items=AGENDA, published_at=None).reports_on
        path = admin_address("publish_protocol", meeting)
        fields = opened(self.client, path)
        self.assertEqual(fields["when"], "jetzt")
        moment = make_post().published_at
        Post.objects.filter(pk=meeting.report_id).update(teaser="Ihrs", published_at=moment)
        self.assertEqual(self.client.post(path, fields | {"title": "Meins"}).status_code, 302)
        post = Post.objects.get(pk=meeting.report_id)
        self.assertEqual((post.title, post.teaser, post.published_at), ("Meins", "Ihrs", moment))

    def test_what_only_the_other_changed_is_seen_where_the_form_comes_back(self):
        meeting = make_report(items=AGENDA, published_at=None).reports_on
        path = admin_address("publish_protocol", meeting)
        fields = opened(self.client, path)
        Post.objects.update(teaser="Ihrs", published_at=days_ago(1))
        page = self.client.post(path, fields | {"teaser": "Meins"})
        self.assertEqual(DeskForm(page).fields["when"], "bleibt")

    def test_a_list_whose_rows_can_be_changed(self):
        pages = [make_page(title, menu_position=1) for title in ("Impressum", "Kontakt")]
        path = "/admin/pages/page/"
        fields = opened(self.client, path) | {"_save": "1"}
        names = {fields[f"form-{n}-id"]: f"form-{n}-menu_position" for n in range(2)}
        Page.objects.update(menu_position=5)
        mine = {names[str(pages[0].pk)]: "7"}
        page = self.client.post(path, fields | mine)
        self.assertIn("Inzwischen steht hier „5“.", " ".join(errors_of(page)))
        places = Page.objects.order_by("pk").values_list("menu_position", flat=True)
        self.assertEqual(list(places), [5, 5])
        page = self.client.post(path, DeskForm(page).fields | {"_save": "1"})
        self.assertEqual((page.status_code, list(places.all())), (302, [7, 5]))


class MergedTests(DeskTestCase):
    def test_words_accounts_and_groups_merge_as_posts_do(self):
        User.objects.update(is_superuser=True)
        group, account = Group.objects.create(name="Alt"), make_editor("alt")
        word = BlockedWord.objects.create(word="alt", action=BlockedWord.Action.choices[0][0])
        for thing, name, theirs, mine in [
            (word, "word", "ihrs", "meins"),
            (account, "first_name", "Ihrs", "Meins"),
            (group, "name", "Ihrs", "Meins"),
        ]:
            with self.subTest(thing._meta.label):
                path = admin_address("change", thing)
                fields = opened(self.client, path)
                send(self.client, path, **{name: theirs})
                page = self.client.post(path, fields | {name: mine})
                thing.refresh_from_db()
                self.assertEqual(getattr(thing, name), theirs)
                self.assertEqual([each.mine for each in page.context["conflicts"]], [mine])


class StaleButtonTests(DeskTestCase):
    """What a page shows is what its button does, or nothing is done."""

    def test_an_agenda_is_taken_over_once(self):
        series = make_topic("Reihe", kind="reihe")
        make_meeting("2020-11-12 17:00", AGENDA, series=series)
        meeting = make_meeting("2021-01-14 17:00", series=series)
        path = admin_address("take_over", meeting)
        page = self.client.get(path)
        keys = [top.key for _title, tops in page.context["groups"] for top in tops]
        fields = DeskForm(page).fields | {"top": keys}
        other = Client()
        other.force_login(make_editor("kristina"))
        other.post(path, fields)
        page = self.client.post(path, fields)
        self.assertEqual(meeting.items.count(), 2)
        self.assertIn("inzwischen geändert", warnings(page)[0])

    def test_what_is_no_more_in_an_agenda_to_be_taken_over_is_named(self):
        series = make_topic("Reihe", kind="reihe")
        source = make_meeting("2020-11-12 17:00", AGENDA, series=series)
        draft = {"agenda_published_at": None, "protocol_published_at": None}
        meeting = make_meeting("2021-01-14 17:00", series=series, **draft)
        path = admin_address("take_over", meeting)
        page = self.client.get(path)
        keys = [top.key for _title, tops in page.context["groups"] for top in tops]
        fields = DeskForm(page).fields | {"top": keys}
        first, *others = map(str, source.items.all())
        source.items.first().delete()
        page = self.client.post(path, fields, follow=True)
        sentence = "Nicht übernommen, denn es steht dort nicht mehr: %s"
        self.assertEqual(warnings(page), [sentence % f"„{first}“", "1 TOP übernommen."])
        self.assertEqual(meeting.items.count(), len(others))
        source.delete()
        meeting.items.all().delete()
        page = self.client.post(path, fields | {"stand": state_of(meeting)})
        names = ", ".join(f"„{name}“" for name in sorted([first, *others]))
        self.assertEqual(warnings(page), [sentence % names])

    def test_a_button_at_a_top_that_is_gone_names_it(self):
        meeting = make_meeting(items=AGENDA)
        item, path = meeting.items.first(), admin_address("carry_on", meeting)
        name, key = str(item), item.pk
        item.delete()
        for page in ("draft_post", "postpone"):
            with self.subTest(page):
                page = self.client.post(admin_address(page, meeting), {"item": key}, follow=True)
                self.assertRedirects(page, path)
                sentence = f"Nichts geändert: „{name}“ steht nicht mehr auf dieser Tagesordnung."
                self.assertEqual(warnings(page), [sentence])

    def test_a_top_is_postponed_to_the_meeting_that_the_button_named_or_to_none(self):
        series = make_topic("Reihe", kind="reihe")
        meeting = make_meeting("2031-01-09 17:00", AGENDA, series=series)
        days = ("2031-02-13 17:00", "2031-03-13 17:00")
        target, later = (
            make_meeting(day, series=series, title=day, protocol_published_at=None) for day in days
        )
        fields = {"item": meeting.items.first().pk, "ziel": target.pk}
        self.assertContains(
            self.client.get(admin_address("carry_on", meeting)), f'name="ziel" value="{target.pk}"'
        )
        target.delete()
        page = self.client.post(admin_address("postpone", meeting), fields, follow=True)
        sentence = f"Nichts geändert: „{days[0]}“ kann diesen TOP nicht mehr aufnehmen."
        self.assertEqual(warnings(page), [sentence])
        self.assertEqual(later.items.count(), 0)

    def test_an_outcome_that_was_taken_says_so(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada", "Beschluss: Wir feiern.")])
        path = admin_address("take_outcomes", meeting)
        self.client.post(path, {"take": "all"}, follow=True)
        page = self.client.post(path, {"take": "all"})
        self.assertIn("Nichts geändert", warnings(page)[0])

    def test_topics_are_merged_as_the_page_says(self):
        topic, other = make_topic("Klima"), make_topic("Wetter")
        path = f"{admin_address('merge', topic)}?ziel={other.pk}"
        fields = opened(self.client, path)
        make_post("Fest", ["Klima"])
        page = self.client.post(path, fields)
        self.assertEqual(Topic.objects.count(), 2)
        self.assertIn("Inzwischen wurde etwas daran geändert", warnings(page)[0])
        self.assertEqual(self.client.post(path, DeskForm(page).fields).status_code, 302)

    def test_pasted_minutes_show_anew_what_they_change_at_a_meeting_that_was_changed(self):
        meeting = make_meeting(
            "2021-04-08 17:00", [("Teams", 5, "Ada")], protocol_published_at=None
        )
        text = "Treffen am 8. April 2021\nTOP 1 Teams (Ada)\nmehr.\n"
        page = self.client.post(PASTE, {"text": text, "read": "1"})
        fields = DeskForm(page).fields | {"into": str(meeting.pk), "refresh": "1"}
        page = self.client.post(PASTE, fields)
        fields = DeskForm(page).fields | {"save": "1"}
        AgendaItem.objects.create(meeting=meeting, name="Neu", position=2)
        page = self.client.post(PASTE, fields)
        self.assertEqual(page.status_code, 200)
        self.assertContains(page, "Dieses Treffen wurde inzwischen geändert.")
        page = self.client.post(PASTE, DeskForm(page).fields | {"save": "1"})
        self.assertEqual((page.status_code, Meeting.objects.count()), (302, 1))

    def test_of_minutes_that_are_checked_only_another_changed_is_taken_over(self):
        items = [("Eins", 5, "Ada", "- a"), ("Zwei", 5, "Ben", "- b"), ("Drei", 5, "Ben", "- c")]
        meeting = make_meeting(items=items, protocol_published_at=None)
        client = self.client
        client.post(
            admin_address("change", meeting),
            DeskForm(client.get(admin_address("change", meeting))).fields,
        )
        page = client.get(f"{PASTE}?treffen={meeting.pk}")
        fields = DeskForm(page).fields | {"items-0-protocol": "- a von hier", "save": "1"}
        sheet = DeskForm(client.get(admin_address("take_minutes", meeting))).fields
        client.post(
            admin_address("take_minutes", meeting),
            sheet
            | {
                "items-0-protocol": "- a von dort",
                "items-1-protocol": "- b\n- mehr",
                "closing": "Bald wieder.",
            },
        )
        page = client.post(PASTE, fields)
        self.assertContains(page, "wird ersetzt: - a von dort")
        self.assertNotContains(page, "wird ersetzt: - b")
        client.post(PASTE, DeskForm(page).fields | {"save": "1"})
        meeting.refresh_from_db()
        self.assertEqual(
            [item.protocol for item in meeting.items.all()], ["- a von hier", "- b\n- mehr", "- c"]
        )
        self.assertEqual(meeting.closing, "Bald wieder.")

    def test_a_report_that_was_published_meanwhile_keeps_its_moment(self):
        report = make_report(items=AGENDA)
        before = report.published_at
        path = admin_address("pasted", report.reports_on)
        page = self.client.post(path, {"publish": "1"})
        report.refresh_from_db()
        self.assertEqual(report.published_at, before)
        self.assertIn("schon einen Zeitpunkt", warnings(page)[0])
