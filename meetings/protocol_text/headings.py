"""Which lines are the headings, which others a person may choose instead, and which lines look like one of the text.

Among them the rows of a table that is an agenda, as pads, wikis, Word and browsers leave it, with pipes or with tabs.
"""

import re
from dataclasses import dataclass
from itertools import chain, dropwhile, groupby, pairwise, takewhile, zip_longest
from operator import itemgetter

from wiq_site.kit.escaping import STRUCK

from .closed import part_of, words_of
from .families import LONGEST_LINE, Text, collect
from .frame import leave_out_page_heads, leave_out_rules, older_mail_begins, read_mail_head
from .heading_lines import (
    FAR,
    LONGEST_NAME,
    Candidate,
    Heading,
    Style,
    heading_of,
    join_wrapped,
    look_of,
    read_heading,
    says_top,
)
from .labels import fields_of, read_labels
from .outcomes import is_outcome_line
from .source import (
    Line,
    bullet,
    ends_sentence,
    keep_answers,
    numbered,
    read_lines,
    strip_marks,
    with_whole_words,
    without_struck,
)
from .when import find_dates, read_time
from .who import has_first_name, looks_like_people

_DOUBLE = re.compile(r"\s*(?:\|\||!!|\^\^)\s*")
_SINGLE = re.compile(r"\s*(?<!\\)[|^]\s*")


def mark_tables(lines):
    """Set ``cells`` of the lines that are rows of a table and take those of all others away."""
    lines = _without_parts(lines)
    _fill_rows(lines)
    for run in _runs(lines):
        rows = [line for line in run if line.cells]
        widths = [len(row.cells) for row in rows]
        tabs = not any(sign in row.text for row in rows for sign in "|^")
        if len(rows) > 1 and tabs and known_columns(rows[0].cells):
            continue
        if tabs or min(widths) > 1 < max(widths) - 1:
            is_table = max(widths, default=0) > 2
        else:
            is_table = len(set(widths)) == 1 or rows[0].text[0] in "|^!"
        for line in run if len(rows) < 2 or not is_table else ():
            line.cells = None
        if tabs and rows and rows[0].cells:
            columns = list(zip_longest(*(row.cells for row in rows), fillvalue=""))
            held = [at for at, column in enumerate(columns) if any(column)]  # two tabs for one
            for row in rows:
                row.cells = [row.cells[at] for at in held if at < len(row.cells)]


def _with_rows_together(lines):
    """``lines`` without the blank ones between rows of a table with tabs each of which stands apart."""
    groups = [(gap, list(group)) for gap, group in groupby(lines, lambda line: not line.text)]
    kept = [line for _, group in groups[:1] for line in group]
    for (_, above), (gap, group), (_, below) in zip(groups, groups[1:], groups[2:], strict=False):
        rows = [*takewhile(_is_row, reversed(above)), *filter(_is_row, below)]
        alone = gap and len(rows) == 2 and len(below) == 1 and _is_row(below[0])
        is_table = alone and max(len(row.cells) for row in rows) > 2
        kept += [] if is_table else group
    return kept + [line for _, group in groups[1:][-1:] for line in group]


def _is_row(line):
    return line.cells and not known_columns(line.cells)


def _without_parts(lines):
    """``lines`` without those that part the TOPs of a council, and the blank ones around them: they part no table. Nor do
    blank ones between rows below the words that head an agenda."""
    found, inside = [], False
    groups = [(gap, list(group)) for gap, group in groupby(lines, _is_gap)]
    for (gap, group), (_, below) in zip_longest(
        groups, groups[1:], fillvalue=(False, [Line(0, "", 0)])
    ):
        inside = (
            inside and bool(below[0].cells)
            if gap
            else inside or bool(known_columns(group[-1].cells))
        )
        found += [] if gap and (inside or any(line.text for line in group)) else group
    return found


def _is_gap(line):
    return not line.text or bool(part_of(line.text))


