"""Which feeds a reader takes away as one OPML file."""

from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.forms import PostFilterForm
from blog.models import Topic
from wiq_site.filters import FilterError, SlugsField, said

SITE_FEEDS = {"beitraege": _("alle Beiträge"), "protokolle": _("alle Protokolle")}


class FeedChoiceForm(forms.Form):
    """Feeds of the whole site and of topics; who chooses nothing gets those of the whole site."""

    feed = forms.MultipleChoiceField(
        choices=SITE_FEEDS.items(),
        required=False,
        error_messages={"invalid_choice": _("Den Feed „%(value)s“ gibt es hier nicht.")},
    )
    thema = SlugsField(required=False)

    @cached_property
    def chosen(self):
        """The chosen ``feed`` words and ``thema`` slugs. Raises FilterError."""
        chosen = said(self)
        feeds = [word for word in SITE_FEEDS if word in chosen["feed"]]
        if not feeds and not chosen["thema"]:
            feeds = list(SITE_FEEDS)
        return {"feed": feeds, "thema": chosen["thema"]}

    @cached_property
    def topics(self):
        """The chosen topics in the order of the address. Raises FilterError for an unknown one."""
        slugs = self.chosen["thema"]
        topics = Topic.objects.published().filter(slug__in=slugs).order_by("slug")
        if len(topics) != len(slugs):
            raise FilterError(gettext("Dieses Thema gibt es hier nicht."))
        return topics

    def query(self):
        """Give the canonical query string: none for the feeds of the whole site alone."""
        chosen = self.chosen
        if chosen == {"feed": list(SITE_FEEDS), "thema": []}:
            return ""
        return urlencode(chosen, doseq=True)

    def moved_query(self):
        """Give the query with the new slugs of renamed topics; None where none was renamed."""
        moved = PostFilterForm(self.data).moved_query() if self.chosen["thema"] else None
        feeds = urlencode({"feed": self.chosen["feed"]}, doseq=True)
        return moved and "&".join(part for part in (feeds, moved) if part)


def opml_query(values):
    """Give the canonical query string of the OPML file. Raises FilterError."""
    return FeedChoiceForm(values).query()
