from django.contrib import admin

from comments.models import BlockedWord


@admin.register(BlockedWord)
class BlockedWordAdmin(admin.ModelAdmin):
    """The words that editors look out for; whoever decides on comments keeps the list."""

    list_display = ["word", "action"]
    list_filter = ["action"]
    search_fields = ["word"]
