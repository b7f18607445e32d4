"""Writing a comment, coming back to one's own, reporting one, deciding from a mail."""

from django.conf import settings
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from comments import links, moderation, targets
from comments.forms import CommentForm, ReasonForm, ReportForm
from comments.guard import form_methods, form_view, refuse_too_many
from comments.models import Comment, CommentStep, ReplyRequest
from wiq_site.kit import changes
from wiq_site.kit.forms import Refusal, form_response, refuse_forged, too_many
from wiq_site.kit.http import make_private, with_query
from wiq_site.kit.visitors import seconds_to_wait


@form_view
def write(request, word, pk):
    """The form for a comment on the published object that ``word`` and ``pk`` name, at its own address; pages fetch it as well."""
    target = targets.find(word, pk)
    if target is None:
        raise Http404
    discussed = targets.discussion(target)
    if discussed != target and request.method != "POST":
        query = request.META.get("QUERY_STRING")
        return redirect(with_query(targets.form_address(discussed), query))
    initial = {"parent": request.GET.get("antwort"), "about": request.GET.get("top")}
    return answer_form(request, target=discussed, place=f"{word}/{pk}", initial=initial)


def answer_form(request, **options):
    """Show the comment form with ``options`` to whoever wants to write, or receive what was sent."""
    options |= {"by_staff": request.user.is_staff, "member": member_of(request)}
    options["proof"] = links.writer_proof(request)
    if request.method == "POST":
        return receive(request, CommentForm(request.POST, **options))
    form = CommentForm(**options)
    form.open_for(request)
    return form_page(request, form)


def member_of(request):
    """Return the user of ``request`` if what they write is the team's, or None."""
    user = request.user
    return user if user.is_staff and user.has_perm("comments.change_comment") else None


def form_page(request, form, status=200, wait=0, shown=None):
    """The page with ``form``; ``shown`` is the comment as it will stand there."""
    context = {
        "form": form,
        "target": form.target,
        "parent": form.replied_to(),
        "shown": shown,
        "moderation": settings.COMMENT_MODERATION,
    }
    return form_response(request, "comments/comment_form.html", context, status, wait)


def receive(request, form):
    """Answer a form that was sent: with thanks, a preview, or the reasons and all that was typed."""
    stored = form.stored()
    if stored and form.says_the_same_as(stored):
        return thank(stored)
    previewed = "preview" in request.POST
    try:
        refuse_untimely(request, form)
        if "new_picture" in request.POST:
            return form_page(request, form.unchecked())
        refuse_forged(request)
        stored = form.stored()  # meanwhile, by the same form sent twice at one moment
        if stored and form.says_the_same_as(stored):
            return thank(stored)
        if stored:  # other words need a ticket of their own
            raise Refusal(
                422,
                _(
                    "Mit diesem Formular haben Sie schon einen Kommentar abgesendet. Wenn dies ein weiterer "
                    "sein soll, senden Sie ihn bitte noch einmal ab."
                ),
            )
        form.full_clean()
        comment = store(request, form, previewed)
    except Refusal as refused:
        if refused.status == 422:
            form.renew_ticket()
        form.tell(refused)
        return form_page(request, form, refused.status, refused.wait)
    if comment:
        return thank(comment)
    if form.errors:
        return form_page(request, form, status=422)
    return form_page(request, form, shown=form.preview())


def refuse_untimely(request, form):
    """Raise Refusal where the time for ``form`` is over, or where too many come from one address.

    Comments may be closed while somebody is writing; a stored one may be changed for a while only and
    not once the team has taken it away. Staff may try as often as they like.
    """
    if not form.target.accepts_comments():
        raise Refusal(403, _("Hier können Sie nicht mehr kommentieren. Ihr Text steht noch unten."))
    if form.instance.pk:
        refuse_final(form.instance)
    refuse_too_many(form, request, "try", settings.COMMENT_ATTEMPTS)


def refuse_final(comment):
    """Raise Refusal where ``comment`` may not be changed any more."""
    if not comment.may_be_changed():
        raise Refusal(
            403, _("Dieser Kommentar lässt sich nicht mehr ändern. Ihr Text steht noch unten.")
        )


def store(request, form, previewed):
    """Use up the captcha and store the comment, both or neither.

    Returns the comment, or None where the form has errors or is ``previewed``. Raises Refusal where
    too many come from one address; the captcha is used up then, too. Of two requests that send the
    same form at once, the second waits here for the first.
    """
    try:
        with changes.unit():
            if form.instance.pk and not previewed:  # the team may be at it in this moment
                changes.lock(form.instance)
                refuse_final(Comment.objects.get(pk=form.instance.pk))
            form.check_captcha(required=not previewed)
            if form.errors or previewed:
                return form.stored()
            wait = 0 if form.by_staff else seconds_to_wait(request, "send", settings.COMMENT_LIMITS)
            if not wait:
                return form.save()
    except IntegrityError:
        stored = form.stored()
        if stored is None:
            raise
        return stored
    raise too_many(wait)


def thank(comment):
    """Send the writer on to the page that says thank you."""
    return redirect(links.own_address("thanks", comment))


