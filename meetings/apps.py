from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Treffen und Protokolle")

    def ready(self):
        from meetings import derived, doubts, publishing, search, topics
        from meetings.agenda import AgendaItem, ItemSpeaker, Outcome
        from meetings.models import Meeting, whole_meetings
        from wiq_site.kit import versions
        from wiq_site.kit.registries import (
            announcing,
            clocks,
            days_told,
            losses,
            moments,
            post_parts,
            public_with,
            text_hints,
            told_now,
            topic_parts,
            topic_uses,
        )
        from wiq_site.search.models import register

        post_parts.register(
            publishing.told_of, on_page=publishing.shown_on_page, version=publishing.is_told
        )
        topic_parts.register(topics.meetings_on)
        text_hints.append(doubts.hints_on_text)
        losses.append(publishing.minutes_that_stay)
        public_with.append(publishing.meetings_told_by)
        announcing.append(publishing.is_invitation)
        days_told.append(publishing.day_reported)
        topic_uses.extend([topics.ItemUses(), topics.SeriesUses()])
        moments.append(publishing.passing_moments)
        clocks.append(publishing.moments_of_these_days)
        told_now.append(publishing.running)
        derived.connect()
        versions.keep(
            Meeting,
            parts=["items", "attachments"],
            read=lambda unit, pks: whole_meetings(pks).values(),
        )
        versions.keep(
            AgendaItem,
            parts=["item_speakers", "outcomes"],
            read=lambda unit, pks: whole_meetings(item_pks=pks).values(),
        )
        versions.keep(ItemSpeaker)
        versions.keep(Outcome)
        register(Meeting, search.meeting_documents)
        register(AgendaItem, search.item_documents)
        register(Outcome, search.outcome_documents)
