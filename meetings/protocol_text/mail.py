"""The head of a mail around a protocol; its subject is kept, its day helps with a missing year."""

import re

from .dates import find_dates
from .quotes import is_answer

_ADDRESS = re.compile(r"(?:Von|From|An|To|Gesendet|Sent|Betreff|Subject)\s?:\s", re.I)
_HEADER = re.compile(
    r"(?:Von|From|An|To|Cc|Kopie|Bcc|Blindkopie|Gesendet|Sent|Datum|Date|Antwort an|Reply-To"
    r"|Message-ID|Anhang|Anhänge|Anlagen?|Attachments?|Wichtigkeit|Priorität|Liste?|List-\w+)"
    r"\s?:(?:\s.*)?",
    re.I,
)
_SUBJECT = re.compile(r"(?:Betreff|Subject)\s?:", re.I)
_SENT = re.compile(r"(?:Gesendet|Sent|Datum|Date)\s?:|Am .*schrieb", re.I)
_SEARCHED = 60
_FIRST = 3  # lines that may stand above the head of a mail


def read_mail_head(lines):
    """Leave out sender, recipients and what announces a quotation; give the days that mails were sent,
    each with the number of its line."""
    filled = [line for line in lines if line.text][:_SEARCHED]
    sent = []
    for line in [*_heads(filled), *(line for line in filled if is_answer(line.text))]:
        line.place = "ignored"
        dates = find_dates(line.text) if _SENT.match(line.text) else []
        if dates and dates[0].year:
            sent.append((line.number, dates[0].resolve(None)))
    return sent


def _heads(filled):
    """The lines of heads: runs of header lines two of which name people, a subject or a moment."""
    found, run, before = [], [], None
    for index, line in enumerate([*filled, None]):
        if line and (_HEADER.fullmatch(line.text) or _SUBJECT.match(line.text)):
            before = before if run else index < _FIRST or is_answer(filled[index - 1].text)
            run.append(line)
            continue
        if before and sum(bool(_ADDRESS.match(one.text)) for one in run) > 1:
            found += [one for one in run if not _SUBJECT.match(one.text)]
        run = []
    return found
