"""What stands above the first TOP: labelled facts, title, publication, topics, day, intro."""

import re
from dataclasses import replace
from itertools import dropwhile, pairwise, takewhile

from wiq_site.kit.escaping import LINK, plain_words

from .labels import (
    GREETING,
    fields_of,
    is_agenda_word,
    is_label_word,
    read_labels,
    read_labels_within,
)
from .source import WIKI_LINK, bullet, collapse, ends_sentence, strip_marks, without_struck
from .when import (
    When,
    find_dates,
    find_day,
    find_when,
    read_next_meeting,
    take_leading_time,
    take_when,
)
from .who import has_first_name, is_headcount, is_name, split_people

# Longer values are prose and stay in the intro.
_LONGEST_WORDS = {
    "place": 200,
    "chair": 150,
    "minute_taker": 150,
    "attendance": 500,
    "apologies": 500,
}
_EMPTY = re.compile(
    r"[\s.,;|/()·•*_–-]*(?:von|um|ab|am|den|der|Uhr|h|Beginn:?)?[\s,;|/()·•–-]*$", re.I
)
# "18.30-20.00" behind a label is no day.
_DOTTED = re.compile(
    r"(?=.{0,12}\.(?:00|1[3-9]|[2-5]\d)\b)(?<![\d.])(\d\d?)\.(\d\d\s?(?:-|–|bis)\s?\d\d?)\.(\d\d)(?![\d.])"
)
# "16 c.t.", "16 Uhr ct"
_QUARTER = re.compile(r"\b(\d{1,2})(?::00)?(?:\s?Uhr)?\s?c\.?\s?t\b\.?", re.I)
_WEEKDAY = re.compile(r"^(?:mo|di|mi|do|fr|sa|so)\b(?:[.,]+\s*|$)", re.I)  # in small letters no day
_SAYS_WHEN = re.compile(  # "halb acht abends", "nach der Probe"
    r"(?:halb|(?:drei)?viertel|nach|vor|gegen|früh|abends?|morgens|(?:vor|nach)?mittags?|ganztägig|\d{1,2}\s?s\.?\s?t)\b",
    re.I,
)
_GUESTS = re.compile(r"\b(?:Gast|Gäste)\b", re.I)  # who is no member, and so said with the word


