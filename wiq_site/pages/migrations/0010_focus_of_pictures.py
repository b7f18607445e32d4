import json

from django.core import serializers
from django.db import migrations, models
from django.utils import timezone

KEPT = ["image", "image_alt", "image_credit", "image_focus"]


def keep_first(apps, schema_editor):
    """Keep each picture as it is as its first version, so that it comes back once it is deleted."""
    alias = schema_editor.connection.alias
    pictures = apps.get_model("pages", "Picture").objects.using(alias)
    revisions = apps.get_model("reversion", "Revision").objects.using(alias)
    versions = apps.get_model("reversion", "Version")
    if not pictures.exists():
        return
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    kind = kinds.get_or_create(app_label="pages", model="picture")[0]
    facts = {"date_created": timezone.now(), "comment": "Stand bei der Umstellung."}
    for picture in pictures.order_by("pk").iterator():
        [data] = json.loads(serializers.serialize("json", [picture], fields=KEPT))
        versions.objects.using(alias).create(
            revision=revisions.create(**facts),
            object_id=str(picture.pk),
            content_type=kind,
            db=alias,
            format="version",
            serialized_data=json.dumps([data], ensure_ascii=False),
            object_repr=picture.image_alt,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("pages", "0009_own_data_of_the_site"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
    ]

    operations = [
        migrations.AddField(
            "picture",
            "image_focus",
            models.CharField(
                choices=[
                    ("oben-links", "oben links"),
                    ("oben", "oben"),
                    ("oben-rechts", "oben rechts"),
                    ("links", "links"),
                    ("mitte", "Mitte"),
                    ("rechts", "rechts"),
                    ("unten-links", "unten links"),
                    ("unten", "unten"),
                    ("unten-rechts", "unten rechts"),
                ],
                default="mitte",
                help_text="Sie bleibt zu sehen, wo das Bild beschnitten wird: auf Karten und beim Teilen.",
                max_length=12,
                verbose_name="Wichtigste Stelle",
            ),
        ),
        migrations.RunPython(keep_first, migrations.RunPython.noop),
    ]
