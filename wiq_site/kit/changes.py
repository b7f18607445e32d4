"""The one place that hears of changed content and tells whoever keeps something made of it.

Django's signals are used here and nowhere else. Apps say in ``AppConfig.ready()`` what they want to
hear of; listeners run inside the transaction of the change, so that both are kept or neither. Only what
a deletion takes along is told of after it, when its owner is gone too.
"""

from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

_listeners = {}
_quiet = ContextVar("quiet", default=False)


def on_change(model, listener):
    """Call ``listener(instance)`` after each save or deletion of one of ``model``'s objects."""
    if model not in _listeners:
        _listeners[model] = []
        for signal in (post_save, post_delete):
            signal.connect(_tell, sender=model, dispatch_uid=f"changes:{model._meta.label}")
    _listeners[model].append(listener)


@contextmanager
def told_by_owner():
    """Tell nobody of what changes inside: whoever uses it saves the owner of it all afterwards.

    With many parts of one meeting, telling of each would make everything anew each time.
    """
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def on_topics_change(model, through, listener):
    """Call ``listener(instance)`` after the topics of one of ``model``'s objects were changed."""

    def tell(instance, action, **_):
        if action.startswith("post_") and isinstance(instance, model) and not _quiet.get():
            listener(instance)

    listener_name = f"{listener.__module__}.{listener.__qualname__}"
    uid = f"changes:{through._meta.label}:{listener_name}"
    m2m_changed.connect(tell, sender=through, weak=False, dispatch_uid=uid)


def on_move(model, listener):
    """Call ``listener(old_path, new_path)`` when the address of a published object changes.

    ``model`` offers ``is_published()`` and ``get_absolute_url()``.
    """

    def remember(instance, raw=False, **_):
        before = model._default_manager.filter(pk=instance.pk).first() if instance.pk else None
        public = before is not None and before.is_published()
        instance._address_before = before.get_absolute_url() if public else None

    def compare(instance, **_):
        old, new = instance._address_before, instance.get_absolute_url()
        if old and old != new:
            listener(old, new)

    label = model._meta.label
    pre_save.connect(remember, sender=model, weak=False, dispatch_uid=f"remember:{label}")
    post_save.connect(compare, sender=model, weak=False, dispatch_uid=f"compare:{label}")


def _tell(sender, instance, origin=None, **_):
    """Tell at once; of what went along with something else, once all of that is gone."""
    if _quiet.get():
        return
    for listener in _listeners[sender]:
        if _went_along(sender, instance, origin):
            transaction.on_commit(partial(_tell_afterwards, listener, instance))
        else:
            listener(instance)


def _tell_afterwards(listener, instance):
    with suppress(ObjectDoesNotExist):  # its owner went too: nothing is kept of it any more
        listener(instance)


def _went_along(sender, instance, origin):
    return (
        origin is not None
        and origin is not instance
        and getattr(origin, "model", None) is not sender
    )
