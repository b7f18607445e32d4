"""The editors' desk as a whole: the login, and the admin site.

A login that ends in the middle of typing loses nothing: whoever posts a form without being logged in
any more gets a login page that carries all posted fields; after the right password exactly that POST
goes on. A refused CSRF token, as it happens after a login in another tab, is answered likewise where
the browser says that the form came from this site; a form from anywhere else is only shown as text,
never sent on.

Nobody may try passwords without end. What is counted is the name together with where it comes from:
whoever guesses locks out themselves, not the editor whose name they know. A right login counts nothing.
Source: docs/decisions/2026-11-22-expired-login.md and 2026-11-22-login-limits.md.
"""

import re
import time
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache, wraps
from threading import Thread

from django import forms
from django.apps import apps as all_apps
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin import action as admin_action
from django.contrib.admin.actions import delete_selected as delete_selected_of_django
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.cache import cache
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import Resolver404, path, resolve, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_totp.models import TOTPDevice

from wiq_site.account import (
    BROWSER,
    BROWSER_COOKIE,
    DAY,
    PasswordForm,
    account_page,
    devices_of,
    lacks_second_factor,
    login_limit,
    mail_about,
    name_hash,
    new_mail,
    remember_browser,
    second_factor,
    told_recovery,
    verified_device,
)
from wiq_site.colleagues import invite, runs_the_site
from wiq_site.kit.forms import too_many
from wiq_site.kit.http import change_page
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.logs import audit
from wiq_site.kit.markup import render_markdown
from wiq_site.kit.site import site
from wiq_site.kit.text import german_slug
from wiq_site.kit.uploads import keep_upload
from wiq_site.kit.visitors import count_one, give_back, seconds_to_wait

FAILURES_OF_ONE_NAME = 30  # in a day; then only browsers that were here before try on
TOLD_FAILURES = 3  # so many, and the account hears of a login from a new browser
PASSWORD_HOLDS = 600  # seconds in which it is not asked again before a step of weight
PROOF = TokenSigner("desk.password-was-right", max_age=600)
LOGIN_PREFIX = "weiter"  # of the fields of the login among those that are carried
LONGEST_SEARCH = 500  # characters; what is longer is cut, as the field then shows
FILES_FIELD = f"{LOGIN_PREFIX}-dateien"
# A browser would ask for what is missing in its own language; Django's page has no "novalidate".
AdminPasswordChangeForm.use_required_attribute = False

GUESSED = _(
    "Für dieses Konto kamen zu viele falsche Passwörter. Von Browsern, in denen Sie schon angemeldet waren, geht es "
    "weiter; von diesem hier morgen wieder oder mit einem neuen Passwort über „Passwort vergessen“."
)


