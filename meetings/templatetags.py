"""The data block of a meeting's page: ``{% event_data meeting %}``."""

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.text import slot_time
from meetings.timetable import labels_of
from meetings.views import event
from wiq_site.kit.markup import data_block

register = template.Library()


@register.simple_tag(takes_context=True)
def event_data(context, meeting):
    """Return ``meeting`` as JSON-LD; needs ``root_url`` in the context."""
    return data_block(event(context["root_url"], meeting))


register.filter("labels", labels_of)
register.filter("slot_time", slot_time)


@register.filter
def between_names(who):
    """Return "Hannes/Kristina" as HTML whose line may end between the names."""
    *first, last = str(who).split("/")
    return format_html_join("", "{}/<wbr>", ((name,) for name in first)) + escape(last)


@register.filter
def duration(minutes):
    """Return whole ``minutes`` as people say them: "45 Minuten", "2 Stunden 30 Minuten"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%d Stunde", "%d Stunden", hours) % hours)
    if rest or not hours:
        parts.append(ngettext("%d Minute", "%d Minuten", rest) % rest)
    return "\xa0".join(parts)


@register.filter
def in_days(date):
    """Return how far away the coming ``date`` is, as people say it: "heute", "morgen", "in 5 Tagen"."""
    days = (date - timezone.localdate()).days
    if days <= 0:
        return _("heute")
    if days == 1:
        return _("morgen")
    return _("in %d Tagen") % days
