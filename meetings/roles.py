"""A role in place of a name: the speaker at once everywhere, running text where an editor ticks it.

Source: GDPR, Article 17; docs/decisions/2026-11-22-roles.md says what is searched and what is not.
"""

import re
import unicodedata
from dataclasses import dataclass

import reversion
from django.db.models import Model, Q

from blog.models import Post, Topic
from meetings.agenda import AgendaItem, Outcome
from meetings.models import Meeting
from wiq_site.kit import changes
from wiq_site.kit.http import etag_of
from wiq_site.kit.text import german_slug
from wiq_site.kit.versions import replace_in_versions
from wiq_site.pages.models import Attachment, Page, Picture

# Where a name may stand in running text: in every field of these with words that visitors read.
SEARCHED = (Meeting, AgendaItem, Outcome, Post, Topic, Page, Picture, Attachment)
AROUND = 70  # characters shown on either side of a name


@dataclass(frozen=True)
class Place:
    """One place where a name stands in a text."""

    item: Model
    field: str
    start: int
    end: int

    @property
    def text(self):
        return getattr(self.item, self.field)

    @property
    def key(self):
        """What names this place; it changes with the text, so that no other place is hit."""
        label = self.item._meta.label_lower
        return etag_of(label, self.item.pk, self.field, self.start, self.text).strip('"')

    @property
    def name(self):
        return self.text[self.start : self.end]

    @property
    def before(self):
        cut = max(0, self.start - AROUND)
        return ("… " if cut else "") + self.text[cut : self.start]

    @property
    def after(self):
        rest = self.text[self.end :]
        return rest[:AROUND] + (" …" if len(rest) > AROUND else "")

    @property
    def where(self):
        """In words where it is: kind of object, its name, the field."""
        kind, field = self.item._meta.verbose_name, self.item._meta.get_field(self.field)
        meeting = f" ({self.item.meeting})" if isinstance(self.item, AgendaItem) else ""
        return f"{kind} „{self.item}“{meeting}, {field.verbose_name}"


def names_of(speaker):
    """Return what to search for: the whole name and its parts, "Grace Hopper, Grace, Hopper"."""
    # A part of one or two letters would be found everywhere.
    parts = [part for part in speaker.name.split() if sum(map(str.isalpha, part)) > 2]
    return list(dict.fromkeys([" ".join(speaker.name.split()), *parts]))


def pattern_of(names):
    """Return the pattern that finds each of ``names`` as a whole word, in the genitive as well.

    The longest name goes first; umlauts are found however they are composed.
    """
    forms = {unicodedata.normalize(form, name) for name in names for form in ("NFC", "NFD")}
    longest_first = sorted(filter(str.strip, forms), key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(rf"(?<!\w)(?:{words or '(?!)'})(?:['’]?s|['’])?(?!\w)", re.IGNORECASE)


def places_of(pattern):
    """Return every Place at which ``pattern`` matches, in one query for each kind of object."""
    places = []
    for model in SEARCHED:
        objects = model._default_manager.order_by("-pk")
        for item in objects.select_related("meeting") if model is AgendaItem else objects:
            for field in model.text_fields():
                matches = pattern.finditer(getattr(item, field) or "")
                places += [Place(item, field, *match.span()) for match in matches]
    return places


def addresses_with(names):
    """Return the public addresses of which one of ``names`` is a part; they are never changed here."""
    condition = Q(pk=None)
    for word in filter(None, map(german_slug, names)):
        condition |= Q(slug__contains=word)
    models = (Post, Meeting, Topic, Page)
    return [item.get_absolute_url() for model in models for item in model.objects.filter(condition)]


@changes.unit()
def replace_by_role(speaker, role, replacements):
    """Show ``speaker`` as ``role`` from now on, and put texts in the place of names.

    ``replacements`` are (Place, text). Returns the objects whose texts were changed, each once.
    Raises MarkupError or ValidationError where a text would be refused. Versions that are kept lose the
    whole name everywhere, and what was ticked where it was ticked.
    """
    speaker.agreed, speaker.role = False, role
    speaker.save()
    ticked = pattern_of(
        {place.name for place, _text in replacements}
    )  # as long as they stand there
    changed, from_the_end = {}, sorted(replacements, key=lambda pair: -pair[0].start)
    for place, text in from_the_end:  # so that earlier places of a text stay where they are
        item = changed.setdefault((place.item._meta.label, place.item.pk), place.item)
        old = getattr(item, place.field)
        setattr(item, place.field, old[: place.start] + text + old[place.end :])
    changed = list(changed.values())
    for item in changed:
        texts = item.text_fields()
        item.full_clean(exclude=[f.name for f in item._meta.fields if f.name not in texts])
        item.save()
    replace_in_versions(pattern_of([speaker.name]), role)
    versioned = [item for item in changed if reversion.is_registered(type(item))]
    replace_in_versions(ticked, role, versioned)
    return changed
