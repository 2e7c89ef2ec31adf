"""Offices: for which days it is known that they were held, from what is stored, and their dates in words.

The rules themselves are tested in test_tenure.py.
"""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from ipacis.core.record.corrections import correcting
from people.models import Membership
from people.models.memberships import leading_first
from people.tenure import Grade
from tests import factories as make
from tests.pages import typed

pytestmark = pytest.mark.django_db
day = datetime.date
ONE = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-27T12:00Z", tick=False):
        yield


@pytest.fixture
def office():
    return make.person(), make.post()


def grade(membership, date):
    return Membership.objects.with_tenures().get(pk=membership.pk).tenure.grade_on(date)


def named_in(membership, date, **fields):
    """Make a meeting on *date* that names the person in the office *membership*."""
    meeting = make.meeting(day=date, people=[membership.person], **fields)
    with correcting(meeting):
        meeting.participations.get().memberships.set([membership])
    return meeting


# What is known


@pytest.mark.parametrize(
    ("start", "start_precision", "end", "end_precision", "held", "not_held"),
    [
        (day(2019, 2, 8), "day", day(2019, 4, 18), "day",
         [day(2019, 2, 8), day(2019, 4, 18)], [day(2019, 2, 7), day(2019, 4, 19)]),
        (day(2019, 2, 15), "month", day(2019, 4, 2), "month",
         [day(2019, 2, 1), day(2019, 4, 30)], [day(2019, 1, 31), day(2019, 5, 1)]),
        (day(2019, 6, 15), "year", day(2020, 6, 15), "year",
         [day(2019, 1, 1), day(2020, 12, 31)], [day(2018, 12, 31), day(2021, 1, 1)]),
        (None, "unknown", day(2019, 4, 18), "day", [day(2019, 4, 18)], [day(1991, 1, 1), day(2019, 4, 19)]),
        (day(2019, 4, 18), "day", None, "unknown", [day(2019, 4, 18), day(2026, 11, 27)],
         [day(2019, 4, 17), day(2026, 11, 28), day(2099, 1, 1)]),
        (None, "unknown", None, "unknown", [], [day(1900, 1, 1), day(2026, 11, 27)]),
        (day(2019, 2, 8), "unknown", day(2019, 4, 18), "unknown", [], [day(2019, 2, 8)]),
        (day(2020, 2, 10), "month", day(2020, 2, 20), "month", [day(2020, 2, 1), day(2020, 2, 29)],
         [day(2020, 1, 31), day(2020, 3, 1)]),
        (day(2019, 4, 18), "day", day(2019, 4, 18), "day", [day(2019, 4, 18)],
         [day(2019, 4, 17), day(2019, 4, 19)]),
    ],
)  # fmt: skip
def test_an_office_is_held_from_its_first_to_its_last_day(
    office, start, start_precision, end, end_precision, held, not_held
):
    membership = make.membership(
        *office, start, end, start_precision=start_precision, end_precision=end_precision
    )
    on = {date: Membership.objects.held_on(date) == [membership] for date in [*held, *not_held]}
    assert on == {**dict.fromkeys(held, True), **dict.fromkeys(not_held, False)}


def test_an_office_cannot_end_before_it_begins(office):
    membership = Membership(
        person=office[0], post=office[1], start_date=day(2020, 1, 2), end_date=day(2020, 1, 1)
    )
    with pytest.raises(ValidationError, match="The end is before the start"):
        membership.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()


def test_an_office_has_either_an_end_or_the_word_that_the_person_has_left(office):
    membership = Membership(person=office[0], post=office[1], end_date=day(2020, 1, 2), has_left=True)
    with pytest.raises(ValidationError, match="The last day is known: switch “left, day not known” off"):
        membership.full_clean()


def test_acting_and_elected_may_meet_on_one_day(office):
    acting = make.membership(*office, day(2019, 2, 8), day(2019, 4, 18), acting=True)
    elected = make.membership(*office, day(2019, 4, 18))
    assert set(Membership.objects.held_on(day(2019, 4, 18))) == {acting, elected}


