from django.test import TestCase

from blog.models import Post
from meetings.agenda import AgendaItem, Speaker
from meetings.models import Meeting
from tests.build import make_meeting, make_post, make_report
from wiq_site.pages.models import Redirect


class DeletionTests(TestCase):
    def test_a_meeting_goes_with_all_it_holds(self):
        make_meeting(items=[("Eins", 5, "Ada"), ("Zwei", 5, "Bo")])
        with self.captureOnCommitCallbacks(execute=True):
            Meeting.objects.get().delete()
        self.assertEqual((Meeting.objects.count(), AgendaItem.objects.count()), (0, 0))

    def test_meetings_go_by_the_query_too(self):
        for number in (1, 2):
            make_meeting(items=[("Eins", 5, "Ada")], title=f"{number}")
        with self.captureOnCommitCallbacks(execute=True):
            Meeting.objects.all().delete()
        self.assertEqual(Meeting.objects.count(), 0)

    def test_a_deleted_speaker_leaves_what_is_kept_of_the_report(self):
        before = make_report(items=[("Eins", 5, "Ada")])
        digest = Post.objects.get().digest
        with self.captureOnCommitCallbacks(execute=True):
            Speaker.objects.get().delete()
        self.assertNotEqual(Post.objects.get(pk=before.pk).digest, digest)


class MoveTests(TestCase):
    def test_only_what_was_public_leaves_its_address_behind(self):
        draft, public = make_post("Entwurf", published_at=None), make_post("Da")
        for post in (draft, public):
            post.slug = f"neu-{post.slug}"
            post.save()
        self.assertEqual(
            list(Redirect.objects.values_list("old_path", "new_path")),
            [("/beitraege/da/", "/beitraege/neu-da/")],
        )