class LoginForm(AdminAuthenticationForm):
    """Name and password, and in a second step the code of an account that has a second factor.

    After too many attempts the password is not even looked at. What joins the steps is signed and holds for ten minutes.
    """

    shared = forms.BooleanField(
        label=_("Das ist ein gemeinsam genutzter Computer"), required=False, label_suffix=""
    )
    proof = forms.CharField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code aus der App oder Wiederherstellungscode"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )
    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": _(
            "Name oder Passwort stimmt nicht. Groß und klein geschrieben ist zweierlei."
        )
    }
    password_was_right = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.all_fields = {**self.fields}
        self.show_step(second=bool(self.data.get(self.add_prefix("proof"))))

    def show_step(self, second):
        """Ask for the code, or for name and password."""
        self.is_second_step = second
        names = ("proof", "code") if second else ("username", "password", "shared")
        self.fields = {name: self.all_fields[name] for name in names}

    def clean(self):
        if self.is_second_step:
            return self.take_code()
        name = self.cleaned_data.get("username") or ""
        failures = f"login-failures:{name_hash(name)}"
        if not self.is_known(name) and cache.get(failures, 0) >= FAILURES_OF_ONE_NAME:
            audit("login-refused", name=name_hash(name))
            raise forms.ValidationError(GUESSED, code="guessed")
        limits = [login_limit(name), ("login", [(50, 900)])] if name else []
        self.refuse_too_many(limits, name=name_hash(name))
        try:
            cleaned = super().clean()
        except forms.ValidationError:
            count_one(failures, DAY)
            audit("login-failed", name=name_hash(name))
            raise
        account, self.is_shared = self.get_user(), bool(cleaned.get("shared"))
        for limit in limits if account else []:
            give_back(self.request, *limit)
        if account and devices_of(account)[0]:
            self.user_cache, self.password_was_right = None, True
            self.show_step(second=True)
            self.data = self.data.copy()
            state = PROOF.keyed_hash(account.password)
            proof = PROOF.sign([account.pk, state, self.is_shared])
            self.data[self.add_prefix("proof")] = proof
            sentence = _("Das Passwort stimmt. Jetzt noch der Code aus Ihrer App.")
            raise forms.ValidationError(sentence, code="second_step")
        if account:
            self.welcome(account)
        return cleaned

    def take_code(self):
        """Let in whoever has the code to the password of before."""
        proof = PROOF.read(self.cleaned_data.get("proof")) or (None, "", False)
        number, state, self.is_shared = proof
        account = User.objects.filter(pk=number).first()
        if account is None or state != PROOF.keyed_hash(account.password):
            self.show_step(second=False)
            sentence = _("Das hat zu lange gedauert. Bitte beginnen Sie noch einmal.")
            raise forms.ValidationError(sentence, code="late")
        self.confirm_login_allowed(account)
        # of second factors, attempts in so many seconds, from one address
        self.refuse_too_many([("second-factor", [(20, 900)])], account)
        device = verified_device(account, self.cleaned_data.get("code") or "")
        if device is None:
            audit("second-factor-failed", account)
            sentence = _(
                "Dieser Code gilt nicht. Nach jedem falschen dauert es etwas länger, bis der nächste geprüft wird; "
                "bitte warten Sie kurz und nehmen Sie den neuesten."
            )
            raise forms.ValidationError(sentence, code="code")
        account.otp_device, self.user_cache = device, account
        if not isinstance(device, TOTPDevice):
            told_recovery(self.request, account)
        self.welcome(account)
        return self.cleaned_data

    def refuse_too_many(self, limits, account=None, **facts):
        """Raise ValidationError where one of ``limits`` is reached."""
        wait = max((seconds_to_wait(self.request, *limit) for limit in limits), default=0)
        if not wait:
            return
        minutes = -(-wait // 60)
        message = ngettext(
            "Das waren zu viele Versuche. Bitte versuchen Sie es in einer Minute noch einmal.",
            "Das waren zu viele Versuche. Bitte versuchen Sie es in %(minutes)d Minuten noch einmal.",
            minutes,
        )
        audit("login-refused", account, **facts)
        raise forms.ValidationError(message, code="too_many", params={"minutes": minutes})

    def is_known(self, name):
        """Whether ``name`` was signed in with this browser before."""
        return BROWSER.read_cookie(self.request, BROWSER_COOKIE) == BROWSER.keyed_hash(name)

    def welcome(self, account):
        """Note a login that is complete."""
        self.request.has_just_logged_in, name = True, account.get_username()
        self.request.is_shared = self.is_shared
        failures = f"login-failures:{name_hash(name)}"
        failed = cache.get(failures, 0)
        audit("login", account)
        if self.is_known(name):
            cache.delete(failures)
        elif failed >= TOLD_FAILURES:
            subject = _("Anmeldung bei %s von einem neuen Browser")
            facts = {"failed": failed, "at": timezone.localtime()}
            arguments = [account, subject, "new_browser_email", facts]
            Thread(target=mail_about, args=arguments, daemon=True).start()


class PasswordAgainForm(PasswordForm):
    """The password of whoever is signed in, before a step of weight; guessing comes to an end as at the login."""

    is_of_who_is_here = True

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, account=request.user, **kwargs)
        self.request = request

    def clean_password(self):
        limit = login_limit(self.account.get_username())
        if wait := seconds_to_wait(self.request, *limit):
            raise forms.ValidationError(too_many(wait).message)
        password = super().clean_password()
        give_back(self.request, *limit)
        return password


def has_weight(request):
    """Whether ``request`` changes people and their rights, erases a person, or takes out what is not public."""
    sent, name = request.method == "POST", request.resolver_match.url_name or ""
    if name == "auth_user_password_change":
        return True  # the password typed there is not carried
    if name == "comments_comment_data":
        return sent and "wanted" in request.POST
    if name == "move":
        return sent and "whole" in request.POST
    return sent and (name == "invite" or name.startswith(("auth_", "mailing_subscription_")))


class ResultsView(AutocompleteJsonView):
    """Names with a TOP its meeting."""

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": getattr(obj, "named_with_meeting", result["text"])}


