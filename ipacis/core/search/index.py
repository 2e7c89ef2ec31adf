"""Keeping the index of the search in step with what it is about.

Saving a thing indexes it. What changes a thing by its parts (inlines, links, imports, merges) calls
``reindex`` afterwards, or does all of it inside ``together``.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from ipacis.core.record.base import in_transaction

from .entries import SearchEntry, SearchWord

CHUNK = 200
WORDS = 2_000
COLUMNS = [
    field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", "kind", "object_id"}
]

waiting = ContextVar("waiting", default=None)


def chunks(rows, size):
    rows = list(rows)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def reindex(things):
    """Bring the index in step with *things*, rows of models that are Findable."""
    by_model = {}
    for thing in things:
        by_model.setdefault(type(thing), set()).add(thing.pk)
    later = waiting.get()
    for model, pks in by_model.items():
        if later is not None:
            later.setdefault(model, set()).update(pks)
        else:
            for some in chunks(sorted(pks), CHUNK):
                write(model, some)


@contextmanager
def together():
    """Index at the end, and once, all that is saved or asked to be indexed inside."""
    if waiting.get() is not None:
        yield
        return
    later = {}
    token = waiting.set(later)
    try:
        yield
    finally:
        waiting.reset(token)
    for model, pks in later.items():
        for some in chunks(sorted(pks), CHUNK):
            write(model, some)


@contextmanager
def paused():
    """Leave the index as it is inside, for who writes all of it afterwards (``rebuild``)."""
    token = waiting.set({})
    try:
        yield
    finally:
        waiting.reset(token)


def write(model, pks):
    """Write the entries of these rows of *model* and drop those of rows that are gone; return their words."""
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
        add_words(vocabulary)
    return vocabulary


def add_words(vocabulary):
    """Add what is new of *vocabulary* to the words of the site."""
    for some in chunks(sorted(vocabulary), WORDS):
        known = set(SearchWord.objects.filter(word__in=some).values_list("word", flat=True))
        new = [SearchWord(word=word) for word in some if word not in known]
        if new:
            SearchWord.objects.bulk_create(new, ignore_conflicts=True)


def rebuild(models, progress=None):
    """Index every row of *models* again and drop what is left of rows and words that are gone.

    *progress* is called with (done, of how many) after each chunk. The site goes on finding meanwhile.
    """
    rows = [
        (model, list(model.search_objects().order_by("pk").values_list("pk", flat=True))) for model in models
    ]
    done, total, vocabulary = 0, sum(len(pks) for _model, pks in rows), set()
    for model, pks in rows:
        for some in chunks(pks, CHUNK):
            vocabulary |= write(model, some)
            done += len(some)
            if progress:
                progress(done, total)
        present = model.search_objects().order_by().values("pk")
        SearchEntry.objects.filter(kind=model.search_kind).exclude(object_id__in=present).delete()
    SearchEntry.objects.exclude(kind__in=[model.search_kind for model in models]).delete()
    stale = set(SearchWord.objects.values_list("word", flat=True)) - vocabulary
    for some in chunks(sorted(stale), WORDS):
        SearchWord.objects.filter(word__in=some).delete()
    return done
