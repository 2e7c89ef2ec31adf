"""The values of facets: the topics, organizations, people … to which the keys of the index of lists lead.

Each function takes keys and returns {key: Reading} of those that readers may see. Only the columns that a facet prints
are loaded.
"""

from collections.abc import Collection

from django.db.models import Model
from django.utils.text import capfirst
from django_countries import countries

from ipacis.core.lists.parameters import Reading
from ipacis.core.sql import columns_by_key
from ipacis.core.text.labels import LANGUAGES, current_language, label_columns, pick
from news.models import Meeting, Place, Topic
from news.names import people_by_key
from people.models import Organization


def topics(keys: Collection[str]) -> dict[str, Reading]:
    return read_labels(Topic, "label", keys)


def places(keys: Collection[str]) -> dict[str, Reading]:
    return read_labels(Place, "name", keys)


def organizations(keys: Collection[str]) -> dict[str, Reading]:
    """Return the Readings of organizations. Their short form is the abbreviation in the active language."""
    language = current_language()
    return read_labels(Organization, "name", keys, f"abbreviation_{language}")


def read_labels(model: type[Model], label: str, keys: Collection[str], short: str = "") -> dict[str, Reading]:
    """Return the Readings of the rows of *model*, which are called by the translated field *label*.

    *short* is the column with the short form, "" without one.
    """
    columns = ("slug", *label_columns(label), *filter(None, [short]))
    rows = columns_by_key(model, columns, map(int, keys))
    language = current_language()
    return {
        str(pk): Reading(
            pk, pick(dict(zip(LANGUAGES, texts, strict=False)), language), slug, texts[-1] if short else ""
        )
        for pk, (slug, *texts) in rows.items()
    }


def people(keys: Collection[str]) -> dict[str, Reading]:
    rows, language = people_by_key(map(int, keys)), current_language()
    return {str(pk): Reading(person, person.name_in(language), person.slug) for pk, person in rows.items()}


def countries_of(keys: Collection[str]) -> dict[str, Reading]:
    return {code: Reading(code, countries.name(code), code.lower()) for code in keys}


def kinds(keys: Collection[str]) -> dict[str, Reading]:
    labels = dict(Meeting.Kind.choices)
    return {kind: Reading(kind, capfirst(labels[kind]), kind) for kind in keys if kind in labels}
