"""Cards of posts, as home, lists and topics show them."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join

from blog.models import Post
from wiq_site.kit.caches import remembered

register = template.Library()


@register.simple_tag
def post_cards(posts, heading, pinned=()):
    """Return the cards of ``posts``, their titles in elements called ``heading``, each with its ``comment_count``.

    Those whose pk is in ``pinned`` say so.

    A card is remembered by the last change of its post; those that are not are read together, in two queries.
    """
    keys = [
        ("card", heading, post.pk in pinned, *post.signature, post.comment_count) for post in posts
    ]
    missing = _Missing(posts)
    cards = (
        remembered(key, lambda pk=post.pk: missing.card(pk, heading, pk in pinned))
        for key, post in zip(keys, posts, strict=True)
    )
    return format_html_join("", "{}", ((card,) for card in cards))


class _Missing:
    """The posts read whole, once the first of their cards has to be made."""

    def __init__(self, posts):
        self.counts = {post.pk: post.comment_count for post in posts}
        self.posts = None

    def card(self, pk, heading, pinned):
        if self.posts is None:
            self.posts = {p.pk: p for p in Post.objects.filter(pk__in=self.counts).for_list()}
        post = self.posts.get(pk)
        if post is None:  # deleted since the list was read
            return ""
        post.comment_count = self.counts[pk]
        values = {"post": post, "heading": heading, "pinned": pinned}
        return render_to_string("blog/_post_card.html", values)