def _fill_rows(lines):
    """Below the words that head an agenda, give a line inside a cell that cell, with empty ones before it: a row goes on
    until it has as many cells as there are words, or the next one opens."""
    at = 0
    while at < len(lines):
        roles = known_columns(lines[at].cells)
        at += 1
        below = list(takewhile(lambda line: line.text, lines[at:])) if roles else []
        last = max((n for n, line in enumerate(below) if line.cells), default=0)
        filled = 0
        for n, line in enumerate(below):
            cells = line.cells or []
            if cells and (_NUMBER.fullmatch(cells[0]) or roles[0] != "number"):
                filled = len(cells)
            elif n > last and (filled == len(roles) or read_labels(line.text)):
                break
            elif filled:
                line.cells = [""] * (filled - 1) + (cells or [line.text])
                filled, line.goes_on = len(line.cells), True
        at += len(below)


def _runs(lines):
    """Lines with cells of one kind, one below the other."""
    runs, kind = [[]], ""
    for line in lines:
        if line.place and line.text:
            line.cells = None
            continue
        now = _read(line, kind if len(runs[-1]) > (kind == "tab") else "")
        if now != kind:
            runs.append([])
        if now:
            runs[-1].append(line)
        kind = now
    return filter(None, runs)


def _read(line, inside):
    """Return the kind of a row ("pipe", "tab") and set its cells; "" for what is no row."""
    text = line.text
    if len(text) > 30_000 or line.is_code:
        line.cells = None
    elif line.cells and not line.cells[0]:  # goes on in a cell
        return "tab"
    elif "|" in text or (text[:1] in "!^" and text[1:]):
        line.cells = _pipes(text, inside)
        line.text = _BREAK.sub(" ", text)
        return "pipe" if line.cells is not None else ""
    elif line.cells and not (bullet(text) or read_labels(text)):
        # Tabs part columns; they may part labels from their words, a lone one a list mark.
        filled = list(filter(None, line.cells))
        labels = all(cell.endswith(":") for cell in filled[::2])
        if not (labels or (len(filled) < 3 and numbered(text))):
            return "tab"
    elif text.count(";") > 1 and (inside == "csv" or known_columns(text.split(";"))):
        line.cells = [cell.strip() for cell in text.split(";")]
        return "csv"
    line.cells = None
    return ""


def _pipes(text, inside):
    if re.fullmatch(r"[|^:+\s-]{2,}|\{\|.*|\|\}|\|-.*", text):
        return [] if inside or text.startswith(("{|", "|")) else None
    if text.startswith(("|", "^")) or (text.startswith("!") and "!!" in text):
        inner = text.strip("|^! \t") if text.startswith("!") else text[1:]
        double = _DOUBLE.search(inner.rstrip("|^ "))
        inner = inner.lstrip("|^") if double else inner
        last = r"\s*(?<!\\)[|^]+\s*$" if double else r"\s*(?<!\\)[|^]\s*$"
        closed = re.sub(last, "", inner, count=not double)
        cells = (_DOUBLE if double else _SINGLE).split(closed)
        is_row = len(cells) > 1 or (inside and closed != inner)  # short of cells
        return [_BREAK.sub("\n", cell).strip() for cell in cells] if is_row else None
    cells = re.split(r"\s+\|\s+", text.rstrip("| "))
    return cells if len(cells) > 1 else None


