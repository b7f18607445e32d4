"""Which comments are read, wait, or stand below what: no other file spells it out."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q

from comments.states import STANDING, State


class CommentQuerySet(models.QuerySet):
    def published(self):
        """Comments that a visitor may read, as far as their target may be read."""
        return self.filter(state=State.APPROVED)

    def shown(self):
        """Those of the published ones whose thread still stands: no reply to what was taken away."""
        stands = Q(parent=None) | Q(parent__state__in=STANDING)
        return self.published().filter(stands)

    def placed(self):
        """The shown ones and, for the sake of their shown replies, those that are not to be read now."""
        answered = self.model.objects.published().filter(parent=OuterRef("pk"))
        holds_place = Q(parent=None, state__in=STANDING) & Exists(answered)
        return self.filter(Q(state=State.APPROVED) | holds_place)

    def waiting(self):
        """Comments that nobody has decided on yet."""
        return self.filter(state=State.WAITING)

    def on(self, *targets):
        """Comments on the objects or querysets ``targets``, the oldest first."""
        wanted = Q(pk=None)
        for target in targets:
            model = target.model if isinstance(target, models.QuerySet) else type(target)
            content_type = ContentType.objects.get_for_model(model)
            if isinstance(target, models.QuerySet):
                wanted |= Q(content_type=content_type, object_id__in=target.values("pk"))
            else:
                wanted |= Q(content_type=content_type, object_id=target.pk)
        return self.filter(wanted).order_by("pk")
