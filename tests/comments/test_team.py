"""The team answers as the team: at once, marked, and under names that nobody else can sign with."""

from time import process_time
from unittest import mock

from django.core import mail
from django.core.cache import cache
from django.test import SimpleTestCase, TestCase, override_settings

from comments import links
from comments.forms import is_of_team
from comments.models import Comment, ReplyRequest
from tests.build import days_ago, make_comment, make_editor, make_post
from tests.comments.filling import Form, address, answer, open_form, send
from tests.desk import DeskTestCase, log_entries
from wiq_site.kit.site import site
from wiq_site.kit.text import plain_name

State = Comment.State
MARK = '<span class="chip chip-ready">Redaktion</span>'


class AnswerTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.post = make_post()
        self.comment = make_comment(self.post, "Wann?", email="ada@example.org")

    def answer(self, comment=None, text="Am <em>Montag</em>."):
        path = f"/admin/comments/comment/{(comment or self.comment).pk}/antworten/"
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(path, {"answer-text": text})

    def test_it_is_to_be_read_at_once_and_marked(self):
        page = self.client.get(f"/admin/comments/comment/{self.comment.pk}/change/")
        self.assertContains(page, 'name="answer-text"', count=1)
        self.assertRedirects(self.answer(), f"/admin/comments/comment/{self.comment.pk}/change/")
        page = self.client.get(self.post.get_absolute_url())
        self.assertContains(page, MARK, count=1)
        self.assertContains(page, "Am <em>Montag</em>.", count=1)
        reply = Comment.objects.get(by_team=True)
        self.assertEqual((reply.parent, reply.name), (self.comment, "Wir im Quartier"))
        self.assertEqual(
            list(reply.steps.values_list("state", "by__username")), [("frei", "redaktion")]
        )
        message = (f"Kommentar {self.comment.pk}", "als Redaktion beantwortet", "redaktion")
        self.assertEqual(log_entries(), [message])

    def test_feeds_name_the_team_too(self):
        self.answer()
        for suffix in ("rss", "atom", "json"):
            feed = self.client.get(f"{self.post.get_absolute_url()}kommentare.{suffix}")
            self.assertContains(feed, "Wir im Quartier (Redaktion)")

    def test_who_asked_for_it_hears_that_it_was_the_team_and_the_team_hears_nothing(self):
        ReplyRequest.objects.create(comment=self.comment, confirmed_at=days_ago(1))
        self.answer()
        [sent] = mail.outbox
        self.assertEqual(sent.to, ["ada@example.org"])
        self.assertIn("hat die Redaktion geantwortet", sent.body)

    def test_an_answer_to_an_answer_stands_below_the_same_comment(self):
        reply = make_comment(self.post, "Wo?", parent=self.comment)
        self.answer(reply)
        self.assertEqual(Comment.objects.get(by_team=True).parent, self.comment)

    def test_pressed_twice_it_stands_there_once(self):
        self.answer()
        self.answer()
        self.assertEqual(Comment.objects.filter(by_team=True).count(), 1)

    def test_what_is_not_to_be_read_is_not_answered_and_the_text_stays(self):
        for state in (State.WAITING, State.REMOVED, State.WITHDRAWN):
            self.comment.move_to(state)
            page = self.client.get(f"/admin/comments/comment/{self.comment.pk}/change/")
            self.assertNotContains(page, "answer-text")
            self.assertContains(self.answer(), "Am &lt;em&gt;Montag", count=1)
        self.assertFalse(Comment.objects.filter(by_team=True).exists())

    def test_above_it_the_comment_stands_as_readers_see_it(self):
        page = self.answer(make_comment(self.post, "Um <em>acht</em>?"), text="")
        self.assertContains(page, "Um <em>acht</em>?")

    def test_nothing_is_no_answer(self):
        self.assertContains(self.answer(text="<em> </em>"), "Bitte schreiben Sie etwas.")
        self.assertEqual(self.answer(text="x" * 4001).status_code, 200)
        self.assertEqual(Comment.objects.count(), 1)

    def test_who_may_not_decide_does_not_answer(self):
        self.editor.groups.clear()
        self.assertEqual(self.answer().status_code, 403)


