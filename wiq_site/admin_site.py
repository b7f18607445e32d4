"""The editors' desk as a whole: a login that ends in the middle of typing loses nothing.

Whoever posts a form without being logged in any more gets a login page that carries all posted
fields; after the right password exactly that POST goes on. A refused CSRF token, as it happens after
a login in another tab, is answered likewise where the browser says that the form came from this site;
a form from anywhere else is only shown as text, never sent on.
"""

from functools import wraps

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from wiq_site.login import LoginForm

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