@admin_action(
    permissions=["delete"], description=gettext_lazy("Delete selected %(verbose_name_plural)s")
)
def delete_selected(desk, request, queryset):
    """Ask before deleting several; again where somebody saved one of them while the question stood there."""
    from wiq_site.kit.merging import opened, sign
    from wiq_site.kit.versions import digest_of_stored

    now = {str(item.pk): digest_of_stored(item) for item in queryset}
    own = f"{desk.opts.label_lower}:selected"
    _opened_at, asked = opened(request.POST, own)
    if asked is not None and (
        changed := [i for i in queryset if asked.get(str(i.pk)) != now[str(i.pk)]]
    ):
        request.POST = request.POST.copy()
        request.POST.pop("post", None)
        text = _(
            "Noch nicht gelöscht: Seit Sie gefragt wurden, ist etwas geändert worden (%s). Bitte sehen Sie es noch einmal an."
        )
        messages.warning(request, text % ", ".join(f"„{item}“" for item in changed))
    answer = delete_selected_of_django(desk, request, queryset)
    if answer is not None:
        answer.context_data["merge_base"] = sign(now, own)
    return answer


class DeskSite(AdminSite):
    site_header = _("Redaktion")
    site_title = _("Redaktion")
    index_title = _("Was möchten Sie tun?")
    login_form = LoginForm

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_action(delete_selected)

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def view_or_login(request, *args, **kwargs):
            named = {*request.GET.getlist(TO_FIELD_VAR), *request.POST.getlist(TO_FIELD_VAR)}
            if named - {"id"} or "_saveasnew" in request.POST:
                # No form of ours asks so. Django takes the one for a field and fails at some, and the other for the wish
                # to copy, also where nobody may, and shows the form of what is not there yet.
                raise Http404
            # Django makes a condition of each word, and no database takes a thousand.
            for name in (SEARCH_VAR, "term"):
                if len(request.GET.get(name, "")) > LONGEST_SEARCH:
                    request.GET = request.GET.copy()
                    request.GET[name] = request.GET[name][:LONGEST_SEARCH]
            is_sent = request.method == "POST" and request.path != reverse("admin:logout")
            page = None
            if not self.has_permission(request):
                page = self.login_again(request) if is_sent else None
            if not page and self.has_permission(request):
                page = self.second_factor_first(request) or self.password_again(request)
            if page:
                return self.remembering(request, page)
            if is_sent:
                remove_login_fields(request)
                keep_numbers_chosen(request)
            try:
                answer = guarded(request, *args, **kwargs)
            except (Http404, PermissionDenied):
                answer = self.given_back(request) if is_sent else None
                if answer is None:
                    raise
            return self.remembering(request, answer)

        return view_or_login

    def given_back(self, request):
        """Return the page with what was typed for one thing that is gone, or closed to who wrote; None of a mere button."""
        match = request.resolver_match
        pk = match.kwargs.get("pk") or match.kwargs.get("object_id")
        for model, desk in self._registry.items():
            start = f"{model._meta.app_label}_{model._meta.model_name}_"
            if pk and match.url_name and match.url_name.startswith(start):
                return getattr(desk, "given_back", lambda *_: None)(request, pk)
        return None

    def app_index(self, request, *args, **kwargs):
        """Show the first page, which lists the same and more."""
        return self.index(request)

    def index(self, request, extra_context=None):
        own = {"waiting": waiting(request.user), "runs_the_site": runs_the_site(request.user)}
        return super().index(request, own | (extra_context or {}))

    def get_urls(self):
        from wiq_site.library import erase, library
        from wiq_site.pages.history import deleted, undo
        from wiq_site.pages.views import dead_links_page
        from wiq_site.transfer.moving import move
        from wiq_site.writing import writing_pages

        pages = [
            ("handbuch/", self.handbook, "handbook"),
            ("zustand/", self.health, "health"),
            ("umziehen/", move, "move"),
            ("konto/", account_page, "account"),
            ("konto/adresse/<token>/", new_mail, "account_mail"),
            ("konto/zweiter-faktor/", second_factor, "second_factor"),
            ("einladen/", invite, "invite"),
            ("rueckgaengig/", undo, "undo"),
            ("links/", dead_links_page, "dead_links"),
            ("dateien/", library, "library"),
            ("dateien/aufgehoben/", erase, "erase"),
            ("geloescht/", deleted, "deleted"),
            ("r/<path:content_type_id>/<path:object_id>/", self.on_site, None),
            *writing_pages(),
        ]
        own = [path(route, self.admin_view(view), name=name) for route, view, name in pages]
        return [*own, *super().get_urls()]

    def autocomplete_view(self, request):
        """Answer as Django does, which fails where a relation is named by its other end."""
        names = (request.GET.get(name, "") for name in ("app_label", "model_name", "field_name"))
        app_label, model_name, field_name = names
        with suppress(LookupError, ValueError, FieldDoesNotExist):
            if all_apps.get_model(app_label, model_name)._meta.get_field(field_name).auto_created:
                raise PermissionDenied
        return ResultsView.as_view(admin_site=self)(request)

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

    def handbook(self, request):
        """Show docs/redaktion.md, each of its parts under its heading."""
        context = {"title": _("Handbuch"), "parts": handbook_parts()}
        return render(request, "admin/handbook.html", self.each_context(request) | context)

    def health(self, request):
        """Show those who look after the whole site what ``manage.py doctor`` finds."""
        if not runs_the_site(request.user):
            raise PermissionDenied
        from wiq_site.health import examine  # looks at every app, which are not loaded before

        context = {"title": _("Zustand der Website"), "findings": examine()}
        return render(request, "admin/health.html", self.each_context(request) | context)

    def login(self, request, extra_context=None):
        own = {"site": site()}  # Django's view calls another thing so
        return self.remembering(request, super().login(request, own | (extra_context or {})))

    def remembering(self, request, response):
        """Return ``response``, which after a login leaves with the browser the proof that its user was here.

        Not so on a computer that others use too; there the login ends with the browser, and no script keeps a form.
        """
        if request.method == "POST" and getattr(request, "has_just_logged_in", False):
            request.session["shared"] = request.is_shared
            request.session.set_expiry(0 if request.is_shared else None)
            if not request.is_shared:
                remember_browser(response, request.user.get_username())
        return response

    def second_factor_first(self, request):
        """Return the way to setting a second factor up where the site asks everybody for one, or None."""
        free = ("admin:second_factor", "admin:logout", "admin:jsi18n")
        if not lacks_second_factor(request) or request.path in map(reverse, free):
            return None
        if request.method != "POST":
            return redirect("admin:second_factor")
        sentence = _(
            'Diese Website verlangt einen zweiten Faktor. <a href="{}" target="_blank">Richten Sie ihn ein</a> und senden Sie dann noch einmal.'
        )
        messages.warning(request, format_html(sentence, reverse("admin:second_factor")))
        return self.carrying_page(request)

    def password_again(self, request):
        """Return the page that asks for the password before a step of weight, None where it was just typed."""
        fresh = time.time() - request.session.get("password_at", 0) < PASSWORD_HOLDS
        if fresh or not has_weight(request):
            return None
        sent = f"{LOGIN_PREFIX}-password" in request.POST
        form = PasswordAgainForm(request, request.POST if sent else None, prefix=LOGIN_PREFIX)
        if not (sent and form.is_valid()):
            return self.carrying_page(request, form)
        request.session["password_at"] = int(time.time())
        is_only_asked = not (posted_fields(request) or request.FILES)
        return redirect(request.get_full_path()) if is_only_asked else None

    def login_again(self, request):
        """Log in whoever sent name and password along; return the page that asks for them, or None."""
        sent = {f"{LOGIN_PREFIX}-username", f"{LOGIN_PREFIX}-proof"} & request.POST.keys()
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
        if form is None:
            title = _("Noch einmal senden")
            # The form of one object knows what is kept (``wiq_site.kit.uploads``).
            if (resolve(request.path_info).url_name or "").endswith(("_add", "_change")):
                kept = {
                    name: keep_upload(file, request.user) for name, file in request.FILES.items()
                }
                carried += [(f"{name}-kept", each.token) for name, each in kept.items()]
                files = []
        elif getattr(form, "is_of_who_is_here", False):
            title = _("Ihr Passwort, bitte")
        else:
            title = _("Bitte melden Sie sich noch einmal an")
        context = self.each_context(request) | {
            "title": title,
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
            "files": names_of_files(request),
        }
        return render(request, "admin/refused.html", context, status=403)


