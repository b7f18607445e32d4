from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import render
from django.utils.dates import MONTHS
from django.views.generic import DetailView, ListView

from blog.forms import PostFilterForm
from blog.models import Post, Topic
from wiq_site.contents import post_parts


class PostListView(ListView):
    """All posts or those of a filter, the newest first."""

    paginate_by = 10
    page_kwarg = "seite"

    def get_queryset(self):
        self.filter_form = PostFilterForm(self.request.GET)
        return self.filter_form.apply(Post.objects.published().for_list())

    def get_context_data(self, **kwargs):
        years = Post.objects.published().annotate(year=ExtractYear("published_at"))
        return super().get_context_data(
            conditions=self.filter_form.conditions(),
            query=self.filter_form.query(),
            topics=Topic.objects.published().with_post_count().filter(post_count__gt=0),
            years=years.order_by("-year").values("year").annotate(posts=Count("pk")),
            months=MONTHS.items(),
            **kwargs,
        )


class PostView(DetailView):
    """One post in full, with what other apps add to it. A withdrawn one says so (410)."""

    def get(self, request, *args, **kwargs):
        try:
            return super().get(request, *args, **kwargs)
        except Http404:
            if not Post.objects.withdrawn().filter(**kwargs).exists():
                raise
            return render(request, "410.html", status=410)

    def get_queryset(self):
        return Post.objects.published().for_page()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**post_context(self.object), **kwargs)


def post_context(post):
    """Give what the template of ``post`` shows around it; its preview shows the same."""
    published = Post.objects.published().only("title", "slug", "published_at")
    return {
        "parts": post_parts.collect([post])[post.pk],
        "newer": published.newer_than(post).first(),
        "older": published.older_than(post).first(),
    }


class TopicListView(ListView):
    """All topics with their kind and number of posts."""

    def get_queryset(self):
        return Topic.objects.published().with_post_count()


class TeamListView(ListView):
    """The teams, those that look for people first."""

    template_name = "blog/team_list.html"

    def get_queryset(self):
        return Topic.objects.teams().with_post_count()


class TopicView(DetailView):
    """One topic: what it is, its newest posts, its feed."""

    posts_shown = 10

    def get_queryset(self):
        return Topic.objects.published().with_post_count()

    def get_context_data(self, **kwargs):
        posts = Post.objects.published().tagged([self.object]).for_list()
        return super().get_context_data(posts=posts[: self.posts_shown], **kwargs)
