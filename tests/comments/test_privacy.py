"""How long data is kept, and what happens to all of one person's when they ask."""

import json
from io import StringIO

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import TestCase

from comments import moderation, privacy, targets
from comments.models import Comment, CommentStep
from tests.build import days_ago, make_comment, make_editor, make_page, make_post

State = Comment.State
ADDRESS = "/admin/comments/comment/daten/"
WHO = "ada@example.org"


class PeriodTests(TestCase):
    def addresses_after(self, days):
        for state in State:
            comment = make_comment(make_post(), state=State.WAITING, email=WHO)
            comment.move_to(state)
        CommentStep.objects.update(at=days_ago(days))
        call_command("tidy", stdout=StringIO())
        return sorted(Comment.objects.exclude(email="").values_list("state", flat=True))

    def test_addresses_go_after_thirty_days_unless_the_comment_waits_or_stands(self):
        self.assertEqual(self.addresses_after(31), ["frei", "wartet"])

    def test_before_that_they_stay(self):
        self.assertEqual(len(self.addresses_after(29)), len(State))

    def test_texts_go_after_half_a_year_unless_the_comment_waits_or_stands(self):
        for days, left in ((179, len(State)), (181, 2)):
            Comment.objects.all().delete()
            self.addresses_after(days)
            texts = Comment.objects.exclude(text="", text_html="", name="Anonym")
            self.assertEqual(texts.count(), left)

    def test_without_its_text_a_comment_is_not_approved_any_more(self):
        self.addresses_after(181)
        comment = Comment.objects.get(state=State.SPAM)
        self.assertFalse(moderation.decide(comment, State.APPROVED))

    def test_addresses_of_reports_go_after_thirty_days(self):
        comment = make_comment(make_post())
        for days in (31, 29):
            comment.reports.create(reason="werbung", email=WHO, decided_at=days_ago(days))
        comment.reports.create(reason="werbung", email=WHO)
        call_command("tidy", stdout=StringIO())
        self.assertEqual(list(comment.reports.values_list("email", flat=True)), ["", WHO, WHO])

    def test_form_and_page_name_the_same_legal_basis(self):
        make_page(title="Datenschutz", slug="datenschutz")
        form = self.client.get(targets.form_address(make_post()))
        for page in (form, self.client.get("/datenschutz/")):
            self.assertContains(page, str(privacy.BASIS), count=1)
        self.assertNotContains(form, "willigen Sie ein")

    def test_every_form_leads_to_the_page_once_it_can_be_read(self):
        post = make_post(topics=["Idee sucht Team"])
        forms = [targets.form_address(post), f"/kommentare/melden/{make_comment(post).pk}/"]
        forms += ["/idee/", "/abonnieren/mail/beitraege/", f"/mitmachen/beitrag/{post.slug}/"]
        page = make_page(title="Datenschutz", slug="datenschutz", published_at=None)
        for count in (0, 1):
            for form in forms:
                with self.subTest(form, published=page.published_at):
                    link = '<a href="/datenschutz/">Datenschutz</a>'
                    self.assertContains(self.client.get(form), link, count=count)
            page.published_at = days_ago(1)
            page.save()

    def test_the_page_datenschutz_prints_them_and_no_other_page(self):
        for title in ("Datenschutz", "Impressum"):
            make_page(title=title, slug=title.lower())
        self.assertContains(self.client.get("/datenschutz/"), "<td>30 Tage</td>", count=2)
        self.assertNotContains(self.client.get("/impressum/"), "30 Tage")


class PersonTests(TestCase):
    def setUp(self):
        self.post = make_post()
        self.mine = make_comment(self.post, "Geheim eins", email="Ada@Example.org", name="Ada")
        self.other = make_comment(self.post, "Antwort", parent=self.mine, name="Bo", email="b@x.de")
        self.last = make_comment(self.post, "Geheim zwei", email=WHO, state=State.REJECTED)
        self.client.force_login(make_editor())

    def ask(self, wanted, mail=WHO, **fields):
        return self.client.post(ADDRESS, {"mail": mail, "wanted": wanted} | fields)

    def log(self):
        return list(LogEntry.objects.order_by("pk").values_list("object_repr", "change_message"))

    def test_the_export_holds_all_of_this_person_alone(self):
        page = self.ask("export")
        texts = [comment["Text"] for comment in json.loads(page.content)]
        self.assertEqual(texts, ["Geheim eins", "Geheim zwei"])
        self.assertIn("no-store", page["Cache-Control"])
        numbers = [f"Kommentar {comment.pk}" for comment in (self.mine, self.last)]
        self.assertEqual(self.log(), [(number, "Daten ausgegeben") for number in numbers])

    def test_erasing_leaves_what_others_wrote_below_a_comment_withdrawn(self):
        self.ask("erase", sure="1")
        left = Comment.objects.order_by("pk").values_list("name", "email", "text", "state")
        self.assertEqual(
            list(left),
            [("Anonym", "", "", "zurueckgezogen"), ("Bo", "b@x.de", "Antwort", "frei")],
        )
        self.assertNotIn("Geheim", str(self.log()))
        self.assertContains(
            self.client.get(self.post.get_absolute_url()), "Kommentar zurückgezogen"
        )

    def test_reports_of_this_person_are_found_and_lose_the_address(self):
        typed = {"reason": "werbung", "text": "Von mir", "email": "Ada@Example.org"}
        self.other.reports.create(**typed)
        reports = [each for each in json.loads(self.ask("export").content) if "Anmerkung" in each]
        self.assertEqual([each["Anmerkung"] for each in reports], ["Von mir"])
        Comment.objects.filter(email__iexact=WHO).update(email="")
        self.assertContains(self.ask(""), "Meldung vom", count=1)
        self.ask("erase", sure="1")
        self.assertEqual(self.other.reports.values_list("email", "text").get(), ("", ""))

    def test_made_anonymous_the_texts_stay(self):
        self.ask("anonymous", sure="1")
        mine = Comment.objects.exclude(pk=self.other.pk).order_by("pk")
        self.assertEqual(
            list(mine.values_list("name", "email", "text")),
            [("Anonym", "", "Geheim eins"), ("Anonym", "", "Geheim zwei")],
        )

    def test_nothing_happens_unconfirmed_or_without_an_address(self):
        self.ask("erase")
        self.ask("erase", mail=" ", sure="1")
        self.assertEqual((Comment.objects.count(), self.log()), (3, []))

    def test_without_an_address_it_asks_for_one(self):
        self.assertNotContains(self.client.get(ADDRESS), "Bitte geben Sie")
        self.assertContains(self.client.post(ADDRESS, {"mail": " "}), "Bitte geben Sie")

    def test_only_who_may_change_comments_gets_there(self):
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        self.assertEqual(self.ask("export").status_code, 403)
        self.client.logout()
        self.assertNotContains(self.ask("export"), "Geheim", status_code=403)
