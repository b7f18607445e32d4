"""Clock times in words: ``{{ meeting.start|hours:meeting.end }}``, ``{{ slot.ends_at|until }}``."""

from django import template

from wiq_site import hours

register = template.Library()
register.filter("hours", hours.hours)
register.filter("day_and_hour", hours.day_and_hour)


@register.filter
def until(end):
    """Give "bis 18 Uhr", or "" where no end is known."""
    return hours.hours(None, end)
