"""One decision on one comment; then comes the next that waits, so that the keyboard is enough."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext

from comments import moderation
from comments.decision_links import wording
from comments.models import Comment
from comments.reasons import ReasonForm


def allowed(model_admin, request, pk):
    """Give the comment ``pk``. Raises Http404 and PermissionDenied."""
    comment = get_object_or_404(Comment, pk=pk)
    if not model_admin.has_change_permission(request, comment):
        raise PermissionDenied
    return comment


def decide(model_admin, request, pk):
    """Take the decision that the pressed button names, for the reason chosen beside it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    comment = allowed(model_admin, request, pk)
    form = ReasonForm(request.POST)
    form.full_clean()
    if form.errors:
        text = gettext("Der Grund ist zu lang. Bitte kürzen Sie ihn.")
    else:
        text = _done(model_admin, request, comment, form.reason())
    if text is not None:
        messages.error(request, text)
        return redirect("admin:comments_comment_change", pk)
    return _next()


def _done(model_admin, request, comment, reason):
    """Decide; give the sentence why nothing was done, or None."""
    wanted = request.POST.get("decision")
    if request.POST.get("seen") != wording(comment):
        return gettext("Der Kommentar wurde inzwischen geändert. Bitte lesen Sie ihn noch einmal.")
    if wanted == "bleibt":
        done = moderation.keep(comment, reason)
        label = gettext("Meldungen beantwortet: bleibt stehen")
    elif wanted in moderation.DECISIONS:
        done = moderation.decide(comment, moderation.State(wanted), request.user, reason)
        label = str(moderation.State(wanted).label)
    else:
        return gettext("Diese Entscheidung gibt es nicht. Bitte drücken Sie einen der Knöpfe.")
    if not done:
        return gettext("Über diesen Kommentar ist schon entschieden, oder er ist zurückgezogen.")
    model_admin.log_change(request, comment, f"{label}: {reason}" if reason else label)
    messages.success(request, f"{comment.name}: {label}")
    return None


def _next():
    waiting = Comment.objects.waiting().order_by("-pk").first()
    if waiting:
        return redirect("admin:comments_comment_change", waiting.pk)
    return redirect("admin:comments_comment_changelist")
