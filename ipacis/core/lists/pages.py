"""Keyset pagination: a page holds the items older or newer than a given item, so every page costs the same.

The address of a page names the item after which the page begins (``?before=2023-11-30.412``). Therefore the page still
shows the same items after new ones were added.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from ipacis.core.record.dates import parse_day

from .selection import Selection, latest_first

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


def beyond(field: str, place: Cursor, side: str, key: str = "pk") -> models.Q:
    """Return the condition that an item is older ("lt") or newer ("gt") than *place*.

    *field* is the date column that orders the list; the column *key* breaks ties.
    """
    # The condition on the day alone is redundant. With it, both databases can begin the index scan at this day.
    return (
        models.Q(**{f"{field}__{side}": place.day})
        | models.Q(**{field: place.day, f"{key}__{side}": place.pk})
    ) & models.Q(**{f"{field}__{side}e": place.day})


def keyset_page(
    rows: models.QuerySet,
    selection: Selection,
    size: int,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> Page:
    """Return at most *size* of *rows* that are in *selection*: the next ones older than *before*, or newer than *after*.

    Without a cursor these are the latest items. Runs one query, and those for the related rows of *rows*.
    """
    cursor = before or after
    is_downward = before is not None or after is None
    entries = selection.entries()
    if cursor:
        entries = entries.filter(beyond("day", cursor, "lt" if is_downward else "gt", "item"))
    order = ["-day", "-item"] if is_downward else ["day", "item"]
    found = latest_first(rows.filter(pk__in=entries.order_by(*order).values("item")[: size + 1]))
    if not found:
        return Page([])
    more, items = len(found) > size, found[:size] if is_downward else found[-size:]
    first, last = (Cursor(item.day, item.pk) for item in (items[0], items[-1]))
    return Page(
        items,
        older=last if (more or not is_downward) else None,
        newer=first if (more and not is_downward) or (is_downward and before) else None,
    )