def own_comment_or_404(purpose, token):
    """Return the comment that ``token`` was signed for. Raises Http404 for any other token."""
    comment = links.own_comment(purpose, token)
    if comment is None:
        raise Http404
    return comment


def own_page(request, template, comment, **context):
    """The page ``template`` on one's own ``comment``; 410 for None, whose link is good no more."""
    if comment is not None:
        context |= {
            "target": targets.discussion(comment.target),
            "change_address": links.own_address("change", comment),
            "withdraw_address": links.own_address("withdraw", comment),
        }
    context |= {"comment": comment}
    status = 410 if comment is None else 200
    return render(request, f"comments/{template}.html", context, status=status)


@never_cache
@require_safe
def thanks(request, token):
    """Says that a comment has arrived and shows it to whoever wrote it."""
    comment = own_comment_or_404("thanks", token)
    member = member_of(request) if comment.by_team else None
    context = {"member": member, "moderation": settings.COMMENT_MODERATION}
    return own_page(request, "thanks", comment, **context)


@never_cache
@form_view
def change(request, token):
    """Another wording of a comment, for half an hour, through the same checks as a new one."""
    comment = own_comment_or_404("change", token)
    if request.method != "POST" and not comment.may_be_changed():
        return own_page(request, "unchangeable", comment)
    target, place = targets.discussion(comment.target), f"aendern/{comment.pk}"
    return answer_form(request, target=target, place=place, instance=comment)


@never_cache
@csrf_protect
@form_methods
def withdraw(request, token):
    """Asks whether a comment shall go, and takes it away at any time."""
    comment = own_comment_or_404("withdraw", token)
    if request.method == "POST":
        moderation.withdraw(comment)
        return redirect(request.path)
    return own_page(request, "withdraw", comment)


@never_cache
@form_methods
def remember(request, token):
    """Asks whether this browser shall be known as that of whoever reads the mailbox of ``token``."""
    comment = links.own_comment("remember", token)
    if comment and (comment.state != Comment.State.APPROVED or not comment.email):
        comment = None
    done, days = request.method == "POST", links.WRITER.max_age // links.DAY
    response = own_page(request, "remember", comment, done=done, days=days)
    if comment and done:
        links.remember_writer(response, comment.email)
    return response


@never_cache
@form_view  # the token is the permission, so this needs no cookie
def confirm_replies(request, token):
    """Asks once more whether answers shall be mailed; 410 when the week is over or nobody asks any more."""
    comment = links.own_comment("replies-confirm", token)
    reply_request = ReplyRequest.objects.filter(comment=comment).first() if comment else None
    if reply_request is None:
        return own_page(request, "replies_confirm", None)
    if request.method == "POST":
        reply_request.confirm()
    done = request.method == "POST" or reply_request.confirmed_at
    return own_page(request, "replies_confirm", comment, done=done)


@never_cache
@form_view  # mail programs send this without ever having seen the page (RFC 8058)
def end_replies(request, token):
    """No more mails on the answers in a thread. The same answer however often it is asked for."""
    comment = own_comment_or_404("replies-end", token)
    if request.method == "POST":
        ReplyRequest.objects.of_writer(comment).delete()
    done = not ReplyRequest.objects.filter(comment=comment).exists()
    return own_page(request, "replies_end", comment, done=done)


@form_methods
def report(request, pk):
    """Asks what is wrong with the comment ``pk`` and tells the team: no account, no captcha, a limit."""
    comment = Comment.objects.published().filter(pk=pk).first()
    if comment is None or comment.target is None or not comment.target.is_published():
        raise Http404
    form, wait = ReportForm(request.POST if request.method == "POST" else None), 0
    if request.method == "POST" and form.is_valid():
        wait = seconds_to_wait(request, "report", settings.COMMENT_REPORT_LIMITS)
        if not wait:
            form.save(comment)
            return redirect("comments:reported", pk=pk)
        form.add_error(None, too_many(wait).message)
    context = {"comment": comment, "target": targets.discussion(comment.target), "form": form}
    status = 429 if wait else 422 if form.errors else 200
    return form_response(request, "comments/report.html", context, status, wait)


@require_safe
def report_thanks(request, pk):
    """Says that the report has arrived: the same for any number, so that nobody learns which comments wait."""
    comment = Comment.objects.published().filter(pk=pk).first()
    context = {"target": targets.discussion(comment.target) if comment and comment.target else None}
    return make_private(render(request, "comments/reported.html", context))


@never_cache
@form_methods
def decide(request, token):
    """Shows what ``token`` from a mail would decide on; decides it when confirmed, while the comment waits."""
    decision = links.read_decision(token)
    if decision is None:
        return render(request, "comments/decided.html", {"state": None}, status=410)
    comment, state = decision
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        moderation.decide(comment, state, reason=form.reason() or str(CommentStep.BY_LINK))
        return render(request, "comments/decided.html", {"state": state})
    context = {
        "comment": comment,
        "target": targets.discussion(comment.target),
        "state": state,
        "form": form if state != Comment.State.APPROVED else None,
        "hints": moderation.hints(comment),
    }
    return render(request, "comments/decide.html", context)
