"""Popolo, JSON-LD and the page about them."""

import datetime
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories as make
from tests.admin_pages import change, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    body = make.organization("Commission", "Комиссия", slug="commission", country="BY")
    anna = make.person("Anna Ivanova", "Анна Иванова", slug="anna", country="BY")
    hidden = make.person("Vera Secret", slug="secret", is_public=False)
    post = make.post("Chair", body, slug="chair")
    make.membership(anna, post, datetime.date(2020, 1, 1))
    make.membership(hidden, post, datetime.date(2019, 1, 1), datetime.date(2019, 12, 31))
    event = make.event("Forum", slug="forum")
    place = make.place("Palace", slug="palace", country="RU", latitude="59.94", longitude="30.37")
    meeting = make.meeting(
        "Talks", people=[anna, hidden], delegations=[body], topics=[make.topic("Law", slug="law")], event=event,
        place=place, slug="talks",
    )  # fmt: skip
    item = make.news("Talks held", meetings=[meeting], slug="talks-held", body="<p>They </script> met.</p>")
    make.news(
        "Прошла встреча", "ru", translation_key=item.translation_key, slug="vstrecha", meetings=[meeting]
    )
    make.meeting("Draft talks", state="draft", slug="draft-talks")
    return meeting


def popolo():
    return json.loads(b"".join(Client().get("/popolo.json")))


def test_popolo_holds_the_public_people_their_offices_and_meetings(world):
    data = popolo()
    assert list(data) == ["persons", "organizations", "posts", "memberships", "events"]
    assert [(row["name"], row["other_names"]) for row in data["persons"]] == [
        ("Anna Ivanova", [{"name": "Анна Иванова", "lang": "ru"}])
    ]
    [membership] = data["memberships"]
    assert membership["start_date"] == "2020-01-01"
    assert membership["person_id"] == data["persons"][0]["id"]
    assert membership["post_id"] == data["posts"][0]["id"]
    assert membership["organization_id"] == data["organizations"][0]["id"]
    forum, talks = data["events"]
    assert (talks["name"], talks["parent_id"], talks["location"]) == ("Talks", forum["id"], "Palace")
    assert [attendee["name"] for attendee in talks["attendees"]] == ["Anna Ivanova", "Vera Secret"]
    assert ["id" in attendee for attendee in talks["attendees"]] == [True, False]


def test_popolo_fits_its_schemas(world):
    data = popolo()
    ids = [row["id"] for rows in data.values() for row in rows]
    assert len(ids) == len(set(ids))
    for rows in data.values():
        for row in rows:
            for key in ("start_date", "end_date"):
                assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", row.get(key, "2000")), row
            for link in row.get("links", []):
                assert link["url"].startswith("http"), row
    for row in [*data["persons"], *data["organizations"], *data["events"]]:
        assert isinstance(row["name"], str) and row["name"], row


def test_popolo_needs_no_more_queries_for_more_rows_and_answers_304(world):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            popolo()
        return len(captured)

    few = queries()
    for number in range(9):
        make.meeting(people=[make.person(f"Anna Person{number}")])
    assert queries() == few
    answer = Client().get("/popolo.json")
    again = Client().get("/popolo.json", headers={"if-modified-since": answer.headers["Last-Modified"]})
    assert again.status_code == 304


def linked(address):
    """Return the JSON-LD of a page."""
    page = Client().get(address).content.decode()
    return [
        json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    ]


def test_a_release_describes_itself_and_the_meetings_it_tells(world):
    [data] = linked("/en/news/2023/11/30/talks-held/")
    assert (data["@type"], data["headline"], data["inLanguage"]) == ("NewsArticle", "Talks held", "en")
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [row["inLanguage"] for row in data["workTranslation"]] == ["ru"]
    [meeting] = data["about"]
    assert [attendee["name"] for attendee in meeting["attendee"]] == ["Anna Ivanova", "Vera Secret"]


def test_a_meeting_describes_when_where_and_who(world):
    [data] = linked("/ru/meetings/2023/11/30/talks/")
    assert (data["@type"], data["startDate"], data["location"]["geo"]["latitude"]) == (
        "Event",
        "2023-11-30",
        59.94,
    )
    assert data["superEvent"]["name"] == "Forum" and "organizer" not in data  # nobody is stated as host
    assert ["url" in attendee for attendee in data["attendee"]] == [True, False]


def test_a_person_describes_the_offices_held(world):
    [data] = linked("/en/people/anna/")
    person = data["mainEntity"]
    assert (person["name"], person["jobTitle"], person["alternateName"]) == (
        "Anna Ivanova",
        ["Chair"],
        ["Анна Иванова"],
    )
    assert [(role["roleName"], role["startDate"]) for role in person["memberOf"]] == [("Chair", "2020-01-01")]


