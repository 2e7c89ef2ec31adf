"""Queries without the work that Django does for each give what Django gives."""

import pytest

from ipacis.core.sql import rows_by_key
from news.models import Meeting, NewsItem, Topic
from news.models.item_sets import FEED_COLUMNS
from news.models.meeting_sets import LINK_COLUMNS
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "names"),
    [(NewsItem, FEED_COLUMNS), (Meeting, (*LINK_COLUMNS, "start_time")), (Topic, ("slug",))],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_rows_by_key_are_the_rows_of_a_queryset(model, names):
    meeting = make.meeting("Visit", topics=[make.topic("Trade"), make.topic("Health")])
    for section in (None, make.organization()):
        make.news(meetings=[meeting], section=section)
    keys = list(model.objects.values_list("pk", flat=True))
    expected = model.objects.only(*names).in_bulk(keys)
    found = rows_by_key(model, names, [*keys, 10_000])
    assert expected and values(found) == values(expected)
    assert all(row.get_deferred_fields() == expected[pk].get_deferred_fields() for pk, row in found.items())


def values(rows):
    """Return {primary key: {loaded attribute: its value and the type of the value}} of *rows*."""
    return {
        pk: {name: (value, type(value)) for name, value in vars(row).items() if name != "_state"}
        for pk, row in rows.items()
    }


def test_rows_by_key_runs_no_query_without_keys(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows_by_key(Topic, ("slug",), []) == {}
