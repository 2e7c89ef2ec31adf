"""How many items of a list have a topic, a person, an organization: true counts for facets.

Each is one query besides that for the names, whatever the number of items.
"""

from collections import Counter
from collections.abc import Iterable

from ipacis.core.lists import facets
from ipacis.core.text.labels import label_columns
from news.models import Topic
from people.models import Organization, Person

NAME_COLUMNS = [
    *label_columns("given_name"),
    *label_columns("family_name"),
    *label_columns("patronymic_name"),
]


def count_rows(pairs: Iterable[tuple], rows) -> list[tuple]:
    """Return (row, number) of the distinct (item, key of one of *rows*) *pairs*, the commonest first."""
    counts = Counter(pk for _item, pk in pairs if pk)
    found = rows.in_bulk(list(counts))
    return [(found[pk], count) for pk, count in facets.commonest_first(counts.items())]


def count_topics(pairs: Iterable[tuple]) -> list[facets.Count]:
    """Return the Counts of the distinct (item, topic) *pairs*."""
    return [facets.Count(row.slug, row.label, count) for row, count in count_rows(pairs, Topic.objects.all())]


def count_organizations(pairs: Iterable[tuple]) -> list[facets.Count]:
    """Return the Counts of the distinct (item, organization) *pairs*."""
    return [
        facets.Count(row.slug, row.name, count)
        for row, count in count_rows(pairs, Organization.objects.all())
    ]


def person_columns(prefix: str) -> list[str]:
    """Return the columns of a person behind the lookup *prefix* that ``count_people`` reads."""
    return [f"{prefix}slug", *(f"{prefix}{column}" for column in NAME_COLUMNS)]


def count_people(counts: Iterable[tuple]) -> list[facets.Count]:
    """Return the Counts of *counts*: pairs of a person's columns and a number."""
    rows = [
        facets.Count(slug, Person(**dict(zip(NAME_COLUMNS, names, strict=True))).name, count)
        for (slug, *names), count in counts
    ]
    return sorted(rows, key=lambda row: (-row.count, row.raw))
