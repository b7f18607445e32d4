"""Lines of the page frame that were left out, each to be brought back with one press."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetings.admin.paste.reading import markdown_of

INTRO, CLOSING = "intro", "closing"
MOST = 5000  # lines


@dataclass
class Line:
    """A line that was left out and the field of the preview it stood behind."""

    text: str
    behind: str

    @property
    def way_back(self):
        """What the button says that puts it back where it stood."""
        item = re.fullmatch(r"items-(\d+)-protocol", self.behind)
        if item:
            return _("zurück in den %s. TOP") % (int(item[1]) + 1)
        return _("in die Einleitung")


def fields_of(draft):
    """Give the fields that carry the lines which ``draft`` leaves out."""
    fields, behind, index = {}, INTRO, 0
    for line in draft.lines:
        if line.place == "ignored":
            fields |= {f"left-{index}-text": line.text, f"left-{index}-behind": behind}
            index += 1
        else:
            behind = _field_of(line.place) or behind
    return fields | {"left-count": str(index)}


def _field_of(place):
    """Give the text field of the preview for the place of a line; none for facts."""
    item = re.match(r"items\.(\d+)", place)
    return f"items-{item[1]}-protocol" if item else place if place in (INTRO, CLOSING) else ""


def lines_in(fields):
    """Give the Lines that are still left out in ``fields``."""
    count = fields.get("left-count", "")
    return [
        Line(fields[f"left-{index}-text"], fields.get(f"left-{index}-behind", CLOSING))
        for index in range(min(int(count), MOST) if count.isascii() and count.isdigit() else 0)
        if fields.get(f"left-{index}-text")
    ]


def bring_back(fields, pressed):
    """Move a line into a text of ``fields``; ``pressed`` is "3:closing" or "3:items-8-protocol"."""
    index, _, field = pressed.partition(":")
    text = fields.get(f"left-{index}-text", "")
    if not text or field not in fields:
        return
    fields[field] = f"{fields[field].rstrip()}\n\n{markdown_of(text)}".strip()
    del fields[f"left-{index}-text"]
