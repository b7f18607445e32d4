"""What a Word file may unpack to before anybody reads it."""

import io
import os
import zipfile
from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError
from django.test import SimpleTestCase

from meetings.desk import source

REFUSED = "Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld."


def word_file(**parts):
    """Give a ZIP archive with ``parts`` as a browser uploads it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"word/{name}", data)
    return SimpleUploadedFile("protokoll.docx", packed.getvalue())


class UnpackedTests(SimpleTestCase):
    def setUp(self):
        self.reading = self.enterContext(mock.patch("mammoth.convert_to_html"))
        self.reading.return_value.value = "<p>Gelesen</p>"

    def test_more_text_than_minutes_have_is_refused_unread_under_whatever_name(self):
        for name in ("document", "photo"):
            file = word_file(**{name: b"<w:p/>" * 600_000})
            self.assertLess(file.size, 20_000)
            with self.assertRaisesMessage(ValidationError, REFUSED):
                source.html_of_word(file)
        self.reading.assert_not_called()

    def test_the_photos_in_it_do_not_count_as_text(self):
        photo = os.urandom(4 * 1024 * 1024)
        file = word_file(document=b"<w:p/>" * 100_000, photo=photo)
        self.assertEqual(source.html_of_word(file), "<p>Gelesen</p>")
