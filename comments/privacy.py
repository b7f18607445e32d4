"""What the law asks of the data of those who comment: how long, and all of one person's at a request.

The periods stand in this one table: ``delete_expired`` keeps to it and the page Datenschutz prints it.
"""

from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, CommentReport, CommentStep, OutgoingMail, ReplyRequest
from wiq_site.kit import changes
from wiq_site.kit.registries import Use

State = Comment.State
DAYS = {"mail": 30, "text": 180, "report": 180, "outbox": 14, "asked": 14, "replies": 365}
# Why they may be kept at all: the form for comments and the page Datenschutz say it in these words.
BASIS = _(
    "Was Sie eintragen, speichern und zeigen wir, um ein offenes, aber geprüftes Gespräch zu ermöglichen "
    "(berechtigtes Interesse, Artikel 6 Absatz 1 Buchstabe f DSGVO). Ihre E-Mail-Adresse zeigen wir nie; sie "
    "anzugeben ist freiwillig und Ihre Einwilligung (Buchstabe a), die Sie jederzeit widerrufen können."
)
PERIODS = [
    (_("freigegebene Kommentare mit Namen, Text und, wenn angegeben, E-Mail-Adresse"), None),
    (
        _(
            "E-Mail-Adressen zu abgelehnten, entfernten oder zurückgezogenen Kommentaren und zu Spam"
        ),
        DAYS["mail"],
    ),
    (
        _("Namen und Texte abgelehnter, entfernter oder zurückgezogener Kommentare und von Spam"),
        DAYS["text"],
    ),
    (_("E-Mail-Adressen zu Meldungen, nachdem über sie entschieden ist"), DAYS["mail"]),
    (_("Anmerkungen in Meldungen, nachdem über sie entschieden ist"), DAYS["report"]),
    (_("Wünsche nach Mails zu Antworten, die niemand bestätigt hat"), DAYS["asked"]),
    (_("bestätigte Wünsche nach Mails zu Antworten"), DAYS["replies"]),
    (_("Vermerke über Mails, die sich nicht zustellen lassen"), DAYS["outbox"]),
    (_("E-Mail-Adressen von Abonnements per Mail, die niemand bestätigt hat"), DAYS["asked"]),
]


@changes.unit()
def delete_expired():
    """Take away what has been kept long enough.

    Returns how many addresses, texts, notes in reports, mails of the outbox and requests for answers went.
    Requests that nobody confirmed go once they could have been: after the comment could be read.
    """
    before = {name: timezone.now() - timedelta(days=days) for name, days in DAYS.items()}
    steps = CommentStep.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    ended_states = (State.REJECTED, State.SPAM, State.REMOVED, State.WITHDRAWN)
    ended = Comment.objects.filter(state__in=ended_states)
    ended = ended.annotate(ended_at=Coalesce(Subquery(steps.values("at")[:1]), "created_at"))
    long_ended = {
        name: Comment.objects.filter(pk__in=ended.filter(ended_at__lt=before[name]).values("pk"))
        for name in ("mail", "text")
    }
    addresses = long_ended["mail"].exclude(email="").update(email="")
    wordless = {"name": gettext("Anonym"), "text": "", "text_html": "", "edit_reason": ""}
    texts = long_ended["text"].exclude(text="").update(**wordless)
    reporters = CommentReport.objects.filter(decided_at__lt=before["mail"]).exclude(email="")
    addresses += reporters.update(email="")
    notes = CommentReport.objects.filter(decided_at__lt=before["report"]).exclude(text="")
    mails = OutgoingMail.objects.unsent().filter(created_at__lt=before["outbox"])
    approvals = CommentStep.objects.filter(comment=OuterRef("comment"), state=State.APPROVED)
    requests = ReplyRequest.objects.annotate(
        readable_at=Coalesce(Subquery(approvals.order_by("-pk").values("at")[:1]), "asked_at")
    )
    never_confirmed = Q(confirmed_at=None, readable_at__lt=before["asked"])
    never_confirmed &= ~Q(comment__state=State.WAITING)
    expired = requests.filter(never_confirmed | Q(confirmed_at__lt=before["replies"]))
    deleted_requests = expired.delete()[1].get("comments.ReplyRequest", 0)
    return addresses, texts, notes.update(text=""), mails.delete()[0], deleted_requests


