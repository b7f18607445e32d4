"""What is new by mail: asked for, confirmed, told once, left with one click."""

import re
import time
from datetime import date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from unittest.mock import patch

from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from reversion.models import Version

from blog.models import Topic
from meetings.models import Meeting
from tests.build import days_ago, make_meeting, make_post, make_report, make_topic
from tests.comments.filling import Form, answer
from wiq_site.kit import changes
from wiq_site.kit.versions import restore_version
from wiq_site.mailing import sending
from wiq_site.mailing.models import Subscription

BACKEND = "django.core.mail.backends.locmem.EmailBackend.send_messages"
TYPED = {"email": "Ada@example.org", "rhythm": "taeglich"}


def subscribe(**fields):
    """A confirmed daily subscription to posts, told until three days ago."""
    told = days_ago(3)
    defaults = {
        "email": "ada@example.org",
        "list": "beitraege",
        "rhythm": "taeglich",
        "to_ask": False,
    }
    moments = {"confirmed_at": told, "told_until": told, "news_until": told}
    return Subscription.objects.create(**defaults | moments | fields)


def send():
    mail.outbox.clear()
    sending.send_due()
    return mail.outbox


class AskTests(TestCase):
    def setUp(self):
        cache.clear()

    def ask(self, path="/abonnieren/mail/beitraege/", **typed):
        form = Form(self.client.get(path))
        data = form.fields | {"captcha_1": answer(form.key)} | TYPED | typed
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(path, data)

    def link(self):
        return re.search(r"(/abonnieren/mail/bestaetigen/\S+)", mail.outbox[-1].body)[1]

    def test_nothing_is_told_before_the_mailbox_confirms(self):
        self.assertRedirects(self.ask(), "/abonnieren/mail/danke/")
        self.assertEqual([m.to for m in mail.outbox], [["ada@example.org"]])
        make_post()
        self.assertEqual(send(), [])

    def test_the_request_holds_no_word_that_was_typed(self):
        self.ask("/abonnieren/mail/beitraege/?q=Kredit")
        self.assertNotIn("Kredit", mail.outbox[0].subject + mail.outbox[0].body)

    def test_following_the_link_changes_nothing_and_pressing_confirms(self):
        self.ask()
        page = self.client.get(self.link())
        self.assertContains(page, "schicken Sie mir „Beiträge“ per Mail")
        self.assertIsNone(Subscription.objects.get().confirmed_at)
        self.client.post(self.link())
        subscription = Subscription.objects.get()
        self.assertEqual(subscription.confirmed_at, subscription.told_until)
        self.assertIn("bis ich es abbestelle", subscription.sentence)

    def test_it_is_said_that_confirming_worked_and_the_link_asks_no_more(self):
        self.ask()
        link = self.link()
        page = self.client.post(link, follow=True)
        self.assertContains(page, "Bestätigt: Ab jetzt bekommen Sie")
        again = self.client.get(link, follow=True)
        self.assertContains(again, "Ihr Abonnement per Mail")
        self.assertNotContains(again, "nach zwei Wochen")

    def test_a_meeting_that_was_announced_before_is_not_told(self):
        make_meeting("2099-12-10 17:00", protocol_published_at=None)
        self.ask("/abonnieren/mail/treffen/", at_once="on")
        self.client.post(self.link())
        mail.outbox.clear()
        self.assertEqual(send(), [])

    def test_three_mails_a_day_go_to_one_address(self):
        for _number in range(5):
            self.assertEqual(self.ask().status_code, 302)
        self.assertEqual((len(mail.outbox), Subscription.objects.count()), (3, 1))

    def test_the_link_lives_as_long_as_the_address(self):
        self.ask()
        later = time.time() + 13 * 24 * 3600
        with patch("django.core.signing.time.time", return_value=later):
            self.assertContains(self.client.get(self.link()), "Abonnement bestätigen")

    def test_an_unconfirmed_address_is_erased_after_two_weeks(self):
        self.ask()
        Subscription.objects.update(asked_at=days_ago(15))
        send()
        self.assertEqual(Subscription.objects.count(), 0)

    def test_a_dead_mail_server_only_delays_the_request(self):
        with patch(BACKEND, side_effect=OSError):
            self.assertEqual(self.ask().status_code, 302)
        self.assertEqual([m.to for m in send()], [["ada@example.org"]])
        self.assertEqual(send(), [])

    def test_one_captcha_serves_for_one_address(self):
        data = Form(self.ask(email="ä")).fields | TYPED  # the captcha is solved
        self.client.post("/abonnieren/mail/beitraege/", data)
        page = self.client.post("/abonnieren/mail/beitraege/", data | {"email": "bo@example.org"})
        self.assertIn("captcha_0", Form(page).fields)
        self.assertEqual(Subscription.objects.count(), 1)

    def test_without_an_address_the_form_asks_for_it(self):
        page = self.ask(email="")
        self.assertContains(page, "Bitte geben Sie Ihre E-Mail-Adresse an.", status_code=422)

    def test_a_wrong_captcha_loses_nothing(self):
        page = self.ask(captcha_1="0")
        self.assertEqual(
            (page.status_code, page.context["form"]["email"].value()), (422, TYPED["email"])
        )
        self.assertEqual(Subscription.objects.count(), 0)

    def test_a_filter_that_names_nothing_is_not_found(self):
        self.assertEqual(
            self.client.get("/abonnieren/mail/beitraege/?thema=fehlt").status_code, 404
        )

    def test_one_filter_has_one_address(self):
        make_post(topics=["Klima"])
        page = self.client.get("/abonnieren/mail/beitraege/?fbclid=1&thema=klima")
        self.assertEqual(page["Location"], "/abonnieren/mail/beitraege/?thema=klima")


