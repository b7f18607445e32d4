from django.db import migrations

import wiq_site.kit.files
import wiq_site.kit.images
from wiq_site.pages.migrations._mending import clean_stored


def measure_pictures(apps, schema_editor):
    """Fill in sizes that no upload stored until today; take away remarks and profiles of colours."""
    for name in ("Post", "Topic"):
        items = apps.get_model("blog", name).objects.using(schema_editor.connection.alias)
        with_picture = items.exclude(image="").only("pk", "image").order_by("pk")
        for item in with_picture:
            width, height = clean_stored(item.image.storage, item.image.name)
            if width:
                items.filter(pk=item.pk).update(image_width=width, image_height=height)


def picture():
    return wiq_site.kit.images.PictureField(
        blank=True,
        db_index=True,
        help_text="JPEG, PNG oder WebP, höchstens 30 MB. Ort und Aufnahmedaten werden entfernt.",
        upload_to=wiq_site.kit.files.random_path,
        verbose_name="Bild",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0003_mend_slugs_and_names"),
    ]

    operations = [
        migrations.AlterField(model_name="post", name="image", field=picture()),
        migrations.AlterField(model_name="topic", name="image", field=picture()),
        migrations.RunPython(measure_pictures, migrations.RunPython.noop),
    ]
