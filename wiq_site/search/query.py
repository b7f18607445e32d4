"""What a visitor typed, parsed once per request: words, dates, "quoted phrases", -without, words as beginnings.

The forms read it from a query string, as part of other filters and of the search.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.filters import FilterForm, TextLineField, YearField
from wiq_site.search.lexemes import (
    INVISIBLE,
    MIDDLE,
    NUMBER,
    PART,
    beside,
    dates_in,
    ends_of,
    middle_of,
    pair_of,
    stem_of,
    titled,
    token_of,
    tokens_of,
)
from wiq_site.search.models import Kind

CHUNK = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<words>[^\s"]+))')
RUN = re.compile(rf"[^\W_]+(?:[{INVISIBLE}]+[^\W_]+)*")  # one word, or several like "TOP4"
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?"
# Behind a date, as people copy the line of a meeting; no hours are stored.
HOURS = re.compile(
    rf",?\s+(?:um |ab |von )?(?:{_CLOCK}(?:\s?(?:–|-|bis)\s?{_CLOCK})?\s?(?:Uhr|h)\b|\d{{1,2}}:\d\d\b)",
    re.I,
)
# Letters of what longer words begin with; fewer would find nearly all.
SHORTEST_BEGINNING = 3
# Which no text is about, in the words of questions too; they are looked for where nothing else is.
SMALL = frozenset(
    map(
        token_of,
        "der die das dem den des ein eine einen einem einer eines und oder als auch wie an am auf aus bei beim bis durch für"
        " in im ins mit nach ob seit über um unter vom von vor zu zum zur"
        " wann warum was welche welchem welchen welcher welches wer weshalb wem wen wieso wo woher wohin wofür"
        " ist sind war waren wird werden wurde wurden hat haben hatte gibt gab kann können darf ich man es da denn eigentlich".split(),
    )
)


@dataclass(frozen=True)
class Term:
    """One condition: a word in any of its forms, or ``exact`` words one after the other.

    With ``prefix`` the word may be the beginning of a longer one, with ``suffix`` its end or middle. A date is one exact
    word: its lexeme.
    """

    tokens: tuple[str, ...]
    exact: bool = False
    prefix: bool = False
    suffix: bool = False

    @property
    def lexemes(self):
        """What stands in a text that holds it whole."""
        if len(self.tokens) > 1:
            return [pair_of(*pair) for pair in pairwise(self.tokens)]
        (word,) = self.tokens
        return [word if self.exact else stem_of(word)]

    @property
    def parts(self):
        """``(lexeme, True)`` for each beginning of a lexeme that shows a longer word with it."""
        beginnings = self.tokens if self.prefix else ()
        ends = sorted(ends_of(*self.tokens)) if self.suffix else ()
        middles = [middle_of(word) for word in self.tokens if self.suffix and len(word) >= MIDDLE]
        return [(lexeme, True) for lexeme in (*beginnings, *ends, *middles)]

    @property
    def own(self):
        """What an entry's own texts have to hold: of each group at least one ``(lexeme, is_prefix)``."""
        return [[(lexeme, False)] for lexeme in self.lexemes]

    @property
    def neighbours(self):
        """The same of the texts of its neighbours."""
        return [[(beside(lexeme), False)] for lexeme in self.lexemes]

    @property
    def groups(self):
        """The same of either, parts of longer words included."""
        first, *more = self.whole_groups
        return [first + self.parts, *more]

    @property
    def whole_groups(self):
        """The same without parts of longer words."""
        return [own + near for own, near in zip(self.own, self.neighbours, strict=True)]

    @property
    def title_groups(self):
        """The same of texts with each of its words in the title; of several words, that they stand in a row anywhere."""
        words = self.tokens if self.exact else self.lexemes
        return [[(titled(word), False)] for word in words] + self.whole_groups * (len(words) > 1)

    @property
    def phrases(self):
        """The phrase that its groups do not tell from its words in another order: as own, as beside."""
        if len(self.tokens) <= 2:
            return []
        return [tuple(f" {' '.join(words)} " for words in (self.tokens, map(beside, self.tokens)))]

    @property
    def needles(self):
        """Strings of which one stands in the stored lexemes of all texts that hold it whole."""
        return [f" {' '.join(self.tokens if self.exact else self.lexemes)} "]

    @property
    def part_needles(self):
        """The same for texts that hold it as a part of a longer word."""
        return [f" {lexeme}" for lexeme, _ in self.parts]


@dataclass(frozen=True)
class Query:
    """All of ``terms`` are wanted, none of ``without``. Without any terms it finds nothing."""

    terms: tuple[Term, ...]
    without: tuple[Term, ...]


