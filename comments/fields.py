"""Fields and lengths of the comment form."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from wiq_site.markup import MAX_COMMENT_LENGTH


class CommentLength(MaxLengthValidator):
    """Counts as readers and ``render_comment`` do: a line end is one, though browsers send two."""

    def clean(self, text):
        return len(text.replace("\r\n", "\n"))


class ParentField(forms.ModelChoiceField):
    """Which comment is answered."""

    def __init__(self):
        gone = _(
            "Der Kommentar, auf den Sie antworten, ist nicht mehr da. "
            "Wenn Sie jetzt absenden, steht Ihr Text als eigener Kommentar da."
        )
        super().__init__(
            Comment.objects.none(),
            required=False,
            widget=forms.HiddenInput,
            error_messages={"invalid_choice": gone},
        )


class AboutField(forms.CharField):
    """Which place of the page is meant; one that is gone meanwhile is left out without a word."""

    def __init__(self):
        super().__init__(required=False, label=_("Worum geht es?"), widget=forms.Select)

    def offer(self, places):
        """Let one choose among ``places``, {anchor: label}."""
        self.places = places
        self.widget.choices = [("", _("um das Ganze")), *places.items()]

    def clean(self, value):
        return value if value in self.places else ""


class RepliesField(forms.BooleanField):
    """Whether to hear of answers; valid only once confirmed from the mailbox."""

    def __init__(self):
        super().__init__(
            required=False,
            label=_("Schreiben Sie mir, wenn jemand antwortet"),
            help_text=_(
                "Dafür schicken wir Ihnen erst eine Mail mit einem Link zum Bestätigen. Abbestellen "
                "können Sie das jederzeit."
            ),
        )


class TextField(forms.CharField):
    """The comment itself, kept as typed."""

    def __init__(self):
        too_long = _("Bitte kürzen Sie auf %(limit_value)d Zeichen; es sind %(show_value)d.")
        super().__init__(
            label=_("Ihr Kommentar"),
            help_text=_("Eingeschränktes HTML"),
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"required": _("Bitte schreiben Sie etwas.")},
            validators=[CommentLength(MAX_COMMENT_LENGTH, too_long)],
            strip=False,
        )
