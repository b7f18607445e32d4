"""Who leads agenda items."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpeakerManager(models.Manager):
    def named(self, name):
        """Give the speaker of this ``name``: the one without an organisation, else the only one.

        Where nobody has the name, or several of different organisations, it is a new speaker.
        """
        same = list(self.filter(name=name).order_by("organisation")[:2])
        known = same and (len(same) == 1 or not same[0].organisation)
        return same[0] if known else self.create(name=name)


class Speaker(models.Model):
    """A person who leads agenda items, shown by name only if she agreed, else by a role."""

    name = models.CharField(_("Name, wie er erscheint"), max_length=100)
    organisation = models.CharField(_("Organisation"), max_length=150, blank=True)
    agreed = models.BooleanField(_("ist mit der Nennung einverstanden"), default=True)
    role = models.CharField(
        _("Rolle statt des Namens"),
        max_length=100,
        blank=True,
        help_text=_("Erscheint, wenn der Name nicht genannt werden soll: „eine Anwohnerin“"),
    )

    objects = SpeakerManager()

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("Personen")
        ordering = ["name", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["name", "organisation"], name="speaker_unique")
        ]

    def __str__(self):
        return f"{self.name} ({self.organisation})" if self.organisation else self.name

    @property
    def shown_name(self):
        """What visitors read: the name, or the role where there is no consent."""
        return self.name if self.agreed else self.role or str(_("eine Person"))


class ItemSpeaker(models.Model):
    """The place of a speaker in the order in which an item names them."""

    item = models.ForeignKey("AgendaItem", on_delete=models.CASCADE, related_name="item_speakers")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="item_links")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "speaker"], name="item_names_speaker_once")
        ]

    def __str__(self):
        return str(self.speaker)
