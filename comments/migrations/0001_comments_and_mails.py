import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("comments", "0001_initial"),
        ("comments", "0002_form_key_place_and_blocked_words"),
        ("comments", "0003_outgoing_mails_and_edit_marks"),
        ("comments", "0004_reply_requests"),
        ("comments", "0005_outgoing_mails_to_the_editors"),
    ]

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockedWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        help_text="Groß oder klein ist gleich. Ein * am Ende steht für beliebige Endungen.",
                        max_length=100,
                        unique=True,
                        verbose_name="Wort oder Wendung",
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("zurueckhalten", "immer erst prüfen"),
                            ("ablehnen", "gar nicht erst annehmen"),
                        ],
                        default="zurueckhalten",
                        max_length=15,
                        verbose_name="Was geschieht?",
                    ),
                ),
            ],
            options={
                "verbose_name": "auffälliges Wort",
                "verbose_name_plural": "auffällige Wörter",
                "ordering": ["word"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("object_id", models.PositiveBigIntegerField()),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-Mail")),
                (
                    "about",
                    models.CharField(
                        blank=True, default="", max_length=60, verbose_name="bezieht sich auf"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="Text, wie getippt")),
                ("text_html", models.TextField(editable=False)),
                (
                    "rules",
                    models.PositiveSmallIntegerField(editable=False, verbose_name="Regelwerk"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wartet", "wartet auf Freigabe"),
                            ("frei", "freigegeben"),
                            ("abgelehnt", "abgelehnt"),
                            ("spam", "Spam"),
                            ("entfernt", "entfernt"),
                            ("zurueckgezogen", "von der Person zurückgezogen"),
                        ],
                        default="wartet",
                        max_length=15,
                        verbose_name="Zustand",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="geschrieben am",
                    ),
                ),
                (
                    "form_key",
                    models.UUIDField(default=None, editable=False, null=True, unique=True),
                ),
                (
                    "edited_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="von der Redaktion bearbeitet am"
                    ),
                ),
                (
                    "edit_reason",
                    models.CharField(
                        blank=True, default="", max_length=300, verbose_name="Grund der Bearbeitung"
                    ),
                ),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="contenttypes.contenttype"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="comments.comment",
                        verbose_name="Antwort auf",
                    ),
                ),
            ],
            options={
                "verbose_name": "Kommentar",
                "verbose_name_plural": "Kommentare",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CommentReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("beleidigung", "Beleidigung oder Hetze"),
                            ("privat", "private Daten"),
                            ("werbung", "Werbung"),
                            ("anderes", "etwas anderes"),
                        ],
                        max_length=15,
                        verbose_name="Grund",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=1000, verbose_name="Anmerkung")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="gemeldet am",
                    ),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="entschieden am"),
                ),
                (
                    "decision",
                    models.CharField(blank=True, max_length=300, verbose_name="Entscheidung"),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "Meldung",
                "verbose_name_plural": "Meldungen",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CommentStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wartet", "wartet auf Freigabe"),
                            ("frei", "freigegeben"),
                            ("abgelehnt", "abgelehnt"),
                            ("spam", "Spam"),
                            ("entfernt", "entfernt"),
                            ("zurueckgezogen", "von der Person zurückgezogen"),
                        ],
                        max_length=15,
                        verbose_name="Zustand",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="wann"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Grund")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wer",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schritt",
                "verbose_name_plural": "Verlauf",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="gewünscht am",
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="bestätigt am"),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reply_request",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "Wunsch nach Mails zu Antworten",
                "verbose_name_plural": "Wünsche nach Mails zu Antworten",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("neu", "neuer Kommentar, an die Redaktion"),
                            ("gemeldet", "Meldung, an die Redaktion"),
                            ("frei", "freigegeben, an die Person"),
                            ("bestaetigen", "Bitte um Bestätigung, an die Person"),
                            ("antwort", "Antwort, an eine Person, die darum bat"),
                        ],
                        max_length=15,
                        verbose_name="Anlass",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="angelegt am",
                    ),
                ),
                (
                    "tried_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="zuletzt versucht am"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="gesendet am"),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="comments.comment",
                    ),
                ),
                (
                    "reply_request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="comments.replyrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "Mail",
                "verbose_name_plural": "Mails",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["content_type", "object_id", "state"], name="comments_co_content_1c7d62_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["wartet", "frei", "abgelehnt", "spam", "entfernt", "zurueckgezogen"],
                    )
                ),
                name="comment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("pk")), _negated=True),
                name="comment_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["beleidigung", "privat", "werbung", "anderes"])),
                name="report_reason_known",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["sent_at", "kind"], name="comments_ou_sent_at_bf1ba5_idx"),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reply_request", None)),
                fields=("comment", "kind"),
                name="one_mail_of_a_kind_per_comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.UniqueConstraint(
                fields=("comment", "reply_request"), name="one_mail_of_a_reply_per_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["neu", "gemeldet", "frei", "bestaetigen", "antwort"])
                ),
                name="mail_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "antwort"), ("reply_request__isnull", False)),
                    models.Q(models.Q(("kind", "antwort"), _negated=True), ("reply_request", None)),
                    _connector="OR",
                ),
                name="mail_of_a_reply_has_a_request",
            ),
        ),
    ]
