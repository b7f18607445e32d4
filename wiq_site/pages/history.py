"""What editors see of versions: the history of a thing, an older text again, the last step undone, deleted things.

The versions themselves are ``wiq_site.kit.versions``; which pages show them, ``ContentAdmin`` says.
"""

from datetime import timedelta
from itertools import zip_longest

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from reversion.models import Revision, Version
from taggit.models import TagBase

from wiq_site.kit import changes
from wiq_site.kit.dates import day_and_hour
from wiq_site.kit.forms import is_key
from wiq_site.kit.http import change_page
from wiq_site.kit.registries import public_with
from wiq_site.kit.versions import (
    STATE_FIELDS,
    addresses_of_gone,
    compare,
    is_gone,
    names_in,
    restore_version,
    roots,
    rows_of,
    state_of,
    tree,
)
from wiq_site.pages.redirects import lead_back

ON_A_PAGE = 10
DELETED_DAYS = 30  # as long as tidy leaves the files


def has_history(model):
    """Whether versions of ``model`` are kept, each with all that belongs to it."""
    return model in roots()


def versions_of(item):
    """Return the versions of ``item``, the newest first, with who wrote them."""
    return Version.objects.get_for_object(item).select_related("revision__user")


def history(desk, request, object_id):
    """Show each version of one thing with its difference to the one before, and on request that of two."""
    item = item_of(desk, request, object_id)
    versions = versions_of(item)
    page = Paginator(versions, ON_A_PAGE).get_page(request.GET.get("seite"))
    shown = list(versions[page.start_index() - 1 : page.end_index() + 1]) if versions else []
    chosen = [chosen_version(versions, request.GET.get(name)) for name in ("von", "bis")]
    older, newer = sorted(chosen, key=lambda version: version.pk) if all(chosen) else (None, None)
    rows = rows_of({each.revision_id for each in [*shown, *filter(None, chosen)]})
    trees = {revision: tree(versions) for revision, versions in rows.items()}
    names = names_in(*trees.values())
    entries = []
    for version, before in list(zip_longest(shown, shown[1:]))[:ON_A_PAGE]:
        old = before and trees[before.revision_id]
        entries.append((version, old and compare(old, trees[version.revision_id], names)))
    context = desk.admin_site.each_context(request) | {
        "title": _("Verlauf: %s") % item,
        "opts": desk.opts,
        "object": item,
        "page": page,
        "entries": entries,
        "newest": versions.first() if page.number > 1 else next(iter(shown), None),
        "may": desk.has_change_permission(request, item),
        "older": older,
        "newer": newer,
        "difference": older and compare(trees[older.revision_id], trees[newer.revision_id], names),
    }
    return render(request, "desk/history.html", context)


def stand():
    """Return what a page that publishes carries, to know what was saved since it was opened."""
    return Version.objects.aggregate(last=Max("pk"))["last"] or 0


def saved_since(stand, item):
    """Return ``[(version, Difference)]`` of ``item`` and what is public with it, where somebody saved it since ``stand``.

    Of a page that carries none nothing is known; a part is asked about with its whole.
    """
    if not is_key(stand):
        return []
    while item.kept_with:
        item = getattr(item, item.kept_with)
    unseen = []
    for each in [item, *(other for found in public_with for other in found(item))]:
        versions = versions_of(each)
        newest = versions.filter(pk__gt=stand).first()
        if newest is None:
            continue
        before = versions.filter(pk__lte=stand).first()
        rows = rows_of({version.revision_id for version in (newest, before) if version})
        now, then = tree(rows[newest.revision_id]), before and tree(rows[before.revision_id])
        names = names_in(*filter(None, (now, then)))
        if difference := compare(then, now, names):
            unseen.append((newest, difference))
    return unseen


