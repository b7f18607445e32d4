"""What becomes of a comment: how a new one begins, what the team decides, what it may look at."""

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import mails, models
from comments.models import Comment, CommentReport, OutgoingMail, ReplyRequest
from wiq_site.kit.markup import plain_text

State = Comment.State
DECISIONS = (State.APPROVED, State.REJECTED, State.SPAM, State.REMOVED)
REASONS = [
    _("verletzt oder beleidigt andere"),
    _("nennt private Daten anderer"),
    _("wirbt für etwas"),
    _("hat mit dem Beitrag nichts zu tun"),
    _("stand schon da"),
    _("verstößt vielleicht gegen ein Gesetz"),
]


def take_in(comment, reason="", *, is_proven=False, wants_replies=False):
    """Store a new comment, or another wording of one, in the state the settings ask for.

    ``is_proven`` says that the writer has shown to have the mail address, which alone anybody can type.
    Whoever ``wants_replies`` by mail is asked to confirm that once the comment may be read.
    """
    comment.edited_at, comment.edit_reason = None, ""
    comment.render()
    comment.state = State.WAITING if _is_held(comment, is_proven) else State.APPROVED
    comment.save()
    comment.steps.create(state=comment.state, reason=reason)
    if wants_replies:
        ReplyRequest.objects.create(comment=comment)
    mails.later(comment, OutgoingMail.Kind.NEW)
    if comment.state == State.APPROVED:
        mails.tell_of_approval(comment, by_team=False)


def _is_held(comment, is_proven):
    mode = settings.COMMENT_MODERATION
    if mode == "alle" or words_in(comment):
        return True
    is_known = is_proven and earlier_of(comment).exists()
    return mode == "neue" and ("<a " in comment.text_html or not is_known)


def earlier_of(comment):
    """Give other approved comments that came with the same mail address, none without one."""
    others = Comment.objects.published().exclude(pk=comment.pk)
    return others.filter(email__iexact=comment.email) if comment.email else others.none()


def words_in(comment, among=None):
    """Give the words that editors look out for (``among``, if known), as far as they stand in ``comment``."""
    texts = (comment.text, plain_text(comment.text_html), comment.name)
    return models.found_in(*texts, among=among)


def hints(comment):
    """Give, as sentences, what a moderator may want to know before deciding."""
    links, earlier = comment.text_html.count("<a "), earlier_of(comment).count()
    found = []
    if links:
        found.append(ngettext("enthält %d Link", "enthält %d Links", links) % links)
    if earlier:
        text = ngettext(
            "unter dieser E-Mail-Adresse (ungeprüft) schon %d Kommentar freigegeben",
            "unter dieser E-Mail-Adresse (ungeprüft) schon %d Kommentare freigegeben",
            earlier,
        )
        found.append(text % earlier)
    elif comment.email:
        found.append(gettext("bisher nichts unter dieser E-Mail-Adresse freigegeben"))
    else:
        found.append(gettext("ohne E-Mail-Adresse"))
    found += [gettext("auffälliges Wort: %s") % word for word in words_in(comment)]
    reports = comment.reports.filter(decided_at=None)
    return found + [gettext("gemeldet: %s") % report for report in reports]


@transaction.atomic
def decide(comment, state, by=None, reason=""):
    """Let the team's decision ``state`` be that of ``comment``; give whether anything changed.

    What was withdrawn stays withdrawn, and nobody decides on a wording other than the one seen. Open
    reports are answered by anything but an approval. Whoever left a mail address hears of the approval,
    whoever asked for it of the answer.
    """
    now = Comment.objects.select_for_update().get(pk=comment.pk)
    if now.state in (state, State.WITHDRAWN) or now.text != comment.text:
        return False
    now.move_to(state, by=by, reason=reason)
    if state == State.APPROVED:
        mails.tell_of_approval(now, by_team=True)
    else:
        _answer_reports(now, ": ".join(filter(None, [str(State(state).label), reason])))
    return True


@transaction.atomic
def keep(comment, reason=""):
    """Answer the open reports of ``comment`` by leaving it where it is; give how many there were."""
    return _answer_reports(comment, ": ".join(filter(None, [gettext("bleibt stehen"), reason])))


def _answer_reports(comment, decision):
    reports = comment.reports.filter(decided_at=None)
    return reports.update(decided_at=timezone.now(), decision=decision[:300])


@transaction.atomic
def edit(comment, text, by, reason):
    """Replace the wording of ``comment``; readers see that, when and why. The old one is not kept."""
    now = Comment.objects.select_for_update().get(pk=comment.pk)
    now.text, now.edited_at, now.edit_reason = text, timezone.now(), reason
    now.move_to(now.state, by=by, reason=(gettext("bearbeitet: %s") % reason)[:300])
    return now


# The reason of a decision: one of a list, words of one's own, or both.


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


# Readers' hints that a comment should not stand there.


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
