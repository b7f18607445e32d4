"""How topics are entered and which two names are one topic.

taggit compares names by the rules of the database (ASCII case on SQLite, locale on PostgreSQL).
Here a topic is its slug: "Öffentliche Räume" and "öffentliche  räume" are one on both.
"""

from taggit.managers import _TaggableManager

from wiq_site.slugs import german_slug


def names_from_text(text):
    """Give the topic names in ``text``, separated by commas alone, so "Idee sucht Team" stays one.

    Of two names with the same slug the first stays; names without any letter or digit go.
    """
    names = {}
    for part in text.split(","):
        name = " ".join(part.split())
        slug = german_slug(name)
        if slug:
            names.setdefault(slug, name)
    return list(names.values())


def text_from_names(topics):
    """Give ``topics`` as the text an editor types, in alphabetical order."""
    return ", ".join(sorted(topic.name for topic in topics))


class TopicsManager(_TaggableManager):
    """taggit's manager of the topics of one object, finding existing ones by slug."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        model = self.through.tag_model()
        by_slug = {}
        for tag in tags:
            slug = tag.slug if isinstance(tag, model) else german_slug(str(tag))
            if slug:
                by_slug.setdefault(slug, tag)
        known = {topic.slug: topic for topic in model.objects.filter(slug__in=by_slug)}
        return [
            known.get(slug) or model.objects.get_or_create(slug=slug, defaults={"name": tag})[0]
            for slug, tag in by_slug.items()
        ]
