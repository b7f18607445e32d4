"""How topics are entered and which two names are one topic.

taggit compares names by the rules of the database (ASCII case on SQLite, locale on PostgreSQL).
Here names are one that have one slug: "Öffentliche Räume" and "öffentliche  räume", on both. A topic
is known by the slug of its name, by its address, and by the addresses it had before it was renamed
or another was merged into it.
"""

from django.urls import reverse
from taggit.managers import _TaggableManager

from wiq_site.pages.models import Redirect
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


def by_slug(topics):
    """Give ``topics`` by the slugs of their names and by their addresses; names go first."""
    topics = list(topics.defer("description", "description_html"))
    addresses = {topic.slug: topic for topic in topics}
    return addresses | {german_slug(topic.name): topic for topic in topics}


def known_topics(topics, names):
    """Give ``{name: topic}`` for those of ``names`` that name one of ``topics``, in two queries."""
    known = by_slug(topics)
    slugs = {name: german_slug(name) for name in names}
    known = _at_old_addresses(known, set(slugs.values()) - set(known)) | known
    return {name: known[slug] for name, slug in slugs.items() if slug in known}


def _at_old_addresses(known, slugs):
    """Give ``{slug: topic}`` for ``slugs`` under which topics stood before."""
    old = {reverse("blog:topic", args=[slug]): slug for slug in slugs if slug}
    new = {topic.get_absolute_url(): topic for topic in known.values()}
    rows = Redirect.objects.filter(old_path__in=old) if old else []
    return {old[row.old_path]: new[row.new_path] for row in rows if row.new_path in new}


class TopicsManager(_TaggableManager):
    """taggit's manager of the topics of one object, finding existing ones by any of their names."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        model = self.through.tag_model()
        names = [str(tag) for tag in tags if not isinstance(tag, model) and german_slug(str(tag))]
        known = known_topics(model.objects, names) if names else {}
        for name in names:
            if name not in known:
                new = {"slug": german_slug(name), "defaults": {"name": name}}
                known[name] = model.objects.get_or_create(**new)[0]
        found = [tag if isinstance(tag, model) else known.get(str(tag)) for tag in tags]
        return list(dict.fromkeys(topic for topic in found if topic))