class MemberTests(TestCase):
    """Through the form for all."""

    def setUp(self):
        cache.clear()
        self.post = make_post()
        self.client.force_login(make_editor())

    def send(self, **typed):
        fields = open_form(self.client, self.post).fields
        typed = {"name": "Redaktion", "text": "Von uns."} | typed
        return self.client.post(address(self.post), fields | typed)

    def test_a_member_does_not_wait_and_is_marked(self):
        self.send()
        comment = Comment.objects.get()
        self.assertEqual((comment.state, comment.by_team), (State.APPROVED, True))
        self.assertEqual(mail.outbox, [])

    def test_form_thanks_and_change_say_that_it_is_there_at_once(self):
        at_once, waits = (
            "Ihr Kommentar erscheint gleich, mit dem Zeichen „Redaktion“, solange Sie angemeldet sind.",
            "Ihr Kommentar erscheint, sobald ihn jemand aus der Redaktion gelesen hat.",
        )
        thanks = self.send(email="wir@example.org").url
        change = links.own_address("change", Comment.objects.get())
        for path in (address(self.post), thanks, change):
            page = self.client.get(path)
            self.assertContains(page, at_once, count=1)
            self.assertNotContains(page, waits)
            self.assertNotContains(page, "freigegeben")
        page = self.send()
        self.assertContains(page, "hier heute schon angekommen", status_code=422)
        self.assertNotContains(page, "freigegeben", status_code=422)
        self.client.logout()
        for path in (address(self.post), thanks, change):
            self.assertContains(self.client.get(path), waits, count=1)

    def test_of_a_reader_s_comment_all_are_told_that_it_waits_again(self):
        path = links.own_address("thanks", make_comment(self.post))
        self.assertContains(self.client.get(path), "erscheint, sobald ihn jemand", count=1)

    def test_the_preview_shows_the_mark(self):
        self.assertContains(self.send(preview="1"), MARK, count=1)

    def test_without_the_login_a_change_is_a_reader_s(self):
        self.send(name="Kristina")
        comment = Comment.objects.get()
        path = links.own_address("change", comment)
        self.client.logout()
        form = Form(self.client.get(path))
        fields = form.fields | {"text": "Anders.", "name": "Kristina"}
        self.client.post(path, fields | {"captcha_1": answer(form.key)})
        comment.refresh_from_db()
        self.assertEqual(
            (comment.text, comment.state, comment.by_team), ("Anders.", State.WAITING, False)
        )

    def test_a_member_makes_nothing_of_a_reader_s_comment_the_team_s(self):
        comment = make_comment(self.post)
        path = links.own_address("change", comment)
        self.client.post(path, Form(self.client.get(path)).fields | {"text": "Anders."})
        comment.refresh_from_db()
        self.assertEqual(
            (comment.text, comment.state, comment.by_team), ("Anders.", State.WAITING, False)
        )

    def test_an_account_without_the_right_to_approve_waits(self):
        newcomer = make_editor("neu")
        newcomer.groups.clear()
        self.client.force_login(newcomer)
        self.send(name="Neu")
        self.assertEqual(Comment.objects.get().state, State.WAITING)


