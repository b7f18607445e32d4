"""What a browser sends for the preview of pasted minutes, and what its buttons do with it.

All state is in the fields of one form, so that each button keeps what was typed, also without JavaScript: the text as
it was read, the steps of cutting it, and a dict of texts for the meeting and for each TOP.
"""

import json
from datetime import time

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from reversion.models import Version

from blog.models import Topic, known_topics
from meetings.desk.offers import outcomes_in, refusal_of
from meetings.desk.pointing import (
    TOOLS,
    Cut,
    Reading,
    Steps,
    as_typed,
    carry,
    proposals,
    stamp,
    suggested_in,
)
from meetings.desk.preview_fields import MOST_ROWS, OUTCOME_FIELDS, FactsForm, ItemForm, OutcomeForm
from meetings.imports import FACTS, Times, best_guess, candidates, match
from meetings.models import Meeting
from meetings.planning import title_on
from meetings.protocol_text import TASK
from wiq_site.kit.forms import DayField
from wiq_site.kit.merging import unix_lines
from wiq_site.kit.text import fold, trimmed
from wiq_site.kit.versions import state_of


def likely_start(draft, series):
    """Return the start, like that of other meetings where the text lacks it, and a sentence that says so or ""."""
    start = draft.start or (draft.items[0].start if draft.items else None)
    if start:
        return start, ""
    known = Meeting.objects.filter(series=series, start__isnull=False)
    coming = known.filter(protocol_published_at=None)
    planned = coming.filter(date=draft.date).first() if draft.date else None
    alike = known if series else known.none()
    last = alike.filter(date__lt=draft.date).first() if draft.date else alike.first()
    model = planned or last or alike.last()
    if model is None and any(item.end for item in draft.items):
        return None, gettext("Beginn fehlt: Ohne ihn stehen nur die Endzeiten im Protokoll.")
    if model is None:
        return None, gettext("Beginn fehlt.")
    text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim Treffen am %(day)s.")
    if model == planned:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie geplant.")
    elif model == last:
        text = gettext("Beginn fehlt: vorgeschlagen %(start)s wie beim letzten Treffen am %(day)s.")
    words = {"start": as_typed(model.start), "day": date_format(model.date, "j. F Y")}
    return model.start, text % words


def number_in(fields, name):
    """Return the whole number, of nine digits at most, in the field ``name``, or None."""
    typed = fields.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


