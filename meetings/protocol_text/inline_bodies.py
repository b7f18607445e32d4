"""A heading with its minutes on one line: "Kasse: Der Kassenstand beträgt 300 €."."""

import re

_INLINE = re.compile(
    r"(?P<name>[^\W\d_](?:[^:.!?]|\.(?!\s[A-ZÄÖÜ])){1,90}?(?:\s\([^()]{1,80}\))?)\s*(?::|\s[–—-])\s+(?P<body>[^\W_].{20,}[.!?])$"
)
_SHORTEST = 4  # words of a sentence
_RUN_IN = re.compile(r"(?:\*\*|__)(?P<name>[^*_]{2,90}?)[.:]?(?:\*\*|__)[.:]?\s+(?=[^\s(])")


def flat(text):
    """ "**1. Kasse.** Der Stand ist gut." as "1. Kasse: Der Stand ist gut."; other texts as they are."""
    match = _RUN_IN.match(text) if text[:2] in ("**", "__") else None
    return f"{match['name']}: {text[match.end() :]}" if match else text


def inline_body(rest):
    """Name and sentence of ``rest``, None where no whole sentence follows a name."""
    match = _INLINE.match(rest) if rest.endswith((".", "!", "?")) else None
    if not match or len(match["body"].split()) < _SHORTEST:
        return None
    return match["name"], match["body"]
