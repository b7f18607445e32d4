"""The demo editor's account, made in development only: its password is known to everybody."""

from django.conf import settings
from django.contrib.auth.models import Group, User

NAME = PASSWORD = "redaktion"  # noqa: S105 - shown to whoever starts the demo


def create_editor():
    """Create the account where it is missing. Gives ``(user or None, sentence about it)``."""
    if not settings.DEVELOPMENT:
        return None, (
            "Es wurde kein Konto angelegt: Das geschieht nur zum Ausprobieren (DEVELOPMENT=true)."
        )
    user, created = User.objects.get_or_create(
        username=NAME, defaults={"email": "redaktion@example.org", "is_staff": True}
    )
    if not created:
        return user, f"Das Konto „{NAME}“ gab es schon; es blieb, wie es war."
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get_or_create(name="Redaktion")[0])
    return user, f"Anmelden unter /admin/ mit dem Namen „{NAME}“ und dem Passwort „{PASSWORD}“."
