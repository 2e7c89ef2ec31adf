"""Topics and people with their names and addresses alone, for the many links beside and in lists."""

from collections.abc import Iterable

from ipacis.core.sql import columns_by_key
from ipacis.core.text.labels import label_columns
from people.models import Person, PersonLink

from .models import Topic

TOPIC_COLUMNS = ("slug", *label_columns("label"))


def topics_by_key(keys: Iterable[int]) -> dict[int, Topic]:
    """Return {primary key: Topic} for *keys*."""
    return {
        pk: Topic(pk=pk, **dict(zip(TOPIC_COLUMNS, values, strict=True)))
        for pk, values in columns_by_key(Topic, TOPIC_COLUMNS, keys).items()
    }


def people_by_key(keys: Iterable[int]) -> dict[int, PersonLink]:
    """Return {primary key: PersonLink} for those of *keys* that are public."""
    rows = columns_by_key(Person, ("is_public", *PersonLink.columns), keys)
    return {pk: PersonLink(values) for pk, (is_public, *values) in rows.items() if is_public}
