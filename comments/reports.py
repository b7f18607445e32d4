"""Readers' hints that a comment should not stand there."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from comments import mails
from comments.models import CommentReport, OutgoingMail

OPEN_REPORTS = 20  # on one comment; more tell the team nothing new


class ReportForm(forms.ModelForm):
    """Why a comment should be looked at; who reports is neither asked nor kept."""

    class Meta:
        model = CommentReport
        fields = ["reason", "text"]
        widgets = {"reason": forms.RadioSelect, "text": forms.Textarea(attrs={"rows": 4})}
        labels = {"reason": _("Was ist damit?"), "text": _("Anmerkung (freiwillig)")}
        help_texts = {"text": _("Nur die Redaktion liest sie.")}
        error_messages = {"reason": {"required": _("Bitte wählen Sie einen Grund.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = CommentReport.Reason.choices  # without an empty one

    @transaction.atomic
    def save(self, comment):
        """Let the report reach the team; give it, or None where there are plenty already."""
        if comment.reports.filter(decided_at=None).count() >= OPEN_REPORTS:
            return None
        report = super().save(commit=False)
        report.comment = comment
        report.save()
        mails.later(comment, OutgoingMail.Kind.REPORTED)
        return report
