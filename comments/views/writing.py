"""Writing a comment: the form at its own address, which pages fetch as well."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments import known_writers, targets
from comments.forms import CommentForm
from comments.views.receiving import empty_form_page, receive
from wiq_site.http import only_for_one


@csrf_exempt  # checked inside, so that a refused token returns the form with all that was typed
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, word, pk):
    """The form for a comment on the published object that ``word`` and ``pk`` name."""
    target = targets.find(word, pk)
    if target is None:
        return _gone(request)
    discussed = targets.discussion(target)
    options = {
        "target": discussed,
        "place": f"{word}/{pk}",
        "by_staff": request.user.is_staff,
        "mark": known_writers.mark_in(request),
    }
    if request.method == "POST":
        return receive(request, CommentForm(request.POST, **options))
    if discussed != target:
        query = request.META.get("QUERY_STRING")
        return redirect(f"{targets.form_address(discussed)}{'?' if query else ''}{query}")
    initial = {"parent": request.GET.get("antwort"), "about": request.GET.get("top")}
    return empty_form_page(request, CommentForm(initial=initial, **options))


def _gone(request):
    """Give back, to be copied, what was written on something that is not there any more."""
    typed = {name: request.POST.get(name, "") for name in ("name", "text")}
    if not any(typed.values()):
        raise Http404
    return only_for_one(render(request, "comments/target_gone.html", typed, status=404))
