"""Pictures of the editors: cleaned on upload, stored in three widths and two modern formats.

A camera's picture carries place and time, remarks and a profile of its colours; only its pixels are kept,
upright and in sRGB, so that all variants show the same colours. What is attached and is a picture goes
the same way (``CleanFileField``). Each file stands under a path with a random part, so that a draft's
cannot be guessed (``wiq_site.kit.files``). Photos inside other files: ``wiq_site.kit.traces``.
"""

import re
from base64 import b64encode
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from io import BytesIO
from pathlib import PurePosixPath
from types import SimpleNamespace

from django import forms
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from wiq_site.kit.caches import remembered_now
from wiq_site.kit.files import FileModel, random_path, refuse_large, store_file, type_in_words
from wiq_site.kit.logs import audit
from wiq_site.kit.models import made, shown
from wiq_site.kit.traces import decoded, is_zip, without_traces
from wiq_site.kit.uploads import AT_ONCE, FocusInput, UploadInput

WIDTHS = (400, 800, 1600)  # pixels
LONGEST_ATTACHED = 4000  # pixels; prints a whole sheet
READ = ("JPEG", "PNG", "WEBP")  # Pillow would hand others to programs, EPS to Ghostscript
MOST_PIXELS = 40_000_000  # unpacked four bytes each; a PNG of 20 KB can hold a hundred million
SHARED = (1200, 630)  # pixels of what others show when they link here (Open Graph)
FORMATS = {"avif": {"quality": 55, "speed": 8}, "webp": {"quality": 78, "method": 4}}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
LARGE = _("Das Bild ist zu groß. Bitte verkleinern Sie es, 1600 Pixel in der Breite genügen.")
BROKEN = _("Diese Datei ist kein vollständiges Bild in JPEG, PNG oder WebP.")
MOVING = _(
    "Dieses Bild bewegt sich; hier bliebe von ihm nur der Anfang. Bitte speichern Sie es als ein einziges Bild, oder "
    "verlinken Sie ein Video."
)
NO_DOCUMENT = _("Diese Datei ist keine vollständige %(type)s-Datei.")
HEIC = _(
    "Dieses Foto hat das Format HEIC, das die meisten Browser nicht zeigen. Bitte speichern Sie es als JPEG. "
    "Damit ein iPhone gleich JPEG aufnimmt: Einstellungen › Kamera › Formate › „Maximale Kompatibilität“."
)


