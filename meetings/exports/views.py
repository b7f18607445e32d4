"""The exports of a meeting as visitors fetch them."""

import json
import logging
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext

from blog.models import Post
from meetings import protocol_text
from meetings.calendar import calendar_bytes, revision_of
from meetings.exports import paper
from meetings.exports.oparl import meeting_data
from meetings.exports.paper import TypesettingError, minutes_data, notice_data, template_digest
from meetings.models import Meeting
from meetings.text import moved, page_url, public_draft
from wiq_site.kit.http import absolute, etag_of
from wiq_site.pages.redirects import answer_gone, answer_hidden, entry_of

KEPT_SECONDS = 24 * 3600  # a written file stands in the cache under its ETag


def file_response(request, parts, write, content_type, filename, attached=False):
    """Answer ``request`` with the bytes of ``write()``, or with 304 (RFC 9110).

    ``parts`` stand for all that the file says and for the way it is written; ``write`` is called
    only where nobody has the file yet. ``attached`` files are saved, others shown.
    """
    etag = etag_of(request.get_host(), *parts)
    response = get_conditional_response(request, etag=etag)
    if response is None:
        data = cache.get(f"export:{etag}")
        if data is None:
            data = write()
            cache.set(f"export:{etag}", data, KEPT_SECONDS)
        response = HttpResponse(data, content_type=content_type)
        how = "attachment" if attached else "inline"
        response["Content-Disposition"] = f'{how}; filename="{filename}"'
    response["ETag"] = etag
    return response


CALENDAR_FORMAT = 1  # raise it when the same meetings are written differently
CALENDAR_TYPE = "text/calendar; charset=utf-8"
# Browsers show a PDF by a page of their own with an embedded viewer and inline styles.
VIEWER_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'"
log = logging.getLogger(__name__)


def of_meeting(view):
    """Make ``view(request, meeting)`` answer for a slug: hidden ones 404, old slugs redirect."""

    @wraps(view)
    def answer(request, slug):
        meeting = whole(Meeting.objects.published().filter(slug=slug)).first()
        if meeting is None:
            return _answer_absent(request, slug)
        return view(request, meeting)

    return answer


def _answer_absent(request, slug):
    """Answer for a meeting that visitors may not read, or that has another address."""
    hidden = Meeting.objects.filter(slug=slug).first()
    if hidden:
        return answer_hidden(request, hidden)
    if entry_of(reverse("meetings:meeting", args=[slug])) == "":
        return answer_gone(request)
    return moved(slug, request.resolver_match.view_name)


def whole(meetings):
    """Return ``meetings`` with all that any export tells, in a fixed number of queries."""
    heavy = [f"report__{field}" for field in Post.long_texts()]
    related = ["items__topics", "report__topics", "attachments"]
    meetings = meetings.for_minutes().select_related("series", "report", "revision")
    return meetings.defer(None).defer(*heavy).prefetch_related(*related)


@of_meeting
def text(request, meeting):
    """The agenda or the minutes as in a mail."""
    draft = public_draft(meeting, page_url(meeting, request))
    data = protocol_text.render(draft).encode()
    kind = "text/plain; charset=utf-8"
    return file_response(request, [data], lambda: data, kind, f"{meeting.slug}.txt")


@of_meeting
def data(request, meeting):
    """The meeting for programs; any page may read it, as OParl asks."""
    content = json.dumps(meeting_data(meeting, request), ensure_ascii=False, indent=1).encode()
    name = f"{meeting.slug}.json"
    response = file_response(request, [content], lambda: content, "application/json", name)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@of_meeting
def minutes(request, meeting):
    """The agenda or the minutes as a document."""
    content = minutes_data(meeting, request)
    name = f"{meeting.slug}.pdf"
    return _document(request, meeting, content, paper.minutes_pdf, name)


@of_meeting
def notice(request, meeting):
    """The notice to print and hang up."""
    content = notice_data(meeting, request)
    name = f"aushang-{meeting.slug}.pdf"
    return _document(request, meeting, content, paper.notice_pdf, name)


def _document(request, meeting, content, write, filename):
    parts = [
        template_digest(),
        json.dumps(content, sort_keys=True),
        revision_of(meeting).modified_at,
    ]
    try:
        response = file_response(
            request, parts, lambda: write(meeting, content), "application/pdf", filename
        )
        response["Content-Security-Policy"] = VIEWER_POLICY
        return response
    except TypesettingError:
        log.exception("No PDF of meeting %s", meeting.pk)
        response = render(request, "503.html", {"meeting": meeting}, status=503)
        response["Retry-After"] = "3600"
        return response


def meeting_calendar(request, slug):
    """One meeting to be put into a calendar."""
    meetings = Meeting.objects.published().filter(slug=slug)
    response = _calendar(request, meetings, f"{slug}.ics", lambda shown: shown[0].title)
    return response or _answer_absent(request, slug)


def all_meetings_calendar(request):
    """All meetings of a filter, to subscribe to. Raises FilterError."""
    form = request.filter_form
    name = f"{settings.SITE_NAME} – {form.title(gettext('Treffen'))}"
    meetings = form.apply(Meeting.objects.published())
    return _calendar(request, meetings, "kalender.ics", lambda shown: name, may_be_empty=True)


def _calendar(request, meetings, filename, name, may_be_empty=False):
    """Answer with ``meetings``; one query where the reader has them already. None without any."""
    meetings = meetings.order_by("date", "start", "pk")
    fields = ["uuid", "revision__sequence", "revision__changed_at", "series__name"]
    versions = list(meetings.values_list(*fields))
    if not (versions or may_be_empty):
        return None

    def write():
        shown = list(meetings.for_minutes().select_related("series", "revision"))
        return calendar_bytes(shown, name(shown), request)

    address = absolute(request.get_full_path(), request)
    parts = [CALENDAR_FORMAT, address, settings.SITE_NAME, *versions]
    return file_response(request, parts, write, CALENDAR_TYPE, filename, attached=True)
