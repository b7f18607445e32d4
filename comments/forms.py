"""What a reader may write below a post or a meeting."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from comments.captcha import LabelledCaptchaField
from comments.models import Comment
from wiq_site.markup import MAX_COMMENT_LENGTH, plain_text, render_comment


class CommentLength(MaxLengthValidator):
    """Counts as readers and ``render_comment`` do: a line end is one, though browsers send two."""

    def clean(self, text):
        return len(text.replace("\r\n", "\n"))


class CommentForm(forms.ModelForm):
    """A comment on ``target``; with ``parent`` a reply to an approved comment of the first level."""

    error_css_class = "has-error"

    parent = forms.ModelChoiceField(
        Comment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _(
                "Der Kommentar, auf den Sie antworten, ist nicht mehr da. "
                "Wenn Sie jetzt absenden, steht Ihr Text als eigener Kommentar da."
            )
        },
    )
    text = forms.CharField(
        label=_("Ihr Kommentar"),
        help_text=_("Eingeschränktes HTML"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie etwas.")},
        validators=[
            CommentLength(
                MAX_COMMENT_LENGTH,
                _("Bitte kürzen Sie auf %(limit_value)d Zeichen; es sind %(show_value)d."),
            )
        ],
    )
    captcha = LabelledCaptchaField()

    class Meta:
        model = Comment
        fields = ["parent", "name", "email", "text"]
        labels = {"email": _("E-Mail (freiwillig)")}
        help_texts = {
            "name": _("Ein Spitzname genügt."),
            "email": _("Wird nie gezeigt; nur für Rückfragen der Redaktion."),
        }
        error_messages = {
            "name": {"required": _("Bitte geben Sie einen Namen an; ein Spitzname genügt.")}
        }

    def __init__(self, *args, target, **kwargs):
        super().__init__(*args, **kwargs)
        self.target = target
        replied_to = Comment.objects.published().on(target).filter(parent=None)
        self.fields["parent"].queryset = replied_to
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["text"].strip = False

    def clean_text(self):
        """Refuse a text of which nothing would be seen: blanks, or tags alone."""
        text = self.cleaned_data["text"]
        shown = plain_text(render_comment(text))
        if not any(char.isprintable() and not char.isspace() for char in shown):
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    def replied_to(self):
        """Give the comment that this one answers, as far as it may be answered, or None."""
        try:
            return self.fields["parent"].clean(self["parent"].value())
        except forms.ValidationError:
            return None

    def save(self):
        comment = super().save(commit=False)
        comment.target = self.target
        comment.save()
        comment.steps.create(state=comment.state)
        return comment
