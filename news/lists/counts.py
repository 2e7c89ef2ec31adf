"""Numbers of the items of a list by topic, organization and person, for facets.

The number of queries does not depend on the number of items.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Model, QuerySet

from ipacis.core.lists import facets
from ipacis.core.text.labels import label_columns
from news.models import Topic
from people.models import Organization, Person

#: The columns from which the name of a person is made.
NAME_COLUMNS = [
    *label_columns("given_name"),
    *label_columns("family_name"),
    *label_columns("patronymic_name"),
]


class RowCount(NamedTuple):
    """A topic or organization, and the number of items that have it."""

    row: Model
    number: int


def count_rows(pairs: Iterable[tuple[int, int | None]], rows: QuerySet) -> list[RowCount]:
    """Return the RowCounts of *pairs*, the commonest first.

    *pairs* are distinct (primary key of an item, primary key of one of *rows* or None).
    """
    counts = Counter(pk for _item, pk in pairs if pk)
    found = rows.in_bulk(list(counts))
    return [RowCount(found[pk], number) for pk, number in facets.commonest_first(counts.items())]


def count_topics(pairs: Iterable[tuple[int, int | None]]) -> list[facets.Count]:
    """Return the Counts of *pairs*, distinct (primary key of an item, primary key of a topic or None)."""
    counts = count_rows(pairs, Topic.objects.all())
    return [facets.Count(row.slug, row.label, number) for row, number in counts]


def count_organizations(pairs: Iterable[tuple[int, int | None]]) -> list[facets.Count]:
    """Return the Counts of *pairs*, distinct (primary key of an item, primary key of an organization or None)."""
    counts = count_rows(pairs, Organization.objects.all())
    return [facets.Count(row.slug, row.name, number) for row, number in counts]


def person_columns(prefix: str) -> list[str]:
    """Return the lookups of the columns that ``count_people`` needs; *prefix* is the path to the person."""
    return [f"{prefix}slug", *(f"{prefix}{column}" for column in NAME_COLUMNS)]


def count_people(counts: Iterable[tuple[Sequence[str], int]]) -> list[facets.Count]:
    """Return the Counts of *counts*: (values of ``person_columns``, number of items), the commonest first."""
    rows = [
        facets.Count(slug, Person(**dict(zip(NAME_COLUMNS, names, strict=True))).name, number)
        for (slug, *names), number in counts
    ]
    return sorted(rows, key=lambda row: (-row.count, row.raw))
