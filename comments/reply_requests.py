"""Who asked to be mailed of answers: asked for in the form, valid once confirmed from the mailbox.

A row names the comment and holds no address: it is found at the comment when a mail is sent.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.states import OWN


class ReplyRequestQuerySet(models.QuerySet):
    def in_thread_of(self, comment):
        """Requests of all who wrote in the thread of ``comment``: the first one and its replies."""
        first = comment.parent_id or comment.pk
        return self.filter(Q(comment=first) | Q(comment__parent=first))

    def to_tell_of(self, reply):
        """Those confirmed ones in the thread of ``reply`` whose comment still stands, not its writer's."""
        asked = self.in_thread_of(reply).filter(confirmed_at__isnull=False, comment__state__in=OWN)
        own = Q(comment__email__iexact=reply.email) if reply.email else Q(comment=reply)
        return asked.exclude(own).exclude(comment__email="").select_related("comment")

    def one_each(self):
        """Give as a list the first request of each mail address."""
        by_address = {}
        for request in self.order_by("pk"):
            by_address.setdefault(request.comment.email.lower(), request)
        return list(by_address.values())


class ReplyRequest(models.Model):
    """That whoever wrote ``comment`` wants to hear of answers in its thread."""

    comment = models.OneToOneField(
        "comments.Comment", on_delete=models.CASCADE, related_name="reply_request"
    )
    asked_at = models.DateTimeField(_("gewünscht am"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("bestätigt am"), null=True, editable=False)

    objects = models.Manager.from_queryset(ReplyRequestQuerySet)()

    class Meta:
        verbose_name = _("Wunsch nach Mails zu Antworten")
        verbose_name_plural = _("Wünsche nach Mails zu Antworten")
        ordering = ["pk"]

    def __str__(self):
        return str(self.asked_at)

    def confirm(self):
        """Let it count from now on; a second time changes nothing."""
        type(self).objects.filter(pk=self.pk, confirmed_at=None).update(confirmed_at=timezone.now())


def end_all_of(comment):
    """End what whoever has the address of ``comment`` asked for in its thread; they want no more mails."""
    asked = ReplyRequest.objects.in_thread_of(comment)
    asked.filter(Q(comment=comment) | Q(comment__email__iexact=comment.email)).delete()
