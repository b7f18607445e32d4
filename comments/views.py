"""Writing comments, coming back to one's own, and what the captcha needs."""

from io import BytesIO

from captcha.models import CaptchaStore
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from ranged_response import RangedFileResponse

from comments import forms, links, moderation, targets
from comments.captcha import addresses, challenge_of, spoken
from comments.forms import CommentForm
from comments.models import Comment, ReplyRequest, State, end_all_of
from comments.moderation import ReasonForm, ReportForm
from wiq_site.kit.feeds import FORMATS, Channel, feed_item, feed_urn
from wiq_site.kit.forms import Refusal, refuse_forged, too_many
from wiq_site.kit.http import only_for_one
from wiq_site.kit.visitors import seconds_to_wait

# Why a comment form is refused as a whole, beside what ``wiq_site.kit.forms`` says of every form.


def refuse_closed(target):
    """Comments were closed while somebody was writing."""
    if not target.accepts_comments():
        raise Refusal(403, _("Hier können Sie nicht mehr kommentieren. Ihr Text steht noch unten."))


def refuse_unchangeable(comment):
    """A stored comment may be changed for a while only, and not once the team has taken it away."""
    if comment.pk and not comment.may_be_changed():
        raise Refusal(
            403, _("Dieser Kommentar lässt sich nicht mehr ändern. Ihr Text steht noch unten.")
        )


def refuse_sent(stored):
    """The form of the comment ``stored``, if any, with other words: a second one needs its own ticket."""
    if stored:
        raise Refusal(
            422,
            _(
                "Mit diesem Formular haben Sie schon einen Kommentar abgesendet. Wenn dies ein weiterer "
                "sein soll, senden Sie ihn bitte noch einmal ab."
            ),
        )


def refuse_hasty(request, form):
    """Too many attempts from one address; staff may try as often as they like."""
    wait = 0 if form.by_staff else forms.wait_to_try(request)
    if wait:
        raise too_many(wait)


# What becomes of a comment form that was sent, whether a new comment or another wording of one.


def form_page(request, form, status=200, wait=0, shown=None):
    """The page with ``form``; ``shown`` is the comment as it will stand there."""
    context = {
        "form": form,
        "target": form.target,
        "parent": form.replied_to(),
        "shown": shown,
        "moderation": settings.COMMENT_MODERATION,
    }
    response = render(request, "comments/comment_form.html", context, status=status)
    if wait:
        response["Retry-After"] = wait
    return only_for_one(response)


def empty_form_page(request, form):
    """The page with ``form`` for whoever wants to write."""
    if not form.by_staff and forms.wait_to_open(request):
        form.leave_captcha_out()
    return form_page(request, form)


def receive(request, form):
    """Answer a form that was sent: thank for it, show it first, or give it back with the reasons."""
    stored = form.stored()
    if stored and _says_the_same(form, stored):
        return thank(stored)
    try:
        refuse_closed(form.target)
        refuse_unchangeable(form.instance)
        refuse_hasty(request, form)
        if "new_picture" in request.POST:
            return form_page(request, form.unchecked())
        refuse_forged(request)
        stored = form.stored()  # meanwhile, by the same form sent twice at one moment
        if stored and _says_the_same(form, stored):
            return thank(stored)
        refuse_sent(stored)
        return _checked(request, form)
    except Refusal as refused:
        if refused.status == 422:
            form.renew_ticket()
        form.add_error(None, refused.message)
        if refused.status == 429:
            form.leave_captcha_out()
        return form_page(request, form, refused.status, refused.wait)


def thank(comment):
    """Send the writer on to the page that says thank you."""
    return redirect(links.own_address("thanks", comment))


def _says_the_same(form, comment):
    name = form.data.get("name", "").strip()
    return form.data.get("text") == comment.text and name in (comment.name, "")


def _checked(request, form):
    previewed = "preview" in request.POST
    form.full_clean()
    comment, wait = _store(request, form, previewed)
    if comment:
        return thank(comment)
    if wait:
        raise too_many(wait)
    if form.errors:
        return form_page(request, form, status=422)
    return form_page(request, form, shown=_as_it_will_be(form))


def _as_it_will_be(form):
    comment = form.instance
    comment.render()
    comment.edited_at = None
    if comment.about:
        comment.about_label = targets.places(form.target).get(comment.about, "")
    return comment


def _store(request, form, previewed):
    """Use up the captcha and store the comment, both or neither; give it, or the seconds to wait.

    Of two requests that send the same form at once, the second waits here for the first.
    """
    try:
        with transaction.atomic():
            form.check_captcha(required=not previewed)
            if form.errors or previewed:
                return form.stored(), 0
            wait = 0 if form.by_staff else forms.wait_to_send(request)
            return (None, wait) if wait else (form.save(), 0)
    except IntegrityError:
        stored = form.stored()
        if stored is None:
            raise
        return stored, 0


# Writing a comment: the form at its own address, which pages fetch as well.


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
        "mark": links.mark_in(request),
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


# One's own comment: thanks for it, another wording for half an hour, taking it back at any time.


def _own(token, purpose):
    """Give the comment that ``token`` was signed for. Raises Http404 for any other word."""
    comment = links.comment_of(token, purpose)
    if comment is None or comment.target is None:
        raise Http404
    return comment


