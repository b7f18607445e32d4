"""What an editor should look at once more before a meeting is published; nothing here forbids it."""

from django.utils.translation import gettext as _

from meetings import timetable


def doubts_about_minutes(meeting):
    """Give German sentences on the minutes of ``meeting`` (read by ``for_minutes``)."""
    items = list(meeting.items.all())
    return [sentence for sentence in [
        _("Das Treffen ist abgesagt.") if meeting.cancelled_at else "",
        "" if meeting.is_over() else _("Das Treffen ist noch nicht vorbei."),
        _of_post(meeting.report),
        "" if meeting.start else _("Der Beginn fehlt: Die Dauer des ersten TOP bleibt unbekannt."),
        *_on_items(items),
        _backwards(meeting, items),
        _actual_backwards(meeting, items),
    ] if sentence]  # fmt: skip


def doubts_about_agenda(meeting):
    """Give German sentences on the invitation to ``meeting`` (read by ``for_minutes``)."""
    items = list(meeting.items.all())
    return [sentence for sentence in [
        _("Das Treffen ist abgesagt.") if meeting.cancelled_at else "",
        _("Das Treffen ist schon vorbei.") if meeting.is_over() else "",
        _of_post(meeting.invitation),
        "" if meeting.start else _("Der Beginn fehlt."),
        "" if meeting.place or meeting.online_url else _("Der Ort fehlt."),
        "" if items else _("Auf der Tagesordnung steht noch nichts."),
        _closed(items),
        _backwards(meeting, items),
    ] if sentence]  # fmt: skip


def overrun(meeting):
    """Give ``(end, minutes)``: when the agenda ends and by how much after the planned end; or None."""
    known = [slot.ends_at for slot in meeting.slots if slot.ends_at]
    if not (known and meeting.end):
        return None
    minutes = (known[-1] - meeting.ends_at) // timetable.MINUTE
    return (known[-1].astimezone(timetable.ZONE), minutes) if minutes > 0 else None


def _of_post(post):
    if post and post.withdrawn_at:
        return _("Der Beitrag ist zurückgezogen und bleibt es, bis Sie das bei ihm ändern.")
    return ""


def _on_items(items):
    if not items:
        return [_("Das Protokoll hat keinen TOP.")]
    empty = [item for item in items if item.public and not item.protocol.strip()]
    text = _("Noch ohne Text: %(items)s.")
    return [text % {"items": _listed(empty)} if empty else "", _closed(items)]


def _closed(items):
    closed = [item for item in items if not item.public]
    text = _("Nicht öffentlich, nur mit Nummer genannt: %(items)s.")
    return text % {"items": _listed(closed)} if closed else ""


def _listed(items):
    return ", ".join(f"TOP {item.number}" if item.number else f"„{item.name}“" for item in items)


def _backwards(meeting, items):
    plan = [Planned(item) for item in items]
    try:
        timetable.settle(meeting.date, meeting.start, plan)
    except timetable.BackwardsError as error:
        words = {"item": _listed([error.item.item]), "end": f"{error.previous_end:%H:%M}"}
        return (
            _(
                "%(item)s endet vor dem TOP davor, der bis %(end)s Uhr geht. Bitte prüfen Sie die Zeiten."
            )
            % words
        )
    return ""


class Planned:
    """The plan of an item, so that it can be settled without being changed."""

    def __init__(self, item):
        self.item = item
        self.planned_minutes, self.planned_end = item.planned_minutes, item.planned_end


def _actual_backwards(meeting, items):
    latest = meeting.starts_at
    for item in items:
        end = item.actual_end and timetable.moment(meeting.date, item.actual_end, after=latest)
        if end and latest and end < latest:
            return _("Laut Protokoll endete %(item)s vor dem TOP davor.") % {
                "item": _listed([item])
            }
        latest = end or latest
    return ""
