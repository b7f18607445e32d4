"""Where the minutes go: into a new meeting or one planned before, and what differs from its plan."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blog.models import Topic
from meetings.admin.paste.draft import clock, day
from meetings.admin.paste.rows import rows_in, set_rows
from meetings.imports import FACTS, Times
from meetings.matching import best_guess, candidates, match
from meetings.models import Meeting

NEW = ""
LONG = 80  # characters
FILLED = ["start", "end", "place", "chair", "minute_taker", "attendance", "apologies"]


def key_in(fields, name):
    """Give the primary key in the field ``name``, or None."""
    typed = fields.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def about(fields):
    """Give the date and the series in ``fields``, None for what is not there."""
    try:
        date = forms.DateField(required=False).clean(fields.get("date", ""))
    except forms.ValidationError:
        date = None
    return date, Topic.objects.filter(pk=key_in(fields, "series")).first()


def offered(fields):
    """Give the planned meetings to choose from; one that is chosen stays, as long as it may."""
    found = candidates(*about(fields))
    chosen = key_in(fields, "into")
    if chosen and chosen not in {meeting.pk for meeting in found}:
        found += Meeting.objects.filter(pk=chosen, protocol_published_at=None)
    return found


def chosen_of(fields, meetings):
    """Give the meeting that ``fields`` choose of those offered, or None for a new one."""
    return next((meeting for meeting in meetings if str(meeting.pk) == fields.get("into")), None)


def plan_of(meeting):
    """Give the planned items of ``meeting`` with who leads them; none without a meeting."""
    return list(meeting.items.prefetch_related("item_speakers__speaker")) if meeting else []


def guess(fields):
    """Choose in ``fields``, fresh from a text, the meeting that it is surely about."""
    date, series = about(fields)
    meeting = best_guess(candidates(date, series), date, series)
    fields["into"] = str(meeting.pk) if meeting else NEW
    compare(fields)


def compare(fields):
    """Let ``fields`` follow the choice of another meeting: its items, what only its plan knows."""
    meeting = chosen_of(fields, offered(fields))
    fields["into"] = fields["compared"] = str(meeting.pk) if meeting else NEW
    rows, plan = rows_in(fields), list(meeting.items.all()) if meeting else []
    found = match([(row.get("number", ""), row.get("name", "")) for row in rows], plan)
    set_rows(
        fields,
        [
            row | {"planned": str(item.pk) if item else ""}
            for row, item in zip(rows, found, strict=True)
        ],
    )
    if meeting is None:
        return
    fields["times"] = Times.ACTUAL if meeting.agenda_published_at else Times.PLAN
    for name in FILLED:
        fields[name] = fields.get(name) or _typed(getattr(meeting, name))
    if not fields.get("series") and meeting.series_id:
        fields["series"] = str(meeting.series_id)


def _typed(value):
    return value if isinstance(value, str) else clock(value)


def differences(meeting, told):
    """Give sentences on what the plan of ``meeting`` says and ``told``, cleaned facts, replaces."""
    found = []
    for name in [*FACTS, "closing"]:
        planned, new = getattr(meeting, name), told.get(name)
        if planned and new and planned != new:
            label = Meeting._meta.get_field(name).verbose_name
            found.append(f"{label}: {_instead(planned, new)}")
    return found


def _instead(planned, new):
    if isinstance(new, str) and len(new) > LONG:  # it stands in its own field as well
        return _("wird ersetzt: %s") % planned
    return _geplant(_shown(planned), _shown(new))


def _shown(value):
    return (
        value if isinstance(value, str) else clock(value) if hasattr(value, "hour") else day(value)
    )


def _geplant(planned, new):
    return _("geplant: %(planned)s · im Text: %(new)s") % {"planned": planned, "new": new}


def item_differences(entry):
    """Give sentences on what a planned item says otherwise than the TOP ``entry`` of the text."""
    item, draft = entry.planned, entry.draft
    found = []
    if item.name != draft.name:
        found.append(_("geplant: „%s“") % item.name)
    if draft.end and item.planned_end and draft.end != item.planned_end:
        ends = [_("bis %s") % clock(end) for end in (item.planned_end, draft.end)]
        found.append(_geplant(*ends))
    minutes = (item.planned_minutes, draft.planned_minutes)
    if None not in minutes and minutes[0] != minutes[1]:
        found.append(
            _geplant(*(ngettext("%d Minute", "%d Minuten", count) % count for count in minutes))
        )
    who = "/".join(draft.speakers) or draft.speakers_note
    if who and item.who and item.who not in (who, draft.speakers_note):
        found.append(_geplant(item.who, who))
    if item.protocol.strip() and draft.protocol.strip() not in ("", item.protocol.strip()):
        found.append(_("wird ersetzt: %s") % item.protocol)
    return found
