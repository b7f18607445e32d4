"""A heading with its minutes on one line: "Kasse: Der Kassenstand beträgt 300 €."."""

import re

_INLINE = re.compile(
    r"(?P<name>[^\W\d_](?:[^:.!?]|\.(?!\s[A-ZÄÖÜ])){1,90}?(?:\s\([^()]{1,80}\))?)\s*(?::|\s[–—-])\s+(?P<body>[^\W_].{20,}[.!?])$"
)
_SHORTEST = 4  # words of a sentence


def inline_body(rest):
    """Name and sentence of ``rest``, None where no whole sentence follows a name."""
    match = _INLINE.match(rest) if rest.endswith((".", "!", "?")) else None
    if not match or len(match["body"].split()) < _SHORTEST:
        return None
    return match["name"], match["body"]
