"""What migrations mend in rows and files of earlier years; nothing else uses it."""

from io import BytesIO
from pathlib import PurePosixPath

from PIL import Image

from wiq_site.kit.images import (
    READ,
    clean_picture,
    encoded_as,
    store_variants,
    variant_name,
    widths_of,
)
from wiq_site.kit.text import SLUG, unique_slug

CARRIED = ("comment", "exif", "icc_profile", "xmp")  # beside the pixels


def mend_slugs(rows, redirects, path):
    """Give those of ``rows`` that have no slug by today's definition one, and lead old addresses on.

    ``rows`` and ``redirects`` are querysets of their models, ``path`` is what stands
    before the slug in an address.
    """
    for old, new in mended_slugs(rows.values_list("slug", flat=True)).items():
        move_slug(rows, redirects, path, old, new)


def move_slug(rows, redirects, path, old, new):
    """Give the row with the slug ``old`` the slug ``new`` and lead its old address on; as ``mend_slugs``."""
    rows.filter(slug=old).update(slug=new)
    redirects.filter(new_path=f"{path}{old}/").update(new_path=f"{path}{new}/")
    redirects.update_or_create(old_path=f"{path}{old}/", defaults={"new_path": f"{path}{new}/"})


def mended_slugs(slugs):
    """Return ``{old: new}`` for those of ``slugs`` that are none by today's definition, none twice."""
    taken, mended = set(slugs), {}
    for slug in sorted(slugs):
        if not SLUG.fullmatch(slug):
            mended[slug] = unique_slug(slug, lambda new: new in taken, fallback="adresse")
            taken.add(mended[slug])
    return mended


def clean_stored(storage, name):
    """Take away in place what earlier versions left in the stored picture ``name`` and in its variants.

    Those lost the profile of a JPEG and kept it in its variants, kept remarks too. Returns width and height,
    (None, None) where the file is missing or no picture.
    """
    try:
        with storage.open(name) as stored:
            data = BytesIO(stored.read())
        size, left = read_metadata(data)
        variant = variant_name(name, widths_of(size[0])[-1], "avif")
        if storage.exists(variant):
            with storage.open(variant) as stored:
                left = read_metadata(stored, ("AVIF",))[1] | left
        if left:
            picture = clean_picture(data, profile=left.get("icc_profile"))
            content = encoded_as(PurePosixPath(name).suffix.lstrip("."), picture)
            storage.delete(name)
            storage.save(name, content)
            store_variants(storage, name, picture)
            size = picture.size
        return size
    except Exception:  # whatever the storage or Pillow meets in a broken file
        return None, None


def read_metadata(file, formats=READ):
    """Return the size of the picture in ``file`` and what it carries beside its pixels, by name."""
    with Image.open(file, formats=formats) as picture:
        return picture.size, {name: picture.info[name] for name in CARRIED if name in picture.info}
