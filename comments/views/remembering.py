"""Letting a browser be known as that of whoever has a mail address, so that comments need not wait."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from comments import known_writers, own_links, targets
from comments.states import State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remember(request, token):
    """Ask whether this browser shall keep the mark of the address that ``token`` was mailed to."""
    comment = own_links.comment_of(token, "remember")
    if not comment or not comment.target or not comment.email or comment.state != State.APPROVED:
        return render(request, "comments/remember.html", {"comment": None}, status=410)
    context = {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "done": request.method == "POST",
        "days": known_writers.DAYS,
    }
    response = render(request, "comments/remember.html", context)
    if context["done"]:
        known_writers.remember(response, comment.email)
    return response
