"""What becomes of a comment form that was sent, whether a new comment or another wording of one."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render

from comments import limits, own_links, targets
from comments.views import refusals
from wiq_site.http import only_for_one
from wiq_site.refusals import Refusal, refuse_forged, too_many


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
    if not form.by_staff and limits.wait_to_open(request):
        form.leave_captcha_out()
    return form_page(request, form)


def receive(request, form):
    """Answer a form that was sent: thank for it, show it first, or give it back with the reasons."""
    stored = form.stored()
    if stored and _says_the_same(form, stored):
        return thank(stored)
    try:
        refusals.refuse_closed(form.target)
        refusals.refuse_unchangeable(form.instance)
        refusals.refuse_hasty(request, form)
        if "new_picture" in request.POST:
            return form_page(request, form.unchecked())
        refuse_forged(request)
        stored = form.stored()  # meanwhile, by the same form sent twice at one moment
        if stored and _says_the_same(form, stored):
            return thank(stored)
        refusals.refuse_sent(stored)
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
    return redirect(own_links.address("thanks", comment))


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
            wait = 0 if form.by_staff else limits.wait_to_send(request)
            return (None, wait) if wait else (form.save(), 0)
    except IntegrityError:
        stored = form.stored()
        if stored is None:
            raise
        return stored, 0
