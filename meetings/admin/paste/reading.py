"""Single passages read by the rules of whole minutes."""

from meetings.protocol_text import parse


def outcomes_of(protocol, near):
    """Give the outcomes that stand in ``protocol`` (Markdown of one TOP) of a meeting at ``near``."""
    return [outcome for item in _read(protocol, near) for outcome in item.outcomes]


def markdown_of(line):
    """Give a ``line`` of pasted text as Markdown that shows all of it."""
    return "\n\n".join(item.protocol for item in _read(line) if item.protocol) or line.replace(
        "<", "&lt;"
    )


def _read(passage, near=None):
    day = f"Datum: {near:%d.%m.%Y}\n\n" if near else ""
    return parse(f"{day}TOP 1 Anfang\n\n{passage}\n\nTOP 2 Ende").items
