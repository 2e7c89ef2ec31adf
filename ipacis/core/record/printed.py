"""Names as printed: copies of the names of other rows, kept by a record from its publication on.

A release or meeting that readers have seen must not change when an organization, a place or a person gets another name
or another country. So the record copies these names when it is published, and pages, feeds, tables, calendars and data
print the copies. The copies are guarded columns: a name that was wrong is corrected with an entry in the log.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from ipacis.core.text.labels import LANGUAGES

from .base import Change, Record


class PrintsNames(Record):
    """A record that copies names of the rows to which its foreign keys lead.

    The copies are made at publication, and again if the foreign key leads to another row or an editor empties them.
    """

    #: {name of a foreign key: names of the columns with what is copied from its row}
    printed: dict[str, tuple[str, ...]] = {}
    #: Lookups to the related rows that ``names_to_print`` reads, for ``prefetch_related``.
    printed_paths: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def is_to_print(self) -> bool:
        """Whether the record is published or scheduled, so that it has copies."""
        raise NotImplementedError

    def names_to_print(self, relation: str) -> dict[str, Any]:
        """Return {column: value} that the row of the foreign key *relation*, which is not None, gives today."""
        raise NotImplementedError

    def print_names(self, *relations: str) -> None:
        """Copy the present names of *relations*, by default of all. Those of a foreign key that is None are emptied."""
        for relation in relations or self.printed:
            is_set = getattr(self, self._meta.get_field(relation).attname) is not None
            empty = dict.fromkeys(self.printed[relation], "")
            for column, value in (self.names_to_print(relation) if is_set else empty).items():
                setattr(self, column, value)

    def print_missing_names(self) -> None:
        """Copy the present names of the relations of which it has no copy."""
        for relation in self.printed:
            if not self.has_copy(relation):
                self.print_names(relation)

    def has_copy(self, relation: str) -> bool:
        """Say whether it has a copy of a name of *relation*."""
        return any(getattr(self, column) for column in self.printed[relation])

    def settle_names(self):
        if self._state.adding and self.is_to_print:
            self.print_missing_names()

    def settle_against(self, change: Change):
        super().settle_against(change)
        if not self.is_to_print:
            return
        stored = change.stored
        for relation, columns in self.printed.items():
            is_other = relation in change.names and change.names.isdisjoint(columns)
            if is_other or (not self.has_copy(relation) and stored.has_copy(relation)):
                self.print_names(relation)
        if not stored.is_to_print:
            self.print_missing_names()

    @classmethod
    def catch_up(cls, rows):
        super().catch_up(rows)
        to_print = [row for row in rows if row.is_to_print]
        models.prefetch_related_objects(to_print, *cls.printed_paths)
        for row in to_print:
            row.print_missing_names()
        cls._base_manager.bulk_update(
            to_print, [name for columns in cls.printed.values() for name in columns]
        )


def without_copies(model: type[models.Model], names: Iterable[str]) -> set[str]:
    """Return *names* of fields of *model* without the copies that changed because their foreign key did."""
    names = set(names)
    for relation, columns in getattr(model, "printed", {}).items():
        if relation in names:
            names -= set(columns)
    return names


def texts_of(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Return {column of the translated field *name*: text} for *texts* ({language: text})."""
    return {f"{name}_{code}": texts.get(code, "") for code in LANGUAGES}
