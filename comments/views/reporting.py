"""Reporting a comment to the team: without an account, without a captcha, but not without end."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from comments import targets
from comments.models import Comment
from comments.reports import ReportForm
from wiq_site.http import only_for_one
from wiq_site.limits import seconds_to_wait
from wiq_site.refusals import too_many


def _shown(pk):
    """Give the comment ``pk`` as far as a visitor may read it. Raises Http404."""
    comment = Comment.objects.shown().filter(pk=pk).first()
    if comment is None or comment.target is None or not comment.target.is_published():
        raise Http404
    return comment


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """Ask what is wrong with the comment ``pk`` and tell the team."""
    comment = _shown(pk)
    form, wait = ReportForm(request.POST if request.method == "POST" else None), 0
    if request.method == "POST" and form.is_valid():
        wait = seconds_to_wait(request, "report", settings.COMMENT_REPORT_LIMITS)
        if not wait:
            form.save(comment)
            return redirect("comments:reported", pk=pk)
        form.add_error(None, too_many(wait).message)
    return _page(request, comment, form, wait)


def _page(request, comment, form, wait):
    context = {"comment": comment, "target": targets.discussion(comment.target), "form": form}
    status = 429 if wait else 422 if form.errors else 200
    response = render(request, "comments/report.html", context, status=status)
    if wait:
        response["Retry-After"] = wait
    return only_for_one(response)


@require_safe
def thanks(request, pk):
    """Says that the report has arrived; tells nothing of the comment, which may be gone by now."""
    comment = Comment.objects.filter(pk=pk).first()
    if comment is None or comment.target is None:
        raise Http404
    context = {"target": targets.discussion(comment.target)}
    return only_for_one(render(request, "comments/reported.html", context))
