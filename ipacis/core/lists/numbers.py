"""The numbers of the items of a selection: in all, in each month, and about each thing."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from .entries import EVERYTHING, ListEntry, ListTotal, kind_of
from .periods import Period
from .selection import ALWAYS, Selection
from .totals import not_counted

#: The most items that are counted one by one. Lists that are in the totals have numbers at any length.
COUNTED = 1_000
#: If a selection that is not in the totals has more items, what it is about is counted in this many latest ones.
SAMPLE = 500


class AboutCount(NamedTuple):
    """An ``about`` value and the number of items."""

    about: str
    number: int


class LateEntry(NamedTuple):
    """What the totals do not include yet: the ``about`` and the day of an entry."""

    about: str
    day: datetime.date


@dataclass
class Numbers:
    """The numbers of *selection*. They come from the totals, or else from the entries."""

    selection: Selection

    @cached_property
    def whole(self) -> Selection:
        """The same selection in all time."""
        return self.selection.in_period(ALWAYS)

    @cached_property
    def late(self) -> list[LateEntry]:
        """The entries of the list that became public after the last change of the totals. Usually there are none."""
        rows = not_counted().filter(list_name=self.selection.list_name)
        return [LateEntry(*row) for row in rows.values_list("about", "day")]

    @cached_property
    def days(self) -> list[datetime.date] | None:
        """The days of all items in all time, in no order; None for more than COUNTED."""
        days = list(self.whole.entries().values_list("day", flat=True)[: COUNTED + 1])
        return days if len(days) <= COUNTED else None

    @cached_property
    def months(self) -> dict[Period, int] | None:
        """{month: number of its items}, for the months of all time that have items, the earliest first.

        None if there are too many items to count.
        """
        if self.whole.total_of is not None:
            return self.months_about(self.whole.total_of)
        if self.days is None:
            return None
        counts = Counter(Period(day.year, day.month) for day in sorted(self.days))
        return dict(counts)

    def months_about(self, value: str) -> dict[Period, int]:
        """Return the numbers of the items about *value* from the totals, as for ``months``."""
        totals = ListTotal.objects.filter(list_name=self.selection.list_name, about=value, count__gt=0)
        totals = totals.filter(period__contains="-").values_list("period", "count")
        counts = Counter({Period(*map(int, period.split("-"))): number for period, number in totals})
        counts.update(Period(late.day.year, late.day.month) for late in self.late if late.about == value)
        return {month: counts[month] for month in sorted(counts, key=lambda month: month.first)}

    @cached_property
    def archive(self) -> list[Period]:
        """The months in which the list has items, regardless of the conditions, the earliest first."""
        return list(self.months_about(EVERYTHING))

    @cached_property
    def count(self) -> int:
        """The number of items; ``COUNTED + 1`` means more than COUNTED."""
        period = self.selection.period
        if self.months is None or (period.day and self.whole.total_of is not None):
            return self.selection.entries()[: COUNTED + 1].count() if period else COUNTED + 1
        if period.day:
            return sum(period.includes(day) for day in self.days)
        return sum(number for month, number in self.months.items() if period.includes(month.first))

    @property
    def is_capped(self) -> bool:
        """Whether there are too many items to count."""
        return self.count > COUNTED and self.selection.total_of is None

    @property
    def sample(self) -> int:
        """The number of the latest items in which ``commonest`` counts; 0 if it counts in all."""
        return SAMPLE if self.selection.total_of != EVERYTHING and self.count > SAMPLE else 0

    def commonest(self, kinds: Iterable[str], most: int) -> dict[str, list[AboutCount]]:
        """Return {kind: its AboutCounts, the commonest first} for *kinds* of ``about``, at most *most* of each kind."""
        if self.selection.total_of == EVERYTHING:
            return {kind: self.commonest_of_all(kind, most) for kind in kinds}
        items = self.selection.latest(SAMPLE)
        rows = ListEntry.objects.filter(
            list_name=self.selection.list_name, item__in=items, public_from__lte=timezone.now()
        )
        found = {kind: Counter() for kind in kinds}
        for value, number in rows.values_list("about").annotate(number=Count("pk")):
            if (kind := kind_of(value)) in found:
                found[kind][value] = number
        return {kind: in_order(counts)[:most] for kind, counts in found.items()}

    def commonest_of_all(self, kind: str, most: int | None) -> list[AboutCount]:
        """Return the *most* commonest things of *kind* in all items of the period, from the totals; None for all."""
        period = self.selection.period
        rows = ListTotal.objects.filter(
            list_name=self.selection.list_name, kind=kind, period=period.iso, count__gt=0
        )
        counts = Counter(dict(rows.order_by("-count", "about").values_list("about", "count")[:most]))
        counts.update(
            late.about for late in self.late if kind_of(late.about) == kind and period.includes(late.day)
        )
        return in_order(counts)[:most]


def in_order(counts: Counter[str]) -> list[AboutCount]:
    """Return *counts* as AboutCounts, the commonest first."""
    return [AboutCount(*row) for row in sorted(counts.items(), key=lambda row: (-row[1], row[0]))]
