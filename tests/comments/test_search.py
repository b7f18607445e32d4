from django.test import TestCase

from comments.models import Comment
from tests.build import days_ago, make_comment, make_meeting, make_post, make_report


class CommentSearchTests(TestCase):
    def found(self, words="Quitte"):
        hits = self.client.get(f"/suche/?q={words}&art=kommentar").context["hits"]
        return [(hit.entry.title, hit.entry.path) for hit in hits]

    def test_a_comment_is_found_where_it_stands(self):
        comment = make_comment(make_post("Obst"), text="Die Quitte blüht.", name="Ada")
        path = f"/beitraege/obst/#k-{comment.pk}"
        self.assertEqual(self.found(), [("Ada zu „Obst“", path)])

    def test_what_is_called_so_comes_before_what_was_written_below_it(self):
        post = make_post("Quitte", published_at=days_ago(3))
        make_comment(post, text="Schön.", name="Ada")
        make_comment(make_post("Obst"), text="Schön.", name="Ida Quitte")
        hits = self.client.get("/suche/?q=Quitte").context["hits"]
        self.assertEqual(
            [hit.entry.title for hit in hits],
            ["Ida Quitte zu „Obst“", "Quitte", "Ada zu „Quitte“"],
        )

    def test_what_has_the_word_in_its_text_comes_before_comments_on_what_is_called_so(self):
        make_post("Obst", body="Die Quitte blüht.", published_at=days_ago(400))
        post = make_post("Quitte", published_at=days_ago(3))
        for name in ("Ada", "Bo"):
            make_comment(post, text="Schön.", name=name)
        hits = self.client.get("/suche/?q=Quitte").context["hits"]
        self.assertEqual([hit.entry.title for hit in hits][:2], ["Quitte", "Obst"])

    def test_one_on_a_meeting_is_found_below_its_report(self):
        meeting = make_report("Bericht", items=[("x", 5, "y")]).reports_on
        comment = make_comment(meeting, text="Die Quitte blüht.")
        self.assertEqual(
            [path for _, path in self.found()], [f"/beitraege/bericht/#k-{comment.pk}"]
        )

    def test_none_is_found_that_nobody_reads(self):
        for target in (
            make_post(published_at=None),
            make_post("Morgen", published_at=days_ago(-1)),
        ):
            make_comment(target, text="Quitte")
        meeting = make_meeting(agenda_published_at=None, protocol_published_at=None)
        make_comment(meeting, text="Quitte")
        post = make_post("Obst")
        for state in set(Comment.State) - {Comment.State.APPROVED}:
            make_comment(post, text="Quitte", state=state)
        self.assertEqual(self.found(), [])

    def test_it_goes_with_its_withdrawal_and_with_that_of_the_post(self):
        post = make_post("Obst")
        comment = make_comment(post, text="Quitte")
        make_comment(post, text="Quitte", name="Bo")
        comment.withdraw()
        self.assertEqual([title for title, _ in self.found()], ["Bo zu „Obst“"])
        post.withdrawn_at = days_ago(0)
        post.save()
        self.assertEqual(self.found(), [])

    def test_a_reply_is_found_as_long_as_it_stands_whatever_becomes_of_what_it_answers(self):
        first = make_comment(make_post("Obst"), text="Quitte", name="Ada")
        reply = make_comment(first.target, text="Quitte", name="Bo", parent=first)
        first.move_to(Comment.State.REMOVED)
        self.assertEqual([title for title, _ in self.found()], ["Bo zu „Obst“"])
        reply.move_to(Comment.State.REMOVED)
        self.assertEqual(self.found(), [])

    def test_it_follows_a_new_title(self):
        post = make_post("Obst")
        make_comment(post, text="Quitte", name="Ada")
        post.title = "Gemüse"
        post.save()
        self.assertEqual([title for title, _ in self.found()], ["Ada zu „Gemüse“"])
