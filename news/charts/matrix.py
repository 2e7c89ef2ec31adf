"""The matrix of who met whom: for each two countries, the number of meetings with delegations of both."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import pgettext_lazy
from django_countries import countries

from ipacis.core.lists.entries import about, key_of
from ipacis.core.lists.filters import Filter
from ipacis.core.lists.numbers import Numbers
from ipacis.core.lists.parameters import FromParameter, ToParameter
from ipacis.core.lists.selection import Selection
from ipacis.core.sql import fetch, in_list, now
from ipacis.core.text.languages import alphabetical
from ipacis.core.web.paths import path_to
from news.models.subjects import MEETINGS
from people.models import Organization

from .shades import shade

#: The number of countries of a matrix on a site that knows no member parliaments: the commonest ones.
MOST = 9
#: The numbers of meetings about two of several things, and about each of them alone.
PAIRS = """
    SELECT own.about, other.about, COUNT(*) FROM (SELECT entry.about, entry.item {entries}) AS own
    JOIN core_listentry AS other ON other.list_name = %s AND other.item = own.item AND other.public_from <= %s
    WHERE other.about IN {values} AND own.about <= other.about GROUP BY own.about, other.about
"""


class PeriodFilter(Filter):
    """The conditions of the matrix: the first and the last day."""

    parameters = {
        "from": FromParameter(pgettext_lazy("date", "From")),
        "to": ToParameter(pgettext_lazy("date", "To")),
    }
    has_cursors = False


class Country(NamedTuple):
    code: str
    name: str


class Pair(NamedTuple):
    """The meetings of two countries: their number, the address of their list, and their shade.

    ``is_self`` says that both are the same: the meetings with a delegation of this country.
    """

    other: Country
    number: int
    url: str
    shade: int
    is_self: bool


class MatrixRow(NamedTuple):
    country: Country
    pairs: list[Pair]


class Matrix(NamedTuple):
    countries: list[Country]
    rows: list[MatrixRow]


def matrix_of(conditions: PeriodFilter) -> Matrix:
    """Return the Matrix of the meetings that meet *conditions*, which can be read."""
    shown = countries_shown()
    numbers = numbers_of([country.code for country in shown], conditions)
    most = max((number for (one, other), number in numbers.items() if one != other), default=0)
    rows = []
    for country in shown:
        pairs = []
        for other in shown:
            key = tuple(sorted({country.code, other.code}))
            number = numbers.get((key[0], key[-1]), 0)
            is_self = country == other
            pairs.append(
                Pair(other, number, url_of(key, conditions), 0 if is_self else shade(number, most), is_self)
            )
        rows.append(MatrixRow(country, pairs))
    return Matrix(shown, rows)


def countries_shown() -> list[Country]:
    """Return the countries of the member parliaments, or else the commonest ones of delegations, by name."""
    members = Organization.objects.exclude(member_of=None).exclude(country="")
    codes = set(members.values_list("country", flat=True))
    if not codes:
        found = Numbers(Selection(MEETINGS)).totals_of("country").most_common(MOST)
        codes = {key_of(value) for value, _number in found}
    return sorted(
        (Country(code, countries.name(code)) for code in codes), key=lambda row: alphabetical(row.name)
    )


def numbers_of(codes: list[str], conditions: PeriodFilter) -> dict[tuple[str, str], int]:
    """Return {(code, code): number of meetings with delegations of both}, the smaller code first. Runs one query."""
    if not codes:
        return {}
    values = [about("country", code) for code in codes]
    entries, parameters = conditions.apply(Selection(MEETINGS).about(*values)).entries
    sql = PAIRS.format(entries=entries, values=in_list(values))
    rows = fetch(sql, [*parameters, MEETINGS, now(), *values])
    return {(key_of(one), key_of(other)): number for one, other, number in rows}


def url_of(codes: tuple[str, ...], conditions: PeriodFilter) -> str:
    """Return the address of the list of the meetings with delegations of the countries *codes*."""
    query = [*(("country", code.lower()) for code in codes)]
    query += [(row.parameter, row.raw) for row in conditions.conditions]
    return f"{path_to('meetings')}?{urlencode(query)}"
