"""Years, months and days of the archive, as they stand in its addresses."""

import datetime
from dataclasses import dataclass

from django.utils import formats

from ipacis.core.record.dates import YEARS


@dataclass(frozen=True)
class Period:
    """A year, a month or a day of the archive, from its address; empty: all of it."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __bool__(self):
        return self.year is not None

    @classmethod
    def parse(cls, year=None, month=None, day=None):
        """Return the Period of the parts of an address. Raises ValueError for what is no date."""
        if year is None:
            return cls()
        if int(year) not in YEARS:
            raise ValueError("outside the archive")
        datetime.date(int(year), int(month or 1), int(day or 1))
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @property
    def first(self):
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def end(self):
        """The first day after the period."""
        if self.day:
            return self.first + datetime.timedelta(days=1)
        if self.month:
            return (self.first + datetime.timedelta(days=31)).replace(day=1)
        return datetime.date(self.year + 1, 1, 1)

    def includes_month(self, first_day: datetime.date) -> bool:
        """Say whether the month of *first_day* lies in this year or month, or this is the whole archive."""
        return self.year in {None, first_day.year} and self.month in {None, first_day.month}

    def apply(self, queryset, field):
        if not self:
            return queryset
        return queryset.filter(**{f"{field}__gte": self.first, f"{field}__lt": self.end})

    def in_words(self):
        if not self:
            return ""
        if self.day:
            return formats.date_format(self.first, "DATE_FORMAT")
        return formats.date_format(self.first, "YEAR_MONTH_FORMAT") if self.month else str(self.year)

    @property
    def path(self):
        """The part of the address: "2023/11/", empty for all."""
        parts = [f"{self.year:04}"] if self else []
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "".join(f"{part}/" for part in parts)

    @property
    def parents(self):
        """The periods around this one, widest first."""
        wider = []
        if self.month:
            wider.append(Period(self.year))
        if self.day:
            wider.append(Period(self.year, self.month))
        return wider
