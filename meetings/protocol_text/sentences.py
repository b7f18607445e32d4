"""Whether words are a sentence or the name of something."""

import re

# A day or an abbreviation closes with a dot as well: "Demo am 22.6.", "Heimatverein e. V."
_SHORT = re.compile(
    r"(?:\b\d{1,2}\.\s?\d{1,2}|\b(?:[A-Za-zÄÖÜ]|usw|etc|ca|bzw|Nr|Str|str|St|Co|gem|ff|sog|Std|Min|min))\.$"
)
_LONGEST_QUESTION = 8  # words; a TOP may ask: "Wie geht es weiter?"


def ends_sentence(text):
    """Whether ``text`` closes like a sentence and not like a name."""
    last = text[-1:]
    if last in ("!", "?"):
        return text.count(" ") >= _LONGEST_QUESTION
    return last in (",", ";", "…") or (last == "." and not _SHORT.search(text[-12:]))