class Typed:
    """What stands in the fields of the preview, as texts.

    ``rows`` are those of the TOPs, dicts that may be changed, each with its "key" (pointing), "answers" about former
    links and touched "outcomes"; ``facts`` is that of the meeting. ``text`` may have been changed since it was read
    as ``source``. ``message`` says what the last button did, ``like`` which lines look like the one pointed at.
    """

    def __init__(self, text, source, steps, reading, facts, rows, warnings):
        self.text, self.source, self.steps, self.reading = text, source, steps, reading
        self.facts, self.rows, self.warnings, self.tool = facts, rows, warnings, "top"
        self.message, self.like, self.pressed_line, self.seen = "", [], None, ""

    @classmethod
    def first(cls, draft, text, warnings, before=None, cut=None):
        """What the fields hold when ``text`` was just read as ``draft``; what was there ``before`` is a step back. ``cut`` is known
        where the text was written from a meeting: what was typed into a TOP stays there."""
        all_series = Topic.objects.filter(kind=Topic.Kind.SERIES)
        series = next(iter(known_topics(all_series, draft.topics).values()), None) or next(
            (topic for topic in all_series if fold(topic.name) in fold(draft.title)), None
        )
        shape = series.heading_shape if series else ""
        readings = proposals(text, shape)
        is_cut = readings and (draft.items or (shape and readings[0].shape == shape))
        # What ``parse`` took, or what is remembered.
        cut = cut or Cut(readings[0].lines if is_cut else ())
        reading = Reading(text, cut)
        facts, *rows = ({"key": key} | row for key, row in reading.rows.items())
        facts["series"] = str(series.pk) if series else ""
        meeting = best_guess(candidates(draft.date, series), draft.date, series)
        facts["into"] = str(meeting.pk) if meeting else ""
        typed = cls(text, text, Steps([(cut, [], text)]), reading, facts, rows, warnings)
        typed.compare()
        if before:
            typed.steps = before.steps
            typed.steps.add(before.reading, [before.facts, *before.rows], reading, [facts, *rows])
            count = len(rows)
            words = ngettext("%d TOP.", "%d TOPs.", count) % count
            typed.message = gettext("Neu erkannt: %s") % words
        return typed

    @classmethod
    def sent(cls, post):
        """What a browser sent. Raises ProtocolTextError where that holds no text."""
        source = unix_lines(post["source"])
        steps = Steps.load(post.get("steps", ""), source)
        named = [*FactsForm.base_fields, "into", "compared", "suggested"]
        facts = {"key": ""} | {name: unix_lines(post.get(name, "")) for name in named}
        rows = [
            {
                name: unix_lines(post.get(f"items-{index}-{name}", ""))
                for name in ItemForm.base_fields
            }
            | {
                "answers": answers_in(post, f"items-{index}-protocol"),
                "outcomes": touched_outcomes(post, f"items-{index}-outcomes"),
            }
            for index in range(min(number_in(post, "items-TOTAL_FORMS") or 0, MOST_ROWS))
        ]
        facts["answers"] = {name: answers_in(post, name) for name in ("intro", "closing")}
        reading, text = Reading(source, steps.cut), unix_lines(post.get("text", ""))
        return cls(text, source, steps, reading, facts, rows, post.getlist("warning"))

    def data(self, outcomes):
        """Return it as forms are bound to; ``outcomes`` are lists of dicts, one for each of the rows."""
        data = self.facts | {"items-TOTAL_FORMS": len(self.rows), "items-INITIAL_FORMS": 0}
        for index, (row, some) in enumerate(zip(self.rows, outcomes, strict=True)):
            data |= {f"items-{index}-{name}": row.get(name, "") for name in ItemForm.base_fields}
            for place, each in enumerate(some):
                prefix = f"items-{index}-outcomes-{place}"
                data |= {f"{prefix}-{name}": value for name, value in each.items()}
        return data

    def press(self, post):
        """Do what the pressed button says."""
        line, row = number_in(post, "point"), None
        self.tool = post.get("tool") if post.get("tool") in TOOLS else "top"
        for name in ("split", "join", "up", "down", "insert", "add-outcome"):
            if name in post:
                row = number_in(post, name)
        if line in self.reading.places:
            self.point(line, self.tool)
        elif (line := number_in(post, "all")) in self.reading.places:
            self.point_all(line, self.reading.lines_like(line))
        elif "choose" in post:
            lines = [part for part in post.get("reading", "").split(",") if part.isdecimal()]
            out = {n: to for n, to in self.reading.cut.cuts.items() if to == "out"}
            chosen = sorted(set(map(int, lines)) & self.reading.places.keys())
            self.cut(Cut(tuple(chosen), out), gettext("Vorschlag gewählt."))
        elif ("undo" in post and self.steps.can_undo) or ("redo" in post and self.steps.can_redo):
            is_undo, now = "undo" in post, [self.facts, *self.rows]
            message = gettext("Rückgängig gemacht.") if is_undo else gettext("Wiederholt.")
            self.show(*self.steps.go(-1 if is_undo else 1, self.reading, now), message)
        elif "add-outcome" in post and row is not None and row < len(self.rows):
            new = {"take": "on", "kind": TASK, "said": ""}
            self.rows[row].setdefault("outcomes", []).append(new)
        elif row is not None and row <= len(self.rows):
            self.change_rows(post, row)

    def cut(self, cut, message):
        """Cut the text anew; what was typed stays with its TOP."""
        self.take(Reading(self.source, cut), message)

    def take(self, new, message):
        left = self.steps.left(new, new.rows.keys() - self.reading.rows.keys())
        self.step(new, carry([self.facts, *self.rows], self.reading, new, left), message)

    def step(self, reading, rows, message):
        self.steps.add(self.reading, [self.facts, *self.rows], reading, rows)
        self.show(reading, rows, message)

    def show(self, reading, rows, message):
        """Let ``reading`` and ``rows``, that of the meeting first, stand instead; new TOPs find those of the plan."""
        known = {row["key"] for row in self.rows}
        facts, *self.rows = rows
        if reading.text != self.source:
            self.source = self.text = reading.text
        self.reading, self.facts = reading, dict.fromkeys(self.facts, "") | facts
        meeting = target_meetings(self.facts)[1]
        if meeting:
            taken = {row.get("planned") for row in self.rows if row["key"] in known}
            self.match_plan(
                [row for row in self.rows if row["key"] not in known],
                [item for item in meeting.items.all() if str(item.pk) not in taken],
            )
        count = len(self.rows)
        words = ngettext("%d TOP.", "%d TOPs.", count) % count
        self.message = f"{message} {words}"

    def point(self, line, tool):
        """Point at ``line`` with one of TOOLS; what was begun by the last press is as it was before after the same again."""
        text, before = self.reading.texts[line][:60], self.reading
        cut = before.pointed(line, tool)
        new = Reading(self.source, cut)
        last = self.steps.states[self.steps.at - 1][0] if self.steps.can_undo else before.cut
        if tool == "top" and line in {*last.headings} ^ {*before.cut.headings}:
            was = Reading(self.source, last)
            new = was if was.pointed(line, tool) == before.cut else new
        begins = line in new.begins
        if (new.rows, new.places) == (before.rows, before.places) or (
            tool == "top" and begins == (line in before.begins)
        ):
            self.message = gettext("„%s“: Das ändert hier nichts.") % text
            return
        self.take(new, "")
        message = {
            "top": gettext("„%s“ beginnt keinen TOP mehr."),
            "body": gettext("„%s“ gehört jetzt zum Text davor."),
            "intro": gettext("Bis „%s“ geht jetzt die Einleitung."),
            "closing": gettext("Mit „%s“ beginnt jetzt der Schluss."),
            "out": gettext("„%s“ ist jetzt ausgelassen."),
        }[tool]
        if tool == "top" and begins:
            message = gettext("„%s“ beginnt jetzt einen TOP.")
        elif tool == "out" and new.places.get(line) != "ignored":
            message = gettext("„%s“ steht jetzt wieder im Text.")
        self.message, self.pressed_line = (message % text) + self.message, line
        self.like = new.lines_like(line) if tool in ("top", "out") else []

    @property
    def like_words(self):
        """What a button says that does with all lines like it what was done with the one pointed at."""
        if not self.like:
            return ""
        text = ngettext("%d Zeile sieht genauso aus", "%d Zeilen sehen genauso aus", len(self.like))
        does = gettext("alle als TOP")
        if self.pressed_line not in self.reading.begins:
            does = gettext("keine mehr als TOP")
            if self.reading.places[self.pressed_line] == "ignored":
                does = gettext("alle auslassen")
        return f"{text % len(self.like)}: {does}"

    def point_all(self, line, others):
        """Do with ``others`` what was done with ``line``."""
        headings, cuts = set(self.reading.cut.headings), dict(self.reading.cut.cuts)
        if line in self.reading.begins:
            headings |= set(others)
            cuts = {number: to for number, to in cuts.items() if number not in others}
        else:
            headings -= {n for other in others for n in self.reading.alike_begun(other)}
            if cuts.get(line) == "out":
                cuts |= dict.fromkeys(others, "out")
        text = ngettext("%d Zeile ebenso.", "%d Zeilen ebenso.", len(others)) % len(others)
        self.cut(Cut(tuple(sorted(headings)), cuts), text)

    def change_rows(self, post, index):
        """Do what a button at the TOP ``index`` says: put one in before it, move, join or split it."""
        rows = [dict(row) for row in self.rows]
        if "insert" in post:
            rows.insert(index, {"key": self.new_key()})
            message = gettext("Ein leerer TOP ist eingefügt.")
        elif index >= len(rows):
            return
        elif "join" in post:
            row = rows[index]
            if row["key"].isdecimal() and int(row["key"]) in self.reading.begins:
                cut = self.reading.pointed(int(row["key"]), "top")
                self.cut(cut, gettext("Mit dem davor zusammengelegt."))
                return
            if index == 0:
                return
            del rows[index]
            before = rows[index - 1]
            texts = [before.get("protocol", ""), row.get("name", ""), row.get("protocol", "")]
            before["protocol"] = "\n\n".join(filter(None, texts))
            before["outcomes"] = [*before.get("outcomes", []), *row.get("outcomes", [])]
            before["private"] = before.get("private") or row.get("private", "")
            message = gettext("Mit dem davor zusammengelegt.")
        elif "split" in post:
            if not self.split(rows, index, number_in(post, "cursor") or 0):
                return
            message = gettext("Am Cursor geteilt.")
        else:
            other = index + (1 if "down" in post else -1)
            if not 0 <= other < len(rows):
                self.message = gettext("Weiter geht es nicht.")
                return
            rows[index], rows[other] = rows[other], rows[index]
            message = gettext("Der TOP steht jetzt an Platz %(place)s.") % {"place": other + 1}
        self.step(self.reading, [self.facts, *rows], message)

    def split(self, rows, index, cursor):
        """Let the line of the TOP ``index`` where the ``cursor`` is begin another; return whether only ``rows`` change.

        Where a line of the source says the same, the source is cut there.
        """
        text = rows[index].get("protocol", "")
        start = text.rfind("\n", 0, cursor) + 1
        before, after = text[:start].rstrip(), text[start:].strip()
        if not (before and after):
            self.message = gettext(
                "Bitte setzen Sie zuerst den Cursor im Protokoll an den Anfang einer Zeile."
            )
            return False
        first, _end, rest = after.partition("\n")
        bare = first.strip("-•*#. \t")
        for line in self.reading.draft.lines:
            same = bare and line.text.strip("-•*#. \t") == bare and line.place.endswith("protocol")
            if same and self.reading.key_at(line.number)[0] == rows[index]["key"]:
                self.point(line.number, "top")
                return False
        rows[index]["protocol"] = before
        texts = {"name": bare[:300], "protocol": trimmed(rest)}
        private = {"private": rows[index].get("private", "")}
        rows.insert(index + 1, {"key": self.new_key()} | texts | private)
        return True

    def new_key(self):
        """Return the key of a TOP put in by hand."""
        taken = {row["key"] for row in self.rows}
        return next(key for key in (f"n{n}" for n in range(MOST_ROWS + 1)) if key not in taken)

    def match_plan(self, rows, plan):
        pairs = [(row.get("number", ""), row.get("name", "")) for row in rows]
        for row, item in zip(rows, match(pairs, plan), strict=True):
            row["planned"] = str(item.pk) if item else ""
            if item and not item.public:
                row["private"] = "on"

    def compare(self):
        """Follow the choice of another meeting: its items, what only its plan knows."""
        meeting = target_meetings(self.facts)[1]
        self.facts |= {"into": str(meeting.pk) if meeting else "", "compared": state_of(meeting)}
        self.match_plan(self.rows, list(meeting.items.all()) if meeting else [])
        for name, text in suggested_in(self.facts).items():
            if self.facts.get(name) == text:
                self.facts[name] = self.reading.rows[""].get(name, "")
        self.facts["suggested"] = ""
        if meeting:
            self.facts["times"] = Times.ACTUAL if meeting.agenda_published_at else Times.PLAN
            known = [name for name in FACTS if name not in ("date", "intro")]
            self.suggest({name: as_typed(getattr(meeting, name)) for name in known})
            self.suggest({"series": str(meeting.series_id or "")})
            last = meeting.items.last()  # where somebody took minutes to the end
            if last and last.actual_end and last.actual_end > (meeting.start or time.min):
                self.suggest({"end": as_typed(last.actual_end)})
        series = Topic.objects.filter(pk=number_in(self.facts, "series")).first()
        day = self.reading.draft.date
        self.suggest({"start": as_typed(likely_start(self.reading.draft, series)[0])})
        self.suggest({"title": title_on(series, day) if day else ""})

    def follow_stored(self, before):
        """Let texts that are as they were stored at ``before`` (as state_of tells) be as they are stored now: only another changed them."""
        meeting, (pk, _dash, version) = target_meetings(self.facts)[1], before.partition("-")
        if meeting is None or str(meeting.pk) != pk:
            return
        plan = {str(item.pk): item for item in meeting.items.all()}
        rows = [(self.facts, meeting)] + [(row, plan.get(row.get("planned"))) for row in self.rows]
        kept = {
            (one.content_type_id, one.object_id): one.field_dict
            for one in Version.objects.filter(revision__version=version)
        }
        for row, item in rows:
            kind = item and ContentType.objects.get_for_model(item).pk
            was = kept.get((kind, str(item.pk)), {}) if item else {}
            for name in ("attendance", "apologies", "intro", "closing", "protocol"):
                if name in was and row.get(name, "").split() == was[name].split():
                    row[name] = getattr(item, name)

    def suggest(self, texts):
        """Fill those of the meeting's fields that are empty; what is suggested gives way to what is read later."""
        texts = {name: text for name, text in texts.items() if text and not self.facts.get(name)}
        known = suggested_in(self.facts) | texts
        self.facts |= texts | {"suggested": json.dumps(known)}

    @property
    def title_by_hand(self):
        """The title where a person has typed another than was read or suggested, else ""."""
        title, suggested = self.facts.get("title", "").strip(), suggested_in(self.facts)
        return "" if title in (self.reading.rows[""]["title"], suggested.get("title")) else title


