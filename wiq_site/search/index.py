"""Keeping the index: entries are made from the database, so that whoever calls may call too often."""

import unicodedata
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import Truncator

from wiq_site.kit.http import etag_of
from wiq_site.kit.markup import printable
from wiq_site.search.engines import ENGINES, prepare
from wiq_site.search.lexemes import (
    WORD,
    beside,
    date_lexemes,
    lexemes_beside,
    lexemes_of,
    pairs_of,
    titled,
    token_of,
    visible,
)
from wiq_site.search.models import SearchContent, SearchEntry, SearchWord, sources

BATCH = 200  # objects
LONGEST_CONTEXT = SearchEntry._meta.get_field("context").max_length
SPELLING = range(4, 31)  # how many letters a word has that may be offered


def renew_index(unit):
    """Bring the entries of all that changed in ``unit`` up to date; of what is gone they go."""
    changed = {
        model: unit.changed(model).keys() | unit.gone(model)
        for model in unit.models()
        if model in sources
    }
    _write_entries(changed)


@transaction.atomic
def rebuild():
    """Make the whole index anew; return the number of entries."""
    with connection.cursor() as cursor:
        ENGINES[connection.vendor].forget(cursor)
    for model in (SearchContent, SearchEntry, SearchWord):
        model.objects.all().delete()
    prepare(connection)
    for model in sources:
        pks = iter(model._default_manager.order_by("pk").values_list("pk", flat=True))
        while batch := list(islice(pks, BATCH)):
            _write_entries({model: batch})
    return SearchEntry.objects.count()


@translation.override(settings.LANGUAGE_CODE)  # the command ``migrate`` runs in none
def _write_entries(changed):
    """Make the entries of ``{model: pks}`` those of today's documents.

    Where an object has as many as before they are changed in place, else they are written anew.
    """
    wanted = {}
    for model, pks in changed.items():
        wanted |= {(model._meta.label_lower, pk): {} for pk in pks}
        documents, _published = sources[model]
        for pk, document in documents(pks):
            digest = etag_of(*vars(document).values()).strip('"')
            wanted[model._meta.label_lower, pk][digest] = document
    if not wanted:
        return
    of_owners = Q()
    for model, pks in changed.items():
        of_owners |= Q(owner_label=model._meta.label_lower, owner_id__in=pks)
    stored = {owner: {} for owner in wanted}
    for entry in SearchEntry.objects.filter(of_owners).only("owner_label", "owner_id", "digest"):
        stored[entry.owner_label, entry.owner_id][entry.digest] = entry.pk
    outdated, new, replaced = [], [], []
    for owner, documents in wanted.items():
        fresh = [(digest, doc) for digest, doc in documents.items() if digest not in stored[owner]]
        old = [pk for digest, pk in stored[owner].items() if digest not in documents]
        for digest, document in fresh:
            entry = _entry(owner, digest, document)
            if old:
                entry.pk = old.pop()
                replaced.append((entry, document))
            else:
                new.append((entry, document))
        outdated += old
    if outdated:
        SearchEntry.objects.filter(pk__in=outdated).delete()
    _store(new, replaced)


def _store(new, replaced):
    """Store the pairs (entry, document) with their texts and the words that may be offered."""
    SearchEntry.objects.bulk_create([entry for entry, _document in new])
    if replaced:
        fields = [f.name for f in SearchEntry._meta.concrete_fields if not f.primary_key]
        SearchEntry.objects.bulk_update([entry for entry, _document in replaced], fields)
    words, contents = {}, []
    for entry, document in [*new, *replaced]:
        text, topics = _clean(document.text), [*map(_clean, document.topics)]
        texts = [_clean(document.named) or entry.title, *topics, text]
        neighbours = [entry.get_kind_display(), entry.context, *map(_clean, document.beside)]
        dates = []
        if entry.moment:  # the day of a month is only found with its month, so not by "TOP 3"
            day = timezone.localtime(entry.moment).date()
            spellings = (r"\a\m l", r"\v\o\m l", r"\i\m F Y", "M Y")  # with the words before a date
            neighbours += [date_format(day, spelling) for spelling in spellings]
            dates = date_lexemes(day.year, day.month, day.day)
        titles = " ".join(titled(word) for word in entry.title_lexemes.split() if word != "|")
        lexemes = lexemes_of(*texts) + pairs_of(*texts) + lexemes_beside(neighbours, dates) + titles
        contents.append(SearchContent(entry=entry, text=text, topics=topics, lexemes=lexemes))
        for spelling in WORD.findall(" ".join([*texts, *neighbours])):
            words.setdefault(token_of(spelling), visible(spelling))
    SearchContent.objects.bulk_create(contents[: len(new)])
    if replaced:
        SearchContent.objects.bulk_update(contents[len(new) :], ["lexemes", "text", "topics"])
    offered = [  # in one order, so that no two writers lock each other
        SearchWord(word=word, spelling=spelling, initial=word[0], length=len(word))
        for word, spelling in sorted(words.items())
        if len(word) in SPELLING and len(spelling) in SPELLING and spelling.isalpha()
    ]
    SearchWord.objects.bulk_create(offered, ignore_conflicts=True)


def forget_words():
    """Delete the words that stand in no entry any more, also of what the database keeps of them; return how many."""
    held = set()
    for lexemes in SearchContent.objects.values_list("lexemes", flat=True).iterator():
        held.update(lexemes.split())
    words = SearchWord.objects.values_list("word", flat=True)
    unused = [word for word in words if held.isdisjoint((word, beside(word)))]
    for start in range(0, len(unused), BATCH):
        SearchWord.objects.filter(word__in=unused[start : start + BATCH]).delete()
    if unused:
        with connection.cursor() as cursor:
            ENGINES[connection.vendor].compact(cursor)
    return len(unused)


def _entry(owner, digest, document):
    label, pk = owner
    moment, title = document.moment, _clean(document.title)
    page = document.page and (document.page[0]._meta.label_lower, document.page[1])
    return SearchEntry(
        owner_label=label,
        owner_id=pk,
        page_label=page[0] if page else label,
        page_id=page[1] if page else pk,
        kind=document.kind,
        path=document.path,
        title=title,
        context=Truncator(_clean(document.context)).chars(LONGEST_CONTEXT),
        position=document.position,
        moment=moment,
        year=moment and timezone.localtime(moment).year,
        visible_from=document.visible_from,
        visible_until=document.visible_until,
        title_lexemes=lexemes_of(_clean(document.named) or title),
        topics_lexemes=lexemes_of(*map(_clean, document.topics)),
        digest=digest,
    )


def _clean(text):
    return unicodedata.normalize("NFC", printable(text))
