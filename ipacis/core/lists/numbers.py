"""The numbers of the items of a selection: in all, in each year and month, and about each thing."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from ipacis.core.sql import fetch, now

from .entries import ALL_TIME, EVERYTHING, day_of, kind_of, periods_of
from .selection import ALWAYS, Selection
from .totals import NOT_COUNTED

#: The most items that are counted one by one. Lists that are in the totals have numbers at any length.
COUNTED = 500
#: If a selection that is not in the totals has more items, what it is about is counted in this many latest ones.
SAMPLE = 250
#: The totals of one thing: of all time, of the years, and of the months of one year.
TOTALS = """
    SELECT period, count FROM core_listtotal
    WHERE list_name = %s AND about = %s AND count > 0 AND (LENGTH(period) < 6 OR period LIKE %s)
"""
#: The totals of one thing in the months of all years.
MONTHS = "SELECT period, count FROM core_listtotal WHERE list_name = %s AND about = %s AND count > 0 AND LENGTH(period) = 6"
#: The number of the digits of a month, such as "202311".
MONTH = 6
#: The totals of all things of one kind.
TOTALS_OF_KIND = """
    SELECT about, count FROM core_listtotal
    WHERE list_name = %s AND kind = %s AND period = %s AND count > 0
"""
#: The commonest things of one kind. A compound query of SQLite allows LIMIT in subqueries only.
COMMONEST = f"SELECT about, count FROM ({TOTALS_OF_KIND} ORDER BY count DESC, about LIMIT %s) AS commonest"
#: What the totals do not include yet, of all lists: with a condition for the list, SQLite would read all entries of it.
LATE = "SELECT about, day, list_name FROM core_listentry WHERE {not_counted} AND public_from <= %s"
#: What the items of a selection are about.
ABOUT = """
    SELECT about, COUNT(*) FROM core_listentry
    WHERE list_name = %s AND public_from <= %s AND item IN (SELECT item FROM ({latest}) AS latest) GROUP BY about
"""


class AboutCount(NamedTuple):
    """An ``about`` value and the number of items."""

    about: str
    number: int


class LateEntry(NamedTuple):
    """What the totals do not include yet: the ``about`` and the day of an entry."""

    about: str
    day: int


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
        rows = fetch(LATE.format(not_counted=NOT_COUNTED[connection.vendor]), [now()])
        return [LateEntry(about, day) for about, day, name in rows if name == self.selection.list_name]

    @cached_property
    def days(self) -> list[int] | None:
        """The days of all items in all time, in no order; None for more than COUNTED."""
        days = self.whole.days(COUNTED + 1)
        return days if len(days) <= COUNTED else None

    def totals_about(self, value: str) -> Counter[str]:
        """Return {period: number of the items about *value*} from the totals.

        The periods are all time, the years, and the months of the year of the period.
        """
        months = f"{self.selection.period.year}%"
        counts = Counter(dict(fetch(TOTALS, [self.selection.list_name, value, months])))
        for late in self.late:
            if late.about == value:
                counts.update(periods_of(late.day))
        return counts

    @cached_property
    def months(self) -> Counter[str]:
        """{month of any year, such as "202311": number of its items}, for a selection that is in the totals."""
        name, value = self.selection.list_name, self.whole.total_of
        counts = Counter(dict(fetch(MONTHS, [name, value])))
        for late in self.late:
            if late.about == value:
                counts.update(period for period in periods_of(late.day) if len(period) == MONTH)
        return counts

    @cached_property
    def counts(self) -> Counter[str] | None:
        """{period: number of its items}, regardless of the period; None if there are too many items to count, or if only
        those of the period are known.

        The periods are all time (""), years ("2023"), and months ("202311"), at least those of the year of the period.
        """
        if self.whole.total_of is not None:
            return self.totals_about(self.whole.total_of)
        if self.selection.is_partial or self.days is None:
            return None
        return Counter(period for day in self.days for period in periods_of(day))

    @cached_property
    def archive(self) -> list[str]:
        """The periods, as for ``counts``, in which the list has items, regardless of the conditions."""
        return list(self.totals_about(EVERYTHING))

    @cached_property
    def count(self) -> int:
        """The number of items; ``COUNTED + 1`` means more than COUNTED."""
        period = self.selection.period
        if self.counts is None or (period.day and self.whole.total_of is not None):
            return self.selection.counted_to(COUNTED + 1) if period else COUNTED + 1
        if period.day:
            return sum(period.includes(day_of(day)) for day in self.days)
        return self.counts[period.digits]

    @property
    def is_capped(self) -> bool:
        """Whether there are too many items to count."""
        return self.count > COUNTED and self.selection.total_of is None

    @property
    def sample(self) -> int:
        """The number of the latest items in which ``commonest`` counts; 0 if it counts in all."""
        return SAMPLE if self.selection.total_of != EVERYTHING and self.count > SAMPLE else 0

    def commonest(self, kinds: Collection[str], most: int) -> dict[str, list[AboutCount]]:
        """Return {kind: its AboutCounts, the commonest first} for *kinds* of ``about``, at most *most* of each kind."""
        if self.selection.total_of == EVERYTHING:
            return self.commonest_of_all(kinds, most)
        latest, parameters = self.selection.latest(SAMPLE)
        rows = fetch(ABOUT.format(latest=latest), [self.selection.list_name, now(), *parameters])
        return by_kind(Counter(dict(rows)), kinds, most)

    def commonest_of_all(self, kinds: Collection[str], most: int) -> dict[str, list[AboutCount]]:
        """Return the commonest things of *kinds* in all items of the period, from the totals."""
        name, period = self.selection.list_name, self.selection.period
        rows = fetch(
            " UNION ALL ".join([COMMONEST] * len(kinds)),
            [value for kind in kinds for value in (name, kind, period.digits, most)],
        )
        counts = Counter(dict(rows))
        counts.update(late.about for late in self.late if period.includes(day_of(late.day)))
        return by_kind(counts, kinds, most)

    def totals_of(self, kind: str) -> Counter[str]:
        """Return {``about``: number} of all things of *kind* in the whole list, from the totals."""
        counts = Counter(dict(fetch(TOTALS_OF_KIND, [self.selection.list_name, kind, ALL_TIME])))
        counts.update(late.about for late in self.late if kind_of(late.about) == kind)
        return counts


def by_kind(counts: Counter[str], kinds: Collection[str], most: int) -> dict[str, list[AboutCount]]:
    """Return {kind: the AboutCounts of *counts* of this kind, the commonest first, at most *most*} for *kinds*."""
    found = {kind: [] for kind in kinds}
    for row in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
        if (kind := kind_of(row[0])) in found and len(found[kind]) < most:
            found[kind].append(AboutCount(*row))
    return found