def restore_older(desk, request, object_id, version_id):
    """Show how an older version of one thing differs from what is stored; sent, put it in its place.

    Since when it is public stays as it is now.
    """
    item = item_of(desk, request, object_id)
    if not desk.has_change_permission(request, item):
        raise PermissionDenied
    version = versions_of(item).filter(pk=version_id).first()
    if version is None:
        raise Http404
    moment = day_and_hour(version.revision.date_created)
    if request.method == "POST" and request.POST.get("state") == state_of(item):
        try:
            restore_version(version, left=STATE_FIELDS)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            desk.log_change(request, item, _("Fassung vom %s wiederhergestellt.") % moment)
            messages.success(request, _("Die Fassung vom %s gilt wieder.") % moment)
        return redirect(form_or_list(item))
    if request.method == "POST":
        sentence = _(
            "Noch nicht wiederhergestellt: Inzwischen ist etwas geändert worden. Bitte sehen Sie es noch einmal an."
        )
        messages.warning(request, sentence)
    newest = versions_of(item).first()
    rows = rows_of({newest.revision_id, version.revision_id})
    now, then = (tree(rows[each.revision_id]) for each in (newest, version))
    context = desk.admin_site.each_context(request) | {
        "title": _("Fassung vom %s wiederherstellen") % moment,
        "opts": desk.opts,
        "object": item,
        "difference": compare(now, then, names_in(now, then), left=STATE_FIELDS),
        "state": state_of(item),
    }
    return render(request, "desk/restore.html", context)


def item_of(desk, request, object_id):
    """Return what the page of ``desk`` is about. Raises Http404, PermissionDenied."""
    item = desk.get_object(request, unquote(object_id))
    if item is None:
        raise Http404
    if not desk.has_view_or_change_permission(request, item):
        raise PermissionDenied
    return item


def chosen_version(versions, text):
    """Return the one of ``versions`` that an address names by ``text``, or None."""
    return versions.filter(pk=text).first() if is_key(text) else None


def form_or_list(item):
    """Return the address of the form of ``item``, of what is not there any more that of the list."""
    if type(item)._default_manager.filter(pk=item.pk).exists():
        return change_page(item)
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_changelist")


class UndoStep:
    """One thing that was kept in the unit to be undone: its version then, the one before, and what to do."""

    def __init__(self, version):
        self.version, self.model = version, version._model
        newest = Version.objects.get_for_object_reference(self.model, version.object_id)
        self.newest, self.before = [*newest[:2], None, None][:2]
        self.item = self.model._default_manager.filter(pk=version.object_id).first()
        self.was_there = self.before is not None and not is_gone(self.before)

    @property
    def is_last(self):
        """Whether nobody saved since."""
        return self.newest == self.version

    @property
    def deletes(self):
        """Whether to undo it means to delete: it was made then, or came back."""
        return self.item is not None and not self.was_there

    def is_allowed(self, request):
        desk = admin.site._registry[self.model]
        if self.item is None:
            return desk.has_add_permission(request)
        if self.deletes:
            return desk.has_delete_permission(request, self.item)
        return desk.has_change_permission(request, self.item)

    def take_back(self, request, sentence):
        """Let it be as it was before. Raises ValidationError."""
        desk = admin.site._registry[self.model]
        if self.deletes:
            self.item.refresh_from_db()  # what was deleted before it may have stood in it
            desk.log_deletions(request, [self.item])
            desk.delete_model(request, self.item)
            return
        restore_version(self.version if self.item is None else self.before)
        is_back = self.item is None
        self.item = self.model._default_manager.get(pk=self.version.object_id)
        if is_back and (addresses := addresses_of_gone(self.version)) is not None:
            lead_back(self.item.get_absolute_url(), addresses)
        desk.log_change(request, self.item, sentence)


def steps_of(revisions):
    """Return the Steps of ``revisions``, in the order in which they are taken back."""
    order = roots()
    steps = [UndoStep(versions[0]) for versions in rows_of(revisions).values()]
    steps = [step for step in steps if step.model in order]
    return sorted(steps, key=lambda step: (step.deletes, order.index(step.model)))


