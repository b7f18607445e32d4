"""A meeting of the database as the plain draft that ``protocol_text`` writes: the way out as text."""

import re
from functools import partial
from itertools import chain
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.models import Post
from meetings import protocol_text
from meetings.protocol_text import ItemDraft, NextMeeting, ProtocolDraft
from meetings.timetable import ZONE
from wiq_site.kit.dates import clock, hours
from wiq_site.kit.escaping import outside_code
from wiq_site.kit.markup import address_from_root, printable
from wiq_site.search.lexemes import tokens_of
from wiq_site.search.spelling import distance


def one_line(text):
    """Return ``text`` on one line and without control characters."""
    return " ".join(printable(text.replace("\r", " ")).split())


_LINK = re.compile(  # in Markdown; of definitions only those to this site or this page
    r"(?P<before>\]\(\s*+)(?P<url>(?P<opened><)?+(?(opened)[^<>\n]+|(?:[^\s()<>]|\([^\s()<>]*\))++))(?=>?\s*\)|>?\s+[\"'])"
    r"|(?<=\]:\s)(?:\.{0,2}/(?!/)|#|\?)[^\s>]*"
)


def absolute_links(text, url):
    """Return ``text`` (Markdown) without HTML, with links that are whole also away from the page at ``url``; code as typed."""

    def whole(link):
        typed = (link["url"] or link[0]).removeprefix("<")
        seen = address_from_root(typed)  # what is no link on the page is none elsewhere
        return link[0].removesuffix(typed) + urljoin(url, seen) if seen else link[0]

    return outside_code(protocol_text.without_tags(text), partial(_LINK.sub, whole))


def slot_time(slot):
    """Return when the item of ``slot`` takes place: "17:00–17:08", "bis 17:08 Uhr", "ab 17:00 Uhr" or ""."""
    if slot.starts_at and slot.ends_at:  # such ranges stand below each other
        return "–".join(clock(moment) for moment in (slot.starts_at, slot.ends_at))
    if slot.ends_at:
        return hours(None, slot.ends_at)
    return _("ab %(start)s") % {"start": hours(slot.starts_at)} if slot.starts_at else ""


def when_and_where(meeting):
    """Return one line: "Donnerstag, 11. März 2021, 17:00–19:00 Uhr, Stadtteilbibliothek"."""
    day, times = date_format(meeting.date, "l, j. F Y"), hours(meeting.start, meeting.end)
    return ", ".join(filter(None, [day, times, meeting.place]))


def same_place(one, other):
    """Whether both spellings lead to one place: they differ by a slip of the pen, or by what one of them adds behind a comma.

    In doubt they do not: numbers, short words and first letters count as they stand.
    """
    pieces = [
        [
            [re.sub("str(asse)?$", "str", word) for word in tokens_of(piece)]
            for piece in re.split(r"[,;(/]|\s[–-]\s", name)
        ]
        for name in (one, other)
    ]
    whole = {"".join(chain(*words)) for words in pieces}
    if len(whole) == 1 or "" in whole:
        return len(whole) == 1
    return all(
        "".join(a) == "".join(b) or (len(a) == len(b) and all(map(_same_word, a, b)))
        for a, b in zip(*pieces, strict=False)
    )


def _same_word(one, other):
    is_long = min(len(one), len(other)) > 4 and (one + other).isalpha()
    return one == other or (is_long and one[0] == other[0] and distance(one, other) <= 1)


def invitation_words(meeting):
    """Return title and teaser that an invitation to ``meeting`` has as long as nobody wrote others."""
    names = {"meeting": meeting.title, "date": date_format(meeting.date, "j. F Y")}
    words = {"title": _("Einladung: %(meeting)s am %(date)s") % names}
    words["teaser"] = when_and_where(meeting)
    return {name: text[: Post._meta.get_field(name).max_length] for name, text in words.items()}


def agenda_lines(meeting):
    """Return a line for each item: "17:00–17:08 TOP 1 Begrüßung (Thorsten)"; of private ones number and time."""
    lines = []
    for slot in meeting.slots:
        who = slot.item.public_who and f"({one_line(slot.item.public_who)})"
        parts = [slot_time(slot), one_line(slot.item.public_title), who]
        lines.append(" ".join(filter(None, parts)))
    return lines


