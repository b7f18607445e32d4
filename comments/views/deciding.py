"""Deciding from a mail: a link shows the comment, and only a button on its page decides."""

from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import decision_links, moderation, targets
from comments.reasons import ReasonForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, token):
    """Show what ``token`` would decide on; decide it when confirmed. Good while the comment waits."""
    found = decision_links.read(token)
    if found is None:
        return render(request, "comments/decided.html", {"state": None}, status=410)
    comment, state = found
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.reason() or gettext("über den Link in der Mail")
        moderation.decide(comment, state, reason=reason)
        return render(request, "comments/decided.html", {"state": state})
    context = {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "state": state,
        "form": form if state != moderation.State.APPROVED else None,
        "hints": moderation.hints(comment),
    }
    return render(request, "comments/decide.html", context)
