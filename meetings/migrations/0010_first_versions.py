import json
from itertools import islice

from django.core import serializers
from django.db import migrations
from django.utils import timezone

MADE = {
    *("body_html", "easy_summary_html", "description_html", "intro_html", "closing_html", "protocol_html"),
    *("digest", "changed_at", "meeting_change", "image_width", "image_height", "month"),
}  # fmt: skip


def keep_first(apps, schema_editor):
    """Keep what there is as the first version of each post, topic, page and meeting, these with their TOPs."""
    alias = schema_editor.connection.alias
    revisions = apps.get_model("reversion", "Revision").objects.using(alias)
    versions = apps.get_model("reversion", "Version")
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(alias)

    def version_of(item, revision, title):
        names = [field.name for field in item._meta.concrete_fields if field.name not in MADE]
        [data] = json.loads(serializers.serialize("json", [item], fields=names))
        if hasattr(item, "topic_names"):
            data["fields"]["topics_names"] = sorted(item.topic_names)
        label, name = item._meta.app_label, item._meta.model_name
        return versions(
            revision=revision,
            object_id=str(item.pk),
            content_type=kinds.get_or_create(app_label=label, model=name)[0],
            db=alias,
            format="version",
            serialized_data=json.dumps([data], ensure_ascii=False),
            object_repr=title,
        )

    def rows(app, model, **wanted):
        return apps.get_model(app, model).objects.using(alias).filter(**wanted).order_by("pk")

    def named(app, through, items):
        """Return ``items``, each with the names of its topics."""
        by_pk = {item.pk: item for item in items}
        for item in items:
            item.topic_names = []
        for tagged in rows(app, through, content_object__in=by_pk).select_related("tag"):
            by_pk[tagged.content_object_id].topic_names.append(tagged.tag.name)
        return items

    def parts_of(meeting):
        items = named(
            "meetings", "TaggedAgendaItem", list(rows("meetings", "AgendaItem", meeting=meeting))
        )
        for item in items:
            yield item, f"TOP {item.number} {item.name}" if item.number else item.name
        for link in rows("meetings", "ItemSpeaker", item__in=items):
            yield link, ""
        for outcome in rows("meetings", "Outcome", item__in=items):
            yield outcome, outcome.text[:80]

    def keep(items, parts=lambda item: ()):
        made = [
            type_of_revision(date_created=timezone.now(), comment="Stand bei der Umstellung.")
            for _ in items
        ]
        revisions.bulk_create(made)
        versions.objects.using(alias).bulk_create(
            [
                version_of(part, revision, title)
                for item, revision in zip(items, made, strict=True)
                for part, title in [(item, getattr(item, "title", "") or item.name), *parts(item)]
            ],
            batch_size=500,
        )

    type_of_revision = revisions.model
    for app, model in [
        ("blog", "Topic"),
        ("pages", "Page"),
        ("blog", "Post"),
        ("meetings", "Meeting"),
    ]:
        stored = rows(app, model).iterator(200)
        while items := list(islice(stored, 200)):
            if model == "Post":
                named("blog", "TaggedPost", items)
            keep(items, parts_of if model == "Meeting" else lambda item: ())


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0012_help_of_correction"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("meetings", "0009_corrected_minutes"),
        ("pages", "0005_german_names"),
        ("reversion", "0002_add_index_on_version_for_content_type_and_db"),
    ]

    operations = [migrations.RunPython(keep_first, migrations.RunPython.noop)]
