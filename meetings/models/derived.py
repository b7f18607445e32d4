"""What is made of a meeting: its minutes as HTML and as text, the digest of its feed."""

from django.template.loader import render_to_string

from meetings.as_text import full_draft


class Derived:
    """For a model with the texts of a meeting, ``items`` and ``attachments``."""

    def minutes_html(self):
        """Give the minutes in full as page and feed show them; what is not public stays out."""
        return render_to_string("meetings/_minutes.html", {"meeting": self})

    def refresh_derived(self):
        """Store anew what stands for all that the feed of minutes tells of this meeting itself."""
        fresh = type(self).objects.for_minutes().filter(pk=self.pk).first()
        if fresh is None:
            return
        files = [(file.title, file.file.name, file.credit) for file in fresh.attachments.all()]
        since = None if fresh.report_id else fresh.protocol_published_at  # else the report's digest
        told = [fresh.title, fresh.slug, fresh.date, fresh.minute_taker, since]
        fresh.renew_digest(*told, fresh.minutes_html(), *files)
        type(self).objects.filter(pk=self.pk).update(
            digest=fresh.digest, changed_at=fresh.changed_at
        )

    def to_draft(self, include_private=False):
        """Give this meeting as the ProtocolDraft that ``protocol_text.render`` writes.

        With its minutes, published or not: whoever shows it asks first whether they are. Items that
        are not public stay out unless ``include_private``. ``next_meeting`` is the next published
        one of the series, else the one that the text names.
        """
        return full_draft(self, include_private)
