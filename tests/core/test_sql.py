"""Queries without the work that Django does for each give what Django gives."""

import datetime

import pytest
from django.db import connection

from ipacis.core.search.entries import SearchEntry
from ipacis.core.sql import insert_rows, rows_by_key
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


def entries(first, number):
    """Return unsaved entries of *number* meetings, one for each day."""
    start = datetime.date(2010, 1, 1)
    return [
        SearchEntry(
            kind="meetings", object_id=pk, title_en="Visit", start_date=start + datetime.timedelta(pk)
        )
        for pk in range(first, first + number)
    ]


def test_rows_that_do_not_fit_into_one_statement_are_all_inserted():
    insert_rows(SearchEntry, entries(1, 300))
    columns = ("object_id", "title_en", "start_date")
    expected = [tuple(getattr(entry, name) for name in columns) for entry in entries(1, 300)]
    assert list(SearchEntry.objects.order_by("object_id").values_list(*columns)) == expected
    assert SearchEntry.objects.filter(terms__hold=[("visit",)]).count() == 300


@pytest.mark.skipif(connection.vendor != "sqlite", reason="FTS5 is of SQLite")
def test_entries_that_are_inserted_together_become_one_segment_of_fts5():
    """SQLite writes a segment for each statement, and merging many segments takes most of the time of a rebuild."""

    def segments():
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(DISTINCT segid) FROM core_searchentry_terms_idx")
            return cursor.fetchone()[0]

    with connection.cursor() as cursor:
        # With four segments, SQLite merges them.
        cursor.execute("INSERT INTO core_searchentry_terms (core_searchentry_terms) VALUES ('optimize')")
    before = segments()
    insert_rows(SearchEntry, entries(1, 50))
    assert segments() == before + 1
