"""The life of an idea, told on the page of its post: which step it came to, when, and what brought it there.

Editors type a line for each step, "11.3.2021 Team gefunden: /treffen/maerz/#top-4"; the first step is the day on which
the post appeared, unless they type it too.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.dates import refuse_coming, refuse_odd_date
from wiq_site.kit.text import fold

STEPS = (_("sucht Team"), _("Team gefunden"), _("Lösungsteam"), _("im Betrieb"))
# Days with their year alone: what stands here is read again on every other day.
_DAY = forms.DateField(input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"])
_STEP = re.compile(r"(?P<day>\S+?)\s*[:–-]?\s+(?P<name>[^:]+?)\s*(?::\s*(?P<address>\S.*))?")


@dataclass(frozen=True)
class LifeStep:
    """One of STEPS by its ``number``; ``day`` is None for one that lies ahead, ``address`` a path or ""."""

    number: int
    day: date | None = None
    address: str = ""

    @property
    def name(self):
        return STEPS[self.number]


def read_steps(text):
    """Return the Steps in the lines of ``text``, as they follow each other in time.

    Raises ValidationError, with a German sentence for each line that tells none.
    """
    steps, errors = [], []
    for line in _lines(text):
        try:
            steps.append(_read_step(line))
        except ValidationError as error:
            words = {"line": line[:100], "error": error.messages[0]}
            errors.append(_("„%(line)s“: %(error)s") % words)
    if errors:
        raise ValidationError(errors)
    return sorted(steps, key=lambda step: (step.day, step.number))


def _lines(text):
    return filter(None, map(str.strip, text.splitlines()))


def _read_step(line):
    """Return the Step that ``line`` tells. Raises ValidationError, in German."""
    match = _STEP.fullmatch(line)
    names = [fold(str(name)) for name in STEPS]
    if not match or fold(match["name"]) not in names:
        sentence = _(
            "Bitte schreiben Sie Tag und Schritt, zum Beispiel „11.3.2021 Team gefunden“; Schritte sind: %s."
        )
        raise ValidationError(sentence % ", ".join(map(str, STEPS)))
    day, address = _DAY.clean(match["day"]), match["address"] or ""
    refuse_odd_date(day)
    refuse_coming(day)
    try:
        resolve(re.split("[?#]", address)[0] or "/")
    except Resolver404 as error:
        elsewhere = _(
            "Die Adresse %s gibt es auf dieser Website nicht; sie beginnt mit einem Schrägstrich."
        )
        raise ValidationError(elsewhere % address) from error
    return LifeStep(names.index(fold(match["name"])), day, address)


def life_of(post):
    """Return the Steps that ``post``, an idea, has come to since it appeared, then those that lie ahead; [] of others."""
    typed = []
    for line in _lines(post.life):
        with suppress(ValidationError):  # an address that meant something when it was typed
            typed.append(_read_step(line))
    typed.sort(key=lambda step: (step.day, step.number))
    if not typed and not post.is_idea:
        return []
    reached = typed
    if post.published_at and not (typed and typed[0].number == 0):
        reached = [LifeStep(0, timezone.localdate(post.published_at)), *typed]
    furthest = max((step.number for step in reached), default=-1)
    return [*reached, *(LifeStep(number) for number in range(furthest + 1, len(STEPS)))]
