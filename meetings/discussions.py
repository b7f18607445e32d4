"""What comments ask of meetings: one thread with the report, and the TOPs one may write about."""

from blog.models import Post
from meetings.models import AgendaItem, Meeting


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
