"""What ``manage.py tidy`` takes away once its time is over, and what it leaves."""

import tempfile
from datetime import timedelta
from io import StringIO
from unittest import mock

from captcha.models import CaptchaStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import TestCase, override_settings
from django.utils import timezone
from reversion.models import Revision, Version

from blog.models import Post
from comments import moderation
from meetings.models import Meeting
from tests.build import days_ago, make_comment, make_meeting, make_post
from tests.images import file_of
from wiq_site.mailing.models import MeetingNews
from wiq_site.pages.models import Picture, TimerRun
from wiq_site.search.models import SearchWord


def tidy(days=0):
    """Run the command as in so many days; return what it says."""
    out, later = StringIO(), timezone.localdate() + timedelta(days=days)
    with mock.patch("wiq_site.management.commands.tidy.timezone.localdate", return_value=later):
        call_command("tidy", stdout=out)
    return out.getvalue()


class TidyTests(TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=folder))

    def test_with_nothing_to_do_it_says_so_and_that_it_ran(self):
        self.assertEqual(tidy(), "Es gab nichts aufzuräumen.\n")
        self.assertTrue(TimerRun.objects.filter(name="tidy").exists())

    def test_sessions_and_captchas_go_once_they_are_over(self):
        for days in (-1, 1):
            moment = timezone.now() + timedelta(days=days)
            Session.objects.create(session_key=f"k{days}", session_data="", expire_date=moment)
            CaptchaStore.objects.create(
                challenge="1", response="1", hashkey=f"k{days}", expiration=moment
            )
        tidy()
        self.assertEqual(Session.objects.get().session_key, "k1")
        self.assertEqual(CaptchaStore.objects.get().hashkey, "k1")

    def test_an_invitation_says_that_its_meeting_went_at_a_moment_that_was_set_before(self):
        meeting = make_meeting(
            "2020-12-10 17:00", invitation=make_post("Kommen Sie"), cancelled_at=days_ago(9)
        )
        QuerySet.update(Meeting.objects.filter(pk=meeting.pk), withdrawn_at=days_ago(1))
        self.assertIn("sagen es jetzt: 1.", tidy())
        told = Post.objects.get().meeting_state
        self.assertEqual(told, "Zurückgezogen: Das Treffen steht nicht mehr auf der Website")
        self.assertNotIn("Einladung", tidy())

    def test_what_was_told_of_a_deleted_meeting_goes_after_two_years(self):
        there, gone = make_meeting().pk, 9999
        for pk, days in ((there, 800), (gone, 800), (gone, 40)):
            MeetingNews.objects.create(meeting_id=pk, state="2020-12-10", at=days_ago(days))
        self.assertIn("1 alte Neuigkeiten von gelöschten Treffen", tidy())
        self.assertEqual(MeetingNews.objects.count(), 2)

    def test_words_go_from_the_search_once_they_stand_in_no_text(self):
        post = make_post("Sommerfest")
        removed = make_comment(post, "Zarathustra sprach", name="Quentinus")
        edited = make_comment(post, "Belzebub war auch da", name="Grace")
        removed.move_to(removed.State.REMOVED)
        moderation.edit(edited, "Jemand war auch da", None, "Name entfernt")
        gone = {"zarathustra", "sprach", "quentinus", "belzebub"}
        known = set(SearchWord.objects.values_list("word", flat=True))
        self.assertLessEqual(gone, known)
        self.assertIn("4 Wörter der Suche", tidy())
        self.assertEqual(known - gone, set(SearchWord.objects.values_list("word", flat=True)))
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT block FROM search_fts_data")
                blocks = b"".join(row[0] for row in cursor.fetchall())
            self.assertNotRegex(blocks, b"rathust|ntinus|zebub")
            self.assertIn(b"mmerfest", blocks)

    def test_of_old_versions_the_last_of_each_thing_stays(self):
        post, other = make_post("Eins"), make_post("Zwei")
        for title in ("Anders", "Wieder anders"):
            post.title = title
            post.save()
        Revision.objects.update(date_created=days_ago(800))
        other.title = "Neu"
        other.save()
        tidy()
        kept = Version.objects.order_by("pk").values_list("object_id", flat=True)
        self.assertEqual(list(kept), [str(post.pk), str(other.pk)])

    def test_a_file_that_nothing_names_goes_after_thirty_days(self):
        name = default_storage.save("picture/abc/rest.jpg", ContentFile(b"x"))
        self.assertIn("1 warten noch", tidy())
        tidy(days=30)
        self.assertTrue(default_storage.exists(name))
        tidy(days=31)
        self.assertFalse(default_storage.exists(name))

    def test_its_days_begin_anew_where_something_named_it_in_between(self):
        name = default_storage.save("attachment/abc/rest.pdf", ContentFile(b"x"))
        tidy()
        with mock.patch("wiq_site.management.commands.tidy.unnamed", return_value=[]):
            tidy(days=20)
        tidy(days=25)
        tidy(days=40)
        self.assertTrue(default_storage.exists(name))

    def test_pictures_with_their_variants_stay(self):
        picture = Picture.objects.create(
            image=SimpleUploadedFile("haus.jpg", file_of("JPEG", size=(900, 600))), image_alt="Haus"
        )
        folder = picture.image.name.rpartition("/")[0]
        before = default_storage.listdir(folder)
        self.assertGreater(len(before[1]), 1)
        tidy()
        tidy(days=60)
        self.assertEqual(default_storage.listdir(folder), before)
