"""When somebody held an office, as far as sources tell: the only rules about time and offices.

There are two kinds of evidence. A source *states* the first or the last day of an office. Or a source *names* a person in
the office on a day; that day is a naming. From these a Tenure is made, which answers for every day with a Grade:

- From a stated first day to a stated last day, the person was in office (STATED).
- If only the first day is stated, the person is in office until today, unless it is known that he or she left. A
  successor's first day ends the office as well. If another person is named in the office, nothing is known
  about the days between the last naming before that and the naming of the other person.
- If only the last day is stated, the person was in office from the first naming after another person was named.
- On the day of a naming the person is NAMED. Between two namings the person is LIKELY to have been in office, unless
  another person is known to have been in office in between.
- If only the month or the year of the first or last day is stated, the days that may be before the first or after the
  last day are LIKELY.
- Otherwise nothing is known, and nobody holds an office after today or outside the existence of its body.

"Another person" counts only in posts that one person holds at a time.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

ONE_DAY = datetime.timedelta(days=1)
#: Two people who are known in an office within this time: in between, one of the two held it.
HANDOVER = datetime.timedelta(days=31)


class Grade(StrEnum):
    """How well it is known that a person held an office on a day, the best first."""

    STATED = "stated"
    NAMED = "named"
    LIKELY = "likely"


class Span(NamedTuple):
    """The days from *first* to *last*, both included."""

    first: datetime.date
    last: datetime.date


def before(days: Sequence[datetime.date], day: datetime.date) -> datetime.date | None:
    """Return the last of *days*, which are in order, before *day*."""
    place = bisect_left(days, day)
    return days[place - 1] if place else None


def after(days: Sequence[datetime.date], day: datetime.date) -> datetime.date | None:
    """Return the first of *days*, which are in order, after *day*."""
    place = bisect_right(days, day)
    return days[place] if place < len(days) else None


#: All days.
ALWAYS = Span(datetime.date.min, datetime.date.max)


class Period(NamedTuple):
    """The days from *first* to *last* with their grade, STATED or LIKELY.

    *is_open* says that no source states a last day, so that the period ends today.
    """

    first: datetime.date
    last: datetime.date
    grade: Grade
    is_open: bool = False


class Evidence(NamedTuple):
    """What is stored about an office.

    *start* and *end* are the days on which the first and the last day may be, None if they are not known. *namings* are
    in order. *has_left* says that the office is over, although its last day is not known.
    """

    start: Span | None = None
    end: Span | None = None
    namings: Sequence[datetime.date] = ()
    has_left: bool = False

    def known_days(self) -> Iterable[datetime.date]:
        """Return the days on which the office is known to have been held, or may have begun or ended."""
        return [*self.namings, *(self.start or ()), *(self.end or ())]


class Others(NamedTuple):
    """What is known about other people in a post that one person holds at a time.

    *days* are the days on which another person is known in the post, in order; *starts* are the stated first days.
    """

    days: Sequence[datetime.date] = ()
    starts: Sequence[Span] = ()

    @classmethod
    def of(cls, others: Iterable[Evidence]) -> "Others":
        others = list(others)
        days = sorted({day for evidence in others for day in evidence.known_days()})
        return cls(days, sorted(evidence.start for evidence in others if evidence.start))

    def is_known_between(self, first: datetime.date, last: datetime.date) -> bool:
        """Say whether another person is known in the post after *first* and before *last*."""
        following = after(self.days, first)
        return following is not None and following < last

    def start_on(self, day: datetime.date) -> Span | None:
        """Return the stated start that may be on *day* at the earliest; None if there is none."""
        return next((start for start in self.starts if start.first == day), None)


@dataclass(frozen=True)
class Tenure:
    """For which days it is known that a person held an office. See the module for the rules.

    ``namings`` are the days of the namings, ``periods`` the other days that are known, both in order. Namings outside
    the stated dates are left out.
    """

    namings: tuple[datetime.date, ...] = ()
    periods: tuple[Period, ...] = ()
    #: Whether it is known that the office is over.
    is_over: bool = False
    #: The days on which the office may have been held as far as its stated dates tell.
    limits: Span = field(default=ALWAYS)

    def grade_on(self, day: datetime.date) -> Grade | None:
        """Return how well it is known that the office was held on *day*, None if it is not known."""
        place = bisect_right(self.periods, day, key=attrgetter("first"))
        period = self.periods[place - 1] if place else None
        grade = period.grade if period and day <= period.last else None
        return Grade.NAMED if grade != Grade.STATED and self.is_named_on(day) else grade

    def is_named_on(self, day: datetime.date) -> bool:
        place = bisect_left(self.namings, day)
        return place < len(self.namings) and self.namings[place] == day

    def naming_before(self, day: datetime.date) -> datetime.date | None:
        """Return the last naming before *day*."""
        return before(self.namings, day)

    def naming_after(self, day: datetime.date) -> datetime.date | None:
        """Return the first naming after *day*."""
        return after(self.namings, day)

    def excludes(self, day: datetime.date) -> bool:
        """Say whether the office was not held on *day* according to its stated dates."""
        return not self.limits.first <= day <= self.limits.last

    @cached_property
    def known_days(self) -> list[datetime.date]:
        """The days of the namings and the first and last days of the periods, in order."""
        ends = (day for period in self.periods for day in (period.first, period.last))
        return sorted({*self.namings, *ends})

    def last_known_before(self, day: datetime.date) -> datetime.date | None:
        """Return the last of ``known_days`` before *day*."""
        return before(self.known_days, day)

    def first_known_after(self, day: datetime.date) -> datetime.date | None:
        """Return the first of ``known_days`` after *day*."""
        return after(self.known_days, day)

    def runs(self) -> list[tuple[datetime.date, ...]]:
        """Return the namings that are outside of the stated time, those with nobody else in between together."""
        return [
            self.namings[bisect_left(self.namings, period.first) : bisect_right(self.namings, period.last)]
            for period in self.periods
            if period.grade == Grade.LIKELY
            and self.is_named_on(period.first)
            and self.is_named_on(period.last)
        ]


def tenure_of(evidence: Evidence, others: Others, existence: Span, today: datetime.date) -> Tenure:
    """Return the Tenure that follows from *evidence* about the office and from the *others* in the same post.

    *existence* is the time in which the body of the post existed.
    """
    start, end = evidence.start, evidence.end
    limits = Span(
        max(existence.first, start.first if start else ALWAYS.first),
        min(existence.last, end.last if end else ALWAYS.last),
    )
    bounds = Span(limits.first, min(limits.last, today))
    namings = tuple(day for day in evidence.namings if bounds.first <= day <= bounds.last)
    inner = evidence._replace(namings=namings)
    if start and end:
        periods = between(inner)
    elif start:
        periods = since(inner, others, today)
    elif end:
        periods = until(inner, others)
    else:
        periods = likely(namings, others)
    periods = tuple(clipped(periods, bounds))
    in_office = any(period.last == today and period.grade == Grade.STATED for period in periods)
    is_over = (
        evidence.has_left
        or limits.last < today
        or bool(start and not end and start.first <= today and not in_office)
    )
    return Tenure(namings, periods, is_over, limits)


def between(evidence: Evidence) -> list[Period]:
    """Return the periods of an office whose first and last day are stated."""
    start, end, namings = evidence.start, evidence.end, evidence.namings
    first, last = min([start.last, *namings]), max([end.first, *namings])
    if first > last:
        return [Period(start.first, end.last, Grade.LIKELY)]
    return [
        *margin(start.first, first - ONE_DAY),
        Period(first, last, Grade.STATED),
        *margin(last + ONE_DAY, end.last),
    ]


def since(evidence: Evidence, others: Others, today: datetime.date) -> list[Period]:
    """Return the periods of an office of which only the first day is stated."""
    start, namings = evidence.start, evidence.namings
    first = min([start.last, *namings])
    unsure = margin(start.first, first - ONE_DAY)
    follower = after(
        others.days, max(first, start.last)
    )  # the end of the predecessor may be in the same month
    if follower is None and not evidence.has_left:
        return [*unsure, Period(first, today, Grade.STATED, is_open=True)]
    successor = others.start_on(follower) if follower else None
    if successor and not evidence.has_left:
        last, handover = successor.first - ONE_DAY, margin(successor.first, successor.last - ONE_DAY)
    else:
        last, handover = max([first, *(day for day in namings if follower is None or day < follower)]), []
    known_until = handover[-1].last if handover else last
    return [
        *unsure,
        Period(first, last, Grade.STATED),
        *handover,
        *likely([day for day in namings if day > known_until], others),
    ]


def until(evidence: Evidence, others: Others) -> list[Period]:
    """Return the periods of an office of which only the last day is stated."""
    end, namings = evidence.end, evidence.namings
    last = max([end.first, *namings])
    predecessor = before(others.days, last)
    first = min([last, *(day for day in namings if predecessor is None or day > predecessor)])
    return [
        *likely([day for day in namings if day < first], others),
        Period(first, last, Grade.STATED),
        *margin(last + ONE_DAY, end.last),
    ]


def likely(namings: Sequence[datetime.date], others: Others) -> list[Period]:
    """Return the periods between *namings* with nobody else known in between."""
    if not namings:
        return []
    periods, first = [], namings[0]
    for day, following in pairwise(namings):
        if others.is_known_between(day, following):
            periods.append(Period(first, day, Grade.LIKELY))
            first = following
    return [*periods, Period(first, namings[-1], Grade.LIKELY)]


def margin(first: datetime.date, last: datetime.date) -> list[Period]:
    """Return the period on whose days a stated month or year leaves it open whether the office was held."""
    return [Period(first, last, Grade.LIKELY)] if first <= last else []


def clipped(periods: Iterable[Period], bounds: Span) -> Iterable[Period]:
    """Yield the parts of *periods* that are within *bounds*."""
    for period in periods:
        first, last = max(period.first, bounds.first), min(period.last, bounds.last)
        if first <= last:
            yield period._replace(first=first, last=last)
