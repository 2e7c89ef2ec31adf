"""When an office was held, and its dates in words.

``held_on`` includes the first and the last day. An unknown day is no limit, and a month or year means all its days.
"""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from people.models import Membership, Post
from tests import factories as make

pytestmark = pytest.mark.django_db
day = datetime.date


@pytest.fixture
def office():
    return make.person(), make.post()


@pytest.mark.parametrize(
    ("start", "start_precision", "end", "end_precision", "held", "not_held"),
    [
        (day(2019, 2, 8), "day", day(2019, 4, 18), "day",
         [day(2019, 2, 8), day(2019, 3, 1), day(2019, 4, 18)], [day(2019, 2, 7), day(2019, 4, 19)]),
        (day(2019, 2, 15), "month", day(2019, 4, 2), "month",
         [day(2019, 2, 1), day(2019, 4, 30)], [day(2019, 1, 31), day(2019, 5, 1)]),
        (day(2019, 6, 15), "year", day(2020, 6, 15), "year",
         [day(2019, 1, 1), day(2020, 12, 31)], [day(2018, 12, 31), day(2021, 1, 1)]),
        (None, "unknown", day(2019, 4, 18), "day", [day(1991, 1, 1), day(2019, 4, 18)], [day(2019, 4, 19)]),
        (day(2019, 4, 18), "day", None, "unknown", [day(2019, 4, 18), day(2099, 1, 1)], [day(2019, 4, 17)]),
        (None, "unknown", None, "unknown", [day(1900, 1, 1), day(2100, 1, 1)], []),
        (day(2019, 2, 8), "unknown", day(2019, 4, 18), "unknown", [day(1900, 1, 1), day(2100, 1, 1)], []),
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
    on = {date: list(Membership.objects.held_on(date)) == [membership] for date in [*held, *not_held]}
    assert on == {**dict.fromkeys(held, True), **dict.fromkeys(not_held, False)}
    assert [membership.is_held_on(date) for date in on] == list(on.values())


def test_an_office_cannot_end_before_it_begins(office):
    membership = Membership(
        person=office[0], post=office[1], start_date=day(2020, 1, 2), end_date=day(2020, 1, 1)
    )
    with pytest.raises(ValidationError, match="The end is before the start"):
        membership.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        membership.save()


def test_acting_and_elected_may_meet_on_one_day(office):
    acting = make.membership(*office, day(2019, 2, 8), day(2019, 4, 18), acting=True)
    elected = make.membership(*office, day(2019, 4, 18))
    assert set(Membership.objects.held_on(day(2019, 4, 18))) == {acting, elected}


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
        ({"start_date": FEBRUARY, "start_precision": "month"}, "since February 2019"),
        ({"start_date": FEBRUARY, "start_precision": "year", "acting": True}, "since 2019"),
        ({"start_date": FEBRUARY, "first_seen": MAY}, "since 8 February 2019"),
        ({"start_date": FEBRUARY, "last_seen": MAY}, "since 8 February 2019; named on 3 May 2020"),
        ({"start_date": FEBRUARY, "first_seen": MAY, "last_seen": JUNE},
         "since 8 February 2019; named from 3 May 2020 to 30 June 2021"),
        ({"end_date": JUNE}, "until 30 June 2021"),
        ({"end_date": JUNE, "end_precision": "month"}, "until June 2021"),
        ({"end_date": JUNE, "end_precision": "year"}, "until 2021"),
        ({"end_date": JUNE, "last_seen": MAY}, "until 30 June 2021"),
        ({"end_date": JUNE, "first_seen": MAY}, "until 30 June 2021; named on 3 May 2020"),
        ({"end_date": JUNE, "first_seen": FEBRUARY, "last_seen": MAY},
         "until 30 June 2021; named from 8 February 2019 to 3 May 2020"),
        ({"first_seen": MAY, "last_seen": MAY}, "named on 3 May 2020"),
        ({"first_seen": MAY}, "named on 3 May 2020"),
        ({"last_seen": MAY}, "named on 3 May 2020"),
        ({"first_seen": FEBRUARY, "last_seen": MAY}, "named from 8 February 2019 to 3 May 2020"),
    ],
)  # fmt: skip
def test_the_dates_of_an_office_are_told_as_far_as_they_are_known(dates, words):
    assert Membership(**dates).dates_text == words


def test_the_dates_of_an_office_are_told_in_the_language_of_the_page():
    with override("ru"):
        assert Membership(start_date=FEBRUARY, start_precision="month").dates_text == "с февраля 2019 г."
        assert Membership(first_seen=FEBRUARY, last_seen=MAY).dates_text.startswith(
            "упоминается с 8 февраля 2019"
        )
        assert Membership().dates_text == "даты неизвестны"


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({}, "Chairman"),
        ({"acting": True}, "acting Chairman"),
        ({"end_date": FEBRUARY}, "formerly Chairman"),
        ({"last_seen": MAY}, "Chairman (2020)"),
        ({"first_seen": FEBRUARY, "last_seen": MAY, "acting": True}, "acting Chairman (2019–2020)"),
        ({"start_date": FEBRUARY, "last_seen": MAY}, "Chairman"),
    ],
)
def test_an_office_is_printed_with_formerly_acting_and_years(dates, words):
    assert Membership(post=Post(label_en="Chairman"), **dates).in_words() == words


def test_a_page_marks_the_dates_of_an_office_up_where_both_ends_are_stated(client, office):
    make.membership(*office, FEBRUARY, MAY)
    make.membership(*office, JUNE, acting=True)
    page = client.get(office[1].get_absolute_url()).content.decode()
    assert '<time datetime="2019-02-08">8 February 2019 – 3 May 2020</time></span>' in page
    assert '<b class="flag">acting</b> <span class="aside span">since 30 June 2021</span>' in " ".join(
        page.split()
    )
