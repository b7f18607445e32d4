"""The login of the editors' desk, which nobody may try without end.

What is counted is the name together with where it comes from: whoever guesses passwords locks out
themselves, not the editor whose name they know. Source: docs/decisions/2026-11-22-login-limits.md
"""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from wiq_site.limits import seconds_to_wait

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
        mark = salted_hmac("wiq_site.login", name, algorithm="sha256").hexdigest()[:16]
        return max(
            seconds_to_wait(self.request, f"login-{mark}", FOR_ONE_NAME),
            seconds_to_wait(self.request, "login", FOR_ALL_NAMES),
        )
