"""Headings in a notation that no other rule knows: lines of one shape are a family, and the family
that explains the text best is its headings."""

from dataclasses import dataclass
from itertools import zip_longest

from .first_names import has_first_name
from .ground import Ground
from .layout_shapes import FAR, layout_shapes
from .line_shapes import run_in, shapes
from .marks import Candidate
from .people import looks_like_people

_FEWEST = 3
_LONGEST = 3000  # lines; whoever pastes more pastes no minutes of one meeting
_LISTED = 45  # characters of a name in a list
_DIFFERENT = 0.7  # of the names; what repeats itself names nothing
_LEAST = 0.35  # of 1.0
_BETTER = 1.5  # times as good as what a rule found


@dataclass
class Family:
    """Lines of one shape: ``members`` are (index, Shape), ``score`` is how well they explain the
    text as its headings, 0 to 1."""

    members: list
    score: float

    def candidates(self):
        """The headings as Candidates, marked as guessed."""
        return [_candidate(index, shape) for index, shape in self.members]


def find_family(lines, free):
    """The best Family among the ``free`` (index, line) pairs, None where none explains the text."""
    if len(free) > _LONGEST:
        return None
    styles, below = {}, [line for _, line in free[1:]]
    for (index, line), after in zip_longest(free, below):
        found = shapes(line.text) if line.indent < FAR else ()
        for shape in (*found, *layout_shapes(line, after)):
            styles.setdefault((min(line.indent, FAR), shape.style), []).append((index, shape))
    ground = Ground(lines, free)
    families = [_family(members, ground) for members in styles.values() if len(members) >= _FEWEST]
    best = max(filter(None, families), key=lambda family: family.score, default=None)
    return best if best and best.score >= _LEAST else None


def worth(found, lines, free):
    """The score that a family needs to be taken in place of the headings ``found`` by a rule."""
    ground = Ground(lines, free)
    indexes = [top.index for top in found]
    return _BETTER * ground.coverage(indexes) * ground.spread(indexes) if found else 0


def _family(members, ground):
    if members[0][1].kind:
        return _counted(members, ground)
    return _uncounted(members, ground)


def _counted(members, ground):
    """A Family that counts up one by one, lone gaps aside; what counts anew inside is no member."""
    taken, last = [], 0
    for index, shape in members:
        if last < shape.rank <= last + 2:
            taken.append((index, shape))
            last = shape.rank
    indexes = [index for index, _ in taken]
    if len(taken) < _FEWEST or _opens_list(ground.lines, indexes[0]):
        return None
    if not all(shape.name or ground.has_name_below(index) for index, shape in taken):
        return None
    fit = _share(ground.names_item, taken)
    steady = 0.5 + 0.5 * ground.spread(indexes)
    score = fit**3 * steady * ground.coverage(indexes) * len(taken) / len(members)
    return Family(taken, score)


def _uncounted(members, ground):
    """A Family of lines that share marks only: nearly all are short names with text below or behind."""
    while members and ground.names_meeting(*members[0]):
        members = members[1:]
    indexes = [index for index, _ in members]
    if len(members) < _FEWEST or _opens_list(ground.lines, indexes[0]):
        return None
    different = len({shape.name.casefold() for _, shape in members}) / len(members)
    if different < _DIFFERENT:
        return None
    marks, opening, _, listed = members[0][1].style
    spread = ground.spread(indexes)
    if spread < 0.5:
        members = [(index, run_in(shape)) for index, shape in members]
        spread = _share(lambda shape: bool(shape.said), members)
        if 3 * _share(lambda shape: has_first_name(shape.name), members) > 1:
            return None
    fit = _share(ground.names_item, members)
    if min(fit, spread) < (0.99 if listed else 0.7):
        return None
    if listed and not (members[0][1].said or _stands_above(members, ground)):
        return None
    weight = 0.6 + 0.2 * ground.apart(indexes) + 0.2 * bool(opening or marks)
    return Family(members, fit**3 * spread**2 * different * ground.coverage(indexes) * weight)


def _stands_above(members, ground):
    """Whether each item of a list is short and the line below it begins anew and is no item."""
    below = [ground.lines[index + 1 : index + 2] for index, _ in members]
    short = all(len(shape.name) <= _LISTED for _, shape in members)
    return short and all(one and one[0].text[:1].isupper() for one in below)


def _share(test, members):
    return sum(test(shape) for _, shape in members) / len(members)


def _opens_list(lines, index):
    """Whether the line above announces a list: "Ideen:"."""
    return index > 0 and lines[index - 1].text.endswith(":")


def _candidate(index, shape):
    name, said = shape.name, shape.said
    if said and looks_like_people(said):
        name, said = f"{name} ({said})", ""
    return Candidate(index, shape.number, name, marks=shape.style[0], said=said, guessed=True)