class Facts:
    """Fills the head of a draft; ``today`` is the day missing years are inferred from, ``sent``
    that of a mail around the minutes."""

    def __init__(self, draft, today):
        self.draft = draft
        self.today = today
        self.sent = None
        self.called = ""
        self.has_place = False  # whether a label tells it
        self.room = None  # whether the label of the place asks for the room
        self.undated = []
        self.posted = ""  # the day of a post's front matter, with its time
        self.closed = []  # lines that call closed what is no TOP here

    def take_sent(self, sent, index):
        """Take the day of the mail that stands closest above the line ``index``, else the first."""
        above = [day for number, day in sent if number <= index]
        self.sent = above[-1] if above else next((day for _, day in sent), None)
        self.today = self.sent or self.today

    @property
    def near(self):
        """The day closest to the meeting that is known."""
        return self.draft.date or self.draft.published or self.today

    def take(self, name, label, value):
        """Set the field ``name`` from ``value``; where it went, or "" when it did not fit."""
        value = plain_words(collapse(without_struck(value)))  # these fields are no Markdown
        if not (name and value):
            return ""
        if not re.search(r"\w", value):  # "Entschuldigt: -"
            return name
        if name in ("start", "end"):
            time = find_when(re.sub(r"^(?:um )?(\d\d?)\.(\d\d)(?=\.?$|,)", r"\1:\2", value))
            when = time[2] if time and time[0] <= 8 else When()
            if when.start and when.start == self.draft.start:
                # "Dauer: 19 - 21 Uhr" below "Beginn: 19 Uhr"
                self.draft.end = self.draft.end or when.end
                return name
            if getattr(self.draft, name):
                return ""
            own = when.bare or getattr(when, name) or when.start or when.end
            if own is None:
                return ""  # a length: "Dauer: 2 Stunden"
            setattr(self.draft, name, own)
            if name == "start" and when.end and when.start:
                self.draft.end = self.draft.end or when.end
            rest = value[: time[0]] + value[time[1] :]
            return name if _EMPTY.match(rest) or not rest.strip(" .,()") else "other"
        if name not in _LONGEST_WORDS:
            return getattr(self, f"_take_{name}")(value)
        timed = take_when(value) if name == "place" and not self.draft.start else None
        if timed and timed[0] and (timed[1].start or timed[1].bare):
            value = timed[0]
            self.draft.start, self.draft.end = timed[1].start or timed[1].bare, timed[1].end
        before = getattr(self.draft, name)
        if name == "minute_taker" and find_dates(value):
            return ""  # "Protokoll: Treffen am 3.4." is a title
        room = label.casefold().endswith("raum") if label else None
        beside = name == "place" and {room, self.room} == {True, False}
        if name in ("chair", "minute_taker", "place") and before and not beside:
            return ""
        if name in ("chair", "minute_taker"):
            # "Moderation: Gesa. Protokoll: Fynn."
            value = re.sub(r"(?<=[a-zäöüß]{3})\.$", "", value)
            if re.match(r"bitte\b|wer\b", value, re.I):
                return ""
        value = LINK.sub(r"\1 (\2)", WIKI_LINK.sub(r"\1", value))
        if beside:  # "Raum: Saal", "Ort: Hauptstraße 1"
            value = f"{before}, {value}"
        elif (before and value not in before) or (name == "attendance" and _GUESTS.search(label)):
            value = f"{before}; {label}: {value}".removeprefix("; ")
        if len(value) > _LONGEST_WORDS[name]:
            return ""
        setattr(self.draft, name, value)
        if name == "place":
            self.room = room
        return name

    def _take_date(self, value):
        """ "Donnerstag, 10. Dezember 2020, 17:00–19:30 Uhr, Stadtteilladen"; a place has its own label where there is one."""
        value = _QUARTER.sub(r"\1:15 Uhr", value)
        dates = find_dates(value)
        date = dates[0].resolve(self.draft.published or self.today) if dates else None
        if date and self.draft.date:
            return ""
        rest = value
        if date:
            rest = f"{value[: dates[0].start]},{value[dates[0].end :]}"
        rest = _DOTTED.sub(r"\1:\2:\3", rest)
        time = find_when(rest)
        if not (date or time):
            return ""
        if time:
            rest = f"{rest[: time[0]]},{rest[time[1] :]}"
        rest = re.sub(r"\(\W*\)", "", rest)
        place = collapse(re.sub(r"^(?:vom|am)?[\s,;|·•–-]+|[\s,;|·•–-]+$", "", rest))
        place = _WEEKDAY.sub("", place)
        people = _read_bare(place)
        place = "" if people and all(self.take(*one) for one in people) else place
        fits = _EMPTY.match(place) or not (self.draft.place or len(place) > 80)
        fits = fits and not find_when(place)  # "19 Uhr Ankommen, 19:30 Uhr Beginn" names no place
        is_other = place and (self.has_place or _SAYS_WHEN.match(place))
        if not (fits or time or is_other):
            return ""
        fits = fits and not is_other
        if date:
            self.draft.date = date
            self.undated += [dates[0]] if dates[0].year is None else []
        if time:
            when = time[2]
            self.draft.start = self.draft.start or when.start or when.bare
            self.draft.end = self.draft.end or when.end
        if fits and not _EMPTY.match(place):
            self.draft.place, _when, heads = _parted(place)
            self.take("attendance", "", heads)
        return "date" if fits else "other"

    def take_beside(self, before, words):
        """Take the times that follow a day at once (", 17 Uhr", " von 17 bis 19 Uhr") and the place beside it."""
        for triple in read_labels(words[:120].strip(" (),")):
            self.take(*triple)
        sentence = re.split(r"[.!?]\s", words, maxsplit=1)[0][:200]
        met = _MET.search(sentence)
        if met and not self.draft.start and (time := find_when(sentence)):
            self.draft.start, self.draft.end = time[2].start or time[2].bare, time[2].end
        place = _IN_PLACE.search(sentence if met else before[-100:] + ", ")
        if place and not self.draft.place and _PLACE.search(place["place"]):
            self.draft.place = place["place"].strip()
        time = find_when(words[:60])
        place = re.match(r",\s(?P<place>[A-ZÄÖÜ][^,.:]{2,40}),\s", words)  # ", Jitsi, 19 Uhr"
        if place and time and place.end() == time[0]:
            self.draft.place, words = self.draft.place or place["place"], words[place.end() - 1 :]
            time = find_when(words[:40])
        if time and _EMPTY.match(words[: time[0]]) and not (self.draft.start or self.draft.end):
            self.draft.start = time[2].start or time[2].bare
            self.draft.end = time[2].end
        place = _AFTER_TIME.match(words[time[1] :] if time else words)
        told = place and (time[0] < 12 if time else _PLACE.search(place[1]))
        named = place[1] if told else ""
        named = named if named.count(" ") < 6 else named.split(", ")[0]
        if not self.draft.place and ":" not in named and named.count(" ") < 6:
            self.draft.place = re.sub(r"[^\w\")“”]+$", "", named)

    def _take_topics(self, value):
        if self.draft.topics or len(value) > 300:
            return ""
        self.draft.topics = [topic for part in value.split(",") if (topic := collapse(part))]
        return "topics"

    def _take_published(self, value):
        dates = find_dates(value)
        if not dates or self.draft.published:
            return ""
        self.draft.published = dates[0].resolve(self.today)
        return "published"

    def _take_next_meeting(self, value):
        if self.draft.next_meeting:
            return ""
        coming = read_next_meeting(value, self.near)
        if coming and len(value) <= 200:
            coming.text = value
        self.draft.next_meeting = coming
        return "next_meeting" if coming else ""


_FRONT = re.compile(r"(?P<key>\w+):(?P<value>\s+\S.*|)", re.I)
_KEYS = {
    word: name
    for name, words in {
        "date": "date event when treffen sitzung meeting",
        "start": "start time",
        "end": "end",
        "place": "place location venue",
        "chair": "chair facilitator moderator",
        "minute_taker": "minute_taker minutes_by note_taker notetaker scribe",
        "attendance": "attendance attendees participants present",
        "apologies": "apologies absent absentees regrets excused",
    }.items()
    for word in words.split()
}


def read_front_matter(lines, facts):
    """Take title, day and place from the "key: value" lines that a page keeps between two "---" at its top, or above its
    first empty line from "Title: …" on."""
    filled = [line for line in lines if line.text][:30]
    if filled and filled[0].text.startswith("Title: "):
        top = list(takewhile(lambda line: line.text, lines[lines.index(filled[0]) :]))
        if len(top) > 2 and all(map(_FRONT.fullmatch, (line.text for line in top))):
            for line in top:
                line.place = "ignored"
            filled = [replace(filled[0], text="---"), *top]
    if not filled or not re.fullmatch("-{3,}", filled[0].text):
        return
    # Of a post the day is that of writing, as it is where the meeting has a day of its own.
    post = re.compile(r"layout: *post|slug: .*|(?:treffen|sitzung|meeting|termin): *\d.*", re.I)
    posted = any(post.fullmatch(line.text) for line in filled)
    for index, line in enumerate(filled[1:], 1):
        match = _FRONT.fullmatch(line.text) if line.place == "ignored" else None
        if not match:
            if re.fullmatch("-{3,}", line.text) or not line.place:
                return
            continue
        key, value = match["key"].casefold(), match["value"].strip("\"'[] ")
        below = takewhile(lambda one: one.text.startswith("- "), filled[index + 1 :])
        listed = [] if value else list(below)
        value = value or ", ".join(one.text.lstrip("- ") for one in listed)
        field = _KEYS.get(key) or "".join(fields_of(key))
        field = "published" if key == "date" and posted else field
        if key in ("title", "titel"):
            if _SAYS_KIND.fullmatch(value):
                facts.called = value  # a title where the page has none
            else:
                facts.draft.title, line.place = value, "title"
        elif field in ("date", "start", "end", "published"):
            value = re.sub(
                r"T?(\b|(?<=T))(\d\d:\d\d)(?::\d\d\S*)?(?: [+-]\d{4})?$", r" \2 Uhr", value
            )
            line.place = facts.take(field, "", value) or line.place
            facts.posted = value if line.place == "published" else facts.posted
        elif field in _LONGEST_WORDS:
            for one in [line, *listed] if facts.take(field, "", value) else ():
                one.place = field


