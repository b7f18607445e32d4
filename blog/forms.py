"""What a visitor narrows the posts by; list, feeds and page links all obey it."""

import unicodedata
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Topic
from wiq_site.pages.redirects import new_path_of

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
LONGEST_WORDS = 200  # characters


class FilterError(Http404):
    """A filter that names what does not exist; the 404 page shows its sentence to readers."""

    for_readers = True


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics by slug; one that was renamed or merged is found by its old address."""

    def clean(self, value):
        return super().clean([self.current_slug(slug) for slug in value or []])

    def current_slug(self, slug):
        if not self.queryset.filter(slug=slug).exists():
            new_path = new_path_of(f"/themen/{slug}/")
            if new_path and new_path.startswith("/themen/"):
                return new_path.removeprefix("/themen/").strip("/")
        return slug


class WordsField(forms.CharField):
    """Words as typed, with single blanks and without control characters."""

    def to_python(self, value):
        text = unicodedata.normalize("NFC", super().to_python(value))
        readable = "".join(" " if unicodedata.category(c).startswith("C") else c for c in text)
        return " ".join(readable.split())


class PostFilterForm(forms.Form):
    """Which posts: by topics (all must match), year, month, words, author."""

    thema = TopicsField(
        Topic.objects.all(),
        to_field_name="slug",
        label=_("Themen"),
        required=False,
        error_messages={"invalid_choice": _("Das Thema „%(value)s“ gibt es hier nicht.")},
    )
    jahr = forms.IntegerField(
        label=_("Jahr"), required=False, min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    monat = forms.IntegerField(label=_("Monat"), required=False, min_value=1, max_value=12)
    q = WordsField(label=_("Wörter"), required=False, max_length=LONGEST_WORDS)
    autor = WordsField(label=_("geschrieben von"), required=False, max_length=100)

    def chosen(self):
        """Give the cleaned filter. Raises FilterError where it names what does not exist."""
        if not self.is_valid():
            raise FilterError(" ".join(e for errors in self.errors.values() for e in errors))
        return self.cleaned_data

    def apply(self, posts):
        """Give ``posts`` narrowed. Raises FilterError."""
        chosen = self.chosen()
        posts = posts.tagged(chosen["thema"]).matching(chosen["q"])
        if chosen["jahr"]:
            posts = posts.filter(published_at__year=chosen["jahr"])
            if chosen["monat"]:
                posts = posts.filter(published_at__month=chosen["monat"])
        return posts.filter(author=chosen["autor"]) if chosen["autor"] else posts

    def pairs(self):
        """Give the filter as ``[(key, value)]`` in its one order: no empty ones, topics by slug."""
        chosen = self.chosen()
        pairs = [("thema", slug) for slug in sorted(topic.slug for topic in chosen["thema"])]
        keys = ("jahr", "monat", "q", "autor") if chosen["jahr"] else ("jahr", "q", "autor")
        return pairs + [(key, chosen[key]) for key in keys if chosen[key]]

    def query(self, without=None):
        """Give the canonical query string, on request without the pair ``without``.

        A month goes with its year, since it means nothing alone.
        """
        pairs = [pair for pair in self.pairs() if pair != without]
        if without and without[0] == "jahr":
            pairs = [pair for pair in pairs if pair[0] != "monat"]
        return urlencode(pairs)

    def conditions(self):
        """Give what is chosen for people: ``[(sentence, query without it)]``."""
        names = {topic.slug: topic.name for topic in self.chosen()["thema"]}
        sentences = {
            "thema": lambda value: names[value],
            "jahr": str,
            "monat": lambda value: str(MONTHS[value]),
            "q": lambda value: gettext("mit „%(words)s“") % {"words": value},
            "autor": lambda value: gettext("von %(name)s") % {"name": value},
        }
        return [
            (sentences[key](value), self.query(without=(key, value))) for key, value in self.pairs()
        ]

    def title(self):
        """Give the choice as a title: "Beiträge zu Klima und Lindenau, März 2024"."""
        chosen = self.chosen()
        topics = [topic.name for topic in sorted(chosen["thema"], key=lambda topic: topic.slug)]
        title = gettext("Beiträge")
        if topics:
            title += " " + gettext("zu %(topics)s") % {"topics": joined(topics)}
        if chosen["jahr"]:
            month = str(MONTHS[chosen["monat"]]) + " " if chosen["monat"] else ""
            title += f", {month}{chosen['jahr']}"
        if chosen["q"]:
            title += " " + gettext("mit „%(words)s“") % {"words": chosen["q"]}
        if chosen["autor"]:
            title += " " + gettext("von %(name)s") % {"name": chosen["autor"]}
        return title


def joined(names):
    """Give ``names`` as one reads them out: "A, B und C"."""
    *first, last = names
    return (
        gettext("%(first)s und %(last)s") % {"first": ", ".join(first), "last": last}
        if first
        else last
    )


def feed_query(values):
    """Give the canonical query string of a feed. Raises FilterError."""
    return PostFilterForm(values).query()


def list_query(values):
    """Give the canonical query string of the list: the feed's, then the page. Raises FilterError."""
    query = feed_query(values)
    page = values.get("seite", "1")
    if not page.isascii() or not page.isdigit() or not 1 <= int(page[:9]) <= 99_999:
        raise FilterError(gettext("Diese Seite der Liste gibt es nicht."))
    if int(page) == 1:
        return query
    return f"{query}&seite={int(page)}" if query else f"seite={int(page)}"
