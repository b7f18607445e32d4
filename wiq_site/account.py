"""The own account: name and mail address, where one is signed in, the second factor, a forgotten password.

A session keeps in itself since when it is there and in words which browser it was; no address, and no table of its own.
The second factor is django-otp's: a code of an app (TOTP, RFC 6238) or, once each, a recovery code. Whoever has one is
asked for it at every login (``wiq_site.desk.LoginForm``); when it begins, all other sessions of the account end, so a
session that goes on was opened with all that its account asks for.
Source: docs/decisions/2026-11-28-second-factor.md.

For a forgotten password a link goes by mail, good once and for an hour, to whoever reads the mailbox. Nobody learns whether
there is an account: the page is the same, and what only an account causes, the mail, is made and handed over beside the
answer. The link is kept nowhere, so it does not wait in the outbox; whom no mail reaches asks once more. A new password ends
all sessions of its account (Django's own way). Source: docs/decisions/2026-11-22-login-limits.md.
"""

import logging
import re
import time
from datetime import datetime
from functools import cache
from threading import Thread
from urllib.parse import quote

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import SESSION_KEY, views
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django_otp import DEVICE_ID_SESSION_KEY, verify_token
from django_otp import login as verify_session
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from wiq_site.kit.forms import too_many
from wiq_site.kit.http import absolute
from wiq_site.kit.links import TokenSigner
from wiq_site.kit.logs import audit
from wiq_site.kit.merging import RefusesStale
from wiq_site.kit.site import site
from wiq_site.kit.text import fold
from wiq_site.kit.visitors import count_one, forget, seconds_to_wait

