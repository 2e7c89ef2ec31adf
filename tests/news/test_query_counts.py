"""The number of queries of each page does not grow with its rows."""

import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make

pytestmark = pytest.mark.django_db


def fill(count):
    """Make *count* meetings and releases that all refer to the same rows."""
    bodies = [make.organization(f"Body {n}", slug=f"body-{n}", country="BY") for n in range(3)]
    people = [make.person(f"Anna Person{n}", slug=f"person-{n}") for n in range(5)]
    posts = [make.post(f"Post {n}", bodies[0], slug=f"post-{n}") for n in range(3)]
    for post in posts:
        for person in people:
            make.membership(person, post, datetime.date(2000, 1, 1))
    topics = [make.topic(f"Topic {n}", slug=f"topic-{n}") for n in range(3)]
    place = make.place(slug="palace", within=make.place(slug="city"))
    event = make.event(slug="forum")
    make.meeting(people=people, slug="not-reported")
    make.news(slug="about-no-meeting").topics.add(*topics)
    for number in range(count):
        meeting = make.meeting(
            people=people,
            delegations=bodies,
            topics=topics,
            place=place,
            event=event,
            slug=f"meeting-{number}",
        )
        for line in meeting.participations.all():
            line.memberships.set(line.person.memberships.all())
        item = make.news(meetings=[meeting], section=bodies[0], slug=f"release-{number}", mentioned=people)
        item.topics.add(*topics)


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        answer = Client().get(address)
        assert answer.status_code == 200, address
        if answer.streaming:
            list(answer)
    return len(captured)


MOST = {
    "/en/": 20,
    "/en/news/": 15,
    "/en/news/2023/11/30/": 15,
    "/en/news/?person=person-1&topic=topic-1&organization=body-1&section=body-0": 15,
    "/en/meetings/": 18,
    "/en/meetings/2023/11/30/": 18,
    "/en/meetings/?participant=person-1&topic=topic-1&organization=body-1&place=palace&event=forum": 20,
    "/en/news/2023/11/30/release-0/": 12,
    "/en/subscribe/": 0,
    "/en/meetings/2023/11/30/meeting-0/": 10,
    "/en/people/": 10,
    "/en/people/person-1/": 21,
    "/en/people/person-1/with/person-2/": 8,
    "/en/organizations/": 10,
    "/en/organizations/body-0/": 21,
    "/en/posts/post-0/": 12,
    "/en/topics/": 10,
    "/en/topics/topic-0/": 17,
    "/en/events/forum/": 12,
    "/en/places/palace/": 13,
}


def add(count):
    """Add *count* meetings and releases like the existing ones."""
    first = make.Meeting.objects.get(slug="meeting-0")
    for number in range(count):
        meeting = make.meeting(
            people=[line.person for line in first.participations.all()],
            delegations=[line.delegation for line in first.participations.all()],
            topics=list(first.topics.all()),
            place=first.place,
            event=first.event,
            slug=f"more-{number}",
        )
        item = make.news(meetings=[meeting], slug=f"more-{number}")
        item.topics.add(*first.topics.all())


def test_no_page_needs_more_queries_for_more_rows():
    fill(2)
    few = {address: queries(address) for address in MOST}
    add(9)
    assert {address: queries(address) for address in MOST} == few


def test_no_page_needs_more_queries_than_its_measure():
    fill(6)
    over = {address: (queries(address), most) for address, most in MOST.items()}
    assert {address: found for address, found in over.items() if found[0] > found[1]} == {}


FEEDS = ["feed.rss", "feed.atom", "feed.json"]
NARROWED = {
    "meetings": "participant={}person-1&topic={}topic-1&organization={}body-1&place={}palace&event={}forum",
    "news": "person={}person-1&topic={}topic-1&organization={}body-1&section={}body-0",
}


@pytest.mark.parametrize("root", NARROWED)
def test_a_condition_costs_one_query_and_by_a_former_address_three(root):
    fill(2)
    things = [
        *make.Person.objects.filter(slug="person-1"), *make.Topic.objects.filter(slug="topic-1"),
        *make.Place.objects.filter(slug="palace"), *make.Event.objects.all(),
        *make.Organization.objects.filter(slug__in=["body-0", "body-1"]),
    ]  # fmt: skip
    present = NARROWED[root].format(*[""] * 5)
    base = {form: queries(f"/en/{root}/{form}") for form in FEEDS}
    for thing in things:
        thing.slug = f"new-{thing.slug}"
        thing.save()
    number = len(QueryDict(present))
    rarest = 1  # the query for the rarest of several conditions
    for conditions, cost in (
        (NARROWED[root].format(*["new-"] * 5), number + rarest),
        (present, 3 * number + rarest),
    ):
        for form in FEEDS:
            assert queries(f"/en/{root}/{form}?{conditions}") == base[form] + cost
        assert queries(f"/en/{root}/?{conditions}") <= {"meetings": 14, "news": 13}[root] + cost
