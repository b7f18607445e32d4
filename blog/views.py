from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from blog import facets
from blog.forms import PostFilterForm
from blog.models import Post, Topic
from blog.reading import post_context
from blog.uses import with_last_signs
from wiq_site.contents import topic_parts
from wiq_site.share_picture.views import picture_answer


class PostListView(ListView):
    """All posts or those of a filter, the newest first, with what it can be narrowed to."""

    paginate_by = 10
    page_kwarg = "seite"

    def get(self, request, *args, **kwargs):
        self.filter_form = PostFilterForm(request.GET)
        moved = self.filter_form.moved_query()
        if moved is not None:
            return HttpResponsePermanentRedirect(f"{request.path}?{moved}")
        self.queryset = self.filter_form.apply(Post.objects.published())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        form = self.filter_form
        kwargs["object_list"] = self.object_list.for_list()
        topics = facets.topic_choices(form, self.object_list)
        return super().get_context_data(
            conditions=form.conditions(),
            query=form.query(),
            topic_choices=topics,
            ready_choices=facets.ready_choices(topics),
            year_choices=facets.year_choices(form),
            author_choices=facets.author_choices(form),
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


@require_safe
def share_picture(request, slug, digest):
    """The picture that others show when they link to the published post ``slug``."""
    post = get_object_or_404(Post.objects.published(), slug=slug)
    return picture_answer(post.share_picture, digest)


class TopicListView(ListView):
    """All topics with their kind, number of posts and last sign of life."""

    def get_queryset(self):
        return Topic.objects.published().with_post_count()

    def get_context_data(self, **kwargs):
        return super().get_context_data(topics=with_last_signs(self.object_list), **kwargs)


class TeamListView(ListView):
    """The teams, those that look for people first."""

    template_name = "blog/team_list.html"
    queryset = Topic.objects.teams()

    def get_context_data(self, **kwargs):
        return super().get_context_data(teams=with_last_signs(self.object_list), **kwargs)


class TopicView(DetailView):
    """One topic: what it is, where meetings deal with it, its newest posts, its feed."""

    posts_shown = 10

    def get_queryset(self):
        return Topic.objects.published().with_post_count()

    def get_context_data(self, **kwargs):
        posts = Post.objects.published().tagged([self.object.slug]).for_list()
        parts = topic_parts.collect([self.object])[self.object.pk]
        return super().get_context_data(posts=posts[: self.posts_shown], parts=parts, **kwargs)
