"""How a page names a feed: as the feed itself does."""

from django import template

from wiq_site.feeds import feed_title

register = template.Library()
register.simple_tag(feed_title)