_BREAK = re.compile(r"\s*<br\s{0,5}/?>\s*", re.I)  # ends a line within a cell
_ROLE_WORDS = {
    "number": "nr|no|#|ziffer|lfd nr|lfdnr|top-nr|top nr|topnr|pos|nummer",
    "name": "thema|titel|tagesordnungspunkt|tagesordnungspunkte|tagesordnung|gegenstand|programmpunkt"
    "|programm|themen|agenda|agendapunkt|diskussionspunkt|betreff|bezeichnung|beratungsgegenstand",
    "who": "wer|verantwortlich|referent|referentin|referent in|referierende|vortrag|person|moderation"
    "|zuständig|input|präsentator|moderator|berichterstattung|sprecher|sprecherin|name|durch",
    "start": "beginn|von|ab|start|zeit|uhrzeit|zeitplan|zeitraum|wann|von-bis|von–bis|zeiten|uhr",
    "end": "ende|bis",
    "body": "wer macht was|wer tut was",
    "minutes": "dauer|min|minuten|zeit min|dauer min|zeit minuten|länge|zeitbedarf|dauer minuten",
}
_EITHER = {"top": "number", "punkt": "number", "tops": "number"}  # beside a column of names
_EITHER |= dict.fromkeys(["was", "inhalt", "element", "ergebnis", "ergebnisse"], "body")
_ROLES = {word: role for role, words in _ROLE_WORDS.items() for word in words.split("|")}
_TASKS = re.compile(
    r"\b(?:bis wann|frist|fällig|deadline|termin|aufgaben?|to-?dos?|erledigt|status)\b"
)
_TOPICS = {"thema", "tagesordnungspunkt", "top", "agendapunkt", "gegenstand"}
_FIRST = {"top", "nr", "tops", "zeit", "uhrzeit", "punkt"}
_NUMBER = re.compile(r"(?:(?:TOP|Top|[ÖN])\s?)?\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?[.):]?")


def known_columns(header):
    """The role of each cell of ``header`` ("number", "name", …, "body") when they are the words
    above an agenda; None when they are not, such as those above a list of tasks."""
    if not header:
        return None
    words = [re.sub(r"[*_():.?\[\]/]+", " ", cell.casefold()) for cell in header]
    words = [word.strip().replace("  ", " ") for word in words]
    of_tasks = any(map(_TASKS.match, words)) and words[0] not in _FIRST
    if of_tasks and _TOPICS.isdisjoint(" ".join(words).split()):
        return None
    roles = [
        _ROLES.get(word) or ("" if _TASKS.search(word) else _role_of(word.split()))
        for word in words
    ]
    for index, word in enumerate(words):
        if word in _EITHER:
            taken = "name" in roles or any(other in _EITHER for other in words[index + 1 :])
            roles[index] = _EITHER[word] if taken else "name"
        elif word and not roles[index] and _PLAIN.match(word):
            roles[index] = "body"
    if "name" not in roles or len(set(filter(None, roles))) < 2:
        return None
    for at, (role, word) in enumerate(zip(roles[1:], words[1:], strict=True)):
        is_of_task = words[at].startswith(("verantwort", "zuständ")) and _TASKS.match(word)
        if roles[at] == "who" and not role and is_of_task:
            roles[at] = "body"
    plain = roles.index("name")
    return [role if role != "name" or i == plain else "body" for i, role in enumerate(roles)]


def guessed_columns(columns):
    """The roles of ``columns`` that have no words above them; None when this is no agenda."""
    columns, roles = [list(filter(None, column)) for column in columns], []
    for cells in columns:
        counts = cells and all(map(_NUMBER.fullmatch, cells))
        times = "start" if all(map(read_time, cells)) else ""
        roles.append("number" if counts else times if cells else "body")
    first = roles.index("") if "" in roles else 0
    if not any(roles[:first]):
        return None
    free = (at for at, cells in enumerate(columns) if not roles[at] and not _are_people(cells))
    roles[next(free, first)] = "name"  # "1. | Ute | Kasse" as well
    for index, cells in enumerate(columns):
        if not roles[index] and 2 * sum(map(looks_like_people, cells)) > len(cells):
            roles[index] = "who"
            break
    return [role if role and roles.index(role) == i else "body" for i, role in enumerate(roles)]


def _are_people(cells):
    return 2 * sum(map(has_first_name, cells)) > len(cells)


