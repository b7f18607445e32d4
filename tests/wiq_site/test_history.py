"""What editors see of versions: the history, an older text again, the last step undone, deleted things back."""

import re
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client, TestCase
from django.urls import reverse
from reversion.models import Version

from blog.models import Post, TaggedPost
from meetings.agenda import AgendaItem, Outcome, TaggedAgendaItem
from meetings.models import Meeting
from tests.build import (
    days_ago,
    make_editor,
    make_meeting,
    make_page,
    make_post,
    make_report,
    make_topic,
)
from tests.desk import DeskForm, DeskTestCase, admin_address, run_action, send
from tests.meetings.pasting import PASTE, PROTOCOL
from wiq_site.kit.versions import compare, compared, names_in, rows_of, state_of, tree
from wiq_site.pages.models import Attachment, Page, Redirect

AGENDA = [("Begrüßung", 8, "Thorsten"), ("Bericht", 10, "Ada"), ("Fest", 15, "Jost")]


def versions_of(thing):
    """Return the versions of ``thing``, the newest first."""
    return list(Version.objects.get_for_object(thing))


def difference_of_last(thing):
    """Return as plain data how the last version of ``thing`` differs from the one before."""
    after, before = versions_of(thing)[:2]
    rows = rows_of([before.revision_id, after.revision_id])
    trees = [tree(rows[each.revision_id]) for each in (before, after)]
    return plain(compare(*trees, names_in(*trees)))


def plain(difference):
    changes = [(each.label, each.pieces) for each in difference.changes]
    return (difference.state, changes, [(part.name, *plain(part)) for part in difference.parts])


def undo_button(page):
    """Return what the button "Rückgängig" of ``page`` sends, None where there is none."""
    found = re.search(r'name="at" value="([^"]+)">Rückgängig', page.content.decode())
    return found and found[1]


class LineEndTests(DeskTestCase):
    def test_what_a_browser_sends_back_unchanged_changes_nothing(self):
        post = make_post(body="Eins\nZwei")
        page = send(
            self.client, admin_address("change", post), body="Eins\r\nZwei\r\n", teaser="Neu"
        )
        post.refresh_from_db()
        self.assertEqual(post.body, "Eins\nZwei")
        [change] = difference_of_last(post)[1]
        self.assertEqual((page.status_code, change[0]), (302, "Anriss"))


class DifferenceTests(TestCase):
    def test_words_are_compared_within_their_line_and_unchanged_lines_left_out(self):
        old = "a\nb\nc\nd\nAm Freitag feiern wir.\n"
        new = "a\nb\nc\nd\nAm Samstag feiern wir.\n"
        self.assertEqual(
            compared(old, new),
            [
                ("gap", "…"),
                ("", "d\n"),
                ("", "Am "),
                ("del", "Freitag "),
                ("ins", "Samstag "),
                ("", "feiern wir.\n"),
            ],
        )

    def test_texts_without_anything_in_common_stand_one_after_the_other(self):
        self.assertEqual(compared("Eins", "Zwei"), [("del", "Eins"), ("ins", "Zwei")])

    def test_a_field_is_told_in_words(self):
        topic = make_topic("Wohnen", kind="thema", featured=False)
        topic.kind, topic.state, topic.featured = "team", "sucht", True
        topic.save()
        self.assertEqual(
            difference_of_last(topic)[1],
            [
                ("Art", [("del", "Thema"), ("ins", "Lösungsteam")]),
                ("Stand", [("ins", "sucht Mitmachende")]),
                ("im Filter zuerst zeigen", [("del", "nein"), ("ins", "ja")]),
            ],
        )

    def test_topics_and_moments_are_told_in_words(self):
        post = make_post("Fest", ["Klima"], published_at=None)
        post.topics.set(["Klima", "Wohnen"])
        self.assertEqual(
            difference_of_last(post)[1],
            [("Themen", [("del", "Klima"), ("ins", "Klima, Wohnen")])],
        )
        post.published_at = days_ago(0).replace(year=2026, month=7, day=1, hour=10, minute=0)
        post.save()
        self.assertEqual(
            difference_of_last(post)[1], [("veröffentlicht am", [("ins", "1. Juli 2026, 12:00")])]
        )

    def test_tops_that_came_went_moved_or_changed_are_named(self):
        meeting = make_meeting(items=AGENDA)
        first, second, third = meeting.items.all()
        first.position = 9
        first.save()
        self.assertEqual(
            difference_of_last(meeting), ("", [], [("TOP 1 Begrüßung", "verschoben", [], [])])
        )
        second.delete()
        _state, _changes, [part] = difference_of_last(meeting)
        self.assertEqual(part[:2], ("TOP 2 Bericht", "entfernt"))
        third.set_who(["Eva"])
        self.assertEqual(
            difference_of_last(meeting)[2],
            [("TOP 3 Fest", "", [("wer", [("ins", "Eva")])], [])],
        )
        Outcome.objects.create(item=third, kind="aufgabe", text="Karten drucken")
        [(name, _state, _changes, [outcome])] = difference_of_last(meeting)[2]
        self.assertEqual((name, outcome[:2]), ("TOP 3 Fest", ("Karten drucken", "neu")))