logger = logging.getLogger(__name__)
DAY = 24 * 3600  # seconds
BROWSER = TokenSigner("desk.browser", max_age=365 * DAY)
BROWSER_COOKIE = "redaktion"
NEW_MAIL = TokenSigner("wiq_site.account.mail", max_age=DAY, view="admin:account_mail")
BROWSERS = {  # what stands in the name that a browser gives itself, the telling ones first
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def remember_browser(response, name):
    """Return ``response``, which leaves with the browser the proof that ``name`` was signed in there."""
    path = reverse("admin:index")
    BROWSER.set_cookie(response, BROWSER_COOKIE, BROWSER.keyed_hash(name), path)
    return response


def name_hash(name):
    """Return under what the cache counts for the ``name`` or address of an account."""
    return salted_hmac("wiq_site.desk", name, algorithm="sha256").hexdigest()[:16]


def login_limit(name):
    """Return the kind and the limits of logins with ``name`` from one address; the cache holds a hash of it."""
    return f"login-{name_hash(name)}", [(10, 900)]  # attempts in so many seconds


def begin_session(sender, request, user, **kwargs):
    """Note in a session that begins what its owner is told of it; called after every login."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    browser, system = (
        next((name for part, name in names.items() if part in agent), "")
        for names in (BROWSERS, SYSTEMS)
    )
    words = _("%(browser)s unter %(system)s") % {"browser": browser, "system": system}
    request.session["browser"] = str(words) if browser and system else browser or system
    request.session["since"] = request.session["password_at"] = int(time.time())


def sessions_of(account):
    """Yield (row, its content) of each session in which ``account`` is signed in."""
    for row in Session.objects.filter(expire_date__gt=timezone.now()):
        content = row.get_decoded()
        if content.get(SESSION_KEY) == str(account.pk):
            yield row, content


def end_sessions(account, besides=None, only=None):
    """End the sessions of ``account`` but the key ``besides``; with ``only``, a name of ``listed``, that one."""
    ended = [
        row.pk
        for row, _content in sessions_of(account)
        if row.pk != besides and only in (None, name_of(row))
    ]
    Session.objects.filter(pk__in=ended).delete()
    audit("sessions-ended", account, count=len(ended))


def name_of(session):
    """Return what a page may call a session by; its key would open it."""
    return NEW_MAIL.keyed_hash(session.pk)[:16]


def devices_of(account):
    """Return the confirmed app and the recovery codes of ``account``, each a device or None."""
    return (
        TOTPDevice.objects.filter(user=account, confirmed=True).first(),
        StaticDevice.objects.filter(user=account).first(),
    )


def verified_device(account, code):
    """Return the device of ``account`` that takes ``code``, or None; each wrong one makes the next wait longer."""
    code = re.sub(r"[\s-]", "", code).lower()
    app, recovery = devices_of(account)
    device = app if re.fullmatch(r"[0-9]{6}", code) else recovery
    if code and recovery and device is recovery:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        hashes = [hash_of_code(code, key) for key in keys]
        known = StaticToken.objects.filter(device=device, token__in=hashes).first()
        code = known.token if known else hashes[0]
    return verify_token(account, device.persistent_id, code) if device and code else None


def hash_of_code(code, key):
    """Return what the database holds of a recovery ``code``: nobody tries codes on it without the secret ``key``."""
    salt = "wiq_site.account.recovery"
    return salted_hmac(salt, code, secret=key, algorithm="sha256").hexdigest()[:16]


def turn_off(account):
    """Take the second factor of ``account`` away."""
    TOTPDevice.objects.filter(user=account).delete()
    StaticDevice.objects.filter(user=account).delete()


def mail_about(account, subject, template, facts=()):
    """Mail ``account``, where it has an address, what happened to it, with the way to a new password."""
    if not account.email:
        return
    way = {"account": account, "link": absolute(reverse("admin_password_reset"))}
    text = render_to_string(f"registration/{template}.txt", way | dict(facts))
    try:
        account.email_user(subject % site().name, text)
    except OSError as error:
        logger.warning("A mail to an account did not go: %s", error)


def new_recovery_codes(account):
    """Return new recovery codes of ``account``, in the place of those from before."""
    StaticDevice.objects.filter(user=account).delete()
    device = StaticDevice.objects.create(user=account, name="recovery")
    tokens = [StaticToken.random_token() for _number in range(10)]
    hashes = (hash_of_code(token, settings.SECRET_KEY) for token in tokens)
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in hashes)
    return [f"{token[:4]}-{token[4:]}" for token in tokens]


def lacks_second_factor(request):
    """Whether the site asks everybody for a second factor and this session was opened without."""
    return settings.SECOND_FACTOR_REQUIRED and DEVICE_ID_SESSION_KEY not in request.session


def told_recovery(request, account):
    """Tell whoever signed in with a recovery code how many are left."""
    audit("recovery-code-used", account)
    left = StaticToken.objects.filter(device__user=account).count()
    sentence = ngettext(
        "Sie haben einen Wiederherstellungscode verbraucht; es bleibt %d.",
        "Sie haben einen Wiederherstellungscode verbraucht; es bleiben %d.",
        left,
    )
    messages.warning(request, sentence % left)


class NamesForm(RefusesStale, forms.ModelForm):
    """What the account is called where people read it."""

    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        help_texts = {"last_name": _("So heißen Sie in Ihren Beiträgen und in der Redaktion.")}


class PasswordForm(forms.Form):
    """The own password once more."""

    password = forms.CharField(
        label=_("Ihr Passwort"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password(self):
        password = self.cleaned_data["password"]
        if not self.account.check_password(password):
            audit("password-refused", self.account)
            raise forms.ValidationError(_("Dieses Passwort stimmt nicht."))
        return password


class MailForm(PasswordForm):
    """Another mail address; it counts once its mailbox was opened."""

    email = forms.EmailField(label=_("Neue E-Mail-Adresse"), max_length=254)
    field_order = ["email", "password"]

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.exclude(pk=self.account.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Zu dieser Adresse gibt es schon ein Konto."))
        return email


class CodeForm(forms.Form):
    """A code of the app that becomes the second factor, the TOTPDevice ``pending``."""

    code = forms.CharField(
        label=_("Sechs Ziffern aus der App"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    pending = None

    def clean_code(self):
        code, key = self.cleaned_data["code"].replace(" ", ""), self.pending.persistent_id
        if not verify_token(self.pending.user, key, code):
            sentence = _(
                "Dieser Code gilt nicht. Er wechselt alle 30 Sekunden; geht die Uhr des Telefons richtig? "
                "Nach einem falschen Code warten Sie bitte ein paar Sekunden."
            )
            raise forms.ValidationError(sentence)
        return code


def account_page(request):
    """Show the own account and answer its forms."""
    account, here = User.objects.get(pk=request.user.pk), request.session.session_key
    names, mail = NamesForm(instance=account), MailForm(account=account)
    if "names" in request.POST:
        names = NamesForm(request.POST, instance=account)
        if names.is_valid():
            names.save()
            messages.success(request, _("Gesichert."))
            return redirect("admin:account")
    elif "mail" in request.POST:
        mail = MailForm(request.POST, account=account)
        if mail.is_valid():
            ask_for_mail(request, account, mail.cleaned_data["email"])
            return redirect("admin:account")
    elif "end" in request.POST or "end_others" in request.POST:
        end_sessions(account, besides=here, only=request.POST.get("end"))
        messages.success(request, _("Abgemeldet."))
        return redirect("admin:account")
    rows, zone = [], timezone.get_current_timezone()
    for row, content in sessions_of(account):
        since = content.get("since")
        since = None if since is None else datetime.fromtimestamp(since, zone)
        own = {"name": name_of(row), "is_here": row.pk == here, "since": since}
        rows.append(own | {"browser": content.get("browser")})
    app, _recovery = devices_of(account)
    context = admin.site.each_context(request) | {
        "title": _("Mein Konto"),
        "account": account,
        "names": names,
        "mail": mail,
        "sessions": sorted(rows, key=lambda row: (not row["is_here"], row["since"] is None)),
        "has_second_factor": app is not None,
        "roles": account.groups.order_by("name"),
    }
    return render(request, "admin/account.html", context)


def ask_for_mail(request, account, email):
    """Mail ``email`` the link that makes it the address of ``account``."""
    token = [account.pk, email, NEW_MAIL.keyed_hash(account.email + account.password)]
    context = {
        "account": account,
        "link": absolute(NEW_MAIL.path(token)),
        "site_name": site().name,
    }
    text = render_to_string("admin/account_email.txt", context)
    try:
        send_mail(str(_("Ihre neue Adresse bei %s") % site().name), text, None, [email])
    except OSError:
        messages.error(request, _("Die Mail ging nicht hinaus. Bitte versuchen Sie es später."))
    else:
        sentence = _("An %s ist eine Mail unterwegs; erst mit dem Link darin gilt die Adresse.")
        messages.success(request, sentence % email)


def new_mail(request, token):
    """Ask with one button, then take the address whose mailbox was opened."""
    number, email, state = NEW_MAIL.read(token) or (None, "", "")
    account = User.objects.filter(pk=number).first()
    if account is None or state != NEW_MAIL.keyed_hash(account.email + account.password):
        text = _("Dieser Link gilt nicht mehr: Er gilt einen Tag lang und nur einmal.")
        messages.error(request, text)
        return redirect("admin:account")
    if account != request.user:
        raise PermissionDenied
    if request.method == "POST":
        account.email = email
        account.save(update_fields=["email"])
        audit("mail-changed", account)
        messages.success(request, _("Ihre Adresse ist jetzt %s.") % email)
        return redirect("admin:account")
    context = admin.site.each_context(request) | {"title": _("Neue Adresse"), "email": email}
    return render(request, "admin/account_email.html", context)


def second_factor(request):
    """Set the second factor up, make new recovery codes, or turn it off again."""
    account = User.objects.get(pk=request.user.pk)
    app, recovery = devices_of(account)
    code, password, codes = CodeForm(), PasswordForm(account=account), []
    pending = None if app else TOTPDevice.objects.filter(user=account, confirmed=False).last()
    if "begin" in request.POST and not app:
        TOTPDevice.objects.filter(user=account, confirmed=False).delete()
        pending = TOTPDevice.objects.create(user=account, name="app", confirmed=False)
    elif "confirm" in request.POST and pending:
        code = CodeForm(request.POST)
        code.pending = pending
        if code.is_valid():
            TOTPDevice.objects.filter(pk=pending.pk).update(confirmed=True)
            verify_session(request, pending)
            end_sessions(account, besides=request.session.session_key)
            audit("second-factor-on", account)
            app, pending, codes = pending, None, new_recovery_codes(account)
            recovery = True
    elif {"off", "codes"} & request.POST.keys() and app:
        password = PasswordForm(request.POST, account=account)
        if password.is_valid() and "codes" in request.POST:
            audit("recovery-codes-new", account)
            codes = new_recovery_codes(account)
        elif password.is_valid():
            turn_off(account)
            request.session.pop(DEVICE_ID_SESSION_KEY, None)
            audit("second-factor-off", account)
            messages.success(request, _("Der zweite Faktor ist aus."))
            is_asked = settings.SECOND_FACTOR_REQUIRED
            return redirect("admin:second_factor" if is_asked else "admin:account")
    context = admin.site.each_context(request) | {
        "title": _("Zweiter Faktor"),
        "is_on": app is not None,
        "codes": codes,
        "codes_left": StaticToken.objects.filter(device__user=account).count() if recovery else 0,
        "code": code,
        "password": password,
        "is_required": lacks_second_factor(request),
    }
    if pending:
        secret = pending.config_url.split("secret=")[1].split("&")[0]
        issuer = quote(site().name.replace(":", ""))
        name = quote(account.get_username())
        address = f"otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}"
        import segno  # only here

        picture = segno.make(address, micro=False, error="m")
        context |= {
            "picture": picture.svg_data_uri(scale=5, light="#fff"),
            "secret": " ".join(re.findall(".{1,4}", secret)),
        }
    return render(request, "admin/second_factor.html", context)


MAILS_AN_HOUR = 5  # to one mailbox, whoever asks


def reset_path(account):
    """Return where ``account`` chooses a password; the token holds the password of today, so it is good once."""
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    return reverse("password_reset_confirm", args=[uid, token])


@cache
def common_words():
    """Return the words of common passwords: German ones and those of Django's list."""
    lines = (settings.BASE_DIR / "wiq_site" / "common_passwords.txt").read_text().splitlines()[1:]
    return {*" ".join(lines).split(), *CommonPasswordValidator().passwords}


class EasyPasswordValidator:
    """Refuses a common word, however digits and signs are put around or into it: "Leipzig1", "P4ssw0rt!".

    Source: BSI, "Sichere Passwörter erstellen"; OWASP ASVS 5, 6.2.4.
    """

    def validate(self, password, user=None):
        plain = fold(password)
        trimmed = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        meant = trimmed.translate(str.maketrans("01345789@$!", "oleastbgasi"))
        cores = {plain, trimmed, meant, re.sub(r"[\W\d_]", "", plain)}
        telling = {core for core in cores if len(core) > max(3, 0.4 * len(password))}
        names = {*f"{site().name} {site().short_name} {site().town}".lower().split()}
        if telling & common_words() or telling & names:
            raise ValidationError(
                _(
                    "Dieses Passwort errät ein Programm sofort: Es ist ein häufiges Wort mit Zeichen daran."
                ),
                "easy",
            )

    def get_help_text(self):
        return _(
            "Kein häufiges Wort, auch nicht mit Ziffern daran. Gut sind vier Wörter, die nichts miteinander zu tun haben."
        )


class ForgottenPasswordForm(PasswordResetForm):
    """The mail address of an account; which account it is decides what is mailed, not what is answered."""

    def save(self, **options):
        """Mail a link to each active account of the address, beside the answer and not too often."""
        email = self.cleaned_data["email"]
        accounts = list(self.get_users(email))
        if count_one(f"reset:{name_hash(email.casefold())}", 3600) <= MAILS_AN_HOUR:
            Thread(target=self.mail_links, args=[accounts], daemon=True).start()

    def mail_links(self, accounts):
        """Send each of ``accounts`` its link."""
        for account in accounts:
            link = absolute(reset_path(account))
            context = {"user": account, "link": link, "site_name": site().name}
            names = (f"registration/password_reset_{part}.txt" for part in ("subject", "email"))
            self.send_mail(*names, context, None, account.email)


class DeskPage:
    """Before a view: it looks like a page of the desk and is kept nowhere."""

    @method_decorator(never_cache)
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)

    def get_context_data(self, **kwargs):
        desk = admin.site.each_context(self.request) | {"is_nav_sidebar_enabled": False}
        return desk | super().get_context_data(**kwargs)


