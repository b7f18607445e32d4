"""Lists say how many comments one can read: one rule for page and list, one query for a list."""

from django.test import TestCase

from comments import moderation, privacy
from comments.models import Comment
from comments.templatetags import count_comments
from meetings.models import Meeting
from tests.build import days_ago, make_comment, make_post, make_report

State = Comment.State


def fresh(comment):
    return Comment.objects.get(pk=comment.pk)


class CountTests(TestCase):
    def test_counts_what_the_page_shows_by_one_query(self):
        report, plain, none = make_report(), make_post("Anderer"), make_post("Leer")
        make_comment(report)
        make_comment(Meeting.objects.get(report=report))
        parent = make_comment(plain)
        make_comment(plain, parent=parent)
        make_comment(plain, parent=make_comment(plain, state=State.REMOVED))
        for state in set(State) - {State.APPROVED}:
            make_comment(plain, state=state)
        posts = [report, plain, none]
        count_comments(posts)
        with self.assertNumQueries(1):
            count_comments(posts)
        self.assertEqual([post.comment_count for post in posts], [2, 3, 0])

    def test_cards_say_how_many(self):
        post = make_post()
        for _ in range(3):
            make_comment(post)
        for path in ("/", "/beitraege/"):
            self.assertContains(self.client.get(path), "3 Kommentare</a>", count=1)

    def test_a_meeting_and_its_report_have_one_number_and_another_meeting_its_own(self):
        report, scheduled = make_report(), make_report("Bald", published_at=days_ago(-1))
        meeting, before = report.reports_on, scheduled.reports_on
        make_comment(report)
        make_comment(meeting)
        make_comment(before)
        make_comment(scheduled, "zum Bericht, den noch niemand lesen kann")
        make_comment(make_post(pk=before.pk + 50))
        targets = [report, meeting, before]
        with self.assertNumQueries(1):
            count_comments(targets)
        self.assertEqual([target.comment_count for target in targets], [2, 2, 1])

    def test_numbers_follow_every_action_on_the_next_request(self):
        report = make_report()
        comment = make_comment(report.reports_on, "Eins", state=State.WAITING)
        reply = make_comment(report, "Zwei", parent=comment)
        steps = [
            (lambda: moderation.decide(fresh(comment), State.APPROVED), 2),
            (lambda: moderation.edit(comment, "Anders", None, "Tippfehler"), 2),
            (lambda: moderation.decide(fresh(reply), State.REMOVED), 1),
            (lambda: moderation.decide(fresh(reply), State.APPROVED), 2),
            (lambda: fresh(comment).withdraw(), 1),
            (lambda: privacy.erase([fresh(reply)], by=None), 0),
        ]
        for act, number in steps:
            act()
            words = {0: "#kommentare", 1: "1 Kommentar</a>"}.get(number, f"{number} Kommentare</a>")
            for path in ("/beitraege/", "/treffen/"):
                with self.subTest(path, number=number):
                    page = self.client.get(path)
                    self.assertContains(page, words, count=1 if number else 0)
            heading = f"{number} Kommentar{'' if number == 1 else 'e'}</h2>"
            self.assertContains(self.client.get(report.get_absolute_url()), heading, count=1)
