"""The queue on the editors' desk: decide, edit, many at once, next in line."""

from django.contrib.auth.models import User
from django.test import TestCase

from comments.decision_links import wording
from comments.models import Comment
from tests.build import make_comment, make_editor, make_post

State = Comment.State


class QueueTests(TestCase):
    def setUp(self):
        self.client.force_login(make_editor())
        self.post = make_post()
        self.comment = make_comment(self.post, "Eins", state=State.WAITING)
        self.path = f"/admin/comments/comment/{self.comment.pk}/"

    def decide(self, decision, **typed):
        typed = {"decision": decision, "seen": wording(self.comment)} | typed
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

    def test_many_are_decided_on_with_one_reason(self):
        fields = {"action": "remove", "_selected_action": [self.comment.pk]}
        fields["listed"] = "stand schon da"
        self.client.post("/admin/comments/comment/", fields)
        steps = self.comment.steps.values_list("state", "reason")
        self.assertEqual(list(steps), [("entfernt", "stand schon da")])

    def test_editing_needs_a_reason(self):
        self.client.post(f"{self.path}bearbeiten/", {"text": "Neu"})
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
            {"decision": "bleibt", "seen": wording(reported), "words": "ist Satire"},
        )
        self.assertEqual(reported.reports.get().decision, "bleibt stehen: ist Satire")
        page = self.client.get("/admin/comments/comment/", {"gemeldet": "offen"})
        self.assertEqual(list(page.context["cl"].result_list), [])

    def test_who_may_not_change_comments_decides_nothing(self):
        self.client.force_login(User.objects.create_user("gast", is_staff=True))
        self.assertEqual(self.decide("frei").status_code, 403)
        self.assertEqual(self.client.get(f"{self.path}bearbeiten/").status_code, 403)
        self.assertEqual(Comment.objects.get().state, "wartet")
