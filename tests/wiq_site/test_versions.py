"""Versions: each save of the desk keeps one, whole, by whom and what for; and it can be restored."""

import json

from django.test import TestCase
from reversion.models import Revision, Version

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome, Speaker
from meetings.models import Meeting
from tests.build import make_meeting, make_page, make_post, make_report, make_topic
from tests.desk import DeskTestCase, admin_address, run_action, send
from wiq_site.kit import changes, versions

AGENDA = [("Begrüßung", 8, "Thorsten"), ("Bericht", 10, "Ada"), ("Fest", 15, "Jost")]


def forget():
    """Forget the versions that came with building."""
    Revision.objects.all().delete()


def told():
    """Return of each revision, oldest first: who, what for, and how many objects are in it."""
    return [
        (each.user and each.user.username, each.comment, each.version_set.count())
        for each in Revision.objects.order_by("pk")
    ]


def fields_of(item):
    """Return the fields of the newest version of ``item``."""
    version = Version.objects.get_for_object(item).first()
    return json.loads(version.serialized_data)[0]["fields"]


class KeptTests(TestCase):
    def test_each_kind_keeps_a_version_of_itself_alone(self):
        for thing in (make_post("Fest", ["Klima"]), make_topic("Wohnen"), make_page()):
            forget()
            type(thing).objects.get(pk=thing.pk).save()
            self.assertEqual(told(), [])  # nothing was changed
            thing.slug = f"neu-{thing.slug}"
            thing.save()
            self.assertEqual(told(), [(None, "", 1)])

    def test_a_meeting_is_kept_whole_whatever_part_of_it_changed(self):
        meeting = make_meeting(items=AGENDA)
        item = meeting.items.first()
        outcome = Outcome.objects.create(item=item, kind="beschluss", text="So sei es.")
        make_topic("Klima")
        for write in (
            meeting.settle,
            lambda: AgendaItem.objects.filter(pk=item.pk).update(protocol="Neu"),
            lambda: Outcome.objects.filter(pk=outcome.pk).update(text="Anders."),
            lambda: item.set_who(["Eva"]),
            lambda: item.topics.add("Klima"),
            outcome.delete,
        ):
            forget()
            write()
            rows = Version.objects.get_for_object(meeting).count()
            self.assertEqual(rows, Revision.objects.count())
        self.assertEqual(rows, 1)
        self.assertEqual(told(), [(None, "", 1 + 3 + 3)])  # it, its TOPs, who leads them

    def test_what_is_only_made_of_others_keeps_none(self):
        report = make_report(items=AGENDA)
        forget()
        item = report.reports_on.items.first()
        item.protocol = "Neu"
        item.save()
        self.assertEqual(Version.objects.get_for_object(report).count(), 0)
        topic = make_topic("Klima")
        post = make_post("Fest", ["Klima"])
        forget()
        topic.name = "Wetter"
        topic.save()
        self.assertEqual(Version.objects.get_for_object(post).count(), 0)

    def test_a_unit_keeps_one_of_each_thing_it_changed(self):
        post, page = make_post(), make_page()
        forget()
        with changes.unit():
            for _time in range(2):
                for thing in (post, page):
                    thing.title += "!"
                    thing.save()
        self.assertEqual(told(), [(None, "", 1)] * 2)
        self.assertEqual(Revision.objects.values("date_created").distinct().count(), 1)

    def test_the_names_of_topics_are_in_it_and_nothing_that_is_made(self):
        fields = fields_of(make_post("Fest", ["Klima", "Idee sucht Team"]))
        self.assertEqual(fields["topics_names"], ["Idee sucht Team", "Klima"])
        self.assertNotIn("body_html", fields)
        self.assertNotIn("digest", fields)


