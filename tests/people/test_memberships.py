"""``held_on``: closed at both ends, unknown ends open, months and years as wide as they are."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import Membership
from tests import factories as make

pytestmark = pytest.mark.django_db
day = datetime.date


@pytest.fixture
def office():
    return make.make_person(), make.make_post()


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
    membership = make.make_membership(
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
    acting = make.make_membership(*office, day(2019, 2, 8), day(2019, 4, 18), acting=True)
    elected = make.make_membership(*office, day(2019, 4, 18))
    assert set(Membership.objects.held_on(day(2019, 4, 18))) == {acting, elected}
