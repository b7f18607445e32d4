"""Renaming a topic: its address follows the name only when an editor says so, and never unsaid."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wiq_site.pages.redirects import new_path_of


class TopicForm(forms.ModelForm):
    """A topic with the box that lets its address follow its name."""

    follow_name = forms.BooleanField(
        label=_("Adresse dem Namen anpassen"),
        required=False,
        help_text=_("Die alte Adresse leitet dann für immer auf die neue weiter."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("follow_name") and "slug" not in self.changed_data:
            cleaned["slug"] = ""  # Topic.clean makes it from the name
        return cleaned


def said_of_address(topic, form):
    """Give what editors should know of the address after ``form`` changed ``topic``, or ""."""
    new, slug = topic.get_absolute_url(), form.initial["slug"]
    old = reverse("blog:topic", args=[slug])
    if old == new:
        stays = "name" in form.changed_data and slug != topic.slugify(topic.name)
        message = _STAYS if stays else ""
    else:
        message = _MOVED if new_path_of(old) == new else _NEW
    return message and message % {"old": old, "new": new}


_STAYS = _(
    "Die Adresse bleibt %(old)s. Soll sie dem neuen Namen folgen, "
    "kreuzen Sie „Adresse dem Namen anpassen“ an und sichern Sie noch einmal."
)
_MOVED = _("Die Adresse ist jetzt %(new)s. Die alte, %(old)s, leitet dorthin weiter.")
_NEW = _("Die Adresse ist jetzt %(new)s.")
