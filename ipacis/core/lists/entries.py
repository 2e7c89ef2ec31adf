"""The models of the index of lists: which item is in which list, what it is about, and the numbers of items.

A list, such as "meetings" or "news/en", has an entry for each item and each thing that the item is about: its topics,
participants, place and so on. So every filter is a look-up in one index, in the order of the list, and every number is
a number of entries. Models that inherit ``Listed`` define their entries.
"""

import datetime
from typing import NamedTuple

from django.db import models

#: The ``about`` of the entry that every item has: the list of all items.
EVERYTHING = ""
#: The moment 0 of the index.
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: The ``period`` of totals of all time.
ALL_TIME = ""


def about(kind: str, key: int | str) -> str:
    """Return the ``about`` of a thing: *kind* says what it is, *key* which one ("topic:17", "country:BY")."""
    return f"{kind}:{key}"


def kind_of(about: str) -> str:
    """Return the kind in an ``about``.

    >>> kind_of("topic:17"), kind_of(EVERYTHING)
    ('topic', '')
    """
    return about.partition(":")[0]


def key_of(about: str) -> str:
    """Return the key in an ``about``.

    >>> key_of("topic:17"), key_of("country:BY")
    ('17', 'BY')
    """
    return about.partition(":")[2]


def day_number(day: datetime.date) -> int:
    """Return *day* as the index stores it.

    >>> day_number(datetime.date(2023, 11, 30))
    20231130
    """
    return day.year * 10_000 + day.month * 100 + day.day


def moment_number(*moments: datetime.datetime | None) -> int:
    """Return the latest of *moments* that is not None as the index stores it: microseconds since 1970 in UTC.

    >>> moment_number(datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC), None)
    86400000000
    """
    return (max(filter(None, moments)) - EPOCH) // datetime.timedelta(microseconds=1)


def day_of(number: int) -> datetime.date:
    """Return the day that the index stores as *number*.

    >>> day_of(20231130)
    datetime.date(2023, 11, 30)
    """
    return datetime.date(number // 10_000, number // 100 % 100, number % 100)


def periods_of(day: int) -> tuple[str, str, str]:
    """Return the periods in whose totals an item of *day* is counted: all time, its year and its month.

    >>> periods_of(20231130)
    ('', '2023', '202311')
    """
    text = str(day)
    return ALL_TIME, text[:4], text[:6]


class Entry(NamedTuple):
    """The values of a ListEntry, without the costs of a model."""

    list_name: str
    item: int
    about: str
    day: int
    last_day: int
    public_from: datetime.datetime
    moment: int

    @property
    def key(self) -> tuple[str, int, str]:
        """The values by which an entry is known. The others may differ between a stored entry and a new one."""
        return self[:3]


class ListEntry(models.Model):
    """An item of a list, and one thing that it is about.

    ``list_name`` is the list, ``item`` the primary key of the item in its model. ``day`` (20231130) orders the list, the
    primary key breaks ties; ``last_day`` is the day on which the item ends. ``moment`` is that of its publication or
    latest correction (``moment_number``) and orders feeds. An entry exists if the item is published or
    scheduled, and counts from the moment ``public_from``: no job is needed at that moment.
    """

    list_name = models.CharField(max_length=20)
    about = models.CharField(max_length=40)
    day = models.IntegerField()
    last_day = models.IntegerField()
    item = models.BigIntegerField()
    public_from = models.DateTimeField()
    moment = models.BigIntegerField()
    #: Whether the totals include it. They do not include what becomes public later.
    is_counted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # It also finds what an item is about. ``public_from`` is read from the index itself.
            models.UniqueConstraint(
                fields=["list_name", "item", "about", "public_from"], name="core_listentry_once"
            ),
        ]
        indexes = [
            # The last two columns are read from the index itself.
            models.Index(
                fields=["list_name", "about", "day", "item", "public_from", "last_day"],
                name="core_listentry_in_order",
            ),
            models.Index(
                fields=["list_name", "about", "moment", "item", "public_from"],
                name="core_listentry_by_moment",
            ),
            models.Index(
                fields=["public_from"], condition=models.Q(is_counted=False), name="core_listentry_uncounted"
            ),
        ]

    def __str__(self):
        return f"{self.list_name}: {self.item} ({self.about or 'all'})"


class ListTotal(models.Model):
    """The number of the items of a list that are about one thing, in a *period* ("", "2023" or "202311").

    ``kind`` is the kind of ``about``. A number of 0 means the same as no row.
    """

    list_name = models.CharField(max_length=20)
    about = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    period = models.CharField(max_length=6)
    count = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list_name", "about", "period"], name="core_listtotal_once"),
        ]
        indexes = [
            models.Index(
                fields=["list_name", "kind", "period", "-count", "about"], name="core_listtotal_commonest"
            ),
        ]

    def __str__(self):
        return f"{self.list_name}, {self.about or 'all'}, {self.period or 'all time'}: {self.count}"
