"""What a person may choose from: other readings of a text, and the lines that look like one of it."""

from dataclasses import dataclass

from .families import Text, lines_alike, look_of
from .headings import families_of, find_headings, free_lines, prepare
from .source import keep_answers, read_lines

_MOST = 4
_SAME = 0.8  # share of lines in common from which two readings are one to a person


@dataclass(frozen=True)
class Proposal:
    """A reading of a text: ``lines`` are the numbers of the lines that begin a TOP, ``label`` shows in German
    what they look like ("### …"), ``shape`` is that as a word to remember, ``score`` how well it fits."""

    label: str
    lines: tuple[int, ...]
    score: float
    shape: str


def propose(text, today=None, shape=None):
    """At most four Proposals, the first being what ``parse`` takes, or that of the ``shape`` that is remembered
    where the text has it. ``today`` is that of ``parse``; no reading depends on it.

    Raises ProtocolTextError for what ``parse`` refuses.
    """
    with keep_answers():
        lines = read_lines(text)
        prepare(lines)
        families = families_of(lines)
        taken = [top.index for top in find_headings(lines)]
        readings = [(taken, families[0].score if families else 0.0)] if taken else []
        readings += [(list(one.indexes), one.score) for one in families]
        proposals = [_proposal(lines, indexes, score) for indexes, score in readings]
        proposals.sort(key=lambda one: one.shape != shape)
        return _different(proposals)


def _different(proposals):
    """The first few of ``proposals`` that differ for a person."""
    kept = []
    for one in proposals:
        same = any(
            len(set(one.lines) & set(other.lines)) > _SAME * len(set(one.lines) | set(other.lines))
            for other in kept
        )
        if not same:
            kept.append(one)
        if len(kept) == _MOST:
            break
    return kept


def _proposal(lines, indexes, score):
    first = lines[indexes[0]]
    look = look_of(first.text)
    shown, (_, name) = look or (("", "", "", "", 0, "", False), ("", first.text))
    opening = first.text[: first.text.find(name)].strip() if name else first.text
    kind = f"{opening} …" if opening else "Zeilen mit Doppelpunkt" if shown[6] else "Kurze Zeilen"
    numbers = tuple(lines[index].number for index in indexes)
    return Proposal(kind, numbers, round(score, 2), " ".join(map(str, shown[:6])))


def alike(text, line):
    """The numbers of the lines of ``text`` that look like the one numbered ``line``, it among them.

    Raises ProtocolTextError for what ``parse`` refuses.
    """
    with keep_answers():
        lines = read_lines(text)
        prepare(lines)
        index = next((at for at, one in enumerate(lines) if one.number == line and one.text), None)
        if index is None:
            return []
        found = lines_alike(Text(lines, free_lines(lines)), index)
        return sorted({line, *(lines[at].number for at in found)})
