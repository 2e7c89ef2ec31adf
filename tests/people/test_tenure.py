"""For which days it is known that an office was held: the rules of ``people.tenure``, without a database."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.tenure import ALWAYS, Evidence, Grade, Others, Span, tenure_of

day = datetime.date
ONE = datetime.timedelta(days=1)
TODAY = day(2026, 11, 27)
STATED, NAMED, LIKELY = Grade.STATED, Grade.NAMED, Grade.LIKELY


def exactly(date):
    return Span(date, date)


def within(year, month=None):
    """Return the days on which something may be that is known to the year or to the month (of 28 days)."""
    return Span(day(year, month or 1, 1), day(year, month or 12, 28 if month else 31))


def others_of(evidence, others):
    return Others.of(evidence, [other.until(TODAY) for other in others], TODAY)


def grades(evidence, *days, others=(), existence=ALWAYS):
    tenure = tenure_of(evidence, others_of(evidence, others), existence, TODAY)
    return [tenure.grade_on(date) for date in days]


def test_an_office_with_both_dates_is_stated_from_the_first_to_the_last_day():
    office = Evidence(exactly(day(2019, 2, 8)), exactly(day(2019, 4, 18)))
    days = [day(2019, 2, 7), day(2019, 2, 8), day(2019, 3, 1), day(2019, 4, 18), day(2019, 4, 19)]
    assert grades(office, *days) == [None, STATED, STATED, STATED, None]


def test_the_days_of_a_month_or_year_that_is_stated_are_likely_until_a_naming_settles_it():
    office = Evidence(within(2019, 2), within(2021))
    days = [day(2019, 1, 31), day(2019, 2, 1), day(2019, 2, 28), day(2021, 1, 1), day(2021, 1, 2)]
    assert grades(office, *days) == [None, LIKELY, STATED, STATED, LIKELY]
    named = office._replace(namings=[day(2019, 2, 10), day(2021, 6, 1)])
    days = [
        day(2019, 2, 9),
        day(2019, 2, 10),
        day(2021, 6, 1),
        day(2021, 6, 2),
        day(2021, 12, 31),
        day(2022, 1, 1),
    ]
    assert grades(named, *days) == [LIKELY, STATED, STATED, LIKELY, LIKELY, None]


def test_an_office_within_one_year_is_likely_in_all_of_it():
    office = Evidence(within(2019), within(2019), [day(2019, 6, 8)])
    days = [day(2018, 12, 31), day(2019, 1, 1), day(2019, 6, 8), day(2019, 12, 31), day(2020, 1, 1)]
    assert grades(office, *days) == [None, LIKELY, STATED, LIKELY, None]
    assert grades(office._replace(namings=[]), day(2019, 6, 8)) == [LIKELY]


def test_an_office_without_an_end_is_held_until_today_and_not_longer():
    office = Evidence(exactly(day(2019, 4, 18)))
    days = [day(2009, 4, 18), day(2019, 4, 17), day(2019, 4, 18), TODAY, TODAY + ONE, day(2035, 1, 1)]
    assert grades(office, *days) == [None, None, STATED, STATED, None, None]
    assert grades(Evidence(exactly(TODAY + ONE)), TODAY, TODAY + ONE) == [None, None]


def test_the_start_of_a_successor_ends_an_office_without_an_end():
    office = Evidence(exactly(day(2014, 1, 1)), namings=[day(2015, 5, 5)])
    successor = Evidence(exactly(day(2018, 3, 1)))
    days = [day(2015, 5, 5), day(2018, 2, 28), day(2018, 3, 1), TODAY]
    assert grades(office, *days, others=[successor]) == [STATED, STATED, None, None]
    successor = Evidence(within(2018, 3))
    days = [day(2018, 2, 28), day(2018, 3, 1), day(2018, 3, 27), day(2018, 3, 28)]
    assert grades(office, *days, others=[successor]) == [STATED, LIKELY, LIKELY, None]


def test_a_predecessor_who_left_late_ends_nothing():
    office = Evidence(exactly(day(2015, 1, 1)))
    days = [day(2014, 12, 31), day(2015, 1, 10), day(2015, 1, 16), TODAY]
    for start in (exactly(day(2010, 1, 1)), within(2012), None):
        predecessor = Evidence(start, exactly(day(2015, 1, 15)))
        assert grades(office, *days, others=[predecessor]) == [None, STATED, STATED, STATED], start
    successor = Evidence(exactly(day(2015, 1, 9)), exactly(day(2015, 1, 15)))
    assert grades(office, *days, others=[successor]) == [None, None, None, None]


def test_an_acting_person_ends_no_office_of_somebody_else():
    office = Evidence(exactly(day(2015, 1, 1)), namings=[day(2026, 11, 1)])
    acting = Evidence(namings=[day(2016, 7, 1)], is_acting=True)
    days = [day(2015, 1, 1), day(2016, 7, 1), day(2026, 11, 1), TODAY]
    assert grades(office, *days, others=[acting]) == [STATED, None, STATED, STATED]
    stated = Evidence(exactly(day(2018, 3, 1)), exactly(day(2018, 3, 14)), is_acting=True)
    for one, others in ((office, [stated]), (office._replace(namings=()), [acting, stated])):
        assert tenure_of(one, others_of(one, others), ALWAYS, TODAY).is_over is False
    elected = Evidence(exactly(day(2018, 3, 14)))
    assert grades(acting._replace(start=exactly(day(2016, 7, 1))), TODAY, others=[elected]) == [None]


def test_nothing_is_known_after_two_starts_whose_order_is_not_known():
    year, exact = Evidence(within(2019)), Evidence(exactly(day(2019, 11, 1)))
    days = [day(2019, 6, 1), day(2019, 11, 1), day(2019, 12, 31), day(2020, 1, 1), TODAY]
    assert grades(year, *days, others=[exact]) == [LIKELY, LIKELY, LIKELY, None, None]
    assert grades(exact, *days, others=[year]) == [None, STATED, None, None, None]
    assert grades(year, *days, others=[year]) == [LIKELY, LIKELY, LIKELY, None, None]


def test_the_first_or_last_day_of_a_month_or_year_is_no_day_of_office_by_itself():
    days = [day(2018, 12, 31), day(2019, 1, 1), day(2019, 12, 31), day(2020, 1, 1)]
    assert grades(Evidence(within(2019), has_left=True), *days) == [None, LIKELY, LIKELY, None]
    assert grades(Evidence(None, within(2019)), *days) == [None, LIKELY, LIKELY, None]
    named_later = Evidence(namings=[day(2019, 6, 10), day(2020, 2, 1)])
    assert grades(Evidence(within(2019)), *days, others=[named_later]) == [None, LIKELY, LIKELY, None]
    named_before = Evidence(namings=[day(2019, 6, 10)])
    assert grades(Evidence(within(2019)), *days, others=[named_before]) == [None, LIKELY, STATED, STATED]


def test_an_office_since_the_present_year_is_likely_and_not_over():
    this_year = Evidence(within(2026))
    assert grades(this_year, day(2026, 1, 1), TODAY) == [LIKELY, LIKELY]
    assert tenure_of(this_year, Others(), ALWAYS, TODAY).is_over is False


def test_only_evidence_that_counts_for_another_person_counts_against_one():
    office = Evidence(exactly(day(2015, 1, 1)))
    wrong = Evidence(exactly(day(2010, 1, 1)), exactly(day(2012, 1, 1)), [day(2019, 1, 1)])
    future = Evidence(exactly(TODAY + ONE), namings=[TODAY + ONE])
    assert grades(office, day(2020, 1, 1), TODAY, others=[wrong, future]) == [STATED, STATED]


def test_nobody_is_likely_in_the_middle_of_the_stated_time_of_another_person():
    office = Evidence(namings=[day(2016, 7, 1), day(2016, 9, 1)])
    stated = Evidence(exactly(day(2015, 1, 1)), exactly(day(2019, 1, 1)))
    assert grades(office, day(2016, 7, 1), day(2016, 8, 1), others=[stated]) == [NAMED, None]


def test_an_office_ends_with_its_body_and_is_not_open_then():
    body = Span(day(2000, 1, 1), day(2010, 12, 31))
    office = Evidence(exactly(day(2005, 1, 1)))
    tenure = tenure_of(office, Others(), body, TODAY)
    assert (tenure.is_over, [period.is_open for period in tenure.periods]) == (True, [False])


def test_the_end_of_a_predecessor_in_the_same_month_ends_nothing():
    office = Evidence(within(2019, 6))
    assert grades(office, TODAY, others=[Evidence(None, within(2019, 6))]) == [STATED]


def test_the_naming_of_another_person_ends_an_office_without_an_end_at_its_last_naming():
    office = Evidence(exactly(day(2014, 1, 1)), namings=[day(2015, 5, 5), day(2022, 2, 2)])
    other = Evidence(namings=[day(2018, 3, 1)])
    days = [
        day(2015, 5, 5),
        day(2015, 5, 6),
        day(2018, 3, 1),
        day(2022, 2, 1),
        day(2022, 2, 2),
        day(2022, 2, 3),
    ]
    assert grades(office, *days, others=[other]) == [STATED, None, None, None, NAMED, None]
    assert tenure_of(office, others_of(office, [other]), ALWAYS, TODAY).is_over is False
    another = Evidence(namings=[day(2018, 3, 1), day(2023, 3, 1)])
    assert grades(office, *days, TODAY, others=[another]) == [STATED, None, None, None, NAMED, None, None]


def test_somebody_who_has_left_held_the_office_until_the_last_naming():
    office = Evidence(exactly(day(2014, 1, 1)), None, [day(2015, 5, 5)], has_left=True)
    assert grades(office, day(2014, 1, 1), day(2015, 5, 5), day(2015, 5, 6), TODAY) == [
        STATED,
        STATED,
        None,
        None,
    ]
    assert grades(office._replace(namings=[]), day(2014, 1, 1), day(2014, 1, 2)) == [STATED, None]


def test_an_office_of_which_only_the_end_is_known_is_held_since_the_first_naming():
    office = Evidence(None, exactly(day(2015, 1, 16)), [day(2013, 3, 3), day(2014, 4, 4)])
    days = [day(1950, 1, 1), day(2013, 3, 2), day(2013, 3, 3), day(2015, 1, 16), day(2015, 1, 17)]
    assert grades(office, *days) == [None, None, STATED, STATED, None]
    days = [day(2013, 3, 3), day(2013, 3, 4), day(2014, 4, 3), day(2014, 4, 4), day(2015, 1, 16)]
    other = Evidence(namings=[day(2013, 9, 9)])
    assert grades(office, *days, others=[other]) == [NAMED, None, None, STATED, STATED]
    assert grades(office._replace(namings=[]), day(2015, 1, 15), day(2015, 1, 16)) == [None, STATED]


def test_between_two_namings_an_office_is_likely_unless_somebody_else_is_known_in_between():
    office = Evidence(namings=[day(2014, 4, 17), day(2017, 1, 1), day(2021, 5, 5)])
    days = [
        day(2004, 4, 17), day(2014, 4, 16), day(2014, 4, 17), day(2014, 4, 18), day(2017, 1, 1),
        day(2019, 1, 1), day(2021, 5, 5), day(2021, 5, 6), TODAY,
    ]  # fmt: skip
    assert grades(office, *days) == [None, None, NAMED, LIKELY, NAMED, LIKELY, NAMED, None, None]
    other = Evidence(namings=[day(2018, 8, 8)])
    assert grades(office, *days, others=[other]) == [
        None,
        None,
        NAMED,
        LIKELY,
        NAMED,
        None,
        NAMED,
        None,
        None,
    ]
    stated = Evidence(exactly(day(2018, 8, 8)), exactly(day(2018, 9, 9)))
    assert grades(office, day(2017, 1, 2), day(2021, 5, 4), others=[stated]) == [None, None]


def test_nobody_holds_an_office_before_its_body_was_founded_or_after_it_was_dissolved():
    body = Span(day(1992, 3, 27), day(2000, 12, 31))
    offices = [Evidence(exactly(day(1990, 1, 1))), Evidence(namings=[day(1991, 1, 1), day(2001, 1, 1)])]
    days = [day(1991, 1, 1), day(1992, 3, 26), day(2001, 1, 1)]
    assert [grades(office, *days, existence=body) for office in offices] == [[None, None, None]] * 2
    assert grades(offices[0], day(1992, 3, 27), day(2000, 12, 31), existence=body) == [STATED, STATED]


def test_namings_outside_of_the_stated_dates_and_after_today_are_no_evidence():
    office = Evidence(exactly(day(2019, 1, 1)), exactly(day(2020, 1, 1)), [day(2018, 1, 1), day(2021, 1, 1)])
    assert grades(office, day(2018, 1, 1), day(2021, 1, 1)) == [None, None]
    assert grades(Evidence(namings=[TODAY, TODAY + ONE]), TODAY, TODAY + ONE) == [NAMED, None]


@pytest.mark.parametrize(
    ("evidence", "others", "is_over"),
    [
        (Evidence(exactly(day(2019, 1, 1))), [], False),
        (Evidence(exactly(day(2019, 1, 1)), exactly(TODAY)), [], False),
        (Evidence(exactly(day(2019, 1, 1)), exactly(TODAY - ONE)), [], True),
        (Evidence(exactly(day(2019, 1, 1))), [Evidence(exactly(day(2020, 1, 1)))], True),
        (Evidence(exactly(TODAY + ONE)), [], False),
        (Evidence(namings=[day(2014, 1, 1)]), [], False),
        (Evidence(namings=[day(2014, 1, 1)], has_left=True), [], True),
        (Evidence(), [], False),
    ],
)  # fmt: skip
def test_an_office_is_over_if_that_is_known(evidence, others, is_over):
    assert tenure_of(evidence, others_of(evidence, others), ALWAYS, TODAY).is_over == is_over


DAYS = st.dates(day(2015, 1, 1), TODAY + datetime.timedelta(days=400))
SPANS = st.none() | st.tuples(DAYS, st.integers(0, 400)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1] * ONE)
)


@st.composite
def offices(draw):
    start, end = draw(SPANS), draw(SPANS)
    if start and end and (start.first, start.last) > (end.first, end.last):
        start, end = end, start
    if start and end and end.last < start.last:
        end = Span(end.first, start.last)
    has_left = end is None and draw(st.booleans())
    return Evidence(start, end, sorted(draw(st.sets(DAYS, max_size=4))), has_left)


@given(offices(), st.lists(offices(), max_size=2))
def test_any_evidence_gives_periods_in_order_within_its_limits(evidence, others):
    tenure = tenure_of(evidence, others_of(evidence, others), ALWAYS, TODAY)
    days = [date for period in tenure.periods for date in (period.first, period.last)]
    assert days == sorted(days)
    assert all(
        before.last < after.first for before, after in zip(tenure.periods, tenure.periods[1:], strict=False)
    )
    for period in tenure.periods:
        assert period.last <= TODAY and not tenure.excludes(period.first) and not tenure.excludes(period.last)
    known = {*evidence.namings, *(evidence.start or ()), *(evidence.end or ())}
    for date in tenure.known_days:
        assert tenure.grade_on(date) is not None
    if not known:
        assert tenure.known_days == []
    for naming in tenure.namings:
        assert tenure.grade_on(naming) in {STATED, NAMED}


@given(offices(), st.lists(offices(), max_size=2), DAYS)
def test_a_stated_start_or_a_naming_precedes_each_day_that_is_known(evidence, others, date):
    tenure = tenure_of(evidence, others_of(evidence, others), ALWAYS, TODAY)
    if tenure.grade_on(date):
        start = [evidence.start.first] if evidence.start else []
        first = [evidence.end.first] if evidence.end and not start else []
        assert min([*start, *first, *evidence.namings]) <= date <= TODAY


def test_a_successor_whose_start_is_stated_is_told():
    office = Evidence(exactly(day(2010, 1, 1)))
    successor = Evidence(exactly(day(2015, 1, 1)))
    tenure = tenure_of(office, others_of(office, [successor]), ALWAYS, TODAY)
    assert (tenure.is_over, tenure.successor) == (True, exactly(day(2015, 1, 1)))
    assert tenure_of(office, others_of(office, []), ALWAYS, TODAY).successor is None
