"""Whom a person or an organization met most often; each number equals that of the linked list."""

import random

import pytest
from django.http import QueryDict

from ipacis.core.record.base import catch_up
from news.lists import MeetingList
from news.models import Meeting, Participation
from news.models.participations import ATTENDANCE, Capacity
from news.templatetags.news import meetings_of_organization, meetings_of_person
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
    catch_up(Participation.objects.all())
    return people, bodies


def met_by_person(person):
    return meetings_of_person(person).met


def met_by_organization(organization):
    return meetings_of_organization(organization).met


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
    numbers = [(person, *row) for person in people for row in others(met_by_person(person))]
    assert {parameter for _person, parameter, _value, _number in numbers} == {
        "participant",
        "organization",
        "country",
    }
    for person, parameter, value, number in numbers:
        met = Meeting.objects.published().involving(person)
        if parameter == "participant":
            assert number == met.involving(next(row for row in people if row.slug == value)).count()
        else:
            assert number == listed(participant=person.slug, **{parameter: value})


def test_each_number_of_an_organization_is_that_of_its_list(world):
    _people, bodies = world
    numbers = [(body, *row) for body in bodies for row in others(met_by_organization(body))]
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
    met = met_by_organization(ours)
    assert (met.people, met.organizations, met.countries) == ([ivan], [theirs], [("ru", "Russia", 1)])


def test_a_message_that_was_read_out_makes_no_acquaintance():
    anna, ivan = make.person("Anna A"), make.person("Ivan I")
    meeting = make.meeting(people=[anna, ivan])
    assert met_by_person(anna).people == [ivan]
    for capacity in set(Capacity) - set(ATTENDANCE):
        meeting.participations.filter(person=ivan).update(capacity=capacity)
        catch_up(meeting.participations.all())
        assert met_by_person(anna).people == []


def test_whom_a_person_without_meetings_met():
    met = met_by_person(make.person())
    assert (met.people, met.organizations, met.countries) == ([], [], [])


def test_the_number_of_queries_does_not_depend_on_the_number_of_meetings(world, django_assert_num_queries):
    people, _bodies = world
    with django_assert_num_queries(11):
        meetings_of_person(people[0])


def test_acquaintances_in_very_many_meetings_are_counted_in_the_latest(monkeypatch, client):
    anna, olga, vera = (make.person(name, slug=name[:4].lower()) for name in ("Anna A", "Olga O", "Vera V"))
    make.meeting(day=make.DAY.replace(day=1), people=[anna, olga])
    make.meeting(people=[anna, vera])
    assert met_by_person(anna).people == [olga, vera]
    monkeypatch.setattr("ipacis.core.lists.numbers.SAMPLE", 1)
    monkeypatch.setattr("news.acquaintances.SAMPLE", 1)
    assert met_by_person(anna).people == [vera]
    assert "Counted in the latest 1 meetings." in client.get("/en/people/anna/").content.decode()