@lru_cache
def handbook_parts():
    """Return the parts of docs/redaktion.md as [{"title", "slug", "body_html"}]; the first has no title."""
    text = (settings.BASE_DIR / "docs/redaktion.md").read_text()
    text = re.sub(r"\(\.\./static/([^()]+)\)", lambda at: f"({static(at[1])})", text)
    first, *others = re.split(r"^## ", text.partition("\n")[2], flags=re.M)
    parts = [("", first), *(tuple(part.split("\n", 1)) for part in others)]
    return [
        {"title": title, "slug": german_slug(title), "body_html": render_markdown(body)}
        for title, body in parts
    ]


def waiting(user):
    """Return what waits for ``user`` on the first page as [(German sentence, where to see to it)]."""
    from blog.models import Post
    from comments.models import Comment
    from meetings.agenda import Outcome
    from meetings.models import Meeting

    notes, now = [], timezone.now()
    if user.has_perm("comments.change_comment"):
        comments = reverse("admin:comments_comment_changelist")
        is_waiting = Q(state=Comment.State.WAITING)
        is_reported = Q(reports__isnull=False, reports__decided_at=None)
        numbers = Comment.objects.order_by().aggregate(
            waiting=Count("pk", filter=is_waiting, distinct=True),
            reported=Count("pk", filter=is_reported, distinct=True),
        )
        if count := numbers["waiting"]:
            text = ngettext(
                "%d Kommentar wartet auf Freigabe", "%d Kommentare warten auf Freigabe", count
            )
            notes.append((text % count, f"{comments}?state__exact=wartet"))
        if count := numbers["reported"]:
            text = ngettext("%d gemeldeter Kommentar", "%d gemeldete Kommentare", count) % count
            notes.append((text, f"{comments}?gemeldet=offen"))
    if user.has_perm("blog.change_post"):
        posts = reverse("admin:blog_post_changelist")
        drafts = Post.objects.filter(published_at=None)
        for post in drafts.exclude(submitted_at=None).order_by("submitted_at")[:5]:
            text = _("Zur Freigabe eingereicht: %s") % post
            notes.append((text, change_page(post)))
        if count := drafts.count():
            text = ngettext("%d Entwurf", "%d Entwürfe", count) % count
            notes.append((text, f"{posts}?published_at__isnull=True"))
        if count := Post.objects.filter(published_at__gt=now).count():
            text = ngettext("%d Beitrag erscheint noch", "%d Beiträge erscheinen noch", count)
            notes.append((text % count, f"{posts}?o=-2"))
    elif user.has_perm("blog.write_own_post"):
        for post in Post.objects.filter(owner=user, published_at=None).order_by("-pk")[:5]:
            text = _("Eingereicht: %s") if post.submitted_at else _("Ihr Entwurf: %s")
            notes.append((text % post, change_page(post)))
    if user.has_perm("meetings.change_meeting"):
        meetings = Meeting.objects.filter(cancelled_at=None, withdrawn_at=None)
        coming = meetings.coming().filter(agenda_published_at=None).first()
        recent = meetings.past().filter(date__gte=timezone.localdate() - timedelta(days=90))
        past = recent.filter(protocol_published_at=None)[:3]
        for meeting in filter(None, [coming, *past]):
            text = _("Ohne öffentliches Protokoll: %(title)s am %(day)s")
            if meeting is coming:
                text = _("Ohne öffentliche Tagesordnung: %(title)s am %(day)s")
            words = {"title": meeting.title, "day": date_format(meeting.date, "j. F Y")}
            notes.append((text % words, change_page(meeting)))
        for meeting in Meeting.objects.filter(items__outcomes__unsaid=True).distinct()[:3]:
            text = _("Ergebnisse, die so nicht mehr im Text stehen: %s") % meeting
            notes.append((text, reverse("admin:meetings_meeting_take_outcomes", args=[meeting.pk])))
        if count := Outcome.objects.valid().in_state("ueberfaellig").count():
            text = ngettext("%d Aufgabe ist überfällig", "%d Aufgaben sind überfällig", count)
            page = reverse("admin:meetings_outcome_changelist")
            notes.append((text % count, f"{page}?is_done__exact=0&o=5"))
    return notes


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


def keep_numbers_chosen(request):
    """Leave of the rows that ``request`` chose in a list those that can be the number of one; Django asks for any."""
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    numbers = [text for text in chosen if re.fullmatch(r"[0-9]{1,18}", text)]
    if len(numbers) < len(chosen):
        request.POST = request.POST.copy()
        request.POST.setlist(ACTION_CHECKBOX_NAME, numbers)


def is_desk_form(request):
    """Whether ``request`` sends a form of the desk other than the login's own."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    return match.app_name == "admin" and match.url_name not in ("login", "logout")