def test_an_acting_holder_who_is_elected_is_no_longer_acting(office):
    acting = make.membership(*office, day(2019, 2, 8), acting=True)
    make.membership(*office, day(2019, 4, 18))
    assert [grade(acting, date) for date in (day(2019, 4, 17), day(2019, 4, 18))] == [Grade.STATED, None]


@pytest.mark.parametrize(("single", "expected"), [(True, None), (False, Grade.STATED)])
def test_a_successor_ends_an_office_only_if_the_post_has_one_holder(single, expected):
    post = make.post(single=single)
    former = make.membership(make.person(), post, day(2014, 1, 1))
    make.membership(make.person("Boris Petrov"), post, day(2018, 1, 1))
    assert grade(former, day(2020, 1, 1)) == expected


def test_the_surest_holders_come_first():
    post = make.post(single=False)
    date = day(2019, 5, 5)
    likely = make.membership(make.person(), post, first_seen=date - ONE, last_seen=date + ONE)
    named = make.membership(make.person(), post, first_seen=date, last_seen=date)
    stated = make.membership(make.person(), post, date)
    assert Membership.objects.held_on(date) == [stated, named, likely]


def test_nobody_holds_a_post_before_its_body_or_the_body_above_was_founded():
    above = make.organization(start_date=day(1992, 3, 27))
    posts = [make.post(organization=make.organization(parent=above)), make.post(organization=above)]
    for post in posts:
        membership = make.membership(make.person(), post, day(1990, 1, 1))
        assert [grade(membership, date) for date in (day(1992, 3, 26), day(1992, 3, 27))] == [
            None,
            Grade.STATED,
        ]


@pytest.mark.parametrize(
    ("fields", "is_naming"),
    [
        ({}, True),
        ({"state": "draft", "publish_at": None}, False),
        ({"publish_at": datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)}, False),
        ({"status": "planned"}, False),
        ({"status": "cancelled"}, False),
        ({"date_precision": "month"}, False),
    ],
)
def test_a_public_meeting_that_was_held_names_its_participants_in_their_offices(office, fields, is_naming):
    membership = make.membership(*office)
    named_in(membership, day(2023, 11, 30), **fields)
    assert (grade(membership, day(2023, 11, 30)) == Grade.NAMED) == is_naming
    person = type(office[0]).objects.with_offices().get(pk=office[0].pk)
    assert person.main_office.last_named == (day(2023, 11, 30) if is_naming else None)


def test_namings_by_meetings_follow_their_days_and_publication(office):
    membership = make.membership(*office)
    meeting = named_in(membership, day(2023, 11, 30), end_date=day(2023, 12, 2))
    days = [day(2023, 11, 30), day(2023, 12, 1), day(2023, 12, 2), day(2023, 12, 3)]
    assert [grade(membership, date) for date in days] == [Grade.NAMED, Grade.LIKELY, Grade.NAMED, None]
    with correcting(meeting):
        meeting.start_date = meeting.end_date = day(2023, 12, 3)
        meeting.save()
    assert [grade(membership, date) for date in days] == [None, None, None, Grade.NAMED]
    with correcting(meeting):
        meeting.participations.get().memberships.clear()
    assert grade(membership, day(2023, 12, 3)) is None


def test_the_latest_naming_is_that_of_the_meeting_that_ended_last(office):
    membership = make.membership(*office, first_seen=day(2020, 1, 1), last_seen=day(2020, 1, 1))
    named_in(membership, day(2023, 11, 20), end_date=day(2023, 11, 30))
    named_in(membership, day(2023, 11, 25))
    [present] = Membership.objects.with_present_tenures()
    assert (present.last_named, membership.last_named) == (day(2023, 11, 30), day(2023, 11, 30))
    assert len(membership.tenure.namings) == 4


def test_lists_and_pages_agree_on_the_latest_naming_while_a_meeting_goes_on(office):
    membership = make.membership(*office)
    named_in(membership, day(2026, 11, 26), end_date=day(2026, 11, 29))
    [present] = Membership.objects.with_present_tenures()
    assert present.last_named == membership.last_named == day(2026, 11, 26)


