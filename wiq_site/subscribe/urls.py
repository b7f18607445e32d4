from django.urls import path

from wiq_site.http import reading
from wiq_site.subscribe import views
from wiq_site.subscribe.forms import opml_query

app_name = "subscribe"
urlpatterns = [
    path("", reading(views.SubscribeView.as_view()), name="subscribe"),
    path("feeds.opml", reading(views.opml, opml_query), name="opml"),
]
