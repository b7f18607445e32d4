"""The pages of posts, topics and teams."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from blog import filters
from blog.models import Post, Topic
from blog.topics import with_last_signs
from wiq_site.kit.markup import plain_text
from wiq_site.kit.registries import post_parts, topic_parts
from wiq_site.kit.share_picture import picture_response
from wiq_site.pages.views import PublishedView
from wiq_site.search.models import SearchEntry
from wiq_site.search.spelling import alternatives


def post_context(post):
    """Return what the template of ``post`` shows around it; its preview shows the same."""
    parts = post_parts.collect([post], on_page=True)[post.pk]
    brief = Post.objects.published().only("title", "slug", "published_at", "meeting_state")
    series = next((t for t in post.topics.all() if t.kind == Topic.Kind.SERIES), None)
    around = list(brief.around(post, series))
    in_series = [other for other in around if other.in_series]
    place = None  # "Gesamttreffen 7 von 12", with the ones before and after
    if post in in_series and len(in_series) > 1:  # one that stands alone has no place
        earlier, later = neighbours(post, in_series)
        place = {"topic": series, "earlier": earlier, "later": later}
        place |= {"number": in_series.index(post) + 1, "total": len(in_series)}
    older, newer = neighbours(post, around)
    words = sum(len(plain_text(text).split()) for text in (post.teaser, post.body_html, *parts))
    return {
        "parts": parts,
        "teaser": post.teaser_above(parts),
        "older": older,
        "newer": newer,
        "series": place,
        "related": brief.related_to(post)[:3],
        "minutes": words and max(1, round(words / 200)),  # unhurried reading of German prose
    }


def neighbours(post, posts):
    """Return the one before and the one after ``post`` among ``posts``, oldest first; None at an end."""
    place = (post.published_at, post.pk)
    older = [other for other in posts if (other.published_at, other.pk) < place]
    newer = [other for other in posts if (other.published_at, other.pk) > place]
    return older[-1] if older else None, newer[0] if newer else None


class PostListView(ListView):
    """All posts or those of a filter, the newest first, with what it can be narrowed to."""

    paginate_by = 10
    page_kwarg = "seite"

    def get_queryset(self):
        return self.request.filter_form.apply(Post.objects.published())

    def get_context_data(self, **kwargs):
        form = self.request.filter_form
        kwargs["object_list"] = self.object_list.for_list()
        topics = filters.topic_choices(form, self.object_list)
        featured = [c for _kind, choices in topics for c in choices if c.topic.featured]
        context = super().get_context_data(
            conditions=form.conditions(),
            query=form.query(),
            topic_choices=topics,
            ready_choices=[choice for choice in featured if not choice.chosen],
            year_choices=filters.year_choices(form),
            author_choices=filters.author_choices(form),
            **kwargs,
        )
        if form.words.terms and not context["paginator"].count:
            others = form.apply(Post.objects.published(), without=("q",))
            context |= alternatives(form, SearchEntry.objects.visible().on_pages_of(others))
        return context


class PostView(PublishedView):
    """One post in full, with what other apps add to it."""

    def get_queryset(self):
        return Post.objects.for_page()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**post_context(self.object), **kwargs)


@require_safe
def share_picture(request, slug, digest):
    """The picture that others show when they link to the published post ``slug``."""
    post = get_object_or_404(Post.objects.published(), slug=slug)
    return picture_response(post.share_picture, digest)


class TopicListView(ListView):
    """All topics with their kind, number of posts and last sign of life."""

    template_name = "blog/topic_list.html"
    context_object_name = "topics"

    def get_queryset(self):
        return with_last_signs(Topic.objects.published().with_post_count())


class TeamListView(ListView):
    """The teams, those that look for people first."""

    template_name = "blog/team_list.html"
    context_object_name = "teams"

    def get_queryset(self):
        return with_last_signs(Topic.objects.teams())


class TopicView(DetailView):
    """One topic: what it is, where meetings deal with it, its newest posts, its feed."""

    def get_queryset(self):
        return Topic.objects.published().with_post_count()

    def get_context_data(self, **kwargs):
        posts = Post.objects.published().tagged([self.object.slug]).for_list()
        parts = topic_parts.collect([self.object])[self.object.pk]
        return super().get_context_data(posts=posts[:10], parts=parts, **kwargs)
