"""From text to a draft: the stages in their order, and what an editor is warned of."""

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from itertools import dropwhile, pairwise

from meetings.timetable import steps_back
from wiq_site.kit.escaping import STRUCK

from .agenda import (
    closing_start,
    cut_sections,
    join_below,
    merge_agenda,
    merge_list,
    settle_bare_times,
)
from .body import Block, find_announced_meeting, leaves, read_blocks, to_markdown
from .closed import closing_words
from .closed_parts import find_closed
from .frame import join_over_pages, leave_out_contents, leave_out_frame, leave_out_page_numbers
from .head import (
    Facts,
    read_blocks_of_people,
    read_formal,
    read_front_matter,
    read_head,
    read_spoken_people,
)
from .heading_lines import take_people_off_names
from .headings import chosen_headings, find_headings, prepare
from .labels import is_closing_fact, opens_closing, read_labels
from .model import ProtocolDraft, SourceLine
from .outcomes import find_outcomes, is_outcome_title
from .source import (
    ends_sentence,
    is_list_line,
    keep_answers,
    read_lines,
    without_struck,
    wrap_width,
)
from .when import (
    LONGEST_SENTENCE,
    MOST_SENTENCES,
    day_before_mail,
    find_dates,
    find_day,
    german_date,
    read_next_meeting,
    read_spoken_times,
)


def find_struck(lines):
    """A German sentence on what is struck out in ``lines``, in a list; an empty one without such."""
    struck = [match[1] for line in lines for match in STRUCK.finditer(line.text)]
    shown = " · ".join(f"„{words}“" for words in struck[:5]) + (" …" if struck[5:] else "")
    return (
        [f"Durchgestrichen ist und bleibt (~~…~~), aus Titeln und Angaben fällt es weg: {shown}"]
        if struck
        else []
    )


def find_doubts(draft, sections, facts):
    """What is doubtful in ``draft``, as German sentences that tell an editor in the preview where to
    look twice; ``sections`` are the TOPs as they stand in the text."""
    doubts = []
    if not draft.items:
        doubts.append("Es wurden keine Tagesordnungspunkte erkannt.")
    if any(section.guessed for section in sections):
        doubts.append(
            "Die TOPs sind nur am Aufbau des Textes erkannt; bitte prüfen Sie die Einteilung."
        )
    if draft.date is None:
        doubts.append("Es wurde kein Datum des Treffens erkannt.")
    elif facts.posted and draft.date == draft.published:
        doubts.append("Als Tag des Treffens gelesen wurde der des Beitrags.")
    elif facts.undated and draft.published is None and not _tells_year(draft):
        doubts.append(f"Das Jahr fehlt; als Tag gelesen wurde {german_date(draft.date)}.")
        weekday = facts.undated[0].weekday
        if weekday is not None and weekday != draft.date.weekday():
            doubts.append("Der Wochentag im Text passt nicht zu diesem Tag.")
    for heading in [section.heading for section in sections]:
        if heading.when.impossible:
            doubts.append(f"{_shown(heading)}: „{heading.when.impossible}“ ist keine Uhrzeit.")
    last = None
    for item in draft.items:
        if item.start and item.end and steps_back(item.start, item.end):
            doubts.append(f"{_shown(item)} endet vor seinem Beginn.")
        if last and item.end and steps_back(last.end, item.end):
            times = f"{item.end:%H:%M} nach {last.end:%H:%M}"
            doubts.append(f"{_shown(item)} endet vor {_shown(last)} ({times}).")
        last = item if item.end else last
    if closed := [_shown(item) for item in draft.items if not item.public]:
        doubts.append(f"Als nicht öffentlich gelesen: {', '.join(closed)}.")
    doubts += [
        f"„{text[:80]}“: Als nicht öffentlich gelesen, aber zu keinem TOP. Bitte prüfen Sie, wo davon etwas steht."
        for text in facts.closed
    ]
    doubts += [
        f"{_shown(section.heading)} ist nicht öffentlich: Gehört „{line.text[:80]}“ dazu?"
        for section in sections
        if not section.public
        for above, line in pairwise(section.body)
        if not above.text and opens_closing(line.text) and not closing_words(line.text)
    ]
    counts = Counter(item.number for item in draft.items if item.number)
    numbered = ((re.match(r"\d+", item.number), item) for item in draft.items)
    whole = [(int(number[0]), item) for number, item in numbered if number]  # 3 for "3a"
    doubts += [
        f"Auf {_shown(above)} folgt {_shown(item)}: Steht dort noch ein TOP?"
        for (before, above), (number, item) in pairwise(whole)
        if number == before + 2 and counts[item.number] == 1
        if all(one != before + 1 for one, _item in whole)
    ]
    whens = [section.heading.when for section in sections]
    bare = [when.bare for when in whens if when.bare and when.bare == when.end]
    if bare and not any(when.end and when.end != when.bare for when in whens):
        doubts.append(
            f"Als Ende gelesen wurden die Uhrzeiten bei den TOPs ({bare[0]:%H:%M} …); sind es Anfänge?"
        )
    doubts += [
        f"Zeile {line.number}: Beginnt mit „{line.text[:80]}“ ein zweites Protokoll?"
        for line in _second_minutes(draft)
    ]
    twice = [number for number, count in counts.items() if count > 1]
    return doubts + [f"Die Nummer TOP {number} kommt mehrfach vor." for number in twice]


