from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Treffen")

    def ready(self):
        from blog.models import Post
        from meetings import publishing, search, topics
        from meetings.agenda import AgendaItem, ItemSpeaker, Outcome, Speaker
        from meetings.models import Meeting
        from wiq_site.kit import changes
        from wiq_site.kit.registries import post_parts, topic_parts, topic_uses
        from wiq_site.pages.redirects import keep_address

        post_parts.register(publishing.minutes_of, on_page=publishing.shown_on_page)
        topic_parts.register(topics.meetings_on)
        topic_uses.extend([topics.ItemUses(), topics.SeriesUses()])
        changes.on_move(Meeting, keep_address)
        changes.on_change(Post, publishing.follow_report)
        changes.on_change(Meeting, publishing.refresh_kept)
        changes.on_change(AgendaItem, lambda item: publishing.refresh_kept(item.meeting))
        changes.on_change(ItemSpeaker, lambda link: publishing.refresh_kept(link.item.meeting))
        changes.on_change(Outcome, lambda outcome: publishing.refresh_kept(outcome.item.meeting))
        changes.on_change(Speaker, publishing.refresh_meetings_naming)
        search.connect()  # after follow_report: it reads the moment of the minutes
