"""Writing a comment: the form at its own address, then a page that says thank you."""

from django.core import signing
from django.http import Http404
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from comments import targets
from comments.forms import CommentForm
from comments.models import Comment
from wiq_site.http import only_for_one

THANKS_SALT = "comments.thanks"
THANKS_SECONDS = 24 * 3600


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check, giving the reason instead of a page of its own."""

    def _reject(self, request, reason):
        return reason


def _csrf_refused(request):
    check = _CsrfCheck(lambda request: None)
    check.process_request(request)
    return check.process_view(request, None, (), {})


@csrf_exempt  # checked inside, so that a refused token returns the form with all that was typed
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, word, pk):
    """The form for a comment on the published object that ``word`` and ``pk`` name."""
    target = targets.find(word, pk)
    if request.method != "POST":
        return _form_page(
            request, CommentForm(target=target, initial={"parent": request.GET.get("antwort")})
        )
    form = CommentForm(request.POST, target=target)
    if not target.accepts_comments():
        form.add_error(
            None, _("Hier kann nicht mehr kommentiert werden. Ihr Text steht noch unten.")
        )
        return _form_page(request, form, status=403)
    if "new_picture" in request.POST:
        return _form_page(request, CommentForm(target=target, initial=request.POST.dict()))
    if _csrf_refused(request):
        form.add_error(
            None,
            _(
                "Ihr Browser hat das Sicherheitszeichen nicht mitgeschickt, meist weil die Seite lange "
                "offen war oder Cookies ausgeschaltet sind. Ihr Text ist noch da: Bitte senden Sie "
                "ihn mit dem neuen Bild noch einmal ab."
            ),
        )
        return _form_page(request, form, status=403)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    comment = form.save()
    return redirect("comments:thanks", token=signing.dumps(comment.pk, salt=THANKS_SALT))


def _form_page(request, form, status=200):
    context = {"form": form, "target": form.target, "parent": form.replied_to()}
    return only_for_one(render(request, "comments/comment_form.html", context, status=status))


@never_cache
@require_safe
def thanks(request, token):
    """Says that a comment has arrived and shows it to whoever wrote it."""
    try:
        pk = signing.loads(token, salt=THANKS_SALT, max_age=THANKS_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    comment = get_object_or_404(Comment, pk=pk)
    return render(request, "comments/thanks.html", {"comment": comment})
