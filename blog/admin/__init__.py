"""The editors' desk of posts and topics."""

from blog.admin.posts import PostAdmin
from blog.admin.topics import TopicAdmin

__all__ = ["PostAdmin", "TopicAdmin"]
