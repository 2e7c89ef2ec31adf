"""Writing the search index.

``Record.save`` writes the entry of the row, and ``Index.follow_links`` those of rows whose links change. Code that
changes rows in another way (imports, merges) calls ``catch_up`` or ``reindex`` afterwards.
"""

from collections.abc import Callable, Collection, Iterable

from django.db import models

from ipacis.core.record.base import in_transaction
from ipacis.core.record.derived import Index, chunks
from ipacis.core.sql import fetch, in_list

from .entries import SearchEntry, SearchWord

#: The number of entries that are written with one query.
CHUNK = 200
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


def rebuild(findable: list[type[models.Model]], progress: Callable[[int, int], None] | None = None) -> int:
    """Index all rows of the models *findable*, delete entries and words of deleted rows, and return the number of rows.

    After each chunk, *progress* is called with the numbers of finished rows and of all rows. The search can be used
    meanwhile.
    """
    rows = {
        model: list(model.search_objects().order_by("pk").values_list("pk", flat=True)) for model in findable
    }
    done, total, vocabulary = 0, sum(map(len, rows.values())), set()
    for model, pks in rows.items():
        for chunk in chunks(pks, CHUNK):
            vocabulary |= write(model, chunk, vocabulary)
            done += len(chunk)
            if progress:
                progress(done, total)
        present = model.search_objects().order_by().values("pk")
        SearchEntry.objects.filter(kind=model.search_kind).exclude(object_id__in=present).delete()
    SearchEntry.objects.exclude(kind__in=[model.search_kind for model in findable]).delete()
    stale = set(SearchWord.objects.values_list("word", flat=True)) - vocabulary
    for chunk in chunks(sorted(stale), WORDS):
        SearchWord.objects.filter(word__in=chunk).delete()
    return done
