"""Typing topics: a plain text field that suggests existing ones where JavaScript runs."""

from django import forms
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagWidget
from taggit.managers import TaggableManager


class TopicsInput(TagWidget):
    """Topics separated by commas; static/js/topic-suggest.js makes it a combobox."""

    class Media:
        js = [forms.Script("js/topic-suggest.js", type="module")]

    def __init__(self, attrs=None):
        suggest = {
            "class": "vTextField",
            "data-topic-suggest": reverse_lazy("admin:blog_topic_suggestions"),
            "data-suggest-label": _("Vorhandene Themen"),
        }
        super().__init__(suggest | (attrs or {}))

    def render(self, *args, **kwargs):
        return format_html('<div class="topic-suggest">{}</div>', super().render(*args, **kwargs))


TOPIC_FIELDS = {TaggableManager: {"widget": TopicsInput}}  # for a ModelAdmin's formfield_overrides
