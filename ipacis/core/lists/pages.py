"""Paging by keyset: a page is the items older or newer than a given one, so page 5,000 costs what page 1 costs.

The address of a page names the item it begins after (``?before=2023-11-30.412``), so it shows the same items
when new ones arrive.
"""

import datetime
from dataclasses import dataclass

from django.db import models

from ipacis.core.record.dates import parse_day

MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Cursor:
    """The place of an item in a list ordered by day and id, latest first."""

    day: datetime.date
    pk: int

    @classmethod
    def parse(cls, text):
        """Return the Cursor that *text* ("2023-11-30.412") names. Raises ValueError."""
        day, _dot, pk = text[:40].partition(".")
        date = parse_day(day)
        if date is None or not (pk.isascii() and pk.isdigit() and int(pk) <= MAX_ID):
            raise ValueError("no cursor")
        return cls(date, int(pk))

    def __str__(self):
        return f"{self.day.isoformat()}.{self.pk}"


@dataclass
class Page:
    """Items of one page, latest first, with the cursors of its neighbours (None at the ends)."""

    items: list
    older: Cursor | None = None
    newer: Cursor | None = None

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


def keyset_page(queryset, field, size, before=None, after=None):
    """Return the Page of *size* items of *queryset* older than *before* or newer than *after*.

    *field* is the date column that orders the list; the primary key breaks ties.
    """
    cursor = before or after
    latest_first = before is not None or after is None
    beyond = "lt" if latest_first else "gt"
    if cursor:
        # The bound on the day alone is redundant; it lets both databases begin the index scan there.
        queryset = queryset.filter(
            models.Q(**{f"{field}__{beyond}": cursor.day})
            | models.Q(**{field: cursor.day, f"pk__{beyond}": cursor.pk}),
            **{f"{field}__{beyond}e": cursor.day},
        )
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
