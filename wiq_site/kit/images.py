"""Pictures of the editors: cleaned on upload, stored in three widths and two modern formats.

A camera's picture carries place and time; only its pixels are kept. The orientation is applied
first. Each picture stands under a path with a random part, so that a draft's cannot be guessed.
"""

import secrets
from io import BytesIO
from pathlib import PurePosixPath

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from wiq_site.kit.models import ContentModel, made, shown
from wiq_site.kit.slugs import german_slug

WIDTHS = (400, 800, 1600)  # pixels
READ = ("JPEG", "PNG", "WEBP")  # Pillow would hand others to programs, EPS to Ghostscript
MOST_PIXELS = 40_000_000  # unpacked four bytes each; a PNG of 20 KB can hold a hundred million
FORMATS = {"avif": {"quality": 55, "speed": 8}, "webp": {"quality": 78, "method": 4}}


def random_path(instance, filename):
    """Return where an upload is stored: a folder nobody can guess, then its own name as a slug."""
    path = PurePosixPath(filename)
    name = german_slug(path.stem) or "datei"
    return f"{instance._meta.model_name}/{secrets.token_urlsafe(12)}/{name}{path.suffix.lower()}"


def clean_picture(file):
    """Return the picture in ``file`` upright, without metadata, at most 1600 px wide and high.

    Raises ValidationError for one of too many pixels, OSError for what is none or only half of one.
    """
    with Image.open(file, formats=READ) as opened:
        opened.draft(None, (WIDTHS[-1], WIDTHS[-1]))  # a large JPEG is unpacked smaller
        if opened.width * opened.height > MOST_PIXELS:
            raise ValidationError(
                _(
                    "Das Bild ist zu groß. Bitte verkleinern Sie es, 1600 Pixel in der Breite genügen."
                )
            )
        picture = ImageOps.exif_transpose(opened)
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((WIDTHS[-1], WIDTHS[-1]))
    return picture


def widths_of(width):
    """Return the widths a picture of ``width`` pixels is kept in; none is larger than itself."""
    return sorted({min(width, step) for step in WIDTHS})


def variant_name(name, width, suffix):
    """Return the stored name of one variant: "…/fest.jpg" at 400 px as WebP is "…/fest-400.webp"."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{width}.{suffix}"))


def encoded(picture, suffix, **options):
    """Return ``picture`` as a file in the format that ``suffix`` names."""
    buffer = BytesIO()
    picture.save(buffer, format={"jpg": "JPEG"}.get(suffix, suffix.upper()), **options)
    return ContentFile(buffer.getvalue())


class PictureUpload(forms.ImageField):
    """A form field that refuses what could not be stored, a half transferred picture for one."""

    def to_python(self, data):
        file = super().to_python(data)
        if file:
            try:
                clean_picture(file)
            except ValidationError:
                raise
            except Exception as error:  # whatever Pillow meets in a broken or hostile file
                raise ValidationError(
                    _("Diese Datei ist kein vollständiges Bild in JPEG, PNG oder WebP.")
                ) from error
            file.seek(0)
        return file


class PictureField(models.ImageField):
    """An image field that stores a cleaned JPEG or PNG and its variants instead of the upload."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PictureUpload, **kwargs})

    def encode(self, instance):
        """Store a new upload of ``instance`` cleaned and with its variants; takes a second or more."""
        file = getattr(instance, self.attname)
        if file and not file._committed:
            picture = clean_picture(file)
            suffix, options = ("png", {}) if picture.mode == "RGBA" else ("jpg", {"quality": 82})
            stem = PurePosixPath(file.name).stem
            file.save(f"{stem}.{suffix}", encoded(picture, suffix, **options), save=False)
            self.store_variants(file, picture)

    @staticmethod
    def store_variants(file, picture):
        """Store ``picture`` beside ``file`` in every width and format."""
        for width in widths_of(picture.width):
            smaller = ImageOps.contain(picture, (width, WIDTHS[-1]))
            for suffix, options in FORMATS.items():
                name = variant_name(file.name, width, suffix)
                file.storage.save(name, encoded(smaller, suffix, **options))


class ImageModel(ContentModel):
    """Something that may show one picture; with a picture comes its description."""

    image = shown(
        PictureField(
            _("Bild"),
            upload_to=random_path,
            blank=True,
            width_field="image_width",
            height_field="image_height",
            help_text=_("JPEG, PNG oder WebP. Ort und Aufnahmedaten werden entfernt."),
        )
    )
    image_alt = shown(
        models.CharField(
            _("Bildbeschreibung"),
            max_length=250,
            blank=True,
            help_text=_("Was ist zu sehen? Für alle, die das Bild nicht sehen."),
        ),
        indexed=False,
    )
    image_credit = shown(
        models.CharField(_("Bildquelle und Lizenz"), max_length=200, blank=True), indexed=False
    )
    image_width = made(models.PositiveIntegerField(null=True, editable=False))
    image_height = made(models.PositiveIntegerField(null=True, editable=False))

    class Meta:
        abstract = True

    def prepare(self, update_fields=None):
        self._meta.get_field("image").encode(self)
        return super().prepare(update_fields)

    def clean(self):
        super().clean()
        if self.image and not self.image_alt:
            raise ValidationError(
                {"image_alt": _("Bitte beschreiben Sie das Bild in einem kurzen Satz.")}
            )

    def image_sources(self):
        """Return ``[(mime type, srcset)]`` of the modern variants, the best format first."""
        return [
            (
                f"image/{suffix}",
                ", ".join(
                    f"{self.image.storage.url(variant_name(self.image.name, width, suffix))} {width}w"
                    for width in widths_of(self.image_width)
                ),
            )
            for suffix in FORMATS
        ]
