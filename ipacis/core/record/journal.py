"""A journal of the rows that a program is about to change, so that the whole change can be undone later.

``Record.save`` and ``Record.delete`` note their rows themselves. Code that writes rows without them calls ``note`` before
it writes. What is derived from other rows (indexes, counts, versions) is not noted: an undo derives it again.
"""

import datetime
import decimal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models

from .addresses import RecordKey, key_of, kind_of

#: {name of a column: its value as JSON stores it}
Image = dict[str, Any]


class RowChange(NamedTuple):
    """The change of one row. ``before`` is None for a row that was added, ``after`` for one that was deleted.

    Both have only the columns that differ, unless the row was added or deleted.
    """

    kind: str
    pk: int
    before: Image | None
    after: Image | None


class Journal:
    """The rows that were changed, with their first images."""

    def __init__(self):
        self.images: dict[RecordKey, Image | None] = {}

    def changes(self) -> list[RowChange]:
        """Return what has changed since the rows were noted."""
        found = []
        for kind in dict.fromkeys(key.kind for key in self.images):
            images = {key.pk: image for key, image in self.images.items() if key.kind == kind}
            is_any_new = None in images.values()
            columns = [] if is_any_new else sorted({name for image in images.values() for name in image})
            rows = apps.get_model(kind)._base_manager.filter(pk__in=images)
            present = images_of(rows, columns)
            for pk, image in images.items():
                change = RowChange(kind, pk, *differing(image, present.get(pk)))
                if change.before != change.after:
                    found.append(change)
        return found

    def add(self, key: RecordKey, image: Image) -> None:
        """Note *image* of the row *key*. Columns that were noted before keep their first values."""
        known = self.images.setdefault(key, image)
        if known is not None:
            self.images[key] = {**image, **known}


#: The Journal that is open, None outside of ``recording``.
journal: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def recording() -> Iterator[Journal]:
    """Note in a new Journal all rows that the block changes."""
    opened = Journal()
    token = journal.set(opened)
    try:
        yield opened
    finally:
        journal.reset(token)


def note(rows: models.QuerySet, *columns: str) -> None:
    """Note the present values of *columns* of *rows*, which the caller is about to change; of all if it deletes them."""
    if (opened := journal.get()) is None or not is_noted(rows.model):
        return
    for pk, image in images_of(rows, columns).items():
        opened.add(RecordKey(kind_of(rows.model), pk), image)


def note_stored(row: models.Model) -> None:
    """Note *row* as it was read from the database."""
    if (opened := journal.get()) is not None and is_noted(row):
        image = {column.attname: plain(column.value_from_object(row)) for column in row._meta.concrete_fields}
        opened.add(key_of(row), image)


def note_added(row: models.Model) -> None:
    """Note that *row* was added."""
    if (opened := journal.get()) is not None and is_noted(row):
        opened.images.setdefault(key_of(row), None)


def is_noted(model: models.Model | type[models.Model]) -> bool:
    """Say whether rows of *model* are noted. A log only grows, and what is derived from other rows is derived again."""
    return not (getattr(model, "only_grows", False) or getattr(model, "is_derived", False))


def images_of(rows: models.QuerySet, columns: Iterable[str] = ()) -> dict[int, Image]:
    """Return {primary key: Image} of *rows*, with all columns unless *columns* are given."""
    columns = list(columns) or [column.attname for column in rows.model._meta.concrete_fields]
    return {
        pk: dict(zip(columns, map(plain, values), strict=True))
        for pk, *values in rows.order_by().values_list("pk", *columns)
    }


def plain(value: Any) -> Any:
    """Return *value* of a column as JSON stores it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    if isinstance(value, decimal.Decimal):
        return format(value.normalize(), "f")
    return str(value)


def differing(before: Image | None, after: Image | None) -> tuple[Image | None, Image | None]:
    """Return *before* and *after* with only the columns that differ, if both are images."""
    if before is None or after is None:
        return before, after
    names = [name for name in before if before[name] != after[name] and name != "modified_at"]
    return {name: before[name] for name in names}, {name: after[name] for name in names}
