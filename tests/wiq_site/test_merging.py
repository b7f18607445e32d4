"""Two tabs or two editors on one thing: nobody's text is lost, and nobody has to type anything twice."""

import re
from datetime import date
from io import BytesIO
from multiprocessing.pool import ThreadPool
from unittest import mock

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from reversion.models import Revision

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.models import Meeting
from tests.build import (
    make_colleague,
    make_comment,
    make_editor,
    make_meeting,
    make_page,
    make_post,
    make_topic,
)
from tests.desk import DeskForm, DeskTestCase, admin_address, run_action
from wiq_site.pages.models import Attachment, Page, Redirect

AGENDA = [("Begrüßung", 8, "Thorsten"), ("Bericht", 10, "Ada"), ("Fest", 15, "Jost")]


def sentences(page):
    """Return what the messages of the desk say on ``page``."""
    return [str(message) for message in page.context["messages"]]


class TwoEditors(DeskTestCase):
    """``self.client`` opened a form before ``self.other`` saves the same thing."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.second = make_editor("kristina")

    def setUp(self):
        super().setUp()
        self.other = Client()
        self.other.force_login(self.second)

    def open(self, thing, client=None):
        """Return the fields of the form of ``thing`` as a browser sends them back."""
        page = (client or self.client).get(admin_address("change", thing))
        return self.fields_on(page)

    def fields_on(self, page):
        fields = DeskForm(page).fields
        return {name: text for name, text in fields.items() if "__prefix__" not in name}

    def send(self, thing, fields, client=None, **typed):
        path = admin_address("change", thing)
        return (client or self.client).post(path, fields | typed, follow=True)

    def save_as_other(self, thing, **typed):
        page = self.send(thing, self.open(thing, self.other), self.other, **typed)
        self.assertEqual(page.redirect_chain[-1][1], 302)

    def assert_saved(self, page):
        self.assertTrue(page.redirect_chain, page.context and page.context.get("errors_at_fields"))

    def choose(self, page, whose):
        """Return the fields on ``page`` with ``whose`` text ("mine", "theirs") chosen in every conflict."""
        found = re.findall(rf'name="(merge-choice-[^"]+)" value="({whose}:[^"]+)"', page.text)
        return self.fields_on(page) | dict(found)


class FieldTests(TwoEditors):
    def test_fields_that_only_one_changed_are_merged_on_every_model(self):
        things = [
            (make_post(body="Alt."), "title", "Neu", "body", "Anderer Text."),
            (make_page(body="Alt."), "title", "Neu", "body", "Anderer Text."),
            (make_topic(), "summary", "Kurz", "description", "Anderer Text."),
            (make_meeting(items=AGENDA), "title", "Neu", "place", "Saal"),
            (
                Redirect.objects.create(old_path="/a/", new_path="/b/"),
                "old_path",
                "/c/",
                "new_path",
                "/d/",
            ),
        ]
        for thing, mine, my_text, theirs, their_text in things:
            with self.subTest(thing._meta.label):
                fields = self.open(thing)
                self.save_as_other(thing, **{theirs: their_text})
                page = self.send(thing, fields, **{mine: my_text})
                self.assert_saved(page)
                thing.refresh_from_db()
                self.assertEqual(
                    [getattr(thing, mine), getattr(thing, theirs)], [my_text, their_text]
                )
                label = str(thing._meta.get_field(theirs).verbose_name)
                told = [text for text in sentences(page) if text.startswith("Inzwischen anderswo")]
                self.assertEqual(len(told), 1)
                self.assertIn(label.lower(), told[0].lower())

    def test_what_both_changed_is_not_stored_and_both_texts_stand_beside_each_other(self):
        things = [
            (make_post(body="Alt."), "body"),
            (make_page(body="Alt."), "body"),
            (make_topic(), "description"),
            (make_meeting(items=AGENDA), "intro"),
            (Redirect.objects.create(old_path="/a/", new_path="/b/"), "new_path"),
        ]
        for thing, field in things:
            with self.subTest(thing._meta.label):
                fields = self.open(thing)
                self.save_as_other(thing, **{field: "/ihrs/"})
                page = self.send(thing, fields, **{field: "/meins/"})
                thing.refresh_from_db()
                self.assertEqual(getattr(thing, field), "/ihrs/")
                conflict = page.context["conflicts"][0]
                self.assertEqual([conflict.mine, conflict.theirs], ["/meins/", "/ihrs/"])
                self.assertContains(page, '<div class="conflict-text">/meins/</div>', 1)
                self.assertContains(page, '<div class="conflict-text">/ihrs/</div>', 1)
                self.assertContains(page, "Text von kristina, ", 1)
                self.assertEqual(self.fields_on(page)[field], "/meins/")

    def test_what_both_meant_alike_is_asked_about_by_nobody(self):
        meeting = make_meeting("2026-12-03 17:00", AGENDA)
        task = "Aufgabe: Ada: Kaffee kaufen, bis 3.2.2027"
        for thing, name, mine, theirs in [
            (meeting, "items-0-results", task, task),
            (meeting, "items-1-results", f"{task} ", task),
            (meeting, "items-0-protocol", "Text ", "Text"),
            (meeting, "start", "18", "18:00"),
            (meeting, "place", "Saal  ", "Saal"),
            (make_post(), "title", " Fest", "Fest"),
        ]:
            with self.subTest(name):
                fields = self.open(thing)
                self.save_as_other(thing, **{name: theirs})
                page = self.send(thing, fields, **{name: mine})
                self.assert_saved(page)
        texts = Outcome.objects.values_list("text", "who", "due")
        self.assertEqual({*texts}, {("Kaffee kaufen", "Ada", date(2027, 2, 3))})
        self.assertEqual(len(texts), 2)

    def test_blanks_that_a_form_takes_off_are_no_change_of_whoever_saved_first(self):
        meeting = make_meeting(items=AGENDA)
        meeting.items.update(protocol="Alt.\n")
        for thing, name in [
            (make_topic(description="Alt.\n"), "description"),
            (make_post(body=" Alt.\n\n"), "body"),
            (make_page(body="Alt.\r\n"), "body"),
            (meeting, "items-0-protocol"),
        ]:
            with self.subTest(thing._meta.label):
                fields = self.open(thing)
                self.save_as_other(thing)
                page = self.send(thing, fields, **{name: "Neu.\n"})
                self.assert_saved(page)
                self.assertEqual(self.open(thing)[name], "Neu.")

    def test_one_press_decides_for_either_text(self):
        for whose, text in [("mine", "Meins."), ("theirs", "Ihrs.")]:
            with self.subTest(whose):
                post = make_post(body="Alt.")
                fields = self.open(post)
                self.save_as_other(post, body="Ihrs.")
                page = self.send(post, fields, body="Meins.", teaser="Auch getippt.")
                self.assert_saved(self.send(post, self.choose(page, whose)))
                post.refresh_from_db()
                self.assertEqual([post.body, post.teaser], [text, "Auch getippt."])

    def test_without_a_choice_the_question_comes_again(self):
        post = make_post(body="Alt.")
        fields = self.open(post)
        self.save_as_other(post, body="Ihrs.")
        page = self.send(post, fields, body="Meins.")
        page = self.send(post, self.fields_on(page))
        self.assertEqual([c.label for c in page.context["conflicts"]], ["Text"])
        self.assertEqual(Post.objects.get().body, "Ihrs.")

    def test_a_third_text_that_comes_before_the_choice_is_asked_about_again(self):
        post = make_post(body="Alt.")
        fields = self.open(post)
        self.save_as_other(post, body="Ihrs.")
        page = self.send(post, fields, body="Meins.")
        self.save_as_other(post, body="Noch später.")
        page = self.send(post, self.choose(page, "mine"))
        self.assertEqual([c.theirs for c in page.context["conflicts"]], ["Noch später."])

    def test_the_same_text_typed_twice_is_no_conflict(self):
        post = make_post(body="Alt.")
        fields = self.open(post)
        self.save_as_other(post, body="Neu.\nZeile")
        self.assert_saved(self.send(post, fields, body="Neu.\r\nZeile", teaser="Kurz"))

    def test_versions_are_read_only_where_what_both_typed_differs(self):
        post = make_post(body="Alt.")
        for mine, theirs, reads in (("Neu.\n\n", "Neu.", False), ("Meins.", "Ihrs.", True)):
            fields = self.open(post)
            self.save_as_other(post, body=theirs)
            with mock.patch("wiq_site.kit.merging.fields_before", return_value=[]) as read:
                self.send(post, fields, body=mine)
            with self.subTest(mine):
                self.assertEqual(read.called, reads)

    def test_topics_that_both_changed_are_asked_about_like_a_text(self):
        post = make_post(topics=["Klima"])
        fields = self.open(post)
        self.save_as_other(post, topics="Klima, Fest")
        page = self.send(post, fields, topics="Klima, Wohnen")
        self.assertEqual([c.label for c in page.context["conflicts"]], ["Themen"])
        self.assert_saved(self.send(post, self.choose(page, "theirs")))
        self.assertEqual(sorted(post.topics.values_list("name", flat=True)), ["Fest", "Klima"])

    def test_a_choice_and_a_box_are_told_in_words(self):
        topic = make_topic(kind=Topic.Kind.choices[0][0], featured=False)
        other, mine = [key for key, _label in Topic.Kind.choices if key != topic.kind][:2]
        fields = self.open(topic)
        self.save_as_other(topic, kind=other, featured="on")
        page = self.send(topic, fields, kind=mine, summary="Getippt")
        labels = dict(Topic.Kind.choices)
        conflict = page.context["conflicts"][0]
        self.assertEqual([conflict.mine, conflict.theirs], [str(labels[mine]), str(labels[other])])
        self.assertEqual(self.fields_on(page)["featured"], "on")

    def test_an_error_elsewhere_keeps_what_was_merged(self):
        post = make_post(body="Alt.")
        fields = self.open(post)
        self.save_as_other(post, body="Ihrs.")
        page = self.send(post, fields, title="", teaser="Getippt")
        self.assertEqual(self.fields_on(page)["body"], "Ihrs.")
        self.save_as_other(post, body="Noch später.")
        self.assert_saved(self.send(post, self.fields_on(page), title="Da"))
        post.refresh_from_db()
        self.assertEqual([post.title, post.body, post.teaser], ["Da", "Noch später.", "Getippt"])

    def test_a_form_whose_base_cannot_be_read_asks_about_all_that_differs(self):
        post = make_post(body="Alt.", teaser="Anriss")
        fields = self.open(post) | {"merge-base": "x:y:z"}
        self.assert_saved(self.send(post, fields))  # nothing differs
        self.save_as_other(post, body="Ihrs.")
        page = self.send(post, fields, body="Meins.")
        self.assertEqual([conflict.name for conflict in page.context["conflicts"]], ["body"])
        self.assertContains(page, "Ihrs.")
        self.assertEqual(Post.objects.get().body, "Ihrs.")
        self.assert_saved(self.send(post, self.choose(page, "mine")))
        self.assertEqual(Post.objects.get().body, "Meins.")


class BeforeTests(TwoEditors):
    """What both started from is shown too; it comes from the versions."""

    def befores(self, thing, field, value=""):
        fields = self.open(thing)
        self.save_as_other(thing, **{field: f"Ihrs.{value}"})
        self.save_as_other(thing, **{field: f"Noch später.{value}"})
        page = self.send(thing, fields, **{field: f"Meins.{value}"})
        return page, [conflict.before for conflict in page.context["conflicts"]]

    def test_of_each_kind_and_of_a_top(self):
        things = [
            (make_post(body="Alt."), "body"),
            (make_page(body="Alt."), "body"),
            (make_topic(description="Alt."), "description"),
            (make_meeting(items=[("Eins", 5, "Ada", "Alt.")]), "items-0-protocol"),
        ]
        for thing, field in things:
            with self.subTest(field):
                page, befores = self.befores(thing, field)
                self.assertEqual(befores, ["Alt."])
                self.assertContains(page, '<div class="conflict-text">Alt.</div>', 1)

    def test_of_topics_by_their_names(self):
        self.assertEqual(
            self.befores(make_post(topics=["Wohnen", "Klima"]), "topics", ", Klima")[1],
            ["Klima, Wohnen"],
        )

    def test_of_what_a_form_makes_of_the_parts_of_a_top(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada"), ("Zwei", 5, "Eva")])
        line = "Beschluss: Es gibt Kaffee (12/0/1)"
        typed = {"items-0-who": "Ada/Jost", "items-0-results": line}
        self.save_as_other(meeting, **typed)
        self.assertEqual(self.befores(meeting, "items-0-who")[1], ["Ada/Jost"])
        self.save_as_other(meeting, **typed)
        fields = self.open(meeting)
        self.save_as_other(meeting, **{"items-0-results": "Beschluss: Ihrs"})
        page = self.send(meeting, fields, **{"items-0-results": "Beschluss: Meins"})
        self.assertEqual([conflict.before for conflict in page.context["conflicts"]], [line])

    def test_without_the_people_that_it_names_there_is_none(self):
        meeting = make_meeting(items=[("Eins", 5, "Ada")])
        self.save_as_other(meeting, **{"items-0-who": "Jost"})
        fields = self.open(meeting)
        self.save_as_other(meeting, **{"items-0-who": "Eva"})
        Speaker.objects.exclude(name="Eva").delete()
        page = self.send(meeting, fields, **{"items-0-who": "Kim"})
        self.assertEqual([conflict.before for conflict in page.context["conflicts"]], [None])

    def test_without_a_version_there_is_none(self):
        post = make_post(body="Alt.")
        Revision.objects.all().delete()
        self.assertEqual(self.befores(post, "body")[1], [None])


class AtOnceTests(TwoEditors):
    """The other saves after this form was compared with what is stored, and before it saves itself."""

    def send_at_once(self, thing, theirs, **typed):
        fields = self.open(thing)

        def lock(item):
            patched.stop()
            self.save_as_other(thing, **theirs)

        patched = mock.patch("wiq_site.kit.changes.lock", lock)
        patched.start()
        return self.send(thing, fields, **typed)

    def test_what_only_one_changed_is_merged(self):
        post = make_post(body="Alt.")
        self.assert_saved(self.send_at_once(post, {"body": "Ihrs."}, teaser="Meins."))
        post.refresh_from_db()
        self.assertEqual([post.body, post.teaser], ["Ihrs.", "Meins."])

    def test_what_both_changed_is_asked_about(self):
        meeting = make_meeting(items=AGENDA)
        theirs, mine = {"items-0-protocol": "Ihrs."}, {"items-0-protocol": "Meins."}
        page = self.send_at_once(meeting, theirs, **mine)
        self.assertContains(page, '<div class="conflict-text">Ihrs.</div>', 1)
        self.assertEqual(meeting.items.first().protocol, "Ihrs.")


@pytest.mark.postgres
class SameMomentTests(TransactionTestCase):
    """What only several connections can show."""

    def test_of_many_forms_sent_at_the_same_moment_one_is_stored(self):
        post, editor = make_post(body="Alt."), make_editor()
        client = Client()
        client.force_login(editor)
        page = client.get(admin_address("change", post))
        fields = {n: t for n, t in DeskForm(page).fields.items() if "__prefix__" not in n}

        def send(number):
            sender = Client()
            sender.cookies = client.cookies
            try:
                page = sender.post(
                    admin_address("change", post), fields | {"body": f"Text {number}"}
                )
                return page.status_code
            finally:
                connection.close()

        with ThreadPool(6) as pool:
            statuses = pool.map(send, range(12))
        self.assertEqual(sorted(statuses), [200] * 11 + [302])


class PublishingBetweenTests(TwoEditors):
    def test_a_form_opened_before_jetzt_veroeffentlichen_leaves_the_post_public(self):
        post = make_post(published_at=None)
        fields = self.open(post)
        run_action(self.other, "publish_now", post)
        self.assert_saved(self.send(post, fields, body="Getippt."))
        post.refresh_from_db()
        self.assertTrue(post.is_published())
        self.assertEqual(post.body, "Getippt.")
        self.assertEqual(self.client.get(post.get_absolute_url()).status_code, 200)

    def test_a_form_opened_before_withdrawing_leaves_it_withdrawn(self):
        page = make_page()
        fields = self.open(page)
        self.other.post(admin_address("withdraw", page))
        self.assert_saved(self.send(page, fields, body="Getippt."))
        self.assertFalse(Page.objects.get().is_published())

    def test_minutes_published_meanwhile_stay_public(self):
        meeting = make_meeting(items=AGENDA, agenda_published_at=None, protocol_published_at=None)
        fields = self.open(meeting)
        now = timezone.now().replace(microsecond=0)
        Meeting.objects.filter(pk=meeting.pk).update(
            agenda_published_at=now, protocol_published_at=now
        )
        self.assert_saved(self.send(meeting, fields, place="Saal"))
        meeting.refresh_from_db()
        self.assertEqual(
            [meeting.agenda_published_at, meeting.protocol_published_at, meeting.place],
            [now, now, "Saal"],
        )


class RowTests(TwoEditors):
    def setUp(self):
        super().setUp()
        self.meeting = make_meeting(items=AGENDA)

    def texts(self):
        return list(self.meeting.items.order_by("position").values_list("name", "protocol"))

    def test_texts_of_different_tops_are_merged(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-1-protocol": "Von ihr."})
        self.assert_saved(self.send(self.meeting, fields, **{"items-2-protocol": "Von mir."}))
        self.assertEqual(
            self.texts(), [("Begrüßung", ""), ("Bericht", "Von ihr."), ("Fest", "Von mir.")]
        )

    def test_one_text_of_one_top_is_asked_about_with_the_name_of_the_top(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-1-protocol": "Von ihr.", "items-0-who": "Eva"})
        page = self.send(self.meeting, fields, **{"items-1-protocol": "Von mir."})
        conflict = page.context["conflicts"][0]
        self.assertIn("Bericht", conflict.label)
        self.assertEqual([conflict.mine, conflict.theirs], ["Von mir.", "Von ihr."])
        self.assertEqual(self.texts()[1], ("Bericht", "Von ihr."))
        self.assert_saved(self.send(self.meeting, self.choose(page, "mine")))
        self.assertEqual(self.texts()[1], ("Bericht", "Von mir."))
        self.assertEqual(self.meeting.items.get(name="Begrüßung").who, "Eva")

    def test_a_top_added_meanwhile_stays(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-3-name": "Neu von ihr"})
        self.assert_saved(self.send(self.meeting, fields, **{"items-3-name": "Neu von mir"}))
        names = sorted(name for name, _text in self.texts())
        self.assertEqual(names, ["Begrüßung", "Bericht", "Fest", "Neu von ihr", "Neu von mir"])

    def test_a_deleted_top_without_typed_text_vanishes_and_is_named(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-0-DELETE": "on"})
        page = self.send(
            self.meeting, fields, **{"items-2-protocol": "Getippt.", "items-3-name": "Neu"}
        )
        self.assert_saved(page)
        self.assertEqual(self.texts(), [("Bericht", ""), ("Fest", "Getippt."), ("Neu", "")])
        told = [text for text in sentences(page) if text.startswith("Inzwischen gelöscht")]
        self.assertEqual(len(told), 1)
        self.assertIn("Begrüßung", told[0])

    def test_a_deleted_top_with_typed_text_comes_back_as_a_new_row_and_saves(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-0-DELETE": "on"})
        typed = {"items-0-protocol": "Viel getippt.", "items-1-protocol": "Auch."}
        page = self.send(self.meeting, fields, **typed)
        self.assertContains(page, "Inzwischen gelöscht wurde „")
        self.assertEqual(self.texts(), [("Bericht", ""), ("Fest", "")])
        self.assert_saved(self.send(self.meeting, self.fields_on(page)))
        self.assertEqual(
            self.texts(), [("Begrüßung", "Viel getippt."), ("Bericht", "Auch."), ("Fest", "")]
        )

    def test_a_top_moved_to_another_meeting_is_called_moved_with_its_new_place(self):
        there = make_meeting("2031-02-11 17:00", title="Sondertreffen")
        for typed, told in [
            ({"items-0-protocol": "Getippt."}, "Inzwischen verschoben wurde „TOP 1 Begrüßung“"),
            ({"place": "Saal"}, "Inzwischen verschoben: „TOP 1 Begrüßung“"),
        ]:
            with self.subTest(told):
                meeting = make_meeting(items=AGENDA)
                fields = self.open(meeting)
                item = meeting.items.first()
                item.meeting = there
                item.save()
                page = self.client.post(
                    admin_address("change", meeting), fields | typed, follow=True
                )
                self.assertContains(page, f"{told} (jetzt bei „Sondertreffen“)")
                self.assertNotContains(page, "Inzwischen gelöscht")
                self.assertEqual(meeting.items.count(), 2)

    def test_rows_that_are_gone_are_not_looked_up_one_by_one(self):
        fields = self.open(self.meeting)
        self.meeting.items.exclude(position=3).delete()
        with CaptureQueriesContext(connection) as captured:
            self.send(self.meeting, fields, place="Saal")
        one = re.compile(r'WHERE "meetings_agendaitem"."id" = \d.*LIMIT 1$')
        self.assertEqual([q["sql"] for q in captured if one.search(q["sql"])], [])

    def test_a_top_both_delete_is_gone_without_a_question(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-0-DELETE": "on"})
        self.assert_saved(self.send(self.meeting, fields, **{"items-0-DELETE": "on"}))
        self.assertEqual(self.texts(), [("Bericht", ""), ("Fest", "")])

    def test_deleting_a_top_that_somebody_wrote_into_asks_first(self):
        for whose, left in [("theirs", 3), ("mine", 2)]:
            with self.subTest(whose):
                self.meeting = make_meeting(items=AGENDA)
                fields = self.open(self.meeting)
                self.save_as_other(self.meeting, **{"items-0-protocol": "Von ihr."})
                page = self.send(self.meeting, fields, **{"items-0-DELETE": "on"})
                conflict = page.context["conflicts"][0]
                self.assertEqual([conflict.mine, "Von ihr." in conflict.theirs], ["löschen", True])
                self.assertEqual(self.meeting.items.count(), 3)
                self.assert_saved(self.send(self.meeting, self.choose(page, whose)))
                self.assertEqual(self.meeting.items.count(), left)

    def test_a_conflict_beside_a_deleted_top_is_decided_for_the_right_row(self):
        fields = self.open(self.meeting)
        self.save_as_other(self.meeting, **{"items-0-DELETE": "on", "items-2-protocol": "Von ihr."})
        page = self.send(self.meeting, fields, **{"items-2-protocol": "Von mir."})
        self.assert_saved(self.send(self.meeting, self.choose(page, "theirs")))
        self.assertEqual(self.texts(), [("Bericht", ""), ("Fest", "Von ihr.")])

    def test_all_tops_deleted_meanwhile_leave_a_form_that_saves(self):
        fields = self.open(self.meeting)
        AgendaItem.objects.all().delete()
        self.assert_saved(self.send(self.meeting, fields, place="Saal"))
        self.assertEqual(Meeting.objects.get().place, "Saal")


class FileTests(TwoEditors):
    """Pictures and attachments, of which no browser sends back what is stored."""

    def picture(self, name, colour):
        file = BytesIO()
        Image.new("RGB", (20, 20), colour).save(file, "PNG")
        return SimpleUploadedFile(name, file.getvalue())

    def attach(self, post, name):
        file = ContentFile(b"Hallo", f"{name}.txt")
        return Attachment.objects.create(owner=post, file=file, title=name)

    def test_a_picture_that_another_chose_stays_in_a_form_that_knows_none(self):
        post = make_post()
        fields = self.open(post)
        self.save_as_other(post, image=self.picture("ihr.png", "red"), image_alt="Ein Bild")
        self.assert_saved(self.send(post, fields, body="Neu."))
        post.refresh_from_db()
        self.assertEqual(post.image_alt, "Ein Bild")
        self.assertTrue(post.image)

    def test_of_two_pictures_the_chosen_one_is_stored_and_need_not_be_sent_twice(self):
        for whose, name in [("mine", "mein.jpg"), ("theirs", "ihr.jpg")]:
            with self.subTest(whose):
                post = make_post()
                fields = self.open(post) | {"image_alt": "Ein Bild"}
                red, blue = self.picture("ihr.png", "red"), self.picture("mein.png", "blue")
                self.save_as_other(post, image=red, image_alt="Ein Bild")
                page = self.send(post, fields, image=blue)
                self.assertEqual([c.label for c in page.context["conflicts"]], ["Bild"])
                self.assert_saved(self.send(post, self.choose(page, whose)))
                post.refresh_from_db()
                self.assertEqual(post.image.name.rsplit("/", 1)[1], name)

    def test_an_attachment_deleted_meanwhile_is_named_and_the_others_stay(self):
        post = make_post()
        first, _second = self.attach(post, "Satzung"), self.attach(post, "Plan")
        fields = self.open(post)
        first.delete()
        page = self.send(post, fields, body="Neu.")
        self.assert_saved(page)
        self.assertIn("Inzwischen gelöscht: „Satzung“", sentences(page))
        self.assertEqual(list(Attachment.objects.values_list("title", flat=True)), ["Plan"])

    def test_what_was_typed_at_an_attachment_deleted_meanwhile_comes_back_as_a_new_row(self):
        post = make_post()
        first, _second = self.attach(post, "Satzung"), self.attach(post, "Plan")
        fields = self.open(post)
        first.delete()
        title = next(name for name, text in fields.items() if text == "Satzung")
        page = self.send(post, fields | {title: "Unsere Satzung"}, body="Neu.")
        self.assertContains(page, "Inzwischen gelöscht wurde „Satzung“")
        fields = self.fields_on(page)
        row = next(name for name, text in fields.items() if text == "Unsere Satzung")
        self.assertContains(page, "Dieses Feld wird benötigt.")  # its file
        self.assert_saved(self.send(post, fields | {row: ""}))
        self.assertEqual(list(Attachment.objects.values_list("title", flat=True)), ["Plan"])
        self.assertEqual(Post.objects.get().body, "Neu.")


class DeletedTests(TwoEditors):
    def test_the_form_of_something_deleted_answers_410_with_all_that_was_typed(self):
        for thing, field in [
            (make_post(), "body"),
            (make_page(), "body"),
            (make_topic(), "description"),
            (Speaker.objects.create(name="Ada", agreed=False), "role"),
        ]:
            with self.subTest(thing._meta.label):
                fields, path = self.open(thing), admin_address("change", thing)
                type(thing).objects.all().delete()
                page = self.client.post(path, fields | {field: "Lange getippt."})
                self.assertContains(page, "<dd>Lange getippt.</dd>", 1, status_code=410)
                add = path.replace(f"{thing.pk}/change/", "add/")
                self.assertContains(page, f'action="{add}"', status_code=410)
                self.assertEqual(self.client.post(add, self.fields_on(page)).status_code, 302)
                self.assertEqual(getattr(type(thing).objects.get(), field), "Lange getippt.")

    def test_a_file_that_was_chosen_is_named_as_what_does_not_come_along(self):
        post = make_post()
        fields, path = self.open(post), admin_address("change", post)
        post.delete()
        page = self.client.post(path, fields | {"image": SimpleUploadedFile("rot.jpg", b"x")})
        lost = "Nur Dateien kann die Seite nicht aufheben; bitte wählen Sie danach noch einmal aus: rot.jpg"
        self.assertContains(page, lost, status_code=410)
        self.assertContains(page, "rot.jpg", 1, status_code=410)

    def test_pages_with_one_action_answer_likewise(self):
        for page, field, add in [
            ("take_minutes", "items-1-protocol", "meetings/meeting"),
            ("publish_invitation", "body", "blog/post"),
            ("publish_protocol", "teaser", "blog/post"),
        ]:
            with self.subTest(page):
                meeting = make_meeting("2031-02-11 17:00", AGENDA, protocol_published_at=None)
                path = admin_address(page, meeting)
                fields = self.fields_on(self.client.get(path))
                meeting.delete()
                page = self.client.post(path, fields | {field: "Lange\ngetippt."})
                self.assertContains(page, "<dd>Lange<br>getippt.</dd>", 1, status_code=410)
                add = f"/admin/{add}/add/"
                self.assertContains(page, f'action="{add}"', status_code=410)
                again = self.fields_on(self.client.post(add, self.fields_on(page), follow=True))
                self.assertEqual(again[field], "Lange\ngetippt.")

    def test_minutes_that_were_being_taken_are_made_anew_below_the_names_of_their_page(self):
        meeting = make_meeting(items=AGENDA, protocol_published_at=None)
        title, path = meeting.title, admin_address("take_minutes", meeting)
        fields = self.fields_on(self.client.get(path))
        meeting.delete()
        page = self.client.post(path, fields | {"items-1-protocol": "- getippt"})
        self.assertContains(page, f"„{title}“ wurde inzwischen gelöscht", status_code=410)
        day = {"date": "11.2.2031"}
        self.client.post("/admin/meetings/meeting/add/", self.fields_on(page) | day)
        made = Meeting.objects.get()
        self.assertEqual(made.title, title)
        items = list(made.items.values_list("name", "protocol"))
        self.assertEqual([text for _name, text in items], ["", "- getippt", ""])
        self.assertIn("Bericht", items[1][0])

    def test_an_answer_to_a_comment_that_is_gone_comes_back(self):
        comment = make_comment(make_post(), "Frage")
        path = admin_address("answer", comment)
        comment.delete()
        page = self.client.post(path, {"answer-text": "Lange überlegt."})
        self.assertContains(page, "<dd>Lange überlegt.</dd>", 1, status_code=410)

    def test_a_button_of_what_is_gone_names_it(self):
        for page, thing in [
            ("withdraw", make_post("Sommerfest")),
            ("draft_post", make_meeting(title="Sommerfest")),
            ("take_over", make_meeting(title="Sommerfest")),
            ("publish_protocol", make_meeting(title="Sommerfest")),
        ]:
            with self.subTest(page):
                path = admin_address(page, thing)
                thing.delete()
                page = self.client.post(path, {"item": "1"})
                sentence = "„Sommerfest“ wurde inzwischen gelöscht; gespeichert ist nichts.</p>"
                self.assertContains(page, sentence, 1, status_code=410)
                self.assertNotContains(page, "Als neu anlegen", status_code=410)

    def test_a_button_of_what_is_gone_names_nothing_to_who_may_not_see_it(self):
        post = make_post("Sommerfest")
        path = admin_address("withdraw", post)
        post.delete()
        self.client.force_login(make_colleague("Autorin/Autor", "autorin"))
        page = self.client.post(path)
        self.assertNotContains(page, "Sommerfest", status_code=404)

    def test_a_button_of_what_never_was_says_what_it_said(self):
        self.assertEqual(self.client.post("/admin/blog/post/4711/zurueckziehen/").status_code, 404)

    def test_what_a_form_led_to_is_named_also_where_it_went_with_it(self):
        item = make_meeting(items=AGENDA).items.first()
        outcome = Outcome.objects.create(item=item, kind="beschluss", text="Wir feiern.")
        fields, path = self.open(outcome), admin_address("change", outcome)
        item.delete()
        page = self.client.post(path, fields)
        self.assertContains(page, "<dd>TOP 1 Begrüßung</dd>", 1, status_code=410)

    def test_what_is_there_but_closed_to_this_account_is_not_called_deleted(self):
        post = make_post(published_at=None)
        fields, path = self.open(post), admin_address("change", post)
        author = make_colleague("Autorin/Autor", "autorin")
        for address, typed in [(path, fields), (admin_address("look", post), {})]:
            client = Client()
            client.force_login(author)
            page = client.post(address, typed | {"body": "Lange getippt."})
            self.assertContains(page, "<dd>Lange getippt.</dd>", 1, status_code=403)
            self.assertContains(page, "dürfen Sie mit diesem Konto nicht sichern", status_code=403)

    def test_a_deleted_meeting_is_made_anew_with_its_agenda(self):
        meeting = make_meeting(items=AGENDA)
        fields, path = self.open(meeting), admin_address("change", meeting)
        Meeting.objects.all().delete()
        page = self.client.post(path, fields | {"items-1-protocol": "Lange\ngetippt."})
        self.assertContains(page, "<dd>Lange<br>getippt.</dd>", 1, status_code=410)
        response = self.client.post("/admin/meetings/meeting/add/", self.fields_on(page))
        self.assertEqual(response.status_code, 302)
        names = Meeting.objects.get().items.order_by("position").values_list("name", "protocol")
        self.assertEqual(
            list(names), [("Begrüßung", ""), ("Bericht", "Lange\ngetippt."), ("Fest", "")]
        )