class ForgottenView(DeskPage, views.PasswordResetView):
    form_class = ForgottenPasswordForm
    title = _("Passwort vergessen")

    def form_valid(self, form):
        # requests in so many seconds, from one network
        wait = seconds_to_wait(self.request, "reset", [(30, 900)])
        if not wait:
            return super().form_valid(form)
        form.add_error(None, too_many(wait).message)
        response = self.form_invalid(form)
        response.status_code, response["Retry-After"] = 429, wait
        return response


class AskedView(DeskPage, views.PasswordResetDoneView):
    title = _("Bitte sehen Sie in Ihr Postfach")


class NewPasswordView(DeskPage, views.PasswordResetConfirmView):
    """Takes a new password, or the first one of whoever was invited, and leads on to the login."""

    success_url = reverse_lazy("admin:login")

    def form_valid(self, form):
        name = self.user.get_username()
        audit("password-reset", self.user)
        forget(self.request, *login_limit(name))
        sentence = _("Ihr Passwort gilt. Melden Sie sich damit an; Ihr Benutzername ist „%s“.")
        messages.success(self.request, sentence % name)
        return remember_browser(super().form_valid(form), name)


urlpatterns = [
    path("", ForgottenView.as_view(), name="admin_password_reset"),
    path("unterwegs/", AskedView.as_view(), name="password_reset_done"),
    path("<uidb64>/<token>/", NewPasswordView.as_view(), name="password_reset_confirm"),
]
