"""Keyset pagination: a page holds the items older or newer than a given item, so every page costs the same.

The address of a page names the item after which the page begins (``?before=2023-11-30.412``). Therefore the page still
shows the same items after new ones were added.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from ipacis.core.record.dates import parse_day

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

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.pk}"


@dataclass
class Page:
    """The items of a page, latest first, and the cursors of the next older and newer page (None if there is none)."""

    items: list
    older: Cursor | None = None
    newer: Cursor | None = None

    def __iter__(self) -> Iterator:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def beyond(field: str, place: Cursor, side: str) -> models.Q:
    """Return the condition that an item is older ("lt") or newer ("gt") than *place*.

    *field* is the date column that orders the list; the primary key breaks ties.
    """
    # The condition on the day alone is redundant. With it, both databases can begin the index scan at this day.
    return (
        models.Q(**{f"{field}__{side}": place.day}) | models.Q(**{field: place.day, f"pk__{side}": place.pk})
    ) & models.Q(**{f"{field}__{side}e": place.day})


def keyset_page(
    queryset: models.QuerySet,
    field: str,
    size: int,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> Page:
    """Return at most *size* items of *queryset*: the next ones older than *before*, or newer than *after*.

    Without a cursor these are the latest items. *field* is the date column that orders the list; the primary key
    orders the items of a day. Runs one query.
    """
    cursor = before or after
    latest_first = before is not None or after is None
    if cursor:
        queryset = queryset.filter(beyond(field, cursor, "lt" if latest_first else "gt"))
    order = [f"-{field}", "-pk"] if latest_first else [field, "pk"]
    found = list(queryset.order_by(*order)[: size + 1])
    more, items = len(found) > size, found[:size]
    if not latest_first:
        items.reverse()
    if not items:
        return Page([])
    first, last = (Cursor(getattr(item, field), item.pk) for item in (items[0], items[-1]))
    return Page(
        items,
        older=last if (more or not latest_first) else None,
        newer=first if (more and not latest_first) or (latest_first and before) else None,
    )
