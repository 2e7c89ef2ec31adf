"""Bars: the numbers of the years of something. Places and widths are percentages of the width of the drawing."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from ipacis.core.lists.numbers import Numbers
from ipacis.core.web.paths import path_to

#: The height of the highest bar, and the height below the bars for the years, in pixels.
HEIGHT, FOOT = 88, 20
#: The height above a bar for its number, in pixels.
HEAD = 16
#: The smallest height of a bar, in pixels, so that a small number is seen.
LEAST = 3
#: The fewest meetings that are drawn; fewer are seen in the list at once.
FEWEST = 6
#: Fewer years than this leave room at the end of the drawing, so that bars do not become blocks.
ROOM = 8
#: The most years with a label; with more, only each second, fifth or tenth has one.
MOST_LABELS = 24
#: With more years, small screens have a label for each second of those.
MOST_LABELS_SMALL = 8
STEPS = (1, 2, 5, 10)


class YearCount(NamedTuple):
    """The number of the meetings of a year."""

    year: int
    number: int


class Bar(NamedTuple):
    """A year: its number, the address of its list, and its place in the drawing.

    *x* and *width* are percentages, *middle* is the middle; *y*, *height* and *text_y* are pixels. ``has_label`` says
    whether the year is printed, ``is_minor`` that it is left out on small screens.
    """

    year: int
    number: int
    url: str
    x: str
    width: str
    middle: str
    y: int
    height: int
    text_y: int
    has_label: bool
    is_minor: bool


class Bars(NamedTuple):
    """The drawing of *bars*, *height* pixels high, with the line on which they stand at *base*."""

    bars: list[Bar]
    height: int = HEAD + HEIGHT + FOOT
    base: int = HEAD + HEIGHT
    years_y: int = HEAD + HEIGHT + FOOT - 5


def bars_of(years: Mapping[int, int], parameter: str, slug: str) -> Bars | None:
    """Return the Bars of *years*, {year: number of meetings with *parameter*=*slug*}; None for fewer than two years
    or FEWEST meetings.

    A year without meetings between others has an empty place.
    """
    if len(years) < 2 or sum(years.values()) < FEWEST:
        return None
    first, last, most = min(years), max(years), max(years.values())
    count = last - first + 1
    step = next((step for step in STEPS if count / step <= MOST_LABELS), STEPS[-1])
    share, bars = 100 / max(count, ROOM), []
    for place, year in enumerate(range(first, last + 1)):
        number = years.get(year, 0)
        height = max(LEAST, round(HEIGHT * number / most)) if number else 0
        bars.append(
            Bar(
                year,
                number,
                f"{path_to('meetings')}{year:04}/?{urlencode({parameter: slug})}",
                percent(share * (place + 0.12)),
                percent(share * 0.76),
                percent(share * (place + 0.5)),
                HEAD + HEIGHT - height,
                height,
                HEAD + HEIGHT - height - 4,
                year % step == 0,
                (last - year) % 2 == 1 and count > MOST_LABELS_SMALL,
            )
        )
    return Bars(bars)


def years_of(numbers: Numbers) -> list[YearCount]:
    """Return the YearCounts of *numbers*, of a selection with at most one condition, the latest first."""
    years = {period: number for period, number in numbers.counts.items() if len(period) == 4}
    return [YearCount(int(year), years[year]) for year in sorted(years, reverse=True)]


def percent(value: float) -> str:
    return f"{value:.2f}%"
