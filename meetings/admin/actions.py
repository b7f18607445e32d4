"""Which pages with one action each hang below a meeting and below a person."""

from django.urls import path

from meetings.admin import carry_on, publishing, roles
from meetings.admin.pages import page_of
from meetings.admin.take_over import take_over

# name of the address → (its last word, view)
MEETING_ACTIONS = {
    "take_over": ("tagesordnung-uebernehmen", take_over),
    "publish_invitation": ("einladung-veroeffentlichen", publishing.publish_invitation),
    "publish_protocol": ("protokoll-veroeffentlichen", publishing.publish_protocol),
    "carry_on": ("tops-weiterfuehren", carry_on.carry_on),
    "postpone": ("top-vertagen", carry_on.postpone),
    "draft_post": ("beitrag-aus-top", carry_on.draft_post),
    "create_next": ("naechstes-treffen-anlegen", carry_on.create_next),
}
SPEAKER_ACTIONS = {"replace_by_role": ("durch-rolle-ersetzen", roles.replace_by_role)}


def urls_of(model_admin, actions):
    """Give the addresses of ``actions``, below that of the object they belong to."""
    opts = model_admin.opts
    return [
        path(
            f"<int:pk>/{word}/",
            page_of(model_admin, view),
            name=f"{opts.app_label}_{opts.model_name}_{name}",
        )
        for name, (word, view) in actions.items()
    ]
