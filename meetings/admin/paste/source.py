"""Where the minutes come from: pasted text or a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.admin.paste.files import text_of
from meetings.protocol_text import ProtocolTextError, parse
from wiq_site.http import etag_of


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
