"""Minutes that come as a file: plain text in whatever encoding, Markdown, Word."""

import codecs
import zipfile
from pathlib import PurePath

from django import forms
from django.utils.translation import gettext as _

from meetings.protocol_text import from_html

LARGEST = 5 * 1024 * 1024  # bytes
LARGEST_UNPACKED = 50 * 1024 * 1024  # bytes of a Word file, which is a ZIP archive
LARGEST_TEXT = 3 * 1024 * 1024  # bytes of what packs well in it, all but photos: read slowly
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


def text_of(file):
    """Give the text of an uploaded ``file``. Raises forms.ValidationError for what is refused."""
    if file.size > LARGEST:
        raise forms.ValidationError(
            _("Die Datei ist größer als 5 MB. Bitte kopieren Sie den Text in das Feld.")
        )
    kind = PurePath(file.name).suffix.lower()
    if kind == ".docx":
        return from_html(html_of_word(file))
    if kind in (".txt", ".md", ".markdown", ".text"):
        return decoded(file.read())
    raise forms.ValidationError(
        _(
            "Diese Art von Datei lässt sich hier nicht lesen. Möglich sind .txt, .md und .docx; sonst kopieren Sie den Text."
        )
    )


def decoded(data):
    """Give the text in ``data`` (bytes): UTF-8, UTF-16, or else what Windows wrote before."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def html_of_word(file):
    """Give a Word file as HTML, without its pictures. Raises forms.ValidationError."""
    import mammoth  # here, because only this page needs it and it takes its time

    try:
        _refuse_bombs(file)
        file.seek(0)
        return mammoth.convert_to_html(file, convert_image=_no_image).value
    except forms.ValidationError:
        raise
    except Exception as error:  # whatever is wrong inside, the file is what cannot be read
        message = _(
            "Die Word-Datei lässt sich nicht lesen. Speichern Sie sie neu als .docx, oder kopieren Sie den Text."
        )
        raise forms.ValidationError(message) from error


def _refuse_bombs(file):
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        text = sum(part.file_size for part in parts if part.file_size > 2 * part.compress_size)
        if text > LARGEST_TEXT or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise forms.ValidationError(
                _("Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld.")
            )


def _no_image(image):
    return []
