"""The groups of a page that lists all rows of a kind."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Model

from ipacis.core.text.languages import alphabetical


class Group(NamedTuple):
    """Rows under a heading. *country* is the code of the country whose flag stands beside it, "" for none."""

    heading: str
    rows: list
    country: str = ""


def by_country(rows: Iterable[Model]) -> list[Group]:
    """Return a Group of *rows*, in their order, for each country, in alphabetical order. Rows need a ``country``."""
    countries = {}
    for row in rows:
        countries.setdefault(row.country, []).append(row)
    return [
        Group(country.name, countries[country], country.code)
        for country in sorted(countries, key=lambda country: alphabetical(country.name))
    ]
