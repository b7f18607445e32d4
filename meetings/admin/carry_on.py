"""The page "TOPs weiterführen": postpone a TOP to the next meeting, or make a draft post of it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from blog.models import Post
from meetings import planning, proposals
from meetings.admin.pages import show
from meetings.drafts import IDEA, draft_of
from meetings.models import Meeting


class NextMeetingForm(forms.ModelForm):
    """What the next meeting of the series needs before it can take a TOP."""

    class Meta:
        model = Meeting
        fields = ["title", "date", "start"]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "start": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }


def carry_on(model_admin, request, meeting, form=None):
    """List the TOPs with what can be made of each."""
    meeting = Meeting.objects.for_minutes().get(pk=meeting.pk)
    target = planning.next_meeting(meeting)
    note = target and planning.note_of(target)
    items = meeting.items.all()
    context = {
        "title": _("TOPs weiterführen"),
        "rows": [(item, bool(note) and note in item.protocol) for item in items],
        "target": target,
        "form": form or _next_form(meeting),
        "may_draft": _may_draft(model_admin, request),
        "may_add": model_admin.has_add_permission(request),
        "idea": IDEA,
    }
    return show(model_admin, request, meeting, "meeting/carry_on", **context)


def create_next(model_admin, request, meeting):
    """Create the next meeting of the series, not public, and go on with the list."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return _to_list(meeting)
    form = _next_form(meeting, request.POST)
    if not form.is_valid():
        return carry_on(model_admin, request, meeting, form)
    new = planning.create_next(meeting, **form.cleaned_data)
    model_admin.log_addition(request, new, _("angelegt nach „%(meeting)s“") % {"meeting": meeting})
    messages.success(request, _("Angelegt, noch nicht öffentlich: %(meeting)s") % {"meeting": new})
    return _to_list(meeting)


def postpone(model_admin, request, meeting):
    """Carry the TOP that was posted over to the next meeting of the series."""
    item, target = _item_posted(request, meeting), planning.next_meeting(meeting)
    if item is None or target is None:
        return _to_list(meeting)
    if planning.note_of(target) in item.protocol:
        messages.warning(request, _("Dieser TOP ist schon auf das nächste Treffen vertagt."))
        return _to_list(meeting)
    new = planning.carry_over(proposals.of_item(item), target)
    model_admin.log_change(request, meeting, f"{item}: {planning.note_of(target)}")
    model_admin.log_change(request, target, _("übernommen: %(item)s") % {"item": new})
    address = reverse("admin:meetings_meeting_change", args=[target.pk])
    text = _('„{item}“ steht jetzt auf der Tagesordnung von <a href="{address}">{target}</a>.')
    messages.success(request, format_html(text, item=item.name, address=address, target=target))
    return _to_list(meeting)


def draft_post(model_admin, request, meeting):
    """Make a draft post of the TOP that was posted and open it."""
    if not _may_draft(model_admin, request):
        raise PermissionDenied
    item = _item_posted(request, meeting)
    if item is None:
        return _to_list(meeting)
    if not item.public:
        messages.error(request, _("Dieser TOP ist nicht öffentlich; aus ihm wird kein Beitrag."))
        return _to_list(meeting)
    post = draft_of(item, with_idea="idee" in request.POST)
    model_admin.log_addition(request, post, _("Entwurf aus %(item)s") % {"item": item})
    messages.success(request, _("Als Entwurf angelegt. Bitte ergänzen und dann veröffentlichen."))
    return redirect("admin:blog_post_change", post.pk)


def _next_form(meeting, data=None):
    day, title = planning.likely_next_date(meeting), meeting.title
    if day and any(map(str.isdigit, title)):  # it names the day of the last one
        title = planning.title_on(meeting.series, day)
    proposed = {"title": title, "start": meeting.start, "date": day}
    return NextMeetingForm(data, initial=proposed)


def _may_draft(model_admin, request):
    return model_admin.admin_site.get_model_admin(Post).has_add_permission(request)


def _item_posted(request, meeting):
    """Give the item of ``meeting`` that a button named ``item`` posted, or None."""
    wanted = request.POST.get("item", "") if request.method == "POST" else ""
    return next((item for item in meeting.items.all() if str(item.pk) == wanted), None)


def _to_list(meeting):
    return redirect("admin:meetings_meeting_carry_on", meeting.pk)