def _role_of(words):
    """The role that the first of ``words`` tells; behind "TOP" any of them."""
    return _ROLES.get("".join(words[:1])) or (
        "name" if words[:1] == ["top"] and _TOPICS & {*words[1:]} else ""
    )


_PLAIN = re.compile(
    r"(?:notizen|hinweise?|(?:besprechungs|gesprächs|diskussions|sitzungs)?ergebnis(?:se)?|protokoll|bemerkung(?:en)?|diskussion|inhalte?|anmerkung(?:en)?|notes"
    r"|beschreibung|details?|was|kommentare?)?$",
    re.I,
)


def find_agenda_table(lines):
    """The rows of the first table that is an agenda, as Candidates; its header is left out."""
    if not any(line.cells for line in lines):
        return []
    held = {line for line in _without_parts(lines) if line.text and line.place != "ignored"}
    pairs = [pair for pair in enumerate(lines) if pair[1] in held]
    groups = groupby(pairs, lambda pair: pair[1].cells is not None)
    tables = [[pair for pair in group if pair[1].cells] for is_row, group in groups if is_row]
    tables = [rows for rows in tables if len(rows) > 1]
    titled = [rows for rows in tables if _look_of_row(rows[0][1])[1]]
    for rows in [list(chain(*titled)), *tables]:  # each TOP may have a table of its own
        if titles := _titles(rows):
            return _below_titles(rows, titles)
    for rows in tables:
        heads = ((n, line.cells, known_columns(line.cells)) for n, (_, line) in enumerate(rows[:8]))
        head, labels, roles = next(filter(itemgetter(2), heads), (-1, [], None))
        rows = rows[head + 1 :]  # above the words may stand who came and when
        columns = list(zip_longest(*(line.cells for _, line in rows), fillvalue=""))
        roles = roles or guessed_columns(columns)
        roles = roles and _as_they_are_used(roles, columns)
        table = []
        for pair in rows if roles else ():
            cells = zip(roles, pair[1].cells, strict=False)
            told = {role for role, cell in cells if _SAYS.search(cell)}
            if table and (pair[1].goes_on or not told & {"number", "name"}):
                table[-1].append(pair)  # cells of the row above go on
            else:
                table.append([pair])
        if table:
            return [_row(group, roles, labels) for group in table]
    return []


_SAYS = re.compile(r"[^\s–—/.*-]")


def _as_they_are_used(roles, columns):
    """``roles`` where "Wer | Bis" tells who has a task until when, and where "1. Kasse" stands below "TOP"."""
    cells = dict(zip(reversed(roles), reversed(columns[: len(roles)]), strict=False))
    tasks = [
        list(map(_SAYS.search, pair))
        for pair in zip(cells.get("who", ()), cells.get("end", ()), strict=False)
    ]
    if "start" not in roles and 2 * sum(map(all, tasks)) > sum(bool(who) for who, _ in tasks):
        roles = ["body" if role in ("who", "end") else role for role in roles]
    numbers = cells.get("number", ())
    if 2 * sum(bool(re.search(r"[^\W\d_]{4}", cell)) for cell in numbers) > len(numbers):
        roles = [{"number": "name", "name": "body"}.get(role, role) for role in roles]
    names = list(filter(None, cells.get("name", ())))
    if "number" not in roles and "" in roles and names and all(map(_NUMBER.fullmatch, names)):
        roles[roles.index("name")] = "number"  # "TOP | Besprechungspunkte"
        roles[roles.index("")] = "name"
    return roles


def _titles(rows):
    """Where those of ``rows`` stand that are the titles of the ones below; none where each tells a TOP as a whole."""
    looks = [_look_of_row(line) for _, line in rows]
    titles = [at for at, (_, is_alone) in enumerate(looks) if is_alone]
    styles = {top.style[:5] for top, is_alone in looks if is_alone and not top.number}
    below = [at for at in range(len(rows)) if titles and at > titles[0] and at not in titles]
    told = sum(
        any("\n" in cell or ends_sentence(cell) for cell in rows[at][1].cells) for at in below
    )
    own = any(looks[at][0].number or looks[at][0].style[:5] in styles for at in below)
    return titles if len(titles) > 1 and 2 * told > len(titles) and not own else []


