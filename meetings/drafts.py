"""A TOP becomes the draft of a post that looks for people: "Idee sucht Team"."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Post
from meetings.protocol_text.inline import escape

IDEA = _("Idee sucht Team")
ROUND = str.maketrans("[]", "()")  # square brackets would end the text of a link
TITLE_LENGTH = Post._meta.get_field("title").max_length


@transaction.atomic
def draft_of(item, with_idea=True):
    """Give a new draft post that quotes the minutes of ``item`` and links back to them.

    It carries the topics of the item, and "Idee sucht Team" if asked for. Raises MarkupError where
    the minutes are too long to be quoted.
    """
    post = Post.objects.create(title=item.name[:TITLE_LENGTH], body=_body(item))
    post.topics.set([*item.topics.all(), *([str(IDEA)] if with_idea else [])])
    return post


def _body(item):
    lines = item.protocol.strip().splitlines()
    quote = "\n".join(f"> {line}".rstrip() for line in lines)
    meeting = item.meeting
    words = {"item": item, "meeting": meeting, "date": date_format(meeting.date, "j. F Y")}
    source = gettext("%(item)s, %(meeting)s vom %(date)s") % words
    label = escape(" ".join(source.translate(ROUND).split()))
    address = f"{meeting.main_url}#{item.anchor}"
    link = gettext("Aus dem Protokoll: %(link)s") % {"link": f"[{label}]({address})"}
    return "\n\n".join(part for part in [quote, link] if part)
