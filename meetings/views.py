"""The pages of meetings, what stands around a meeting on its own, and what that tells search engines."""

from datetime import time

from django.db.models import Q, TimeField
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from blog.models import Post, Topic
from meetings.agenda import Outcome, by_team
from meetings.calendar import end_of
from meetings.models import Meeting, clock_of
from meetings.text import agenda_lines
from meetings.timetable import MINUTE, bar_parts, in_zone
from wiq_site.kit.caches import remembered_now
from wiq_site.kit.models import in_any
from wiq_site.kit.prepared import prepared
from wiq_site.kit.share_picture import picture_response
from wiq_site.pages.views import PublishedView, organization
from wiq_site.search.models import SearchEntry
from wiq_site.search.spelling import alternatives


def meeting_context(meeting, show_protocol=None):
    """Return what the template of ``meeting`` shows; its preview shows the minutes in any case."""
    if show_protocol is None:
        show_protocol = meeting.has_public_protocol()
    drawn = SimpleLazyObject(lambda: bar_parts(meeting.slots))
    return {
        "signature": meeting.signature,
        "show_protocol": show_protocol,
        "planned": SimpleLazyObject(lambda: drawn[0]),
        "actual": SimpleLazyObject(lambda: drawn[1]) if show_protocol else [],
        "summary": SimpleLazyObject(lambda: summary_of(meeting, show_protocol)),
        **remembered_now(("series of", meeting.pk), lambda: series_of(meeting)),
    }


def summary_of(meeting, show_protocol):
    """Return a meeting in numbers, for one short line; what was decided counts only once the minutes are shown, if public."""
    slots = meeting.slots
    outcomes = [
        outcome.kind
        for slot in slots
        if show_protocol and slot.item.public
        for outcome in slot.item.valid_outcomes
    ]
    known = slots and slots[0].starts_at and slots[-1].ends_at
    return {
        "items": len(slots),
        "minutes": (slots[-1].ends_at - slots[0].starts_at) // MINUTE if known else None,
        "decisions": outcomes.count(Outcome.Kind.DECISION),
        "tasks": outcomes.count(Outcome.Kind.TASK),
    }


def series_of(meeting):
    """Return the meetings before and after this one in its series and the next one to come, in one query."""
    neighbours = {"earlier": None, "later": None, "next_meeting": None}
    if meeting.series_id is None:
        return neighbours

    def build(at, pk, date, begin, series, **clock):
        series = Meeting.objects.published(at).filter(series=series)
        series = series.alias(begin=Coalesce("start", time.min, output_field=TimeField()))
        wanted = []
        for side, order in (("lt", "-"), ("gt", "")):
            beside = Q(date=date, begin=begin, **{f"pk__{side}": pk})
            beside |= Q(date=date, **{f"begin__{side}": begin})
            beside |= Q(**{f"date__{side}": date})
            nearest = series.filter(beside).order_by(f"{order}date", f"{order}begin", f"{order}pk")
            wanted.append(nearest.values("pk")[:1])
            coming = nearest.filter(pk__in=series.coming(**clock).values("pk"), cancelled_at=None)
        wanted.append(coming.values("pk")[:1])
        return in_any(series, *wanted).order_by("date", "begin", "pk").brief()

    now = timezone.now()
    values = {"pk": meeting.pk, "date": meeting.date, "begin": meeting.start or time.min}
    values |= {"series": meeting.series_id, "at": now, **clock_of(now)}
    for other in prepared(("series of a meeting",), build, **values):
        if other.comes_before(meeting):
            neighbours["earlier"] = other
        else:
            neighbours["later"] = neighbours["later"] or other
            is_coming = meeting.is_over() and not other.is_over() and not other.cancelled_at
            if is_coming and not neighbours["next_meeting"]:
                neighbours["next_meeting"] = other
    return neighbours


