"""The days on which published meetings name people in their offices.

They are a list in the index of lists, "namings": an entry says that a meeting (its item) names the office that it is
about, on ``day`` and on ``last_day``. The app of the meetings writes the entries. If no source states the days of a
meeting, the people are named on the last of them alone: the release, which names them, is usually of that day.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.utils import timezone

from ipacis.core.lists.entries import ListEntry, about, day_number, day_of, key_of
from ipacis.core.sql import fetch, in_list, now

#: The name of the list.
NAMINGS = "namings"
#: How many of the latest meetings are examined for the latest naming: an earlier meeting may have ended later.
EXAMINED = 10
LATEST = """
    SELECT id, (
        SELECT MAX(CASE WHEN last_day <= %s THEN last_day ELSE day END) FROM (
            SELECT day, last_day FROM core_listentry
            WHERE list_name = %s AND about = 'membership:' || people_membership.id
                AND public_from <= %s AND day <= %s
            ORDER BY day DESC LIMIT %s
        ) AS latest
    ) FROM people_membership WHERE id IN {memberships}
"""

#: {primary key of a membership: days}
Namings = dict[int, set[datetime.date]]


def about_membership(pk: int) -> str:
    """Return the ``about`` of the entries that name the membership *pk*."""
    return about("membership", pk)


def all_namings(memberships: Collection[int]) -> Namings:
    """Return the days on which public meetings name *memberships*: the first and the last day of each meeting."""
    keys = [about_membership(pk) for pk in memberships]
    rows = ListEntry.objects.filter(list_name=NAMINGS, about__in=keys, public_from__lte=timezone.now())
    found = defaultdict(set)
    for value, day, last_day in rows.order_by().values_list("about", "day", "last_day").distinct():
        found[int(key_of(value))].update((day_of(day), day_of(last_day)))
    return found


def latest_namings(memberships: Collection[int], today: datetime.date) -> Namings:
    """Return the latest of ``all_namings`` until *today* for each of *memberships*, in much less time."""
    number = day_number(today)
    parameters = [number, NAMINGS, now(), number, EXAMINED, *memberships]
    rows = fetch(LATEST.format(memberships=in_list(memberships)), parameters)
    return defaultdict(set, {pk: {day_of(number)} for pk, number in rows if number})
