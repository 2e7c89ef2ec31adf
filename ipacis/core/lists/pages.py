"""Keyset pagination: a page holds the items older or newer than a given item, so every page costs the same.

The address of a page names the item after which the page begins (``?before=2023-11-30.412``). Therefore the page still
shows the same items after new ones were added.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from ipacis.core.record.dates import parse_day

from .entries import day_of

#: The largest primary key (BigAutoField).
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """The position of an item in a list that is ordered by day and primary key, latest first."""

    day: datetime.date
    pk: int

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Parse "2023-11-30.412" (day and primary key). Raises ValueError."""
        day, _dot, pk = text[:40].partition(".")
        date = parse_day(day)
        if date is None or not (pk.isascii() and pk.isdigit() and int(pk) <= MAX_ID):
            raise ValueError("not a cursor")
        return cls(date, int(pk))

    @classmethod
    def of(cls, day: int, pk: int) -> "Cursor":
        """Return the Cursor of an entry of the index of lists."""
        return cls(day_of(day), pk)

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.pk}"


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