_AFTER_TIME = re.compile(
    r"(?:,\s(?=[A-ZÄÖÜ„\"])|,?\s(?=(?:im(?! (?:Rahmen|Anschluss|Vorfeld|Zuge|Namen|Jahr))|in der|in den)\s))(.(?:[^.!?()]|\.(?=\s?\d)){2,120})\)?\.?$"
)
_MET = re.compile(r"\b(?:trafen|traf|kamen|versammelten|fand|getroffen|getagt)\b")
_IN_PLACE = re.compile(
    r"\s(?:im|in der|in den)\s(?P<place>(?:(?:[A-ZÄÖÜ„\"][\w.„“\"-]*|\d+|der|des|am|an)\s?){1,5}?)\s?(?=,|(?:am|vom) (?:\w+, )?(?:den |dem )?, $|[a-zäöü]{3}|$)"
)
_KIND = re.compile(
    r"protokoll(?!e\b)|niederschrift|verhandlungsschrift|mitschrift|notizen|minutes|ergebnis|einladung",
    re.I,
)
_MEETING = re.compile(
    r"treffen|sitzung|versammlung|besprechung|plenum|runde|workshop|beirat|vorstand|elternabend|konferenz",
    re.I,
)
# "Protokoll", "Niederschrift 5.6.2017": what says nothing of the meeting.
_SAYS_KIND = re.compile(
    r"\W*(?:(?:Kurz|Ergebnis|Verlaufs|Sitzungs|Gesprächs)?-?(?:protokoll|niederschrift)e?|Mitschrift|Notizen|Minutes)(?:,?\s(?:vom|am|zum|Nr\.?|Stand))?"
    r"(?:,?\s\d\d?\.\s[A-ZÄÖÜ][a-zä]+\s\d{4})?(?:\b(?:von|bis|Uhr|h)\b|[\s\d.,:*_#/–-])*",
    re.I,
)
_KIND_SAID = re.compile(rf"(?:{_KIND.pattern})(?!\w*\s?:)", re.I)  # and is no label
_KIND_FIRST = re.compile(rf"\W{{0,4}}\w{{0,20}}(?:{_KIND.pattern})", re.I)
_GOES_ON = re.compile(r"(?:über|des|der|zur|zum|vom|von|für)\s", re.I)
# "Protokoll der Schulkonferenz" above "der 94. Oberschule"
_WHOSE = re.compile(r"de[rs]\s[^:!?]{2,90}[^.:,;!?]$")
_COUNTED = re.compile(rf"\d{{1,3}}\. (?:\w+ )?\w*(?:{_MEETING.pattern})", re.I)  # "12. Sitzung"
_LONGEST_HEADLINE = 120  # of two sentences: "Was nun? Ergebnisse der Runde"
# The address of a page: "Sprecherrat/Treffen/2009-10-16".
WIKI_PATH = re.compile(
    r"(?=.*(?:\d{4}|protokoll|sitzung|treffen|plenum|vorstand))(?!.*\d/\d)(?:[\w-]{1,20}:)?[\w.()-]+(?: [\w.()-]+){0,3}(?:/[\w.() –-]+)+",
    re.I,
)
MAIL_HEAD = re.compile(r"(?:Betreff|Subject)\s?:\s+(?:(?:AW|WG|Re|Fwd?|Antwort)\s?:\s+)*", re.I)
SEARCHED = 12


def find_title(filled):
    """The line that names the meeting among the first ones, or the first; None without one.

    It is looked for above the publication and the labelled lines, or below them where nothing
    stands above.
    """
    first = next((i for i, line in enumerate(filled) if line.place), len(filled))
    lines = [line for line in filled[:first] if not 4 <= line.indent < 12]
    lines = lines or [line for line in filled if not line.place and line.indent < 4]
    lines = [line for line in lines if re.search(r"[^\W\d]{2}", line.text)]
    paths = [line for line in lines[:5] if WIKI_PATH.fullmatch(line.text)]
    named = paths and find_title([line for line in filled if line not in paths])
    if paths and (
        named is None
        or not (_KIND.search(named.text) or _MEETING.search(named.text) or find_dates(named.text))
    ):
        return paths[0]
    if paths:
        return named
    fit = [line for line in lines[:SEARCHED] if _fits(line.text)]
    first, *below = lines[:2] or [None]
    is_cut = below and below[0].number == first.number + 1
    is_cut = is_cut and not any(one.search(first.text) for one in (_KIND, _MEETING))
    fit = [line for line in fit if not line.text[0].islower() or (line is first and not is_cut)]
    for line in fit:
        if strip_marks(line.text)[0] in ("#", "=") or MAIL_HEAD.match(line.text):
            return line
    if not fit or (fit[0] is not lines[0] and len(lines[0].text) > 60):
        return None
    named = next(
        (line for one in (_KIND_SAID, _MEETING) for line in fit if one.search(line.text)), None
    )
    below = [line for line in filled if named and line.number > named.number][:1]
    goes_on = below and _GOES_ON.match(below[0].text)
    if named and _SAYS_KIND.fullmatch(strip_marks(named.text)[1]) and not goes_on:
        above = fit[: fit.index(named)]
        meetings = [line for line in above if _MEETING.search(line.text)] or (
            above if len(named.text.split()) == 1 or ", Stand " in named.text else []
        )
        named = meetings[0] if meetings and not lines_of_title(named, filled) else named
    if named is None and GREETING.match(lines[0].text):
        return None
    named = named or fit[0]
    longest = 80 if _KIND_FIRST.match(named.text) else 40
    long = any(len(line.text) > longest for line in fit if line.number < named.number)
    return fit[0] if long else named


