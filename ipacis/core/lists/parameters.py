"""The parameters of query strings: a class for each kind of value (slug, ISO date, country code, choice, words …).

``Parameter.read`` leaves out a value that it cannot read, and the Filter makes an error message for it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django_countries import countries

from ipacis.core.record.addresses import rows_once_at
from ipacis.core.record.dates import YEARS, parse_day
from ipacis.core.search.words import Words, one_line, parse_question
from ipacis.core.text.limits import MAX_QUERY_TEXT

from .entries import about
from .pages import Cursor
from .selection import Selection


class Reading(NamedTuple):
    """The result of reading a raw value: the value, its words for readers, and its form in the site's addresses.

    ``short`` is a shorter form of the words for narrow columns, "" if there is none.
    """

    value: Any
    text: str
    raw: str
    short: str = ""


@dataclass(frozen=True)
class Condition:
    """One active condition of a list.

    ``parameter`` is the name in the query string and ``label`` its name for readers. ``raw`` is the value as addresses
    write it, ``value`` the value that was read (a day, a row …) and ``text`` its words for readers.
    """

    parameter: str
    raw: str
    value: Any
    text: str
    label: str = ""


class Parameter:
    """A parameter of a query string.

    *label* is its name for readers. *kind* is the kind of the ``about`` of the items that a value selects.
    """

    def __init__(self, label, kind: str = ""):
        self.label = label
        self.kind = kind

    def is_readable(self, value: str) -> bool:
        """Say whether ``read`` accepts *value*: it is not too long and contains only printable characters."""
        return len(value) <= MAX_QUERY_TEXT and value.isprintable()

    def read(self, values: Iterable[str]) -> dict[str, Reading]:
        """Return {raw value: Reading} of the *values* that can be read."""
        readings = {value: self.read_one(value) for value in values}
        return {value: reading for value, reading in readings.items() if reading is not None}

    def read_one(self, value: str) -> Reading | None:
        """Return the Reading of one *value*, None if it cannot be read."""
        raise NotImplementedError

    def error(self, value: str) -> str:
        """Return the message that *value* cannot be read.

        The caller has shortened it and replaced unprintable characters.
        """
        return _("“%(value)s” cannot be used as “%(parameter)s”.") % {"value": value, "parameter": self.label}

    def narrow(self, selection: Selection, value: Any) -> Selection:
        """Return the items of *selection* that match *value*."""
        return selection.about(about(self.kind, value.pk if isinstance(value, Model) else value))


class DayParameter(Parameter):
    """An ISO date within *years*, by default those of the archive."""

    def __init__(self, label, years: range = YEARS):
        super().__init__(label)
        self.years = years

    def read_one(self, value: str) -> Reading | None:
        day = parse_day(value)
        if day is None or day.year not in self.years:
            return None
        return Reading(day, formats.date_format(day, "DATE_FORMAT"), value)


class FromParameter(DayParameter):
    """The day on which items end at the earliest."""

    def narrow(self, selection, value):
        return selection.since(value)


class ToParameter(DayParameter):
    """The day on which items begin at the latest."""

    def narrow(self, selection, value):
        return selection.until(value)


class SlugParameter(Parameter):
    """The slug of one of the rows that *queryset* returns. It is a function, because the public rows change with time.

    A slug that the row had before it was renamed or merged is read as well.
    """

    def __init__(self, label, queryset: Callable[[], QuerySet], kind: str = ""):
        super().__init__(label, kind)
        self.queryset = queryset

    def read(self, values: Iterable[str]) -> dict[str, Reading]:
        rows = self.queryset()
        slugs = [value for value in values if rows.model.slug_fits(value)]
        found = {row.slug: row for row in rows.filter(slug__in=slugs)}
        if missing := [slug for slug in slugs if slug not in found]:
            found |= rows_once_at(rows, missing)
        return {slug: Reading(row, name_of(row), row.slug) for slug, row in found.items()}


class ChoiceParameter(Parameter):
    """One of *choices*, an object whose attribute ``choices`` has the (value, label) pairs."""

    def __init__(self, label, choices, kind: str = ""):
        super().__init__(label, kind)
        self.choices = choices

    def read_one(self, value: str) -> Reading | None:
        labels = dict(self.choices.choices)
        return Reading(value, labels[value], value) if value in labels else None


class CountryParameter(Parameter):
    """An ISO 3166-1 alpha-2 country code in either case."""

    def read_one(self, value: str) -> Reading | None:
        code = value.upper()
        name = countries.name(code) if len(value) == 2 else ""
        return Reading(code, name, code.lower()) if name else None


class WordsParameter(Parameter):
    """Words that the text of a row of *model* must contain."""

    def __init__(self, label, model: type[Model]):
        super().__init__(label)
        self.model = model

    def is_readable(self, value: str) -> bool:
        return len(value) <= MAX_QUERY_TEXT

    def read_one(self, value: str) -> Reading | None:
        text = one_line(value)
        return Reading(Words(text), _("“%(text)s”") % {"text": text}, text) if text else None

    def narrow(self, selection, value):
        pks = value.pks(self.model, selection.pks if selection.is_narrowed else None)
        return selection.among(pks, is_partial=value.is_examined and bool(selection.period))


class QuestionParameter(Parameter):
    """The text of the search box, read as a search Question. Any text can be read."""

    def is_readable(self, value: str) -> bool:
        return True

    def read_one(self, value: str) -> Reading | None:
        text = one_line(value)
        return Reading(parse_question(value), text, text)


class TextParameter(Parameter):
    """Any text, without the spaces around it."""

    def read_one(self, value: str) -> Reading | None:
        text = value.strip()
        return Reading(text, text, text) if text else None


class NumberParameter(Parameter):
    """A whole number from 1 to *most*.

    Anything else is read as the number *otherwise*, or cannot be read if that is None.

    >>> page = NumberParameter("Page", most=50, otherwise=7)
    >>> [page.read_one(text).value for text in ("1", "50", "0", "51", "-1", "x", "٢", "")]
    [1, 50, 7, 7, 7, 7, 7, 7]
    >>> NumberParameter("Page", most=50).read_one("51") is None
    True
    """

    def __init__(self, label, most: int, otherwise: int | None = None):
        super().__init__(label)
        self.most = most
        self.otherwise = otherwise

    def is_readable(self, value: str) -> bool:
        return self.otherwise is not None or super().is_readable(value)

    def read_one(self, value: str) -> Reading | None:
        is_number = value.isascii() and value.isdigit() and len(value) <= len(str(self.most))
        number = int(value) if is_number and 1 <= int(value) <= self.most else self.otherwise
        return None if number is None else Reading(number, str(number), str(number))


class CursorParameter(Parameter):
    """The place in a list at which a page begins or ends, such as "2023-11-30.412"."""

    def read_one(self, value: str) -> Reading | None:
        try:
            return Reading(Cursor.parse(value), value, value)
        except ValueError:
            return None


def name_of(row: Model) -> str:
    """Return the label or name of *row*, because its ``str`` may contain more than that."""
    return getattr(row, "label", None) or getattr(row, "name", None) or str(row)
