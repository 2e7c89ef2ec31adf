"""Queries without the work that Django does for each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone


def fetch(sql: str, parameters: Sequence[Any] = ()) -> list[tuple]:
    """Return the rows of the query *sql*, whose "%s" stand for *parameters*."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


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


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[tuple]) -> None:
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
        adapt = connection.ops.adapt_datetimefield_value
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES {in_list(columns)}",
            [[adapt(value) if isinstance(value, datetime) else value for value in row] for row in rows],
        )


def analyze(*models: type[Model]) -> None:
    """Let the database count the values in the tables of *models*, after many rows were written.

    PostgreSQL does so by itself after a minute, SQLite never does. Without the counts both choose bad plans.
    """
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
