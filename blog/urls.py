from django.urls import path

from blog import feeds, views
from blog.forms import feed_query, list_query
from wiq_site.http import reading

app_name = "blog"
urlpatterns = [
    path("beitraege/", reading(views.PostListView.as_view(), list_query), name="posts"),
    path("beitraege/feed.rss", reading(feeds.post_feed, feed_query), name="feed"),
    path("beitraege/<slug:slug>/", reading(views.PostView.as_view()), name="post"),
    path("themen/", reading(views.TopicListView.as_view()), name="topics"),
    path("themen/<slug:slug>/", reading(views.TopicView.as_view()), name="topic"),
    path("teams/", reading(views.TeamListView.as_view()), name="teams"),
]
