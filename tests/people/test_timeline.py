"""The drawing of offices over time."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from ipacis.core.record.corrections import correcting
from people.models import Membership
from people.models.memberships import newest_first
from people.timeline import Bar, Tick, timeline_of
from tests import factories as make
from tests.pages import typed

pytestmark = pytest.mark.django_db
day = datetime.date


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-27T12:00Z", tick=False):
        yield


def drawing():
    return timeline_of(newest_first(Membership.objects.select_related("post").with_tenures()))


def test_a_year_is_as_wide_as_its_days():
    make.membership(make.person(), make.post(), day(2018, 1, 1), day(2019, 12, 31))
    timeline = drawing()
    assert timeline.ticks == [Tick("0%", 2018, False), Tick("50%", 2019, True)]
    assert [row.bars for row in timeline.rows] == [[Bar("0%", "100%", "stated")]]


@pytest.mark.parametrize(
    ("first", "years"),
    [
        (2019, [*range(2019, 2027)]),
        (2014, [*range(2014, 2027, 2)]),
        (2000, [*range(2000, 2027, 5)]),
        (1955, [*range(1960, 2027, 10)]),
        (1900, [*range(1900, 2027, 25)]),
    ],
)
def test_years_have_at_most_eight_labels(first, years):
    make.membership(make.person(), make.post(), day(first, 1, 1))
    assert [tick.year for tick in drawing().ticks] == years
    assert [tick.is_minor for tick in drawing().ticks][:2] == [False, True]


def test_each_kind_of_knowledge_has_its_mark():
    person = make.person()
    make.membership(person, make.post(), day(2023, 1, 1), day(2023, 12, 31), acting=True)
    make.membership(person, make.post(), first_seen=day(2023, 1, 1), last_seen=day(2024, 12, 31))
    make.membership(person, make.post(), first_seen=day(2024, 7, 1))
    make.membership(person, make.post(), day(2025, 1, 1), last_seen=day(2025, 12, 31))
    make.membership(person, make.post())
    timeline = drawing()
    found = [([(bar.kind, bar.x) for bar in row.bars], row.dots) for row in timeline.rows]
    assert found == [
        ([("stated", "50.03%"), ("open", "74.95%")], "M750 7h.01"),
        ([("likely", "0%")], "M0 7h.01M500 7h.01"),
        ([], "M375 7h.01"),
        ([("stated", "0%")], ""),
        ([], ""),
    ]
    assert timeline.marks == {"stated", "open", "likely", "dot", "acting"}


def test_namings_that_are_close_are_one_dot():
    make.membership(make.person(), make.post(), first_seen=day(2023, 1, 1), last_seen=day(2023, 1, 2))
    make.membership(make.person(), make.post(), day(2023, 1, 1), day(2023, 12, 31))
    assert sorted(row.dots for row in drawing().rows) == ["", "M0 7h.01M5 7h.01"]
    make.membership(make.person(), make.post(), day(2000, 1, 1))
    assert sorted(row.dots.count("M") for row in drawing().rows) == [0, 0, 1]


@pytest.mark.parametrize(("days", "is_drawn"), [([1], False), ([1, 2], False), ([1, 2, 4], True)])
def test_a_few_namings_are_told_in_words_and_not_drawn(days, is_drawn):
    membership = make.membership(make.person(), make.post(slug="chair"))
    for number in days:
        meeting = make.meeting(day=day(2019, 1, number), people=[membership.person])
        with correcting(meeting):
            meeting.participations.get().memberships.set([membership])
    assert bool(drawing().ticks) == is_drawn
    page = typed(Client().get("/en/posts/chair/"))
    assert ("mentioned on" in page, '<svg class="tenure"' in page) == (True, is_drawn)


def test_nothing_is_drawn_if_no_day_is_known():
    post = make.post(slug="chair")
    make.membership(make.person(), post)
    assert (drawing().ticks, drawing().marks) == ([], set())
    page = Client().get("/en/posts/chair/").content.decode()
    assert ("dates not known" in page, '<svg class="tenure"' in page) == (True, False)


@pytest.mark.parametrize("address", ["people/anna/", "posts/speaker/", "organizations/chamber/"])
def test_the_drawing_is_hidden_from_those_who_hear_the_same_facts_as_text(address):
    post = make.post("Speaker", make.organization(slug="chamber"), slug="speaker")
    make.membership(make.person(slug="anna"), post, first_seen=day(2023, 1, 1), last_seen=day(2024, 1, 1))
    for language, text in [
        ("en", "mentioned on 1 January 2023 and 1 January 2024"),
        ("ru", "упоминается 1 января 2023 г. и 1 января 2024 г."),
    ]:
        page = typed(Client().get(f"/{language}/{address}"))
        assert text in page
        drawings = re.findall(r"<svg class=\"tenure\"[^>]*>", page)
        assert len(drawings) > 1
        keys = page.partition('<div class="tenures__key" aria-hidden="true">')[2].partition("</div>")[0]
        assert [mark for mark in drawings if "aria-hidden" not in mark and mark not in keys] == []
        assert 'x="0%"' in page  # with a point as decimal sign in every language