def _look_of_row(line):
    """The Candidate that the first words of a row show, and whether they are a title, with a number or bold, and all it says."""
    cells = [cell for cell in line.cells if _SAYS.search(cell)]
    number = strip_marks(cells[0])[1].rstrip(".:)") if cells[1:] else ""
    number = number.lstrip("TOPtop ") if _NUMBER.fullmatch(number) else ""
    words, *more = "".join(cells[bool(number) :][:1]).split("\n")
    top = look_of(words) or Candidate(name=words)
    is_marked = number or top.number or top.style.marks in ("**", "__")
    is_alone = is_marked and not (more or cells[1 + bool(number) :] or top.style.sign)
    return top._replace(number=number or top.number), is_alone and not ends_sentence(top.name)


def _below_titles(rows, titles):
    """The Candidates of the rows at ``titles``, with what those below say; who and until when stands behind it in brackets,
    and who alone at the title where it is all that is told below that."""
    labels = [cell.casefold().strip("* :") for cell in rows[titles[0] - 1][1].cells if titles[0]]
    cells = [line.cells for at, (_, line) in enumerate(rows) if at > titles[0] and at not in titles]
    columns = [list(filter(_SAYS.search, column)) for column in zip_longest(*cells, fillvalue="")]
    first = max(at for at, cell in enumerate(rows[titles[0]][1].cells) if _SAYS.search(cell))
    beside = {at for at, cells in enumerate(columns) if at > first and _tells_who_or_when(cells)}
    until = {at for at, label in enumerate(labels) if re.match("bis|frist|fällig", label)}
    tops = []
    for start, end in pairwise([*titles, len(rows)]):
        top, _ = _look_of_row(rows[start][1])
        heading, body = read_heading(top.number, top.name), []
        for _, line in rows[start + 1 : end]:
            said = [(at, cell) for at, cell in enumerate(line.cells) if _SAYS.search(cell)]
            told = [f"{'bis ' * (at in until)}{cell}" for at, cell in said if at in beside]
            told = [cell.replace("\n", ", ") for cell in told]
            body += [Line(line.number, "", 0)] * bool(body)
            cells = [(line, cell) for at, cell in said if at not in beside]
            label = cells[0][1].rstrip(" :") if cells[1:] else ""  # "Beschluss | Wir kaufen Farbe."
            is_label = 0 < len(label) < _LONGEST_LABEL and not (
                "\n" in label or ends_sentence(label)
            )
            body += _body(_lines_of(cells[is_label:]), label * is_label)
            if len(told) == 1 and end - start == 2 and heading.take("who", told[0]):
                continue
            if told and body and body[-1].text:
                body[-1].text += f" ({', '.join(told)})"
            elif told:
                body.append(Line(line.number, ", ".join(told), 0))
        index = rows[start][0]
        tops.append(
            Candidate(Style(), top.number, heading.name, index=index, heading=heading, body=body)
        )
    return tops


_LONGEST_LABEL = 30  # characters


def _tells_who_or_when(cells):
    """Whether the ``cells`` of a column are days, or mostly people."""
    days = all(len(cell) < 40 and find_dates(cell) for cell in cells)
    return cells and (days or 2 * sum(map(looks_like_people, cells)) > len(cells))


def _lines_of(cells):
    """What ``cells``, pairs of the line of a row and one of its cells, hold as lines."""
    parts = ((line, part) for line, cell in cells for part in cell.split("\n"))
    return [Line(line.number, part, 0) for line, part in parts if _SAYS.search(part)]


