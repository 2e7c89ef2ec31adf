"""Selection: the public items of a list that meet conditions, found in the index of lists."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone

from .entries import ALL_TIME, EVERYTHING, ListEntry, ListTotal
from .periods import Period

#: The most days between the first and the last day of an item, so that a search for items that end on a day or later
#: can begin this many days earlier.
LONGEST = datetime.timedelta(days=3 * 366)


#: The period of all time.
ALWAYS = Period()


@dataclass(frozen=True)
class Selection:
    """The public items of the list *list_name* that meet all conditions.

    ``conditions`` are tuples of ``about`` values: the item is about at least one of each tuple. ``first_day`` is the
    day on which it ends at the earliest, ``latest_day`` the day on which it begins at the latest. ``period`` contains
    the day on which it begins. ``items`` are the primary keys of the items among which it is, None for all.
    """

    list_name: str
    conditions: tuple[tuple[str, ...], ...] = ()
    first_day: datetime.date | None = None
    latest_day: datetime.date | None = None
    period: Period = ALWAYS
    items: frozenset[int] | None = None

    def about(self, *values: str) -> "Selection":
        """Return the items that are about at least one of *values* as well."""
        return replace(self, conditions=(*self.conditions, values))

    def since(self, day: datetime.date) -> "Selection":
        """Return the items that end on *day* or later."""
        return replace(self, first_day=max(filter(None, [self.first_day, day])))

    def until(self, day: datetime.date) -> "Selection":
        """Return the items that begin on *day* or earlier."""
        return replace(self, latest_day=min(filter(None, [self.latest_day, day])))

    def among(self, pks: Iterable[int]) -> "Selection":
        """Return the items that have one of the primary keys *pks*."""
        pks = frozenset(pks)
        return replace(self, items=pks if self.items is None else self.items & pks)

    def in_period(self, period: Period) -> "Selection":
        """Return the items that begin in *period*."""
        return replace(self, period=period)

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
        values = {value for values in self.conditions for value in values}
        totals = ListTotal.objects.filter(list_name=self.list_name, about__in=values, period=ALL_TIME)
        counts = dict(totals.values_list("about", "count"))
        return replace(
            self,
            conditions=tuple(
                sorted(self.conditions, key=lambda values: sum(counts.get(value, 0) for value in values))
            ),
        )

    def entries(self) -> QuerySet:
        """Return an entry for each item, in no order."""
        first, *others = self.conditions or [(EVERYTHING,)]
        rows = entries_about(self.list_name, first)
        for values in others:
            same_item = entries_about(self.list_name, values).filter(
                day=OuterRef("day"), item=OuterRef("item")
            )
            rows = rows.filter(Exists(same_item))
        rows = self.period.apply(rows, "day")
        if self.first_day:
            rows = rows.filter(day__gte=self.first_day - LONGEST, last_day__gte=self.first_day)
        if self.latest_day:
            rows = rows.filter(day__lte=self.latest_day)
        if self.items is not None:
            rows = rows.filter(item__in=self.items)
        return rows

    def latest(self, most: int) -> QuerySet:
        """Return the primary keys of the latest *most* items, latest first."""
        return self.entries().order_by("-day", "-item").values_list("item", flat=True)[:most]

    def latest_rows(self, rows: QuerySet, most: int) -> list[Model]:
        """Return those of *rows*, which have a ``day``, that are the latest *most* items, latest first."""
        return latest_first(rows.filter(pk__in=self.latest(most)))


def latest_first(rows: Iterable[Model]) -> list[Model]:
    """Return *rows* in the order of lists.

    They are sorted here: to sort them, SQLite might read all rows of the table in their order.
    """
    return sorted(rows, key=lambda row: (row.day, row.pk), reverse=True)


def entries_about(list_name: str, values: tuple[str, ...]) -> QuerySet:
    """Return the public entries of the list *list_name* that are about one of *values*."""
    condition = {"about": values[0]} if len(values) == 1 else {"about__in": values}
    return ListEntry.objects.filter(list_name=list_name, public_from__lte=timezone.now(), **condition)