def parse(text):
    """Return the ``Query`` that ``text`` means. Takes any text and refuses none.

    A date counts as one word, however it is spelled. A hyphened word that is not wanted is one phrase. What is
    not wanted is so as a whole word only. SMALL words beside others need not occur.
    """
    text = text.translate(str.maketrans(dict.fromkeys("„“”«»‟", '"')))
    dates = list(dates_in(text))
    wanted, unwanted, place = [], [], 0
    while chunk := CHUNK.search(text, place):
        begin, place = max(chunk.start("phrase"), chunk.start("words")), chunk.end()
        date = next((date for date in dates if begin <= date[0] < place), None)
        if chunk["phrase"] is None and date:
            hours = HOURS.match(text, date[1])
            place = hours.end() if hours else date[1]
            terms = [*_terms(text[begin : date[0]], chunk), Term((date[2][0],), exact=True)]
        elif date and not tokens_of(text[begin : date[0]] + text[date[1] : chunk.end("phrase")]):
            terms = [Term((date[2][0],), exact=True)]
        else:
            terms = _terms(chunk["phrase"] or chunk["words"] or "", chunk)
        (unwanted if chunk["minus"] else wanted).extend(terms)
    telling = [term for term in wanted if term.exact or not SMALL.issuperset(term.tokens)]
    return Query(tuple(dict.fromkeys(telling or wanted)), tuple(dict.fromkeys(unwanted)))


def _terms(text, chunk):
    tokens = tokens_of(text)
    if tokens and (chunk["phrase"] is not None or (chunk["minus"] and len(tokens) > 1)):
        return [Term(tuple(tokens), exact=True)]
    terms = []
    whole = NUMBER.sub(lambda number: token_of(number[0]), text)
    for run in RUN.findall(whole):
        first, *more = tokens_of(run) or [""]
        is_part = not (more or chunk["minus"])
        begins, ends = len(first) >= SHORTEST_BEGINNING, len(first) >= PART and first.isalpha()
        if first:
            terms.append(Term((first, *more), bool(more), is_part and begins, is_part and ends))
    return terms


LONGEST_WORDS = 200  # characters
LONGEST_KEPT = 1000  # characters of a search that is too long, so that an address can hold it
MOST_WORDS = 20  # each is a condition of its own; SQLite takes fewer than a hundred at once


def too_many_words(query):
    """Return why ``query`` has too many words, as a sentence, or ""; a phrase counts as one."""
    if len(query.terms) + len(query.without) <= MOST_WORDS:
        return ""
    return gettext("Bitte suchen Sie nach höchstens %d Wörtern auf einmal.") % MOST_WORDS


def nothing_to_find(text, query):
    """Return why ``text``, read as ``query``, finds nothing anywhere, as a sentence, or ""."""
    if not text or query.terms:
        return ""
    if query.without:
        return gettext("Bitte nennen Sie auch ein Wort, das vorkommen soll.")
    return gettext("Bitte geben Sie mindestens einen Buchstaben oder eine Ziffer ein.")


class WordsFilterForm(FilterForm):
    """A filter by words in the field ``q``; once it is valid, ``words`` is their ``Query``."""

    q = TextLineField(label=_("Wörter"), required=False, max_length=LONGEST_WORDS)

    def clean_q(self):
        text = self.cleaned_data["q"]
        self.words = parse(text)
        if problem := too_many_words(self.words):
            raise forms.ValidationError(problem)
        return text


class SearchForm(WordsFilterForm):
    """Words, a kind of hit and a year. Words that cannot be looked for are answered on the page.

    ``problem`` says why they cannot, as a sentence, "" where they can or there are none.
    """

    q = TextLineField(label=_("Suchwörter"), required=False)
    art = forms.ChoiceField(
        label=_("Art"),
        required=False,
        choices=[("", _("alles")), *Kind.choices],
        error_messages={"invalid_choice": _("Diese Art von Treffern gibt es nicht.")},
    )
    jahr = YearField()

    @property
    def has_pages(self):
        return bool(self.chosen["q"])

    def clean_q(self):
        text = self.cleaned_data["q"][:LONGEST_KEPT].strip()
        self.words, self.problem = Query((), ()), ""
        if len(text) > LONGEST_WORDS:
            message = gettext("Bitte kürzen Sie Ihre Suche auf höchstens %d Zeichen.")
            self.problem = message % LONGEST_WORDS
            return text
        words = parse(text)
        self.problem = too_many_words(words)
        if self.problem:
            return text
        self.words, self.problem = words, nothing_to_find(text, words)
        return text
