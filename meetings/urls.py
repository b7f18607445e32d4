from django.urls import path

from meetings import views
from meetings.forms import list_query
from wiq_site.http import reading

app_name = "meetings"
urlpatterns = [
    path("", reading(views.MeetingListView.as_view(), list_query), name="meetings"),
    path("<slug:slug>/", reading(views.MeetingView.as_view()), name="meeting"),
]
