"""Keeping the search index in step with the rows.

``Record.save`` writes the entry of the row, and ``Index.follow_links`` those of rows whose links changed. Code that
changes rows in another way (imports, merges) calls ``catch_up`` or ``reindex`` afterwards.
"""

from typing import NamedTuple

from django.db import models

from ipacis.core.processes import Part, Progress, parts_of, spread
from ipacis.core.record.derived import Index, Touched
from ipacis.core.sql import analyze, analyze_on_sqlite, chunks

from .entries import SearchEntry, SearchWord
from .pending import PendingEntry, postpone
from .writing import WORDS, write

#: The most entries of one model that are written within a request; the others are written after it.
AT_ONCE = 200
#: The number of entries that are written with one query.
CHUNK = 1_000
#: The number of entries that one process writes before it takes others.
PART = 2_000


class SearchIndex(Index):
    """The entries of the rows of Findable models."""

    def update(self, touched):
        for model, pks in touched.items():
            latest_first = sorted(pks, reverse=True)
            write(model, latest_first[:AT_ONCE])
            if later := latest_first[AT_ONCE:]:
                postpone(model, later)


#: The index of the search.
search = SearchIndex()
#: Writes the entries of rows of Findable models, at the end of ``together`` if that is open.
reindex = search.touch


def number_postponed(touched: Touched) -> int:
    """Return how many entries of the rows *touched* are written after the request."""
    return sum(max(len(pks) - AT_ONCE, 0) for pks in touched.values())


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
    analyze_on_sqlite()
    last_pending = PendingEntry.objects.aggregate(last=models.Max("pk"))["last"] or 0
    parts = parts_of([model.search_objects() for model in findable], PART)
    number, vocabulary = 0, set()
    for written in spread(write_part, parts, processes, progress):
        number += written.number
        vocabulary |= written.vocabulary
    for model in findable:
        rows = model._default_manager.filter(pk=models.OuterRef("object_id"))
        SearchEntry.objects.filter(~models.Exists(rows), kind=model.search_kind).delete()
    SearchEntry.objects.exclude(kind__in=[model.search_kind for model in findable]).delete()
    stale = set(SearchWord.objects.values_list("word", flat=True)) - vocabulary
    for chunk in chunks(sorted(stale), WORDS):
        SearchWord.objects.filter(word__in=chunk).delete()
    PendingEntry.objects.filter(pk__lte=last_pending).delete()
    analyze(SearchEntry, SearchWord)
    return number