@require_POST
def undo(request):
    """Take back all that one's own last step changed, unless somebody saved any of it since."""
    try:
        moment = parse_datetime(request.POST.get("at", "").replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        return refuse_undo(request, _("Das lässt sich nicht mehr rückgängig machen."))
    steps = steps_of(Revision.objects.filter(date_created=moment, user=request.user))
    if len(steps) > 1:  # a topic that was first typed there may be another's by now
        steps = [step for step in steps if not (step.deletes and issubclass(step.model, TagBase))]
    if not steps:
        return refuse_undo(request, _("Das lässt sich nicht mehr rückgängig machen."))
    if changed := [step for step in steps if not step.is_last]:
        names = ", ".join(str(step.item or step.version.object_repr) for step in changed)
        sentence = _(
            "Rückgängig gemacht ist nichts: Inzwischen wurde weiter geändert: %s. Frühere Fassungen stehen im Verlauf."
        )
        return refuse_undo(request, sentence % names)
    if not all(step.is_allowed(request) for step in steps):
        raise PermissionDenied
    try:
        with changes.unit():
            for step in steps:
                step.take_back(request, _("Rückgängig gemacht."))
    except ValidationError as error:
        return refuse_undo(request, " ".join(error.messages))
    names = ", ".join(f"„{step.item}“" for step in steps[:5])
    messages.success(request, _("Rückgängig gemacht: %s.") % names)
    models = [step.model for step in steps]
    if len({*models}) == len(models):
        return redirect(form_or_list(steps[-1].item))
    return redirect(f"admin:{models[-1]._meta.app_label}_{models[-1]._meta.model_name}_changelist")


def refuse_undo(request, sentence):
    messages.warning(request, sentence)
    return redirect("admin:index")


def deleted(request):
    """List what was deleted within thirty days, by whom and when; sent, bring one of it back."""
    if request.method == "POST":
        return bring_back(request)
    since, versions = timezone.now() - timedelta(days=DELETED_DAYS), []
    for model in roots():
        if may_bring_back(model, request):
            rows = Version.objects.get_deleted(model).filter(revision__date_created__gte=since)
            versions += rows.select_related("revision__user", "content_type")
    versions.sort(key=lambda version: version.revision.date_created, reverse=True)
    context = admin.site.each_context(request) | {
        "title": _("Gelöschtes"),
        "page": Paginator(versions, 25).get_page(request.GET.get("seite")),
        "days": DELETED_DAYS,
    }
    return render(request, "desk/deleted.html", context)


def may_bring_back(model, request):
    """Whether whoever asks may see and bring back what was deleted of ``model``: not who writes own drafts alone."""
    desk = admin.site._registry[model]
    return desk.has_add_permission(request) and desk.has_change_permission(request)


def bring_back(request):
    """Bring back what was deleted with a version, and all that changed only because it was."""
    versions = Version.objects.select_related("revision")
    version = chosen_version(versions, request.POST.get("version"))
    if version is None or version._model not in roots():
        raise Http404
    if not may_bring_back(version._model, request):
        raise PermissionDenied
    step = UndoStep(version)
    if step.item is not None or not step.is_last:
        sentence = _("„%s“ lässt sich so nicht wiederherstellen.")
        sentence = _("„%s“ ist schon wieder da.") if step.item else sentence
        messages.info(request, sentence % version.object_repr)
        return redirect("admin:deleted")
    facts = version.revision
    others = Revision.objects.filter(date_created=facts.date_created, user=facts.user)
    others = steps_of(others.exclude(pk=facts.pk))
    if any(is_gone(other.version) for other in others):
        others = []  # of several that were deleted together only the chosen one is to come back
    others = [each for each in others if each.is_last and each.was_there and each.item]
    steps = [step, *(each for each in others if each.is_allowed(request))]
    steps.sort(key=lambda each: roots().index(each.model))
    try:
        with changes.unit():
            for each in steps:
                each.take_back(request, _("Wiederhergestellt: %s.") % version.object_repr)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("admin:deleted")
    messages.success(request, _("„%s“ ist wieder da.") % step.item)
    return redirect(form_or_list(step.item))