def lines_of_title(title, filled):
    """The lines that say what "Protokoll" or "Niederschrift" alone above them is about."""
    below = [line for line in filled if title and line.number > title.number][:3]
    apart = below[0].number - title.number - 1 if below else 9
    alone = below and (
        len(title.text.split()) == 1
        or (_SAYS_KIND.fullmatch(title.text) and _GOES_ON.match(below[0].text))
    )
    if not (alone and _KIND.search(title.text)):
        goes_on = below and not (apart or below[0].place) and _WHOSE.match(below[0].text)
        is_whose = goes_on and not find_dates(below[0].text) and _KIND.search(title.text)
        return below[:1] if is_whose else []
    says_on = _GOES_ON.match(below[0].text) or _COUNTED.match(below[0].text)
    if apart > 2 or below[0].place or (apart and not says_on):
        return []
    goes_on = below[0].text.endswith(",") and _GOES_ON.match(below[0].text)
    if not goes_on:
        fit = [line for line in below if not line.place and _fits(line.text)]
        dated = [line for line in fit if find_dates(line.text)]
        if not any(_says_more_than_day(line.text) for line in dated):  # below "AG Garten"
            dated = [line for line in dated if line is below[0]]
        named = dated if dated and not says_on else below
        return named[:1] if below[0] in fit else []
    return [line for line in below[:2] if not line.place and len(line.text) < _LONGEST_HEADLINE]


def _says_more_than_day(text):
    day = find_dates(text)[0]
    return bool(re.search(r"[^\W\d_]{4}", text[: day.start] + text[day.end :]))


def _fits(text):
    closes = text.endswith((".", "!", "?", ",", ":")) and len(text.split()[-1]) > 2
    closes = closes and (text[-1] != "." or ends_sentence(text))
    prose = (closes or len(text) > _LONGEST_HEADLINE) and (
        re.search(r"[a-zäöüß]{3}[.!?]\s[A-ZÄÖÜ]", text)
    )
    sentence = (closes and (len(text.split()) > 6 or text[0].islower())) or bool(prose)
    marked = text[:2] in ("• ", "- ", "* ", "– ", "{{") or re.fullmatch(
        r"[„\"»].*[“\"«] \(.*\d.*\)|.*\w \(\w+ am \d[^()]*\)", text
    )
    said = any(_said_of_people(text.rstrip(".!")))  # "Ines schreibt das Protokoll."
    return len(text) <= 200 and not (sentence or marked or said or GREETING.match(text))


def read_blocks_of_people(lines, facts):
    """Take from the ``lines`` of a TOP what stands below headings such as "### Anwesende"."""
    for index, line in enumerate(lines):
        marks, text = strip_marks(line.text)
        if marks[:1] in ("#", "=") and set(fields_of(text)) & {"attendance", "apologies"}:
            block = [line]
            for below in lines[index + 1 : index + 80]:
                person = not below.text or bullet(below.text) or _is_person(below.text)
                if strip_marks(below.text)[0] or not person:
                    break
                block.append(below)
            read_labelled(block, facts)


_FORMAL = re.compile(
    r"formal|regulari|allgemeines|^(?:eck|rahmen)daten$|begr(?:ü|ue)(?:ß|ss)ung|er(?:ö|oe)ffnung|anwesenheit|beschlussfähig",
    re.I,
)


def read_formal(sections, facts):
    """Take what the first TOP, "Formalia" or the like, and its sub-points tell of people and times; there it stays."""
    top = sections[0].heading
    if top.number != "0" and not _FORMAL.search(top.name):
        return
    lines = []
    for section in sections:
        if section is not sections[0] and not section.heading.number.startswith(f"{top.number}."):
            break
        opening = replace(section.head[0], text=section.heading.name, cells=None)
        lines += [opening, *(replace(line, indent=0) for line in section.body[:40])]
    for line in lines:
        line.text = re.sub(r"^\d[\d.]*\s+", "", without_struck(line.text))
        for name, _, value in read_labels(line.text):
            if value and name in ("chair", "minute_taker") and not _is_person(value):
                line.text = ""
    free = [line for line in lines if not line.place]
    read_labelled(free, facts)
    read_spoken_people(free, facts, ("chair", "minute_taker", "apologies"))


