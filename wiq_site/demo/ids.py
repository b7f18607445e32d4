"""What belongs to the demo content: ids made from names, the same on every run."""

import uuid

from blog.models import Post
from meetings.models import Meeting
from wiq_site.demo.files import FOLDER, read_meetings

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://wir-im-quartier.example.org/demo")


def demo_id(model, key):
    """Give the uuid of the object of ``model`` that the demo content calls ``key``."""
    return uuid.uuid5(NAMESPACE, f"{model._meta.label}:{key}")


def keep(model, key, **values):
    """Save the object that the demo content calls ``key`` with ``values``, old or new; gives it.

    Not ``update_or_create``: that saves the given fields alone and so leaves the HTML as it was.
    """
    instance = find(model, key) or model(uuid=demo_id(model, key))
    for name, value in values.items():
        setattr(instance, name, value)
    instance.save()
    return instance


def find(model, key):
    """Give the stored object that the demo content calls ``key``, or None."""
    return model.objects.filter(uuid=demo_id(model, key)).first()


def free_slug(model, key):
    """Give ``key`` as slug; empty, so that one is made, where something else has it (``--force``)."""
    others = model.objects.exclude(uuid=demo_id(model, key))
    return "" if others.filter(slug=key).exists() else key


def has_real_content():
    """Whether there is a post or a meeting that did not come with the demo content."""
    posts = [demo_id(Post, path.stem) for path in (FOLDER / "posts").glob("*.md")]
    meetings = [demo_id(Meeting, key) for key in read_meetings()]
    return (
        Post.objects.exclude(uuid__in=posts).exists()
        or Meeting.objects.exclude(uuid__in=meetings).exists()
    )