@pytest.mark.parametrize(
    "address",
    ["/en/", "/en/organizations/commission/", "/en/topics/law/", "/en/events/forum/", "/en/places/palace/"],
)
def test_other_pages_describe_themselves(world, address):
    [data] = linked(address)
    assert data["@context"] == "https://schema.org"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_example_of_the_data_page_works(world, language):
    client = Client()
    page = client.get(f"/{language}/data/").content.decode()
    links = re.findall(
        r'<a href="(/[^"]+)"', page.partition('<div class="prose data">')[2].partition("</main>")[0]
    )
    assert len(links) >= 9
    assert {
        link: client.get(link.replace("&amp;", "&"), follow=True).status_code for link in links
    } == dict.fromkeys(links, 200)


@pytest.mark.parametrize(("precision", "start", "end"), [
    ("month", "2026-10", "2026-10"),
    ("year", "2026", "2026"),
])  # fmt: skip
def test_no_output_has_hours_of_a_meeting_known_to_the_month_or_year(precision, start, end):
    times = {"start_time": datetime.time(10), "end_time": datetime.time(11)}
    meeting = make.meeting("Talks", datetime.date(2026, 10, 5), date_precision=precision, **times)
    item = make.news("Talks held", day=datetime.date(2026, 10, 6), meetings=[meeting])
    address = meeting.get_absolute_url()
    [data], [told] = (
        linked(address),
        [row for page in linked(item.get_absolute_url()) for row in page["about"]],
    )
    assert [(row["startDate"], row["endDate"]) for row in (data, told)] == [(start, end)] * 2
    lists = ["feed.rss", "feed.atom", "feed.json", "export.csv", "calendar.ics", ""]
    pages = [address, item.get_absolute_url(), f"{address}calendar.ics", "/popolo.json"]
    texts = {path: body(path) for path in [*pages, *(f"/en/meetings/2026/{name}" for name in lists)]}
    assert [
        path for path, text in texts.items() if re.search(r"(?<![\d:])1[01]:00(?!:)|T1[01]00", text)
    ] == []


def body(path):
    """Return the answer at *path* without the moments at which rows were published or changed."""
    text = Client().get(path).getvalue().decode()
    return re.sub(r"(DTSTAMP|CREATED|LAST-MODIFIED)[^\r]*", "", text)


FIRST, LAST = datetime.date(2023, 11, 30), datetime.date(2023, 12, 2)
TEN, HALF_PAST_EIGHT = datetime.time(10), datetime.time(8, 30)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ({}, ("2023-11-30", "2023-11-30")),
        ({"end_date": LAST}, ("2023-11-30", "2023-12-02")),
        ({"start_time": TEN}, ("2023-11-30T10:00:00+05:00", None)),
        ({"start_time": TEN, "end_time": TEN}, ("2023-11-30T10:00:00+05:00", None)),
        (
            {"start_time": HALF_PAST_EIGHT, "end_time": TEN},
            ("2023-11-30T08:30:00+05:00", "2023-11-30T10:00:00+05:00"),
        ),
        (
            {"start_time": TEN, "end_date": LAST},
            ("2023-11-30T10:00:00+05:00", "2023-12-03T00:00:00+05:00"),
        ),
        (
            {"start_time": TEN, "end_date": LAST, "end_time": HALF_PAST_EIGHT},
            ("2023-11-30T10:00:00+05:00", "2023-12-02T08:30:00+05:00"),
        ),
    ],
)
def test_hours_are_shown_in_the_time_zone_of_the_place(hours, expected):
    place = make.place("Hall", time_zone="Asia/Tashkent")
    meeting = make.meeting("Talks", FIRST, place=place, slug="hours", **hours)
    item = make.news("Talks held", meetings=[meeting])
    [data] = linked("/en/meetings/2023/11/30/hours/")
    [release] = linked(item.get_absolute_url())
    assert [(row["startDate"], row.get("endDate")) for row in (data, *release["about"])] == [expected] * 2


def test_hours_have_the_utc_offset_of_their_day_and_without_a_place_that_of_the_site():
    times = {"start_time": TEN, "end_time": TEN, "end_date": datetime.date(2024, 4, 1)}
    chisinau = make.place("Hall", time_zone="Europe/Chisinau")
    found = {}
    for place in (chisinau, None):
        meeting = make.meeting("Talks", datetime.date(2024, 3, 30), place=place, **times)
        [data] = linked(meeting.get_absolute_url())
        found[place] = data["startDate"], data["endDate"]
    assert found == {
        chisinau: ("2024-03-30T10:00:00+02:00", "2024-04-01T10:00:00+03:00"),
        None: ("2024-03-30T10:00:00+03:00", "2024-04-01T10:00:00+03:00"),
    }


@pytest.mark.parametrize("precision", ["month", "year"])
def test_hours_with_only_a_month_or_year_are_a_form_error(admin_client, precision):
    meeting = make.meeting("Talks", state="draft", publish_at=None)
    for times in ({"start_time": "10:00"}, {"start_time": "10:00", "end_time": "11:00"}):
        answer = save(admin_client, change(meeting), date_precision=precision, **times)
        assert list(answer.context["adminform"].form.errors) == ["start_time"]
    assert save(admin_client, change(meeting), date_precision="day", start_time="10:00").status_code == 302
