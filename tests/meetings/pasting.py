"""Pasting minutes as an editor does: look, press, save."""

import re
from html import unescape

from blog.models import Post
from meetings.agenda import AgendaItem
from meetings.models import Meeting
from tests.desk import DeskForm, DeskTestCase

PASTE = "/admin/meetings/meeting/protokoll-einfuegen/"

PROTOCOL = """Direkt zum Inhalt

Ergebnisse des Frühjahrstreffens am 8. April 2021

Veröffentlicht am 9. April 2021
Nachbarschaftstreffen, Klima

Am 8. April 2021 haben wir uns im Hof getroffen. Das kam dabei heraus.

Top 1  Begrüßung (Thorsten, bis 18:05 h)

- Thorsten begrüßt alle.

Top 2  Hofgarten, Wasser und Werkzeug (Hannes/Kristina, bis 18:30 h)

- Die Regentonne kommt im Mai.
- Wer gießt, trägt sich ein.

Top 3  Ideenrunde (7 Teilnehmende, bis 19:00)

Wir haben Ideen gesammelt.

Das nächste Treffen ist am 10. Juni 2021, 18-20:00 Uhr.
"""
BACKWARDS = PROTOCOL.replace("bis 18:30 h", "bis 18:01 h")


class Paste(DeskTestCase):
    def look(self, text=PROTOCOL, **more):
        """Paste ``text`` and press "Weiter zur Vorschau"."""
        return self.client.post(PASTE, {"text": text, "read": "Weiter zur Vorschau"} | more)

    def press(self, page, button, value="1", **typed):
        """Send what ``page`` shows, changed by ``typed``, with one button."""
        return self.client.post(PASTE, DeskForm(page).fields | typed | {button: value})

    def save(self, text=PROTOCOL, **typed):
        """Look at ``text``, then press save with what the preview shows, changed by ``typed``."""
        return self.press(self.look(text), "save", **typed)

    def counts(self):
        return Meeting.objects.count(), AgendaItem.objects.count(), Post.objects.count()


def shown_lines(page):
    """Return (number, where it went, text) of each line of the source that the preview shows."""
    label, found = "", []
    for each in re.findall(
        r'<span class="paste-label">(.*?)</span>\s*<button[^>]*value="(\d+)"[^>]*>(.*?)<',
        page.content.decode(),
    ):
        label = unescape(each[0]) or label
        found.append((int(each[1]), label, unescape(each[2])))
    return found
