"""Selection: the public items of a list that meet conditions, found in the index of lists.

The queries are written in SQL, because each page of a list runs several of them, and Django takes longer to compose
them than the database to answer.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from ipacis.core.sql import fetch, in_list, now

from .entries import ALL_TIME, EVERYTHING, day_number
from .pages import Cursor, Order
from .periods import Period

#: The most days between the first and the last day of an item, so that a search for items that end on a day or later
#: can begin this many days earlier.
LONGEST = datetime.timedelta(days=3 * 366)
#: The period of all time.
ALWAYS = Period()


class Clause(NamedTuple):
    """A part of an SQL statement with its parameters."""

    sql: str
    parameters: tuple[Any, ...]


@dataclass(frozen=True)
class Selection:
    """The public items of the list *list_name* that meet all conditions.

    ``conditions`` are tuples of ``about`` values: the item is about at least one of each tuple. ``first_day`` is the
    day on which it ends at the earliest, ``latest_day`` the day on which it begins at the latest. ``period`` contains
    the day on which it begins. ``items`` are the primary keys of the items among which it is, None for all.
    ``is_partial`` says that these include only items of the period. ``order`` is the order in which they are read.
    """

    list_name: str
    conditions: tuple[tuple[str, ...], ...] = ()
    first_day: datetime.date | None = None
    latest_day: datetime.date | None = None
    period: Period = ALWAYS
    items: frozenset[int] | None = None
    is_partial: bool = False
    order: Order = Order.DAY

    def about(self, *values: str) -> "Selection":
        """Return the items that are about at least one of *values* as well."""
        return replace(self, conditions=(*self.conditions, values))

    def since(self, day: datetime.date) -> "Selection":
        """Return the items that end on *day* or later."""
        return replace(self, first_day=max(filter(None, [self.first_day, day])))

    def until(self, day: datetime.date) -> "Selection":
        """Return the items that begin on *day* or earlier."""
        return replace(self, latest_day=min(filter(None, [self.latest_day, day])))

    def among(self, pks: Iterable[int], is_partial: bool = False) -> "Selection":
        """Return the items that have one of the primary keys *pks*. *is_partial*: *pks* are of this period only."""
        pks = frozenset(pks)
        items = pks if self.items is None else self.items & pks
        return replace(self, items=items, is_partial=self.is_partial or is_partial)

    def in_period(self, period: Period) -> "Selection":
        """Return the items that begin in *period*."""
        return replace(self, period=period)

    def in_order(self, order: Order) -> "Selection":
        """Return the same items in another *order*."""
        return replace(self, order=order)

    @property
    def is_narrowed(self) -> bool:
        """Whether it has a condition or a period."""
        return self.in_order(Order.DAY) != Selection(self.list_name)

    @property
    def total_of(self) -> str | None:
        """The ``about`` whose totals are the numbers of the selection; None if it has no totals.

        The totals know a single condition, and years and months.
        """
        is_plain = len(self.conditions) <= 1 and self.items is None
        if not is_plain or self.first_day or self.latest_day or self.period.day:
            return None
        [values] = self.conditions or [(EVERYTHING,)]
        return values[0] if len(values) == 1 else None

    def rarest_first(self) -> "Selection":
        """Return the same selection, with the conditions that fewest items meet first.

        The database looks at the items that meet the first condition, so it should be the rarest one. Runs a query if
        there are several conditions.
        """
        if len(self.conditions) < 2:
            return self
        values = list({value for values in self.conditions for value in values})
        rows = fetch(
            "SELECT about, count FROM core_listtotal "
            f"WHERE list_name = %s AND period = %s AND about IN {in_list(values)}",
            [self.list_name, ALL_TIME, *values],
        )
        counts = dict(rows)
        by_number = sorted(self.conditions, key=lambda values: sum(counts.get(value, 0) for value in values))
        return replace(self, conditions=tuple(by_number))

    @cached_property
    def entries(self) -> Clause:
        """FROM and WHERE of a statement that finds an entry for each item, under the name ``entry``."""
        first, *others = self.conditions or [(EVERYTHING,)]
        sql, parameters = entries_about("entry", self.list_name, first)
        clauses = [f"FROM core_listentry AS entry WHERE {sql}"]
        parameters = [*parameters]
        for values in others:
            other = entries_about("other", self.list_name, values)
            clauses.append(
                "EXISTS (SELECT 1 FROM core_listentry AS other "
                f"WHERE {other.sql} AND other.day = entry.day AND other.item = entry.item)"
            )
            parameters += other.parameters
        if self.period:
            clauses.append("entry.day >= %s AND entry.day < %s")
            parameters += [day_number(self.period.first), day_number(self.period.end)]
        if self.first_day:
            clauses.append("entry.day >= %s AND entry.last_day >= %s")
            parameters += [day_number(self.first_day - LONGEST), day_number(self.first_day)]
        if self.latest_day:
            clauses.append("entry.day <= %s")
            parameters.append(day_number(self.latest_day))
        if self.items is not None:
            clauses.append(f"entry.item IN {in_list(self.items)}")
            parameters += self.items
        return Clause(" AND ".join(clauses), tuple(parameters))

    def cursors(self, most: int, before: Cursor | None = None, after: Cursor | None = None) -> list[Cursor]:
        """Return the Cursors of at most *most* items, latest first: the latest before *before*, or else the earliest
        after *after*, or else the latest.
        """
        sql, parameters = self.entries
        column = f"entry.{self.order}"
        if cursor := before or after:
            sign, cursor = "<" if before else ">", cursor.in_order(self.order)
            # The condition on the column alone is redundant. With it, both databases can begin the scan at this place.
            sql += f" AND {column} {sign}= %s AND ({column} {sign} %s OR entry.item {sign} %s)"
            parameters = (*parameters, cursor.place, cursor.place, cursor.pk)
        order = "" if after and not before else "DESC"
        rows = fetch(
            f"SELECT {column}, entry.item {sql} ORDER BY {column} {order}, entry.item {order} LIMIT %s",
            [*parameters, most],
        )
        return [Cursor(*row, self.order) for row in (rows if order else reversed(rows))]

    def pks(self, most: int) -> list[int]:
        """Return the primary keys of at most *most* items, those of the latest."""
        return [cursor.pk for cursor in self.rarest_first().cursors(most)]

    def latest_rows(self, rows: QuerySet, most: int) -> list[Model]:
        """Return those of *rows* that are the latest *most* items, latest first."""
        cursors = self.cursors(most)
        return public_in_order(rows.filter(pk__in=[cursor.pk for cursor in cursors]), cursors)

    def latest(self, most: int) -> Clause:
        """Return a statement that finds the ``day`` and the ``item`` of the latest *most* items."""
        sql, parameters = self.entries
        return Clause(
            f"SELECT entry.day, entry.item {sql} ORDER BY entry.day DESC, entry.item DESC LIMIT %s",
            (*parameters, most),
        )

    def nearest(self, day: datetime.date, most: int) -> Clause:
        """Return a statement that finds the ``day`` and the ``item`` of the *most* items on and before *day*, and of as
        many after it.
        """
        sql, parameters = self.entries
        find, number = f"SELECT entry.day, entry.item {sql}", day_number(day)
        return Clause(
            f"SELECT * FROM ({find} AND entry.day <= %s ORDER BY entry.day DESC, entry.item DESC LIMIT %s) AS earlier"
            f" UNION ALL SELECT * FROM ({find} AND entry.day > %s ORDER BY entry.day, entry.item LIMIT %s) AS later",
            (*parameters, number, most, *parameters, number, most),
        )

    def among_latest(self, most: int) -> RawSQL:
        """Return the primary keys of the latest *most* items, for ``filter(pk__in=…)``."""
        sql, parameters = self.latest(most)
        return RawSQL(f"SELECT item FROM ({sql}) AS latest", parameters)

    def days(self, most: int) -> list[int]:
        """Return the days of at most *most* items, in no order."""
        sql, parameters = self.entries
        return [day for (day,) in fetch(f"SELECT entry.day {sql} LIMIT %s", [*parameters, most])]

    def numbers_by_day(self) -> dict[int, int]:
        """Return {day as the index stores it: number of the items that begin on it}, for a short period."""
        sql, parameters = self.entries
        return dict(fetch(f"SELECT entry.day, COUNT(*) {sql} GROUP BY entry.day", parameters))

    def counted_to(self, most: int) -> int:
        """Return the number of items, but at most *most*."""
        sql, parameters = self.entries
        rows = fetch(f"SELECT COUNT(*) FROM (SELECT 1 {sql} LIMIT %s) AS counted", [*parameters, most])
        return rows[0][0]


def fetch_each(queries: Mapping[Any, Clause]) -> list[tuple[Any, int]]:
    """Return the (key, ``item``) of all that the statements of *queries*, {key: Clause}, find. Runs one query."""
    sql = " UNION ALL ".join(
        f"SELECT %s AS key, item FROM ({query.sql}) AS found" for query in queries.values()
    )
    return fetch(sql, [value for key, query in queries.items() for value in (key, *query.parameters)])


def public_in_order(rows: Iterable[Model], cursors: Iterable[Cursor]) -> list[Model]:
    """Return *rows* in the order of *cursors*.

    A row that was withdrawn after the index was read is left out. The database is not asked for public rows only,
    because SQLite, which has no statistics, might look for them first.
    """
    found = {row.pk: row for row in rows}
    return [row for cursor in cursors if (row := found.get(cursor.pk)) and row.is_public]


def entries_about(alias: str, list_name: str, values: tuple[str, ...]) -> Clause:
    """Return the condition that *alias* is a public entry of the list *list_name* about one of *values*."""
    return Clause(
        f"{alias}.list_name = %s AND {alias}.about {'= %s' if len(values) == 1 else f'IN {in_list(values)}'}"
        f" AND {alias}.public_from <= %s",
        (list_name, *values, now()),
    )
