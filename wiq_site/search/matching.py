"""Which entries a query finds and in which order; the engines only say which entries hold a word."""

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from wiq_site.search.engines import matching
from wiq_site.search.models import SearchEntry
from wiq_site.search.query import parse

IN_TITLE, IN_TOPICS, IN_TEXT = range(3)


def entries_matching(query, at=None):
    """Give the entries visible at ``at`` that match ``query`` (a Query), in no order."""
    return _matching(SearchEntry.objects.visible(at), query.terms, query.without)


def best_first(entries, query):
    """Give ``entries`` in their order: by where each of the words stands, then the newest.

    A word in the title counts most, then one in the topics. Ties are broken the same way everywhere.
    """
    places = [
        Case(
            When(_holds("title_lexemes", term), then=Value(IN_TITLE)),
            When(_holds("topics_lexemes", term), then=Value(IN_TOPICS)),
            default=Value(IN_TEXT),
            output_field=IntegerField(),
        )
        for term in query.terms
    ]
    newest = F("moment").desc(nulls_last=True)
    return entries.alias(rank=sum(places)).order_by(
        "rank", newest, "kind", "position", "-owner_id", "visible_from"
    )


def pks_matching(model, words, at=None):
    """Give the pks of ``model``'s objects on whose pages a visitor finds ``words`` at ``at``.

    Takes words as a visitor types them. They may stand spread over all that is on the page: a post
    and the TOPs that it reports. Gives a queryset of one column for ``pk__in``, empty where ``words``
    holds nothing to look for.
    """
    query = parse(words)
    on_pages = SearchEntry.objects.visible(at).filter(page_label=model._meta.label_lower)
    found = model._default_manager.order_by().values("pk")
    if not query.terms:
        return found.none()
    for term in query.terms:
        found = found.filter(pk__in=_matching(on_pages, [term]).values("page_id"))
    for term in query.without:
        found = found.exclude(pk__in=_matching(on_pages, [term]).values("page_id"))
    return found


def _matching(entries, terms, without=()):
    if not terms:
        return entries.none()
    entries = entries.filter(pk__in=_ids(terms))
    for term in without:
        entries = entries.exclude(pk__in=_ids([term]))
    return entries


def _ids(terms):
    groups = [group for term in terms for group in term.groups]
    return matching(groups, [needle for term in terms for needle in term.whole])


def _holds(field, term):
    """The condition that ``term`` stands in the lexemes of ``field``."""
    condition = Q()
    for needle in term.needles:
        condition |= Q(GreaterThan(StrIndex(F(field), Value(needle)), Value(0)))
    return condition
