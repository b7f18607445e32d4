"""Mails on answers: confirming that one wants them, and the way out.

Opening an address changes nothing, for programs that scan mails follow links. The word in it is the
permission, so neither page needs a cookie, and mail programs can send the way out by themselves.
"""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import own_links, targets
from comments.models import ReplyRequest
from comments.reply_requests import end_all_of


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Ask once more whether answers shall be mailed; 410 when the week is over or nobody asks any more."""
    comment = own_links.comment_of(token, "replies-confirm")
    asked = ReplyRequest.objects.filter(comment=comment).first() if comment else None
    if asked is None or comment.target is None:
        return render(request, "comments/replies_confirm.html", {"comment": None}, status=410)
    if request.method == "POST":
        asked.confirm()
    context = {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "done": request.method == "POST" or asked.confirmed_at,
    }
    return render(request, "comments/replies_confirm.html", context)


@never_cache
@csrf_exempt  # mail programs send this without ever having seen the page (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request, token):
    """No more mails on the answers in a thread. The same answer however often it is asked for."""
    comment = own_links.comment_of(token, "replies-end")
    if comment is None:
        raise Http404
    if request.method == "POST":
        end_all_of(comment)
    context = {"target": comment.target and targets.discussion(comment.target)}
    context["done"] = not ReplyRequest.objects.filter(comment=comment).exists()
    return render(request, "comments/replies_end.html", context)
