from django import template
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def duration(minutes):
    """Give whole ``minutes`` as people say them: "45 Minuten", "2 Stunden 30 Minuten"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%d Stunde", "%d Stunden", hours) % hours)
    if rest or not hours:
        parts.append(ngettext("%d Minute", "%d Minuten", rest) % rest)
    return " ".join(parts)
