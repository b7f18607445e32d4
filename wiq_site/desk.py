"""The editors' desk as a whole: the roles, the login, and the admin site.

A login that ends in the middle of typing loses nothing: whoever posts a form without being logged in
any more gets a login page that carries all posted fields; after the right password exactly that POST
goes on. A refused CSRF token, as it happens after a login in another tab, is answered likewise where
the browser says that the form came from this site; a form from anywhere else is only shown as text,
never sent on.

Nobody may try passwords without end. What is counted is the name together with where it comes from:
whoever guesses locks out themselves, not the editor whose name they know. A right login counts nothing.
Source: docs/decisions/2026-11-22-expired-login.md and 2026-11-22-login-limits.md.
"""

import logging
from datetime import timedelta
from functools import wraps
from threading import Thread

from django import forms
from django.apps import apps as all_apps
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import login
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, path, resolve, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from wiq_site.kit.http import absolute
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.logs import tell
from wiq_site.kit.uploads import keep
from wiq_site.kit.visitors import count_one, give_back, seconds_to_wait

logger = logging.getLogger(__name__)

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
        "pages": {"page": "avcd", "redirect": "avcd", "picture": "avcd", "attachment": "avcd"},
    },
    AUTHORS: {"blog": {"post": "o"}, "pages": {"picture": "av", "attachment": "avcd"}},
    MODERATION: {"comments": COMMENT_RIGHTS},
    OFFICE: {"auth": {"user": "avcd", "group": "v"}, "mailing": {"subscription": "vd"}},
}
VERBS = {"a": "add", "v": "view", "c": "change", "d": "delete", "o": "write_own"}
LOGINS_WITH_ONE_NAME = [(10, 900)]  # attempts in so many seconds, from one address
LOGINS_WITH_ANY_NAME = [(50, 900)]
FAILURES_OF_ONE_NAME = (
    30  # in a day, from wherever; then only browsers that were here before try on
)
TOLD_FAILURES = 3  # so many, and the account hears of a login from a new browser
DAY = 24 * 3600  # seconds
BROWSER = TokenSigner("desk.browser", max_age=365 * DAY)
BROWSER_COOKIE = "redaktion"
LOGIN_PREFIX = "weiter"  # of the fields of the login among those that are carried
FILES_FIELD = f"{LOGIN_PREFIX}-dateien"


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


GUESSED = _(
    "Für dieses Konto kamen zu viele falsche Passwörter. Von Browsern, in denen Sie schon angemeldet waren, geht es "
    "weiter; von diesem hier morgen wieder oder mit einem neuen Passwort über „Passwort vergessen“."
)


