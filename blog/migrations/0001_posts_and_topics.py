import uuid

import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.db import migrations, models

import wiq_site.kit.images


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("blog", "0001_initial"),
        ("blog", "0002_comments_close_by_settings"),
        ("blog", "0003_easy_summary_of_posts"),
        ("blog", "0004_errors_say_what_to_do"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Post",
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
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("digest", models.CharField(blank=True, default="", editable=False, max_length=40)),
                (
                    "changed_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
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
                    "teaser",
                    models.TextField(
                        blank=True,
                        help_text="Ein bis drei Sätze für Listen, Karten und Feeds. Ohne Formatierung.",
                        max_length=800,
                        verbose_name="Anriss",
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        blank=True,
                        help_text="Markdown. Bei einem Bericht über ein Treffen darf das Feld leer bleiben: Das Protokoll erscheint von selbst.",
                        verbose_name="Text",
                    ),
                ),
                ("body_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "easy_summary",
                    models.TextField(
                        blank=True,
                        help_text="Freiwillig; steht über dem Text. Schreiben Sie kurze Sätze und jeden in eine neue Zeile. Nehmen Sie einfache Wörter und erklären Sie schwere. Sagen Sie zuerst, was wichtig ist.",
                        verbose_name="in Leichter Sprache",
                    ),
                ),
                ("easy_summary_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "author",
                    models.CharField(blank=True, max_length=100, verbose_name="geschrieben von"),
                ),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True,
                        db_index=True,
                        help_text="Leer: Entwurf. In der Zukunft: erscheint von selbst zu dieser Minute.",
                        null=True,
                        verbose_name="veröffentlicht am",
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Der Beitrag verschwindet; unter seiner Adresse steht, dass er zurückgezogen wurde.",
                        null=True,
                        verbose_name="zurückgezogen am",
                    ),
                ),
                (
                    "corrected_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Nur bei einer echten Berichtigung: Sie steht dann oben im Beitrag, und Feedreader, die Änderungen kennen, zeigen ihn als geändert.",
                        null=True,
                        verbose_name="berichtigt am",
                    ),
                ),
                (
                    "correction_note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="Was wurde berichtigt?"
                    ),
                ),
                (
                    "comments_open_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leer: wie in den Einstellungen der Website.",
                        null=True,
                        verbose_name="Kommentare offen bis",
                    ),
                ),
            ],
            options={
                "verbose_name": "Beitrag",
                "verbose_name_plural": "Beiträge",
                "ordering": ["-published_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
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
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="Teil der Internetadresse. Bleibt das Feld leer, entsteht er aus dem Namen.",
                        max_length=100,
                        unique=True,
                        verbose_name="Adresse",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("thema", "Thema"), ("reihe", "Reihe"), ("team", "Lösungsteam")],
                        default="thema",
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sucht", "sucht Mitmachende"),
                            ("laeuft", "läuft"),
                            ("betrieb", "im Betrieb"),
                            ("pausiert", "pausiert"),
                            ("abgeschlossen", "abgeschlossen"),
                        ],
                        help_text="Nur für Lösungsteams.",
                        max_length=15,
                        verbose_name="Stand",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        help_text="Steht auf Karten und Listen.",
                        max_length=250,
                        verbose_name="in einem Satz",
                    ),
                ),
                (
                    "description",
                    models.TextField(
                        blank=True, help_text="Markdown.", verbose_name="Beschreibung"
                    ),
                ),
                ("description_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "contact",
                    models.EmailField(blank=True, max_length=254, verbose_name="Kontaktadresse"),
                ),
                (
                    "featured",
                    models.BooleanField(
                        default=False,
                        help_text="Zum Beispiel „Idee sucht Team“: steht als fertiger Filter über der Liste.",
                        verbose_name="im Filter zuerst zeigen",
                    ),
                ),
            ],
            options={
                "verbose_name": "Thema",
                "verbose_name_plural": "Themen",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["thema", "reihe", "team"])),
                        name="topic_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", ""),
                            models.Q(
                                ("kind", "team"),
                                (
                                    "state__in",
                                    ["sucht", "laeuft", "betrieb", "pausiert", "abgeschlossen"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="topic_state_known_and_for_teams_only",
                        violation_error_message="Einen Stand hat nur ein Lösungsteam. Bitte leeren Sie den Stand, oder wählen Sie „Lösungsteam“.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaggedPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="blog.post"),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_posts",
                        to="blog.topic",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="post",
            name="topics",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="Durch Kommas getrennt, zum Beispiel: Klima, Idee sucht Team",
                through="blog.TaggedPost",
                to="blog.Topic",
                verbose_name="Themen",
            ),
        ),
        migrations.AddConstraint(
            model_name="taggedpost",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"), name="post_has_topic_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("corrected_at__isnull", True),
                    ("corrected_at__gte", models.F("published_at")),
                    _connector="OR",
                ),
                name="post_corrected_after_published",
                violation_error_message="Berichtigen lässt sich ein Beitrag erst, nachdem er veröffentlicht ist. Bitte prüfen Sie beide Zeitpunkte.",
            ),
        ),
    ]
