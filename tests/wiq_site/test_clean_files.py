"""What was stored before a rule of cleaning was there is cleaned by a command."""

from io import StringIO
from unittest import mock

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase, override_settings

from tests.build import make_post
from tests.images import file_of
from tests.wiq_site.test_attachments import STORAGES, left_in, photo
from tests.wiq_site.test_traces import packed
from wiq_site.pages.models import Attachment, Picture

COMMAND = "wiq_site.management.commands.clean_files"
TRACE = b"Adaline Lovelace"


@override_settings(STORAGES=STORAGES)
class CleaningTests(TestCase):
    def run_command(self):
        out, err = StringIO(), StringIO()
        with self.captureOnCommitCallbacks(execute=True):
            call_command("clean_files", stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def store_old(self, data, name):
        """Store ``data`` as an attachment in the way of a site that did not look into it."""
        path = default_storage.save(f"attachment/{len(name)}/{name}", ContentFile(data))
        [old] = Attachment.objects.bulk_create(
            [Attachment(owner=make_post(), title=name, file=path, file_size=len(data))]
        )
        return old

    def test_what_tells_is_stored_anew_and_its_old_address_leads_on(self):
        document, picture = packed(a_jpg=photo()), photo()
        olds = [self.store_old(document, "plan.docx"), self.store_old(picture, "f.jpg")]
        self.assertIn("Anhänge: 2\n", self.run_command()[0])
        for old in olds:
            new = Attachment.objects.get(pk=old.pk)
            with default_storage.open(new.file.name) as file:
                data = file.read()
            self.assertNotIn(TRACE, data)
            self.assertEqual((new.title, new.file_size), (old.title, len(data)))
            self.assertFalse(default_storage.exists(old.file.name))
            self.assertRedirects(self.client.get(old.file.url), new.file.url, 301)
        self.assertIn("Anhänge: 0\n", self.run_command()[0])

    def test_what_tells_nothing_stays_where_it_is(self):
        plan, gone = self.store_old(b"%PDF-1.7", "plan.pdf"), self.store_old(b"x", "weg.txt")
        default_storage.delete(gone.file.name)
        picture = Picture.objects.create(
            image=ContentFile(file_of("jpeg"), "a.jpg"), image_alt="Hof"
        )
        out, err = self.run_command()
        self.assertEqual((out.count(": 0\n"), err), (4, ""))
        self.assertEqual(Attachment.objects.get(pk=plan.pk).file, plan.file)
        self.assertEqual(Picture.objects.get().image, picture.image)

    def test_what_these_rules_found_clean_is_read_no_more(self):
        self.store_old(b"%PDF-1.7", "plan.pdf")
        for rules, read in (("1", 1), ("1", 0), ("2", 1)):
            with self.subTest(rules=rules, read=read), mock.patch(f"{COMMAND}.RULES", rules):
                with mock.patch(f"{COMMAND}.traces.without_traces", side_effect=bytes) as look:
                    self.run_command()
                self.assertEqual(look.call_count, read)

    def test_the_old_file_stays_until_all_that_takes_its_place_is_on_the_disk(self):
        old = self.store_old(packed(a_jpg=photo()), "plan.docx")
        with mock.patch("os.sync", side_effect=OSError), self.assertRaises(OSError):
            self.run_command()
        self.assertTrue(default_storage.exists(old.file.name))
        self.assertNotIn(TRACE, Attachment.objects.get().file.read())

    def test_a_picture_of_a_text_is_cleaned_with_its_variants(self):
        picture = Picture.objects.create(
            image=ContentFile(file_of("jpeg"), "a.jpg"), image_alt="Hof"
        )
        default_storage.delete(picture.image.name)
        default_storage.save(picture.image.name, ContentFile(photo()))
        self.assertIn("Bilder: 1\n", self.run_command()[0])
        picture.refresh_from_db()
        self.assertEqual(left_in(picture.image.name), set())
        self.assertTrue(default_storage.exists(picture.image.name.replace(".jpg", "-60.avif")))

    def test_one_that_two_things_show_is_cleaned_for_both(self):
        old = self.store_old(packed(a_jpg=photo()), "plan.docx")
        [other] = Attachment.objects.bulk_create(
            [Attachment(owner=make_post(), title="Plan", file=old.file.name)]
        )
        self.assertEqual(self.run_command()[0].count("Anhänge: 2\n"), 1)
        for item in (old, other):
            item.refresh_from_db()
            self.assertNotIn(TRACE, item.file.read())
        self.assertEqual(default_storage.listdir("attachment/9")[1], [])

    def test_what_cannot_be_cleaned_is_named_and_stays(self):
        half = self.store_old(photo(size=(400, 300))[:9000], "halb.jpg")
        locked = self.store_old(b"OggS\0\2 METADATA_BLOCK_PICTURE=", "lied.mp3")
        out, err = self.run_command()
        self.assertIn("Anhänge: 0\n", out)
        for old in (half, locked):
            self.assertIn(old.file.name, err)
            self.assertTrue(default_storage.exists(old.file.name))
            self.assertEqual(Attachment.objects.get(pk=old.pk).file, old.file)
