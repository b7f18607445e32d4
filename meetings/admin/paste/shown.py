"""How the template of the preview gets at the fields of the facts in their groups, and at faults."""

from meetings.admin.paste.asking import TEXTS

WHEN = ["date", "start", "end", "series"]
MORE = ["place", "chair", "minute_taker", "attendance", "apologies"]
COMING = ["next_date", "next_start", "next_end"]
REPORT = ["teaser", "topics", "published", "at_once"]


class Shown:
    """For a class with ``facts``, a form, ``items``, a formset, and ``asking``."""

    @property
    def when(self):
        return self._fields(WHEN)

    @property
    def more(self):
        return self._fields(MORE)

    @property
    def has_more(self):
        """Whether the rarer facts are known or wrong, so that they are to be seen at once."""
        return any(field.value() or field.errors for field in self.more)

    @property
    def coming(self):
        return self._fields(COMING)

    @property
    def report(self):
        return self._fields(REPORT)

    @property
    def questions(self):
        return self.asking.questions

    @property
    def faulty(self):
        """Give ``(id, label)`` of every field that is not accepted, in the order of the page."""
        found = [(field.id_for_label, field.label) for field in self.facts if field.errors]
        for row in self.items:
            top = f"TOP {row['number'].value() or row['name'].value() or ''}".strip()
            faults = [(field.id_for_label, field.label) for field in row if field.errors]
            faults += [(f"id_{asked.name}", asked.words) for asked in row.questions if asked.failed]
            found += [(name, f"{top}: {label}") for name, label in faults]
        asked = [asked for name in TEXTS for asked in self.asking.of(name)]
        return found + [(f"id_{one.name}", one.words) for one in asked if one.failed]

    def _fields(self, names):
        return [self.facts[name] for name in names]
