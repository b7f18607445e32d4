from django.urls import path

from meetings import exports, feeds, views
from meetings.filters import (
    MeetingFilterForm,
    MeetingListForm,
    OutcomeFeedForm,
    OutcomeFilterForm,
    ProtocolFilterForm,
)
from wiq_site.kit.feeds import feed_paths
from wiq_site.kit.http import reading

app_name = "meetings"
urlpatterns = [
    path("", reading(views.MeetingListView.as_view(), MeetingListForm), name="meetings"),
    *feed_paths("protokolle", feeds.protocol_feed, "protocols", ProtocolFilterForm),
    path("aufgaben/", reading(views.OutcomeListView.as_view(), OutcomeFilterForm), name="outcomes"),
    *feed_paths("aufgaben/feed", feeds.outcome_feed, "outcome-feed", OutcomeFeedForm),
    path("aufgaben/fristen.ics", reading(exports.due_dates, OutcomeFilterForm), name="due-dates"),
    path(
        "kalender.ics", reading(exports.all_meetings_calendar, MeetingFilterForm), name="calendar"
    ),
    path("<slug:slug>/", reading(views.MeetingView.as_view()), name="meeting"),
    path("<slug:slug>/teilen-<str:digest>.png", views.share_picture),
    path("<slug:slug>.ics", reading(exports.meeting_calendar), name="ics"),
    path("<slug:slug>.txt", reading(exports.text), name="txt"),
    path("<slug:slug>.json", reading(exports.data), name="json"),
    path("<slug:slug>.pdf", reading(exports.minutes), name="pdf"),
    path("<slug:slug>/aushang.pdf", reading(exports.notice), name="notice"),
]
