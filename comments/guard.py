"""What keeps programs out of the forms of readers: a ticket, a captcha, a trap and limits.

Whatever is refused comes back with all that was typed and a sentence.
"""

import time
import uuid
from copy import deepcopy
from dataclasses import dataclass
from functools import wraps

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comments.captcha import LabelledCaptchaField
from wiq_site.kit.forms import Refusal, form_response, refuse_forged, too_many, trap_error
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.visitors import seconds_to_wait

TICKET = TokenSigner("comments.ticket")
SOLVED = TokenSigner("comments.solved", max_age=3600)
SENT_BEFORE = _(
    "Dieses Formular haben Sie schon abgesendet. Wenn dies etwas Weiteres sein soll, senden Sie es bitte noch einmal ab."
)


@dataclass(frozen=True)
class Ticket:
    """That a form for ``place`` was given out at ``issued`` (seconds since 1970) under ``key``.

    A stored comment keeps the key, so that one form stores one comment. Whoever has solved the captcha
    gets a second token for the same key, so that one captcha serves for one comment.
    """

    place: str
    key: str
    issued: int

    @classmethod
    def new(cls, place):
        return cls(place, uuid.uuid4().hex, int(time.time()))

    @classmethod
    def read(cls, token, place):
        """Return the ticket that ``token`` holds, or None when it is none for ``place``."""
        payload = TICKET.read(token)
        return cls(*payload) if payload and payload[0] == place else None

    def __str__(self):
        return TICKET.sign([self.place, self.key, self.issued])

    @property
    def age(self):
        """How many seconds ago the form was given out."""
        return time.time() - self.issued

    def is_solved(self, token):
        """Whether ``token`` says that the captcha of this very form was solved."""
        return SOLVED.read(token) == [self.place, self.key]


class Guarded(forms.Form):
    """A form that no program shall send and nobody needs to send twice.

    ``place`` says which address it belongs to; its ticket is good for no other one. Whoever is ``by_staff`` is asked
    for no captcha. ``carried`` holds the tokens of a form sent before.
    """

    error_css_class = "has-error"

    captcha = LabelledCaptchaField()

    def __init__(self, data=None, *, place, by_staff=False, carried=None, **kwargs):
        super().__init__(data, **kwargs)
        self.place, self.by_staff = place, by_staff
        carried = (data if carried is None else carried) or {}
        self.sent_ticket = Ticket.read(carried.get("ticket"), place)
        lasts = self.sent_ticket and self.sent_ticket.age <= settings.COMMENT_MAX_SECONDS
        self.ticket = self.sent_ticket if lasts else Ticket.new(place)
        self.solved = self.ticket.is_solved(carried.get("solved"))
        if by_staff or self.solved:
            del self.fields["captcha"]

    def options(self):
        """Return what else the form is made with, beside what was typed."""
        return {"by_staff": self.by_staff}

    def unchecked(self):
        """Return the form with all that was typed and nothing complained of."""
        return type(self)(carried=self.data, initial=self.data.dict(), **self.options())

    def clean(self):
        """Refuse what no person sends."""
        sent = self.sent_ticket
        if sent is None or sent.age > settings.COMMENT_MAX_SECONDS:
            sentence = _(
                "Das Formular war sehr lange offen und gilt nicht mehr. Ihr Text ist noch da: "
                "Bitte senden Sie ihn noch einmal ab."
            )
            self.add_error(None, sentence)
        elif sent.age < settings.COMMENT_MIN_SECONDS:
            sentence = _(
                "Das ging sehr schnell. Bitte senden Sie noch einmal ab, wenn alles stimmt."
            )
            self.add_error(None, sentence)
        if error := trap_error(self.data):
            self.add_error(None, error)

    def check_captcha(self, required=True):
        """Use up the captcha, last of all; once it was right this form does not ask again."""
        if "captcha" not in self.fields:
            return
        field = self.fields["captcha"]
        answered = field.widget.value_from_datadict(self.data, self.files, "captcha")
        problem = field.check(answered, required)
        if problem:
            self.add_error("captcha", problem)
        elif (answered[1] or "").strip():
            self.solved = True
            del self.fields["captcha"]

    def words(self):
        """Return what was typed, as a digest."""
        typed = [self.data.getlist(name) for name in self.fields if name != "captcha"]
        return TICKET.keyed_hash(repr(typed))

    def renew_ticket(self):
        """Let this be the form of another comment, with a captcha of its own."""
        self.ticket, self.solved = Ticket.new(self.place), False
        if not self.by_staff:
            self.fields["captcha"] = deepcopy(self.base_fields["captcha"])

    def open_for(self, request):
        """Ask whoever opens many forms for the captcha only when one is sent, so that it fills no table."""
        if not self.by_staff and seconds_to_wait(request, "open", settings.COMMENT_ATTEMPTS):
            self.fields.pop("captcha", None)

    def tell(self, refused):
        """Say above the form why it is not taken now, without a captcha where it is too early to send it again."""
        self.add_error(None, refused.message)
        if refused.status == 429:
            self.fields.pop("captcha", None)

    def solved_token(self):
        """Return the token, good for an hour, that spares the captcha when this form is sent again, or ""."""
        return SOLVED.sign([self.ticket.place, self.ticket.key]) if self.solved else ""


def answer_guarded(request, make, template, taken, **context):
    """Show a Guarded form at its own address, or answer a good one.

    ``make`` makes the form of data and ``by_staff``; ``template`` is given it and ``context``. ``taken(form)`` returns
    the redirect that answers a good form, or raises Refusal; the same form with the same words is answered alike.
    """
    by_staff, is_sent = request.user.is_staff, request.method == "POST"
    form = make(request.POST if is_sent else None, by_staff=by_staff)
    wait, status = 0, 200
    if not is_sent:
        form.open_for(request)
    elif "new_picture" in request.POST:
        form = form.unchecked()
    else:
        try:
            refuse_too_many(form, request, "try", settings.COMMENT_ATTEMPTS)
            refuse_forged(request)
            words, answer = cache.get(f"sent:{form.ticket.key}", (None, None))
            if words == form.words():
                return redirect(answer)
            if words:
                form.renew_ticket()
                raise Refusal(422, SENT_BEFORE)  # other words need a ticket of their own
            form.full_clean()
            form.check_captcha()
            if form.is_valid():
                refuse_too_many(form, request, "send", settings.COMMENT_LIMITS)
                answer = taken(form)
                sent = (form.words(), answer["Location"])
                cache.set(f"sent:{form.ticket.key}", sent, settings.COMMENT_MAX_SECONDS)
                return answer
            status = 422
        except Refusal as refused:
            status, wait = refused.status, refused.wait
            form.tell(refused)
    return form_response(request, template, context | {"form": form}, status, wait)


def refuse_too_many(form, request, kind, limits):
    """Raise Refusal where too much of ``kind`` comes from one address; staff may try as often as they like."""
    wait = 0 if form.by_staff else seconds_to_wait(request, kind, limits)
    if wait:
        raise too_many(wait)


def form_methods(view):
    """Let ``view`` take a form; of what is not there any more comes back, to be copied, what was written."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if not (text := request.POST.get("text")):
                raise
            return form_response(request, "comments/target_gone.html", {"text": text}, status=404)

    return answer


def form_view(view):
    """Let ``view`` take a form and check inside that it is not forged: a refused token loses nothing typed."""
    return csrf_exempt(form_methods(view))
