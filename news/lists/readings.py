"""The values of facets: the topics, organizations and people to which the keys of the index of lists lead.

Each function takes keys and returns {key: Reading} of those that readers may see. Only the columns that a facet prints
are loaded.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django_countries import countries

from ipacis.core.lists.parameters import Reading, name_of
from ipacis.core.text.labels import label_columns
from news.models import Meeting, Topic
from people.models import Organization, Person

#: The columns from which the name of a person is made.
NAME_COLUMNS = [
    column for part in ("given", "family", "patronymic") for column in label_columns(f"{part}_name")
]


def read_rows(rows: QuerySet, keys: Collection[str]) -> dict[str, Reading]:
    """Return the Readings of those of *rows* whose primary keys are *keys*."""
    return {str(row.pk): Reading(row, name_of(row), row.slug) for row in rows.filter(pk__in=map(int, keys))}


def topics(keys: Collection[str]) -> dict[str, Reading]:
    return read_rows(Topic.objects.only("slug", *label_columns("label")).order_by(), keys)


def organizations(keys: Collection[str]) -> dict[str, Reading]:
    return read_rows(Organization.objects.only("slug", *label_columns("name")).order_by(), keys)


def people(keys: Collection[str]) -> dict[str, Reading]:
    return read_rows(Person.objects.public().only("slug", *NAME_COLUMNS).order_by(), keys)


def countries_of(keys: Collection[str]) -> dict[str, Reading]:
    return {code: Reading(code, countries.name(code), code.lower()) for code in keys}


def kinds(keys: Collection[str]) -> dict[str, Reading]:
    labels = dict(Meeting.Kind.choices)
    return {kind: Reading(kind, labels[kind], kind) for kind in keys}
