"""How the template of the preview gets at the fields of the facts in their groups."""

WHEN = ["date", "start", "end", "series"]
MORE = ["place", "chair", "minute_taker", "attendance", "apologies"]
COMING = ["next_date", "next_start", "next_end"]
REPORT = ["teaser", "topics", "published", "at_once"]


class Shown:
    """For a class with ``facts``, a form, and ``asking``."""

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

    def _fields(self, names):
        return [self.facts[name] for name in names]
