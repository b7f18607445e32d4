"""What the editors' desk and other apps' lists say of comments, each in one query."""

from django import template
from django.db.models import Count, Q

from comments import counts, privacy
from comments.models import Comment

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
