"""What pages, other apps' lists and the editors' desk show of comments."""

from django import template
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string

from comments import privacy, targets
from comments.models import Comment
from wiq_site.kit.caches import remembered, remembered_now
from wiq_site.kit.markup import allowed_comment_tags, with_told_links
from wiq_site.kit.prepared import prepared
from wiq_site.kit.site import site

register = template.Library()
register.simple_tag(allowed_comment_tags)
register.filter(with_told_links)
register.simple_tag(targets.form_address, name="comment_form_address")


@register.simple_tag
def comments_on(target):
    """Show the discussion of ``target``, below its report as below itself, and the way to the form.

    The oldest comment comes first, each with its replies. One that is not to be read any more stays, without
    a word of it, where it was answered.
    """
    discussed = targets.discussion(target)
    address = targets.form_address(discussed)
    return remembered_now(("discussion", address), lambda: _discussion(discussed, address))


def _discussion(discussed, address):
    """Return the comments on ``discussed`` as HTML, remembered under their rows."""
    model, columns = type(discussed), [f.attname for f in Comment._meta.concrete_fields]

    def build(pk):
        return Comment.objects.on(*targets.thread(model(pk=pk))).placed().values_list(*columns)

    kind = ContentType.objects.get_for_model(model).pk
    rows = prepared(("comments on", model, kind), build, pk=discussed.pk)
    about = columns.index("about")
    places = targets.places(discussed) if any(row[about] for row in rows) else {}
    is_open, contact = discussed.accepts_comments(), site().contact

    def make():
        comments = [Comment.from_db(None, columns, row) for row in rows]
        replies = {comment.pk: [] for comment in comments if comment.parent_id is None}
        for comment in comments:
            comment.holds_place = comment.state != Comment.State.APPROVED
            comment.tell_place(places)
            if comment.parent_id in replies:
                replies[comment.parent_id].append(comment)
        threads = [(comment, replies[comment.pk]) for comment in comments if comment.pk in replies]
        shown = [comment for first, others in threads for comment in (first, *others)]
        context = {"threads": threads, "open": is_open, "form_address": address, "contact": contact}
        context["count"] = sum(comment.state == Comment.State.APPROVED for comment in shown)
        return render_to_string("comments/_comments.html", context)

    return remembered(("comments", address, contact, is_open, *places.items(), *rows), make)


@register.simple_tag
def count_comments(*lists):
    """Set ``comment_count`` on each object of ``lists``, by one query: what its page or its report's shows."""
    discussed = [(item, targets.discussion(item)) for items in lists for item in items]
    places = {place for _, place in discussed}
    key = ("comments below", *sorted((place._meta.label, place.pk) for place in places))
    counts = remembered_now(key, lambda: Comment.objects.count_below(places)) if places else {}
    for item, place in discussed:
        kind = ContentType.objects.get_for_model(place).pk
        item.comment_count = counts.get((kind, place.pk), 0)
    return ""


@register.inclusion_tag("comments/_periods.html")
def comment_periods():
    """Print why and how long what is kept of comments, from the table that is kept to."""
    return {"periods": privacy.PERIODS, "basis": privacy.BASIS}


@register.simple_tag
def comment_basis():
    """Return why what is typed into the form may be kept."""
    return privacy.BASIS
