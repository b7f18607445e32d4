"""The desk's log of comments names them by number: it outlives them and must hold no word of theirs."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext

from comments.models import Comment


def neutral_name(pk):
    """Give what the log calls the comment ``pk``."""
    return gettext("Kommentar %d") % pk


def note(user, comments, message, flag=CHANGE):
    """Keep that ``user`` did what ``message`` says to each of ``comments``."""
    content_type = ContentType.objects.get_for_model(Comment)
    LogEntry.objects.bulk_create(
        LogEntry(
            user_id=user.pk,
            content_type=content_type,
            object_id=str(comment.pk),
            object_repr=neutral_name(comment.pk),
            action_flag=flag,
            change_message=message,
        )
        for comment in comments
    )


def forget_names(comments):
    """Name ``comments`` by number in whatever an older log says of them."""
    content_type = ContentType.objects.get_for_model(Comment)
    for comment in comments:
        entries = LogEntry.objects.filter(content_type=content_type, object_id=str(comment.pk))
        entries.update(object_repr=neutral_name(comment.pk))
