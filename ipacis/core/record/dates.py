"""Dates that are known to the day, to the month, to the year or not at all.

A span is stored as its widest meaning: a start in "2019" as 1 January 2019, an end in "2019" as 31 December
2019. So one comparison serves every precision, and an unknown end is no date.
"""

import calendar
import datetime
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from .base import Record
from .policy import Use, immaterial

#: The years for which the archive has pages.
YEARS = range(1990, 2101)
#: ISO 8601 has more forms (weeks, no dashes); addresses have this one.
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    UNKNOWN = "unknown", _("unknown")


def in_archive(value):
    """Raise ValidationError when the archive has no page for the day or moment *value*."""
    if value.year not in YEARS:
        raise ValidationError(
            _("The site has pages for the years from %(first)d to %(last)d: check the year.")
            % {"first": YEARS[0], "last": YEARS[-1]}
        )


def first_day(date, precision):
    """Return the first day that *date* can mean, None when it is unknown."""
    if date is None or precision == Precision.UNKNOWN:
        return None
    if precision == Precision.YEAR:
        return date.replace(month=1, day=1)
    if precision == Precision.MONTH:
        return date.replace(day=1)
    return date


def last_day(date, precision):
    """Return the last day that *date* can mean, None when it is unknown."""
    if date is None or precision == Precision.UNKNOWN:
        return None
    if precision == Precision.YEAR:
        return date.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return date.replace(day=calendar.monthrange(date.year, date.month)[1])
    return date


def parse_partial(text):
    """Return ``(date, precision)`` of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; no text is unknown.

    Raises ValueError for anything else.
    """
    if not text:
        return None, Precision.UNKNOWN
    precision = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}.get(len(text))
    if precision is None:
        raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.")
    return datetime.date.fromisoformat((text + "-01-01")[:10]), precision


def parse_day(text):
    """Return the day that *text* writes as YYYY-MM-DD and in no other way, None for anything else."""
    if not ISO_DAY.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def iso_partial(date, precision):
    """Return *date* in ISO 8601 as far as it is known: ``2019``, ``2019-02`` or ``2019-02-08``."""
    if date is None or precision == Precision.UNKNOWN:
        return ""
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision, 10)
    return date.isoformat()[:length]


def show_partial(date, precision):
    """Return *date* in words of the active language, as far as it is known."""
    if date is None or precision == Precision.UNKNOWN:
        return ""
    if precision == Precision.YEAR:
        return str(date.year)
    return formats.date_format(date, "YEAR_MONTH_FORMAT" if precision == Precision.MONTH else "DATE_FORMAT")


def show_behind(date, precision):
    """Return *date* in words that stand behind "since" or "until", where a month may be declined."""
    if date is None or precision != Precision.MONTH:
        return show_partial(date, precision)
    return formats.date_format(date, pgettext("a month behind “since”", "F Y"))


def show_span(start, end, precision=Precision.DAY):
    """Return the days from *start* to *end* in words: "24–25 November 2016", "28 February – 2 March 2018"."""
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
    """From–to of something whose ends may be known to the day, month, year or not at all."""

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
        immaterial("a source that is found later makes a day known better", Use.JSON),
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

    def settle_days(self):
        """Store each end as its widest meaning; a date that is missing is an unknown one."""
        for side, widest in (("start", first_day), ("end", last_day)):
            date = widest(getattr(self, f"{side}_date"), getattr(self, f"{side}_precision"))
            setattr(self, f"{side}_date", date)
            if date is None:
                setattr(self, f"{side}_precision", Precision.UNKNOWN)

    @property
    def start_text(self):
        return show_partial(self.start_date, self.start_precision)

    @property
    def end_text(self):
        return show_partial(self.end_date, self.end_precision)

    @property
    def span_text(self):
        """Both ends in words: "24–25 November 2016", "2019 – 3 May 2021"; nothing unless both are known."""
        if not (self.start_date and self.end_date):
            return ""
        if self.start_precision == self.end_precision:
            return show_span(self.start_date, self.end_date, self.start_precision)
        return f"{self.start_text} – {self.end_text}"

    @property
    def since_text(self):
        return show_behind(self.start_date, self.start_precision)

    @property
    def until_text(self):
        return show_behind(self.end_date, self.end_precision)


def in_span(day, prefix=""):
    """Return the condition that *day* lies in a DateSpan: closed at both ends, unknown ends open."""
    return (models.Q(**{f"{prefix}start_date": None}) | models.Q(**{f"{prefix}start_date__lte": day})) & (
        models.Q(**{f"{prefix}end_date": None}) | models.Q(**{f"{prefix}end_date__gte": day})
    )
