"""Partial dates: known to the day, to the month, to the year or not at all.

A period is stored with its earliest possible start and its latest possible end: a start in "2019" as 1 January 2019,
an end in "2019" as 31 December 2019. Therefore the same comparison works for every precision. An unknown start or end
is stored as NULL.
"""

import calendar
import datetime
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from .base import Record
from .policy import Use, immaterial

#: The years for which the lists have pages.
YEARS = range(1990, 2101)
#: The only form of ISO 8601 that is used in addresses; ``date.fromisoformat`` accepts others as well.
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Precision(models.TextChoices):
    """How much of a date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    UNKNOWN = "unknown", _("unknown")


class PartialDate(NamedTuple):
    """A date, and how much of it is known. An unknown day or month is 1; the date is None if nothing is known."""

    date: datetime.date | None
    precision: Precision


#: The years in which an organization may have been founded or an office may have begun or ended.
YEARS_OF_HISTORY = range(1000, 2101)


def in_archive(value: datetime.date) -> None:
    """Raise ValidationError if the year of *value*, a date or a datetime, is not one of YEARS."""
    if value.year not in YEARS:
        raise ValidationError(
            _("The site has pages for the years from %(first)d to %(last)d: check the year.")
            % {"first": YEARS[0], "last": YEARS[-1]}
        )


def first_day(date: datetime.date | None, precision: str) -> datetime.date | None:
    """Return the first day of the day, month or year that *date* means; None if it is unknown."""
    if date is None or precision == Precision.UNKNOWN:
        return None
    if precision == Precision.YEAR:
        return date.replace(month=1, day=1)
    if precision == Precision.MONTH:
        return date.replace(day=1)
    return date


def last_day(date: datetime.date | None, precision: str) -> datetime.date | None:
    """Return the last day of the day, month or year that *date* means; None if it is unknown."""
    if date is None or precision == Precision.UNKNOWN:
        return None
    if precision == Precision.YEAR:
        return date.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


def day_after(day: datetime.date) -> datetime.date:
    """Return the day after *day*. The last day of the calendar, which a program may have stored, is its own."""
    return day if day == datetime.date.max else day + datetime.timedelta(days=1)


def parse_partial(text: str | None) -> PartialDate:
    """Parse ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; an empty text or None is an unknown date.

    Raises ValueError for anything else.
    """
    if not text:
        return PartialDate(None, Precision.UNKNOWN)
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(text))
    if precision is None:
        raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.")
    return PartialDate(datetime.date.fromisoformat((text + "-01-01")[:10]), precision)


def parse_day(text: str) -> datetime.date | None:
    """Parse ``YYYY-MM-DD``; None for anything else."""
    if not ISO_DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def iso_partial(date: datetime.date | None, precision: str) -> str:
    """Format *date* in ISO 8601 with its known parts: ``2019``, ``2019-02`` or ``2019-02-08``; "" if it is unknown."""
    if date is None or precision == Precision.UNKNOWN:
        return ""
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision, 10)
    return date.isoformat()[:length]


def iso_moment(moment: datetime.datetime | None) -> str:
    """Format *moment* in ISO 8601 without fractions of a second; "" for None."""
    return moment.replace(microsecond=0).isoformat() if moment else ""


def show_partial(date: datetime.date | None, precision: str) -> str:
    """Format *date* in the active language with its known parts; "" if it is unknown."""
    if date is None or precision == Precision.UNKNOWN:
        return ""
    if precision == Precision.YEAR:
        return str(date.year)
    return formats.date_format(date, "YEAR_MONTH_FORMAT" if precision == Precision.MONTH else "DATE_FORMAT")


def show_behind(date: datetime.date | None, precision: str) -> str:
    """Format *date* for use after "since" or "until".

    In Russian the month is then in the genitive case, and a year is followed by the abbreviation of "year".
    """
    if date is not None and precision == Precision.MONTH:
        return formats.date_format(date, pgettext("a month behind “since”", "F Y"))
    if date is not None and precision == Precision.YEAR:
        return formats.date_format(date, pgettext("a year behind “since”", "Y"))
    return show_partial(date, precision)


def show_span(start: datetime.date, end: datetime.date | None, precision: str = Precision.DAY) -> str:
    """Format the period from *start* to *end*: "24–25 November 2016", "28 February – 2 March 2018"."""
    first, last = show_partial(start, precision), show_partial(end or start, precision)
    if first == last:
        return last
    if precision == Precision.YEAR:
        return f"{first}–{last}"
    if precision == Precision.MONTH:
        return f"{first} – {last}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{last}"
    if start.year == end.year:
        return f"{formats.date_format(start, 'j E')} – {last}"
    return f"{first} – {last}"


class DateSpan(Record):
    """Mixin of a period of time whose start and end are partial dates."""

    start_date = models.DateField(_("from"), null=True, blank=True)
    start_precision = models.CharField(
        _("“from” is known to the"), max_length=7, choices=Precision, default=Precision.DAY
    )
    end_date = models.DateField(_("until"), null=True, blank=True)
    end_precision = models.CharField(
        _("“until” is known to the"), max_length=7, choices=Precision, default=Precision.DAY
    )

    field_policy = dict.fromkeys(
        ["start_date", "start_precision", "end_date", "end_precision"],
        immaterial("a source that is found later makes a day known better", Use.JSON, Use.JSON_LD),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_start",
                condition=models.Q(end_date__gte=models.F("start_date"))
                | models.Q(start_date=None)
                | models.Q(end_date=None),
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def clean(self):
        super().clean()
        for name in ("start_date", "end_date"):
            date = getattr(self, name)
            if date and date.year not in YEARS_OF_HISTORY:
                raise ValidationError({name: _("The year is %(year)d: check it.") % {"year": date.year}})

    def settle_days(self) -> None:
        """Set the start to its first and the end to its last possible day. A missing date has the precision UNKNOWN."""
        for side, boundary in (("start", first_day), ("end", last_day)):
            date = boundary(getattr(self, f"{side}_date"), getattr(self, f"{side}_precision"))
            setattr(self, f"{side}_date", date)
            if date is None:
                setattr(self, f"{side}_precision", Precision.UNKNOWN)

    def may_include(self, day: datetime.date) -> bool:
        """Say whether *day* is not before the start and not after the end. An unknown start or end sets no limit."""
        first, last = self.start_date or datetime.date.min, self.end_date or datetime.date.max
        return first <= day <= last

    @property
    def start_text(self) -> str:
        return show_partial(self.start_date, self.start_precision)

    @property
    def end_text(self) -> str:
        return show_partial(self.end_date, self.end_precision)

    @property
    def span_text(self) -> str:
        """The period in words: "24–25 November 2016", "2019 – 3 May 2021"; "" unless start and end are known."""
        if not (self.start_date and self.end_date):
            return ""
        if self.start_precision == self.end_precision:
            return show_span(self.start_date, self.end_date, self.start_precision)
        return f"{self.start_text} – {self.end_text}"

    @property
    def stated_text(self) -> str:
        """The known dates in words: "2019–2023", "since May 2019", "until 2021"; "" if neither is known."""
        if self.start_date and self.end_date:
            return self.span_text
        if self.start_date:
            return gettext("since %(day)s") % {"day": show_behind(self.start_date, self.start_precision)}
        if self.end_date:
            return gettext("until %(day)s") % {"day": show_behind(self.end_date, self.end_precision)}
        return ""


def in_span(day: datetime.date, prefix: str = "") -> models.Q:
    """Return the condition that *day* is in a DateSpan, including its start and end.

    An unknown start or end sets no limit.

    *prefix* is the path to the DateSpan, such as "memberships__".
    """
    return (models.Q(**{f"{prefix}start_date": None}) | models.Q(**{f"{prefix}start_date__lte": day})) & (
        models.Q(**{f"{prefix}end_date": None}) | models.Q(**{f"{prefix}end_date__gte": day})
    )
