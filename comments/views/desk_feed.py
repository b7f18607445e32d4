"""The feed of waiting and new comments for whoever moderates, by an address of their own."""

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from comments.models import Comment
from wiq_site.feeds import FORMATS, Channel, feed_item, feed_urn

SALT = "comments.desk-feed"
SHOWN = 50


def _mark(user):
    """Give what a new password changes."""
    return salted_hmac(SALT, user.password, algorithm="sha256").hexdigest()[:16]


def address(user):
    """Give the path of the feed that only ``user`` should know; a new password ends it."""
    return reverse("comments:desk-feed", args=[signing.dumps([user.pk, _mark(user)], salt=SALT)])


def _moderator(token):
    """Give the user of ``token``. Raises Http404 unless they may still decide on comments."""
    try:
        pk, mark = signing.loads(token, salt=SALT)
    except (signing.BadSignature, TypeError, ValueError):
        raise Http404 from None
    user = get_user_model().objects.filter(pk=pk, is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(mark, _mark(user)):
        raise Http404
    if not user.has_perm("comments.change_comment"):
        raise Http404
    return user


@never_cache
@require_safe
def desk_feed(request, token):
    """The newest comments that wait or are approved, each leading to the desk. Never kept."""
    _moderator(token)
    states = (Comment.State.WAITING, Comment.State.APPROVED)
    comments = Comment.objects.filter(state__in=states).prefetch_related("target")[:SHOWN]
    channel = Channel(
        urn=feed_urn("redaktion"),
        title=gettext("Neue Kommentare für die Redaktion"),
        page_path=reverse("admin:comments_comment_changelist"),
        items=[_item(request, comment) for comment in comments],
    )
    text = channel.written("rss", request)
    return HttpResponse(text, content_type=FORMATS["rss"].content_type)


def _item(request, comment):
    words = {"state": comment.get_state_display(), "name": comment.name, "title": comment.target}
    return feed_item(
        request,
        urn=comment.uuid.urn,
        title=gettext("%(state)s: %(name)s zu „%(title)s“") % words,
        path=reverse("admin:comments_comment_change", args=[comment.pk]),
        html=comment.text_html,
        published=comment.created_at,
        updated=comment.created_at,
        author=comment.name,
    )
