"""One page from a meeting to its public invitation or report."""

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from blog.models import Post
from meetings.agenda import AgendaItem
from meetings.models import Meeting
from tests.build import (
    berlin,
    days_ago,
    make_meeting,
    make_post,
    make_report,
    make_topic,
)
from tests.desk import DeskTestCase, admin_address, errors_of, send
from tests.meetings.test_corrections import CORRECTED, NOTE, WORDS
from tests.meetings.test_desk_planning import address
from tests.reading import read_by_people
from wiq_site.mailing.sending import LISTS


class Publishing(DeskTestCase):
    page = ""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.series = make_topic("Gesamttreffen", kind="reihe")
        items = [("Begrüßung", 8, "Thorsten", "Hallo."), ("Finanzen", 20, "Kristina", "Geheim.")]
        cls.meeting = make_meeting(
            items=items, series=cls.series, intro="Wir *trafen* uns.", place="Rathaus",
            agenda_published_at=None, protocol_published_at=None,
        )  # fmt: skip
        cls.money = cls.meeting.items.get(name="Finanzen")

    def look(self):
        return self.client.get(address(self.page, self.meeting))

    def publish(self, **typed):
        answer = send(self.client, address(self.page, self.meeting), **({"when": "jetzt"} | typed))
        self.meeting.refresh_from_db()
        return answer

    def doubts(self):
        return self.look().context["doubts"]


class ReportTests(Publishing):
    page = "publish_protocol"

    def test_title_teaser_and_topics_are_proposed(self):
        form = self.look().context["form"]
        expected = ["Gesamttreffen: Ergebnisse", "Wir trafen uns.", [self.series]]
        self.assertEqual([form[name].value() for name in ("title", "teaser", "topics")], expected)

    def test_what_heads_the_tops_is_no_teaser(self):
        for intro in ("Öffentlicher Teil", "Wir trafen uns.\n\nA. Öffentlicher Teil:", "## Teil 1"):
            self.meeting.intro = intro
            self.meeting.save()
            with self.subTest(intro=intro):
                proposed = self.look().context["form"]["teaser"].value()
                self.assertEqual(proposed, "Wir trafen uns." * ("Wir" in intro))

    def test_report_and_minutes_are_public_at_one_moment(self):
        self.publish()
        report = self.meeting.report
        self.assertTrue(report.is_published() and self.meeting.has_public_protocol())
        self.assertEqual(report.published_at, self.meeting.protocol_published_at)

    def test_what_was_typed_is_published(self):
        self.publish(title="Was war", teaser="Viel.", topics="Klima, Gesamttreffen")
        report = self.meeting.report
        self.assertEqual((report.title, report.teaser), ("Was war", "Viel."))
        self.assertEqual(set(report.topics.names()), {"Klima", "Gesamttreffen"})

    def test_a_report_that_exists_is_taken_and_its_words_stay(self):
        report = make_post("Schon da", published_at=None, topics=["Klima"])
        Meeting.objects.filter(pk=self.meeting.pk).update(report=report)
        self.publish()
        self.assertEqual((self.meeting.report, Post.objects.count()), (report, 1))
        self.assertEqual((report.title, list(report.topics.names())), ("Schon da", ["Klima"]))

    def test_a_later_moment_publishes_neither_now(self):
        moment = timezone.localtime() + timedelta(days=3)
        self.publish(when="zeitpunkt", moment_0=f"{moment:%d.%m. um %H:%M}")
        self.assertFalse(self.meeting.report.is_published() or self.meeting.has_public_protocol())
        self.assertEqual(
            f"{timezone.localtime(self.meeting.protocol_published_at):%d %H}", f"{moment:%d %H}"
        )

    def test_a_second_time_the_moment_stays_unless_changed(self):
        report = make_post(published_at=berlin("2020-12-12 10:00"))
        Meeting.objects.filter(pk=self.meeting.pk).update(report=report)
        send(self.client, address(self.page, self.meeting), title="Neu")
        self.meeting.refresh_from_db()
        self.assertEqual(self.meeting.protocol_published_at, berlin("2020-12-12 10:00"))

    def test_a_missing_moment_is_asked_for_and_typing_stays(self):
        page = self.publish(when="zeitpunkt", title="Getippt")
        self.assertEqual(errors_of(page), ["Bitte geben Sie den Zeitpunkt an."])
        self.assertContains(page, 'value="Getippt"')

    def test_a_moment_typed_beside_another_choice_is_asked_about(self):
        page = self.publish(moment_0="5.1.2027", moment_1="18:00")
        expected = (
            "Sie haben einen Zeitpunkt eingetragen, aber „jetzt gleich“ gewählt. Bitte wählen Sie "
            "„zu diesem Zeitpunkt“, oder leeren Sie den Zeitpunkt."
        )
        self.assertEqual((errors_of(page), Post.objects.count()), ([expected], 0))
        self.assertContains(page, 'value="5.1.2027"')

    def test_impossible_moments_are_refused(self):
        for moment in ("gestern", "1.1.0001 0:00", "31.12.9999 23:59", "28.3.2021 2:30"):
            with self.subTest(moment):
                page = self.publish(when="zeitpunkt", moment_0=moment)
                self.assertEqual((page.status_code, Post.objects.count()), (200, 0))

    def test_an_unknown_choice_is_refused(self):
        self.assertEqual(self.publish(when="bleibt").status_code, 200)

    def test_a_corrected_report_is_not_published_after_its_correction(self):
        report = make_post(published_at=days_ago(3), corrected_at=days_ago(2))
        Meeting.objects.filter(pk=self.meeting.pk).update(report=report)
        self.assertEqual(self.publish().status_code, 200)

    def test_looking_publishes_nothing(self):
        self.look()
        self.assertEqual(Post.objects.count(), 0)

    def test_both_are_logged(self):
        self.publish()
        models = LogEntry.objects.values_list("content_type__model", flat=True)
        self.assertEqual(sorted(models), ["meeting", "post"])

    def test_without_the_right_to_posts_it_is_refused(self):
        group = self.editor.groups.get()
        group.permissions.remove(*group.permissions.filter(codename="add_post"))
        self.assertEqual(self.look().status_code, 403)


