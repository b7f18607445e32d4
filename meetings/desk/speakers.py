"""The page "Durch eine Rolle ersetzen": a person's name goes, place by place, as an editor ticks."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetings import roles
from meetings.agenda import Speaker
from meetings.desk.pages import render_page
from wiq_site.kit.merging import RefusesStale
from wiq_site.kit.registries import mentions


class RoleForm(RefusesStale, forms.ModelForm):
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
    form = RoleForm(posted, instance=Speaker.objects.get(pk=speaker.pk))
    if form.is_valid():
        role = form.cleaned_data["role"]
        rows = rows_of_places(request, pattern)
        replacements = [(place, text.strip() or role) for place, ticked, text in rows if ticked]
        try:
            changed = roles.replace_by_role(speaker, role, replacements)
        except ValidationError as error:
            messages.error(request, gettext("Nichts geändert: %s") % " ".join(error.messages))
        else:
            lines = [f"{place.where}: {text}" for place, text in replacements]
            told = "; ".join([gettext("Rolle: %s") % role, *lines])
            model_admin.log_change(request, speaker, told)
            for item in changed:
                told = gettext("Ein Name wurde durch eine Rolle ersetzt.")
                model_admin.log_change(request, item, told)
            count, missed = len(replacements), len(set(request.POST.getlist("stelle")))
            text = ngettext(
                "Die Rolle steht jetzt bei allen TOPs und an %(count)d Stelle im Text.",
                "Die Rolle steht jetzt bei allen TOPs und an %(count)d Stellen im Text.",
                count,
            )
            messages.success(request, text % {"count": count})
            if missed > count:
                text = ngettext(
                    "%d angekreuzte Stelle war inzwischen verändert und blieb, wie sie ist.",
                    "%d angekreuzte Stellen waren inzwischen verändert und blieben, wie sie sind.",
                    missed - count,
                )
                messages.warning(request, text % (missed - count))
            return redirect("admin:meetings_speaker_history", speaker.pk)
    rows, most = rows_of_places(request, pattern), 300  # a browser sends a field for each
    context = {
        "title": gettext("„%(name)s“ durch eine Rolle ersetzen") % {"name": speaker},
        "form": form,
        "names": ", ".join(names),
        "rows": rows[:most],
        "more": max(0, len(rows) - most),
        "comments": [use for listed in mentions for use in listed(pattern)],  # never edited
        "addresses": roles.addresses_with(names),
        "items": speaker.items.count(),
    }
    return render_page(model_admin, request, speaker, "speaker/replace_by_role", **context)


def rows_of_places(request, pattern):
    """Return ``(place, ticked, text)``, as they were sent, for each place in texts that this editor may change."""
    ticked = set(request.POST.getlist("stelle"))
    return [
        (place, place.key in ticked, request.POST.get(f"text-{place.key}", ""))
        for place in roles.places_of(pattern)
        if request.user.has_perm(
            f"{place.item._meta.app_label}.change_{place.item._meta.model_name}"
        )
    ]
