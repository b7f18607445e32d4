"""The editors' desk as a whole: a login that ends in the middle of typing loses nothing.

Whoever posts a form without being logged in any more gets a login page that carries all posted
fields; after the right password exactly that POST goes on. A refused CSRF token, as it happens after
a login in another tab, is answered likewise where the browser says that the form came from this site;
a form from anywhere else is only shown as text, never sent on.
"""

from functools import wraps

from django import forms
from django.apps import apps as all_apps
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wiq_site.kit.visitors import seconds_to_wait

# The group "Redaktion": what an editor needs, kept in step after every migration.


GROUP = "Redaktion"

# app label → {model: what its objects may suffer}
RIGHTS = {
    "blog": {"post": "avcd", "topic": "avcd"},
    "meetings": {
        "meeting": "avcd",
        "agendaitem": "avcd",
        "itemspeaker": "avcd",
        "outcome": "avcd",
        "speaker": "avcd",
    },
    "comments": {
        "comment": "vc",
        "commentstep": "v",
        "commentreport": "vc",
        "blockedword": "avcd",
    },
    "pages": {"page": "avcd", "redirect": "avcd", "picture": "avcd", "attachment": "avcd"},
}
VERBS = {"a": "add", "v": "view", "c": "change", "d": "delete"}


def grant_editors(sender, using, apps=all_apps, **kwargs):
    """Give the group exactly the rights on ``sender``'s models that the table above names.

    Hears of each migration and of ``flush``, which names no ``apps``.
    """
    if sender.label not in RIGHTS:
        return
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    group, _ = group_model.objects.using(using).get_or_create(name=GROUP)
    of_app = permission_model.objects.using(using).filter(content_type__app_label=sender.label)
    named = Q(pk=None)
    for model, verbs in RIGHTS[sender.label].items():
        named |= Q(codename__in=[f"{VERBS[verb]}_{model}" for verb in verbs])
    group.permissions.remove(*of_app.exclude(named))
    group.permissions.add(*of_app.filter(named))


# The login of the editors' desk, which nobody may try without end.
#
# What is counted is the name together with where it comes from: whoever guesses passwords locks out
# themselves, not the editor whose name they know. Source: docs/decisions/2026-11-22-login-limits.md


FOR_ONE_NAME = [(10, 900)]  # attempts in so many seconds
FOR_ALL_NAMES = [(50, 900)]


class LoginForm(AdminAuthenticationForm):
    """Name and password; after too many attempts the password is not even looked at."""

    def clean(self):
        name = self.cleaned_data.get("username")
        wait = self._seconds_to_wait(name) if name else 0
        if wait:
            minutes = -(-wait // 60)
            message = ngettext(
                "Das waren zu viele Versuche. Bitte versuchen Sie es in einer Minute noch einmal.",
                "Das waren zu viele Versuche. Bitte versuchen Sie es in %(minutes)d Minuten noch einmal.",
                minutes,
            )
            raise forms.ValidationError(message, code="too_many", params={"minutes": minutes})
        return super().clean()

    def _seconds_to_wait(self, name):
        """Count an attempt to log in as ``name``. The cache holds a hash in its place."""
        mark = salted_hmac("wiq_site.desk", name, algorithm="sha256").hexdigest()[:16]
        return max(
            seconds_to_wait(self.request, f"login-{mark}", FOR_ONE_NAME),
            seconds_to_wait(self.request, "login", FOR_ALL_NAMES),
        )


PREFIX = "weiter"  # the fields of the login among those that are carried
FILES_FIELD = f"{PREFIX}-dateien"
NOT_CARRIED = ("password", "csrfmiddlewaretoken")


class DeskSite(AdminSite):
    site_header = _("Redaktion")
    site_title = _("Redaktion")
    index_title = _("Was möchten Sie tun?")
    login_form = LoginForm

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def carried_on(request, *args, **kwargs):
            if TO_FIELD_VAR in request.GET and not request.GET[TO_FIELD_VAR]:
                raise Http404  # Django would look for a field without a name
            if request.method == "POST" and request.path != reverse("admin:logout"):
                page = None if self.has_permission(request) else self.login_in_between(request)
                if page:
                    return page
                take_out_login(request)
            return guarded(request, *args, **kwargs)

        return carried_on

    def login_in_between(self, request):
        """Log in whoever sent name and password along; give the page that asks for them, or None."""
        sent = f"{PREFIX}-username" in request.POST
        form = self.login_form(request, request.POST if sent else None, prefix=PREFIX)
        if sent and form.is_valid():
            login(request, form.get_user())
            if self.has_permission(request):
                return None
        return self.carrying_page(request, form)

    def carrying_page(self, request, form=None):
        """The page that keeps what was posted: with a login ``form``, or to be sent once more."""
        context = self.each_context(request) | {
            "title": _("Bitte melden Sie sich noch einmal an") if form else _("Noch einmal senden"),
            "form": form,
            "carried": carried_fields(request),
            "files_field": FILES_FIELD,
            "files": files_of(request),
            "address": request.get_full_path(),
        }
        return _unkept(render(request, "admin/carried_on.html", context, status=403))

    def refused_page(self, request):
        """The page for a form of this desk whose CSRF token was refused."""
        if comes_from_here(request):
            page = None if self.has_permission(request) else self.login_in_between(request)
            return page or self.carrying_page(request)
        context = self.each_context(request) | {
            "title": _("Das Formular ließ sich nicht absenden"),
            "carried": [(name, text) for name, text in carried_fields(request) if text.strip()],
        }
        return _unkept(render(request, "admin/refused.html", context, status=403))


def carried_fields(request):
    """Give what was posted as (name, text), without passwords and the login in between."""
    return [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if not name.startswith(f"{PREFIX}-") and not any(part in name for part in NOT_CARRIED)
    ]


def files_of(request):
    """Give the names of the files that were sent, now or before the login."""
    sent = [file.name for files in request.FILES.lists() for file in files[1]]
    return sent or [name for name in request.POST.getlist(FILES_FIELD) if name]


def take_out_login(request):
    """Leave of ``request`` what the form itself had sent; say which files are missing."""
    if not any(name.startswith(f"{PREFIX}-") for name in request.POST):
        return
    files = [] if request.FILES else files_of(request)
    fields = request.POST.copy()
    for name in [name for name in fields if name.startswith(f"{PREFIX}-")]:
        del fields[name]
    request.POST = fields
    if files:
        text = _("Nicht übernommen, bitte noch einmal auswählen: %s")
        messages.warning(request, text % ", ".join(files))


def comes_from_here(request):
    """Whether the browser says that the form was on a page of this very site (Origin, RFC 6454)."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def is_desk_form(request):
    """Whether ``request`` sends a form of the desk other than the login's own."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return match.app_name == "admin" and match.url_name not in ("login", "logout")


def _unkept(response):
    add_never_cache_headers(response)
    return response