class PublicBeforeTests(Publishing):
    """Minutes that were public, and corrected, before the post that reports them."""

    page = "publish_protocol"
    since = berlin("2021-01-03 10:00")

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        for name, value in CORRECTED.items():
            setattr(cls.meeting, name, value)
        cls.meeting.protocol_published_at = cls.since
        cls.meeting.save()

    def test_they_keep_their_moment_and_their_correction(self):
        self.publish()
        self.assertEqual(self.meeting.protocol_published_at, self.since)
        self.assertGreater(self.meeting.report.published_at, days_ago(1))
        self.assertEqual(self.meeting.correction_words, f"{WORDS}: {NOTE}")

    def test_the_report_tells_the_correction_wherever_it_is_named(self):
        self.publish(title="Ergebnisse")
        report = self.meeting.report.get_absolute_url()
        for path in (report, "/beitraege/", "/beitraege/feed.rss", "/suche/?q=ergebnisse"):
            with self.subTest(path):
                self.assertIn(f"{WORDS}: {NOTE}", read_by_people(self.client.get(path)))

    def test_a_correction_of_the_report_takes_its_place_and_goes_again(self):
        self.publish()
        report = self.meeting.report
        for corrected_at, note in ((timezone.now(), "Neu."), (None, "")):
            report.corrected_at, report.correction_note = corrected_at, note
            report.save()
            self.meeting.refresh_from_db()
            self.assertEqual(self.meeting.correction_note, note)

    def test_what_was_typed_with_the_choice_of_a_report_is_stored(self):
        """The desk's form of the meeting, with both at once."""
        report = make_post("Bericht", published_at=days_ago(1))
        typed = {"corrected_at_0": "7.1.2021", "corrected_at_1": "12:00", "correction_note": "x"}
        change = admin_address("change", self.meeting)
        send(self.client, change, report=report.pk, report_anyway="1", **typed)
        self.meeting.refresh_from_db()
        told = (self.meeting.report, self.meeting.correction_note)
        self.assertEqual(told, (report, "x"))

    def test_they_are_told_to_nobody_again(self):
        self.money.outcomes.create(kind="beschluss", text="Wir kaufen.")
        self.publish()
        told = {
            name: len(each.items(each.filtered(""), days_ago(1), timezone.now()))
            for name, each in LISTS.items()
        }
        self.assertEqual(told, {"beitraege": 1, "treffen": 0, "aufgaben": 0})

    def test_no_press_hides_them_until_the_report_appears(self):
        page = self.publish(when="zeitpunkt", moment_0="5.1.2098", moment_1="18:00")
        expected = (
            "Das Protokoll ist schon öffentlich; bis dahin verschwände es von der Website. Bitte "
            "wählen Sie „jetzt gleich“."
        )
        self.assertEqual((errors_of(page), Post.objects.count()), ([expected], 0))
        self.assertTrue(self.meeting.has_public_protocol())

    def test_they_go_with_their_report_and_follow_it_where_they_came_with_it(self):
        self.publish()
        report = self.meeting.report
        for moment in (days_ago(-3), days_ago(2), days_ago(1), None):
            report.published_at = moment
            report.save()
            self.meeting.refresh_from_db()
            with self.subTest(moment):
                self.assertEqual(self.meeting.protocol_published_at, moment)


