"""Posts and the topics they carry."""

from blog.models.posts import Post
from blog.models.tagging import TaggedPost
from blog.models.topics import Topic

__all__ = ["Post", "TaggedPost", "Topic"]
