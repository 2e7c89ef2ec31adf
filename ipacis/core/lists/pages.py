"""Keyset pagination: a page holds the items older or newer than a given item, so every page costs the same.

The address of a page names the item after which the page begins (``?before=2023-11-30.412``). In a feed the place of
an item is the moment of its publication or latest correction (``?before=1701334800000000.412``). Therefore the page still
shows the same items after new ones were added.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ipacis.core.record.dates import parse_day

from .entries import EPOCH, day_number, day_of, moment_number

#: The largest primary key (BigAutoField).
MAX_ID = 2**63 - 1


class Order(StrEnum):
    """The orders of a list: the columns of the index of lists by which it is ordered, the latest first."""

    DAY = "day"
    MOMENT = "moment"


@dataclass(frozen=True)
class Cursor:
    """The position of an item in a list.

    ``place`` is the value of the item in the column ``order`` of the index of lists. The primary key breaks ties.
    """

    place: int
    pk: int
    order: Order = Order.DAY

    @classmethod
    def at(cls, day: datetime.date, pk: int) -> "Cursor":
        """Return the Cursor of the item *pk* with the *day* in a list that is ordered by day."""
        return cls(day_number(day), pk)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Parse "2023-11-30.412" (day and primary key) or "1701334800000000.412" (moment). Raises ValueError."""
        place, _dot, pk = text[:40].partition(".")
        number = as_number(pk)
        if place.isdigit():
            return cls(as_number(place), number, Order.MOMENT)
        day = parse_day(place)
        if day is None:
            raise ValueError("not a cursor")
        return cls.at(day, number)

    def in_order(self, order: Order) -> "Cursor":
        """Return the Cursor in a list with *order*: a day begins at midnight in UTC, a moment lies on its day in UTC."""
        if order == self.order:
            return self
        if order == Order.MOMENT:
            midnight = datetime.datetime.combine(day_of(self.place), datetime.time(), datetime.UTC)
            return Cursor(moment_number(midnight), self.pk, order)
        latest = moment_number(datetime.datetime.max.replace(tzinfo=datetime.UTC))
        moment = EPOCH + datetime.timedelta(microseconds=min(self.place, latest))
        return Cursor(day_number(moment.date()), self.pk, order)

    def __str__(self) -> str:
        place = self.place if self.order == Order.MOMENT else day_of(self.place).isoformat()
        return f"{place}.{self.pk}"


def as_number(text: str) -> int:
    """Return the number that the digits *text* write. Raises ValueError if there are other signs or too many digits."""
    if not (text.isascii() and text.isdigit() and int(text) <= MAX_ID):
        raise ValueError("not a number")
    return int(text)


@dataclass
class Page:
    """The items of a page, latest first, and the cursors of the next older and newer page (None if there is none).

    The items are Cursors until their rows are loaded.
    """

    items: list
    older: Cursor | None = None
    newer: Cursor | None = None

    @classmethod
    def of(
        cls, found: list[Cursor], size: int, before: Cursor | None = None, after: Cursor | None = None
    ) -> "Page":
        """Return the page of at most *size* items before or after a cursor, or the first page.

        *found* are the items from there on, latest first; one more than *size* shows that there are more.
        """
        if not found:
            return cls([])
        is_downward = before is not None or after is None
        more, items = len(found) > size, found[:size] if is_downward else found[-size:]
        return cls(
            items,
            older=items[-1] if (more or not is_downward) else None,
            newer=items[0] if (more and not is_downward) or (is_downward and before) else None,
        )

    def __iter__(self) -> Iterator:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
