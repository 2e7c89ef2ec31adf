"""Writing search entries."""

from collections.abc import Collection

from django.db import models

from ipacis.core.record.base import in_transaction
from ipacis.core.record.derived import lock
from ipacis.core.sql import chunks, fetch, in_list, insert_rows

from .entries import SearchEntry, SearchWord, vocabulary_of

#: The number of words that are looked up with one query.
WORDS = 2_000
#: The names of the fields by which an entry is known, and of those that a new version of the entry replaces.
KEY = ["kind", "object_id"]
REPLACED = [
    field.name
    for field in SearchEntry._meta.concrete_fields
    if not field.primary_key and field.name not in KEY
]


def write(model: type[models.Model], pks: Collection[int], known: Collection[str] = ()) -> set[str]:
    """Write the entries of the rows *pks* of *model*, delete those of deleted rows, and return the words in them.

    The words *known* are among the words of the site already.
    """
    with in_transaction():
        lock(model, pks)
        entries = [thing.search_entry() for thing in model.search_objects().filter(pk__in=pks)]
        present = SearchEntry.objects.filter(kind=model.search_kind, object_id__in=pks)
        stored = set(present.values_list("object_id", flat=True))
        if gone := stored - {entry.object_id for entry in entries}:
            present.filter(object_id__in=gone).delete()
        insert_rows(SearchEntry, [entry for entry in entries if entry.object_id not in stored])
        SearchEntry.objects.bulk_create(
            (entry for entry in entries if entry.object_id in stored),
            update_conflicts=True,
            unique_fields=KEY,
            update_fields=REPLACED,
        )
    vocabulary = vocabulary_of(entries)
    # Outside of the transaction, so that processes do not wait for each other's new words.
    add_words(vocabulary.difference(known))
    return vocabulary


def add_words(vocabulary: set[str]) -> None:
    """Add the new words of *vocabulary* to the words of the site."""
    for chunk in chunks(sorted(vocabulary), WORDS):
        rows = fetch(f"SELECT word FROM core_searchword WHERE word IN {in_list(chunk)}", chunk)  # noqa: S608 – the words are parameters
        known = {word for (word,) in rows}
        new = [SearchWord(word=word) for word in chunk if word not in known]
        if new:
            SearchWord.objects.bulk_create(new, ignore_conflicts=True)
