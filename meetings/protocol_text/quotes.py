"""Protocols that come as the quotation of a mail: the ">" before their lines."""

import re

_QUOTE = re.compile(r"(?:>[ \t]?)+")
_ANSWERED = re.compile(
    r"(?:Am|On|Le) \D{0,12}\d.{4,160}(?:schrieb|wrote|geschrieben)\b.{0,160}:"
    r"|.{0,160}(?:<[^<>]{1,80}@[^<>]{1,80}>|\d{4}).{0,40} (?:schrieb|wrote):?"
    r"|-{2,}.{0,60}(?:Nachricht|Message|Mail).{0,60}-{2,}",
    re.I,
)


def unquoted(rows):
    """``rows`` without the ">" of a quoted mail; a quotation inside a protocol keeps it."""
    filled = [row for row in rows if row.strip()]
    quoted = [index for index, row in enumerate(filled) if row.startswith(">")]
    if len(quoted) < 2:
        return rows
    before = filled[max(0, quoted[0] - 2) : quoted[0]]
    if len(quoted) < 0.8 * len(filled) and not any(map(is_answer, before)):
        return rows
    return [_QUOTE.sub("", row, count=1) if row.startswith(">") else row for row in rows]


def is_answer(row):
    """Whether ``row`` says that a quoted or forwarded mail follows."""
    return len(row) < 400 and bool(_ANSWERED.fullmatch(row.strip()))
