"""A draft in the notation of the reference page, ready for a mail."""

import datetime as dt

from .body import plain_lines, plain_text, texts_about_next_meeting
from .frame import is_frame
from .head import is_topics
from .heading_parts import is_detail, is_who_and_when, read_heading
from .labels import is_closing_fact, opens_closing, read_labels
from .model import DECISION
from .source import collapse
from .when import find_next_meeting, german_date

_FACTS = [
    ("Ort", "place"),
    ("Leitung", "chair"),
    ("Protokoll", "minute_taker"),
    ("Anwesend", "attendance"),
    ("Entschuldigt", "apologies"),
]


def render(draft):
    """Return ``draft`` as text: title, publication, facts, intro, "Top N  Titel (wer, bis HH:MM h)"
    with its body, closing. ``parse`` reads all of it back."""
    published = []
    if draft.published:
        published.append(f"Veröffentlicht am {german_date(draft.published)}")
    if topics := ", ".join(draft.topics):
        published.append(topics if published and is_topics(topics) else f"Themen: {topics}")
    intro = plain_lines(draft.intro, is_frame, read_labels)
    head = [[collapse(draft.title)], published, _facts(draft), intro]
    parts = ["\n\n".join("\n".join(lines) for lines in head if any(lines))]
    parts += [_item(item, is_who_and_when) for item in draft.items[:-1]]
    last = (is_who_and_when,) if draft.closing else (is_who_and_when, opens_closing, read_labels)
    parts += [_item(item, *last) for item in draft.items[-1:]]
    parts.append("\n".join(plain_lines(draft.closing, is_frame, is_closing_fact)))
    return "\n\n\n".join(part for part in parts if part) + "\n"


def _facts(draft):
    times = _span(draft.start, draft.end, "Uhr")
    lines = []
    if draft.date:
        lines.append(f"Datum: {german_date(draft.date)}" + (f", {times}" if times else ""))
    elif times:
        lines.append(f"Zeit: {times}")
    for label, name in _FACTS:
        value = collapse(getattr(draft, name))
        lines += [f"{label}: {value}"] if value else []
    return lines + _next_meeting(draft)


def _next_meeting(draft):
    """The next meeting as a line of its own, unless the text names it."""
    coming = draft.next_meeting
    near = draft.date or draft.published or dt.date.today()
    told = (find_next_meeting(text, near) for text in texts_about_next_meeting(draft))
    if coming is None or any(found == coming for found in told):
        return []
    times = _span(coming.start, coming.end, "Uhr")
    words = german_date(coming.date) + (f", {times}" if times else "")
    return [f"Nächstes Treffen: {coming.text or words}"]


def _span(start, end, unit):
    if start and end:
        return f"{start:%H:%M}–{end:%H:%M} {unit}"
    if start:
        return f"ab {start:%H:%M} {unit}"
    return f"bis {end:%H:%M} {unit}" if end else ""


def _item(item, *misleading):
    """Heading and body of one TOP, with those outcomes its body does not tell."""
    heading = f"Top {item.number}  {_title(item)}" if item.number else f"Top: {_title(item)}"
    lines = plain_lines(item.protocol, is_detail, *misleading)
    body = plain_text(item.protocol)
    for outcome in item.outcomes:
        if collapse(outcome.text) in body:
            continue
        if outcome.kind == DECISION:
            votes = f" ({outcome.votes})" if outcome.votes else ""
            lines.append(f"  • Beschluss: {outcome.text}{votes}")
        else:
            who = f"{outcome.who}: " if outcome.who else ""
            due = f", bis {german_date(outcome.due)}" if outcome.due else ""
            lines.append(f"  • Aufgabe: {who}{outcome.text}{due}")
    return "\n".join([heading.strip(), "", *lines]).rstrip()


def _title(item):
    """Name and bracket; "Wer:" is said where words would not be read as people without it."""
    who = ", ".join(filter(None, ["/".join(item.speakers), item.speakers_note]))
    minutes = f"{item.planned_minutes} min" if item.planned_minutes is not None else ""
    when = ", ".join(filter(None, [_span(item.start, item.end, "h"), minutes]))
    name = collapse(item.name)
    bracket = ", ".join(filter(None, [collapse(who), when]))
    plain = f"{name} ({bracket})" if bracket else name
    read = read_heading("", plain)
    if not who or (read.speakers, read.note) == (item.speakers, item.speakers_note):
        return plain
    return f"{name} (Wer: {bracket})"
