"""Colleagues: what each role may do, who may give it, and how one is invited to it.

Who is invited gets an account without a password, and a mail with the link to choose one. The link is good for seven
days and once: it holds the account and a hash of its password of today, and leads on to the page of a forgotten
password. Source: docs/decisions/2026-11-22-roles.md.
"""

from django import forms
from django.apps import apps as all_apps
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wiq_site.account import reset_path
from wiq_site.kit.http import absolute
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.logs import audit
from wiq_site.kit.site import site
from wiq_site.kit.text import unique_slug

GROUP = "Redaktion"
AUTHORS, MODERATION, OFFICE = "Autorin/Autor", "Moderation", "Verwaltung"
COMMENT_RIGHTS = {"comment": "vc", "commentstep": "v", "commentreport": "vc", "blockedword": "avcd"}
# role → app label → {model: what it may do: add, view, change, delete; "o": its own drafts only}
ROLES = {
    GROUP: {
        "blog": {"post": "avcd", "topic": "avcd"},
        "meetings": {
            "meeting": "avcd",
            "agendaitem": "avcd",
            "itemspeaker": "avcd",
            "outcome": "avcd",
            "speaker": "avcd",
        },
        "comments": COMMENT_RIGHTS,
        "pages": {
            "page": "avcd",
            "redirect": "avcd",
            "picture": "avcd",
            "attachment": "avcd",
            "abbreviation": "avcd",
        },
    },
    AUTHORS: {"blog": {"post": "o"}, "pages": {"picture": "av", "attachment": "avcd"}},
    MODERATION: {"comments": COMMENT_RIGHTS},
    OFFICE: {
        "auth": {"user": "avcd"},
        "pages": {"site": "avc", "picture": "v"},
        "mailing": {"subscription": "vd"},
    },
}
VERBS = {"a": "add", "v": "view", "c": "change", "d": "delete", "o": "write_own"}
INVITATION = TokenSigner("wiq_site.colleagues", max_age=7 * 24 * 3600, view="accept_invitation")


def grant_roles(sender, using, apps=all_apps, **kwargs):
    """Grant each role exactly the rights on ``sender``'s models that the table above names.

    Called after each migration, and after ``flush``, which names no ``apps``.
    """
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    of_app = permission_model.objects.using(using).filter(content_type__app_label=sender.label)
    if sender.label not in {label for rights in ROLES.values() for label in rights}:
        return
    for name, rights in ROLES.items():
        group, _ = group_model.objects.using(using).get_or_create(name=name)
        codenames = [
            f"{VERBS[letter]}_{model}"
            for model, letters in rights.get(sender.label, {}).items()
            for letter in letters
        ]
        group.permissions.remove(*of_app.exclude(codename__in=codenames))
        group.permissions.add(*of_app.filter(codename__in=codenames))


def runs_the_site(user):
    """Whether ``user`` looks after people and the whole site: the role "Verwaltung", or who may everything."""
    return user.has_perm("auth.change_user")


def roles_to_give(user):
    """Return the groups that ``user`` may give to others.

    Whoever runs the site gives the roles of the table; beyond that nobody gives a right that is not their own.
    """
    if user.is_superuser:
        return Group.objects.all()
    own = user.get_all_permissions()
    given = [
        group.pk
        for group in Group.objects.prefetch_related("permissions__content_type")
        if (group.name in ROLES and runs_the_site(user))
        or own >= {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    ]
    return Group.objects.filter(pk__in=given)


def may_handle(user, account):
    """Whether ``user`` may change ``account``: it holds nothing that ``user`` could not have given it."""
    if user.is_superuser:
        return True
    beyond = account.groups.exclude(pk__in=roles_to_give(user)).exists()
    return not (account.is_superuser or beyond or account.user_permissions.exists())


class ColleagueForm(forms.Form):
    """Whom to invite, and as what; only roles that the inviting ``user`` may give."""

    required_css_class = "required"  # as in Django's own forms
    first_name = forms.CharField(label=_("Vorname"), max_length=150)
    last_name = forms.CharField(label=_("Nachname"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-Mail"), max_length=254)

    roles = forms.ModelMultipleChoiceField(
        Group.objects.none(),
        label=_("Rollen"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Bitte wählen Sie mindestens eine Rolle.")},
        help_text=_(
            "Redaktion: alle Inhalte. Autorin/Autor: eigene Entwürfe, die Redaktion gibt sie frei. "
            "Moderation: Kommentare. Verwaltung: Konten, Rollen, Zustand der Website."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = roles_to_give(user)

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Zu dieser Adresse gibt es schon ein Konto."))
        return email

    def save(self):
        """Return the new account; what it is called at login is its name as in addresses."""
        fields = self.cleaned_data.copy()
        roles = fields.pop("roles")
        name, accounts = f"{fields['first_name']} {fields['last_name']}", User.objects
        username = unique_slug(name, lambda slug: accounts.filter(username=slug).exists(), "konto")
        account = accounts.create_user(username, is_staff=True, **fields)
        account.groups.set(roles)
        return account


def invite(request):
    """Ask whom to invite, create the account and mail the link; a page of the desk for those who may add accounts."""
    if not request.user.has_perm("auth.add_user"):
        raise PermissionDenied
    form = ColleagueForm(request.POST or None, user=request.user)
    if form.is_valid():
        account = form.save()
        given = form.cleaned_data["roles"].values_list("pk", flat=True)
        audit("account-invited", request.user, invited=account.pk, roles=",".join(map(str, given)))
        context = {
            "account": account,
            "by": request.user.get_full_name() or request.user.get_username(),
            "link": absolute(INVITATION.path([account.pk, password_state(account)])),
            "site_name": site().name,
        }
        subject = _("Einladung in die Redaktion von „%s“") % site().name
        text = render_to_string("admin/invitation_email.txt", context)
        try:
            send_mail(str(subject), text, None, [account.email])
            sentence = _("Die Einladung an %s ist unterwegs; sie gilt sieben Tage.")
            messages.success(request, sentence % account.email)
        except OSError:
            sentence = _(
                "Die Mail ging nicht hinaus. Geben Sie diesen Link selbst weiter, er gilt sieben Tage: %s"
            )
            messages.warning(request, sentence % context["link"])
        return redirect("admin:auth_user_change", account.pk)
    context = admin.site.each_context(request) | {
        "title": _("Kollegin oder Kollegen einladen"),
        "form": form,
    }
    return render(request, "admin/invite.html", context)


def password_state(account):
    """Return what is another text as soon as ``account`` has chosen a password."""
    return INVITATION.keyed_hash(account.password)[:16]


@never_cache
@require_safe
def accept(request, token):
    """Lead whoever was invited on to choosing a password, with a link of that page's own."""
    number, state = INVITATION.read(token) or (None, "")
    account = User.objects.filter(pk=number, is_active=True).first()
    if account is None or state != password_state(account):
        sentence = _(
            "Dieser Link gilt nicht mehr: Er ist schon benutzt oder älter als sieben Tage. Mit Ihrem Passwort melden Sie sich hier an; sonst lassen Sie sich neu einladen."
        )
        messages.warning(request, sentence)
        return redirect("admin:login")
    return redirect(reset_path(account))


urlpatterns = [path("<token>/", accept, name="accept_invitation")]
