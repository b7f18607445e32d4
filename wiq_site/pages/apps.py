from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "wiq_site.pages"
    label = "pages"
    verbose_name = _("Seiten und Dateien")

    def ready(self):
        from wiq_site.kit import changes, registries, versions
        from wiq_site.kit.models import moments_of
        from wiq_site.pages import drafts, redirects
        from wiq_site.pages.models import Attachment, Page, Picture, meanings_of
        from wiq_site.pages.search import page_documents
        from wiq_site.pages.version import move_version
        from wiq_site.search.models import register

        changes.at_end(move_version)  # the last: what else is made at the end moves it too
        changes.at_end(redirects.forget_deleted_addresses)
        changes.at_end(redirects.mark_deleted_addresses)
        changes.at_end(redirects.keep_moved_addresses)
        changes.at_end(redirects.keep_file_addresses)
        changes.at_end(versions.keep_versions)
        changes.at_end(drafts.end_links)
        versions.keep(Page, read=versions.read_changed(Page))
        versions.keep(Picture, read=versions.read_changed(Picture))
        versions.keep(Attachment)
        registries.led_on.append(redirects.led_elsewhere)
        registries.glossaries.append(meanings_of)
        register(Page, page_documents)
        registries.moments.append(lambda: moments_of(Page, "published_at", "withdrawn_at"))
