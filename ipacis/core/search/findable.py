"""Base classes of models whose rows readers can find, or whose names are in the search entries of other rows."""

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.utils.translation import override

from ipacis.core.record.base import Record
from ipacis.core.record.derived import together
from ipacis.core.record.links import paths_to
from ipacis.core.record.policy import Use, columns_with, search_paths
from ipacis.core.text.labels import LANGUAGES

from .entries import SearchEntry
from .index import reindex, search

#: The most characters of the text of an entry in one language.
MAX_TEXT = 200_000


class SearchDays(NamedTuple):
    """The first and the last day of a searchable row, and the precision of both."""

    first: datetime.date
    last: datetime.date
    precision: str


class SearchedRow(NamedTuple):
    """A row with a SearchEntry: its ``search_kind`` and its primary key."""

    kind: str
    object_id: int


class Named(Record):
    """A record whose names are in the search entries of other rows. A change of a name writes those entries again."""

    class Meta:
        abstract = True

    def touch_index(self, change):
        super().touch_index(change)
        if not change.is_new and change.includes(columns_with(type(self), Use.NAME)):
            reindex(dependents([self]))

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        reindex(dependents(rows))


class Findable(Record):
    """A record that readers can find. A change of a field with ``Use.SEARCH`` writes its search entry."""

    #: The kind of the rows in the addresses of the search and in SearchEntry.kind, such as "meetings".
    search_kind = ""

    class Meta:
        abstract = True

    @classmethod
    def search_objects(cls) -> models.QuerySet:
        """Return all rows, with the related rows that ``search_parts`` and ``search_names`` read."""
        return with_paths(cls._default_manager.all(), search_paths(cls))

    @classmethod
    def search_public(cls) -> models.QuerySet:
        """Return the rows that everybody may see."""
        return cls._default_manager.all()

    def search_title(self, language: str) -> str:
        """Return the title of the row in *language*, "" if it has none in this language."""
        raise NotImplementedError

    def search_names(self) -> list[str]:
        """Return the other names of the row, in any language."""
        return []

    def search_parts(self, language: str) -> list:
        """Return the texts of the row, without tags. The caller activates *language* and leaves out empty texts."""
        return []

    def search_days(self) -> SearchDays | None:
        """Return the days of the row, None if it has none."""
        return None

    def search_address(self) -> str:
        """Return the path or address to which a hit leads."""
        return self.get_absolute_url()

    def search_entry(self) -> SearchEntry:
        """Return the unsaved SearchEntry of the row."""
        entry = SearchEntry(kind=self.search_kind, object_id=self.pk, language=getattr(self, "language", ""))
        entry.names = "\n".join(dict.fromkeys(filter(None, self.search_names())))
        if days := self.search_days():
            entry.start_date, entry.end_date, entry.date_precision = days
        for code in LANGUAGES:
            with override(code):
                setattr(entry, f"title_{code}", self.search_title(code))
                parts = "\n".join(str(part) for part in self.search_parts(code) if part)
                setattr(entry, f"text_{code}", parts[:MAX_TEXT])
        with override(LANGUAGES[0]):
            entry.address = self.search_address().removeprefix(f"/{entry.language or LANGUAGES[0]}/")
        return entry

    def touch_index(self, change):
        super().touch_index(change)
        if change.includes(columns_with(type(self), Use.SEARCH)):
            reindex([self])

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        reindex(rows)

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        SearchEntry.objects.filter(kind=self.search_kind, object_id=pk).delete()


class SearchedPart(Record):
    """A part of a record whose words are in the search entry of that record.

    ``whole`` is the name of the foreign key to the record.
    """

    class Meta:
        abstract = True

    def touch_index(self, change):
        super().touch_index(change)
        columns = [*columns_with(type(self), Use.SEARCH), *columns_with(type(self), Use.NAME)]
        if change.includes([self.whole, *columns]):
            touch_wholes(self.wholes(change), self.is_name())

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        touch_wholes((getattr(row, cls.whole) for row in rows), cls.is_name())

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        touch_wholes([getattr(self, self.whole)], self.is_name())

    @classmethod
    def is_name(cls) -> bool:
        """Say whether the part is a name by which other records are found too."""
        return bool(columns_with(cls, Use.NAME))


def touch_wholes(things: Iterable[Record], are_named: bool) -> None:
    """Write the search entries of *things*; if *are_named*, also the entries that contain a name of one."""
    with together():
        for thing in things:
            if isinstance(thing, Findable):
                reindex([thing])
            if are_named or not isinstance(thing, Findable):
                reindex(dependents([thing]))


def follow_relations() -> None:
    """Follow the many-to-many relations that the search entries read."""
    search.follow_relations(findable_models(), Use.SEARCH)


def with_paths(rows: models.QuerySet, paths: list[str]) -> models.QuerySet:
    """Return *rows* with the related rows of the lookups *paths*, in as few queries as possible.

    Foreign keys of *rows*, and of the rows of a relation to many, are read with a join.
    """
    lookups_behind = {}  # first step of a path → the rest of the paths that begin with it
    for path in paths:
        first, _separator, rest = path.partition("__")
        lookups_behind.setdefault(first, []).extend([rest] if rest else [])
    for first, lookups in lookups_behind.items():
        field = rows.model._meta.get_field(first)
        if field.many_to_one:
            rows = rows.select_related(first).prefetch_related(*(f"{first}__{path}" for path in lookups))
        elif lookups:
            parts = field.related_model._default_manager.select_related(*lookups)
            rows = rows.prefetch_related(models.Prefetch(first, parts))
        else:
            rows = rows.prefetch_related(first)
    return rows


def findable_models() -> list[type[Findable]]:
    """Return the models whose rows readers can find."""
    return [model for model in apps.get_models() if issubclass(model, Findable)]


def public_rows(rows: Iterable[SearchedRow]) -> set[SearchedRow]:
    """Return those of *rows* that are public now, with one query."""
    pks = {}
    for row in rows:
        pks.setdefault(row.kind, []).append(row.object_id)
    public = [
        model.search_public()
        .order_by()
        .filter(pk__in=pks[model.search_kind])
        .values_list(models.Value(model.search_kind), "pk")
        for model in findable_models()
        if model.search_kind in pks
    ]
    if not public:
        return set()
    # Without order_by(), Django 6.1 orders a union as its first model is ordered, by a column that is not selected.
    found = public[0].union(*public[1:], all=True).order_by()
    return {SearchedRow(*row) for row in found}


def dependents(rows: list[Record]) -> Iterator[Findable]:
    """Yield the rows whose search entries contain the names of *rows*, which are of one model.

    Only their primary keys are loaded.
    """
    pks = [row.pk for row in rows]
    for model in findable_models():
        condition = models.Q(pk__in=[])
        for path in paths_to(model, search_paths(model), type(rows[0])):
            condition |= models.Q(**{f"{path}__in": pks})
        yield from model._base_manager.filter(condition).only("pk").distinct()