def comments_with(pattern):
    """Return a Use for each comment in which the compiled ``pattern`` stands; they are never rewritten."""
    comments = Comment.objects.only("name", "text", "state").order_by("-pk")
    return [
        Use(
            pk=comment.pk,
            title=f"{comment.name}: {comment.text[:120]}",
            state=comment.get_state_display(),
            address=reverse("admin:comments_comment_change", args=[comment.pk]),
        )
        for comment in comments
        if pattern.search(comment.name) or pattern.search(comment.text)
    ]


def of_person(address):
    """Return all comments that came with the mail ``address``, in small or large letters."""
    address = address.strip()
    comments = Comment.objects.filter(email__iexact=address) if address else Comment.objects.none()
    related = comments.select_related("reply_request")
    return related.prefetch_related("target", "steps", "reports").order_by("pk")


def reported_by(address):
    """Return all reports that are to be answered to the mail ``address``, in small or large letters."""
    address = address.strip()
    reports = CommentReport.objects.filter(email__iexact=address)
    return reports.order_by("pk") if address else reports.none()


def export(comments, reports=()):
    """Return, ready for JSON, all that is stored of ``comments``, but not who of the team did what.

    ``reports`` are those the same person made, of comments of others.
    """
    exported = [
        {
            "Meldung vom": report.created_at.isoformat(),
            "E-Mail": report.email,
            "Grund": report.get_reason_display(),
            "Anmerkung": report.text,
            "Entscheidung": report.decision,
        }
        for report in reports
    ]
    for comment in comments:
        request = getattr(comment, "reply_request", None)
        exported.append(
            {
                "Kennung": str(comment.uuid),
                "unter": str(comment.target or ""),
                "geschrieben": comment.created_at.isoformat(),
                "Name": comment.name,
                "von der Redaktion": comment.by_team,
                "E-Mail": comment.email,
                "betrifft": comment.about,
                "Antwort auf": str(comment.parent.uuid) if comment.parent else None,
                "Text": comment.text,
                "HTML": comment.text_html,
                "Stand": comment.get_state_display(),
                "bearbeitet": comment.edited_at.isoformat() if comment.edited_at else None,
                "Grund der Bearbeitung": comment.edit_reason,
                "Mails zu Antworten": request
                and {
                    "gewünscht": request.asked_at.isoformat(),
                    "bestätigt": request.confirmed_at.isoformat() if request.confirmed_at else None,
                },
                "Schritte": [
                    [step.at.isoformat(), step.get_state_display(), step.reason]
                    for step in comment.steps.all()
                ],
                "Meldungen": [
                    [report.created_at.isoformat(), report.get_reason_display(), report.decision]
                    for report in comment.reports.all()
                ],
            }
        )
    return exported


@changes.unit()
def make_anonymous(comments):
    """Let the texts stand without name and address; return the comments."""
    done = list(comments)
    pks = [comment.pk for comment in done]
    Comment.objects.filter(pk__in=pks).update(name=gettext("Anonym"), email="")
    ReplyRequest.objects.filter(comment__in=pks).delete()
    return done


@changes.unit()
def erase(comments, by):
    """Take ``comments`` away with all that hangs on them, or empty one that was answered; return them."""
    done = sorted(comments, key=lambda comment: -comment.pk)  # replies before what they answer
    for comment in done:
        if not comment.replies.exists():
            Comment.objects.filter(pk=comment.pk).delete()
            continue
        comment.name, comment.email, comment.text = gettext("Anonym"), "", ""
        comment.edited_at, comment.edit_reason = None, ""
        for related in (comment.steps, comment.reports, comment.mails):
            related.all().delete()
        ReplyRequest.objects.filter(comment=comment).delete()
        comment.move_to(State.WITHDRAWN, by=by, reason=gettext("auf Wunsch gelöscht"))
    return done