def read_labelled(lines, facts):
    """Take labelled lines; a label without a value takes the lines below it."""
    stacked = _stacked(lines)
    told = (one for line in lines if not line.place for one in read_labels(line.text))
    facts.has_place |= any(name == "place" for name, _label, _value in told)
    for index, line in enumerate(lines):
        if line.place or not line.text or (line.indent >= 4 and not bullet(line.text)):
            continue
        taken = [line]
        if index in stacked:
            taken.append(lines[index + 1])
            label, value = ((bullet(one.text) or ("", one.text))[1] for one in taken)
            triples = [(name, label, value) for name in fields_of(label)]
        else:
            marks, text = strip_marks(line.text)
            inner = text[1:-1] if text[:1] == "(" and text.find(")") == len(text) - 1 else text
            people = [one for one in read_labels(inner) if one[0] in _SAID_FIELDS]
            triples = (
                _read_columns(line.text) or read_labels(line.text) or read_labels(text) or people
            )
            triples = triples or _read_cells(line) or _read_bare(text)
            triples = triples or _read_picture(text) or _read_group(text)
            fields = () if triples else fields_of(text)
            above = set(fields) & {"attendance", "apologies"} and (
                marks or _is_roll(lines, index + 1, True, False)
            )
            if fields in (("chair",), ("minute_taker",)):  # "Moderation", "– Frau Endlein"
                first = next((one for one in lines[index + 1 : index + 4] if one.text), None)
                above = first and not first.place and bullet(first.text) and _is_person(first.text)
            if not triples and (above or (marks and is_label_word(text))):
                triples = read_labels(text.rstrip(":") + ":")
            triples = list(triples)
            if not triples:
                within = read_labels_within(text)
                line.place = "other" if [one for one in within if facts.take(*one)] else ""
                continue
            name, label, value = triples[-1]
            if not value or value.endswith(","):
                below = _value_lines(lines, index, name)
                more = ", ".join(
                    ((bullet(one.text) or [0, one.text])[1]).rstrip(", ") for one in below
                )
                more = re.sub(r":,(?=\s)", ":", more)
                value = f"{value.rstrip(',')}, {more}" if value and more else value or more
                triples[-1] = name, label, value
                taken += below
            elif name in ("attendance", "apologies") and "," in value:
                more = list(takewhile(_goes_on, lines[index + 1 :]))
                triples[-1] = name, label, " ".join([value, *(one.text for one in more)])
                taken += more
        places = [facts.take(*triple) for triple in triples]
        if all(places):
            for one in taken:
                one.place = places[0]
        elif any(places) and index not in stacked:
            line.place = "other"


def _goes_on(line):
    """Whether a line below a roll of people is more of it: "Albers, Hilke Saathoff, ein Gast"."""
    text = "" if line.place or bullet(line.text) else line.text
    parts = split_people(text) if "," in text and ":" not in text else []
    return (
        not _read_bare(text)
        and any(map(has_first_name, parts))
        and all(len(part.split()) < 5 for part in parts)
    )


def _stacked(lines):
    """The indexes of labels without a colon that stand above their value, as the cells of a table
    do one below the other: two or more labels."""
    indexes, at = [], 0
    while at + 1 < len(lines):
        label, value = ((bullet(one.text) or ("", one.text))[1] for one in lines[at : at + 2])
        fields = fields_of(label)
        if (
            fields
            and value
            and not label.endswith(":")
            and not (fields_of(value) or read_labels(value))
            and ("minute_taker" not in fields or _is_person(lines[at + 1].text))
        ):
            indexes.append(at)
            at += 1
        at += 1
    return indexes if len(indexes) > 1 else []


_COLUMN = re.compile(r"(?<![:\s])(?:\s{2,}|\s\|\s)(?=[*_]{0,2}[^\W\d_][\w/ -]{1,30}:[*_]{0,2}\s)")


def _read_columns(text):
    """The triples of "Datum: 3.4.2025    Status: öffentlich", where a column tells what no field holds; its name is empty."""
    columns = _COLUMN.split(text)
    known = [read_labels(column) for column in columns]
    day = any(
        find_dates(column) for column, labels in zip(columns, known, strict=True) if not labels
    )
    # "3.4. | Gasthof Linde | Protokoll: Rudi" is a day's line.
    if all(known) or not any(known) or day:
        return []
    return [one for labels in known for one in labels or [("", "", "?")]]


def _read_cells(line):
    """The triples of "Ort  Musikraum" or "Ort – Musikraum", a label and its value in two columns."""
    cells = line.cells or re.split(r"\s{2,}|\s[o•▪–—-]\s", line.text, maxsplit=1)
    label, value = cells if len(cells) == 2 else ("", "")
    label = label.strip("*_: ")
    triples = ((field, label, value.strip("*_ ")) for field in fields_of(label))
    people = "chair", "minute_taker"
    return [one for one in triples if one[2] and (one[0] not in people or _is_person(one[2]))]


