"""The number of items of a list in each year and month. Items of long lists are not counted."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min
from django.db.models.functions import TruncMonth
from django.urls import reverse

from .periods import Period

#: The most items that are counted. Counting a longer list would take seconds.
COUNTED = 50_000


class MonthCount(NamedTuple):
    """The number of items in *month* (its first day) that have the values *keys* in the columns ``tally_by``."""

    month: datetime.date
    count: int
    keys: tuple


@dataclass(frozen=True)
class PeriodCount:
    """A year or month, the number of its items (None if not counted), and the path of its list, without conditions.

    ``current`` says whether the page shows this period or a part of it.
    """

    period: Period
    count: int | None
    path: str
    current: bool = False


class Tallied:
    """Mixin of ItemList that counts the items by month in one query. The numbers of years and months follow from it."""

    #: Columns by which the items of a month are counted separately.
    tally_by: tuple[str, ...] = ()

    @cached_property
    def tally(self) -> list[MonthCount] | None:
        """The counts of all items that meet the conditions, regardless of the period; None for more than COUNTED."""
        if self.filter.errors:
            return []
        found = self.filter.apply(self.published(), whole=True).order_by()
        # The database looks for item number COUNTED + 1 first, and counts the items only if there is none.
        rows = found.filter(~Exists(found[COUNTED:])).annotate(month=TruncMonth(self.filter.day_field))
        rows = rows.values("month", *self.tally_by).annotate(n=Count("pk")).order_by("month")
        counted = [
            MonthCount(month, count, tuple(keys))
            for month, count, *keys in rows.values_list("month", "n", *self.tally_by)
        ]
        return counted if counted or not found.exists() else None

    @cached_property
    def months(self) -> dict[Period, int | None]:
        """{month: number of its items that meet the conditions}; the numbers are None if the list is not counted."""
        if self.tally is None:
            return dict.fromkeys(self.possible_months)
        counts = Counter()
        for row in self.tally:
            counts[Period(row.month.year, row.month.month)] += row.count
        return counts

    @property
    def possible_months(self) -> list[Period]:
        """All months from the first public item to the last one, regardless of the conditions."""
        day = self.filter.day_field
        first, last = self.published().aggregate(first=Min(day), last=Max(day)).values()
        return [
            Period(year, month)
            for year in range(first.year, last.year + 1)
            for month in range(1, 13)
            if (first.year, first.month) <= (year, month) <= (last.year, last.month)
        ]

    @cached_property
    def count(self) -> int:
        """The number of items on all pages; ``COUNTED + 1`` means more than ``COUNTED``."""
        period = self.filter.period
        if self.tally is None or period.day:
            return self.queryset.order_by()[: COUNTED + 1].count() if period else COUNTED + 1
        return sum(count for month, count in self.months.items() if period.includes_month(month.first))

    @property
    def years(self) -> list[PeriodCount]:
        """The years that have items, latest first; if the list is not counted, all years that may have items."""
        counts = {}
        for month, count in self.months.items():
            counts[month.year] = None if count is None else counts.get(month.year, 0) + count
        return [self._period_count(Period(year), counts[year]) for year in sorted(counts, reverse=True)]

    @property
    def months_of_year(self) -> list[PeriodCount]:
        """The months of the year in the address that have items, the earliest first."""
        year = self.filter.period.year
        return [
            self._period_count(month, count) for month, count in self.months.items() if month.year == year
        ]

    def _period_count(self, period: Period, count: int | None) -> PeriodCount:
        own = self.filter.period
        current = period in {own, *own.parents}
        return PeriodCount(period, count, reverse(self.url_name) + period.path, current)

    @property
    def too_long(self) -> bool:
        """Whether the list has more than ``COUNTED`` items."""
        return self.count > COUNTED

    @property
    def counted(self) -> int:
        """``COUNTED``, for templates."""
        return COUNTED
