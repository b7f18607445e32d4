from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "wiq_site.pages"
    label = "pages"
    verbose_name = _("Seiten und Dateien")

    def ready(self):
        from wiq_site.kit import changes
        from wiq_site.pages.models import Attachment, Page
        from wiq_site.pages.redirects import keep_address
        from wiq_site.pages.search import index_page, page_documents
        from wiq_site.search.models import register

        changes.on_move(Page, keep_address)
        register(Page, page_documents)
        changes.on_change(Page, index_page)
        changes.on_change(Attachment, refresh_owner)


def refresh_owner(attachment):
    if attachment.owner:
        attachment.owner.refresh_derived()
