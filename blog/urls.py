from django.urls import path

from blog import feeds, views
from blog.filters import PostFeedForm, PostFilterForm
from wiq_site.kit.feeds import feed_paths
from wiq_site.kit.http import reading

app_name = "blog"
urlpatterns = [
    path("beitraege/", reading(views.PostListView.as_view(), PostFilterForm), name="posts"),
    *feed_paths("beitraege/feed", feeds.post_feed, "feed", PostFeedForm),
    path("beitraege/<slug:slug>/", reading(views.PostView.as_view()), name="post"),
    path("beitraege/<slug:slug>/teilen-<str:digest>.png", views.share_picture),
    path("themen/", reading(views.TopicListView.as_view()), name="topics"),
    path("themen/<slug:slug>/", reading(views.TopicView.as_view()), name="topic"),
    path("teams/", reading(views.TeamListView.as_view()), name="teams"),
]
