"""Rows with the columns of a link or of a line alone, for the many links in and beside lists."""

from collections.abc import Collection, Iterable

from ipacis.core.sql import columns_by_key, rows_by_key
from ipacis.core.text.labels import label_columns
from people.models import Person, PersonLink

from .models import Meeting, NewsItem, Topic
from .models.item_sets import LINE_COLUMNS

TOPIC_COLUMNS = ("slug", "broader", *label_columns("label"))


def topics_by_key(keys: Collection[int]) -> dict[int, Topic]:
    """Return {primary key: Topic} for *keys*."""
    return rows_by_key(Topic, TOPIC_COLUMNS, keys)


def links_by_key(model: type[Meeting | NewsItem], keys: Collection[int]) -> dict[int, Meeting | NewsItem]:
    """Return {primary key: row of *model* with the columns of a link} for *keys*, in any state."""
    return rows_by_key(model, model.link_columns, keys)


def lines_by_key(keys: Collection[int]) -> dict[int, NewsItem]:
    """Return {primary key: NewsItem with the columns of a line of a list} for *keys*, in any state."""
    return rows_by_key(NewsItem, LINE_COLUMNS, keys)


def people_by_key(keys: Iterable[int]) -> dict[int, PersonLink]:
    """Return {primary key: PersonLink} for those of *keys* that are public."""
    rows = columns_by_key(Person, ("is_public", *PersonLink.columns), keys)
    return {pk: PersonLink(values) for pk, (is_public, *values) in rows.items() if is_public}
