"""What is found of meetings and their minutes, and where it leads.

A meeting is found by its agenda until its minutes are public. From that moment on every public TOP
is found for itself, and so are intro and closing: on the report where there is one, else on the page
of the meeting. Source: DESIGN, "Post and meeting".
"""

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.agenda import Outcome
from meetings.models import Meeting, whole_meetings
from wiq_site.kit import changes
from wiq_site.kit.markup import plain_text
from wiq_site.search.models import Document, Kind, SearchEntry

TITLE_LENGTH = SearchEntry._meta.get_field("title").max_length


def meeting_documents(pks):
    """Yield ``(pk, Document)`` for each of the meetings ``pks``: before the minutes and after."""
    for meeting in whole_meetings(pks).values():
        minutes_from, minutes_until = meeting.protocol_published_at, meeting.protocol_until
        if meeting.agenda_published_at:
            # With a report the introduction is that of the minutes, and public with them.
            intro = "" if meeting.report_id else plain_text(meeting.intro_html)
            agenda = [f"{item} {item.who}".strip() for item in meeting.items.all() if item.public]
            parts = [meeting.place, intro, *agenda, *_people_of(meeting)]
            text = " · ".join(part for part in parts if part.strip())
            spans = [(meeting.agenda_published_at, minutes_from or meeting.withdrawn_at)]
            if minutes_from and minutes_until:
                spans.append((minutes_until, meeting.withdrawn_at))
            for since, until in spans:
                beside = [gettext("Tagesordnung")]
                words = str(meeting.change_words)
                yield meeting.pk, _of_meeting(meeting, text, since, until, beside, words)
            if meeting.invitation and meeting.invitation.published_at:
                post = meeting.invitation  # it shows the agenda, as long as both are public
                ends = filter(None, (meeting.withdrawn_at, post.withdrawn_at))
                document = Document(
                    kind=Kind.MEETING,
                    path=post.get_absolute_url(),
                    title=gettext("Tagesordnung"),
                    text=" · ".join(agenda),
                    beside=_names_of(meeting),
                    context=_joined(post.title, meeting.change_words),
                    moment=meeting.opening,
                    visible_from=max(meeting.agenda_published_at, post.published_at),
                    visible_until=min(ends, default=None),
                    page=(type(post), post.pk),
                )
                yield meeting.pk, document
        if minutes_from and meeting.report:
            date = date_format(meeting.date, "j. F Y")
            title = gettext("Protokoll vom %(date)s") % {"date": date}
            text, report = text_of_minutes(meeting), meeting.report
            yield meeting.pk, _of_minutes(meeting, report, title=title, text=text)
        elif minutes_from:
            text = f"{meeting.place} {text_of_minutes(meeting)}".strip()
            beside = [Kind.PROTOCOL.label]
            words = _joined(meeting.change_words, meeting.protocol_words, meeting.corrected_words)
            span = (minutes_from, minutes_until)
            yield meeting.pk, _of_meeting(meeting, text, *span, beside, words)


def _of_meeting(meeting, text, since, until, beside, words):
    return Document(
        kind=Kind.MEETING,
        path=meeting.get_absolute_url(),
        title=meeting.title,
        topics=[meeting.series.name] if meeting.series else [],
        text=text,
        beside=beside,
        context=words,
        moment=meeting.opening,
        visible_from=since,
        visible_until=until,
    )


def _of_minutes(meeting, owner, anchor="", kind=Kind.PROTOCOL, **fields):
    """What stands in the minutes of ``meeting``, on the page of ``owner``: its report or itself."""
    return Document(
        kind=kind,
        path=owner.get_absolute_url() + anchor,
        context=_joined(
            owner.title, meeting.change_words, meeting.standing, meeting.corrected_words
        ),
        moment=meeting.opening,
        visible_from=meeting.protocol_published_at,
        visible_until=meeting.protocol_until,
        **{"page": (type(owner), owner.pk), "beside": _names_of(meeting)} | fields,
    )


def _joined(*words):
    return " · ".join(str(part) for part in words if part)


def item_documents(pks):
    """Yield ``(pk, Document)`` for each of the TOPs ``pks`` that is public and has public minutes."""
    wanted = set(pks)
    for meeting in whole_meetings(item_pks=wanted).values():
        if not meeting.protocol_published_at:
            continue
        owner = meeting.report or meeting
        for item in meeting.items.all():
            if item.pk in wanted and item.public:
                outcomes = [f"{each.words} {each.who}".strip() for each in item.untold_outcomes()]
                text = _joined(plain_text(item.protocol_html), *outcomes)
                document = _of_minutes(
                    meeting,
                    owner,
                    f"#{item.anchor}",
                    title=str(item),
                    topics=[topic.name for topic in item.topics.all()],
                    text=": ".join(filter(None, (item.who, text))),
                    position=item.position,
                )
                yield item.pk, document


def outcome_documents(pks):
    """Yield ``(pk, Document)`` for each of the decisions and tasks ``pks`` of public minutes.

    They stand on no page but their own, so that who looks for a page finds it by its TOP.
    """
    wanted = set(pks)
    meetings = changes.loaded(Meeting)  # at the end of a unit those of all that changed
    if meetings is None:
        items = Outcome.objects.filter(pk__in=wanted).values_list("item", flat=True)
        meetings = whole_meetings(item_pks=set(items))
    for meeting in meetings.values():
        if not meeting.protocol_published_at:
            continue
        owner = meeting.report or meeting
        items = [item for item in meeting.items.all() if item.public]
        for item, outcome in ((i, o) for i in items for o in i.valid_outcomes if o.pk in wanted):
            document = _of_minutes(
                meeting,
                owner,
                f"#{item.anchor}",
                kind=Kind(outcome.kind),
                title=outcome.words[:TITLE_LENGTH],
                topics=[topic.name for topic in item.topics.all()],
                text=_joined(item, outcome.who, outcome.due_words, outcome.vote_words),
                beside=[*_names_of(meeting), *_kind_of(outcome)],
                position=item.position,
                page=(Outcome, outcome.pk),
            )
            yield outcome.pk, document


def _kind_of(outcome):
    """What people call it who look for one, beside the word of its kind."""
    votes = [_("Abstimmung"), _("abgestimmt")] if outcome.votes else []
    return [_("beschlossen"), *votes] if outcome.kind == Outcome.Kind.DECISION else []


def _names_of(meeting):
    """What a meeting is called and where it was, for what is found of it beside its page."""
    series = meeting.series and meeting.series.name
    return list(filter(None, (meeting.title, series, meeting.place)))


def text_of_minutes(meeting):
    """What stands in the minutes of ``meeting`` beside its TOPs, as plain text."""
    intro, closing = plain_text(meeting.intro_html), plain_text(meeting.closing_html)
    return _joined(intro, closing, *_people_of(meeting, with_minutes=True))


def _people_of(meeting, with_minutes=False):
    """Who led it and wrote its minutes; with these, who was there and who was not."""
    people = {_("Leitung"): meeting.chair, _("Protokollführung"): meeting.minute_taker}
    if with_minutes:
        people |= {_("Dabei"): meeting.attendance, _("Nicht dabei"): meeting.apologies}
    return [f"{label}: {who}" for label, who in people.items() if who]