def answers_in(post, name):
    """Return what was answered to the questions about former links in the field ``name``: {words: addresses}."""
    answers, index = {}, 0
    while (key := f"ask-{name}-{index}") in post:
        answers.setdefault(post.get(f"{key}-words", ""), []).append(post[key])
        index += 1
    return answers


def touched_outcomes(post, name):
    """Return the outcomes sent under ``name`` that are not as they were suggested, dicts of what was typed."""
    rows, index = [], 0
    while f"{name}-{index}-said" in post and index < MOST_ROWS:
        row = {n: unix_lines(post.get(f"{name}-{index}-{n}", "")) for n in OutcomeForm.base_fields}
        if bool(row["take"]) != bool(row["sure"]) or outcome_stamp(row) != row["said"]:
            rows.append(row)
        index += 1
    return rows


def outcome_stamp(row):
    return stamp(" ".join(row.get(name, "") for name in OUTCOME_FIELDS))


def offered_outcomes(row, day, refused=""):
    """Return the outcomes of ``row`` as dicts of its fields: what its text suggests, and what somebody made of that.

    One that was changed or typed stays; one that was refused goes with the words that suggested it. None is taken
    that was ``refused`` before (``AgendaItem.refused``). The OutcomeDraft that the text tells is ``suggested``.
    """
    offered, touched = [], list(row.get("outcomes") or [])
    for outcome, is_sure in outcomes_in(row.get("protocol", ""), day):
        is_sure = is_sure and refusal_of(outcome.kind, outcome.text) not in refused.split()
        fields = {name: as_typed(getattr(outcome, name)) for name in OUTCOME_FIELDS}
        fields |= {
            "said": outcome_stamp(fields),
            "sure": "1" if is_sure else "",
            "take": "on" if is_sure else "",
        }
        known = next((each for each in touched if each["said"] == fields["said"]), None)
        if known:
            touched.remove(known)
        offered.append((known or fields) | {"suggested": outcome})
    return offered + [each for each in touched if each.get("take")]


def typed_day(facts):
    """Return the day of the meeting that stands in ``facts``, None where it is none."""
    try:
        return DayField(required=False).clean(facts.get("date", ""))
    except forms.ValidationError:
        return None


def target_meetings(facts):
    """Return the planned meetings that the minutes may go into and the one that is chosen, None for a new one.

    One that is chosen stays among them, as long as it may.
    """
    day = typed_day(facts)
    series = Topic.objects.filter(pk=number_in(facts, "series")).first()
    meetings, chosen = candidates(day, series), number_in(facts, "into")
    if chosen and chosen not in {meeting.pk for meeting in meetings}:
        meetings += Meeting.objects.filter(pk=chosen, protocol_published_at=None)
    return meetings, next((meeting for meeting in meetings if meeting.pk == chosen), None)