def _row(group, roles, labels):
    heading, body = Heading(""), []
    columns = list(zip_longest(*(line.cells for _, line in group), fillvalue=""))
    cells = zip_longest(labels, columns, fillvalue="")
    is_task = any(_OF_TASK.match(label) and any(map(_SAYS.search, cell)) for label, cell in cells)
    for role, label, column in zip_longest(roles, labels, columns, fillvalue=""):
        held = list(zip((line for _, line in group), column, strict=False))
        lines = _lines_of(held)
        label = label.strip("* :?")
        plain = [_PLAIN.match(word) for word in re.split(r"\s*[/,&]\s*|\sund\s", label)]
        named = len(lines)
        if role == "name" and named > 1:
            # In a column of names and results the name is the first line.
            below = [bullet(line.text) or ends_sentence(line.text) for line in lines[1:]]
            is_first = "\n" in held[0][1] or (label and any(plain + below))
            named = 1 + join_wrapped(lines, lines[0].text, 1)[1] if is_first else named
            named += (
                re.fullmatch(r"\(.*\)", "".join(line.text for line in lines[named:][:1]))
                is not None
            )
        words = (strip_marks(line.text)[1].strip() for line in lines[:named])
        taken = not lines or _take(role, (", " if role == "who" else " ").join(words), heading)
        if said := lines[named:] if taken else lines:
            body += [Line(said[0].number, "", 0)] * bool(body)
            label = "Aufgabe" if is_task and _EITHER_OUTCOME.fullmatch(label) else label
            label = "" if taken or all(plain) or is_outcome_line(said[0].text) else label
            body += _body(said, label)
    index = group[0][0]
    return Candidate(Style(), heading.number, heading.name, index=index, heading=heading, body=body)


_OF_TASK = re.compile(r"[*_ ]*(?:wer|verantwort|zuständig|bis|frist|termin|fällig)", re.I)
_EITHER_OUTCOME = re.compile(  # a column of decisions and tasks
    r"(?=.*aufgabe|.*to-?do|.*maßnahme)(?=.*beschl|.*entscheid|.*ergebnis)\w+\s?(?:/|,|und|&|\+)\s?[\w-]+",
    re.I,
)


def _take(role, cell, heading):
    """Fill the heading from a cell; False when it does not fit."""
    cell, typed = without_struck(cell), cell
    if (typed and not cell) or (role == "number" and len(cell) > 12 and not says_top(cell)):
        return False
    if role == "number":
        top = look_of(cell) if says_top(cell) else Candidate(number=cell.rstrip(".:)"))
        heading.number, heading.name = top.number, heading.name or top.name
        return True
    if role == "name" and len(cell) <= LONGEST_NAME:
        read = heading_of(cell)
        read = read_heading("", cell) if heading.number and read.number else read
        heading.name, heading.overflow = read.name, read.overflow
        heading.fill(read)
        return True
    return role not in ("", "name", "body") and heading.take(role, cell)


def _body(lines, label):
    """What the ``lines`` of a cell hold as those of a body, one for each paragraph and item of a list in it."""
    found = []
    for line in lines:
        first, *items = re.split(r"(?:^|\s)•\s+", line.text)
        texts = [first.strip(), *(f"- {item.strip()}" for item in items)]
        for text in filter(None, texts):
            if found and found[-1].number == line.number and not bullet(text):
                found.append(Line(line.number, "", 0))
            found.append(Line(line.number, text, 0))
    if label and len(found) > 1:
        return [Line(found[0].number, f"{label}:", 0), *found]
    for line in found if label else ():
        line.text = f"{label}: {(bullet(line.text) or ('', line.text))[1]}"
    return found


def prepare(lines):
    """Leave out of ``lines`` what is no text and tell their tables; the days that mails were sent."""
    leave_out_rules(lines)
    leave_out_page_heads(lines)
    lines[:] = with_whole_words(lines)
    sent = read_mail_head(lines)
    lines[:] = _with_rows_together(lines)
    mark_tables(lines)
    return sent


