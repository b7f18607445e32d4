from django.db import migrations, models
from django.db.models import Min
from django.utils import timezone


def remember_what_posts_made_public(apps, schema_editor):
    """Topics of what visitors could ever read have a page since then, teams since today."""
    topics = apps.get_model("blog", "Topic").objects.using(schema_editor.connection.alias)
    topics.filter(kind="team").update(first_published_at=timezone.now())
    since = Min("tagged_posts__content_object__first_published_at")
    coming = Min("tagged_posts__published_at")
    for topic in topics.exclude(kind="team").annotate(since=since, coming=coming):
        topic.first_published_at = topic.since or topic.coming
        topic.save(update_fields=["first_published_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0019_narrow_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="topic",
            name="first_published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(remember_what_posts_made_public, migrations.RunPython.noop),
    ]
