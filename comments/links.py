"""Links and cookies that prove something: that one wrote a comment, may decide on it or moderates.

Following a link changes nothing, for programs follow links too; only a button on its page does.
"""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from comments.models import Comment
from wiq_site.kit.links import TokenSigner

DAY = 24 * 3600

# One purpose for each of the addresses by which whoever wrote a comment comes back to it; the purpose is
# the name of the address.
OWN = {
    purpose: TokenSigner(f"comments.{purpose}", max_age=max_age, view=f"comments:{purpose}")
    for purpose, max_age in {
        "thanks": DAY,  # on a shared computer the address stays in the history
        "change": None,
        "withdraw": None,
        "replies-confirm": 7 * DAY,
        "replies-end": None,
        "remember": 7 * DAY,
    }.items()
}
DECISION = TokenSigner("comments.decide", max_age=7 * DAY, view="comments:decide")
DESK_FEED = TokenSigner("comments.desk-feed", view="comments:desk-feed")
WRITER = TokenSigner("comments.known", max_age=180 * DAY)
WRITER_COOKIE = "kommentare"


def own_address(purpose, comment):
    """Return the path by which the writer of ``comment`` comes back to it for ``purpose``."""
    return OWN[purpose].path(comment.pk)


def own_comment(purpose, token):
    """Return the comment that ``token`` was signed for, or None: forged, too old, deleted."""
    pk = OWN[purpose].read(token)
    comment = Comment.objects.filter(pk=pk).first() if pk else None
    return comment if comment and comment.target else None


def decision_address(comment, state):
    """Return the path of the page on which to confirm that ``comment`` becomes ``state``."""
    return DECISION.path([comment.pk, state, comment.wording_hash])


def read_decision(token):
    """Return the comment and the state that ``token`` is for, or None; for one wording, while it waits."""
    pk, state, wording_hash = DECISION.read(token) or (None, "", "")
    comment = Comment.objects.waiting().filter(pk=pk).first()
    if comment is None or comment.target is None or comment.wording_hash != wording_hash:
        return None
    return comment, Comment.State(state)


def remember_writer(response, email):
    """Let ``response`` leave with the browser the proof that its user reads the mailbox ``email``.

    An address alone proves nothing, for anybody can type it. The cookie holds a keyed hash, not the
    address, and only the comment forms see it.
    """
    path = reverse("comments:write", args=["x", 0]).removesuffix("x/0/")
    WRITER.set_cookie(response, WRITER_COOKIE, WRITER.keyed_hash(email.strip().lower()), path)


def writer_proof(request):
    """Return what the browser that sent ``request`` was left as a proof, "" without a good one."""
    return WRITER.read_cookie(request, WRITER_COOKIE)


def proves(proof, email):
    """Whether ``proof`` is the one for the mailbox ``email``."""
    address = email.strip().lower()
    return bool(proof and email) and constant_time_compare(proof, WRITER.keyed_hash(address))


def desk_feed_address(user):
    """Return the path of the moderators' feed that only ``user`` should know; a new password ends it."""
    return DESK_FEED.path([user.pk, DESK_FEED.keyed_hash(user.password)[:16]])


def moderator_of(token):
    """Return the user whose feed ``token`` names, or None unless they may still decide on comments."""
    pk, password_hash = DESK_FEED.read(token) or (None, "")
    user = get_user_model().objects.filter(pk=pk, is_active=True, is_staff=True).first()
    if user is None or not user.has_perm("comments.change_comment"):
        return None
    own_hash = DESK_FEED.keyed_hash(user.password)[:16]
    return user if constant_time_compare(password_hash, own_hash) else None
