from django import template

from comments import targets
from comments.models import Comment
from wiq_site.markup import allowed_comment_tags

register = template.Library()


@register.inclusion_tag("comments/_comments.html")
def comments_on(target):
    """Show the approved comments on ``target`` with their replies, and the way to the form."""
    replies, threads = {}, []
    for comment in Comment.objects.published().on(target):
        if comment.parent_id is None:
            threads.append((comment, replies.setdefault(comment.pk, [])))
        else:
            replies.setdefault(comment.parent_id, []).append(comment)
    shown = sum(1 + len(answers) for _, answers in threads)
    return {
        "threads": threads,
        "count": shown,
        "open": target.accepts_comments(),
        "form_address": targets.form_address(target),
    }


register.simple_tag(allowed_comment_tags)