_FOOTNOTE = re.compile(r"\[↑\]\(#[\w-]*\)$")


def free_lines(lines):
    """The (index, line) pairs that may be headings: no row of a table, not struck out, not left out."""
    return [
        (index, line)
        for index, line in enumerate(lines)
        if line.text and not (line.place or line.is_code) and line.cells is None
        if not (_is_struck(line.text) or _FOOTNOTE.search(line.text))
    ]


def families_of(lines):
    """The Families of ``lines``, the best first."""
    free = free_lines(lines)
    return collect(lines, free) if free else []


def chosen_headings(lines, numbers):
    """The headings in the lines that a person has chosen by their ``numbers``: those that are found where it is these, else each
    read as the family does that has most of them, and the rows of an agenda's table as such."""
    wanted = {index for index, line in enumerate(lines) if line.number in numbers and line.text}
    found, rows = _found(lines)
    if {top.index for top in found} == wanted:
        return _without_words(lines, found, rows)
    families = sorted(families_of(lines), key=lambda one: len(wanted ^ set(one.indexes)))
    if families and set(families[0].indexes) == wanted:
        return families[0].tops
    tops = [*rows, *(top for family in families for top in family.tops)]
    chosen = {}
    for top in (top for top in tops if top.index in wanted):
        taken = chosen.get(top.index)
        if not taken or (top.number and not (taken.number or taken.heading)):
            chosen[top.index] = top
    for index in wanted.difference(chosen):
        line, line.place = lines[index], ""
        top = look_of(line.text) or Candidate(name=line.text)
        chosen[index] = top._replace(index=index, indent=line.indent)
    _join_rows(lines, rows, chosen)
    return _without_words(lines, [chosen[index] for index in sorted(chosen)], rows)


def _join_rows(lines, rows, chosen):
    """Give those of ``rows`` that are not ``chosen`` to the body of the chosen one above."""
    above, spans = None, pairwise([*(row.index for row in rows), len(lines)])
    for row, (start, end) in zip(rows, spans, strict=True):
        above = row if row.index in chosen else above
        if above and above is not row:
            below = takewhile(lambda line: line.cells or not line.text, lines[start:end])
            texts = ((line.number, " ".join(filter(None, line.cells or ()))) for line in below)
            above.body.extend(Line(number, text, 0) for number, text in texts)


def find_headings(lines):
    """The headings among ``lines`` as Candidates, in order: those of the best family, and the rows of an
    agenda's table; none of what a mail carries of an older one below most of them."""
    tops = _without_rolls(_without_words(lines, *_found(lines)))
    end = older_mail_begins(lines, tops[1].index) if tops[1:] else len(lines)
    above = [top for top in tops if top.index < end]
    return above if len(above) > len(tops) / 2 else tops


def _without_rolls(tops):
    """``tops`` from the first one on that is no roll of people without a number, "Anwesend:", and no agenda in one line."""
    below = [*dropwhile(lambda top: not top.number and _is_of_head(top.name), tops)]
    return below if len(below) > 1 else tops


def _is_of_head(name):
    return bool(_LISTED.match(name) or {"attendance", "apologies"}.intersection(fields_of(name)))


_LISTED = re.compile(r"1[.)]\s.{1,80}[,;/|]\s+2[.)]\s")  # "TOPs: 1. Rad, 2. Hof"


