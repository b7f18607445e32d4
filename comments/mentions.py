"""Where comments hold a name. They belong to whoever wrote them: listed for editors, never rewritten."""

from django.urls import reverse

from comments.models import Comment
from wiq_site.contents import Use

BEGINNING = 120  # characters


def comments_with(pattern):
    """Give a Use for each comment in whose name or text the compiled ``pattern`` is found."""
    comments = Comment.objects.only("name", "text", "state").order_by("-pk")
    return [
        Use(
            pk=comment.pk,
            title=f"{comment.name}: {comment.text[:BEGINNING]}",
            state=comment.get_state_display(),
            address=reverse("admin:comments_comment_change", args=[comment.pk]),
        )
        for comment in comments
        if pattern.search(comment.name) or pattern.search(comment.text)
    ]
