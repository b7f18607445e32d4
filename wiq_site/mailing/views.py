"""Asking for what is new by mail, confirming it from the mailbox, changing it, leaving."""

from functools import partial

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.guard import Guarded, answer_guarded, form_view
from wiq_site.kit.http import make_private, with_query
from wiq_site.kit.visitors import count_one
from wiq_site.mailing import sending
from wiq_site.mailing.models import Subscription
from wiq_site.mailing.sending import LISTS, title_of

ASKED_A_DAY = 3  # mails to one address, which may be a stranger's
DAY = 24 * 3600


class SubscriptionForm(Guarded, forms.ModelForm):
    """How often, and to which mailbox; what is asked for says the address of the form."""

    class Meta:
        model = Subscription
        fields = ["email", "rhythm", "at_once"]
        error_messages = {"email": {"required": _("Bitte geben Sie Ihre E-Mail-Adresse an.")}}
        widgets = {"rhythm": forms.RadioSelect}

    field_order = ["email", "rhythm", "at_once", "captcha"]

    def __init__(self, data=None, *, wanted, **kwargs):
        super().__init__(data, place=f"abonnieren/{wanted.list}?{wanted.query}", **kwargs)
        self.wanted = wanted
        choose(self.fields, wanted)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["email"].help_text = _("Dorthin schicken wir zuerst einen Link zum Bestätigen.")

    def options(self):
        return super().options() | {"wanted": self.wanted}

    def save(self):
        """Store what is asked for, once for a mailbox, and ask there, unless it was asked often enough today."""
        own = {
            "email": self.cleaned_data["email"].strip().lower(),
            "list": self.wanted.list,
            "query": self.wanted.query,
        }
        subscription, _is_new = Subscription.objects.get_or_create(
            **own, defaults={"to_ask": False}
        )
        if subscription.confirmed_at is None:
            subscription.rhythm = self.cleaned_data["rhythm"]
            subscription.at_once = self.cleaned_data.get("at_once", False)
            subscription.asked_at = timezone.now()
        key = sending.CONFIRMED.keyed_hash(subscription.email)
        if count_one(f"mailing:{timezone.localdate()}:{key}", DAY) <= ASKED_A_DAY:
            subscription.to_ask = True
        subscription.save()
        transaction.on_commit(lambda: sending.send_asked(subscription), robust=True)


def choose(fields, subscription):
    """Let ``fields`` offer what there is to choose for ``subscription``."""
    fields["rhythm"].choices = Subscription.Rhythm.choices  # without an empty one
    if subscription.list == Subscription.List.MEETINGS:
        fields["at_once"].initial = True
        fields["at_once"].help_text = _("Ohne Haken stehen sie in der nächsten Mail.")
    else:
        del fields["at_once"]


@form_view
def ask(request, word):
    """The form for what is new in the list ``word`` and the filter of the query string. Raises FilterError."""
    form = LISTS[word].form(request.GET)
    query = form.moved_query() or form.query()
    if request.method != "POST" and request.META.get("QUERY_STRING", "") != query:
        return HttpResponsePermanentRedirect(with_query(request.path, query))
    wanted = Subscription(list=word, query=query)

    def taken(form):
        form.save()
        return redirect("mailing:asked")

    page = with_query(reverse(LISTS[word].page), query)
    context = {"title": title_of(wanted), "page": page}
    make = partial(SubscriptionForm, wanted=wanted)
    return answer_guarded(request, make, "mailing/ask.html", taken, **context)


@require_safe
def asked(request):
    """Say that a mail is on its way; the same for every address, so that nothing is told of any."""
    return make_private(render(request, "mailing/asked.html"))


@never_cache
@form_view
def confirm(request, token):
    """Ask once more whether what the mail named is wanted; 410 when the address is erased again."""
    subscription = Subscription.objects.filter(pk=sending.CONFIRMED.read(token)).first()
    if subscription is None:
        return render(request, "mailing/own.html", status=410)
    if subscription.confirmed_at:  # by the same link before
        return redirect(sending.OWN.path(subscription.pk))
    sentence = gettext("Ja, schicken Sie mir „%(title)s“ per Mail, bis ich es abbestelle.")
    sentence %= {"title": title_of(subscription)[:200]}
    if request.method == "POST":
        sending.note_news(timezone.now())  # so that what is public already is not told as new
        subscription.confirm(sentence)
        return redirect(f"{sending.OWN.path(subscription.pk)}?neu")
    return render(
        request, "mailing/confirm.html", {"subscription": subscription, "sentence": sentence}
    )


class OwnForm(forms.ModelForm):
    """How often what one has is mailed."""

    class Meta:
        model = Subscription
        fields = ["rhythm", "at_once"]
        widgets = {"rhythm": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choose(self.fields, self.instance)


@never_cache
@form_view  # mail programs leave without ever having seen the page (RFC 8058)
def own(request, token):
    """One's own subscription: change it, or leave, which erases the address. Raises Http404 for a forged token."""
    pk = sending.OWN.read(token)
    if pk is None:
        raise Http404
    subscription = Subscription.objects.confirmed().filter(pk=pk).first()
    if subscription and request.method == "POST" and "rhythm" not in request.POST:
        subscription.delete()
        subscription = None
    if subscription is None:
        return render(request, "mailing/own.html")
    form = OwnForm(request.POST if request.method == "POST" else None, instance=subscription)
    saved = form.is_bound and form.is_valid()
    if saved:
        form.save()
    context = {
        "subscription": subscription,
        "form": form,
        "saved": saved,
        "is_new": "neu" in request.GET and not saved,
        "title": title_of(subscription),
    }
    return render(request, "mailing/own.html", context)


app_name = "mailing"
urlpatterns = [
    path("danke/", asked, name="asked"),
    path("bestaetigen/<str:token>/", confirm, name="confirm"),
    path("mein/<str:token>/", own, name="own"),
    *(path(f"{word}/", ask, {"word": word}, name=word) for word in LISTS),
]
