"""How many items a list holds, by year and month: true counts, or none where they would cost seconds."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, Max, Min
from django.db.models.functions import TruncMonth
from django.urls import reverse

from .periods import Period

#: A list of more items than this is not counted.
COUNTED = 50_000


class MonthCount(NamedTuple):
    """The number of items of a month, given by its first day, that share the *keys*: their values of ``tally_by``."""

    month: datetime.date
    count: int
    keys: tuple


@dataclass(frozen=True)
class PeriodCount:
    """A year or a month, the number of items in it (None: not counted), the address of its list without conditions."""

    period: Period
    count: int | None
    path: str
    current: bool = False


class Tallied:
    """Mixin of a list that has a ``filter``, what is ``published()`` and the ``queryset`` of both."""

    #: Columns by which items are counted besides the month.
    tally_by: tuple[str, ...] = ()

    @cached_property
    def tally(self):
        """The MonthCounts of all that fits the conditions, whatever the period of the address.

        All counts of the page are made of them. None where the list has more than ``COUNTED`` items.
        """
        if self.filter.errors:
            return []
        found = self.filter.apply(self.published(), whole=True).order_by()
        # The database looks for one item too many first, and only without one it counts.
        rows = found.filter(~Exists(found[COUNTED:])).annotate(month=TruncMonth(self.filter.day_field))
        rows = rows.values("month", *self.tally_by).annotate(n=Count("pk")).order_by("month")
        counted = [
            MonthCount(month, count, tuple(keys))
            for month, count, *keys in rows.values_list("month", "n", *self.tally_by)
        ]
        return counted if counted or not found.exists() else None

    @cached_property
    def months(self):
        """{(year, month): count} of what fits the conditions; count None where these are not counted."""
        counts = Counter()
        for row in self.tally or []:
            counts[row.month.year, row.month.month] += row.count
        return counts if self.tally is not None else dict.fromkeys(self.possible_months)

    @property
    def possible_months(self):
        """The (year, month) of every month from the first to the last item of the list."""
        day = self.filter.day_field
        first, last = self.published().aggregate(first=Min(day), last=Max(day)).values()
        return [
            (year, month)
            for year in range(first.year, last.year + 1)
            for month in range(1, 13)
            if (first.year, first.month) <= (year, month) <= (last.year, last.month)
        ]

    @cached_property
    def count(self):
        """The number of items under the conditions, on all pages; one more than ``COUNTED`` stands for more."""
        period = self.filter.period
        if self.tally is None or period.day:
            return self.queryset.order_by()[: COUNTED + 1].count() if period else COUNTED + 1
        return sum(
            count
            for (year, month), count in self.months.items()
            if period.includes_month(datetime.date(year, month, 1))
        )

    @property
    def years(self):
        """The years that hold anything, latest first; where they are not counted, those that may."""
        counts = {}
        for (year, _month), count in self.months.items():
            counts[year] = None if count is None else counts.get(year, 0) + count
        return [self._period_count(Period(year), counts[year]) for year in sorted(counts, reverse=True)]

    @property
    def months_of_year(self):
        """The months of the address's year that hold anything, in their order."""
        year = self.filter.period.year
        return [
            self._period_count(Period(year, month), count)
            for (that_year, month), count in self.months.items()
            if that_year == year
        ]

    def _period_count(self, period, count):
        own = self.filter.period
        current = period in {own, *own.parents}
        return PeriodCount(period, count, reverse(self.url_name) + period.path, current)

    @property
    def too_long(self):
        return self.count > COUNTED

    @property
    def counted(self):
        """The number of items up to which a list is counted truly."""
        return COUNTED
