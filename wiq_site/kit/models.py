"""Model pieces that every app needs: ids for ever, addresses, Markdown kept as safe HTML."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import MarkupError, render_markdown
from wiq_site.kit.slugs import unique_slug

# When a discussion ends by itself: one rule for all that may be commented.


def still_open(*moments):
    """Whether the last of ``moments`` (aware or None) is not longer ago than the settings allow.

    The setting COMMENT_CLOSE_AFTER_DAYS says how many days; 0 is for ever.
    """
    days = settings.COMMENT_CLOSE_AFTER_DAYS
    known = [moment for moment in moments if moment]
    return not days or not known or timezone.now() < max(known) + timedelta(days=days)


class UuidModel(models.Model):
    """Something that feeds, calendars and exports name by one id for ever."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    @property
    def urn(self):
        """The id in feeds and exports (RFC 9562): ``urn:uuid:…``."""
        return self.uuid.urn


class DigestModel(models.Model):
    """Something that feeds tell of: ``digest`` stands for all they tell, so that they can answer 304.

    A subclass offers ``refresh_derived()``, which stores both fields anew.
    """

    digest = models.CharField(max_length=40, blank=True, default="", editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def renew_digest(self, *told):
        """Set the digest over ``told`` and, where that became another one, the moment of it."""
        digest = etag_of(*told)
        if digest != self.digest:
            self.digest, self.changed_at = digest, timezone.now()


class SlugModel(models.Model):
    """Something with an address word, made from its title where an editor gives none."""

    slug = models.SlugField(
        _("Adresse"),
        max_length=100,
        unique=True,
        blank=True,
        help_text=_("Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Titel."),
    )
    slug_source = "title"
    reserved_slugs = frozenset()  # words that the addresses beside it need

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.slug in self.reserved_slugs:
            raise ValidationError(
                {
                    "slug": _(
                        "Diese Adresse braucht die Website selbst. Bitte wählen Sie eine andere."
                    )
                }
            )

    def save(self, *args, **kwargs):
        if not self.slug:
            others = type(self)._default_manager.exclude(pk=self.pk)
            self.slug = unique_slug(
                getattr(self, self.slug_source),
                lambda slug: slug in self.reserved_slugs or others.filter(slug=slug).exists(),
                fallback=str(self._meta.verbose_name).lower(),
            )
        super().save(*args, **kwargs)


class MarkdownModel(models.Model):
    """Something with texts in Markdown; ``markdown_fields`` names them.

    The HTML of ``body`` stands in ``body_html`` and is made anew on every save.
    """

    markdown_fields = ("body",)

    class Meta:
        abstract = True

    def markdown_options(self, field):
        """Give the options of ``render_markdown`` for ``field``, so that ids on one page differ."""
        return {"id_prefix": f"{field}-"}

    def render(self, field):
        """Give ``field`` as safe HTML. Raises MarkupError for what the gate refuses."""
        return render_markdown(getattr(self, field), **self.markdown_options(field))

    def clean(self):
        super().clean()
        for field in self.markdown_fields:
            try:
                self.render(field)
            except MarkupError as error:
                raise ValidationError({field: str(error)}) from error

    def save(self, *args, update_fields=None, **kwargs):
        for field in self.markdown_fields:
            setattr(self, f"{field}_html", self.render(field))
        if update_fields is not None:
            made = [f"{field}_html" for field in self.markdown_fields if field in update_fields]
            update_fields = [*update_fields, *made]
        super().save(*args, update_fields=update_fields, **kwargs)


def html_field():
    """The stored, safe HTML beside a Markdown field."""
    return models.TextField(blank=True, default="", editable=False)
