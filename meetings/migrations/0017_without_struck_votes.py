from django.db import migrations
from django.db.models import Q

from meetings.protocol_text.source import without_struck


def mend(apps, schema_editor):
    """Votes and people of outcomes were once read with what was struck out, which no page shows as struck there."""
    outcomes = apps.get_model("meetings", "Outcome").objects.using(schema_editor.connection.alias)
    for outcome in outcomes.filter(Q(votes__contains="~~") | Q(who__contains="~~")):
        outcome.votes, outcome.who = map(without_struck, (outcome.votes, outcome.who))
        outcome.save(update_fields=["votes", "who"])


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0016_items_merged_at"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
