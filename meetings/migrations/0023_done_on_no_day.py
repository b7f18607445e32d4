from django.db import migrations, models
from django.db.models import F

from meetings.protocol_text import german_date


def tell_state(apps, schema_editor):
    """What has a day is done. What minutes only ticked got the day of its meeting, which nobody typed: it has none."""
    outcomes = apps.get_model("meetings", "Outcome").objects.using(schema_editor.connection.alias)
    outcomes.exclude(done_at=None).update(is_done=True)
    of_meeting = outcomes.filter(done_at=F("item__meeting__date")).select_related("item")
    unknown = [one.pk for one in of_meeting if not names_day(one.item.protocol, one.done_at)]
    for start in range(0, len(unknown), 500):
        outcomes.filter(pk__in=unknown[start : start + 500]).update(done_at=None)


def names_day(protocol, day):
    """Whether ``protocol`` has the ``day`` in it, however it is written."""
    written = (
        german_date(day),
        f"{day:%d.%m.}",
        f"{day.day}.{day.month}.",
        f"{day.day}. {day.month}.",
    )
    return any(words in protocol for words in written)


def tell_day(apps, schema_editor):
    outcomes = apps.get_model("meetings", "Outcome").objects.using(schema_editor.connection.alias)
    for outcome in outcomes.filter(is_done=True, done_at=None).select_related("item__meeting"):
        outcomes.filter(pk=outcome.pk).update(done_at=outcome.item.meeting.date)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0022_who_was_not_there"),
    ]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="is_done",
            field=models.BooleanField(default=False, verbose_name="erledigt"),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="done_at",
            field=models.DateField(
                blank=True,
                help_text="Leer, wenn es niemand weiß.",
                null=True,
                verbose_name="erledigt am",
            ),
        ),
        migrations.RunPython(tell_state, tell_day, elidable=False),
    ]
