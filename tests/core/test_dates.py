import datetime

import pytest
from django.utils.translation import override

from ipacis.core.record.dates import Precision, first_day, last_day, parse_partial, show_behind, show_span
from people.models import OtherName


def test_a_year_means_all_its_days():
    date = datetime.date(2019, 6, 15)
    assert (first_day(date, Precision.YEAR), last_day(date, Precision.YEAR)) == (
        datetime.date(2019, 1, 1),
        datetime.date(2019, 12, 31),
    )


def test_a_month_ends_on_its_last_day_also_in_a_leap_year():
    assert last_day(datetime.date(2024, 2, 1), Precision.MONTH) == datetime.date(2024, 2, 29)


@pytest.mark.parametrize("text", ["2019-2", "x", "2019-13", "19", "2019-02-30"])
def test_a_text_that_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        parse_partial(text)


@pytest.mark.parametrize(
    ("language", "end", "words"),
    [
        ("en", datetime.date(2016, 11, 25), "24–25 November 2016"),
        ("ru", datetime.date(2016, 11, 25), "24–25 ноября 2016 г."),
        ("en", datetime.date(2016, 12, 2), "24 November – 2 December 2016"),
        ("ru", datetime.date(2016, 12, 2), "24 ноября – 2 декабря 2016 г."),
        ("en", datetime.date(2017, 1, 2), "24 November 2016 – 2 January 2017"),
    ],
)
def test_days_are_told_in_words(language, end, words):
    with override(language):
        assert show_span(datetime.date(2016, 11, 24), end) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019", "2021", "2019–2021"),
        ("2021", "2021", "2021"),
        ("2019-06", "2020-03", "June 2019 – March 2020"),
        ("2019-06", "2020", "June 2019 – 2020"),
        ("2017-10-15", "2017-10-18", "15–18 October 2017"),
        ("2019", "", ""),
    ],
)
def test_from_to_is_told_as_far_as_it_is_known(start, end, words):
    span = OtherName()
    span.start_date, span.start_precision = parse_partial(start)
    span.end_date, span.end_precision = parse_partial(end)
    span.settle_days()
    assert span.span_text == words


def test_a_month_after_since_is_in_the_genitive_case():
    with override("ru"):
        assert show_behind(datetime.date(2019, 6, 1), Precision.MONTH) == "июня 2019 г."
