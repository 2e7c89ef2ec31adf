"""Whom a person or an organization met most often; each number equals that of the linked list."""

import random

import pytest
from django.http import QueryDict

from news.acquaintances import Acquaintances
from news.lists import MeetingList
from news.models import Meeting, Participation
from news.models.participations import ATTENDANCE, Capacity
from news.templatetags.news import met_by_organization, met_by_person
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Thirty random meetings of eight people for six organizations of three countries, in every capacity."""
    chance = random.Random(20231130)
    bodies = [
        make.organization(f"Body {number}", slug=f"body-{number}", country=country)
        for number, country in enumerate(["BY", "BY", "RU", "RU", "KZ", ""])
    ]
    people = [make.person(f"Person No{number}", slug=f"person-{number}") for number in range(8)]
    offices = [make.membership(person, make.post("Chair", chance.choice(bodies))) for person in people]
    for number in range(30):
        present = chance.sample(people, chance.randint(2, 5))
        state = {} if number % 7 else {"state": "draft"}
        meeting = make.meeting(
            people=present, delegations=[chance.choice([*bodies, None]) for _person in present], **state
        )
        for line in meeting.participations.all():
            Participation.objects.filter(pk=line.pk).update(capacity=chance.choice(Capacity.values))
            line.memberships.set([row for row in offices if row.person_id == line.person_id])
    return people, bodies


def listed(**conditions):
    query = QueryDict(mutable=True)
    query.update(conditions)
    return MeetingList(query).count


def others(met):
    """Return (query parameter, value, number of meetings) for each person, organization and country in *met*."""
    return [
        *(("participant", person.slug, person.meeting_count) for person in met.people),
        *(
            ("organization", organization.slug, organization.meeting_count)
            for organization in met.organizations
        ),
        *(("country", country.code, country.meeting_count) for country in met.countries),
    ]


def test_each_number_of_a_person_is_that_of_its_list(world):
    people, _bodies = world
    numbers = [(person, *row) for person in people for row in others(met_by_person(person, 1))]
    assert {parameter for _person, parameter, _value, _number in numbers} == {
        "participant",
        "organization",
        "country",
    }
    for person, parameter, value, number in numbers:
        met = Meeting.objects.published().involving(person)
        if parameter == "participant":
            assert number == met.between(person, next(row for row in people if row.slug == value)).count()
        else:
            assert number == listed(participant=person.slug, **{parameter: value})


def test_each_number_of_an_organization_is_that_of_its_list(world):
    _people, bodies = world
    numbers = [(body, *row) for body in bodies for row in others(met_by_organization(body, 30))]
    assert {parameter for _body, parameter, _value, _number in numbers} == {
        "participant",
        "organization",
        "country",
    }
    for body, parameter, value, number in numbers:
        if parameter == "organization":
            query = QueryDict(f"organization={body.slug}&organization={value}")
            assert number == MeetingList(query).count
        else:
            assert number == listed(organization=body.slug, **{parameter: value})


def test_an_organization_does_not_meet_its_own_delegates():
    ours, theirs = (
        make.organization("Ours", country="BY"),
        make.organization("Theirs", country="RU"),
    )
    anna, ivan = make.person("Anna A"), make.person("Ivan I")
    make.meeting(people=[anna, ivan], delegations=[ours, theirs])
    met = met_by_organization(ours, 1)
    assert (met.people, met.organizations, met.countries) == ([ivan], [theirs], [("ru", "Russia", 1)])


def test_a_message_that_was_read_out_makes_no_acquaintance():
    anna, ivan = make.person("Anna A"), make.person("Ivan I")
    meeting = make.meeting(people=[anna, ivan])
    assert met_by_person(anna, 1).people == [ivan]
    for capacity in set(Capacity) - set(ATTENDANCE):
        meeting.participations.filter(person=ivan).update(capacity=capacity)
        assert met_by_person(anna, 1).people == []


def test_meetings_without_number_are_not_counted():
    assert met_by_organization(make.organization(), 1_000_000) is None


def test_the_number_of_queries_is_three(world, django_assert_num_queries):
    people, _bodies = world
    with django_assert_num_queries(3):
        Acquaintances(Meeting.objects.published(), lambda row: row.person == people[0].pk)


def test_acquaintances_are_not_counted_over_very_many_meetings(monkeypatch, client):
    people = [make.person("Anna Ivanova", slug="anna"), make.person("Olga Petrova")]
    for number in range(2):
        make.meeting(f"Meeting {number}", people=people)
    assert len(client.get("/en/people/anna/").context["met"].people) == 1
    monkeypatch.setattr("news.templatetags.news.COUNTED", 1)
    assert client.get("/en/people/anna/").context["met"] is None