def test_an_office_that_is_not_stored_is_known_by_its_own_dates():
    assert Membership(start_date=day(2019, 1, 1)).dates_text == "since 1 January 2019"
    assert Membership().dates_text == "dates not known"


def test_an_office_that_has_not_begun_is_not_over(office):
    with pytest.raises(ValidationError, match="The office has not begun yet"):
        Membership(person=office[0], post=office[1], start_date=day(2030, 1, 1), has_left=True).full_clean()


def test_what_is_known_takes_two_queries_for_any_number_of_offices():
    for number in range(5):
        make.membership(make.person(f"Anna Person{number}"), make.post())
    for rows in (Membership.objects.with_tenures(), Membership.objects.with_present_tenures()):
        with CaptureQueriesContext(connection) as captured:
            assert len(rows) == 5
        assert len(captured) == 3


def test_a_person_is_introduced_by_present_offices_then_by_those_named_last():
    person = make.person()

    def held(label, **fields):
        return make.membership(person, make.post(label), **fields)

    ended = held("Ended", start=day(2001, 1, 1), end=day(2025, 1, 1))
    early = held("Early", first_seen=day(2014, 1, 1), last_seen=day(2014, 1, 1))
    late = held("Late", first_seen=day(2013, 1, 1), last_seen=day(2020, 1, 1))
    beside = held("Beside", first_seen=day(2020, 1, 1), last_seen=day(2020, 1, 1))
    present = held("Present", start=day(2012, 1, 1))
    undated = held("Undated")
    assert leading_first(Membership.objects.all()) == [present, late, beside, early, undated, ended]
    person = type(person).objects.with_offices().get()
    assert person.leading_offices == [present, late, beside]
    for row in (present, late, beside, early, undated):
        row.delete()
    assert type(person).objects.with_offices().get().leading_offices == [ended]


# In words

FEBRUARY, MAY, JUNE = day(2019, 2, 8), day(2020, 5, 3), day(2021, 6, 30)


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, "dates not known"),
        ({"start_date": FEBRUARY, "end_date": MAY}, "8 February 2019 – 3 May 2020"),
        ({"start_date": FEBRUARY, "start_precision": "year", "end_date": MAY}, "2019 – 3 May 2020"),
        ({"start_date": FEBRUARY, "end_date": MAY, "first_seen": MAY, "last_seen": JUNE},
         "8 February 2019 – 3 May 2020"),
        ({"start_date": FEBRUARY}, "since 8 February 2019"),
        ({"start_date": day(2026, 12, 1)}, "from 1 December 2026"),
        ({"start_date": FEBRUARY, "start_precision": "month"}, "since February 2019"),
        ({"start_date": FEBRUARY, "start_precision": "year", "acting": True}, "since 2019"),
        ({"start_date": FEBRUARY, "first_seen": FEBRUARY}, "since 8 February 2019"),
        ({"start_date": FEBRUARY, "last_seen": MAY}, "since 8 February 2019; last mentioned on 3 May 2020"),
        ({"start_date": FEBRUARY, "first_seen": MAY, "last_seen": JUNE},
         "since 8 February 2019; last mentioned on 30 June 2021"),
        ({"start_date": FEBRUARY, "last_seen": MAY, "has_left": True},
         "since 8 February 2019; last mentioned on 3 May 2020; left later, date not known"),
        ({"end_date": JUNE}, "until 30 June 2021"),
        ({"end_date": JUNE, "end_precision": "month"}, "until June 2021"),
        ({"end_date": JUNE, "end_precision": "year"}, "until 2021"),
        ({"end_date": JUNE, "first_seen": FEBRUARY, "last_seen": MAY},
         "until 30 June 2021; first mentioned on 8 February 2019"),
        ({"first_seen": MAY, "last_seen": MAY}, "mentioned on 3 May 2020"),
        ({"first_seen": MAY}, "mentioned on 3 May 2020"),
        ({"last_seen": MAY}, "mentioned on 3 May 2020"),
        ({"first_seen": FEBRUARY, "last_seen": MAY}, "mentioned on 8 February 2019 and 3 May 2020"),
        ({"last_seen": MAY, "has_left": True}, "mentioned on 3 May 2020; left later, date not known"),
    ],
)  # fmt: skip
def test_the_dates_of_an_office_are_told_as_far_as_they_are_known(office, dates, words):
    assert make.membership(*office, **dates).dates_text == words


