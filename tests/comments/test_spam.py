"""The score that puts likely spam last in the queue, and nothing else."""

from django.test import TestCase
from django.urls import reverse

from comments.models import BlockedWord, Comment
from comments.moderation import LIKELY, blocked_words, spam_score, submit
from tests.build import make_comment, make_editor, make_post

SPAM = "Kredit sofort online ohne Schufa, billig und sicher, jetzt klicken {}"
HAM = "Ich komme gern zum Sommerfest und bringe Kuchen mit, {} Nachbarn auch"


def scored(text, seconds=60, **fields):
    comment = Comment(target=make_post(), name="Ada", text=text, **fields)
    comment.render()
    return spam_score(comment, blocked_words(comment), seconds)


class ScoreTests(TestCase):
    def test_what_neighbours_write_has_none(self):
        self.assertEqual(scored("Danke, das war ein schöner Abend!"), 0)

    def test_each_sign_counts(self):
        BlockedWord.objects.create(word="casino")
        make_comment(make_post(), text="Dasselbe steht überall auf dieser Seite.")
        for text, seconds in (
            ("Siehe https://a.example und https://b.example", 60),
            ("Besuchen Sie das Casino am Kanal", 60),
            ("Danke für den Abend", 2),
            ("Dasselbe steht überall auf dieser Seite.", 60),
        ):
            with self.subTest(text):
                self.assertGreaterEqual(scored(text, seconds), 20)

    def test_it_learns_from_what_was_decided(self):
        post = make_post()
        for number in range(12):
            make_comment(post, SPAM.format(number), state=Comment.State.SPAM)
            make_comment(post, HAM.format(number))
        self.assertGreaterEqual(scored("Billig Kredit ohne Schufa", 5), LIKELY)
        self.assertEqual(scored("Kuchen zum Sommerfest bringe ich mit"), 0)

    def test_a_long_hostile_text_is_scored_too(self):
        self.assertLessEqual(scored("https://a.example " * 200, 0), 100)


class QueueTests(TestCase):
    def test_likely_spam_comes_last_and_the_longest_waiting_first(self):
        post, waiting = make_post(), Comment.State.WAITING
        names = [("Erste", 0), ("Werbung", 80), ("Zweite", 10)]
        for name, score in names:
            make_comment(post, name=name, state=waiting, spam_score=score)
        make_comment(post, name="Freie")
        self.client.force_login(make_editor())
        page = self.client.get(reverse("admin:comments_comment_changelist"))
        listed = [comment.name for comment in page.context["cl"].result_list]
        self.assertEqual(listed, ["Erste", "Zweite", "Werbung", "Freie"])
        self.assertContains(page, "sieht nach Spam aus")

    def test_what_is_likely_spam_still_waits_for_somebody(self):
        comment = Comment(target=make_post(), name="Ada", text="https://a.example " * 5)
        submit(comment, seconds=1)
        self.assertGreaterEqual(comment.spam_score, LIKELY)
        self.assertEqual(comment.state, Comment.State.WAITING)
        self.assertEqual(len(Comment.objects.waiting()), 1)