def _second_minutes(draft):
    """The lines from the first TOP on that name another day above a roll of people or are the title but for its day."""
    lines = [line for line in draft.lines if line.place != "ignored"] if draft.date else []
    title = _but_for_day(draft.title)
    for line, below in pairwise(dropwhile(lambda line: line.place[:5] != "items", lines)):
        days = find_dates(line.text) if len(line.text) < 90 else ()
        if not days or ends_sentence(line.text) or days[0].resolve(draft.date) == draft.date:
            continue
        is_roll = any(name == "attendance" for name, _label, _value in read_labels(below.text))
        if is_roll or (title and _but_for_day(line.text) == title):
            yield line


def _but_for_day(text):
    """The words of ``text`` without marks and the first day."""
    days = find_dates(text)
    left = text[: days[0].start] + text[days[0].end :] if days else text
    return " ".join(re.findall(r"[^\W\d_]{3,}", left.casefold()))


def _tells_year(draft):
    """Whether a line at the top of the text tells the day of the meeting with its year."""
    days = (day for line in draft.lines[:40] for day in find_dates(line.text[:LONGEST_SENTENCE]))
    return any(day.year and day.resolve(draft.date) == draft.date for day in days)


def _shown(item):
    return f"TOP {item.number}" if item.number else f"„{item.name}“"


def parse(text, today=None, headings=None, cuts=None):
    """Read pasted minutes. ``today`` helps with a missing year (default: this day).

    What a person has chosen stands: ``headings`` are the numbers of the lines that begin a TOP, ``cuts`` maps
    numbers to where the text goes from that line to the next heading or cut: "intro", "body" (of the TOP
    above) or "closing"; "out" leaves out the one line.

    Raises ProtocolTextError for a text that is empty or too large, and nothing else.
    """
    with keep_answers():
        return _Reader(text, today or dt.date.today(), headings, cuts or {}).read()


