import datetime
import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("meetings", "0001_initial"),
        ("meetings", "0002_postponed_items"),
        ("meetings", "0003_revision"),
        ("meetings", "0004_errors_say_what_to_do"),
    ]

    dependencies = [
        ("blog", "0001_posts_and_topics"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "date",
                    models.DateField(
                        db_index=True,
                        validators=[
                            django.core.validators.MinValueValidator(datetime.date(1900, 1, 1)),
                            django.core.validators.MaxValueValidator(datetime.date(2199, 12, 31)),
                        ],
                        verbose_name="Datum",
                    ),
                ),
                (
                    "start",
                    models.TimeField(
                        blank=True,
                        help_text="Ist er bekannt, werden alle Zeiten der TOPs daraus berechnet.",
                        null=True,
                        verbose_name="Beginn",
                    ),
                ),
                ("end", models.TimeField(blank=True, null=True, verbose_name="Ende")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="Ort")),
                ("online_url", models.URLField(blank=True, verbose_name="Link zur Teilnahme")),
                (
                    "online_on_request",
                    models.BooleanField(
                        default=False,
                        help_text="Der Link erscheint dann nirgends auf der Website.",
                        verbose_name="Link nur auf Anfrage",
                    ),
                ),
                (
                    "intro",
                    models.TextField(blank=True, help_text="Markdown.", verbose_name="Einleitung"),
                ),
                ("intro_html", models.TextField(blank=True, default="", editable=False)),
                (
                    "closing",
                    models.TextField(blank=True, help_text="Markdown.", verbose_name="Schluss"),
                ),
                ("closing_html", models.TextField(blank=True, default="", editable=False)),
                ("chair", models.CharField(blank=True, max_length=150, verbose_name="Leitung")),
                (
                    "minute_taker",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="Protokoll geschrieben von"
                    ),
                ),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        help_text="In Worten: „ca. 35 Teilnehmende aus …“",
                        max_length=500,
                        verbose_name="Anwesende",
                    ),
                ),
                (
                    "apologies",
                    models.CharField(blank=True, max_length=500, verbose_name="Entschuldigt"),
                ),
                (
                    "agenda_published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Leer: noch nicht öffentlich.",
                        null=True,
                        verbose_name="Tagesordnung öffentlich ab",
                    ),
                ),
                (
                    "protocol_published_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Folgt dem Bericht, sobald einer gewählt ist.",
                        null=True,
                        verbose_name="Protokoll öffentlich ab",
                    ),
                ),
                (
                    "approved_at",
                    models.DateField(blank=True, null=True, verbose_name="Protokoll genehmigt am"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="abgesagt am"),
                ),
                (
                    "invitation",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invites_to",
                        to="blog.post",
                        verbose_name="Beitrag, der einlädt",
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports_on",
                        to="blog.post",
                        verbose_name="Beitrag, der berichtet",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"kind": "reihe"},
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="meetings",
                        to="blog.topic",
                        verbose_name="Reihe",
                    ),
                ),
            ],
            options={
                "verbose_name": "Treffen",
                "verbose_name_plural": "Treffen",
                "ordering": ["-date", "-start"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="Reihenfolge"),
                ),
                (
                    "number",
                    models.CharField(
                        blank=True,
                        help_text="Zum Beispiel 7, 7a oder 2.1",
                        max_length=20,
                        verbose_name="Nummer",
                    ),
                ),
                (
                    "anchor",
                    models.SlugField(editable=False, max_length=60, verbose_name="Sprungmarke"),
                ),
                ("name", models.CharField(max_length=300, verbose_name="Titel")),
                (
                    "planned_minutes",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Dauer (Minuten)"
                    ),
                ),
                ("planned_end", models.TimeField(blank=True, null=True, verbose_name="bis")),
                (
                    "actual_end",
                    models.TimeField(blank=True, null=True, verbose_name="tatsächlich bis"),
                ),
                (
                    "speakers_note",
                    models.CharField(blank=True, max_length=200, verbose_name="wer, in Worten"),
                ),
                (
                    "protocol",
                    models.TextField(blank=True, help_text="Markdown.", verbose_name="Protokoll"),
                ),
                ("protocol_html", models.TextField(blank=True, default="", editable=False)),
                ("public", models.BooleanField(default=True, verbose_name="öffentlich")),
                (
                    "postponed",
                    models.BooleanField(
                        default=False,
                        help_text="Wartet auf ein weiteres Treffen und wird dort angeboten.",
                        verbose_name="vertagt",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="meetings.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "Tagesordnungspunkt",
                "verbose_name_plural": "Tagesordnungspunkte",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("beschluss", "Beschluss"), ("aufgabe", "Aufgabe")],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("text", models.TextField(verbose_name="Text")),
                (
                    "votes",
                    models.CharField(
                        blank=True,
                        help_text="Ja/Nein/Enthaltung: 12/0/1",
                        max_length=100,
                        verbose_name="Abstimmung",
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=150, verbose_name="wer")),
                ("due", models.DateField(blank=True, null=True, verbose_name="bis wann")),
                ("done_at", models.DateField(blank=True, null=True, verbose_name="erledigt am")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="meetings.agendaitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "Ergebnis",
                "verbose_name_plural": "Ergebnisse",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sequence", models.PositiveIntegerField(default=1)),
                ("digest", models.CharField(max_length=40)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("modified_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revision",
                        to="meetings.meeting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="Name, wie er erscheint")),
                (
                    "organisation",
                    models.CharField(blank=True, max_length=150, verbose_name="Organisation"),
                ),
                (
                    "agreed",
                    models.BooleanField(
                        default=True, verbose_name="ist mit der Nennung einverstanden"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        help_text="Erscheint, wenn der Name nicht genannt werden soll: „eine Anwohnerin“",
                        max_length=100,
                        verbose_name="Rolle statt des Namens",
                    ),
                ),
            ],
            options={
                "verbose_name": "Person",
                "verbose_name_plural": "Personen",
                "ordering": ["name", "organisation"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "organisation"), name="speaker_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemSpeaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_speakers",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="item_links",
                        to="meetings.speaker",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="speakers",
            field=models.ManyToManyField(
                related_name="items",
                through="meetings.ItemSpeaker",
                to="meetings.speaker",
                verbose_name="wer",
            ),
        ),
        migrations.CreateModel(
            name="TaggedAgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="meetings.agendaitem"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagged_items",
                        to="blog.topic",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="topics",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="Durch Kommas getrennt.",
                through="meetings.TaggedAgendaItem",
                to="blog.Topic",
                verbose_name="Themen",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("start__isnull", True),
                    ("end__isnull", True),
                    ("end__gt", models.F("start")),
                    models.Q(("end__lt", "12:00"), ("start__gte", "12:00")),
                    _connector="OR",
                ),
                name="meeting_end_after_start",
                violation_error_message="Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Zeiten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["beschluss", "aufgabe"])),
                name="outcome_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("votes", ""), ("kind", "beschluss"), _connector="OR"),
                name="outcome_votes_for_decisions_only",
                violation_error_message="Eine Abstimmung gehört zu einem Beschluss. Bitte leeren Sie das Feld, oder wählen Sie „Beschluss“.",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemspeaker",
            constraint=models.UniqueConstraint(
                fields=("item", "speaker"), name="item_names_speaker_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="taggedagendaitem",
            constraint=models.UniqueConstraint(
                fields=("content_object", "tag"), name="item_has_topic_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "anchor"), name="item_anchor_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned_minutes__isnull", True), ("planned_minutes__gte", 0), _connector="OR"
                ),
                name="item_minutes_not_negative",
            ),
        ),
    ]
