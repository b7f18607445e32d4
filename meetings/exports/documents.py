"""The documents of a meeting: its minutes or agenda, and a notice for the board in the hall."""

import io

from meetings.calendar import revision_of
from meetings.exports.typesetting import typeset


def minutes_pdf(meeting, data):
    """Give the bytes of the document that ``minutes_data`` tells. Raises TypesettingError."""
    return typeset("minutes.typ", data, revision_of(meeting).modified_at)


def notice_pdf(meeting, data):
    """Give the bytes of the notice that ``notice_data`` tells. Raises TypesettingError."""
    drawn = data | {"qr": qr_drawing(data["url"])}
    return typeset("notice.typ", drawn, revision_of(meeting).modified_at)


def qr_drawing(address):
    """Give ``address`` as a QR code (ISO/IEC 18004) in SVG; it stays readable with 15 % damaged."""
    import segno

    drawing = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", border=0, xmldecl=False, dark="#0b3b36")
    return drawing.getvalue().decode()
