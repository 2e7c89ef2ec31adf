"""Writing the search index.

``Record.save`` writes the entry of the row, and ``Index.follow_links`` those of rows whose links change. Code that
changes rows in another way (imports, merges) calls ``catch_up`` or ``reindex`` afterwards.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import models

from ipacis.core.processes import Part, Progress, parts_of, spread
from ipacis.core.record.base import in_transaction
from ipacis.core.record.derived import Index, chunks
from ipacis.core.sql import analyze, fetch, in_list

from .entries import SearchEntry, SearchWord

#: The number of entries that are written with one query.
CHUNK = 200
#: The number of entries that one process writes before it takes others.
PART = 1_000
#: The number of words that are looked up with one query.
WORDS = 2_000
#: The columns that a new version of an entry replaces.
COLUMNS = [
    field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", "kind", "object_id"}
]


class SearchIndex(Index):
    """The entries of the rows of Findable models."""

    def update(self, touched):
        for model, pks in touched.items():
            for chunk in chunks(sorted(pks), CHUNK):
                write(model, chunk)


#: The index of the search.
search = SearchIndex()
#: Writes the entries of rows of Findable models, at the end of ``together`` if that is open.
reindex = search.touch


def write(model: type[models.Model], pks: Iterable[int], known: Collection[str] = ()) -> set[str]:
    """Write the entries of the rows *pks* of *model*, delete those of deleted rows, and return the words in them.

    The words *known* are among the words of the site already.
    """
    entries = [thing.search_entry() for thing in model.search_objects().filter(pk__in=pks)]
    vocabulary = set().union(*(entry.vocabulary() for entry in entries))
    # The words come first and outside of the transaction, so that processes do not wait for each other's new words.
    add_words(vocabulary.difference(known))
    with in_transaction():
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
    return vocabulary


def add_words(vocabulary: set[str]) -> None:
    """Add the new words of *vocabulary* to the words of the site."""
    for chunk in chunks(sorted(vocabulary), WORDS):
        rows = fetch(f"SELECT word FROM core_searchword WHERE word IN {in_list(chunk)}", chunk)  # noqa: S608 – the words are parameters
        known = {word for (word,) in rows}
        new = [SearchWord(word=word) for word in chunk if word not in known]
        if new:
            SearchWord.objects.bulk_create(new, ignore_conflicts=True)


class Written(NamedTuple):
    """The number of rows whose entries were written, and the words in these entries."""

    number: int
    vocabulary: set[str]


def write_part(part: Part) -> Written:
    """Write the entries of *part*."""
    vocabulary = set()
    for chunk in chunks(part.pks, CHUNK):
        vocabulary |= write(part.model, chunk, vocabulary)
    return Written(len(part.pks), vocabulary)


def rebuild(
    findable: list[type[models.Model]],
    progress: Progress | None = None,
    processes: int = 1,
) -> int:
    """Index all rows of the models *findable*, delete entries and words of deleted rows, and return the number of rows.

    After each Part, *progress* is called with the numbers of finished rows and of all rows. The search can be used
    meanwhile.
    """
    parts = parts_of([model.search_objects() for model in findable], PART)
    number, vocabulary = 0, set()
    for written in spread(write_part, parts, processes, progress):
        number += written.number
        vocabulary |= written.vocabulary
    for model in findable:
        present = model.search_objects().order_by().values("pk")
        SearchEntry.objects.filter(kind=model.search_kind).exclude(object_id__in=present).delete()
    SearchEntry.objects.exclude(kind__in=[model.search_kind for model in findable]).delete()
    stale = set(SearchWord.objects.values_list("word", flat=True)) - vocabulary
    for chunk in chunks(sorted(stale), WORDS):
        SearchWord.objects.filter(word__in=chunk).delete()
    analyze(SearchEntry, SearchWord)
    return number
