"""Subscriptions at the desk: to look one up and to erase it when somebody asks for it."""

from django.contrib import admin

from wiq_site.mailing.models import Subscription
from wiq_site.pages.content_admin import ContentAdmin


@admin.register(Subscription)
class SubscriptionAdmin(ContentAdmin):
    """Which mailbox gets what; only to be erased, since only its reader may change it."""

    list_display = ["email", "list", "query", "rhythm", "confirmed_at"]
    list_filter = ["list", "rhythm"]
    search_fields = ["email"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
