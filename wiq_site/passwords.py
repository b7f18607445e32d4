"""A forgotten password of the desk: a link by mail, good once and for an hour, to whoever reads the mailbox.

Nobody learns whether there is an account: the page is the same, and what only an account causes, the mail,
is made and handed over beside the answer. The link is kept nowhere, so it does not wait in the outbox;
whom no mail reaches asks once more. A new password ends all sessions of its account (Django's own way).
Source: docs/decisions/2026-11-22-login-limits.md.
"""

import re
from functools import cache
from threading import Thread

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import forms, views
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.urls import path, reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from wiq_site.account import name_hash, remember_browser
from wiq_site.kit.forms import too_many
from wiq_site.kit.http import absolute
from wiq_site.kit.logs import audit
from wiq_site.kit.site import site
from wiq_site.kit.slugs import fold
from wiq_site.kit.visitors import count_one, seconds_to_wait

FROM_ONE_ADDRESS = [(30, 900)]  # requests in so many seconds, from one network
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


class ForgottenPasswordForm(forms.PasswordResetForm):
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
        wait = seconds_to_wait(self.request, "reset", FROM_ONE_ADDRESS)
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
        sentence = _("Ihr Passwort gilt. Melden Sie sich damit an; Ihr Benutzername ist „%s“.")
        messages.success(self.request, sentence % name)
        return remember_browser(super().form_valid(form), name)


urlpatterns = [
    path("", ForgottenView.as_view(), name="admin_password_reset"),
    path("unterwegs/", AskedView.as_view(), name="password_reset_done"),
    path("<uidb64>/<token>/", NewPasswordView.as_view(), name="password_reset_confirm"),
]
