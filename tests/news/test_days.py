"""The dates of releases, meetings and events: accepted values, and pages of dates outside the archive."""

import datetime
import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from ipacis.core.record.corrections import correcting
from news.models import Event, Meeting, NewsItem, Place
from news.releases import ReleaseError, ReleaseText
from tests import factories as make
from tests.admin_pages import change, errors, fields, messages, page, save, step

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
    save(admin_client, page(NewsItem, "add"), headline="Visit", body="<p>A visit.</p>", date=day)
    save(admin_client, page(Meeting, "add"), title_en="Visit", start_date=day)
    for thing in (NewsItem.objects.get(), Meeting.objects.get()):
        step(admin_client, thing, "publish")
        assert Client().get(thing.get_absolute_url()).status_code == 200


def test_nothing_is_published_at_a_time_outside_the_archive(admin_client):
    item = make.news("Visit", state="draft", publish_at=None, body="<p>A visit.</p>")
    answer = step(admin_client, item, "schedule", publish_at_0="0226-11-26", publish_at_1="10:00")
    assert answer.context["form"].errors == {"publish_at": [YEARS]}


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


# Questions about days that are probably wrong

LONG = "It lasts %d days. Check the first and the last day; if they are right, save again."


@pytest.mark.parametrize("thing", [make.meeting, make.event])
@pytest.mark.parametrize(("last", "question"), [("2023-12-30", None), ("2023-12-31", LONG % 32)])
def test_the_form_asks_about_more_than_31_days_once(admin_client, thing, last, question):
    long = thing()
    answer = save(admin_client, change(long), end_date=last)
    if question:
        assert errors(answer) == [question]
        assert days_of(long) == ("2023-11-30", "2023-11-30")
        again = {**fields(answer), "end_date": "2024-01-30"}
        answer = admin_client.post(change(long), again)
        assert errors(answer) == [LONG % 62]  # another number is another question
        answer = admin_client.post(change(long), {**fields(answer), "end_date": last})
    assert answer.status_code == 302
    assert days_of(long) == ("2023-11-30", last)


@pytest.mark.parametrize("precision", ["month", "year"])
def test_the_form_asks_nothing_about_one_month_or_year(admin_client, precision):
    meeting = make.meeting()
    answer = save(admin_client, change(meeting), date_precision=precision, end_date="2023-11-30")
    assert answer.status_code == 302


def test_the_form_asks_about_several_months(admin_client):
    meeting = make.meeting()
    answer = save(admin_client, change(meeting), date_precision="month", end_date="2024-01-01")
    assert errors(answer) == [LONG % 92]


@pytest.mark.parametrize("model", [Meeting, Event])
def test_the_form_of_a_new_row_asks_as_well(admin_client, model):
    typed = {"title_en": "Visit", "name_en": "Forum", "start_date": "2023-01-01", "end_date": "2023-03-01"}
    answer = save(admin_client, page(model, "add"), **typed)
    assert errors(answer) == [LONG % 60]
    assert admin_client.post(page(model, "add"), fields(answer)).status_code == 302


PASSED = "The meeting was planned for a day that has passed. Choose “held” or “cancelled”; if neither is known, save again."


def test_the_form_asks_about_a_planned_meeting_whose_day_has_passed(admin_client):
    today = timezone.localdate()
    over = make.meeting(
        day=today - datetime.timedelta(days=2), end_date=today - datetime.timedelta(days=1), status="planned"
    )
    coming = make.meeting(day=today, status="planned")
    answer = save(admin_client, change(over), source_url="https://www.example.org/")
    assert errors(answer) == [PASSED]
    assert admin_client.post(change(over), fields(answer)).status_code == 302
    assert save(admin_client, change(over), status="held").status_code == 302
    assert save(admin_client, change(coming), source_url="https://www.example.org/").status_code == 302
    over.status = "planned"
    with correcting(over):
        over.save()
    found = admin_client.get(page(Meeting, "changelist") + "?overdue=1").context["cl"].result_list
    assert list(found) == [over]


@pytest.mark.parametrize(("language", "words"), [("en", "Was planned"), ("ru", "Планировалась")])
def test_readers_are_not_told_that_a_meeting_is_planned_after_its_day(language, words):
    today = timezone.localdate()
    over = make.meeting(day=today - datetime.timedelta(days=1), status="planned")
    coming = make.meeting(day=today, status="planned")
    client, path = Client(), f"/{language}/meetings/"
    assert [thing.shown_status for thing in (over, coming)] == ["unconfirmed", "planned"]
    table = client.get(f"{path}export.csv")
    table = b"".join(table) if table.streaming else table.content
    assert (b",unconfirmed," in table, table.count(b",planned,")) == (True, 1)
    statuses = [event.get("status") for event in json.loads(b"".join(client.get("/popolo.json")))["events"]]
    assert statuses == ["unconfirmed", "planned"]
    assert client.get(path).content.decode().count(f'<b class="flag">{words}') == 1
    pages = [
        client.get(thing.get_absolute_url().replace("/en/", f"/{language}/")).content.decode()
        for thing in (over, coming)
    ]
    assert ["eventStatus" in text for text in pages] == [False, True]
    assert ['calendar.ics" type' in text for text in pages] == [False, True]


def test_a_new_day_of_a_meeting_is_compared_with_the_offices_chosen(admin_client):
    anna, boris, vera = make.person("Anna Ivanova"), make.person("Boris Petrov"), make.person("Vera Orlova")
    day = datetime.date(2023, 11, 30)
    stated = make.membership(anna, make.post("Speaker"), datetime.date(2020, 1, 1), day)
    named = make.membership(boris, make.post("Deputy"), first_seen=day, last_seen=day)
    open_ended = make.membership(vera, make.post("Clerk"), datetime.date(2020, 1, 1))
    meeting = make.meeting(people=[anna, boris, vera], state="draft", publish_at=None)
    for line, office in zip(meeting.participations.all(), [stated, named, open_ended], strict=True):
        line.memberships.set([office])
    answer = save(admin_client, change(meeting), source_url="https://www.example.org/")
    assert [text for level, text in messages(answer) if level == "warning"] == []
    answer = save(admin_client, change(meeting), start_date="2023-12-05")
    assert [text for level, text in messages(answer) if level == "warning"] == [
        "Anna Ivanova: the office “Speaker” was not held on the day of the meeting.",
        "Boris Petrov: it is not known that “Deputy” was held on the new day (mentioned on 30 November 2023).",
    ]
