"""What the queue shows of each comment, and how it is narrowed."""

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments import moderation
from comments.models import BlockedWord, Comment


class ReportedFilter(admin.SimpleListFilter):
    title = _("Meldungen")
    parameter_name = "gemeldet"

    def lookups(self, request, model_admin):
        return [("offen", _("offene Meldung")), ("ja", _("je gemeldet"))]

    def queryset(self, request, comments):
        reported = {"offen": Q(open_reports__gt=0), "ja": Q(reports__isnull=False)}
        wanted = reported.get(self.value())
        return comments.filter(wanted).distinct() if wanted else comments


def with_hints(comments):
    """Give ``comments`` with ``open_reports`` and ``is_known``: approved before under the same mail."""
    same = Comment.objects.published().filter(email__iexact=OuterRef("email")).exclude(email="")
    return comments.annotate(
        open_reports=Count("reports", filter=Q(reports__decided_at=None, reports__isnull=False)),
        is_known=Exists(same.exclude(pk=OuterRef("pk"))),
    )


class ListColumns:
    """The columns of the queue, for a ModelAdmin of comments ``with_hints``."""

    def get_changelist_instance(self, request):
        """Note at each comment of the list which words are found in it; the words are asked for once."""
        changelist = super().get_changelist_instance(request)
        among = list(BlockedWord.objects.all())
        for comment in changelist.result_list:
            comment.found_words = moderation.words_in(comment, among)
        return changelist

    @admin.display(description=_("Text"))
    def beginning(self, comment):
        return comment.text[:120]

    @admin.display(description=_("steht unter"))
    def below(self, comment):
        return comment.target

    @admin.display(description=_("Hinweise"))
    def noticed(self, comment):
        """Links, words to look out for, a known mail and open reports, in a few words."""
        links, reports = comment.text_html.count("<a "), comment.open_reports
        found = [
            ngettext("%d Link", "%d Links", links) % links if links else "",
            ngettext("%d Meldung", "%d Meldungen", reports) % reports if reports else "",
            *(gettext("Wort: %s") % word for word in comment.found_words),
            gettext("bekannte Mail") if comment.is_known else "",
            gettext("bearbeitet") if comment.edited_at else "",
        ]
        return ", ".join(filter(None, found)) or "–"