class RestoredTests(TestCase):
    def versions(self, thing):
        return list(Version.objects.get_for_object(thing))

    def test_a_post_comes_back_with_topics_and_html(self):
        post = make_post("Fest", ["Klima"], body="Alt")
        post.body = "Neu"
        post.save()
        post.topics.set(["Wohnen"])
        Topic.objects.filter(name="Klima").delete()
        self.versions(post)[-1].revert()
        post = Post.objects.get()
        self.assertIn("Alt", post.body_html)
        self.assertEqual([topic.name for topic in post.topics.all()], ["Klima"])
        self.assertEqual(len(self.versions(post)), 5)  # restoring is a change like others

    def test_a_meeting_comes_back_as_a_whole(self):
        meeting = make_meeting(items=AGENDA)
        first = meeting.items.first()
        Outcome.objects.create(item=first, kind="beschluss", text="So sei es.")
        first.topics.add("Klima")
        before = self.versions(meeting)[0].revision
        uuid, anchor = first.uuid, first.anchor
        first.delete()
        meeting.items.create(name="Zu viel", position=9)
        Speaker.objects.get(name="Jost").delete()
        before.revert(delete=True)
        items = Meeting.objects.get().items.order_by("position")
        self.assertEqual(
            [(item.name, item.who) for item in items],
            [("Begrüßung", "Thorsten"), ("Bericht", "Ada"), ("Fest", "")],
        )
        self.assertEqual((items[0].uuid, items[0].anchor), (uuid, anchor))
        self.assertEqual([str(topic) for topic in items[0].topics.all()], ["Klima"])
        self.assertEqual([each.text for each in items[0].outcomes.all()], ["So sei es."])

    def test_a_post_and_a_meeting_of_one_number_have_each_its_own_files(self):
        with changes.unit():
            things = [make_post(pk=7), make_meeting(pk=7)]
            for thing in things:
                thing.attachments.create(title=thing.title, file="a/plan.pdf")
        for thing in things:
            was = versions.as_it_was(Version.objects.get_for_object(thing)[0])
            with self.subTest(thing):
                self.assertEqual([one.title for one in was.attachments.all()], [thing.title])

    def test_what_it_belonged_to_and_is_gone_stays_away(self):
        meeting = make_meeting(series=make_topic("Gesamttreffen", kind="reihe"))
        before = self.versions(meeting)[0]
        Topic.objects.all().delete()
        before.revert()
        self.assertIsNone(Meeting.objects.get().series)


class DeskTests(DeskTestCase):
    def test_a_form_keeps_one_with_account_and_what_was_changed(self):
        post = make_post(topics=["Klima"])
        make_topic("Fest")
        forget()
        send(self.client, admin_address("change", post), body="Neu.", topics="Klima, Fest")
        [revision] = told()
        self.assertEqual(revision[0], self.editor.username)
        self.assertIn("Text", revision[1])
        self.assertEqual(fields_of(post)["topics_names"], ["Fest", "Klima"])

    def test_the_form_of_a_meeting_keeps_one(self):
        meeting = make_meeting(items=AGENDA)
        forget()
        path = admin_address("change", meeting)
        send(self.client, path, **{"place": "Saal", "items-1-protocol": "Neu."})
        self.assertEqual([row[0] for row in told()], [self.editor.username])

    def test_actions_and_pages_with_one_button_keep_one(self):
        post, meeting = make_post(published_at=None), make_meeting(items=AGENDA)
        source = make_meeting("2020-11-12 17:00", [("Haushalt", 5, "Ada")])
        meeting.series = source.series = make_topic("Reihe", kind="reihe")
        meeting.save()
        source.save()
        forget()
        run_action(self.client, "publish_now", post)
        self.client.post(admin_address("withdraw", post))
        run_action(self.client, "approve_minutes", meeting)
        item = meeting.items.first()
        item.protocol = "Beschluss: Wir feiern."
        item.save()
        self.client.post(admin_address("take_outcomes", meeting), {"take": "all"})
        name = self.editor.username
        self.assertEqual(
            [row[:2] for row in told()],
            [
                (name, "veröffentlicht"),
                (name, "Zurückgezogen."),
                (name, "Protokoll genehmigt"),
                (None, ""),
                (name, "1 Ergebnis übernommen."),
            ],
        )
