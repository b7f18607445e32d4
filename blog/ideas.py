"""The life of an idea, told on the page of its post: which step it came to, when, and what brought it there.

Editors type a line for each step, "11.3.2021 Team gefunden: /treffen/maerz/#top-4"; the first step is the day on which
the post appeared, unless they type it too.
"""

import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wiq_site.kit.dates import refuse_odd_date
from wiq_site.kit.text import fold

STEPS = (_("sucht Team"), _("Team gefunden"), _("Lösungsteam"), _("im Betrieb"))
# Days with their year alone: what stands here is read again on every other day.
_DAY = forms.DateField(input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"])


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
    steps, errors, names = [], [], [fold(str(name)) for name in STEPS]
    for line in filter(None, map(str.strip, text.splitlines())):
        match = re.fullmatch(r"(?P<day>\S+)\s+(?P<name>[^:]+?)\s*(?::\s*(?P<address>\S.*))?", line)
        address = (match and match["address"]) or ""
        try:
            if not match or fold(match["name"]) not in names:
                sentence = _(
                    "Bitte schreiben Sie Tag und Schritt, zum Beispiel „11.3.2021 Team gefunden“; Schritte sind: %s."
                )
                raise ValidationError(sentence % ", ".join(map(str, STEPS)))
            day = _DAY.clean(match["day"])
            refuse_odd_date(day)
            resolve(re.split("[?#]", address)[0] or "/")
            steps.append(LifeStep(names.index(fold(match["name"])), day, address))
        except (ValidationError, Resolver404) as error:
            elsewhere = _(
                "Die Adresse %s gibt es auf dieser Website nicht; sie beginnt mit einem Schrägstrich."
            )
            is_wrong = isinstance(error, ValidationError)
            reason = error.messages[0] if is_wrong else elsewhere % address
            errors.append(_("„%(line)s“: %(error)s") % {"line": line[:100], "error": reason})
    if errors:
        raise ValidationError(errors)
    return sorted(steps, key=lambda step: (step.day, step.number))


def life_of(post):
    """Return the Steps that ``post``, an idea, has come to since it appeared, then those that lie ahead; [] of others."""
    try:
        typed = read_steps(post.life)
    except ValidationError:  # an address that meant something when it was typed
        typed = []
    if not typed and not post.is_idea:
        return []
    reached = typed
    if post.published_at and not (typed and typed[0].number == 0):
        reached = [LifeStep(0, timezone.localdate(post.published_at)), *typed]
    furthest = max((step.number for step in reached), default=-1)
    return [*reached, *(LifeStep(number) for number in range(furthest + 1, len(STEPS)))]