def clean_picture(file, longest=None, profile=None):
    """Return the picture in ``file`` upright, in sRGB, without anything but its pixels.

    It is at most ``longest`` pixels wide and high (default: the largest of ``WIDTHS``); ``profile`` (ICC,
    bytes) says what its colours are where it does not say so itself. Raises ValidationError for one of too many pixels, OSError for what is none or only half of one.
    """
    longest = longest or WIDTHS[-1]
    try:
        opened = Image.open(file, formats=READ)
    except Image.DecompressionBombError:
        raise ValidationError(LARGE) from None
    with opened:
        side = max(opened.size)
        half = side // 2 if opened.width * opened.height > MOST_PIXELS else side
        wanted = min(longest, half)  # a large JPEG is unpacked smaller
        opened.draft(None, [max(1, each * wanted // side) for each in opened.size])
        if opened.width * opened.height > MOST_PIXELS:
            raise ValidationError(LARGE)
        opened.load()
        picture = plain_mode(upright(opened))
        profile = opened.info.get("icc_profile", profile)
    picture.thumbnail((longest, longest))
    picture = in_srgb(picture, profile)
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)  # remarks, profiles and the like stay behind
    return bare


def upright(picture):
    """Return ``picture`` as its camera was held; as it is where it says so in a broken way."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # whatever Pillow meets in broken metadata
        return picture


def plain_mode(picture):
    """Return ``picture`` with 8 bits a channel as grey, RGB or CMYK, the first two also with transparency."""
    if picture.mode.startswith("I"):  # 16 bits of grey, which convert() would clip to white
        if isinstance(seen_through := picture.info.get("transparency"), int):
            picture.info["transparency"] = seen_through // 256
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        return picture.convert("LA" if picture.mode in ("L", "LA") else "RGBA")
    return picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")


def in_srgb(picture, profile):
    """Return ``picture`` as RGB or RGBA in the colours that every screen takes it for.

    ``profile`` (ICC, bytes or None) says what its own colours are; one that is broken or that belongs to
    another kind of picture is passed over.
    """
    alpha = picture.getchannel("A") if picture.mode in ("LA", "RGBA") else None
    colours = picture.convert(picture.mode.removesuffix("A")) if alpha else picture
    converted = None
    for kind in dict.fromkeys((colours.mode, "RGB")) if profile else ():
        try:
            own, usual = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            picture = colours.convert(kind)
            converted = ImageCms.profileToProfile(picture, own, usual, outputMode="RGB")
            break
        except (ImageCms.PyCMSError, OSError):
            continue
    converted = converted or colours.convert("RGB")
    if alpha:
        converted.putalpha(alpha)
    return converted


def picture_format(file):
    """Return the format of a picture that somebody uploaded, "JPEG" for one; None for any other file.

    Its content decides, not its name.
    """
    try:
        # what may carry a place under another suffix
        with Image.open(file, formats=(*READ, "AVIF", "GIF", "TIFF")) as picture:
            return "JPEG" if picture.format == "MPO" else picture.format
    except Image.DecompressionBombError:
        raise ValidationError(LARGE) from None
    except (UnidentifiedImageError, OSError, SyntaxError):
        return None
    finally:
        file.seek(0)


def is_heic(file):
    """Whether ``file`` is a photo as iPhones take them (ISO 23008-12), which Pillow does not read."""
    head = file.read(64)
    file.seek(0)
    brands = {head[at : at + 4] for at in range(8, len(head), 4)} if head[4:8] == b"ftyp" else set()
    named = PurePosixPath(file.name or "").suffix.lower() in (".heic", ".heif")
    return bool(brands & HEIC_BRANDS) or (named and picture_format(file) not in READ)


def check_picture(file, longest=None):
    """Raise ValidationError for an upload that could not be stored as a picture."""
    try:
        clean_picture(file, longest)
        with Image.open(file, formats=READ) as picture:  # phones put two of one moment into a JPEG
            if picture.format in ("PNG", "WEBP") and picture.is_animated:
                raise ValidationError(MOVING)
    except ValidationError:
        raise
    except Exception as error:  # whatever Pillow meets in a broken or hostile file
        raise ValidationError(BROKEN) from error
    file.seek(0)


def size_of(file):
    """Return width and height of the stored picture ``file``; (None, None) where it is missing or broken."""
    try:
        with file.storage.open(file.name) as stored, Image.open(stored, formats=READ) as picture:
            return picture.size
    except Exception:  # the storage's own errors, too
        return None, None


def widths_of(width):
    """Return the widths a picture of ``width`` pixels is kept in; none is larger than itself."""
    return sorted({min(width, step) for step in WIDTHS})


def variant_name(name, width, suffix):
    """Return the stored name of one variant: "…/fest.jpg" at 400 px as WebP is "…/fest-400.webp"."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{width}.{suffix}"))


def variants_of(name, width):
    """Return ``{stored name: (width, suffix)}`` of the variants of a picture ``name`` that has ``width`` pixels."""
    kinds = [(step, suffix) for suffix in FORMATS for step in widths_of(width)]
    return {variant_name(name, *kind): kind for kind in kinds}


class Focus(models.TextChoices):
    """What of a picture stays to be seen where it is cut to another shape: its nine places, row by row."""

    TOP_LEFT = "oben-links", _("oben links")
    TOP = "oben", _("oben")
    TOP_RIGHT = "oben-rechts", _("oben rechts")
    LEFT = "links", _("links")
    CENTRE = "mitte", _("Mitte")
    RIGHT = "rechts", _("rechts")
    BOTTOM_LEFT = "unten-links", _("unten links")
    BOTTOM = "unten", _("unten")
    BOTTOM_RIGHT = "unten-rechts", _("unten rechts")

    @property
    def place(self):
        """Its number from 0 to 8."""
        return Focus.values.index(self)


