"""Cards of posts, as home, lists and topics show them."""

from functools import partial

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join

from blog.models import Post
from wiq_site.kit.caches import remembered
from wiq_site.kit.registries import words_now

register = template.Library()


@register.simple_tag
def post_cards(posts, heading, pinned=()):
    """Return the cards of ``posts``, their titles in elements called ``heading``, each with its ``comment_count``.

    Those whose pk is in ``pinned`` say so.

    A card is remembered by the last change of its post and what is so now; those that are not are read together, in
    two queries.
    """
    now, missing, cards = posts and words_now(), _Missing(posts), []
    for post in posts:
        shown = {
            "heading": heading,
            "pinned": post.pk in pinned,
            "now": now.get(post.get_absolute_url(), ""),
        }
        key = ("card", *shown.values(), *post.signature, post.comment_count)
        cards.append(remembered(key, partial(missing.card, post.pk, shown)))
    return format_html_join("", "{}", ((card,) for card in cards))


class _Missing:
    """The posts read whole, once the first of their cards has to be made."""

    def __init__(self, posts):
        self.counts = {post.pk: post.comment_count for post in posts}
        self.posts = None

    def card(self, pk, shown):
        if self.posts is None:
            self.posts = {p.pk: p for p in Post.objects.filter(pk__in=self.counts).for_list()}
        post = self.posts.get(pk)
        if post is None:  # deleted since the list was read
            return ""
        post.comment_count = self.counts[pk]
        return render_to_string("blog/_post_card.html", shown | {"post": post})
