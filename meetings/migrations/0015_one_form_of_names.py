from django.db import migrations

from wiq_site.kit.text import plain_name


def odd(rows, field):
    """Return ``{name: its one form}`` of the names in ``field`` of ``rows`` that are stored in another."""
    names = rows.order_by().values_list(field, flat=True).distinct()
    return {name: plain_name(name) for name in names if plain_name(name) != name}


def mend(apps, schema_editor):
    """A name with a blank or hyphen that nobody sees was another person's in filters, counts and agendas."""
    alias = schema_editor.connection.alias

    def rows(app, model):
        return apps.get_model(app, model).objects.using(alias)

    for app, model, field in (
        ("blog", "Post", "author"),
        ("blog", "TaggedPost", "author"),
        ("meetings", "Outcome", "who"),
        ("meetings", "Speaker", "organisation"),
    ):
        for name, plain in odd(rows(app, model), field).items():
            same = rows(app, model).filter(**{field: name})
            if model == "Speaker" and rows(app, model).filter(
                name__in=same.values("name"), organisation=plain
            ):
                continue  # two of the same name: a person decides
            same.update(**{field: plain})
    counts = rows("blog", "PostCount").filter(kind="autor")
    for name, plain in odd(counts, "value").items():
        old = counts.get(value=name)
        row, _is_new = counts.get_or_create(kind="autor", value=plain, defaults={"count": 0})
        counts.filter(pk=row.pk).update(count=row.count + old.count)
        old.delete()
    people, links = rows("meetings", "Speaker"), rows("meetings", "ItemSpeaker")
    for name, plain in odd(people, "name").items():
        for person in people.filter(name=name):
            same = people.filter(name=plain, organisation=person.organisation).first()
            if same is None:
                people.filter(pk=person.pk).update(name=plain)
            elif (same.agreed, same.role) == (person.agreed, person.role):  # else a person decides
                there = list(links.filter(speaker=same).values_list("item", flat=True))
                links.filter(speaker=person).exclude(item__in=there).update(speaker=same)
                person.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0019_narrow_indexes"),
        ("meetings", "0014_order_of_outcomes"),
    ]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop)]
