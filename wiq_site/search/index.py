"""Keeping the index: entries are made from the database, so that whoever calls may call too often."""

import unicodedata
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from wiq_site.kit.http import etag_of
from wiq_site.kit.slugs import readable
from wiq_site.search.engines import engine_of
from wiq_site.search.models import SearchContent, SearchEntry, SearchWord, sources
from wiq_site.search.query import WORD, lexemes_of, pairs_of, token_of, tokens_of

BATCH = 200  # objects
SPELLING = range(4, 31)  # how many letters a word has that may be offered


@transaction.atomic
def refresh(model, pks):
    """Bring the entries of ``model``'s objects ``pks`` up to date; of vanished objects they go."""
    pks = iter(dict.fromkeys(pks))
    while batch := list(islice(pks, BATCH)):
        _replace(model, batch)


def owners_on_page(page_model, page_pk, model):
    """Give the pks of those of ``model``'s objects that are found on the page of one object."""
    entries = SearchEntry.objects.filter(page_label=page_model._meta.label_lower, page_id=page_pk)
    return entries.filter(owner_label=model._meta.label_lower).values_list("owner_id", flat=True)


def owners_naming(topic, model):
    """Give the pks of those of ``model``'s objects that were last found by the name of ``topic``.

    So objects are known that carried it, after it was deleted.
    """
    name = f" {' '.join(tokens_of(topic.name))} "
    entries = SearchEntry.objects.filter(owner_label=model._meta.label_lower)
    return entries.filter(topics_lexemes__contains=name).values_list("owner_id", flat=True)


@transaction.atomic
def rebuild():
    """Make the whole index anew. Gives the number of entries."""
    SearchContent.objects.all().delete()
    SearchEntry.objects.all().delete()
    SearchWord.objects.all().delete()
    engine_of(connection).rebuild(connection)
    for model in sources:
        refresh(model, model._default_manager.order_by("pk").values_list("pk", flat=True))
    return SearchEntry.objects.count()


def _replace(model, pks):
    """Write the entries of those of ``pks`` whose documents are not the stored ones."""
    documents = {pk: {} for pk in pks}
    for pk, document in sources[model].documents(pks):
        documents[pk][_digest(document)] = document
    old = SearchEntry.objects.filter(owner_label=model._meta.label_lower, owner_id__in=pks)
    stored = {pk: set() for pk in pks}
    for pk, digest in old.values_list("owner_id", "digest"):
        stored[pk].add(digest)
    changed = [pk for pk in pks if stored[pk] != set(documents[pk])]
    if any(stored[pk] for pk in changed):
        old.filter(owner_id__in=changed).delete()
    _write([(model, pk, *row) for pk in changed for row in documents[pk].items()])


def _digest(document):
    return etag_of(*vars(document).values()).strip('"')


def _write(rows):
    entries = SearchEntry.objects.bulk_create(_entry(*row) for row in rows)
    contents, words = [], {}
    for entry, (*_owner, document) in zip(entries, rows, strict=True):
        text = _clean(document.text)
        topics = [_clean(name) for name in document.topics]
        texts = [entry.title, *topics, text]
        lexemes = lexemes_of(*texts) + pairs_of(*texts)
        contents.append(SearchContent(entry=entry, text=text, topics=topics, lexemes=lexemes))
        for spelling in WORD.findall(" ".join(texts)):
            words.setdefault(token_of(spelling), spelling)
    SearchContent.objects.bulk_create(contents)
    SearchWord.objects.bulk_create(_words(words), ignore_conflicts=True)


def _entry(model, pk, digest, document):
    page_model, page_pk = document.page or (model, pk)
    moment = document.moment
    title = _clean(document.title)
    return SearchEntry(
        owner_label=model._meta.label_lower,
        owner_id=pk,
        page_label=page_model._meta.label_lower,
        page_id=page_pk,
        kind=document.kind,
        path=document.path,
        title=title,
        context=document.context,
        position=document.position,
        moment=moment,
        year=moment and timezone.localtime(moment).year,
        visible_from=document.visible_from,
        visible_until=document.visible_until,
        title_lexemes=lexemes_of(title),
        topics_lexemes=lexemes_of(*map(_clean, document.topics)),
        digest=digest,
    )


def _clean(text):
    return unicodedata.normalize("NFC", readable(text))


def _words(spellings):
    """Give the rows of words worth offering, in one order, so that no two writers lock each other."""
    return [
        SearchWord(word=word, spelling=spelling, initial=word[0], length=len(word))
        for word, spelling in sorted(spellings.items())
        if len(word) in SPELLING and len(spelling) in SPELLING and spelling.isalpha()
    ]