def event(root, meeting):
    """Return ``meeting`` as an Event of schema.org; ``root`` is the site's own address without the last slash.

    A link to take part that is given on request only is not in it.
    """
    url = f"{root}{meeting.get_absolute_url()}"
    state = "EventRescheduled" if meeting.moved_words else "EventScheduled"
    link, places, mode = meeting.public_online_url, [], "Offline"
    is_online = meeting.online_access
    if meeting.place_words and is_online and not meeting.place:
        state = "EventMovedOnline"
    if meeting.cancelled_at:
        state = "EventCancelled"
    if meeting.place:
        places.append({"@type": "Place", "name": meeting.place, "address": meeting.place})
    if link:
        places.append({"@type": "VirtualLocation", "url": link})
    if is_online:
        mode = "Mixed" if meeting.place else "Online"
    data = {
        "@type": "Event",
        "@id": meeting.urn,
        "name": meeting.title,
        "description": "\n".join(agenda_lines(meeting)),
        "url": url,
        "startDate": in_zone(meeting.starts_at) or meeting.date.isoformat(),
        "endDate": in_zone(end_of(meeting)),
        "previousStartDate": meeting.moved_words and in_zone(meeting.moved_from),
        "eventStatus": f"https://schema.org/{state}",
        "inLanguage": "de",
        "organizer": organization(root),
        "location": places,
        "eventAttendanceMode": (places or is_online)
        and f"https://schema.org/{mode}EventAttendanceMode",
    }
    return {key: value for key, value in data.items() if value}


class MeetingListView(ListView):
    """Coming meetings, the next one first; then page by page past ones, the latest first."""

    template_name = "meetings/meeting_list.html"
    paginate_by = 20
    page_kwarg = "seite"

    def get_queryset(self):
        form = self.request.filter_form
        return form.apply(Meeting.objects.published().for_list().with_headings())

    def get_context_data(self, **kwargs):
        form = self.request.filter_form
        context = super().get_context_data(object_list=self.object_list.past())
        coming = self.object_list.coming() if form.page_number == 1 else self.object_list.none()
        past = context["page_obj"].object_list
        if form.chosen["q"] and not (coming or past):
            meetings = form.apply(Meeting.objects.published(), without=("q",))
            reports = Post.objects.filter(pk__in=meetings.order_by().values("report"))
            visible = SearchEntry.objects.visible()  # of the meetings left, whatever the words
            entries = visible.on_pages_of(meetings) | visible.on_pages_of(reports)
            kwargs |= alternatives(form, entries)
        return context | dict(
            chosen=form.chosen,
            query=form.query(),
            title=form.title(gettext("Treffen")),
            feed_words=form.title(gettext("Protokolle")),
            coming=coming,
            past=past,
            series=form.offered(Topic.Kind.SERIES),
            years=Meeting.objects.published().dates("date", "year", order="DESC"),
            **kwargs,
        )


class OutcomeListView(ListView):
    """What was decided and what is to be done, over all meetings of a filter; a chosen state alone, page by page."""

    template_name = "meetings/outcome_list.html"
    paginate_by = 20
    page_kwarg = "seite"

    def get_queryset(self):
        form = self.request.filter_form
        self.found = form.apply(Outcome.objects.published().with_place(), without=("stand",))
        return self.found.in_state(form.chosen["stand"] or form.DECIDED)

    def get_context_data(self, **kwargs):
        form = self.request.filter_form
        teams = form.offered(Topic.Kind.TEAM)
        grouped = [team for team in teams if team.slug == form.chosen["team"]] or teams
        context = super().get_context_data(**kwargs)
        if not form.chosen["stand"] and form.page_number == 1:
            most = self.paginate_by
            tasks, done = (
                list(self.found.in_state(state)[: most + 1]) for state in (form.OPEN, form.DONE)
            )
            context |= {"tasks": by_team(tasks[:most], grouped), "done": done[:most]}
            context["all_tasks"] = form.query(stand=form.OPEN) if len(tasks) > most else ""
            context["all_done"] = form.query(stand=form.DONE) if len(done) > most else ""
        if form.chosen["q"] and not (context["object_list"] or self.found.exists()):
            others = form.apply(Outcome.objects.published(), without=("q",))
            context |= alternatives(form, SearchEntry.objects.visible().made_of(others))
        return context | {
            "listed": by_team(context["object_list"], grouped),
            "chosen": form.chosen,
            "query": form.query(),
            "title": form.title(),
            "states": form.fields["stand"].choices,
            "series": form.offered(Topic.Kind.SERIES),
            "teams": teams,
            "years": Meeting.objects.with_protocol().dates("date", "year", order="DESC"),
        }


class MeetingView(PublishedView):
    """One meeting: agenda before, minutes after."""

    def get_queryset(self):
        return Meeting.objects.for_signature()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**meeting_context(self.object), **kwargs)


@require_safe
def share_picture(request, slug, digest):
    """The picture that others show when they link to the published meeting ``slug``."""
    meeting = get_object_or_404(Meeting.objects.published(), slug=slug)
    return picture_response(meeting.share_picture, digest)
