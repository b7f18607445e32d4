"""White space."""


def collapse(text):
    """``text`` with single blanks."""
    return " ".join(text.split())