class HistoryPageTests(DeskTestCase):
    def test_each_version_is_told_by_whom_when_what_for_and_how_it_differs(self):
        post = make_post("Fest", body="Am Freitag.")
        send(self.client, admin_address("change", post), body="Am Samstag.")
        page = self.client.get(admin_address("history", post))
        self.assertContains(page, "redaktion: ")
        self.assertContains(page, "<del>Freitag.</del><ins>Samstag.</ins>")
        self.assertContains(page, "Die älteste aufgehobene Fassung.", 1)

    def test_two_versions_are_compared_whichever_comes_first(self):
        page = make_page(body="Eins zwei drei.")
        for body in ("Eins zwei vier.", "Eins zwei fünf."):
            page.body = body
            page.save()
        first, *_others, last = sorted(version.pk for version in versions_of(page))
        for pair in ({"von": first, "bis": last}, {"von": last, "bis": first}):
            answer = self.client.get(admin_address("history", page), pair)
            self.assertContains(answer, "<del>drei.</del><ins>fünf.</ins>", 1)

    def test_odd_choices_are_left_out(self):
        page = make_page()
        for odd in ("x", "9" * 30, "٣", "0", ""):
            answer = self.client.get(
                admin_address("history", page), {"von": odd, "bis": odd, "seite": odd}
            )
            self.assertEqual(answer.status_code, 200)

    def test_what_has_no_version_left_says_so(self):
        post = make_post()
        Version.objects.all().delete()
        page = self.client.get(admin_address("history", post))
        self.assertContains(page, "Hier wurde noch nichts geändert, was aufgehoben ist.")

    def test_queries_do_not_grow_with_the_history(self):
        meeting = make_meeting(items=AGENDA)
        for count in (1, 15):
            for number in range(count):
                meeting.place = f"Saal {number}"
                meeting.save()
            with self.subTest(count=count), self.assertNumQueries(HISTORY_QUERIES):
                page = self.client.get(admin_address("history", meeting))
        self.assertContains(page, "Seite 1 von 2")
        self.assertContains(
            self.client.get(admin_address("history", meeting) + "?seite=2"), "Neuere"
        )

    def test_whoever_may_not_read_it_reads_no_history(self):
        post = make_post()
        stranger = User.objects.create_user("fremd", is_staff=True)
        self.client.force_login(stranger)
        self.assertEqual(self.client.get(admin_address("history", post)).status_code, 403)


HISTORY_QUERIES = 9


class RestoreTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.post = make_post("Fest", ["Klima"], body="Am Freitag.", published_at=None)
        self.post.body, self.post.published_at = "Am Samstag.", days_ago(1)
        self.post.save()
        self.address = f"{admin_address('history', self.post)}{versions_of(self.post)[-1].pk}/"

    def test_an_older_text_comes_back_and_stays_public(self):
        question = self.client.get(self.address)
        self.assertContains(question, "<del>Samstag.</del><ins>Freitag.</ins>")
        answer = send(self.client, self.address)
        self.assertRedirects(answer, admin_address("change", self.post))
        post = Post.objects.get()
        self.assertEqual((post.body, post.is_published()), ("Am Freitag.", True))
        self.assertIn("Am Freitag.", self.client.get(post.get_absolute_url()).content.decode())
        newest = versions_of(post)[0].revision
        self.assertIn("wiederhergestellt", newest.comment)
        self.assertEqual(newest.user, self.editor)

    def test_it_is_refused_where_somebody_saved_since(self):
        state = re.search(
            r'name="state" value="([^"]+)"', self.client.get(self.address).content.decode()
        )[1]
        self.post.title = "Anders"
        self.post.save()
        answer = self.client.post(self.address, {"state": state})
        self.assertContains(answer, "Noch nicht wiederhergestellt")
        self.assertEqual(Post.objects.get().body, "Am Samstag.")

    def test_an_address_that_another_has_by_now_becomes_another(self):
        page = make_page("Wir", slug="wir")
        page.slug = "ueber-uns"
        page.save()
        make_page("Wir", slug="wir")
        version = versions_of(page)[-1]
        send(self.client, f"{admin_address('history', page)}{version.pk}/")
        self.assertEqual(Page.objects.get(pk=page.pk).slug, "wir-2")

    def test_a_name_that_another_topic_has_by_now_is_refused_in_a_sentence(self):
        topic = make_topic("Klimaschutz")
        topic.name = "Wetter"
        topic.save()
        make_topic("Klimaschutz", slug="anders")
        version = versions_of(topic)[-1]
        address = f"{admin_address('history', topic)}{version.pk}/"
        state = re.search(
            r'name="state" value="([^"]+)"', self.client.get(address).content.decode()
        )[1]
        answer = self.client.post(address, {"state": state}, follow=True)
        self.assertContains(answer, "„Klimaschutz“ gibt es inzwischen noch einmal")

    def test_only_a_version_of_this_very_thing_and_who_may_change_it(self):
        other = versions_of(make_post("Andere"))[0]
        self.assertEqual(
            self.client.get(f"{admin_address('history', self.post)}{other.pk}/").status_code, 404
        )
        self.client.force_login(User.objects.create_user("fremd", is_staff=True))
        self.assertEqual(self.client.post(self.address).status_code, 403)


