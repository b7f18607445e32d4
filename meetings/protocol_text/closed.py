"""Which TOPs a text says to be closed: what it tells of them is not for everybody."""

import re

from .labels import part_of

_CLOSED = re.compile(
    r"(?<![^\W_])(?:nicht[\s-]?(?:ö|oe)ff(?:entlich(?![^\W_])|entl\.|\.)(?!\s(?:zugänglich|sichtbar|einsehbar|nutzbar|genutzt|bekannt))"
    r"|vertraulich(?![^\W_])"
    r"|unter Ausschluss der Öffentlichkeit|Die Öffentlichkeit (?:ist|war|wird|wurde) ausgeschlossen)"
    r"|[([/]\s?(?:N\.?\s?Ö\.?|(?:nur )?intern|geschlossene Sitzung)\s*(?=[)\],/]|$)",
    re.I,
)
_SAYS_SO = re.compile(
    rf"[\W_]*?(?:Hinweis:\s|D(?:er|ies|ieser) (?:\w*punkt|TOP) (?:ist|war|wird|wurde) )?(?:{_CLOSED.pattern})",
    re.I,
)
_CALLED = re.compile(
    r"nicht[\s-]?(?:ö|oe)ffentlicher Teil\W*$|[–-]\s?n\.?\s?ö\.?\s*$", re.I
)  # by its name
_ALONE = re.compile(r"nicht[\s-]?öffentlich", re.I)
_ITEM = re.compile(r"items\.(\d+)(?P<body>\.protocol)?$")
_NUMBER = re.compile(r"N\s?\d")  # as councils count them beside "Ö 1"


def tells_closed(text):
    """Whether it stands anywhere in ``text`` that something is not for everybody."""
    lines = text.splitlines()
    return bool(_CLOSED.search(text)) or any(part_of(line, True) == "closed" for line in lines)


def begins_closed(lines):
    """Whether a closed part begins in the ``lines`` of a TOP."""
    return any(part_of(line.text, True) == "closed" for line in lines)


def find_closed(draft):
    """Take the public from each item of ``draft`` that is called closed, says so where a line begins, or stands in
    a part that is; a list that begins anew begins open."""
    part, last = "open", -1
    for above, line, below in zip(
        [None, *draft.lines], draft.lines, [*draft.lines[1:], None], strict=False
    ):
        at = _ITEM.match(line.place)
        item = at and draft.items[int(at[1])]
        if item and not at["body"]:
            part = part_of(item.name) or ("open" if int(at[1]) < last else part)
            last = int(at[1])
            names = _NUMBER.match(item.number) or _CALLED.search(item.name)
            says_so = names or tells_closed(f"{item.name}\n({item.who})")
            is_closed = part == "closed" or says_so
        else:
            inside = [one and one.place == line.place for one in (above, below)]
            begins = _part_of_body(line, above, *inside)
            part = begins or part
            # what stands below such a line in the same TOP belongs to that part
            is_closed = (
                inside[1] if begins == "closed" else not begins and _SAYS_SO.match(line.text)
            )
        if item and is_closed:
            item.public = False


def _part_of_body(line, above, is_below, is_above):
    """As ``part_of``, for a ``line`` that is no heading; it is not where a sentence of the line ``above`` runs on, and
    is where "nicht öffentlich" alone is the last of several, which can only be about what follows."""
    runs_on = is_below and line.number == above.number + 1 and line.text[:1].islower()
    if runs_on and re.search(r"[\w,–-]\s*$", above.text):
        return ""
    alone = is_below and not is_above and _ALONE.fullmatch(line.text.strip("*_#>= \t"))
    return "closed" if alone else part_of(line.text, True)
