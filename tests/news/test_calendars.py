"""Meetings as calendars."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from ipacis.core.lists import formats
from ipacis.core.record.corrections import correcting
from news.corrections import edit
from news.merging import merge_places
from news.models import Meeting
from tests import factories as make

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"


def get(address, **headers):
    return Client().get(address, headers=headers)


def calendar(address="/en/meetings/calendar.ics"):
    answer = get(address)
    assert answer.status_code == 200, address
    return Calendar.from_ical(answer.content)


def only_event(address="/en/meetings/calendar.ics"):
    (event,) = calendar(address).walk("VEVENT")
    return event


def test_a_calendar_holds_the_meetings_of_all_pages_of_its_list_in_their_order():
    law = make.topic("Law", slug="law")
    for number in range(45):
        make.meeting(
            day=datetime.date(2023, 1 + number % 3, 1 + number % 7), topics=[law] if number % 2 else []
        )
    for conditions in ("{}", "2023/02/{}", "{}?topic=law", "2023/01/01/{}?topic=law"):
        listed, walked = f"/en/meetings/{conditions}".format("feed.json"), []
        while listed:
            feed = Client().get(listed).json()
            walked += [item["url"] for item in feed["items"]]
            listed = feed.get("next_url", "").removeprefix(SITE)
        assert walked
        events = calendar(f"/en/meetings/{conditions}".format("calendar.ics")).walk("VEVENT")
        addresses = [str(event["URL"]) for event in events]
        assert sorted(addresses) == sorted(walked)
        days = [event["DTSTART"].dt for event in events]
        assert days == sorted(days, reverse=True)


def test_an_event_says_what_the_page_of_the_meeting_says():
    palace = make.place(
        "Palace",
        city_en="Minsk",
        country="BY",
        time_zone="Europe/Minsk",
        latitude="53.9",
        longitude="27.56667",
    )
    hall = make.place("Hall", within=palace, city_en="Minsk", country="BY", time_zone="Europe/Minsk")
    meeting = make.meeting(
        "Talks; and more",
        people=[make.person('Olga "O" Sidorova'), make.person("Ivan Petrov")],
        topics=[make.topic("Law")],
        place=hall,
        start_time=datetime.time(10),
        end_time=datetime.time(12, 30),
        summary_en="Elections, above all.",
    )
    meeting.participations.filter(order=1).update(role="chair", office_printed_en="Chair of the commission")
    meeting.participations.filter(order=2).update(capacity="message")
    event = only_event()
    assert event.errors == []
    assert str(event["SUMMARY"]) == "Talks; and more"
    assert event["UID"] == f"meeting-{meeting.pk}@iacis.ru"
    assert event["STATUS"] == "CONFIRMED"
    assert event["LOCATION"] == "Hall, Palace, Minsk, Belarus"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (53.9, 27.56667)
    assert event["URL"] == SITE + meeting.get_absolute_url()
    assert event["CATEGORIES"].cats == ["Law"]
    assert event["TRANSP"] == "TRANSPARENT"
    assert "Elections, above all." in event["DESCRIPTION"]
    who = 'Olga "O" Sidorova, Chair of the commission – chair\nIvan Petrov – message read out'
    assert who in event["DESCRIPTION"]


def test_a_published_calendar_invites_nobody():
    make.meeting(people=[make.person("Olga Sidorova"), make.person("Ivan Petrov")])
    # RFC 5545, 3.8.4.1: ATTENDEE must not be specified when calendar information is published.
    assert {"ATTENDEE", "ORGANIZER", "RSVP"} & set(only_event()) == set()
    assert "Olga Sidorova\nIvan Petrov" in only_event()["DESCRIPTION"]


def test_times_are_in_the_time_zone_of_the_place():
    make.meeting(
        place=make.place("Tashkent", time_zone="Asia/Tashkent"),
        start_time=datetime.time(10),
        end_time=datetime.time(11),
    )
    found = calendar()
    (event,) = found.walk("VEVENT")
    zone = ZoneInfo("Asia/Tashkent")
    assert event.start == datetime.datetime(2023, 11, 30, 10, tzinfo=zone)
    assert event.end == datetime.datetime(2023, 11, 30, 11, tzinfo=zone)
    assert event.start.utcoffset() == datetime.timedelta(hours=5)
    assert "DTSTART;TZID=Asia/Tashkent:20231130T100000" in event.to_ical().decode()
    assert {str(row["TZID"]) for row in found.walk("VTIMEZONE")} >= {"Asia/Tashkent"}


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ({}, "20231130", "20231201"),
        ({"end_date": datetime.date(2023, 12, 2)}, "20231130", "20231203"),
        ({"date_precision": "month"}, "20231101", "20231201"),
        ({"date_precision": "month", "start_time": datetime.time(9)}, "20231101", "20231201"),
    ],
)
def test_where_only_days_are_known_the_end_is_the_day_after_the_last(fields, start, end):
    make.meeting(**fields)
    lines = only_event().to_ical().decode().split("\r\n")
    assert {f"DTSTART;VALUE=DATE:{start}", f"DTEND;VALUE=DATE:{end}"} <= set(lines)


def test_an_end_that_is_not_known_is_left_out_on_one_day_and_is_midnight_after_several():
    make.meeting(start_time=datetime.time(9))
    make.meeting(
        day=datetime.date(2023, 1, 1), end_date=datetime.date(2023, 1, 3), start_time=datetime.time(9)
    )
    one, several = calendar().walk("VEVENT")
    assert "DTEND" not in one
    assert several["DTEND"].dt == datetime.datetime(2023, 1, 4, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("status", "expected"), [("held", "CONFIRMED"), ("planned", "TENTATIVE"), ("cancelled", "CANCELLED")]
)
def test_the_status_of_a_meeting_is_the_status_of_its_event(status, expected):
    make.meeting(status=status)
    assert only_event()["STATUS"] == expected


MOVES = [
    {"start_date": datetime.date(2023, 12, 1), "end_date": datetime.date(2023, 12, 1)},
    {"end_date": datetime.date(2023, 12, 1)},
    {"start_time": datetime.time(9)},
    {"status": "cancelled"},
    {"place_printed_en": "White Hall"},
    {"place_country": "KZ"},
]


def change(meeting, **fields):
    """Change a newly loaded copy of *meeting*, as another process would, and return its sequence."""
    row = Meeting.objects.get(pk=meeting.pk)
    for name, value in fields.items():
        setattr(row, name, value)
    with edit(row):
        row.save()
    return Meeting.objects.get(pk=meeting.pk).sequence


@pytest.mark.parametrize("fields", MOVES)
def test_the_sequence_rises_when_time_or_status_of_a_public_meeting_changes(fields):
    meeting = make.meeting()
    assert change(meeting, **fields) == 1
    assert only_event()["SEQUENCE"] == 1
    assert only_event()["UID"] == f"meeting-{meeting.pk}@iacis.ru"


def test_the_sequence_rises_with_the_place_and_once_for_each_change():
    meeting = make.meeting()
    assert change(meeting, place=make.place()) == 1
    assert change(meeting, status="planned", start_time=datetime.time(9)) == 2


def test_the_sequence_stays_when_only_words_change():
    meeting = make.meeting()
    assert change(meeting, title_en="Other", summary_en="Other", kind="visit") == 0


def test_the_sequence_stays_while_nobody_has_seen_the_meeting():
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    draft = make.meeting(state="draft", publish_at=None)
    scheduled = make.meeting(publish_at=tomorrow)
    assert [change(row, status="cancelled") for row in (draft, scheduled)] == [0, 0]


def test_the_sequence_never_falls_back_for_a_row_read_long_ago():
    meeting = make.meeting()
    stale = Meeting.objects.get(pk=meeting.pk)
    change(meeting, status="cancelled")
    stale.status = "cancelled"
    stale.save()
    assert change(meeting) == 1


def test_the_sequence_is_saved_with_the_one_column_that_changed():
    meeting = make.meeting()
    meeting.status = "cancelled"
    with correcting(meeting):
        meeting.save(update_fields=["status"])
    stored = Meeting.objects.get()
    assert stored.sequence == 1
    assert stored.modified_at == meeting.modified_at  # the ETag of the calendar follows from it


def test_a_calendar_has_its_conditions_and_its_refresh_interval():
    make.topic("Law", slug="law")
    found = calendar("/en/meetings/2023/calendar.ics?topic=law")
    assert "The latest 250" in found["X-WR-CALDESC"]
    text = found.to_ical().decode()
    assert "\r\nNAME:Meetings: 2023\\, Law – IPA CIS" in text
    assert "X-WR-CALNAME:Meetings: 2023\\, Law – IPA CIS" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    assert "X-PUBLISHED-TTL:PT6H" in text


def test_a_calendar_without_meetings_still_has_the_one_component_that_it_must_have():
    assert [part.name for part in calendar().subcomponents] == ["VTIMEZONE"]


def test_an_invalid_condition_gives_an_empty_calendar_with_an_error_message():
    make.meeting()
    found = calendar("/en/meetings/calendar.ics?topic=nothing")
    assert found.walk("VEVENT") == []
    assert found["X-WR-CALDESC"] == "“nothing” cannot be used as “Topic”."


def test_a_date_that_does_not_exist_is_404():
    assert get("/en/meetings/2023/02/30/calendar.ics").status_code == 404


def test_calendars_have_public_meetings_only():
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    make.meeting("Shown")
    for hidden in (
        {"state": "draft"},
        {"state": "in_review"},
        {"state": "withdrawn"},
        {"publish_at": tomorrow},
    ):
        meeting = make.meeting("Hidden", **hidden)
        assert get(f"{meeting_path(meeting)}calendar.ics").status_code in {404, 410}
    assert only_event()["SUMMARY"] == "Shown"


def meeting_path(meeting):
    return f"/en/meetings/2023/11/30/{meeting.slug}/"


def test_one_meeting_can_be_put_into_a_calendar_from_its_page():
    make.meeting("Other")
    meeting = make.meeting("Talks")
    page = get(meeting_path(meeting)).content.decode()
    assert f'href="{meeting_path(meeting)}calendar.ics"' in page
    assert only_event(f"{meeting_path(meeting)}calendar.ics")["UID"] == f"meeting-{meeting.pk}@iacis.ru"


def test_a_list_of_meetings_links_its_calendar_and_a_list_of_news_has_none():
    page = get("/en/meetings/2023/").content.decode()
    assert 'type="text/calendar" href="/en/meetings/2023/calendar.ics"' in page
    assert 'href="webcal://127.0.0.1:8000/en/meetings/2023/calendar.ics"' in page
    assert "A calendar holds the latest 250 meetings." in get("/en/subscribe/").content.decode()
    assert "calendar.ics" not in get("/en/news/").content.decode()
    assert get("/en/news/calendar.ics").status_code == 404


def test_a_conditional_request_gets_304_until_a_meeting_changes():
    meeting = make.meeting()
    first = get("/en/meetings/calendar.ics")
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert get("/en/meetings/calendar.ics", if_none_match=first["ETag"]).status_code == 304
    assert Client().head("/en/meetings/calendar.ics")["ETag"] == first["ETag"]
    change(meeting, status="cancelled")
    assert get("/en/meetings/calendar.ics", if_none_match=first["ETag"]).status_code == 200


def test_a_topic_that_a_program_renames_is_a_change_of_the_calendar():
    topic = make.topic("Law")
    make.meeting(topics=[topic])
    first = get("/en/meetings/calendar.ics")
    topic.label_en = "Justice"
    topic.save()
    again = get("/en/meetings/calendar.ics", if_none_match=first["ETag"])
    assert again.status_code == 200 and "CATEGORIES:Justice" in again.content.decode()


def test_a_list_that_is_too_long_gives_its_latest_meetings(monkeypatch):
    for day in (1, 2, 3):
        make.meeting(f"Day {day}", datetime.date(2023, 1, day))
    short = formats.Format("calendar.ics", "text/calendar", "Calendar", most=2)
    monkeypatch.setattr("news.formats.calendars.CALENDAR", short)
    assert [str(event["SUMMARY"]) for event in calendar().walk("VEVENT")] == ["Day 3", "Day 2"]


def queries(address):
    with CaptureQueriesContext(connection) as captured:
        assert get(address).status_code == 200
    return len(captured)


def test_a_calendar_needs_the_same_queries_for_any_number_of_meetings():
    people = [make.person(f"Anna Person{n}") for n in range(3)]
    topics = [make.topic(f"Topic {n}") for n in range(2)]
    counts = []
    for more in (2, 9):
        for _ in range(more):
            place = make.place("Hall", within=make.place("Palace"))
            body = make.organization()
            make.meeting(people=people, topics=topics, delegations=[body] * 3, place=place)
        counts.append(queries("/en/meetings/calendar.ics"))
    assert counts == [7, 7]


def test_a_304_is_answered_before_the_calendar_is_made(monkeypatch):
    make.meeting()
    etag = get("/en/meetings/calendar.ics").headers["ETag"]
    monkeypatch.setattr("news.formats.calendars.calendar_of", None)
    answer = get("/en/meetings/calendar.ics", if_none_match=etag)
    assert (answer.status_code, answer.headers["ETag"]) == (304, etag)


@pytest.fixture
def places():
    """A hall in a building in a city, with a meeting in the building, in the hall, elsewhere, and two not public."""
    city = make.place("City")
    building = make.place("Building", within=city, country="BY", latitude=53, longitude=27)
    hall = make.place("Hall", within=building)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    make.meeting("In the building", place=building)
    make.meeting("In the hall", place=hall)
    make.meeting("Elsewhere", place=make.place("Palace"))
    make.meeting("Nowhere")
    make.meeting("Draft", place=building, state="draft", publish_at=None)
    make.meeting("Scheduled", place=hall, publish_at=tomorrow)
    return {"city": city, "building": building, "hall": hall}


def touched():
    """Return {title: sequence} of the meetings with a raised sequence, and the titles of those modified now."""
    risen = Meeting.objects.filter(sequence__gt=0).values_list("title_en", "sequence")
    modified = Meeting.objects.filter(modified_at__gte=timezone.now() - datetime.timedelta(hours=1))
    return dict(risen), set(modified.values_list("title_en", flat=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Asia/Almaty"),
        ("latitude", "43.25"),
        ("longitude", "76.9"),
    ],
)
def test_the_sequence_rises_when_a_place_or_what_it_lies_within_changes(places, field, value):
    Meeting.objects.update(modified_at=make.NOON)
    building = places["building"]
    setattr(building, field, value)
    building.save()
    assert touched() == (
        {"In the building": 1, "In the hall": 1},
        {"In the building", "In the hall"},
    )


def test_the_sequence_rises_with_the_hall_only_of_what_is_in_the_hall(places):
    Meeting.objects.update(modified_at=make.NOON)
    places["hall"].time_zone = "Asia/Almaty"
    places["hall"].save()
    assert touched() == ({"In the hall": 1}, {"In the hall"})


@pytest.mark.parametrize(("field", "value"), [("kind", "city"), ("slug", "other")])
def test_the_sequence_stays_when_fields_of_a_place_change_that_calendars_lack(places, field, value):
    Meeting.objects.update(modified_at=make.NOON)
    setattr(places["building"], field, value)
    places["building"].save()
    assert touched() == ({}, set())


def test_the_sequence_rises_when_the_place_is_merged_into_another(places):
    merge_places(places["hall"], make.place("Great hall"))
    assert touched()[0] == {"In the hall": 1}


def test_an_end_equal_to_the_start_counts_as_unknown():
    noon = datetime.time(12)
    make.meeting(start_time=noon, end_time=noon)
    assert "DTEND" not in only_event()