def _found(lines):
    """The headings, and the rows of an agenda's table, whether these are headings or not."""
    families = families_of(lines)
    tops = families[0].tops if families and families[0].score > 0 else []
    rows = find_agenda_table(lines)
    above = [top for top in tops if rows and top.index < rows[0].index and not top.guessed]
    says_top = any(top.number and (top.strong or top.style.word) for top in above)
    # a table below the heading of a TOP stands in its text
    if not rows or says_top or len(above) > 1:
        return tops, rows
    below = [top for top in tops if top.index > rows[-1].index]
    # Rows that mostly come again below as headings only announce them.
    names = {words_of(top.name) for top in below}
    texts = ((row.name, " ".join([row.name, *(line.text for line in row.body)])) for row in rows)
    again = sum(not names.isdisjoint(map(words_of, both)) for both in texts)
    if 3 * again >= 2 * len(rows) and any(row.body for row in rows):
        return tops, rows
    return rows + [top for top in below if not top.guessed], rows


def _without_words(lines, tops, rows):
    """``tops``; where some of ``rows`` are among them the words above the columns are left out, which say nothing of their own, and
    the rules below them."""
    if any(top.heading for top in tops):
        first, last = rows[0].index, rows[-1].index
        upwards = dropwhile(_is_gap, reversed(lines[:first]))
        words = takewhile(lambda line: line.cells is not None or line.place == "ignored", upwards)
        rules = (line for line in lines[first : last + 3] if line.cells == [])
        for line in [*words, *rules]:
            fact, *value = list(filter(None, line.cells or ())) or [""]
            told = f"{fact.rstrip(' *:')}{':' * bool(value)} {'  '.join(value)}"
            if line.cells and read_labels(told):  # who came and when
                line.text, line.cells = told, None
            else:
                line.place = "ignored"
    return tops


_BEFORE_NAME = re.compile(
    r"\A[\W_]*(?:TOP|T\.O\.P\.|Tagesordnungspunkt|Punkt)?[\s.#:]*"
    r"(?:\d{1,3}(?:\.\d{1,3})*[a-z]?|[IVX]{1,5}|[A-Z])?(?![^\W_])",
    re.I,
)
_DROPPED = re.compile(
    r"\b(?:entf[aä]llt?|entfallen|vertagt|verschoben|abgesetzt|gestrichen|zurückge\w+|erledigt)\b(?:\s(?:auf|bis|in)\s.{1,40})?",
    re.I,
)


def _is_struck(text):
    """Whether all words of a heading are struck out; its number, a bracket behind it and that it is dropped are none."""
    if not STRUCK.search(text):
        return False
    left = re.sub(r"\([^()]*\)\W*$", "", STRUCK.sub("", text))
    left = _DROPPED.sub("", left)
    return not re.search(r"[^\W\d_]", _BEFORE_NAME.sub("", left, count=1))


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

    def resembles(self, other):
        """Whether both are one reading to a person."""
        ours, theirs = set(self.lines), set(other.lines)
        return len(ours & theirs) > _SAME * len(ours | theirs)


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
    kept = []
    for one in proposals:
        if len(kept) < _MOST and not any(map(one.resembles, kept)):
            kept.append(one)
    return kept


def _proposal(lines, indexes, score):
    first = lines[indexes[0]]
    style, _, name, *_ = look_of(first.text) or Candidate(name=first.text)
    opening = first.text[: first.text.find(name)].strip() if name else first.text
    plain = "Zeilen in Großbuchstaben" if style.marks == "A" else "Kurze Zeilen"
    kind = f"{opening} …" if opening else "Zeilen mit Doppelpunkt" if style.colon else plain
    numbers = tuple(lines[index].number for index in indexes)
    return Proposal(kind, numbers, round(score, 2), " ".join(map(str, style[:6])))


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
        text = Text(lines, free_lines(lines))
        around = _around(text, index)
        places = (at for at, _ in text.free if _around(text, at) == around)
        return sorted({line, *(lines[at].number for at in places)})


def _around(text, index):
    """What a line shows, and where that is nothing what stands around it."""
    line = text.lines[index]
    top = look_of(line.text)
    style, indent = top and top.style, min(line.indent, FAR)
    if style and any(style[:4]):
        return style, indent
    return style, indent, text.apart(index), text.apart_below(index), len(line.text) > LONGEST_LINE
