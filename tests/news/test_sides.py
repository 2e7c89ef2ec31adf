"""The participants of a meeting as its page shows them: two sides facing each other, or delegations in order."""

import re

import pytest
from django.test import Client

from ipacis.core.record.corrections import correcting
from news.delegations import by_delegation, in_all, parted, sides_of
from tests import factories as make

pytestmark = pytest.mark.django_db


def meeting_of(*delegations, kind="bilateral"):
    """Make a meeting in which one person came for each of *delegations*; None is a person without one."""
    people = [make.person(f"Person {number}") for number in range(len(delegations))]
    return make.meeting(people=people, delegations=delegations, kind=kind)


def sides(*delegations, kind="bilateral"):
    meeting = meeting_of(*delegations, kind=kind)
    found = sides_of(meeting, by_delegation(meeting))
    return [[row.organization for row in side] for side in found]


@pytest.fixture
def bodies():
    return {
        "council": make.organization("Council"),
        "institute": make.organization("Institute"),
        "minsk": make.organization("Commission in Minsk", country="BY"),
        "senate": make.organization("Senate in Minsk", country="BY"),
        "moscow": make.organization("Commission in Moscow", country="RU"),
    }


def test_two_delegations_of_a_bilateral_meeting_face_each_other(bodies):
    council, minsk, moscow = bodies["council"], bodies["minsk"], bodies["moscow"]
    assert sides(council, minsk) == [[council], [minsk]]
    assert sides(minsk, moscow, minsk) == [[minsk], [moscow]]
    assert sides(council, bodies["institute"]) == [[council], [bodies["institute"]]]


def test_delegations_of_one_country_and_those_of_several_are_a_side_each(bodies):
    council, institute, minsk, senate = (bodies[key] for key in ("council", "institute", "minsk", "senate"))
    assert sides(council, minsk, institute, senate) == [[council, institute], [minsk, senate]]


def test_who_represents_nobody_comes_after_both_sides_or_is_the_other_side(bodies):
    council, minsk = bodies["council"], bodies["minsk"]
    assert sides(council, None, minsk, None) == [[council], [minsk], [None, None]]
    assert sides(council, None) == [[council], [None]]


def test_other_meetings_have_their_delegations_in_order(bodies):
    council, minsk, moscow = bodies["council"], bodies["minsk"], bodies["moscow"]
    assert sides(minsk, moscow, kind="session") == [[minsk, moscow]]
    assert sides(minsk, moscow, council) == [[minsk, moscow, council]]
    assert sides(None, None) == [[None, None]]


def test_people_in_all_of_three_meetings_are_known_by_what_is_printed_of_them():
    anna, boris = make.person("Anna Ivanova"), make.person("Boris Petrov")
    meetings = [make.meeting(people=[anna, boris, None]) for _ in range(3)]
    with correcting(meetings[2]):
        row = meetings[2].participations.get(person=boris)
        row.role = "chair"
        row.save()
    keys = in_all(meetings)
    inside, outside = parted(by_delegation(meetings[0]), keys)
    assert [row.person for delegation in inside for row in delegation.participations] == [anna]
    assert [row.person for delegation in outside for row in delegation.participations] == [boris, None]
    assert in_all(meetings[:2]) == set()


def names(page):
    return re.findall(r'class="participant__name"[^>]*>([^<]*)<', page)


def test_who_is_in_all_meetings_of_a_release_is_named_once():
    anna = make.person("Anna Ivanova")
    meetings = [make.meeting(people=[anna, make.person(f"Guest {letter}")]) for letter in "ABC"]
    page = Client().get(make.news(meetings=meetings).get_absolute_url()).content.decode()
    assert "In all 3 meetings" in page
    assert names(page) == ["Anna Ivanova", "Guest A", "Guest B", "Guest C"]


def test_in_two_meetings_both_sides_are_named_each_time():
    anna = make.person("Anna Ivanova")
    meetings = [make.meeting(people=[anna, make.person(f"Guest {letter}")]) for letter in "AB"]
    page = Client().get(make.news(meetings=meetings).get_absolute_url()).content.decode()
    assert names(page) == ["Anna Ivanova", "Guest A", "Anna Ivanova", "Guest B"]