def shared_size(width, height):
    """Return the size of what is cut out of ``width`` times ``height`` pixels to be shared."""
    width = max(1, min(SHARED[0], width, height * SHARED[0] // SHARED[1]))
    return width, max(1, round(width * SHARED[1] / SHARED[0]))


def encoded(picture, suffix, **options):
    """Return ``picture`` as a file in the format that ``suffix`` names."""
    buffer = BytesIO()
    picture.save(buffer, format={"jpg": "JPEG"}.get(suffix, suffix.upper()), **options)
    return ContentFile(buffer.getvalue(), name=f"bild.{suffix}")


def encoded_as(suffix, picture):
    """Return ``picture`` as a file for good: JPEG, or PNG where ``suffix`` says so or something shows through."""
    if suffix == "png" or picture.mode == "RGBA":
        return encoded(picture, "png")
    return encoded(picture, "jpg", quality=82 if max(picture.size) <= WIDTHS[-1] else 88)


def show_at_once(item, file):
    """Let ``item``, an ImageModel that is not stored, show the picture in ``file`` by an address that holds it."""
    file.seek(0)
    picture = encoded_as("jpg", clean_picture(file, longest=WIDTHS[1]))
    kind = "png" if picture.name.endswith("png") else "jpeg"
    address = f"data:image/{kind};base64,{b64encode(picture.read()).decode()}"
    vars(item)["image"] = SimpleNamespace(url=address)
    item.image_width = item.image_height = None


def store_variants(storage, name, picture):
    """Store ``picture`` beside its file ``name`` in every width and format."""
    for stored_as, kind in variants_of(name, picture.width).items():
        store_variant(storage, stored_as, picture, *kind)


def store_variant(storage, name, picture, width, suffix):
    """Store ``picture``, ``width`` pixels wide and in the format ``suffix``, under ``name``."""
    height = max(1, round(picture.height * width / picture.width))  # of a line, too
    smaller = picture.resize((width, height))
    storage.delete(name)
    storage.save(name, encoded(smaller, suffix, **FORMATS[suffix]))


def is_text(data):
    """Tell whether ``data`` is written text, in whatever encoding; only in UTF-16 it has a zero byte."""
    is_wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    return bool(decoded(data, "utf-16")) if is_wide else b"\0" not in data


def is_pdf(data):
    """Tell whether ``data`` is a PDF."""
    return b"%PDF-" in data[:1024]


def is_song(data):
    """Tell whether ``data`` is an MP3: with a tag, or right from its first frame (ISO 11172-3, 2.4.1.3), zeros before it."""
    return bool(re.match(rb"\0*(?:ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])", data))


# What is attached, by suffix, and what tells whether its content is that; pictures are decoded. Each can be cleaned, nothing else is taken.
KINDS = {
    "pdf": is_pdf,
    **dict.fromkeys(("txt", "md", "csv"), is_text),
    **dict.fromkeys(("odt", "ods", "odp", "docx", "xlsx", "pptx"), is_zip),
    **dict.fromkeys(("jpg", "jpeg", "png", "webp"), check_picture),
    "mp3": is_song,
    **dict.fromkeys(("ics", "gpx"), is_text),
}


class CleanFileUpload(forms.FileField):
    """A form field for any file of ``KINDS``; what is a picture must be a whole one that can be cleaned.

    What it refuses is told: somebody may be trying what comes through.
    """

    most = 25_000_000  # bytes

    def clean(self, data, initial=None):
        try:
            return super().clean(data, initial)
        except ValidationError as error:
            if data:
                audit("upload-refused", reason=type(error.__cause__ or error).__name__)
            raise

    def to_python(self, data):
        file = super().to_python(data)
        if file:
            refuse_large(file, self.most)
            if is_heic(file):
                raise ValidationError(HEIC)
            self.check(file)
        return file

    def check(self, file):
        """Raise ValidationError for a picture that could not be stored, and for a document that is none."""
        is_kind = KINDS.get(PurePosixPath(file.name).suffix.lower().lstrip("."))
        if is_kind is check_picture or picture_format(file):
            check_picture(file, LONGEST_ATTACHED)
            return
        data = file.read()
        file.seek(0)
        without_traces(data)  # first, since a locked document looks like none
        if is_kind and not is_kind(data):  # of others the suffix is refused
            raise ValidationError(NO_DOCUMENT, params={"type": type_in_words(file.name)})


class PictureUpload(CleanFileUpload):
    """One for pictures alone; a half transferred one is refused."""

    most = 30_000_000  # those of phones have 2 to 15 MB

    def check(self, file):
        check_picture(file)

    def widget_attrs(self, widget):
        """Name the formats: a phone then hands over a JPEG by itself."""
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}


def clean_file(file, name):
    """Return ``file``, called ``name``, as one that can be published; a picture gets its proper suffix.

    Raises what ``clean_picture`` and ``without_traces`` do.
    """
    if (format_read := picture_format(file)) is None:
        return ContentFile(without_traces(file.read()), name=name)
    content = encoded_as(
        "png" if format_read == "PNG" else "jpg", clean_picture(file, LONGEST_ATTACHED)
    )
    path, suffix = PurePosixPath(name), PurePosixPath(content.name).suffix
    is_right = path.suffix.lower().replace("jpeg", "jpg") == suffix
    content.name = name if is_right else f"{path.stem}{suffix}"
    return content


class UploadField:
    """Of a model field: takes its form field from ``upload_class``, which keeps what was chosen."""

    upload_class = None

    def formfield(self, **kwargs):
        ours = {"form_class": self.upload_class, "widget": UploadInput(AT_ONCE), "max_length": None}
        return super().formfield(**kwargs | ours)


class CleanFileField(UploadField, models.FileField):
    """A file field that stores a picture cleaned, and any other file without what the photos in it tell."""

    upload_class = CleanFileUpload

    def encode(self, instance):
        """Store a new upload of ``instance`` cleaned."""
        file = getattr(instance, self.attname)
        if file and not file._committed:
            content = clean_file(file.file, PurePosixPath(file.name).name)
            store_file(file, content.name, content)


class PictureField(UploadField, models.ImageField):
    """An image field that stores a cleaned JPEG or PNG and its variants instead of the upload.

    Its size stands in the columns beside it and comes from here alone: no page opens a file for it, so
    none breaks where one is missing.
    """

    upload_class = PictureUpload

    def update_dimension_fields(self, instance, force=False, *args, **kwargs):
        """Open no file on loading, as Django does for columns that are empty; in old migrations neither."""

    def encode(self, instance):
        """Store a new upload of ``instance`` cleaned and with its variants; takes a second or more."""
        file = getattr(instance, self.attname)
        if not file:
            instance.image_width = instance.image_height = None
        elif not file._committed:
            picture = clean_picture(file)
            content = encoded_as("jpg", picture)
            name = PurePosixPath(file.name).with_suffix(PurePosixPath(content.name).suffix)
            store_file(file, name.name, content)
            store_variants(file.storage, file.name, picture)
            instance.image_width, instance.image_height = picture.size
        elif file.name != instance.stored().get(self.attname) or instance.image_width is None:
            instance.image_width, instance.image_height = size_of(file)


class FocusField(models.CharField):
    """One of the nine places of a picture, chosen on it."""

    def formfield(self, **kwargs):
        ours = {"widget": FocusInput, "required": False, "empty_value": Focus.CENTRE}
        return super().formfield(**kwargs | ours)

    def deconstruct(self):
        """To the database it is any text."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class ImageForm(forms.ModelForm):
    """A form with a picture: only one that is said to decorate needs no description."""

    image_decorative = forms.BooleanField(
        label=_("Nur Schmuck: sagt nichts, was nicht im Text steht"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault(
            "image_decorative", bool(self.instance.image and not self.instance.image_alt)
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("image") and not (
            cleaned.get("image_alt") or cleaned.get("image_decorative")
        ):
            sentence = _("Bitte beschreiben Sie das Bild in einem kurzen Satz.")
            self.add_error("image_alt", sentence)
        is_ticked = cleaned.get("image_decorative") and "image_decorative" in self.changed_data
        if is_ticked and not cleaned.get("image") and "image" not in self.errors:
            sentence = _(
                "„Nur Schmuck“ gilt einem Bild, und hier ist keins. Bitte wählen Sie eins, oder nehmen Sie das Häkchen weg."
            )
            self.add_error("image", sentence)
        return cleaned


class ImageModel(FileModel):
    """Something that may show one picture; one without a description only decorates (``ImageForm``)."""

    image = shown(
        PictureField,
        _("Bild"),
        upload_to=random_path,
        blank=True,
        db_index=True,
        help_text=_("JPEG, PNG oder WebP, höchstens 30 MB. Ort und Aufnahmedaten werden entfernt."),
    )
    image_alt = shown(
        models.CharField,
        _("Bildbeschreibung"),
        max_length=250,
        blank=True,
        help_text=_("Was ist zu sehen? Für alle, die das Bild nicht sehen."),
        indexed=False,
        only_with="image",
    )
    image_credit = shown(
        models.CharField,
        _("Bildquelle und Lizenz"),
        max_length=200,
        blank=True,
        indexed=False,
        only_with="image",
    )
    image_focus = shown(
        FocusField,
        _("Wichtigste Stelle"),
        max_length=12,
        choices=Focus.choices,
        default=Focus.CENTRE,
        help_text=_(
            "Sie bleibt zu sehen, wo das Bild beschnitten wird: auf Karten und beim Teilen."
        ),
        indexed=False,
    )
    image_width = made(models.PositiveIntegerField, null=True, editable=False)
    image_height = made(models.PositiveIntegerField, null=True, editable=False)

    class Meta:
        abstract = True

    def prepare(self, update_fields=None):
        names = super().prepare(update_fields)
        if update_fields is not None and not {"image", "image_focus"} & {*update_fields}:
            return names
        self._meta.get_field("image").encode(self)
        if self.share_name and self.changed_fields(("image", "image_focus")):
            self.store_share()
        return [*names, "image_width", "image_height"]

    @property
    @display(description=_("Bildbeschreibung"), ordering="image_alt")
    def image_label(self):
        """Its description; one that only decorates has none and goes by the name of its file."""
        return self.image_alt or _("nur Schmuck: %s") % PurePosixPath(self.image.name).name

    @property
    def share_name(self):
        """Under which name it is stored as others show it; "" where they are to cut the whole one in the middle, as they do."""
        if not self.image or self.image_width is None or self.image_focus == Focus.CENTRE:
            return ""
        path = PurePosixPath(self.image.name)
        place = Focus(self.image_focus).place
        return str(path.with_name(f"{path.stem}-teilen-{place}{path.suffix}"))

    def store_share(self):
        """Store it beside its file as others show it, cut around what matters in it; nothing of a file that is missing or broken."""
        storage, name = self.image.storage, self.share_name
        try:
            with storage.open(self.image.name) as file:
                picture = clean_picture(file)
        except OSError:
            return
        row, column = divmod(Focus(self.image_focus).place, 3)
        size = shared_size(*picture.size)
        cut = ImageOps.fit(picture, size, centering=(column / 2, row / 2))
        storage.delete(name)
        storage.save(name, encoded_as(PurePosixPath(name).suffix.lstrip("."), cut))

    def store_again(self, name):
        """Store under ``name`` anew what is made of it and missing. Raises OSError where it is missing itself."""
        storage = self.image.storage
        try:
            if name == self.share_name:
                self.store_share()
            elif kind := self.image_width and variants_of(self.image.name, self.image_width).get(
                name
            ):
                with storage.open(self.image.name) as file:
                    store_variant(storage, name, clean_picture(file), *kind)
        except OSError:
            storage.delete(name)  # of a full disk half of it
            raise

    @property
    def told_address(self):
        """The address of the picture, for those who are told of it beside its page; "" without one and where its file is missing."""
        if not self.image:
            return ""
        name = getattr(self.image, "name", "")  # one just chosen has none
        is_stored = self._meta.get_field("image").storage.exists
        there = not name or remembered_now(("is stored", name), lambda: is_stored(name))
        return self.image.url if there else ""

    @property
    def share_image(self):
        """Return address, width and height of what others show of it; None where there is nothing to show."""
        if not self.told_address:
            return None
        if name := self.share_name:
            return self.image.storage.url(name), *shared_size(self.image_width, self.image_height)
        return self.image.url, self.image_width, self.image_height

    @property
    def thumbnail(self):
        """Return address, width and height of it in small, None where there is none to show."""
        if not self.image or self.image_width is None:
            return None
        width, height = min(self.image_width, WIDTHS[0]), self.image_height
        address = self.image.storage.url(variant_name(self.image.name, width, "webp"))
        return address, width, max(1, round(height * width / self.image_width))

    def image_sources(self):
        """Return ``[(mime type, srcset)]`` of the modern variants, the best format first.

        None where the size is unknown, since the file was missing.
        """
        if self.image_width is None:
            return []
        sources = {suffix: [] for suffix in FORMATS}
        for name, (width, suffix) in variants_of(self.image.name, self.image_width).items():
            sources[suffix].append(f"{self.image.storage.url(name)} {width}w")
        return [(f"image/{suffix}", ", ".join(srcset)) for suffix, srcset in sources.items()]
