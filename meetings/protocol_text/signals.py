"""Words that open the closing of a text: "Vielen Dank", "Das nächste Treffen"."""

import re

_SIGNAL = re.compile(
    r"So, das war|Das war['’]?s|(?:(?:Das|Die|Der) )?nächste[srn]? (?:\w+ )?[\w-]*"
    r"(?:treffen|sitzung|termin|versammlung|plenum|runde|konferenz|besprechung|mal)|Ende de[rs] "
    r"|Die (?:Sitzung|Versammlung) (?:ende|wurde|wird|schlie)|Das Treffen ende"
    r"|Vielen Dank|Wir danken|Herzlichen Dank|Danke (?:an|euch|Ihnen|allen)\b|Wir freuen uns"
    r"|Mit freundlichen|(?:Viele|Herzliche|Beste|Liebe|Schöne) Grüße|Für das Protokoll|Bis zum n"
    r"|Wir (?:treffen|sehen) uns (?:wieder|am|das nächste)|Bis (?:bald|dann|nächste)"
    r"|gez\.|[A-ZÄÖÜ][\w. -]{2,30}, (?:den |am )?\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d]{3,9})\s?\d{4}$",
    re.I,
)


def is_signal(text):
    """Whether words such as "Vielen Dank" open a closing paragraph."""
    return bool(_SIGNAL.match(text))