def test_namings_with_somebody_else_in_between_are_told_apart(office):
    membership = make.membership(*office, first_seen=day(2014, 1, 1), last_seen=day(2021, 1, 1))
    named_in(membership, day(2015, 1, 1))
    named_in(membership, day(2016, 1, 1))
    other = make.membership(make.person("Boris Petrov"), office[1], first_seen=day(2018, 1, 1))
    assert (
        membership.dates_text
        == "mentioned on 3 days from 1 January 2014 to 1 January 2016; mentioned on 1 January 2021"
    )
    assert other.dates_text == "mentioned on 1 January 2018"


def test_an_office_whose_namings_precede_another_person_has_its_stated_end_told_alone(office):
    membership = make.membership(
        *office, end=day(2019, 1, 1), first_seen=day(2014, 1, 1), last_seen=day(2014, 1, 1)
    )
    make.membership(make.person("Boris Petrov"), office[1], first_seen=day(2016, 1, 1))
    assert membership.dates_text == "until 1 January 2019; mentioned on 1 January 2014"


def test_the_dates_of_an_office_are_told_in_the_language_of_the_page(office):
    rows = [
        make.membership(*office, FEBRUARY, start_precision="month", last_seen=MAY),
        make.membership(office[0], make.post(), first_seen=FEBRUARY, last_seen=MAY),
        make.membership(office[0], make.post()),
    ]
    with override("ru"):
        assert [row.dates_text for row in rows] == [
            "с февраля 2019 г.; последнее упоминание – 3 мая 2020 г.",
            "упоминается 8 февраля 2019 г. и 3 мая 2020 г.",
            "даты неизвестны",
        ]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, "Chairman"),
        ({"acting": True}, "acting Chairman"),
        ({"end_date": FEBRUARY}, "formerly Chairman"),
        ({"last_seen": MAY}, "Chairman (last mentioned on 3 May 2020)"),
        ({"last_seen": MAY, "has_left": True}, "formerly Chairman"),
        ({"first_seen": FEBRUARY, "last_seen": MAY, "acting": True},
         "acting Chairman (last mentioned on 3 May 2020)"),
        ({"start_date": FEBRUARY, "last_seen": MAY}, "Chairman"),
        ({"start_date": day(2026, 1, 1), "start_precision": "year"}, "Chairman (since 2026)"),
        ({"start_date": day(2027, 1, 1)}, "Chairman (from 1 January 2027)"),
    ],
)  # fmt: skip
def test_an_office_is_printed_with_formerly_acting_and_the_last_naming(dates, words):
    assert make.membership(make.person(), make.post("Chairman"), **dates).in_words() == words


def test_an_office_after_which_another_person_is_named_is_not_said_to_be_held_today():
    post = make.post("Chairman")
    membership = make.membership(make.person(), post, FEBRUARY)
    make.membership(make.person("Boris Petrov"), post, first_seen=MAY)
    assert membership.in_words() == "Chairman (since 8 February 2019; not known for today)"


def test_a_page_marks_the_dates_of_an_office_up_where_both_ends_are_stated(client, office):
    make.membership(*office, FEBRUARY, MAY)
    make.membership(*office, JUNE, acting=True)
    page = typed(client.get(office[1].get_absolute_url()))
    assert '<time datetime="2019-02-08">8 February 2019 – 3 May 2020</time></span>' in page
    assert '<b class="flag">acting</b> <span class="aside span">since 30 June 2021</span>' in " ".join(
        page.split()
    )
