"""What a source states and what the site concludes are told apart wherever the fact is shown."""

import csv
import json
import re

import pytest
from django.test import Client

from news.corrections import edit
from tests import factories as make
from tests.pages import typed

pytestmark = pytest.mark.django_db


def text(address):
    answer = Client().get(address)
    return answer.getvalue().decode() if answer.streaming else typed(answer)


@pytest.fixture
def concluded():
    people = [make.person("Anna Ivanova", slug="anna"), make.person("Boris Petrov", slug="boris")]
    council = make.organization("Council")
    meeting = make.meeting(
        "Talks",
        people=people,
        delegations=[council, None],
        place=make.place("Palace", "Дворец", latitude=53.9, longitude=27.5),
        event=make.event("Forum", "Форум"),
        title_ru="Беседа",
        date_stated=False,
        place_stated=False,
        event_stated=False,
    )
    meeting.participations.filter(order=1).update(role="host", role_stated=False)
    meeting.participations.filter(order=2).update(
        capacity="video", capacity_stated=False, presence_stated=False
    )
    make.news("Release", meetings=[meeting], section=council, date_stated=False)
    make.news("Сообщение", "ru", meetings=[meeting], date_stated=False)
    return meeting


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "date inferred; the source does not state the day",
                "our conclusion; the source does not state the place",
                "our conclusion; the source does not state the occasion",
                "Host (inferred)",
                "Participation inferred, by video link (inferred)",
            ],
        ),
        (
            "ru",
            [
                "дата предположительная; источник не называет дня",
                "наш вывод; источник не называет места",
                "наш вывод; источник не называет повода",
                "Принимающая сторона (предположительно)",
                "Участие предположительное, по видеосвязи (предположительно)",
            ],
        ),
    ],
)
def test_pages_say_what_is_concluded(concluded, language, words):
    pages = [f"/{language}{concluded.get_absolute_url()[3:]}"]
    pages += [item.get_absolute_url() for item in concluded.news.filter(language=language)]
    for page in pages:
        content = text(page)
        assert [word for word in words if word not in content] == [], page


def test_lists_and_the_page_of_a_pair_say_what_is_concluded(concluded):
    for address in ("/en/meetings/", "/en/people/anna/with/boris/", "/en/people/anna/"):
        content = text(address)
        for words in ("date inferred", "Palace (inferred)"):
            assert words in content, address
        assert "Boris Petrov</a> (inferred)" in content or "articipation inferred" in content, address
    assert "ost (inferred)" in text("/en/people/anna/with/boris/")
    assert "(inferred)" in re.search(r"<a [^>]*>Forum</a>[^<]*", text("/en/meetings/"))[0]


@pytest.mark.parametrize("name", ["feed.rss", "feed.atom", "feed.json"])
def test_feeds_say_what_is_concluded(concluded, name):
    content = text(f"/en/meetings/{name}")
    for words in (
        "does not state the day",
        "does not state the place",
        "host (inferred)",
        "participation inferred",
    ):
        assert words in content


def test_tables_say_what_is_concluded(concluded):
    one, two = csv.DictReader(text("/en/meetings/export.csv").removeprefix("\ufeff").splitlines())
    assert [one[f"{name}_stated"] for name in ("date", "place", "event", "role", "capacity")] == [
        "no",
        "no",
        "no",
        "no",
        "yes",
    ]
    assert (two["role_stated"], two["capacity_stated"], two["presence_stated"]) == ("yes", "no", "no")
    [release] = csv.DictReader(text("/en/news/export.csv").removeprefix("\ufeff").splitlines())
    assert release["date_stated"] == "no"


def test_popolo_says_what_is_concluded(concluded):
    events = json.loads(text("/popolo.json"))["events"]
    [meeting] = [row for row in events if row["id"] == f"meeting/{concluded.pk}"]
    assert meeting["inferred"] == ["date", "location", "parent_id"]
    assert [row.get("inferred") for row in meeting["attendees"]] == [
        ["event_role"],
        ["presence", "capacity"],
    ]


def test_calendars_say_what_is_concluded(concluded):
    content = text("/en/meetings/calendar.ics").replace("\r\n ", "")
    assert "LOCATION:Palace (inferred)" in content
    assert "the source does not state the day" in content
    assert "host (inferred)" in content
    assert "participation inferred" in content


@pytest.mark.parametrize(
    "address",
    ["/en/", "/en/news/", "/en/search/?q=release", "/en/people/anna/", "/en/organizations/council/"],
)
def test_the_inferred_date_of_a_release_is_marked(concluded, address):
    release = concluded.news.get(language="en")
    for page in (address, release.get_absolute_url()):
        assert re.search(r"30 November 2023</time> *(<span[^>]*>)?\(date inferred", text(page)), page


def test_a_meeting_names_nobody_in_an_office_whose_presence_is_inferred(concluded):
    post = make.post("Chair", make.organization("Commission"), slug="chair")
    for row in concluded.participations.all():
        row.memberships.add(make.membership(row.person, post))
    with edit(concluded):
        concluded.date_stated = True
        concluded.save()
    [found] = json.loads(text("/en/posts/chair/holders.json?on=2023-11-30"))["posts"]
    assert [(row["name"], row["grade"]) for row in found["holders"] if row["grade"]] == [
        ("Anna Ivanova", "named")
    ]


def structured(address):
    return json.loads(re.search(r'ld\+json">(.*?)</script>', text(address), re.DOTALL)[1])


def test_structured_data_asserts_nothing_that_is_concluded(concluded):
    meeting = structured(concluded.get_absolute_url())
    assert (meeting["startDate"], meeting["endDate"]) == ("2023", "2023")
    assert meeting["location"] == {"@type": "Place", "name": "place not stated"}
    assert {"organizer", "superEvent", "eventAttendanceMode"}.isdisjoint(meeting)
    assert [row["name"] for row in meeting["attendee"]] == ["Anna Ivanova"]


def test_structured_data_asserts_what_is_stated():
    meeting = make.meeting(
        people=[make.person()],
        delegations=[make.organization("Council")],
        place=make.place("Palace", city_en="Minsk", country="BY"),
        event=make.event("Forum"),
    )
    meeting.participations.update(role="host")
    found = structured(meeting.get_absolute_url())
    assert (found["startDate"], found["superEvent"]["name"]) == ("2023-11-30", "Forum")
    assert (found["organizer"]["name"], found["location"]["name"]) == ("Council", "Palace")
    assert found["location"]["address"]["addressLocality"] == "Minsk"
    assert found["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"


def test_an_event_whose_day_and_place_no_source_states_says_so():
    event = make.event(place=make.place("Palace"), date_stated=False, place_stated=False)
    page = text(event.get_absolute_url())
    assert "the source does not state the day" in page and "the source does not state the place" in page
    found = structured(event.get_absolute_url())
    assert (found["startDate"], found["location"]["name"]) == ("2023", "place not stated")
