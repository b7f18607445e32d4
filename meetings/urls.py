from django.urls import path

from meetings import feeds, views
from meetings.forms import list_query
from wiq_site.feeds import feed_paths
from wiq_site.filters import page_query
from wiq_site.http import reading

app_name = "meetings"
urlpatterns = [
    path("", reading(views.MeetingListView.as_view(), list_query), name="meetings"),
    *feed_paths("protokolle", feeds.protocol_feed, "protocols", list_query),
    path("aufgaben/", reading(views.OutcomeListView.as_view(), page_query), name="outcomes"),
    path("<slug:slug>/", reading(views.MeetingView.as_view()), name="meeting"),
]
