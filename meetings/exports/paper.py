"""What the documents of a meeting tell, as plain data for their templates (``typst/*.typ``).

Every word that a reader sees comes from here, so that the templates hold none. A fixed template is fed
data, its source is never put together; what typst sets is tagged and follows PDF/UA-1 (ISO 14289-1), or it
does not come out at all.
"""

import io
import json
import re
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.exports.rich_text import blocks_of, breakable, shown_address
from meetings.text import one_line, slot_time
from wiq_site.kit.dates import hours
from wiq_site.kit.http import absolute, etag_of
from wiq_site.kit.site import site

TEMPLATES = Path(__file__).parent / "typst"


class TypesettingError(Exception):
    """A document could not be set; the cause says why."""


@cache
def template_digest():
    """Return what stands for templates and typst, so that kept documents follow their changes."""
    files = [file.read_bytes() for file in sorted(TEMPLATES.glob("*.typ"))]
    return etag_of(version("typst"), *files)


def typeset(template, data, moment):
    """Return the PDF of ``data`` (what JSON can hold) set by ``template``, as of ``moment``.

    Characters that no font can show become a square. The same data gives the same bytes. Raises
    TypesettingError.
    """
    text, path = json.dumps(data, ensure_ascii=False), str(TEMPLATES / template)
    options = {"root": str(TEMPLATES), "timestamp": int(moment.timestamp())}
    try:
        try:
            return _typst(path, text, **options)
        except RuntimeError as error:
            if "could not be displayed" not in str(error):
                raise
            unusual = sorted(set(re.sub("[\t\n\x20-\x7e\xa0-\u017f\u2010-\u2026]", "", text)))
            asked = set(unusual[:300])  # each of them takes a moment
            squares = {ord(c): "□" for c in unusual if c not in asked or not _can_show(c)}
            return _typst(path, text.translate(squares), **options)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic inside typst is no Exception
        raise TypesettingError(f"typst could not set {template}") from error


@cache
def _fonts():
    import typst

    fonts = [str(TEMPLATES.parent / "fonts")]
    return typst.Fonts(include_system_fonts=False, font_paths=fonts)


def _typst(source, text, **options):
    import typst

    return typst.compile(
        source,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        format="pdf",
        pdf_standards="ua-1",
        **options,
    )


@lru_cache(4096)
def _can_show(character):
    try:
        _typst(b'#set document(title: "x")\n#sys.inputs.data', character)
    except RuntimeError:
        return False
    return True


def minutes_data(meeting, request):
    """Return the agenda of ``meeting`` and, once they are public, its minutes."""
    url = absolute(meeting.get_absolute_url(), request)
    with_minutes = meeting.has_public_protocol()
    day = date_format(meeting.date, "l, j. F Y")
    facts = {
        _("Wann"): ", ".join(filter(None, [day, hours(meeting.start, meeting.end)])),
        _("Wo"): meeting.place,
        _("Online"): _("Link auf Anfrage") if meeting.online_on_request else meeting.online_url,
        _("Leitung"): meeting.chair,
        _("Protokoll"): meeting.minute_taker,
    }
    if with_minutes:
        facts |= {_("Dabei"): meeting.attendance, _("Entschuldigt"): meeting.apologies}
    return _head(meeting, url) | {
        "kind": _("Protokoll") if with_minutes else _("Tagesordnung"),
        "status": str(meeting.standing) if with_minutes else "",
        "correction": breakable(one_line(meeting.correction_words)) if with_minutes else "",
        "facts": [[label, breakable(one_line(fact))] for label, fact in facts.items() if fact],
        "agenda": [] if with_minutes else _agenda(meeting),
        "intro": blocks_of(meeting.intro_html, url, 2) if with_minutes else [],
        "items": [_item(slot, url) for slot in meeting.slots] if with_minutes else [],
        "closing": blocks_of(meeting.closing_html, url, 2) if with_minutes else [],
        "address_label": _("Im Netz"),
        "page": _("Seite {page} von {pages}"),
    }


def notice_data(meeting, request):
    """Return what an A4 notice of ``meeting`` tells, without the drawing of its QR code."""
    url = absolute(meeting.get_absolute_url(), request)
    return _head(meeting, url) | {
        "plate": [date_format(meeting.date, form) for form in "DjM"],
        "time": hours(meeting.start, meeting.end),
        "place": breakable(one_line(meeting.place)),
        "agenda": _agenda(meeting),
        "agenda_title": _("Tagesordnung"),
        "more": _("Mehr zum Treffen und das Protokoll:")
        if meeting.has_public_protocol()
        else _("Mehr zum Treffen und später das Protokoll:"),
        "contact": _("Fragen? %(mail)s") % {"mail": site().contact},
        "rest": _("… und noch {count} auf der Seite des Treffens"),
        "qr_words": _("QR-Code zur Seite des Treffens: %(url)s") % {"url": url},
    }


def _head(meeting, url):
    return {
        "title": breakable(one_line(meeting.title)),
        "document_title": f"{one_line(meeting.title)}, {date_format(meeting.date, 'j. F Y')}",
        "initiative": site().name,
        "town": site().town,
        "date": date_format(meeting.date, "l, j. F Y"),
        "change": str(meeting.change_words),
        "url": url,
        "shown_url": breakable(shown_address(url)),
    }


def _agenda(meeting):
    return [
        {
            "time": slot_time(slot),
            "title": breakable(one_line(slot.item.public_title)),
            "who": breakable(one_line(slot.item.public_who)),
        }
        for slot in meeting.slots
    ]


def _item(slot, url):
    """One TOP with its minutes; of one that is not public nothing but number and time."""
    item, outcomes = slot.item, []
    about = [one_line(item.public_who), hours(None, slot.ends_at)]
    if item.public and item.actual_end:
        about.append(_("tatsächlich %(until)s") % {"until": hours(None, item.actual_end)})
    if item.public and item.postponed:
        about.append(_("vertagt"))
    for outcome in item.untold_outcomes() if item.public else ():
        due, done, votes = outcome.due, outcome.done_at, one_line(outcome.vote_words)
        details = [
            votes and _("Abstimmung: %(votes)s") % {"votes": votes},
            one_line(outcome.who),
            due and _("bis %(date)s") % {"date": date_format(due, "j. F Y")},
            done and _("erledigt am %(date)s") % {"date": date_format(done, "j. F Y")},
        ]
        outcomes.append(
            {
                "kind": str(outcome.get_kind_display()),
                "text": breakable(one_line(outcome.text)),
                "details": breakable(" · ".join(filter(None, details))),
            }
        )
    return {
        "title": breakable(one_line(item.public_title)),
        "meta": breakable(" · ".join(filter(None, about))),
        "blocks": blocks_of(item.protocol_html, url, 3) if item.public else [],
        "outcomes": outcomes,
    }


def qr_drawing(address):
    """Return ``address`` as a QR code (ISO/IEC 18004) in SVG; it stays readable with 15 % damaged."""
    import segno

    drawing = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, xmldecl=False, dark="#0b3b36")
    return drawing.getvalue().decode()