class _Reader:
    def __init__(self, text, today, chosen, cuts):
        self.lines = read_lines(text)
        self.chosen = chosen
        self.cuts = cuts
        self.draft = ProtocolDraft()
        self.facts = Facts(self.draft, today)

    def read(self):
        sent = prepare(self.lines)
        headings = self._headings()
        indexes = [heading.index for heading in headings] or [None]
        self.facts.take_sent(sent, indexes[0] or 0)
        kept = {number for number, place in self.cuts.items() if place == "body"}
        leave_out_frame(self.lines, indexes[0], indexes[-1], kept)
        tops = set(indexes)
        leave_out_page_numbers([line for at, line in enumerate(self.lines) if at not in tops])
        self.width = wrap_width(self.lines)
        join_over_pages(self.lines, self.width)
        self.is_markdown = bool(headings) and headings[0].style.marks.startswith("#")
        sections, between = merge_agenda(cut_sections(self.lines, headings))
        head = self.lines[: indexes[0]]
        take_people_off_names(sections, head)
        merge_list(head, sections)
        join_below(sections)
        for index, section in enumerate(sections):
            self._place(section.head, f"items.{index}")
            section.body = [one for one in section.body if one.place not in ("intro", "closing")]
        leave_out_contents(self.lines, head)
        read_front_matter(self.lines, self.facts)
        valid = [
            line if is_list_line(line) else replace(line, text=without_struck(line.text))
            for line in head
        ]
        self.draft.title = read_head(valid, self.facts)
        for line, read in zip(head, valid, strict=True):
            line.place = read.place or "intro" * bool(line.text)
        for lines in (between, *(section.body for section in sections)):
            read_blocks_of_people(lines, self.facts)
        if sections:
            read_formal(sections, self.facts)
        left_out = [line for line in self.lines if line.place == "ignored"]
        self.facts.closed = find_closed(self.lines, sections, between)
        start, closing = closing_start(sections) if sections else None, []
        if start is not None and not {"body", "closing"} & set(self.cuts.values()):
            closing, sections[-1].body = sections[-1].body[start:], sections[-1].body[:start]
        self._place(between, "intro")
        self._infer_date(valid)
        self._read_items(sections)
        for line in closing:
            if not line.place and line.indent < 4 and is_closing_fact(line.text):
                places = [self.facts.take(*triple) for triple in read_labels(line.text)]
                line.place = places[0] if all(places) else "other" if any(places) else ""
        self._place(closing, "closing")
        read_spoken_people([line for line in closing if line.place == "closing"], self.facts)
        self.draft.closing = self._markdown("closing")
        self.draft.intro = self._markdown("intro")
        self.facts.closed += self._words_lost(left_out)
        self._finish(sections)
        return self.draft

    def _headings(self):
        """The headings, chosen or found; what the cuts tell of lines is noted at these."""
        begins, place = set(self.chosen or ()), ""
        for line in self.lines:
            cut = self.cuts.get(line.number)
            place = "" if line.number in begins else cut if cut and cut != "out" else place
            if line.text and (cut == "out" or place in ("intro", "closing")):
                line.place = "ignored" if cut == "out" else place
        if self.chosen is None:
            return find_headings(self.lines)
        return chosen_headings(self.lines, begins)

    def _infer_date(self, head):
        """Without a labelled day the title tells it, else a sentence of the intro."""
        texts = [line.text for line in head if line.place == "intro"]
        near = self.draft.published or self.facts.today
        if not self.draft.date:
            date = find_day(self.draft.title, texts, near)
            self.draft.date = date and date.resolve(near)
            self.facts.undated += [date] if date and date.year is None else []
            if not date and self.facts.sent:
                said = [self.draft.title, *texts[:MOST_SENTENCES]]
                self.draft.date = day_before_mail(said, self.facts.sent)
        if self.facts.posted and not self.draft.date:
            round_time = re.search(r"\d\d:[0-5][05] Uhr$", self.facts.posted)
            self.facts.take(
                "date", "", self.facts.posted if round_time else german_date(self.draft.published)
            )
            self.facts.undated = []
        for text in [self.draft.title, *texts[:MOST_SENTENCES]]:
            for date in find_dates(text[:LONGEST_SENTENCE]):
                if self.draft.date and date.resolve(near) == self.draft.date:
                    self.facts.take_beside(text[: date.start], text[date.end :])

    def _read_items(self, sections):
        settle_bare_times(sections, self.draft.start)
        for index, section in enumerate(sections):
            item = section.heading.item()
            self._place(section.rows + section.body, f"items.{index}.protocol")
            blocks = read_blocks(section.body, self.width)
            if section.heading.overflow:
                blocks = [*read_blocks(section.overflow_line(), None), *blocks]
            item.protocol = to_markdown(blocks, self.is_markdown)
            told = leaves(blocks)
            if is_outcome_title(item.name, told[0].text if told else ""):
                told = [Block(item.name), *told]
            item.outcomes = find_outcomes(told, self.facts.near)
            item.public, item.notice = section.public, section.notice
            self.draft.items.append(item)

    def _markdown(self, place):
        """The lines that went to ``place``, with the empty ones between them, as Markdown."""
        indexes = [at for at, line in enumerate(self.lines) if line.place == place]
        if not indexes:
            return ""
        span = self.lines[indexes[0] : indexes[-1] + 1]
        kept = [line for line in span if not line.text or line.place == place]
        return to_markdown(read_blocks(kept, self.width), self.is_markdown)

    def _place(self, lines, place):
        for line in lines:
            line.place = line.place or place

    def _finish(self, sections):
        draft = self.draft
        read_spoken_times(draft)
        if told := draft.next_meeting:  # perhaps before the day was known behind which it comes
            coming = read_next_meeting(told.text, self.facts.near)
            draft.next_meeting = replace(coming, text=told.text) if coming else told
        else:
            draft.next_meeting = find_announced_meeting(draft, self.facts.near)
        for line in self.lines:
            if line.text:
                line.place = line.place or "other"
                draft.lines.append(SourceLine(line.number, line.text, line.place))
        draft.other = [line.text for line in draft.lines if line.place == "other"]
        draft.ignored = [line.text for line in draft.lines if line.place == "ignored"]
        draft.warnings = find_doubts(draft, sections, self.facts) + find_struck(self.lines)

    def _words_lost(self, left_out):
        """The lines ``left_out`` and those of facts that call something closed, have closed nothing and stand in no text that tells so."""
        known = {item.notice for item in self.draft.items}
        asked_there = re.compile(r"|items.*|intro|closing|other|ignored")
        facts = [line for line in self.lines if not asked_there.fullmatch(line.place)]
        return [
            line.text
            for line in left_out + facts
            if line.text not in known
            and not line.cells  # the words above columns
            and closing_words(line.text)
            and not closing_words(str(getattr(self.draft, line.place, "")))
        ]
