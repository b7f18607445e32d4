from io import BytesIO

import django.core.validators
from django.db import migrations, models

import wiq_site.kit.files
import wiq_site.kit.images
from wiq_site.kit.images import clean_file
from wiq_site.pages.migrations._mending import clean_stored


def measure_pictures(apps, schema_editor):
    """Fill in sizes that no upload stored until today; take away remarks and profiles of colours."""
    pictures = apps.get_model("pages", "Picture").objects.using(schema_editor.connection.alias)
    for picture in pictures.exclude(image="").order_by("pk"):
        width, height = clean_stored(picture.image.storage, picture.image.name)
        if width:
            pictures.filter(pk=picture.pk).update(image_width=width, image_height=height)


def clean_attachments(apps, schema_editor):
    """Clean attached pictures, which were published with the place they were taken at; store all sizes."""
    alias = schema_editor.connection.alias
    attachments = apps.get_model("pages", "Attachment").objects.using(alias)
    redirects = apps.get_model("pages", "Redirect").objects.using(alias)
    for attachment in attachments.order_by("pk"):
        storage, name = attachment.file.storage, attachment.file.name
        try:
            new_name, size = clean_attached(storage, name)
        except OSError:  # the file is missing
            continue
        attachments.filter(pk=attachment.pk).update(file=new_name, file_size=size)
        if new_name != name:
            new = {"new_path": storage.url(new_name)}
            redirects.update_or_create(old_path=storage.url(name), defaults=new)


def clean_attached(storage, name):
    """Clean the stored file ``name``; return its name then and its size in bytes.

    Raises OSError where it is missing. Half a picture stays as it is.
    """
    with storage.open(name) as stored:
        data = stored.read()
    folder, _, own_name = name.rpartition("/")
    try:
        content = clean_file(BytesIO(data), own_name)
    except Exception:  # whatever Pillow meets in a broken file
        return name, len(data)
    if content.read() != data:
        content.seek(0)
        storage.delete(name)
        name = storage.save(f"{folder}/{content.name}", content)
    return name, content.size


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0003_mend_slugs"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="file_size",
            field=models.PositiveBigIntegerField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="file",
            field=wiq_site.kit.images.CleanFileField(
                db_index=True,
                help_text="Höchstens 25 MB. Aus Fotos, auch in Dokumenten, wird der Ort entfernt; Namen in Dokumenten bleiben.",
                upload_to=wiq_site.kit.files.random_path,
                validators=[
                    django.core.validators.FileExtensionValidator(
                        "pdf txt md csv odt ods odp docx xlsx pptx jpg jpeg png webp mp3 ics gpx".split()
                    )
                ],
                verbose_name="Datei",
            ),
        ),
        migrations.AlterField(
            model_name="picture",
            name="image",
            field=wiq_site.kit.images.PictureField(
                blank=True,
                db_index=True,
                help_text="JPEG, PNG oder WebP, höchstens 30 MB. Ort und Aufnahmedaten werden entfernt.",
                upload_to=wiq_site.kit.files.random_path,
                verbose_name="Bild",
            ),
        ),
        migrations.RunPython(measure_pictures, migrations.RunPython.noop),
        migrations.RunPython(clean_attachments, migrations.RunPython.noop),
    ]
