"""What comments ask of meetings: one thread with the report, and the TOPs one may write about."""

from blog.models import Post
from meetings.models import AgendaItem, Meeting


def meetings_of(target):
    """Give the meetings that the post ``target`` reports, as their comments go on below it."""
    return Meeting.objects.filter(report=target) if isinstance(target, Post) else None


def gathered(model):
    """Give what else stands below posts: the comments on the meeting that a post reports."""
    return (Meeting, "report") if model is Post else None


def tops_of(target):
    """Give ``{anchor: "TOP 4 Lösungsteams"}`` of the public TOPs that the page of ``target`` shows."""
    if isinstance(target, Post):
        items = AgendaItem.objects.with_protocol().filter(meeting__report=target)
    elif isinstance(target, Meeting):
        items = AgendaItem.objects.published().filter(meeting=target)
    else:
        return {}
    return {item.anchor: str(item) for item in items.only("anchor", "number", "name")}