class LoginForm(AdminAuthenticationForm):
    """Name and password; after too many attempts the password is not even looked at."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _(
            "Name oder Passwort stimmt nicht. Groß und klein geschrieben ist zweierlei."
        )
    }

    def clean(self):
        name = self.cleaned_data.get("username") or ""
        failures = f"login-failures:{name_hash(name)}"
        is_known = BROWSER.read_cookie(self.request, BROWSER_COOKIE) == BROWSER.keyed_hash(name)
        if not is_known and cache.get(failures, 0) >= FAILURES_OF_ONE_NAME:
            tell("login-refused", name=name_hash(name))
            raise forms.ValidationError(GUESSED, code="guessed")
        limits = self.limits(name) if name else []
        if wait := max((seconds_to_wait(self.request, *limit) for limit in limits), default=0):
            minutes = -(-wait // 60)
            message = ngettext(
                "Das waren zu viele Versuche. Bitte versuchen Sie es in einer Minute noch einmal.",
                "Das waren zu viele Versuche. Bitte versuchen Sie es in %(minutes)d Minuten noch einmal.",
                minutes,
            )
            tell("login-refused", name=name_hash(name))
            raise forms.ValidationError(message, code="too_many", params={"minutes": minutes})
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            count_one(failures, DAY)
            tell("login-failed", name=name_hash(name))
            raise
        self.request.has_just_logged_in = True
        account, failed = self.get_user(), cache.get(failures, 0)
        tell("login", account)
        if not is_known and failed >= TOLD_FAILURES and account.email:
            Thread(target=mail_new_browser, args=[account, failed], daemon=True).start()
        if is_known:
            cache.delete(failures)
        for limit in limits:
            give_back(self.request, *limit)
        return cleaned

    def limits(self, name):
        """Return what an attempt to log in as ``name``, of which the cache holds a hash, is counted by."""
        return [
            (f"login-{name_hash(name)}", LOGINS_WITH_ONE_NAME),
            ("login", LOGINS_WITH_ANY_NAME),
        ]


def remember_browser(response, name):
    """Return ``response``, which leaves with the browser the proof that ``name`` was signed in there."""
    path = reverse("admin:index")
    BROWSER.set_cookie(response, BROWSER_COOKIE, BROWSER.keyed_hash(name), path)
    return response


def mail_new_browser(account, failed):
    """Tell ``account`` of a login from a browser that was not here before, after ``failed`` wrong passwords."""
    context = {
        "account": account,
        "failed": failed,
        "at": timezone.localtime(),
        "link": absolute(reverse("admin_password_reset")),
    }
    text = render_to_string("registration/new_browser_email.txt", context)
    subject = _("Anmeldung bei %s von einem neuen Browser") % settings.SITE_NAME
    try:
        account.email_user(subject, text)
    except OSError as error:
        logger.warning("A mail on a login did not go: %s", error)


def name_hash(name):
    """Return under what the cache counts for the ``name`` or address of an account."""
    return salted_hmac("wiq_site.desk", name, algorithm="sha256").hexdigest()[:16]


class DeskSite(AdminSite):
    site_header = _("Redaktion")
    site_title = _("Redaktion")
    index_title = _("Was möchten Sie tun?")
    login_form = LoginForm

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def view_or_login(request, *args, **kwargs):
            if TO_FIELD_VAR in request.GET and not request.GET[TO_FIELD_VAR]:
                raise Http404  # Django would look for a field without a name
            if request.method == "POST" and request.path != reverse("admin:logout"):
                page = None if self.has_permission(request) else self.login_again(request)
                if page:
                    return page
                remove_login_fields(request)
            return self.remembering(request, guarded(request, *args, **kwargs))

        return view_or_login

    def index(self, request, extra_context=None):
        return super().index(
            request,
            {"waiting": waiting(request.user), "runs_the_site": runs_the_site(request.user)}
            | (extra_context or {}),
        )

    def get_urls(self):
        from wiq_site.colleagues import invite
        from wiq_site.transfer.desk import move

        return [
            path("zustand/", self.admin_view(self.health), name="health"),
            path("umziehen/", self.admin_view(never_cache(move)), name="move"),
            path("einladen/", self.admin_view(never_cache(invite)), name="invite"),
            path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.on_site)),
            *super().get_urls(),
        ]

    def on_site(self, request, content_type_id, object_id):
        """Lead on to an object's page, whose address names it, only whoever may see the object here."""
        try:
            model = ContentType.objects.get(pk=content_type_id).model_class()
        except (ContentType.DoesNotExist, ValueError, OverflowError):
            raise Http404 from None
        desk = self._registry.get(model)
        item = desk and desk.get_object(request, object_id)
        if item is None or not desk.has_view_permission(request, item):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def health(self, request):
        """Show those who look after the whole site what ``manage.py doctor`` finds."""
        if not runs_the_site(request.user):
            raise PermissionDenied
        from wiq_site import (
            health,  # looks at every app, which are not loaded yet when this is read
        )

        context = self.each_context(request)
        context |= {"title": _("Zustand der Website"), "findings": health.examine()}
        return render(request, "admin/health.html", context)

    def login(self, request, extra_context=None):
        return self.remembering(request, super().login(request, extra_context))

    def remembering(self, request, response):
        """Return ``response``, which after a login leaves with the browser the proof that its user was here."""
        if request.method == "POST" and getattr(request, "has_just_logged_in", False):
            remember_browser(response, request.user.get_username())
        return response

    def login_again(self, request):
        """Log in whoever sent name and password along; return the page that asks for them, or None."""
        sent = f"{LOGIN_PREFIX}-username" in request.POST
        form = self.login_form(request, request.POST if sent else None, prefix=LOGIN_PREFIX)
        if sent and form.is_valid():
            login(request, form.get_user())
            if self.has_permission(request):
                return None
        return self.carrying_page(request, form)

    @method_decorator(never_cache)
    def carrying_page(self, request, form=None):
        """Return the page that keeps what was posted: with a login ``form``, or to be sent once more."""
        carried, files = posted_fields(request), names_of_files(request)
        if form is None and takes_kept_files(request):
            uploads = request.FILES.items()
            carried += [(f"{name}-kept", keep(file, request.user).token) for name, file in uploads]
            files = []
        context = self.each_context(request) | {
            "title": _("Bitte melden Sie sich noch einmal an") if form else _("Noch einmal senden"),
            "form": form,
            "carried": carried,
            "files_field": FILES_FIELD,
            "files": files,
            "address": request.get_full_path(),
        }
        return render(request, "admin/carried_on.html", context, status=403)

    @method_decorator(never_cache)
    def refused_page(self, request):
        """Return the page for a form of this desk whose CSRF token was refused.

        Sent on is only what the browser says was on a page of this very site (Origin, RFC 6454).
        """
        if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}":
            page = None if self.has_permission(request) else self.login_again(request)
            return page or self.carrying_page(request)
        context = self.each_context(request) | {
            "title": _("Das Formular ließ sich nicht absenden"),
            "carried": [(name, text) for name, text in posted_fields(request) if text.strip()],
        }
        return render(request, "admin/refused.html", context, status=403)


