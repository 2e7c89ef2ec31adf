"""Queries without the work that Django does for each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model
from django.utils import timezone


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple]:
    """Return the rows of the query *sql*, whose "%s" stand for *parameters*."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def chunks(rows: Iterable, size: int) -> Iterator[list]:
    """Return *rows* in lists of *size*; the last one may be shorter."""
    rows = list(rows)
    return (rows[start : start + size] for start in range(0, len(rows), size))


def in_list(values: Collection) -> str:
    """Return the right side of IN for *values*, which are parameters of the query: "(%s, %s)"."""
    return f"({', '.join(['%s'] * len(values))})" if values else "(NULL)"


def now() -> Any:
    """Return the present moment as a parameter of a query."""
    return connection.ops.adapt_datetimefield_value(timezone.now())


def columns_by_key(model: type[Model], columns: Sequence[str], keys: Iterable[int]) -> dict[int, tuple]:
    """Return {primary key: the values of *columns*} of those rows of *model* whose primary keys are *keys*.

    The *columns* must be texts or numbers. It takes a quarter of the time of a queryset, so it is for the many names
    beside a list.
    """
    keys = list(keys)
    if not keys:
        return {}
    names = ", ".join(connection.ops.quote_name(name) for name in ("id", *columns))
    table = connection.ops.quote_name(model._meta.db_table)
    rows = fetch(f"SELECT {names} FROM {table} WHERE id IN {in_list(keys)}", keys)
    return {pk: tuple(values) for pk, *values in rows}


class Column(NamedTuple):
    """A column of a model, and the functions of Django that turn its stored value into that of the field."""

    field: Field
    converters: list[Callable]

    def value(self, stored: Any) -> Any:
        """Return the value of the field for the value *stored* in the database."""
        for convert in self.converters:
            stored = convert(stored, None, connection)
        return stored


@cache
def columns_of(model: type[Model], names: tuple[str, ...]) -> list[Column]:
    """Return the primary key of *model* and the columns with *names*, in the order of the fields."""
    fields = [field for field in model._meta.concrete_fields if field.primary_key or field.name in names]
    return [
        Column(
            field,
            [
                *connection.ops.get_db_converters(field.get_col(model._meta.db_table)),
                *field.get_db_converters(connection),
            ],
        )
        for field in fields
    ]


def rows_by_key(model: type[Model], names: tuple[str, ...], keys: Collection[int]) -> dict[int, Model]:
    """Return {primary key: row} of those rows of *model* whose primary keys are *keys*, with the columns *names*.

    It is ``only(*names).in_bulk(keys)`` in a third of the time.
    """
    if not keys:
        return {}
    columns = columns_of(model, names)
    quote = connection.ops.quote_name
    selected = ", ".join(quote(column.field.column) for column in columns)
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    attributes = [column.field.attname for column in columns]
    alias = connection.alias
    found = fetch(f"SELECT {selected} FROM {table} WHERE {key} IN {in_list(keys)}", [*keys])
    rows = (
        model.from_db(
            alias,
            attributes,
            [column.value(stored) for column, stored in zip(columns, values, strict=True)],
        )
        for values in found
    )
    return {row.pk: row for row in rows}


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Store *rows*, the values of *columns* of new rows of *model*, in a third of the time of ``bulk_create``."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        # One statement for many rows: with triggers for FTS5, SQLite would otherwise write its index after each row.
        for some in chunks(rows, connection.features.max_query_params // len(columns)):
            values = [
                stored_text(value) if isinstance(value, date) else value for row in some for value in row
            ]
            cursor.execute(
                f"INSERT INTO {table} ({names}) VALUES {', '.join([in_list(columns)] * len(some))}", values
            )


def insert_rows(model: type[Model], rows: Iterable[Model]) -> None:
    """Store the new *rows* of *model* as ``insert`` does. They do not learn their primary keys."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = [
        [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
        for row in rows
    ]
    insert(model, [field.column for field in fields], values)


def stored_text(value: date) -> str:
    """Return the text that SQLite stores for *value*, a date or a datetime."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def analyze(*models: type[Model]) -> None:
    """Let the database count the values in the tables of *models*, after many rows were written.

    PostgreSQL does so by itself after a minute, SQLite never does. Without the counts both choose bad plans.
    """
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def analyze_on_sqlite() -> None:
    """Let SQLite count the values in all tables, before much is read that may have been imported.

    PostgreSQL does so by itself when tables have grown. Counts of tables that are nearly empty would mislead it.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
