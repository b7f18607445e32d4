"""A comment as it will stand there, between what stands around it."""

from comments import targets
from comments.models import Comment


def comment_context(comment):
    """Give what the page of ``comment`` shows: its target, what it answers, what is said beside it, and
    what happened to it.
    """
    past = {"reports": comment.reports.all(), "steps": comment.steps.select_related("by")}
    target = comment.target
    if target is None:
        return past | {"shown": comment, "target": None}
    comment.about_label = targets.places(target).get(comment.about, "") if comment.about else ""
    beside = Comment.objects.shown().on(*targets.thread(targets.discussion(target)))
    earlier = beside.filter(parent=comment.parent, pk__lt=comment.pk).order_by("-pk")
    return past | {
        "shown": comment,
        "target": targets.discussion(target),
        "parent": comment.parent,
        "before": earlier.first(),
        "replies": list(beside.filter(parent=comment)[:20]),
    }
