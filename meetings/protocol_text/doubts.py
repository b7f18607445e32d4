"""German sentences that tell an editor in the preview where to look twice."""

from collections import Counter

from meetings.timetable import steps_back

from .dates import german_date


def warn(draft, sections, facts):
    """What is doubtful in ``draft``; ``sections`` are the TOPs as they stand in the text."""
    found = []
    if not draft.items:
        found.append("Es wurden keine Tagesordnungspunkte erkannt.")
    if any(section.guessed for section in sections):
        found.append(
            "Die TOPs sind nur am Aufbau des Textes erkannt; bitte prüfen Sie die Einteilung."
        )
    if draft.date is None:
        found.append("Es wurde kein Datum des Treffens erkannt.")
    elif facts.undated and draft.published is None:
        found.append(f"Das Jahr fehlt; als Tag gelesen wurde {german_date(draft.date)}.")
        weekday = facts.undated[0].weekday
        if weekday is not None and weekday != draft.date.weekday():
            found.append("Der Wochentag im Text passt nicht zu diesem Tag.")
    for section in sections:
        if section.heading.when.impossible:
            found.append(
                f"{_name(section.heading)}: „{section.heading.when.impossible}“ ist keine Uhrzeit."
            )
    return found + _backwards(draft) + _doubled(draft)


def _backwards(draft):
    found, last = [], None
    for item in draft.items:
        if item.start and item.end and steps_back(item.start, item.end):
            found.append(f"{_name(item)} endet vor seinem Beginn.")
        if last and item.end and steps_back(last.end, item.end):
            times = f"{item.end:%H:%M} nach {last.end:%H:%M}"
            found.append(f"{_name(item)} endet vor {_name(last)} ({times}).")
        last = item if item.end else last
    return found


def _doubled(draft):
    counts = Counter(item.number for item in draft.items if item.number)
    twice = [number for number, count in counts.items() if count > 1]
    return [f"Die Nummer TOP {number} kommt mehrfach vor." for number in twice]


def _name(item):
    return f"TOP {item.number}" if item.number else f"„{item.name}“"
