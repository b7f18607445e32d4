"""The reason of a decision: one of a list, words of one's own, or both."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comments.moderation import REASONS


class ReasonForm(forms.Form):
    """Why a moderator decides as they do; kept in the life of the comment, shown to nobody else."""

    listed = forms.ChoiceField(
        label=_("Grund"),
        choices=[("", _("ohne Angabe")), *((str(reason), reason) for reason in REASONS)],
        required=False,
    )
    words = forms.CharField(label=_("in eigenen Worten"), required=False, max_length=200)

    def reason(self):
        """Give what was chosen and typed as one text."""
        return ": ".join(filter(None, [self.cleaned_data["listed"], self.cleaned_data["words"]]))
