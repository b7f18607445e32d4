"""The same meeting elsewhere, as visitors fetch it: as text, data, document and notice, with one rule for all.

Before the minutes are public an export tells the agenda, after that the minutes as well; an item
that is not public is a number and a time, nothing else of it leaves the site.
"""

import json
import logging
from functools import wraps

from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext

from blog.models import Post
from meetings.agenda import Outcome
from meetings.calendar import calendar_bytes, due_entry, meeting_entry, revision_of
from meetings.exports import paper
from meetings.exports.oparl import meeting_data
from meetings.models import Meeting
from meetings.text import public_text
from wiq_site.kit.http import absolute, etag_of
from wiq_site.kit.site import site
from wiq_site.kit.text import SLUG
from wiq_site.pages.redirects import answer_gone, answer_hidden, entry_of

log = logging.getLogger(__name__)
CALENDAR = "text/calendar; charset=utf-8"


def file_response(request, parts, write, content_type, filename, attached=False):
    """Answer ``request`` with the bytes of ``write()``, or with 304 (RFC 9110).

    ``parts`` stand for all that the file says and for the way it is written; ``write`` is called
    only where nobody has the file yet. ``attached`` files are saved, others shown.
    """
    etag = etag_of(request.get_host(), site(), *parts)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        data = cache.get(f"export:{etag}")
        if data is None:
            data = write()
            cache.set(f"export:{etag}", data, 24 * 3600)
        response = HttpResponse(data, content_type=content_type)
        how = "attachment" if attached else "inline"
        response["Content-Disposition"] = f'{how}; filename="{filename}"'
    response["ETag"] = etag
    return response


def of_meeting(view):
    """Make ``view(request, meeting)`` answer for a slug: hidden ones 404, old slugs redirect."""

    @wraps(view)
    def answer(request, slug):
        meetings = Meeting.objects.published().whole().prefetch_related("report__topics")
        unseen = [f"report__{field}" for field in Post.long_texts()]
        meeting = meetings.defer(None).defer(*unseen).filter(slug=slug).first()
        if meeting is None:
            return _answer_absent(request, slug)
        return view(request, meeting)

    return answer


def _answer_absent(request, slug):
    """Answer for a meeting that visitors may not read, or lead to the same export at its new address.

    Raises Http404 where no meeting ever was at ``slug``.
    """
    hidden = Meeting.objects.filter(slug=slug).first()
    if hidden:
        return answer_hidden(request, hidden)
    new_path = entry_of(reverse("meetings:meeting", args=[slug]))
    if new_path == "":
        return answer_gone(request)
    new_slug = (new_path or "").removeprefix(reverse("meetings:meetings")).rstrip("/")
    if not SLUG.fullmatch(new_slug):
        raise Http404
    return redirect(request.resolver_match.view_name, new_slug, permanent=True)


@of_meeting
def text(request, meeting):
    """The agenda or the minutes as in a mail."""
    data = public_text(meeting, absolute(meeting.get_absolute_url(), request)).encode()
    kind = "text/plain; charset=utf-8"
    return file_response(request, [data], lambda: data, kind, f"{meeting.slug}.txt")


@of_meeting
def data(request, meeting):
    """The meeting for programs; any page may read it, as OParl asks."""
    told = json.dumps(meeting_data(meeting, request), ensure_ascii=False, indent=1)
    content = told.replace("@", r"\u0040").encode()  # as in feeds
    name = f"{meeting.slug}.json"
    response = file_response(request, [content], lambda: content, "application/json", name)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@of_meeting
def minutes(request, meeting):
    """The agenda or the minutes as a document."""
    return _document(request, meeting, "minutes.typ", paper.minutes_data, f"{meeting.slug}.pdf")


@of_meeting
def notice(request, meeting):
    """The notice to print and hang up."""
    name = f"aushang-{meeting.slug}.pdf"
    return _document(request, meeting, "notice.typ", paper.notice_data, name)


def _document(request, meeting, template, data_of, filename):
    content, moment = data_of(meeting, request), revision_of(meeting).modified_at
    parts = [paper.template_digest(), json.dumps(content, sort_keys=True), moment]

    def write():
        drawn = {"qr": paper.qr_drawing(content["url"])} if template == "notice.typ" else {}
        return paper.typeset(template, content | drawn, moment)

    try:
        response = file_response(request, parts, write, "application/pdf", filename)
        # Browsers show a PDF by a page of their own with an embedded viewer and inline styles.
        response["Content-Security-Policy"] = (
            "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
        )
        return response
    except paper.TypesettingError:
        log.exception("No PDF of meeting %s", meeting.pk)
        response = render(request, "503.html", {"meeting": meeting}, status=503)
        response["Retry-After"] = "3600"
        return response


def meeting_calendar(request, slug):
    """One meeting to be put into a calendar."""
    meetings = Meeting.objects.published().filter(slug=slug)
    return _calendar(request, meetings, f"{slug}.ics") or _answer_absent(request, slug)


def all_meetings_calendar(request):
    """All meetings of a filter, to subscribe to. Raises FilterError."""
    form = request.filter_form
    name = f"{site().name} – {form.title(gettext('Treffen'))}"
    meetings = form.apply(Meeting.objects.published())
    return _calendar(request, meetings, "kalender.ics", name)


def due_dates(request):
    """The days on which open tasks of a filter are due, as a calendar to subscribe to. Raises FilterError."""
    form = request.filter_form
    tasks = form.apply(Outcome.objects.published()).in_state(form.OPEN).exclude(due=None)
    tasks = list(tasks.with_place().select_related("item__meeting__revision"))
    name = f"{site().name} – {form.title()}"
    data = calendar_bytes([due_entry(task, request) for task in tasks], name, request)
    return file_response(request, [data], lambda: data, CALENDAR, "fristen.ics", attached=True)


def _calendar(request, meetings, filename, name=None):
    """Answer with ``meetings``; one query where the reader has them already.

    Without a ``name`` it is that of the only meeting; None where there is none.
    """
    meetings = meetings.order_by("date", "start", "pk")
    fields = ["uuid", "revision__sequence", "revision__changed_at", "series__name"]
    versions = list(meetings.values_list(*fields))
    if not (versions or name):
        return None

    def write():
        shown = list(meetings.for_minutes().select_related("series", "revision"))
        entries = [meeting_entry(meeting, request) for meeting in shown]
        return calendar_bytes(entries, name or shown[0].title, request)

    address = absolute(request.get_full_path(), request)
    way_of_writing = 1  # raise it when the same meetings are written differently
    parts = [way_of_writing, address, *versions]
    return file_response(request, parts, write, CALENDAR, filename, attached=True)
