"""The group "Redaktion": what an editor needs, kept in step after every migration."""

from django.apps import apps as all_apps
from django.db.models import Q

GROUP = "Redaktion"

# app label → {model: what its objects may suffer}
RIGHTS = {
    "blog": {"post": "avcd", "topic": "avcd"},
    "meetings": {
        "meeting": "avcd",
        "agendaitem": "avcd",
        "itemspeaker": "avcd",
        "outcome": "avcd",
        "speaker": "avcd",
    },
    "comments": {
        "comment": "vc",
        "commentstep": "v",
        "commentreport": "vc",
        "blockedword": "avcd",
    },
    "pages": {"page": "avcd", "redirect": "avcd", "picture": "avcd", "attachment": "avcd"},
}
VERBS = {"a": "add", "v": "view", "c": "change", "d": "delete"}


def grant_editors(sender, using, apps=all_apps, **kwargs):
    """Give the group exactly the rights on ``sender``'s models that the table above names.

    Hears of each migration and of ``flush``, which names no ``apps``.
    """
    if sender.label not in RIGHTS:
        return
    group_model = apps.get_model("auth", "Group")
    permission_model = apps.get_model("auth", "Permission")
    group, _ = group_model.objects.using(using).get_or_create(name=GROUP)
    of_app = permission_model.objects.using(using).filter(content_type__app_label=sender.label)
    named = Q(pk=None)
    for model, verbs in RIGHTS[sender.label].items():
        named |= Q(codename__in=[f"{VERBS[verb]}_{model}" for verb in verbs])
    group.permissions.remove(*of_app.exclude(named))
    group.permissions.add(*of_app.filter(named))
