from collections import Counter

from django.db import migrations, models
from django.utils import timezone


def fill(apps, schema_editor):
    """Bring the month to posts, what lists ask of them to what carries a topic, and count all that are listed."""
    posts = apps.get_model("blog", "Post").objects
    counts = Counter()
    for post in posts.only("published_at", "withdrawn_at", "author").iterator():
        day = post.published_at and timezone.localdate(post.published_at)
        values = {"month": day and day.year * 100 + day.month}
        posts.filter(pk=post.pk).update(**values)
        for name in ("published_at", "withdrawn_at", "author"):
            values[name] = getattr(post, name)
        tagged = apps.get_model("blog", "TaggedPost").objects.filter(content_object=post.pk)
        tagged.update(**values)
        if post.published_at and not post.withdrawn_at:
            counts["monat", str(values["month"])] += 1
            counts["autor", post.author] += 1
            counts.update(("thema", str(pk)) for pk in tagged.values_list("tag", flat=True))
    row = apps.get_model("blog", "PostCount")
    row.objects.bulk_create(
        row(kind=kind, value=value, count=count) for (kind, value), count in counts.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0010_help_of_body"),
    ]

    operations = [
        migrations.CreateModel(
            name="PostCount",
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
                        choices=[("thema", "Topic"), ("monat", "Month"), ("autor", "Author")],
                        max_length=5,
                    ),
                ),
                ("value", models.CharField(max_length=100)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "Anzahl von Beiträgen",
                "verbose_name_plural": "Anzahlen von Beiträgen",
            },
        ),
        migrations.AddField(
            model_name="post",
            name="month",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="taggedpost",
            name="author",
            field=models.CharField(default="", editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name="taggedpost",
            name="month",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="taggedpost",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="taggedpost",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["-published_at", "-id", "withdrawn_at"], name="post_newest"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["month", "published_at", "withdrawn_at", "author"], name="post_by_month"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["author", "-published_at", "-id", "withdrawn_at", "month"],
                name="post_by_author",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["withdrawn_at"],
                name="post_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="taggedpost",
            index=models.Index(
                fields=[
                    "tag",
                    "-published_at",
                    "-content_object",
                    "withdrawn_at",
                    "month",
                    "author",
                ],
                name="tagged_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="taggedpost",
            index=models.Index(
                fields=["month", "tag", "published_at", "withdrawn_at", "author"],
                name="tagged_by_month",
            ),
        ),
        migrations.AddIndex(
            model_name="taggedpost",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", False)),
                fields=["withdrawn_at"],
                name="tagged_withdrawn",
            ),
        ),
        migrations.AddIndex(
            model_name="postcount",
            index=models.Index(fields=["kind", "-count", "value"], name="post_count_most"),
        ),
        migrations.AddConstraint(
            model_name="postcount",
            constraint=models.UniqueConstraint(fields=("kind", "value"), name="post_count_once"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
