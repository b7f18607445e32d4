"""All rows of a site as files, one for each kind, and back into an empty site, on any database.

Rows keep their numbers, moments and all that is made of them; what every place makes for itself (index, counts,
sessions, the content version) stays out and is made anew. They are written past the unit of work, with one noted
change at the end.
"""

from datetime import datetime
from itertools import islice

import reversion
from captcha.models import CaptchaStore
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.jsonl import Serializer as JsonLinesSerializer
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from reversion.models import Version

from blog.counts import PostCount, recount
from wiq_site.kit import changes
from wiq_site.pages.models import ContentVersion, TimerRun
from wiq_site.search.index import rebuild
from wiq_site.transfer import TransferError

MADE_HERE = {CaptchaStore, ContentType, ContentVersion, Permission, PostCount, Session, TimerRun}
BATCH = 500  # rows


class ExactEncoder(DjangoJSONEncoder):
    """Django's own cuts moments to milliseconds."""

    def default(self, o):
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class RowSerializer(JsonLinesSerializer):
    """Names by a word instead of its number what every place numbers for itself."""

    def handle_fk_field(self, obj, field):
        self.use_natural_foreign_keys = field.remote_field.model in MADE_HERE
        super().handle_fk_field(obj, field)

    def handle_m2m_field(self, obj, field):
        self.use_natural_foreign_keys = field.remote_field.model in MADE_HERE
        super().handle_m2m_field(obj, field)


def kinds():
    """Return the models whose rows are moved."""
    return [
        model
        for model in apps.get_models()
        if model not in MADE_HERE and not model._meta.proxy and model._meta.app_label != "search"
    ]


def without_password(rows):
    """Yield ``rows``; an account among them keeps no hash and gets a new password by "Passwort vergessen"."""
    for row in rows:
        if isinstance(row, User) and row.has_usable_password():
            row.password = ""
        yield row


def write_rows(folder, has_secrets=True):
    """Write a file of rows for each kind into ``folder``; return how many rows there are.

    Without secrets no hash of a password and no second factor is among them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for model in kinds():
        if model in {StaticDevice, StaticToken, TOTPDevice} and not has_secrets:
            continue
        kept = model._base_manager.order_by("pk")
        count += kept.count()
        rows = kept.iterator(BATCH)
        with (folder / f"{model._meta.label_lower}.jsonl").open("w", encoding="utf-8") as file:
            RowSerializer().serialize(
                rows if has_secrets else without_password(rows), stream=file, cls=ExactEncoder
            )
    return count


@transaction.atomic
def read_rows(folder):
    """Put the rows in ``folder`` in the place of all that is here; return how many. Raises TransferError."""
    known = {f"{model._meta.label_lower}.jsonl": model for model in kinds()}
    if unknown := sorted(path.name for path in folder.iterdir() if path.name not in known):
        text = _(
            "Diese Fassung des Programms kennt nicht: %s. Bitte auf beiden Seiten dieselbe Fassung nehmen."
        )
        raise TransferError(text % ", ".join(unknown))
    models = [model for name, model in known.items() if (folder / name).exists()]
    count = 0
    with connection.constraint_checks_disabled():
        for model in reversed(models):
            between = (field.remote_field.through for field in model._meta.local_many_to_many)
            for each in [*(one for one in between if one._meta.auto_created), model]:
                QuerySet(each)._raw_delete(connection.alias)
        for model in models:
            count += _read_kind(model, folder / f"{model._meta.label_lower}.jsonl")
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
    go_on_behind_deleted(models)
    with changes.unit() as unit:
        recount()
        unit.visible = True
    rebuild()
    return count


def go_on_behind_deleted(models):
    """Let what is new get no number of anything deleted: it would have its versions, and what was told of it."""
    for model in filter(reversion.is_registered, models):
        numbers = Version.objects.get_for_model(model).values_list("object_id", flat=True)
        last = max(map(int, numbers.distinct()), default=0)
        if last <= (model._base_manager.aggregate(last=Max("pk"))["last"] or 0):
            continue
        table = model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
            else:
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, last])


def _read_kind(model, path):
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    count = 0
    with path.open(encoding="utf-8") as file:
        try:
            rows = serializers.deserialize("jsonl", file)
            while batch := list(islice(rows, BATCH)):
                QuerySet(model)._insert(
                    [row.object for row in batch], fields=fields, raw=True, using=connection.alias
                )
                for row in batch:
                    for name, values in (row.m2m_data or {}).items():
                        getattr(row.object, name).set(values)
                count += len(batch)
        except serializers.base.DeserializationError as error:
            raise TransferError(
                _("%(file)s ist nicht zu lesen: %(error)s") % {"file": path.name, "error": error}
            ) from error
    return count
