"""The number of queries of a save, by a program and in the admin."""

import collections
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.corrections import edit
from news.models import NewsItem
from tests import factories as make
from tests.admin_pages import change, fields

pytestmark = pytest.mark.django_db


def saved(client, obj, **changes):
    """Return the queries of saving *obj* with *changes* in the admin."""
    data = {**fields(client.get(change(obj))), **changes}
    with CaptureQueriesContext(connection) as captured:
        response = client.post(change(obj), data)
    assert response.status_code == 302
    return [query["sql"] for query in captured]


def repeated(queries):
    """Return {query: number} of the queries that run more than twice with the same text."""
    reads = [re.sub(r"\s+", " ", query) for query in queries if query.startswith("SELECT")]
    return {query: count for query, count in collections.Counter(reads).items() if count > 2}


@pytest.fixture
def meeting():
    body = make.organization()
    people = [make.person(f"Anna Person{number}") for number in range(4)]
    meeting = make.meeting("Talks", people=people, delegations=[body] * 4, place=make.place())
    for person, line in zip(people, meeting.participations.all(), strict=True):
        line.memberships.add(make.membership(person, make.post(organization=body)))
    meeting.topics.add(make.topic())
    return meeting


@pytest.fixture
def item():
    meetings = [make.meeting(people=[make.person()]) for _number in range(3)]
    item = make.news("Release", meetings=meetings, section=make.organization())
    item.topics.add(make.topic())
    return item


def test_a_program_saves_a_public_meeting_with_few_queries(meeting):
    meeting.source_url = "https://example.org/"
    with (
        CaptureQueriesContext(connection) as with_log,
        edit(meeting),
        CaptureQueriesContext(connection) as saving,
    ):
        meeting.save()
    assert len(saving) <= 2, [query["sql"] for query in saving]
    assert len(with_log) <= 15, [query["sql"] for query in with_log]  # two of them are savepoints


def test_the_admin_saves_a_public_meeting_with_four_participants_with_few_queries(admin_client, meeting):
    queries = saved(admin_client, meeting, summary_en="They talked.")
    assert (len(queries) <= 60, repeated(queries)) == (True, {}), "\n".join(queries)


def test_the_admin_saves_a_public_release_with_three_reports_with_few_queries(admin_client, item):
    queries = saved(admin_client, item, lead="They talked.")
    assert NewsItem.objects.get(pk=item.pk).lead == "They talked."
    assert (len(queries) <= 50, repeated(queries)) == (True, {}), "\n".join(queries)