def waiting(user):
    """Return what waits for ``user`` on the first page as [(German sentence, where to see to it)]."""
    from blog.models import Post
    from meetings.agenda import Outcome
    from meetings.models import Meeting

    found, now = [], timezone.now()
    if user.has_perm("blog.change_post"):
        posts = reverse("admin:blog_post_changelist")
        drafts = Post.objects.filter(published_at=None)
        for post in drafts.exclude(submitted_at=None).order_by("submitted_at")[:5]:
            text = _("Zur Freigabe eingereicht: %s") % post
            found.append((text, _change_page(post)))
        if count := drafts.count():
            text = ngettext("%d Entwurf", "%d Entwürfe", count) % count
            found.append((text, f"{posts}?published_at__isnull=True"))
        if count := Post.objects.filter(published_at__gt=now).count():
            text = (
                ngettext("%d Beitrag erscheint noch", "%d Beiträge erscheinen noch", count) % count
            )
            found.append((text, f"{posts}?o=-2"))
    if user.has_perm("meetings.change_meeting"):
        meetings = Meeting.objects.filter(cancelled_at=None, withdrawn_at=None)
        coming = meetings.coming().filter(agenda_published_at=None).first()
        if coming:
            text = _("Ohne öffentliche Tagesordnung: %(title)s am %(day)s")
            found.append((text % _named(coming), _change_page(coming)))
        recent = meetings.past().filter(date__gte=timezone.localdate() - timedelta(days=90))
        for past in recent.filter(protocol_published_at=None)[:3]:
            text = _("Ohne öffentliches Protokoll: %(title)s am %(day)s")
            found.append((text % _named(past), _change_page(past)))
        if count := Outcome.objects.in_state("ueberfaellig").count():
            text = (
                ngettext("%d Aufgabe ist überfällig", "%d Aufgaben sind überfällig", count) % count
            )
            page = reverse("admin:meetings_outcome_changelist")
            found.append((text, f"{page}?done_at__isnull=True&o=5"))
    return found


def _named(meeting):
    return {"title": meeting.title, "day": date_format(meeting.date, "j. F Y")}


def _change_page(item):
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


def posted_fields(request):
    """Return what was posted as [(name, text)], without passwords and the login in between."""
    return [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if not name.startswith(f"{LOGIN_PREFIX}-")
        and "password" not in name
        and "csrfmiddlewaretoken" not in name
    ]


def takes_kept_files(request):
    """Whether ``request`` sends the form of one object, which knows what is kept (``wiq_site.kit.uploads``)."""
    return resolve(request.path_info).url_name.endswith(("_add", "_change"))


def names_of_files(request):
    """Return the names of the files that were sent, now or before the login."""
    sent = [file.name for files in request.FILES.lists() for file in files[1]]
    return sent or [name for name in request.POST.getlist(FILES_FIELD) if name]


def remove_login_fields(request):
    """Leave of ``request`` what the form itself had sent; say which files are missing."""
    login_fields = [name for name in request.POST if name.startswith(f"{LOGIN_PREFIX}-")]
    if not login_fields:
        return
    files = [] if request.FILES else names_of_files(request)
    request.POST = request.POST.copy()
    for name in login_fields:
        del request.POST[name]
    if files:
        text = _("Nicht übernommen, bitte noch einmal auswählen: %s")
        messages.warning(request, text % ", ".join(files))


def is_desk_form(request):
    """Whether ``request`` sends a form of the desk other than the login's own."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return match.app_name == "admin" and match.url_name not in ("login", "logout")
