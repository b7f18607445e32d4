from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0018_focus_of_pictures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="post",
            name="post_withdrawn",
        ),
        migrations.RemoveIndex(
            model_name="taggedpost",
            name="tagged_withdrawn",
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["withdrawn_at", "published_at"],
                name="post_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("comments_open_until__isnull", False)),
                fields=["comments_open_until"],
                name="post_open_until",
            ),
        ),
        migrations.AddIndex(
            model_name="taggedpost",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["tag", "withdrawn_at", "published_at"],
                name="tagged_withdrawn",
            ),
        ),
    ]