def _page(request, template, comment, **context):
    context |= {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "change_address": links.own_address("change", comment),
        "withdraw_address": links.own_address("withdraw", comment),
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
        "mark": links.mark_in(request),
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


# Letting a browser be known as that of whoever has a mail address, so that comments need not wait.


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def remember(request, token):
    """Ask whether this browser shall keep the mark of the address that ``token`` was mailed to."""
    comment = links.comment_of(token, "remember")
    if not comment or not comment.target or not comment.email or comment.state != State.APPROVED:
        return render(request, "comments/remember.html", {"comment": None}, status=410)
    context = {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "done": request.method == "POST",
        "days": links.DAYS,
    }
    response = render(request, "comments/remember.html", context)
    if context["done"]:
        links.remember(response, comment.email)
    return response


# Mails on answers: confirming that one wants them, and the way out.
#
# Opening an address changes nothing, for programs that scan mails follow links. The word in it is the
# permission, so neither page needs a cookie, and mail programs can send the way out by themselves.


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Ask once more whether answers shall be mailed; 410 when the week is over or nobody asks any more."""
    comment = links.comment_of(token, "replies-confirm")
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
    comment = links.comment_of(token, "replies-end")
    if comment is None:
        raise Http404
    if request.method == "POST":
        end_all_of(comment)
    context = {"target": comment.target and targets.discussion(comment.target)}
    context["done"] = not ReplyRequest.objects.filter(comment=comment).exists()
    return render(request, "comments/replies_end.html", context)


# Reporting a comment to the team: without an account, without a captcha, but not without end.


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
    return _report_page(request, comment, form, wait)


def _report_page(request, comment, form, wait):
    context = {"comment": comment, "target": targets.discussion(comment.target), "form": form}
    status = 429 if wait else 422 if form.errors else 200
    response = render(request, "comments/report.html", context, status=status)
    if wait:
        response["Retry-After"] = wait
    return only_for_one(response)


@require_safe
def report_thanks(request, pk):
    """Says that the report has arrived; tells nothing of the comment, which may be gone by now."""
    comment = Comment.objects.filter(pk=pk).first()
    if comment is None or comment.target is None:
        raise Http404
    context = {"target": targets.discussion(comment.target)}
    return only_for_one(render(request, "comments/reported.html", context))


# Deciding from a mail: a link shows the comment, and only a button on its page decides.


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request, token):
    """Show what ``token`` would decide on; decide it when confirmed. Good while the comment waits."""
    found = links.read_decision(token)
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


# The sound of a captcha, and another captcha for the form in the page.


@never_cache
@require_safe
def sound(request, key):
    """The digits of one captcha, spoken; 410 once it is used up. In pieces where asked (Safari)."""
    digits = challenge_of(key)
    if digits is None:
        return HttpResponse(status=410)
    file = BytesIO(spoken(digits, key))
    response = RangedFileResponse(request, file, content_type="audio/wav")
    response["Accept-Ranges"] = "bytes"
    return response


@csrf_exempt  # gives a picture to whoever asks, and does nothing else
@never_cache
@require_POST
def another(request):
    """Another captcha: its key, its picture and its sound."""
    wait = forms.wait_to_try(request)
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": wait})
    CaptchaStore.remove_expired()
    key = CaptchaStore.generate_key()
    return JsonResponse({"key": key} | addresses(key))


# The feed of waiting and new comments for whoever moderates, by an address of their own.


SALT = "comments.desk-feed"
SHOWN = 50


def _mark(user):
    """Give what a new password changes."""
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()[:16]


def address(user):
    """Give the path of the feed that only ``user`` should know; a new password ends it."""
    return reverse("comments:desk-feed", args=[signing.dumps([user.pk, _mark(user)], salt=SALT)])


def _moderator(token):
    """Give the user of ``token``. Raises Http404 unless they may still decide on comments."""
    try:
        pk, mark = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        raise Http404 from None
    user = get_user_model().objects.filter(pk=pk, is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(mark, _mark(user)):
        raise Http404
    if not user.has_perm("comments.change_comment"):
        raise Http404
    return user


@never_cache
@require_safe
def desk_feed(request, token):
    """The newest comments that wait or are approved, each leading to the desk. Never kept."""
    _moderator(token)
    states = (Comment.State.WAITING, Comment.State.APPROVED)
    comments = Comment.objects.filter(state__in=states).prefetch_related("target")[:SHOWN]
    channel = Channel(
        urn=feed_urn("redaktion"),
        title=gettext("Neue Kommentare für die Redaktion"),
        page_path=reverse("admin:comments_comment_changelist"),
        items=[_item(request, comment) for comment in comments],
    )
    text = channel.written("rss", request)
    return HttpResponse(text, content_type=FORMATS["rss"].content_type)


def _item(request, comment):
    words = {"state": comment.get_state_display(), "name": comment.name, "title": comment.target}
    return feed_item(
        request,
        urn=comment.uuid.urn,
        title=gettext("%(state)s: %(name)s zu „%(title)s“") % words,
        path=reverse("admin:comments_comment_change", args=[comment.pk]),
        html=comment.text_html,
        published=comment.created_at,
        updated=comment.created_at,
        author=comment.name,
    )
