from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from blog.models import Post
from comments.models import Comment
from tests.build import make_comment, make_meeting, make_post
from wiq_site.kit import changes
from wiq_site.kit.markup import COMMENT_RULES


class RerenderTests(TestCase):
    def run_command(self):
        out, err = StringIO(), StringIO()
        call_command("rerender_markup", stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def test_comments_of_older_rules_are_rendered_and_no_others(self):
        old, new = make_comment(make_post(), "alt"), make_comment(make_post(), "neu")
        Comment.objects.filter(pk=old.pk).update(text_html="<b>alt</b>", rules=COMMENT_RULES - 1)
        Comment.objects.filter(pk=new.pk).update(text_html="unberührt")
        self.assertIn("Kommentare: 1\n", self.run_command()[0])
        stored = Comment.objects.order_by("pk").values_list("text_html", "rules")
        self.assertEqual(
            list(stored), [("<p>alt</p>", COMMENT_RULES), ("unberührt", COMMENT_RULES)]
        )

    def test_every_markdown_field_is_rendered_where_it_differs(self):
        post = make_post(body="*ja*")
        meeting = make_meeting(items=[("Eins", 5, "Ada", "*gut*")])
        item = meeting.items.get()
        Post.objects.filter(pk=post.pk).update(body_html="alt")
        type(item).objects.filter(pk=item.pk).update(protocol_html="alt")
        out = self.run_command()[0]
        self.assertIn("Beiträge: 1\n", out)
        self.assertIn("Tagesordnungspunkte: 1\n", out)
        self.assertIn("Treffen: 0\n", out)
        post.refresh_from_db()
        item.refresh_from_db()
        self.assertEqual(
            (post.body_html, item.protocol_html), ("<p><em>ja</em></p>", "<p><em>gut</em></p>")
        )

    def test_feeds_hear_of_it(self):
        post = make_post(body="*ja*")
        Post.objects.filter(pk=post.pk).update(body_html="alt", digest="")
        self.run_command()
        post.refresh_from_db()
        self.assertNotEqual(post.digest, "")

    def test_what_is_refused_today_stays_and_is_named(self):
        post = make_post("Alter Beitrag", body="*ja*")
        post.body, post.body_html = "[" * 5000, "alt"  # from before there was a rule
        changes.store(post, "body", "body_html")
        err = self.run_command()[1]
        self.assertIn("Alter Beitrag", err)
        post.refresh_from_db()
        self.assertEqual(post.body_html, "alt")

    def test_run_twice_it_finds_nothing(self):
        make_post(body="*ja*")
        make_comment(make_post())
        self.assertEqual(
            {line.split(": ")[1] for line in self.run_command()[0].splitlines()}, {"0"}
        )
