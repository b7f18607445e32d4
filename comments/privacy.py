"""What the law asks of the data of those who comment: how long, and all of one person's at a request.

The periods stand in this one table: ``forget`` keeps to it and the page Datenschutz prints it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, CommentReport, CommentStep, OutgoingMail, ReplyRequest
from wiq_site.kit.registries import Use

# Where comments hold a name. They belong to whoever wrote them: listed for editors, never rewritten.


BEGINNING = 120  # characters


def comments_with(pattern):
    """Give a Use for each comment in whose name or text the compiled ``pattern`` is found."""
    comments = Comment.objects.only("name", "text", "state").order_by("-pk")
    return [
        Use(
            pk=comment.pk,
            title=f"{comment.name}: {comment.text[:BEGINNING]}",
            state=comment.get_state_display(),
            address=reverse("admin:comments_comment_change", args=[comment.pk]),
        )
        for comment in comments
        if pattern.search(comment.name) or pattern.search(comment.text)
    ]


State = Comment.State
ENDED = (State.REJECTED, State.SPAM, State.REMOVED, State.WITHDRAWN)

DAYS = {"mail": 30, "report": 180, "outbox": 14, "asked": 14, "replies": 365}
PERIODS = [
    (_("freigegebene Kommentare mit Namen, Text und, wenn angegeben, E-Mail-Adresse"), None),
    (
        _(
            "E-Mail-Adressen zu abgelehnten, entfernten oder zurückgezogenen Kommentaren und zu Spam"
        ),
        DAYS["mail"],
    ),
    (_("Anmerkungen in Meldungen, nachdem über sie entschieden ist"), DAYS["report"]),
    (_("Wünsche nach Mails zu Antworten, die niemand bestätigt hat"), DAYS["asked"]),
    (_("bestätigte Wünsche nach Mails zu Antworten"), DAYS["replies"]),
    (_("Vermerke über Mails, die sich nicht zustellen lassen"), DAYS["outbox"]),
]


def _ago(what):
    return timezone.now() - timedelta(days=DAYS[what])


@transaction.atomic
def forget():
    """Take away what has been kept long enough; give how many (addresses, notes, mails, requests) went."""
    steps = CommentStep.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    ended = Comment.objects.filter(state__in=ENDED).exclude(email="")
    ended = ended.annotate(ended_at=Coalesce(Subquery(steps.values("at")[:1]), "created_at"))
    addresses = Comment.objects.filter(pk__in=ended.filter(ended_at__lt=_ago("mail")).values("pk"))
    notes = CommentReport.objects.filter(decided_at__lt=_ago("report")).exclude(text="")
    mails = OutgoingMail.objects.unsent().filter(created_at__lt=_ago("outbox"))
    requests = _outlived_requests().delete()[1].get("comments.ReplyRequest", 0)
    return addresses.update(email=""), notes.update(text=""), mails.delete()[0], requests


def _outlived_requests():
    """Give requests for mails on answers whose time is over, unconfirmed ones once they could be."""
    settled = CommentStep.objects.filter(comment=OuterRef("comment"), state=State.APPROVED)
    asked = ReplyRequest.objects.annotate(
        readable_at=Coalesce(Subquery(settled.order_by("-pk").values("at")[:1]), "asked_at")
    )
    never = Q(confirmed_at=None, readable_at__lt=_ago("asked")) & ~Q(comment__state=State.WAITING)
    return asked.filter(never | Q(confirmed_at__lt=_ago("replies")))


def of_person(address):
    """Give all comments that came with the mail ``address``, in small or large letters."""
    address = address.strip()
    found = Comment.objects.filter(email__iexact=address) if address else Comment.objects.none()
    return (
        found.select_related("reply_request")
        .prefetch_related("target", "steps", "reports")
        .order_by("pk")
    )


def export(comments):
    """Give, ready for JSON, all that is stored of ``comments``, but not who of the team did what."""
    return [
        {
            "uuid": str(comment.uuid),
            "below": str(comment.target or ""),
            "written": comment.created_at.isoformat(),
            "name": comment.name,
            "email": comment.email,
            "about": comment.about,
            "answers": str(comment.parent.uuid) if comment.parent else None,
            "text": comment.text,
            "html": comment.text_html,
            "state": comment.get_state_display(),
            "edited": comment.edited_at.isoformat() if comment.edited_at else None,
            "edit_reason": comment.edit_reason,
            "mails_on_replies": _moments(getattr(comment, "reply_request", None)),
            "steps": [
                [step.at.isoformat(), step.get_state_display(), step.reason]
                for step in comment.steps.all()
            ],
            "reports": [
                [report.created_at.isoformat(), report.get_reason_display(), report.decision]
                for report in comment.reports.all()
            ],
        }
        for comment in comments
    ]


def _moments(request):
    """Give when answers by mail were asked for and confirmed, or None."""
    if request is None:
        return None
    confirmed = request.confirmed_at.isoformat() if request.confirmed_at else None
    return {"asked": request.asked_at.isoformat(), "confirmed": confirmed}


@transaction.atomic
def make_anonymous(comments):
    """Let the texts stand without name and address; give the comments."""
    done = list(comments)
    pks = [comment.pk for comment in done]
    Comment.objects.filter(pk__in=pks).update(name=gettext("Anonym"), email="")
    ReplyRequest.objects.filter(comment__in=pks).delete()
    return done


@transaction.atomic
def erase(comments, by):
    """Take ``comments`` away with all that hangs on them; give them.

    One that others have answered is emptied instead and stands there as withdrawn.
    """
    done = sorted(comments, key=lambda comment: -comment.pk)  # replies before what they answer
    for comment in done:
        if comment.replies.exists():
            _empty(comment, by)
        else:
            Comment.objects.filter(pk=comment.pk).delete()
    return done


def _empty(comment, by):
    comment.name, comment.email, comment.text = gettext("Anonym"), "", ""
    comment.edited_at, comment.edit_reason = None, ""
    comment.steps.all().delete()
    comment.reports.all().delete()
    comment.mails.all().delete()
    ReplyRequest.objects.filter(comment=comment).delete()
    comment.move_to(State.WITHDRAWN, by=by, reason=gettext("auf Wunsch gelöscht"))
