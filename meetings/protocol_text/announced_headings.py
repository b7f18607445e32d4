"""Headings that the agenda above announces word by word, whatever their notation is."""

from collections import Counter

from .agenda_entries import split_entry, words_after_number, words_of
from .bullets import bullet
from .labels import is_agenda_word
from .marks import Candidate, undecorated
from .title_parts import read_heading

_SEARCHED = 250  # lines in which the word "Tagesordnung" and the agenda below it are looked for
_LONGEST = 160
_FEWEST = 2
_MOST = 200  # headings; no agenda is longer


def find_announced(lines, found):
    """The lines that repeat the entries of an agenda, as Candidates; [] where fewer than two of
    three come again. ``found`` are the headings that another rule sees."""
    for start, entries in _agendas(lines, found):
        headings = _repeated(lines, start, entries)
        if len(headings) >= _FEWEST and 3 * len(headings) >= 2 * len(entries):
            return headings
    return []


def _agendas(lines, found):
    """Where minutes may begin and the words of each entry above: below the word "Tagesordnung",
    else the headings found, when nothing stands between them."""
    anchor = next((i for i, line in enumerate(lines[:_SEARCHED]) if _says_agenda(line)), None)
    if anchor is not None:
        yield from _below(lines, anchor + 1)
    if _FEWEST < len(found) < _MOST and found[-1].index - found[0].index < 2 * len(found):
        yield found[-1].index + 1, [words_of(read_heading("", one.rest).name) for one in found]


def _says_agenda(line):
    return (
        bool(line.text) and len(line.text) < _LONGEST and is_agenda_word(undecorated(line.text)[1])
    )


def _below(lines, start):
    """The agenda from ``start`` to the line that repeats one of its first entries."""
    seen = {}
    for index in range(start, min(start + _SEARCHED, len(lines))):
        line = lines[index]
        if not line.text or len(line.text) > _LONGEST or (line.place and not line.cells):
            continue
        words = words_after_number(" ".join(line.cells or [line.text]))
        short = _name_words(line)
        again = seen.get(words) or seen.get(short)
        if again is not None and again[0] < index - 1:
            counts = Counter(kind for _, kind in seen.values())
            usual = counts.most_common(1)[0][0]
            yield index, [key for key, (_, kind) in seen.items() if kind == usual]
            return
        seen.setdefault(short or words, (index, _kind(line)))


def _kind(line):
    if line.cells:
        return "row"
    if bullet(line.text):
        return "bullet"
    return "number" if split_entry(line)[0] else "plain"


def _name_words(line):
    return words_of(read_heading("", split_entry(line)[1]).name)


def _repeated(lines, start, entries):
    """From ``start`` the first line for each entry that has its words."""
    wanted, headings = {words for words in entries if words}, []
    first = {words[0] for words in wanted}
    for index in range(start, len(lines)):
        line = lines[index]
        if not wanted or not line.text or line.place or line.cells or len(line.text) > _LONGEST:
            continue
        plain = words_after_number(line.text)
        if not plain or plain[0] not in first:
            continue
        words = plain if plain in wanted else _name_words(line)
        if words in wanted:
            wanted.discard(words)
            headings.append(_candidate(index, line))
    return headings


def _candidate(index, line):
    number, name, when = split_entry(line)
    mark = bullet(line.text)
    marks = undecorated(line.text)[0]
    return Candidate(index, number, name, line.indent, marks, bullet=bool(mark), when=when)
