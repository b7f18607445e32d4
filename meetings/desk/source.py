"""Where the minutes come from: pasted text or a file."""

import codecs
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.protocol_text import ProtocolTextError, from_html, parse
from wiq_site.kit.http import etag_of

# Single passages read by the rules of whole minutes.


def outcomes_of(protocol, near):
    """Give the outcomes that stand in ``protocol`` (Markdown of one TOP) of a meeting at ``near``."""
    return [outcome for item in _read(protocol, near) for outcome in item.outcomes]


def markdown_of(line):
    """Give a ``line`` of pasted text as Markdown that shows all of it."""
    return "\n\n".join(item.protocol for item in _read(line) if item.protocol) or line.replace(
        "<", "&lt;"
    )


def _read(passage, near=None):
    day = f"Datum: {near:%d.%m.%Y}\n\n" if near else ""
    return parse(f"{day}TOP 1 Anfang\n\n{passage}\n\nTOP 2 Ende").items


# Minutes that come as a file: plain text in whatever encoding, Markdown, Word.


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
            gettext("Die Datei ist größer als 5 MB. Bitte kopieren Sie den Text in das Feld.")
        )
    kind = PurePath(file.name).suffix.lower()
    if kind == ".docx":
        return from_html(html_of_word(file))
    if kind in (".txt", ".md", ".markdown", ".text"):
        return decoded(file.read())
    raise forms.ValidationError(
        gettext(
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
    import mammoth

    try:
        _refuse_bombs(file)
        file.seek(0)
        return mammoth.convert_to_html(file, convert_image=_no_image).value
    except forms.ValidationError:
        raise
    except Exception as error:  # whatever is wrong inside, the file is what cannot be read
        message = gettext(
            "Die Word-Datei lässt sich nicht lesen. Speichern Sie sie neu als .docx, oder kopieren Sie den Text."
        )
        raise forms.ValidationError(message) from error


def _refuse_bombs(file):
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        text = sum(part.file_size for part in parts if part.file_size > 2 * part.compress_size)
        if text > LARGEST_TEXT or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise forms.ValidationError(
                gettext(
                    "Die Datei ist ausgepackt zu groß. Bitte kopieren Sie den Text in das Feld."
                )
            )


def _no_image(image):
    return []


class SourceForm(forms.Form):
    """The text as it was pasted, or a file in its place."""

    text = forms.CharField(
        label=_("Text des Protokolls"),
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "class": "vLargeTextField"}),
    )
    file = forms.FileField(
        label=_("oder eine Datei"),
        required=False,
        help_text=_(".txt, .md oder .docx, höchstens 5 MB. Sie tritt an die Stelle des Textes."),
        widget=forms.FileInput(attrs={"accept": ".txt,.md,.docx"}),
        error_messages={
            "empty": _(
                "Die Datei ist leer. Bitte wählen Sie eine andere, oder kopieren Sie den Text."
            )
        },
    )

    @classmethod
    def to_paste_into(cls):
        """Give the empty form, ready for Ctrl+V as soon as the page is there."""
        form = cls()
        form.fields["text"].widget.attrs["autofocus"] = True
        return form

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        text = text_of(cleaned["file"]) if cleaned["file"] else cleaned["text"]
        if not text.strip():
            raise forms.ValidationError(_("Bitte fügen Sie den Text eines Protokolls ein."))
        try:
            self.draft = parse(text)
        except ProtocolTextError as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned | {"text": "\n".join(text.splitlines())}


def stamp(text):
    """Give what tells ``text`` from a changed one, whatever line ends a browser makes of it."""
    return etag_of("\n".join(line.rstrip() for line in text.strip().splitlines())).strip('"')


# Lines of the page frame that were left out, each to be brought back with one press.


INTRO, CLOSING = "intro", "closing"
MOST = 5000  # lines


@dataclass
class Line:
    """A line that was left out and the field of the preview it stood behind."""

    text: str
    behind: str

    @property
    def way_back(self):
        """What the button says that puts it back where it stood."""
        item = re.fullmatch(r"items-(\d+)-protocol", self.behind)
        if item:
            return gettext("zurück in den %s. TOP") % (int(item[1]) + 1)
        return gettext("in die Einleitung")


def fields_of(draft):
    """Give the fields that carry the lines which ``draft`` leaves out."""
    fields, behind, index = {}, INTRO, 0
    for line in draft.lines:
        if line.place == "ignored":
            fields |= {f"left-{index}-text": line.text, f"left-{index}-behind": behind}
            index += 1
        else:
            behind = _field_of(line.place) or behind
    return fields | {"left-count": str(index)}


def _field_of(place):
    """Give the text field of the preview for the place of a line; none for facts."""
    item = re.match(r"items\.(\d+)", place)
    return f"items-{item[1]}-protocol" if item else place if place in (INTRO, CLOSING) else ""


def lines_in(fields):
    """Give the Lines that are still left out in ``fields``."""
    count = fields.get("left-count", "")
    return [
        Line(fields[f"left-{index}-text"], fields.get(f"left-{index}-behind", CLOSING))
        for index in range(min(int(count), MOST) if count.isascii() and count.isdigit() else 0)
        if fields.get(f"left-{index}-text")
    ]


def bring_back(fields, pressed):
    """Move a line into a text of ``fields``; ``pressed`` is "3:closing" or "3:items-8-protocol"."""
    index, _, field = pressed.partition(":")
    text = fields.get(f"left-{index}-text", "")
    if not text or field not in fields:
        return
    fields[field] = f"{fields[field].rstrip()}\n\n{markdown_of(text)}".strip()
    del fields[f"left-{index}-text"]
