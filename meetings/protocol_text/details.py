"""Who and when in lines below a heading: "Wer: Ute", "Dauer: 10 min"."""

import re

from .brackets import read_forced
from .people import looks_like_people
from .times import When, merge_when, take_when
from .title_parts import Heading

_WHO = r"Wer|Verantwortlich\w*|Zuständig|Referent(?:in)?|Vortrag|Input|Moderation|Bericht(?:erstattung)?|Einbringer(?:in)?|Vorgestellt von"
_WHEN = r"Wann|Zeit|Uhrzeit|Dauer|Zeitbedarf|Zeitrahmen|Beginn|Ende"
_DETAIL = re.compile(rf"[*_]*(?P<label>{_WHO}|{_WHEN})[*_]*\s?:[*_]*\s*(?P<value>\S.*)$", re.I)
_NEXT = re.compile(rf"\s*[;,|/–]\s*(?=[*_]*(?:{_WHO}|{_WHEN})[*_]*\s?:)|\s{{2,}}", re.I)
_LONGEST = 150
_MOST = 4


def take_all_details(sections):
    """Move lines that tell who and when from the top of each body to the heading. In the last one
    they are about the meeting, unless another TOP has such lines as well."""
    taken = [_take_details(section) for section in sections[:-1]]
    if any(taken):
        _take_details(sections[-1])


def _take_details(section):
    if not section.body:
        return []
    taken = []
    for index, line in enumerate(section.body[:12]):
        if not line.text:
            continue
        found = _read(line, section.heading) if line.cells is None and not line.place else None
        if not found or len(taken) == _MOST:
            break
        section.heading.fill(found)
        taken.append(index)
    section.head += [section.body[index] for index in taken]
    section.body = [line for i, line in enumerate(section.body) if i not in taken]
    return taken


def is_detail(text):
    """Whether a line would be read as who or when if it stood directly below a heading."""
    return bool(_DETAIL.match(text.lstrip("•*-– ")))


def _read(line, heading):
    """What a line says, all of it or None; nothing the heading says already."""
    text = line.text.lstrip("•*-– ") if line.text[:2] in ("• ", "- ", "* ", "– ") else line.text
    listed = text is not line.text and line.indent
    if listed or line.indent >= 4 or len(text) > _LONGEST or not _DETAIL.match(text):
        return None
    found = Heading("")
    for part in _NEXT.split(text):
        match = _DETAIL.match(part.strip())
        if not match or not _take(match["label"].casefold(), match["value"].strip(" *_"), found):
            return None
    twice = (found.speakers or found.note) and (heading.speakers or heading.note)
    if twice or (found.when != When() and heading.when != When()):
        return None
    return found


def _take(label, value, found):
    if re.fullmatch(_WHO, label, re.I):
        found.speakers, found.note = read_forced(value)
        return bool(found.speakers) or looks_like_people(value) or label == "wer"
    value += " min" if value.isdigit() and label in ("dauer", "zeitbedarf") else ""
    taken = take_when(value)
    if not taken or taken[0] or taken[1].impossible:
        return False
    if label in ("beginn", "ende") and taken[1].bare:
        setattr(taken[1], "start" if label == "beginn" else "end", taken[1].bare)
        taken[1].bare = None
    merge_when(found.when, taken[1])
    return True
