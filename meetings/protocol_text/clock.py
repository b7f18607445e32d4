"""What a time without "bis" or "ab" in a heading means."""


def settle_bare_times(sections, start):
    """Read bare times as ends where the text says "bis" elsewhere or begins after ``start``."""
    whens = [section.heading.when for section in sections]
    bare = [when.bare for when in whens if when.bare]
    ends = any(when.end for when in whens) or bool(start and bare and bare[0] > start)
    for when in whens:
        if when.bare:
            name = "end" if ends else "start"
            setattr(when, name, getattr(when, name) or when.bare)
