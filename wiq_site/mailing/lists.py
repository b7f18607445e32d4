"""What of each list is new between two moments, as the items of its feed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.utils.translation import gettext

from blog.feeds import post_items
from blog.filters import PostFeedForm
from blog.models import Post
from meetings.agenda import Outcome
from meetings.feeds import outcome_items, protocol_item
from meetings.filters import OutcomeFilterForm, ProtocolFilterForm
from meetings.models import Meeting
from wiq_site.mailing.models import Subscription


@dataclass(frozen=True)
class Listed:
    """A list that can be had by mail: its filter, the name of its page, what is new in it."""

    form: type
    page: str
    items: Callable

    def filtered(self, query):
        """Return the filter that ``query``, a stored query string, says today. Raises Http404 where nothing is left of it."""
        form = self.form(QueryDict(query))
        moved = form.moved_query()
        return form if moved is None else self.form(QueryDict(moved))


def new_posts(form, since, until):
    rows, column = form.rows()
    posts = Post.objects.published(until).filter(pk__in=rows.order_by().values(column))
    return post_items(None, posts.filter(published_at__gt=since))


def new_minutes(form, since, until):
    meetings = form.apply(Meeting.objects.with_protocol(until))
    meetings = meetings.filter(protocol_published_at__gt=since).for_minutes()
    meetings = meetings.prefetch_related("attachments", "report__topics")
    return [protocol_item(None, meeting) for meeting in meetings.order_by("-protocol_published_at")]


def new_outcomes(form, since, until):
    moment = "item__meeting__protocol_published_at"
    outcomes = form.apply(Outcome.objects.published(until)).filter(**{f"{moment}__gt": since})
    return outcome_items(None, outcomes.order_by(f"-{moment}", "-pk"))


LISTS = {
    Subscription.List.POSTS: Listed(PostFeedForm, "blog:posts", new_posts),
    Subscription.List.MEETINGS: Listed(ProtocolFilterForm, "meetings:meetings", new_minutes),
    Subscription.List.OUTCOMES: Listed(OutcomeFilterForm, "meetings:outcomes", new_outcomes),
}


def title_of(subscription):
    """Return in words what ``subscription`` tells of."""
    try:
        form = LISTS[subscription.list].filtered(subscription.query)
        if subscription.list == Subscription.List.MEETINGS:
            return form.title(gettext("Treffen und Protokolle"))
        return form.title()
    except Http404:
        return gettext("eine Auswahl, die es nicht mehr gibt")
