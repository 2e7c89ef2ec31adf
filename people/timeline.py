"""The layout of the drawing of offices over time, in SVG. Places and widths are percentages of its width.

The page prints the same facts as text beside the drawing.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .models import Membership
from .tenure import Grade, Period

#: The most years with a label; with more years, only each second, fifth or tenth has one.
MOST_LABELS = 8
STEPS = (1, 2, 5, 10, 25)
#: Dots that are closer than this percentage of the width are drawn as one. Likely periods that are shorter are left out.
DOT_STEP = 0.5
#: The most days of which the text beside the drawing tells each one. More of them are worth a drawing.
MOST_TOLD = 2


class Tick(NamedTuple):
    """The beginning of a year: its place, and whether its label is left out on small screens."""

    x: str
    year: int
    is_minor: bool


class Bar(NamedTuple):
    """A period of an office. *kind* is "stated", "open" (in office, its end is not known) or "likely"."""

    x: str
    width: str
    kind: str


class Row(NamedTuple):
    """An office with its bars and the days on which a source names the person, as dots.

    *dots* is a path of points in a view box that is 1000 wide, "" without any.
    """

    membership: Membership
    bars: list[Bar]
    dots: str


class Timeline(NamedTuple):
    """The years and the rows of the drawing. ``marks`` are the kinds of bars and other marks that occur in it.

    Without years there is no drawing: it would show little that the text beside it does not say.
    """

    ticks: list[Tick]
    rows: list[Row]
    marks: set[str]


class Scale:
    """The time that the drawing shows: whole years from *first* up to *last*."""

    def __init__(self, first: datetime.date, last: datetime.date):
        self.years = range(first.year, last.year + 1)
        self.start = datetime.date(first.year, 1, 1).toordinal()
        self.days = datetime.date(last.year, 12, 31).toordinal() + 1 - self.start

    def at(self, day: datetime.date) -> float:
        """Return the place of the beginning of *day*, from 0 to 100."""
        return 100 * (day.toordinal() - self.start) / self.days

    def ticks(self) -> list[Tick]:
        step = next((step for step in STEPS if len(self.years) <= MOST_LABELS * step), STEPS[-1])
        labelled = [year for year in self.years if year % step == 0]
        return [
            Tick(percent(self.at(datetime.date(year, 1, 1))), year, bool(place % 2))
            for place, year in enumerate(labelled)
        ]

    def bar(self, first: datetime.date, last: datetime.date, kind: str) -> Bar:
        x, end = self.at(first), self.at(last) + 100 / self.days
        return Bar(percent(x), percent(max(end - x, 0.2)), kind)

    def bars(self, period: Period, last_named: datetime.date | None) -> Iterable[Bar]:
        """Yield the bars of *period*. A period without a known end is drawn as open after the last naming."""
        if period.is_open:
            known_until = max(period.first, last_named or period.first)
            yield self.bar(period.first, known_until, Grade.STATED.value)
            yield self.bar(known_until, period.last, "open")
        elif period.grade == Grade.STATED or self.at(period.last) - self.at(period.first) >= DOT_STEP:
            yield self.bar(period.first, period.last, period.grade.value)

    def dots(self, days: Iterable[datetime.date]) -> str:
        places = {round(self.at(day) / DOT_STEP) for day in days}
        return "".join(f"M{place * DOT_STEP * 10:g} 7h.01" for place in sorted(places))


def percent(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"


def timeline_of(memberships: Sequence[Membership]) -> Timeline:
    """Return the Timeline of *memberships*, which have their tenures, in their order."""
    known = sorted(day for row in memberships for day in row.tenure.known_days)
    if not known:
        return without_drawing(memberships)
    scale = Scale(known[0], known[-1])
    rows = [row_of(membership, scale) for membership in memberships]
    if not any(row.bars or row.dots.count("M") > MOST_TOLD for row in rows):
        return without_drawing(memberships)
    marks = {bar.kind for row in rows for bar in row.bars}
    marks |= {"acting" for row in rows if row.membership.acting and row.bars}
    marks |= {"dot" for row in rows if row.dots}
    return Timeline(scale.ticks(), rows, marks)


def without_drawing(memberships: Sequence[Membership]) -> Timeline:
    """Return the Timeline of *memberships* with their texts only."""
    return Timeline([], [Row(membership, [], "") for membership in memberships], set())


def row_of(membership: Membership, scale: Scale) -> Row:
    tenure = membership.tenure
    bars = [bar for period in tenure.periods for bar in scale.bars(period, membership.last_named)]
    return Row(membership, bars, scale.dots(tenure.namings))