class UndoTests(DeskTestCase):
    def undo(self, at):
        return self.client.post("/admin/rueckgaengig/", {"at": at}, follow=True)

    def saved(self, thing, **typed):
        answer = send(self.client, admin_address("change", thing), _continue="1", **typed)
        return undo_button(self.client.get(answer["Location"]))

    def test_a_save_is_undone_and_the_undoing_too(self):
        post = make_post("Fest", ["Klima"], body="Alt")
        at = self.saved(post, body="Neu", topics="Wohnen")
        page = self.undo(at)
        self.assertContains(page, "Rückgängig gemacht: „Fest“.")
        post = Post.objects.get()
        self.assertEqual((post.body, [str(each) for each in post.topics.all()]), ("Alt", ["Klima"]))
        self.undo(undo_button(page))
        post = Post.objects.get()
        self.assertEqual(
            (post.body, [str(each) for each in post.topics.all()]), ("Neu", ["Wohnen"])
        )

    def test_a_meeting_comes_back_with_the_report_that_went_with_it(self):
        report = make_report()
        at = self.saved(report.reports_on, _withdraw="1")
        page = self.client.get(admin_address("change", report))
        self.assertContains(page, "Der Bericht erscheint erst wieder mit dem Treffen.")
        self.assertEqual(self.client.get(report.get_absolute_url()).status_code, 410)
        self.undo(at)
        self.assertEqual(self.client.get(report.get_absolute_url()).status_code, 200)

    def test_there_is_no_button_where_nothing_was_changed_and_it_stands_there_once(self):
        post = make_post("Fest", published_at=None)
        self.assertIsNone(self.saved(post))
        self.assertIsNotNone(self.saved(post, body="Neu"))
        self.assertIsNone(undo_button(self.client.get(admin_address("change", post))))

    def test_it_is_refused_where_somebody_saved_meanwhile(self):
        post = make_post("Fest", body="Alt")
        at = self.saved(post, body="Neu")
        post = Post.objects.get()
        post.teaser = "Von anderen"
        post.save()
        self.assertContains(self.undo(at), "Inzwischen wurde weiter geändert: Fest")
        self.assertEqual(Post.objects.get().body, "Neu")

    def test_only_ones_own_step_and_no_odd_moment(self):
        post = make_post("Fest", body="Alt")
        at = self.saved(post, body="Neu")
        self.client.force_login(make_editor("andere"))
        for moment in (at, "", "gestern", "2026-02-31T10:00:00+00:00", "2026-02-01T10:00:00"):
            self.assertContains(self.undo(moment), "nicht mehr rückgängig")
        self.assertEqual(Post.objects.get().body, "Neu")
        self.assertEqual(self.client.get("/admin/rueckgaengig/").status_code, 405)

    def test_publishing_by_mistake_is_undone(self):
        post = make_post("Fest", published_at=None)
        answer = send(self.client, admin_address("change", post), _publish="1")
        self.assertTrue(Post.objects.get().is_published())
        self.undo(undo_button(self.client.get(answer["Location"])))
        self.assertIsNone(Post.objects.get().published_at)

    def test_an_invitation_published_by_mistake_takes_its_agenda_back_along(self):
        for agenda in (days_ago(-4), days_ago(-2)):
            post = make_post("Einladung", published_at=days_ago(-4))
            meeting = make_meeting(
                agenda_published_at=agenda, protocol_published_at=None, invitation=post
            )
            at = self.saved(post, _publish="1")
            meeting.refresh_from_db()
            self.assertTrue(meeting.is_published())
            self.undo(at)
            with self.subTest(agenda):
                meeting.refresh_from_db()
                left = meeting.agenda_published_at - agenda
                self.assertLess(abs(left), timedelta(seconds=1))

    def test_what_was_made_goes_and_comes_back(self):
        answer = self.client.post(
            "/admin/pages/page/add/",
            {"title": "Neu", "menu": "ohne", "menu_position": "0"},
            follow=True,
        )
        page = self.undo(undo_button(answer))
        self.assertFalse(Page.objects.exists())
        self.undo(undo_button(page))
        self.assertEqual(Page.objects.get().title, "Neu")

    def test_pasted_minutes_go_with_their_report_and_come_back(self):
        answer = self.client.post(PASTE, {"text": PROTOCOL, "read": "1"})
        answer = self.client.post(PASTE, DeskForm(answer).fields | {"save": "1"}, follow=True)
        page = self.undo(undo_button(answer))
        self.assertEqual((Meeting.objects.count(), Post.objects.count()), (0, 0))
        self.undo(undo_button(page))
        self.assertEqual(Meeting.objects.get().report, Post.objects.get())

    def test_an_agenda_is_undone_as_a_whole(self):
        meeting = make_meeting(items=AGENDA)
        at = self.saved(
            meeting, place="Saal", **{"items-0-DELETE": "on", "items-1-protocol": "Neu."}
        )
        self.assertEqual(AgendaItem.objects.count(), 2)
        self.undo(at)
        self.assertEqual(
            [(item.name, item.who, item.protocol) for item in meeting.items.all()],
            [("Begrüßung", "Thorsten", ""), ("Bericht", "Ada", ""), ("Fest", "Jost", "")],
        )
        self.assertEqual(Meeting.objects.get().place, "")

    def test_an_action_on_many_is_undone_for_all_of_them(self):
        posts = [make_post(name, published_at=None) for name in ("Eins", "Zwei")]
        self.undo(undo_button(run_action(self.client, "publish_now", *posts)))
        self.assertEqual([each.published_at for each in Post.objects.all()], [None, None])

    def test_a_deletion_is_undone_with_the_topics_of_posts(self):
        topic = make_topic("Klima")
        make_post("Fest", ["Klima"])
        answer = send(self.client, admin_address("delete", topic))
        self.assertFalse(Post.objects.get().topics.exists())
        self.undo(undo_button(self.client.get(answer["Location"])))
        self.assertEqual(Post.objects.get().topics.get().pk, topic.pk)


def bring_back(client, name):
    page = client.get("/admin/geloescht/")
    found = re.search(
        rf'name="version" value="(\d+)" aria-label="„{name}“ wiederherstellen"',
        page.content.decode(),
    )
    return client.post("/admin/geloescht/", {"version": found[1]}, follow=True)