def _cut(text, *spans):
    """``text`` without what stands in ``spans``."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _read_bare(text):
    """The triples of "Datum 3.8.2026" or "Moderation Ute, Protokoll Karl": labels before what can be nothing else."""
    triples = []
    for part in re.split(r"\s?[,;|]\s+(?=[A-ZÄÖÜ]\w+\s)", text[:200]):
        label, _, value = part.partition(" ")
        fields = fields_of(label) if label[:1].isupper() else ()
        of_people = has_first_name(value) and is_name(value) and "-" not in value
        days, time = find_dates(value)[:1], find_when(value)
        left = _cut(value, *([time[:2]] if time else []), *((day.start, day.end) for day in days))
        of_time = bool(_EMPTY.match(left)) and not re.fullmatch(
            f"[AU]m|{_MEETING.pattern}", label, re.I
        )
        fits = {"date": of_time, "start": of_time and time, "end": of_time and time}
        fits |= dict.fromkeys(("chair", "minute_taker"), of_people)
        fits["place"] = label == "Ort" and value[:1].isupper() and value.count(" ") < 5
        if not fields or not all(fits.get(field) for field in fields):
            return []
        triples += [(field, label, value) for field in fields]
    return triples if triples[1:] or "minute_taker" not in triples[0] else []


_PICTURED = re.compile(
    r"(?:(?P<date>[📅📆🗓]|:(?:calendar|date):)|(?P<start>[🕐-🕧⏰⌚🕰]|:(?:clock\d+|alarm_clock):)"
    r"|(?P<place>📍|:(?:round_)?pushpin:)|(?P<attendance>👥|:busts_in_silhouette:))\ufe0f?\s+"
)
_OF_COUNCIL = re.compile(
    r"(?P<label>(?:\w+ )?(?:Mitglieder|Rats\w+|Verwaltung)(?: de[rs] [\w-]+)?)\s?:\s+(?P<who>.{1,300}[^.])"
)


def _read_group(text):
    """The triple of "Beratende Mitglieder: Ute Ahrens, Karl Busch", a part of the roll."""
    match = _OF_COUNCIL.fullmatch(text)
    named = match and _is_person(match["who"])
    return [("attendance", match["label"], match["who"])] if named else []


def _read_picture(text):
    """The triples of "📍 Raum 204", where pictures are the labels."""
    labels = list(_PICTURED.finditer(text)) if _PICTURED.match(text) else []
    ends = [*(label.start() for label in labels), len(text)][1:]
    return [
        (label.lastgroup, label[0].strip(), text[label.end() : end].strip(" ,|·"))
        for label, end in zip(labels, ends, strict=True)
    ]


def _value_lines(lines, index, name):
    """The lines below a label that hold its value: up to another label or an empty line, a roll of people also
    over empty lines and below the names of their groups; who leads or writes is a name."""
    people, below = name in ("attendance", "apologies"), []
    for at, line in enumerate(lines[index + 1 : index + 80], index + 1):
        if line.place or len(line.text) > (500 if people else 200) or _opens_other(line.text):
            break
        if line.text:
            below.append(line)
            continue
        goes_on = bool(below) and not _GROUP_OF_PEOPLE.fullmatch(below[-1].text)
        if people and _is_roll(lines, at + 1, name == "attendance", goes_on):
            continue
        if below or lines[index].text.rstrip("*_ ").endswith(":"):
            break
    if name in ("chair", "minute_taker"):
        return below if len(below) < 4 and all(_is_person(line.text) for line in below) else []
    while below and _is_group(below[-1].text):
        below.pop()
    return below


def _opens_other(text):
    """Whether a line is a label, a heading or "Tagesordnung"."""
    return bool(read_labels(text) or strip_marks(text)[0] or is_agenda_word(text))


_GROUP_OF_PEOPLE = re.compile(
    r"(?:(?:[IVX]{1,4}|[A-Z]|\d)[.)]|[A-Z](?=\s[A-ZÄÖÜ]))\s+(?P<words>\D{3,60})|(?P<label>[A-ZÄÖÜ][\w*-]{3,30}):"
)


def _is_group(text):
    """Whether a line of a roll says what those below it are: "I. Vorstand", not "1. Frau Peters"."""
    match = _GROUP_OF_PEOPLE.fullmatch(text)
    return bool(match) and not (match["words"] and is_name(match["words"]))


def _is_person(text):
    """Whether a line of a roll begins with the name of somebody, or holds nothing but names."""
    mark = bullet(text)
    text = mark[1] if mark else text
    words = text.split()
    several = len(words) > 3 and any(map(has_first_name, words))
    several = several and all(word[0].isupper() or len(word) < 4 for word in words)
    return several or is_name(re.split(r"[,(]", text)[0].strip())


def _is_roll(lines, start, grouped, goes_on):
    """Whether the lines from ``start`` to the next empty one name people, more than one where a
    roll ``goes_on``; above them may stand what group they are where the roll is ``grouped``."""
    names, heads = [], 0
    told = list(dropwhile(lambda line: not line.text, lines[start : start + 80]))
    for line in told:
        if grouped and _GROUP_OF_PEOPLE.fullmatch(line.text):
            heads += 1
        elif not line.text:
            if names or not heads:
                break
        elif line.place == "ignored" and heads:
            return True
        elif line.place or len(line.text) > 300 or line.text.endswith((".", "!", "?")):
            return False
        elif _opens_other(line.text):
            return bool(names) and all(names)
        else:
            names.append(
                _is_person(line.text) or bool(grouped and not goes_on and bullet(line.text))
            )
    lone = len(names) == 1 and not heads and told[0].text
    if lone and not (" " in lone and (bullet(lone) or has_first_name(lone) or "," in lone)):
        return False
    return 2 * sum(names) >= len(names) > (goes_on and not heads)


_PUBLISHED = re.compile(
    r"(?:Veröffentlicht|Publiziert|Gepostet|Eingestellt|Geschrieben|Erstellt|Verfasst)\b"
    r"(?:\svon\s[\w .-]{1,60}?)?(?:\s(?:am|:))*\s",
    re.I,
)
# "24. Februar 2016 von ada"
_POSTED = re.compile(r"\W*\d[^,|]{3,20}\d{4}\s(?:von|by)\s[^\W\d][\w .-]{1,40}")
_PLACE = re.compile(
    r"^(?:im|in der|in den|bei|auf dem)\s(?!\w+ \w+ \w+ \w+ \w+ )|\b(?:aula|online|zoom|jitsi|bbb|videokonferenz)\b"
    r"|(?:saal|raum|haus|hof|schule|heim|zentrum|büro|halle|laden|café|kirche|treff|bibliothek|gaststätte|küche|zimmer)\b"
    r"(?![^,(]*\b(?:eV|e\.))",
    re.I,
)
_OF_DAY = re.compile(
    r"(?:Sitzung|Treffen|Versammlung|Plenum|Besprechung)\s+(?=am\s|vom\s|[MDFS]|\d)"
)
_PICTURES = re.compile(r"^[^\x00-\u20ff]\W*\s")
_DAY_ALONE = re.compile(
    r"(?:(?:am|vom)\s)?\|(?:\s*(?:[,|(·•–-]|\d|um |von |ab |im |in |bei ).*)?", re.I
)
_CALLED = re.compile(
    r"\W{0,4}(?:Veranstaltung|Gremium|Anlass|Gruppe)\W{1,4}(?P<title>[^\W_].{4,80})$"
)
# "Protokoll der Versammlung am 9.6.2023, Beginn 20 Uhr. Anwesend waren …"
_TITLE_WITHIN = re.compile(
    rf"(?=\w{{0,20}}(?:{_KIND.pattern}))(?P<title>.{{10,120}}?)(?:,|(?<=[^\W\d]{{3}})\.)\s", re.I
)
_NOTES = re.compile(r"(?:\[[^\[\]]+\]\n)*")


def read_head(lines, facts):
    """Return the title and place every line of the head; what remains is marked "intro"."""
    filled = [line for line in lines if line.text and not line.place]
    beside = takewhile(lambda pair: pair[0].number + 1 == pair[1].number, pairwise(filled))
    notes = _NOTES.match("".join(f"{line.text}\n" for _above, line in beside))[0]
    for line in filled[1 : notes.count("\n") + 1]:  # "[Entwurf]" below the title is about the paper
        line.place = "other"
    filled = [line for line in filled if not line.place]
    _read_published(filled, facts)
    read_labelled(lines, facts)
    agenda = (line.number for line in lines if is_agenda_word(strip_marks(line.text)[1]))
    end = next(agenda, lines[-1].number + 1 if lines else 0)
    if told := facts.draft.title:  # by front matter
        for line in filled:
            line.place = line.place or "title" * (strip_marks(line.text)[1] == told)
    title = None if told else find_title([one for one in filled if one.number < end])
    more = lines_of_title(title, filled)
    if title and facts.called and not (_KIND.search(title.text) or _MEETING.search(title.text)):
        facts.draft.title, title = facts.called, None
    kind = strip_marks(title.text)[1] if title and not more else ""
    called = (_CALLED.match(line.text) for line in filled if kind and not line.place)
    if _SAYS_KIND.fullmatch(kind) and (call := next(filter(None, called), None)):
        facts.draft.title = f"{kind.rstrip(' :')} {call['title']}"
    _read_day(filled, [title, *more], facts)
    for line in filled:
        if not line.place:
            text = line.text
            opens_intro = GREETING.match(text) or len(text) > 60 or text.endswith((".", "!", "?"))
            above = title and line.number < title.number and not opens_intro
            line.place = "title" if line in (title, *more) else "other" if above else "intro"
            if above and WIKI_PATH.fullmatch(text):
                line.place = "ignored"
    read_spoken_people([line for line in lines if line.place == "intro"], facts)
    if not title:
        opening = next(
            (_TITLE_WITHIN.match(one.text) for one in filled if one.place == "intro"), None
        )
        return facts.draft.title or (opening["title"] if opening else "")
    if facts.draft.title:
        return facts.draft.title
    text = strip_marks(strip_marks(title.text)[1])[1]
    if picture := _PICTURES.match(text):  # "📋 *Protokoll*"
        text = picture[0] + strip_marks(text[picture.end() :])[1]
    text = MAIL_HEAD.sub("", text, count=1)
    if more:
        text += f"{'' if more[0].text[0].islower() else ':'} {' '.join(line.text for line in more)}"
    return plain_words(collapse(without_struck(text)))


_SAID_FIELDS = "chair", "minute_taker", "attendance", "apologies"
_WHO, _THE = r"(?P<who>[^:;!?]{2,300}?)", r"(?:die|das|den|der|zu[mr]|als)"
_ROLE = r"(?P<role>[A-ZÄÖÜ][\w/*-]+)"
_DOES = r"(?:ist|war|hat|hatten?|macht|machte|führte?|schreibt|schrieb|übernimmt|übernahm|(?:liegt|lag) bei)(?: heute| diesmal| wieder)?"
_PRESENT = r"(?:(?:mit )?dabei|anwesend|da|gekommen|erschienen|teilgenommen)"
_SPOKEN = [
    re.compile(words, re.I)
    for words in (
        rf"(?:{_THE} )?{_ROLE} {_DOES} {_WHO}",
        rf"{_WHO} {_DOES} (?:{_THE} )?{_ROLE}",
        rf"(?:{_THE} )?{_ROLE} (?:wird|wurde)(?: von| durch)? {_WHO} (?:ge|be|er)\w+",
        rf"(?:(?:durch )?{_THE} [\w-]+|es)? ?(?P<chair>leitet|moderiert|führt)e?(?: hat)? {_WHO}",
        rf"{_WHO} (?P<chair>leitet|moderiert)e?(?: {_THE} [\w-]+)?",
        rf"{_THE} [\w-]+ (?:wird|wurde) von {_WHO} (?P<chair>geleitet|moderiert)",
        rf"{_WHO} (?P<minute_taker>protokolliert)e?",
        rf"(?P<minute_taker>mitgeschrieben|protokolliert) (?:hat|haben) {_WHO}",
        rf"(?P<attendance>{_PRESENT}) (?:waren|sind|haben):? {_WHO}",
        r"es (?:waren|sind) (?P<who>\d+ [\w -]+?) (?P<attendance>anwesend|gekommen|erschienen)\b.*",
        r"(?P<attendance>wir) (?:waren|sind) (?P<who>\d+ [\w -]+)",
        rf"(?P<who>\d+ [\w -]+) (?:waren|sind) (?P<attendance>{_PRESENT})",
        r".*\bliste haben sich (?P<who>\d+ \w+) (?P<attendance>eingetragen)",
        rf"(?:es )?(?P<apologies>fehl(?:t|en|ten?))(?: entschuldigt)? {_WHO}(?: \(entschuldigt\))?",
        rf"{_WHO} (?P<apologies>fehl(?:t|en|ten?)) entschuldigt",
    )
]


def _said_of_people(sentence):
    """The pairs (field, people) that a sentence tells: ("minute_taker", "Ines") for "Das Protokoll schreibt Ines"."""
    for words in _SPOKEN if len(sentence) < 400 else ():
        match = words.fullmatch(sentence)
        told = match.groupdict() if match else {}
        by_role = [name for name in fields_of(told.get("role") or "") if name in _SAID_FIELDS[:2]]
        fields = [name for name in _SAID_FIELDS if told.get(name)] or by_role
        counted = "attendance" in fields
        for part in split_people(told["who"]) if fields else ():
            known = is_name(part) or (counted and (has_first_name(part) or part[0].isdigit()))
            if not known or part.casefold() in ("wer", "niemand"):
                break
        else:
            yield from ((name, told["who"]) for name in fields)


_ROLES = {
    "chair": re.compile(
        r"(?P<who>[^,;()]+)\((?:Moderation|Sitzungsleitung|Versammlungsleitung|Vorsitz|Vors\.)\)"
    ),
    "minute_taker": re.compile(
        r"(?P<who>[^,;()]+)\((?:Protokoll(?:führ\w+|ant\w*)?|Schriftführ\w+)\)"
    ),
}


def read_spoken_people(lines, facts, fields=_SAID_FIELDS):
    """What sentences in ``lines`` tell of people, as far as it fills ``fields``: "Anwesend waren Ute und Karl."; the last may be labelled."""
    draft = facts.draft
    for line in (one for one in lines if len(one.text) < 2000):
        text = without_struck(line.text)
        last = re.search(r"(?<=[.!]\s)[A-ZÄÖÜ][\w/*]+:\s[^:]{3,60}$", text)
        for triple in read_labels(last[0]) if last else ():
            if triple[0] in ("chair", "minute_taker"):
                facts.take(*triple)
        mark = bullet(text)
        sentences = re.split(r"(?<=\w{3}[.!])\s+", mark[1] if mark else text)
        for sentence in sentences:
            for name, who in _said_of_people(sentence.rstrip(".!")):
                counted = name == "attendance" in fields and who[0].isdigit()
                if counted and draft.attendance and who not in draft.attendance:
                    draft.attendance = f"{who}; {draft.attendance}"  # beside the guests
                elif name in fields and not getattr(draft, name):
                    setattr(draft, name, who)
                    whole = len(sentences) == 1 and not who[0].isdigit()
                    line.place = name if whole else line.place
    for name, role in _ROLES.items():  # "Anwesend: Albers (Vorsitz), Conrad (Protokoll)"
        match = role.search(draft.attendance)
        setattr(draft, name, getattr(draft, name) or (match["who"].strip() if match else ""))


def _read_published(filled, facts):
    """The line "Veröffentlicht am …" and, directly below it, the line of topics."""
    for line, below in zip(filled, [*filled[1:], None], strict=False):
        match = _PUBLISHED.match(line.text) if line.indent < 4 else None
        posted = _POSTED.fullmatch(line.text)
        match = (posted and re.match(r"\W*\b", line.text)) or match
        dates = find_dates(line.text[max(match.end() - 1, 0) :]) if match else []
        date = dates[0].resolve(facts.today) if dates and len(line.text) < 150 else None
        if date is None or facts.draft.published:
            continue
        facts.draft.published = date
        rest = line.text[match.end() - 1 + dates[0].end :]
        line.place = (
            "other" if re.search(r"[^\W\d]{3}", rest) or " von " in match[0] else "published"
        )
        if below and below.number == line.number + 1 and is_topics(below.text):
            topics = map(collapse, re.split(r"[,;|]", below.text))
            facts.draft.topics = [topic for topic in topics if topic]
            below.place = "topics"


def is_topics(text):
    """Whether a line below the publication can be a list of topics."""
    short = len(text) < 200 and not text.endswith((".", "!", "?", ":"))
    return short and not read_labels(text) and all(len(t.split()) < 6 for t in text.split(","))


def _read_day(filled, titles, facts):
    """A line that is only a day, perhaps with times and a place, near the ``titles``; below it, or below the
    day that these tell, a place."""
    before = None
    for line in filled[: SEARCHED + 4]:
        free = not line.place and line not in titles
        if free and len(line.text) <= 120 and not facts.draft.date:
            text = _OF_DAY.sub("", strip_marks(_PICTURES.sub("", line.text))[1], count=1)
            dates = find_dates(text)
            around = f"{text[: dates[0].start]}|{text[dates[0].end :]}" if dates else ""
            if dates and dates[0].start == 0:  # "3.4. | Gasthof | Protokoll: Rudi"
                parts = re.split(r" \| |[,;] (?=[A-ZÄÖÜ]\w+: )", text)
                parts = [(part, read_labels(part)) for part in parts]
                taken = [facts.take(*one) for _, labels in parts for one in labels]
                text = " | ".join(part for part, labels in parts if not labels) if taken else text
                around = f"|{text[dates[0].end :]}"
            closes = text.endswith(("!", "?", ":")) or ends_sentence(text.rstrip(","))
            if around == "|" and dates[0].weekday is None and not facts.draft.published:
                others = [one.text for one in filled[:SEARCHED] if one is not line]
                told = find_day("", others, facts.today)
                day, met = dates[0].resolve(facts.today), told and told.resolve(facts.today)
                # Above a report of what was some days before.
                if day and met and 0 < (day - met).days < 60:
                    facts.draft.published, line.place = day, "published"
                    continue
            if _DAY_ALONE.fullmatch(around) and not closes:
                line.place = facts.take("date", "", text) and "date"
                before = line
                continue
        below_day = before and (
            before.place in ("date", "start") or (before in titles and find_dates(before.text))
        )
        if free and below_day and before.number > line.number - 3:
            place, when, heads = _parted(line.text)
            is_place = len(place) <= 80 and _PLACE.search(place) and not GREETING.match(place)
            near_by = before.number == line.number - 1 or when.end
            if when.start and (is_place or not place) and not facts.draft.start:
                facts.draft.start, facts.draft.end = when.start, when.end
                line.place = "date"
            if is_place and near_by:
                line.place = facts.take("place", "", place.rstrip(",. *_")) or line.place
            if heads and line.place:
                line.place = facts.take("attendance", "", heads) and line.place
        before = line


def _parted(text):
    """Where, When and how many of a line such as "18 Uhr, Waschküche, 14 Leute"; what is no time and no number of people is where."""
    places, when, heads = [], When(), ""
    for part in re.split(r"\s*[,;|•]\s+", text.rstrip(" .")):
        lead = take_leading_time(part) if when == When() else None
        behind = take_when(part) if when == When() and not lead else None
        rest = lead[1] if lead else behind[0] if behind else part
        if lead or behind:
            when = lead[0] if lead else behind[1]
            when.start, when.bare = when.start or when.bare, None
        if rest and not heads and is_headcount(rest):
            heads = rest
        elif rest:
            places.append(rest)
    return ", ".join(places), when, heads
