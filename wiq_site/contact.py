"""What residents write to the team: an idea, that they take part in something, what was a barrier to them.

The form for barriers has its own address, so that the page it belongs to keeps no cookie.
"""

import logging
from functools import partial

from django import forms
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from blog.models import IDEA_TOPIC, Post, Topic
from comments.forms import refuse_name_of_team
from comments.guard import Guarded, answer_guarded, form_view
from meetings.desk.preview_fields import check_markdown
from wiq_site.kit import changes
from wiq_site.kit.escaping import escape_lines
from wiq_site.kit.forms import (
    Refusal,
    SignatureField,
    TextLengthValidator,
    form_response,
    refuse_forged,
    refuse_signs_alone,
    too_many,
    trap_error,
)
from wiq_site.kit.http import absolute, make_private
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.markup import mail_link
from wiq_site.kit.site import moderators, site
from wiq_site.kit.text import german_slug
from wiq_site.kit.visitors import seconds_to_wait
from wiq_site.pages.redirects import GoneError, entry_of

logger = logging.getLogger(__name__)


class FeedbackForm(forms.Form):
    """A message is enough; there is no captcha, which would be the next barrier."""

    message = forms.CharField(
        validators=[TextLengthValidator(5000)],
        label=_("Ihre Nachricht"),
        help_text=_("Was wollten Sie tun, und was ist dann geschehen? Ein Satz genügt."),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte schreiben Sie, was Ihnen aufgefallen ist.")},
    )
    place = forms.CharField(
        validators=[TextLengthValidator(300)],
        required=False,
        label=_("Auf welcher Seite? (freiwillig)"),
        help_text=_("Der Titel oder die Adresse der Seite."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        required=False,
        label=_("E-Mail (freiwillig)"),
        help_text=_("Nur, wenn Sie eine Antwort möchten."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean(self):
        if error := trap_error(self.data):
            self.add_error(None, error)

    def mail(self):
        """Return the mail to the team. Of what was typed only the checked address stands in its head."""
        typed = self.cleaned_data
        context = {"site_name": site().name, **typed}
        return EmailMessage(
            gettext("Rückmeldung zur Barrierefreiheit"),
            render_to_string("feedback/mail.txt", context),
            to=[site().contact],
            reply_to=[typed["email"]] if typed["email"] else None,
            headers={"Auto-Submitted": "auto-generated"},
        )


@form_view
def feedback(request):
    """Ask for the barrier and mail it to the team, or say why not and keep what was typed."""
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    wait, status = 0, 200
    if request.method == "POST":
        try:
            refuse_forged(request)
            if form.is_valid():
                # messages from one address in so many seconds
                if wait := seconds_to_wait(request, "feedback", [(5, 600), (20, 86400)]):
                    raise too_many(wait)
                send_now(form.mail())
                return redirect("feedback:thanks")
            status = 422
        except Refusal as refused:
            form.add_error(None, refused.message)
            status, wait = refused.status, refused.wait
    return form_response(request, "feedback/form.html", {"form": form}, status, wait)


def send_now(message):
    """Hand ``message`` to the mail server. Raises Refusal where that fails, for nothing is kept here."""
    try:
        message.send()
    except Exception as error:  # whatever a mail server does
        logger.warning("A message was not sent: %s", type(error).__name__)
        sentence = gettext(
            "Ihre Nachricht ließ sich gerade nicht verschicken. Sie steht noch unten: Bitte senden Sie "
            "sie später noch einmal ab oder schreiben Sie an {address}."
        )
        raise Refusal(503, format_html(sentence, address=mail_link(site().contact))) from error


@require_safe
def feedback_thanks(request):
    """Say that the message is with the team."""
    return make_private(render(request, "feedback/thanks.html"))


feedback_urls = [
    path("", feedback, name="write"),
    path("danke/", feedback_thanks, name="thanks"),
]


FOLLOWED = TokenSigner("idea.follow", view="idea:follow")


class PersonForm(Guarded):
    """Who writes: a name and an address that is never shown."""

    name = SignatureField(
        label=_("Ihr Name (freiwillig)"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-Mail"),
        error_messages={"required": _("Bitte geben Sie Ihre E-Mail-Adresse an.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_name(self):
        """Let nobody sign an idea, or write to a team, as the team of this website."""
        refuse_name_of_team(self.cleaned_data["name"])
        return self.cleaned_data["name"]


class IdeaForm(PersonForm):
    """An idea in a few words; it becomes a draft that the team reads first."""

    title = forms.CharField(
        label=_("Ihre Idee in einem Satz"),
        max_length=200,
        validators=[refuse_signs_alone],
        help_text=_("Zum Beispiel: Eine Bank vor der Bibliothek"),
        error_messages={"required": _("Bitte nennen Sie Ihre Idee.")},
    )
    text = forms.CharField(
        label=_("Was soll geschehen, wo, und wen oder was braucht es dafür?"),
        validators=[TextLengthValidator(4000)],
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Bitte erzählen Sie ein wenig mehr.")},
    )
    field_order = ["title", "text", "name", "email", "captcha"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, place="idee", **kwargs)
        self.fields["name"].help_text = _("Steht über Ihrer Idee, wenn sie erscheint.")
        self.fields["email"].required = False
        self.fields["email"].label = _("E-Mail (freiwillig)")
        self.fields["email"].help_text = _(
            "Wird nie gezeigt. Wer mitmachen will, erreicht Sie dann über ein Formular."
        )

    def clean_text(self):
        check_markdown(escape_lines(self.cleaned_data["text"]))
        return self.cleaned_data["text"]

    @changes.unit()
    def save(self):
        """Store the draft and return it."""
        typed = self.cleaned_data
        changes.explain(
            gettext("Von einer Anwohnerin oder einem Anwohner über „Idee mitbringen“ eingereicht")
        )
        body = escape_lines(typed["text"])
        post = Post.objects.create(
            title=typed["title"], body=body, author=typed["name"], contact=typed["email"]
        )
        post.topics.add(str(IDEA_TOPIC))
        transaction.on_commit(lambda: tell_team(post), robust=True)
        return post


def tell_team(post):
    """Mail the team that an idea is to be read; it stands among the drafts, so that a lost mail loses nothing."""
    context = {
        "site_name": site().name,
        "desk": absolute(reverse("admin:blog_post_change", args=[post.pk])),
    }
    EmailMessage(
        gettext("Neue Idee zum Lesen"),
        render_to_string("joining/idea_mail.txt", context),
        to=moderators() or [site().contact],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


@never_cache
@form_view
def idea(request):
    """Take an idea and lead on to where one sees what becomes of it."""

    def taken(form):
        return redirect(FOLLOWED.path(form.save().pk))

    return answer_guarded(request, IdeaForm, "joining/idea_form.html", taken)


@never_cache
@require_safe
def follow(request, token):
    """What became of one's idea: waiting, to be read, or not. Raises Http404 for a token of no idea."""
    pk = FOLLOWED.read(token)
    if pk is None:
        raise Http404
    post = Post.objects.filter(pk=pk).first()
    context = {"post": post, "address": absolute(request.path, request)}
    return render(request, "joining/idea_followed.html", context)


class JoinForm(PersonForm):
    """What somebody wants to do, for the team that ``target`` belongs to."""

    text = forms.CharField(
        label=_("Was möchten Sie beitragen oder wissen?"),
        validators=[TextLengthValidator(4000)],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Ein Satz genügt."),
        error_messages={"required": _("Bitte schreiben Sie einen Satz.")},
    )
    field_order = ["name", "email", "text", "captcha"]

    def __init__(self, *args, target, **kwargs):
        super().__init__(*args, place=f"mitmachen/{target._meta.label}/{target.pk}", **kwargs)
        self.target = target
        self.fields["email"].help_text = _("Damit das Team Ihnen antworten kann.")

    def options(self):
        return super().options() | {"target": self.target}

    def relay(self):
        """Hand what was typed to the team by mail; nothing of it is kept here. Raises Refusal."""
        typed = self.cleaned_data
        title = " ".join(str(self.target).split())[:100]
        context = {"site_name": site().name, "title": title, **typed}
        context["address"] = absolute(self.target.get_absolute_url())
        message = EmailMessage(
            gettext("Mitmachen bei „%(title)s“") % {"title": title},
            render_to_string("joining/join_mail.txt", context),
            to=[self.target.contact or site().contact],
            reply_to=[typed["email"]],
            headers={"Auto-Submitted": "auto-generated"},
        )
        send_now(message)


TARGETS = {
    "thema": lambda: Topic.objects.published().joinable(),
    "beitrag": lambda: Post.objects.published().filter(topics__slug=german_slug(str(IDEA_TOPIC))),
}


@form_view
def join(request, word, slug):
    """Take what somebody wants to do for a team or an idea and relay it; the address of one that moved leads on."""
    targets = TARGETS[word]()
    target = targets.filter(slug=slug).first()
    if target is None:
        path = entry_of(targets.model(slug=slug).get_absolute_url())
        target = path and targets.filter(slug=path.rstrip("/").rpartition("/")[2]).first()
        if path and request.method != "POST":
            path = reverse(f"join:{word}", args=[target.slug]) if target else path
            return redirect(path, permanent=True)
    if not target:
        raise GoneError if path == "" else Http404

    def taken(form):
        form.relay()
        return redirect(f"join:thanks-{word}", target.slug)

    make = partial(JoinForm, target=target)
    return answer_guarded(request, make, "joining/join_form.html", taken, target=target)


@require_safe
def thanks(request, word, slug):
    """Say that the message is with the team."""
    target = get_object_or_404(TARGETS[word](), slug=slug)
    return make_private(render(request, "joining/join_thanks.html", {"target": target}))


idea_urls = [
    path("", idea, name="write"),
    path("<str:token>/", follow, name="follow"),
]
join_urls = [
    path(f"{word}/<slug:slug>/{end}", view, {"word": word}, name=f"{name}{word}")
    for word in TARGETS
    for end, view, name in (("", join, ""), ("danke/", thanks, "thanks-"))
]