class MergedTests(DeskTestCase):
    """What a topic got by a merge comes back as that, and the addresses that led to it lead there again."""

    def setUp(self):
        super().setUp()
        names = ("Alt", "Neu", "Andere")
        self.old, self.new, self.other = (make_topic(name, kind="reihe") for name in names)
        self.post = make_post("Fest", ["Alt"], published_at=days_ago(9))
        items = [("Dach", 5, "", "Text")]
        self.meeting = make_meeting(items=items, series=self.old, title="Plenum")
        item = self.meeting.items.get()
        item.topics.set(["Alt"])
        item.outcomes.create(kind="beschluss", text="Wir bauen")
        self.merge(self.old, self.new)

    def merge(self, topic, other):
        address = reverse("admin:blog_topic_merge", args=[topic.pk])
        return self.client.post(address, {"ziel": other.pk}, follow=True)

    def moments(self):
        """Return by kind the topics that are carried, each with whether it came by a merge."""
        meeting = Meeting.objects.get()
        return [
            *((each.tag.name, bool(each.merged_at)) for each in TaggedPost.objects.all()),
            *((each.tag.name, bool(each.merged_at)) for each in TaggedAgendaItem.objects.all()),
            (meeting.series and meeting.series.name, bool(meeting.series_merged_at)),
        ]

    def told(self, slug):
        """Return how many old things the feeds tell of the topic."""
        paths = ("beitraege/feed.json?thema", "treffen/protokolle.json?reihe")
        answers = (Client().get(f"/{path}={slug}") for path in paths)
        return [len(answer.json()["items"]) for answer in answers]

    def test_with_the_topic(self):
        send(self.client, admin_address("delete", self.new))
        self.assertEqual(self.moments(), [(None, False)])
        bring_back(self.client, "Neu")
        self.assertEqual(self.moments(), [("Neu", True)] * 3)
        self.assertEqual(self.told("neu"), [0, 0])

    def test_with_what_carries_it(self):
        for thing, name in ((self.post, "Fest"), (self.meeting, "Plenum")):
            send(self.client, admin_address("delete", thing))
            bring_back(self.client, name)
        self.assertEqual(self.moments(), [("Neu", True)] * 3)

    def test_when_a_second_merge_is_undone(self):
        page = self.merge(self.new, self.other)
        self.assertRedirects(self.client.get("/themen/alt/"), "/themen/andere/", 301)
        self.client.post("/admin/rueckgaengig/", {"at": undo_button(page)})
        self.assertEqual(self.moments(), [("Neu", True)] * 3)
        self.assertEqual(self.told("neu"), [0, 0])

    def test_addresses(self):
        self.merge(self.new, self.other)
        third = make_topic("Dritte", kind="reihe")
        self.merge(self.other, third)
        bring_back(self.client, "Neu")
        leads = dict(Redirect.objects.values_list("old_path", "new_path"))
        self.assertEqual(
            leads, {"/themen/alt/": "/themen/neu/", "/themen/andere/": "/themen/dritte/"}
        )
        bring_back(self.client, "Alt")
        self.assertFalse(Redirect.objects.filter(old_path="/themen/alt/").exists())

    def test_an_older_text_brings_no_other_moment(self):
        send(self.client, admin_address("change", self.post), teaser="Anders")
        version = versions_of(self.post)[1]
        address = reverse("admin:blog_post_restore", args=[self.post.pk, version.pk])
        self.client.post(address, {"state": state_of(self.post)})
        self.assertEqual(Post.objects.get().teaser, "")
        self.assertEqual(self.moments(), [("Neu", True)] * 3)


