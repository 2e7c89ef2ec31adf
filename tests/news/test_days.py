"""The dates of releases, meetings and events: accepted values, and pages of dates outside the archive."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from news.models import Event, Meeting, NewsItem, Place
from news.releases import ReleaseError, ReleaseText
from tests import factories as make
from tests.admin_pages import change, errors, fields, page, save

pytestmark = pytest.mark.django_db

OUTSIDE = ["1989-12-31", "1957-03-25", "0226-11-26", "2101-01-01", "2206-11-26"]
YEARS = "The site has pages for the years from 1990 to 2100: check the year."


def days_of(thing):
    thing.refresh_from_db()
    return thing.start_date.isoformat(), thing.end_date.isoformat()


@pytest.mark.parametrize("thing", [make.meeting, make.event])
def test_changing_the_first_day_moves_a_one_day_row(admin_client, thing):
    moved = thing()
    assert fields(admin_client.get(change(moved)))["end_date"] == ""
    save(admin_client, change(moved), start_date="2023-11-29")
    assert days_of(moved) == ("2023-11-29", "2023-11-29")


def test_changing_the_month_moves_a_meeting_known_to_the_month(admin_client):
    meeting = make.meeting(date_precision="month")
    save(admin_client, change(meeting), start_date="2023-09-10")
    assert days_of(meeting) == ("2023-09-01", "2023-09-30")


def test_a_meeting_of_several_days_keeps_its_last_day(admin_client):
    meeting = make.meeting(end_date=datetime.date(2023, 12, 1))
    assert fields(admin_client.get(change(meeting)))["end_date"] == "2023-12-01"
    save(admin_client, change(meeting), start_date="2023-11-29")
    assert days_of(meeting) == ("2023-11-29", "2023-12-01")


def test_a_save_without_a_change_of_the_days_changes_none(admin_client):
    for meeting in (make.meeting(), make.meeting(date_precision="year")):
        before = days_of(meeting)
        save(admin_client, change(meeting), source_url="https://www.example.org/")
        assert days_of(meeting) == before


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [("day", "2013-11-30", "2023-11-30"), ("month", "2013-11-30", "2023-11-30"), ("year", "2010", "2019")],
)
def test_a_meeting_that_lasts_too_long_is_a_form_error(admin_client, precision, first, last):
    meeting = make.meeting(date_precision=precision)
    answer = save(
        admin_client, change(meeting), start_date=f"{first}-01-01"[:10], end_date=f"{last}-01-01"[:10]
    )
    assert ["days after the first: check the years." in text for text in errors(answer)] == [True]


@pytest.mark.parametrize("day", OUTSIDE)
@pytest.mark.parametrize(
    ("model", "name", "typed"),
    [
        (NewsItem, "date", {"headline": "Visit"}),
        (Meeting, "start_date", {"title_en": "Visit"}),
        (Event, "start_date", {"name_en": "Forum"}),
    ],
)
def test_a_day_outside_the_archive_is_refused(admin_client, model, name, typed, day):
    answer = save(admin_client, page(model, "add"), **typed, **{name: day})
    assert (YEARS in errors(answer), model.objects.count()) == (True, 0)


@pytest.mark.parametrize("day", ["1990-01-01", "2096-02-29", "2100-12-31"])
def test_the_first_and_last_days_of_the_archive_have_pages(admin_client, day):
    save(admin_client, page(NewsItem, "add"), headline="Visit", date=day, state="published")
    save(admin_client, page(Meeting, "add"), title_en="Visit", start_date=day, state="published")
    for thing in (NewsItem.objects.get(), Meeting.objects.get()):
        assert Client().get(thing.get_absolute_url()).status_code == 200


def test_nothing_is_published_at_a_time_outside_the_archive(admin_client):
    answer = save(
        admin_client, page(NewsItem, "add"), headline="Visit", publish_at_0="0226-11-26", publish_at_1="10:00"
    )
    assert errors(answer) == [YEARS]


@pytest.mark.parametrize("year", [1, 226, 1957, 1989, 2101, 9999])
def test_rows_that_a_program_dates_outside_the_archive_have_pages(year):
    day = datetime.date(year, 5, 17)
    meeting = make.meeting(day=day)
    item = make.news(day=day, meetings=[meeting])
    client = Client()
    addresses = [
        item.get_absolute_url(),
        meeting.get_absolute_url(),
        f"{meeting.get_absolute_url()}calendar.ics",
    ]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    assert client.get(item.short_url).headers["Location"] == item.get_absolute_url()


def test_an_end_time_without_a_start_time_is_a_form_error(admin_client):
    meeting = make.meeting()
    answer = save(admin_client, change(meeting), end_time="12:00")
    assert "Give the time at which the meeting begins as well." in errors(answer)


@pytest.mark.parametrize("year", ["1989", "2101", "0226"])
def test_the_text_of_a_release_of_such_a_year_is_refused(year):
    with pytest.raises(ReleaseError, match="from 1990 to 2100"):
        ReleaseText.parse(f"Visit\n\n30 November {year}\n\nThey met.")


@pytest.mark.parametrize(("given", "missing"), [("latitude", "longitude"), ("longitude", "latitude")])
def test_a_place_with_one_coordinate_is_refused_and_breaks_no_page(admin_client, given, missing):
    answer = save(admin_client, page(Place, "add"), name_en="Palace", **{given: "59.94732"})
    assert errors(answer) == ["Give both the latitude and the longitude, or neither."]
    with pytest.raises(ValidationError):
        Place(name_en="Palace", slug="palace", **{given: "59.94732"}).full_clean()
    place = make.place(**{given: 59})
    meeting = make.meeting(place=place)
    item = make.news(meetings=[meeting])
    for thing in (place, meeting, item):
        answer = Client().get(thing.get_absolute_url())
        assert (answer.status_code, b"GeoCoordinates" in answer.content) == (200, False)