class TellTests(TestCase):
    def test_only_what_appeared_since_is_told_and_once(self):
        make_post("Alt", published_at=days_ago(5))
        make_post("Morgen", published_at=days_ago(-1))
        make_post("Entwurf", published_at=None)
        make_post("Neu", published_at=days_ago(2), teaser="Ein Satz.")
        subscribe()
        (message,) = send()
        self.assertIn("Ein Satz.\nhttp://127.0.0.1:8000/beitraege/neu/", message.body)
        for name in ("Alt", "Morgen", "Entwurf"):
            self.assertNotIn(name, message.body)
        self.assertEqual(send(), [])

    def test_it_holds_the_items_of_the_feed_of_the_same_filter(self):
        for number in range(3):
            make_post(f"Klima {number}", ["Klima"])
            make_post(f"Anderes {number}")
        subscribe(query="thema=klima")
        feed = self.client.get("/beitraege/feed.json?thema=klima").json()["items"]
        told = re.findall(r"^Klima \d|^Anderes \d", send()[0].body, re.MULTILINE)
        self.assertEqual(told, [item["title"] for item in feed])

    def test_a_decision_comes_with_its_vote_and_its_place(self):
        report = make_report("Bericht", items=[("Bank", 5, "Ada")])
        report.reports_on.items.get().outcomes.create(
            kind="beschluss", text="Die Linde bleibt.", votes="47/1/4"
        )
        subscribe(list="aufgaben")
        told = (
            "Die Linde bleibt.\nAbstimmung: 47 Ja, 1 Nein, 4 Enthaltungen · TOP 1 Bank · Bericht, "
        )
        self.assertIn(told, send()[0].body)

    def test_it_goes_at_seven_daily_or_on_monday(self):
        monday = timezone.make_aware(datetime(2026, 11, 30, 7, 5))
        day, minutes = timedelta(days=1), timedelta(minutes=10)
        for rhythm, told, now, is_due in (
            ("taeglich", monday - day, monday - minutes, False),
            ("taeglich", monday - day, monday, True),
            ("taeglich", monday, monday + minutes, False),
            ("woechentlich", monday - 7 * day, monday - minutes, False),
            ("woechentlich", monday - 7 * day, monday, True),
            ("woechentlich", monday, monday + 6 * day, False),
        ):
            Subscription.objects.all().delete()
            subscribe(rhythm=rhythm, told_until=told)
            with self.subTest(rhythm=rhythm, told=told, now=now):
                self.assertEqual(bool(sending.due("told_until", now)), is_due)

    def test_the_head_offers_the_way_out_and_one_click_erases_the_address(self):
        make_post(published_at=days_ago(2))
        subscribe()
        sent = send()[0]
        headers = sent.extra_headers
        self.assertEqual(sent.reply_to, ["kontakt@example.org"])
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://127.0.0.1:8000")
        self.assertContains(self.client.get(path), "Abbestellen und Adresse löschen")
        self.assertEqual(Subscription.objects.count(), 1)
        self.client.post(path, {"List-Unsubscribe": "One-Click"})
        self.assertEqual(Subscription.objects.count(), 0)
        self.assertContains(self.client.get(path), "Hier ist kein Abonnement mehr")

    def test_its_reader_changes_how_often(self):
        row = subscribe()
        page = self.client.post(sending.OWN.path(row.pk), {"rhythm": "woechentlich"})
        self.assertContains(page, "Geändert.")
        row.refresh_from_db()
        self.assertEqual(row.rhythm, "woechentlich")

    def test_a_dead_mail_server_loses_and_doubles_nothing(self):
        make_post("Neu", published_at=days_ago(2))
        for number in range(3):
            subscribe(email=f"{number}@example.org")
        sent, real = [], mail.get_connection().send_messages

        def dies_at_the_second(messages):
            if len(sent) == 1:
                raise OSError
            sent.extend(messages)
            return real(messages)

        with patch(BACKEND, side_effect=dies_at_the_second):
            send()
        later = send()
        told = sorted(m.to[0] for m in [*sent, *later])
        self.assertEqual(told, ["0@example.org", "1@example.org", "2@example.org"])
        self.assertEqual(send(), [])

    def test_while_one_process_hands_a_mail_over_another_leaves_it(self):
        make_post("Neu", published_at=days_ago(2))
        subscribe()
        at_once = []

        def meanwhile(messages):
            at_once.extend(send())
            return len(messages)

        with patch(BACKEND, side_effect=meanwhile) as handed:
            send()
        self.assertEqual((handed.call_count, at_once, send()), (1, [], []))

    def test_of_one_that_is_killed_the_mail_goes_again(self):
        make_post("Neu", published_at=days_ago(2))
        subscribe()
        with (
            patch(BACKEND, side_effect=SystemExit),
            patch("django.core.cache.cache.delete"),  # nothing that tidies up runs any more
            self.assertRaises(SystemExit),
        ):
            send()
        self.assertEqual(send(), [])
        cache.clear()  # its claim is over
        self.assertEqual(len(send()), 1)

    def test_an_address_refused_for_good_three_times_is_erased(self):
        row = subscribe()
        refusal = SMTPRecipientsRefused({"ada@example.org": (550, b"no such user")})
        for number in range(3):
            self.assertEqual(Subscription.objects.count(), 1)
            make_post(f"Neu {number}", published_at=days_ago(2))
            Subscription.objects.filter(pk=row.pk).update(told_until=days_ago(3))
            with patch(BACKEND, side_effect=refusal):
                send()
        self.assertEqual(Subscription.objects.count(), 0)

    def test_a_server_that_refuses_everybody_costs_nobody(self):
        """As one does that is told to relay for others only: "554 Relay access denied" for each address."""
        for name in ("ada", "bo"):
            subscribe(email=f"{name}@example.org")
        real = mail.get_connection().send_messages

        def refuse_bo(messages):
            if messages[0].to == ["bo@example.org"]:
                raise SMTPRecipientsRefused({"bo@example.org": (550, b"no such user")})
            return real(messages)

        denied = SMTPRecipientsRefused({"x@example.org": (554, b"Relay access denied")})
        for number, answers in enumerate([denied] * 4 + [refuse_bo]):
            self.assertEqual(Subscription.objects.count(), 2)
            make_post(f"Neu {number}", published_at=days_ago(2))
            Subscription.objects.update(told_until=days_ago(3))
            with patch(BACKEND, side_effect=answers):
                send()
        kept = Subscription.objects.values_list("email", "bounces")
        self.assertEqual(list(kept), [("ada@example.org", 0)])

    def test_a_refusal_for_now_is_tried_again(self):
        make_post("Neu", published_at=days_ago(2))
        subscribe()
        refusal = SMTPRecipientsRefused({"ada@example.org": (450, b"later")})
        with patch(BACKEND, side_effect=refusal):
            send()
        self.assertEqual(len(send()), 1)

    def test_what_is_refused_to_one_keeps_nothing_from_the_others(self):
        """Be it the letter instead of the address, or an address that no letter can be written to."""
        make_post("Neu", published_at=days_ago(2))
        real = mail.get_connection().send_messages
        for name in ("refused", "full", "unwritable", "ada"):
            subscribe(email=f"{name}@example.org")
        errors = {
            "refused": SMTPDataError(554, b"no such letters"),
            "full": SMTPDataError(452, b"mailbox full"),
            "unwritable": UnicodeError("label too long"),
        }

        def refuse(messages):
            if error := errors.get(messages[0].to[0].split("@")[0]):
                raise error
            return real(messages)

        with patch(BACKEND, side_effect=refuse):
            self.assertEqual([m.to for m in send()], [["ada@example.org"]])
            self.assertEqual(send(), [])
        bounces = dict(Subscription.objects.values_list("email", "bounces"))
        self.assertEqual(
            bounces,
            {
                "refused@example.org": 1,
                "full@example.org": 0,
                "unwritable@example.org": 1,
                "ada@example.org": 0,
            },
        )
        self.assertEqual([m.to for m in send()], [["full@example.org"]])

    def test_a_title_of_two_lines_is_a_subject_of_one(self):
        make_post("Neu\nund wichtig", published_at=days_ago(2))
        subscribe()
        self.assertEqual([m.subject for m in send()], ["Neu und wichtig – Wir im Quartier"])

    def test_it_leads_to_the_list_by_what_its_topics_are_called_today(self):
        make_post("Neu", ["Klima"], published_at=days_ago(2))
        subscribe(query="thema=klima")
        topic = Topic.objects.get()
        topic.slug = "wetter"
        topic.save()
        (message,) = send()
        self.assertIn("/beitraege/?thema=wetter\n", message.body)
        self.assertNotIn("thema=klima", str(message.message()))

    def test_a_topic_that_is_gone_tells_nothing(self):
        subscribe(query="thema=fehlt")
        make_post(published_at=days_ago(2))
        self.assertEqual(send(), [])

    def test_five_hundred_get_the_same_from_few_queries(self):
        make_post("Neu", published_at=days_ago(2))
        told = days_ago(3)
        Subscription.objects.bulk_create(
            Subscription(email=f"{n}@example.org", rhythm="taeglich", list="beitraege", to_ask=False,
                         confirmed_at=told, told_until=told, news_until=told) for n in range(100)
        )  # fmt: skip
        with self.assertNumQueries(212):
            send()
        self.assertEqual(len(mail.outbox), 100)

    def test_the_timer_sends(self):
        make_post("Neu", published_at=days_ago(2))
        subscribe()
        call_command("send_mail_outbox", stdout=open("/dev/null", "w"))  # noqa: SIM115, PTH123
        self.assertEqual(len(mail.outbox), 1)


