"""Keeping the totals of lists in step with their entries.

Each transaction that adds or removes entries adds the difference to the totals. Entries that were not public when they
were written are counted by the first transaction that writes entries after they became public; until then readers add
them (``not_counted``).
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ipacis.core.sql import chunks

from .entries import Entry, ListEntry, ListTotal, kind_of, periods_of

#: The number of totals that are written with one query.
CHUNK = 2_000
ADD = """
    INSERT INTO core_listtotal (list_name, about, period, kind, count) VALUES {rows}
    ON CONFLICT (list_name, about, period) DO UPDATE SET count = core_listtotal.count + excluded.count
"""
RECOUNT = """
    INSERT INTO core_listtotal (list_name, about, period, kind, count)
    SELECT list_name, about, {period} AS period, {kind} AS kind, COUNT(*) FROM core_listentry
    WHERE is_counted GROUP BY 1, 2, 3, 4
"""
#: SQL for the period of an entry, of all time, years and months.
PERIODS = ("''", "SUBSTR(CAST(day AS text), 1, 4)", "SUBSTR(CAST(day AS text), 1, 6)")
#: SQL for what the totals do not include. SQLite uses a partial index only if the query has its very condition, which
#: Django 5.2 and 6.1 write differently.
NOT_COUNTED = {"postgresql": "NOT is_counted", "sqlite": "NOT is_counted AND is_counted = 0"}
KIND = {
    "postgresql": "SPLIT_PART(about, ':', 1)",
    "sqlite": "SUBSTR(about, 1, MAX(0, INSTR(about, ':') - 1))",
}


class TotalKey(NamedTuple):
    """The columns by which a total is known."""

    list_name: str
    about: str
    period: str


def differences(added: Iterable[Entry], removed: Iterable[Entry] = ()) -> Counter[TotalKey]:
    """Return {key of a total: what to add to it} when the entries *added* come and *removed* go."""
    found = Counter()
    for entries, step in ((added, 1), (removed, -1)):
        for entry in entries:
            for period in periods_of(entry.day):
                found[TotalKey(entry.list_name, entry.about, period)] += step
    return found


def add_to_totals(changes: Counter[TotalKey]) -> None:
    """Add *changes* to the totals. All transactions do it in one order, so that they do not wait for each other."""
    rows = [(*key, kind_of(key.about), number) for key, number in sorted(changes.items()) if number]
    with connection.cursor() as cursor:
        for chunk in chunks(rows, CHUNK):
            sql = ADD.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(chunk)))
            cursor.execute(sql, [value for row in chunk for value in row])


def left_out() -> models.QuerySet:
    """Return the entries that the totals do not include: the scheduled ones, and those of ``not_counted``."""
    return ListEntry.objects.filter(RawSQL(NOT_COUNTED[connection.vendor], [], models.BooleanField()))


def not_counted() -> models.QuerySet:
    """Return the public entries that the totals do not include yet. There are few."""
    return left_out().filter(public_from__lte=timezone.now())


def next_change(now: datetime.datetime) -> datetime.datetime:
    """Return the moment after *now* at which the next scheduled item becomes public, at the latest the next midnight.

    Until then public pages stay the same unless a row is written. At midnight the day changes that pages call today.
    """
    tomorrow = timezone.localtime(now).date() + datetime.timedelta(days=1)
    midnight = timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time()))
    scheduled = left_out().filter(public_from__gt=now).order_by("public_from")
    return min([midnight, *scheduled.values_list("public_from", flat=True)[:1]])


def count_what_became_public() -> Counter[TotalKey]:
    """Mark the public entries that were not counted, and return what to add to the totals. The caller adds it."""
    due = list(not_counted().select_for_update().values_list("pk", *Entry._fields))
    if due:
        ListEntry.objects.filter(pk__in=[pk for pk, *_values in due]).update(is_counted=True)
    return differences(Entry(*values) for _pk, *values in due)


def recount() -> None:
    """Make all totals anew from the entries. The caller opens a transaction.

    Other transactions that change totals wait for its end and then add their differences.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE core_listtotal IN EXCLUSIVE MODE")
        ListTotal.objects.all().delete()
        for period in PERIODS:
            cursor.execute(RECOUNT.format(period=period, kind=KIND[connection.vendor]))
