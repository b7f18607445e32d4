"""The preview of pasted minutes: its forms, what is doubtful in them, what the plan says otherwise, and saving.

It also asks where words led that were a link before the text was copied as plain text, such as "in diesem
Blog-Beitrag"; what an editor answers becomes a link in the Markdown.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext

from blog.models import Post, Topic
from meetings import timetable
from meetings.agenda import AgendaItem, Speaker, of_teams
from meetings.desk.pointing import TOOLS, as_typed, proposals
from meetings.desk.preview_fields import FactsForm, ItemForms, OutcomeForm
from meetings.desk.typed import likely_start, offered_outcomes, target_meetings, typed_day
from meetings.doubts import asked_about, backwards_sentence
from meetings.imports import FACTS, Times, in_order, save_draft
from meetings.models import Meeting
from meetings.protocol_text import ProtocolDraft
from wiq_site.kit.escaping import ENDS_ADDRESS, LINKED
from wiq_site.kit.models import role_of
from wiq_site.kit.text import fold

GUESSED = "nur am Aufbau"  # what the reader says of TOPs that nobody has chosen yet
_FORMER_LINKS = re.compile(
    r"\b(?P<this>(?:diese[rmns]?|folgende[rmns]?)\s+(?:[\w-]{1,40}-)?(?:Blog-?)?(?:Beitrag|Artikel|Bericht|Seite"
    r"|Dokument|Formular|Link|Video|Umfrage|Präsentation|Website|Webseite|Datei|Karte|Pad))\b"
    r"|\b(?:auf|zur|über)\s+(?:der|unserer|ihrer|seiner|die|unsere)?\s*"
    r"(?P<page>[\w-]{2,40}-Seite|Web-?[Ss]eite|Internet-?[Ss]eite|Website|Homepage|Projektseite)\b"
    r"|\b(?P<here>[Hh]ier)(?=\s*(?:[.:;!)]|$)|\s+(?:klicken|entlang|anmelden|nachlesen|nachzulesen|lesen|zu\s+(?:lesen|finden|sehen)"
    r"|ansehen|anschauen|herunterladen|abrufbar|(?:geht|gehts)\b|finde[nt]\b|gibt\s+es|gibt's))"
    r"|\b(?:findet|finden|gibt)\s+(?:sich|es|Sie|ihr|man|alles|das|die|den)?\s*(?:auch\s+)?(?P<there>hier)\b",
)
_LINKS = re.compile(rf"(?<!\\){LINKED}\((?:[^()]|\([^()]*\))*+\)|`[^`]*`|<[^<>\s]+>|https?://\S+")


def notes_on_public(entry, notice, words):
    """Sentences on what makes ``entry`` closed or may do so: ``notice`` is the line of the text that did, ``words`` of
    its own make one ask."""
    if notice and not entry.public:
        text = gettext(
            "Nicht öffentlich wegen „%s“. Ist er es doch, nehmen Sie das Häkchen heraus."
        )
        return [text % notice[:80]]
    if entry.public and words:
        return [gettext("Hier steht „%s“: Soll dieser TOP öffentlich sein?") % words]
    if entry.public and notice:
        return [gettext("Im Text steht „%s“: Soll dieser TOP öffentlich sein?") % notice[:80]]
    return []


class Preview:
    """What the page shows of ``typed`` (typed.Typed), and what of it can be saved."""

    def __init__(self, typed):
        self.typed, self.reading, self.steps = typed, typed.reading, typed.steps
        self.offered, self.target = target_meetings(typed.facts)
        self.plan = []
        if self.target:
            self.plan = list(self.target.items.prefetch_related("item_speakers__speaker"))
        self.ask_for_links()
        day = typed_day(typed.facts) or date.today()
        refused = {str(item.pk): item.refused for item in self.plan}
        outcomes = [
            offered_outcomes(row, day, refused.get(row.get("planned"), "")) for row in typed.rows
        ]
        data = typed.data(outcomes)
        self.facts = FactsForm(data, target=self.target)
        self.items = ItemForms(data, prefix="items", form_kwargs={"plan": self.plan})
        for row, some in zip(self.items, outcomes, strict=True):
            row.questions = self.questions[f"{row.prefix}-protocol"]
            row.day, prefix = day, f"{row.prefix}-outcomes"
            row.outcomes = [OutcomeForm(data, prefix=f"{prefix}-{n}") for n in range(len(some))]
        self.when = self.facts_named("date", "start", "end", "series")
        self.more = self.facts_named("place", "chair", "minute_taker", "attendance", "apologies")
        self.coming = self.facts_named("next_date", "next_start", "next_end")
        self.report = self.facts_named("teaser", "topics", "published", "at_once")
        self.facts.is_valid()
        self.items.is_valid()
        series = self.facts.cleaned_data.get("series")
        self.proposals = proposals(typed.source, series.heading_shape if series else "")
        self.warnings = [
            *typed.warnings,
            *(w for w in self.reading.draft.warnings if not (GUESSED in w and self.steps.can_undo)),
            *self.reading.doubts(self.proposals),
        ]
        start, doubt = likely_start(self.reading.draft, series)
        if doubt and typed.facts["start"] == as_typed(start):
            self.warnings.append(doubt)
        rows = self.rows  # before one of them is refused for its times
        self.asked = self.ask_about_public(rows)
        self.warnings += [
            gettext("%(field)s: Dort steht „%(words)s“. Soll dieser Text öffentlich sein?")
            % {"field": self.facts[name].label, "words": self.asked[name]}
            for name in Meeting.text_fields()
            if name in self.asked
        ]
        if self.target is None or self.facts.cleaned_data.get("times") == Times.PLAN:
            self.check_times(rows)
        self.check_rows(rows)
        # The rarer facts are to be seen at once where they are known or wrong.
        self.has_more = any(field.value() or field.errors for field in self.more)
        # Minutes of that day that are public, or will be: a new meeting stands beside them.
        of_day = Meeting.objects.filter(date=self.facts.cleaned_data.get("date"))
        self.doubles = of_day.exclude(protocol_published_at=None)
        self.second = None  # the meeting beside which a second one was asked for
        filled = [row.entry.planned for row in self.rows]
        self.only_planned = [item for item in self.plan if item not in filled]

    def ask_for_links(self):
        """Put the answers about former links into the texts, and ask the questions that are left: {name of a field: […]}."""
        topics, facts = list(Topic.objects.only("name", "slug")), self.typed.facts
        answers = facts.get("answers") or {}
        texts = [(facts, name, name, answers.get(name, {})) for name in ("intro", "closing")]
        for index, row in enumerate(self.typed.rows):
            texts.append((row, "protocol", f"items-{index}-protocol", row.get("answers") or {}))
        self.questions = {}
        for row, field, name, answers in texts:
            text = row.get(field, "")
            row[field], self.questions[name] = link_questions(text, name, topics, answers)

    @property
    def tools(self):
        """What pointing at a line may mean: (key, label)."""
        return TOOLS.items()

    @cached_property
    def lines(self):
        return self.reading.shown_lines(self.typed.rows)

    @cached_property
    def readings(self):
        """The proposals as radio buttons: what a press sends, what it looks like, is it the present one."""
        texts, numbers = self.reading.texts, list(self.reading.texts)
        below = dict(pairwise(numbers))
        shown = []
        for one in self.proposals:
            if len(one.lines) < 2 and one != self.proposals[0]:
                continue  # hardly an agenda
            titles = [
                texts[n] if len(texts[n]) > 4 else f"{texts[n]} {texts.get(below.get(n), '')}"
                for n in one.lines[:3]
                if n in texts
            ]
            more = [*titles, "…"] if one.lines[3:] else titles
            value = ",".join(map(str, one.lines))
            is_now = one.lines == self.reading.cut.headings
            shown.append((value, one.label, len(one.lines), " · ".join(more), is_now))
        return shown

    @property
    def heading_shape(self):
        """The form of the headings as they stand, a word that the series remembers; "" where they have none."""
        headings = set(self.reading.cut.headings)
        for one in self.proposals:
            if len(headings & set(one.lines)) > 0.8 * len(headings | set(one.lines)):
                return one.shape
        return ""

    def check_times(self, rows):
        """Say at each of ``rows`` when it runs; refuse one that runs backwards.

        Items of the plan that no row fills take their time as well; where one of them does not fit,
        the choice what becomes of the times is refused.
        """
        facts = self.facts.cleaned_data
        day, start = facts.get("date") or date.today(), facts.get("start")
        filled = {row.entry.planned: row for row in rows}
        order = in_order(self.plan, [row.entry.planned or row for row in rows])
        steps = [
            timetable.Step(entry, entry.planned_minutes, entry.planned_end)
            if isinstance(entry, AgendaItem)
            else entry.step()
            for entry in (filled.get(entry, entry) for entry in order)
        ]
        backwards = timetable.find_backwards(day, start, steps)
        if backwards:
            entry, previous_end = backwards
            if isinstance(entry, AgendaItem):
                self.facts.add_error("times", backwards_sentence(entry, previous_end))
            else:
                entry.add_error("end", backwards_sentence(entry.label, previous_end))
            return
        for slot in timetable.lay_out(day, start, steps):
            if not isinstance(slot.item.item, AgendaItem):
                slot.item.item.show_times(slot)

    def check_rows(self, rows):
        """Say at each of ``rows`` who is new, what comes of it, and what its plan says otherwise."""
        names = {name for row in rows for name in row.entry.draft.speakers}
        speakers = Speaker.objects.filter(name__in=names).order_by("-organisation")
        known = {speaker.name: speaker for speaker in speakers}
        unknown = names - set(known)
        teams = of_teams(unknown)
        self.newcomers = sorted(unknown - teams)
        numbers = set()
        items = zip(self.reading.keys, self.reading.draft.items, strict=True)
        notices = {key: item.notice for key, item in items}
        for row in rows:
            draft = row.entry.draft
            people = [name for name in draft.speakers if name not in teams]
            row.people = [(name, known.get(name)) for name in people]
            if draft.number and draft.number in numbers:
                row.notes.append(gettext("Die Nummer TOP %s kommt mehrfach vor.") % draft.number)
            numbers.add(draft.number)
            notice = notices.get(row["key"].value(), "")
            row.notes += notes_on_public(row.entry, notice, self.asked.get(row.prefix))
            if row.entry.planned:
                row.notes += item_differences(row.entry)

    def ask_about_public(self, rows):
        """Return the words because of which one asks whether a fact or one of ``rows`` is for everybody."""
        facts = {name: self.typed.facts.get(name) or "" for name in Meeting.text_fields()}
        public = {row.prefix: row.entry.draft for row in rows if row.entry.public}
        closed = [row.entry.draft for row in rows if not row.entry.public]
        return asked_about(facts, public, closed)

    def facts_named(self, *names):
        """Return the bound fields ``names`` of the facts."""
        return [self.facts[name] for name in names]

    def find_same(self):
        """Return the meeting of that day whose public minutes these are: its title, its series or its TOPs; None without one."""
        series, title = self.facts.cleaned_data.get("series"), fold(self.typed.facts["title"])
        names = [fold(row.get("name", "")) for row in self.typed.rows]
        for meeting in self.doubles if self.target is None else ():
            items = [fold(item.name) for item in meeting.items.all()]
            if (
                fold(meeting.title) == title
                or (series and meeting.series == series)
                or items == names
            ):
                return meeting
        return None

    @property
    def rows(self):
        """The rows that are TOPs to be saved."""
        return [row for row in self.items if row.counts]

    @property
    def number_of_items(self):
        """How many TOPs the preview shows that are not left out, those with mistakes included."""
        filled = [row for row in self.items if row.cleaned_data or row.errors]
        return sum(not row.cleaned_data.get("drop") for row in filled)

    def differences(self):
        """Sentences on what the plan of the meeting says and the preview replaces."""
        sentences = []
        for name in [*FACTS, "series", "closing"] if self.target else []:
            planned, new = getattr(self.target, name), self.facts.cleaned_data.get(name)
            if planned and new and planned != new:
                if isinstance(new, str) and len(new) > 80:  # it stands in its own field as well
                    sentence = gettext("wird ersetzt: %s") % planned
                else:
                    sentence = planned_and_new(as_typed(planned), as_typed(new))
                sentences.append(f"{Meeting._meta.get_field(name).verbose_name}: {sentence}")
        return sentences

    @property
    def faulty(self):
        """The ``(id, label)`` of every field that is not accepted, in the order of the page."""
        faults = [(field.id_for_label, field.label) for field in self.facts if field.errors]
        for row in self.items:
            fields = chain(row, *row.outcomes)
            wrong = [(field.id_for_label, field.label) for field in fields if field.errors]
            wrong += [(f"id_{q.name}", q.words) for q in row.questions if q.failed]
            faults += [(id_, f"{row.label}: {label}") for id_, label in wrong]
        around = [*self.questions["intro"], *self.questions["closing"]]
        return faults + [(f"id_{q.name}", q.words) for q in around if q.failed]

    @cached_property
    def seen_at_once(self):
        """The names of what visitors read as soon as it is saved, since the agenda is public already."""
        if self.target is None or not self.target.is_published():
            return []
        facts, label = self.facts.cleaned_data, Meeting._meta.get_field
        shown = [name for name in [*FACTS, "series"] if role_of(label(name)) == "shown"]
        shown.remove("intro")  # with a report it waits for the minutes
        seen = [
            str(label(name).verbose_name)
            for name in shown
            if facts.get(name) and facts[name] != getattr(self.target, name)
        ]
        if self.typed.title_by_hand not in ("", self.target.title):
            seen.insert(0, str(label("title").verbose_name))
        times = facts.get("times") or Times.PLAN
        return seen + [row.entry.draft.name for row in self.rows if row.entry.shows_more(times)]

    def is_valid(self):
        """Return whether all can be saved as it stands; what visitors see at once must be agreed to."""
        if self.seen_at_once and not self.facts.cleaned_data.get("openly"):
            text = gettext(
                "Bitte stimmen Sie zu, oder speichern Sie in ein neues Treffen: Dann ist nichts davon öffentlich."
            )
            self.facts.add_error("openly", text)
        failed = any(question.failed for some in self.questions.values() for question in some)
        outcomes_valid = all(outcome.is_valid() for row in self.rows for outcome in row.outcomes)
        return self.facts.is_valid() and self.items.is_valid() and outcomes_valid and not failed

    def save(self):
        """Store everything as drafts and return the meeting; None with the error said at a field."""
        facts, entries = self.facts.cleaned_data, [row.entry for row in self.rows]
        title = self.typed.title_by_hand and facts["title"]
        draft = ProtocolDraft(
            **{name: facts[name] for name in [*FACTS, "title", "topics", "closing"]},
            items=[entry.draft for entry in entries],
            other=[facts["other"]] if facts["other"].strip() else [],
        )
        times = Times(facts["times"] or Times.PLAN)
        try:
            more = {name: facts[name] for name in ("series", "teaser", "agreed")}
            more |= {"title": title, "into": self.target}
            meeting = save_draft(draft, entries=entries, times=times, **more)
        except timetable.BackwardsError as error:
            self.facts.add_error("start", backwards_sentence(error.item, error.previous_end))
            return None
        series, shape = meeting.series, self.heading_shape
        if series and shape and series.heading_shape != shape:
            series.heading_shape = shape
            series.save(update_fields=["heading_shape"])
        return meeting


def item_differences(entry):
    """Return sentences on what a planned item says otherwise than the TOP ``entry`` of the text."""
    item, draft = entry.planned, entry.draft
    sentences = []
    if item.name != draft.name:
        sentences.append(gettext("geplant: „%s“") % item.name)
    if draft.end and item.planned_end and draft.end != item.planned_end:
        ends = [gettext("bis %s") % as_typed(end) for end in (item.planned_end, draft.end)]
        sentences.append(planned_and_new(*ends))
    minutes = (item.planned_minutes, draft.planned_minutes)
    if None not in minutes and minutes[0] != minutes[1]:
        lengths = [ngettext("%d Minute", "%d Minuten", count) % count for count in minutes]
        sentences.append(planned_and_new(*lengths))
    if draft.who and item.who and item.who not in (draft.who, draft.speakers_note):
        sentences.append(planned_and_new(item.who, draft.who))
    if item.protocol.strip() and draft.protocol.strip() not in ("", item.protocol.strip()):
        sentences.append(gettext("wird ersetzt: %s") % item.protocol)
    return sentences


def planned_and_new(planned, new):
    """Return the words for what the plan says and what the text says instead."""
    return gettext("geplant: %(planned)s · im Text: %(new)s") % {"planned": planned, "new": new}


@dataclass
class Question:
    """Where do ``words`` of a text lead, which were a link before it was copied as plain text?

    They stand behind ``before``; ``name`` is the field of the answer, ``address`` the answer or a guess,
    ``failed`` whether it is none.
    """

    name: str
    words: str
    before: str
    address: str
    failed: bool = False


def known_addresses():
    """Return (address, title) of what a text most likely leads to: teams, the newest posts."""
    posts = Post.objects.published().only("slug", "title")[:30]
    newest = [(post.get_absolute_url(), post.title) for post in posts]
    return [(reverse("blog:teams"), gettext("Lösungsteams")), *newest]


def link_questions(text, name, topics, answers):
    """Put ``answers``, {words: addresses}, into ``text``, that of the field ``name``; return it and the Questions still open.

    Asked is about each former link, in their order; ``topics`` are the known ones. An answer that is no address stays
    a Question, with ``failed``.
    """
    guesses = {}  # (start, end) of the words → where they probably led
    for match in _FORMER_LINKS.finditer(text or ""):
        is_teams = re.match(r"(?:Lösungs)?[Tt]eams?-Seite", match[match.lastgroup])
        guesses[match.span(match.lastgroup)] = reverse("blog:teams") if is_teams else ""
    if topics and text:
        by_name = {fold(topic.name): topic for topic in topics}
        names = sorted((topic.name for topic in topics), key=len, reverse=True)
        pattern = rf"Filter\s+[„\"»‚']?(?P<topic>{'|'.join(map(re.escape, names))})"
        for match in re.finditer(pattern, text, re.I):
            if topic := by_name.get(fold(match["topic"])):
                guesses[match.span("topic")] = f"{reverse('blog:posts')}?thema={quote(topic.slug)}"
    links = [match.span() for match in _LINKS.finditer(text or "")]
    answers = {words: list(addresses) for words, addresses in answers.items()}
    questions, answered = [], []
    for (start, end), guess in sorted(guesses.items()):
        if any(first <= start < last for first, last in links):
            continue
        words, before = text[start:end], text[max(0, start - 50) : start].rpartition("\n")[2]
        question = Question(f"ask-{name}-{len(questions)}", words, before, guess)
        if answers.get(words):
            question.address = answers[words].pop(0)
            typed = re.sub(r"^www\.", "https://www.", question.address.strip())
            is_address = re.fullmatch(r"(?:https?://[^\s/]|mailto:\S+@|/(?!/)|#)\S*", typed)
            if is_address:
                address = typed.translate(ENDS_ADDRESS)
                answered.append((start, end, f"[{words}]({address})"))
                continue
            question.failed = bool(typed)
        questions.append(question)
    for start, end, link in reversed(answered):  # so that the earlier places stay right
        text = text[:start] + link + text[end:]
    return text, questions
