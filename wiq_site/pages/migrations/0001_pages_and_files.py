import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import wiq_site.kit.images


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("pages", "0001_initial"),
        ("pages", "0002_errors_say_what_to_do"),
    ]

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "image",
                    wiq_site.kit.images.PictureField(
                        blank=True,
                        height_field="image_height",
                        help_text="JPEG, PNG oder WebP. Ort und Aufnahmedaten werden entfernt.",
                        upload_to=wiq_site.kit.images.random_path,
                        verbose_name="Bild",
                        width_field="image_width",
                    ),
                ),
                (
                    "image_alt",
                    models.CharField(
                        blank=True,
                        help_text="Was ist zu sehen? Für alle, die das Bild nicht sehen.",
                        max_length=250,
                        verbose_name="Bildbeschreibung",
                    ),
                ),
                (
                    "image_credit",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Bildquelle und Lizenz"
                    ),
                ),
                ("image_width", models.PositiveIntegerField(editable=False, null=True)),
                ("image_height", models.PositiveIntegerField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "Bild",
                "verbose_name_plural": "Bilder",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Page",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Titel.",
                        max_length=100,
                        unique=True,
                        verbose_name="Adresse",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="Titel")),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="Für Suchmaschinen.",
                        max_length=250,
                        verbose_name="in einem Satz",
                    ),
                ),
                ("body", models.TextField(blank=True, help_text="Markdown.", verbose_name="Text")),
                ("body_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "menu",
                    models.CharField(
                        choices=[
                            ("kopf", "oben im Menü"),
                            ("fuss", "unten in der Fußzeile"),
                            ("ohne", "in keinem Menü"),
                        ],
                        default="ohne",
                        max_length=5,
                        verbose_name="Menü",
                    ),
                ),
                (
                    "menu_position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Platz im Menü"),
                ),
                ("public", models.BooleanField(default=False, verbose_name="veröffentlicht")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="geändert am")),
            ],
            options={
                "verbose_name": "Seite",
                "verbose_name_plural": "Seiten",
                "ordering": ["menu_position", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("menu__in", ["kopf", "fuss", "ohne"])),
                        name="page_menu_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Redirect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "old_path",
                    models.CharField(
                        help_text="Ohne den Namen der Website: /node/42",
                        max_length=300,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^/(?!/)\\S*$", "Eine Adresse dieser Website beginnt mit einem /."
                            )
                        ],
                        verbose_name="alte Adresse",
                    ),
                ),
                (
                    "new_path",
                    models.CharField(
                        help_text="/beitraege/sommerfest/",
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^/(?!/)\\S*$", "Eine Adresse dieser Website beginnt mit einem /."
                            )
                        ],
                        verbose_name="neue Adresse",
                    ),
                ),
            ],
            options={
                "verbose_name": "Weiterleitung",
                "verbose_name_plural": "Weiterleitungen",
                "ordering": ["old_path"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old_path", models.F("new_path")), _negated=True),
                        name="redirect_leads_elsewhere",
                        violation_error_message="Die Adresse würde auf sich selbst weiterleiten. Bitte geben Sie eine andere neue Adresse an.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField()),
                ("title", models.CharField(max_length=150, verbose_name="Titel")),
                (
                    "file",
                    models.FileField(
                        upload_to=wiq_site.kit.images.random_path,
                        validators=[
                            django.core.validators.FileExtensionValidator(
                                [
                                    "pdf",
                                    "txt",
                                    "md",
                                    "csv",
                                    "odt",
                                    "ods",
                                    "odp",
                                    "docx",
                                    "xlsx",
                                    "pptx",
                                    "jpg",
                                    "jpeg",
                                    "png",
                                    "mp3",
                                    "ics",
                                    "gpx",
                                ]
                            )
                        ],
                        verbose_name="Datei",
                    ),
                ),
                (
                    "credit",
                    models.CharField(blank=True, max_length=200, verbose_name="Quelle und Lizenz"),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="contenttypes.contenttype"
                    ),
                ),
            ],
            options={
                "verbose_name": "Anhang",
                "verbose_name_plural": "Anhänge",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        fields=["content_type", "object_id"], name="pages_attac_content_f6ae5b_idx"
                    )
                ],
            },
        ),
    ]
