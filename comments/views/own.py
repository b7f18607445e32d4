"""One's own comment: thanks for it, another wording for half an hour, taking it back at any time."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from comments import known_writers, own_links, targets
from comments.forms import CommentForm
from comments.views.receiving import empty_form_page, receive


def _own(token, purpose):
    """Give the comment that ``token`` was signed for. Raises Http404 for any other word."""
    comment = own_links.comment_of(token, purpose)
    if comment is None or comment.target is None:
        raise Http404
    return comment


def _page(request, template, comment, **context):
    context |= {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "change_address": own_links.address("change", comment),
        "withdraw_address": own_links.address("withdraw", comment),
    }
    return render(request, template, context)


@never_cache
@require_safe
def thanks(request, token):
    """Says that a comment has arrived and shows it to whoever wrote it."""
    comment = _own(token, "thanks")
    return _page(request, "comments/thanks.html", comment)


@never_cache
@csrf_exempt  # checked inside, as in ``write``
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, token):
    """Another wording of a comment, for half an hour, through the same checks as a new one."""
    comment = _own(token, "change")
    options = {
        "target": targets.discussion(comment.target),
        "place": f"aendern/{comment.pk}",
        "by_staff": request.user.is_staff,
        "mark": known_writers.mark_in(request),
        "instance": comment,
    }
    if request.method == "POST":
        return receive(request, CommentForm(request.POST, **options))
    if not comment.may_be_changed():
        return _page(request, "comments/unchangeable.html", comment)
    return empty_form_page(request, CommentForm(**options))


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, token):
    """Asks whether a comment shall go, and takes it away. Programs that follow links take nothing away."""
    comment = _own(token, "withdraw")
    if request.method == "POST":
        comment.withdraw()
        return redirect(request.path)
    return _page(request, "comments/withdraw.html", comment)
