from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "meetings"
    verbose_name = _("Treffen")

    def ready(self):
        from blog.models import Post
        from meetings import discussions, reports, search, topics
        from meetings.models import AgendaItem, ItemSpeaker, Meeting, Outcome, Speaker
        from wiq_site import changes, contents
        from wiq_site.contents import post_parts, topic_parts, topic_uses
        from wiq_site.pages.redirects import keep_address

        post_parts.register(reports.minutes_of, on_page=reports.shown_on_page)
        topic_parts.register(topics.meetings_on)
        contents.gathered_from.append(discussions.gathered)
        contents.places.append(discussions.tops_of)
        topic_uses.extend([topics.ItemUses(), topics.SeriesUses()])
        changes.on_move(Meeting, keep_address)
        changes.on_change(Post, reports.follow_report)
        changes.on_change(Meeting, reports.refresh_kept)
        changes.on_change(AgendaItem, lambda item: reports.refresh_kept(item.meeting))
        changes.on_change(ItemSpeaker, lambda link: reports.refresh_kept(link.item.meeting))
        changes.on_change(Outcome, lambda outcome: reports.refresh_kept(outcome.item.meeting))
        changes.on_change(Speaker, reports.refresh_meetings_naming)
        search.connect()  # after follow_report: it reads the moment of the minutes