def public_draft(meeting, url):
    """Return what a visitor may read now: the agenda, with minutes once they are public.

    Items that are not public are stubs with their number and their end. Links lead to absolute
    addresses, seen from ``url``, since a mail has no page around it.
    """
    with_minutes = meeting.has_public_protocol()
    draft = draft_of(meeting, with_minutes, private="stub")
    for slot, item in zip(meeting.slots, draft.items, strict=True):
        words = slot.item.postponed_words if with_minutes else ""
        if words and words not in item.protocol.casefold():
            item.protocol = f"{item.protocol}\n\n({words})".strip()
    for part, name in [
        (draft, "intro"),
        (draft, "closing"),
        *((item, "protocol") for item in draft.items),
        *((outcome, "text") for item in draft.items for outcome in item.outcomes),
    ]:
        setattr(part, name, absolute_links(getattr(part, name), url))
    return draft


def public_text(meeting, url):
    """Return the same as text; what is to be known of ``meeting`` stands below its title, each in square brackets."""
    words = [meeting.cancelled_words, *(words for _short, words in meeting.moves.values())]
    if meeting.has_public_protocol():
        words += [meeting.protocol_words, meeting.correction_words]
    notes = [f"[{one_line(str(each)).translate(_ROUND)}]" for each in words if each]
    title, *rest = protocol_text.render(public_draft(meeting, url)).split("\n")
    return "\n".join([title, *notes, *rest])


_ROUND = str.maketrans("[]", "()")


def draft_of(meeting, with_minutes=True, private=""):
    """Return ``meeting`` as a ProtocolDraft; items that are not public stay out, unless ``private`` says "stub" or "whole"."""
    items = []
    for slot in meeting.slots:
        item, end = slot.item, slot.ends_at and slot.ends_at.astimezone(ZONE).time()
        if item.public or private == "whole":
            known = slot.starts_at is not None and slot.ends_at is not None
            draft = ItemDraft(
                number=item.number,
                name=item.name,
                speakers=[link.speaker.shown_name for link in item.item_speakers.all()],
                speakers_note=item.speakers_note,
                end=end,
                planned_minutes=None if known else item.planned_minutes,  # the end says the same
                public=item.public,
            )
            if with_minutes:
                draft.protocol, draft.actual_end = item.protocol, item.actual_end
                draft.outcomes = [each.to_draft() for each in item.valid_outcomes]
            items.append(draft)
        elif private:
            items.append(ItemDraft(item.number, item.public_name, end=end, public=False))
    fields = ["title", "date", "start", "end", "place", "chair", "minute_taker"]
    if with_minutes:
        fields += ["attendance", "apologies", "closing"]
    if with_minutes or meeting.shows_intro:
        fields.append("intro")
    draft = ProtocolDraft(**{name: getattr(meeting, name) for name in fields}, items=items)
    draft.online = meeting.online_words
    draft.topics = [meeting.series.name] if meeting.series else []
    if with_minutes:
        moment = meeting.protocol_published_at
        draft.published = moment and timezone.localdate(moment)
        if meeting.report:
            draft.topics = [topic.name for topic in meeting.report.topics.all()]
    draft.next_meeting = _next_meeting(meeting, draft)
    return draft


def _next_meeting(meeting, draft):
    """The next published meeting of the series that is still to come, in the words of the text where it names the same; else the one named there."""
    named = protocol_text.find_announced_meeting(draft, draft.date)
    if meeting.series_id is None:
        return named
    later = type(meeting).objects.published().filter(series=meeting.series_id, cancelled_at=None)
    later = later.coming().filter(date__gt=meeting.date)
    other = later.only("date", "start", "end").first()
    if other is None:
        return named
    if named and (named.date, named.start, named.end) == (other.date, other.start, other.end):
        return named
    words = protocol_text.german_date(other.date)
    if other.start:
        words += f", {hours(other.start, other.end)}"
    return NextMeeting(words, other.date, other.start, other.start and other.end)
