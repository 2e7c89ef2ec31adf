"""Periods in the addresses of lists: a year, a month or a day."""

import datetime
from dataclasses import dataclass

from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.text import capfirst

from ipacis.core.record.dates import YEARS


@dataclass(frozen=True)
class Period:
    """A year, a month or a day; without a year, all time."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __bool__(self) -> bool:
        return self.year is not None

    @classmethod
    def parse(cls, year: str | None = None, month: str | None = None, day: str | None = None) -> "Period":
        """Return the Period that the digits in an address mean. Raises ValueError for a date that is impossible or
        whose year is not in YEARS.
        """
        if year is None:
            return cls()
        if int(year) not in YEARS:
            raise ValueError("outside the archive")
        datetime.date(int(year), int(month or 1), int(day or 1))
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def first(self) -> datetime.date:
        """The first day of the period."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def end(self) -> datetime.date:
        """The first day after the period."""
        if self.day:
            return self.first + datetime.timedelta(days=1)
        if self.month:
            return (self.first + datetime.timedelta(days=31)).replace(day=1)
        return datetime.date(self.year + 1, 1, 1)

    def includes(self, day: datetime.date) -> bool:
        """Say whether *day* is in this period."""
        return not self or self.first <= day < self.end

    def in_words(self) -> str:
        """Return the period in the active language: "30 November 2023", "November 2023", "2023", "" for all time."""
        if not self:
            return ""
        if self.day:
            return formats.date_format(self.first, "DATE_FORMAT")
        return formats.date_format(self.first, "YEAR_MONTH_FORMAT") if self.month else str(self.year)

    @property
    def month_name(self) -> str:
        """The name of the month in the active language, with a capital letter: "November"."""
        return capfirst(str(MONTHS[self.month]).lower())

    @property
    def digits(self) -> str:
        """The period in the form of the index of lists: "2023", "202311", "" for all time."""
        return f"{self.year or ''}{f'{self.month:02}' if self.month else ''}"

    @property
    def path(self) -> str:
        """The part of an address for this period: "2023/11/", "" for all time."""
        parts = [f"{self.year:04}"] if self else []
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "".join(f"{part}/" for part in parts)

    @property
    def parents(self) -> list["Period"]:
        """The year and the month that contain this period, the year first."""
        wider = []
        if self.month:
            wider.append(Period(self.year))
        if self.day:
            wider.append(Period(self.year, self.month))
        return wider
