"""The page "Durch eine Rolle ersetzen": a person's name goes, place by place, as an editor ticks."""

from django import forms
from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetings import roles
from meetings.agenda import Speaker
from meetings.desk.pages import show

PLACES_SHOWN = 300  # at a time; a browser sends a field for each


class RoleForm(forms.ModelForm):
    """The role; ``namen`` are what is looked for, separated by commas."""

    class Meta:
        model = Speaker
        fields = ["role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].required = True
        self.fields["role"].help_text = _("Zum Beispiel „eine Anwohnerin“.")


def replace_by_role(model_admin, request, speaker):
    """Show where the name stands; on POST change the speaker and what was ticked."""
    posted = request.POST if request.method == "POST" else None
    typed = (posted or request.GET).get("namen", "")[:500]
    names = [name.strip() for name in typed.split(",") if name.strip()] or roles.names_of(speaker)
    pattern = roles.pattern_of(names)
    found = _places(request, pattern)
    form = RoleForm(posted, instance=Speaker.objects.get(pk=speaker.pk))
    if form.is_valid():
        answer = _replace(model_admin, request, speaker, form.cleaned_data["role"], found)
        if answer:
            return answer
        found = _places(request, pattern)
    context = {
        "title": gettext("„%(name)s“ durch eine Rolle ersetzen") % {"name": speaker},
        "form": form,
        "names": ", ".join(names),
        "rows": [_row(place, posted) for place in found[:PLACES_SHOWN]],
        "more": max(0, len(found) - PLACES_SHOWN),
        "comments": roles.comments_with(pattern),
        "addresses": roles.addresses_with(names),
        "items": speaker.items.count(),
    }
    return show(model_admin, request, speaker, "speaker/replace_by_role", **context)


def _places(request, pattern):
    """Give the places in texts that this editor may change."""
    places = roles.places_of(pattern)
    may = {type(place.item): request.user.has_perm(_right(place.item)) for place in places}
    return [place for place in places if may[type(place.item)]]


def _right(item):
    return f"{item._meta.app_label}.{get_permission_codename('change', item._meta)}"


def _row(place, posted):
    """Give ``(place, ticked, text)``, the latter two as they were sent."""
    key = place.key
    ticked = posted is not None and key in posted.getlist("stelle")
    return place, ticked, posted.get(f"text-{key}", "") if posted else ""


def _replace(model_admin, request, speaker, role, found):
    """Give the way to the log, or None with the reason said."""
    rows = [_row(place, request.POST) for place in found]
    wanted = [(place, text.strip() or role) for place, ticked, text in rows if ticked]
    missed = len(set(request.POST.getlist("stelle"))) - len(wanted)
    try:
        changed = roles.replace_by_role(speaker, role, wanted)
    except ValidationError as error:
        messages.error(request, gettext("Nichts geändert: %s") % " ".join(error.messages))
        return None
    lines = [f"{place.where}: {text}" for place, text in wanted]
    model_admin.log_change(request, speaker, "; ".join([gettext("Rolle: %s") % role, *lines]))
    for item in changed:
        model_admin.log_change(request, item, gettext("Ein Name wurde durch eine Rolle ersetzt."))
    _say(request, len(wanted), missed)
    return redirect("admin:meetings_speaker_history", speaker.pk)


def _say(request, count, missed):
    text = ngettext(
        "Die Rolle steht jetzt bei allen TOPs und an %(count)d Stelle im Text.",
        "Die Rolle steht jetzt bei allen TOPs und an %(count)d Stellen im Text.",
        count,
    )
    messages.success(request, text % {"count": count})
    if missed > 0:
        text = ngettext(
            "%d angekreuzte Stelle war inzwischen verändert und blieb, wie sie ist.",
            "%d angekreuzte Stellen waren inzwischen verändert und blieben, wie sie sind.",
            missed,
        )
        messages.warning(request, text % missed)
