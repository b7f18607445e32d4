"""The moderators' desk: the queue of comments, words to look out for, one person's data."""

from comments.admin.queue import CommentAdmin
from comments.admin.words import BlockedWordAdmin

__all__ = ["BlockedWordAdmin", "CommentAdmin"]
