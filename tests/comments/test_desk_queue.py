"""The queue on the editors' desk: decide, edit, many at once, next in line."""

import re
from html import unescape

from django.contrib.auth.models import User

from comments.models import BlockedWord, Comment, CommentStep
from tests.build import days_ago, make_comment, make_post
from tests.desk import DeskTestCase, admin_address, log_entries, run_action, send

State = Comment.State


class QueueTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.post = make_post()
        self.comment = make_comment(self.post, "Eins", state=State.WAITING)
        self.path = f"/admin/comments/comment/{self.comment.pk}/"

    def decide(self, decision, **typed):
        typed = {"decision": decision, "seen": self.comment.seen} | typed
        return self.client.post(f"{self.path}entscheiden/", typed)

    def test_a_decision_keeps_who_and_why_and_leads_to_the_next_that_waits(self):
        other = make_comment(self.post, "Zwei", state=State.WAITING)
        response = self.decide("spam", listed="wirbt für etwas", words="schon wieder")
        self.assertRedirects(response, f"/admin/comments/comment/{other.pk}/change/")
        steps = self.comment.steps.values_list("state", "by__username", "reason")
        self.assertEqual(list(steps), [("spam", "redaktion", "wirbt für etwas: schon wieder")])

    def test_another_wording_than_the_one_seen_is_not_decided_on(self):
        self.decide("frei", seen="x")
        self.assertEqual(Comment.objects.get().state, "wartet")

    def test_what_another_decided_meanwhile_stands(self):
        seen = self.comment.seen
        self.decide("frei")
        page = self.client.get(self.decide("abgelehnt", seen=seen)["Location"])
        self.assertEqual(Comment.objects.get().state, "frei")
        self.assertContains(page, "oder jemand hat über ihn entschieden")

    def test_what_was_typed_is_told_where_it_is_not_used(self):
        for typed in ({"seen": "x", "words": "Mein Grund"}, {"words": "Mein Grund" * 21}):
            page = self.client.get(self.decide("spam", **typed)["Location"])
            self.assertContains(page, f"geschrieben haben: „{typed['words']}“")
        page = self.client.get(self.decide("frei", **{"answer-text": "Danke!"})["Location"])
        self.assertContains(page, "geschrieben haben: „Danke!“")

    def test_many_are_decided_on_with_one_reason(self):
        fields = {"action": "remove", "_selected_action": [self.comment.pk]}
        fields["listed"] = "stand schon da"
        self.client.post("/admin/comments/comment/", fields)
        steps = self.comment.steps.values_list("state", "reason")
        self.assertEqual(list(steps), [("entfernt", "stand schon da")])

    def test_of_many_those_stand_that_another_decided_on_meanwhile(self):
        other = make_comment(self.post, "Zwei", state=State.WAITING)
        page = self.client.get("/admin/comments/comment/").content.decode()
        seen = dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', page))
        self.decide("abgelehnt")
        chosen = {"action": "approve", "_selected_action": [self.comment.pk, other.pk]}
        page = self.client.post("/admin/comments/comment/", chosen | seen, follow=True)
        states = Comment.objects.order_by("pk").values_list("state", flat=True)
        self.assertEqual(list(states), ["abgelehnt", "frei"])
        self.assertContains(page, "1 Kommentar bleibt, wie er ist")

    def test_the_ways_from_its_page_lead_to_what_is_there(self):
        form, shown = f"/admin/blog/post/{self.post.pk}/change/", self.post.get_absolute_url()
        for state, withdrawn_at, ways in (
            (State.WAITING, None, [f"{shown}#kommentare"]),
            (State.REMOVED, None, [f"{shown}#kommentare"]),
            (State.APPROVED, None, [f"{shown}#kommentare", f"{shown}#k-{self.comment.pk}"]),
            (State.APPROVED, days_ago(1), [form]),
        ):
            Comment.objects.update(state=state)
            self.post.withdrawn_at = withdrawn_at
            self.post.save()
            page = self.client.get(f"{self.path}change/").content.decode()
            with self.subTest(state, withdrawn=bool(withdrawn_at)):
                found = re.findall(
                    r'href="(/[^"]*(?:k-\d+|kommentare|/admin/r/|blog/post/\d+)[^"]*)"', page
                )
                self.assertEqual(sorted(found), sorted(ways))

    def test_editing_needs_a_reason(self):
        for reason in ("", " ", "\u200b\u3164"):
            self.client.post(f"{self.path}bearbeiten/", {"text": "Neu", "reason": reason})
            self.assertEqual(Comment.objects.get().text, "Eins")
        self.client.post(f"{self.path}bearbeiten/", {"text": "Neu", "reason": "Nummer entfernt"})
        comment = Comment.objects.get()
        self.assertEqual((comment.text, comment.edit_reason), ("Neu", "Nummer entfernt"))

    def test_reported_ones_are_found_by_a_filter_and_answered(self):
        reported = make_comment(self.post, "Gemeldet")
        reported.reports.create(reason="werbung")
        page = self.client.get("/admin/comments/comment/", {"gemeldet": "offen"})
        self.assertEqual(list(page.context["cl"].result_list), [reported])
        self.client.post(
            f"/admin/comments/comment/{reported.pk}/entscheiden/",
            {"decision": "bleibt", "seen": reported.seen, "words": "ist Satire"},
        )
        self.assertEqual(reported.reports.get().decision, "bleibt stehen: ist Satire")
        page = self.client.get("/admin/comments/comment/", {"gemeldet": "offen"})
        self.assertEqual(list(page.context["cl"].result_list), [])

    def noticed(self):
        """Return what the list says in its column of hints, by the beginning of the text."""
        page = self.client.get("/admin/comments/comment/").content.decode()
        rows = re.findall(
            r'field-beginning"><a[^>]*>(.*?)</a>.*?field-noticed">(.*?)</td>', page, re.S
        )
        return dict(rows)

    def test_the_list_hints_at_links_words_reports_and_a_known_mail(self):
        BlockedWord.objects.create(word="Kredit*")
        make_comment(self.post, "Bekannt", email="ada@example.org")
        text = "Billige Kredite: www.a.de und www.b.de"
        make_comment(self.post, text, state=State.WAITING, email="Ada@example.org")
        make_comment(self.post, "Gemeldet").reports.create(reason="werbung")
        noticed = self.noticed()
        self.assertEqual(noticed[text], "2 Links, Wort: Kredit*, bekannte Mail")
        self.assertEqual(noticed["Gemeldet"], "1 Meldung")
        self.assertEqual(noticed["Eins"], "–")

    def test_the_page_of_one_names_the_same_hints(self):
        BlockedWord.objects.create(word="Kredit")
        comment = make_comment(self.post, "Ein Kredit: www.a.de", state=State.WAITING)
        page = self.client.get(f"/admin/comments/comment/{comment.pk}/change/")
        for hint in ("enthält 1 Link", "auffälliges Wort: Kredit", "ohne E-Mail-Adresse"):
            self.assertContains(page, hint, count=1)

    def test_a_short_one_is_decided_on_in_the_list(self):
        short = make_comment(self.post, "Kurz", state=State.WAITING)
        make_comment(self.post, "Lang " * 200, state=State.WAITING)
        page = self.client.get("/admin/comments/comment/")
        buttons = re.findall(
            r'formaction="([^"]+)" name="decision" value="(\w+)"', page.content.decode()
        )
        mine = [
            (unescape(address), value) for address, value in buttons if f"/{short.pk}/" in address
        ]
        self.assertEqual([value for _address, value in mine], ["frei", "abgelehnt"])
        self.assertFalse([address for address, _value in buttons if f"/{short.pk + 1}/" in address])
        done = self.client.post(mine[0][0], {"decision": "frei", "action": "", "listed": ""})
        self.assertRedirects(done, "/admin/comments/comment/", fetch_redirect_response=False)
        short.refresh_from_db()
        self.assertEqual(short.state, State.APPROVED)

    def test_queries_do_not_grow_with_what_waits(self):
        for path, number in (("/admin/", 13), ("/admin/comments/comment/", 11)):
            for count in (1, 30):
                Comment.objects.all().delete()
                for n in range(count):
                    target = make_post(f"Beitrag {n}")
                    make_comment(target, f"Nr. {n}", state=State.WAITING, email=f"a{n}@x.de")
                with self.subTest(path, count=count), self.assertNumQueries(number):
                    self.client.get(path)

    def test_who_may_not_change_comments_decides_nothing(self):
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        self.assertEqual(self.decide("frei").status_code, 403)
        self.assertEqual(self.client.get(f"{self.path}bearbeiten/").status_code, 403)
        self.assertEqual(Comment.objects.get().state, "wartet")


class ActionTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.comment = make_comment(make_post(), text="Hallo", state=Comment.State.WAITING)

    def test_actions_move_the_comment(self):
        for action, state in (
            ("approve", "frei"),
            ("reject", "abgelehnt"),
            ("mark_as_spam", "spam"),
        ):
            with self.subTest(action):
                run_action(self.client, action, self.comment)
                self.comment.refresh_from_db()
                self.assertEqual(self.comment.state, state)

    def test_actions_note_the_step_and_who_took_it(self):
        run_action(self.client, "approve", self.comment)
        self.assertEqual(
            list(CommentStep.objects.values_list("state", "by__username")), [("frei", "redaktion")]
        )

    def test_actions_stand_in_the_history(self):
        run_action(self.client, "reject", self.comment)
        self.assertEqual(
            log_entries(), [(f"Kommentar {self.comment.pk}", "abgelehnt", "redaktion")]
        )

    def test_actions_say_what_was_done(self):
        other = make_comment(make_post(), state=Comment.State.SPAM)
        page = run_action(self.client, "approve", self.comment, other)
        self.assertContains(page, "2 Kommentare: freigegeben.", count=1)

    def test_an_action_twice_is_one_step(self):
        for _ in range(2):
            run_action(self.client, "approve", self.comment)
        self.assertEqual(CommentStep.objects.count(), 1)

    def test_saving_without_a_change_is_no_step(self):
        send(self.client, admin_address("change", self.comment))
        self.assertEqual(CommentStep.objects.count(), 0)

    def test_what_was_typed_cannot_be_changed(self):
        send(
            self.client,
            admin_address("change", self.comment),
            text="Anders",
            name="Eva",
            email="x@example.org",
            state="frei",
        )
        typed = Comment.objects.values_list("name", "email", "text", "state")
        self.assertEqual(list(typed), [("Ada", "", "Hallo", "wartet")])

    def test_waiting_comments_stand_first(self):
        newest = make_comment(make_post(), state=Comment.State.APPROVED)
        page = self.client.get("/admin/comments/comment/")
        self.assertEqual(list(page.context["cl"].result_list), [self.comment, newest])

    def test_the_form_shows_the_comment_as_it_will_stand_there(self):
        comment = make_comment(make_post(), text="<em>gut</em>\n<b>so</b>")
        page = self.client.get(admin_address("change", comment))
        self.assertContains(page, "<em>gut</em><br><strong>so</strong>", count=1)
