import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("search", "0001_initial"),
        ("search", "0002_topics_of_entries"),
    ]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner_label", models.CharField(max_length=100)),
                ("owner_id", models.BigIntegerField()),
                ("page_label", models.CharField(max_length=100)),
                ("page_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("beitrag", "Beitrag"),
                            ("protokoll", "Protokoll"),
                            ("treffen", "Treffen"),
                            ("thema", "Thema"),
                            ("seite", "Seite"),
                        ],
                        max_length=10,
                    ),
                ),
                ("path", models.CharField(max_length=300)),
                ("title", models.CharField(max_length=400)),
                ("context", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("moment", models.DateTimeField(null=True)),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("visible_from", models.DateTimeField()),
                ("visible_until", models.DateTimeField(null=True)),
                ("title_lexemes", models.TextField()),
                ("topics_lexemes", models.TextField()),
                ("digest", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("spelling", models.CharField(max_length=60)),
                ("initial", models.CharField(max_length=1)),
                ("length", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchContent",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="search.searchentry",
                    ),
                ),
                ("lexemes", models.TextField()),
                ("text", models.TextField()),
                ("topics", models.JSONField(default=list)),
            ],
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["owner_label", "owner_id"], name="search_owner"),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=models.Index(fields=["page_label", "page_id"], name="search_page"),
        ),
        migrations.AddIndex(
            model_name="searchword",
            index=models.Index(fields=["initial", "length"], name="search_word_like"),
        ),
    ]
