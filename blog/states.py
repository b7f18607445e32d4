"""The state of a post in the words of editors."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def state_of(post):
    """Give in one word whether ``post`` is a draft, scheduled, public or withdrawn."""
    if post.published_at is None:
        return _("Entwurf")
    if post.withdrawn_at and post.withdrawn_at <= timezone.now():
        return _("zurückgezogen")
    return _("öffentlich") if post.published_at <= timezone.now() else _("geplant")
