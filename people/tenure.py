"""When somebody held an office, as far as sources tell: the only rules about time and offices.

There are two kinds of evidence. A source *states* the first or the last day of an office. Or a source *names* a person in
the office on a day; that day is a naming. From these a Tenure is made, which answers for every day with a Grade:

- From a stated first day to a stated last day, the person was in office (STATED).
- If only the first day is stated, the person is in office until today, unless it is known that he or she left. The
  stated first day of a successor ends the office; the stated last day of a predecessor does not. If another person is
  acting, nothing is known from the last day before that on which the person is known in office, to the next one. If
  another person is named in the office, the namings after that are evidence of their own.
- If only the last day is stated, the person was in office from the first naming after another person was known in it.
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
from dataclasses import dataclass
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

    @property
    def place(self) -> int:
        """Its place in the order of the grades: 0 is the best."""
        return list(Grade).index(self)


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
    is_acting: bool = False

    def limits(self, existence: Span = ALWAYS) -> Span:
        """Return the days on which the office may have been held according to its stated dates and *existence*."""
        return Span(
            max(existence.first, self.start.first if self.start else ALWAYS.first),
            min(existence.last, self.end.last if self.end else ALWAYS.last),
        )

    def precedes(self, start: Span) -> bool:
        """Say whether the office has a stated end and is not known to have begun after an office with *start*."""
        if not self.end:
            return False
        return self.end.last <= start.last or self.start is None or self.start.last < start.first

    def until(self, today: datetime.date, existence: Span = ALWAYS) -> "Evidence":
        """Return the evidence without what is after *today*, and without namings outside of ``limits``."""
        first, last = self.limits(existence)
        namings = tuple(day for day in self.namings if first <= day <= min(last, today))
        start = self.start if self.start and self.start.first <= today else None
        return self._replace(start=start, namings=namings)


class Others(NamedTuple):
    """What is known about other people in a post that one person holds at a time.

    *days* are the days on which another person is known in the post, in order, and *rivals* those of a person who is not
    merely acting. *starts* are the stated first days of successors, in order,
    and *spans* the stated times of which both ends are known.
    """

    days: Sequence[datetime.date] = ()
    rivals: Sequence[datetime.date] = ()
    starts: Sequence[Span] = ()
    spans: Sequence[Span] = ()

    @classmethod
    def of(cls, office: Evidence, others: Iterable[Evidence], today: datetime.date) -> "Others":
        """Return what *others*, the evidence ``until`` *today* about other people in the post, means for *office*.

        Predecessors whose last day is stated are no others, even if they left after it began. An acting person is no
        successor of one who is not.
        """
        days, rivals, starts, spans = set(), set(), set(), set()
        for other in others:
            if office.start and other.precedes(office.start):
                continue
            known = {*other.namings, *(day for ends in (other.start, other.end) if ends for day in ends)}
            days |= known
            if office.is_acting or not other.is_acting:
                rivals |= known
                starts.update([other.start] if other.start else [])
            if other.start and other.end and other.start.last <= other.end.first:
                spans.add(Span(other.start.last, other.end.first))
        known, rivals = (sorted(day for day in group if day <= today) for group in (days, rivals))
        return cls(known, rivals, sorted(starts), sorted(spans))

    def is_known_between(self, first: datetime.date, last: datetime.date) -> bool:
        """Say whether another person is known in the post after *first* and before *last*."""
        following = after(self.days, first)
        if following is not None and following < last:
            return True
        return any(span.first < last and span.last > first for span in self.spans)

    def may_begin_with(self, start: Span) -> bool:
        """Say whether another one may have begun before or after an office with *start*: their order is not known."""
        return any(other.first <= start.last and other.last >= start.first for other in self.starts)

    def successor_of(self, start: Span) -> Span | None:
        """Return the stated start of the first successor after *start*."""
        return next((other for other in self.starts if other.first > start.last), None)


@dataclass(frozen=True)
class Tenure:
    """For which days it is known that a person held an office. See the module for the rules.

    ``namings`` are the days of the namings, ``periods`` the other days that are known, both in order. Namings outside
    the stated dates, ``contradictions``, are left out of both.
    """

    namings: tuple[datetime.date, ...] = ()
    periods: tuple[Period, ...] = ()
    #: Whether it is known that the office is over.
    is_over: bool = False
    #: The stated start of a successor, if it ended the office.
    successor: Span | None = None
    #: The days on which the office may have been held as far as its stated dates tell.
    limits: Span = ALWAYS
    contradictions: tuple[datetime.date, ...] = ()

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
    limits = evidence.limits(existence)
    bounds = Span(limits.first, min(limits.last, today))
    known = evidence.until(today, existence)
    successor = None
    if known.start and known.end:
        periods = between(known)
    elif known.start:
        successor = others.successor_of(known.start)
        periods = since(known, others, today)
    elif known.end:
        periods = until(known, others)
    else:
        periods = likely(known.namings, others)
    is_over = evidence.has_left or limits.last < today or successor is not None
    contradictions = tuple(day for day in evidence.namings if not limits.first <= day <= limits.last)
    return Tenure(known.namings, tuple(clipped(periods, bounds)), is_over, successor, limits, contradictions)


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
    if others.may_begin_with(start):
        grade = Grade.STATED if start.first == start.last else Grade.LIKELY
        later = [day for day in namings if day > start.last]
        return [Period(*start, grade), *likely(later, others)]
    successor = others.successor_of(start)
    end = successor.first - ONE_DAY if successor else today
    # Whoever is named again after somebody else held the office came back on a day that is not known.
    rival = after(others.rivals, start.last) or ALWAYS.last
    first_term = evidence._replace(namings=[day for day in namings if day < rival])
    stretches = stretches_until(end, first_term, others)
    goes_on = stretches[-1].last == end
    if goes_on and not successor:
        stretches[-1] = stretches[-1]._replace(is_open=True)
    handover = margin(successor.first, successor.last - ONE_DAY) if successor and goes_on else []
    known_until = handover[-1].last if handover else end
    later = [day for day in namings if day > known_until or rival < day <= end]
    if stretches[0][:2] == (start.last, start.last) and start.first != start.last:
        # The office had begun by the end of that month or year, but it may have ended as well.
        stretches[0] = Period(*start, Grade.LIKELY)
    unsure = margin(start.first, stretches[0].first - ONE_DAY)
    return [
        *unsure,
        *stretches,
        *handover,
        *likely(later, others),
    ]


def stretches_until(end: datetime.date, evidence: Evidence, others: Others) -> list[Period]:
    """Return the periods until *end* in which the office, of which the start is stated, was held for certain.

    Nothing is known between two days on which the person is known in office if another person is known in between.
    """
    begun = evidence.start.last
    first = min([begun, *evidence.namings])
    days = [first, *(day for day in evidence.namings if first < day <= end)]
    stretches = [Period(first, first, Grade.STATED)]
    for day in days[1:]:
        if others.is_known_between(max(stretches[-1].last, begun), day):
            stretches.append(Period(day, day, Grade.STATED))
        else:
            stretches[-1] = stretches[-1]._replace(last=day)
    last = stretches[-1].last
    if not evidence.has_left and not others.is_known_between(max(last, begun), end + ONE_DAY):
        stretches[-1] = stretches[-1]._replace(last=max(last, end))
    # A later day on which the person is known once is a mere naming.
    return [
        stretch
        if stretch.first in (first, end) or stretch.first < stretch.last
        else stretch._replace(grade=Grade.LIKELY)
        for stretch in stretches
    ]


def until(evidence: Evidence, others: Others) -> list[Period]:
    """Return the periods of an office of which only the last day is stated."""
    end, namings = evidence.end, evidence.namings
    last = max([end.first, *namings])
    predecessor = before(others.days, last)
    first = min([last, *(day for day in namings if predecessor is None or day > predecessor)])
    earlier = likely([day for day in namings if day < first], others)
    if first == last == end.first and end.first != end.last and last not in namings:
        # The office had not ended at the beginning of that month or year, but it may not have begun either.
        return [*earlier, Period(*end, Grade.LIKELY)]
    return [*earlier, Period(first, last, Grade.STATED), *margin(last + ONE_DAY, end.last)]


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
            yield period._replace(first=first, last=last, is_open=period.is_open and last == period.last)