class DoubtTests(Publishing):
    page = "publish_protocol"

    def test_a_whole_protocol_leaves_none(self):
        self.assertEqual(self.doubts(), [])

    def test_links_that_lead_nowhere_are_named_before_and_after(self):
        self.money.protocol = "[x](plan.pdf)"
        self.money.save()
        told = "Ein Link führt zu „plan.pdf“; dort steht auf dieser Website nichts."
        self.assertEqual(self.doubts(), [told])
        self.publish()
        page = self.client.get(reverse("admin:index"))
        self.assertIn(told, [str(one) for one in page.context["messages"]])

    def test_items_without_text_are_named(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(protocol=" ")
        self.assertEqual(self.doubts(), ["Noch ohne Text: TOP 2 Finanzen."])

    def test_items_that_are_not_public_are_named(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(public=False, protocol="")
        expected = ["Nicht öffentlich, nur mit Nummer genannt: TOP 2 Finanzen."]
        self.assertEqual(self.doubts(), expected)

    def test_public_items_that_call_themselves_not_public_are_named(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(protocol="Das ist nicht öffentlich.")
        expected = ["Öffentlich, obwohl dort „nicht öffentlich“ steht: TOP 2 Finanzen."]
        self.assertEqual(self.doubts(), expected)

    def test_so_are_those_with_words_that_may_mean_it(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(protocol="Nicht ins Protokoll: 200 €.")
        Meeting.objects.update(intro="Es gibt einen nichtöffentlichen Teil (TOP 4 und 5).")
        words = "Öffentlich, obwohl dort „nichtöffentlichen“ oder „Nicht ins Protokoll“ steht"
        self.assertEqual(self.doubts(), [f"{words}: Einleitung, TOP 2 Finanzen."])

    def test_so_is_what_a_closed_item_is_called(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(public=False, protocol="- x")
        Meeting.objects.update(closing="Aufgaben:\n\n- Ute: Brief (TOP 2)")
        expected = "Öffentlich, obwohl dort „TOP 2“ steht: Schluss."
        self.assertIn(expected, self.doubts())

    def test_introduction_and_closing_that_call_something_not_public_are_named(self):
        Meeting.objects.update(intro="- Spenden (intern)", closing="Ohne Gäste:\n\n- Streit")
        words = "„intern“ oder „Ohne Gäste“"
        expected = [f"Öffentlich, obwohl dort {words} steht: Einleitung, Schluss."]
        self.assertEqual(self.doubts(), expected)

    def test_a_missing_start(self):
        Meeting.objects.update(start=None)
        expected = ["Der Beginn fehlt: Die Dauer des ersten TOP bleibt unbekannt."]
        self.assertEqual(self.doubts(), expected)

    def test_planned_times_backwards(self):
        Meeting.objects.update(start=None)
        AgendaItem.objects.filter(pk=self.money.pk).update(planned_end="17:05")
        expected = "TOP 2 Finanzen endet vor dem TOP davor, der bis 17:08 Uhr geht. Bitte prüfen Sie die Zeiten."
        self.assertEqual(self.doubts()[-1], expected)

    def test_actual_times_backwards(self):
        AgendaItem.objects.filter(name="Begrüßung").update(actual_end="17:30")
        AgendaItem.objects.filter(pk=self.money.pk).update(actual_end="17:20")
        self.assertEqual(self.doubts(), ["Laut Protokoll endete TOP 2 Finanzen vor dem TOP davor."])

    def test_no_items_at_all(self):
        AgendaItem.objects.all().delete()
        self.assertEqual(self.doubts(), ["Das Protokoll hat keinen TOP."])

    def test_a_meeting_to_come_that_is_cancelled(self):
        Meeting.objects.update(date=timezone.localdate() + timedelta(1), cancelled_at=days_ago(1))
        expected = ["Das Treffen ist abgesagt.", "Das Treffen ist noch nicht vorbei."]
        self.assertEqual(self.doubts(), expected)

    def test_a_withdrawn_report_stays_so(self):
        report = make_post(withdrawn_at=days_ago(0.5))
        Meeting.objects.update(report=report)
        self.assertEqual(len(self.doubts()), 1)
        self.publish()
        self.assertFalse(self.meeting.has_public_protocol())


class InvitationTests(Publishing):
    page = "publish_invitation"

    def test_the_teaser_says_when_and_where_and_the_text_repeats_nothing(self):
        form, when = (
            self.look().context["form"],
            "Donnerstag, 10. Dezember 2020, 17:00 Uhr, Rathaus",
        )
        values = [form[name].value() for name in ("title", "teaser", "body")]
        title = "Einladung: Gesamttreffen am 10. Dezember 2020"
        self.assertEqual(values, [title, when, None])

    def test_the_published_page_shows_the_agenda_once(self):
        AgendaItem.objects.filter(pk=self.money.pk).update(public=False)
        self.publish()
        page = read_by_people(self.client.get(self.meeting.invitation.get_absolute_url()))
        article = page.partition("<article")[2]
        for words in ("Donnerstag, 10. Dezember 2020", "Begrüßung", "nicht öffentlich"):
            self.assertEqual(article.count(words), 1, words)
        self.assertNotIn("Finanzen", page)

    def test_a_link_on_request_stays_out(self):
        Meeting.objects.update(online_url="https://geheim.example/x", online_on_request=True)
        self.publish()
        page = self.client.get(self.meeting.invitation.get_absolute_url())
        self.assertNotContains(page, "geheim")

    def test_invitation_and_agenda_are_public(self):
        self.publish()
        self.assertTrue(self.meeting.invitation.is_published() and self.meeting.is_published())

    def test_the_minutes_stay_as_they_are(self):
        self.publish()
        self.assertFalse(self.meeting.has_public_protocol())

    def test_an_agenda_public_before_stays_so(self):
        Meeting.objects.update(agenda_published_at=berlin("2020-11-01 10:00"))
        self.publish()
        self.assertEqual(self.meeting.agenda_published_at, berlin("2020-11-01 10:00"))

    def test_refused_markdown_is_said_at_the_field(self):
        page = self.publish(body="x" * 2_000_000)
        self.assertEqual((page.status_code, Post.objects.count()), (200, 0))


class OverrunTests(Publishing):
    def warning(self, end):
        path = f"/admin/meetings/meeting/{self.meeting.pk}/change/"
        answer = send(self.client, path, end=end)
        page = self.client.get(answer["Location"])
        return [
            str(message) for message in page.context["messages"] if message.level_tag == "warning"
        ]

    def test_an_agenda_that_takes_too_long_is_warned_of(self):
        expected = (
            "Die Tagesordnung endet um 17:28 Uhr, 13 Minuten nach dem geplanten Ende "
            "des Treffens um 17:15 Uhr."
        )
        self.assertEqual(self.warning("17:15"), [expected])

    def test_one_that_fits_is_not(self):
        for end in ("17:28", "00:15", ""):
            with self.subTest(end):
                self.assertEqual(self.warning(end), [])


class RefusedFormTests(DeskTestCase):
    """The report given or taken away in a form that is refused because of something else."""

    def send(self, meeting, **typed):
        change = reverse("admin:meetings_meeting_change", args=[meeting.pk])
        return send(self.client, change, title="", **typed)

    def test_taken_away_the_form_comes_back_with_the_other_mistake(self):
        page = self.send(make_report("Bericht").reports_on, report="")
        self.assertEqual(errors_of(page), ["Dieses Feld wird benötigt."])

    def test_given_the_form_comes_back_with_the_other_mistake(self):
        page = self.send(make_meeting(), report=make_post("Bericht").pk)
        self.assertEqual(errors_of(page), ["Dieses Feld wird benötigt."])
        self.assertContains(page, 'name="protocol_published_at_0"')