class NameTests(SimpleTestCase):
    def test_names_that_are_taken_for_the_team_s(self):
        for name in (
            "Redaktion",
            "REDAKTION",
            "Die Redaktion",
            "R e d a k t i o n",
            "Redaktion.",
            "REDAKTION!",
            "| Redaktion |",
            "Admin 1",
            "Rеdаktiоn",  # Cyrillic
            "Red\u200baktion",
            "Reda\u00adktion",
            "\u202eRedaktion",
            "Rédaktîon",
            "ＲＥＤＡＫＴＩＯＮ",
            "ʀᴇᴅᴀᴋᴛɪᴏɴ",
            "𝓡𝓮𝓭𝓪𝓴𝓽𝓲𝓸𝓷",
            "Redaktlon",
            "R3dakti0n",
            "\u3164Redaktion\u2800",
            "Wir im Quartier",
            "wir-im-quartier",
            "WiQ",
            "W1Q",
            "Team",
            "WiQ-Team",
            "Team WiQ",
            "Ihr Team von Wir im Quartier",
            "Moderation",
            "rnoderation",
            "Verwaltung",
            "Admin",
            "Αdmin",  # Greek
            "Administrator",
            "Redaktion Leipzig",
            "Redaktionsteam",
            "Offizielle Redaktion \N{WHITE HEAVY CHECK MARK}",
            "Wir im Quartier e.V.",
            "Kim (Redaktion)",
            "Kim\uff08Red\u200baktion\uff09",
            "Kim, Moderator",
            "Kim vom WiQ-Team",
            "Kim · Wir im Quartier",
            "Redaktion: Kim",
            "WiQ (Kim)",
            "Redaktion Kim",
            "Web-Redaktion",
            "Moderatoren",
            "\N{CHEROKEE LETTER SV}edaktion",
            "\N{CHEROKEE LETTER E}edaktion",
            "\N{LISU LETTER ZHA}edaktion",
            "redaktion@example.org",
            "redaktion.leipziger-westen",
            "👩\u200d💻 Redaktion",
            "Redaktion\u094d\u200d",
            "Red\N{LATIN SMALL LETTER ALPHA}ktion",
            "Redakti\N{ARMENIAN SMALL LETTER OH}n",
            "Reda\N{LATIN SMALL LETTER KRA}tion",
            "Re\N{CANADIAN SYLLABICS KO}aktion",
            "Redaktio\N{CYRILLIC SMALL LETTER PE}",
            "R e d a k t i \N{ARMENIAN SMALL LETTER OH} n",
            "Redak\N{GREEK SMALL LETTER TAU}i\N{GREEK SMALL LETTER SIGMA}\N{CYRILLIC SMALL LETTER PE}",
            "\N{CHEROKEE LETTER TLA}iQ-Team",
            "Wir im \N{GEORGIAN CAPITAL LETTER DON}uartier",
            "Lisa WiQ",
            "WiQ Lisa",
            "Lisa@WiQ",
            "Lisa-WiQ",
            "Vorsitz WiQ",
            "Initiative Wir im Quartier",
            "Chefredaktion",
            "Chefredakteurin",
            "kontakt@example.org",
            "Lisa Red@ktion",
        ):
            with self.subTest(name):
                for unseen in ("", "\u200c", "\u200d"):
                    self.assertTrue(is_of_team(unseen.join(name)))
                    self.assertTrue(is_of_team(plain_name(unseen.join(name))))

    def test_names_that_are_people_s(self):
        for name in (
            "Ada",
            "Tim",
            "Anonym",
            "Team Begleitgrün",
            "Team vom Reparaturcafé",
            "Kim vom Team Begleitgrün",
            "Kim (Leipzig)",
            "Jost, Reparaturcafé",
            "Leipzig",
            "Redaktionskatze",
            "redaktionskatze@example.org",
            "Ihr",
            "",
            "李",
            "Иван",
            "Иван Team",
            "Команда Петра",
            "Αλέξανδρος",
            "Işıl Yıldız",
            "Ədalət",
            "Łukasz Żółć",
            "Þórður Lærke",
            "प्रिया",
            "Timさん",
            "Quartier",
            "Wir im Haus",
            "Lisa vom Quartiersfest",
        ):
            with self.subTest(name):
                self.assertFalse(is_of_team(name))

    @override_settings(SITE_NAME="Kiez & Du", SITE_SHORT_NAME="", SITE_TOWN="")
    def test_of_another_town(self):
        self.assertTrue(is_of_team("kiez&du"))
        self.assertFalse(is_of_team("WiQ"))

    def test_no_name_takes_long_to_look_at(self):
        started = process_time()
        self.assertFalse(is_of_team("ihre" * 24 + "x"))
        self.assertLess(process_time() - started, 0.5)

    def test_the_name_of_before_is_not_free_once_another_is_set_at_the_desk(self):
        now = site()._replace(name="Neuer Name", short_name="NN")
        with mock.patch("comments.forms.site", return_value=now):
            for name in ("Neuer Name", "Wir im Quartier", "WiQ-Team"):
                self.assertTrue(is_of_team(name))


class SigningTests(TestCase):
    def test_a_reader_is_told_at_the_field_and_nothing_is_lost(self):
        cache.clear()
        page = send(self.client, make_post(), name="Die Redaktion", text="Wir meinen.")
        self.assertEqual(page.status_code, 422)
        self.assertIn(
            "So unterschreibt hier nur die Redaktion.", Form(page).errors["id_name_error"]
        )
        self.assertEqual((Form(page).fields["text"], Comment.objects.count()), ("Wir meinen.", 0))