class DeletedTests(DeskTestCase):
    def bring_back(self, name):
        return bring_back(self.client, name)

    def test_a_meeting_comes_back_with_tops_files_report_and_address(self):
        post = make_report("Ergebnisse", items=[("Begrüßung", 8, "Thorsten", "Hallo.")])
        meeting = post.reports_on
        item = meeting.items.get()
        item.topics.add("Klima")
        Outcome.objects.create(item=item, kind="beschluss", text="So sei es.")
        file = Attachment(owner=meeting, title="Plan")
        file.file.save("plan.txt", ContentFile(b"Plan"))
        address, path = meeting.get_absolute_url(), file.file.url
        self.assertEqual(self.client.get(path).status_code, 200)
        send(self.client, admin_address("delete", meeting))
        self.client.logout()
        for gone in (address, path, post.get_absolute_url()):
            self.assertEqual(self.client.get(gone).status_code, 410)
        self.client.force_login(self.editor)
        self.assertContains(self.client.get("/admin/geloescht/"), "redaktion: ")
        answer = self.bring_back("Ergebnisse")
        self.assertContains(answer, "„Ergebnisse“ ist wieder da.")
        self.client.logout()
        for back in (address, path, post.get_absolute_url()):
            self.assertEqual(self.client.get(back).status_code, 200, back)
        again = Meeting.objects.get().items.get()
        self.assertEqual((again.pk, again.uuid, again.anchor), (item.pk, item.uuid, item.anchor))
        self.assertEqual((again.who, again.outcomes.get().text), ("Thorsten", "So sei es."))
        self.assertEqual([str(topic) for topic in again.topics.all()], ["Klima"])
        self.assertEqual(Meeting.objects.get().report, post)
        self.assertFalse(Redirect.objects.filter(old_path=address).exists())

    def test_a_post_comes_back_to_its_meeting(self):
        post = make_report("Ergebnisse")
        send(self.client, admin_address("delete", post))
        self.assertIsNone(Meeting.objects.get().report)
        self.bring_back("Ergebnisse")
        self.assertEqual(Meeting.objects.get().report, post)

    def test_minutes_that_were_withdrawn_stay_so_whose_report_is_gone(self):
        report = make_report("Ergebnisse", items=[("Begrüßung", 8, "Thorsten", "Geheim.")])
        report.withdrawn_at = days_ago(0.5)
        report.save()
        send(self.client, admin_address("delete", report))
        meeting = Meeting.objects.get()
        send(self.client, admin_address("delete", meeting))
        self.bring_back("Ergebnisse")
        self.assertFalse(Meeting.objects.get().has_public_protocol())
        self.assertNotContains(Client().get(meeting.get_absolute_url()), "Geheim")

    def test_that_it_was_public_is_still_known(self):
        post = make_post("Fest", published_at=days_ago(2))
        post.published_at = days_ago(-3)
        post.save()
        send(self.client, admin_address("delete", post))
        self.bring_back("Fest")
        page = Client().get(post.get_absolute_url())
        self.assertContains(page, "erscheint später wieder", status_code=404)

    def test_of_several_only_the_chosen_one_comes_back(self):
        posts = [make_post(name, ["Klima"]) for name in ("Eins", "Zwei")]
        run_action(self.client, "delete_selected", *posts)
        path = "/admin/blog/post/"
        chosen = [post.pk for post in posts]
        self.client.post(
            path, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        )
        self.assertFalse(Post.objects.exists())
        self.bring_back("Eins")
        self.assertEqual([str(post) for post in Post.objects.all()], ["Eins"])

    def test_each_list_leads_there(self):
        for model in ("blog/post", "blog/topic", "pages/page", "meetings/meeting"):
            self.assertContains(self.client.get(f"/admin/{model}/"), "/admin/geloescht/")

    def test_twice_is_told_and_changes_nothing(self):
        make_post("Fest").delete()
        version = Version.objects.get_deleted(Post).get()
        self.bring_back("Fest")
        answer = self.client.post("/admin/geloescht/", {"version": version.pk}, follow=True)
        self.assertContains(answer, "„Fest“ ist schon wieder da.")

    def test_after_thirty_days_it_is_not_offered(self):
        make_post("Fest").delete()
        self.assertContains(self.client.get("/admin/geloescht/"), "Fest")
        version = Version.objects.get_deleted(Post).get()
        version.revision.date_created = days_ago(31)
        version.revision.save()
        self.assertContains(self.client.get("/admin/geloescht/"), "wurde nichts gelöscht")

    def test_who_may_not_write_is_offered_nothing(self):
        make_post("Fest").delete()
        version = Version.objects.get_deleted(Post).get()
        self.client.force_login(User.objects.create_user("fremd", is_staff=True))
        self.assertNotContains(self.client.get("/admin/geloescht/"), "Fest")
        answer = self.client.post("/admin/geloescht/", {"version": version.pk})
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(self.client.post("/admin/geloescht/", {"version": "x"}).status_code, 404)

    def test_queries_do_not_grow_with_what_was_deleted(self):
        for count in (1, 8):
            for number in range(count):
                make_post(f"Fest {number}", published_at=None).delete()
            with self.subTest(count=count), self.assertNumQueries(DELETED_QUERIES):
                self.client.get("/admin/geloescht/")


DELETED_QUERIES = 9
