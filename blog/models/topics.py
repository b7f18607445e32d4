"""What posts are about, and which topics a visitor may know of."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import TagBase

from blog.topics import by_slug
from wiq_site.contents import topic_uses
from wiq_site.fields import MarkdownModel, html_field
from wiq_site.images import ImageModel
from wiq_site.slugs import german_slug


class TopicQuerySet(models.QuerySet):
    def published(self, at=None):
        """Topics that something carries which a visitor may read at ``at``, and all teams."""
        carried = Q(kind=self.model.Kind.TEAM)
        for uses in topic_uses:
            carried |= Q(models.Exists(uses.published(models.OuterRef("pk"), at)))
        return self.filter(carried)

    def teams(self):
        """The teams, in the order of what they need: those that look for people first."""
        states = enumerate(self.model.State.values)
        order = [models.When(state=state, then=n) for n, state in states]
        in_order = models.Case(*order, default=len(order))
        return self.filter(kind=self.model.Kind.TEAM).order_by(in_order, "slug")

    def with_post_count(self, at=None):
        """With ``post_count``, the published posts of each topic, in one query."""
        public = apps.get_model("blog.TaggedPost").objects.public(at)  # it knows this module
        counted = public.filter(tag=models.OuterRef("pk")).order_by().values("tag")
        counted = counted.annotate(n=models.Count("pk")).values("n")
        return self.annotate(post_count=models.functions.Coalesce(models.Subquery(counted), 0))


class Topic(MarkdownModel, ImageModel, TagBase):
    """What a post is about; a series of meetings and a team (Lösungsteam) are topics too."""

    class Kind(models.TextChoices):
        THEME = "thema", _("Thema")
        SERIES = "reihe", _("Reihe")
        TEAM = "team", _("Lösungsteam")

    class State(models.TextChoices):
        SEEKING = "sucht", _("sucht Mitmachende")
        ACTIVE = "laeuft", _("läuft")
        RUNNING = "betrieb", _("im Betrieb")
        PAUSED = "pausiert", _("pausiert")
        DONE = "abgeschlossen", _("abgeschlossen")

    slug = models.SlugField(
        _("Adresse"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Namen."),
    )
    kind = models.CharField(_("Art"), max_length=10, choices=Kind.choices, default=Kind.THEME)
    state = models.CharField(
        _("Stand"),
        max_length=15,
        choices=State.choices,
        blank=True,
        help_text=_("Nur für Lösungsteams."),
    )
    summary = models.CharField(
        _("in einem Satz"), max_length=250, blank=True, help_text=_("Steht auf Karten und Listen.")
    )
    description = models.TextField(_("Beschreibung"), blank=True, help_text=_("Markdown."))
    description_html = html_field()
    contact = models.EmailField(_("Kontaktadresse"), blank=True)
    featured = models.BooleanField(
        _("im Filter zuerst zeigen"),
        default=False,
        help_text=_("Zum Beispiel „Idee sucht Team“: steht als fertiger Filter über der Liste."),
    )

    objects = models.Manager.from_queryset(TopicQuerySet)()
    markdown_fields = ("description",)

    class Meta:
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")
        ordering = ["slug"]  # the German alphabet, whatever the database's collation
        constraints = [
            models.CheckConstraint(
                name="topic_kind_known",
                condition=Q(kind__in=["thema", "reihe", "team"]),
            ),
            models.CheckConstraint(
                name="topic_state_known_and_for_teams_only",
                condition=Q(state="")
                | Q(
                    kind="team",
                    state__in=["sucht", "laeuft", "betrieb", "pausiert", "abgeschlossen"],
                ),
                violation_error_message=_(
                    "Einen Stand hat nur ein Lösungsteam. Bitte leeren Sie den Stand, oder wählen Sie „Lösungsteam“."
                ),
            ),
        ]

    def get_absolute_url(self):
        return reverse("blog:topic", args=[self.slug])

    def clean(self):
        super().clean()
        slug = self.slug or self.slugify(self.name)
        if not slug:
            raise ValidationError({"name": _("Der Name braucht mindestens einen Buchstaben.")})
        other = by_slug(type(self).objects.exclude(pk=self.pk)).get(self.slugify(self.name))
        if other:
            message = _(
                "Dieses Thema gibt es schon: „%(name)s“ unter %(address)s. Bitte wählen Sie einen anderen Namen."
            )
            params = {"name": other.name, "address": other.get_absolute_url()}
            raise ValidationError({"name": ValidationError(message, params=params)})
        self.slug = slug

    def slugify(self, tag, i=None):
        """Give the German slug of a name; taggit counts on by ``i`` where it is taken."""
        slug = german_slug(tag)
        return slug if i is None else f"{slug}-{i + 1}"

    def is_published(self):
        """Whether a visitor may see its page now; the same rule as the queryset's."""
        return type(self).objects.published().filter(pk=self.pk).exists()
