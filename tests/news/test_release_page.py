"""The page of a release: what it says of the meetings that it tells."""

import pytest
from django.test import Client

from news.models import Meeting
from news.models.corrections import accounting_for
from tests import factories as make

pytestmark = pytest.mark.django_db


def boxes(item):
    return Client().get(item.get_absolute_url()).content.decode().count('<dl class="facts">')


def test_facts_that_all_meetings_share_stand_there_once():
    place = make.make_place()
    meetings = [make.make_meeting(f"Talk {number}", place=place) for number in range(3)]
    assert boxes(make.make_news(meetings=meetings)) == 1


def test_facts_that_differ_stand_with_each_meeting():
    meetings = [make.make_meeting("Talk"), make.make_meeting("Visit", kind="visit")]
    assert boxes(make.make_news(meetings=meetings)) == 2


def test_who_was_host_and_who_only_attended_is_told():
    meeting = make.make_meeting(people=[make.make_person("Anna A"), make.make_person("Boris B")])
    for line, role in zip(meeting.participations.all(), ["host", "attended"], strict=True):
        with accounting_for(Meeting, meeting.pk):
            line.role = role
            line.save()
    text = Client().get(make.make_news(meetings=[meeting]).get_absolute_url()).content.decode()
    assert [f'<span class="participant__role">{role}</span>' in text for role in ("Host", "Attended")] == [
        True,
        True,
    ]
