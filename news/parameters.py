"""The query parameters of the archive: how each is called and how its values are read.

Values are slugs, ISO dates, country codes or words. What means nothing is left out of what is read; the filter says
so in words.
"""

from dataclasses import dataclass

from django.utils import formats
from django_countries import countries

from ipacis.core.dates import YEARS, parse_day

from .search import Words

MAX_VALUE = 200


@dataclass(frozen=True)
class Condition:
    """One active condition of a list: parameter, value as in the address, words for the reader, what it means."""

    parameter: str
    value: str
    label: str
    meaning: object
    kind: str = ""


class Parameter:
    """A query parameter: its name in words and how a value is read. ``read`` raises ValueError."""

    def __init__(self, label):
        self.label = label

    def read(self, values, rows):
        """Return {value: (meaning, words)} of those of *values* that mean something.

        *rows* is {(model, slug): row} of all slugs of the address.
        """
        raise NotImplementedError

    def written(self, value, meaning):
        """Return how addresses from here on write *value*."""
        return value


class DayParameter(Parameter):
    """An ISO date within the years of the archive."""

    def read(self, values, rows):
        found = {}
        for value in values:
            day = parse_day(value)
            if day and day.year in YEARS:
                found[value] = day, formats.date_format(day, "DATE_FORMAT")
        return found


class SlugParameter(Parameter):
    """The slug of a row of *queryset* (a callable, so that what is public is asked for each time).

    A slug that the row had before it was renamed or merged means the row. The rows of all such parameters of an
    address are looked up together, in one query.
    """

    def __init__(self, label, queryset):
        super().__init__(label)
        self.queryset = queryset

    def read(self, values, rows):
        model = self.queryset().model
        named = {value: rows[model, value] for value in values if (model, value) in rows}
        return {value: (row, name_of(row)) for value, row in named.items()}

    def written(self, value, meaning):
        return meaning.slug


class ChoiceParameter(Parameter):
    """One of a model's choices."""

    def __init__(self, label, choices):
        super().__init__(label)
        self.choices = choices

    def read(self, values, rows):
        labels = dict(self.choices.choices)
        return {value: (value, labels[value]) for value in values if value in labels}


class CountryParameter(Parameter):
    """An ISO 3166-1 alpha-2 code in either case."""

    def written(self, value, meaning):
        return meaning.lower()

    def read(self, values, rows):
        return {
            value: (value.upper(), countries.name(value.upper()))
            for value in values
            if len(value) == 2 and countries.name(value.upper())
        }


class TextParameter(Parameter):
    """Words to be found in the text."""

    def read(self, values, rows):
        return {value: (Words(value), f"“{value}”") for value in values if value.strip()}


def name_of(row):
    """Return the name that *row* is shown by, without what ``str`` adds to it."""
    return getattr(row, "label", None) or getattr(row, "name", None) or str(row)


def readable(value):
    """Say whether *value* can mean anything at all."""
    return len(value) <= MAX_VALUE and value.isprintable()
