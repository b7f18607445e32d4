"""Decisions on many comments at once, with one reason."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments import moderation
from comments.moderation import State


class BulkActions:
    """The actions of the queue."""

    @admin.action(description=_("Freigeben"), permissions=["change"])
    def approve(self, request, comments):
        self._decide(request, comments, State.APPROVED)

    @admin.action(description=_("Ablehnen"), permissions=["change"])
    def reject(self, request, comments):
        self._decide(request, comments, State.REJECTED)

    @admin.action(description=_("Als Spam markieren"), permissions=["change"])
    def mark_as_spam(self, request, comments):
        self._decide(request, comments, State.SPAM)

    @admin.action(description=_("Entfernen"), permissions=["change"])
    def remove(self, request, comments):
        self._decide(request, comments, State.REMOVED)

    @admin.action(description=_("Meldungen beantworten: bleibt stehen"), permissions=["change"])
    def keep(self, request, comments):
        kept = [comment for comment in comments if moderation.keep(comment, _reason(request))]
        for comment in kept:
            self.log_change(request, comment, str(_("Meldungen beantwortet: bleibt stehen")))
        message = ngettext(
            "%d Kommentar bleibt stehen.", "%d Kommentare bleiben stehen.", len(kept)
        )
        self.message_user(request, message % len(kept))

    def _decide(self, request, comments, state):
        options = {"by": request.user, "reason": _reason(request)}
        moved = [item for item in comments if moderation.decide(item, state, **options)]
        for comment in moved:
            self.log_change(request, comment, str(state.label))
        message = ngettext(
            "%(count)d Kommentar: %(state)s.", "%(count)d Kommentare: %(state)s.", len(moved)
        )
        self.message_user(request, message % {"count": len(moved), "state": state.label})


def _reason(request):
    listed = request.POST.get("listed", "")
    return listed if listed in map(str, moderation.REASONS) else ""
