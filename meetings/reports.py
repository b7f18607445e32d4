"""What ties a meeting to the post that reports it: one moment of publication, the minutes in full."""

from django.template.loader import render_to_string

from meetings import revisions, timeline
from meetings.models import Meeting
from meetings.page import summary_of


def minutes_of(posts):
    """Give ``{post.pk: SafeString}``: the minutes for those of ``posts`` that report a meeting.

    The minutes are as visible as the post: whoever may read the report may read them, so this asks
    for no date. What is not public inside them stays out (meetings/_minutes.html).
    """
    return {meeting.report_id: meeting.minutes_html() for meeting in _reported(posts)}


def shown_on_page(posts):
    """Give ``{post.pk: SafeString}``: the meeting at a glance above the minutes that ``minutes_of`` gives."""
    return {meeting.report_id: _with_glance(meeting) for meeting in _reported(posts)}


def _reported(posts):
    return Meeting.objects.filter(report__in=posts).for_minutes()


def _with_glance(meeting):
    planned, actual = timeline.draw(meeting.slots)
    context = {"meeting": meeting, "summary": summary_of(meeting, True)}
    return render_to_string(
        "meetings/_report.html", context | {"planned": planned, "actual": actual}
    )


def follow_report(post):
    """Keep the moments of a report and of the minutes it shows the same (DESIGN, rules)."""
    for meeting in Meeting.objects.filter(report=post):
        meeting.follow(post)


def refresh_kept(meeting):
    """Let what is kept of the minutes and of their report follow them."""
    revisions.follow(meeting)
    meeting.refresh_derived()
    if meeting.report_id:
        meeting.report.refresh_derived()


def refresh_meetings_naming(speaker):
    """Let what is kept of the minutes follow a speaker's shown name."""
    for meeting in Meeting.objects.filter(items__speakers=speaker).distinct():
        refresh_kept(meeting)