class AtOnceTests(TestCase):
    def setUp(self):
        self.series = make_topic("Gesamttreffen", kind="reihe")
        sending.note_news(timezone.now())
        subscribe(
            list="treffen",
            query="reihe=gesamttreffen",
            at_once=True,
            told_until=timezone.now(),
            rhythm="woechentlich",
        )

    def meeting(self, **fields):
        fields = {"protocol_published_at": None, "series": self.series, "title": "Herbst"} | fields
        return make_meeting("2099-12-10 17:00", **fields)

    def subjects(self):
        return [message.subject.removesuffix(" – Wir im Quartier") for message in send()]

    def test_invitation_move_and_cancellation_are_told_at_once_and_once(self):
        meeting = self.meeting()
        self.assertEqual(self.subjects(), ["Einladung: Herbst"])
        self.assertEqual(self.subjects(), [])
        meeting.start = meeting.start.replace(hour=18)
        meeting.save()
        self.assertEqual(self.subjects(), ["Verlegt von 17:00 auf 18:00 Uhr: Herbst"])
        meeting.cancelled_at, meeting.cancel_reason = timezone.now(), "Sturm " * 30
        meeting.save()
        self.assertEqual(self.subjects(), ["Abgesagt: Herbst"])
        self.assertIn("Sturm Sturm", mail.outbox[-1].body)
        self.assertEqual(self.subjects(), [])

    def test_that_it_is_held_after_all_is_told_to_whom_it_was_cancelled(self):
        meeting = self.meeting()
        self.subjects()
        for start, told in [
            (meeting.start, "Findet doch statt: Herbst"),
            (meeting.start.replace(hour=18), "Findet doch statt: Herbst"),
        ]:
            meeting.cancelled_at, meeting.cancel_reason = timezone.now(), "Sturm"
            meeting.save()
            self.assertEqual(self.subjects(), ["Abgesagt: Herbst"])
            meeting.cancelled_at, meeting.cancel_reason, meeting.start = None, "", start
            meeting.save()
            self.assertEqual(self.subjects(), [told])
        self.assertIn("Verlegt von 17:00 auf 18:00 Uhr", mail.outbox[-1].body)
        self.assertEqual(self.subjects(), [])

    def test_that_it_is_back_where_it_was_or_elsewhere_is_told_as_no_invitation(self):
        meeting = self.meeting()
        self.subjects()
        first, later = (
            (meeting.date, meeting.start),
            (date(2099, 12, 11), meeting.start.replace(19)),
        )
        moved = "Verlegt vom 10. Dezember 2099, 17:00 Uhr, auf den 11. Dezember 2099, 19:00 Uhr"
        back = "Doch wieder am 10. Dezember 2099, 17:00 Uhr"
        wrong = (date(2099, 12, 12), None)
        for when, fields, told, also in [
            (later, {}, moved, ""),
            (first, {}, back, ""),
            (later, {"cancelled_at": timezone.now()}, "Abgesagt", moved),
            (first, {"cancelled_at": None}, "Findet doch statt", back),
            (wrong, {"moved_from": None}, "Geänderter Termin", "12. Dezember 2099"),
        ]:
            meeting.date, meeting.start = when
            meeting.save()
            Meeting.objects.filter(pk=meeting.pk).update(**fields)
            meeting.refresh_from_db()
            with self.subTest(told):
                self.assertEqual(self.subjects(), [f"{told}: Herbst"])
                self.assertIn(also, mail.outbox[-1].body)
                self.assertEqual(self.subjects(), [])

    def test_another_place_or_link_is_told_once_and_a_slip_of_the_pen_not_at_all(self):
        link, new = "https://video.example.org/", "Neuer Ort: Werkstatt statt Rathaus, Raum 3"
        meeting = self.meeting(place="Rathauss, Raum 3")
        self.subjects()
        for fields, told, also in [
            ({"place": "Rathaus, Raum 3"}, "", ""),
            ({"place": "Werkstatt"}, "Neuer Ort", new),
            ({"place": "Rathaus, Raum 3"}, "Doch wieder am früheren Ort", "Rathaus, Raum 3"),
            ({"place": "Bücherei"}, "Neuer Ort", "Bücherei statt Rathaus"),
            ({"start": meeting.start.replace(hour=18)}, "Verlegt von 17:00 auf 18:00 Uhr", "Neuer Ort: Bücherei"),
            ({"place": ""}, "Neuer Ort", "noch offen statt Rathaus"),
            ({"place": "Saal"}, "Ort steht fest", "Saal statt Rathaus"),
            ({"online_url": f"{link}a"}, "Auch online", f"{link}a"),
            ({"online_url": f"{link}b"}, "Neuer Link zur Teilnahme", f"{link}b"),
            ({"online_url": f"{link}a"}, "Doch wieder der frühere Link", f"{link}a"),
            ({"online_url": ""}, "Teilnahme online nicht mehr möglich", ""),
        ]:  # fmt: skip
            for name, value in fields.items():
                setattr(meeting, name, value)
            meeting.save()
            with self.subTest(fields):
                self.assertEqual(self.subjects(), [f"{told}: Herbst"] if told else [])
                if told:
                    self.assertIn(also, mail.outbox[-1].body)
                self.assertEqual(self.subjects(), [])

    def test_a_place_that_only_got_another_name_is_told_to_nobody(self):
        meeting = self.meeting(place="Bücherei")
        self.subjects()
        meeting.place = "Stadtbibliothek am Markt"
        meeting.save()
        meeting.former_place = ""
        meeting.save()
        self.assertEqual(self.subjects(), [])

    def test_a_place_that_was_not_known_is_told(self):
        meeting = self.meeting()
        self.subjects()
        meeting.place = "Rathaus"
        meeting.save()
        self.assertEqual(self.subjects(), ["Ort steht fest: Herbst"])

    def test_whoever_heard_of_no_cancelling_hears_of_no_taking_back(self):
        meeting = self.meeting()
        self.subjects()
        for cancelled_at in (timezone.now(), None):
            meeting.cancelled_at = cancelled_at
            meeting.save()
            sending.note_news(timezone.now())
        self.assertEqual(self.subjects(), [])

    def test_what_was_deleted_by_mistake_and_comes_back_is_not_told_again(self):
        meeting = self.meeting()
        meeting.start = meeting.start.replace(hour=18)
        meeting.save()
        self.assertEqual(len(self.subjects()), 1)
        with changes.unit():
            meeting.delete()
        self.assertEqual(self.subjects(), [])
        restore_version(Version.objects.get_deleted(Meeting).get())
        self.assertEqual(self.subjects(), [])
        meeting = Meeting.objects.get()
        meeting.start = meeting.start.replace(hour=19)
        meeting.save()
        self.assertEqual(self.subjects(), ["Verlegt von 17:00 auf 19:00 Uhr: Herbst"])

    def test_whoever_wants_it_not_at_once_finds_it_in_the_next_mail_and_once(self):
        Subscription.objects.update(at_once=False, rhythm="taeglich")
        told, meeting = [], self.meeting()
        cancelled = {"cancelled_at": timezone.now(), "cancel_reason": "Sturm"}
        for fields in ({}, {"start": meeting.start.replace(hour=18)}, cancelled, {}):
            for name, value in fields.items():
                setattr(meeting, name, value)
            meeting.save()
            self.assertEqual(self.subjects(), [])
            Subscription.objects.update(told_until=days_ago(1))
            told.append(self.subjects())
        moved = "Verlegt von 17:00 auf 18:00 Uhr: Herbst"
        self.assertEqual(told, [["Einladung: Herbst"], [moved], ["Abgesagt: Herbst"], []])

    def test_whoever_changes_that_is_told_nothing_twice_and_misses_nothing(self):
        self.meeting()
        self.assertEqual(self.subjects(), ["Einladung: Herbst"])
        Subscription.objects.update(at_once=False, told_until=days_ago(8))
        self.assertEqual(self.subjects(), [])
        self.meeting(title="Winter")
        Subscription.objects.update(told_until=days_ago(8))
        self.assertEqual(self.subjects(), ["Einladung: Winter"])
        Subscription.objects.update(at_once=True)
        self.meeting(title="Frost")
        self.assertEqual(self.subjects(), ["Einladung: Frost"])

    def test_other_series_and_drafts_are_not_told(self):
        self.meeting(series=None)
        self.meeting(agenda_published_at=None, title="Entwurf")
        self.assertEqual(self.subjects(), [])
