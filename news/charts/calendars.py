"""Calendars of a list: its years by months, and a month by days."""

import calendar
import datetime
from typing import NamedTuple

from django.utils.dates import MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.functional import Promise

from ipacis.core.lists.base import ItemList
from ipacis.core.lists.entries import day_number
from ipacis.core.lists.periods import Period

from .shades import shade

#: The most years of a calendar, the latest ones.
MOST_YEARS = 12


class Cell(NamedTuple):
    """A month or day: its name, the number of its items, the path of its list, and its shade.

    ``day`` is the number of the day in its month, None for a month. ``is_blank`` says that it belongs to another month.
    """

    name: str
    number: int
    path: str
    shade: int
    is_current: bool = False
    is_blank: bool = False
    day: int | None = None

    @property
    def rest(self) -> str:
        """The name without the number of the day, which stands before it."""
        return self.name.removeprefix(f"{self.day} ")


class Row(NamedTuple):
    """A year with its twelve months, or a week with its seven days; ``path`` is that of the list of the year."""

    name: str
    path: str
    cells: list[Cell]


class Heading(NamedTuple):
    """A column: its short form and its name."""

    short: str | Promise
    name: str | Promise


class Calendar(NamedTuple):
    """A table of *rows* with shaded cells under *headings*."""

    headings: list[Heading]
    rows: list[Row]


def years_of(item_list: ItemList) -> Calendar | None:
    """Return the latest MOST_YEARS years of *item_list*, which has no conditions, by months; None without items.

    A year without items between others has a row as well. Runs at most two queries.
    """
    months = item_list.numbers.months
    if not months:
        return None
    found = {int(digits[:4]) for digits in months}
    most, current = max(months.values()), item_list.filter.period
    rows = []
    for year in sorted(range(max(min(found), max(found) - MOST_YEARS + 1), max(found) + 1), reverse=True):
        cells = []
        for month in range(1, 13):
            period = Period(year, month)
            number = months.get(period.digits, 0)
            cells.append(
                Cell(
                    period.in_words(),
                    number,
                    item_list.root + period.path,
                    shade(number, most),
                    period == current,
                )
            )
        rows.append(Row(str(year), item_list.root + Period(year).path, cells))
    headings = [Heading(MONTHS_3[month].title()[:3], MONTHS_3[month]) for month in range(1, 13)]
    return Calendar(headings, rows)


def month_of(item_list: ItemList) -> Calendar:
    """Return the month of *item_list*, whose address has one, by days. Runs one query."""
    period = item_list.filter.period
    numbers = item_list.selection.in_period(Period(period.year, period.month)).numbers_by_day()
    most = max(numbers.values(), default=0)
    weeks = calendar.Calendar().monthdatescalendar(period.year, period.month)
    rows = [Row("", "", [day_cell(item_list, day, numbers, most) for day in week]) for week in weeks]
    return Calendar([Heading(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)], rows)


def day_cell(item_list: ItemList, day: datetime.date, numbers: dict[int, int], most: int) -> Cell:
    """Return the Cell of *day*, which is blank if it is outside of the month of *item_list*."""
    period = Period(day.year, day.month, day.day)
    number = numbers.get(day_number(day), 0)
    own = item_list.filter.period
    return Cell(
        date_format(day),
        number,
        item_list.root + period.path,
        shade(number, most),
        period == own,
        (day.year, day.month) != (own.year, own.month),
        day.day,
    )


def calendar_of(item_list: ItemList) -> Calendar | None:
    """Return the calendar to show above *item_list*: its month by days, or else its years by months.

    None for a list with conditions, because robots would follow the links to endless combinations of them.
    """
    if item_list.filter:
        return None
    return month_of(item_list) if item_list.filter.period.month else years_of(item_list)
