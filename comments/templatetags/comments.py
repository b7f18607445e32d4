"""What the editors' desk and other apps' lists say of comments, each in one query."""

from django import template
from django.conf import settings
from django.db.models import Count, Q

from comments import counts, privacy, targets
from comments.models import Comment
from wiq_site.kit.markup import allowed_comment_tags

register = template.Library()


@register.inclusion_tag("admin/comments/_to_do.html", takes_context=True)
def comments_to_do(context):
    """Say on the first page how many comments wait and how many are reported, to who may decide."""
    if not context["request"].user.has_perm("comments.change_comment"):
        return {"is_shown": False}
    waiting = Count("pk", filter=Q(state=Comment.State.WAITING), distinct=True)
    reported = Q(reports__isnull=False, reports__decided_at=None)
    numbers = Comment.objects.order_by().aggregate(
        waiting=waiting, reported=Count("pk", filter=reported, distinct=True)
    )
    return {"is_shown": True} | numbers


@register.simple_tag
def count_comments(*lists):
    """Give each object of ``lists`` its ``comment_count``: what its page shows, one query for all."""
    counts.count_on(item for targets in lists for item in targets)
    return ""


@register.inclusion_tag("comments/_periods.html")
def comment_periods():
    """Print how long what is kept of comments, from the table that is kept to."""
    return {"periods": privacy.PERIODS}


@register.inclusion_tag("comments/_comments.html")
def comments_on(target):
    """Show the discussion of ``target``, below its report as below itself, and the way to the form."""
    discussed = targets.discussion(target)
    threads = threads_of(discussed)
    return {
        "threads": threads,
        "count": shown_in(threads),
        "open": discussed.accepts_comments(),
        "form_address": targets.form_address(discussed),
        "contact": settings.CONTACT_EMAIL,
    }


def threads_of(target):
    """Give the comments on ``target`` as (comment, its replies), the oldest first.

    A withdrawn or changed one stays, without a word of it, where it was answered.
    """
    comments = list(Comment.objects.on(*targets.thread(target)).placed())
    replies = {comment.pk: [] for comment in comments if comment.parent_id is None}
    for comment in comments:
        comment.is_being_checked = comment.state == Comment.State.WAITING
        if comment.parent_id in replies:
            replies[comment.parent_id].append(comment)
    _label_places(target, comments)
    return [(comment, replies[comment.pk]) for comment in comments if comment.pk in replies]


def shown_in(threads):
    """Give how many comments can be read in ``threads``."""
    together = (comment for first, replies in threads for comment in (first, *replies))
    return sum(comment.state == Comment.State.APPROVED for comment in together)


def _label_places(target, comments):
    """Note at each comment what the place is called that it is about, as far as it is still there."""
    about = [comment for comment in comments if comment.about]
    places = targets.places(target) if about else {}
    for comment in about:
        comment.about_label = places.get(comment.about, "")


register.simple_tag(allowed_comment_tags)
register.simple_tag(targets.form_address, name="comment_form_address")
