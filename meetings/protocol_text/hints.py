"""Which rules of headings need to look at a line at all, told by how it opens.

Most lines are no headings under any rule; asking each rule about each line takes most of the time.
"""

import re

from .memory import remembered

TOP, NUMBERED, TIMED, COUNTED, MARKED, BOLD = (
    "top",
    "numbered",
    "timed",
    "counted",
    "marked",
    "bold",
)
_DECORATION = "•●▪■◦○*–—-#=_~+ ·>"
_TOPS = ("top", "t.o.p", "tages", "agendap", "to-p", "punkt", "thema", "zu", "ad ")
_MOMENTS = ("ab", "ca", "vo", "**")
_TIME = re.compile(r"\d{1,2}\s{0,3}(?:[:.]\s?\d|h|Uhr|[–—-]|bis)", re.I)
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_SAYS_TOP = re.compile(r"top|punkt|thema|zu|ad\s", re.I)
_COUNT = re.compile(r"[A-Z]{1,5}\s?[.):]")


@remembered
def hints(text):
    """The kinds of heading that ``text`` may be, as a tuple; () for most lines."""
    inner = text.lstrip(_DECORATION)
    found = [MARKED] if text[:1] in ("#", "=") else [BOLD] if text[:1] in "*_–—-~+" else []
    if inner[:1].isdigit():
        found += [TIMED] if _TIME.match(inner) else []
        found += [] if _CLOCK.match(inner) else [NUMBERED]
        found += [TOP] if _SAYS_TOP.search(inner) else []
    elif inner[:1] == "(":
        found.append(NUMBERED)
    elif inner[:8].lower().startswith(_TOPS):
        found.append(TOP)
    if inner[:2].lower() in _MOMENTS:
        found.append(TIMED)
    if _COUNT.match(inner):
        found.append(COUNTED)
    return tuple(found)
