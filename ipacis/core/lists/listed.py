"""Base classes of models whose rows are in lists, or whose values decide in which lists other rows are.

``Record.save`` and the deletion of a record bring the entries of the touched items up to date, as ``Index.follow_links``
does for links. Code that changes rows in another way (imports, merges) calls ``catch_up`` or ``relist`` afterwards.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.apps import apps
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef
from django.utils import timezone

from ipacis.core.processes import Part, Progress, parts_of, spread
from ipacis.core.record.base import Record, in_transaction
from ipacis.core.record.derived import Index, Touched, lock
from ipacis.core.record.links import paths_to
from ipacis.core.record.policy import Use, columns_with
from ipacis.core.sql import analyze, analyze_on_sqlite, chunks, insert

from .entries import Entry, ListEntry, ListTotal
from .totals import add_to_totals, count_what_became_public, differences, recount

#: The number of items whose entries are written with one query.
CHUNK = 500
#: The number of items whose entries one process writes before it takes others.
PART = 1_000


class ListSource(Record):
    """A record with values that decide in which lists items are: the item itself, a part of it, or what it refers to.

    The fields with these values have ``Use.LIST`` in their policy.
    """

    class Meta:
        abstract = True

    def touch_index(self, change):
        super().touch_index(change)
        if change.includes(columns_with(type(self), Use.LIST)):
            relist(self.wholes(change) if is_part_of_item(type(self)) else [self])

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        relist(getattr(row, cls.whole) if is_part_of_item(cls) else row for row in rows)

    def follow_deletion(self, pk):
        super().follow_deletion(pk)
        if is_part_of_item(type(self)):
            relist([getattr(self, self.whole)])
        else:
            lists.touch_row(type(self), pk)


class Listed(ListSource):
    """A record that is an item of lists."""

    #: Lookups to the related rows that decide in which lists the record is.
    list_paths: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @classmethod
    def list_names(cls) -> list[str]:
        """Return the names of the lists of the records of this model."""
        raise NotImplementedError

    @classmethod
    def list_entries(cls, pks: Iterable[int]) -> Iterator[Entry]:
        """Yield the entries of those of the rows *pks* that are published or scheduled.

        The number of queries does not depend on the number of rows. An entry may be yielded more than once; the one
        that becomes public first is stored.
        """
        raise NotImplementedError


def is_part_of_item(model: type[Record]) -> bool:
    """Say whether the rows of *model* are parts of items of lists."""
    return bool(model.whole) and issubclass(model._meta.get_field(model.whole).related_model, Listed)


def listed_models() -> list[type[Listed]]:
    """Return the models whose rows are items of lists."""
    return [model for model in apps.get_models() if issubclass(model, Listed)]


class ListIndex(Index):
    """The entries of the rows of Listed models, and the totals of the lists."""

    def update(self, touched):
        for model, pks in items_behind(touched).items():
            for chunk in chunks(sorted(pks), CHUNK):
                write(model, chunk)


#: The index of all lists.
lists = ListIndex()
#: Writes the entries of rows of ListSource models, at the end of ``together`` if that is open.
relist = lists.touch


def items_behind(touched: Touched) -> Touched:
    """Return the items whose entries follow from the rows *touched*."""
    items = {}
    for item in listed_models():
        found = items[item] = set(touched.get(item, ()))
        for model, pks in touched.items():
            for path, some in itertools.product(
                paths_to(item, item.list_paths, model), list(chunks(pks, CHUNK))
            ):
                rows = item._base_manager.filter(**{f"{path}__in": some}).order_by()
                found.update(rows.values_list("pk", flat=True))
    return items


class Stored(NamedTuple):
    """A stored entry: its primary key, whether the totals include it, and its values."""

    pk: int
    is_counted: bool
    entry: Entry


def write(model: type[Listed], pks: list[int], with_totals: bool = True) -> None:
    """Bring the entries of the rows *pks* of *model* up to date, and the totals, unless the caller makes them anew."""
    with in_transaction():
        lock(model, pks)
        wanted = wanted_entries(model, pks)
        stored = stored_entries(model, pks)
        gone = [row for key, row in stored.items() if row.entry != wanted.get(key)]
        new = [entry for key, entry in wanted.items() if key not in stored or stored[key].entry != entry]
        if not (gone or new):
            return
        now = timezone.now()
        ListEntry.objects.filter(pk__in=[row.pk for row in gone]).delete()
        insert(ListEntry, (*Entry._fields, "is_counted"), [(*row, row.public_from <= now) for row in new])
        if not with_totals:
            return
        changes = differences(
            (entry for entry in new if entry.public_from <= now),
            (row.entry for row in gone if row.is_counted),
        )
        changes.update(count_what_became_public())
        add_to_totals(changes)


def wanted_entries(model: type[Listed], pks: list[int]) -> dict[tuple, Entry]:
    """Return {key: Entry} that the rows *pks* of *model* should have."""
    wanted = {}
    for entry in model.list_entries(pks):
        known = wanted.setdefault(entry.key, entry)
        if entry.public_from < known.public_from:
            wanted[entry.key] = entry
    return wanted


def stored_entries(model: type[Listed], pks: list[int]) -> dict[tuple, Stored]:
    """Return {key: Stored} of the rows *pks* of *model*, locked until the end of the transaction."""
    rows = ListEntry.objects.filter(list_name__in=model.list_names(), item__in=pks).select_for_update()
    found = [
        Stored(pk, is_counted, Entry(*values))
        for pk, is_counted, *values in rows.values_list("pk", "is_counted", *Entry._fields)
    ]
    return {row.entry.key: row for row in found}


def write_part(part: Part) -> int:
    """Bring the entries of *part* up to date without the totals, and return the number of its rows."""
    for chunk in chunks(part.pks, CHUNK):
        write(part.model, chunk, with_totals=False)
    return len(part.pks)


def rebuild(progress: Progress | None = None, processes: int = 1) -> int:
    """Write the entries of all items and all totals anew, and return the number of items.

    After each Part, *progress* is called with the numbers of finished items and of all items. The lists can be used
    meanwhile; the totals are those of the old entries until the end. If it is stopped, run it again.
    """
    analyze_on_sqlite()  # without counts it reads all meetings for each part
    items = listed_models()
    parts = parts_of([model._base_manager.all() for model in items], PART)
    number = sum(spread(write_part, parts, processes, progress))
    for model in items:
        rows = model._base_manager.filter(pk=OuterRef("item"))
        ListEntry.objects.filter(~Exists(rows), list_name__in=model.list_names()).delete()
    names = [name for model in items for name in model.list_names()]
    ListEntry.objects.exclude(list_name__in=names).delete()
    with transaction.atomic():
        recount()
    analyze(ListEntry, ListTotal)
    return number


def fill_new_index(using: str, **kwargs) -> None:
    """Write the index after the migration that creates it. This is a receiver of ``post_migrate``."""
    connection = connections[using]
    tables = {model._meta.db_table for model in (ListEntry, *listed_models())}
    if not tables <= set(connection.introspection.table_names()) or ListEntry.objects.exists():
        return
    if not any(model._base_manager.exists() for model in listed_models()):
        return
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):  # the tables are those of the models
        rebuild()


def follow_relations() -> None:
    """Follow the many-to-many relations that decide in which lists items are."""
    sources = [model for model in apps.get_models() if issubclass(model, ListSource)]
    lists.follow_relations(sources, Use.LIST)
