from django.db import migrations
from django.db.models import Min
from django.db.models.functions import Coalesce


def remember_what_meetings_made_public(apps, schema_editor):
    """Topics of what visitors could ever read of meetings have a page since then, if posts gave them none before."""
    alias = schema_editor.connection.alias
    topics = apps.get_model("blog", "Topic").objects.using(alias)
    meetings = apps.get_model("meetings", "Meeting").objects.using(alias)
    moments = Coalesce("first_published_at", "agenda_published_at", "protocol_published_at")
    meetings = meetings.annotate(since=moments).exclude(since=None).order_by()
    public = meetings.filter(items__public=True, items__topics__isnull=False)
    pairs = [
        *meetings.exclude(series=None).values_list("series").annotate(Min("since")),
        *public.values_list("items__topics").annotate(Min("since")),
    ]
    for pk, since in pairs:
        later = topics.filter(pk=pk, first_published_at=None)
        later |= topics.filter(pk=pk, first_published_at__gt=since)
        later.update(first_published_at=since)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0019_struck_outcomes"),
        ("blog", "0020_first_moment_of_topics"),
    ]

    operations = [
        migrations.RunPython(remember_what_meetings_made_public, migrations.RunPython.noop),
    ]
