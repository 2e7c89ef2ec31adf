"""Writing search entries."""

from collections.abc import Collection

from django.db import models

from ipacis.core.record.base import in_transaction
from ipacis.core.record.derived import chunks, lock
from ipacis.core.sql import fetch, in_list

from .entries import SearchEntry, SearchWord

#: The number of words that are looked up with one query.
WORDS = 2_000
#: The columns that a new version of an entry replaces.
COLUMNS = [
    field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", "kind", "object_id"}
]


def write(model: type[models.Model], pks: Collection[int], known: Collection[str] = ()) -> set[str]:
    """Write the entries of the rows *pks* of *model*, delete those of deleted rows, and return the words in them.

    The words *known* are among the words of the site already.
    """
    with in_transaction():
        lock(model, pks)
        entries = [thing.search_entry() for thing in model.search_objects().filter(pk__in=pks)]
        gone = set(pks) - {entry.object_id for entry in entries}
        if gone:
            SearchEntry.objects.filter(kind=model.search_kind, object_id__in=gone).delete()
        if entries:
            SearchEntry.objects.bulk_create(
                entries,
                update_conflicts=True,
                unique_fields=["kind", "object_id"],
                update_fields=COLUMNS,
            )
    vocabulary = set().union(*(entry.vocabulary() for entry in entries))
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
